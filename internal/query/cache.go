package query

import (
	"container/list"
	"context"
	"errors"
	"sync"
)

// A cache keeps answers until the ledger changes or memory is short, the one
// asked for longest ago going first. The same question asked by many at once is
// answered once.
type cache struct {
	mu      sync.Mutex
	version int64
	size    int // bytes, estimated
	most    int
	answers map[string]*list.Element
	recent  *list.List // of *answer, the one asked for last in front
	running map[string]*run
}

type answer struct {
	key   string
	value any
	size  int
}

var errUnfinished = errors.New("the question was not answered")

type run struct {
	done  chan struct{}
	value any
	err   error
}

func newCache(bytes int) *cache {
	return &cache{most: bytes, answers: map[string]*list.Element{}, recent: list.New(), running: map[string]*run{}}
}

// A sizer tells about how many bytes an answer takes.
type sizer interface{ size() int }

// kept returns the answer to a question from the cache, or asks. Errors are not
// kept.
func kept[T any](ctx context.Context, l *Ledger, key string, ask func(context.Context) (T, error)) (T, error) {
	return keptIn(ctx, l, l.cache, key, ask)
}

// keptIn is kept of a cache of its own.
func keptIn[T any](ctx context.Context, l *Ledger, c *cache, key string, ask func(context.Context) (T, error)) (T, error) {
	if c == nil {
		return ask(ctx)
	}
	version := l.Version()
	for {
		c.mu.Lock()
		if c.version != version {
			c.version, c.size = version, 0
			clear(c.answers)
			c.recent.Init()
			c.running = map[string]*run{} // those still running answer for the ledger of before
		}
		if e, ok := c.answers[key]; ok {
			c.recent.MoveToFront(e)
			c.mu.Unlock()
			return e.Value.(*answer).value.(T), nil
		}
		r, ok := c.running[key]
		if !ok {
			r = &run{done: make(chan struct{})}
			running := c.running
			running[key] = r
			c.mu.Unlock()
			r.err = errUnfinished
			defer func() { // also if the question panics
				c.mu.Lock()
				delete(running, key)
				if r.err == nil && c.version == version {
					c.keep(key, r.value)
				}
				c.mu.Unlock()
				close(r.done)
			}()
			v, err := ask(ctx)
			r.value, r.err = v, err
			return v, err
		}
		c.mu.Unlock()
		select {
		case <-r.done:
			if r.err == nil {
				return r.value.(T), nil
			}
			if ctx.Err() != nil || !errors.Is(r.err, context.Canceled) && !errors.Is(r.err, context.DeadlineExceeded) {
				var none T
				return none, r.err
			}
			// The one who asked went away; ask again ourselves.
		case <-ctx.Done():
			var none T
			return none, ctx.Err()
		}
	}
}

// keep puts an answer in; c.mu is held.
func (c *cache) keep(key string, v any) {
	size := len(key) + 512
	if s, ok := v.(sizer); ok {
		size += s.size()
	}
	if size > c.most/4 {
		return
	}
	c.answers[key] = c.recent.PushFront(&answer{key, v, size})
	c.size += size
	for c.size > c.most {
		last := c.recent.Back()
		a := c.recent.Remove(last).(*answer)
		delete(c.answers, a.key)
		c.size -= a.size
	}
}
