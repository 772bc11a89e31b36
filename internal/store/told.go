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

// Told calls f with every current event in order of number.
func (s *Store) Told(ctx context.Context, f func(*Told)) error {
	const party = "coalesce(p.country, p.actor, '~' || lower(p.name))"
	const q = `WITH sides AS (SELECT p.event,
			string_agg(` + party + `, chr(31) ORDER BY p.position) FILTER (p.side = 'source') AS source,
			string_agg(` + party + `, chr(31) ORDER BY p.position) FILTER (p.side = 'target') AS target
		FROM parties p GROUP BY p.event)
		SELECT e.event, e.id, e.coding, d.id, e.type, coalesce(e.kind, ''), coalesce(e.status, ''), e.reciprocal,
			e.date_first, e.date_last, coalesce(e.date_basis, ''), coalesce(e.place_id, e.place_name, ''), coalesce(e.place_country, ''),
			d.published_first, d.published_last, coalesce(s.source, ''), coalesce(s.target, ''),
			v.words, v.begin_byte, coalesce(v.trigger_begin, -1), coalesce(v.trigger_end, -1)
		FROM current_events e JOIN documents d ON d.coding = e.coding
		JOIN evidence v ON v.event = e.event AND v.position = 0 LEFT JOIN sides s ON s.event = e.event
		WHERE d.batch <= ? ORDER BY e.event`
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
	}, s.Batch())
	if err != nil {
		return fmt.Errorf("events told: %w", err)
	}
	return nil
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\x1f")
}
