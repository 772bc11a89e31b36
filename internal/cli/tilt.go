package cli

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"entente/internal/chart"
	"entente/internal/measure"
	"entente/internal/query"
)

// leanFlags are the flags of tilt and diversify.
type leanFlags struct {
	measureFlags
	powers   []string
	weights  string
	halfLife float64
	step     string
	both     bool
	noPrior  bool
	show     string
}

func (l *leanFlags) flags(a *app, cmd *cobra.Command, shows ...string) {
	l.measureFlags.flags(a, cmd)
	f := cmd.Flags()
	f.StringSliceVar(&l.powers, "powers", nil, "powers to set side by side, by name or id: RUS,CHN,USA (default: Russia, China, USA, EU, Turkey; all others are the rest)")
	f.StringVar(&l.weights, "weights", "", "weights of the domains in the combined tilt, which sum to 1: military=0.5,economic=0.3,diplomatic=0.2 (default: all the same)")
	f.Float64Var(&l.halfLife, "half-life", 6, "months after which an act counts half")
	f.StringVar(&l.step, "step", "quarter", "how far apart the points are: month, quarter or year")
	f.BoolVar(&l.both, "both-sides", false, "count what is done to the state too, and not only what it does or what both do")
	f.BoolVar(&l.noPrior, "no-region", false, "do not draw the shares towards those of the region")
	f.StringVar(&l.show, "show", shows[0], "what the rows are: "+strings.Join(shows, ", "))
}

// ask is the question the flags put.
func (l *leanFlags) question(state string, sw query.Switches) (query.LeanAsk, error) {
	ask := query.LeanAsk{State: state, Powers: l.powers, HalfLife: l.halfLife, Scale: l.scale, Both: l.both, NoPrior: l.noPrior, Draws: l.draws, Seed: l.seed, Switches: sw}
	if !(l.halfLife > 0) || l.halfLife > 1200 {
		return ask, usage("--half-life is a number of months above 0, not %g", l.halfLife)
	}
	step, ok := measure.Steps[l.step]
	if !ok {
		return ask, usage("--step is month, quarter or year, not %q", l.step)
	}
	ask.Step = step
	if l.weights != "" {
		ask.Weights = make([]float64, len(query.Domains))
		sum := 0.0
		for _, part := range strings.Split(l.weights, ",") {
			name, value, _ := strings.Cut(part, "=")
			i := slices.Index(query.Domains, strings.TrimSpace(name))
			v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if i < 0 || err != nil || !(v >= 0) || math.IsInf(v, 0) {
				return ask, usage("--weights has parts such as military=0.5, with the domains %s, not %q", strings.Join(query.Domains, ", "), part)
			}
			ask.Weights[i] = v
			sum += v
		}
		if math.Abs(sum-1) > 1e-6 {
			return ask, usage("--weights sum to %s, not to 1", strconv.FormatFloat(sum, 'g', 6, 64))
		}
	}
	return ask, nil
}

func tiltCommand(a *app) *cobra.Command {
	var (
		l       leanFlags
		between []string
		domain  string
		ternary string
		top     int
	)
	cmd := &cobra.Command{
		Use:   "tilt [flags] STATE",
		Short: "Say to which of two powers a state leans, and how sure that is",
		Long: `Say how much more of a state's cooperation goes to one power than to another: by
domain, of all acts, and combined over domains, at the end of each period, from -1
to 1, with 90 % intervals and the chance that it is above 0. Acts count by a scale
and by their status, and fade with a half-life. Where the evidence does not carry a
number, the row says what is missing.

--show shares has the share of each power; asymmetry compares it with the share the
state has in the power's cooperation; influence lists the acts that move the last
point most. The formulae stand in docs/measures.md.`,
		Example: `  entente tilt TJK --between RUS,CHN
  entente tilt KAZ --step year --svg kaz.svg
  entente tilt ARM --show influence --domain military`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("show", l.show, "tilt", "shares", "asymmetry", "influence"); err != nil {
				return err
			}
			if domain != "" {
				if err := oneOf("domain", domain, query.Domains...); err != nil {
					return err
				}
			}
			return l.ask(cmd.Context(), a, func(led *query.Ledger, sw query.Switches) error {
				ask, err := l.question(args[0], sw)
				if err != nil {
					return err
				}
				switch len(between) {
				case 0:
				case 2:
					ask.Between = [2]string{between[0], between[1]}
				default:
					return usage("--between takes two powers with a comma between: RUS,CHN")
				}
				ans, err := led.Lean(cmd.Context(), ask)
				if err != nil {
					return err
				}
				m := &measured{method: ans.Method, coverage: ans.Acts.Coverage(), notes: ans.Notes, figure: tiltFigure(ans)}
				switch l.show {
				case "tilt":
					m.table = tiltTable(ans, l.format)
				case "shares":
					m.table = shareTable(ans)
				case "asymmetry":
					m.table, err = asymmetryTable(ans)
				case "influence":
					m.table, err = influenceTable(ans, domain, top)
				}
				if err != nil {
					return err
				}
				if ternary != "" {
					if err := a.drawTernary(ternary, ans); err != nil {
						return err
					}
				}
				return m.write(a, &l.measureFlags)
			})
		},
	}
	l.flags(a, cmd, "tilt", "shares", "asymmetry", "influence")
	cmd.Flags().StringSliceVar(&between, "between", nil, "the two powers: RUS,CHN leans to RUS above 0 (default: the two with most cooperation)")
	cmd.Flags().StringVar(&ternary, "ternary", "", "file to draw the path between the first three powers into, as SVG")
	cmd.Flags().StringVar(&domain, "domain", "", "of --show influence: one domain (default: all acts)")
	cmd.Flags().IntVar(&top, "top", 10, "of --show influence: how many acts; 0 is all")
	return cmd
}

// estimated are a number with its interval.
func estimated(e measure.Estimate) []any {
	return []any{round(e.Value, 4), round(e.Low, 4), round(e.High, 4)}
}

// proof are the columns that say what a number rests on.
var proofColumns = []string{"clusters", "effective", "sources", "top_source", "top_share", "missing"}

func proof(e measure.Evidence) []any {
	return []any{e.Clusters, round(e.Effective, 1), e.Sources, known(e.TopSource), round(e.TopShare, 3), known(e.Missing)}
}

func tiltTable(ans *query.LeanAnswer, format string) *table {
	t := &table{columns: append([]string{"period", "domain", "towards", "from", "tilt", "low", "high", "p_above_0"}, proofColumns...)}
	row := func(p measure.TiltPoint, domain string, e measure.Estimate, ev measure.Evidence) {
		c := append([]any{p.Period.String(), domain, ans.Pair[0], ans.Pair[1]}, estimated(e)...)
		t.add(append(append(c, round(e.Above, 3)), proof(ev)...)...)
	}
	for _, p := range ans.Points {
		lean := p.Lean[0]
		for d, name := range query.Domains {
			row(p, name, lean.Domain[d], p.Domain[d].Evidence)
		}
		row(p, "all", lean.All, p.All.Evidence)
		// What is combined is told by the domains themselves.
		ev := p.All.Evidence
		of := []string{}
		for _, d := range p.Combined {
			of = append(of, query.Domains[d])
		}
		switch {
		case ev.Missing != "":
		case len(of) == 0:
			ev.Missing = "not enough evidence: in no domain"
		case len(of) < len(query.Domains):
			ev.Missing = "of " + strings.Join(of, ", ") + " only"
		}
		row(p, "combined", lean.Combined, ev)
		row(p, "discord", lean.Discord, ev)
	}
	if format == "table" { // what fits a terminal: the last point in full
		n := len(query.Domains) + 3
		t.rows = t.rows[max(0, len(t.rows)-n):]
	}
	return t
}

// tiltFigure is the tilt of all acts over time.
func tiltFigure(ans *query.LeanAnswer) chart.Bands {
	f := chart.Bands{Title: fmt.Sprintf("%s between %s and %s", ans.State, ans.Pair[1], ans.Pair[0]), Low: -1, High: 1, Zero: true,
		Axis: fmt.Sprintf("tilt of all acts: -1 %s, 1 %s; 90 %% intervals", ans.Pair[1], ans.Pair[0])}
	for _, p := range ans.Points {
		e := p.Lean[0].All
		f.Rows = append(f.Rows, chart.Band{Label: p.Period.String(), Value: e.Value, Low: e.Low, High: e.High, N: p.All.Clusters, Missing: p.All.Missing})
	}
	return f
}

// drawTernary draws the path of the shares of all acts between the first three
// powers.
func (a *app) drawTernary(file string, ans *query.LeanAnswer) error {
	if len(ans.Powers) < 4 { // the last is the rest
		return usage("--ternary needs three powers, and there are %s", strings.Join(ans.Powers[:len(ans.Powers)-1], ", "))
	}
	f := chart.Ternary{Title: ans.State + " between three powers", Corners: [3]string(ans.Powers[:3])}
	for _, p := range ans.Points {
		f.Points = append(f.Points, chart.TernaryPoint{Label: p.Period.String(), N: p.All.Clusters,
			Shares: [3]float64{p.All.Share[0].Value, p.All.Share[1].Value, p.All.Share[2].Value}})
	}
	return a.writeTo(file, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, f.SVG(chart.Options{Alone: true}))
		return err
	})
}

func shareTable(ans *query.LeanAnswer) *table {
	t := &table{columns: append([]string{"period", "domain", "power", "share", "low", "high", "plus", "minus", "bandwidth"}, proofColumns...)}
	for _, p := range ans.Points {
		field := func(name string, f measure.Field) {
			for k, power := range ans.Powers {
				c := append([]any{p.Period.String(), name, power}, estimated(f.Share[k])...)
				c = append(c, round(f.Plus[k], 3), round(f.Minus[k], 3), round(f.Bandwidth[k], 3))
				t.add(append(c, proof(f.Evidence)...)...)
			}
		}
		for d, name := range query.Domains {
			field(name, p.Domain[d])
		}
		field("all", p.All)
	}
	return t
}

func asymmetryTable(ans *query.LeanAnswer) (*table, error) {
	t := &table{columns: []string{"period", "power", "share", "share_low", "share_high", "of_power", "of_power_low", "of_power_high", "asymmetry", "low", "high", "p_above_0", "missing"}}
	list, err := ans.Asymmetries()
	if err != nil {
		return nil, err
	}
	last := ans.Points[len(ans.Points)-1].Period.String()
	for _, x := range list {
		c := append([]any{last, x.Power}, estimated(x.Share)...)
		c = append(append(c, estimated(x.Their)...), estimated(x.Difference)...)
		t.add(append(c, round(x.Difference.Above, 3), known(x.Missing))...)
	}
	return t, nil
}

func influenceTable(ans *query.LeanAnswer, domain string, top int) (*table, error) {
	t := &table{columns: []string{"moves_by", "mass", "id", "date", "kind", "status", "source", "target", "reports", "missing"}}
	last := ans.Points[len(ans.Points)-1]
	missing := last.All.Missing
	if i := slices.Index(query.Domains, domain); i >= 0 {
		missing = last.Domain[i].Missing
	}
	list, err := ans.Influences(domain)
	if err != nil {
		return nil, err
	}
	if top > 0 && len(list) > top {
		list = list[:top]
	}
	for _, x := range list {
		e := ans.Entry(x.Index)
		by := round(x.By, 5)
		if missing != "" { // what is not known is not moved
			by = nil
		}
		t.add(by, round(x.Mass, 3), e.ID, known(e.Date), e.What(), string(e.Status), sideIDs(e.Source), sideIDs(e.Target), len(e.Reports()), known(missing))
	}
	return t, nil
}

func sideIDs(sides []query.Side) (out []string) {
	for _, s := range sides {
		out = append(out, s.ID)
	}
	return out
}

func diversifyCommand(a *app) *cobra.Command {
	var l leanFlags
	cmd := &cobra.Command{
		Use:   "diversify [flags] STATE",
		Short: "Say how spread a state's dealings are, and since when",
		Long: `Say among how many powers a state's cooperation is spread: N_eff, the exponential of
the entropy of their shares (1 is one partner only), and 1 - HHI, by domain and of
all acts, with 90 % intervals. Below stand, from the number of acts, the first half
years in which the share of the former main partner had fallen, and N_eff had risen,
with a probability above 0.95, the looks at all quarters paid for.

--show shifts has all these looks. Where the evidence does not carry a number, the
row says what is missing. The formulae stand in docs/measures.md.`,
		Example: `  entente diversify TJK
  entente diversify KAZ --show shifts --format csv
  entente diversify UZB --powers RUS,CHN,TUR --step year`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("show", l.show, "partners", "shifts"); err != nil {
				return err
			}
			return l.ask(cmd.Context(), a, func(led *query.Ledger, sw query.Switches) error {
				ask, err := l.question(args[0], sw)
				if err != nil {
					return err
				}
				ans, err := led.Lean(cmd.Context(), ask)
				if err != nil {
					return err
				}
				m := &measured{method: ans.Method, coverage: ans.Acts.Coverage(), notes: ans.Notes, figure: partnersFigure(ans)}
				found, all, err := shiftTables(ans)
				if err != nil {
					return err
				}
				if l.show == "shifts" {
					m.table = all
				} else {
					m.table = partnersTable(ans, l.format)
					m.further = []titled{{"First changes with a probability above 0.95:", found}}
				}
				return m.write(a, &l.measureFlags)
			})
		},
	}
	l.flags(a, cmd, "partners", "shifts")
	return cmd
}

func partnersTable(ans *query.LeanAnswer, format string) *table {
	t := &table{columns: append([]string{"period", "domain", "partners", "low", "high", "spread", "spread_low", "spread_high", "main", "main_share"}, proofColumns...)}
	for _, p := range ans.Points {
		field := func(name string, f measure.Field) {
			var main, share any
			if f.Missing == "" {
				best := 0
				for k, e := range f.Share {
					if e.Value > f.Share[best].Value {
						best = k
					}
				}
				main, share = ans.Powers[best], round(f.Share[best].Value, 4)
			}
			c := append([]any{p.Period.String(), name}, estimated(f.Partners)...)
			c = append(append(c, estimated(f.Spread)...), main, share)
			t.add(append(c, proof(f.Evidence)...)...)
		}
		for d, name := range query.Domains {
			field(name, p.Domain[d])
		}
		field("all", p.All)
	}
	if format == "table" {
		t.rows = t.rows[max(0, len(t.rows)-len(query.Domains)-1):]
	}
	return t
}

func partnersFigure(ans *query.LeanAnswer) chart.Bands {
	f := chart.Bands{Title: ans.State + ": partners", Low: 1, High: float64(len(ans.Powers)), Axis: "N_eff of all acts; 90 % intervals"}
	for _, p := range ans.Points {
		e := p.All.Partners
		f.Rows = append(f.Rows, chart.Band{Label: p.Period.String(), Value: e.Value, Low: e.Low, High: e.High, N: p.All.Clusters, Missing: p.All.Missing})
	}
	return f
}

// shiftTables are the first changes found, and all looks.
func shiftTables(ans *query.LeanAnswer) (found, all *table, err error) {
	columns := []string{"what", "power", "half_year", "compared_with", "before", "after", "change", "low", "high", "probability", "missing"}
	found, all = &table{columns: columns}, &table{columns: columns}
	for _, x := range []struct {
		what   string
		change measure.Change
	}{{"share of the main partner falls", measure.MainFalls}, {"partners rise", measure.PartnersRise}} {
		looks, err := ans.Shifts(x.change, 0)
		if err != nil {
			return nil, nil, err
		}
		add := func(t *table, l measure.Look) {
			var power any
			if l.Power >= 0 {
				power = ans.Powers[l.Power]
			}
			c := []any{x.what, power, l.Recent.String(), l.Base.String(), round(l.Before, 4), round(l.After, 4)}
			t.add(append(append(c, estimated(l.Change)...), round(l.P, 3), known(l.Missing))...)
		}
		for _, l := range looks {
			add(all, l)
		}
		enough := slices.ContainsFunc(looks, func(l measure.Look) bool { return l.Missing == "" })
		if l, ok := measure.Found(looks); ok {
			add(found, l)
		} else {
			why := "none found"
			switch {
			case len(looks) == 0:
				why = "not enough evidence: a look needs ten whole quarters of acts"
			case !enough:
				why = looks[len(looks)-1].Missing
			}
			found.add(x.what, nil, nil, nil, nil, nil, nil, nil, nil, nil, why)
		}
	}
	return found, all, nil
}
