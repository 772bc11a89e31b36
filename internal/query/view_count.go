package query

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Count is a figure with what it rests on.
type Count struct{ Events, Documents, Sources int }

// Tell counts events, the documents they stand in and the sources independent of
// each other that these come from. A document whose publisher is not stated may
// be a copy of any other such: all of them count as one source.
func (sel *Selection) Tell() Count {
	n := sel.N()
	return Count{n.Events, n.Documents, n.Sources}
}

// A counter tells what was counted already: in the present turn, if the mark at
// its number is that of the turn.
type counter struct {
	turn          uint32
	docs, sources []uint32
}

// counted begins a turn of a counter, which goes back to ix.counters.
func (ix *Index) counted() *counter {
	c := ix.counters.Get().(*counter)
	if c.turn++; c.turn == 0 { // all marks are of earlier turns; begin anew
		clear(c.docs)
		clear(c.sources)
		c.turn = 1
	}
	return c
}

// report counts the report at a place.
func (n *N) report(f *flat, c *counter, i int32) {
	n.Reports++
	if d := f.docNo[i]; c.docs[d] != c.turn {
		c.docs[d] = c.turn
		n.Documents++
	}
	if s := f.src[i]; c.sources[s] != c.turn {
		c.sources[s] = c.turn
		n.Sources++
	}
}

// N counts events, of which each is once.
func (ix *Index) N(events []*Entry) N {
	c := ix.counted()
	defer ix.counters.Put(c)
	n := N{Events: len(events)}
	for _, e := range events {
		if e.Told == nil {
			n.report(ix.flat, c, e.at)
		}
		for _, r := range e.Told {
			n.report(ix.flat, c, r.at)
		}
		switch e.Sign() {
		case 1:
			n.Cooperation++
		case -1:
			n.Conflict++
		}
		if e.Contested() {
			n.Contested++
		}
	}
	return n
}

// N counts the acts of a selection.
func (sel *Selection) N() N {
	sel.countOnce.Do(func() {
		f := sel.Index.flat
		c := sel.Index.counted()
		defer sel.Index.counters.Put(c)
		n := N{Events: sel.n, Cooperation: sel.in.with(f.up), Conflict: sel.in.with(f.down), Contested: sel.in.with(sel.denied)}
		for i := range sel.reports.all() {
			n.report(f, c, i)
		}
		sel.total = n
	})
	return sel.total
}

// nOf counts some of the acts of a selection, of which each is once.
func (sel *Selection) nOf(acts iter.Seq[int32]) (n N) {
	f := sel.Index.flat
	c := sel.Index.counted()
	defer sel.Index.counters.Put(c)
	for i := range acts {
		n.Events++
		switch f.sign[i] {
		case 1:
			n.Cooperation++
		case -1:
			n.Conflict++
		}
		if sel.denied.has(i) {
			n.Contested++
		}
		told := sel.told(i)
		if told == nil {
			n.report(f, c, i)
		}
		for _, r := range told {
			n.report(f, c, r)
		}
	}
	return n
}

// A column is the values of a dimension of all events, as numbers, and the events
// of each value.
type column struct {
	values []string
	// of are the numbers of the values of each event: those in
	// numbers[of[i]:of[i+1]].
	of      []int32
	numbers []int32
	posts   []posting // by value
	cost    int       // about what counting by posts costs, in steps
	at      map[string]int32
	order   []int32 // the values in their order
	rank    []int32 // of each value, its place there
}

// columns are made when they are first asked for.
type columns struct {
	mu  sync.Mutex
	all map[string]*column
}

// column returns a dimension by its name, or one of inner.
func (ix *Index) column(name string) *column {
	ix.columns.mu.Lock()
	defer ix.columns.mu.Unlock()
	if c, ok := ix.columns.all[name]; ok {
		return c
	}
	c := &column{of: make([]int32, 0, len(ix.Events)+1), numbers: make([]int32, 0, len(ix.Events)), at: map[string]int32{}}
	of := inner[name]
	if of == nil {
		d := dimensions[slices.IndexFunc(dimensions, func(d dimension) bool { return d.name == name })]
		of = d.of
	}
	var buf []string
	for i := range ix.Events {
		c.of = append(c.of, int32(len(c.numbers)))
		buf = of(ix, &ix.Events[i], buf[:0])
		for _, v := range buf {
			n, ok := c.at[v]
			if !ok {
				n = int32(len(c.values))
				c.at[v] = n
				c.values = append(c.values, v)
			}
			c.numbers = append(c.numbers, n)
		}
	}
	c.of = append(c.of, int32(len(c.numbers)))
	c.posts = ix.post(len(c.values), c.of, c.numbers)
	for i := range c.posts {
		c.cost += c.posts[i].cost()
	}
	c.order, c.rank = make([]int32, len(c.values)), make([]int32, len(c.values))
	for i := range c.order {
		c.order[i] = int32(i)
	}
	slices.SortFunc(c.order, func(a, b int32) int { return cmp.Compare(c.values[a], c.values[b]) })
	for i, v := range c.order {
		c.rank[v] = int32(i)
	}
	if ix.columns.all == nil {
		ix.columns.all = map[string]*column{}
	}
	ix.columns.all[name] = c
	return c
}

// inner are columns that are no dimensions, because nobody asks for them by name:
// both ids of those who act, of those acted upon, and of all who take part; what all
// stand for; the pairs of these that deal with each other; the place and its
// countries; the powers and the names of those who take part; the voice.
var inner = map[string]func(*Index, *Entry, []string) []string{
	"acting":    func(_ *Index, e *Entry, to []string) []string { return ids(to, e.Source) },
	"addressed": func(_ *Index, e *Entry, to []string) []string { return ids(to, e.Target) },
	"taking":    func(_ *Index, e *Entry, to []string) []string { return ids(ids(to, e.Source), e.Target) },
	"standing":  func(_ *Index, e *Entry, to []string) []string { return stand(stand(to, e.Source), e.Target) },
	"pair":      func(_ *Index, e *Entry, to []string) []string { return pairsOf(to, e) },
	"spot": func(_ *Index, e *Entry, to []string) []string {
		if e.Place == nil {
			return to
		}
		return append(to, e.Place.ID+"\x00"+e.Place.Country+"\x00"+e.Place.Admin1+"\x00"+string(e.Place.Precision)+"\x00"+e.Place.Name)
	},
	"powers": func(ix *Index, e *Entry, to []string) []string {
		for _, sides := range [2][]Side{e.Source, e.Target} {
			for _, s := range sides {
				if p := cmp.Or(ix.Power(s.ID), ix.Power(s.Country)); p != "" && !slices.Contains(to, p) {
					to = append(to, p)
				}
			}
		}
		return to
	},
	"called": func(_ *Index, e *Entry, to []string) []string {
		for _, sides := range [2][]Side{e.Source, e.Target} {
			for _, s := range sides {
				for _, name := range [2]string{s.Name, s.ID} {
					if name != "" && !slices.Contains(to, name) {
						to = append(to, name)
					}
				}
			}
		}
		return to
	},
	"where": func(_ *Index, e *Entry, to []string) []string {
		if e.Place == nil || e.Place.Country == "" {
			return append(to, "")
		}
		return append(to, strings.Split(e.Place.Country, "/")...)
	},
	"voice": func(ix *Index, e *Entry, to []string) []string {
		return append(to, strconv.Itoa(int(ix.voiceOf[e.Doc])))
	},
}

func ids(to []string, sides []Side) []string {
	for _, s := range sides {
		for _, id := range [2]string{s.ID, s.Country} {
			if id != "" && !slices.Contains(to, id) {
				to = append(to, id)
			}
		}
	}
	return to
}

// counts are how many of a set of n events have each value.
func (c *column) counts(in set, n int) []int32 {
	out := make([]int32, len(c.values))
	if n > c.cost {
		for i := range c.posts {
			out[i] = int32(c.posts[i].within(in))
		}
		return out
	}
	for i := range in.all() {
		for _, v := range c.numbers[c.of[i]:c.of[i+1]] {
			out[v]++
		}
	}
	return out
}

// group puts acts into cells by their values of dimensions, in no order.
func (sel *Selection) group(ds []dimension) (keys [][]string, cells [][]int32) {
	cols := make([]*column, len(ds))
	for i, d := range ds {
		cols[i] = sel.Index.column(d.name)
	}
	type at struct{ e, cell int32 }
	var places []at
	var sizes []int
	cellOf := map[[3]int32]int32{}
	flat := []int32(nil) // of one dimension: the cell of each value, less 1
	if len(cols) == 1 {
		flat = make([]int32, len(cols[0].values))
	}
	put := func(e int32, k [3]int32) {
		var cell int32
		var ok bool
		if flat != nil {
			cell = flat[k[0]] - 1
			ok = cell >= 0
		} else {
			cell, ok = cellOf[k]
		}
		if !ok {
			cell = int32(len(sizes))
			sizes = append(sizes, 0)
			key := make([]string, len(cols))
			for i, c := range cols {
				key[i] = c.values[k[i]]
			}
			keys = append(keys, key)
			if flat != nil {
				flat[k[0]] = cell + 1
			} else {
				cellOf[k] = cell
			}
		}
		sizes[cell]++
		places = append(places, at{e, cell})
	}
	var told []int32 // of the act that is put
	var spread func(e int32, i int, k [3]int32)
	spread = func(e int32, i int, k [3]int32) {
		if i == len(cols) {
			put(e, k)
			return
		}
		c := cols[i]
		if told != nil && ds[i].report {
			done := map[int32]bool{}
			for _, r := range told {
				for _, n := range c.numbers[c.of[r]:c.of[r+1]] {
					if !done[n] {
						done[n], k[i] = true, n
						spread(e, i+1, k)
					}
				}
			}
			return
		}
		for _, n := range c.numbers[c.of[e]:c.of[e+1]] {
			k[i] = n
			spread(e, i+1, k)
		}
	}
	reports := slices.ContainsFunc(ds, func(d dimension) bool { return d.report })
	places = make([]at, 0, sel.n)
	for e := range sel.in.all() {
		if reports {
			told = sel.told(e)
		}
		spread(e, 0, [3]int32{})
	}
	all := make([]int32, len(places))
	cells = make([][]int32, len(sizes))
	begin := 0
	for i, n := range sizes {
		cells[i] = all[begin : begin : begin+n]
		begin += n
	}
	for _, p := range places {
		cells[p.cell] = append(cells[p.cell], p.e)
	}
	return keys, cells
}
