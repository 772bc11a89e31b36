package page

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
)

// A language is a profile to compare texts with.
type language struct {
	code   string
	script *unicode.RangeTable
	grams  [3]map[gram]float64 // of one, two and three letters: counts, then shares
	chance [2][]chance         // of two and three letters, by gram
	total  [3]float64
}

// A chance is the logarithm of how likely three letters are in a language, by
// all of them or by the last two.
type chance struct {
	gram gram
	log  float64
}

// A gram is up to three letters, 21 bits each, the last one lowest.
type gram uint64

// count is a gram of a text and how often it occurs.
type count struct {
	gram gram
	n    float64
}

const (
	langBytes   = 1 << 10 // how much of a text is looked at
	langLetters = 20      // fewer letters say nothing
)

func (t *tables) addLanguage(r row) error {
	l := language{code: r.cols[0]}
	sample := r.cols[1] + " " + r.cols[2]
	l.script = scriptOf(sample)
	if l.script == nil {
		return r.fail(2, "the text is in no known script")
	}
	for n := range l.grams {
		l.grams[n] = map[gram]float64{}
	}
	eachGram(sample, func(n int, g gram) {
		l.grams[n][g]++
		l.total[n]++
	})
	for w := range set(strings.ToLower(r.cols[1])) {
		t.frequent[w] = append(t.frequent[w], len(t.languages))
	}
	t.languages = append(t.languages, l)
	return nil
}

// finishLanguages turns counts into shares, and makes of those of two and three
// letters the chance of three letters: that of the three under the profile, mixed
// with that of the last two of them.
func finishLanguages(ls []language) {
	for i := range ls {
		l := &ls[i]
		for n := range l.grams {
			for g := range l.grams[n] {
				l.grams[n][g] /= l.total[n]
			}
		}
		for g, share := range l.grams[1] {
			l.chance[0] = append(l.chance[0], chance{g, math.Log(0.05*share + rare)})
		}
		for g, share := range l.grams[2] {
			l.chance[1] = append(l.chance[1], chance{g, math.Log(0.6*share + 0.05*l.grams[1][lastTwo(g)] + rare)})
		}
		for _, c := range l.chance {
			slices.SortFunc(c, func(a, b chance) int { return cmp.Compare(a.gram, b.gram) })
		}
	}
}

// rare is the chance of letters that a profile has not.
const rare = 1e-5

var never = math.Log(rare)

func lastTwo(g gram) gram { return g & (1<<42 - 1) }

// eachGram calls f with each letter, and each two and three neighbouring letters,
// where a word's edges are a space.
func eachGram(s string, f func(n int, g gram)) {
	before, last := gram(' '), gram(' ')
	emit := func(r rune) {
		if r == ' ' && last == ' ' {
			return
		}
		g := gram(r)
		if r != ' ' {
			f(0, g)
		}
		f(1, last<<21|g)
		if last != ' ' {
			f(2, before<<42|last<<21|g)
		}
		before, last = last, g
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
		if !isLetter(r) {
			continue
		}
		all++
		if r < utf8.RuneSelf {
			counts[0]++ // Latin
			continue
		}
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
		if isLetter(r) {
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
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		if r < utf8.RuneSelf {
			return !isLetter(r) && r != '\''
		}
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '’' && r != '‘' && r != 'ʻ' && r != 'ʼ'
	})
	if !isASCII(s) {
		for i, w := range words {
			if strings.ContainsAny(w, "’‘ʻʼ") {
				words[i] = apostrophes.Replace(w)
			}
		}
	}
	shares := t.shares(words)
	if code := t.plainly(words, shares, script); code != "" {
		return code
	}
	ones, threes := countGrams(s)
	byEnd := make([]int, len(threes)) // the threes in order of their last two letters
	for i := range byEnd {
		byEnd[i] = i
	}
	slices.SortFunc(byEnd, func(a, b int) int {
		return cmp.Or(cmp.Compare(lastTwo(threes[a].gram), lastTwo(threes[b].gram)), cmp.Compare(a, b))
	})
	logs := make([]float64, len(threes))
	best, second := math.Inf(-1), math.Inf(-1)
	code, known := "", 0.0
	for i := range t.languages {
		l := &t.languages[i]
		if l.script != script {
			continue
		}
		share := shares[i]
		score := l.likelihood(ones, threes, byEnd, logs) + 4*share
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

// plainly returns the language whose frequent words a text of some length is full of
// while it has few of any other's; "" if that is not plain. Letters need not be
// counted then.
func (t *tables) plainly(words []string, shares []float64, script *unicode.RangeTable) string {
	const enough, much, ahead = 30, 0.2, 0.15
	if len(words) < enough {
		return ""
	}
	code, best, second := "", 0.0, 0.0
	for i := range t.languages {
		l := &t.languages[i]
		if l.script != script {
			continue
		}
		if share := shares[i]; share > best {
			code, best, second = l.code, share, best
		} else {
			second = max(second, share)
		}
	}
	if best < much || best-second < ahead {
		return ""
	}
	return code
}

var apostrophes = strings.NewReplacer("’", "'", "‘", "'", "ʻ", "'", "ʼ", "'")

// shares are, for each language, the part of the words that is among its frequent
// ones.
func (t *tables) shares(words []string) []float64 {
	out := make([]float64, len(t.languages))
	for _, w := range words {
		for _, i := range t.frequent[w] {
			out[i]++
		}
	}
	for i := range out {
		out[i] /= float64(max(1, len(words)))
	}
	return out
}

// countGrams counts single letters and runs of three, in a fixed order: sums over
// them come out the same each time.
func countGrams(s string) (ones, threes []count) {
	var all [3][]gram
	eachGram(s, func(n int, g gram) {
		if n != 1 {
			all[n] = append(all[n], g)
		}
	})
	return tally(all[0]), tally(all[2])
}

func tally(gs []gram) []count {
	slices.Sort(gs)
	var out []count
	for _, g := range gs {
		if n := len(out); n > 0 && out[n-1].gram == g {
			out[n-1].n++
		} else {
			out = append(out, count{g, 1})
		}
	}
	return out
}

// likelihood is the mean logarithm of the chance of three letters under the
// profile; a letter that the language has not counts against it. Both lists of
// the text and those of the profile are in order, so that they are merged; logs
// is room for a number for each of threes.
func (l *language) likelihood(ones, threes []count, byEnd []int, logs []float64) float64 {
	rest := l.chance[0]
	for _, i := range byEnd {
		g := lastTwo(threes[i].gram)
		for len(rest) > 0 && rest[0].gram < g {
			rest = rest[1:]
		}
		logs[i] = never
		if len(rest) > 0 && rest[0].gram == g {
			logs[i] = rest[0].log
		}
	}
	rest = l.chance[1]
	sum, n := 0.0, 0.0
	for i, c := range threes {
		for len(rest) > 0 && rest[0].gram < c.gram {
			rest = rest[1:]
		}
		if len(rest) > 0 && rest[0].gram == c.gram {
			logs[i] = rest[0].log
		}
		sum += c.n * logs[i]
		n += c.n
	}
	for _, c := range ones {
		if l.grams[0][c.gram] == 0 {
			sum -= c.n
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
