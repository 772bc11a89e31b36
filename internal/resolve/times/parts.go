package times

import "entente/internal/edtf"

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
