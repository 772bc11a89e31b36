package nlp

import "golang.org/x/sys/cpu"

var haveAVX2 = cpu.X86.HasAVX2

//go:noescape
func dense4AVX2(y *int32, ys int, x *int16, xs int, w *int16, bias *int32, pairs int)

//go:noescape
func dense1AVX2(y *int32, x *int16, w *int16, bias *int32, pairs int)

//go:noescape
func narrowed4AVX2(y *int16, ys int, x *int16, xs int, w *int16, bias *int32, pairs int, shift int)

//go:noescape
func rectified4AVX2(y *int16, ys int, x *int16, xs int, w *int16, bias *int32, pairs int, shift int, old *int16)

//go:noescape
func sparseAVX2(y *int32, x *int16, at *int32, count int, w *int16, ws int, bias *int32)

//go:noescape
func addRowAVX2(dst *int16, row *byte, n int, shift int)

//go:noescape
func sumRowsAVX2(dst *int16, base *int16, at *int32, count int, n int, floor int)

// newKernels returns the fastest set this machine can run.
func newKernels() kernels { return allKernels()[0] }

// allKernels returns what this machine can run, the fastest first.
func allKernels() []kernels {
	all := []kernels{portable{}}
	if haveAVX2 {
		all = append([]kernels{avx2{}}, all...)
	}
	if haveVNNI {
		all = append([]kernels{vnni{}}, all...)
	}
	return all
}

type avx2 struct{}

func (avx2) dense(y []int32, x []int16, xs, rows int, m *matrix) {
	if rows == 0 {
		return
	}
	_ = x[(rows-1)*xs+m.in-1]
	_ = y[rows*m.out-1]
	for c := 0; c < m.out; c += panel {
		w, bias := &m.w[c*m.in], &m.bias[c]
		if rows < 4 {
			for r := range rows {
				dense1AVX2(&y[r*m.out+c], &x[r*xs], w, bias, m.in/2)
			}
			continue
		}
		for r := 0; r < rows; r += 4 {
			r := min(r, rows-4) // the last four may overlap the four before
			dense4AVX2(&y[r*m.out+c], m.out, &x[r*xs], xs, w, bias, m.in/2)
		}
	}
}

// fours calls tile for groups of four rows, the last of which may overlap the one
// before. Fewer than four are done one by one: a distance of 0 makes the tile
// compute and write the same row four times.
func fours(rows, xs, ys int, tile func(r, xs, ys int)) {
	if rows < 4 {
		for r := range rows {
			tile(r, 0, 0)
		}
		return
	}
	for r := 0; r < rows; r += 4 {
		tile(min(r, rows-4), xs, ys)
	}
}

func (avx2) narrowed(dst, x []int16, xs, rows int, m *matrix, shift int) {
	if rows == 0 {
		return
	}
	_, _ = x[(rows-1)*xs+m.in-1], dst[rows*m.out-1]
	if rows == 1 {
		var y [panel]int32
		half := int32(1) << (shift - 1)
		for c := 0; c < m.out; c += panel {
			dense1AVX2(&y[0], &x[0], &m.w[c*m.in], &m.bias[c], m.in/2)
			for i, v := range y {
				dst[c+i] = saturate((v + half) >> shift)
			}
		}
		return
	}
	for c := 0; c < m.out; c += panel {
		fours(rows, xs, m.out, func(r, dx, dy int) {
			narrowed4AVX2(&dst[r*m.out+c], dy, &x[r*xs], dx, &m.w[c*m.in], &m.bias[c], m.in/2, shift)
		})
	}
}

func (avx2) rectified(dst, old, x []int16, xs, rows int, m *matrix, shift int) {
	if rows == 0 {
		return
	}
	_, _, _ = x[(rows-1)*xs+m.in-1], dst[rows*m.out-1], old[rows*m.out-1]
	for c := 0; c < m.out; c += panel {
		fours(rows, xs, m.out, func(r, dx, dy int) {
			i := r*m.out + c
			rectified4AVX2(&dst[i], dy, &x[r*xs], dx, &m.w[c*m.in], &m.bias[c], m.in/2, shift, &old[i])
		})
	}
}

// maxSparse is the longest row of kernels.sparse.
const maxSparse = 1024

func (avx2) sparse(y []int32, x []int16, m *matrix) {
	x = x[:m.in]
	_ = y[m.out-1]
	var at [maxSparse / 2]int32
	n := 0
	for i := 0; i+1 < len(x); i += 2 {
		if x[i]|x[i+1] != 0 {
			at[n] = int32(i / 2)
			n++
		}
	}
	for c := 0; c < m.out; c += sparseBlock / 2 {
		sparseAVX2(&y[c], &x[0], &at[0], n, &m.w[2*c], m.out, &m.bias[c])
	}
}

func (avx2) addRow(dst []int16, row []byte, shift int) {
	_ = dst[len(row)-1]
	addRowAVX2(&dst[0], &row[0], len(row), shift)
}

func (avx2) sumRows(dst, base []int16, at []int32, floor int16) {
	for _, o := range at {
		_ = base[o : int(o)+len(dst)]
	}
	if len(at) == 0 {
		at = []int32{0}[:0:1]
	}
	sumRowsAVX2(&dst[0], &base[0], &at[:1][0], len(at), len(dst), int(floor))
}
