package pipeline

import (
	"context"
	"fmt"
	"iter"

	"entente/internal/event"
)

// Counts is what a ledger made of the documents given to it.
type Counts struct {
	DocsNew, DocsKnown     int
	EventsNew, EventsKnown int
}

// A Ledger keeps coded documents. Append keeps all of a batch or, if it returns
// an error, none.
type Ledger interface {
	Append(context.Context, []*event.Coded) (Counts, error)
}

// A batch is appended when it has this many documents or bytes of text.
const (
	batchDocs  = 64
	batchBytes = 4 << 20
)

// Add is Run with the coded documents appended to a ledger. Results of documents
// that were not coded go to other, which may be nil. A ledger that fails ends the
// run: the error says so, and what was appended before stays.
func Add[I Item](ctx context.Context, items iter.Seq[I], s Stages, l Ledger, o Options, other func(Result)) (Stats, error) {
	var (
		batch []*event.Coded
		bytes int64
		kept  Counts
	)
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		c, err := l.Append(ctx, batch)
		if err != nil {
			return fmt.Errorf("append to the ledger: %w", err)
		}
		kept.DocsNew += c.DocsNew
		kept.DocsKnown += c.DocsKnown
		kept.EventsNew += c.EventsNew
		kept.EventsKnown += c.EventsKnown
		batch, bytes = nil, 0
		return nil
	}
	stats, err := Run(ctx, items, s, o, func(r Result) error {
		if r.Known {
			kept.DocsKnown++
			kept.EventsKnown += r.Events
			return nil
		}
		if r.Coded == nil {
			if other != nil {
				other(r)
			}
			return nil
		}
		batch = append(batch, r.Coded)
		bytes += r.Size
		if len(batch) >= batchDocs || bytes >= batchBytes {
			return flush()
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	stats.Counts = kept
	return stats, err
}
