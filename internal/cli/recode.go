package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/event"
	"entente/internal/group"
	"entente/internal/pipeline"
	"entente/internal/query"
	"entente/internal/store"
)

func recodeCommand(a *app) *cobra.Command {
	var (
		k       knowledge
		workers int
		format  string
	)
	cmd := &cobra.Command{
		Use:   "recode [flags]",
		Short: "Code the documents of the ledger again, by another codebook",
		Long: `Code the documents of the ledger again, by the codebook that came along with this
program or by one of your own, which must bear another name or version than those
that coded them. The new rows supersede the old, which stay: --codebook and --as-of
of other commands show them, and diff says what changed and why. What the codebook
has coded is not coded again; an interrupted call goes on where it was.

The parts of each document stay as they were first read; sentences, names, places,
times and events are found anew.`,
		Example: `  entente recode --codebook my-codebook
  entente diff plover@1.0 plover@1.1 --to-codebook my-codebook`,
		Args: cobra.NoArgs,
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
			stats, err := a.recode(cmd.Context(), s, t, workers)
			err = errors.Join(err, s.Close())
			return errors.Join(err, statsTable(stats).write(a.Stdout, format))
		},
	}
	a.ledgerFlag(cmd)
	k.tableFlags(cmd)
	cmd.Flags().IntVarP(&workers, "workers", "j", 0, "documents worked on at the same time (default: one a processor)")
	formatFlag(cmd, &format)
	return cmd
}

// recode codes all documents that the codebook has not coded, and groups them.
func (a *app) recode(ctx context.Context, s *store.Store, t *toolbox, workers int) (pipeline.Stats, error) {
	docs, err := s.Codings(ctx, 0)
	if err != nil {
		return pipeline.Stats{}, err
	}
	var ids []string
	seen := map[string]bool{}
	size := map[string]int64{}
	total := int64(0)
	for _, d := range docs {
		if !seen[d.ID] {
			seen[d.ID] = true
			ids, size[d.ID] = append(ids, d.ID), d.Bytes
		}
	}
	known, err := s.KnownBy(ctx, t.book.ID(), ids)
	if err != nil {
		return pipeline.Stats{}, err
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return known[id] })
	for _, id := range ids {
		total += size[id]
	}
	old := &kept{ctx: ctx, s: s}
	stages := t.stages()
	stages.Pager = old
	bar := a.progress("documents", total)
	defer bar.clear()
	keep := keeper{s, store.Provenance{Program: "entente " + version(), Codebook: t.book.ID()}}
	stats, err := pipeline.Add(ctx, func(yield func(keptItem) bool) {
		for _, id := range ids {
			if !yield(keptItem{old, id, size[id]}) {
				return
			}
		}
	}, stages, keep, pipeline.Options{Workers: workers, Progress: bar.show}, func(r pipeline.Result) {
		bar.clear()
		a.notCoded(r)
	})
	stats.DocsKnown += len(known)
	if err == nil {
		_, err = group.Regroup(ctx, s, t.lexicon, keep.prov.Program)
	}
	return stats, err
}

// kept gives the documents of a ledger with their parts as they were first read.
type kept struct {
	ctx   context.Context
	s     *store.Store
	pages sync.Map // of *doc.Page by id, until they are read
}

// A keptItem is one of them.
type keptItem struct {
	from  *kept
	id    string
	bytes int64
}

func (i keptItem) Name() string { return "document " + i.id }
func (i keptItem) Size() int64  { return i.bytes }

func (i keptItem) Document() (*doc.Document, error) {
	c, err := i.from.s.Document(i.from.ctx, i.id)
	if err != nil {
		return nil, err
	}
	p := pageOf(c)
	i.from.pages.Store(i.id, p)
	return &p.Document, nil
}

func pageOf(c *event.Coded) *doc.Page {
	p := &doc.Page{Document: c.Document, Segments: c.Segments}
	for _, q := range c.Resolved.Quotes {
		p.Quotes = append(p.Quotes, doc.Quote{Span: q.Span})
	}
	return p
}

// Read makes kept a pipeline.Pager.
func (k *kept) Read(d *doc.Document) (*doc.Page, error) {
	p, ok := k.pages.LoadAndDelete(d.ID)
	if !ok {
		return nil, fmt.Errorf("document %s is not of the ledger", d.ID)
	}
	return p.(*doc.Page), nil
}

func diffCommand(a *app) *cobra.Command {
	var (
		oldBook, newBook string
		format           string
	)
	cmd := &cobra.Command{
		Use:   "diff [flags] FROM TO",
		Short: "Say what changed from one state of the ledger to another, and why",
		Long: `Say what changed from one state of the ledger to another, act by act. FROM and TO are
batches (b3; see history) or codebooks (plover@1.0); what two codings of a document
find in the same words is one act. Documents that are in one of the two only are
counted on standard error.

With the folders of both codebooks the reason says what changed of the rule, and
rules that changed are listed on standard error.`,
		Example: `  entente diff b1 b5
  entente diff plover@1.0 mine@2 --from-codebook old/ --to-codebook new/ --format csv`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			change, err := a.ruleChanges(oldBook, newBook)
			if err != nil {
				return err
			}
			return a.asked(cmd.Context(), nil, func(s *store.Store, ix *query.Index) error {
				var states [2]query.State
				for i, arg := range args {
					if states[i], err = ix.ParseState(arg); err != nil {
						return usageError{err}
					}
				}
				changes, added, gone := ix.Diff(states[0], states[1], change)
				if added+gone > 0 {
					a.say("documents that only %s holds: %d; only %s: %d", args[1], added, args[0], gone)
				}
				return diffTable(changes, format).write(a.Stdout, format)
			})
		},
	}
	a.ledgerFlag(cmd)
	cmd.Flags().StringVar(&oldBook, "from-codebook", "", "folder of the codebook of FROM")
	cmd.Flags().StringVar(&newBook, "to-codebook", "", "folder of the codebook of TO")
	formatFlag(cmd, &format)
	return cmd
}

// ruleChanges says of a rule what changed between two codebooks; nil without both.
func (a *app) ruleChanges(from, to string) (func(string) string, error) {
	if from == "" && to == "" {
		return nil, nil
	}
	old, err := a.loadCodebook(knowledge{codebook: from})
	if err != nil {
		return nil, err
	}
	next, err := a.loadCodebook(knowledge{codebook: to})
	if err != nil {
		return nil, err
	}
	by := map[string]string{}
	for _, c := range codebook.Changes(old, next) {
		by[c.ID] = strings.Join(c.What, ", ")
		a.say("rule %s", c)
	}
	return func(id string) string {
		what, ok := by[id]
		if !ok {
			return ""
		}
		return what + " changed"
	}, nil
}

func diffTable(changes []query.Change, format string) *table {
	t := &table{columns: []string{"document", "what", "fields", "before", "after", "why"}}
	if format != "table" {
		t.columns = append(t.columns, "id_before", "id_after")
	}
	for _, c := range changes {
		row := []any{c.Document, c.What, c.Fields, known(told(c.Before)), known(told(c.After)), c.Why}
		if format != "table" {
			var ids [2]any
			for i, e := range []*query.Entry{c.Before, c.After} {
				if e != nil {
					ids[i] = e.ID
				}
			}
			row = append(row, ids[0], ids[1])
		}
		t.add(row...)
	}
	return t
}

// told is an act on one line: what, who to whom, when, and how far it is one.
func told(e *query.Entry) string {
	if e == nil {
		return ""
	}
	sides := func(ss []query.Side) string {
		var out []string
		for _, s := range ss {
			out = append(out, s.ID)
		}
		return strings.Join(out, ",")
	}
	s := e.What() + " (" + strings.TrimSpace(e.Type+" "+e.Mode) + ") " + sides(e.Source) + ">" + sides(e.Target)
	if e.Date != "" {
		s += " " + e.Date
	}
	return s + " " + string(e.Status)
}
