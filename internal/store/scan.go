package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"entente/internal/edtf"
	"entente/internal/event"
)

// A Compact is an event without its words: what is needed to count it. Strings
// that repeat share their bytes only if the caller sees to it.
type Compact struct {
	Number     int64 // for [Store.Rows]
	ID         string
	Coding     int64 // number of the coding it belongs to
	Type, Mode string
	Kind       string
	Contexts   []string
	Quad       event.Quad
	Scale      float64
	Status     event.Status
	Reciprocal bool
	Date       string // EDTF, "" unknown
	// First and Last day; the flags say whether they are known.
	First, Last       edtf.Day
	HasFirst, HasLast bool
	DateBasis         event.DateBasis
	Place             event.Place // Name "" if not stated
	Count             int
	Recurrence        string
	ContestedBy       []string
	Flags             []string
	Rule              string
	Confidence        float64
	Source, Target    []event.Party // without mentions
	// Evidence is the pieces of its evidence, in their order.
	Evidence []event.Evidence
	// Words are those of the first piece.
	Words string
	// Anonymous says that all claims that speak of it have a holder without a
	// name; false where no claim does.
	Anonymous bool
}

// A CodedDocument is a document as one codebook read it.
type CodedDocument struct {
	DocInfo
	Coding, Batch int64
	Supersedes    int64 // 0 is none
	Codebook      string
	Bytes         int64
	Claims        int
}

// A BatchInfo is one commit to the ledger.
type BatchInfo struct {
	Batch             int64
	Added             time.Time // UTC
	Program, Codebook string
	Documents, Events int
}

// Batch is the number of the last whole batch; it changes whenever anything is
// added, and only then.
func (s *Store) Batch() int64 { return s.sealed.Load() }

// Rows reads the events with these numbers, in their order. A number that there
// is none of is an error.
func (s *Store) Rows(ctx context.Context, numbers []int64) ([]Row, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	out, err := s.rows(ctx, numbers)
	if err != nil {
		return nil, fmt.Errorf("rows: %w", ledgerError(err))
	}
	return out, nil
}

// Batches lists the commits, oldest first.
func (s *Store) Batches(ctx context.Context) ([]BatchInfo, error) {
	var out []BatchInfo
	err := s.each(ctx, "SELECT batch, added, program, codebook, documents, events FROM batches WHERE batch <= ? ORDER BY batch", func(scan func(...any) error) error {
		var b BatchInfo
		if err := scan(&b.Batch, &b.Added, &b.Program, &b.Codebook, &b.Documents, &b.Events); err != nil {
			return err
		}
		b.Added = b.Added.UTC()
		out = append(out, b)
		return nil
	}, s.Batch())
	return out, err
}

// Codings lists every coding of every document that came after a batch, in order
// of its number, those that a later one supersedes too.
func (s *Store) Codings(ctx context.Context, after int64) ([]CodedDocument, error) {
	var out []CodedDocument
	err := s.each(ctx, `SELECT d.coding, d.batch, coalesce(d.supersedes, 0), d.codebook, d.bytes, coalesce(c.n, 0), `+infoColumns+`
		FROM documents d LEFT JOIN (SELECT coding, count(*) AS n FROM claims GROUP BY coding) c ON c.coding = d.coding
		WHERE d.batch > ? AND d.batch <= ? ORDER BY d.coding`, func(scan func(...any) error) error {
		var d CodedDocument
		var title, publisher, url, file, lang, published, basis sql.NullString
		if err := scan(&d.Coding, &d.Batch, &d.Supersedes, &d.Codebook, &d.Bytes, &d.Claims,
			&d.ID, &title, &publisher, &url, &file, &lang, &published, &basis); err != nil {
			return err
		}
		d.Title, d.Publisher, d.URL, d.File, d.Lang = title.String, publisher.String, url.String, file.String, lang.String
		d.setPublished(published.String, basis.String)
		out = append(out, d)
		return nil
	}, after, s.Batch())
	return out, err
}

// Scan calls f with every event of the ledger from a number on, superseded ones
// too, in order of number. f may keep what it gets. An error of f ends it and is
// returned.
func (s *Store) Scan(ctx context.Context, from int64, f func(*Compact) error) error {
	if err := s.scan(ctx, from, f); err != nil {
		return fmt.Errorf("scan: %w", ledgerError(err))
	}
	return nil
}

// scanned is how many events are read at a time.
const scanned = 20000

func (s *Store) scan(ctx context.Context, from int64, f func(*Compact) error) error {
	var last sql.NullInt64
	if err := s.duck.QueryRowContext(ctx, "SELECT max(event) FROM events").Scan(&last); err != nil || !last.Valid {
		return err
	}
	for ; from <= last.Int64; from += scanned {
		part, err := s.part(ctx, from, from+scanned)
		if err != nil {
			return err
		}
		for _, c := range part {
			if err := f(c); err != nil {
				return err
			}
		}
	}
	return nil
}

// part reads the events whose numbers lie in [from, to).
func (s *Store) part(ctx context.Context, from, to int64) ([]*Compact, error) {
	var out []*Compact
	at := map[int64]*Compact{}
	err := s.each(ctx, `SELECT e.event, e.id, e.coding, e.type, coalesce(e.mode, ''), coalesce(e.kind, ''), e.contexts, coalesce(e.quad, 0), e.scale, coalesce(e.status, ''),
		e.reciprocal, coalesce(e.date, ''), e.date_first, e.date_last, coalesce(e.date_basis, ''),
		coalesce(e.place_id, ''), coalesce(e.place_name, ''), coalesce(e.place_country, ''), coalesce(e.place_admin1, ''), coalesce(e.place_precision, ''),
		coalesce(e.count, 0), coalesce(e.recurrence, ''), e.contested_by, e.flags, coalesce(e.rule, ''), coalesce(e.confidence, 0)
		FROM events e JOIN documents d ON d.coding = e.coding
		WHERE e.event >= ? AND e.event < ? AND d.batch <= ? ORDER BY e.event`, func(scan func(...any) error) error {
		c := &Compact{}
		var contexts, contested, flags any
		var first, last sql.NullTime
		if err := scan(&c.Number, &c.ID, &c.Coding, &c.Type, &c.Mode, &c.Kind, &contexts, &c.Quad, &c.Scale, &c.Status,
			&c.Reciprocal, &c.Date, &first, &last, &c.DateBasis,
			&c.Place.ID, &c.Place.Name, &c.Place.Country, &c.Place.Admin1, &c.Place.Precision,
			&c.Count, &c.Recurrence, &contested, &flags, &c.Rule, &c.Confidence); err != nil {
			return err
		}
		c.Contexts, c.ContestedBy, c.Flags = stringsOf(contexts), stringsOf(contested), stringsOf(flags)
		c.First, c.HasFirst = dayOf(first)
		c.Last, c.HasLast = dayOf(last)
		out = append(out, c)
		at[c.Number] = c
		return nil
	}, from, to, s.Batch())
	if err != nil {
		return nil, err
	}
	err = s.each(ctx, `SELECT event, side, coalesce(actor, ''), coalesce(country, ''), coalesce(sector, ''), coalesce(name, '')
		FROM parties WHERE event >= ? AND event < ? ORDER BY event, side, position`, func(scan func(...any) error) error {
		var n int64
		var side string
		var p event.Party
		if err := scan(&n, &side, &p.Actor, &p.Country, &p.Sector, &p.Name); err != nil {
			return err
		}
		switch c := at[n]; {
		case c == nil:
		case side == "source":
			c.Source = append(c.Source, p)
		default:
			c.Target = append(c.Target, p)
		}
		return nil
	}, from, to)
	if err != nil {
		return nil, err
	}
	err = s.each(ctx, `SELECT event, begin_byte, end_byte, sentence, coalesce(kind, ''), coalesce(trigger_begin, 0), coalesce(trigger_end, 0), CASE WHEN position = 0 THEN words ELSE '' END
		FROM evidence WHERE event >= ? AND event < ? ORDER BY event, position`, func(scan func(...any) error) error {
		var n int64
		var v event.Evidence
		var words string
		if err := scan(&n, &v.Begin, &v.End, &v.Sentence, &v.Kind, &v.Trigger.Begin, &v.Trigger.End, &words); err != nil {
			return err
		}
		if c := at[n]; c != nil {
			if len(c.Evidence) == 0 {
				c.Words = words
			}
			c.Evidence = append(c.Evidence, v)
		}
		return nil
	}, from, to)
	if err != nil {
		return nil, err
	}
	return out, s.each(ctx, `SELECT e.event FROM events e JOIN (
			SELECT coding, unnest(events) AS id, anonymous FROM claims WHERE events IS NOT NULL) c ON c.coding = e.coding AND c.id = e.id
		WHERE e.event >= ? AND e.event < ? GROUP BY e.event HAVING bool_and(c.anonymous)`, func(scan func(...any) error) error {
		var n int64
		if err := scan(&n); err != nil {
			return err
		}
		if c := at[n]; c != nil {
			c.Anonymous = true
		}
		return nil
	}, from, to)
}

// each calls f with the scanner of every row.
func (s *Store) each(ctx context.Context, q string, f func(scan func(...any) error) error, args ...any) error {
	rows, err := s.duck.QueryContext(ctx, q, args...)
	if err != nil {
		return ledgerError(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return ledgerError(rows.Err())
}

func dayOf(t sql.NullTime) (edtf.Day, bool) {
	if !t.Valid {
		return 0, false
	}
	y, m, d := t.Time.In(time.UTC).Date()
	return edtf.DayOf(y, int(m), d), true
}
