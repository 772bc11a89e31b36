package claim

import (
	"slices"
	"strings"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
)

// told makes the claims of those whose words are given: what is quoted, what is
// told in other words, what stands in a transcript.
func (w *work) told() {
	w.transcribed()
	// In other words, with quotations inside of them.
	for _, s := range w.sents {
		if s.kind == doc.Headline || s.kind == doc.Subhead {
			continue
		}
		for _, c := range s.cues {
			for _, p := range c.parts {
				w.tell(s, p[0], p[1], c)
			}
		}
	}
	for i := range w.marks {
		q := &w.marks[i]
		if q.nested || q.para < 0 || w.paras[q.para].kind != doc.Body {
			continue
		}
		if !q.settled && !q.speech {
			continue
		}
		w.quoted(i)
	}
}

// tell makes claims of tokens [b, e) that a cue gives in other words.
func (w *work) tell(s *sent, b, e int, c *cue) {
	b, e = s.trim(b, e)
	if b >= e {
		return
	}
	if c.adverb && c.lemma == "for" && !s.hasVerb(b, e) {
		return
	}
	mode := Paraphrase
	quoted := 0
	for i := b; i < e; i++ {
		if s.in[i] >= 0 {
			quoted++
		}
	}
	if quoted > 0 && quoted >= s.wordsOf(b, e) {
		mode = Quote
	}
	if s.wordsOf(b, e) < 2 && quoted == 0 && !s.objectOf(b, c) {
		return
	}
	if c.holder < 0 && mode == Paraphrase && (c.h < 0 || s.low[c.h] != "i" && s.low[c.h] != "we") {
		return // whose words these are cannot be told
	}
	for _, p := range s.pieces(b, e) {
		w.make(s, p[0], p[1], mode, c, c.holder)
	}
	for i := b; i < e; i++ {
		s.owned[i] = true
	}
}

// objectOf says whether a single word is what is denied: "denies the charge".
func (s *sent) objectOf(i int, c *cue) bool {
	return (c.stance == Denies || c.stance == Doubts) && s.nominal(i) && s.upos(i) != "PRON"
}

// quoted makes the claims of a quotation that are not made yet as part of a
// paraphrase.
func (w *work) quoted(i int) {
	q := &w.marks[i]
	for _, s := range w.paras[q.para].sents {
		b, e := -1, -1
		for k := range s.toks {
			if s.in[k] == i {
				if b < 0 {
					b = k
				}
				e = k + 1
			}
		}
		if b < 0 {
			continue
		}
		owned := true
		for k := b; k < e; k++ {
			owned = owned && (s.owned[k] || s.punct(k))
		}
		if owned {
			continue
		}
		holder := -1
		if q.settled {
			holder = q.holder
		}
		b, e = s.trim(b, e)
		if b >= e {
			continue
		}
		for _, p := range s.pieces(b, e) {
			w.make(s, p[0], p[1], Quote, q.cue, holder)
		}
		for k := b; k < e; k++ {
			s.owned[k] = true
		}
	}
}

// transcribed makes the claims of a transcript. A paragraph without a label goes
// on with the one before.
func (w *work) transcribed() {
	if len(w.script) == 0 {
		return
	}
	var on *label
	for p := range w.paras {
		pa := &w.paras[p]
		if l, ok := w.script[p]; ok {
			on = &l
		} else if pa.kind != doc.Body {
			on = nil
		}
		if on == nil {
			continue
		}
		for _, s := range pa.sents {
			b := s.cut
			for b < s.len() && s.toks[b].Begin < on.begin && p >= 0 && s.span.Begin < on.begin {
				b++
			}
			b, e := s.trim(b, s.len())
			if b >= e {
				continue
			}
			for _, piece := range s.pieces(b, e) {
				if on.asks {
					w.make(s, piece[0], piece[1], Question, nil, article)
					continue
				}
				if w.make(s, piece[0], piece[1], Quote, nil, on.holder) {
					w.claims[len(w.claims)-1].Holder.Words = on.words
				}
			}
			s.cues = nil
		}
	}
}

// article stands for the holder that is the writer.
const article = -2

// trim leaves out marks and commas at both ends of tokens [b, e).
func (s *sent) trim(b, e int) (int, int) {
	loose := func(i int) bool {
		switch s.low[i] {
		case ",", ".", ";", ":", "—", "–", "--", "-", "(", ")":
			return true
		}
		return s.isMark(i) && s.low[i] != "'"
	}
	for b < e && loose(b) {
		b++
	}
	for b < e && loose(e-1) {
		e--
	}
	return b, e
}

// make adds the claim of tokens [b, e) of a sentence, unless there are too many
// already; it says whether it did. The cue is nil where no words give the holder.
func (w *work) make(s *sent, b, e int, mode string, c *cue, holder int) bool {
	if len(w.claims) >= maxClaims {
		return false
	}
	d := draft{s: s, b: b, e: e, holder: holder, cue: c}
	d.Span = s.spanOf(b, e)
	if strings.TrimSpace(d.In(w.c.Text)) == "" {
		return false
	}
	for i := b; i < e; i++ {
		s.owned[i] = true
	}
	d.Mode = mode
	d.Date = w.at
	if holder == article {
		d.Holder = event.Holder{Name: event.ArticleVoice, Kind: event.HeldByArticle}
	} else {
		words := doc.Span{}
		if c != nil && c.h >= 0 {
			words = c.s.spanOf(c.hb, c.he)
		}
		d.Holder = w.describe(holder, words)
		if holder < 0 && c != nil && c.h >= 0 && (c.s.low[c.h] == "i" || c.s.low[c.h] == "we") && c.s.in[c.h] < 0 {
			d.Holder = event.Holder{Name: event.ArticleVoice, Kind: event.HeldByArticle, Words: words}
			d.holder = article
		}
		if c != nil {
			d.Veracity = c.v.veracity
			d.Date = w.saidOn(c, d.Span)
			if c.b < c.e {
				d.Attribution = c.span()
			}
		}
	}
	w.read(&d, c)
	w.claims = append(w.claims, d)
	return true
}

// read fills what the words of a claim themselves tell.
func (w *work) read(d *draft, c *cue) {
	s, b, e := d.s, d.b, d.e
	d.Hedges = s.hedges(b, e)
	d.Negation, d.Negated = s.negations(b, e)
	d.Causes = s.causes(b, e)
	d.Stance = s.stance(b, e)
	if c != nil && c.stance != Asserts && (d.Mode == Paraphrase || c.stance == Denies || c.stance == Doubts) && w.within(d, c) {
		d.Stance = c.stance
		if c.stance == Asks && d.Mode == Paraphrase {
			d.Stance = Asks
		}
	}
	if c != nil && d.Stance == Asserts && (c.stance == Predicts || d.Mode == Paraphrase && s.wouldBe(b, e)) {
		d.Stance = Predicts
	}
	d.About = w.about(d.Span, s)
	for i, t := range w.events {
		if d.Contains(t) {
			if id := w.c.Events[w.eventOf[i]].ID; !slices.Contains(d.Events, id) {
				d.Events = append(d.Events, id)
			}
		}
	}
	d.lemmas = s.lemmaSet(b, e)
	w.kind(d)
}

// within says whether a claim is what its cue's verb governs, and not a further
// quotation of the same speaker.
func (w *work) within(d *draft, c *cue) bool {
	return c.s == d.s && slices.ContainsFunc(c.parts, func(p [2]int) bool { return p[0] <= d.b && d.e <= p[1] })
}

// about lists the actors that words name: ids, and the countries they act for,
// sorted.
func (w *work) about(sp doc.Span, s *sent) []string {
	var out []string
	for _, i := range s.ms {
		m := &w.c.Mentions[i]
		if !sp.Contains(m.Span) && !(sp.Overlaps(m.Span) && m.Head >= 0 && m.Head < s.len() && sp.Contains(s.toks[m.Head].Span)) {
			continue
		}
		for _, id := range []string{m.Actor, m.Country} {
			if id != "" {
				out = append(out, id)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// saidOn is when something was said: what the attribution itself says, else the
// day of publication.
func (w *work) saidOn(c *cue, said doc.Span) edtf.Date {
	for i := range w.c.Times {
		t := &w.c.Times[i]
		if t.Sentence != c.s.n || said.Overlaps(t.Span) || t.Kind != "" && t.Kind != event.TimeDate || t.Since {
			continue
		}
		at := -1
		for k := range c.s.toks {
			if t.Overlaps(c.s.toks[k].Span) {
				at = k
				break
			}
		}
		if at < 0 || c.s.in[at] >= 0 || slices.ContainsFunc(c.parts, func(p [2]int) bool { return p[0] <= at && at < p[1] }) {
			continue
		}
		if c.s.dates(at, c.verb) || at >= c.b && at <= c.e+2 {
			return t.Date
		}
	}
	return w.at
}

// dates says whether a time at token i hangs on verb v itself, not on a clause or
// an aside that describes somebody: "who was killed in 2019".
func (s *sent) dates(i, v int) bool {
	for n := 0; n < maxClimb && i >= 0; n++ {
		if i == v {
			return true
		}
		switch s.rel(i) {
		case "acl", "appos", "advcl", "ccomp", "conj", "parataxis":
			return false
		}
		i = s.head(i)
	}
	return false
}
