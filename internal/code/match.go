package code

import (
	"iter"
	"slices"
	"strings"

	"entente/internal/codebook"
	"entente/internal/event"
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
		m, why := c.try(t, i, words, line)
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
			return []codebook.Trigger{codebook.Verb, codebook.Noun}
		}
		return []codebook.Trigger{codebook.Verb}
	case "NOUN", "PROPN":
		return []codebook.Trigger{codebook.Noun}
	case "ADJ":
		if i+1 < len(t.toks) && t.toks[i+1].UPOS == "CCONJ" && t.rel(i) == "amod" {
			return []codebook.Trigger{codebook.Adj, codebook.Noun} // "unrest and Russian intervention", read as two qualities
		}
		return []codebook.Trigger{codebook.Adj}
	}
	return nil
}

// words checks the words of a multi-word trigger around its head; it returns
// the tokens of the longest trigger of the line that is there.
func (t *tree) words(line *codebook.Line, i int, lemma string) ([]int, bool) {
	var best []int
	for _, w := range line.Words {
		if line.HeadWord(w) != lemma {
			continue
		}
		rest := w[1:]
		if line.POS != codebook.Verb {
			rest = w[:len(w)-1]
		}
		got := []int{i}
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
		switch t.rel(k) {
		case "obj", "obl", "compound", "amod", "xcomp", "nmod":
			for _, g := range t.kids[k] {
				if t.low[g] == lemma {
					return g
				}
			}
		}
	}
	return -1
}

// try matches the frames of a line in order; why is "" on success.
func (c *Coder) try(t *tree, i int, words []int, line *codebook.Line) (match, string) {
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
		got, reason := c.tryFrame(m, &line.Frames[n])
		if reason == "" {
			return got, ""
		}
		if !slices.Contains(why, reason) {
			why = append(why, reason)
		}
	}
	return m, strings.Join(why, "; ")
}

func (c *Coder) tryFrame(m match, f *codebook.Frame) (match, string) {
	for _, cond := range f.Conds {
		if !c.holds(&m, cond) {
			return m, "condition " + cond.Test + " not met"
		}
	}
	m.score = float64(len(m.words)-1)*3 + float64(len(f.Conds))
	if m.line.Rule.Weak {
		m.score -= weakness
	}
	for _, slot := range f.Slots {
		if !c.fillSlot(&m, slot) && !slot.Optional && !c.guess(&m, slot) && !c.unnamed(&m, slot) {
			return m, "nobody is " + string(slot.Role)
		}
	}
	if !m.somebody() {
		return m, "no actor at all"
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
		return m, "actors do not meet a condition"
	}
	return m, ""
}

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

// weakness is what a weak rule's match is lowered by.
const weakness = 8

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

// guess fills a target that no path of the rule leads to with an actor or place
// that stands below the act in its own clause ("pledged money towards schools in
// Mosul"). It is dearer than a path, and never a source.
func (c *Coder) guess(m *match, slot codebook.Slot) bool {
	if slot.Role != codebook.Target || len(m.source) == 0 || m.line.Rule.Weak || m.deed {
		return false
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
		if isGrammar(p) && p != "subj" && p != "obj" && p != "iobj" && p != "poss" || strings.Contains(p, ".") {
			continue
		}
		for _, i := range c.follow(m, p) {
			u := t.toks[i].UPOS
			if u != "NOUN" && u != "PROPN" || t.dated[i] || slices.ContainsFunc(m.source, func(f filler) bool { return t.covers(i, f) }) {
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
			*side = []filler{{mention: -1, place: -1, token: i, guessed: true}}
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

// reach follows a path and returns the actors at its end.
func (c *Coder) reach(m *match, path string) []filler {
	var out []filler
	for _, tok := range c.follow(m, path) {
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

// follow returns the tokens a path leads to from the trigger.
func (c *Coder) follow(m *match, path string) []int {
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
		if len(t.headed[o]) == 0 {
			out = append(out, t.with(o, step)...)
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
		return []int{i}
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
	for _, k := range append([]int{i}, t.kidsRel(i, "obj")...) {
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
	case "nsubj":
		if c.book.In("@occur", t.low[h]) {
			return h
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
					if c.book.In(v, t.low[i]) || c.book.In(v, t.hyphenated(i)) || c.inClassCompound(t, v, i) {
						return true
					}
				case v == t.low[i] || v == t.hyphenated(i):
					return true
				}
			}
		}
	}
	return false
}

// inClassCompound tests "peace_talk" style members of a class, and looks through
// quantities ("a package of sanctions").
func (c *Coder) inClassCompound(t *tree, class string, i int) bool {
	for _, k := range t.kids[i] {
		switch t.rel(k) {
		case "compound", "amod":
			if c.book.In(class, t.low[k]+"_"+t.low[i]) {
				return true
			}
		case "nummod": // "28 million"
			if class == "@money" && (c.book.In(class, t.low[k])) {
				return true
			}
		case "nmod":
			if t.prep(k) == "of" && c.book.In("@quantity", t.low[i]) && c.book.In(class, t.low[k]) {
				return true
			}
		}
	}
	return false
}
