package web

import (
	"errors"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"entente/internal/alignment"
	"entente/internal/chart"
	"entente/internal/measure"
	"entente/internal/query"
	"entente/internal/votes"
)

// pageDraws is how many draws of the bootstrap a page takes: intervals that move
// by a hundredth or so from what entente tilt prints with a thousand.
const pageDraws = 300

type statesBody struct {
	Pairs  []facetItem
	States []option
}

// states offers the states whose tilt can be asked for.
func states(r *request, p *page) error {
	p.Title = "State"
	p.Lede = "To whom a state leans, how sure that is, and on which acts it rests."
	if w := r.q.Get("state"); w != "" {
		id := r.find(w)
		if id == "" {
			return badValue("No state is called %q.", short(w, 80))
		}
		return &redirect{r.to("/state/" + id)}
	}
	sel, err := r.site.Ledger.Choose(r.Context(), r.question)
	if err != nil {
		return err
	}
	b := statesBody{States: r.states()}
	outlined := map[string]bool{}
	for _, s := range r.site.World.States {
		outlined[s.ID] = true
	}
	for _, x := range sel.Tallies("source") {
		if id := x.Value; outlined[id] && len(b.Pairs) < 60 {
			b.Pairs = append(b.Pairs, facetItem{Words: r.name(id), N: x.N, Href: r.to("/state/" + id)})
		}
	}
	p.Body = b
	return nil
}

type stateBody struct {
	Name, ActorHref string
	VotesHref       string
	Missing         string // why there is no number at all
	Parts           []statePart
	Form            leanForm
	Towards, From   string
	Last            string
	Shares          []shareRow
	Enough          string
	Influences      []influenceRow
	Notes           []string
	N               string
}

// A statePart is one or several figures with how they are made beside them.
type statePart struct {
	Title   string // of several
	Said    string
	Chips   []facetItem
	Key     template.HTML
	Figures []figure
	Method  []string

	first, after int // in the figures of the page
}

type shareRow struct {
	Power, Share, Interval string
	Domains                []string
	Href                   string
}

type influenceRow struct {
	By    string
	Words string
	Date  string
	Href  string
}

// state shows to whom a state leans: its tilt and shares by power and domain over
// time, its path between three powers, its partners, its votes in the UN, and the
// acts that move the last point most.
func state(r *request, p *page) error {
	id := r.PathValue("id")
	b := stateBody{Name: r.name(id), ActorHref: r.to(actorPath(id)), VotesHref: r.to("/votes/" + id)}
	p.Title = b.Name + ": to whom it leans"
	p.Crumbs = []link{{"State", r.to("/states")}}
	p.choose = &query.Question{Switches: r.question.Switches, Actor: id}
	ask, own, err := r.leanAsk(id)
	if err != nil {
		return err
	}
	if !p.file { // the figures have the last points, the sheet all
		ask.Last, ask.Numbers, ask.AtEnd = leanPoints, measure.ShareOfAll|measure.PartnersOfAll|measure.LeanOfAll|measure.LeanCombined, measure.ShareByDomain
		if slices.Contains(query.Domains, r.q.Get("show")) {
			ask.Numbers |= measure.ShareByDomain
		}
	}
	ans, err := r.site.Ledger.Lean(r.Context(), ask)
	switch {
	case errors.Is(err, query.ErrNoEvidence):
		b.Missing = "No act of it towards another state or body is in the ledger."
		if !r.question.From.IsZero() || !r.question.To.IsZero() {
			b.Missing = strings.TrimPrefix(sentence(err), "no evidence: ")
			b.Missing = strings.ToUpper(b.Missing[:1]) + b.Missing[1:]
		}
		if err := r.stateVotes(p, &b, id); err != nil {
			return err
		}
		return r.finish(p, &b)
	case err != nil:
		return err
	}
	b.Form = r.leanForm(ask, own)
	b.Form.Chosen = true
	b.Towards, b.From, b.Notes = r.name(ans.Pair[0]), r.name(ans.Pair[1]), ans.Notes
	known := slices.ContainsFunc(ans.Points, func(x measure.TiltPoint) bool { return x.All.Missing == "" })
	if !known { // what there is stands first
		if err := r.stateVotes(p, &b, id); err != nil {
			return err
		}
	}
	if err := r.leanParts(p, &b, ans, known); err != nil {
		return err
	}
	if known {
		if err := r.stateVotes(p, &b, id); err != nil {
			return err
		}
	}
	if err := r.lastPoint(&b, ans); err != nil {
		return err
	}
	p.sheet = &chart.Table{}
	if p.file {
		p.sheet = leanSheet(ans)
	}
	return r.finish(p, &b)
}

// finish gives the parts their figures: those of the page stand still now.
func (r *request) finish(p *page, b *stateBody) error {
	for i := range b.Parts {
		b.Parts[i].Figures = p.Figures[b.Parts[i].first:b.Parts[i].after]
	}
	p.Body = *b
	var forms []string
	if len(p.Figures) > 0 {
		forms = append(forms, "svg")
	}
	if p.sheet != nil {
		forms = append(forms, "csv", "json")
	}
	if forms != nil {
		p.formats(forms...)
	}
	return nil
}

// stateVotes draws how the state votes with the powers in the UN.
func (r *request) stateVotes(p *page, b *stateBody, id string) error {
	if r.site.Votes == nil {
		return nil
	}
	t, err := r.table()
	if err != nil {
		return err
	}
	if _, ok := t.Index(id); !ok {
		return nil
	}
	x := statePart{first: len(p.Figures), Method: []string{alignment.VotesMethod(votes.Pick{}), source(t)}}
	others := r.powers(id, 3)
	from, to := r.years()
	pairs, n, _ := r.votePairs(t, id, others, from, to)
	if n == 0 {
		return nil
	}
	l := r.votesLines(id, alignment.Measures[0], others, pairs)
	f := p.draw(l, l.Title, query.N{}, "")
	f.Told = fmt.Sprintf("%s joint votes with %s", chart.Thousands(n), chart.Plural(len(pairs), "state"))
	f.Table, f.Lead, f.LeadWords = votesTable(r, alignment.Measures[0], pairs), b.VotesHref, "other states and scores"
	x.after = len(p.Figures)
	b.Parts = append(b.Parts, x)
	return nil
}

// lastPoint fills the shares of the last point and the acts that move it.
func (r *request) lastPoint(b *stateBody, ans *query.LeanAnswer) error {
	last := ans.Points[len(ans.Points)-1]
	b.Last, b.Enough = when(last.Period.String()), last.All.Missing
	for k, power := range ans.Powers {
		row := shareRow{Power: r.name(power)}
		row.Share, row.Interval = share(last.All.Share, k, last.All.Missing)
		for d := range query.Domains {
			s, _ := share(last.Domain[d].Share, k, last.Domain[d].Missing)
			row.Domains = append(row.Domains, s)
		}
		if m := ans.Member(k); m != "" {
			row.Href = r.to(dyadPath(ans.State, m))
		}
		b.Shares = append(b.Shares, row)
	}
	list, err := ans.Influences("")
	if err != nil {
		return err
	}
	for _, x := range list[:min(12, len(list))] {
		e := ans.Entry(x.Index)
		if e == nil {
			continue
		}
		m := r.mark(e)
		by := ""
		if b.Enough == "" {
			by = strings.Replace(fmt.Sprintf("%+.3f", x.By), "-", "−", 1)
		}
		b.Influences = append(b.Influences, influenceRow{by, m.About, m.Date, m.Href})
	}
	return nil
}

// share is a share with its interval, or that there is not enough evidence.
func share(of []measure.Estimate, k int, missing string) (value, interval string) {
	if k >= len(of) || missing != "" || !of[k].Known() {
		return "no evidence", ""
	}
	value = fmt.Sprintf("%.0f %%", 100*of[k].Value)
	if !math.IsNaN(of[k].Low) {
		interval = fmt.Sprintf("%.0f–%.0f %%", 100*of[k].Low, 100*of[k].High)
	}
	return value, interval
}
