package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/internal/chart"
	"entente/internal/importer"
	"entente/internal/query"
	"entente/internal/record"
	"entente/internal/store"
	"entente/internal/store/imports"
)

// Imports is the imported rows and the desk where files to import are taken:
// *importer.Desk, or a fake in a test.
type Imports interface {
	Rows(context.Context) (*imports.Store, error) // nil, nil: there are none
	Takes() bool
	Take(ctx context.Context, format record.Format, name string, r io.Reader) error
	Tasks() []importer.Task
}

// imported are the imported rows as they are now, nil if there are none.
func (s *site) imported(ctx context.Context) (*imports.Store, error) {
	if s.Imports == nil {
		return nil, nil
	}
	rows, err := s.Imports.Rows(ctx)
	if errors.Is(err, store.ErrHeld) {
		return nil, &fault{503, "Event data is being imported by another program: " + err.Error() + "."}
	}
	return rows, err
}

// importState changes whenever what pages say of imported rows may.
func (s *site) importState(ctx context.Context) string {
	if s.Imports == nil {
		return ""
	}
	rows, err := s.Imports.Rows(ctx)
	if err != nil {
		return err.Error()
	}
	state := ""
	if rows != nil {
		state = strconv.FormatInt(rows.Batch(), 10)
	}
	for _, t := range s.Imports.Tasks() {
		state += fmt.Sprintf(" %s %s %d %d", t.File, t.Phase, t.Stats.Read, len(t.Said))
	}
	return state
}

// The data a page of actors shows: what is coded here, what was imported, or both.
const (
	dataCoded    = "coded"
	dataImported = "imported"
	dataBoth     = "both"
)

// dataMode is the data asked for. Without imported rows there is no choice; a ledger
// without events shows the imported ones.
func (r *request) dataMode() (mode string, rows *imports.Store, err error) {
	mode = r.q.Get("data")
	switch mode {
	case "", dataCoded, dataImported, dataBoth:
	default:
		return "", nil, badValue("Data are coded, imported or both, not %q.", short(mode, 40))
	}
	if rows, err = r.site.imported(r.Context()); err != nil {
		if mode == "" || mode == dataCoded {
			return dataCoded, nil, nil // the page of coded events stands by itself
		}
		return "", nil, err
	}
	if mode == "" {
		mode = dataCoded
		if rows != nil && len(r.ix.Events) == 0 {
			mode = dataImported
		}
	}
	if rows == nil {
		return dataCoded, nil, nil
	}
	return mode, rows, nil
}

// withRows fills a page from coded events, imported rows or both, as is asked for.
func withRows(coded func(*request, *page) error, of func(*request, *page, *imports.Store, *importedBody) error) func(*request, *page) error {
	return func(r *request, p *page) error {
		mode, rows, err := r.dataMode()
		if err != nil {
			return err
		}
		if mode != dataImported {
			if err := coded(r, p); err != nil {
				return err
			}
		}
		if rows == nil {
			return nil
		}
		b := &importedBody{Mode: mode}
		for _, m := range []string{dataCoded, dataImported, dataBoth} {
			b.Data = append(b.Data, facetItem{Words: m, On: m == mode, Href: r.self("data", m)})
		}
		p.Imported = b
		if mode == dataCoded {
			return nil
		}
		if mode == dataImported {
			p.template, p.Body = "imported", b
		}
		before := len(p.Figures)
		if err := of(r, p, rows, b); err != nil {
			return err
		}
		for i := before; i < len(p.Figures); i++ {
			p.Figures[i].Apart = true
		}
		if mode == dataImported {
			p.formats("svg", "csv", "json")
			if len(p.Figures) == 0 {
				p.Exports = p.Exports[1:]
			}
		}
		return nil
	}
}

// importedBody is what a page shows of imported rows.
type importedBody struct {
	Mode         string
	Data, Sets   []facetItem
	Orders       []facetItem
	Count        []facetItem
	Set          string // in words
	A, B         string // names; B "" if it is of one actor
	N, Acts, Met int64
	Quads        []quadCount
	Mean         string // of the scores
	From, To     string // as asked
	First, Last  string // months
	Rows         []importedRow
	Partners     []partnerRow
	PartnersLeft int
	Once         bool
	Unknown      string // the one no row names
	Action       string
	Hidden       []link
	AHref, BHref string
	RowsNote     string
}

type quadCount struct {
	Words string
	N     int64
}

// An importedRow is a row of a table.
type importedRow struct {
	imports.Event
	Href, SetWords string
	Sign, SignName string
	What           string
	From, To       link
	Score          string
	Tags           []tag
}

// A partnerRow is an actor on the other side.
type partnerRow struct {
	Name, Href string
	query.ImportedPartner
	Mean string
}

var setNames = map[string]string{"gdelt1": "GDELT 1.0", "gdelt2": "GDELT 2.0", "icews": "ICEWS", "polecat": "POLECAT", "phoenix": "Phoenix", "plover": "PLOVER records",
	"acled": "ACLED", "synth": "synthetic rows", "gdelt-mentions": "GDELT mentions"}

func setName(set string) string { return cmp.Or(setNames[set], set) }

// importedQuestion reads what is asked of imported rows from the address.
func (r *request) importedQuestion(b *importedBody, pair bool) (q query.ImportedQuestion, err error) {
	s := r.question.Switches
	b.From, b.To = s.From.String(), s.To.String()
	v := url.Values{"set": {r.q.Get("set")}, "order": {r.q.Get("by")}, "from": {b.From}, "to": {b.To}}
	if pair && r.q.Get("once") == "1" {
		v.Set("once", "1")
	}
	if q, err = query.ParseImported(v); err != nil {
		return q, err
	}
	q.Before = r.ix.ImportedBefore(s)
	words := map[string]string{"mentions": "most mentions", "conflict": "most conflict", "cooperation": "most cooperation", "day": "earliest"}
	for i, o := range query.ImportedOrders {
		name := o.Name
		if i == 0 {
			name = ""
		}
		b.Orders = append(b.Orders, facetItem{Words: words[o.Name], On: o.Order == q.Order, Href: r.self("by", name)})
	}
	if pair {
		b.Once = q.Once
		b.Count = []facetItem{{Words: "each row", On: !q.Once, Href: r.self("once", "")}, {Words: "once a day, pair of actors and root", On: q.Once, Href: r.self("once", "1")}}
	}
	b.Action = r.URL.Path
	for k, vs := range r.values() {
		if k == "from" || k == "to" || k == "after" {
			continue
		}
		for _, v := range vs {
			b.Hidden = append(b.Hidden, link{k, v})
		}
	}
	slices.SortFunc(b.Hidden, func(x, y link) int { return compare(x.Words+"\x00"+x.Href, y.Words+"\x00"+y.Href) })
	return q, nil
}

func importedDyad(r *request, p *page, rows *imports.Store, b *importedBody) error {
	x, y := r.PathValue("a"), r.PathValue("b")
	b.A, b.B = r.name(x), r.name(y)
	b.AHref, b.BHref = r.to(actorPath(x), "data", b.Mode), r.to(actorPath(y), "data", b.Mode)
	if b.Mode == dataImported {
		p.Title = plain(b.A) + " – " + plain(b.B)
		p.Crumbs = []link{{"Dyads", r.to("/dyads")}}
	}
	q, err := r.importedQuestion(b, true)
	if err != nil {
		return err
	}
	c, err := query.ImportedDyad(r.Context(), rows, x, y, q)
	if errors.Is(err, query.ErrNotFound) {
		b.Unknown = b.A + " or " + b.B
		return nil
	}
	if err != nil {
		return err
	}
	r.fillImported(p, b, c, q)
	return nil
}

func importedActor(r *request, p *page, rows *imports.Store, b *importedBody) error {
	id := r.PathValue("id")
	b.A = r.name(id)
	if b.Mode == dataImported {
		p.Title = plain(b.A)
		p.Crumbs = []link{{"Actors", r.to("/actors")}}
	}
	q, err := r.importedQuestion(b, false)
	if err != nil {
		return err
	}
	c, err := query.ImportedActor(r.Context(), rows, id, q)
	if errors.Is(err, query.ErrNotFound) {
		b.Unknown = b.A
		return nil
	}
	if err != nil {
		return err
	}
	r.fillImported(p, b, c, q)
	const listed = 40
	pairs := chart.Pairs{Title: b.A + " and its partners", Unit: "row"}
	for _, x := range c.Partners {
		row := partnerRow{Name: cmp.Or(plain(r.name(x.ID)), "not stated"), ImportedPartner: x, Mean: mean(x.All())}
		if x.ID != "" && x.ID != id {
			row.Href = r.to(dyadPath(id, x.ID), "data", b.Mode, "set", r.q.Get("set"))
		}
		if len(b.Partners) < listed {
			b.Partners = append(b.Partners, row)
		} else {
			b.PartnersLeft++
		}
		if all := x.All(); row.Href != "" && len(pairs.Rows) < 14 {
			pairs.Rows = append(pairs.Rows, chart.PairRow{Name: row.Name, Href: row.Href, Up: int(all.Quad[0] + all.Quad[1]), Down: int(all.Quad[2] + all.Quad[3]), Power: r.ix.Power(x.ID)})
		}
	}
	if len(pairs.Rows) > 0 {
		f := p.draw(pairs, "With whom, in "+b.Set, query.N{}, "")
		f.Told = chart.Thousands(int(b.N)) + " rows"
	}
	return nil
}

// mean is the mean of the scores, "" if no row has one.
func mean(c imports.Counts) string {
	if c.Scored == 0 {
		return ""
	}
	return signed(c.Scale / float64(c.Scored))
}

// fillImported puts counts and rows into the page, and draws them over time.
func (r *request) fillImported(p *page, b *importedBody, c *query.ImportedCounts, q query.ImportedQuestion) {
	b.Set, b.N, b.Acts, b.Met, b.Mean = setName(c.Set), c.Total.N, c.Acts.N, c.Met.N, mean(c.Total)
	for _, s := range c.Sets {
		b.Sets = append(b.Sets, facetItem{Words: setName(s.Set), N: int(s.N), On: s.Set == c.Set, Href: r.self("set", s.Set)})
	}
	for i, n := range c.Total.Quad {
		b.Quads = append(b.Quads, quadCount{quads[i+1], n})
	}
	for _, e := range c.Rows {
		b.Rows = append(b.Rows, r.importedRow(e, b.Mode))
	}
	t := &chart.Table{Head: []string{"row", "set", "day", "source", "source name", "target", "target name", "code", "label", "score", "mentions", "place", "publisher"}}
	for _, e := range b.Rows {
		t.Rows = append(t.Rows, []chart.Cell{{Text: strconv.FormatInt(e.Row, 10), Number: true}, {Text: e.Format}, {Text: e.Day.Format(time.DateOnly)}, {Text: e.Source}, {Text: e.SourceName}, {Text: e.Target}, {Text: e.TargetName},
			{Text: e.Code}, {Text: e.Label}, {Text: e.Score, Number: true}, {Text: optional(e.Mentions), Number: true}, {Text: e.Place}, {Text: e.Publisher}})
	}
	if b.Mode == dataImported {
		p.sheet = t
	}
	if len(c.Months) == 0 {
		return
	}
	b.First, b.Last = c.Months[0].Month.Format("2006-01"), c.Months[len(c.Months)-1].Month.Format("2006-01")
	cols := chart.Columns{Title: "Cooperation and conflict in " + b.Set, Unit: "row"}
	yearly := c.Months[len(c.Months)-1].Month.Sub(c.Months[0].Month) > 4*366*24*time.Hour
	step := "2006-01"
	if yearly {
		step = "2006"
	}
	counts := map[string]imports.Counts{}
	for _, m := range c.Months {
		x := counts[m.Month.Format(step)]
		x.Add(m.Counts)
		counts[m.Month.Format(step)] = x
	}
	last := c.Months[len(c.Months)-1].Month.Format(step)
	for at := c.Months[0].Month; ; {
		label := at.Format(step)
		n, any := counts[label]
		cols.Periods = append(cols.Periods, chart.Period{Label: label, Up: int(n.Quad[0] + n.Quad[1]), Down: int(n.Quad[2] + n.Quad[3]), None: !any, Href: r.self("from", label, "to", label)})
		if label == last {
			break
		}
		if yearly {
			at = time.Date(at.Year()+1, 1, 1, 0, 0, 0, 0, time.UTC)
		} else {
			at = at.AddDate(0, 1, 0)
		}
	}
	f := p.draw(cols, "Over time, in "+b.Set, query.N{}, "")
	f.Told = chart.Thousands(int(b.N)) + " rows"
	if q.Once {
		f.Told += ", one a day, pair of actors and root"
	}
	if !q.From.IsZero() || !q.To.IsZero() {
		f.Note = "Counts are of whole months."
	}
}

func optional(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func (r *request) importedRow(e imports.Event, mode string) importedRow {
	out := importedRow{Event: e, Href: rowPath(e.Row), SetWords: setName(e.Format), Sign: "flat", SignName: "neither cooperation nor conflict"}
	switch e.Quad {
	case 1, 2:
		out.Sign, out.SignName = "up", "cooperation"
	case 3, 4:
		out.Sign, out.SignName = "down", "conflict"
	}
	out.What = cmp.Or(e.Label, strings.ToLower(strings.ReplaceAll(strings.TrimSpace(e.Type+" "+e.Mode), "_", " ")), e.Code, "code not stated")
	side := func(id, name string) link {
		words := plain(cmp.Or(name, r.name(id), id))
		if id == "" {
			return link{Words: words}
		}
		return link{cmp.Or(words, id), r.to(actorPath(id), "data", cmp.Or(mode, dataImported))}
	}
	out.From, out.To = side(e.Source, e.SourceName), side(e.Target, e.TargetName)
	if e.Scale != nil {
		out.Score = strconv.FormatFloat(*e.Scale, 'f', -1, 64)
	}
	for _, f := range e.Flags {
		out.Tags = append(out.Tags, tag{strings.ReplaceAll(f, "_", " "), ""})
	}
	return out
}

func rowPath(n int64) string { return "/row/" + strconv.FormatInt(n, 10) }

// rowBody is one imported row with its line.
type rowBody struct {
	importedRow
	*query.ImportedRow
	FileHref string
	Place    string
}

func importedRowPage(r *request, p *page) error {
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil || n < 1 {
		return notFound("Rows are numbered from 1; there is no %q.", short(r.PathValue("n"), 40))
	}
	rows, err := r.site.imported(r.Context())
	if err != nil {
		return err
	}
	if rows == nil {
		return notFound("The ledger holds no imported rows.")
	}
	d, err := query.ImportedRowOf(r.Context(), rows, n)
	if err != nil {
		return err
	}
	b := rowBody{importedRow: r.importedRow(d.Event, ""), ImportedRow: d, FileHref: fileOfRowsPath(d.Number)}
	b.Place = strings.Trim(plain(d.Detail.Place)+", "+r.name(d.Country), ", ")
	p.Title = "Row " + strconv.FormatInt(n, 10) + " of " + b.SetWords
	p.Crumbs = []link{{"Imports", "/imports"}, {short(plain(d.File), 60), b.FileHref}}
	p.Body = b
	return nil
}
