package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entente/internal/edtf"
)

// N is how much a figure rests on. An event told in several documents is
// several reports.
type N struct {
	Events      int `json:"events" doc:"acts"`
	Reports     int `json:"reports" doc:"rows of the ledger"`
	Documents   int `json:"documents"`
	Sources     int `json:"sources" doc:"publishers independent of each other; those not stated count as one"`
	Cooperation int `json:"cooperation" doc:"of the events, those of cooperation"`
	Conflict    int `json:"conflict" doc:"of the events, those of conflict"`
	Contested   int `json:"contested" doc:"of the events, those that another denies or disputes"`
}

// A Cell is a count of events that share the keys, "" where not stated.
type Cell struct {
	Keys []string `json:"keys" doc:"one for each dimension, empty where not stated"`
	N
}

// A Cube is counts by dimensions; combinations without events are not in it.
type Cube struct {
	By    []string `json:"by" doc:"the dimensions, in the order of the keys"`
	Cells []Cell   `json:"cells"`
	Total N        `json:"total" doc:"of all the events asked for, each counted once"`
}

func (c *Cube) size() int { return 150 * len(c.Cells) }

// A dimension is something that events are counted by. Its values of an event, one
// for most, several where the event has several, are appended to a list.
type dimension struct {
	name string
	time bool
	of   func(ix *Index, e *Entry, to []string) []string
	// report marks what differs between the reports of one act; an act counts once
	// for each value.
	report bool
}

func single(f func(*Entry) string) func(*Index, *Entry, []string) []string {
	return func(_ *Index, e *Entry, to []string) []string { return append(to, f(e)) }
}

func ofDoc(f func(*Doc) string) func(*Index, *Entry, []string) []string {
	return func(ix *Index, e *Entry, to []string) []string { return append(to, f(&ix.Docs[e.Doc])) }
}

// dimensions are all that events can be counted by. Periods are of the first day
// an event may have happened on, else of the last.
var dimensions = []dimension{
	{"type", false, single(func(e *Entry) string { return e.Type }), false},
	{"mode", false, single(func(e *Entry) string { return e.Mode }), false},
	{"kind", false, single(func(e *Entry) string { return e.Kind }), false},
	{"status", false, single(func(e *Entry) string { return string(e.Status) }), false},
	{"domain", false, single(func(e *Entry) string { return e.Domain }), false},
	{"side", false, single(side), false},
	{"date_basis", false, single(func(e *Entry) string { return string(e.Basis) }), false},
	{"rule", false, single(func(e *Entry) string { return e.Rule }), false},
	{"year", true, single(func(e *Entry) string { return Period(e, "year") }), false},
	{"quarter", true, single(func(e *Entry) string { return Period(e, "quarter") }), false},
	{"month", true, single(func(e *Entry) string { return Period(e, "month") }), false},
	{"place_country", false, single(func(e *Entry) string {
		if e.Place == nil {
			return ""
		}
		return e.Place.Country
	}), false},
	{"publisher", false, ofDoc(func(d *Doc) string { return d.Publisher }), true},
	{"codebook", false, ofDoc(func(d *Doc) string { return d.Codebook }), true},
	{"document", false, ofDoc(func(d *Doc) string { return d.ID }), true},
	{"source", false, func(_ *Index, e *Entry, to []string) []string { return orNone(stand(to, e.Source)) }, false},
	{"target", false, func(_ *Index, e *Entry, to []string) []string { return orNone(stand(to, e.Target)) }, false},
	{"source_power", false, func(ix *Index, e *Entry, to []string) []string { return powers(ix, e.Source, to) }, false},
	{"target_power", false, func(ix *Index, e *Entry, to []string) []string { return powers(ix, e.Target, to) }, false},
	{"context", false, func(_ *Index, e *Entry, to []string) []string { return orNone(append(to, e.Contexts...)) }, false},
}

// stand appends the countries the sides act for, or their ids where they act for
// none, each once.
func stand(to []string, sides []Side) []string {
	for _, s := range sides {
		if id := cmp.Or(s.Country, s.ID); !slices.Contains(to, id) {
			to = append(to, id)
		}
	}
	return to
}

// pairsOf appends the pairs of an event that deal with each other, by what they
// stand for: the lesser, a byte 0, the other.
func pairsOf(to []string, e *Entry) []string {
	add := func(x, y Side) {
		a, b := cmp.Or(x.Country, x.ID), cmp.Or(y.Country, y.ID)
		if a == b {
			return
		}
		if k := min(a, b) + "\x00" + max(a, b); !slices.Contains(to, k) {
			to = append(to, k)
		}
	}
	for i, x := range e.Source {
		for _, y := range e.Target {
			add(x, y)
		}
		if e.Reciprocal {
			for _, y := range e.Source[i+1:] {
				add(x, y)
			}
		}
	}
	return to
}

func powers(ix *Index, sides []Side, to []string) []string {
	for _, s := range sides {
		if p := cmp.Or(ix.Power(s.ID), ix.Power(s.Country), "other"); !slices.Contains(to, p) {
			to = append(to, p)
		}
	}
	return orNone(to)
}

func orNone(xs []string) []string {
	if len(xs) == 0 {
		return append(xs, "")
	}
	return xs
}

// Period is the year ("2022"), quarter ("2022-Q3") or month ("2022-09") of the
// first day an entry may have happened on, else of the last; "" if unknown.
func Period(e *Entry, bin string) string {
	day, ok := e.Day()
	if !ok {
		return ""
	}
	return periodOf(day, bin)
}

func periodOf(day edtf.Day, bin string) string {
	s := day.String() // [-]YYYY…-MM-DD
	year, month := s[:len(s)-6], s[:len(s)-3]
	switch bin {
	case "month":
		return month
	case "quarter":
		m, _ := strconv.Atoi(month[len(month)-2:])
		return year + "-Q" + strconv.Itoa((m+2)/3)
	}
	return year
}

// Dimensions are the names of all that events can be counted by.
func Dimensions() []string {
	out := make([]string, len(dimensions))
	for i, d := range dimensions {
		out[i] = d.name
	}
	return out
}

// Count counts the events of a selection by dimensions, of which there are at
// most three. Cells come with the most events first, then by keys; with a
// dimension of time, by keys. An event with several sources counts in the cell
// of each.
func (sel *Selection) Count(by ...string) (*Cube, error) {
	if len(by) > 3 {
		return nil, bad("by", strings.Join(by, ","), "at most three dimensions")
	}
	ds := make([]dimension, len(by))
	timed := false
	for i, b := range by {
		at := slices.IndexFunc(dimensions, func(d dimension) bool { return d.name == b })
		if at < 0 {
			return nil, bad("by", b, "it is one of %s", names(Dimensions()))
		}
		ds[i] = dimensions[at]
		timed = timed || ds[i].time
	}
	out := &Cube{By: append([]string{}, by...), Cells: []Cell{}, Total: sel.N()}
	if len(ds) == 0 {
		return out, nil
	}
	keys, cells := sel.group(ds)
	for i, es := range cells {
		out.Cells = append(out.Cells, Cell{keys[i], sel.nOf(slices.Values(es))})
	}
	slices.SortFunc(out.Cells, func(a, b Cell) int {
		if !timed && a.Events != b.Events {
			return cmp.Compare(b.Events, a.Events)
		}
		return slices.Compare(a.Keys, b.Keys)
	})
	return out, nil
}

// Count counts the events asked for by dimensions: see [Selection.Count].
func (l *Ledger) Count(ctx context.Context, q Question, by ...string) (*Cube, error) {
	q = q.bare()
	return kept(ctx, l, key("count", q, by...), func(ctx context.Context) (*Cube, error) {
		sel, err := l.Choose(ctx, q)
		if err != nil {
			return nil, err
		}
		return sel.Count(by...)
	})
}

// Total counts the events asked for.
func (l *Ledger) Total(ctx context.Context, q Question) (N, error) {
	c, err := l.Count(ctx, q)
	if err != nil {
		return N{}, err
	}
	return c.Total, nil
}

// An Effect says what the switches of a question do.
type Effect struct {
	Asked   int       `json:"asked" doc:"events without any switch"`
	Kept    int       `json:"kept" doc:"events with all of them"`
	Removed []Removal `json:"removed" doc:"one for each switch"`
}

// A Removal is how many events one switch removes.
type Removal struct {
	Switch string `json:"switch" doc:"period, domain, captions, anonymous, inferred, contested, min_sources or sources"`
	On     bool   `json:"on" doc:"it is set"`
	Events int    `json:"events" doc:"how many more there were if it were not set; of one that is not set, how many fewer if it were"`
}

// switchNames are the names of the switches, in the order of their numbers.
var switchNames = [switches]string{"period", "domain", "captions", "anonymous", "inferred", "contested", "min_sources", "sources"}

// on says whether a switch is set.
func (s Switches) on(i int) bool {
	return [switches]bool{!s.From.IsZero() || !s.To.IsZero(), s.Domains != nil, s.NoCaptions, s.NoAnonymous, s.NoInferred, s.NoContested,
		s.MinSources > 1, s.NotSources != nil || s.NotClasses != nil}[i]
}

// Effect says what each switch removes, in the order of their numbers.
func (sel *Selection) Effect() []Removal {
	var out []Removal
	for i, n := range sel.Removed {
		out = append(out, Removal{switchNames[i], sel.switches.on(i), n})
	}
	return out
}

// Effect says what each switch removes of what is asked for.
func (l *Ledger) Effect(ctx context.Context, q Question) (*Effect, error) {
	q = q.bare()
	return kept(ctx, l, key("effect", q), func(ctx context.Context) (*Effect, error) {
		sel, err := l.Choose(ctx, q)
		if err != nil {
			return nil, err
		}
		return &Effect{Asked: sel.All, Kept: sel.Len(), Removed: sel.Effect()}, nil
	})
}

// Facets are the counts by which a reader can narrow a question down.
type Facets struct {
	Total  N       `json:"total"`
	Facets []Facet `json:"facets"`
}

// A Facet is the counts by one dimension.
type Facet struct {
	By    string `json:"by"`
	Cells []Cell `json:"cells" doc:"most events first; of a period, in order"`
	More  int    `json:"more" doc:"values left out"`
}

func (f *Facets) size() int {
	n := 0
	for _, c := range f.Facets {
		n += 150 * len(c.Cells)
	}
	return n
}

// facets are the dimensions of the ledger's view.
var facets = []string{"type", "kind", "status", "domain", "side", "year", "publisher", "source", "target", "place_country"}

// Facets counts the events asked for by each of the usual dimensions, at most
// top values of each (0: all; periods always all).
func (l *Ledger) Facets(ctx context.Context, q Question, top int) (*Facets, error) {
	q = q.bare()
	return kept(ctx, l, key("facets", q, strconv.Itoa(top)), func(ctx context.Context) (*Facets, error) {
		sel, err := l.Choose(ctx, q)
		if err != nil {
			return nil, err
		}
		out := &Facets{Facets: []Facet{}}
		for _, by := range facets {
			c, err := sel.Count(by)
			if err != nil {
				return nil, err
			}
			f := Facet{By: by, Cells: c.Cells}
			if top > 0 && len(f.Cells) > top && by != "year" {
				f.More = len(f.Cells) - top
				f.Cells = f.Cells[:top]
			}
			out.Facets, out.Total = append(out.Facets, f), c.Total
		}
		return out, nil
	})
}

// A Partner is another actor of an actor's events.
type Partner struct {
	ID    string `json:"id" doc:"country, or id where it acts for no state"`
	Name  string `json:"name"`
	Power string `json:"power,omitempty" doc:"the power it belongs to"`
	N
	Out  int `json:"out" doc:"events in which the actor acts upon the partner"`
	In   int `json:"in" doc:"events in which the partner acts upon the actor"`
	Both int `json:"both" doc:"events in which both act"`
}

// Partners returns whom an actor shares the acts of a selection with, most
// first, then by id.
func (sel *Selection) Partners(actor string) []Partner {
	type way struct {
		out, in, both int
		acts          []int32
	}
	all := map[string]*way{}
	to := func(id string) *way {
		w, ok := all[id]
		if !ok {
			w = &way{}
			all[id] = w
		}
		return w
	}
	ix := sel.Index
	var ids []string
	others := func(sides []Side) {
		for _, s := range sides {
			if id := cmp.Or(s.Country, s.ID); !s.Is(actor) && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	for i := range sel.in.all() {
		e := &ix.Events[i]
		src, tgt := Any(e.Source, actor), Any(e.Target, actor)
		ids = ids[:0]
		switch {
		case e.Reciprocal && (src || tgt):
			others(e.Source)
			others(e.Target)
			for _, id := range ids {
				w := to(id)
				w.both++
				w.acts = append(w.acts, i)
			}
			continue
		case src:
			others(e.Target)
			for _, id := range ids {
				w := to(id)
				w.out++
				w.acts = append(w.acts, i)
			}
		}
		if tgt {
			ids = ids[:0]
			others(e.Source)
			for _, id := range ids {
				w := to(id)
				w.in++
				w.acts = append(w.acts, i)
			}
		}
	}
	out := make([]Partner, 0, len(all))
	for id, w := range all {
		out = append(out, Partner{ID: id, Name: ix.Name(id), Power: ix.Power(id), N: sel.nOf(slices.Values(w.acts)), Out: w.out, In: w.in, Both: w.both})
	}
	sortPartners(out)
	return out
}

func sortPartners(ps []Partner) {
	slices.SortFunc(ps, func(a, b Partner) int { return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.ID, b.ID)) })
}

// Thirds returns the actors of the events of a selection besides two, most
// events first, then by id. Out, In and Both are zero.
func (sel *Selection) Thirds(a, b string) []Partner {
	all := map[string][]int32{}
	ix := sel.Index
	var ids []string
	for i := range sel.in.all() {
		e := &ix.Events[i]
		ids = ids[:0]
		for _, sides := range [2][]Side{e.Source, e.Target} {
			for _, s := range sides {
				if id := cmp.Or(s.Country, s.ID); !s.Is(a) && !s.Is(b) && !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
		}
		for _, id := range ids {
			all[id] = append(all[id], i)
		}
	}
	out := make([]Partner, 0, len(all))
	for id, es := range all {
		out = append(out, Partner{ID: id, Name: ix.Name(id), Power: ix.Power(id), N: sel.nOf(slices.Values(es))})
	}
	sortPartners(out)
	return out
}

// A Lane is a domain of a dyad over time.
type Lane struct {
	Domain string `json:"domain"`
	Name   string `json:"name"`
	Total  N      `json:"total"`
	Cells  []Cell `json:"cells" doc:"by period, those with events only; the key is the period, empty for unknown dates"`
}

// A Dyad is two actors and what is between them.
type Dyad struct {
	A         Party     `json:"a"`
	B         Party     `json:"b"`
	Total     N         `json:"total"`
	Bin       string    `json:"bin" doc:"length of a period: year, quarter or month"`
	Lanes     []Lane    `json:"lanes" doc:"one for each domain, those without events too"`
	Statuses  []Cell    `json:"statuses" doc:"by status"`
	Kinds     []Cell    `json:"kinds" doc:"by kind"`
	Directed  []Cell    `json:"directed" doc:"by source: who acts"`
	Thirds    []Partner `json:"thirds" doc:"other actors of the same events"`
	AMentions int       `json:"a_mentions" doc:"how often the documents name a; 0 is not at all: no evidence, not no dealings"`
	BMentions int       `json:"b_mentions" doc:"how often the documents name b"`
}

func (d *Dyad) size() int { return 200 * (len(d.Kinds) + len(d.Thirds) + 40) }

// Dyad returns what is between two actors, in either order, by domain and
// period. Bin is year, quarter or month, "" is year. The events themselves are
// asked for by [Ledger.Events] with q.Dyad set.
func (l *Ledger) Dyad(ctx context.Context, a, b string, q Question, bin string) (*Dyad, error) {
	bin = cmp.Or(bin, "year")
	if !slices.Contains([]string{"year", "quarter", "month"}, bin) {
		return nil, bad("bin", bin, "it is year, quarter or month")
	}
	for name, id := range map[string]string{"a": a, "b": b} {
		if err := checkID("actor", id); err != nil {
			return nil, bad(name, id, "it is no id of an actor")
		}
	}
	q = q.bare()
	q.Dyad = [2]string{a, b}
	return kept(ctx, l, key("dyad", q, bin), func(ctx context.Context) (*Dyad, error) {
		sel, err := l.Choose(ctx, q)
		if err != nil {
			return nil, err
		}
		ix := sel.Index
		d := &Dyad{A: l.party(ix, a), B: l.party(ix, b), Bin: bin, Total: sel.N(), Lanes: []Lane{}, Thirds: sel.Thirds(a, b)}
		for _, f := range []struct {
			by string
			to *[]Cell
		}{{"status", &d.Statuses}, {"kind", &d.Kinds}, {"source", &d.Directed}} {
			cube, err := sel.Count(f.by)
			if err != nil {
				return nil, err
			}
			*f.to = cube.Cells
		}
		for _, dom := range ix.tables.Domains {
			part := sel.only("domain", dom.Code)
			cube, err := part.Count(bin)
			if err != nil {
				return nil, err
			}
			d.Lanes = append(d.Lanes, Lane{dom.Code, dom.Name, cube.Total, cube.Cells})
		}
		if d.AMentions, err = l.mentions(ctx, a); err != nil {
			return nil, err
		}
		d.BMentions, err = l.mentions(ctx, b)
		return d, err
	})
}

func (l *Ledger) party(ix *Index, id string) Party {
	p := Party{ID: id, Actor: id, Name: ix.Name(id)}
	if l.atlas != nil {
		if e, ok := l.atlas.Entity(id); ok {
			p.Country, p.Sector = e.Country, e.Sector
		}
	}
	return p
}

// A Spot is a place and the events there.
type Spot struct {
	Place
	N
}

// Spots are places with their events.
type Spots struct {
	Spots   []Spot `json:"places" doc:"most events first"`
	Without N      `json:"without" doc:"events whose place is not stated"`
}

func (s *Spots) size() int { return 250 * len(s.Spots) }

// Places counts the events asked for by place, most events first, then by id and
// name.
func (l *Ledger) Places(ctx context.Context, q Question) (*Spots, error) {
	q = q.bare()
	return kept(ctx, l, key("places", q), func(ctx context.Context) (*Spots, error) {
		sel, err := l.Choose(ctx, q)
		if err != nil {
			return nil, err
		}
		ix := sel.Index
		c := ix.column("spot")
		placed := map[int32][]int32{}
		var none []int32
		for i := range sel.in.all() {
			if at := c.of[i]; at == c.of[i+1] {
				none = append(none, i)
			} else {
				placed[c.numbers[at]] = append(placed[c.numbers[at]], i)
			}
		}
		out := &Spots{Spots: make([]Spot, 0, len(placed)), Without: sel.nOf(slices.Values(none))}
		for _, es := range placed {
			p := ix.Events[es[0]].Place
			out.Spots = append(out.Spots, Spot{*l.place(p.ID, p.Name, p.Country, p.Admin1, string(p.Precision)), sel.nOf(slices.Values(es))})
		}
		slices.SortFunc(out.Spots, func(a, b Spot) int {
			return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.ID, b.ID), cmp.Compare(fmt.Sprint(a.Place.Name, a.Country, a.Admin1, a.Precision),
				fmt.Sprint(b.Place.Name, b.Country, b.Admin1, b.Precision)))
		})
		return out, nil
	})
}
