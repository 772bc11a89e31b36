package imports

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"entente/internal/store"
)

// Counts are what cells hold of some rows.
type Counts struct {
	N        int64
	Quad     [4]int64 // verbal and material cooperation, verbal and material conflict
	Scored   int64    // rows with a score
	Scale    float64  // sum of their scores
	Mentions int64
}

// Add adds counts of other rows.
func (c *Counts) Add(o Counts) {
	c.N, c.Scored, c.Scale, c.Mentions = c.N+o.N, c.Scored+o.Scored, c.Scale+o.Scale, c.Mentions+o.Mentions
	for i := range c.Quad {
		c.Quad[i] += o.Quad[i]
	}
}

// A Side is the rows of one format in which a party stands on one side.
type Side struct {
	Format string
	Acts   bool // the party is the source
	// Of a partner: Other is the party on the other side, "" not stated, Month zero.
	// Of a month: its first day.
	Other string
	Month time.Time
	Counts
}

// PartyCounts counts the rows of a party by who stands on the other side, most rows
// first, and by month. A row with the party on both sides is counted as an act of its
// own with itself. The error may be store.ErrNotFound.
func (s *Store) PartyCounts(ctx context.Context, id string, f Filter) (partners, months []Side, err error) {
	if err := s.begin(); err != nil {
		return nil, nil, err
	}
	defer s.end()
	defer func() {
		if err != nil {
			err = fmt.Errorf("imports of a party: %w", store.DuckError(FileName, err))
		}
	}()
	n, err := s.number(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{})
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	segments, err := segmentsOf(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	var from []string
	const sums = "month, n, quad1, quad2, quad3, quad4, scored, scale, mentions"
	for _, g := range segments {
		cells := cellsOf(fmt.Sprintf("cells_%d", g.number), fmt.Sprintf("rows_%d", g.number), f)
		from = append(from, fmt.Sprintf("SELECT format, true AS acts, target AS other, "+sums+" FROM %s WHERE source = %d AND %s", cells, n, f.where("month")),
			fmt.Sprintf("SELECT format, false, source, "+sums+" FROM %s WHERE target = %d AND source IS DISTINCT FROM %d AND %s", cells, n, n, f.where("month")))
	}
	if len(from) == 0 {
		return nil, nil, nil
	}
	q := `SELECT f.name, x.acts, p.id, x.kind = 1, (x.month - DATE '1970-01-01')::INTEGER, x.n::BIGINT, x.q1::BIGINT, x.q2::BIGINT, x.q3::BIGINT, x.q4::BIGINT, x.scored::BIGINT, x.scale::DOUBLE, x.mentions::BIGINT
		FROM (SELECT format, acts, other, month, grouping(other) AS kind, sum(n) AS n, sum(quad1) AS q1, sum(quad2) AS q2, sum(quad3) AS q3, sum(quad4) AS q4, sum(scored) AS scored, sum(scale) AS scale, sum(mentions) AS mentions
			FROM (` + strings.Join(from, " UNION ALL ") + `) GROUP BY GROUPING SETS ((format, acts, other), (format, acts, month))) x
		JOIN formats f USING (format) LEFT JOIN parties p ON p.party = x.other`
	err = each(ctx, conn, q, 13, func(v []driver.Value) error {
		a := Side{Format: v[0].(string), Acts: v[1].(bool), Counts: Counts{N: v[5].(int64), Quad: [4]int64{v[6].(int64), v[7].(int64), v[8].(int64), v[9].(int64)},
			Scored: v[10].(int64), Scale: v[11].(float64), Mentions: v[12].(int64)}}
		if v[3].(bool) {
			a.Month = time.Unix(int64(v[4].(int32))*86400, 0).UTC()
			months = append(months, a)
			return nil
		}
		a.Other, _ = v[2].(string)
		partners = append(partners, a)
		return nil
	})
	slices.SortFunc(partners, func(x, y Side) int {
		return cmp.Or(cmp.Compare(y.N, x.N), cmp.Compare(x.Other, y.Other), cmp.Compare(x.Format, y.Format), trueFirst(x.Acts, y.Acts))
	})
	slices.SortFunc(months, func(x, y Side) int {
		return cmp.Or(x.Month.Compare(y.Month), cmp.Compare(x.Format, y.Format), trueFirst(x.Acts, y.Acts))
	})
	return partners, months, err
}

// trueFirst puts what is true first.
func trueFirst(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}

// Batch is the number of the last batch: answers stay the same while it does.
func (s *Store) Batch() int64 { return s.batch.Load() }
