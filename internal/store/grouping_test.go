package store

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/doc"
	"entente/internal/event"
)

// A grouping is held as it was after each batch, and only its last row counts.
func TestGroup(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openTest(t, dir)
	fillVersion(t, s)
	before := s.Batch()
	groupVersion(t, s)
	first := s.Batch()
	if err := s.Group(ctx, &Grouping{Clusters: []EventCluster{{4, "b1"}}}, s.Batch(), "entente test", "group@1"); err != nil {
		t.Fatal(err)
	}
	if err := s.Group(ctx, &Grouping{}, s.Batch(), "entente test", "group@1"); err != nil || s.Batch() != first+1 {
		t.Errorf("an empty grouping: batch %d, %v; want %d", s.Batch(), err, first+1)
	}
	for _, tt := range []struct {
		batch int64
		want  []EventCluster
	}{{before, nil}, {first, []EventCluster{{1, "a1"}, {4, "a1"}}}, {0, []EventCluster{{1, "a1"}, {4, "b1"}}}} {
		got, err := s.Held(ctx, tt.batch)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(tt.want, got.Clusters); d != "" {
			t.Errorf("after batch %d: %s", tt.batch, d)
		}
	}
	want := dump(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Rebuild(ctx, dir, Options{Now: clock}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, dump(t, openTest(t, dir))); d != "" {
		t.Errorf("rebuilt: %s", d)
	}
}

// A grouping that reached documents.sqlite only is completed when the ledger is
// opened.
func TestGroupTorn(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openTest(t, dir)
	fillVersion(t, s)
	b := batch{number: s.Batch() + 1, added: clock(), program: "p", codebook: "group@1", grouping: &Grouping{Clusters: []EventCluster{{2, "a1"}}}}
	if err := s.keepGrouping(ctx, b, b.grouping, groupedValue(b.number, b.codebook)); err != nil {
		t.Fatal(err)
	}
	if g, err := s.Held(ctx, 0); err != nil || g.Clusters != nil {
		t.Errorf("before: %+v, %v", g, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openTest(t, dir)
	if g, err := s.Held(ctx, 0); err != nil || len(g.Clusters) != 1 || g.Clusters[0] != (EventCluster{2, "a1"}) {
		t.Errorf("after: %+v, %v", g, err)
	}
	if err := s.Verify(ctx); err != nil {
		t.Error(err)
	}
}

func TestCredit(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"BEIJING, March 10 (Harbour Press Agency) – Ministers met.", "Harbour Press Agency"},
		{"BISHKEK (Reuters) - Ministers met.", "Reuters"},
		{"Ministers met (and parted) - twice.", ""},
		{"Ministers of the two states met in a hall (the old one).", ""},
		{"ministers (Reuters) - met", ""},
		{"", ""},
	} {
		c := new(event.Coded)
		c.Text = tt.text
		c.Segments = []doc.Segment{{Span: doc.Span{End: len(tt.text)}, Kind: doc.Body}}
		if got := credit(c); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}
