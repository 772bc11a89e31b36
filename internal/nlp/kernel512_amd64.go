package nlp

import "golang.org/x/sys/cpu"

var haveVNNI = cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512VNNI && cpu.X86.HasAVX2 && cpu.X86.HasPOPCNT

//go:noescape
func dense4VNNI(y *int32, ys int, x *int16, xs int, w *int16, ws int, bias *int32, pairs int)

//go:noescape
func narrowed4VNNI(y *int16, ys int, x *int16, xs int, w *int16, ws int, bias *int32, pairs int, shift int)

//go:noescape
func rectified4VNNI(y *int16, ys int, x *int16, xs int, w *int16, ws int, bias *int32, pairs int, shift int, old *int16)

//go:noescape
func dense6VNNI(y *int32, ys int, x *int16, xs int, w *int16, ws int, bias *int32, pairs int)

//go:noescape
func narrowed6VNNI(y *int16, ys int, x *int16, xs int, w *int16, ws int, bias *int32, pairs int, shift int)

//go:noescape
func rectified6VNNI(y *int16, ys int, x *int16, xs int, w *int16, ws int, bias *int32, pairs int, shift int, old *int16)

//go:noescape
func narrowed1VNNI(y *int16, x *int16, w *int16, ws int, bias *int32, pairs int, shift int)

//go:noescape
func sparseVNNI(y *int32, x *int16, at *int32, count int, w *int16, ws int, bias *int32)

//go:noescape
func sumRows512(dst *int16, base *int16, at *int32, count int, n int, floor int)

//go:noescape
func pairsVNNI(at *int32, x *int16, groups int) int

// vnni is avx2 with wider products: tiles of four or six rows and four panels. A
// tile that would stick out moves back and overlaps the one before.
type vnni struct{ avx2 }

// tiled says whether a product is large enough for tiles.
func tiled(rows int, m *matrix) bool { return rows >= 4 && m.out >= 4*panel }

// tileRows is how many rows the next tile has if so many are left: six, or four
// where that leaves fewer rows to be computed twice.
func tileRows(left int) int {
	if left == 6 || left > 8 {
		return 6
	}
	return 4
}

func (k vnni) dense(y []int32, x []int16, xs, rows int, m *matrix) {
	if !tiled(rows, m) {
		k.avx2.dense(y, x, xs, rows, m)
		return
	}
	_, _ = x[(rows-1)*xs+m.in-1], y[rows*m.out-1]
	for c := 0; c < m.out; c += 4 * panel {
		c := min(c, m.out-4*panel)
		for r := 0; r < rows; {
			n := tileRows(rows - r)
			at := min(r, rows-n)
			tile := dense4VNNI
			if n == 6 {
				tile = dense6VNNI
			}
			tile(&y[at*m.out+c], m.out, &x[at*xs], xs, &m.w[c*m.in], 2*panel*m.in, &m.bias[c], m.in/2)
			r += n
		}
	}
}

func (k vnni) narrowed(dst, x []int16, xs, rows int, m *matrix, shift int) {
	if rows < 4 && m.out >= 4*panel {
		for r := range rows {
			_, _ = x[r*xs+m.in-1], dst[(r+1)*m.out-1]
			for c := 0; c < m.out; c += 4 * panel {
				c := min(c, m.out-4*panel)
				narrowed1VNNI(&dst[r*m.out+c], &x[r*xs], &m.w[c*m.in], 2*panel*m.in, &m.bias[c], m.in/2, shift)
			}
		}
		return
	}
	if !tiled(rows, m) {
		k.avx2.narrowed(dst, x, xs, rows, m, shift)
		return
	}
	_, _ = x[(rows-1)*xs+m.in-1], dst[rows*m.out-1]
	for c := 0; c < m.out; c += 4 * panel {
		c := min(c, m.out-4*panel)
		for r := 0; r < rows; {
			n := tileRows(rows - r)
			at := min(r, rows-n)
			tile := narrowed4VNNI
			if n == 6 {
				tile = narrowed6VNNI
			}
			tile(&dst[at*m.out+c], m.out, &x[at*xs], xs, &m.w[c*m.in], 2*panel*m.in, &m.bias[c], m.in/2, shift)
			r += n
		}
	}
}

func (k vnni) rectified(dst, old, x []int16, xs, rows int, m *matrix, shift int) {
	if !tiled(rows, m) {
		k.avx2.rectified(dst, old, x, xs, rows, m, shift)
		return
	}
	_, _, _ = x[(rows-1)*xs+m.in-1], dst[rows*m.out-1], old[rows*m.out-1]
	for c := 0; c < m.out; c += 4 * panel {
		c := min(c, m.out-4*panel)
		for r := 0; r < rows; {
			n := tileRows(rows - r)
			at := min(r, rows-n)
			tile := rectified4VNNI
			if n == 6 {
				tile = rectified6VNNI
			}
			i := at*m.out + c
			tile(&dst[i], m.out, &x[at*xs], xs, &m.w[c*m.in], 2*panel*m.in, &m.bias[c], m.in/2, shift, &old[i])
			r += n
		}
	}
}

func (k vnni) sparse(y []int32, x []int16, m *matrix) {
	if m.in%32 != 0 || m.in > maxSparse {
		k.avx2.sparse(y, x, m)
		return
	}
	_, _ = x[m.in-1], y[m.out-1]
	var at [maxSparse/2 + 16]int32
	n := pairsVNNI(&at[0], &x[0], m.in/32)
	for c := 0; c < m.out; c += sparseBlock {
		sparseVNNI(&y[c], &x[0], &at[0], n, &m.w[2*c], m.out, &m.bias[c])
	}
}

func (k vnni) sumRows(dst, base []int16, at []int32, floor int16) {
	if len(dst)%64 != 0 || len(at) == 0 {
		k.avx2.sumRows(dst, base, at, floor)
		return
	}
	for _, o := range at {
		_ = base[o : int(o)+len(dst)]
	}
	sumRows512(&dst[0], &base[0], &at[0], len(at), len(dst), int(floor))
}
