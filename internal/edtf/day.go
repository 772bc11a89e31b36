package edtf

import "fmt"

// A Day counts days since 1970-01-01 in the proleptic Gregorian calendar.
type Day int64

// DayOf is the day of a date. A month or day outside its range runs over into
// its neighbours, as in time.Date.
func DayOf(year, month, day int) Day {
	m := month - 1
	year += floorDiv(m, 12)
	m -= 12 * floorDiv(m, 12) // 0-11
	// Count years from March, so that the leap day ends one.
	y := int64(year)
	if m < 2 {
		y--
	}
	era := y / 400
	if y < 0 {
		era = (y - 399) / 400
	}
	yoe := y - era*400
	doy := int64((153*((m+10)%12)+2)/5) + int64(day) - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return Day(era*146097 + doe - 719468)
}

// Date returns year, month and day of the month.
func (d Day) Date() (year, month, day int) {
	z := int64(d) + 719468
	era := z / 146097
	if z < 0 {
		era = (z - 146096) / 146097
	}
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = int(doy - (153*mp+2)/5 + 1)
	month = int(mp + 3)
	if month > 12 {
		month -= 12
	}
	year = int(yoe + era*400)
	if month <= 2 {
		year++
	}
	return year, month, day
}

// Year is the calendar year of the day.
func (d Day) Year() int { y, _, _ := d.Date(); return y }

// Month is the month of the day, 1 to 12.
func (d Day) Month() int { _, m, _ := d.Date(); return m }

// Day is the day of the month, 1 to 31.
func (d Day) Day() int { _, _, n := d.Date(); return n }

// Weekday is 0 for Sunday to 6 for Saturday.
func (d Day) Weekday() int { return int(((int64(d)+4)%7 + 7) % 7) }

// String is the day as an EDTF date.
func (d Day) String() string {
	y, m, n := d.Date()
	if date := YMD(y, m, n); !date.IsZero() {
		return date.String()
	}
	return fmt.Sprintf("Y%d-%02d-%02d", y, m, n) // no EDTF: past four digits there are only years
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

func leap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func monthLength(year, month int) int {
	switch month {
	case 2:
		if leap(year) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// years returns the first and last year a dated point may mean.
func (p point) years() (first, last int) {
	switch p.form {
	case decade:
		return int(p.year), int(p.year) + 9
	case century:
		return int(p.year), int(p.year) + 99
	}
	return int(p.year), int(p.year)
}

// first is the first day a dated point may mean.
func (p point) first() Day {
	y, _ := p.years()
	month, day := 1, 1
	switch {
	case p.month == 0 || p.month == unspecified:
	case p.month >= Spring:
		month = 3 + 3*int(p.month-Spring)
	default:
		month = int(p.month)
		if p.day != 0 && p.day != unspecified {
			day = int(p.day)
		}
	}
	return DayOf(y, month, day)
}

// last is the last day a dated point may mean.
func (p point) last() Day {
	_, y := p.years()
	switch {
	case p.month == 0 || p.month == unspecified:
		return DayOf(y, 12, 31)
	case p.month >= Spring:
		return DayOf(y, 6+3*int(p.month-Spring), 1) - 1
	case p.day != 0 && p.day != unspecified:
		return DayOf(y, int(p.month), int(p.day))
	}
	return DayOf(y, int(p.month)+1, 1) - 1
}

// First is the first day the date may mean; false if it is open or unknown on
// that side. A season is the meteorological one of the northern hemisphere, so
// 2022-21 runs from March to May and 2022-24 from December 2022 to February
// 2023. Qualifiers widen nothing.
func (d Date) First() (Day, bool) {
	p := d.start()
	if p.form < dated {
		return 0, false
	}
	return p.first(), true
}

// Last is the last day the date may mean; false if it is open or unknown on
// that side, as it is for a recurrence.
func (d Date) Last() (Day, bool) {
	p := d.end()
	if p.form < dated {
		return 0, false
	}
	return p.last(), true
}

// FromDays is the shortest date that means exactly the days from first to last,
// both included: a day, month, year, decade or century, or else an interval of
// years, of months or of days. It is zero if last is before first. Past four
// digits EDTF has only years, and an end there is the whole year.
func FromDays(first, last Day) Date {
	if last < first {
		return Date{}
	}
	y1, m1, d1 := first.Date()
	y2, m2, d2 := last.Date()
	wholeMonths := d1 == 1 && d2 == monthLength(y2, m2)
	wholeYears := wholeMonths && m1 == 1 && m2 == 12
	switch {
	case wholeYears && y1 == y2:
		return Y(y1)
	case wholeYears && y1 >= 0 && y1%100 == 0 && y2 == y1+99 && y2 <= 9999:
		return Century(y1)
	case wholeYears && y1 >= 0 && y1%10 == 0 && y2 == y1+9 && y2 <= 9999:
		return Decade(y1)
	case wholeYears:
		return Between(Y(y1), Y(y2))
	case !fourDigits(y1), !fourDigits(y2):
		return Between(dayOrYear(y1, m1, d1), dayOrYear(y2, m2, d2))
	case wholeMonths:
		return Between(YM(y1, m1), YM(y2, m2))
	}
	return Between(YMD(y1, m1, d1), YMD(y2, m2, d2))
}

func dayOrYear(year, month, day int) Date {
	if !fourDigits(year) {
		return Y(year)
	}
	return YMD(year, month, day)
}
