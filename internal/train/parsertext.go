package train

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"entente/internal/doc"
	"entente/internal/nlp"
)

// readText calls do with each paragraph of a corpus of plain text, or of JSONL
// whose objects have a field "text".
func readText(c Corpus, do func(paragraph string) error) error {
	r, err := open(c.Path)
	if err != nil {
		return fmt.Errorf("read text %s: %w", c.Name, err)
	}
	defer r.Close()
	br := bufio.NewReaderSize(r, 1<<20)
	jsonl := strings.HasSuffix(strings.TrimSuffix(c.Path, ".gz"), ".jsonl")
	for {
		line, err := br.ReadString('\n')
		if err != nil && err != io.EOF {
			return fmt.Errorf("read text %s: %w", c.Name, err)
		}
		if jsonl && strings.TrimSpace(line) != "" {
			var object struct{ Text string }
			if err := json.Unmarshal([]byte(line), &object); err != nil {
				return fmt.Errorf("read text %s: %w", c.Name, err)
			}
			line = object.Text
		}
		for _, p := range strings.FieldsFunc(line, func(r rune) bool { return r == '\n' || r == '\r' }) {
			if p = strings.TrimSpace(p); p != "" {
				if err := do(p); err != nil {
					return err
				}
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}

// normalText is the text of corpora and treebanks as the vectors see it: a list
// of normal forms for each paragraph or sentence. The treebanks, short and
// close to what is parsed, are taken three times.
func normalText(cut *nlp.Tokeniser, text []Corpus, samples []sample) ([][]string, error) {
	var out [][]string
	names := map[string]string{} // one copy of each form
	normal := func(toks []doc.Token) {
		s := make([]string, len(toks))
		for i, t := range toks {
			n, ok := names[t.Form]
			if !ok {
				n = nlp.Normal(t.Form)
				names[strings.Clone(t.Form)] = n
			}
			s[i] = n
		}
		out = append(out, s)
	}
	for range 3 {
		for _, s := range samples {
			normal(s.Tokens)
		}
	}
	for _, c := range text {
		err := readText(c, func(p string) error {
			normal(cut.Tokenise(p, doc.Span{End: len(p)}))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// pick returns sentences of the corpora, of 4 to 60 tokens, taken at even
// distance from the whole and about limit tokens in all.
func pick(p *nlp.Parser, text []Corpus, limit int) ([]sample, error) {
	total := 0
	for _, c := range text {
		if err := readText(c, func(s string) error { total += len(s); return nil }); err != nil {
			return nil, err
		}
	}
	const perToken = 6 // bytes, about
	every := max(1, total/perToken/limit)
	var out []sample
	n := 0
	for _, c := range text {
		err := readText(c, func(par string) error {
			if n++; n%every != 0 {
				return nil
			}
			for _, s := range p.Split(par, doc.Span{End: len(par)}) {
				if k := len(s.Tokens); k >= 4 && k <= 60 {
					out = append(out, sample{text: par, Sentence: s})
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
