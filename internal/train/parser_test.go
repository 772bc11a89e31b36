package train

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"entente/internal/doc"
	"entente/internal/nlp"
	"entente/internal/weights"
)

// tiny writes a treebank of a toy language with agreement, objects, places and
// contractions: enough that only a network which sees order and form parses it.
func tiny(t *testing.T, seed uint64, n int) string {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 9))
	one := func(list ...string) string { return list[rng.IntN(len(list))] }
	var b strings.Builder
	for i := range n {
		if i%4 == 0 {
			fmt.Fprintf(&b, "# newdoc id = d%d\n# newpar\n", i/4)
		}
		type row struct{ form, lemma, upos, feats, head, dep, misc string }
		noun := one("envoy", "king", "farmer", "guard", "poet")
		verb := one("praise", "visit", "watch", "follow")
		object := one("Norway", "Peru", "Chad", "Oman")
		rows := []row{
			{"The", "the", "DET", "PronType=Art", "2", "det", "_"},
			{noun, noun, "NOUN", "Number=Sing", "3", "nsubj", "_"},
			{verb + "ed", verb, "VERB", "Tense=Past", "0", "root", "_"},
			{object, object, "PROPN", "Number=Sing", "3", "obj", "_"},
		}
		if strings.HasSuffix(verb, "e") {
			rows[2].form = verb + "d"
		}
		if rng.IntN(2) == 0 {
			rows[1].form, rows[1].feats = noun+"s", "Number=Plur"
		}
		if rng.IntN(3) == 0 {
			rows = append(rows, row{one("in", "near"), "", "ADP", "_", "6", "case", "_"}, row{one("Lima", "Oslo"), "", "PROPN", "Number=Sing", "3", "obl", "_"})
			rows[4].lemma, rows[5].lemma = rows[4].form, rows[5].form
		}
		rows[len(rows)-1].misc = "SpaceAfter=No"
		rows = append(rows, row{".", ".", "PUNCT", "_", "3", "punct", "_"})
		for k, r := range rows {
			fmt.Fprintf(&b, "%d\t%s\t%s\t%s\t_\t%s\t%s\t%s\t_\t%s\n", k+1, r.form, r.lemma, r.upos, r.feats, r.head, r.dep, r.misc)
		}
		b.WriteByte('\n')
	}
	path := filepath.Join(t.TempDir(), "tiny.conllu")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// tinyOptions train in about a second.
func tinyOptions(t *testing.T) ParserOptions {
	t.Helper()
	lexicon := os.DirFS("../../data/lang/en")
	text := filepath.Join(t.TempDir(), "text.txt")
	plain := "The king praised Peru in Oslo. The guards watched Chad.\n\nThe poets visited Oman near Lima. The envoy followed Norway.\n"
	if err := os.WriteFile(text, []byte(strings.Repeat(plain, 20)), 0o644); err != nil {
		t.Fatal(err)
	}
	return ParserOptions{
		Treebanks: []Corpus{{"tiny", tiny(t, 1, 120), "none"}}, Dev: []Corpus{{"tiny dev", tiny(t, 2, 40), "none"}}, Text: []Corpus{{"plain", text, "none"}},
		HeldOut: []string{"d29"}, Lexicon: lexicon, Out: t.TempDir(), Command: "train tiny", Version: "test",
		Dim: 32, Hidden: 32, Depth: 2, Passes: 14, Batch: 4, Rate: 0.006, VectorPasses: 1, Teachers: 1, TeacherPasses: 6, Seed: 7,
	}
}

// TestParserLearns checks the whole training: the model is read by package nlp,
// parses text like the treebank, and its manifest says what it was made of.
func TestParserLearns(t *testing.T) {
	o := tinyOptions(t)
	if err := Parser(context.Background(), o, t.Logf); err != nil {
		t.Fatal(err)
	}
	p, err := nlp.Load(os.DirFS(filepath.Dir(o.Out)), filepath.Base(o.Out))
	if err != nil {
		t.Fatal(err)
	}
	text := "The guards watched Oman near Oslo. The poet visited Chad."
	var got []string
	for _, s := range p.Split(text, doc.Span{End: len(text)}) {
		p.Annotate(&s, text)
		for _, tok := range s.Tokens {
			got = append(got, fmt.Sprintf("%s:%s:%d", tok.Lemma, tok.Deprel, tok.Head))
		}
		got = append(got, "|")
	}
	want := "the:det:1 guard:nsubj:2 watch:root:-1 Oman:obj:2 near:case:5 Oslo:obl:2 .:punct:2 | the:det:1 poet:nsubj:2 visit:root:-1 Chad:obj:2 .:punct:2 |"
	if strings.Join(got, " ") != want {
		t.Errorf("%q\n got %s\nwant %s", text, strings.Join(got, " "), want)
	}
	b, err := os.ReadFile(filepath.Join(o.Out, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	if m.Seed != 7 || m.Command != "train tiny" || len(m.Corpora) != 3 || len(m.SHA256) != 64 || m.Dev["tiny dev"].LAS < 90 || m.Dev["held out"].Words == 0 {
		t.Errorf("manifest %s", b)
	}
}

// modelBytes trains with one set of kernels.
func modelBytes(t *testing.T, o ParserOptions, kn *kernels) []byte {
	t.Helper()
	o.defaults()
	r := &run{ParserOptions: o, kn: kn, progress: func(string, ...any) {}}
	if err := r.read(); err != nil {
		t.Fatal(err)
	}
	f, _, err := r.fit(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSameBytes checks that the same inputs and seed give the same model, and
// the portable kernels the same as the fast ones; and that another seed does not.
func TestSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("trains four times")
	}
	o := tinyOptions(t)
	o.Passes, o.TeacherPasses = 1, 1
	one := modelBytes(t, o, newKernels())
	if !bytes.Equal(one, modelBytes(t, o, newKernels())) {
		t.Error("the same training gave other bytes")
	}
	if !bytes.Equal(one, modelBytes(t, o, portableKernels())) {
		t.Error("portable kernels gave other bytes")
	}
	o.Seed++
	if bytes.Equal(one, modelBytes(t, o, newKernels())) {
		t.Error("another seed gave the same bytes")
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	o := tinyOptions(t)
	if err := Parser(ctx, o, nil); err == nil {
		t.Error("training went on after it was cancelled")
	}
	if _, err := os.Stat(filepath.Join(o.Out, nlp.ModelFile)); err == nil {
		t.Error("a cancelled training left a model")
	}
}

// tinyNet is an untrained network over the tiny treebank, with the first three
// sentences of that, no word of which is ever hidden.
func tinyNet(t *testing.T) (*net, *inventory, [][]word) {
	t.Helper()
	samples, err := readTreebank(Corpus{Name: "tiny", Path: tiny(t, 3, 12)})
	if err != nil {
		t.Fatal(err)
	}
	inv, err := newInventory(samples, nil)
	if err != nil {
		t.Fatal(err)
	}
	n := newNet(newKernels(), shape{16, 32, 2, len(inv.upos), len(inv.morph), len(inv.labels), len(inv.rowOf)}, rand.New(rand.NewPCG(1, 1)))
	var sents [][]word
	for _, s := range samples[:3] {
		ws := inv.words(s.Sentence)
		for i := range ws {
			ws[i].count = 1 << 40 // never hidden
		}
		sents = append(sents, ws)
	}
	return n, inv, sents
}

// TestGradient compares the gradient with differences of the loss, without noise
// and along the gold tree.
func TestGradient(t *testing.T) {
	n, _, sents := tinyNet(t)
	b := &batch{}
	loss := func() float64 { return n.train(b, sents, rand.New(rand.NewPCG(2, 2)), 0, 0, nil) }
	clearAll := func() {
		for _, p := range n.params {
			clear(p.g)
		}
		clear(n.embedG)
	}
	loss()
	type probe struct {
		name string
		w    []float32
		g    float32
		i    int
	}
	var probes []probe
	for _, p := range n.params {
		if p.name == "proj" {
			continue // no vectors here
		}
		best := 0
		for i, g := range p.g {
			if g*g > p.g[best]*p.g[best] {
				best = i
			}
		}
		probes = append(probes, probe{p.name, p.w, p.g[best], best})
	}
	best := 0
	for i, g := range n.embedG {
		if g*g > n.embedG[best]*n.embedG[best] {
			best = i
		}
	}
	probes = append(probes, probe{"embed", n.embed, n.embedG[best], best})
	const h = 1e-3
	for _, p := range probes {
		at := func(d float32) float64 {
			old := p.w[p.i]
			p.w[p.i] = old + d
			for _, q := range n.params {
				q.transpose()
			}
			clearAll()
			l := loss()
			p.w[p.i] = old
			return l
		}
		want := (at(h) - at(-h)) / (2 * h)
		if d := float64(p.g) - want; d > 0.02*max(1, want, -want) || d < -0.02*max(1, want, -want) {
			t.Errorf("%s[%d]: gradient %.4f, difference %.4f", p.name, p.i, p.g, want)
		}
	}
}

// TestQuantise checks that the model in whole numbers parses as the network in
// floating point does.
func TestQuantise(t *testing.T) {
	samples, err := readTreebank(Corpus{Name: "tiny", Path: tiny(t, 4, 80)})
	if err != nil {
		t.Fatal(err)
	}
	o := tinyOptions(t)
	o.defaults()
	f := &weights.File{}
	l, err := readLexicon(o.Lexicon)
	if err != nil {
		t.Fatal(err)
	}
	putLexicon(f, l)
	putLemmas(f, samples, func(string) bool { return false })
	putSplitter(f, nlp.NewTokeniser(l), samples, 1)
	n, inv, err := fitNetwork(context.Background(), newKernels(), f, o, samples, nil, nil, func(int, float64) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	p, err := nlp.New(f)
	if err != nil {
		t.Fatal(err)
	}
	e := newEnsemble([]*net{n}, []*inventory{inv})
	words, same := 0, 0
	for _, s := range samples {
		whole, real := s.Sentence, s.Sentence
		whole.Tokens, real.Tokens = append([]doc.Token(nil), s.Tokens...), append([]doc.Token(nil), s.Tokens...)
		p.Annotate(&whole, s.text)
		e.parse(&real)
		for i := range s.Tokens {
			words++
			a, b := whole.Tokens[i], real.Tokens[i]
			if a.Head == b.Head && a.Deprel == b.Deprel && a.UPOS == b.UPOS && a.Feats == b.Feats {
				same++
			}
		}
	}
	if same*100 < words*99 {
		t.Errorf("%d of %d words alike", same, words)
	}
}

// TestGuide checks that a network that is its own teacher learns the truth's
// share only: its opinion pulls nowhere.
func TestGuide(t *testing.T) {
	n, inv, sents := tinyNet(t)
	gradient := func(guide *ensemble) []float32 {
		for _, p := range n.params {
			clear(p.g)
		}
		clear(n.embedG)
		n.train(&batch{}, sents, rand.New(rand.NewPCG(2, 2)), 0, 0, guide)
		return slices.Clone(n.embedG)
	}
	alone := gradient(nil)
	guided := gradient(newEnsemble([]*net{n}, []*inventory{inv}))
	for i, g := range alone {
		if want := (1 - adviceShare) * g; guided[i] < want-1e-4 || guided[i] > want+1e-4 {
			t.Fatalf("embed[%d]: gradient alone %.5f, guided by itself %.5f, want %.5f", i, g, guided[i], want)
		}
	}
}
