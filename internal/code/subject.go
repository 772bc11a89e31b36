package code

import (
	"slices"

	"entente/internal/doc"
)

// Who acts and on whom, behind voice, control, relative clauses and participles.

// passive says whether a verb stands in the passive voice.
func (t *tree) passive(v int) bool {
	for _, k := range t.kids[v] {
		switch t.toks[k].Deprel {
		case "aux:pass", "csubj:pass":
			return true
		case "nsubj:pass":
			// "The minister resigned" read as a participle: no passive without its verb
			return t.kid(v, "aux:pass") >= 0 || t.kid(v, "obl:agent") >= 0 || t.rel(v) == "conj"
		case "nsubj", "obj":
			return false
		}
	}
	if !t.pastParticiple(v) {
		return false
	}
	switch t.rel(v) {
	case "acl":
		return t.kid(v, "nsubj") < 0 && !t.mainVerb(v)
	case "advcl", "xcomp":
		return t.kid(v, "obj") < 0 && t.kid(v, "aux") < 0
	case "conj":
		h := t.head(v)
		return t.kid(v, "aux") < 0 && t.isVerb(h) && t.passive(h)
	}
	return false
}

// mainVerb says whether a participle that the parser hung on the first noun of a
// sentence must be its verb, since the sentence has no other: "A senator called for
// sanctions".
func (t *tree) mainVerb(v int) bool {
	h := t.head(v)
	if h < 0 || t.head(h) >= 0 || v < h || t.kid(v, "obl:agent") >= 0 {
		return false
	}
	return !slices.ContainsFunc(t.toks, func(tok doc.Token) bool {
		return tok.Feat("VerbForm") == "Fin" || tok.UPOS == "AUX"
	})
}

func (t *tree) pastParticiple(v int) bool {
	tok := t.toks[v]
	return tok.Feat("VerbForm") == "Part" && tok.Feat("Tense") != "Pres"
}

// antecedent replaces a relative pronoun by the noun its clause hangs on.
func (t *tree) antecedent(i int) int {
	switch t.low[i] {
	case "who", "which", "that", "whom", "whose", "where":
	default:
		return i
	}
	for v, n := t.head(i), 0; v >= 0 && n < maxDepth; v, n = t.head(v), n+1 {
		if t.toks[v].Deprel == "acl:relcl" {
			return t.head(v)
		}
	}
	return i
}

// surface returns the grammatical subject of a verb or predicate, inherited
// from the clause above where it has none of its own; -1 if there is none.
func (t *tree) surface(v, depth int) int {
	if v < 0 || depth > maxDepth {
		return -1
	}
	subj := -1
	for _, k := range t.kids[v] {
		switch t.toks[k].Deprel {
		case "nsubj", "nsubj:pass", "nsubj:outer":
			if w := t.low[k]; w == "it" && t.kid(v, "csubj", "csubj:pass") >= 0 {
				continue
			}
			if subj < 0 || k < v && t.cover[subj] < 0 && t.cover[k] >= 0 {
				subj = k // of two before the verb ("Ahead of the vote, Peru"), who can act
			}
		}
	}
	if subj >= 0 {
		return t.antecedent(subj)
	}
	if i := t.lostSubject(v); i >= 0 {
		return i
	}
	h := t.head(v)
	if h < 0 {
		return -1
	}
	switch t.rel(v) {
	case "conj":
		if t.isVerb(h) || t.toks[h].UPOS == "ADJ" {
			s := t.surface(h, depth+1)
			if g := t.head(h); t.rel(h) == "ccomp" && g >= 0 && (s < 0 || t.cover[s] < 0) && t.toks[v].Feat("Tense") == "Past" && t.toks[v].Feat("VerbForm") != "Inf" {
				// "said that two children had died and condemned": whoever said so
				if up := t.surface(g, depth+1); up >= 0 && t.cover[up] >= 0 {
					return up
				}
			}
			return s
		}
	case "xcomp":
		if o := t.controller(h); o >= 0 {
			return o
		}
		return t.surface(h, depth+1)
	case "advcl":
		if t.controlled(v) {
			if o := t.controller(h); o >= 0 {
				return o
			}
			if objs := t.objects(h); len(objs) > 0 {
				return objs[0]
			}
		}
		return t.surface(h, depth+1)
	case "parataxis":
		// "refused to host drills, recalled its envoy": a list that the parser cut
		if v > 0 && t.low[v-1] == "," && t.isVerb(h) && h < v && t.toks[v].Feat("Tense") == "Past" {
			return t.surface(h, depth+1)
		}
		return -1
	case "ccomp":
		return -1
	case "acl":
		if t.toks[v].Deprel == "acl:relcl" {
			if t.kid(v, "obj") >= 0 {
				return h
			}
			return -1
		}
		if t.toks[v].Feat("VerbForm") == "Inf" || t.kid(v, "mark") >= 0 {
			// "became the first envoy to visit": whoever became so
			if s := t.kid(h, "nsubj"); s >= 0 && t.kid(h, "cop") >= 0 {
				return t.antecedent(s)
			}
			if g := t.head(h); t.rel(h) == "xcomp" && g >= 0 && t.low[g] == "become" {
				return t.surface(g, depth+1)
			}
			// "a decision to join": whoever decided
			if p := t.kid(h, "nmod:poss"); p >= 0 {
				return p
			}
			if g := t.head(h); g >= 0 && t.isVerb(g) && (t.rel(h) == "obj") {
				return t.surface(g, depth+1)
			}
		}
		// "sent a letter rejecting": whoever sent it
		if g := t.head(h); t.toks[v].Feat("VerbForm") == "Ger" && t.rel(h) == "obj" && g >= 0 && t.isVerb(g) && len(t.headed[h]) == 0 && t.cover[h] < 0 {
			if s := t.surface(g, depth+1); s >= 0 {
				return s
			}
		}
		return h
	}
	return -1
}

// lostSubject finds the subject of a finite main verb that the parser hung
// elsewhere ("In a deal that met with little fanfare, Peru last month agreed"): an
// actor that stands before the verb with nothing but adverbs and times between; -1
// if there is none.
func (t *tree) lostSubject(v int) int {
	switch t.rel(v) {
	case "root", "ccomp", "parataxis":
	default:
		return -1
	}
	if t.toks[v].Feat("VerbForm") != "Fin" && t.kid(v, "aux", "aux:pass") < 0 || t.toks[v].Feat("Mood") == "Imp" {
		return -1
	}
	for i := v - 1; i >= 0 && v-i < 8; i-- {
		if m := t.cover[i]; m >= 0 {
			if t.toks[i].UPOS == "PRON" && t.rel(i) == "nmod" {
				return -1
			}
			if h := t.mentions[m].Head; h >= 0 && h < v && t.prep(h) == "" {
				return h
			}
			return -1
		}
		switch t.toks[i].UPOS {
		case "ADV", "AUX", "PART", "NUM":
		case "NOUN", "PROPN", "ADJ", "DET":
			if r := t.toks[i].Deprel; r != "obl:unmarked" && r != "amod" && r != "det" && r != "obl" && r != "nmod:unmarked" {
				return -1
			}
		default:
			return -1
		}
	}
	return -1
}

// controller is the object that a verb makes the subject of its complement
// ("urged Iran to stop"), or -1.
func (t *tree) controller(v int) int {
	switch t.low[v] {
	case "promise", "threaten", "pledge", "vow", "offer", "agree":
		return -1
	}
	if o := t.kid(v, "obj", "iobj"); o >= 0 {
		return o
	}
	if t.passive(v) {
		return t.kid(v, "nsubj:pass")
	}
	for _, k := range t.kids[v] { // "called on Iran to stop"
		if t.rel(k) == "obl" && (t.prep(k) == "on" || t.prep(k) == "upon" || t.prep(k) == "for") {
			switch t.low[v] {
			case "call", "prevail", "lean", "depend", "count", "rely", "appeal", "plead", "wait":
				return k
			}
		}
	}
	return -1
}

// controlled says whether a gerund tells what the object of the verb above does, not its
// subject: "accused Chad of arming", "stopped Oman from joining", "thanked Peru for
// sending".
func (t *tree) controlled(v int) bool {
	k := t.kid(v, "mark")
	if k < 0 {
		return false
	}
	switch t.low[k] {
	case "against":
		return true
	case "of", "from", "into":
	case "for":
		if o := t.kid(t.head(v), "obj", "nsubj:pass"); o < 0 || t.cover[o] < 0 {
			return false
		}
	default:
		return false
	}
	return t.toks[v].Feat("VerbForm") == "Ger" || t.toks[v].Feat("VerbForm") == "Part"
}

// subjects returns who does what a verb says: its subject, or in the passive
// its by-agent.
func (t *tree) subjects(v int) []int {
	if t.passive(v) {
		return t.agents(v)
	}
	if s := t.surface(v, 0); s >= 0 {
		return []int{s}
	}
	return nil
}

// socalled is what "what" stands for in "condemned what it called a breach", -1 if it
// stands for nothing.
func (t *tree) socalled(i int) int {
	if t.low[i] != "what" {
		return -1
	}
	for _, v := range t.kidsRel(i, "acl") {
		switch t.low[v] {
		case "call", "describe", "term", "see", "regard", "consider", "view":
			if k := t.kid(v, "obj", "xcomp", "obl"); k >= 0 && k > v {
				return k
			}
		}
	}
	return -1
}

// agents are the by-phrases of a passive verb or of a noun.
func (t *tree) agents(i int) []int {
	var out []int
	for _, k := range t.kids[i] {
		if t.toks[k].Deprel == "obl:agent" || ((t.rel(k) == "obl" || t.rel(k) == "nmod") && t.prep(k) == "by") {
			out = append(out, k)
		}
	}
	return out
}

// objects returns whom or what a verb is done to: its object, or in the passive
// its subject.
func (t *tree) objects(v int) []int {
	if t.passive(v) {
		if k := t.kid(v, "nsubj:pass"); k >= 0 {
			return []int{t.antecedent(k)}
		}
		if t.rel(v) == "acl" {
			return []int{t.head(v)}
		}
		if s := t.surface(v, 0); s >= 0 {
			return []int{s}
		}
		return nil
	}
	var out []int
	for _, k := range t.kids[v] {
		if t.toks[k].Deprel == "obj" {
			if what := t.socalled(k); what >= 0 {
				k = what
			}
			out = append(out, t.antecedent(k))
		}
	}
	if len(out) > 0 {
		return out
	}
	// "The Union lifted sanctions" read as "lifted" describing "sanctions"
	if h := t.head(v); t.rel(v) == "amod" && h > v && t.kid(v, "nsubj") >= 0 {
		return []int{h}
	}
	// "fund and build schools": the object stands with the last verb
	for _, k := range t.kids[v] {
		if t.rel(k) == "conj" && t.isVerb(k) && k == v+2 {
			if o := t.kid(k, "obj"); o >= 0 {
				return []int{o}
			}
		}
	}
	// "the deal Iran signed", but not "the summit where he met"
	if t.toks[v].Deprel == "acl:relcl" && !t.hasKidLemma(v, "where") && !t.hasKidLemma(v, "when") && t.kid(v, "obl", "ccomp", "xcomp") < 0 {
		if s := t.kid(v, "nsubj"); s >= 0 && t.antecedent(s) == s {
			return []int{t.head(v)}
		}
	}
	// "sign and ratify": the object stands with the first verb
	if t.rel(v) == "conj" && t.isVerb(t.head(v)) && v > t.head(v) && t.kid(v, "ccomp", "xcomp") < 0 && v-t.head(v) == 2 {
		return t.objects(t.head(v))
	}
	return nil
}

// purpose says whether a verb is an infinitive of purpose ("sent medics to help"):
// neither done nor promised.
func (t *tree) purpose(v int) bool {
	return t.rel(v) == "advcl" && t.toks[v].Feat("VerbForm") == "Inf" && t.kid(v, "mark") >= 0
}

// visitors are the tokens of those who stand in what a phrase like "during a
// visit to" hangs on: the subject, object and with-phrase of its verb, or the
// noun and those joined to it.
func (t *tree) visitors(i int) []int {
	p := t.prep(i)
	if p != "during" && p != "on" && p != "for" && p != "ahead_of" && p != "after" && p != "in" {
		return nil
	}
	h := t.head(i)
	if h >= 0 && t.dated[h] {
		h = t.head(h) // "was in Doha over the weekend for talks"
	}
	if h < 0 {
		return nil
	}
	if s := t.kid(h, "nsubj"); s >= 0 && !t.isVerb(h) {
		return []int{t.antecedent(s)} // "was in Doha for talks"
	}
	if !t.isVerb(h) {
		if p == "in" {
			return nil
		}
		return t.conjuncts(t.first(h))
	}
	if p == "in" {
		return slices.Concat(t.subjects(h), t.objects(h)) // "died in clashes with"
	}
	return slices.Concat(t.subjects(h), t.objects(h), t.with(h, "with"))
}
