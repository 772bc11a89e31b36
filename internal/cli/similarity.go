package cli

import (
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"entente/internal/alignment"
	"entente/internal/chart"
)

// similarityFlags are the files and dates of a comparison.
type similarityFlags struct {
	at, format, svg                     string
	alliances, trade, arms, gdp, visits string
	codes                               map[string]string
	halfLife                            float64
}

func similarityCommand(a *app) *cobra.Command {
	var s similarityFlags
	cmd := &cobra.Command{
		Use:   "similarity --at DATE [flags] STATE STATE",
		Short: "Say how alike two states are by pacts, bodies, trade, arms, visits",
		Long: `Say how alike two states are, and how much each depends on the other, by records
that are not news. Memberships in organisations come with the program; the rest is
read from files of your own, all CSV with a header:

  --alliances  pairs and years as ATOP or the Correlates of War publish them
  --trade, --arms  year, from, to, value (or exporter, importer; supplier, recipient)
  --gdp  year, state, gdp, in the money of the trade
  --visits  date, visitor, host

Files name states by any codes. Where these are not the program's own, say which
are meant: --code KAZ=705,RUS=365. Alliances, trade, arms and GDP are those of the
year of --at; visits are counted up to its last day. What a file does not hold is
said in words and is never 0.`,
		Example: `  entente similarity KAZ RUS --at 2018
  entente similarity KAZ RUS --at 2018 --alliances atop.csv --code KAZ=705,RUS=365
  entente similarity TJK CHN --at 2021 --trade trade.csv --gdp gdp.csv --format csv`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error { return a.similarity(s, args) },
	}
	f := cmd.Flags()
	f.StringVar(&s.at, "at", "", "the date of the comparison, in EDTF: 2018, 2018-06-30")
	f.StringVar(&s.alliances, "alliances", "", "file of alliances by pair and year")
	f.StringVar(&s.trade, "trade", "", "file of trade by pair and year")
	f.StringVar(&s.arms, "arms", "", "file of arms transfers by pair and year")
	f.StringVar(&s.gdp, "gdp", "", "file of GDP by state and year, for --trade")
	f.StringVar(&s.visits, "visits", "", "file of visits")
	f.StringToStringVar(&s.codes, "code", nil, "the code of a state in your files: KAZ=705,RUS=365")
	f.Float64Var(&s.halfLife, "half-life", 365, "days in which a visit loses half of its weight")
	f.StringVar(&s.svg, "svg", "", "draw a chart of the measures from -1 to 1 into this file")
	formatFlag(cmd, &s.format)
	return cmd
}

func (a *app) similarity(s similarityFlags, args []string) error {
	if err := oneOf("format", s.format, tableFormats...); err != nil {
		return err
	}
	if s.at == "" {
		return usage("similarity needs --at")
	}
	if !(s.halfLife > 0) {
		return usage("--half-life is a number of days above 0")
	}
	if s.gdp != "" && s.trade == "" {
		return usage("--gdp is of use with --trade only")
	}
	at, err := dateFlag("at", s.at)
	if err != nil {
		return err
	}
	last, ok := at.Last()
	if !ok {
		return usage("--at %s has no year", s.at)
	}
	year := time.Unix(int64(last)*86400, 0).UTC().Year()
	tables, err := a.loadAtlas(knowledge{})
	if err != nil {
		return err
	}
	var ids, codes []string
	for _, arg := range args {
		id, err := stateNamed(tables, arg)
		if err != nil {
			return err
		}
		if e, _ := tables.Entity(id); !e.Exists(at) {
			return fmt.Errorf("%s (%s) did not exist at %s", e.Name, id, at)
		}
		code := id
		if c, ok := s.codes[id]; ok {
			code = c
		}
		ids, codes = append(ids, id), append(codes, code)
	}
	if ids[0] == ids[1] {
		return usage("%s is like itself: name two states", ids[0])
	}
	found, shared := alignment.Organisations(tables, ids[0], ids[1], at)
	fields := []string{"organisations"}
	more, err := a.similarityFiles(s, codes, year, int(last))
	if err != nil {
		return err
	}
	for _, f := range more {
		if f.Field != fields[len(fields)-1] {
			fields = append(fields, f.Field)
		}
	}
	t := similarityTable(append(found, more...), ids, s.format == "table" || s.format == "md")
	figure := similarityFigure(append(found, more...), ids, at.String())
	if s.svg != "" {
		err := a.writeTo(s.svg, func(w io.Writer) error {
			_, err := fmt.Fprintln(w, figure.SVG(chart.Options{Alone: true}))
			return err
		})
		if err != nil {
			return err
		}
	}
	notes := []string{"method: " + alignment.SimilarityMethod(fields), fmt.Sprintf("%s and %s at %s", ids[0], ids[1], at)}
	if len(shared) > 0 {
		notes = append(notes, fmt.Sprintf("both belong to %d: %s", len(shared), strings.Join(shared, " ")))
	}
	if s.format != "table" {
		return a.withNotes(t, s.format, notes)
	}
	if err := t.write(a.Stdout, s.format); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "\n%s", figure.Text(100))
	return a.notes(a.Stdout, notes)
}

// similarityFigure has the measures that lie between -1 and 1; counts, amounts and
// numbers of partners do not.
func similarityFigure(found []alignment.Finding, ids []string, at string) chart.Bands {
	f := chart.Bands{Title: fmt.Sprintf("%s and %s at %s", ids[0], ids[1], at), Axis: "measures from -1 to 1", Low: -1, High: 1, Zero: true}
	for _, x := range found {
		if !x.Unit {
			continue
		}
		n := x.N
		if n == 0 {
			n = -1
		}
		f.Rows = append(f.Rows, chart.Band{Label: x.Field + ": " + x.Measure, Value: x.Value, Low: math.NaN(), High: math.NaN(), N: n, Missing: x.Missing})
	}
	return f
}

func similarityTable(found []alignment.Finding, ids []string, people bool) *table {
	t := &table{columns: []string{"state", "other", "field", "measure", "value", "n", "missing"}}
	if people {
		t.columns = t.columns[2:]
	}
	for _, f := range found {
		value, n := rounded(f.Value, !math.IsNaN(f.Value)), any(nil)
		if people && value != nil {
			value = fmt.Sprintf("%.4g", f.Value)
		}
		if f.N > 0 {
			n = f.N
		}
		row := []any{ids[0], ids[1], f.Field, f.Measure, value, n, known(f.Missing)}
		if people {
			row = row[2:]
		}
		t.add(row...)
	}
	return t
}

// similarityFiles reads the user's files.
func (a *app) similarityFiles(s similarityFlags, codes []string, year, last int) ([]alignment.Finding, error) {
	var out []alignment.Finding
	var gdp map[string]float64
	read := func(name string, f func(r io.Reader) error) error {
		if name == "" {
			return nil
		}
		file, err := os.Open(a.path(name))
		if err != nil {
			return err
		}
		defer file.Close()
		return f(file)
	}
	x, y := codes[0], codes[1]
	err := read(s.alliances, func(r io.Reader) error {
		f, err := alignment.ReadAlliances(s.alliances, r, year)
		if err == nil {
			out = append(out, alignment.AllianceSimilarity(f, x, y)...)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = read(s.gdp, func(r io.Reader) (err error) { gdp, err = alignment.ReadGDP(s.gdp, r, year); return err })
	if err != nil {
		return nil, err
	}
	for _, file := range []struct{ field, name string }{{"trade", s.trade}, {"arms", s.arms}} {
		err := read(file.name, func(r io.Reader) error {
			f, err := alignment.ReadFlows(file.name, r, year)
			if err != nil {
				return err
			}
			of := gdp
			if file.field == "arms" {
				of = nil
			}
			out = append(out, alignment.FlowSimilarity(file.field, f, of, x, y)...)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	err = read(s.visits, func(r io.Reader) error {
		visits, states, err := alignment.ReadVisits(s.visits, r)
		if err == nil {
			out = append(out, alignment.VisitSimilarity(visits, states, x, y, last, s.halfLife)...)
		}
		return err
	})
	return out, err
}
