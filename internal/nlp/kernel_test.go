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
		src := int32s(m.out, 1<<31)
		d1, d2 := make([]int16, m.out), make([]int16, m.out)
		fast.narrow(d1, src, shift)
		slow.narrow(d2, src, shift)
		if !slices.Equal(d1, d2) {
			t.Fatalf("round %d: narrow differs at shift %d", round, shift)
		}
		old := int16s(m.out, 32768)
		fast.rectify(d1, src, old, shift)
		slow.rectify(d2, src, old, shift)
		if !slices.Equal(d1, d2) {
			t.Fatalf("round %d: rectify differs at shift %d", round, shift)
		}
		row := make([]byte, m.out)
		for i := range row {
			row[i] = byte(rng.Uint32())
		}
		fast.addRow(d1, row, shift%9)
		slow.addRow(d2, row, shift%9)
		if !slices.Equal(d1, d2) {
			t.Fatalf("round %d: addRow differs", round)
		}
		base := int16s(32*50, 32768)
		at := make([]int32, rng.IntN(20))
		for i := range at {
			at[i] = int32(rng.IntN(32 * 46))
		}
		d1, d2 = make([]int16, 64+32*(round%3)), make([]int16, 64+32*(round%3))
		floor := int16(-32768 * (round % 2))
		fast.sumRows(d1, base, at, floor)
		slow.sumRows(d2, base, at, floor)
		if !slices.Equal(d1, d2) {
			t.Fatalf("round %d: sumRows differs over %d rows", round, len(at))
		}
	}
}
