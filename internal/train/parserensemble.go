package train

import (
	"entente/internal/doc"
	"entente/internal/nlp"
)

// An ensemble is several networks of one inventory whose probabilities are
// averaged. It parses better than its members and is too slow to ship; the network
// that ships learns its opinion of each move beside the truth.
//
// Source: Kuncoro et al., Distilling an Ensemble of Greedy Dependency Parsers
// into One MST Parser, EMNLP 2016; Liu et al., Distilling Knowledge for
// Search-based Structured Prediction, ACL 2018.
type ensemble struct {
	nets []*net
	invs []*inventory // one for each, with equal labels and tags
	bs   []*batch

	upos, morph, moves []float32
}

func newEnsemble(nets []*net, invs []*inventory) *ensemble {
	e := &ensemble{nets: nets, invs: invs}
	for range nets {
		e.bs = append(e.bs, &batch{})
	}
	return e
}

// parse annotates the tokens of a sentence, lemma left out. It returns the least
// probability of any move made, 0 to 1.
func (e *ensemble) parse(s *doc.Sentence) (certainty float32) {
	inv, n := e.invs[0], len(s.Tokens)
	e.read([][]word{inv.words(*s)})
	e.tags(s)
	for _, b := range e.bs {
		b.state.Reset(n)
	}
	st := &e.bs[0].state
	L := len(inv.labels)
	root := inv.labelOf["root"]
	mean := make([]float32, 1+2*L)
	certainty = 1
	for !st.Done() {
		shift, left, right := st.Valid()
		move, label := nlp.Shift, int32(0)
		if left || right {
			clear(mean)
			for k, net := range e.nets {
				e.addProbabilities(net, e.bs[k], e.bs[k].start[0], mean)
			}
			best := -1
			consider := func(lo, hi int) {
				for a := lo; a < hi; a++ {
					isRoot := a > 0 && int32((a-1)%L) == root
					if isRoot != (a > 0 && a <= L && st.Next == n) {
						continue
					}
					if best < 0 || mean[a] > mean[best] {
						best = a
					}
				}
			}
			if shift {
				consider(0, 1)
			}
			if left {
				consider(1, 1+L)
			}
			if right {
				consider(1+L, 1+2*L)
			}
			move, label = splitAction(best, L)
			certainty = min(certainty, mean[best]/float32(len(e.nets)))
		}
		for _, b := range e.bs {
			b.state.Apply(move, label)
		}
	}
	for i := range s.Tokens {
		t := &s.Tokens[i]
		t.Head, t.Deprel = int(st.Head[i]), inv.labels[st.Label[i]]
		if t.Head == n {
			t.Head = doc.Root
		}
	}
	return certainty
}

// addProbabilities adds one network's probabilities of all valid moves in its
// present state; start is the row of the sentence's first word.
func (e *ensemble) addProbabilities(n *net, b *batch, start int, mean []float32) {
	b.steps = 0
	b.slots, b.signs = b.slots[:0], b.signs[:0]
	n.hiddenLayer(b, start)
	acts, h := n.out.cols, n.shape.hidden
	copy(b.score, n.outBias.w)
	n.kn.gemm(b.score, acts, b.z, h, 1, n.out.w, acts, 1, h, acts)
	shift, left, right := b.state.Valid()
	L := n.labels
	valid := func(a int) bool { return a == 0 && shift || a > 0 && a <= L && left || a > L && right }
	peak := float32(-1e30)
	for a := range mean {
		if valid(a) {
			peak = max(peak, b.score[a])
		}
	}
	var sum float32
	for a := range mean {
		if valid(a) {
			b.score[a] = exp32(b.score[a] - peak)
			sum += b.score[a]
		}
	}
	for a := range mean {
		if valid(a) {
			mean[a] += b.score[a] / sum
		}
	}
}

// read runs the encoders over sentences, for tagProbabilities and
// moveProbabilities.
func (e *ensemble) read(sents [][]word) {
	for k, net := range e.nets {
		b := e.bs[k]
		b.layout(net, sents)
		net.encode(b, nil, 0)
		for si, s := range sents {
			for i := range s {
				x := b.head[(b.start[si]+i)*net.heads():][:net.heads()]
				for j := range x {
					x[j] += net.headBias.w[j]
				}
				softmaxLoss(x[:net.upos], 0, 1)
				softmaxLoss(x[pad16(net.upos):][:net.morph], 0, 1)
				x[0]++ // softmaxLoss has taken the truth away
				x[pad16(net.upos)]++
			}
		}
	}
}

// tagProbabilities returns the mean probabilities of a word's tags, by its
// sentence among those read and its place there. They hold until the next call.
func (e *ensemble) tagProbabilities(sentence, i int) (upos, morph []float32) {
	n := e.nets[0]
	e.upos, e.morph = grow(e.upos, n.upos)[:n.upos], grow(e.morph, n.morph)[:n.morph]
	part := 1 / float32(len(e.nets))
	for k, net := range e.nets {
		x := e.bs[k].head[(e.bs[k].start[sentence]+i)*net.heads():][:net.heads()]
		for j := range e.upos {
			e.upos[j] += part * x[j]
		}
		for j := range e.morph {
			e.morph[j] += part * x[pad16(n.upos)+j]
		}
	}
	return e.upos, e.morph
}

// moveProbabilities returns the mean probabilities of the moves in a state of a
// sentence among those read. They hold until the next call.
func (e *ensemble) moveProbabilities(sentence int, st *nlp.State) []float32 {
	n := 1 + 2*e.nets[0].labels
	e.moves = grow(e.moves, n)[:n]
	for k, net := range e.nets {
		b := e.bs[k]
		b.state = *st // its slices are only read
		e.addProbabilities(net, b, b.start[sentence], e.moves)
	}
	for a := range e.moves {
		e.moves[a] /= float32(len(e.nets))
	}
	return e.moves
}

// tags sets part of speech and features by the mean probabilities of the heads.
func (e *ensemble) tags(s *doc.Sentence) {
	inv := e.invs[0]
	for i := range s.Tokens {
		upos, morph := e.tagProbabilities(0, i)
		best := 0
		for j, p := range upos {
			if p > upos[best] {
				best = j
			}
		}
		t := &s.Tokens[i]
		t.UPOS = inv.upos[best]
		m := int(inv.commonest(t.UPOS))
		for j, p := range morph {
			if u, feats := cutMorph(inv.morph[j]); u == t.UPOS && (p > morph[m] || j == m) {
				m, t.Feats = j, feats
			}
		}
	}
}
