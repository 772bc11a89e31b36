package claim

import (
	"strings"
	"unicode"

	"entente/internal/doc"
	"entente/internal/event"
)

// A label is who speaks a paragraph of a transcript: "Q:", "BERIDZE:".
type label struct {
	asks   bool // the one who asks: the article's own voice
	holder int  // mention, -1 unknown
	begin  int  // byte where the words begin
	words  doc.Span
}

// scripts finds transcripts: two paragraphs at least that begin with a label. What
// stands under a label is said by its owner, without quotation marks.
func (w *work) scripts() {
	type row struct {
		p    int
		name string
		end  int
	}
	var rows []row
	for p := range w.paras {
		if w.paras[p].kind != doc.Body && w.paras[p].kind != doc.Subhead && w.paras[p].kind != doc.Caption {
			continue
		}
		if name, end := w.labelOf(&w.paras[p]); name != "" {
			rows = append(rows, row{p, name, end})
		}
	}
	if len(rows) < 2 {
		return
	}
	questions, asking := 0, map[string]int{}
	said := map[string]int{}
	for _, r := range rows {
		said[r.name]++
		if strings.HasSuffix(strings.TrimSpace(w.paras[r.p].In(w.c.Text)), "?") {
			questions++
			asking[r.name]++
		}
	}
	if questions == 0 {
		return
	}
	w.script = map[int]label{}
	guest := -2
	for _, r := range rows {
		l := label{begin: r.end, holder: -1}
		switch low := strings.ToLower(r.name); low {
		case "q", "question":
			l.asks = true
		case "a", "answer":
			if guest == -2 {
				guest = w.guest(rows[0].p)
			}
			l.holder = guest
		default:
			if asking[r.name] == said[r.name] && (strings.HasPrefix(low, "the ") || w.asker(r.name)) {
				l.asks = true
				break
			}
			l.holder = w.labelled(r.p, r.name, r.end)
			if asking[r.name] == said[r.name] && said[r.name] > 1 {
				l.asks, l.holder = true, -1
			}
		}
		if l.holder >= 0 {
			l.words = w.mention(l.holder).Span
		}
		w.script[r.p] = l
	}
}

// labelOf returns the name before the colon that opens a paragraph, and the byte
// behind it; "" if it opens with none.
func (w *work) labelOf(p *para) (string, int) {
	text := p.In(w.c.Text)
	i := strings.IndexByte(text[:min(len(text), 40)], ':')
	if i <= 0 || i+1 < len(text) && text[i+1] != ' ' && text[i+1] != '\n' || len(text) < i+3 {
		return "", 0
	}
	name := strings.TrimSpace(text[:i])
	words := strings.Fields(name)
	if len(words) == 0 || len(words) > 4 {
		return "", 0
	}
	for _, f := range words {
		for k, r := range f {
			if k == 0 && !unicode.IsUpper(r) {
				return "", 0
			}
			if unicode.IsDigit(r) {
				return "", 0
			}
		}
	}
	rest := strings.TrimSpace(text[i+1:])
	if rest == "" || strings.HasPrefix(rest, "“") || strings.HasPrefix(rest, "\"") {
		return "", 0 // words in marks: the quotation is led in by a colon
	}
	at := p.Begin + strings.Index(text, rest)
	return name, at
}

// asker says whether a label is that of the paper itself.
func (w *work) asker(name string) bool {
	for _, m := range w.c.Mentions {
		if strings.EqualFold(m.Name, name) && m.Sector == "MED" {
			return true
		}
	}
	return strings.EqualFold(name, w.c.Publisher) || strings.EqualFold(name, "interviewer") || strings.EqualFold(name, "host")
}

// guest is the one person named before the first question, by name; -1 if there is
// none or more than one.
func (w *work) guest(first int) int {
	found := -1
	for i := range w.c.Mentions {
		m := &w.c.Mentions[i]
		if m.Begin >= w.paras[first].Begin {
			break
		}
		if m.Kind != event.Person || !w.named(m) {
			continue
		}
		if found >= 0 && !w.sameHolder(found, i) {
			return -1
		}
		if found < 0 {
			found = i
		}
	}
	return found
}

// labelled is the mention of a label's name: somebody named before, else a new one
// on the label itself.
func (w *work) labelled(p int, name string, _ int) int {
	last := strings.Fields(name)[len(strings.Fields(name))-1]
	for i := range w.c.Mentions {
		m := &w.c.Mentions[i]
		if m.Kind == event.Person && m.Begin < w.paras[p].Begin && m.Name != "" && strings.EqualFold(lastOf(m.Name), last) {
			return i
		}
	}
	for i := range w.added {
		if strings.EqualFold(lastOf(w.added[i].Name), last) {
			return len(w.c.Mentions) + i
		}
	}
	pa := &w.paras[p]
	sp := doc.Span{Begin: pa.Begin, End: pa.Begin + len(name)}
	for i := range w.c.Mentions {
		if m := &w.c.Mentions[i]; m.Span == sp && m.Kind == event.Person {
			return i
		}
	}
	m := event.Mention{Span: sp, Kind: event.Person, Basis: event.ByName, Name: name, Reason: "label of a transcript", Head: 0}
	if len(pa.sents) > 0 {
		m.Sentence = pa.sents[0].n
	} else {
		return -1
	}
	w.added = append(w.added, m)
	return len(w.c.Mentions) + len(w.added) - 1
}

func lastOf(name string) string {
	f := strings.Fields(name)
	if len(f) == 0 {
		return ""
	}
	return f[len(f)-1]
}
