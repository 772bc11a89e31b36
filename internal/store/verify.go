package store

import (
	"context"
	"errors"
	"fmt"
)

// Verify reads both files whole: every page of documents.sqlite and its index,
// every text and coding, and every block of ledger.duckdb. The error is
// ErrDamaged and names what is not as it should be. Open looks at lengths and
// counts only.
func (s *Store) Verify(ctx context.Context) error {
	return errors.Join(s.verifyDocuments(ctx), ledgerError(s.readLedger(ctx)))
}

func (s *Store) verifyDocuments(ctx context.Context) error {
	var word string
	if err := s.docs.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&word); err != nil {
		return documentsError(err)
	}
	if word != "ok" {
		return damaged(documentsFile, errors.New(word))
	}
	rows, err := s.docs.QueryContext(ctx, "SELECT d.id, d.text, d.bytes, c.coded FROM documents d JOIN codings c USING (document)")
	if err != nil {
		return documentsError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var text, line []byte
		var size int64
		if err := rows.Scan(&id, &text, &size, &line); err != nil {
			return documentsError(err)
		}
		c, err := s.unpack(line, text, size)
		if err != nil {
			return fmt.Errorf("document %s: %w", id, err)
		}
		if c.ID != id || int64(len(c.Text)) != size {
			return damaged(documentsFile, fmt.Errorf("document %s holds %s with %d bytes for %d", id, c.ID, len(c.Text), size))
		}
		if err := Check(c); err != nil {
			return damaged(documentsFile, err)
		}
	}
	return documentsError(rows.Err())
}
