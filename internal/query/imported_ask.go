package query

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/internal/edtf"
	"entente/internal/record"
	"entente/internal/store"
	"entente/internal/store/imports"
)

// ErrNoImports: the ledger holds no imported rows. It is an ErrNotFound.
var ErrNoImports = fmt.Errorf("the ledger holds no imported rows, entente import adds some: %w", ErrNotFound)

// OpenImported asks for the imported rows that from has, nil if it has none. The
// error may be ErrNoImports, or store.ErrHeld: another process adds to them.
func OpenImported(ctx context.Context, from func(context.Context) (*imports.Store, error)) (*imports.Store, error) {
	if from == nil {
		return nil, ErrNoImports
	}
	rows, err := from(ctx)
	switch {
	case errors.Is(err, store.ErrHeld):
		return nil, fmt.Errorf("event data is being imported by another program: %w", err)
	case err == nil && rows == nil:
		return nil, ErrNoImports
	}
	return rows, err
}

// ParseImported reads a question from the query of a URL: set, from, to, asof (a day, or
// a time as RFC 3339 has it), once, bin, order, after and limit. All faults are told at once; each is a *BadValue.
func ParseImported(v url.Values) (q ImportedQuestion, err error) {
	var faults []error
	fault := func(name, value, format string, args ...any) {
		faults = append(faults, bad(name, value, format, args...))
	}
	if q.Set = v.Get("set"); q.Set != "" && (record.ParseFormat(q.Set) == record.NoFormat || record.ParseFormat(q.Set) == record.Mentions) {
		fault("set", q.Set, "there is no such data set")
	}
	day := func(name string, of func(edtf.Date) (edtf.Day, bool), to *time.Time) {
		s := v.Get(name)
		if s == "" {
			return
		}
		d, err := edtf.Parse(s)
		if err != nil {
			fault(name, s, "%v", err)
		} else if at, ok := of(d); ok { // else it is open, which is no bound
			*to = time.Unix(int64(at)*86400, 0).UTC()
		}
	}
	day("from", edtf.Date.First, &q.From)
	day("to", edtf.Date.Last, &q.To)
	if !q.From.IsZero() && !q.To.IsZero() && q.To.Before(q.From) {
		fault("to", v.Get("to"), "the period ends before it begins")
	}
	if s := v.Get("asof"); s != "" {
		if day, err := time.Parse(time.DateOnly, s); err == nil {
			q.Before = day.AddDate(0, 0, 1)
		} else if at, err := time.Parse(time.RFC3339, s); err == nil {
			q.Before = at.Add(time.Microsecond) // what was added at that time is of it
		} else {
			fault("asof", s, "it is a day (2022-11-21) or a time (2022-11-21T08:00:00Z); batches of coded events are none of imported rows")
		}
	}
	switch s := v.Get("once"); s {
	case "", "0":
	case "1":
		q.Once = true
	default:
		fault("once", s, "it is 0 or 1")
	}
	if q.Bin = v.Get("bin"); !slices.Contains([]string{"", "year", "quarter", "month"}, q.Bin) {
		fault("bin", q.Bin, "it is year, quarter or month")
	}
	if s := v.Get("order"); s != "" {
		i := slices.IndexFunc(ImportedOrders, func(o ImportedOrder) bool { return o.Name == s })
		if i < 0 {
			fault("order", s, "it is mentions, conflict, cooperation or day")
		} else {
			q.Order = ImportedOrders[i].Order
		}
	}
	number := func(name string, least, most int, to *int) {
		s := v.Get(name)
		if s == "" {
			return
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < least || n > most {
			fault(name, s, "it is a number from %d to %d", least, most)
			return
		}
		*to = n
	}
	number("after", 0, 1<<30, &q.Skip)
	number("limit", 1, maxLimit, &q.Limit)
	return q, errors.Join(faults...)
}

// ImportedBefore is the time before which rows were imported that the switches ask for,
// zero for all: the end of the day they name, or when the batch they name was added.
func (ix *Index) ImportedBefore(s Switches) time.Time {
	if day, err := time.Parse(time.DateOnly, s.AsOfDay); err == nil {
		return day.AddDate(0, 0, 1)
	}
	for _, b := range ix.Batches {
		if b.Batch == s.AsOf {
			return b.Added.Add(time.Microsecond)
		}
	}
	return time.Time{}
}

// CheckParty says whether a value can be the id of a party of imported rows: they are
// named as the data sets name them. The error is a *BadValue.
func CheckParty(name, id string) error {
	if checkID(name, id) != nil {
		return bad(name, id, "it is no id of an actor")
	}
	return nil
}

// unknownParty puts the words of a door for those of the store.
func unknownParty(err error, ids ...string) error {
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == "" })
	for i, id := range ids {
		ids[i] = strconv.Quote(short(id, 60))
	}
	return fmt.Errorf("no imported row names %s: %w", strings.Join(ids, " or "), ErrNotFound)
}
