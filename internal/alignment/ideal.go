package alignment

import (
	"cmp"
	"fmt"
	"slices"

	"entente/internal/measure"
	"entente/internal/votes"
)

// idealStart is where the sampler starts states, after the published estimates:
// it settles that the positive end is the United States'.
var idealStart = map[string]float64{"USA": 3, "CAN": 3, "GBR": 3, "ISR": 3, "RUS": -2, "DDR": -2}

// An IdealPoint is where a state stood in a session, on a scale of mean 0 and
// standard deviation 1 over all states and sessions; the United States stand at
// the positive end.
type IdealPoint struct {
	State   string
	Session int
	measure.IdealPoint
}

// lastPartYear is the last year whose votes on parts of a text are used: they
// are few and marked later, and the published estimates leave them out.
const lastPartYear = 1989

// IdealMethod says how IdealPoints are made.
func IdealMethod(o measure.IdealOptions) string {
	return fmt.Sprintf("ideal points 2: dynamic ordinal probit (Bailey, Strezhnev and Voeten 2017) by Gibbs sampling, %v; each roll call has its own parameters; a state that takes another seat begins anew; without unanimous votes, votes on amendments and paragraphs after %d, session 19, and states with one session",
		o, lastPartYear)
}

// IdealPoints estimates the ideal points of all states and sessions, in order of
// state and session. Each roll call has its own parameters: sessions hang together
// by the states, which move little from one to the next. A state that votes from
// another seat of the source than before begins anew, as in the published
// estimates: united Germany is not drawn to where the Federal Republic stood.
func IdealPoints(t *votes.Table, o measure.IdealOptions) ([]IdealPoint, error) {
	var in []measure.IdealVote
	n := len(t.Seats) + 1 // a state is s*n at its own seat, s*n + 1 and up at those of the table
	o.Start = make([]float64, len(t.States)*n)
	for i := range o.Start {
		o.Start[i] = idealStart[t.States[i/n]]
	}
	only := make([]bool, len(t.States))
	for i, s := range t.States {
		first, last := t.Span(s)
		only[i] = first == last
	}
	for i := range t.Rolls {
		r := &t.Rolls[i]
		part := r.Amendment == votes.True || r.Paragraph == votes.True
		if r.Session == 19 || part && r.Session+1945 > lastPartYear || r.Unanimous() {
			continue
		}
		for s, v := range r.Votes {
			if v != votes.Absent && !only[s] {
				state := int32(s*n + seat(t, t.States[s], r.Session))
				in = append(in, measure.IdealVote{State: state, Period: int32(r.Session), Item: int32(r.ID), Choice: uint8(v - votes.Yes)})
			}
		}
	}
	points, err := measure.IdealPoints(in, o)
	if err != nil {
		return nil, fmt.Errorf("ideal points: %w", err)
	}
	out := make([]IdealPoint, len(points))
	for i, p := range points {
		p.State /= int32(n)
		out[i] = IdealPoint{State: t.States[p.State], Session: int(p.Period), IdealPoint: p}
	}
	slices.SortStableFunc(out, func(a, b IdealPoint) int {
		return cmp.Or(cmp.Compare(a.IdealPoint.State, b.IdealPoint.State), cmp.Compare(a.Session, b.Session))
	})
	return out, nil
}

// seat is the place from 1 of the seat from which a state votes in a session in the
// table of seats, 0 if it is not there.
func seat(t *votes.Table, state string, session int) int {
	return 1 + slices.IndexFunc(t.Seats, func(s votes.Seat) bool {
		return s.State == state && s.From <= session && session <= s.To
	})
}
