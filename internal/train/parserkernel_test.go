package train

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestKernelsAgree checks that the portable kernels and the fast ones give the
// same bits, on numbers with many magnitudes.
func TestKernelsAgree(t *testing.T) {
	if !haveFMA {
		t.Skip("no AVX2 and FMA on this machine")
	}
	fast, slow := fastKernels(), portableKernels()
	rng := rand.New(rand.NewPCG(1, 2))
	fill := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(rng.NormFloat64() * math.Pow(10, float64(rng.IntN(9)-4)))
		}
		return x
	}
	for round := range 200 {
		m, k, n := 1+rng.IntN(11), 1+rng.IntN(70), 16*(1+rng.IntN(4))
		a, b, y := fill(m*k), fill(k*n), fill(m*n)
		y2 := slices.Clone(y)
		fast.gemm(y, n, a, k, 1, b, n, m, k, n)
		slow.gemm(y2, n, a, k, 1, b, n, m, k, n)
		if !slices.Equal(y, y2) {
			t.Fatalf("round %d: gemm %d×%d×%d differs", round, m, k, n)
		}
		x, z := fill(n), fill(n)
		if f, s := fast.dot(x, z), slow.dot(x, z); f != s {
			t.Fatalf("round %d: dot %v, %v", round, f, s)
		}
		z2 := slices.Clone(z)
		fast.axpy(0.37, x, z)
		slow.axpy(0.37, x, z2)
		if !slices.Equal(z, z2) {
			t.Fatalf("round %d: axpy differs", round)
		}
		w, g, mo, v := fill(n), fill(n), fill(n), fill(n)
		for i := range v {
			v[i] = float32(math.Abs(float64(v[i])))
		}
		w2, g2, mo2, v2 := slices.Clone(w), slices.Clone(g), slices.Clone(mo), slices.Clone(v)
		kk := [8]float32{0.125, 0.9, 0.1, 0.99, 0.01, 0.0015, 1.7, 1e-6}
		fast.adam(w, g, mo, v, &kk)
		slow.adam(w2, g2, mo2, v2, &kk)
		if !slices.Equal(w, w2) || !slices.Equal(g, g2) || !slices.Equal(mo, mo2) || !slices.Equal(v, v2) {
			t.Fatalf("round %d: adam differs", round)
		}
	}
}

// TestExp32 compares with the library.
func TestExp32(t *testing.T) {
	for x := float32(-79); x <= 0; x += 0.0137 {
		got, want := float64(exp32(x)), math.Exp(float64(x))
		if math.Abs(got-want) > 1e-6*want {
			t.Fatalf("exp32(%v) = %v, want %v", x, got, want)
		}
	}
	if exp32(-200) != 0 {
		t.Error("exp32(-200) is not 0")
	}
}
