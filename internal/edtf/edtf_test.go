package edtf

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The valid rows are the forms of the level 0 and level 1 tables of the EDTF
// specification (Library of Congress, 2019), with dates of our own.
var valid = []struct {
	text        string
	first, last string // "" if open or unknown
	precision   Precision
}{
	{"1985-04-12", "1985-04-12", "1985-04-12", DayPrecision},
	{"1985-04", "1985-04-01", "1985-04-30", MonthPrecision},
	{"2000-02", "2000-02-01", "2000-02-29", MonthPrecision},
	{"1900-02", "1900-02-01", "1900-02-28", MonthPrecision},
	{"1985", "1985-01-01", "1985-12-31", YearPrecision},
	{"0000", "0000-01-01", "0000-12-31", YearPrecision},
	{"-1985", "-1985-01-01", "-1985-12-31", YearPrecision},
	{"-0043-03-15", "-0043-03-15", "-0043-03-15", DayPrecision},
	{"Y12022", "Y12022-01-01", "Y12022-12-31", YearPrecision},
	{"Y-170002", "Y-170002-01-01", "Y-170002-12-31", YearPrecision},
	{"Y170000002", "Y170000002-01-01", "Y170000002-12-31", YearPrecision},
	{"2001-21", "2001-03-01", "2001-05-31", SeasonPrecision},
	{"2001-22?", "2001-06-01", "2001-08-31", SeasonPrecision},
	{"2001-23", "2001-09-01", "2001-11-30", SeasonPrecision},
	{"2003-24", "2003-12-01", "2004-02-29", SeasonPrecision},
	{"1984?", "1984-01-01", "1984-12-31", YearPrecision},
	{"2004-06~", "2004-06-01", "2004-06-30", MonthPrecision},
	{"2004-06-11%", "2004-06-11", "2004-06-11", DayPrecision},
	{"201X", "2010-01-01", "2019-12-31", DecadePrecision},
	{"20XX", "2000-01-01", "2099-12-31", CenturyPrecision},
	{"00XX~", "0000-01-01", "0099-12-31", CenturyPrecision},
	{"2004-XX", "2004-01-01", "2004-12-31", YearPrecision},
	{"1985-04-XX", "1985-04-01", "1985-04-30", MonthPrecision},
	{"1985-XX-XX", "1985-01-01", "1985-12-31", YearPrecision},
	{"1964/2008", "1964-01-01", "2008-12-31", IntervalPrecision},
	{"2004-06/2006-08", "2004-06-01", "2006-08-31", IntervalPrecision},
	{"2004-02-01/2005-02-08", "2004-02-01", "2005-02-08", IntervalPrecision},
	{"2004-02-01/2005-02", "2004-02-01", "2005-02-28", IntervalPrecision},
	{"2005/2006-02", "2005-01-01", "2006-02-28", IntervalPrecision},
	{"1984~/2004-06?", "1984-01-01", "2004-06-30", IntervalPrecision},
	{"1985-04-12/..", "1985-04-12", "", IntervalPrecision},
	{"1985/", "1985-01-01", "", IntervalPrecision},
	{"../1985-04", "", "1985-04-30", IntervalPrecision},
	{"/1985-04-12", "", "1985-04-12", IntervalPrecision},
	{"-0500/0476", "-0500-01-01", "0476-12-31", IntervalPrecision},
	{"200X/2022-21", "2000-01-01", "2022-05-31", IntervalPrecision},
	{"R/2022-11/P2Y", "2022-11-01", "", RecurrencePrecision},
	{"R/2022~/P1Y6M", "2022-01-01", "", RecurrencePrecision},
	{"R/1999-12-31/P2W", "1999-12-31", "", RecurrencePrecision},
	{"R/2020/P1DT12H", "2020-01-01", "", RecurrencePrecision},
}

func TestParse(t *testing.T) {
	for _, row := range valid {
		d, err := Parse(row.text)
		if err != nil {
			t.Errorf("Parse(%q): %v", row.text, err)
			continue
		}
		if d.String() != row.text {
			t.Errorf("Parse(%q) prints %q", row.text, d)
		}
		first, ok := d.First()
		if got := dayText(first, ok); got != row.first {
			t.Errorf("%s: First = %q, want %q", row.text, got, row.first)
		}
		last, ok := d.Last()
		if got := dayText(last, ok); got != row.last {
			t.Errorf("%s: Last = %q, want %q", row.text, got, row.last)
		}
		if d.Precision() != row.precision {
			t.Errorf("%s: Precision = %d, want %d", row.text, d.Precision(), row.precision)
		}
	}
}

func dayText(d Day, ok bool) string {
	if !ok {
		return ""
	}
	return d.String()
}

func TestParseTimeOfDay(t *testing.T) {
	for _, s := range []string{"2022-12-08T10:20:30", "2022-12-08T23:59:60Z", "2022-12-08T00:00:00-04",
		"2022-12-08T10:20:30+05:30", "2022-12-08T10:20:30.125Z"} {
		if d, err := Parse(s); err != nil || d != YMD(2022, 12, 8) {
			t.Errorf("Parse(%q) = %v, %v; want 2022-12-08", s, d, err)
		}
	}
}

func TestParseFaults(t *testing.T) {
	rows := []struct {
		text   string
		column int
	}{
		{"", 1}, {" 2022", 1}, {"2022 ", 5}, {"22", 1}, {"20222", 5}, {"202X-01", 5}, {"2XXX", 1}, {"XXXX", 1},
		{"-201X", 2}, {"-0000", 1}, {"2022-", 6}, {"2022-13", 6}, {"2022-00", 6}, {"2022-20", 6}, {"2022-25", 6},
		{"2022-1", 6}, {"2022-1X", 6}, {"2022-02-30", 9}, {"2022-02-00", 9}, {"2022-02-3", 9}, {"2022-02-3X", 9},
		{"2022-XX-01", 9}, {"2022-21-01", 8}, {"2022-21-XX", 8}, {"1900-02-29", 9}, {"2022??", 6}, {"?2022", 1}, {"2022?-11", 6},
		{"Y2022", 2}, {"Y02022", 2}, {"Y", 2}, {"Y-", 3}, {"Y1234567890", 11}, {"Y12022-05", 7}, {"y12022", 1},
		{"/", 1}, {"..", 1}, {"../..", 1}, {"/..", 1}, {"../", 1}, {"2022/2021", 6}, {"2022-03/2022-02", 9},
		{"2022/2023/2024", 10}, {"2022/...", 8}, {"2022//", 6}, {"2022-11-01T10:00:00/2023", 11},
		{"2022T10:00:00Z", 5}, {"2022-11T10:00:00", 8}, {"2022-11-01T24:00:00", 12}, {"2022-11-01T10:60:00", 15},
		{"2022-11-01T10:00", 17}, {"2022-11-01T10:00:00ZZ", 21}, {"2022-11-01T10:00:00.", 21}, {"2022-11-01?T10:00:00", 12},
		{"R/2022", 7}, {"R//P1Y", 3}, {"R/../P1Y", 3}, {"R/2022/", 8}, {"R/2022/2Y", 8}, {"R/2022/P", 9},
		{"R/2022/P0Y", 9}, {"R/2022/P01Y", 9}, {"R/2022/P1M1Y", 12}, {"R/2022/PT", 10}, {"R/2022/P1", 10}, {"R/2022/P12345Y", 9},
		{"R/2022/2023/P1Y", 8}, {"R5/2022/P1Y", 1}, {"２０２２", 1}, {"2022\x00", 5},
		{strings.Repeat("2", 65), 65}, {strings.Repeat("\xff", 1<<20), 65},
	}
	for _, row := range rows {
		d, err := Parse(row.text)
		var fault *SyntaxError
		if !errors.As(err, &fault) {
			t.Errorf("Parse(%.70q) = %v, %v; want a syntax error", row.text, d, err)
			continue
		}
		if fault.Column != row.column || fault.Reason == "" || len(fault.Text) > 200 {
			t.Errorf("Parse(%.70q): %v; want column %d", row.text, err, row.column)
		}
		if !d.IsZero() {
			t.Errorf("Parse(%.70q) = %v beside an error", row.text, d)
		}
	}
}

func TestConstructors(t *testing.T) {
	nov, year := YM(2022, 11), Y(2022)
	rows := []struct {
		name string
		got  Date
		want string
	}{
		{"day", YMD(2022, 9, 14), "2022-09-14"}, {"leap day", YMD(2024, 2, 29), "2024-02-29"},
		{"no leap day", YMD(2022, 2, 29), ""}, {"day 0", YMD(2022, 2, 0), ""}, {"day of a long year", YMD(12022, 1, 1), ""},
		{"month", nov, "2022-11"}, {"month 13", YM(2022, 13), ""}, {"season as month", YM(2022, 21), ""},
		{"year", year, "2022"}, {"long year", Y(-12022), "Y-12022"}, {"too long", Y(1 << 40), ""},
		{"spring", Season(2022, Spring), "2022-21"}, {"season 25", Season(2022, 25), ""},
		{"decade", Decade(2015), "201X"}, {"decade BC", Decade(-1), ""}, {"century", Century(1850), "18XX"},
		{"between", Between(YMD(2022, 11, 21), YMD(2022, 11, 30)), "2022-11-21/2022-11-30"},
		{"between, mixed", Between(Y(2015), nov), "2015/2022-11"}, {"between, same", Between(nov, nov), "2022-11"},
		{"between, reversed", Between(Y(2023), nov), ""}, {"between, unknown start", Between(Date{}, nov), "/2022-11"},
		{"between, unknown end", Between(nov, Date{}), "2022-11/"}, {"between, nothing", Between(Date{}, Date{}), ""},
		{"between intervals", Between(From(Y(2015)), Until(nov)), "2015/2022-11"},
		{"between, open end", Between(Y(2015), From(nov)), "2015/.."},
		{"from", From(nov), "2022-11/.."}, {"from an open start", From(Until(nov)), ""}, {"from nothing", From(Date{}), ""},
		{"until", Until(nov), "../2022-11"}, {"until an open end", Until(From(nov)), ""},
		{"every", Every(nov, "P2Y"), "R/2022-11/P2Y"}, {"every, of an interval", Every(From(nov), "P1Y"), "R/2022-11/P1Y"},
		{"every, bad duration", Every(nov, "2 years"), ""}, {"every, no start", Every(Until(nov), "P1Y"), ""},
		{"about", year.About(), "2022~"}, {"about, uncertain", MustParse("2022?").About(), "2022%"},
		{"about twice", year.About().About(), "2022~"}, {"about an interval", From(year).About(), "2022/.."},
		{"start", MustParse("2015/2022-11").Start(), "2015"}, {"end", MustParse("2015/2022-11").End(), "2022-11"},
		{"start, open", Until(nov).Start(), ""}, {"end of a recurrence", Every(nov, "P2Y").End(), ""},
	}
	for _, row := range rows {
		if row.got.String() != row.want {
			t.Errorf("%s = %q, want %q", row.name, row.got, row.want)
		}
	}
	if got := Every(nov, "P2Y").Period(); got != "P2Y" {
		t.Errorf("Period = %q, want P2Y", got)
	}
}

func TestFromDays(t *testing.T) {
	rows := []struct{ days, want string }{
		{"2022-11-05/2022-11-05", "2022-11-05"},
		{"2022-11-01/2022-11-30", "2022-11"},
		{"2024-02-01/2024-02-29", "2024-02"},
		{"2024-02-01/2024-02-28", "2024-02-01/2024-02-28"},
		{"2022-01-01/2022-12-31", "2022"},
		{"2022-02-01/2022-12-31", "2022-02/2022-12"},
		{"2022-02-24/2022-12-31", "2022-02-24/2022-12-31"},
		{"2014-01-01/2018-12-31", "2014/2018"},
		{"2010-01-01/2019-12-31", "201X"},
		{"1900-01-01/1999-12-31", "19XX"},
		{"1990-01-01/2009-12-31", "1990/2009"},
		{"-0010-01-01/-0001-12-31", "-0010/-0001"},
		{"2022-11-21/2022-11-30", "2022-11-21/2022-11-30"},
	}
	for _, row := range rows {
		d := MustParse(row.days)
		first, _ := d.First()
		last, _ := d.Last()
		if got := FromDays(first, last); got.String() != row.want {
			t.Errorf("FromDays(%s) = %q, want %q", row.days, got, row.want)
		}
	}
	if got := FromDays(5, 4); !got.IsZero() {
		t.Errorf("FromDays(5, 4) = %q, want none", got)
	}
}

func TestRelations(t *testing.T) {
	rows := []struct {
		a, b                       string
		both                       string // intersection; "-" for none
		contains, overlaps, before bool
	}{
		{"2022", "2022-11", "2022-11", true, true, false},
		{"2022-11", "2022", "2022-11", false, true, false},
		{"2022-11", "2022-12", "-", false, false, true},
		{"2022-12", "2022-11", "-", false, false, false},
		{"2022-02/..", "../2022-12", "2022-02/2022-12", false, true, false},
		{"2015/..", "2022-02/..", "2022-02/..", true, true, false},
		{"2015/2018", "2017/2020", "2017/2018", false, true, false},
		{"2022-11-21/2022-11-30", "2022-11-25/2022-12-05", "2022-11-25/2022-11-30", false, true, false},
		{"2022-01/2022-12", "2022", "2022", true, true, false},
		{"2022?", "2022-11~", "2022-11~", true, true, false},
		{"201X", "2022", "-", false, false, true},
		{"R/2022-11/P2Y", "2024", "2024", true, true, false},
		{"R/2022-11/P2Y", "2020", "-", false, false, false},
		{"2022-24", "2023-01", "2023-01", true, true, false},
		{"../2022", "2023/..", "-", false, false, true},
		{"2022/", "2021", "-", false, false, false},
		{"", "2022", "2022", false, false, false},
		{"2022", "", "2022", false, false, false},
		{"", "", "", false, false, false},
	}
	for _, row := range rows {
		a, b := maybe(row.a), maybe(row.b)
		got, ok := Intersect(a, b)
		if ok != (row.both != "-") || ok && got.String() != row.both {
			t.Errorf("Intersect(%q, %q) = %q, %v; want %q", row.a, row.b, got, ok, row.both)
		}
		if got := a.Contains(b); got != row.contains {
			t.Errorf("%q contains %q: %v, want %v", row.a, row.b, got, row.contains)
		}
		if got := a.Overlaps(b); got != row.overlaps {
			t.Errorf("%q overlaps %q: %v, want %v", row.a, row.b, got, row.overlaps)
		}
		if got := a.Before(b); got != row.before {
			t.Errorf("%q before %q: %v, want %v", row.a, row.b, got, row.before)
		}
	}
}

func maybe(s string) Date {
	if s == "" {
		return Date{}
	}
	return MustParse(s)
}

func TestCompareSorts(t *testing.T) {
	sorted := []string{"../2015", "../2022-12", "-0500", "1999", "2022-01-01", "2022-01", "2022", "2022-01/2022-12",
		"2022-XX", "2022/..", "2022-11", "2022-11/..", "R/2022-11/P2Y", "Y12022", ""}
	for i, a := range sorted {
		for j, b := range sorted {
			want := min(1, max(-1, i-j))
			if got := Compare(maybe(a), maybe(b)); got != want {
				t.Errorf("Compare(%q, %q) = %d, want %d", a, b, got, want)
			}
		}
	}
}

func TestJSON(t *testing.T) {
	type record struct {
		A Date          `json:"a"`
		B Date          `json:"b"`
		C Date          `json:"c,omitzero"`
		M map[Date]bool `json:"m"`
	}
	in := record{A: YM(2022, 11), M: map[Date]bool{Y(2022): true}}
	b, err := json.Marshal(in)
	if want := `{"a":"2022-11","b":null,"m":{"2022":true}}`; err != nil || string(b) != want {
		t.Fatalf("Marshal = %s, %v; want %s", b, err, want)
	}
	out := record{B: Y(1999)}
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in, out, cmp.Comparer(func(a, b Date) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{`{"a":"soon"}`, `{"a":2022}`, `{"a":["2022"]}`} {
		if err := json.Unmarshal([]byte(bad), &out); err == nil {
			t.Errorf("Unmarshal(%s): no error", bad)
		}
	}
}

func TestDayAgainstTimePackage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Day(rapid.Int64Range(-4_000_000, 4_000_000).Draw(t, "day"))
		std := time.Unix(int64(d)*86400, 0).UTC()
		y, m, n := d.Date()
		if y != std.Year() || m != int(std.Month()) || n != std.Day() || d.Weekday() != int(std.Weekday()) {
			t.Fatalf("day %d = %d-%d-%d weekday %d, want %v", d, y, m, n, d.Weekday(), std)
		}
		if back := DayOf(y, m, n); back != d {
			t.Fatalf("DayOf(%d, %d, %d) = %d, want %d", y, m, n, back, d)
		}
		over := rapid.IntRange(-40, 40).Draw(t, "over")
		if got, want := DayOf(y, m+over, n+over), time.Date(y, time.Month(m+over), n+over, 0, 0, 0, 0, time.UTC); got != Day(want.Unix()/86400) {
			t.Fatalf("DayOf(%d, %d, %d) = %v, want %v", y, m+over, n+over, got, want)
		}
	})
}

// dates draws dates of every shape with years near each other.
func dates() *rapid.Generator[Date] {
	year := rapid.IntRange(1995, 2025)
	point := rapid.OneOf(
		rapid.Map(rapid.Int64Range(9000, 20000), func(n int64) Date { return YMD(Day(n).Date()) }),
		rapid.Custom(func(t *rapid.T) Date { return YM(year.Draw(t, "y"), rapid.IntRange(1, 12).Draw(t, "m")) }),
		rapid.Custom(func(t *rapid.T) Date { return Season(year.Draw(t, "y"), rapid.IntRange(Spring, Winter).Draw(t, "s")) }),
		rapid.Map(year, Y), rapid.Map(year, Decade), rapid.Map(year, Century),
		rapid.Map(year, func(y int) Date { return Y(y).About() }),
		rapid.Map(rapid.IntRange(-maxYear, maxYear), Y),
		rapid.Map(rapid.SampledFrom([]string{"2004-XX", "2011-04-XX", "1999-XX-XX", "2003?", "2010-05%", "-0043-03-15"}), MustParse),
	)
	return rapid.OneOf(point, point,
		rapid.Map(point, From), rapid.Map(point, Until),
		rapid.Map(point, func(d Date) Date { return Between(d, Date{}) }),
		rapid.Map(point, func(d Date) Date { return Every(d, "P1Y6M") }),
		rapid.Custom(func(t *rapid.T) Date { return Between(point.Draw(t, "from"), point.Draw(t, "to")) }),
		rapid.Just(Date{}),
	)
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := dates().Draw(t, "a"), dates().Draw(t, "b"), dates().Draw(t, "c")
		checkDate(t.Fatalf, a)

		ab, ok := Intersect(a, b)
		ba, ok2 := Intersect(b, a)
		if ab != ba || ok != ok2 {
			t.Fatalf("Intersect(%v, %v) = %v, %v; the other way round %v, %v", a, b, ab, ok, ba, ok2)
		}
		checkDate(t.Fatalf, ab)
		if same, _ := Intersect(a, a); same != a {
			t.Fatalf("Intersect(%v, itself) = %v", a, same)
		}
		if !a.IsZero() && !b.IsZero() {
			if ok != a.Overlaps(b) || a.Overlaps(b) != b.Overlaps(a) {
				t.Fatalf("%v and %v: Intersect says %v, Overlaps %v and %v", a, b, ok, a.Overlaps(b), b.Overlaps(a))
			}
			if a.Contains(b) && (!ok || !sameDays(ab, b)) {
				t.Fatalf("%v contains %v, but Intersect = %v", a, b, ab)
			}
			if ok {
				a1, a2 := a.bounds()
				b1, b2 := b.bounds()
				if f, l := ab.bounds(); f != max(a1, b1) || l != min(a2, b2) {
					t.Fatalf("Intersect(%v, %v) = %v, not its days", a, b, ab)
				}
			}
			if a.Before(b) && (a.Overlaps(b) || b.Before(a) || Compare(a, b) >= 0) {
				t.Fatalf("%v is before %v, yet overlaps, follows or sorts after", a, b)
			}
		}
		if Compare(a, b) != -Compare(b, a) || (Compare(a, b) == 0) != (a == b) {
			t.Fatalf("Compare(%v, %v) = %d, Compare(b, a) = %d", a, b, Compare(a, b), Compare(b, a))
		}
		if Compare(a, b) <= 0 && Compare(b, c) <= 0 && Compare(a, c) > 0 {
			t.Fatalf("Compare is no order on %v, %v, %v", a, b, c)
		}
	})
}

func sameDays(a, b Date) bool {
	a1, a2 := a.bounds()
	b1, b2 := b.bounds()
	return a1 == b1 && a2 == b2
}

// checkDate checks what holds of every date.
func checkDate(fatalf func(string, ...any), d Date) {
	if d.IsZero() {
		if d.String() != "" || d.Precision() != UnknownPrecision {
			fatalf("unknown prints %q with precision %d", d, d.Precision())
		}
		return
	}
	back, err := Parse(d.String())
	if err != nil || back != d {
		fatalf("Parse(%q) = %v, %v", d.String(), back, err)
	}
	first, ok1 := d.First()
	last, ok2 := d.Last()
	if !ok1 && !ok2 || ok1 && ok2 && first > last {
		fatalf("%v runs from %v (%v) to %v (%v)", d, first, ok1, last, ok2)
	}
	if ok1 && ok2 {
		if whole := FromDays(first, last); len(whole.String()) > len("2000-01-01/2000-01-01") && last < DayOf(10000, 1, 1) && first > DayOf(-1, 1, 1) {
			fatalf("FromDays of %v = %v", d, whole)
		}
	}
	if !d.Contains(d) || !d.Overlaps(d) || d.Before(d) || Compare(d, d) != 0 {
		fatalf("%v does not agree with itself", d)
	}
	b, err := json.Marshal(d)
	var again Date
	if err != nil || json.Unmarshal(b, &again) != nil || again != d {
		fatalf("%v in JSON is %s, %v, read as %v", d, b, err, again)
	}
}

func TestBoundsOfTheFarthestYears(t *testing.T) {
	a, b := MustParse("Y-999999999"), MustParse("Y999999999")
	first, _ := a.First()
	last, _ := b.Last()
	if first <= math.MinInt64/2 || last >= math.MaxInt64/2 || first.Year() != -maxYear || last.Year() != maxYear {
		t.Errorf("years %d and %d, want ±%d", first.Year(), last.Year(), maxYear)
	}
}

func FuzzParse(f *testing.F) {
	for _, row := range valid {
		f.Add(row.text)
	}
	for _, s := range []string{"2022-11-01T10:00:00+05:30", "R/2022", "2022/2021", "Y", "-0000", "\xff/.."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			if !d.IsZero() || len(err.Error()) > 500 {
				t.Errorf("Parse(%q) = %v, %v", s, d, err)
			}
			return
		}
		checkDate(t.Fatalf, d)
		if d.String() != s && !strings.Contains(s, "T") {
			t.Errorf("Parse(%q) prints %q", s, d)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse("2022-11-21/2022-11-30"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	d := MustParse("2022-11-21/2022-11-30")
	buf := make([]byte, 0, 64)
	for b.Loop() {
		buf, _ = d.AppendText(buf[:0])
	}
}
