package measure

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"entente/internal/edtf"
)

func TestUpperF(t *testing.T) {
	// From tables of the F distribution: 5 % and 1 % points.
	for _, tt := range []struct{ f, d1, d2, p float64 }{
		{161.4476, 1, 1, .05}, {4.9646, 1, 10, .05}, {3.2849, 9, 9.0, .0457}, {2.8661, 4, 20, .05}, {6.5523, 3, 9, .0121}, {1, 7, 7, .5},
	} {
		near(t, "upperF", upperF(tt.f, tt.d1, tt.d2), tt.p, 2e-4)
	}
}

// TestStream wants the moments of what is drawn.
func TestStream(t *testing.T) {
	s := stream(7).named("x")
	const n = 40000
	for _, tt := range []struct {
		name           string
		draw           func(i uint64) float64
		mean, variance float64
	}{
		{"exponential", s.exponential, 1, 1},
		{"normal", s.normal, 0, 1},
		{"gamma .3", func(i uint64) float64 { return s.gamma(i, .3) }, .3, .3},
		{"gamma 4", func(i uint64) float64 { return s.gamma(i, 4) }, 4, 4},
		{"poisson 2.5", func(i uint64) float64 { return float64(s.poisson(i, 2.5)) }, 2.5, 2.5},
		{"poisson 100", func(i uint64) float64 { return float64(s.poisson(i, 100)) }, 100, 100},
	} {
		var sum, sq float64
		for i := range uint64(n) {
			v := tt.draw(i)
			sum += v
			sq += v * v
		}
		m := sum / n
		near(t, tt.name+" mean", m, tt.mean, 4*math.Sqrt(tt.variance/n))
		near(t, tt.name+" variance", sq/n-m*m, tt.variance, .06*tt.variance+.02)
	}
	if s.uniform(3) != stream(7).named("x").uniform(3) || s.uniform(3) == stream(7).named("y").uniform(3) {
		t.Error("a stream depends on its keys alone")
	}
}

func TestPeriods(t *testing.T) {
	for _, tt := range []struct {
		step Step
		want string
	}{{Month, "2021-11 2021-12 2022-01 2022-02"}, {Quarter, "2021-10/2021-12 2022-01/2022-03"}, {Year, "2021 2022"}} {
		got := ""
		for i, p := range Periods(edtf.DayOf(2021, 11, 30), edtf.DayOf(2022, 2, 1), tt.step) {
			if i > 0 {
				got += " "
			}
			got += p.String()
		}
		if got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.step, got, tt.want)
		}
	}
	if p := Periods(40, 5, Month); p != nil {
		t.Errorf("from 40 to 5: %v", p)
	}
}

// TestChangePointsExact holds the pruned search to the best of all cuts.
func TestChangePointsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.Float64Range(-5, 5), 1, 11).Draw(t, "y")
		penalty := rapid.Float64Range(0.1, 20).Draw(t, "penalty")
		atLeast := rapid.IntRange(1, min(4, len(y))).Draw(t, "at least")
		got, err := ChangePoints(y, penalty, atLeast)
		if err != nil {
			t.Fatal(err)
		}
		cost := func(a, b int) (s float64) {
			m := mean(y[a:b])
			for _, v := range y[a:b] {
				s += (v - m) * (v - m)
			}
			return s
		}
		best := math.Inf(1)
		for cut := range 1 << (len(y) - 1) {
			total, from, ok := 0.0, 0, true
			for i := 1; i <= len(y); i++ {
				if i == len(y) || cut>>(i-1)&1 == 1 {
					ok = ok && i-from >= atLeast
					total += cost(from, i)
					if i < len(y) {
						total += penalty
					}
					from = i
				}
			}
			if ok {
				best = min(best, total)
			}
		}
		if v := got.RSS + penalty*float64(len(got.Breaks)); math.Abs(v-best) > 1e-9 {
			t.Fatalf("cut at %v costs %g, the best %g", got.Breaks, v, best)
		}
	})
}

func TestSeriesRefused(t *testing.T) {
	nan := math.NaN()
	flat := []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
	up := []float64{1, 3, 2, 5, 4, 6, 9, 7, 8, 11}
	for _, tt := range []struct {
		name string
		f    func() error
		want error
	}{
		{"no series", func() error { _, err := ChangePoints(nil, 1, 1); return err }, ErrTooFew},
		{"a gap", func() error { _, err := ChangePoints([]float64{1, nan, 2}, 1, 1); return err }, ErrMissing},
		{"two values", func() error { _, err := FitLocalLevel([]float64{1, nan, 2}, 0); return err }, ErrTooFew},
		{"no change", func() error { _, err := FitLocalLevel(flat, 0); return err }, errNoVariance},
		{"too short", func() error { _, err := GrangerTest(up[:5], up[:5], 2); return err }, ErrTooFew},
		{"flat cause", func() error { _, err := GrangerTest(flat, up, 2); return err }, errNoVariance},
		{"itself", func() error { _, err := GrangerTest(up, up, 1); return err }, errNoVariance},
		{"hole", func() error { _, err := GrangerTest(append([]float64{nan}, up[1:]...), up, 1); return err }, ErrMissing},
	} {
		if err := tt.f(); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
}

// TestGaps wants the level over a gap to stay and its variance to grow.
func TestGaps(t *testing.T) {
	y := nile(t)
	for i := 40; i < 50; i++ {
		y[i] = math.NaN()
	}
	l, err := FitLocalLevel(y, 0)
	if err != nil {
		t.Fatal(err)
	}
	if l.Level[49] != l.Level[39] || !(l.Var[49] > l.Var[39]) || !(l.Var[50] < l.Var[49]) {
		t.Errorf("over the gap: level %g to %g, variance %g to %g, after it %g", l.Level[39], l.Level[49], l.Var[39], l.Var[49], l.Var[50])
	}
}

// TestNetworkProperties: names do not matter, and a node without ties adds
// nothing and has no score.
func TestNetworkProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 7).Draw(t, "n")
		g, h := NewNetwork(n+1), NewNetwork(n+1)
		perm := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6}[:n]).Draw(t, "order")
		perm = append(perm, n)
		for i := range n {
			for j := range n {
				if i != j && rapid.Bool().Draw(t, "tie") {
					g[i][j] = rapid.Float64Range(.1, 9).Draw(t, "strength")
					h[perm[i]][perm[j]] = g[i][j]
				}
			}
		}
		for name, f := range map[string]func(Network) []float64{"constraint": Network.Constraint, "size": Network.EffectiveSize, "betweenness": Network.Betweenness} {
			a, b := f(g), f(h)
			for i := range n {
				if math.Abs(a[i]-b[perm[i]]) > 1e-9 || math.IsNaN(a[i]) != math.IsNaN(b[perm[i]]) {
					t.Fatalf("%s of %d: %g, renamed %g", name, i, a[i], b[perm[i]])
				}
			}
			if name != "betweenness" && !math.IsNaN(a[n]) {
				t.Fatalf("%s of a node without ties: %g", name, a[n])
			}
		}
		p := Participation([]Network{g, g})
		for i := range n {
			if !math.IsNaN(p[i]) && math.Abs(p[i]-1) > 1e-9 {
				t.Fatalf("the same ties in both layers: participation %g", p[i])
			}
		}
		if p := Participation([]Network{g, NewNetwork(n + 1)}); !math.IsNaN(p[0]) && p[0] > 1e-9 {
			t.Fatalf("ties in one layer only: participation %g", p[0])
		}
	})
}

// TestCRPSBrute holds the sorted sum to the definition.
func TestCRPSBrute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Float64Range(-9, 9), 1, 12).Draw(t, "ensemble")
		y := rapid.Float64Range(-9, 9).Draw(t, "y")
		var a, b float64
		for _, x := range xs {
			a += math.Abs(x-y) / float64(len(xs))
			for _, z := range xs {
				b += math.Abs(x-z) / float64(len(xs)*len(xs))
			}
		}
		if got := CRPS(xs, y); math.Abs(got-(a-b/2)) > 1e-9 {
			t.Fatalf("got %g, want %g", got, a-b/2)
		}
	})
}

// TestTwoQuantiles holds the selection to the sort.
func TestTwoQuantiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Float64Range(-3, 3), 1, 60).Draw(t, "xs")
		for range rapid.IntRange(0, 5).Draw(t, "ties") {
			xs = append(xs, xs[0])
		}
		a := rapid.Float64Range(0, .5).Draw(t, "a")
		b := rapid.Float64Range(.5, 1).Draw(t, "b")
		wa, wb := quantile(slices.Clone(xs), a), quantile(slices.Clone(xs), b)
		if ga, gb := twoQuantiles(xs, a, b, rapid.Float64Range(-4, 4).Draw(t, "below"), rapid.Float64Range(-4, 4).Draw(t, "above")); ga != wa || gb != wb {
			t.Fatalf("got %g and %g, want %g and %g", ga, gb, wa, wb)
		}
	})
}

// TestGrangerShifted: where one series is the other a step later, no shift foretells
// as well; of series that have nothing to do with each other few are taken for such,
// bursts or not.
func TestGrangerShifted(t *testing.T) {
	const n = 60
	noise := func(seed uint64, i int) float64 { return stream(seed).normal(uint64(i)) }
	lead, lag := make([]float64, n), make([]float64, n)
	for i := range n {
		lead[i] = noise(1, i)
		lag[i] = noise(2, i) / 2
		if i > 0 {
			lag[i] += lead[i-1]
		}
	}
	g, err := GrangerShifted(lead, lag, 2)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := GrangerTest(lead, lag, 2)
	if err != nil || g.Granger != plain {
		t.Errorf("got %+v, want %+v (%v)", g.Granger, plain, err)
	}
	if math.Abs(g.PShift-1./n) > 1e-12 || !(g.F > g.High) || !(g.Low >= 0 && g.Low < g.High) {
		t.Errorf("a lead: %+v", g)
	}
	alarms := 0
	const runs = 300
	for r := range uint64(runs) {
		a, b := make([]float64, n), make([]float64, n)
		for i := range n { // counts, few and in bursts
			a[i] = float64(stream(r).named("a").poisson(uint64(i), 0.4+2*float64(i/6%3)))
			b[i] = float64(stream(r).named("b").poisson(uint64(i), 0.4+3*stream(r).named("rate").uniform(uint64(i/4))))
		}
		g, err := GrangerShifted(a, b, 2)
		if err != nil {
			t.Fatal(err)
		}
		if g.PShift <= .05 {
			alarms++
		}
	}
	t.Logf("false alarms: %d of %d", alarms, runs)
	if alarms > runs*5/100+12 { // three standard errors above 5 %
		t.Errorf("%d of %d unrelated pairs are taken for a lead", alarms, runs)
	}
	if _, err := GrangerShifted(make([]float64, n), lag, 2); err == nil {
		t.Error("a cause that never changes is tested")
	}
}
