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

// A batch is appended when it has this many documents or bytes of text. A commit
// costs the same for one document as for hundreds.
const (
	batchDocs  = 512
	batchBytes = 512 << 10
)

// Add is Run with the coded documents appended to a ledger, while others are being
// coded: one batch is with the ledger and one is filled. Results of documents that
// were not coded go to other, which may be nil. A ledger that fails ends the run:
// the error says so, and what was appended before stays.
func Add[I Item](ctx context.Context, items iter.Seq[I], s Stages, l Ledger, o Options, other func(Result)) (Stats, error) {
	var (
		batch []*event.Coded
		bytes int64
		known Counts
	)
	k := keep(ctx, l)
	stats, err := Run(ctx, items, s, o, func(r Result) error {
		if r.Known {
			known.DocsKnown++
			known.EventsKnown += r.Events
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
		if len(batch) < batchDocs && bytes < batchBytes {
			return nil
		}
		full := batch
		batch, bytes = nil, 0
		return k.put(full)
	})
	if err == nil && len(batch) > 0 {
		err = k.put(batch)
	}
	kept, failed := k.end()
	if err == nil {
		err = failed
	}
	stats.Counts = known.plus(kept)
	return stats, err
}

func (c Counts) plus(d Counts) Counts {
	return Counts{c.DocsNew + d.DocsNew, c.DocsKnown + d.DocsKnown, c.EventsNew + d.EventsNew, c.EventsKnown + d.EventsKnown}
}

// A keeper appends batches to a ledger, one after the other, beside its caller.
type keeper struct {
	todo chan []*event.Coded
	done chan struct{} // closed at the end; kept and err do not change then
	kept Counts
	err  error
}

func keep(ctx context.Context, l Ledger) *keeper {
	k := &keeper{todo: make(chan []*event.Coded), done: make(chan struct{})}
	go func() {
		defer close(k.done)
		for batch := range k.todo {
			c, err := l.Append(ctx, batch)
			if err != nil {
				k.err = fmt.Errorf("append to the ledger: %w", err)
				return
			}
			k.kept = k.kept.plus(c)
		}
	}()
	return k
}

// put hands a batch over once the one before is kept. The error is of an earlier
// one.
func (k *keeper) put(batch []*event.Coded) error {
	select {
	case k.todo <- batch:
		return nil
	case <-k.done:
		return k.err
	}
}

// end waits for the last batch.
func (k *keeper) end() (Counts, error) {
	close(k.todo)
	<-k.done
	return k.kept, k.err
}
