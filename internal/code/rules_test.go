package code_test

import (
	"testing"

	"entente/internal/edtf"
	"entente/internal/eval"
	"entente/internal/event"
)

// TestRuleExamples runs every example of the codebook; see [eval.RuleExamples].
func TestRuleExamples(t *testing.T) {
	w := newWorld(t)
	faults, waiting, n, err := eval.RuleExamples(w.book, func(text string, published edtf.Date) (*event.Coded, error) {
		return w.code(t, text, published.String()), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
	for _, f := range waiting {
		t.Log(f)
	}
	t.Logf("%d examples, %d of them known not to match yet", n, len(waiting))
}
