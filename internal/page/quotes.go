package page

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
)

// quotes finds the stretches in quotation marks of the spoken segments. Each
// lies within one segment: a quotation that runs over paragraphs gives one for
// each of them.
func quotes(text string, segments []doc.Segment) []doc.Quote {
	var out []doc.Quote
	carried := rune(0) // the mark that the paragraph before left open
	for _, s := range segments {
		if !s.Spoken() {
			continue
		}
		if s.Kind != doc.Body {
			q := quoter{text: text, seg: s.Span}
			out = append(out, q.run(0)...)
			continue // a caption or subhead may stand inside a long quotation
		}
		q := quoter{text: text, seg: s.Span}
		out = append(out, q.run(carried)...)
		carried = q.left
	}
	return out
}

// A mark is a quotation mark in the text, with its neighbours.
type mark struct {
	at         int // byte offset
	size       int
	r          rune
	prev, next rune // ' ' at the edges of the segment
	partner    int  // of a single mark: index of the mark that closes it, or -1
}

func (m mark) spaceBefore() bool { return unicode.IsSpace(m.prev) || isOpening(m.prev) }
func (m mark) spaceAfter() bool  { return unicode.IsSpace(m.next) || isClosing(m.next) }
func (m mark) inWord() bool      { return isWord(m.prev) && isWord(m.next) }

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return isLetter(r) || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// isLetter is unicode.IsLetter, with a short way for the commonest.
func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r)
}

// isASCII says whether a text is of single bytes.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isOpening(r rune) bool {
	switch r {
	case '(', '[', '{', '—', '–', '-', '/', '“', '"', '«', '„', '‘', '\'', '¿', '¡', ':':
		return true
	}
	return false
}

func isClosing(r rune) bool {
	switch r {
	case ')', ']', '}', '.', ',', ';', ':', '!', '?', '…', '—', '–', '-', '/', '”', '"', '»', '“', '’', '\'':
		return true
	}
	return false
}

// maxDepth bounds how deep quotations nest, and with it the time taken.
const maxDepth = 8

// A quoter pairs the marks of one segment.
type quoter struct {
	text string
	seg  doc.Span
	out  []doc.Quote
	open []mark // double marks not yet closed, outermost first
	left rune   // mark of a quotation still open at the end, 0 if none
}

// closers lists for each opening double mark what may end it.
func closers(open rune) string {
	switch open {
	case '“':
		return "”"
	case '„':
		return "“”"
	case '”': // in Swedish and Finnish both marks look so
		return "”"
	case '«':
		return "»"
	case '»':
		return "«"
	case '「':
		return "」"
	case '『':
		return "』"
	}
	return string(open)
}

// run pairs the marks. If the paragraph before left a quotation open, its mark is
// given: the segment may then begin inside of it.
func (q *quoter) run(carried rune) []doc.Quote {
	marks := q.marks()
	q.pairSingles(marks)
	balance := after(marks)
	if carried != 0 && q.goesOn(marks, carried) {
		q.open = append(q.open, mark{at: q.seg.Begin, r: carried})
	}
	for i, m := range marks {
		switch {
		case isSingle(m.r):
			if m.partner >= 0 {
				q.add(m.at+m.size, marks[m.partner].at)
			}
		case q.closes(m):
			q.close(m)
		case q.opens(m):
			if n := len(q.open); n > 0 && q.open[n-1].r == m.r && balance[i] < n+1 {
				q.open = q.open[:n-1] // the earlier one was never closed
			}
			if len(q.open) < maxDepth {
				q.open = append(q.open, m)
			}
		}
	}
	if len(q.open) > 0 { // unbalanced: no further than its paragraph
		m := q.open[0]
		q.left = m.r
		q.add(m.at+m.size, q.seg.End)
	}
	slices.SortStableFunc(q.out, func(a, b doc.Quote) int {
		if a.Begin != b.Begin {
			return a.Begin - b.Begin
		}
		return b.End - a.End
	})
	return q.out
}

// goesOn says whether the segment begins inside a quotation: its first double
// mark is one that closes.
func (q *quoter) goesOn(marks []mark, carried rune) bool {
	for _, m := range marks {
		if isSingle(m.r) {
			continue
		}
		if m.r == '"' {
			return carried == '"' && !m.spaceBefore() && m.spaceAfter()
		}
		for _, c := range closers(carried) {
			if m.r == c {
				return m.r != '”' || !m.spaceBefore()
			}
		}
		return false
	}
	return false
}

// add notes a quotation without the blanks at its ends, if anything is left.
func (q *quoter) add(begin, end int) {
	s := trim(q.text, doc.Span{Begin: begin, End: max(begin, end)})
	if !s.Empty() {
		q.out = append(q.out, doc.Quote{Span: s})
	}
}

// closes says whether the mark ends a quotation that is open.
func (q *quoter) closes(m mark) bool {
	if len(q.open) == 0 {
		return false
	}
	for i := len(q.open) - 1; i >= 0; i-- {
		for _, c := range closers(q.open[i].r) {
			if m.r != c {
				continue
			}
			if m.r == '"' || q.open[i].r == '”' {
				return !m.spaceBefore() || m.spaceAfter()
			}
			return true
		}
	}
	// A quotation opened rightly and closed by the wrong curly mark.
	return m.r == '“' && q.open[len(q.open)-1].r == '“' && !unicode.IsSpace(m.prev) && m.spaceAfter()
}

// close ends the innermost quotation that the mark can end; those opened after it
// were never closed and are dropped.
func (q *quoter) close(m mark) {
	for i := len(q.open) - 1; i >= 0; i-- {
		o := q.open[i]
		for _, c := range closers(o.r) + "“" {
			if m.r == c {
				q.add(o.at+o.size, m.at)
				q.open = q.open[:i]
				return
			}
		}
	}
}

func (q *quoter) opens(m mark) bool {
	switch m.r {
	case '“', '„', '«', '「', '『':
		return !unicode.IsSpace(m.next) || m.r == '«'
	case '»', '”':
		return unicode.IsSpace(m.prev) && isWord(m.next)
	case '"':
		return !unicode.IsDigit(m.prev) && !unicode.IsSpace(m.next) && !m.inWord()
	}
	return false
}

func isSingle(r rune) bool {
	switch r {
	case '‘', '’', '‚', '\'':
		return true
	}
	return false
}

func (q *quoter) marks() []mark {
	var out []mark
	s := q.seg.In(q.text)
	prev := ' '
	for i, r := range s {
		switch r {
		case '“', '”', '„', '"', '«', '»', '「', '」', '『', '』', '‘', '’', '‚', '\'':
			size := utf8.RuneLen(r)
			next := ' '
			if i+size < len(s) {
				next, _ = utf8.DecodeRuneInString(s[i+size:])
			}
			out = append(out, mark{q.seg.Begin + i, size, r, prev, next, -1})
		}
		prev = r
	}
	return out
}

// after counts, for each curly double mark, how many more marks close than open
// from the next one on.
func after(marks []mark) []int {
	n := 0
	out := make([]int, len(marks))
	for i := len(marks) - 1; i >= 0; i-- {
		out[i] = n
		switch marks[i].r {
		case '”', '»', '」', '』':
			n++
		case '“', '«', '「', '『':
			n--
		case '"':
			n = 1 << 30 // straight marks say nothing
		}
	}
	return out
}

// pairSingles finds the partner of each single mark that opens a quotation. The
// same signs serve as apostrophes: inside a word (don't), before digits ('90s)
// and after a plural (states' rights).
func (q *quoter) pairSingles(marks []mark) {
	for i := 0; i < len(marks); i++ {
		if !opensSingle(marks[i]) {
			continue
		}
		if j := closeSingle(marks, i); j > i {
			marks[i].partner = j
			i = j
			continue
		}
	}
}

func opensSingle(m mark) bool {
	switch m.r {
	case '‘', '‚':
		return !isWord(m.prev) && !unicode.IsSpace(m.next) && !unicode.IsDigit(m.next)
	case '\'':
		return m.spaceBefore() && !unicode.IsSpace(m.next) && !unicode.IsDigit(m.next)
	}
	return false
}

// possessiveReach is how many bytes after a mark that may be a possessive the one
// that closes may follow without punctuation before it: "‘the states’ rights’".
const possessiveReach = 25

// closeSingle looks for the mark that closes marks[i], no further than the next
// one that opens. A mark after an s and before a word is taken for a possessive
// if a surer one follows.
func closeSingle(marks []mark, i int) int {
	weak := -1
	depth := 0
	for j := i + 1; j < len(marks); j++ {
		m := marks[j]
		switch m.r {
		case '“', '„', '«':
			depth++
		case '”', '»':
			if depth--; depth < 0 {
				return weak // the quotation around it ends
			}
		case '‘', '‚':
			if marks[i].r == '‚' && m.r == '‘' {
				return j
			}
			if opensSingle(m) {
				return weak
			}
		case '’', '\'':
			if m.r == '\'' && marks[i].r != '\'' || m.r == '’' && marks[i].r == '\'' {
				continue
			}
			if m.inWord() || unicode.IsSpace(m.prev) || isWord(m.next) {
				if m.r == '\'' && opensSingle(m) {
					return weak
				}
				continue
			}
			possessive := (m.prev == 's' || m.prev == 'S') && m.next == ' '
			if !possessive {
				if weak >= 0 && isWord(m.prev) && m.at-marks[weak].at > possessiveReach {
					return weak
				}
				return j
			}
			if weak < 0 {
				weak = j
			}
		}
	}
	return weak
}
