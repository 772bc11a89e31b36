package imports

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"entente/internal/store"
)

// Months counts by pair and month the rows of two parties in either direction; of
// one with all others if b is ""; of all pairs if both are. Only rows of which both
// sides are stated and differ are counted. Rows come in order of source, target,
// month and format. The error may be store.ErrNotFound.
func (s *Store) Months(ctx context.Context, a, b string, f Filter) (out []Month, err error) {
	err = s.EachMonth(ctx, a, b, f, func(m Month) error {
		out = append(out, m)
		return nil
	})
	slices.SortFunc(out, func(x, y Month) int {
		return cmp.Or(cmp.Compare(x.Source, y.Source), cmp.Compare(x.Target, y.Target), x.Month.Compare(y.Month), cmp.Compare(x.Format, y.Format))
	})
	return out, err
}

// EachMonth gives the rows of Months one by one, pair by pair: sources, targets and
// formats in the order of their numbers, months from the earliest. It holds a part of
// them at a time in memory, so that all pairs may be asked for.
func (s *Store) EachMonth(ctx context.Context, a, b string, f Filter, each func(Month) error) (err error) {
	if err := s.begin(); err != nil {
		return err
	}
	defer s.end()
	defer func() {
		if err != nil {
			err = fmt.Errorf("imports by month: %w", store.DuckError(FileName, err))
		}
	}()
	pair, err := s.sides(ctx, a, b)
	if err != nil {
		return err
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	// One transaction sees one state of the file while others add to it.
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	names := &monthNames{}
	if err := names.read(ctx, conn); err != nil {
		return err
	}
	cells, err := rawCells(ctx, conn, f)
	if err != nil {
		return err
	}
	stretches := [][]string{pair}
	if a == "" && b == "" {
		if stretches, err = monthStretches(ctx, conn, cells, f); err != nil {
			return err
		}
	}
	for _, pairs := range stretches {
		if err := monthsWhere(ctx, conn, cells, pairs, f, names, each); err != nil {
			return err
		}
	}
	return nil
}

// rawCells is the cells of all segments as they are, before those of one pair and
// month are added up.
func rawCells(ctx context.Context, conn *sql.Conn, f Filter) (string, error) {
	if f.Last != 0 {
		return cellsOf("", "rows", f), nil
	}
	var from []string
	err := each(ctx, conn, "SELECT segment FROM segments ORDER BY segment", 1, func(v []driver.Value) error {
		from = append(from, fmt.Sprintf("FROM cells_%d", v[0].(int64)))
		return nil
	})
	if len(from) == 0 {
		return "cells", err
	}
	return "(" + strings.Join(from, " UNION ALL ") + ")", err
}

// monthNames are the names of numbers.
type monthNames struct {
	parties map[int32]string
	formats [256]string
}

func (n *monthNames) read(ctx context.Context, conn *sql.Conn) error {
	n.parties = map[int32]string{}
	return each(ctx, conn, "SELECT 0::UTINYINT, party::INTEGER, id FROM parties UNION ALL SELECT format, 0, name FROM formats", 3, func(v []driver.Value) error {
		if format := v[0].(uint8); format > 0 {
			n.formats[format] = v[2].(string)
		} else {
			n.parties[v[1].(int32)] = v[2].(string)
		}
		return nil
	})
}

// stretchCells is about how many cells are added up at once; of rows, if those are
// counted, twice as many.
const stretchCells = 1 << 20

// monthStretches are conditions that cut all pairs into stretches of sources, in
// their order, so that what is added up at once stays small however large the file.
func monthStretches(ctx context.Context, conn *sql.Conn, cells string, f Filter) (out [][]string, err error) {
	what, most := "count(*)", int64(stretchCells)
	if f.OneADay {
		what, most = "sum(n)::BIGINT", 2*stretchCells
	}
	var first, last int32
	held := int64(0)
	flush := func() {
		if held > 0 {
			out = append(out, []string{fmt.Sprintf("source BETWEEN %d AND %d", first, last)})
		}
		held = 0
	}
	err = each(ctx, conn, "SELECT source, "+what+" FROM "+cells+" WHERE source IS NOT NULL GROUP BY source ORDER BY source", 2, func(v []driver.Value) error {
		source, n := v[0].(int32), v[1].(int64)
		if held+n > most {
			flush()
		}
		if held == 0 {
			first = source
		}
		last = source
		held += n
		return nil
	})
	flush()
	return out, err
}

// monthsWhere gives the counts of the pairs for which one of some conditions holds. Numbers
// rather than names are grouped, sorted and read: with some millions of rows, names
// and database/sql cost several times what the counting does.
func monthsWhere(ctx context.Context, conn *sql.Conn, cells string, pairs []string, f Filter, names *monthNames, to func(Month) error) error {
	from := `(SELECT format, source, target, month, sum(n) AS n, sum(quad1) AS quad1, sum(quad2) AS quad2, sum(quad3) AS quad3, sum(quad4) AS quad4, sum(scored) AS scored, sum(scale) AS scale, sum(mentions) AS mentions
		FROM ` + either("SELECT * FROM "+cells+" WHERE", pairs, " AND source <> target AND "+f.where("month")) + " GROUP BY ALL)"
	if f.OneADay {
		from = `(SELECT format, source, target, date_trunc('month', day)::DATE AS month, count(*) AS n, count_if(quad = 1) AS quad1, count_if(quad = 2) AS quad2,
			count_if(quad = 3) AS quad3, count_if(quad = 4) AS quad4, count(scale) AS scored, coalesce(sum(scale), 0) AS scale, coalesce(sum(mentions), 0) AS mentions FROM
			(SELECT r.format, source, target, day, min(c.quad) AS quad, min(r.scale) AS scale, sum(mentions) AS mentions FROM ` + either("SELECT * FROM rows WHERE", pairs, " AND source <> target AND "+f.where("day")) + ` r LEFT JOIN codes c USING (code)
			 GROUP BY r.format, source, target, source_actor, target_actor, day, c.root) GROUP BY ALL)`
	}
	q := `SELECT format, source, target, (month - DATE '1970-01-01')::INTEGER, n::BIGINT, quad1::BIGINT, quad2::BIGINT, quad3::BIGINT, quad4::BIGINT, scored::BIGINT, scale::DOUBLE, mentions::BIGINT
		FROM ` + from + " ORDER BY source, target, month, format"
	return each(ctx, conn, q, 12, func(v []driver.Value) error {
		return to(Month{Format: names.formats[v[0].(uint8)], Source: names.parties[v[1].(int32)], Target: names.parties[v[2].(int32)],
			Month: time.Unix(int64(v[3].(int32))*86400, 0).UTC(), N: v[4].(int64), Quad: [4]int64{v[5].(int64), v[6].(int64), v[7].(int64), v[8].(int64)},
			Scored: v[9].(int64), Scale: v[10].(float64), Mentions: v[11].(int64)})
	})
}

// each reads the rows of a query from the driver itself. The values are valid until
// the next row.
func each(ctx context.Context, conn *sql.Conn, query string, columns int, row func([]driver.Value) error) error {
	return conn.Raw(func(dc any) (err error) {
		rs, err := dc.(driver.QueryerContext).QueryContext(ctx, query, nil)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rs.Close()) }()
		v := make([]driver.Value, columns)
		for n := 0; ; n++ {
			if n%4096 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if err := rs.Next(v); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
			if err := row(v); err != nil {
				return err
			}
		}
	})
}
