package store

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"entente/internal/event"
)

// FuzzSearch: whatever is searched in whatever text, the query is accepted, the
// matches and the snippet lie in the text, and the snippet shows a match.
func FuzzSearch(f *testing.F) {
	for _, q := range []string{`base`, `"three hours"`, `a AND "b`, `NEAR(a b) OR c*`, `title:x ^y -z {a b}`, `"" " ' ; --`, "слов*", "\x00a", "日本"} {
		f.Add(q, "The base, three hours later.\n\nA base of \x02 Ёлки и слова 日本語 \x00 a b c x y z")
		f.Add(q, q)
	}
	f.Fuzz(func(t *testing.T, query, text string) {
		match := matchOf(query)
		if !utf8.ValidString(text) || len(text) > 1<<16 || match == "" {
			return
		}
		hits := []Hit{{}}
		hits[0].Doc.Title = clean(query)
		if err := mark(context.Background(), match, hits, []string{text}); err != nil {
			t.Fatalf("query %q (%q) in %q: %v", query, match, text, err)
		}
		at := 0
		for _, sp := range hits[0].Spans {
			if sp.Begin < at || sp.End > len(text) || sp.Empty() || !boundary(text, sp.Begin) || !boundary(text, sp.End) {
				t.Fatalf("query %q in %q: matches %v", query, text, hits[0].Spans)
			}
			at = sp.End
		}
		s := snippet(text, hits[0].Spans)
		if s.Begin < 0 || s.End > len(text) || s.End < s.Begin || !utf8.ValidString(s.In(text)) {
			t.Fatalf("query %q in %q: snippet %v", query, text, s)
		}
		if s.Empty() && strings.TrimSpace(text) != "" {
			t.Fatalf("query %q in %q: no snippet", query, text)
		}
		seen := len(hits[0].Spans) == 0
		for _, sp := range hits[0].Spans {
			seen = seen || s.Contains(sp)
		}
		if !seen {
			t.Fatalf("query %q in %q: snippet %v shows none of %v", query, text, s, hits[0].Spans)
		}
	})
}

// Readers beside a writer see whole documents only.
func TestConcurrent(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, t.TempDir())
	events := map[string]int{}
	for i := range 300 {
		c := synth(i)
		events[c.ID] = len(c.Events)
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				hits, err := s.Search(ctx, fmt.Sprintf("report %d", n%300), 3)
				if err != nil {
					t.Error(err)
					return
				}
				for _, h := range hits {
					rows, err := s.Events(ctx, Filter{Document: h.Doc.ID})
					if err != nil || len(rows) != events[h.Doc.ID] {
						t.Errorf("document %s: %d events, want %d (%v)", h.Doc.ID, len(rows), events[h.Doc.ID], err)
					}
					if _, err := s.Document(ctx, h.Doc.ID); err != nil {
						t.Error(err)
					}
				}
				if _, err := s.Summary(ctx); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	var writers sync.WaitGroup
	for w := range 2 { // both add all: each document is added once
		writers.Add(1)
		go func() {
			defer writers.Done()
			for i := 0; i < 300; i += 10 {
				if _, err := s.Append(ctx, synths((i+150*w)%300, 10), prov); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	writers.Wait()
	close(done)
	wg.Wait()
	if sum, err := s.Summary(ctx); err != nil || sum.Documents != 300 {
		t.Errorf("got %+v, %v", sum, err)
	}
	s.Close()
	if _, err := s.Append(ctx, []*event.Coded{synth(1)}, prov); err == nil {
		t.Error("append after close: no error")
	}
	if _, err := s.Document(ctx, synth(1).ID); err == nil {
		t.Error("document after close: no error")
	}
	if _, err := s.Events(ctx, Filter{}); err == nil {
		t.Error("events after close: no error")
	}
}
