package query

import (
	"math/bits"
	"slices"
	"strconv"
	"sync"

	"entente/internal/event"
)

// A Selection is the acts of a view that pass the switches, in the order of
// the index.
type Selection struct {
	Index *Index
	// All is how many acts the view holds without any switch.
	All int
	// Removed says, by switch, how many more acts the view would show were this
	// one switch off; for a switch that is off, how many fewer were it on (of
	// ByPeriod, ByDomain, ByMinSources and BySources only the first).
	Removed [switches]int

	switches Switches
	n        int
	in       set     // the acts kept; of one of several reports, the report that tells most
	reports  set     // the reports kept
	denied   set     // of in, those of which a report kept is contested
	groups   *groups // which reports are of one act

	once      sync.Once
	entries   []*Entry
	countOnce sync.Once
	total     N
}

// Len is how many acts there are.
func (sel *Selection) Len() int { return sel.n }

// Entries are the acts in order. To count, ask the selection: it has them as
// columns.
func (sel *Selection) Entries() []*Entry {
	sel.once.Do(func() {
		sel.entries = make([]*Entry, 0, sel.n)
		for i := range sel.in.all() {
			sel.entries = append(sel.entries, sel.entry(i))
		}
	})
	return sel.entries
}

// entry is the act at a place: of several reports a copy of the one that tells
// most, with all that are kept.
func (sel *Selection) entry(i int32) *Entry {
	e := &sel.Index.Events[i]
	told := sel.told(i)
	if len(told) < 2 {
		return e
	}
	shown := *e
	for _, r := range told {
		shown.Told = append(shown.Told, &sel.Index.Events[r])
	}
	return &shown
}

// only are those of its acts whose dimension has a value.
func (sel *Selection) only(dimension, value string) *Selection {
	c, in := sel.Index.column(dimension), sel.Index.empty()
	if v, ok := c.at[value]; ok {
		c.posts[v].into(in)
		in.meet(sel.in)
	}
	out := &Selection{Index: sel.Index, switches: sel.switches, n: in.len(), in: in, reports: in, denied: sel.denied, groups: sel.groups}
	if sel.groups != nil {
		out.reports = in.clone()
		for i := range in.all() {
			for _, r := range sel.told(i) {
				out.reports.add(r)
			}
		}
	}
	return out
}

// told are the reports kept of the act at a place, in order; nil if it is the only
// one.
func (sel *Selection) told(i int32) (out []int32) {
	if sel.groups == nil || !sel.groups.any.has(i) {
		return nil
	}
	for _, r := range sel.groups.of(i) {
		if sel.reports.has(r) {
			out = append(out, r)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// groups are the acts of several reports as they were after a batch.
type groups struct {
	any  set     // events that are of one
	at   []int32 // of each event the number of its act; only of those in any
	from []int32 // the reports of act g are members[from[g]:from[g+1]], in order

	members []int32
}

func (g *groups) of(i int32) []int32 {
	n := g.at[i]
	return g.members[g.from[n]:g.from[n+1]]
}

// Select returns the acts that hold for the view and pass the switches. keep
// nil keeps all.
func (ix *Index) Select(s Switches, keep func(*Entry) bool) *Selection {
	these := ix.flat.whole.clone()
	if keep != nil {
		for i := range ix.Events {
			if !keep(&ix.Events[i]) {
				these.drop(int32(i))
			}
		}
	}
	return ix.among(these, s)
}

// among is Select of these events, a set that becomes its own.
//
// A report fails the switches that would leave it out. An act is kept if one of its
// reports fails none that is set; a switch removes it if that is so without the
// switch and not with it. Events that are acts of their own are counted 64 at a
// time, the others act by act.
func (ix *Index) among(these set, s Switches) *Selection {
	sel := &Selection{Index: ix, switches: s}
	if s.AsOf < 0 {
		sel.in = ix.empty()
		sel.reports, sel.denied = sel.in, sel.in
		return sel
	}
	these.meet(ix.holding(s))
	f := ix.flat
	var fail [switches]set // nil is none
	fail[ByPeriod] = ix.outside(s.From, s.To)
	if s.Domains != nil {
		fail[ByDomain] = f.whole.clone()
		c := ix.column("domain")
		for i, v := range c.values {
			if slices.Contains(s.Domains, v) {
				c.posts[i].outOf(fail[ByDomain])
			}
		}
	}
	fail[ByCaptions], fail[ByAnonymous], fail[ByInferred], fail[ByContested] = f.caption, f.anonymous, f.inferred, f.contested
	if s.NotSources != nil || s.NotClasses != nil {
		fail[BySources] = ix.empty()
		c := ix.column("voice")
		for i := range c.values {
			if d, _ := strconv.Atoi(c.values[i]); s.without(&ix.Docs[d]) {
				c.posts[i].into(fail[BySources])
			}
		}
	}
	active := uint(1<<ByPeriod | 1<<ByDomain | 1<<ByMinSources | 1<<BySources)
	for _, x := range []struct {
		by int
		on bool
	}{{ByCaptions, s.NoCaptions}, {ByAnonymous, s.NoAnonymous}, {ByInferred, s.NoInferred}, {ByContested, s.NoContested}} {
		if x.on {
			active |= 1 << x.by
		}
	}
	single := these
	if !s.Reports {
		sel.groups = ix.groups(s.AsOf)
		if sel.groups != nil {
			single = these.clone()
			single.less(sel.groups.any)
			these.meet(sel.groups.any)
		}
	}
	if s.MinSources > 1 {
		fail[ByMinSources] = f.whole
	}
	sel.singles(single, &fail, active)
	sel.reports, sel.denied = sel.in, sel.in.clone()
	sel.denied.meet(f.contested)
	if sel.groups != nil {
		sel.reports = sel.in.clone()
		fail[ByMinSources] = nil // of several reports, it depends
		sel.several(these, &fail, active)
	}
	sel.n = sel.in.len()
	return sel
}

// singles decides on events that are acts of their own.
func (sel *Selection) singles(these set, fail *[switches]set, active uint) {
	sel.in = make(set, len(these))
	var on, off []int // switches that remove something
	for k, f := range fail {
		switch {
		case f == nil:
		case active&(1<<k) != 0:
			on = append(on, k)
		default:
			off = append(off, k)
		}
	}
	for w, all := range these {
		if all == 0 {
			continue
		}
		sel.All += bits.OnesCount64(all)
		once, twice := uint64(0), uint64(0) // fail one switch that is set, more than one
		for _, k := range on {
			v := fail[k][w]
			twice |= once & v
			once |= v
		}
		pass := all &^ once
		sel.in[w] = pass
		for _, k := range on {
			sel.Removed[k] += bits.OnesCount64(all & fail[k][w] &^ twice)
		}
		for _, k := range off {
			sel.Removed[k] += bits.OnesCount64(pass & fail[k][w])
		}
	}
}

// several decides on acts of several reports.
func (sel *Selection) several(these set, fail *[switches]set, active uint) {
	ix, f := sel.Index, sel.Index.flat
	type told struct {
		at    int32
		fails uint
	}
	var reports []told
	var sets []set // of the switches that there are
	var bit []uint
	for k, set := range fail {
		if set != nil {
			sets, bit = append(sets, set), append(bit, 1<<k)
		}
	}
	seen := map[int32]bool{}
	for i := range these.all() {
		reports = reports[:0]
		for _, r := range sel.groups.of(i) {
			if !these.has(r) {
				continue
			}
			if len(reports) == 0 && r != i {
				break // the act was decided on at its first report
			}
			x := told{at: r}
			w, at := r>>6, uint64(1)<<(r&63)
			for k, set := range sets {
				if set[w]&at != 0 {
					x.fails |= bit[k]
				}
			}
			reports = append(reports, x)
		}
		if len(reports) == 0 {
			continue
		}
		sel.All++
		if least := sel.switches.MinSources; least > 1 {
			clear(seen)
			for _, r := range reports {
				if r.fails&(1<<BySources) == 0 {
					seen[f.src[r.at]] = true
				}
			}
			if len(seen) < least {
				for i := range reports {
					reports[i].fails |= 1 << ByMinSources
				}
			}
		}
		kept, contested := int32(-1), false
		every, alone := ^uint(0), uint(0) // switches that every report kept fails; that alone remove one
		for _, r := range reports {
			hit := r.fails & active
			if hit != 0 {
				if hit&(hit-1) == 0 {
					alone |= hit
				}
				continue
			}
			if kept < 0 || f.rank[r.at] > f.rank[kept] && ix.better(r.at, kept) {
				kept = r.at
			}
			sel.reports.add(r.at)
			contested = contested || f.contested.has(r.at)
			every &= r.fails
		}
		removed := alone
		if kept >= 0 {
			removed = every &^ active
			sel.in.add(kept)
			if contested {
				sel.denied.add(kept)
			}
		}
		for ; removed != 0; removed &= removed - 1 {
			if k := bits.TrailingZeros(removed); k < switches {
				sel.Removed[k]++
			}
		}
	}
}

// better says whether one report tells more of an act than another: its date in
// the text's own words, then more parties.
func (ix *Index) better(a, b int32) bool { return ix.flat.rank[a] > ix.flat.rank[b] }

// ownDate says that a date is in the text's own words.
func ownDate(e *Entry) bool { return e.Basis == event.DateStated || e.Basis == event.DateRelative }
