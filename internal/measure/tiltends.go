package measure

import "math"

// ends gives an interval to what no draw can move: shares of 0 or 1, of which every
// reweighting of the acts makes the same. With n effective clusters and none of a
// power, its share may be up to 1 - 0.05^(1/n) (the exact binomial limit for no case
// in n: Clopper and Pearson, Biometrika 26 (1934) 404); tilts, N_eff and spread of
// such shares follow.
func (b *bins) ends(p *TiltPoint) {
	fixed := func(e *Estimate) bool { return e.Known() && e.Low == e.High }
	d := len(b.Domains)
	for f := range d + 1 {
		field := &p.All
		if f < d {
			field = &p.Domain[f]
		}
		if field.Missing != "" || !(field.Effective > 0) {
			continue
		}
		most := 1 - math.Pow((1-Interval)/2, 1/field.Effective)
		one := false
		for k := range field.Share {
			switch e := &field.Share[k]; {
			case !fixed(e):
			case e.Value == 0:
				e.High = most
			case e.Value == 1:
				e.Low, one = 1-most, true
			}
		}
		if one && fixed(&field.Partners) {
			field.Partners.High = math.Exp(-most*math.Log(most) - (1-most)*math.Log1p(-most))
			field.Spread.High = 1 - most*most - (1-most)*(1-most)
		}
		for i := range p.Lean {
			e := &p.Lean[i].All
			if f < d {
				e = &p.Lean[i].Domain[f]
			}
			switch {
			case !fixed(e):
			case e.Value == 0: // neither has any
				e.Low, e.High = -most, most
			case e.Value == 1:
				e.Low = 1 - 2*most
			case e.Value == -1:
				e.High = 2*most - 1
			}
		}
	}
	weights := b.weights(p.Combined)
	for i := range p.Lean {
		l := &p.Lean[i]
		if !fixed(&l.Combined) {
			continue
		}
		low, high := 0.0, 0.0
		for f, w := range weights {
			if w > 0 {
				low += w * l.Domain[f].Low
				high += w * l.Domain[f].High
			}
		}
		l.Combined.Low, l.Combined.High = low, high
	}
}
