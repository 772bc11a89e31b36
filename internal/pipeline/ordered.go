package pipeline

import (
	"context"
	"iter"
	"runtime"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

// window is how many bytes of input may be in work or waiting at a time. An item
// larger than that is worked on alone.
const window = 16 << 20

// Ordered calls work on each item, on several at the same time, and sink with
// the results, one after the other and in the order of items. It ends with the
// items, with the context or with the first error of sink, which it returns.
// No workers means one a processor. Size is an item's in bytes: a few items a
// worker, and not much more than 16 MB of them, are held at a time.
func Ordered[I, R any](ctx context.Context, items iter.Seq[I], workers int, size func(I) int64, work func(I) R, sink func(R) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	type job struct {
		item I
		cost int64
		done chan R
	}
	var (
		todo  = make(chan job)            // to the workers, any of them
		order = make(chan job, 4*workers) // to the sink, as they came
		room  = semaphore.NewWeighted(window)
	)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(order)
		defer close(todo)
		for item := range items {
			j := job{item, min(size(item), window), make(chan R, 1)}
			if err := room.Acquire(ctx, j.cost); err != nil {
				return err
			}
			for _, to := range []chan job{order, todo} {
				select {
				case to <- j:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		return nil
	})
	for range workers {
		g.Go(func() error {
			for j := range todo {
				j.done <- work(j.item)
			}
			return nil
		})
	}
	g.Go(func() error {
		for j := range order {
			var r R
			select {
			case r = <-j.done:
			case <-ctx.Done():
				return ctx.Err()
			}
			room.Release(j.cost)
			if err := sink(r); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	return g.Wait()
}
