package query

import (
	"context"
	"slices"
	"strings"
	"time"

	"entente/internal/store"
)

// ParseThen reads a state of a store, without an index: asOf is a day, a time as RFC 3339
// has it, or b and the number of a batch, "" for now; codebook is name@version, "" for
// the last of each document. Errors are a *BadValue.
func ParseThen(ctx context.Context, s *store.Store, asOf, codebook string) (store.State, error) {
	out := store.State{Codebook: codebook}
	if asOf == "" && codebook == "" {
		return out, nil
	}
	batches, err := s.Batches(ctx)
	if err != nil {
		return out, err
	}
	if codebook != "" && !slices.ContainsFunc(batches, func(b store.BatchInfo) bool { return b.Codebook == codebook }) {
		return out, bad("codebook", codebook, "no document is coded by it")
	}
	if at, err := time.Parse(time.RFC3339, asOf); err == nil {
		out.AsOf = -1
		for _, b := range batches {
			if !b.Added.After(at) {
				out.AsOf = b.Batch
			}
		}
		return out, nil
	}
	if asOf != "" {
		var w Switches
		if err := (&Index{Batch: s.Batch(), Batches: batches}).asOf(&w, asOf); err != nil {
			return out, bad("asof", asOf, "%s", strings.TrimPrefix(err.Error(), "asof is "))
		}
		out.AsOf = w.AsOf
	}
	return out, nil
}

// Then is the state of the store that the switches ask for.
func (s Switches) Then() store.State { return store.State{AsOf: s.AsOf, Codebook: s.Codebook} }
