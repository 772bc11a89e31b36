package resolve

import (
	"strings"

	"entente/internal/doc"
	"entente/internal/event"
)

// emitBare makes the mention of a role without a name in front: "experts", "the
// president", "the army".
func (w *work) emitBare(s *sent, p *phrase) (int, bool) {
	r := p.role()
	if p.count >= 2 && p.the && (leaderlike[r.Lemma] || statelike[r.Lemma]) {
		if i := w.emitPlural(s, p); i >= 0 {
			return i, true
		}
	}
	if p.the && !p.former {
		if a := w.sameRole(s, p); a >= 0 {
			m := w.ms[a]
			m.Antecedent, m.Basis, m.Members = doc.RefTo(a), event.ByCoreference, nil
			m.Reason = "the " + r.Lemma + " named before"
			nt := w.roleNote(s, p)
			nt.family, nt.gender, nt.plural = w.notes[a].family, w.notes[a].gender, w.notes[a].plural
			nt.human = w.notes[a].human
			return w.add(s, p.b, p.e, m, nt), true
		}
	}
	if p.the && armed[r.Sector] && r.Kind != event.Person && p.where == nil && len(p.affil) == 0 {
		if a := w.lastArmed(s, p.b); a >= 0 {
			m := w.ms[a]
			m.Antecedent, m.Basis, m.Members = doc.RefTo(w.origin(a)), event.ByCoreference, nil
			m.Reason = "the armed group named before"
			return w.add(s, p.b, p.e, m, w.roleNote(s, p)), true
		}
	}
	if thingRole[r.Lemma] && p.where == nil || junkRole[r.Lemma] && (!p.plural || !peopled[r.Sector]) && p.where == nil && len(p.affil) == 0 {
		return -1, true
	}
	m := w.roleMention(s, p, nil)
	nt := w.roleNote(s, p)
	if a := w.commander(s, p); a >= 0 && m.Country == "" {
		m.Country, m.Antecedent = w.ms[a].Country, doc.RefTo(a)
		m.Reason += "; country: whose they are by the verb"
	}
	if r.Lemma == "government" && p.plural || r.Lemma == "local government" || r.Lemma == "regional government" || r.Lemma == "local authorities" {
		if a := w.lastGroup(s, p.b); a >= 0 && m.Country == "" && p.plural {
			m.Actor, m.Antecedent = w.ms[a].Actor, doc.RefTo(a)
			m.Reason += "; of the region named before"
		}
	}
	if m.Country == "" && domestic[r.Sector] && !p.plural && p.the && !p.former && !strings.HasPrefix(r.Lemma, "head of") && !s.worldwide(p) {
		if c := w.onlyState(); c != "" {
			m.Country = c
			m.Reason += "; country: the only one the document names"
			nt.inferred = true
		}
	}
	return w.add(s, p.b, p.e, m, nt), true
}

// lastArmed is the mention that "the rebels" or "the jihadists" before token b stands
// for: of the one armed group that the text has named in the sentences before; -1 if it
// has named none or several.
func (w *work) lastArmed(s *sent, b int) int {
	found := -1
	for k := len(w.ms) - 1; k >= 0 && s.n-w.ms[k].Sentence <= 8; k-- {
		m := &w.ms[k]
		if m.Actor == "" || !armed[m.Sector] || !w.sameIsland(s, m) || m.Sentence == s.n && w.notes[k].e > b || w.notes[k].virtual {
			continue
		}
		if found < 0 {
			found = k
		} else if w.ms[found].Actor != m.Actor {
			return -1
		}
	}
	return found
}

var armed = set("REB", "INS")

// worldwide says whether a description speaks of a body of several states: "the
// international criminal court".
func (s *sent) worldwide(p *phrase) bool {
	for k := max(p.b-2, 0); k < p.e; k++ {
		switch s.low[k] {
		case "international", "regional", "global", "world", "multinational", "supranational", "continental":
			return true
		}
	}
	return false
}

// commander returns the mention of the state that fields a force by the verb
// above it: "Russia deployed troops", "China's drills involve security services";
// -1 if none.
func (w *work) commander(s *sent, p *phrase) int {
	r := p.role()
	if r.Kind != event.Unit || !stateSector[r.Sector] {
		return -1
	}
	h := s.lead(p.b, p.e)
	for n := 0; n < 4 && s.rel(h) == "conj" && s.toks[h].Head >= 0; n++ {
		h = s.toks[h].Head
	}
	if h >= s.len() || s.rel(h) != "obj" {
		return -1
	}
	v := s.toks[h].Head
	if v < 0 || v >= s.len() || !fielding[s.lem[v]] {
		return -1
	}
	for n := 0; n < 6 && v >= 0 && v < s.len(); n++ {
		subject := -1
		for k := range s.toks {
			if s.toks[k].Head == v && s.toks[k].Deprel == "nsubj" {
				subject = k
				break
			}
		}
		if subject < 0 {
			switch s.rel(v) {
			case "xcomp", "advcl", "conj", "acl":
				v = s.toks[v].Head
				continue
			}
			return -1
		}
		for i := len(w.ms) - 1; i >= 0 && w.ms[i].Sentence == s.n; i-- {
			m := &w.ms[i]
			if m.Country == "" || w.notes[i].virtual || m.Kind == event.Collective {
				continue
			}
			if m.Head == subject || s.toks[m.Head].Head == subject && s.toks[m.Head].Deprel == "nmod:poss" {
				return i
			}
		}
		return -1
	}
	return -1
}

// lastGroup is the latest mention of a region before token b, within the
// sentence or the one before; -1 if none.
func (w *work) lastGroup(s *sent, b int) int {
	for k := len(w.ms) - 1; k >= 0 && s.n-w.ms[k].Sentence <= 1; k-- {
		if w.ms[k].Kind == event.Group && w.ms[k].Actor != "" && w.sameIsland(s, &w.ms[k]) && (w.ms[k].Sentence < s.n || w.notes[k].e <= b) {
			return k
		}
	}
	return -1
}

var domestic = set("GOV", "MIL", "COP", "JUD", "LEG", "OPP")

var peopled = set("CVL", "REF", "LAB", "EDU", "REL", "NGO", "OPP", "REB", "INS", "MIL", "COP", "MED", "HLH", "GOV", "LEG", "BUS", "CRM", "UNK")
