package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"entente/data"
	"entente/internal/alignment"
	"entente/internal/atlas"
	"entente/internal/chart"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/votes"
)

// votesDir is the folder of roll calls in package data.
const votesDir = "votes"

// voteFlags are what votes are asked with.
type voteFlags struct {
	pick        votes.Pick
	powers      []string
	measure     string
	from, to    int
	format, svg string
}

func votesCommand(a *app) *cobra.Command {
	var v voteFlags
	cmd := &cobra.Command{
		Use:   "votes [flags] STATE [STATE]",
		Short: "Say how states vote together in the UN General Assembly",
		Long: `Say, year by year, how two states voted together in the General Assembly of the
United Nations, or how one voted with each of several powers. STATE is an id
(KAZ) or a name between quotes. The roll calls come with the program: sessions 1
to 74, 1946 to 2019.

Years are those in which a session opens; with --calendar, those of the votes.
Votes on which all agree do not count unless --unanimous says so. An absence is no
vote; a year without a vote in common says why, and is a gap in the chart.

With one STATE and no --powers, its ideal points are shown: where it stands on the
line along which votes differ most, with the United States at the positive end.
With --measure ideal, two states are compared by the distance of their points.

The method and what was left out are told below the table, and on standard error
for csv and json.`,
		Example: `  entente votes KAZ RUS
  entente votes KAZ --powers RUS,CHN,USA --from 1992 --svg kazakhstan.svg
  entente votes Uzbekistan "South Korea" --calendar --no-parts --format csv
  entente votes KAZ`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(_ *cobra.Command, args []string) error { return a.votes(v, args) },
	}
	f := cmd.Flags()
	f.StringSliceVar(&v.powers, "powers", nil, "states to compare STATE with: RUS,CHN,USA")
	f.StringVar(&v.measure, "measure", "agreement", "what --powers and the chart show: "+strings.Join(alignment.Measures, ", ")+" or ideal")
	f.IntVar(&v.from, "from", 0, "first year")
	f.IntVar(&v.to, "to", 0, "last year")
	f.BoolVar(&v.pick.CalendarYear, "calendar", false, "years are those of the votes, not those in which a session opens")
	f.BoolVar(&v.pick.Unanimous, "unanimous", false, "count votes in which all voted alike as well")
	f.BoolVar(&v.pick.NoParts, "no-parts", false, "leave out votes on amendments and paragraphs, as far as they are marked")
	f.BoolVar(&v.pick.Important, "important", false, "count only votes that the United States called important")
	f.StringVar(&v.svg, "svg", "", "draw a chart into this file")
	formatFlag(cmd, &v.format)
	return cmd
}

func (a *app) votes(v voteFlags, args []string) error {
	if err := oneOf("format", v.format, tableFormats...); err != nil {
		return err
	}
	if err := oneOf("measure", v.measure, append(slices.Clone(alignment.Measures), "ideal")...); err != nil {
		return err
	}
	if len(args) == 2 && len(v.powers) > 0 {
		return usage("votes takes two states, or one and --powers")
	}
	if v.from != 0 && v.to != 0 && v.from > v.to {
		return usage("--from %d is after --to %d", v.from, v.to)
	}
	tables, err := a.loadAtlas(knowledge{})
	if err != nil {
		return err
	}
	roll, err := votes.Load(data.FS, votesDir)
	if err != nil {
		return err
	}
	others := v.powers
	if len(args) == 2 {
		others = args[1:]
	}
	ids, err := a.voters(tables, roll, append(args[:1:1], others...))
	if err != nil {
		return err
	}
	if v.measure == "ideal" || len(others) == 0 {
		return a.idealView(v, ids)
	}
	var pairs []*alignment.Pair
	for _, p := range ids[1:] {
		pair, err := alignment.Votes(roll, ids[0], p, v.pick, v.from, v.to)
		if err != nil {
			return err
		}
		pairs = append(pairs, pair)
	}
	t := pairTable(pairs, v)
	if err := a.lines(v.svg, pairLines(pairs, v)); err != nil {
		return err
	}
	var notes []string
	if v.format == "table" && len(pairs) > 1 {
		notes = append(notes, legend(ids[1:]))
	}
	notes = append(notes, "method: "+alignment.VotesMethod(v.pick))
	for _, p := range pairs {
		left := ""
		if len(p.LeftOut) > 0 {
			left = "; left out: " + strings.Join(p.LeftOut, ", ")
		}
		notes = append(notes, fmt.Sprintf("%s-%s: N = %d joint votes in %d years%s", p.A, p.B, p.N, voted(p), left))
		notes = append(notes, p.Notes...)
	}
	return a.withNotes(t, v.format, notes)
}

func voted(p *alignment.Pair) int {
	n := 0
	for _, y := range p.Years {
		if y.N > 0 {
			n++
		}
	}
	return n
}

// withNotes writes a table and what is to be known of it: below the table for
// people, on standard error beside what programs read.
func (a *app) withNotes(t *table, format string, notes []string) error {
	if format == "parquet" { // a file is parted from standard error soon
		t = t.with("method", strings.TrimPrefix(strings.Join(slices.Compact(slices.Clone(notes)), "; "), "method: "))
	}
	if err := t.write(a.Stdout, format); err != nil {
		return err
	}
	out := a.Stdout
	if forPrograms(format) {
		out = a.Stderr
	}
	return a.notes(out, notes)
}

// notes writes what is to be known, each once.
func (a *app) notes(out io.Writer, notes []string) error {
	if _, err := fmt.Fprintln(out); err != nil {
		return err
	}
	var seen []string
	for _, n := range notes {
		if slices.Contains(seen, n) {
			continue
		}
		seen = append(seen, n)
		if _, err := fmt.Fprintln(out, plain(n)); err != nil {
			return err
		}
	}
	return nil
}

// lines draws a chart into a file, if one is asked for.
func (a *app) lines(file string, l chart.Lines) error {
	if file == "" {
		return nil
	}
	if err := os.WriteFile(a.path(file), []byte(l.SVG(chart.Options{Alone: true})+"\n"), 0o644); err != nil {
		return fmt.Errorf("draw chart: %w", err)
	}
	return nil
}

// voters finds the states that are meant, and says in words why one has no votes.
func (a *app) voters(tables *atlas.Atlas, roll *votes.Table, names []string) ([]string, error) {
	var out []string
	for _, name := range names {
		id, err := stateNamed(tables, name)
		if err != nil {
			return nil, err
		}
		if first, _ := roll.Span(id); first == 0 {
			return nil, noVoter(tables, roll, id)
		}
		if slices.Contains(out, id) {
			return nil, usage("%s is named twice", id)
		}
		out = append(out, id)
	}
	return out, nil
}

// formerSeats are states whose votes stand under another's.
var formerSeats = map[string]string{"SUN": "RUS", "SCG": "SRB", "UAR": "EGY", "TANGANYIKA": "TZA"}

func noVoter(tables *atlas.Atlas, roll *votes.Table, id string) error {
	name := id
	if e, ok := tables.Entity(id); ok {
		name = e.Name + " (" + id + ")"
	}
	if other, ok := formerSeats[id]; ok {
		return fmt.Errorf("%s: its votes stand under %s", name, other)
	}
	last := roll.Rolls[len(roll.Rolls)-1]
	return fmt.Errorf("%s cast no vote in the General Assembly in this table, which ends with session %d (%s)", name, last.Session, last.Date)
}

// stateNamed finds the state that an id or a name means.
func stateNamed(tables *atlas.Atlas, name string) (string, error) {
	if e, ok := tables.Entity(strings.ToUpper(name)); ok && e.Kind == event.State {
		return e.ID, nil
	}
	words := strings.Fields(name)
	var found []string
	for _, h := range tables.Longest(words, 0) {
		if h.Tokens == len(words) && h.Entity.Kind == event.State && !slices.Contains(found, h.Entity.ID) &&
			(h.Kind == atlas.Name || h.Kind == atlas.Alias || h.Kind == atlas.Acronym) && h.Holds(edtf.Date{}) {
			found = append(found, h.Entity.ID)
		}
	}
	switch len(found) {
	case 0:
		return "", fmt.Errorf("%q: no state of this name; entente actors lists them", name)
	case 1:
		return found[0], nil
	}
	return "", fmt.Errorf("%q means several states: %s", name, strings.Join(found, ", "))
}
