package query

import (
	"slices"
	"strings"
	"testing"

	"entente/internal/doc"
	"entente/internal/event"
	"entente/internal/query/querytest"
	"entente/internal/store"
)

// TestSaying holds the search by words in memory to the ledger's own, also after the
// ledger has grown.
func TestSaying(t *testing.T) {
	s := fill(t, 400)
	l := ledger(t, s, Options{CacheBytes: -1})
	for range 2 {
		ix, err := l.Index(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, words := range []string{"aid", "AID", "matter 7", "7", "er 7", "did to", "rus did", "KAZ TJK", "no such", ".", "é", "Elysee", "ÉLYSÉE", "straße", "STRASSE", "москва", "Москва́", "İ", "a\u0301", "x\u00a0y", "y"} {
			want, err := s.Saying(t.Context(), strings.Fields(words))
			if err != nil {
				t.Fatal(err)
			}
			got, err := l.said.find(t.Context(), l, ix, strings.Fields(words))
			if err != nil {
				t.Fatal(err)
			}
			found += len(got)
			if !slices.Equal(got, want) {
				t.Errorf("%q: got %d events, want %d", words, len(got), len(want))
			}
		}
		if found == 0 {
			t.Error("nothing was found")
		}
		c := querytest.Article(999_999)
		c.Text += "\n\nL'Élysée, Straße, МОСКВА\u0301 I\u0307 a\u0301 x\u00a0y\tz."
		span := doc.Span{Begin: strings.Index(c.Text, "L'Él"), End: len(c.Text)}
		c.Segments = append(c.Segments, doc.Segment{Span: span, Kind: doc.Body})
		c.Sentences = append(c.Sentences, doc.Sentence{Span: span, Segment: len(c.Segments) - 1})
		c.ID = doc.NewID([]byte(c.Text))
		for i := range c.Events {
			c.Events[i].Evidence = append(c.Events[i].Evidence, event.Evidence{Span: span, Kind: event.InBody, Sentence: len(c.Sentences) - 1})
		}
		if _, err := s.Append(t.Context(), querytest.List(c), store.Provenance{Program: "entente test", Codebook: book}); err != nil {
			t.Fatal(err)
		}
	}
}
