package nlp

import "golang.org/x/sys/cpu"

var haveAVX2 = cpu.X86.HasAVX2

//go:noescape
func dense4AVX2(y *int32, ys int, x *int16, xs int, w *int16, bias *int32, pairs int)

//go:noescape
func dense1AVX2(y *int32, x *int16, w *int16, bias *int32, pairs int)

//go:noescape
func narrowAVX2(dst *int16, src *int32, n int, shift int)

//go:noescape
func rectifyAVX2(dst *int16, src *int32, old *int16, n int, shift int)

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

func (avx2) narrow(dst []int16, src []int32, shift int) {
	_ = dst[len(src)-1]
	narrowAVX2(&dst[0], &src[0], len(src), shift)
}

func (avx2) rectify(dst []int16, src []int32, old []int16, shift int) {
	_, _ = dst[len(src)-1], old[len(src)-1]
	rectifyAVX2(&dst[0], &src[0], &old[0], len(src), shift)
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
