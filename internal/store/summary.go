package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"entente/internal/edtf"
)

// A Summary is what a ledger holds, by its current codings.
type Summary struct {
	Version   int // of the schema
	Batches   int
	Documents int
	Events    int
	Claims    int
	Evidence  int
	// Undated is how many of the events have no date.
	Undated int
	// First and Last are the earliest and latest day an event may have happened
	// on; Unknown if no event bounds them.
	First, Last edtf.Date

	Types     []Count // events by PLOVER type
	Kinds     []Count // events by kind, those without one left out
	Statuses  []Count
	Codebooks []Count // documents by the codebook of their current coding
	Dyads     []Pair  // the twenty pairs with the most events
}

// A Count is how many rows bear a name. Lists are ordered by count, then name.
type Count struct {
	Name string
	N    int
}

// A Pair is two actors, in the order of the alphabet, and how many events they
// share.
type Pair struct {
	A, B string
	N    int
}

// Summary counts what the ledger holds.
func (s *Store) Summary(ctx context.Context) (*Summary, error) {
	sum, err := s.summary(ctx)
	if err != nil {
		return nil, fmt.Errorf("summary: %w", ledgerError(err))
	}
	return sum, nil
}

func (s *Store) summary(ctx context.Context) (*Summary, error) {
	sum := &Summary{Version: Version}
	var first, last sql.NullTime
	if err := s.duck.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM batches),
		(SELECT count(*) FROM current_documents),
		(SELECT count(*) FROM claims WHERE coding IN (SELECT coding FROM current_documents)),
		(SELECT count(*) FROM evidence WHERE event IN (SELECT event FROM current_events)),
		count(*), count(*) - count(date), min(coalesce(date_first, date_last)), max(coalesce(date_last, date_first))
		FROM current_events`).
		Scan(&sum.Batches, &sum.Documents, &sum.Claims, &sum.Evidence, &sum.Events, &sum.Undated, &first, &last); err != nil {
		return nil, err
	}
	sum.First, sum.Last = dateOf(first), dateOf(last)
	for _, c := range []struct {
		to           *[]Count
		column, from string
	}{
		{&sum.Types, "type", "current_events"},
		{&sum.Kinds, "kind", "current_events"},
		{&sum.Statuses, "status", "current_events"},
		{&sum.Codebooks, "codebook", "current_documents"},
	} {
		rows, err := s.duck.QueryContext(ctx, "SELECT "+c.column+", count(*) AS n FROM "+c.from+" WHERE "+c.column+" IS NOT NULL GROUP BY ALL ORDER BY n DESC, 1")
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var n Count
			if err := rows.Scan(&n.Name, &n.N); err != nil {
				rows.Close()
				return nil, err
			}
			*c.to = append(*c.to, n)
		}
		if err := rows.Close(); err != nil {
			return nil, err
		}
	}
	rows, err := s.duck.QueryContext(ctx, `SELECT least(source, target) AS a, greatest(source, target) AS b, count(DISTINCT event) AS n
		FROM dyads GROUP BY a, b ORDER BY n DESC, a, b LIMIT 20`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p Pair
		if err := rows.Scan(&p.A, &p.B, &p.N); err != nil {
			return nil, err
		}
		sum.Dyads = append(sum.Dyads, p)
	}
	return sum, rows.Err()
}

func dateOf(t sql.NullTime) edtf.Date {
	if !t.Valid {
		return edtf.Date{}
	}
	y, m, d := t.Time.In(time.UTC).Date()
	return edtf.YMD(y, int(m), d)
}

// A SeenActor is an actor that current documents name, and how often.
type SeenActor struct {
	ID      string // of the actor, or of the country if that is all that is known
	Country string // most often given, "" if none
	Kind    string // most often given
	Name    string // most often given

	Mentions, Documents int
	Source, Target      int // events in which it acts, and is acted upon
}

// Actors returns the actors that current documents name, those most often named
// first, then by id.
func (s *Store) Actors(ctx context.Context) ([]SeenActor, error) {
	out, err := s.actors(ctx)
	if err != nil {
		return nil, fmt.Errorf("actors: %w", ledgerError(err))
	}
	return out, nil
}

func (s *Store) actors(ctx context.Context) ([]SeenActor, error) {
	rows, err := s.duck.QueryContext(ctx, `
		WITH seen AS (
			SELECT coalesce(a.actor, a.country) AS id, a.coding, coalesce(a.country, '') AS country,
				coalesce(a.kind, '') AS kind, coalesce(a.name, '') AS name, a.mentions
			FROM actors_seen a JOIN current_documents d ON d.coding = a.coding),
		totals AS (SELECT id, sum(mentions)::BIGINT AS mentions, count(DISTINCT coding) AS documents FROM seen GROUP BY id),
		countries AS (SELECT id, country FROM seen GROUP BY id, country
			QUALIFY row_number() OVER (PARTITION BY id ORDER BY sum(mentions) DESC, country) = 1),
		kinds AS (SELECT id, kind FROM seen GROUP BY id, kind
			QUALIFY row_number() OVER (PARTITION BY id ORDER BY sum(mentions) DESC, kind) = 1),
		names AS (SELECT id, name FROM seen GROUP BY id, name
			QUALIFY row_number() OVER (PARTITION BY id ORDER BY name = '', sum(mentions) DESC, name) = 1),
		acts AS (
			SELECT coalesce(p.actor, p.country) AS id,
				count(DISTINCT p.event) FILTER (p.side = 'source') AS source,
				count(DISTINCT p.event) FILTER (p.side = 'target') AS target
			FROM parties p JOIN current_events e ON e.event = p.event GROUP BY 1)
		SELECT t.id, c.country, k.kind, n.name, t.mentions, t.documents, coalesce(x.source, 0), coalesce(x.target, 0)
		FROM totals t JOIN countries c USING (id) JOIN kinds k USING (id) JOIN names n USING (id) LEFT JOIN acts x USING (id)
		ORDER BY t.mentions DESC, t.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []SeenActor
	for rows.Next() {
		var a SeenActor
		if err := rows.Scan(&a.ID, &a.Country, &a.Kind, &a.Name, &a.Mentions, &a.Documents, &a.Source, &a.Target); err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, rows.Err()
}
