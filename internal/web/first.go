package web

import (
	"fmt"
	"slices"

	"entente/internal/alignment"
	"entente/internal/chart"
	"entente/internal/query"
	"entente/internal/votes"
)

// A firstLook is what a demonstration opens on beside its samples: how a state of
// theirs has voted with the powers since it has a vote, and the measures.
type firstLook struct {
	Name    string
	Figures []figure
	Method  []string
	Chips   []facetItem
}

// firstLook draws the votes of the state that acts most in the ledger and is no
// power; nil where there are no votes, or the page is no demonstration.
func (r *request) firstLook(p *page, sel *query.Selection) (*firstLook, error) {
	if !r.site.Demo || r.site.Votes == nil {
		return nil, nil
	}
	t, err := r.table()
	if err != nil {
		return nil, err
	}
	powers := r.powers("", 3)
	for _, x := range sel.Tallies("source") {
		id := x.Value
		if _, votes := t.Index(id); !votes || slices.Contains(r.site.Ledger.StatePowers(), id) {
			continue
		}
		pairs, n, _ := r.votePairs(t, id, powers, 0, 0)
		if n == 0 {
			continue
		}
		l := r.votesLines(id, alignment.Measures[0], powers, pairs)
		l.Title = r.name(id) + " in the UN General Assembly: agreement with each, by session"
		f := p.draw(l, l.Title, query.N{}, "")
		f.Told = fmt.Sprintf("%s joint votes with %s, %d to %d", chart.Thousands(n), chart.Plural(len(pairs), "state"), l.From, l.To)
		f.Table, f.Lead, f.LeadWords = votesTable(r, alignment.Measures[0], pairs), r.to("/votes/"+id), "other states and scores"
		out := &firstLook{Name: r.name(id), Method: []string{alignment.VotesMethod(votes.Pick{}), source(t)}}
		for _, v := range []struct{ words, path string }{{"To whom " + out.Name + " leans", "/state/" + id}, {"Votes of any state", "/votes"}, {"A region side by side", "/compare"}, {"How alike it votes", "/similarity"}, {"The network of ties", "/network"}} {
			out.Chips = append(out.Chips, facetItem{Words: v.words, Href: r.to(v.path)})
		}
		return out, nil
	}
	return nil, nil
}

// votePairs are the votes of a state with each of others that has any in common
// with it, and how many these are.
func (r *request) votePairs(t *votes.Table, id string, others []string, from, to int) (pairs []*alignment.Pair, n int, without []string) {
	for _, o := range others {
		pair, err := r.site.memo.votes(t, id, o, from, to)
		if err != nil {
			without = append(without, o)
			continue
		}
		pairs = append(pairs, pair)
		n += pair.N
	}
	return pairs, n, without
}
