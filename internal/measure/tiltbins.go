package measure

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"entente/internal/edtf"
)

// bins are the clusters of one state, summed into what a bootstrap reweights.
// A cell is a domain and a power: cell = domain × powers + power.
type bins struct {
	*Setup
	cells   int
	blocks  []block    // in order of time
	squares [][]square // a point: products of the masses of a cluster in two cells
	sources []string   // in order
	order   []int      // acts in order of day and id
	acts    []Cluster
	point   []int        // of each of acts: the first point at or after its day, or -1
	faded   []float64    // of each of acts that has a point: its weight by age there
	own     []int32      // the sources of acts[i], by number, are own[ownAt[i]:ownAt[i+1]]
	ownAt   []int32      //
	prior   [][]float64  // shares of the region, by field; nil: none
	room    [2][]float64 // for draws
	vectors [2]*shares   // for draws
	free    []float64    // the rest of the last slab of blocks
	whole   [][]float64  // all slabs
}

// slabSize is how many numbers a slab has.
const slabSize = 4096

// slabs are given back by those who have made their sums.
var slabs = sync.Pool{New: func() any {
	s := make([]float64, slabSize)
	return &s
}}

// slab has numbers of all cells, all 0.
func (b *bins) slab() []float64 {
	if b.cells > slabSize {
		return make([]float64, b.cells)
	}
	if len(b.free) < b.cells {
		b.free = *slabs.Get().(*[]float64)
		clear(b.free)
		b.whole = append(b.whole, b.free)
	}
	out := b.free[:b.cells:b.cells]
	b.free = b.free[b.cells:]
	return out
}

// release gives the blocks back: nobody may look at them any more.
func (b *bins) release() {
	for _, s := range b.whole {
		slabs.Put(&s)
	}
	b.blocks, b.free, b.whole = nil, nil, nil
}

// A block is about a week of one point's acts, with its mass by scale and cell at
// the point's last day.
type block struct {
	point int
	key   uint64 // names the week
	plus  [][]float64
	minus []float64 // on the first scale
	given []entry   // what each source gives, on the first scale; in order of source and cell
}

type entry struct {
	source, cell int
	mass         float64
}

type square struct {
	a, b int // cells, a <= b
	sum  float64
}

// fade is the weight of an act so many days old.
func (s *Setup) fade(days int) float64 { return math.Exp2(-float64(days) / s.HalfLife) }

// gap is the number of days from the point before to this one.
func (s *Setup) gap(t int) int { return int(s.Points[t].Last - s.Points[t-1].Last) }

// blockKey names the part of a month a day is in: four a month.
func blockKey(c *Cluster) uint64 {
	y, m, d := c.Day.Date()
	return uint64((y*12+m)*4 + min((d-1)/7, 3))
}

func (s *Setup) bin(acts []Cluster) *bins {
	b := &bins{Setup: s, cells: len(s.Domains) * len(s.Powers), acts: acts,
		squares: make([][]square, len(s.Points)), point: make([]int, len(acts)), faded: make([]float64, len(acts))}
	if !b.knows() {
		b.sort()
		b.number()
	}
	var (
		mass  = make([]float64, b.cells)
		given = newSums(len(b.sources) * b.cells) // source × cells + cell
		pairs = newSums(b.cells * b.cells)
		cells = make([]int, 0, b.cells)
		fades []float64 // by days of age; 0 is not known yet
		day   edtf.Day
		key   uint64
		t     int
	)
	closeBlock := func() {
		if n := len(b.blocks); n > 0 && len(given.at) > 0 {
			given.each(func(at int, v float64) {
				b.blocks[n-1].given = append(b.blocks[n-1].given, entry{at / b.cells, at % b.cells, v})
			})
		}
	}
	flush := func() {
		closeBlock()
		pairs.each(func(at int, v float64) { b.squares[t] = append(b.squares[t], square{at / b.cells, at % b.cells, v}) })
	}
	for n, i := range b.order {
		c := &acts[i]
		for c.Day > s.Points[t].Last {
			if t+1 == len(s.Points) {
				b.point[i] = -1
				break
			}
			flush()
			t++
		}
		if b.point[i] == -1 {
			continue
		}
		b.point[i] = t
		if n == 0 || c.Day != day {
			day, key = c.Day, blockKey(c)
		}
		if n := len(b.blocks); n == 0 || b.blocks[n-1].key != key || b.blocks[n-1].point != t {
			closeBlock()
			bl := block{point: t, key: key, plus: make([][]float64, len(s.Scales)), minus: b.slab()}
			for z := range bl.plus {
				bl.plus[z] = b.slab()
			}
			b.blocks = append(b.blocks, bl)
		}
		bl := &b.blocks[len(b.blocks)-1]
		age := int(s.Points[t].Last - c.Day)
		k := 0.0
		if age < len(fades) {
			k = fades[age]
		}
		if k == 0 {
			k = s.fade(age)
			if age < 1<<16 {
				if age >= len(fades) {
					fades = append(fades, make([]float64, age+1-len(fades))...)
				}
				fades[age] = k
			}
		}
		b.faded[i] = k
		for z := range s.Scales {
			score := c.Scores[z]
			if s.even { // there is one scale
				score = 0
				if c.Scores[0] > 0 {
					score = 1
				}
			}
			w := c.Status * score * k
			if w == 0 {
				continue
			}
			for d, q := range c.Fields {
				if q == 0 {
					continue
				}
				for _, p := range c.Parts {
					if p.Share > 0 {
						cell, m := d*len(b.Powers)+p.Power, w*q*p.Share
						if m > 0 {
							bl.plus[z][cell] += m
						} else if z == 0 {
							bl.minus[cell] -= m
						}
						if z == 0 && c.Scores[0] > 0 {
							mass[cell] = m
							cells = append(cells, cell)
						}
					}
				}
			}
		}
		own := b.told(i)
		for _, cell := range cells {
			for _, n := range own {
				given.add(int(n)*b.cells+cell, mass[cell]/float64(len(own)))
			}
			for _, other := range cells {
				if cell <= other {
					pairs.add(cell*b.cells+other, mass[cell]*mass[other])
				}
			}
		}
		cells = cells[:0]
	}
	flush()
	b.regional()
	return b
}

// sort puts the acts in order of day and id.
func (b *bins) sort() {
	b.order = make([]int, len(b.acts))
	for i := range b.acts {
		b.order[i] = i
	}
	inOrder := func(i, j int) int {
		x, y := &b.acts[i], &b.acts[j]
		if x.Day != y.Day {
			return cmp.Compare(x.Day, y.Day)
		}
		return cmp.Or(cmp.Compare(x.ID, y.ID), cmp.Compare(i, j))
	}
	if !slices.IsSortedFunc(b.order, inOrder) {
		slices.SortFunc(b.order, inOrder)
	}
}

// Known is what hangs on the clusters alone, whatever is asked of them: for who asks
// often. It does not change.
type Known struct {
	acts    []Cluster
	order   []int
	sources []string
	own     []int32
	ownAt   []int32
}

// Know looks through clusters, which may not change afterwards.
func Know(acts []Cluster) *Known {
	b := &bins{Setup: &Setup{}, acts: acts}
	b.sort()
	b.number()
	return &Known{acts, b.order, b.sources, b.own, b.ownAt}
}

// knows takes what is known of the clusters, if it is of these.
func (b *bins) knows() bool {
	k := b.Known
	if k == nil || len(k.acts) != len(b.acts) || len(b.acts) > 0 && &k.acts[0] != &b.acts[0] {
		return false
	}
	b.order, b.sources, b.own, b.ownAt = k.order, k.sources, k.own, k.ownAt
	return true
}

// told are the numbers of the sources of a cluster, in order.
func (b *bins) told(i int) []int32 { return b.own[b.ownAt[i]:b.ownAt[i+1]] }

// number lists the sources, and those of each cluster.
func (b *bins) number() {
	numbers := map[string]int32{}
	b.ownAt, b.own = make([]int32, 1, len(b.acts)+1), make([]int32, 0, len(b.acts))
	for i := range b.acts {
		for _, name := range tellers(&b.acts[i]) {
			n, ok := numbers[name]
			if !ok {
				n = int32(len(numbers))
				numbers[name] = n
			}
			b.own = append(b.own, n)
		}
		b.ownAt = append(b.ownAt, int32(len(b.own)))
	}
	for name := range numbers {
		b.sources = append(b.sources, name)
	}
	slices.Sort(b.sources)
	to := make([]int32, len(b.sources))
	for i, name := range b.sources {
		to[numbers[name]] = int32(i)
	}
	for i, n := range b.own {
		b.own[i] = to[n]
	}
}

// masses calls f with each cell of a cluster and its signed mass there, where it
// is not 0.
func (b *bins) masses(c *Cluster, scale int, fade float64, f func(cell int, mass float64)) {
	w := c.Status * c.Scores[scale] * fade
	if w == 0 {
		return
	}
	for d, q := range c.Fields {
		if q == 0 {
			continue
		}
		for _, p := range c.Parts {
			if p.Share > 0 {
				f(d*len(b.Powers)+p.Power, w*q*p.Share)
			}
		}
	}
}

// A Mass is the cooperative mass that one act adds to a cell (domain × powers +
// power), on the first scale and not faded.
type Mass struct {
	Day  edtf.Day
	Cell int32
	Mass float64
}

// Masses are those of clusters, in the order of their ids: what Setup.RegionMass
// takes, ready to be asked often.
func Masses(powers int, acts []Cluster) []Mass {
	order := make([]int, len(acts))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Or(cmp.Compare(acts[i].ID, acts[j].ID), cmp.Compare(i, j)) })
	var out []Mass
	for _, i := range order {
		c := &acts[i]
		out = AppendMasses(out, powers, c.Day, c.Status*c.Scores[0], c.Fields, c.Parts)
	}
	return out
}

// AppendMasses adds those of a cluster whose status times score is weight.
func AppendMasses(to []Mass, powers int, day edtf.Day, weight float64, fields []float64, parts []Part) []Mass {
	if !(weight > 0) {
		return to
	}
	for d, q := range fields {
		if q == 0 {
			continue
		}
		for _, p := range parts {
			if m := weight * q * p.Share; m > 0 {
				to = append(to, Mass{day, int32(d*powers + p.Power), m})
			}
		}
	}
	return to
}

// regional sets the shares of the region in each field: of the domain, or of all
// where the region has nothing in it; nil if it has nothing at all.
func (b *bins) regional() {
	d, k := len(b.Domains), len(b.Powers)
	b.prior = make([][]float64, d+1)
	if b.Prior == 0 {
		return
	}
	sums := make([]float64, b.cells)
	last := b.Points[len(b.Points)-1].Last
	region := b.RegionMass
	if region == nil {
		region = Masses(k, b.Region)
	}
	for _, m := range region {
		if m.Day <= last {
			sums[m.Cell] += m.Mass
		}
	}
	share := func(f int) []float64 {
		out, total := make([]float64, k), 0.0
		for c, m := range sums {
			if f == d || c/k == f {
				out[c%k] += m
				total += m
			}
		}
		if total == 0 {
			return nil
		}
		for i := range out {
			out[i] /= total
		}
		return out
	}
	b.prior[d] = share(d)
	for f := range d {
		if b.prior[f] = share(f); b.prior[f] == nil {
			b.prior[f] = b.prior[d]
		}
	}
}

// tellers are the sources of a cluster, each once, in order. Where none is stated
// it is "", and all such are one: they may be copies of each other.
func tellers(c *Cluster) []string {
	if len(c.Sources) == 0 {
		return unstated
	}
	if len(c.Sources) == 1 {
		return c.Sources
	}
	out := slices.Clone(c.Sources)
	slices.Sort(out)
	return slices.Compact(out)
}

var unstated = []string{""}

// sums add up numbers by key, of which few are touched between two readings.
type sums struct {
	sum   []float64
	known []bool
	at    []int // keys touched
}

func newSums(n int) *sums { return &sums{sum: make([]float64, n), known: make([]bool, n)} }

func (s *sums) add(at int, v float64) {
	if !s.known[at] {
		s.known[at] = true
		s.at = append(s.at, at)
	}
	s.sum[at] += v
}

// each reads what was touched, in order of key, and forgets it.
func (s *sums) each(f func(at int, v float64)) {
	slices.Sort(s.at)
	for _, at := range s.at {
		f(at, s.sum[at])
		s.sum[at], s.known[at] = 0, false
	}
	s.at = s.at[:0]
}
