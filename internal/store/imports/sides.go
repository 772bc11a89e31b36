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

// A place is where a row stands.
type place struct {
	segment        int64
	source, target sql.NullInt64
	day            time.Time
}

// partyEvents are the first rows of one party in an order, on either side.
func (s *Store) partyEvents(ctx context.Context, a string, f Filter, by Order, limit int) (out []Event, err error) {
	n, err := s.number(ctx, a)
	if err != nil {
		return nil, err
	}
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
	top := fmt.Sprintf(" ORDER BY %s LIMIT %d", orders[by], limit)
	var parts []string
	for _, g := range segments {
		parts = append(parts, fmt.Sprintf("(SELECT %d::BIGINT AS segment, row, day, acts, other, scale, mentions FROM sides_%d WHERE actor = %d AND %s%s)", g.number, g.number, n, f.where("day"), top))
	}
	found := map[place][]string{}
	var order []place
	err = each(ctx, conn, "SELECT segment, row, day, acts, other FROM ("+strings.Join(parts, " UNION ALL ")+")"+top, 5, func(v []driver.Value) error {
		me, other := sql.NullInt64{Int64: n, Valid: true}, sql.NullInt64{}
		if x, ok := v[4].(int32); ok {
			other = sql.NullInt64{Int64: int64(x), Valid: true}
		}
		p := place{segment: v[0].(int64), day: v[2].(time.Time), source: me, target: other}
		if !v[3].(bool) {
			p.source, p.target = other, me
		}
		if found[p] == nil {
			order = append(order, p)
		}
		found[p] = append(found[p], fmt.Sprint(v[1].(int64)))
		return nil
	})
	if err != nil || len(order) == 0 {
		return nil, err
	}
	parts = parts[:0]
	for _, p := range order {
		parts = append(parts, fmt.Sprintf("(FROM rows_%d WHERE %s AND %s AND day = DATE '%s' AND row IN (%s))", p.segment,
			equal("source", p.source), equal("target", p.target), p.day.Format(time.DateOnly), strings.Join(found[p], ", ")))
	}
	return s.events(ctx, tx, strings.Join(parts, " UNION ALL "), orders[by])
}

func equal(column string, n sql.NullInt64) string {
	if !n.Valid {
		return column + " IS NULL"
	}
	return fmt.Sprintf("%s = %d", column, n.Int64)
}
