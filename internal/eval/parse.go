package eval

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strings"

	"entente/internal/conllu"
	"entente/internal/doc"
	"entente/internal/nlp"
)

// ParseScores are what a parser gets right on a treebank. Every field is a
// share, 0 to 1.
type ParseScores struct {
	Sentences int // in the treebank
	Words     int // in the treebank

	// With the treebank's words: of each word's part of speech, features, lemma,
	// head (UAS), and head with relation (LAS); Core is LAS over subjects, objects
	// and the like, by universal relation.
	UPOS, Feats, Lemma, UAS, LAS, Core float64

	// From raw text, paragraph by paragraph: F1 of words and sentences, and of
	// words that are right and hang right.
	RawWords, RawSentences, RawUPOS, RawUAS, RawLAS float64
}

// Parse scores a parser on a treebank in CoNLL-U. Sentences of which keep says
// no by the id of their document are left out; a nil keep keeps all.
//
// Source: Zeman et al., CoNLL 2018 Shared Task, section 5: words and sentences
// count as found if they span the same characters.
func Parse(p *nlp.Parser, r io.Reader, keep func(document string) bool) (ParseScores, error) {
	paragraphs, err := readParagraphs(r, keep)
	if err != nil {
		return ParseScores{}, fmt.Errorf("score parser: %w", err)
	}
	var given, raw tally
	var sc ParseScores
	for _, g := range paragraphs {
		sc.Sentences += len(g.sentences)
		auto := make([]doc.Sentence, len(g.sentences))
		for i, s := range g.sentences {
			sc.Words += len(s.Tokens)
			auto[i] = s
			auto[i].Tokens = append([]doc.Token(nil), s.Tokens...)
			p.Annotate(&auto[i], g.text)
		}
		given.compare(g.sentences, auto)
		found := p.Split(g.text, doc.Span{End: len(g.text)})
		for i := range found {
			p.Annotate(&found[i], g.text)
		}
		raw.compare(g.sentences, found)
	}
	n := float64(sc.Words)
	sc.UPOS, sc.Feats, sc.Lemma = float64(given.upos)/n, float64(given.feats)/n, float64(given.lemma)/n
	sc.UAS, sc.LAS, sc.Core = float64(given.head)/n, float64(given.relation)/n, share(given.core, given.goldCore)
	sc.RawWords, sc.RawSentences = f1(raw.words, raw.goldWords, raw.autoWords), f1(raw.sents, raw.goldSents, raw.autoSents)
	sc.RawUPOS = f1(raw.upos, raw.goldWords, raw.autoWords)
	sc.RawUAS, sc.RawLAS = f1(raw.head, raw.goldWords, raw.autoWords), f1(raw.relation, raw.goldWords, raw.autoWords)
	return sc, nil
}

// ParseFile is Parse for a file; one whose name ends in .gz is unpacked.
func ParseFile(p *nlp.Parser, path string, keep func(document string) bool) (ParseScores, error) {
	f, err := os.Open(path)
	if err != nil {
		return ParseScores{}, fmt.Errorf("score parser: %w", err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return ParseScores{}, fmt.Errorf("score parser on %s: %w", path, err)
		}
	}
	s, err := Parse(p, r, keep)
	if err != nil {
		return s, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// Table writes the scores as lines of name and percent.
func (s ParseScores) Table(w io.Writer) error {
	_, err := fmt.Fprintf(w, "sentences %d, words %d\n", s.Sentences, s.Words)
	for _, row := range []struct {
		name  string
		value float64
	}{
		{"UPOS", s.UPOS}, {"features", s.Feats}, {"lemma", s.Lemma}, {"UAS", s.UAS}, {"LAS", s.LAS}, {"LAS core", s.Core},
		{"raw words F1", s.RawWords}, {"raw sentences F1", s.RawSentences}, {"raw UPOS F1", s.RawUPOS}, {"raw UAS F1", s.RawUAS}, {"raw LAS F1", s.RawLAS},
	} {
		if err == nil {
			_, err = fmt.Fprintf(w, "%-17s %6.2f\n", row.name, 100*row.value)
		}
	}
	return err
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

func f1(both, gold, auto int) float64 { return share(2*both, gold+auto) }

// A paragraph is a stretch of a treebank's text without a break, with its gold
// sentences.
type paragraph struct {
	text      string
	sentences []doc.Sentence
}

// readParagraphs joins the sentences of each paragraph by blanks.
func readParagraphs(r io.Reader, keep func(string) bool) ([]paragraph, error) {
	all, err := conllu.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var out []paragraph
	document := ""
	for i, s := range all {
		if id, ok := s.Comment("newdoc id"); ok {
			document = id
		}
		if keep != nil && !keep(document) {
			continue
		}
		text, sent := s.ToDoc()
		if i == 0 || len(out) == 0 || s.Has("newpar") || s.Has("newpar id") || s.Has("newdoc id") {
			out = append(out, paragraph{})
		}
		p := &out[len(out)-1]
		if p.text != "" {
			p.text += " "
		}
		shift := len(p.text)
		p.text += text
		sent.Begin, sent.End = sent.Begin+shift, sent.End+shift
		for k := range sent.Tokens {
			sent.Tokens[k].Begin += shift
			sent.Tokens[k].End += shift
		}
		p.sentences = append(p.sentences, sent)
	}
	return out, nil
}

// A tally counts what two versions of a paragraph have in common.
type tally struct {
	goldWords, autoWords, words        int
	goldSents, autoSents, sents        int
	upos, feats, lemma, head, relation int
	core, goldCore                     int
}

// A place is a token with the span of its head.
type place struct {
	doc.Token
	head doc.Span // empty for the root
}

func places(sents []doc.Sentence) []place {
	var out []place
	for _, s := range sents {
		for _, t := range s.Tokens {
			p := place{Token: t}
			if t.Head != doc.Root {
				p.head = s.Tokens[t.Head].Span
			}
			out = append(out, p)
		}
	}
	return out
}

func (t *tally) compare(gold, auto []doc.Sentence) {
	t.goldSents += len(gold)
	t.autoSents += len(auto)
	seen := map[doc.Span]bool{}
	for _, s := range gold {
		seen[extent(s)] = true
	}
	for _, s := range auto {
		if seen[extent(s)] {
			t.sents++
		}
	}
	g, a := places(gold), places(auto)
	t.goldWords += len(g)
	t.autoWords += len(a)
	j := 0
	for _, x := range g {
		if core[universal(x.Deprel)] {
			t.goldCore++
		}
		for j < len(a) && a[j].Begin < x.Begin {
			j++
		}
		if j == len(a) || a[j].Span != x.Span {
			continue
		}
		y := a[j]
		j++
		t.words++
		if x.UPOS == y.UPOS {
			t.upos++
		}
		if x.Feats == y.Feats {
			t.feats++
		}
		if x.Lemma == y.Lemma {
			t.lemma++
		}
		if x.head == y.head {
			t.head++
			if x.Deprel == y.Deprel {
				t.relation++
			}
			if u := universal(x.Deprel); core[u] && u == universal(y.Deprel) {
				t.core++
			}
		}
	}
}

// extent is the span of a sentence's words.
func extent(s doc.Sentence) doc.Span {
	if len(s.Tokens) == 0 {
		return s.Span
	}
	return doc.Span{Begin: s.Tokens[0].Begin, End: s.Tokens[len(s.Tokens)-1].End}
}

func universal(deprel string) string {
	u, _, _ := strings.Cut(deprel, ":")
	return u
}

// core holds the relations that say who did what to whom.
var core = map[string]bool{"nsubj": true, "obj": true, "iobj": true, "obl": true, "root": true, "conj": true,
	"ccomp": true, "xcomp": true, "nmod": true, "appos": true}
