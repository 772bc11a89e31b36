package nlp

// slotRows are the products of a sentence's words with the weights of the parser's
// slots. Half of them are never looked at: a determiner hardly ever has a place deep
// in the stack. Those that words of a part of speech mostly need are computed at
// once, many rows being cheaper than one; the others when the parser asks. What it
// mostly needs is counted on the way, so that it steers the time taken and nothing
// else.
type slotRows struct {
	rows []int16
	at   []int32 // by slot and word: where the row begins, its complement while nobody asked, or absent
	next [NumSlots]int32

	top   []int16 // of the encoder
	upos  []int32
	count int

	packed []int16
	stats  [][NumSlots + 1]uint32 // by part of speech: rows asked for in each slot; words
}

const absent = -1 << 31

// One row alone takes as long as this many of several.
const (
	aloneNum = 5
	aloneDen = 2
)

// start computes the rows that the words will mostly need.
func (s *slotRows) start(n *network, top []int16, upos []int32) {
	s.top, s.upos, s.count = top, upos, len(upos)
	h := n.hidden
	s.rows, s.at = sized(s.rows, NumSlots*s.count*h), sized(s.at, NumSlots*s.count)
	if s.stats == nil {
		s.stats = make([][NumSlots + 1]uint32, len(n.upos))
	}
	for _, u := range upos {
		st := &s.stats[u]
		if st[NumSlots]++; st[NumSlots] == 1<<20 {
			for k := range st {
				st[k] /= 2
			}
		}
	}
	for k := range NumSlots {
		at, base := s.at[k*s.count:][:s.count], int32(k*s.count*h)
		rows := 0
		s.packed = sized(s.packed, s.count*n.dim)
		for i, u := range upos {
			if st := &s.stats[u]; st[NumSlots] > 64 && st[k]*aloneNum < st[NumSlots]*aloneDen {
				at[i] = absent
				continue
			}
			at[i] = ^(base + int32(rows*h))
			copy(s.packed[rows*n.dim:], top[i*n.dim:][:n.dim])
			rows++
		}
		s.next[k] = base + int32(rows*h)
		if rows > 0 {
			n.kn.narrowed(s.rows[base:], s.packed, n.dim, rows, &n.slots[k], n.slotShift)
		}
	}
}

// row is where the row of a word in a slot begins.
func (s *slotRows) row(n *network, slot, word int) int32 {
	at := &s.at[slot*s.count+word]
	if *at >= 0 {
		return *at
	}
	s.stats[s.upos[word]][slot]++
	if *at == absent {
		*at = s.next[slot]
		s.next[slot] += int32(n.hidden)
		n.kn.narrowed(s.rows[*at:], s.top[word*n.dim:], n.dim, 1, &n.slots[slot], n.slotShift)
		return *at
	}
	*at = ^*at
	return *at
}
