package train

import (
	"math"
	"math/rand/v2"

	"entente/internal/nlp"
)

// A param is a matrix of weights with what its training needs.
type param struct {
	name          string
	rows, cols    int
	w, g, m, v, t []float32 // weights, gradient, moments, and the transpose if kept
}

func (p *param) transpose() {
	if p.t != nil {
		transpose(p.t, p.w, p.rows, p.cols)
	}
}

// A shape is the size of a network.
type shape struct {
	dim, hidden, depth int
	upos, morph        int // labels of the two tag heads
	labels             int // dependency labels
	rows               int // rows of the embedding table
}

func (s shape) actions() int { return 1 + 2*s.labels }
func (s shape) heads() int   { return pad16(s.upos) + pad16(s.morph) }

func pad16(n int) int { return (n + 15) &^ 15 }
func pad4(n int) int  { return (n + 3) &^ 3 }

// A net is the network in floating point: the sum of a word's feature rows and
// its projected vector; residual convolutions of window three; on top of them
// two tag heads and, for each slot of the parser, a product that is computed
// once a word; a hidden layer over slots and signs; scores of moves.
type net struct {
	shape
	kn        *kernels
	embed     []float32 // rows by dim
	embedG    []float32
	embedSq   []float32 // one a row
	touched   []int32
	isTouched []bool
	proj      *param // vectorDim by dim
	conv      []*param
	convBias  []*param
	head      *param // dim by heads()
	headBias  *param
	slot      *param // dim by NumSlots*hidden
	null      *param // NumSlots*2 by hidden: no word, the root
	sign      *param // NumSigns*SignRange by hidden
	bias      *param // 1 by hidden
	out       *param // hidden by pad16(actions)
	outBias   *param
	params    []*param
	step      int
}

func newNet(kn *kernels, s shape, rng *rand.Rand) *net {
	n := &net{shape: s, kn: kn}
	normal := func(w []float32, std float64) {
		for i := range w {
			w[i] = float32(rng.NormFloat64() * std)
		}
	}
	add := func(name string, rows, cols int, std float64, keepT bool) *param {
		size := rows * cols
		p := &param{name: name, rows: rows, cols: cols, w: make([]float32, size), g: make([]float32, size), m: make([]float32, size), v: make([]float32, size)}
		if keepT {
			p.t = make([]float32, size)
		}
		normal(p.w, std)
		n.params = append(n.params, p)
		return p
	}
	d, h := s.dim, s.hidden
	n.embed = make([]float32, s.rows*d)
	normal(n.embed, 0.05)
	n.embedG = make([]float32, s.rows*d)
	n.embedSq = make([]float32, s.rows)
	n.isTouched = make([]bool, s.rows)
	n.proj = add("proj", vectorDim, d, 0.1/math.Sqrt(vectorDim), false)
	for range s.depth {
		n.conv = append(n.conv, add("conv", 3*d, d, math.Sqrt(2/float64(3*d)), true))
		n.convBias = append(n.convBias, add("conv bias", 1, d, 0, false))
	}
	n.head = add("head", d, s.heads(), math.Sqrt(1/float64(d)), true)
	n.headBias = add("head bias", 1, s.heads(), 0, false)
	n.slot = add("slot", d, nlp.NumSlots*h, math.Sqrt(1/float64(4*d)), true)
	n.null = add("null", 2*nlp.NumSlots, h, 0.05, false)
	n.sign = add("sign", nlp.NumSigns*nlp.SignRange, h, 0.02, false)
	n.bias = add("hidden bias", 1, h, 0, false)
	n.out = add("out", h, pad16(s.actions()), math.Sqrt(1/float64(h)), true)
	n.outBias = add("out bias", 1, pad16(s.actions()), 0, false)
	for _, p := range n.params {
		p.transpose()
	}
	return n
}

// update makes one step of Adam on the dense weights and of a row-wise AdaGrad
// on the embedding rows seen, and clears the gradients.
func (n *net) update(rate, batch float32) {
	n.step++
	const b1, b2 = 0.9, 0.99
	c1 := 1 - math.Pow(b1, float64(n.step))
	c2 := 1 - math.Pow(b2, float64(n.step))
	k := [8]float32{1 / batch, b1, 1 - b1, b2, 1 - b2, float32(float64(rate) / c1), float32(1 / c2), 1e-6}
	for _, p := range n.params {
		n.kn.adam(p.w, p.g, p.m, p.v, &k)
		p.transpose()
	}
	for _, id := range n.touched {
		g := n.embedG[int(id)*n.dim:][:n.dim]
		mean := n.kn.dot(g, g) / (float32(n.dim) * batch * batch)
		n.embedSq[id] = float32(n.embedSq[id]*0.999) + mean
		s := 3 * rate / (batch * (float32(math.Sqrt(float64(n.embedSq[id]))) + 1e-6))
		n.kn.axpy(-s, g, n.embed[int(id)*n.dim:][:n.dim])
		clear(g)
		n.isTouched[id] = false
	}
	n.touched = n.touched[:0]
}

// A word is a training word as the network sees it.
type word struct {
	ids   [nlp.NumFeatures]int32 // rows of the embedding table; nlp.None for a feature not known
	vec   []float32              // nil if the word has none
	count int                    // how often its normal form is in the training text
	upos  int32
	morph int32
	head  int32 // index; number of words for the root
	label int32
}

// A batch holds what forward computes and backward needs, for some sentences
// laid end to end with an empty row before, between and after them.
type batch struct {
	sents  [][]word
	start  []int // row of each sentence's first word
	rows   int   // a multiple of 4; buffers hold two more
	hidden []bool
	h      [][]float32 // depth+1 layers
	a      [][]float32 // after the rectifier, by layer
	mask0  []float32
	mask1  []float32
	head   []float32
	slot   []float32
	dslot  []float32
	dh     []float32
	da     []float32
	din    []float32
	// one row a step of the parser
	steps  int
	z      []float32
	dz     []float32
	score  []float32
	dscore []float32
	slots  [][nlp.NumSlots]int32 // rows of the batch; None, or -2 for the root
	signs  [][nlp.NumSigns]int32
	good   []bool
	state  nlp.State
	gold   []int32
}

func grow(x []float32, n int) []float32 {
	if cap(x) < n {
		return make([]float32, n+n/4)
	}
	x = x[:n]
	clear(x)
	return x
}

const rootRow = -2

// layout places the sentences in rows and clears the buffers.
func (b *batch) layout(n *net, sents [][]word) {
	b.sents, b.start = sents, b.start[:0]
	row := 1
	for _, s := range sents {
		b.start = append(b.start, row)
		row += len(s) + 1
	}
	b.rows = pad4(row)
	size := (b.rows + 2) * n.dim
	if b.h == nil {
		b.h, b.a = make([][]float32, n.depth+1), make([][]float32, n.depth+1)
	}
	for k := range b.h {
		b.h[k], b.a[k] = grow(b.h[k], size), grow(b.a[k], size)
	}
	b.mask0, b.mask1 = grow(b.mask0, size), grow(b.mask1, size)
	b.dh, b.da, b.din = grow(b.dh, size), grow(b.da, size), grow(b.din, size)
	b.head = grow(b.head, b.rows*n.heads())
	b.slot = grow(b.slot, b.rows*n.slot.cols)
	b.dslot = grow(b.dslot, b.rows*n.slot.cols)
	maxSteps := pad4(2*b.rows + 4)
	acts := n.out.cols
	b.z, b.dz = grow(b.z, maxSteps*n.shape.hidden), grow(b.dz, maxSteps*n.shape.hidden)
	b.score = grow(b.score, acts)
	b.dscore = grow(b.dscore, maxSteps*acts)
	b.slots, b.signs, b.steps = b.slots[:0], b.signs[:0], 0
	b.good = make([]bool, acts)
}

// noise fills mask with 0 or 1/(1-p), 0 with probability p, and applies it.
func noise(rng *rand.Rand, mask, x []float32, p float32) {
	if p == 0 {
		for j := range mask {
			mask[j] = 1
		}
		return
	}
	limit := uint64(p * 65536)
	keep := 1 / (1 - p)
	var bits uint64
	for j := range x {
		if j%4 == 0 {
			bits = rng.Uint64()
		}
		mask[j] = keep
		if bits&0xffff < limit {
			mask[j] = 0
		}
		bits >>= 16
		x[j] *= mask[j]
	}
}

// encode runs the encoder over the batch, in training with noise from rng.
func (n *net) encode(b *batch, rng *rand.Rand, drop float32) {
	d := n.dim
	b.hidden = b.hidden[:0]
	for si, s := range b.sents {
		for i := range s {
			w := &s[i]
			r := b.h[0][(b.start[si]+i)*d:][:d]
			hide := rng != nil && rng.Float64() < 0.25/(0.25+float64(w.count))
			b.hidden = append(b.hidden, hide)
			for k, id := range w.ids {
				if id >= 0 && !(hide && (k == nlp.LowFeature || k == nlp.FormFeature)) {
					n.kn.axpy(1, n.embed[int(id)*d:][:d], r)
				}
			}
			if w.vec != nil {
				n.kn.gemm(r, d, w.vec, vectorDim, 1, n.proj.w, d, 1, vectorDim, d)
			}
			noise(rng, b.mask0[(b.start[si]+i)*d:][:d], r, drop)
		}
	}
	for k := range n.depth {
		in, a, out := b.h[k], b.a[k+1], b.h[k+1]
		for si, s := range b.sents {
			for i := range s {
				copy(a[(b.start[si]+i)*d:], n.convBias[k].w)
			}
		}
		n.kn.gemm(a[d:], d, in, d, 1, n.conv[k].w, d, b.rows, 3*d, d)
		for si, s := range b.sents {
			lo := b.start[si] * d
			hi := lo + len(s)*d
			for j := lo; j < hi; j++ {
				a[j] = max(a[j], 0)
				out[j] = in[j] + a[j]
			}
			if k == n.depth-1 {
				noise(rng, b.mask1[lo:hi], out[lo:hi], drop)
			}
		}
	}
	top := b.h[n.depth]
	n.kn.gemm(b.head, n.heads(), top, d, 1, n.head.w, n.heads(), b.rows, d, n.heads())
	n.kn.gemm(b.slot, n.slot.cols, top, d, 1, n.slot.w, n.slot.cols, b.rows, d, n.slot.cols)
}

// softmaxLoss turns scores into probabilities less the truth, in place, and
// returns the loss.
func softmaxLoss(x []float32, gold int32, weight float32) float64 {
	top := x[0]
	for _, v := range x {
		top = max(top, v)
	}
	var sum float32
	for i, v := range x {
		x[i] = exp32(v - top)
		sum += x[i]
	}
	scale := weight / sum
	p := x[gold] / sum
	for i := range x {
		x[i] *= scale
	}
	x[gold] -= weight
	return -math.Log(float64(p) + 1e-9)
}

// adviceShare is how much of what a guided network learns is its teachers'
// opinion; the rest is the truth.
const adviceShare = 0.6

// mixedLoss is softmaxLoss towards a mixture of the truth and the probabilities
// that teachers give.
func mixedLoss(x []float32, gold int32, advice []float32) float64 {
	loss := softmaxLoss(x, gold, 1)
	for i := range x {
		truth := float32(0)
		if int32(i) == gold {
			truth = 1
		}
		x[i] -= adviceShare * (advice[i] - truth)
	}
	return loss
}

// tagLoss turns the heads' scores into their gradient and returns the loss.
func (n *net) tagLoss(b *batch, guide *ensemble) (loss float64) {
	hs := n.heads()
	pu := pad16(n.upos)
	used := make([]bool, b.rows)
	for si, s := range b.sents {
		for i := range s {
			row := b.start[si] + i
			used[row] = true
			x := b.head[row*hs:][:hs]
			for j := range x {
				x[j] += n.headBias.w[j]
			}
			if guide != nil {
				upos, morph := guide.tagProbabilities(si, i)
				loss += mixedLoss(x[:n.upos], s[i].upos, upos)
				loss += mixedLoss(x[pu:pu+n.morph], s[i].morph, morph)
			} else {
				loss += softmaxLoss(x[:n.upos], s[i].upos, 1)
				loss += softmaxLoss(x[pu:pu+n.morph], s[i].morph, 1)
			}
			clear(x[n.upos:pu])
			clear(x[pu+n.morph:])
			n.kn.axpy(1, x, n.headBias.g)
		}
	}
	for row, u := range used {
		if !u {
			clear(b.head[row*hs:][:hs])
		}
	}
	return loss
}

// parseLoss parses every sentence, sometimes along its own mistakes, and records
// the gradient of each step's scores.
func (n *net) parseLoss(b *batch, rng *rand.Rand, explore float64, guide *ensemble) (loss float64) {
	for si, s := range b.sents {
		b.gold = b.gold[:0]
		for i := range s {
			b.gold = append(b.gold, s[i].head)
		}
		b.gold = append(b.gold, nlp.None)
		st := &b.state
		st.Reset(len(s))
		for !st.Done() {
			shift, left, right := st.Valid()
			if shift && !left && !right {
				st.Apply(nlp.Shift, 0)
				continue
			}
			n.hiddenLayer(b, b.start[si])
			var advice []float32
			if guide != nil {
				advice = guide.moveProbabilities(si, st)
			}
			loss += n.stepLoss(b, s, rng, explore, advice)
			b.steps++
		}
	}
	return loss
}

// hiddenLayer computes the hidden layer of the present state into row b.steps.
func (n *net) hiddenLayer(b *batch, start int) {
	h := n.shape.hidden
	st := &b.state
	slots := st.Slots()
	signs := st.Signs(&slots)
	z := b.z[b.steps*h:][:h]
	copy(z, n.bias.w)
	for k, i := range slots {
		switch {
		case i == nlp.None:
			n.kn.axpy(1, n.null.w[2*k*h:][:h], z)
		case int(i) == st.N:
			slots[k] = rootRow
			n.kn.axpy(1, n.null.w[(2*k+1)*h:][:h], z)
		default:
			slots[k] = int32(start) + i
			n.kn.axpy(1, b.slot[int(slots[k])*n.slot.cols+k*h:][:h], z)
		}
	}
	for k, v := range signs {
		n.kn.axpy(1, n.sign.w[(k*nlp.SignRange+int(v))*h:][:h], z)
	}
	for j := range z {
		z[j] = max(z[j], 0)
	}
	b.slots, b.signs = append(b.slots, slots), append(b.signs, signs)
}

// stepLoss scores the moves of the present state, writes the gradient of minus
// the log of the probability of all moves without cost, and makes a move. Advice
// is what teachers think of each move, nil without teachers: then the gradient is
// a mixture of the two.
func (n *net) stepLoss(b *batch, s []word, rng *rand.Rand, explore float64, advice []float32) float64 {
	st := &b.state
	acts, L := n.out.cols, n.labels
	sc := b.score
	copy(sc, n.outBias.w)
	n.kn.gemm(sc, acts, b.z[b.steps*n.shape.hidden:], n.shape.hidden, 1, n.out.w, acts, 1, n.shape.hidden, acts)
	shift, left, right := st.Valid()
	cost := st.Costs(b.gold)
	least := math.MaxInt
	for m, ok := range [3]bool{shift, left, right} {
		if ok {
			least = min(least, cost[m])
		}
	}
	good := b.good
	clear(good)
	good[0] = shift && cost[nlp.Shift] == least
	top := st.Stack[len(st.Stack)-1]
	mark := func(base int, head int32) {
		if b.gold[top] == head {
			good[base+int(s[top].label)] = true
			return
		}
		for l := range L {
			good[base+l] = true
		}
	}
	if left && cost[nlp.Left] == least {
		mark(1, int32(st.Next))
	}
	if right && cost[nlp.Right] == least {
		mark(1+L, st.Stack[len(st.Stack)-2])
	}
	type span struct{ lo, hi int }
	var spans []span
	if shift {
		spans = append(spans, span{0, 1})
	}
	if left {
		spans = append(spans, span{1, 1 + L})
	}
	if right {
		spans = append(spans, span{1 + L, 1 + 2*L})
	}
	best, bestGood := -1, -1
	for _, r := range spans {
		for a := r.lo; a < r.hi; a++ {
			if best < 0 || sc[a] > sc[best] {
				best = a
			}
			if good[a] && (bestGood < 0 || sc[a] > sc[bestGood]) {
				bestGood = a
			}
		}
	}
	d := b.dscore[b.steps*acts:][:acts]
	peak := sc[best]
	var sum, goodSum float32
	for _, r := range spans {
		for a := r.lo; a < r.hi; a++ {
			d[a] = exp32(sc[a] - peak)
			sum += d[a]
			if good[a] {
				goodSum += d[a]
			}
		}
	}
	for _, r := range spans {
		for a := r.lo; a < r.hi; a++ {
			p := d[a] / sum
			truth := float32(0)
			if good[a] {
				truth = d[a] / (goodSum + 1e-12)
			}
			if advice != nil {
				truth += adviceShare * (advice[a] - truth)
			}
			d[a] = p - truth
		}
	}
	move := bestGood
	if rng.Float64() < explore {
		move = best
	}
	m, label := splitAction(move, L)
	st.Apply(m, label)
	return -math.Log(float64(goodSum/sum) + 1e-9)
}

// splitAction turns the number of an action into move and label: 0 is Shift, 1
// to L are Left with a label, then Right.
func splitAction(a, L int) (nlp.Move, int32) {
	switch {
	case a == 0:
		return nlp.Shift, 0
	case a <= L:
		return nlp.Left, int32(a - 1)
	}
	return nlp.Right, int32(a - 1 - L)
}

// backward adds the gradients of the whole batch.
func (n *net) backward(b *batch) {
	kn, d, h, acts := n.kn, n.dim, n.shape.hidden, n.out.cols
	steps := pad4(b.steps)
	kn.gemm(n.out.g, acts, b.z, 1, h, b.dscore, acts, h, steps, acts)
	kn.gemm(b.dz, h, b.dscore, acts, 1, n.out.t, h, steps, acts, h)
	for i := range b.steps {
		kn.axpy(1, b.dscore[i*acts:][:acts], n.outBias.g)
		z, dz := b.z[i*h:][:h], b.dz[i*h:][:h]
		for j := range dz {
			if z[j] <= 0 {
				dz[j] = 0
			}
		}
		kn.axpy(1, dz, n.bias.g)
		for k, row := range b.slots[i] {
			switch row {
			case nlp.None:
				kn.axpy(1, dz, n.null.g[2*k*h:][:h])
			case rootRow:
				kn.axpy(1, dz, n.null.g[(2*k+1)*h:][:h])
			default:
				kn.axpy(1, dz, b.dslot[int(row)*n.slot.cols+k*h:][:h])
			}
		}
		for k, v := range b.signs[i] {
			kn.axpy(1, dz, n.sign.g[(k*nlp.SignRange+int(v))*h:][:h])
		}
	}
	top, hs := b.h[n.depth], n.heads()
	kn.gemm(n.slot.g, n.slot.cols, top, 1, d, b.dslot, n.slot.cols, d, b.rows, n.slot.cols)
	kn.gemm(n.head.g, hs, top, 1, d, b.head, hs, d, b.rows, hs)
	kn.gemm(b.dh, d, b.dslot, n.slot.cols, 1, n.slot.t, d, b.rows, n.slot.cols, d)
	kn.gemm(b.dh, d, b.head, hs, 1, n.head.t, d, b.rows, hs, d)
	n.encodeBack(b)
}

func (n *net) encodeBack(b *batch) {
	kn, d := n.kn, n.dim
	for si, s := range b.sents {
		lo := b.start[si] * d
		for j := lo; j < lo+len(s)*d; j++ {
			b.dh[j] *= b.mask1[j]
		}
	}
	for k := n.depth - 1; k >= 0; k-- {
		clear(b.da)
		copy(b.din, b.dh)
		for si, s := range b.sents {
			for i := range s {
				lo := (b.start[si] + i) * d
				da, a, dh := b.da[lo:lo+d], b.a[k+1][lo:lo+d], b.dh[lo:lo+d]
				for j := range da {
					if a[j] > 0 {
						da[j] = dh[j]
					}
				}
				kn.axpy(1, da, n.convBias[k].g)
			}
		}
		kn.gemm(n.conv[k].g, d, b.h[k], 1, d, b.da[d:], d, 3*d, b.rows, d)
		for tap := range 3 {
			kn.gemm(b.din[tap*d:], d, b.da[d:], d, 1, n.conv[k].t[tap*d:], 3*d, b.rows, d, d)
		}
		b.dh, b.din = b.din, b.dh
		for si, s := range b.sents {
			end := (b.start[si] + len(s)) * d
			clear(b.dh[end : end+d])
		}
		clear(b.dh[:d])
	}
	at := 0
	for si, s := range b.sents {
		for i := range s {
			w := &s[i]
			lo := (b.start[si] + i) * d
			g := b.dh[lo : lo+d]
			for j := range g {
				g[j] *= b.mask0[lo+j]
			}
			for k, id := range w.ids {
				if id < 0 || b.hidden[at] && (k == nlp.LowFeature || k == nlp.FormFeature) {
					continue
				}
				kn.axpy(1, g, n.embedG[int(id)*d:][:d])
				if !n.isTouched[id] {
					n.isTouched[id] = true
					n.touched = append(n.touched, id)
				}
			}
			if w.vec != nil {
				for j, x := range w.vec {
					kn.axpy(x, g, n.proj.g[j*d:][:d])
				}
			}
			at++
		}
	}
}

// train adds the gradients of some sentences and returns their loss. Guide is nil
// or teachers whose probabilities are learned beside the truth.
func (n *net) train(b *batch, sents [][]word, rng *rand.Rand, explore float64, drop float32, guide *ensemble) float64 {
	b.layout(n, sents)
	n.encode(b, rng, drop)
	if guide != nil {
		guide.read(sents)
	}
	loss := n.tagLoss(b, guide) + n.parseLoss(b, rng, explore, guide)
	n.backward(b)
	return loss
}
