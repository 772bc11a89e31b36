// Package atlas knows who and where: states, organisations, groups, persons and
// their posts, role nouns, provinces and cities, each name with the dates at
// which it holds and the table and line it stands in.
//
// It looks names up and gives every reading; choosing among readings by grammar,
// document and date is left to package resolve. An Atlas does not change after
// Load and is safe for concurrent use. Slices it returns may be kept; entities
// it points to must not be changed.
package atlas

import (
	"cmp"
	"slices"

	"entente/internal/edtf"
	"entente/internal/event"
)

// An Entity is somebody or something that can be named as an actor.
type Entity struct {
	ID   string // ISO 3166-1 alpha-3 for states; see data/actors/ORIGIN.md
	Name string // canonical English name
	Kind event.MentionKind
	// Country is the state the entity acts for, as an id; "" for none, and for
	// media, universities and other bodies that speak only for themselves.
	Country string
	Home    string // the state it sits in, where that is not Country; may be ""
	Sector  string // PLOVER sector; "" for states as a whole and for persons
	Parent  string // id of the larger body, "" if none
	Type    string // state, territory, defacto, historic, region, bloc, province, party, media, …
	From    edtf.Date
	To      edtf.Date
	Table   string // file:line
	span    span
	given   string // persons
	family  string
	order   string
}

// Family and Given return the parts of a person's name; "" for others and,
// Given, for a person of one name.
func (e *Entity) Family() string { return e.family }

// Given returns a person's given name.
func (e *Entity) Given() string { return e.given }

// Exists says whether the entity surely or possibly existed at the date. An
// unknown date is possible at all times.
func (e *Entity) Exists(at edtf.Date) bool { return e.span.touches(spanOf(at)) }

// NameKind says how a form names its entity.
type NameKind string

// The kinds of name.
const (
	Name      NameKind = "name"
	Alias     NameKind = "alias"
	Adjective NameKind = "adjective" // "Kazakh"
	Demonym   NameKind = "demonym"   // "Kazakhstani", of a citizen; singular or plural
	People    NameKind = "people"    // "Kazakhs", a nation or its members
	Capital   NameKind = "capital"   // "Astana", for the government that sits there
	Metonym   NameKind = "metonym"   // "the Kremlin"
	Acronym   NameKind = "acronym"
	Title     NameKind = "title"
)

// A Hit is one reading of words that start at a token.
type Hit struct {
	Entity *Entity
	Kind   NameKind
	Tokens int    // how many tokens the name covers, at least 1
	Form   string // as the table writes it
	// Weak marks a form that is also a common word or something else's name, or a
	// surname alone: not to be believed without support.
	Weak    bool
	Surname bool      // a person's surname alone
	Common  bool      // that surname is also a common given name or word
	From    edtf.Date // when the form names the entity; zero: as long as it exists
	To      edtf.Date
	Table   string // file:line
	span    span
	overlay bool
}

// Holds says whether the form surely or possibly names the entity at the date.
// An unknown date is possible at all times.
func (h Hit) Holds(at edtf.Date) bool {
	s := spanOf(at)
	return h.span.touches(s) && h.Entity.span.touches(s)
}

// A Role is a noun or title that says what somebody is: "border guard",
// "foreign minister", "protester".
type Role struct {
	Lemma  string // words, lower case, singular
	Sector string // PLOVER sector
	Kind   event.MentionKind
	Office bool   // one person holds it: "foreign minister", not "lawmaker"
	Post   string // the office of Tenure that it names, "" if none
	Table  string
}

// A Tenure is a person's term in a post. A term holds up to and including its
// last day. To is zero while the term had not ended at the table's as-of date.
type Tenure struct {
	Person string // entity id
	Office string // head_of_state, foreign_minister, …
	Entity string // polity or organisation id
	Sector string
	Title  string   // main title, lower case: "prime minister"
	Titles []string // all titles, the main one first
	From   edtf.Date
	To     edtf.Date
	Acting bool
	Shared bool // more than one person may hold the post at once
	Note   string
	AsOf   edtf.Date // how far the table's facts go; zero if it does not say
	Table  string    // file:line

	span    span
	overlay bool
}

// Holds says whether the term surely or possibly covers some of the date, and
// whether it surely covers all of it. An unknown date is possible.
func (t Tenure) Holds(at edtf.Date) (possible, sure bool) {
	s := spanOf(at)
	return t.span.touches(s), s.known() && t.span.surely(s)
}

// A Place is one reading of words as a place.
type Place struct {
	ID         string
	Name       string
	Country    string // ISO 3166-1 alpha-3
	Admin1     string // ISO 3166-2, "" if unknown
	Precision  event.Precision
	Type       string // city, capital, seat, province, town, feature, …
	Population int    // people, 0 if unknown
	Lat, Lon   float64
	Tokens     int
	Form       string
	Weak       bool // also a common word or name
	Table      string
}

// Atlas is the loaded tables.
type Atlas struct {
	entities map[string]*Entity
	list     []*Entity // by id
	names    index     // of forms, and as complements of spots
	forms    []form
	whens    []when // 0 is: as long as the entity
	files    []*file
	sites    []Place
	spots    []spot
	roles    index
	roleList []Role
	persons  []int32                   // forms of persons
	spelled  func() map[string][]int32 // of these by fold key; made when first asked for
	tenures  []Tenure                  // by person, then start
	byPerson map[string][]int32
	byPost   map[post][]int32
	members  map[string][]member
	memberOf map[string][]member
	stop     map[string]bool
	systems  map[string][]*translit
}

// form is a name of an entity as it is kept; hit makes a Hit of it.
type form struct {
	entity *Entity
	text   string
	kind   uint8 // index into nameKinds
	flags  uint8
	when   int32
	row    rowRef
}

const (
	weakForm = 1 << iota
	surnameForm
	overlayForm
	commonForm
)

type when struct {
	from, to edtf.Date
	span     span
}

// rowRef is a line of a file.
type rowRef struct {
	file uint16
	line int32
}

// spot is a name of a place.
type spot struct {
	site int32
	weak bool
	text string
	row  rowRef
}

func (a *Atlas) table(r rowRef) string { return a.files[r.file].place(int(r.line)) }

func (a *Atlas) hit(i int32) Hit {
	f := &a.forms[i]
	w := &a.whens[f.when]
	return Hit{Entity: f.entity, Kind: nameKinds[f.kind], Form: f.text, Weak: f.flags&weakForm != 0, Surname: f.flags&surnameForm != 0, Common: f.flags&commonForm != 0,
		From: w.from, To: w.to, Table: a.table(f.row), span: w.span, overlay: f.flags&overlayForm != 0}
}

func (a *Atlas) spot(i int32) Place {
	s := &a.spots[i]
	p := a.sites[s.site]
	p.Form, p.Weak, p.Table = s.text, s.weak, a.table(s.row)
	return p
}

type post struct{ entity, office string }

type member struct {
	id    string
	span  span
	table string
}

// Entity returns the entity with the id.
func (a *Atlas) Entity(id string) (*Entity, bool) {
	e, ok := a.entities[id]
	return e, ok
}

// Entities returns all entities in order of id.
func (a *Atlas) Entities() []*Entity { return slices.Clone(a.list) }

// Forms returns all forms that name the entity, in order of the tables.
func (a *Atlas) Forms(id string) []Hit {
	var out []Hit
	for i := range a.forms {
		if a.forms[i].entity.ID == id {
			out = append(out, a.hit(int32(i)))
		}
	}
	return out
}

// Tenures returns the terms of a person, earliest first.
func (a *Atlas) Tenures(person string) []Tenure {
	var out []Tenure
	for _, i := range a.byPerson[person] {
		out = append(out, a.tenures[i])
	}
	return out
}

// TenureAt returns the post that a person surely, or else possibly, holds at the
// date; among several, the highest (a head of state before a minister), then the
// latest begun. With an unknown date it returns the latest term. The second
// result is false if the person held no post then.
func (a *Atlas) TenureAt(person string, at edtf.Date) (Tenure, bool) {
	var best Tenure
	bestRank := -1
	for _, i := range a.byPerson[person] {
		t := a.tenures[i]
		possible, sure := t.Holds(at)
		if !possible {
			continue
		}
		rank := officeRank(t.Office)
		if !spanOf(at).known() {
			rank = 0
		}
		if sure {
			rank += 100
		}
		if rank >= bestRank { // terms come in order of start: the later one wins
			best, bestRank = t, rank
		}
	}
	return best, bestRank >= 0
}

// officeRank orders the posts that one person may hold at once.
func officeRank(office string) int {
	for i, o := range []string{"supreme_leader", "head_of_state", "head_of_government", "president_of_ec", "president_of_council",
		"secretary_general", "high_representative", "crown_prince", "vice_president", "deputy_head_of_government", "foreign_minister", "defence_minister"} {
		if o == office {
			return 50 - i
		}
	}
	return 10
}

// Holders returns the terms in a post that surely or possibly cover the date,
// sure ones first, then in order of start. An empty office means all posts.
func (a *Atlas) Holders(entity, office string, at edtf.Date) []Tenure {
	var sure, possible []Tenure
	for _, i := range a.byPost[post{entity, office}] {
		t := a.tenures[i]
		switch p, s := t.Holds(at); {
		case s:
			sure = append(sure, t)
		case p:
			possible = append(possible, t)
		}
	}
	return append(sure, possible...)
}

// Members returns the ids of a group's members at the date, sorted. With an
// unknown date it returns those whose membership has not ended. The result is
// nil for a group without a list.
func (a *Atlas) Members(group string, at edtf.Date) []string {
	seen := map[string]bool{}
	a.addMembers(seen, group, spanOf(at), 0)
	var out []string
	for id := range seen {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

func (a *Atlas) addMembers(seen map[string]bool, group string, at span, depth int) {
	if depth > 8 {
		return // cycles are a fault of loading; this only bounds a broken caller
	}
	for _, m := range a.members[group] {
		if at.known() && !m.span.touches(at) || !at.known() && m.span.ended() {
			continue
		}
		if m.id[0] == '@' {
			a.addMembers(seen, m.id[1:], at, depth+1)
		} else {
			seen[m.id] = true
		}
	}
}

// MemberOf returns the ids of the groups and organisations that a state belongs
// to at the date, sorted.
func (a *Atlas) MemberOf(state string, at edtf.Date) []string {
	seen := map[string]bool{}
	a.addGroups(seen, state, spanOf(at), 0)
	var out []string
	for id := range seen {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

func (a *Atlas) addGroups(seen map[string]bool, id string, at span, depth int) {
	if depth > 8 {
		return
	}
	for _, m := range a.memberOf[id] {
		if at.known() && !m.span.touches(at) || !at.known() && m.span.ended() {
			continue
		}
		seen[m.id] = true
		a.addGroups(seen, "@"+m.id, at, depth+1)
	}
}

// A Gap is a post without a holder at a date, or one whose holder is not sure
// any more.
type Gap struct {
	Entity, Office string
	Last           Tenure // the latest term before the date
	// Stale is set if the last term has no end, but the table's facts end before
	// the date; otherwise the post is vacant.
	Stale bool
}

// Gaps lists the posts that somebody has held but nobody surely holds at the
// date, in order of entity and office. Posts last held more than 20 years before
// the date, and those of entities that have ended, are left out.
func (a *Atlas) Gaps(at edtf.Date) []Gap {
	var out []Gap
	s := spanOf(at)
	for p, is := range a.byPost {
		if e := a.entities[p.entity]; p.office == "" || e == nil || !e.Exists(at) {
			continue
		}
		gap := Gap{Entity: p.entity, Office: p.office}
		held, found := false, false
		for _, i := range is {
			t := a.tenures[i]
			if possible, sure := t.Holds(at); sure {
				held = true
			} else if possible || t.span.toLo < s.fromLo && t.span.toHi+20*365 > s.fromLo {
				gap.Last, gap.Stale, found = t, !t.span.ended(), true
			}
		}
		if found && !held {
			out = append(out, gap)
		}
	}
	slices.SortFunc(out, func(x, y Gap) int {
		return cmp.Or(cmp.Compare(x.Entity, y.Entity), cmp.Compare(x.Office, y.Office))
	})
	return out
}
