package measure

import (
	"math"
	"slices"
)

// shares are the masses of the data or of many draws as shares of the fields: of
// each number the draws stand together.
type shares struct {
	b     *bins
	n     int       // draws
	share []float64 // (field × powers + power) × n + draw; the last field is all
	total []float64 // field × n + draw: the mass of a field, the prior's with it
	perN  []float64 // field × n + draw: N_eff of a field
	has   []bool    // of which fields perN is known
}

func (b *bins) newShares(n int) *shares {
	f := len(b.Domains) + 1
	return &shares{b: b, n: n, share: make([]float64, f*len(b.Powers)*n), total: make([]float64, f*n), perN: make([]float64, f*n), has: make([]bool, f)}
}

// row are the shares of a power in a field, by draw.
func (s *shares) row(f, power int) []float64 {
	at := (f*len(s.b.Powers) + power) * s.n
	return s.share[at : at+s.n]
}

// set fills the shares of fields (one by one if split, and of all) from masses
// (cell × draws + draw) and those of the prior: prior has them by field × powers +
// power and is the same for all draws, or scales those drawn.
func (s *shares) set(mass, prior, drawn []float64, split bool) {
	k, d, n := len(s.b.Powers), len(s.b.Domains), s.n
	clear(s.has)
	first := d
	if split {
		first = 0
	}
	for f := first; f <= d; f++ {
		total := s.total[f*n : (f+1)*n]
		clear(total)
		for p := range k {
			row := s.row(f, p)
			if f < d {
				copy(row, mass[(f*k+p)*n:(f*k+p+1)*n])
			} else {
				clear(row)
				for g := range d {
					add(row, mass[(g*k+p)*n:(g*k+p+1)*n])
				}
			}
			if i := f*k + p; drawn != nil {
				addScaled(row, drawn[i*n:(i+1)*n], prior[i])
			} else {
				v := prior[i]
				for j := range row {
					row[j] += v
				}
			}
			add(total, row)
		}
		for p := range k {
			row := s.row(f, p)
			for j, t := range total {
				if t > 0 {
					row[j] /= t
				}
			}
		}
	}
}

// partners are exp of the entropy of a field.
func (s *shares) partners(f int) []float64 {
	out := s.perN[f*s.n : (f+1)*s.n]
	if s.has[f] {
		return out
	}
	s.has[f] = true
	clear(out)
	for p := range s.b.Powers {
		for j, v := range s.row(f, p) {
			if v > 0 {
				out[j] -= v * math.Log(v)
			}
		}
	}
	for j, h := range out {
		out[j] = math.Exp(h)
	}
	return out
}

// draw computes the stats of every draw: stat × draws + draw. The result stands in
// room until the next call.
func (s *shares) draw(stats []stat, room *[]float64) []float64 {
	out := slices.Grow((*room)[:0], len(stats)*s.n)[:len(stats)*s.n]
	*room = out
	for i, st := range stats {
		st.value(s, out[i*s.n:(i+1)*s.n])
	}
	return out
}
