package charset

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// A table is a charset of one byte a letter that is known by sight.
type table struct {
	name string
	m    *charmap.Charmap
}

// tables are tried in this order; the earlier wins a tie.
var tables = []table{
	{"windows-1252", charmap.Windows1252},
	{"windows-1251", charmap.Windows1251},
	{"koi8-u", charmap.KOI8U}, // holds all letters of koi8-r
	{"iso-8859-5", charmap.ISO8859_5},
	{"ibm866", charmap.CodePage866},
	{"x-mac-cyrillic", charmap.MacintoshCyrillic},
	{"windows-1250", charmap.Windows1250},
	{"windows-1254", charmap.Windows1254},
	{"macintosh", charmap.Macintosh},
}

// sure is the score per byte outside ASCII from which a guess is taken.
const sure = 0.5

func tableOf(name string) *charmap.Charmap {
	if name == "koi8-r" {
		name = "koi8-u"
	}
	if name == "iso-8859-1" || name == "iso-8859-15" {
		name = "windows-1252"
	}
	for _, t := range tables {
		if t.name == name {
			return t.m
		}
	}
	return nil
}

func western(name string) bool {
	switch name {
	case "windows-1252", "windows-1250", "windows-1254", "macintosh":
		return true
	}
	return false
}

// whichWestern lets the frequencies of letters decide between the charsets of
// Latin scripts, which look alike letter by letter.
func whichWestern(best string, sample []byte) string {
	r := chardet.Detect(sample)
	if r.Confidence < 0.7 {
		return best
	}
	enc, err := htmlindex.Get(r.Encoding)
	if err != nil {
		return best
	}
	name, _ := htmlindex.Name(enc)
	if m := tableOf(name); m != nil && western(name) && score(m, sample) >= sure {
		return name
	}
	return best
}

// guess returns the charset under which the sample looks most like words.
func guess(sample []byte) (name string, best float64) {
	best = -100
	for _, t := range tables {
		if s := score(t.m, sample); s > best {
			name, best = t.name, s
		}
	}
	return name, best
}

// common are the Cyrillic letters that make up most of any text in one of the
// languages written with them, rare those that make up little. Text in capitals
// can be told by nothing else.
const (
	common = "оеаинтсрвлі"
	rare   = "хжшюцщэфъёґѓќџљњђћѕ"
)

// score says how much the bytes outside ASCII look like words under a charset:
// the mean, over these bytes, of a value between -3 and 1.5. Letters should sit
// in words of one script, small after capital and not the other way round; a
// Latin word has few letters with accents.
func score(m *charmap.Charmap, sample []byte) float64 {
	var sum float64
	var n int
	prev, before := ' ', ' '
	for i, b := range sample {
		r := m.DecodeByte(b)
		if b >= utf8.RuneSelf {
			next := ' '
			if i+1 < len(sample) {
				next = m.DecodeByte(sample[i+1])
			}
			sum += looks(before, prev, r, next)
			n++
		}
		before, prev = prev, r
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

func looks(before, prev, r, next rune) float64 {
	switch {
	case r == utf8.RuneError || unicode.IsControl(r):
		return -3
	case unicode.Is(unicode.Cyrillic, r):
		if latin(prev) || latin(next) {
			return -2
		}
		v := 0.5
		switch {
		case unicode.IsUpper(r) && unicode.IsLower(prev):
			return -1
		case unicode.IsUpper(r) && unicode.IsUpper(prev) && unicode.IsLower(before):
			return -1
		case unicode.IsLower(r):
			v = 0.6
		}
		switch lower := unicode.ToLower(r); {
		case strings.ContainsRune(common, lower):
			v += 0.9
		case strings.ContainsRune(rare, lower):
			v -= 0.6
		}
		return v
	case unicode.IsLetter(r):
		if r >= utf8.RuneSelf && (accented(prev) || accented(next)) {
			return -1.5
		}
		if unicode.IsUpper(r) && unicode.IsLower(prev) {
			return -1
		}
		if latin(prev) || latin(next) {
			return 1
		}
		return -0.5
	case strings.ContainsRune("’‘“”„«»–—…\u00a0•№§°€£", r):
		return 0.75
	}
	return -1 // a symbol or a piece of a frame
}

func latin(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

func accented(r rune) bool {
	return r >= utf8.RuneSelf && unicode.IsLetter(r)
}
