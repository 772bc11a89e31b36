package measure

// AllianceObligations are what one state has promised another, as ATOP codes it.
type AllianceObligations struct {
	Defence, Offence, Neutrality, NonAggression, Consultation bool
}

// Category is the strength of the obligations in order: 3 defence or offence, 2
// neutrality or consultation, 1 non-aggression, 0 none.
//
// Source: Leeds et al., Alliance Treaty Obligations and Provisions, International
// Interactions 28 (2002) 237; the order is that of the package fpsim (Häge 2011).
func (o AllianceObligations) Category() int {
	switch {
	case o.Defence || o.Offence:
		return 3
	case o.Neutrality || o.Consultation:
		return 2
	case o.NonAggression:
		return 1
	}
	return 0
}

// PortfolioTable cross-tabulates what two states have with each member of the
// system, in categories from 0 to top. A member that a portfolio does not name is
// in category 0. Each state is its own ally of the top category, as in Signorino
// and Ritter (1999); both must be in the system. Categories above top count as
// top.
func PortfolioTable(system []string, a, b string, of func(state, member string) int, top int) Crosstab {
	c := NewCrosstab(top + 1)
	at := func(state, member string) int {
		if state == member {
			return top
		}
		return min(top, max(0, of(state, member)))
	}
	for _, m := range system {
		c[at(a, m)][at(b, m)]++
	}
	return c
}

// Binary folds a table into two categories, none and some.
func (c Crosstab) Binary() Crosstab {
	out := NewCrosstab(2)
	for i := range c {
		for j := range c[i] {
			out[min(i, 1)][min(j, 1)] += c[i][j]
		}
	}
	return out
}

// Jaccard is the share that two sets have in common of what either has; false
// if both are empty.
func Jaccard(both, onlyA, onlyB int) (float64, bool) {
	n := both + onlyA + onlyB
	if n == 0 {
		return 0, false
	}
	return float64(both) / float64(n), true
}
