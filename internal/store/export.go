package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	duckdb "github.com/duckdb/duckdb-go/v2"
)

// formats are the forms of an export, as DuckDB writes them.
var formats = map[string]string{
	"jsonl":   "FORMAT json",
	"csv":     "FORMAT csv, HEADER",
	"parquet": "FORMAT parquet, COMPRESSION zstd",
}

// byDay is the order of an export of events.
const byDay = " ORDER BY coalesce(date_first, date_last) NULLS LAST, id"

// Export writes the current events to w, one row an event, in order of the day
// and id: "jsonl", "csv" or "parquet". The columns are those of export_events in
// docs/ledger.md. The same ledger gives the same bytes. The export is made in
// a temporary file first, so w gets all of it or nothing, short of an error in
// writing to w.
func (s *Store) Export(ctx context.Context, format string, w io.Writer) error {
	return s.export(ctx, format, "* FROM export_events"+byDay, nil, w)
}

// ExportOnly is Export of the events with these numbers, superseded ones too.
func (s *Store) ExportOnly(ctx context.Context, format string, numbers []int64, w io.Writer) error {
	return s.export(ctx, format, "* EXCLUDE (event, superseded) FROM export_rows WHERE event IN (SELECT event FROM temp.chosen)"+byDay, numbers, w)
}

// ExportClaims writes the current claims as Export does events: the columns of
// export_claims, in the order of day, document and position.
func (s *Store) ExportClaims(ctx context.Context, format string, w io.Writer) error {
	return s.export(ctx, format, "* FROM export_claims ORDER BY coalesce(date_first, date_last) NULLS LAST, document, position", nil, w)
}

// export writes what a query selects; only, if not nil, are the numbers of the
// events in its table chosen.
func (s *Store) export(ctx context.Context, format, query string, only []int64, w io.Writer) (err error) {
	how, ok := formats[format]
	if !ok {
		return fmt.Errorf("export: no format %q; there are csv, jsonl and parquet", format)
	}
	home := s.dir
	if s.opt.ReadOnly {
		home = os.TempDir()
	}
	dir, err := os.MkdirTemp(home, "export-")
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "events")
	conn, err := s.duck.Conn(ctx) // a temporary table is of one connection
	if err != nil {
		return fmt.Errorf("export: %w", ledgerError(err))
	}
	defer conn.Close()
	if only != nil {
		if err := choose(ctx, conn, only); err != nil {
			return fmt.Errorf("export: %w", ledgerError(err))
		}
	}
	q := "COPY (SELECT " + query + ") TO " + quote(path) + " (" + how + ")"
	if _, err := conn.ExecContext(ctx, q); err != nil {
		return fmt.Errorf("export %s: %w", format, ledgerError(err))
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	defer f.Close()
	if _, err := io.Copy(w, f); err != nil {
		return fmt.Errorf("export %s: %w", format, err)
	}
	return nil
}

// choose puts numbers of events into a table of this connection alone.
func choose(ctx context.Context, conn *sql.Conn, numbers []int64) error {
	if _, err := conn.ExecContext(ctx, "CREATE OR REPLACE TEMP TABLE chosen (event BIGINT)"); err != nil {
		return err
	}
	return conn.Raw(func(dc any) error {
		a, err := duckdb.NewAppender(dc.(driver.Conn), "temp", "main", "chosen")
		if err != nil {
			return err
		}
		for _, n := range numbers {
			if err := a.AppendRow(n); err != nil {
				return errors.Join(err, a.Close())
			}
		}
		return a.Close()
	})
}
