package measure

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"entente/internal/edtf"
)

// A world makes clusters with known shares.
type world struct {
	powers, domains int
	perMonth        float64
	sources         int
	// shares gives the probabilities of the powers in a domain on a day, as one
	// source tells of it.
	shares func(domain int, day edtf.Day, source int) []float64
	bursts int // acts that a day's event brings; 1: none
}

var (
	day0   = edtf.DayOf(2010, 1, 1)
	scores = []float64{1, 1.5, 1.9, 3, 4, 6, 7} // those of the codebook, by and large
)

// make draws the clusters of so many months, by a seed.
func (w world) make(seed uint64, months int) []Cluster {
	s := stream(seed)
	periods := Periods(day0, edtf.DayOf(2010, months, 28), Month)
	var out []Cluster
	for m, p := range periods {
		n := s.named("n").poisson(uint64(m), w.perMonth/float64(max(w.bursts, 1)))
		for e := range n {
			at := s.with(uint64(m)).with(uint64(e))
			day := p.First + edtf.Day(at.uniform(0)*float64(p.Days()))
			d := int(at.uniform(1) * float64(w.domains))
			source := int(at.uniform(2) * float64(w.sources))
			power := pick(w.shares(d, day, source), at.uniform(3))
			for k := range max(w.bursts, 1) {
				g := scores[int(at.with(uint64(k)).uniform(5)*float64(len(scores)))]
				fields := make([]float64, w.domains)
				fields[d] = 1
				out = append(out, Cluster{ID: strconv.Itoa((1000+m)*100000 + e*10 + k), Day: day, Parts: []Part{{power, 1}}, Fields: fields, Status: 1,
					Scores: []float64{g, 1}, Sources: []string{"s" + strconv.Itoa(source)}})
			}
		}
	}
	return out
}

func pick(p []float64, u float64) int {
	for i, v := range p {
		if u -= v; u < 0 {
			return i
		}
	}
	return len(p) - 1
}

func setup(powers, domains, months int) Setup {
	s := Setup{Scales: []string{"ours", "counts"}, HalfLife: DefaultHalfLife, Draws: 400, Seed: 1, Prior: DefaultPrior,
		Enough: DefaultEnough, OneSource: DefaultOneSource, Points: Periods(day0, edtf.DayOf(2010, months, 28), Month)}
	for i := range powers {
		s.Powers = append(s.Powers, string(rune('A'+i)))
	}
	for i := range domains {
		s.Domains = append(s.Domains, fmt.Sprint("d", i))
	}
	s.Pairs = [][2]int{{0, 1}}
	return s
}

func mustTilt(t testing.TB, s Setup, acts []Cluster) []TiltPoint {
	t.Helper()
	out, err := Tilt(s, acts)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCoverage: 90 % intervals hold the truth in 85 to 95 % of synthetic ledgers,
// whatever makes them uneven.
func TestCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("slow: 2,000 synthetic ledgers")
	}
	const runs = 400
	base := []float64{.40, .25, .15, .10, .06, .04}
	entropy := 0.0
	for _, p := range base {
		entropy -= p * math.Log(p)
	}
	spread := 1.0
	for _, p := range base {
		spread -= p * p
	}
	same := func(int, edtf.Day, int) []float64 { return base }
	for _, tt := range []struct {
		name string
		w    world
		// truth of the sources: each source has its own shares, drawn anew each run
		outlets float64
	}{
		{"80 clusters a quarter", world{powers: 6, domains: 1, perMonth: 80. / 3, sources: 30, shares: same}, 0},
		{"few clusters", world{powers: 6, domains: 1, perMonth: 3, sources: 30, shares: same}, 0},
		{"four domains", world{powers: 6, domains: 4, perMonth: 60, sources: 30, shares: same}, 0},
		{"bursts", world{powers: 6, domains: 1, perMonth: 60, sources: 30, shares: same, bursts: 4}, 0},
		{"sources that differ", world{powers: 6, domains: 1, perMonth: 80, sources: 20, shares: same}, 25},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			held, n := map[string]int{}, 0
			for r := range runs {
				w := tt.w
				if tt.outlets > 0 {
					own := make([][]float64, w.sources)
					for i := range own {
						own[i] = make([]float64, 6)
						sum := 0.0
						for k := range own[i] {
							own[i][k] = stream(uint64(r)).named("own").with(uint64(i)).gamma(uint64(k), tt.outlets*base[k])
							sum += own[i][k]
						}
						for k := range own[i] {
							own[i][k] /= sum
						}
					}
					w.shares = func(_ int, _ edtf.Day, s int) []float64 { return own[s] }
				}
				s := setup(6, w.domains, 30)
				s.Seed = uint64(r)
				s.Points = s.Points[28:29]
				// A region that leans another way.
				s.Region = world{powers: 6, domains: w.domains, perMonth: 20, sources: 5, shares: func(int, edtf.Day, int) []float64 {
					return []float64{.25, .25, .2, .1, .1, .1}
				}}.make(uint64(r)+1e6, 30)
				p := mustTilt(t, s, w.make(uint64(r)+7000, 30))[0]
				if p.All.Missing != "" {
					t.Fatalf("run %d: %s", r, p.All.Missing)
				}
				n++
				for name, e := range map[string]struct {
					Estimate
					truth float64
				}{
					"share of A": {p.All.Share[0], .40}, "share of D": {p.All.Share[3], .10}, "tilt": {p.Lean[0].All, .15},
					"tilt in a domain": {p.Lean[0].Domain[0], .15}, "combined": {p.Lean[0].Combined, .15},
					"partners": {p.All.Partners, math.Exp(entropy)}, "spread": {p.All.Spread, spread},
				} {
					if e.Low <= e.truth && e.truth <= e.High {
						held[name]++
					}
				}
			}
			for name, k := range held {
				got := float64(k) / float64(n)
				t.Logf("%-16s %.3f", name, got)
				if got < .85 || got > .95 {
					t.Errorf("%s: intervals hold the truth in %.1f %% of %d runs", name, 100*got, n)
				}
			}
		})
	}
}
