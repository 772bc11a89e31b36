package measure

import "math"

// A stream is a source of random numbers that can be entered at any place: the
// number drawn depends on the keys alone, not on what was drawn before. So a
// power, source or week gets the same draws whatever else is in the data.
type stream uint64

// mix is the finaliser of splitmix64 (Steele, Lea and Flood 2014).
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// with is the stream of a key within this stream.
func (s stream) with(key uint64) stream { return stream(mix(uint64(s) ^ mix(key))) }

// named is the stream of a name within this stream.
func (s stream) named(name string) stream {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return s.with(h)
}

// uniform is the nth number of the stream, above 0 and below 1.
func (s stream) uniform(n uint64) float64 {
	return (float64(mix(uint64(s)+n*0x9e3779b97f4a7c15)>>11) + 0.5) / (1 << 53)
}

// exponential is the nth number of the stream, of mean 1.
func (s stream) exponential(n uint64) float64 { return -math.Log(s.uniform(n)) }

// normal is the nth number of the stream, of mean 0 and variance 1.
func (s stream) normal(n uint64) float64 {
	u, v := s.uniform(2*n), s.uniform(2*n+1)
	return math.Sqrt(-2*math.Log(u)) * math.Cos(2*math.Pi*v)
}

// gamma is the nth number of the stream, of the shape given and scale 1; 0 for
// a shape of 0. Source: Marsaglia and Tsang, ACM TOMS 26 (2000) 363.
func (s stream) gamma(n uint64, shape float64) float64 {
	if !(shape > 0) {
		return 0
	}
	s = s.with(n)
	boost := 1.0
	if shape < 1 {
		boost = math.Pow(s.uniform(0), 1/shape)
		shape++
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for i := uint64(1); ; i++ {
		x := s.with(i).normal(0)
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(s.with(i).uniform(2)) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return boost * d * v
		}
	}
}

// poisson is the nth number of the stream, of the mean given.
func (s stream) poisson(n uint64, mean float64) int {
	s = s.with(n)
	k := 0
	// Sums of Poisson numbers are Poisson: large means in parts, so that the
	// product below does not run out of digits.
	for part := uint64(0); mean > 0; part++ {
		m := min(mean, 30)
		mean -= m
		limit, p := math.Exp(-m), 1.0
		for i := uint64(0); ; i++ {
			if p *= s.with(part).uniform(i); p <= limit {
				break
			}
			k++
		}
	}
	return k
}
