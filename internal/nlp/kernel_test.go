package nlp

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestKernelsAgree checks that this machine's kernels and the portable ones give
// the same bits, at ordinary and at extreme values.
func TestKernelsAgree(t *testing.T) {
	all := allKernels()
	if len(all) == 1 {
		t.Skip("this machine has no kernels of its own")
	}
	for _, fast := range all[:len(all)-1] {
		t.Run(fmt.Sprintf("%T", fast), func(t *testing.T) { agree(t, fast) })
	}
}

func agree(t *testing.T, fast kernels) {
	slow := portable{}
	rng := rand.New(rand.NewPCG(1, 2))
	int16s := func(n, span int) []int16 {
		x := make([]int16, n)
		for i := range x {
			x[i] = int16(rng.IntN(2*span) - span)
		}
		return x
	}
	int32s := func(n int, span int64) []int32 {
		x := make([]int32, n)
		for i := range x {
			x[i] = int32(rng.Int64N(2*span) - span)
		}
		return x
	}
	for round := range 300 {
		span := []int{200, 4000, 32768}[round%3]
		m := &matrix{in: 2 * (1 + rng.IntN(40)), out: 16 * (1 + rng.IntN(8))}
		m.w, m.bias = int16s(m.in*m.out, span), int32s(m.out, 1<<20)
		rows, xs := 1+rng.IntN(20), m.in/2+1
		x := int16s(rows*xs+m.in, span)
		y1, y2 := make([]int32, rows*m.out), make([]int32, rows*m.out)
		fast.dense(y1, x, xs, rows, m)
		slow.dense(y2, x, xs, rows, m)
		if !slices.Equal(y1, y2) {
			t.Fatalf("round %d: dense differs for %d rows of %d by %d", round, rows, m.in, m.out)
		}
		shift := 1 + rng.IntN(16)
		d1, d2 := make([]int16, rows*m.out), make([]int16, rows*m.out)
		fast.narrowed(d1, x, xs, rows, m, shift)
		slow.narrowed(d2, x, xs, rows, m, shift)
		if !slices.Equal(d1, d2) {
			t.Fatalf("round %d: narrowed differs for %d rows of %d by %d at shift %d", round, rows, m.in, m.out, shift)
		}
		old := int16s(rows*m.out, 32768)
		fast.rectified(d1, old, x, xs, rows, m, shift)
		slow.rectified(d2, old, x, xs, rows, m, shift)
		if !slices.Equal(d1, d2) {
			t.Fatalf("round %d: rectified differs for %d rows of %d by %d at shift %d", round, rows, m.in, m.out, shift)
		}
		thin := &matrix{in: 32 * (1 + rng.IntN(8)), out: sparseBlock * (1 + round%2)}
		thin.w, thin.bias = int16s(thin.in*thin.out, span), int32s(thin.out, 1<<20)
		some := int16s(thin.in, span)
		for i := range some {
			if rng.IntN(10) >= round%11 { // none to all of them
				some[i] = 0
			}
		}
		s1, s2 := make([]int32, thin.out), make([]int32, thin.out)
		fast.sparse(s1, some, thin)
		slow.sparse(s2, some, thin)
		if !slices.Equal(s1, s2) {
			t.Fatalf("round %d: sparse differs for %d by %d", round, thin.in, thin.out)
		}
		d1, d2 = d1[:m.out], d2[:m.out]
		row := make([]byte, m.out)
		for i := range row {
			row[i] = byte(rng.Uint32())
		}
		fast.addRow(d1, row, shift%9)
		slow.addRow(d2, row, shift%9)
		if !slices.Equal(d1, d2) {
			t.Fatalf("round %d: addRow differs", round)
		}
		base := int16s(32*60, 32768)
		at := make([]int32, rng.IntN(20))
		for i := range at {
			at[i] = int32(rng.IntN(32 * 46))
		}
		wide := []int{64, 96, 128, 256, 384}[round%5]
		d1, d2 = make([]int16, wide), make([]int16, wide)
		floor := int16(-32768 * (round % 2))
		fast.sumRows(d1, base, at, floor)
		slow.sumRows(d2, base, at, floor)
		if !slices.Equal(d1, d2) {
			t.Fatalf("round %d: sumRows differs over %d rows", round, len(at))
		}
	}
}
