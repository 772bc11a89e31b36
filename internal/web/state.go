package web

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"entente/internal/chart"
	"entente/internal/measure"
	"entente/internal/query"
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
	c, err := sel.Count("source")
	if err != nil {
		return err
	}
	outlined := map[string]bool{}
	for _, s := range r.site.World.States {
		outlined[s.ID] = true
	}
	for _, x := range c.Cells {
		if id := x.Keys[0]; outlined[id] && len(b.Pairs) < 60 {
			b.Pairs = append(b.Pairs, facetItem{Words: r.name(id), N: x.Events, Href: r.to("/state/" + id)})
		}
	}
	p.Body = b
	return nil
}

type stateBody struct {
	Name, ActorHref string
	VotesHref       string
	Missing         string // why there is no number at all
	Towards, From   string
	Last            string
	Shares          []shareRow
	Enough          string
	Influences      []influenceRow
	Notes           []string
	Coverage        string
	Method          string
	N               string
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

// state shows the tilt of a state: of all its acts over time, its shares at the
// last point, and the acts that move it most.
func state(r *request, p *page) error {
	id := r.PathValue("id")
	b := stateBody{Name: r.name(id), ActorHref: r.to(actorPath(id)), VotesHref: r.to("/votes/" + id)}
	p.Title = b.Name + ": to whom it leans"
	p.Crumbs = []link{{"State", r.to("/states")}}
	p.choose = &query.Question{Switches: r.question.Switches, Source: id}
	ans, err := r.site.Ledger.Lean(r.Context(), query.LeanAsk{State: id, Step: measure.Steps["quarter"], Draws: pageDraws, Seed: 1, Switches: r.question.Switches})
	switch {
	case errors.Is(err, query.ErrNoEvidence):
		b.Missing = "No act of it towards another state or body is in the ledger."
		p.Body = b
		return nil
	case err != nil:
		return err
	}
	b.Towards, b.From = r.name(ans.Pair[0]), r.name(ans.Pair[1])
	b.Notes, b.Method, b.Coverage = ans.Notes, ans.Method, ans.Acts.Coverage()
	f := chart.Bands{Title: b.Name + " between " + b.From + " and " + b.Towards, Low: -1, High: 1, Zero: true,
		Axis: fmt.Sprintf("tilt of all acts: −1 %s, +1 %s; 90 %% intervals", b.From, b.Towards)}
	points, most := ans.Points, 8
	if slices.ContainsFunc(points, func(x measure.TiltPoint) bool { return x.Lean[0].All.Known() }) {
		most = 24
	}
	if len(points) > most {
		points = points[len(points)-most:]
	}
	for _, x := range points {
		e := x.Lean[0].All
		f.Rows = append(f.Rows, chart.Band{Label: when(x.Period.String()), Value: e.Value, Low: e.Low, High: e.High, N: x.All.Clusters, Missing: x.All.Missing})
	}
	es := make([]*query.Entry, 0, len(ans.Entries))
	for _, e := range ans.Entries {
		if e != nil {
			es = append(es, e)
		}
	}
	n := r.ix.N(es)
	b.N = told(n)
	fig := p.draw(f, f.Title, n, r.to("/ledger", "source", id))
	fig.Note = "The tilt is the share of one power in the state's cooperation less that of the other. It measures what these articles report, not what happened."
	last := ans.Points[len(ans.Points)-1]
	b.Last, b.Enough = when(last.Period.String()), last.All.Missing
	for k, power := range ans.Powers {
		row := shareRow{Power: r.name(power)}
		row.Share, row.Interval = share(last.All.Share, k, last.All.Missing)
		for d := range query.Domains {
			s, _ := share(last.Domain[d].Share, k, last.Domain[d].Missing)
			row.Domains = append(row.Domains, s)
		}
		if power != query.Rest {
			row.Href = r.to(dyadPath(id, power))
		}
		b.Shares = append(b.Shares, row)
	}
	list, err := ans.Influences("")
	if err != nil {
		return err
	}
	for _, x := range list[:min(12, len(list))] {
		e := ans.Entries[x.Index]
		if e == nil {
			continue
		}
		m := r.mark(e)
		by := "not known"
		if b.Enough == "" {
			by = fmt.Sprintf("%+.3f", x.By)
		}
		b.Influences = append(b.Influences, influenceRow{by, m.About, m.Date, m.Href})
	}
	p.Body = b
	p.formats("svg", "csv", "json", "md")
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
