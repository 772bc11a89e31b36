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
