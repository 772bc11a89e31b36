package measure

import "math"

// items draws, for each item, the gammas given theta and beta, then y, then beta,
// and adds up what the states need.
//
// Products that are added are converted to float64 on the way: it keeps the
// compiler from fusing them, which would round differently on other processors.
func (s *idealSampler) items(tune bool) {
	clear(s.a)
	clear(s.b)
	s.sweeps++
	for j := range s.beta {
		unit := s.unit[s.begin[j]:s.begin[j+1]]
		choice := s.choice[s.begin[j]:s.begin[j+1]]
		eta, y := s.eta[:len(unit)], s.y[:len(unit)]
		beta := s.beta[j]
		for i, u := range unit {
			eta[i] = beta * s.theta[u]
		}
		s.gammas(j, choice, eta)
		if tune && s.sweeps%20 == 0 {
			switch rate := float64(s.accepted[j]) / 20; {
			case rate < .2:
				s.step[j] *= .7
			case rate > .5:
				s.step[j] = min(2, s.step[j]*1.4)
			}
			s.accepted[j] = 0
		}
		g1, g2 := s.gamma1[j], s.gamma2[j]
		var cross, square float64
		for i, u := range unit {
			m, t := eta[i], s.theta[u]
			switch choice[i] {
			case 0:
				y[i] = m - s.r.aboveTo(m-g1, m+s.o.Reach)
			case 1:
				y[i] = m + s.r.between(g1-m, g2-m)
			default:
				y[i] = m + s.r.aboveTo(g2-m, s.o.Reach-m)
			}
			cross += float64(t * y[i])
			square += float64(t * t)
		}
		beta = cross/(square+1) + s.r.normal()/math.Sqrt(square+1)
		s.beta[j] = beta
		b2 := beta * beta
		for i, u := range unit {
			s.a[u] += float64(beta * y[i])
			s.b[u] += b2
		}
	}
}

// gammas takes a Metropolis-Hastings step for the two thresholds of an item: each
// moves by a normal step held within its neighbours, and the acceptance corrects
// for the room that was left.
func (s *idealSampler) gammas(j int, choice []uint8, eta []float64) {
	g1, g2, d := s.gamma1[j], s.gamma2[j], s.step[j]
	n1 := s.r.within(g1, d, -idealMostGamma, g2)
	n2 := s.r.within(g2, d, n1, idealMostGamma)
	p, reach := &s.r.phi, s.o.Reach
	ratio := 0.0
	for i, m := range eta {
		switch choice[i] {
		case 0:
			ratio += p.logTo(n1-m, reach+m) - p.logTo(g1-m, reach+m)
		case 1:
			ratio += p.logBetween(n1-m, n2-m) - p.logBetween(g1-m, g2-m)
		default:
			ratio += p.logTo(m-n2, reach-m) - p.logTo(m-g2, reach-m)
		}
	}
	ratio += p.logBetween((-idealMostGamma-g1)/d, (g2-g1)/d) + p.logBetween((n1-g2)/d, (idealMostGamma-g2)/d)
	ratio -= p.logBetween((-idealMostGamma-n1)/d, (n2-n1)/d) + p.logBetween((g1-n2)/d, (idealMostGamma-n2)/d)
	if ratio >= 0 || s.r.uniform() < math.Exp(ratio) {
		s.gamma1[j], s.gamma2[j] = n1, n2
		s.accepted[j]++
	}
}

// states draws theta given y and beta, in order of time. As in the published
// estimates the prior of a period looks back only: it is around the period
// before, and around the next one for a state's first. That is no full Gibbs step,
// which would look both ways, but what the estimates are known by.
func (s *idealSampler) states() {
	for i, u := range s.units {
		precision, pull := s.b[i], s.a[i]
		near := u.prev
		if near < 0 {
			near = u.next
		}
		if near >= 0 {
			n := float64(u.votes)
			w := (n + float64(s.units[near].votes)) / (s.o.Smooth * n)
			precision += w
			pull += float64(w * s.theta[near])
		} else {
			precision++ // a state with one period: N(0, 1)
		}
		t := pull/precision + s.r.normal()/math.Sqrt(precision)
		s.theta[i] = min(idealMostTheta, max(-idealMostTheta, t))
	}
}

// standardise gives theta mean 0 and standard deviation 1.
func (s *idealSampler) standardise() {
	n := float64(len(s.theta))
	m, v := 0.0, 0.0
	for _, t := range s.theta {
		m += t / n
	}
	for _, t := range s.theta {
		v += float64((t - m) * (t - m))
	}
	if d := math.Sqrt(v / n); d > 0 {
		for i, t := range s.theta {
			s.theta[i] = (t - m) / d
		}
	}
}

// keep adds the thetas to the means and, if a draw is wanted, to the draws.
func (s *idealSampler) keep(draw bool) {
	s.kept++
	for i, t := range s.theta {
		s.sum[i] += t
		if draw {
			s.draws[i] = append(s.draws[i], float32(t))
		}
	}
}
