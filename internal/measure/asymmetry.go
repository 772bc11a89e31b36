package measure

import "math"

// Asymmetry is by how much more a state leans on a power than the power leans on
// it: s_ik - s_ki, from the share of the power in the state's cooperation and the
// share of the state in the power's. The two are taken as independent, so the
// interval is that of the normal distribution.
//
// Source: after Hirschman, National Power and the Structure of Foreign Trade
// (1945), with acts for trade.
func Asymmetry(state, power Estimate) Estimate {
	if !state.Known() || !power.Known() {
		return none
	}
	e := Estimate{Value: state.Value - power.Value, SD: math.Hypot(state.SD, power.SD)}
	e.Low, e.High = max(-1, e.Value-z90*e.SD), min(1, e.Value+z90*e.SD)
	e.Above = upperNormal(-e.Value / e.SD)
	return e
}
