package nlp

import "math"

// A matrix is a layer in fixed point: in by out weights, a bias for each column.
// Weights lie in panels of 16 columns, in each of them in pairs of rows: element
// (i,j) is w[j/16*16*in+i/2*32+j%16*2+i%2]. A panel is small enough to stay in the
// nearest cache while all rows of the input pass. in is even, out a multiple of
// 16, and the absolute values of a column sum to less than 1<<16, so that sums of
// 16-bit inputs cannot overflow.
type matrix struct {
	in, out int
	w       []int16
	bias    []int32
}

// panel is the number of columns that lie together.
const panel = 16

// panels returns weights in the order of a matrix; in the model file element
// (i,j) is w[(i/2*out+j)*2+i%2].
func panels(w []int16, in, out int) []int16 {
	p := make([]int16, 0, len(w))
	for c := 0; c < out; c += panel {
		for i := 0; i < in; i += 2 {
			p = append(p, w[i*out+2*c:][:2*panel]...)
		}
	}
	return p
}

// kernels are the inner loops of the network, on whole numbers only: every
// implementation gives the same bits.
type kernels interface {
	// dense sets y, rows by m.out, to the product of x and m plus the bias. Row r
	// of x begins at r*xs and has m.in elements; rows may overlap.
	dense(y []int32, x []int16, xs, rows int, m *matrix)
	// narrow divides by a power of two, rounds half up, and saturates.
	narrow(dst []int16, src []int32, shift int)
	// rectify is narrow, then max(0, .), then a saturating addition of old.
	rectify(dst []int16, src []int32, old []int16, shift int)
	// addRow adds a row of signed bytes, each shifted left, saturating.
	addRow(dst []int16, row []byte, shift int)
	// sumRows adds to dst the rows of base that begin at the offsets, one after
	// the other, saturating, and raises the result to at least floor. The length
	// of dst is a multiple of 32.
	sumRows(dst, base []int16, at []int32, floor int16)
}

type portable struct{}

func (portable) dense(y []int32, x []int16, xs, rows int, m *matrix) {
	for r := range rows {
		in := x[r*xs:][:m.in]
		out := y[r*m.out:][:m.out]
		copy(out, m.bias)
		for c := 0; c < m.out; c += panel {
			part := out[c:][:panel]
			for i := 0; i < m.in; i += 2 {
				a, b := int32(in[i]), int32(in[i+1])
				if a == 0 && b == 0 {
					continue
				}
				w := m.w[c*m.in+i*panel:][:2*panel]
				for j := range part {
					part[j] += a*int32(w[2*j]) + b*int32(w[2*j+1])
				}
			}
		}
	}
}

func saturate(x int32) int16 {
	return int16(max(math.MinInt16, min(math.MaxInt16, x)))
}

func (portable) narrow(dst []int16, src []int32, shift int) {
	half := int32(1) << (shift - 1)
	for i, v := range src {
		dst[i] = saturate((v + half) >> shift)
	}
}

func (portable) rectify(dst []int16, src []int32, old []int16, shift int) {
	half := int32(1) << (shift - 1)
	for i, v := range src {
		dst[i] = saturate(int32(old[i]) + max(0, int32(saturate((v+half)>>shift))))
	}
}

func (portable) addRow(dst []int16, row []byte, shift int) {
	for i, v := range row {
		dst[i] = saturate(int32(dst[i]) + int32(int16(int8(v))<<shift))
	}
}

func (portable) sumRows(dst, base []int16, at []int32, floor int16) {
	for _, o := range at {
		for i, v := range base[o:][:len(dst)] {
			dst[i] = saturate(int32(dst[i]) + int32(v))
		}
	}
	for i, v := range dst {
		dst[i] = max(v, floor)
	}
}
