package resolve

import (
	"entente/internal/doc"
	"entente/internal/event"
)

// home is the state a document is written from: who speaks in it, that of its
// dateline, or the only one its headline names; "" if none of them says.
func (w *work) home() string {
	if e, ok := w.a.Entity(w.p.Speaker); ok && e.Kind == event.State {
		return e.ID
	}
	for _, s := range w.sents {
		for i := range s.dateline {
			if hits := w.a.LongestPlace(s.forms[:s.dateline], i); len(hits) > 0 && hits[0].Country != "" {
				return hits[0].Country
			}
			if n := s.nameAt(i); n != nil {
				if c := w.modCountry(n); c != "" {
					return c
				}
			}
		}
		if s.dateline > 0 {
			break
		}
	}
	only := ""
	for i := range w.ms {
		m := &w.ms[i]
		if w.sents[m.Sentence].kind != doc.Headline || m.Country == "" || m.Basis == event.ByCoreference {
			continue
		}
		if only != "" && only != m.Country {
			return ""
		}
		only = m.Country
	}
	return only
}

// settleHome gives bodies named by a bare role ("the government", "police",
// "prosecutors") the state that the document is written from.
func (w *work) settleHome() {
	home := ""
	for i := range w.ms {
		m, n := &w.ms[i], &w.notes[i]
		if m.Country != "" || m.Actor != "" || m.Organisation != "" || len(m.Members) > 0 || !domestic[m.Sector] || n.virtual {
			continue
		}
		s := w.sents[m.Sentence]
		switch m.Basis {
		case event.ByRole, event.ByTitle:
			if !s.bare(n) {
				continue
			}
		case event.ByName: // "Prime Minister Ali Zeine", whom no table knows
			if m.Kind != event.Person || len(n.roles) == 0 || m.Sector != "GOV" {
				continue
			}
		default:
			continue
		}
		if own := w.stateBefore(i); own != "" && m.Kind != event.Person && m.Kind != event.Government {
			m.Country = own
			m.Reason += "; country: that of the body named before"
			n.inferred = true
			continue
		}
		if home == "" {
			if home = w.home(); home == "" {
				return
			}
		}
		m.Country = home
		m.Reason += "; country: the state the text is written from"
		n.inferred = true
	}
}

// stateBefore is the state whose body or official the sentence names last before a
// mention; "" for none: "Chad's attorney general accused him, and police arrested
// two aides".
func (w *work) stateBefore(i int) string {
	at := &w.ms[i]
	state := ""
	for k := range w.ms {
		m := &w.ms[k]
		if m.Sentence == at.Sentence && m.End <= at.Begin && m.Country != "" && domestic[m.Sector] && !w.notes[k].inferred {
			state = m.Country
		}
	}
	return state
}

// bare says whether a role stands without anything that tells whose it is: "the
// army", "police", "prosecutors", not "an army", "rebel troops" or "the army of the
// north".
func (s *sent) bare(n *note) bool {
	if d := s.form(n.b - 1); !n.plural && d != "the" && d != "The" && s.forms[n.b] != "the" && s.forms[n.b] != "The" && n.e-n.b > 1 {
		return false
	}
	for k := n.b; k < n.e; k++ {
		if s.upos(k) == "PROPN" {
			return false
		}
	}
	switch s.form(n.e) {
	case "of", "from", "'s", "’s":
		return false
	case "in":
		return s.nameAt(n.e+1) == nil && s.nameAt(n.e+2) == nil // not "police in Lima"
	}
	return true
}
