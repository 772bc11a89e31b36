package times

import (
	"entente/internal/edtf"
	"entente/internal/event"
)

// An expr is what the words of an expression say, before it is known when they
// were said.
type expr struct {
	what  what
	date  edtf.Date // absolute
	date2 edtf.Date // the other reading of 9/10/2022

	year          yearRef
	month, month2 int // month2: the last of a stretch
	day, day2     int // of the month; day2: the last of a stretch
	weekday       int // 0 Sunday to 6; of a wMonth: plus one, 0 not given
	season        int
	holiday       *holiday
	unit          unit
	n             int  // units away, or the length of a window
	half          bool // and a half
	dir           direction
	anchor        anchoring
	week          weekRef
	part, part2   part
	iso           string // duration
	first, last   int    // the first or last so many
	edge          unit   // of these units
}

type what uint8

const (
	wNothing    what = iota
	wAbsolute        // date
	wEither          // date or date2
	wMonth           // a month, or days of it
	wMonths          // month to month2: quarters and halves of a year
	wDayOfMonth      // "the 14th"
	wWeekday         // a day of the week
	wUnit            // the unit n units away
	wWeekend         // the one now or nearest
	wWindow          // the n units up to now, or from now on if n is positive
	wOpenPast        // "in recent years"
	wOpenFuture      // "in the coming months"
	wSeason          // a season
	wHoliday         // a holiday
	wDuration        // a length of time: iso
	wRecurrence      // something that comes again each iso
	wReference       // "now"
)

// A yearRef is the year that an expression names.
type yearRef struct {
	kind yearKind
	n    int // the year, or years away
}

type yearKind uint8

const (
	noYear yearKind = iota
	yearIs
	yearFromNow    // "October last year"
	yearFromAnchor // "October of that year"
)

type weekRef struct {
	told bool
	n    int // weeks away
}

// anchoring says what a number of units is counted from.
type anchoring uint8

const (
	fromNow      anchoring = iota // the day of publication
	preferAnchor                  // the time told of last, else publication
	onlyAnchor                    // the time told of last
	anchorIfPast                  // the time told of last in a narrative, else publication
)

// A context is what an expression is resolved against.
type context struct {
	published edtf.Date
	sentence  int
	told      []anchor // latest last
	frame     int      // year that the paragraph tells of
	framed    bool
	still     bool // the sentence describes a picture or heads the text: its present is the past
	tense     func() tense
}

// An anchor is a date the text has told of.
type anchor struct {
	date     edtf.Date
	sentence int
}

const (
	maxAnchors  = 8
	anchorReach = 4 // sentences that an anchor stays in mind
)

// lastTold is the latest date told of that is no longer than one unit, zero if
// there is none near.
func (c *context) lastTold(u unit) edtf.Date {
	most := [...]edtf.Day{uDay: 1, uWeekend: 7, uWeek: 7, uFortnight: 14, uMonth: 31, uQuarter: 92, uHalfYear: 184, uYear: 366,
		uDecade: 3653, uCentury: 36525, uMillennium: 365250}
	for i := len(c.told) - 1; i >= 0; i-- {
		a := c.told[i]
		if c.sentence-a.sentence > anchorReach {
			break
		}
		first, _ := a.date.First()
		last, _ := a.date.Last()
		if last-first < max(most[u], 1) {
			return a.date
		}
	}
	return edtf.Date{}
}

// telling is the year that the text tells of, other than the one of publication.
// It is the paragraph's, or that of the last date if the last few all lie years
// back, as in a life or a history.
func (c *context) telling() (int, bool) {
	if c.framed {
		return c.frame, true
	}
	now, ok := c.published.First()
	if n := len(c.told); ok && n >= 3 && c.sentence-c.told[n-1].sentence <= anchorReach {
		for _, a := range c.told[n-3:] {
			if last, _ := a.date.Last(); last.Year() > now.Year()-2 {
				return 0, false
			}
		}
		last, _ := c.told[n-1].date.Last()
		return last.Year(), true
	}
	return 0, false
}

// ahead says whether the last date told in this sentence lies in the future.
func (c *context) ahead() bool {
	n := len(c.told)
	now, ok := c.published.Last()
	if !ok || n == 0 || c.told[n-1].sentence != c.sentence {
		return false
	}
	first, _ := c.told[n-1].date.First()
	return first > now
}

func (c *context) remember(d edtf.Date) {
	if len(c.told) == maxAnchors {
		copy(c.told, c.told[1:])
		c.told = c.told[:maxAnchors-1]
	}
	c.told = append(c.told, anchor{d, c.sentence})
}

// resolve returns the date an expression means, zero if that cannot be told,
// and how it is known.
func (c *context) resolve(e expr) (edtf.Date, event.DateBasis) {
	d, basis := c.base(e)
	if e.part != pWhole {
		whole := d
		d = partOf(whole, e.part, c.published)
		if e.part2 != pWhole {
			if both := cover(d, partOf(whole, e.part2, c.published)); !both.IsZero() {
				d = both
			}
		}
	}
	if e.edge != noUnit {
		d = edgeOf(d, e)
	}
	return d, basis
}

func (c *context) base(e expr) (edtf.Date, event.DateBasis) {
	switch e.what {
	case wAbsolute:
		return e.date, event.DateStated
	case wEither:
		return c.either(e), event.DateStated
	case wMonth:
		return c.yearly(e, func(y int) edtf.Date { return monthOf(e, y) })
	case wMonths:
		return c.yearly(e, func(y int) edtf.Date { return months(y, e.month, e.month2) })
	case wHoliday:
		return c.yearly(e, e.holiday.in)
	case wSeason:
		return c.yearly(e, func(y int) edtf.Date { return edtf.Season(y, e.season) })
	case wDayOfMonth:
		return hull(c.lastTold(uMonth), func(d edtf.Day) edtf.Date {
			return edtf.YMD(d.Year(), d.Month(), e.day)
		}), event.DateInferred
	case wWeekday:
		return c.weekday(e), event.DateRelative
	case wUnit:
		return hull(c.origin(e), func(d edtf.Day) edtf.Date { return unitAway(d, e) }), event.DateRelative
	case wWeekend:
		return hull(c.published, func(d edtf.Day) edtf.Date {
			saturday := onWeekday(d, 6, onOrBefore)
			if d > saturday+1 && c.tense() != past {
				saturday += 7
			}
			return edtf.FromDays(saturday, saturday+1)
		}), event.DateRelative
	case wWindow:
		return c.window(e), event.DateRelative
	case wOpenPast:
		return edtf.Until(c.published), event.DateRelative
	case wOpenFuture:
		return edtf.From(c.published), event.DateRelative
	case wReference:
		return edtf.Date{}, event.DateRelative
	}
	return edtf.Date{}, event.DateStated
}

// either takes the reading that lies at the day of publication, if one alone
// does, and otherwise leaves what both have in common: the year.
func (c *context) either(e expr) edtf.Date {
	a, _ := e.date.First()
	b, _ := e.date2.First()
	now, ok := c.published.First()
	last, ok2 := c.published.Last()
	if ok && ok2 {
		near := func(d edtf.Day) bool { return now-2 <= d && d <= last+2 }
		switch {
		case near(a) && !near(b):
			return e.date
		case near(b) && !near(a):
			return e.date2
		}
	}
	return edtf.Y(a.Year())
}

func monthOf(e expr, y int) edtf.Date {
	switch {
	case e.day == 0:
		return edtf.YM(y, e.month)
	case e.day2 != 0:
		return edtf.Between(edtf.YMD(y, e.month, e.day), edtf.YMD(y, e.month, e.day2))
	}
	d := edtf.YMD(y, e.month, e.day)
	if first, ok := d.First(); ok && e.weekday > 0 && first.Weekday() != e.weekday-1 && e.year.kind == noYear {
		return edtf.Date{} // "Friday, 14 September" was in another year
	}
	return d
}

// yearly resolves what comes once a year.
func (c *context) yearly(e expr, at func(year int) edtf.Date) (edtf.Date, event.DateBasis) {
	switch e.year.kind {
	case yearIs:
		return at(e.year.n), event.DateStated
	case yearFromNow:
		return hull(c.published, func(d edtf.Day) edtf.Date { return at(d.Year() + e.year.n) }), event.DateRelative
	case yearFromAnchor:
		return hull(c.lastTold(uYear), func(d edtf.Day) edtf.Date { return at(d.Year() + e.year.n) }), event.DateRelative
	}
	if e.dir != byTense {
		return hull(c.published, func(d edtf.Day) edtf.Date {
			// Winter of this year is, in February, the one that began last year.
			if e.dir == inThis && e.season == edtf.Winter && d.Month() <= 2 {
				return at(d.Year() - 1)
			}
			return recurring(d, e.dir, at)
		}), event.DateRelative
	}
	if y, ok := c.telling(); ok {
		return at(y), event.DateInferred
	}
	dir, soon := c.lookout(e.day != 0)
	return hull(c.published, func(d edtf.Day) edtf.Date {
		found := recurring(d, dir, at)
		if soon > 0 {
			if other := recurring(d, nearest, at); gap(d, other) < soon && gap(d, other) < gap(d, found) {
				return other
			}
		}
		return found
	}), event.DateInferred
}

// lookout says on which side of publication a date without a year is to be
// looked for, and how near one on the other side must be to be taken instead. A
// day is taken on either side if it lies within weeks there and else is nearly a
// year away; a tense may err.
func (c *context) lookout(day bool) (dir direction, soon edtf.Day) {
	if day {
		soon = 60
	}
	switch c.tense() {
	case future:
		return onOrAfter, soon
	case past:
		return onOrBefore, soon
	case present:
		return onOrBefore, 120
	}
	if c.ahead() {
		return onOrAfter, soon
	}
	return onOrBefore, soon
}

func (c *context) weekday(e expr) edtf.Date {
	day := func(d edtf.Day) edtf.Date { return edtf.YMD(d.Date()) }
	if e.week.told {
		return hull(c.published, func(d edtf.Day) edtf.Date {
			monday := d - edtf.Day((d.Weekday()+6)%7)
			return day(monday + edtf.Day(7*e.week.n+(e.weekday+6)%7))
		})
	}
	if e.anchor != fromNow {
		return hull(c.lastTold(uDay), func(d edtf.Day) edtf.Date { return day(onWeekday(d, e.weekday, e.dir)) })
	}
	dir := e.dir
	if dir == byTense {
		dir = onOrBefore
		if t := c.tense(); t == future || t == present {
			dir = onOrAfter
		}
	}
	return hull(c.published, func(d edtf.Day) edtf.Date {
		if dir == inThis {
			monday := d - edtf.Day((d.Weekday()+6)%7)
			return day(monday + edtf.Day((e.weekday+6)%7))
		}
		return day(onWeekday(d, e.weekday, dir))
	})
}

// origin is what a wUnit counts from.
func (c *context) origin(e expr) edtf.Date {
	switch e.anchor {
	case preferAnchor:
		if d := c.lastTold(e.unit); !d.IsZero() {
			return d
		}
	case onlyAnchor:
		return c.lastTold(e.unit)
	case anchorIfPast:
		if d := c.lastTold(e.unit); !d.IsZero() && c.tense() == past {
			return d
		}
	}
	return c.published
}

func unitAway(d edtf.Day, e expr) edtf.Date {
	sign := 1
	if e.n < 0 {
		sign = -1
	}
	to := shift(d, e.unit, e.n)
	if e.half {
		switch e.unit {
		case uDecade:
			to = addMonths(to, sign*60)
		case uYear:
			to = addMonths(to, sign*6)
		case uMonth:
			to += edtf.Day(sign * 15)
		}
	}
	switch {
	case e.unit < uDay:
		return edtf.Date{}
	case e.unit == uDecade && e.n != 0 && e.anchor == fromNow:
		return edtf.Y(to.Year()).About() // "a decade ago" means a year, about
	}
	return unitOf(to, e.unit)
}

// window is the stretch of n units that ends or starts with publication, as
// fine as its unit allows: years give months, decades give years.
func (c *context) window(e expr) edtf.Date {
	origin := c.published
	if e.anchor != fromNow {
		if d := c.lastTold(e.unit); !d.IsZero() {
			origin = d
		} else if e.anchor == onlyAnchor {
			return edtf.Date{}
		}
	}
	grain := uDay
	switch e.unit {
	case uMonth, uQuarter, uHalfYear, uYear:
		grain = uMonth
	case uDecade, uCentury, uMillennium:
		grain = uYear
	}
	first, ok := origin.First()
	last, ok2 := origin.Last()
	if !ok || !ok2 {
		return edtf.Date{}
	}
	if e.n < 0 {
		first = shift(first, e.unit, e.n)
	} else {
		last = shift(last, e.unit, e.n)
	}
	return cover(unitOf(first, grain), unitOf(last, grain))
}

// edgeOf is the first or last few units of a date: "the first three months of
// 2022", "the last week of November".
func edgeOf(d edtf.Date, e expr) edtf.Date {
	first, ok := d.First()
	last, ok2 := d.Last()
	if !ok || !ok2 {
		return d
	}
	a, b := first, last
	if e.first > 0 {
		b = shift(first, e.edge, e.first) - 1
	} else {
		a = shift(last+1, e.edge, -e.last)
	}
	if a < first || b > last || b < a {
		return d
	}
	return edtf.FromDays(a, b)
}
