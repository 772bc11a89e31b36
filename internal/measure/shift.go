package measure

import (
	"math"
	"math/bits"

	"entente/internal/edtf"
)

// A Change is what a search for shifts looks for.
type Change int

// The changes.
const (
	// AnyShift is a share that rises or falls.
	AnyShift Change = iota
	// MainFalls is the share of the power that was the main partner before.
	MainFalls
	// PartnersRise is the effective number of partners, N_eff.
	PartnersRise
)

const (
	// A look takes two quarters as new and compares them with two to five years
	// before. One quarter, or shorter bases, cost more in chances of a false alarm
	// than they gain: the parts were chosen on ledgers made for it.
	recentQuarters          = 2
	leastBase, baseQuarters = 8, 20
	// Certain is the probability from which a shift counts as found.
	Certain = 0.95
)

// A Look compares two quarters with those before.
type Look struct {
	Recent, Base Period
	Power        int // whose share; -1 for N_eff
	// Before and After are shares, or N_eff with its bias taken off; Change is how
	// far it went, with the interval of this look alone.
	Before, After float64
	Change        Estimate
	Z             float64 // change in standard errors
	// P is the probability that so great a change at any of all looks is not
	// chance: 1 less the p-value, adjusted for the looks.
	P       float64
	Missing string // in words, if there is not enough evidence; then numbers are NaN
}

// Shifts looks, at the end of each whole quarter of the setup's points, whether
// shares have changed: those of the last two quarters against those of two to five
// years before. They are shares in the number of cooperative acts of all domains,
// weighted by status alone: the weights of a scale would add noise, and without
// them what is found does not hang on a scale. Acts are not faded. power is whose
// share, for AnyShift; the others find it themselves. Looks are in order of time;
// [Found] is the first that counts.
//
// The standard error is that of sums of weeks about their shares before and after,
// widened for sources as in [Tilt]. P is the share of draws in which the greatest
// of all looks, their weeks reweighted at random about no change, stays below what
// was seen (multiplier bootstrap of the maximum). So looking often is paid for:
// in a ledger without change the first false alarm comes with a chance of 5 %,
// however many quarters it has.
//
// Source: Chernozhukov, Chetverikov and Kato, Annals of Statistics 41 (2013) 2786;
// step-down of Westfall and Young (1993) without the steps.
func Shifts(s Setup, acts []Cluster, change Change, power int) ([]Look, error) {
	looks, err := ShiftsOf(s, acts, []Change{change}, power)
	if err != nil {
		return nil, err
	}
	return looks[0], nil
}

// ShiftsOf are the [Shifts] of several changes, each by itself.
func ShiftsOf(s Setup, acts []Cluster, changes []Change, power int) ([][]Look, error) {
	if err := s.check(acts); err != nil {
		return nil, err
	}
	out := make([][]Look, len(changes))
	if len(s.Points) == 0 {
		return out, nil
	}
	quarters := whole(s.Points[0].First, s.Points[len(s.Points)-1].Last)
	s.Points, s.HalfLife, s.Prior, s.Scales, s.Asked = quarters, math.Inf(1), 0, []string{"acts"}, nil
	if len(quarters) == 0 {
		return out, nil
	}
	s.even = true
	bins := s.bin(acts)
	defer bins.release()
	d := newShift(bins)
	for i, change := range changes {
		var looks []*sight
		for q := range quarters {
			recent := q + 1 - recentQuarters
			if from := max(0, recent-baseQuarters); recent-from >= leastBase {
				looks = append(looks, d.look(from, recent, q+1, change, power))
			}
		}
		out[i] = d.judge(looks, change)
	}
	return out, nil
}

// Found is the first look with a probability above [Certain].
func Found(looks []Look) (Look, bool) {
	for _, l := range looks {
		if l.P > Certain {
			return l, true
		}
	}
	return Look{}, false
}

// whole are the quarters that lie wholly between two days.
func whole(first, last edtf.Day) []Period {
	var out []Period
	for _, q := range Periods(first, last, Quarter) {
		if q.First >= first && q.Last <= last {
			out = append(out, q)
		}
	}
	return out
}

// A shift holds the masses by week and quarter, of all domains.
type shift struct {
	*bins
	mass    [][]float64 // week, power
	weeks   [][2]int    // of a quarter: its weeks, half-open
	square  []float64   // of a quarter: Σ (mass of a cluster)²
	count   []int       // clusters of a quarter
	telling []map[int]float64
}

func newShift(b *bins) *shift {
	s := &shift{bins: b, weeks: make([][2]int, len(b.Points)), square: make([]float64, len(b.Points)), count: make([]int, len(b.Points))}
	k := len(b.Powers)
	for q := range b.Points {
		s.weeks[q] = [2]int{len(b.blocks), 0}
		tells := map[int]float64{}
		for i, bl := range b.blocks {
			if bl.point == q {
				s.weeks[q][0] = min(s.weeks[q][0], i)
				s.weeks[q][1] = i + 1
				for _, e := range bl.given {
					tells[e.source] += e.mass
				}
			}
		}
		s.telling = append(s.telling, tells)
		for _, e := range b.squares[q] {
			s.square[q] += e.sum
			if e.a != e.b {
				s.square[q] += e.sum
			}
		}
	}
	for _, bl := range b.blocks {
		row := make([]float64, k)
		for c, m := range bl.plus[0] {
			row[c%k] += m
		}
		s.mass = append(s.mass, row)
	}
	for i, c := range b.acts {
		if q := b.point[i]; q >= 0 && c.Status > 0 && c.Scores[0] > 0 && len(c.Parts) > 0 {
			s.count[q]++
		}
	}
	return s
}

// over sums a stretch of quarters, half-open.
func (s *shift) over(from, to int) (mass []float64, e Evidence) {
	mass = make([]float64, len(s.Powers))
	var total, square float64
	tells := map[int]float64{}
	for q := from; q < to; q++ {
		for i := s.weeks[q][0]; i < s.weeks[q][1]; i++ {
			for p, m := range s.mass[i] {
				mass[p] += m
				total += m
			}
		}
		square += s.square[q]
		e.Clusters += s.count[q]
		for name, m := range s.telling[q] {
			tells[name] += m
		}
	}
	if square > 0 {
		e.Effective = total * total / square
	}
	for i, name := range s.sources {
		if m, ok := tells[i]; ok {
			e.Sources++
			if m/total > e.TopShare {
				e.TopSource, e.TopShare = name, m/total
			}
		}
	}
	return mass, e
}

// A sight is a look before it is judged among all.
type sight struct {
	Look
	weeks []int
	pull  []float64 // of each week, in standard errors
}

// look compares the quarters [base, recent) with [recent, end).
func (s *shift) look(base, recent, end int, change Change, power int) *sight {
	l := &sight{Look: Look{Base: Period{s.Points[base].First, s.Points[recent-1].Last}, Recent: Period{s.Points[recent].First, s.Points[end-1].Last},
		Before: math.NaN(), After: math.NaN(), Change: none, Z: math.NaN(), P: math.NaN(), Power: power}}
	before, eb := s.over(base, recent)
	after, ea := s.over(recent, end)
	if l.Missing = s.missing(ea); l.Missing == "" {
		if m := s.missing(eb); m != "" {
			l.Missing = "before: " + m
		}
	}
	switch change {
	case MainFalls:
		l.Power = 0
		for p, m := range before {
			if m > before[l.Power] {
				l.Power = p
			}
		}
	case PartnersRise:
		l.Power = -1
	}
	if l.Missing != "" {
		return l
	}
	sb, tb := normal(before)
	sa, ta := normal(after)
	both := make([]float64, len(before))
	for p := range both {
		both[p] = (before[p] + after[p]) / (tb + ta)
	}
	// The measure is taken as a line in the shares, by its slope at those of both.
	slope := make([]float64, len(both))
	if l.Power >= 0 {
		slope[l.Power] = 1
		l.Before, l.After = sb[l.Power], sa[l.Power]
	} else {
		h := 0.0
		for _, v := range both {
			if v > 0 {
				h -= v * math.Log(v)
			}
		}
		for p, v := range both {
			if v > 0 {
				slope[p] = -math.Exp(h) * (math.Log(v) + h)
			}
		}
		l.Before, l.After = partnersOf(sb, eb.Effective), partnersOf(sa, ea.Effective)
	}
	delta := 0.0
	for p, g := range slope {
		delta += g * (sa[p] - sb[p])
	}
	// Weeks about the line, on their own side of it.
	residual := func(mass, share []float64) (r, m float64) {
		line := 0.0
		for p, g := range slope {
			line += g * share[p]
			r += g * mass[p]
			m += mass[p]
		}
		return r - line*m, m
	}
	var sum float64
	if n := s.weeks[end-1][1] - s.weeks[base][0]; n > 0 {
		l.weeks, l.pull = make([]int, 0, n), make([]float64, 0, n)
	}
	for q := base; q < end; q++ {
		for i := s.weeks[q][0]; i < s.weeks[q][1]; i++ {
			share, weight := sb, -1/tb
			if q >= recent {
				share, weight = sa, 1/ta
			}
			r, _ := residual(s.mass[i], share)
			sum += r * r
			l.weeks, l.pull = append(l.weeks, i), append(l.pull, weight*r)
		}
	}
	if sum == 0 {
		l.Missing = "not enough evidence: no week differs from another"
		l.Before, l.After = math.NaN(), math.NaN()
		return l
	}
	// The scatter of weeks is taken to be the same on both sides, by mass: two
	// quarters alone would tell it badly.
	g := float64(len(l.weeks))
	v := sum / (tb + ta) * (1/ta + 1/tb) * g / (g - 2)
	v += s.outlets(base, recent, end, slope, sb, sa, tb, ta)
	sd := math.Sqrt(v)
	for i := range l.pull {
		l.pull[i] /= sd
	}
	l.Z = delta / sd
	l.Change = Estimate{Value: l.After - l.Before, SD: sd, Above: upperNormal(-l.Z)}
	l.Change.Low, l.Change.High = l.Change.Value-z90*sd, l.Change.Value+z90*sd
	return l
}

// outlets is the variance that sources add to that of weeks.
func (s *shift) outlets(base, recent, end int, slope, sb, sa []float64, tb, ta float64) float64 {
	k := len(s.Powers)
	pull := make([]float64, len(s.sources))
	told := make([]bool, len(s.sources))
	var within float64
	for i, bl := range s.blocks {
		if bl.point < base || bl.point >= end {
			continue
		}
		share, weight := sb, -1/tb
		if bl.point >= recent {
			share, weight = sa, 1/ta
		}
		line := 0.0
		for p, g := range slope {
			line += g * share[p]
		}
		own, at := 0.0, -1
		for _, e := range s.blocks[i].given {
			if e.source != at {
				within += own * own
				own, at = 0, e.source
			}
			x := weight * (slope[e.cell%k] - line) * e.mass
			own += x
			pull[e.source] += x
			told[e.source] = true
		}
		within += own * own
	}
	n, v := 0.0, 0.0
	for i, x := range pull {
		if told[i] {
			n++
			v += x * x
		}
	}
	if n < 2 {
		return 0
	}
	if excess := v*n/(n-1) - within; excess > 2*within*math.Sqrt(2/n) {
		return excess
	}
	return 0
}

// judge sets each look among all.
func (s *shift) judge(looks []*sight, change Change) []Look {
	root := stream(s.Seed).named("shift")
	n := s.Draws
	most := make([]float64, n)
	for j := range most {
		most[j] = math.Inf(-1)
	}
	side := func(z float64) float64 {
		switch change {
		case MainFalls:
			return -z
		case PartnersRise:
			return z
		}
		return math.Abs(z)
	}
	// Ones among 64 random bits are as good as normal numbers, and quicker.
	noise := make([][]float64, len(s.blocks))
	for i, bl := range s.blocks {
		of := root.with(bl.key)
		noise[i] = s.Dice.list(rolled{of, 'b'}, n, func(out []float64) {
			for j := range out {
				out[j] = float64(bits.OnesCount64(uint64(of.with(uint64(j))))-32) / 4
			}
		})
	}
	// The standard error is itself an estimate: each draw has one of its own, as in
	// Student's t, by the look that has the fewest weeks of acts.
	studied := make([]float64, n)
	weeks := math.MaxInt
	for _, l := range looks {
		if l.Missing == "" {
			weeks = min(weeks, len(l.weeks))
		}
	}
	for j := range studied {
		df := float64(max(weeks-2, 2))
		if change != AnyShift {
			// Of one side only, the longer tail of a share is not evened out by the
			// shorter; that costs about half of the degrees of freedom.
			df = float64(max(weeks/2-2, 2))
		}
		studied[j] = 1 / math.Sqrt(2*root.named("t").gamma(uint64(j), df/2)/df)
	}
	z := make([]float64, n)
	for _, l := range looks {
		if l.Missing != "" {
			continue
		}
		clear(z)
		for i, w := range l.weeks {
			addScaled(z, noise[w], l.pull[i])
		}
		for j := range z {
			most[j] = max(most[j], side(z[j]*studied[j]))
		}
	}
	out := make([]Look, len(looks))
	for i, l := range looks {
		if l.Missing == "" {
			below := 0
			for _, m := range most {
				if m < side(l.Z) {
					below++
				}
			}
			l.P = float64(below) / float64(n+1)
		}
		out[i] = l.Look
	}
	return out
}

// normal are the shares of masses, and their sum.
func normal(mass []float64) (share []float64, total float64) {
	for _, m := range mass {
		total += m
	}
	share = make([]float64, len(mass))
	for p, m := range mass {
		share[p] = m / total
	}
	return share, total
}

// partnersOf is N_eff of shares that n clusters gave, with the bias of entropy
// taken off: (partners seen - 1)/(2n), after Miller and Madow (1955).
func partnersOf(share []float64, n float64) float64 {
	h, seen := 0.0, 0
	for _, v := range share {
		if v > 0 {
			h -= v * math.Log(v)
			seen++
		}
	}
	return min(math.Exp(h+float64(seen-1)/(2*n)), float64(len(share)))
}

// upperNormal is the probability that a standard normal number exceeds z.
func upperNormal(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }
