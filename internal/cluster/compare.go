package cluster

import (
	"slices"
	"strings"
)

// The weights of what two events have in common. They are few and round; set on
// the sample articles, whose clusters a person has read (testdata/samples.tsv),
// with a margin: see TestSamples. The sum must be above threshold.
const (
	threshold = 3.0

	sameType, sameFamily     = 0.8, 0.2
	sameKind, otherKind      = 0.8, -1.2
	sameHead, kinHead, other = 0.8, 0.4, -0.4

	sameParties, someParties, onePartyOnly = 2.0, 1.3, 0.2
	sameSide, meetingSide, unknownSides    = 1.2, 0.9, -0.5

	sameDays, meetingDays, vagueDays, noDays = 1.5, 0.8, 0.2, -1.0
	nearDays, weekApart, monthApart          = 0.5, -0.5, -1.5

	samePlace, sameCountry, otherPlace, otherCountry = 0.8, 0.3, -0.8, -2.0

	sameStory = 1.5
	sameWords = 1.5 // nearly the same passage
	sameText  = 0.8 // the likeness of such
	oneOfMany = -2.6
	manyWords = 6 // words of a passage from which on likeness counts in full
)

// compare scores two events against the threshold: above 0 for one act. The order of
// a and b does not matter.
func compare(a, b *told) float64 {
	if a.Doc == b.Doc || a.Realm != b.Realm {
		return never
	}
	s := -threshold
	switch {
	case a.Type == b.Type:
		s += sameType
	case a.family == b.family:
		s += sameFamily
	case a.Kind == "" || a.Kind != b.Kind:
		return never
	}
	switch {
	case a.Kind == "" || b.Kind == "":
	case a.Kind == b.Kind:
		s += sameKind
	default:
		s += otherKind
	}
	switch {
	case a.Head == "" || b.Head == "":
	case a.root == b.root:
		s += sameHead
	case a.Kind != "" && a.Kind == b.Kind:
		s += kinHead - sameHead/2
	default:
		s += other
	}
	who, when, where := parties(a, b), days(a, b), places(a, b)
	if who == never || when == never {
		return never
	}
	s += who + when + where
	// That two or three words are the same says little.
	like := likeness(a.bag, b.bag) * min(1, float64(min(a.words, b.words))/manyWords)
	copies := a.Story > 0 && a.Story == b.Story
	switch {
	case !spoken[a.Type] && !spoken[b.Type]:
		s += 2.5*like - 0.4
	case when == noDays && !copies && like < sameText:
		return never
	default:
		s += 6*like - 4
	}
	if like > sameText {
		s += sameWords
	}
	if often(a) && often(b) && !copies && (a.Place == "" || a.Place != b.Place) {
		if closely(a) && closely(b) {
			return never
		}
		s += oneOfMany
	}
	if copies {
		s += sameStory
	}
	return s
}

// closely says that the place is known more closely than its country.
func closely(e *told) bool { return e.Place != "" && e.Place != e.Country }

// strong says that a side names somebody who is an actor.
func strong(side []string) bool {
	return slices.ContainsFunc(side, func(p string) bool { return !strings.HasPrefix(p, "~") })
}

// parties scores who acts on whom.
func parties(a, b *told) float64 {
	if symmetric[a.Type] && symmetric[b.Type] || a.Mutual && b.Mutual {
		x, y := a.all, b.all
		n := common(x, y)
		switch {
		case n == 0:
			return never
		case n >= 2 && n == len(x) && n == len(y):
			return sameParties
		case n >= 2:
			return someParties
		case len(x) == 1 || len(y) == 1:
			return onePartyOnly
		}
		return never // the same visitor elsewhere, another guest here
	}
	s := 0.0
	sure := 0
	for _, side := range [2][2][]string{{a.Source, b.Source}, {a.Target, b.Target}} {
		x, y := side[0], side[1]
		n := common(x, y)
		switch {
		case len(x) == 0 || len(y) == 0:
		case n == 0:
			return never
		case n == len(x) && n == len(y):
			s, sure = s+sameSide, sure+1
		default:
			s, sure = s+meetingSide, sure+1
		}
	}
	switch sure {
	case 0:
		return never
	case 1:
		s += unknownSides
	}
	return s
}

// set is the strings of some lists in order, each once.
func set(lists ...[]string) []string {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return slices.Compact(all)
}

// common is how many strings two sets share.
func common(a, b []string) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

// span is an interval of days.
type span struct{ lo, hi int }

// inf is the span of what is not dated.
var inf = span{-1 << 40, 1 << 40}

// How far an open date reaches for comparing: what is told on a day without a
// date of its own is mostly of that week, a plan of the next month.
const (
	lookBack  = 7
	lookAhead = 30
)

// window is when an event may have been, and whether that is sure: stated, and
// within some days.
func window(e *Event) (w span, sure bool) {
	t := e.When
	switch {
	case t.HasFirst && t.HasLast:
		w = span{t.First, t.Last}
		return w, !t.Loose && w.hi-w.lo <= 4
	case t.HasLast:
		return span{t.Last - lookBack, t.Last}, false
	case t.HasFirst:
		return span{t.First, t.First + lookAhead}, false
	}
	return published(e), false
}

func published(e *Event) span {
	p := e.Published
	if p.HasLast && p.HasFirst && p.Last-p.First <= 2*lookAhead {
		return span{p.First - lookBack, p.Last}
	}
	return inf
}

// days scores when two events were.
func days(a, b *told) float64 {
	x, sureX := a.window, a.sure
	y, sureY := b.window, b.sure
	if x == inf || y == inf {
		return noDays
	}
	gap := max(x.lo, y.lo) - min(x.hi, y.hi)
	width := max(x.hi-x.lo, y.hi-y.lo)
	switch {
	case gap <= 0 && sureX && sureY:
		return sameDays
	case gap <= 0 && width <= 45:
		return meetingDays
	case gap <= 0:
		return vagueDays
	case gap == 1 && width <= 45:
		return nearDays // another time zone, a night
	case sureX && sureY:
		return never
	case gap <= 7:
		return weekApart
	case gap <= 30:
		return monthApart
	}
	return never
}

// places scores where two events were.
func places(a, b *told) float64 {
	switch {
	case a.Place == "" || b.Place == "":
		return 0
	case a.Place == b.Place:
		return samePlace
	case a.Country != "" && b.Country != "" && !strings.Contains(a.Country, b.Country) && !strings.Contains(b.Country, a.Country):
		return otherCountry
	case a.Place == a.Country || b.Place == b.Country || a.Country == "" || b.Country == "":
		return sameCountry
	}
	return otherPlace
}
