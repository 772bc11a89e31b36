package measure

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func defined(t *testing.T, name string, got float64, ok bool, want, within float64) {
	t.Helper()
	if !ok || math.Abs(got-want) > within {
		t.Errorf("%s: got %.9f, %v, want %.9f", name, got, ok, want)
	}
}

// germanyRussia is table 6 of Signorino and Ritter (1999): the alliance
// portfolios of Germany and Russia in 1914 among the 20 states of Europe, from no
// alliance to defence pact. Both have pacts with themselves; Germany with
// Austria-Hungary, Romania and Italy; Russia with France, and ententes with the
// United Kingdom and Italy.
func germanyRussia() Crosstab {
	c := NewCrosstab(4)
	c[0][0], c[3][0], c[0][3], c[3][1], c[0][1] = 13, 3, 2, 1, 1
	return c
}

func TestSignorinoRitterTable6(t *testing.T) {
	c := germanyRussia()
	if c.N() != 20 {
		t.Fatalf("%g states, want 20", c.N())
	}
	v, ok := TauB(c)
	defined(t, "tau-b", v, ok, .03031695, 1e-8)
	v, ok = SignorinoRitter(c, 1)
	defined(t, "S", v, ok, .4, 1e-12)
	v, ok = SignorinoRitter(c, 2)
	defined(t, "S, squared", v, ok, .444444444, 1e-9)
	v, ok = Kappa(c, Squared)
	defined(t, "kappa, squared", v, ok, -.077586, 1e-6)
	v, ok = ScottPi(c, Nominal)
	defined(t, "pi, nominal", v, ok, -.044776, 1e-6)
}

// TestCohen is the worked example of Cohen's first article: 200 cases, three
// categories, kappa .29 / .59 = .492.
func TestCohen(t *testing.T) {
	c := Crosstab{{88, 10, 2}, {14, 40, 6}, {18, 10, 12}}
	v, ok := Identical(c)
	defined(t, "identical", v, ok, .70, 1e-12)
	v, ok = Kappa(c, Nominal)
	defined(t, "kappa", v, ok, .49152542, 1e-8)
}

func random(r *rand.Rand) Crosstab {
	c := NewCrosstab(2 + r.IntN(3))
	for i := range c {
		for j := range c {
			if r.IntN(4) > 0 {
				c[i][j] = float64(r.IntN(40))
			}
		}
	}
	return c
}

var crosstabMeasures = map[string]func(Crosstab) (float64, bool){
	"identical":      Identical,
	"agreement":      Agreement,
	"S":              func(c Crosstab) (float64, bool) { return SignorinoRitter(c, 1) },
	"S squared":      func(c Crosstab) (float64, bool) { return SignorinoRitter(c, 2) },
	"kappa nominal":  func(c Crosstab) (float64, bool) { return Kappa(c, Nominal) },
	"kappa linear":   func(c Crosstab) (float64, bool) { return Kappa(c, Linear) },
	"kappa squared":  func(c Crosstab) (float64, bool) { return Kappa(c, Squared) },
	"pi nominal":     func(c Crosstab) (float64, bool) { return ScottPi(c, Nominal) },
	"pi squared":     func(c Crosstab) (float64, bool) { return ScottPi(c, Squared) },
	"tau-b":          TauB,
	"tau-b, swapped": func(c Crosstab) (float64, bool) { return TauB(transposed(c)) },
}

func transposed(c Crosstab) Crosstab {
	out := NewCrosstab(len(c))
	for i := range c {
		for j := range c {
			out[j][i] = c[i][j]
		}
	}
	return out
}

func changed(c Crosstab, f func(i, j int) float64) Crosstab {
	out := NewCrosstab(len(c))
	for i := range c {
		for j := range c {
			out[i][j] = f(i, j)
		}
	}
	return out
}

// TestCrosstabProperties: exchanging the states or turning the categories round
// changes nothing; doubling all counts changes nothing but tau-b, whose pairs do
// not scale; no measure leaves its range.
func TestCrosstabProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		c := random(r)
		k := len(c)
		double := changed(c, func(i, j int) float64 { return 2 * c[i][j] })
		turned := changed(c, func(i, j int) float64 { return c[k-1-i][k-1-j] })
		for name, f := range crosstabMeasures {
			v, ok := f(c)
			if ok && (math.IsNaN(v) || v > 1+1e-9 || name == "identical" && v < 0 || (name == "tau-b" || name == "S") && v < -1-1e-9) {
				t.Errorf("%s of %v is %v", name, c, v)
			}
			same := map[string]Crosstab{"transposed": transposed(c), "turned": turned}
			if !strings.HasPrefix(name, "tau") {
				same["double"] = double
			}
			for how, d := range same {
				if w, ok2 := f(d); ok != ok2 || ok && math.Abs(v-w) > 1e-9 {
					t.Errorf("%s of %v is %v, %v; %s %v, %v", name, c, v, ok, how, w, ok2)
				}
			}
		}
		if a, ok := Agreement(c); ok { // S with power 1 is agreement on another scale
			s, _ := SignorinoRitter(c, 1)
			defined(t, "S", s, true, 2*a-1, 1e-9)
		}
	}
}

func TestCrosstabUndefined(t *testing.T) {
	for name, f := range crosstabMeasures {
		if v, ok := f(NewCrosstab(3)); ok {
			t.Errorf("%s of nothing is %v", name, v)
		}
	}
	one := NewCrosstab(3)
	one[1][1] = 7
	for _, name := range []string{"kappa nominal", "kappa squared", "pi nominal", "pi squared", "tau-b"} {
		if v, ok := crosstabMeasures[name](one); ok {
			t.Errorf("%s of one category is %v", name, v)
		}
	}
	if v, ok := Identical(one); !ok || v != 1 {
		t.Errorf("identical of one category is %v, %v", v, ok)
	}
}

func TestPerfect(t *testing.T) {
	c := Crosstab{{5, 0, 0}, {0, 6, 0}, {0, 0, 7}}
	for name, f := range crosstabMeasures {
		v, ok := f(c)
		defined(t, name, v, ok, 1, 1e-12)
	}
}

// TestIntervals: 8 of 10 by the formula worked out by hand, and the jackknife of a mean,
// which has a closed form.
func TestIntervals(t *testing.T) {
	low, high := WilsonInterval(.8, 10)
	defined(t, "low", low, true, .5407, 5e-4)
	defined(t, "high", high, true, .9315, 5e-4)
	if low, high := WilsonInterval(1, 20); high != 1 || low > .9 || low < .8 {
		t.Errorf("20 of 20: %v to %v", low, high)
	}
	c := Crosstab{{30, 0}, {20, 0}}
	low, high, ok := JackknifeInterval(c, Identical)
	se := math.Sqrt(.6 * .4 / 49)
	defined(t, "jackknife, low", low, ok, .6-z90*se, 1e-9)
	defined(t, "jackknife, high", high, ok, .6+z90*se, 1e-9)
	if _, _, ok := JackknifeInterval(Crosstab{{1, 0}, {0, 0}}, Identical); ok {
		t.Error("one observation has an interval")
	}
}
