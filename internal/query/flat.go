package query

import (
	"cmp"
	"math"
	"slices"

	"entente/internal/edtf"
)

// A flat is what choosing and counting need of the events, as columns and sets:
// about 60 bytes an event beside its entry, and without pointers, so that a scan of
// all reads little memory. It is made with the index.
type flat struct {
	whole, current                          set
	caption, anonymous, inferred, contested set // see the switches
	up, down, mutual                        set
	dated                                   set // has a date
	timed                                   set // has a first or a last day

	first, last []int32 // days; far away if open
	blocks      []block // of each 64 events
	day         []int32 // see Entry.Day; never if there is none
	month       []int32 // of day: year*12 + month - 1
	sign        []int8
	rank        []uint16 // see better
	doc         []int32  // Entry.Doc
	docNo, src  []int32  // numbers of its document and of its source

	docFrom []int32 // the events of Docs[d] are byDoc[docFrom[d]:docFrom[d+1]]
	byDoc   []int32

	byNumber []int32 // all events in the order of their numbers
}

// A block is the bounds of first and last of 64 events.
type block struct{ firstLow, firstHigh, lastLow, lastHigh int32 }

const (
	never = math.MinInt32
	ever  = math.MaxInt32
)

// farYear is beyond what any article speaks of.
const farYear = 5_000_000

// narrow is a day of some million years around ours.
func narrow(d edtf.Day) int32 { return int32(max(never+1, min(ever-1, d))) }

func (ix *Index) flatten() {
	n := len(ix.Events)
	f := &flat{first: make([]int32, n), last: make([]int32, n), day: make([]int32, n), month: make([]int32, n), sign: make([]int8, n), rank: make([]uint16, n),
		doc: make([]int32, n), docNo: make([]int32, n), src: make([]int32, n), docFrom: make([]int32, len(ix.Docs)+1), byDoc: make([]int32, n)}
	for _, s := range []*set{&f.whole, &f.current, &f.caption, &f.anonymous, &f.inferred, &f.contested, &f.up, &f.down, &f.mutual, &f.dated, &f.timed} {
		*s = ix.empty()
	}
	for i := range ix.Events {
		e, at := &ix.Events[i], int32(i)
		f.whole.add(at)
		for _, x := range []struct {
			is bool
			in set
		}{{ix.Docs[e.Doc].Until == 0, f.current}, {e.Caption, f.caption}, {e.Anonymous, f.anonymous}, {Inferred(e), f.inferred}, {len(e.ContestBy) > 0, f.contested},
			{e.Sign() > 0, f.up}, {e.Sign() < 0, f.down}, {e.Reciprocal, f.mutual}, {e.Date != "", f.dated}, {e.HasFirst || e.HasLast, f.timed}} {
			if x.is {
				x.in.add(at)
			}
		}
		f.first[i], f.last[i], f.day[i], f.month[i] = never, ever, never, never
		if e.HasFirst {
			f.first[i] = narrow(e.First)
		}
		if e.HasLast {
			f.last[i] = narrow(e.Last)
		}
		if d, ok := e.Day(); ok {
			y, m, _ := d.Date()
			f.day[i], f.month[i] = narrow(d), int32(max(-farYear, min(farYear, y))*12+m-1)
		}
		f.sign[i] = int8(e.Sign())
		f.rank[i] = uint16(min(len(e.Source)+len(e.Target), 1<<15-1))
		if ownDate(e) {
			f.rank[i] |= 1 << 15
		}
		f.doc[i], f.docNo[i], f.src[i] = e.Doc, ix.docOf[e.Doc], ix.sourceOf[e.Doc]
		f.docFrom[e.Doc+1]++
		if i%64 == 0 {
			f.blocks = append(f.blocks, block{ever, never, ever, never})
		}
		b := &f.blocks[i/64]
		b.firstLow, b.firstHigh = min(b.firstLow, f.first[i]), max(b.firstHigh, f.first[i])
		b.lastLow, b.lastHigh = min(b.lastLow, f.last[i]), max(b.lastHigh, f.last[i])
	}
	for d := range ix.Docs {
		f.docFrom[d+1] += f.docFrom[d]
	}
	next := append([]int32(nil), f.docFrom...)
	for i, d := range f.doc {
		f.byDoc[next[d]] = int32(i)
		next[d]++
	}
	f.byNumber = make([]int32, n)
	for i := range f.byNumber {
		f.byNumber[i] = int32(i)
	}
	slices.SortFunc(f.byNumber, func(a, b int32) int { return cmp.Compare(ix.Events[a].Number, ix.Events[b].Number) })
	ix.flat = f
}

// of are the events of a coding, in the order of the index.
func (f *flat) of(doc int32) []int32 { return f.byDoc[f.docFrom[doc]:f.docFrom[doc+1]] }

// outside are the events that have no date, or one that lies wholly outside a
// period; an end that is not given is open.
func (ix *Index) outside(from, to edtf.Date) set {
	first, hasFirst := from.First()
	last, hasLast := to.Last()
	if !hasFirst && !hasLast {
		return nil
	}
	f := ix.flat
	low, high := int32(never), int32(ever)
	if hasFirst {
		low = narrow(first)
	}
	if hasLast {
		high = narrow(last)
	}
	out := ix.empty()
	for w, b := range f.blocks {
		switch {
		case b.lastHigh < low || b.firstLow > high:
			out[w] = ^uint64(0)
		case b.lastLow >= low && b.firstHigh <= high:
		default:
			var v uint64
			for i := w * 64; i < min(w*64+64, len(f.first)); i++ {
				if f.last[i] < low || f.first[i] > high {
					v |= 1 << (i & 63)
				}
			}
			out[w] = v
		}
		out[w] |= ^f.dated[w]
	}
	out.meet(f.whole)
	return out
}
