package events

import (
	"strings"
	"testing"

	"entente/internal/record"
)

func TestValues(t *testing.T) {
	line := gdeltLine(nil)
	for _, x := range []struct {
		what   string
		format record.Format
		in     string
		n      int
		at     int
		want   string
	}{
		{"tabs", record.GDELT2, line, 61, 6, "KAZAKHSTAN"},
		{"semicolons", record.GDELT2, strings.ReplaceAll(line, "\t", ";"), 61, 6, "KAZAKHSTAN"},
		{"quoted", record.ACLED, `KAZ1,2022-01-05,"Almaty, the ""old"" capital",x`, 4, 2, `Almaty, the "old" capital`},
		{"short", record.Phoenix, "1\t2", 2, 1, "2"},
		{"nothing", record.GDELT2, "", 0, 0, ""},
		{"JSON", record.PLOVER, `{"id":"1"}`, 0, 0, ""},
		{"a synthetic row", record.Synth, "1\t2", 0, 0, ""},
	} {
		got := Values(x.format, x.in)
		if len(got) != x.n || x.n > 0 && got[x.at] != x.want {
			t.Errorf("%s: %q is %q, want %d with %q", x.what, x.in, got, x.n, x.want)
		}
	}
}
