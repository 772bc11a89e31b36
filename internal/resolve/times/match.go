package times

import (
	"entente/internal/doc"
	"entente/internal/edtf"
)

// A matcher finds the expressions of one sentence. Each of its methods tries
// one kind of expression at lexeme i and returns what it says and the lexeme
// after it; none looks further than a few lexemes.
type matcher struct {
	table  *Table
	text   string
	tokens []doc.Token
	lx     []lexeme
	shout  bool // the sentence is all in capitals

	licensed bool // what stands before makes a bare month or year one: "late", "end of"
}

// A found expression covers the lexemes from i to j. A link joins two points or
// opens an interval at one.
type found struct {
	i, j int
	a, b expr
	link link
}

type link uint8

const (
	noLink  link = iota
	fromOn       // since a
	upTo         // until a
	between      // from a to b
)

// at tries every kind of expression at lexeme i.
func (m *matcher) at(i int) (found, bool) {
	l := &m.lx[i]
	switch {
	case l.kind == isWord && l.class == cOther && !l.feast, l.kind == isMark && l.mark != '\'':
		return found{}, false
	}
	switch l.class {
	case cIn, cOf, cAnd, cTo, cMeasure, cOld, cAttack, cOther2, cNear:
		return found{}, false // these start nothing
	case cThe, cArticle:
		if next := m.peek(i + 1); next.kind == isWord && next.class == cOther && !next.feast {
			return found{}, false
		}
	case cSince:
		if e, j, ok := m.point(m.skipApprox(i + 1)); ok {
			return found{i, j, e, expr{}, fromOn}, true
		}
	case cUntil:
		if e, j, ok := m.point(i + 1); ok {
			return found{i, j, e, expr{}, upTo}, true
		}
	case cBy:
		if e, j, ok := m.point(i + 1); ok && !m.possessive(j) {
			return found{i, j, e, expr{}, upTo}, true
		}
	case cFrom:
		if a, j, ok := m.point(i + 1); ok {
			if m.joins(j) {
				if b, k, ok := m.point(j + 1); ok {
					return found{i, k, a, b, between}, true
				}
			}
			if m.word(j, "on", "onward", "onwards", "forward") && !m.word(j+1, "the", "a") {
				return found{i, j + 1, a, expr{}, fromOn}, true
			}
		}
	case cBetween:
		if a, j, ok := m.point(i + 1); ok && m.is(j, cAnd) {
			if b, k, ok := m.point(j + 1); ok {
				return found{i, k, a, b, between}, true
			}
		}
	}
	if e, j, ok := m.recurrence(i); ok {
		return found{i: i, j: j, a: e}, true
	}
	if a, j, ok := m.point(i); ok {
		if b, k, ok := m.rangeTail(a, j); ok {
			return found{i, k, a, b, between}, true
		}
		return found{i: i, j: j, a: a}, true
	}
	if e, j, ok := m.duration(i); ok {
		return found{i: i, j: j, a: e}, true
	}
	return found{}, false
}

// joins says whether lexeme j joins the ends of an interval.
func (m *matcher) joins(j int) bool {
	return m.is(j, cTo) || m.is(j, cUntil) || m.mark(j, '-')
}

// rangeTail reads "-June" or "to Friday" behind a month, year or weekday.
func (m *matcher) rangeTail(a expr, j int) (expr, int, bool) {
	plain := func(e expr) bool {
		return e.part == pWhole && (e.what == wMonth || e.what == wWeekday ||
			e.what == wAbsolute && e.date.Precision() == edtf.YearPrecision)
	}
	if !m.joins(j) || !plain(a) {
		return expr{}, 0, false
	}
	b, k, ok := m.point(j + 1)
	if !ok || !plain(b) || b.what != a.what || b.what == wMonth && (a.day == 0) != (b.day == 0) {
		return expr{}, 0, false
	}
	return b, k, true
}

// point reads a point or stretch of time, without the preposition before it.
func (m *matcher) point(i int) (expr, int, bool) {
	if i >= len(m.lx) {
		return expr{}, 0, false
	}
	if e, j, ok := m.parted(i); ok {
		return e, j, true
	}
	e, j, ok := m.core(i)
	if ok {
		e, j = m.partOfYear(e, j)
	}
	return e, j, ok
}

// core reads an expression by what it starts with.
func (m *matcher) core(i int) (expr, int, bool) {
	k := i
	if m.is(k, cThe) {
		k++
	}
	the := k > i
	l := m.peek(k)
	if l.kind == isNumber {
		if the && m.yearNumber(k) && !m.possessive(k+1) && !m.is(k+1, cMonth) {
			return expr{}, 0, false // leave the article out of "the 2018 summit"
		}
		return m.numbered(k)
	}
	if h, j, ok := m.table.holidayAt(m, k); ok {
		e, j := m.yearTail(expr{what: wHoliday, holiday: h}, j)
		return e, j, true
	}
	switch l.class {
	case cMonth:
		if the {
			return expr{}, 0, false // leave the article out of "the March summit"
		}
		return m.monthFirst(k)
	case cWeekday:
		return m.weekdayFirst(k)
	case cDayWord:
		return m.dayWord(k, int(l.n))
	case cSeason:
		return m.seasonFirst(k)
	case cDeictic:
		return m.deictic(k, the)
	case cUnitWord:
		return m.unitFirst(k, the)
	case cFiscal:
		return m.fiscal(k)
	case cEra: // AD 476
		if y := m.peek(k + 1); l.n == 1 && l.shout && y.kind == isNumber && y.digits <= 4 && y.suffix == noSuffix && y.n > 0 {
			return absolute(edtf.Y(int(y.n))), k + 2, true
		}
	case cOrdinal, cCardinal:
		if n, j, ok := m.ordinal(k); ok {
			if j = m.hyphen(j); m.unitAt(j) == uCentury {
				return m.centuries(n, j)
			}
		}
		if e, j, ok := m.away(k); ok {
			return e, j, true
		}
	case cUnitWords: // years ago
		if m.is(k+1, cAgo) && m.lx[k+1].n == -1 && !the {
			if unit(l.n) < uDay {
				return expr{}, 0, false
			}
			return expr{what: wOpenPast}, k + 2, true
		}
	case cDecade:
		if the || m.is(k-1, cPartWord) || m.mark(k-1, '-') {
			return absolute(edtf.Decade(int(l.n))), k + 1, true
		}
	case cNowWord:
		if !the && !m.mark(m.hyphen(k+1)-1, '-') && !m.word(k+1, "that", "and") && !m.is(k-1, cEvery) {
			return expr{what: wReference}, k + 1, true
		}
	case cNear:
		if the && m.is(i-1, cIn) && m.is(k+1, cFuture) {
			return expr{what: wReference}, k + 2, true
		}
	case cFuture:
		if the && m.is(i-1, cIn) {
			return expr{what: wReference}, k + 1, true
		}
	case cOther, cNamedDay:
		if l.kind == isMark && l.mark == '\'' { // '90s
			n := m.peek(k + 1)
			if n.kind == isNumber && n.glued && n.suffix == plural && n.digits == 2 && n.n%10 == 0 {
				y := 1900 + int(n.n)
				if n.n < 30 {
					y += 100
				}
				return absolute(edtf.Decade(y)), k + 2, true
			}
			if n.kind == isNumber && n.glued && !l.glued && n.suffix == noSuffix && n.digits == 2 && m.licence(m.peek(k-1)) { // since '89
				return absolute(edtf.Y(shortYear(int(n.n)))), k + 2, true
			}
			return expr{}, 0, false
		}
	}
	if e, j, ok := m.away(k); ok {
		return e, j, true
	}
	return expr{}, 0, false
}

// shortYear is the year between 1950 and 2049 that ends in two digits.
func shortYear(n int) int {
	if n < 50 {
		return 2000 + n
	}
	return 1900 + n
}

func absolute(d edtf.Date) expr { return expr{what: wAbsolute, date: d} }

// dayWord reads "yesterday morning".
func (m *matcher) dayWord(k, n int) (expr, int, bool) {
	j := k + 1
	if m.is(j, cDayPart) {
		j++
	}
	return expr{what: wUnit, unit: uDay, n: n}, j, true
}

// away reads "three days ago", "a year earlier", "two months later".
func (m *matcher) away(i int) (expr, int, bool) {
	k := m.skipApprox(i)
	n, half, vague, u, j, ok := m.amountUnit(k)
	if !ok {
		return expr{}, 0, false
	}
	j = m.hyphen(j)
	e := expr{what: wUnit, unit: u, n: n, half: half}
	gone := false // it counts back from now
	switch l := m.peek(j); {
	case l.class == cAgo && l.n == -2:
		e.n, e.anchor = -n, preferAnchor
	case l.class == cAgo && l.n == -1,
		m.word(j, "back") && m.is(j-1, cUnitWords) && !m.word(j+1, "to", "in", "at", "from", "on", "into", "home", "and"):
		e.n, gone = -n, true
	case l.class == cAgo && l.n == 2:
		e.anchor = onlyAnchor
	case l.class == cAgo:
	case m.aside(j) != 0:
		e.n, e.anchor = n*m.aside(j), onlyAnchor
	case l.class == cFrom && (m.word(j+1, "now") || m.is(j+1, cDayWord)):
		j++
		if d := m.peek(j); d.class == cDayWord && u == uDay {
			e.n += int(d.n) // three days from tomorrow
		}
	case l.kind == isMark && l.mark == '\'' && m.word(j+1, "time") && m.word(i-1, "in"):
		j++
	default:
		return expr{}, 0, false
	}
	switch {
	case u < uDay:
		return expr{}, 0, false // an hour later is no date
	case vague && gone:
		e = expr{what: wOpenPast} // several years ago
	case vague:
		e = expr{what: wReference}
	}
	return e, j + 1, true
}

// unitFirst reads "year-ago", "year-end", "the day before yesterday", "the year
// 2000", "century" alone being nothing.
func (m *matcher) unitFirst(k int, the bool) (expr, int, bool) {
	u := unit(m.lx[k].n)
	if u == uDay && (m.word(k+1, "before") || m.word(k+1, "after")) && m.is(k+2, cDayWord) {
		n := int(m.lx[k+2].n)
		if m.word(k+1, "before") && n == -1 || m.word(k+1, "after") && n == 1 {
			return expr{what: wUnit, unit: uDay, n: 2 * n}, k + 3, true
		}
	}
	if u == uWeekend && the && m.is(k-2, cIn) {
		return expr{what: wWeekend}, k + 1, true
	}
	if m.mark(k+1, '-') && m.lx[k+1].glued && !the {
		l := m.peek(k + 2)
		switch {
		case l.class == cAgo && l.n < 0:
			return expr{what: wUnit, unit: u, n: -1, anchor: preferAnchor}, k + 3, true
		case u == uYear && l.class == cPartWord && part(l.n) == pEnd:
			if m.yearNumber(k + 3) { // year-end 2021
				return expr{what: wAbsolute, date: edtf.Y(int(m.lx[k+3].n)), part: pEnd}, k + 4, true
			}
			return expr{what: wUnit, unit: uYear, part: pEnd}, k + 3, true
		}
	}
	if u == uYear && m.word(k+1, "end") && (m.licensed || m.is(k-1, cBy) || m.word(k-1, "at", "until", "before")) {
		return expr{what: wUnit, unit: uYear, part: pEnd}, k + 2, true
	}
	if u == uYear && m.soFar(k) {
		return expr{what: wUnit, unit: uYear}, k + 1, true
	}
	if u == uYear && m.yearNumber(k+1) {
		return absolute(edtf.Y(int(m.lx[k+1].n))), k + 2, true
	}
	if the && m.is(k-2, cIn) && (k+1 == len(m.lx) || m.lx[k+1].kind == isMark && m.lx[k+1].mark != '-') {
		switch u { // "for the quarter."
		case uMonth, uQuarter:
			return expr{what: wUnit, unit: u, anchor: onlyAnchor}, k + 1, true
		case uYear:
			return expr{what: wUnit, unit: u}, k + 1, true
		}
	}
	if n := m.aside(k + 1); n != 0 && the && u >= uDay {
		return expr{what: wUnit, unit: u, n: n, anchor: onlyAnchor}, k + 2, true
	}
	return expr{}, 0, false
}

// soFar says whether a unit is the one that still runs: "a hard year for the region
// that has seen two coups".
func (m *matcher) soFar(k int) bool {
	if !m.is(k-1, cArticle) && !m.is(k-2, cArticle) && !m.is(k-3, cArticle) {
		return false
	}
	for j := k + 1; j < min(k+7, len(m.lx)) && m.lx[j].kind == isWord; j++ {
		if m.word(j, "that", "which") {
			return m.word(j+1, "has")
		}
	}
	return false
}

// aside reads a "before" or "after" that nothing follows, as in "the year
// before, …": -1 or 1, else 0.
func (m *matcher) aside(j int) int {
	if j+1 < len(m.lx) && m.lx[j+1].kind != isMark {
		return 0
	}
	switch {
	case m.word(j, "before"), m.word(j, "earlier"):
		return -1
	case m.word(j, "after"), m.word(j, "later"):
		return 1
	}
	return 0
}

// fiscal reads "fiscal 1989", "fiscal year 2022/23", "FY2022".
func (m *matcher) fiscal(k int) (expr, int, bool) {
	j := k + 1
	if m.unitAt(j) == uYear {
		j++
	}
	if !m.yearNumber(j) {
		return expr{}, 0, false
	}
	return m.years(j)
}
