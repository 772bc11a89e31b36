package page

import (
	"math"
	"strings"
	"unicode"

	"entente/internal/doc"
)

// A language is a profile to compare texts with.
type language struct {
	code   string
	script *unicode.RangeTable
	words  map[string]bool // frequent words
	grams  [3]map[string]float64
	total  [3]float64
}

const (
	langBytes   = 16 << 10 // how much of a text is looked at
	langLetters = 20       // fewer letters say nothing
)

func (t *tables) addLanguage(r row) error {
	l := language{code: r.cols[0], words: set(strings.ToLower(r.cols[1]))}
	sample := r.cols[1] + " " + r.cols[2]
	l.script = scriptOf(sample)
	if l.script == nil {
		return r.fail(2, "the text is in no known script")
	}
	for n := range l.grams {
		l.grams[n] = map[string]float64{}
	}
	eachGram(sample, func(n int, g string) {
		l.grams[n][g]++
		l.total[n]++
	})
	t.languages = append(t.languages, l)
	return nil
}

// finishLanguages turns counts into shares.
func finishLanguages(ls []language) {
	for i := range ls {
		for n := range ls[i].grams {
			for g := range ls[i].grams[n] {
				ls[i].grams[n][g] /= ls[i].total[n]
			}
		}
	}
}

// eachGram calls f with each letter, and each two and three neighbouring letters,
// where a word's edges are a space.
func eachGram(s string, f func(n int, g string)) {
	prev := [2]rune{' ', ' '}
	emit := func(r rune) {
		if r == ' ' && prev[1] == ' ' {
			return
		}
		if r != ' ' {
			f(0, string(r))
		}
		f(1, string([]rune{prev[1], r}))
		if prev[1] != ' ' {
			f(2, string([]rune{prev[0], prev[1], r}))
		}
		prev = [2]rune{prev[1], r}
	}
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r) && r != 'ʻ':
			emit(unicode.ToLower(r))
		case r == '‘' || r == '’' || r == '\'' || r == 'ʻ' || r == 'ʼ':
			emit('\'')
		default:
			emit(' ')
		}
	}
	emit(' ')
}

var scripts = []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Arabic, unicode.Han, unicode.Hiragana,
	unicode.Katakana, unicode.Hangul, unicode.Georgian, unicode.Armenian, unicode.Greek, unicode.Hebrew, unicode.Thai,
	unicode.Devanagari}

// scriptOf returns the script of at least 60 % of the letters. Chinese characters
// with kana among them count as kana.
func scriptOf(s string) *unicode.RangeTable {
	counts := make([]int, len(scripts))
	all := 0
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		all++
		for i, t := range scripts {
			if unicode.Is(t, r) {
				counts[i]++
				break
			}
		}
	}
	han, kana := 3, counts[4]+counts[5]
	if kana*10 > counts[han] {
		counts[4] += counts[han] + counts[5]
		counts[han], counts[5] = 0, 0
	}
	for i, n := range counts {
		if n*10 >= all*6 && n > 0 {
			return scripts[i]
		}
	}
	return nil
}

// alone lists the scripts that give away the language.
var alone = map[*unicode.RangeTable]string{unicode.Han: "zh", unicode.Hiragana: "ja", unicode.Hangul: "ko",
	unicode.Georgian: "ka", unicode.Armenian: "hy", unicode.Greek: "el", unicode.Hebrew: "he", unicode.Thai: "th"}

// detect returns the language of a text, a BCP 47 primary tag, or "" if that is
// not clear.
func (t *tables) detect(s string) string {
	letters := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	script := scriptOf(s)
	if script == nil {
		return ""
	}
	if code := alone[script]; code != "" {
		if letters < 4 {
			return ""
		}
		return code
	}
	if letters < langLetters {
		return ""
	}
	counts := [3]map[string]float64{{}, {}, {}}
	eachGram(s, func(n int, g string) { counts[n][g]++ })
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' && r != '‘' && r != 'ʻ' && r != 'ʼ'
	})
	best, second := math.Inf(-1), math.Inf(-1)
	code, known := "", 0.0
	for _, l := range t.languages {
		if l.script != script {
			continue
		}
		share := l.share(words)
		score := l.likelihood(counts) + 4*share
		if score > best {
			code, known = l.code, share
			best, second = score, best
		} else if score > second {
			second = score
		}
	}
	if best-second < 0.03 || len(words) >= 8 && known < 0.05 {
		return ""
	}
	return code
}

// share is the part of the words that is among the language's frequent ones.
func (l *language) share(words []string) float64 {
	n := 0
	for _, w := range words {
		if l.words[strings.NewReplacer("’", "'", "‘", "'", "ʻ", "'", "ʼ", "'").Replace(w)] {
			n++
		}
	}
	return float64(n) / float64(max(1, len(words)))
}

// likelihood is the mean logarithm of the chance of three letters under the
// profile, mixed with that of two letters and of one. Sums run in sorted order:
// the result is the same each time.
func (l *language) likelihood(counts [3]map[string]float64) float64 {
	sum, n := 0.0, 0.0
	for _, g := range sortedKeys(counts[2]) {
		c := counts[2][g]
		_, size := firstRune(g)
		p := 0.6*l.grams[2][g] + 0.05*l.grams[1][g[size:]] + 1e-5
		sum += c * math.Log(p)
		n += c
	}
	for _, g := range sortedKeys(counts[0]) {
		if l.grams[0][g] == 0 {
			sum -= counts[0][g] // a letter that the language has not
		}
	}
	return sum / max(1, n)
}

// langSample is the text by which the language is told: what is spoken, from the
// beginning on.
func langSample(text string, segments []doc.Segment) string {
	var b strings.Builder
	for _, s := range segments {
		if !s.Spoken() {
			continue
		}
		w := s.In(text)
		if room := langBytes - b.Len(); len(w) > room {
			w = strings.ToValidUTF8(w[:max(0, room)], "")
		}
		b.WriteString(w)
		b.WriteByte('\n')
		if b.Len() >= langBytes {
			break
		}
	}
	return b.String()
}
