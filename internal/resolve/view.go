package resolve

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/atlas"
	"entente/internal/doc"
)

// check says what is wrong with the spans of a document.
func check(p *doc.Parsed) error {
	for i, s := range p.Sentences {
		switch {
		case s.Segment < 0 || s.Segment >= len(p.Segments):
			return fmt.Errorf("resolve sentence %d: no segment %d", i, s.Segment)
		case s.Begin < 0 || s.End > len(p.Text) || s.Begin > s.End:
			return fmt.Errorf("resolve sentence %d: bytes %d to %d are not in the text", i, s.Begin, s.End)
		}
		at := s.Begin
		for k, t := range s.Tokens {
			if t.Begin < at || t.End < t.Begin || t.End > s.End {
				return fmt.Errorf("resolve sentence %d: token %d is out of place", i, k)
			}
			at = t.Begin
		}
	}
	return nil
}

// A sent is one sentence as the resolver sees it.
type sent struct {
	w        *work
	n        int // index of the sentence
	seg      int
	kind     doc.SegmentKind
	toks     []doc.Token
	forms    []string
	low      []string // forms in lower case
	lem      []string // lemmas in lower case, titles written out
	names    []name   // in order, apart
	at       []int    // index into names of the name over each token, or -1
	roles    []found  // role that starts at each token
	roleOf   []int    // token at which the role over each token starts, or -1
	quote    []int    // index of the outermost double quotation around each token, or -1
	titled   bool     // most words have capitals, as in a headline
	dateline int      // tokens of the place and agency in front
	phr      []*phrase

	known              *atlas.Line     // names that start at each token
	lemRoles, lowRoles *atlas.RoleLine // roles, by lemma and by form
}

// found is a role, never nil, and how many tokens it covers; 0 for none.
type found struct {
	*atlas.Role
	n int
}

var noRole atlas.Role

func (w *work) view(i int) *sent {
	ds := &w.p.Sentences[i]
	n := len(ds.Tokens)
	words3, places3 := make([]string, 3*n), make([]int, 3*n)
	s := &sent{w: w, n: i, seg: ds.Segment, kind: w.p.Segments[ds.Segment].Kind, toks: ds.Tokens,
		forms: words3[:n:n], low: words3[n : 2*n : 2*n], lem: words3[2*n:],
		at: places3[:n:n], roles: make([]found, n), roleOf: places3[n : 2*n : 2*n], quote: places3[2*n:]}
	caps, words := 0, 0
	for k, t := range ds.Tokens {
		s.forms[k] = t.Form
		s.low[k] = strings.ToLower(t.Form)
		l := strings.ToLower(t.Lemma)
		if l == "" || l == "_" {
			l = s.low[k]
		}
		if full, ok := abbreviated[s.low[k]]; ok && capital(t.Form) {
			l = full
		}
		s.lem[k] = l
		s.at[k], s.roleOf[k], s.quote[k], s.roles[k].Role = -1, -1, -1, &noRole
		if r, _ := utf8.DecodeRuneInString(t.Form); unicode.IsLetter(r) && len(t.Form) > 3 {
			words++
			if unicode.IsUpper(r) {
				caps++
			}
		}
	}
	s.known, s.lemRoles, s.lowRoles = w.a.Line(s.forms), w.a.RoleLine(s.lem), w.a.RoleLine(s.low)
	s.lowRoles.Like(s.lemRoles)
	s.titled = words >= 4 && caps*10 > words*9 || s.kind == doc.Headline && words >= 4 && caps*3 > words*2
	for q, quote := range w.p.Quotes {
		if !quote.Overlaps(ds.Span) {
			continue
		}
		for k, t := range ds.Tokens {
			if quote.Contains(t.Span) && s.quote[k] < 0 {
				s.quote[k] = q
			}
		}
	}
	s.dateline = s.readDateline()
	return s
}

func (s *sent) len() int { return len(s.toks) }

// form is the lower-case form of token i, "" outside of the sentence.
func (s *sent) form(i int) string {
	if i < 0 || i >= len(s.low) {
		return ""
	}
	return s.low[i]
}

func (s *sent) formAt(i int) string {
	if i < 0 || i >= len(s.forms) {
		return ""
	}
	return s.forms[i]
}

func (s *sent) lemma(i int) string {
	if i < 0 || i >= len(s.lem) {
		return ""
	}
	return s.lem[i]
}

func (s *sent) upos(i int) string {
	if i < 0 || i >= len(s.toks) {
		return ""
	}
	return s.toks[i].UPOS
}

// nameAt returns the name over token i, or nil.
func (s *sent) nameAt(i int) *name {
	if i < 0 || i >= len(s.at) || s.at[i] < 0 {
		return nil
	}
	return &s.names[s.at[i]]
}

func capital(f string) bool {
	r, _ := utf8.DecodeRuneInString(f)
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}

func allCaps(f string) bool {
	n := 0
	for _, r := range f {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n > 1
}

// glued says that no blank stands between tokens i-1 and i.
func (s *sent) glued(i int) bool {
	return i > 0 && i < len(s.toks) && s.toks[i-1].End == s.toks[i].Begin
}

func hyphen(f string) bool {
	switch f {
	case "-", "‐", "‑", "–", "/":
		return true
	}
	return false
}

func possessive(f string) bool {
	switch f {
	case "'s", "’s", "'", "’", "ʼs":
		return true
	}
	return false
}

// proper says whether token i looks like part of a name.
func (s *sent) proper(i int) bool {
	if i < 0 || i >= len(s.toks) || !capital(s.forms[i]) {
		return false
	}
	switch s.toks[i].UPOS {
	case "PROPN":
		return true
	case "NOUN", "ADJ", "X", "VERB", "ADV", "INTJ", "NUM":
		return i > 0 && !s.titled && !s.opens(i)
	}
	return false
}

// opens says whether token i starts a sentence or a quotation, where any word
// has a capital.
func (s *sent) opens(i int) bool {
	if i == 0 {
		return true
	}
	switch s.forms[i-1] {
	case "“", "\"", "``", "‘", "'", "(", ":", "—", "–", "--", "-", "[", "•", "*":
		return true
	}
	return false
}

// nounish says whether token i can be inside a noun phrase before its head.
func (s *sent) nounish(i int) bool {
	switch s.upos(i) {
	case "NOUN", "PROPN", "ADJ", "NUM", "X":
		return true
	}
	return false
}

// lead is the token that heads the words [b, e) by the tree: the one governed
// from outside. Without one it is the last noun.
func (s *sent) lead(b, e int) int {
	best, score := -1, -1
	for i := b; i < e; i++ {
		h := s.toks[i].Head
		if h >= b && h < e {
			continue
		}
		n := 0
		switch s.toks[i].UPOS {
		case "NOUN", "PROPN", "PRON":
			n = 4
		case "ADJ", "NUM", "X", "VERB":
			n = 2
		}
		rel, _, _ := strings.Cut(s.toks[i].Deprel, ":")
		switch rel {
		case "nsubj", "obj", "obl", "iobj", "root", "nmod", "agent":
			n += 2
		case "conj", "appos": // "[EU] negotiators", with "EU" joined to another's name before
			n++
		case "punct", "case", "det", "cc", "mark":
			n = 0
		}
		if n > score {
			best, score = i, n
		}
	}
	if best >= 0 && score > 0 {
		return best
	}
	for i := e - 1; i >= b; i-- {
		if s.upos(i) == "NOUN" || s.upos(i) == "PROPN" {
			return i
		}
	}
	return max(b, e-1)
}

// rel is the relation of token i without its subtype.
func (s *sent) rel(i int) string {
	if i < 0 || i >= len(s.toks) {
		return ""
	}
	r, _, _ := strings.Cut(s.toks[i].Deprel, ":")
	return r
}

// isSubject says whether the phrase headed by token i is a subject, by the tree
// or else by a verb right behind it.
func (s *sent) isSubject(i int) bool {
	for n := 0; n < 8 && i >= 0; n++ {
		switch s.rel(i) {
		case "nsubj":
			return true
		case "conj", "flat", "compound", "appos", "amod", "nmod":
			if s.rel(i) == "nmod" {
				return false
			}
			i = s.toks[i].Head
			if i >= len(s.toks) {
				return false
			}
			continue
		}
		return false
	}
	return false
}

func (s *sent) span(b, e int) doc.Span {
	return doc.Span{Begin: s.toks[b].Begin, End: s.toks[e-1].End}
}

func (s *sent) text(b, e int) string {
	return strings.Join(strings.Fields(s.span(b, e).In(s.w.p.Text)), " ")
}

// readDateline returns how many tokens in front give place and agency: "KYIV,
// Ukraine (AP) —".
func (s *sent) readDateline() int {
	if s.kind != doc.Body || s.len() < 3 || !capital(s.forms[0]) {
		return 0
	}
	for i := 1; i < min(14, s.len()); i++ {
		switch s.forms[i] {
		case "—", "–", "--", "-":
			if s.glued(i) && s.forms[i] != "--" && s.forms[i] != "—" {
				continue // Port-au-Prince
			}
			if i+1 < s.len() && (!s.glued(i+1) || s.glued(i)) && (allCaps(s.forms[0]) || s.forms[i-1] == ")" || capital(s.forms[i+1]) && s.placeUpTo(i)) {
				return i + 1
			}
			return 0
		case ":", "\"":
			if i+1 < s.len() && (s.forms[i-1] == ")" || s.forms[i] == ":" && capital(s.forms[i+1]) && (allCaps(s.forms[0]) || s.placeUpTo(i))) {
				return i + 1 // "KABUL (Pajhwok) :", "Kolkata: "
			}
			return 0
		case ",", "(", ")", ".", "/":
			continue
		}
		if !capital(s.forms[i]) && s.upos(i) != "NUM" && s.upos(i) != "PROPN" {
			return 0
		}
	}
	return 0
}

// placeUpTo says whether the words before token i are the name of a place, alone or with
// commas after it: "Washington -", "New York, May 17, IRNA -".
func (s *sent) placeUpTo(i int) bool {
	hits := s.w.a.LongestPlace(s.forms[:i], 0)
	return len(hits) > 0 && (hits[0].Tokens == i || s.forms[hits[0].Tokens] == ",")
}
