package code

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"entente/internal/codebook"
	"entente/internal/edtf"
	"entente/internal/event"
)

// merge joins the tellings of one act and gives each event its id. It also returns
// the draft that each event began with.
func (st *state) merge(drafts []draft) ([]event.Event, []draft) {
	st.wars(drafts)
	complete(drafts)
	recalls(drafts)
	st.blamed(drafts)
	var events []draft
	for i := range drafts {
		d := &drafts[i]
		if d.anaphor {
			continue
		}
		if at := slices.IndexFunc(events, func(e draft) bool { return st.same(&e, d) }); at >= 0 {
			st.join(&events[at], d)
		} else {
			events = append(events, *d)
		}
	}
	// What only points ("the deal") joins the nearest telling before it, else the
	// first after; what finds none is dropped.
	for i := range drafts {
		if d := &drafts[i]; d.anaphor {
			if at := st.referent(events, d); at >= 0 {
				st.join(&events[at], d)
			}
		}
	}
	st.contest(events)
	out := make([]event.Event, 0, len(events))
	seen := map[string]int{}
	for i := range events {
		e := &events[i].Event
		base := st.id(e)
		e.ID = base
		if n := seen[base]; n > 0 {
			e.ID = fmt.Sprintf("%s.%d", base, n+1)
		}
		seen[base]++
	}
	for i := range events {
		e := events[i].Event
		for _, by := range events[i].deniedBy {
			e.ContestedBy = append(e.ContestedBy, events[by].ID)
		}
		slices.Sort(e.Flags)
		e.Flags = slices.Compact(e.Flags)
		out = append(out, e)
	}
	return out, events
}

// same says whether a telling is of the event e.
func (st *state) same(e, d *draft) bool {
	if oneDeed(e, d) {
		return statusesMeet(e.Status, d.Status) && st.sides(e, d)
	}
	if !sameAct(e, d) {
		return false
	}
	if !statusesMeet(e.Status, d.Status) || !st.sides(e, d) {
		return false
	}
	if e.sentence == d.sentence && apart(&e.match, &d.match) {
		return false // "is renovating posts and building checks" are two
	}
	return datesMeet(e, d) && !st.placesPart(e, d)
}

// oneDeed says whether two verbs of a sentence that are joined and share their object tell
// of one deed of one type: "fund and build a school".
func oneDeed(e, d *draft) bool {
	a, b := &e.match, &d.match
	if e.sentence != d.sentence || e.Type != d.Type || a.tree == nil || a.line.POS != codebook.Verb || b.line.POS != codebook.Verb || a.trigger == b.trigger {
		return false
	}
	if a.tree.first(a.trigger) != a.tree.first(b.trigger) {
		return false
	}
	ao, bo := a.tree.objects(a.trigger), b.tree.objects(b.trigger)
	return len(ao) > 0 && len(bo) > 0 && ao[0] == bo[0]
}

// apart says whether two matches of one sentence are two acts: two verbs, neither
// below the other.
func apart(a, b *match) bool {
	if a.tree == nil || a.line.POS != codebook.Verb || b.line.POS != codebook.Verb || a.trigger == b.trigger {
		return false
	}
	return a.tree.low[a.trigger] != a.tree.low[b.trigger]
}

// sameAct says whether two tellings are of the same sort of act. An agreement is
// one whether it is told as promised (AGREE) or as signed (SUPPORT).
func sameAct(e, d *draft) bool {
	if e.Kind != d.Kind || e.Count != d.Count {
		return false
	}
	return e.Type == d.Type || e.Kind == "agreement" && e.Quad == d.Quad
}

// statusesMeet says whether two statuses can be of one act.
func statusesMeet(a, b event.Status) bool { return realm(a) == realm(b) }

func realm(s event.Status) int {
	switch s {
	case event.Actual, event.Ongoing, event.Historical:
		return 0
	case event.Announced, event.Planned, event.Future:
		return 1
	case event.Hypothetical:
		return 2
	}
	return 3
}

// datesMeet says whether two tellings may be of one time. Dates that only the
// day of publication gives say nothing against.
func datesMeet(e, d *draft) bool {
	if !e.dated || !d.dated || e.Date.IsZero() || d.Date.IsZero() {
		return true
	}
	return e.Date.Overlaps(d.Date)
}

// placesPart says that two tellings name two places that exclude each other.
func (st *state) placesPart(e, d *draft) bool {
	i, ok := e.Place.Index()
	j, ok2 := d.Place.Index()
	if !ok || !ok2 {
		return false
	}
	a, b := st.d.Places[i], st.d.Places[j]
	return a.Precision == event.City && b.Precision == event.City && a.ID != b.ID
}

// sides says whether two tellings have the same parties, or one has fewer of
// them and says nothing of the rest.
func (st *state) sides(e, d *draft) bool {
	es, et := keys(e.Source), keys(e.Target)
	ds, dt := keys(d.Source), keys(d.Target)
	if e.Reciprocal || d.Reciprocal {
		a, b := union(es, et), union(ds, dt)
		return slices.Equal(a, b)
	}
	return slices.Equal(es, ds) && slices.Equal(et, dt)
}

func keys(ps []event.Party) []string {
	var out []string
	for _, p := range ps {
		out = append(out, partyKey(p))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

// join adds a telling to an event.
func (st *state) join(e, d *draft) {
	for _, ev := range d.Evidence {
		if !slices.ContainsFunc(e.Evidence, func(o event.Evidence) bool { return o.Span == ev.Span }) {
			e.Evidence = append(e.Evidence, ev)
		}
	}
	switch {
	case d.dated && !e.dated:
		e.Date, e.DateBasis, e.dated = d.Date, d.DateBasis, true
	case d.dated && e.dated:
		if both, ok := edtf.Intersect(e.Date, d.Date); ok && both != e.Date {
			e.Date = both
			if d.DateBasis == event.DateStated {
				e.DateBasis = d.DateBasis
			}
		}
	}
	e.Flags = append(e.Flags, d.Flags...)
	if d.anaphor {
		return
	}
	e.Confidence = max(e.Confidence, d.Confidence)
	if e.Kind == "aid" && d.Kind != "aid" { // "fund and build": what is built says more
		e.Kind, e.Rule, e.Mode, e.Scale = d.Kind, d.Rule, d.Mode, d.Scale
	}
	if e.Place.IsZero() {
		e.Place = d.Place
	}
	if e.Recurrence == "" {
		e.Recurrence = d.Recurrence
	}
	if e.Mode == "" {
		e.Mode, e.Scale = d.Mode, d.Scale
	}
	e.Reciprocal = e.Reciprocal || d.Reciprocal
	for _, c := range d.Contexts {
		if !slices.Contains(e.Contexts, c) {
			e.Contexts = append(e.Contexts, c)
		}
	}
	slices.Sort(e.Contexts)
	if e.Status == event.Ongoing && d.Status == event.Actual && d.dated {
		e.Status = event.Actual
	}
}

// referent is the event that a pointing noun stands for, or -1.
func (st *state) referent(events []draft, d *draft) int {
	best := -1
	for i := range events {
		e := &events[i]
		if !sameAct(e, d) || !datesMeet(e, d) {
			continue
		}
		parties := union(keys(e.Source), keys(e.Target))
		if slices.ContainsFunc(d.named, func(k string) bool { return !slices.Contains(parties, k) }) {
			continue
		}
		if d.indefinite && e.sentence != d.sentence {
			continue // "a deal" is the one of its own sentence only
		}
		before := e.Evidence[0].Begin <= d.Evidence[0].Begin
		if best < 0 || before && e.Evidence[0].Begin > events[best].Evidence[0].Begin {
			best = i
		}
	}
	return best
}

// contest ties denials to the events they deny.
func (st *state) contest(events []draft) {
	for i := range events {
		den := &events[i]
		if den.Kind != "denial" {
			continue
		}
		best, bestScore := -1, 0
		for j := range events {
			if i == j || events[j].Kind == "denial" {
				continue
			}
			if s := st.deniedScore(den, &events[j]); s > bestScore {
				best, bestScore = j, s
			}
		}
		if best < 0 {
			continue
		}
		events[best].deniedBy = append(events[best].deniedBy, i)
		if den, by := &events[i], &events[best]; len(den.Target) == 0 && by.Type == "ACCUSE" && !slices.Equal(keys(by.Source), keys(den.Source)) {
			den.Target = by.Source // whoever accused is contradicted
		}
	}
}

// deniedScore is how likely an event is what a denial denies: told in the same
// sentence, with the denier or its accuser as a party; 0 if not.
func (st *state) deniedScore(den, e *draft) int {
	gap := den.sentence - e.sentence
	if gap < -1 || gap > 3 {
		return 0
	}
	parties := union(keys(e.Source), keys(e.Target))
	involved := false
	for _, k := range keys(den.Source) {
		involved = involved || slices.Contains(parties, k)
	}
	score := 10 - 2*max(gap, -gap)
	if involved {
		score += 5
	}
	if !involved && gap != 0 || !st.speaksOf(den, e) {
		return 0
	}
	return score
}

// speaksOf says whether what is denied can be an event: the event is told within the
// denial's clause, or the denial names it, or nothing more than a charge, a report or
// "it".
func (st *state) speaksOf(den, e *draft) bool {
	t, v := den.match.tree, den.match.trigger
	if t == nil {
		return false
	}
	within := false
	for _, k := range t.kidsRel(v, "ccomp", "xcomp", "advcl") {
		within = true
		if e.sentence == den.sentence && e.match.tree != nil && slices.Contains(t.subtree(k, 200), e.match.trigger) {
			return true
		}
	}
	if within {
		return false
	}
	objects := t.objects(v)
	for _, o := range objects {
		for _, i := range t.conjuncts(o) {
			if t.toks[i].UPOS == "PRON" || st.c.book.In("@claimed", t.low[i]) || st.c.book.In("@charge", t.low[i]) {
				return true
			}
			if e.match.tree != nil && e.match.tree.low[e.match.trigger] == t.low[i] || e.Kind == t.low[i] {
				return true
			}
			if e.sentence == den.sentence && slices.Contains(t.subtree(i, 200), e.match.trigger) {
				return true
			}
		}
	}
	return len(objects) == 0 // "Moscow denied, Kyiv insisted"
}

// id is a hash of what makes an event this one in this document and codebook.
func (st *state) id(e *event.Event) string {
	h := sha256.New()
	io.WriteString(h, strings.Join([]string{st.d.Document.ID, e.Codebook, e.Type, e.Kind, string(e.Status),
		strings.Join(keys(e.Source), "+"), strings.Join(keys(e.Target), "+"),
		fmt.Sprint(e.Evidence[0].Span, e.Count)}, "\x00"))
	return hex.EncodeToString(h.Sum(nil)[:10])
}
