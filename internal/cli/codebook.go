package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"entente/internal/code"
	"entente/internal/codebook"
	"entente/internal/pipeline"
)

// parts are what the codebook command lists.
var parts = []string{"types", "modes", "contexts", "sectors", "kinds", "rules"}

func codebookCommand(a *app) *cobra.Command {
	var (
		k      knowledge
		format string
	)
	cmd := &cobra.Command{
		Use:   "codebook [flags] [types|modes|contexts|sectors|kinds|rules|RULE]",
		Short: "Check a codebook and list what is in it",
		Long: `Load the codebook, naming every fault with file, line and column, and list its
types, modes, contexts, sectors, kinds or rules, or the examples of one rule.
Without an argument, say how many there are of each.`,
		Example: `  entente codebook
  entente codebook types --format md
  entente codebook --codebook mine/`,
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: parts,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			cb, err := a.loadCodebook(k)
			if err != nil {
				return err
			}
			what := ""
			if len(args) == 1 {
				what = args[0]
			}
			t := bookTable(cb, what)
			if t == nil {
				return usage("codebook lists %s, or a rule by its id; not %q", strings.Join(parts, ", "), what)
			}
			return t.write(a.Stdout, format)
		},
	}
	cmd.Flags().StringVar(&k.codebook, "codebook", "", "folder with a codebook of your own")
	formatFlag(cmd, &format)
	cmd.AddCommand(codebookCheckCommand(a), codebookTestCommand(a), codebookDiffCommand(a), codebookPageCommand(a))
	return cmd
}

// bookTable lists a part of a codebook; nil if there is no such part or rule.
func bookTable(cb *codebook.Codebook, what string) *table {
	t := &table{}
	named := func(ns []codebook.Named) {
		t.columns = []string{"code", "definition"}
		for _, n := range ns {
			t.add(n.Code, n.Definition)
		}
	}
	switch what {
	case "":
		t.columns = []string{cb.ID(), "number"}
		for i, n := range []int{len(cb.Types), len(cb.Modes), len(cb.Contexts), len(cb.Sectors), len(cb.Kinds), len(cb.Rules)} {
			t.add(parts[i], n)
		}
	case "types":
		t.columns = []string{"type", "quad", "scale", "definition"}
		for _, x := range cb.Types {
			t.add(x.Code, int(x.Quad), x.Scale, x.Definition)
		}
	case "modes":
		t.columns = []string{"type", "mode", "scale", "definition"}
		for _, x := range cb.Modes {
			t.add(x.Type, x.Code, x.Scale, x.Definition)
		}
	case "contexts":
		t.columns = []string{"context", "cues", "definition"}
		for _, x := range cb.Contexts {
			t.add(x.Code, x.Cues, x.Definition)
		}
	case "sectors":
		named(cb.Sectors)
	case "kinds":
		named(cb.Kinds)
	case "rules":
		t.columns = []string{"rule", "type", "mode", "kind", "file", "triggers"}
		for _, r := range cb.Rules {
			t.add(r.ID, r.Type, known(r.Mode), known(r.Kind), r.Pos.String(), triggers(r))
		}
	default:
		r, ok := cb.Rule(what)
		if !ok {
			return nil
		}
		t.columns = []string{"must match", "source", "target", "example", "where"}
		for _, e := range r.Yes {
			t.add("yes", known(e.Source), known(e.Target), e.Text, e.Pos.String())
		}
		for _, e := range r.No {
			t.add("no", known(e.Source), known(e.Target), e.Text, e.Pos.String())
		}
	}
	return t
}

// triggers are the words that fire a rule, in file order, each once.
func triggers(r *codebook.Rule) []string {
	var out []string
	for _, l := range r.Lines {
		for _, words := range l.Words {
			if w := strings.Join(words, "_"); !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	return out
}

func explainCommand(a *app) *cobra.Command {
	var (
		in     inputs
		k      knowledge
		format string
	)
	cmd := &cobra.Command{
		Use:   "explain [flags] [FILE…]",
		Short: "Say which rules were tried on a text, and why each won or lost",
		Long: `Code texts and list every rule line that was tried on a word: where, whether it
won, what it took for source and target, or why it lost.

` + inputHelp,
		Example: `  echo "Tajik officials met their Chinese counterparts in Dushanbe." | entente explain
  entente explain article.txt --format csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			box, err := a.load(k)
			if err != nil {
				return err
			}
			t := &table{columns: []string{"document", "sentence", "word", "rule", "line", "won", "source", "target", "status", "score", "why"}}
			stages := box.stages()
			stages.Coder = asParsed{} // the coder is asked below
			_, err = pipeline.Run(cmd.Context(), a.walk(in, args), stages, pipeline.Options{Workers: in.workers}, func(r pipeline.Result) error {
				if r.Coded == nil {
					a.notCoded(r)
					return nil
				}
				for _, s := range box.coder.Explain(&r.Coded.Resolved) {
					t.addStep(r.Name, s)
				}
				return nil
			})
			if err != nil {
				return err
			}
			return t.write(a.Stdout, format)
		},
	}
	k.flags(cmd)
	in.flags(cmd)
	formatFlag(cmd, &format)
	return cmd
}

func (t *table) addStep(name string, s code.Step) {
	var line, rule, score any
	if s.Line != nil {
		line = fmt.Sprintf("%s:%d", s.Line.Pos.File, s.Line.Pos.Line)
		if s.Line.Rule != nil {
			rule = s.Line.Rule.ID
		}
	}
	won := "no"
	if s.Won {
		won, score = "yes", s.Score
	}
	t.add(name, s.Sentence, s.Trigger, rule, line, won, strings.Join(s.Source, ", "), strings.Join(s.Target, ", "), known(string(s.Status)), score, known(s.Why))
}
