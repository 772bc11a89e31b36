package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"entente/internal/edtf"
	"entente/internal/event"
)

// A Told is a current event as far as it is compared with those of other
// documents.
type Told struct {
	Number   int64
	ID       string
	Coding   int64
	Document string // id

	Type, Kind        string
	Status            event.Status
	Mutual            bool
	First, Last       edtf.Day
	HasFirst, HasLast bool
	Basis             event.DateBasis
	Place             string // id of the place, else its name; "" if not stated
	Country           string // of the place

	PubFirst, PubLast       edtf.Day // of the document
	HasPubFirst, HasPubLast bool

	// Source and Target are the countries acted for, else the actors, else ~ and
	// the name in small letters.
	Source, Target []string
	Words          string // of the first piece of evidence
	Trigger        string // those of them that name the act, "" if not known
}

// A Telling says which events [Store.Told] gives, all of batches up to Through, 0
// being the last. What is set adds to what is given; the zero value gives all
// current events.
type Telling struct {
	Through int64
	// After gives the current events of later batches.
	After int64
	// Gone gives the events of batches up to this one that were current before the
	// batches after it, and are not any more.
	Gone int64
	// Documents gives the current events of these documents, by id.
	Documents []string
	// Near gives at least the current events that have one of these parties in
	// these days.
	Near []PartyDays
}

// PartyDays is a party, as [Told] names it, and days, counted from 1970-01-01,
// both ends included; without Dated it is for events that have none.
type PartyDays struct {
	Party       string
	First, Last int
	Dated       bool
}

const party = "coalesce(p.country, p.actor, '~' || lower(p.name))"

// selection is a query of the numbers of the events.
func (t *Telling) selection(through int64) (string, []any) {
	const current = "SELECT e.event FROM current_events e JOIN documents d ON d.coding = e.coding WHERE d.batch <= ?"
	var parts []string
	var args []any
	if t.After > 0 {
		parts = append(parts, current+" AND d.batch > ?")
		args = append(args, through, t.After)
	}
	if t.Gone > 0 {
		parts = append(parts, `SELECT e.event FROM events e JOIN documents d ON d.coding = e.coding WHERE d.batch <= ?
			AND e.coding IN (SELECT supersedes FROM documents WHERE batch > ? AND batch <= ? AND supersedes IS NOT NULL)`)
		args = append(args, t.Gone, t.Gone, through)
	}
	if len(t.Documents) > 0 {
		parts = append(parts, current+" AND d.id IN (SELECT unnest(string_split(?, ',')))")
		args = append(args, through, strings.Join(t.Documents, ","))
	}
	if len(t.Near) > 0 {
		var names, first, last, dated strings.Builder
		for i, w := range t.Near {
			if i > 0 {
				for _, b := range []*strings.Builder{&first, &last, &dated} {
					b.WriteByte(',')
				}
				names.WriteByte('\x1f')
			}
			names.WriteString(w.Party)
			fmt.Fprint(&first, w.First)
			fmt.Fprint(&last, w.Last)
			fmt.Fprint(&dated, w.Dated)
		}
		// A date reaches somewhat further where it is open: see package cluster.
		parts = append(parts, `SELECT DISTINCT e.event FROM (SELECT unnest(string_split(?, chr(31))) AS party, unnest(string_split(?, ',')::INTEGER[]) AS first,
				unnest(string_split(?, ',')::INTEGER[]) AS last, unnest(string_split(?, ',')::BOOLEAN[]) AS dated) w
			JOIN parties p ON `+party+` = w.party JOIN current_events e ON e.event = p.event JOIN documents d ON d.coding = e.coding
			WHERE d.batch <= ? AND CASE WHEN w.dated THEN
				coalesce(e.date_first, e.date_last - 7) - DATE '1970-01-01' <= w.last AND coalesce(e.date_last, e.date_first + 30) - DATE '1970-01-01' >= w.first
				OR d.published_first - DATE '1970-01-01' - 7 <= w.last AND d.published_last - DATE '1970-01-01' >= w.first
			ELSE d.published_first IS NULL OR d.published_last IS NULL OR d.published_last - d.published_first > 50 END`)
		args = append(args, names.String(), first.String(), last.String(), dated.String(), through)
	}
	if parts == nil {
		parts, args = []string{current}, []any{through}
	}
	return strings.Join(parts, " UNION "), args
}

// Told calls f with events in order of number.
func (s *Store) Told(ctx context.Context, t Telling, f func(*Told)) error {
	if t.Through == 0 {
		t.Through = s.Batch()
	}
	which, args := t.selection(t.Through)
	q := "WITH near AS MATERIALIZED (" + which + `), sides AS (SELECT p.event,
			string_agg(` + party + `, chr(31) ORDER BY p.position) FILTER (p.side = 'source') AS source,
			string_agg(` + party + `, chr(31) ORDER BY p.position) FILTER (p.side = 'target') AS target
		FROM parties p WHERE p.event IN (SELECT event FROM near) GROUP BY p.event)
		SELECT e.event, e.id, e.coding, d.id, e.type, coalesce(e.kind, ''), coalesce(e.status, ''), e.reciprocal,
			e.date_first, e.date_last, coalesce(e.date_basis, ''), coalesce(e.place_id, e.place_name, ''), coalesce(e.place_country, ''),
			d.published_first, d.published_last, coalesce(s.source, ''), coalesce(s.target, ''),
			v.words, v.begin_byte, coalesce(v.trigger_begin, -1), coalesce(v.trigger_end, -1)
		FROM events e JOIN documents d ON d.coding = e.coding
		JOIN evidence v ON v.event = e.event AND v.position = 0 LEFT JOIN sides s ON s.event = e.event
		WHERE e.event IN (SELECT event FROM near) ORDER BY e.event`
	err := s.each(ctx, q, func(scan func(...any) error) error {
		t := &Told{}
		var first, last, pubFirst, pubLast sql.NullTime
		var source, target string
		var begin, tb, te int64
		if err := scan(&t.Number, &t.ID, &t.Coding, &t.Document, &t.Type, &t.Kind, &t.Status, &t.Mutual,
			&first, &last, &t.Basis, &t.Place, &t.Country, &pubFirst, &pubLast, &source, &target, &t.Words, &begin, &tb, &te); err != nil {
			return err
		}
		t.First, t.HasFirst = dayOf(first)
		t.Last, t.HasLast = dayOf(last)
		t.PubFirst, t.HasPubFirst = dayOf(pubFirst)
		t.PubLast, t.HasPubLast = dayOf(pubLast)
		t.Source, t.Target = split(source), split(target)
		if tb, te = tb-begin, te-begin; tb >= 0 && tb < te && te <= int64(len(t.Words)) {
			t.Trigger = t.Words[tb:te]
		}
		f(t)
		return nil
	}, args...)
	if err != nil {
		return fmt.Errorf("events told: %w", err)
	}
	return nil
}

// Portion returns the last of the batches after one that bring not more than so
// many documents; at least one batch, if there is one.
func (s *Store) Portion(ctx context.Context, after int64, documents int) (int64, error) {
	through := after
	n, full := 0, false
	err := s.each(ctx, "SELECT batch, documents FROM batches WHERE batch > ? AND batch <= ? ORDER BY batch", func(scan func(...any) error) error {
		var batch int64
		var docs int
		if err := scan(&batch, &docs); err != nil {
			return err
		}
		if n += docs; n > documents && through > after {
			full = true
		}
		if !full {
			through = batch
		}
		return nil
	}, after, s.Batch())
	return through, err
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\x1f")
}
