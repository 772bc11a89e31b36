package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"entente/internal/atlas"
	"entente/internal/edtf"
	"entente/internal/event"
)

// A Form is a name of an actor.
type Form struct {
	Text string `json:"text"`
	Kind string `json:"kind" doc:"name, alias, adjective, demonym, people, capital, metonym, acronym or title"`
}

// A Post is a term in office.
type Post struct {
	Person string `json:"person" doc:"id"`
	Name   string `json:"name"`
	Entity string `json:"entity" doc:"of what"`
	Title  string `json:"title"`
	From   string `json:"from,omitempty" doc:"EDTF"`
	To     string `json:"to,omitempty" doc:"EDTF; absent while it had not ended"`
	Table  string `json:"table" doc:"the row that says so"`
}

// An Actor is all that is known of an actor: from the tables and the ledger.
type Actor struct {
	Party
	Kind     string   `json:"kind,omitempty"`
	Type     string   `json:"type,omitempty"`
	Parent   string   `json:"parent,omitempty" doc:"the larger body"`
	Power    string   `json:"power,omitempty" doc:"the power it belongs to"`
	Known    bool     `json:"known" doc:"the tables know it"`
	Forms    []Form   `json:"forms" doc:"its names"`
	Posts    []Post   `json:"posts" doc:"who held office in it, or which offices it held, the latest first"`
	MemberOf []string `json:"member_of" doc:"groups it belongs or belonged to, as far as the tables go"`

	Mentions int       `json:"mentions" doc:"how often current documents name it; 0 is not at all: no evidence, not no dealings"`
	Total    N         `json:"total" doc:"its events"`
	Partners []Partner `json:"partners" doc:"with whom, most events first"`
	Years    []Cell    `json:"years" doc:"its events by year; an empty key is an unknown date"`
	Kinds    []Cell    `json:"kinds" doc:"its events by kind"`
	Domains  []Cell    `json:"domains" doc:"its events by domain"`
	Statuses []Cell    `json:"statuses" doc:"its events by status"`
}

func (a *Actor) size() int {
	return 200 * (len(a.Forms) + len(a.Posts) + len(a.Partners) + len(a.Kinds) + 20)
}

// Actor returns the card of an actor. ErrNotFound if neither the tables nor the
// ledger know the id.
func (l *Ledger) Actor(ctx context.Context, id string, q Question) (*Actor, error) {
	if err := checkID("actor", id); err != nil {
		return nil, err
	}
	q = q.bare()
	q.Actor = id
	return kept(ctx, l, key("actor", q), func(ctx context.Context) (*Actor, error) {
		sel, err := l.Choose(ctx, q)
		if err != nil {
			return nil, err
		}
		ix := sel.Index
		a := &Actor{Party: l.party(ix, id), Power: ix.Power(id), Forms: []Form{}, Posts: []Post{}, MemberOf: []string{},
			Total: sel.N(), Partners: sel.Partners(id)}
		l.fromTables(a, id)
		if a.Mentions, err = l.mentions(ctx, id); err != nil {
			return nil, err
		}
		if !a.Known && a.Mentions == 0 && !ix.has(id) {
			return nil, fmt.Errorf("actor %s: %w", short(id, 60), ErrNotFound)
		}
		for _, f := range []struct {
			by string
			to *[]Cell
		}{{"year", &a.Years}, {"kind", &a.Kinds}, {"domain", &a.Domains}, {"status", &a.Statuses}} {
			cube, err := sel.Count(f.by)
			if err != nil {
				return nil, err
			}
			*f.to = cube.Cells
		}
		return a, nil
	})
}

// has says whether an actor takes part in an event, or one who acts for it.
func (ix *Index) has(id string) bool {
	_, ok := ix.column("taking").at[id]
	return ok
}

func (l *Ledger) fromTables(a *Actor, id string) {
	if l.atlas == nil {
		return
	}
	e, ok := l.atlas.Entity(id)
	if !ok {
		return
	}
	a.Known, a.Kind, a.Type, a.Parent = true, string(e.Kind), e.Type, e.Parent
	seen := map[Form]bool{}
	for _, h := range l.atlas.Forms(id) {
		if f := (Form{h.Form, string(h.Kind)}); !seen[f] {
			seen[f] = true
			a.Forms = append(a.Forms, f)
		}
	}
	terms := l.atlas.Posts(id)
	if e.Kind == event.Person {
		terms = l.atlas.Tenures(id)
	}
	slices.SortStableFunc(terms, func(a, b atlas.Tenure) int {
		return cmp.Or(-edtf.Compare(a.From, b.From), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Office, b.Office))
	})
	for _, t := range terms {
		p := Post{Person: t.Person, Name: t.Person, Entity: t.Entity, Title: t.Title, From: t.From.String(), To: t.To.String(), Table: t.Table}
		if e, ok := l.atlas.Entity(t.Person); ok {
			p.Name = e.Name
		}
		a.Posts = append(a.Posts, p)
	}
	a.MemberOf = append(a.MemberOf, l.atlas.MemberOf(id, edtf.Date{})...)
}

// A Publisher is one who published documents of the ledger.
type Publisher struct {
	Name string `json:"name,omitempty" doc:"absent for documents that do not state one"`
	N
	Held int `json:"held" doc:"documents of it in the ledger, those without events too"`
}

// Publishers are all publishers with the events asked for.
type Publishers struct {
	Publishers []Publisher `json:"publishers" doc:"most events first"`
	Total      N           `json:"total"`
}

func (p *Publishers) size() int { return 150 * len(p.Publishers) }

// Publishers counts the events asked for by who published them, most events
// first, then most documents, then by name.
func (l *Ledger) Publishers(ctx context.Context, q Question) (*Publishers, error) {
	q = q.bare()
	return kept(ctx, l, key("publishers", q), func(ctx context.Context) (*Publishers, error) {
		sel, err := l.Choose(ctx, q)
		if err != nil {
			return nil, err
		}
		ix := sel.Index
		held := map[string]int{}
		for i := range ix.Docs {
			if ix.docHolds(&ix.Docs[i], q.Switches) {
				held[ix.Docs[i].Publisher]++
			}
		}
		cube, err := sel.Count("publisher")
		if err != nil {
			return nil, err
		}
		out := &Publishers{Publishers: []Publisher{}, Total: cube.Total}
		for _, c := range cube.Cells {
			out.Publishers = append(out.Publishers, Publisher{c.Keys[0], c.N, held[c.Keys[0]]})
			delete(held, c.Keys[0])
		}
		for name, n := range held {
			out.Publishers = append(out.Publishers, Publisher{Name: name, Held: n})
		}
		slices.SortFunc(out.Publishers, func(a, b Publisher) int {
			return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(b.Held, a.Held), cmp.Compare(a.Name, b.Name))
		})
		return out, nil
	})
}

// A Batch is one addition to the ledger.
type Batch struct {
	Number    int64  `json:"number"`
	Added     string `json:"added" doc:"RFC 3339 in UTC"`
	Program   string `json:"program"`
	Codebook  string `json:"codebook"`
	Documents int    `json:"documents"`
	Events    int    `json:"events"`
}

// Today is what is new in the ledger and what wants a reader's eye.
type Today struct {
	Total     N             `json:"total" doc:"of the whole ledger, under the switches"`
	Documents int           `json:"documents" doc:"documents of the whole ledger"`
	Batches   []Batch       `json:"batches" doc:"the last additions, the latest first"`
	New       *Page         `json:"new" doc:"events of the latest addition, the latest day first"`
	Contested *Page         `json:"contested" doc:"events that another denies or disputes, the latest day first"`
	Dates     *Page         `json:"dates" doc:"events whose date is inferred: to be confirmed"`
	Undated   int           `json:"undated" doc:"events without any date"`
	Recent    []DocumentRow `json:"recent" doc:"documents added last"`
}

func (t *Today) size() int { return t.New.size() + t.Contested.size() + t.Dates.size() }

// Today returns what is new, contested and to be confirmed, at most q.Limit rows
// of each (0 is 10).
func (l *Ledger) Today(ctx context.Context, q Question) (*Today, error) {
	limit := cmp.Or(q.Limit, 10)
	q = q.bare()
	q.Newest, q.Limit = true, limit
	return kept(ctx, l, key("today", q), func(ctx context.Context) (*Today, error) {
		sel, err := l.Choose(ctx, q)
		if err != nil {
			return nil, err
		}
		ix := sel.Index
		t := &Today{Total: sel.N(), Batches: []Batch{}, Undated: sel.n - sel.in.with(ix.flat.dated)}
		fresh, denied, dates := q, q, q
		for _, b := range slices.Backward(ix.Batches) {
			if q.AsOf != 0 && b.Batch > q.AsOf {
				continue
			}
			if len(t.Batches) == 0 {
				fresh.Batch = b.Batch
			}
			if t.Batches = append(t.Batches, Batch{b.Batch, b.Added.Format(time.RFC3339), b.Program, b.Codebook, b.Documents, b.Events}); len(t.Batches) == 5 {
				break
			}
		}
		denied.Denied = true
		dates.Bases = []event.DateBasis{event.DateInferred, event.DatePublication}
		for _, p := range []struct {
			q  Question
			to **Page
		}{{fresh, &t.New}, {denied, &t.Contested}, {dates, &t.Dates}} {
			if *p.to, err = l.Events(ctx, p.q); err != nil {
				return nil, err
			}
		}
		docs, err := l.Documents(ctx, Question{Switches: Switches{AsOf: q.AsOf, AsOfDay: q.AsOfDay, Codebook: q.Codebook}, Limit: limit})
		if err != nil {
			return nil, err
		}
		t.Recent, t.Documents = docs.Documents, docs.Total
		return t, nil
	})
}

// mentions is how often current documents name an actor.
func (l *Ledger) mentions(ctx context.Context, id string) (int, error) {
	return kept(ctx, l, "mentions "+id, func(ctx context.Context) (int, error) { return l.base.Store.Mentions(ctx, id) })
}
