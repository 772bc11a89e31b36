package measure

import (
	"fmt"
	"math"
	"slices"

	"entente/internal/edtf"
)

// A Reacting asks whether conflict from a power rises after a state's acts.
type Reacting struct {
	First, Last edtf.Day   // days on which both were looked at
	Acts        []edtf.Day // days of the state's cooperation with another
	Conflict    []Dose     // of the power towards the state
	Windows     []int      // days after an act; usually 30 and 90
	Draws       int        // of the permutation
	Seed        uint64
	// Least is how many days with acts, and with conflict, are needed.
	Least int
}

// A Dose is a mass of conflict on a day.
type Dose struct {
	Day  edtf.Day
	Mass float64 // above 0
}

// A Reaction is the answer for one window.
type Reaction struct {
	Window int
	Acts   int // days with acts whose window lies within the days looked at
	Doses  int // acts of conflict in all
	// After is the mean mass of conflict in the window after an act, Expected the
	// mean of it over the permutations.
	After, Expected float64
	// P is the chance that acts at other times are followed by as much: small says
	// that conflict rises.
	P float64
	// Missing says in words what is missing; then numbers are NaN.
	Missing string
}

// React compares the conflict in the days after acts with that after the same acts
// at other times. The permutation moves all acts by one random number of days
// round the circle of the days looked at, so that their bunching, and that of the
// conflict, stays. A day with several acts counts once.
//
// Source: our own; circular shifts after Politis and Romano (1992).
func React(r Reacting) []Reaction {
	var out []Reaction
	days := int(r.Last-r.First) + 1
	for _, w := range r.Windows {
		x := Reaction{Window: w, Doses: len(r.Conflict), After: math.NaN(), Expected: math.NaN(), P: math.NaN()}
		if w < 1 || days < 4*w {
			x.Missing = fmt.Sprintf("not enough evidence: the ledger covers %d days, and a window of %d needs %d", max(days, 0), w, 4*max(w, 1))
			out = append(out, x)
			continue
		}
		// sum[i] is the conflict before day i, twice round.
		daily := make([]float64, days)
		for _, d := range r.Conflict {
			if d.Day >= r.First && d.Day <= r.Last {
				daily[d.Day-r.First] += d.Mass
			}
		}
		hot := 0
		sum := make([]float64, 2*days+1)
		for i := range 2 * days {
			sum[i+1] = sum[i] + daily[i%days]
		}
		for _, m := range daily {
			if m > 0 {
				hot++
			}
		}
		var at []int
		for _, d := range r.Acts {
			if d >= r.First && int(d-r.First)+w < days {
				at = append(at, int(d-r.First))
			}
		}
		slices.Sort(at)
		at = slices.Compact(at)
		x.Acts = len(at)
		switch {
		case len(at) < r.Least:
			x.Missing = fmt.Sprintf("not enough evidence: %d days with cooperation whose %d days after are in the ledger, and %d are needed", len(at), w, r.Least)
		case hot < r.Least:
			x.Missing = fmt.Sprintf("not enough evidence: %d days with conflict, and %d are needed", hot, r.Least)
		}
		if x.Missing != "" {
			out = append(out, x)
			continue
		}
		mass := func(shift int) float64 {
			m := 0.0
			for _, a := range at {
				i := (a + shift) % days
				m += sum[i+1+w] - sum[i+1]
			}
			return m / float64(len(at))
		}
		x.After = mass(0)
		st := stream(r.Seed).named("reaction").with(uint64(w))
		more, total := 0, 0.0
		for j := range r.Draws {
			m := mass(1 + int(st.uniform(uint64(j))*float64(days-1)))
			total += m
			if m >= x.After-1e-12 {
				more++
			}
		}
		x.Expected = total / float64(r.Draws)
		x.P = float64(1+more) / float64(1+r.Draws)
		out = append(out, x)
	}
	return out
}
