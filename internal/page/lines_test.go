package page

import (
	"math/rand/v2"
	"testing"
	"unicode/utf8"
)

// TestMeasureASCII checks that the pass for single bytes counts as the others do.
func TestMeasureASCII(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const signs = "abcXYZ019 \t\n\v\f\r'-`.,/\x00\x1f\x7f  e E"
	for range 20000 {
		b := make([]byte, rng.IntN(40))
		for i := range b {
			b[i] = signs[rng.IntN(len(signs))]
		}
		s := string(b)
		var u unit
		u.End = len(s)
		u.measure(s)
		want := unit{text: s, Span: u.Span, runes: utf8.RuneCountInString(s), words: countWords(s), hash: hashWords(s), plain: plain(s)}
		if u != want {
			t.Fatalf("%q: %+v, want %+v", s, u, want)
		}
		slow := ""
		words(s, func(r rune) bool { slow += string(r); return true })
		if f := fold(s); f != slow {
			t.Fatalf("%q folds to %q, want %q", s, f, slow)
		}
	}
}
