package times

import "entente/internal/edtf"

// numbered reads an expression that starts with a number: 2022-09-14,
// 14 September, 2022, 2014-18, the 1990s, the 14th, three years ago.
func (m *matcher) numbered(k int) (expr, int, bool) {
	l := m.peek(k)
	if before := m.peek(k - 1); l.glued && before.kind == isMark {
		switch before.mark {
		case '/', '.', '=', '_', '#', ':', '+', '&', '?', '$', '@':
			return expr{}, 0, false
		}
	}
	if e, j, ok := m.numericDate(k); ok {
		return e, j, true
	}
	if e, j, ok := m.dayFirst(k); ok {
		return e, j, true
	}
	if n, j, ok := m.ordinal(k); ok {
		if c := m.hyphen(j); m.unitAt(c) == uCentury {
			return m.centuries(n, c)
		}
		next := m.peek(j)
		if m.is(k-1, cThe) && m.word(k-2, "on", "until", "by") && n >= 1 && n <= 31 && (next.kind == isMark && next.mark != '-' || next == &nothing) {
			return expr{what: wDayOfMonth, day: n}, j, true
		}
		return expr{}, 0, false
	}
	if l.suffix == plural {
		return m.decadeNumber(k)
	}
	if e, j, ok := m.away(k); ok {
		return e, j, true
	}
	if l.digits <= 4 && !l.comma && l.suffix == noSuffix && l.n > 0 && m.is(k+1, cEra) && m.lx[k+1].shout {
		y := int(l.n)
		if m.lx[k+1].n < 0 {
			y = 1 - y // 1 BC is the year 0
		}
		return absolute(edtf.Y(y)), k + 2, true
	}
	if n := int(l.n); l.digits == 4 && n%10 == 0 && n >= 1000 && n <= 2100 && m.is(k-1, cThe) && m.possessive(k+1) {
		return absolute(edtf.Decade(n)), k + 3, true // the 1930's
	}
	if m.yearNumber(k) && m.isYear(k) {
		return m.years(k)
	}
	return expr{}, 0, false
}

// decadeNumber reads 1990s and, behind an article or a mark, 90s.
func (m *matcher) decadeNumber(k int) (expr, int, bool) {
	n := int(m.lx[k].n)
	switch {
	case m.lx[k].digits == 4 && n%100 == 0 && n >= 1000 && n != 2000 && n <= 2100:
		return absolute(edtf.Century(n)), k + 1, true
	case m.lx[k].digits == 4 && n%10 == 0 && n >= 1000 && n <= 2100:
		return absolute(edtf.Decade(n)), k + 1, true
	case m.lx[k].digits == 2 && n%10 == 0 && n >= 50 && (m.is(k-1, cThe) || m.is(k-1, cPartWord) || m.mark(k-1, '-') && m.is(k-2, cPartWord)):
		return absolute(edtf.Decade(1900 + n)), k + 1, true
	}
	return expr{}, 0, false
}

// years reads a year, or a range of them: 2014-2018, 2014-18, 2021/22.
func (m *matcher) years(k int) (expr, int, bool) {
	from := int(m.lx[k].n)
	if sep, to := m.peek(k+1), m.peek(k+2); sep.kind == isMark && (sep.mark == '-' || sep.mark == '/') &&
		to.kind == isNumber && to.suffix == noSuffix && !to.comma && sep.glued == to.glued {
		n := int(to.n)
		if to.digits == 2 && to.glued {
			n += from - from%100
		}
		if (to.digits == 4 || to.digits == 2 && to.glued) && n > from && n <= 2200 && n-from <= 300 {
			return absolute(edtf.Between(edtf.Y(from), edtf.Y(n))), k + 3, true
		}
	}
	if m.mark(k+1, '-') && m.word(k+2, "present", "now", "today") {
		return absolute(edtf.From(edtf.Y(from))), k + 3, true
	}
	return absolute(edtf.Y(from)), k + 1, true
}

// isYear says whether the number at k, which looks like a year, is not a count,
// a price or part of a name.
func (m *matcher) isYear(k int) bool {
	n := m.lx[k].n
	before, after := m.peek(k-1), m.peek(k+1)
	if before.kind == isMark {
		switch before.mark {
		case '$', '#':
			return false
		case '-':
			if m.lx[k].glued && before.glued {
				w := m.peek(k - 2)
				if w.class != cPartWord && !m.word(k-2, "post", "pre") && w.class != cMonth {
					return false // Expo-2017, SU-2000
				}
			}
		}
	}
	if after.class == cMeasure || after.kind == isMark && after.mark == '$' {
		return false
	}
	if after.kind == isMark && after.mark == '-' && after.glued && m.peek(k+2).glued && m.peek(k+2).kind == isWord && m.peek(k+2).class != cPartWord {
		return m.word(k+2, "era", "style", "present", "today")
	}
	if before.shout && before.end-before.begin <= 2 && before.class == cOther {
		return false // flight SU 1930
	}
	if m.numbersThings(k-1) || (before.class == cAnd || before.kind == isMark && before.mark == ',') && m.peek(k-2).kind == isNumber && m.numbersThings(k-3) {
		return false // resolutions 1970 and 1973
	}
	if m.word(k+1, "gmt", "utc", "hours", "hrs", "local", "est", "edt", "cet", "msk", "bst", "ist") {
		return false // 2030 GMT
	}
	if m.word(k-1, "than", "least", "most", "nearly", "almost", "some", "No", "number", "approximately", "exceeds", "exceed") {
		return false
	}
	if p := m.upos(k + 1); p == "NOUN" && m.lx[k+1].tok >= 0 && m.tokens[m.lx[k+1].tok].Feat("Number") == "Plur" &&
		m.lx[k].tok >= 0 && m.tokens[m.lx[k].tok].Deprel == "nummod" && n%100 == 0 {
		return false
	}
	licensed := m.licensed || m.licence(before) || before.class == cAnd && m.yearNumber(k-2) || before.class == cMonth || before.class == cFiscal
	if m.word(k-1, "circa", "since", "until", "year", "ca") || before.kind == isMark && (before.mark == '(' || before.mark == '-') {
		licensed = true
	}
	if n%100 == 0 || n < 1900 || n > 2050 {
		return licensed && before.class != cTo && (after.kind != isWord || after.class != cOther || after.upper || m.is(k-1, cIn) && !m.word(k-1, "over", "around", "for", "on", "at", "within"))
	}
	return true
}

// numbersThings says whether the word at k has a number behind it that is no
// year.
func (m *matcher) numbersThings(k int) bool {
	return m.word(k, "resolution", "resolutions", "article", "articles", "section", "paragraph", "flight", "route", "highway",
		"page", "pages", "room", "boeing", "number", "decree", "law", "order", "ordinance", "bill", "directive", "channel", "model", "unit")
}

// numericDate reads dates of digits: 2022-09-14, 14.09.2022, 9/26/89, 2022-09.
// What can be read in two ways stays so.
func (m *matcher) numericDate(k int) (expr, int, bool) {
	a, s1, b := m.peek(k), m.peek(k+1), m.peek(k+2)
	if s1.kind != isMark || b.kind != isNumber || !s1.glued || !b.glued || s1.mark != '-' && s1.mark != '/' && s1.mark != '.' ||
		a.suffix != noSuffix || a.comma || b.comma || b.digits > 2 {
		return expr{}, 0, false
	}
	s2, c := m.peek(k+3), m.peek(k+4)
	three := s2.kind == isMark && s2.mark == s1.mark && s2.glued && c.kind == isNumber && c.glued && !c.comma && b.suffix == noSuffix
	if three {
		if e := m.peek(k + 5); e.kind == isMark && e.mark == s1.mark && e.glued && m.peek(k+6).glued && m.peek(k+6).kind == isNumber {
			return expr{}, 0, false
		}
	}
	x, y, z := int(a.n), int(b.n), int(c.n)
	switch {
	case three && a.digits == 4 && c.digits <= 2:
		if c.suffix == strange { // a time of day behind: 2022-09-14T10
			if ch := m.text[c.begin:c.end]; len(ch) < 3 || ch[2] != 'T' && ch[1] != 'T' {
				return expr{}, 0, false
			}
		}
		if d := edtf.YMD(x, y, z); !d.IsZero() {
			return absolute(d), k + 5, true
		}
	case three && a.digits <= 2 && (c.digits == 4 || c.digits == 2 && s1.mark != '.') && c.suffix == noSuffix:
		if c.digits == 2 {
			z += 2000
			if z > 2050 {
				z -= 100
			}
		}
		dmy, mdy := edtf.YMD(z, y, x), edtf.YMD(z, x, y)
		switch {
		case z < 1000 || z > 2100 || dmy.IsZero() && mdy.IsZero():
		case s1.mark == '.' || mdy.IsZero() || dmy == mdy:
			if !dmy.IsZero() {
				return absolute(dmy), k + 5, true
			}
		case dmy.IsZero():
			return absolute(mdy), k + 5, true
		default:
			return expr{what: wEither, date: dmy, date2: mdy}, k + 5, true
		}
	case three:
	case a.digits == 4 && b.digits == 2 && s1.mark == '-' && b.suffix == noSuffix && y >= 1 && y <= 12 && y <= x%100 && x >= 1000 && x <= 2100:
		return absolute(edtf.YM(x, y)), k + 3, true // a range would go up
	case x == 9 && y == 11 && s1.mark == '/' && a.digits == 1 && b.suffix == noSuffix:
		return absolute(edtf.YMD(2001, 9, 11)), k + 3, true
	}
	return expr{}, 0, false
}
