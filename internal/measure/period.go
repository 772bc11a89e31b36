package measure

import (
	"fmt"

	"entente/internal/edtf"
)

// A Period is a stretch of days, both ends included.
type Period struct{ First, Last edtf.Day }

// Holds says whether the day is in the period.
func (p Period) Holds(d edtf.Day) bool { return p.First <= d && d <= p.Last }

// Days is the length.
func (p Period) Days() int { return int(p.Last-p.First) + 1 }

// String is the period as an EDTF date.
func (p Period) String() string { return edtf.FromDays(p.First, p.Last).String() }

// A Step is the length of a calendar period, in months.
type Step int

// The steps.
const (
	Month   Step = 1
	Quarter Step = 3
	Year    Step = 12
)

// Steps are the names of the steps, as flags have them.
var Steps = map[string]Step{"month": Month, "quarter": Quarter, "year": Year}

func (s Step) String() string {
	for name, v := range Steps {
		if v == s {
			return name
		}
	}
	return fmt.Sprintf("%d months", int(s))
}

// Periods are the calendar periods from the one that holds first to the one that
// holds last, whole; none if last is in a period before.
func Periods(first, last edtf.Day, step Step) []Period {
	var out []Period
	if step < 1 {
		return nil
	}
	y, m, _ := first.Date()
	month := y*12 + (m-1)/int(step)*int(step)
	for {
		begin := edtf.DayOf(floorDiv(month, 12), month-floorDiv(month, 12)*12+1, 1)
		if begin > last {
			return out
		}
		month += int(step)
		end := edtf.DayOf(floorDiv(month, 12), month-floorDiv(month, 12)*12+1, 1) - 1
		out = append(out, Period{begin, end})
	}
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
