// Package page tells what the parts of an article are: headline, text, captions,
// tags, credits, and what the site put around them; what stands in quotation
// marks; in which language it is; who published it, and when.
//
// It reads form and a few tables of facts (data/dates). What the sentences mean
// is left to the packages above.
package page

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"entente/internal/doc"
	"entente/internal/edtf"
)

// Options are what the user says of a document.
type Options struct {
	// Published is the date of publication, if the user knows it. It wins over
	// the document's own. The zero value says nothing.
	Published edtf.Date
}

// A Term is a time in which somebody held an office. A zero To: still in office,
// or unknown.
type Term struct {
	From, To edtf.Date
	Office   string
}

// A HolderTable knows who held which office. TermOf returns the terms of a
// person by full name, nil if it knows none.
type HolderTable interface {
	TermOf(name string) []Term
}

// A Reader finds the parts of documents. It is safe for concurrent use.
type Reader struct {
	t       *tables
	holders HolderTable
}

// New loads the tables of a folder. Holders may be nil: office-holders are then
// dated by the folder's own table. The error names every fault, with file and
// line.
func New(fsys fs.FS, dir string, holders HolderTable) (*Reader, error) {
	t, err := loadTables(fsys, dir)
	if err != nil {
		return nil, err
	}
	return &Reader{t, holders}, nil
}

// Read returns the page of a document, which it does not change. What the
// document knows of itself stays: title, language, publisher, byline, tags and
// date are filled in only where they are empty and the text states them. Dates
// of world events and offices serve to bound the day of publication.
//
// The error is of a document whose publication date is no EDTF.
func (r *Reader) Read(d *doc.Document, opt Options) (*doc.Page, error) {
	if d.Published != "" {
		if _, err := edtf.Parse(d.Published); err != nil {
			return nil, fmt.Errorf("page of %s: publication date: %w", d.ID, err)
		}
	}
	p := &doc.Page{Document: *d}
	p.Tags = slices.Clone(d.Tags)
	p.PublishedReasons = slices.Clone(d.PublishedReasons)

	lang := d.Lang
	if lang == "" {
		lang = r.t.detect(clip(d.Text, langBytes))
	}
	primary, _, _ := strings.Cut(strings.ToLower(lang), "-")
	l := newLayout(r.t, d, primary)
	l.classify()
	l.credits()
	p.Segments = l.segments()
	p.Quotes = quotes(d.Text, p.Segments)

	if l.head >= 0 {
		p.Title = strings.Trim(fold(l.us[l.head].text), " \ufeff")
	}
	if p.Lang == "" {
		p.Lang = r.t.detect(langSample(d.Text, p.Segments))
	}
	if p.Publisher == "" {
		p.Publisher = l.publisher
	}
	if p.Byline == "" {
		p.Byline = l.byline
	}
	if len(p.Tags) == 0 {
		p.Tags = l.tags
	}
	switch {
	case !opt.Published.IsZero():
		p.Published, p.PublishedBasis, p.PublishedReasons = opt.Published.String(), doc.PublishedGiven, nil
	case d.Published != "":
		if p.PublishedBasis == "" || p.PublishedBasis == doc.PublishedUnknown {
			p.PublishedBasis = doc.PublishedMetadata
		}
	default:
		date, reasons := r.infer(l, p)
		p.Published, p.PublishedBasis, p.PublishedReasons = "", doc.PublishedUnknown, nil
		if !date.IsZero() {
			p.Published, p.PublishedBasis, p.PublishedReasons = date.String(), doc.PublishedInferred, reasons
		}
	}
	return p, nil
}

// clip cuts a text at a character's edge.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
