package web

import (
	"cmp"
	"slices"
	"strings"

	"entente/internal/chart"
	"entente/internal/edtf"
	"entente/internal/query"
)

// A row is an event as a table shows it.
type row struct {
	query.Event
	Href, DocHref  string
	Sign, SignName string // up, down or flat, and in words
	What           string
	From, To       []link
	Tags           []tag
	DateNote       string
	Short          bool // words cut
}

// A tag is a word about a row, with its class.
type tag struct{ Words, Class string }

// Who writes parties as words.
func (r row) Who() string {
	names := func(ls []link) string {
		var out []string
		for _, l := range ls {
			out = append(out, l.Words)
		}
		return strings.Join(out, ", ")
	}
	a, b := names(r.From), names(r.To)
	if a == "" {
		a = "not stated"
	}
	if b == "" {
		return a
	}
	if r.Reciprocal {
		return a + " ↔ " + b
	}
	return a + " → " + b
}

var basisNotes = map[string]string{
	"relative":    "counted from the day of publication",
	"inferred":    "inferred from the text",
	"publication": "no date given: on or before publication",
}

// shownWords is how many bytes of evidence a row shows.
const shownWords = 220

func (r *request) row(e query.Event) row {
	out := row{Event: e, Href: eventPath(e.ID), DocHref: docPath(e.Document.ID) + "#e-" + e.ID, What: strings.ReplaceAll(cmp.Or(e.Kind, strings.ToLower(e.Type)), "_", " "),
		From: r.parties(e.Source), To: r.parties(e.Target), DateNote: basisNotes[e.DateBasis]}
	switch e.Side {
	case "cooperation":
		out.Sign, out.SignName = "up", "cooperation"
	case "conflict":
		out.Sign, out.SignName = "down", "conflict"
	default:
		out.Sign, out.SignName = "flat", "neither cooperation nor conflict"
	}
	out.Tags = tags(e.Status, len(e.ContestedBy) > 0, e.Count, e.Recurrence, e.Flags)
	if len(e.Words) > shownWords {
		cut := strings.ToValidUTF8(e.Words[:shownWords], "")
		if i := strings.LastIndexByte(cut, ' '); i > 0 {
			cut = cut[:i]
		}
		out.Words, out.Short = cut+" …", true
	}
	return out
}

func tags(status string, contested bool, count int, recurrence string, flags []string) []tag {
	var out []tag
	switch status {
	case "", "actual":
	case "planned", "announced", "future", "hypothetical":
		out = append(out, tag{status, "planned"})
	case "negated":
		out = append(out, tag{"negated", "negated"})
	default:
		out = append(out, tag{status, ""})
	}
	if contested {
		out = append(out, tag{"≠ contested", "contested"})
	}
	if count > 1 {
		out = append(out, tag{"× " + chart.Thousands(count), ""})
	}
	if recurrence != "" {
		out = append(out, tag{every0(recurrence), ""})
	}
	for _, f := range flags {
		out = append(out, tag{strings.ReplaceAll(f, "_", " "), ""})
	}
	return out
}

func (r *request) parties(ps []query.Party) []link {
	out := make([]link, len(ps))
	for i, p := range ps {
		out[i] = link{cmp.Or(p.Name, r.name(p.ID)), actorPath(p.ID)}
	}
	return out
}

func (r *request) rows(es []query.Event) []row {
	out := make([]row, len(es))
	for i, e := range es {
		out[i] = r.row(e)
	}
	return out
}

// read returns entries with their words, as rows.
func (r *request) read(es []*query.Entry) ([]row, error) {
	evs, err := r.site.Ledger.Rows(r.Context(), r.ix, es)
	if err != nil {
		return nil, err
	}
	return r.rows(evs), nil
}

// mark is an event on a timeline.
func (r *request) mark(e *query.Entry) chart.Mark {
	who := func(sides []query.Side) string {
		var out []string
		for _, s := range sides {
			out = append(out, cmp.Or(s.Name, r.name(s.ID)))
		}
		return strings.Join(out, ", ")
	}
	a, b := cmp.Or(who(e.Source), "not stated"), who(e.Target)
	about := strings.ReplaceAll(e.What(), "_", " ") + ": " + a
	switch {
	case b != "" && e.Reciprocal:
		about += " ↔ " + b
	case b != "":
		about += " → " + b
	}
	m := chart.Mark{First: e.First, Last: e.Last, HasFirst: e.HasFirst, HasLast: e.HasLast, Sign: e.Sign(), Planned: e.Planned(),
		Contested: len(e.ContestBy) > 0, Inferred: query.Inferred(e), Count: int(e.Count), Label: strings.ReplaceAll(e.What(), "_", " "),
		Date: when(e.Date), About: about, Href: eventPath(e.ID)}
	m.Vague = e.HasFirst && e.HasLast && e.First != e.Last
	if e.Recurrence != "" {
		m.Every = every0(e.Recurrence)
	}
	return m
}

// maxMarks is how many events a timeline shows one by one.
const maxMarks = 400

// lanes draws dated events by domain, and says how many have no date. More than
// maxMarks are not drawn.
func (r *request) lanes(title string, sel *query.Selection, href func(domain string) string) (c chart.Lanes, undated int, ok bool) {
	c.Title = title
	undated = sel.Len() - sel.Timed()
	if sel.Timed() > maxMarks || sel.Timed() == 0 {
		return c, undated, false
	}
	es := sel.Entries()
	n := 0
	var first, last edtf.Day
	for _, e := range es {
		for _, d := range []struct {
			day edtf.Day
			is  bool
		}{{e.First, e.HasFirst}, {e.Last, e.HasLast}} {
			if e.Date == "" || !d.is {
				continue
			}
			if n == 0 {
				first, last = d.day, d.day
			}
			first, last = min(first, d.day), max(last, d.day)
			n++
		}
	}
	pad := max(20, (last-first)/40)
	c.First, c.Last = first-pad, last+2*pad
	for _, d := range r.ix.Tables().Domains {
		lane := chart.Lane{Name: d.Name, Href: href(d.Code)}
		for _, e := range es {
			if e.Domain == d.Code && e.Date != "" && (e.HasFirst || e.HasLast) {
				lane.Marks = append(lane.Marks, r.mark(e))
			}
		}
		c.Lanes = append(c.Lanes, lane)
	}
	return c, undated, true
}

// periods counts events by year, or by month where they lie within three.
func (r *request) periods(title string, sel *query.Selection, path string, more ...string) (c chart.Columns, undated int) {
	c = chart.Columns{Title: title, Unit: "event"}
	all, first, last, undated := sel.Months()
	if len(all) == 0 {
		return c, undated
	}
	monthly := float64(last-first)/365.25 < 3
	index := func(d edtf.Day) int {
		y, m, _ := d.Date()
		if monthly {
			return y*12 + m - 1
		}
		return y
	}
	from, to := index(first), index(last)
	if to-from > 240 { // a stray old date must not make the rest too thin
		from = to - 240
	}
	for i := from; i <= to; i++ {
		label, span := itoa(i), itoa(i)
		if monthly {
			span = itoa(i/12) + "-" + pad2(i%12+1)
			label = months[i%12+1]
			if i%12 == 0 || i == from {
				label += " " + itoa(i/12)
			}
		}
		c.Periods = append(c.Periods, chart.Period{Label: label, Href: r.to(path, append(slices.Clone(more), "from", span, "to", span)...)})
	}
	for _, m := range all {
		at := m.Month
		if !monthly {
			at = (m.Month - (m.Month%12+12)%12) / 12
		}
		p := &c.Periods[max(0, at-from)]
		p.Up, p.Down, p.Flat = p.Up+m.Up, p.Down+m.Down, p.Flat+m.Flat
	}
	return c, undated
}
