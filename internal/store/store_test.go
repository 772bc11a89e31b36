package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
)

var update = flag.Bool("update", false, "rewrite the expected rows in testdata and docs/ledger.md")

func TestAppendAndReopen(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "it's 50% done", "a;b #1")
	s := openTest(t, dir)
	want := Result{DocsNew: 3, EventsNew: 8}
	if got := appendTest(t, s, allCoded(book)...); got != want {
		t.Errorf("first: got %+v, want %+v", got, want)
	}
	again := Result{DocsKnown: 3, EventsKnown: 8}
	if got := appendTest(t, s, allCoded(book)...); got != again {
		t.Errorf("again: got %+v, want %+v", got, again)
	}
	before := dump(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openTest(t, dir)
	if got := dump(t, s); got != before {
		t.Errorf("after reopening: %s", cmp.Diff(before, got))
	}
	if got := appendTest(t, s, allCoded(book)...); got != again {
		t.Errorf("after reopening: got %+v, want %+v", got, again)
	}
	for _, c := range allCoded(book) {
		got, err := s.Document(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		w, _ := json.Marshal(c)
		g, _ := json.Marshal(got)
		if !bytes.Equal(w, g) {
			t.Errorf("document %s: got %s, want %s", c.ID, g, w)
		}
	}
	known, err := s.Known(ctx, []string{allCoded(book)[0].ID, "ffff"})
	if err != nil || len(known) != 1 || !known[allCoded(book)[0].ID] {
		t.Errorf("known: %v, %v", known, err)
	}
}

// The same document twice in one batch is one document.
func TestAppendTwiceInOneBatch(t *testing.T) {
	s := openTest(t, t.TempDir())
	got := appendTest(t, s, synth(1), synth(2), synth(1))
	if got.DocsNew != 2 || got.DocsKnown != 1 {
		t.Errorf("got %+v", got)
	}
}

// Events as they come back from a query are those that were put in.
func TestEventsRoundTrip(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, t.TempDir())
	coded := allCoded(book)
	appendTest(t, s, coded...)
	rows, err := s.Events(ctx, Filter{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]event.Event{}
	for _, c := range coded {
		for _, e := range c.Events {
			want[e.ID] = e
		}
	}
	for _, r := range rows {
		w, _ := json.Marshal(want[r.Event.ID])
		g, _ := json.Marshal(r.Event)
		if !bytes.Equal(w, g) {
			t.Errorf("event %s:\n got %s\nwant %s", r.Event.ID, g, w)
		}
		d, err := s.Event(ctx, r.Event.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range d.Passages {
			words := p.Text[p.Begin-p.Segment.Begin : p.End-p.Segment.Begin]
			if strings.TrimSpace(words) == "" || (p.Begin == d.Passages[0].Begin && words != r.Words) {
				t.Errorf("event %s: passage holds %q, words are %q", r.Event.ID, words, r.Words)
			}
		}
		delete(want, r.Event.ID)
	}
	if len(want) > 0 {
		t.Errorf("not returned: %v", want)
	}
}

// Another codebook supersedes, and what it supersedes can still be had.
func TestRecode(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, t.TempDir())
	appendTest(t, s, allCoded(book)...)
	again := pieces[1]
	again.acts = again.acts[:1]
	c := again.coded("plover@2")
	known, err := s.KnownBy(ctx, "plover@2", []string{c.ID})
	if err != nil || len(known) != 0 {
		t.Fatalf("known by plover@2: %v, %v", known, err)
	}
	r, err := s.Append(ctx, []*event.Coded{c}, Provenance{Program: "p", Codebook: "plover@2"})
	if err != nil || r.DocsNew != 1 || r.EventsNew != 1 {
		t.Fatalf("got %+v, %v", r, err)
	}
	rows, err := s.Events(ctx, Filter{Document: c.ID})
	if err != nil || len(rows) != 1 || rows[0].Event.ID != "b1@plover@2" || rows[0].Event.Codebook != "plover@2" {
		t.Errorf("current events: %+v, %v", rows, err)
	}
	old, err := s.Event(ctx, "b2")
	if err != nil || !old.Superseded || len(old.Passages) != 1 {
		t.Errorf("superseded event: %+v, %v", old, err)
	}
	sum, err := s.Summary(ctx)
	if err != nil || sum.Documents != 3 || sum.Events != 6 {
		t.Errorf("summary: %+v, %v", sum, err)
	}
	// The old codebook again changes nothing.
	if r := appendTest(t, s, pieces[1].coded(book)); r.DocsNew != 0 {
		t.Errorf("old codebook again: %+v", r)
	}
}

func TestNoEvidence(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, t.TempDir())
	base := func() *event.Coded { return pieces[0].coded(book) }
	for name, spoil := range map[string]func(*event.Coded){
		"none":        func(c *event.Coded) { c.Events[1].Evidence = nil },
		"past":        func(c *event.Coded) { c.Events[1].Evidence[0].End = len(c.Text) + 1 },
		"before":      func(c *event.Coded) { c.Events[1].Evidence[0].Begin = -1 },
		"empty":       func(c *event.Coded) { c.Events[1].Evidence[0].End = c.Events[1].Evidence[0].Begin },
		"upside down": func(c *event.Coded) { v := &c.Events[1].Evidence[0]; v.Begin, v.End = v.End, v.Begin },
		"blank": func(c *event.Coded) {
			i := strings.Index(c.Text, "\n\n")
			c.Events[1].Evidence[0].Span = doc.Span{Begin: i, End: i + 2}
		},
		"cut": func(c *event.Coded) {
			c.Events[1].Evidence[0].Span = doc.Span{Begin: strings.Index(c.Text, "é") + 1, End: len(c.Text)}
		},
		"trigger": func(c *event.Coded) { c.Events[1].Evidence[0].Trigger = doc.Span{Begin: 3, End: 3} },
	} {
		c := base()
		spoil(c)
		_, err := s.Append(ctx, []*event.Coded{pieces[1].coded(book), c}, prov)
		if !errors.Is(err, ErrNoEvidence) || !strings.Contains(err.Error(), "event a2") || !strings.Contains(err.Error(), c.ID) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	c := base()
	c.Claims[0].End = c.Claims[0].Begin
	if _, err := s.Append(ctx, []*event.Coded{c}, prov); !errors.Is(err, ErrNoEvidence) {
		t.Errorf("claim: got %v", err)
	}
	for name, spoil := range map[string]func(*event.Coded){
		"twice":    func(c *event.Coded) { c.Events[1].ID = c.Events[0].ID },
		"no id":    func(c *event.Coded) { c.ID = "" },
		"no event": func(c *event.Coded) { c.Events[0].ID = "" },
		"no utf-8": func(c *event.Coded) { c.Text += "\xff" },
	} {
		c := base()
		spoil(c)
		if _, err := s.Append(ctx, []*event.Coded{c}, prov); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if sum, err := s.Summary(ctx); err != nil || sum.Documents != 0 || sum.Batches != 0 {
		t.Errorf("a refused batch left something: %+v, %v", sum, err)
	}
}

// Strings from outside can hold anything.
func TestStrangeStrings(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, t.TempDir())
	c := pieces[0].coded(book)
	c.Text += "\x00\x02\x03 tail\x00"
	c.File = "a\xff\xfe\x00b"
	c.Title = "\x02 t'itle \x03\x00\""
	c.Mentions[0].Name = "\xf0\x28"
	c.Events[0].Rule = "'; DROP TABLE events; --"
	appendTest(t, s, c)
	direct := dump(t, s)
	got, err := s.Document(ctx, c.ID)
	if err != nil || got.Text != c.Text {
		t.Fatalf("text %q, %v", got.Text, err)
	}
	hits, err := s.Search(ctx, "tail", 5)
	if err != nil || len(hits) != 1 || hits[0].Spans[0].In(c.Text) != "tail" {
		t.Errorf("search: %+v, %v, %q", hits, err, c.Text[230:])
	}
	// Derived again from documents.sqlite, the ledger is the same.
	dir := s.dir
	s.Close()
	if _, _, err := Rebuild(ctx, dir, Options{}); err != nil {
		t.Fatal(err)
	}
	if again := dump(t, openTest(t, dir)); again != direct {
		t.Errorf("rebuilt: %s", cmp.Diff(direct, again))
	}
}

func TestNotFound(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	if _, err := Open(ctx, filepath.Join(dir, "none"), Options{ReadOnly: true}); !errors.Is(err, ErrNotFound) {
		t.Errorf("no folder: got %v", err)
	}
	if _, err := Open(ctx, dir, Options{ReadOnly: true}); !errors.Is(err, ErrNotFound) {
		t.Errorf("empty folder: got %v", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("a reader made %v", entries)
	}
	if _, err := Open(ctx, filepath.Join(dir, "what?"), Options{}); err == nil || !strings.Contains(err.Error(), "?") {
		t.Errorf("a path with a question mark: got %v", err)
	}
	file := filepath.Join(dir, "file")
	os.WriteFile(file, nil, 0o644)
	if _, err := Open(ctx, file, Options{}); err == nil {
		t.Error("a file: no error")
	}
	s := openTest(t, filepath.Join(dir, "new"))
	if _, err := s.Event(ctx, "x"); !errors.Is(err, ErrNotFound) {
		t.Errorf("event: got %v", err)
	}
	if _, err := s.Document(ctx, "x"); !errors.Is(err, ErrNotFound) {
		t.Errorf("document: got %v", err)
	}
	if rows, err := s.Events(ctx, Filter{Actor: "X"}); err != nil || len(rows) != 0 {
		t.Errorf("events of an empty ledger: %v, %v", rows, err)
	}
	if sum, err := s.Summary(ctx); err != nil || sum.Events != 0 || !sum.First.IsZero() {
		t.Errorf("summary of an empty ledger: %+v, %v", sum, err)
	}
}

func TestReadOnly(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openTest(t, dir)
	appendTest(t, s, allCoded(book)...)
	want := dump(t, s)
	s.Close()
	a, err := Open(ctx, dir, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := Open(ctx, dir, Options{ReadOnly: true})
	if err != nil {
		t.Fatalf("a second reader: %v", err)
	}
	defer b.Close()
	if got := dump(t, b); got != want {
		t.Error(cmp.Diff(want, got))
	}
	if _, err := a.Append(ctx, nil, prov); !errors.Is(err, ErrReadOnly) {
		t.Errorf("append: got %v", err)
	}
	if _, err := Open(ctx, dir, Options{}); !errors.Is(err, ErrHeld) || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) {
		t.Errorf("a writer beside readers: got %v", err)
	}
}

func TestKeyset(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, t.TempDir())
	appendTest(t, s, allCoded(book)...)
	for i := range 40 {
		appendTest(t, s, synth(i))
	}
	all, err := s.Events(ctx, Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1, 7, 1000} {
		var got []string
		f := Filter{Limit: size}
		for {
			page, err := s.Events(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, r := range page {
				got = append(got, r.Event.ID)
			}
			f.After = got[len(got)-1]
		}
		var want []string
		for _, r := range all {
			want = append(want, r.Event.ID)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("pages of %d: %s", size, d)
		}
		if size == 1 && len(want) < 100 {
			t.Errorf("only %d events", len(want))
		}
	}
}

// TestQueries runs the queries in testdata/queries.test and compares the rows.
func TestQueries(t *testing.T) {
	s := openTest(t, t.TempDir())
	appendTest(t, s, allCoded(book)...)
	path := filepath.Join("testdata", "queries.test")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for i, block := range strings.Split(strings.TrimRight(string(b), "\n"), "\n\n") {
		if i > 0 {
			out.WriteString("\n")
		}
		query, want, _ := strings.Cut(block+"\n", "\n----\n")
		var comment string
		for strings.HasPrefix(query, "#") {
			line, rest, _ := strings.Cut(query, "\n")
			comment += line + "\n"
			query = rest
		}
		got := answer(t, s, strings.TrimSuffix(query, "\n"))
		if query != "" && got != want && !*update {
			t.Errorf("%s\n%s", query, cmp.Diff(want, got))
		}
		out.WriteString(comment)
		if query != "" {
			fmt.Fprintf(&out, "%s\n----\n%s", strings.TrimSuffix(query, "\n"), got)
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// answer runs one query of the test file.
func answer(t *testing.T, s *Store, query string) string {
	ctx := context.Background()
	verb, rest, _ := strings.Cut(query, " ")
	var b strings.Builder
	switch verb {
	case "":
	case "events":
		var f Filter
		for _, word := range strings.Fields(rest) {
			k, v, _ := strings.Cut(word, "=")
			switch k {
			case "actor":
				f.Actor = v
			case "source":
				f.Source = v
			case "target":
				f.Target = v
			case "dyad":
				f.Dyad[0], f.Dyad[1], _ = strings.Cut(v, ",")
			case "type":
				f.Type = v
			case "kind":
				f.Kind = v
			case "status":
				f.Status = event.Status(v)
			case "document":
				f.Document = pieces[v[0]-'0'].coded(book).ID
			case "text":
				f.Text = strings.ReplaceAll(v, "_", " ")
			case "from":
				f.From, _ = edtf.Parse(v)
			case "to":
				f.To, _ = edtf.Parse(v)
			case "limit":
				fmt.Sscan(v, &f.Limit)
			case "after":
				f.After = v
			default:
				t.Fatalf("unknown filter %q", k)
			}
		}
		rows, err := s.Events(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			fmt.Fprintf(&b, "%s %s %s %s | %s | %s\n", r.Event.ID, r.Event.Date, r.Event.Type, r.Event.Status, r.Words, r.Doc.Title)
		}
	case "search":
		hits, err := s.Search(ctx, rest, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hits {
			c, _ := s.Document(ctx, h.Doc.ID)
			fmt.Fprintf(&b, "%s:", h.Doc.Publisher)
			for _, sp := range h.Title {
				fmt.Fprintf(&b, " <%s>", sp.In(h.Doc.Title))
			}
			for _, sp := range h.Spans {
				fmt.Fprintf(&b, " [%s]", sp.In(c.Text))
			}
			fmt.Fprintf(&b, " in %q\n", h.Words)
		}
	case "actors":
		actors, err := s.Actors(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range actors {
			fmt.Fprintf(&b, "%+v\n", a)
		}
	case "summary":
		sum, err := s.Summary(ctx)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "documents %d events %d claims %d evidence %d undated %d from %s to %s\n",
			sum.Documents, sum.Events, sum.Claims, sum.Evidence, sum.Undated, sum.First, sum.Last)
		fmt.Fprintf(&b, "types %v\nkinds %v\nstatuses %v\ncodebooks %v\ndyads %v\n", sum.Types, sum.Kinds, sum.Statuses, sum.Codebooks, sum.Dyads)
	case "sql":
		b.WriteString(table(t, s, rest))
	case "export":
		var buf bytes.Buffer
		if err := s.Export(ctx, rest, &buf); err != nil {
			t.Fatal(err)
		}
		b.Write(buf.Bytes())
	default:
		t.Fatalf("unknown query %q", query)
	}
	return b.String()
}

// table runs SQL on the ledger.
func table(t testing.TB, s *Store, q string) string {
	t.Helper()
	rows, err := s.duck.Query(q)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	cols, _ := rows.Columns()
	var b strings.Builder
	for rows.Next() {
		v, p := make([]any, len(cols)), make([]any, len(cols))
		for i := range v {
			p[i] = &v[i]
		}
		if err := rows.Scan(p...); err != nil {
			t.Fatal(err)
		}
		for i := range v {
			if i > 0 {
				b.WriteString("|")
			}
			if v[i] == nil {
				v[i] = "NULL"
			}
			fmt.Fprint(&b, v[i])
		}
		b.WriteString("\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// dump is all that both files hold, in an order that does not depend on how the
// documents were cut into batches.
func dump(t testing.TB, s *Store) string {
	t.Helper()
	ctx := context.Background()
	var b strings.Builder
	b.WriteString(table(t, s, "SELECT * EXCLUDE (batch, coding, supersedes) FROM documents ORDER BY id, codebook"))
	b.WriteString(table(t, s, "SELECT e.* EXCLUDE (event, coding), p.* EXCLUDE (event) FROM events e LEFT JOIN parties p USING (event) ORDER BY e.id, p.side, p.position"))
	b.WriteString(table(t, s, "SELECT e.id, v.* EXCLUDE (event) FROM events e JOIN evidence v USING (event) ORDER BY e.id, v.position"))
	b.WriteString(table(t, s, "SELECT c.* EXCLUDE (coding), d.id FROM claims c JOIN documents d USING (coding) ORDER BY d.id, c.position"))
	b.WriteString(table(t, s, "SELECT a.* EXCLUDE (coding), d.id FROM actors_seen a JOIN documents d USING (coding) ORDER BY ALL"))
	b.WriteString(table(t, s, "SELECT c.cluster, e.id FROM event_clusters c JOIN events e USING (event) ORDER BY ALL"))
	b.WriteString(table(t, s, "SELECT * EXCLUDE (batch) FROM document_stories ORDER BY ALL"))
	rows, err := s.docs.Query("SELECT id FROM documents WHERE batch <= ? ORDER BY id", s.sealed.Load())
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		c, err := s.Document(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		line, _ := json.Marshal(c)
		b.Write(line)
		b.WriteString("\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
