package measure

import (
	"math"
	"slices"
)

// A stat is one number that is drawn: a function of the masses of the cells.
// value computes it of each draw, slope its derivatives by the cells of one.
type stat struct {
	value func(s *shares, out []float64)
	slope func(*shares, []float64)
	// unbiased moves the draws by twice their distance from the value, for what a
	// bootstrap pulls one way: entropy falls when draws are uneven.
	unbiased  bool
	low, high float64 // what it can be
	to        *Estimate
}

// field calls g with the cells of a field and their powers.
func (b *bins) field(f int, g func(cell, power int)) {
	k := len(b.Powers)
	for c := range b.cells {
		if f == len(b.Domains) || c/k == f {
			g(c, c%k)
		}
	}
}

// stats lists what is drawn of a point, for the fields that have enough evidence,
// of the numbers asked for; split says whether it needs the domains one by one.
func (b *bins) stats(t int, p *TiltPoint) (out []stat, split bool) {
	k, d := len(b.Powers), len(b.Domains)
	fields := make([]*Field, d+1)
	for f := range fields {
		if fields[f] = &p.All; f < d {
			fields[f] = &p.Domain[f]
		}
		if fields[f].Missing != "" {
			continue
		}
		share, partners := ShareOfAll, PartnersOfAll
		if f < d {
			share, partners = ShareByDomain, PartnersByDomain
		}
		if !b.asked(t, share|partners) {
			continue
		}
		split = split || f < d
		for i := range k { // the ends of the partners' interval hang on those of the shares
			out = append(out, stat{low: 0, high: 1, to: &fields[f].Share[i],
				value: func(s *shares, out []float64) { copy(out, s.row(f, i)) },
				slope: func(s *shares, g []float64) { b.addShare(s, g, f, i, 1) }})
		}
		if !b.asked(t, partners) {
			continue
		}
		out = append(out, stat{unbiased: true, low: 1, high: float64(k), to: &fields[f].Partners,
			value: func(s *shares, out []float64) { copy(out, s.partners(f)) },
			slope: func(s *shares, g []float64) {
				n := s.partners(f)[0]
				b.field(f, func(c, p int) {
					if v := s.share[f*k+p]; v > 0 {
						g[c] -= n * (math.Log(v) + math.Log(n)) / s.total[f]
					}
				})
			}})
		out = append(out, stat{unbiased: true, low: 0, high: 1 - 1/float64(k), to: &fields[f].Spread,
			value: func(s *shares, out []float64) {
				clear(out)
				for p := range k {
					for j, v := range s.row(f, p) {
						out[j] += v * v
					}
				}
				for j, hhi := range out {
					out[j] = 1 - hhi
				}
			},
			slope: func(s *shares, g []float64) {
				hhi := 0.0
				for _, v := range s.share[f*k : (f+1)*k] {
					hhi += v * v
				}
				b.field(f, func(c, p int) { g[c] -= 2 * (s.share[f*k+p] - hhi) / s.total[f] })
			}})
	}
	weights := b.weights(p.Combined)
	for i, pair := range b.Pairs {
		l := &p.Lean[i]
		tilt := func(s *shares, f int) (to, from []float64) { return s.row(f, pair[0]), s.row(f, pair[1]) }
		slope := func(s *shares, g []float64, f int, w float64) {
			b.addShare(s, g, f, pair[0], w)
			b.addShare(s, g, f, pair[1], -w)
		}
		for f := range fields {
			to, of := &l.All, LeanOfAll
			if f < d { // the ends of the combined one hang on those of the domains
				to, of = &l.Domain[f], LeanByDomain|LeanCombined
			}
			if fields[f].Missing == "" && b.asked(t, of) {
				split = split || f < d
				out = append(out, stat{low: -1, high: 1, to: to,
					value: func(s *shares, out []float64) {
						to, from := tilt(s, f)
						for j, v := range to {
							out[j] = v - from[j]
						}
					},
					slope: func(s *shares, g []float64) { slope(s, g, f, 1) }})
			}
		}
		if weights == nil || p.All.Missing != "" {
			continue
		}
		combined := func(s *shares, out []float64) {
			clear(out)
			for f, w := range weights {
				if w > 0 {
					to, from := tilt(s, f)
					for j, v := range to {
						out[j] += w * (v - from[j])
					}
				}
			}
		}
		if b.asked(t, LeanCombined) {
			split = true
			out = append(out, stat{low: -1, high: 1, to: &l.Combined, value: combined,
				slope: func(s *shares, g []float64) {
					for f, w := range weights {
						if w > 0 {
							slope(s, g, f, w)
						}
					}
				}})
		}
		if len(p.Combined) < 2 || !b.asked(t, LeanDiscord) {
			continue
		}
		split = true
		discord := func(s *shares, out []float64) {
			mean := make([]float64, s.n)
			combined(s, mean)
			clear(out)
			for f, w := range weights {
				if w > 0 {
					to, from := tilt(s, f)
					for j, m := range mean {
						off := to[j] - from[j] - m
						out[j] += w * off * off
					}
				}
			}
			for j, v := range out {
				out[j] = math.Sqrt(v)
			}
		}
		out = append(out, stat{unbiased: true, low: 0, high: 1, to: &l.Discord, value: discord,
			slope: func(s *shares, g []float64) {
				var m, sd [1]float64
				combined(s, m[:])
				discord(s, sd[:])
				for f, w := range weights {
					if w > 0 && sd[0] > 0 {
						to, from := tilt(s, f)
						slope(s, g, f, w*(to[0]-from[0]-m[0])/sd[0])
					}
				}
			}})
	}
	return out, split
}

// addShare adds w times the derivatives of the share of a power in a field.
func (b *bins) addShare(s *shares, g []float64, f, power int, w float64) {
	if s.total[f] == 0 {
		return
	}
	v := s.share[f*len(b.Powers)+power]
	b.field(f, func(c, p int) {
		if p == power {
			g[c] += w * (1 - v) / s.total[f]
		} else {
			g[c] -= w * v / s.total[f]
		}
	})
}

// drawn are the masses of all draws: cell × draws + draw.
type drawn struct {
	n    int
	mass []float64
}

// run goes through the points in order of time. What a bootstrap reweights is
// summed as it goes, so that a draw is one weight a week and one a source for the
// whole series: points next to each other move together.
func (b *bins) run() []TiltPoint {
	k, d, n := len(b.Powers), len(b.Domains), b.Draws
	root := stream(b.Seed)
	// Of sources only a variance is wanted, for which fewer draws do.
	few := max(100, n/4)
	weeks, outlets := drawn{n, make([]float64, b.cells*n)}, drawn{few, make([]float64, b.cells*few)}
	source := make([][]float64, len(b.sources))
	for i, name := range b.sources {
		source[i] = b.Dice.exponentials(root.named("source").named(name), few)
	}
	// The prior's clusters, of unit mass.
	pseudo := make([]float64, (d+1)*k*n)
	expect := make([]float64, (d+1)*k)
	drawn := ShareOfAll | PartnersOfAll | LeanOfAll | Bare // by these, only all together are drawn
	for f := range d + 1 {
		if f < d && b.Asked != nil && !slices.ContainsFunc(b.Asked, func(n Numbers) bool { return n&^drawn != 0 }) {
			for p, v := range b.prior[f] {
				expect[f*k+p] = b.Prior * v
			}
			continue
		}
		name := "all"
		if f < d {
			name = b.Domains[f]
		}
		for p, v := range b.prior[f] {
			st := root.named("prior").named(name).named(b.Powers[p])
			expect[f*k+p] = b.Prior * v
			for j := range n {
				pseudo[(f*k+p)*n+j] = st.gamma(uint64(j), b.Prior*v)
			}
		}
	}
	var (
		out    = make([]TiltPoint, len(b.Points))
		scaled = make([][]float64, len(b.Scales)) // scale, cell
		minus  = make([]float64, b.cells)
		square = make([]float64, b.cells*b.cells) // of clusters
		cross  = make([]float64, b.cells*b.cells) // of what one source tells of one week
		proof  = b.newProof()
		random = root.named("week")
		sums   = make([]float64, len(b.Scales))
		next   int
	)
	for z := range scaled {
		scaled[z] = make([]float64, b.cells)
	}
	mass := scaled[0]
	for t := range out {
		if t > 0 {
			f := b.fade(b.gap(t))
			for _, xs := range append([][]float64{minus, weeks.mass, outlets.mass}, scaled...) {
				scale(xs, f)
			}
			scale(square, f*f)
			scale(cross, f*f)
		}
		for ; next < len(b.blocks) && b.blocks[next].point == t; next++ {
			bl := &b.blocks[next]
			weight := b.Dice.exponentials(random.with(bl.key), n)
			for c := range b.cells {
				minus[c] += bl.minus[c]
				for z := range bl.plus {
					scaled[z][c] += bl.plus[z][c]
				}
				if m := bl.plus[0][c]; m > 0 {
					addScaled(weeks.mass[c*n:(c+1)*n], weight, m)
				}
			}
			for i, e := range bl.given {
				addScaled(outlets.mass[e.cell*few:(e.cell+1)*few], source[e.source], e.mass)
				for _, o := range bl.given[i:] {
					if o.source != e.source {
						break
					}
					cross[e.cell*b.cells+o.cell] += e.mass * o.mass
					if o.cell != e.cell {
						cross[o.cell*b.cells+e.cell] += e.mass * o.mass
					}
				}
			}
		}
		for _, q := range b.squares[t] {
			square[q.a*b.cells+q.b] += q.sum
			if q.a != q.b {
				square[q.b*b.cells+q.a] += q.sum
			}
		}
		proof.step(t)
		p := &out[t]
		if b.Asked != nil && b.Asked[t] == Bare {
			p.Period = b.Points[t]
			continue
		}
		*p = b.empty(b.Points[t])
		unit := make([]float64, (d+1)*len(scaled)) // mass of a cluster of the prior: field × scales + scale
		for f := range d + 1 {
			field := &p.All
			if f < d {
				field = &p.Domain[f]
			}
			field.Evidence = proof.of(f)
			field.Missing = b.missing(field.Evidence)
			b.fill(field, f, mass, minus, proof)
			if b.Asked == nil || b.Asked[t] != 0 {
				first, last := f*k, (f+1)*k // the cells of the field
				if f == d {
					first, last = 0, b.cells
				}
				var q float64
				clear(sums)
				for c := first; c < last; c++ {
					for z := range scaled {
						sums[z] += scaled[z][c]
					}
					for _, v := range square[c*b.cells+first : c*b.cells+last] {
						q += v
					}
				}
				for z, m := range sums {
					if m > 0 { // so many of them as there are effective clusters
						unit[f*len(scaled)+z] = q / (sums[0] * sums[0]) * m
					}
				}
			}
			if f < d && field.Missing == "" && (b.Weights == nil || b.Weights[f] > 0) {
				p.Combined = append(p.Combined, f)
			}
		}
		stats, split := b.stats(t, p)
		b.estimate(p, stats, split, point{scaled, cross, unit, expect, pseudo, weeks, outlets, proof.total()})
		b.ends(p)
	}
	return out
}

// empty is a point without numbers.
func (b *bins) empty(at Period) TiltPoint {
	field := func() Field {
		f := Field{Partners: none, Spread: none, Share: make([]Estimate, len(b.Powers))}
		for i := range f.Share {
			f.Share[i] = none
		}
		return f
	}
	p := TiltPoint{Period: at, All: field()}
	for range b.Domains {
		p.Domain = append(p.Domain, field())
	}
	for range b.Pairs {
		l := Lean{All: none, Combined: none, Discord: none}
		for range b.Domains {
			l.Domain = append(l.Domain, none)
		}
		p.Lean = append(p.Lean, l)
	}
	return p
}

// fill sets the masses of a field; NaN where there is no act.
func (b *bins) fill(to *Field, f int, mass, minus []float64, pr *proof) {
	k := len(b.Powers)
	to.Plus, to.Minus, to.Bandwidth = make([]float64, k), make([]float64, k), make([]float64, k)
	b.field(f, func(c, p int) {
		to.Plus[p] += mass[c]
		to.Minus[p] += minus[c]
	})
	for p := range k {
		to.Bandwidth[p] = math.Log1p(to.Plus[p] + to.Minus[p])
		if to.Plus[p] == 0 && to.Minus[p] == 0 {
			to.Plus[p], to.Minus[p], to.Bandwidth[p] = math.NaN(), math.NaN(), math.NaN()
		}
	}
}

// A point is what the estimates of one point are made from.
type point struct {
	mass                        [][]float64 // scale, cell
	cross, unit, expect, pseudo []float64
	weeks, outlets              drawn
	sources                     int
}

// estimate fills in the numbers of a point.
func (b *bins) estimate(p *TiltPoint, stats []stat, split bool, in point) {
	if len(stats) == 0 {
		return
	}
	n, k, scales := b.Draws, len(b.Powers), len(b.Scales)
	if b.vectors[0] == nil {
		b.vectors = [2]*shares{b.newShares(n), b.newShares(in.outlets.n)}
	}
	s := b.newShares(1)
	prior, unit := make([]float64, len(in.expect)), make([]float64, len(in.expect))
	value, within, off := make([]float64, len(stats)), make([]float64, len(stats)), make([][]float64, scales)
	for z := scales - 1; z >= 0; z-- { // the first last: its shares are used below
		for i, v := range in.expect {
			unit[i] = in.unit[i/k*scales+z]
			prior[i] = v * unit[i]
		}
		s.set(in.mass[z], prior, nil, true)
		off[z] = make([]float64, len(stats))
		for i, st := range stats {
			st.value(s, off[z][i:i+1])
		}
	}
	grad := make([]float64, b.cells)
	for i, st := range stats {
		value[i] = off[0][i]
		clear(grad)
		st.slope(s, grad)
		for a, ga := range grad {
			if ga == 0 {
				continue
			}
			row, sum := in.cross[a*b.cells:(a+1)*b.cells], 0.0
			for c, gc := range grad {
				sum += gc * row[c]
			}
			within[i] += ga * sum
		}
	}
	b.vectors[0].set(in.weeks.mass, unit, in.pseudo, split)
	weeks := b.vectors[0].draw(stats, &b.room[0])
	b.vectors[1].set(in.outlets.mass, prior, nil, split)
	outlets := b.vectors[1].draw(stats, &b.room[1])
	// A bootstrap over few sources finds too little: G/(G-1).
	few := 1.0
	if in.sources > 1 {
		few = float64(in.sources) / float64(in.sources-1)
	}
	for i, st := range stats {
		xs := weeks[i*n : (i+1)*n]
		m, v := moments(xs)
		_, vo := moments(outlets[i*in.outlets.n : (i+1)*in.outlets.n])
		wide := 1.0
		if excess := few*vo - within[i]; v > 0 && in.sources > 1 && excess > within[i]*math.Sqrt(2/float64(in.sources)) {
			wide = math.Sqrt(1 + excess/v)
		}
		shift := 0.0
		if st.unbiased {
			shift = 2 * (value[i] - m)
		}
		above, z := 0, 0
		for j, x := range xs {
			x = min(max(m+wide*(x-m)+shift+off[z][i]-value[i], st.low), st.high)
			if z++; z == scales {
				z = 0
			}
			xs[j] = x
			if x > rounding {
				above++
			}
		}
		m, v = moments(xs)
		e := Estimate{Value: value[i], SD: math.Sqrt(v), Above: float64(above) / float64(n)}
		e.Low, e.High = twoQuantiles(xs, (1-Interval)/2, (1+Interval)/2, m-1.4*e.SD, m+1.4*e.SD)
		*st.to = e
	}
}

// rounding is how far sums in another order may be apart: a draw as near to 0 is not
// above it.
const rounding = 1e-12

func moments(xs []float64) (m, v float64) {
	for _, x := range xs {
		m += x
	}
	m /= float64(len(xs))
	for _, x := range xs {
		v += (x - m) * (x - m)
	}
	return m, v / float64(len(xs))
}
