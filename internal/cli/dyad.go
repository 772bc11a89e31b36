package cli

import (
	"cmp"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"entente/internal/query"
	"entente/internal/store"
)

func dyadCommand(a *app) *cobra.Command {
	var (
		ff          filterFlags
		format, bin string
	)
	cmd := &cobra.Command{
		Use:   "dyad [flags] A B",
		Short: "Show what is between two actors",
		Long: `Show what is between two actors, in either order: acts of cooperation and of
conflict by domain and period, each with the documents and independent sources it
rests on. On the terminal the acts themselves follow. Without any act it says how
often the documents name the two: no evidence is not no dealings.`,
		Example: `  entente dyad CHN TJK
  entente dyad RUS UZB --bin quarter --from 2020 --format csv`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			if err := oneOf("bin", bin, "year", "quarter", "month"); err != nil {
				return err
			}
			ff.dyad = args
			if _, err := ff.filter(); err != nil {
				return err
			}
			return a.asked(cmd.Context(), ff.switches.tables, func(s *store.Store, ix *query.Index) error {
				v := url.Values{}
				for key, value := range map[string]string{"from": ff.from, "to": ff.to} {
					if value != "" {
						v.Set(key, value)
					}
				}
				if err := ff.switches.values(v, ix); err != nil {
					return err
				}
				q, err := ix.ParseQuestion(v)
				if err != nil {
					return usageError{err}
				}
				l := query.New(query.Fixed(s, ix), query.Options{CacheBytes: -1})
				d, err := l.Dyad(cmd.Context(), args[0], args[1], q, bin)
				if err != nil {
					return err
				}
				if err := dyadTable(d).write(a.Stdout, format); err != nil || format != "table" {
					return err
				}
				if d.Total.Events == 0 {
					fmt.Fprintf(a.Stdout, "\nNo evidence of dealings. The documents name %s %d times and %s %d times.\n", d.A.ID, d.AMentions, d.B.ID, d.BMentions)
					return nil
				}
				fmt.Fprintf(a.Stdout, "\n%d acts in %d documents of %d independent sources; %d of cooperation, %d of conflict, %d contested.\n\n",
					d.Total.Events, d.Total.Documents, d.Total.Sources, d.Total.Cooperation, d.Total.Conflict, d.Total.Contested)
				sel, err := ff.choose(cmd.Context(), s, ix)
				if err != nil {
					return err
				}
				es, err := ff.page(sel.Entries())
				if err != nil {
					return err
				}
				rows, err := rowsOf(cmd.Context(), s, es)
				if err != nil {
					return err
				}
				return eventTable(ix, es, rows, format).write(a.Stdout, format)
			})
		},
	}
	a.ledgerFlag(cmd)
	f := cmd.Flags()
	f.StringVar(&bin, "bin", "year", "length of a period: year, quarter or month")
	f.StringVar(&ff.from, "from", "", "earliest day, in EDTF: 2022, 2022-11, 2022-11-21")
	f.StringVar(&ff.to, "to", "", "latest day, in EDTF")
	ff.switches.flags(cmd)
	formatFlag(cmd, &format)
	return cmd
}

// dyadTable has a domain and period a row, those with acts only.
func dyadTable(d *query.Dyad) *table {
	t := &table{columns: []string{"domain", d.Bin, "acts", "cooperation", "conflict", "contested", "documents", "sources"}}
	for _, lane := range d.Lanes {
		for _, c := range lane.Cells {
			t.add(lane.Domain, known(cmp.Or(c.Keys...)), c.Events, c.Cooperation, c.Conflict, c.Contested, c.Documents, c.Sources)
		}
	}
	return t
}
