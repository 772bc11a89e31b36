package resolve

import (
	"slices"
	"strings"

	"entente/internal/atlas"
	"entente/internal/doc"
	"entente/internal/event"
)

// A person is somebody the document names in full.
type person struct {
	ent     *atlas.Entity // nil if the tables do not know the name
	name    string
	family  string // lower case
	given   string // lower case, first word
	country string
	sector  string
	role    string
	org     string
	roles   []string
	gender  byte
	former  bool
	reason  string
	mention int // the latest
}

// spelled looks for a person of the tables whose name is spelled otherwise in
// the run [i, e); nil if there is none whose given name agrees.
func (s *sent) spelled(i, e int) *name {
	if e-i < 2 {
		return nil
	}
	var hits []atlas.Hit
	for _, h := range s.known.Spelled(i) {
		if h.Tokens == e-i && !h.Surname {
			hits = append(hits, h)
		}
	}
	if len(hits) == 0 {
		return nil
	}
	n := &name{b: i, e: e, class: isPerson, hits: hits}
	seen := map[string]bool{}
	for _, h := range hits {
		if !seen[h.Entity.ID] {
			seen[h.Entity.ID] = true
			n.cands = append(n.cands, h.Entity)
		}
	}
	n.hit = hits[0]
	if len(n.cands) == 1 {
		n.ent = n.cands[0]
	}
	return n
}

// people collects the persons the document names in full, before any mention is
// made: a headline has the surname alone.
func (w *work) people() {
	for _, s := range w.sents {
		for _, p := range s.phr {
			if p.form == byPerson && p.name != nil {
				w.mem.meet(w, s, p)
			}
		}
	}
	for _, s := range w.sents {
		for _, p := range s.phr {
			switch {
			case p.form == byPerson && p.name != nil && w.mem.byName[p.name.text] == 0:
				if k := w.mem.index(p.name.text); k > 0 {
					w.mem.enrich(w, &w.mem.persons[k-1], p)
				}
			case p.form == byRole && !p.plural && p.role().Kind == event.Person && s.predicate(p):
				if r := w.subjectOf(s, p); r != nil {
					w.mem.enrich(w, r, p)
				}
			}
		}
	}
}

// subjectOf is the person of whom a predicate says what he or she is: "Jane Doe
// resigned as minister". Whoever leaves a post is former.
func (w *work) subjectOf(s *sent, p *phrase) *person {
	h := s.lead(p.b, p.e)
	v := h
	if s.rel(h) == "obl" || s.rel(h) == "xcomp" {
		v = s.toks[h].Head
	}
	for k := range s.toks {
		if s.toks[k].Head != v || s.rel(k) != "nsubj" {
			continue
		}
		for _, q := range s.phr {
			if q.form == byPerson && q.b <= k && k < q.e {
				p.former = p.former || v >= 0 && v < s.len() && leaving[s.lem[v]]
				return w.mem.person(q.name.text)
			}
		}
	}
	return nil
}

var leaving = set("resign", "step", "quit", "retire", "remove", "oust", "sack", "dismiss", "fire", "serve", "stand", "replace", "succeed")

// meet remembers a person named in full.
func (m *memory) meet(w *work, s *sent, p *phrase) {
	n := p.name
	full := n.e-n.b >= 2 && !n.surname
	if len(n.hits) > 0 && slices.ContainsFunc(n.hits, func(h atlas.Hit) bool { return !h.Surname && h.Entity.Kind == event.Person }) {
		full = true
	}
	if !full || m.byName[n.text] > 0 {
		if k := m.byName[n.text]; k > 0 {
			m.enrich(w, &m.persons[k-1], p)
		}
		return
	}
	e, why, ok := w.identify(n, w.titleOf(p))
	if !ok && !s.humanRun(p) {
		return
	}
	r := person{ent: e, name: n.text, reason: why, mention: -1, gender: p.gender}
	if e != nil {
		r.name = e.Name
		r.family = strings.ToLower(e.Family())
		if g := strings.Fields(strings.ToLower(e.Given())); len(g) > 0 {
			r.given = g[0]
		}
		r.country = w.personCountry(e)
	} else {
		r.family, r.given = familyOf(s, n)
	}
	m.persons = append(m.persons, r)
	k := len(m.persons)
	m.byName[n.text] = k
	m.enrich(w, &m.persons[k-1], p)
	fams := []string{r.family}
	if f, _ := familyOf(s, n); f != r.family {
		fams = append(fams, f)
	}
	if e != nil && e.Family() == "" {
		fams = append(fams, strings.ToLower(n.text))
	}
	for _, h := range n.hits {
		if h.Entity == e && h.Kind != "" && !h.Surname {
			fams = append(fams, strings.ToLower(lastWord(h.Form)))
		}
	}
	for _, f := range fams {
		if f != "" && !slices.Contains(m.byFamily[f], k) {
			m.byFamily[f] = append(m.byFamily[f], k)
		}
	}
}

// enrich adds to a person what a title or apposition says.
func (m *memory) enrich(w *work, r *person, p *phrase) {
	if r.gender == 0 {
		r.gender = p.gender
	}
	if len(p.roles) > 0 && r.role == "" {
		r.role, r.former = p.words, p.former
		r.sector = sectorOf(p)
	}
	for _, q := range p.roles {
		if !slices.Contains(r.roles, q.Lemma) {
			r.roles = append(r.roles, q.Lemma)
		}
	}
	if len(p.affil) > 0 && r.org == "" {
		a := p.affil[0]
		r.org = w.orgOf(a)
		if len(p.roles) == 0 && r.sector == "" {
			r.sector = orgSector(a)
		}
		if len(p.roles) > 0 && orgSector(a) != "" && (official[p.role().Lemma] || official[lastWord(p.role().Lemma)] || generic[p.role().Lemma]) {
			r.sector = orgSector(a)
			if a.ent != nil && r.country == "" {
				r.country = countryOf(a.ent)
			}
		}
		if r.sector == "GOV" && privateSector[orgSector(a)] {
			r.sector = orgSector(a)
		}
	}
	if r.ent != nil {
		return
	}
	for _, a := range p.mods {
		if a.class == isBody || a.class == isInstitute {
			if r.org == "" {
				r.org = w.orgOf(a)
				if s := orgSector(a); s != "" && (r.sector == "" || r.sector == "GOV") {
					r.sector = s
				}
			}
			if a.ent != nil && r.country == "" && a.ent.Kind != event.Group {
				r.country = countryOf(a.ent)
			}
		}
	}
	if r.country == "" {
		r.country = w.oneCountry(nil, p.mods)
	}
	if studious[r.sector] || len(r.roles) > 0 && analysts(r.roles) {
		r.country = "" // whoever studies acts for no state
	}
}

var privateSector = set("EDU", "NGO", "MED", "BUS", "HLH", "REL", "LAB")

var studious = set("EDU")

func analysts(roles []string) bool {
	last := roles[len(roles)-1]
	return last == "director"
}

func orgSector(n *name) string {
	if n.ent != nil {
		return n.ent.Sector
	}
	return n.sector
}

// familyOf is the surname of an unlisted name, with its particles, and the first
// given name, both in lower case.
func familyOf(s *sent, n *name) (family, given string) {
	k := n.e - 1
	for k > n.b && (hyphen(s.forms[k-1]) && s.glued(k)) {
		k -= 2
		if k < n.b {
			k = n.b
		}
	}
	for k-1 > n.b && particle[s.low[k-1]] && s.low[k-1] != "y" && s.low[k-1] != "e" {
		k--
	}
	if k > n.b || n.e-n.b == 1 {
		family = strings.ToLower(s.text(k, n.e))
	}
	if s.suffixName(n.e-1) && k > n.b {
		family = strings.ToLower(s.text(k-1, k))
	}
	return family, s.low[n.b]
}

func (s *sent) suffixName(i int) bool {
	switch s.low[i] {
	case "jr", "jr.", "sr", "sr.", "ii", "iii", "iv":
		return true
	}
	return false
}

// humanRun says whether a run of capitals that the tables do not know is surely
// a person's name: a title, an affiliation, or a verb of saying next to it.
func (s *sent) humanRun(p *phrase) bool {
	n := p.name
	for i := n.b; i < n.e; i++ {
		if noPerson[s.low[i]] || allCaps(s.forms[i]) && len(s.forms[i]) > 4 && !s.titled {
			return false
		}
	}
	if len(p.roles) > 0 {
		r := p.role()
		return r.Kind == event.Person || r.Kind == event.Collective || r.Kind == event.Unit || r.Kind == event.Other
	}
	if honorific[s.form(n.b-1)] {
		return true
	}
	if s.titled || n.e-n.b < 2 || n.e-n.b > 6 {
		return false
	}
	if len(p.affil) > 0 && p.affil[0].class == isInstitute {
		return true
	}
	if s.flat(n.b, n.e) && !within[s.form(n.b-1)] {
		return true // the parser takes it for a person's name
	}
	if v := s.verbOf(n.b, n.e); v >= 0 {
		l := s.lem[v]
		return plainly[l] || human[l]
	}
	return false
}

// verbOf returns the verb that the tokens are subject, object or agent of, by
// the tree or right beside them; -1 if none.
func (s *sent) verbOf(b, e int) int {
	h := s.lead(b, e)
	switch s.rel(h) {
	case "nsubj", "obj", "iobj":
		if v := s.toks[h].Head; v >= 0 && v < s.len() && s.upos(v) == "VERB" {
			return v
		}
	case "obl":
		if v := s.toks[h].Head; v >= 0 && v < s.len() && s.form(b-1) == "by" {
			return v
		}
	}
	k := e
	for s.upos(k) == "ADV" || s.upos(k) == "AUX" {
		k++
	}
	if s.upos(k) == "VERB" {
		return k
	}
	if s.upos(b-1) == "VERB" && reporting[s.lem[b-1]] {
		return b - 1
	}
	return -1
}

// emitPerson makes the mention of a named person.
func (w *work) emitPerson(s *sent, p *phrase) int {
	n := p.name
	if n.e <= s.dateline {
		return -1
	}
	nt := note{human: true, gender: p.gender, former: p.former}
	for _, r := range p.roles {
		nt.roles = append(nt.roles, r.Lemma)
	}
	t := w.titleOf(p)
	e, why, ok := w.identify(n, t)
	var rec *person
	k := w.mem.byName[n.text]
	if k == 0 {
		k = w.mem.index(n.text)
		if k > 0 && t != nil && t.country != "" && w.mem.persons[k-1].country != "" && w.mem.persons[k-1].country != t.country {
			k = 0
		}
	}
	if k > 0 {
		rec = &w.mem.persons[k-1]
		if ok && rec.ent != nil && rec.ent != e {
			rec = nil
		} else if !ok && rec.ent != nil {
			e, ok, why = rec.ent, true, "named in full in this document"
		} else if ok && rec.ent == nil {
			if len(n.hits) > 0 && n.hits[0].Surname {
				e, ok = nil, false // the one named in full wins
			} else {
				rec = nil
			}
		}
	}
	if !ok && rec == nil {
		if _, isAbbr := w.mem.abbr[n.text]; isAbbr {
			return w.emitName(s, p)
		}
		if s.titled {
			// "Rossi Wins Confidence Vote": a surname at the head of a headline
			for k := n.b; k < n.e; k++ {
				if x := w.mem.index(s.forms[k]); x > 0 {
					q := *p
					q.name = &name{b: k, e: k + 1, class: isPerson, text: s.forms[k]}
					q.b, q.e = k, k+1
					return w.emitPerson(s, &q)
				}
			}
		}
		single := n.e-n.b == 1
		if len(p.roles) == 0 && !honorific[s.form(n.b-1)] {
			if single && why == "" || !single && !s.humanRun(p) {
				return w.emitMods(s, p)
			}
			if single && s.titled {
				return w.emitMods(s, p)
			}
		}
		if len(p.roles) > 0 && !s.humanRun(p) && !single {
			// a body with its kind in front: "coalition Zjednoczona Prawica"
			return w.emitNamedBody(s, p)
		}
	}
	m := event.Mention{Kind: event.Person, Name: n.text, Basis: event.ByName, Reason: why}
	if n.hit.Kind == atlas.Alias {
		m.Basis = event.ByAlias
	}
	if len(p.roles) > 0 && n.e-n.b == 1 && !ok {
		m.Basis = event.ByTitle
	}
	switch {
	case ok:
		w.fillKnown(&m, e, p, t)
	case rec != nil:
		m.Name, m.Country, m.Sector, m.Role, m.Organisation = rec.name, rec.country, rec.sector, w.roleAtBody(rec), rec.org
		if rec.former {
			m.Role = ""
			if stateSector[m.Sector] {
				m.Sector = "ELI"
			}
		}
		if rec.reason != "" && m.Reason == "" {
			m.Reason = rec.reason
		}
		if m.Sector == "" && m.Organisation != "" {
			m.Sector = "CVL"
		}
	default:
		w.fillUnknown(&m, p)
		if c := sharedCountry(n); c != "" && m.Country == "" && (len(p.roles) > 0 && stateSector[m.Sector] || len(p.roles) == 0 && w.leaders(n)) {
			m.Country = c // whichever of them it is
		}
	}
	if r := p.role(); r.Lemma == "counterpart" || r.Lemma == "opposite number" {
		if a, ok := w.mem.poss[p.poss]; ok && m.Role == "counterpart" {
			m.Role, m.Sector = w.ms[a].Role, w.ms[a].Sector
			if rec != nil {
				rec.role, rec.sector = m.Role, m.Sector
			}
		}
	}
	if rec != nil {
		if nt.gender == 0 {
			nt.gender = rec.gender
		}
		nt.roles = append(nt.roles, rec.roles...)
		if rec.mention >= 0 && n.text != w.ms[rec.mention].Span.In(w.p.Text) {
			m.Antecedent = doc.RefTo(rec.mention)
			if m.Name != n.text && m.Basis == event.ByName && n.e-n.b == 1 && m.Actor == "" {
				m.Basis = event.ByCoreference
			}
		}
	}
	if a, owned := w.mem.poss[p.poss]; owned && p.poss >= 0 && m.Actor == "" && len(p.roles) > 0 && p.role().Lemma != "counterpart" {
		w.ownedBy(&m, a, p, rec)
	}
	nt.family = n.text
	b, end := p.b, p.e
	i := w.add(s, b, end, m, nt)
	if i >= 0 && rec != nil {
		rec.mention = i
		if m.Actor != "" && rec.role == "" {
			rec.role = m.Role
		}
	}
	return i
}
