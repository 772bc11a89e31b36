package atlas

import (
	"cmp"
	"slices"
	"strings"

	"entente/internal/event"
)

// A Line is a sentence in which names are looked up at many tokens: its words are
// cut and looked up once. It is not safe for concurrent use.
type Line struct {
	a     *Atlas
	forms []string
	line  line
}

// Line returns the tokens of a sentence for looking up names. It keeps forms.
func (a *Atlas) Line(forms []string) *Line { return &Line{a, forms, a.names.line(forms)} }

// Longest is [Line.Longest] of a sentence that is looked at once.
func (a *Atlas) Longest(forms []string, i int) []Hit { return a.Line(forms).Longest(i) }

// LongestPlace is [Line.LongestPlace] of a sentence that is looked at once.
func (a *Atlas) LongestPlace(forms []string, i int) []Place { return a.Line(forms).LongestPlace(i) }

// Spelled is [Line.Spelled] of a sentence that is looked at once.
func (a *Atlas) Spelled(forms []string, i int) []Hit { return a.Line(forms).Spelled(i) }

// Longest returns all entities that a name starting at token i can mean, longest
// first; among equally long ones strong before weak, then by kind of name and id.
// Tokens are those of a Universal Dependencies tokeniser. Hyphens, apostrophes,
// full stops and diacritics do not matter; letter case does, except that text in
// capitals matches too. A leading article belongs to a form only where the name
// needs it ("the West"). The result is nil if nothing matches; forms out of date
// are in it, see [Hit.Holds].
func (l *Line) Longest(i int) []Hit {
	a, forms := l.a, l.forms
	var out []Hit
	if i < 0 || i >= len(forms) {
		return nil
	}
	l.line.walk(i, false, func(v int32, tokens int) {
		if v < 0 {
			return
		}
		h := a.hit(v)
		h.Tokens = tokens
		if h.Entity.Kind == event.Other {
			h.Tokens += suffix(forms, i, tokens)
		}
		out = append(out, h)
	})
	if len(out) > 0 && shouting(forms) {
		for i := range out {
			out[i].Weak = out[i].Weak || out[i].Tokens == 1 && a.stop[key(out[i].Form)]
		}
	}
	return orderHits(out)
}

// shouting says whether a sentence is in capitals, where "LET" may be no acronym.
func shouting(forms []string) bool {
	up, all := 0, 0
	for _, f := range forms[:min(len(forms), 24)] {
		switch classOf(f) {
		case upper:
			up++
			all++
		case title:
			if len(f) > 1 {
				all++
			}
		default:
			if key(f) != "" {
				all++
			}
		}
	}
	return up >= 3 && up*10 >= all*7
}

// suffix counts the tokens after a province's name that say what it is:
// "Xinjiang Province", "Gorno-Badakhshan Autonomous Region". A name that ends so
// itself takes no more.
func suffix(forms []string, i, tokens int) int {
	if provinceWord(forms[i+tokens-1]) {
		return 0
	}
	n := 0
	for at := i + tokens; at < len(forms); at++ {
		if w := forms[at]; n == 0 && (w == "Autonomous" || w == "autonomous" || w == "People's") {
			continue
		} else if !provinceWord(w) {
			return 0
		}
		return at - (i + tokens) + 1
	}
	return n
}

func provinceWord(w string) bool {
	switch strings.TrimSuffix(strings.ToLower(w), "s") {
	case "province", "region", "oblast", "governorate", "prefecture", "republic", "krai", "kray", "county", "territory", "district", "canton", "okrug", "voivodeship":
		return true
	}
	return false
}

func orderHits(out []Hit) []Hit {
	if len(out) < 2 {
		return out
	}
	// a user's own table hides what ours says of the same words
	for i := range out {
		if out[i].overlay {
			n := out[i].Tokens
			out = slices.DeleteFunc(out, func(h Hit) bool { return h.Tokens == n && !h.overlay })
			break
		}
	}
	slices.SortStableFunc(out, func(x, y Hit) int {
		return cmp.Or(cmp.Compare(y.Tokens, x.Tokens), weakness(x.Weak)-weakness(y.Weak),
			kindRank(x.Kind)-kindRank(y.Kind), cmp.Compare(x.Entity.ID, y.Entity.ID))
	})
	return slices.CompactFunc(out, func(x, y Hit) bool {
		return x.Entity == y.Entity && x.Tokens == y.Tokens && x.Kind == y.Kind && x.Weak == y.Weak && x.span == y.span
	})
}

func weakness(b bool) int {
	if b {
		return 1
	}
	return 0
}

func kindRank(k NameKind) int {
	return slices.Index([]NameKind{Name, Adjective, Demonym, People, Capital, Metonym, Acronym, Title, Alias}, k)
}

// Spelled returns persons whose name, spelled otherwise, may start at token i:
// their Fold key is that of the words. All are weak. Names that Longest finds are
// left out.
func (l *Line) Spelled(i int) []Hit {
	a, forms := l.a, l.forms
	if i < 0 || i >= len(forms) {
		return nil
	}
	var out []Hit
	joined := ""
	for n := 1; n <= 5 && i+n <= len(forms); n++ {
		f := forms[i+n-1]
		if n == 1 && classOf(f) == lower {
			return nil
		}
		if hyphens(f) {
			continue
		}
		k := Fold(f)
		if k == "" {
			break
		}
		if joined != "" {
			joined += " "
		}
		joined += k
		for _, v := range a.spelled()[joined] {
			h := a.hit(v)
			h.Tokens, h.Weak = n, true
			out = append(out, h)
		}
	}
	exact := l.Longest(i)
	out = slices.DeleteFunc(out, func(h Hit) bool {
		return slices.ContainsFunc(exact, func(e Hit) bool { return e.Entity == h.Entity && e.Tokens == h.Tokens })
	})
	return orderHits(out)
}

// LongestPlace returns all places that a name starting at token i can mean,
// longest first; among equally long ones strong before weak, then the most
// populous. Matching is that of Longest.
func (l *Line) LongestPlace(i int) []Place {
	a, forms := l.a, l.forms
	if i < 0 || i >= len(forms) {
		return nil
	}
	var out []Place
	l.line.walk(i, false, func(v int32, tokens int) {
		if v >= 0 {
			return
		}
		p := a.spot(^v)
		p.Tokens = tokens
		if p.Precision == event.Province {
			p.Tokens += suffix(forms, i, tokens)
			p.Weak = p.Weak && p.Tokens == tokens
		}
		out = append(out, p)
	})
	if len(out) < 2 {
		return out
	}
	slices.SortStableFunc(out, func(x, y Place) int {
		return cmp.Or(cmp.Compare(y.Tokens, x.Tokens), weakness(x.Weak)-weakness(y.Weak),
			cmp.Compare(y.Population, x.Population), cmp.Compare(x.ID, y.ID))
	})
	return slices.CompactFunc(out, func(x, y Place) bool { return x.ID == y.ID && x.Tokens == y.Tokens })
}

// Role returns the role that a lemma, or several with blanks between, names.
func (a *Atlas) Role(lemma string) (Role, bool) {
	r, n := a.RoleLine([]string{lemma}).Longest(0)
	if n == 0 {
		return Role{}, false
	}
	return *r, true
}

// A RoleLine is a sentence in which roles are looked up, as a Line is for names.
type RoleLine struct {
	a    *Atlas
	line line
}

// RoleLine returns the lemmas of a sentence for looking up roles. It keeps lemmas.
func (a *Atlas) RoleLine(lemmas []string) *RoleLine { return &RoleLine{a, a.roles.line(lemmas)} }

// Like lets l take over from another RoleLine of as many words what it found out
// about those that are the same, and returns l.
func (l *RoleLine) Like(o *RoleLine) *RoleLine {
	if len(o.line.words) == len(l.line.words) {
		l.line.like = &o.line
	}
	return l
}

// LongestRole is [RoleLine.Longest] of a sentence that is looked at once.
func (a *Atlas) LongestRole(lemmas []string, i int) (*Role, int) {
	return a.RoleLine(lemmas).Longest(i)
}

// Longest returns the longest role whose words are the lemmas from i on, and how
// many of them it covers; nil and 0 if there is none. A plural left unlemmatised at
// the end is understood. The role must not be changed.
func (l *RoleLine) Longest(i int) (*Role, int) {
	if i < 0 || i >= len(l.line.words) {
		return nil, 0
	}
	role, n := int32(0), 0
	l.line.walk(i, true, func(v int32, tokens int) { role, n = v, tokens })
	if n == 0 {
		return nil, 0
	}
	return &l.a.roleList[role], n
}
