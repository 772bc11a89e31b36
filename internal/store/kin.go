package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"entente/internal/story"
)

// keepKin replaces what is known of the kin of the documents that were compared.
func keepKin(ctx context.Context, tx *sql.Tx, g *Grouping) error {
	if len(g.Compared) == 0 {
		return nil
	}
	drop, err := tx.PrepareContext(ctx, "DELETE FROM kin WHERE document = ?")
	if err != nil {
		return err
	}
	defer drop.Close()
	for _, n := range g.Compared {
		if _, err := drop.ExecContext(ctx, n); err != nil {
			return err
		}
	}
	put, err := tx.PrepareContext(ctx, "INSERT INTO kin VALUES (?, ?, ?)")
	if err != nil {
		return err
	}
	defer put.Close()
	for _, k := range g.Kin {
		if _, err := put.ExecContext(ctx, k.Document, k.Other, string(k.Kin)); err != nil {
			return err
		}
	}
	return nil
}

// Kin returns what earlier groupings found of the kin of documents, in order of
// document and other.
func (s *Store) Kin(ctx context.Context) ([]Kinship, error) {
	rows, err := s.docs.QueryContext(ctx, "SELECT document, other, kin FROM kin ORDER BY document, other")
	if err != nil {
		return nil, documentsError(err)
	}
	defer rows.Close()
	var out []Kinship
	for rows.Next() {
		var k Kinship
		if err := rows.Scan(&k.Document, &k.Other, &k.Kin); err != nil {
			return nil, documentsError(err)
		}
		out = append(out, k)
	}
	return out, documentsError(rows.Err())
}

// A Sketched is a document as far as copies are found by it. Documents are
// numbered from 1 in the order they were added.
type Sketched struct {
	Number int64
	Batch  int64 // that brought it
	ID     string
	Credit string // whom its first line names as the source of the text
	Sketch story.Sketch
}

// EachSketch calls f with all documents that came after one batch and up to another,
// in the order they were added. The sketch is not kept for the next call. Those of documents added before
// there were sketches are made from the texts, and kept unless the ledger is open
// for reading only.
func (s *Store) EachSketch(ctx context.Context, after, through int64, f func(*Sketched)) error {
	if err := s.eachSketch(ctx, after, through, f); err != nil {
		return fmt.Errorf("sketches: %w", documentsError(err))
	}
	return nil
}

func (s *Store) eachSketch(ctx context.Context, after, through int64, f func(*Sketched)) error {
	if err := s.fillSketches(ctx); err != nil {
		return err
	}
	rows, err := s.docs.QueryContext(ctx, `SELECT d.document, d.batch, d.id, k.credit, k.sketch FROM documents d
		LEFT JOIN sketches k USING (document) WHERE d.batch > ? AND d.batch <= ? ORDER BY d.document`, after, min(through, s.sealed.Load()))
	if err != nil {
		return err
	}
	defer rows.Close()
	var d Sketched
	for rows.Next() {
		var c sql.NullString
		var b sql.RawBytes
		if err := rows.Scan(&d.Number, &d.Batch, &d.ID, &c, &b); err != nil {
			return err
		}
		d.Credit, d.Sketch = c.String, unpackSketch(d.Sketch[:0], b)
		if !c.Valid { // for reading only: it is made each time
			made, err := s.document(ctx, d.ID, "")
			if err != nil {
				return err
			}
			d.Credit, d.Sketch = credit(made), sketch(made)
		}
		f(&d)
	}
	return rows.Err()
}

// fillSketches makes the sketches that are missing, some at a time.
func (s *Store) fillSketches(ctx context.Context) error {
	const portion = 500
	for !s.opt.ReadOnly {
		rows, err := s.docs.QueryContext(ctx, `SELECT document, id FROM documents
			WHERE document NOT IN (SELECT document FROM sketches) AND batch <= ? ORDER BY document LIMIT ?`, s.sealed.Load(), portion)
		if err != nil {
			return err
		}
		var ns []int64
		var ids []string
		for rows.Next() {
			var n int64
			var id string
			if err := errors.Join(rows.Scan(&n, &id)); err != nil {
				rows.Close()
				return err
			}
			ns, ids = append(ns, n), append(ids, id)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil || len(ns) == 0 {
			return err
		}
		if err := s.putSketches(ctx, ns, ids); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) putSketches(ctx context.Context, ns []int64, ids []string) error {
	credits, packed := make([]string, len(ns)), make([][]byte, len(ns))
	for i, id := range ids {
		c, err := s.document(ctx, id, "")
		if err != nil {
			return err
		}
		credits[i], packed[i] = clean(credit(c)), packSketch(sketch(c))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	tx, err := s.docs.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for i, n := range ns {
		if _, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO sketches VALUES (?, ?, ?)", n, credits[i], packed[i]); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

// SketchesOf returns the sketches of documents by their numbers.
func (s *Store) SketchesOf(ctx context.Context, documents []int64) (map[int64]story.Sketch, error) {
	q, err := s.docs.PrepareContext(ctx, "SELECT sketch FROM sketches WHERE document = ?")
	if err != nil {
		return nil, documentsError(err)
	}
	defer q.Close()
	out := make(map[int64]story.Sketch, len(documents))
	for _, n := range documents {
		var b []byte
		if err := q.QueryRowContext(ctx, n).Scan(&b); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, documentsError(err)
		}
		out[n] = unpackSketch(nil, b)
	}
	return out, nil
}
