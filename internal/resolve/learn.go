package resolve

import (
	"entente/internal/atlas"
	"entente/internal/event"
)

// learn counts which entities the document names beyond doubt; settle uses it
// where words can mean several.
func (w *work) learn() {
	w.sure = map[string]int{}
	for _, s := range w.sents {
		for k := range s.names {
			n := &s.names[k]
			n.text = s.text(n.b, n.e)
			if n.ent == nil || n.weak || n.class == isPerson && n.surname || n.stale {
				continue
			}
			if n.class == isCapital && len(n.places) > 0 {
				continue // counted once it is known which city it is
			}
			w.sure[n.ent.ID]++
			if c := countryOf(n.ent); c != "" && c != n.ent.ID {
				w.sure[c]++
			}
		}
	}
	var capitals []string
	for _, s := range w.sents {
		for k := range s.names {
			n := &s.names[k]
			if n.class == isCapital && n.ent != nil && !n.weak && !n.stale && len(n.places) > 0 && (w.named(n.ent.ID) || !s.elsewhere(n)) {
				capitals = append(capitals, n.ent.ID)
			}
		}
	}
	for _, id := range capitals {
		w.sure[id]++
	}
}

// named says whether the document surely names a state.
func (w *work) named(id string) bool { return id != "" && w.sure[id] > 0 }

// settle decides about names that need support from the document, and takes out
// those without it.
func (s *sent) settle() {
	w := s.w
	for k := range s.names {
		n := &s.names[k]
		if n.class == isPerson || n.class == isInstitute {
			continue
		}
		if n.class == isCapital && n.ent != nil && !w.named(n.ent.ID) && s.elsewhere(n) {
			n.class, n.ent = isPlace, nil
			continue
		}
		if n.class == isAdj && n.ent != nil && n.ent.Kind == event.Group && s.directs(n) {
			s.drop(k)
			continue
		}
		if n.ent == nil && len(n.cands) > 1 {
			var near []*atlas.Entity
			for _, c := range n.cands {
				if w.sure[c.ID] > 0 {
					near = append(near, c)
				}
			}
			if len(near) == 1 {
				n.ent, n.weak = near[0], false
				for _, h := range n.hits {
					if h.Entity == n.ent {
						n.hit = h
						n.class = classOf(h)
						break
					}
				}
				continue
			}
		}
		if n.class == isPlace && len(n.places) > 0 && n.ent == nil && s.bogusPlace(n) {
			s.drop(k)
			continue
		}
		if !n.weak {
			continue
		}
		if n.ent != nil && s.supported(n) {
			s.seat(n)
			continue
		}
		if len(n.places) > 0 {
			n.class, n.ent = isPlace, nil
			if s.bogusPlace(n) {
				s.drop(k)
			}
			continue
		}
		if n.class == isAdj && len(n.cands) > 1 && s.modifies(n.e) {
			continue // "Congolese": an actor, though not which
		}
		s.drop(k)
	}
}

// seat lets the name of a capital stand for the organisation that sits there
// when the document does not speak of the state itself: "Brussels fined the firm".
// Of several, the one the document names, else the first of the tables.
func (s *sent) seat(n *name) {
	if len(n.seated) == 0 || n.class != isCapital || s.w.named(n.ent.ID) || s.locates(n) {
		return
	}
	h := n.seated[0]
	for _, o := range n.seated {
		if s.w.sure[o.Entity.ID] > s.w.sure[h.Entity.ID] {
			h = o
		}
	}
	n.ent, n.hit, n.class = h.Entity, h, isMetonym
}

// elsewhere says whether a capital's name rather means a city of a state that
// the document names: Tripoli in Lebanon.
func (s *sent) elsewhere(n *name) bool {
	for _, p := range n.places {
		if p.Country != countryOf(n.ent) && p.Population >= 100_000 && s.w.named(p.Country) {
			return true
		}
	}
	return false
}

// directs says whether a bloc's adjective only says which part of a state is
// meant: "Western Cambodia".
func (s *sent) directs(n *name) bool {
	if !direction[s.low[n.b]] || n.e-n.b > 1 || n.e >= s.len() || s.at[n.e] < 0 {
		return false
	}
	m := &s.names[s.at[n.e]]
	return m.b == n.e && (m.class == isState || m.class == isPlace || m.class == isCapital)
}

// drop takes a name out of the sentence.
func (s *sent) drop(k int) {
	n := &s.names[k]
	for i := n.b; i < n.e; i++ {
		s.at[i] = -1
	}
	n.class = 0
}

// supported says whether the words around make a weak name believable.
func (s *sent) supported(n *name) bool {
	w := s.w
	e := n.ent
	if w.sure[e.ID] > 0 || e.Parent != "" && w.sure[e.Parent] > 0 || w.named(countryOf(e)) && e.Kind != event.State {
		return true
	}
	switch n.class {
	case isBody, isGroup:
		// "the Security Council" is that of the United Nations unless somebody's
		// name stands before it
		if n.e-n.b >= 2 {
			before := s.nameAt(n.b - 1)
			return before == nil && !possessive(s.form(n.b-1))
		}
		return s.form(n.b-1) == "the" && capital(s.forms[n.b])
	case isPeople:
		return s.form(n.b-1) == "the" || s.upos(n.b-1) == "NUM" || s.upos(n.b-1) == "ADJ"
	case isAdj:
		return s.modifies(n.e)
	case isCapital, isMetonym:
		// "La Paz said", "Brussels' plan"
		return len(n.cands) == 1 && s.isSubject(s.lead(n.b, n.e))
	case isState:
		return s.upos(n.b) == "PROPN"
	}
	return false
}

// bogusPlace says whether a city's name is more likely part of something else.
func (s *sent) bogusPlace(n *name) bool {
	strong := false
	for _, p := range n.places {
		strong = strong || !p.Weak
	}
	prev := s.form(n.b - 1)
	placed := within[prev] || prev == "of" || prev == "from" || prev == "to" || placeNoun[prev] || s.form(n.e) == "," && s.nameAt(n.e+1) != nil || s.roleWordAt(n.e)
	if s.proper(n.b-1) && s.nameAt(n.b-1) == nil && !placeNoun[s.lemma(n.b-1)] && !s.roleAt(n.b-1) && !s.opens(n.b-1) {
		return true // "Elon Musk" near a town of Musk
	}
	if !strong {
		return !placed
	}
	if s.opens(n.b) && s.upos(n.b) != "PROPN" {
		return true
	}
	return s.upos(n.b) != "PROPN" && !placed
}
