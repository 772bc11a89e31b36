package measure

import (
	"math"
	"testing"
)

func TestCalibrationError(t *testing.T) {
	for _, c := range []struct {
		probs []float64
		right []bool
		want  float64
	}{
		{[]float64{1, 1, 0, 0}, []bool{true, true, false, false}, 0},
		{[]float64{0.75, 0.75, 0.75, 0.75}, []bool{true, true, true, false}, 0},
		{[]float64{0.9, 0.1}, []bool{false, true}, 0.9},
		{nil, nil, 0},
	} {
		got := CalibrationError(c.probs, func(i int) bool { return c.right[i] })
		if math.Abs(got-c.want) > 1e-9 {
			t.Errorf("CalibrationError(%v, %v) = %v, want %v", c.probs, c.right, got, c.want)
		}
	}
}
