package measure

import (
	"math"
	"slices"
)

// CRPS is the continuous ranked probability score of an ensemble of equally
// likely values against what came: 0 is perfect, and it is in the units of the
// values. NaN for no ensemble.
//
//	E|X - y| - ½ E|X - X'|
//
// Source: Gneiting and Raftery, JASA 102 (2007) 359, eq. 21.
func CRPS(ensemble []float64, y float64) float64 {
	n := float64(len(ensemble))
	if n == 0 {
		return math.NaN()
	}
	xs := slices.Clone(ensemble)
	slices.Sort(xs)
	var off, spread float64
	for i, x := range xs {
		off += math.Abs(x - y)
		spread += x * (2*float64(i) + 1 - n) // Σ_i<j (x_j - x_i), sorted
	}
	return off/n - spread/(n*n)
}

// IntervalScore is the score of a central interval that should hold all but
// alpha of what comes: its width, and a penalty for what falls outside. Less is
// better.
//
//	(u - l) + 2/α (l - y)[y < l] + 2/α (y - u)[y > u]
//
// Source: Gneiting and Raftery (2007), eq. 43.
func IntervalScore(lower, upper, y, alpha float64) float64 {
	s := upper - lower
	if y < lower {
		s += 2 / alpha * (lower - y)
	}
	if y > upper {
		s += 2 / alpha * (y - upper)
	}
	return s
}

// Ignorance is -log2 of the probability an ensemble gives to what came, with
// one more draw spread evenly over the bins, so that no bin is impossible. Bins
// are given by their lower ends, ascending; the last is open above. NaN if y is
// below all bins or there is no ensemble.
//
// Source: Roulston and Smith, Monthly Weather Review 130 (2002) 1653.
func Ignorance(ensemble []float64, y float64, bins []float64) float64 {
	bin := func(x float64) int {
		i, ok := slices.BinarySearch(bins, x)
		if ok {
			return i
		}
		return i - 1
	}
	at := bin(y)
	if at < 0 || len(ensemble) == 0 {
		return math.NaN()
	}
	k := 0
	for _, x := range ensemble {
		if bin(x) == at {
			k++
		}
	}
	return -math.Log2((float64(k) + 1/float64(len(bins))) / (float64(len(ensemble)) + 1))
}
