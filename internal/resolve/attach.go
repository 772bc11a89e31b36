package resolve

import (
	"slices"

	"entente/internal/atlas"
	"entente/internal/event"
)

// behind reads what hangs on a head phrase from its right: "of China and
// Tajikistan", "in Minsk", ", a fellow at ...". It returns the phrases it found
// there that stand for themselves, and the token behind all it has used.
func (s *sent) behind(p *phrase, i int) (out []*phrase, end int) {
	end = i
	switch p.form {
	case byRole:
		return s.behindRole(p, i)
	case byPerson:
		return s.behindPerson(p, i)
	}
	return nil, end
}

func (s *sent) behindRole(p *phrase, i int) (out []*phrase, end int) {
	end = i
	role := p.role()
	if s.aside(i) > i {
		i = s.aside(i)
	}
	// "his Uzbek counterpart, Shavkat Mirziyoyev,"
	if s.form(i) == "," {
		if n := s.nameAt(i + 1); n != nil && n.class == isPerson && n.b == i+1 && s.closes(n.e) && s.personal(p) && (n.known() || n.e-n.b > 1) {
			p.form, p.name, p.e = byPerson, n, n.e
			return nil, n.e
		}
		// "the commander, the Russian general Andrei Serdyukov,"
		if q := s.titledPerson(i + 1); q != nil && s.personal(p) && s.closes(q.e) {
			q.poss, q.b, q.headRol = p.poss, p.b, -1
			if len(q.mods) == 0 {
				q.mods = p.mods
			}
			*p = *q
			return nil, q.e
		}
	}
	switch s.form(i) {
	case "of", "from", "for", "to", "with", "at", "in", "throughout", "across", "inside", "on":
	default:
		return nil, end
	}
	prep := s.form(i)
	k := i + 1
	for k < s.len() && (s.upos(k) == "DET" || s.lem[k] == "former" || s.low[k] == "neighboring" || s.low[k] == "neighbouring") {
		k++
	}
	list, stop := s.nameList(k)
	switch prep {
	case "of":
		if p.aloof && s.upos(k) != "" {
			return nil, end
		}
		if len(list) > 0 {
			if personal(list) {
				return nil, end // "the government of Nawaz Sharif" is handled by its person
			}
			p.mods = append(list, p.mods...)
			p.joint = len(list) > 1
			p.e = stop
			if s.form(stop) == "," && !p.joint {
				if n := s.nameAt(stop + 1); n != nil && n.class == isPerson && s.closes(n.e) && s.personal(p) && (n.known() || n.e-n.b > 1) {
					p.form, p.name, p.e = byPerson, n, n.e
					return nil, n.e
				}
			}
			return nil, stop
		}
		if q := s.namedBehind(p, k); q > 0 {
			return nil, q
		}
		// "commander of the Russian army": a state named inside
		if n := s.firstIn(k); n != nil && len(p.mods) == 0 && (n.class == isAdj || n.class == isState || n.class == isBody) && !s.bound(n) {
			p.mods = append(p.mods, n)
		}
	case "from":
		if len(list) > 0 && !personal(list) && len(p.mods) == 0 && p.poss < 0 && !p.aloof && role.Sector != "" {
			p.mods, p.joint, p.e = list, len(list) > 1, stop
			return nil, stop
		}
	case "for", "with", "at":
		if role.Sector == "" || p.aloof && prep != "at" {
			return nil, end
		}
		if prep == "for" && !speaksFor[s.lemma(s.lead(p.headRol, p.e))] {
			return nil, end
		}
		if len(list) == 0 {
			if n := s.firstIn(k); n != nil && prep == "for" {
				list = []*name{n}
			}
		}
		if prep == "for" {
			// "a spokeswoman for the UN's office, Jane Doe,"
			c := s.chunkFrom(k)
			stop = max(stop, c.e)
			if s.form(stop) == "," {
				if n := s.nameAt(stop + 1); n != nil && n.class == isPerson && s.closes(n.e) && s.personal(p) && (n.known() || n.e-n.b > 1) {
					p.form, p.name, p.e = byPerson, n, n.e
					if len(list) == 1 && len(p.mods) == 0 {
						p.mods = list
					}
					return nil, n.e
				}
			}
		}
		if len(list) == 1 && !personal(list) {
			n := list[0]
			switch {
			case prep == "for" && len(p.mods) == 0:
				p.mods = append(p.mods, n)
			case n.class == isBody || n.class == isInstitute:
				p.affil = append(p.affil, n)
			}
		}
	case "in", "throughout", "across", "inside":
		if !scattered(p.mods) || !inward[role.Lemma] && !inward[s.lem[min(p.e, s.len())-1]] {
			return nil, end
		}
		if len(list) > 0 {
			switch list[0].class {
			case isState, isCapital, isPlace:
				p.where = list[0]
			}
		} else if n := s.firstIn(k); n != nil && (n.class == isState || n.class == isCapital || n.class == isPlace) {
			p.where = n
		}
	}
	return nil, end
}

// namedBehind reads what a post is of, and the name behind a comma, into the
// phrase: "the minister of transport and roads, Jane Doe,". It returns the token
// behind, 0 if that is not what stands there.
func (s *sent) namedBehind(p *phrase, k int) int {
	i := k
	for i < min(k+6, s.len()) && s.at[i] < 0 && (s.upos(i) == "NOUN" || s.upos(i) == "ADJ" || s.upos(i) == "PROPN" || s.upos(i) == "CCONJ" || s.upos(i) == "DET") {
		i++
	}
	if i == k || s.form(i) != "," || !s.personal(p) || p.plural {
		return 0
	}
	n := s.nameAt(i + 1)
	if n == nil || n.class != isPerson || n.b != i+1 || !s.closes(n.e) || !n.known() && n.e-n.b < 2 {
		return 0
	}
	p.form, p.name, p.e = byPerson, n, n.e
	return n.e
}

// scattered says whether the names in front give at most a people or faith, not
// a state or body.
func scattered(mods []*name) bool {
	for _, m := range mods {
		if m.ent == nil || m.ent.Type != "people" && m.ent.Type != "religion" {
			return false
		}
	}
	return true
}

// titledPerson reads a person's name with a title in front from token k on, nil
// if that is not what stands there.
func (s *sent) titledPerson(k int) *phrase {
	c := s.chunkFrom(k)
	if c.e <= k || len(c.segs) == 0 || len(c.segs) > 2 {
		return nil
	}
	var owner *phrase
	for i, seg := range c.segs {
		_, head := s.parseSeg(seg[0], seg[1], owner, i == len(c.segs)-1)
		if head == nil {
			return nil
		}
		owner = head
	}
	if owner.form != byPerson || len(owner.roles) == 0 || owner.name.e != c.e {
		return nil
	}
	return owner
}

var speaksFor = set("spokesman", "spokeswoman", "spokesperson", "lawyer", "attorney", "representative", "minister", "envoy", "candidate", "advocate", "lobbyist", "negotiator", "analyst", "adviser", "advisor", "secretary", "commissioner", "coordinator", "spokespeople", "ambassador")

func personal(list []*name) bool {
	return slices.ContainsFunc(list, func(n *name) bool { return n.class == isPerson })
}

// personal says whether a phrase can be one person.
func (s *sent) personal(p *phrase) bool {
	r := p.role()
	if r.Kind == event.Unit && !p.plural && r.Lemma != lastWord(r.Lemma) {
		return true // "security official"
	}
	return r.Kind == event.Person || r.Lemma == "counterpart" || r.Kind == event.Collective && !p.plural || r.Kind == event.Other && !p.plural
}

// closes says whether a name behind a comma ends there as an apposition does.
func (s *sent) closes(i int) bool {
	if i >= s.len() {
		return true
	}
	switch s.forms[i] {
	case ",", ".", ";", "—", "–", "--", "!", "?", "”", "\"", "(":
		return true
	}
	u := s.upos(i)
	return u == "VERB" || u == "AUX" || u == "ADP" || s.low[i] == "and"
}

// nameList reads names joined by commas and "and" from token k on, with no other
// noun behind them: "China and Tajikistan".
func (s *sent) nameList(k int) (list []*name, end int) {
	for len(list) < 64 {
		for k < s.len() && (s.low[k] == "the" || s.low[k] == "neighboring" || s.low[k] == "neighbouring") {
			k++
		}
		n := s.nameAt(k)
		if n == nil || n.b != k || n.class == 0 {
			break
		}
		after := n.e
		if n.shortEnd > 0 {
			after = n.shortEnd
		}
		if n.class == isPlace && provincial[s.form(after)] {
			after++ // "of Kano state"
		}
		if after < s.len() && (possessive(s.forms[after]) || n.class == isAdj || s.nounish(after) && s.at[after] < 0 && s.upos(after) != "NUM" && !s.opensClause(after) || hyphen(s.forms[after]) && s.glued(after)) {
			if len(list) == 0 {
				return nil, k
			}
			break
		}
		list = append(list, n)
		end = after
		k = after
		switch {
		case s.form(k) == "," && s.form(k+1) == "and", s.form(k) == "," && s.form(k+1) == "or":
			k += 2
		case s.form(k) == "and", s.form(k) == ",", s.form(k) == "&":
			k++
		default:
			return list, end
		}
		// a comma or "and" may as well begin something else
		j := k
		for s.form(j) == "the" {
			j++
		}
		m := s.nameAt(j)
		if m == nil || m.b != j || m.class != n.class && !(stately(m) && stately(n)) {
			return list, end
		}
		// "of Russia and China said": both; "of Russia, China said": one
		if s.form(k-1) == "," && s.clauseAfter(m.e) {
			return list, end
		}
		if s.form(k-1) == "and" && s.clauseAfter(m.e) && s.governed(m) {
			return list, end
		}
	}
	return list, end
}

// provincial nouns stand behind the name of a part of a state.
var provincial = set("state", "province", "region", "oblast", "prefecture", "county", "district", "department", "governorate", "emirate")

func stately(n *name) bool {
	return n.class == isState || n.class == isCapital || n.class == isMetonym || n.class == isPlace
}

// governed says whether the tree takes the name for the subject of the verb
// behind it, on its own.
func (s *sent) governed(n *name) bool {
	return s.rel(s.lead(n.b, n.e)) == "nsubj"
}

// clauseAfter says whether a verb follows token i.
func (s *sent) clauseAfter(i int) bool {
	u := s.upos(i)
	return u == "VERB" || u == "AUX"
}

func (s *sent) opensClause(i int) bool {
	return s.upos(i) == "ADJ" && s.rel(i) != "amod" || s.rel(i) == "nsubj"
}

// firstIn returns the first name of the base noun phrase at token k, not a
// person.
func (s *sent) firstIn(k int) *name {
	for i := k; i < min(k+8, s.len()); i++ {
		if n := s.nameAt(i); n != nil {
			if n.class == isPerson || n.class == 0 {
				return nil
			}
			return n
		}
		if !s.nounish(i) && s.upos(i) != "DET" && s.rel(i) != "amod" {
			return nil
		}
	}
	return nil
}

// aside returns the token behind a bracket that only says where somebody stands
// in a picture: "(front right)".
func (s *sent) aside(i int) int {
	if s.form(i) != "(" {
		if s.form(i) == "," && pictured[s.form(i+1)] {
			k := i + 1
			for pictured[s.form(k)] {
				k++
			}
			if s.form(k) == "," {
				return k + 1
			}
		}
		return i
	}
	for k := i + 1; k < min(i+7, s.len()); k++ {
		if s.forms[k] == ")" {
			return k + 1
		}
		if !pictured[s.low[k]] && s.low[k] != "-" {
			return i
		}
	}
	return i
}

var pictured = set("left", "right", "center", "centre", "front", "back", "top", "bottom", "middle", "far", "second", "third", "fourth", "fifth", "first", "from", "and", "the", "l", "r", "c", "standing", "seated",
	"pictured", "file", "photo", "shown", "above", "below", "on", "in", "at", "row", "rear", "with", "hat", "upper", "lower", "foreground", "background")

// behindPerson reads an affiliation or apposition behind a person's name.
func (s *sent) behindPerson(p *phrase, i int) (out []*phrase, end int) {
	end = i
	if k := s.aside(i); k > i {
		i, end = k, k
	}
	switch f := s.form(i); f {
	case "of", "from", "at", "with":
		k := i + 1
		for s.upos(k) == "DET" {
			k++
		}
		list, stop := s.nameList(k)
		if len(list) == 0 || personal(list) {
			if n := s.firstIn(k); n != nil && (n.class == isInstitute || n.class == isBody) {
				p.affil = append(p.affil, n)
			}
			return nil, end
		}
		n := list[0]
		switch {
		case n.class == isInstitute, n.class == isBody:
			p.affil = append(p.affil, n)
		case f == "of" && len(p.roles) > 0 && len(p.mods) == 0 && len(list) == 1:
			// "King Hassan of Morocco"
			p.mods = append(p.mods, n)
			p.e = stop
			return nil, stop
		}
		return nil, end
	case ",", "(", "—", "–", "--":
		if s.apposition(p, i+1) {
			end = s.appEnd(i + 1)
			for k := i + 1; k < end; k++ {
				if n := s.nameAt(k); n != nil && n.b == k && (n.class == isInstitute || n.class == isBody) {
					q := s.single(n)
					q.e = max(n.e, n.shortEnd)
					out = append(out, q)
				}
			}
			return out, end
		}
	case "who":
		// "X, who is a fellow at Y" has a comma before it
	}
	return nil, end
}

// apposition reads ", a fellow at the Carnegie Endowment" from token k on into
// the phrase; false if what stands there is something else.
func (s *sent) apposition(p *phrase, k int) bool {
	if s.form(k) == "who" && (s.lemma(k+1) == "be" || s.lemma(k+1) == "serve" || s.lemma(k+1) == "head" || s.lemma(k+1) == "lead") {
		k += 2
		if s.form(k) == "as" {
			k++
		}
	}
	end := s.appEnd(k)
	if end <= k {
		return false
	}
	top := -1
	for i := k; i < end; i++ {
		if s.roleOf[i] == i && s.roleWord(i) && (i == k || s.upos(i-1) != "ADP") {
			last := i + s.roles[i].n - 1
			top = last
			// a chain of roles goes on; anything else ends it
			if last+1 < end && s.roleOf[last+1] < 0 && s.at[min(last+1, s.len()-1)] < 0 {
				break
			}
			continue
		}
		if s.at[i] >= 0 || s.nounish(i) || s.upos(i) == "DET" || s.upos(i) == "ADV" || s.possPron(i) || possessive(s.forms[i]) || hyphen(s.forms[i]) || s.rel(i) == "amod" {
			continue
		}
		break
	}
	if top < 0 {
		return false
	}
	if n := s.nameAt(top + 1); n != nil && n.class == isPerson {
		return false // the title of the next in a list
	}
	// the role must be the head of what follows the comma, not a subject there
	if s.clauseAfter(top+1) && (s.form(end) != "," || s.rel(top) == "nsubj") {
		return false
	}
	for i := k; i <= top; i++ {
		if n := s.nameAt(i); n != nil && n.class == isPerson && n != p.name {
			return false
		}
	}
	q := &phrase{form: byRole, b: k, e: top + 1, poss: -1, headRol: -1}
	s.gatherRoles(q, k, top+1)
	s.describe(q, k, top+1)
	if q.plural && !p.plural && q.role().Kind != event.Person {
		if pluralNoun[s.low[top]] || s.toks[top].Feat("Number") == "Plur" {
			return false
		}
	}
	var names []*name
	for i := k; i <= top; i++ {
		if n := s.nameAt(i); n != nil && n.b == i {
			names = append(names, n)
		}
	}
	mods, _, _ := s.modsOf(names, top+1)
	for i := top + 1; i < end; i++ {
		n := s.nameAt(i)
		if n == nil || n.b != i || n.class == isPerson || n.class == 0 {
			continue
		}
		switch {
		case n.class == isInstitute || n.class == isBody:
			p.affil = append(p.affil, n)
		case s.form(i-1) == "of" || s.form(i-1) == "the" && s.form(i-2) == "of":
			if r := q.role(); len(mods) == 0 && r.Kind == event.Person && stateSector[r.Sector] {
				mods = append(mods, n)
			}
		case n.class == isAdj && s.roleAt(n.e) && s.actsFor(i, top):
			// "a spokesman for the Belarusian army"
			if len(mods) == 0 {
				mods = append(mods, n)
				q.gatherBody(*s.roles[s.roleOf[n.e]].Role)
			}
		}
	}
	if len(p.roles) == 0 {
		p.roles, p.words, p.former = q.roles, q.words, q.former
		p.coming = q.coming
		p.mods = append(p.mods, mods...)
		if p.poss < 0 {
			for i := k; i <= top; i++ {
				if s.possPron(i) {
					p.poss = i
				}
			}
		}
	} else if len(p.mods) == 0 && !q.former {
		p.mods = append(p.mods, mods...)
	}
	if p.gender == 0 {
		p.gender = q.gender
	}
	return true
}

// actsFor says whether "for the" or "of the" stands between a role and the name
// at token i.
func (s *sent) actsFor(i, role int) bool {
	k := i - 1
	for k > role && (s.upos(k) == "DET" || s.upos(k) == "ADJ") {
		k--
	}
	return k == role+1 && (s.form(k) == "for" || s.form(k) == "of")
}

// gatherBody puts the body that somebody acts for before his role: the army of
// its spokesman.
func (p *phrase) gatherBody(r atlas.Role) {
	if r.Sector != "" && len(p.roles) > 0 {
		p.roles = append([]atlas.Role{r}, p.roles...)
	}
}

// appEnd is the end of an apposition that starts at token k: the next comma,
// dash, or verb of the main clause, at most 40 tokens on.
func (s *sent) appEnd(k int) int {
	depth := 0
	for i := k; i < min(k+40, s.len()); i++ {
		switch s.forms[i] {
		case "(":
			depth++
		case ")":
			if depth == 0 {
				return i
			}
			depth--
		case ",", ";", "—", "–", "--", ".", "”", "“", "\"":
			if n := s.nameAt(i); n != nil {
				continue
			}
			return i
		}
		if i > k && s.upos(i) == "VERB" && reporting[s.lem[i]] && s.toks[i].Feat("VerbForm") != "Part" && s.at[i] < 0 && s.roleOf[i] < 0 {
			return i
		}
	}
	return min(k+40, s.len())
}
