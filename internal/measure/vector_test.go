package measure

import (
	"math"
	"slices"
	"testing"
)

// TestVector: what is done several at a time has the bits of one by one, and
// nothing is written beyond the list.
func TestVector(t *testing.T) {
	odd := []float64{0, math.Copysign(0, -1), math.Inf(1), math.NaN(), math.SmallestNonzeroFloat64, math.MaxFloat64, -1e-310}
	for n := range 70 {
		list := func(name string) []float64 {
			out := make([]float64, n+8)
			for i := range out {
				s := stream(n).named(name)
				if out[i] = s.normal(uint64(i)); i%11 == 3 {
					out[i] = odd[int(s.uniform(uint64(i))*float64(len(odd)))]
				}
			}
			return out
		}
		for _, a := range []float64{1.1, -3e-200, 0, math.Inf(-1)} {
			for name, do := range map[string][2]func(dst, src []float64){
				"add":       {add, addOne},
				"addScaled": {func(d, s []float64) { addScaled(d, s, a) }, func(d, s []float64) { addScaledOne(d, s, a) }},
				"scale":     {func(d, _ []float64) { scale(d, a) }, func(d, _ []float64) { scaleOne(d, a) }},
			} {
				got, want, src := list("dst"), list("dst"), list("src")
				do[0](got[:n], src[:n])
				do[1](want[:n], src[:n])
				if !slices.EqualFunc(got, want, func(a, b float64) bool {
					return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b)
				}) {
					t.Fatalf("%s of %d by %g: got %v, want %v", name, n, a, got, want)
				}
			}
		}
	}
}
