package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
)

// A Filter chooses events. Fields that are set must all hold; the zero value
// chooses every current event. An actor is named by its id or by the country it
// acts for, so "TJK" finds its president too.
type Filter struct {
	Actor  string    // on either side
	Source string    // who acted
	Target string    // whom the act was directed at
	Dyad   [2]string // two actors, in either order: on both sides, or both acting

	Type     string // PLOVER event type
	Kind     string
	Status   event.Status
	Document string // id of the document
	// Text is words that must all stand in one piece of the event's evidence,
	// upper and lower case and accents alike.
	Text string

	// From and To bound the days on which the event may have happened, both
	// included: its interval, as far as it is known, must meet theirs. Of From
	// the first day counts, of To the last. An event whose date is unknown is
	// left out if one is set.
	From, To edtf.Date

	State // of the ledger

	// Limit is how many rows at most; 0 is all.
	Limit int
	// After is the id of the last event of the page before, "" for the first
	// page.
	After string
}

// A Row is an event and the document it stands in.
type Row struct {
	Event event.Event
	// Place is where, as the document names it; nil if not stated.
	Place *event.Place
	// Words are the words of the first piece of evidence.
	Words string
	Doc   DocInfo
}

// DocInfo is what is known of a document. Empty is not stated.
type DocInfo struct {
	ID, Title, Publisher, URL, File, Lang string

	Published edtf.Date
	Basis     doc.PublishedBasis
}

// day is the day by which events are ordered: the first they may have happened
// on, else the last.
const day = "coalesce(e.date_first, e.date_last)"

// where turns the filter into conditions on current_events e.
func (f Filter) where() (string, []any) {
	var conds []string
	var args []any
	add := func(cond string, values ...any) {
		conds = append(conds, cond)
		args = append(args, values...)
	}
	party := func(side string, actor string) string {
		args = append(args, actor, actor)
		if side != "" {
			side = " AND p.side = " + quote(side)
		}
		return "e.event IN (SELECT p.event FROM parties p WHERE (p.actor = ? OR p.country = ?)" + side + ")"
	}
	if f.Actor != "" {
		conds = append(conds, party("", f.Actor))
	}
	if f.Source != "" {
		conds = append(conds, party("source", f.Source))
	}
	if f.Target != "" {
		conds = append(conds, party("target", f.Target))
	}
	if a, b := f.Dyad[0], f.Dyad[1]; a != "" || b != "" {
		// Both on one pass over the parties: a set of events that is joined once.
		const isA, isB = "(p.actor = ? OR p.country = ?)", "(p.actor = ? OR p.country = ?)"
		has := func(side, is string) string { return "bool_or(p.side = " + quote(side) + " AND " + is + ")" }
		add("e.event IN (SELECT p.event FROM parties p JOIN events x ON x.event = p.event WHERE "+isA+" OR "+isB+
			" GROUP BY p.event, x.reciprocal HAVING "+
			has("source", isA)+" AND "+has("target", isB)+" OR "+
			has("source", isB)+" AND "+has("target", isA)+" OR "+
			"x.reciprocal AND "+has("source", isA)+" AND "+has("source", isB)+")",
			a, a, b, b, a, a, b, b, b, b, a, a, a, a, b, b)
	}
	for _, c := range []struct{ column, value string }{{"e.type", f.Type}, {"e.kind", f.Kind}, {"e.status", string(f.Status)}} {
		if c.value != "" {
			add(c.column+" = ?", c.value)
		}
	}
	if f.Document != "" {
		add("e.coding IN (SELECT d.coding FROM documents d WHERE d.id = ?)", f.Document)
	}
	if words := strings.Fields(f.Text); len(words) > 0 {
		cond := "e.event IN (SELECT v.event FROM evidence v WHERE true"
		for _, w := range words {
			cond += " AND contains(lower(strip_accents(v.words)), lower(strip_accents(?)))"
			args = append(args, clean(w))
		}
		conds = append(conds, cond+")")
	}
	if first, ok := f.From.First(); ok {
		add("e.date IS NOT NULL AND (e.date_last IS NULL OR e.date_last >= ?)", date(first))
	}
	if last, ok := f.To.Last(); ok {
		add("e.date IS NOT NULL AND (e.date_first IS NULL OR e.date_first <= ?)", date(last))
	}
	if f.After != "" {
		// Rows after the cursor's in the order (day, id), unknown days last.
		add("EXISTS (SELECT 1 FROM events c WHERE c.id = ? AND ("+day+" IS NULL AND (coalesce(c.date_first, c.date_last) IS NOT NULL OR e.id > c.id)"+
			" OR "+day+" > coalesce(c.date_first, c.date_last)"+
			" OR "+day+" = coalesce(c.date_first, c.date_last) AND e.id > c.id))", f.After)
	}
	if len(conds) == 0 {
		return "true", nil
	}
	return "(" + strings.Join(conds, ") AND (") + ")", args
}

// columns are what [scan] reads of current_events e, documents d, evidence v.
const columns = `e.event, e.id, e.type, e.mode, e.contexts, e.quad, e.scale, e.kind, e.reciprocal, e.status, e.date, e.date_basis,
	e.place, e.place_id, e.place_name, e.place_country, e.place_admin1, e.place_precision,
	e.count, e.recurrence, e.contested_by, e.flags, e.rule, e.confidence,
	v.words, d.id, d.title, d.publisher, d.url, d.file, d.lang, d.published, d.published_basis, d.codebook`

// Events returns the events of a state that pass the filter, in the order of the
// first day they may have happened on (unknown last), then of their ids.
func (s *Store) Events(ctx context.Context, f Filter) ([]Row, error) {
	out, err := s.events(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("events: %w", ledgerError(err))
	}
	return out, nil
}

// events finds the numbers of the events first, from few columns, and then reads
// those: the words are most of the file.
func (s *Store) events(ctx context.Context, f Filter) ([]Row, error) {
	where, args := f.where()
	q := "SELECT e.event FROM " + f.events() + " e WHERE " + where + " ORDER BY " + day + " NULLS LAST, e.id"
	if f.Limit > 0 {
		q += fmt.Sprintf(" LIMIT %d", f.Limit)
	}
	rs, err := s.duck.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var numbers []int64
	for rs.Next() {
		var n int64
		if err := rs.Scan(&n); err != nil {
			return nil, err
		}
		numbers = append(numbers, n)
	}
	if err := rs.Err(); err != nil {
		return nil, err
	}
	out := make([]Row, 0, len(numbers))
	for part := range slices.Chunk(numbers, 5000) {
		rows, err := s.rows(ctx, part)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// rows reads the events with these numbers, in their order, each once.
func (s *Store) rows(ctx context.Context, numbers []int64) ([]Row, error) {
	those := make([]string, len(numbers))
	at := make(map[int64]int, len(numbers))
	for i, n := range numbers {
		those[i] = fmt.Sprint(n)
		at[n] = i
	}
	in := "event IN (" + strings.Join(those, ", ") + ")"
	rs, err := s.duck.QueryContext(ctx, "SELECT "+columns+` FROM (FROM events WHERE `+in+`) e
		JOIN documents d ON d.coding = e.coding
		JOIN (FROM evidence WHERE position = 0 AND `+in+") v ON v.event = e.event")
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	out := make([]Row, len(numbers))
	for rs.Next() {
		r, number, err := scan(rs)
		if err != nil {
			return nil, err
		}
		out[at[number]] = r
	}
	if err := rs.Err(); err != nil {
		return nil, err
	}
	return out, s.fill(ctx, out, in, at)
}

func scan(rs *sql.Rows) (r Row, number int64, err error) {
	var n struct {
		mode, kind, status, date, basis, recurrence, rule        sql.NullString
		placeID, placeName, placeCountry, placeAdmin, precision  sql.NullString
		title, publisher, url, file, lang, published, publishedB sql.NullString
		quad, place, count                                       sql.NullInt64
		contexts, contested, flags                               any
	}
	e := &r.Event
	if err := rs.Scan(&number, &e.ID, &e.Type, &n.mode, &n.contexts, &n.quad, &e.Scale, &n.kind, &e.Reciprocal, &n.status, &n.date, &n.basis,
		&n.place, &n.placeID, &n.placeName, &n.placeCountry, &n.placeAdmin, &n.precision,
		&n.count, &n.recurrence, &n.contested, &n.flags, &n.rule, &e.Confidence,
		&r.Words, &r.Doc.ID, &n.title, &n.publisher, &n.url, &n.file, &n.lang, &n.published, &n.publishedB, &e.Codebook); err != nil {
		return r, 0, err
	}
	e.Mode, e.Kind, e.Status, e.DateBasis = n.mode.String, n.kind.String, event.Status(n.status.String), event.DateBasis(n.basis.String)
	e.Recurrence, e.Rule, e.Quad, e.Count = n.recurrence.String, n.rule.String, event.Quad(n.quad.Int64), int(n.count.Int64)
	e.Contexts, e.ContestedBy, e.Flags = stringsOf(n.contexts), stringsOf(n.contested), stringsOf(n.flags)
	if n.place.Valid {
		e.Place = doc.RefTo(int(n.place.Int64))
		r.Place = &event.Place{ID: n.placeID.String, Name: n.placeName.String, Country: n.placeCountry.String,
			Admin1: n.placeAdmin.String, Precision: event.Precision(n.precision.String)}
	}
	if err := e.Date.UnmarshalText([]byte(n.date.String)); err != nil {
		return r, 0, damaged(ledgerFile, fmt.Errorf("event %s: %w", e.ID, err))
	}
	r.Doc.Title, r.Doc.Publisher, r.Doc.URL, r.Doc.File, r.Doc.Lang = n.title.String, n.publisher.String, n.url.String, n.file.String, n.lang.String
	r.Doc.setPublished(n.published.String, n.publishedB.String)
	return r, number, nil
}

// setPublished notes the date of publication; what is no date stays unknown.
func (d *DocInfo) setPublished(date, basis string) {
	d.Published, _ = edtf.Parse(date)
	d.Basis = doc.PublishedBasis(basis)
}

// stringsOf is a list of strings as DuckDB's driver gives it.
func stringsOf(v any) []string {
	xs, ok := v.([]any)
	if !ok {
		return nil
	}
	out := make([]string, 0, len(xs))
	for _, x := range xs {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// fill adds parties and evidence to the events of a condition on their numbers,
// which stand in out where at says.
func (s *Store) fill(ctx context.Context, out []Row, those string, at map[int64]int) error {
	ps, err := s.duck.QueryContext(ctx, "SELECT event, side, actor, country, sector, name, mention FROM parties WHERE "+those+" ORDER BY event, side, position")
	if err != nil {
		return err
	}
	defer ps.Close()
	for ps.Next() {
		var number int64
		var side string
		var actor, country, sector, name sql.NullString
		var mention sql.NullInt64
		if err := ps.Scan(&number, &side, &actor, &country, &sector, &name, &mention); err != nil {
			return err
		}
		p := event.Party{Actor: actor.String, Country: country.String, Sector: sector.String, Name: name.String}
		if mention.Valid {
			p.Mention = doc.RefTo(int(mention.Int64))
		}
		if e := &out[at[number]].Event; side == "source" {
			e.Source = append(e.Source, p)
		} else {
			e.Target = append(e.Target, p)
		}
	}
	if err := ps.Err(); err != nil {
		return err
	}
	vs, err := s.duck.QueryContext(ctx, "SELECT event, begin_byte, end_byte, sentence, kind, coalesce(trigger_begin, 0), coalesce(trigger_end, 0) FROM evidence WHERE "+those+" ORDER BY event, position")
	if err != nil {
		return err
	}
	defer vs.Close()
	for vs.Next() {
		var number int64
		var v event.Evidence
		var kind sql.NullString
		if err := vs.Scan(&number, &v.Begin, &v.End, &v.Sentence, &kind, &v.Trigger.Begin, &v.Trigger.End); err != nil {
			return err
		}
		v.Kind = event.EvidenceKind(kind.String)
		e := &out[at[number]].Event
		e.Evidence = append(e.Evidence, v)
	}
	return vs.Err()
}

// A Detail is one event with all its words in their paragraphs.
type Detail struct {
	Row
	Passages []Passage // one for each piece of evidence, in its order
	// Superseded says that a later coding of the document replaces this event.
	Superseded bool
}

// A Passage is a piece of evidence within its paragraph.
type Passage struct {
	event.Evidence
	Segment doc.Segment
	Text    string // of the whole paragraph; evidence and trigger lie in it at their offset less Segment.Begin
}

// Event returns one event, superseded ones too; ErrNotFound if there is none.
func (s *Store) Event(ctx context.Context, id string) (Detail, error) {
	d, err := s.event(ctx, id)
	if err != nil {
		return Detail{}, fmt.Errorf("event %s: %w", id, ledgerError(err))
	}
	return d, nil
}

func (s *Store) event(ctx context.Context, id string) (d Detail, err error) {
	var number int64
	err = s.duck.QueryRowContext(ctx, `SELECT event, EXISTS (SELECT 1 FROM documents s WHERE s.supersedes = e.coding)
		FROM events e WHERE id = ? ORDER BY 2, event DESC LIMIT 1`, id).Scan(&number, &d.Superseded)
	if errors.Is(err, sql.ErrNoRows) {
		return d, ErrNotFound
	}
	if err != nil {
		return d, err
	}
	rows, err := s.rows(ctx, []int64{number})
	if err != nil {
		return d, err
	}
	d.Row = rows[0]
	c, err := s.document(ctx, d.Doc.ID, d.Event.Codebook)
	if err != nil {
		return d, err
	}
	for _, v := range d.Event.Evidence {
		p := Passage{Evidence: v, Segment: doc.Segment{Span: v.Span, Kind: doc.Body}}
		for _, seg := range c.Segments {
			if seg.Contains(v.Span) {
				p.Segment = seg
				break
			}
		}
		p.Text = p.Segment.In(c.Text)
		d.Passages = append(d.Passages, p)
	}
	return d, nil
}

// Document returns a document as last coded; ErrNotFound if there is none.
// Tokens are not kept.
func (s *Store) Document(ctx context.Context, id string) (*event.Coded, error) {
	c, err := s.document(ctx, id, "")
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", id, err)
	}
	return c, nil
}

// document returns a document as coded by a codebook, by the last one if "".
func (s *Store) document(ctx context.Context, id, codebook string) (*event.Coded, error) {
	var line, text []byte
	var size int64
	err := s.docs.QueryRowContext(ctx, `SELECT c.coded, d.text, d.bytes FROM documents d JOIN codings c USING (document)
		WHERE d.id = ? AND c.batch <= ? AND (? = '' OR c.codebook = ?) ORDER BY c.coding DESC LIMIT 1`,
		clean(id), s.sealed.Load(), codebook, codebook).Scan(&line, &text, &size)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, documentsError(err)
	}
	return s.unpack(line, text, size)
}
