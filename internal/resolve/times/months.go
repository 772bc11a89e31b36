package times

import "entente/internal/edtf"

// monthFirst reads an expression that starts with a month: "September 14,
// 2022", "Sept. 14-16", "September 2022", "September".
func (m *matcher) monthFirst(k int) (expr, int, bool) {
	l := m.peek(k)
	e := expr{what: wMonth, month: int(l.n)}
	if l.loose && !l.upper {
		return expr{}, 0, false
	}
	j := k + 1
	dotted := l.short && m.mark(j, '.') && m.lx[j].glued
	if dotted {
		j++
	}
	if d := m.dayNumber(j); d > 0 {
		e.day = d
		j++
		if m.joins(j) && m.dayNumber(j+1) > d && !m.is(j+2, cMonth) {
			e.day2 = m.dayNumber(j + 1)
			j += 2
		} else if m.is(j, cAnd) && m.dayNumber(j+1) == d+1 && !m.is(j+2, cMonth) {
			e.day2 = d + 1
			j += 2
		}
		if e.month == 9 && d == 11 && m.is(j, cAttack) {
			return absolute(edtf.YMD(2001, 9, 11)), j, true
		}
		e, j = m.yearTail(e, j)
		return e, j, true
	}
	if m.is(j, cThe) { // May the 4th
		if o := m.peek(j + 1); o.kind == isNumber && o.suffix == nth && o.n >= 1 && o.n <= 31 {
			e.day = int(o.n)
			e, j = m.yearTail(e, j+2)
			return e, j, true
		}
	}
	e, j = m.yearTail(e, j)
	if e.year.kind == noYear && !m.bareMonth(k, j, dotted) {
		return expr{}, 0, false
	}
	return e, j, true
}

// bareMonth says whether a month without day and year is one, and not the verb
// may, a march or a person.
func (m *matcher) bareMonth(k, j int, dotted bool) bool {
	l, before, after := m.peek(k), m.peek(k-1), m.peek(j)
	if l.short && !dotted && l.loose {
		return false
	}
	if p := m.upos(k); p == "AUX" || p == "VERB" {
		return false
	}
	if m.is(k-1, cNamedDay) && before.upper || m.properAt(j) && m.word(j, "revolution", "war", "movement", "uprising", "massacre") {
		return false // Black September, the October Revolution
	}
	inName := before.kind == isWord && before.upper && before.class == cOther && k > 1
	afterName := after.kind == isWord && after.upper && after.class == cOther
	if !l.loose {
		return !inName || !afterName
	}
	if m.shout && !m.licence(before) {
		return false
	}
	verbal := l.n == 3 || l.n == 5 // march, may
	if verbal && m.possessive(j) && (before.class == cBy || before.class == cOf || before.class == cTo) {
		return false
	}
	if m.licensed || m.licence(before) {
		return !verbal || before.class != cTo && before.class != cOf && before.class != cAnd || m.nearMonth(k, j)
	}
	if inName {
		return false
	}
	noun := after.kind == isWord && !after.upper && after.class == cOther && !m.word(j, "is", "was", "has", "will", "who", "that", "also", "and", "or", "as")
	switch {
	case before.class == cThe || before.class == cArticle:
		return noun
	case m.nearMonth(k, j):
		return true
	case before.kind == isWord && m.possessive(k-2):
		return noun && !verbal
	}
	return !verbal && (k == 0 || before.kind == isMark && before.mark != '.' || before.kind == isWord && !before.upper)
}

// properAt says whether lexeme j is a word of a name.
func (m *matcher) properAt(j int) bool {
	l := m.peek(j)
	return l.kind == isWord && l.upper && (l.class == cOther || l.class == cTimes)
}

// nearMonth says whether another month is joined to the one at k.
func (m *matcher) nearMonth(k, j int) bool {
	joined := func(i int) bool { return m.is(i, cAnd) || m.joins(i) || m.word(i, "or") || m.mark(i, ',') }
	return joined(j) && m.is(j+1, cMonth) || joined(k-1) && (m.is(k-2, cMonth) || m.peek(k-2).kind == isNumber && m.is(k-3, cMonth))
}

// licence says whether a word before makes a loose word a time.
func (m *matcher) licence(l *lexeme) bool {
	switch l.class {
	case cIn, cSince, cUntil, cBy, cFrom, cTo, cBetween, cOf, cDeictic, cPartWord, cEvery:
		return true
	}
	return false
}

// dayNumber is the day of the month that the number at j is, 0 if it is none.
func (m *matcher) dayNumber(j int) int {
	l := m.peek(j)
	if l.kind != isNumber || l.digits > 2 || l.suffix > nth || l.n < 1 || l.n > 31 {
		return 0
	}
	next := m.peek(j + 1)
	if next.kind == isMark && next.glued && m.peek(j+2).glued && m.peek(j+2).kind == isNumber &&
		(next.mark == ':' || next.mark == '.' || next.mark == '/') {
		return 0
	}
	if next.kind == isMark && next.mark == '%' {
		return 0
	}
	return int(l.n)
}

// yearNumber says whether the number at j can be a year.
func (m *matcher) yearNumber(j int) bool {
	l := m.peek(j)
	if l.kind != isNumber || l.digits != 4 || l.comma || l.suffix != noSuffix || l.n < 1000 || l.n > 2100 {
		return false
	}
	next, after := m.peek(j+1), m.peek(j+2)
	glued := next.kind == isMark && next.glued && after.glued && after.kind == isNumber
	return !(glued && (next.mark == '.' || next.mark == ':' || next.mark == ',')) && !(next.kind == isMark && next.mark == '%')
}

// yearTail reads the year behind a month, quarter or season: ", 2022", "of
// 2022", "last year", "of the same year", "of the year".
func (m *matcher) yearTail(e expr, j int) (expr, int) {
	k := j
	if m.mark(k, ',') {
		k++
	} else if m.is(k, cOf) || m.word(k, "in") && (e.what != wMonth || m.yearNumber(k+1)) {
		k++
	}
	if m.is(k, cFiscal) && (m.yearNumber(k+1) || m.unitAt(k+1) == uYear && m.yearNumber(k+2)) {
		for !m.yearNumber(k) {
			k++
		}
	}
	if m.yearNumber(k) && !m.is(k+1, cMeasure) {
		e.year = yearRef{yearIs, int(m.lx[k].n)}
		k++
		if e.what == wSeason && (m.mark(k, '-') || m.mark(k, '/')) && m.lx[k].glued && m.peek(k+1).kind == isNumber && m.peek(k+1).glued {
			k += 2 // winter 2021-22
		}
		return e, k
	}
	if m.mark(j, ',') {
		return e, j
	}
	if l := m.peek(k); l.kind == isMark && l.mark == '\'' && e.what != wHoliday { // '22
		if y := m.peek(k + 1); y.kind == isNumber && y.glued && y.digits == 2 && y.suffix == noSuffix && !l.glued {
			e.year = yearRef{yearIs, shortYear(int(y.n))}
			return e, k + 2
		}
	}
	the := m.is(k, cThe)
	if the {
		k++
	}
	l := m.peek(k)
	switch {
	case l.class == cDeictic && m.unitAt(m.fiscalAt(k+1)) == uYear && m.is(m.fiscalAt(k+1), cUnitWord):
		ref := yearRef{kind: yearFromNow}
		switch l.n {
		case dLast, dPast, dLatest:
			ref.n = -1
		case dNext, dComing:
			ref.n = 1
		case dThat:
			ref.kind = yearFromAnchor
		case dPrevious:
			ref = yearRef{yearFromAnchor, -1}
		case dFollowing:
			ref = yearRef{yearFromAnchor, 1}
		case dThis:
		default:
			return e, j
		}
		e.year = ref
		return e, m.fiscalAt(k+1) + 1
	case the && k > j+1 && m.unitAt(k) == uYear && e.what == wMonths: // third quarter of the year
		e.year = yearRef{kind: yearFromNow}
		return e, k + 1
	case !the && m.is(k, cArticle) && m.unitAt(k+1) == uYear && m.is(k+2, cAgo) && m.lx[k+2].n < 0:
		e.year = yearRef{yearFromNow, -1}
		return e, k + 3
	}
	return e, j
}

func (m *matcher) fiscalAt(k int) int {
	if m.is(k, cFiscal) {
		return k + 1
	}
	return k
}

// weekdayFirst reads "Friday", "Friday morning", "Friday, September 14",
// "Monday of next week".
func (m *matcher) weekdayFirst(k int) (expr, int, bool) {
	l := m.peek(k)
	j := k + 1
	if l.short {
		if !l.upper {
			return expr{}, 0, false
		}
		if m.mark(j, '.') && m.lx[j].glued {
			j++
		} else if l.loose && !m.mark(j, ',') && !m.is(j, cMonth) && m.dayNumber(j) == 0 {
			return expr{}, 0, false
		}
	}
	if m.is(k-1, cNamedDay) && m.lx[k-1].upper || m.is(k-1, cArticle) || m.is(k-1, cThe) && m.properAt(j) {
		return expr{}, 0, false // Good Friday; any Friday; the Sunday Times
	}
	if e, j, ok := m.datedWeekday(j); ok {
		if e.what == wMonth {
			e.weekday = int(l.n) + 1
		}
		return e, j, true
	}
	if l.short && l.loose {
		return expr{}, 0, false
	}
	e := expr{what: wWeekday, weekday: int(l.n)}
	if m.is(j, cDayPart) {
		j++
	} else if m.is(j, cDayParts) {
		return expr{what: wRecurrence, iso: "P1W"}, j + 1, true
	}
	k = j
	if m.is(k, cOf) {
		k++
	}
	if d := m.peek(k); d.class == cDeictic && m.unitAt(k+1) == uWeek && m.is(k+1, cUnitWord) {
		switch d.n {
		case dLast, dPast, dPrevious:
			e.week = weekRef{true, -1}
		case dThis:
			e.week = weekRef{told: true}
		case dNext, dComing, dFollowing:
			e.week = weekRef{true, 1}
		default:
			return e, j, true
		}
		return e, k + 2, true
	}
	return e, j, true
}

// datedWeekday reads the date behind a weekday.
func (m *matcher) datedWeekday(j int) (expr, int, bool) {
	if m.is(j, cDayPart) {
		j++
	}
	open := m.mark(j, '(')
	if open || m.mark(j, ',') {
		j++
	}
	if m.is(j, cThe) {
		j++
	}
	var e expr
	var ok bool
	switch l := m.peek(j); {
	case l.class == cMonth:
		e, j, ok = m.monthFirst(j)
	case l.kind == isNumber:
		e, j, ok = m.dayFirst(j)
	}
	if !ok || e.what != wMonth || e.day == 0 {
		return expr{}, 0, false
	}
	if open && m.mark(j, ')') {
		j++
	}
	return e, j, true
}

// dayFirst reads "14 September 2022", "14th of September", "14-16 September".
func (m *matcher) dayFirst(k int) (expr, int, bool) {
	d := m.dayNumber(k)
	if before := m.peek(k - 1); d == 0 || m.lx[k].glued && before.kind == isMark && (before.mark == '.' || before.mark == ':' || before.mark == '$' || before.mark == ',') {
		return expr{}, 0, false
	}
	e := expr{what: wMonth, day: d}
	j := k + 1
	if m.joins(j) && m.dayNumber(j+1) > d || m.is(j, cAnd) && (m.dayNumber(j+1) == d+1 || m.is(k-1, cBetween) && m.dayNumber(j+1) > d) {
		e.day2 = m.dayNumber(j + 1)
		j += 2
	}
	j = m.hyphen(j)
	if m.is(j, cOf) {
		j++
	}
	l := m.peek(j)
	if l.class != cMonth || l.loose && !l.upper {
		return expr{}, 0, false
	}
	e.month = int(l.n)
	j++
	if l.short && m.mark(j, '.') && m.lx[j].glued {
		j++
	}
	j2 := m.hyphen(j)
	if m.yearNumber(j2) {
		j = j2
	}
	e, j = m.yearTail(e, j)
	return e, j, true
}

// seasonFirst reads "spring 2022", "the summer of last year", "in the autumn".
func (m *matcher) seasonFirst(k int) (expr, int, bool) {
	e := expr{what: wSeason, season: int(m.lx[k].n)}
	e, j := m.yearTail(e, k+1)
	if e.year.kind != noYear {
		return e, j, true
	}
	before := m.peek(k - 1)
	if before.class == cThe {
		before = m.peek(k - 2)
	}
	licensed := m.licensed
	switch before.class {
	case cIn, cSince, cUntil, cBy, cFrom, cPartWord, cBetween:
		licensed = true
	}
	if p := m.upos(k); p == "VERB" || p == "AUX" {
		return expr{}, 0, false
	}
	if !licensed || m.lx[k].upper && m.properAt(j) || m.is(j, cOf) || m.mark(j, '-') && m.lx[j].glued {
		return expr{}, 0, false
	}
	return e, j, true
}
