package edtf

import (
	"cmp"
	"math"
	"strings"
)

// bounds returns the days with open ends as far away as can be.
func (d Date) bounds() (first, last Day) {
	first, ok := d.First()
	if !ok {
		first = math.MinInt64
	}
	last, ok = d.Last()
	if !ok {
		last = math.MaxInt64
	}
	return first, last
}

// Intersect returns the days that both dates may mean and whether there are
// any. Unknown may mean every day, so it leaves the other date as it is. If one
// date holds the other, the smaller comes back as written; if they mean the
// same days, the one shorter in print.
func Intersect(a, b Date) (Date, bool) {
	switch {
	case a.IsZero():
		return b, true
	case b.IsZero():
		return a, true
	}
	a1, a2 := a.bounds()
	b1, b2 := b.bounds()
	first, last := max(a1, b1), min(a2, b2)
	switch {
	case first > last:
		return Date{}, false
	case a1 == b1 && a2 == b2:
		return shorter(a, b), true
	case a1 == first && a2 == last:
		return a, true
	case b1 == first && b2 == last:
		return b, true
	}
	return FromDays(first, last), true
}

func shorter(a, b Date) Date {
	s, t := a.String(), b.String()
	if len(t) < len(s) || len(t) == len(s) && t < s {
		return b
	}
	return a
}

// Contains says whether every day o may mean is one d may mean. Unknown
// contains nothing and is in nothing.
func (d Date) Contains(o Date) bool {
	if d.IsZero() || o.IsZero() {
		return false
	}
	d1, d2 := d.bounds()
	o1, o2 := o.bounds()
	return d1 <= o1 && o2 <= d2
}

// Overlaps says whether d and o may mean the same day; false if one is unknown.
func (d Date) Overlaps(o Date) bool {
	if d.IsZero() || o.IsZero() {
		return false
	}
	d1, d2 := d.bounds()
	o1, o2 := o.bounds()
	return max(d1, o1) <= min(d2, o2)
}

// Before says whether d is surely before o: it ends before o starts. False if
// that end or that start is open or unknown.
func (d Date) Before(o Date) bool {
	last, ok := d.Last()
	first, known := o.First()
	return ok && known && last < first
}

// Compare orders dates by their first day, then by their last, then by how they
// are written; unknown comes last. It returns 0 only for equal dates.
func Compare(a, b Date) int {
	if a.IsZero() || b.IsZero() {
		switch {
		case a == b:
			return 0
		case a.IsZero():
			return 1
		}
		return -1
	}
	a1, a2 := a.bounds()
	b1, b2 := b.bounds()
	return cmp.Or(cmp.Compare(a1, b1), cmp.Compare(a2, b2), strings.Compare(a.String(), b.String()))
}
