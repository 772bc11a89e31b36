package claim

import (
	"strings"

	"entente/internal/doc"
	"entente/internal/event"
)

// speeches finds who speaks each quotation. The words right behind and right
// before it are asked first, then the paragraph, then the paragraph before.
func (w *work) speeches() {
	for p := range w.paras {
		pa := &w.paras[p]
		if pa.kind != doc.Body && pa.kind != doc.Headline {
			continue
		}
		for _, m := range pa.marks {
			w.judge(m)
		}
		for k, m := range pa.marks {
			if !w.marks[m].settled {
				w.attribute(p, k)
			}
		}
		w.chain(p)
	}
}

// judge says whether a quotation is words spoken: it ends as such do, or is a
// sentence of its own, and does not sit inside a sentence like a name.
func (w *work) judge(m int) {
	q := &w.marks[m]
	q.speech = q.ends || q.words > 8
	if !q.double && q.words < 3 {
		q.speech = false
	}
	pa := &w.paras[q.para]
	lead := strings.TrimSpace(w.c.Text[pa.Begin:q.Begin])
	rest := strings.TrimSpace(w.c.Text[q.End:pa.End])
	if strings.Trim(lead, "“\"«‘'„") == "" && strings.Trim(rest, "”\"»’'.") == "" {
		q.speech = q.words > 2 || q.ends
	}
}

// attribute asks the words around quotation k of paragraph p.
func (w *work) attribute(p, k int) {
	pa := &w.paras[p]
	q := &w.marks[pa.marks[k]]
	if c := w.behindQuote(pa, k); c != nil {
		w.settle(q, c)
		q.speech = true
		return
	}
	if c := w.beforeQuote(pa, k); c != nil {
		w.settle(q, c)
		return
	}
	if c := w.signed(pa, k); c != nil {
		w.settle(q, c)
		q.speech = true
		return
	}
	if !q.speech {
		if c := w.fragment(q); c != nil {
			w.settle(q, c)
		}
	}
}

// signed makes a cue of the name behind a dash that follows the last quotation of
// a paragraph: “…” — Maria Lopez, a farmer.
func (w *work) signed(pa *para, k int) *cue {
	if k != len(pa.marks)-1 {
		return nil
	}
	q := &w.marks[pa.marks[k]]
	rest := strings.TrimLeft(w.c.Text[q.End:pa.End], "”\"»’'  \n.")
	dash := ""
	for _, d := range []string{"—", "–", "--", "-"} {
		if strings.HasPrefix(rest, d) {
			dash = d
			break
		}
	}
	if dash == "" {
		return nil
	}
	from := pa.End - len(rest) + len(dash)
	for _, s := range pa.sents {
		if s.span.End <= from {
			continue
		}
		h := -1
		for i := range s.toks {
			if s.toks[i].Begin < from || s.in[i] >= 0 {
				continue
			}
			if h < 0 && s.upos(i) == "PROPN" {
				h = s.top(i)
			}
			if h < 0 && !s.punct(i) && s.upos(i) != "PROPN" || s.upos(i) == "VERB" && s.finite(i) && s.toks[i].Deprel != "acl:relcl" {
				return nil
			}
		}
		if h < 0 || s.toks[h].Begin < from {
			return nil
		}
		if m := s.mentionOn(h); m >= 0 && w.c.Mentions[m].Kind != event.Person {
			return nil
		}
		c := &cue{s: s, verb: h, v: verb{stance: Asserts, takes: "q"}, stance: Asserts, h: h, holder: -1, loose: true}
		c.hb, c.he = s.np(h, 0, s.len())
		s.widen(c, 0, s.len())
		c.b, c.e = c.hb, c.he
		c.holder = w.holder(c)
		return c
	}
	return nil
}

func (w *work) settle(q *mark, c *cue) {
	q.settled, q.cue, q.holder = true, c, c.holder
	c.used = true
}

// behindQuote returns the cue that follows a quotation in its sentence: “…,” said
// X.
func (w *work) behindQuote(pa *para, k int) *cue {
	q := &w.marks[pa.marks[k]]
	if !q.ends && !q.speech {
		return nil
	}
	stop := pa.End
	if k+1 < len(pa.marks) {
		stop = w.marks[pa.marks[k+1]].Begin
	}
	text := w.c.Text
	closed := strings.HasSuffix(strings.TrimRight(q.In(text), "’' "), ".")
	for _, s := range pa.sents {
		if s.span.End <= q.End || s.span.Begin >= stop {
			continue
		}
		fresh := s.span.Begin >= q.End // a sentence of its own behind the quotation
		for _, c := range s.cues {
			at := c.span()
			if at.Begin < q.End || at.End > stop || c.gerund && !c.passive || c.adverb && c.lemma == "for" {
				continue
			}
			mid := strings.Trim(text[q.End:at.Begin], "”\"»’',.“— \u00a0\n")
			if mid != "" && (len(strings.Fields(mid)) > 3 || strings.ContainsAny(mid, ".!?;:")) {
				return nil
			}
			if c.inverted && c.hb > c.verb || len(c.parts) == 0 || !fresh {
				if closed && fresh && (len(c.parts) > 0 || !s.only(c)) {
					return nil
				}
				if fresh && len(c.parts) > 0 && !c.inverted {
					return nil // “No!” He said that…
				}
				if closed && !fresh && !c.inverted && s.ownSentence(c, q) {
					return nil
				}
				return c
			}
			return nil
		}
		if !fresh {
			continue
		}
		return nil
	}
	return nil
}

// only says whether a sentence is nothing but an attribution: "He said."
func (s *sent) only(c *cue) bool { return s.wordsOf(0, s.len()) <= c.e-c.b+2 }

// ownSentence says whether a cue behind a quotation that is closed by a stop
// begins with a capital as a sentence does: “… long.” He said that
func (s *sent) ownSentence(c *cue, q *mark) bool {
	f := s.toks[c.b].Form
	return c.b > 0 && len(c.parts) > 0 && f != strings.ToLower(f) && s.upos(c.b) == "PRON"
}

// beforeQuote returns the cue that leads a quotation in: X said, “…”, or X said
// that it was “…”.
func (w *work) beforeQuote(pa *para, k int) *cue {
	q := &w.marks[pa.marks[k]]
	text := w.c.Text
	for n := len(pa.sents) - 1; n >= 0; n-- {
		s := pa.sents[n]
		if s.span.Begin >= q.Begin || s.span.End < q.Begin-3 {
			continue
		}
		for i := len(s.cues) - 1; i >= 0; i-- {
			c := s.cues[i]
			at := c.span()
			if at.Begin >= q.Begin {
				continue
			}
			mid := strings.TrimSpace(strings.TrimRight(text[min(at.End, q.Begin):q.Begin], "“\"«‘'„ \u00a0"))
			leads := mid == "" || strings.HasSuffix(mid, ":") || strings.HasSuffix(mid, ",")
			if at.End > q.Begin { // inverted over a short quotation
				continue
			}
			if q.speech && leads && !w.quoteBetween(pa, k, at.End) {
				return c
			}
			if w.holds(c, q) {
				return c
			}
			if q.speech && strings.HasSuffix(mid, ":") {
				return c
			}
		}
		if q.speech && strings.HasSuffix(strings.TrimRight(text[s.span.Begin:q.Begin], "“\"«‘'„ \u00a0\n"), ":") {
			return w.colon(s, q)
		}
	}
	return nil
}

func (w *work) quoteBetween(pa *para, k, from int) bool {
	return k > 0 && w.marks[pa.marks[k-1]].Begin >= from
}

// colon makes a cue of a sentence that leads to a quotation by a colon without a
// verb of saying: "He was blunt: “…”", "Umarov: “…”".
func (w *work) colon(s *sent, q *mark) *cue {
	h := -1
	for i := s.cut; i < s.len() && s.toks[i].End <= q.Begin; i++ {
		if s.rel(i) == "nsubj" && s.in[i] < 0 {
			h = i
			break
		}
	}
	if h < 0 {
		i := s.cut
		for i < s.len() && (s.upos(i) == "DET" || s.upos(i) == "ADJ") {
			i++
		}
		if i >= s.len() || s.toks[i].Begin >= q.Begin {
			return nil
		}
		h = s.top(i)
	}
	h = s.antecedent(h)
	return w.implied(s, h)
}

// implied makes a cue of a person or body without a verb; nil if it is neither.
func (w *work) implied(s *sent, h int) *cue {
	c := &cue{s: s, verb: h, v: verb{stance: Asserts, takes: "q", veracity: ""}, stance: Asserts, h: h, holder: -1, loose: true}
	c.hb, c.he = s.np(h, s.cut, s.len())
	c.b, c.e = c.hb, c.he
	m := s.mentionOn(h)
	switch {
	case s.upos(h) == "PRON":
		if !pronoun[s.low[h]] || s.low[h] == "who" {
			return nil
		}
	case m >= 0 && s.w.c.Mentions[m].Head == h && s.w.c.Mentions[m].Kind == event.Person:
	case m >= 0 && s.upos(h) == "PROPN" && s.w.c.Mentions[m].Kind == event.Person:
	case s.class(h) == "group" || s.class(h) == "office":
	case s.upos(h) == "PROPN" && m < 0 && s.lowAt(c.he) == ":":
	default:
		return nil
	}
	c.holder = w.holder(c)
	return c
}

// holds says whether a quotation stands within what a cue says was said.
func (w *work) holds(c *cue, q *mark) bool {
	for _, p := range c.parts {
		if sp := c.s.spanOf(p[0], p[1]); sp.Begin <= q.Begin && q.Begin < sp.End {
			return true
		}
	}
	return false
}

// fragment finds the owner of a few words in marks inside of a sentence: what a
// cue holds, or the description that somebody gives ("called it “absurd”").
// Words held at a distance ("the so-called “corridor”") are nobody's.
func (w *work) fragment(q *mark) *cue {
	for _, s := range w.paras[q.para].sents {
		if !s.span.Overlaps(q.Span) {
			continue
		}
		h := s.headIn(q)
		for _, c := range s.cues {
			if w.holds(c, q) {
				return c
			}
			if h < 0 || c.adverb || c.h < 0 {
				continue
			}
			if (c.v.can('v') || c.v.can('a') || c.v.can('o')) && !s.modifierNoun(h) && h > c.verb && s.under(h, c.verb) {
				return c
			}
		}
	}
	return nil
}

// headIn is the token of a quotation that hangs on a word outside of it.
func (s *sent) headIn(q *mark) int {
	for i := range s.toks {
		if q.Contains(s.toks[i].Span) && !s.punct(i) {
			if h := s.head(i); h < 0 || !q.Contains(s.toks[h].Span) {
				return i
			}
		}
	}
	return -1
}

// modifierNoun says whether words in marks only describe the noun behind them:
// "the “ironclad” alliance".
func (s *sent) modifierNoun(h int) bool {
	r := s.rel(h)
	return (r == "amod" || r == "compound" || r == "nummod") && s.head(h) > h
}

// chain gives quotations that the words around do not settle to the speaker of
// the paragraph: the one before goes on, or the one to come has begun.
func (w *work) chain(p int) {
	pa := &w.paras[p]
	for k, m := range pa.marks {
		q := &w.marks[m]
		if q.settled || !q.speech {
			continue
		}
		if c := w.sameParagraph(pa, k); c != nil {
			w.settle(q, c)
			continue
		}
		if c := w.subjectBefore(p, k); c != nil {
			w.settle(q, c)
			continue
		}
		if k == 0 {
			if c := w.paragraphBefore(p); c != nil {
				w.settle(q, c)
				continue
			}
		}
	}
	// the first of a paragraph, spoken for further on: “A.” “B,” she said.
	for k := len(pa.marks) - 2; k >= 0; k-- {
		q, next := &w.marks[pa.marks[k]], &w.marks[pa.marks[k+1]]
		if !q.settled && q.speech && next.settled && next.speech && next.cue != nil && strings.TrimSpace(strings.Trim(w.c.Text[q.End:next.Begin], "”“\"»«’‘' \n")) == "" {
			w.settle(q, next.cue)
		}
	}
}

// sameParagraph is the cue of the quotation before in the same paragraph, if
// nobody else speaks or acts in between.
func (w *work) sameParagraph(pa *para, k int) *cue {
	q := &w.marks[pa.marks[k]]
	for i := k - 1; i >= 0; i-- {
		o := &w.marks[pa.marks[i]]
		if !o.speech && !o.settled {
			continue
		}
		if o.cue == nil {
			return nil
		}
		// cues between the two that are another's
		for _, s := range pa.sents {
			for _, c := range s.cues {
				at := c.span()
				if at.Begin >= o.End && at.End <= q.Begin && c != o.cue && c.holder >= 0 && !w.sameHolder(c.holder, o.holder) {
					if w.mention(c.holder).Kind == event.Person || w.mention(c.holder).Kind == event.Collective {
						return c
					}
				}
			}
		}
		return o.cue
	}
	return nil
}

// sameHolder says whether two mentions are one holder.
func (w *work) sameHolder(a, b int) bool {
	if a == b {
		return true
	}
	if a < 0 || b < 0 {
		return false
	}
	x, y := w.mention(a), w.mention(b)
	if x.Actor != "" && x.Actor == y.Actor && x.Kind == y.Kind {
		return true
	}
	return x.Name != "" && x.Name == y.Name
}

// subjectBefore makes a cue of the person of whom the sentence before speaks, in
// the same paragraph: "Pak was blunt. “…”".
func (w *work) subjectBefore(p, k int) *cue {
	pa := &w.paras[p]
	q := &w.marks[pa.marks[k]]
	var before *sent
	for _, s := range pa.sents {
		if s.span.End <= q.Begin {
			before = s
		}
	}
	if before == nil {
		return nil
	}
	for i := len(before.cues) - 1; i >= 0; i-- {
		if c := before.cues[i]; c.holder >= 0 && c.span().End <= q.Begin {
			switch w.mention(c.holder).Kind {
			case event.Person, event.Collective:
				return c
			}
			return nil
		}
	}
	for i := before.cut; i < before.len(); i++ {
		if before.rel(i) == "nsubj" && before.in[i] < 0 {
			return w.implied(before, before.antecedent(i))
		}
	}
	return nil
}

// paragraphBefore is the cue of the paragraph before, if its quotation was left
// open or this paragraph is nothing but a quotation.
func (w *work) paragraphBefore(p int) *cue {
	pa := &w.paras[p]
	first := &w.marks[pa.marks[0]]
	if strings.Trim(strings.TrimSpace(w.c.Text[pa.Begin:first.Begin]), "“\"«‘'„") != "" {
		return nil
	}
	for i := p - 1; i >= 0 && i >= p-4; i-- {
		o := &w.paras[i]
		if o.kind != doc.Body {
			continue // a caption between
		}
		if len(o.marks) == 0 {
			return w.lastCue(o)
		}
		last := &w.marks[o.marks[len(o.marks)-1]]
		if last.cue == nil || last.holder < 0 {
			return nil
		}
		rest := strings.TrimSpace(w.c.Text[last.End:o.End])
		if rest == "" { // left open
			return last.cue
		}
		for _, m := range pa.marks { // this one has its own speaker further on
			if w.marks[m].settled {
				return nil
			}
		}
		for _, m := range o.marks {
			if q := &w.marks[m]; q.speech && !w.sameHolder(q.holder, last.holder) {
				return nil
			}
		}
		for _, s := range pa.sents {
			if len(s.cues) > 0 {
				return nil
			}
		}
		if w.outside(pa) > 2 {
			return nil // somebody else may have come in
		}
		return last.cue
	}
	return nil
}

// outside is how many words of a paragraph stand outside of its quotations.
func (w *work) outside(pa *para) int {
	n := 0
	for _, s := range pa.sents {
		for i := range s.toks {
			if s.in[i] < 0 && !s.punct(i) {
				n++
			}
		}
	}
	return n
}

// lastCue is the one speaker of a paragraph without quotations that ends in a
// colon, or in whose last sentence only one person speaks.
func (w *work) lastCue(o *para) *cue {
	if len(o.sents) == 0 {
		return nil
	}
	s := o.sents[len(o.sents)-1]
	if len(s.cues) == 0 {
		return nil
	}
	c := s.cues[len(s.cues)-1]
	if c.holder < 0 {
		return nil
	}
	if k := w.mention(c.holder).Kind; k == event.Person || strings.HasSuffix(strings.TrimSpace(o.In(w.c.Text)), ":") {
		return c
	}
	return nil
}
