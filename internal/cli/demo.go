package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"entente/data"
	"entente/internal/read"
	"entente/internal/store"
)

// shownEvents is how many events the demo shows with their words.
const shownEvents = 5

func demoCommand(a *app) *cobra.Command {
	var keep string
	var once bool
	var d door
	cmd := &cobra.Command{
		Use:   "demo [flags]",
		Short: "Code the sample articles, print what the ledger then holds, and serve it",
		Long: `Code the sample articles that come with the program into a ledger in a temporary
folder, print what it holds, and serve it until interrupted. With --ledger it is
kept there, for the other commands to be tried on; with --once it is not served.`,
		Example: `  entente demo
  entente demo --once --ledger samples && entente events --ledger samples --actor KAZ`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			o, err := d.options(a)
			if err != nil {
				return err
			}
			dir := a.path(keep)
			if keep == "" {
				if dir, err = os.MkdirTemp("", "entente-demo-"); err != nil {
					return err
				}
				defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
			}
			a.ledger = dir
			return a.demo(cmd.Context(), dir, func(s *store.Store, t *toolbox) error {
				if once {
					return nil
				}
				fmt.Fprintln(a.Stdout)
				return a.serve(cmd.Context(), s, t, d, o, true)
			})
		},
	}
	cmd.Flags().StringVar(&keep, "ledger", "", "folder to keep the ledger in (default: none)")
	_ = cmd.MarkFlagDirname("ledger")
	cmd.Flags().BoolVar(&once, "once", false, "print what the ledger holds and end")
	d.flags(cmd)
	return cmd
}

// demo codes the samples, prints what came of it, and calls then.
func (a *app) demo(ctx context.Context, dir string, then func(*store.Store, *toolbox) error) (err error) {
	t, err := a.load(knowledge{})
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	stats, err := a.addAll(ctx, s, t, read.WalkFS(data.FS, samplesDir, read.Limits{}), 0, 0)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "The sample articles, as coded:\n\n")
	if err := statsTable(stats).write(a.Stdout, "table"); err != nil {
		return err
	}
	if err := a.summary(ctx, s); err != nil {
		return err
	}
	return then(s, t)
}

// summary prints what a ledger holds.
func (a *app) summary(ctx context.Context, s *store.Store) error {
	sum, err := s.Summary(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "\nThe ledger holds %d documents, %d events (%d undated) with %d pieces of evidence, and %d claims",
		sum.Documents, sum.Events, sum.Undated, sum.Evidence, sum.Claims)
	if first, last := sum.First.String(), sum.Last.String(); first != "" {
		fmt.Fprintf(a.Stdout, ", from %s to %s", first, last)
	}
	fmt.Fprint(a.Stdout, ".\n")
	pairs := &table{columns: []string{"events", "between", ""}}
	for _, p := range sum.Dyads[:min(len(sum.Dyads), 10)] {
		pairs.add(p.N, p.A, p.B)
	}
	for _, part := range []struct {
		title string
		t     *table
	}{
		{"Events by type", counts(sum.Types)}, {"by kind", counts(sum.Kinds[:min(len(sum.Kinds), 15)])},
		{"by status", counts(sum.Statuses)}, {"Pairs with most events", pairs},
	} {
		fmt.Fprintf(a.Stdout, "\n%s:\n", part.title)
		if err := part.t.write(a.Stdout, "table"); err != nil {
			return err
		}
	}
	rows, err := s.Events(ctx, store.Filter{})
	if err != nil {
		return err
	}
	fmt.Fprint(a.Stdout, "\nSome events and their words:\n")
	for i := range min(shownEvents, len(rows)) {
		// Spread over the ledger, which is in order of date.
		d, err := s.Event(ctx, rows[i*len(rows)/shownEvents].Event.ID)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.Stdout, "\n%s", showDetail(d))
	}
	return nil
}

func counts(cs []store.Count) *table {
	t := &table{columns: []string{"events", ""}}
	for _, c := range cs {
		t.add(c.N, c.Name)
	}
	return t
}
