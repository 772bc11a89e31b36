// Package claim finds who says what in a coded document: quotations and their
// speakers, what is told in other words, what the writer holds for true, and
// what of it contradicts what.
//
// Attribution follows the habits of English newswriting. The words that carry it
// (verbs of saying, hedges, nouns for people without names) are tables under
// data/claims; the grammar is here. The tree is read first and the neighbours of a
// word where it fails. Who cannot be told stays unknown.
//
// Names, pronouns and posts are package resolve's work, events package code's; a
// claim points to them.
package claim

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
)

// Modes and stances of a claim.
const (
	Quote      = "quote"
	Paraphrase = "paraphrase"
	Narration  = "narration"
	Question   = "question"

	Asserts  = "asserts"
	Denies   = "denies"
	Doubts   = "doubts"
	Asks     = "asks"
	Predicts = "predicts"
)

// maxClaims bounds the claims of one document.
const maxClaims = 20_000

// A Finder finds claims by one set of tables. It does not change and is safe for
// concurrent use.
type Finder struct{ t *tables }

// New loads the tables of a folder (see data/claims/ORIGIN.md). All faults of the
// files are named with their places.
func New(fsys fs.FS, dir string) (*Finder, error) {
	t, err := load(fsys, dir)
	if err != nil {
		return nil, err
	}
	return &Finder{t}, nil
}

// Find returns the document with its claims, in the order of the text. Speakers
// of quotations are settled, so that a quotation and the claims in it name one
// holder; holders that were no mentions yet become mentions; events that a claim
// denies carry its id in ContestedBy. The document given is not changed.
func (f *Finder) Find(c *event.Coded) (*event.Coded, error) {
	w := &work{t: f.t, c: c}
	w.view()
	w.scripts()
	for _, s := range w.sents {
		w.cues(s)
	}
	w.speeches()
	w.told()
	w.narrated()
	out := *c
	w.finish(&out)
	return &out, nil
}

// A work is what is known of one document while claims are sought.
type work struct {
	t     *tables
	c     *event.Coded
	at    edtf.Date // publication
	sents []*sent
	paras []para // one a segment that is spoken
	marks []mark // beside c.Resolved.Quotes

	added   []event.Mention // holders that were no mentions
	claims  []draft
	people  map[string][]int // persons by first and last word of their names
	script  map[int]label    // transcripts: by paragraph
	events  []doc.Span       // triggers
	eventOf []int            // beside events
}

// A draft is a claim with what only this package needs.
type draft struct {
	event.Claim
	s      *sent
	b, e   int // tokens
	holder int // mention index, those added counted on; -1: none
	lemmas map[string]bool
	cue    *cue
}

// finish orders claims, gives them ids, ties what contradicts and renumbers
// mentions.
func (w *work) finish(out *event.Coded) {
	slices.SortStableFunc(w.claims, func(a, b draft) int {
		return cmp.Or(a.Begin-b.Begin, b.End-a.End, strings.Compare(string(a.Kind), string(b.Kind)))
	})
	seen := map[string]int{}
	for i := range w.claims {
		d := &w.claims[i]
		id := w.id(d)
		n := seen[id]
		seen[id]++
		if n > 0 {
			id += "-" + strconv.Itoa(n+1)
		}
		d.ID = id
	}
	out.Events = slices.Clone(w.c.Events)
	w.contest(out.Events)
	w.renumber(out)
	out.Claims = nil
	for i := range w.claims {
		out.Claims = append(out.Claims, w.claims[i].Claim)
	}
}

// id is a hash of what makes a claim this one in this document.
func (w *work) id(d *draft) string {
	h := sha256.New()
	for _, s := range []string{w.c.Document.ID, d.Holder.Name, string(d.Kind), strconv.Itoa(d.Begin), strconv.Itoa(d.End)} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return "c" + hex.EncodeToString(h.Sum(nil)[:10])
}
