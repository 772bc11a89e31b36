package query

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"entente/internal/edtf"
	"entente/internal/measure"
)

// ReactVersion, NetworkVersion and ForecastVersion are the versions of the
// formulae.
const (
	ReactVersion    = "reaction 1.0"
	NetworkVersion  = "network 1.0"
	ForecastVersion = "forecast 1.0"
)

// A ReactAsk asks whether a power's conflict towards a state rises after the
// state's cooperation with another.
type ReactAsk struct {
	State, With, Power string
	Windows            []int // days; nil: 30 and 90
	Scale              string
	Draws              int // 0: 1,000
	Seed               uint64
	Switches
}

// A ReactAnswer is the answer, with the acts it rests on.
type ReactAnswer struct {
	Reactions             []measure.Reaction
	Cooperation, Conflict []*Entry
	Acts                  *Acts
	Method                string
}

// React answers. Errors: *BadValue, [ErrNoEvidence].
func (l *Ledger) React(ctx context.Context, ask ReactAsk) (*ReactAnswer, error) {
	for _, x := range [][2]string{{"state", ask.State}, {"with", ask.With}, {"power", ask.Power}} {
		if err := l.known(x[0], x[1]); err != nil {
			return nil, err
		}
	}
	if ask.State == ask.With || ask.State == ask.Power || ask.With == ask.Power {
		return nil, bad("power", ask.Power, "a reaction is of three: a state, whom it deals with, and a third")
	}
	scale := cmp.Or(ask.Scale, ScalePLOVER)
	z := slices.Index(Scales, scale)
	if z < 0 {
		return nil, bad("scale", ask.Scale, "there are %s", strings.Join(Scales, ", "))
	}
	acts, err := l.someActs(ctx, ask.Switches, concern{Of: []string{ask.State}})
	if err != nil {
		return nil, err
	}
	r := measure.Reacting{First: acts.First, Last: acts.Last, Windows: ask.Windows, Draws: cmp.Or(ask.Draws, measure.DefaultDraws), Seed: ask.Seed, Least: 5}
	if r.Windows == nil {
		r.Windows = []int{30, 90}
	}
	a := &ReactAnswer{Acts: acts}
	for i := range acts.List {
		act := &acts.List[i]
		if act.Status == 0 {
			continue
		}
		sign := act.Entry.Sign()
		if with, does := act.Sides(ask.State); does && sign > 0 && slices.Contains(with, ask.With) {
			r.Acts = append(r.Acts, act.Day)
			a.Cooperation = append(a.Cooperation, act.Entry)
		}
		if to, does := act.Sides(ask.Power); does && sign < 0 && slices.Contains(to, ask.State) {
			if m := -act.Scores[z] * act.Status; m > 0 {
				r.Conflict = append(r.Conflict, measure.Dose{Day: act.Day, Mass: m})
				a.Conflict = append(a.Conflict, act.Entry)
			}
		}
	}
	a.Reactions = measure.React(r)
	a.Method = strings.Join([]string{ReactVersion, "scale " + scale, acts.basis(l.bookID()), strings.Join(l.weights.Versions, ", "),
		fmt.Sprintf("days from %s to %s", r.First, r.Last), fmt.Sprintf("%d circular shifts from seed %d", r.Draws, r.Seed), ask.Switches.asOfWords(), "switches " + ask.Switches.words()}, "; ")
	return a, nil
}

func (s Switches) asOfWords() string {
	switch {
	case s.AsOf > 0:
		return fmt.Sprintf("as of batch b%d", s.AsOf)
	case s.AsOfDay != "":
		return "as of " + s.AsOfDay
	}
	return "the ledger as it is"
}

// A NetworkAsk asks for the ties of all states.
type NetworkAsk struct {
	Side  string // "cooperation" (also ""), or "conflict"
	Scale string
	Least int // acts a tie needs; 0: one
	Switches
}

// A Node is the place of one state or body among all.
type Node struct {
	ID       string
	Acts     int     // in which it takes part
	Partners int     // it has ties with
	Strength float64 // mass of them
	// Constraint, EffectiveSize, Betweenness and Participation are NaN where they
	// have no answer.
	Constraint, EffectiveSize, Betweenness, Participation float64
}

// A Tie is what two nodes have with each other.
type Tie struct {
	A, B   int       // indices of nodes; A is the stronger
	Mass   float64   // of all domains
	Fields []float64 // of each of [Domains]
	Acts   int
}

// A NetworkAnswer is the nodes by strength, then id, and their ties in the order of
// ids.
type NetworkAnswer struct {
	Nodes  []Node
	Ties   []Tie
	Acts   *Acts // of coded events, without their list
	N      N     // the coded acts of the side
	Method string
}

// maxNodes bounds a network: the cost grows with the cube.
const maxNodes = 600

// Network answers. An act of n with m others is a tie of each with each, and its
// mass is shared among these ties.
func (l *Ledger) Network(ctx context.Context, ask NetworkAsk) (*NetworkAnswer, error) {
	scale, side := cmp.Or(ask.Scale, ScalePLOVER), cmp.Or(ask.Side, "cooperation")
	z := slices.Index(Scales, scale)
	if z < 0 {
		return nil, bad("scale", ask.Scale, "there are %s", strings.Join(Scales, ", "))
	}
	if side != "cooperation" && side != "conflict" {
		return nil, bad("side", ask.Side, "it is cooperation or conflict")
	}
	sign := 1.0
	if side == "conflict" {
		sign = -1
	}
	acts, sums, err := l.netted(ctx, ask.Switches, sign, z)
	if err != nil {
		return nil, err
	}
	mass, count, takes := sums.mass, sums.count, sums.takes
	for t, n := range count {
		if n < ask.Least {
			delete(mass, t)
		}
	}
	strength := map[string]float64{}
	var order []couple
	for t := range mass {
		order = append(order, t)
	}
	slices.SortFunc(order, func(a, b couple) int { return cmp.Or(cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b)) })
	for _, t := range order {
		for _, m := range mass[t] {
			strength[t.a] += m
			strength[t.b] += m
		}
	}
	if len(strength) == 0 {
		return nil, fmt.Errorf("%w: no %s between two states or bodies with %d acts at least (%s)", ErrNoEvidence, side, max(ask.Least, 1), acts.coverage())
	}
	var ids []string
	for id := range strength {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(strength[b], strength[a]), cmp.Compare(a, b))
	})
	cut := ""
	if len(ids) > maxNodes {
		cut = fmt.Sprintf("the %d strongest of %d", maxNodes, len(ids))
		ids = ids[:maxNodes]
	}
	at := map[string]int{}
	for i, id := range ids {
		at[id] = i
	}
	whole, layers := measure.NewNetwork(len(ids)), make([]measure.Network, len(Domains))
	for d := range layers {
		layers[d] = measure.NewNetwork(len(ids))
	}
	a := &NetworkAnswer{Acts: acts, N: sums.n}
	for _, t := range order {
		i, oki := at[t.a]
		j, okj := at[t.b]
		if !oki || !okj {
			continue
		}
		tie := Tie{A: min(i, j), B: max(i, j), Fields: mass[t], Acts: count[t]}
		for d, m := range mass[t] {
			layers[d][i][j] += m
			whole[i][j] += m
			tie.Mass += m
		}
		a.Ties = append(a.Ties, tie)
	}
	c, e, b, p := whole.Constraint(), whole.EffectiveSize(), whole.Betweenness(), measure.Participation(layers)
	for i, id := range ids {
		n := Node{ID: id, Acts: takes[id], Strength: strength[id], Constraint: c[i], EffectiveSize: e[i], Betweenness: b[i], Participation: p[i]}
		for j := range ids {
			if whole[i][j]+whole[j][i] > 0 {
				n.Partners++
			}
		}
		a.Nodes = append(a.Nodes, n)
	}
	parts := []string{NetworkVersion, side, "scale " + scale, acts.basis(l.bookID()), strings.Join(l.weights.Versions, ", "),
		fmt.Sprintf("ties of %d acts at least", max(ask.Least, 1)), "layers " + strings.Join(Domains, ", ")}
	if cut != "" {
		parts = append(parts, cut)
	}
	a.Method = strings.Join(append(parts, ask.Switches.asOfWords(), "switches "+ask.Switches.words()), "; ")
	return a, nil
}

// A ForecastAsk asks how many acts two will have with each other in the quarter
// that follows.
type ForecastAsk struct {
	A, B  string
	Side  string // "cooperation", "conflict", or "" for both
	Draws int    // 0: 1,000
	Seed  uint64
	Switches
}

// A ForecastAnswer is what each forecaster says, and how well it did before.
type ForecastAnswer struct {
	Forecasts []measure.Forecast
	Next      measure.Period // the quarter foretold
	First     edtf.Day       // of the months it rests on
	History   []int          // acts a month
	Acts      *Acts
	Method    string
}

// Foretell answers. Errors: *BadValue, [ErrNoEvidence].
//
// The history is the last months in a row in which the ledger holds any act of
// anybody: where it is empty, no act of the two is no count of 0. A month the
// ledger ends within is left out.
func (l *Ledger) Foretell(ctx context.Context, ask ForecastAsk) (*ForecastAnswer, error) {
	for _, x := range [][2]string{{"first", ask.A}, {"second", ask.B}} {
		if err := l.known(x[0], x[1]); err != nil {
			return nil, err
		}
	}
	if ask.A == ask.B {
		return nil, bad("second", ask.B, "a forecast is of two")
	}
	if ask.Side != "" && ask.Side != "cooperation" && ask.Side != "conflict" {
		return nil, bad("side", ask.Side, "it is cooperation or conflict")
	}
	acts, err := l.someActs(ctx, ask.Switches, concern{Of: []string{ask.A}, With: []string{ask.B}})
	if err != nil {
		return nil, err
	}
	months := measure.Periods(acts.First, acts.Last, measure.Month)
	if n := len(months); months[n-1].Last > acts.Last {
		months = months[:n-1]
	}
	any, ours := make([]bool, len(months)), make([]int, len(months))
	for i, m := range months {
		any[i] = acts.Months[m.First]
	}
	total := 0
	for i := range acts.List {
		act := &acts.List[i]
		m := slices.IndexFunc(months, func(p measure.Period) bool { return p.Holds(act.Day) })
		if m < 0 {
			continue
		}
		sign := act.Entry.Sign()
		if act.Status < 1 || ask.Side == "cooperation" && sign <= 0 || ask.Side == "conflict" && sign >= 0 {
			continue
		}
		if with, _ := act.Sides(ask.A); slices.Contains(with, ask.B) {
			ours[m]++
			total++
		}
	}
	from := len(months)
	for from > 0 && any[from-1] {
		from--
	}
	if n := len(months) - from; n < measure.LeastMonths {
		return nil, fmt.Errorf("%w: a forecast needs %d months in a row, up to the last, of which the ledger holds something; it has %d", ErrNoEvidence, measure.LeastMonths, n)
	}
	if total == 0 {
		return nil, fmt.Errorf("%w: no act between %s and %s is in the ledger (%s)", ErrNoEvidence, ask.A, ask.B, acts.coverage())
	}
	a := &ForecastAnswer{Acts: acts, History: ours[from:], First: months[from].First}
	a.Next.First = months[len(months)-1].Last + 1
	a.Next.Last = measure.Periods(a.Next.First, a.Next.First+70, measure.Month)[2].Last
	draws := cmp.Or(ask.Draws, measure.DefaultDraws)
	if a.Forecasts, err = measure.Foretell(a.History, draws, ask.Seed); err != nil {
		return nil, fmt.Errorf("forecast: %w", err)
	}
	a.Method = strings.Join([]string{ForecastVersion, cmp.Or(ask.Side, "acts of either sign"), "acts that are done, either way", acts.basis(l.bookID()),
		strings.Join(l.weights.Versions, ", "), fmt.Sprintf("%d months from %s", len(a.History), months[from]), fmt.Sprintf("%d draws from seed %d", draws, ask.Seed),
		ask.Switches.asOfWords(), "switches " + ask.Switches.words()}, "; ")
	return a, nil
}

// Number is nil for what has no answer.
func Number(v float64) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return v
}
