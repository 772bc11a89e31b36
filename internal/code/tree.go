package code

import (
	"slices"
	"strings"

	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/event"
)

// maxDepth bounds every climb through a tree, so that an odd tree costs little.
const maxDepth = 8

// A tree is one sentence with what the grammar needs: children of each token
// and the mentions that stand on it.
type tree struct {
	text     string
	index    int // of the sentence
	toks     []doc.Token
	kids     [][]int
	rels     []string        // relations without subtypes
	rows     [][]int         // what conjuncts gave, nil while not asked
	self     []int           // 0, 1, 2, …: cut for lists of one token
	mentions []event.Mention // of the whole document
	places   []event.Place   // likewise
	headed   [][]int         // mentions by the token that heads them
	cover    []int           // the narrowest mention over each token, or -1
	at       []int           // the narrowest place over each token, or -1
	low      []string        // lemmas in lower case
	dated    []bool          // tokens of time expressions
}

func (c *Coder) newTree(d *event.Resolved, index int, mentions []int) *tree {
	s := d.Sentences[index]
	dated := make([]bool, len(s.Tokens))
	for _, tm := range d.Times {
		if tm.Sentence == index {
			for i, tok := range s.Tokens {
				dated[i] = dated[i] || tok.Overlaps(tm.Span)
			}
		}
	}
	s.Tokens = mended(namesMended(s.Tokens, d.Mentions, mentions, dated))
	n := len(s.Tokens)
	lists, numbers, words := make([][]int, 3*n), make([]int, 4*n), make([]string, 2*n)
	t := &tree{
		text: d.Text, index: index, toks: s.Tokens, mentions: d.Mentions, places: d.Places,
		kids: lists[:n:n], headed: lists[n : 2*n : 2*n], rows: lists[2*n:],
		cover: numbers[:n:n], at: numbers[n : 2*n : 2*n], self: numbers[2*n : 3*n : 3*n],
		low: words[:n:n], rels: words[n:], dated: dated,
	}
	count, room := numbers[3*n:], make([]int, n) // children of each token, and room for them
	for i, tok := range s.Tokens {
		t.cover[i], t.at[i], t.self[i] = -1, -1, i
		t.low[i] = c.lemma(tok)
		t.rels[i], _, _ = strings.Cut(tok.Deprel, ":")
		if tok.Head >= 0 && tok.Head < n {
			count[tok.Head]++
		}
	}
	for i, tok := range s.Tokens {
		h := tok.Head
		if h < 0 || h >= n {
			continue
		}
		if t.kids[h] == nil {
			t.kids[h], room = room[:0:count[h]], room[count[h]:]
		}
		t.kids[h] = append(t.kids[h], i)
	}
	for _, m := range mentions {
		ment := &d.Mentions[m]
		if ment.Head >= 0 && ment.Head < len(s.Tokens) {
			t.headed[ment.Head] = append(t.headed[ment.Head], m)
		}
		for i, tok := range s.Tokens {
			if !tok.Overlaps(ment.Span) {
				continue
			}
			if c := t.cover[i]; c < 0 || d.Mentions[c].Len() > ment.Len() {
				t.cover[i] = m
			}
		}
	}
	for p := range d.Places {
		if d.Places[p].Sentence != index {
			continue
		}
		for i, tok := range s.Tokens {
			if at := t.at[i]; tok.Overlaps(d.Places[p].Span) && (at < 0 || d.Places[at].Len() > d.Places[p].Len()) {
				t.at[i] = p
			}
		}
	}
	return t
}

// lemma is a token's lemma in lower case. A verb whose lemma no rule knows is
// tried with what else its ending may hide ("expelled": expell, expel): the
// lemmatiser has not seen every verb that rules name.
func (c *Coder) lemma(tok doc.Token) string {
	low := strings.ToLower(tok.Lemma)
	switch low {
	case "basis":
		if strings.EqualFold(tok.Form, "bases") {
			return "base" // of the two words that share the plural the news means this one
		}
	case "supplies": // treebanks have these for words of their own
		return "supply"
	case "troops":
		return "troop"
	}
	if tok.UPOS != "VERB" || len(c.book.Lines(codebook.Verb, low)) > 0 {
		return low
	}
	form := strings.ToLower(tok.Form)
	for _, ending := range []string{"ed", "ing", "es", "s"} {
		stem, ok := strings.CutSuffix(form, ending)
		if !ok || len(stem) < 3 {
			continue
		}
		tries := []string{stem, stem + "e"}
		if n := len(stem); stem[n-1] == stem[n-2] {
			tries = append(tries, stem[:n-1])
		}
		if y, ok := strings.CutSuffix(stem, "i"); ok {
			tries = append(tries, y+"y")
		}
		for _, try := range tries {
			if len(c.book.Lines(codebook.Verb, try)) > 0 {
				return try
			}
		}
	}
	return low
}

// hyphenated is the word that a token ends, in lower case, where the tokeniser cut it
// at hyphens ("cease-fire", "sit-in"); "" if it did not.
func (t *tree) hyphenated(i int) string {
	if i < 2 || t.low[i-1] != "-" || t.toks[i-1].Begin != t.toks[i-2].End || t.toks[i].Begin != t.toks[i-1].End {
		return ""
	}
	return strings.ToLower(t.toks[i-2].Form) + "-" + t.low[i]
}

// rel is the relation of a token without its subtype.
func (t *tree) rel(i int) string { return t.rels[i] }

func (t *tree) head(i int) int { return t.toks[i].Head }

// kid returns the first child with one of these full relations, or -1.
func (t *tree) kid(i int, rels ...string) int {
	for _, k := range t.kids[i] {
		if slices.Contains(rels, t.toks[k].Deprel) {
			return k
		}
	}
	return -1
}

// kidsRel returns the children with one of these relations, subtypes included.
func (t *tree) kidsRel(i int, rels ...string) []int {
	var out []int
	for _, k := range t.kids[i] {
		if slices.Contains(rels, t.rel(k)) || slices.Contains(rels, t.toks[k].Deprel) {
			out = append(out, k)
		}
	}
	return out
}

func (t *tree) hasKidLemma(i int, lemma string) bool {
	return slices.ContainsFunc(t.kids[i], func(k int) bool { return t.low[k] == lemma })
}

// conjuncts returns i and the tokens joined to it, in text order, at most 64. The
// list is the tree's.
func (t *tree) conjuncts(i int) []int {
	if t.rows[i] == nil {
		t.rows[i] = t.row(i)
	}
	return t.rows[i]
}

func (t *tree) row(i int) []int {
	out := t.only(i)
	for n := 0; n < len(out) && len(out) < 64; n++ {
		for _, k := range t.kids[out[n]] {
			if t.rel(k) == "conj" {
				out = append(out, k)
			}
		}
	}
	slices.Sort(out)
	return out
}

// only is the list of token i alone; it is the tree's.
func (t *tree) only(i int) []int { return t.self[i : i+1 : i+1] }

// first climbs from a conjunct to the first of its row.
func (t *tree) first(i int) int {
	for range maxDepth {
		if t.rel(i) != "conj" || t.head(i) < 0 {
			break
		}
		i = t.head(i)
	}
	return i
}

// subtree returns the tokens below and including i, at most limit of them, in
// text order.
func (t *tree) subtree(i, limit int) []int {
	out := []int{i}
	for n := 0; n < len(out) && len(out) < limit; n++ {
		out = append(out, t.kids[out[n]]...)
	}
	slices.Sort(out)
	return out
}

// prep is the preposition of a dependent: "on", "because_of", or "".
func (t *tree) prep(i int) string {
	for _, k := range t.kids[i] {
		if t.rel(k) != "case" || t.low[k] == "'s" || t.low[k] == "’s" || t.low[k] == "'" || t.low[k] == "’" {
			continue
		}
		p := t.low[k]
		if t.toks[k].UPOS == "VERB" { // "including", "following"
			p = strings.ToLower(t.toks[k].Form)
		}
		for _, f := range t.kids[k] {
			if t.rel(f) == "fixed" {
				p += "_" + t.low[f]
			}
		}
		if p == "out" && slices.ContainsFunc(t.kids[i], func(o int) bool { return o == k+1 && t.low[o] == "of" && t.rel(o) == "case" }) {
			return "from" // "pulled its troops out of"
		}
		return p
	}
	return ""
}

// isVerb says whether a token can head a clause by its word class.
func (t *tree) isVerb(i int) bool { return t.toks[i].UPOS == "VERB" || t.toks[i].UPOS == "AUX" }

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

// with returns the dependents of a token under a preposition.
func (t *tree) with(i int, prep string) []int {
	var out []int
	for _, k := range t.kids[i] {
		switch t.rel(k) {
		case "obl", "nmod":
			if t.prep(k) == prep {
				out = append(out, t.antecedent(k))
			}
		}
	}
	if prep == "by" && len(out) == 0 {
		return t.agents(i)
	}
	if prep == "between" && len(out) == 1 && len(t.conjuncts(out[0])) == 1 {
		if k := t.otherSide(out[0]); k >= 0 {
			out = append(out, k)
		}
	}
	return out
}

// otherSide finds the second of two sides where the parser lost it: what follows the
// next "and" after the first; -1 if there is none near.
func (t *tree) otherSide(i int) int {
	for k := i + 1; k < len(t.toks) && k-i < 6; k++ {
		if t.low[k] != "and" {
			continue
		}
		for n := k + 1; n < len(t.toks) && n-k < 6; n++ {
			if m := t.cover[n]; m >= 0 && t.mentions[m].Head >= n {
				return t.mentions[m].Head
			}
		}
	}
	return -1
}

// clause is the verb or predicate whose clause a token belongs to.
func (t *tree) clause(i int) int {
	for range 2 * maxDepth {
		switch t.rel(i) {
		case "root", "ccomp", "advcl", "acl", "parataxis", "csubj", "xcomp":
			return i
		case "conj":
			if t.isVerb(i) {
				return i
			}
		}
		if t.head(i) < 0 {
			return i
		}
		i = t.head(i)
	}
	return i
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
