package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// formats are the forms of an export, as DuckDB writes them.
var formats = map[string]string{
	"jsonl":   "FORMAT json",
	"csv":     "FORMAT csv, HEADER",
	"parquet": "FORMAT parquet, COMPRESSION zstd",
}

// Export writes the current events to w, one row an event, in order of the day
// and id: "jsonl", "csv" or "parquet". The columns are those of export_events in
// docs/ledger.md. The same ledger gives the same bytes. The export is made in
// a temporary file first, so w gets all of it or nothing, short of an error in
// writing to w.
func (s *Store) Export(ctx context.Context, format string, w io.Writer) error {
	return s.export(ctx, format, "export_events ORDER BY coalesce(date_first, date_last) NULLS LAST, id", w)
}

// ExportClaims writes the current claims as Export does events: the columns of
// export_claims, in the order of day, document and position.
func (s *Store) ExportClaims(ctx context.Context, format string, w io.Writer) error {
	return s.export(ctx, format, "export_claims ORDER BY coalesce(date_first, date_last) NULLS LAST, document, position", w)
}

func (s *Store) export(ctx context.Context, format, from string, w io.Writer) (err error) {
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
	q := "COPY (SELECT * FROM " + from + ") TO " + quote(path) + " (" + how + ")"
	if _, err := s.duck.ExecContext(ctx, q); err != nil {
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
