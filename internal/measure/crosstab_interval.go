package measure

import "math"

// z90 is the 95 % quantile of the normal distribution: intervals are of 90 %.
const z90 = 1.6448536269514722

// WilsonInterval is the 90 % score interval of a share, in [0, 1], from its value
// and the number of observations. For the mean of values between 0 and 1, such as
// Agreement, it is on the wide side. It has width even at 0 and 1. N must be
// above 0.
//
// Source: Wilson, Journal of the American Statistical Association 22 (1927) 209.
func WilsonInterval(share, n float64) (low, high float64) {
	z2 := z90 * z90
	mid := (share + z2/(2*n)) / (1 + z2/n)
	half := z90 / (1 + z2/n) * math.Sqrt(share*(1-share)/n+z2/(4*n*n))
	return max(0, mid-half), min(1, mid+half)
}

// JackknifeInterval is the 90 % normal interval of a measure of a table of
// counts: each observation is left out once. It is false if the measure is not
// defined, or is not defined without some one observation.
//
// Source: Efron and Tibshirani, An Introduction to the Bootstrap, the chapter on
// the jackknife.
func JackknifeInterval(c Crosstab, f func(Crosstab) (float64, bool)) (low, high float64, ok bool) {
	value, ok := f(c)
	n := c.N()
	if !ok || n < 2 {
		return 0, 0, false
	}
	left := NewCrosstab(len(c))
	for i := range c {
		copy(left[i], c[i])
	}
	type part struct{ count, value float64 }
	var parts []part
	mean := 0.0
	for i := range c {
		for j := range c[i] {
			if c[i][j] < 1 {
				continue
			}
			left[i][j]--
			v, ok := f(left)
			left[i][j]++
			if !ok {
				return 0, 0, false
			}
			parts = append(parts, part{c[i][j], v})
			mean += c[i][j] * v / n
		}
	}
	variance := 0.0
	for _, p := range parts {
		variance += p.count * (p.value - mean) * (p.value - mean)
	}
	se := math.Sqrt(variance * (n - 1) / n)
	return value - z90*se, value + z90*se, true
}
