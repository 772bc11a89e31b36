package measure

import (
	"errors"
	"math"
	"slices"
)

var errNoVariance = errors.New("all values are the same")

// A Granger is a test whether the past of one series helps to foretell another
// beyond that other's own past.
type Granger struct {
	F   float64
	P   float64 // probability of an F as great if it does not help
	D1  int     // order
	D2  int     // degrees of freedom left
	RSS float64 // with both pasts
}

// GrangerTest asks whether cause, order steps back, helps to foretell effect. The
// series are in step, without gaps. ErrTooFew if fewer values than coefficients,
// ErrMissing for NaN; an error too if a series does not vary or repeats another.
//
//	F = ((RSS_own - RSS_both)/p) / (RSS_both/(n - 2p - 1)), n = len - p
//
// Source: Granger, Econometrica 37 (1969) 424; as in R's lmtest::grangertest.
func GrangerTest(cause, effect []float64, order int) (Granger, error) {
	n := len(effect) - order
	if len(cause) != len(effect) || order < 1 || n-2*order-1 < 1 {
		return Granger{}, ErrTooFew
	}
	rows := make([][]float64, n)
	y := make([]float64, n)
	for t := range rows {
		row := []float64{1}
		for _, s := range [][]float64{effect, cause} {
			for lag := 1; lag <= order; lag++ {
				row = append(row, s[t+order-lag])
			}
		}
		for _, v := range append(row, effect[t+order]) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return Granger{}, ErrMissing
			}
		}
		rows[t], y[t] = row, effect[t+order]
	}
	own, err := residuals(rows, y, order+1)
	if err != nil {
		return Granger{}, err
	}
	both, err := residuals(rows, y, 2*order+1)
	if err != nil {
		return Granger{}, err
	}
	g := Granger{D1: order, D2: n - 2*order - 1, RSS: both}
	g.F = (own - both) / float64(order) / (both / float64(g.D2))
	g.P = upperF(g.F, float64(g.D1), float64(g.D2))
	return g, nil
}

// residuals is the sum of squares that is left of y after regression on the first
// k columns, by Householder's reflections.
func residuals(rows [][]float64, y []float64, k int) (float64, error) {
	n := len(rows)
	a := make([][]float64, n)
	b := append([]float64(nil), y...)
	for i, r := range rows {
		a[i] = append([]float64(nil), r[:k]...)
	}
	for c := range k {
		// Columns differ in size; scale each before asking whether it adds anything.
		var norm, whole float64
		for i := range n {
			if i >= c {
				norm += a[i][c] * a[i][c]
			}
			whole += rows[i][c] * rows[i][c]
		}
		if norm <= 1e-18*whole || whole == 0 {
			return 0, errNoVariance
		}
		norm = math.Copysign(math.Sqrt(norm), a[c][c])
		v := make([]float64, n)
		vv := 0.0
		for i := c; i < n; i++ {
			v[i] = a[i][c]
			if i == c {
				v[i] += norm
			}
			vv += v[i] * v[i]
		}
		reflect := func(at func(i int) *float64) {
			dot := 0.0
			for i := c; i < n; i++ {
				dot += v[i] * *at(i)
			}
			for i := c; i < n; i++ {
				*at(i) -= 2 * dot / vv * v[i]
			}
		}
		for j := c; j < k; j++ {
			reflect(func(i int) *float64 { return &a[i][j] })
		}
		reflect(func(i int) *float64 { return &b[i] })
	}
	rss := 0.0
	for _, v := range b[k:] {
		rss += v * v
	}
	return rss, nil
}

// A GrangerShift is a test with its null by shifts in time.
type GrangerShift struct {
	Granger
	// PShift is the share of all circular shifts of the cause that give an F as
	// great, itself among them; Low and High are between which 90 % of these lie.
	PShift, Low, High float64
}

// GrangerShifted is [GrangerTest] beside its null: the cause turned round in time
// by each number of steps there is, so that it keeps its own bunching and only what
// ties it to the effect is lost. The F distribution supposes series that are even
// and bell-shaped, which counts of acts are not.
func GrangerShifted(cause, effect []float64, order int) (GrangerShift, error) {
	g, err := GrangerTest(cause, effect, order)
	if err != nil {
		return GrangerShift{}, err
	}
	out := GrangerShift{Granger: g}
	var fs []float64
	above, n := 1, len(cause)
	turned := make([]float64, n)
	for by := 1; by < n; by++ {
		copy(turned, cause[by:])
		copy(turned[n-by:], cause[:by])
		s, err := GrangerTest(turned, effect, order)
		if err != nil {
			continue // such a shift repeats the effect
		}
		fs = append(fs, s.F)
		if s.F >= g.F {
			above++
		}
	}
	out.PShift = float64(above) / float64(len(fs)+1)
	out.Low, out.High = math.NaN(), math.NaN()
	if len(fs) > 1 {
		slices.Sort(fs)
		out.Low, out.High = sortedQuantile(fs, (1-Interval)/2), sortedQuantile(fs, (1+Interval)/2)
	}
	return out, nil
}
