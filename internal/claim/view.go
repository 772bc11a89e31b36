package claim

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
)

// maxClimb bounds every climb through a tree.
const maxClimb = 24

// A sent is one sentence as it is read here.
type sent struct {
	w    *work
	n    int // index of the sentence
	para int // index into work.paras
	kind doc.SegmentKind
	span doc.Span
	toks []doc.Token
	low  []string // forms in lower case, apostrophes straight
	lem  []string
	kids [][]int
	in   []int // index of the outermost quotation around each token, or -1
	ms   []int // mentions of the sentence
	cues []*cue
	cut  int // tokens in front that are a dateline or a label
	// owned marks tokens that a claim of somebody holds already.
	owned []bool
}

// A para is a paragraph with its sentences and quotations.
type para struct {
	doc.Span
	seg   int
	kind  doc.SegmentKind
	sents []*sent
	marks []int
}

// A mark is a quotation of the page with what is known of it here.
type mark struct {
	doc.Span
	double  bool // in double marks or guillemets
	nested  bool // inside of another
	para    int  // -1: none
	words   int
	ends    bool // ends as words do that are spoken: with a comma, a stop, a question
	speech  bool // words spoken, not a name or words held at a distance
	settled bool // the text says who spoke
	cue     *cue
	holder  int
}

func (w *work) view() {
	c := w.c
	w.at, _ = edtf.Parse(c.Published)
	bySent := make([][]int, len(c.Sentences))
	for i := range c.Mentions {
		if n := c.Mentions[i].Sentence; n >= 0 && n < len(bySent) {
			bySent[n] = append(bySent[n], i)
		}
	}
	paraOf := make([]int, len(c.Segments))
	for i, s := range c.Segments {
		paraOf[i] = -1
		if s.Spoken() {
			paraOf[i] = len(w.paras)
			w.paras = append(w.paras, para{Span: s.Span, seg: i, kind: s.Kind})
		}
	}
	w.readMarks()
	at := 0
	for i := range c.Sentences {
		ds := &c.Sentences[i]
		p := -1
		if ds.Segment >= 0 && ds.Segment < len(paraOf) {
			p = paraOf[ds.Segment]
		}
		s := w.newSent(i, p, bySent[i])
		for at < len(w.marks) && w.marks[at].End <= ds.Begin {
			at++
		}
		for m := at; m < len(w.marks) && w.marks[m].Begin < ds.End; m++ {
			if w.marks[m].nested {
				continue
			}
			for k, t := range s.toks {
				if w.marks[m].Contains(t.Span) && s.in[k] < 0 {
					s.in[k] = m
				}
			}
		}
		w.sents = append(w.sents, s)
		if p >= 0 {
			w.paras[p].sents = append(w.paras[p].sents, s)
		}
	}
	for i := range c.Events {
		for _, v := range c.Events[i].Evidence {
			w.events = append(w.events, v.Trigger)
			w.eventOf = append(w.eventOf, i)
		}
	}
}

func (w *work) newSent(i, p int, ms []int) *sent {
	ds := &w.c.Sentences[i]
	n := len(ds.Tokens)
	s := &sent{w: w, n: i, para: p, span: ds.Span, toks: ds.Tokens, ms: ms,
		low: make([]string, n), lem: make([]string, n), kids: make([][]int, n), in: make([]int, n), owned: make([]bool, n)}
	if p >= 0 {
		s.kind = w.paras[p].kind
	}
	for k, t := range ds.Tokens {
		s.low[k] = strings.ReplaceAll(strings.ToLower(t.Form), "’", "'")
		s.lem[k] = strings.ToLower(t.Lemma)
		if s.lem[k] == "" || s.lem[k] == "_" {
			s.lem[k] = s.low[k]
		}
		s.in[k] = -1
		if t.Head >= 0 && t.Head < n && t.Head != k {
			s.kids[t.Head] = append(s.kids[t.Head], k)
		}
	}
	s.cut = s.dateline()
	return s
}

// readMarks looks at the quotations of the page. Words in single marks count only
// where they do not stand in double ones; a few of them are a name or a nickname.
func (w *work) readMarks() {
	text := w.c.Text
	last := -1 // the outermost quotation that may still hold the next one
	for _, q := range w.c.Resolved.Quotes {
		m := mark{Span: q.Span, para: -1, holder: -1}
		before, _ := utf8.DecodeLastRuneInString(text[:q.Begin])
		after, _ := utf8.DecodeRuneInString(text[q.End:])
		single := func(r rune) bool { return r == '‘' || r == '\'' || r == '‚' || r == '’' }
		m.double = !single(before) && !(q.Begin > 0 && unicode.IsSpace(before) && single(after))
		words := q.In(text)
		m.words = len(strings.Fields(words))
		end, _ := utf8.DecodeLastRuneInString(strings.TrimRight(words, "’'” "))
		m.ends = strings.ContainsRune(",.!?…—-", end)
		if last >= 0 && w.marks[last].Contains(q.Span) {
			m.nested = true
		}
		m.para = w.paraAt(q.Begin)
		if m.para < 0 {
			m.nested = true // nothing is said in a caption of tags
		}
		w.marks = append(w.marks, m)
		if !m.nested {
			last = len(w.marks) - 1
			w.paras[m.para].marks = append(w.paras[m.para].marks, last)
		}
	}
}

func (w *work) paraAt(at int) int {
	i := sort.Search(len(w.paras), func(i int) bool { return w.paras[i].End > at })
	if i < len(w.paras) && w.paras[i].Begin <= at {
		return i
	}
	return -1
}

func (s *sent) len() int { return len(s.toks) }

func (s *sent) upos(i int) string {
	if i < 0 || i >= len(s.toks) {
		return ""
	}
	return s.toks[i].UPOS
}

func (s *sent) lowAt(i int) string {
	if i < 0 || i >= len(s.low) {
		return ""
	}
	return s.low[i]
}

func (s *sent) rel(i int) string {
	r, _, _ := strings.Cut(s.toks[i].Deprel, ":")
	return r
}

func (s *sent) head(i int) int { return s.toks[i].Head }

func (s *sent) kid(i int, rels ...string) int {
	for _, k := range s.kids[i] {
		if slices.Contains(rels, s.toks[k].Deprel) || slices.Contains(rels, s.rel(k)) {
			return k
		}
	}
	return -1
}

func (s *sent) spanOf(b, e int) doc.Span {
	return doc.Span{Begin: s.toks[b].Begin, End: s.toks[e-1].End}
}

// isMark says whether token i is a quotation mark.
func (s *sent) isMark(i int) bool {
	switch s.lowAt(i) {
	case "“", "”", "\"", "``", "''", "«", "»", "„", "‘", "'":
		return true
	}
	return false
}

func (s *sent) punct(i int) bool { return s.upos(i) == "PUNCT" || s.isMark(i) }

// nominal says whether a token can head the name of a holder.
func (s *sent) nominal(i int) bool {
	switch s.upos(i) {
	case "NOUN", "PROPN", "PRON":
		return true
	case "ADJ", "NUM", "DET", "X": // "most", "one", "many", a name not known
		return s.w.t.holders[s.lem[i]] != "" || s.upos(i) == "X"
	}
	return false
}

// verbal says whether token i is a verb, by its class or as a predicate.
func (s *sent) verbal(i int) bool { return s.upos(i) == "VERB" || s.upos(i) == "AUX" }

// finite says whether token i makes a clause a finite one.
func (s *sent) finite(i int) bool {
	t := s.toks[i]
	return t.Feat("VerbForm") == "Fin" || t.UPOS == "AUX" && t.Feat("VerbForm") != "Inf" && t.Feat("VerbForm") != "Part" && t.Feat("VerbForm") != "Ger"
}

// dateline is how many tokens in front give place and agency: "KYIV (AP) —".
func (s *sent) dateline() int {
	if s.kind != doc.Body || s.len() < 4 {
		return 0
	}
	for i := 1; i < min(14, s.len()-1); i++ {
		switch f := s.low[i]; f {
		case "—", "–", "--", "-":
			if f == "-" && (s.toks[i-1].End == s.toks[i].Begin || s.toks[i].End == s.toks[i+1].Begin) {
				continue // a hyphen
			}
			first := s.toks[0].Form
			if first == strings.ToUpper(first) && len(first) > 2 || s.low[i-1] == ")" {
				return i + 1
			}
			return 0
		}
	}
	return 0
}

// mentionOn returns the mention that the noun at token h heads, else the widest
// that covers it; -1 if none.
func (s *sent) mentionOn(h int) int {
	best, score := -1, 0
	for _, i := range s.ms {
		m := &s.w.c.Mentions[i]
		if !m.Contains(s.toks[h].Span) {
			continue
		}
		n := m.Len()
		if m.Head == h {
			n += 1 << 20
		}
		if best < 0 || n > score {
			best, score = i, n
		}
	}
	return best
}

// np returns the tokens of the noun phrase that token h heads: what hangs on it
// and stands beside it, without clauses and asides.
func (s *sent) np(h, lo, hi int) (b, e int) {
	part := func(i int) bool {
		for n := 0; n < 8 && i >= 0; n++ {
			if i == h {
				return true
			}
			switch r := s.rel(i); r {
			case "punct":
				if !hyphen(s.low[i]) && s.low[i] != "." {
					return false
				}
			case "det", "amod", "compound", "flat", "nmod", "nummod", "case", "conj", "cc", "advmod", "fixed", "goeswith", "obl", "list", "acl":
				if s.toks[i].Deprel == "acl:relcl" || r == "acl" && s.toks[i].Feat("VerbForm") == "Inf" {
					return false
				}
				if r == "conj" && s.verbal(i) {
					return false
				}
			default:
				return false
			}
			i = s.head(i)
		}
		return false
	}
	b, e = h, h+1
	for b > lo && (part(b-1) || s.rel(b-1) == "appos" && s.upos(b-1) == "PROPN") && s.low[b-1] != "," && !s.isMark(b-1) && s.in[b-1] == s.in[h] {
		b--
	}
	for e < hi && part(e) && s.low[e] != "," && !s.isMark(e) && s.in[e] == s.in[h] {
		e++
	}
	for b < h && (s.rel(b) == "cc" || s.rel(b) == "punct" || s.rel(b) == "advmod" && s.upos(b) == "ADV") {
		b++
	}
	return b, e
}

func hyphen(f string) bool { return f == "-" || f == "–" || f == "/" || f == "‑" }

// mention returns mention i, those added counted on.
func (w *work) mention(i int) *event.Mention {
	if i < len(w.c.Mentions) {
		return &w.c.Mentions[i]
	}
	return &w.added[i-len(w.c.Mentions)]
}
