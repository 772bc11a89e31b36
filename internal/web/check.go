package web

import (
	"cmp"
	"slices"
	"strings"

	"entente/internal/chart"
	"entente/internal/codebook"
	"entente/internal/query"
)

type sourcesBody struct {
	*query.Publishers
	Rows      []sourceRow
	Witnesses []witnessRow
}

type sourceRow struct {
	query.Publisher
	Words, Rows, Docs, Without string
	Langs                      string
	First, Last                string
	Share                      string
}

func sources(r *request, p *page) error {
	p.Title = "Sources"
	p.Lede = "Who published what the ledger rests on. Documents that do not state a publisher may be copies of each other: together they count as one source."
	ps, err := r.site.Ledger.Publishers(r.Context(), r.question)
	if err != nil {
		return err
	}
	facts := r.ix.Published()
	b := sourcesBody{Publishers: ps, Witnesses: r.witnesses()}
	for _, x := range ps.Publishers {
		row := sourceRow{Publisher: x, Words: cmp.Or(plain(x.Name), "publisher not stated"), Rows: r.to("/ledger", "publisher", x.Name), Docs: r.to("/documents", "publisher", x.Name)}
		if x.Name == "" {
			row.Rows, row.Docs = "", ""
		}
		v := r.question.Values()
		v.Add("src", "-"+x.Name)
		row.Without = "/ledger?" + v.Encode()
		a := facts[x.Name]
		row.Langs, row.First, row.Last = strings.Join(a.Languages, ", "), a.First, a.Last
		b.Rows = append(b.Rows, row)
	}
	if len(ps.Publishers) > 0 && ps.Total.Events > 0 {
		f := chart.Pairs{Title: "Events by publisher", Unit: "event"}
		for _, x := range b.Rows[:min(15, len(b.Rows))] {
			if x.Events > 0 {
				f.Rows = append(f.Rows, chart.PairRow{Name: x.Words, Href: x.Rows, Up: x.Cooperation, Down: x.Conflict})
			}
		}
		p.draw(f, "What each tells of", ps.Total, r.to("/ledger"))
	}
	t := newSheet("publisher", "documents", "events", "cooperation", "conflict", "contested", "languages", "first", "last")
	for _, x := range b.Rows {
		t.row(x.Name, x.Held, x.Events, x.Cooperation, x.Conflict, x.Contested, x.Langs, x.First, x.Last)
	}
	p.Body, p.sheet = b, &t.Table
	p.rowFormats()
	return nil
}

type codesBody struct {
	ID, Source, Licence string
	Types               []typeRow
	Modes               []modeRow
	Kinds, Contexts     []codeRow
	Missing             bool
}

type typeRow struct {
	codebook.Type
	Quad  string
	N     int
	Href  string
	Rules []ruleRow
}

type ruleRow struct {
	ID, Href, Kind string
	N              int
}

type modeRow struct {
	Type, Code, Definition string
	Scale                  float64
}

type codeRow struct {
	Code, Definition, Href string
	N                      int
}

var quads = []string{"", "verbal cooperation", "material cooperation", "verbal conflict", "material conflict"}

func codes(r *request, p *page) error {
	p.Title = "Codebook"
	p.Lede = "The types of event, the rules that find them, and what each has found in this ledger."
	cb := r.site.Book
	if cb == nil {
		p.Body = codesBody{Missing: true}
		return nil
	}
	b := codesBody{ID: cb.ID(), Source: cb.Source, Licence: cb.Licence}
	types, kinds, rules, contexts := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	sel, err := r.site.Ledger.Choose(r.Context(), query.Question{})
	if err != nil {
		return err
	}
	for by, counts := range map[string]map[string]int{"type": types, "kind": kinds, "rule": rules, "context": contexts} {
		for _, t := range sel.Tallies(by) {
			counts[t.Value] = t.N
		}
	}
	rows := newSheet("rule", "type", "class", "kind", "events")
	for _, t := range cb.Types {
		row := typeRow{Type: t, Quad: quads[t.Quad], N: types[t.Code], Href: "/ledger?type=" + t.Code}
		for _, x := range cb.Rules {
			if x.Type == t.Code {
				row.Rules = append(row.Rules, ruleRow{x.ID, rulePath(x.ID), x.Kind, rules[x.ID]})
			}
		}
		b.Types = append(b.Types, row)
		for _, x := range row.Rules {
			rows.row(x.ID, t.Code, row.Quad, x.Kind, x.N)
		}
	}
	for _, m := range cb.Modes {
		b.Modes = append(b.Modes, modeRow{m.Type, m.Code, m.Definition, m.Scale})
	}
	for _, k := range cb.Kinds {
		b.Kinds = append(b.Kinds, codeRow{k.Code, k.Definition, "/ledger?kind=" + k.Code, kinds[k.Code]})
	}
	for _, c := range cb.Contexts {
		b.Contexts = append(b.Contexts, codeRow{c.Code, c.Definition, "", contexts[c.Code]})
	}
	p.Body, p.sheet = b, &rows.Table
	p.rowFormats()
	return nil
}

type ruleBody struct {
	*codebook.Rule
	Definition string
	Quad       string
	Words      []string
	Rows       []row
	Total      int
	More       string
	File       string
}

func rule(r *request, p *page) error {
	id := r.PathValue("rule")
	if r.site.Book == nil {
		return notFound("The program was started without a codebook.")
	}
	x, ok := r.site.Book.Rule(id)
	if !ok {
		return notFound("The codebook %s has no rule %q.", r.site.Book.ID(), short(id, 80))
	}
	p.Title = x.ID
	p.Crumbs = []link{{"Codebook", "/codebook"}}
	b := ruleBody{Rule: x, File: x.Pos.String()}
	if t, ok := r.site.Book.Type(x.Type); ok {
		b.Definition, b.Quad = t.Definition, quads[t.Quad]
	}
	for _, l := range x.Lines {
		for _, w := range l.Words {
			b.Words = append(b.Words, string(l.POS)+" "+strings.Join(w, " "))
		}
	}
	q := query.Question{Rule: id, Newest: true, Limit: 25}
	p.choose = &query.Question{Rule: id}
	evs, err := r.site.Ledger.Events(r.Context(), q)
	if err != nil {
		return err
	}
	b.Rows, b.Total = r.rows(evs.Events), evs.Total
	if evs.Next != "" {
		b.More = "/ledger?rule=" + queryEscape(id)
	}
	p.Body = b
	p.rowFormats()
	return nil
}

type methodBody struct {
	Book    string
	Domains []query.Domain
	Powers  []query.Power
	Areas   []chart.Area
	Batches []batchRow
	Total   query.N
	Program string
}

type batchRow struct {
	N                        int64
	Added, Program, Codebook string
	Documents, Events        int
	Href                     string
}

func method(r *request, p *page) error {
	p.Title = "Method"
	p.Lede = "How a figure comes about, with every table and weight it rests on."
	sel, err := r.site.Ledger.Choose(r.Context(), query.Question{})
	if err != nil {
		return err
	}
	t := r.ix.Tables()
	b := methodBody{Domains: t.Domains, Powers: t.Powers, Areas: r.site.World.Areas, Total: sel.N(), Program: r.site.Program}
	if r.site.Book != nil {
		b.Book = r.site.Book.ID()
	}
	for _, x := range slices.Backward(r.ix.Batches) {
		if len(b.Batches) == 25 {
			break
		}
		b.Batches = append(b.Batches, batchRow{x.Batch, x.Added.Format("2006-01-02 15:04"), x.Program, x.Codebook, x.Documents, x.Events, "/ledger?batch=" + itoa(int(x.Batch))})
	}
	p.Body = b
	return nil
}

func help(_ *request, p *page) error {
	p.Title = "Keys and help"
	return nil
}
