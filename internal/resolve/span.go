package resolve

import (
	"strings"

	"entente/internal/doc"
	"entente/internal/event"
)

// Span returns what a stretch of words of the document names, even where it is
// no mention by itself: the state, body or sector of the actor that its head
// noun is or that stands in it. Where the words alone do not say, the sentence
// around them may, and Reason then says so. The second result is false if
// nothing is known. It resolves the whole document: for many spans of one
// document use [Resolver.Spans].
func (r *Resolver) Span(p *doc.Parsed, span doc.Span) (event.Mention, bool) {
	got := r.Spans(p, []doc.Span{span})
	return got[0], known(&got[0])
}

// Spans is Span for several spans of one document; a zero Kind stands for
// nothing known.
func (r *Resolver) Spans(p *doc.Parsed, spans []doc.Span) []event.Mention {
	out := make([]event.Mention, len(spans))
	if check(p) != nil {
		return out
	}
	w := r.read(p)
	for i, sp := range spans {
		out[i] = w.spanned(sp)
	}
	// the one who is not the other side: "the government" of the state the
	// sentence is about
	for i := range out {
		m := &out[i]
		if m.Country != "" {
			continue
		}
		scattered := false // a people or faith, in whatever state
		if e, ok := w.a.Entity(m.Actor); ok {
			if e.Kind == event.State && e.Parent != "" {
				m.Country = e.Parent
				m.Reason += "; country: the state it lies in by law"
				continue
			}
			scattered = e.Type == "people" || e.Type == "religion"
		}
		scattered = scattered || strings.HasPrefix(m.Reason, ethnicReason)
		if !scattered && (m.Actor != "" || m.Organisation != "" || !inferable[m.Sector]) {
			continue
		}
		var against []string
		for k := range out {
			if k != i && out[k].Country != "" && (out[k].Sector == "" || stateSector[out[k].Sector]) && !scattered && !homely[m.Sector] && !w.locatedSpan(spans[k]) {
				against = append(against, out[k].Country)
			}
		}
		w.infer(m, spans[i], against)
	}
	return out
}

func known(m *event.Mention) bool {
	return m.Country != "" || m.Actor != "" || m.Organisation != "" || m.Sector != ""
}

// spanned is what the words of a span say by themselves.
func (w *work) spanned(sp doc.Span) event.Mention {
	s, b, e := w.tokens(sp)
	if s == nil {
		return event.Mention{}
	}
	top := s.spanHead(b, e)
	// a mention on the head noun, the longest
	best := -1
	rank := func(i int) int {
		m, n := &w.ms[i], &w.notes[i]
		x := 0
		if known(m) {
			x += 4
		}
		if m.Country != "" || m.Actor != "" {
			x += 4
		}
		if len(m.Members) > 0 {
			x += 5 // "diplomats from Poland, Germany and Sweden"
		}
		if n.virtual {
			x--
		}
		return x
	}
	pick := func(fits func(i int) bool) {
		for i := range w.ms {
			m := &w.ms[i]
			if m.Sentence != s.n || !fits(i) {
				continue
			}
			if best < 0 || rank(i) > rank(best) || rank(i) == rank(best) && m.Len() > w.ms[best].Len() {
				best = i
			}
		}
	}
	inside := func(i int) bool {
		return w.notes[i].b >= b && w.notes[i].e <= e+1 || w.ms[i].Span.Overlaps(sp) && w.notes[i].b < e && w.notes[i].e > b
	}
	pick(func(i int) bool { return inside(i) && w.notes[i].b <= top && top < w.notes[i].e })
	if best >= 0 && known(&w.ms[best]) && (w.ms[best].Country != "" || w.ms[best].Actor != "") {
		m := w.whole(best)
		if x, ok := w.a.Entity(m.Actor); ok && m.Country == "" && (x.Type == "people" || x.Type == "religion") {
			// "Druze inhabitants of the Syrian Golan Heights"
			if c, _ := w.stateIn(s, top+1, e); c != "" {
				m.Country = c
				m.Reason += "; country: named in the words"
			}
		}
		return m
	}
	found := event.Mention{}
	if best >= 0 && known(&w.ms[best]) {
		found = w.ms[best]
	}
	// names that lead up to the head, then those behind it
	var pool []int
	for i := range w.ms {
		if w.ms[i].Sentence == s.n && inside(i) && w.notes[i].e <= top+1 {
			if n := s.nameAt(w.notes[i].b); n != nil && s.bound(n) {
				continue // "Armenian-backed militias" are not Armenia's
			}
			pool = append(pool, i)
		}
	}
	for k := len(pool) - 1; k >= 0; k-- {
		if m := w.ms[pool[k]]; m.Country != "" || m.Actor != "" {
			return merge(found, m)
		}
	}
	if best >= 0 && strings.HasPrefix(w.ms[best].Reason, ethnicReason) {
		return found
	}
	if c, id := w.stateIn(s, b, top+1); c != "" || id != "" {
		return merge(found, event.Mention{Kind: event.State, Country: c, Actor: id, Reason: "a state named in the words"})
	}
	for i := range w.ms {
		if m := w.ms[i]; m.Sentence == s.n && inside(i) && w.notes[i].b > top && (m.Country != "" || m.Actor != "") {
			if found.Sector != "" && (studious[found.Sector]) {
				break
			}
			return merge(found, m)
		}
	}
	if c, id := w.stateIn(s, top, e); c != "" || id != "" {
		return merge(found, event.Mention{Kind: event.State, Country: c, Actor: id, Reason: "a state named in the words"})
	}
	if !known(&found) {
		for i := range w.ms {
			if m := w.ms[i]; m.Sentence == s.n && inside(i) && known(&m) {
				return m
			}
		}
		found = w.roleIn(s, b, e, top)
	}
	return found
}

// whole is a mention with the state its members share.
func (w *work) whole(i int) event.Mention {
	m := w.ms[i]
	if m.Country == "" && len(m.Members) > 0 {
		first := w.ms[m.Members[0]]
		if m.Actor == "" {
			m.Country, m.Actor = first.Country, first.Actor
		}
	}
	return m
}

func merge(found, m event.Mention) event.Mention {
	if !known(&found) {
		return m
	}
	found.Country, found.Actor = m.Country, m.Actor
	found.Reason += "; " + m.Reason
	return found
}

// tokens returns the sentence of a span and its tokens [b, e); nil if none.
func (w *work) tokens(sp doc.Span) (*sent, int, int) {
	for _, s := range w.sents {
		b, e := -1, -1
		for i, t := range s.toks {
			if t.Span.Overlaps(sp) {
				if b < 0 {
					b = i
				}
				e = i + 1
			}
		}
		if b >= 0 {
			return s, b, e
		}
	}
	return nil, 0, 0
}

// spanHead is the head noun of the words: the last nominal before a preposition,
// relative or comma, with a possessive's owner left behind.
func (s *sent) spanHead(b, e int) int {
	i := b
	for i < e && (s.upos(i) == "DET" || s.upos(i) == "PUNCT" || s.upos(i) == "ADP" || s.upos(i) == "ADV") {
		i++
	}
	last := -1
	for ; i < e; i++ {
		if n := s.nameAt(i); n != nil {
			last = min(n.e, e) - 1
			i = last
			continue
		}
		switch s.upos(i) {
		case "NOUN", "PROPN", "X":
			last = i
			continue
		case "ADJ", "NUM", "DET", "PRON", "PART", "CCONJ":
			if s.upos(i) == "CCONJ" && last >= 0 {
				return last
			}
			if last < 0 && s.upos(i) == "PRON" {
				last = i
			}
			if s.upos(i) == "NUM" && last < 0 {
				last = i
			}
			continue
		case "VERB":
			if last < 0 || s.rel(i) == "amod" {
				continue
			}
		}
		if s.form(i) == "of" && last >= 0 && quantity[s.lem[last]] {
			last = -1
			continue
		}
		if hyphen(s.forms[i]) || s.roleOf[i] >= 0 {
			if s.roleOf[i] >= 0 {
				last = i
			}
			continue
		}
		if last >= 0 {
			return last
		}
	}
	if last < 0 {
		return s.lead(b, e)
	}
	return last
}

var quantity = set("dozen", "hundred", "thousand", "million", "group", "number", "ten", "scores", "score", "majority", "member", "bunch", "lot", "series", "some", "handful", "half", "third", "couple", "most", "rest", "part", "all", "batch", "crowd", "team", "pair")

// stateIn is the first state that names in [b, e) give, adjectives and places
// included.
func (w *work) stateIn(s *sent, b, e int) (country, id string) {
	for i := b; i < min(e, s.len()); i++ {
		n := s.nameAt(i)
		if n == nil || n.class == 0 || s.bound(n) {
			continue
		}
		if c := w.modCountry(n); c != "" && n.class != isPerson {
			return c, ""
		}
		if n.ent != nil && n.class != isPerson {
			return "", n.ent.ID
		}
		i = n.e - 1
	}
	return "", ""
}

// roleIn is the sector of a role noun among the words, the head's first.
func (w *work) roleIn(s *sent, b, e, top int) event.Mention {
	try := func(i int) (event.Mention, bool) {
		if i < 0 || i >= s.len() || s.roleOf[i] < 0 {
			return event.Mention{}, false
		}
		r := s.roles[s.roleOf[i]]
		if r.Sector == "" {
			return event.Mention{}, false
		}
		return event.Mention{Kind: r.Kind, Sector: r.Sector, Basis: event.ByRole, Reason: r.Table}, true
	}
	if m, ok := try(top); ok {
		return m
	}
	for i := b; i < e; i++ {
		if m, ok := try(i); ok {
			return m
		}
	}
	for i := b; i < e; i++ {
		if n := s.nameAt(i); n != nil && n.class == isInstitute && n.sector != "" {
			return event.Mention{Kind: event.Organisation, Sector: n.sector, Reason: "a body by the words of its name"}
		}
	}
	return event.Mention{}
}

// infer takes the state of an actor without one from the sentence around it: the
// only one that is neither the other side nor a place somebody goes to.
func (w *work) infer(m *event.Mention, sp doc.Span, against []string) {
	s, b, e := w.tokens(sp)
	if s == nil {
		return
	}
	seen := map[string]bool{}
	only := ""
	for k := range s.names {
		n := &s.names[k]
		if n.class == 0 || n.b >= b && n.e <= e || s.bound(n) || s.roleAt(n.e) && diplomatic[s.lemma(n.e)] {
			continue
		}
		c := w.modCountry(n)
		if n.class == isInstitute && !n.shield {
			c = countryOf(w.leading(s, n)) // "the Nigerian Interior Ministry"
		}
		if c == "" || contains(against, c) {
			continue
		}
		if !seen[c] {
			seen[c] = true
			only = c
		}
	}
	if len(seen) != 1 {
		return
	}
	m.Country = only
	if m.Kind == "" {
		m.Kind = event.Other
	}
	m.Reason += "; country: the only other one in the sentence"
}

// homely sectors act in their own state more often than not, and against its
// government.
var homely = set("REB", "OPP", "PTY", "LAB", "INS", "JUD", "COP", "LEG")

// locatedSpan says whether the words only say where: "in Algiers".
func (w *work) locatedSpan(sp doc.Span) bool {
	s, b, e := w.tokens(sp)
	if s == nil {
		return false
	}
	for i := b; i < e; i++ {
		if n := s.nameAt(i); n != nil {
			return s.locates(n)
		}
	}
	return false
}

// diplomatic nouns stand where their state is not.
var diplomatic = set("embassy", "consulate", "ambassador", "envoy", "diplomat", "mission", "peacekeeper")

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
