package claim

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
	"entente/internal/event"
)

// according makes the cue of "according to X".
func (s *sent) according(v int) *cue {
	k := v + 2
	for k < s.len() && s.in[k] < 0 && !s.nominalHead(k, v) && !s.punct(k) {
		k++
	}
	if k >= s.len() || s.in[k] >= 0 || !s.nominal(k) {
		return nil
	}
	k = s.top(k)
	c := &cue{s: s, verb: v, lemma: "accord", v: verb{stance: Asserts, takes: "cq"}, stance: Asserts, h: k, holder: -1, adverb: true}
	c.hb, c.he = s.np(k, v+2, s.len())
	if c.he <= v+2 {
		c.hb, c.he = v+2, v+3
	}
	c.b, c.e = v, c.he
	if !s.canSay(c) {
		return nil
	}
	return c
}

// inView makes the cue of "in the view of X", "in X's view", "in X's words".
func (s *sent) inView(v int) *cue {
	for k := v + 1; k < s.len() && k < v+10; k++ {
		if s.in[k] >= 0 || s.low[k] == "," {
			return nil
		}
		switch s.lem[k] {
		case "view", "opinion", "eyes", "eye", "word", "telling", "judgment", "judgement", "reckoning", "account":
		default:
			continue
		}
		c := &cue{s: s, verb: v, lemma: "view", v: verb{stance: Asserts, takes: "cq"}, stance: Asserts, h: -1, holder: -1, adverb: true}
		if k > v+1 && s.kid(k, "nmod:poss") >= 0 {
			c.h = s.kid(k, "nmod:poss")
			c.hb, c.he = s.np(c.h, v+1, k)
			for c.he > c.hb+1 && (s.low[c.he-1] == "'s" || s.low[c.he-1] == "'") {
				c.he--
			}
			c.b, c.e = v, k+1
		} else if s.lowAt(k+1) == "of" {
			for h := k + 2; h < s.len() && h < k+9; h++ {
				if s.nominalHead(h, k) {
					c.h = s.top(h)
					break
				}
			}
			if c.h < 0 {
				return nil
			}
			c.hb, c.he = s.np(c.h, k+2, s.len())
			c.b, c.e = v, c.he
		}
		if c.h < 0 || !s.canSay(c) {
			return nil
		}
		return c
	}
	return nil
}

// forWhom makes the cue of a sentence that begins "For X, ...": how it looks to
// somebody.
func (s *sent) forWhom(v int) *cue {
	for k := v + 1; k < s.len() && k < v+8; k++ {
		if s.in[k] >= 0 || s.punct(k) || s.verbal(k) {
			return nil
		}
		if !s.nominalHead(k, v) {
			continue
		}
		c := &cue{s: s, verb: v, lemma: "for", v: verb{stance: Asserts, takes: "c", veracity: ""}, stance: Asserts, h: s.top(k), holder: -1, adverb: true}
		c.hb, c.he = s.np(c.h, v+1, s.len())
		m := s.mentionOn(c.h)
		if m < 0 || s.w.c.Mentions[m].Kind != event.Person || s.lowAt(c.he) != "," {
			return nil // only somebody who can speak, and is set apart
		}
		c.b, c.e = v, c.he
		return c
	}
	return nil
}

// class is what the tables call a noun that holds a claim: "" if they do not.
func (s *sent) class(h int) string {
	t := s.w.t.holders
	for _, l := range []string{s.lem[h], strings.TrimSuffix(s.low[h], "s"), s.low[h]} {
		if c, ok := t[l]; ok {
			return c
		}
		if i := strings.LastIndexByte(l, '-'); i > 0 {
			if c, ok := t[l[i+1:]]; ok {
				return c
			}
		}
	}
	return ""
}

// canSay says whether the holder of a cue is somebody, or a text, that can say
// something.
func (s *sent) canSay(c *cue) bool {
	h := c.h
	low := s.low[h]
	switch s.upos(h) {
	case "PRON":
		switch low {
		case "it":
			if c.adverb {
				return false
			}
			if m := s.mentionOn(h); m >= 0 && s.w.c.Mentions[m].Name != "" {
				return s.speaker(s.w.c.Mentions[m].Kind) && (s.besideQuote(c.verb) || !c.v.can('w'))
			}
			return s.besideQuote(c.verb)
		case "this", "that", "what", "which", "there", "these", "those", "anything", "something", "nothing", "everything", "one's", "itself", "her", "him", "them":
			return (low == "her" || low == "him" || low == "them") && s.mentionOn(h) >= 0
		}
		return true
	case "PROPN":
		if s.timeOn(h) {
			return false
		}
		if c.v.can('w') {
			m := s.mentionOn(h)
			return m < 0 || s.speaker(s.w.c.Mentions[m].Kind)
		}
		return true
	}
	if s.timeOn(h) {
		return false
	}
	class := s.class(h)
	if m := s.mentionOn(h); m >= 0 && s.w.c.Mentions[m].Head == h && s.speaker(s.w.c.Mentions[m].Kind) {
		return true
	}
	if class == "document" {
		return c.adverb || c.v.can('c') || c.v.can('q') && s.besideQuote(c.verb)
	}
	if class != "" {
		return true
	}
	if c.adverb {
		return false
	}
	if c.v.can('w') || c.loose {
		return false
	}
	// an unknown noun says something only in plain words of saying
	switch c.lemma {
	case "say", "tell", "add", "insist", "deny", "reply", "warn", "explain", "recall":
		return s.upos(h) == "NOUN" || s.upos(h) == "X"
	}
	return c.lemma != "" && s.besideQuote(c.verb)
}

// widen makes the tokens of a holder those of its mention too, if that stands
// around its head.
func (s *sent) widen(c *cue, lo, hi int) {
	if m := s.mentionOn(c.h); m >= 0 {
		k := &s.w.c.Mentions[m]
		for c.hb > lo && k.Contains(s.toks[c.hb-1].Span) && s.low[c.hb-1] != "," {
			c.hb--
		}
		for c.he < hi && k.Contains(s.toks[c.he].Span) && s.low[c.he] != "," {
			c.he++
		}
	}
	for c.he > c.h+1 && (s.timeOn(c.he-1) || s.low[c.he-1] == "last" || s.low[c.he-1] == "on") {
		c.he--
	}
}

// apposed is the person named right behind a description: "its spokesman, Jay
// Tarriela"; -1 if none. The tokens of the holder then reach to the name's end.
func (w *work) apposed(c *cue) int {
	s := c.s
	if s.lowAt(c.he) != "," || s.upos(c.h) == "PROPN" && s.class(c.h) == "" && s.mentionOn(c.h) >= 0 && w.c.Mentions[s.mentionOn(c.h)].Basis == event.ByName {
		return -1
	}
	if c.he+1 >= s.len() || s.upos(c.he+1) != "PROPN" {
		return -1
	}
	m := s.mentionOn(c.he + 1)
	if m < 0 {
		return -1
	}
	k := &w.c.Mentions[m]
	if k.Kind != event.Person || k.Begin != s.toks[c.he+1].Begin {
		return -1
	}
	e := s.endOf(k)
	if e < s.len() && s.low[e] != "," && e != c.verb && !s.punct(e) {
		return -1
	}
	c.he = e
	if c.inverted {
		c.e = max(c.e, e)
	}
	return m
}

func (s *sent) speaker(k event.MentionKind) bool { return k != event.Other && k != "" }

// timeOn says whether a time expression stands on token i.
func (s *sent) timeOn(i int) bool {
	for k := range s.w.c.Times {
		if t := &s.w.c.Times[k]; t.Sentence == s.n && t.Overlaps(s.toks[i].Span) {
			return true
		}
	}
	return false
}

// extent sets the tokens of an attribution: holder, verb and what stands with
// them.
func (s *sent) extent(c *cue) {
	if c.adverb {
		return
	}
	c.b, c.e = c.verb, c.verb+1
	if c.h >= 0 && c.passive && c.h < c.verb {
		c.b = min(c.b, c.hb)
	}
	if c.h >= 0 && !c.gerund {
		if c.inverted {
			c.e = max(c.e, c.he)
		} else if c.verb-c.he < 60 && !s.joined(c) {
			c.b = min(c.b, c.hb)
		}
	}
	for c.b > s.cut && s.rel(c.b-1) == "aux" && s.in[c.b-1] < 0 {
		c.b--
	}
	// whom it was told, and when
	if !c.inverted {
		for _, k := range s.kids[c.verb] {
			if k != c.e || s.in[k] >= 0 {
				continue
			}
			if r := s.rel(k); r == "iobj" || r == "obj" && c.lemma == "tell" {
				if _, e := s.np(k, c.verb+1, s.len()); e > c.e {
					c.e = e
				}
			}
		}
	}
}

// holder returns the mention that a cue's holder is, making one where there is
// none; -1 if it cannot be told who it is.
func (w *work) holder(c *cue) int {
	s := c.s
	if c.h < 0 {
		return -1
	}
	if m := w.apposed(c); m >= 0 {
		return m
	}
	m := s.mentionOn(c.h)
	if m >= 0 {
		k := &w.c.Mentions[m]
		if s.upos(c.h) == "PRON" {
			if p := w.topic(c, m); p >= 0 {
				return p
			}
			if k.Name == "" && len(k.Members) == 0 || !w.fits(s.low[c.h], m) {
				if p := w.lastSpeaker(c); p >= 0 {
					return p
				}
				if k.Name == "" && len(k.Members) == 0 {
					return -1
				}
			}
			return m
		}
		if k.Head == c.h || s.upos(c.h) == "PROPN" && c.hb <= c.h && k.Span.Begin <= s.toks[c.h].Begin && !w.possessor(s, k, c.h) {
			paper := k.Kind == event.Person && s.class(c.h) == "institution" // "the press office, Xi": not one holder
			if k.Kind != event.Other && !paper {
				return m
			}
		}
	}
	if s.upos(c.h) == "PRON" {
		switch s.low[c.h] {
		case "he", "she", "they":
			return w.lastSpeaker(c)
		case "it":
			return w.lastBody(c)
		case "i", "we":
			return -1
		}
	}
	return w.addHolder(s, c.hb, c.he, c.h)
}

// topic is the person of whom the sentence before speaks, in the same paragraph,
// if a pronoun of the attribution was taken for somebody else who stands further
// off; -1 if there is none.
func (w *work) topic(c *cue, m int) int {
	s := c.s
	low := s.low[c.h]
	if low != "he" && low != "she" {
		return -1
	}
	from := -1
	if a, ok := w.c.Mentions[m].Antecedent.Index(); ok {
		from = w.c.Mentions[a].Sentence
	}
	for n := s.n - 1; n >= 0 && n > s.n-4 && w.sents[n].para == s.para; n-- {
		o := w.sents[n]
		if from >= n {
			return -1
		}
		for i := o.cut; i < o.len(); i++ {
			if o.rel(i) != "nsubj" || o.in[i] >= 0 || o.inRelcl(i, o.cut) {
				continue
			}
			p := o.mentionOn(i)
			if p < 0 && o.upos(i) == "PROPN" {
				p = w.known(o.toks[i].Form, o.toks[i].Begin)
			}
			if p < 0 || w.c.Mentions[p].Kind != event.Person || w.c.Mentions[p].Head != i && w.c.Mentions[p].Sentence == o.n {
				continue
			}
			if w.sameHolder(p, m) {
				return -1
			}
			return p
		}
	}
	return -1
}

// possessor says whether a mention only owns what token h names.
func (w *work) possessor(s *sent, m *event.Mention, h int) bool { return m.End <= s.toks[h].Begin }

// fits says whether a pronoun can stand for a mention by number.
func (w *work) fits(low string, m int) bool {
	k := w.mention(m)
	switch low {
	case "he", "she":
		return k.Kind == event.Person || k.Kind == event.Collective
	case "they":
		return true
	}
	return true
}

// lastBody is the state or body of which the sentence before speaks, in the same
// paragraph; -1 if there is none.
func (w *work) lastBody(c *cue) int {
	for n := c.s.n; n >= 0 && n > c.s.n-4 && w.sents[n].para == c.s.para; n-- {
		s := w.sents[n]
		for i := s.cut; i < s.len() && (n < c.s.n || i < c.b); i++ {
			if s.rel(i) != "nsubj" || s.in[i] >= 0 {
				continue
			}
			if m := s.mentionOn(i); m >= 0 && w.c.Mentions[m].Head == i {
				switch w.c.Mentions[m].Kind {
				case event.State, event.Government, event.Organisation, event.Unit, event.Group:
					return m
				}
			}
		}
	}
	return -1
}

// lastSpeaker is who spoke last before a cue, in the same paragraph or the two
// before, and can be meant by its pronoun; -1 if nobody.
func (w *work) lastSpeaker(c *cue) int {
	plural := c.s.low[c.h] == "they"
	for n := c.s.n; n >= 0 && n > c.s.n-8; n-- {
		s := w.sents[n]
		if c.s.para-s.para > 4 {
			break
		}
		for i := len(s.cues) - 1; i >= 0; i-- {
			o := s.cues[i]
			if o == c || n == c.s.n && o.verb >= c.verb || o.holder < 0 || o.nested {
				continue
			}
			k := w.mention(o.holder)
			switch {
			case plural && (k.Kind == event.Collective || len(k.Members) > 1 || k.Kind == event.Organisation || k.Kind == event.Unit):
				return o.holder
			case !plural && k.Kind == event.Person:
				return o.holder
			}
		}
	}
	return -1
}

// addHolder makes a mention of a holder that is none yet.
func (w *work) addHolder(s *sent, b, e, h int) int {
	sp := s.spanOf(b, e)
	for i := range w.added {
		if w.added[i].Span == sp {
			return len(w.c.Mentions) + i
		}
	}
	m := event.Mention{Span: sp, Sentence: s.n, Head: h, Basis: event.ByRole, Reason: "holder of a claim"}
	m.Name = strings.Join(strings.Fields(sp.In(w.c.Text)), " ")
	for _, art := range []string{"the ", "The ", "a ", "A ", "an ", "An "} {
		m.Name = strings.TrimPrefix(m.Name, art)
	}
	plural := s.toks[h].Feat("Number") == "Plur"
	switch class := s.class(h); {
	case s.upos(h) == "PROPN":
		m.Basis = event.ByName
		m.Kind = event.Person
		if class == "institution" {
			m.Kind = event.Organisation
		}
		if i := w.known(m.Name, sp.Begin); i >= 0 { // the name again of somebody known
			k := &w.c.Mentions[i]
			m.Kind, m.Actor, m.Country, m.Sector, m.Role, m.Organisation, m.Name = k.Kind, k.Actor, k.Country, k.Sector, k.Role, k.Organisation, k.Name
			m.Antecedent = doc.RefTo(i)
		}
	case class == "institution":
		m.Kind = event.Organisation
	case class == "document":
		m.Kind = event.Other
	case plural || s.upos(h) == "NUM" || s.upos(h) == "DET" || s.upos(h) == "ADJ" || s.low[h] == "some" || s.low[h] == "many" || s.low[h] == "others":
		m.Kind = event.Collective
	default:
		m.Kind = event.Person
	}
	w.added = append(w.added, m)
	return len(w.c.Mentions) + len(w.added) - 1
}

// known is the last person named before a byte whose name begins or ends with
// these words; -1 if none. Family names may stand first.
func (w *work) known(name string, before int) int {
	if w.people == nil {
		w.people = map[string][]int{}
		for i := range w.c.Mentions {
			if k := &w.c.Mentions[i]; k.Kind == event.Person && k.Basis != event.ByCoreference {
				f := strings.Fields(k.Name)
				if len(f) > 1 {
					w.people[f[0]] = append(w.people[f[0]], i)
					w.people[lastOf(k.Name)] = append(w.people[lastOf(k.Name)], i)
				}
			}
		}
	}
	found := -1
	for _, i := range w.people[name] {
		if w.c.Mentions[i].Begin < before {
			found = i
		}
	}
	return found
}

var stateSectors = []string{"GOV", "MIL", "SPY", "COP", "JUD", "LEG"}

// describe fills the holder of a claim from its mention.
func (w *work) describe(h int, words doc.Span) event.Holder {
	if h < 0 {
		return event.Holder{Words: words}
	}
	m := w.mention(h)
	out := event.Holder{Mention: doc.RefTo(h), Name: m.Name, Actor: m.Actor, Country: m.Country, Affiliation: m.Organisation, Words: words}
	if out.Name == "" {
		out.Name = m.In(w.c.Text)
	}
	switch m.Kind {
	case event.State, event.Government:
		out.Kind = event.HeldByState
		out.StateActor = m.Country != ""
	case event.Person:
		out.Kind = event.HeldByPerson
		out.Anonymous = !w.named(m)
		out.StateActor = m.Country != "" && slices.Contains(stateSectors, m.Sector)
		if out.Affiliation == "" {
			out.Affiliation = w.affiliation(h)
		}
	case event.Collective:
		out.Kind, out.Anonymous = event.HeldByGroup, true
		out.StateActor = m.Country != "" && slices.Contains(stateSectors, m.Sector)
	case event.Unit:
		out.Kind = event.HeldByInstitution
		out.StateActor = m.Country != "" && slices.Contains(stateSectors, m.Sector)
	case event.Other:
		out.Kind = event.HeldByDocument
	default:
		out.Kind = event.HeldByInstitution
		out.StateActor = m.Country != "" && slices.Contains(stateSectors, m.Sector)
	}
	return out
}

// named says whether one person is known by name or by an office that one holds.
func (w *work) named(m *event.Mention) bool {
	if m.Actor != "" || m.Basis == event.ByName || m.Basis == event.ByAlias {
		return true
	}
	if i, ok := m.Antecedent.Index(); ok && i < len(w.c.Mentions) && m.Basis == event.ByCoreference {
		a := &w.c.Mentions[i]
		return a != m && (a.Basis != event.ByCoreference || a.Actor != "") && w.named(a) || properName(m.Name)
	}
	if properName(m.Name) {
		return true
	}
	f := strings.Fields(strings.ToLower(m.Role))
	words := strings.Fields(strings.ToLower(m.In(w.c.Text)))
	if len(words) > 0 && (words[0] == "a" || words[0] == "an" || words[0] == "one" || words[0] == "another") {
		return false
	}
	if before := strings.Fields(w.c.Text[max(0, m.Begin-12):m.Begin]); len(before) > 0 && m.Begin > 0 {
		switch strings.ToLower(before[len(before)-1]) {
		case "a", "an", "one", "another", "some":
			return false
		}
	}
	for _, x := range append(f, words...) {
		if w.t.holders[x] == "office" || x == "minister" {
			return true
		}
	}
	return false
}

// properName says whether all longer words of a name have capitals.
func properName(name string) bool {
	n := 0
	for _, f := range strings.Fields(name) {
		r, _ := utf8.DecodeRuneInString(f)
		if !unicode.IsUpper(r) && len(f) > 3 {
			return false
		}
		n++
	}
	return n >= 2
}

// affiliation is the body that a person is said to be of right behind the name:
// "Umarov, a fellow at the Carnegie Endowment"; its id, else its name.
func (w *work) affiliation(h int) string {
	for n := 0; n < 8; n++ {
		m := w.mention(h)
		for _, i := range w.sents[m.Sentence].ms {
			o := &w.c.Mentions[i]
			if o.Begin < m.End || o.Begin > m.End+80 || o.Kind != event.Organisation {
				continue
			}
			between := strings.ToLower(w.c.Text[m.End:o.Begin])
			if strings.HasPrefix(between, ",") && (strings.Contains(between, " at ") || strings.Contains(between, " of ") || strings.Contains(between, " with ") ||
				strings.Contains(between, " for ")) && strings.Count(between, ",") == 1 || strings.HasPrefix(between, " of the ") && len(between) < 9 {
				if o.Actor != "" {
					return o.Actor
				}
				return o.Name
			}
		}
		a, ok := m.Antecedent.Index()
		if !ok || a == h {
			break
		}
		h = a
	}
	return ""
}
