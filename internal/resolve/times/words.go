package times

import "strings"

// nothing is what lies outside the sentence.
var nothing lexeme

func (m *matcher) peek(i int) *lexeme {
	if i < 0 || i >= len(m.lx) {
		return &nothing
	}
	return &m.lx[i]
}

func (m *matcher) is(i int, c class) bool {
	return i >= 0 && i < len(m.lx) && m.lx[i].kind == isWord && m.lx[i].class == c
}

func (m *matcher) mark(i int, c byte) bool {
	return i >= 0 && i < len(m.lx) && m.lx[i].kind == isMark && m.lx[i].mark == c
}

// word says whether lexeme i is one of the words, whatever its case.
func (m *matcher) word(i int, words ...string) bool {
	if i < 0 || i >= len(m.lx) || m.lx[i].kind != isWord {
		return false
	}
	s := m.form(i)
	for _, w := range words {
		if strings.EqualFold(s, w) {
			return true
		}
	}
	return false
}

func (m *matcher) form(i int) string { return m.text[m.lx[i].begin:m.lx[i].end] }

// upos is the part of speech of lexeme i, "" if not known.
func (m *matcher) upos(i int) string {
	if l := m.peek(i); l.kind != isMark && l.tok >= 0 && l.end > 0 {
		return m.tokens[l.tok].UPOS
	}
	return ""
}

// hyphen steps over a hyphen with no blank around.
func (m *matcher) hyphen(j int) int {
	if m.mark(j, '-') && m.lx[j].glued && (m.peek(j+1).glued || m.broken(j)) {
		return j + 1
	}
	return j
}

// broken says whether a number is torn at its hyphen, as the end of a printed
// line leaves it: "twenty- first".
func (m *matcher) broken(j int) bool {
	return m.is(j-1, cCardinal) && (m.is(j+1, cOrdinal) || m.is(j+1, cCardinal))
}

// possessive says whether an apostrophe and s stand at j.
func (m *matcher) possessive(j int) bool {
	return m.mark(j, '\'') && m.lx[j].glued && m.word(j+1, "s") && m.lx[j+1].glued
}

// unitAt is the unit that lexeme j names, or noUnit.
func (m *matcher) unitAt(j int) unit {
	if m.is(j, cUnitWord) || m.is(j, cUnitWords) {
		return unit(m.lx[j].n)
	}
	return noUnit
}

// skipApprox steps over "about", "more than" and the like.
func (m *matcher) skipApprox(i int) int {
	switch {
	case m.is(i, cApprox):
		return i + 1
	case m.word(i, "more", "less", "fewer") && m.word(i+1, "than"):
		return i + 2
	case m.word(i, "at") && m.word(i+1, "least", "most"):
		return i + 2
	case m.word(i, "up") && m.is(i+1, cTo):
		return i + 2
	}
	return i
}

// ordinal reads "third", "21st", "twenty-first".
func (m *matcher) ordinal(i int) (n, j int, ok bool) {
	l := m.peek(i)
	switch {
	case l.kind == isNumber && l.suffix == nth && l.digits <= 3:
		return int(l.n), i + 1, true
	case l.class == cOrdinal:
		return int(l.n), i + 1, true
	case l.class == cUnitWord && unit(l.n) == uSecond:
		return 2, i + 1, true
	case l.class == cCardinal && l.n >= 20 && l.n < 100:
		if k := m.hyphen(i + 1); m.is(k, cOrdinal) && m.lx[k].n < 10 {
			return int(l.n + m.lx[k].n), k + 1, true
		} else if m.unitAt(k) == uSecond {
			return int(l.n) + 2, k + 1, true
		}
	}
	return 0, 0, false
}

// amount reads how many: "3", "twenty-five", "a", "several", "two and a half",
// "a couple of", "two to three". The number is 0 and vague true if it is not told.
func (m *matcher) amount(i int) (n int, half, vague bool, j int, ok bool) {
	n, half, vague, j, ok = m.oneAmount(i)
	if !ok {
		return
	}
	// two to three, two or three, 10-15
	k := j
	if m.is(k, cTo) || m.word(k, "or") || m.mark(k, '-') {
		if m.mark(k, '-') && m.is(k+1, cTo) && m.mark(k+2, '-') { // two-to-three
			k += 2
		}
		if _, _, _, k2, ok2 := m.oneAmount(k + 1); ok2 && !m.is(k+1, cArticle) && !m.is(j-1, cArticle) {
			return 0, false, true, k2, true
		}
	}
	if m.is(j, cAnd) && m.is(j+1, cArticle) && m.is(j+2, cHalfWord) {
		return n, true, vague, j + 3, true
	}
	return
}

func (m *matcher) oneAmount(i int) (n int, half, vague bool, j int, ok bool) {
	l := m.peek(i)
	switch {
	case l.kind == isNumber && l.suffix == noSuffix && l.n <= 9999 && l.digits <= 4:
		if m.mark(i-1, '.') && l.glued || m.mark(i-1, '$') {
			return
		}
		if a, b := m.peek(i+1), m.peek(i+3); a.kind == isNumber && a.n == 1 && m.mark(i+2, '/') && b.kind == isNumber && b.n == 2 && b.glued {
			return int(l.n), true, false, i + 4, true // 5 1/2
		}
		if m.mark(i+1, oneHalf) {
			return int(l.n), true, false, i + 2, true
		}
		if m.mark(i+1, '.') && m.lx[i+1].glued && m.peek(i+2).kind == isNumber && m.lx[i+2].glued {
			return int(l.n), m.lx[i+2].n == 5 && m.lx[i+2].digits == 1, m.lx[i+2].n != 5, i + 3, true
		}
		return int(l.n), false, l.n == 0, i + 1, true
	case l.class == cCardinal:
		j = i + 1
		n = int(l.n)
		if k := m.hyphen(j); n >= 20 && n < 100 && m.is(k, cCardinal) && m.lx[k].n < 10 {
			n, j = n+int(m.lx[k].n), k+1
		} else if n < 10 && m.word(j, "hundred") {
			n, j = 100*n, j+1
		}
		return n, false, false, j, true
	case l.class == cArticle:
		next := m.peek(i + 1)
		switch {
		case next.class == cCouple, next.class == cDozen:
			j = i + 2
			if m.is(j, cOf) {
				j++
			}
			return int(next.n), false, false, j, true
		case next.class == cVagueMany:
			return 0, false, true, i + 2, true
		case next.class == cHalfWord && m.unitAt(m.hyphen(i+2)) != noUnit:
			return 0, true, false, i + 2, true
		case next.class == cCardinal && next.n == 100:
			return 100, false, false, i + 2, true
		case next.class == cUnitWord || next.class == cUnitAdj:
			return 1, false, false, i + 1, true
		}
	case l.class == cHalfWord && (m.is(i+1, cArticle) || m.mark(i+1, '-')):
		return 0, true, false, i + 2, true
	case l.class == cCouple && m.is(i+1, cOf):
		return 2, false, false, i + 2, true
	case l.class == cVagueMany:
		j = i + 1
		if m.is(j, cOf) {
			j++
		}
		return 0, false, true, j, true
	}
	return
}

// amountUnit reads an amount and its unit: "three years", "two-year", "a decade
// and a half".
func (m *matcher) amountUnit(i int) (n int, half, vague bool, u unit, j int, ok bool) {
	n, half, vague, j, ok = m.amount(i)
	if !ok {
		return
	}
	j = m.hyphen(j)
	for range 2 {
		if m.is(j, cUnitAdj) || m.is(j, cFiscal) {
			j = m.hyphen(j + 1)
		}
	}
	u = m.unitAt(j)
	if u == noUnit || u == uWeekend {
		return 0, false, false, 0, 0, false
	}
	j++
	if m.is(j, cAnd) && m.is(j+1, cArticle) && m.is(j+2, cHalfWord) {
		half, j = true, j+3
	}
	return n, half, vague, u, j, true
}
