package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// The order of a commit is: documents.sqlite, then ledger.duckdb. So after a
// crash documents.sqlite may hold batches that ledger.duckdb lacks, and since
// it holds all of them, they are derived again. The other way round, something
// was lost that cannot be made up.

// reconcile brings both files to the same batch when the ledger is opened. A
// reader leaves them and shows what both hold.
func (s *Store) reconcile(ctx context.Context) error {
	docs, err := s.documentBatches(ctx)
	if err != nil {
		return err
	}
	if err := s.count(ctx); err != nil {
		return ledgerError(err)
	}
	if sealed := s.sealed.Load(); docs < sealed {
		return damaged(documentsFile, fmt.Errorf("it ends with batch %d, while %s holds %d", docs, ledgerFile, sealed))
	}
	if s.opt.ReadOnly {
		return nil
	}
	return s.complete(ctx)
}

// count reads the last batch of ledger.duckdb and sees that each table holds as
// many rows as its batches brought. DuckDB keeps the counts, so this is quick.
func (s *Store) count(ctx context.Context) error {
	var sums, counts []string
	for _, t := range tables {
		sums = append(sums, "coalesce(sum("+t+"), 0)::BIGINT")
		counts = append(counts, "(SELECT count(*) FROM "+t+")")
	}
	var rows, last int64
	want, got := make([]int64, len(tables)), make([]int64, len(tables))
	dest := []any{&rows, &last}
	for i := range tables {
		dest = append(dest, &want[i])
	}
	for i := range tables {
		dest = append(dest, &got[i])
	}
	dest = append(dest, &s.nextEvent)
	q := "SELECT count(*), coalesce(max(batch), 0), " + strings.Join(sums, ", ") + ", " + strings.Join(counts, ", ") +
		", (SELECT coalesce(max(event), 0) + 1 FROM events) FROM batches"
	if err := s.duck.QueryRowContext(ctx, q).Scan(dest...); err != nil {
		return err
	}
	if rows != last {
		return damaged(ledgerFile, fmt.Errorf("it holds %d batches, the last of them with number %d", rows, last))
	}
	for i, t := range tables {
		if got[i] != want[i] {
			return damaged(ledgerFile, fmt.Errorf("it holds %d rows of %s and should hold %d", got[i], t, want[i]))
		}
	}
	s.sealed.Store(last)
	return nil
}

// complete derives the batches that documents.sqlite holds and ledger.duckdb
// does not.
func (s *Store) complete(ctx context.Context) error {
	docs, err := s.documentBatches(ctx)
	if err != nil {
		return err
	}
	for n := s.sealed.Load() + 1; n <= docs; n++ {
		b, err := s.load(ctx, n)
		if err != nil {
			return fmt.Errorf("complete batch %d: %w", n, err)
		}
		if err := s.write(ctx, b); err != nil {
			return fmt.Errorf("complete batch %d: %w", n, err)
		}
	}
	return nil
}

// load reads a batch back from documents.sqlite.
func (s *Store) load(ctx context.Context, number int64) (batch, error) {
	b := batch{number: number}
	var added string
	if err := s.docs.QueryRowContext(ctx, "SELECT added, program, codebook FROM batches WHERE batch = ?", number).
		Scan(&added, &b.program, &b.codebook); err != nil {
		return b, documentsError(err)
	}
	var err error
	if b.added, err = time.Parse(time.RFC3339Nano, added); err != nil {
		return b, damaged(documentsFile, err)
	}
	rows, err := s.docs.QueryContext(ctx, `SELECT c.coding, coalesce(c.supersedes, 0), c.coded, d.text, d.bytes
		FROM codings c JOIN documents d USING (document) WHERE c.batch = ? ORDER BY c.coding`, number)
	if err != nil {
		return b, documentsError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var c coding
		var line, text []byte
		var size int64
		if err := rows.Scan(&c.number, &c.supersedes, &line, &text, &size); err != nil {
			return b, documentsError(err)
		}
		if c.Coded, err = s.unpack(line, text, size); err != nil {
			return b, err
		}
		b.codings = append(b.codings, c)
	}
	if err := rows.Err(); err != nil {
		return b, documentsError(err)
	}
	b.grouping, err = s.loadGrouping(ctx, number)
	return b, err
}

// Rebuild makes ledger.duckdb of the ledger in dir anew from its
// documents.sqlite and returns how many documents it holds. The old file, if
// there is one, is kept beside it under the name returned. It is for a ledger
// that is ErrDamaged in ledger.duckdb; documents.sqlite must be whole.
func Rebuild(ctx context.Context, dir string, opt Options) (docs int64, aside string, err error) {
	if opt.ReadOnly {
		return 0, "", ErrReadOnly
	}
	path := (&Store{dir: dir}).path
	if !exists(path(documentsFile)) {
		return 0, "", fmt.Errorf("rebuild ledger %s: %w: the folder holds no %s", dir, ErrNotFound, documentsFile)
	}
	opt.rebuild = func() error {
		for n := 1; exists(path(ledgerFile)); n++ {
			name := fmt.Sprintf("%s.damaged-%d", path(ledgerFile), n)
			if exists(name) {
				continue
			}
			if err := os.Rename(path(ledgerFile), name); err != nil {
				return err
			}
			aside = name
		}
		// A log without its file would be read into the new one.
		if err := os.Remove(path(ledgerFile + ".wal")); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return nil
	}
	s, err := Open(ctx, dir, opt)
	if err != nil {
		return 0, aside, err
	}
	err = s.docs.QueryRowContext(ctx, "SELECT count(*) FROM documents").Scan(&docs)
	return docs, aside, errors.Join(documentsError(err), s.Close())
}
