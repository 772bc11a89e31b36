package store

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/event"
)

// TestOlderVersions opens the small ledger kept of each version of the schema,
// for writing, and finds in it what was put there. A new version adds its own
// with -update; the old ones are never written again.
func TestOlderVersions(t *testing.T) {
	ctx := context.Background()
	whole := openTest(t, t.TempDir())
	fillVersion(t, whole)
	groupVersion(t, whole)
	for v := 1; v <= Version; v++ {
		path := filepath.Join("testdata", fmt.Sprintf("ledger-v%d.zip", v))
		if _, err := os.Stat(path); err != nil && *update && v == Version {
			keepVersion(t, path)
		}
		dir := t.TempDir()
		unzipTo(t, path, dir)
		if v < Version {
			if _, err := Open(ctx, dir, Options{ReadOnly: true}); err == nil {
				t.Errorf("version %d: a reader opened it without bringing it forward", v)
			}
		}
		s := openTest(t, dir)
		if v < 2 { // there were no groupings: those that are made now are the same
			if got, err := s.Held(ctx, 0); err != nil || len(got.Stories)+len(got.Clusters) > 0 {
				t.Errorf("version %d: grouping: %+v, %v", v, got, err)
			}
			groupVersion(t, s)
		}
		if d := cmp.Diff(dump(t, whole), dump(t, s)); d != "" {
			t.Errorf("version %d: %s", v, d)
		}
		if err := s.Verify(ctx); err != nil {
			t.Errorf("version %d: %v", v, err)
		}
		if r := appendTest(t, s, synth(1), synth(99)); r.DocsNew != 1 || r.DocsKnown != 1 {
			t.Errorf("version %d: append: %+v", v, r)
		}
		if hits, err := s.Search(ctx, "envoys neighbour", 5); err != nil || len(hits) != 1 {
			t.Errorf("version %d: search: %v, %v", v, hits, err)
		}
	}
}

// fillVersion is what the kept ledgers hold. It must not change.
func fillVersion(t *testing.T, s *Store) {
	appendTest(t, s, allCoded(book)...)
	appendTest(t, s, synth(0), synth(1), synth(2))
	if _, err := s.Append(context.Background(), []*event.Coded{pieces[0].coded("plover@2")}, Provenance{"entente test", "plover@2"}); err != nil {
		t.Fatal(err)
	}
}

// groupVersion is the grouping that the kept ledgers hold from version 2 on. It
// must not change.
func groupVersion(t *testing.T, s *Store) {
	var sketches []Sketched
	if err := s.EachSketch(t.Context(), 0, s.Batch(), func(d *Sketched) {
		c := *d
		sketches = append(sketches, c)
	}); err != nil {
		t.Fatal(err)
	}
	if len(sketches) < 4 || len(sketches[3].Sketch) == 0 {
		t.Fatalf("sketches: %+v", sketches)
	}
	g := &Grouping{
		Stories: []DocumentStory{
			{Document: sketches[0].ID, Story: sketches[0].ID, Kin: First},
			{Document: sketches[3].ID, Story: sketches[0].ID, Kin: Copy, Origin: "Reuters", Basis: "credit"},
		},
		Clusters: []EventCluster{{1, "a1"}, {4, "a1"}},
	}
	if err := s.Group(t.Context(), g, s.Batch(), "entente test", "group@1"); err != nil {
		t.Fatal(err)
	}
}

func keepVersion(t *testing.T, path string) {
	dir := t.TempDir()
	s := openTest(t, dir)
	fillVersion(t, s)
	groupVersion(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	for _, name := range []string{documentsFile, ledgerFile} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
}

func unzipTo(t *testing.T, path, dir string) {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(f.Name)), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
