package measure

import "math"

// CalibrationError is the expected calibration error of probabilities over ten bins
// of equal width: the mean distance of a bin's mean probability from the share in it
// that is right, weighted by its size. It is 0 without probabilities.
//
// Source: Naeini, Cooper and Hauskrecht, Obtaining Well Calibrated Probabilities
// Using Bayesian Binning, AAAI 2015.
func CalibrationError(probs []float64, right func(i int) bool) float64 {
	var n, hits, sum [10]float64
	for i, p := range probs {
		b := min(9, max(0, int(p*10)))
		n[b]++
		sum[b] += p
		if right(i) {
			hits[b]++
		}
	}
	var e float64
	for b := range n {
		if n[b] > 0 {
			e += math.Abs(sum[b]-hits[b]) / float64(len(probs))
		}
	}
	return e
}
