package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"entente/internal/edtf"
)

func actorsCheckCommand(a *app) *cobra.Command {
	var (
		k            knowledge
		asOf, format string
		of           []string
		vacant       bool
	)
	cmd := &cobra.Command{
		Use:   "check --as-of DATE [flags]",
		Short: "List posts that nobody surely holds at a date",
		Long: `List the posts of the tables that somebody has held but nobody surely holds at
DATE: vacant ones, whose last term has ended, and stale ones, whose last holder
has no end but whose table's facts (as_of) do not reach so far. A file of your
own (--actors) fills them. Posts last held more than twenty years before DATE,
and those of states and bodies that have ended, are left out.`,
		Example: `  entente actors check --as-of 2026-03-01 --of KAZ,UZB
  entente actors check --as-of 2025-11-10 --vacant --format csv`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			day, err := dateFlag("as-of", asOf)
			if err != nil {
				return err
			}
			if day.IsZero() {
				return usage("actors check needs --as-of DATE")
			}
			tables, err := a.loadAtlas(k)
			if err != nil {
				return err
			}
			for _, id := range of {
				if _, ok := tables.Entity(id); !ok {
					return usage("--of: no state or body %q", id)
				}
			}
			t := &table{columns: []string{"entity", "office", "state", "last", "name", "from", "to", "as_of", "table"}}
			stale := 0
			for _, g := range tables.Gaps(day) {
				if len(of) > 0 && !slices.Contains(of, g.Entity) || vacant && g.Stale {
					continue
				}
				state := "vacant"
				if g.Stale {
					state = "stale"
					stale++
				}
				name := ""
				if e, ok := tables.Entity(g.Last.Person); ok {
					name = e.Name
				}
				t.add(g.Entity, g.Office, state, g.Last.Person, known(name), date(g.Last.From), date(g.Last.To), date(g.Last.AsOf), g.Last.Table)
			}
			a.say("%d posts vacant, %d stale at %s", len(t.rows)-stale, stale, day)
			return t.write(a.Stdout, format)
		},
	}
	cmd.Flags().StringVar(&asOf, "as-of", "", "the date to check at, in EDTF")
	cmd.Flags().StringSliceVar(&of, "of", nil, "only posts of these states and bodies, by id")
	cmd.Flags().BoolVar(&vacant, "vacant", false, "leave out stale posts")
	k.tableFlags(cmd)
	formatFlag(cmd, &format)
	return cmd
}

// date is a cell for a date that may be unknown.
func date(d edtf.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.String()
}
