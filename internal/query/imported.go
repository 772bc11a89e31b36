package query

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"entente/internal/read/events"
	"entente/internal/record"
	"entente/internal/store/imports"
)

// Imported is where imported rows are asked for: *imports.Store, or a fake in a
// test.
type Imported interface {
	Months(ctx context.Context, a, b string, f imports.Filter) ([]imports.Month, error)
	PartyCounts(ctx context.Context, id string, f imports.Filter) (partners, months []imports.Side, err error)
	Events(ctx context.Context, a, b string, f imports.Filter, by imports.Order, limit int) ([]imports.Event, error)
	Row(ctx context.Context, row int64) (imports.Detail, error)
	RowsBefore(ctx context.Context, before time.Time) (last int64, err error)
}

// An ImportedQuestion asks for imported rows. The zero value asks for all of the
// data set that has most.
type ImportedQuestion struct {
	Set      string    // a format's name; "" is the one with most rows
	From, To time.Time // days, both included; zero: no bound. Counts are of whole months
	// Before asks for what was imported before a time; zero is all.
	Before time.Time
	// Once counts rows of one day, pair of actors and root once. Of two actors only.
	Once  bool
	Bin   string // month, quarter or year, for programs; "" is month
	Order imports.Order
	Skip  int // rows that come first and are not listed
	Limit int // rows listed; 0 is 25
}

// An ImportedOrder is an order with its name.
type ImportedOrder struct {
	Name  string
	Order imports.Order
}

// ImportedOrders are the orders rows can be listed in; the first is the usual one.
var ImportedOrders = []ImportedOrder{{"mentions", imports.ByMentions}, {"conflict", imports.ByConflict}, {"cooperation", imports.ByCooperation}, {"day", imports.ByDay}}

// A SetCount is the rows of one data set.
type SetCount struct {
	Set string `json:"set" doc:"format of the rows, as in entente import"`
	N   int64  `json:"n" doc:"rows"`
}

// ImportedCounts are the rows of one data set between two, or of one actor.
type ImportedCounts struct {
	Set      string     // the data set that is counted
	Sets     []SetCount // all that have such rows, most first; they report the same events, so they are not added up
	Total    imports.Counts
	Acts     imports.Counts // of them acts of the first towards the second, or of the actor
	Met      imports.Counts // of them those towards it
	Months   []ImportedMonth
	Partners []ImportedPartner // of one actor: most rows first
	Rows     []imports.Event   // the first in the order asked for
}

// An ImportedMonth is the rows of a month, of both directions. A month without a row
// is left out.
type ImportedMonth struct {
	Month time.Time // its first day
	imports.Counts
	Acts imports.Counts // of them acts of the first
}

// An ImportedPartner is the rows of an actor with one other.
type ImportedPartner struct {
	ID        string // ISO 3166-1 alpha-3, else our id, or the code or name of the data set; "" if not stated
	Acts, Met imports.Counts
}

// All is the rows of both directions.
func (p ImportedPartner) All() imports.Counts {
	c := p.Acts
	c.Add(p.Met)
	return c
}

// months is the filter for counts by month: that of the days, widened to whole
// months.
func (q ImportedQuestion) months(last int64) imports.Filter {
	f := imports.Filter{From: q.From, To: q.To, OneADay: q.Once, Last: last}
	if !f.From.IsZero() {
		f.From = time.Date(f.From.Year(), f.From.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	if !f.To.IsZero() {
		f.To = time.Date(f.To.Year(), f.To.Month()+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return f
}

// last is the number of the last row that is asked for, 0 for all.
func (q ImportedQuestion) last(ctx context.Context, rows Imported) (int64, error) {
	if q.Before.IsZero() {
		return 0, nil
	}
	return rows.RowsBefore(ctx, q.Before)
}

// ImportedDyad counts and lists the imported rows between two. The error may be
// ErrNotFound: no imported row names one of them.
func ImportedDyad(ctx context.Context, rows Imported, a, b string, q ImportedQuestion) (*ImportedCounts, error) {
	last, err := q.last(ctx, rows)
	if err != nil {
		return nil, err
	}
	months, err := rows.Months(ctx, a, b, q.months(last))
	if err != nil {
		return nil, err
	}
	out := &ImportedCounts{}
	sets := map[string]int64{}
	for _, m := range months {
		sets[m.Format] += m.N
	}
	out.choose(sets, q.Set)
	byMonth := map[time.Time]*ImportedMonth{}
	for _, m := range months {
		if m.Format != out.Set {
			continue
		}
		c := imports.Counts{N: m.N, Quad: m.Quad, Scored: m.Scored, Scale: m.Scale, Mentions: m.Mentions}
		if m.Source == a {
			out.Acts.Add(c)
		} else {
			out.Met.Add(c)
		}
		addMonth(byMonth, m.Month, c, m.Source == a)
	}
	return out, out.finish(ctx, rows, a, b, q, last, byMonth)
}

// ImportedActor counts and lists the imported rows of one actor. The error may be
// ErrNotFound.
func ImportedActor(ctx context.Context, rows Imported, id string, q ImportedQuestion) (*ImportedCounts, error) {
	last, err := q.last(ctx, rows)
	if err != nil {
		return nil, err
	}
	partners, months, err := rows.PartyCounts(ctx, id, q.months(last))
	if err != nil {
		return nil, err
	}
	out := &ImportedCounts{}
	sets := map[string]int64{}
	for _, m := range months {
		sets[m.Format] += m.N
	}
	out.choose(sets, q.Set)
	byMonth, byPartner := map[time.Time]*ImportedMonth{}, map[string]*ImportedPartner{}
	for _, m := range months {
		if m.Format == out.Set {
			addMonth(byMonth, m.Month, m.Counts, m.Acts)
		}
	}
	for _, p := range partners {
		if p.Format != out.Set {
			continue
		}
		x := byPartner[p.Other]
		if x == nil {
			x = &ImportedPartner{ID: p.Other}
			byPartner[p.Other] = x
		}
		if p.Acts {
			x.Acts.Add(p.Counts)
			out.Acts.Add(p.Counts)
		} else {
			x.Met.Add(p.Counts)
			out.Met.Add(p.Counts)
		}
	}
	for _, p := range byPartner {
		out.Partners = append(out.Partners, *p)
	}
	slices.SortFunc(out.Partners, func(x, y ImportedPartner) int {
		return cmp.Or(cmp.Compare(y.Acts.N+y.Met.N, x.Acts.N+x.Met.N), cmp.Compare(x.ID, y.ID))
	})
	return out, out.finish(ctx, rows, id, "", q, last, byMonth)
}

// addMonth adds counts to a month.
func addMonth(months map[time.Time]*ImportedMonth, at time.Time, c imports.Counts, acts bool) {
	m := months[at]
	if m == nil {
		m = &ImportedMonth{Month: at}
		months[at] = m
	}
	m.Add(c)
	if acts {
		m.Acts.Add(c)
	}
}

// choose notes the data sets there are and which of them is counted.
func (c *ImportedCounts) choose(sets map[string]int64, asked string) {
	for s, n := range sets {
		c.Sets = append(c.Sets, SetCount{s, n})
	}
	slices.SortFunc(c.Sets, func(x, y SetCount) int { return cmp.Or(cmp.Compare(y.N, x.N), cmp.Compare(x.Set, y.Set)) })
	if c.Set = asked; asked == "" && len(c.Sets) > 0 {
		c.Set = c.Sets[0].Set
	}
}

func (c *ImportedCounts) finish(ctx context.Context, rows Imported, a, b string, q ImportedQuestion, last int64, byMonth map[time.Time]*ImportedMonth) (err error) {
	c.Total.Add(c.Acts)
	c.Total.Add(c.Met)
	for _, m := range byMonth {
		c.Months = append(c.Months, *m)
	}
	slices.SortFunc(c.Months, func(x, y ImportedMonth) int { return x.Month.Compare(y.Month) })
	format := record.ParseFormat(c.Set)
	if format == record.NoFormat {
		return nil
	}
	c.Rows, err = rows.Events(ctx, a, b, imports.Filter{Formats: []record.Format{format}, From: q.From, To: q.To, Last: last, Skip: q.Skip}, q.Order, cmp.Or(q.Limit, 25))
	return err
}

// A RowColumn is a column of the line of an imported row.
type RowColumn struct {
	Name  string `json:"name" doc:"empty: the line has more columns than its file names"`
	Value string `json:"value"`
}

// An ImportedRow is one imported row down to its line.
type ImportedRow struct {
	imports.Detail
	Columns []RowColumn // the line taken apart; none if lines are not kept or are JSON
}

// ImportedRowOf opens one imported row. The error may be ErrNotFound.
func ImportedRowOf(ctx context.Context, rows Imported, n int64) (*ImportedRow, error) {
	d, err := rows.Row(ctx, n)
	if err != nil {
		return nil, err
	}
	out := &ImportedRow{Detail: d}
	values := events.Values(record.ParseFormat(d.Format), d.Text)
	names := events.Columns(record.ParseFormat(d.Format))
	if d.Header != "" {
		names = strings.Split(d.Header, "\t")
	}
	for i, v := range values {
		c := RowColumn{Value: v}
		if i < len(names) {
			c.Name = names[i]
		}
		out.Columns = append(out.Columns, c)
	}
	return out, nil
}
