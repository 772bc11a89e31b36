// Package timestamp reads the days that machines write beside articles: in the
// metadata of pages, feeds and records. Dates in sentences are left to others.
package timestamp

import (
	"strings"
	"time"

	"entente/internal/edtf"
)

// layouts are the forms met beside ISO 8601. A form in which day and month
// cannot be told apart ("04/12/2022") is not among them.
var layouts = []string{
	"Mon, 2 Jan 2006",
	"Monday, 2 January 2006",
	"Mon, Jan 2, 2006",
	"Monday, January 2, 2006",
	"2 January 2006",
	"2 Jan 2006",
	"2 Jan. 2006",
	"January 2, 2006",
	"Jan 2, 2006",
	"Jan. 2, 2006",
	"January 2 2006",
	"2006/01/02",
	"2006.01.02",
	"20060102",
}

// Day reads a date or time stamp and returns the day (or month or year, if no
// more is said) as it is written there, whatever the zone. Unknown and false if
// it is none or ambiguous.
func Day(s string) (edtf.Date, bool) {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 64 {
		return edtf.Date{}, false
	}
	if d, err := edtf.Parse(s); err == nil && !(len(s) > 4 && digits(s)) {
		return d, true
	}
	// A time of day in a form that is not ISO 8601 ("2022-12-04 10:00:00 +0500").
	if len(s) > 10 && (s[10] == 'T' || s[10] == ' ') {
		if t, err := time.Parse(time.DateOnly, s[:10]); err == nil {
			return edtf.YMD(t.Year(), int(t.Month()), t.Day()), true
		}
	}
	if len(s) > 8 && digits(s[:8]) && s[8] == 'T' {
		s = s[:8]
	}
	for _, layout := range layouts {
		// What follows the day (a time and a zone) is cut off word by word.
		for rest := s; rest != ""; rest = rest[:max(0, strings.LastIndexByte(rest, ' '))] {
			if t, err := time.Parse(layout, strings.TrimRight(rest, ",")); err == nil {
				return edtf.YMD(t.Year(), int(t.Month()), t.Day()), true
			}
		}
	}
	return edtf.Date{}, false
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
