package train

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"entente/internal/conllu"
	"entente/internal/doc"
	"entente/internal/nlp"
	"entente/internal/weights"
)

// A Corpus is a text to train or test on: a treebank in CoNLL-U, or plain or
// JSONL text for word vectors. A path that ends in .gz is unpacked.
type Corpus struct {
	Name    string
	Path    string
	Licence string
}

// open opens a file, unpacking .gz.
func open(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil || !strings.HasSuffix(path, ".gz") {
		return f, err
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("unpack %s: %w", path, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{z, f}, nil
}

// A sample is a sentence of a treebank.
type sample struct {
	document string
	text     string
	opens    bool // begins a paragraph
	doc.Sentence
}

// readTreebank reads sentences and the documents they are of.
func readTreebank(c Corpus) ([]sample, error) {
	r, err := open(c.Path)
	if err != nil {
		return nil, fmt.Errorf("read treebank %s: %w", c.Name, err)
	}
	defer r.Close()
	all, err := conllu.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read treebank %s: %w", c.Name, err)
	}
	var out []sample
	document := ""
	for _, s := range all {
		if id, ok := s.Comment("newdoc id"); ok {
			document = id
		}
		text, sent := s.ToDoc()
		opens := s.Has("newpar") || s.Has("newpar id") || s.Has("newdoc id")
		out = append(out, sample{document, text, opens, sent})
	}
	return out, nil
}

func morphLabel(t doc.Token) string { return t.UPOS + "|" + t.Feats }

func cutMorph(label string) (upos, feats string) {
	upos, feats, _ = strings.Cut(label, "|")
	return upos, feats
}

// newInventory collects labels, features and words of the training text.
// Features and joint tags seen once only are left out, but for the commonest tag
// of each part of speech.
func newInventory(samples []sample, vectors *vectorSet) (*inventory, error) {
	inv := &inventory{rowOf: map[uint64]int32{}, count: map[string]int{}, vectors: vectors}
	labels, upos, morph := map[string]int{}, map[string]int{}, map[string]int{}
	feats := map[uint64]int{}
	var order []uint64
	for _, s := range samples {
		for _, t := range s.Tokens {
			labels[t.Deprel]++
			upos[t.UPOS]++
			morph[morphLabel(t)]++
			inv.count[nlp.Normal(t.Form)]++
			for _, k := range nlp.Features(t.Form) {
				if feats[k]++; feats[k] == 1 {
					order = append(order, k)
				}
			}
		}
	}
	for m, c := range morph {
		u, _, _ := strings.Cut(m, "|")
		if c < 2 && (upos[u] > 1 && m != u+"|") {
			delete(morph, m)
		}
	}
	for u := range upos {
		if !slices.ContainsFunc(sortedKeys(morph), func(m string) bool { return strings.HasPrefix(m, u+"|") }) {
			morph[u+"|"] = 1
		}
	}
	inv.labels, inv.labelOf = numbered(labels)
	inv.upos, inv.uposOf = numbered(upos)
	inv.morph, inv.morphOf = numbered(morph)
	for _, k := range order {
		if feats[k] > 1 {
			inv.rowOf[k] = int32(len(inv.rowOf))
		}
	}
	if len(inv.labels) >= nlp.SignRange {
		return nil, fmt.Errorf("%d relations in the treebanks, at most %d can be told apart", len(inv.labels), nlp.SignRange-1)
	}
	if _, ok := inv.labelOf["root"]; !ok {
		return nil, fmt.Errorf("no relation root in the treebanks")
	}
	return inv, nil
}

func sortedKeys(m map[string]int) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func numbered(m map[string]int) ([]string, map[string]int32) {
	names, of := sortedKeys(m), map[string]int32{}
	for i, n := range names {
		of[n] = int32(i)
	}
	return names, of
}

// words turns a sentence into what the network is trained on.
func (inv *inventory) words(s doc.Sentence) []word {
	out := make([]word, len(s.Tokens))
	for i, t := range s.Tokens {
		w := &out[i]
		for k, f := range nlp.Features(t.Form) {
			w.ids[k] = nlp.None
			if id, ok := inv.rowOf[f]; ok {
				w.ids[k] = id
			}
		}
		normal := nlp.Normal(t.Form)
		w.count = inv.count[normal]
		if inv.vectors != nil {
			if id, ok := inv.vectors.index[normal]; ok {
				w.vec = inv.vectors.row(id)
			}
		}
		w.upos = inv.uposOf[t.UPOS]
		w.label = inv.labelOf[t.Deprel]
		m, ok := inv.morphOf[morphLabel(t)]
		if !ok {
			m = inv.commonest(t.UPOS)
		}
		w.morph = m
		w.head = int32(t.Head)
		if t.Head == doc.Root {
			w.head = int32(len(s.Tokens))
		}
	}
	return out
}

// commonest returns a joint tag of a part of speech, for one seen only once.
func (inv *inventory) commonest(upos string) int32 {
	for i, m := range inv.morph {
		if strings.HasPrefix(m, upos+"|") {
			return int32(i)
		}
	}
	return 0
}

// maxTrain is the longest sentence trained on, in words.
const maxTrain = 200

// fitNetwork trains a network on the samples and puts it into f after each pass,
// after the last with tail-averaged weights. Guide is nil or the network's teachers.
func fitNetwork(ctx context.Context, kn *kernels, f *weights.File, o ParserOptions, samples []sample, vectors *vectorSet, guide *ensemble, each func(pass int, loss float64) error) (*net, *inventory, error) {
	inv, err := newInventory(samples, vectors)
	if err != nil {
		return nil, nil, err
	}
	rng := rand.New(rand.NewPCG(o.Seed, 0x5041))
	var gold [][]word
	for _, s := range samples {
		if len(s.Tokens) <= maxTrain {
			gold = append(gold, inv.words(s.Sentence))
		}
	}
	probe := gold[:min(len(gold), 400)]
	net := newNet(kn, shape{o.Dim, o.Hidden, o.Depth, len(inv.upos), len(inv.morph), len(inv.labels), len(inv.rowOf)}, rng)
	var avg averager
	b := &batch{}
	total := o.Passes * ((len(gold) + o.Batch - 1) / o.Batch)
	warm := float64(min(200, total/10+1))
	done := 0
	for pass := range o.Passes {
		sents := slices.Clone(gold)
		rng.Shuffle(len(sents), func(i, j int) { sents[i], sents[j] = sents[j], sents[i] })
		explore := 0.0
		if pass >= min(2, o.Passes/4) {
			explore = 0.9
		}
		var loss float64
		tokens := 0
		for from := 0; from < len(sents); from += o.Batch {
			to := min(len(sents), from+o.Batch)
			loss += net.train(b, sents[from:to], rng, explore, float32(o.Dropout), guide)
			for _, s := range sents[from:to] {
				tokens += len(s)
			}
			done++
			part := float64(done) / float64(total)
			rate := o.Rate*(1-part)*min(1, float64(done)/warm) + 1e-5
			net.update(float32(rate), float32(o.Batch))
			if part > 0.6 && done%200 == 0 || done == total {
				avg.add(net)
			}
			if ctx.Err() != nil {
				return nil, nil, fmt.Errorf("train parser: %w", ctx.Err())
			}
		}
		if pass == o.Passes-1 {
			avg.apply(net)
		}
		if err := net.quantise(f, inv, probe); err != nil {
			return nil, nil, err
		}
		if err := each(pass, loss/float64(tokens)); err != nil {
			return nil, nil, err
		}
	}
	return net, inv, nil
}

// An averager keeps the sum of the weights at several steps.
type averager struct {
	n     int
	embed []float32
	dense [][]float32
}

func (a *averager) add(n *net) {
	if a.n == 0 {
		a.embed = make([]float32, len(n.embed))
		for _, p := range n.params {
			a.dense = append(a.dense, make([]float32, len(p.w)))
		}
	}
	a.n++
	sum := func(to, from []float32) {
		for i, x := range from {
			to[i] += x
		}
	}
	sum(a.embed, n.embed)
	for i, p := range n.params {
		sum(a.dense[i], p.w)
	}
}

// apply sets the weights to the average.
func (a *averager) apply(n *net) {
	set := func(to, from []float32) {
		for i, x := range from {
			to[i] = x / float32(a.n)
		}
	}
	set(n.embed, a.embed)
	for i, p := range n.params {
		set(p.w, a.dense[i])
		p.transpose()
	}
}
