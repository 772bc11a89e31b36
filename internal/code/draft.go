package code

import (
	"cmp"
	"slices"

	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
)

// A draft is one telling of an event, before tellings are merged.
type draft struct {
	event.Event
	match      match
	sentence   int
	anaphor    bool     // names no actor: "the deal"
	dated      bool     // the words themselves date it
	indefinite bool     // an anaphor that points within its sentence only: "a deal"
	named      []string // parties an anaphor names: it points to an event of theirs
	deniedBy   []int    // indices of the drafts that deny it
	features   []float64
}

// drafts makes the events of one sentence's matches.
func (st *state) drafts(t *tree, ms []match) []draft {
	var out []draft
	for i := range ms {
		m := &ms[i]
		if st.swallowed(ms, i) {
			continue
		}
		st.name(ms, m)
		for _, one := range st.distribute(m) {
			out = append(out, st.draft(t, &one.match, one.time))
		}
		if d, ok := st.included(t, m); ok {
			out = append(out, d)
		}
	}
	return append(out, st.anaphors(t, ms)...)
}

// name gives a promise or offer the kind of what is promised: an offer of support
// is of kind support.
func (st *state) name(ms []match, m *match) {
	if m.line.POS != codebook.Verb || m.line.Rule.Type != "AGREE" {
		return
	}
	for i := range ms {
		if o := &ms[i]; o.line.POS == codebook.Noun && o.verb == m.trigger && o.line.Rule.Kind != "agreement" {
			m.kind = o.line.Rule.Kind
		}
	}
}

// swallowed says whether a match only repeats another of the sentence.
func (st *state) swallowed(ms []match, i int) bool {
	m := &ms[i]
	for j := range ms {
		o := &ms[j]
		if i == j || o.line.Rule.Type == "" {
			continue
		}
		if m.within(o) || m.carries(o) || m.carriedBy(o) || m.undoneBy(o) || m.purposeOf(o) || m.tellsOf(o) || m.refusedBy(o) {
			return true
		}
	}
	return false
}

// within says whether a match fired on a word of another's longer trigger.
func (m *match) within(o *match) bool {
	return slices.Contains(o.words, m.trigger) && len(o.words) > len(m.words)
}

// carries says whether a verb is only the vehicle of an act that its noun names.
func (m *match) carries(o *match) bool {
	return m.line.POS == codebook.Verb && o.line.POS == codebook.Noun && o.verb == m.trigger &&
		m.line.Rule.Type == o.line.Rule.Type &&
		len(m.source)+len(m.target) <= len(o.source)+len(o.target) && !slices.Contains(m.words, o.trigger)
}

// carriedBy says whether a noun is told by its verb, which knows as many parties: the
// verb speaks of that noun ("lifted sanctions" is no sanction), promises it, or is of
// the same type and knows more.
func (m *match) carriedBy(o *match) bool {
	mine, others := len(m.source)+len(m.target), len(o.source)+len(o.target)
	if m.line.POS != codebook.Noun || o.line.POS != codebook.Verb || m.verb != o.trigger || others < mine {
		return false
	}
	if m.line.Rule.Type == o.line.Rule.Type {
		return others > mine
	}
	return len(o.target) > 0 && (selects(o) || o.line.Rule.Type == "AGREE")
}

// undoneBy says whether a noun without a light verb is the object that another verb's
// rule chose: "eased sanctions" is no sanction either.
func (m *match) undoneBy(o *match) bool {
	return m.line.POS == codebook.Noun && m.verb < 0 && m.line.Rule.Type != o.line.Rule.Type && o.line.POS == codebook.Verb &&
		m.tree.head(m.trigger) == o.trigger && m.tree.rel(m.trigger) == "obj" && selects(o) && len(o.source) > 0
}

// purposeOf says whether a match is what another was for: "rejected a proposal to send
// observers": nobody sends them; "summoned the envoy to protest": one act.
func (m *match) purposeOf(o *match) bool {
	if m.verb < 0 || o.line.POS != codebook.Verb || m.verb == o.trigger || len(o.source) == 0 {
		return false
	}
	h := m.tree.head(m.verb)
	proposal := o.line.Rule.Type == "REJECT" && m.tree.rel(m.verb) == "acl" && h >= 0 && m.tree.head(h) == o.trigger
	purpose := o.line.Rule.Type == m.line.Rule.Type && m.tree.rel(m.verb) == "advcl" && h == o.trigger && m.tree.purpose(m.verb)
	return proposal || purpose
}

// tellsOf says whether a weak match is the verb over another's clause: what is
// announced says more than that something is.
func (m *match) tellsOf(o *match) bool {
	return m.line.Rule.Weak && m.line.POS == codebook.Verb && o.verb >= 0 && o.verb != m.trigger &&
		!o.line.Rule.Weak && len(o.source) > 0 && m.tree.complementOf(o.verb, m.trigger)
}

// refusedBy says whether a match is what another refuses: "declined to send weapons"
// is a refusal and no aid besides.
func (m *match) refusedBy(o *match) bool {
	return o.line.Rule.Type == "REJECT" && refusable[m.line.Rule.Type] && len(o.target) > 0 && m.verb >= 0 &&
		m.verb != o.trigger && m.tree.complementOf(m.verb, o.trigger)
}

// selects says whether a verb's frame chose its object by its words: the rule speaks
// of verb and noun together.
func selects(m *match) bool {
	return slices.ContainsFunc(m.line.Frames[m.frame].Conds, func(c codebook.Cond) bool {
		return c.Test == "obj" && !c.Not && len(c.Values) > 0
	})
}

func (st *state) draft(t *tree, m *match, own *event.Time) draft {
	r := m.line.Rule
	status := st.c.status(m)
	code, mode := st.c.promised(m, status)
	kind := cmp.Or(m.kind, r.Kind)
	if status == event.Negated && refusable[code] && m.verb >= 0 && st.c.declined(t, m.verb) {
		code, mode, kind, status = "REJECT", "", "refusal", event.Actual
	}
	typ, _ := st.c.book.Type(code)
	seen := st.c.see(m, status)
	d := draft{match: *m, sentence: t.index, features: seen}
	d.Event = event.Event{
		Type: code, Mode: mode, Kind: kind, Quad: typ.Quad,
		Scale:      st.c.book.Scale(code, mode),
		Source:     st.parties(t, m.source),
		Target:     st.parties(t, m.target),
		Reciprocal: m.both || r.Reciprocal && len(m.target) > 0,
		Status:     status,
		Flags:      slices.Clone(r.Flags),
		Rule:       r.ID,
		Codebook:   st.c.book.ID(),
		Confidence: st.c.confidence(seen),
	}
	st.setDate(t, &d, own)
	if d.Status == event.Ongoing && m.line.POS == codebook.Noun && m.verb < 0 && d.dated && st.over(d.Date) {
		d.Status = event.Actual // "the unrest of January" is over
	}
	d.Place = st.place(t, m)
	st.local(&d)
	d.Count = st.count(t, m)
	d.Flags = append(d.Flags, st.c.flags(t, m)...)
	d.Evidence = []event.Evidence{st.evidence(t, m, own)}
	d.Contexts = st.contexts(t, m, d.Evidence[0].Span)
	return d
}

// local gives a crowd, or police and courts of a state that is not named, the state in which
// the act takes place: "protesters marched through Lima", "police fired in Osh".
func (st *state) local(d *draft) {
	i, ok := d.Place.Index()
	if !ok || len(st.d.Places[i].Country) != 3 {
		return
	}
	for k := range d.Source {
		p := &d.Source[k]
		if p.Country != "" || p.Actor != "" {
			continue
		}
		if d.Type == "PROTEST" || p.Sector == "COP" || p.Sector == "JUD" {
			p.Country = st.d.Places[i].Country
		}
	}
}

// over says whether a date ended before the month of publication.
func (st *state) over(date edtf.Date) bool {
	published, err := edtf.Parse(st.d.Published)
	if err != nil {
		return false
	}
	last, ok := date.Last()
	now, ok2 := published.First()
	return ok && ok2 && last+28 < now
}

// promised is PLOVER's rule for what is not yet done: cooperation that is
// promised is AGREE, a blow that is announced is THREATEN. Status and kind still
// say what it will be.
func (c *Coder) promised(m *match, status event.Status) (typ, mode string) {
	r := m.line.Rule
	switch status {
	case event.Future, event.Planned, event.Announced:
		if m.verb >= 0 && m.tree.purpose(m.verb) {
			return r.Type, r.Mode
		}
	default:
		return r.Type, r.Mode
	}
	if to := codebook.Promised(r.Type); to != r.Type {
		return to, ""
	}
	return r.Type, r.Mode
}

// declined says whether a negated act is one that somebody will not do, rather than
// one that did not happen: "will not accept refugees", "refused to meet".
func (c *Coder) declined(t *tree, v int) bool {
	for range maxDepth {
		for _, k := range t.kidsRel(v, "aux") {
			switch t.low[k] {
			case "will", "would", "wo", "'ll", "’ll", "shall":
				return true
			}
		}
		h := t.head(v)
		if h < 0 {
			return false
		}
		switch t.rel(v) {
		case "xcomp", "ccomp", "conj":
			if c.book.In("@refuse", t.low[h]) {
				return true
			}
		default:
			return false
		}
		v = h
	}
	return false
}

// complementOf says whether a verb stands in a complement of another, however deep.
func (t *tree) complementOf(v, top int) bool {
	for range maxDepth {
		switch t.rel(v) {
		case "xcomp", "ccomp":
		default:
			return false
		}
		if v = t.head(v); v == top {
			return true
		}
		if v < 0 {
			return false
		}
	}
	return false
}

func (st *state) parties(t *tree, fs []filler) []event.Party {
	out := []event.Party{}
	for _, f := range fs {
		out = append(out, t.party(t.named(f)))
	}
	return out
}

// evidence is the stretch from the first to the last word that the event rests
// on, within its sentence.
func (st *state) evidence(t *tree, m *match, own *event.Time) event.Evidence {
	trig := doc.Span{Begin: t.toks[m.words[0]].Begin, End: t.toks[m.words[len(m.words)-1]].End}
	if own := t.toks[m.trigger]; trig.Len() > 60 {
		trig = own.Span
	}
	span := trig
	widen := func(s doc.Span) {
		span.Begin, span.End = min(span.Begin, s.Begin), max(span.End, s.End)
	}
	sent := st.d.Sentences[t.index].Span
	for _, f := range slices.Concat(m.source, m.target) {
		f = t.named(f)
		if f.mention < 0 && f.place < 0 {
			widen(t.phrase(f.token))
		} else if f.mention < 0 {
			widen(t.places[f.place].Span)
		} else if s := t.mentions[f.mention].Span; t.mentions[f.mention].Sentence == t.index && sent.Contains(s) {
			widen(s)
		} else {
			widen(t.toks[f.token].Span)
		}
	}
	if own != nil {
		widen(own.Span)
	}
	e := event.Evidence{Span: span, Sentence: t.index, Kind: event.InBody, Trigger: trig}
	switch st.d.Segments[st.d.Sentences[t.index].Segment].Kind {
	case doc.Caption:
		e.Kind = event.InCaption
	case doc.Headline:
		e.Kind = event.InHeadline
	default:
		if st.inQuote(trig) {
			e.Kind = event.InQuote
		}
	}
	return e
}

// inQuote says whether words stand in quotation marks long enough to be speech.
func (st *state) inQuote(s doc.Span) bool {
	return slices.ContainsFunc(st.d.Page.Quotes, func(q doc.Quote) bool {
		return q.Contains(s) && q.Len() > 25
	})
}

func (st *state) contexts(t *tree, m *match, span doc.Span) []string {
	out := slices.Clone(m.line.Rule.Contexts)
	for i, tok := range t.toks {
		if !span.Contains(tok.Span) {
			continue
		}
		for _, c := range st.c.book.ContextsOf(t.low[i]) {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	slices.Sort(out)
	return out
}

// numbers spelled out in news up to twelve.
var numbers = map[string]int{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
	"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}

// number reads a count from a token, 0 if it is none or over a thousand.
func number(t *tree, i int) int {
	if n, ok := numbers[t.low[i]]; ok {
		return n
	}
	n := 0
	for _, r := range t.toks[i].Form {
		if r < '0' || r > '9' || n > 1000 {
			return 0
		}
		n = 10*n + int(r-'0')
	}
	if n > 1000 {
		return 0
	}
	return n
}

// count is the number of acts an event sums up ("three exercises"), or 0.
func (st *state) count(t *tree, m *match) int {
	if m.line.POS != codebook.Noun || t.toks[m.trigger].Feat("Number") == "Sing" {
		return 0
	}
	for _, k := range t.kids[m.trigger] {
		if t.rel(k) == "nummod" {
			if n := number(t, k); n > 1 {
				return n
			}
		}
	}
	return 0
}

// included reads "exercises in the past, including three since 2015": beside
// the whole, a counted part with a date of its own.
func (st *state) included(t *tree, m *match) (draft, bool) {
	if m.line.POS != codebook.Noun {
		return draft{}, false
	}
	for i := m.trigger + 1; i < len(t.toks); i++ {
		if t.toks[i].UPOS != "NUM" || (t.prep(i) != "including" && t.prep(i) != "among") {
			continue
		}
		n := number(t, i)
		if n < 2 || t.clause(i) != t.clause(m.trigger) {
			continue
		}
		part := *m
		part.words = []int{i}
		d := st.draft(t, &part, st.timeUnder(t, i))
		d.Count = n
		return d, true
	}
	return draft{}, false
}

// anaphors are definite nouns that name an act without its actors: "the deal",
// "the November agreement". They add words, and perhaps a date, to an event told
// elsewhere.
// determiner is the article or possessive that stands before a noun and its
// modifiers, wherever the parser hung it; -1 if there is none.
func (t *tree) determiner(n int) int {
	for k := n - 1; k >= max(0, n-7); k-- {
		switch t.toks[k].UPOS {
		case "DET":
			return k
		case "PRON":
			if t.toks[k].Feat("Poss") == "Yes" {
				return k
			}
			return -1
		case "ADJ", "NOUN", "NUM", "PROPN":
		default:
			if t.low[k] != "-" && t.low[k] != "to" {
				return -1
			}
		}
	}
	return -1
}

func (st *state) anaphors(t *tree, ms []match) []draft {
	var out []draft
	for i := range t.toks {
		if slices.ContainsFunc(ms, func(m match) bool { return m.trigger == i }) || t.toks[i].UPOS != "NOUN" {
			continue
		}
		k := t.kid(i, "det", "nmod:poss")
		if k < 0 {
			k = t.determiner(i)
		}
		if k < 0 || t.low[k] == "no" || t.low[k] == "any" {
			continue
		}
		definite := t.low[k] == "the" || t.low[k] == "this" || t.low[k] == "that"
		for _, line := range st.c.book.Lines(codebook.Noun, t.low[i]) {
			words, ok := t.words(line, i, t.low[i])
			if !ok {
				continue
			}
			m := match{tree: t, trigger: i, words: words, line: line, verb: st.c.lightVerb(t, i)}
			if m.verb >= 0 && (st.c.book.In("@easing", t.low[m.verb]) || st.c.book.In("@cancel", t.low[m.verb])) {
				break // "lifted the sanctions in May" dates their end
			}
			d := st.draft(t, &m, st.timeUnder(t, i))
			d.anaphor, d.indefinite = true, !definite
			d.named = st.namedIn(t, i)
			out = append(out, d)
			break
		}
	}
	return out
}

// namedIn are the parties that a noun phrase names of itself: "the request of Peru".
func (st *state) namedIn(t *tree, i int) []string {
	var out []string
	at := append(t.adjectives(i), t.kidsRel(i, "nmod:poss")...)
	for _, p := range []string{"of", "by", "with", "between", "from"} {
		at = append(at, t.with(i, p)...)
	}
	for _, k := range at {
		for _, f := range st.c.actors(t, k, 1) {
			if t.foreign(f) {
				out = append(out, partyKey(t.party(f)))
			}
		}
	}
	return out
}

// distributed is a match with the date of its own share.
type distributed struct {
	match match
	time  *event.Time
}

// distribute splits an act told of several sources that did it apart: "a visit
// by Michel in October and Borrell in November", "on separate occasions".
func (st *state) distribute(m *match) []distributed {
	t := m.tree
	if len(m.source) < 2 || m.both && len(m.target) == 0 {
		return []distributed{{match: *m}}
	}
	times := make([]*event.Time, len(m.source))
	own := 0
	for i, f := range m.source {
		if times[i] = st.timeUnder(t, f.token); times[i] != nil {
			own++
		}
	}
	if own < 2 && !st.c.apart(t) {
		return []distributed{{match: *m}}
	}
	out := make([]distributed, len(m.source))
	for i, f := range m.source {
		one := *m
		one.source = []filler{f}
		out[i] = distributed{one, times[i]}
	}
	return out
}

// apart says whether a sentence speaks of separate occasions.
func (c *Coder) apart(t *tree) bool {
	for i, l := range t.low {
		switch l {
		case "separately", "respectively":
			return true
		case "occasion", "visit", "trip", "meeting", "talk":
			if t.hasKidLemma(i, "separate") || t.hasKidLemma(i, "different") {
				return true
			}
		}
	}
	return false
}

// setDate dates a draft from the words, or by the day of publication.
func (st *state) setDate(t *tree, d *draft, own *event.Time) {
	published, _ := edtf.Parse(st.d.Published)
	tm, below := own, true
	if tm == nil {
		tm, below = st.timeOf(t, &d.match)
	}
	if r := st.recurrence(t, &d.match); r != "" {
		d.Recurrence = r
	}
	if tm != nil && !tm.Date.IsZero() {
		d.Date, d.DateBasis, d.dated = tm.Date, tm.Basis, true
		if !below && realm(d.Status) == realm(event.Planned) {
			// the date is of the promise: what is promised comes after
			d.Date = edtf.From(tm.Date.Start())
			return
		}
		if _, open := tm.Date.Last(); !open && tm.Since && !published.IsZero() && (d.Status == event.Actual || d.Status == event.Historical) {
			d.Date = edtf.Between(tm.Date.Start(), published)
		}
		if d.Status == event.Actual && longBefore(d.Date, published) {
			d.Status = event.Historical
		}
		if d.Status == event.Actual && surelyAfter(d.Date, published) {
			d.Status = event.Planned
		}
		return
	}
	if _, bounded := published.Last(); !bounded {
		d.DateBasis = event.DateUnknown // a lower bound dates nothing
		return
	}
	d.DateBasis = event.DatePublication
	switch d.Status {
	case event.Planned, event.Future, event.Announced:
		d.Date = edtf.From(published)
	case event.Ongoing, event.Hypothetical, event.Negated:
		d.Date = published
	default:
		if published.Precision() == edtf.DayPrecision {
			d.Date = published
		} else {
			d.Date = edtf.Until(published)
		}
	}
}

// longBefore says whether a date ended more than two years before another began.
func longBefore(a, b edtf.Date) bool {
	last, ok := a.Last()
	first, ok2 := b.First()
	return ok && ok2 && int(first)-int(last) > 2*366
}

func surelyAfter(a, b edtf.Date) bool {
	first, ok := a.First()
	last, ok2 := b.Last()
	return ok && ok2 && first > last
}
