package synth

import (
	"fmt"
	"strconv"

	"entente/internal/record"
)

// names are of actors that GDELT writes beside a country's code.
var types = [...]string{"", "", "", "GOV", "MIL", "BUS", "OPP", "COP"}

// AppendGDELT2 appends row i as a line of a GDELT 2.0 event file, with its 61
// columns and a line end. fips is the FIPS code of each country, score that of
// each root in GDELT's scale.
func (t *Table) AppendGDELT2(b []byte, i uint64, fips []string, score [20]string) []byte {
	e := t.Row(i)
	y, m, d := record.Date(e.Day)
	b = strconv.AppendInt(b, e.ID, 10)
	b = append(b, '\t')
	date := func(b []byte) []byte {
		b = strconv.AppendInt(b, int64(y), 10)
		b = append(b, byte('0'+m/10), byte('0'+m%10))
		return append(b, byte('0'+d/10), byte('0'+d%10))
	}
	b = date(b)
	b = append(b, '\t')
	b = strconv.AppendInt(b, int64(y*100+m), 10)
	b = append(b, '\t')
	b = strconv.AppendInt(b, int64(y), 10)
	b = append(b, '\t')
	b = strconv.AppendFloat(b, float64(y)+(float64(m-1)*30.4+float64(d))/365.25, 'f', 4, 64)
	for side, c := range [2]int{e.Source, e.Target} {
		x := mix(t.seed, e.of, uint64(11+side))
		typ := types[x%uint64(len(types))]
		code := t.countries[c]
		b = append(b, '\t')
		b = append(append(b, code...), typ...)
		b = append(b, '\t')
		b = fmt.Appendf(b, "ACTOR %s %d", code, x>>8%7)
		b = append(b, '\t')
		b = append(b, code...)
		b = append(b, "\t\t\t\t\t"...)
		b = append(append(b, typ...), "\t\t"...)
	}
	root := Code(e.Root)[:2]
	b = append(b, '\t', byte('0'+mix(t.seed, i, 13)&1), '\t')
	b = append(append(b, root...), "0\t"...)
	b = append(append(b, root...), "0\t"...)
	b = append(append(b, root...), '\t', "11111222233333444444"[e.Root-1], '\t')
	b = append(append(b, score[e.Root-1]...), '\t')
	b = strconv.AppendInt(b, int64(e.Mentions), 10)
	b = append(b, "\t1\t"...)
	b = strconv.AppendInt(b, int64(e.Mentions), 10)
	b = append(b, '\t')
	b = strconv.AppendFloat(b, 20*unit(mix(t.seed, i, 14))-12, 'f', 13, 64)
	for _, c := range [3]int{e.Source, e.Target, e.Target} {
		k := mix(t.seed, e.of, 15) % 40 // one of its towns
		b = fmt.Appendf(b, "\t4\tTown %d, %s\t%s\t%s%02d\t%s%05d\t%.4f\t%.4f\t-%d", k, t.countries[c], fips[c], fips[c], k, fips[c], k,
			float64(c%120)-60+float64(k)/100, float64(c)*1.7-170+float64(k)/100, 1000000+c*100+int(k))
	}
	b = append(b, '\t')
	b = date(b)
	b = append(b, "120000\thttps://www.paper"...)
	article := (i / 4) // four rows an article
	b = strconv.AppendUint(b, mix(t.seed, article, 16)%5000, 10)
	b = append(b, ".example/news/"...)
	b = date(b)
	b = append(b, "/story-"...)
	b = strconv.AppendUint(b, mix(t.seed, article, 17), 36)
	return append(b, '\n')
}
