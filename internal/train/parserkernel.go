package train

import "math"

// A kernels holds the inner loops of training. The portable and the AVX2 set
// give the same bits: each output is summed in one order, with one rounding per
// multiply-and-add.
type kernels struct {
	// gemm4x16 adds to the block y[0:4][0:16] the product of a (4 by k, element
	// (r,i) at r*ars+i*aks) and b (k by 16, row stride bs).
	gemm4x16 func(y, a, b []float32, ys, ars, aks, bs, k int)
	// gemm4x32 is the same for 32 columns; nil if the machine has none.
	gemm4x32 func(y, a, b []float32, ys, ars, aks, bs, k int)
	// gemm1x16 is the same for one row of a that lies together.
	gemm1x16 func(y, a, b []float32, bs, k int)
	dot      func(x, y []float32) float32    // lengths a multiple of 16
	axpy     func(a float32, x, y []float32) // y += a*x, likewise
	adam     func(w, g, m, v []float32, k *[8]float32)
}

// newKernels returns the fastest set this machine can run.
func newKernels() *kernels {
	if haveFMA {
		return fastKernels()
	}
	return portableKernels()
}

func fastKernels() *kernels {
	kn := &kernels{
		gemm4x16: func(y, a, b []float32, ys, ars, aks, bs, k int) {
			gemm4x16FMA(&y[0], &a[0], &b[0], ys, ars, aks, bs, k)
		},
		gemm1x16: func(y, a, b []float32, bs, k int) { gemm1x16FMA(&y[0], &a[0], &b[0], bs, k) },
		dot:      func(x, y []float32) float32 { return dot16FMA(&x[0], &y[0], len(x)) },
		axpy:     func(a float32, x, y []float32) { axpy16FMA(a, &x[0], &y[0], len(x)) },
		adam:     func(w, g, m, v []float32, k *[8]float32) { adam8AVX(&w[0], &g[0], &m[0], &v[0], len(w), k) },
	}
	if haveAVX512 {
		kn.gemm4x32 = func(y, a, b []float32, ys, ars, aks, bs, k int) {
			gemm4x32AVX512(&y[0], &a[0], &b[0], ys, ars, aks, bs, k)
		}
	}
	return kn
}

func portableKernels() *kernels {
	return &kernels{gemm4x16Go, nil, gemm1x16Go, dotGo, axpyGo, adamGo}
}

// fma32 is x*y+z rounded once to float32, as the processor's fused instruction
// gives it. The product is exact in float64; the sum is rounded to odd there, so
// that the last rounding is the only one that counts.
func fma32(x, y, z float32) float32 {
	p, c := float64(x)*float64(y), float64(z)
	s := p + c
	t := s - p
	e := (p - (s - t)) + (c - t)
	if e != 0 && !math.IsInf(s, 0) {
		if b := math.Float64bits(s); b&1 == 0 {
			if (e > 0) == (s > 0) {
				s = math.Float64frombits(b + 1)
			} else {
				s = math.Float64frombits(b - 1)
			}
		}
	}
	return float32(s)
}

func gemm4x16Go(y, a, b []float32, ys, ars, aks, bs, k int) {
	for r := range 4 {
		o := y[r*ys : r*ys+16]
		for i := range k {
			x := a[r*ars+i*aks]
			for c, w := range b[i*bs : i*bs+16] {
				o[c] = fma32(x, w, o[c])
			}
		}
	}
}

func gemm1x16Go(y, a, b []float32, bs, k int) {
	for i, x := range a[:k] {
		for c, w := range b[i*bs : i*bs+16] {
			y[c] = fma32(x, w, y[c])
		}
	}
}

func dotGo(x, y []float32) float32 {
	var s [16]float32
	for i := range x {
		s[i%16] = fma32(x[i], y[i], s[i%16])
	}
	for _, half := range []int{8, 4, 2, 1} {
		for i := range half {
			s[i] += s[i+half]
		}
	}
	return s[0]
}

func axpyGo(a float32, x, y []float32) {
	for i := range x {
		y[i] = fma32(x[i], a, y[i])
	}
}

func adamGo(w, g, m, v []float32, k *[8]float32) {
	for i := range w {
		d := g[i] * k[0]
		g[i] = 0
		m[i] = float32(m[i]*k[1]) + float32(d*k[2])
		v[i] = float32(v[i]*k[3]) + float32(float32(d*d)*k[4])
		den := float32(math.Sqrt(float64(float32(v[i]*k[6])))) + k[7]
		w[i] -= float32(m[i]*k[5]) / den
	}
}

// gemm adds a (m by k) times b (k by n) to y. n is a multiple of 16.
func (kn *kernels) gemm(y []float32, ys int, a []float32, ars, aks int, b []float32, bs int, m, k, n int) {
	if k == 0 {
		return
	}
	r := 0
	for ; r+4 <= m; r += 4 {
		c := 0
		if kn.gemm4x32 != nil {
			for ; c+32 <= n; c += 32 {
				kn.gemm4x32(y[r*ys+c:], a[r*ars:], b[c:], ys, ars, aks, bs, k)
			}
		}
		for ; c < n; c += 16 {
			kn.gemm4x16(y[r*ys+c:], a[r*ars:], b[c:], ys, ars, aks, bs, k)
		}
	}
	if r == m {
		return
	}
	if aks != 1 {
		panic("gemm: rows left over in a transposed matrix")
	}
	for ; r < m; r++ {
		for c := 0; c < n; c += 16 {
			kn.gemm1x16(y[r*ys+c:], a[r*ars:], b[c:], bs, k)
		}
	}
}

// transpose writes the m by n matrix a to t as n by m.
func transpose(t, a []float32, m, n int) {
	const block = 16
	for i0 := 0; i0 < m; i0 += block {
		for j0 := 0; j0 < n; j0 += block {
			for i := i0; i < min(i0+block, m); i++ {
				for j := j0; j < min(j0+block, n); j++ {
					t[j*m+i] = a[i*n+j]
				}
			}
		}
	}
}

// exp32 is e to the x for x at most 0, to about 2 units in the last place, with
// no operation that a compiler may fuse.
func exp32(x float32) float32 {
	if x < -80 {
		return 0
	}
	const log2e, ln2hi, ln2lo = 1.442695041, 0.693359375, -2.12194440e-4
	n := float32(math.Floor(float64(float32(x*log2e) + 0.5)))
	r := x - float32(n*ln2hi)
	r -= float32(n * ln2lo)
	p := float32(1.9875691500e-4)
	for _, c := range [...]float32{1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1} {
		p = float32(p*r) + c
	}
	y := float32(float32(p*r)*r) + r + 1
	return y * math.Float32frombits(uint32(int32(n)+127)<<23)
}
