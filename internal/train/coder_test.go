package train

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// TestCoder fits samples drawn from known weights and finds them again, calibrated.
func TestCoder(t *testing.T) {
	truth := []float64{-0.5, 2, -1.5}
	rng := rand.New(rand.NewPCG(1, 2))
	var samples []CoderSample
	for i := range 4000 {
		f := []float64{1, rng.Float64(), rng.Float64()}
		samples = append(samples, CoderSample{string(rune('a' + i%50)), f, rng.Float64() < probability(truth, f)})
	}
	dir := t.TempDir()
	m, err := Coder(samples, []string{"bias", "a", "b"}, CoderManifest{Command: "test"}, dir)
	if err != nil {
		t.Fatal(err)
	}
	w := fitLogistic(samples, 3)
	for i := range truth {
		if math.Abs(w[i]-truth[i]) > 0.35 {
			t.Errorf("weight %d is %.2f, want about %.2f", i, w[i], truth[i])
		}
	}
	if m.CalibrationError > 0.04 || m.LogLoss >= m.BaseLogLoss {
		t.Errorf("calibration error %.4f, log loss %.4f against %.4f", m.CalibrationError, m.LogLoss, m.BaseLogLoss)
	}
	one, err := os.ReadFile(filepath.Join(dir, "weights.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Coder(samples, []string{"bias", "a", "b"}, CoderManifest{Command: "test"}, dir); err != nil {
		t.Fatal(err)
	}
	two, err := os.ReadFile(filepath.Join(dir, "weights.tsv"))
	if err != nil || string(one) != string(two) {
		t.Errorf("the same samples gave other bytes, %v", err)
	}
	if _, err := Coder(nil, nil, CoderManifest{}, dir); err == nil {
		t.Error("no samples were no error")
	}
}
