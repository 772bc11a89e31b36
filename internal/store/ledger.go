package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// duckHeaders is the length of the three headers of DuckDB's file.
const duckHeaders = 3 * 4096

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

// attach opens the file, and reads it whole if it is shorter than its header says.
func (s *Store) attach(ctx context.Context, path string) error {
	short, err := duckShort(path)
	if err != nil {
		return err
	}
	var conn *sql.Conn
	if s.duck, conn, err = OpenDuck(ctx, path, "ledger", s.opt); conn == nil {
		return err
	}
	if err := errors.Join(err, conn.Close()); err != nil || !short {
		return err
	}
	return s.readLedger(ctx)
}

// readLedger reads every block of ledger.duckdb in use. DuckDB finds those that
// are missing or do not have their checksum.
func (s *Store) readLedger(ctx context.Context) error {
	rows, err := s.duck.QueryContext(ctx, "SELECT table_name FROM duckdb_tables() WHERE database_name = 'ledger' ORDER BY table_name")
	if err != nil {
		return err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var t string
		if err := rows.Scan(&t); err != nil {
			return err
		}
		all = append(all, t)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, t := range all {
		var empty bool
		if err := s.duck.QueryRowContext(ctx, "SELECT bit_xor(hash(t)) IS NULL FROM "+t+" t").Scan(&empty); err != nil {
			return fmt.Errorf("read %s: %w", t, err)
		}
	}
	return nil
}

// duckShort says whether the file is shorter than its header counts blocks.
// DuckDB reads a block when it is asked for, so a file that was cut opens. But a
// crash can leave a file without its last blocks where these were free.
// A file that is missing or has another form is left to DuckDB.
//
// Source: DuckDB 1.5, storage version 64 and later: three headers of 4096 bytes.
// The second and third say, after a checksum: iteration, two block numbers, the
// count of blocks, their size; the one with the higher iteration holds.
func duckShort(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return false, err
	}
	var head [duckHeaders]byte
	if n, _ := f.ReadAt(head[:], 0); n < len(head) {
		return false, damaged(ledgerFile, fmt.Errorf("it is %d bytes long, less than its header", fi.Size()))
	}
	var iteration, blocks, size uint64
	for _, h := range [][]byte{head[4096:], head[8192:]} {
		if i := binary.LittleEndian.Uint64(h[8:]); i >= iteration {
			iteration, blocks, size = i, binary.LittleEndian.Uint64(h[32:]), binary.LittleEndian.Uint64(h[40:])
		}
	}
	if size < 1<<14 || size > 1<<18 || blocks > 1<<40 {
		return false, nil
	}
	return fi.Size() < duckHeaders+int64(blocks*size), nil
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
