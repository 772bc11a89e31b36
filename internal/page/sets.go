package page

import (
	"slices"

	"entente/internal/edtf"
)

// A days is a set of days: intervals in order, apart and not touching.
type days []stretch

// A stretch runs from first to last, both included.
type stretch struct{ first, last edtf.Day }

// The days between which a publication is looked for. They stand for "no bound".
var (
	earliest = edtf.DayOf(1800, 1, 1)
	latest   = edtf.DayOf(2199, 12, 31)
)

func everyDay() days             { return days{{earliest, latest}} }
func from(d edtf.Day) days       { return days{{max(d, earliest), latest}} }
func until(d edtf.Day) days      { return days{{earliest, min(d, latest)}} }
func between(a, b edtf.Day) days { return days{{a, b}} }
func (s days) empty() bool       { return len(s) == 0 }
func (s days) hull() stretch     { return stretch{s[0].first, s[len(s)-1].last} }
func (s days) equal(o days) bool { return slices.Equal(s, o) }

// bounded says whether the set has a first and a last day of its own. What comes
// back every year, such as "a third of March", has none.
func (s days) bounded() (below, above bool) {
	h := s.hull()
	return h.first > earliest+2*366, h.last < latest-2*366
}

// and is the intersection.
func (s days) and(o days) days {
	out := make(days, 0, max(len(s), len(o)))
	for i, j := 0, 0; i < len(s) && j < len(o); {
		a, b := max(s[i].first, o[j].first), min(s[i].last, o[j].last)
		if a <= b {
			out = append(out, stretch{a, b})
		}
		if s[i].last < o[j].last {
			i++
		} else {
			j++
		}
	}
	return out
}

// or is the union of any number of stretches.
func or(all ...stretch) days {
	slices.SortFunc(all, func(a, b stretch) int { return int(a.first - b.first) })
	out := make(days, 0, len(all))
	for _, s := range all {
		if n := len(out); n > 0 && s.first <= out[n-1].last+1 {
			out[n-1].last = max(out[n-1].last, s.last)
			continue
		}
		out = append(out, s)
	}
	return out
}

// everyYear is the union over the years of what f gives for one.
func everyYear(f func(year int) (stretch, bool)) days {
	all := make([]stretch, 0, latest.Year()-earliest.Year()+1)
	for y := earliest.Year(); y <= latest.Year(); y++ {
		if s, ok := f(y); ok {
			all = append(all, s)
		}
	}
	return or(all...)
}

func monthOf(year, month int) stretch {
	return stretch{edtf.DayOf(year, month, 1), edtf.DayOf(year, month+1, 0)}
}
