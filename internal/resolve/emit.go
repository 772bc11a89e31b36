package resolve

import (
	"slices"
	"strings"

	"entente/internal/atlas"
	"entente/internal/doc"
	"entente/internal/event"
)

// sentence turns the phrases of a sentence into mentions, with what went before
// in memory, and notes who says something in it.
func (w *work) sentence(s *sent) {
	w.mem.poss = map[int]int{}
	for _, p := range s.phr {
		switch p.form {
		case byName:
			w.emitName(s, p)
		case byRole:
			w.emitRole(s, p)
		case byPerson:
			w.emitPerson(s, p)
		case byPronoun:
			w.emitPronoun(s, p)
		case byPlural, byThe:
			w.emitThe(s, p)
		}
	}
	w.findFrames(s)
}

// maxMentions bounds a document.
const maxMentions = 50000

// add appends a mention over tokens [b, e) and returns its index, or -1.
func (w *work) add(s *sent, b, e int, m event.Mention, n note) int {
	if len(w.ms) >= maxMentions || b < 0 || e <= b || e > s.len() {
		return -1
	}
	m.Span = s.span(b, e)
	m.Sentence = s.n
	m.Head = s.lead(b, e)
	n.b, n.e = b, e
	n.subject = s.isSubject(m.Head)
	n.inQuote = s.quote[b] >= 0
	w.ms = append(w.ms, m)
	w.notes = append(w.notes, n)
	return len(w.ms) - 1
}

// iso says whether a state's id is an ISO 3166-1 code, and so a country.
func iso(e *atlas.Entity) bool {
	return e.Kind == event.State && len(e.ID) == 3 && e.Type != "historic"
}

// countryOf is the state an entity acts for, "" if none.
func countryOf(e *atlas.Entity) string {
	if e == nil {
		return ""
	}
	if e.Kind == event.State {
		if iso(e) {
			return e.ID
		}
		return ""
	}
	if len(e.Country) == 3 {
		return e.Country
	}
	return ""
}

// basisOf is how a name was recognised.
func basisOf(n *name) event.MentionBasis {
	switch n.hit.Kind {
	case atlas.Adjective, atlas.Demonym, atlas.People:
		return event.ByDemonym
	case atlas.Capital, atlas.Metonym:
		return event.ByMetonym
	case atlas.Acronym:
		return event.ByAbbreviation
	case atlas.Alias:
		return event.ByAlias
	case atlas.Title:
		return event.ByTitle
	}
	return event.ByName
}

// emitName makes the mention of a name that stands for itself.
func (w *work) emitName(s *sent, p *phrase) int {
	n := p.name
	if n == nil || n.class == 0 || n.e <= s.dateline {
		return -1
	}
	m := event.Mention{Kind: kindOf(n), Basis: basisOf(n)}
	nt := note{location: s.locates(n)}
	if r, ok := w.mem.abbr[s.text(n.b, n.e)]; ok && n.class != isState {
		m.Kind, m.Actor, m.Country, m.Sector, m.Name = r.Kind, r.Actor, r.Country, r.Sector, r.Name
		m.Basis = event.ByAbbreviation
		m.Antecedent = doc.RefTo(r.at)
		return w.add(s, n.b, n.e, m, nt)
	}
	switch n.class {
	case isCapital:
		place, actor := s.capitalUse(n)
		if place && !actor {
			return -1
		}
	case isPlace:
		return w.emitSite(s, p)
	case isInstitute:
		m.Name, m.Sector = s.text(n.b, n.e), n.sector
		m.Basis = event.ByName
		m.Reason = "a body by the words of its name; not in the tables"
		if c := w.leading(s, n); c != nil && !n.shield {
			m.Country = countryOf(c)
		} else if !n.shield {
			m.Country = w.oneCountry(s, p.mods)
			if m.Country == "" {
				m.Country = w.seat(s, n)
			}
		}
	}
	if n.ent == nil && len(n.cands) > 1 {
		m.Reason = ambiguous(n.cands)
		if n.weak && n.class != isAdj && n.class != isPeople {
			return -1
		}
		m.Name = n.text
		if m.Kind == event.State {
			m.Sector = "UNK" // it acts, though it is not known which it is
		}
		return w.add(s, p.b, p.e, m, nt)
	}
	if e := n.ent; e != nil {
		m.Actor, m.Country, m.Sector, m.Name = e.ID, countryOf(e), e.Sector, e.Name
		if n.class == isMetonym || n.class == isCapital {
			if e.Kind == event.State {
				m.Sector = "GOV"
			} else {
				m.Kind = e.Kind
			}
		}
		m.Reason = reasonOf(n)
	}
	if n.class == isBody && m.Country != "" {
		own := p.mods
		if p.owner != nil && p.owner.form == byName {
			own = append(own, p.owner.name)
		}
		if c := w.oneCountry(s, own); c != "" && c != m.Country {
			// "South Korea's Joint Chiefs of Staff" are not ours
			m.Actor, m.Country, m.Name = "", c, n.text
			m.Reason += "; of the state in front of it"
		}
	}
	if n.class == isPeople {
		m.Actor = ""
		if n.ent != nil && n.ent.Kind != event.State {
			m.Actor = n.ent.ID
		}
		m.Name = s.text(n.b, n.e)
		nt.plural = true
		if !p.the || p.count > 0 {
			m.Sector = "CVL"
		}
		switch {
		case p.ethnic:
			m.Country, m.Name = "", "ethnic "+n.text
			m.Reason = ethnicReason
			if c := w.placeBehind(s, p.e); c != "" {
				m.Country = c
				m.Reason += "; country: where it stands"
			}
		case len(p.mods) > 0 && p.mods[0].ent != nil:
			if c := countryOf(p.mods[0].ent); c != "" {
				m.Country = c
			}
		case s.form(p.e) == "of":
			// "the Albanians of southern Serbia" are not Albania's
			if c := w.placeBehind(s, p.e); c != "" && c != m.Country {
				m.Country = c
				m.Reason += "; country: where it stands"
			}
		}
	}
	if p.ethnic && n.class != isPeople && m.Country != "" {
		m.Country, m.Actor, m.Kind, m.Sector = "", "", event.Group, "CVL"
		m.Name, m.Reason = "ethnic "+n.text, ethnicReason
	}
	if n.class == isGroup {
		nt.plural = s.toks[n.e-1].Feat("Number") == "Plur"
		if p.the && p.count >= 2 && nt.plural {
			if g := w.ofGroup(s, p.b, p.count, n.ent.ID); g != nil {
				return w.addPlural(s, p.b, p.e, g, -1, true)
			}
		}
	}
	i := w.add(s, p.b, p.e, m, nt)
	if i >= 0 && n.short != "" {
		w.mem.abbr[n.short] = short{m, i}
	}
	return i
}

const ethnicReason = "an ethnic group, not the state"

// placeBehind is the state of the place that "in" or "of" names at token i.
func (w *work) placeBehind(s *sent, i int) string {
	if f := s.form(i); f != "in" && f != "of" {
		return ""
	}
	for k := i + 1; k < min(i+5, s.len()); k++ {
		if n := s.nameAt(k); n != nil {
			switch n.class {
			case isState, isCapital, isPlace:
				return w.modCountry(n)
			}
			return ""
		}
		if s.upos(k) == "VERB" {
			break
		}
	}
	return ""
}

func reasonOf(n *name) string {
	if n.stale {
		return n.hit.Table + ": the name does not hold at the date of the document"
	}
	return n.hit.Table
}

func ambiguous(cands []*atlas.Entity) string {
	var ids []string
	for _, c := range cands {
		ids = append(ids, c.ID)
	}
	slices.Sort(ids)
	if len(ids) > 6 {
		ids = append(ids[:6], "…")
	}
	return "may be " + strings.Join(ids, " or ") + "; nothing in the text decides"
}

// leading is the state whose adjective or name an institute's own name begins
// with: "Indian Space Research Organization".
func (w *work) leading(s *sent, n *name) *atlas.Entity {
	for _, h := range w.a.Longest(s.forms[:n.e], n.b) {
		if h.Weak || !h.Holds(w.at) || h.Entity.Kind != event.State || h.Tokens >= n.e-n.b {
			continue
		}
		return h.Entity
	}
	return nil
}

// seat is the state of the place that an institute's own name ends with: "United
// Bus Company of Tehran".
func (w *work) seat(s *sent, n *name) string {
	for k := n.b + 1; k+1 < n.e; k++ {
		if s.low[k] != "of" {
			continue
		}
		for _, p := range w.a.LongestPlace(s.forms[:n.e], k+1) {
			if k+1+p.Tokens == n.e && !p.Weak {
				return p.Country
			}
		}
	}
	return ""
}

// oneCountry is the country of the first name that has one.
func (w *work) oneCountry(s *sent, mods []*name) string {
	for _, m := range mods {
		if c := w.modCountry(m); c != "" {
			return c
		}
	}
	return ""
}

// modCountry is the state a name in front of a noun gives to it.
func (w *work) modCountry(n *name) string {
	if n == nil {
		return ""
	}
	if n.class == isPlace {
		if pl := w.pickPlace(n); pl != nil {
			return pl.Country
		}
		return countryOf(n.ent)
	}
	if n.class == isPerson {
		if e, _, _ := w.identify(n, nil); e != nil {
			return w.personCountry(e)
		}
		if r := w.mem.person(w.sentText(n)); r != nil {
			return r.country
		}
		return ""
	}
	if n.ent != nil && n.ent.Kind == event.State && !iso(n.ent) && n.ent.Parent != "" && n.ent.Type == "defacto" {
		return ""
	}
	return countryOf(n.ent)
}

// emitRole makes the mention of a description: "Chinese security forces".
func (w *work) emitRole(s *sent, p *phrase) int {
	r := p.role()
	if p.e <= s.dateline {
		return -1
	}
	if r.Kind == event.Other || r.Kind == "" {
		return w.emitStatelike(s, p)
	}
	if (r.Kind == event.Person && !p.plural || r.Kind == event.Unit || r.Kind == event.Collective) && s.predicate(p) {
		return -1 // "he stepped down as prime minister"
	}
	mods := p.mods
	// possessors: "its president", "Abbas's office"
	if len(mods) == 0 && p.poss >= 0 {
		if a, ok := w.mem.poss[p.poss]; ok {
			return w.emitOwned(s, p, a)
		}
	}
	if len(mods) == 0 && p.owner != nil {
		a := w.mentionOf(s, p.owner)
		switch {
		case a < 0:
		case len(w.ms[a].Members) > 0:
			return w.emitOwned(s, p, a)
		case w.ms[a].Kind == event.Group && w.ms[a].Actor != "" && w.ms[a].Country == "":
			m := w.roleMention(s, p, nil)
			m.Actor, m.Antecedent = w.ms[a].Actor, doc.RefTo(a)
			return w.add(s, p.b, p.e, m, w.roleNote(s, p))
		case w.ms[a].Country != "" && r.Kind != event.Collective:
			m := w.roleMention(s, p, nil)
			m.Country = w.ms[a].Country
			return w.add(s, p.b, p.e, m, w.roleNote(s, p))
		}
	}
	if p.joint && len(mods) > 1 {
		return w.emitJoint(s, p, mods)
	}
	if len(mods) == 0 {
		if i, done := w.emitBare(s, p); done {
			return i
		}
	}
	m := w.roleMention(s, p, mods)
	return w.add(s, p.b, p.e, m, w.roleNote(s, p))
}

// onePerson says whether the singular of a role of many is one person: "an
// activist", not "a crowd".
func onePerson(lemma string) bool {
	w := lastWord(lemma)
	switch w {
	case "newspaper", "broadcaster", "publisher", "tabloid", "labor", "folder":
		return false
	}
	for _, end := range []string{"er", "or", "ist", "ian", "man", "woman", "yst", "ert", "fellow", "ant", "ent", "ee", "zen", "son", "child", "girl", "boy", "ic", "ar", "monk", "nun", "priest", "imam", "bishop", "rabbi", "pope", "nurse", "mother", "suspect", "convict", "native"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// predicate says whether a role only says what somebody is or becomes, and names
// nobody by itself.
func (s *sent) predicate(p *phrase) bool {
	i := p.b - 1
	for i >= 0 && (s.upos(i) == "DET" || s.upos(i) == "ADJ" || s.possPron(i) || s.upos(i) == "NUM") {
		i--
	}
	if i >= 0 && s.low[i] == "as" {
		return true
	}
	h := s.lead(p.b, p.e)
	if s.rel(h) == "xcomp" {
		return true
	}
	for k := max(0, p.b-8); k < p.b; k++ {
		if s.toks[k].Head == h && s.rel(k) == "cop" {
			return true
		}
	}
	return false
}

func (w *work) roleNote(s *sent, p *phrase) note {
	n := note{plural: p.plural, former: p.former, gender: p.gender, generic: true}
	for _, r := range p.roles {
		n.roles = append(n.roles, r.Lemma)
	}
	r := p.role()
	n.human = !p.plural && (r.Kind == event.Unit && official[lastWord(r.Lemma)] && !bodily[lastWord(r.Lemma)] || r.Kind == event.Person || r.Kind == event.Collective && onePerson(r.Lemma))
	return n
}

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
	if owner.Kind == event.Organisation && r.Kind != event.Person && r.Kind != event.Unit {
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

// onlyState is the one country that the document names, "" if none or several.
func (w *work) onlyState() string { return w.mem.only }

func (w *work) sentText(n *name) string { return n.text }

func (w *work) orgOf(n *name) string {
	if n.ent != nil {
		return n.ent.ID
	}
	return n.text
}
