package code

import (
	"cmp"
	"slices"
	"strings"

	"entente/internal/doc"
	"entente/internal/event"
)

// actors returns the mentions that a noun phrase headed by token i stands for:
// the one on its head, else those named inside it ("a court in Minsk", "Russia's
// conduct").
func (c *Coder) actors(t *tree, i, depth int) []filler {
	if i < 0 || depth > 3 {
		return nil
	}
	if ms := t.headed[i]; len(ms) > 0 {
		if all := c.shared(t, i, t.pick(ms)); len(all) > 1 {
			return all
		}
		out := c.expand(t, i, t.pick(ms))
		if len(out) == 1 && out[0].mention >= 0 && t.stateless(&t.mentions[out[0].mention]) {
			out[0].country = c.seat(t, i, depth)
		}
		return out
	}
	if m := t.cover[i]; m >= 0 && t.actable(m) {
		return []filler{{mention: m, token: i}}
	}
	if p := t.at[i]; p >= 0 && t.places[p].Country != "" && t.toks[i].UPOS != "ADJ" {
		return []filler{{mention: -1, place: p, token: i, inner: depth > 0}}
	}
	if t.toks[i].UPOS == "VERB" {
		return nil
	}
	// "Mr Lee, the foreign minister": an apposition names the same
	for _, k := range t.kidsRel(i, "appos", "flat") {
		if ms := t.headed[k]; len(ms) > 0 {
			return c.expand(t, k, t.pick(ms))
		}
	}
	if t.isVerb(i) {
		return nil
	}
	inner := func(toks []int) []filler {
		var out []filler
		for _, k := range toks {
			for _, g := range t.conjuncts(k) {
				for _, f := range c.actors(t, g, depth+1) {
					f.inner = true
					out = append(out, f)
				}
			}
		}
		return out
	}
	if got := inner(t.kidsRel(i, "nmod:poss")); len(got) > 0 {
		return got
	}
	for _, k := range t.kidsRel(i, "acl") { // "a delegation led by the premier", "missiles fired by the army"
		switch t.low[k] {
		case "lead", "head", "fire", "launch", "drop", "fly", "operate", "send":
			if got := inner(t.agents(k)); len(got) > 0 {
				return got
			}
		}
	}
	for _, k := range t.kidsRel(i, "amod", "acl") { // "forces loyal to the general"
		switch t.low[k] {
		case "loyal", "allied", "ally", "aligned", "align", "close", "belong":
			for _, p := range []string{"to", "with"} {
				if got := inner(t.with(k, p)); len(got) > 0 && k > i {
					return got
				}
			}
		}
	}
	for _, k := range t.kidsRel(i, "acl") { // "people hit by the flood in Malawi"
		if c.book.In("@stricken", t.low[k]) {
			where := t.with(k, "in")
			for _, by := range t.agents(k) {
				where = append(where, t.with(by, "in")...)
			}
			if got := inner(where); len(got) > 0 {
				return got
			}
		}
	}
	var before []int
	for _, k := range t.kids[i] {
		if r := t.rel(k); k < i && (r == "amod" || r == "compound" || r == "nmod") && t.toks[k].Deprel != "nmod:poss" {
			before = append(before, k)
		}
	}
	if got := inner(before); len(got) > 0 {
		return got
	}
	for _, p := range []string{"such_as", "including", "like", "of", "by", "from", "in", "between", "among", "at"} {
		if got := inner(t.with(i, p)); len(got) > 0 {
			return got
		}
	}
	return nil
}

// shared are those of several states or bodies who stand together before or after a word
// for their people, of whom the mention on it names one: "officials from Chad and Niger",
// "British and EU negotiators". Fewer than two if it names nobody's people but its own.
func (c *Coder) shared(t *tree, i, m int) []filler {
	if t.toks[i].UPOS == "PROPN" || t.mentions[m].Basis != event.ByRole {
		return nil
	}
	for _, k := range t.kids[i] {
		row := t.conjuncts(k)
		if len(row) < 2 {
			continue
		}
		switch t.rel(k) {
		case "amod", "compound":
		case "nmod":
			if p := t.prep(k); p != "from" && p != "of" && p != "" {
				continue
			}
		default:
			continue
		}
		var out []filler
		for _, g := range row {
			if h := t.headed[g]; len(h) > 0 {
				for _, f := range c.expand(t, g, t.pick(h)) {
					f.inner = true
					out = c.addFillers(t, out, []filler{f})
				}
			} else if t.cover[g] == m {
				out = c.addFillers(t, out, []filler{{mention: m, token: i}})
			}
		}
		if len(out) > 1 {
			return out
		}
	}
	return nil
}

// stateless says whether a mention is a body or people of no state or organisation
// that is known.
func (t *tree) stateless(m *event.Mention) bool {
	return m.Country == "" && m.Actor == "" && m.Organisation == "" && len(m.Members) == 0 &&
		(m.Kind != event.Person || m.Basis == event.ByRole || m.Basis == event.ByTitle)
}

// seat is the country that a phrase after a noun places it in: "authorities in
// Peru", "a court of Lima"; "" if none or several.
func (c *Coder) seat(t *tree, i, depth int) string {
	country := ""
	for _, p := range []string{"", "in", "of", "from", "at", "for"} {
		at := t.with(i, p)
		if p == "" {
			at = nil
			for _, k := range t.kidsRel(i, "nmod:poss") {
				at = append(at, t.antecedent(k)) // "Chad, whose oil company"
			}
		}
		for _, k := range at {
			for _, g := range t.conjuncts(k) {
				for _, f := range c.actors(t, g, depth+1) {
					got := t.party(f).Country
					if got != "" && country != "" && got != country {
						return ""
					}
					country = cmp.Or(country, got)
				}
			}
		}
	}
	return country
}

// pick chooses among mentions that share a head: the longest that can act.
func (t *tree) pick(ms []int) int {
	best := ms[0]
	for _, m := range ms[1:] {
		if t.actable(m) && (!t.actable(best) || t.mentions[m].Len() > t.mentions[best].Len()) {
			best = m
		}
	}
	return best
}

// actable says whether a mention can be a party at all.
func (t *tree) actable(m int) bool {
	ment := &t.mentions[m]
	switch ment.Sector {
	case "MED", "JRN":
		return ment.Kind == event.Collective || ment.Kind == event.Person
	}
	return ment.Actor != "" || ment.Country != "" || ment.Kind == event.Person ||
		ment.Sector != "" || ment.Organisation != "" || len(ment.Members) > 0
}

// expand replaces a plural that stands for several ("the two countries") by
// them.
func (c *Coder) expand(t *tree, token, m int) []filler {
	ment := &t.mentions[m]
	if len(ment.Members) == 0 {
		if !t.actable(m) {
			return nil
		}
		return []filler{{mention: m, token: token}}
	}
	var out []filler
	for _, k := range ment.Members {
		if k >= 0 && k < len(t.mentions) && k != m {
			out = append(out, filler{mention: k, token: token})
		}
	}
	return out
}

// addFillers adds those not there yet; two mentions of one party are one.
func (c *Coder) addFillers(t *tree, all, more []filler) []filler {
	for _, f := range more {
		if !slices.ContainsFunc(all, func(g filler) bool { return t.sameParty(f, g) }) {
			all = append(all, f)
		}
	}
	if len(all) > maxParties {
		all = all[:maxParties]
	}
	return all
}

// maxParties bounds the actors on one side of an event.
const maxParties = 64

// sameParty says whether two fillers are one actor: the same id, or no ids and the
// same country, sector and name. The police of a state and its protesters are two.
func (t *tree) sameParty(a, b filler) bool {
	if a.mention >= 0 && a.mention == b.mention {
		return true
	}
	x, y := t.party(a), t.party(b)
	if x.Actor != "" && y.Actor != "" {
		return x.Actor == y.Actor || x.Country != "" && x.Country == y.Country &&
			(x.Sector == y.Sector || plainState(x) && !outsider[y.Sector] || plainState(y) && !outsider[x.Sector])
	}
	if (a.country != "" || b.country != "") && (x.Sector != "GOV" && y.Sector != "GOV") {
		return x.Name == y.Name && x.Sector == y.Sector && x.Country == y.Country // "its teachers" are not the state
	}
	if plainState(x) || plainState(y) {
		return x.Country == y.Country && a.inner == b.inner
	}
	return x.Country == y.Country && x.Sector == y.Sector && x.Name == y.Name
}

// outsider are the sectors of those who stand against or apart from the state they live
// in: rebels at war with it are not it.
var outsider = map[string]bool{"REB": true, "INS": true, "SEP": true, "CRM": true}

// phrase is the noun phrase of a token up to its head, or to the end of its name:
// its words before it, without an article.
func (t *tree) phrase(i int) doc.Span {
	first, last := i, i
	for _, k := range t.kids[i] {
		switch t.rel(k) {
		case "amod", "compound", "nummod", "nmod":
			if k < i && t.prep(k) == "" {
				first = min(first, t.subtree(k, 8)[0])
			}
		case "flat":
			last = max(last, k)
		}
	}
	return doc.Span{Begin: t.toks[first].Begin, End: t.toks[last].End}
}

// plainState says whether a party is a state as such, not one of its bodies.
func plainState(p event.Party) bool {
	return p.Actor != "" && p.Actor == p.Country && (p.Sector == "" || p.Sector == "GOV")
}

// party is the party a filler stands for. A border's states are two; it stands
// for the first.
func (t *tree) party(f filler) event.Party {
	if f.mention >= 0 {
		p := partyOf(t.mentions, f.mention)
		if p.Country == "" && p.Actor == "" {
			p.Country = f.country
		}
		return p
	}
	if f.place < 0 {
		return event.Party{Name: t.phrase(f.token).In(t.text)}
	}
	p := &t.places[f.place]
	country, _, _ := strings.Cut(p.Country, "/")
	return event.Party{Actor: country, Country: country, Name: p.Name}
}

// named replaces a pronoun by the words of its sentence that it stands for: "Chad said it
// would withdraw" is told of Chad.
func (t *tree) named(f filler) filler {
	for n := 0; f.mention >= 0 && n < maxDepth; n++ {
		m := &t.mentions[f.mention]
		a, ok := m.Antecedent.Index()
		if !ok || m.Basis != event.ByCoreference || a >= len(t.mentions) || t.mentions[a].Sentence != m.Sentence || m.Sentence != t.index ||
			t.mentions[a].Country != m.Country || t.mentions[a].Actor != m.Actor {
			break
		}
		f.mention = a
	}
	return f
}

// partyOf makes a party of a mention.
func partyOf(ms []event.Mention, i int) event.Party {
	m := &ms[i]
	p := event.Party{Actor: m.Actor, Country: m.Country, Sector: m.Sector, Name: m.Name, Mention: refTo(i)}
	if p.Country == "" && m.Organisation != "" && m.Kind == event.Person {
		p.Actor = m.Organisation // who speaks for a body acts for it
	}
	return p
}

// partyKey is what two mentions of one party share: the state acted for, else
// the organisation, else the actor or the name.
func partyKey(p event.Party) string {
	switch {
	case p.Country != "":
		return p.Country
	case p.Actor != "":
		return p.Actor
	case p.Name != "":
		return p.Name + "/" + p.Sector
	}
	return p.Sector
}
