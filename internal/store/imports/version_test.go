package imports_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"entente/internal/store/imports"
)

// A small file of each version of the schema, made by the program of its time,
// opens, is brought up to date, answers, and takes more rows. To make that of a new
// version: go test ./internal/store/imports -run OldVersions -update
func TestOldVersions(t *testing.T) {
	for v := 1; v <= imports.Version; v++ {
		path := filepath.Join("testdata", fmt.Sprintf("imports-v%d.duckdb.zst", v))
		packed, err := os.ReadFile(path)
		if err != nil && *update && v == imports.Version {
			packed = makeOld(t, path)
		} else if err != nil {
			t.Fatal(err)
		}
		dec, err := zstd.NewReader(nil)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := dec.DecodeAll(packed, nil)
		dec.Close()
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, imports.FileName), raw, 0o644); err != nil {
			t.Fatal(err)
		}
		if v < imports.Version {
			r := open(t, dir, true) // one who only reads it leaves it as it is
			if es, err := r.Events(t.Context(), someParty(t, r), "", imports.Filter{}, imports.ByDay, 60); err != nil || len(es) == 0 {
				t.Errorf("version %d, for reading: %d rows, %v", v, len(es), err)
			}
			r.Close()
		}
		s := open(t, dir, false)
		sum, err := s.Summary(t.Context())
		if err != nil || sum.Rows != 50 || len(sum.Formats) != 1 || sum.Formats[0].Format != "synth" {
			t.Errorf("version %d: %+v, %v", v, sum, err)
		}
		pairs, err := s.Pairs(t.Context(), "", imports.Filter{}, 1)
		if err != nil || len(pairs) != 1 {
			t.Fatalf("version %d: %+v, %v", v, pairs, err)
		}
		sided, err := s.Events(t.Context(), pairs[0].Source, "", imports.Filter{}, imports.ByDay, 60)
		if err != nil {
			t.Fatal(err)
		}
		s.Unsided()
		if scanned, err := s.Events(t.Context(), pairs[0].Source, "", imports.Filter{}, imports.ByDay, 60); err != nil || len(sided) == 0 || !cmp.Equal(sided, scanned) {
			t.Errorf("version %d: rows of %s by sides: %v, %v", v, pairs[0].Source, cmp.Diff(scanned, sided), err)
		}
		if got := addSynth(t, s, 80, 30); got.Known != 50 || got.Kept != 30 {
			t.Errorf("version %d: more rows: %+v", v, got)
		}
		s.Close()
	}
}

// makeOld writes the small file of this version.
func makeOld(t *testing.T, path string) []byte {
	t.Helper()
	dir := t.TempDir()
	s := open(t, dir, false)
	addSynth(t, s, 50, 20)
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Close()
	raw, err := os.ReadFile(filepath.Join(dir, imports.FileName))
	if err != nil {
		t.Fatal(err)
	}
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		t.Fatal(err)
	}
	packed := enc.EncodeAll(raw, nil)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, packed, 0o644); err != nil {
		t.Fatal(err)
	}
	return packed
}

// someParty is one that the file has rows of.
func someParty(t *testing.T, s *imports.Store) string {
	t.Helper()
	pairs, err := s.Pairs(t.Context(), "", imports.Filter{}, 1)
	if err != nil || len(pairs) != 1 {
		t.Fatal(pairs, err)
	}
	return pairs[0].Source
}
