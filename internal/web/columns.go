package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"entente/internal/edtf"
	politics "entente/internal/event"
	"entente/internal/export"
	"entente/internal/query"
)

// columns are those of an event as a row: CSV and Parquet. What is not known is
// nil; nothing is 0 for it.
var columns = []struct {
	name string
	of   func(*query.Event) any
}{
	{"id", func(e *query.Event) any { return e.ID }},
	{"date", func(e *query.Event) any { return word(e.Date) }},
	{"date_basis", func(e *query.Event) any { return word(e.DateBasis) }},
	{"first", func(e *query.Event) any { return word(e.First) }},
	{"last", func(e *query.Event) any { return word(e.Last) }},
	{"type", func(e *query.Event) any { return e.Type }},
	{"mode", func(e *query.Event) any { return word(e.Mode) }},
	{"kind", func(e *query.Event) any { return word(e.Kind) }},
	{"domain", func(e *query.Event) any { return word(e.Domain) }},
	{"side", func(e *query.Event) any { return word(e.Side) }},
	{"scale", func(e *query.Event) any { return e.Scale }},
	{"source", func(e *query.Event) any { return ids(e.Source) }},
	{"target", func(e *query.Event) any { return ids(e.Target) }},
	{"reciprocal", func(e *query.Event) any { return e.Reciprocal }},
	{"status", func(e *query.Event) any { return word(e.Status) }},
	{"place", func(e *query.Event) any { return word(place(e).Name) }},
	{"place_country", func(e *query.Event) any { return word(place(e).Country) }},
	{"count", func(e *query.Event) any {
		if e.Count == 0 {
			return export.NoInt{}
		}
		return e.Count
	}},
	{"recurrence", func(e *query.Event) any { return word(e.Recurrence) }},
	{"contested_by", func(e *query.Event) any { return e.ContestedBy }},
	{"flags", func(e *query.Event) any { return e.Flags }},
	{"words", func(e *query.Event) any { return e.Words }},
	{"begin", func(e *query.Event) any { return e.Begin }},
	{"end", func(e *query.Event) any { return e.End }},
	{"confidence", func(e *query.Event) any { return e.Confidence }},
	{"rule", func(e *query.Event) any { return word(e.Rule) }},
	{"codebook", func(e *query.Event) any { return e.Codebook }},
	{"document", func(e *query.Event) any { return e.Document.ID }},
	{"title", func(e *query.Event) any { return word(e.Document.Title) }},
	{"publisher", func(e *query.Event) any { return word(e.Document.Publisher) }},
	{"published", func(e *query.Event) any { return word(e.Document.Published) }},
}

func cells(e *query.Event) []any {
	out := make([]any, len(columns))
	for i, c := range columns {
		out[i] = c.of(e)
	}
	return out
}

func word(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func ids(ps []query.Party) []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.ID
	}
	return out
}

func place(e *query.Event) query.Place {
	if e.Place == nil {
		return query.Place{}
	}
	return *e.Place
}

func writeCSV(b *bytes.Buffer, es []query.Event) error {
	w := csv.NewWriter(b)
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.name
	}
	_ = w.Write(row)
	for i := range es {
		for k, c := range cells(&es[i]) {
			switch c := c.(type) {
			case nil, export.NoInt:
				row[k] = ""
			case string:
				row[k] = inert(c)
			case []string:
				row[k] = inert(strings.Join(c, ";"))
			case float64:
				row[k] = strconv.FormatFloat(c, 'g', -1, 64)
			default:
				row[k] = fmt.Sprint(c)
			}
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// inert is words that no spreadsheet takes for a formula.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// acts are events as package export counts a network from them.
func (p *page) acts(es []query.Event) []export.Act {
	out := make([]export.Act, len(es))
	for i, e := range es {
		a := &out[i]
		a.Event = politics.Event{ID: e.ID, Type: e.Type, Mode: e.Mode, Kind: e.Kind, Quad: politics.Quad(e.Quad), Scale: e.Scale, Reciprocal: e.Reciprocal,
			Source: sides(e.Source), Target: sides(e.Target), Status: politics.Status(e.Status)}
		if d, err := edtf.Parse(e.Date); err == nil { // "" is not stated
			a.Event.Date = d
		}
		a.Words = e.Words
		a.Reports, a.Sources = 1, 1
		if x, ok := p.req.ix.Entry(e.ID); ok {
			a.Reports, a.Sources = len(x.Reports()), p.req.ix.Sources(x)
		}
	}
	return out
}

func sides(ps []query.Party) []politics.Party {
	out := make([]politics.Party, len(ps))
	for i, p := range ps {
		out[i] = politics.Party{Actor: p.Actor, Country: p.Country, Sector: p.Sector, Name: p.Name}
	}
	return out
}
