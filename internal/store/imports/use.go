package imports

import (
	"fmt"
	"sync"

	"entente/internal/store"
)

// readers counts those who read, so that the file is let go only when nobody does:
// until then DuckDB holds it, and it must not be opened a second time.
type readers struct {
	mu     sync.Mutex // of closed, and of in while it grows
	closed bool
	in     sync.WaitGroup
}

// begin lets a reader in; it calls end when it is done. A closed store lets nobody in.
func (s *Store) begin() error {
	u := &s.use
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.closed {
		return fmt.Errorf("imports: %w", ErrClosed)
	}
	u.in.Add(1)
	return nil
}

func (s *Store) end() { s.use.in.Done() }

// shut lets no reader in any more, and waits for those who are.
func (s *Store) shut() {
	u := &s.use
	u.mu.Lock()
	u.closed = true
	u.mu.Unlock()
	u.in.Wait()
}

// damage notes that memory and file, or the file and its log, may be apart: the store
// takes no more batches. It returns the error as a caller can test for it.
func (s *Store) damage(err error) error {
	err = store.DuckError(FileName, err)
	s.broken = err
	return err
}
