package edit

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"entente/data"
	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/store"
)

const text = "Envoys of both states met at the lake on Monday.\n\nA spokesman denied that a lease was signed.\n\nЁлки: the harbour was leased in 2020."

func span(t *testing.T, words string) doc.Span {
	t.Helper()
	i := strings.Index(text, words)
	if i < 0 {
		t.Fatalf("the text has no %q", words)
	}
	return doc.Span{Begin: i, End: i + len(words)}
}

// made is a ledger with one document of two events, the second denying the first.
func made(t *testing.T) (*Editor, *event.Coded) {
	t.Helper()
	book, err := codebook.Load(data.FS, "codebooks/plover")
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	c := &event.Coded{}
	c.Text, c.ID, c.Title = text, doc.NewID([]byte(text)), "At the lake"
	for i, words := range strings.Split(text, "\n\n") {
		c.Segments = append(c.Segments, doc.Segment{Span: span(t, words), Kind: doc.Body})
		c.Sentences = append(c.Sentences, doc.Sentence{Span: span(t, words), Segment: i})
	}
	party := func(id string) []event.Party { return []event.Party{{Actor: id, Country: id, Name: "Name of " + id}} }
	c.Events = []event.Event{
		{ID: "lease", Type: "AGREE", Quad: 1, Source: party("GEO"), Target: party("ARM"), Status: event.Actual, Date: edtf.Y(2020), DateBasis: event.DateStated,
			ContestedBy: []string{"denial"}, Evidence: []event.Evidence{{Span: span(t, "the harbour was leased"), Sentence: 2, Kind: event.InBody}},
			Rule: "r1", Confidence: 0.5, Codebook: book.ID()},
		{ID: "denial", Type: "REJECT", Quad: 3, Source: party("GEO"), Status: event.Actual,
			Evidence: []event.Evidence{{Span: span(t, "denied"), Sentence: 1, Kind: event.InBody}}, Rule: "r2", Confidence: 0.5, Codebook: book.ID()},
	}
	c.Claims = []event.Claim{{Span: span(t, "a lease was signed"), ID: "k1", Holder: event.Holder{Name: "spokesman"}, Stance: "denies", Events: []string{"lease"}}}
	if _, err := s.Append(t.Context(), []*event.Coded{c}, store.Provenance{Program: "entente test", Codebook: book.ID()}); err != nil {
		t.Fatal(err)
	}
	return &Editor{Store: s, Book: book, Program: "entente test", Now: func() time.Time { return time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC) }}, c
}

func ptr[T any](v T) *T { return &v }

func current(t *testing.T, ed *Editor) []event.Event {
	t.Helper()
	rows, err := ed.Store.Events(t.Context(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var out []event.Event
	for _, r := range rows {
		out = append(out, r.Event)
	}
	return out
}

func TestChange(t *testing.T) {
	ed, c := made(t)
	r, err := ed.Change(t.Context(), "ana", Change{Event: "lease", Why: "it is a loan", Type: ptr("AID"), Kind: ptr("loan"), Date: ptr("2020-05"),
		Status: ptr("planned"), Source: ptr([]string{"AZE"}), Target: ptr([]string{"GEO"})})
	if err != nil || r.Before != "lease" || r.After == "" || r.After == "lease" {
		t.Fatalf("%+v, %v", r, err)
	}
	es := current(t, ed)
	at := slices.IndexFunc(es, func(e event.Event) bool { return e.ID == r.After })
	if len(es) != 2 || at < 0 {
		t.Fatalf("the ledger holds %+v", es)
	}
	e := es[at]
	if e.Type != "AID" || e.Quad != event.MaterialCooperation || e.Kind != "loan" || e.Date.String() != "2020-05" || e.Status != event.Planned ||
		e.Source[0].Actor != "AZE" || e.Target[0].Name != "Name of GEO" || e.Rule != ByHand || e.ContestedBy[0] != "denial" {
		t.Errorf("corrected: %+v", e)
	}
	// What was there before stays, superseded.
	old, err := ed.Store.Event(t.Context(), "lease")
	if err != nil || !old.Superseded || old.Event.Type != "AGREE" {
		t.Errorf("the event before: %+v, %v", old, err)
	}
	d, err := ed.Store.Document(t.Context(), c.ID)
	if err != nil || len(d.Corrections) != 1 || d.Corrections[0] != (event.Correction{Event: "lease", With: r.After, By: "ana", Why: "it is a loan", At: "2024-03-01T09:00:00Z"}) {
		t.Errorf("the record of it: %+v, %v", d.Corrections, err)
	}
	if d.Claims[0].Events[0] != r.After {
		t.Errorf("a claim points to %v", d.Claims[0].Events)
	}
	// The same article again is known, and the correction stays.
	res, err := ed.Store.Append(t.Context(), []*event.Coded{c}, store.Provenance{Program: "x", Codebook: ed.Book.ID()})
	if err != nil || res.DocsKnown != 1 {
		t.Errorf("added again: %+v, %v", res, err)
	}
	if _, err := ed.Change(t.Context(), "", Change{Event: "lease", Why: "late", Remove: true}); !errors.Is(err, ErrSuperseded) {
		t.Errorf("a change of what was superseded: %v", err)
	}

	if r, err = ed.Change(t.Context(), "", Change{Event: r.After, Why: "no such deed", Remove: true}); err != nil || r.After != "" {
		t.Errorf("removed: %+v, %v", r, err)
	}
	if es := current(t, ed); len(es) != 1 || es[0].ID != "denial" {
		t.Errorf("after the removal: %+v", es)
	}

	words := span(t, "met at the lake")
	r, err = ed.Change(t.Context(), "bo", Change{Document: c.ID, Why: "left out", Type: ptr("CONSULT"), Source: ptr([]string{"GEO", "ARM"}), Reciprocal: ptr(true),
		Evidence: ptr([]Span{{Begin: words.Begin - 1, End: words.End + 1}})})
	if err != nil {
		t.Fatal(err)
	}
	got, err := ed.Store.Event(t.Context(), r.After)
	if err != nil || got.Words != "met at the lake" || !got.Event.Reciprocal || got.Event.Codebook != ed.Book.ID()+"+hand.3" {
		t.Errorf("added: %+v, %v", got, err)
	}
}

func TestBad(t *testing.T) {
	ed, c := made(t)
	for _, tt := range []struct {
		name string
		ch   Change
		want error
	}{
		{"no reason", Change{Event: "lease", Type: ptr("AID")}, ErrBad},
		{"neither event nor document", Change{Why: "x"}, ErrBad},
		{"unknown event", Change{Event: "nothing", Why: "x"}, store.ErrNotFound},
		{"unknown document", Change{Document: "nothing", Why: "x"}, store.ErrNotFound},
		{"type", Change{Event: "lease", Why: "x", Type: ptr("DANCE")}, ErrBad},
		{"mode", Change{Event: "lease", Why: "x", Mode: ptr("dance")}, ErrBad},
		{"kind", Change{Event: "lease", Why: "x", Kind: ptr("<b>")}, ErrBad},
		{"context", Change{Event: "lease", Why: "x", Contexts: ptr([]string{"dance"})}, ErrBad},
		{"status", Change{Event: "lease", Why: "x", Status: ptr("done")}, ErrBad},
		{"date", Change{Event: "lease", Why: "x", Date: ptr("2020-02-31")}, ErrBad},
		{"no source", Change{Event: "lease", Why: "x", Source: ptr([]string{})}, ErrBad},
		{"words outside", Change{Event: "lease", Why: "x", Evidence: ptr([]Span{{Begin: 3, End: 3000}})}, ErrBad},
		{"words of blanks", Change{Event: "lease", Why: "x", Evidence: ptr([]Span{{Begin: 48, End: 50}})}, ErrBad},
		{"nothing changed", Change{Document: c.ID, Why: "x"}, ErrBad},
	} {
		if _, err := ed.Change(t.Context(), "", tt.ch); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if es := current(t, ed); len(es) != 2 {
		t.Errorf("bad changes left %+v", es)
	}
}

// TestAtOnce has many readers change one event at the same time: one is first.
func TestAtOnce(t *testing.T) {
	ed, _ := made(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	ok, late := 0, 0
	for _, kind := range strings.Fields("loan debt trade aid visit talks base patrol") {
		wg.Go(func() {
			_, err := ed.Change(t.Context(), "", Change{Event: "lease", Why: "x", Kind: ptr(kind)})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				ok++
			case errors.Is(err, ErrSuperseded):
				late++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if ok != 1 || late != 7 {
		t.Errorf("%d were first, %d late", ok, late)
	}
}
