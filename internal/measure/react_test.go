package measure

import (
	"errors"
	"math"
	"strings"
	"testing"

	"entente/internal/edtf"
)

// TestReaction plants a power that answers within ten days, and one that does not
// care.
func TestReaction(t *testing.T) {
	answered, alarms := 0, 0
	const runs = 200
	for r := range uint64(runs) {
		st := stream(r).named("test")
		in := Reacting{First: 0, Last: 3000, Windows: []int{30}, Draws: 199, Seed: r, Least: 5}
		for i := range uint64(25) {
			in.Acts = append(in.Acts, edtf.Day(st.uniform(i)*2900))
		}
		calm := in
		for i := range uint64(60) {
			d := Dose{edtf.Day(st.uniform(100+i) * 3000), 4 + 4*st.uniform(200+i)}
			in.Conflict, calm.Conflict = append(in.Conflict, d), append(calm.Conflict, d)
		}
		for i := range 20 { // four of five acts are answered
			in.Conflict = append(in.Conflict, Dose{in.Acts[i] + 1 + edtf.Day(st.uniform(300+uint64(i))*10), 5})
		}
		if x := React(in)[0]; x.P <= .05 {
			answered++
			if x.After < x.Expected {
				t.Fatalf("run %d: %+v", r, x)
			}
		}
		if React(calm)[0].P <= .05 {
			alarms++
		}
	}
	t.Logf("found %d, false %d of %d", answered, alarms, runs)
	if answered < runs*9/10 || alarms > runs*9/100 {
		t.Errorf("a reaction found in %d of %d, a false one in %d", answered, runs, alarms)
	}
}

func TestReactionRefused(t *testing.T) {
	some := []edtf.Day{10, 40, 80, 200, 400, 600}
	dose := []Dose{{20, 4}, {50, 4}, {300, 4}, {500, 4}, {700, 4}}
	for _, tt := range []struct {
		r    Reacting
		want string
	}{
		{Reacting{First: 0, Last: 50, Acts: some, Conflict: dose, Windows: []int{30}, Draws: 99, Least: 5}, "the ledger covers 51 days, and a window of 30 needs 120"},
		{Reacting{First: 0, Last: 999, Acts: some[:4], Conflict: dose, Windows: []int{30}, Draws: 99, Least: 5}, "4 days with cooperation"},
		{Reacting{First: 0, Last: 999, Acts: some, Conflict: dose[:2], Windows: []int{30}, Draws: 99, Least: 5}, "2 days with conflict, and 5 are needed"},
		{Reacting{First: 0, Last: 999, Acts: some, Conflict: dose, Windows: []int{30}, Draws: 99, Least: 5}, ""},
	} {
		x := React(tt.r)[0]
		if !strings.Contains(x.Missing, tt.want) || (x.Missing == "") != (tt.want == "") || (tt.want == "") == math.IsNaN(x.P) {
			t.Errorf("got %+v, want %q", x, tt.want)
		}
	}
}

// TestForetell: on steady counts the interval holds nine of ten and our model is
// no worse than the baselines; on counts that fell it follows sooner than the long
// run does.
func TestForetell(t *testing.T) {
	st := stream(11)
	var steady, fell []int
	for m := range uint64(120) {
		steady = append(steady, st.poisson(m, 6))
		mean := 10.0
		if m >= 60 {
			mean = 2
		}
		fell = append(fell, st.poisson(1000+m, mean))
	}
	by := func(h []int) map[string]Forecast {
		fs, err := Foretell(h, 500, 3)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]Forecast{}
		for _, f := range fs {
			out[f.Name] = f
		}
		return out
	}
	s, f := by(steady), by(fell)
	ours := s["discounted"]
	if ours.Tried != 32 || ours.Held < .8 || ours.Low > 18 || ours.High < 18 || ours.Low < 6 || ours.High > 34 {
		t.Errorf("steady counts of 18 a quarter: %+v", ours)
	}
	for _, name := range []string{"last", "conflictology", "nought"} {
		if s[name].CRPS < ours.CRPS {
			t.Errorf("steady: %s has %.3f, we %.3f", name, s[name].CRPS, ours.CRPS)
		}
	}
	if f["discounted"].CRPS > f["long run"].CRPS || f["discounted"].Mean > 12 || f["long run"].Mean < 12 {
		t.Errorf("fallen counts: we %+v, the long run %+v", f["discounted"], f["long run"])
	}
	if f["nought"].High != 0 {
		t.Errorf("nought: %+v", f["nought"])
	}
	if _, err := Foretell(steady[:35], 500, 3); !errors.Is(err, ErrTooFew) {
		t.Errorf("35 months: %v", err)
	}
}

// TestInfluence: the tilt without a cluster is the tilt computed without it.
func TestInfluence(t *testing.T) {
	acts := world{powers: 3, domains: 2, perMonth: 5, sources: 9, shares: func(int, edtf.Day, int) []float64 { return []float64{.5, .3, .2} }}.make(8, 12)
	s := setup(3, 2, 12)
	s.Enough = 1
	s.Region = acts[:9]
	for _, field := range []int{-1, 1} {
		got, err := Influences(s, acts, 0, field)
		if err != nil || len(got) < 20 {
			t.Fatalf("%d influences, %v", len(got), err)
		}
		at := func(acts []Cluster) float64 {
			out := mustTilt(t, s, acts)
			l := out[len(out)-1].Lean[0]
			if field < 0 {
				return l.All.Value
			}
			return l.Domain[field].Value
		}
		all := at(acts)
		for _, x := range got[:5] {
			var rest []Cluster
			for _, c := range acts {
				if c.ID != x.ID {
					rest = append(rest, c)
				}
			}
			near(t, "without "+x.ID, x.By, all-at(rest), 1e-9)
		}
		if math.Abs(got[0].By) < math.Abs(got[1].By) {
			t.Error("the greatest is not first")
		}
	}
}

func TestAsymmetry(t *testing.T) {
	a := Asymmetry(Estimate{Value: .4, SD: .03}, Estimate{Value: .1, SD: .04})
	near(t, "value", a.Value, .3, 1e-12)
	near(t, "sd", a.SD, .05, 1e-12)
	near(t, "low", a.Low, .3-.05*1.6449, 1e-5)
	if a.Above < .9999 || Asymmetry(none, a).Known() || Asymmetry(a, none).Known() {
		t.Errorf("%+v", a)
	}
}
