// Package export writes acts of the ledger in the forms of other programs: PLOVER
// records, networks of actors, and footnotes. Columns of rows (JSONL, CSV,
// Parquet) are written by package store.
//
// The same acts give the same bytes. What is not known is null or left out.
package export

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"entente/internal/event"
	"entente/internal/store"
)

// An Act is an event with its words and, where footnotes are made, paragraphs.
type Act struct {
	store.Detail
	Reports int // that tell of it
	Sources int // independent of each other
	// Paragraphs are the numbers of the paragraphs of Passages in the body of the
	// document, from 1; 0 outside of it.
	Paragraphs []int
}

// Formats are the forms, with what each writes.
var Formats = map[string]func(w io.Writer, acts []Act) error{
	"plover":  plover,
	"graphml": graphML,
	"gexf":    gexf,
	"md":      markdown,
	"csl":     csl,
	"bibtex":  bibTeX,
}

// Names are the names of Formats, in order of the alphabet.
func Names() []string {
	var out []string
	for name := range Formats {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Worded says whether a form needs the passages of acts.
func Worded(format string) bool { return format == "md" || format == "csl" || format == "bibtex" }

// A ploverEntity is an actor or recipient of a PLOVER record.
type ploverEntity struct {
	Code   string `json:"code,omitempty"` // left out of what has none
	Sector string `json:"sector,omitempty"`
	Text   string `json:"entity_text,omitempty"`
	ID     string `json:"identifier_id,omitempty"`
}

type ploverLocation struct {
	Place    string `json:"resolved_place,omitempty"`
	ID       string `json:"geonameid,omitempty"`
	Province string `json:"province,omitempty"`
	Country  string `json:"country_code,omitempty"`
}

// A ploverRecord has the fields of the PLOVER manual, "Data Fields".
type ploverRecord struct {
	ID        string          `json:"id"`
	Date      *string         `json:"date"` // YYYY-MM-DD, the first day it may have been
	EndDate   string          `json:"enddate,omitempty"`
	Actor     []ploverEntity  `json:"actor"`
	Recipient []ploverEntity  `json:"recipient,omitempty"`
	Event     []string        `json:"event"`
	Mode      []string        `json:"mode,omitempty"`
	Context   []string        `json:"context,omitempty"`
	Quad      int             `json:"quad_code,omitempty"`
	Scale     float64         `json:"event_scale"`
	Location  *ploverLocation `json:"event_loc,omitempty"`
	EventText string          `json:"event_text,omitempty"`
	Text      string          `json:"text"`
	TextInfo  struct {
		Start int `json:"start"`
		End   int `json:"end"`
	} `json:"text_info"`
	Cite struct {
		Title       string `json:"title,omitempty"`
		URL         string `json:"url,omitempty"`
		Publication string `json:"publication,omitempty"`
		Language    string `json:"language,omitempty"`
		Codebook    string `json:"codebook"`
	} `json:"cite_info"`
	Coder   string `json:"coder"`
	Comment string `json:"comment,omitempty"`
}

// plover writes a record a line. Status and what is unsure of the date stand in
// comment: PLOVER has no field for them.
func plover(w io.Writer, acts []Act) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range acts {
		a := &acts[i]
		e := &a.Event
		r := ploverRecord{ID: e.ID, Actor: entities(e.Source), Recipient: entities(e.Target), Event: []string{e.Type}, Context: e.Contexts,
			Quad: int(e.Quad), Scale: e.Scale, EventText: e.Kind, Text: a.Words, Coder: e.Rule}
		if first, ok := e.Date.First(); ok {
			s := first.String()
			r.Date = &s
			if last, ok := e.Date.Last(); ok && last != first {
				r.EndDate = last.String()
			}
		} else if last, ok := e.Date.Last(); ok {
			r.EndDate = last.String()
		}
		if e.Mode != "" {
			r.Mode = []string{e.Mode}
		}
		if p := a.Place; p != nil {
			r.Location = &ploverLocation{p.Name, p.ID, p.Admin1, p.Country}
		}
		if len(e.Evidence) > 0 {
			r.TextInfo.Start, r.TextInfo.End = e.Evidence[0].Begin, e.Evidence[0].End
		}
		r.Cite.Title, r.Cite.URL, r.Cite.Publication, r.Cite.Language, r.Cite.Codebook = a.Doc.Title, a.Doc.URL, a.Doc.Publisher, a.Doc.Lang, e.Codebook
		r.Comment = fmt.Sprintf("status %s; date %s, %s; reports %d, independent sources %d", orNot(string(e.Status)), orNot(e.Date.String()),
			orNot(string(e.DateBasis)), a.Reports, a.Sources)
		if err := enc.Encode(&r); err != nil {
			return err
		}
	}
	return nil
}

func entities(ps []event.Party) []ploverEntity {
	out := []ploverEntity{}
	for _, p := range ps {
		code := p.Country
		if code == "" {
			code = p.Actor
		}
		out = append(out, ploverEntity{code, p.Sector, p.Name, p.Actor})
	}
	return out
}

func orNot(s string) string {
	if s == "" {
		return "not stated"
	}
	return s
}

// who names the parties of one side.
func who(ps []event.Party) string {
	var out []string
	for _, p := range ps {
		for _, s := range []string{p.Name, p.Actor, p.Country, "somebody"} {
			if s != "" {
				out = append(out, s)
				break
			}
		}
	}
	if len(out) == 0 {
		return "not stated"
	}
	return strings.Join(out, ", ")
}
