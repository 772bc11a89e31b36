// Package jsonl reads records of articles, one JSON object a line.
package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"entente/internal/doc"
	"entente/internal/timestamp"
)

// A Record is one line: an article as plain text or as HTML, and what is known
// of it. Fields of other names are passed over.
type Record struct {
	Text      string   `json:"text"`
	HTML      string   `json:"html"` // read if Text is empty
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	Published string   `json:"published"` // EDTF, or a time stamp, of which the day counts
	Publisher string   `json:"publisher"`
	Byline    string   `json:"byline"`
	Lang      string   `json:"lang"`
	Tags      []string `json:"tags"`
	File      string   `json:"file"`
	Speaker   string   `json:"speaker"` // ISO 3166-1 alpha-3 or id of who speaks in the whole text
	Country   string   `json:"country"` // likewise, as collections of speeches have it
	Year      int      `json:"year"`    // of publication, if Published is empty
}

// An Error is a fault in a line.
type Error struct {
	Line   int // from 1
	Column int // in bytes, from 1
	Err    error
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %v", e.Line, e.Column, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Parse reads one line, which is line number n of its file. Published is EDTF
// afterwards. The error is an [*Error].
func Parse(line []byte, n int) (*Record, error) {
	if i := invalidUTF8(line); i >= 0 {
		return nil, &Error{n, i + 1, fmt.Errorf("broken UTF-8: byte 0x%02x", line[i])}
	}
	var r Record
	if err := json.Unmarshal(line, &r); err != nil {
		return nil, &Error{n, column(line, err), plain(err)}
	}
	if i := strings.IndexByte(r.Text+r.HTML, 0); i >= 0 {
		return nil, &Error{n, 1, fmt.Errorf("a NUL character at offset %d of the text", i)}
	}
	if r.Published == "" && r.Year > 0 && r.Year < 10000 {
		r.Published = fmt.Sprintf("%04d", r.Year)
	}
	if r.Speaker == "" {
		r.Speaker = r.Country
	}
	if !isCode(r.Speaker) {
		r.Speaker = ""
	}
	if r.Published != "" {
		day, ok := timestamp.Day(r.Published)
		if !ok {
			return nil, &Error{n, 1, fmt.Errorf("published: %.40q is no date (EDTF: 2022-12-04, 2022-12, 2022)", r.Published)}
		}
		r.Published = day.String()
	}
	return &r, nil
}

// Document makes a document of a record of plain text; raw is its line, which
// gives the identifier. A title or date that was not stated stays empty.
func (r *Record) Document(raw []byte) *doc.Document {
	d := &doc.Document{ID: doc.NewID(raw), Text: r.Text}
	r.Describe(d)
	return d
}

// Describe sets what the record knows of a document, over what the document
// says of itself.
func (r *Record) Describe(d *doc.Document) {
	set(&d.File, r.File)
	set(&d.URL, r.URL)
	set(&d.Title, r.Title)
	set(&d.Publisher, r.Publisher)
	set(&d.Byline, r.Byline)
	set(&d.Lang, r.Lang)
	set(&d.Speaker, r.Speaker)
	if len(r.Tags) > 0 {
		d.Tags = r.Tags
	}
	if r.Published != "" {
		d.Published, d.PublishedBasis = r.Published, doc.PublishedMetadata
	}
	if d.PublishedBasis == "" {
		d.PublishedBasis = doc.PublishedUnknown
	}
}

// isCode says whether a text is an id of an actor: capitals, digits, "_".
func isCode(s string) bool {
	return len(s) >= 2 && len(s) <= 40 && strings.IndexFunc(s, func(c rune) bool {
		return (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_'
	}) < 0
}

func set(field *string, value string) {
	if value != "" {
		*field = value
	}
}

func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// column says where in the line the fault is.
func column(line []byte, err error) int {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return max(1, min(int(syntax.Offset), len(line)+1))
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return max(1, min(int(kind.Offset), len(line)+1))
	}
	return 1
}

// plain words the faults of encoding/json for people who have no Go.
func plain(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		if kind.Field == "" {
			return fmt.Errorf("an object is wanted, not a %s", kind.Value)
		}
		return fmt.Errorf("field %q cannot be a %s", kind.Field, kind.Value)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "unexpected end of JSON input") {
		return errors.New("the object does not end on its line (one object a line is wanted)")
	}
	return err
}

// Looks says whether the first bytes of a file look like JSONL: an object whose
// first thing is a quoted name.
func Looks(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 || head[0] != '{' {
		return false
	}
	head = bytes.TrimLeft(head[1:], " \t\r\n")
	return len(head) > 0 && head[0] == '"'
}
