package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"entente/data"
	"entente/internal/importer"
	"entente/internal/read/events"
	"entente/internal/record"
	"entente/internal/store/imports"
)

func importCommand(a *app) *cobra.Command {
	var (
		opt    importer.Options
		limits = events.Limits{}
		line   int64
		format string
		memory int64
	)
	var names []string
	for _, f := range events.Formats() {
		names = append(names, f.String())
	}
	cmd := &cobra.Command{
		Use:   "import [flags] FORMAT FILE…",
		Short: "Add event data such as GDELT or ICEWS to the ledger",
		Long: `Add event data that others have coded to the ledger, which is made if there is
none. FORMAT is one of ` + strings.Join(names, ", ") + `.

FILE is a file, a folder, a pattern such as "gdelt/2015*.zip", or "-" for standard
input; zip, gzip and zstd are undone. Every row is counted: rows read = rows kept +
rows known + rows rejected. What is no row is kept in the folder rejects of the
ledger with file, line and reason; what was put right is named there too. A row
that is known is not added again. An interrupted call leaves whole batches; call
it again to go on.`,
		Example: `  entente import gdelt2 20151027220000.export.CSV.zip
  entente import --ledger asia icews events.2018.tab.gz
  entente import polecat "polecat/ngecEventsDV-2023*.txt"`,
		Args: cobra.MinimumNArgs(2),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return names, cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveDefault
		},
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			f := record.ParseFormat(args[0])
			if events.Columns(f) == nil && f != record.PLOVER {
				return usage("no format %q; there are %s", args[0], strings.Join(names, ", "))
			}
			limits.MaxLine = int(line)
			opt.Limits = limits
			know, err := events.LoadKnowledge(data.FS, time.Now())
			if err != nil {
				return err
			}
			s, err := a.openImports(cmd.Context(), memory)
			if err != nil {
				return err
			}
			files := events.Walk(args[1:], events.Options{Limits: limits, Dir: a.Dir, Stdin: a.Stdin})
			began := time.Now()
			opt.Progress = a.importProgress(began)
			opt.Fault = func(name string, err error) { a.clearLine(); a.fault(name, err) }
			opt.Note = func(name, note string) { a.clearLine(); a.say("%s: %s", name, note) }
			stats, err := importer.Run(cmd.Context(), files, f, know, s, opt)
			a.clearLine()
			if err == nil {
				err = s.Settle(cmd.Context())
			}
			rejects, rejErr := s.WriteRejects(context.WithoutCancel(cmd.Context()))
			err = errors.Join(err, rejErr, s.Close())
			if stats.Rejected > 0 {
				a.fails++
				for _, r := range rejects {
					a.say("%s", r)
				}
			}
			return errors.Join(err, importTable(stats).write(a.Stdout, format))
		},
	}
	a.ledgerFlag(cmd)
	fl := cmd.Flags()
	fl.BoolVar(&opt.Lean, "lean", false, "do not keep the lines themselves: less room, but a row then opens to the main columns only")
	fl.IntVar(&opt.BatchRows, "batch-rows", 500_000, "rows added together: an interrupted import loses at most these")
	fl.Var(bytesFlag{&line}, "max-line", "longest line (default 8MiB)")
	fl.Var(bytesFlag{&limits.MaxDecompressed}, "max-decompressed", "most that may come out of one compressed file (default 1TiB)")
	fl.Var(bytesFlag{&memory}, "memory", "memory for sorting (default 512MiB)")
	formatFlag(cmd, &format)
	return cmd
}

// openImports opens the imports of the ledger for adding.
func (a *app) openImports(ctx context.Context, memory int64) (*imports.Store, error) {
	if memory == 0 {
		memory = 512 << 20
	}
	return imports.Open(ctx, a.path(a.ledger), imports.Options{Program: "entente " + version(), Memory: memory})
}

// importTable is the figures of an import, one a row.
func importTable(s importer.Stats) *table {
	t := &table{columns: []string{"what", "number"}}
	for _, r := range []struct {
		what string
		n    int64
	}{
		{"files read", int64(s.Files)}, {"files failed", int64(s.Failed)}, {"rows read", s.Read}, {"rows kept", s.Kept},
		{"rows known", s.Known}, {"rows rejected", s.Rejected}, {"rows mended", s.Mended},
	} {
		t.add(r.what, int(r.n))
	}
	return t
}

// importProgress shows on a terminal how far an import is.
func (a *app) importProgress(began time.Time) func(importer.Stats) {
	if !a.Terminal {
		return nil
	}
	return func(s importer.Stats) {
		fmt.Fprintf(a.Stderr, "\r\x1b[K%d rows in %d files, %.0f rows/s", s.Read, s.Files, float64(s.Read)/time.Since(began).Seconds())
		if s.Rejected > 0 {
			fmt.Fprintf(a.Stderr, ", %d rejected", s.Rejected)
		}
	}
}

func (a *app) clearLine() {
	if a.Terminal {
		fmt.Fprint(a.Stderr, "\r\x1b[K")
	}
}
