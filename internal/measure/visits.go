package measure

import (
	"cmp"
	"math"
	"slices"
)

// A Visit is one state's leader or minister in another state. Day counts from any
// fixed day.
type Visit struct {
	Visitor, Host int
	Day           int
}

// mirrorDays is how far apart two reports of one visit may be dated.
const mirrorDays = 3

// Visits is a matrix of visits: rows visit columns.
type Visits struct {
	Count  [][]float64
	Recent [][]float64 // each visit weighs exp(-age ln 2 / half-life)
	N      int         // visits counted
	Merged int         // reports of a visit counted already
}

// VisitMatrix counts visits between n states. Reports of the same visitor and host
// within three days of the first are one visit: makers and hosts both report it.
// Age is counted to day at; later visits are left out. Half-life is in days.
func VisitMatrix(n int, visits []Visit, at int, halfLife float64) Visits {
	m := Visits{Count: NewNetwork(n), Recent: NewNetwork(n)}
	vs := slices.Clone(visits)
	slices.SortFunc(vs, func(a, b Visit) int {
		return cmp.Or(cmp.Compare(a.Visitor, b.Visitor), cmp.Compare(a.Host, b.Host), cmp.Compare(a.Day, b.Day))
	})
	first := Visit{Visitor: -1}
	for _, v := range vs {
		if v.Day > at || v.Visitor == v.Host {
			continue
		}
		if v.Visitor == first.Visitor && v.Host == first.Host && v.Day-first.Day <= mirrorDays {
			m.Merged++
			continue
		}
		first = v
		m.N++
		m.Count[v.Visitor][v.Host]++
		m.Recent[v.Visitor][v.Host] += math.Exp2(-float64(at-v.Day) / halfLife)
	}
	return m
}

// Share is the part of i's visits that went to j; false if i made none.
func (m Visits) Share(i, j int) (float64, bool) {
	sum := 0.0
	for _, x := range m.Count[i] {
		sum += x
	}
	return m.Count[i][j] / sum, sum > 0
}

// Reception is visits of j to i less those of i to j: above 0, i receives more
// than it goes.
func (m Visits) Reception(i, j int) float64 { return m.Count[j][i] - m.Count[i][j] }
