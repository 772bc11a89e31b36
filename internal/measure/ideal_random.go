package measure

import "math"

// idealRandom is a fast source of the random numbers that the sampler draws by
// the billion: xoshiro256++ (Blackman and Vigna 2021), seeded by splitmix64.
type idealRandom struct {
	s     [4]uint64
	spare float64
	has   bool
	phi   logPhi
}

func newIdealRandom(seed uint64) idealRandom {
	var r idealRandom
	for i := range r.s {
		r.s[i] = mix(seed + uint64(i))
	}
	r.phi = newLogPhi()
	return r
}

func (r *idealRandom) next() uint64 {
	s := &r.s
	out := rotl(s[0]+s[3], 23) + s[0]
	t := s[1] << 17
	s[2] ^= s[0]
	s[3] ^= s[1]
	s[1] ^= s[2]
	s[0] ^= s[3]
	s[2] ^= t
	s[3] = rotl(s[3], 45)
	return out
}

func rotl(x uint64, k uint) uint64 { return x<<k | x>>(64-k) }

// uniform is above 0 and below 1.
func (r *idealRandom) uniform() float64 { return (float64(r.next()>>11) + .5) / (1 << 53) }

// normal is of mean 0 and variance 1, by Marsaglia's polar method.
func (r *idealRandom) normal() float64 {
	if r.has {
		r.has = false
		return r.spare
	}
	for {
		u, v := 2*r.uniform()-1, 2*r.uniform()-1
		q := float64(u*u) + float64(v*v)
		if q >= 1 || q == 0 {
			continue
		}
		f := math.Sqrt(-2 * math.Log(q) / q)
		r.spare, r.has = v*f, true
		return u * f
	}
}

// above is a normal number that is at least a.
//
// Source: Robert, Statistics and Computing 5 (1995) 121.
func (r *idealRandom) above(a float64) float64 {
	if a < .4 {
		for {
			if x := r.normal(); x >= a {
				return x
			}
		}
	}
	rate := (a + math.Sqrt(a*a+4)) / 2
	for {
		x := a - math.Log(r.uniform())/rate
		if d := x - rate; r.uniform() <= math.Exp(-d*d/2) {
			return x
		}
	}
}

// aboveTo is a normal number in [a, b], for a b that seldom matters.
func (r *idealRandom) aboveTo(a, b float64) float64 {
	if b < 1 || a > b-1 {
		return r.between(a, b)
	}
	for {
		if x := r.above(a); x <= b {
			return x
		}
	}
}

// between is a normal number in [a, b].
func (r *idealRandom) between(a, b float64) float64 {
	if b <= a {
		return a
	}
	if a < 0 && b > 0 && b-a > 2 {
		for {
			if x := r.normal(); x >= a && x <= b {
				return x
			}
		}
	}
	if b < 0 {
		return -r.between(-b, -a)
	}
	if a > 0 && a*(b-a) > 1.5 { // steep: by the tail
		for {
			if x := r.above(a); x <= b {
				return x
			}
		}
	}
	top := 0.0 // where the density is highest
	if a > 0 {
		top = a
	}
	for {
		x := a + (b-a)*r.uniform()
		if r.uniform() <= math.Exp((top*top-x*x)/2) {
			return x
		}
	}
}

// within is a normal number around a centre in [a, b].
func (r *idealRandom) within(centre, d, a, b float64) float64 {
	return centre + d*r.between((a-centre)/d, (b-centre)/d)
}

// logPhi is a table of the logarithm of the normal distribution function, read
// with linear interpolation. The error is under 1e-5.
type logPhi struct{ at []float64 }

const (
	phiFrom  = -15
	phiTo    = 9
	phiSteps = 128 // a unit
)

func newLogPhi() logPhi {
	t := make([]float64, (phiTo-phiFrom)*phiSteps+2)
	for i := range t {
		t[i] = exactLogPhi(phiFrom + float64(i)/phiSteps)
	}
	return logPhi{t}
}

func exactLogPhi(x float64) float64 { return math.Log(math.Erfc(-x/math.Sqrt2) / 2) }

func (p *logPhi) log(x float64) float64 {
	if x >= phiTo {
		return 0
	}
	if x <= phiFrom { // Mills' ratio
		return -x*x/2 - math.Log(-x*math.Sqrt(2*math.Pi))
	}
	f := (x - phiFrom) * phiSteps
	i := int(f)
	return p.at[i] + float64((f-float64(i))*(p.at[i+1]-p.at[i]))
}

// logTo is the logarithm of the probability of [-b, a], for a b that seldom
// matters.
func (p *logPhi) logTo(a, b float64) float64 {
	if b > 6 && a > 1-b { // half a hundredth at most, and mostly a billionth
		return p.log(a)
	}
	return p.logBetween(-b, a)
}

// logBetween is the logarithm of the probability of [a, b].
func (p *logPhi) logBetween(a, b float64) float64 {
	if a > 0 { // keep to the tail where digits are
		a, b = -b, -a
	}
	hi, lo := p.log(b), p.log(a)
	if hi-lo < 1e-3 { // narrow: density times width
		m := (a + b) / 2
		return math.Log(max(b-a, 1e-300)) - m*m/2 - .9189385332046727
	}
	return hi + math.Log1p(-math.Exp(lo-hi))
}
