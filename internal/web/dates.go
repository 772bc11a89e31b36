package web

import (
	"strconv"
	"strings"
)

var months = []string{"", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

// when writes a date (EDTF) in words: "21–30 Nov 2022", "from Apr 2014", "not
// stated". What it has no words for stays as it is.
func when(date string) string {
	if date == "" {
		return "not stated"
	}
	if rest, ok := strings.CutPrefix(date, "R/"); ok {
		start, every, _ := strings.Cut(rest, "/")
		return every0(every) + " from " + when(start)
	}
	a, b, interval := strings.Cut(date, "/")
	switch {
	case !interval:
		return point(a)
	case a == ".." && b == "..":
		return "not stated"
	case a == "..":
		return "until " + point(b)
	case b == "..":
		return "from " + point(a)
	}
	pa, pb := strings.Split(a, "-"), strings.Split(b, "-")
	switch {
	case len(pa) == 3 && len(pb) == 3 && pa[0] == pb[0] && pa[1] == pb[1]:
		return day(pa[2]) + "–" + point(b)
	case len(pa) >= 2 && len(pa) == len(pb) && pa[0] == pb[0]:
		return strings.TrimSuffix(point(a), " "+pa[0]) + " – " + point(b)
	case len(pa) == 1 && len(pb) == 1:
		return point(a) + "–" + point(b)
	}
	return point(a) + " – " + point(b)
}

// point writes a day, month, season or year.
func point(s string) string {
	mark := ""
	switch bare := strings.TrimRight(s, "~?%"); {
	case bare == s:
	case strings.Contains(s, "~") || strings.Contains(s, "%"):
		mark, s = "about ", bare
	default:
		mark, s = "perhaps ", bare
	}
	if strings.HasPrefix(s, "-") {
		return mark + s
	}
	p := strings.Split(s, "-")
	year := p[0]
	if bare, ok := strings.CutSuffix(year, "XX"); ok {
		if n, err := strconv.Atoi(bare); err == nil {
			return mark + strconv.Itoa(n+1) + "th century"
		}
	}
	if bare, ok := strings.CutSuffix(year, "X"); ok {
		year = bare + "0s"
	}
	if len(p) == 1 {
		return mark + year
	}
	m, err := strconv.Atoi(p[1])
	switch {
	case err != nil:
		return mark + s
	case m >= 21 && m <= 24:
		return mark + []string{"spring", "summer", "autumn", "winter"}[m-21] + " " + year
	case m < 1 || m > 12:
		return mark + s
	case len(p) == 2:
		return mark + months[m] + " " + year
	}
	d, _, _ := strings.Cut(p[2], "T")
	return mark + day(d) + " " + months[m] + " " + year
}

func day(s string) string { return strings.TrimPrefix(s, "0") }

// every0 writes a duration between repeats: "every two years".
func every0(iso string) string {
	if len(iso) < 3 || iso[0] != 'P' {
		return "again and again"
	}
	n, err := strconv.Atoi(iso[1 : len(iso)-1])
	unit := map[byte]string{'Y': "year", 'M': "month", 'W': "week", 'D': "day"}[iso[len(iso)-1]]
	if err != nil || unit == "" {
		return "every " + iso
	}
	if n == 1 {
		return "every " + unit
	}
	words := strconv.Itoa(n)
	if n < 11 && n > 0 {
		words = []string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}[n]
	}
	return "every " + words + " " + unit + "s"
}
