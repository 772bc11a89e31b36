package query

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"entente/internal/measure"
)

// CooperationVersion is the version of the formula of [Ledger.Cooperation].
const CooperationVersion = "cooperation 1.1"

// leastPeriods is how many periods with acts a search for changes needs.
const leastPeriods = 8

// A CooperationAsk asks for the net cooperation of two by period.
type CooperationAsk struct {
	A, B  string
	Step  measure.Step // 0: quarter
	Scale string       // ""; plover for coded events, goldstein for imported rows alone
	Switches
}

// A CooperationAnswer has a balance for each period, in order. A period without a
// scored act is a gap: N is 0, and it has no number.
// scale is the scale asked for and its place among [Scales]; without one it is that of the
// data the acts come from.
func (a *Acts) scale(asked string) (name string, at int, err error) {
	if name = asked; name == "" {
		if name = ScalePLOVER; a.Data == DataImported {
			name = ScaleGoldstein
		}
	}
	if at = slices.Index(Scales, name); at < 0 {
		return "", 0, bad("scale", asked, "there are %s", strings.Join(Scales, ", "))
	}
	return name, at, nil
}

type CooperationAnswer struct {
	Balances []measure.Balance
	// Levels are the level about which the net scatters, by what is known up to each
	// period, with its 90 % interval: NaN before the first number, or if NoLevel says
	// why there is none.
	Levels  []measure.Estimate
	NoLevel string
	Changes []int  // indices into Balances at which a new level begins
	Missing string // why no changes were looked for; "" if they were
	Scale   string
	Acts    *Acts
	Method  string
}

// Cooperation answers: sums of scores times status of all acts between the two,
// either way. Changes are those of the net of the periods that have any, by PELT, with
// a penalty of 3 ln(n) σ², σ from the median change between neighbours.
func (l *Ledger) Cooperation(ctx context.Context, ask CooperationAsk) (*CooperationAnswer, error) {
	for _, x := range [][2]string{{"first", ask.A}, {"second", ask.B}} {
		if err := l.known(x[0], x[1]); err != nil {
			return nil, err
		}
	}
	if ask.A == ask.B {
		return nil, bad("second", ask.B, "cooperation is of two")
	}
	acts, err := l.someActs(ctx, ask.Switches, concern{Of: []string{ask.A}, With: []string{ask.B}})
	if err != nil {
		return nil, err
	}
	scale, z, err := acts.scale(ask.Scale)
	if err != nil {
		return nil, err
	}
	step := cmp.Or(ask.Step, measure.Quarter)
	a := &CooperationAnswer{Acts: acts, Scale: scale}
	for _, p := range measure.Periods(acts.First, acts.Last, step) {
		a.Balances = append(a.Balances, measure.Balance{Source: ask.A, Target: ask.B, Period: p})
	}
	total, at := 0, 0
	for i := range acts.List {
		x := &acts.List[i]
		if with, _ := x.Sides(ask.A); !slices.Contains(with, ask.B) || x.Status == 0 {
			continue
		}
		for at < len(a.Balances)-1 && x.Day > a.Balances[at].Period.Last {
			at++
		}
		b := &a.Balances[at]
		total++
		v := x.Scores[z] * x.Status
		switch {
		case math.IsNaN(v):
			b.Unscored++
			continue
		case v > 0:
			b.Plus += v
		default:
			b.Minus -= v
		}
		b.N++
	}
	if total == 0 {
		return nil, fmt.Errorf("%w: no act between %s and %s is in the ledger (%s)", ErrNoEvidence, ask.A, ask.B, acts.coverage())
	}
	a.level()
	if err := a.change(); err != nil {
		return nil, err
	}
	a.Method = strings.Join([]string{CooperationVersion, "scale " + scale, "scores times status, either way", acts.basis(l.bookID()), strings.Join(l.weights.Versions, ", "),
		"level of the net by a local level model", "changes of the net by PELT, penalty 3 ln(n) σ²", ask.Switches.asOfWords(), "switches " + ask.Switches.words()}, "; ")
	return a, nil
}

// level fits the local level model to the net; a gap leaves the level to drift.
func (a *CooperationAnswer) level() {
	y := make([]float64, len(a.Balances))
	for i, b := range a.Balances {
		if y[i] = math.NaN(); b.N > 0 {
			y[i] = b.Net()
		}
	}
	nan := math.NaN()
	a.Levels = slices.Repeat([]measure.Estimate{{Value: nan, Low: nan, High: nan, SD: nan, Above: nan}}, len(y))
	fit, err := measure.FitLocalLevel(y, 0)
	switch {
	case errors.Is(err, measure.ErrTooFew):
		a.NoLevel = "three periods with acts are needed for a level"
		return
	case err != nil:
		a.NoLevel = "the net is the same in all periods: a level has no interval"
		return
	}
	for i, v := range fit.Level {
		if !math.IsNaN(v) {
			sd := math.Sqrt(fit.Var[i])
			a.Levels[i] = measure.Estimate{Value: v, Low: v - z90*sd, High: v + z90*sd, SD: sd, Above: math.Erfc(-v/sd/math.Sqrt2) / 2}
		}
	}
}

// z90 is between which and its opposite 90 % of standard normal numbers lie.
const z90 = 1.6448536269514722

// change looks for changes of the net, past the gaps.
func (a *CooperationAnswer) change() error {
	var y []float64
	var where []int
	for i, b := range a.Balances {
		if b.N > 0 {
			y, where = append(y, b.Net()), append(where, i)
		}
	}
	if len(y) < leastPeriods {
		a.Missing = fmt.Sprintf("%d periods have acts, and %d are needed to look for changes", len(y), leastPeriods)
		return nil
	}
	steps := make([]float64, len(y)-1)
	for i := range steps {
		steps[i] = math.Abs(y[i+1] - y[i])
	}
	slices.Sort(steps)
	sigma := steps[len(steps)/2] / (0.6745 * math.Sqrt2)
	if sigma == 0 {
		a.Missing = "most periods are as the one before: no scatter to compare changes with"
		return nil
	}
	s, err := measure.ChangePoints(y, 3*math.Log(float64(len(y)))*sigma*sigma, 2)
	if err != nil {
		return fmt.Errorf("changes of cooperation: %w", err)
	}
	for _, b := range s.Breaks {
		a.Changes = append(a.Changes, where[b])
	}
	return nil
}
