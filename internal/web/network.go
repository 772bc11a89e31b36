package web

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"entente/internal/chart"
	"entente/internal/edtf"
	"entente/internal/query"
)

const (
	// maxCircles is how many actors the network draws and lists.
	maxCircles = 32
	// maxSpans is how many periods can be chosen with one click.
	maxSpans = 12
)

type networkBody struct {
	Said    string
	Sides   []facetItem
	Side    string
	Spans   []facetItem
	Least   int
	From    string
	To      string
	Missing string
	Rows    []nodeRow
	Cut     string
	Method  []string
}

// A nodeRow is an actor of the network with its scores.
type nodeRow struct {
	Name, Href, ActsHref string
	Acts, Partners       int
	Scores               []string
}

// network is who has ties with whom in a period, and where each stands among all.
func network(r *request, p *page) error {
	p.Title = "Network"
	b := networkBody{Side: r.q.Get("side"), Least: 1, From: r.question.From.String(), To: r.question.To.String()}
	if b.Side == "" {
		b.Side = "cooperation"
	}
	for _, s := range []string{"cooperation", "conflict"} {
		b.Sides = append(b.Sides, facetItem{Words: s, On: s == b.Side, Href: r.self("side", s)})
	}
	if w := r.q.Get("least"); w != "" {
		n, err := strconv.Atoi(w)
		if err != nil || n < 1 || n > 1_000_000 {
			return badValue("A tie needs a number of acts, 1 or more, not %q.", short(w, 40))
		}
		b.Least = n
	}
	var err error
	if b.Spans, err = r.spans(); err != nil {
		return err
	}
	ans, err := r.site.Ledger.Network(r.Context(), query.NetworkAsk{Side: b.Side, Least: b.Least, Switches: r.question.Switches})
	if errors.Is(err, query.ErrNoEvidence) {
		b.Missing = fmt.Sprintf("No two states or bodies have %s of %s in this period. This is not to say that they have none.", b.Side, plural(b.Least, "act"))
		if b.Least > 1 {
			b.Missing = fmt.Sprintf("No two states or bodies have %s acts or more of %s in this period. This is not to say that they have none.", chart.Thousands(b.Least), b.Side)
		}
		p.Body = b
		return nil
	}
	if err != nil {
		return err
	}
	sheet := chart.Table{Head: []string{"id", "name", "acts", "partners", "strength", "constraint", "effective_size", "betweenness", "participation"}}
	g := chart.Network{Title: "Ties of " + b.Side, Conflict: b.Side == "conflict"}
	for i, x := range ans.Nodes {
		name := r.name(x.ID)
		row := nodeRow{Name: name, Href: r.to(actorPath(x.ID), "from", b.From, "to", b.To), Acts: x.Acts, Partners: x.Partners,
			ActsHref: r.to("/ledger", "actor", x.ID, "side", b.Side)}
		line := []chart.Cell{{Text: x.ID}, {Text: name}, {Text: itoa(x.Acts), Number: true}, {Text: itoa(x.Partners), Number: true}}
		for k, v := range []float64{x.Strength, x.Constraint, x.EffectiveSize, x.Betweenness, x.Participation} {
			s, digits := "", []int{2, 3, 2, 1, 3}[k]
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				s = strconv.FormatFloat(v, 'f', digits, 64)
			}
			line = append(line, chart.Cell{Text: s, Number: true})
			if s == "" {
				s = "not defined"
			}
			row.Scores = append(row.Scores, s)
		}
		sheet.Rows = append(sheet.Rows, line)
		if i < maxCircles {
			b.Rows = append(b.Rows, row)
			g.Nodes = append(g.Nodes, chart.NetworkNode{Label: name, Weight: x.Strength, Href: row.Href,
				About: fmt.Sprintf("%s: %s of %s with %s, strength %s", name, chart.Plural(x.Acts, "act"), b.Side, chart.Plural(x.Partners, "partner"), row.Scores[0])})
		}
	}
	if n := len(ans.Nodes); n > maxCircles {
		b.Cut = fmt.Sprintf("The %d strongest of %s actors are drawn and listed; the scores are of the whole network, and the exports have all.", maxCircles, chart.Thousands(n))
	}
	for _, t := range ans.Ties {
		if t.A >= len(g.Nodes) || t.B >= len(g.Nodes) {
			continue
		}
		a, o := ans.Nodes[t.A].ID, ans.Nodes[t.B].ID
		g.Ties = append(g.Ties, chart.NetworkTie{A: t.A, B: t.B, Weight: t.Mass, N: t.Acts, Href: r.to(dyadPath(a, o)),
			About: fmt.Sprintf("%s and %s: %s of %s, strength %.2f", r.name(a), r.name(o), chart.Plural(t.Acts, "act"), b.Side, t.Mass)})
	}
	if ans.Acts.Data == query.DataCoded {
		f := p.draw(g, g.Title, ans.N, r.to("/ledger", "side", b.Side))
		f.Note = g.Key()
	} else {
		f := p.draw(g, g.Title, query.N{}, "")
		f.Note, f.Told = g.Key(), ans.Acts.Coverage()
	}
	b.Said = fmt.Sprintf("%s with %s of %s between them.", chart.Plural(len(ans.Nodes), "state or body"), chart.Plural(len(ans.Ties), "tie"), b.Side)
	if len(ans.Nodes) != 1 {
		b.Said = fmt.Sprintf("%s states and bodies with %s of %s between them.", chart.Thousands(len(ans.Nodes)), chart.Plural(len(ans.Ties), "tie"), b.Side)
	}
	b.Method = []string{ans.Method, ans.Acts.Coverage() + ".",
		"Strength: Σ score · status of the acts, shared among the pairs of an act. Constraint (Burt 1992): how far a partner's partners are one's own; low is free to choose. Effective size: partners less those who deal with each other. Betweenness (Freeman 1977): how often one lies on the shortest way between two others. Participation (Battiston et al. 2014): 0 if all ties are in one domain, 1 if alike in all."}
	p.sheet, p.Body = &sheet, b
	p.formats("svg", "csv", "json")
	return nil
}

// spans are periods of the ledger to choose from: years, or quarters where it
// holds fewer than three.
func (r *request) spans() ([]facetItem, error) {
	q := r.question
	q.From, q.To = edtf.Date{}, edtf.Date{}
	sel, err := r.site.Ledger.Choose(r.Context(), q)
	if err != nil {
		return nil, err
	}
	quarters := map[int]int{}
	months, _, _, _ := sel.Months()
	for _, m := range months {
		quarters[m.Month/3] += m.Up + m.Down + m.Flat
	}
	years := map[int]int{}
	for k, n := range quarters {
		years[k/4] += n
	}
	from, to := r.question.From.String(), r.question.To.String()
	out := []facetItem{{Words: "all time", On: from == "" && to == "", Href: r.self("from", "", "to", "")}}
	var list []facetItem
	if len(years) >= 3 {
		for y, n := range years {
			list = append(list, facetItem{Words: itoa(y), N: n, On: from == itoa(y) && to == itoa(y), Href: r.self("from", itoa(y), "to", itoa(y))})
		}
	} else {
		for k, n := range quarters {
			a, b := fmt.Sprintf("%d-%02d", k/4, k%4*3+1), fmt.Sprintf("%d-%02d", k/4, k%4*3+3)
			list = append(list, facetItem{Words: fmt.Sprintf("%d, quarter %d", k/4, k%4+1), N: n, On: from == a && to == b, Href: r.self("from", a, "to", b)})
		}
	}
	slices.SortFunc(list, func(a, b facetItem) int { return compare(a.Words, b.Words) })
	return append(out, list[max(0, len(list)-maxSpans):]...), nil
}
