package measure

// Sums over lists of draws. Each number is reckoned by itself, product and sum
// rounded apart, so that it is the same bits however many a machine does at once.

// add adds a list to another of its length.
func add(dst, src []float64) {
	dst = dst[:len(src)]
	n := four(len(src))
	if n > 0 {
		addAVX2(&dst[0], &src[0], n)
	}
	addOne(dst[n:], src[n:])
}

func addOne(dst, src []float64) {
	for i, v := range src {
		dst[i] += v
	}
}

// addScaled adds a times a list to another of its length.
func addScaled(dst, src []float64, a float64) {
	dst = dst[:len(src)]
	n := four(len(src))
	if n > 0 {
		addScaledAVX2(&dst[0], &src[0], n, a)
	}
	addScaledOne(dst[n:], src[n:], a)
}

func addScaledOne(dst, src []float64, a float64) {
	for i, v := range src {
		dst[i] += float64(v * a)
	}
}

// scale multiplies a list by a.
func scale(dst []float64, a float64) {
	n := four(len(dst))
	if n > 0 {
		scaleAVX2(&dst[0], n, a)
	}
	scaleOne(dst[n:], a)
}

func scaleOne(dst []float64, a float64) {
	for i := range dst {
		dst[i] *= a
	}
}
