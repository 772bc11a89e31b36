package claim

import (
	"slices"

	"entente/internal/doc"
	"entente/internal/event"
)

// narrated makes the claims of the writer: what nobody else is said to hold, and
// is more than the telling of an act that stands in the ledger as an event.
func (w *work) narrated() {
	for p := range w.paras {
		pa := &w.paras[p]
		for _, s := range pa.sents {
			switch s.kind {
			case doc.Headline:
				w.headline(s)
			case doc.Body:
				w.narrate(s)
			}
		}
	}
}

// headline makes one claim of a headline: it echoes the article and adds no
// holder.
func (w *work) headline(s *sent) {
	b, e := s.trim(0, s.len())
	if e-b < 3 {
		return
	}
	if w.make(s, b, e, Narration, nil, article) {
		w.claims[len(w.claims)-1].Kind = event.HeadlineClaim
	}
}

// narrate makes claims of the stretches of a sentence that have no owner.
func (w *work) narrate(s *sent) {
	for b := s.cut; b < s.len(); {
		if s.spoken(b) {
			b++
			continue
		}
		e := b
		for e < s.len() && !s.spoken(e) {
			e++
		}
		x, y := s.trim(b, e)
		b = e
		if x >= y {
			continue
		}
		if w.gloss(s, x, y) {
			continue
		}
		for _, p := range s.pieces(x, y) {
			if !s.broken(p[0], p[1]) && s.judges(p[0], p[1]) {
				if !w.make(s, p[0], p[1], Narration, nil, article) {
					return
				}
				if d := &w.claims[len(w.claims)-1]; d.Stance == Asks {
					d.Mode = Question
				}
			}
		}
	}
	w.labels(s)
}

// spoken says whether token i is another's: claimed, quoted or the attribution
// itself.
func (s *sent) spoken(i int) bool {
	if s.owned[i] {
		return true
	}
	if q := s.in[i]; q >= 0 && (s.w.marks[q].speech || s.w.marks[q].settled) {
		return true
	}
	for _, c := range s.cues {
		if c.b <= i && i < c.e && (len(c.parts) > 0 || c.used) {
			return true
		}
	}
	return false
}

// judges says whether tokens [b, e) hold more than an act told in the past: a
// state, a trend, a comparison, a cause, a question, what may be or is not.
func (s *sent) judges(b, e int) bool {
	verb := -1
	for i := b; i < e; i++ {
		if s.in[i] >= 0 {
			continue
		}
		if n, _ := s.w.t.judgements.match(s.low[:e], i); n > 0 {
			return s.wordsOf(b, e) > 2
		}
		if verb < 0 && s.finite(i) {
			verb = i
		}
	}
	if s.low[b] == "amid" || s.low[b] == "despite" {
		return s.hasVerb(b, e) || s.adjectives(b, e)
	}
	if verb < 0 {
		return false
	}
	for _, c := range s.cues { // what only leads another's words in
		if c.used && c.b >= b && c.verb < e && len(c.parts) == 0 && s.wordsOf(b, e) < c.e-c.b+6 {
			return false
		}
	}
	if len(s.hedges(b, e)) > 0 || len(s.causes(b, e)) > 0 || s.stance(b, e) != Asserts {
		return true
	}
	if neg, whole := s.negations(b, e); whole && len(neg) > 0 {
		return true
	}
	for i := b; i < e; i++ {
		if s.in[i] >= 0 || !s.finite(i) || s.inRelcl(i, b) {
			continue
		}
		if s.toks[i].Feat("Tense") == "Pres" || s.rel(i) == "cop" {
			return true
		}
	}
	return false
}

// inRelcl says whether the clause of a finite token hangs on a noun.
func (s *sent) inRelcl(i, b int) bool {
	for n := 0; n < maxClimb && i >= b; n++ {
		if s.toks[i].Deprel == "acl:relcl" && s.head(i) >= b {
			return true
		}
		i = s.head(i)
	}
	return false
}

// broken says whether tokens [b, e) begin or end in the middle of a clause that
// another's words cut: "was its attempt", "the regions that".
func (s *sent) broken(b, e int) bool {
	if b > s.cut && (s.verbal(b) && s.toks[b].Feat("VerbForm") != "Ger" && !hasIng(s.low[b]) || s.upos(b) == "PART" || s.upos(b) == "ADP" && b > 0 && !s.punct(b-1)) {
		return true
	}
	switch s.low[b] {
	case "who", "which", "whose", "whom":
		return true // describes a name
	}
	switch s.upos(e - 1) {
	case "DET", "SCONJ", "ADP", "PART", "CCONJ", "AUX":
		return e < s.tail()
	case "PRON":
		l := s.low[e-1]
		return e < s.tail() && (l == "that" || l == "which" || l == "what" || l == "who" || l == "whom")
	}
	return false
}

func (s *sent) adjectives(b, e int) bool {
	for i := b; i < e; i++ {
		if s.upos(i) == "ADJ" {
			return true
		}
	}
	return false
}

// gloss makes the claim of a clause by which the writer explains another's words:
// "referring to the war in Afghanistan".
func (w *work) gloss(s *sent, b, e int) bool {
	switch s.low[b] {
	case "referring", "alluding":
	default:
		return false
	}
	if len(s.cues) == 0 && !s.afterQuotePara() {
		return false
	}
	if w.make(s, b, e, Narration, nil, article) {
		w.claims[len(w.claims)-1].Kind = event.GlossClaim
	}
	return true
}

// labels makes the claims that lie in how the writer names an actor: "traditional
// ally Moscow", "a visibly humbled Vladimir Putin". Words in quotation marks are
// another's.
func (w *work) labels(s *sent) {
	for _, i := range s.ms {
		m := &w.c.Mentions[i]
		if m.Head < 0 || m.Head >= s.len() || m.Actor == "" && m.Country == "" || m.Basis == event.ByCoreference || s.in[m.Head] >= 0 {
			continue
		}
		first := -1
		for k := range s.toks {
			if m.Overlaps(s.toks[k].Span) {
				first = k
				break
			}
		}
		if first < 0 {
			continue
		}
		// a noun of relation right before the name: "ally Moscow"
		k := first - 1
		if k >= 0 && s.upos(k) == "NOUN" && w.t.relations[s.lem[k]] != "" {
			b := k
			for b > 0 && (s.upos(b-1) == "ADJ" || s.rel(b-1) == "amod" || s.rel(b-1) == "compound" || s.rel(b-1) == "nmod:poss") {
				b--
			}
			e := s.endOf(m)
			w.label(s, b, e, event.RelationClaim, m)
			continue
		}
		// what the writer thinks of somebody: an adverb and a participle before the name
		for k = first - 1; k >= 0 && (s.rel(k) == "amod" || s.rel(k) == "compound" || s.upos(k) == "ADJ"); k-- {
		}
		for a := max(k, 0); a < first; a++ {
			if s.upos(a) == "ADV" && hasLy(s.low[a]) && s.upos(a+1) != "ADV" && (s.upos(a+1) == "ADJ" || s.upos(a+1) == "VERB") && s.rel(a+1) != "root" && !s.finite(a+1) {
				b := a
				if b > 0 && s.upos(b-1) == "DET" {
					b--
				}
				w.label(s, b, s.endOf(m), event.TraitClaim, m)
				break
			}
		}
	}
}

func hasLy(w string) bool { return len(w) > 4 && w[len(w)-2:] == "ly" }

func (s *sent) endOf(m *event.Mention) int {
	e := 0
	for k := range s.toks {
		if m.Overlaps(s.toks[k].Span) {
			e = k + 1
		}
	}
	return e
}

func (w *work) label(s *sent, b, e int, kind event.ClaimKind, m *event.Mention) {
	if b >= e || s.kind != doc.Body {
		return
	}
	owned := slices.Clone(s.owned[b:e])
	made := w.make(s, b, e, Narration, nil, article)
	copy(s.owned[b:e], owned) // the words stay whose they were
	if !made {
		return
	}
	d := &w.claims[len(w.claims)-1]
	d.Kind = kind
	d.Of = idsOf(m)
}

func idsOf(m *event.Mention) []string {
	var out []string
	for _, id := range []string{m.Actor, m.Country} {
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
