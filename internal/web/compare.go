package web

import (
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"entente/internal/alignment"
	"entente/internal/chart"
	"entente/internal/edtf"
	"entente/internal/measure"
	"entente/internal/query"
	"entente/internal/votes"
)

// maxPanels is how many states a page compares, comparePoints at how many points.
const maxPanels, comparePoints = 16, 24

// A regionPick is the states a page sets side by side.
type regionPick struct {
	query.Group
	Options []facetItem // all regions; Href is the id
	Cut     string      // which states are left out, in words
}

// region is the group asked for, or the one of whose states most act in the
// ledger.
func (r *request) group() (g regionPick, err error) {
	acts, err := r.site.Ledger.Acting(r.Context())
	if err != nil {
		return g, err
	}
	asked, best := r.q.Get("region"), [2]int{-1, 0}
	groups := r.site.Ledger.Groups()
	for _, x := range groups {
		var has [2]int // states that act, and their acts
		for _, s := range x.States {
			if acts[s] > 0 {
				has[0]++
				has[1] += acts[s]
			}
		}
		if asked == "" && slices.Compare(has[:], best[:]) > 0 {
			best, g.Group = has, x
		}
	}
	if asked != "" {
		x, ok := r.site.Ledger.Group(asked)
		if !ok {
			return g, badValue("There is no region %q with states.", short(asked, 40))
		}
		g.Group = x
	}
	if len(g.States) == 0 {
		return g, notFound("This page was made without regions.")
	}
	listed := false
	for _, x := range groups {
		listed = listed || x.ID == g.ID
	}
	if !listed {
		groups = append([]query.Group{g.Group}, groups...)
	}
	for _, x := range groups {
		g.Options = append(g.Options, facetItem{Href: x.ID, Words: x.Name, On: x.ID == g.ID})
	}
	slices.SortStableFunc(g.Options, func(a, b facetItem) int { return compare(a.Words, b.Words) })
	slices.SortStableFunc(g.States, func(a, b string) int { return cmp.Or(cmp.Compare(acts[b], acts[a]), compare(r.name(a), r.name(b))) })
	if n := len(g.States); n > maxPanels {
		g.Cut = fmt.Sprintf("The %d states of %d that act most in this ledger are shown.", maxPanels, n)
		g.States = g.States[:maxPanels]
	}
	slices.SortStableFunc(g.States, func(a, b string) int { return compare(r.name(a), r.name(b)) })
	return g, nil
}

type compareBody struct {
	regionPick
	Shows  []facetItem
	With   string
	Show   string
	Form   *leanForm // of what the ledger says; nil of votes
	Fell   string    // why another measure is shown than the first
	Key    template.HTML
	Axis   string
	Method []string
	Notes  []string
	Said   string // the page in a sentence
}

// shows are what can be compared.
var shows = []facetItem{{Words: "tilt", Href: "tilt"}, {Words: "tilt by weights", Href: "combined"}, {Words: "effective partners", Href: "partners"}, {Words: "UN votes", Href: "votes"}}

// compareStates sets the states of a region side by side, on one scale.
func compareStates(r *request, p *page) error {
	g, err := r.group()
	if err != nil {
		return err
	}
	b := compareBody{regionPick: g, Show: r.q.Get("show")}
	if b.Show != "" && !slices.ContainsFunc(shows, func(f facetItem) bool { return f.Href == b.Show }) {
		return badValue("There is no %q to compare: there are tilt, combined, partners and votes.", short(b.Show, 40))
	}
	with, err := r.list("with", maxLines)
	if err != nil {
		return err
	}
	p.Title = g.Name + " side by side"
	var panels []panelOf
	if b.Show != "votes" {
		if panels, err = r.leanPanels(&b, with); err != nil {
			return err
		}
		if b.Show == "" && !slices.ContainsFunc(panels, func(x panelOf) bool { return x.Known() }) && r.site.Votes != nil {
			b.Form = nil
			b.Show, b.Fell, b.Method, b.Notes = "votes", "No state of this region has enough evidence in this ledger for a tilt, so that votes in the UN are shown.", nil, nil
		}
	}
	if b.Show == "votes" {
		if panels, err = r.votePanels(&b, with); err != nil {
			return err
		}
	}
	b.Show = cmp.Or(b.Show, "tilt")
	for _, f := range shows {
		b.Shows = append(b.Shows, facetItem{Words: f.Words, On: f.Href == b.Show, Href: r.self("show", f.Href, "with", "")})
	}
	known := 0
	sheet := chart.Table{Head: []string{"State"}}
	for _, x := range panels {
		f := p.draw(x.Panel, x.Title, x.N, x.href)
		f.Told, f.Lead, f.LeadWords = x.told, x.lead, "more of "+x.Title
		if x.Known() {
			known++
		}
		t := x.Table()
		if len(sheet.Head) == 1 {
			t.Head[0] = "Line"
			sheet.Head = append(sheet.Head, t.Head...)
		}
		for _, row := range t.Rows {
			sheet.Rows = append(sheet.Rows, append([]chart.Cell{{Text: x.Title}}, row...))
		}
	}
	p.sheet = &sheet
	var names []string
	if len(panels) > 0 {
		for _, l := range panels[0].Lines {
			names = append(names, l.Name)
		}
	}
	b.Key = template.HTML(chart.LineKey(names)) // package chart escapes what it is given
	b.Said = fmt.Sprintf("%s of %s on one scale; %d of them have a number. What is drawn: %s.", chart.Plural(len(panels), "state"), g.Name, known, b.Axis)
	p.Body = b
	p.formats("csv", "json")
	return nil
}

// A panelOf is the panel of a state with what it rests on.
type panelOf struct {
	chart.Panel
	query.N
	told, href, lead string
}

// leanPanels are the tilts of states between the same two powers, or their
// effective partners.
func (r *request) leanPanels(b *compareBody, with []string) ([]panelOf, error) {
	pair := with
	if b.Show == "partners" {
		pair = nil
	} else if len(pair) != 2 {
		if len(pair) != 0 {
			return nil, badValue("A tilt is between two: with=RUS,CHN.")
		}
		if pair = r.powers("", 2); len(pair) < 2 {
			return nil, notFound("This page was made without a table of powers.")
		}
	}
	answers := map[string]*query.LeanAnswer{}
	missing := map[string]string{}
	var periods []measure.Period
	asked, own, err := r.leanAsk("")
	if err != nil {
		return nil, err
	}
	form := r.leanForm(asked, own)
	b.Form = &form
	for _, s := range b.States {
		ask := asked
		ask.State, ask.Powers, ask.Between = s, nil, [2]string{}
		ask.Before = measure.Bare
		ask.Last, ask.Numbers = comparePoints, map[string]measure.Numbers{"partners": measure.PartnersOfAll, "combined": measure.LeanCombined}[b.Show]
		if ask.Numbers == 0 {
			ask.Numbers = measure.LeanOfAll
		}
		if len(pair) == 2 {
			ask.Between = [2]string{pair[1], pair[0]}
		}
		ans, err := r.site.Ledger.Lean(r.Context(), ask)
		var bad *query.BadValue
		switch {
		case errors.Is(err, query.ErrNoEvidence):
			missing[s] = "no act of it is in the ledger"
			continue
		case errors.As(err, &bad):
			missing[s] = bad.Why
			continue
		case err != nil:
			return nil, err
		}
		answers[s] = ans
		for _, x := range ans.Points {
			if !slices.ContainsFunc(periods, func(p measure.Period) bool { return p.First == x.Period.First }) {
				periods = append(periods, x.Period)
			}
		}
		if len(b.Method) == 0 {
			b.Method = []string{ans.Method, "Of the first state; the others alike. " + ans.Acts.Coverage() + "."}
		}
	}
	slices.SortFunc(periods, func(a, b measure.Period) int { return cmp.Compare(a.First, b.First) })
	periods = periods[max(0, len(periods)-comparePoints):]
	var slots []string
	at := map[edtf.Day]int{}
	for i, q := range periods {
		slots = append(slots, when(q.String()))
		at[q.First] = i
	}
	if b.Show == "partners" {
		b.Axis = "effective number of partners, with 90 % intervals"
	} else {
		b.With = r.name(pair[0]) + ", " + r.name(pair[1])
		what := "tilt of all acts"
		if b.Show == "combined" {
			what = "tilt combined over the domains by their weights"
		}
		b.Axis = fmt.Sprintf("%s: −1 %s, +1 %s; 90 %% intervals", what, r.name(pair[0]), r.name(pair[1]))
	}
	var out []panelOf
	for _, s := range b.States {
		x := panelOf{Panel: chart.Panel{Title: r.name(s), Slots: slots, Low: -1, High: 1, Zero: true}, href: r.to("/ledger", "actor", s), lead: r.to("/state/" + s)}
		line := chart.PanelLine{Name: "tilt"}
		if b.Show == "partners" {
			x.Low, x.High, x.Zero, line.Name = 1, float64(len(r.site.Ledger.StatePowers())+3), false, "partners"
		}
		for range slots {
			line.Values = append(line.Values, chart.NoValue(cmp.Or(missing[s], "no act yet"), 0))
		}
		if ans := answers[s]; ans != nil {
			x.High = max(x.High, 1)
			if b.Show == "partners" {
				x.High = float64(len(ans.Powers))
			}
			x.N = ans.N(r.ix)
			for _, q := range ans.Points {
				i, ok := at[q.Period.First]
				if !ok {
					continue
				}
				e, missing := q.Lean[0].All, q.All.Missing
				switch b.Show {
				case "partners":
					e = q.All.Partners
				case "combined":
					if e = q.Lean[0].Combined; missing == "" && len(q.Combined) == 0 {
						missing = "not enough evidence in any domain"
					}
				}
				line.Values[i] = chart.PanelValue{Value: e.Value, Low: e.Low, High: e.High, N: q.All.Clusters, Missing: missing}
			}
			for _, note := range ans.Notes {
				b.Notes = append(b.Notes, x.Title+": "+note+".")
			}
		} else {
			b.Notes = append(b.Notes, x.Title+": "+missing[s]+".")
		}
		x.Lines = []chart.PanelLine{line}
		out = append(out, x)
	}
	return out, nil
}

// votePanels are how states vote with the same others.
func (r *request) votePanels(b *compareBody, with []string) ([]panelOf, error) {
	t, err := r.table()
	if err != nil {
		return nil, err
	}
	if with == nil {
		with = r.powers("", 3)
	}
	var names []string
	for _, o := range with {
		names = append(names, r.name(o))
	}
	b.With, b.Axis = strings.Join(names, ", "), "agreement with each in the UN, by session, with 90 % intervals"
	b.Method = []string{alignment.VotesMethod(votes.Pick{}), source(t)}
	from, to := r.years()
	pairs := map[[2]string]*alignment.Pair{}
	first, last := math.MaxInt, 0
	for _, s := range b.States {
		for _, o := range with {
			pair, err := r.site.memo.votes(t, s, o, from, to)
			if err != nil {
				continue // the panel says that there is no evidence
			}
			pairs[[2]string{s, o}] = pair
			for _, y := range pair.Years {
				first, last = min(first, y.Year), max(last, y.Year)
			}
		}
	}
	var slots []string
	for y := first; y <= last; y++ {
		slots = append(slots, itoa(y))
	}
	var out []panelOf
	for _, s := range b.States {
		x := panelOf{Panel: chart.Panel{Title: r.name(s), Slots: slots, High: 1}, lead: r.to("/votes/" + s)}
		n := 0
		for k, o := range with {
			line := chart.PanelLine{Name: names[k]}
			why := "no vote in common"
			if s == o {
				why = "the state itself"
			}
			for range slots {
				line.Values = append(line.Values, chart.NoValue(why, 0))
			}
			if pair := pairs[[2]string{s, o}]; pair != nil {
				n += pair.N
				for _, y := range pair.Years {
					v := chart.NoValue(y.Missing, 0)
					if a := y.Agreement; a.OK {
						v = chart.PanelValue{Value: a.Value, Low: a.Low, High: a.High, N: y.N}
					}
					line.Values[y.Year-first] = v
				}
			}
			x.Lines = append(x.Lines, line)
		}
		x.told = chart.Thousands(n) + " joint votes"
		if n == 0 {
			x.told = "no joint vote"
		}
		out = append(out, x)
	}
	return out, nil
}
