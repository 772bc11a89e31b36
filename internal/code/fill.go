package code

import (
	"slices"
	"strings"

	"entente/internal/codebook"
	"entente/internal/event"
)

// somebody says whether a known actor takes part: a state or body, protesters, or
// an arm of some state that acts on somebody ("police detained a reporter").
func (m *match) somebody() bool {
	t := m.tree
	for _, f := range slices.Concat(m.source, m.target) {
		if t.foreign(f) || m.line.Rule.Type == "PROTEST" && t.party(f).Sector != "" {
			return true
		}
	}
	if len(m.target) == 0 || m.line.Rule.Weak {
		return false
	}
	return slices.ContainsFunc(m.source, func(f filler) bool {
		switch t.party(f).Sector {
		case "GOV", "MIL", "COP", "JUD", "LEG", "SPY", "REB", "INS", "OPP":
			return true
		}
		return false
	})
}

// fillSlot fills one part of a match; it says whether anything was found.
func (c *Coder) fillSlot(m *match, slot codebook.Slot) bool {
	switch slot.Role {
	case codebook.Place:
		for _, p := range slot.Paths {
			m.place = append(m.place, c.follow(m, p)...)
		}
		return len(m.place) > 0
	case codebook.Topic:
		for _, p := range slot.Paths {
			if len(c.follow(m, p)) > 0 {
				return true
			}
		}
		return false
	case codebook.Both:
		return c.fillBoth(m, slot)
	}
	taken := m.source
	if slot.Role == codebook.Source {
		taken = m.target
	}
	for _, p := range slot.Paths {
		got := c.addFillers(m.tree, nil, c.reach(m, p))
		got = slices.DeleteFunc(got, func(f filler) bool {
			return slices.ContainsFunc(taken, func(g filler) bool { return m.tree.sameParty(f, g) })
		})
		if slot.Role == codebook.Source {
			got = slices.DeleteFunc(got, func(f filler) bool { return c.scene(m.tree, f) })
		}
		if len(got) == 0 {
			continue
		}
		if slot.Role == codebook.Source {
			m.source = got
		} else {
			m.target = got
		}
		return true
	}
	return false
}

// scene says whether a filler is but where a blow fell that stands for who dealt it: "a
// bomb in Kyiv killed two".
func (c *Coder) scene(t *tree, f filler) bool {
	h := t.head(f.token)
	if !f.inner || h < 0 {
		return false
	}
	switch t.prep(f.token) {
	case "in", "at", "near", "on", "outside":
		return c.blow(t, h)
	}
	return false
}

// blow says whether a noun is an attack or what it is made with.
func (c *Coder) blow(t *tree, i int) bool {
	return c.book.In("@onslaught", t.low[i]) || c.book.In("@shot", t.low[i])
}

// guess fills a target that no path of the rule leads to with an actor or place
// that stands below the act in its own clause ("pledged money towards schools in
// Mosul"). It is dearer than a path, and never a source.
func (c *Coder) guess(m *match, slot codebook.Slot) bool {
	if slot.Role != codebook.Target || len(m.source) == 0 || m.line.Rule.Weak || m.deed {
		return false
	}
	if m.line.Rule.Reciprocal && len(m.source) > 1 {
		return false // they do it with each other
	}
	if slices.ContainsFunc(m.line.Frames[m.frame].Conds, func(c codebook.Cond) bool { return c.Test == "clause" && !c.Not }) {
		return false // the clause says who must
	}
	t := m.tree
	for _, i := range t.below(m.trigger) {
		for _, f := range c.actors(t, i, 2) {
			if !t.foreign(f) || t.sameCountry(f, m.source) || slices.ContainsFunc(m.source, func(g filler) bool { return t.sameParty(f, g) }) {
				continue
			}
			f.guessed = true
			m.target = []filler{f}
			return true
		}
	}
	return false
}

// unnamed fills a part with the words that stand in it where no actor is known to
// stand: a name ("found Barbarin guilty"), a name inside ("the dealings of the
// hotel group Kempinski"), people or things of theirs ("seized a tanker"), and for
// acts of conflict what they are done to ("condemned the bombing"). The act needs a
// known actor on its other side.
func (c *Coder) unnamed(m *match, slot codebook.Slot) bool {
	side := &m.source
	switch slot.Role {
	case codebook.Target:
		side = &m.target
	case codebook.Source:
	default:
		return false
	}
	t := m.tree
	typ, _ := c.book.Type(m.line.Rule.Type)
	for _, p := range slot.Paths {
		if p != "clause.subj" && (isGrammar(p) && p != "subj" && p != "obj" && p != "iobj" && p != "poss" || strings.Contains(p, ".")) {
			continue
		}
		for _, i := range c.follow(m, p) {
			if p == "clause.subj" && t.toks[i].UPOS != "PROPN" {
				continue // "demanded that Baker resign"
			}
			if t.toks[i].UPOS == "NUM" { // "one of two men"
				for _, k := range t.kidsRel(i, "nmod") {
					if t.prep(k) == "of" {
						i = k
						break
					}
				}
			}
			if slot.Role == codebook.Source && c.blow(t, i) {
				continue
			}
			u := t.toks[i].UPOS
			if u != "NOUN" && u != "PROPN" || t.dated[i] || slices.ContainsFunc(m.source, func(f filler) bool { return t.covers(i, f) }) {
				continue
			}
			if c.book.In("@natural", t.low[i]) || slices.ContainsFunc(t.kids[i], func(k int) bool {
				return c.book.In("@natural", t.low[k]) && (k < i || t.prep(k) == "of" || t.prep(k) == "by" || t.prep(k) == "from")
			}) {
				continue
			}
			name := t.nameInside(i)
			switch {
			case name >= 0:
				i = name
			case c.book.In("@people", t.low[i]):
			case slot.Role == codebook.Target && (c.book.In("@property", t.low[i]) ||
				typ.Quad == event.VerbalConflict && c.book.In("@judged", t.low[i]) ||
				typ.Quad == event.MaterialConflict && c.book.In("@assailed", t.low[i])):
			default:
				continue
			}
			f := filler{mention: -1, place: t.at[i], token: i, guessed: true}
			if name < 0 {
				f.place = -1
			}
			*side = []filler{f}
			return true
		}
	}
	return false
}

// covers says whether a filler was found at a token or below it.
func (t *tree) covers(i int, f filler) bool {
	for k, n := f.token, 0; k >= 0 && n < maxDepth; k, n = t.head(k), n+1 {
		if k == i {
			return true
		}
	}
	return false
}

// nameInside returns the head of a name in a noun phrase: its own head, or one that
// is joined to it or stands in its of-phrase or apposition; -1 if there is none.
func (t *tree) nameInside(i int) int {
	if t.toks[i].UPOS == "PROPN" {
		return i
	}
	for _, k := range t.kids[i] {
		switch t.rel(k) {
		case "compound", "appos", "flat", "nmod":
			if t.toks[k].UPOS == "PROPN" && !t.dated[k] {
				return k
			}
			if k > i && t.rel(k) == "nmod" && t.prep(k) == "of" {
				if n := t.nameInside(k); n >= 0 {
					return n
				}
			}
		}
	}
	return -1
}

// below are the tokens under an act within its clause, nearest first: not those of
// its subject, nor of clauses that hang on it, nor of times and asides.
func (t *tree) below(i int) []int {
	out := []int{i}
	for n := 0; n < len(out) && len(out) < 40; n++ {
		for _, k := range t.kids[out[n]] {
			switch t.rel(k) {
			case "nsubj", "csubj", "advcl", "ccomp", "parataxis", "acl", "punct", "aux", "det", "appos":
				continue
			case "conj":
				if t.isVerb(k) || out[n] == i {
					continue
				}
			}
			switch t.prep(k) {
			case "despite", "after", "since", "before", "according_to", "during", "unlike", "amid", "without", "because_of", "due_to":
				continue
			}
			out = append(out, k)
		}
	}
	return out[1:]
}

// foreign says whether a filler names a state or body, so that it can be guessed to
// be a party.
func (t *tree) foreign(f filler) bool {
	p := t.party(f)
	return p.Country != "" || p.Actor != ""
}

func (t *tree) sameCountry(f filler, others []filler) bool {
	c := t.party(f).Country
	return c != "" && slices.ContainsFunc(others, func(g filler) bool { return t.party(g).Country == c })
}

// fillBoth fills the two sides of a reciprocal act: who stands on the first path
// that leads to anybody is source, who stands on the others is target; several on
// one path alone are parted after the first.
func (c *Coder) fillBoth(m *match, slot codebook.Slot) bool {
	m.source, m.target = nil, nil
	for _, p := range slot.Paths {
		got := c.addFillers(m.tree, nil, c.reach(m, p))
		if len(got) == 0 && c.strangers(m, p) {
			return false
		}
		if len(m.source) == 0 {
			m.source = got
			continue
		}
		for _, f := range got {
			if !slices.ContainsFunc(m.source, func(g filler) bool { return m.tree.sameParty(f, g) }) {
				m.target = c.addFillers(m.tree, m.target, []filler{f})
			}
		}
	}
	if len(m.target) == 0 && len(m.source) > 1 {
		m.source, m.target = m.source[:1:1], m.source[1:]
	}
	m.both = len(m.source) > 0
	return len(m.target) > 0
}

// strangers says whether a path leads to other states without naming them: "Chad and
// Niger deepened ties with other powers" is not told of the two.
func (c *Coder) strangers(m *match, path string) bool {
	return slices.ContainsFunc(c.follow(m, path), func(i int) bool { return c.book.In("@stranger", m.tree.low[i]) })
}

// violent says whether a noun names a blow: "attack", "seizure", "arrest".
func (c *Coder) violent(t *tree, i int) bool {
	return t.toks[i].UPOS == "NOUN" && slices.ContainsFunc(c.book.Lines(codebook.Noun, t.low[i]), func(l *codebook.Line) bool {
		return l.Rule.Type == "ASSAULT" || l.Rule.Type == "COERCE"
	})
}

// culprits are who dealt a blow that a noun names: before it or in its by-phrase. Who
// condemns "the attack on a school in Quetta" does not accuse Quetta.
func (c *Coder) culprits(t *tree, i int) []filler {
	var out []filler
	at := slices.Concat(t.kidsRel(i, "nmod:poss"), t.agents(i), t.with(i, "from"))
	for _, k := range t.kids[i] {
		if r := t.rel(k); k < i && (r == "amod" || r == "compound") {
			at = append(at, k)
		}
	}
	for _, k := range at {
		for _, g := range t.conjuncts(k) {
			for _, f := range c.actors(t, g, 1) {
				f.inner = true
				out = append(out, f)
			}
		}
	}
	return out
}
