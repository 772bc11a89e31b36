package query

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/data"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/query/querytest"
	"entente/internal/store"
)

// The synthetic ledger of these tests.
const book = querytest.Book

var (
	states = querytest.States
	synth  = querytest.Article
	fill   = querytest.Store
)

// ledger is a Ledger over a store with the tables that come along.
func ledger(t testing.TB, s *store.Store, o Options) *Ledger {
	t.Helper()
	views, err := fs.Sub(data.FS, "views")
	if err != nil {
		t.Fatal(err)
	}
	tables, err := LoadTables(views, func(id string) string { return "" }, nil)
	if err != nil {
		t.Fatal(err)
	}
	return New(&Base{Store: s, Tables: tables}, o)
}

func parse(t *testing.T, l *Ledger, s string) Question {
	t.Helper()
	v, err := url.ParseQuery(s)
	if err != nil {
		t.Fatal(err)
	}
	q, err := l.ParseQuestion(t.Context(), v)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return q
}

func TestCanonical(t *testing.T) {
	l := ledger(t, fill(t, 10), Options{})
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"actor=&from=", ""},
		{"to=2022-12&from=2022", "from=2022&to=2022-12"},
		{"type=REJECT&type=AID&type=AID", "type=AID%2CREJECT"},
		{"type=REJECT,AID", "type=AID%2CREJECT"},
		{"captions=1&anon=0&infer=0", "anon=0&infer=0"},
		{"contested=0&min=2&src=-Wire 3&asof=2024-01-31", "asof=2024-01-31&contested=0&min=2&src=-Wire+3"},
		{"asof=b1&denied=1", "asof=b1&denied=1"},
		{"dyad= CHN , TJK &order=newest&limit=7&unknown=1", "dyad=CHN%2CTJK&limit=7&order=newest"},
		{"domain=security&domain=economy", "domain=economy&domain=security"},
		{"text=  military   base ", "text=military+base"},
		{"order=oldest", ""},
	} {
		q := parse(t, l, tt.in)
		if got := q.Encode(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.in, got, tt.want)
		}
		again := parse(t, l, q.Encode())
		if diff := cmp.Diff(q.Encode(), again.Encode()); diff != "" {
			t.Errorf("%s: read back: %s", tt.in, diff)
		}
	}
}

func TestBadValues(t *testing.T) {
	l := ledger(t, fill(t, 10), Options{})
	for _, in := range []string{
		"from=2022-02-30", "from=yesterday", "to=2022-13", "from=2023&to=2022", "captions=perhaps", "contested=maybe", "min=0", "min=-1", "min=x",
		"domain=sports", "status=done", "side=war", "dyad=CHN", "dyad=CHN,", "dyad=A,B,C", "limit=0", "limit=100000", "batch=0", "batch=x", "order=up",
		"asof=b0", "asof=b9", "asof=2024-02-31", "src=Wire",
		"text=" + strings.Repeat("word+", 21), "actor=" + strings.Repeat("x", 10_000), "actor=%ff", "actor=a%00b", "type=" + strings.Repeat("A,", 60) + "B",
		strings.Repeat("kind=x&", 60),
	} {
		v, err := url.ParseQuery(in)
		if err != nil {
			t.Fatal(err)
		}
		_, err = l.ParseQuestion(t.Context(), v)
		var b *BadValue
		if !errors.As(err, &b) {
			t.Errorf("%.40s: got %v, want a BadValue", in, err)
			continue
		}
		if len(err.Error()) > 400 {
			t.Errorf("%.40s: the message is %d bytes long", in, len(err.Error()))
		}
	}
}

func FuzzQuestion(f *testing.F) {
	for _, s := range []string{"from=2022&to=2022-12&dyad=A,B", "type=A,B&contested=out", "asof=2024-01-02&limit=3", "domain=security&text=a b"} {
		f.Add(s)
	}
	ix, err := ledger(f, fill(f, 10), Options{}).Index(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := url.ParseQuery(s)
		if err != nil {
			return
		}
		q, err := ix.ParseQuestion(v)
		if err != nil {
			return
		}
		again, err := ix.ParseQuestion(q.Values())
		if err != nil || again.Encode() != q.Encode() {
			t.Fatalf("%q: %q read back as %q, %v", s, q.Encode(), again.Encode(), err)
		}
	})
}

// TestAgainstRows asks for events in many ways and compares the answers with
// those counted by hand from the rows.
func TestAgainstRows(t *testing.T) {
	ctx := t.Context()
	s := fill(t, 700)
	l := ledger(t, s, Options{})
	all, err := s.Events(ctx, store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	has := func(ps []event.Party, id string) bool {
		for _, p := range ps {
			if p.Country == id || p.Actor == id {
				return true
			}
		}
		return false
	}
	captionOnly := func(e event.Event) bool {
		for _, v := range e.Evidence {
			if v.Kind != event.InCaption {
				return false
			}
		}
		return true
	}
	for _, tt := range []struct {
		q    string
		pass func(event.Event, store.Row) bool
	}{
		{"", func(event.Event, store.Row) bool { return true }},
		{"actor=TJK", func(e event.Event, _ store.Row) bool { return has(e.Source, "TJK") || has(e.Target, "TJK") }},
		{"dyad=RUS,CHN", func(e event.Event, _ store.Row) bool {
			return has(e.Source, "RUS") && has(e.Target, "CHN") || has(e.Source, "CHN") && has(e.Target, "RUS")
		}},
		{"type=AID,REJECT&status=actual", func(e event.Event, _ store.Row) bool {
			return (e.Type == "AID" || e.Type == "REJECT") && e.Status == event.Actual
		}},
		{"domain=economy", func(e event.Event, _ store.Row) bool {
			return e.Kind == "loan" || !slices.Contains([]string{"clash", "exercise", "base", "aid", "meeting", "visit"}, e.Kind) &&
				(e.Contexts[0] == "economic" || e.Contexts[0] == "energy")
		}},
		{"side=conflict", func(e event.Event, _ store.Row) bool { return e.Quad >= 3 }},
		{"captions=0", func(e event.Event, _ store.Row) bool { return !captionOnly(e) }},
		{"infer=0", func(e event.Event, _ store.Row) bool { return e.DateBasis != event.DateInferred }},
		{"contested=0", func(e event.Event, _ store.Row) bool { return len(e.ContestedBy) == 0 }},
		{"denied=1", func(e event.Event, _ store.Row) bool { return len(e.ContestedBy) > 0 }},
		{"from=2010&to=2012-06", func(e event.Event, _ store.Row) bool {
			first, ok := e.Date.First()
			last, _ := e.Date.Last()
			return ok && last >= edtf.DayOf(2010, 1, 1) && first <= edtf.DayOf(2012, 6, 30)
		}},
		{"publisher=Wire 3", func(_ event.Event, r store.Row) bool { return r.Doc.Publisher == "Wire 3" }},
		{"text=matter agree", func(_ event.Event, r store.Row) bool { return strings.Contains(r.Words, "AGREE") }},
		{"kind=base&infer=0&captions=0&actor=KAZ", func(e event.Event, _ store.Row) bool {
			return e.Kind == "base" && e.DateBasis != event.DateInferred && !captionOnly(e) && (has(e.Source, "KAZ") || has(e.Target, "KAZ"))
		}},
	} {
		want := map[string]bool{}
		for _, r := range all {
			if tt.pass(r.Event, r) {
				want[r.Event.ID] = true
			}
		}
		for _, order := range []string{"", "&order=newest"} {
			q := parse(t, l, tt.q+order+"&limit=37")
			got := map[string]bool{}
			last, undated := "", false
			for pages := 0; ; pages++ {
				p, err := l.Events(ctx, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range p.Events {
					if got[e.ID] {
						t.Fatalf("%s: %s comes twice", tt.q, e.ID)
					}
					got[e.ID] = true
					day := e.First
					if day != "" && (undated || last != "" && (order == "" && day < last || order != "" && day > last)) {
						t.Fatalf("%s%s: %s of %s comes after %s", tt.q, order, e.ID, day, last)
					}
					last, undated = day, day == ""
				}
				if q.After = p.Next; p.Next == "" {
					break
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s%s (-want +got)\n%s", tt.q, order, diff)
			}
		}
		n, err := l.Total(ctx, parse(t, l, tt.q))
		if err != nil || n.Events != len(want) {
			t.Errorf("%s: total %d, %v, want %d", tt.q, n.Events, err, len(want))
		}
		e, err := l.Effect(ctx, parse(t, l, tt.q))
		if err != nil || e.Kept != len(want) {
			t.Errorf("%s: kept %d, %v, want %d", tt.q, e.Kept, err, len(want))
		}
	}
}

// TestGrown compares an index that grew batch by batch with one made at once.
func TestGrown(t *testing.T) {
	s := fill(t, 300)
	l := ledger(t, s, Options{})
	for i := range 5 {
		if _, err := l.Index(t.Context()); err != nil {
			t.Fatal(err)
		}
		// The last of them is a document coded anew.
		c, book := synth(1000+i), book
		if i == 4 {
			c, book = synth(3), "plover@2"
			for k := range c.Events {
				c.Events[k].ID, c.Events[k].Codebook = c.Events[k].ID+"@2", book
			}
		}
		if _, err := s.Append(t.Context(), []*event.Coded{c}, store.Provenance{Program: "entente test", Codebook: book}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := l.Index(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want, err := NewIndex(t.Context(), s, l.base.Tables)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Events, got.Events, cmp.AllowUnexported(Entry{})); diff != "" {
		t.Errorf("events (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(want.Docs, got.Docs, cmp.Comparer(func(a, b edtf.Date) bool { return a == b })); diff != "" {
		t.Errorf("documents (-want +got)\n%s", diff)
	}
	for _, d := range Dimensions() {
		a, _ := want.Select(Switches{}, nil).Count(d)
		b, _ := got.Select(Switches{}, nil).Count(d)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("by %s (-want +got)\n%s", d, diff)
		}
	}
	e, err := l.Event(t.Context(), "s3.0")
	if err != nil || !e.Superseded || len(e.Passages) != 1 || e.Passages[0].Words != e.Words || !strings.Contains(e.Passages[0].Text, e.Words) {
		t.Errorf("an event that was superseded: got %+v, %v", e, err)
	}
}

// TestCountByHand compares cubes with counts made another way.
func TestCountByHand(t *testing.T) {
	s := fill(t, 400)
	l := ledger(t, s, Options{})
	all, err := s.Events(t.Context(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	type key struct{ kind, year string }
	type sum struct {
		events     int
		docs, pubs map[string]bool
	}
	want := map[key]*sum{}
	for _, r := range all {
		year := ""
		if first, ok := r.Event.Date.First(); ok {
			year = first.String()[:4]
		}
		k := key{r.Event.Kind, year}
		if want[k] == nil {
			want[k] = &sum{0, map[string]bool{}, map[string]bool{}}
		}
		want[k].events++
		want[k].docs[r.Doc.ID] = true
		want[k].pubs[r.Doc.Publisher] = true
	}
	c, err := l.Count(t.Context(), Question{}, "kind", "year")
	if err != nil || len(c.Cells) != len(want) {
		t.Fatalf("%d cells, %v, want %d", len(c.Cells), err, len(want))
	}
	for _, cell := range c.Cells {
		w := want[key{cell.Keys[0], cell.Keys[1]}]
		if w == nil || cell.Events != w.events || cell.Documents != len(w.docs) || cell.Sources != len(w.pubs) {
			t.Errorf("%v: got %+v, want %+v", cell.Keys, cell.N, w)
		}
	}
}

// questions are asked of a ledger by the benchmark.
var questions = []struct {
	name string
	ask  func(context.Context, *Ledger, int) error
}{
	{"Events", func(ctx context.Context, l *Ledger, i int) error {
		_, err := l.Events(ctx, Question{Actor: states[i%15], Newest: i%2 == 0})
		return err
	}},
	{"Page", func(ctx context.Context, l *Ledger, i int) error {
		_, err := l.Events(ctx, Question{After: place{day: edtf.DayOf(2012, 5, 1+i%20), known: true, id: "s1"}.cursor()})
		return err
	}},
	{"Switched", func(ctx context.Context, l *Ledger, i int) error {
		_, err := l.Events(ctx, Question{Actor: states[i%15], Switches: Switches{NoCaptions: true, NoInferred: true, NoAnonymous: true, NoContested: true,
			Domains: []string{"security"}, From: edtf.Y(2005), To: edtf.Y(2020)}})
		return err
	}},
	{"Event", func(ctx context.Context, l *Ledger, i int) error {
		_, err := l.Event(ctx, fmt.Sprintf("s%d.0", i))
		return err
	}},
	{"Dyad", func(ctx context.Context, l *Ledger, i int) error {
		_, err := l.Dyad(ctx, states[i%14], states[14], Question{}, "quarter")
		return err
	}},
	{"Actor", func(ctx context.Context, l *Ledger, i int) error {
		_, err := l.Actor(ctx, states[i%15], Question{})
		return err
	}},
	{"Today", func(ctx context.Context, l *Ledger, i int) error { _, err := l.Today(ctx, Question{}); return err }},
	{"Facets", func(ctx context.Context, l *Ledger, i int) error { _, err := l.Facets(ctx, Question{}, 10); return err }},
	{"Effect", func(ctx context.Context, l *Ledger, i int) error {
		_, err := l.Effect(ctx, Question{})
		return err
	}},
	{"AsOf", func(ctx context.Context, l *Ledger, i int) error {
		_, err := l.Count(ctx, Question{Switches: Switches{AsOf: 5}}, "year")
		return err
	}},
	{"Documents", func(ctx context.Context, l *Ledger, i int) error { _, err := l.Documents(ctx, Question{}); return err }},
	{"Text", func(ctx context.Context, l *Ledger, i int) error {
		_, err := l.Events(ctx, Question{Text: fmt.Sprintf("agree matter %d", i%1000)})
		return err
	}},
	{"Search", func(ctx context.Context, l *Ledger, i int) error {
		_, err := l.Search(ctx, fmt.Sprintf("AGREE matter %d", i%1000), 20)
		return err
	}},
}

// BenchmarkQuestions asks each question of a ledger of 100,000 events, without
// the cache.
//
//	go test ./internal/query -run '^$' -bench Questions
func BenchmarkQuestions(b *testing.B) {
	l := ledger(b, fill(b, 100_000), Options{CacheBytes: -1})
	b.Run("Index", func(b *testing.B) {
		for range b.N {
			if _, err := NewIndex(b.Context(), l.base.Store, l.base.Tables); err != nil {
				b.Fatal(err)
			}
		}
	})
	if _, err := l.Index(b.Context()); err != nil {
		b.Fatal(err)
	}
	for _, q := range questions {
		b.Run(q.name, func(b *testing.B) {
			for i := range b.N {
				if err := q.ask(b.Context(), l, i); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
