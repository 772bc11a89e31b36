package nlp

// A Move is what the parser does at one step.
type Move int

// The moves of the arc-hybrid system: take the next word onto the stack; hang
// the top of the stack on the next word; hang it on the word below it.
const (
	Shift Move = iota
	Left
	Right
)

// None is no word, no head or no label.
const None int32 = -1

// A State is a half-built tree: a stack, the next word, and the arcs so far.
// Words count from 0; word N, after the last, stands for the root. Every
// sequence of valid moves ends in a tree with exactly one child of the root.
// Its slices have N+1 elements.
//
// Source: Kuhlmann, Gómez-Rodríguez and Satta, Dynamic Programming Algorithms
// for Transition-Based Dependency Parsers, ACL 2011.
type State struct {
	N     int
	Next  int // first word not yet on the stack
	Stack []int32
	Head  []int32 // None while open
	Label []int32 // None while open
	first []int32 // leftmost child to the left
	last  []int32 // rightmost child to the right
	nleft []uint8
	nrght []uint8
}

// Reset starts a sentence of n words.
func (s *State) Reset(n int) {
	s.N, s.Next, s.Stack = n, 0, s.Stack[:0]
	if cap(s.Head) <= n {
		c := n + n/2 + 16
		block := make([]int32, 4*c)
		s.Head, s.Label, s.first, s.last = block[:c:c], block[c:2*c:2*c], block[2*c:3*c:3*c], block[3*c:]
		s.nleft, s.nrght = make([]uint8, c), make([]uint8, c)
	}
	m := n + 1
	s.Head, s.Label, s.first, s.last = s.Head[:m], s.Label[:m], s.first[:m], s.last[:m]
	s.nleft, s.nrght = s.nleft[:m], s.nrght[:m]
	for i := range s.Head {
		s.Head[i], s.Label[i], s.first[i], s.last[i] = None, None, None, None
	}
	clear(s.nleft)
	clear(s.nrght)
}

// Done says whether the tree is whole.
func (s *State) Done() bool { return s.Next == s.N && len(s.Stack) == 0 }

// Valid says which moves are allowed; at least one is, until Done.
func (s *State) Valid() (shift, left, right bool) {
	n := len(s.Stack)
	return s.Next < s.N, n > 0 && (s.Next < s.N || n == 1), n > 1
}

// Apply makes a valid move; label is for Left and Right.
func (s *State) Apply(m Move, label int32) {
	if m == Shift {
		s.Stack = append(s.Stack, int32(s.Next))
		s.Next++
		return
	}
	top := len(s.Stack) - 1
	d := s.Stack[top]
	s.Stack = s.Stack[:top]
	s.Label[d] = label
	if m == Left {
		h := int32(s.Next)
		s.Head[d] = h
		if s.first[h] == None || d < s.first[h] {
			s.first[h] = d
		}
		if s.nleft[h] < 255 {
			s.nleft[h]++
		}
		return
	}
	h := s.Stack[top-1]
	s.Head[d] = h
	s.last[h] = d
	if s.nrght[h] < 255 {
		s.nrght[h]++
	}
}

// Costs returns for each move how many arcs of the tree gold can no longer be
// built after it (gold[i] is the head of word i, N for the root): the dynamic
// oracle. A move that is not valid has no meaningful cost.
//
// Source: Goldberg and Nivre, Training Deterministic Parsers with
// Non-Deterministic Oracles, TACL 2013.
func (s *State) Costs(gold []int32) (cost [3]int) {
	next := int32(s.Next)
	if n := len(s.Stack); n > 0 {
		top := s.Stack[n-1]
		lost := 0
		for k := s.Next; k < s.N; k++ {
			if gold[k] == top {
				lost++
			}
		}
		cost[Left], cost[Right] = lost, lost
		if gold[top] > next || n > 1 && gold[top] == s.Stack[n-2] {
			cost[Left]++
		}
		if gold[top] >= next {
			cost[Right]++
		}
	}
	if s.Next < s.N {
		for i, w := range s.Stack {
			if gold[w] == next {
				cost[Shift]++
			}
			if i < len(s.Stack)-1 && gold[next] == w {
				cost[Shift]++
			}
		}
	}
	return cost
}

// What the parser looks at in a state.
const (
	NumSlots  = 10 // words looked at
	NumSigns  = 10 // small facts looked at
	SignRange = 64 // values a sign can have, from 0
)

// Slots returns the words the parser looks at: the top three of the stack, the
// next two words, and outer children of some; None for none, N for the root.
func (s *State) Slots() (w [NumSlots]int32) {
	for i := range w {
		w[i] = None
	}
	n := len(s.Stack)
	for i := range min(n, 3) {
		w[i] = s.Stack[n-1-i]
	}
	w[3] = int32(s.Next)
	if s.Next < s.N {
		w[4] = int32(s.Next) + 1
	}
	if n > 0 {
		w[5], w[6] = s.first[w[0]], s.last[w[0]]
	}
	if n > 1 {
		w[7], w[8] = s.first[w[1]], s.last[w[1]]
	}
	w[9] = s.first[w[3]]
	return w
}

// Signs returns the small facts: labels of the children among the slots,
// distances and numbers of children.
func (s *State) Signs(w *[NumSlots]int32) (v [NumSigns]int32) {
	for i := range 5 {
		if c := w[5+i]; c != None {
			v[i] = s.Label[c] + 1
		}
	}
	if top := w[0]; top != None {
		v[5] = distance(w[3]-top) + 1
		v[7] = 1 + int32(min(s.nleft[top], 4))*5 + int32(min(s.nrght[top], 4))
	}
	if below := w[1]; below != None {
		v[6] = distance(w[0]-below) + 1
		v[8] = 1 + int32(min(s.nrght[below], 4))
	}
	v[9] = int32(min(s.nleft[w[3]], 5))
	return v
}

func distance(d int32) int32 {
	switch {
	case d > 10:
		return 7
	case d > 5:
		return 6
	}
	return d
}
