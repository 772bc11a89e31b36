package measure

import "math"

// Flow is what goes between two states in a period: trade in money, arms in
// trend-indicator values. A total is that with all partners; GDP is in the money
// of the trade. What is not known is NaN; the measures are then NaN.
type Flow struct {
	Exports, Imports float64 // of the first state to and from the second
	TotalA, TotalB   float64 // exports and imports of each with all partners
	GDPA, GDPB       float64
}

// Dependence is how much two states depend on the flow between them. All shares
// are in [0, 1] if the data are consistent; NaN where something is not known.
type Dependence struct {
	ShareA, ShareB float64 // of the flow in all flows of each
	// OnGDPA is (exports + imports) / GDP: Oneal and Russett's dependence.
	OnGDPA, OnGDPB  float64
	Interdependence float64 // the smaller of the two: the weak link
	Asymmetry       float64 // OnGDPA - OnGDPB: above 0, A depends more (Hirschman)
	ShareAsymmetry  float64 // ShareA - ShareB
	Salience        float64 // sqrt(ShareA ShareB)
	Symmetry        float64 // 1 - |ShareA - ShareB|
	Barbieri        float64 // Salience times Symmetry
}

// Depend computes dependence.
//
// Source: Oneal and Russett, International Studies Quarterly 41 (1997) 267;
// Hirschman, National Power and the Structure of Foreign Trade (1945); Barbieri,
// Journal of Peace Research 33 (1996) 29.
func Depend(f Flow) Dependence {
	sum := f.Exports + f.Imports
	share := func(of float64) float64 {
		if !(of > 0) {
			return math.NaN()
		}
		return sum / of
	}
	d := Dependence{ShareA: share(f.TotalA), ShareB: share(f.TotalB), OnGDPA: share(f.GDPA), OnGDPB: share(f.GDPB)}
	d.Interdependence = math.Min(d.OnGDPA, d.OnGDPB)
	d.Asymmetry = d.OnGDPA - d.OnGDPB
	d.ShareAsymmetry = d.ShareA - d.ShareB
	d.Salience = math.Sqrt(d.ShareA * d.ShareB)
	d.Symmetry = 1 - math.Abs(d.ShareA-d.ShareB)
	d.Barbieri = d.Salience * d.Symmetry
	return d
}

// Concentration is how a state's flows are spread over partners.
type Concentration struct {
	N         int     // partners with a flow above 0
	HHI       float64 // sum of squared shares, in (0, 1]
	Effective float64 // exp of the entropy: as many equal partners
	Top       float64 // share of the largest
}

// Concentrate computes it from amounts, one a partner; negative or NaN amounts are
// left out. It is false if nothing is left.
//
// Source: Hirschman (1945); Hill, Ecology 54 (1973) 427, for the effective number.
func Concentrate(amounts []float64) (Concentration, bool) {
	sum := 0.0
	for _, a := range amounts {
		if a > 0 {
			sum += a
		}
	}
	var c Concentration
	if !(sum > 0) || math.IsInf(sum, 0) {
		return c, false
	}
	entropy := 0.0
	for _, a := range amounts {
		if a > 0 {
			s := a / sum
			c.N++
			c.HHI += s * s
			entropy -= s * math.Log(s)
			c.Top = max(c.Top, s)
		}
	}
	c.Effective = math.Exp(entropy)
	return c, true
}
