package measure

// Sums over lists of draws. Each number is reckoned by itself, product and sum
// rounded apart, so that it is the same however many are reckoned at once.

// add adds a list to another of its length.
func add(dst, src []float64) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] += v
	}
}

// addScaled adds a times a list to another of its length.
func addScaled(dst, src []float64, a float64) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] += float64(v * a)
	}
}

// scale multiplies a list by a.
func scale(dst []float64, a float64) {
	for i := range dst {
		dst[i] *= a
	}
}
