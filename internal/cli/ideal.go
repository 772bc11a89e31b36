package cli

import (
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"entente/data"
	"entente/internal/alignment"
	"entente/internal/chart"
	"entente/internal/measure"
	"entente/internal/votes"
)

// idealView shows the ideal points of states side by side.
func (a *app) idealView(v voteFlags, ids []string) error {
	points, err := alignment.LoadIdeal(data.FS, votesDir)
	if err != nil {
		return err
	}
	of := make([]map[int]alignment.IdealPoint, len(ids))
	first, last := 1<<30, 0
	for i, id := range ids {
		of[i] = points.Of(id)
		for s := range of[i] {
			first, last = min(first, s+1945), max(last, s+1945)
		}
	}
	if v.from != 0 {
		first = v.from
	}
	if v.to != 0 {
		last = v.to
	}
	if last == 0 {
		return fmt.Errorf("%v: no ideal point in the table", ids)
	}
	long := forPrograms(v.format)
	t := idealTable(ids, of, first, last, long, v.format == "table")
	low, high := axis("ideal")
	l := chart.Lines{Title: "Ideal points in the UN General Assembly, with 90 % intervals", Low: low, High: high, From: first, To: last}
	for i, id := range ids {
		s := chart.Series{Name: id}
		for y := first; y <= last; y++ {
			if p, ok := of[i][y-1945]; ok {
				s.Points = append(s.Points, chart.Point{Year: y, Value: p.Mean, Low: p.Low, High: p.High, Sure: true})
			}
		}
		l.Series = append(l.Series, s)
	}
	if err := a.lines(v.svg, l); err != nil {
		return err
	}
	var notes []string
	if v.format == "table" && len(ids) > 1 {
		notes = append(notes, legend(ids))
	}
	return a.withNotes(t, v.format, append(notes, "method: "+points.Method+"; year = 1945 + session; 90 % intervals of the posterior; a year without a point is one without votes that count"))
}

func idealTable(ids []string, of []map[int]alignment.IdealPoint, first, last int, long, draw bool) *table {
	if long {
		t := &table{columns: []string{"state", "year", "session", "n", "ideal", "ideal_low", "ideal_high", "missing"}}
		for i, id := range ids {
			for y := first; y <= last; y++ {
				if p, ok := of[i][y-1945]; ok {
					t.add(id, y, y-1945, p.Votes, p.Mean, p.Low, p.High, nil)
				} else {
					t.add(id, y, y-1945, 0, nil, nil, nil, "no votes that count")
				}
			}
		}
		return t
	}
	t := &table{columns: []string{"year"}}
	for i, id := range ids {
		t.columns = append(t.columns, id, "90 %", "n")
		if i > 0 {
			t.columns = append(t.columns, "apart")
		}
	}
	letters := lettersOf(ids)
	low, high := axis("ideal")
	if draw {
		t.columns = append(t.columns, scale("ideal", low, high))
	}
	for y := first; y <= last; y++ {
		row := []any{y}
		var marks []mark
		home, known := of[0][y-1945]
		for i := range ids {
			p, ok := of[i][y-1945]
			if !ok {
				row = append(row, nil, nil, nil)
			} else {
				row = append(row, decimal(p.Mean), decimal(p.Low)+" to "+decimal(p.High), p.Votes)
				m := mark{at: p.Mean, letter: letters[i]}
				if len(ids) == 1 {
					m.low, m.high, m.sure = p.Low, p.High, true
				}
				marks = append(marks, m)
			}
			switch {
			case i == 0:
			case ok && known:
				row = append(row, decimal(max(p.Mean-home.Mean, home.Mean-p.Mean)))
			default:
				row = append(row, nil)
			}
		}
		if draw {
			drawn := onScale(low, high, marks)
			if len(marks) == 0 {
				drawn = "no votes that count"
			}
			row = append(row, drawn)
		}
		t.add(row...)
	}
	return t
}

func idealCommand(a *app) *cobra.Command {
	var (
		o           measure.IdealOptions
		out, format string
	)
	cmd := &cobra.Command{
		Use:   "ideal-points [flags]",
		Short: "Estimate where states stand from their votes in the United Nations",
		Long: `Estimate the ideal points of all states and sessions from the roll calls of the UN
General Assembly: where each stands on the line along which votes differ most, by
Gibbs sampling of an ordinal probit model (Bailey, Strezhnev and Voeten 2017). The
same seed gives the same points. It takes one core and two or three minutes; the points
that come with the program were made by it with the default flags.`,
		Example: `  entente ideal-points --format csv > points.csv
  entente ideal-points --sweeps 3000 --seed 7 --out data`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			roll, err := votes.Load(data.FS, votesDir)
			if err != nil {
				return err
			}
			if a.Terminal {
				o.Progress = func(done, of int) {
					if done%10 == 0 || done == of {
						fmt.Fprintf(a.Stderr, "\r%d of %d sweeps", done, of)
					}
					if done == of {
						fmt.Fprintln(a.Stderr)
					}
				}
			}
			points, err := alignment.IdealPoints(roll, o)
			if err != nil {
				return err
			}
			made := alignment.IdealTable{Method: alignment.IdealMethod(o), Points: points}
			if out != "" {
				return a.writeIdeal(filepath.Join(a.path(out), votesDir, alignment.IdealFile), made)
			}
			t := &table{columns: []string{"state", "session", "year", "n", "ideal", "low", "median", "high"}}
			for _, p := range points {
				t.add(p.State, p.Session, p.Session+1945, p.Votes, rounded(p.Mean, true), rounded(p.Low, true), rounded(p.Median, true), rounded(p.High, true))
			}
			return a.withNotes(t, format, []string{"method: " + made.Method})
		},
	}
	f := cmd.Flags()
	f.Uint64Var(&o.Seed, "seed", 0, "seed of the random numbers")
	f.IntVar(&o.Sweeps, "sweeps", measure.IdealSweeps, "how often each number is drawn")
	f.IntVar(&o.Burn, "burn", 0, "how many sweeps at the start are not kept (default: a third)")
	f.Float64Var(&o.Smooth, "smooth", measure.IdealSmooth, "how far a state may move from session to session")
	f.StringVar(&out, "out", "", "a data folder: write the table of points of its folder votes")
	formatFlag(cmd, &format)
	return cmd
}

func (a *app) writeIdeal(file string, t alignment.IdealTable) error {
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("write ideal points: %w", err)
	}
	z, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	if err == nil {
		err = errors.Join(alignment.WriteIdeal(z, t), z.Close())
	}
	return errors.Join(err, f.Close())
}
