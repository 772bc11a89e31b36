package train

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"entente/internal/nlp"
	"entente/internal/weights"
)

// An inventory is what the network's numbers stand for.
type inventory struct {
	labels, upos, morph []string
	labelOf, uposOf     map[string]int32
	morphOf             map[string]int32
	rowOf               map[uint64]int32 // feature to embedding row
	count               map[string]int   // of normal forms
	vectors             *vectorSet
}

// A scale is an exponent of two: a number x is stored as round(x * 2^scale).
type scale int

func (s scale) of(x float32) float64 { return math.RoundToEven(float64(x) * math.Exp2(float64(s))) }

// fit is the largest scale at which peak stays within limit.
func fit(peak, limit float64) scale {
	if peak <= 0 {
		return 12
	}
	return scale(min(20, math.Floor(math.Log2(limit/peak))))
}

// packed returns a layer in fixed point and its scale; in is the scale of the
// layer's input. The absolute weights of a column sum to at most 64,000.
func packed(p *param, bias []float32, in scale) (w []int16, b []int32, s scale) {
	var peak, sum float64
	for j := range p.cols {
		var col float64
		for i := range p.rows {
			x := math.Abs(float64(p.w[i*p.cols+j]))
			col += x
			peak = max(peak, x)
		}
		if bias != nil {
			col += math.Abs(float64(bias[j]))
		}
		sum = max(sum, col)
	}
	s = min(fit(peak, 32767), fit(sum, 64000-float64(p.rows)))
	w = make([]int16, p.rows*p.cols)
	for i := range p.rows {
		for j := range p.cols {
			w[(i/2*p.cols+j)*2+i%2] = int16(s.of(p.w[i*p.cols+j]))
		}
	}
	for _, x := range bias {
		b = append(b, int32((in + s).of(x)))
	}
	return w, b, s
}

// quantise puts the network's tables into a model file. The scales of
// activations come from the largest values met in the sample.
func (n *net) quantise(f *weights.File, inv *inventory, sample [][]word) error {
	peakH, peakZ := n.peaks(sample)
	hs, zs := fit(peakH*1.5, 32767), fit(peakZ*1.25, 32767)
	shape := []int32{int32(n.dim), int32(n.shape.hidden), int32(n.depth), 0}
	f.PutStrings(nlp.TableLabels, inv.labels)
	f.PutStrings(nlp.TableUPOS, inv.upos)
	f.PutStrings(nlp.TableMorph, inv.morph)
	for k := range n.depth {
		w, b, s := packed(n.conv[k], n.convBias[k].w, hs)
		shape = append(shape, int32(s))
		f.PutInt16(fmt.Sprint(nlp.TableConv, k), w)
		f.PutInt32(fmt.Sprint(nlp.TableConvBias, k), b)
	}
	w, b, _ := packed(n.head, n.headBias.w, hs)
	f.PutInt16(nlp.TableHead, w)
	f.PutInt32(nlp.TableHeadBias, b)
	w, _, s := packed(n.slot, nil, hs)
	shape[3] = int32(hs + s - zs)
	f.PutInt16(nlp.TableSlot, w)
	var parts []int16
	for _, p := range []*param{n.bias, n.null, n.sign} {
		for _, x := range p.w {
			parts = append(parts, int16(max(-32767, min(32767, zs.of(x)))))
		}
	}
	f.PutInt16(nlp.TableParts, parts)
	w, b, _ = packed(n.out, n.outBias.w, zs)
	f.PutInt16(nlp.TableOut, w)
	f.PutInt32(nlp.TableOutBias, b)
	f.PutInt32(nlp.TableShape, shape)
	for _, s := range shape[3:] {
		if s < 1 {
			return fmt.Errorf("quantise: shift %d, the weights are too large", s)
		}
	}
	n.putRows(f, inv, hs)
	return nil
}

// putRows stores the embedding rows with the projected vectors added in, as
// signed bytes that each row shifts left by as much as it must.
func (n *net) putRows(f *weights.File, inv *inventory, hs scale) {
	type entry struct {
		key uint64
		row []float32
	}
	rows := map[uint64][]float32{}
	for k, id := range inv.rowOf {
		rows[k] = slices.Clone(n.embed[int(id)*n.dim:][:n.dim])
	}
	if inv.vectors != nil {
		for i, w := range inv.vectors.words {
			k := nlp.WordKey(w)
			if rows[k] == nil {
				rows[k] = make([]float32, n.dim)
			}
			n.kn.gemm(rows[k], n.dim, inv.vectors.row(int32(i)), vectorDim, 1, n.proj.w, n.dim, 1, vectorDim, n.dim)
		}
	}
	all := make([]entry, 0, len(rows))
	for k, r := range rows {
		all = append(all, entry{k, r})
	}
	slices.SortFunc(all, func(a, b entry) int { return cmp.Compare(a.key, b.key) })
	var keys []uint64
	var shifts, bytes []byte
	for _, e := range all {
		var peak float64
		for _, x := range e.row {
			peak = max(peak, math.Abs(float64(x)))
		}
		shift := 0
		for shift < 8 && peak*math.Exp2(float64(int(hs)-shift)) > 127 {
			shift++
		}
		keys, shifts = append(keys, e.key), append(shifts, byte(shift))
		for _, x := range e.row {
			bytes = append(bytes, byte(int8(max(-127, min(127, (hs-scale(shift)).of(x))))))
		}
	}
	f.PutUint64(nlp.TableKeys, keys)
	f.PutBytes(nlp.TableShifts, shifts)
	f.PutBytes(nlp.TableRows, bytes)
}

// peaks runs the network over the sample, without noise, and returns the largest
// value of the encoder and the largest the hidden layer's sum can reach on the
// way, in any order of its parts.
func (n *net) peaks(sample [][]word) (h, z float64) {
	b := &batch{}
	largest := func(x []float32) (top float64) {
		for _, v := range x {
			top = max(top, math.Abs(float64(v)))
		}
		return top
	}
	hid := n.shape.hidden
	for _, s := range sample {
		b.layout(n, [][]word{s})
		n.encode(b, nil, 0)
		for k := range b.h {
			h = max(h, largest(b.h[k]))
		}
		var parts float64
		for k := range nlp.NumSlots {
			var top float64
			for row := range b.rows {
				top = max(top, largest(b.slot[row*n.slot.cols+k*hid:][:hid]))
			}
			parts += max(top, largest(n.null.w[2*k*hid:][:2*hid]))
		}
		z = max(z, parts)
	}
	for k := range nlp.NumSigns {
		z += largest(n.sign.w[k*nlp.SignRange*hid:][:nlp.SignRange*hid])
	}
	return h, z + largest(n.bias.w)
}
