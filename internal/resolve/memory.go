package resolve

import (
	"slices"
	"strings"

	"entente/internal/doc"
	"entente/internal/event"
)

// memory is what a reader of the document remembers at a point of it.
type memory struct {
	persons  []person
	byName   map[string]int   // name as written -> index+1 into persons
	byFamily map[string][]int // surname in lower case -> indices+1
	abbr     map[string]short // abbreviations given in brackets
	poss     map[int]int      // token of a possessive pronoun of the sentence -> mention
	only     string           // the one country the document names
	speaker  int              // mention of the last who said something, -1
}

// short is what an abbreviation stands for.
type short struct {
	event.Mention
	at int
}

func (m *memory) start(w *work) {
	m.byName, m.byFamily, m.abbr, m.poss = map[string]int{}, map[string][]int{}, map[string]short{}, map[int]int{}
	m.speaker = -1
	seen := ""
	for _, s := range w.sents {
		for k := range s.names {
			n := &s.names[k]
			if s.bound(n) {
				continue // "Iran-allied fighters" are not Iran's
			}
			if n.ent == nil || n.class == isPerson || n.class == 0 || n.class == isBody || n.class == isInstitute {
				continue
			}
			c := countryOf(n.ent)
			if c == "" {
				continue
			}
			if seen == "" {
				seen = c
			} else if seen != c {
				seen = "*"
			}
		}
	}
	if seen != "*" {
		m.only = seen
	}
}

// index is the person named in full that a short name stands for, plus one; 0 if
// none or several.
func (m *memory) index(text string) int {
	is := m.byFamily[strings.ToLower(text)]
	if len(is) == 1 {
		return is[0]
	}
	return 0
}

// person returns the person named in full with this name or surname, or nil.
func (m *memory) person(text string) *person {
	k := m.byName[text]
	if k == 0 {
		k = m.index(text)
	}
	if k == 0 {
		return nil
	}
	return &m.persons[k-1]
}

// look-back limits of coreference
const (
	backSentences = 3
	backMentions  = 60
)

// speakers makes the mention of "we" and "I" in a text that speaks for an actor.
func (w *work) speakers(s *sent, p *phrase) int {
	e, ok := w.a.Entity(w.p.Speaker)
	if !ok {
		return -1
	}
	m := event.Mention{Kind: e.Kind, Actor: e.ID, Name: e.Name, Basis: event.ByCoreference, Reason: "who speaks, by the record of the text"}
	if e.Kind == event.State {
		m.Country = e.ID
	} else {
		m.Country = countryOf(e)
	}
	k := w.add(s, p.b, p.e, m, note{plural: s.low[p.b] != "i" && s.low[p.b] != "me" && s.low[p.b] != "my"})
	if k >= 0 {
		w.mem.poss[p.b] = k
	}
	return k
}

// origin follows antecedents to the mention that names somebody.
func (w *work) origin(a int) int {
	for range 8 {
		if w.ms[a].Basis != event.ByCoreference {
			return a
		}
		k, ok := w.ms[a].Antecedent.Index()
		if !ok {
			return a
		}
		a = k
	}
	return a
}

// addPlural makes one mention over the tokens for each of those meant, and one
// for all of them.
func (w *work) addPlural(s *sent, b, e int, group []int, tok int, states bool) int {
	var members []int
	kind := event.Group
	for _, g := range group {
		m := w.ms[g]
		nt := w.notes[g]
		m.Antecedent, m.Basis, m.Members, m.Reason = doc.RefTo(w.origin(g)), event.ByCoreference, nil, ""
		nt.virtual = true
		if states {
			w.asState(&m)
			nt.human, nt.plural = false, false
		}
		if m.Kind == event.Person {
			kind = event.Collective
		}
		if k := w.add(s, b, e, m, nt); k >= 0 {
			members = append(members, k)
		}
	}
	if len(members) == 0 {
		return -1
	}
	w.ofThese(s, b, e, members)
	all := event.Mention{Kind: kind, Name: s.text(b, e), Basis: event.ByCoreference, Members: members,
		Reason: "stands for those named before"}
	k := w.add(s, b, e, all, note{plural: true})
	if k >= 0 && tok >= 0 {
		w.mem.poss[tok] = k
	}
	return k
}

// ofThese gives "the armies of the two countries" an army of each: the role right
// in front of the plural.
func (w *work) ofThese(s *sent, b, e int, members []int) {
	if s.form(b-1) != "of" {
		return
	}
	for k := len(w.ms) - 1; k >= 0 && w.ms[k].Sentence == s.n; k-- {
		n := &w.notes[k]
		if n.virtual || !n.generic || n.e != b-1 || !stateSector[w.ms[k].Sector] || w.ms[k].Country != "" || len(w.ms[k].Members) > 0 {
			continue
		}
		var of []int
		for _, g := range members {
			m := w.ms[k]
			m.Country, m.Antecedent, m.Basis = w.ms[g].Country, doc.RefTo(w.origin(g)), event.ByCoreference
			nt := *n
			nt.virtual = true
			if i := w.add(s, n.b, n.e, m, nt); i >= 0 {
				of = append(of, i)
			}
		}
		w.ms[k].Members = of
		return
	}
}

// asState makes of a mention the state it acts for: "Chinese troops" is named by
// "the two countries" as China.
func (w *work) asState(m *event.Mention) {
	e, ok := w.a.Entity(m.Country)
	if !ok {
		return
	}
	m.Kind, m.Actor, m.Name = event.State, e.ID, e.Name
	m.Sector, m.Role, m.Organisation = "", "", ""
}

// sameIsland says whether a mention may be referred to from the sentence:
// captions and headings stand apart from the body.
func (w *work) sameIsland(s *sent, m *event.Mention) bool {
	o := w.sents[m.Sentence]
	if o == s {
		return true
	}
	if s.kind == doc.Caption || o.kind == doc.Caption {
		return o.seg == s.seg
	}
	return o.kind == s.kind || s.kind == doc.Body && o.kind == doc.Headline && len(w.sents) < 6
}

// several finds whom "they" or "their" at token i stands for: one plural mention,
// or several joined ones.
func (w *work) several(s *sent, i int) (int, []int) {
	inside := s.quote[i] >= 0
	ok := func(k int) bool {
		n := &w.notes[k]
		return (n.plural || len(w.ms[k].Members) > 0 || w.ms[k].Kind == event.Collective) && !n.virtual && w.sameIsland(s, &w.ms[k])
	}
	if !inside && s.saying(i) && w.mem.speaker >= 0 && ok(w.mem.speaker) && w.near(s, w.mem.speaker, 2) {
		return w.mem.speaker, nil
	}
	if k := w.teller(s, i); k >= 0 {
		return k, nil
	}
	try := func(o *sent, limit int) (int, []int, bool) {
		n := 0
		var joined []int
		for k := len(w.ms) - 1; k >= 0 && w.ms[k].Sentence >= o.n && n < backMentions; k-- {
			if w.ms[k].Sentence != o.n || w.notes[k].e > limit || inside && (o != s || s.quote[w.notes[k].b] != s.quote[i]) || !inside && w.notes[k].inQuote {
				continue
			}
			n++
			if !w.notes[k].subject || o.modifier(w.ms[k].Head) {
				continue
			}
			if ok(k) && len(joined) == 0 && o.rel(w.ms[k].Head) != "conj" {
				return k, nil, true
			}
			if w.sameIsland(s, &w.ms[k]) && !w.notes[k].virtual && (w.ms[k].Actor != "" || w.ms[k].Country != "" || w.notes[k].human) {
				if o.rel(w.ms[k].Head) == "conj" || len(joined) > 0 {
					joined = addNew(w, joined, k)
				}
				if len(joined) == 1 && ok(k) && o.rel(w.ms[k].Head) != "conj" {
					return k, nil, true
				}
				if o.rel(w.ms[k].Head) != "conj" {
					if len(joined) > 1 {
						slices.Reverse(joined)
						return -1, joined, true
					}
					joined = nil
				}
			}
		}
		return -1, nil, false
	}
	if a, g, found := try(s, i); found {
		return a, g
	}
	if inside || s.otherPlural(i) {
		return -1, nil
	}
	if s.n > 0 {
		if a, g, found := try(w.sents[s.n-1], 1<<30); found {
			return a, g
		}
	}
	return -1, nil
}

// teller is the body, or whoever speaks for one, that says what it does itself: "FARC
// said they would". -1 if "they" at token i is not told so, or of somebody else.
func (w *work) teller(s *sent, i int) int {
	v := s.toks[i].Head
	if s.low[i] != "they" || s.rel(i) != "nsubj" || v < 0 || s.rel(v) != "ccomp" {
		return -1
	}
	r := s.toks[v].Head
	if r < 0 || r > i || !plainSaying[s.lem[r]] {
		return -1
	}
	for k := len(w.ms) - 1; k >= 0 && w.ms[k].Sentence == s.n; k-- {
		m, n := &w.ms[k], &w.notes[k]
		if n.e > i || m.Head < 0 || s.toks[m.Head].Head != r || s.rel(m.Head) != "nsubj" || n.virtual {
			continue
		}
		spokesman := slices.ContainsFunc(n.roles, func(l string) bool { return strings.HasPrefix(l, "spokes") })
		if m.Kind == event.Organisation || m.Kind == event.Unit || m.Kind == event.Group || spokesman {
			return k
		}
		return -1
	}
	return -1
}

var plainSaying = set("say", "announce", "add", "insist", "declare", "state", "confirm", "report", "claim", "warn", "deny", "admit")

// otherPlural says whether a plural noun that is no mention is subject before i.
func (s *sent) otherPlural(i int) bool {
	for k := 0; k < i; k++ {
		if s.rel(k) == "nsubj" && s.upos(k) == "NOUN" && s.toks[k].Feat("Number") == "Plur" {
			return true
		}
	}
	return false
}

// emitPlural makes the mentions of "the two countries", "both leaders".
func (w *work) emitPlural(s *sent, p *phrase) int {
	want := p.count
	if want == 0 {
		want = 2
	}
	lemma := p.role().Lemma
	persons := leaderlike[lemma] && !statelike[lemma]
	group := w.parties(s, p.b, want)
	if persons || group == nil {
		group = w.lastDistinct(s, p.b, want, persons)
	}
	if group == nil && persons && want == 2 {
		group = w.lastDistinct(s, p.b, want, false)
	}
	if p.count == 0 && group != nil {
		// without a number: no third may be as near
		if more := w.lastDistinct(s, p.b, want+1, false); more != nil && w.ms[more[0]].Sentence >= w.ms[more[1]].Sentence {
			return -1
		}
	}
	if group == nil || p.count == 0 && len(group) != want {
		return -1
	}
	return w.addPlural(s, p.b, p.e, group, -1, !persons)
}

// parties are the states before token b in its sentence that stand in it by themselves and
// not before another noun, if they are just n: "Spain handed the former Chadian spy to
// Peru under a treaty that the two countries signed"; else nil.
func (w *work) parties(s *sent, b, n int) []int {
	var out []int
	for k := len(w.ms) - 1; k >= 0 && w.ms[k].Sentence == s.n; k-- {
		m := &w.ms[k]
		if w.notes[k].e > b || m.Country == "" || m.Kind != event.State && m.Kind != event.Government || w.notes[k].virtual || w.notes[k].inQuote && s.quote[b] < 0 || s.actsOn(m.Head, b) {
			continue
		}
		switch s.rel(m.Head) {
		case "amod", "compound", "flat":
			continue
		}
		if !slices.ContainsFunc(out, func(o int) bool { return w.ms[o].Country == m.Country }) {
			out = append(out, k)
		}
	}
	if len(out) != n {
		return nil
	}
	slices.Reverse(out)
	return out
}

// ofGroup returns the last n different states named before token b that belong
// to a group, in the order of the text; nil if there are fewer.
func (w *work) ofGroup(s *sent, b, n int, group string) []int {
	members := w.a.Members(group, w.at)
	var out []int
	for k, looked := len(w.ms)-1, 0; k >= 0 && looked < 2*backMentions; k-- {
		m := &w.ms[k]
		if m.Sentence == s.n && w.notes[k].e > b || !w.sameIsland(s, m) || !contains(members, m.Country) || m.Kind == event.Collective && !stateSector[m.Sector] {
			continue
		}
		looked++
		if slices.ContainsFunc(out, func(o int) bool { return w.ms[o].Country == m.Country }) {
			continue
		}
		if out = append(out, k); len(out) == n {
			slices.Reverse(out)
			return out
		}
	}
	return nil
}

// lastDistinct returns the last n different states (or persons) named before
// token b, in the order of the text; nil if there are fewer close by.
func (w *work) lastDistinct(s *sent, b, n int, persons bool) []int {
	var out []int
	seen := map[string]bool{}
	looked := 0
	for k := len(w.ms) - 1; k >= 0 && looked < backMentions; k-- {
		m := &w.ms[k]
		if m.Sentence == s.n && (w.notes[k].e > b || !persons && s.actsOn(m.Head, b)) || !w.sameIsland(s, m) || len(m.Members) > 0 {
			continue
		}
		if s.n-m.Sentence > 5+w.captionsBetween(w.sents[m.Sentence].seg, s.seg) {
			break
		}
		looked++
		key := m.Country
		if persons {
			if !w.notes[k].human {
				continue
			}
			key = m.Actor + "/" + m.Name
		} else if w.notes[k].location || w.notes[k].inQuote && s.quote[b] < 0 || m.Kind == event.Collective && m.Country != "" && !stateSector[m.Sector] {
			continue
		} else if key == "" && m.Kind == event.State {
			key = m.Actor
		}
		if key == "" || seen[key] {
			continue
		}
		seen[key] = true
		out = append(out, k)
		if len(out) == n {
			slices.Reverse(out)
			return out
		}
	}
	return nil
}

// actsOn says whether token h is, or heads, the subject of the verb under whose object or
// phrase token b stands: "Norway hosted talks between the two countries" has a third.
func (s *sent) actsOn(h, b int) bool {
	for n := 0; n < 4 && h >= 0 && h < s.len() && s.rel(h) != "nsubj"; n++ {
		switch s.rel(h) {
		case "nmod", "amod", "compound", "flat", "appos":
			h = s.toks[h].Head
		default:
			return false
		}
	}
	if h < 0 || h >= s.len() || s.rel(h) != "nsubj" {
		return false
	}
	v := s.toks[h].Head
	for i, n := b, 0; i >= 0 && i < s.len() && n < 6; i, n = s.toks[i].Head, n+1 {
		switch s.rel(i) {
		case "obj", "obl":
			if s.toks[i].Head == v {
				return true
			}
		case "nmod", "det", "nummod", "amod", "conj", "compound":
		default:
			return false
		}
	}
	return false
}

// emitThe makes the mention of "the region", "the country", "the group": the last
// of its sort named before.
func (w *work) emitThe(s *sent, p *phrase) int {
	lemma := p.words
	if lemma == "" {
		lemma = p.role().Lemma
	}
	if p.count >= 2 {
		return w.emitPlural(s, p)
	}
	if p.plural {
		return -1
	}
	var want func(k int) bool
	switch lemma {
	case "country", "nation", "kingdom", "republic", "emirate":
		return w.emitCountry(s, p)
	case "region":
		want = func(k int) bool {
			e, ok := w.a.Entity(w.ms[k].Actor)
			return ok && w.ms[k].Kind == event.Group && e.Type == "region"
		}
	case "bloc", "alliance", "group", "organization", "organisation", "union", "movement", "militia", "party", "body", "agency", "company":
		want = func(k int) bool {
			return w.ms[k].Kind == event.Organisation && w.ms[k].Actor != "" || w.ms[k].Kind == event.Unit && w.ms[k].Actor != ""
		}
	default:
		return -1
	}
	for k, n := len(w.ms)-1, 0; k >= 0 && n < backMentions; k-- {
		m := &w.ms[k]
		if !w.sameIsland(s, m) || m.Sentence == s.n && w.notes[k].e > p.b {
			continue
		}
		if lemma != "region" && s.n-m.Sentence > 3 {
			break
		}
		n++
		if !want(k) || w.notes[k].virtual || len(m.Members) > 0 || w.notes[k].inQuote && s.quote[p.b] < 0 {
			continue
		}
		c := *m
		c.Antecedent, c.Basis, c.Reason = doc.RefTo(w.origin(k)), event.ByCoreference, ""
		nt := w.notes[k]
		nt.location = s.locatesAt(p.b)
		return w.add(s, p.b, p.e, c, nt)
	}
	return -1
}

// emitCountry makes the mention of "the country": the state the sentence has
// spoken of, else the only one the few before it speak of.
func (w *work) emitCountry(s *sent, p *phrase) int {
	found := -1
	for back := 0; back <= backSentences && s.n-back >= 0; back++ {
		several := false
		for k := len(w.ms) - 1; k >= 0 && w.ms[k].Sentence >= s.n-back; k-- {
			m := &w.ms[k]
			if m.Sentence != s.n-back || m.Country == "" || !w.sameIsland(s, m) || m.Sentence == s.n && w.notes[k].e > p.b || w.notes[k].inQuote && s.quote[p.b] < 0 {
				continue
			}
			switch {
			case found < 0 || w.ms[found].Country == m.Country:
				found = k
			case back == 0 && w.notes[k].subject && m.Kind == event.State:
				found, several = k, false
			case back == 0 && w.notes[found].subject && w.ms[found].Kind == event.State:
			default:
				several = true
			}
		}
		if several {
			return -1
		}
		if found >= 0 && (back == 0 || back == backSentences) {
			break
		}
	}
	if found < 0 {
		return -1
	}
	c := w.ms[found]
	w.asState(&c)
	c.Antecedent, c.Basis, c.Reason, c.Members = doc.RefTo(w.origin(found)), event.ByCoreference, "", nil
	return w.add(s, p.b, p.e, c, note{location: s.locatesAt(p.b)})
}

// locatesAt says whether the phrase that starts at token b stands behind a
// preposition of place.
func (s *sent) locatesAt(b int) bool { return within[s.form(b-1)] }

// sameRole finds the mention before that "the president" or "the army" names
// again, or -1: the last of the same office or body, if no other rivals it.
func (w *work) sameRole(s *sent, p *phrase) int {
	r := p.role()
	found := -1
	for k, n := len(w.ms)-1, 0; k >= 0 && n < 2*backMentions; k-- {
		m := &w.ms[k]
		if !w.sameIsland(s, m) || m.Sentence == s.n && w.notes[k].e > p.b {
			continue
		}
		if s.n-m.Sentence > 12 {
			break
		}
		n++
		if w.notes[k].virtual || w.notes[k].plural != p.plural || m.Country == "" && m.Actor == "" && m.Organisation == "" && !w.notes[k].human {
			continue
		}
		if !w.holds(k, r.Lemma) {
			continue
		}
		if m.Kind == event.Person && m.Actor == "" && m.Country == "" && m.Name == "" {
			continue
		}
		if found < 0 {
			found = k
			continue
		}
		if !w.same(found, k) {
			if m.Sentence == w.ms[found].Sentence && !w.notes[found].subject {
				return -1
			}
			break
		}
	}
	return found
}

// holds says whether a mention was called by the role before.
func (w *work) holds(k int, lemma string) bool {
	if slices.Contains(w.notes[k].roles, lemma) {
		return true
	}
	return w.ms[k].Role != "" && w.ms[k].Role == lemma
}
