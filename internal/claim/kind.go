package claim

import (
	"slices"

	"entente/internal/event"
)

// kind reads what sort of claim it is: a red line, somebody's want or fear. The
// one whose line or want it is need not be the one who says so.
func (w *work) kind(d *draft) {
	if d.Kind != "" || d.Stance == Asks {
		return
	}
	if w.redLine(d) {
		d.Kind = event.RedLineClaim
		if d.Stance == Predicts {
			d.Stance = Asserts // "will never accept" foretells nothing
		}
		return
	}
	s := d.s
	for i := d.b; i < d.e; i++ {
		pos := ""
		switch s.upos(i) {
		case "VERB":
			pos = "verb"
		case "ADJ":
			pos = "adj"
		case "NOUN":
			pos = "noun"
		default:
			continue
		}
		k, ok := w.t.attitudes[pos+" "+s.lem[i]]
		if !ok || s.inRelcl(i, d.b) {
			continue
		}
		of := w.minded(s, i, pos, d)
		if len(of) == 0 {
			continue
		}
		neg := false
		if pos != "noun" {
			neg = s.negated(i) || i > 0 && s.low[i-1] == "n't"
		}
		if neg {
			if k == event.WantClaim {
				k = event.FearClaim // not to want is to be averse
			} else {
				continue
			}
		}
		d.Kind, d.Of = k, of
		return
	}
}

// minded are the ids of whoever has an attitude that a word names.
func (w *work) minded(s *sent, i int, pos string, d *draft) []string {
	var h int
	switch pos {
	case "noun":
		h = s.kid(i, "nmod:poss")
		if h < 0 { // "China has concerns over", "remains a source of concern for Beijing"
			v := s.head(i)
			if v < 0 || !s.verbal(v) || s.rel(i) != "obj" || s.lem[v] != "have" && s.lem[v] != "harbour" && s.lem[v] != "harbor" && s.lem[v] != "express" {
				for _, k := range s.kids[i] {
					if s.rel(k) == "nmod" && s.prep(k) == "for" {
						h = k
					}
				}
				break
			}
			h = s.subject(v)
		}
	default:
		h = s.subject(i)
	}
	if h < 0 {
		return nil
	}
	m := s.mentionOn(h)
	if m < 0 {
		return nil
	}
	k := &w.c.Mentions[m]
	if s.low[h] == "we" || s.low[h] == "i" {
		if d.holder >= 0 {
			k = w.mention(d.holder)
		}
	}
	if s.upos(h) != "PRON" && k.Head != h && !k.Contains(s.toks[h].Span) {
		return nil
	}
	return idsOf(k)
}

// subject is the subject of a verb or predicate, its own or that of the clause
// above; -1 if none.
func (s *sent) subject(v int) int {
	for n := 0; v >= 0 && n < 8; n++ {
		for _, k := range s.kids[v] {
			if s.rel(k) == "nsubj" {
				return s.antecedent(k)
			}
		}
		switch s.rel(v) {
		case "xcomp", "conj", "advcl":
			v = s.head(v)
		default:
			return -1
		}
	}
	return -1
}

// redLine looks for words that draw a line and, where the holder of the line and
// what is ruled out are named, fills it.
func (w *work) redLine(d *draft) bool {
	s := d.s
	for i := d.b; i < d.e; i++ {
		n, where := w.t.lines.match(s.low[:d.e], i)
		if n == 0 {
			continue
		}
		line := &event.RedLine{}
		var cond [2]int
		switch where {
		case "after":
			cond = [2]int{i + n, d.e}
			line.Holder = w.lineHolder(s, i, n, d)
		case "before":
			cond = [2]int{d.b, i}
			for k := i - 1; k >= d.b && (s.upos(k) == "AUX" || s.upos(k) == "ADV" || s.rel(k) == "cop" || s.upos(k) == "PART"); k-- {
				cond[1] = k
			}
			line.Holder = w.toWhom(s, i+n, d)
		case "around":
			cond = s.aroundLine(i, n, d)
			if line.Holder = w.toWhom(s, i+n, d); len(line.Holder) == 0 {
				if p := s.kid(i+n-1, "nmod:poss"); p >= 0 {
					if m := s.mentionOn(p); m >= 0 {
						line.Holder = idsOf(&w.c.Mentions[m])
					}
				}
			}
		}
		cond[0], cond[1] = s.trim(max(cond[0], d.b), min(cond[1], d.e))
		if len(line.Holder) == 0 || cond[0] >= cond[1] || s.wordsOf(cond[0], cond[1]) < 1 {
			continue
		}
		line.Condition = s.spanOf(cond[0], cond[1])
		w.watch(line, s, cond)
		d.Line, d.Of = line, line.Holder
		return true
	}
	return w.mainThing(d)
}

// lineHolder is whoever will not accept: the subject of the words at token i.
func (w *work) lineHolder(s *sent, i, n int, d *draft) []string {
	v := i + n - 1
	for k := i; k < i+n; k++ {
		if s.upos(k) == "VERB" {
			v = k
			break
		}
	}
	h := s.subject(v)
	if h < 0 {
		for k := i - 1; k >= d.b; k-- {
			if m := s.mentionOn(k); m >= 0 && s.rel(k) != "case" {
				h = k
				break
			}
		}
	}
	if h < 0 {
		return nil
	}
	if (s.low[h] == "we" || s.low[h] == "i") && d.holder >= 0 {
		return w.forState(w.mention(d.holder))
	}
	if m := s.mentionOn(h); m >= 0 {
		return w.forState(&w.c.Mentions[m])
	}
	return nil
}

// forState are the ids of a mention if it is, or speaks for, a power: a state, a
// bloc, an organisation, one of their officers.
func (w *work) forState(m *event.Mention) []string {
	switch m.Kind {
	case event.State, event.Government, event.Group, event.Organisation:
		return idsOf(m)
	case event.Person, event.Collective, event.Unit:
		if m.Country != "" && slices.Contains(stateSectors, m.Sector) {
			return idsOf(m)
		}
	}
	return nil
}

// toWhom are those for whom something is a line: "for Moscow", "to Beijing" behind
// token i, else the holder who speaks for a state.
func (w *work) toWhom(s *sent, i int, d *draft) []string {
	for k := i; k < d.e && k < i+6; k++ {
		if s.low[k] == "for" || s.low[k] == "to" || s.low[k] == "of" {
			for j := k + 1; j < min(d.e, k+6); j++ {
				if m := s.mentionOn(j); m >= 0 {
					return w.forState(&w.c.Mentions[m])
				}
			}
		}
	}
	if d.holder >= 0 {
		return w.forState(w.mention(d.holder))
	}
	return nil
}

// aroundLine is the condition that stands with "red line": its subject, or what
// follows.
func (s *sent) aroundLine(i, n int, d *draft) [2]int {
	h := i + n - 1
	if k := s.kid(h, "nsubj", "csubj"); k >= d.b && k < i {
		return [2]int{s.subtreeBegin(k, d.b), s.subtreeEnd(k, i)}
	}
	for k := i + n; k < d.e; k++ {
		switch s.low[k] {
		case ":", "that":
			return [2]int{k + 1, d.e}
		case "is", "was", "are":
			return [2]int{k + 1, d.e}
		}
	}
	return [2]int{d.b, d.b}
}

// mainThing reads "the main thing for Russia is that the West does not return":
// what matters to a power, put as something that must not be.
func (w *work) mainThing(d *draft) bool {
	s := d.s
	if !d.Negated {
		return false
	}
	for i := d.b; i+2 < d.e; i++ {
		if !s.nominal(i) || s.lowAt(i+1) != "for" {
			continue
		}
		switch s.lem[i] {
		case "thing", "point", "concern", "priority", "condition", "issue", "matter", "line":
		default:
			continue
		}
		var of []string
		k := i + 2
		for ; k < min(i+7, d.e); k++ {
			if m := s.mentionOn(k); m >= 0 {
				of = w.forState(&w.c.Mentions[m])
				break
			}
		}
		for ; k < d.e && s.low[k] != "that"; k++ {
		}
		if len(of) == 0 || k+2 >= d.e {
			continue
		}
		line := &event.RedLine{Holder: of, Condition: s.spanOf(k+1, d.e)}
		w.watch(line, s, [2]int{k + 1, d.e})
		d.Line, d.Of = line, of
		return true
	}
	return false
}

// watch suggests what to look for in the ledger if the condition comes about:
// types and contexts by its words, parties by its names.
func (w *work) watch(line *event.RedLine, s *sent, cond [2]int) {
	add := func(to *[]string, xs []string) {
		for _, x := range xs {
			if !slices.Contains(*to, x) {
				*to = append(*to, x)
			}
		}
	}
	for i := cond[0]; i < cond[1]; i++ {
		if p, ok := w.t.watch[s.lem[i]]; ok {
			add(&line.Types, p.types)
			add(&line.Contexts, p.contexts)
		}
	}
	sp := s.spanOf(cond[0], cond[1])
	for i, t := range w.events {
		if sp.Contains(t) {
			e := &w.c.Events[w.eventOf[i]]
			add(&line.Types, []string{e.Type})
			add(&line.Contexts, e.Contexts)
		}
	}
	line.Parties = w.about(sp, s)
	slices.Sort(line.Types)
	slices.Sort(line.Contexts)
}
