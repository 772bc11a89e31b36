package measure

import (
	"cmp"
	"math"
	"slices"
)

// An Influence is how far one cluster moves a number: with it, less without it.
type Influence struct {
	ID    string
	Index int     // in the clusters given
	Mass  float64 // its cooperative mass in the field
	By    float64
}

// Influences says of the tilt of a pair (index into the setup's), in a domain or
// of all acts (field -1), at the last point, how far each cluster moves it. They
// are in order of size, sign aside, then of id. Those without cooperative mass
// there are left out. Nil if no share is left when a cluster is.
func Influences(s Setup, acts []Cluster, pair, field int) ([]Influence, error) {
	if err := s.check(acts); err != nil {
		return nil, err
	}
	if len(s.Points) == 0 || pair < 0 || pair >= len(s.Pairs) || field < -1 || field >= len(s.Domains) {
		return nil, nil
	}
	k := len(s.Powers)
	b := &bins{Setup: &s, cells: len(s.Domains) * len(s.Powers), acts: acts}
	if !b.knows() {
		b.sort()
	}
	b.regional()
	f := field
	if f < 0 {
		f = len(s.Domains)
	}
	last := s.Points[len(s.Points)-1].Last
	total := make([]float64, k)
	var whole, squares float64
	masses := make([][]float64, len(acts))
	var room []float64
	for _, i := range b.order {
		if acts[i].Day > last {
			continue
		}
		if len(room) < k {
			room = make([]float64, 256*k)
		}
		m, sum := room[:k:k], 0.0
		b.masses(&acts[i], 0, s.fade(int(last-acts[i].Day)), func(cell int, v float64) {
			if v > 0 && (f == len(s.Domains) || cell/k == f) {
				m[cell%k] += v
				sum += v
			}
		})
		if sum == 0 {
			clear(m) // for the next
			continue
		}
		masses[i], room = m, room[k:]
		for p, v := range m {
			total[p] += v
		}
		whole += sum
		squares += sum * sum
	}
	// As in Tilt: the prior counts for so many clusters of the mean mass.
	tilt := func(total []float64, whole, squares float64) float64 {
		if whole <= 0 {
			return math.NaN()
		}
		a, z := total[s.Pairs[pair][0]], total[s.Pairs[pair][1]]
		if prior := b.prior[f]; prior != nil {
			unit := s.Prior * squares / whole
			a, z, whole = a+unit*prior[s.Pairs[pair][0]], z+unit*prior[s.Pairs[pair][1]], whole+unit
		}
		return (a - z) / whole
	}
	with := tilt(total, whole, squares)
	var out []Influence
	left := make([]float64, k)
	for i, m := range masses {
		if m == nil {
			continue
		}
		sum := 0.0
		copy(left, total)
		for p, v := range m {
			left[p] = max(0, left[p]-v)
			sum += v
		}
		without := tilt(left, whole-sum, squares-sum*sum)
		if math.IsNaN(without) {
			return nil, nil
		}
		out = append(out, Influence{ID: acts[i].ID, Index: i, Mass: sum, By: with - without})
	}
	slices.SortFunc(out, func(a, b Influence) int {
		return cmp.Or(cmp.Compare(math.Abs(b.By), math.Abs(a.By)), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}
