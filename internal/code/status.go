package code

import (
	"slices"
	"strings"

	"entente/internal/codebook"
	"entente/internal/event"
)

// status reads from the grammar how far an act is one. The rule's own status,
// where it has one, wins over plain past and present.
func (c *Coder) status(m *match) event.Status {
	t := m.tree
	v := m.verb
	if v < 0 {
		v = m.trigger
	}
	st := c.verbStatus(t, v)
	if st == event.Negated && (c.book.In("@hesitate", t.low[m.trigger]) || byNegation(&m.line.Frames[m.frame])) {
		st = event.Actual
	}
	if m.line.POS == "noun" {
		if ns := c.nounStatus(t, m.trigger); ns != "" && (m.verb < 0 || ns == event.Planned || ns == event.Hypothetical && st != event.Negated) {
			st = ns
		} else if m.verb < 0 {
			st = c.bareNounStatus(t, m.trigger)
		}
	}
	if m.line.Rule.Status != "" && (st == event.Actual || st == event.Ongoing) {
		return m.line.Rule.Status
	}
	return st
}

// byNegation says whether a frame asks for a denied verb, so that the denial is the act:
// "will not accept".
func byNegation(f *codebook.Frame) bool {
	return slices.ContainsFunc(f.Conds, func(c codebook.Cond) bool { return c.Test == "neg" && !c.Not })
}

// verbStatus is the status of the clause that v heads, looking up through the
// clauses it depends on.
func (c *Coder) verbStatus(t *tree, v int) event.Status {
	st := c.ownStatus(t, v)
	for range maxDepth {
		h := t.head(v)
		if h < 0 {
			break
		}
		switch t.rel(v) {
		case "conj":
			// "will meet and sign": auxiliaries stand with the first verb
			if t.isVerb(h) && t.kid(v, "aux", "aux:pass") < 0 && t.kid(v, "nsubj", "nsubj:pass") < 0 {
				if up := c.ownStatus(t, h); up != event.Ongoing {
					st = stronger(st, up)
				}
			}
		case "xcomp", "ccomp", "acl", "csubj", "advcl":
			st = c.under(t, v, h, st)
		case "obj", "obl", "nsubj":
			// a noun with a clause below it: "to counter rebels attacking towns"
			if t.isVerb(h) && c.book.In("@avert", t.low[h]) && st != event.Negated {
				return event.Hypothetical
			}
			return st
		default:
			return st
		}
		v = h
	}
	return st
}

// ownStatus is what a verb's own form, auxiliaries and marks say.
func (c *Coder) ownStatus(t *tree, v int) event.Status {
	tok := t.toks[v]
	st := event.Actual
	past := tok.Feat("Tense") == "Past" || t.pastParticiple(v)
	negated := false
	for _, k := range t.kids[v] {
		w := t.low[k]
		form := t.toks[k].Form
		switch t.rel(k) {
		case "aux":
			if s := t.kid(v, "nsubj", "nsubj:pass"); w == "should" && s > k {
				st = event.Hypothetical // "should Chad attack"
				continue
			}
			switch w {
			case "will", "shall", "'ll", "’ll", "wo", "sha":
				st = event.Future
			case "would":
				st = event.Future
			case "may", "might", "could", "can", "should", "must", "ought":
				if w == "could" || w == "can" || w == "may" || w == "might" || w == "should" || w == "must" || w == "ought" {
					st = event.Hypothetical
				}
			case "be":
				if tok.Feat("VerbForm") == "Inf" || tok.Feat("VerbForm") == "" && !past {
					st = event.Planned // "is to meet"
				} else if tok.Feat("VerbForm") == "Ger" || tok.Feat("Tense") == "Pres" {
					if st == event.Actual && form != "was" && form != "were" {
						st = event.Ongoing
					}
				}
			}
		case "advmod", "det", "cc":
			switch w {
			case "not", "n't", "n’t", "never", "neither", "nor", "hardly", "barely":
				negated = true
			}
		case "mark":
			switch w {
			case "if", "unless", "whether", "lest":
				st = event.Hypothetical
			}
		case "obj", "nsubj":
			switch t.low[k] {
			case "none", "nobody", "nothing", "neither":
				negated = true
			}
			for _, w := range t.kids[k] {
				if r := t.rel(w); (r == "det" || r == "cc" || r == "advmod") && (t.low[w] == "no" || t.low[w] == "neither") {
					negated = true // "neither Chad nor Niger signed"
				}
			}
		}
	}
	if st == event.Actual && !past && tok.Feat("VerbForm") == "Fin" && tok.Feat("Tense") == "Pres" &&
		tok.Feat("Mood") != "Imp" && c.book.In("@stative", t.low[v]) {
		st = event.Ongoing
	}
	if negated {
		return event.Negated
	}
	return st
}

// under is the status of an act told by a clause under a governing word.
func (c *Coder) under(t *tree, v, h int, st event.Status) event.Status {
	rel := t.rel(v)
	lemma := t.low[h]
	gov := event.Actual
	if t.isVerb(h) {
		gov = c.ownStatus(t, h)
	}
	bare := st == event.Actual || st == event.Ongoing
	nonFinite := rel == "xcomp" || rel == "acl" || t.toks[v].Feat("VerbForm") == "Inf"
	switch {
	case c.book.In("@hesitate", lemma) && nonFinite:
		if gov == event.Negated {
			return event.Future // "will not hesitate to strike"
		}
		return event.Hypothetical
	case c.book.In("@refuse", lemma) && (nonFinite || rel == "ccomp"):
		return event.Negated
	case c.book.In("@deny", lemma) && rel == "ccomp", c.book.In("@deny", lemma) && rel == "xcomp":
		return event.Negated
	case c.book.In("@plan", lemma) && nonFinite:
		if gov == event.Negated {
			return event.Negated
		}
		return event.Planned
	case c.book.In("@want", lemma) && (nonFinite || rel == "ccomp"):
		return event.Hypothetical
	case c.book.In("@announce", lemma) && rel == "ccomp" && (st == event.Future || st == event.Planned):
		return event.Announced
	case c.book.In("@announce", lemma) && rel == "xcomp":
		return event.Announced
	case c.book.In("@ask", lemma) && (nonFinite || rel == "ccomp") && t.toks[v].Feat("Tense") != "Past":
		return event.Hypothetical
	case c.book.In("@doubt", lemma):
		return event.Hypothetical
	case rel == "xcomp" && c.book.In("@manage", lemma), rel == "xcomp" && bare:
		if gov != event.Actual {
			return gov
		}
	case (rel == "advcl" || rel == "acl") && t.kid(v, "mark") >= 0 && (c.book.In("@accusing", lemma) ||
		rel == "acl" && t.head(h) >= 0 && c.book.In("@accusing", t.low[t.head(h)])):
		return event.Hypothetical // "accused Benin of planning an attack": somebody says so
	case rel == "acl" && t.kid(v, "mark") >= 0 && c.book.In("@unproved", lemma):
		return event.Hypothetical // "allegations that agents had killed him"
	case rel == "advcl" && t.against(v):
		return event.Hypothetical // "warned Oman against selling oil to Yemen"
	case rel == "advcl" && nonFinite && t.toks[v].Feat("VerbForm") == "Inf" && bare:
		// "met to sign": a purpose is not yet a deed
		if t.kid(v, "mark") >= 0 {
			return event.Planned
		}
	case rel == "acl" && bare && t.rankedFirst(h):
		return gov // "the first envoy to visit"
	case rel == "acl" && t.toks[v].Feat("VerbForm") == "Inf" && bare:
		return event.Planned // "an agreement to hold drills"
	}
	return st
}

// against says whether a clause is what somebody is to keep from.
func (t *tree) against(v int) bool {
	k := t.kid(v, "mark")
	return k >= 0 && t.low[k] == "against"
}

// rankedFirst says whether a noun is the first, last or only one to do something: it has
// been done.
func (t *tree) rankedFirst(n int) bool {
	return slices.ContainsFunc(t.kidsRel(n, "amod"), func(k int) bool {
		switch t.low[k] {
		case "first", "last", "only", "second", "third", "latest":
			return true
		}
		return false
	})
}

// nounStatus is what words around a noun say of the act it names: "a planned
// visit", "threat of war", "" if they say nothing.
func (c *Coder) nounStatus(t *tree, n int) event.Status {
	for _, k := range t.kids[n] {
		switch t.rel(k) {
		case "amod", "compound":
			switch {
			case c.book.In("@planned_adj", t.low[k]):
				return event.Planned
			case c.book.In("@possible_adj", t.low[k]):
				return event.Hypothetical
			case c.book.In("@former_adj", t.low[k]):
				return event.Historical
			case c.book.In("@ongoing_adj", t.low[k]):
				return event.Ongoing
			}
		case "det":
			if t.low[k] == "no" {
				return event.Negated
			}
		}
	}
	p := c.proxy(t, n)
	h := t.head(p)
	if h < 0 {
		return ""
	}
	switch t.rel(p) {
	case "nmod":
		if c.book.In("@plan_noun", t.low[h]) {
			return event.Planned
		}
		if c.book.In("@possible_noun", t.low[h]) {
			return event.Hypothetical
		}
	case "obj", "obl", "nsubj:pass", "nsubj":
		l := t.low[h]
		passive := t.toks[p].Deprel == "nsubj:pass"
		if t.rel(p) == "nsubj" && !passive {
			return ""
		}
		switch {
		case c.book.In("@cancel", l), c.book.In("@refuse", l):
			return event.Negated
		case c.book.In("@pledge", l) && c.ownStatus(t, h) == event.Actual:
			return event.Announced // "offered support" is itself said and done
		case c.book.In("@plan", l):
			return event.Planned
		case c.book.In("@want", l), c.book.In("@ask", l), c.book.In("@doubt", l), c.book.In("@avert", l):
			return event.Hypothetical
		}
	}
	return ""
}

// bareNounStatus is the status of an act told by a noun without a verb of its
// own: done, unless the clause it stands in is about what may be.
func (c *Coder) bareNounStatus(t *tree, n int) event.Status {
	if c.supposed(t, c.proxy(t, n)) {
		return event.Hypothetical
	}
	if p := c.proxy(t, n); t.rel(p) == "obl" && t.prep(p) == "for" && t.head(p) >= 0 && t.isVerb(t.head(p)) {
		// "will travel to Moscow for talks"
		switch st := c.verbStatus(t, t.head(p)); st {
		case event.Future, event.Planned, event.Hypothetical, event.Negated:
			return st
		}
	}
	if c.book.In("@state_noun", t.low[n]) {
		if t.lengthBefore(n) || t.toks[n].UPOS == "PROPN" && n > 0 && t.toks[n-1].UPOS == "PROPN" {
			return event.Historical // "the Vietnam War" has a name: it is over
		}
		return event.Ongoing
	}
	return event.Actual
}

// supposed says whether a noun names an act that may be: "an attack would trigger",
// "any attack", "if there is an attack". What has an article or an owner has been told of.
func (c *Coder) supposed(t *tree, n int) bool {
	for _, k := range t.kids[n] {
		switch {
		case t.rel(k) == "det" && t.low[k] == "any":
			return true
		case t.rel(k) == "det" && t.low[k] != "a" && t.low[k] != "an", t.toks[k].Deprel == "nmod:poss":
			return false
		}
	}
	v := t.head(n)
	if v < 0 || !t.isVerb(v) {
		return false
	}
	for _, k := range t.kids[v] {
		switch t.rel(k) {
		case "aux":
			if w := t.low[k]; (t.rel(n) == "nsubj" || t.rel(n) == "obl") && (w == "would" || w == "could" || w == "might" || w == "may") {
				return true
			}
		case "mark":
			if w := t.low[k]; w == "if" || w == "unless" {
				return true
			}
		}
	}
	return false
}

// lengthBefore says whether the words before a noun give how long it took: "the
// 20-year war". A length that is known is over.
func (t *tree) lengthBefore(n int) bool {
	for k := n - 1; k >= 0 && n-k < 10; k-- {
		switch {
		case t.toks[k].UPOS == "DET" || t.toks[k].UPOS == "ADP" || t.toks[k].Feat("VerbForm") == "Fin":
			return false
		case strings.HasSuffix(t.low[k], "-year") || strings.HasSuffix(t.low[k], "-month") || t.low[k] == "years-long" || t.low[k] == "decades-long" || t.low[k] == "decade-long":
			return true
		case (t.low[k] == "year" || t.low[k] == "month" || t.low[k] == "week" || t.low[k] == "day") && k > 1 && t.low[k-1] == "-" && t.toks[k-2].UPOS == "NUM":
			return true
		}
	}
	return false
}

var order = []event.Status{event.Actual, event.Ongoing, event.Announced, event.Planned, event.Future, event.Hypothetical, event.Negated}

// stronger is the less real of two statuses.
func stronger(a, b event.Status) event.Status {
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}

// fiction says whether an act is told within a scenario, a film, a story: it is no
// act, not even a planned one. The noun stands above it in the tree, or before it
// with no finite verb between.
func (c *Coder) fiction(t *tree, i int) bool {
	for n, up := 0, t.head(i); n < maxDepth && up >= 0; n, up = n+1, t.head(up) {
		if t.toks[up].UPOS == "NOUN" && c.book.In("@fiction", t.low[up]) {
			return true
		}
	}
	for k := i - 1; k >= 0 && i-k < 20; k-- {
		if t.toks[k].Feat("VerbForm") == "Fin" || t.toks[k].Form == ";" {
			return false
		}
		if t.toks[k].UPOS == "NOUN" && c.book.In("@fiction", t.low[k]) {
			return true
		}
	}
	return false
}
