// Package code finds events in parsed text: who did what to whom, when, where,
// planned or done, with the words that say so.
//
// Rules of a codebook are matched against dependency trees (match.go on what
// tree.go offers). What a sentence tells several times, and what several
// sentences tell of one act, becomes one event with several pieces of evidence
// (merge.go). The package knows nothing of files or ledgers.
package code

import (
	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/event"
)

// A Coder codes documents by one codebook. It is safe for concurrent use.
type Coder struct {
	book   *codebook.Codebook
	ranker *Ranker
}

// New returns a coder for a codebook. Ranker may be nil: then the first of rules that
// fit equally well wins, and every event has confidence 0.5.
func New(book *codebook.Codebook, ranker *Ranker) *Coder { return &Coder{book, ranker} }

// Code returns the document with its events. Order is that of the text; the
// document given is not changed.
func (c *Coder) Code(d *event.Resolved) (*event.Coded, error) {
	out, _, err := c.CodeTraced(d)
	return out, err
}

// CodeTraced is Code, and says of each event what its confidence comes from.
func (c *Coder) CodeTraced(d *event.Resolved) (*event.Coded, []Trace, error) {
	out := &event.Coded{Resolved: *d}
	st := &state{c: c, d: d}
	bySentence := make([][]int, len(d.Sentences))
	for i := range d.Mentions {
		s := d.Mentions[i].Sentence
		if s >= 0 && s < len(bySentence) {
			bySentence[s] = append(bySentence[s], i)
		}
	}
	var found []draft
	for s := range d.Sentences {
		if d.Segments[d.Sentences[s].Segment].Kind == doc.Subhead {
			continue // a section head tells nothing by itself
		}
		t := c.newTree(d, s, bySentence[s])
		ms := c.matches(t, nil)
		found = append(found, st.drafts(t, ms)...)
	}
	out.Events, found = st.merge(found)
	traces := make([]Trace, len(found))
	for i := range found {
		traces[i] = Trace{out.Events[i].ID, found[i].features}
	}
	return out, traces, nil
}

// state is what coding one document remembers.
type state struct {
	c *Coder
	d *event.Resolved
}

func refTo(i int) doc.Ref { return doc.RefTo(i) }
