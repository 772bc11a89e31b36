package times

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"entente/internal/edtf"
)

// A holiday comes back every year.
type holiday struct {
	words []string // its name in lower case, hyphens and apostrophes left out
	rule  rule
	years map[int]edtf.Date // for a holiday that is listed year by year
}

// A rule computes a holiday's day. Zero: it is listed.
type rule struct {
	kind          ruleKind
	month, day    int // fixed: first day
	month2, day2  int // fixed: last day
	week, weekday int // nth weekday of the month; week 5 is the last
	offset        int // days from Easter
}

type ruleKind uint8

const (
	listed ruleKind = iota
	fixed
	nthWeekday
	easter
	orthodoxEaster
)

// in is the holiday's date in a year, zero if it is not known.
func (h *holiday) in(year int) edtf.Date {
	switch r := h.rule; r.kind {
	case fixed:
		y2 := year
		if r.month2 < r.month {
			y2++
		}
		return edtf.FromDays(edtf.DayOf(year, r.month, r.day), edtf.DayOf(y2, r.month2, r.day2))
	case nthWeekday:
		first := onWeekday(edtf.DayOf(year, r.month, 1), r.weekday, onOrAfter)
		d := first + edtf.Day(7*(r.week-1))
		for d.Month() != r.month {
			d -= 7
		}
		return edtf.YMD(d.Date())
	case easter, orthodoxEaster:
		if year < 1600 || year > 4000 {
			return edtf.Date{}
		}
		return edtf.YMD((easterOf(year, r.kind == orthodoxEaster) + edtf.Day(r.offset)).Date())
	}
	return h.years[year]
}

// easterOf is Easter Sunday by Butcher's rule; for the Orthodox churches by
// Meeus's Julian one, as a Gregorian date.
func easterOf(y int, orthodox bool) edtf.Day {
	if orthodox {
		a, b, c := y%4, y%7, y%19
		d := (19*c + 15) % 30
		e := (2*a + 4*b - d + 34) % 7
		n := d + e + 114
		return edtf.DayOf(y, n/31, n%31+1) + edtf.Day(y/100-y/400-2)
	}
	a, b, c := y%19, y/100, y%100
	d, e, f := b/4, b%4, (b+8)/25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	n := h + l - 7*((a+11*h+22*l)/451) + 114
	return edtf.DayOf(y, n/31, n%31+1)
}

// holidayAt finds the longest holiday name at lexeme k.
func (t *Table) holidayAt(m *matcher, k int) (*holiday, int, bool) {
	if l := m.peek(k); !l.feast || !l.upper {
		return nil, 0, false
	}
	for _, h := range t.holidays[strings.ToLower(m.form(k))] {
		j, ok := k, true
		for _, w := range h.words {
			for m.peek(j).kind == isMark && j > k && (m.lx[j].mark == '-' || m.lx[j].mark == '\'') && j < len(m.lx) && m.lx[j].glued {
				j++
			}
			if !m.word(j, w) {
				ok = false
				break
			}
			j++
		}
		if after := m.peek(j); ok && after.kind == isWord && after.upper && after.class == cOther {
			return nil, 0, false // the Good Friday Agreement
		}
		if ok {
			return h, j, true
		}
	}
	return nil, 0, false
}

// loadHolidays reads a table with the columns name, when: the names of a holiday
// with bars between, and its days as "12-25", "12-31/01-01", "11-thu4",
// "easter-2", "orthodox+1", or a date of one year.
func (t *Table) loadHolidays(fsys fs.FS, name string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return fmt.Errorf("load holidays: %w", err)
	}
	defer f.Close()
	byName := map[string]*holiday{}
	var faults []error
	sc := bufio.NewScanner(f)
	for line := 1; sc.Scan(); line++ {
		text := strings.TrimSpace(sc.Text())
		if text == "" || text[0] == '#' || strings.HasPrefix(text, "name\t") {
			continue
		}
		names, when, ok := strings.Cut(text, "\t")
		if !ok {
			faults = append(faults, fmt.Errorf("%s:%d: expected name, tab, days", name, line))
			continue
		}
		r, date, err := parseRule(when)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s:%d:%d: %w", name, line, len(names)+2, err))
			continue
		}
		for _, n := range strings.Split(names, "|") {
			h := byName[n]
			if h == nil {
				h = &holiday{words: nameWords(n), years: map[int]edtf.Date{}}
				if len(h.words) == 0 {
					faults = append(faults, fmt.Errorf("%s:%d: a holiday without a name", name, line))
					continue
				}
				byName[n] = h
				t.addHoliday(h)
			}
			if r.kind != listed {
				h.rule = r
				continue
			}
			first, _ := date.First()
			h.years[first.Year()] = date
		}
	}
	if err := sc.Err(); err != nil {
		faults = append(faults, fmt.Errorf("read %s: %w", name, err))
	}
	return errors.Join(faults...)
}

// addHoliday keeps longer names before shorter ones.
func (t *Table) addHoliday(h *holiday) {
	key := h.words[0]
	list := t.holidays[key]
	i := 0
	for i < len(list) && len(list[i].words) >= len(h.words) {
		i++
	}
	list = append(list, nil)
	copy(list[i+1:], list[i:])
	list[i] = h
	t.holidays[key] = list
	w := t.words[key]
	w.feast = true
	t.words[key] = w
}

func nameWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == '-' || r == '\'' || r == '’' })
}

func parseRule(s string) (rule, edtf.Date, error) {
	for prefix, kind := range map[string]ruleKind{"easter": easter, "orthodox": orthodoxEaster} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			if rest == "" {
				return rule{kind: kind}, edtf.Date{}, nil
			}
			n, err := strconv.Atoi(rest)
			if err != nil || n < -100 || n > 100 {
				return rule{}, edtf.Date{}, fmt.Errorf("bad offset from Easter %q", rest)
			}
			return rule{kind: kind, offset: n}, edtf.Date{}, nil
		}
	}
	if len(s) == len("11-thu4") && s[2] == '-' {
		month, err := strconv.Atoi(s[:2])
		weekday := strings.Index("sunmontuewedthufrisat", s[3:6])
		week := int(s[6] - '0')
		if err != nil || month < 1 || month > 12 || weekday < 0 || weekday%3 != 0 || week < 1 || week > 5 {
			return rule{}, edtf.Date{}, fmt.Errorf("bad weekday of a month %q", s)
		}
		return rule{kind: nthWeekday, month: month, weekday: weekday / 3, week: week}, edtf.Date{}, nil
	}
	if first, last, ranged := strings.Cut(s, "/"); len(first) == len("12-25") {
		if !ranged {
			last = first
		}
		a, err := edtf.Parse("2000-" + first)
		b, err2 := edtf.Parse("2000-" + last)
		if err = errors.Join(err, err2); err != nil {
			return rule{}, edtf.Date{}, err
		}
		x, _ := a.First()
		y, _ := b.Last()
		return rule{kind: fixed, month: x.Month(), day: x.Day(), month2: y.Month(), day2: y.Day()}, edtf.Date{}, nil
	}
	d, err := edtf.Parse(s)
	if err == nil {
		if _, ok := d.First(); !ok {
			err = fmt.Errorf("a holiday that starts at no time: %q", s)
		}
	}
	return rule{}, d, err
}
