// Package store keeps the ledger: one folder with two embedded databases.
//
//   - documents.sqlite holds what was read (texts, and all that the coder made
//     of each) and the full-text index;
//   - ledger.duckdb holds what is counted: events, parties, evidence, claims.
//
// Rows are added, never changed. A document coded again by another codebook
// supersedes its earlier coding, and the views named current_ show the last.
// Tables and columns are described in docs/ledger.md; how a batch reaches both
// files or neither, in docs/decisions/0001-store.md.
//
// What the ledger means, how it is coded and shown, is left to others.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/zstd"
)

// Names of the files in a ledger's folder.
const (
	documentsFile = "documents.sqlite"
	ledgerFile    = "ledger.duckdb"
	lockFile      = "ledger.lock"
)

// Options say how a ledger is opened. The zero value opens it for reading and
// writing with modest memory.
type Options struct {
	// ReadOnly opens an existing ledger without writing to it. Several processes
	// may hold one ledger read-only at the same time; none while one writes.
	ReadOnly bool
	// Existing opens a ledger that is there and makes none.
	Existing bool
	// Memory is the limit of DuckDB's memory in bytes; 0 is 1 GB. SQLite and Go
	// use some tens of MB beside it.
	Memory int64
	// Threads is how many threads a query may use; 0 is one a core.
	Threads int
	// Now is asked when a batch is added; nil is the system's clock. The time is
	// kept with the batch and stands in no export.
	Now func() time.Time

	// rebuild, if set, moves ledger.duckdb away once the lock is held.
	rebuild func() error
}

// A Store is an open ledger. It is safe for concurrent use; batches are
// appended one after the other.
type Store struct {
	dir  string
	opt  Options
	lock *os.File
	docs *sql.DB // documents.sqlite
	duck *sql.DB // ledger.duckdb, attached as "ledger"

	enc *zstd.Encoder
	dec *zstd.Decoder

	// sealed is the last batch that is whole in both files. What a later batch
	// left in documents.sqlite is not shown.
	sealed atomic.Int64

	mu        sync.Mutex // held by the one who appends
	nextEvent int64      // number of the next event
	closed    bool
}

// Open opens the ledger in the folder dir, and makes folder and ledger if there
// is none and opt.ReadOnly is not set. A batch that was interrupted is
// completed. A caller can test for ErrNotFound, ErrHeld, ErrNewer, ErrDamaged
// and ErrFull; after an error nothing stays open.
func Open(ctx context.Context, dir string, opt Options) (*Store, error) {
	s, err := open(ctx, dir, opt)
	if err != nil {
		return nil, fmt.Errorf("open ledger %s: %w", dir, err)
	}
	return s, nil
}

func open(ctx context.Context, dir string, opt Options) (_ *Store, err error) {
	if opt.Memory == 0 {
		opt.Memory = 1 << 30
	}
	if opt.Threads == 0 {
		opt.Threads = runtime.NumCPU()
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	if strings.Contains(dir, "?") {
		return nil, errors.New("DuckDB cannot keep a ledger in a folder with a ? in its path")
	}
	s := &Store{dir: dir, opt: opt}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if err := s.folder(); err != nil {
		return nil, err
	}
	if s.lock, err = hold(filepath.Join(dir, lockFile), opt.ReadOnly); err != nil {
		return nil, err
	}
	if opt.rebuild != nil {
		if err := opt.rebuild(); err != nil {
			return nil, err
		}
	}
	if s.enc, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)); err != nil {
		return nil, err
	}
	if s.dec, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(4<<30)); err != nil {
		return nil, err
	}
	if err := s.openDocuments(ctx); err != nil {
		return nil, err
	}
	if err := s.openLedger(ctx); err != nil {
		return nil, err
	}
	if err := s.reconcile(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// folder sees to it that the folder and its files are there or may be made.
func (s *Store) folder() error {
	fi, err := os.Stat(s.dir)
	switch {
	case err == nil && !fi.IsDir():
		return fmt.Errorf("%w: it is a file, not a folder", ErrNotFound)
	case errors.Is(err, os.ErrNotExist) && !s.opt.ReadOnly && !s.opt.Existing:
		if err := os.MkdirAll(s.dir, 0o755); err != nil {
			return err
		}
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%w: no such folder; entente add makes one", ErrNotFound)
	case err != nil:
		return err
	}
	docs, ledger := exists(s.path(documentsFile)), exists(s.path(ledgerFile))
	switch {
	case !docs && ledger:
		return damaged(documentsFile, errors.New("it is missing, while "+ledgerFile+" is there"))
	case (s.opt.ReadOnly || s.opt.Existing) && !docs:
		return fmt.Errorf("%w: the folder holds no %s; entente add makes one", ErrNotFound, documentsFile)
	case s.opt.ReadOnly && !ledger:
		return damaged(ledgerFile, errors.New("it is missing, while "+documentsFile+" is there"))
	}
	return nil
}

func (s *Store) path(name string) string { return filepath.Join(s.dir, name) }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Close ends the use of the ledger. Calls after it return an error; a second
// Close does nothing.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	var errs []error
	if s.duck != nil {
		errs = append(errs, s.duck.Close())
	}
	if s.docs != nil {
		errs = append(errs, s.closeDocuments())
	}
	if s.enc != nil {
		errs = append(errs, s.enc.Close())
	}
	if s.dec != nil {
		s.dec.Close()
	}
	if s.lock != nil { // last: until here nobody else may come in
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}
