package resolve

import (
	"slices"

	"entente/internal/atlas"
	"entente/internal/doc"
	"entente/internal/event"
)

// emitStatelike makes mentions of nouns that stand for states: "Central Asian
// nations", "his Uzbek counterpart", "the two countries".
func (w *work) emitStatelike(s *sent, p *phrase) int {
	r := p.role()
	nt := note{plural: p.plural, generic: true}
	var mod *name
	for _, n := range p.mods {
		if n.class != isPerson {
			mod = n
			break
		}
	}
	if mod == nil {
		if p.count >= 2 || p.the && p.plural && bothOf[r.Lemma] {
			if i := w.emitPlural(s, p); i >= 0 {
				return i
			}
		}
		if p.the && !p.plural {
			return w.emitThe(s, p)
		}
		return -1
	}
	if r.Lemma == "counterpart" || r.Lemma == "opposite number" || r.Lemma == "peer" {
		if p.plural && len(p.mods) > 1 {
			return w.emitJoint(s, p, p.mods) // "his Iranian and Pakistani counterparts"
		}
		return w.emitCounterpart(s, p, mod)
	}
	e := mod.ent
	if e != nil && e.Kind == event.Group && p.the && !p.plural && p.count == 0 && oneOf[r.Lemma] {
		if a := w.lastMember(s, p.b, e.ID); a >= 0 {
			// "Honduras ... The Central American country": the one named before
			m := w.ms[a]
			w.asState(&m)
			m.Antecedent, m.Basis, m.Members = doc.RefTo(w.origin(a)), event.ByCoreference, nil
			m.Reason = "the one of " + e.Name + " named before"
			return w.add(s, p.b, p.e, m, nt)
		}
	}
	if e != nil && (e.Kind == event.Group || e.Kind == event.Organisation) {
		m := event.Mention{Kind: event.Group, Actor: e.ID, Name: e.Name, Basis: event.ByDemonym, Reason: reasonOf(mod)}
		nt.plural = true
		if p.joint && len(p.mods) > 1 {
			return w.emitMods(s, p)
		}
		if p.the && p.count >= 2 {
			if g := w.ofGroup(s, p.b, p.count, e.ID); g != nil {
				return w.addPlural(s, p.b, p.e, g, -1, true)
			}
		}
		return w.add(s, p.b, p.e, m, nt)
	}
	switch r.Lemma {
	case "country", "nation", "republic", "kingdom", "side", "state", "superpower", "homeland":
		if e != nil && !p.joint && !p.plural && mod.class != isPlace {
			m := event.Mention{Kind: event.State, Actor: e.ID, Country: countryOf(e), Name: e.Name, Basis: basisOf(mod), Reason: reasonOf(mod)}
			return w.add(s, p.b, p.e, m, nt)
		}
	}
	return w.emitMods(s, p)
}

// oneOf are nouns that with a region in front stand for a state of it.
var oneOf = set("country", "nation", "state", "republic", "kingdom", "power")

// lastMember is the latest mention of a state of a group before token b, the
// subject of its sentence before others, at most two sentences back; -1 if none.
func (w *work) lastMember(s *sent, b int, group string) int {
	members := w.a.Members(group, w.at)
	found := -1
	for k := len(w.ms) - 1; k >= 0 && s.n-w.ms[k].Sentence <= 2; k-- {
		if found >= 0 && w.ms[k].Sentence != w.ms[found].Sentence {
			break
		}
		if w.ms[k].Country == "" || w.ms[k].Sentence == s.n && w.notes[k].e > b || !slices.Contains(members, w.ms[k].Country) || !w.sameIsland(s, &w.ms[k]) {
			continue
		}
		if found < 0 || w.notes[k].subject {
			found = k
		}
	}
	return found
}

// bothOf are plurals that without a number mean the two named before.
var bothOf = set("side", "country", "nation", "neighbor", "neighbour")

// emitMods lets the names in front of a noun stand for themselves.
func (w *work) emitMods(s *sent, p *phrase) int {
	last := -1
	for _, n := range p.mods {
		if n.class == isPerson {
			continue
		}
		last = w.emitName(s, s.single(n))
	}
	return last
}

// emitCounterpart makes the mention of "his Uzbek counterpart": the role of the
// one before, the state of the adjective.
func (w *work) emitCounterpart(s *sent, p *phrase, mod *name) int {
	nt := note{plural: p.plural, generic: true, human: !p.plural}
	m := event.Mention{Kind: event.Person, Country: w.modCountry(mod), Basis: event.ByRole, Name: s.text(p.b, p.e), Reason: "counterpart"}
	if p.plural {
		m.Kind = event.Collective
	}
	m.Sector = "GOV"
	a := -1
	if k, ok := w.mem.poss[p.poss]; ok && p.poss >= 0 {
		a = k
	} else if p.owner != nil {
		a = w.mentionOf(s, p.owner)
	}
	if a >= 0 {
		m.Antecedent = doc.RefTo(a)
		m.Sector = w.ms[a].Sector
		if m.Sector == "" {
			m.Sector = "GOV"
		}
		if p.plural && (w.ms[a].Kind == event.Unit || w.ms[a].Kind == event.Government) {
			m.Kind = w.ms[a].Kind
		}
		if !p.plural {
			m.Role = w.ms[a].Role
			if h, ok := w.counterpart(w.ms[a], mod.ent); ok {
				m.Actor, m.Name, m.Reason = h.ID, h.Name, "holds the same post at the date"
			}
		}
	}
	return w.add(s, p.b, p.e, m, nt)
}

// counterpart is who holds in a state the post that somebody holds in another.
func (w *work) counterpart(of event.Mention, state *atlas.Entity) (*atlas.Entity, bool) {
	if of.Actor == "" || state == nil || w.at.IsZero() {
		return nil, false
	}
	t, ok := w.a.TenureAt(of.Actor, w.at)
	if !ok {
		return nil, false
	}
	var got []atlas.Tenure
	for _, h := range w.a.Holders(state.ID, t.Office, w.at) {
		if _, sure := h.Holds(w.at); sure && slices.Contains(h.Titles, t.Title) {
			got = append(got, h)
		}
	}
	if len(got) != 1 {
		return nil, false
	}
	return w.a.Entity(got[0].Person)
}

// mentionOf returns the latest mention made of a phrase, or -1.
func (w *work) mentionOf(s *sent, p *phrase) int {
	for i := len(w.ms) - 1; i >= 0 && w.ms[i].Sentence == s.n; i-- {
		if w.notes[i].b >= p.b && w.notes[i].e <= p.e+2 && !w.notes[i].virtual {
			return i
		}
	}
	return -1
}
