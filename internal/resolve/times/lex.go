package times

import (
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
)

// A lexeme is a word, a number or a mark of a sentence. The matcher cuts the
// text itself, since tokenisers differ on "mid-2021", "1990s" and "Sept.", and
// asks the tokens only for their grammar.
type lexeme struct {
	begin, end int32 // in the text of the document
	tok        int32 // the token it begins in, or -1
	digits     uint8 // digits of a number
	kind       lexKind
	suffix     suffix
	glued      bool // no blank before
	upper      bool // starts with a capital
	shout      bool // a word all in capitals
	comma      bool // 2,000
	mark       byte // a mark, with kinds of dash and quote made one
	word            // of a number, n is its value, up to 9999999
}

type lexKind uint8

const (
	isWord lexKind = iota
	isNumber
	isMark
)

// suffix is what is glued to a number.
type suffix uint8

const (
	noSuffix suffix = iota
	nth             // 14th
	plural          // 1990s
	strange         // 20mm, 3D, am
)

// cut appends the lexemes of a sentence. Its span must lie in the text.
func (t *Table) cut(lx []lexeme, s doc.Sentence, text string) []lexeme {
	tok := 0
	glued := false
	for i := s.Begin; i < s.End; {
		c := text[i]
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' {
			glued = false
			i++
			continue
		}
		l := lexeme{begin: int32(i), tok: -1, glued: glued}
		glued = true
		switch {
		case isDigit(c):
			i = l.number(text, i, s.End)
		case isASCIILetter(c) || c >= utf8.RuneSelf:
			start := i
			i = l.letters(text, i, s.End)
			if i == start { // some other sign
				r, size := utf8.DecodeRuneInString(text[i:s.End])
				i += size
				if unicode.IsSpace(r) {
					glued = false
					continue
				}
				l.kind, l.mark = isMark, markOf(r)
			} else {
				l.word = t.look(text[start:i])
			}
		default:
			l.kind, l.mark = isMark, c
			if c == '`' {
				l.mark = '\''
			}
			i++
		}
		l.end = int32(i)
		for tok < len(s.Tokens) && s.Tokens[tok].End <= int(l.begin) {
			tok++
		}
		if tok < len(s.Tokens) && s.Tokens[tok].Begin <= int(l.begin) {
			l.tok = int32(tok)
		}
		lx = append(lx, l)
	}
	return lx
}

// number reads digits, commas between thousands, and the letters glued behind.
func (l *lexeme) number(text string, i, stop int) int {
	l.kind = isNumber
	start := i
	for i < stop {
		c := text[i]
		switch {
		case isDigit(c):
			if l.n < 1_000_000 {
				l.n = 10*l.n + int32(c-'0')
			}
			if l.digits < 255 {
				l.digits++
			}
			i++
			continue
		case c == ',' && i-start <= 3 || c == ',' && l.comma:
			if i+3 < stop && isDigit(text[i+1]) && isDigit(text[i+2]) && isDigit(text[i+3]) &&
				(i+4 >= stop || !isDigit(text[i+4])) {
				l.comma = true
				i++
				continue
			}
		}
		break
	}
	from := i
	for i < stop && isASCIILetter(text[i]) {
		i++
	}
	switch text[from:i] {
	case "":
	case "st", "nd", "rd", "th", "ST", "ND", "RD", "TH":
		l.suffix = nth
	case "s":
		l.suffix = plural
	default:
		l.suffix = strange
	}
	return i
}

// letters reads a word: letters and the marks written over them.
func (l *lexeme) letters(text string, i, stop int) int {
	start, lower := i, false
	for i < stop {
		c := text[i]
		if c < utf8.RuneSelf {
			if !isASCIILetter(c) {
				break
			}
			if c <= 'Z' {
				l.upper = l.upper || i == start
			} else {
				lower = true
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:stop])
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
			break
		}
		if unicode.IsUpper(r) {
			l.upper = l.upper || i == start
		} else {
			lower = true
		}
		i += size
	}
	l.shout = !lower && l.upper && i-start > 1
	return i
}

// look finds a word in the lexicon, whatever its case.
func (t *Table) look(s string) word {
	var buf [16]byte
	if len(s) > len(buf) {
		return word{}
	}
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf[i] = c
	}
	return t.words[string(buf[:len(s)])]
}

// emDash is no hyphen: it parts clauses.
const (
	emDash  = 0xFE
	oneHalf = 0xFD
)

func markOf(r rune) byte {
	switch r {
	case '—', '―':
		return emDash
	case '½':
		return oneHalf
	case '‐', '‑', '‒', '–', '−':
		return '-'
	case '‘', '’', 'ʼ', '′':
		return '\''
	case '“', '”', '«', '»':
		return '"'
	case '€', '£', '¥', '₽', '₸':
		return '$'
	}
	return 0xFF
}

func isDigit(c byte) bool       { return '0' <= c && c <= '9' }
func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
