package measure

import "math"

// A LocalLevel is a level that wanders, seen through noise:
//
//	y_t = level_t + e_t, e ~ N(0, Noise); level_t+1 = level_t + w_t, w ~ N(0, Drift)
type LocalLevel struct {
	Noise, Drift float64 // variances
	LogLik       float64 // diffuse log-likelihood
	// Level and Var are the level at each time, given what was seen up to it, and
	// its variance.
	Level, Var []float64
}

// FitLocalLevel finds the variances of greatest likelihood. NaN in y is a gap,
// over which the level drifts unseen. ErrTooFew under three values seen.
//
// Of the level before the first value nothing is known: its variance is taken as
// boundless if start is 0 (the exact diffuse start), else as start, about 0, which
// some programs do with 10⁷. Either way the first value has no density of its own.
//
// Source: Durbin and Koopman, Time Series Analysis by State Space Methods (2012),
// chapter 2.
func FitLocalLevel(y []float64, start float64) (LocalLevel, error) {
	seen := 0
	var m, m2 float64
	for _, v := range y {
		if !math.IsNaN(v) {
			seen++
			d := v - m
			m += d / float64(seen)
			m2 += d * (v - m)
		}
	}
	if seen < 3 {
		return LocalLevel{}, ErrTooFew
	}
	if m2 == 0 {
		return LocalLevel{}, errNoVariance
	}
	// With the signal-to-noise ratio q given, the noise has a closed form; q is
	// found by a grid on its logarithm and golden section about the best.
	f := func(logq float64) float64 { return filterLevel(y, 1, math.Exp(logq), 0, true).LogLik }
	best, at := math.Inf(-1), 0.0
	for lq := -16.0; lq <= 16; lq += 0.5 {
		if v := f(lq); v > best {
			best, at = v, lq
		}
	}
	a, b := at-0.5, at+0.5
	const g = 0.6180339887498949
	for range 80 {
		c, d := b-g*(b-a), a+g*(b-a)
		if f(c) > f(d) {
			b = d
		} else {
			a = c
		}
	}
	q := math.Exp((a + b) / 2)
	noise := filterLevel(y, 1, q, 0, true).Noise
	return filterLevel(y, noise, q*noise, start, false), nil
}

// filterLevel runs the Kalman filter. If free, the variances are known but for a
// common factor: it puts in the likeliest.
func filterLevel(y []float64, noise, drift, start float64, free bool) LocalLevel {
	out := LocalLevel{Noise: noise, Drift: drift, Level: make([]float64, len(y)), Var: make([]float64, len(y))}
	var a, p, logs, squares float64
	n := 0
	begun := false
	for t, v := range y {
		if t > 0 {
			p += drift
		}
		switch {
		case math.IsNaN(v) && !begun:
			a, p = math.NaN(), math.NaN()
		case math.IsNaN(v):
		case !begun && start > 0:
			k := start / (start + noise)
			a, p, begun = k*v, start*(1-k), true
		case !begun: // the diffuse start: the first value is all that is known
			a, p, begun = v, noise, true
		default:
			f := p + noise
			e := v - a
			logs += math.Log(f)
			squares += e * e / f
			n++
			k := p / f
			a += k * e
			p *= 1 - k
		}
		out.Level[t], out.Var[t] = a, p
	}
	if free {
		s := squares / float64(n)
		out.Noise, out.Drift = noise*s, drift*s
		out.LogLik = -0.5*float64(n)*math.Log(2*math.Pi) - 0.5*(logs+float64(n)*math.Log(s)+float64(n))
		return out
	}
	out.LogLik = -0.5*float64(n)*math.Log(2*math.Pi) - 0.5*(logs+squares)
	return out
}
