package atlas

import "strings"

// Fold returns a key that most spellings of one name share: Toqaev, Tokayev and
// Tokaev; Mirziyoyev and Mirziyaev; Rahmon and Rakhmon; their Cyrillic
// originals. Different names may share a key as well: it finds candidates, and
// something else must confirm them. Words keep their blanks.
func Fold(s string) string {
	var b strings.Builder
	for i, w := range strings.FieldsFunc(s, breaks) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(foldWord(w))
	}
	return b.String()
}

func foldWord(w string) string {
	w = key(w)
	var l strings.Builder
	for _, r := range w {
		if sub, ok := cyrillic[r]; ok {
			l.WriteString(sub)
		} else {
			l.WriteRune(r)
		}
	}
	w = foldPairs.Replace(l.String())
	var out []byte
	vowel := false
	for i := range len(w) {
		c := w[i]
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y':
			if !vowel {
				out = append(out, 'a')
			}
			vowel = true
			continue
		case 'q', 'c', 'g':
			c = 'k'
		case 'w':
			c = 'v'
		case 'z':
			c = 's'
		}
		vowel = false
		if n := len(out); n > 0 && out[n-1] == c {
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

var foldPairs = strings.NewReplacer(
	"shch", "S", "sch", "S", "dzh", "J", "dsch", "J", "tch", "C", "tsch", "C", "zh", "J", "dj", "J", "kh", "h", "gh", "g",
	"sh", "S", "ch", "C", "ph", "f", "th", "t", "dh", "d", "ck", "k", "ts", "s", "tz", "s", "x", "ks",
	"aj", "a", "ej", "e", "ij", "i", "oj", "o", "uj", "u", "yj", "y", "j", "J")

// cyrillic letters as the key sees them; diacritics are gone before (й is и, ё е).
var cyrillic = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ж': "zh", 'з': "z", 'и': "i", 'к': "k", 'л': "l", 'м': "m", 'н': "n",
	'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch",
	'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya", 'і': "i", 'ї': "i", 'є': "e", 'ґ': "g", 'ў': "u",
	'ә': "a", 'ғ': "g", 'қ': "k", 'ң': "n", 'ө': "o", 'ұ': "u", 'ү': "u", 'һ': "h", 'ҳ': "h", 'ҷ': "j", 'ӣ': "i", 'ӯ': "u", 'җ': "j",
}
