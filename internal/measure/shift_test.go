package measure

import (
	"math"
	"os"
	"testing"

	"entente/internal/edtf"
)

// TestPlantedShift: a shift of 0.15 in share with 80 clusters a quarter is found
// within two quarters in 80 % of ledgers at least, and fewer than 5 % of ledgers
// without one raise an alarm, in five years of quarters. With ENTENTE_BIG set the
// bars hold as they stand, of 1,000 ledgers a case; else of 150, less two standard
// errors of so few.
func TestPlantedShift(t *testing.T) {
	runs, slack := 150, 2.0
	switch {
	case os.Getenv("ENTENTE_BIG") != "":
		runs, slack = 1000, 0
	case testing.Short():
		runs = 40
	}
	const quarters, at = 20, 14 // the shift comes with the first day of the 15th
	shiftDay := Periods(day0, day0+4000, Quarter)[at].First
	for _, tt := range []struct {
		name          string
		before, after []float64
		change        Change
	}{
		{"none, a share", []float64{.40, .25, .15, .10, .06, .04}, nil, AnyShift},
		{"none, the main partner", []float64{.40, .25, .15, .10, .06, .04}, nil, MainFalls},
		{"none, partners", []float64{.40, .25, .15, .10, .06, .04}, nil, PartnersRise},
		{"down", []float64{.40, .25, .15, .10, .06, .04}, []float64{.25, .30, .20, .15, .06, .04}, AnyShift},
		{"up", []float64{.25, .30, .20, .15, .06, .04}, []float64{.40, .25, .15, .10, .06, .04}, AnyShift},
		{"main falls", []float64{.45, .25, .15, .10, .03, .02}, []float64{.30, .25, .15, .10, .10, .10}, MainFalls},
		{"partners rise", []float64{.45, .25, .15, .10, .03, .02}, []float64{.30, .25, .15, .10, .10, .10}, PartnersRise},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			found, early := 0, 0
			for r := range runs {
				w := world{powers: 6, domains: 1, perMonth: 80. / 3, sources: 30, shares: func(_ int, day edtf.Day, _ int) []float64 {
					if tt.after != nil && day >= shiftDay {
						return tt.after
					}
					return tt.before
				}}
				s := setup(6, 1, quarters*3)
				s.Seed, s.Draws = uint64(r), 1000
				looks, err := Shifts(s, w.make(uint64(r)+99, quarters*3), tt.change, 0)
				if err != nil {
					t.Fatal(err)
				}
				hit, alarm := false, false
				for _, l := range looks {
					switch q := l.Recent.Last; {
					case !(l.P > Certain):
					case tt.after == nil || q < shiftDay:
						alarm = true
					case q < shiftDay+184:
						hit = true
					}
				}
				if _, ok := Found(looks); ok != (hit || alarm) && tt.after == nil {
					t.Fatalf("run %d: found %v", r, ok)
				}
				if hit {
					found++
				}
				if alarm {
					early++
				}
			}
			t.Logf("%s: found within two quarters %.3f, false alarms %.3f", tt.name, float64(found)/float64(runs), float64(early)/float64(runs))
			n := float64(runs)
			bar := func(p float64) float64 { return slack * math.Sqrt(n*p*(1-p)) }
			if tt.after != nil && float64(found) < .8*n-bar(.8) {
				t.Errorf("found in %d of %d", found, runs)
			}
			if float64(early) >= .05*n+bar(.05) {
				t.Errorf("false alarms in %d of %d", early, runs)
			}
		})
	}
}
