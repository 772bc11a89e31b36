package nlp

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
)

// SplitBits is the logarithm of the size of the splitter's table of weights.
const SplitBits = 16

// A splitter decides between which tokens a sentence ends: a linear model over
// hashed features of the place.
type splitter struct{ weights []int16 }

// maxSentence is the longest sentence made, in tokens: a longer one is cut.
const maxSentence = 1000

// sentences groups tokens; every group is not empty.
func (s *splitter) sentences(cut *Tokeniser, text string, toks []doc.Token) []doc.Sentence {
	if len(toks) == 0 {
		return nil
	}
	var out []doc.Sentence
	c := cut.Places(toks)
	from := 0
	for i := range toks {
		last := i == len(toks)-1
		if !last && i-from+1 < maxSentence {
			gap := text[toks[i].End:toks[i+1].Begin]
			if gap == "" || !paragraph(gap) && s.score(c.Features(i, from)) <= c.threshold(i, from) {
				continue
			}
		}
		span := doc.Span{Begin: toks[from].Begin, End: toks[i].End}
		out = append(out, doc.Sentence{Span: span, Tokens: toks[from : i+1 : i+1]})
		from = i + 1
	}
	return out
}

// paragraph says whether a gap holds an empty line.
func paragraph(gap string) bool {
	first := strings.IndexByte(gap, '\n')
	return first >= 0 && strings.IndexByte(gap[first+1:], '\n') >= 0
}

// Scores are thousandths of a logit. What a gap's score must exceed is raised
// where no mark ends a sentence, and lowered where the signs are plain: what the
// treebanks teach of web pages must not spoil text that is well edited.
const (
	unmarked = 1500
	plainEnd = -1500
)

// threshold is what the score of the gap after token i of a sentence that began
// at from must exceed.
func (p *Places) threshold(i, from int) int32 {
	next, after := p.kind[i+1], uint8(kindOther)
	if i+2 < len(p.kind) {
		after = p.kind[i+2]
	}
	opens := func(k uint8) bool { return k == kindCapital || k == kindStarter || k == kindUpper }
	switch p.kind[i] {
	case kindTitle:
		return math.MaxInt32
	case kindDash:
		if p.kind[from] == kindUpper && i-from < 16 { // a dateline
			return math.MaxInt32
		}
		return unmarked
	case kindLower, kindCapital, kindStarter, kindUpper, kindNumber, kindComma, kindOther, kindOpen:
		return unmarked
	case kindStop, kindQuestion:
		if i-from >= 2 && (opens(next) || (next == kindQuote || next == kindOpen) && opens(after)) && p.toks[i].Len() == 1 {
			return plainEnd
		}
	case kindAbbreviation:
		if next == kindStarter {
			return plainEnd
		}
	}
	return 0
}

func (s *splitter) score(keys []uint32) (sum int32) {
	for _, k := range keys {
		sum += int32(s.weights[k])
	}
	return sum
}

// Places computes the features of the gaps between the tokens of a text. It is
// for one goroutine.
type Places struct {
	toks  []doc.Token
	low   []uint64
	shape []uint64
	kind  []uint8
	stop  []int32 // tokens until the next one that can end a sentence
	depth int     // open brackets since the sentence began
	quote bool    // inside a quotation
	from  int
	at    int
	keys  []uint32
}

// The kinds of token the splitter tells apart.
const (
	kindLower = iota
	kindCapital
	kindStarter // a capital that shows a beginning
	kindUpper
	kindNumber
	kindStop     // . and … in any number
	kindQuestion // ? and !
	kindAbbreviation
	kindTitle
	kindInitial
	kindQuote
	kindOpen
	kindClose
	kindComma
	kindColon
	kindDash
	kindOther
)

// Places prepares the features of gaps between toks.
func (t *Tokeniser) Places(toks []doc.Token) *Places {
	p := &Places{toks: toks, at: -1}
	n := len(toks)
	p.low, p.shape, p.kind, p.stop = make([]uint64, n), make([]uint64, n), make([]uint8, n), make([]int32, n)
	for i, tok := range toks {
		f := plain(tok.Form)
		if len(f) > 40 {
			f = prefix(f, 20)
		}
		low := lower(f)
		p.low[i], p.shape[i], p.kind[i] = key(1, low), shapeKey(f), kindOf(f)
		if p.kind[i] == kindAbbreviation && (t.titles[low] || t.numbering[low]) {
			p.kind[i] = kindTitle
		}
		if p.kind[i] == kindCapital && t.starters[low] || low == "i" || low == "a" && f == "A" {
			p.kind[i] = kindStarter
		}
	}
	next := int32(1000)
	for i := n - 1; i >= 0; i-- {
		if k := p.kind[i]; k == kindStop || k == kindQuestion {
			next = 0
		}
		p.stop[i] = next
		next++
	}
	return p
}

func kindOf(f string) uint8 {
	r, n := utf8.DecodeRuneInString(f)
	switch {
	case r == '.' || r == '…' || r == '。':
		return kindStop
	case r == '!' || r == '?' || r == '！' || r == '？':
		return kindQuestion
	case r == '"' || r == '\'' && len(f) <= 2 || r == '`':
		return kindQuote
	case r == '(' || r == '[' || r == '{' || r == '<':
		return kindOpen
	case r == ')' || r == ']' || r == '}' || r == '>':
		return kindClose
	case r == ',' || r == '،':
		return kindComma
	case r == ':' || r == ';':
		return kindColon
	case r == '-' || r == '–' || r == '—' || r == '*' || r == '•':
		return kindDash
	case r >= '0' && r <= '9':
		return kindNumber
	case len(f) == 2 && f[1] == '.' && capital(f[0]):
		return kindInitial
	case f[len(f)-1] == '.':
		return kindAbbreviation
	case unicode.IsUpper(r):
		if n < len(f) && f == strings.ToUpper(f) {
			return kindUpper
		}
		return kindCapital
	case unicode.IsLetter(r):
		return kindLower
	}
	return kindOther
}

// Features returns the table cells of the gap after token i of a sentence that
// began at token from. Gaps must be asked for in order. The slice is valid until
// the next call.
func (p *Places) Features(i, from int) []uint32 {
	if p.at < 0 || from != p.from {
		p.depth, p.quote, p.from, p.at = 0, false, from, from-1
	}
	for p.at < i {
		p.at++
		switch p.kind[p.at] {
		case kindOpen:
			p.depth++
		case kindClose:
			p.depth = max(0, p.depth-1)
		case kindQuote:
			if p.low[p.at] == quoteKey {
				p.quote = !p.quote
			}
		}
	}
	cell := func(a []uint64, j int) uint64 {
		if j < from || j >= len(p.toks) {
			return 7
		}
		return a[j]
	}
	kind := func(j int) uint64 {
		if j < from || j >= len(p.toks) {
			return 99
		}
		return uint64(p.kind[j])
	}
	low1, low2, next1, next2 := cell(p.low, i), cell(p.low, i-1), cell(p.low, i+1), cell(p.low, i+2)
	s1, s2, n1, n2 := cell(p.shape, i), cell(p.shape, i-1), cell(p.shape, i+1), cell(p.shape, i+2)
	k1, k2, m1, m2 := kind(i), kind(i-1), kind(i+1), kind(i+2)
	state := uint64(min(p.depth, 2))*2 + b2u(p.quote)
	length := uint64(min(6, bits(i-from)))
	ahead := uint64(7)
	if i+1 < len(p.stop) {
		ahead = uint64(min(6, bits(int(p.stop[i+1]))))
	}
	tight := b2u(i > from && p.toks[i-1].End == p.toks[i].Begin)
	nextTight := b2u(i+2 < len(p.toks) && p.toks[i+1].End == p.toks[i+2].Begin)
	first := kind(from)
	p.keys = p.keys[:0]
	id := uint64(0)
	put := func(parts ...uint64) {
		id++
		h := id * 0x9e3779b97f4a7c15
		for _, x := range parts {
			h = (h ^ x) * 0xff51afd7ed558ccd
			h ^= h >> 33
		}
		p.keys = append(p.keys, uint32(h>>(64-SplitBits)))
	}
	put(0)
	put(k1, m1)
	put(k2, k1, m1)
	put(k1, m1, m2)
	put(k2, k1, m1, m2)
	put(low1, m1)
	put(low1, next1)
	put(low1, k2, m1)
	put(low2, k1, m1)
	put(low2, low1, m1)
	put(next1, k1)
	put(next1, k1, k2)
	put(next1, next2, k1)
	put(s1, n1)
	put(s2, s1, n1)
	put(n1, n2, k1)
	put(k1, m1, state, tight)
	put(k1, k2, m1, nextTight, tight)
	put(k1, m1, length)
	put(k1, m1, ahead)
	put(k1, m1, length, ahead)
	put(k1, first, length)
	put(low2, low1, next1)
	put(k1, m1, state, length)
	put(k2, k1, m1, tight)
	put(k2, k1, n1, tight)
	put(kind(i-2), k2, k1, m1, tight)
	return p.keys
}

var quoteKey = key(1, "\"")

func b2u(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// bits is the number of binary digits of n.
func bits(n int) (b int) {
	for ; n > 0; n >>= 1 {
		b++
	}
	return b
}
