package nlp

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"entente/internal/weights"
)

// Names of the tables of a model file that package train writes and this package
// reads. See docs/language-engine.md for what they hold.
const (
	TableShape    = "shape"     // int32: dim, hidden, depth, then the shifts
	TableLabels   = "labels"    // strings: dependency labels
	TableUPOS     = "upos"      // strings: parts of speech
	TableMorph    = "morph"     // strings: UPOS, "|", features
	TableKeys     = "keys"      // uint64: feature of each embedding row
	TableRows     = "rows"      // bytes: embedding rows
	TableShifts   = "rowshifts" // bytes: left shift of each row
	TableConv     = "conv"      // int16, with a number behind: weights of a convolution
	TableConvBias = "convbias"  // int32, likewise
	TableHead     = "head"      // int16: both tag heads
	TableHeadBias = "headbias"  // int32
	TableSlot     = "slot"      // int16: products for the parser's slots
	TableParts    = "parts"     // int16: hidden bias, rows for no word and root, rows for signs
	TableOut      = "out"       // int16: scores of moves
	TableOutBias  = "outbias"   // int32

	TableSplit         = "split"         // int16: weights of the sentence splitter
	TableEdits         = "edits"         // strings: lemma edits
	TableLemmaWords    = "lemmawords"    // uint64: words with a lemma of their own
	TableLemmaWordEdit = "lemmawordedit" // int32: their edits
	TableLemmaEnds     = "lemmaends"     // uint64: endings with a lemma rule
	TableLemmaEndEdit  = "lemmaendedit"  // int32: their edits
	TableAbbreviations = "abbreviations" // strings, as all of a Lexicon
	TableTitles        = "titles"
	TableNumbering     = "numbering"
	TableStarters      = "starters"
	TablePrefixes      = "prefixes"
	TableClitics       = "clitics"
	TableContractions  = "contractions"
	TableWhole         = "whole"
)

// Order of the numbers in TableShape.
const (
	shapeDim = iota
	shapeHidden
	shapeDepth
	shapeSlotShift
	shapeConvShift // and on, one a layer
)

// A network is the model in fixed point; it is only read.
type network struct {
	dim, hidden, depth int
	convShift          []int
	slotShift          int
	labels             []string
	root               int32 // number of the label "root"
	upos               []string
	feats              []string  // by morph label
	morphOf            [][]int32 // by UPOS, its morph labels
	morphUPOS          []string  // by morph label
	lemmaTag           []uint64  // by morph label
	openTags           []uint64  // of verbs, nouns and adjectives, each once
	keys               []uint64
	slotsOf            []int32 // hash table: row + 1, or 0
	rows               []byte
	shifts             []byte
	conv               []matrix
	head               matrix   // scores of parts of speech
	features           []matrix // by UPOS: scores of its morph labels, in the order of morphOf
	slots              []matrix // products of a word for each slot
	out                matrix
	parts              []int16
	kn                 kernels
}

func padded(n int) int { return (n + 15) &^ 15 }

func newNetwork(f *weights.File) (*network, error) {
	n := &network{kn: newKernels()}
	var faults []error
	check := func(err error) {
		if err != nil {
			faults = append(faults, err)
		}
	}
	shape, err := f.Int32(TableShape)
	check(err)
	if len(shape) < shapeConvShift || len(shape) != shapeConvShift+int(shape[shapeDepth]) {
		return nil, errors.Join(append(faults, errors.New("table of the shape is too short"))...)
	}
	n.dim, n.hidden, n.depth = int(shape[shapeDim]), int(shape[shapeHidden]), int(shape[shapeDepth])
	if n.dim <= 0 || n.dim%16 != 0 || n.hidden <= 0 || n.hidden%32 != 0 || n.dim > 1024 || n.hidden > 1024 || n.depth > 16 {
		return nil, fmt.Errorf("shape %v is out of range", shape)
	}
	n.slotShift = int(shape[shapeSlotShift])
	n.labels, err = f.Strings(TableLabels)
	check(err)
	n.upos, err = f.Strings(TableUPOS)
	check(err)
	morph, err := f.Strings(TableMorph)
	check(err)
	n.keys, err = f.Uint64(TableKeys)
	check(err)
	n.rows, err = f.Bytes(TableRows)
	check(err)
	n.shifts, err = f.Bytes(TableShifts)
	check(err)
	n.parts, err = f.Int16(TableParts)
	check(err)
	layer := func(name, bias string, in, out int, order func([]int16, int, int) []int16) matrix {
		w, err := f.Int16(name)
		check(err)
		b, err := f.Int32(bias)
		check(err)
		if len(w) != in*out || len(b) != out {
			check(fmt.Errorf("table %q: %d weights and %d biases, want %d by %d", name, len(w), len(b), in, out))
		}
		if err == nil && len(w) == in*out && order != nil {
			w = order(w, in, out)
		}
		return matrix{in: in, out: out, w: w, bias: b}
	}
	for k := range n.depth {
		shift := int(shape[shapeConvShift+k])
		n.convShift = append(n.convShift, shift)
		if shift < 1 || shift > 30 {
			check(fmt.Errorf("shift %d of layer %d is out of range", shift, k))
		}
		n.conv = append(n.conv, layer(fmt.Sprint(TableConv, k), fmt.Sprint(TableConvBias, k), 3*n.dim, n.dim, panels))
	}
	heads := layer(TableHead, TableHeadBias, n.dim, padded(len(n.upos))+padded(len(morph)), nil)
	slot, err := f.Int16(TableSlot)
	check(err)
	if size := n.dim * n.hidden; len(slot) != NumSlots*size {
		check(fmt.Errorf("table %q has %d weights", TableSlot, len(slot)))
	} else {
		slot = panels(slot, n.dim, NumSlots*n.hidden)
		zero := make([]int32, n.hidden)
		for k := range NumSlots {
			n.slots = append(n.slots, matrix{in: n.dim, out: n.hidden, w: slot[k*size:][:size], bias: zero})
		}
	}
	n.out = layer(TableOut, TableOutBias, n.hidden, padded(1+2*len(n.labels)), rowPairs)
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	n.out.out = len(n.out.w) / n.out.in // what rowPairs made it
	n.out.bias = append(n.out.bias[:len(n.out.bias):len(n.out.bias)], make([]int32, n.out.out-len(n.out.bias))...)
	if err := n.prepare(morph); err != nil {
		return nil, err
	}
	n.splitHeads(heads)
	return n, nil
}

// splitHeads parts the scores of both tag heads, which lie in one matrix as in the
// model file: of a word's features only those that go with its part of speech are
// asked for.
func (n *network) splitHeads(heads matrix) {
	all := make([]int32, len(n.upos))
	for k := range all {
		all[k] = int32(k)
	}
	n.head = columns(heads, all, 4*panel)
	for _, labels := range n.morphOf {
		at := make([]int32, len(labels))
		for k, label := range labels {
			at[k] = int32(padded(len(n.upos))) + label
		}
		n.features = append(n.features, columns(heads, at, panel))
	}
}

// columns are some columns of a matrix in the order of the model file, in panels,
// with columns of zeros up to a multiple of multiple.
func columns(m matrix, which []int32, multiple int) matrix {
	out := (len(which) + multiple - 1) / multiple * multiple
	w, bias := make([]int16, m.in*out), make([]int32, out)
	for k, c := range which {
		bias[k] = m.bias[c]
		for i := 0; i < m.in; i += 2 {
			copy(w[(i/2*out+k)*2:][:2], m.w[(i/2*m.out+int(c))*2:])
		}
	}
	return matrix{in: m.in, out: out, w: panels(w, m.in, out), bias: bias}
}

// prepare builds what is computed from the tables and checks them.
func (n *network) prepare(morph []string) error {
	if len(n.shifts) != len(n.keys) || len(n.rows) != len(n.keys)*n.dim {
		return fmt.Errorf("%d keys, %d shifts and %d bytes of rows do not fit", len(n.keys), len(n.shifts), len(n.rows))
	}
	for _, s := range n.shifts {
		if s > 8 {
			return fmt.Errorf("row shift %d is out of range", s)
		}
	}
	if len(n.parts) != (1+2*NumSlots+NumSigns*SignRange)*n.hidden {
		return fmt.Errorf("table %q has %d numbers", TableParts, len(n.parts))
	}
	if n.slotShift < 1 || n.slotShift > 30 {
		return fmt.Errorf("slot shift %d is out of range", n.slotShift)
	}
	n.root = None
	for i, l := range n.labels {
		if l == "root" {
			n.root = int32(i)
		}
	}
	if n.root == None || len(n.labels) < 2 || len(n.labels) >= SignRange {
		return fmt.Errorf("%d labels, with or without root", len(n.labels))
	}
	n.morphOf = make([][]int32, len(n.upos))
	for i, m := range morph {
		u, feats, _ := strings.Cut(m, "|")
		n.feats = append(n.feats, feats)
		n.morphUPOS = append(n.morphUPOS, u)
		tag := LemmaTag(u, feats)
		n.lemmaTag = append(n.lemmaTag, tag)
		if slices.Contains([]string{"VERB", "NOUN", "ADJ"}, u) && !slices.Contains(n.openTags, tag) {
			n.openTags = append(n.openTags, tag)
		}
		for k, name := range n.upos {
			if name == u {
				n.morphOf[k] = append(n.morphOf[k], int32(i))
			}
		}
	}
	for k, list := range n.morphOf {
		if len(list) == 0 {
			return fmt.Errorf("no features for part of speech %q", n.upos[k])
		}
	}
	size := 16
	for size < 2*len(n.keys) {
		size *= 2
	}
	n.slotsOf = make([]int32, size)
	for row, k := range n.keys {
		i := k & uint64(size-1)
		for n.slotsOf[i] != 0 {
			i = (i + 1) & uint64(size-1)
		}
		n.slotsOf[i] = int32(row) + 1
	}
	return nil
}

// row returns the embedding row of a feature.
func (n *network) row(key uint64) (int, bool) {
	mask := uint64(len(n.slotsOf) - 1)
	for i := key & mask; ; i = (i + 1) & mask {
		r := n.slotsOf[i]
		if r == 0 {
			return 0, false
		}
		if n.keys[r-1] == key {
			return int(r - 1), true
		}
	}
}

// known says whether a word, in lower case, has a row of its own.
func (n *network) known(word string) bool {
	_, ok := n.row(WordKey(word))
	return ok
}

// embed adds up the rows of a form's features.
func (n *network) embed(x []int16, form string) {
	for _, k := range Features(form) {
		if r, ok := n.row(k); ok {
			n.kn.addRow(x, n.rows[r*n.dim:][:n.dim], int(n.shifts[r]))
		}
	}
}

// A workspace is the memory of one run of the network; runs reuse it.
type workspace struct {
	x, y  []int16 // encoder layers: a row of zeros, the words, a row of zeros
	acc   []int32
	slots slotRows
	z     []int16
	score []int32
	upos  []int32 // results, one a word
	morph []int32
	state State
	forms []string
	cache formCache
}

func sized[T int16 | int32](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}

// run predicts tags and, if wanted, the tree of some words; the results are in
// w.upos, w.morph and w.state.
func (n *network) run(w *workspace, forms []string, tree bool) {
	count, d := len(forms), n.dim
	w.x, w.y = sized(w.x, (count+2)*d), sized(w.y, (count+2)*d)
	clear(w.x)
	clear(w.y)
	for i, f := range forms {
		w.cache.embed(n, w.x[(i+1)*d:][:d], f)
	}
	for k := range n.depth {
		n.kn.rectified(w.y[d:(count+1)*d], w.x[d:], w.x, d, count, &n.conv[k], n.convShift[k])
		w.x, w.y = w.y, w.x
	}
	top := w.x[d:]
	n.tag(w, top, count)
	if !tree {
		return
	}
	w.slots.start(n, top, w.upos)
	n.parse(w, count)
}

// tag picks for each word the best part of speech, and the best features that
// go with it.
func (n *network) tag(w *workspace, top []int16, count int) {
	w.acc = sized(w.acc, count*n.head.out)
	w.upos, w.morph = sized(w.upos, count), sized(w.morph, count)
	n.kn.dense(w.acc, top, n.dim, count, &n.head)
	for i := range count {
		best := highest(w.acc[i*n.head.out:][:len(n.upos)])
		labels, m := n.morphOf[best], 0
		if len(labels) > 1 {
			features := &n.features[best]
			w.score = sized(w.score, features.out)
			n.kn.dense(w.score, top[i*n.dim:], n.dim, 1, features)
			m = highest(w.score[:len(labels)])
		}
		w.upos[i], w.morph[i] = int32(best), labels[m]
	}
}

// highest is the place of the highest score, the first of several.
func highest(score []int32) int {
	best, top := 0, score[0]
	for i, s := range score {
		if s > top {
			best, top = i, s
		}
	}
	return best
}

// parse builds the tree, always making the move with the highest score.
func (n *network) parse(w *workspace, count int) {
	st, h := &w.state, n.hidden
	st.Reset(count)
	w.z, w.score = sized(w.z, h), sized(w.score, n.out.out)
	L := len(n.labels)
	var fixed [NumSlots + NumSigns]int32
	var rows [NumSlots]int32
	for !st.Done() {
		shift, left, right := st.Valid()
		if shift && !left && !right {
			st.Apply(Shift, 0)
			continue
		}
		slots := st.Slots()
		parts, seen := fixed[:0], rows[:0]
		for k, i := range slots {
			switch {
			case i == None:
				parts = append(parts, int32((1+2*k)*h))
			case int(i) == count:
				parts = append(parts, int32((2+2*k)*h))
			default:
				seen = append(seen, w.slots.row(n, k, int(i)))
			}
		}
		for k, v := range st.Signs(&slots) {
			parts = append(parts, int32((1+2*NumSlots+k*SignRange+int(v))*h))
		}
		copy(w.z, n.parts[:h])
		n.kn.sumRows(w.z, n.parts, parts, -1<<15)
		n.kn.sumRows(w.z, w.slots.rows, seen, 0)
		n.kn.sparse(w.score, w.z, &n.out)
		move, label, best := Shift, int32(0), int64(w.score[0])
		if !shift {
			best = -1 << 62
		}
		if left {
			if st.Next == count { // the last word left is the root
				move, label = Left, n.root
			} else if l, s := n.bestLabel(w.score[1 : 1+L]); int64(s) > best {
				move, label, best = Left, l, int64(s)
			}
		}
		if right {
			if l, s := n.bestLabel(w.score[1+L : 1+2*L]); int64(s) > best {
				move, label = Right, l
			}
		}
		st.Apply(move, label)
	}
}

// bestLabel is the label with the highest score, the first of several, root left
// out.
func (n *network) bestLabel(score []int32) (label, best int32) {
	root := int(n.root)
	switch {
	case root == 0:
		k := 1 + highest(score[1:])
		return int32(k), score[k]
	case root == len(score)-1:
		k := highest(score[:root])
		return int32(k), score[k]
	}
	before, behind := highest(score[:root]), root+1+highest(score[root+1:])
	if score[behind] > score[before] {
		return int32(behind), score[behind]
	}
	return int32(before), score[before]
}
