package code

import (
	"entente/internal/codebook"
	"entente/internal/event"
)

// A Step is one thing explain tells of a trigger: a line that was tried.
type Step struct {
	Sentence int
	Trigger  string // the word
	Line     *codebook.Line
	Frame    int
	Won      bool
	Why      string // why it lost; "" if it won
	Score    float64
	Source   []string
	Target   []string
	Status   event.Status
}

// Explain returns, in text order, every line tried on a document and why it won
// or lost.
func (c *Coder) Explain(d *event.Resolved) []Step {
	var out []Step
	for s := range d.Sentences {
		var here []int
		for i := range d.Mentions {
			if d.Mentions[i].Sentence == s {
				here = append(here, i)
			}
		}
		t := c.newTree(d, s, here)
		won := c.matches(t, func(i int, x tried) {
			out = append(out, Step{Sentence: s, Trigger: t.toks[i].Form, Line: x.line, Why: x.why})
		})
		for i := range won {
			m := &won[i]
			out = append(out, Step{
				Sentence: s, Trigger: t.toks[m.trigger].Form, Line: m.line, Frame: m.frame, Won: true, Score: m.score,
				Source: names(t, m.source), Target: names(t, m.target), Status: c.status(m),
			})
		}
	}
	return out
}

func names(t *tree, fs []filler) []string {
	var out []string
	for _, f := range fs {
		if f.mention < 0 && f.place < 0 {
			out = append(out, t.phrase(f.token).In(t.text))
		} else if f.mention < 0 {
			out = append(out, t.places[f.place].In(t.text))
		} else {
			out = append(out, t.mentions[f.mention].In(t.text))
		}
	}
	return out
}
