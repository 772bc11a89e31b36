package train

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"entente/internal/measure"
)

// A CoderSample is an event that the coder found in a text of a gold standard: what
// the ranker sees of it, and whether people found it too.
type CoderSample struct {
	Text     string // which text, to keep its events together
	Features []float64
	Right    bool
}

// A CoderManifest says how a ranker was made. Calibration is measured by
// cross-validation over texts, in five parts.
type CoderManifest struct {
	Model   string           `json:"model"`
	Licence string           `json:"licence"`
	Command string           `json:"command"`
	Version string           `json:"version"`
	Corpora []ManifestCorpus `json:"corpora"`
	Events  int              `json:"events"`
	Right   int              `json:"right"`
	// CalibrationError is the expected calibration error over ten bins of equal
	// width, 0 to 1; Base is that of giving every event the share that is right.
	CalibrationError float64 `json:"expected_calibration_error"`
	// LogLoss is the mean negative logarithm of the probability given to what was so;
	// BaseLogLoss that of the share alone.
	LogLoss     float64 `json:"log_loss"`
	BaseLogLoss float64 `json:"base_log_loss"`
}

// ridge is the penalty on squared weights, in samples.
const ridge = 2.0

// Coder fits the ranker's weights to samples and writes them, with a manifest, to a
// folder. Names are those of the features. The same samples give the same bytes.
func Coder(samples []CoderSample, names []string, m CoderManifest, out string) (CoderManifest, error) {
	if len(samples) == 0 {
		return m, fmt.Errorf("train coder: no event was found in the texts")
	}
	for _, s := range samples {
		if len(s.Features) != len(names) {
			return m, fmt.Errorf("train coder: %d features with %d names", len(s.Features), len(names))
		}
	}
	const folds = 5
	texts := map[string]int{}
	for _, s := range samples {
		if _, ok := texts[s.Text]; !ok {
			texts[s.Text] = len(texts) % folds
		}
	}
	probs := make([]float64, len(samples))
	for k := range folds {
		var rest []CoderSample
		for _, s := range samples {
			if texts[s.Text] != k {
				rest = append(rest, s)
			}
		}
		w := fitLogistic(rest, len(names))
		for i, s := range samples {
			if texts[s.Text] == k {
				probs[i] = probability(w, s.Features)
			}
		}
	}
	m.Model, m.Licence = "weights.tsv", "CC BY-SA 4.0"
	m.Events = len(samples)
	for _, s := range samples {
		if s.Right {
			m.Right++
		}
	}
	round := func(x float64) float64 { return math.Round(x*10000) / 10000 }
	m.CalibrationError = round(measure.CalibrationError(probs, func(i int) bool { return samples[i].Right }))
	share := float64(m.Right) / float64(len(samples))
	for i, s := range samples {
		p, base := probs[i], share
		if !s.Right {
			p, base = 1-p, 1-share
		}
		m.LogLoss -= math.Log(max(p, 1e-9))
		m.BaseLogLoss -= math.Log(max(base, 1e-9))
	}
	m.LogLoss, m.BaseLogLoss = round(m.LogLoss/float64(len(samples))), round(m.BaseLogLoss/float64(len(samples)))
	return m, writeCoder(fitLogistic(samples, len(names)), names, m, out)
}

func writeCoder(w []float64, names []string, m CoderManifest, out string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("write coder: %w", err)
	}
	f, err := os.Create(filepath.Join(out, m.Model))
	if err != nil {
		return fmt.Errorf("write coder: %w", err)
	}
	b := bufio.NewWriter(f)
	fmt.Fprintf(b, "# Weights of the coder's ranker: the logarithm of the odds that a match is an event.\n# Made by: %s\n", m.Command)
	for i, name := range names {
		fmt.Fprintf(b, "%s\t%.4f\n", name, w[i])
	}
	if err := b.Flush(); err != nil {
		f.Close()
		return fmt.Errorf("write coder: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("write coder: %w", err)
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	if err := os.WriteFile(filepath.Join(out, "manifest.json"), append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return nil
}

func probability(w, f []float64) float64 {
	var sum float64
	for i, x := range f {
		sum += w[i] * x
	}
	return 1 / (1 + math.Exp(-sum))
}

// fitLogistic fits a logistic regression with an L2 penalty on all weights but the
// first, by Newton's method.
func fitLogistic(samples []CoderSample, n int) []float64 {
	w := make([]float64, n)
	for range 30 {
		g := make([]float64, n)
		h := make([][]float64, n)
		for i := range h {
			h[i] = make([]float64, n)
			penalty := ridge
			if i == 0 {
				penalty = 1e-6
			}
			g[i] = -penalty * w[i]
			h[i][i] = penalty
		}
		for _, s := range samples {
			p := probability(w, s.Features)
			d := -p
			if s.Right {
				d++
			}
			for i, x := range s.Features {
				if x == 0 {
					continue
				}
				g[i] += d * x
				for j, y := range s.Features {
					h[i][j] += p * (1 - p) * x * y
				}
			}
		}
		step := solve(h, g)
		var size float64
		for i := range w {
			w[i] += step[i]
			size = max(size, math.Abs(step[i]))
		}
		if size < 1e-9 {
			break
		}
	}
	return w
}

// solve returns x of a x = b for a symmetric positive definite matrix, by Cholesky's
// decomposition; a is overwritten.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for j := range n {
		for k := range j {
			a[j][j] -= a[j][k] * a[j][k]
		}
		a[j][j] = math.Sqrt(max(a[j][j], 1e-12))
		for i := j + 1; i < n; i++ {
			for k := range j {
				a[i][j] -= a[i][k] * a[j][k]
			}
			a[i][j] /= a[j][j]
		}
	}
	x := slices.Clone(b)
	for i := range n {
		for k := range i {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= a[k][i] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}
