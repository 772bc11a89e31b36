package web

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"entente/internal/chart"
	"entente/internal/measure"
	"entente/internal/query"
)

// leanPoints is how many points of a series a page draws.
const leanPoints, leanPointsUnknown = 24, 8

// leanParts draws what the ledger says.
func (r *request) leanParts(p *page, b *stateBody, ans *query.LeanAnswer, known bool) error {
	points, most := ans.Points, leanPointsUnknown
	if known {
		most = leanPoints
	}
	points = points[max(0, len(points)-most):]
	n := ans.N(r.ix)
	b.N = told(n)
	rows := r.to("/ledger", "actor", ans.State)
	part := func(x statePart, figures func()) {
		x.first = len(p.Figures)
		figures()
		x.after = len(p.Figures)
		b.Parts = append(b.Parts, x)
	}
	draw := func(f chart.Figure, title, note string) {
		fig := p.draw(f, title, n, rows)
		fig.Note = note
	}
	bands := func(f chart.Bands, of func(measure.TiltPoint) (measure.Estimate, string)) chart.Bands {
		for _, x := range points {
			e, missing := of(x)
			f.Rows = append(f.Rows, chart.Band{Label: when(x.Period.String()), Value: e.Value, Low: e.Low, High: e.High, N: x.All.Clusters, Missing: missing})
		}
		return f
	}
	tilt := bands(chart.Bands{Title: b.Name + " between " + b.From + " and " + b.Towards, Low: -1, High: 1, Zero: true,
		Axis: fmt.Sprintf("tilt of all acts: −1 %s, +1 %s; 90 %% intervals", b.From, b.Towards)},
		func(x measure.TiltPoint) (measure.Estimate, string) { return x.Lean[0].All, x.All.Missing })
	part(statePart{Method: []string{"Tilt: the share of one power in the state's cooperation less that of the other. n: cooperative acts younger than four half-lives.", ans.Method, ans.Acts.Coverage() + "."}},
		func() {
			draw(tilt, tilt.Title, "It measures what these articles report, not what happened.")
		})
	if !known {
		return nil
	}
	weighed := bands(chart.Bands{Title: "Combined over the domains", Low: -1, High: 1, Zero: true, Axis: fmt.Sprintf("combined tilt: −1 %s, +1 %s; 90 %% intervals", b.From, b.Towards)},
		func(x measure.TiltPoint) (measure.Estimate, string) {
			if x.All.Missing == "" && len(x.Combined) == 0 {
				return x.Lean[0].Combined, "not enough evidence in any domain"
			}
			return x.Lean[0].Combined, x.All.Missing
		})
	part(statePart{Method: []string{"Σ weight · tilt of a domain. A domain without enough evidence is left out, and the weights of the others are scaled up to 1.", weightWords(ans), combinedWords(ans)}},
		func() { draw(weighed, weighed.Title, "") })
	if err := r.sharePart(points, ans, part, draw); err != nil {
		return err
	}
	if f, ok := r.ternary(points, ans); ok {
		part(statePart{Method: []string{"Shares of the three among themselves: what others have is left out. The nearer to a corner, the larger the share. Large circles are the first and last point; where there is not enough evidence the path is broken."}},
			func() { draw(f, f.Title, "") })
	}
	partners := bands(chart.Bands{Title: "Among how many its cooperation is spread", Low: 1, High: float64(len(ans.Powers)), Axis: "N_eff of all acts; 90 % intervals"},
		func(x measure.TiltPoint) (measure.Estimate, string) { return x.All.Partners, x.All.Missing })
	found, err := r.branching(ans)
	if err != nil {
		return err
	}
	part(statePart{Said: found, Method: []string{"N_eff = exp(−Σ s ln s) of the shares s: 1 is one partner only. Branching out: the last two quarters against two to five years before, in the number of acts; the first with a probability above 0.95, the looks at all quarters paid for."}},
		func() { draw(partners, partners.Title, "") })
	return nil
}

func weightWords(ans *query.LeanAnswer) string {
	if ans.Setup.Weights == nil {
		return "Weights: all domains the same."
	}
	var w []string
	for i, d := range query.Domains {
		w = append(w, d+" "+strconv.FormatFloat(ans.Setup.Weights[i], 'g', 4, 64))
	}
	return "Weights of your own: " + strings.Join(w, ", ") + "."
}

// combinedWords says which domains are in the last point.
func combinedWords(ans *query.LeanAnswer) string {
	last := ans.Points[len(ans.Points)-1]
	var in []string
	for _, d := range last.Combined {
		in = append(in, query.Domains[d])
	}
	if in == nil {
		return "At the last point no domain has enough evidence."
	}
	return "At the last point it is of " + strings.Join(in, ", ") + "."
}

// sharePart draws the share of each power over time, of all acts or of a domain.
func (r *request) sharePart(points []measure.TiltPoint, ans *query.LeanAnswer, part func(statePart, func()), draw func(chart.Figure, string, string)) error {
	show := r.q.Get("show")
	of := slices.Index(query.Domains, show)
	if show != "" && of < 0 {
		return badValue("There is no domain %q to show: there are %s.", short(show, 40), strings.Join(query.Domains, ", "))
	}
	x := statePart{Title: "Its ties by power", Chips: []facetItem{{Words: "all acts", On: show == "", Href: r.self("show", "")}},
		Method: []string{"Share of a power: its part of the state's cooperative mass, M+ = Σ status · domain · part · max(score, 0) · 2^(−age/half-life). Bands are 90 % intervals; hatched is not enough evidence, which is not nought."}}
	for _, d := range query.Domains {
		x.Chips = append(x.Chips, facetItem{Words: d, On: d == show, Href: r.self("show", d)})
	}
	var slots []string
	for _, q := range points {
		slots = append(slots, when(q.Period.String()))
	}
	part(x, func() {
		for k, power := range ans.Powers {
			f := chart.Panel{Title: r.name(power), Slots: slots, High: 1, Lines: []chart.PanelLine{{Name: r.name(power)}}}
			for _, q := range points {
				field := q.All
				if of >= 0 {
					field = q.Domain[of]
				}
				e := field.Share[k]
				f.Lines[0].Values = append(f.Lines[0].Values, chart.PanelValue{Value: e.Value, Low: e.Low, High: e.High, N: field.Clusters, Missing: field.Missing})
			}
			draw(f, f.Title, "")
			fig := &r.page.Figures[len(r.page.Figures)-1]
			last := points[len(points)-1].All
			if of >= 0 {
				last = points[len(points)-1].Domain[of]
			}
			fig.Told = fmt.Sprintf("N %s from %s", chart.Plural(last.Clusters, "act"), chart.Plural(last.Sources, "source"))
			if m := ans.Member(k); m != "" {
				fig.Lead, fig.LeadWords = r.to(dyadPath(ans.State, m)), "the dealings of the two"
			}
		}
	})
	return nil
}

// ternary is the path between the first three powers.
func (r *request) ternary(points []measure.TiltPoint, ans *query.LeanAnswer) (chart.Ternary, bool) {
	if len(ans.Powers) < 4 { // the last is the rest
		return chart.Ternary{}, false
	}
	f := chart.Ternary{Corners: [3]string{r.name(ans.Powers[0]), r.name(ans.Powers[1]), r.name(ans.Powers[2])}}
	f.Title = "Its path between " + f.Corners[0] + ", " + f.Corners[1] + " and " + f.Corners[2]
	for _, x := range points {
		f.Points = append(f.Points, chart.TernaryPoint{Label: when(x.Period.String()), N: x.All.Clusters, Href: r.to("/ledger", "actor", ans.State, "to", x.Period.Last.String()),
			Shares: [3]float64{x.All.Share[0].Value, x.All.Share[1].Value, x.All.Share[2].Value}})
	}
	return f, true
}

// branching says when, if ever, the main partner's share fell and partners rose.
func (r *request) branching(ans *query.LeanAnswer) (string, error) {
	var out []string
	changes := []measure.Change{measure.MainFalls, measure.PartnersRise}
	found, err := ans.ShiftsOf(changes, 0)
	if err != nil {
		return "", err
	}
	for i, x := range []struct {
		what   string
		change measure.Change
	}{{"The share of the main partner", changes[0]}, {"The number of partners", changes[1]}} {
		looks := found[i]
		l, ok := measure.Found(looks)
		switch {
		case ok && l.Power >= 0:
			out = append(out, fmt.Sprintf("%s (%s) fell from %.0f %% to %.0f %% in %s, with a probability of %.3f.", x.what, r.name(ans.Powers[l.Power]), 100*l.Before, 100*l.After, when(l.Recent.String()), l.P))
		case ok:
			out = append(out, fmt.Sprintf("%s rose from %.1f to %.1f in %s, with a probability of %.3f.", x.what, l.Before, l.After, when(l.Recent.String()), l.P))
		case len(looks) == 0:
			return "Whether it is branching out is not known: that needs ten whole quarters of acts.", nil
		case !slices.ContainsFunc(looks, func(l measure.Look) bool { return l.Missing == "" }):
			return "Whether it is branching out is not known: " + looks[len(looks)-1].Missing + ".", nil
		case x.change == measure.MainFalls:
			out = append(out, x.what+" never fell with a probability above 0.95.")
		default:
			out = append(out, x.what+" never rose with a probability above 0.95.")
		}
	}
	return strings.Join(out, " "), nil
}

// leanSheet has a period, domain and power a row.
func leanSheet(ans *query.LeanAnswer) *chart.Table {
	t := &chart.Table{Head: []string{"period", "domain", "power", "share", "low", "high", "plus", "minus", "clusters", "effective", "sources", "top_share", "missing", "method"}}
	number := func(v float64, digits int) chart.Cell {
		if math.IsNaN(v) {
			return chart.Cell{Number: true}
		}
		return chart.Cell{Text: strconv.FormatFloat(v, 'f', digits, 64), Number: true}
	}
	for _, q := range ans.Points {
		field := func(name string, f measure.Field) {
			for k, power := range ans.Powers {
				e := f.Share[k]
				t.Rows = append(t.Rows, []chart.Cell{{Text: q.Period.String()}, {Text: name}, {Text: power}, number(e.Value, 4), number(e.Low, 4), number(e.High, 4),
					number(f.Plus[k], 3), number(f.Minus[k], 3), number(float64(f.Clusters), 0), number(f.Effective, 1), number(float64(f.Sources), 0), number(f.TopShare, 3), {Text: f.Missing}, {Text: ans.Method}})
			}
		}
		for d, name := range query.Domains {
			field(name, q.Domain[d])
		}
		field("all", q.All)
	}
	return t
}
