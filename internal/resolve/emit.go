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
		if w.leaders(n) {
			return sharedCountry(n)
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

// onlyState is the one country that the document names, "" if none or several.
func (w *work) onlyState() string { return w.mem.only }

func (w *work) sentText(n *name) string { return n.text }

func (w *work) orgOf(n *name) string {
	if n.ent != nil {
		return n.ent.ID
	}
	return n.text
}
