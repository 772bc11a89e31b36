package measure

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"entente/internal/edtf"
)

// anyActs draws a small ledger of one state.
func anyActs(t *rapid.T, powers, domains int) []Cluster {
	var out []Cluster
	for i := range rapid.IntRange(20, 90).Draw(t, "clusters") {
		c := Cluster{ID: fmt.Sprint(i), Day: day0 + edtf.Day(rapid.IntRange(0, 700).Draw(t, "day")), Fields: make([]float64, domains),
			Status: rapid.SampledFrom([]float64{1, 1, 1, .5, 0}).Draw(t, "status")}
		c.Fields[rapid.IntRange(0, domains-1).Draw(t, "domain")] = 1
		first := rapid.IntRange(0, powers-1).Draw(t, "power")
		c.Parts = []Part{{first, 1}}
		if rapid.Bool().Draw(t, "two") {
			c.Parts = []Part{{first, .5}, {(first + 1) % powers, .5}}
		}
		g := rapid.SampledFrom([]float64{1, 1.5, 3, 6, 7, -2, -4, -7, 0}).Draw(t, "score")
		c.Scores = []float64{g, math.Copysign(1, g)}
		for range rapid.IntRange(0, 3).Draw(t, "sources") {
			c.Sources = append(c.Sources, rapid.SampledFrom([]string{"p", "q", "r", "s", ""}).Draw(t, "source"))
		}
		out = append(out, c)
	}
	return out
}

func anySetup() Setup {
	s := setup(4, 2, 24)
	s.Draws, s.Points = 100, s.Points[3:]
	s.Enough, s.OneSource = 5, .9
	return s
}

// estimates flattens a series: names with numbers.
func estimates(s Setup, out []TiltPoint) map[string]Estimate {
	m := map[string]Estimate{}
	for _, p := range out {
		field := func(name string, f Field) {
			for k, e := range f.Share {
				m[fmt.Sprint(p.Period, name, "share", s.Powers[k])] = e
			}
			m[fmt.Sprint(p.Period, name, "partners")] = f.Partners
			m[fmt.Sprint(p.Period, name, "spread")] = f.Spread
		}
		field("all", p.All)
		for d, f := range p.Domain {
			field(s.Domains[d], f)
		}
		for i, l := range p.Lean {
			pair := s.Powers[s.Pairs[i][0]] + s.Powers[s.Pairs[i][1]]
			m[fmt.Sprint(p.Period, pair, "all")] = l.All
			m[fmt.Sprint(p.Period, pair, "combined")] = l.Combined
			m[fmt.Sprint(p.Period, pair, "discord")] = l.Discord
		}
	}
	return m
}

func same(a, b float64) bool { return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-9 }

func compare(t *rapid.T, what string, a, b map[string]Estimate) {
	for name, e := range a {
		o := b[name]
		if !same(e.Value, o.Value) || !same(e.Low, o.Low) || !same(e.High, o.High) || math.Abs(e.Above-o.Above) > .011 {
			t.Fatalf("%s: %s was %+v, is %+v", what, name, e, o)
		}
	}
}

func run(t *rapid.T, s Setup, acts []Cluster) []TiltPoint {
	out, err := Tilt(s, acts)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestMetamorphic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySetup()
		acts := anyActs(t, 4, 2)
		s.Region = anyActs(t, 4, 2)
		was := run(t, s, acts)

		// Input in another order, and every article printed again by its own source.
		again := slices.Clone(acts)
		slices.Reverse(again)
		for i := range again {
			again[i].Sources = slices.Concat(again[i].Sources, again[i].Sources)
		}
		compare(t, "articles doubled", estimates(s, was), estimates(s, run(t, s, again)))

		// Acts of the state with nobody, as others' acts are to it.
		more := slices.Clone(acts)
		for i := range 30 {
			more = append(more, Cluster{ID: fmt.Sprint("x", i), Day: day0 + edtf.Day(i), Fields: []float64{1, 0}, Status: 1, Scores: []float64{3, 1}, Sources: []string{"z"}})
		}
		compare(t, "an unrelated country", estimates(s, was), estimates(s, run(t, s, more)))

		// Twice the world: the shares of the data stay; the prior then counts less.
		flat := s
		flat.Prior = 0
		twice := slices.Clone(acts)
		for _, c := range acts {
			c.ID += "'"
			twice = append(twice, c)
		}
		one, two := estimates(flat, run(t, flat, acts)), estimates(flat, run(t, flat, twice))
		for name, e := range one {
			if e.Known() && !same(e.Value, two[name].Value) && !strings.Contains(name, "combined") && !strings.Contains(name, "discord") {
				t.Fatalf("twice the volume: %s was %g, is %g", name, e.Value, two[name].Value)
			}
		}

		// Other names and order of the powers.
		perm := rapid.Permutation([]int{0, 1, 2, 3}).Draw(t, "order")
		r := s
		r.Powers = make([]string, 4)
		for i, p := range perm {
			r.Powers[p] = s.Powers[i]
		}
		rename := func(cs []Cluster) []Cluster {
			out := slices.Clone(cs)
			for i := range out {
				out[i].Parts = slices.Clone(out[i].Parts)
				for j := range out[i].Parts {
					out[i].Parts[j].Power = perm[out[i].Parts[j].Power]
				}
			}
			return out
		}
		r.Pairs, r.Region = [][2]int{{perm[0], perm[1]}}, rename(s.Region)
		compare(t, "powers in another order", estimates(s, was), estimates(r, run(t, r, rename(acts))))

		// The other way round.
		turned := slices.Clone(acts)
		for i := range turned {
			turned[i].Scores = []float64{-turned[i].Scores[0], -turned[i].Scores[1]}
		}
		for i, p := range run(t, s, turned) {
			for k := range s.Powers {
				if !same(p.All.Plus[k], was[i].All.Minus[k]) || !same(p.All.Minus[k], was[i].All.Plus[k]) {
					t.Fatalf("signs reversed: M+ %g and M- %g, was %g and %g", p.All.Plus[k], p.All.Minus[k], was[i].All.Plus[k], was[i].All.Minus[k])
				}
			}
		}
		for _, p := range was {
			sum := 0.0
			for _, e := range p.All.Share {
				sum += e.Value
				if e.Known() && !(0 <= e.Low && e.Low <= e.High && e.High <= 1) {
					t.Fatalf("share %+v", e)
				}
			}
			if p.All.Missing == "" && math.Abs(sum-1) > 1e-9 {
				t.Fatalf("shares sum to %g", sum)
			}
			if (p.All.Missing == "") != p.All.Partners.Known() {
				t.Fatalf("%q, and N_eff is %g", p.All.Missing, p.All.Partners.Value)
			}
		}
	})
}

// TestGap: years without an act are a gap, not 0, and say why.
func TestGap(t *testing.T) {
	acts := world{powers: 3, domains: 1, perMonth: 10, sources: 9, shares: func(int, edtf.Day, int) []float64 { return []float64{.5, .3, .2} }}.make(3, 12)
	for _, c := range acts[:60] { // and again five years later
		c.ID, c.Day = c.ID+"'", c.Day+5*365
		acts = append(acts, c)
	}
	s := setup(3, 1, 80)
	out := mustTilt(t, s, acts)
	for i, want := range map[int]string{10: "", 33: "not enough evidence", 45: "no evidence: no cooperative act is known of the 730 days before", 63: "", 70: ""} {
		p := out[i]
		if (p.All.Missing == "") != (want == "") || !strings.HasPrefix(p.All.Missing, want) {
			t.Errorf("%s: %q, want %q", p.Period, p.All.Missing, want)
		}
		if p.All.Partners.Known() != (want == "") || p.Lean[0].All.Known() != (want == "") || p.Lean[0].Combined.Known() != (want == "") {
			t.Errorf("%s: numbers %v, %v", p.Period, p.All.Partners, p.Lean[0])
		}
	}
	if p := mustTilt(t, s, nil)[3]; p.All.Missing == "" || !math.IsNaN(p.All.Plus[0]) || p.All.Share[0].Known() {
		t.Errorf("no acts at all: %+v", p.All)
	}
}

func TestRefused(t *testing.T) {
	even := func(int, edtf.Day, int) []float64 { return []float64{.5, .5} }
	few := world{powers: 2, domains: 1, perMonth: 1, sources: 5, shares: even}.make(1, 6)
	one := world{powers: 2, domains: 1, perMonth: 30, sources: 1, shares: even}.make(1, 6)
	none := slices.Clone(one)
	for i := range none {
		none[i].Sources = nil
	}
	for _, tt := range []struct {
		acts []Cluster
		want string
	}{
		{few, "and 15 are needed"},
		{one, "one source (s0) gives 100 %, and at most 60 % may be one's"},
		{none, "one source (documents of no stated publisher) gives 100 %"},
	} {
		p := mustTilt(t, setup(2, 1, 6), tt.acts)[5]
		if !strings.HasPrefix(p.All.Missing, "not enough evidence: ") || !strings.Contains(p.All.Missing, tt.want) || p.All.Share[0].Known() {
			t.Errorf("got %q, want %q", p.All.Missing, tt.want)
		}
	}
	// One domain with evidence, one without: the combined tilt is of the first alone.
	acts := world{powers: 2, domains: 1, perMonth: 30, sources: 9, shares: even}.make(1, 6)
	for i := range acts {
		acts[i].Fields = []float64{1, 0}
	}
	p := mustTilt(t, setup(2, 2, 6), acts)[5]
	if p.Domain[1].Missing == "" || !slices.Equal(p.Combined, []int{0}) || p.Lean[0].Combined != p.Lean[0].Domain[0] || p.Lean[0].Discord.Known() {
		t.Errorf("one domain of two: %q, combined of %v: %+v", p.Domain[1].Missing, p.Combined, p.Lean[0])
	}
}

func TestSetupFaults(t *testing.T) {
	for _, tt := range []struct {
		change func(*Setup)
		want   string
	}{
		{func(s *Setup) { s.Powers = s.Powers[:1] }, "a tilt needs two powers at least"},
		{func(s *Setup) { s.Powers[1] = s.Powers[0] }, "the power A is there twice"},
		{func(s *Setup) { s.Weights = []float64{.5, .6} }, "the weights of the domains sum to 1.1, not to 1"},
		{func(s *Setup) { s.Weights = []float64{1} }, "1 weights for 2 domains"},
		{func(s *Setup) { s.Weights = []float64{-1, 2} }, "a weight is below 0"},
		{func(s *Setup) { s.Pairs[0] = [2]int{1, 1} }, "a pair is two different powers"},
		{func(s *Setup) { s.HalfLife = math.NaN() }, "the half-life is more than 0 days"},
		{func(s *Setup) { s.Draws = 10 }, "an interval needs 100 draws at least, not 10"},
		{func(s *Setup) { slices.Reverse(s.Points) }, "the points are not in order of time"},
		{func(s *Setup) { s.Region = []Cluster{{ID: "r"}} }, "cluster r does not fit the setup"},
	} {
		s := anySetup()
		tt.change(&s)
		_, err := Tilt(s, nil)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
}

// TestExample is one point worked out by hand.
func TestExample(t *testing.T) {
	s := setup(2, 1, 1)
	s.Prior, s.Enough, s.OneSource, s.HalfLife = 0, 1, 1, 10
	last := s.Points[0].Last
	act := func(id string, power int, age edtf.Day, score, status float64) Cluster {
		return Cluster{ID: id, Day: last - age, Parts: []Part{{power, 1}}, Fields: []float64{1}, Status: status, Scores: []float64{score, 1}, Sources: []string{"s"}}
	}
	p := mustTilt(t, s, []Cluster{
		act("a", 0, 0, 6, 1),   // 6
		act("b", 0, 10, 4, 1),  // half: 2
		act("c", 1, 0, 4, .5),  // announced: 2
		act("d", 1, 0, 6, 0),   // denied: nothing
		act("e", 1, 20, -8, 1), // a quarter of the conflict: 2
	})[0]
	near(t, "M+ of A", p.All.Plus[0], 8, 1e-9)
	near(t, "M+ of B", p.All.Plus[1], 2, 1e-9)
	near(t, "M- of B", p.All.Minus[1], 2, 1e-9)
	near(t, "bandwidth of B", p.All.Bandwidth[1], math.Log(5), 1e-9)
	near(t, "share of A", p.All.Share[0].Value, .8, 1e-9)
	near(t, "tilt", p.Lean[0].All.Value, .6, 1e-9)
	near(t, "partners", p.All.Partners.Value, math.Exp(-.8*math.Log(.8)-.2*math.Log(.2)), 1e-9)
	near(t, "spread", p.All.Spread.Value, 1-.64-.04, 1e-9)
	near(t, "effective", p.All.Effective, 100./(36+4+4), 1e-9)
	if p.All.Clusters != 3 || p.All.Sources != 1 || p.All.TopShare != 1 {
		t.Errorf("evidence: %+v", p.All.Evidence)
	}
	// With a region that deals with B alone, of two clusters: each of mass 44/10.
	s.Prior = 2
	s.Region = []Cluster{act("r", 1, 0, 1, 1)}
	p = mustTilt(t, s, []Cluster{act("a", 0, 0, 6, 1), act("b", 0, 10, 4, 1), act("c", 1, 0, 4, .5)})[0]
	near(t, "share of A, drawn to the region", p.All.Share[0].Value, 8/(10+2*4.4), 1e-9)
}

// TestEnds: nothing of a power among n acts is no proof that its share is 0.
func TestEnds(t *testing.T) {
	s := setup(3, 2, 1)
	s.Prior, s.Enough, s.OneSource, s.HalfLife = 0, 5, 1, 1e12
	var acts []Cluster
	for i := range 20 { // all with A, half of them in each domain
		fields := []float64{1, 0}
		if i%2 == 1 {
			fields = []float64{0, 1}
		}
		acts = append(acts, Cluster{ID: fmt.Sprint(i), Day: s.Points[0].Last - edtf.Day(i), Parts: []Part{{0, 1}}, Fields: fields, Status: 1, Scores: []float64{3, 1}, Sources: []string{fmt.Sprint("s", i%4)}})
	}
	s.Pairs = [][2]int{{0, 1}, {1, 2}}
	p := mustTilt(t, s, acts)[0]
	most, ten := 1-math.Pow(.05, 1./20), 1-math.Pow(.05, 1./10)
	near(t, "most of none in 20", most, .139108, 5e-7) // tables of the binomial: .1391
	for what, x := range map[string][2]float64{
		"low of A": {p.All.Share[0].Low, 1 - most}, "high of A": {p.All.Share[0].High, 1}, "low of B": {p.All.Share[1].Low, 0}, "high of B": {p.All.Share[1].High, most},
		"high of B in a domain": {p.Domain[0].Share[1].High, ten}, "low of A against B": {p.Lean[0].All.Low, 1 - 2*most}, "low of it in a domain": {p.Lean[0].Domain[1].Low, 1 - 2*ten},
		"low combined": {p.Lean[0].Combined.Low, 1 - 2*ten}, "low of B against C": {p.Lean[1].All.Low, -most}, "high of B against C": {p.Lean[1].All.High, most},
		"partners": {p.All.Partners.Value, 1}, "high of partners": {p.All.Partners.High, math.Exp(-most*math.Log(most) - (1-most)*math.Log(1-most))},
		"high of spread": {p.All.Spread.High, 2 * most * (1 - most)},
	} {
		near(t, what, x[0], x[1], 1e-9)
	}
	near(t, "effective", p.All.Effective, 20, 1e-6)
}
