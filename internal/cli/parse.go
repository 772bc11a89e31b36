package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"entente/internal/conllu"
	"entente/internal/doc"
	"entente/internal/event"
	"entente/internal/nlp"
	"entente/internal/pipeline"
	"entente/models"
)

func parseCommand(a *app) *cobra.Command {
	var (
		in   inputs
		from string
	)
	cmd := &cobra.Command{
		Use:   "parse [flags] [FILE…]",
		Short: "Print the grammar of texts, in CoNLL-U",
		Long: `Print sentences and words with lemma, part of speech, features, head and relation
(Universal Dependencies) in CoNLL-U. All of a text is parsed, boilerplate too.

With --from conllu, the sentences and words of a treebank are kept, and the rest
is predicted; empty words and enhanced relations are left out.`,
		Example: `  entente parse article.txt
  entente parse --from conllu en_ewt-ud-test.conllu > predicted.conllu`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("from", from, "text", "conllu"); err != nil {
				return err
			}
			p, err := nlp.Load(models.FS, language)
			if err != nil {
				return err
			}
			out := bufio.NewWriterSize(a.Stdout, 64<<10)
			if from == "conllu" {
				if len(args) == 0 {
					args = []string{"-"}
				}
				for _, name := range args {
					if err := a.reparse(out, p, name); err != nil {
						return err
					}
				}
				return out.Flush()
			}
			stages := pipeline.Stages{Pager: paragraphs{}, Parser: p, Resolver: asParsed{}, Coder: asParsed{}}
			bar := a.progress("documents", a.total(args))
			_, err = pipeline.Run(cmd.Context(), a.walk(in, args), stages, pipeline.Options{Workers: in.workers, Progress: bar.show},
				func(r pipeline.Result) error {
					if r.Coded == nil {
						bar.clear()
						a.notCoded(r)
						return nil
					}
					if err := writeParsed(out, &r.Coded.Parsed); err != nil {
						return err
					}
					return out.Flush()
				})
			bar.clear()
			return err
		},
	}
	in.flags(cmd)
	cmd.Flags().StringVar(&from, "from", "text", "text or conllu")
	return cmd
}

// paragraphs is a Pager for which all of a text is body.
type paragraphs struct{}

func (paragraphs) Read(d *doc.Document) (*doc.Page, error) {
	p := &doc.Page{Document: *d}
	for at := 0; at < len(d.Text); {
		end := len(d.Text)
		if i := strings.Index(d.Text[at:], "\n\n"); i >= 0 {
			end = at + i
		}
		trimmed := strings.TrimSpace(d.Text[at:end])
		if trimmed != "" {
			begin := at + strings.Index(d.Text[at:end], trimmed)
			p.Segments = append(p.Segments, doc.Segment{Span: doc.Span{Begin: begin, End: begin + len(trimmed)}, Kind: doc.Body})
		}
		at = end + len("\n\n")
	}
	return p, nil
}

// asParsed stands in for the stages that are not wanted.
type asParsed struct{}

func (asParsed) Resolve(p *doc.Parsed) (*event.Resolved, error) {
	return &event.Resolved{Parsed: *p}, nil
}

func (asParsed) Code(r *event.Resolved) (*event.Coded, error) { return &event.Coded{Resolved: *r}, nil }

func writeParsed(w io.Writer, p *doc.Parsed) error {
	for i, sent := range p.Sentences {
		s := conllu.FromDoc(p.Text, sent)
		head := []string{fmt.Sprintf(" sent_id = %s-%d", p.ID, i+1)}
		if i == 0 {
			head = append([]string{" newdoc id = " + p.ID}, head...)
		}
		s.Comments = append(head, s.Comments...)
		if err := conllu.Write(w, s); err != nil {
			return err
		}
	}
	return nil
}

// reparse predicts the grammar of the sentences in a CoNLL-U file.
func (a *app) reparse(w io.Writer, p *nlp.Parser, name string) error {
	in := io.Reader(a.Stdin)
	if name != "-" {
		f, err := os.Open(a.path(name))
		if err != nil {
			a.fault(name, err)
			return nil
		}
		defer f.Close()
		in = f
	}
	r := conllu.NewReader(in)
	for last := ""; ; {
		s, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			if err.Error() == last { // the file itself cannot be read on
				return nil
			}
			last = err.Error()
			a.fault(name, err)
			continue
		}
		predict(p, s)
		if err := conllu.Write(w, s); err != nil {
			return err
		}
	}
}

// predict sets what the parser makes of a sentence in place of what it had.
func predict(p *nlp.Parser, s *conllu.Sentence) {
	text, sent := s.ToDoc()
	p.Annotate(&sent, text)
	rows := s.Rows[:0]
	n := 0
	for _, row := range s.Rows {
		if row.ID.Sub > 0 {
			continue
		}
		if row.ID.Word() {
			tok := sent.Tokens[n]
			n++
			row.Lemma, row.UPOS, row.XPOS, row.Feats, row.Deprel, row.Deps = tok.Lemma, tok.UPOS, "", tok.Feats, tok.Deprel, ""
			row.Head = tok.Head + 1 // doc.Root is -1, the root of CoNLL-U 0
		}
		rows = append(rows, row)
	}
	s.Rows = rows
}
