package cli

import (
	"bufio"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"entente/data"
	"entente/internal/importer"
	"entente/internal/read/events"
	"entente/internal/synth"
)

func synthCommand(a *app) *cobra.Command {
	var (
		rows, from int64
		seed       uint64
		out        string
		format     string
		memory     int64
		into       bool
	)
	cmd := &cobra.Command{
		Use:   "synth --rows N [flags]",
		Short: "Make a synthetic event table of any size, for benchmarks",
		Long: `Make a synthetic event table, as a GDELT 2.0 file on standard output or in a file,
or with --into as rows of the ledger. Row i is a function of the seed and i alone:
the same seed gives the same bytes, and --from N --rows M is that part of a larger
table. Pairs, roots, dates and mentions have the shapes of real tables.`,
		Example: `  entente synth --rows 5000000 -o five.csv && entente import gdelt2 five.csv
  entente synth --rows 100000000 --into --ledger big`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			if rows <= 0 || from < 0 {
				return usage("--rows is how many rows to make, 1 at least; --from is 0 at least")
			}
			know, err := events.LoadKnowledge(data.FS, time.Now())
			if err != nil {
				return err
			}
			iso := synthCountries(know)
			t := synth.New(seed, iso)
			if into {
				if from > 0 || out != "" {
					return usage("--into does not go together with --from or --out")
				}
				s, err := a.openImports(cmd.Context(), memory)
				if err != nil {
					return err
				}
				stats, err := importer.Synth(cmd.Context(), t, seed, rows, s, importer.Options{Progress: a.importProgress(time.Now())})
				a.clearLine()
				if err == nil {
					err = s.Settle(cmd.Context())
				}
				err = errors.Join(err, s.Close())
				return errors.Join(err, importTable(stats).write(a.Stdout, format))
			}
			w := io.Writer(a.Stdout)
			var f *os.File
			if out != "" {
				if f, err = os.Create(a.path(out)); err != nil {
					return err
				}
				w = f
			}
			err = writeSynth(cmd, t, know, w, uint64(from), uint64(rows))
			if f != nil {
				err = errors.Join(err, f.Close())
			}
			return err
		},
	}
	a.ledgerFlag(cmd)
	fl := cmd.Flags()
	fl.Int64Var(&rows, "rows", 0, "how many rows")
	fl.Int64Var(&from, "from", 0, "number of the first row, from 0")
	fl.Uint64Var(&seed, "seed", 42, "which table")
	fl.StringVarP(&out, "out", "o", "", "file to write (default: standard output)")
	fl.BoolVar(&into, "into", false, "add the rows to the ledger")
	fl.Var(bytesFlag{&memory}, "memory", "memory for sorting (default 512MiB)")
	formatFlag(cmd, &format)
	return cmd
}

// synthCountries are the countries a synthetic table is of.
func synthCountries(know events.Knowledge) []string {
	var out []string
	for id := range know.Codes.Countries("iso3") {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

func writeSynth(cmd *cobra.Command, t *synth.Table, know events.Knowledge, w io.Writer, from, rows uint64) error {
	fips := make([]string, synth.Countries)
	byISO := map[string]string{}
	for code, iso := range know.Codes.Countries("fips") {
		if old := byISO[iso]; old == "" || code < old {
			byISO[iso] = code
		}
	}
	for i := range t.Len() {
		fips[i] = byISO[t.Country(i)]
	}
	var score [20]string
	for root := 1; root <= 20; root++ {
		c, _ := know.Book.Cross("gdelt", synth.Code(root))
		score[root-1] = strconv.FormatFloat(c.Scale, 'f', -1, 64)
	}
	b := bufio.NewWriterSize(w, 1<<20)
	line := make([]byte, 0, 1024)
	for i := from; i < from+rows; i++ {
		line = t.AppendGDELT2(line[:0], i, fips, score)
		if _, err := b.Write(line); err != nil {
			return err
		}
		if i%4096 == 0 && cmd.Context().Err() != nil {
			return cmd.Context().Err()
		}
	}
	return b.Flush()
}
