package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"entente/internal/group"
	"entente/internal/nlp"
	"entente/models"
)

func clusterCommand(a *app) *cobra.Command {
	var score bool
	cmd := &cobra.Command{
		Use:   "cluster [flags] [FILE…]",
		Short: "Say which mentions of a list tell of one event",
		Long: `Read a list of mentions and say which of them tell of one event, in one document or
in several. Nothing is kept; the ledger's own events are put together by add.

A line of the list is a JSON object: a mention in its sentence or passage,
    {"id": "m1", "doc": "d1", "text": "A quake hit Selna.", "begin": 2, "end": 7}
or a document with its mentions,
    {"doc": "d1", "text": "…", "mentions": [{"id": "m1", "begin": 2, "end": 7}, …]}
begin and end are bytes in text; "trigger", words that stand in it, may be there
instead. With "topic", mentions of different topics are never put together. More
text is better: texts are told apart by subject first. For each mention, in order,
a line {"id", "cluster"} is printed; cluster is the id of its first mention.

Without FILE standard input is read.`,
		Example: `  entente cluster mentions.jsonl
  entente cluster --score mentions-with-gold.jsonl > /dev/null`,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := nlp.Load(models.FS, language)
			if err != nil {
				return err
			}
			lex, err := loadLexicon()
			if err != nil {
				return err
			}
			list := group.NewList(p)
			if len(args) == 0 {
				args = []string{"-"}
			}
			for _, name := range args {
				if err := a.readList(list, name); err != nil {
					return err
				}
			}
			got := list.Clusters(lex)
			out := bufio.NewWriter(a.Stdout)
			enc := json.NewEncoder(out)
			enc.SetEscapeHTML(false)
			for i, id := range list.IDs {
				if err := enc.Encode(struct {
					ID      json.RawMessage `json:"id"`
					Cluster json.RawMessage `json:"cluster"`
				}{id, list.IDs[got[i]]}); err != nil {
					return err
				}
			}
			if err := out.Flush(); err != nil {
				return err
			}
			if score {
				for _, line := range list.Score(got) {
					a.say("%s", line)
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&score, "score", false, `compare with the clusters that "gold" of each mention names, and with the headword alone`)
	return cmd
}

// readList adds the mentions of one file, - being standard input.
func (a *app) readList(list *group.List, name string) error {
	in, place := a.Stdin, "standard input"
	if name != "-" {
		f, err := os.Open(a.path(name))
		if err != nil {
			a.fault(name, err)
			return nil
		}
		defer f.Close()
		in, place = f, name
	}
	return list.Read(in, func(line int, err error) { a.fault(fmt.Sprintf("%s:%d", place, line), err) })
}
