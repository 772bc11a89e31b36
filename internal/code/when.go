package code

import (
	"strings"

	"slices"

	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/event"
)

// timesIn returns the time expressions of a sentence that are dates.
func (st *state) timesIn(sentence int, kind event.TimeKind) []*event.Time {
	var out []*event.Time
	for i := range st.d.Times {
		tm := &st.d.Times[i]
		if tm.Sentence == sentence && (tm.Kind == kind || tm.Kind == "" && kind == event.TimeDate) {
			out = append(out, tm)
		}
	}
	return out
}

// top is the token of a span that hangs on a word outside of it, or -1.
func (t *tree) top(s doc.Span) int {
	for i, tok := range t.toks {
		if s.Overlaps(tok.Span) && (tok.Head < 0 || !s.Overlaps(t.toks[tok.Head].Span)) {
			return i
		}
	}
	return -1
}

// timeUnder returns the date that hangs directly on a token, or nil.
func (st *state) timeUnder(t *tree, i int) *event.Time {
	for _, tm := range st.timesIn(t.index, event.TimeDate) {
		k := t.top(tm.Span)
		for n := 0; k >= 0 && n < 3; n++ {
			if t.head(k) == i {
				return tm
			}
			if k = t.head(k); k >= 0 && (t.isVerb(k) || len(t.headed[k]) > 0) {
				break
			}
		}
	}
	return nil
}

// timeOf returns the date of an act: one that hangs on its words, else on its
// clause, else on a clause above that it shares its time with; nil if none. Below
// says that the date hangs on the act itself.
func (st *state) timeOf(t *tree, m *match) (tm *event.Time, below bool) {
	best, bestCost := (*event.Time)(nil), maxCost
	times := st.timesIn(t.index, event.TimeDate)
	for _, tm := range times {
		k := t.top(tm.Span)
		if k < 0 {
			continue
		}
		cost := st.c.distance(t, k, m)
		if cost < bestCost {
			best, bestCost, below = tm, cost, t.under(k, m)
		}
	}
	return best, below
}

// under says whether a token hangs on the words of an act or on the verb that
// carries it.
func (t *tree) under(i int, m *match) bool {
	for n := 0; i >= 0 && n < 2*maxDepth; i, n = t.head(i), n+1 {
		if i == m.trigger || i == m.verb {
			return true
		}
	}
	return false
}

// maxCost is how far a date may stand from an act in its tree.
const maxCost = 9

// distance is the length of the path from a time expression's token to an act,
// dearer where it crosses into another clause; maxCost or more if they do not
// belong together.
func (c *Coder) distance(t *tree, k int, m *match) int {
	// up from the act: how many steps to each ancestor
	up := map[int]int{}
	cost := 0
	for i, n := m.trigger, 0; i >= 0 && n < 3*maxDepth; i, n = t.head(i), n+1 {
		if _, ok := up[i]; !ok {
			up[i] = cost
		}
		switch t.rel(i) {
		case "xcomp", "conj", "obj", "nmod", "nsubj":
			cost++
		case "advcl":
			cost += 2
			if t.apartInTime(i) {
				cost += maxCost // "since Moscow invaded" has its own time
			}
		case "ccomp", "acl":
			cost += 2
			if t.toks[i].Deprel == "acl:relcl" && (t.pluperfect(i) || t.toks[i].Feat("Tense") == "Pres" && t.toks[i].Feat("VerbForm") == "Fin") {
				cost += maxCost // "left the bloc, which had imposed sanctions" before, or "which backs Oman" always
			}
		case "parataxis":
			cost += 4
		default:
			cost++
		}
	}
	// up from the time until the paths meet; a clause on the way that is not the
	// act's owns the time
	down := 0
	below := k
	for i, n := t.head(k), 0; i >= 0 && n < 3*maxDepth; i, n = t.head(i), n+1 {
		if t.rel(below) == "parataxis" {
			down += maxCost // a dateline, or "he said on Monday"
		}
		if t.toks[below].Deprel == "acl:relcl" && i != m.trigger {
			down += maxCost // "talks on aid that was due in May"
		}
		below = i
		if u, ok := up[i]; ok {
			return u + down
		}
		down++
		switch {
		case i == m.verb:
			return down
		case t.isVerb(i):
			down += 4
			if t.rel(i) == "conj" && t.kid(i, "nsubj", "nsubj:pass") >= 0 {
				down += maxCost // "offered to mediate, but the generals refused in May"
			}
		case len(t.headed[i]) > 0:
			down++
		}
	}
	return maxCost
}

// pluperfect says whether a verb tells of what had happened before.
func (t *tree) pluperfect(v int) bool {
	for _, k := range t.kidsRel(v, "aux") {
		if strings.ToLower(t.toks[k].Form) == "had" {
			return true
		}
	}
	return false
}

// recurrence is how often a regular act happens, or "".
func (st *state) recurrence(t *tree, m *match) string {
	for _, tm := range st.timesIn(t.index, event.TimeRecurrence) {
		k := t.top(tm.Span)
		if k >= 0 && st.c.distance(t, k, m) < 4 && tm.Duration != "" {
			return tm.Duration
		}
	}
	return ""
}

// place returns where an act happened: the place that hangs nearest on its
// words or its verb.
func (st *state) place(t *tree, m *match) doc.Ref {
	best, bestCost := doc.Ref{}, 5
	for i := range st.d.Places {
		p := &st.d.Places[i]
		if p.Sentence != t.index {
			continue
		}
		k := t.top(p.Span)
		if k < 0 {
			continue
		}
		if cost := st.c.distance(t, k, m); cost < bestCost {
			best, bestCost = refTo(i), cost
		}
	}
	return best
}

// flags are remarks on an act that its words carry: that it is the first of its
// kind, secret, or kept low.
func (c *Coder) flags(t *tree, m *match) []string {
	var out []string
	near := append([]int{m.trigger}, t.kids[m.trigger]...)
	// the clause of the act, and for a noun what its clause says of it
	top := m.verb
	if top < 0 {
		top = t.clause(m.trigger)
	}
	near = append(near, top)
	for k := m.trigger - 1; m.line.POS == codebook.Noun && k >= max(0, m.trigger-7); k-- {
		if u := t.toks[k].UPOS; u == "DET" || u == "PRON" || u == "ADP" && t.low[k] != "to" || t.isVerb(k) || t.low[k] == "," {
			break // "their first face-to-face meeting", wherever the parser hung it
		}
		near = append(near, k)
	}
	for _, k := range slices.Concat(t.kids[top], t.kidsRel(m.trigger, "acl")) {
		near = append(near, k)
		near = append(near, t.kids[k]...)
		for _, g := range t.kids[k] {
			if t.rel(k) == "obl" || t.rel(k) == "acl" {
				near = append(near, t.kids[g]...)
			}
		}
	}
	for _, flag := range []string{"first", "secret", "low_key", "joint"} {
		for _, i := range near {
			if c.book.In("@flag_"+flag, t.low[i]) {
				out = append(out, flag)
				break
			}
		}
	}
	return out
}

// apartInTime says whether a clause with a subject of its own is told as lying
// before or after the clause it hangs on.
func (t *tree) apartInTime(v int) bool {
	if t.kid(v, "nsubj", "nsubj:pass") < 0 {
		return false
	}
	for _, k := range t.kids[v] {
		if t.rel(k) != "mark" && t.rel(k) != "case" && t.rel(k) != "advmod" {
			continue
		}
		switch t.low[k] {
		case "since", "after", "before", "until", "once":
			return true
		}
	}
	return false
}
