package times

import "entente/internal/edtf"

// unitOf is the unit of time that holds a day. Weeks run from Monday to Sunday.
func unitOf(d edtf.Day, u unit) edtf.Date {
	y, m, n := d.Date()
	switch u {
	case uSecond, uMinute, uHour, uDay:
		return edtf.YMD(y, m, n)
	case uWeekend:
		monday := d - edtf.Day((d.Weekday()+6)%7)
		return edtf.FromDays(monday+5, monday+6)
	case uWeek, uFortnight:
		monday := d - edtf.Day((d.Weekday()+6)%7)
		return edtf.FromDays(monday, monday+6)
	case uMonth:
		return edtf.YM(y, m)
	case uQuarter:
		m -= (m - 1) % 3
		return months(y, m, m+2)
	case uHalfYear:
		m -= (m - 1) % 6
		return months(y, m, m+5)
	case uYear:
		return edtf.Y(y)
	case uDecade:
		return edtf.Decade(y)
	case uCentury:
		return edtf.Century(y)
	case uMillennium:
		if y >= 0 {
			return edtf.Between(edtf.Y(y-y%1000), edtf.Y(y-y%1000+999))
		}
	}
	return edtf.Date{}
}

// shift moves a day by n units. The day of the month is cut to the month's
// length, so that a month after 31 January is 28 February.
func shift(d edtf.Day, u unit, n int) edtf.Day {
	switch u {
	case uSecond, uMinute, uHour:
		return d
	case uDay:
		return d + edtf.Day(n)
	case uWeek, uWeekend:
		return d + edtf.Day(7*n)
	case uFortnight:
		return d + edtf.Day(14*n)
	case uMonth:
		return addMonths(d, n)
	case uQuarter:
		return addMonths(d, 3*n)
	case uHalfYear:
		return addMonths(d, 6*n)
	case uYear:
		return addMonths(d, 12*n)
	case uDecade:
		return addMonths(d, 120*n)
	case uCentury:
		return addMonths(d, 1200*n)
	}
	return addMonths(d, 12000*n)
}

func addMonths(d edtf.Day, n int) edtf.Day {
	y, m, dom := d.Date()
	first := edtf.DayOf(y, m+n, 1)
	length := int(edtf.DayOf(y, m+n+1, 1) - first)
	return first + edtf.Day(min(dom, length)-1)
}

// months is the stretch from one month of a year to another.
func months(y, from, to int) edtf.Date {
	return edtf.FromDays(edtf.DayOf(y, from, 1), edtf.DayOf(y, to+1, 1)-1)
}

// hull asks f at the first and the last day a date may mean, and returns what
// covers both answers: the vaguer the date, the vaguer the answer. f must not
// go back as its day goes on.
func hull(d edtf.Date, f func(edtf.Day) edtf.Date) edtf.Date {
	first, ok := d.First()
	last, ok2 := d.Last()
	if !ok || !ok2 {
		return edtf.Date{}
	}
	a, b := f(first), f(last)
	if a == b {
		return a
	}
	return cover(a, b)
}

// cover is the shortest date from the first day of a to the last of b; open
// where they are.
func cover(a, b edtf.Date) edtf.Date {
	first, ok := a.First()
	last, ok2 := b.Last()
	switch {
	case a.IsZero() || b.IsZero():
		return edtf.Date{}
	case ok && ok2:
		return edtf.FromDays(first, last)
	case ok:
		return edtf.From(a)
	case ok2:
		return edtf.Until(b)
	}
	return edtf.Date{}
}

// onWeekday is the day of the week nearest to d in the direction of dir: not
// after it for onOrBefore, and so on.
func onWeekday(d edtf.Day, weekday int, dir direction) edtf.Day {
	back := edtf.Day((d.Weekday() - weekday + 7) % 7)
	switch dir {
	case onOrAfter:
		return d + (7-back)%7
	case before:
		if back == 0 {
			back = 7
		}
	case after:
		return d + 7 - back
	}
	return d - back
}

// direction says on which side of a day to look for a recurring date.
type direction uint8

const (
	byTense direction = iota // to be decided
	onOrBefore
	onOrAfter
	before
	after
	nearest
	inThis // within the running week or year
)

// recurring finds, among the yearly dates that at(year) gives, the one nearest
// to d in a direction; zero if there is none within nine years. at may give the
// zero Date for a year that has none.
func recurring(d edtf.Day, dir direction, at func(year int) edtf.Date) edtf.Date {
	y := d.Year()
	search := func(from, step int, fits func(first, last edtf.Day) bool) edtf.Date {
		for i := from; i != from+11*step; i += step {
			c := at(i)
			first, ok := c.First()
			last, ok2 := c.Last()
			if ok && ok2 && fits(first, last) {
				return c
			}
		}
		return edtf.Date{}
	}
	switch dir {
	case inThis:
		return at(y)
	case before:
		return search(y+1, -1, func(_, last edtf.Day) bool { return last < d })
	case after:
		return search(y-1, 1, func(first, _ edtf.Day) bool { return first > d })
	case onOrAfter:
		return search(y-1, 1, func(_, last edtf.Day) bool { return last >= d })
	}
	earlier := search(y+1, -1, func(first, _ edtf.Day) bool { return first <= d })
	if dir == nearest {
		if later := recurring(d, after, at); gap(d, later) < gap(d, earlier) {
			return later
		}
	}
	return earlier
}

// gap is how many days lie between a day and a date, very many if it is zero.
func gap(d edtf.Day, c edtf.Date) edtf.Day {
	first, ok := c.First()
	last, _ := c.Last()
	switch {
	case !ok:
		return 1 << 40
	case d < first:
		return first - d
	case d > last:
		return d - last
	}
	return 0
}

// partOf narrows a date to one of its parts. The published convention: early,
// mid and late are days 1-10, 11-20 and 21-end of a month; months 1-4, 5-8 and
// 9-12 of a year; years 0-3, 4-6 and 7-9 of a decade. The beginning and end of
// a year are its first and last quarter. What has no convention stays whole.
func partOf(d edtf.Date, p part, published edtf.Date) edtf.Date {
	first, ok := d.First()
	last, ok2 := d.Last()
	if p == pWhole || !ok || !ok2 {
		return d
	}
	y, m, _ := first.Date()
	switch p {
	case pSofar:
		if today, ok := published.Last(); ok && first <= today && today < last {
			return edtf.FromDays(first, today)
		}
		return d
	case pRest:
		if today, ok := published.First(); ok && first < today && today <= last {
			return edtf.FromDays(today, last)
		}
		return d
	}
	switch d.Precision() {
	case edtf.MonthPrecision:
		bounds := map[part][2]int{pEarly: {1, 10}, pBegin: {1, 10}, pMid: {11, 20}, pLate: {21, 99}, pEnd: {21, 99},
			pHalf1: {1, 15}, pHalf2: {16, 99}}[p]
		return edtf.FromDays(edtf.DayOf(y, m, bounds[0]), min(edtf.DayOf(y, m, bounds[1]), last))
	case edtf.YearPrecision:
		bounds := map[part][2]int{pEarly: {1, 4}, pBegin: {1, 3}, pMid: {5, 8}, pLate: {9, 12}, pEnd: {10, 12},
			pHalf1: {1, 6}, pHalf2: {7, 12}}[p]
		return months(y, bounds[0], bounds[1])
	case edtf.DecadePrecision:
		bounds := map[part][2]int{pEarly: {0, 3}, pBegin: {0, 3}, pMid: {4, 6}, pLate: {7, 9}, pEnd: {7, 9},
			pHalf1: {0, 4}, pHalf2: {5, 9}}[p]
		return edtf.Between(edtf.Y(y+bounds[0]), edtf.Y(y+bounds[1]))
	case edtf.CenturyPrecision:
		bounds := map[part][2]int{pEarly: {0, 33}, pBegin: {0, 33}, pMid: {34, 66}, pLate: {67, 99}, pEnd: {67, 99},
			pHalf1: {0, 49}, pHalf2: {50, 99}}[p]
		return edtf.Between(edtf.Y(y+bounds[0]), edtf.Y(y+bounds[1]))
	case edtf.SeasonPrecision:
		step := map[part]int{pEarly: 0, pBegin: 0, pMid: 1, pLate: 2, pEnd: 2}
		if n, ok := step[p]; ok {
			at := edtf.DayOf(y, m+n, 1)
			return edtf.YM(at.Year(), at.Month())
		}
	}
	return d
}
