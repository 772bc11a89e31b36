package web

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestPagesAtOnce: however many ask for pages that are not there, only as many are made at
// the same time as there are slots.
func TestPagesAtOnce(t *testing.T) {
	c := newCache(1 << 20)
	var now, most atomic.Int64
	var all sync.WaitGroup
	for i := range 20 * cap(c.slots) {
		all.Go(func() {
			_, err := c.get(context.Background(), 1, fmt.Sprint(i), func() ([]byte, error) {
				n := now.Add(1)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				time.Sleep(time.Millisecond)
				now.Add(-1)
				return []byte("page"), nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := int(most.Load()); n < 2 || n > cap(c.slots) {
		t.Errorf("%d pages were made at once, there are %d slots", n, cap(c.slots))
	}
}
