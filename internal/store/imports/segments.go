package imports

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"entente/internal/record"
)

// rowSelect makes the columns of a segment from incoming(). Columns are as narrow
// as their values; sorted, most shrink to a byte or two.
const rowSelect = `SELECT row, format, DATE '1970-01-01' + day AS day, nullif(source, 0) AS source, nullif(target, 0) AS target,
	nullif(source_actor, 0) AS source_actor, nullif(target_actor, 0) AS target_actor, nullif(code, 0) AS code,
	CASE WHEN scale > -100000 THEN (scale / 100.0)::DECIMAL(4,2) END AS scale,
	nullif(mentions, -1) AS mentions, nullif(sources, -1) AS sources, nullif(articles, -1) AS articles,
	CASE WHEN tone > -100000 THEN (tone / 100.0)::DECIMAL(5,2) END AS tone,
	nullif(place, 0) AS place, nullif(publisher, 0) AS publisher, nullif(dead, -1) AS dead, flags::USMALLINT AS flags
	FROM incoming()`

const rowOrder = " ORDER BY source, target, day, row"

// cellSelect counts the rows of a table by pair and month.
const cellSelect = `SELECT r.format, r.source, r.target, date_trunc('month', r.day)::DATE AS month, count(*)::INTEGER AS n,
	count_if(c.quad = 1)::INTEGER AS quad1, count_if(c.quad = 2)::INTEGER AS quad2, count_if(c.quad = 3)::INTEGER AS quad3, count_if(c.quad = 4)::INTEGER AS quad4,
	count(r.scale)::INTEGER AS scored, coalesce(sum(r.scale), 0)::DECIMAL(18,2) AS scale, coalesce(sum(r.mentions), 0)::BIGINT AS mentions
	FROM %s r LEFT JOIN codes c ON c.code = r.code GROUP BY ALL`

// cellSum adds cells of several tables up.
const cellSum = `SELECT format, source, target, month, sum(n)::INTEGER AS n, sum(quad1)::INTEGER AS quad1, sum(quad2)::INTEGER AS quad2, sum(quad3)::INTEGER AS quad3, sum(quad4)::INTEGER AS quad4,
	sum(scored)::INTEGER AS scored, sum(scale)::DECIMAL(18,2) AS scale, sum(mentions)::BIGINT AS mentions FROM (%s) GROUP BY ALL`

const cellOrder = " ORDER BY source, target, month, format"

// newSegment makes the segment of the rows in the feed, within a transaction.
func (s *Store) newSegment(ctx context.Context, n int64) error {
	rows, cells := fmt.Sprintf("rows_%d", n), fmt.Sprintf("cells_%d", n)
	for _, q := range []string{
		"CREATE TABLE " + rows + " AS " + rowSelect + rowOrder,
		"CREATE TABLE " + cells + " AS " + fmt.Sprintf(cellSelect, rows) + cellOrder,
		fmt.Sprintf("CREATE TABLE sides_%d AS ", n) + sidesOf(n, "true") + sidesOrder,
		fmt.Sprintf("INSERT INTO segments SELECT %d, count(*), min(day), max(day) FROM %s", n, rows),
	} {
		if _, err := s.conn.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return s.freshViews(ctx)
}

// freshViews makes the views anew over the segments there are.
func (s *Store) freshViews(ctx context.Context) error {
	all, err := segmentsOf(ctx, s.conn)
	if err != nil {
		return err
	}
	var numbers []int64
	for _, g := range all {
		numbers = append(numbers, g.number)
	}
	return views(ctx, s.conn, numbers)
}

type segment struct{ number, rows int64 }

func segmentsOf(ctx context.Context, db querier) ([]segment, error) {
	rs, err := db.QueryContext(ctx, "SELECT segment, rows FROM segments ORDER BY segment")
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []segment
	for rs.Next() {
		var g segment
		if err := rs.Scan(&g.number, &g.rows); err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, rs.Err()
}

// Segments of about one size are joined once there are joinAt of them; a size class
// ends at fanOut times the one before.
const (
	fanOut = 8
	joinAt = 16
)

// tier is the size class of a segment: 0 up to 4096 rows, 1 up to 8 times that …
func tier(rows int64) int {
	t := 0
	for most := int64(4096); rows > most; most *= fanOut {
		t++
	}
	return t
}

// merge joins segments until no tier has joinAt of them. Each join is a
// transaction of its own: a crash leaves the segments as they were.
func (s *Store) merge(ctx context.Context) error {
	for {
		all, err := segmentsOf(ctx, s.conn)
		if err != nil {
			return err
		}
		tiers := map[int][]segment{}
		var join []segment
		for _, g := range all {
			t := tier(g.rows)
			tiers[t] = append(tiers[t], g)
			if len(tiers[t]) >= joinAt && (join == nil || t < tier(join[0].rows)) {
				join = tiers[t]
			}
		}
		if join == nil {
			return nil
		}
		if err := s.join(ctx, join); err != nil {
			return fmt.Errorf("join segments: %w", err)
		}
	}
}

// join makes one segment of several, slice by slice in the order of the rows, so
// that no more than a slice is sorted at once.
func (s *Store) join(ctx context.Context, parts []segment) error {
	n := s.next.segment
	var rows, cells, sides, numbers []string
	for _, g := range parts {
		sides = append(sides, fmt.Sprintf("SELECT * FROM sides_%d", g.number))
		rows = append(rows, fmt.Sprintf("SELECT * FROM rows_%d", g.number))
		cells = append(cells, fmt.Sprintf("SELECT * FROM cells_%d", g.number))
		numbers = append(numbers, fmt.Sprint(g.number))
	}
	if _, err := s.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	run := func() error {
		do := func(q string) error { _, err := s.conn.ExecContext(ctx, q); return err }
		if err := do(fmt.Sprintf("CREATE TABLE cells_%d AS ", n) + fmt.Sprintf(cellSum, strings.Join(cells, " UNION ALL ")) + cellOrder); err != nil {
			return err
		}
		if err := do(fmt.Sprintf("CREATE TABLE rows_%d AS FROM rows_%d LIMIT 0", n, parts[0].number)); err != nil {
			return err
		}
		stretches, err := s.cuts(ctx, s.conn, fmt.Sprintf("SELECT source, target, month, sum(n)::BIGINT FROM cells_%d GROUP BY ALL ORDER BY source, target, month", n), "source", "target", "day")
		if err != nil {
			return err
		}
		for _, where := range stretches {
			if err := do(fmt.Sprintf("INSERT INTO rows_%d FROM (%s)", n, under(rows, where)) + rowOrder); err != nil {
				return err
			}
		}
		if err := s.fillSides(ctx, s.conn, n, func(where string) string { return under(sides, where) }); err != nil {
			return err
		}
		in := strings.Join(numbers, ", ")
		// Every row must have come along.
		var had, has int64
		if err := s.conn.QueryRowContext(ctx, fmt.Sprintf("SELECT (SELECT sum(rows)::BIGINT FROM segments WHERE segment IN (%s)), (SELECT count(*) FROM rows_%d)", in, n)).Scan(&had, &has); err != nil {
			return err
		}
		if had != has {
			return fmt.Errorf("%d rows of %d came along", has, had)
		}
		if err := do("DELETE FROM segments WHERE segment IN (" + in + ")"); err != nil {
			return err
		}
		if err := do(fmt.Sprintf("INSERT INTO segments SELECT %d, count(*), min(day), max(day) FROM rows_%d", n, n)); err != nil {
			return err
		}
		if err := s.freshViews(ctx); err != nil {
			return err
		}
		for _, g := range parts {
			if err := do(fmt.Sprintf("DROP TABLE rows_%d; DROP TABLE cells_%d; DROP TABLE sides_%d", g.number, g.number, g.number)); err != nil {
				return err
			}
		}
		return do("COMMIT")
	}
	if err := run(); err != nil {
		s.undo(ctx)
		return err
	}
	s.next.segment = n + 1
	return s.checkpoint(ctx)
}

// sliceRows is about how many rows are sorted at once.
const sliceRows = 1 << 20

// under is what several queries without a condition find under one.
func under(queries []string, where string) string {
	var out []string
	for _, q := range queries {
		out = append(out, q+" WHERE "+where)
	}
	return strings.Join(out, " UNION ALL ")
}

// cuts are conditions that cut the rows that a query counts by three columns, in
// their order, into stretches of about sliceRows. Where one value of the first column
// has more, those of the second are cut; where one pair has more, its months. A
// column without a name is passed over.
func (s *Store) cuts(ctx context.Context, db querier, counts string, columns ...string) ([]string, error) {
	rs, err := db.QueryContext(ctx, counts)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var all []cell
	for rs.Next() {
		var c cell
		var month time.Time
		if err := rs.Scan(&c.key[0], &c.key[1], &month, &c.n); err != nil {
			return nil, err
		}
		c.key[2] = sql.NullInt64{Int64: int64(month.Year()*12 + int(month.Month()) - 1), Valid: true}
		all = append(all, c)
	}
	return cut(all, columns, 0, nil, s.opt.slice), rs.Err()
}

// A cell is how many rows have a value in each of three columns, the last a month.
type cell struct {
	key [3]sql.NullInt64
	n   int64
}

// cut cuts cells, which are alike in the columns before level, into stretches.
func cut(cells []cell, columns []string, level int, where []string, most int64) (out []string) {
	if columns[level] == "" {
		return cut(cells, columns, level+1, where, most)
	}
	column := columns[level]
	flush := func(from, to sql.NullInt64) {
		out = append(out, strings.Join(append(slices.Clone(where), between(column, from, to)), " AND "))
	}
	var open, last sql.NullInt64
	held, holding := int64(0), false
	for len(cells) > 0 {
		key := cells[0].key[level]
		n, sum := 0, int64(0)
		for n < len(cells) && cells[n].key[level] == key {
			sum += cells[n].n
			n++
		}
		if holding && (held+sum > most || !key.Valid) {
			flush(open, last)
			holding = false
		}
		if sum > most && level < 2 {
			out = append(out, cut(cells[:n], columns, level+1, append(slices.Clone(where), between(column, key, key)), most)...)
		} else {
			if !holding {
				open, held, holding = key, 0, true
			}
			held, last = held+sum, key
		}
		cells = cells[n:]
	}
	if holding {
		flush(open, last)
	}
	return out
}

// between is the condition that a column lies between two values, both included;
// months are whole. NULL, which comes last, stands alone.
func between(column string, from, to sql.NullInt64) string {
	switch {
	case !from.Valid:
		return column + " IS NULL"
	case column == "day":
		return fmt.Sprintf("day >= DATE '%04d-%02d-01' AND day < DATE '%04d-%02d-01'", from.Int64/12, from.Int64%12+1, (to.Int64+1)/12, (to.Int64+1)%12+1)
	case from == to:
		return fmt.Sprintf("%s = %d", column, from.Int64)
	}
	return fmt.Sprintf("%s BETWEEN %d AND %d", column, from.Int64, to.Int64)
}

func (s *Store) undo(ctx context.Context) { _, _ = s.conn.ExecContext(ctx, "ROLLBACK") }

// Settle writes what is in the log into the file and gives back what is free at
// its end. It is called when an import is done. After an error the store must be
// closed and opened again; nothing is lost: the log is written at the next opening.
func (s *Store) Settle(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil || s.closed || s.broken != nil {
		return nil
	}
	if err := s.checkpoint(ctx); err != nil {
		return fmt.Errorf("settle imports: %w", s.damage(err))
	}
	return nil
}

// checkpoint writes the log into the file. What was dropped becomes free room only
// then: without it the file would hold each segment with the parts it was made of.
func (s *Store) checkpoint(ctx context.Context) error {
	_, err := s.conn.ExecContext(ctx, "CHECKPOINT imports")
	return err
}

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// views makes the views over the segments. Without segments they are empty.
func views(ctx context.Context, db execer, segments []int64) error {
	rows := []string{}
	cells := []string{}
	sides := []string{}
	for _, n := range segments {
		sides = append(sides, fmt.Sprintf("SELECT * FROM imports.main.sides_%d", n))
		rows = append(rows, fmt.Sprintf("SELECT * FROM imports.main.rows_%d", n))
		cells = append(cells, fmt.Sprintf("SELECT * FROM imports.main.cells_%d", n))
	}
	if len(segments) == 0 {
		rows = []string{"SELECT NULL::BIGINT AS row, NULL::UTINYINT AS format, NULL::DATE AS day, NULL::INTEGER AS source, NULL::INTEGER AS target, NULL::INTEGER AS source_actor, NULL::INTEGER AS target_actor, NULL::INTEGER AS code, NULL::DECIMAL(4,2) AS scale, NULL::INTEGER AS mentions, NULL::INTEGER AS sources, NULL::INTEGER AS articles, NULL::DECIMAL(5,2) AS tone, NULL::INTEGER AS place, NULL::INTEGER AS publisher, NULL::INTEGER AS dead, NULL::USMALLINT AS flags WHERE false"}
		cells = []string{"SELECT NULL::UTINYINT AS format, NULL::INTEGER AS source, NULL::INTEGER AS target, NULL::DATE AS month, NULL::INTEGER AS n, NULL::INTEGER AS quad1, NULL::INTEGER AS quad2, NULL::INTEGER AS quad3, NULL::INTEGER AS quad4, NULL::INTEGER AS scored, NULL::DECIMAL(18,2) AS scale, NULL::BIGINT AS mentions WHERE false"}
		sides = []string{"SELECT NULL::INTEGER AS actor, NULL::DATE AS day, NULL::BIGINT AS row, NULL::BOOLEAN AS acts, NULL::UTINYINT AS format, NULL::INTEGER AS other, NULL::DECIMAL(4,2) AS scale, NULL::INTEGER AS mentions WHERE false"}
	}
	queries := []string{
		"CREATE OR REPLACE VIEW sides AS " + strings.Join(sides, " UNION ALL "),
		"CREATE OR REPLACE VIEW rows AS " + strings.Join(rows, " UNION ALL "),
		"CREATE OR REPLACE VIEW cells AS " + fmt.Sprintf(cellSum, strings.Join(cells, " UNION ALL ")),
		`CREATE OR REPLACE VIEW imported AS SELECT r.row, f.name AS format, r.day, s.id AS source, t.id AS target,
			sa.name AS source_name, sa.sectors AS source_sectors, ta.name AS target_name, ta.sectors AS target_sectors,
			c.name AS code, c.label, c.root, c.quad, r.scale, c.type, c.mode, c.context, r.mentions, r.sources, r.articles, r.tone, r.dead,
			p.name AS place, p.country AS place_country, p.precision AS place_precision, p.latitude, p.longitude, u.name AS publisher,
			` + flagList() + ` AS flags
			FROM rows r JOIN formats f ON f.format = r.format
			LEFT JOIN parties s ON s.party = r.source LEFT JOIN parties t ON t.party = r.target
			LEFT JOIN actors sa ON sa.actor = r.source_actor LEFT JOIN actors ta ON ta.actor = r.target_actor
			LEFT JOIN codes c ON c.code = r.code LEFT JOIN places p ON p.place = r.place LEFT JOIN publishers u ON u.publisher = r.publisher`,
		`CREATE OR REPLACE VIEW imported_months AS SELECT f.name AS format, s.id AS source, t.id AS target, x.month, x.n, x.quad1, x.quad2, x.quad3, x.quad4, x.scored, x.scale, x.mentions
			FROM cells x JOIN formats f ON f.format = x.format LEFT JOIN parties s ON s.party = x.source LEFT JOIN parties t ON t.party = x.target`,
	}
	for _, q := range queries {
		if _, err := db.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	for _, c := range viewComments {
		if _, err := db.ExecContext(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// flagList is SQL for the names of the flags of a row.
func flagList() string {
	var parts []string
	for i, name := range record.FlagNames() {
		parts = append(parts, fmt.Sprintf("CASE WHEN r.flags & %d > 0 THEN '%s' END", 1<<i, name))
	}
	return "list_filter([" + strings.Join(parts, ", ") + "], lambda x: x IS NOT NULL)"
}
