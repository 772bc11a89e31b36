package cli

import (
	"context"
	"errors"
	"iter"

	"github.com/spf13/cobra"

	"entente/internal/group"
	"entente/internal/pipeline"
	"entente/internal/read"
	"entente/internal/store"
)

func addCommand(a *app) *cobra.Command {
	var (
		in     inputs
		k      knowledge
		format string
	)
	cmd := &cobra.Command{
		Use:   "add [flags] FILE…",
		Short: "Code articles and add them to the ledger",
		Long: `Code articles and add them to the ledger, which is made if there is none. What
the ledger holds already is not added twice: the same bytes are the same
document. An interrupted call leaves whole documents; call it again to go on.

` + inputHelp,
		Example: `  entente add articles/
  entente add --ledger asia news-2022.jsonl.gz
  entente add - < article.txt`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			t, err := a.load(k)
			if err != nil {
				return err
			}
			s, err := store.Open(cmd.Context(), a.path(a.ledger), store.Options{})
			if err != nil {
				return err
			}
			stats, err := a.addAll(cmd.Context(), s, t, a.walk(in, args), in.workers, a.total(args))
			err = errors.Join(err, s.Close())
			// What was done is said even if the end was bad.
			return errors.Join(err, statsTable(stats).write(a.Stdout, format))
		},
	}
	a.ledgerFlag(cmd)
	k.flags(cmd)
	in.flags(cmd)
	formatFlag(cmd, &format)
	return cmd
}

// addAll codes items and appends them to a ledger, naming those that fail.
func (a *app) addAll(ctx context.Context, s *store.Store, t *toolbox, items iter.Seq[read.Item], workers int, total int64) (pipeline.Stats, error) {
	bar := a.progress("documents", total)
	defer bar.clear()
	keep := keeper{s, store.Provenance{Program: "entente " + version(), Codebook: t.book.ID()}}
	known, err := s.Coded(ctx, t.book.ID())
	if err != nil {
		return pipeline.Stats{}, err
	}
	stages := t.stages()
	stages.Known = func(id string) (int, bool) { n, ok := known[id]; return n, ok }
	stats, err := pipeline.Add(ctx, items, stages, keep, pipeline.Options{Workers: workers, Progress: bar.show}, func(r pipeline.Result) {
		bar.clear()
		a.notCoded(r)
	})
	if err == nil {
		_, err = group.Regroup(ctx, s, t.lexicon, keep.prov.Program)
	}
	return stats, err
}

// statsTable is the figures of a run, one a row.
func statsTable(s pipeline.Stats) *table {
	t := &table{columns: []string{"what", "number"}}
	t.add("documents read", s.Read)
	t.add("documents coded", s.Coded)
	t.add("documents empty", s.Empty)
	t.add("documents failed", s.Failed)
	t.add("documents new", s.DocsNew)
	t.add("documents known", s.DocsKnown)
	t.add("events new", s.EventsNew)
	t.add("events known", s.EventsKnown)
	return t
}

// formatFlag is the flag of all commands that print a table.
func formatFlag(cmd *cobra.Command, format *string) {
	cmd.Flags().StringVar(format, "format", "table", "table, json, csv, md or parquet")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(tableFormats, cobra.ShellCompDirectiveNoFileComp))
}
