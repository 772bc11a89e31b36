package train

import (
	"entente/internal/doc"
	"entente/internal/nlp"
)

// An ensemble parses with several networks at once: at each step it makes the
// move of the highest mean probability. It is better than its members and too
// slow to ship; its parses of plain text teach the network that is.
type ensemble struct {
	nets []*net
	invs []*inventory // one for each, with equal labels and tags
	bs   []*batch
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
	for k, net := range e.nets {
		b := e.bs[k]
		b.layout(net, [][]word{e.invs[k].words(*s)})
		net.encode(b, nil, 0)
	}
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
				e.addProbabilities(net, e.bs[k], mean)
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
// present state.
func (e *ensemble) addProbabilities(n *net, b *batch, mean []float32) {
	b.steps = 0
	b.slots, b.signs = b.slots[:0], b.signs[:0]
	n.hiddenLayer(b, b.start[0])
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

// tags sets part of speech and features by the mean probabilities of the heads.
func (e *ensemble) tags(s *doc.Sentence) {
	inv := e.invs[0]
	pu := pad16(len(inv.upos))
	for i := range s.Tokens {
		upos, morph := make([]float32, len(inv.upos)), make([]float32, len(inv.morph))
		for k, net := range e.nets {
			b := e.bs[k]
			x := b.head[(b.start[0]+i)*net.heads():][:net.heads()]
			for j := range x {
				x[j] += net.headBias.w[j]
			}
			softmaxLoss(x[:len(upos)], 0, 1)
			softmaxLoss(x[pu:pu+len(morph)], 0, 1)
			x[0] += 1 // softmaxLoss has taken the truth away
			x[pu] += 1
			for j := range upos {
				upos[j] += x[j]
			}
			for j := range morph {
				morph[j] += x[pu+j]
			}
		}
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
