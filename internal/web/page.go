package web

import (
	"cmp"
	"html/template"
	"net/url"
	"strconv"
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
	live       bool // it shows jobs, which move while the ledger stands still
	fill       func(*request, *page) error
}

// views are all pages, [nav] those that the side lists. Both are set up here so
// that a reader finds them in one place.
var (
	views = []*view{
		{patterns: []string{"/{$}"}, template: "today", live: true, fill: today},
		{patterns: []string{"/documents"}, template: "documents", noSwitches: true, fill: documents},
		{patterns: []string{"/document/{id}"}, template: "reader", noSwitches: true, fill: reader},
		{patterns: []string{"/ledger"}, template: "ledger", fill: ledger},
		{patterns: []string{"/event/{id}"}, template: "event", noSwitches: true, fill: event},
		{patterns: []string{"/event/{id}/correct"}, template: "form", noSwitches: true, fill: correctForm},
		{patterns: []string{"/document/{id}/add"}, template: "form", noSwitches: true, fill: addForm},
		{patterns: []string{"/dyads"}, template: "dyads", fill: dyads},
		{patterns: []string{"/dyad/{a}/{b}"}, template: "dyad", fill: withRows(dyad, importedDyad)},
		{patterns: []string{"/states"}, template: "states", fill: states},
		{patterns: []string{"/state/{id}"}, template: "state", fill: state},
		{patterns: []string{"/votes"}, template: "voters", noSwitches: true, fill: voters},
		{patterns: []string{"/votes/{id}"}, template: "votes", noSwitches: true, fill: unVotes},
		{patterns: []string{"/compare"}, template: "compare", fill: compareStates},
		{patterns: []string{"/similarity"}, template: "similar", noSwitches: true, fill: similar},
		{patterns: []string{"/network"}, template: "network", fill: network},
		{patterns: []string{"/claims"}, template: "claims", noSwitches: true, fill: claims},
		{patterns: []string{"/redlines"}, template: "redlines", noSwitches: true, fill: redLines},
		{patterns: []string{"/view", "/view/{id}"}, template: "capital", noSwitches: true, fill: capital},
		{patterns: []string{"/timeline"}, template: "timeline", fill: timeline},
		{patterns: []string{"/actors"}, template: "actors", fill: actors},
		{patterns: []string{"/actor/{id}"}, template: "actor", fill: withRows(actor, importedActor)},
		{patterns: []string{"/map"}, template: "map", fill: worldMap},
		{patterns: []string{"/sources"}, template: "sources", fill: sources},
		{patterns: []string{"/stories"}, template: "stories", noSwitches: true, fill: stories},
		{patterns: []string{"/changes"}, template: "changes", noSwitches: true, fill: changes},
		{patterns: []string{"/imports"}, template: "imports", noSwitches: true, fill: importsPage},
		{patterns: []string{"/row/{n}"}, template: "row", noSwitches: true, fill: importedRowPage},
		{patterns: []string{"/codebook"}, template: "codebook", noSwitches: true, fill: codes},
		{patterns: []string{"/codebook/{rule}"}, template: "rule", noSwitches: true, fill: rule},
		{patterns: []string{"/method"}, template: "method", noSwitches: true, fill: method},
		{patterns: []string{"/help"}, template: "help", noSwitches: true, fill: help},
	}
	faultView = &view{template: "fault", noSwitches: true}
	// strangerView is the frame of pages that another door makes.
	strangerView = &view{template: "stranger", noSwitches: true}
	// importedView is what pages of actors become where only imported rows are asked for.
	importedView = &view{template: "imported"}

	nav = []navGroup{
		{"Read", []navItem{{"/", "Today", "h"}, {"/documents", "Documents", "o"}}},
		{"Ask", []navItem{{"/ledger", "Ledger", "l"}, {"/dyads", "Dyads", "d"}, {"/actors", "Actors", "a"}, {"/timeline", "Timeline", "i"}, {"/map", "Map", "m"}}},
		{"Words", []navItem{{"/claims", "Claims", "c"}, {"/redlines", "Red lines", "r"}, {"/view", "From a capital", "v"}}},
		{"Measure", []navItem{{"/states", "State", "e"}, {"/votes", "UN votes", "u"}, {"/compare", "Compare", "p"}, {"/similarity", "Similarity", "y"}, {"/network", "Network", "n"}}},
		{"Check", []navItem{{"/sources", "Sources", "s"}, {"/stories", "Stories", "k"}, {"/changes", "Changes", "f"}, {"/imports", "Imports", "t"}, {"/codebook", "Codebook", "b"}, {"/method", "Method", "x"}}},
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
	// file says that the page is asked for as a file: what only files hold need not
	// be made otherwise.
	file bool
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
	case "/jobs", "/add":
		return first
	}
	return first
}

// Address is the page's own, with the state of its switches and of the ledger, so
// that what is printed can be found again; "" for a page without one.
func (p *page) Address() string {
	if p.req == nil || p.req.page == nil { // a fault, a page of another door, a form sent back
		return ""
	}
	asof := "b" + strconv.FormatInt(p.req.ix.Batch, 10)
	if v := p.req.values().Get("asof"); v != "" {
		asof = v
	}
	return p.req.self("asof", asof)
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
	for _, k := range []string{"q", "region", "borders", "holder", "about", "stance", "mode", "score", "data", "set", "by", "once", "old", "new", "with", "among", "show", "least"} {
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
	if len(more) == 0 {
		if r.switches == nil { // the same for all links of a page
			s := ""
			if v := r.question.Switches.Values(); len(v) > 0 {
				s = "?" + v.Encode()
			}
			r.switches = &s
		}
		return path + *r.switches
	}
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
