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

// GrangerVersion is the version of the formula of [Ledger.Granger].
const GrangerVersion = "granger 1.0"

// leastGranger is how many periods a test needs, and how many it needs for each
// step back.
const leastGranger, perOrder = 24, 6

// A GrangerAsk asks whether what A does to B foretells what another pair does.
type GrangerAsk struct {
	A, B   string
	Effect [2]string // who does what to whom; zero: B to A
	Order  int       // periods back; 0: 3
	Step   measure.Step
	Side   string // net (also ""), cooperation, conflict, acts
	Scale  string
	Switches
}

// GrangerSides are the series that can be made of acts.
var GrangerSides = []string{"net", "cooperation", "conflict", "acts"}

// A GrangerTest is one direction. Its numbers are NaN if Missing says why.
type GrangerTest struct {
	Cause, Effect [2]string
	measure.GrangerShift
	CauseActs, EffectActs int
	Missing               string
}

// A GrangerAnswer is the test asked for and the other way round.
type GrangerAnswer struct {
	Tests   []GrangerTest
	Periods []measure.Period
	Mutual  int // acts of both, which are left out
	Acts    *Acts
	Method  string
}

// Granger answers. The series are sums by period of what one does to the other;
// acts that both do belong to neither and are left out, as they would tie the two
// in the same period. The periods are the last in a row in which the ledger holds
// anything of anybody: where it is empty, no act of the two is no 0. Within them a
// period without an act of the pair is 0: nothing was reported. Errors: *BadValue,
// [ErrNoEvidence].
func (l *Ledger) Granger(ctx context.Context, ask GrangerAsk) (*GrangerAnswer, error) {
	effect := ask.Effect
	if effect == [2]string{} {
		effect = [2]string{ask.B, ask.A}
	}
	cause := [2]string{ask.A, ask.B}
	for _, x := range [][2]string{{"first", cause[0]}, {"second", cause[1]}, {"effect", effect[0]}, {"effect", effect[1]}} {
		if err := l.known(x[0], x[1]); err != nil {
			return nil, err
		}
	}
	switch {
	case cause[0] == cause[1]:
		return nil, bad("second", cause[1], "a state does nothing to itself here: two are needed")
	case effect[0] == effect[1]:
		return nil, bad("effect", effect[1], "a state does nothing to itself here: two are needed")
	case cause == effect:
		return nil, bad("effect", effect[0]+","+effect[1], "it is the cause itself")
	}
	side := cmp.Or(ask.Side, "net")
	if !slices.Contains(GrangerSides, side) {
		return nil, bad("side", ask.Side, "there are %s", strings.Join(GrangerSides, ", "))
	}
	order, step := cmp.Or(ask.Order, 3), cmp.Or(ask.Step, measure.Month)
	if order < 1 || order > 24 {
		return nil, bad("order", fmt.Sprint(order), "it is from 1 to 24 periods")
	}
	acts, err := l.someActs(ctx, ask.Switches, concern{Of: []string{cause[0], effect[0]}, With: []string{cause[1], effect[1]}})
	if err != nil {
		return nil, err
	}
	scale, z, err := acts.scale(ask.Scale)
	if err != nil {
		return nil, err
	}
	a := &GrangerAnswer{Acts: acts, Periods: acts.inARow(step)}
	if need := max(leastGranger, perOrder*order); len(a.Periods) < need {
		return nil, fmt.Errorf("%w: a test of order %d needs %d periods in a row, up to the last, of which the ledger holds something; it has %d", ErrNoEvidence, order, need, len(a.Periods))
	}
	series := [2][]float64{make([]float64, len(a.Periods)), make([]float64, len(a.Periods))}
	var n [2]int
	for i := range acts.List {
		act := &acts.List[i]
		at := slices.IndexFunc(a.Periods, func(p measure.Period) bool { return p.Holds(act.Day) })
		if at < 0 || act.Status == 0 {
			continue
		}
		mutual := false
		for k, pair := range [][2]string{cause, effect} {
			with, does := act.Sides(pair[0])
			if !does || !slices.Contains(with, pair[1]) {
				continue
			}
			if act.Mutual {
				mutual = true
				continue
			}
			v := act.Scores[z] * act.Status
			if side == "acts" {
				v = act.Status * float64(act.times())
			}
			if math.IsNaN(v) || side == "cooperation" && v <= 0 || side == "conflict" && v >= 0 {
				continue
			}
			if side == "conflict" {
				v = -v
			}
			series[k][at] += v
			n[k]++
		}
		if mutual {
			a.Mutual++
		}
	}
	if n[0]+n[1] == 0 {
		return nil, fmt.Errorf("%w: of neither pair is an act in these %d periods in the ledger that one does to the other (%s)", ErrNoEvidence, len(a.Periods), acts.coverage())
	}
	for k, of := range [][2][2]string{{cause, effect}, {effect, cause}} {
		t := GrangerTest{Cause: of[0], Effect: of[1], CauseActs: n[k], EffectActs: n[1-k]}
		switch t.GrangerShift, err = measure.GrangerShifted(series[k], series[1-k], order); {
		case n[k] == 0:
			t.Missing = "not enough evidence: no act of the cause"
		case n[1-k] == 0:
			t.Missing = "not enough evidence: no act of the effect"
		case errors.Is(err, measure.ErrTooFew):
			t.Missing = "not enough evidence: too few periods"
		case err != nil:
			t.Missing = "not enough evidence: a series does not vary, or repeats the other"
		}
		if t.Missing != "" {
			nan := math.NaN()
			t.GrangerShift = measure.GrangerShift{Granger: measure.Granger{F: nan, P: nan}, PShift: nan, Low: nan, High: nan}
		}
		a.Tests = append(a.Tests, t)
	}
	unit := map[measure.Step]string{measure.Month: "months", measure.Quarter: "quarters", measure.Year: "years"}[step]
	a.Method = strings.Join([]string{GrangerVersion, "series of " + side, "scale " + scale, acts.basis(l.bookID()), strings.Join(l.weights.Versions, ", "),
		fmt.Sprintf("%d %s from %s, %d back", len(a.Periods), unit, a.Periods[0], order), "p_shift of all circular shifts of the cause", ask.Switches.asOfWords(), "switches " + ask.Switches.words()}, "; ")
	return a, nil
}

// inARow are the last periods in a row, up to the end of the data, in every month of
// which the ledger holds anything. A period the data end within is left out.
func (a *Acts) inARow(step measure.Step) []measure.Period {
	all := measure.Periods(a.First, a.Last, step)
	if n := len(all); n > 0 && all[n-1].Last > a.Last {
		all = all[:n-1]
	}
	whole := func(p measure.Period) bool {
		for _, m := range measure.Periods(p.First, p.Last, measure.Month) {
			if !a.Months[monthOf(m.First)] {
				return false
			}
		}
		return true
	}
	from := len(all)
	for from > 0 && whole(all[from-1]) {
		from--
	}
	return all[from:]
}
