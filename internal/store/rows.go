package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"entente/internal/edtf"
	"entente/internal/event"
)

// A batch is what goes into ledger.duckdb in one transaction. It is made the
// same whether the documents come from the coder or back from documents.sqlite.
type batch struct {
	number            int64
	added             time.Time
	program, codebook string
	codings           []coding
	grouping          *Grouping // of a batch without documents
}

// A coding is a document as one codebook reads it.
type coding struct {
	number     int64
	supersedes int64 // 0: none
	*event.Coded
}

// row is one row of a table, its columns in the order of the schema.
type row []driver.Value

// tables are the tables of ledger.duckdb that a batch fills, in the order they
// are written and counted in batches.
var tables = [...]string{"documents", "events", "parties", "evidence", "claims", "actors_seen", "document_stories", "event_clusters"}

// rows turns a batch into the rows of each of the tables. Events are numbered
// from next.
func (b batch) rows(next int64) (out [len(tables)][]row) {
	add := func(table int, values ...driver.Value) { out[table] = append(out[table], values) }
	for _, c := range b.codings {
		d := &c.Document
		pubFirst, pubLast := days(d.Published)
		var supersedes driver.Value
		if c.supersedes > 0 {
			supersedes = c.supersedes
		}
		add(0, c.number, b.number, supersedes, d.ID, clean(b.codebook), text(d.File), text(d.URL), text(d.Title), text(d.Lang),
			text(d.Published), pubFirst, pubLast, text(string(d.PublishedBasis)), text(d.Publisher), text(d.Byline),
			list(d.Tags), int64(len(c.Text)))
		for i := range c.Events {
			e := &c.Events[i]
			addEvent(&out, next, c, e)
			next++
		}
		for i := range c.Claims {
			out[4] = append(out[4], claimRow(c, i))
		}
		for _, r := range seen(c.Mentions) {
			m := r.Mention
			add(5, c.number, text(m.Actor), text(m.Country), text(string(m.Kind)), text(m.Sector), text(m.Name), int32(r.n))
		}
	}
	if b.grouping != nil {
		for _, d := range b.grouping.Stories {
			add(6, b.number, clean(d.Document), clean(d.Story), string(d.Kin), text(d.Origin), text(d.Basis))
		}
		for _, e := range b.grouping.Clusters {
			add(7, b.number, e.Event, clean(e.Cluster))
		}
	}
	return out
}

// claimRow is the row of claim i of a coding.
func claimRow(c coding, i int) row {
	cl := &c.Claims[i]
	h := &cl.Holder
	first, last := bounds(cl.Date)
	actor, country, state := text(h.Actor), text(h.Country), driver.Value(nil)
	if m, ok := h.Mention.Index(); ok && m < len(c.Mentions) {
		actor, country = text(c.Mentions[m].Actor), text(c.Mentions[m].Country)
	}
	if h.Kind != "" {
		state = h.StateActor
	}
	var hedges []string
	for _, s := range cl.Hedges {
		hedges = append(hedges, s.In(c.Text))
	}
	r := row{c.number, int32(i), clean(cl.ID), text(h.Name), actor, country, h.Anonymous,
		text(cl.Mode), text(cl.Stance), cl.Negated, int64(cl.Begin), int64(cl.End), list(cl.About),
		text(cl.Date.String()), first, last, list(cl.Events), clean(cl.In(c.Text)),
		text(string(cl.Kind)), list(cl.Of), text(string(h.Kind)), text(h.Affiliation), state, text(cl.Veracity),
		text(cl.Attribution.In(c.Text)), list(hedges), list(cl.Contests), list(cl.ContestedBy)}
	if l := cl.Line; l != nil {
		return append(r, text(l.Condition.In(c.Text)), list(l.Types), list(l.Contexts), list(l.Parties))
	}
	return append(r, nil, nil, nil, nil)
}

func addEvent(out *[len(tables)][]row, number int64, c coding, e *event.Event) {
	first, last := bounds(e.Date)
	var quad, count driver.Value
	if e.Quad != 0 {
		quad = int8(e.Quad)
	}
	if e.Count != 0 {
		count = int32(e.Count)
	}
	place := row{nil, nil, nil, nil, nil, nil}
	if i, ok := e.Place.Index(); ok && i < len(c.Places) {
		p := c.Places[i]
		place = row{int32(i), text(p.ID), text(p.Name), text(p.Country), text(p.Admin1), text(string(p.Precision))}
	}
	r := row{number, c.number, clean(e.ID), clean(e.Type), text(e.Mode), list(e.Contexts), quad, e.Scale, text(e.Kind),
		e.Reciprocal, text(string(e.Status)), text(e.Date.String()), first, last, text(string(e.DateBasis))}
	r = append(r, place...)
	r = append(r, count, text(e.Recurrence), list(e.ContestedBy), list(e.Flags), text(e.Rule), e.Confidence)
	out[1] = append(out[1], r)
	for _, side := range []struct {
		name    string
		parties []event.Party
	}{{"source", e.Source}, {"target", e.Target}} {
		for i, p := range side.parties {
			var mention driver.Value
			if m, ok := p.Mention.Index(); ok {
				mention = int32(m)
			}
			out[2] = append(out[2], row{number, side.name, int32(i), text(p.Actor), text(p.Country), text(p.Sector), text(p.Name), mention})
		}
	}
	for i, v := range e.Evidence {
		var tb, te driver.Value
		if !v.Trigger.Empty() {
			tb, te = int64(v.Trigger.Begin), int64(v.Trigger.End)
		}
		out[3] = append(out[3], row{number, int32(i), int64(v.Begin), int64(v.End), int32(v.Sentence), text(string(v.Kind)), tb, te, clean(v.In(c.Text))})
	}
}

// seenActor is an actor of a document and how often it is named.
type seenActor struct {
	event.Mention
	n int
}

// seen counts the mentions of a document by whom they name, in order of first
// mention.
func seen(mentions []event.Mention) []seenActor {
	type key struct {
		actor, country, name, sector string
		kind                         event.MentionKind
	}
	var out []seenActor
	at := map[key]int{}
	for _, m := range mentions {
		if m.Actor == "" && m.Country == "" {
			continue
		}
		k := key{m.Actor, m.Country, m.Name, m.Sector, m.Kind}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, seenActor{Mention: m})
		}
		out[i].n++
	}
	return out
}

// write puts the batch into ledger.duckdb in one transaction.
func (s *Store) write(ctx context.Context, b batch) (err error) {
	rows := b.rows(s.nextEvent)
	conn, err := s.duck.Conn(ctx)
	if err != nil {
		return ledgerError(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return ledgerError(err)
	}
	defer func() {
		if err != nil {
			// The reason counts; after a failed commit there is nothing to roll back.
			_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
			err = ledgerError(err)
		}
	}()
	if err := conn.Raw(func(dc any) error {
		for i, table := range tables {
			if err := appendRows(dc.(driver.Conn), table, rows[i]); err != nil {
				return fmt.Errorf("append to %s: %w", table, err)
			}
		}
		sum := row{b.number, b.added, clean(b.program), clean(b.codebook)}
		for i := range tables {
			sum = append(sum, int64(len(rows[i])))
		}
		return appendRows(dc.(driver.Conn), "batches", []row{sum})
	}); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := conn.ExecContext(context.WithoutCancel(ctx), "COMMIT"); err != nil {
		return err
	}
	s.nextEvent += int64(len(rows[1]))
	s.sealed.Store(b.number)
	return nil
}

func appendRows(conn driver.Conn, table string, rows []row) error {
	if len(rows) == 0 {
		return nil
	}
	a, err := duckdb.NewAppender(conn, "ledger", "main", table)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := a.AppendRow(r...); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	return a.Close()
}

// clean makes a string fit for both databases, as JSON does: each byte that is
// no UTF-8 becomes U+FFFD. Names of files can hold any byte.
func clean(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// text is a string, or NULL for "".
func text(s string) driver.Value {
	if s == "" {
		return nil
	}
	return clean(s)
}

// list is a list of strings, or NULL if there is none.
func list(xs []string) driver.Value {
	if len(xs) == 0 {
		return nil
	}
	out := make([]string, len(xs))
	for i, x := range xs {
		out[i] = clean(x)
	}
	return out
}

// bounds are the first and the last day of a date, NULL where open or unknown.
func bounds(d edtf.Date) (first, last driver.Value) {
	if day, ok := d.First(); ok {
		first = date(day)
	}
	if day, ok := d.Last(); ok {
		last = date(day)
	}
	return first, last
}

// date is a DATE, or NULL beyond what DuckDB can hold: some five million years
// to both sides.
func date(d edtf.Day) driver.Value {
	if d < -2_000_000_000 || d > 2_000_000_000 {
		return nil
	}
	return time.Unix(int64(d)*24*60*60, 0).UTC()
}

// days are the bounds of a date as written, NULL if it is no date.
func days(s string) (first, last driver.Value) {
	d, err := edtf.Parse(s)
	if err != nil {
		return nil, nil
	}
	return bounds(d)
}
