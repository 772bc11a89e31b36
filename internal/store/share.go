package store

import "os"

// What the other databases of a ledger's folder (store/imports, store/ask) share
// with this one.

// Hold takes a lock file for this process, or for reading together with others.
// The error is ErrHeld and names who has it. Closing the file lets it go; it may
// be nil where there is nothing to hold.
func Hold(path string, shared bool) (*os.File, error) { return hold(path, shared) }

// DuckError marks an error of a DuckDB file of the folder that a caller can test
// for: ErrHeld, ErrFull, ErrDamaged.
func DuckError(file string, err error) error {
	if held := duckHeld(err); held != nil {
		return held
	}
	return duckError(file, err)
}

// Quote makes a string literal of SQL.
func Quote(s string) string { return quote(s) }
