package cluster

import (
	"math"
	"slices"
)

// A Mention is a word that names an event, in its sentence. Empty is not known.
type Mention struct {
	Doc   string // id of its document
	Topic string // mentions of different topics are never one event
	Head  string // lemma of the word that names the event
	// Words are the other words of the sentence that carry meaning, as lemmas;
	// Names those of them that are names, dates and numbers.
	Words, Names []string
	// Sides are the words of those who take part, as far as grammar tells.
	Sides []string
}

// A Text is a document as far as its subject is told from others.
type Text struct {
	ID, Topic string
	Words     []string // that carry meaning, as lemmas, as often as they stand there
	Names     []string // those of them that are names
}

// The weights of mentions; above 0 is one event. Set on made-up topics (testdata/
// topics), whose events a person marked.
const (
	nameWeight   = 2.0  // of names among the words of a text
	subjectLeast = 0.20 // likeness at which two groups of texts have one subject

	headSame, headKin = 1.0, 0.1
	headLight         = -1.1
	wordsLike         = 1.6
	namesLike, noName = 0.8, -0.25
	sidesLike         = 0.6
)

// Mentions returns for each mention the lowest index of the mentions of the same
// event. First the texts are put together by subject, then, among texts of one
// subject, mentions by their words: the same head joins unless the words around
// speak against it, kindred heads if these speak for it.
//
// texts must hold the document of each mention; of one that is not there only the
// sentences of its mentions are known.
func Mentions(ms []Mention, texts []Text, lex *Lexicon) []int {
	subject := lex.Subjects(withMissing(ms, texts))
	words := make([][]string, len(ms))
	for i, m := range ms {
		words[i] = m.Words
	}
	around := bags(words, lex.weight)
	bySubject := map[int][]int{}
	var order []int
	for i, m := range ms {
		s := subject[m.Doc]
		if bySubject[s] == nil {
			order = append(order, s)
		}
		bySubject[s] = append(bySubject[s], i)
	}
	var links []link
	for _, s := range order {
		in := bySubject[s]
		for k, j := range in {
			for _, i := range in[:k] {
				if score, ok := lex.score(&ms[i], &ms[j], likeness(around[i], around[j])); ok {
					links = append(links, link{i, j, score})
				}
			}
		}
	}
	return join(len(ms), links, nil)
}

// score compares two mentions in texts of one subject; not ok is no word for it.
func (l *Lexicon) score(a, b *Mention, like float64) (float64, bool) {
	if a.Topic != b.Topic {
		return never, true
	}
	kin, light := l.kin(a.Head, b.Head)
	if kin == 0 {
		return 0, false
	}
	s := headKin
	if kin == 1 {
		s = headSame
	}
	if light {
		s += headLight
	}
	s += wordsLike * like
	if len(a.Names) > 0 && len(b.Names) > 0 {
		s += namesLike*overlap(a.Names, b.Names) + noName
	}
	if len(a.Sides) > 0 && len(b.Sides) > 0 {
		s += sidesLike * (overlap(a.Sides, b.Sides) - 0.3)
	}
	return s, true
}

// overlap is the share of the words of the shorter list that the longer has.
func overlap(a, b []string) float64 {
	x, y := set(a), set(b)
	return float64(common(x, y)) / float64(min(len(x), len(y)))
}

// withMissing adds the texts that only mentions tell of.
func withMissing(ms []Mention, texts []Text) []Text {
	have := map[string]int{}
	for i, t := range texts {
		have[t.ID] = i
	}
	known := len(texts)
	out := slices.Clone(texts)
	for _, m := range ms {
		i, ok := have[m.Doc]
		if !ok {
			i = len(out)
			have[m.Doc] = i
			out = append(out, Text{ID: m.Doc, Topic: m.Topic})
		}
		if i >= known {
			out[i].Words = append(append(out[i].Words, m.Words...), m.Head)
			out[i].Names = append(out[i].Names, m.Names...)
		}
	}
	return out
}

// Subjects puts texts together that speak of the same happening. It returns for
// the id of each the lowest index of its group.
func (l *Lexicon) Subjects(texts []Text) map[string]int {
	vectors := l.vectors(texts)
	var links []link
	for i := range texts {
		for j := range i {
			if texts[i].Topic != texts[j].Topic {
				links = append(links, link{j, i, never})
				continue
			}
			links = append(links, link{j, i, likeness(vectors[j], vectors[i]) - subjectLeast})
		}
	}
	groups := join(len(texts), links, nil)
	out := make(map[string]int, len(texts))
	for i, t := range texts {
		out[t.ID] = groups[i]
	}
	return out
}

func (l *Lexicon) Similarities(texts []Text) [][]float64 {
	v := l.vectors(texts)
	out := make([][]float64, len(v))
	for i := range v {
		out[i] = make([]float64, len(v))
		for j := range v {
			out[i][j] = likeness(v[i], v[j])
		}
	}
	return out
}

func (l *Lexicon) vectors(texts []Text) []bag {
	lists := make([][]string, len(texts))
	names := map[string]bool{}
	for i, t := range texts {
		lists[i] = t.Words
		for _, n := range t.Names {
			names[n] = true
		}
	}
	return bags(lists, func(w string, in, n int) float64 {
		if names[w] {
			return nameWeight * l.weight(w, in, n)
		}
		return l.weight(w, in, n)
	})
}

// weight is how much a word says: little if many articles have it, of any subject
// or of these. The articles of the table count thrice, so that a few texts of one
// subject do not make its own words common.
func (l *Lexicon) weight(w string, in, n int) float64 {
	const often = 3
	return math.Log(float64(n+often*l.articles) / (float64(in+often*l.common[w]) + 0.5))
}
