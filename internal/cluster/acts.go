package cluster

import (
	"cmp"
	"context"
	"slices"
)

// Events returns for each event the lowest index of the events that tell of the
// same act, by type family, parties, dates, place, the word that names the act and
// the words around it. Two events of one document are never joined: its coder told
// them apart. Numbers are not looked at; words are roots. The lexicon may be nil.
//
// Time and memory grow with the number of events, not with its square.
func Events(events []Event, lex *Lexicon) []int {
	all := slices.Clone(events)
	for i := range all {
		all[i].Number = int64(i)
	}
	of, err := Recompute(context.Background(), lex, all, nil, nil)
	if err != nil {
		panic(err) // only a Source fails
	}
	out := make([]int, len(events))
	for i := range out {
		out[i] = int(of[int64(i)])
	}
	return out
}

// A Want says which events are asked for: those with one of the parties in its
// days, and those of documents that are copies of each other.
type Want struct {
	Parties []PartyDays
	Stories []int64
}

// PartyDays is a party and days, ends included; not dated is for events of no known
// day.
type PartyDays struct {
	Party       string
	First, Last int
	Dated       bool
}

// A Source gives at least the events that are wanted; others do no harm.
type Source func(context.Context, Want) ([]Event, error)

// Recompute works out the acts that some events may have changed: touched are new,
// and gone are there no more. One that compares in another way than before is both,
// as it is and as it was. It returns for
// the number of each event that had to be looked at the lowest number of those that
// tell of the same act. Of all other events the acts stay what they were: the
// result is that of working out all anew.
//
// It asks near for what stands in one block with these, and with what is linked to
// them in turn, until nothing is linked that is not known. Memory is that of these
// events. Without a source, touched are all.
func Recompute(ctx context.Context, lex *Lexicon, touched, gone []Event, near Source) (map[int64]int64, error) {
	w := &work{lex: lex, near: near, events: map[int64]*told{}, blocks: map[key][]*told{}, done: map[key]bool{},
		asked: map[place]bool{}, turns: map[string]int{}, links: map[[2]int32]float64{}}
	var todo []*told
	for _, e := range touched {
		t := lex.told(e)
		w.add(t)
		todo = append(todo, t)
	}
	shaken := map[key]bool{} // blocks in which any pair may be another
	for _, e := range gone {
		t := lex.told(e)
		for _, k := range t.keys {
			shaken[k] = true
		}
		todo = append(todo, t)
	}
	seeds, err := w.expand(ctx, todo, shaken)
	if err != nil {
		return nil, err
	}
	for _, t := range todo {
		if t.node >= 0 { // those that are gone have none
			seeds = append(seeds, t.node)
		}
	}
	for len(seeds) > 0 {
		todo = w.reach(seeds)
		if seeds, err = w.expand(ctx, todo, nil); err != nil {
			return nil, err
		}
		for _, t := range todo {
			seeds = append(seeds, w.nodes[t.node].near...)
		}
	}
	return w.acts(), nil
}

// crowd is how many nodes of a block are compared all with all; of more, each is
// compared with as many before it.
const crowd = 48

// A work is the part of the ledger that is looked at.
type work struct {
	lex    *Lexicon
	near   Source
	events map[int64]*told
	blocks map[key][]*told // who of the events stands in each
	done   map[key]bool    // blocks of which all events are here, in nodes and linked
	asked  map[place]bool
	turns  map[string]int // how often was asked for days of a party
	nodes  []node
	links  map[[2]int32]float64
}

func (w *work) add(t *told) {
	w.events[t.Number] = t
	for _, k := range t.keys {
		w.blocks[k] = append(w.blocks[k], t)
	}
}

// A place is where events are asked for: a party and a stretch of days, or a story.
type place struct {
	party string
	day   int
	story int64
}

// standsIn are the places of an event.
func standsIn(t *told) []place {
	days := buckets(&t.Event)
	if days == nil {
		days = []int{undated}
	}
	var out []place
	for _, p := range t.all {
		for _, d := range days {
			out = append(out, place{party: p, day: d})
		}
	}
	if t.Story > 0 {
		out = append(out, place{story: t.Story})
	}
	return out
}

// A node is events told the same way, at most one of a document, by document. in
// says that its act is worked out.
type node struct {
	sig     uint64
	many    int // of the same signature: the how-manieth of its document
	members []*told
	near    []int32 // nodes that it is like
	in      bool
}

func (a *node) compare(b *node) int {
	return cmp.Or(cmp.Compare(a.sig, b.sig), cmp.Compare(a.many, b.many))
}

// expand completes the blocks of some events. Without shaken blocks it returns
// nothing; with them, of these and of crowded blocks all nodes: in these, who is
// compared with whom depends on all.
func (w *work) expand(ctx context.Context, todo []*told, shaken map[key]bool) (seeds []int32, err error) {
	var fresh []key
	var ask []*told
	for _, t := range todo {
		some := false
		for _, k := range t.keys {
			if !w.done[k] {
				w.done[k], some = true, true
				fresh = append(fresh, k)
			}
		}
		if some {
			ask = append(ask, t)
		}
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	if w.near != nil {
		if err := w.ask(ctx, ask); err != nil {
			return nil, err
		}
	}
	var bare []*told
	for _, k := range fresh {
		for _, t := range w.blocks[k] {
			if t.node < 0 {
				bare = append(bare, t)
			}
		}
	}
	w.gather(bare)
	if shaken != nil {
		// A node is compared by its first event. If that is another now, who was like
		// the old one may not be like the new.
		for _, t := range todo {
			if t.node >= 0 && len(w.nodes[t.node].members) > 1 && w.nodes[t.node].members[0] == t {
				for _, k := range t.keys {
					shaken[k] = true
				}
			}
		}
	}
	var block []int32
	for _, k := range fresh {
		block = block[:0]
		for _, t := range w.blocks[k] {
			if w.nodes[t.node].members[0] == t {
				block = append(block, t.node)
			}
		}
		slices.SortFunc(block, func(a, b int32) int { return w.nodes[a].compare(&w.nodes[b]) })
		crowded := w.pair(block, k.single())
		if shaken != nil && (crowded || shaken[k]) {
			seeds = append(seeds, block...)
		}
	}
	return seeds, nil
}

// farthest is how many stretches of days more than needed are asked for at once.
const farthest = 63

// ask fetches all that stands in the places of some events, once for each place.
// Acts hang together in long rows, from days to days: whoever is asked for again is
// asked for with more and more of the days around, so that a row of years does not
// take a question a fortnight.
func (w *work) ask(ctx context.Context, events []*told) error {
	var fresh []place
	want := func(p place) {
		if !w.asked[p] {
			w.asked[p] = true
			fresh = append(fresh, p)
		}
	}
	for _, t := range events {
		for _, p := range standsIn(t) {
			want(p)
		}
	}
	turn := map[string]bool{}
	for _, p := range slices.Clone(fresh) {
		if p.story > 0 || p.day == undated {
			continue
		}
		around := min(1<<min(w.turns[p.party], 30)-1, farthest)
		for d := 1; d <= around; d++ {
			want(place{party: p.party, day: p.day - d})
			want(place{party: p.party, day: p.day + d})
		}
		turn[p.party] = true
	}
	for p := range turn {
		w.turns[p]++
	}
	if len(fresh) == 0 {
		return nil
	}
	got, err := w.near(ctx, wanted(fresh))
	if err != nil {
		return err
	}
	for _, e := range got {
		if w.events[e.Number] != nil {
			continue
		}
		if t := w.lex.told(e); slices.ContainsFunc(standsIn(t), func(p place) bool { return w.asked[p] }) {
			w.add(t)
		}
	}
	return nil
}

// gather puts events that are in no node into nodes; one may be named several
// times. Those told the same way come together, since they stand in the same blocks.
func (w *work) gather(bare []*told) {
	slices.SortFunc(bare, func(a, b *told) int {
		return cmp.Or(cmp.Compare(a.sig, b.sig), cmp.Compare(a.Doc, b.Doc), cmp.Compare(a.Number, b.Number))
	})
	bare = slices.Compact(bare)
	for at := 0; at < len(bare); {
		first := len(w.nodes)
		many := 0
		for i := at; i < len(bare) && bare[i].sig == bare[at].sig; i++ {
			if many++; i == at || bare[i-1].Doc != bare[i].Doc {
				many = 0
			}
			n := first + many
			if n == len(w.nodes) {
				w.nodes = append(w.nodes, node{sig: bare[i].sig, many: many})
			}
			w.nodes[n].members = append(w.nodes[n].members, bare[i])
			bare[i].node = int32(n)
		}
		for at++; at < len(bare) && bare[at].sig == bare[at-1].sig; at++ {
		}
	}
}

// pair compares the nodes of a block, which are in order, and says whether there
// are too many to compare all.
func (w *work) pair(block []int32, single bool) (crowded bool) {
	if !single {
		for i := range block {
			for j := max(0, i-crowd); j < i; j++ {
				w.link(block[j], block[i])
			}
		}
		return len(block) > crowd+1
	}
	// One of each two leaves a party out.
	var lacking, whole []int32
	for _, n := range block {
		if w.nodes[n].members[0].lacking {
			lacking = append(lacking, n)
		} else {
			whole = append(whole, n)
		}
	}
	at := 0
	for i, n := range lacking {
		for j := max(0, i-crowd); j < i; j++ {
			w.link(lacking[j], n)
		}
		for at < len(whole) && w.nodes[whole[at]].compare(&w.nodes[n]) < 0 {
			at++
		}
		for j := max(0, at-crowd/2); j < min(len(whole), at+crowd/2); j++ {
			w.link(whole[j], n)
		}
	}
	return len(lacking) > crowd+1 || len(lacking) > 0 && len(whole) > crowd/2
}

// link compares two nodes, if that was not done.
func (w *work) link(a, b int32) {
	if a == b {
		return
	}
	pair := [2]int32{min(a, b), max(a, b)}
	if _, ok := w.links[pair]; ok {
		return
	}
	s := compare(w.nodes[a].members[0], w.nodes[b].members[0])
	if s <= -6 {
		s = never
	}
	w.links[pair] = s
	if s > 0 {
		w.nodes[a].near, w.nodes[b].near = append(w.nodes[a].near, b), append(w.nodes[b].near, a)
	}
}

// reach takes in nodes and all that they are like, and those in turn, and returns
// an event of each that was not in.
func (w *work) reach(seeds []int32) []*told {
	var out []*told
	for len(seeds) > 0 {
		n := &w.nodes[seeds[len(seeds)-1]]
		seeds = seeds[:len(seeds)-1]
		if n.in {
			continue
		}
		n.in = true
		out = append(out, n.members[0])
		seeds = append(seeds, n.near...)
	}
	return out
}

// wanted is what to ask for in some places.
func wanted(places []place) Want {
	var out Want
	for _, p := range places {
		switch {
		case p.story > 0:
			out.Stories = append(out.Stories, p.story)
		case p.day == undated:
			out.Parties = append(out.Parties, PartyDays{Party: p.party})
		default:
			out.Parties = append(out.Parties, PartyDays{p.party, p.day*bucket - 2, p.day*bucket + bucket + 1, true})
		}
	}
	slices.Sort(out.Stories)
	slices.SortFunc(out.Parties, func(a, b PartyDays) int {
		return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last))
	})
	// Stretches that meet become one.
	n := 0
	for _, p := range out.Parties {
		if n > 0 {
			if last := &out.Parties[n-1]; last.Party == p.Party && last.Dated == p.Dated && p.First <= last.Last+1 {
				last.Last = max(last.Last, p.Last)
				continue
			}
		}
		out.Parties[n] = p
		n++
	}
	out.Parties = out.Parties[:n]
	return out
}

// acts joins the nodes that are in.
func (w *work) acts() map[int64]int64 {
	var in []int32
	for i := range w.nodes {
		if w.nodes[i].in {
			in = append(in, int32(i))
		}
	}
	slices.SortFunc(in, func(a, b int32) int { return w.nodes[a].compare(&w.nodes[b]) })
	at := make(map[int32]int, len(in))
	for i, n := range in {
		at[n] = i
	}
	// Nodes are joined only within what hangs together by likeness.
	whole := newUnion(len(in))
	for pair, s := range w.links {
		a, in1 := at[pair[0]]
		b, in2 := at[pair[1]]
		if in1 && in2 && s > 0 {
			whole.join(a, b)
		}
	}
	var links []link
	for pair, s := range w.links {
		a, in1 := at[pair[0]]
		b, in2 := at[pair[1]]
		if in1 && in2 && whole.find(a) == whole.find(b) {
			links = append(links, link{min(a, b), max(a, b), s})
		}
	}
	slices.SortFunc(links, func(x, y link) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	joined := join(len(in), links, func(a, b []int) bool { return w.apart(in, a, b) })
	least := map[int]int64{}
	for i, n := range in {
		for _, t := range w.nodes[n].members {
			if old, ok := least[joined[i]]; !ok || t.Number < old {
				least[joined[i]] = t.Number
			}
		}
	}
	out := map[int64]int64{}
	for i, n := range in {
		for _, t := range w.nodes[n].members {
			out[t.Number] = least[joined[i]]
		}
	}
	return out
}

// apart says whether two clusters have no document in common, and no two events
// whose days exclude each other.
func (w *work) apart(in []int32, a, b []int) bool {
	docs := map[string]bool{}
	all := inf
	for i, side := range [2][]int{a, b} {
		for _, n := range side {
			members := w.nodes[in[n]].members
			for _, e := range members {
				if i == 1 && docs[e.Doc] {
					return false
				}
				if i == 0 {
					docs[e.Doc] = true
				}
			}
			if e := members[0]; e.sure {
				all = span{max(all.lo, e.window.lo), min(all.hi, e.window.hi)}
			}
		}
	}
	return all.lo <= all.hi+1
}

// A union joins numbers into sets.
type union []int

func newUnion(n int) union {
	u := make(union, n)
	for i := range u {
		u[i] = i
	}
	return u
}

func (u union) find(i int) int {
	for u[i] != i {
		u[i] = u[u[i]]
		i = u[i]
	}
	return i
}

func (u union) join(a, b int) {
	a, b = u.find(a), u.find(b)
	u[max(a, b)] = min(a, b)
}
