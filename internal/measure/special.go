package measure

import (
	"math"
	"slices"
)

// logGamma is the logarithm of the gamma function, of a positive number.
func logGamma(x float64) float64 { v, _ := math.Lgamma(x); return v }

// betaInc is the regularised incomplete beta function I_x(a, b), by Lentz's
// continued fraction. Source: DLMF 8.17.22.
func betaInc(a, b, x float64) float64 {
	if !(x > 0) {
		return 0
	}
	if x >= 1 {
		return 1
	}
	if x > (a+1)/(a+b+2) {
		return 1 - betaInc(b, a, 1-x)
	}
	front := math.Exp(logGamma(a+b)-logGamma(a)-logGamma(b)+a*math.Log(x)+b*math.Log1p(-x)) / a
	const tiny = 1e-300
	c, d, f := 1.0, 0.0, 1.0
	for i := 0; i < 500; i++ {
		m := float64(i / 2)
		var t float64
		switch {
		case i == 0:
			t = 1
		case i%2 == 0:
			t = m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		default:
			t = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		}
		d = 1 + t*d
		if math.Abs(d) < tiny {
			d = tiny
		}
		d = 1 / d
		c = 1 + t/c
		if math.Abs(c) < tiny {
			c = tiny
		}
		f *= c * d
		if math.Abs(1-c*d) < 1e-15 {
			break
		}
	}
	return front * (f - 1)
}

// upperF is the probability that a number of the F distribution exceeds f.
func upperF(f, d1, d2 float64) float64 {
	if math.IsNaN(f) {
		return math.NaN()
	}
	return betaInc(d2/2, d1/2, d2/(d2+d1*f))
}

// quantile is the q quantile of xs, between order statistics by R's type 7. It
// reorders xs; NaN if there is none.
func quantile(xs []float64, q float64) float64 {
	if len(xs) == 0 {
		return math.NaN()
	}
	slices.Sort(xs)
	return sortedQuantile(xs, q)
}

func sortedQuantile(xs []float64, q float64) float64 {
	h := q * float64(len(xs)-1)
	i := int(h)
	if i+1 >= len(xs) {
		return xs[len(xs)-1]
	}
	return xs[i] + (h-float64(i))*(xs[i+1]-xs[i])
}

// mean is NaN if there is no number.
func mean(xs []float64) float64 {
	s := 0.0
	for _, x := range xs {
		s += x
	}
	return s / float64(len(xs))
}

// twoQuantiles are two quantiles of xs, a below b. It reorders xs. below and above
// are guesses of numbers a little inside of them, which save work if they are good
// and change nothing if they are not.
func twoQuantiles(xs []float64, a, b, below, above float64) (float64, float64) {
	n := len(xs)
	rank := func(q float64) (int, float64) {
		h := q * float64(n-1)
		i := min(int(h), n-1)
		return i, h - float64(i)
	}
	// The lower: its two order statistics are the last two of the smallest i+2.
	i, part := rank(a)
	tail := cutBelow(xs, below)
	if i+1 >= tail {
		tail = n
	}
	low := 0.0
	if i+1 < n {
		selectNth(xs[:tail], i+1)
		low = slices.Max(xs[:i+1])
		low += part * (xs[i+1] - low)
	} else {
		selectNth(xs, i)
		low = xs[i]
	}
	// The upper: the first two of what is left.
	j, part := rank(b)
	from := 0
	if j > i { // what stands before i is smaller
		from = i + 1
	}
	rest := xs[from:]
	at := cutBelow(rest, above)
	if j-from < at {
		at = 0
	}
	selectNth(rest[at:], j-from-at)
	high := xs[j]
	if j+1 < n && part > 0 {
		high += part * (slices.Min(xs[j+1:]) - high)
	}
	return low, high
}

// cutBelow puts what is smaller than a value first, and says how many that are.
func cutBelow(xs []float64, v float64) int {
	k := 0
	for i, x := range xs {
		if x < v {
			xs[i], xs[k] = xs[k], x
			k++
		}
	}
	return k
}

// selectNth puts the nth smallest at its place, the smaller before it and the
// greater after it.
func selectNth(xs []float64, n int) {
	lo, hi := 0, len(xs)-1
	for lo < hi {
		// Median of three against inputs in order.
		mid := (lo + hi) / 2
		if xs[mid] < xs[lo] {
			xs[mid], xs[lo] = xs[lo], xs[mid]
		}
		if xs[hi] < xs[lo] {
			xs[hi], xs[lo] = xs[lo], xs[hi]
		}
		if xs[hi] < xs[mid] {
			xs[hi], xs[mid] = xs[mid], xs[hi]
		}
		pivot := xs[mid]
		i, j := lo, hi
		for i <= j {
			for xs[i] < pivot {
				i++
			}
			for xs[j] > pivot {
				j--
			}
			if i <= j {
				xs[i], xs[j] = xs[j], xs[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			hi = j
		case n >= i:
			lo = i
		default:
			return
		}
	}
}
