package web

import (
	"cmp"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"entente/internal/chart"
	"entente/internal/query"
)

// A facetList is the values of one dimension, each leading to its rows.
type facetList struct {
	Name  string
	Items []facetItem
	More  int
}

type facetItem struct {
	Words, Href string
	N           int
	On          bool
}

// facets are the dimensions of the ledger's view: heading, the parameter that
// each sets, and its name in package query.
var facets = []struct{ name, param, by string }{
	{"What", "kind", "kind"}, {"PLOVER type", "type", "type"}, {"Status", "status", "status"}, {"Domain", "domain", "domain"}, {"Who acted", "source", "source"},
	{"Towards whom", "target", "target"}, {"Where", "place", "where"}, {"Side", "side", "side"}, {"Publisher", "publisher", "publisher"},
}

// facetValues is how many values of a dimension are shown.
const facetValues = 10

// facets counts the events of a selection by each dimension.
func (r *request) facets(sel *query.Selection, on url.Values) []facetList {
	var out []facetList
	for _, f := range facets {
		all := sel.Tallies(f.by)
		l := facetList{Name: f.name}
		if len(all) > facetValues {
			l.More = len(all) - facetValues
			all = all[:facetValues]
		}
		for _, t := range all {
			it := facetItem{Words: t.Value, N: t.N}
			if t.Value == "" {
				it.Words = "not stated"
				l.Items = append(l.Items, it)
				continue
			}
			it.On = slices.Contains(on[f.param], t.Value)
			it.Href = r.self(f.param, map[bool]string{false: t.Value}[it.On])
			switch f.param {
			case "source", "target", "place":
				it.Words = r.name(t.Value)
			case "domain":
				it.Words = r.domain(t.Value)
			case "kind", "status":
				it.Words = strings.ReplaceAll(t.Value, "_", " ")
			}
			l.Items = append(l.Items, it)
		}
		out = append(out, l)
	}
	return out
}

type ledgerBody struct {
	Rows        []row
	Total       int
	N           string
	Facets      []facetList
	Next, First string
	Newest      bool
	OrderHref   string
	Filters     []link // what is asked for, each leading to the page without it
	Text        string
}

func ledger(r *request, p *page) error {
	p.Title = "Ledger"
	p.Lede = "One row an act: who did what towards whom, when and on which words. What a text does not say is “not stated”."
	q := r.question
	q.Limit = cmp.Or(q.Limit, 50)
	if r.q.Get("order") == "" {
		q.Newest = true
	}
	ctx := r.Context()
	rows, err := r.site.Ledger.Events(ctx, q)
	if err != nil {
		return err
	}
	sel, err := r.site.Ledger.Choose(ctx, q)
	if err != nil {
		return err
	}
	b := ledgerBody{Rows: r.rows(rows.Events), Total: rows.Total, N: told(sel.N()), Newest: q.Newest, Text: q.Text}
	if rows.Next != "" {
		b.Next = r.self("after", rows.Next)
	}
	if q.After != "" {
		b.First = r.self()
	}
	b.OrderHref = r.self("order", map[bool]string{true: "oldest", false: "newest"}[q.Newest])
	on := r.question.Values()
	b.Facets = r.facets(sel, on)
	own := q.Switches.Values()
	for _, k := range slices.Sorted(mapKeys(on)) {
		if _, sw := own[k]; sw || k == "order" || k == "after" || k == "limit" {
			continue
		}
		v := strings.Join(on[k], ", ")
		switch k {
		case "actor", "source", "target", "place":
			v = r.name(v)
		case "denied":
			v = "only these"
		}
		b.Filters = append(b.Filters, link{map[string]string{"denied": "contested", "text": "words", "basis": "date", "batch": "addition"}[k] + map[bool]string{true: k}[!slices.Contains([]string{"denied", "text", "basis", "batch"}, k)] + ": " + v, r.self(k, "")})
	}
	p.Body = b
	p.formats("csv", "json", "md")
	return nil
}

func mapKeys(v url.Values) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range v {
			if !yield(k) {
				return
			}
		}
	}
}

func (r *request) domain(code string) string {
	for _, d := range r.ix.Tables().Domains {
		if d.Code == code {
			return d.Name
		}
	}
	return code
}

type dyadsBody struct {
	Pairs  []pairCount
	N      query.N
	States []option
}

type option struct{ Value, Words string }

func dyads(r *request, p *page) error {
	p.Title = "Dyads"
	p.Lede = "Two at a time: all that the ledger holds between them."
	if a, b := strings.TrimSpace(r.q.Get("a")), strings.TrimSpace(r.q.Get("b")); a != "" && b != "" {
		ia, ib := r.find(a), r.find(b)
		if ia == "" || ib == "" {
			return badValue("No actor is called %q.", short(map[bool]string{true: a, false: b}[ia == ""], 80))
		}
		return &redirect{r.to(dyadPath(ia, ib))}
	}
	sel, err := r.site.Ledger.Choose(r.Context(), r.question)
	if err != nil {
		return err
	}
	b := dyadsBody{Pairs: r.pairs(sel, 100), N: sel.N(), States: r.states()}
	t := newSheet("one", "other", "cooperation", "conflict", "neither")
	for _, x := range b.Pairs {
		t.row(x.A, x.B, x.Up, x.Down, x.Other)
	}
	p.Body, p.sheet, p.choose = b, &t.Table, &r.question
	p.rowFormats()
	return nil
}

// A redirect sends the reader on.
type redirect struct{ to string }

func (r *redirect) Error() string { return "see " + r.to }

// states are the actors offered for choosing: the states of the map.
func (r *request) states() []option {
	return r.site.memo.states(r.ix, func() []option {
		var out []option
		for _, s := range r.site.World.States {
			if n := r.ix.Name(s.ID); n != s.ID {
				out = append(out, option{s.ID, n})
			}
		}
		slices.SortFunc(out, func(a, b option) int { return compare(a.Words, b.Words) })
		return out
	})
}

// find returns the id of an actor by id or name, "" if there is none.
func (r *request) find(words string) string {
	if r.known(words) && r.ix.Name(words) != words {
		return words
	}
	if up := strings.ToUpper(words); up != words && r.known(up) && r.ix.Name(up) != up {
		return up
	}
	for _, s := range r.states() {
		if strings.EqualFold(s.Words, words) {
			return s.Value
		}
	}
	return r.ix.Called(words)
}

type dyadBody struct {
	A, B                 query.Party
	AHref, BHref         string
	N                    query.N
	AToB, BToA, Both     int
	Rows                 []row
	More                 string
	Undated              int
	Dense                bool
	Thirds               []query.Partner
	ThirdHrefs           []string
	AMentions, BMentions int
	Kinds                []facetItem
	Key                  template.HTML
	Swap                 string
	Docs                 []docRow
}

// maxRows is how many rows a page shows below its figures.
const maxRows = 120

func dyad(r *request, p *page) error {
	a, b := r.PathValue("a"), r.PathValue("b")
	d, err := r.site.Ledger.Dyad(r.Context(), a, b, r.question, "")
	if err != nil {
		return err
	}
	p.Title = d.A.Name + " – " + d.B.Name
	p.Crumbs = []link{{"Dyads", r.to("/dyads")}}
	q := r.question
	q.Dyad = [2]string{a, b}
	p.choose = &q
	sel, err := r.site.Ledger.Choose(r.Context(), q)
	if err != nil {
		return err
	}
	body := dyadBody{A: d.A, B: d.B, AHref: r.to(actorPath(a)), BHref: r.to(actorPath(b)), N: d.Total, Thirds: d.Thirds, AMentions: d.AMentions, BMentions: d.BMentions,
		Key: keyOf(), Swap: r.to(dyadPath(b, a))}
	for _, e := range sel.Entries() {
		switch {
		case e.Reciprocal:
			body.Both++
		case query.Any(e.Source, a):
			body.AToB++
		default:
			body.BToA++
		}
	}
	if len(body.Thirds) > 12 {
		body.Thirds = body.Thirds[:12]
	}
	for _, t := range body.Thirds {
		body.ThirdHrefs = append(body.ThirdHrefs, r.to(dyadPath(a, t.ID)))
	}
	for _, k := range d.Kinds {
		if k.Keys[0] != "" {
			body.Kinds = append(body.Kinds, facetItem{Words: strings.ReplaceAll(k.Keys[0], "_", " "), N: k.Events, Href: r.to("/ledger", "dyad", a+","+b, "kind", k.Keys[0])})
		}
	}
	rowsAt := r.to("/ledger", "dyad", a+","+b)
	if sel.Len() > 0 {
		lanes, undated, ok := r.lanes(p.Title+" by domain", sel, func(domain string) string { return r.to("/ledger", "dyad", a+","+b, "domain", domain) })
		body.Undated, body.Dense = undated, !ok && sel.Len() > undated
		if ok {
			p.draw(lanes, "By domain", d.Total, rowsAt).Legend = keyOf()
		}
		if body.Dense || sel.Len() > 12 {
			c, _ := r.periods("Cooperation and conflict over time", sel, "/ledger", "dyad", a+","+b)
			if len(c.Periods) > 0 {
				p.draw(c, "Cooperation and conflict over time", d.Total, rowsAt)
			}
		}
	}
	es := sel.Entries()
	if len(es) > maxRows {
		es, body.More = es[:maxRows], r.to("/ledger", "dyad", a+","+b, "order", "oldest")
	}
	if body.Rows, err = r.read(es); err != nil {
		return err
	}
	p.Body = body
	p.rowFormats()
	return nil
}

type timelineBody struct {
	Actor   option
	Who     string
	N       query.N
	Undated int
	Dense   bool
	Rows    []row
	More    string
	States  []option
	Key     template.HTML
}

func timeline(r *request, p *page) error {
	p.Title = "Timeline"
	body := timelineBody{States: r.states(), Key: keyOf()}
	q := r.question
	if who := q.Actor; who != "" {
		if id := r.find(who); id != "" && id != who {
			return &redirect{r.to("/timeline", "actor", id)}
		}
		body.Actor = option{who, r.name(who)}
		body.Who = body.Actor.Words
		p.Title = "Timeline: " + body.Actor.Words
	}
	sel, err := r.site.Ledger.Choose(r.Context(), q)
	if err != nil {
		return err
	}
	body.N = sel.N()
	at := func(more ...string) string {
		v := q.Values()
		v.Del("after")
		for i := 0; i+1 < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		if len(v) == 0 {
			return "/ledger"
		}
		return "/ledger?" + v.Encode()
	}
	if sel.Len() > 0 {
		lanes, undated, ok := r.lanes(p.Title, sel, func(domain string) string { return at("domain", domain) })
		body.Undated, body.Dense = undated, !ok && sel.Len() > undated
		if ok {
			p.draw(lanes, "By domain", body.N, at()).Legend = keyOf()
		}
		more := []string{}
		if q.Actor != "" {
			more = append(more, "actor", q.Actor)
		}
		c, _ := r.periods("Cooperation and conflict over time", sel, "/timeline", more...)
		if len(c.Periods) > 0 {
			p.draw(c, "Cooperation and conflict over time", body.N, at())
		}
	}
	var es []*query.Entry
	if !body.Dense {
		es = sel.Entries()
	}
	if len(es) > maxRows {
		es, body.More = es[:maxRows], at("order", "oldest")
	}
	if body.Rows, err = r.read(es); err != nil {
		return err
	}
	p.Body = body
	p.rowFormats()
	return nil
}

type actorsBody struct {
	Find        string
	Rows        []actorRow
	Total       int
	Next, First string
}

type actorRow struct {
	ID, Name, Power, Href string
	Up, Down, All         int
}

// actorsPage is how many actors a page lists.
const actorsPage = 60

func actors(r *request, p *page) error {
	p.Title = "Actors"
	p.Lede = "States, bodies, groups and people of the ledger's events. A president's acts also count for the state."
	find := strings.TrimSpace(r.q.Get("q"))
	sel, err := r.site.Ledger.Choose(r.Context(), r.question)
	if err != nil {
		return err
	}
	body := actorsBody{Find: find}
	for _, t := range sel.Tallies("taking") {
		c := actorRow{ID: t.Value, Name: r.name(t.Value), Up: t.Up, Down: t.Down, All: t.N}
		if find == "" || strings.Contains(strings.ToLower(c.Name), strings.ToLower(find)) || strings.EqualFold(c.ID, find) {
			body.Rows = append(body.Rows, c)
		}
	}
	if find != "" && len(body.Rows) == 0 {
		if id := r.find(find); id != "" {
			return &redirect{r.to(actorPath(id))}
		}
	}
	body.Total = len(body.Rows)
	t := newSheet("id", "name", "events", "cooperation", "conflict")
	for _, c := range body.Rows[:p.upTo(len(body.Rows))] {
		t.row(c.ID, c.Name, c.All, c.Up, c.Down)
	}
	p.sheet, p.choose = &t.Table, &r.question
	at := 0
	_, _ = fmt.Sscanf(r.q.Get("after"), "%d", &at)
	at = max(0, min(at, body.Total))
	if at > 0 {
		body.First = r.self("after", "", "q", find)
	}
	body.Rows = body.Rows[at:]
	if len(body.Rows) > actorsPage {
		body.Rows, body.Next = body.Rows[:actorsPage], r.self("after", itoa(at+actorsPage), "q", find)
	}
	for i := range body.Rows {
		c := &body.Rows[i]
		c.Href, c.Power = r.to(actorPath(c.ID)), r.ix.Power(c.ID)
	}
	p.Body = body
	p.rowFormats()
	return nil
}

type actorBody struct {
	*query.Actor
	Rows         []row
	More         string
	Undated      int
	Dense        bool
	Names        []facetItem
	Posts        []query.Post
	Kinds        []facetItem
	Groups       []link
	LedgerHref   string
	TimelineHref string
}

func actor(r *request, p *page) error {
	id := r.PathValue("id")
	a, err := r.site.Ledger.Actor(r.Context(), id, r.question)
	if err != nil {
		return err
	}
	p.Title = cmp.Or(plain(a.Name), plain(id))
	p.Crumbs = []link{{"Actors", r.to("/actors")}}
	q := r.question
	q.Actor = id
	p.choose = &q
	sel, err := r.site.Ledger.Choose(r.Context(), q)
	if err != nil {
		return err
	}
	body := actorBody{Actor: a, LedgerHref: r.to("/ledger", "actor", id), TimelineHref: r.to("/timeline", "actor", id), Posts: a.Posts}
	if len(body.Posts) > 14 {
		body.Posts = body.Posts[:14]
	}
	for i, f := range a.Forms {
		if i == 40 {
			break
		}
		body.Names = append(body.Names, facetItem{Words: f.Text, Href: f.Kind})
	}
	for _, g := range a.MemberOf {
		body.Groups = append(body.Groups, link{r.name(g), r.to(actorPath(g))})
	}
	for _, k := range a.Kinds {
		if k.Keys[0] != "" && len(body.Kinds) < 24 {
			body.Kinds = append(body.Kinds, facetItem{Words: strings.ReplaceAll(k.Keys[0], "_", " "), N: k.Events, Href: r.to("/ledger", "actor", id, "kind", k.Keys[0])})
		}
	}
	if sel.Len() > 0 {
		pairs := chart.Pairs{Title: p.Title + " and its partners", Unit: "event"}
		for _, x := range a.Partners[:min(14, len(a.Partners))] {
			pairs.Rows = append(pairs.Rows, chart.PairRow{Name: cmp.Or(x.Name, x.ID), Href: r.to(dyadPath(id, x.ID)), Up: x.Cooperation, Down: x.Conflict, Power: x.Power})
		}
		if len(pairs.Rows) > 0 {
			f := p.draw(pairs, "With whom", a.Total, body.LedgerHref)
			if n := len(a.Partners) - len(pairs.Rows); n > 0 {
				f.Note = "and " + plural(n, "more partner")
			}
		}
		lanes, undated, ok := r.lanes(p.Title+" over time", sel, func(domain string) string { return r.to("/ledger", "actor", id, "domain", domain) })
		body.Undated, body.Dense = undated, !ok && sel.Len() > undated
		if ok {
			p.draw(lanes, "By domain", a.Total, body.LedgerHref).Legend = keyOf()
		} else if body.Dense {
			c, _ := r.periods("Cooperation and conflict over time", sel, "/ledger", "actor", id)
			p.draw(c, "Cooperation and conflict over time", a.Total, body.LedgerHref)
		}
	}
	es := sel.Latest(41)
	if len(es) > 40 {
		es, body.More = es[:40], body.LedgerHref
	}
	if body.Rows, err = r.read(es); err != nil {
		return err
	}
	p.Body = body
	p.rowFormats()
	return nil
}
