// Package synth makes event tables of any size that look like those of the field,
// for benchmarks. Row i is a function of seed and i alone: any part of a table can
// be made by itself, on any number of cores, with the same bytes.
//
// The shapes are those measured on real files: directed pairs after Zipf with
// exponent 0.81 and a cut-off, CAMEO roots by the shares of a GDELT file, dates
// that grow by e^3.5 over 45 years with weekends at 0.62 of other days, mentions
// lognormal with a sixth of them exactly 10, and three rows in ten that repeat an
// event of a row shortly before.
package synth

import (
	"math"
	"slices"
	"strconv"

	"entente/internal/record"
)

// Shapes of the table.
const (
	Countries = 200
	years     = 45
	zipf      = 0.81
	cutOff    = 8000
	growth    = 3.5
	weekend   = 0.62
	ten       = 0.16 // of the mentions are exactly 10
	logMean   = 1.4
	logSpread = 0.75
	repeats   = 0.30
)

// firstDay is 1979-01-01, with which GDELT begins.
var firstDay, _ = record.DayOf(1979, 1, 1)

const days = years*365 + years/4

// shares of the CAMEO roots 01 to 20 in a GDELT file, per cent.
var shares = [20]float64{14.7, 7.1, 6.8, 19.0, 8.8, 2.6, 3.7, 4.0, 2.4, 1.7, 8.3, 2.4, 1.5, .9, .9, 1.2, 6.6, 1.7, 5.7, .1}

// means are the Goldstein scores of the roots.
var means = [20]float64{0, 3, 4, 1, 3.5, 6, 7, 5, -2, -5, -2, -4, -6, -6.5, -7.2, -4, -7, -9, -10, -10}

// A Table is a synthetic table. It is not changed and safe for concurrent use.
type Table struct {
	seed      uint64
	countries []string // ISO 3166-1 alpha-3
	dyads     alias
	pairs     []int32 // rank → source*Countries+target
	roots     alias
	days      alias
}

// New makes the table of a seed over the first Countries of a sorted list of
// country codes.
func New(seed uint64, countries []string) *Table {
	t := &Table{seed: seed, countries: slices.Clone(countries)}
	slices.Sort(t.countries)
	t.countries = t.countries[:min(len(t.countries), Countries)]
	n := len(t.countries)
	for i := range n {
		for j := range n {
			if i != j {
				t.pairs = append(t.pairs, int32(i*Countries+j))
			}
		}
	}
	for i := len(t.pairs) - 1; i > 0; i-- { // a shuffle of the seed
		j := int(mix(seed, uint64(i), 31) % uint64(i+1))
		t.pairs[i], t.pairs[j] = t.pairs[j], t.pairs[i]
	}
	weights := make([]float64, len(t.pairs))
	for r := range weights {
		weights[r] = math.Pow(float64(r+1), -zipf) * math.Exp(-float64(r)/cutOff)
	}
	t.dyads = newAlias(weights)
	t.roots = newAlias(shares[:])
	weights = make([]float64, days)
	for d := range weights {
		weights[d] = math.Exp(growth * float64(d) / days)
		if w := (int(firstDay) + d + 4) % 7; w == 0 || w == 6 { // 1970-01-01 was a Thursday
			weights[d] *= weekend
		}
	}
	t.days = newAlias(weights)
	return t
}

// An Event is row i.
type Event struct {
	ID             int64 // i + 1
	Source, Target int   // numbers of countries
	Root           int   // 1 to 20
	Day            int32 // days since 1970-01-01
	Tenths         int   // the score in tenths, -100 to 100
	Mentions       int32
	of             uint64 // the row whose event it is: i, or one before it
}

// Country is the code of a country by its number.
func (t *Table) Country(n int) string { return t.countries[n] }

// Len is how many countries there are.
func (t *Table) Len() int { return len(t.countries) }

// Row is row i.
func (t *Table) Row(i uint64) Event {
	of := i
	if unit(mix(t.seed, i, 1)) < repeats {
		// A report of an event some rows before, the nearer the likelier.
		back := 1 + uint64(-math.Log(1-unit(mix(t.seed, i, 2)))*3)
		if back <= i {
			of = i - back
		}
	}
	pair := t.pairs[t.dyads.pick(mix(t.seed, of, 3))]
	e := Event{ID: int64(i) + 1, of: of, Source: int(pair) / Countries, Target: int(pair) % Countries}
	e.Root = t.roots.pick(mix(t.seed, of, 4)) + 1
	e.Day = firstDay + int32(t.days.pick(mix(t.seed, of, 5)))
	tilt := 3 * (unit(mix(t.seed, uint64(pair), 6)) - 0.5)
	noise := 2 * (unit(mix(t.seed, of, 7)) - 0.5)
	e.Tenths = int(math.Round(10 * max(-10, min(10, means[e.Root-1]+tilt+noise))))
	e.Mentions = 10
	if unit(mix(t.seed, i, 8)) >= ten {
		e.Mentions = int32(max(1, math.Round(math.Exp(logMean+logSpread*normal(mix(t.seed, i, 9), mix(t.seed, i, 10))))))
	}
	return e
}

// mix is a number of all of seed, i and the stream k, after splitmix64.
func mix(seed, i, k uint64) uint64 {
	z := seed + 0x9e3779b97f4a7c15*(i*32+k+1)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit is a number from 0 up to but not including 1.
func unit(x uint64) float64 { return float64(x>>11) / (1 << 53) }

// normal is a number of the normal distribution (Box and Muller).
func normal(a, b uint64) float64 {
	return math.Sqrt(-2*math.Log(1-unit(a))) * math.Cos(2*math.Pi*unit(b))
}

// An alias table draws from a distribution in constant time (Vose 1991).
type alias struct {
	share []float64
	other []int32
}

func newAlias(weights []float64) alias {
	n := len(weights)
	a := alias{make([]float64, n), make([]int32, n)}
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	scaled := make([]float64, n)
	var small, large []int32
	for i, w := range weights {
		scaled[i] = w * float64(n) / sum
		if scaled[i] < 1 {
			small = append(small, int32(i))
		} else {
			large = append(large, int32(i))
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		a.share[s], a.other[s] = scaled[s], l
		scaled[l] -= 1 - scaled[s]
		if scaled[l] < 1 {
			large = large[:len(large)-1]
			small = append(small, l)
		}
	}
	for _, i := range append(small, large...) {
		a.share[i], a.other[i] = 1, i
	}
	return a
}

func (a alias) pick(x uint64) int {
	n := uint64(len(a.share))
	i := int((x >> 32) * n >> 32)
	if float64(x&0xffffffff)/(1<<32) < a.share[i] {
		return i
	}
	return int(a.other[i])
}

// Code is the CAMEO code of a root: 4 is 040.
func Code(root int) string {
	s := strconv.Itoa(root)
	if root < 10 {
		s = "0" + s
	}
	return s + "0"
}
