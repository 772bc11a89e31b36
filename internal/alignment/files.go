package alignment

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/internal/measure"
)

// Files that a user supplies are CSV with a header. Each reader knows a few names
// for each column; an error names file and line.

// maxFileFaults is how many faults of a file are told.
const maxFileFaults = 10

// csvFile reads the rows of a file. Columns are known by any of their names; one
// whose list of names ends in "" may be absent.
func csvFile(name string, r io.Reader, columns [][]string, row func(c []string) error) error {
	return csvRows(name, r, columns, func(f fileRow) error { return row(f.cells) })
}

// A fileRow is a row with the line it begins on and all it holds.
type fileRow struct {
	cells []string // of the columns asked for
	line  int
	all   []string
	at    []int // where the columns stand in all
}

// but is what a row holds in all columns of the file but one of those asked for.
func (f fileRow) but(column int) string {
	var b strings.Builder
	for i, c := range f.all {
		if i != f.at[column] {
			b.WriteString(strconv.Quote(strings.TrimSpace(c)))
		}
	}
	return b.String()
}

// A saidBefore refuses what a file says twice: rows that no other column tells apart,
// with one amount or with two that contradict each other.
type saidBefore map[string]fileValue

type fileValue struct {
	line  int
	value string
}

func (s saidBefore) check(f fileRow, value int, what string) error {
	key := f.but(value)
	before, ok := s[key]
	if !ok {
		s[key] = fileValue{f.line, f.cells[value]}
		return nil
	}
	if before.value == f.cells[value] {
		return fmt.Errorf("%s stands in line %d already", what, before.line)
	}
	return fmt.Errorf("%s is %s here and %s in line %d: no other column tells the two apart", what, f.cells[value], before.value, before.line)
}

func csvRows(name string, r io.Reader, columns [][]string, row func(fileRow) error) error {
	in := csv.NewReader(r)
	in.TrimLeadingSpace = true
	head, err := in.Read()
	if err != nil {
		return fmt.Errorf("%s: header: %w", name, err)
	}
	for i := range head {
		head[i] = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(head[i], "\ufeff")))
	}
	at := make([]int, len(columns))
	for i, names := range columns {
		at[i] = -1
		for _, n := range names {
			if k := slices.Index(head, n); k >= 0 && n != "" {
				at[i] = k
				break
			}
		}
		if at[i] < 0 && names[len(names)-1] != "" {
			return fmt.Errorf("%s:1: no column %s", name, strings.Join(names, " or "))
		}
	}
	var faults []error
	cells := make([]string, len(columns))
	for len(faults) < maxFileFaults {
		rec, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return errors.Join(append(faults, fmt.Errorf("%s: %w", name, err))...)
		}
		for i, k := range at {
			cells[i] = ""
			if k >= 0 {
				cells[i] = strings.TrimSpace(rec[k])
			}
		}
		line, _ := in.FieldPos(0)
		if err := row(fileRow{cells, line, rec, at}); err != nil {
			faults = append(faults, fmt.Errorf("%s:%d: %w", name, line, err))
		}
	}
	return errors.Join(faults...)
}

func year(s string) (int, error) {
	y, err := strconv.Atoi(s)
	if err != nil || y < 1000 || y > 3000 {
		return 0, fmt.Errorf("%q is no year", s)
	}
	return y, nil
}

func amount(s string) (float64, error) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || f < 0 || f > 1e18 {
		return 0, fmt.Errorf("%q is no amount from 0 to 1e18", s)
	}
	return f, nil
}

// unknownCell says whether a cell says that nothing is known: -9 is COW's mark.
func unknownCell(s string) bool { return s == "" || s == "NA" || s == "-9" || s == "." }

// Alliances are the obligations of a year, by pair of codes as the file has them.
type Alliances struct {
	Year   int
	States []string // sorted
	of     map[[2]string]int
}

// Of is the category of what a has promised b; see measure.AllianceObligations.
func (a *Alliances) Of(state, member string) int { return a.of[[2]string{state, member}] }

// ReadAlliances reads the rows of a year from a file of dyads and years, as ATOP
// and the Correlates of War publish them: columns ccode1, ccode2 (or stateA,
// stateB; state1, state2; iso3a, iso3b), year, and defense, offense, neutral,
// nonagg and consul, or COW's defense, neutrality, nonaggression and entente, with
// or without atop_ before them. Several rows of a pair count by the strongest. In
// a file without offense column, as COW's, an obligation holds both ways.
func ReadAlliances(name string, r io.Reader, at int) (*Alliances, error) {
	out := &Alliances{Year: at, of: map[[2]string]int{}}
	seen := map[string]bool{}
	err := csvFile(name, r, [][]string{
		{"ccode1", "statea", "state1", "iso3a", "from"}, {"ccode2", "stateb", "state2", "iso3b", "to"}, {"year"},
		{"defense", "defence", "atop_defense"}, {"offense", "offence", "atop_offense", ""},
		{"neutral", "neutrality", "atop_neutral", ""}, {"nonagg", "nonaggression", "atop_nonagg", ""},
		{"consul", "consult", "entente", "atop_consul", ""},
	}, func(c []string) error {
		y, err := year(c[2])
		if err != nil || y != at {
			return err
		}
		if c[0] == "" || c[1] == "" || c[0] == c[1] {
			return fmt.Errorf("a pact is between two states, not %q and %q", c[0], c[1])
		}
		var flags [5]bool
		for i, s := range c[3:] {
			switch {
			case s == "1" || s == "1.0":
				flags[i] = true
			case s == "0" || s == "0.0" || unknownCell(s):
			default:
				return fmt.Errorf("%q is neither 0 nor 1", s)
			}
		}
		o := measure.AllianceObligations{Defence: flags[0], Offence: flags[1], Neutrality: flags[2], NonAggression: flags[3], Consultation: flags[4]}
		seen[c[0]], seen[c[1]] = true, true
		k := [2]string{c[0], c[1]}
		out.of[k] = max(out.of[k], o.Category())
		return nil
	})
	for s := range seen {
		out.States = append(out.States, s)
	}
	slices.Sort(out.States)
	if err == nil && len(out.States) == 0 {
		err = fmt.Errorf("%s: no alliance of %d in it", name, at)
	}
	return out, err
}

// Flows are amounts of a year that went from one state to another.
type Flows struct {
	Year int
	of   map[[2]string]float64
}

// ReadFlows reads the rows of a year from a file of trade or arms: columns year,
// from (or exporter, supplier, origin), to (importer, recipient, destination) and
// value (amount, flow, tiv). Rows of a pair that another column tells apart, as a kind
// of goods, are added up; others contradict each other, and are refused. A cell
// without a value is not known, and no row is.
func ReadFlows(name string, r io.Reader, at int) (*Flows, error) {
	out := &Flows{Year: at, of: map[[2]string]float64{}}
	said := saidBefore{}
	err := csvRows(name, r, [][]string{{"year"}, {"from", "exporter", "supplier", "origin"}, {"to", "importer", "recipient", "destination"},
		{"value", "amount", "flow", "tiv"}}, func(row fileRow) error {
		c := row.cells
		y, err := year(c[0])
		if err != nil || y != at || unknownCell(c[3]) {
			return err
		}
		v, err := amount(c[3])
		if c[1] == "" || c[2] == "" || c[1] == c[2] {
			return fmt.Errorf("a flow is between two states, not %q and %q", c[1], c[2])
		}
		if err != nil {
			return err
		}
		out.of[[2]string{c[1], c[2]}] += v
		return said.check(row, 3, fmt.Sprintf("what went from %s to %s in %d", c[1], c[2], y))
	})
	if err == nil && len(out.of) == 0 {
		err = fmt.Errorf("%s: no flow of %d in it", name, at)
	}
	return out, err
}

// Between is the flow of a pair and the totals of each, without GDP. What the file
// does not say is NaN.
func (f *Flows) Between(a, b string) measure.Flow {
	out := measure.Flow{Exports: math.NaN(), Imports: math.NaN(), GDPA: math.NaN(), GDPB: math.NaN()}
	if v, ok := f.of[[2]string{a, b}]; ok {
		out.Exports = v
	}
	if v, ok := f.of[[2]string{b, a}]; ok {
		out.Imports = v
	}
	out.TotalA, out.TotalB = total(f.Partners(a)), total(f.Partners(b))
	return out
}

// Partners is a state's flows both ways by partner, in order of partner.
func (f *Flows) Partners(state string) []float64 {
	by := map[string]float64{}
	for k, v := range f.of {
		switch state {
		case k[0]:
			by[k[1]] += v
		case k[1]:
			by[k[0]] += v
		}
	}
	var names []string
	for n := range by {
		names = append(names, n)
	}
	slices.Sort(names)
	var out []float64
	for _, n := range names {
		out = append(out, by[n])
	}
	return out
}

func total(xs []float64) float64 {
	s := 0.0
	for _, x := range xs {
		s += x
	}
	return s
}

// ReadGDP reads a year of a file with columns year, state (iso3, country, ccode)
// and gdp (value). A state that is not in it is not in the result; one that is there
// twice is refused.
func ReadGDP(name string, r io.Reader, at int) (map[string]float64, error) {
	out := map[string]float64{}
	said := saidBefore{}
	err := csvRows(name, r, [][]string{{"year"}, {"state", "iso3", "country", "ccode"}, {"gdp", "value"}}, func(row fileRow) error {
		c := row.cells
		y, err := year(c[0])
		if err != nil || y != at || unknownCell(c[2]) {
			return err
		}
		if out[c[1]], err = amount(c[2]); err != nil {
			return err
		}
		return said.check(row, 2, fmt.Sprintf("the GDP of %s in %d", c[1], y))
	})
	return out, err
}

// ReadVisits reads a file of visits: columns date (2006-01-02), visitor (from,
// guest) and host (to, destination). States are numbered as in the list returned.
func ReadVisits(name string, r io.Reader) (visits []measure.Visit, states []string, err error) {
	at := map[string]int{}
	number := func(s string) int {
		if _, ok := at[s]; !ok {
			at[s] = len(states)
			states = append(states, s)
		}
		return at[s]
	}
	err = csvFile(name, r, [][]string{{"date", "day"}, {"visitor", "from", "guest"}, {"host", "to", "destination"}}, func(c []string) error {
		day, err := time.Parse(time.DateOnly, c[0])
		if err != nil {
			return fmt.Errorf("%q is no day", c[0])
		}
		if c[1] == "" || c[2] == "" {
			return errors.New("a visit needs a visitor and a host")
		}
		visits = append(visits, measure.Visit{Visitor: number(c[1]), Host: number(c[2]), Day: Day(day)})
		return nil
	})
	if err == nil && len(visits) == 0 {
		err = fmt.Errorf("%s: no visit in it", name)
	}
	return visits, states, err
}

// Day counts days from 1 January 1970.
func Day(t time.Time) int { return int(t.Unix() / 86400) }
