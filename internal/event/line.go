package event

import (
	"encoding/json"

	"entente/internal/doc"
)

// line is the output contract: one JSON object a document.
type line struct {
	Document  doc.Document   `json:"document"`
	Text      string         `json:"text"`
	Segments  []doc.Segment  `json:"segments"`
	Sentences []doc.Sentence `json:"sentences"`
	Mentions  []Mention      `json:"mentions"`
	Places    []Place        `json:"places"`
	Times     []Time         `json:"times"`
	Quotes    []Quote        `json:"quotes"`
	Events    []Event        `json:"events"`
	Claims    []Claim        `json:"claims"`

	Corrections []Correction `json:"corrections,omitempty"`
}

// MarshalJSON writes the document as the output contract has it, on one line.
// Lists are [] where empty, never null.
func (c *Coded) MarshalJSON() ([]byte, error) {
	return json.Marshal(line{
		Document:  c.Document,
		Text:      c.Text,
		Segments:  list(c.Segments),
		Sentences: list(c.Sentences),
		Mentions:  list(c.Mentions),
		Places:    list(c.Places),
		Times:     list(c.Times),
		Quotes:    list(c.Quotes),
		Events:    list(c.Events),
		Claims:    list(c.Claims),

		Corrections: c.Corrections,
	})
}

// UnmarshalJSON reads a line of the output contract. Tokens and markup blocks,
// which the contract leaves out, stay nil.
func (c *Coded) UnmarshalJSON(b []byte) error {
	var l line
	if err := json.Unmarshal(b, &l); err != nil {
		return err
	}
	c.Document, c.Text = l.Document, l.Text
	c.Document.Text = l.Text
	c.Segments, c.Sentences = l.Segments, l.Sentences
	c.Mentions, c.Places, c.Times = l.Mentions, l.Places, l.Times
	c.Resolved.Quotes = l.Quotes
	c.Events, c.Claims, c.Corrections = l.Events, l.Claims, l.Corrections
	return nil
}

func list[T any](xs []T) []T {
	if xs == nil {
		return []T{}
	}
	return xs
}
