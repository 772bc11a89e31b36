package imports_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/store/imports"
)

// What a file held at a time is what one holds that got no more.
func TestAsOf(t *testing.T) {
	day := 0
	opt := imports.Options{Program: "test", Now: func() time.Time {
		day++
		return time.Date(2026, 1, day, 12, 0, 0, 0, time.UTC)
	}}
	all, err := imports.Open(t.Context(), t.TempDir(), opt)
	if err != nil {
		t.Fatal(err)
	}
	defer all.Close()
	addSynth(t, all, 6000, 2000) // on the 1st, 2nd and 3rd
	before := open(t, t.TempDir(), false)
	addSynth(t, before, 2000, 2000)
	for _, x := range []struct {
		at   time.Time
		want int64
	}{
		{time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC), -1}, {time.Date(2026, 1, 1, 12, 0, 0, 1000, time.UTC), 2000}, {time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), 2000},
		{time.Date(2026, 1, 3, 2, 0, 0, 0, time.FixedZone("", 3*3600)), 4000}, {time.Date(2026, 1, 4, 0, 0, 0, 0, time.UTC), 0},
	} {
		if got, err := all.RowsBefore(t.Context(), x.at); err != nil || got != x.want {
			t.Errorf("before %s: %d, %v, want %d", x.at, got, err, x.want)
		}
	}
	pairs, err := before.Pairs(t.Context(), "", imports.Filter{}, 1)
	if err != nil || len(pairs) != 1 {
		t.Fatal(pairs, err)
	}
	a, b := pairs[0].Source, pairs[0].Target
	same := func(what string, ask func(ctx context.Context, s *imports.Store, f imports.Filter) (any, error)) {
		t.Helper()
		for _, f := range []imports.Filter{{}, {From: time.Date(2005, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2014, 12, 31, 0, 0, 0, 0, time.UTC)}} {
			want, err := ask(t.Context(), before, f)
			if err != nil {
				t.Fatal(err)
			}
			now, err := ask(t.Context(), all, f)
			if err != nil || cmp.Equal(want, now) {
				t.Errorf("%s: later rows change nothing: %v", what, err)
			}
			f.Last = 2000
			if got, err := ask(t.Context(), all, f); err != nil || !cmp.Equal(want, got) {
				t.Errorf("%s, %+v: %v %s", what, f, err, cmp.Diff(want, got))
			}
			f.Last = -1
			if none, err := ask(t.Context(), all, f); err != nil || cmp.Equal(want, none) {
				t.Errorf("%s, before all: %v, %v", what, none, err)
			}
		}
	}
	same("months of a pair", func(ctx context.Context, s *imports.Store, f imports.Filter) (any, error) {
		return s.Months(ctx, a, b, f)
	})
	same("months of a pair, one a day", func(ctx context.Context, s *imports.Store, f imports.Filter) (any, error) {
		f.OneADay = true
		return s.Months(ctx, a, b, f)
	})
	same("months of one", func(ctx context.Context, s *imports.Store, f imports.Filter) (any, error) {
		return s.Months(ctx, a, "", f)
	})
	same("months of all", func(ctx context.Context, s *imports.Store, f imports.Filter) (any, error) {
		return s.Months(ctx, "", "", f)
	})
	same("pairs", func(ctx context.Context, s *imports.Store, f imports.Filter) (any, error) {
		return s.Pairs(ctx, a, f, 0)
	})
	same("a party", func(ctx context.Context, s *imports.Store, f imports.Filter) (any, error) {
		partners, months, err := s.PartyCounts(ctx, a, f)
		return [][]imports.Side{partners, months}, err
	})
	same("events of a pair", func(ctx context.Context, s *imports.Store, f imports.Filter) (any, error) {
		return s.Events(ctx, a, b, f, imports.ByMentions, 1000)
	})
	same("events of one", func(ctx context.Context, s *imports.Store, f imports.Filter) (any, error) {
		return s.Events(ctx, a, "", f, imports.ByDay, 1000)
	})
	same("accounts", func(ctx context.Context, s *imports.Store, f imports.Filter) (any, error) {
		return s.Accounts(ctx, imports.Tally{Filter: f})
	})
}
