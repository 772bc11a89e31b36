package group

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"entente/internal/cluster"
	"entente/internal/doc"
)

// A Parser finds sentences and their grammar.
type Parser interface {
	Parse(*doc.Page) (*doc.Parsed, error)
}

// line is one line of a list of mentions: a mention with the sentence or passage
// it stands in, or a document with its mentions.
type line struct {
	mention
	Doc      label     `json:"doc"`
	Topic    label     `json:"topic"`
	Text     string    `json:"text"`
	Mentions []mention `json:"mentions"`
}

type mention struct {
	ID json.RawMessage `json:"id"` // a string or a number
	place
}

// A label is a string, or a number as written.
type label string

func (l *label) UnmarshalJSON(b []byte) error {
	if b[0] == '"' {
		return json.Unmarshal(b, (*string)(l))
	}
	var n json.Number
	err := json.Unmarshal(b, &n)
	*l = label(n)
	return err
}

// place says where a mention stands in the text: its bytes, or its words, of
// which the first occurrence counts.
type place struct {
	Begin   *int   `json:"begin"`
	End     *int   `json:"end"`
	Trigger string `json:"trigger"`
	// Gold is the event a person gave it, if it is to be scored.
	Gold label `json:"gold"`
}

func (p place) span(text string) (doc.Span, error) {
	switch {
	case p.Begin != nil && p.End != nil:
		s := doc.Span{Begin: *p.Begin, End: *p.End}
		if s.Begin < 0 || s.End > len(text) || s.Empty() {
			return s, fmt.Errorf("bytes %d to %d are not in a text of %d bytes", s.Begin, s.End, len(text))
		}
		return s, nil
	case p.Trigger != "":
		at := strings.Index(text, p.Trigger)
		if at < 0 {
			return doc.Span{}, fmt.Errorf("%q is not in the text", p.Trigger)
		}
		return doc.Span{Begin: at, End: at + len(p.Trigger)}, nil
	}
	return doc.Span{}, errors.New("it has neither begin and end nor trigger")
}

// maxLine is how long a line may be.
const maxLine = 64 << 20

// A List is the mentions of one or more files, with grammar and words around
// each. Elements of its fields belong together by index.
type List struct {
	IDs      []json.RawMessage // as given: a string or a number
	Mentions []cluster.Mention
	Gold     []string // the event a person gave it, "" if none
	Texts    []cluster.Text

	parser   Parser
	seen     map[string]bool
	texts    map[string]int     // index of a document's text
	passages map[[2]string]bool // that are in their document's text
	last     *doc.Parsed        // of the line before: often of the same sentence
}

// NewList returns a list without mentions.
func NewList(p Parser) *List {
	return &List{parser: p, seen: map[string]bool{}, texts: map[string]int{}, passages: map[[2]string]bool{}}
}

// Read adds the mentions of r, one JSON object a line (see docs/contract.md). A
// faulty line or mention is told to fault with its number, and left out.
func (l *List) Read(r io.Reader, fault func(line int, err error)) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 64<<10), maxLine)
	for n := 1; sc.Scan(); n++ {
		if strings.TrimSpace(sc.Text()) == "" {
			continue
		}
		if err := l.add(sc.Bytes()); err != nil {
			for _, e := range unjoin(err) {
				fault(n, e)
			}
		}
	}
	return sc.Err()
}

func unjoin(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	return []error{err}
}

func (l *List) add(b []byte) error {
	var in line
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	if in.Text == "" || in.Doc == "" {
		return errors.New("a line has doc and text")
	}
	in.Text = strings.ToValidUTF8(in.Text, "?")
	parsed := l.last
	if parsed == nil || parsed.Text != in.Text {
		var err error
		if parsed, err = l.parser.Parse(pageOf(in.Text)); err != nil {
			return err
		}
		l.last = parsed
	}
	id := string(in.Topic) + "\x00" + string(in.Doc)
	at, ok := l.texts[id]
	if !ok {
		at = len(l.Texts)
		l.texts[id] = at
		l.Texts = append(l.Texts, cluster.Text{ID: id, Topic: string(in.Topic)})
	}
	if p := [2]string{id, in.Text}; !l.passages[p] {
		l.passages[p] = true
		for _, s := range parsed.Sentences {
			words, names := content(s, nil)
			t := &l.Texts[at]
			t.Words, t.Names = append(t.Words, words...), append(t.Names, names...)
		}
	}
	if in.Mentions == nil && in.ID != nil {
		in.Mentions = []mention{in.mention}
	}
	var faults []error
	for _, m := range in.Mentions {
		if len(m.ID) == 0 || l.seen[string(m.ID)] {
			faults = append(faults, fmt.Errorf("mention %s: each has an id of its own", m.ID))
			continue
		}
		span, err := m.span(in.Text)
		if err != nil {
			faults = append(faults, fmt.Errorf("mention %s: %w", m.ID, err))
			continue
		}
		l.seen[string(m.ID)] = true
		found := mentionAt(parsed, span)
		found.Doc, found.Topic = id, string(in.Topic)
		l.IDs, l.Mentions, l.Gold = append(l.IDs, m.ID), append(l.Mentions, found), append(l.Gold, string(m.Gold))
	}
	return errors.Join(faults...)
}

// Clusters returns for each mention the lowest index of those of the same event.
func (l *List) Clusters(lex *cluster.Lexicon) []int {
	return cluster.Mentions(l.Mentions, l.Texts, lex)
}

// Score compares clusters, and those of the headword alone, with the marked ones:
// a line of figures in percent each. Mentions that are not marked are left out.
func (l *List) Score(got []int) []string {
	var ours []int
	var heads, gold []string
	for i, g := range l.Gold {
		if g != "" {
			ours, heads, gold = append(ours, got[i]), append(heads, l.Mentions[i].Topic+"\x00"+l.Mentions[i].Head), append(gold, g)
		}
	}
	if len(gold) == 0 {
		return []string{"no mention has gold: nothing to score"}
	}
	var out []string
	for _, x := range []struct {
		name string
		of   []int
	}{{"clusters", ours}, {"headword alone", number(heads)}} {
		muc, b3, ceaf, conll := cluster.Scores(x.of, number(gold))
		out = append(out, fmt.Sprintf("%-14s CoNLL F1 %.1f (MUC %.1f, B3 %.1f, CEAF-e %.1f; B3 precision %.1f, recall %.1f) of %d mentions", x.name,
			100*conll, 100*muc.F1, 100*b3.F1, 100*ceaf.F1, 100*b3.Precision, 100*b3.Recall, len(gold)))
	}
	return out
}

// number gives strings numbers, in order of first appearance.
func number(names []string) []int {
	at := map[string]int{}
	out := make([]int, len(names))
	for i, n := range names {
		if _, ok := at[n]; !ok {
			at[n] = len(at)
		}
		out[i] = at[n]
	}
	return out
}

func pageOf(text string) *doc.Page {
	p := &doc.Page{Segments: []doc.Segment{{Span: doc.Span{End: len(text)}, Kind: doc.Body}}}
	p.Text = text
	return p
}

// mentionAt is the mention of an event by the words of a span.
func mentionAt(p *doc.Parsed, at doc.Span) cluster.Mention {
	m := cluster.Mention{Head: strings.ToLower(strings.TrimSpace(at.In(p.Text)))}
	for _, s := range p.Sentences {
		if !s.Overlaps(at) {
			continue
		}
		head := -1
		in := map[int]bool{}
		for i, t := range s.Tokens {
			if t.Overlaps(at) {
				in[i] = true
			}
		}
		for i := range s.Tokens {
			if in[i] && (!in[s.Tokens[i].Head] || head < 0) && (head < 0 || !in[s.Tokens[i].Head]) {
				if head >= 0 && !wordy(s.Tokens[i].UPOS) {
					continue
				}
				head = i
				if wordy(s.Tokens[i].UPOS) {
					break
				}
			}
		}
		if head < 0 {
			continue
		}
		// A verb that says little, with its noun in the mention: the noun counts
		// ("made landfall").
		for i, t := range s.Tokens {
			if in[i] && t.Head == head && t.Deprel == "obj" && t.UPOS == "NOUN" {
				head = i
				break
			}
		}
		m.Head = strings.ToLower(lemma(s.Tokens[head]))
		m.Words, m.Names = content(s, in)
		m.Sides = sides(s, head)
		break
	}
	return m
}

func wordy(upos string) bool {
	switch upos {
	case "NOUN", "VERB", "PROPN", "ADJ", "NUM":
		return true
	}
	return false
}

func lemma(t doc.Token) string {
	if t.Lemma == "" || t.Lemma == "_" {
		return t.Form
	}
	return t.Lemma
}

// content is the words of a sentence that carry meaning, as lemmas, and those of
// them that are names or numbers; tokens in skip are left out.
func content(s doc.Sentence, skip map[int]bool) (words, names []string) {
	for i, t := range s.Tokens {
		if skip[i] || !wordy(t.UPOS) {
			continue
		}
		w := strings.ToLower(lemma(t))
		words = append(words, w)
		if t.UPOS == "PROPN" || t.UPOS == "NUM" {
			names = append(names, w)
		}
	}
	return words, names
}

// sides are the words of those who take part in the act that a token names: what
// depends on it as subject, object or complement, and of a noun that is object
// itself, the subject of its verb.
func sides(s doc.Sentence, head int) []string {
	heads := []int{head}
	if t := s.Tokens[head]; (t.Deprel == "obj" || t.Deprel == "obl") && t.Head >= 0 {
		heads = append(heads, t.Head)
	}
	var out []string
	for i, t := range s.Tokens {
		if !slices.Contains(heads, t.Head) || i == head || !wordy(t.UPOS) || t.UPOS == "VERB" || t.UPOS == "ADJ" {
			continue
		}
		switch rel, _, _ := strings.Cut(t.Deprel, ":"); rel {
		case "nsubj", "obj", "iobj", "obl", "nmod", "compound":
			out = append(out, strings.ToLower(lemma(t)))
			for _, u := range s.Tokens {
				if u.Head == i && (u.Deprel == "flat" || u.Deprel == "compound" || u.Deprel == "appos") && wordy(u.UPOS) {
					out = append(out, strings.ToLower(lemma(u)))
				}
			}
		}
	}
	return out
}
