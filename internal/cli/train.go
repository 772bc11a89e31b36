package cli

import (
	"io/fs"

	"github.com/spf13/cobra"

	"entente/data"
	"entente/internal/train"
)

func trainCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Make a model",
		Long: `Make a model from corpora, with a manifest beside it that says from what and how
good it is. The same inputs and seed give the same bytes.`,
		Example: `  entente train parser --treebanks treebank --text speeches.jsonl.gz --out models/en`,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(trainParserCommand(a), trainCoderCommand(a))
	return cmd
}

func trainParserCommand(a *app) *cobra.Command {
	var treebanks, text, out string
	var seed uint64
	cmd := &cobra.Command{
		Use:   "parser --treebanks DIR --text FILE --out DIR",
		Short: "Make the English language model",
		Long: `Make the English language model: word vectors, tagger, parser, lemmas, tokeniser.
It takes about half an hour on one core.

--treebanks is a folder with en_ewt-ud-train.conllu.gz, en_ewt-ud-dev.conllu.gz and
en_gum-ud-train-open.conllu.gz; --text is the UN General Debate Corpus, one JSON
object a line with a field "text".`,
		Example: `  entente train parser --treebanks treebank --text ungdc_1991_2023.jsonl.gz --out models/en`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if treebanks == "" || text == "" || out == "" {
				return usage("train parser needs --treebanks, --text and --out")
			}
			lexicon, err := fs.Sub(data.FS, "lang/en")
			if err != nil {
				return err
			}
			o := train.English(a.path(treebanks), a.path(text))
			o.Seed, o.Out, o.Lexicon = seed, a.path(out), lexicon
			o.Command, o.Version = "entente train parser", release
			return train.Parser(cmd.Context(), o, a.say)
		},
	}
	cmd.Flags().StringVar(&treebanks, "treebanks", "", "folder of treebanks")
	cmd.Flags().StringVar(&text, "text", "", "plain text to learn words from")
	cmd.Flags().StringVar(&out, "out", "", "folder for the model and its manifest")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "seed of all that is drawn by lot")
	return cmd
}
