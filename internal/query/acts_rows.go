package query

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/store/imports"
)

// What acts are made from.
const (
	DataCoded    = "coded"    // events coded here
	DataImported = "imported" // rows of entente import
	DataBoth     = "both"
)

// Data are all of them.
var Data = []string{DataCoded, DataImported, DataBoth}

// Rows are imported rows, as measures ask for them.
type Rows interface {
	Codings(context.Context) ([]imports.Coding, error)
	Parties(context.Context) ([]imports.Party, error)
	Sectors(context.Context) ([]string, error)
	RowsBefore(ctx context.Context, before time.Time) (last int64, err error)
	Accounts(context.Context, imports.Tally) ([]imports.Account, error)
	EachTallied(context.Context, imports.Tally, func(imports.Tallied) error) error
}

// A concern is whose acts a measure asks for: of one of Of on either side, with one of
// With on the other; nil is anybody. Coded acts are taken whoever is on the other side.
// Whole asks for sums over the period.
type concern struct {
	Of, With []string
	Whole    bool
}

// data is what acts are made from: what was asked for; else coded events if there
// are any, else imported rows.
func (l *Ledger) dataOf(ctx context.Context) (string, error) {
	switch {
	case l.data != "" && !slices.Contains(Data, l.data):
		return "", bad("data", l.data, "there are %s", strings.Join(Data, ", "))
	case l.data != "" && l.data != DataCoded && l.rows == nil:
		return "", bad("data", l.data, "the ledger has no imported rows; entente import adds some")
	case l.data != "" && l.data != DataImported && l.base == nil:
		return "", bad("data", l.data, "the ledger has no coded events; entente add makes some")
	case l.data != "":
		return l.data, nil
	case l.rows == nil:
		return DataCoded, nil
	case l.base == nil:
		return DataImported, nil
	}
	ix, err := l.base.Index(ctx)
	if err != nil || len(ix.Events) > 0 {
		return DataCoded, err
	}
	return DataImported, nil
}

// actsOf are the acts that a measure is made of, from coded events, imported rows
// or both.
func (l *Ledger) actsOf(ctx context.Context, s Switches, c concern) (*Acts, error) {
	data, err := l.dataOf(ctx)
	if err != nil {
		return nil, err
	}
	a := &Acts{}
	if data != DataImported {
		sel, err := l.Choose(ctx, Question{Switches: s})
		if err != nil {
			return nil, err
		}
		a = l.acts(sel, c.Of)
	}
	if a.Data = data; data == DataCoded {
		return a, nil
	}
	if l.weights == nil || l.book == nil {
		return nil, fmt.Errorf("this program was made without the tables of the measures")
	}
	rest := s
	rest.From, rest.To, rest.AsOf, rest.AsOfDay = edtf.Date{}, edtf.Date{}, 0, ""
	if v := rest.Values().Encode(); v != "" {
		return nil, bad("data", data, "imported rows know no switches but from, to and asof, and %s is set", v)
	}
	return a, l.addRows(ctx, a, s, c)
}

// addRows adds acts of imported rows.
func (l *Ledger) addRows(ctx context.Context, a *Acts, s Switches, c concern) error {
	t, err := l.tally(ctx, s, c)
	if err != nil {
		return err
	}
	if a.Accounts, err = l.rows.Accounts(ctx, t); err != nil {
		return err
	}
	type key struct {
		day            edtf.Day
		source, target string
		typ            string
	}
	coded := map[key]int{}
	for i := range a.List {
		if x := &a.List[i]; len(x.Source) == 1 && len(x.Target) == 1 && x.Entry.HasFirst && x.Entry.HasLast && x.Entry.First == x.Entry.Last {
			coded[key{x.Day, x.Source[0], x.Target[0], x.Entry.Type}] = i
			if x.Mutual {
				coded[key{x.Day, x.Target[0], x.Source[0], x.Entry.Type}] = i
			}
		}
	}
	err = l.rows.EachTallied(ctx, t, func(r imports.Tallied) error {
		a.RowsTaken += r.Rows
		a.FromRows += int(r.Acts)
		x := l.rowAct(r)
		if i, ok := coded[key{x.Day, r.Source, r.Target, r.Type}]; ok && !c.Whole {
			for _, n := range x.Told {
				if !slices.Contains(a.List[i].Told, n) {
					a.List[i].Told = append(a.List[i].Told, n)
				}
			}
			a.Shared++
			return nil
		}
		a.List = append(a.List, x)
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(a.List, func(a, b Act) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Entry.ID, b.Entry.ID)) })
	a.held(a.Accounts)
	return nil
}

// held sets the first and the last day, and the months of which there is anything.
func (a *Acts) held(rows []imports.Account) {
	first, last, any := a.First, a.Last, a.coded > 0
	if a.Months == nil {
		a.Months = map[edtf.Day]bool{}
	}
	add := func(from, to edtf.Day) {
		if !any || from < first {
			first = from
		}
		if !any || to > last {
			last = to
		}
		any = true
	}
	for i := range a.List {
		d := a.List[i].Day
		a.Months[monthOf(d)] = true
		add(d, d)
	}
	for _, r := range rows {
		if r.Counted > 0 {
			add(dayOfTime(r.First), dayOfTime(r.Last))
			for _, m := range r.Months {
				a.Months[dayOfTime(m)] = true
			}
		}
	}
	a.First, a.Last = first, last
}

func monthOf(d edtf.Day) edtf.Day {
	y, m, _ := d.Date()
	return edtf.DayOf(y, m, 1)
}

func dayOfTime(t time.Time) edtf.Day {
	y, m, d := t.UTC().Date()
	return edtf.DayOf(y, int(m), d)
}

// tally says how imported rows are counted: by the tables of the measures.
func (l *Ledger) tally(ctx context.Context, s Switches, c concern) (t imports.Tally, err error) {
	t.Whole = c.Whole
	if d, ok := s.From.First(); ok {
		t.From = time.Unix(int64(d)*86400, 0).UTC()
	}
	if d, ok := s.To.Last(); ok {
		t.To = time.Unix(int64(d)*86400, 0).UTC()
	}
	if s.AsOf != 0 || s.AsOfDay != "" {
		ix := &Index{}
		if l.base != nil {
			if ix, err = l.base.Index(ctx); err != nil {
				return t, err
			}
		}
		if t.Last, err = l.rows.RowsBefore(ctx, ix.ImportedBefore(s)); err != nil {
			return t, err
		}
	}
	parties, err := l.rows.Parties(ctx)
	if err != nil {
		return t, err
	}
	sorter := &sorter{l: l}
	named := func(p imports.Party, ids []string) bool {
		return slices.ContainsFunc(ids, func(id string) bool { return p.ID == id || sorter.within(p.ID, id) })
	}
	if c.Of != nil {
		t.Of = []int64{}
	}
	if c.With != nil {
		t.With = []int64{}
	}
	for _, p := range parties {
		if !l.isBody(p.ID) {
			continue
		}
		t.Parties = append(t.Parties, p.Number)
		if named(p, c.Of) {
			t.Of = append(t.Of, p.Number)
		}
		if named(p, c.With) {
			t.With = append(t.With, p.Number)
		}
	}
	sectors, err := l.rows.Sectors(ctx)
	if err != nil {
		return t, err
	}
	for _, x := range sectors {
		if l.apart(x) {
			t.NotSectors = append(t.NotSectors, x)
		}
	}
	codes, err := l.rows.Codings(ctx)
	if err != nil {
		return t, err
	}
	t.Codes = map[int64]imports.Weighed{}
	for _, c := range codes {
		if c.Type == "" && !slices.Contains(l.book.Ontologies(), c.Ontology) { // synthetic: CAMEO's codes and no more
			x, _ := l.book.Cross("gdelt", c.Code)
			c.Type, c.Mode, c.Context = x.Type, x.Mode, x.Context
		}
		if w := l.codeWeights(c); w != nil {
			t.Codes[c.Number] = imports.Weighed{Type: c.Type, Weights: w}
		}
	}
	return t, nil
}

// apart says whether an actor of these sectors, as a data set has them, acts for
// itself: the table knows one at least, and none that acts for a state.
func (l *Ledger) apart(sectors string) bool {
	any := false
	for _, x := range strings.FieldsFunc(sectors, func(r rune) bool { return r == ',' || r == ';' }) {
		acts, known := l.weights.sectors[strings.TrimSpace(x)]
		if acts {
			return false
		}
		any = any || known
	}
	return any
}

// codeWeights are the parts of the domains, then the score on the codebook's scale,
// then the sign; nil if a code is no dealing known to PLOVER.
func (l *Ledger) codeWeights(c imports.Coding) []float64 {
	typ, ok := l.book.Type(c.Type)
	if !ok {
		return nil
	}
	e := Entry{Type: c.Type, Mode: c.Mode}
	if c.Context != "" {
		e.Contexts = []string{c.Context}
	}
	fields := l.weights.fields(&e)
	if fields == nil {
		return nil
	}
	e.Quad = event.Quad(typ.Quad)
	return append(slices.Clone(fields), l.book.Scale(c.Type, c.Mode), float64(e.Sign()))
}

// rowAct is the act that rows tell of.
func (l *Ledger) rowAct(r imports.Tallied) Act {
	n := len(Domains)
	day := dayOfTime(r.Day)
	typ, _ := l.book.Type(r.Type)
	e := &Entry{ID: strings.Join([]string{"imported", day.String(), r.Source, r.Target, r.Type}, ":"), Type: r.Type, Status: event.Actual, Basis: event.DateStated,
		Date: day.String(), First: day, Last: day, HasFirst: true, HasLast: true, Quad: event.Quad(typ.Quad), Scale: float32(r.Weights[n]),
		Source: []Side{{ID: r.Source, Country: r.Source}}, Target: []Side{{ID: r.Target, Country: r.Target}}}
	a := Act{Entry: e, Day: day, N: int(r.Acts), Source: []string{r.Source}, Target: []string{r.Target}, Fields: r.Weights[:n], Status: l.weights.status[event.Actual],
		Scores: []float64{math.Round(r.Weights[n]*1e4) / 1e4, math.NaN(), r.Weights[n+1]}}
	if r.Scale.Valid {
		a.Scores[1] = math.Round(r.Scale.Float64*1e4) / 1e4
	}
	if r.Publishers != "" {
		a.Told = strings.Split(r.Publishers, "\n")
	}
	if r.Formats != "" {
		for _, f := range strings.Split(r.Formats, "\n") {
			a.Told = append(a.Told, unnamed(f))
		}
	}
	slices.Sort(a.Told)
	return a
}

// unnamed stands for the publishers of rows that name none.
func unnamed(format string) string { return format + ", publisher not stated" }

// feeds are the sources of acts that stand for many.
func (a *Acts) feeds() (out []string) {
	for _, r := range a.Accounts {
		if r.Unnamed > 0 {
			out = append(out, unnamed(r.Format))
		}
	}
	return out
}

// basis says in words what acts are made from.
func (a *Acts) basis(book string) string {
	coded := "codebook " + strings.Join(a.Codebooks, " ")
	if a.Data == DataCoded || a.Data == "" {
		return coded
	}
	var of []string
	rows, unnamed := int64(0), int64(0)
	for _, r := range a.Accounts {
		of = append(of, fmt.Sprintf("%s %d", r.Format, r.Counted))
		rows += r.Counted
		unnamed += r.Unnamed
	}
	s := fmt.Sprintf("data %s: rows of %s by the crosswalk to %s, one act a day, pair and type", a.Data, cmp.Or(strings.Join(of, ", "), "no format"), book)
	switch {
	case rows > 0 && unnamed == rows:
		s += "; no row names a publisher: the data set is the source, and as it stands for many the rule about one source is not applied"
	case unnamed > 0:
		s += fmt.Sprintf("; sources are the publishers rows name, which may copy each other; %d rows name none: there the data set is the source, and the rule about one source is not applied to it", unnamed)
	default:
		s += "; sources are the publishers rows name, which may copy each other"
	}
	if a.Data == DataBoth {
		s = coded + "; " + s
	}
	return s
}

// rowCoverage says in words which rows were counted and which left out.
func (a *Acts) rowCoverage() string {
	n := a.FromRows
	var all, unknown, apart, code int64
	for _, r := range a.Accounts {
		all, unknown, apart, code = all+r.Rows, unknown+r.Unknown, apart+r.Apart, code+r.NoCode
	}
	s := fmt.Sprintf("%d acts of those asked about, from %d rows of %d imported", n, a.RowsTaken, all)
	for _, x := range []struct {
		n   int64
		why string
	}{{unknown, "not between two known states or bodies"}, {apart, "of parties that act for themselves"}, {code, "of codes that PLOVER has no type for"}} {
		if x.n > 0 {
			s += fmt.Sprintf(", left out %d %s", x.n, x.why)
		}
	}
	if a.Shared > 0 {
		s += fmt.Sprintf("; %d of them were coded too, and count once", a.Shared)
	}
	return s
}

// times is how many acts an act stands for.
func (a *Act) times() int { return max(a.N, 1) }

// bookID names the codebook that rows are carried over to.
func (l *Ledger) bookID() string {
	if l.book == nil {
		return "none"
	}
	return l.book.ID()
}
