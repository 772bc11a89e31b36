package code

import (
	"slices"
	"strings"

	"entente/internal/codebook"
	"entente/internal/event"
)

// holds checks a condition that does not ask about actors already filled.
func (c *Coder) holds(m *match, cond codebook.Cond) bool {
	t, i := m.tree, m.trigger
	ok := false
	switch cond.Test {
	case "source", "target":
		return true // asked after filling
	case "prt":
		ok = slices.ContainsFunc(t.kids[i], func(k int) bool {
			return (t.toks[k].Deprel == "compound:prt" || t.rel(k) == "advmod") && slices.Contains(cond.Values, t.low[k])
		})
	case "has", "no":
		for _, v := range cond.Values {
			if v == "infinitive" { // "called them to order them back", not "called them liars"
				ok = ok || slices.ContainsFunc(t.kidsRel(i, "xcomp"), t.isVerb)
				continue
			}
			ok = ok || len(c.follow(m, v)) > 0 || len(t.kidsRel(i, v)) > 0
		}
		if cond.Test == "no" {
			ok = !ok
		}
	case "plural":
		ok = t.toks[i].Feat("Number") == "Plur"
	case "passive":
		ok = t.passive(i)
	case "light":
		ok = m.verb >= 0 && (len(cond.Values) == 0 || c.anyLemma(t, []int{m.verb}, cond.Values))
	case "def":
		k := t.kid(i, "det")
		ok = k >= 0 && (t.low[k] == "the" || t.low[k] == "this" || t.low[k] == "that")
	case "mod":
		ok = c.anyLemma(t, t.kidsRel(i, "amod", "compound", "nmod", "advmod"), cond.Values)
	case "clause":
		for _, k := range t.kidsRel(i, "ccomp", "xcomp") {
			for _, a := range t.kidsRel(k, "aux") {
				if s := t.kid(k, "nsubj", "nsubj:pass"); s > a {
					continue // "should Chad agree": a condition, no demand
				}
				ok = ok || t.low[a] != "have" && slices.Contains(cond.Values, t.low[a])
			}
			ok = ok || slices.Contains(cond.Values, t.low[k]) && len(t.kidsRel(k, "xcomp")) > 0
		}
	case "neg":
		ok = c.ownStatus(t, i) == event.Negated
	case "near":
		ok = c.anyLemma(t, t.subtree(i, 60), cond.Values)
	case "tense":
		ok = slices.Contains(cond.Values, t.toks[i].Feat("Tense"))
	default:
		at := c.follow(m, cond.Test)
		ok = len(at) > 0 && (len(cond.Values) == 0 || c.anyLemma(t, at, cond.Values))
	}
	return ok != cond.Not
}

// afterFill checks conditions on the actors of a filled match.
func (c *Coder) afterFill(m *match, f *codebook.Frame) bool {
	for _, cond := range f.Conds {
		side := m.source
		switch cond.Test {
		case "source":
		case "target":
			side = m.target
		default:
			continue
		}
		ok := slices.ContainsFunc(side, func(x filler) bool {
			if x.mention < 0 {
				return slices.Contains(cond.Values, "place") || len(cond.Values) == 0
			}
			ment := &m.tree.mentions[x.mention]
			return len(cond.Values) == 0 || slices.Contains(cond.Values, ment.Sector) ||
				slices.Contains(cond.Values, string(ment.Kind)) || slices.Contains(cond.Values, ment.Actor)
		})
		if ok == cond.Not {
			return false
		}
	}
	return true
}

// anyLemma says whether one of the tokens, or of those joined to them, has one
// of the lemmas, belongs to one of the classes, or, for "actor", names an actor.
func (c *Coder) anyLemma(t *tree, at []int, values []string) bool {
	for _, first := range at {
		for _, i := range t.conjuncts(first) {
			for _, v := range values {
				switch {
				case v == "actor":
					if len(c.actors(t, i, 0)) > 0 {
						return true
					}
				case strings.HasPrefix(v, "@"):
					if c.book.In(v, t.low[i]) && !c.counts(t, i) || c.book.In(v, t.hyphenated(i)) || c.inClassCompound(t, v, i) {
						return true
					}
				case v == t.low[i] || v == t.hyphenated(i) || t.compoundIs(i, v):
					return true
				}
			}
		}
	}
	return false
}

// counts says whether a noun is but a number of others: "dozens of artefacts" are no
// people.
func (c *Coder) counts(t *tree, i int) bool {
	return c.book.In("@quantity", t.low[i]) && slices.ContainsFunc(t.kidsRel(i, "nmod"), func(k int) bool { return t.prep(k) == "of" && t.toks[k].UPOS == "NOUN" })
}

// compoundIs says whether a noun with a word before it is the word of two that a condition
// names: "asylum_seeker".
func (t *tree) compoundIs(i int, word string) bool {
	before, ok := strings.CutSuffix(word, "_"+t.low[i])
	return ok && slices.ContainsFunc(t.kids[i], func(k int) bool {
		return k < i && t.low[k] == before && (t.rel(k) == "compound" || t.rel(k) == "amod")
	})
}

// inClassCompound tests "peace_talk" style members of a class, and looks through
// quantities and the like ("a package of sanctions", "a mediation effort", "$2 million in
// aid").
func (c *Coder) inClassCompound(t *tree, class string, i int) bool {
	for _, k := range t.kids[i] {
		switch t.rel(k) {
		case "compound", "amod":
			if c.book.In(class, t.low[k]+"_"+t.low[i]) || t.rel(k) == "compound" && c.book.In("@carrier", t.low[i]) && c.book.In(class, t.low[k]) {
				return true
			}
		case "nummod": // "28 million"
			if class == "@money" && (c.book.In(class, t.low[k])) {
				return true
			}
		case "nmod":
			if p := t.prep(k); (p == "of" && c.book.In("@quantity", t.low[i]) || p == "in" && c.book.In("@money", t.low[i])) && c.book.In(class, t.low[k]) {
				return true
			}
		}
	}
	return false
}
