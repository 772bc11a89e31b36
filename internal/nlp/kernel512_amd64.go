package nlp

import "golang.org/x/sys/cpu"

var haveVNNI = cpu.X86.HasAVX512F && cpu.X86.HasAVX512VNNI && cpu.X86.HasAVX2

//go:noescape
func dense8VNNI(y *int32, ys int, x *int16, xs int, w *int16, bias *int32, pairs int)

//go:noescape
func dense1VNNI(y *int32, x *int16, w *int16, ws int, bias *int32, pairs int)

// vnni is avx2 with wider products.
type vnni struct{ avx2 }

func (k vnni) dense(y []int32, x []int16, xs, rows int, m *matrix) {
	switch {
	case rows >= 8:
		_ = x[(rows-1)*xs+m.in-1]
		_ = y[rows*m.out-1]
		for c := 0; c < m.out; c += panel {
			for r := 0; r < rows; r += 8 {
				r := min(r, rows-8) // the last eight may overlap those before
				dense8VNNI(&y[r*m.out+c], m.out, &x[r*xs], xs, &m.w[c*m.in], &m.bias[c], m.in/2)
			}
		}
	case m.out >= 4*panel:
		for r := range rows {
			_ = x[r*xs+m.in-1]
			_ = y[(r+1)*m.out-1]
			for c := 0; c < m.out; c += 4 * panel {
				c := min(c, m.out-4*panel)
				dense1VNNI(&y[r*m.out+c], &x[r*xs], &m.w[c*m.in], 2*panel*m.in, &m.bias[c], m.in/2)
			}
		}
	default:
		k.avx2.dense(y, x, xs, rows, m)
	}
}
