package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/eval"
	"entente/internal/event"
	"entente/internal/gold"
	"entente/internal/nlp"
	"entente/internal/page"
	"entente/models"
)

func evalCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Score the program against a gold standard",
		Example: `  entente eval parse en_ewt-ud-test.conllu.gz
  entente eval sentences testdata/newswire-sentences.txt
  entente eval events --gold gold`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(evalParseCommand(a), evalSentencesCommand(a), evalEventsCommand(a))
	return cmd
}

func evalParseCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "parse FILE…",
		Short:   "Score tagger and parser on treebanks in CoNLL-U",
		Example: `  entente eval parse en_ewt-ud-test.conllu.gz`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := nlp.Load(models.FS, language)
			if err != nil {
				return err
			}
			for _, name := range args {
				s, err := eval.ParseFile(p, a.path(name), nil)
				if err != nil {
					return err
				}
				if err := s.Table(a.Stdout); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func evalSentencesCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "sentences FILE",
		Short:   "Score the sentence splitter on sentences, one a line",
		Example: `  entente eval sentences testdata/newswire-sentences.txt`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := nlp.Load(models.FS, language)
			if err != nil {
				return err
			}
			f, err := os.Open(a.path(args[0]))
			if err != nil {
				return err
			}
			defer f.Close()
			n, f1, missed, err := eval.Newswire(p, f)
			if err != nil {
				return err
			}
			fmt.Fprintf(a.Stdout, "sentences %d\nF1 %.2f\n", n, 100*f1)
			for _, m := range missed {
				fmt.Fprintf(a.Stdout, "missed: %s\n", m)
			}
			return nil
		},
	}
}

func evalEventsCommand(a *app) *cobra.Command {
	var k knowledge
	var folder, part string
	var misses bool
	cmd := &cobra.Command{
		Use:   "events",
		Short: "Score events on examples of a gold standard",
		Long: `Score events on the examples of a gold standard: type and parties, status and date
of what matched, texts that tempt, by type, with a 90 % interval and the confusion.

The test part is there to be scored on at a release; steer by dev.`,
		Example: `  entente eval events --gold gold --misses`,
		Args:    cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			if err := oneOf("part", part, string(gold.Dev), string(gold.Test)); err != nil {
				return err
			}
			t, err := a.load(k)
			if err != nil {
				return err
			}
			set, err := gold.Load(os.DirFS(a.path(folder)))
			if err != nil {
				return err
			}
			s, err := eval.Events(set, gold.Part(part), t.code)
			if err != nil {
				return err
			}
			if _, err := s.WriteTo(a.Stdout); err != nil {
				return err
			}
			if misses {
				for _, m := range s.Misses {
					fmt.Fprintln(a.Stdout, m)
				}
			}
			return nil
		},
	}
	k.tableFlags(cmd)
	cmd.Flags().StringVar(&folder, "gold", "gold", "folder of the gold standard")
	cmd.Flags().StringVar(&part, "part", string(gold.Dev), "dev or test")
	cmd.Flags().BoolVar(&misses, "misses", false, "also list what was missed and what was found in excess")
	return cmd
}

// code takes one text, published on a date that may be unknown, through all
// stages.
func (t *toolbox) code(text string, published edtf.Date) (*event.Coded, error) {
	r, err := t.resolve(text, published)
	if err != nil {
		return nil, err
	}
	return t.coder.Code(r)
}

// resolve takes one text through all stages before the coder.
func (t *toolbox) resolve(text string, published edtf.Date) (*event.Resolved, error) {
	d := &doc.Document{ID: doc.NewID([]byte(text)), Text: text}
	p, err := t.pager.r.Read(d, page.Options{Published: published})
	if err != nil {
		return nil, err
	}
	parsed, err := t.parser.Parse(p)
	if err != nil {
		return nil, err
	}
	return t.resolver.Resolve(parsed)
}
