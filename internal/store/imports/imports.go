// Package imports keeps imported event data in the folder of a ledger, in a file of
// its own, imports.duckdb: the rows of GDELT, ICEWS, POLECAT and others, which are
// not coded here and have no words to rest on but the lines of their files.
//
// Rows come in batches, each whole or not at all. They are kept sorted by source,
// target and day in segments, of which small ones are joined into larger ones, so
// that a question about one pair reads a small part of the file however large it
// is. Beside each segment stand its cells, the counts of each pair and month. A
// row that is known is not added again; nothing is changed or deleted.
//
// Reading files is left to read/events; what is counted, to query.
package imports

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"entente/internal/record"
	"entente/internal/store"
)

// Names of the files in a ledger's folder.
const (
	FileName = "imports.duckdb"
	lockName = "imports.lock"
)

// Version is the version of the schema this program writes.
const Version = 2

//go:embed schema/0001.sql
var schema1 string

// Options say how the file is opened. The zero value opens it for reading and
// writing with modest memory.
type Options struct {
	ReadOnly bool
	Memory   int64            // limit of DuckDB's memory in bytes; 0 is 1 GB
	Threads  int              // 0 is one a core
	Now      func() time.Time // asked when a batch is added; nil is the system's clock
	Program  string           // kept with each batch

	// Lazy puts off reading the dictionaries until a batch is prepared, so that one
	// who mostly reads opens the file quickly.
	Lazy bool

	slice int64 // rows sorted at once when segments are joined; 0 is sliceRows
}

// A Store is an open file of imports. It is safe for concurrent use; batches are
// added one after the other.
type Store struct {
	dir  string
	opt  Options
	lock *os.File
	db   *sql.DB

	mu     sync.Mutex // held by the one who adds
	conn   *sql.Conn  // of the one who adds; nil if read-only
	feed   *feed
	dicts  *record.Dicts
	stored dictSizes // what of dicts is in the file
	files  map[fileID]*fileState
	next   struct{ row, batch, file, segment int64 }
	broken error // an error that left memory and file apart
	closed bool
	loaded bool // dicts, files and next are those of the file
	batch  atomic.Int64
	sided  bool   // the file has sides: its version is 2 at least
	half   string // the file while it is being made: it goes if that fails

	summary atomic.Pointer[keptSummary]
	use     readers
}

// ErrClosed: the store was closed.
var ErrClosed = errors.New("the store is closed")

// Exists says whether a ledger's folder has imports.
func Exists(dir string) bool { return store.DuckMade(filepath.Join(dir, FileName)) }

// Open opens the imports of the ledger in dir, and makes folder and file if there
// is none and opt.ReadOnly is not set. A caller can test for store.ErrNotFound,
// ErrHeld, ErrNewer, ErrDamaged and ErrFull; after an error nothing stays open.
func Open(ctx context.Context, dir string, opt Options) (_ *Store, err error) {
	if opt.Memory == 0 {
		opt.Memory = 1 << 30
	}
	if opt.Threads == 0 {
		opt.Threads = runtime.NumCPU()
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.slice == 0 {
		opt.slice = sliceRows
	}
	s := &Store{dir: dir, opt: opt}
	defer func() {
		if err != nil {
			err = fmt.Errorf("open imports of %s: %w", dir, errors.Join(err, s.Close()))
		}
	}()
	if s.dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	if strings.Contains(s.dir, "?") {
		return nil, errors.New("DuckDB cannot keep a file in a folder with a ? in its path")
	}
	if opt.ReadOnly && !Exists(s.dir) {
		return nil, fmt.Errorf("%w: the folder holds no %s; entente import makes one", store.ErrNotFound, FileName)
	}
	if !opt.ReadOnly {
		if err := os.MkdirAll(s.dir, 0o755); err != nil {
			return nil, err
		}
	}
	if s.lock, err = store.Hold(filepath.Join(s.dir, lockName), opt.ReadOnly); err != nil {
		return nil, err
	}
	if err := s.attach(ctx); err != nil {
		return nil, store.DuckError(FileName, err)
	}
	return s, nil
}

func (s *Store) attach(ctx context.Context) error {
	path := filepath.Join(s.dir, FileName)
	if !store.DuckMade(path) && !s.opt.ReadOnly {
		if err := remove(path); err != nil { // its making was interrupted
			return err
		}
		s.half = path
	}
	db, conn, err := store.OpenDuck(ctx, path, "imports", store.Options{ReadOnly: s.opt.ReadOnly, Memory: s.opt.Memory, Threads: s.opt.Threads})
	s.db = db
	if conn == nil {
		return err
	}
	if err == nil {
		// Rows in their order are found at once; to look the first twenty up by their
		// place again costs DuckDB a look at every stretch of a table.
		_, err = conn.ExecContext(ctx, "SET GLOBAL late_materialization_max_rows = 0")
	}
	if err == nil {
		err = s.migrate(ctx, conn)
	}
	if err == nil {
		var last int64
		err = conn.QueryRowContext(ctx, "SELECT coalesce(max(batch), 0) FROM batches").Scan(&last)
		s.batch.Store(last)
	}
	if err == nil && !s.opt.ReadOnly {
		s.conn = conn
		if s.feed, err = newFeed(conn); err == nil && !s.opt.Lazy {
			err = s.load(ctx)
		}
		if err == nil {
			s.half = ""
		}
		return err
	}
	return errors.Join(err, conn.Close())
}

// remove removes a file, if it is there, with its log.
func remove(path string) error {
	for _, p := range []string{path, path + ".wal"} {
		if err := os.Remove(p); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// migrate brings an empty file to Version, in one transaction, and refuses one of
// a later version.
func (s *Store) migrate(ctx context.Context, conn *sql.Conn) error {
	var n int
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'imports' AND table_name = 'meta'").Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		var v string
		if err := conn.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'schema'").Scan(&v); err != nil {
			return err
		}
		got, err := strconv.Atoi(v)
		if err != nil || got > Version {
			return fmt.Errorf("%w: %s is of version %s and this program knows %d: use the program that wrote it, or a later one", store.ErrNewer, FileName, v, Version)
		}
		if s.sided = got >= 2; s.sided || s.opt.ReadOnly {
			return nil // a reader does without
		}
		return s.change(ctx, conn, func(tx *sql.Tx) error {
			if err := s.addSides(ctx, tx); err != nil {
				return fmt.Errorf("bring %s to version 2: %w", FileName, err)
			}
			_, err := tx.ExecContext(ctx, "UPDATE meta SET value = ? WHERE key = 'schema'", strconv.Itoa(Version))
			return err
		})
	}
	if s.opt.ReadOnly {
		return fmt.Errorf("%w: %s is empty; entente import fills it", store.ErrNotFound, FileName)
	}
	return s.change(ctx, conn, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, schema1); err != nil {
			return err
		}
		for i, name := range record.FormatNames() {
			if name == "" {
				continue
			}
			if _, err := tx.ExecContext(ctx, "INSERT INTO formats VALUES (?, ?)", i, name); err != nil {
				return err
			}
		}
		for i, name := range record.FlagNames() {
			if _, err := tx.ExecContext(ctx, "INSERT INTO flags VALUES (?, ?)", i, name); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO meta VALUES ('schema', ?)", strconv.Itoa(Version)); err != nil {
			return err
		}
		return views(ctx, tx, nil)
	})
}

// change brings the file to this version in one transaction.
func (s *Store) change(ctx context.Context, conn *sql.Conn, do func(*sql.Tx) error) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(fmt.Errorf("make %s: %w", FileName, err), tx.Rollback())
	}
	s.sided = true
	return tx.Commit()
}

// Dicts are the dictionaries of the file, to number names with. They belong to
// the one who adds, who has called Prepare if the file was opened with Lazy.
func (s *Store) Dicts() *record.Dicts { return s.dicts }

// Prepare reads what one who adds needs, if it is not read yet.
func (s *Store) Prepare(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.opt.ReadOnly:
		return store.ErrReadOnly
	case s.closed:
		return fmt.Errorf("prepare imports: %w", ErrClosed)
	case s.loaded:
		return nil
	}
	if err := s.load(ctx); err != nil {
		return fmt.Errorf("prepare imports: %w", store.DuckError(FileName, err))
	}
	return nil
}

// Close ends the use of the file, once those who read have done so.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	s.shut()
	var errs []error
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	if s.half != "" {
		errs = append(errs, remove(s.half))
	}
	if s.lock != nil { // last: until here nobody else may come in
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}
