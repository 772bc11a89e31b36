package measure

import (
	"cmp"
	"math"
	"slices"

	"entente/internal/edtf"
)

// A Scale gives an act's code its score, from conflict (below 0) to cooperation
// (above 0): Goldstein's for CAMEO codes, or a codebook's.
type Scale map[string]float64

// A DyadAct is one act of a source towards a target on a day.
type DyadAct struct {
	Source, Target string
	Day            edtf.Day
	Code           string // key of the scale
}

// A Balance is the cooperation and conflict of a dyad in a period. Volume and
// Net are two axes: war and talks together are much of both, not nothing.
type Balance struct {
	Source, Target string
	Period         Period
	N              int     // acts whose code has a score
	Unscored       int     // acts whose code has none: not counted elsewhere
	Plus, Minus    float64 // sums of scores above 0, and of those below 0 without their sign
}

// Net is Plus less Minus.
func (b Balance) Net() float64 { return b.Plus - b.Minus }

// Share is net cooperation as a share of all: -1 is conflict only, 1 is
// cooperation only; NaN if all scores are 0.
func (b Balance) Share() float64 { return (b.Plus - b.Minus) / (b.Plus + b.Minus) }

// Tension is the share of conflict in all, 0 to 1; NaN if all scores are 0.
func (b Balance) Tension() float64 { return b.Minus / (b.Plus + b.Minus) }

// Mean is the mean score of an act; NaN if there is none.
func (b Balance) Mean() float64 {
	if b.N == 0 {
		return math.NaN()
	}
	return b.Net() / float64(b.N)
}

// NetCooperation sums the scores of acts by dyad and period, in the order of
// source, target and period. A dyad and period without an act is not there: a
// gap, no 0. Acts outside all periods are left out; periods must not overlap.
//
// Source: Goldstein, A Conflict-Cooperation Scale for WEIS Events Data, Journal
// of Conflict Resolution 36 (1992) 369; two axes after the critique of one-axis
// scales that COPDAB met.
func NetCooperation(acts []DyadAct, scale Scale, periods []Period) []Balance {
	type key struct {
		source, target string
		period         int
	}
	at := map[key]*Balance{}
	for _, a := range acts {
		i := slices.IndexFunc(periods, func(p Period) bool { return p.Holds(a.Day) })
		if i < 0 {
			continue
		}
		k := key{a.Source, a.Target, i}
		b := at[k]
		if b == nil {
			b = &Balance{Source: a.Source, Target: a.Target, Period: periods[i]}
			at[k] = b
		}
		g, ok := scale[a.Code]
		if !ok || math.IsNaN(g) {
			b.Unscored++
			continue
		}
		b.N++
		if g > 0 {
			b.Plus += g
		} else {
			b.Minus -= g
		}
	}
	out := make([]Balance, 0, len(at))
	for _, b := range at {
		out = append(out, *b)
	}
	slices.SortFunc(out, func(a, b Balance) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Target, b.Target), cmp.Compare(a.Period.First, b.Period.First))
	})
	return out
}
