package cli

import (
	"bufio"
	"encoding/json"
	"errors"

	"github.com/spf13/cobra"

	"entente/internal/pipeline"
)

// errEmpty is the reason given for an input without text.
var errEmpty = errors.New("empty: no text in it")

func codeCommand(a *app) *cobra.Command {
	var (
		in     inputs
		k      knowledge
		format string
	)
	cmd := &cobra.Command{
		Use:   "code [flags] [FILE…]",
		Short: "Print what articles say, as JSON lines; keep nothing",
		Long: `Print what articles say: who did what to whom, when, where and on whose word, one
JSON object a document, in the order of the input. Nothing is kept.

` + inputHelp + `

The fields of a line are described in docs/contract.md.`,
		Example: `  entente code article.txt
  entente code --published 2022-12-04 < article.txt
  zcat news.jsonl.gz | entente code | jq -c '.events[] | [.date, .kind]'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, "jsonl"); err != nil {
				return err
			}
			t, err := a.load(k)
			if err != nil {
				return err
			}
			out := bufio.NewWriterSize(a.Stdout, 64<<10)
			enc := json.NewEncoder(out)
			enc.SetEscapeHTML(false)
			bar := a.progress("documents", a.total(args))
			_, err = pipeline.Run(cmd.Context(), a.walk(in, args), t.stages(), pipeline.Options{Workers: in.workers, Progress: bar.show},
				func(r pipeline.Result) error {
					if r.Coded == nil {
						bar.clear()
						a.notCoded(r)
						return nil
					}
					if err := enc.Encode(r.Coded); err != nil {
						return err
					}
					return out.Flush()
				})
			bar.clear()
			return err
		},
	}
	k.flags(cmd)
	in.flags(cmd)
	cmd.Flags().StringVar(&format, "format", "jsonl", "jsonl, the only one so far")
	return cmd
}

// notCoded names a document of which nothing came.
func (a *app) notCoded(r pipeline.Result) {
	if r.Empty {
		r.Err = errEmpty
	}
	a.fault(r.Name, r.Err)
}
