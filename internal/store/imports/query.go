package imports

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"entente/internal/record"
	"entente/internal/store"
)

// A Filter chooses imported rows. The zero value chooses all. A party is named by
// the id of parties: "KAZ", "EU".
type Filter struct {
	Formats  []record.Format // nil: all. Counts of several formats add up the same events
	From, To time.Time       // days, both included; zero: no bound. Months count if their first day lies between
	// OneADay counts rows with the same format, day, pair of actors and code root
	// once, as is usual with such data; else each row counts.
	OneADay bool
	// Last is the number of the last row that is looked at, see RowsBefore: what the file
	// held then. 0 is all, below 0 none. Counts read the rows themselves then.
	Last int64
	Skip int // of Events: how many that come first are passed over
}

// A Month is the counts of one pair in one month, by format.
type Month struct {
	Format         string
	Source, Target string // "" is not stated
	Month          time.Time
	N              int64
	Quad           [4]int64 // verbal and material cooperation, verbal and material conflict
	Scored         int64    // rows with a score
	Scale          float64  // sum of their scores
	Mentions       int64
}

// An Event is one imported row.
type Event struct {
	Row                     int64
	Format                  string
	Day                     time.Time
	Source, Target          string // "" is not stated
	SourceName, TargetName  string
	Code, Label             string
	Type, Mode, Context     string // in PLOVER
	Quad                    int
	Scale                   *float64 // nil: none
	Mentions, Sources, Dead *int64   // nil: not counted
	Place, Country          string
	Publisher               string
	Flags                   []string
}

// A Detail is a row and where it stands.
type Detail struct {
	Event
	Number int64 // of the file, see Files
	File   string
	Line   int64
	Header string // names of the columns, with tabs between; "" if the file has none
	// Text is the line itself; "" if the import was lean or the row is synthetic.
	Text string
}

// number finds the number of a party; store.ErrNotFound if no row has it.
func (s *Store) number(ctx context.Context, id string) (int64, error) {
	var n int64
	err := s.db.QueryRowContext(ctx, "SELECT party FROM parties WHERE id = ?", id).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("party %q: %w", id, store.ErrNotFound)
	}
	return n, err
}

// sides are conditions, of which each row meets one at most, that the pair is a and
// b in either order; b "" is anybody, both "" any pair. Numbers stand in the text of
// the query, and nothing is joined by OR, so that parts of the file that cannot have
// them are passed over.
func (s *Store) sides(ctx context.Context, a, b string) ([]string, error) {
	if a == "" {
		a, b = b, ""
	}
	if a == "" {
		return []string{"true"}, nil
	}
	na, err := s.number(ctx, a)
	if err != nil {
		return nil, err
	}
	if b == "" {
		return []string{fmt.Sprintf("source = %d", na), fmt.Sprintf("target = %d AND source IS DISTINCT FROM %d", na, na)}, nil
	}
	nb, err := s.number(ctx, b)
	if err != nil {
		return nil, err
	}
	if na == nb {
		return []string{fmt.Sprintf("source = %d AND target = %d", na, na)}, nil
	}
	return []string{fmt.Sprintf("source = %d AND target = %d", na, nb), fmt.Sprintf("source = %d AND target = %d", nb, na)}, nil
}

// either is a table of what query, which ends in WHERE, finds for each of some
// conditions, with the rest of the query after them.
func either(query string, conds []string, rest string) string {
	var parts []string
	for _, c := range conds {
		parts = append(parts, "("+query+" "+c+rest+")")
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, " UNION ALL ") + ")"
}

func (f Filter) where(day string) string {
	conds := []string{"true"}
	if len(f.Formats) > 0 {
		var in []string
		for _, x := range f.Formats {
			in = append(in, fmt.Sprint(uint8(x)))
		}
		conds = append(conds, "format IN ("+strings.Join(in, ", ")+")")
	}
	if !f.From.IsZero() {
		conds = append(conds, day+" >= DATE '"+f.From.Format(time.DateOnly)+"'")
	}
	if !f.To.IsZero() {
		conds = append(conds, day+" <= DATE '"+f.To.Format(time.DateOnly)+"'")
	}
	if f.Last != 0 && day == "day" { // cells have no rows: see cellsOf
		conds = append(conds, fmt.Sprintf("row <= %d", f.Last))
	}
	return strings.Join(conds, " AND ")
}

// cellsOf are the counts of rows by pair and month: cells, where they are kept, or counted
// anew from rows where not all of them are looked at.
func cellsOf(cells, rows string, f Filter) string {
	if f.Last == 0 {
		return cells
	}
	return "(" + fmt.Sprintf(cellSelect, fmt.Sprintf("(SELECT * FROM %s WHERE row <= %d)", rows, f.Last)) + ")"
}

// RowsBefore is the number of the last row that was added before a time, as Filter.Last
// has it: 0 if all were, below 0 if none was.
func (s *Store) RowsBefore(ctx context.Context, before time.Time) (last int64, err error) {
	if err := s.begin(); err != nil {
		return 0, err
	}
	defer s.end()
	var all int64
	err = s.db.QueryRowContext(ctx, "SELECT coalesce(max(first_row + rows - 1) FILTER (added < ?), 0), coalesce(max(first_row + rows - 1), 0) FROM batches WHERE rows > 0", before.UTC()).Scan(&last, &all)
	switch {
	case err != nil:
		return 0, fmt.Errorf("imports before %s: %w", before.Format(time.RFC3339), store.DuckError(FileName, err))
	case last == all:
		return 0, nil
	case last == 0:
		return -1, nil
	}
	return last, nil
}

// A Pair is the counts of one pair over a time.
type Pair struct {
	Source, Target string
	N              int64
	Quad           [4]int64
	Scored         int64
	Scale          float64 // sum
	Mentions       int64
	First, Last    time.Time // months
}

// Pairs counts by directed pair, the most rows first; of one party with all others
// if a is given. Limit 0 is all.
func (s *Store) Pairs(ctx context.Context, a string, f Filter, limit int) (out []Pair, err error) {
	if err := s.begin(); err != nil {
		return nil, err
	}
	defer s.end()
	defer func() {
		if err != nil {
			err = fmt.Errorf("imported pairs: %w", store.DuckError(FileName, err))
		}
	}()
	pair, err := s.sides(ctx, a, "")
	if err != nil {
		return nil, err
	}
	q := `SELECT s.id, t.id, x.n::BIGINT, x.q1::BIGINT, x.q2::BIGINT, x.q3::BIGINT, x.q4::BIGINT, x.scored::BIGINT, x.scale::DOUBLE, x.mentions::BIGINT, x.first, x.last
		FROM (SELECT source, target, sum(n) AS n, sum(quad1) AS q1, sum(quad2) AS q2, sum(quad3) AS q3, sum(quad4) AS q4, sum(scored) AS scored, sum(scale) AS scale, sum(mentions) AS mentions, min(month) AS first, max(month) AS last
			FROM ` + either("SELECT * FROM "+cellsOf("cells", "rows", f)+" WHERE", pair, " AND source <> target AND "+f.where("month")) + ` GROUP BY source, target) x
		JOIN parties s ON s.party = x.source JOIN parties t ON t.party = x.target ORDER BY x.n DESC, s.id, t.id`
	if limit > 0 {
		q += fmt.Sprintf(" LIMIT %d", limit)
	}
	rs, err := s.db.QueryContext(ctx, q)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	for rs.Next() {
		var p Pair
		if err := rs.Scan(&p.Source, &p.Target, &p.N, &p.Quad[0], &p.Quad[1], &p.Quad[2], &p.Quad[3], &p.Scored, &p.Scale, &p.Mentions, &p.First, &p.Last); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rs.Err()
}

// An Order says which events come first.
type Order int

// The orders.
const (
	ByMentions Order = iota // most mentions, then the latest
	ByConflict              // lowest score
	ByCooperation
	ByDay // earliest
)

var orders = map[Order]string{
	ByMentions:    "mentions DESC NULLS LAST, day DESC, row",
	ByConflict:    "scale NULLS LAST, mentions DESC NULLS LAST, day DESC, row",
	ByCooperation: "scale DESC NULLS LAST, mentions DESC NULLS LAST, day DESC, row",
	ByDay:         "day, row",
}

// Events lists imported rows of two parties in either direction (b "" is anybody),
// at most limit of them, in an order.
func (s *Store) Events(ctx context.Context, a, b string, f Filter, by Order, limit int) ([]Event, error) {
	if err := s.begin(); err != nil {
		return nil, err
	}
	defer s.end()
	if limit <= 0 {
		limit = 100
	}
	if a == "" {
		a, b = b, ""
	}
	var out []Event
	n, err := int64(0), error(nil)
	if a != "" && b == "" && s.sided {
		if n, err = s.number(ctx, a); err == nil {
			out, err = s.first(ctx, ofParty(n, f), by, limit, f.Skip)
		}
	} else if conds, bad := s.sides(ctx, a, b); bad != nil {
		err = bad
	} else {
		out, err = s.first(ctx, ofPair(conds, f), by, limit, f.Skip)
	}
	if err != nil {
		return nil, fmt.Errorf("imported events: %w", store.DuckError(FileName, err))
	}
	return out, nil
}

// events reads the rows of a query of rows, and puts names in place of their numbers.
func (s *Store) events(ctx context.Context, db querier, rows, order string) ([]Event, error) {
	rs, err := db.QueryContext(ctx, `SELECT r.row, f.name, r.day, s.id, t.id, sa.name, ta.name, c.name, c.label, c.type, c.mode, c.context, c.quad, r.scale::DOUBLE, r.mentions, r.sources, r.dead,
			p.name, p.country, u.name, r.flags
		FROM (`+rows+`) r JOIN formats f USING (format)
		LEFT JOIN parties s ON s.party = r.source LEFT JOIN parties t ON t.party = r.target
		LEFT JOIN actors sa ON sa.actor = r.source_actor LEFT JOIN actors ta ON ta.actor = r.target_actor
		LEFT JOIN codes c ON c.code = r.code LEFT JOIN places p ON p.place = r.place LEFT JOIN publishers u ON u.publisher = r.publisher
		ORDER BY `+strings.NewReplacer("mentions", "r.mentions", "scale", "r.scale", "day", "r.day", "row", "r.row").Replace(order))
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []Event
	for rs.Next() {
		var e Event
		var n [13]sql.NullString
		var quad, mentions, sources, dead sql.NullInt64
		var scale sql.NullFloat64
		var flags int64
		if err := rs.Scan(&e.Row, &e.Format, &e.Day, &n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &n[6], &n[7], &n[8], &quad, &scale, &mentions, &sources, &dead, &n[9], &n[10], &n[11], &flags); err != nil {
			return nil, err
		}
		for i, to := range []*string{&e.Source, &e.Target, &e.SourceName, &e.TargetName, &e.Code, &e.Label, &e.Type, &e.Mode, &e.Context, &e.Place, &e.Country, &e.Publisher} {
			*to = n[i].String
		}
		e.Quad = int(quad.Int64)
		if scale.Valid {
			e.Scale = &scale.Float64
		}
		for to, v := range map[**int64]sql.NullInt64{&e.Mentions: mentions, &e.Sources: sources, &e.Dead: dead} {
			if v.Valid {
				*to = &v.Int64
			}
		}
		e.Flags = record.Flags(flags).Names()
		out = append(out, e)
	}
	return out, rs.Err()
}

// Row opens one imported row down to its line. The error may be store.ErrNotFound.
func (s *Store) Row(ctx context.Context, row int64) (d Detail, err error) {
	if err := s.begin(); err != nil {
		return d, err
	}
	defer s.end()
	defer func() {
		if err != nil {
			err = fmt.Errorf("imported row %d: %w", row, store.DuckError(FileName, err))
		}
	}()
	err = s.db.QueryRowContext(ctx, "SELECT f.file, f.name, a.line, f.header FROM arrivals a JOIN files f USING (file) WHERE a.row = ?", row).Scan(&d.Number, &d.File, &d.Line, &d.Header)
	if errors.Is(err, sql.ErrNoRows) {
		return d, store.ErrNotFound
	}
	if err != nil {
		return d, err
	}
	events, err := s.events(ctx, s.db, fmt.Sprintf("SELECT * FROM rows WHERE row = %d", row), "row")
	if err != nil {
		return d, err
	}
	if len(events) != 1 {
		return d, store.ErrNotFound
	}
	d.Event = events[0]
	var first, size int64
	var data []byte
	err = s.db.QueryRowContext(ctx, "SELECT first_row, bytes, data FROM lines WHERE first_row <= ? AND first_row + rows > ?", row, row).Scan(&first, &size, &data)
	if errors.Is(err, sql.ErrNoRows) {
		return d, nil
	}
	if err != nil {
		return d, err
	}
	d.Text, err = unpack(data, size, int(row-first))
	return d, err
}
