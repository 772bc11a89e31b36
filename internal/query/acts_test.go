package query

import (
	"context"
	"net/url"
	"os"
	"testing"
	"time"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/sources"
	"entente/internal/store"
)

// told1 is a document with one event, by a publisher.
func told1(id, publisher string, basis event.DateBasis) *event.Coded {
	var c event.Coded
	c.Text = "Document " + id + ": Kazakhstan and China met."
	c.ID, c.Publisher, c.Lang, c.PublishedBasis = id, publisher, "en", doc.PublishedUnknown
	span := doc.Span{Begin: 0, End: len(c.Text)}
	c.Segments = []doc.Segment{{Span: span, Kind: doc.Body}}
	c.Sentences = []doc.Sentence{{Span: span}}
	c.Events = []event.Event{{ID: "e-" + id, Type: "CONSULT", Kind: "meeting", Quad: 1, Scale: 1, Status: event.Actual,
		Source: []event.Party{{Actor: "KAZ", Country: "KAZ"}}, Target: []event.Party{{Actor: "CHN", Country: "CHN"}},
		Date: edtf.YMD(2022, 9, 14), DateBasis: basis, Rule: "r", Codebook: book,
		Evidence: []event.Evidence{{Span: span, Kind: event.InBody}}}}
	return &c
}

// actsLedger holds six documents: five tell of one act. Of these b is a copy of
// a, and d names the agency of a; e states no publisher. f tells of another.
func actsLedger(t *testing.T) (*Ledger, *store.Store) {
	t.Helper()
	day := 0
	s, err := store.Open(t.Context(), t.TempDir(), store.Options{Now: func() time.Time {
		day++
		return time.Date(2024, 1, day, 12, 0, 0, 0, time.UTC)
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for _, c := range []*event.Coded{told1("a", "Reuters", event.DateInferred), told1("b", "Daily Sabah", event.DateInferred),
		told1("c", "TASS", event.DateStated), told1("d", "The Hindu", event.DateInferred), told1("e", "", event.DateInferred), told1("f", "Xinhua", event.DateStated)} {
		if _, err := s.Append(t.Context(), []*event.Coded{c}, store.Provenance{Program: "entente test", Codebook: book}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Group(t.Context(), &store.Grouping{
		Stories: []store.DocumentStory{{Document: "a", Story: "a", Kin: store.First}, {Document: "b", Story: "a", Kin: store.Copy}, {Document: "d", Story: "d", Kin: store.Alone, Origin: "reuters", Basis: "credit"}},
		Clusters: []store.EventCluster{{Event: 1, Cluster: "e-a"}, {Event: 2, Cluster: "e-a"}, {Event: 3, Cluster: "e-a"},
			{Event: 4, Cluster: "e-a"}, {Event: 5, Cluster: "e-a"}},
	}, "entente test", "method@1"); err != nil {
		t.Fatal(err)
	}
	table, err := sources.Load(os.DirFS("../../data/sources"))
	if err != nil {
		t.Fatal(err)
	}
	l := ledger(t, s, Options{})
	l.base.Tables.Sources = table
	return l, s
}

func TestActs(t *testing.T) {
	l, _ := actsLedger(t)
	for _, tt := range []struct {
		question string
		want     N // Events, Reports, Documents, Sources
	}{
		{"", N{2, 6, 6, 4, 2, 0, 0}}, // Reuters, TASS, not stated; Xinhua
		{"raw=1", N{6, 6, 6, 4, 6, 0, 0}},
		{"noclass=state", N{1, 4, 4, 2, 1, 0, 0}},
		{"noclass=agency", N{1, 1, 1, 1, 1, 0, 0}}, // nor what repeats one: b and d
		{"noclass=group:Chinese state&noclass=country:RUS", N{1, 4, 4, 2, 1, 0, 0}},
		{"src=-TASS", N{2, 5, 5, 3, 2, 0, 0}},
		{"min=2", N{1, 5, 5, 3, 1, 0, 0}},
		{"min=3", N{1, 5, 5, 3, 1, 0, 0}},
		{"min=3&noclass=state", N{}},
		{"min=4", N{}},
		{"infer=0", N{2, 2, 2, 2, 2, 0, 0}},
		{"asof=b6", N{6, 6, 6, 4, 6, 0, 0}}, // before they were put together
		{"asof=b3", N{3, 3, 3, 2, 3, 0, 0}},
		{"codebook=" + book, N{2, 6, 6, 4, 2, 0, 0}},
	} {
		q := parse(t, l, tt.question)
		got, err := l.Total(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if got != tt.want {
			t.Errorf("%q: got %+v, want %+v", tt.question, got, tt.want)
		}
		if back := parse(t, l, q.Encode()); back.Encode() != q.Encode() {
			t.Errorf("%q: read back as %q", q.Encode(), back.Encode())
		}
		page, err := l.Events(t.Context(), q)
		if err != nil || page.Total != tt.want.Events || len(page.Events) != tt.want.Events {
			t.Errorf("%q: a page of %d of %d events, %v", tt.question, len(page.Events), page.Total, err)
		}
	}
}

// Of an act the report is shown that dates it in its own words, and it counts
// once for each of its publishers.
func TestActShown(t *testing.T) {
	l, _ := actsLedger(t)
	page, err := l.Events(t.Context(), Question{})
	if err != nil || len(page.Events) != 2 || page.Events[0].ID != "e-c" || page.Events[1].ID != "e-f" {
		t.Fatalf("%+v, %v", page, err)
	}
	c, err := l.Count(t.Context(), Question{}, "publisher")
	if err != nil || len(c.Cells) != 6 || c.Total.Events != 2 {
		t.Errorf("by publisher: %+v, %v", c, err)
	}
	c, err = l.Count(t.Context(), Question{}, "kind")
	if err != nil || len(c.Cells) != 1 || c.Cells[0].Events != 2 || c.Cells[0].Reports != 6 {
		t.Errorf("by kind: %+v, %v", c, err)
	}
}

// What a switch removes is what is there without it less what is there with it,
// for every switch and among any others.
func TestActsRemoved(t *testing.T) {
	l, _ := actsLedger(t)
	on := []string{"", "infer=0", "min=2", "min=3", "noclass=state", "noclass=agency", "src=-Xinhua"}
	which := []int{-1, ByInferred, ByMinSources, ByMinSources, BySources, BySources, BySources}
	total := func(q string) int {
		n, err := l.Total(context.Background(), parse(t, l, q))
		if err != nil {
			t.Fatal(err)
		}
		return n.Events
	}
	for i := range on {
		for j := range on {
			if which[i] == which[j] || which[i] == ByMinSources || which[j] == ByMinSources && which[i] == BySources {
				continue // at least so many sources counts what other switches leave
			}
			q := on[i] + "&" + on[j]
			e, err := l.Effect(t.Context(), parse(t, l, q))
			if err != nil {
				t.Fatal(err)
			}
			if which[i] >= 0 {
				if got, want := e.Removed[which[i]].Events, total(on[j])-total(q); got != want {
					t.Errorf("%s among %q: removes %d, want %d", on[i], on[j], got, want)
				}
			}
			if want := total(q); e.Kept != want || e.Asked != 2 {
				t.Errorf("%q: keeps %d of %d, want %d of 2", q, e.Kept, e.Asked, want)
			}
		}
	}
}

func TestBadClass(t *testing.T) {
	l, _ := actsLedger(t)
	for _, bad := range []string{"noclass=rich", "raw=2", "codebook=none@1"} {
		if _, err := l.ParseQuestion(t.Context(), parseValues(bad)); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

func parseValues(s string) url.Values {
	v, _ := url.ParseQuery(s)
	return v
}
