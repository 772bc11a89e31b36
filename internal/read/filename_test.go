package read

import "testing"

func TestDayInName(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"in/2022-12-04-border-talks.txt", "2022-12-04"},
		{"2022-12-04.txt", "2022-12-04"},
		{"2022-12 summit.html", "2022-12"},
		{`c:\news\2022-12-04_a.txt`, "2022-12-04"},
		{"2022-13-04-x.txt", ""},
		{"2022-02-30-x.txt", ""},
		{"20221204-x.txt", ""},
		{"1984.txt", ""},
		{"2022-1204.txt", ""},
		{"talks-2022-12-04.txt", ""},
		{"", ""},
	} {
		if got := dayInName(c.name); got != c.want {
			t.Errorf("dayInName(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}
