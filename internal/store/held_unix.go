//go:build unix

package store

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// hold takes the ledger for this process, or for reading together with others.
// DuckDB locks its file too, but not against a second opening by the same
// process, and closing that would drop the lock of the first.
//
// A reader of a folder without a lock file that may not be written goes without.
func hold(path string, shared bool) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil && shared {
		if f, err = os.Open(path); err != nil {
			return nil, nil
		}
	}
	if err != nil {
		return nil, err
	}
	how := syscall.LOCK_EX
	if shared {
		how = syscall.LOCK_SH
	}
	if err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); err != nil {
		defer f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			pid := 0
			if fi, err := f.Stat(); err == nil {
				if st, ok := fi.Sys().(*syscall.Stat_t); ok {
					pid = flockHolder(uint64(st.Ino))
				}
			}
			return nil, heldBy(pid)
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return f, nil
}
