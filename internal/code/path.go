package code

import (
	"slices"
	"strings"

	"entente/internal/codebook"
)

// reach follows a path and returns the actors at its end.
func (c *Coder) reach(m *match, path string) []filler {
	var out []filler
	for _, tok := range c.follow(m, path) {
		if m.tree.dated[tok] {
			continue // "on Wednesday, residents said": a day and who is joined to it
		}
		for _, k := range m.tree.conjuncts(tok) {
			if k != tok && m.tree.isVerb(k) {
				continue
			}
			if m.line.Rule.Type == "ACCUSE" && len(m.tree.headed[k]) == 0 && c.violent(m.tree, k) {
				m.deed = true
				out = append(out, c.culprits(m.tree, k)...)
				continue
			}
			out = append(out, c.actors(m.tree, k, 0)...)
		}
	}
	return out
}

// follow returns the tokens a path leads to from the trigger.
func (c *Coder) follow(m *match, path string) []int {
	if !strings.Contains(path, "/") {
		return c.step(m, path)
	}
	at := []int{m.trigger}
	firstStep := true
	for step := range strings.SplitSeq(path, "/") {
		var next []int
		for _, i := range at {
			if firstStep {
				next = append(next, c.step(m, step)...)
			} else {
				next = append(next, c.stepFrom(m.tree, i, step)...)
			}
		}
		at, firstStep = next, false
	}
	return at
}

// step is one step of a path from the trigger, where a noun may borrow from its
// light verb and a verb from its object.
func (c *Coder) step(m *match, step string) []int {
	t, i := m.tree, m.trigger
	if m.line.POS == codebook.Noun {
		return c.nounStep(m, step)
	}
	out := c.stepFrom(t, i, step)
	if len(out) > 0 || isGrammar(step) {
		return out
	}
	// "signed an agreement with China": the phrase may hang on the object, or on
	// the noun's own complement.
	for _, o := range t.objects(i) {
		if len(t.headed[o]) > 0 {
			continue
		}
		out = append(out, t.with(o, step)...)
		if c.book.In("@quantity", t.low[o]) { // "a shipment of vaccines from"
			for _, k := range t.with(o, "of") {
				out = append(out, t.with(k, step)...)
			}
		}
	}
	if len(out) == 0 && step == "with" {
		// "spoke by telephone with": the phrase may hang on the means
		for _, k := range append(t.with(i, "by"), t.with(i, "on")...) {
			out = append(out, t.with(k, step)...)
		}
	}
	if len(out) == 0 && t.rel(i) != "conj" {
		// "visited and met with": shared by the last conjunct
		for _, k := range t.kids[i] {
			if t.rel(k) == "conj" && t.isVerb(k) && t.kid(k, "nsubj") < 0 && (t.kid(k, "obj") < 0 || locative(step)) {
				out = append(out, t.with(k, step)...)
				for _, o := range t.kidsRel(k, "obj") {
					if locative(step) {
						out = append(out, t.with(o, step)...)
					}
				}
			}
		}
	}
	return out
}

// locative says whether a preposition tells where: a place told once is that of all
// verbs joined before it ("is renovating posts and building checks along the border").
func locative(step string) bool {
	switch step {
	case "in", "at", "on", "along", "near", "across", "around":
		return true
	}
	return false
}

func isGrammar(step string) bool {
	switch step {
	case "subj", "obj", "iobj", "poss", "amod", "compound", "adjectives", "clause.subj", "clause.obj", "comp", "head",
		"light.subj", "both", "any", "self", "visitor", "purpose":
		return true
	}
	return false
}

// stepFrom is one step of a path from any token.
func (c *Coder) stepFrom(t *tree, i int, step string) []int {
	switch step {
	case "self":
		return t.only(i)
	case "subj":
		return t.subjects(i)
	case "obj":
		return t.objects(i)
	case "iobj":
		return t.kidsRel(i, "iobj")
	case "poss":
		return t.kidsRel(i, "nmod:poss")
	case "amod", "adjectives", "compound":
		return t.adjectives(i)
	case "comp":
		return c.complementActors(t, i)
	case "clause.subj":
		var out []int
		for _, k := range t.kidsRel(i, "ccomp", "xcomp") {
			out = append(out, t.subjects(k)...)
		}
		return out
	case "clause.obj":
		var out []int
		for _, k := range t.kidsRel(i, "ccomp", "xcomp") {
			out = append(out, t.objects(k)...)
		}
		return out
	case "head":
		if h := t.head(i); h >= 0 {
			return []int{h}
		}
		return nil
	case "any":
		return t.subtree(i, 60)[1:]
	case "visitor":
		return t.visitors(i)
	case "purpose":
		return t.purposes(i)
	}
	return t.with(i, step)
}

// purposes are the nouns of the clause that says what an act is for, nearest first:
// "gave money to promote trade in Chad", "sent a team to help villagers in Fiji".
func (t *tree) purposes(i int) []int {
	var clauses, out []int
	objs := t.kidsRel(i, "obj")
	for _, o := range objs { // "a shipment of masks and gowns to help"
		for _, k := range t.kidsRel(o, "nmod") {
			objs = append(objs, t.conjuncts(k)...)
		}
	}
	for _, k := range append([]int{i}, objs...) {
		for _, g := range t.kidsRel(k, "advcl", "acl", "xcomp") {
			if m := t.kid(g, "mark"); m >= 0 && t.low[m] == "to" {
				clauses = append(clauses, g)
			}
		}
	}
	for _, g := range clauses {
		for _, k := range t.below(g) {
			if u := t.toks[k].UPOS; u == "NOUN" || u == "PROPN" {
				out = append(out, k)
			}
		}
	}
	return out
}

// adjectives are the modifiers before a noun that may name actors: "Russian
// invasion", "Tajik-China agreement", "US-led strikes".
func (t *tree) adjectives(i int) []int {
	var out []int
	for _, k := range t.kids[i] {
		switch t.rel(k) {
		case "amod", "compound", "nummod", "nmod":
			if k < i && t.toks[k].Deprel != "nmod:poss" && t.prep(k) == "" {
				out = append(out, t.subtree(k, 8)...)
			}
		}
	}
	return out
}

// nounStep is a step from a noun that names an act: its own dependents, then
// those of the verb that carries it.
func (c *Coder) nounStep(m *match, step string) []int {
	t, n := m.tree, m.trigger
	top := c.proxy(t, n)
	switch step {
	case "subj", "light.subj":
		if m.verb >= 0 && !(t.rel(top) == "nsubj" && t.head(top) == m.verb) {
			return t.subjects(m.verb)
		}
		if k := t.kid(n, "nsubj"); k >= 0 {
			return []int{t.antecedent(k)} // "Peru is the largest donor"
		}
		// "the talks that Peru and Chile were to hold did not take place"
		for _, k := range t.kidsRel(n, "acl") {
			if k != m.verb && c.book.In("@light", t.low[k]) {
				return t.subjects(k)
			}
		}
		return nil
	case "obj":
		return nil
	}
	out := c.stepFrom(t, n, step)
	if len(out) == 0 && t.toks[n].UPOS == "ADJ" && !isGrammar(step) && t.head(n) >= 0 {
		out = t.with(t.head(n), step)
	}
	if len(out) == 0 && top != n {
		out = c.stepFrom(t, top, step)
	}
	if len(out) == 0 && step == "by" {
		// a by-phrase that the parser hung on a noun between belongs to the act
		for _, k := range t.subtree(n, 40) {
			if m := t.cover[k]; m >= 0 && t.prep(k) == "by" {
				out = append(out, t.mentions[m].Head)
				break
			}
		}
	}
	if len(out) == 0 && (step == "between" || step == "among") {
		// "talks on the dam between": the phrase is the act's wherever it hangs
		for _, k := range t.kidsRel(n, "nmod") {
			out = append(out, t.with(k, step)...)
		}
	}
	if first := t.first(n); len(out) == 0 && first != n {
		// "unrest and intervention in Kazakhstan": what follows the last belongs to
		// all, what precedes the first too
		if isGrammar(step) && (step == "poss") {
			out = c.stepFrom(t, first, step)
		}
	}
	if len(out) == 0 && !isGrammar(step) {
		for _, k := range t.conjuncts(n) {
			if k > n {
				out = append(out, t.with(k, step)...)
			}
		}
	}
	if len(out) == 0 && !isGrammar(step) && step != "by" {
		// "protests followed by a crackdown in Osh": the place is that of both
		for _, k := range t.sequel(n) {
			out = append(out, t.with(k, step)...)
		}
	}
	if len(out) == 0 && m.verb >= 0 && !isGrammar(step) {
		out = t.with(m.verb, step)
	}
	return out
}

// sequel are the words that tell what an act led to or went with, and the act they
// hang on: "protests followed by a crackdown".
func (t *tree) sequel(n int) []int {
	link := func(v int) bool {
		switch t.low[v] {
		case "follow", "precede", "accompany", "trigger", "cause":
			return t.rel(v) == "acl"
		}
		return false
	}
	for _, k := range t.kidsRel(n, "acl") {
		if link(k) {
			return append([]int{k}, t.agents(k)...)
		}
	}
	if h := t.head(n); h >= 0 && link(h) && slices.Contains(t.agents(h), n) {
		return []int{h}
	}
	return nil
}

// proxy climbs from a noun to the quantity or series it is told through: "a
// round of talks", "a series of strikes".
func (c *Coder) proxy(t *tree, n int) int {
	for range maxDepth {
		h := t.head(n)
		if h < 0 || t.rel(n) != "nmod" || t.prep(n) != "of" || !c.book.In("@quantity", t.low[h]) {
			return n
		}
		n = h
	}
	return n
}

// lightVerb is the verb that carries a noun's act: "held talks", "talks took
// place"; -1 if the noun stands alone.
func (c *Coder) lightVerb(t *tree, n int) int {
	n = t.first(c.proxy(t, n))
	h := t.head(n)
	if h < 0 {
		return -1
	}
	switch t.toks[n].Deprel {
	case "obj", "nsubj:pass":
		if c.book.In("@light", t.low[h]) {
			return h
		}
		if k := t.kid(h, "compound:prt"); k >= 0 && c.book.In("@light", t.low[h]+"_"+t.low[k]) {
			return h
		}
	case "nsubj":
		if c.book.In("@occur", t.low[h]) {
			return h
		}
	case "nmod":
		// "took part in exercises"
		if g := t.head(h); t.prep(n) == "in" && t.low[h] == "part" && t.rel(h) == "obj" && g >= 0 && t.low[g] == "take" {
			return g
		}
	case "obl", "obl:agent":
		if c.book.In("@light", t.low[h]+"_"+t.prep(n)) {
			return h
		}
	}
	if t.toks[n].UPOS == "NOUN" && t.rel(n) == "nmod" && t.prep(n) == "in" {
		return -1
	}
	// "the deal signed by", "talks held in": a participle carries the noun; so does a
	// verb with a subject that was read as describing it
	for _, k := range t.kids[n] {
		described := t.rel(k) == "amod" && t.kid(k, "nsubj") >= 0
		if described || t.rel(k) == "acl" && c.book.In("@light", t.low[k]) {
			return k
		}
	}
	return -1
}

// complementActors are the actors of a complement clause in the order in which
// they are likely to be meant: object, with-, to-, against-phrases, the rest.
func (c *Coder) complementActors(t *tree, v int) []int {
	var out []int
	clauses := t.kidsRel(v, "xcomp", "ccomp")
	for _, k := range t.kidsRel(v, "advcl") {
		if m := t.kid(k, "mark"); m >= 0 && t.toks[k].Feat("VerbForm") != "Fin" && t.low[m] != "to" {
			clauses = append(clauses, k) // "pledged money towards rebuilding"
		}
	}
	for _, k := range clauses {
		out = append(out, t.objects(k)...)
		for _, o := range t.objects(k) {
			for _, p := range []string{"with", "to", "against", "for", "on", "from", "of"} {
				out = append(out, t.with(o, p)...)
			}
		}
		for _, p := range []string{"with", "to", "against", "for", "on", "from", "into", "in"} {
			out = append(out, t.with(k, p)...)
		}
	}
	return out
}
