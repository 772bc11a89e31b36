package claim

import (
	"slices"
)

// content finds what a cue says was said, as ranges of tokens of its sentence
// outside of the attribution itself.
func (s *sent) content(c *cue) {
	v := c.verb
	end := s.tail()
	if c.adverb {
		s.around(c, end)
		return
	}
	after := s.clauseAfter(c, end)
	closing := c.e >= end || s.closesAt(c.e, end)
	front := s.frontOf(c)
	switch {
	case !c.gerund && !s.joined(c) && front && (closing || s.lowAt(c.e) == ",") && (after < 0 || c.inverted || s.lowAt(c.e) == "," && (s.lowAt(c.e+1) != "that" || s.hasVerb(s.sideBegin(c), c.b))):
		// "P, X says" and "P, X says, Q"
		s.around(c, end)
	case after >= 0:
		c.parts = append(c.parts, [2]int{after, s.until(c, after, end)})
	case c.v.can('n'):
		o := s.kid(v, "obj", "nsubj:pass")
		if o >= 0 && c.stance == Denies && s.upos(o) == "PRON" && o > v {
			c.parts = append(c.parts, [2]int{v, o + 1}) // "denied it": the words themselves
		}
		if o >= 0 && c.stance == Denies && s.low[o] == "each" {
			o = -1
		}
		if o >= 0 && s.in[o] < 0 && s.toks[o].UPOS != "PRON" && !s.speakable(o) {
			b, e := s.np(o, 0, end)
			e = max(e, s.subtreeEnd(o, end))
			if c.stance == Asserts && s.carries(b, e) < 2 {
				break
			}
			c.parts = append(c.parts, [2]int{b, e})
		}
	}
	if len(c.parts) == 0 && c.stance == Denies && c.b > 2 && s.low[c.b-1] == "which" && s.low[c.b-2] == "," {
		b := s.cut // "P, which X denied"
		for _, o := range s.cues {
			if n := len(o.parts); o != c && n > 0 && o.parts[n-1][1] <= c.b && o.parts[n-1][1] >= c.b-2 {
				b = o.parts[n-1][0]
			}
		}
		c.parts = append(c.parts, [2]int{b, c.b - 2})
	}
	if len(c.parts) == 0 {
		s.withPhrase(c, end)
	}
	if len(c.parts) == 0 && c.v.can('a') { // "described the visit as a success"
		for _, k := range s.kids[v] {
			if (s.rel(k) == "obl" || s.rel(k) == "xcomp" || s.rel(k) == "advcl") && s.prep(k) == "as" && k > v && c.lemma != "accuse" {
				b, e := s.subtreeBegin(k, v+1), s.subtreeEnd(k, end)
				for b < e && s.low[b] == "as" {
					b++
				}
				if o := s.kid(v, "obj"); o > v && o < b { // with what is described
					ob, _ := s.np(o, v+1, end)
					b = ob
				}
				c.parts = append(c.parts, [2]int{b, e})
				break
			}
		}
	}
	if len(c.parts) == 0 && c.v.can('o') && !c.v.can('c') {
		for i := v + 1; i < end; i++ {
			if s.in[i] >= 0 { // called the plan “…”
				c.parts = append(c.parts, [2]int{v + 1, s.until(c, v+1, end)})
				break
			}
		}
	}
}

// carries is how many words of tokens [b, e) carry meaning.
func (s *sent) carries(b, e int) int {
	n := 0
	for i := b; i < e; i++ {
		switch s.upos(i) {
		case "NOUN", "PROPN", "VERB", "ADJ", "NUM":
			n++
		}
	}
	return n
}

// speakable says whether an object is somebody asked, not something said: "urged
// Iran to stop".
func (s *sent) speakable(o int) bool {
	m := s.mentionOn(o)
	return m >= 0 && s.w.c.Mentions[m].Head == o && s.speaker(s.w.c.Mentions[m].Kind) || s.class(o) == "group"
}

// tail is the number of tokens without the punctuation that ends the sentence.
func (s *sent) tail() int {
	e := s.len()
	for e > 0 && (s.low[e-1] == "." || s.low[e-1] == "!" || s.low[e-1] == ";" || s.isMark(e-1) || s.low[e-1] == ":") && s.in[e-1] < 0 {
		e--
	}
	return e
}

func (s *sent) prep(i int) string {
	if k := s.kid(i, "case", "mark"); k >= 0 {
		return s.low[k]
	}
	return ""
}

// withPhrase takes the phrase behind a preposition of the verb's for what was said:
// "called for talks", "accused X of lying".
func (s *sent) withPhrase(c *cue, end int) {
	if len(c.v.with) == 0 {
		return
	}
	for i := c.verb + 1; i < end && i < c.verb+16; i++ {
		if s.in[i] >= 0 || s.low[i] == ";" || s.finite(i) {
			return
		}
		if !slices.Contains(c.v.with, s.low[i]) || i+1 >= end || s.timeOn(i+1) {
			continue
		}
		h := s.head(i)
		if h < 0 || !s.under(h, c.verb) || c.lemma != "accuse" && s.head(h) != c.verb {
			continue
		}
		e := s.until(c, i+1, end)
		if c.lemma != "accuse" {
			e = min(e, s.subtreeEnd(h, end))
		}
		if i+1 < e && !(e-i == 2 && s.upos(i+1) == "PRON") {
			c.parts = append(c.parts, [2]int{i + 1, e})
		}
		return
	}
}

// under says whether token i hangs below token h.
func (s *sent) under(i, h int) bool {
	for n := 0; n < maxClimb && i >= 0; n++ {
		if i == h {
			return true
		}
		i = s.head(i)
	}
	return false
}

// subtreeBegin and subtreeEnd bound the tokens below h that stand together with
// it, not past lo and hi.
func (s *sent) subtreeBegin(h, lo int) int {
	b := h
	for b > lo && s.under(b-1, h) {
		b--
	}
	return b
}

func (s *sent) subtreeEnd(h, hi int) int {
	e := h + 1
	for e < hi && s.under(e, h) {
		e++
	}
	for e > h+1 && s.punct(e-1) && s.in[e-1] < 0 {
		e--
	}
	return e
}

// clauseAfter is where the clause begins that the verb takes; -1 if none follows.
func (s *sent) clauseAfter(c *cue, end int) int {
	v := c.verb
	from := c.e
	if c.inverted {
		from = max(from, v+1)
	}
	// a complementiser right behind, with times, places and hearers between
	for i, n := from, 0; i < end && n < 24; i, n = i+1, n+1 {
		if s.in[i] >= 0 || i > from && hasIng(s.low[i]) && s.upos(i) == "VERB" && s.lowAt(i-1) == "," {
			break
		}
		if o := s.kid(v, "obj"); c.stance == Denies && o == i && s.upos(i) == "PRON" {
			break
		}
		switch s.low[i] {
		case "that":
			if s.upos(i) == "DET" && n == 0 && s.rel(i) == "det" {
				return i
			}
			if i+1 < end && (s.upos(i) == "SCONJ" || s.rel(i) == "mark" || n == 0 || s.upos(i) == "PRON" && s.rel(i) != "nsubj") && (!s.relclAt(i) || s.ownSubject(i, end)) {
				return i + 1
			}
		case "whether":
			if c.v.can('c') && !s.relclAt(i) {
				return i
			}
		case "if", "how", "why", "what", "who", "when", "where":
			if c.v.can('c') && n == 0 && !s.relclAt(i) && (s.low[i] != "what" || !s.freeRelative(i)) {
				return i
			}
		case ":", ";":
			n = 24
		}
		if s.finite(i) && i != v {
			break
		}
	}
	for _, k := range s.kids[v] {
		if k < v || s.in[k] >= 0 {
			continue
		}
		switch r := s.rel(k); {
		case r == "ccomp" && c.v.can('w') && !s.fullClause(k):
		case r == "ccomp" && c.v.takes != "q" || r == "ccomp" && c.loose:
			b := s.subtreeBegin(k, c.e)
			return s.skipMark(b, end)
		case (r == "xcomp" || r == "ccomp" || r == "advcl" && s.toks[k].Feat("VerbForm") == "Ger") && (c.v.can('x') || c.stance == Denies && c.v.can('c')):
			return s.subtreeBegin(k, c.e)
		case r == "parataxis" && c.v.can('c'):
			return s.skipMark(s.subtreeBegin(k, c.e), end)
		}
	}
	if !c.v.can('c') {
		return -1
	}
	// "said the army held the coast", with a tree that does not know
	i := from
	for i < end && (s.timeOn(i) || s.low[i] == "on" || s.low[i] == "in" && s.timeOn(min(i+1, end-1)) || s.low[i] == "," && i == from) {
		i++
	}
	if i >= end || s.in[i] >= 0 || s.punct(i) || s.verbal(i) {
		return -1
	}
	subject := -1
	for k := i; k < end && k < i+25; k++ {
		if s.in[k] >= 0 { // "told reporters the country “does not comment”"
			if k > i+1 && !s.punct(k-2) && s.nominal(k-2) && s.upos(i) != "ADP" && s.quotedVerb(k) {
				return i
			}
			return -1
		}
		if s.rel(k) == "nsubj" && s.head(k) > k && s.head(k) < end {
			subject = k
		}
		if s.finite(k) {
			if subject >= 0 && s.low[i] != "to" {
				if c.v.can('w') && s.upos(i) == "ADP" {
					return -1
				}
				return i
			}
			return -1
		}
		if s.low[k] == "," || s.low[k] == ";" {
			return -1
		}
	}
	return -1
}

// quotedVerb says whether a quotation begins with a finite verb at token k.
func (s *sent) quotedVerb(k int) bool {
	for i := k; i < s.len() && i < k+3 && s.in[i] >= 0; i++ {
		if s.finite(i) {
			return true
		}
	}
	return false
}

// fullClause says whether the clause of predicate k has a subject and a finite
// verb: not "finds its credibility damaged".
func (s *sent) fullClause(k int) bool {
	if s.kid(k, "nsubj", "csubj", "expl") < 0 {
		return false
	}
	if s.finite(k) {
		return true
	}
	for _, i := range s.kids[k] {
		if r := s.rel(i); (r == "aux" || r == "cop") && s.finite(i) {
			return true
		}
	}
	return false
}

// joined says whether the verb of a cue shares its subject with a verb before it:
// "praised the deal and said".
func (s *sent) joined(c *cue) bool {
	if s.rel(c.verb) != "conj" || c.inverted {
		return false
	}
	k := s.kid(c.verb, "nsubj")
	return k < 0 || k > c.verb
}

// ownSubject says whether a clause that "that" opens at token i has a subject of
// its own, and so is one that the verb takes.
func (s *sent) ownSubject(i, end int) bool {
	for k := i + 1; k < end && k < i+16; k++ {
		if s.rel(k) == "nsubj" {
			return true
		}
		if s.finite(k) {
			return false
		}
	}
	return false
}

// freeRelative says whether "what" stands for a thing that somebody calls so:
// "what he called a terrorist threat".
func (s *sent) freeRelative(i int) bool {
	for k := i + 1; k < i+6 && k < s.len(); k++ {
		switch s.lem[k] {
		case "call", "say", "describe", "term", "dub":
			return true
		}
	}
	return false
}

// relclAt says whether the word at i opens a relative clause.
func (s *sent) relclAt(i int) bool {
	for h, n := s.head(i), 0; h >= 0 && n < 4; h, n = s.head(h), n+1 {
		if s.toks[h].Deprel == "acl:relcl" {
			return h > i && s.head(h) < i && s.head(h) >= 0 && s.nominal(s.head(h)) && s.head(h) == i-1
		}
		if s.rel(h) == "ccomp" {
			return false
		}
	}
	return false
}

func (s *sent) skipMark(b, end int) int {
	for b < end-1 && (s.punct(b) && s.in[b] < 0 || s.low[b] == "that" && s.rel(b) == "mark") {
		b++
	}
	return b
}

// closesAt says whether nothing that counts follows token e in the sentence: only
// when and where it was said.
func (s *sent) closesAt(e, end int) bool {
	for i := e; i < end; i++ {
		if s.in[i] >= 0 || s.verbal(i) && s.rel(i) != "amod" && s.finite(i) {
			return false
		}
		if s.low[i] == "," && i+1 < end {
			return true // "X says, …": an aside
		}
		if i-e > 14 {
			return false
		}
	}
	return true
}

// frontOf says whether words with a verb of their own stand in front of an
// attribution, set apart by a comma or a mark.
func (s *sent) frontOf(c *cue) bool {
	b := c.b
	if s.relative(c) {
		return false
	}
	if b <= s.cut || s.low[b-1] != "," && !s.isMark(b-1) && s.low[b-1] != "—" && s.low[b-1] != "–" && s.low[b-1] != "?" {
		return false
	}
	from := s.sideBegin(c)
	words := 0
	for i := from; i < b; i++ {
		if s.verbal(i) {
			return true
		}
		if !s.punct(i) {
			words++
		}
	}
	// "Turkey, analysts say, is": a subject alone
	return words > 0 && s.lowAt(c.e) == "," && s.upos(s.cut) != "ADP" && s.upos(s.cut) != "ADV" && s.upos(s.cut) != "SCONJ"
}

// relative says whether the verb of a cue stands in a clause that describes its
// holder: "who says that".
func (s *sent) relative(c *cue) bool {
	if c.adverb || c.h < 0 {
		return false
	}
	return s.toks[c.verb].Deprel == "acl:relcl" && s.head(c.verb) == c.h
}

// sideBegin is where the words begin that a trailing attribution holds: the start
// of the sentence, or behind what another attribution before it owns.
func (s *sent) sideBegin(c *cue) int {
	b := s.cut
	for _, o := range s.cues {
		if o != c && o.verb < c.verb && len(o.parts) > 0 && !o.nested {
			p := o.parts[len(o.parts)-1]
			if o.adverb || s.boundary(p[1], c) {
				b = max(b, p[1])
			}
		}
	}
	return b
}

// boundary says whether a new main clause begins between token i and a cue.
func (s *sent) boundary(i int, c *cue) bool {
	for k := max(i-1, 0); k < c.b; k++ {
		if s.in[k] < 0 && (s.low[k] == ";" || s.low[k] == "but" || s.low[k] == "while" || s.low[k] == "and" && k > 0 && s.low[k-1] == ",") {
			return true
		}
	}
	return false
}

// around gives a cue what stands on both sides of it in its clause.
func (s *sent) around(c *cue, end int) {
	from := s.sideBegin(c)
	b := c.b
	for b > from && (s.low[b-1] == "," || s.isMark(b-1) && s.in[b-1] < 0 || s.low[b-1] == "—" || s.low[b-1] == "–") {
		b--
	}
	for from < b && s.punct(from) && !s.isMark(from) {
		from++
	}
	e := c.e
	if c.adverb { // over the apposition: "according to Jana Novak, an economist,"
		e = s.overAside(c, end)
	} else {
		for e < end && s.low[e] != "," && s.in[e] < 0 {
			e++
		}
	}
	for e < end && (s.low[e] == "," || s.low[e] == "—") {
		e++
	}
	to := end
	if e < end {
		to = s.until(c, e, end)
	}
	switch {
	case from < b && e < to && s.hasVerb(e, to):
		if s.hasVerb(from, b) || c.adverb && b-from < 3 {
			if c.adverb && !s.hasVerb(from, b) {
				c.parts = append(c.parts, [2]int{e, to})
				return
			}
			if s.lowAt(e) == "that" || s.lowAt(e) == "whether" {
				c.parts = append(c.parts, [2]int{from, to})
				return
			}
			if s.wordsOf(e, to) > 2 && s.subjectIn(e, to) && s.hasVerb(from, b) && s.subjectIn(from, b) && !s.gerundAt(e) {
				// "P, X says, and Q"
				c.parts = append(c.parts, [2]int{from, b}, [2]int{e, to})
				return
			}
			if s.gerundAt(e) { // "P, X said, adding Q": another's words
				c.parts = append(c.parts, [2]int{from, b})
				return
			}
		}
		c.parts = append(c.parts, [2]int{from, to})
	case from < b:
		c.parts = append(c.parts, [2]int{from, b})
	case e < to:
		c.parts = append(c.parts, [2]int{e, to})
	}
}

// gerundAt says whether words that follow an attribution say how it was said:
// "adding", "referring to".
func (s *sent) gerundAt(i int) bool {
	switch s.low[i] {
	case "who", "which", "whose", "where", "whom":
		return true
	}
	return s.upos(i) == "VERB" && hasIng(s.low[i]) || s.upos(i) == "SCONJ" && (s.low[i] == "as" || s.low[i] == "after" || s.low[i] == "before") || s.upos(i) == "ADP" && (s.low[i] == "in" || s.low[i] == "at" || s.low[i] == "during" || s.low[i] == "after")
}

func hasIng(w string) bool { return len(w) > 4 && w[len(w)-3:] == "ing" }

func (s *sent) hasVerb(b, e int) bool {
	for i := b; i < e; i++ {
		if s.verbal(i) {
			return true
		}
	}
	return false
}

func (s *sent) subjectIn(b, e int) bool {
	for i := b; i < e; i++ {
		if r := s.rel(i); r == "nsubj" || r == "expl" || r == "csubj" {
			return true
		}
	}
	return false
}

func (s *sent) wordsOf(b, e int) int {
	n := 0
	for i := b; i < e; i++ {
		if !s.punct(i) {
			n++
		}
	}
	return n
}

// overAside is where the words behind "according to X" begin: behind what
// describes X between commas.
func (s *sent) overAside(c *cue, end int) int {
	e := c.e
	if c.b > s.cut && s.frontOf(c) || s.lowAt(e) != "," {
		for e < end && s.low[e] != "," {
			e++
		}
	}
	if s.lowAt(e) == "," && e+1 < end && s.under(e+1, c.h) && s.rel(e+1) != "conj" {
		k := e + 1
		for k < end && s.low[k] != "," {
			k++
		}
		aside := true
		for i := e + 1; i < k; i++ {
			if s.finite(i) && s.toks[i].Deprel != "acl:relcl" && s.rel(i) != "aux" && s.rel(i) != "cop" {
				aside = false
			}
		}
		if k < end && aside && s.hasVerb(k, end) || k >= end && aside {
			e = k
		}
	}
	return e
}
