package alignment_test

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"entente/internal/alignment"
	"entente/internal/measure"
	"entente/internal/votes"
)

// against is how far points are from the published ones, each session aligned by
// a straight line.
type against struct {
	points, far  int     // far: more than .25 off
	lowest, mean float64 // correlation of a session
	worst        float64
	usa          float64 // how far the United States are off on average
	sessions     int
	names        []string // of those that are far
	off          []float64
}

func (a against) String() string {
	sorted := slices.Sorted(slices.Values(a.off))
	at := func(q float64) float64 { return sorted[int(q*float64(len(sorted)-1))] }
	return fmt.Sprintf("%d points, lowest r %.4f, mean r %.4f, median %.3f off, 99 %% within %.3f, worst %.2f, United States %+.2f, over .25: %d %s",
		a.points, a.lowest, a.mean, at(.5), at(.99), a.worst, a.usa, a.far, strings.Join(a.names, " "))
}

// compare tells the sessions that keep says.
func compare(points []alignment.IdealPoint, pub map[key]float64, keep func(session int) bool) against {
	by := map[int][]alignment.IdealPoint{}
	for _, p := range points {
		if _, ok := pub[key{p.State, p.Session}]; ok && keep(p.Session) {
			by[p.Session] = append(by[p.Session], p)
		}
	}
	a := against{lowest: 1, sessions: len(by)}
	usa := 0
	for s := 1; s <= 74; s++ {
		if len(by[s]) == 0 {
			continue
		}
		xy := make([][2]float64, len(by[s]))
		for i, p := range by[s] {
			xy[i] = [2]float64{p.Mean, pub[key{p.State, s}]}
		}
		r, at, slope := fit(xy)
		a.lowest = min(a.lowest, r)
		a.mean += r / float64(a.sessions)
		for i, p := range by[s] {
			d := at + slope*p.Mean - xy[i][1]
			a.points++
			a.off = append(a.off, math.Abs(d))
			a.worst = max(a.worst, math.Abs(d))
			if math.Abs(d) > .25 {
				a.far++
				a.names = append(a.names, fmt.Sprintf("%s %d %+.2f", p.State, s, d))
			}
			if p.State == "USA" {
				a.usa += d
				usa++
			}
		}
	}
	a.usa /= float64(usa)
	return a
}

// TestIdealTries measures what each setting of the sampler does. Settings were
// chosen by the odd sessions from 47 on; the even ones were held back. Each takes
// half a minute of one core; it runs if ENTENTE_BIG is set. -run
// TestIdealTries/reach_8 does one.
func TestIdealTries(t *testing.T) {
	if os.Getenv("ENTENTE_BIG") == "" {
		t.Skip("SKIPPED: takes minutes; set ENTENTE_BIG to run it")
	}
	pub := published(t)
	const endless = 1e9
	for _, try := range []struct {
		name   string
		linked bool // the links of the table; else no roll call shares its parameters
		o      measure.IdealOptions
	}{
		{"endless, linked", true, measure.IdealOptions{Reach: endless}},
		{"endless", false, measure.IdealOptions{Reach: endless}},
		{"reach 9", false, measure.IdealOptions{Reach: 9}},
		{"reach 10", false, measure.IdealOptions{Reach: 10}},
		{"reach 11", false, measure.IdealOptions{Reach: 11}},
		{"reach 8", false, measure.IdealOptions{Reach: 8}},
		{"reach 9, linked", true, measure.IdealOptions{Reach: 9}},
		{"reach 9, smooth 0.25", false, measure.IdealOptions{Reach: 9, Smooth: .25}},
		{"reach 9, smooth 1", false, measure.IdealOptions{Reach: 9, Smooth: 1}},
		{"reach 9, seed 1", false, measure.IdealOptions{Reach: 9, Seed: 1}},
	} {
		t.Run(try.name, func(t *testing.T) {
			whole := table(t)
			some := &votes.Table{States: whole.States, Seats: whole.Seats, Rolls: slices.Clone(whole.Rolls)}
			if try.linked { // the sampler goes by ID
				for i := range some.Rolls {
					some.Rolls[i].ID = some.Rolls[i].Link
				}
			}
			try.o.Sweeps = 400
			points, err := alignment.IdealPoints(some, try.o)
			if err != nil {
				t.Fatal(err)
			}
			for odd, name := range []string{"even", "odd"} {
				t.Logf("%s sessions from 46: %v", name, compare(points, pub, func(s int) bool { return s >= 46 && s%2 == odd }))
			}
		})
	}
}
