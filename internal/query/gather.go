package query

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"entente/internal/edtf"
	"entente/internal/measure"
)

// A gathered is what the tilt of a state is made of, whatever the period: its
// clusters and the masses of its region, read off the prepared columns. It is kept
// by state, switches and powers, and does not change.
type gathered struct {
	sel      *Selection
	clusters []measure.Cluster // in order of day, then id
	at       []int32           // of each, its act in the index
	known    *measure.Known    // of the clusters
	regional int               // how many clusters the region has
	masses   []measure.Mass

	once sync.Once
	n    N

	mu    sync.Mutex
	looks map[looked][][]measure.Look
}

// A looked names a search for shifts: by its last quarter, by how it is drawn, and by
// what is looked for.
type looked struct {
	last    edtf.Day
	draws   int
	seed    uint64
	changes string
}

// mostLooks is how many searches are kept of what is gathered: some kilobytes each.
const mostLooks = 40

// shifts are those of a setup, kept by what they hang on.
func (g *gathered) shifts(s measure.Setup, changes []measure.Change, power int) ([][]measure.Look, error) {
	k := looked{s.Points[len(s.Points)-1].Last, s.Draws, s.Seed, fmt.Sprint(changes, power)}
	if q := measure.Periods(s.Points[0].First, k.last, measure.Quarter); q[len(q)-1].Last != k.last && len(q) > 1 {
		k.last = q[len(q)-2].Last // what comes after the last whole quarter is not looked at
	}
	g.mu.Lock()
	out, ok := g.looks[k]
	g.mu.Unlock()
	if ok {
		return out, nil
	}
	out, err := measure.ShiftsOf(s, g.clusters, changes, power)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.looks == nil || len(g.looks) >= mostLooks {
		g.looks = map[looked][][]measure.Look{}
	}
	g.looks[k] = out
	return out, nil
}

func (g *gathered) size() int { return len(g.clusters)*220 + len(g.masses)*16 + g.sel.size() }

// count counts the acts of the clusters.
func (g *gathered) count() N {
	g.once.Do(func() { g.n = g.sel.nOf(slices.Values(g.at)) })
	return g.n
}

// gather gathers for a question whose powers are set.
func (l *Ledger) gather(ctx context.Context, a *LeanAnswer, others []string) (*gathered, error) {
	ask := &a.ask
	names := []string{ask.State, ask.Scale, strconv.FormatBool(ask.Both), strings.Join(others, " ")}
	for _, p := range a.sorter.powers {
		names = append(names, p.Name, strings.Join(p.Members, " "))
	}
	q := Question{Switches: ask.Switches}
	return keptIn(ctx, l, l.leans, key("lean", q, names...), func(ctx context.Context) (*gathered, error) {
		sel, err := l.Choose(ctx, q)
		if err != nil {
			return nil, err
		}
		return l.gatherFrom(sel, ask, others, &sorter{l: l, powers: a.sorter.powers, rest: a.sorter.rest, seen: map[placed]int{}}), nil
	})
}

// gatherFrom is what [Acts.clusters] makes of the acts of a state and of the other
// states of its region, without a list of acts between.
func (l *Ledger) gatherFrom(sel *Selection, ask *LeanAsk, others []string, sort *sorter) *gathered {
	ix := sel.Index
	p := l.prepare(ix)
	g := &gathered{sel: sel}
	in := sel.in.clone()
	in.meet(p.good)
	in.meet(l.concerned(ix, append([]string{ask.State}, others...)))
	d := l.dealer(p, sort, ask)
	mine := make([]bool, len(p.sides))
	theirs := make([][]int, len(p.sides)) // of the others, those on a side
	for s, ids := range p.sides {
		mine[s] = slices.ContainsFunc(ids, d.own)
		for k, o := range others {
			if slices.Contains(ids, o) {
				theirs[s] = append(theirs[s], k)
			}
		}
	}
	n := 0
	for r := range p.ranked {
		if x := &p.ranked[r]; (mine[x.source] || mine[x.target]) && in.has(x.at) {
			n++
		}
	}
	g.at, g.clusters = make([]int32, 0, n), make([]measure.Cluster, 0, n)
	for r := range p.ranked {
		x := &p.ranked[r]
		i, s, t := x.at, x.source, x.target
		if !mine[s] && !mine[t] || !in.has(i) {
			continue
		}
		parts := d.parts(i, d.own, mine[s], mine[t])
		if parts == nil {
			continue
		}
		g.at = append(g.at, i)
		g.clusters = append(g.clusters, measure.Cluster{ID: ix.Events[i].ID, Day: edtf.Day(p.day[i]), Parts: parts, Fields: p.numbers[x.fields], Status: x.status,
			Scores: d.scores(x.scores), Sources: p.tellers(sel, i)})
	}
	g.known = measure.Know(g.clusters)
	if len(others) == 0 {
		return g
	}
	var both []int
	for _, i := range p.byID {
		of, with := theirs[p.source[i]], theirs[p.target[i]]
		if of == nil && with == nil || !in.has(i) {
			continue
		}
		if both = append(append(both[:0], of...), with...); of != nil && with != nil {
			slices.Sort(both)
			both = slices.Compact(both)
		}
		w := p.status[i] * d.scores(p.scores[i])[0]
		for _, k := range both {
			o := others[k]
			parts := d.parts(i, func(id string) bool { return id == o }, slices.Contains(of, k), slices.Contains(with, k))
			if parts == nil {
				continue
			}
			g.regional++
			if g.masses == nil {
				g.masses = make([]measure.Mass, 0, in.len())
			}
			g.masses = measure.AppendMasses(g.masses, len(sort.powers)+1, edtf.Day(p.day[i]), w, p.numbers[p.fields[i]], parts)
		}
	}
	return g
}

// concerned are the events in which one of some takes part, or an organ of it.
func (l *Ledger) concerned(ix *Index, of []string) set {
	out, c := ix.empty(), ix.column("taking")
	s := &sorter{l: l}
	for v, id := range c.values {
		if slices.ContainsFunc(of, func(o string) bool { return o == id || s.within(id, o) }) {
			c.posts[v].into(out)
		}
	}
	return out
}

// A dealer says with which powers a state deals in acts of prepared columns.
type dealer struct {
	p    *prepared
	sort *sorter
	both bool

	state string
	mine  map[string]bool

	order  []int       // of scales
	scored [][]float64 // by number of the scores
	whole  [][]measure.Part
	*places
}

// places are the powers of all who deal, by year: found when first asked for, and
// shared by all who ask for the same powers.
type places struct {
	first int32          // the first year of at
	years int            // of at; 0 if the acts span too many
	at    []atomic.Int32 // number of the id × years + year: the power and 2, or 0 if not known yet
}

// placesKept is of how many choices of powers places are kept.
const placesKept = 8

func (p *prepared) placesOf(powers []Power) *places {
	key := fmt.Sprint(powers)
	p.mu.Lock()
	defer p.mu.Unlock()
	if x := p.places[key]; x != nil {
		return x
	}
	x := &places{}
	if n := len(p.order); n > 0 {
		x.first = yearOf(p.month[p.order[0]])
		if years := int(yearOf(p.month[p.order[n-1]])-x.first) + 1; years <= 200 {
			x.years = years
		}
	}
	x.at = make([]atomic.Int32, len(p.ids)*x.years)
	if p.places == nil || len(p.places) >= placesKept {
		p.places = map[string]*places{}
	}
	p.places[key] = x
	return x
}

func (l *Ledger) dealer(p *prepared, s *sorter, ask *LeanAsk) *dealer {
	d := &dealer{p: p, sort: s, both: ask.Both, state: ask.State, mine: map[string]bool{}, order: scaleOrder(ask.Scale), scored: make([][]float64, len(p.numbers)),
		places: p.placesOf(s.powers)}
	for k := range len(s.powers) + 1 {
		d.whole = append(d.whole, []measure.Part{{Power: k, Share: 1}})
	}
	return d
}

// yearOf is the year of a month counted from the year 0.
func yearOf(month int32) int32 { return (month - (month%12+12)%12) / 12 }

// own says whether an id is the state's.
func (d *dealer) own(id string) bool {
	is, ok := d.mine[id]
	if !ok {
		is = id == d.state || d.sort.within(id, d.state)
		d.mine[id] = is
	}
	return is
}

// scores are those of a number, in the order of the scales asked for; a scale that
// has none takes that of the first, or of the last.
func (d *dealer) scores(number int32) []float64 {
	if d.scored[number] == nil {
		d.scored[number] = scoresBy(d.order, d.p.numbers[number])
	}
	return d.scored[number]
}

// power is that of the one of a number, in the year of an act.
func (d *dealer) power(n int32, id string, i int32) int {
	day := edtf.Day(d.p.day[i])
	if d.years == 0 {
		return d.sort.of(id, day)
	}
	at := &d.places.at[int(n)*d.years+int(yearOf(d.p.month[i])-d.first)]
	if k := at.Load(); k != 0 {
		return int(k) - 2
	}
	k := d.sort.of(id, day)
	at.Store(int32(k) + 2)
	return k
}

// parts are those of an act with the powers, as the dealings of one who is on its
// sides as told; nil if it does not act, or with nobody.
func (d *dealer) parts(i int32, own func(string) bool, me, them bool) []measure.Part {
	p := d.p
	s, t := p.source[i], p.target[i]
	mutual := p.ix.flat.mutual.has(i)
	if !me && !(them && (mutual || d.both)) {
		return nil
	}
	if p.only[s] >= 0 && p.only[t] >= 0 && me != them {
		with := s
		if me {
			with = t
		}
		if k := d.power(p.only[with], p.sides[with][0], i); k >= 0 {
			return d.whole[k]
		}
		return nil
	}
	partners := p.sides[s]
	switch {
	case mutual:
		partners = slices.Concat(p.sides[s], p.sides[t])
	case me:
		partners = p.sides[t]
	}
	return partsOf(partners, edtf.Day(p.day[i]), func(id string, _ edtf.Day) bool { return own(id) },
		func(id string, _ edtf.Day) int { return d.power(p.ids[id], id, i) })
}

// tellers are the independent sources of an act of a selection, in order.
func (p *prepared) tellers(sel *Selection, i int32) []string {
	f := p.ix.flat
	told := sel.told(i)
	if told == nil {
		return p.told[f.src[i]]
	}
	var out []string
	for _, r := range told {
		if name := p.told[f.src[r]][0]; !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// account is what there is of coded acts, without their list, at least one. It is
// kept.
func (l *Ledger) account(ctx context.Context, s Switches) (*Acts, error) {
	q := Question{Switches: s}
	a, err := kept(ctx, l, key("account", q), func(ctx context.Context) (*Acts, error) {
		sel, err := l.Choose(ctx, q)
		if err != nil {
			return nil, err
		}
		a, _ := l.counted(sel)
		a.Data = DataCoded
		return a, nil
	})
	if err == nil && a.coded == 0 {
		err = fmt.Errorf("%w: no dated act between two states or bodies is in the ledger (%s)", ErrNoEvidence, a.coverage())
	}
	return a, err
}

// Entry is the act of a cluster.
func (a *LeanAnswer) Entry(i int) *Entry {
	if a.coded != nil {
		return a.coded.sel.entry(a.coded.at[i])
	}
	return a.rows[a.Clusters[i].ID]
}

// N counts the acts of all clusters.
func (a *LeanAnswer) N(ix *Index) N {
	if a.coded != nil {
		return a.coded.count()
	}
	var es []*Entry
	for i := range a.Clusters {
		if e := a.Entry(i); e != nil {
			es = append(es, e)
		}
	}
	return ix.N(es)
}
