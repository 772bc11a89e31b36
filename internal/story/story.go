// Package story tells which documents are copies of each other, cut, retitled or
// with words changed here and there, and which took whole passages over.
//
// A document is known by a [Sketch] of its words, small and of one size; texts
// are not compared. What the documents say, and who published them, is left to
// others.
package story

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// shingle is how many words in a row are one piece of a text. Two writers who
// tell the same thing in their own words seldom share five in a row, but for
// names and titles.
const shingle = 5

// size is how many pieces a sketch keeps at most.
const size = 64

// A Sketch stands for a text: the hashes of its pieces of five words, the 64
// lowest of them, in ascending order. Texts of up to 68 words are there whole.
// The sketch of a text of fewer than five words is empty.
//
// Source: bottom-k MinHash; Broder, "On the resemblance and containment of
// documents" (1997).
type Sketch []uint64

// Of returns the sketch of a text: of its words, in lower case, without marks,
// white space and figures of layout.
func Of(texts ...string) Sketch {
	var words []uint64
	for _, text := range texts {
		words = appendWords(words, text)
	}
	if len(words) < shingle {
		return nil
	}
	all := make([]uint64, 0, len(words))
	for i := 0; i+shingle <= len(words); i++ {
		h := uint64(14695981039346656037)
		for _, w := range words[i : i+shingle] {
			h = mix(h ^ w)
		}
		all = append(all, h)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return Sketch(slices.Clone(all[:min(size, len(all))]))
}

// appendWords appends the hashes of the words of a text.
func appendWords(out []uint64, text string) []uint64 {
	const seed, prime = 14695981039346656037, 1099511628211
	h, open := uint64(seed), false
	for i := 0; i < len(text); {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			h, open = (h^uint64(unicode.ToLower(r)))*prime, true
		case open && r != '\'' && r != '’' && r != '\u00ad':
			out = append(out, h)
			h, open = seed, false
		}
		i += n
	}
	if open {
		out = append(out, h)
	}
	return out
}

// mix spreads the bits of a number (the finaliser of MurmurHash3).
func mix(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// Likeness is how much two texts have in common, all shares from 0 to 1 of
// pieces of five words, as far as sketches tell: the standard error is at most
// 0.07 for texts of like length.
type Likeness struct {
	// Resemblance is of all pieces of both: 1 for the same words.
	Resemblance float64
	// Containment is of the pieces of the shorter: 1 for a text that was cut.
	Containment float64
	// Shared is how many pieces of the sketches are the same.
	Shared int
}

// Compare estimates how much two texts have in common.
func Compare(a, b Sketch) Likeness {
	// Only below the least of both ends are both sketches whole.
	end := ^uint64(0)
	for _, s := range []Sketch{a, b} {
		if len(s) == size {
			end = min(end, s[size-1])
		}
	}
	na, nb, both := 0, 0, 0
	for na < len(a) && a[na] <= end || nb < len(b) && b[nb] <= end {
		switch {
		case nb >= len(b) || b[nb] > end || na < len(a) && a[na] <= end && a[na] < b[nb]:
			na++
		case na >= len(a) || a[na] > end || a[na] > b[nb]:
			nb++
		default:
			na, nb, both = na+1, nb+1, both+1
		}
	}
	if na == 0 || nb == 0 {
		return Likeness{}
	}
	return Likeness{
		Resemblance: float64(both) / float64(na+nb-both),
		Containment: float64(both) / float64(min(na, nb)),
		Shared:      both,
	}
}

// A Kin says how one document is kin to another.
type Kin int

// The kinds of kin.
const (
	None Kin = iota
	// Derived took passages over: a paraphrase that quotes at length, a later
	// piece with the same background.
	Derived
	// Copy is the same text, perhaps cut, retitled, or edited in places.
	Copy
)

// Of what two documents share they are kin. Both were set on the sample articles
// and on texts cut, edited and rewritten by rule: see TestMeasured.
const (
	copyShare    = 0.6
	derivedShare = 0.15
	leastShared  = 4 // pieces: one sentence quoted by both is no kin
)

// Kin is how two texts that have this in common are kin.
func (l Likeness) Kin() Kin {
	switch {
	case l.Shared < leastShared:
		return None
	case l.Containment >= copyShare:
		return Copy
	case l.Containment >= derivedShare:
		return Derived
	}
	return None
}
