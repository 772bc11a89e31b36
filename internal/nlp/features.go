package nlp

import (
	"unicode"
	"unicode/utf8"
)

// NumFeatures is how many features a form has.
const NumFeatures = 10

// LowFeature and FormFeature are the features that name the whole word: the
// trainer hides them at random so that the network learns to do without.
const (
	LowFeature  = 0
	FormFeature = 8
)

// Normal is a form as the word tables know it: lower case, curly marks made
// straight, every digit a 0.
func Normal(form string) string { return lower(plain(form)) }

// Features returns the keys of a form's features: the normal form, its endings
// of 1 to 4 letters, its beginnings of 1 to 3, its shape and the form with its
// capitals. A key is a hash of the kind and the letters; equal keys share a row
// of the embedding table.
func Features(form string) [NumFeatures]uint64 {
	f := plain(form)
	l := lower(f)
	return [NumFeatures]uint64{
		LowFeature:  key(1, l),
		1:           key(2, suffix(l, 2)),
		2:           key(3, suffix(l, 3)),
		3:           key(4, suffix(l, 4)),
		4:           key(5, prefix(f, 1)),
		5:           key(6, prefix(f, 2)),
		6:           key(7, prefix(f, 3)),
		7:           shapeKey(f),
		FormFeature: key(9, f),
		9:           key(10, suffix(l, 1)),
	}
}

// WordKey is the key of the normal form of a word already normal.
func WordKey(normal string) uint64 { return key(1, normal) }

// key hashes a kind and letters (FNV-1a with a final mix). It is never 0.
func key(kind uint64, s string) uint64 {
	h := 14695981039346656037 ^ kind*0x9e3779b97f4a7c15
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return finish(h)
}

func finish(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	return h | 1<<63
}

// shapeKey hashes the shape of a form: X for a capital, x for a small letter, d
// for a digit, other ASCII as it is, runs cut at two.
func shapeKey(s string) uint64 {
	var last byte
	run := 0
	h := uint64(14695981039346656037 ^ 8)
	for _, r := range s {
		c := byte('o')
		switch {
		case r >= 'a' && r <= 'z':
			c = 'x'
		case r >= 'A' && r <= 'Z':
			c = 'X'
		case r >= '0' && r <= '9':
			c = 'd'
		case r < 0x80:
			c = byte(r)
		case unicode.IsUpper(r):
			c = 'X'
		case unicode.IsLetter(r):
			c = 'x'
		}
		if c != last {
			last, run = c, 0
		}
		if run++; run <= 2 {
			h = (h ^ uint64(c)) * 1099511628211
		}
	}
	return finish(h)
}

// plain makes digits 0 and curly quotation marks straight.
func plain(s string) string {
	change := false
	for i := range len(s) {
		if c := s[i]; c >= '1' && c <= '9' || c >= 0x80 {
			change = true
			break
		}
	}
	if !change {
		return s
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			r = '0'
		case r == '’' || r == '‘' || r == 'ʼ':
			r = '\''
		case r == '“' || r == '”' || r == '„' || r == '«' || r == '»':
			r = '"'
		}
		b = utf8.AppendRune(b, r)
	}
	return string(b)
}

// Lower is s in lower case.
func Lower(s string) string { return lower(s) }

func lower(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= 'A' && c <= 'Z' || c >= 0x80 {
			b := make([]byte, 0, len(s))
			for _, r := range s {
				b = utf8.AppendRune(b, unicode.ToLower(r))
			}
			return string(b)
		}
	}
	return s
}

// suffix is the last n runes of s, or all of it.
func suffix(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, z := utf8.DecodeLastRuneInString(s[:i])
		i -= z
	}
	return s[i:]
}

// prefix is the first n runes of s, or all of it.
func prefix(s string, n int) string {
	i := 0
	for ; n > 0 && i < len(s); n-- {
		_, z := utf8.DecodeRuneInString(s[i:])
		i += z
	}
	return s[:i]
}
