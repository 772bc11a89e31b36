package resolve

import (
	"slices"
	"strings"

	"entente/internal/doc"
	"entente/internal/event"
)

// A frame is a place in the text where somebody says something: the mention and
// the verb beside it.
type frame struct {
	sent    int
	span    doc.Span // from speaker to verb
	mention int
	verb    string
	plain   bool // a verb that alone makes words in marks a quotation
	tok     int  // of the verb
}

// findFrames notes who says something in a sentence, and remembers the last.
func (w *work) findFrames(s *sent) {
	first := len(w.ms)
	for first > 0 && w.ms[first-1].Sentence == s.n {
		first--
	}
	if first == len(w.ms) {
		return
	}
	quoted := slices.ContainsFunc(s.quote, func(q int) bool { return q >= 0 })
	for v := range s.toks {
		var m int
		l := s.lem[v]
		switch {
		case s.upos(v) == "VERB" && reporting[l] && s.toks[v].Feat("VerbForm") != "Ger" && s.quote[v] < 0:
			m = w.sayer(s, v, first)
		case plainly[l] && s.quote[v] < 0 && s.afterQuote(v) && s.upos(v) != "VERB":
			// a verb taken for a noun: “...,” jokes Jane Doe
			m = w.starting(s, v+1, first)
			if m < 0 && plainly[strings.TrimSuffix(l, "s")] {
				continue
			}
		case s.low[v] == "according" && s.form(v+1) == "to":
			m = w.starting(s, v+2, first)
			l = "say"
		default:
			continue
		}
		if m < 0 {
			continue
		}
		sp := w.ms[m].Span
		sp.Begin = min(sp.Begin, s.toks[v].Begin)
		sp.End = max(sp.End, s.toks[v].End)
		w.frames = append(w.frames, frame{sent: s.n, span: sp, mention: m, verb: l, plain: plainly[l], tok: v})
		k := &w.ms[m]
		if (plainly[l] || quoted) && s.kind == doc.Body && (k.Kind == event.Person || k.Kind == event.Collective) {
			w.mem.speaker = m
		}
	}
}

// sayer returns the mention that is subject of the verb at token v, or -1.
func (w *work) sayer(s *sent, v, first int) int {
	subject := -1
	for k := range s.toks {
		if s.toks[k].Head == v && (s.toks[k].Deprel == "nsubj" || s.toks[k].Deprel == "nsubj:pass" && s.lem[v] == "quote") {
			subject = k
			break
		}
	}
	if subject < 0 && s.rel(v) == "conj" {
		h := s.toks[v].Head
		for k := range s.toks {
			if h >= 0 && s.toks[k].Head == h && s.toks[k].Deprel == "nsubj" {
				subject = k
			}
		}
	}
	best := -1
	for i := first; i < len(w.ms); i++ {
		n := &w.notes[i]
		if n.virtual {
			continue
		}
		if subject >= 0 && (w.ms[i].Head == subject || n.b <= subject && subject < n.e) {
			if best < 0 || w.notes[best].e-w.notes[best].b < n.e-n.b {
				best = i
			}
		}
	}
	if best >= 0 {
		return best
	}
	if subject >= 0 && s.upos(subject) == "PRON" {
		return -1
	}
	// without a tree to trust: the mention right beside the verb
	for i := first; i < len(w.ms); i++ {
		n := &w.notes[i]
		if n.virtual {
			continue
		}
		if n.b == v+1 && (subject < 0 || subject >= n.b && subject < n.e) && s.afterQuote(v) {
			return i // “...,” said Umarov
		}
		if n.e <= v && s.adverbsOnly(n.e, v) {
			best = i
		}
	}
	if best >= 0 && (subject < 0 || subject < w.notes[best].b) {
		return best
	}
	// an apposition between: "Temur Umarov, a fellow at ..., told"
	if subject < 0 {
		for i := len(w.ms) - 1; i >= first; i-- {
			n := &w.notes[i]
			if n.human && !n.virtual && n.e < v && s.form(n.e) == "," && s.form(v-1) == "," {
				return i
			}
		}
	}
	return -1
}

// adverbsOnly says whether [b, e) holds nothing but auxiliaries, adverbs and
// asides.
func (s *sent) adverbsOnly(b, e int) bool {
	if e-b > 4 {
		return false
	}
	for i := b; i < e; i++ {
		if u := s.upos(i); u != "ADV" && u != "AUX" && u != "PART" {
			return false
		}
	}
	return true
}

// starting returns the mention that starts at token i, articles left out.
func (w *work) starting(s *sent, i, first int) int {
	for s.upos(i) == "DET" || s.upos(i) == "ADJ" {
		i++
	}
	best := -1
	for k := first; k < len(w.ms); k++ {
		if n := &w.notes[k]; n.b <= i && i < n.e && !n.virtual && (best < 0 || n.e-n.b > w.notes[best].e-w.notes[best].b) {
			best = k
		}
	}
	return best
}

// quotes returns one quotation for each of the page's, with who spoke it where
// the text says so.
func (w *work) quotes() []event.Quote {
	out := make([]event.Quote, len(w.p.Quotes))
	how := make([]bool, len(out)) // spoken words, not scare quotes
	for i, q := range w.p.Quotes {
		out[i].Span = q.Span
		seg := w.segmentOf(q.Begin)
		if seg < 0 || w.single(q.Span) {
			continue
		}
		m := w.speakerOf(i, seg)
		if m < 0 {
			m = w.carried(i, seg, out, how)
		}
		if m >= 0 {
			out[i].Speaker = doc.RefTo(m)
			how[i] = true
		}
	}
	return out
}

// single says whether a quotation stands in single marks.
func (w *work) single(q doc.Span) bool {
	before := w.p.Text[:q.Begin]
	return strings.HasSuffix(before, "‘") || strings.HasSuffix(before, "'") || strings.HasSuffix(before, "‚")
}

func (w *work) segmentOf(at int) int {
	for i, s := range w.p.Segments {
		if s.Begin <= at && at < s.End {
			return i
		}
	}
	return -1
}

// gap returns the words between a quotation and what bounds it on one side: the
// quotation beside it or the end of the paragraph.
func (w *work) gap(i, seg int, after bool) doc.Span {
	q, s := w.p.Quotes[i], w.p.Segments[seg]
	if after {
		g := doc.Span{Begin: q.End, End: s.End}
		for _, o := range w.p.Quotes {
			if o.Begin >= q.End && o.Begin < g.End && !w.single(o.Span) {
				g.End = o.Begin
				break
			}
		}
		return g
	}
	g := doc.Span{Begin: s.Begin, End: q.Begin}
	for _, o := range w.p.Quotes {
		if o.End <= q.Begin && o.End > g.Begin && !w.single(o.Span) {
			g.Begin = o.End
		}
	}
	return g
}

// framesIn returns the frames that lie within a stretch of text, up to the end
// of its first sentence (after a quotation) or from the start of its last one.
func (w *work) framesIn(g doc.Span) []frame {
	var out []frame
	for _, f := range w.frames {
		if g.Contains(f.span) {
			out = append(out, f)
		}
	}
	return out
}

// speakerOf finds who speaks quotation i by the words around it; -1 if they do
// not say.
func (w *work) speakerOf(i, seg int) int {
	q := w.p.Quotes[i]
	after, before := w.gap(i, seg, true), w.gap(i, seg, false)
	scare := w.scare(q.Span)
	// “...,” X said. The attribution begins right behind the mark.
	if endsForSaying(q.In(w.p.Text)) || !scare {
		if f, ok := w.nextFrame(after, q.End); ok && (f.plain || reporting[f.verb]) && w.rightBehind(f, q.End) {
			return f.mention
		}
	}
	// X said, “...” or X said that the plan was “...”
	if f, ok := w.lastFrame(before, q.Begin); ok {
		sent := w.sents[f.sent]
		verbEnd := sent.toks[f.tok].End
		between := strings.TrimSpace(w.p.Text[min(max(verbEnd, f.span.End), q.Begin):q.Begin])
		between = strings.TrimRight(between, "“\"«‘'`")
		between = strings.TrimSpace(between)
		opens := between == "" || strings.HasSuffix(between, ",") || strings.HasSuffix(between, ":")
		if opens && !scare && (f.plain || reporting[f.verb]) {
			return f.mention
		}
		// “... the West,” X told Y, adding: “...”
		if w.sameSentence(f, q.Begin) && f.plain && !scare {
			return f.mention
		}
		if w.sameSentence(f, q.Begin) && f.plain && scare && w.complement(sent, f, q.Begin) {
			return f.mention
		}
		if strings.HasSuffix(between, ":") && f.plain {
			return f.mention
		}
		// X called the plan “absurd”
		if naming[f.verb] && w.sameSentence(f, q.Begin) && len(strings.Fields(between)) <= 8 && w.complement(sent, f, q.Begin) {
			return f.mention
		}
	}
	if scare {
		return -1
	}
	// the frame stands behind, in the same sentence, though not at once
	if f, ok := w.nextFrame(after, q.End); ok && f.plain && w.sameSentence(f, q.End) && w.p.Text[q.End:f.span.Begin] != "" {
		mid := w.p.Text[q.End:f.span.Begin]
		if !strings.ContainsAny(mid, ".!?") {
			return f.mention
		}
	}
	return -1
}

var naming = set("call", "describe", "dismiss", "label", "brand", "term", "praise", "condemn", "denounce", "slam", "hail", "criticize", "criticise", "blast", "reject", "characterize", "characterise", "deem", "denigrate")

// complement says whether words at byte b depend on the verb of a frame.
func (w *work) complement(s *sent, f frame, b int) bool {
	for i, t := range s.toks {
		if t.Begin < b {
			continue
		}
		for n, h := 0, i; n < 12 && h >= 0 && h < s.len(); n, h = n+1, s.toks[h].Head {
			if h == f.tok {
				return true
			}
		}
		return false
	}
	return false
}

func (w *work) sameSentence(f frame, at int) bool {
	s := w.sents[f.sent]
	d := w.p.Sentences[s.n]
	return d.Begin <= at && at <= d.End
}

// nextFrame is the first frame in a stretch behind a quotation.
func (w *work) nextFrame(g doc.Span, at int) (frame, bool) {
	best, found := frame{}, false
	for _, f := range w.framesIn(g) {
		if !found || f.span.Begin < best.span.Begin {
			best, found = f, true
		}
	}
	return best, found
}

func (w *work) lastFrame(g doc.Span, at int) (frame, bool) {
	best, found := frame{}, false
	for _, f := range w.framesIn(g) {
		if !found || f.span.End > best.span.End {
			best, found = f, true
		}
	}
	return best, found
}

// rightBehind says whether a frame follows the closing mark at once.
func (w *work) rightBehind(f frame, end int) bool {
	if f.span.Begin < end {
		return false
	}
	mid := strings.TrimSpace(strings.Trim(strings.TrimSpace(w.p.Text[end:f.span.Begin]), "”\"»’',“"))
	if mid == "" {
		return true
	}
	words := strings.Fields(mid)
	return len(words) <= 4 && !strings.ContainsAny(mid, ".!?;:")
}

// endsForSaying says whether a quotation ends as one before "he said" does.
func endsForSaying(q string) bool {
	for _, e := range []string{",", "?", "!", ".", "…", ",”", "-", "—"} {
		if strings.HasSuffix(q, e) {
			return true
		}
	}
	return false
}

// scare says whether words in marks are only put in question or named so: a few
// words in the middle of somebody else's sentence.
func (w *work) scare(q doc.Span) bool {
	text := q.In(w.p.Text)
	if endsForSaying(text) {
		return false
	}
	rest := strings.TrimLeft(w.p.Text[q.End:], "”\"»’'")
	if rest == "" || strings.HasPrefix(rest, "\n") {
		return len(strings.Fields(text)) <= 4
	}
	return len(strings.Fields(text)) <= 8
}

// carried gives a quotation to the speaker of the one before it in the same
// paragraph, or in the paragraph before if that was left open.
func (w *work) carried(i, seg int, out []event.Quote, how []bool) int {
	q := w.p.Quotes[i]
	if w.scare(q.Span) {
		return -1
	}
	for k := i - 1; k >= 0; k-- {
		o := w.p.Quotes[k]
		if w.single(o.Span) {
			continue
		}
		same := w.segmentOf(o.Begin)
		if same == seg {
			if !how[k] {
				continue
			}
			m, _ := out[k].Speaker.Index()
			// nobody else speaks in between
			for _, f := range w.frames {
				if f.span.Begin >= o.End && f.span.End <= q.Begin && f.plain && !w.same(f.mention, m) && w.ms[f.mention].Kind == event.Person {
					return -1
				}
			}
			return m
		}
		if same < seg && how[k] && w.p.Segments[seg].Kind == doc.Body && w.openEnded(o.Span, same) && w.opensSegment(q.Span, seg) && w.captionsBetween(same, seg) == seg-same-1 {
			m, _ := out[k].Speaker.Index()
			return m
		}
		break
	}
	// the first of the paragraph, spoken for further on: “...” ... “...,” he said
	return -1
}

func (w *work) openEnded(q doc.Span, seg int) bool {
	rest := strings.TrimSpace(w.p.Text[q.End:w.p.Segments[seg].End])
	return rest == ""
}

func (w *work) opensSegment(q doc.Span, seg int) bool {
	lead := strings.TrimSpace(w.p.Text[w.p.Segments[seg].Begin:q.Begin])
	return strings.Trim(lead, "“\"«‘'") == ""
}
