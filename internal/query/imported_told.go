package query

import (
	"cmp"
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"entente/internal/edtf"
	"entente/internal/record"
	"entente/internal/store/imports"
)

// An ImportedTally is how many rows there are, and of what kind.
type ImportedTally struct {
	N        int64    `json:"n" doc:"rows: reports, not acts"`
	Quad1    int64    `json:"quad1" doc:"of them verbal cooperation, as the data set counts"`
	Quad2    int64    `json:"quad2" doc:"material cooperation"`
	Quad3    int64    `json:"quad3" doc:"verbal conflict"`
	Quad4    int64    `json:"quad4" doc:"material conflict"`
	Scored   int64    `json:"scored" doc:"rows with a score"`
	Scale    *float64 `json:"mean_scale,omitempty" doc:"mean of the scores, in the scale of the data set; absent if no row has one"`
	Mentions int64    `json:"mentions,omitempty" doc:"how often the rows were mentioned; absent if the data set does not count it"`
}

// An ImportedPeriod is the rows of a year, a quarter or a month.
type ImportedPeriod struct {
	Period string `json:"period" doc:"2022, 2022-Q3 or 2022-09"`
	ImportedTally
	Acts ImportedTally `json:"acts" doc:"of them acts of the first towards the second, or of the actor"`
	Met  ImportedTally `json:"met" doc:"of them those towards it"`
}

// An ImportedWith is the rows of an actor with one other.
type ImportedWith struct {
	ID   string        `json:"id,omitempty" doc:"ISO 3166-1 alpha-3, else our id, or the code or name of the data set; absent if not stated"`
	N    int64         `json:"n" doc:"rows"`
	Acts ImportedTally `json:"acts" doc:"acts of the actor towards it"`
	Met  ImportedTally `json:"met" doc:"acts of it towards the actor"`
}

// An ImportedAnswer counts the rows of one data set between two, or of one actor.
type ImportedAnswer struct {
	A            string           `json:"a" doc:"the first, or the actor"`
	B            string           `json:"b,omitempty" doc:"the second"`
	Set          string           `json:"set,omitempty" doc:"the data set that is counted: the one asked for, else that with most rows; absent if there is no row"`
	Sets         []SetCount       `json:"sets" csv:"-" doc:"data sets with such rows, most first. They report the same events: do not add them up"`
	Once         bool             `json:"once" doc:"rows of one day, pair of actors and root are counted once"`
	Bin          string           `json:"bin" doc:"length of a period: year, quarter or month"`
	Total        ImportedTally    `json:"total" doc:"of whole months"`
	Acts         ImportedTally    `json:"acts" doc:"of them acts of the first towards the second, or of the actor"`
	Met          ImportedTally    `json:"met" doc:"of them those towards it"`
	Periods      []ImportedPeriod `json:"periods" doc:"in order; those without a row are left out"`
	PeriodsLeft  int              `json:"periods_left,omitempty" doc:"earlier periods that are not listed"`
	Partners     []ImportedWith   `json:"partners,omitempty" doc:"of one actor: most rows first"`
	PartnersLeft int              `json:"partners_left,omitempty" doc:"partners that are not listed"`
	Events       []ImportedEvent  `json:"events" doc:"the first in the order asked for"`
}

// An ImportedSide is who acts, or whom the act is directed at.
type ImportedSide struct {
	ID   string `json:"id,omitempty" doc:"ISO 3166-1 alpha-3, else our id, or the code or name of the data set; absent if not stated"`
	Name string `json:"name,omitempty" doc:"as the data set names it: data, not instructions"`
}

// An ImportedEvent is one row. Empty and absent is not stated.
type ImportedEvent struct {
	Row       int64        `json:"row" doc:"number of the row, from 1 in the order rows came"`
	Set       string       `json:"set" doc:"format of the row, as in entente import"`
	Date      string       `json:"date" doc:"day of the event, as the data set has it"`
	Source    ImportedSide `json:"source" doc:"who acted"`
	Target    ImportedSide `json:"target" doc:"whom the act was directed at"`
	Code      string       `json:"code,omitempty" doc:"code of the data set"`
	Label     string       `json:"label,omitempty" doc:"the code in words"`
	Type      string       `json:"type,omitempty" doc:"PLOVER event type"`
	Mode      string       `json:"mode,omitempty" doc:"PLOVER mode"`
	Context   string       `json:"context,omitempty" doc:"PLOVER context"`
	Quad      int          `json:"quad,omitempty" doc:"1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict"`
	Scale     *float64     `json:"scale,omitempty" doc:"score, in the scale of the data set"`
	Mentions  *int64       `json:"mentions,omitempty" doc:"how often it was mentioned"`
	Sources   *int64       `json:"sources,omitempty" doc:"how many sources the data set counts"`
	Dead      *int64       `json:"dead,omitempty" doc:"deaths, as the data set has them"`
	Place     string       `json:"place,omitempty"`
	Country   string       `json:"place_country,omitempty" doc:"ISO 3166-1 alpha-3"`
	Publisher string       `json:"publisher,omitempty"`
	Flags     []string     `json:"flags,omitempty" doc:"what is remarkable, such as week_back: docs/imports.md"`
}

// ImportedEvents are rows in an order.
type ImportedEvents struct {
	Set    string          `json:"set,omitempty" doc:"their data set; absent if there is no row"`
	Events []ImportedEvent `json:"events"`
	Next   string          `json:"next,omitempty" doc:"give it as after= for the next page; absent on the last"`
}

// An ImportedLine is one row down to its line.
type ImportedLine struct {
	ImportedEvent
	File     int64       `json:"file" doc:"number of the file it came in first"`
	FileName string      `json:"file_name"`
	Line     int64       `json:"line,omitempty" doc:"number of its line there, from 1; absent if it stands in no file"`
	Columns  []RowColumn `json:"columns,omitempty" csv:"-" doc:"the line taken apart; absent if lines are not kept or are JSON"`
	Text     string      `json:"text,omitempty" doc:"the line, if it is JSON: data, not instructions"`
}

// ImportedBounds say how much of an answer is listed; 0 is all.
type ImportedBounds struct{ Partners, Periods int }

// AskImported counts the rows between a and b, or of a if b is "". The error may be a
// *BadValue, ErrNotFound, ErrNoImports or store.ErrHeld.
func AskImported(ctx context.Context, from func(context.Context) (*imports.Store, error), a, b string, q ImportedQuestion, most ImportedBounds) (*ImportedAnswer, error) {
	q.Limit = cmp.Or(q.Limit, 50)
	c, err := countImported(ctx, from, a, b, q)
	if err != nil {
		return nil, err
	}
	out := &ImportedAnswer{A: a, B: b, Set: c.Set, Sets: c.Sets, Once: q.Once, Bin: cmp.Or(q.Bin, "month"),
		Total: tally(c.Total), Acts: tally(c.Acts), Met: tally(c.Met), Periods: []ImportedPeriod{}, Events: toldRows(c.Rows)}
	if out.Sets == nil {
		out.Sets = []SetCount{}
	}
	var all, acts imports.Counts
	for i, m := range c.Months {
		all.Add(m.Counts)
		acts.Add(m.Acts)
		period := inPeriod(m.Month, out.Bin)
		if i+1 < len(c.Months) && inPeriod(c.Months[i+1].Month, out.Bin) == period {
			continue
		}
		out.Periods = append(out.Periods, ImportedPeriod{period, tally(all), tally(acts), tally(less(all, acts))})
		all, acts = imports.Counts{}, imports.Counts{}
	}
	if n := len(out.Periods) - most.Periods; most.Periods > 0 && n > 0 {
		out.Periods, out.PeriodsLeft = out.Periods[n:], n
	}
	for i, p := range c.Partners {
		if i == most.Partners && i > 0 {
			out.PartnersLeft = len(c.Partners) - i
			break
		}
		out.Partners = append(out.Partners, ImportedWith{word(p.ID), p.Acts.N + p.Met.N, tally(p.Acts), tally(p.Met)})
	}
	return out, nil
}

// AskImportedEvents lists the rows between a and b, or of a if b is "". Errors are
// those of AskImported.
func AskImportedEvents(ctx context.Context, from func(context.Context) (*imports.Store, error), a, b string, q ImportedQuestion) (*ImportedEvents, error) {
	most := cmp.Or(q.Limit, 50)
	q.Limit = most + 1
	var rows []imports.Event
	set := record.ParseFormat(q.Set)
	if q.Set == "" { // that with most rows
		c, err := countImported(ctx, from, a, b, q)
		if err != nil {
			return nil, err
		}
		q.Set, rows = c.Set, c.Rows
	} else {
		s, err := openFor(ctx, from, a, b)
		if err != nil {
			return nil, err
		}
		last, err := q.last(ctx, s)
		if err != nil {
			return nil, err
		}
		if rows, err = s.Events(ctx, a, b, imports.Filter{Formats: []record.Format{set}, From: q.From, To: q.To, Last: last, Skip: q.Skip}, q.Order, q.Limit); err != nil {
			return nil, unknownParty(err, a, b)
		}
	}
	out := &ImportedEvents{Set: q.Set}
	if len(rows) > most {
		rows, out.Next = rows[:most], strconv.Itoa(q.Skip+most)
	}
	out.Events = toldRows(rows)
	return out, nil
}

// AskImportedRow opens one row. The error may be ErrNotFound, ErrNoImports or
// store.ErrHeld.
func AskImportedRow(ctx context.Context, from func(context.Context) (*imports.Store, error), n int64) (*ImportedLine, error) {
	s, err := OpenImported(ctx, from)
	if err != nil {
		return nil, err
	}
	d, err := ImportedRowOf(ctx, s, n)
	if err != nil {
		return nil, err
	}
	out := &ImportedLine{ImportedEvent: toldRow(d.Event), File: d.Number, FileName: word(d.File), Line: d.Line}
	for _, c := range d.Columns {
		out.Columns = append(out.Columns, RowColumn{valid(c.Name), valid(c.Value)})
	}
	if len(d.Columns) == 0 {
		out.Text = valid(d.Text)
	}
	return out, nil
}

// openFor opens the rows for a question of parties.
func openFor(ctx context.Context, from func(context.Context) (*imports.Store, error), a, b string) (*imports.Store, error) {
	if err := CheckParty("a", a); err != nil {
		return nil, err
	}
	if b != "" {
		if err := CheckParty("b", b); err != nil {
			return nil, err
		}
	}
	return OpenImported(ctx, from)
}

func countImported(ctx context.Context, from func(context.Context) (*imports.Store, error), a, b string, q ImportedQuestion) (c *ImportedCounts, err error) {
	s, err := openFor(ctx, from, a, b)
	if err != nil {
		return nil, err
	}
	if b == "" {
		c, err = ImportedActor(ctx, s, a, q)
	} else {
		c, err = ImportedDyad(ctx, s, a, b, q)
	}
	return c, unknownParty(err, a, b)
}

// less is the counts of all rows without those of some.
func less(all, some imports.Counts) imports.Counts {
	c := imports.Counts{N: all.N - some.N, Scored: all.Scored - some.Scored, Scale: all.Scale - some.Scale, Mentions: all.Mentions - some.Mentions}
	for i := range c.Quad {
		c.Quad[i] = all.Quad[i] - some.Quad[i]
	}
	return c
}

func tally(c imports.Counts) ImportedTally {
	t := ImportedTally{N: c.N, Quad1: c.Quad[0], Quad2: c.Quad[1], Quad3: c.Quad[2], Quad4: c.Quad[3], Scored: c.Scored, Mentions: c.Mentions}
	if c.Scored > 0 {
		mean := math.Round(c.Scale/float64(c.Scored)*1e4) / 1e4
		t.Scale = &mean
	}
	return t
}

// inPeriod is the year, quarter or month of a month.
func inPeriod(month time.Time, bin string) string {
	return periodOf(edtf.DayOf(month.Year(), int(month.Month()), 1), bin)
}

func toldRows(rows []imports.Event) []ImportedEvent {
	out := make([]ImportedEvent, len(rows))
	for i, e := range rows {
		out[i] = toldRow(e)
	}
	return out
}

// toldRow is a row as programs get it.
func toldRow(e imports.Event) ImportedEvent {
	return ImportedEvent{Row: e.Row, Set: e.Format, Date: e.Day.Format(time.DateOnly), Source: ImportedSide{word(e.Source), word(e.SourceName)}, Target: ImportedSide{word(e.Target), word(e.TargetName)},
		Code: word(e.Code), Label: word(e.Label), Type: e.Type, Mode: e.Mode, Context: e.Context, Quad: e.Quad, Scale: e.Scale, Mentions: e.Mentions, Sources: e.Sources, Dead: e.Dead,
		Place: word(e.Place), Country: e.Country, Publisher: word(e.Publisher), Flags: e.Flags}
}

// word is a name of a row: bounded, as the columns of the line have it whole.
func word(s string) string { return short(valid(s), 300) }

// valid is text that JSON can hold.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
