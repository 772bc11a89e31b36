package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"entente/internal/event"
)

// Provenance says what made the events of a batch.
type Provenance struct {
	Program  string // the program and its version
	Codebook string // name@version; with the id of a document, what makes it known
}

// Result counts what a batch brought.
type Result struct {
	DocsNew, DocsKnown     int
	EventsNew, EventsKnown int
}

// Append adds a batch of coded documents: all that are not known, whole, in both
// files, or none. A document is known if it was added before with the same
// codebook; with another, its new coding supersedes the last. Every document
// must pass [Check]; if one does not, the batch is refused.
//
// A process that dies in the middle leaves either nothing or a batch that the
// next [Open] completes. So does an error past the first file (a full disk);
// the batch is then completed by the next Append or Open.
func (s *Store) Append(ctx context.Context, coded []*event.Coded, prov Provenance) (Result, error) {
	if s.opt.ReadOnly {
		return Result{}, ErrReadOnly
	}
	if prov.Codebook == "" {
		return Result{}, errors.New("append: the codebook is not named")
	}
	var faults []error
	for _, c := range coded {
		faults = append(faults, Check(c))
	}
	if err := errors.Join(faults...); err != nil {
		return Result{}, fmt.Errorf("append: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return Result{}, errors.New("append: the ledger is closed")
	}
	if err := s.complete(ctx); err != nil {
		return Result{}, fmt.Errorf("append: complete an earlier batch: %w", err)
	}
	b := batch{number: s.sealed.Load() + 1, added: s.opt.Now().UTC().Truncate(time.Microsecond), program: prov.Program, codebook: prov.Codebook}
	res, err := s.keep(ctx, &b, coded)
	if err != nil {
		return Result{}, fmt.Errorf("append: %w", documentsError(err))
	}
	if len(b.codings) == 0 {
		return res, nil
	}
	// From here the batch is bound to come; a cancelled caller shall not leave
	// it half way.
	if err := s.write(context.WithoutCancel(ctx), b); err != nil {
		return Result{}, fmt.Errorf("append: %w", err)
	}
	return res, nil
}

// keep puts what is new of the batch into documents.sqlite in one transaction
// and lists it in b.codings.
func (s *Store) keep(ctx context.Context, b *batch, coded []*event.Coded) (res Result, err error) {
	tx, err := s.docs.BeginTx(ctx, nil)
	if err != nil {
		return res, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreDone(tx.Rollback()))
		}
	}()
	q := map[string]*sql.Stmt{}
	for name, text := range map[string]string{
		"document": "SELECT document FROM documents WHERE id = ?",
		"coding":   "SELECT codebook, coding FROM codings WHERE document = ? ORDER BY coding",
		"text":     "INSERT INTO documents (id, batch, title, bytes, text) VALUES (?, ?, ?, ?, ?)",
		"search":   "INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)",
		"sketch":   "INSERT INTO sketches (document, credit, sketch) VALUES (?, ?, ?)",
		"coded":    "INSERT INTO codings (document, codebook, batch, supersedes, coded) VALUES (?, ?, ?, ?, ?)",
	} {
		if q[name], err = tx.PrepareContext(ctx, text); err != nil {
			return res, err
		}
		defer q[name].Close()
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO batches VALUES (?, ?, ?, ?)",
		b.number, b.added.Format(time.RFC3339Nano), clean(b.program), clean(b.codebook)); err != nil {
		return res, err
	}
	for _, c := range coded {
		document, latest, known, err := lookup(ctx, q["document"], q["coding"], c.ID, clean(b.codebook))
		if err != nil {
			return res, err
		}
		if known {
			res.DocsKnown++
			res.EventsKnown += len(c.Events)
			continue
		}
		if document == 0 {
			r, err := q["text"].ExecContext(ctx, clean(c.ID), b.number, clean(c.Title), len(c.Text), s.enc.EncodeAll([]byte(c.Text), nil))
			if err != nil {
				return res, fmt.Errorf("keep document %s: %w", c.ID, err)
			}
			if document, err = r.LastInsertId(); err != nil {
				return res, err
			}
			if _, err := q["search"].ExecContext(ctx, document, clean(c.Title), c.Text); err != nil {
				return res, fmt.Errorf("index document %s: %w", c.ID, err)
			}
			if _, err := q["sketch"].ExecContext(ctx, document, clean(credit(c)), packSketch(sketch(c))); err != nil {
				return res, fmt.Errorf("keep document %s: %w", c.ID, err)
			}
		}
		line, err := s.pack(c)
		if err != nil {
			return res, fmt.Errorf("keep document %s: %w", c.ID, err)
		}
		r, err := q["coded"].ExecContext(ctx, document, clean(b.codebook), b.number, sql.NullInt64{Int64: latest, Valid: latest > 0}, line)
		if err != nil {
			return res, fmt.Errorf("keep document %s: %w", c.ID, err)
		}
		number, err := r.LastInsertId()
		if err != nil {
			return res, err
		}
		b.codings = append(b.codings, coding{number: number, supersedes: latest, Coded: c})
		res.DocsNew++
		res.EventsNew += len(c.Events)
	}
	if len(b.codings) == 0 {
		return res, tx.Rollback()
	}
	return res, tx.Commit()
}

// lookup finds a document and its latest coding, 0 if there is none, and says
// whether the codebook has coded it.
func lookup(ctx context.Context, byID, codings *sql.Stmt, id, codebook string) (document, latest int64, known bool, err error) {
	err = byID.QueryRowContext(ctx, clean(id)).Scan(&document)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, false, nil
	}
	if err != nil {
		return 0, 0, false, err
	}
	rows, err := codings.QueryContext(ctx, document)
	if err != nil {
		return 0, 0, false, err
	}
	defer rows.Close()
	for rows.Next() {
		var by string
		if err := rows.Scan(&by, &latest); err != nil {
			return 0, 0, false, err
		}
		known = known || by == codebook
	}
	return document, latest, known, rows.Err()
}

// pack writes a coded document without its text, which is kept once.
func (s *Store) pack(c *event.Coded) ([]byte, error) {
	bare := *c
	bare.Text = ""
	b, err := bare.MarshalJSON() // json.Marshal would read it all once more
	if err != nil {
		return nil, err
	}
	return s.enc.EncodeAll(b, nil), nil
}

// unpack is the reverse of pack. An error means that documents.sqlite is
// damaged: zstd frames bear a checksum.
func (s *Store) unpack(line, text []byte, size int64) (*event.Coded, error) {
	plain, err := s.unzip(text, size)
	if err != nil {
		return nil, err
	}
	b, err := s.dec.DecodeAll(line, nil)
	if err != nil {
		return nil, damaged(documentsFile, err)
	}
	c := new(event.Coded)
	if err := json.NewDecoder(bytes.NewReader(b)).Decode(c); err != nil {
		return nil, damaged(documentsFile, err)
	}
	c.Text = plain
	return c, nil
}

func (s *Store) unzip(text []byte, size int64) (string, error) {
	b, err := s.dec.DecodeAll(text, make([]byte, 0, max(0, min(size, 64<<20))))
	if err != nil {
		return "", damaged(documentsFile, err)
	}
	return string(b), nil
}

// Known says which of the documents the ledger holds, by whatever codebook.
// Those it does not hold are not in the map.
func (s *Store) Known(ctx context.Context, ids []string) (map[string]bool, error) {
	return s.known(ctx, ids, "SELECT 1 FROM documents WHERE id = ? AND batch <= ?")
}

// KnownBy says which of the documents the ledger holds as coded by the codebook:
// those that [Store.Append] would pass over.
func (s *Store) KnownBy(ctx context.Context, codebook string, ids []string) (map[string]bool, error) {
	return s.known(ctx, ids, `SELECT 1 FROM documents d JOIN codings c USING (document)
		WHERE d.id = ? AND c.batch <= ? AND c.codebook = ?`, clean(codebook))
}

// Coded returns the documents that the codebook has coded, with how many events
// each has: those that [Store.Append] would pass over.
func (s *Store) Coded(ctx context.Context, codebook string) (map[string]int, error) {
	out := map[string]int{}
	err := s.each(ctx, `SELECT d.id, count(e.event) FROM documents d LEFT JOIN events e ON e.coding = d.coding
		WHERE d.codebook = ? AND d.batch <= ? GROUP BY d.id`, func(scan func(...any) error) error {
		var id string
		var n int
		err := scan(&id, &n)
		out[id] = n
		return err
	}, clean(codebook), s.Batch())
	return out, err
}

func (s *Store) known(ctx context.Context, ids []string, query string, args ...any) (map[string]bool, error) {
	stmt, err := s.docs.PrepareContext(ctx, query)
	if err != nil {
		return nil, documentsError(err)
	}
	defer stmt.Close()
	out := make(map[string]bool)
	for _, id := range ids {
		var one int
		switch err := stmt.QueryRowContext(ctx, append([]any{clean(id), s.sealed.Load()}, args...)...).Scan(&one); {
		case err == nil:
			out[id] = true
		case !errors.Is(err, sql.ErrNoRows):
			return nil, documentsError(err)
		}
	}
	return out, nil
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}
