package cluster

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"
)

// told is an event with what comparing it needs, worked out once.
type told struct {
	Event        // Source and Target in order, each party once; no Words
	all          []string
	family, root string
	window       span
	sure         bool
	bag          bag
	words        int // in the passage
	sig          uint64
	keys         []key
	lacking      bool // one report may leave out a party whom another names
	node         int32
}

func (l *Lexicon) told(e Event) *told {
	e.Source, e.Target = set(e.Source), set(e.Target)
	t := &told{all: set(e.Source, e.Target), family: family(e.Type), root: Root(e.Head), words: len(e.Words), node: -1}
	t.window, t.sure = window(&e)
	t.lacking = len(e.Source) == 0 || len(e.Target) == 0
	if e.Mutual || symmetric[e.Type] {
		t.lacking = len(t.all) < 2 || t.lacking && !e.Mutual
	}
	t.bag = l.bag(e.Words)
	t.keys = keysOf(&e, t)
	t.sig = signature(&e, t)
	e.Words = nil
	t.Event = e
	return t
}

// bag is the words of a passage, which are roots, with what each says.
func (l *Lexicon) bag(roots []string) bag {
	type counted struct {
		hash   uint32
		weight float64
	}
	words := slices.Clone(roots)
	slices.Sort(words)
	list := make([]counted, 0, len(words))
	square := 0.0
	for at := 0; at < len(words); {
		end := at + 1
		for end < len(words) && words[end] == words[at] {
			end++
		}
		if w := l.rarity(words[at]) * (1 + math.Log(float64(end-at))); w > 0 {
			list = append(list, counted{uint32(hashOf(words[at])), w})
		}
		at = end
	}
	slices.SortFunc(list, func(a, b counted) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.weight, b.weight)) })
	b := bag{make([]int32, len(list)), make([]float32, len(list))}
	for _, c := range list {
		square += c.weight * c.weight
	}
	for i, c := range list {
		b.words[i], b.weights[i] = int32(c.hash^1<<31), float32(c.weight/math.Sqrt(square))
	}
	return b
}

// signature is a hash of what is compared of an event. Those told the same way are
// one node: nothing that is compared differs but the words around, and these only
// where deeds and days are sure. So a report that a thousand papers print is one.
func signature(e *Event, t *told) uint64 {
	h := fnv.New64a()
	put := func(parts ...string) {
		for _, p := range parts {
			h.Write([]byte(p))
			h.Write([]byte{0})
		}
		h.Write([]byte{1})
	}
	number := func(n uint64) { h.Write(binary.LittleEndian.AppendUint64(nil, n)) }
	put(e.Type, e.Kind, e.Realm, e.Place, e.Country, e.Head)
	put(e.Source...)
	put(e.Target...)
	number(uint64(t.window.lo))
	number(uint64(t.window.hi))
	number(uint64(e.Story))
	if e.Mutual {
		number(1)
	}
	for _, k := range t.keys {
		number(uint64(k))
	}
	if !t.sure || spoken[e.Type] || often(&told{Event: *e}) || !strong(e.Source) || !strong(e.Target) && !e.Mutual {
		put(set(e.Words)...)
		number(uint64(len(e.Words)))
	}
	if t.window == inf && e.Story == 0 {
		put(e.Doc) // the same words of no known day
	}
	return h.Sum64()
}

func hashOf(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// bucket is how many days share a block: acts of one month and its neighbours are
// compared.
const bucket = 16

// A key names a block of events that are compared with each other: those of one
// family or kind, with the same two parties, in the same days; or with the same
// party, where one of the two events leaves a party out; or copies of one text.
// What has no date is compared with what has none. Its lowest bit is set if it is
// of one party.
type key uint64

func (k key) single() bool { return k&1 == 1 }

// buckets are the stretches of days in which an event may be told elsewhere, none
// if it is of no known day.
func buckets(e *Event) []int {
	w, _ := window(e)
	if w == inf || w.hi-w.lo > 3*bucket {
		w = published(e)
	}
	if w == inf || w.hi-w.lo > 3*bucket {
		return nil
	}
	var out []int
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

// undated is the stretch of what is of no known day.
const undated = math.MinInt64

// keysOf are the keys of an event, in order.
func keysOf(e *Event, t *told) []key {
	fams := []uint64{hashOf(t.family)}
	if e.Kind != "" {
		fams = append(fams, hashOf("kind "+e.Kind))
	}
	days := buckets(e)
	if days == nil {
		days = []int{undated}
	}
	var out []key
	add := func(who string, single key) {
		for _, f := range fams {
			for _, d := range days {
				h := mix(mix(f^hashOf(who)) ^ uint64(int64(d)))
				out = append(out, key(h)&^1|single)
			}
		}
	}
	// Each two parties; of a summit the neighbours in the order of the alphabet do.
	for i := range t.all {
		reach := len(t.all)
		if len(t.all) > 5 {
			reach = min(len(t.all), i+2)
		}
		for j := i + 1; j < reach; j++ {
			add(t.all[i]+"\x00"+t.all[j], 0)
		}
	}
	if len(t.all) <= 3 {
		for _, p := range t.all {
			add(p, 1)
		}
	}
	if e.Story > 0 {
		for _, f := range fams {
			out = append(out, key(mix(f^mix(uint64(e.Story)+1<<40)))&^1)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// mix spreads the bits of a number (the finaliser of MurmurHash3).
func mix(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
