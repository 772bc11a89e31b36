package cluster

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"
)

// An Event is a coded event of one document, as far as it is compared. Empty is
// not known.
type Event struct {
	Doc   string // id of its document
	Story int    // documents that are copies of each other have the same, above 0

	Type string // PLOVER event type
	Kind string
	// Realm is "deed", "plan", "maybe" or "not": a visit that is planned is not
	// the one that was made.
	Realm string
	// Source and Target are by whom parties are told apart: the country acted
	// for, else the actor. Names that are no actors ("protesters") begin with ~.
	Source, Target []string
	Mutual         bool // both sides act
	When           Span // of the event
	Published      Span // of the document
	Place          string
	Country        string // of the place
	Head           string // lemma of the word that names the act
	Words          []string
}

// A Span is an interval of days, counted from any one day, ends included.
type Span struct {
	First, Last       int
	HasFirst, HasLast bool
	// Loose marks a date that is not the text's own word for the act: inferred, or
	// taken from the day of publication.
	Loose bool
}

// families are types that coders, and papers, give to one act. A type that is not
// here is a family of its own.
var families = map[string]string{
	"AGREE": "accord", "COOPERATE": "accord", "SUPPORT": "accord", "CONCEDE": "yield", "RETREAT": "yield",
	"SANCTION": "press", "COERCE": "press", "ASSAULT": "force", "MOBILIZE": "muster",
}

// symmetric types say the same whoever is named first.
var symmetric = map[string]bool{"AGREE": true, "CONSULT": true, "COOPERATE": true}

// spoken types are words, not deeds: on one day one says many things, so that the
// words themselves must be like.
var spoken = map[string]bool{"ACCUSE": true, "REJECT": true, "REQUEST": true, "THREATEN": true, "SUPPORT": true}

// often says that there may be several such acts between the same two on one day,
// so that the place must tell them apart.
func often(e *Event) bool {
	switch e.Type {
	case "ASSAULT", "COERCE", "PROTEST", "MOBILIZE":
		return e.Kind != "invasion" && e.Kind != "war"
	}
	return false
}

func family(typ string) string {
	if f, ok := families[typ]; ok {
		return f
	}
	return typ
}

// Events returns for each event the lowest index of the events that tell of the
// same act, by type family, parties, dates, place, the word that names the act and
// the words around it. Two events of one document are never joined: its coder told
// them apart.
//
// Time and memory grow with the number of events, not with its square.
func Events(events []Event) []int {
	nodes, nodeOf := gather(events)
	lists := make([][]string, len(nodes))
	for i, n := range nodes {
		lists[i] = events[n[0]].Words
	}
	words := bags(lists, rarity)
	var links []link
	for _, p := range proposals(events, nodes) {
		a, b := &events[nodes[p[0]][0]], &events[nodes[p[1]][0]]
		if s := compare(a, b, likeness(words[p[0]], words[p[1]])); s > -6 {
			links = append(links, link{p[0], p[1], s})
		} else {
			links = append(links, link{p[0], p[1], never})
		}
	}
	joined := join(len(nodes), links, func(a, b []int) bool { return apart(events, nodes, a, b) })
	out := make([]int, len(events))
	for i := range events {
		out[i] = nodes[joined[nodeOf[i]]][0]
	}
	// The lowest event of a cluster need not be in its lowest node.
	least := map[int]int{}
	for i, c := range out {
		if old, ok := least[c]; !ok || i < old {
			least[c] = i
		}
	}
	for i, c := range out {
		out[i] = least[c]
	}
	return out
}

// apart says whether two clusters have no document in common, and no two events
// whose days exclude each other.
func apart(events []Event, nodes [][]int, a, b []int) bool {
	docs := map[string]bool{}
	all := inf
	for i, side := range [2][]int{a, b} {
		for _, n := range side {
			for _, e := range nodes[n] {
				if i == 1 && docs[events[e].Doc] {
					return false
				}
				if i == 0 {
					docs[events[e].Doc] = true
				}
			}
			if w, sure := window(&events[nodes[n][0]]); sure {
				all = span{max(all.lo, w.lo), min(all.hi, w.hi)}
			}
		}
	}
	return all.lo <= all.hi+1
}

// gather puts events together that are told the same way: nothing that is
// compared differs but the words around, and these only where deeds and days are
// sure. So a report that a thousand papers print is one node. Nodes are lists of
// events in ascending order, in the order of what they hold.
func gather(events []Event) (nodes [][]int, nodeOf []int) {
	type key struct {
		act  uint64
		many int // the how-manieth of its document
	}
	order := make([]int, len(events))
	keys := make([]uint64, len(events))
	for i := range events {
		order[i], keys[i] = i, signature(&events[i])
	}
	// The order of documents is that of their ids, so that of the input is nothing.
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(keys[i], keys[j]), strings.Compare(events[i].Doc, events[j].Doc), cmp.Compare(i, j))
	})
	at := map[key]int{}
	seen := map[[2]uint64]int{}
	nodeOf = make([]int, len(events))
	for _, i := range order {
		d := [2]uint64{keys[i], hashOf(events[i].Doc)}
		k := key{keys[i], seen[d]}
		seen[d]++
		n, ok := at[k]
		if !ok {
			n = len(nodes)
			at[k] = n
			nodes = append(nodes, nil)
		}
		nodes[n] = append(nodes[n], i)
		nodeOf[i] = n
	}
	return nodes, nodeOf
}

// signature is a hash of what is compared of an event.
func signature(e *Event) uint64 {
	h := fnv.New64a()
	put := func(parts ...string) {
		for _, p := range parts {
			h.Write([]byte(p))
			h.Write([]byte{0})
		}
		h.Write([]byte{1})
	}
	put(e.Type, e.Kind, e.Realm, e.Place, e.Country, e.Head)
	for _, side := range [][]string{e.Source, e.Target} {
		s := slices.Clone(side)
		slices.Sort(s)
		put(s...)
	}
	w, sure := window(e)
	for _, n := range []int{w.lo, w.hi, e.Story} {
		for i := range 8 {
			h.Write([]byte{byte(n >> (8 * i))})
		}
	}
	if !sure || spoken[e.Type] || often(e) || len(strong(e.Source)) == 0 || len(strong(e.Target)) == 0 && !e.Mutual {
		ws := slices.Clone(e.Words)
		slices.Sort(ws)
		put(ws...)
	}
	if w == inf && e.Story == 0 {
		put(e.Doc) // the same words of no known day
	}
	return h.Sum64()
}

func hashOf(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// crowd is how many nodes may be compared all with all; of more, each is compared
// with as many before it.
const crowd = 48

// bucket is how many days share a block: acts of one month and its neighbours are
// compared.
const bucket = 16

// proposals are pairs of nodes worth comparing, ascending, each once: they share
// family, parties and a stretch of days.
func proposals(events []Event, nodes [][]int) [][2]int {
	type entry struct {
		block uint64
		node  int
		any   bool // of any day
	}
	var blocks []entry
	undated := make([]bool, len(nodes))
	for n, members := range nodes {
		e := &events[members[0]]
		fams := []string{family(e.Type)}
		if e.Kind != "" {
			fams = append(fams, "kind "+e.Kind)
		}
		days := buckets(e)
		undated[n] = len(days) == 1
		for _, f := range fams {
			for _, p := range pairs(e) {
				for _, d := range days {
					blocks = append(blocks, entry{mixIn(hashOf(f+"\x00"+p), d), n, d == anyDay})
				}
			}
		}
	}
	slices.SortFunc(blocks, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.block, b.block), cmp.Compare(a.node, b.node))
	})
	var out []uint64
	for at := 0; at < len(blocks); {
		end := at + 1
		for end < len(blocks) && blocks[end].block == blocks[at].block {
			end++
		}
		for i := at + 1; i < end; i++ {
			for j := max(at, i-crowd); j < i; j++ {
				if blocks[i].node != blocks[j].node && (!blocks[i].any || undated[blocks[i].node] || undated[blocks[j].node]) {
					out = append(out, uint64(blocks[j].node)<<32|uint64(blocks[i].node))
				}
			}
		}
		at = end
	}
	slices.Sort(out)
	out = slices.Compact(out)
	res := make([][2]int, len(out))
	for i, p := range out {
		res[i] = [2]int{int(p >> 32), int(p & 0xffffffff)}
	}
	return res
}

func mixIn(h uint64, d int) uint64 { return (h ^ uint64(int64(d))) * 1099511628211 }

// anyDay is the block of what is not dated.
const anyDay = 1 << 40

// buckets are the stretches of days in which an event may be told elsewhere.
func buckets(e *Event) []int {
	w, _ := window(e)
	if w == inf || w.hi-w.lo > 3*bucket {
		w = published(e)
	}
	// What is not dated is looked up among all of the same parties.
	out := []int{anyDay}
	if w == inf || w.hi-w.lo > 3*bucket {
		return out
	}
	for d := floorDiv(w.lo-2, bucket); d <= floorDiv(w.hi+2, bucket); d++ {
		out = append(out, d)
	}
	return out
}

func floorDiv(a, b int) int {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}

// pairs name the parties by which an event is looked up: each two of them, or
// the one there is. Of a summit the neighbours in the order of the alphabet do.
func pairs(e *Event) []string {
	all := slices.Concat(e.Source, e.Target)
	slices.Sort(all)
	all = slices.Compact(all)
	var out []string
	for i := range all {
		reach := len(all)
		if len(all) > 5 {
			reach = min(len(all), i+2)
		}
		for j := i + 1; j < reach; j++ {
			out = append(out, all[i]+"\x00"+all[j])
		}
	}
	if len(all) <= 3 {
		out = append(out, all...) // where one report leaves a party out
	}
	return out
}
