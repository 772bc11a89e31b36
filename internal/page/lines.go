package page

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
)

// A unit is a paragraph or a line that stands alone: a segment before its kind
// is known.
type unit struct {
	doc.Span
	hint  doc.BlockHint // "" for plain text
	words int           // see countWords
	runes int
	apart bool   // an empty line, the edge of a block or of the text stands before it
	hash  uint64 // of the folded words
	text  string // the words as stored
	plain string // folded and in lower case; "" if longer than maxLine
	index int
	same  int // index of the first unit with these words, or -1
}

// maxLine is the length in bytes up to which a unit is looked at as headline,
// caption, credit or widget. What is longer is running text.
const maxLine = 1200

// isBlank says whether a rune may stand outside of every segment. It is narrower
// than Unicode's notion: space, tab, line ends and the no-break space.
func isBlank(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\v', '\f', '\r', '\u00a0':
		return true
	}
	return false
}

// trim shortens a span by the blanks at its ends.
func trim(text string, s doc.Span) doc.Span {
	w := strings.TrimLeftFunc(text[s.Begin:s.End], isBlank)
	s.Begin = s.End - len(w)
	s.End = s.Begin + len(strings.TrimRightFunc(w, isBlank))
	return s
}

// units divides a text into its paragraphs. Blocks of the markup are kept apart;
// within a block, and in plain text, empty lines part paragraphs, and so do line
// ends unless the text is wrapped at a fixed width.
func units(text string, blocks []doc.Block) []unit {
	var out []unit
	at := 0
	add := func(to int, hint doc.BlockHint) {
		out = appendParagraphs(out, text, doc.Span{Begin: at, End: to}, hint)
		at = to
	}
	if strings.HasPrefix(text, "\ufeff") { // a byte order mark is no part of a word
		out = append(out, unit{Span: doc.Span{Begin: 0, End: 3}})
		at = 3
	}
	if validBlocks(text, blocks) {
		for _, b := range blocks {
			if b.Begin < at {
				continue
			}
			add(b.Begin, "")
			add(b.End, b.Hint)
		}
	}
	add(len(text), "")
	first := make(map[uint64]int, len(out))
	for i := range out {
		out[i].measure(text)
		out[i].index, out[i].same = i, -1
		j, seen := first[out[i].hash]
		switch {
		case !seen:
			first[out[i].hash] = i
		case sameWords(out[i].text, out[j].text):
			out[i].same = j
		}
	}
	return out
}

func validBlocks(text string, blocks []doc.Block) bool {
	at := 0
	for _, b := range blocks {
		if b.Begin < at || b.End < b.Begin || b.End > len(text) ||
			!boundary(text, b.Begin) || !boundary(text, b.End) {
			return false
		}
		at = b.End
	}
	return true
}

func boundary(text string, i int) bool { return i == len(text) || utf8.RuneStart(text[i]) }

// A line is one line of the text without its end and outer blanks.
type line struct {
	doc.Span
	width  int // in runes
	indent int
}

func appendParagraphs(out []unit, text string, within doc.Span, hint doc.BlockHint) []unit {
	lines, runs := splitLines(text, within)
	width := wrapWidth(text, lines, runs)
	for _, run := range runs {
		from := run[0]
		for i := run[0]; i < run[1]; i++ {
			if i+1 < run[1] && width > 0 && joins(text, lines[i], lines[i+1], width) &&
				!again(text, lines[from], lines[i], lines[i+1]) {
				continue
			}
			out = append(out, unit{
				Span:  doc.Span{Begin: lines[from].Begin, End: lines[i].End},
				hint:  hint,
				apart: from == run[0],
			})
			from = i + 1
		}
	}
	return out
}

// splitLines lists the lines that are not blank, and the runs [from, to) of
// lines with no empty line between them.
func splitLines(text string, within doc.Span) (lines []line, runs [][2]int) {
	open := -1
	for at := within.Begin; at < within.End; {
		end, next := lineEnd(text, at, within.End)
		s := trim(text, doc.Span{Begin: at, End: end})
		if s.Empty() {
			if open >= 0 {
				runs = append(runs, [2]int{open, len(lines)})
				open = -1
			}
		} else {
			if open < 0 {
				open = len(lines)
			}
			lines = append(lines, line{s, utf8.RuneCountInString(s.In(text)), s.Begin - at})
		}
		at = next
	}
	if open >= 0 {
		runs = append(runs, [2]int{open, len(lines)})
	}
	return lines, runs
}

// lineEnd finds the end of the line at a position, and where the next begins.
func lineEnd(text string, at, limit int) (end, next int) {
	for end = at; end < limit; end++ {
		if c := text[end]; c == '\n' || c == '\r' || c == 0xe2 && end+2 < limit && (text[end:end+3] == "\u2028" || text[end:end+3] == "\u2029") {
			break
		}
	}
	switch {
	case end == limit:
		return limit, limit
	case text[end] == '\r' && end+1 < limit && text[end+1] == '\n':
		return end, end + 2
	case text[end] >= utf8.RuneSelf:
		// U+2028 and U+2029 are no blanks: they stay at the end of their line.
		return end + 3, end + 3
	}
	return end, end + 1
}

// Widths at which texts are wrapped by hand or by mail programs.
const minWrap, maxWrap = 40, 100

// wrapWidth returns the width at which the text is wrapped, or 0 if its line
// ends are paragraph ends. A text is wrapped if hardly a line is longer than
// the width, and most lines end where the next word had no room.
func wrapWidth(text string, lines []line, runs [][2]int) int {
	if len(lines) < 3 {
		return 0
	}
	widths := make([]int, len(lines))
	for i, l := range lines {
		widths[i] = l.width
	}
	slices.Sort(widths)
	width := widths[(len(widths)-1)*98/100]
	if width < minWrap || width > maxWrap {
		return 0
	}
	pairs, full := 0, 0
	for _, run := range runs {
		for i := run[0]; i+1 < run[1]; i++ {
			pairs++
			if lines[i].width+1+firstWord(text, lines[i+1]) > width-4 {
				full++
			}
		}
	}
	if pairs < 2 || full*10 < pairs*6 {
		return 0
	}
	return width
}

// joins says whether line b continues the paragraph of line a.
func joins(text string, a, b line, width int) bool {
	if b.indent >= a.indent+2 || isItem(b.In(text)) {
		return false
	}
	if a.width+1+firstWord(text, b) > width-8 {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(a.In(text))
	first, _ := utf8.DecodeRuneInString(b.In(text))
	return (unicode.IsLower(last) || last == ',') && unicode.IsLower(first)
}

// again says whether a line begins the second copy of a paragraph that ends before
// it.
func again(text string, first, last, next line) bool {
	return last != first && first.In(text) == next.In(text) && endsSentence(last.In(text))
}

func firstWord(text string, l line) int {
	n := 0
	for _, r := range l.In(text) {
		if isBlank(r) {
			break
		}
		n++
	}
	return n
}

// isItem says whether a line begins as an item of a list.
func isItem(s string) bool {
	for _, mark := range []string{"- ", "– ", "— ", "* ", "• ", "· ", "▪ ", "> "} {
		if strings.HasPrefix(s, mark) {
			return true
		}
	}
	i := 0
	for i < len(s) && i < 3 && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	return i > 0 && i+1 < len(s) && (s[i] == '.' || s[i] == ')') && s[i+1] == ' '
}

// measure fills in what can be counted in a unit.
func (u *unit) measure(text string) {
	u.text = u.In(text)
	if isASCII(u.text) {
		u.measureASCII()
		return
	}
	u.runes = utf8.RuneCountInString(u.text)
	u.words = countWords(u.text)
	u.hash = hashWords(u.text)
	if len(u.text) <= maxLine {
		u.plain = plain(u.text)
	}
}

// measureASCII is measure in one pass, for a text of single bytes.
func (u *unit) measureASCII() {
	u.runes, u.hash = len(u.text), hashStart
	var low []byte
	if len(u.text) <= maxLine {
		low = make([]byte, 0, len(u.text))
	}
	in, gap, begun := false, false, false
	for i := range len(u.text) {
		c := u.text[i]
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z' || isDigit(c):
			if !in {
				u.words++
			}
			in = true
		case c != '\'' && c != '-':
			in = false
		}
		if c == ' ' || '\t' <= c && c <= '\r' {
			gap = begun
			continue
		}
		begun = true
		if gap {
			u.hash = (u.hash ^ ' ') * hashPrime
			if cap(low) > 0 {
				low = append(low, ' ')
			}
			gap = false
		}
		u.hash = (u.hash ^ uint64(c)) * hashPrime
		if cap(low) > 0 {
			switch {
			case 'A' <= c && c <= 'Z':
				c += 'a' - 'A'
			case c == '`':
				c = '\''
			}
			low = append(low, c)
		}
	}
	u.plain = string(low)
}

// countWords counts stretches of letters and digits; of scripts written without
// spaces, every second character.
func countWords(s string) int {
	n, dense := 0, 0
	in := false
	for _, r := range s {
		switch {
		case r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			dense++
			in = false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !in {
				n++
			}
			in = true
		case r == '\'' || r == '’' || r == '-' || unicode.IsMark(r):
		default:
			in = false
		}
	}
	return n + (dense+1)/2
}

// words yields the folded runes of a text: each run of blanks is one space, none
// stands at the ends.
func words(s string, yield func(rune) bool) {
	gap, begun := false, false
	for _, r := range s {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
			gap = begun
			continue
		}
		if gap && !yield(' ') {
			return
		}
		gap, begun = false, true
		if !yield(r) {
			return
		}
	}
}

// folded says whether a text of single bytes is as fold would leave it.
func folded(s string) bool {
	gap := true // a blank at the edge
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf, '\t' <= c && c <= '\r', c == ' ' && gap:
			return false
		default:
			gap = c == ' '
		}
	}
	return !gap
}

// fold makes runs of blanks one space and drops those at the ends.
func fold(s string) string {
	if folded(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	words(s, func(r rune) bool { b.WriteRune(r); return true })
	return b.String()
}

// plain folds, lowers, and writes quotation marks and dashes in one way.
func plain(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	words(s, func(r rune) bool { b.WriteRune(plainRune(r)); return true })
	return b.String()
}

func plainRune(r rune) rune {
	switch r {
	case '‘', '’', '‚', '`', '´', 'ʼ', 'ʻ':
		return '\''
	case '“', '”', '„', '«', '»':
		return '"'
	case '–', '—', '‑', '−':
		return '-'
	}
	return unicode.ToLower(r)
}

// The numbers of FNV-1a.
const hashStart, hashPrime = 14695981039346656037, 1099511628211

// hashWords is FNV-1a over the folded runes.
func hashWords(s string) uint64 {
	h := uint64(hashStart)
	words(s, func(r rune) bool {
		h = (h ^ uint64(r)) * hashPrime
		return true
	})
	return h
}

func sameWords(a, b string) bool {
	return len(a) == len(b) && a == b || cmp.Compare(fold(a), fold(b)) == 0
}
