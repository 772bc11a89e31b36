package imports

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Beside the rows of a segment, which are in the order of pairs, stand its sides:
// each row once under each party it names, by day. What one party did or met with
// in a window is a stretch of them, whichever side it stands on.

// sidesOf is the sides of the rows of a segment.
func sidesOf(segment int64, where string) string {
	return fmt.Sprintf(`SELECT source AS actor, day, row, true AS acts, format, target AS other, scale, mentions FROM rows_%d WHERE source IS NOT NULL AND %s
	UNION ALL SELECT target, day, row, false, format, source, scale, mentions FROM rows_%d WHERE target IS NOT NULL AND source IS DISTINCT FROM target AND %s`,
		segment, strings.ReplaceAll(where, "actor", "source"), segment, strings.ReplaceAll(where, "actor", "target"))
}

const sidesOrder = " ORDER BY actor, day, row"

// sidesByMonth counts the sides of a segment by actor and month, from its cells.
const sidesByMonth = `SELECT actor, NULL, month, sum(n)::BIGINT FROM (
	SELECT source AS actor, month, n FROM cells_%d WHERE source IS NOT NULL
	UNION ALL SELECT target, month, n FROM cells_%d WHERE target IS NOT NULL AND source IS DISTINCT FROM target) GROUP BY ALL ORDER BY actor, month`

// fillSides makes the sides of a segment, whose cells are made already, slice by
// slice from queries that take a condition on actor and day.
func (s *Store) fillSides(ctx context.Context, db querier, n int64, from func(where string) string) error {
	if _, err := db.ExecContext(ctx, fmt.Sprintf("CREATE TABLE sides_%d AS FROM (%s) LIMIT 0", n, from("true"))); err != nil {
		return err
	}
	stretches, err := s.cuts(ctx, db, fmt.Sprintf(sidesByMonth, n, n), "actor", "", "day")
	if err != nil {
		return err
	}
	for _, where := range stretches {
		if _, err := db.ExecContext(ctx, fmt.Sprintf("INSERT INTO sides_%d FROM (%s)", n, from(where))+sidesOrder); err != nil {
			return err
		}
	}
	return nil
}

// addSides makes the sides of all segments of a file of version 1.
func (s *Store) addSides(ctx context.Context, tx *sql.Tx) error {
	all, err := segmentsOf(ctx, tx)
	if err != nil {
		return err
	}
	var numbers []int64
	for _, g := range all {
		if err := s.fillSides(ctx, tx, g.number, func(where string) string { return sidesOf(g.number, where) }); err != nil {
			return err
		}
		numbers = append(numbers, g.number)
	}
	return views(ctx, tx, numbers)
}

// querier is a connection or a transaction.
type querier interface {
	execer
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// A stretch is the rows of a pair in a segment.
type stretch struct {
	segment        int64
	source, target sql.NullInt64
}

// found are rows looked for in a stretch, and the days between which they are.
type found struct {
	rows     []string
	from, to time.Time
}

// first finds the first rows in an order. Of each segment, of is a query for row, day,
// source, target, scale and mentions of the rows to choose from. They are ordered by
// these alone; then the rows that come first are looked up where they stand: to carry
// all columns through the ordering costs several times as much.
func (s *Store) first(ctx context.Context, of func(segment int64) string, by Order, limit, skip int) (out []Event, err error) {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	// One transaction sees one state of the file while segments are joined.
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	segments, err := segmentsOf(ctx, tx)
	if err != nil || len(segments) == 0 {
		return nil, err
	}
	var parts []string
	for _, g := range segments {
		parts = append(parts, fmt.Sprintf("SELECT %d::BIGINT AS segment, * FROM (%s)", g.number, of(g.number)))
	}
	at := map[stretch]*found{}
	var order []stretch
	top := fmt.Sprintf("SELECT segment, row, day, source, target FROM (%s) ORDER BY %s LIMIT %d OFFSET %d", strings.Join(parts, " UNION ALL "), orders[by], limit, skip)
	if err := each(ctx, conn, top, 5, func(v []driver.Value) error {
		p, day := stretch{v[0].(int64), party(v[3]), party(v[4])}, v[2].(time.Time)
		x := at[p]
		if x == nil {
			x = &found{from: day, to: day}
			at[p] = x
			order = append(order, p)
		}
		x.rows = append(x.rows, fmt.Sprint(v[1].(int64)))
		if day.Before(x.from) {
			x.from = day
		}
		if day.After(x.to) {
			x.to = day
		}
		return nil
	}); err != nil || len(order) == 0 {
		return nil, err
	}
	parts = parts[:0]
	for _, p := range order {
		x := at[p]
		parts = append(parts, fmt.Sprintf("(FROM rows_%d WHERE %s AND %s AND day BETWEEN DATE '%s' AND DATE '%s' AND row IN (%s))", p.segment,
			equal("source", p.source), equal("target", p.target), x.from.Format(time.DateOnly), x.to.Format(time.DateOnly), strings.Join(x.rows, ", ")))
	}
	return s.events(ctx, tx, strings.Join(parts, " UNION ALL "), orders[by])
}

// party is a number of a party, or NULL.
func party(v driver.Value) sql.NullInt64 {
	n, ok := v.(int32)
	return sql.NullInt64{Int64: int64(n), Valid: ok}
}

// ofParty chooses the rows of a party from the sides of a segment.
func ofParty(n int64, f Filter) func(segment int64) string {
	return func(segment int64) string {
		return fmt.Sprintf(`SELECT row, day, CASE WHEN acts THEN actor ELSE other END AS source, CASE WHEN acts THEN other ELSE actor END AS target, scale, mentions
			FROM sides_%d WHERE actor = %d AND %s`, segment, n, f.where("day"))
	}
}

// ofPair chooses rows that meet one of some conditions from the rows of a segment.
func ofPair(conds []string, f Filter) func(segment int64) string {
	return func(segment int64) string {
		return "FROM " + either(fmt.Sprintf("SELECT row, day, source, target, scale, mentions FROM rows_%d WHERE", segment), conds, " AND "+f.where("day"))
	}
}

func equal(column string, n sql.NullInt64) string {
	if !n.Valid {
		return column + " IS NULL"
	}
	return fmt.Sprintf("%s = %d", column, n.Int64)
}
