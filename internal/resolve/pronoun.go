package resolve

import (
	"entente/internal/doc"
	"entente/internal/event"
)

// pronoun returns the phrase of a pronoun at token i, or nil.
func (s *sent) pronoun(i int) *phrase {
	switch s.low[i] {
	case "he", "she", "him", "they", "them", "it", "himself", "herself":
		if s.upos(i) != "PRON" {
			return nil
		}
	case "her":
	case "his", "its", "their":
		if !s.possPron(i) {
			return nil
		}
	case "whose":
	case "we", "us", "our", "ourselves", "i", "me", "my", "myself":
		if s.w.p.Speaker == "" || s.quote[i] >= 0 {
			return nil
		}
	default:
		return nil
	}
	return &phrase{form: byPronoun, b: i, e: i + 1, poss: -1, headRol: -1}
}

// emitPronoun makes the mention of a pronoun whose antecedent is beyond
// reasonable doubt, and notes it for the noun it owns.
func (w *work) emitPronoun(s *sent, p *phrase) int {
	i := p.b
	a := -1
	var group []int
	switch s.low[i] {
	case "we", "us", "our", "ourselves", "i", "me", "my", "myself":
		return w.speakers(s, p)
	case "whose":
		if k := w.endingAt(s, i); k >= 0 {
			w.mem.poss[i] = k
		}
		return -1
	case "he", "him", "his", "himself":
		a = w.someone(s, i, 'm')
	case "she", "her", "herself":
		a = w.someone(s, i, 'f')
	case "it", "its":
		a = w.something(s, i)
	case "they", "them", "their":
		a, group = w.several(s, i)
	}
	if a < 0 && len(group) == 0 {
		return -1
	}
	nt := note{}
	var m event.Mention
	if len(group) > 0 {
		return w.addPlural(s, p.b, p.e, group, i, false)
	}
	m = w.ms[a]
	nt = w.notes[a]
	if nt.human && (s.low[i] == "it" || s.low[i] == "its") {
		w.asState(&m)
		nt = note{}
	}
	if g := pronounGender(s.low[i]); g != 0 && nt.human {
		w.sex(a, g)
		nt.gender = g
	}
	m.Antecedent, m.Basis = doc.RefTo(w.origin(a)), event.ByCoreference
	m.Reason = ""
	nt.virtual = false
	if l := s.low[i]; l == "they" || l == "them" || l == "their" {
		nt.plural = true
	}
	k := w.add(s, p.b, p.e, m, nt)
	if k >= 0 {
		w.mem.poss[i] = k
	}
	return k
}

// endingAt is the mention that ends right before token i, with or without a comma
// between: whom "whose" belongs to; -1 if there is none.
func (w *work) endingAt(s *sent, i int) int {
	if s.form(i-1) == "," {
		i--
	}
	for k := len(w.ms) - 1; k >= 0 && w.ms[k].Sentence == s.n; k-- {
		if w.notes[k].e == i && !w.notes[k].virtual {
			return k
		}
	}
	return -1
}

func pronounGender(f string) byte {
	switch f {
	case "he", "him", "his", "himself":
		return 'm'
	case "she", "her", "herself":
		return 'f'
	}
	return 0
}

// sex remembers by which pronoun a person goes.
func (w *work) sex(a int, g byte) {
	for k := len(w.ms) - 1; k >= max(0, len(w.ms)-4*backMentions); k-- {
		if w.notes[k].human && w.same(k, a) {
			w.notes[k].gender = g
		}
	}
	for i := range w.mem.persons {
		r := &w.mem.persons[i]
		if r.name == w.ms[a].Name && r.gender == 0 {
			r.gender = g
		}
	}
}

// someone finds the person that "he" or "she" at token i stands for, or -1.
func (w *work) someone(s *sent, i int, gender byte) int {
	ok := func(k int) bool {
		n := &w.notes[k]
		return n.human && !n.plural && !n.virtual && (n.gender == 0 || n.gender == gender) && w.sameIsland(s, &w.ms[k])
	}
	inside := s.quote[i] >= 0
	// whoever spoke last goes on speaking: "... ," he said
	if !inside && w.mem.speaker >= 0 && (s.saying(i) || s.afterQuote(i)) {
		k := w.mem.speaker
		if ok(k) && w.near(s, k, 6) && !w.others(s, i, k, ok) {
			return k
		}
	}
	var same, subjects []int
	for k := len(w.ms) - 1; k >= 0 && w.ms[k].Sentence == s.n; k-- {
		if !ok(k) || w.notes[k].e > i || inside && s.quote[w.notes[k].b] != s.quote[i] || !inside && w.notes[k].inQuote || s.sameClause(w.ms[k].Head, i) {
			continue
		}
		same = addNew(w, same, k)
		if w.notes[k].subject {
			subjects = addNew(w, subjects, k)
		}
		// "Toqaev and his Uzbek counterpart"
		if s.possPron(i) && w.notes[k].e == i-1 && s.form(i-1) == "and" {
			return k
		}
	}
	if len(same) == 1 {
		return same[0]
	}
	if len(subjects) > 0 && !inside {
		return subjects[0] // the nearest subject
	}
	if len(same) > 1 || inside {
		return -1
	}
	// the sentence before: its subject, else the only person in it
	for back := 1; back <= backSentences && s.n-back >= 0; back++ {
		o := w.sents[s.n-back]
		if o.kind == doc.Caption && s.kind != doc.Caption {
			continue
		}
		if s.seg-o.seg > 2+w.captionsBetween(o.seg, s.seg) {
			break
		}
		same, subjects = nil, nil
		for k := len(w.ms) - 1; k >= 0 && w.ms[k].Sentence >= o.n; k-- {
			if w.ms[k].Sentence != o.n || !ok(k) || w.notes[k].inQuote {
				continue
			}
			same = addNew(w, same, k)
			if w.notes[k].subject {
				subjects = addNew(w, subjects, k)
			}
		}
		if len(subjects) >= 1 && (len(same) == 1 || s.rel(i) == "nsubj" || s.possPron(i)) {
			return subjects[len(subjects)-1]
		}
		if len(same) == 1 {
			return same[0]
		}
		if len(same) > 1 {
			return -1
		}
	}
	return -1
}

// sameClause says whether the pronoun at token i is object of the verb whose
// subject stands at token h: they are two.
func (s *sent) sameClause(h, i int) bool {
	if s.low[i] == "her" && s.upos(i-1) == "VERB" && !s.nounish(i+1) && s.at[min(i+1, s.len()-1)] < 0 {
		return h >= 0 && h < s.len() && s.toks[h].Head == i-1 && s.rel(h) == "nsubj"
	}
	if s.rel(i) != "obj" && s.rel(i) != "iobj" && s.rel(i) != "obl" {
		return false
	}
	return h >= 0 && h < s.len() && s.toks[h].Head == s.toks[i].Head && s.rel(h) == "nsubj"
}

// captionsBetween counts segments between two that are no body text.
func (w *work) captionsBetween(a, b int) int {
	n := 0
	for i := a + 1; i < b; i++ {
		if w.p.Segments[i].Kind != doc.Body {
			n++
		}
	}
	return n
}

// others says whether the sentence names somebody else before token i.
func (w *work) others(s *sent, i, k int, ok func(int) bool) bool {
	for j := len(w.ms) - 1; j >= 0 && w.ms[j].Sentence == s.n; j-- {
		if ok(j) && w.notes[j].e <= i && !w.same(j, k) && s.quote[w.notes[j].b] < 0 {
			return true
		}
	}
	return false
}

// near says whether mention k stands at most n sentences of body text back.
func (w *work) near(s *sent, k, n int) bool {
	return s.n-w.ms[k].Sentence <= n+w.captionsBetween(w.sents[w.ms[k].Sentence].seg, s.seg)
}

// same says whether two mentions name the same.
func (w *work) same(a, b int) bool {
	x, y := &w.ms[a], &w.ms[b]
	if x.Actor != "" || y.Actor != "" {
		return x.Actor == y.Actor
	}
	return x.Kind == y.Kind && x.Name == y.Name && x.Country == y.Country
}

func addNew(w *work, list []int, k int) []int {
	for _, x := range list {
		if w.same(x, k) {
			return list
		}
	}
	return append(list, k)
}

// saying says whether token i is the subject of a verb of saying beside it.
func (s *sent) saying(i int) bool {
	for k := i + 1; k < min(i+4, s.len()); k++ {
		if s.upos(k) == "VERB" {
			return reporting[s.lem[k]]
		}
		if s.upos(k) != "ADV" && s.upos(k) != "AUX" {
			break
		}
	}
	return i > 0 && s.upos(i-1) == "VERB" && plainly[s.lem[i-1]]
}

// afterQuote says whether a quotation ends right before token i.
func (s *sent) afterQuote(i int) bool {
	k := i - 1
	for k >= 0 && (closingMark(s.forms[k]) || s.forms[k] == ",") {
		k--
	}
	return k >= 0 && s.quote[k] >= 0 && s.quote[i] < 0
}

func closingMark(f string) bool {
	switch f {
	case "”", "\"", "''", "’", "»":
		return true
	}
	return false
}

// thing says whether a mention is a state or body that "it" can stand for.
func (w *work) thing(s *sent, k int) bool {
	m, n := &w.ms[k], &w.notes[k]
	plural := n.plural && (m.Head < 0 || !eitherNumber[w.sents[m.Sentence].low[m.Head]])
	if n.human || n.virtual || plural || m.Kind == event.Person || m.Kind == event.Collective || len(m.Members) > 0 {
		return false
	}
	return w.sameIsland(s, m) && (m.Actor != "" || m.Country != "" || m.Kind == event.Organisation)
}

// eitherNumber are bodies that are "it" as well as "they".
var eitherNumber = set("military", "militia", "crew", "staff", "media", "police")

// something finds the state or body that "it" or "its" at token i stands for, or
// -1.
func (w *work) something(s *sent, i int) int {
	if s.low[i] == "it" && s.expletive(i) {
		return -1
	}
	owns := s.low[i] == "its"
	if !owns && s.rel(i) != "nsubj" {
		return -1
	}
	inside := s.quote[i] >= 0
	var subject, any []int
	for k := len(w.ms) - 1; k >= 0 && w.ms[k].Sentence == s.n; k-- {
		if w.notes[k].e > i || !w.thing(s, k) || inside && s.quote[w.notes[k].b] != s.quote[i] {
			continue
		}
		if owns && w.notes[k].e == i-1 && s.form(i-1) == "and" {
			return k
		}
		any = addNew(w, any, k)
		if w.notes[k].subject && !s.modifier(w.ms[k].Head) {
			subject = addNew(w, subject, k)
		}
	}
	if len(subject) > 0 {
		return subject[0]
	}
	// "Turkey's president said it would": who speaks for a state stands for it
	if !inside && len(any) == 0 {
		speaks := -1
		for k := len(w.ms) - 1; k >= 0 && w.ms[k].Sentence == s.n; k-- {
			n := &w.notes[k]
			if n.e <= i && n.human && n.generic && !n.plural && !n.virtual && n.subject && n.e-n.b > 1 && w.ms[k].Country != "" && stateSector[w.ms[k].Sector] {
				speaks = k
			}
		}
		if speaks >= 0 {
			return speaks
		}
	}
	if owns {
		if len(any) == 1 && !s.otherSubject(i) {
			return any[0]
		}
		if len(any) > 0 {
			return -1
		}
	}
	if inside || s.otherSubject(i) {
		return -1
	}
	if len(any) > 0 && !owns {
		return -1
	}
	for back := 1; back <= 1 && s.n-back >= 0; back++ {
		o := w.sents[s.n-back]
		subject = nil
		for k := len(w.ms) - 1; k >= 0 && w.ms[k].Sentence >= o.n; k-- {
			if w.ms[k].Sentence == o.n && w.thing(s, k) && w.notes[k].subject && !o.modifier(w.ms[k].Head) && !w.notes[k].inQuote {
				subject = addNew(w, subject, k)
			}
		}
		if len(subject) > 0 {
			return subject[len(subject)-1]
		}
	}
	return -1
}

// modifier says whether token i only describes another noun.
func (s *sent) modifier(i int) bool {
	switch s.rel(i) {
	case "amod", "compound", "nmod":
		return true
	}
	return false
}

// otherSubject says whether a noun that is no mention is subject before token i:
// "its footprint grows, but it ...".
func (s *sent) otherSubject(i int) bool {
	for k := 0; k < i; k++ {
		if s.rel(k) == "nsubj" && (s.upos(k) == "NOUN" || s.upos(k) == "PRON" && s.low[k] != "it" && s.low[k] != "which" && s.low[k] != "that" && s.low[k] != "who") {
			return true
		}
	}
	return false
}

// expletive says whether "it" at token i stands for nothing: "it is clear that".
func (s *sent) expletive(i int) bool {
	if s.rel(i) == "expl" {
		return true
	}
	h := s.toks[i].Head
	if h >= 0 && h < s.len() {
		for k := i + 1; k < s.len(); k++ {
			if s.toks[k].Head == h && (s.rel(k) == "csubj" || s.rel(k) == "ccomp" && s.upos(h) == "ADJ") {
				return true
			}
		}
		if dummy[s.lem[h]] {
			return true
		}
	}
	for k := i + 1; k < min(i+5, s.len()); k++ {
		if dummy[s.lem[k]] {
			return true
		}
		if s.upos(k) != "AUX" && s.upos(k) != "ADV" && s.upos(k) != "PART" {
			break
		}
	}
	return false
}

var dummy = set("rain", "snow", "seem", "appear", "happen", "clear", "unclear", "possible", "impossible", "likely", "unlikely", "important", "necessary", "true", "difficult", "hard", "easy", "time", "vital",
	"crucial", "essential", "better", "best", "rare", "obvious", "evident", "known", "take", "inevitable", "early", "late", "turn", "remain", "worth", "imperative", "strange", "sad", "good", "too")
