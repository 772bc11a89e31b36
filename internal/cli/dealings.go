package cli

import (
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"entente/internal/chart"
	"entente/internal/measure"
	"entente/internal/query"
)

func reactionCommand(a *app) *cobra.Command {
	var (
		m       measureFlags
		with    string
		power   string
		windows []int
	)
	cmd := &cobra.Command{
		Use:   "reaction --with ID --of ID [flags] STATE",
		Short: "Say whether a power answers a state's cooperation with conflict",
		Long: `Say whether, in the 30 and 90 days after a state's cooperation with another, a third
is more hostile to the state than after the same days moved about at random: the
mean mass of conflict after an act, what was to be expected, and the chance of as
much by accident. Small says that conflict rises.`,
		Example: `  entente reaction UKR --with EU --of RUS
  entente reaction ARM --with USA --of RUS --window 14,60`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, w := range windows {
				if w < 1 || w > 3660 {
					return usage("--window is a number of days from 1 to 3660, not %d", w)
				}
			}
			if with == "" || power == "" {
				return usage("a reaction needs --with, whom the state deals with, and --of, the power that may answer")
			}
			return m.ask(cmd.Context(), a, func(led *query.Ledger, sw query.Switches) error {
				ans, err := led.React(cmd.Context(), query.ReactAsk{State: args[0], With: with, Power: power, Windows: windows, Scale: m.scale, Draws: m.draws, Seed: m.seed, Switches: sw})
				if err != nil {
					return err
				}
				out := &measured{method: ans.Method, coverage: ans.Acts.Coverage(), table: &table{columns: []string{"state", "with", "of", "days", "conflict_after", "expected", "p", "cooperation_days", "conflict_acts", "missing"}},
					figure: chart.Bands{Title: fmt.Sprintf("%s towards %s after %s's cooperation with %s", power, args[0], args[0], with), Axis: "mean mass of conflict in the days after"}}
				for _, r := range ans.Reactions {
					out.table.add(args[0], with, power, r.Window, round(r.After, 4), round(r.Expected, 4), round(r.P, 4), r.Acts, r.Doses, known(r.Missing))
					for _, row := range []struct {
						name  string
						value float64
					}{{"after", r.After}, {"expected", r.Expected}} {
						out.figure.Rows = append(out.figure.Rows, chart.Band{Label: fmt.Sprintf("%d days, %s", r.Window, row.name), Value: row.value, Low: math.NaN(), High: math.NaN(), N: r.Acts, Missing: r.Missing})
						if row.value > out.figure.High {
							out.figure.High = row.value
						}
					}
				}
				return out.write(a, &m)
			})
		},
	}
	m.flags(a, cmd)
	f := cmd.Flags()
	f.StringVar(&with, "with", "", "whom the state cooperates with")
	f.StringVar(&power, "of", "", "the power that may answer")
	f.IntSliceVar(&windows, "window", []int{30, 90}, "days after an act")
	return cmd
}

func networkCommand(a *app) *cobra.Command {
	var (
		m     measureFlags
		side  string
		least int
		top   int
	)
	cmd := &cobra.Command{
		Use:   "network [flags]",
		Short: "Say where each state stands among the ties of all",
		Long: `Say of each state and body with how many others it has ties, how strong they are,
how far its partners deal with each other too (Burt's constraint, effective size),
how often it lies between two others (betweenness), and how evenly its ties are
spread over the domains (participation, 0 to 1). All are of the acts from --from to
--to; an act of several is a tie of each with each.`,
		Example: `  entente network --from 2022 --top 20
  entente network --side conflict --format csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("side", side, "cooperation", "conflict"); err != nil {
				return err
			}
			if least < 1 {
				return usage("--least is 1 or more, not %d", least)
			}
			return m.ask(cmd.Context(), a, func(led *query.Ledger, sw query.Switches) error {
				ans, err := led.Network(cmd.Context(), query.NetworkAsk{Side: side, Scale: m.scale, Least: least, Switches: sw})
				if err != nil {
					return err
				}
				out := &measured{method: ans.Method, coverage: ans.Acts.Coverage(),
					table:  &table{columns: []string{"id", "acts", "partners", "strength", "constraint", "effective_size", "betweenness", "participation"}},
					figure: chart.Bands{Title: "Constraint of the strongest", Axis: "Burt's constraint: low is free among partners", Low: 0, High: 1}}
				nodes := ans.Nodes
				if top > 0 && len(nodes) > top {
					nodes = nodes[:top]
					out.notes = append(out.notes, fmt.Sprintf("the %d strongest of %d; the numbers are of the whole network", top, len(ans.Nodes)))
				}
				for i, n := range nodes {
					out.table.add(n.ID, n.Acts, n.Partners, round(n.Strength, 3), round(n.Constraint, 4), round(n.EffectiveSize, 3), round(n.Betweenness, 3), round(n.Participation, 4))
					if i < 20 {
						out.figure.Rows = append(out.figure.Rows, chart.Band{Label: n.ID, Value: n.Constraint, Low: math.NaN(), High: math.NaN(), N: n.Acts})
						out.figure.High = math.Max(out.figure.High, n.Constraint)
					}
				}
				return out.write(a, &m)
			})
		},
	}
	m.flags(a, cmd)
	f := cmd.Flags()
	f.StringVar(&side, "side", "cooperation", "cooperation or conflict")
	f.IntVar(&least, "least", 1, "acts a tie needs")
	f.IntVar(&top, "top", 30, "how many rows, the strongest first; 0 is all")
	return cmd
}

func forecastCommand(a *app) *cobra.Command {
	var (
		m    measureFlags
		side string
	)
	cmd := &cobra.Command{
		Use:   "forecast [flags] A B",
		Short: "Foretell how many acts two will have in the next quarter",
		Long: `Foretell how many acts two states will have with each other in the quarter after the
ledger ends, with a 90 % interval: by a model and by simple baselines, each with how
well it did on past quarters, foretold from what came before them alone (CRPS and
interval score: less is better; held: how often the interval was right). The best by
CRPS stands first. It needs 36 months in a row of which the ledger holds something.`,
		Example: `  entente forecast KAZ RUS
  entente forecast TJK CHN --side cooperation`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if side != "" {
				if err := oneOf("side", side, "cooperation", "conflict"); err != nil {
					return err
				}
			}
			return m.ask(cmd.Context(), a, func(led *query.Ledger, sw query.Switches) error {
				ans, err := led.Foretell(cmd.Context(), query.ForecastAsk{A: args[0], B: args[1], Side: side, Draws: m.draws, Seed: m.seed, Switches: sw})
				if err != nil {
					return err
				}
				out := &measured{method: ans.Method, coverage: ans.Acts.Coverage(),
					table:  &table{columns: []string{"quarter", "model", "mean", "median", "low", "high", "crps", "interval_score", "held", "tried", "is"}},
					figure: chart.Bands{Title: fmt.Sprintf("Acts of %s and %s", args[0], args[1]), Axis: "acts a quarter; the last rows are foretold"}}
				var past []float64
				for end := 3; end <= len(ans.History); end += 3 {
					from := len(ans.History) - end
					past = append(past, float64(ans.History[from]+ans.History[from+1]+ans.History[from+2]))
				}
				for i := min(len(past), 12) - 1; i >= 0; i-- {
					out.figure.Rows = append(out.figure.Rows, chart.Band{Label: fmt.Sprintf("%d quarters before", i+1), Value: past[i], Low: math.NaN(), High: math.NaN(), N: -1})
					out.figure.High = math.Max(out.figure.High, past[i])
				}
				best := append([]measure.Forecast{}, ans.Forecasts...)
				for i := range best { // few: by insertion, equals in their order
					for j := i; j > 0 && best[j].CRPS < best[j-1].CRPS; j-- {
						best[j], best[j-1] = best[j-1], best[j]
					}
				}
				for _, f := range best {
					out.table.add(ans.Next.String(), f.Name, round(f.Mean, 2), round(f.Median, 1), round(f.Low, 1), round(f.High, 1), round(f.CRPS, 4), round(f.Interval, 3), round(f.Held, 3), f.Tried, f.Is)
					out.figure.Rows = append(out.figure.Rows, chart.Band{Label: strings.TrimSpace("next: " + f.Name), Value: f.Median, Low: f.Low, High: f.High, N: -1})
					out.figure.High = math.Max(out.figure.High, f.High)
				}
				return out.write(a, &m)
			})
		},
	}
	m.flags(a, cmd)
	cmd.Flags().StringVar(&side, "side", "", "cooperation or conflict (default: both)")
	return cmd
}
