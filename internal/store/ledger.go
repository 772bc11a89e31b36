package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"

	duckdb "github.com/duckdb/duckdb-go/v2"
)

// DuckDB's file is three headers and then blocks of one size.
const (
	duckHeaders = 3 * 4096
	duckBlock   = 256 << 10
)

// openLedger opens ledger.duckdb, makes it if there is none, and sees that it is
// whole, belongs to documents.sqlite and is of a version this program knows.
func (s *Store) openLedger(ctx context.Context) error {
	path := s.path(ledgerFile)
	batches, err := s.documentBatches(ctx)
	if err != nil {
		return err
	}
	if fi, err := os.Stat(path); err == nil && fi.Size() < duckHeaders && batches == 0 && !s.opt.ReadOnly {
		// The making of the ledger was interrupted; nothing was added yet.
		if err := os.Remove(path); err != nil {
			return err
		}
	} else if err != nil && batches > 0 && s.opt.rebuild == nil {
		return damaged(ledgerFile, fmt.Errorf("it is missing, while %s holds %d batches", documentsFile, batches))
	}
	if err := s.attach(ctx, path); err != nil {
		if held := duckHeld(err); held != nil {
			return held
		}
		return ledgerError(err)
	}
	version, err := s.ledgerVersion(ctx)
	if err != nil {
		return ledgerError(err)
	}
	if version == 0 && batches > 0 && s.opt.rebuild == nil {
		return damaged(ledgerFile, fmt.Errorf("it is empty, while %s holds %d batches", documentsFile, batches))
	}
	name, err := s.ledgerName(ctx)
	if err != nil {
		return err
	}
	if err := s.migrate(ctx, s.duck, "ledger", version, func(tx *sql.Tx) error {
		if version == 0 {
			if _, err := tx.Exec("INSERT INTO meta VALUES ('ledger', ?)", name); err != nil {
				return err
			}
		} else if _, err := tx.Exec("DELETE FROM meta WHERE key = 'schema'"); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT INTO meta VALUES ('schema', ?)", strconv.Itoa(Version))
		return err
	}); err != nil {
		return ledgerError(err)
	}
	if version == 0 {
		return nil
	}
	var ours string
	if err := s.duck.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'ledger'").Scan(&ours); err != nil {
		return ledgerError(err)
	}
	if ours != name {
		return damaged(ledgerFile, errors.New("it belongs to another "+documentsFile))
	}
	return nil
}

// attach opens the file beside an empty database in memory: DuckDB's driver
// would read a ? or % in the path as its own.
func (s *Store) attach(ctx context.Context, path string) error {
	var before int64 = -1
	if fi, err := os.Stat(path); err == nil {
		before = fi.Size()
	}
	conf := url.Values{
		"memory_limit":   {strconv.FormatInt(s.opt.Memory, 10) + "B"},
		"threads":        {strconv.Itoa(s.opt.Threads)},
		"temp_directory": {path + ".tmp"},
		// Nothing is fetched from the network.
		"autoinstall_known_extensions": {"false"},
		"autoload_known_extensions":    {"false"},
	}
	ready := false
	c, err := duckdb.NewConnector("?"+conf.Encode(), func(e driver.ExecerContext) error {
		if !ready {
			return nil
		}
		_, err := e.ExecContext(context.Background(), "USE ledger", nil)
		return err
	})
	if err != nil {
		return err
	}
	s.duck = sql.OpenDB(c)
	how := ""
	if s.opt.ReadOnly {
		how = " (READ_ONLY)"
	}
	conn, err := s.duck.Conn(ctx)
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "ATTACH "+quote(path)+" AS ledger"+how)
	if err == nil {
		ready = true
		_, err = conn.ExecContext(ctx, "USE ledger")
	}
	if err := errors.Join(err, conn.Close()); err != nil {
		return err
	}
	if before < 0 {
		return nil
	}
	// DuckDB reads a block when it is asked for; a file cut short opens.
	var blocks, size int64
	q := "SELECT total_blocks, block_size FROM pragma_database_size() WHERE database_name = 'ledger'"
	if err := s.duck.QueryRowContext(ctx, q).Scan(&blocks, &size); err != nil {
		return err
	}
	if want := duckHeaders + blocks*size; before < want {
		return damaged(ledgerFile, fmt.Errorf("it is %d bytes long and should be %d", before, want))
	}
	return nil
}

// ledgerVersion is the version of the schema in ledger.duckdb, 0 if it is empty.
func (s *Store) ledgerVersion(ctx context.Context) (int, error) {
	var n int
	if err := s.duck.QueryRowContext(ctx, "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'ledger' AND table_name = 'meta'").Scan(&n); err != nil || n == 0 {
		return 0, err
	}
	var v string
	if err := s.duck.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'schema'").Scan(&v); err != nil {
		return 0, err
	}
	version, err := strconv.Atoi(v)
	if err == nil {
		_, err = steps("ledger", version)
	}
	return version, err
}

// documentBatches is the number of batches in documents.sqlite.
func (s *Store) documentBatches(ctx context.Context) (int64, error) {
	var n int64
	err := s.docs.QueryRowContext(ctx, "SELECT coalesce(max(batch), 0) FROM batches").Scan(&n)
	return n, documentsError(err)
}

// quote writes a string for SQL.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
