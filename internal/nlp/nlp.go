// Package nlp turns text into sentences, tokens and trees: it splits,
// tokenises, tags, lemmatises and parses, after the manner of Universal
// Dependencies. The models are its own, made by package train; what the trees
// mean is left to others.
//
// All arithmetic on models is on whole numbers, so the same text gives the same
// trees on every machine.
package nlp

import (
	"fmt"
	"io/fs"
	"path"
	"sync"

	"entente/internal/doc"
	"entente/internal/weights"
)

// ModelFile is the name of the model in its folder.
const ModelFile = "parser.bin"

// longest is the most words the network sees at once. A longer sentence is
// parsed in stretches, which are then joined: time and memory stay in proportion
// to its length.
const longest = 256

// A Parser splits, tags and parses text of one language. It is safe for
// concurrent use.
type Parser struct {
	net  *network
	pool sync.Pool // of *workspace
}

// Load reads the model in folder dir of fsys, as "en" of package models.
func Load(fsys fs.FS, dir string) (*Parser, error) {
	b, err := fs.ReadFile(fsys, path.Join(dir, ModelFile))
	if err != nil {
		return nil, fmt.Errorf("load language model: %w", err)
	}
	f, err := weights.Parse(b)
	if err != nil {
		return nil, fmt.Errorf("load language model %s: %w", dir, err)
	}
	p, err := New(f)
	if err != nil {
		return nil, fmt.Errorf("load language model %s: %w", dir, err)
	}
	return p, nil
}

// New makes a parser of a model file already read. It keeps the file's memory.
func New(f *weights.File) (*Parser, error) {
	n, err := newNetwork(f)
	if err != nil {
		return nil, err
	}
	p := &Parser{net: n}
	p.pool.New = func() any { return new(workspace) }
	return p, nil
}

// Annotate predicts part of speech, features, head, relation and lemma of the
// tokens of s, whose forms and spans it keeps. The result is a tree with one
// root, whatever the tokens are.
func (p *Parser) Annotate(s *doc.Sentence) {
	if len(s.Tokens) == 0 {
		return
	}
	w := p.pool.Get().(*workspace)
	defer p.pool.Put(w)
	root := -1
	for from := 0; from < len(s.Tokens); {
		to := stretch(s.Tokens, from)
		head := p.annotate(w, s.Tokens, from, to)
		if root < 0 {
			root = head
		} else {
			s.Tokens[head].Head, s.Tokens[head].Deprel = root, "parataxis"
		}
		from = to
	}
}

// stretch returns the end of the next stretch of tokens parsed at once: all of
// them, or up to the last punctuation mark that leaves no more than fit.
func stretch(toks []doc.Token, from int) int {
	if len(toks)-from <= longest {
		return len(toks)
	}
	for i := from + longest; i > from+longest/2; i-- {
		if f := toks[i-1].Form; f == "," || f == ";" || f == ":" || f == "." {
			return i
		}
	}
	return from + longest
}

// annotate fills in toks[from:to] and returns the index of their root.
func (p *Parser) annotate(w *workspace, toks []doc.Token, from, to int) (root int) {
	n := p.net
	w.forms = w.forms[:0]
	for _, t := range toks[from:to] {
		w.forms = append(w.forms, t.Form)
	}
	n.run(w, w.forms)
	for i := range w.forms {
		t := &toks[from+i]
		t.UPOS = n.upos[w.upos[i]]
		t.Feats = n.feats[w.morph[i]]
		t.Deprel = n.labels[w.state.Label[i]]
		t.Head = from + int(w.state.Head[i])
		if int(w.state.Head[i]) == len(w.forms) {
			t.Head, root = doc.Root, from+i
		}
	}
	return root
}
