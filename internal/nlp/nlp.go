// Package nlp turns text into sentences, tokens and trees: it splits,
// tokenises, tags, lemmatises and parses, after the manner of Universal
// Dependencies. The models are its own, made by package train; what the trees
// mean is left to others.
//
// All arithmetic on models is on whole numbers, so the same text gives the same
// trees on every machine.
package nlp

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
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
	net   *network
	cut   *Tokeniser
	split splitter
	lemma *lemmatiser
	pool  sync.Pool // of *workspace
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
	var faults []error
	list := func(name string) []string {
		v, err := f.Strings(name)
		faults = append(faults, err)
		return v
	}
	p.cut = NewTokeniser(Lexicon{list(TableAbbreviations), list(TableTitles), list(TableNumbering), list(TableStarters), list(TablePrefixes), list(TableClitics), list(TableContractions), list(TableWhole)})
	p.split.weights, err = f.Int16(TableSplit)
	faults = append(faults, err)
	if len(p.split.weights) != 1<<SplitBits {
		faults = append(faults, fmt.Errorf("table %q has %d weights", TableSplit, len(p.split.weights)))
	}
	words, e1 := f.Uint64(TableLemmaWords)
	wordEdits, e2 := f.Int32(TableLemmaWordEdit)
	ends, e3 := f.Uint64(TableLemmaEnds)
	endEdits, e4 := f.Int32(TableLemmaEndEdit)
	faults = append(faults, e1, e2, e3, e4)
	p.lemma, err = newLemmatiser(list(TableEdits), words, ends, wordEdits, endEdits)
	if err == nil {
		p.lemma.relate(n.morphUPOS, n.feats, n.lemmaTag)
	}
	return p, errors.Join(append(faults, err)...)
}

// Parse splits the spoken segments of a page into sentences and parses them. The
// page is not changed.
func (p *Parser) Parse(page *doc.Page) (*doc.Parsed, error) { return p.ParseSome(page, nil) }

// ParseSome is Parse for the sentences that are worth it. The others get tags and
// lemmas, which are cheaper, and in place of a tree every token hangs on the
// first by the relation "dep". Worth sees tokens with span and form; nil is all.
func (p *Parser) ParseSome(page *doc.Page, worth func(*doc.Sentence) bool) (*doc.Parsed, error) {
	out := &doc.Parsed{Page: *page}
	for i, seg := range page.Segments {
		if !seg.Spoken() {
			continue
		}
		if seg.Begin < 0 || seg.End > len(page.Text) || seg.Begin > seg.End {
			return nil, fmt.Errorf("parse: segment %d is bytes %d to %d of %d", i, seg.Begin, seg.End, len(page.Text))
		}
		sents := p.Split(page.Text, seg.Span)
		for k := range sents {
			sents[k].Segment = i
			p.annotateAll(&sents[k], worth == nil || worth(&sents[k]))
		}
		out.Sentences = append(out.Sentences, sents...)
	}
	return out, nil
}

// Split cuts text[within.Begin:within.End], a paragraph, into sentences with
// their tokens. Tokens have span and form and no more: this is the cheap part of
// Parse. Spans count from the beginning of text, are in order and apart, and
// cover every rune that is not blank.
func (p *Parser) Split(text string, within doc.Span) []doc.Sentence {
	return p.split.sentences(p.cut, text, p.cut.Tokenise(text, within))
}

// Tokenise cuts text[within.Begin:within.End] into tokens with span and form, as
// Split does, and leaves sentences aside.
func (p *Parser) Tokenise(text string, within doc.Span) []doc.Token {
	return p.cut.Tokenise(text, within)
}

// Annotate predicts part of speech, features, head, relation and lemma of the
// tokens of s, whose forms and spans it keeps; text is what the spans count in.
// The result is a tree with one root, whatever the tokens are.
func (p *Parser) Annotate(s *doc.Sentence, text string) { p.annotateAll(s, true) }

func (p *Parser) annotateAll(s *doc.Sentence, tree bool) {
	if len(s.Tokens) == 0 {
		return
	}
	w := p.pool.Get().(*workspace)
	defer p.pool.Put(w)
	root := -1
	place := dateline(s.Tokens)
	for from := place; from < len(s.Tokens); {
		to := stretch(s.Tokens, from)
		head := p.annotate(w, s.Tokens, from, to, tree)
		if root < 0 {
			root = head
		} else {
			s.Tokens[head].Head, s.Tokens[head].Deprel = root, "parataxis"
		}
		from = to
	}
	if place > 0 {
		head := p.annotate(w, s.Tokens, 0, place, tree)
		s.Tokens[head].Head, s.Tokens[head].Deprel = root, "parataxis"
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
func (p *Parser) annotate(w *workspace, toks []doc.Token, from, to int, tree bool) (root int) {
	n := p.net
	w.forms = w.forms[:0]
	for _, t := range toks[from:to] {
		w.forms = append(w.forms, t.Form)
	}
	n.run(w, w.forms, tree)
	for i := range w.forms {
		t := &toks[from+i]
		t.UPOS = n.upos[w.upos[i]]
		t.Feats = n.feats[w.morph[i]]
		t.Lemma = w.cache.lemma(p, t.Form, n.lemmaTag[w.morph[i]])
		if !tree {
			t.Head, t.Deprel = from, "dep"
			continue
		}
		t.Deprel = n.labels[w.state.Label[i]]
		t.Head = from + int(w.state.Head[i])
		if int(w.state.Head[i]) == len(w.forms) {
			t.Head, root = doc.Root, from+i
		}
	}
	if !tree {
		root = from
		toks[root].Head, toks[root].Deprel = doc.Root, "root"
	}
	return root
}

// BaseForms returns the lemmas that a form can have as a word of open class, in
// lower case, each once.
func (p *Parser) BaseForms(form string) []string {
	var out []string
	f := folded(form)
	for _, tag := range p.net.openTags {
		l := lower(p.lemma.lemmaOf(&f, tag, p.net.known))
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}
