package cli

import (
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"entente/internal/chart"
	"entente/internal/query"
)

func visitsCommand(a *app) *cobra.Command {
	var (
		m        measureFlags
		halfLife float64
		top      int
	)
	cmd := &cobra.Command{
		Use:   "visits [flags] [STATE…]",
		Short: "Say who visits whom, and who is visited back",
		Long: `Say how often one state visits another by the acts of the ledger, which part of its
visits that is, how often it is visited back, and how recent they are. Planned visits
do not count. With STATE only pairs of which it is one. Visits of files of your own:
entente similarity --visits.`,
		Example: `  entente visits
  entente visits KAZ --from 2020 --format csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !(halfLife > 0) || halfLife > 1200 {
				return usage("--half-life is a number of months above 0, not %g", halfLife)
			}
			return m.ask(cmd.Context(), a, func(led *query.Ledger, sw query.Switches) error {
				ask := query.VisitsAsk{HalfLife: halfLife, Switches: sw}
				if len(args) > 0 {
					ask.States = args
				}
				ans, err := led.Visits(cmd.Context(), ask)
				if err != nil {
					return err
				}
				out := &measured{method: ans.Method, coverage: fmt.Sprintf("%s; %s", chart.Plural(ans.N, "visit"), ans.Acts.Coverage()),
					table:  &table{columns: []string{"visitor", "host", "visits", "share", "back", "net_reception", "recent", "last"}},
					figure: chart.Bands{Title: "Visits", Axis: "visits"}}
				pairs := ans.Pairs
				if top > 0 && len(pairs) > top {
					pairs = pairs[:top]
					out.notes = append(out.notes, fmt.Sprintf("the first %d of %d pairs", top, len(ans.Pairs)))
				}
				if ans.Merged > 0 {
					out.notes = append(out.notes, fmt.Sprintf("%s told again within three days", chart.Plural(ans.Merged, "visit")))
				}
				for i, p := range pairs {
					out.table.add(p.Visitor, p.Host, p.Visits, round(p.Share, 4), p.Back, p.Reception, round(p.Recent, 3), p.Last.String())
					if i < 20 {
						out.figure.Rows = append(out.figure.Rows, chart.Band{Label: p.Visitor + " to " + p.Host, Value: float64(p.Visits), Low: math.NaN(), High: math.NaN(), N: -1})
						out.figure.High = math.Max(out.figure.High, float64(p.Visits))
					}
				}
				return out.write(a, &m)
			})
		},
	}
	m.flags(a, cmd)
	cmd.Flags().Float64Var(&halfLife, "half-life", 12, "months after which a visit weighs half in recent")
	cmd.Flags().IntVar(&top, "top", 30, "how many pairs; 0 is all")
	return cmd
}
