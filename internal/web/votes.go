package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"entente/internal/alignment"
	"entente/internal/chart"
	"entente/internal/query"
	"entente/internal/votes"
)

// scoreNames are the scores of votes in words, in the order of
// [alignment.Measures].
var scoreNames = map[string]string{"agreement": "agreement", "identical": "identical votes", "s": "S", "kappa": "kappa", "pi": "pi"}

// maxLines is how many lines a figure tells apart.
const maxLines = 4

// table is the roll calls, or a fault that says that there are none.
func (r *request) table() (*votes.Table, error) {
	if r.site.Votes == nil {
		return nil, notFound("This page was made without the roll calls of the UN.")
	}
	t, err := r.site.Votes()
	if err != nil {
		return nil, fmt.Errorf("roll calls: %w", err)
	}
	return t, nil
}

// score is the score asked for, and the others to choose from.
func (r *request) score() (string, []facetItem, error) {
	on := cmp.Or(r.q.Get("score"), alignment.Measures[0])
	if !slices.Contains(alignment.Measures, on) {
		return "", nil, badValue("There is no score %q: there are %s.", short(on, 40), strings.Join(alignment.Measures, ", "))
	}
	var out []facetItem
	for i, m := range alignment.Measures {
		set := m
		if i == 0 {
			set = ""
		}
		out = append(out, facetItem{Words: scoreNames[m], On: m == on, Href: r.self("score", set)})
	}
	return on, out, nil
}

// years are those asked for by from and to; 0 is not asked.
func (r *request) years() (from, to int) {
	if d, ok := r.question.From.First(); ok {
		from = yearOf(d.String())
	}
	if d, ok := r.question.To.Last(); ok {
		to = yearOf(d.String())
	}
	return from, to
}

func yearOf(day string) int {
	var y int
	_, _ = fmt.Sscanf(day, "%d", &y)
	return y
}

// list are the states that a parameter names, by ids or names between commas.
func (r *request) list(param string, most int) ([]string, error) {
	var out []string
	for w := range strings.SplitSeq(r.q.Get(param), ",") {
		if w = strings.TrimSpace(w); w == "" {
			continue
		}
		id := r.find(w)
		if id == "" {
			return nil, badValue("No state is called %q.", short(w, 80))
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	if len(out) > most {
		return nil, badValue("%d states are named in %s; at most %d.", len(out), param, most)
	}
	return out, nil
}

// source says where the roll calls come from and how far they go.
func source(t *votes.Table) string {
	first, last := t.Rolls[0], t.Rolls[len(t.Rolls)-1]
	return fmt.Sprintf("Source: %s roll calls of sessions %d to %d of the UN General Assembly, %s to %s; Voeten, Strezhnev and Bailey, United Nations General Assembly Voting Data, CC0. They travel with the program and are not of this ledger: its switches, but for the period, change nothing here.",
		chart.Thousands(len(t.Rolls)), first.Session, last.Session, when(first.Date), when(last.Date))
}

// voters offers the states whose votes can be asked for.
func voters(r *request, p *page) error {
	p.Title = "UN votes"
	p.Lede = "How states vote together in the General Assembly of the United Nations."
	if w := r.q.Get("state"); w != "" {
		id := r.find(w)
		if id == "" {
			return badValue("No state is called %q.", short(w, 80))
		}
		return &redirect{r.to("/votes/" + id)}
	}
	t, err := r.table()
	if err != nil {
		return err
	}
	b := votersBody{States: r.states(), Source: source(t)}
	sel, err := r.site.Ledger.Choose(r.Context(), query.Question{})
	if err != nil {
		return err
	}
	for _, x := range sel.Tallies("source") {
		if id := x.Value; len(b.Items) < 60 {
			if _, ok := t.Index(id); ok {
				b.Items = append(b.Items, facetItem{Words: r.name(id), Href: r.to("/votes/" + id)})
			}
		}
	}
	p.Body = b
	return nil
}

type votersBody struct {
	States []option
	Items  []facetItem
	Source string
}

type votesBody struct {
	Name, StateHref string
	Missing         string // why there is no number at all
	Scores          []facetItem
	With, From, To  string
	Score           string
	States          []option
	Rows            []votesRow
	Never           []string // those it never voted beside, in words
	Method, Notes   []string
}

// A votesRow is a state's last year in common with another.
type votesRow struct {
	Other, Href string // alone with it
	Dyad        string
	Year, N     int
	Missing     string
	Scores      []scored
}

type scored struct{ Value, Interval string }

// score3 is a score of three digits with its interval.
func score3(s alignment.Score) scored {
	if !s.OK {
		return scored{Value: "not defined"}
	}
	out := scored{Value: signed(s.Value)}
	if s.Sure {
		out.Interval = signed(s.Low) + " to " + signed(s.High)
	}
	return out
}

func signed(v float64) string {
	s := strings.TrimPrefix(fmt.Sprintf("%.3f", v), "-")
	if v < 0 && s != "0.000" {
		return "−" + s
	}
	return s
}

// unVotes shows year by year how a state voted with others.
func unVotes(r *request, p *page) error {
	t, err := r.table()
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	b := votesBody{Name: r.name(id), StateHref: r.to("/state/" + id), States: r.states()}
	p.Title, p.Crumbs = b.Name+": votes in the UN", []link{{"UN votes", r.to("/votes")}}
	if b.Score, b.Scores, err = r.score(); err != nil {
		return err
	}
	others, err := r.list("with", maxLines)
	if err != nil {
		return err
	}
	if slices.Contains(others, id) {
		return badValue("%s votes with itself at all times: name another state.", b.Name)
	}
	if others == nil {
		others = r.powers(id, 3)
	}
	var names []string
	for _, o := range others {
		names = append(names, r.name(o))
	}
	b.With = strings.Join(names, ", ")
	from, to := r.years()
	b.From, b.To = r.question.From.String(), r.question.To.String()
	b.Method = []string{alignment.VotesMethod(votes.Pick{}), source(t)}
	if _, ok := t.Index(id); !ok {
		b.Missing = fmt.Sprintf("%s cast no vote in the General Assembly in this table.", b.Name)
		p.Body = b
		return nil
	}
	pairs, n, without := r.votePairs(t, id, others, from, to)
	for _, o := range without {
		b.Never = append(b.Never, fmt.Sprintf("%s: no vote in common.", r.name(o)))
	}
	for _, pair := range pairs {
		b.Rows = append(b.Rows, r.lastVotes(pair))
		for _, x := range pair.Notes {
			if !slices.Contains(b.Notes, x) {
				b.Notes = append(b.Notes, x)
			}
		}
	}
	if n == 0 {
		b.Missing = "In these years they have no vote in common."
		p.Body = b
		return nil
	}
	l := r.votesLines(id, b.Score, others, pairs)
	f := p.draw(l, l.Title, query.N{}, "")
	f.Told = fmt.Sprintf("%s joint votes with %s", chart.Thousands(n), chart.Plural(len(pairs), "state"))
	f.Table = votesTable(r, b.Score, pairs)
	f.Note = "Bands are 90 % intervals. A vote in common is no deal: this says how alike they vote, not why."
	p.sheet = &f.Table
	for _, pair := range pairs {
		left := ""
		if len(pair.LeftOut) > 0 {
			left = "; left out: " + strings.Join(pair.LeftOut, ", ")
		}
		b.Notes = append(b.Notes, fmt.Sprintf("With %s: N = %s joint votes%s.", r.name(pair.B), chart.Thousands(pair.N), left))
	}
	p.Body = b
	p.formats("svg", "csv", "json")
	return nil
}

// powers are the first powers that are one state, other than the one.
func (r *request) powers(but string, most int) []string {
	list := slices.DeleteFunc(r.site.Ledger.StatePowers(), func(p string) bool { return p == but })
	return list[:min(most, len(list))]
}

// lastVotes is the last year in which two voted on something together.
func (r *request) lastVotes(pair *alignment.Pair) votesRow {
	row := votesRow{Other: r.name(pair.B), Href: r.self("with", pair.B), Dyad: r.to(dyadPath(pair.A, pair.B)), Missing: "no vote in common in these years"}
	for _, y := range slices.Backward(pair.Years) {
		if y.N == 0 {
			continue
		}
		row.Year, row.N, row.Missing = y.Year, y.N, ""
		for _, m := range alignment.Measures {
			row.Scores = append(row.Scores, score3(y.Score(m)))
		}
		break
	}
	return row
}

// scoreAxis is the range in which a score lies.
func scoreAxis(score string) (low, high float64) {
	if score == "agreement" || score == "identical" {
		return 0, 1
	}
	return -1, 1
}

// votesLines draws a score of pairs with one state: a line for each of the others,
// in their order, so that a look stays with its state where another has no data.
func (r *request) votesLines(id, score string, others []string, pairs []*alignment.Pair) chart.Lines {
	name := r.name(id)
	l := chart.Lines{Title: name + " in the UN: " + scoreNames[score], From: 1 << 30}
	l.Low, l.High = scoreAxis(score)
	for _, o := range others {
		s := chart.Series{Name: r.name(o)}
		if i := slices.IndexFunc(pairs, func(p *alignment.Pair) bool { return p.B == o }); i >= 0 {
			for _, y := range pairs[i].Years {
				l.From, l.To = min(l.From, y.Year), max(l.To, y.Year)
				if x := y.Score(score); x.OK {
					s.Points = append(s.Points, chart.Point{Year: y.Year, Value: x.Value, Low: x.Low, High: x.High, Sure: x.Sure,
						Label: fmt.Sprintf("%s and %s %d: %s (N %d)", name, s.Name, y.Year, signed(x.Value), y.N)})
				}
			}
		}
		l.Series = append(l.Series, s)
	}
	return l
}

// votesTable has a year and state a row, with what is missing in words.
func votesTable(r *request, score string, pairs []*alignment.Pair) chart.Table {
	t := chart.Table{Head: []string{"With", "Year", "Joint votes", scoreNames[score], "Low", "High"}}
	for _, pair := range pairs {
		for _, y := range pair.Years {
			row := []chart.Cell{{Text: r.name(pair.B)}, {Text: itoa(y.Year), Number: true}, {Number: true}, {Text: cmp.Or(y.Missing, "not defined")}, {}, {}}
			if y.N > 0 {
				row[2].Text = itoa(y.N)
			}
			if x := y.Score(score); x.OK {
				row[3] = chart.Cell{Text: signed(x.Value), Number: true}
				if x.Sure {
					row[4], row[5] = chart.Cell{Text: signed(x.Low), Number: true}, chart.Cell{Text: signed(x.High), Number: true}
				}
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}
