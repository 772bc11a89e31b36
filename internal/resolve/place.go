package resolve

import (
	"slices"
	"strings"

	"entente/internal/atlas"
	"entente/internal/doc"
	"entente/internal/event"
)

// before is the token that governs a name from the left: its preposition or
// verb, with articles and directions left out.
func (s *sent) before(n *name) int {
	i := n.b - 1
	for i >= 0 && (s.low[i] == "the" || direction[s.low[i]]) {
		i--
	}
	return i
}

var direction = set("northern", "southern", "eastern", "western", "central", "north", "south", "east", "west", "northeastern", "northwestern", "southeastern", "southwestern",
	"neighboring", "neighbouring", "nearby", "downtown", "northeast", "northwest", "southeast", "southwest", "war-torn", "occupied", "far", "historic", "remote", "landlocked", "all")

// locates says whether a name stands where something is: "in Iran", "across
// Russia and Iran".
func (s *sent) locates(n *name) bool {
	for k := 0; k < 64; k++ {
		i := s.before(n)
		if i < 0 {
			return false
		}
		f := s.low[i]
		if within[f] && (s.upos(i) == "ADP" || s.upos(i) == "") {
			return !(f == "in" && s.form(i-1) == "interest" || f == "over" || f == "in" && trusting[s.lemma(i-1)]) || s.placed(i)
		}
		if (f == "and" || f == "," || f == "or") && !s.clauseAfter(n.e) {
			if f == "and" && s.form(i-1) == "," {
				i--
			}
			prev := s.nameAt(i - 1)
			if prev == nil || prev == n {
				return false
			}
			n = prev
			continue
		}
		return false
	}
	return false
}

var trusting = set("confidence", "trust", "faith", "interest", "believe", "invest", "investment")

func (s *sent) placed(i int) bool { return s.low[i] == "over" && s.lemma(i-1) == "fly" }

// moves says whether a name is where somebody goes or comes from: "went to
// Paris", "visited Moscow".
func (s *sent) moves(n *name) bool {
	i := s.before(n)
	if i < 0 {
		return false
	}
	switch s.low[i] {
	case "to", "for", "from", "toward", "towards", "into":
		if h := s.toks[s.lead(n.b, n.e)].Head; h >= 0 && h < s.len() && moving[s.lem[h]] && (s.low[i] != "for" || s.lem[h] == "leave" || s.lem[h] == "depart") {
			return true
		}
		for k := i - 1; k >= max(0, i-3); k-- {
			if moving[s.lem[k]] {
				return s.low[i] != "for" || s.lem[k] == "leave" || s.lem[k] == "depart" || s.lem[k] == "head"
			}
			if s.upos(k) == "VERB" || s.upos(k) == "ADP" {
				break
			}
		}
		return false
	case "and":
		if prev := s.nameAt(i - 1); prev != nil && prev.e == i {
			return s.moves(prev)
		}
	}
	switch s.lem[i] {
	case "visit", "leave", "reach", "enter", "tour", "flee", "attack", "shell", "bomb", "capture", "seize", "hit", "strike", "storm", "retake", "recapture", "besiege", "evacuate", "raid", "bombard":
		return s.upos(i) == "VERB"
	}
	return false
}

// capitalUse says whether the name of a capital is used for the city, and
// whether for the government that sits there; both in "went to Paris".
func (s *sent) capitalUse(n *name) (place, actor bool) {
	if n.b < s.dateline {
		return true, false
	}
	after := n.e
	if possessive(s.form(after)) {
		next := s.nameAt(after + 1)
		if next != nil && (next.class == isInstitute && next.shield || next.class == isPlace || next.class == isBody && next.ent != nil && countryOf(next.ent) == "") {
			return true, false
		}
		k := after + 1
		for k < s.len() && s.upos(k) == "ADJ" {
			k++
		}
		if cityNoun[s.lemma(k)] {
			return true, false
		}
		if s.locates(n) && cityNoun[s.lemma(k)] {
			return true, false
		}
		return false, true
	}
	if s.locates(n) {
		return true, false
	}
	if s.moves(n) {
		i := s.before(n)
		return true, s.low[i] != "from" && !(i > 0 && carriage[s.lem[i-1]])
	}
	if s.form(after) == "," {
		if m := s.nameAt(after + 1); m != nil && m.b == after+1 && (m.class == isState || m.class == isPlace) && n.ent != nil && m.ent != nil && (m.ent == n.ent || m.ent.Country == n.ent.ID) {
			return true, false
		}
	}
	if hyphen(s.form(after)) && s.glued(after) && (s.form(after+1) == "based" || s.lemma(after+1) == "base" || s.form(after+1) == "born") {
		return true, false
	}
	if s.upos(after) == "NOUN" || s.upos(after) == "PROPN" {
		l := s.lemma(after)
		if cityNoun[l] || cityEvent[l] || s.upos(after+1) == "NOUN" && cityEvent[s.lemma(after+1)] { // "the Oslo peace process"
			return true, false
		}
		if !s.roleAt(after) && s.nameAt(after) == nil {
			return false, true
		}
	}
	i := s.before(n)
	if s.form(i) == "of" && cityNoun[s.lemma(i-1)] {
		return true, false
	}
	if s.form(i) == "capital" || s.form(i) == "," && s.form(i-1) == "capital" || s.form(n.b-1) == "," && s.lemma(n.b-2) == "capital" {
		return true, false
	}
	return false, true
}

var provinceNoun = set("province", "region", "oblast", "state", "governorate", "district", "county", "republic", "prefecture", "krai", "canton", "department", "territory")
var cityNoun = set("city", "capital", "town", "outskirt", "outskirts", "street", "streets", "center", "centre", "suburb", "airport", "north", "south", "east", "west", "mayor", "region", "district", "metro", "neighborhood", "neighbourhood",
	"skyline", "square", "siege", "battle", "fall", "capture", "seizure", "resident", "bureau", "port", "downtown", "hospital", "hotel", "university", "area", "subway", "park", "stadium", "museum", "zoo", "station", "railway", "road", "treaty", "slum", "villager", "liberation", "time")
var carriage = set("way", "route", "road", "train", "flight", "railway", "pipeline", "shipment", "convoy")
var cityEvent = set("summit", "talk", "talks", "conference", "meeting", "agreement", "pact", "statute", "accord", "accords", "protocol", "declaration", "games", "olympics", "format", "process", "convention", "forum", "bombing", "attack", "attacks", "marathon", "motor", "stock", "exchange", "court")

// pickPlace chooses among the places a name can mean: by the state named beside
// it or in the document, else the one that stands out. Nil if nothing decides.
func (w *work) pickPlace(n *name) *atlas.Place {
	if len(n.places) == 0 {
		return nil
	}
	if len(n.places) == 1 {
		return &n.places[0]
	}
	want := n.in
	score := func(p *atlas.Place) int {
		x := 0
		if want != "" && p.Country == want {
			x += 100
		}
		if n.ent != nil && n.ent.Kind == event.State && p.Country == countryOf(n.ent) {
			x += 60
		}
		if w.named(p.Country) {
			x += 8
		}
		switch {
		case p.Precision == event.Province && n.wide:
			x += 50
		case p.Type == "capital":
			x += 12
		case p.Population >= 1_000_000:
			x += 9
		case p.Population >= 200_000:
			x += 8
		case p.Precision == event.Province:
			x += 7
		case p.Population >= 50_000:
			x += 3
		}
		if p.Weak {
			x -= 4
		}
		if p.Precision == event.City && !n.wide && p.Population >= 20_000 && slices.ContainsFunc(n.places, func(o atlas.Place) bool { return o.ID == p.Admin1 }) {
			x += 8 // the city, unless the words say the province
		}
		return x
	}
	best, second := 0, -100
	for i := 1; i < len(n.places); i++ {
		a, b := score(&n.places[i]), score(&n.places[best])
		if a > b {
			best = i
			second = max(second, b)
		} else {
			second = max(second, a)
		}
	}
	b := score(&n.places[best])
	if b == second {
		same := true
		for i := range n.places {
			if score(&n.places[i]) == b && n.places[i].Country != n.places[best].Country {
				same = false
			}
		}
		if !same {
			return nil
		}
	}
	return &n.places[best]
}

// sites adds the places of a sentence.
func (w *work) sites(s *sent) {
	if s.kind == doc.Subhead {
		return
	}
	w.borders(s)
	for k := range s.names {
		n := &s.names[k]
		if n.class == 0 || n.border {
			continue
		}
		n.in = w.hint(s, n)
		n.wide = provinceNoun[s.lemma(n.e)] || s.form(n.b-1) == "of" && provinceNoun[s.lemma(n.b-2)]
		switch n.class {
		case isPlace:
			w.addPlace(s, n)
		case isCapital:
			if place, _ := s.capitalUse(n); place {
				w.addPlace(s, n)
			}
		case isState:
			switch {
			case !s.locates(n) && !s.moves(n):
			case n.ent == nil && len(n.cands) > 1:
				w.place(s, n.b, n.e, event.Place{Name: n.text, Precision: event.InState})
			case n.ent != nil:
				w.place(s, n.b, n.e, event.Place{Name: n.ent.Name, ID: n.ent.ID, Country: lawful(n.ent), Precision: event.InState})
			}
		case isGroup:
			if n.ent != nil && n.ent.Type == "region" && (s.locates(n) || s.moves(n)) {
				w.place(s, n.b, n.e, event.Place{Name: n.ent.Name, ID: n.ent.ID, Precision: event.Region})
			}
		}
	}
}

// hint is the state that stands beside a place: "Tripoli, Libya", "Uzbekistan's
// Karakalpakstan", "the Iraqi city of Basra".
func (w *work) hint(s *sent, n *name) string {
	if s.form(n.e) == "," || s.form(n.e) == "in" || s.form(n.e) == "(" {
		k := n.e + 1
		if m := s.nameAt(k); m != nil && m.b == k && (m.class == isState || m.class == isPlace) {
			if c := countryOf(m.ent); c != "" {
				return c
			}
			for _, p := range m.places {
				if p.Precision == event.Province {
					return p.Country
				}
			}
		}
	}
	for k := n.b - 1; k >= max(0, n.b-6); k-- {
		if m := s.nameAt(k); m != nil {
			switch m.class {
			case isAdj, isState, isCapital:
				if possessive(s.form(m.e)) || m.class == isAdj {
					return countryOf(m.ent)
				}
			}
			return ""
		}
		if s.clauseAfter(k) {
			break
		}
	}
	return ""
}

// lawful is the state that a place is part of by law.
func lawful(e *atlas.Entity) string {
	if c := countryOf(e); c != "" {
		return c
	}
	if len(e.Parent) == 3 {
		return e.Parent
	}
	return ""
}

func (w *work) addPlace(s *sent, n *name) {
	p := w.pickPlace(n)
	var out event.Place
	switch {
	case p != nil:
		out = event.Place{Name: p.Name, ID: p.ID, Country: p.Country, Admin1: p.Admin1, Precision: p.Precision}
		if out.Precision == "" {
			out.Precision = event.City
		}
	case len(n.places) > 0:
		out = event.Place{Name: n.text, Precision: n.places[0].Precision}
	case n.ent != nil && n.class == isCapital:
		out = event.Place{Name: n.hit.Form, Country: countryOf(n.ent), Precision: event.City}
	case n.ent != nil:
		out = event.Place{Name: n.ent.Name, ID: n.ent.ID, Country: countryOf(n.ent), Admin1: n.ent.ID, Precision: event.Province}
	default:
		return
	}
	e := n.e
	if n.shortEnd > 0 {
		e = n.shortEnd
	}
	w.place(s, n.b, e, out)
}

func (w *work) place(s *sent, b, e int, p event.Place) {
	if len(w.places) >= maxMentions {
		return
	}
	p.Span, p.Sentence = s.span(b, e), s.n
	w.places = append(w.places, p)
}

// emitSite makes the mention of a city or province that something is done to or
// that does something; where it only says where, there is none.
func (w *work) emitSite(s *sent, p *phrase) int {
	n := p.name
	if s.locates(n) {
		return -1
	}
	h := s.lead(n.b, n.e)
	switch s.rel(h) {
	case "nsubj", "obj", "iobj":
	default:
		switch s.form(s.before(n)) {
		case "on", "against", "with":
		default:
			return -1
		}
	}
	m := event.Mention{Kind: event.Other, Name: n.text, Basis: event.ByName}
	if pl := w.pickPlace(n); pl != nil {
		m.Country, m.Name, m.Reason = pl.Country, pl.Name, pl.Table
	} else if n.ent != nil {
		m.Country, m.Name, m.Reason = countryOf(n.ent), n.ent.Name, n.hit.Table
	} else {
		m.Reason = "more than one place of that name"
	}
	if n.ent != nil && n.ent.Kind == event.Other {
		m.Actor = n.ent.ID
	}
	return w.add(s, n.b, n.e, m, note{location: true})
}

// borders finds the borders named in a sentence: "the Tajik-Afghan border",
// "Tajikistan's Afghan border", "border with Afghanistan".
func (w *work) borders(s *sent) {
	for i := 0; i < s.len(); i++ {
		switch s.lem[i] {
		case "border", "frontier", "boundary":
		default:
			continue
		}
		if s.upos(i) == "VERB" || s.roleAt(i) && s.roles[s.roleOf[i]].n > 1 {
			continue
		}
		var sides []*name
		b, e := i, i+1
		// names in front, back to a determiner or a preposition
		for k := i - 1; k >= max(0, i-14); k-- {
			if n := s.nameAt(k); n != nil {
				if (n.class == isAdj || n.class == isState || n.class == isCapital) && n.ent != nil && n.ent.Kind == event.State {
					sides = append(sides, n)
					b = n.b
					k = n.b
					continue
				}
				break
			}
			if s.nounish(k) || s.upos(k) == "ADV" || hyphen(s.forms[k]) || possessive(s.forms[k]) || s.low[k] == "and" && len(sides) > 0 && len(sides) < 2 ||
				s.upos(k) == "VERB" && hyphen(s.form(k-1)) || s.upos(k) == "ADP" && hyphen(s.form(k-1)) && hyphen(s.form(k+1)) || s.upos(k) == "PART" && hyphen(s.form(k-1)) {
				continue
			}
			break
		}
		if len(sides) > 2 {
			sides = sides[:2]
			b = sides[1].b
		}
		inside := slices.Clone(sides)
		switch s.form(i + 1) {
		case "with", "between":
			list, stop := s.nameList(i + 2)
			var with []*name
			for _, n := range list {
				if n.ent != nil && n.ent.Kind == event.State {
					with = append(with, n)
				}
			}
			if s.form(i+1) == "between" && len(with) >= 2 {
				sides, e = with[:2], stop
			} else if s.form(i+1) == "with" && len(with) == 1 {
				if len(sides) == 0 {
					if c := s.ownerOf(i); c != nil {
						sides = append(sides, c)
					}
				}
				sides, e = append(sides[:min(len(sides), 1)], with[0]), stop
			} else if len(with) > 1 {
				continue // borders with several: more than one place
			}
		}
		if len(sides) == 0 || len(sides) == 1 && s.upos(i+1) == "NOUN" {
			continue
		}
		ids := []string{}
		for _, n := range sides {
			if !slices.Contains(ids, n.ent.ID) {
				ids = append(ids, n.ent.ID)
			}
		}
		slices.Sort(ids)
		p := event.Place{Name: s.text(b, e), ID: "border." + strings.Join(ids, "-"), Precision: event.Border}
		if len(ids) == 1 && len(inside) > 0 {
			p.Country = countryOf(sides[0].ent)
		}
		w.place(s, b, e, p)
		for _, n := range inside {
			if n.class == isAdj || hyphen(s.form(n.e)) || hyphen(s.form(n.b-1)) {
				n.border = true
			}
		}
	}
}

// ownerOf is the state whose border it is when a pronoun says so: the subject in
// front.
func (s *sent) ownerOf(i int) *name {
	for k := i - 1; k >= max(0, i-4); k-- {
		if s.possPron(k) {
			for j := k - 1; j >= 0; j-- {
				if n := s.nameAt(j); n != nil && n.ent != nil && n.ent.Kind == event.State && s.isSubject(s.lead(n.b, n.e)) {
					return n
				}
			}
		}
	}
	return nil
}
