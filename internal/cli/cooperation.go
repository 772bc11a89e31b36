package cli

import (
	"math"
	"slices"

	"github.com/spf13/cobra"

	"entente/internal/chart"
	"entente/internal/measure"
	"entente/internal/query"
)

func cooperationCommand(a *app) *cobra.Command {
	var (
		m    measureFlags
		step string
	)
	cmd := &cobra.Command{
		Use:   "cooperation [flags] A B",
		Short: "Say how two states get on with each other, and when that changed",
		Long: `Say how much cooperation and conflict there is between two, period by period: sums of
scores (by default Goldstein's for imported rows alone, else the codebook's), their
net, the level about which it scatters (local level model, by what is known up to
then, with 90 % intervals) and the periods at which the level changes (PELT). A
period without an act is a gap, and not 0.`,
		Example: `  entente cooperation KAZ RUS
  entente cooperation USA CHN --data imported --step year --svg usa-chn.svg`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			by, ok := measure.Steps[step]
			if !ok {
				return usage("--step is month, quarter or year, not %q", step)
			}
			return m.ask(cmd.Context(), a, func(led *query.Ledger, sw query.Switches) error {
				scale := m.scale
				if !cmd.Flags().Changed("scale") {
					scale = ""
				}
				ans, err := led.Cooperation(cmd.Context(), query.CooperationAsk{A: args[0], B: args[1], Step: by, Scale: scale, Switches: sw})
				if err != nil {
					return err
				}
				return cooperationAnswer(ans).write(a, &m)
			})
		},
	}
	m.flags(a, cmd)
	cmd.Flags().StringVar(&step, "step", "quarter", "length of a period: month, quarter or year")
	return cmd
}

func cooperationAnswer(ans *query.CooperationAnswer) *measured {
	first := ans.Balances[0]
	out := &measured{method: ans.Method, coverage: ans.Acts.Coverage(),
		table:  &table{columns: []string{"period", "acts", "unscored", "plus", "minus", "net", "mean", "share", "level", "level_low", "level_high", "change", "missing"}},
		figure: chart.Bands{Title: "Net cooperation of " + first.Source + " and " + first.Target, Axis: "sum of scores (" + ans.Scale + ")", Zero: true}}
	for i, b := range ans.Balances {
		band := chart.Band{Label: b.Period.String(), Value: math.NaN(), Low: math.NaN(), High: math.NaN(), N: b.N}
		level := ans.Levels[i]
		if b.N == 0 {
			band.Missing = "no act of the two is known"
			if b.Unscored > 0 {
				band.Missing = "no act has a score on this scale"
			}
			out.table.add(b.Period.String(), b.N, b.Unscored, nil, nil, nil, nil, nil, round(level.Value, 3), round(level.Low, 3), round(level.High, 3), nil, band.Missing)
		} else {
			change := slices.Contains(ans.Changes, i)
			band.Value = b.Net()
			if change {
				band.Label += " *"
			}
			out.figure.Low, out.figure.High = math.Min(out.figure.Low, b.Net()), math.Max(out.figure.High, b.Net())
			out.table.add(b.Period.String(), b.N, b.Unscored, round(b.Plus, 2), round(b.Minus, 2), round(b.Net(), 2), round(b.Mean(), 3), round(b.Share(), 4), round(level.Value, 3), round(level.Low, 3), round(level.High, 3), change, nil)
		}
		out.figure.Rows = append(out.figure.Rows, band)
	}
	if ans.NoLevel != "" {
		out.notes = append(out.notes, "level: "+ans.NoLevel)
	}
	if ans.Missing != "" {
		out.notes = append(out.notes, "changes: "+ans.Missing)
	}
	return out
}
