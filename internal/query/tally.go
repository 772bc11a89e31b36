package query

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"entente/internal/edtf"
)

// A Tally is how many acts have a value: of cooperation, of conflict, of neither.
type Tally struct {
	Value             string
	N, Up, Down, Flat int
}

// Tallies counts the acts of a selection by a dimension, as the report that tells
// most of each has it; values without any are left out. Beside the dimensions of
// [Selection.Count] there are "taking", the ids and countries of all who take part;
// "standing", the countries or else ids of them; "pair", two of these that deal with
// each other, with a byte 0 between; "where", the countries of the place. Most come
// first, then by value.
func (sel *Selection) Tallies(by string) []Tally {
	f := sel.Index.flat
	c := sel.Index.column(by)
	all, up, down := make([]int32, len(c.values)), make([]int32, len(c.values)), make([]int32, len(c.values))
	if sel.n > 2*c.cost {
		some := sel.in.clone()
		some.meet(f.up)
		copy(up, c.counts(some, sel.n))
		copy(some, sel.in)
		some.meet(f.down)
		copy(down, c.counts(some, sel.n))
		copy(all, c.counts(sel.in, sel.n))
	} else {
		for i := range sel.in.all() {
			sign := f.sign[i]
			for _, v := range c.numbers[c.of[i]:c.of[i+1]] {
				all[v]++
				if sign > 0 {
					up[v]++
				} else if sign < 0 {
					down[v]++
				}
			}
		}
	}
	// Most first, then by rank, in one number each.
	var order []uint64
	for v, n := range all {
		if n > 0 {
			order = append(order, uint64(^uint32(n))<<32|uint64(c.rank[v]))
		}
	}
	slices.Sort(order)
	out := make([]Tally, len(order))
	for i, o := range order {
		v := c.order[uint32(o)]
		out[i] = Tally{c.values[v], int(all[v]), int(up[v]), int(down[v]), int(all[v] - up[v] - down[v])}
	}
	return out
}

// Inferred is how many acts have a date that is not the text's own: see [Inferred].
func (sel *Selection) Inferred() int { return sel.in.with(sel.Index.flat.inferred) }

// Timed is how many acts have a date that can be drawn.
func (sel *Selection) Timed() int {
	n := 0
	for w, v := range sel.in {
		n += onesOf(v & sel.Index.flat.timed[w] & sel.Index.flat.dated[w])
	}
	return n
}

// A MonthTally is the acts of a month, of which Month is year*12 + month - 1.
type MonthTally struct{ Month, Up, Down, Flat int }

// Months counts acts by the month of the day they are ordered by, in order, months
// without any left out; first and last are the first such day and the last. Undated
// are those that have none.
func (sel *Selection) Months() (months []MonthTally, first, last edtf.Day, undated int) {
	f := sel.Index.flat
	some := sel.in.clone()
	some.meet(f.timed)
	var m *MonthTally
	var days int32
	for i := range some.all() { // by day
		if k := int(f.month[i]); m == nil || m.Month != k {
			if m == nil {
				first = edtf.Day(f.day[i])
			}
			months = append(months, MonthTally{Month: k})
			m = &months[len(months)-1]
		}
		switch days = f.day[i]; f.sign[i] {
		case 1:
			m.Up++
		case -1:
			m.Down++
		default:
			m.Flat++
		}
	}
	return months, first, edtf.Day(days), sel.n - some.len()
}

// Classes is how many acts are shown by a report of a publisher of each class, see
// [sources.CheckClass].
func (sel *Selection) Classes(classes ...string) []int {
	c := sel.Index.column("voice")
	out := make([]int, len(classes))
	for i, n := range c.counts(sel.in, sel.n) {
		if n == 0 {
			continue
		}
		d, _ := strconv.Atoi(c.values[i])
		for k, class := range classes {
			if sel.Index.Docs[d].From.Is(class) {
				out[k] += int(n)
			}
		}
	}
	return out
}

// A Meeting is a place at which acts of a domain have parties of powers.
type Meeting struct {
	ID, Country, Admin1, Precision, Name string
	Powers                               []string // codes, in the order of the tables
}

// Meetings are the places of a selection with the powers that take part there in acts
// of a domain; places without any power are left out.
func (sel *Selection) Meetings(domain string) []Meeting {
	ix := sel.Index
	spots, who := ix.column("spot"), ix.column("powers")
	seen := map[int32][]bool{}
	for i := range sel.only("domain", domain).in.all() {
		if spots.of[i] == spots.of[i+1] {
			continue
		}
		for _, v := range who.numbers[who.of[i]:who.of[i+1]] {
			at := spots.numbers[spots.of[i]]
			if seen[at] == nil {
				seen[at] = make([]bool, len(who.values))
			}
			seen[at][v] = true
		}
	}
	var out []Meeting
	for at, powers := range seen {
		p := strings.SplitN(spots.values[at], "\x00", 5)
		m := Meeting{p[0], p[1], p[2], p[3], p[4], nil}
		for _, power := range ix.tables.Powers {
			if n, ok := who.at[power.Code]; ok && powers[n] {
				m.Powers = append(m.Powers, power.Code)
			}
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b Meeting) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Precision, b.Precision), cmp.Compare(a.Country, b.Country), cmp.Compare(a.Admin1, b.Admin1))
	})
	return out
}

// Called is the id of the first actor of the events with this name or id, whatever
// the case; "" if there is none.
func (ix *Index) Called(words string) string {
	c := ix.column("called")
	for v, name := range c.values { // in the order of the events
		if !strings.EqualFold(name, words) {
			continue
		}
		e := &ix.Events[c.posts[v].first()]
		for _, sides := range [2][]Side{e.Source, e.Target} {
			for _, s := range sides {
				if strings.EqualFold(s.Name, words) || strings.EqualFold(s.ID, words) {
					return s.ID
				}
			}
		}
	}
	return ""
}

// Acting is in how many acts of the ledger, whatever the switches, each source acts.
// It is kept, and shared.
func (l *Ledger) Acting(ctx context.Context) (map[string]int, error) {
	return kept(ctx, l, "acting", func(ctx context.Context) (map[string]int, error) {
		sel, err := l.Choose(ctx, Question{})
		if err != nil {
			return nil, err
		}
		out := map[string]int{}
		for _, x := range sel.Tallies("source") {
			out[x.Value] = x.N
		}
		return out, nil
	})
}
