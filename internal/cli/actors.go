package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"entente/internal/atlas"
	"entente/internal/edtf"
)

func actorsCommand(a *app) *cobra.Command {
	var (
		k          knowledge
		at, format string
	)
	cmd := &cobra.Command{
		Use:   "actors [flags] [NAME…]",
		Short: "Say what a name means at a date, or list all actors",
		Long: `Say what each NAME means: actor, country, sector, the post it holds, and the
table and line that say so. With --at, only what holds at that date. A name of
several words goes between quotes. Without NAME, list all actors.`,
		Example: `  entente actors Dushanbe "the Kremlin"
  entente actors --at 2019-05 "Emomali Rahmon"
  entente actors --format csv > actors.csv`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			day, err := dateFlag("at", at)
			if err != nil {
				return err
			}
			tables, err := a.loadAtlas(k)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return listActors(tables, day).write(a.Stdout, format)
			}
			t := &table{columns: []string{"asked", "actor", "name", "kind", "country", "sector", "role", "by", "table"}}
			for _, name := range args {
				if !meanings(t, tables, name, day) {
					a.fails++
					a.say("%s: no actor, place or role of this name%s", name, atDate(day))
				}
			}
			return t.write(a.Stdout, format)
		},
	}
	cmd.Flags().StringVar(&at, "at", "", "date at which the name is used, in EDTF")
	k.tableFlags(cmd)
	formatFlag(cmd, &format)
	cmd.AddCommand(actorsCheckCommand(a))
	return cmd
}

func atDate(day edtf.Date) string {
	if day.IsZero() {
		return ""
	}
	return " at " + day.String()
}

func listActors(tables *atlas.Atlas, day edtf.Date) *table {
	t := &table{columns: []string{"actor", "name", "kind", "type", "country", "sector", "from", "to", "table"}}
	for _, e := range tables.Entities() {
		if e.Exists(day) {
			t.add(e.ID, e.Name, string(e.Kind), known(e.Type), known(e.Country), known(e.Sector), known(e.From.String()), known(e.To.String()), e.Table)
		}
	}
	return t
}

// meanings adds a row for each reading of a name that covers all of it, and
// says whether there was one.
func meanings(t *table, tables *atlas.Atlas, name string, day edtf.Date) bool {
	words := strings.Fields(name)
	before := len(t.rows)
	for _, h := range append(tables.Longest(words, 0), tables.Spelled(words, 0)...) {
		if h.Tokens != len(words) || !h.Holds(day) {
			continue
		}
		e := h.Entity
		country, sector, role, table := e.Country, e.Sector, "", h.Table
		if post, ok := tables.TenureAt(e.ID, day); ok {
			sector, role, table = post.Sector, post.Title, post.Table
			if country == "" {
				country = post.Entity
			}
		}
		by := string(h.Kind)
		if h.Surname {
			by = "surname"
		}
		if h.Weak {
			by += ", weak"
		}
		t.add(name, e.ID, e.Name, string(e.Kind), known(country), known(sector), known(role), by, table)
	}
	for _, p := range tables.LongestPlace(words, 0) {
		if p.Tokens == len(words) {
			t.add(name, p.ID, p.Name, "place", known(p.Country), nil, known(p.Type), string(p.Precision), p.Table)
		}
	}
	lower := strings.Fields(strings.ToLower(name))
	if r, n := tables.LongestRole(lower, 0); n == len(lower) {
		t.add(name, nil, r.Lemma, string(r.Kind), nil, known(r.Sector), known(r.Post), "role", r.Table)
	}
	return len(t.rows) > before
}
