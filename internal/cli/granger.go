package cli

import (
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"entente/internal/chart"
	"entente/internal/measure"
	"entente/internal/query"
)

func grangerCommand(a *app) *cobra.Command {
	var (
		m      measureFlags
		effect []string
		order  int
		step   string
		side   string
	)
	cmd := &cobra.Command{
		Use:   "granger [flags] A B",
		Short: "Say whether what one state does to another foretells the answer",
		Long: `Say whether what A does to B, in the periods before, helps to foretell what B does to
A beyond what B did before (Granger's test), and the other way round. With --effect
it is what another pair does. p is that of the F distribution; p_shift compares F with
what it is when the cause is shifted in time, which supposes less. Acts that both do
are left out. To foretell is not to cause.`,
		Example: `  entente granger USA CHN --side conflict
  entente granger KAZ EU --effect RUS,KAZ --order 2 --step quarter`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			by, ok := measure.Steps[step]
			if !ok {
				return usage("--step is month, quarter or year, not %q", step)
			}
			if order < 1 || order > 24 {
				return usage("--order is from 1 to 24 periods, not %d", order)
			}
			if err := oneOf("side", side, query.GrangerSides...); err != nil {
				return err
			}
			ask := query.GrangerAsk{A: args[0], B: args[1], Order: order, Step: by, Side: side}
			switch len(effect) {
			case 0:
			case 2:
				ask.Effect = [2]string{effect[0], effect[1]}
			default:
				return usage("--effect takes two with a comma between: who does it, to whom")
			}
			return m.ask(cmd.Context(), a, func(led *query.Ledger, sw query.Switches) error {
				if ask.Switches = sw; cmd.Flags().Changed("scale") {
					ask.Scale = m.scale
				}
				ans, err := led.Granger(cmd.Context(), ask)
				if err != nil {
					return err
				}
				return grangerAnswer(ans).write(a, &m)
			})
		},
	}
	m.flags(a, cmd)
	f := cmd.Flags()
	f.StringSliceVar(&effect, "effect", nil, "what is to be foretold, who to whom: RUS,KAZ (default: B to A)")
	f.IntVar(&order, "order", 3, "how many periods back")
	f.StringVar(&step, "step", "month", "length of a period: month, quarter or year")
	f.StringVar(&side, "side", "net", "what is summed: net, cooperation, conflict (scores times status) or acts")
	return cmd
}

func grangerAnswer(ans *query.GrangerAnswer) *measured {
	out := &measured{method: ans.Method, coverage: ans.Acts.Coverage(),
		table:  &table{columns: []string{"cause", "effect", "order", "f", "p", "p_shift", "f_shifted_low", "f_shifted_high", "periods", "cause_acts", "effect_acts", "missing"}},
		figure: chart.Bands{Title: "Does the one foretell the other?", Axis: "F; the bar is where 90 % of F lie when the cause is shifted in time", High: 1}}
	for _, t := range ans.Tests {
		cause, effect := t.Cause[0]+" to "+t.Cause[1], t.Effect[0]+" to "+t.Effect[1]
		var order any
		if t.Missing == "" {
			order = t.D1
		}
		out.table.add(cause, effect, order, round(t.F, 4), round(t.P, 6), round(t.PShift, 4), round(t.Low, 4), round(t.High, 4), len(ans.Periods), t.CauseActs, t.EffectActs, known(t.Missing))
		out.figure.Rows = append(out.figure.Rows, chart.Band{Label: cause + ", then " + effect, Value: t.F, Low: t.Low, High: t.High, N: len(ans.Periods), Missing: t.Missing})
		for _, v := range []float64{t.F, t.High} {
			if !math.IsNaN(v) {
				out.figure.High = math.Max(out.figure.High, math.Ceil(v))
			}
		}
	}
	if ans.Mutual > 0 {
		out.notes = append(out.notes, fmt.Sprintf("%s that both do are in neither series", chart.Plural(ans.Mutual, "act")))
	}
	return out
}
