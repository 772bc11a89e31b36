package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"entente/data"
	"entente/internal/chart"
	"entente/internal/codebook"
	"entente/internal/query"
)

const measuresDir = "measures"

// measureFlags are the flags of all commands that measure.
type measureFlags struct {
	switches         switchFlags
	from, to         string
	scale            string
	data             string
	draws            int
	seed             uint64
	format, svg, tab string
}

func (m *measureFlags) flags(a *app, cmd *cobra.Command) {
	a.ledgerFlag(cmd)
	f := cmd.Flags()
	f.StringVar(&m.from, "from", "", "earliest day, in EDTF: 2022, 2022-11, 2022-11-21")
	f.StringVar(&m.to, "to", "", "latest day, in EDTF")
	f.StringVar(&m.scale, "scale", query.ScalePLOVER, "scores of acts: "+strings.Join(query.Scales, ", "))
	f.StringVar(&m.data, "data", "", "what is counted: "+strings.Join(query.Data, ", ")+" (default: coded events if the ledger has any, else imported rows)")
	f.IntVar(&m.draws, "draws", 1000, "draws of the bootstrap or permutation, 100 at least")
	f.Uint64Var(&m.seed, "seed", 1, "where the random numbers start")
	f.StringVar(&m.svg, "svg", "", "file to draw the chart into, as SVG")
	f.StringVar(&m.tab, "tables", "", "folder with tables of your own for data/measures")
	_ = cmd.MarkFlagDirname("tables")
	m.switches.flags(cmd)
	formatFlag(cmd, &m.format)
}

// ask opens the ledger and calls f with the switches.
func (m *measureFlags) ask(ctx context.Context, a *app, f func(*query.Ledger, query.Switches) error) error {
	if err := oneOf("format", m.format, tableFormats...); err != nil {
		return err
	}
	if err := oneOf("scale", m.scale, query.Scales...); err != nil {
		return err
	}
	if m.data != "" {
		if err := oneOf("data", m.data, query.Data...); err != nil {
			return err
		}
	}
	if m.draws < 100 || m.draws > 100_000 {
		return usage("--draws is from 100 to 100000, not %d", m.draws)
	}
	for name, v := range map[string]string{"from": m.from, "to": m.to} {
		if _, err := dateFlag(name, v); err != nil {
			return err
		}
	}
	tables, err := fs.Sub(data.FS, measuresDir)
	if err != nil {
		return err
	}
	if m.tab != "" {
		tables = os.DirFS(a.path(m.tab))
	}
	weights, err := query.LoadWeights(tables)
	if err != nil {
		return fmt.Errorf("tables of the measures: %w", err)
	}
	book, err := codebook.Load(data.FS, codebookDir)
	if err != nil {
		return err
	}
	world, err := a.loadAtlas(knowledge{})
	if err != nil {
		return err
	}
	return a.withData(ctx, m, func(base *query.Base, ix *query.Index, rows query.Rows) error {
		v := url.Values{}
		for key, value := range map[string]string{"from": m.from, "to": m.to} {
			if value != "" {
				v.Set(key, value)
			}
		}
		if err := m.switches.values(v, ix); err != nil {
			return err
		}
		sw, err := ix.ParseSwitches(v)
		if err != nil {
			return usageError{err}
		}
		l := query.New(base, query.Options{Atlas: world, Weights: weights, Book: book, Rows: rows, Data: m.data, CacheBytes: -1})
		err = f(l, sw)
		var bad *query.BadValue
		if errors.As(err, &bad) {
			return usageError{err}
		}
		return err
	})
}

// A measured is the answer of a command that measures: rows, how they were made,
// and a figure of them.
type measured struct {
	table    *table
	method   string
	coverage string
	notes    []string
	figure   chart.Bands
	// further are tables that only the terminal and Markdown show.
	further []titled
}

type titled struct {
	title string
	t     *table
}

// write prints the answer. In CSV and Parquet the method is the last column, in JSON it stands
// beside the rows.
func (m *measured) write(a *app, f *measureFlags) error {
	if f.svg != "" {
		err := a.writeTo(f.svg, func(w io.Writer) error {
			_, err := fmt.Fprintln(w, m.figure.SVG(chart.Options{Alone: true}))
			return err
		})
		if err != nil {
			return err
		}
	}
	switch f.format {
	case "csv", "parquet":
		for _, n := range m.notes {
			a.say("%s", n)
		}
		return m.table.with("method", m.method).write(a.Stdout, f.format)
	case "json":
		var rows strings.Builder
		if err := m.table.json(&rows); err != nil {
			return err
		}
		head, err := json.Marshal(struct {
			Method   string   `json:"method"`
			Coverage string   `json:"coverage"`
			Notes    []string `json:"notes"`
		}{m.method, m.coverage, append([]string{}, m.notes...)})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.Stdout, "%s,\"rows\":%s}\n", strings.TrimSuffix(string(head), "}"), strings.TrimSuffix(rows.String(), "\n"))
		return err
	}
	if err := m.table.write(a.Stdout, f.format); err != nil {
		return err
	}
	for _, x := range m.further {
		fmt.Fprintf(a.Stdout, "\n%s\n\n", x.title)
		if err := x.t.write(a.Stdout, f.format); err != nil {
			return err
		}
	}
	out := a.Stdout
	if f.format == "table" && len(m.figure.Rows) > 0 {
		fmt.Fprintf(out, "\n%s", m.figure.Text(100))
	}
	fmt.Fprintf(out, "\nmethod: %s\n", m.method)
	fmt.Fprintf(out, "counted: %s\n", m.coverage)
	for _, n := range m.notes {
		fmt.Fprintf(out, "note: %s\n", n)
	}
	return nil
}

// round is a number to so many decimals; nil if there is none.
func round(v float64, decimals int) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	f, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'f', decimals, 64), 64)
	return f
}
