package claim_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/internal/doc"
	"entente/internal/event"
	"entente/internal/page"
)

// articles are the sample articles in English, as text.
func articles(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob("../../data/samples/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	var out []string
	for _, n := range names {
		if strings.HasSuffix(n, "-ru.txt") {
			continue
		}
		b, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(b))
	}
	return out
}

// BenchmarkFind measures claims against coding: "claims" is this package alone,
// "events" the coder alone, "code" all from bytes to events.
func BenchmarkFind(b *testing.B) {
	w := newWorld(b)
	texts := articles(b)
	var coded []*event.Coded
	size := 0
	for _, text := range texts {
		coded = append(coded, w.coded(b, text, ""))
		size += len(text)
	}
	b.Run("claims", func(b *testing.B) {
		b.SetBytes(int64(size))
		b.ReportAllocs()
		for b.Loop() {
			for _, c := range coded {
				if _, err := w.finder.Find(c); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("events", func(b *testing.B) {
		b.SetBytes(int64(size))
		b.ReportAllocs()
		for b.Loop() {
			for _, c := range coded {
				if _, err := w.coder.Code(&c.Resolved); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("code", func(b *testing.B) {
		b.SetBytes(int64(size))
		for b.Loop() {
			for _, text := range texts {
				w.coded(b, text, "")
			}
		}
	})
	b.Run("page", func(b *testing.B) {
		b.SetBytes(int64(size))
		for b.Loop() {
			for _, text := range texts {
				if _, err := w.page.Read(&doc.Document{ID: "x", Text: text}, page.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
