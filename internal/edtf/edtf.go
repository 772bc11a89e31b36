// Package edtf reads, prints and compares dates that may be vague: "2022-11",
// "201X", "2022-02/..", "1984?".
//
// The format is EDTF, ISO 8601-2:2019 level 1, and beside it one form for a
// recurrence, R/<start>/<duration>. Left out is what level 1 leaves out, and
// X in a negative year. A time of day is checked and then dropped: a [Date] is
// never finer than a day, and the day is the one written, whatever the zone.
//
// What words mean ("last month") is left to package times.
package edtf

// A Date is one EDTF value. The zero value is unknown. Dates may be compared
// with ==, which asks for the same form: 2022 and 2022-01/2022-12 differ, though
// they hold the same days.
type Date struct {
	shape shape
	a, b  point  // start and end of an interval; a alone for the other shapes
	every string // duration of a recurrence
}

type shape uint8

const (
	unknown shape = iota
	single
	interval
	recurrence
)

// A point is a date without an interval's slash, or the absence of one at the
// end of an interval.
type point struct {
	year       int32 // first year of a decade or century
	month, day uint8 // 0: not given; unspecified: XX; month 21-24: season
	form       form
	mark       mark
}

type form uint8

const (
	blank form = iota // the unknown end of an interval
	open              // ".."
	dated
	decade
	century
)

const unspecified = 0xFF

// A mark is a qualifier of a whole date.
type mark uint8

const (
	sure        mark = iota
	uncertain        // ?
	approximate      // ~
	both             // %
)

// The seasons, as EDTF numbers them. They are of no hemisphere; [Date.First]
// and [Date.Last] take those of the northern one.
const (
	Spring = 21
	Summer = 22
	Autumn = 23
	Winter = 24
)

// maxYear bounds years on both sides.
const maxYear = 999_999_999

// IsZero says that nothing is known.
func (d Date) IsZero() bool { return d == Date{} }

// YMD is a day, and the zero Date if the calendar has no such day. Years beyond
// four digits have no months or days in EDTF level 1.
func YMD(year, month, day int) Date {
	if !fourDigits(year) || month < 1 || month > 12 || day < 1 || day > monthLength(year, month) {
		return Date{}
	}
	return one(point{year: int32(year), month: uint8(month), day: uint8(day), form: dated})
}

// YM is a month, and the zero Date if there is none.
func YM(year, month int) Date {
	if !fourDigits(year) || month < 1 || month > 12 {
		return Date{}
	}
	return one(point{year: int32(year), month: uint8(month), form: dated})
}

// Y is a year: 0 is 1 BC, as in ISO 8601. Zero Date beyond nine digits.
func Y(year int) Date {
	if year < -maxYear || year > maxYear {
		return Date{}
	}
	return one(point{year: int32(year), form: dated})
}

// Season is one of [Spring], [Summer], [Autumn], [Winter] of a year; zero Date
// for another number. Winter is the one that begins in the year.
func Season(year, season int) Date {
	if !fourDigits(year) || season < Spring || season > Winter {
		return Date{}
	}
	return one(point{year: int32(year), month: uint8(season), form: dated})
}

// Decade is the ten years 201X that hold the year; zero Date outside 0-9999.
func Decade(year int) Date {
	if year < 0 || year > 9999 {
		return Date{}
	}
	return one(point{year: int32(year - year%10), form: decade})
}

// Century is the hundred years 19XX that hold the year; zero Date outside
// 0-9999.
func Century(year int) Date {
	if year < 0 || year > 9999 {
		return Date{}
	}
	return one(point{year: int32(year - year%100), form: century})
}

// Between is the interval a/b: from the start of a to the end of b. An unknown
// end is left blank. It is a if both are a, and the zero Date if both ends are
// missing or b ends before a starts.
func Between(a, b Date) Date {
	if a == b && a.shape != recurrence {
		return a
	}
	return span(a.start(), b.end())
}

// From is a/.., everything from the start of a; zero Date if a has none.
func From(a Date) Date { return span(a.start(), point{form: open}) }

// Until is ../a, everything up to the end of a; zero Date if a has none.
func Until(a Date) Date { return span(point{form: open}, a.end()) }

// Every is a recurrence from the start of a date on, at a distance given as an
// ISO 8601 duration ("P2Y"). It is the zero Date if the date has no start or
// the duration is no duration.
func Every(start Date, duration string) Date {
	p := start.start()
	if p.form < dated || CheckDuration(duration) != nil {
		return Date{}
	}
	return Date{shape: recurrence, a: p, every: duration}
}

// About is the date with the qualifier ~, approximate; d itself if it is no
// single date.
func (d Date) About() Date {
	if d.shape == single {
		if d.a.mark == uncertain {
			d.a.mark = both
		} else if d.a.mark == sure {
			d.a.mark = approximate
		}
	}
	return d
}

// Start is the date an interval or recurrence starts with, d itself if it is a
// single date, zero if open or unknown.
func (d Date) Start() Date { return one(d.start()) }

// End is the date an interval ends with, d itself if it is a single date, zero
// if open or unknown.
func (d Date) End() Date { return one(d.end()) }

// Period is the duration of a recurrence, "" for any other date.
func (d Date) Period() string { return d.every }

func (d Date) start() point { return d.a }

func (d Date) end() point {
	switch d.shape {
	case single:
		return d.a
	case recurrence:
		return point{form: open}
	}
	return d.b
}

func one(p point) Date {
	if p.form < dated {
		return Date{}
	}
	return Date{shape: single, a: p}
}

// span is a/b, or zero if neither end is a date or they are the wrong way round.
func span(a, b point) Date {
	if a.form < dated && b.form < dated {
		return Date{}
	}
	if a.form >= dated && b.form >= dated && a.first() > b.last() {
		return Date{}
	}
	return Date{shape: interval, a: a, b: b}
}

func fourDigits(year int) bool { return -9999 <= year && year <= 9999 }

// Precision is how closely a date is known.
type Precision uint8

// The precisions. A date with XX is as precise as what stands before the XX.
const (
	UnknownPrecision Precision = iota
	DayPrecision
	MonthPrecision
	SeasonPrecision
	YearPrecision
	DecadePrecision
	CenturyPrecision
	IntervalPrecision
	RecurrencePrecision
)

// Precision says how closely the date is known.
func (d Date) Precision() Precision {
	switch d.shape {
	case unknown:
		return UnknownPrecision
	case interval:
		return IntervalPrecision
	case recurrence:
		return RecurrencePrecision
	}
	p := d.a
	switch {
	case p.form == decade:
		return DecadePrecision
	case p.form == century:
		return CenturyPrecision
	case p.month == 0 || p.month == unspecified:
		return YearPrecision
	case p.month >= Spring:
		return SeasonPrecision
	case p.day == 0 || p.day == unspecified:
		return MonthPrecision
	}
	return DayPrecision
}
