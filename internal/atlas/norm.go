package atlas

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Letter case of a part: a form matches text of the same case or of all capitals.
const (
	lower uint8 = iota // no capital asked for
	title              // begins with a capital
	upper              // an acronym: capitals throughout
)

// A part is what names are compared by: a run of letters or digits, lower case,
// without diacritics, apostrophes and full stops. A hyphen or slash parts words.
type part struct {
	key   string
	tok   int32 // index of the token it stands in
	ends  bool  // last part of its token, a possessive "s" not counted
	class uint8
	word  int32 // number of the key in the index at hand, plus one; 0 if not looked up
}

// appendParts cuts one token into parts. A token of hyphens or slashes alone has
// none; other punctuation is a part of its own, which no name contains.
func appendParts(dst []part, tok int, form string) []part {
	start := len(dst)
	if p, ok := plain(form); ok {
		return append(dst, part{key: p, tok: int32(tok), ends: true, class: classOf(form)})
	}
	form = strings.Trim(form, "\"“”«»()[]")
	rest := form
	for rest != "" {
		r, n := utf8.DecodeRuneInString(rest)
		if breaks(r) {
			rest = rest[n:]
			continue
		}
		if alone(r) {
			dst = append(dst, part{key: rest[:n], tok: int32(tok), class: lower})
			rest = rest[n:]
			continue
		}
		end := strings.IndexFunc(rest, func(r rune) bool { return breaks(r) || alone(r) })
		if end < 0 {
			end = len(rest)
		}
		dst = appendWord(dst, tok, rest[:end])
		rest = rest[end:]
	}
	if len(dst) == start {
		if !hyphens(form) && form != "" {
			dst = append(dst, part{key: form, tok: int32(tok), ends: true})
		}
		return dst
	}
	last := len(dst) - 1
	dst[last].ends = true
	if last > start && dst[last].key == "s" && possessive(form) {
		dst[last-1].ends = true
	}
	return dst
}

// appendWord adds the part of a word without breaks; "Russia's" gives two.
func appendWord(dst []part, tok int, w string) []part {
	body, s := w, false
	for _, suffix := range []string{"'s", "’s", "ʼs", "'S", "’S"} {
		if len(w) > len(suffix) && strings.HasSuffix(w, suffix) {
			body, s = w[:len(w)-len(suffix)], true
			break
		}
	}
	if w == "'s" || w == "’s" || w == "ʼs" {
		return append(dst, part{key: "s", tok: int32(tok)})
	}
	if k := key(body); k != "" {
		dst = append(dst, part{key: k, tok: int32(tok), class: classOf(body)})
	} else if body != "" && !apostrophes(body) {
		dst = append(dst, part{key: body, tok: int32(tok)})
	}
	if s {
		dst = append(dst, part{key: "s", tok: int32(tok)})
	}
	return dst
}

func possessive(s string) bool {
	return strings.HasSuffix(s, "'s") || strings.HasSuffix(s, "’s") || strings.HasSuffix(s, "ʼs") ||
		strings.HasSuffix(s, "'S") || strings.HasSuffix(s, "’S")
}

func breaks(r rune) bool {
	return r == '-' || r == '/' || r == ' ' || r == '\u00a0' || r >= '\u2010' && r <= '\u2015' || r == '·' || r == '・'
}

func hyphens(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return !breaks(r) }) < 0 }

func apostrophes(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !apostrophe(r) }) < 0
}

func apostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʻ', 'ʼ', 'ʾ', 'ʿ', '`', '´', 'ʹ':
		return true
	}
	return false
}

// alone says whether a sign is a part of its own: a Chinese character, and the
// plus of "OPEC+".
func alone(r rune) bool { return r == '+' || r >= 0x2e80 && unicode.Is(unicode.Han, r) }

// plain is the short way for a word of ASCII letters and digits only.
func plain(s string) (string, bool) {
	var buf [64]byte
	b, ok := appendPlain(buf[:0], s)
	switch {
	case !ok:
		return "", false
	case string(b) == s:
		return s, true
	}
	return string(b), true
}

// appendPlain adds a word of ASCII letters and digits only in lower case; false if
// the word is another.
func appendPlain(b []byte, s string) ([]byte, bool) {
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		default:
			return b, false
		}
		b = append(b, c)
	}
	return b, s != ""
}

// classOf tells the letter case of a word. One capital letter is title.
func classOf(s string) uint8 {
	up, low := 0, 0
	starts, first := false, true
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z':
			low++
		case 'A' <= r && r <= 'Z':
			up++
			starts = starts || first
		case r < utf8.RuneSelf:
			continue
		case unicode.IsUpper(r):
			up++
			starts = starts || first
		case unicode.IsLower(r):
			low++
		case !unicode.IsLetter(r):
			continue
		}
		first = false
	}
	switch {
	case up > 1 && (low == 0 || starts && up+low <= 4): // "LeT" is an acronym, and no "Let"
		return upper
	case starts:
		return title
	}
	return lower
}

// key folds a word: lower case, no marks, no full stops or apostrophes.
func key(s string) string {
	if p, ok := plain(s); ok {
		return p
	}
	var buf [64]byte
	b := buf[:0]
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			switch {
			case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
				b = append(b, byte(r))
			case 'A' <= r && r <= 'Z':
				b = append(b, byte(r+'a'-'A'))
			case r == '&':
				b = append(b, "and"...)
			}
		case r < firstFolded || r >= 0x300 && r < 0x370: // signs, combining marks
		case r < lastFolded:
			b = append(b, folded[r-firstFolded]...)
		case r >= 0x2000 && r < 0x2100 || apostrophe(r): // punctuation
		default:
			b = append(b, foldRune(r)...)
		}
	}
	return string(b)
}

// Letters from Latin with marks to Cyrillic are folded by table.
const firstFolded, lastFolded = 0xc0, 0x530

var folded = func() (t [lastFolded - firstFolded]string) {
	for i := range t {
		t[i] = foldRune(rune(i + firstFolded))
	}
	return t
}()

// foldRune is the lower case of a letter, without marks; "" for other signs.
func foldRune(r rune) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(string(r)) {
		if unicode.Is(unicode.Mn, r) || !unicode.IsLetter(r) && !unicode.IsDigit(r) || apostrophe(r) {
			continue
		}
		r = unicode.ToLower(r)
		if sub, ok := letters[r]; ok {
			b.WriteString(sub)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// letters that no decomposition folds.
var letters = map[rune]string{'ı': "i", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ə': "a"}
