package imports

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/internal/store"
)

// A Coding is what a code of a data set is in PLOVER.
type Coding struct {
	Number              int64
	Ontology, Code      string
	Type, Mode, Context string // Type "" if PLOVER has none
	Quad                int    // 0 if none
}

// A Party is a number of a country or body and its id.
type Party struct {
	Number int64
	ID     string
}

// A Tally asks for the rows summed up: to acts, of which a day, an ordered pair and
// a PLOVER type is one, in whatever formats and however many rows it stands.
type Tally struct {
	Filter
	// Parties are those that count: rows with another on either side are left out.
	Parties []int64
	// Of are those one side at least must be of, With those the other must be; nil: any.
	Of, With []int64
	// NotSectors are the sectors, as the file has them, of actors that do not count.
	NotSectors []string
	// Codes are the types and weights by the number of a code, as many weights for
	// each; the sums are their means in an act. A code that is not there does not count.
	Codes map[int64]Weighed
	// Whole adds up the acts of each pair and type over all days.
	Whole bool
}

// A Weighed is what a code counts as.
type Weighed struct {
	Type    string
	Weights []float64
}

// A Tallied is an act, or the acts of a pair and a type (Whole): then Day is the
// first and all numbers are means of the acts.
type Tallied struct {
	Source, Target, Type string
	Day                  time.Time
	Acts, Rows           int64
	Weights              []float64
	Scale                sql.NullFloat64 // the data sets' own score; not valid if no row has one
	// Publishers are those the rows name, and the formats of rows that name none.
	Publishers, Formats string // names with line feeds between, in order; "" if none. Not of Whole
}

// Codings are all codes of the file, in order of their number.
func (s *Store) Codings(ctx context.Context) (out []Coding, err error) {
	err = s.each(ctx, "SELECT code, ontology, name, coalesce(type, ''), coalesce(mode, ''), coalesce(context, ''), coalesce(quad, 0) FROM codes ORDER BY code", func(rs *sql.Rows) error {
		var c Coding
		err := rs.Scan(&c.Number, &c.Ontology, &c.Code, &c.Type, &c.Mode, &c.Context, &c.Quad)
		out = append(out, c)
		return err
	})
	return out, err
}

// Parties are all countries and bodies of the file, in order of their number.
func (s *Store) Parties(ctx context.Context) (out []Party, err error) {
	err = s.each(ctx, "SELECT party, id FROM parties ORDER BY party", func(rs *sql.Rows) error {
		var p Party
		err := rs.Scan(&p.Number, &p.ID)
		out = append(out, p)
		return err
	})
	return out, err
}

// Sectors are the sectors of actors as the file has them, each once, in order.
func (s *Store) Sectors(ctx context.Context) (out []string, err error) {
	err = s.each(ctx, "SELECT DISTINCT sectors FROM actors WHERE sectors IS NOT NULL ORDER BY sectors", func(rs *sql.Rows) error {
		var x string
		err := rs.Scan(&x)
		out = append(out, x)
		return err
	})
	return out, err
}

func (s *Store) each(ctx context.Context, query string, f func(*sql.Rows) error) error {
	if err := s.begin(); err != nil {
		return err
	}
	defer s.end()
	rs, err := s.db.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("imports: %w", store.DuckError(FileName, err))
	}
	defer rs.Close()
	for rs.Next() {
		if err := f(rs); err != nil {
			return fmt.Errorf("imports: %w", err)
		}
	}
	if err := rs.Err(); err != nil {
		return fmt.Errorf("imports: %w", store.DuckError(FileName, err))
	}
	return nil
}

// in is a condition that a column is one of numbers.
func in(column string, numbers []int64) string {
	if len(numbers) == 0 {
		return "false"
	}
	text := make([]string, len(numbers))
	for i, n := range numbers {
		text[i] = strconv.FormatInt(n, 10)
	}
	return column + " IN (" + strings.Join(text, ", ") + ")"
}

// excluded is a query for the numbers of the actors that do not count.
func (t *Tally) excluded() string {
	if len(t.NotSectors) == 0 {
		return "SELECT actor FROM actors WHERE false"
	}
	names := make([]string, len(t.NotSectors))
	for i, x := range t.NotSectors {
		names[i] = store.Quote(x)
	}
	return "SELECT actor FROM actors WHERE sectors IN (" + strings.Join(names, ", ") + ")"
}

// pair is the condition on the two sides.
func (t *Tally) pair() string {
	conds := []string{in("source", t.Parties), in("target", t.Parties), "source <> target"}
	switch {
	case t.Of != nil && t.With != nil:
		conds = append(conds, "("+in("source", t.Of)+" AND "+in("target", t.With)+" OR "+in("target", t.Of)+" AND "+in("source", t.With)+")")
	case t.Of != nil:
		conds = append(conds, "("+in("source", t.Of)+" OR "+in("target", t.Of)+")")
	}
	return strings.Join(conds, " AND ")
}

// EachTallied sums up the rows of a tally, in order of day, source, target and type
// (Whole: of source, target and type), and gives them one by one.
func (s *Store) EachTallied(ctx context.Context, t Tally, each func(Tallied) error) error {
	width := 0
	var values []string
	for _, n := range sortedCodes(t.Codes) {
		w := t.Codes[n]
		width = len(w.Weights)
		text := []string{strconv.FormatInt(n, 10), store.Quote(w.Type)}
		for _, v := range w.Weights {
			text = append(text, strconv.FormatFloat(v, 'g', -1, 64)+"::DOUBLE")
		}
		values = append(values, "("+strings.Join(text, ", ")+")")
	}
	if len(values) == 0 {
		return nil
	}
	var names, means, again []string
	for i := range width {
		names = append(names, fmt.Sprintf("w%d", i))
		means = append(means, fmt.Sprintf("avg(w%d) AS w%d", i, i))
		again = append(again, fmt.Sprintf("avg(w%d) AS w%d", i, i))
	}
	tell := ", string_agg(DISTINCT u.name, chr(10) ORDER BY u.name) AS publishers, string_agg(DISTINCT f.name, chr(10) ORDER BY f.name) FILTER (u.name IS NULL) AS formats"
	join := " LEFT JOIN publishers u ON u.publisher = r.publisher JOIN formats f ON f.format = r.format"
	if t.Whole {
		tell, join = ", NULL AS publishers, NULL AS formats", ""
	}
	daily := `SELECT r.source, r.target, r.day, w.type, count(*) AS rows, ` + strings.Join(means, ", ") + `, avg(r.scale::DOUBLE) AS scale` + tell + `
		FROM (SELECT * FROM rows WHERE ` + t.pair() + " AND " + t.where("day") + `) r JOIN weighed w ON w.code = r.code` + join + `
		WHERE (r.source_actor IS NULL OR r.source_actor NOT IN (` + t.excluded() + `)) AND (r.target_actor IS NULL OR r.target_actor NOT IN (` + t.excluded() + `))
		GROUP BY r.source, r.target, r.day, w.type`
	order := "x.day, s.id, t.id, x.type"
	sums := "SELECT *, 1 AS acts FROM daily"
	if t.Whole {
		sums = "SELECT source, target, min(day) AS day, type, sum(rows) AS rows, " + strings.Join(again, ", ") + ", avg(scale) AS scale, NULL AS publishers, NULL AS formats, count(*) AS acts FROM daily GROUP BY source, target, type"
		order = "s.id, t.id, x.type"
	}
	query := "WITH weighed(code, type, " + strings.Join(names, ", ") + ") AS (VALUES " + strings.Join(values, ", ") + "), daily AS (" + daily + "), sums AS (" + sums + `)
		SELECT s.id, t.id, x.day, x.type, x.acts::BIGINT, x.rows::BIGINT, x.scale, coalesce(x.publishers, ''), coalesce(x.formats, ''), ` + strings.Join(names, ", ") + `
		FROM sums x JOIN parties s ON s.party = x.source JOIN parties t ON t.party = x.target ORDER BY ` + order
	var r Tallied
	dest := []any{&r.Source, &r.Target, &r.Day, &r.Type, &r.Acts, &r.Rows, &r.Scale, &r.Publishers, &r.Formats}
	weights := make([]float64, width)
	for i := range weights {
		dest = append(dest, &weights[i])
	}
	return s.each(ctx, query, func(rs *sql.Rows) error {
		if err := rs.Scan(dest...); err != nil {
			return err
		}
		r.Weights = append([]float64(nil), weights...)
		return each(r)
	})
}

func sortedCodes(w map[int64]Weighed) []int64 {
	out := make([]int64, 0, len(w))
	for n := range w {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// An Account says what of the rows of a format a tally counts, of all pairs.
type Account struct {
	Format string
	// Rows are all. Of these are left out, each for the first reason that holds:
	// Unknown, one side not stated, not among the parties, or both the same; Apart, an actor
	// of a sector that does not count; NoCode, a code without weights. Unnamed of
	// those counted name no publisher.
	Rows, Unknown, Apart, NoCode, Counted, Unnamed int64
	First, Last                                    time.Time   // of those counted; zero if none
	Months                                         []time.Time // first days of months with a row counted
}

// Accounts reads a few columns of all rows, and says how they are counted, by
// format. Of and With are not looked at.
func (s *Store) Accounts(ctx context.Context, t Tally) (out []Account, err error) {
	t.Of, t.With = nil, nil
	query := "SELECT f.name, date_trunc('month', x.day)::DATE AS month, x.why, count(*), count_if(x.publisher IS NULL), min(x.day), max(x.day) FROM (SELECT format, day, publisher, CASE WHEN NOT coalesce(" + t.pair() + `, false) THEN 1
		WHEN source_actor IN (` + t.excluded() + ") OR target_actor IN (" + t.excluded() + ") THEN 2 WHEN NOT coalesce(" + in("code", sortedCodes(t.Codes)) + `, false) THEN 3 ELSE 0 END AS why
		FROM rows WHERE ` + t.where("day") + ") x JOIN formats f USING (format) GROUP BY f.name, month, x.why ORDER BY f.name, month, x.why"
	err = s.each(ctx, query, func(rs *sql.Rows) error {
		var format string
		var month, first, last time.Time
		var why int
		var n, unnamed int64
		if err := rs.Scan(&format, &month, &why, &n, &unnamed, &first, &last); err != nil {
			return err
		}
		if len(out) == 0 || out[len(out)-1].Format != format {
			out = append(out, Account{Format: format})
		}
		a := &out[len(out)-1]
		a.Rows += n
		switch why {
		case 1:
			a.Unknown += n
		case 2:
			a.Apart += n
		case 3:
			a.NoCode += n
		default:
			if a.Counted == 0 || first.Before(a.First) {
				a.First = first
			}
			if last.After(a.Last) {
				a.Last = last
			}
			a.Counted += n
			a.Unnamed += unnamed
			a.Months = append(a.Months, month)
		}
		return nil
	})
	return out, err
}
