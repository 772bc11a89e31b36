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

// sparseBlock is what the columns of a matrix for kernels.sparse are a multiple of.
const sparseBlock = 128

// rowPairs returns weights in the order that kernels.sparse wants, with columns of
// zeros up to a multiple of sparseBlock: pair of rows by pair of rows, as in the
// model file.
func rowPairs(w []int16, in, out int) []int16 {
	wide := (out + sparseBlock - 1) / sparseBlock * sparseBlock
	p := make([]int16, in*wide)
	for i := 0; i < in; i += 2 {
		copy(p[i*wide:], w[i*out:][:2*out])
	}
	return p
}

// kernels are the inner loops of the network, on whole numbers only: every
// implementation gives the same bits.
type kernels interface {
	// dense sets y, rows by m.out, to the product of x and m plus the bias. Row r
	// of x begins at r*xs and has m.in elements; rows may overlap.
	dense(y []int32, x []int16, xs, rows int, m *matrix)
	// narrowed is dense, divided by a power of two, rounded half up, and saturated.
	narrowed(dst []int16, x []int16, xs, rows int, m *matrix, shift int)
	// rectified is narrowed, then max(0, .), then a saturating addition of old,
	// which has the shape of dst.
	rectified(dst, old []int16, x []int16, xs, rows int, m *matrix, shift int)
	// sparse sets y to the product of one row x, most of it zeros, and m plus the
	// bias. The weights lie as rowPairs leaves them.
	sparse(y []int32, x []int16, m *matrix)
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

func (k portable) narrowed(dst, x []int16, xs, rows int, m *matrix, shift int) {
	half := int32(1) << (shift - 1)
	y := make([]int32, m.out)
	for r := range rows {
		k.dense(y, x[r*xs:], xs, 1, m)
		out := dst[r*m.out:][:m.out]
		for i, v := range y {
			out[i] = saturate((v + half) >> shift)
		}
	}
}

func (k portable) rectified(dst, old, x []int16, xs, rows int, m *matrix, shift int) {
	k.narrowed(dst, x, xs, rows, m, shift)
	for i, v := range old[:rows*m.out] {
		dst[i] = saturate(int32(v) + max(0, int32(dst[i])))
	}
}

func (portable) sparse(y []int32, x []int16, m *matrix) {
	y = y[:m.out]
	copy(y, m.bias)
	for i := 0; i < m.in; i += 2 {
		a, b := int32(x[i]), int32(x[i+1])
		if a == 0 && b == 0 {
			continue
		}
		w := m.w[i*m.out:][:2*m.out]
		for j := range y {
			y[j] += a*int32(w[2*j]) + b*int32(w[2*j+1])
		}
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
