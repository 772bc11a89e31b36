package alignment

import (
	"fmt"

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
	return fmt.Sprintf("ideal points 1: dynamic ordinal probit (Bailey, Strezhnev and Voeten 2017) by Gibbs sampling, %v; roll calls on the same text in several sessions share their parameters; without unanimous votes, votes on amendments and paragraphs after %d, session 19, and states with one session",
		o, lastPartYear)
}

// IdealPoints estimates the ideal points of all states and sessions, in order of
// state and session.
func IdealPoints(t *votes.Table, o measure.IdealOptions) ([]IdealPoint, error) {
	var in []measure.IdealVote
	o.Start = make([]float64, len(t.States))
	for i, s := range t.States {
		o.Start[i] = idealStart[s]
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
				in = append(in, measure.IdealVote{State: int32(s), Period: int32(r.Session), Item: int32(r.Link), Choice: uint8(v - votes.Yes)})
			}
		}
	}
	points, err := measure.IdealPoints(in, o)
	if err != nil {
		return nil, fmt.Errorf("ideal points: %w", err)
	}
	out := make([]IdealPoint, len(points))
	for i, p := range points {
		out[i] = IdealPoint{State: t.States[p.State], Session: int(p.Period), IdealPoint: p}
	}
	return out, nil
}
