package cli

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"entente/internal/store/ask"
)

// maxQuery is how long a question may be.
const maxQuery = 1 << 20

func sqlCommand(a *app) *cobra.Command {
	var (
		format  string
		limit   int
		columns bool
		memory  int64
	)
	cmd := &cobra.Command{
		Use:   "sql [flags] [QUERY]",
		Short: "Ask the ledger in SQL, for reading only",
		Long: `Ask the ledger one question in SQL (DuckDB's); without QUERY it is read from standard
input. Coded events are in the tables of ledger, imported ones in those of imports.
A question reads the ledger and nothing else: no other file, no network, and it
changes nothing. With --columns all tables and columns are listed with what they
mean.`,
		Example: `  entente sql --columns
  entente sql "SELECT source, target, count(*) n FROM dyads GROUP BY ALL ORDER BY n DESC LIMIT 9"
  entente sql --format csv "FROM imports.imported_months WHERE source = 'KAZ'" > kaz.csv`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			query := ""
			switch {
			case columns && len(args) > 0:
				return usage("--columns goes with no question")
			case columns:
				query = ask.Columns
			case len(args) == 1:
				query = args[0]
			default:
				text, err := io.ReadAll(io.LimitReader(a.Stdin, maxQuery+1))
				if err != nil {
					return err
				}
				query = string(text)
			}
			if len(query) > maxQuery {
				return usage("a question of more than %d bytes", maxQuery)
			}
			if strings.TrimSpace(query) == "" {
				return usage("there is no question")
			}
			l, err := ask.Open(cmd.Context(), a.path(a.ledger), ask.Options{Memory: memory})
			if err != nil {
				return err
			}
			defer l.Close()
			t := &table{}
			more := false
			t.columns, err = l.Query(cmd.Context(), query, func(_ []string, values []any) error {
				if len(t.rows) == limit {
					more = true
					return errEnough
				}
				t.rows = append(t.rows, cells(values))
				return nil
			})
			if err != nil && !more {
				return err
			}
			if more {
				a.say("only the first %d rows are shown: see --limit", limit)
			}
			return t.write(a.Stdout, format)
		},
	}
	a.ledgerFlag(cmd)
	fl := cmd.Flags()
	fl.IntVar(&limit, "limit", 100_000, "rows at most")
	fl.BoolVar(&columns, "columns", false, "list all tables and columns with what they mean")
	fl.Var(bytesFlag{&memory}, "memory", "memory for the question (default 1GiB)")
	formatFlag(cmd, &format)
	return cmd
}

var errEnough = fmt.Errorf("enough rows")

// cells makes values of a question those of a table.
func cells(values []any) []any {
	out := make([]any, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case int64:
			out[i] = int(v)
		case float64:
			out[i] = v
			if math.IsNaN(v) || math.IsInf(v, 0) { // JSON has no such numbers
				out[i] = fmt.Sprint(v)
			}
		case []any:
			list := make([]string, len(v))
			for j, x := range v {
				if x != nil {
					list[j] = fmt.Sprint(x)
				}
			}
			out[i] = list
		default:
			out[i] = v
		}
	}
	return out
}
