package times

import (
	"strconv"

	"entente/internal/edtf"
)

// deictic reads what starts with "last", "this", "the following" and the like.
func (m *matcher) deictic(k int, the bool) (expr, int, bool) {
	d := int(m.lx[k].n)
	j := k + 1
	if (d == dThis || d == dThat) && m.is(j, cDeictic) && (m.lx[j].n == dPast || m.lx[j].n == dComing || m.lx[j].n == dLast || m.lx[j].n == dThat) {
		d = int(m.lx[j].n) // this past week, that same day
		j++
	}
	l := m.peek(j)
	switch l.class {
	case cMonth:
		e, j2, ok := m.monthFirst(j)
		if !ok || e.day != 0 && d != dThis && d != dLast && d != dNext {
			return expr{}, 0, false
		}
		return m.pointed(e, d), j2, m.canPoint(d)
	case cSeason:
		if !m.canPoint(d) {
			return expr{}, 0, false
		}
		e, j := m.yearTail(expr{what: wSeason, season: int(l.n)}, j+1)
		return m.pointed(e, d), j, true
	case cWeekday:
		if l.short || !m.canPoint(d) {
			return expr{}, 0, false
		}
		e := expr{what: wWeekday, weekday: int(l.n)}
		if j++; m.is(j, cDayPart) {
			j++
		}
		return m.pointed(e, d), j, true
	case cDayPart:
		return m.nightOrMorning(d, j, the)
	}
	if h, j2, ok := m.table.holidayAt(m, j); ok && m.canPoint(d) {
		return m.pointed(expr{what: wHoliday, holiday: h}, d), j2, true
	}
	if n, j2, ok := m.ordinal(m.hyphen(j)); ok && n <= 4 && m.unitAt(m.hyphen(j2)) == uQuarter && m.canPoint(d) {
		return m.pointed(expr{what: wMonths, month: 3*n - 2, month2: 3 * n}, d), m.hyphen(j2) + 1, true // last fourth quarter
	}
	return m.deicticUnit(d, j, the)
}

// canPoint says whether a deixis picks one of the dates that come again.
func (m *matcher) canPoint(d int) bool {
	switch d {
	case dThis, dThat, dLast, dPast, dPrevious, dNext, dComing, dFollowing:
		return true
	}
	return false
}

func (m *matcher) pointed(e expr, d int) expr {
	if e.year.kind != noYear {
		return e
	}
	switch d {
	case dThis:
		e.dir = inThis
	case dLast, dPast:
		e.dir = before
	case dNext, dComing:
		e.dir = after
	case dThat:
		e.year.kind = yearFromAnchor
		e.anchor, e.dir = onlyAnchor, inThis
		if e.what == wWeekday {
			e.dir = onOrAfter
		}
	case dPrevious:
		e.dir, e.anchor = before, onlyAnchor
	case dFollowing:
		e.dir, e.anchor = after, onlyAnchor
	}
	return e
}

// nightOrMorning reads "last night", "this morning", "the next evening".
func (m *matcher) nightOrMorning(d, j int, the bool) (expr, int, bool) {
	e := expr{what: wUnit, unit: uDay}
	switch d {
	case dThis:
	case dLast:
		e.n = -1
	case dThat:
		e.anchor = onlyAnchor
	case dPrevious:
		e.n, e.anchor = -1, onlyAnchor
	case dNext, dFollowing:
		e.n, e.anchor = 1, onlyAnchor
	default:
		return expr{}, 0, false
	}
	return e, j + 1, true
}

// deicticUnit reads "last month", "the past three years", "the coming weeks";
// j is behind the deixis.
func (m *matcher) deicticUnit(d, j int, the bool) (expr, int, bool) {
	n, half, vague, counted := 1, false, false, false
	if !m.is(j, cArticle) && m.unitAt(j) == noUnit {
		if c, h, v, j2, ok := m.amount(m.skipApprox(j)); ok {
			n, half, vague, counted = c, h, v, true
			j = m.hyphen(j2)
		}
	}
	if m.is(j, cFiscal) || m.is(j, cUnitAdj) && counted || m.word(j, "calendar", "full") {
		j++
	}
	u := m.unitAt(j)
	if u < uDay && !(u != noUnit && m.is(j, cUnitWords)) {
		if d == dPast && the && m.is(j-3, cIn) {
			return expr{what: wReference}, j, true // "in the past"
		}
		return expr{}, 0, false
	}
	if d == dThis && m.is(j-2, cTo) || d == dLast && u == uDay && !counted || counted && u < uDay {
		return expr{}, 0, false // to this day; last day
	}
	plural := m.is(j, cUnitWords)
	if vague || plural && !counted {
		return m.manyUnits(d, u, j+1, counted)
	}
	sign := 0
	e := expr{unit: u, half: half}
	switch d {
	case dLast, dPast, dLatest:
		sign = -1
	case dPrevious:
		sign, e.anchor = -1, preferAnchor
	case dNext, dComing:
		sign = 1
	case dFollowing:
		sign, e.anchor = 1, onlyAnchor
	case dThat:
		e.anchor = onlyAnchor
	case dThis:
	case dThese:
		return expr{}, 0, false
	default:
		return expr{}, 0, false
	}
	// A stretch: "the past year", "the last three years", "the coming week".
	long := counted || d == dPast || d == dComing && u != uWeekend || the && d == dLast && u > uDay && u != uWeekend
	if u == uDecade && (d == dLast || d == dNext && the) {
		long = true
	}
	if u > uDecade && d == dLast && !counted {
		long = false // the last century is the one before ours
	}
	if long && sign != 0 {
		if m.is(j+1, cOf) && the && !counted {
			return expr{}, 0, false // the last day of the war
		}
		e.what, e.n = wWindow, sign*n
		return e, j + 1, true
	}
	if counted && sign == 0 || u < uDay {
		return expr{}, 0, false
	}
	if d == dLatest && u != uQuarter && u != uWeek && u != uMonth && u != uYear {
		return expr{}, 0, false
	}
	e.what, e.n = wUnit, sign
	switch {
	case u == uDay && (d == dNext || d == dPrevious):
		e.anchor = onlyAnchor
	case d == dNext && the:
		e.anchor = anchorIfPast
	case d == dThis && u == uDay && m.is(j+1, cOf):
		return expr{}, 0, false
	}
	if d == dThis && u == uWeekend {
		e.what = wWeekend
	}
	if m.is(j+1, cOf) && the && u == uDay {
		return expr{}, 0, false
	}
	return e, j + 1, true
}

// manyUnits reads "recent years", "the past few months", "coming weeks": times
// of no certain length.
func (m *matcher) manyUnits(d int, u unit, j int, counted bool) (expr, int, bool) {
	switch d {
	case dLast:
		if !counted && m.is(j, cOf) || !counted && !m.is(j-3, cThe) {
			break // the last years of his life
		}
		return expr{what: wOpenPast}, j, true
	case dRecent, dPast:
		return expr{what: wOpenPast}, j, true
	case dComing, dNext:
		return expr{what: wOpenFuture}, j, true
	case dThese:
		if u == uDay && m.word(j-2, "these") {
			return expr{what: wReference}, j, true
		}
	}
	return expr{}, 0, false
}

// duration reads a length of time: "two weeks", "for decades", "20-year".
func (m *matcher) duration(i int) (expr, int, bool) {
	if u := m.unitAt(i); m.is(i, cUnitWords) && u >= uHour {
		before := m.peek(i - 1)
		if before.kind == isWord && m.word(i-1, "for", "in", "over", "within", "after", "of") && !m.is(i+1, cOf) || m.is(i+1, cOf) && u >= uDay && m.word(i-1, "after", "for") {
			return expr{what: wDuration}, i + 1, true
		}
		return expr{}, 0, false
	}
	k := m.skipApprox(i)
	n, half, vague, u, j, ok := m.amountUnit(k)
	if !ok || m.mark(i-1, '$') || m.is(j, cOld) || m.mark(j, '-') && m.is(j+1, cOld) || m.is(i-1, cOld) {
		return expr{}, 0, false
	}
	if l := m.peek(k); l.kind == isNumber && l.digits == 4 && !l.comma && u == uHour {
		return expr{}, 0, false // at 1930 hours
	}
	if m.is(j, cOf) && m.is(j+1, cOld) || u < uHour && !m.is(j-1, cUnitWords) {
		return expr{}, 0, false
	}
	hyphened := m.mark(j-2, '-')
	if m.is(j-1, cUnitWord) && m.lx[j-1].upper && !hyphened && !m.shout {
		return expr{}, 0, false // the 2000 Millennium Summit
	}
	if m.peek(j-1).upper && !m.shout && (m.properAt(j) || m.mark(j, '\'') && m.properAt(j+1)) {
		return expr{}, 0, false // the Six-Day War, the Thirty Years' War
	}
	single := m.is(k, cArticle) || m.peek(k).class == cCardinal && m.lx[k].n == 1
	if single && !hyphened && !half { // "a day" is mostly a rate, "one day" a tale
		if !m.word(i-1, "for", "in", "within", "than", "least", "over", "after", "of", "about", "nearly", "almost", "lasting") || m.is(k, cArticle) && m.is(j, cOf) {
			return expr{}, 0, false
		}
	}
	if u == uQuarter && (single || !m.is(i-1, cIn) && !m.is(j-2, cUnitAdj)) {
		return expr{}, 0, false // three quarters of the vote
	}
	e := expr{what: wDuration}
	if !vague {
		e.iso = isoDuration(n, half, u)
	}
	return e, j, true
}

// isoDuration writes n and perhaps a half units; "" if that has no exact form.
func isoDuration(n int, half bool, u unit) string {
	halves := 2 * n
	if half {
		halves++
	}
	write := func(prefix string, n int, letter string) string {
		if n < 1 || n > 9999 {
			return ""
		}
		return prefix + strconv.Itoa(n) + letter
	}
	switch u {
	case uSecond:
		return write("PT", n, "S")
	case uMinute:
		return write("PT", n, "M")
	case uHour, uDay:
		if half {
			if u == uDay {
				return write("PT", 12*halves, "H")
			}
			return write("PT", 30*halves, "M")
		}
		return write(map[unit]string{uHour: "PT", uDay: "P"}[u], n, map[unit]string{uHour: "H", uDay: "D"}[u])
	case uWeek:
		if half {
			return ""
		}
		return write("P", n, "W")
	case uFortnight:
		return write("P", halves, "W")
	case uMonth:
		if half {
			return ""
		}
		return write("P", n, "M")
	case uQuarter:
		if half {
			return ""
		}
		return write("P", 3*n, "M")
	case uYear:
		if half {
			return write("P", 6*halves, "M")
		}
		return write("P", n, "Y")
	case uDecade:
		return write("P", 5*halves, "Y")
	case uCentury:
		return write("P", 50*halves, "Y")
	}
	return write("P", 500*halves, "Y")
}

// recurrence reads "every two years", "annually", "twice a year", "on Fridays".
func (m *matcher) recurrence(i int) (expr, int, bool) {
	l := m.peek(i)
	e := expr{what: wRecurrence}
	switch l.class {
	case cOften:
		if m.is(i-1, cThe) || m.is(i-1, cArticle) {
			if l.n >= 1 && l.n <= 4 && (l.upper || m.peek(i+1).kind != isWord || m.upos(i) == "NOUN" || m.pastAt(i+1)) {
				return expr{}, 0, false // a daily is a newspaper
			}
		}
		if next := m.peek(i + 1); l.upper && i > 0 && !m.shout || next.kind == isWord && next.upper && !next.shout && l.n >= 1 && l.n <= 4 {
			return expr{}, 0, false // People's Daily, the weekly Der Spiegel
		}
		e.iso = frequencies[l.n]
		return e, i + 1, true
	case cWeekdays:
		e.iso = "P1W"
		return e, i + 1, true
	case cEvery:
		return m.every(i)
	case cTimes, cCardinal, cVagueMany, cArticle, cOther:
	default:
		return expr{}, 0, false
	}
	// once a year, three times a week
	n, j := int(l.n), i+1
	if l.class != cTimes {
		c, half, vague, j2, ok := m.amount(i)
		if !ok || half || !m.word(j2, "times") {
			return expr{}, 0, false
		}
		if n, j = c, j2+1; vague {
			n = 0
		}
	} else if l.n == 0 {
		return expr{}, 0, false
	}
	if !m.is(j, cArticle) && !m.is(j, cEvery) && !m.word(j, "per") || !m.is(j+1, cUnitWord) {
		return expr{}, 0, false
	}
	if m.is(j+2, cAgo) {
		return expr{}, 0, false
	}
	u := m.unitAt(j + 1)
	switch {
	case n == 1:
		e.iso = isoDuration(1, false, u)
	case u == uYear && n > 0 && 12%n == 0:
		e.iso = isoDuration(12/n, false, uMonth)
	}
	return e, j + 2, true
}

// every reads "every year", "every other week", "each Monday", "every 20 years".
func (m *matcher) every(i int) (expr, int, bool) {
	e := expr{what: wRecurrence}
	j := i + 1
	if n, j2, ok := m.ordinal(j); ok && m.is(j2, cUnitWord) && unit(m.lx[j2].n) >= uDay {
		e.iso = isoDuration(n, false, m.unitAt(j2))
		return e, j2 + 1, true
	}
	switch l := m.peek(j); {
	case l.class == cOther2 && m.is(j+1, cUnitWord):
		e.iso = isoDuration(2, false, m.unitAt(j+1))
		return e, j + 2, true
	case l.class == cUnitWord:
		u := m.unitAt(j)
		e.iso = isoDuration(1, false, u)
		if u == uWeekend {
			e.iso = "P1W"
		}
		return e, j + 1, true
	case l.class == cWeekday && !l.short:
		e.iso = "P1W"
		return e, j + 1, true
	case l.class == cMonth && l.upper, l.class == cSeason:
		e.iso = "P1Y"
		return e, j + 1, true
	case l.class == cDayPart:
		e.iso = "P1D"
		return e, j + 1, true
	}
	if n, half, vague, u, j, ok := m.amountUnit(m.skipApprox(j)); ok && m.is(i, cEvery) && m.word(i, "every") {
		if !vague {
			e.iso = isoDuration(n, half, u)
		}
		return e, j, true
	}
	return expr{}, 0, false
}

// centuries reads "century" behind an ordinal, at j.
func (m *matcher) centuries(n, j int) (expr, int, bool) {
	if n < 1 || n > 30 {
		return expr{}, 0, false
	}
	if m.is(j+1, cEra) && m.lx[j+1].n < 0 { // the 7th century BC: 700 to 601, where 1 BC is the year 0
		return absolute(edtf.Between(edtf.Y(1-100*n), edtf.Y(100-100*n))), j + 2, true
	}
	return absolute(edtf.Century(100 * (n - 1))), j + 1, true
}
