package nlp

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
)

// A Lexicon is what a language's tokeniser knows of its words. All entries are
// in lower case with straight apostrophes.
type Lexicon struct {
	Abbreviations []string // with their full stop: "inc."
	Titles        []string // abbreviations no sentence ends with: "gen."
	Numbering     []string // abbreviations before a number: "no."
	Starters      []string // words with a capital only where a sentence begins
	Prefixes      []string // that keep their hyphen: "non-"
	Clitics       []string // split off the end of a word: "n't", "'s"
	Contractions  []string // words split inside, with a blank where: "can not"
	Whole         []string // words and signs not to be split
}

// A Tokeniser cuts text into tokens by rules. It is safe for concurrent use.
type Tokeniser struct {
	abbreviations, titles, numbering, starters, prefixes, whole map[string]bool

	contractions map[string]int // word to where it is split
	longestSplit int            // of them, in bytes
	clitics      []string
	longestWhole int
	wholeFirst   [256]bool // first bytes of whole
}

// NewTokeniser makes a tokeniser from a lexicon.
func NewTokeniser(l Lexicon) *Tokeniser {
	set := func(list []string) map[string]bool {
		m := make(map[string]bool, len(list))
		for _, s := range list {
			m[s] = true
		}
		return m
	}
	t := &Tokeniser{set(l.Abbreviations), set(l.Titles), set(l.Numbering), set(l.Starters), set(l.Prefixes), set(l.Whole), map[string]int{}, 0, l.Clitics, 0, [256]bool{}}
	for _, w := range l.Whole {
		t.wholeFirst[w[0]] = true
		t.wholeFirst[strings.ToUpper(w[:1])[0]] = true
		t.longestWhole = max(t.longestWhole, len(w))
	}
	for _, c := range l.Contractions {
		a, b, _ := strings.Cut(c, " ")
		t.contractions[a+b] = len(a)
		t.longestSplit = max(t.longestSplit, len(a+b))
	}
	return t
}

// blank says whether a rune stands between words: white space, control
// characters, and marks without width that are no letters' business.
func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u200b' || r == '\u2060' || r == '\ufeff'
}

// maxChunk is the longest run without a blank looked at as a whole, in bytes.
const maxChunk = 512

// Tokenise returns the tokens, with span and form, of text[at.Begin:at.End]. Spans count from the
// beginning of text, are in order, apart and not empty, and cover every rune
// that is not blank.
func (t *Tokeniser) Tokenise(text string, at doc.Span) []doc.Token {
	out := make([]doc.Token, 0, max(0, at.Len())*2/9+8) // about what English needs
	for i := at.Begin; i < at.End; {
		r, n := decode(text, i, at.End)
		if blank(r) {
			i += n
			continue
		}
		end := i
		for end < at.End && end-i < maxChunk {
			r, n := decode(text, end, at.End)
			if blank(r) {
				break
			}
			end += n
		}
		out = t.chunk(out, text, i, end)
		i = end
	}
	return out
}

func decode(text string, i, end int) (rune, int) {
	if c := text[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(text[i:end])
}

func add(out []doc.Token, text string, b, e int) []doc.Token {
	return append(out, doc.Token{Span: doc.Span{Begin: b, End: e}, Form: text[b:e], Head: doc.Root})
}

// chunk cuts a run without blanks.
func (t *Tokeniser) chunk(out []doc.Token, text string, b, e int) []doc.Token {
	if plainWord(text[b:e]) {
		return t.word(out, text, b, e)
	}
	for i := b; i < e; {
		r, n := decode(text, i, e)
		if end := t.special(text, i, e); end > i {
			out = add(out, text, i, end)
			i = end
			continue
		}
		if !wordRune(r) && !(r == '\'' || r == '’' || r == '`' && i > b) {
			end := t.punctuation(text, i, e, r, n)
			out = add(out, text, i, end)
			i = end
			continue
		}
		if !wordRune(r) { // an apostrophe: before a clitic, a decade or a mark alone
			end := i + n
			if c := t.clitic(lowPlain(text[i:min(e, i+8)])); c > 0 && (i > b || strings.HasPrefix(text[i+n:e], "s")) && boundary(text, straightened(text, i, c), e) {
				end = straightened(text, i, c)
			} else if i+n+2 <= e && digit(text[i+n]) && digit(text[i+n+1]) {
				for end < e && wordByte(text[end]) {
					end++
				}
			} else {
				for end < e && text[i:i+n] == text[end:min(e, end+n)] {
					end += n
				}
			}
			out = add(out, text, i, end)
			i = end
			continue
		}
		end := t.wordEnd(text, b, i, e)
		out = t.word(out, text, i, end)
		i = end
	}
	return out
}

func plainWord(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

func digit(c byte) bool    { return c >= '0' && c <= '9' }
func letter(c byte) bool   { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func capital(c byte) bool  { return c >= 'A' && c <= 'Z' }
func wordByte(c byte) bool { return digit(c) || letter(c) || c >= utf8.RuneSelf }

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '\u00ad' || r == '\u200c' || r == '\u200d'
}

// boundary says whether a word may end at i.
func boundary(text string, i, e int) bool {
	if i >= e {
		return true
	}
	r, _ := decode(text, i, e)
	return !wordRune(r)
}

// lowPlain is a word in lower case with straight apostrophes.
func lowPlain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '’' || r == '‘' || r == 'ʼ' || r == '`' {
			return '\''
		}
		return unicode.ToLower(r)
	}, s)
}

// straightened returns the offset in text that is n bytes after i in its
// lowPlain form.
func straightened(text string, i, n int) int {
	for n > 0 && i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		n -= len(lowPlain(string(r)))
	}
	return i
}

// clitic returns the length of the clitic a text begins with, or 0.
func (t *Tokeniser) clitic(low string) int {
	for _, c := range t.clitics {
		if c[0] == '\'' && strings.HasPrefix(low, c) {
			return len(c)
		}
	}
	return 0
}

// special returns the end of an address, a listed sign or the like at i, or i.
func (t *Tokeniser) special(text string, i, e int) int {
	s := text[i:e]
	if (letter(s[0]) || digit(s[0])) && strings.ContainsAny(s, ".@:") {
		if end := address(s); end > 0 {
			return i + end
		}
	}
	for n := min(len(s), t.longestWhole); n > 1 && t.wholeFirst[s[0]]; n-- {
		if n < len(s) && wordByte(s[n]) && wordByte(s[n-1]) {
			continue
		}
		if t.whole[s[:n]] || t.whole[strings.ToLower(s[:n])] {
			return i + n
		}
	}
	if (s[0] == '#' || s[0] == '@') && len(s) > 2 && letter(s[1]) {
		n := 1
		for n < len(s) && (wordByte(s[n]) || s[n] == '_') {
			n++
		}
		return i + n
	}
	return i
}

// address returns the length of a web or mail address at the start of s, or 0.
func address(s string) int {
	low := s
	web := strings.Contains(s, "://") || len(s) > 4 && strings.EqualFold(s[:4], "www.")
	mail := false
	if !web {
		at := strings.IndexByte(low, '@')
		mail = at > 0 && strings.IndexByte(low[at:], '.') > 1
		if mail {
			for k := range at {
				if !wordByte(low[k]) && !strings.ContainsRune("._-+%", rune(low[k])) {
					return 0
				}
			}
		}
	}
	if !web && !mail && !domain(s) {
		return 0
	}
	n := len(s)
	if cut := strings.IndexAny(s, "<>\"”“|"); cut >= 0 {
		n = cut
	}
	for n > 0 && strings.IndexByte(".,;:!?'])}", s[n-1]) >= 0 {
		if s[n-1] == ')' && strings.IndexByte(s[:n], '(') >= 0 {
			break
		}
		n--
	}
	return n
}

// domain says whether s is a bare host name such as "example.com", perhaps with
// a path.
func domain(s string) bool {
	host, _, _ := strings.Cut(strings.TrimRight(s, ".,;:!?'\")]}"), "/")
	dot := strings.LastIndexByte(host, '.')
	if dot < 2 {
		return false
	}
	for k := range len(host) {
		if !wordByte(host[k]) && host[k] != '.' && host[k] != '-' {
			return false
		}
	}
	switch strings.ToLower(host[dot+1:]) {
	case "com", "org", "net", "edu", "gov", "info":
		return !strings.Contains(host, "..")
	}
	return false
}

// punctuation returns the end of the mark r at i: one rune, or a run of the same
// where such runs are written.
func (t *Tokeniser) punctuation(text string, i, e int, r rune, n int) int {
	end := i + n
	same := func(ok func(byte) bool) int {
		for end < e && ok(text[end]) {
			end++
		}
		return end
	}
	switch r {
	case '!', '?':
		return same(func(c byte) bool { return c == '!' || c == '?' || c == '.' })
	case '.':
		if end < e && (digit(text[end]) || letter(text[end])) && (i == 0 || !wordByte(text[i-1])) {
			k := end
			for k < e && wordByte(text[k]) {
				k++
			}
			if allDigits(text[end:k]) || fileEnding(text[end:k]) {
				return k
			}
		}
		return same(func(c byte) bool { return c == '!' || c == '?' || c == '.' })
	case '+':
		if k := number(text, min(end, e-1), e); end < e && k > end {
			return k
		}
		return same(func(c byte) bool { return c == '+' })
	case '-', '*', '=', '_', '~', '`', '^', ',', '<', '>', '|', '\\':
		return same(func(c byte) bool { return c == byte(r) })
	case '$', '€', '£':
		return end
	}
	for end < e && unicode.IsMark(peek(text, end, e)) { // variation selectors and joiners stay
		_, k := decode(text, end, e)
		end += k
	}
	return end
}

func peek(text string, i, e int) rune {
	r, _ := decode(text, i, e)
	return r
}
