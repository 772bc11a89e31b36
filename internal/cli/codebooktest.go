package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"entente/internal/eval"
	"entente/internal/event"
	"entente/internal/store"
)

func codebookCheckCommand(a *app) *cobra.Command {
	var k knowledge
	cmd := &cobra.Command{
		Use:   "check [flags]",
		Short: "Check a codebook",
		Long: `Load a codebook and name every fault at once, with file, line and column: unknown
types, paths and classes, classes that hold themselves, rules without trigger or
examples, frames that are never reached, and words on which rules of two types fire
alike.`,
		Example: `  entente codebook check --codebook mine/`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cb, err := a.loadCodebook(k)
			if err != nil {
				return err
			}
			fmt.Fprintf(a.Stdout, "%s: %d types and %d rules, no fault\n", cb.ID(), len(cb.Types), len(cb.Rules))
			return nil
		},
	}
	cmd.Flags().StringVar(&k.codebook, "codebook", "", "folder with a codebook of your own")
	return cmd
}

func codebookTestCommand(a *app) *cobra.Command {
	var k knowledge
	var todo bool
	cmd := &cobra.Command{
		Use:   "test [flags]",
		Short: "Run the examples of a codebook",
		Long: `Run every example of a codebook: what a rule must match has to give an event of its
type with the parties asked for, and a near miss none of its type. Each that fails is
named with its place and what was found, and the exit status is then 1. Examples
marked todo are known to fail and are only counted.`,
		Example: `  entente codebook test --codebook mine/`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			t, err := a.load(k)
			if err != nil {
				return err
			}
			faults, waiting, n, err := eval.RuleExamples(t.book, t.code)
			if err != nil {
				return err
			}
			for _, f := range faults {
				a.say("%v", f)
			}
			a.fails += len(faults)
			if todo {
				for _, f := range waiting {
					fmt.Fprintln(a.Stdout, f)
				}
			}
			fmt.Fprintf(a.Stdout, "%s: %d examples, %d right, %d wrong, %d known not to match yet\n",
				t.book.ID(), n, n-len(faults)-len(waiting), len(faults), len(waiting))
			return nil
		},
	}
	k.tableFlags(cmd)
	cmd.Flags().BoolVar(&todo, "todo", false, "also list the examples that are known to fail")
	return cmd
}

func codebookDiffCommand(a *app) *cobra.Command {
	var k knowledge
	var format string
	cmd := &cobra.Command{
		Use:   "diff --codebook DIR [flags]",
		Short: "Say which events of the ledger another codebook would change",
		Long: `Code the documents of the ledger by another codebook, without keeping the result, and
list the events that would be gone, new or told otherwise. What two codings find on
the same trigger words is one event. To keep the new coding: recode.`,
		Example: `  entente codebook diff --codebook mine/`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			t, err := a.load(k)
			if err != nil {
				return err
			}
			s, err := store.Open(cmd.Context(), a.path(a.ledger), store.Options{Existing: true})
			if err != nil {
				return err
			}
			out, err := a.preview(cmd.Context(), s, t)
			if err = errors.Join(err, s.Close()); err != nil {
				return err
			}
			return out.write(a.Stdout, format)
		},
	}
	a.ledgerFlag(cmd)
	k.tableFlags(cmd)
	formatFlag(cmd, &format)
	return cmd
}

// preview lists what a coding of the ledger's documents would change.
func (a *app) preview(ctx context.Context, s *store.Store, t *toolbox) (*table, error) {
	docs, err := s.Codings(ctx, 0)
	if err != nil {
		return nil, err
	}
	out := &table{columns: []string{"change", "document", "words", "was", "becomes"}}
	seen := map[string]bool{}
	stages := t.stages()
	for _, d := range docs {
		if seen[d.ID] {
			continue
		}
		seen[d.ID] = true
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		old, err := s.Document(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		parsed, err := stages.Parser.Parse(pageOf(old))
		if err != nil {
			return nil, err
		}
		resolved, err := stages.Resolver.Resolve(parsed)
		if err != nil {
			return nil, err
		}
		now, err := t.coder.Code(resolved)
		if err != nil {
			return nil, err
		}
		compareEvents(out, old, now)
	}
	return out, nil
}

// compareEvents adds what differs between two codings of a document, in the order of
// the text.
func compareEvents(out *table, old, now *event.Coded) {
	type pair struct{ was, is string }
	at := map[[2]int]*pair{}
	var places [][2]int
	note := func(c *event.Coded, side func(*pair) *string) {
		for _, e := range c.Events {
			trigger := e.Evidence[0].Trigger
			key := [2]int{trigger.Begin, trigger.End}
			if at[key] == nil {
				at[key] = &pair{}
				places = append(places, key)
			}
			to := side(at[key])
			if *to != "" {
				*to += "; "
			}
			*to += eventLine(e)
		}
	}
	note(old, func(p *pair) *string { return &p.was })
	note(now, func(p *pair) *string { return &p.is })
	slices.SortFunc(places, func(x, y [2]int) int { return cmp.Or(x[0]-y[0], x[1]-y[1]) })
	name := cmp.Or(old.Title, old.ID)
	for _, key := range places {
		p := at[key]
		change := "changed"
		switch {
		case p.was == p.is:
			continue
		case p.was == "":
			change = "new"
		case p.is == "":
			change = "gone"
		}
		out.add(change, name, old.Text[key[0]:key[1]], known(p.was), known(p.is))
	}
}

// eventLine is an event in one line: type, parties, status, date.
func eventLine(e event.Event) string {
	side := func(ps []event.Party) string {
		var names []string
		for _, p := range ps {
			names = append(names, cmp.Or(p.Country, p.Actor, p.Name, "?"))
		}
		if len(names) == 0 {
			return "–"
		}
		return strings.Join(names, "+")
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s → %s %s %s", e.Type, side(e.Source), side(e.Target), e.Status, e.Date))
}

func codebookPageCommand(a *app) *cobra.Command {
	var k knowledge
	cmd := &cobra.Command{
		Use:     "page [flags]",
		Short:   "Print a codebook as a page of documentation",
		Long:    "Print a codebook as a page of documentation, in Markdown: types, modes, contexts and\nkinds, then each rule with its words and examples.",
		Example: `  entente codebook page > codebook.md`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cb, err := a.loadCodebook(k)
			if err != nil {
				return err
			}
			return cb.WritePage(a.Stdout)
		},
	}
	cmd.Flags().StringVar(&k.codebook, "codebook", "", "folder with a codebook of your own")
	return cmd
}
