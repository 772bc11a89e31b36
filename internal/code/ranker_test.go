package code

import (
	"strings"
	"testing"

	"entente/data"
	"entente/internal/codebook"
)

func TestReadRanker(t *testing.T) {
	book, err := codebook.Load(data.FS, "codebooks/plover")
	if err != nil {
		t.Fatal(err)
	}
	r, err := ReadRanker(strings.NewReader("# note\nbias\t-1\nscore\t2\ntype AID\t0.5\ntype OF_OLD\t3\n"), book)
	if err != nil {
		t.Fatal(err)
	}
	f := make([]float64, len(FeatureNames(book)))
	f[0], f[3] = 1, 1
	if p := r.Probability(f); p < 0.73 || p > 0.74 {
		t.Errorf("probability %.3f, want 0.731", p)
	}
	for _, bad := range []string{"bias -1\n", "bias\tNaN\n", "height\t1\n", "bias\tlots\n"} {
		if _, err := ReadRanker(strings.NewReader(bad), book); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%q: error %v", bad, err)
		}
	}
}
