package claim

import (
	"strings"

	"entente/internal/doc"
)

// A cue is a place where the text says who says something: "Umarov told RFE/RL",
// "according to the ministry", "in her view".
type cue struct {
	s        *sent
	verb     int // token of the verb or of "according"
	lemma    string
	v        verb
	stance   string
	h        int // token that heads the holder, -1
	hb, he   int // tokens of the holder
	b, e     int // tokens of the whole attribution
	inverted bool
	adverb   bool     // "according to X", "in X's view"
	gerund   bool     // "saying that"
	passive  bool     // "was quoted as saying"
	loose    bool     // a verb that is none of saying, beside a quotation
	denied   bool     // "does not believe"
	holder   int      // mention, -1
	parts    [][2]int // tokens of what is said, in other words or in marks
	nested   bool
	used     bool // a quotation is its holder's
}

func (c *cue) span() doc.Span { return c.s.spanOf(c.b, c.e) }

// cues finds the attributions of a sentence, in the order of the text.
func (w *work) cues(s *sent) {
	if s.kind == doc.Subhead {
		return
	}
	for v := s.cut; v < s.len(); v++ {
		if s.in[v] >= 0 {
			continue
		}
		var c *cue
		switch {
		case s.low[v] == "according" && s.lowAt(v+1) == "to":
			c = s.according(v)
		case s.low[v] == "in":
			c = s.inView(v)
		case s.low[v] == "for" && v == s.cut:
			c = s.forWhom(v)
		default:
			c = s.saying(v)
		}
		if c == nil {
			continue
		}
		s.extent(c)
		s.cues = append(s.cues, c)
	}
	for _, c := range s.cues {
		s.content(c)
	}
	s.nest()
	for _, c := range s.cues {
		c.holder = w.holder(c)
	}
}

// saying makes the cue of a verb of saying, or of any verb that stands where one
// does beside a quotation.
func (s *sent) saying(v int) *cue {
	t := s.toks[v]
	lemma, entry, known := s.verbOf(v)
	beside := s.besideQuote(v)
	if !known {
		if !beside || t.UPOS != "VERB" || t.Feat("VerbForm") == "Inf" {
			return nil
		}
		entry = verb{stance: Asserts, takes: "q"}
	}
	if s.toks[v].Deprel == "acl:relcl" && !known {
		return nil
	}
	switch s.lem[v] {
	case "quote", "cite":
		return nil // who is quoted speaks, not who quotes
	case "put":
		if s.lowAt(v+1) == "it" && s.rel(v) != "root" {
			lemma, entry, known, beside = "put", s.w.t.verbs["say"], true, true
		}
	}
	if known && entry.takes == "q" && !beside {
		return nil // "stormed": said only beside a quotation
	}
	switch {
	case t.UPOS == "VERB":
	case (t.UPOS == "NOUN" || t.UPOS == "PROPN" || t.UPOS == "ADJ" || t.UPOS == "X") && known && entry.can('q') && (beside || s.lastVerb(v)):
		// a verb taken for a noun: “…,” quips Jane Doe
	default:
		return nil
	}
	c := &cue{s: s, verb: v, lemma: lemma, v: entry, stance: entry.stance, h: -1, holder: -1, loose: !known}
	if !s.speaks(c) {
		return nil
	}
	c.h, c.inverted = s.holderOf(c)
	if c.h < 0 && !c.gerund {
		return nil
	}
	if c.h >= 0 {
		lo, hi := 0, s.len()
		if c.h > v {
			lo = v + 1
		} else {
			hi = v
		}
		c.hb, c.he = s.np(c.h, lo, hi)
		s.widen(c, lo, hi)
		if !s.canSay(c) {
			return nil
		}
	}
	return c
}

// verbOf looks a verb up by its lemma, or by what its form may be of.
func (s *sent) verbOf(v int) (string, verb, bool) {
	if e, ok := s.w.t.verbs[s.lem[v]]; ok {
		return s.lem[v], e, true
	}
	low := s.low[v]
	for _, end := range []string{"s", "es", "d", "ed", "ing"} {
		if stem, ok := strings.CutSuffix(low, end); ok {
			if e, ok := s.w.t.verbs[stem]; ok && len(stem) > 2 {
				return stem, e, true
			}
		}
	}
	switch low { // some that small models miss
	case "says", "said", "sez":
		return "say", s.w.t.verbs["say"], true
	}
	return "", verb{}, false
}

// speaks says whether the form of the verb tells that something was said: not
// "declined to say", "would not say", "is said to".
func (s *sent) speaks(c *cue) bool {
	v := c.verb
	t := s.toks[v]
	form := t.Feat("VerbForm")
	for _, k := range s.kids[v] {
		switch s.rel(k) {
		case "advmod":
			switch s.low[k] {
			case "not", "n't", "never":
				c.denied = true
			}
		case "aux":
			switch s.lem[k] {
			case "would", "could", "may", "might", "should", "must", "can", "ca":
				if !s.besideQuote(v) {
					return false
				}
			}
		}
	}
	if s.lowAt(v-1) == "n't" || s.lowAt(v-1) == "not" || s.lowAt(v-1) == "never" {
		c.denied = true
	}
	if k := s.kid(v, "nsubj"); k >= 0 && s.in[k] < 0 { // "neither would say", "few believe", "nobody said"
		neg := s.lem[k]
		if d := s.kid(k, "det"); d >= 0 && (s.low[d] == "no" || s.low[d] == "neither") || k > 0 && s.kid(k, "amod") >= 0 && s.low[s.kid(k, "amod")] == "few" {
			if d >= 0 {
				neg = s.low[d]
			} else {
				neg = "few"
			}
		}
		switch neg {
		case "nobody", "neither", "none", "no":
			return false
		case "few":
			c.denied = true
		}
	}
	if c.denied {
		switch {
		case c.stance == Doubts || c.stance == Denies:
			c.stance = Asserts
		case c.v.can('w') || c.lemma == "believe" || c.lemma == "think" || c.lemma == "expect":
			c.stance = Doubts
		default:
			return false
		}
	}
	if s.kid(v, "aux:pass") >= 0 && s.kid(v, "obl:agent") < 0 {
		return false // "is said to", "was told"
	}
	switch form {
	case "Inf":
		h := s.head(v)
		if h < 0 || !s.verbal(h) {
			return s.kid(v, "aux") >= 0 || s.kid(v, "nsubj") >= 0
		}
		if s.kid(v, "aux") >= 0 && s.kid(v, "mark") < 0 {
			return true // "did say", "will say"
		}
		switch s.lem[h] {
		case "go", "continue", "like", "love", "rush", "hasten", "use", "come", "begin", "start", "appear", "seem", "keep":
			return !s.negated(h)
		}
		return false
	case "Ger", "Part":
		if s.kid(v, "aux") >= 0 || t.Feat("Tense") == "Past" && s.rel(v) != "acl" && s.rel(v) != "amod" {
			return true
		}
		if strings.HasSuffix(s.low[v], "ing") {
			switch s.rel(v) {
			case "advcl", "acl", "parataxis", "ccomp", "conj", "root", "xcomp":
				c.gerund = true
				if h := s.head(v); h >= 0 && (s.lem[h] == "quote" || s.lem[h] == "cite") && s.lowAt(v-1) == "as" {
					c.passive = true
				}
				return true
			}
			return false
		}
		if t.Feat("Tense") == "Past" || form == "Part" {
			return s.kid(v, "nsubj") >= 0 || s.besideQuote(v) || s.rel(v) == "acl" && s.lostPredicate(v)
		}
		return false
	}
	return true
}

// lostPredicate says whether a participle read as describing a noun must be the
// verb of the sentence, since there is no other before it.
func (s *sent) lostPredicate(v int) bool {
	for i := 0; i < v; i++ {
		if s.in[i] < 0 && s.finite(i) {
			return false
		}
	}
	return s.kid(v, "obl:agent") < 0 && s.lowAt(v+1) != "by"
}

func (s *sent) negated(v int) bool {
	for _, k := range s.kids[v] {
		if s.rel(k) == "advmod" && (s.low[k] == "not" || s.low[k] == "n't" || s.low[k] == "never") {
			return true
		}
	}
	return false
}

// lastVerb says whether no other verb of the sentence stands outside quotations,
// and a quotation does stand there.
func (s *sent) lastVerb(v int) bool {
	quoted := false
	for i := range s.toks {
		if s.in[i] >= 0 {
			quoted = true
		} else if i != v && s.upos(i) == "VERB" {
			return false
		}
	}
	return quoted
}

// besideQuote says whether the verb stands, with its subject at most, beside a
// quotation that ends as spoken words do, or is followed by one.
func (s *sent) besideQuote(v int) bool {
	for i, n := v-1, 0; i >= 0 && n < 16; i, n = i-1, n+1 {
		if s.in[i] >= 0 {
			m := &s.w.marks[s.in[i]]
			if !m.ends || s.endsWith(m, ".") {
				return false
			}
			return n <= 2 || s.onlyName(i+1, v)
		}
		if s.upos(i) == "VERB" && i != v {
			break
		}
	}
	for i, n := v+1, 0; i < s.len() && n < 4; i, n = i+1, n+1 {
		if s.in[i] >= 0 {
			m := &s.w.marks[s.in[i]]
			return (s.lowAt(i-1) == ":" || s.lowAt(i-2) == ":" || s.lowAt(i-2) == ",") && (m.ends || m.words > 4)
		}
		if !s.punct(i) && !(s.low[i] == "it" && n == 0) {
			return false
		}
	}
	return false
}

func (s *sent) endsWith(m *mark, end string) bool {
	return strings.HasSuffix(strings.TrimRight(m.In(s.w.c.Text), "’'”\" "), end)
}

// onlyName says whether tokens [b, e) are a name and what describes it: no comma
// that opens another clause, no other verb.
func (s *sent) onlyName(b, e int) bool {
	nouns := 0
	for i := b; i < e; i++ {
		switch s.upos(i) {
		case "NOUN", "PROPN", "PRON":
			nouns++
		case "VERB", "AUX":
			return false
		}
	}
	return nouns > 0
}

// holderOf finds the token that heads whoever says something, and whether it
// stands behind the verb; -1 if there is none.
func (s *sent) holderOf(c *cue) (int, bool) {
	v := c.verb
	if c.gerund {
		return s.controller(v), false
	}
	if h := s.behind(v); h >= 0 {
		return h, true
	}
	for _, k := range s.kids[v] {
		switch s.toks[k].Deprel {
		case "nsubj", "nsubj:pass", "nsubj:outer":
			if s.in[k] < 0 && (s.low[k] != "it" || s.besideQuote(v)) && k >= s.cut {
				if k < v {
					k = s.nearestSubject(v, k)
				}
				return s.antecedent(k), k > v
			}
		}
	}
	if s.kid(v, "aux:pass") >= 0 {
		if k := s.kid(v, "obl:agent"); k >= 0 && s.in[k] < 0 {
			return k, k > v
		}
	}
	// "praised the deal and said", "went on to say", "has been quoted"
	for i, n := v, 0; n < maxClimb; n++ {
		r := s.rel(i)
		h := s.head(i)
		if h < 0 || s.in[h] >= 0 || r != "conj" && r != "xcomp" && r != "parataxis" && r != "advcl" {
			break
		}
		if r == "conj" && s.w.t.verbs[s.lem[h]].takes == "" {
			if u := s.head(h); u >= 0 && s.rel(h) == "ccomp" && u < h && s.in[u] < 0 && s.w.t.verbs[s.lem[u]].takes != "" && s.kid(u, "nsubj") >= 0 {
				// "denied that it had invaded and said that": the first speaker goes on
				return s.antecedent(s.kid(u, "nsubj")), false
			}
		}
		if r == "conj" || r == "xcomp" || s.kid(v, "nsubj") < 0 && r == "advcl" && strings.HasSuffix(s.low[v], "ing") {
			for _, k := range s.kids[h] {
				if s.rel(k) == "nsubj" && s.in[k] < 0 && k < v && s.low[k] != "it" {
					return s.antecedent(k), false
				}
			}
		}
		i = h
	}
	return s.before(v), false
}

// nearestSubject is the last of several subjects before a verb.
func (s *sent) nearestSubject(v, k int) int {
	for _, o := range s.kids[v] {
		if s.rel(o) == "nsubj" && o < v && o > k && s.in[o] < 0 && s.low[o] != "it" {
			k = o
		}
	}
	return k
}

// antecedent replaces a relative pronoun by the noun its clause hangs on.
func (s *sent) antecedent(i int) int {
	switch s.low[i] {
	case "who", "which", "that", "whom":
	default:
		return i
	}
	for v, n := s.head(i), 0; v >= 0 && n < 8; v, n = s.head(v), n+1 {
		if s.toks[v].Deprel == "acl:relcl" && s.head(v) >= 0 {
			return s.head(v)
		}
	}
	return i
}

// behind finds the holder of an inverted verb: “…,” said X. The verb follows the
// quotation, or the comma after words told, and no subject stands before it.
func (s *sent) behind(v int) int {
	i := v - 1
	for i >= 0 && (s.upos(i) == "ADV" || s.upos(i) == "AUX") {
		i--
	}
	if i >= 0 && !s.punct(i) {
		return -1
	}
	if i >= 0 && !s.quoteEndsAt(i) {
		if k := s.kid(v, "nsubj"); k >= s.cut && k < v && s.in[k] < 0 || s.w.t.verbs[s.lem[v]].takes == "" {
			return -1
		}
	}
	if s.lem[v] == "tell" || s.lem[v] == "inform" || s.lem[v] == "assure" || s.lem[v] == "remind" {
		return -1 // whom it was told stands behind
	}
	if i < 0 && !s.afterQuotePara() {
		return -1
	}
	k := v + 1
	for s.upos(k) == "ADV" || s.upos(k) == "PART" {
		k++
	}
	if k >= s.len() || s.in[k] >= 0 || s.punct(k) || s.low[k] == "that" || s.upos(k) == "ADP" || s.upos(k) == "SCONJ" {
		return -1
	}
	b := k
	for k < s.len() && s.in[k] < 0 && !s.nominalHead(k, v) {
		switch s.upos(k) {
		case "DET", "ADJ", "NUM", "NOUN", "PROPN", "ADV", "X", "PRON":
		case "PART", "PUNCT", "SYM":
			if s.low[k] == "," || s.low[k] == "." {
				return -1
			}
		case "VERB":
			if s.rel(k) != "amod" {
				return -1
			}
		default:
			return -1
		}
		if k++; k-b > 10 {
			return -1
		}
	}
	if k >= s.len() || s.in[k] >= 0 {
		return -1
	}
	// "..., said X had lied": a clause, not a holder
	if i >= 0 && s.low[i] == "," && !s.quoteEndsAt(i) && s.kid(v, "ccomp") > v {
		return -1
	}
	return k
}

// nominalHead says whether token k heads what follows the verb v: it hangs on v,
// or nothing of its phrase follows.
func (s *sent) nominalHead(k, v int) bool {
	if !s.nominal(k) {
		return false
	}
	h := s.head(k)
	if h == v || h < 0 || h < v {
		return true
	}
	switch s.rel(k) {
	case "compound", "amod", "det", "nummod", "nmod", "flat":
		return h < k && s.rel(k) != "nmod" || h > k+8
	}
	return s.rel(k) != "case"
}

// quoteEndsAt says whether a quotation ends right before token i or its marks.
func (s *sent) quoteEndsAt(i int) bool {
	for n := 0; i >= 0 && n < 4; i, n = i-1, n+1 {
		if s.in[i] >= 0 {
			return true
		}
		if !s.punct(i) {
			return false
		}
	}
	return false
}

// afterQuotePara says whether the sentence before, in the same paragraph, ends in
// a quotation: the splitter may cut before "said X".
func (s *sent) afterQuotePara() bool {
	if s.n == 0 || s.para < 0 {
		return false
	}
	p := s.w.sents[s.n-1]
	if p.para != s.para || p.len() == 0 {
		return false
	}
	for i := p.len() - 1; i >= 0 && i > p.len()-4; i-- {
		if p.in[i] >= 0 {
			return true
		}
	}
	return false
}

// controller is the subject of the clause that a participle hangs on.
func (s *sent) controller(v int) int {
	for i, n := v, 0; n < maxClimb; n++ {
		h := s.head(i)
		if h < 0 {
			break
		}
		if n == 0 && s.lem[h] == "quote" { // "TASS quoted Lavrov as saying"
			if o := s.kid(h, "obj"); o >= 0 && o < v && s.in[o] < 0 && s.kid(h, "aux:pass") < 0 {
				return o
			}
		}
		if s.toks[i].Deprel == "acl" && !s.verbal(h) && s.in[h] < 0 && n == 0 && h < v && s.rel(h) == "nsubj" {
			return h
		}
		for _, rel := range []string{"nsubj", "nsubj:pass"} {
			if k := s.kid(h, rel); k >= s.cut && s.in[k] < 0 && k < v && s.low[k] != "it" {
				return s.antecedent(k)
			}
		}
		i = h
	}
	// the first name of the sentence that nothing governs but a verb
	for i := s.cut; i < v; i++ {
		if s.in[i] < 0 && s.rel(i) == "nsubj" {
			return s.antecedent(i)
		}
	}
	return -1
}

// before finds a holder in front of the verb where the tree has none: a name with
// at most adverbs or an apposition between.
func (s *sent) before(v int) int {
	i := v - 1
	for i >= 0 && (s.upos(i) == "ADV" || s.upos(i) == "AUX" || s.upos(i) == "PART") {
		i--
	}
	if i < 0 || s.in[i] >= 0 {
		return -1
	}
	if s.low[i] == "," {
		// "Temur Umarov, a fellow at …, told": back over the apposition
		for k, n := i-1, 0; k > 0 && n < 40; k, n = k-1, n+1 {
			if s.in[k] >= 0 || s.finite(k) && s.upos(k) == "VERB" && s.rel(k) != "acl" && s.toks[k].Deprel != "acl:relcl" {
				return -1
			}
			if s.low[k] == "," && s.nominal(k-1) && s.in[k-1] < 0 && (s.upos(k-1) == "PROPN" || s.mentionOn(k-1) >= 0) {
				return s.top(k - 1)
			}
		}
		return -1
	}
	if s.nominal(i) && s.upos(i) != "PRON" || s.upos(i) == "PRON" && pronoun[s.low[i]] {
		return s.top(i)
	}
	return -1
}

// top climbs from a word of a name to the noun that heads it.
func (s *sent) top(i int) int {
	if m := s.mentionOn(i); m >= 0 {
		if h := s.w.c.Mentions[m].Head; h >= 0 && h < s.len() && s.commaFrom(min(i, h), max(i, h)) < 0 {
			return h
		}
	}
	for n := 0; n < 8; n++ {
		switch s.rel(i) {
		case "flat", "compound", "amod", "det", "nummod":
			if h := s.head(i); h >= 0 && s.in[h] < 0 {
				i = h
				continue
			}
		}
		break
	}
	return i
}

var pronoun = map[string]bool{"he": true, "she": true, "they": true, "i": true, "we": true, "who": true, "some": true, "many": true, "others": true, "one": true}
