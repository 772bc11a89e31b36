package measure

import "math"

// A proof keeps count, point after point, of what the numbers of each field rest
// on. Fields are the domains and, last, all together.
type proof struct {
	b      *bins
	sum    []float64 // of a field: Σ mass
	square []float64 // Σ mass²
	fresh  []float64 // Σ weight by age, of clusters with mass
	source []float64 // field × sources + source: Σ mass
	count  []int     // clusters younger than the span
	tells  []int     // field × sources + source: of them, how many it tells
	next   int       // in b.order: the first cluster not yet counted
	oldest int       // in b.order: the first still counted
}

func (b *bins) newProof() *proof {
	f, s := len(b.Domains)+1, len(b.sources)
	return &proof{b: b, sum: make([]float64, f), square: make([]float64, f), fresh: make([]float64, f),
		source: make([]float64, f*s), count: make([]int, f), tells: make([]int, f*s)}
}

// parts calls g with each field in which a cluster has cooperative mass, the mass
// on its day and the share of the cluster.
func (p *proof) parts(c *Cluster, g func(f int, mass, share float64)) {
	w := c.Status * max(c.Scores[0], 0)
	with := 0.0
	for _, x := range c.Parts {
		with += x.Share
	}
	if w == 0 || with == 0 {
		return
	}
	whole := 0.0
	for f, q := range c.Fields {
		if q > 0 {
			g(f, w*q*with, q*with)
			whole += q
		}
	}
	if whole > 0 {
		g(len(c.Fields), w*whole*with, whole*with)
	}
}

// step moves to a point.
func (p *proof) step(t int) {
	b := p.b
	if t > 0 {
		f := b.fade(b.gap(t))
		for i := range p.sum {
			p.sum[i] *= f
			p.square[i] *= f * f
			p.fresh[i] *= f
		}
		for i := range p.source {
			p.source[i] *= f
		}
	}
	last := b.Points[t].Last
	for ; p.next < len(b.order); p.next++ {
		i := b.order[p.next]
		c := &b.acts[i]
		if b.point[i] != t {
			break
		}
		k, own := b.faded[i], b.told(i)
		p.parts(c, func(f int, m, share float64) {
			p.sum[f] += m * k
			p.square[f] += m * m * k * k
			p.fresh[f] += share * k
			p.count[f]++
			for _, n := range own {
				at := f*len(b.sources) + int(n)
				p.source[at] += m * k / float64(len(own))
				p.tells[at]++
			}
		})
	}
	for ; p.oldest < p.next; p.oldest++ {
		i := b.order[p.oldest]
		c := &b.acts[i]
		if float64(last-c.Day) < seen*b.HalfLife {
			break
		}
		p.parts(c, func(f int, _, _ float64) {
			p.count[f]--
			for _, n := range b.told(i) {
				p.tells[f*len(b.sources)+int(n)]--
			}
		})
	}
}

// of is the evidence of a field as of the last step.
//
// The effective number is Kish's (Σ w)²/Σ w². That alone would not see evidence
// grow old, since a common factor cancels: it is at most 2 Σ 2^(-age/half-life),
// which is the same for a steady flow and falls when the flow stops.
func (p *proof) of(f int) Evidence {
	e := Evidence{Clusters: p.count[f], TopShare: math.NaN()}
	if p.square[f] > 0 && p.count[f] > 0 {
		e.Effective = min(p.sum[f]*p.sum[f]/p.square[f], 2*p.fresh[f])
	}
	s := len(p.b.sources)
	top := -1
	for i, n := range p.tells[f*s : (f+1)*s] {
		if n == 0 {
			continue
		}
		e.Sources++
		if top < 0 || p.source[f*s+i] > p.source[f*s+top] {
			top = i
		}
	}
	if top >= 0 && p.sum[f] > 0 {
		e.TopSource, e.TopShare = p.b.sources[top], p.source[f*s+top]/p.sum[f]
	}
	return e
}

// total is how many sources tell of anything.
func (p *proof) total() int { return p.of(len(p.b.Domains)).Sources }
