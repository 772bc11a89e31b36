package code

import (
	"iter"
	"slices"
	"strings"

	"entente/internal/codebook"
)

// A match is one frame of a rule found in a sentence.
type match struct {
	tree    *tree
	trigger int   // the token that fires
	words   []int // all tokens of the trigger
	verb    int   // the verb that carries tense and mood: the trigger, or a noun's light verb, or -1
	line    *codebook.Line
	frame   int
	source  []filler
	target  []filler
	place   []int // tokens
	both    bool
	kind    string // of what is promised, "" for the rule's own
	score   float64
	rivals  int  // rules of other types that fit the trigger too
	deed    bool // it is about a blow: who suffered it is not accused
}

// A filler is a mention in a part, with the token by which it was reached. Where
// only a place stands ("protests in Osh"), mention is -1 and place says which.
type filler struct {
	mention int
	place   int
	token   int
	inner   bool   // found inside the phrase (possessor, adjective), not as its head
	guessed bool   // taken from elsewhere in the clause, not from a path of the rule
	country string // of a body that is known by where it is ("authorities in Peru")
}

// tried is what explain shows of a line that did not match.
type tried struct {
	line *codebook.Line
	why  string
}

// matches returns the best match of each trigger of a sentence, in text order.
// With trace it also reports each line tried in vain.
func (c *Coder) matches(t *tree, trace func(trigger int, x tried)) []match {
	var out []match
	for i := range t.toks {
		if m, ok := c.best(t, i, trace); ok {
			out = append(out, m)
		}
	}
	return out
}

// best returns the best-scored match that token i fires.
func (c *Coder) best(t *tree, i int, trace func(int, tried)) (match, bool) {
	var best match
	found := false
	var types []string // of all that fit
	for line, words := range c.candidates(t, i) {
		m, why := c.try(t, i, words, line, trace != nil)
		if why == "" && c.fiction(t, i) {
			why = "told within a scenario or story"
		}
		if why != "" {
			if trace != nil {
				trace(i, tried{line, why})
			}
			continue
		}
		if !slices.Contains(types, line.Rule.Type) {
			types = append(types, line.Rule.Type)
		}
		if !found || m.score > best.score || m.score == best.score && c.likelier(&m, &best) {
			if found && trace != nil {
				trace(i, tried{best.line, "scored lower than " + line.Rule.ID})
			}
			best, found = m, true
		} else if trace != nil {
			trace(i, tried{line, "scored lower than " + best.line.Rule.ID})
		}
	}
	best.rivals = len(types) - 1
	return best, found
}

// candidates yields the lines that token i may fire, with the tokens of the
// trigger, in the order of the codebook.
func (c *Coder) candidates(t *tree, i int) iter.Seq2[*codebook.Line, []int] {
	return func(yield func(*codebook.Line, []int) bool) {
		for _, pos := range t.triggers(i) {
			lemma := t.low[i]
			if pos == codebook.Noun && t.toks[i].UPOS == "VERB" {
				lemma = strings.ToLower(t.toks[i].Form)
			}
			for _, lemma := range []string{lemma, t.hyphenated(i)} {
				if lemma == "" {
					continue
				}
				for _, line := range c.book.Lines(pos, lemma) {
					if words, ok := t.words(line, i, lemma); ok && !yield(line, words) {
						return
					}
				}
			}
		}
	}
}

// triggers are the parts of speech a token may fire as. A verb in -ing that stands
// as subject or object may be meant as a noun ("Fighting between … broke out").
func (t *tree) triggers(i int) []codebook.Trigger {
	switch t.toks[i].UPOS {
	case "VERB", "AUX":
		if strings.HasSuffix(t.toks[i].Form, "ing") && t.kid(i, "nsubj", "obj", "aux") < 0 {
			return verbThenNoun
		}
		return verbThenNoun[:1]
	case "NOUN", "PROPN":
		return verbThenNoun[1:]
	case "ADJ":
		if i+1 < len(t.toks) && t.toks[i+1].UPOS == "CCONJ" && t.rel(i) == "amod" {
			return adjThenNoun // "unrest and Russian intervention", read as two qualities
		}
		return adjThenNoun[:1]
	}
	return nil
}

var (
	verbThenNoun = []codebook.Trigger{codebook.Verb, codebook.Noun}
	adjThenNoun  = []codebook.Trigger{codebook.Adj, codebook.Noun}
)

// words checks the words of a multi-word trigger around its head; it returns
// the tokens of the longest trigger of the line that is there.
func (t *tree) words(line *codebook.Line, i int, lemma string) ([]int, bool) {
	var best []int
	for _, w := range line.Triggers(lemma) {
		rest := w[1:]
		if line.POS != codebook.Verb {
			rest = w[:len(w)-1]
		}
		got := t.only(i)
		ok := true
		for _, other := range rest {
			k := t.near(i, other)
			if k < 0 {
				ok = false
				break
			}
			got = append(got, k)
		}
		if ok && len(got) > len(best) {
			best = got
		}
	}
	slices.Sort(best)
	return best, len(best) > 0
}

// near finds a lemma among the children of i, or the children of its object.
func (t *tree) near(i int, lemma string) int {
	for _, k := range t.kids[i] {
		if t.low[k] == lemma {
			return k
		}
	}
	if k := i + 1; k < len(t.toks) && t.low[k] == lemma && (t.toks[k].UPOS == "ADP" || t.toks[k].UPOS == "ADV") && t.isVerb(i) {
		return k // "handed over 30 trucks": wherever the parser hung it
	}
	for _, k := range t.kids[i] {
		if t.dated[k] {
			continue // "fired on Tuesday" is not "fired on"
		}
		switch t.rel(k) {
		case "obj", "obl", "compound", "amod", "xcomp", "nmod":
			for _, g := range t.kids[k] {
				if t.low[g] == lemma && (t.rel(g) != "case" || t.follows(g, i) || !barePrep[lemma]) {
					return g
				}
			}
		}
	}
	return -1
}

// barePrep are prepositions that are no adverbs: far from their verb they belong to a
// phrase of their own, unlike "pulled its troops out of".
var barePrep = map[string]bool{"in": true, "on": true, "at": true, "to": true, "by": true, "with": true, "for": true, "of": true, "from": true}

// follows says whether a preposition stands behind a verb with no noun between: "shot at",
// but not the "in" of "gave refuge in Lima".
func (t *tree) follows(p, v int) bool {
	for k := v + 1; k < p; k++ {
		switch t.toks[k].UPOS {
		case "NOUN", "PROPN", "PRON", "VERB":
			return false
		}
	}
	return p > v
}

// try matches the frames of a line in order; why is "" on success, and without
// reasons no more than that it is not.
func (c *Coder) try(t *tree, i int, words []int, line *codebook.Line, reasons bool) (match, string) {
	m := match{tree: t, trigger: i, words: words, line: line, verb: -1}
	switch {
	case line.POS == codebook.Noun:
		m.verb = c.lightVerb(t, i)
	case t.isVerb(i):
		m.verb = i
	default:
		m.verb = i
	}
	var why []string
	for n := range line.Frames {
		m.frame = n
		got, failed := c.tryFrame(m, &line.Frames[n])
		if failed == (failure{}) {
			return got, ""
		}
		if !reasons {
			continue
		}
		if reason := failed.String(); !slices.Contains(why, reason) {
			why = append(why, reason)
		}
	}
	if !reasons && len(line.Frames) > 0 {
		return m, "no frame fits"
	}
	return m, strings.Join(why, "; ")
}

// A failure says why a frame does not fit, in parts: it is put together only for
// those who ask.
type failure struct{ before, what, after string }

func (f failure) String() string { return f.before + f.what + f.after }

func (c *Coder) tryFrame(m match, f *codebook.Frame) (match, failure) {
	for _, cond := range f.Conds {
		if !c.holds(&m, cond) {
			return m, failure{"condition ", cond.Test, " not met"}
		}
	}
	m.score = float64(len(m.words)-1)*3 + float64(len(f.Conds))
	if m.line.Rule.Weak {
		m.score -= weakness
	}
	for _, slot := range f.Slots {
		if !c.fillSlot(&m, slot) && !slot.Optional && !c.guess(&m, slot) && !c.unnamed(&m, slot) {
			return m, failure{"nobody is ", string(slot.Role), ""}
		}
	}
	if !m.somebody() {
		return m, failure{what: "no actor at all"}
	}
	for _, fill := range [][]filler{m.source, m.target} {
		if len(fill) > 0 {
			m.score += 2
			if !fill[0].inner {
				m.score++
			}
			if fill[0].guessed {
				m.score -= 2
			}
		}
	}
	if !c.afterFill(&m, f) {
		return m, failure{what: "actors do not meet a condition"}
	}
	return m, failure{}
}

// weakness is what a weak rule's match is lowered by.
const weakness = 8
