package query

import (
	"context"
	"errors"
	"math"
	"testing"

	"entente/internal/measure"
)

// TestCooperationLevel: the level is that of the local level model of the net; over
// a gap it goes on, with a wider interval, and the gap itself has no number.
func TestCooperationLevel(t *testing.T) {
	ctx := context.Background()
	l := measuring(t, fill(t, 3000))
	ans, err := l.Cooperation(ctx, CooperationAsk{A: "KAZ", B: "RUS", Step: measure.Month})
	if err != nil {
		t.Fatal(err)
	}
	y := make([]float64, len(ans.Balances))
	gaps := 0
	for i, b := range ans.Balances {
		if y[i] = math.NaN(); b.N > 0 {
			y[i] = b.Net()
		}
	}
	fit, err := measure.FitLocalLevel(y, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range ans.Levels {
		if !same(e.Value, fit.Level[i]) || e.Known() && !(e.Low < e.Value && e.Value < e.High) {
			t.Fatalf("%s: level %+v, want %g", ans.Balances[i].Period, e, fit.Level[i])
		}
		if i > 0 && e.Known() && ans.Balances[i].N == 0 && ans.Levels[i-1].Known() {
			gaps++
			if before := ans.Levels[i-1]; e.Value != before.Value || e.High-e.Low < before.High-before.Low {
				t.Errorf("over the gap %s: %+v after %+v", ans.Balances[i].Period, e, before)
			}
		}
	}
	if gaps < 5 || ans.NoLevel != "" {
		t.Errorf("%d gaps; %q", gaps, ans.NoLevel)
	}
	few, err := l.Cooperation(ctx, CooperationAsk{A: "KAZ", B: "RUS", Step: 12 * 100})
	if err != nil {
		t.Fatal(err)
	}
	if few.NoLevel == "" || few.Levels[0].Known() {
		t.Errorf("a level of one period: %+v, %q", few.Levels[0], few.NoLevel)
	}
	if _, err := l.Cooperation(ctx, CooperationAsk{A: "KAZ", B: "TUV"}); !errors.Is(err, ErrNoEvidence) {
		t.Errorf("without acts: %v", err)
	}
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
