package resolve

import (
	"cmp"
	"slices"
	"strings"

	"entente/internal/atlas"
	"entente/internal/event"
)

// A claimed title is what stands before or behind a name.
type title struct {
	country string
	org     string
	posts   []string // offices named, of the atlas
	lemmas  []string
}

func (w *work) titleOf(p *phrase) *title {
	if p == nil || len(p.roles) == 0 && len(p.mods) == 0 {
		return nil
	}
	t := &title{}
	for _, m := range p.mods {
		if m.class == isBody || m.class == isGroup || m.class == isInstitute {
			if t.org == "" {
				t.org = w.orgOf(m)
			}
			continue
		}
		if c := w.modCountry(m); c != "" && t.country == "" {
			t.country = c
		}
	}
	for _, r := range p.roles {
		t.lemmas = append(t.lemmas, r.Lemma)
		if r.Post != "" && r.Post != "-" {
			t.posts = append(t.posts, r.Post)
		}
	}
	return t
}

// identify returns the person that a name means, with the reason; without one,
// the reason says which are left.
func (w *work) identify(n *name, t *title) (*atlas.Entity, string, bool) {
	if len(n.hits) == 0 {
		return nil, "", false
	}
	var full, short []*atlas.Entity
	table := map[string]string{}
	for _, h := range n.hits {
		if h.Entity.Kind != event.Person {
			continue
		}
		table[h.Entity.ID] = h.Table
		list := &short
		if !h.Surname {
			list = &full
		}
		if !slices.Contains(*list, h.Entity) {
			*list = append(*list, h.Entity)
		}
	}
	if t != nil && t.country != "" && len(t.posts) > 0 {
		// "Jordan's King Abdullah" is no king of another state
		full = slices.DeleteFunc(full, func(e *atlas.Entity) bool {
			return !w.servesCountry(e, t.country) && !strings.Contains(e.Name, " ") || !w.servesCountry(e, t.country) && w.held(e)
		})
		if len(full) == 0 {
			short = slices.DeleteFunc(short, func(e *atlas.Entity) bool { return !w.servesCountry(e, t.country) })
		}
		if len(full)+len(short) == 0 {
			if e, table := w.byPost(n, t); e != nil {
				return e, table + "; holds the post, and has the name", true
			}
			return nil, "", false
		}
	}
	if len(full) > 0 {
		e, why := w.among(full, t, true)
		if e != nil {
			return e, table[e.ID] + why, true
		}
		return nil, why, false
	}
	if len(short) == 0 {
		return nil, "", false
	}
	// a full name elsewhere in the document decides for the surname
	if r := w.mem.person(n.text); r != nil && r.ent != nil {
		if t == nil || t.country == "" || r.country == "" || r.country == t.country {
			return r.ent, table[r.ent.ID] + "; named in full in this document", true
		}
	}
	best := ""
	if w.at.IsZero() && t == nil && len(short) > 1 {
		// without a date, a leader of the table by hand before those of the derived ones
		known := slices.DeleteFunc(slices.Clone(short), func(e *atlas.Entity) bool { return !strings.HasPrefix(table[e.ID], "actors/persons.tsv:") })
		if len(known) == 1 && w.famous(known[0]) {
			short, best = known, "; the best known of that name"
		}
	}
	e, why := w.among(short, t, false)
	why = cmp.Or(best, why)
	if e != nil && n.hits[0].Common && (t == nil || t.country == "" && t.org == "" && len(t.posts) == 0) && !w.named(countryOfPerson(e)) && !w.inOffice(e) {
		return nil, "a surname alone, and a common word or given name; it may be " + e.ID, false
	}
	if e != nil {
		return e, table[e.ID] + why, true
	}
	return nil, why, false
}

// inOffice says whether a person surely held a post at the date.
func (w *work) inOffice(e *atlas.Entity) bool {
	return !w.at.IsZero() && slices.ContainsFunc(w.a.Tenures(e.ID), func(t atlas.Tenure) bool { _, sure := t.Holds(w.at); return sure })
}

// byPost is the one who surely holds at the date the post that a title names, if
// the name is part of his or hers.
func (w *work) byPost(n *name, t *title) (*atlas.Entity, string) {
	if w.at.IsZero() {
		return nil, ""
	}
	for _, x := range w.a.Holders(t.country, t.posts[len(t.posts)-1], w.at) {
		if _, sure := x.Holds(w.at); !sure {
			continue
		}
		if e, ok := w.a.Entity(x.Person); ok && strings.HasPrefix(strings.ToLower(e.Name)+" ", strings.ToLower(n.text)+" ") {
			return e, x.Table
		}
	}
	return nil, ""
}

// among chooses one of several persons of a name by title, country and date.
func (w *work) among(list []*atlas.Entity, t *title, full bool) (*atlas.Entity, string) {
	if full && len(list) == 1 {
		return list[0], ""
	}
	left := list
	why := ""
	if t != nil && (t.country != "" || t.org != "") {
		var same []*atlas.Entity
		for _, e := range left {
			if t.country != "" && w.servesCountry(e, t.country) || t.org != "" && w.serves(e, t.org) {
				same = append(same, e)
			}
		}
		if len(same) == 0 {
			if full {
				return nil, ambiguous(list)
			}
			return nil, "" // somebody else of that name
		}
		left, why = same, "; by the state or body in front of the name"
	}
	if t != nil && len(t.posts) > 0 {
		var held []*atlas.Entity
		for _, e := range left {
			if slices.ContainsFunc(w.a.Tenures(e.ID), func(x atlas.Tenure) bool { return slices.Contains(t.posts, x.Office) }) {
				held = append(held, e)
			}
		}
		if len(held) > 0 {
			left = held
			why += "; by the title"
		} else if !full && len(left) > 0 && t.country == "" {
			return nil, "" // a president of that name whom the tables do not know
		}
	}
	if len(left) > 1 && !w.at.IsZero() {
		var sure []*atlas.Entity
		for _, e := range left {
			if w.inOffice(e) {
				sure = append(sure, e)
			}
		}
		if !full && len(sure) > 1 {
			// of all of a name whoever leads a state has no need to be introduced
			if top := slices.DeleteFunc(slices.Clone(sure), func(e *atlas.Entity) bool { return !w.famous(e) }); len(top) == 1 {
				sure = top
			}
		}
		if len(sure) == 1 && (full || t != nil && len(t.posts)+len(t.country) > 0) {
			left = sure
			why += "; in office at the date"
		} else if len(sure) == 1 && (w.named(countryOfPerson(sure[0])) || w.famous(sure[0])) {
			left = sure
			why += "; in office at the date, and of a state that the document names or at its head"
		}
	}
	if len(left) > 1 {
		var near []*atlas.Entity
		for _, e := range left {
			if w.named(countryOfPerson(e)) {
				near = append(near, e)
			}
		}
		if len(near) == 1 && (full || w.at.IsZero() || w.held(near[0])) {
			left = near
			why += "; the document names the state"
		}
	}
	if len(left) != 1 {
		return nil, ambiguous(left)
	}
	e := left[0]
	if full || t != nil && (t.country != "" || t.org != "" || len(t.posts) > 0) {
		return e, why
	}
	// a surname alone: somebody known everywhere, or of a state the document is about
	if w.famous(e) || w.named(countryOfPerson(e)) && w.held(e) || w.prominent(e) {
		return e, cmp.Or(why, "; the only one of that name in the tables")
	}
	return nil, "a surname alone; it may be " + e.ID
}

func countryOfPerson(e *atlas.Entity) string { return e.Country }

func (w *work) servesCountry(e *atlas.Entity, c string) bool { return e.Country == c || w.serves(e, c) }

func (w *work) serves(e *atlas.Entity, id string) bool {
	return slices.ContainsFunc(w.a.Tenures(e.ID), func(t atlas.Tenure) bool {
		if t.Entity == id {
			return true
		}
		b, ok := w.a.Entity(t.Entity)
		return ok && b.Parent == id
	})
}

// held says whether a person may hold a post at the date.
func (w *work) held(e *atlas.Entity) bool {
	_, ok := w.a.TenureAt(e.ID, w.at)
	return ok
}

// famous says whether a surname alone is enough at the date: heads of states and
// of the great organisations in office.
func (w *work) famous(e *atlas.Entity) bool {
	for _, t := range w.a.Tenures(e.ID) {
		switch t.Office {
		case "head_of_state", "head_of_government", "supreme_leader", "secretary_general", "president_of_ec", "leader":
			if p, _ := t.Holds(w.at); p {
				return true
			}
		}
	}
	return false
}

// leaders says whether several are of a name of whom one may lead, or have led, a state.
func (w *work) leaders(n *name) bool {
	var all []*atlas.Entity
	lead := false
	for _, h := range n.hits {
		if h.Entity.Kind != event.Person {
			return false
		}
		lead = lead || w.famous(h.Entity)
		if !slices.Contains(all, h.Entity) {
			all = append(all, h.Entity)
		}
	}
	return lead && len(all) > 1
}

// prominent says whether somebody surely was foreign or defence minister, or second in
// a state, at the date: such need no introduction in the news of the day.
func (w *work) prominent(e *atlas.Entity) bool {
	return !w.at.IsZero() && slices.ContainsFunc(w.a.Tenures(e.ID), func(t atlas.Tenure) bool {
		switch t.Office {
		case "foreign_minister", "defence_minister", "vice_president":
			_, sure := t.Holds(w.at)
			return sure
		}
		return false
	})
}

// personCountry is the state a person acts for at the date.
func (w *work) personCountry(e *atlas.Entity) string {
	if t, ok := w.a.TenureAt(e.ID, w.at); ok && !w.at.IsZero() {
		if x, ok := w.a.Entity(t.Entity); ok {
			return countryOf(x)
		}
	}
	if len(e.Country) == 3 {
		return e.Country
	}
	return ""
}
