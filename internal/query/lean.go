package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entente/internal/edtf"
	"entente/internal/measure"
)

// ErrNoEvidence is what errors wrap that say that a ledger has nothing a measure
// could be made of.
var ErrNoEvidence = errors.New("no evidence")

// Rest is the name of all who belong to none of the powers.
const Rest = "rest"

// A LeanAsk asks to whom a state leans. Of the zero value only State must be set.
type LeanAsk struct {
	State    string    // id of a state or body
	Powers   []string  // names of the table of powers, or ids; nil: the table's
	Between  [2]string // whose shares are set against each other; zero: the two largest at the end
	Weights  []float64 // of [Domains] in the combined tilt; nil: equal
	HalfLife float64   // months; 0: six
	Step     measure.Step
	Scale    string // of [Scales]; "" is the codebook's
	Both     bool   // count what is done to the state as its own
	NoPrior  bool
	Draws    int // 0: 1,000
	Seed     uint64
	// Numbers are those wanted of the last Last points, AtEnd those of the last, and
	// Before those of earlier ones. 0 is all, of all points.
	Numbers, AtEnd, Before measure.Numbers
	Last                   int
	Switches
}

// A LeanAnswer says to whom a state leans, with all it rests on.
type LeanAnswer struct {
	State  string
	Powers []string // in the order of the shares; the last is [Rest]
	Pair   [2]string
	Setup  measure.Setup
	Points []measure.TiltPoint
	// Clusters are what was counted; [LeanAnswer.Entry] is the act of each.
	Clusters []measure.Cluster
	Region   string
	Acts     *Acts    // of coded events, without their list
	Notes    []string // what was left out or changed, in words
	Method   string

	ask    LeanAsk
	coded  *gathered         // of coded events
	rows   map[string]*Entry // of imported ones, by id
	sorter *sorter
	of     func(Power) (*Acts, error) // acts of a power
}

// Lean answers. Errors: *BadValue for what is asked wrongly, one that wraps
// [ErrNoEvidence] if the state has no acts.
func (l *Ledger) Lean(ctx context.Context, ask LeanAsk) (*LeanAnswer, error) {
	if l.weights == nil {
		return nil, fmt.Errorf("this program was made without the tables of the measures")
	}
	if err := l.known("state", ask.State); err != nil {
		return nil, err
	}
	if ask.Scale == "" {
		ask.Scale = ScalePLOVER
	}
	if !slices.Contains(Scales, ask.Scale) {
		return nil, bad("scale", ask.Scale, "there are %s", strings.Join(Scales, ", "))
	}
	if ask.HalfLife < 0 {
		return nil, bad("half-life", fmt.Sprint(ask.HalfLife), "it is a number of months above 0")
	}
	period := ask.Switches
	ask.Switches.From, ask.Switches.To = edtf.Date{}, edtf.Date{} // what came before counts too, faded
	whose := concern{Of: []string{ask.State}}
	region, others := "", []string(nil)
	if !ask.NoPrior {
		region, others = l.region(ask.State)
		whose.Of = append(whose.Of, others...)
	}
	data, err := l.dataOf(ctx)
	if err != nil {
		return nil, err
	}
	var acts *Acts
	if data == DataCoded {
		acts, err = l.account(ctx, ask.Switches)
	} else {
		acts, err = l.someActs(ctx, ask.Switches, whose)
	}
	if err != nil {
		return nil, err
	}
	a := &LeanAnswer{State: ask.State, Acts: acts, ask: ask}
	a.of = func(p Power) (*Acts, error) {
		of := p.Members
		if l.atlas != nil {
			for _, m := range p.Members {
				of = slices.Concat(of, l.atlas.Members(m, edtf.Date{}))
			}
		}
		return l.actsOf(ctx, ask.Switches, concern{Of: of})
	}
	if err := a.powers(l); err != nil {
		return nil, err
	}
	var known *measure.Known
	if data == DataCoded {
		if a.coded, err = l.gather(ctx, a, others); err != nil {
			return nil, err
		}
		a.Clusters, known = a.coded.clusters, a.coded.known
	} else {
		mine := func(id string, day edtf.Day) bool { return id == ask.State || a.sorter.within(id, ask.State) }
		a.Clusters, a.rows = acts.clusters(mine, ask.Both, a.sorter.of, ask.Scale), map[string]*Entry{}
		for i := range acts.List {
			a.rows[acts.List[i].Entry.ID] = acts.List[i].Entry
		}
	}
	if len(a.Clusters) == 0 {
		return nil, fmt.Errorf("%w: of %s, no act towards another state or body is in the ledger (%s)", ErrNoEvidence, ask.State, acts.coverage())
	}
	points, err := a.points(period)
	if err != nil {
		return nil, err
	}
	a.Setup = measure.Setup{Powers: a.Powers, Domains: Domains, Scales: scaleNames(ask.Scale), Weights: ask.Weights, HalfLife: ask.HalfLife * measure.DefaultHalfLife / 6,
		Points: points, Draws: ask.Draws, Seed: ask.Seed, Prior: measure.DefaultPrior, Enough: measure.DefaultEnough, OneSource: measure.DefaultOneSource, Feeds: acts.feeds(), Dice: l.dice, Known: known}
	if ask.HalfLife == 0 {
		a.Setup.HalfLife = measure.DefaultHalfLife
	}
	if ask.Draws == 0 {
		a.Setup.Draws = measure.DefaultDraws
	}
	if ask.NoPrior {
		a.Setup.Prior = 0
	} else {
		a.Region = region
		n := 0
		if data == DataCoded {
			n, a.Setup.RegionMass = a.coded.regional, a.coded.masses
		} else {
			for _, o := range others {
				a.Setup.Region = append(a.Setup.Region, acts.clusters(func(id string, _ edtf.Day) bool { return id == o }, ask.Both, a.sorter.of, ask.Scale)...)
			}
			n = len(a.Setup.Region)
		}
		if n == 0 {
			a.Setup.Prior = 0
			if region == "" {
				a.Notes = append(a.Notes, "no region is known for "+ask.State+": its shares are not drawn to any")
			} else {
				a.Notes = append(a.Notes, "the ledger has no act of the other states of "+region+": the shares are not drawn to the region")
			}
		}
	}
	if err := a.pair(); err != nil {
		return nil, err
	}
	if ask.Numbers != 0 {
		a.Setup.Asked = make([]measure.Numbers, len(points))
		for i := range points {
			a.Setup.Asked[i] = ask.Before
			if i >= len(points)-ask.Last {
				a.Setup.Asked[i] = ask.Numbers
			}
		}
		a.Setup.Asked[len(points)-1] |= ask.AtEnd
	}
	if a.Points, err = measure.Tilt(a.Setup, a.Clusters); err != nil {
		return nil, &BadValue{Name: "tilt", Why: err.Error()}
	}
	a.Method = a.method(period, l)
	return a, nil
}

// Acts are all acts that pass the switches, as measures take them.
func (l *Ledger) Acts(ctx context.Context, s Switches) (*Acts, error) {
	return l.someActs(ctx, s, concern{})
}

// someActs are acts, at least one.
func (l *Ledger) someActs(ctx context.Context, s Switches, c concern) (*Acts, error) {
	a, err := l.actsOf(ctx, s, c)
	if err != nil {
		return nil, err
	}
	if len(a.List) == 0 && a.coded == 0 {
		return nil, fmt.Errorf("%w: no dated act between two states or bodies is in the ledger (%s)", ErrNoEvidence, a.coverage())
	}
	return a, nil
}

// Coverage says in words what was counted and what left out.
func (a *Acts) Coverage() string { return a.coverage() }

// known checks an id against the table of actors.
func (l *Ledger) known(what, id string) error {
	if id == "" {
		return bad(what, id, "whose?")
	}
	if l.atlas == nil {
		return nil
	}
	e, ok := l.atlas.Entity(id)
	if !ok {
		return bad(what, id, "there is no actor of this id; `entente actors NAME` finds it")
	}
	if !l.isBody(id) {
		return bad(what, id, "%s is no state or body of states", e.Name)
	}
	return nil
}

// powers sets the powers of the answer.
func (a *LeanAnswer) powers(l *Ledger) error {
	list := l.weights.Powers
	if a.ask.Powers != nil {
		list = nil
		for _, name := range a.ask.Powers {
			p := Power{Code: name, Name: name, Members: []string{name}}
			for _, t := range l.weights.Powers {
				if strings.EqualFold(t.Name, name) || slices.Equal(t.Members, []string{name}) {
					p = t
				}
			}
			if l.atlas != nil {
				for _, m := range p.Members {
					if _, ok := l.atlas.Entity(m); !ok {
						return bad("powers", name, "there is no actor of this id; `entente actors NAME` finds it")
					}
				}
			}
			if slices.ContainsFunc(list, func(o Power) bool { return o.Name == p.Name }) {
				return bad("powers", name, "it is there twice")
			}
			list = append(list, p)
		}
	}
	a.sorter = &sorter{l: l, rest: len(list), seen: map[placed]int{}}
	for _, p := range list {
		one := &sorter{l: l, powers: []Power{p}, rest: -1, seen: map[placed]int{}}
		// The day of the last act decides whether the state is of the power.
		if one.of(a.State, a.Acts.Last) < 0 {
			a.sorter.powers = append(a.sorter.powers, p)
			a.Powers = append(a.Powers, p.Name)
			continue
		}
		if a.ask.Powers != nil {
			return bad("powers", p.Name, "%s belongs to it, and nobody leans on itself", a.State)
		}
		a.Notes = append(a.Notes, fmt.Sprintf("%s is left out of the powers: %s belongs to it", p.Name, a.State))
	}
	a.sorter.rest = len(a.Powers)
	a.Powers = append(a.Powers, Rest)
	if len(a.Powers) < 2 {
		return bad("powers", strings.Join(a.ask.Powers, ","), "one power at least is needed, other than the state itself")
	}
	return nil
}

// points are the ends of the periods asked for, within the ledger.
func (a *LeanAnswer) points(s Switches) ([]measure.Period, error) {
	first, last := a.Clusters[0].Day, a.Acts.Last
	if d, ok := s.From.First(); ok {
		if d > a.Acts.Last {
			return nil, fmt.Errorf("%w: the ledger ends on %s, before %s", ErrNoEvidence, a.Acts.Last, s.From)
		}
		if d < a.Acts.First {
			a.Notes = append(a.Notes, fmt.Sprintf("the ledger begins on %s only", a.Acts.First))
		}
		first = d
		if d < a.Clusters[0].Day {
			first = a.Clusters[0].Day
		}
	}
	if d, ok := s.To.Last(); ok {
		if d < a.Acts.First {
			return nil, fmt.Errorf("%w: the ledger begins on %s, after %s", ErrNoEvidence, a.Acts.First, s.To)
		}
		if d < a.Clusters[0].Day {
			return nil, fmt.Errorf("%w: the first act of %s in the ledger is of %s, after %s", ErrNoEvidence, a.State, a.Clusters[0].Day, s.To)
		}
		if d > a.Acts.Last {
			a.Notes = append(a.Notes, fmt.Sprintf("the ledger ends on %s already", a.Acts.Last))
		}
		last = min(last, d)
	}
	if last < first {
		return nil, bad("to", s.To.String(), "the period ends before it begins")
	}
	step := a.ask.Step
	if step == 0 {
		step = measure.Quarter
	}
	out := measure.Periods(first, last, step)
	if n := len(out); n > 0 {
		out[n-1].Last = min(out[n-1].Last, last)
	}
	return out, nil
}

// pair sets whose shares are set against each other: those asked for, or the two
// powers with the most cooperation, the rest only if there is no other.
func (a *LeanAnswer) pair() error {
	var at [2]int
	if a.ask.Between != [2]string{} {
		for i, name := range a.ask.Between {
			at[i] = -1
			for k, p := range a.Powers {
				if strings.EqualFold(p, name) || k < len(a.sorter.powers) && slices.Contains(a.sorter.powers[k].Members, name) {
					at[i] = k
				}
			}
			if at[i] < 0 {
				return bad("between", name, "the powers are %s", strings.Join(a.Powers, ", "))
			}
		}
		if at[0] == at[1] {
			return bad("between", strings.Join(a.ask.Between[:], ","), "two different powers are needed")
		}
	} else {
		mass := make([]float64, len(a.Powers))
		for _, c := range a.Clusters {
			for _, p := range c.Parts {
				mass[p.Power] += c.Status * max(c.Scores[0], 0) * p.Share
			}
		}
		order := make([]int, len(a.Powers)-1)
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(i, j int) int {
			switch {
			case mass[i] > mass[j]:
				return -1
			case mass[i] < mass[j]:
				return 1
			}
			return 0
		})
		at = [2]int{order[0], len(a.Powers) - 1}
		if len(order) > 1 {
			at[1] = order[1]
		}
	}
	a.Setup.Pairs = [][2]int{at}
	a.Pair = [2]string{a.Powers[at[0]], a.Powers[at[1]]}
	return nil
}

func scaleNames(first string) (out []string) {
	for _, z := range scaleOrder(first) {
		out = append(out, Scales[z])
	}
	return out
}

// method says in one line how the numbers were made.
func (a *LeanAnswer) method(s Switches, l *Ledger) string {
	parts := []string{measure.TiltVersion, "scale " + a.Setup.Scales[0] + " (others widen the interval)", a.Acts.basis(l.bookID()),
		strings.Join(l.weights.Versions, ", ")}
	if a.ask.Weights == nil {
		parts = append(parts, "domains weigh the same")
	} else {
		var w []string
		for i, d := range Domains {
			w = append(w, d+" "+strconv.FormatFloat(a.ask.Weights[i], 'g', 4, 64))
		}
		parts = append(parts, "weights of the user's: "+strings.Join(w, ", "))
	}
	parts = append(parts, fmt.Sprintf("half-life %s months", strconv.FormatFloat(a.Setup.HalfLife/measure.DefaultHalfLife*6, 'g', 4, 64)))
	if a.Setup.Prior > 0 {
		parts = append(parts, fmt.Sprintf("drawn to %s by %g clusters", a.Region, a.Setup.Prior))
	}
	own := "acts of the state, and acts of both"
	if a.ask.Both {
		own = "acts of either side"
	}
	parts = append(parts, own, fmt.Sprintf("%.0f %% intervals of %d draws from seed %d", 100*measure.Interval, a.Setup.Draws, a.Setup.Seed), s.asOfWords(), "switches "+s.words())
	return strings.Join(parts, "; ")
}

// words are the switches that are set, as an address has them.
func (s Switches) words() string {
	s.AsOf, s.AsOfDay = 0, ""
	if v := s.Values().Encode(); v != "" {
		return v
	}
	return "none"
}

// An Asymmetric is how a state and a power lean on each other.
type Asymmetric struct {
	Power        string
	Share, Their measure.Estimate // of the power in the state's cooperation; of the state in the power's
	Difference   measure.Estimate
	Missing      string
}

// Asymmetries compares, at the last point, the share of each power in the state's
// cooperation with that of the state in the power's. The rest is left out.
func (a *LeanAnswer) Asymmetries() ([]Asymmetric, error) {
	last := a.Points[len(a.Points)-1]
	s := a.Setup
	s.Powers, s.Pairs, s.Points, s.Region, s.RegionMass, s.Prior, s.Weights = []string{a.State, Rest}, nil, s.Points[len(s.Points)-1:], nil, nil, 0, nil
	s.Asked, s.Known = nil, nil
	where := func(id string, day edtf.Day) int {
		if id == a.State || a.sorter.within(id, a.State) {
			return 0
		}
		return 1
	}
	var out []Asymmetric
	for k, name := range a.Powers[:len(a.Powers)-1] {
		own := func(id string, day edtf.Day) bool { return a.sorter.of(id, day) == k }
		acts, err := a.of(a.sorter.powers[k])
		if err != nil {
			return nil, err
		}
		points, err := measure.Tilt(s, acts.clusters(own, a.ask.Both, where, a.ask.Scale))
		if err != nil {
			return nil, err
		}
		x := Asymmetric{Power: name, Share: last.All.Share[k], Their: points[0].All.Share[0], Missing: last.All.Missing}
		if m := points[0].All.Missing; m != "" && x.Missing == "" {
			x.Missing = "of " + name + ": " + m
		}
		x.Difference = measure.Asymmetry(x.Share, x.Their)
		out = append(out, x)
	}
	return out, nil
}

// Influences are the acts that move the tilt at the last point most, in a domain
// ("" is of all).
func (a *LeanAnswer) Influences(domain string) ([]measure.Influence, error) {
	return measure.Influences(a.Setup, a.Clusters, 0, slices.Index(Domains, domain))
}

// Shifts looks for a change.
func (a *LeanAnswer) Shifts(c measure.Change, power int) ([]measure.Look, error) {
	looks, err := a.ShiftsOf([]measure.Change{c}, power)
	if err != nil {
		return nil, err
	}
	return looks[0], nil
}

// ShiftsOf looks for several changes, each by itself.
func (a *LeanAnswer) ShiftsOf(changes []measure.Change, power int) ([][]measure.Look, error) {
	s := a.Setup
	s.Points = measure.Periods(a.Clusters[0].Day, s.Points[len(s.Points)-1].Last, measure.Quarter)
	s.Points[0].First = max(s.Points[0].First, a.Clusters[0].Day)
	if n := len(s.Points); n > 0 {
		s.Points[n-1].Last = min(s.Points[n-1].Last, a.Acts.Last)
	}
	s.Asked = nil
	if a.coded != nil {
		return a.coded.shifts(s, changes, power)
	}
	return measure.ShiftsOf(s, a.Clusters, changes, power)
}

// Member is the id of a power that is one actor, "" of the rest and of a power of
// several.
func (a *LeanAnswer) Member(power int) string {
	if power < 0 || power >= len(a.sorter.powers) || len(a.sorter.powers[power].Members) != 1 {
		return ""
	}
	return a.sorter.powers[power].Members[0]
}
