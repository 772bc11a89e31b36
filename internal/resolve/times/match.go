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

// partOfYear reads what follows a year: "last year's third quarter", "1989's
// first nine months", "the 2021 fourth quarter".
func (m *matcher) partOfYear(e expr, j int) (expr, int) {
	var y yearRef
	switch {
	case e.what == wUnit && e.unit == uYear && e.anchor == fromNow && e.n >= -1 && e.n <= 1 && e.part == pWhole:
		y = yearRef{yearFromNow, e.n}
	case e.what == wAbsolute && e.date.Precision() == edtf.YearPrecision:
		first, _ := e.date.First()
		y = yearRef{yearIs, first.Year()}
	default:
		return e, j
	}
	k := j
	if m.possessive(k) {
		k += 2
	}
	n, k, ok := m.ordinal(k)
	if !ok {
		return e, j
	}
	k = m.hyphen(k)
	switch {
	case n <= 4 && m.unitAt(k) == uQuarter:
		return expr{what: wMonths, month: 3*n - 2, month2: 3 * n, year: y}, k + 1
	case n <= 2 && m.is(k, cHalfWord):
		return expr{what: wMonths, month: 6*n - 5, month2: 6 * n, year: y}, k + 1
	case n == 1:
		if c, half, vague, k, ok := m.amount(k); ok && !half && !vague && c < 12 && m.unitAt(k) == uMonth {
			return expr{what: wMonths, month: 1, month2: c, year: y}, k + 1
		}
	}
	return e, j
}

// parted reads an expression that narrows another one down: "late November",
// "the end of next year", "the first half of 2022", "earlier this month".
func (m *matcher) parted(i int) (expr, int, bool) {
	k := i
	if m.is(k, cThe) {
		k++
	}
	l := m.peek(k)
	switch l.class {
	case cPartWord:
		p := part(l.n)
		if p == pBegin || p == pEnd || m.is(k+1, cOf) {
			return m.endOf(k, p)
		}
		j, p2 := k+1, pWhole
		if m.is(j, cTo) || m.mark(j, '-') && m.is(j+1, cTo) || m.mark(j, '-') && m.is(j+1, cPartWord) { // mid-to-late
			for m.mark(j, '-') || m.is(j, cTo) {
				j++
			}
			if !m.is(j, cPartWord) {
				return expr{}, 0, false
			}
			p2 = part(m.lx[j].n)
			j++
		}
		j = m.hyphen(j)
		if m.word(j, "in") {
			j++
		}
		e, j, ok := m.stretch(j)
		if !ok || e.unit == uDay && e.what == wUnit {
			return e, j, ok && e.what == wUnit // "early yesterday" is yesterday
		}
		e.part, e.part2 = p, p2
		return e, j, true
	case cAgo:
		p := pRest
		if l.n == -2 {
			p = pSofar
		} else if l.n != 2 {
			return expr{}, 0, false
		}
		j := k + 1
		if m.word(j, "in", "on", "that") && !m.word(j, "that") {
			j++
		}
		e, j, ok := m.stretch(j)
		if !ok || k > i {
			return expr{}, 0, false
		}
		if e.anchor == fromNow {
			e.part = p
		}
		return e, j, true
	case cOrdinal, cUnitWord, cDeictic, cHalfWord:
		return m.counted(i, k)
	case cLetter:
		return m.lettered(k)
	}
	return expr{}, 0, false
}

// endOf reads what follows "end": "of 2022", "of the month", "-November".
func (m *matcher) endOf(k int, p part) (expr, int, bool) {
	j := k + 1
	switch {
	case m.is(j, cOf):
		j++
	case m.mark(j, '-') && m.lx[j].glued:
		j++
	default:
		return expr{}, 0, false
	}
	e, j, ok := m.stretch(j)
	if !ok || e.what == wUnit && e.unit < uWeek {
		return expr{}, 0, false
	}
	e.part = p
	return e, j, true
}

// counted reads "first half of 2022", "the third quarter", "the first three
// months of the year", "the last week of November"; k is behind an article.
func (m *matcher) counted(i, k int) (expr, int, bool) {
	n, j, ok := m.ordinal(k)
	last := false
	if !ok && (m.word(k, "last") || m.word(k, "final") || m.word(k, "latter")) {
		n, j, ok, last = 2, k+1, true, true
	}
	if !ok {
		return expr{}, 0, false
	}
	j = m.hyphen(j)
	switch {
	case m.is(j, cHalfWord):
		hyphened := m.mark(j-1, '-')
		j++
		if n > 2 || !m.is(j, cOf) && !m.yearNumber(j) {
			return expr{what: wMonths, month: 6*n - 5, month2: 6 * n}, j, hyphened && n <= 2 // first-half profit
		}
		if m.is(j, cOf) {
			j++
		}
		e, j, ok := m.stretch(j)
		if !ok {
			return expr{}, 0, false
		}
		e.part = pHalf1
		if n == 2 {
			e.part = pHalf2
		}
		return e, j, true
	case !last && n <= 4 && m.unitAt(j) == uQuarter && m.is(j, cUnitWord):
		e := expr{what: wMonths, month: 3*n - 2, month2: 3 * n}
		e, j = m.yearTail(e, j+1)
		return e, j, true
	case !last && m.unitAt(j) == uCentury:
		return m.centuries(n, j)
	}
	// the first three months of 2022, the second week of March
	count := 1
	if n != 1 && !last {
		if m.unitAt(j) != uWeek || !m.is(j+1, cOf) {
			return expr{}, 0, false
		}
	} else if c, h, vague, k2, ok := m.amount(j); ok && !h && !vague {
		count, j = c, k2
	}
	u := m.unitAt(j)
	if u < uDay || u == uWeekend || count > 31 {
		return expr{}, 0, false
	}
	j++
	if !m.is(j, cOf) {
		return expr{}, 0, false
	}
	e, j, ok := m.stretch(j + 1)
	if !ok || e.part != pWhole || u == uDay && count == 1 && e.what != wMonth {
		return expr{}, 0, false
	}
	if e.what == wUnit && e.unit <= u {
		return expr{}, 0, false
	}
	switch {
	case last:
		e.last, e.edge = count, u
	case n == 1:
		e.first, e.edge = count, u
	} // "the second week of March" stays March
	return e, j, true
}

// lettered reads Q3 2023, H1, the letter at k.
func (m *matcher) lettered(k int) (expr, int, bool) {
	l, d := m.peek(k), m.peek(k+1)
	if !l.upper || d.kind != isNumber || !d.glued || d.suffix != noSuffix {
		return expr{}, 0, false
	}
	length := 3
	if unit(l.n) == uHalfYear {
		length = 6
	}
	n := int(d.n)
	if n < 1 || n > 12/length {
		return expr{}, 0, false
	}
	e := expr{what: wMonths, month: length*(n-1) + 1, month2: length * n}
	e, j := m.yearTail(e, k+2)
	if e.year.kind == noYear && length == 6 {
		return expr{}, 0, false // H1 may be a motorway
	}
	return e, j, true
}

// stretch reads a core that something else is part of; "the year" is then the
// running one.
func (m *matcher) stretch(i int) (expr, int, bool) {
	if m.is(i, cThe) && m.is(i+1, cUnitWord) {
		if _, _, ok := m.core(i); !ok && unit(m.lx[i+1].n) >= uDay {
			e := expr{what: wUnit, unit: unit(m.lx[i+1].n)}
			if e.unit == uDay {
				e.anchor = onlyAnchor
			}
			return e, i + 2, true
		}
	}
	m.licensed = true
	e, j, ok := m.core(i)
	m.licensed = false
	if !ok || e.what == wReference || e.what == wWindow || e.what == wOpenPast || e.what == wOpenFuture {
		return expr{}, 0, false
	}
	return e, j, true
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
		if e, j, ok := m.monthFirst(k); !the || e.what == wMonth && e.day != 0 {
			return e, j, ok
		}
		return expr{}, 0, false // leave the article out of "the March summit"
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
		if l.class == cOther && the && m.is(i-1, cIn) && m.word(k, "near", "foreseeable", "distant") && m.is(k+1, cFuture) {
			return expr{what: wReference}, k + 2, true
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
	switch l := m.peek(j); {
	case l.class == cAgo && (l.n == -1 || l.n == -2):
		e.n = -n
		if l.n == -2 {
			e.anchor = preferAnchor
		}
	case m.word(j, "back") && m.is(j-1, cUnitWords) && !m.word(j+1, "to", "in", "at", "from", "on", "into", "home", "and"):
		e.n = -n
	case l.class == cAgo && l.n == 2:
		e.anchor = onlyAnchor
	case l.class == cAgo:
	case m.aside(j) != 0:
		e.n, e.anchor = n*m.aside(j), onlyAnchor
	case l.class == cFrom && (m.word(j+1, "now") || m.is(j+1, cDayWord)):
		j++
		if d := m.peek(j); d.class == cDayWord {
			e.n += int(d.n)
			if u != uDay {
				e.n = n
			}
		}
	case l.kind == isMark && l.mark == '\'' && m.word(j+1, "time") && m.word(i-1, "in"):
		j++
	default:
		return expr{}, 0, false
	}
	switch {
	case u < uDay:
		return expr{}, 0, false // an hour later is no date
	case vague && e.anchor == fromNow && e.n <= 0 && m.peek(j).n < 0:
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
	if u == uYear && m.yearNumber(k+1) {
		return absolute(edtf.Y(int(m.lx[k+1].n))), k + 2, true
	}
	if the && m.is(k-2, cIn) && (k+1 == len(m.lx) || m.lx[k+1].kind == isMark) {
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
