package resolve

import (
	"slices"

	"entente/internal/atlas"
	"entente/internal/event"
)

// form is how a phrase speaks of its actor.
type form int

const (
	byName    form = iota + 1 // a name alone
	byRole                    // a noun that says what somebody is
	byPerson                  // a person's name with what stands before it
	byPronoun                 // he, they, its
	byPlural                  // the two countries
	byThe                     // the region, the country, the group
)

// A phrase is a noun phrase that may become a mention, before memory has its say.
type phrase struct {
	form    form
	b, e    int   // tokens of the mention
	name    *name // of byName and byPerson
	mods    []*name
	joint   bool // the mods are joined by "and": one mention for each
	poss    int  // token of a possessive pronoun in front, or -1
	owner   *phrase
	roles   []atlas.Role
	headRol int // token at which the last role starts, or -1
	words   string
	former  bool
	coming  bool
	the     bool
	count   int // "the two": 2
	plural  bool
	gender  byte
	affil   []*name
	where   *name // "a court in Minsk"
	ethnic  bool
	aloof   bool
}

// role is the role that decides, the last; zero without one.
func (p *phrase) role() atlas.Role {
	if len(p.roles) == 0 {
		return atlas.Role{}
	}
	return p.roles[len(p.roles)-1]
}

// phrases finds the phrases of the sentence, in order.
func (s *sent) phrases() []*phrase {
	var out []*phrase
	i := s.dateline
	for i < s.len() {
		if p := s.pronoun(i); p != nil {
			out = append(out, p)
			if !s.possPron(i) {
				i++
				continue
			}
		}
		c := s.chunkFrom(i)
		if c.e <= i {
			i++
			continue
		}
		if p := s.definite(c); p != nil && len(c.segs) == 1 {
			out = append(out, p)
			i = c.e
			continue
		}
		ps, end := s.parseChunk(c)
		out = append(out, ps...)
		i = max(end, i+1)
	}
	slices.SortStableFunc(out, func(a, b *phrase) int { return a.b - b.b })
	return out
}

// parseChunk reads a chunk; end is the token behind all it has used.
func (s *sent) parseChunk(c chunk) (out []*phrase, end int) {
	end = c.e
	poss := -1
	if s.possPron(c.b) {
		poss = c.b
	}
	var owner *phrase
	for k, seg := range c.segs {
		last := k == len(c.segs)-1
		ps, head := s.parseSeg(seg[0], seg[1], owner, last)
		if k == 0 && !last {
			if p := s.definite(c); p != nil {
				ps, head = []*phrase{p}, p // "the country's president"
			}
		}
		if head != nil && k == 0 {
			head.poss = poss
		}
		if owner != nil && head != nil && slices.Contains(head.mods, owner.name) && owner.form == byName {
			// the possessor is part of the whole: "Turkey's president"
			out = slices.DeleteFunc(out, func(p *phrase) bool { return p == owner })
			head.b = owner.b
		}
		if head != nil && last {
			var inner []*phrase
			inner, end = s.behind(head, seg[1])
			ps = append(ps, inner...)
		}
		out = append(out, ps...)
		owner = head
		if head == nil && len(ps) > 0 {
			owner = ps[len(ps)-1]
		}
	}
	return out, end
}

// parseSeg reads one possessive-free part of a chunk. head is the phrase that
// stands on its head noun, nil if that noun is no actor.
func (s *sent) parseSeg(b, e int, owner *phrase, last bool) (out []*phrase, head *phrase) {
	var names []*name
	for i := b; i < e; i++ {
		if n := s.nameAt(i); n != nil && (len(names) == 0 || names[len(names)-1] != n) && n.class != 0 && !n.border {
			names = append(names, n)
		}
	}
	top := s.headOf(b, e)
	if top < 0 {
		return nil, nil
	}
	n := s.nameAt(top)
	switch {
	case n != nil && n.class == isPerson:
		return s.personSeg(b, e, n, names, owner)
	case s.roleOf[top] >= 0:
		if start := s.roleOf[top]; s.roles[start].Kind == event.Person && !capital(s.forms[start]) {
			// "lawmakers elected Hassan Sheikh Mohamud president"
			if m := s.nameAt(start - 1); m != nil && m.class == isPerson && m.b >= b && m.e == start {
				return s.personSeg(b, start, m, upTo(names, start), owner)
			}
		}
		return s.roleSeg(b, e, top, names, owner)
	case n != nil && n.class != 0:
		return s.nameSeg(b, e, n, names, owner)
	}
	// some other noun: what is named in front of it stands for itself
	var inside []*name
	for i := b; i < top; i++ {
		if s.roleOf[i] != i {
			continue
		}
		// "an Afghan army base": the army is an actor, the base is not
		r := s.roles[i]
		if i+r.n > top || !s.nominal(i+r.n-1) || junkRole[r.Lemma] {
			continue
		}
		ps, h := s.roleSeg(b, i+r.n, i+r.n-1, upTo(names, i), owner)
		if h != nil && (len(h.mods) > 0) {
			out = append(out, ps...)
			inside = append(inside, h.mods...)
		}
		break
	}
	placeHead := placeNoun[s.lemma(top)] && !realm[s.lemma(top)] && !(s.lemma(top) == "side" && (s.form(e) != "of" || s.upos(e+1) == "VERB"))
	for k, m := range names {
		if slices.Contains(inside, m) || m.b > top {
			continue
		}
		if m.class == isPerson && (!m.known() || m.surname) && k == len(names)-1 && m.e <= top {
			if m.ent == nil && len(m.hits) == 0 {
				continue // "Mercator line"
			}
		}
		if placeHead && m.class == isAdj && len(names) == 1 && owner == nil && !held[s.lemma(top)] {
			continue
		}
		out = append(out, s.single(m))
	}
	return out, nil
}

func upTo(names []*name, i int) []*name {
	k := 0
	for k < len(names) && names[k].e <= i {
		k++
	}
	return names[:k]
}

func (s *sent) nominal(i int) bool { return s.upos(i) == "NOUN" || s.upos(i) == "PROPN" }

// known says whether the tables know the name.
func (n *name) known() bool { return n.ent != nil || len(n.cands) > 0 || len(n.hits) > 0 }

// headOf is the head noun of [b, e): the last nominal, or the last name.
func (s *sent) headOf(b, e int) int {
	for i := e - 1; i >= b; i-- {
		if n := s.nameAt(i); n != nil {
			if n.shortEnd > 0 && i >= n.e {
				continue
			}
			return n.e - 1
		}
		if s.roleOf[i] >= 0 && s.upos(i) != "ADJ" && s.upos(i) != "ADV" && s.upos(i) != "NUM" {
			return i
		}
		switch s.upos(i) {
		case "NOUN", "PROPN":
			return i
		case "X":
			return i
		case "ADJ", "NUM":
			// "the wounded"; an adjective behind its noun is no head
			if i == b || i == b+1 && s.upos(b) == "DET" {
				return i
			}
			if i > b && (s.nominal(i-1) || s.at[i-1] >= 0) && s.upos(i) == "NUM" {
				continue
			}
			if s.upos(i) == "ADJ" && i > b && (s.nominal(i - 1)) {
				return i
			}
		}
	}
	return -1
}

func (s *sent) single(n *name) *phrase {
	f := byName
	if n.class == isPerson {
		f = byPerson
	}
	return &phrase{form: f, b: n.b, e: n.e, name: n, poss: -1, headRol: -1}
}

// mods splits names in front of a head into those that tell whose it is and
// those that do not ("Iranian-backed").
func (s *sent) modsOf(names []*name, upto int) (mods, others []*name, joint bool) {
	for _, m := range names {
		if m.e > upto || m.class == isPerson {
			continue
		}
		if s.bound(m) {
			others = append(others, m)
			continue
		}
		if len(mods) > 0 {
			prev := mods[len(mods)-1]
			if prev.e < m.b && s.between(prev.e, m.b) {
				joint = true
			}
		}
		mods = append(mods, m)
	}
	return mods, others, joint
}

// between says whether only "and", a comma or a hyphen stands in [b, e).
func (s *sent) between(b, e int) bool {
	if e-b > 2 || e <= b {
		return false
	}
	for i := b; i < e; i++ {
		f := s.low[i]
		if f != "and" && f != "," && f != "&" && f != "or" && !(hyphen(f) && s.glued(i)) {
			return false
		}
	}
	return true
}

// bound says whether a name is glued to a participle: "U.S.-backed rebels", or
// stands behind "pro-" or "anti-".
func (s *sent) bound(m *name) bool {
	if hyphen(s.form(m.e)) && s.glued(m.e) && (bound[s.form(m.e+1)] || bound[s.lemma(m.e+1)]) {
		return !led[s.form(m.e+1)]
	}
	if bound[s.lemma(m.e)] && (s.upos(m.e) == "VERB") && (s.nounish(m.e+1) || s.at[min(m.e+1, s.len()-1)] >= 0) {
		return true // "Taliban ruled Afghanistan"
	}
	if hyphen(s.form(m.b-1)) && s.glued(m.b) {
		switch s.form(m.b - 2) {
		case "pro", "anti", "non", "ex", "post", "pre", "trans", "inter", "neo", "intra":
			return true
		}
	}
	switch s.form(m.b - 1) {
	case "pro", "anti", "non", "pro-", "anti-", "non-":
		return true
	}
	return false
}

// nameSeg is a part whose head is a name.
func (s *sent) nameSeg(b, e int, n *name, names []*name, owner *phrase) (out []*phrase, head *phrase) {
	head = s.single(n)
	if n.shortEnd > 0 {
		head.e = n.shortEnd
	}
	absorbed := false
	for i := b; i < n.b; i++ {
		absorbed = absorbed || s.roleOf[i] >= 0 || placeNoun[s.lemma(i)]
		head.ethnic = head.ethnic || s.lem[i] == "ethnic"
		if d, ok := smallNumber[s.low[i]]; ok {
			head.count = d
		}
	}
	for k := n.b - 1; k >= max(b, n.b-3); k-- {
		head.the = head.the || s.low[k] == "the" || s.low[k] == "both"
	}
	for _, m := range names {
		if m == n || m.b > n.b {
			continue
		}
		if m.class == isPerson && !m.known() {
			continue
		}
		// "the Lebanese group Hezbollah": one actor
		if (m.class == isAdj || m.class == isState) && !s.bound(m) && (n.class == isBody || n.class == isInstitute) && (absorbed || m.e == n.b) {
			head.mods = append(head.mods, m)
			continue
		}
		if m.class == isAdj && n.class == isPlace {
			continue
		}
		if (m.class == isAdj || m.class == isPeople || m.class == isGroup || m.class == isState && n.class == isPeople) && (n.class == isPeople || n.class == isAdj) && m.e == n.b {
			head.mods = append(head.mods, m) // "Iraqi Kurds"
			continue
		}
		out = append(out, s.single(m))
	}
	if owner != nil && owner.form == byName && n.class == isBody {
		head.owner = owner
	}
	if owner != nil && owner.form == byName && (n.class == isInstitute || n.class == isPlace) {
		head.mods = append(head.mods, owner.name)
		head.owner = owner
		if n.class == isPlace || !n.shield {
			out = append(out, head)
			return out, head
		}
		head.mods = nil
	}
	return append(out, head), head
}

// roleSeg is a part whose head is a role noun.
func (s *sent) roleSeg(b, e, top int, names []*name, owner *phrase) (out []*phrase, head *phrase) {
	r := s.roles[s.roleOf[top]]
	start := s.roleOf[top]
	head = &phrase{form: byRole, b: start, e: max(top+1, min(start+r.n, e)), poss: -1, headRol: start}
	if !s.nominal(top) && s.upos(top) != "X" && s.upos(top) != "ADJ" {
		return nil, nil
	}
	s.gatherRoles(head, b, top+1)
	mods, others, joint := s.modsOf(names, top+1)
	head.joint = joint
	for _, m := range names {
		if m.class == isPerson && m.e <= start {
			// "the Trump administration"
			mods = append(mods, m)
		}
	}
	if owner != nil && owner.name != nil && owner.form == byName && !junkOwner(owner.name) {
		if len(mods) > 0 && !joint {
			// "Iran's UN envoy": the possessor is whose it is
			mods = append([]*name{owner.name}, mods...)
		} else if len(mods) == 0 {
			mods = []*name{owner.name}
		}
	} else if owner != nil {
		head.owner = owner
	}
	if aloof[s.lem[top]] && len(mods) > 0 && owner == nil {
		// "Kremlin critics" are not the Kremlin's
		kept := mods[:0:0]
		for _, m := range mods {
			if m.class == isAdj {
				kept = append(kept, m)
			} else {
				others = append(others, m)
			}
		}
		mods = kept
	}
	head.mods = mods
	for _, m := range others {
		if descent[s.form(m.e+1)] || descent[s.lemma(m.e+1)] || s.form(m.b-1) == "pro" || s.form(m.b-2) == "pro" || s.form(m.b-2) == "non" {
			continue
		}
		out = append(out, s.single(m))
	}
	for _, m := range mods {
		if m.b >= b && m.b < head.b {
			head.b = m.b
		}
	}
	// premodifiers of the role belong to the mention: "special response unit"
	for k := head.b; k > b; k-- {
		u := s.upos(k - 1)
		if s.at[k-1] >= 0 || u != "ADJ" && u != "NOUN" && u != "PROPN" && !(hyphen(s.forms[k-1]) && s.glued(k)) && s.rel(k-1) != "amod" {
			break
		}
		if k-1 > b || u != "DET" {
			head.b = k - 1
		}
	}
	for _, m := range others {
		// "-backed" belongs to what stands before the hyphen
		if m.e >= head.b-1 && m.e < start {
			k := m.e
			for k < start && (hyphen(s.forms[k]) || k == m.e || k == m.e+1) {
				k++
			}
			head.b = max(head.b, k)
		}
	}
	for head.b < start && hyphen(s.forms[head.b]) {
		head.b++
	}
	s.describe(head, b, e)
	return append(out, head), head
}

func junkOwner(n *name) bool { return n.class == isInstitute && n.shield }

// gatherRoles lists the roles in [b, e), first to last, and their words.
func (s *sent) gatherRoles(p *phrase, b, e int) {
	first, end := -1, -1
	for i := b; i < e; i++ {
		if s.roleOf[i] != i || !s.roleWord(i) {
			continue
		}
		r := s.roles[i]
		if (r.Lemma == "deputy" || r.Lemma == "representative") && s.roleAt(i+1) && i+1 < e {
			if first < 0 {
				first = i
			}
			end = i + 1
			continue // a rank before a role
		}
		if len(p.roles) < 4 {
			p.roles = append(p.roles, *r.Role)
		} else {
			p.roles = append(p.roles[1:], *r.Role)
		}
		if first < 0 || i > end+1 {
			first = i
		}
		end = min(i+r.n, e)
		p.headRol = i
	}
	if first >= 0 {
		// words between two roles belong to the title: "deputy prime minister"
		for first > b && s.at[first-1] < 0 && s.upos(first-1) == "ADJ" && rankWord[s.low[first-1]] {
			first--
		}
		p.words = joinLower(s, first, end)
	}
}

// roleWord says whether the role at token i is used as a noun or title.
func (s *sent) roleWord(i int) bool {
	last := min(i+s.roles[i].n, s.len()) - 1
	return s.nominal(last) || s.upos(last) == "X" || capital(s.forms[last]) || s.roles[i].n > 1 || s.upos(last) == "ADJ"
}

// describe notes what the words in [b, e) say besides: former, ethnic, the two.
func (s *sent) describe(p *phrase, b, e int) {
	for i := b; i < e; i++ {
		if s.at[i] >= 0 && i != p.b {
			continue
		}
		f := s.low[i]
		if s.possPron(i) {
			continue
		}
		switch {
		case former[f] || s.lem[i] == "former":
			p.former = p.former || i < e-1
		case coming[f]:
			p.coming = true
		case f == "ethnic":
			p.ethnic = true
		case f == "the" || f == "both" || f == "these" || f == "those":
			p.the = true
			if f == "both" {
				p.count = 2
			}
		}
		if male[f] {
			p.gender = 'm'
		} else if female[f] {
			p.gender = 'f'
		}
		if d, ok := smallNumber[f]; ok {
			p.count = d
		}
		if hyphen(f) && i > b && s.low[i-1] == "ex" {
			p.former = true
		}
	}
	last := e - 1
	p.plural = s.toks[last].Feat("Number") == "Plur" || s.lem[last] != s.low[last] && s.low[last] != "" && s.low[last][len(s.low[last])-1] == 's' && s.lem[last]+"s" == s.low[last] ||
		pluralNoun[s.low[last]]
	if p.form == byRole {
		p.aloof = aloof[s.lem[last]]
	}
}

// personSeg is a part whose head is a person's name, known or not.
func (s *sent) personSeg(b, e int, n *name, names []*name, owner *phrase) (out []*phrase, head *phrase) {
	head = &phrase{form: byPerson, b: n.b, e: n.e, name: n, poss: -1, headRol: -1}
	s.gatherRoles(head, b, n.b)
	s.describe(head, b, n.b+1)
	mods, others, joint := s.modsOf(names, n.b)
	if owner != nil && owner.form == byName && len(head.roles) > 0 {
		mods = append([]*name{owner.name}, mods...)
	}
	if len(head.roles) == 0 {
		// without a title a name before a name is not its owner: but
		// "Russia's Putin", "Israeli Naftali Bennett" are fine
		if owner != nil && owner.form == byName {
			mods = append([]*name{owner.name}, mods...)
		}
	}
	head.mods, head.joint = mods, joint && len(head.roles) == 0
	for _, m := range others {
		if descent[s.form(m.e+1)] || descent[s.lemma(m.e+1)] {
			continue
		}
		out = append(out, s.single(m))
	}
	for _, m := range mods {
		if m.b >= b {
			head.b = min(head.b, m.b)
		}
	}
	if len(head.roles) > 0 {
		for i := b; i < n.b; i++ {
			if s.roleOf[i] == i {
				head.b = min(head.b, i)
				break
			}
		}
	}
	for k := head.b; k > b; k-- {
		if s.at[k-1] >= 0 || !(former[s.low[k-1]] || honorific[s.low[k-1]] || rankWord[s.low[k-1]] || hyphen(s.forms[k-1])) {
			break
		}
		head.b = k - 1
	}
	if len(head.roles) == 0 && !honorific[s.form(n.b-1)] {
		// words before a name that is no title are not part of it
		head.b = n.b
		for _, m := range mods {
			if m.e == n.b && m.b >= b {
				head.b = m.b
			}
		}
	}
	return append(out, head), head
}

func joinLower(s *sent, b, e int) string {
	out := ""
	for i := b; i < e; i++ {
		f := s.low[i]
		if f2, ok := abbreviated[f]; ok {
			f = f2
		}
		if out != "" && !(s.glued(i) && (hyphen(f) || hyphen(s.low[i-1]) || possessive(f))) {
			out += " "
		}
		out += f
	}
	return out
}

// kindOf is the kind of mention a class of names makes.
func kindOf(n *name) event.MentionKind {
	switch n.class {
	case isState:
		return event.State
	case isAdj:
		if n.ent != nil && n.ent.Kind != event.State {
			return n.ent.Kind
		}
		return event.State
	case isPeople:
		return event.Collective
	case isCapital, isMetonym:
		return event.Government
	case isGroup:
		return event.Group
	case isPerson:
		return event.Person
	}
	if n.ent != nil {
		return n.ent.Kind
	}
	return event.Organisation
}

// definite reads "the region", "both sides" and the like, nil for other chunks.
func (s *sent) definite(c chunk) *phrase {
	if len(c.segs) == 0 {
		return nil
	}
	seg := c.segs[0]
	b, e := seg[0], seg[1]
	if e-b < 2 || e-b > 3 || s.nameAt(e-1) != nil {
		return nil
	}
	f := s.low[b]
	count := smallNumber[f]
	if f != "the" && f != "this" && f != "both" && f != "these" && count == 0 {
		return nil
	}
	if e-b == 3 {
		d, ok := smallNumber[s.low[b+1]]
		if !ok {
			return nil
		}
		count = d
	}
	l := s.lem[e-1]
	if count >= 2 && (f == "the" || f == "both" || f == "these" || f == "all") && (statelike[l] || leaderlike[l]) {
		p := &phrase{form: byPlural, b: b, e: e, poss: -1, headRol: -1, the: true, count: count, plural: true, words: l}
		if r, n := s.lemRoles.Longest(e - 1); n > 0 {
			p.roles = append(p.roles, *r)
		}
		p.roles = append(p.roles, atlas.Role{Lemma: l})
		return p
	}
	if count == 0 && (f == "the" || f == "this") && s.toks[e-1].Feat("Number") != "Plur" {
		switch l {
		case "region", "country", "nation", "kingdom", "emirate", "bloc", "alliance", "organization", "organisation", "group":
			if s.form(c.e) == "of" {
				return nil
			}
			return &phrase{form: byThe, b: b, e: e, poss: -1, headRol: -1, the: true, words: l}
		}
	}
	return nil
}
