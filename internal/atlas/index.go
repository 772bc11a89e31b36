package atlas

import "iter"

// index is a trie over parts. Nodes are numbers; node 0 is the root. Each node
// holds the forms that end there.
type index struct {
	vocab vocabulary
	edges edges
	first []int32  // for each node its first ending, plus one
	last  []int32  // and its last; while the index is filled
	ends  []ending // chained
}

type ending struct {
	value   int32
	next    int32  // plus one
	classes uint64 // letter case asked for, two bits a part, the first part lowest
}

const maxParts = 24 // of a name; longer ones are a fault

// newIndex makes an index with room for some size forms.
func newIndex(size int) index {
	return index{vocab: newVocabulary(size / 2), edges: newEdges(size), first: make([]int32, 1, size+1), last: make([]int32, 1, size+1), ends: make([]ending, 0, size)}
}

// add puts a form under its parts and returns their node.
func (x *index) add(ps []part, value int32) int32 {
	node := int32(0)
	var classes uint64
	for i, p := range ps {
		w := p.word - 1
		if w < 0 {
			w = x.vocab.add(p.key)
		}
		next, added := x.edges.put(node, w, int32(len(x.first)))
		if added {
			x.first, x.last = append(x.first, 0), append(x.last, 0)
		}
		node = next
		classes |= uint64(p.class) << (2 * i)
	}
	x.ends = append(x.ends, ending{value, 0, classes})
	n := int32(len(x.ends))
	if l := x.last[node]; l != 0 {
		x.ends[l-1].next = n
	} else {
		x.first[node] = n
	}
	x.last[node] = n
	return node
}

// at returns the node of exactly these parts.
func (x *index) at(ps []part) (int32, bool) {
	node := int32(0)
	for _, p := range ps {
		w, ok := x.vocab.find(p.key)
		if !ok {
			return 0, false
		}
		if node, ok = x.edges.get(node, w); !ok {
			return 0, false
		}
	}
	return node, true
}

// values yields the forms that end at a node.
func (x *index) values(node int32) iter.Seq[ending] {
	return func(yield func(ending) bool) {
		for i := x.first[node]; i != 0; i = x.ends[i-1].next {
			if !yield(x.ends[i-1]) {
				return
			}
		}
	}
}

// remove takes away the endings for which drop holds.
func (x *index) remove(drop func(value int32) bool) {
	for node := range x.first {
		at := &x.first[node]
		x.last[node] = 0
		for *at != 0 {
			if e := &x.ends[*at-1]; drop(e.value) {
				*at = e.next
			} else {
				x.last[node] = *at
				at = &e.next
			}
		}
	}
}

// A sign is a part of a text as an index knows it.
type sign struct {
	word   int32 // number in the vocabulary, or -1
	tok    int32
	class  uint8
	ends   bool
	letter bool // of one letter
}

// A line is the words of a text under an index. They are read when a walk first
// comes to them, and then kept: walks from all tokens of a sentence share them. It
// is not safe for concurrent use.
type line struct {
	x     *index
	words []string
	from  []int32 // where the signs of each token begin, and of the one not yet read
	signs []sign
	parts []part // memory of read
	like  *line  // another line of the index, perhaps with the same words; may be nil
}

func (x *index) line(words []string) line { return line{x: x, words: words} }

// read adds the signs of the next token.
func (l *line) read() {
	tok := len(l.from) - 1
	form := l.words[tok]
	if o := l.like; o != nil && tok+1 < len(o.from) && o.words[tok] == form {
		l.signs = append(l.signs, o.signs[o.from[tok]:o.from[tok+1]]...)
		l.from = append(l.from, int32(len(l.signs)))
		return
	}
	var buf [64]byte
	if b, ok := appendPlain(buf[:0], form); ok {
		w, _ := l.x.vocab.findBytes(b)
		l.signs = append(l.signs, sign{w, int32(tok), classOf(form), true, len(b) == 1})
	} else {
		l.parts = appendParts(l.parts[:0], tok, form)
		for _, p := range l.parts {
			w, _ := l.x.vocab.find(p.key)
			l.signs = append(l.signs, sign{w, p.tok, p.class, p.ends, len(p.key) == 1})
		}
	}
	l.from = append(l.from, int32(len(l.signs)))
}

// walk calls found for each form that starts at token i and ends at the end of a
// token, shortest first.
func (l *line) walk(i int, anyCase bool, found func(value int32, tokens int)) {
	x := l.x
	if l.from == nil {
		l.from = append(make([]int32, 0, len(l.words)+1), 0)
		l.signs = make([]sign, 0, len(l.words)+4)
	}
	for len(l.from) < i+2 {
		l.read()
	}
	if l.from[i] == l.from[i+1] {
		return // a name does not begin with a hyphen
	}
	node := int32(0)
	var classes uint64
	n, skipped := 0, false
	for at := int(l.from[i]); n < maxParts; at++ {
		for at >= len(l.signs) {
			if len(l.from) > len(l.words) {
				return
			}
			l.read()
		}
		p := &l.signs[at]
		next, ok := int32(0), false
		if p.word >= 0 {
			next, ok = x.edges.get(node, p.word)
		}
		if !ok {
			// "Donald J. Trump": one initial may stand between the parts of a name
			if n == 1 && !skipped && p.letter && p.class == title && p.ends {
				skipped = true
				continue
			}
			return
		}
		node = next
		classes |= uint64(p.class) << (2 * n)
		n++
		if !p.ends {
			continue
		}
		for k := x.first[node]; k != 0; k = x.ends[k-1].next {
			if e := &x.ends[k-1]; anyCase || cased(e.classes, classes, n) {
				found(e.value, int(p.tok)-i+1)
			}
		}
	}
}

// cased says whether text of these letter cases can be the form.
func cased(form, text uint64, n int) bool {
	for range n {
		if text&3 < form&3 {
			return false
		}
		form, text = form>>2, text>>2
	}
	return true
}

// edges is a hash table from a node and a word to the next node: open addressing,
// since Go's map takes several times as long to fill.
type edges struct {
	slots []edge
	used  int
	shift uint
}

type edge struct {
	key  uint64 // node and word, plus one
	next int32
}

func newEdges(size int) edges {
	bits := uint(6)
	for 1<<bits < size*3/2 {
		bits++
	}
	return edges{slots: make([]edge, 1<<bits), shift: 64 - bits}
}

func (e *edges) slot(key uint64) int { return int(key * 0x9e3779b97f4a7c15 >> e.shift) }

func (e *edges) get(node, word int32) (int32, bool) {
	key := uint64(node)<<32 | uint64(word) + 1
	for i := e.slot(key); ; i = (i + 1) & (len(e.slots) - 1) {
		switch s := &e.slots[i]; s.key {
		case key:
			return s.next, true
		case 0:
			return 0, false
		}
	}
}

// put returns the node the edge leads to, which is next if the edge is new.
func (e *edges) put(node, word, next int32) (int32, bool) {
	if e.used*4 > len(e.slots)*3 {
		old := e.slots
		e.slots = make([]edge, 2*len(old))
		e.shift--
		for _, s := range old {
			if s.key != 0 {
				i := e.slot(s.key)
				for e.slots[i].key != 0 {
					i = (i + 1) & (len(e.slots) - 1)
				}
				e.slots[i] = s
			}
		}
	}
	key := uint64(node)<<32 | uint64(word) + 1
	for i := e.slot(key); ; i = (i + 1) & (len(e.slots) - 1) {
		switch s := &e.slots[i]; s.key {
		case key:
			return s.next, false
		case 0:
			*s = edge{key, next}
			e.used++
			return next, true
		}
	}
}
