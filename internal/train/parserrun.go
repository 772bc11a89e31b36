package train

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"entente/internal/nlp"
	"entente/internal/weights"
)

// ParserOptions says how a parser is trained. The zero value of a size or count
// means its default.
type ParserOptions struct {
	Treebanks []Corpus // training text
	Dev       []Corpus // scored after each pass
	Text      []Corpus // for word vectors, besides the treebanks; may be empty
	HeldOut   []string // documents of the treebanks, by prefix of their id, kept for Dev
	Lexicon   fs.FS    // tables of the language's tokeniser, as data/lang/en
	Out       string   // folder for model and manifest
	Command   string   // for the manifest: the command line
	Version   string   // for the manifest: of the program

	Dim, Hidden, Depth int     // 128, 128, 3
	Passes             int     // 20
	Batch              int     // sentences a step; 8
	Rate               float64 // 0.0015
	Dropout            float64 // 0.25; below 0 for none
	VectorPasses       int     // 3
	MinCount           int     // how often a word must occur to have a vector; 5
	Teachers           int     // networks whose opinion the one that ships learns; 0 for none
	TeacherPasses      int     // 20
	Seed               uint64
}

func (o *ParserOptions) defaults() {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	set(&o.Dim, 128)
	set(&o.Hidden, 128)
	set(&o.Depth, 3)
	set(&o.Passes, 20)
	set(&o.Batch, 8)
	set(&o.VectorPasses, 3)
	set(&o.MinCount, 5)
	set(&o.TeacherPasses, 20)
	if o.Rate == 0 {
		o.Rate = 0.0015
	}
	if o.Dropout == 0 {
		o.Dropout = 0.25
	}
	o.Dropout = max(0, o.Dropout)
}

// A Manifest says how a model was made. Everything but Seconds depends on the
// inputs alone.
type Manifest struct {
	Model   string           `json:"model"`
	SHA256  string           `json:"sha256"`
	Licence string           `json:"licence"`
	Command string           `json:"command"`
	Version string           `json:"version"`
	Seed    uint64           `json:"seed"`
	Corpora []ManifestCorpus `json:"corpora"`
	HeldOut []string         `json:"held_out,omitempty"` // documents not trained on
	Options map[string]any   `json:"options"`
	Dev     map[string]Score `json:"dev"`
	Seconds int              `json:"training_seconds"`
}

// A ManifestCorpus is a text used, and what for.
type ManifestCorpus struct {
	Name    string `json:"name"`
	Use     string `json:"use"` // trees, dev, text
	Licence string `json:"licence"`
	SHA256  string `json:"sha256"`
}

// A Score is what a parser gets right of a treebank's words, in percent.
type Score struct {
	Words int     `json:"words"`
	UPOS  float64 `json:"upos"`
	Feats float64 `json:"feats"`
	Lemma float64 `json:"lemma"`
	UAS   float64 `json:"uas"`
	LAS   float64 `json:"las"`
}

func (s Score) String() string {
	return fmt.Sprintf("UPOS %.2f feats %.2f lemma %.2f UAS %.2f LAS %.2f", s.UPOS, s.Feats, s.Lemma, s.UAS, s.LAS)
}

// score parses samples with their own tokens.
func score(p *nlp.Parser, samples []sample) Score {
	var n, upos, feats, lemma, uas, las int
	for _, s := range samples {
		auto := s.Sentence
		auto.Tokens = slices.Clone(s.Tokens)
		p.Annotate(&auto, s.text)
		for i, g := range s.Tokens {
			a := auto.Tokens[i]
			n++
			count := func(to *int, ok bool) {
				if ok {
					*to++
				}
			}
			count(&upos, a.UPOS == g.UPOS)
			count(&feats, a.Feats == g.Feats)
			count(&lemma, a.Lemma == g.Lemma)
			count(&uas, a.Head == g.Head)
			count(&las, a.Head == g.Head && a.Deprel == g.Deprel)
		}
	}
	percent := func(k int) float64 { return float64(k*10000/max(1, n)) / 100 }
	return Score{n, percent(upos), percent(feats), percent(lemma), percent(uas), percent(las)}
}

// A run is the inputs of one training.
type run struct {
	ParserOptions
	kn       *kernels
	progress func(string, ...any)
	gold     []sample
	dev      []devSet
	lexicon  nlp.Lexicon
	corpora  []ManifestCorpus
}

type devSet struct {
	name    string
	samples []sample
}

// Parser trains a language model and writes it and its manifest to o.Out: word
// vectors from all text; teachers, if any, from the treebanks; the network itself,
// from treebanks and teachers; splitter and lemmas from the treebanks. The same inputs and options
// give the same model, byte for byte. It uses one core. Progress gets lines for
// people; it may be nil.
func Parser(ctx context.Context, o ParserOptions, progress func(format string, args ...any)) error {
	began := time.Now()
	if progress == nil {
		progress = func(string, ...any) {}
	}
	o.defaults()
	r := &run{ParserOptions: o, kn: newKernels(), progress: progress}
	if err := r.read(); err != nil {
		return err
	}
	f, dev, err := r.fit(ctx)
	if err != nil {
		return err
	}
	return r.write(f, dev, int(time.Since(began).Seconds()))
}

// write writes model and manifest.
func (r *run) write(f *weights.File, dev map[string]Score, seconds int) error {
	o := r.ParserOptions
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		return err
	}
	if err := os.MkdirAll(o.Out, 0o755); err != nil {
		return fmt.Errorf("write model: %w", err)
	}
	if err := os.WriteFile(filepath.Join(o.Out, nlp.ModelFile), b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write model: %w", err)
	}
	sum := sha256.Sum256(b.Bytes())
	m := Manifest{Model: nlp.ModelFile, SHA256: hex.EncodeToString(sum[:]), Licence: "CC BY-SA 4.0", Command: o.Command, Version: o.Version,
		Seed: o.Seed, Corpora: r.corpora, HeldOut: o.HeldOut, Dev: dev, Seconds: seconds,
		Options: map[string]any{"dim": o.Dim, "hidden": o.Hidden, "depth": o.Depth, "passes": o.Passes, "batch": o.Batch, "rate": o.Rate,
			"dropout": o.Dropout, "vector_passes": o.VectorPasses, "teachers": o.Teachers, "teacher_passes": o.TeacherPasses, "min_count": o.MinCount}}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	if err := os.WriteFile(filepath.Join(o.Out, "manifest.json"), append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return nil
}

// read reads treebanks and tables and notes their checksums.
func (r *run) read() error {
	var err error
	if r.lexicon, err = readLexicon(r.Lexicon); err != nil {
		return err
	}
	note := func(use string, list []Corpus) error {
		for _, c := range list {
			sum, err := Checksum(c.Path)
			if err != nil {
				return fmt.Errorf("read %s: %w", c.Name, err)
			}
			r.corpora = append(r.corpora, ManifestCorpus{c.Name, use, c.Licence, sum})
		}
		return nil
	}
	for _, u := range []struct {
		use  string
		list []Corpus
	}{{"trees", r.Treebanks}, {"dev", r.Dev}, {"text", r.Text}} {
		if err := note(u.use, u.list); err != nil {
			return err
		}
	}
	var held devSet
	held.name = "held out"
	for _, c := range r.Treebanks {
		samples, err := readTreebank(c)
		if err != nil {
			return err
		}
		for _, s := range samples {
			if slices.ContainsFunc(r.HeldOut, func(p string) bool { return strings.HasPrefix(s.document, p) }) {
				held.samples = append(held.samples, s)
			} else {
				r.gold = append(r.gold, s)
			}
		}
	}
	for _, c := range r.Dev {
		samples, err := readTreebank(c)
		if err != nil {
			return err
		}
		r.dev = append(r.dev, devSet{c.Name, samples})
	}
	if len(held.samples) > 0 {
		r.dev = append(r.dev, held)
	}
	return nil
}

// Checksum is the SHA-256 of a file, in hexadecimal.
func Checksum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// fit makes the model and scores it on the dev sets.
func (r *run) fit(ctx context.Context) (*weights.File, map[string]Score, error) {
	f := &weights.File{}
	cut := nlp.NewTokeniser(r.lexicon)
	putLexicon(f, r.lexicon)
	putSplitter(f, cut, r.gold, r.Seed)
	text, err := normalText(cut, r.Text, r.gold)
	if err != nil {
		return nil, nil, err
	}
	vectors, err := trainVectors(ctx, r.kn, text, vectorOptions{Epochs: r.VectorPasses, MinCount: r.MinCount, Seed: r.Seed}, r.progress)
	if err != nil {
		return nil, nil, err
	}
	text = nil
	putLemmas(f, r.gold, func(w string) bool { _, ok := vectors.index[w]; return ok })
	guide, err := r.teachers(ctx, f, vectors)
	if err != nil {
		return nil, nil, err
	}
	dev := map[string]Score{}
	_, _, err = fitNetwork(ctx, r.kn, f, r.ParserOptions, r.gold, vectors, guide, func(pass int, loss float64) error {
		if pass == r.Passes-1 {
			known, err := knownWords(f)
			if err != nil {
				return err
			}
			putLemmas(f, r.gold, known)
		}
		return r.report("parser", f, pass, loss, dev)
	})
	return f, dev, err
}

// teachers trains networks that differ by their seed; nil if none are wanted.
func (r *run) teachers(ctx context.Context, f *weights.File, vectors *vectorSet) (*ensemble, error) {
	if r.Teachers == 0 {
		return nil, nil
	}
	var nets []*net
	var invs []*inventory
	for k := range r.Teachers {
		o := r.ParserOptions
		o.Seed += uint64(k) + 1
		o.Passes = r.TeacherPasses
		n, inv, err := fitNetwork(ctx, r.kn, f, o, r.gold, vectors, nil, func(pass int, loss float64) error {
			return r.report(fmt.Sprintf("teacher %d", k+1), f, pass, loss, map[string]Score{})
		})
		if err != nil {
			return nil, err
		}
		nets, invs = append(nets, n), append(invs, inv)
	}
	return newEnsemble(nets, invs), nil
}

func (r *run) report(who string, f *weights.File, pass int, loss float64, dev map[string]Score) error {
	p, err := nlp.New(f)
	if err != nil {
		return err
	}
	var line strings.Builder
	for _, d := range r.dev {
		dev[d.name] = score(p, d.samples)
		fmt.Fprintf(&line, "; %s: %s", d.name, dev[d.name])
	}
	r.progress("%s: pass %d, loss %.4f%s", who, pass+1, loss, line.String())
	return nil
}
