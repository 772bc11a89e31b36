package resolve

import (
	"slices"
	"strings"

	"entente/internal/atlas"
	"entente/internal/doc"
	"entente/internal/event"
)

// sectorOf is the sector of a chain of roles: "rebel spokesman" is of the rebels.
func sectorOf(p *phrase) string {
	r := p.role()
	sector := r.Sector
	if official[r.Lemma] || official[lastWord(r.Lemma)] {
		for _, q := range p.roles[:len(p.roles)-1] {
			if q.Sector != "" {
				sector = q.Sector
			}
		}
	}
	return sector
}

func lastWord(s string) string {
	return s[strings.LastIndexByte(s, ' ')+1:]
}

// roleMention fills a mention from a role and the names that say whose it is.
func (w *work) roleMention(s *sent, p *phrase, mods []*name) event.Mention {
	r := p.role()
	m := event.Mention{Kind: r.Kind, Sector: sectorOf(p), Basis: event.ByRole, Name: s.text(p.b, p.e), Reason: r.Table}
	if r.Kind == event.Organisation && agentNoun[lastWord(r.Lemma)] {
		m.Kind = event.Collective
	}
	if r.Kind == event.Unit && !p.plural && official[lastWord(r.Lemma)] && !bodily[lastWord(r.Lemma)] {
		m.Kind, m.Role = event.Person, p.words
	}
	if r.Kind == event.Collective && !p.plural && onePerson(r.Lemma) {
		m.Kind = event.Person
	}
	if r.Kind == event.Person {
		if p.plural {
			m.Kind = event.Collective
		} else {
			m.Role = p.words
			m.Basis = event.ByTitle
		}
	}
	if r.Lemma == "coalition" || r.Lemma == "bloc" {
		for _, n := range mods {
			if hyphen(s.form(n.e)) && led[s.form(n.e+1)] {
				m.Kind, m.Sector = event.Unit, "MIL"
			}
		}
	}
	var state, body *name
	for _, n := range mods {
		switch {
		case n.class == isBody || n.class == isInstitute || n.class == isGroup || n.class == isAdj && n.ent != nil && n.ent.Kind != event.State:
			if body == nil {
				body = n
			}
		case state == nil:
			state = n
		}
	}
	if state != nil {
		m.Country = w.modCountry(state)
		switch {
		case m.Country == "" && state.ent != nil && state.class != isPerson:
			m.Actor = state.ent.ID
		case m.Country == "" && len(state.cands) > 1:
			m.Reason = ambiguous(state.cands)
		}
		if state.stale {
			m.Reason += "; the name does not hold at the date of the document"
		}
		if state.ent != nil && state.ent.Kind == event.State && m.Country != "" && r.Kind == event.Government && governs[r.Lemma] {
			m.Actor = state.ent.ID
		}
	}
	if body != nil {
		if e := body.ent; e != nil {
			scattered := e.Type == "people" || e.Type == "religion"
			if !scattered {
				m.Organisation = e.ID
			}
			if m.Kind != event.Person && state == nil {
				m.Actor = e.ID
			}
			if m.Country == "" {
				m.Country = countryOf(e)
			}
			if e.Sector != "" && !scattered && (official[r.Lemma] || official[lastWord(r.Lemma)] || generic[r.Lemma] || m.Sector == "") && len(p.roles) == 1 {
				m.Sector = e.Sector
			}
		} else {
			m.Organisation = w.sentText(body)
			if c := w.leading(s, body); c != nil && !body.shield && m.Country == "" {
				m.Country = countryOf(c)
			}
		}
	}
	if len(p.affil) > 0 && m.Organisation == "" {
		m.Organisation = w.orgOf(p.affil[0])
	}
	if p.where != nil && m.Country == "" && (m.Actor == "" || scattered(mods)) {
		if c := w.modCountry(p.where); c != "" {
			m.Country = c
			m.Reason += "; country: where it stands"
		}
	}
	if p.ethnic {
		m.Country = ""
	}
	// the one who holds the post at the date
	if m.Kind == event.Person && r.Post != "" && r.Post != "-" && !p.former && !p.coming && m.Country != "" && state != nil && len(p.roles) == 1 {
		if t, ok := w.holder(state.ent, r); ok {
			if e, ok := w.a.Entity(t.Person); ok {
				m.Actor, m.Name = e.ID, e.Name
				m.Reason = t.Table + ": holds the post at the date"
			}
		}
	}
	if p.former && m.Kind == event.Person {
		m.Role = ""
		if m.Sector == "GOV" || m.Sector == "MIL" || m.Sector == "LEG" {
			m.Sector = "ELI"
		}
		m.Reason += "; former " + p.words
	}
	return m
}

var governs = set("government", "administration", "authority", "authorities", "regime", "cabinet", "leadership", "junta")

// holder is the one person who surely holds a post of a state at the document's
// date.
func (w *work) holder(e *atlas.Entity, r atlas.Role) (atlas.Tenure, bool) {
	if e == nil || w.at.IsZero() {
		return atlas.Tenure{}, false
	}
	var got []atlas.Tenure
	for _, t := range w.a.Holders(e.ID, r.Post, w.at) {
		if _, sure := t.Holds(w.at); sure {
			got = append(got, t)
		}
	}
	if len(got) != 1 || !slices.Contains(got[0].Titles, r.Lemma) && !generic[r.Lemma] && len(got[0].Titles) > 0 && r.Post == "head_of_state" {
		return atlas.Tenure{}, false
	}
	return got[0], true
}

// emitJoint makes one mention for each state named, and one over all of them:
// "Tajik and Chinese personnel".
func (w *work) emitJoint(s *sent, p *phrase, mods []*name) int {
	first := len(w.ms)
	var members []int
	for k, n := range mods {
		if k >= 64 {
			break
		}
		m := w.roleMention(s, p, []*name{n})
		b, e := p.b, p.e
		switch {
		case n.e <= p.headRol && k < len(mods)-1:
			b, e = n.b, n.e // "Tajik", of "Tajik and Chinese personnel"
		case n.e <= p.headRol:
			b = n.b
		case k < len(mods)-1:
			e = n.e // "troops of China", of "troops of China and Tajikistan"
		}
		m.Name = w.sentText(n) + " " + s.text(p.headRol, min(max(p.headRol+1, p.headRol+s.roles[p.headRol].n), s.len()))
		nt := w.roleNote(s, p)
		nt.virtual = true
		if i := w.add(s, b, e, m, nt); i >= 0 {
			w.ms[i].Head = s.lead(p.b, p.e)
			members = append(members, i)
		}
	}
	if len(members) == 0 {
		return -1
	}
	m := w.roleMention(s, p, nil)
	m.Country, m.Actor, m.Role = "", "", ""
	if m.Kind == event.Person {
		m.Kind = event.Collective
	}
	m.Members = members
	nt := w.roleNote(s, p)
	nt.plural = true
	i := w.add(s, p.b, p.e, m, nt)
	_ = first
	return i
}

// emitOwned makes the mention of a role that a pronoun owns: "their antiterrorism
// units", with a the mention the pronoun stands for.
func (w *work) emitOwned(s *sent, p *phrase, a int) int {
	r := p.role()
	owner := w.ms[a]
	nt := w.roleNote(s, p)
	official := stateSector[r.Sector] || r.Kind == event.Unit || r.Kind == event.Government
	if owner.Kind == event.Organisation && r.Kind != event.Person && r.Kind != event.Unit && !leaderlike[r.Lemma] {
		return -1 // a party's congress is no parliament
	}
	if len(owner.Members) > 0 && official {
		var members []int
		for _, k := range w.flatten(a) {
			m := w.roleMention(s, p, nil)
			m.Country, m.Basis = w.ms[k].Country, event.ByCoreference
			m.Antecedent = doc.RefTo(k)
			if m.Country == "" {
				m.Actor = w.ms[k].Actor
			}
			v := nt
			v.virtual = true
			if i := w.add(s, p.b, p.e, m, v); i >= 0 {
				members = append(members, i)
			}
		}
		m := w.roleMention(s, p, nil)
		m.Members, m.Basis = members, event.ByCoreference
		nt.plural = true
		return w.add(s, p.b, p.e, m, nt)
	}
	m := w.roleMention(s, p, nil)
	if official && owner.Country != "" {
		m.Country = owner.Country
		m.Antecedent = doc.RefTo(a)
		if e, ok := w.a.Entity(owner.Country); ok && m.Kind == event.Person && r.Post != "" && r.Post != "-" && !p.former {
			if t, ok := w.holder(e, r); ok && len(p.roles) == 1 && t.Person != owner.Actor {
				if h, ok := w.a.Entity(t.Person); ok {
					m.Actor, m.Name = h.ID, h.Name
				}
			}
		}
	}
	if owner.Kind == event.Organisation && owner.Actor != "" && owner.Country == "" && m.Country == "" && r.Kind != event.Unit {
		m.Antecedent = doc.RefTo(a) // "the union, whose leaders"
		if r.Kind == event.Person {
			m.Organisation = owner.Actor
		} else {
			m.Actor = owner.Actor
		}
	}
	if junkRole[r.Lemma] && m.Country == "" {
		return -1
	}
	return w.add(s, p.b, p.e, m, nt)
}

var stateSector = set("GOV", "MIL", "COP", "SPY", "JUD", "LEG")

// flatten returns the members of a plural, itself if it has none; at most 64.
func (w *work) flatten(a int) []int {
	if len(w.ms[a].Members) == 0 {
		return []int{a}
	}
	out := w.ms[a].Members
	if len(out) > 64 {
		out = out[:64]
	}
	return out
}
