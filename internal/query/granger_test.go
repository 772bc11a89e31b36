package query

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"entente/internal/measure"
)

// TestGranger holds the test to series summed by hand from the acts, both ways.
func TestGranger(t *testing.T) {
	ctx := context.Background()
	l := measuring(t, fill(t, 6000))
	ask := GrangerAsk{A: "KAZ", B: "RUS", Order: 2, Step: measure.Quarter, Side: "conflict", Scale: ScaleActs}
	ans, err := l.Granger(ctx, ask)
	if err != nil {
		t.Fatal(err)
	}
	acts, err := l.Acts(ctx, Switches{})
	if err != nil {
		t.Fatal(err)
	}
	there, back := make([]float64, len(ans.Periods)), make([]float64, len(ans.Periods))
	mutual := 0
	for i := range acts.List {
		a := &acts.List[i]
		q := slices.IndexFunc(ans.Periods, func(p measure.Period) bool { return p.Holds(a.Day) })
		if q < 0 || a.Status == 0 || !(slices.Contains(a.Source, "KAZ") && slices.Contains(a.Target, "RUS") || slices.Contains(a.Source, "RUS") && slices.Contains(a.Target, "KAZ")) {
			continue
		}
		switch {
		case a.Mutual:
			mutual++
		case a.Entry.Sign() >= 0:
		case slices.Contains(a.Source, "KAZ"):
			there[q] += a.Status
		default:
			back[q] += a.Status
		}
	}
	want, err := measure.GrangerShifted(there, back, 2)
	if err != nil {
		t.Fatal(err)
	}
	other, err := measure.GrangerShifted(back, there, 2)
	if err != nil {
		t.Fatal(err)
	}
	if len(ans.Tests) != 2 || ans.Tests[0].GrangerShift != want || ans.Tests[1].GrangerShift != other || ans.Tests[0].CauseActs == 0 || ans.Tests[0].CauseActs != ans.Tests[1].EffectActs {
		t.Errorf("got %+v, want %+v and %+v", ans.Tests, want, other)
	}
	if ans.Mutual != mutual || len(ans.Periods) < 60 || !strings.Contains(ans.Method, "series of conflict") {
		t.Errorf("%d acts of both, want %d; %d periods; %s", ans.Mutual, mutual, len(ans.Periods), ans.Method)
	}
	for _, tt := range []struct {
		ask  GrangerAsk
		want string
		none bool
	}{
		{GrangerAsk{A: "KAZ", B: "KAZ"}, "two are needed", false},
		{GrangerAsk{A: "KAZ", B: "RUS", Effect: [2]string{"KAZ", "RUS"}}, "it is the cause itself", false},
		{GrangerAsk{A: "KAZ", B: "XXX"}, "there is no actor of this id", false},
		{GrangerAsk{A: "KAZ", B: "RUS", Side: "love"}, "net, cooperation, conflict, acts", false},
		{GrangerAsk{A: "KAZ", B: "RUS", Order: 99}, "from 1 to 24", false},
		{GrangerAsk{A: "KAZ", B: "RUS", Step: measure.Year}, "needs 24 periods in a row", true},
		{GrangerAsk{A: "TUV", B: "FJI"}, "of neither pair is an act", true},
	} {
		_, err := l.Granger(ctx, tt.ask)
		var bad *BadValue
		if err == nil || !strings.Contains(err.Error(), tt.want) || errors.Is(err, ErrNoEvidence) != tt.none || errors.As(err, &bad) == tt.none {
			t.Errorf("%+v: got %v, want %q", tt.ask, err, tt.want)
		}
	}
	// One side alone is told, without a number.
	one, err := l.Granger(ctx, GrangerAsk{A: "KAZ", B: "RUS", Effect: [2]string{"TUV", "FJI"}, Step: measure.Quarter})
	if err != nil {
		t.Fatal(err)
	}
	if x := one.Tests[0]; x.Missing != "not enough evidence: no act of the effect" || x.F == x.F || x.PShift == x.PShift {
		t.Errorf("%+v", x)
	}
}
