package store

import (
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What a caller can test for with errors.Is.
var (
	// ErrNotFound: there is no ledger, or no such event or document in it.
	ErrNotFound = errors.New("not found")
	// ErrHeld: another process uses the ledger. The message names it.
	ErrHeld = errors.New("in use")
	// ErrNewer: a later version of the program wrote the ledger.
	ErrNewer = errors.New("newer ledger")
	// ErrDamaged: a file of the ledger is cut short or corrupt. The message says
	// which, and what to do.
	ErrDamaged = errors.New("damaged ledger")
	// ErrFull: the disk is full. Nothing of the batch was kept, or all of it will
	// be when the ledger is next opened.
	ErrFull = errors.New("disk full")
	// ErrNoEvidence: an event or claim points to no words of its document.
	ErrNoEvidence = errors.New("no evidence")
	// ErrReadOnly: the ledger was opened for reading only.
	ErrReadOnly = errors.New("ledger is open for reading only")
)

func damaged(file string, why error) error {
	advice := "restore the folder from a copy, or move it away and add the documents again"
	switch file {
	case ledgerFile:
		advice = "restore the folder from a copy, or have it rebuilt from " + documentsFile
	case documentsFile:
	default:
		advice = "restore it from a copy, or move it away and import the files again"
	}
	return fmt.Errorf("%w: %s: %w: %s", ErrDamaged, file, why, advice)
}

// documentsError marks an error of documents.sqlite that a caller can test for.
func documentsError(err error) error {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return err
	}
	switch code := se.Code(); {
	case code&0xff == sqlite3.SQLITE_CORRUPT, code&0xff == sqlite3.SQLITE_NOTADB, code == sqlite3.SQLITE_IOERR_SHORT_READ:
		return damaged(documentsFile, err)
	case code&0xff == sqlite3.SQLITE_FULL, strings.Contains(err.Error(), "no space left"):
		return fmt.Errorf("%w: %s: %w", ErrFull, documentsFile, err)
	case code&0xff == sqlite3.SQLITE_BUSY:
		return fmt.Errorf("%w: %s is locked by another program: %w", ErrHeld, documentsFile, err)
	}
	return err
}

// damageSigns are what DuckDB says of a file that is not whole. It has no error
// code for it.
var damageSigns = []string{
	"not a valid DuckDB database file",
	"Could not read enough bytes",
	"Corrupt database file",
	"corrupt database file",
	"Failed to deserialize",
	"Serialization Error",
	"INTERNAL Error",
	"checksum",
}

// ledgerError marks an error of ledger.duckdb that a caller can test for.
func ledgerError(err error) error { return duckError(ledgerFile, err) }

// duckError marks an error of a DuckDB file that a caller can test for.
func duckError(file string, err error) error {
	if err == nil {
		return nil
	}
	msg := err.Error()
	if strings.Contains(msg, "No space left on device") || strings.Contains(msg, "max_temp_directory_size") {
		return fmt.Errorf("%w: %s: %w", ErrFull, file, err)
	}
	for _, sign := range damageSigns {
		if strings.Contains(msg, sign) {
			return damaged(file, err)
		}
	}
	return err
}
