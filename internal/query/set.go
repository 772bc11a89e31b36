package query

import (
	"iter"
	"math/bits"
)

// A set is a set of places in Index.Events, a bit each. The sets of one index are
// of one length.
type set []uint64

func (ix *Index) empty() set { return make(set, (len(ix.Events)+63)/64) }

func (s set) add(i int32)      { s[i>>6] |= 1 << (i & 63) }
func (s set) drop(i int32)     { s[i>>6] &^= 1 << (i & 63) }
func (s set) has(i int32) bool { return s[i>>6]&(1<<(i&63)) != 0 }

func (s set) clone() set { return append(set(nil), s...) }

func onesOf(w uint64) int { return bits.OnesCount64(w) }

func (s set) len() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// with is how many both have.
func (s set) with(o set) int {
	n := 0
	for i, w := range s {
		n += bits.OnesCount64(w & o[i])
	}
	return n
}

// meet keeps what both have, join takes the other's too, less takes it out.
func (s set) meet(o set) {
	for i := range s {
		s[i] &= o[i]
	}
}

func (s set) join(o set) {
	for i := range s {
		s[i] |= o[i]
	}
}

func (s set) less(o set) {
	for i := range s {
		s[i] &^= o[i]
	}
}

// all are the places of a set in ascending order.
func (s set) all() iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for i, w := range s {
			for ; w != 0; w &= w - 1 {
				if !yield(int32(i<<6 + bits.TrailingZeros64(w))) {
					return
				}
			}
		}
	}
}

// A posting is the events that have a value: as a list, or, of many, as a set,
// whichever is the smaller.
type posting struct {
	n    int
	list []int32
	bits set
}

// thick says of how many places a set takes less room than a list.
func thick(n, words int) bool { return n > 2*words }

// post finds the events of each of so many values; of has the numbers of the values
// of each event, as a column has.
func (ix *Index) post(values int, of, numbers []int32) []posting {
	out := make([]posting, values)
	for _, n := range numbers {
		out[n].n++
	}
	words := (len(ix.Events) + 63) / 64
	listed := 0
	for i := range out {
		if thick(out[i].n, words) {
			out[i].bits = make(set, words)
		} else {
			listed += out[i].n
		}
	}
	room := make([]int32, 0, listed)
	for i := range out {
		if out[i].bits == nil {
			room = room[:len(room)+out[i].n]
			out[i].list = room[len(room)-out[i].n : len(room)-out[i].n : len(room)]
		}
	}
	for i := range len(of) - 1 {
		for _, n := range numbers[of[i]:of[i+1]] {
			if p := &out[n]; p.bits != nil {
				p.bits.add(int32(i))
			} else {
				p.list = append(p.list, int32(i))
			}
		}
	}
	return out
}

// within is how many of a posting are in a set.
func (p *posting) within(s set) int {
	if p.bits != nil {
		return p.bits.with(s)
	}
	n := 0
	for _, i := range p.list {
		n += int(s[i>>6] >> (i & 63) & 1)
	}
	return n
}

// first is the first place of a posting, which is not empty.
func (p *posting) first() int32 {
	if p.bits == nil {
		return p.list[0]
	}
	for i := range p.bits.all() {
		return i
	}
	return -1
}

// into adds a posting to a set.
func (p *posting) into(s set) {
	if p.bits != nil {
		s.join(p.bits)
		return
	}
	for _, i := range p.list {
		s.add(i)
	}
}

// outOf takes a posting out of a set.
func (p *posting) outOf(s set) {
	if p.bits != nil {
		s.less(p.bits)
		return
	}
	for _, i := range p.list {
		s.drop(i)
	}
}

// cost is about what counting it within a set costs, in steps.
func (p *posting) cost() int {
	if p.bits != nil {
		return len(p.bits) / 2
	}
	return p.n
}

// from are the places of a set that are not below one and below another.
func (s set) from(low, high int32) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		if low >= high {
			return
		}
		for i := int(low >> 6); i < len(s) && i <= int(high-1)>>6; i++ {
			w := s[i]
			if i == int(low>>6) {
				w &= ^uint64(0) << (low & 63)
			}
			for ; w != 0; w &= w - 1 {
				at := int32(i<<6 + bits.TrailingZeros64(w))
				if at >= high || !yield(at) {
					return
				}
			}
		}
	}
}

// before is the last place of a set that is below one, -1 if there is none.
func (s set) before(high int32) int32 {
	if high <= 0 {
		return -1
	}
	for i := int(high-1) >> 6; i >= 0; i-- {
		w := s[i]
		if i == int(high-1)>>6 {
			w &= ^uint64(0) >> (63 - (high-1)&63)
		}
		if w != 0 {
			return int32(i<<6 + 63 - bits.LeadingZeros64(w))
		}
	}
	return -1
}
