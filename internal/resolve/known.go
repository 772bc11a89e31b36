package resolve

import (
	"slices"
	"strings"

	"entente/internal/atlas"
	"entente/internal/event"
)

// sharedCountry is the state of all persons that a name can mean, "" if they have
// not one in common.
func sharedCountry(n *name) string {
	c := ""
	for k, h := range n.hits {
		if h.Entity.Kind != event.Person || k > 0 && h.Entity.Country != c {
			return ""
		}
		c = h.Entity.Country
	}
	if len(c) != 3 {
		return ""
	}
	return c
}

// ownedBy gives a person the state or body of whoever "its" or "her" stands for:
// "its director, Jane Doe".
func (w *work) ownedBy(m *event.Mention, a int, p *phrase, rec *person) {
	owner := &w.ms[a]
	switch {
	case owner.Kind == event.Organisation || owner.Kind == event.Unit && owner.Actor != "":
		if m.Organisation == "" {
			m.Organisation = owner.Actor
			if m.Organisation == "" {
				m.Organisation = owner.Name
			}
		}
		if m.Country == "" && !studious[m.Sector] {
			m.Country = owner.Country
		}
	case stateSector[m.Sector] && m.Country == "":
		m.Country = owner.Country
		if p.role().Lemma == "deputy" && owner.Sector != "" {
			m.Sector = owner.Sector
		}
	}
	if rec != nil {
		rec.country, rec.org, rec.sector = m.Country, m.Organisation, m.Sector
	}
}

// emitNamedBody makes a body of a role noun and an unlisted name behind it.
func (w *work) emitNamedBody(s *sent, p *phrase) int {
	r := p.role()
	if r.Kind == event.Person || r.Kind == event.Collective || r.Kind == event.Other {
		return w.emitMods(s, p)
	}
	q := *p
	q.form = byRole
	m := w.roleMention(s, &q, p.mods)
	m.Name = p.name.text
	m.Basis = event.ByName
	return w.add(s, p.b, p.e, m, w.roleNote(s, &q))
}

// fillKnown fills the mention of a person of the tables, with the post held at
// the date.
func (w *work) fillKnown(m *event.Mention, e *atlas.Entity, p *phrase, t *title) {
	m.Actor, m.Name = e.ID, e.Name
	m.Country = e.Country
	if len(m.Country) != 3 {
		m.Country = ""
	}
	ten, held := w.tenure(e, t)
	if !held {
		m.Sector = "ELI"
		all := w.a.Tenures(e.ID)
		if len(all) == 0 {
			m.Sector = ""
			if len(p.roles) > 0 {
				m.Sector = sectorOf(p)
				m.Role = p.words
			}
			return
		}
		m.Reason += "; in no post of the tables at the date"
		switch {
		case len(p.roles) > 0 && !p.former && p.role().Lemma != "counterpart":
			m.Sector = sectorOf(p) // the text says so, though no table does
		case !slices.ContainsFunc(all, func(x atlas.Tenure) bool { return x.From.IsZero() || x.From.Before(w.at) || w.at.IsZero() }):
			m.Sector = "" // not yet
		}
		// a title that no table speaks of may still be true
		if len(p.roles) > 0 && !p.former && (p.role().Post == "" || p.role().Post == "-") && !generic[p.role().Lemma] {
			m.Role, m.Sector = p.words, sectorOf(p)
		}
		if p.former {
			m.Reason += "; former " + p.words
		}
		return
	}
	m.Sector = ten.Sector
	m.Role = ten.Title
	if x, ok := w.a.Entity(ten.Entity); ok {
		m.Country = countryOf(x)
		if x.Kind != event.State {
			m.Organisation = x.ID
			m.Role = ten.Title + " of " + withArticle(x.Name)
		}
	}
	if w.at.IsZero() {
		if p.former {
			m.Sector, m.Role = "ELI", ""
			m.Reason += "; former " + p.words
		} else if t == nil || len(t.posts) == 0 {
			m.Role = ""
			m.Reason += "; the date is not known, so the post is not either"
		}
		return
	}
	if p.former && !slices.Contains(ten.Titles, p.role().Lemma) {
		m.Reason += "; former " + p.words
	}
	if t != nil && len(t.posts) > 0 && !slices.Contains(t.posts, ten.Office) && !p.former {
		m.Reason += "; the text says " + p.words
	}
	m.Reason += "; " + ten.Table
}

// roleAtBody is a role with the organisation of states it is held at.
func (w *work) roleAtBody(r *person) string {
	if r.role == "" || r.sector != "IGO" {
		return r.role
	}
	if e, ok := w.a.Entity(r.org); ok && e.Kind == event.Organisation {
		return r.role + " of " + withArticle(e.Name)
	}
	return r.role
}

// withArticle is the name of a body as it stands behind "of".
func withArticle(name string) string {
	if strings.Contains(name, " ") && !strings.HasPrefix(strings.ToLower(name), "the ") {
		return "the " + name
	}
	return name
}

// tenure is the term of a person that the title speaks of, or the highest at the
// date.
func (w *work) tenure(e *atlas.Entity, t *title) (atlas.Tenure, bool) {
	if t != nil && len(t.posts) > 0 {
		var best atlas.Tenure
		found := false
		for _, x := range w.a.Tenures(e.ID) {
			if p, sure := x.Holds(w.at); p && slices.Contains(t.posts, x.Office) {
				if !found || sure {
					best, found = x, true
				}
			}
		}
		if found {
			return best, true
		}
	}
	return w.a.TenureAt(e.ID, w.at)
}

// fillUnknown fills the mention of a person the tables do not know from the
// words around the name.
func (w *work) fillUnknown(m *event.Mention, p *phrase) {
	r := person{mention: -1}
	w.mem.enrich(w, &r, p)
	m.Country, m.Sector, m.Organisation = r.country, r.sector, r.org
	if !p.former {
		m.Role = w.roleAtBody(&r)
	} else {
		m.Reason = strings.TrimPrefix(m.Reason+"; former "+p.words, "; ")
		if stateSector[m.Sector] {
			m.Sector = "ELI"
		}
	}
	if m.Reason == "" {
		m.Reason = "not in the tables; by the words around the name"
	}
}
