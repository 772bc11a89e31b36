package web

import (
	"cmp"
	"html/template"
	"net/url"
	"strings"

	"entente/internal/chart"
	"entente/internal/query"
)

// A view is one page of the site: its addresses, how it is filled and the
// template that renders it. A new view is a new row of [views], and of [nav] if
// it is to be found there.
type view struct {
	patterns   []string // of http.ServeMux, without the method
	template   string
	noSwitches bool // its rows are not counted: no bar
	fill       func(*request, *page) error
}

// views are all pages, [nav] those that the side lists. Both are set up here so
// that a reader finds them in one place.
var (
	views = []*view{
		{[]string{"/{$}"}, "today", false, today},
		{[]string{"/documents"}, "documents", true, documents},
		{[]string{"/document/{id}"}, "reader", true, reader},
		{[]string{"/ledger"}, "ledger", false, ledger},
		{[]string{"/event/{id}"}, "event", true, event},
		{[]string{"/event/{id}/correct"}, "form", true, correctForm},
		{[]string{"/document/{id}/add"}, "form", true, addForm},
		{[]string{"/dyads"}, "dyads", false, dyads},
		{[]string{"/dyad/{a}/{b}"}, "dyad", false, withRows(dyad, importedDyad)},
		{[]string{"/states"}, "states", false, states},
		{[]string{"/state/{id}"}, "state", false, state},
		{[]string{"/votes"}, "voters", true, voters},
		{[]string{"/votes/{id}"}, "votes", true, unVotes},
		{[]string{"/compare"}, "compare", false, compareStates},
		{[]string{"/similarity"}, "similar", true, similar},
		{[]string{"/network"}, "network", false, network},
		{[]string{"/claims"}, "claims", true, claims},
		{[]string{"/redlines"}, "redlines", true, redLines},
		{[]string{"/view", "/view/{id}"}, "capital", true, capital},
		{[]string{"/timeline"}, "timeline", false, timeline},
		{[]string{"/actors"}, "actors", false, actors},
		{[]string{"/actor/{id}"}, "actor", false, withRows(actor, importedActor)},
		{[]string{"/map"}, "map", false, worldMap},
		{[]string{"/sources"}, "sources", false, sources},
		{[]string{"/imports"}, "imports", true, importsPage},
		{[]string{"/row/{n}"}, "row", true, importedRowPage},
		{[]string{"/codebook"}, "codebook", true, codes},
		{[]string{"/codebook/{rule}"}, "rule", true, rule},
		{[]string{"/method"}, "method", true, method},
		{[]string{"/help"}, "help", true, help},
	}
	faultView = &view{template: "fault", noSwitches: true}
	// importedView is what pages of actors become where only imported rows are asked for.
	importedView = &view{template: "imported"}

	nav = []navGroup{
		{"Read", []navItem{{"/", "Today", "h"}, {"/documents", "Documents", "o"}}},
		{"Ask", []navItem{{"/ledger", "Ledger", "l"}, {"/dyads", "Dyads", "d"}, {"/actors", "Actors", "a"}, {"/timeline", "Timeline", "i"}, {"/map", "Map", "m"}}},
		{"Words", []navItem{{"/claims", "Claims", "c"}, {"/redlines", "Red lines", "r"}, {"/view", "From a capital", "v"}}},
		{"Measure", []navItem{{"/states", "State", "e"}, {"/votes", "UN votes", "u"}, {"/compare", "Compare", "p"}, {"/similarity", "Similarity", "y"}, {"/network", "Network", "n"}}},
		{"Check", []navItem{{"/sources", "Sources", "s"}, {"/imports", "Imports", "t"}, {"/codebook", "Codebook", "b"}, {"/method", "Method", "x"}}},
	}
)

// A navGroup is a heading of the side.
type navGroup struct {
	Name  string
	Items []navItem
}

// A navItem is a line of the side. Key goes there after g.
type navItem struct{ Path, Name, Key string }

// A page is what a template renders.
type page struct {
	site *site
	req  *request
	view *view

	Path, Title, Lede string
	Program, Query    string
	Crumbs            []link
	Demo              bool
	Bar               *bar
	Fault             string
	Figures           []figure
	Exports           []link
	Body              any

	Imported *importedBody // nil: the page has no imported rows to choose
	template string        // of the page, if it is not the view's

	// choose is the events that an export of the page has; nil is the question's.
	choose *query.Question
	// sheet is what an export as CSV or JSON has if the page is not of events.
	sheet *chart.Table
}

// Current is the entry of the side that the page belongs to.
func (p *page) Current() string {
	first := "/" + strings.SplitN(strings.TrimPrefix(p.Path, "/"), "/", 2)[0]
	switch first {
	case "/document", "/dyad", "/actor", "/state":
		return first + "s"
	case "/row":
		return "/imports"
	case "/event":
		return "/ledger"
	}
	return first
}

// Editable says that texts and corrections are taken.
func (p *page) Editable() bool { return p.site.Editor != nil && p.site.Counter }

// A link is words that lead somewhere.
type link struct{ Words, Href string }

// A figure is a drawing with its count and twin.
type figure struct {
	Title   string
	N       query.N
	Href    string // its rows
	SVG     template.HTML
	Table   chart.Table
	Legend  template.HTML
	Export  string // address of the drawing as SVG
	Picture string // and as PNG
	Note    string
	Lead    string // address of more on the same, in LeadWords
	Told    string // what it is of, where that is not events: stands for N
	Apart   bool   // it is of imported rows, on a page of coded events
	chart   chart.Figure

	LeadWords string
}

// draw adds a figure to the page.
func (p *page) draw(f chart.Figure, title string, n query.N, href string) *figure {
	id := "f" + string(rune('a'+len(p.Figures)))
	fig := figure{Title: title, N: n, Href: href, chart: f, Table: f.Table()}
	fig.SVG = template.HTML(f.SVG(chart.Options{ID: id})) // package chart escapes what it is given
	q := p.req.values()
	q.Set("format", "svg")
	if len(p.Figures) > 0 {
		q.Set("fig", id)
	}
	fig.Export = p.Path + "?" + q.Encode()
	q.Set("format", "png")
	fig.Picture = p.Path + "?" + q.Encode()
	p.Figures = append(p.Figures, fig)
	return &p.Figures[len(p.Figures)-1]
}

// values are the parameters of the page as asked, canonically: the question's
// and those of the view alone.
func (r *request) values() url.Values {
	v := r.question.Values()
	for _, k := range []string{"q", "region", "borders", "holder", "about", "stance", "mode", "score", "data", "set", "by", "once", "with", "among", "show", "least"} {
		if s := r.q.Get(k); s != "" {
			v.Set(k, short(s, 200))
		}
	}
	if t := r.page.view.template; t == "state" || t == "compare" {
		for _, k := range leanParams {
			if s := r.q.Get(k); s != "" {
				v.Set(k, short(s, 200))
			}
		}
	}
	for _, s := range r.q["overlap"] {
		if s != "" {
			v.Add("overlap", short(s, 40))
		}
	}
	return v
}

// to is the address of a view under the switches of the page.
func (r *request) to(path string, more ...string) string {
	v := r.question.Switches.Values()
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] == "" {
			v.Del(more[i])
		} else {
			v.Set(more[i], more[i+1])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// self is the address of the page itself with some parameters changed; "" takes
// one out.
func (r *request) self(more ...string) string {
	v := r.values()
	v.Del("after")
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] == "" {
			v.Del(more[i])
		} else {
			v.Set(more[i], more[i+1])
		}
	}
	if len(v) == 0 {
		return r.URL.EscapedPath()
	}
	return r.URL.EscapedPath() + "?" + v.Encode()
}

// actorPath is the address of an actor's page, dyadPath that of two.
func actorPath(id string) string         { return "/actor/" + url.PathEscape(id) }
func dyadPath(a, b string) string        { return "/dyad/" + url.PathEscape(a) + "/" + url.PathEscape(b) }
func eventPath(id string) string         { return "/event/" + url.PathEscape(id) }
func docPath(id string) string           { return "/document/" + url.PathEscape(id) }
func rulePath(id string) string          { return "/codebook/" + url.PathEscape(id) }
func (r *request) name(id string) string { return cmp.Or(r.ix.Name(id), id) }
