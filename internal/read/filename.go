package read

import (
	"path"
	"strings"

	"entente/internal/edtf"
)

// dayInName returns the day that a file's name begins with, as archives name their
// articles ("2022-12-04-border-talks.txt", "2022-12 summit.html"), in EDTF; "" if it
// begins with none.
func dayInName(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	for _, n := range []int{len("2006-01-02"), len("2006-01")} {
		if len(base) <= n || base[4] != '-' || base[n] >= '0' && base[n] <= '9' || base[n] == '-' && n == 7 && base[n+1] >= '0' && base[n+1] <= '9' {
			continue
		}
		d, err := edtf.Parse(base[:n])
		if err == nil {
			return d.String()
		}
	}
	return ""
}
