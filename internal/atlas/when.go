package atlas

import (
	"fmt"
	"math"

	"entente/internal/edtf"
)

// span is a stretch of days with vague ends: it starts in [fromLo, fromHi] and
// ends in [toLo, toHi], all inclusive, counted from 1 January 1970. The zero
// value is unknown and touches everything.
type span struct {
	fromLo, fromHi, toLo, toHi int32
	set                        bool
}

const (
	always = math.MaxInt32
	never  = math.MinInt32
)

func (s span) known() bool { return s.set }

// ended says whether the end is known.
func (s span) ended() bool { return s.set && s.toHi != always }

// touches says whether the two may share a day.
func (s span) touches(o span) bool {
	if !s.set || !o.set {
		return true
	}
	return s.fromLo <= o.toHi && o.fromLo <= s.toHi
}

// surely says whether s covers every day that o may have.
func (s span) surely(o span) bool {
	if !s.set || !o.set {
		return false
	}
	return s.fromHi <= o.fromLo && o.toHi <= s.toLo
}

// overlap is how many days the two surely share.
func (s span) overlap(o span) int32 {
	if !s.set || !o.set {
		return 0
	}
	from, to := max(s.fromHi, o.fromHi), min(s.toLo, o.toLo)
	if to < from || from == never {
		return 0
	}
	return to - from + 1
}

func parseDate(s string) (edtf.Date, error) {
	d, err := edtf.Parse(s)
	if err != nil {
		return d, fmt.Errorf("bad date %q: %w", s, err)
	}
	return d, nil
}

// spanOf is the days a date may mean.
func spanOf(d edtf.Date) span {
	first, okFirst := d.First()
	last, okLast := d.Last()
	if !okFirst && !okLast {
		return span{}
	}
	s := span{fromLo: never, fromHi: never, toLo: always, toHi: always, set: true}
	if okFirst {
		s.fromLo = clip(first)
		s.fromHi = s.fromLo
	}
	if okLast {
		s.toLo = clip(last)
		s.toHi = s.toLo
	}
	return s
}

func clip(d edtf.Day) int32 { return int32(min(max(d, -2e9), 2e9)) }
