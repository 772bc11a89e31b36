package resolve

import (
	"slices"
	"strings"

	"entente/internal/atlas"
	"entente/internal/event"
)

// class is what a name is to grammar.
type class int

const (
	isState     class = iota + 1 // a state or territory by name
	isAdj                        // an adjective of a state, group or body
	isPeople                     // "Kazakhs"
	isCapital                    // a capital, which may stand for its government
	isMetonym                    // "the Kremlin"
	isBody                       // an organisation, unit or other body
	isGroup                      // a bloc or region
	isPerson                     // a person of the tables, or a run that may be one
	isPlace                      // a city or province
	isInstitute                  // a body known by a word of its name
)

// A name is a stretch of tokens that the tables know or that looks like a name.
type name struct {
	b, e     int
	class    class
	hits     []atlas.Hit // all readings of these words
	ent      *atlas.Entity
	hit      atlas.Hit
	cands    []*atlas.Entity // where more than one reading is left
	places   []atlas.Place
	sector   string // of an institute
	shield   bool   // names inside it are not actors
	weak     bool   // needs support from the document
	surname  bool
	stale    bool   // the form or entity does not hold at the date
	short    string // abbreviation in brackets behind it
	shortEnd int    // token behind the bracket
	text     string
	in       string      // the state that stands beside a place
	border   bool        // only says which border
	wide     bool        // a province by the word beside it
	seated   []atlas.Hit // organisations that sit in a capital and go by its name
}

const maxName = 24 // tokens

// scan finds the names of the sentence, longest first from the left.
func (s *sent) scan() {
	for i := range s.toks {
		r, n := s.lemRoles.Longest(i)
		// a lemma may be amiss: the words as written understand plurals too
		if q, m := s.lowRoles.Longest(i); m > n {
			r, n = q, m
		}
		if n > 0 {
			s.roles[i] = found{r, n}
		}
	}
	for i := 0; i < s.len(); {
		n := s.nameFrom(i)
		if n == nil {
			i++
			continue
		}
		s.bracket(n)
		s.names = append(s.names, *n)
		i = max(n.e, n.shortEnd)
	}
	for k, n := range s.names {
		for i := n.b; i < n.e; i++ {
			s.at[i] = k
		}
	}
	// roles are words that no name has taken
	for i := 0; i < s.len(); i++ {
		if f := s.roles[i]; f.n > 0 && !s.takenBy(i, f.n) && !(hyphen(s.form(i+f.n)) && s.glued(i+f.n) && s.glued(i+f.n+1) && s.form(i+f.n+1) != "elect") {
			for k := i; k < min(i+f.n, s.len()); k++ {
				s.roleOf[k] = i
			}
			i += f.n - 1
			continue
		}
		s.roles[i].n = 0
	}
}

// takenBy says whether a name covers any of the tokens.
func (s *sent) takenBy(i, n int) bool {
	for k := i; k < min(i+n, s.len()); k++ {
		if s.at[k] >= 0 {
			return true
		}
	}
	return false
}

// nameFrom returns the name that starts at token i, or nil.
func (s *sent) nameFrom(i int) *name {
	f := s.forms[i]
	if !startsName(f) {
		return nil
	}
	hits := s.known.Longest(i)
	if len(f) <= 4 && allCaps(f) && strings.HasPrefix(s.formAt(i+1), "$") {
		return nil // "US $50 million"
	}
	if s.low[i] == "the" && s.bareArticle(i, hits) {
		return nil
	}
	places := s.known.LongestPlace(i)
	inst := s.instituteFrom(i)
	run := s.runFrom(i)

	best := 0
	for _, h := range hits {
		if !h.Weak || h.Surname {
			best = max(best, h.Tokens)
		}
	}
	if best == 0 && len(hits) > 0 {
		best = hits[0].Tokens
	}
	longest := best
	if len(places) > 0 {
		longest = max(longest, places[0].Tokens)
	}
	if inst != nil && inst.e-i > longest {
		return inst
	}
	var n *name
	if best > 0 && best >= longest {
		n = s.fromHits(i, best, hits, places)
	} else if longest > 0 && len(places) > 0 && places[0].Tokens == longest {
		n = &name{b: i, e: i + longest, class: isPlace, places: cut(places, longest), weak: places[0].Weak}
	}
	if n != nil && n.class == isPerson && n.e == i+1 && s.opens(i) && s.upos(i) == "ADJ" {
		return nil // "Senior officials met": no Mr Senior
	}
	if n != nil && run > n.e && s.partOfRun(n, run) {
		n = nil
	}
	if n == nil && inst != nil {
		return inst
	}
	if n == nil && run-i >= 1 && s.proper(i) {
		// a run of capitals that may be a person
		if sp := s.spelled(i, run); sp != nil {
			return sp
		}
		return &name{b: i, e: run, class: isPerson}
	}
	return n
}

// bareArticle says whether the name behind "the" at token i is the same name
// without it ("the Ukraine"), or a longer one ("The East African" Community).
func (s *sent) bareArticle(i int, hits []atlas.Hit) bool {
	if len(hits) == 0 {
		return false
	}
	for _, h := range s.known.Longest(i + 1) {
		if (h.Tokens > hits[0].Tokens-1 || h.Tokens == hits[0].Tokens-1 && h.Entity == hits[0].Entity) && !h.Weak {
			return true
		}
	}
	return false
}

func startsName(f string) bool {
	if f == "" {
		return false
	}
	c := f[0]
	return c >= 0x80 || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
}

func cut(places []atlas.Place, n int) []atlas.Place {
	for k, p := range places {
		if p.Tokens != n {
			return places[:k]
		}
	}
	return places
}

// runFrom returns where the run of capitalised words that starts at i ends; i if
// none starts there. Titles and honorifics do not start one, names of persons
// may hold particles and hyphens.
func (s *sent) runFrom(i int) int {
	if !s.proper(i) || honorific[s.low[i]] || noPerson[s.low[i]] {
		return i
	}
	if s.isTitleWord(i) && !(givenRole[s.low[i]] && i > 0 && s.roles[i-1].n == 1 && s.proper(i+1)) {
		return i
	}
	for j := max(0, i-4); j < i; j++ {
		if s.roles[j].n > i-j {
			return i // inside a title
		}
	}
	k := i + 1
	for k < s.len() && k-i < maxName {
		switch {
		case hyphen(s.forms[k]) && s.glued(k) && s.glued(k+1) && k+1 < s.len() && wordLike(s.forms[k+1]):
			k += 2
			continue
		case s.forms[k] == "." && s.glued(k):
			k++
			continue
		case s.proper(k) && !noPerson[s.low[k]] && (!s.isTitleWord(k) || honorific[s.low[k]] || surnameRole[s.low[k]] && !capital(s.formAt(k+1))):
			k++
			continue
		case particle[s.low[k]] && k+1 < s.len() && (s.proper(k+1) || particle[s.low[k+1]] || hyphen(s.forms[k+1])):
			if !capital(s.forms[k]) && (s.low[k] == "a" || s.low[k] == "as" || s.low[k] == "at" || s.low[k] == "an" || s.low[k] == "do") {
				return k
			}
			k++
			continue
		}
		break
	}
	for k > i+1 && (particle[s.low[k-1]] && !capital(s.forms[k-1]) || s.forms[k-1] == ".") {
		k--
	}
	return k
}

func wordLike(f string) bool {
	return f != "" && (f[0] >= 0x80 || f[0] >= 'A' && f[0] <= 'Z' || f[0] >= 'a' && f[0] <= 'z')
}

// isTitleWord says whether a capitalised word is a role: "President".
func (s *sent) isTitleWord(i int) bool {
	if f := s.roles[i]; f.n > 0 {
		return true
	}
	return former[s.low[i]]
}

// partOfRun says whether a short name is only part of a person's name: "Jordan
// Spieth", "Jack London", a surname with another given name.
func (s *sent) partOfRun(n *name, run int) bool {
	switch n.class {
	case isPerson:
		return true // "Kim Clark" is not Kim
	case isState, isCapital, isPlace:
		if n.e-n.b > 1 || s.titled {
			return false
		}
		if n.class == isPlace && n.ent == nil || n.class == isPlace && run-n.b >= 2 && !placeNoun[s.low[n.e]] || n.weak {
			return run-n.b >= 2 && (s.flat(n.b, run) || s.upos(n.b) == "PROPN" && s.upos(n.e) == "PROPN" && !s.roleWordAt(n.e))
		}
		return givenNames[s.low[n.b]] && (s.flat(n.b, run) || run == n.b+2 && s.upos(n.e) == "PROPN" && !s.roleWordAt(n.e) && len(instituteWords[s.low[n.e]].sector) == 0)
	case isAdj, isPeople:
		return false
	}
	return n.weak && run-n.b >= 2
}

// roleWordAt says whether a role starts at token i.
func (s *sent) roleWordAt(i int) bool { return i < len(s.roles) && s.roles[i].n > 0 }

// flat says whether the tree takes the tokens for one name.
func (s *sent) flat(b, e int) bool {
	for i := b + 1; i < e; i++ {
		if s.rel(i) == "flat" {
			return true
		}
	}
	return false
}

// fromHits makes a name of the readings that cover n tokens.
func (s *sent) fromHits(i, n int, hits []atlas.Hit, places []atlas.Place) *name {
	w := s.w
	out := &name{b: i, e: i + n}
	var all []atlas.Hit
	for _, h := range hits {
		if h.Tokens == n {
			all = append(all, h)
		}
	}
	if len(places) > 0 {
		for _, p := range places {
			if p.Tokens == n {
				out.places = append(out.places, p)
			}
		}
	}
	if valid := holding(all, w); len(valid) > 0 {
		all = valid
	} else {
		out.stale = true
	}
	if strong := strongOnly(all); len(strong) > 0 {
		all = strong
	}
	out.hits = all
	s.choose(out)
	return out
}

// holding leaves out readings that do not hold at the date.
func holding(hits []atlas.Hit, w *work) []atlas.Hit {
	if !slices.ContainsFunc(hits, func(h atlas.Hit) bool { return !h.Holds(w.at) }) {
		return hits
	}
	var out []atlas.Hit
	for _, h := range hits {
		if h.Holds(w.at) {
			out = append(out, h)
		}
	}
	return out
}

// strongOnly leaves out weak readings. A form that one table calls weak for its
// entity is weak, whatever another table (of another language) says.
func strongOnly(hits []atlas.Hit) []atlas.Hit {
	if !slices.ContainsFunc(hits, func(h atlas.Hit) bool { return h.Weak }) {
		return hits
	}
	var out []atlas.Hit
	for _, h := range hits {
		weak := h.Weak || slices.ContainsFunc(hits, func(o atlas.Hit) bool {
			return o.Weak && !o.Surname && o.Entity == h.Entity && o.Tokens == h.Tokens && strings.EqualFold(o.Form, h.Form)
		})
		if !weak {
			out = append(out, h)
		}
	}
	return out
}

// choose settles class and entity of a name from its readings, as far as grammar
// can tell.
func (s *sent) choose(n *name) {
	hits := n.hits
	// an adjective where a noun follows, a people where none does
	var adj, people []atlas.Hit
	for _, h := range hits {
		switch h.Kind {
		case atlas.Adjective, atlas.Demonym:
			adj = append(adj, h)
		case atlas.People:
			people = append(people, h)
		}
	}
	if len(adj) > 0 && len(adj)+len(people) == len(hits) {
		if len(people) > 0 && !s.modifies(n.e) {
			hits = people
		} else {
			hits = adj
		}
	}
	rank := func(h atlas.Hit) int {
		switch {
		case h.Entity.Kind == event.State && h.Entity.Type == "state":
			return 0
		case h.Entity.Kind == event.State && h.Kind == atlas.Adjective:
			return 1
		case h.Entity.Kind == event.State:
			return 1
		case h.Entity.Kind == event.Organisation, h.Entity.Kind == event.Group, h.Entity.Kind == event.Unit, h.Entity.Kind == event.Government:
			return 2
		case h.Entity.Kind == event.Other:
			return 3
		}
		return 4
	}
	best := 9
	for _, h := range hits {
		best = min(best, rank(h))
	}
	left := hits
	if slices.ContainsFunc(hits, func(h atlas.Hit) bool { return rank(h) != best }) {
		left = nil
		for _, h := range hits {
			if rank(h) == best {
				left = append(left, h)
			}
		}
	}
	if best == 0 {
		for _, h := range hits {
			if h.Kind == atlas.Metonym && h.Entity.Kind == event.Organisation {
				n.seated = append(n.seated, h)
			}
		}
	}
	n.hit = left[0]
	n.weak, n.surname = true, true
	for _, h := range left {
		n.weak = n.weak && h.Weak
		n.surname = n.surname && h.Surname
		if !slices.ContainsFunc(n.cands, func(e *atlas.Entity) bool { return e.ID == h.Entity.ID }) {
			n.cands = append(n.cands, h.Entity)
		}
	}
	if len(n.cands) == 1 {
		n.ent = n.cands[0]
	}
	n.class = classOf(n.hit)
	n.hits = left
	if n.class == isPerson {
		n.hits = n.hits[:0:0]
		for _, h := range hits {
			if h.Entity.Kind == event.Person {
				n.hits = append(n.hits, h)
			}
		}
	}
}

func classOf(h atlas.Hit) class {
	switch h.Kind {
	case atlas.Adjective:
		return isAdj
	case atlas.People:
		return isPeople
	case atlas.Demonym:
		return isAdj
	}
	switch h.Entity.Kind {
	case event.State:
		switch h.Kind {
		case atlas.Capital:
			return isCapital
		case atlas.Metonym:
			return isMetonym
		}
		return isState
	case event.Group:
		return isGroup
	case event.Person:
		return isPerson
	case event.Other:
		return isPlace
	}
	return isBody
}

// modifies says whether the word before token i stands before a noun that it
// can describe.
func (s *sent) modifies(i int) bool {
	for k := i; k < min(i+6, s.len()); k++ {
		switch s.upos(k) {
		case "NOUN", "PROPN":
			return true
		case "ADJ", "NUM", "ADV":
			continue
		case "VERB":
			if s.rel(k) == "amod" {
				continue
			}
			return false
		case "CCONJ":
			// "Tajik and Chinese personnel"
			if k == i && k+1 < s.len() && capital(s.forms[k+1]) {
				if hs := s.known.Longest(k + 1); len(hs) > 0 && (hs[0].Kind == atlas.Adjective || hs[0].Kind == atlas.Demonym) {
					return s.modifies(k + 1 + hs[0].Tokens)
				}
			}
			return false
		}
		if hyphen(s.forms[k]) && s.glued(k) {
			continue
		}
		return false
	}
	return false
}

// bracket reads an abbreviation behind a name: "Organization (SCO)".
func (s *sent) bracket(n *name) {
	i := n.e
	if i+2 >= s.len() || s.forms[i] != "(" || s.forms[i+2] != ")" && !(i+3 < s.len() && s.forms[i+3] == ")") {
		return
	}
	f := s.forms[i+1]
	if !allCaps(f) && !(capital(f) && len(f) <= 10 && n.e-n.b >= 2 && initials(s, n, f)) || len(f) > 12 {
		return
	}
	n.short = f
	n.shortEnd = i + 3
	if s.forms[i+2] != ")" {
		n.short, n.shortEnd = f+s.forms[i+2], i+4
	}
}

func initials(s *sent, n *name, f string) bool {
	var b strings.Builder
	for i := n.b; i < n.e; i++ {
		if capital(s.forms[i]) {
			b.WriteByte(s.low[i][0])
		}
	}
	return b.Len() > 0 && strings.HasPrefix(strings.ToLower(f), b.String()[:1])
}
