package web

import (
	"fmt"
	"slices"
	"strings"

	"entente/internal/alignment"
	"entente/internal/chart"
	"entente/internal/votes"
)

type similarBody struct {
	regionPick
	Scores    []facetItem
	Score     string
	ScoreName string
	From, To  string
	Heads     []string
	Rows      []similarRow
	Told      string
	Method    []string
	Notes     []string
}

type similarRow struct {
	Name, Href string
	Cells      []similarCell
}

// A similarCell carries its number as well as its shade, 1 to 4; Missing says why
// there is no number, Self that it is the state itself.
type similarCell struct {
	Value, Words, Href, Missing string
	Shade                       int
	Self                        bool
}

// similar is how each two states of a region, and the powers, vote together.
func similar(r *request, p *page) error {
	t, err := r.table()
	if err != nil {
		return err
	}
	g, err := r.group()
	if err != nil {
		return err
	}
	b := similarBody{regionPick: g, From: r.question.From.String(), To: r.question.To.String()}
	if b.Score, b.Scores, err = r.score(); err != nil {
		return err
	}
	b.ScoreName = scoreNames[b.Score]
	list := slices.Clone(g.States)
	for _, s := range r.powers("", 3) {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	from, to := r.years()
	m := alignment.VoteMatrix(t, list, votes.Pick{}, from, to)
	p.Title = g.Name + ": how alike they vote"
	b.Told = "No roll call counts in these years."
	if m.Rolls > 0 {
		b.Told = fmt.Sprintf("%s of each two of %s in the UN, over %s roll calls from %d to %d.", b.ScoreName, chart.Plural(len(list), "state"), chart.Thousands(m.Rolls), m.From, m.To)
	}
	b.Method = []string{alignment.VotesMethod(votes.Pick{}), source(t)}
	if len(m.LeftOut) > 0 {
		b.Method = append(b.Method, "Left out: "+strings.Join(m.LeftOut, ", ")+".")
	}
	b.Notes = m.Notes
	sheet := chart.Table{Head: []string{"State", "Other", "Joint votes", b.ScoreName, "Low", "High"}}
	low, high := scoreAxis(b.Score)
	for i, s := range list {
		b.Heads = append(b.Heads, r.name(s))
		row := similarRow{Name: r.name(s), Href: r.to("/votes/" + s)}
		for j, o := range list {
			c, y := similarCell{Self: i == j}, m.Cells[i][j]
			x := y.Score(b.Score)
			switch {
			case i == j:
			case !x.OK:
				c.Missing = y.Missing
				if c.Missing == "" {
					c.Missing = "not defined"
				}
			default:
				c.Value, c.Href = signed(x.Value), r.to("/votes/"+s, "with", o, "score", b.Score, "from", b.From, "to", b.To)
				c.Shade = min(4, 1+int(4*(x.Value-low)/(high-low)))
				c.Words = fmt.Sprintf("%s and %s: %s, N %d", row.Name, r.name(o), c.Value, y.N)
				if x.Sure {
					c.Words += ", 90 % interval " + signed(x.Low) + " to " + signed(x.High)
				}
			}
			if i < j {
				line := []chart.Cell{{Text: row.Name}, {Text: r.name(o)}, {Text: itoa(y.N), Number: true}, {Text: c.Value, Number: true}, {Number: true}, {Number: true}}
				if x.Sure {
					line[4].Text, line[5].Text = signed(x.Low), signed(x.High)
				}
				sheet.Rows = append(sheet.Rows, line)
			}
			row.Cells = append(row.Cells, c)
		}
		b.Rows = append(b.Rows, row)
	}
	p.sheet, p.Body = &sheet, b
	p.formats("csv", "json")
	return nil
}
