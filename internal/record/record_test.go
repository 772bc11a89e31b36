package record

import (
	"slices"
	"testing"
	"time"
)

// Every day of nine centuries there and back, against the library's calendar.
func TestDays(t *testing.T) {
	for at := time.Date(1500, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2400; at = at.AddDate(0, 0, 1) {
		n, ok := DayOf(at.Year(), int(at.Month()), at.Day())
		if y, m, d := Date(n); !ok || n != Day(at) || y != at.Year() || m != int(at.Month()) || d != at.Day() {
			t.Fatalf("%s: day %d (%v), and back %d-%d-%d; want %d", at.Format(time.DateOnly), n, ok, y, m, d, Day(at))
		}
	}
	for _, bad := range [][3]int{{2015, 2, 29}, {2015, 13, 1}, {2015, 0, 1}, {2015, 4, 31}, {1900, 2, 29}, {0, 1, 1}, {20151, 1, 1}, {2015, 1, 0}} {
		if n, ok := DayOf(bad[0], bad[1], bad[2]); ok {
			t.Errorf("%v: got day %d, want none", bad, n)
		}
	}
}

func TestNames(t *testing.T) {
	for i, name := range FormatNames() {
		if name != "" && ParseFormat(name) != Format(i) {
			t.Errorf("%q is %d, want %d", name, ParseFormat(name), i)
		}
	}
	if got := (WeekBack | Slip | NoCode).Names(); !slices.Equal(got, []string{"week_back", "country_slip", "unknown_code"}) {
		t.Errorf("names of flags: %q", got)
	}
	if NoCode != 1<<(len(flagNames)-1) {
		t.Errorf("%d names for the flags up to %b", len(flagNames), NoCode)
	}
}

func TestDict(t *testing.T) {
	var d Dict[int]
	calls := 0
	value := func(k string) int { calls++; return len(k) }
	for _, k := range []string{"aa", "b", "aa", "", "b"} {
		d.Number([]byte(k), value)
	}
	if calls != 2 || d.Len() != 2 || d.Value(1) != 2 || d.Value(2) != 1 || d.Value(0) != 0 || d.Value(9) != 0 || d.Number(nil, value) != 0 {
		t.Errorf("got %+v after %d calls", d, calls)
	}
}
