package eval

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/internal/conllu"
	"entente/internal/doc"
	"entente/internal/nlp"
	"entente/models"
)

func written(t *testing.T, p *doc.Parsed) string {
	t.Helper()
	var b strings.Builder
	for _, s := range p.Sentences {
		if err := conllu.Write(&b, conllu.FromDoc(p.Text, s)); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func english(t *testing.T) *nlp.Parser {
	t.Helper()
	p, err := nlp.Load(models.FS, "en")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestNewswire guards against a worse splitter; the rules were tuned on this very
// set, so that it says little about newswire not seen.
func TestNewswire(t *testing.T) {
	r, err := os.Open("../../testdata/newswire-sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	n, f, missed, err := Newswire(english(t), r)
	if err != nil {
		t.Fatal(err)
	}
	if n != 500 || f < 0.97 {
		t.Errorf("%d sentences, F1 %.4f, want 500 and 0.97; missed:\n%s", n, f, strings.Join(missed, "\n"))
	}
}

// TestTreebank guards against a worse model on the dev part of a treebank; its
// floors are below what the model reaches, not what is aimed for.
func TestTreebank(t *testing.T) {
	if testing.Short() {
		t.Skip("parses 25,000 words twice")
	}
	path := filepath.Join("..", "..", "..", "shared", "data", "treebank", "en_ewt-ud-dev.conllu.gz")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("SKIPPED, NOT TESTED: %s is absent", path)
	}
	s, err := ParseFile(english(t), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []struct {
		name      string
		got, want float64
	}{{"UPOS", s.UPOS, 0.954}, {"LAS", s.LAS, 0.84}, {"lemma", s.Lemma, 0.965}, {"raw words", s.RawWords, 0.985}, {"raw sentences", s.RawSentences, 0.82}} {
		if m.got < m.want {
			t.Errorf("%s %.4f, want at least %.4f", m.name, m.got, m.want)
		}
	}
}

// TestCompare counts on a paragraph made by hand: one sentence of two found, a
// word split wrongly, a wrong head and a wrong relation.
func TestCompare(t *testing.T) {
	tok := func(b, e, head int, deprel string) doc.Token {
		return doc.Token{Span: doc.Span{Begin: b, End: e}, Head: head, Deprel: deprel, UPOS: "X"}
	}
	gold := []doc.Sentence{
		{Tokens: []doc.Token{tok(0, 2, 1, "nsubj"), tok(3, 5, doc.Root, "root")}},
		{Tokens: []doc.Token{tok(6, 8, doc.Root, "root"), tok(9, 13, 0, "obj")}},
	}
	auto := []doc.Sentence{
		{Tokens: []doc.Token{tok(0, 2, 1, "obj"), tok(3, 5, doc.Root, "root")}},
		{Tokens: []doc.Token{tok(6, 8, doc.Root, "root"), tok(9, 11, 0, "obj"), tok(11, 13, 0, "obj")}},
	}
	auto[1].Tokens = auto[1].Tokens[:2]
	var c tally
	c.compare(gold, auto)
	want := tally{goldWords: 4, autoWords: 4, words: 3, goldSents: 2, autoSents: 2, sents: 1, upos: 3, feats: 3, lemma: 3, head: 3, relation: 2, core: 2, goldCore: 4}
	if c != want {
		t.Errorf("got %+v\nwant %+v", c, want)
	}
	if f := f1(3, 4, 5); math.Abs(f-2.0/3) > 1e-12 {
		t.Errorf("f1(3, 4, 5) = %v", f)
	}
}

// TestPerfect checks that a treebank the parser wrote itself scores 1 throughout.
func TestPerfect(t *testing.T) {
	p := english(t)
	text := "The envoy can't come. He left Norway on Sunday."
	page := &doc.Page{Document: doc.Document{Text: text}, Segments: []doc.Segment{{Span: doc.Span{End: len(text)}, Kind: doc.Body}}}
	parsed, err := p.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse(p, strings.NewReader(written(t, parsed)), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]float64{"UPOS": s.UPOS, "Feats": s.Feats, "Lemma": s.Lemma, "UAS": s.UAS, "LAS": s.LAS, "Core": s.Core,
		"RawWords": s.RawWords, "RawSentences": s.RawSentences, "RawLAS": s.RawLAS} {
		if v != 1 {
			t.Errorf("%s is %v, want 1", name, v)
		}
	}
	if s.Sentences != 2 || s.Words != 12 {
		t.Errorf("%d sentences, %d words, want 2, 12", s.Sentences, s.Words)
	}
}
