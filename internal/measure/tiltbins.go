package measure

import (
	"cmp"
	"math"
	"slices"
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
	prior   [][]float64  // shares of the region, by field; nil: none
	room    [2][]float64 // for draws
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
		squares: make([][]square, len(s.Points)), point: make([]int, len(acts))}
	b.order = make([]int, len(acts))
	for i := range acts {
		b.order[i] = i
	}
	slices.SortFunc(b.order, func(i, j int) int {
		return cmp.Or(cmp.Compare(acts[i].Day, acts[j].Day), cmp.Compare(acts[i].ID, acts[j].ID), cmp.Compare(i, j))
	})
	names := map[string]int{}
	for i := range acts {
		for _, name := range tellers(&acts[i]) {
			names[name] = 0
		}
	}
	for name := range names {
		b.sources = append(b.sources, name)
	}
	slices.Sort(b.sources)
	for i, name := range b.sources {
		names[name] = i
	}
	mass := make([]float64, b.cells)
	given := map[[2]int]float64{} // source, cell
	pairs := map[[2]int]float64{}
	t := 0
	closeBlock := func() {
		if n := len(b.blocks); n > 0 && len(given) > 0 {
			b.blocks[n-1].given = sortedEntries(given)
			clear(given)
		}
	}
	flush := func() {
		closeBlock()
		b.squares[t] = sortedSquares(pairs)
		clear(pairs)
	}
	for _, i := range b.order {
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
		key := blockKey(c)
		if n := len(b.blocks); n == 0 || b.blocks[n-1].key != key || b.blocks[n-1].point != t {
			closeBlock()
			bl := block{point: t, key: key, plus: make([][]float64, len(s.Scales)), minus: make([]float64, b.cells)}
			for z := range bl.plus {
				bl.plus[z] = make([]float64, b.cells)
			}
			b.blocks = append(b.blocks, bl)
		}
		bl := &b.blocks[len(b.blocks)-1]
		k := s.fade(int(s.Points[t].Last - c.Day))
		for z := range s.Scales {
			b.masses(c, z, k, func(cell int, m float64) {
				if m > 0 {
					bl.plus[z][cell] += m
				} else if z == 0 {
					bl.minus[cell] -= m
				}
			})
		}
		if c.Scores[0] <= 0 || c.Status == 0 {
			continue
		}
		var cells []int
		b.masses(c, 0, k, func(cell int, m float64) {
			mass[cell] = m
			cells = append(cells, cell)
		})
		own := tellers(c)
		for _, cell := range cells {
			for _, name := range own {
				given[[2]int{names[name], cell}] += mass[cell] / float64(len(own))
			}
			for _, other := range cells {
				if cell <= other {
					pairs[[2]int{cell, other}] += mass[cell] * mass[other]
				}
			}
		}
	}
	flush()
	b.regional()
	return b
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

// regional sets the shares of the region in each field: of the domain, or of all
// where the region has nothing in it; nil if it has nothing at all.
func (b *bins) regional() {
	d, k := len(b.Domains), len(b.Powers)
	b.prior = make([][]float64, d+1)
	if b.Prior == 0 {
		return
	}
	sums := make([]float64, b.cells)
	order := make([]int, len(b.Region))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Or(cmp.Compare(b.Region[i].ID, b.Region[j].ID), cmp.Compare(i, j)) })
	last := b.Points[len(b.Points)-1].Last
	for _, i := range order {
		if c := &b.Region[i]; c.Day <= last {
			b.masses(c, 0, 1, func(cell int, m float64) { sums[cell] += max(m, 0) })
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
		return []string{""}
	}
	if len(c.Sources) == 1 {
		return c.Sources
	}
	out := slices.Clone(c.Sources)
	slices.Sort(out)
	return slices.Compact(out)
}

func sortedEntries(m map[[2]int]float64) []entry {
	out := make([]entry, 0, len(m))
	for k, v := range m {
		out = append(out, entry{k[0], k[1], v})
	}
	slices.SortFunc(out, func(a, b entry) int { return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.cell, b.cell)) })
	return out
}

func sortedSquares(m map[[2]int]float64) []square {
	out := make([]square, 0, len(m))
	for k, v := range m {
		out = append(out, square{k[0], k[1], v})
	}
	slices.SortFunc(out, func(a, b square) int { return cmp.Or(cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b)) })
	return out
}
