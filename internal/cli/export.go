package cli

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"entente/internal/doc"
	"entente/internal/export"
	"entente/internal/query"
	"entente/internal/store"
)

// rowFormats are the forms of an export that have a row for each report.
var rowFormats = []string{"jsonl", "csv", "parquet"}

func exportCommand(a *app) *cobra.Command {
	var (
		ff     filterFlags
		output string
		claims bool
	)
	formats := append(slices.Clone(rowFormats), export.Names()...)
	cmd := &cobra.Command{
		Use:   "export [flags] FORMAT",
		Short: "Write events or claims of the ledger for other programs",
		Long: `Write events of the ledger, all or those that the flags of events choose, in the
order of date and id. The same ledger gives the same bytes.

  jsonl, csv, parquet  a row for each report, with the columns that docs/ledger.md
                       describes; count distinct values of cluster to count acts.
                       With --claims a row for each claim
  plover               a PLOVER record a line for each act
  graphml, gexf        the network of actors: who acted upon whom, how often and how
  md                   a list of acts with footnotes: words, paragraph, source
  csl, bibtex          the documents, for reference managers, with the words and
                       paragraphs of each act as notes`,
		Example: `  entente export csv > events.csv
  entente export parquet -o events.parquet
  entente export gexf --from 2022 --without state -o actors.gexf
  entente export md --dyad CHN,TJK`,
		Args:      cobra.ExactArgs(1),
		ValidArgs: formats,
		RunE: func(cmd *cobra.Command, args []string) error {
			format := args[0]
			rows := slices.Contains(rowFormats, format)
			if !rows && !slices.Contains(formats, format) {
				return usage("export writes %s, not %q", strings.Join(formats, ", "), format)
			}
			if _, err := ff.filter(); err != nil {
				return err
			}
			chosen := false
			cmd.Flags().Visit(func(f *pflag.Flag) {
				chosen = chosen || !slices.Contains([]string{"ledger", "output", "claims", "debug"}, f.Name)
			})
			switch {
			case claims && (chosen || !rows):
				return usage("--claims goes with %s and without flags that choose events", strings.Join(rowFormats, ", "))
			case claims:
				return a.with(cmd.Context(), func(s *store.Store) error {
					return a.writeTo(output, func(w io.Writer) error { return s.ExportClaims(cmd.Context(), format, w) })
				})
			case rows && !chosen:
				return a.with(cmd.Context(), func(s *store.Store) error {
					return a.writeTo(output, func(w io.Writer) error { return s.Export(cmd.Context(), format, w) })
				})
			}
			return a.asked(cmd.Context(), ff.switches.tables, func(s *store.Store, ix *query.Index) error {
				sel, err := ff.choose(cmd.Context(), s, ix)
				if err != nil {
					return err
				}
				es, err := ff.page(sel.Entries())
				if err != nil {
					return err
				}
				if rows {
					numbers := []int64{}
					for _, e := range es {
						for _, r := range e.Reports() {
							numbers = append(numbers, r.Number)
						}
					}
					return a.writeTo(output, func(w io.Writer) error { return s.ExportOnly(cmd.Context(), format, numbers, w) })
				}
				acts, err := actsOf(cmd.Context(), s, ix, es, export.Worded(format))
				if err != nil {
					return err
				}
				return a.writeTo(output, func(w io.Writer) error { return export.Formats[format](w, acts) })
			})
		},
	}
	a.ledgerFlag(cmd)
	ff.flags(cmd)
	cmd.Flags().BoolVar(&claims, "claims", false, "claims instead of events")
	cmd.Flags().StringVarP(&output, "output", "o", "", "file to write instead of standard output")
	return cmd
}

// actsOf reads acts, with their passages and paragraphs if worded.
func actsOf(ctx context.Context, s *store.Store, ix *query.Index, es []*query.Entry, worded bool) ([]export.Act, error) {
	rows, err := rowsOf(ctx, s, es)
	if err != nil {
		return nil, err
	}
	out := make([]export.Act, len(es))
	for i, e := range es {
		a := &out[i]
		a.Row, a.Reports, a.Sources = rows[i], len(e.Reports()), ix.Sources(e)
		if !worded {
			continue
		}
		if a.Detail, err = s.Event(ctx, e.ID); err != nil {
			return nil, err
		}
		c, err := s.Document(ctx, a.Doc.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range a.Passages {
			a.Paragraphs = append(a.Paragraphs, paragraph(c.Segments, p.Segment.Span))
		}
	}
	return out, nil
}

// paragraph is the number of a paragraph among those of the body, from 1; 0 if it
// is none of them.
func paragraph(segments []doc.Segment, at doc.Span) int {
	n := 0
	for _, s := range segments {
		if s.Kind != doc.Body {
			continue
		}
		n++
		if s.Span == at {
			return n
		}
	}
	return 0
}
