package query

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"entente/internal/edtf"
)

// prepared is what measures need of the events of an index, whichever of them are
// chosen: found once, about 40 bytes an event, as numbers of lists that many share.
type prepared struct {
	ix                                 *Index
	noDealing, unknown, vague, undated set
	good                               set // those that are none of these
	day, month                         []int32
	source, target                     []int32 // numbers in sides
	fields, scores                     []int32 // numbers in numbers
	status                             []float64
	sides                              [][]string
	numbers                            [][]float64
	told                               [][]string // by number of the source, its name alone
	order                              []int32    // the good ones by day, then id
	rank                               []int32    // of each event, its place in order
	byID                               []int32    // the good ones by id
	ids                                map[string]int32
	only                               []int32 // of each side, the number of its only id, or -1

	ranked  []ranked // those of order
	months  []int32  // where in order a month begins
	deals   []deal
	couples []couple

	mu     sync.Mutex
	places map[string]*places // see placesOf
}

// A ranked act has the numbers of the columns side by side: whoever goes through all
// in order reads them as they lie.
type ranked struct {
	at, source, target, fields, scores int32
	deal                               int32 // number of its sides in deals
	status                             float64
	sign                               int8
}

// prepare returns what measures need of an index.
func (l *Ledger) prepare(ix *Index) *prepared {
	l.preparing.Lock()
	defer l.preparing.Unlock()
	if l.ready != nil && l.ready.ix == ix {
		return l.ready
	}
	n := len(ix.Events)
	p := &prepared{ix: ix, noDealing: ix.empty(), unknown: ix.empty(), vague: ix.empty(), undated: ix.empty(), good: ix.empty(),
		day: make([]int32, n), month: make([]int32, n), source: make([]int32, n), target: make([]int32, n), fields: make([]int32, n), scores: make([]int32, n),
		status: make([]float64, n), rank: make([]int32, n)}
	sides, numbers := map[string]int32{}, map[string]int32{}
	side := func(ids []string) int32 {
		k := numberOf(sides, strings.Join(ids, "\x00"))
		if int(k) == len(p.sides) {
			p.sides = append(p.sides, ids)
		}
		return k
	}
	// number keeps what one key makes.
	number := func(key string, make func() []float64) int32 {
		k := numberOf(numbers, key)
		if int(k) == len(p.numbers) {
			p.numbers = append(p.numbers, make())
		}
		return k
	}
	for i := range ix.Events {
		e, at := &ix.Events[i], int32(i)
		p.fields[i] = number(fmt.Sprint("f\x00", e.Kind, "\x00", e.Type, "\x00", strings.Join(e.Contexts, "\x00")), func() []float64 { return l.weights.fields(e) })
		if p.numbers[p.fields[i]] == nil {
			p.noDealing.add(at)
			continue
		}
		source := l.states(e.Source)
		target := slices.DeleteFunc(l.states(e.Target), func(t string) bool { return slices.Contains(source, t) })
		if len(source) == 0 || len(target) == 0 && !(e.Reciprocal && len(source) > 1) {
			p.unknown.add(at)
			continue
		}
		var out Acts
		day, why := out.day(e)
		switch why {
		case nil:
			p.good.add(at)
		case &out.Vague:
			p.vague.add(at)
			continue
		default:
			p.undated.add(at)
			continue
		}
		y, m, _ := day.Date()
		p.day[i], p.month[i] = narrow(day), int32(max(-farYear, min(farYear, y))*12+m-1)
		p.source[i], p.target[i], p.status[i] = side(source), side(target), l.weights.status[e.Status]
		p.scores[i] = number(fmt.Sprint("s\x00", e.Scale, "\x00", e.Quad, "\x00", e.Type, "\x00", e.Mode, "\x00", strings.Join(e.Contexts, "\x00")), func() []float64 { return l.scores(e) })
		p.order = append(p.order, at)
	}
	slices.SortStableFunc(p.order, func(a, b int32) int {
		if p.day[a] != p.day[b] {
			return int(p.day[a]) - int(p.day[b])
		}
		return strings.Compare(ix.Events[a].ID, ix.Events[b].ID)
	})
	for r, i := range p.order {
		p.rank[i] = int32(r)
	}
	p.ids, p.only = map[string]int32{}, make([]int32, len(p.sides))
	for s, of := range p.sides {
		p.only[s] = -1
		for _, id := range of {
			if n := numberOf(p.ids, id); len(of) == 1 {
				p.only[s] = n
			}
		}
	}
	p.ranked = make([]ranked, len(p.order))
	for r, i := range p.order {
		p.ranked[r] = ranked{i, p.source[i], p.target[i], p.fields[i], p.scores[i], 0, p.status[i], ix.flat.sign[i]}
		if r == 0 || p.month[i] != p.month[p.order[r-1]] {
			p.months = append(p.months, int32(r))
		}
	}
	p.findDeals()
	p.byID = slices.Clone(p.order)
	slices.SortFunc(p.byID, func(a, b int32) int { return strings.Compare(ix.Events[a].ID, ix.Events[b].ID) })
	for _, name := range l.witnessNames(ix) {
		p.told = append(p.told, []string{name})
	}
	l.ready = p
	return p
}

// acts turns the acts of a selection into what measures are made of: those in which
// one of some takes part, or an organ of it; of nil, all. What is counted is counted
// of all.
func (l *Ledger) acts(sel *Selection, of []string) *Acts {
	ix := sel.Index
	p := l.prepare(ix)
	out, in := l.counted(sel)
	if out.coded == 0 {
		return out
	}
	if of != nil {
		in.meet(l.concerned(ix, of))
	}
	order := make([]int32, 0, in.len())
	for i := range in.all() {
		order = append(order, p.rank[i])
	}
	slices.Sort(order)
	out.List = make([]Act, len(order))
	for k, r := range order {
		i := p.order[r]
		out.List[k] = Act{Entry: sel.entry(i), Day: edtf.Day(p.day[i]), Source: p.sides[p.source[i]], Target: p.sides[p.target[i]], Mutual: ix.flat.mutual.has(i),
			Fields: p.numbers[p.fields[i]], Status: p.status[i], Scores: p.numbers[p.scores[i]], Told: p.tellers(sel, i)}
	}
	return out
}

// counted are acts without their list, and which of the index the list would have.
func (l *Ledger) counted(sel *Selection) (*Acts, set) {
	p := l.prepare(sel.Index)
	out := &Acts{All: sel.Len(), NoDealing: sel.in.with(p.noDealing), Unknown: sel.in.with(p.unknown), Vague: sel.in.with(p.vague), Undated: sel.in.with(p.undated)}
	in := sel.in.clone()
	in.meet(p.good)
	if out.coded = in.len(); out.coded == 0 {
		return out, in
	}
	first, last := 0, len(p.order)-1
	for !in.has(p.order[first]) {
		first++
	}
	for !in.has(p.order[last]) {
		last--
	}
	out.First, out.Last = edtf.Day(p.day[p.order[first]]), edtf.Day(p.day[p.order[last]])
	out.Months = map[edtf.Day]bool{}
	for k, from := range p.months {
		to := int32(len(p.order))
		if k+1 < len(p.months) {
			to = p.months[k+1]
		}
		if slices.ContainsFunc(p.order[from:to], in.has) {
			m := p.month[p.order[from]]
			of := (int(m)%12 + 12) % 12
			out.Months[edtf.DayOf((int(m)-of)/12, of+1, 1)] = true
		}
	}
	out.Codebooks = sel.codebooks(in)
	return out, in
}

// codebooks are those that coded the reports of some acts of a selection, in order.
func (sel *Selection) codebooks(in set) (out []string) {
	c := sel.Index.column("codebook")
	reports := in
	if len(c.values) > 1 && sel.groups != nil {
		reports = in.clone()
		for i := range in.all() {
			for _, r := range sel.told(i) {
				reports.add(r)
			}
		}
	}
	for v := range c.values {
		if c.posts[v].within(reports) > 0 {
			out = append(out, c.values[v])
		}
	}
	slices.Sort(out)
	return out
}
