package query

import (
	"slices"
	"sync"
)

// A Count is a figure with what it rests on.
type Count struct{ Events, Documents, Sources int }

// Tell counts events, the documents they stand in and the sources independent of
// each other that these come from. A document whose publisher is not stated may
// be a copy of any other such: all of them count as one source.
func (sel *Selection) Tell() Count { return sel.Index.Tell(sel.Events) }

// Tell counts events, see [Selection.Tell].
func (ix *Index) Tell(events []*Entry) Count {
	n := ix.N(events)
	return Count{n.Events, n.Documents, n.Sources}
}

// A counter tells what was counted already: in the present turn, if the mark at
// its number is that of the turn.
type counter struct {
	turn          uint32
	docs, sources []uint32
}

// N counts events.
func (ix *Index) N(events []*Entry) N {
	c := ix.counters.Get().(*counter)
	defer ix.counters.Put(c)
	if c.turn++; c.turn == 0 { // all marks are of earlier turns; begin anew
		clear(c.docs)
		clear(c.sources)
		c.turn = 1
	}
	n := N{Events: len(events)}
	report := func(e *Entry) {
		n.Reports++
		if d := ix.docOf[e.Doc]; c.docs[d] != c.turn {
			c.docs[d] = c.turn
			n.Documents++
		}
		if s := ix.sourceOf[e.Doc]; c.sources[s] != c.turn {
			c.sources[s] = c.turn
			n.Sources++
		}
	}
	for _, e := range events {
		if e.Told == nil {
			report(e)
		} else {
			for _, r := range e.Told {
				report(r)
			}
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

// A column is the values of a dimension of all events, as numbers.
type column struct {
	values []string
	// of are the numbers of the values of each event: those in
	// numbers[of[i]:of[i+1]].
	of      []int32
	numbers []int32
}

// columns are made when they are first asked for.
type columns struct {
	mu  sync.Mutex
	all map[string]*column
}

func (ix *Index) column(d dimension) *column {
	ix.columns.mu.Lock()
	defer ix.columns.mu.Unlock()
	if c, ok := ix.columns.all[d.name]; ok {
		return c
	}
	c := &column{of: make([]int32, 0, len(ix.Events)+1), numbers: make([]int32, 0, len(ix.Events))}
	numbers := map[string]int32{}
	for i := range ix.Events {
		c.of = append(c.of, int32(len(c.numbers)))
		for _, v := range d.of(ix, &ix.Events[i]) {
			n, ok := numbers[v]
			if !ok {
				n = int32(len(c.values))
				numbers[v] = n
				c.values = append(c.values, v)
			}
			c.numbers = append(c.numbers, n)
		}
	}
	c.of = append(c.of, int32(len(c.numbers)))
	if ix.columns.all == nil {
		ix.columns.all = map[string]*column{}
	}
	ix.columns.all[d.name] = c
	return c
}

// group puts events into cells by their values of dimensions, in no order.
func (sel *Selection) group(ds []dimension) (keys [][]string, cells [][]*Entry) {
	cols := make([]*column, len(ds))
	for i, d := range ds {
		cols[i] = sel.Index.column(d)
	}
	type at struct {
		e    *Entry
		cell int32
	}
	var places []at
	var sizes []int
	cellOf := map[[3]int32]int32{}
	flat := []int32(nil) // of one dimension: the cell of each value, less 1
	if len(cols) == 1 {
		flat = make([]int32, len(cols[0].values))
	}
	put := func(e *Entry, k [3]int32) {
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
	var spread func(e *Entry, i int, k [3]int32)
	spread = func(e *Entry, i int, k [3]int32) {
		if i == len(cols) {
			put(e, k)
			return
		}
		c := cols[i]
		if e.Told != nil && ds[i].report {
			done := map[int32]bool{}
			for _, r := range e.Told {
				for _, n := range c.numbers[c.of[r.at]:c.of[r.at+1]] {
					if !done[n] {
						done[n], k[i] = true, n
						spread(e, i+1, k)
					}
				}
			}
			return
		}
		for _, n := range c.numbers[c.of[e.at]:c.of[e.at+1]] {
			k[i] = n
			spread(e, i+1, k)
		}
	}
	places = slices.Grow(places, len(sel.Events))
	for _, e := range sel.Events {
		spread(e, 0, [3]int32{})
	}
	all := make([]*Entry, len(places))
	cells = make([][]*Entry, len(sizes))
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
