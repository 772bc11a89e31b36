// Package read finds the documents in files, folders and streams: it walks,
// decompresses, tells formats apart by their content, and hands each document's
// bytes on. One folder below it a format.
//
// Walking is cheap and done in order by one goroutine; making a document of
// bytes is dearer and done by [Item.Document], which may be called anywhere. No
// more than one item is held here, so memory does not grow with the input.
package read

import (
	"errors"
	"fmt"
	"io"

	"entente/internal/doc"
	"entente/internal/read/html"
	"entente/internal/read/jsonl"
	"entente/internal/read/text"
)

// Limits bound what an input may cost. A zero field means its default.
type Limits struct {
	MaxDocument     int64 // bytes of one document in a file of its own; default 8 MiB
	MaxLine         int64 // bytes of one line of JSONL; default 8 MiB
	MaxDecompressed int64 // bytes that come out of one compressed file; default 64 GiB
	MaxRatio        int64 // how many times a compressed file may grow, once 16 MiB are out; default 250
	MaxDepth        int   // folders within folders; default 64
}

// The default limits.
const (
	DefaultMaxDocument     = 8 << 20
	DefaultMaxLine         = 8 << 20
	DefaultMaxDecompressed = 64 << 30
	DefaultMaxRatio        = 250
	DefaultMaxDepth        = 64
)

func (l Limits) orDefaults() Limits {
	def := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&l.MaxDocument, DefaultMaxDocument)
	def(&l.MaxLine, DefaultMaxLine)
	def(&l.MaxDecompressed, DefaultMaxDecompressed)
	def(&l.MaxRatio, DefaultMaxRatio)
	if l.MaxDepth <= 0 {
		l.MaxDepth = DefaultMaxDepth
	}
	return l
}

// ErrTooLarge is the fault of a document over its limit.
var ErrTooLarge = errors.New("too large")

// Format is what a document's bytes are.
type Format string

// The formats.
const (
	Text  Format = "text"
	HTML  Format = "html"
	JSONL Format = "jsonl"
)

// An Item is the bytes of one document, or the fault that stands in its place.
type Item struct {
	name   string // for people: a path, or path:line
	file   string // for Document.File
	format Format
	line   int // of JSONL
	raw    []byte
	err    error
}

// Name says where the item is from: a path, path:line for a line of JSONL,
// "standard input" and the like.
func (it Item) Name() string { return it.name }

// Size is the number of bytes.
func (it Item) Size() int64 { return int64(len(it.raw)) }

// Document makes the document. It may be called from any goroutine; the error
// says what is wrong, but not where: that is Name.
func (it Item) Document() (*doc.Document, error) {
	if it.err != nil {
		return nil, it.err
	}
	d, err := it.document()
	if err != nil {
		return nil, err
	}
	if d.File == "" {
		d.File = it.file
	}
	if d.Published == "" && it.format != JSONL {
		if day := dayInName(it.file); day != "" {
			d.Published, d.PublishedBasis = day, doc.PublishedMetadata
		}
	}
	return d, nil
}

func (it Item) document() (*doc.Document, error) {
	switch it.format {
	case HTML:
		return html.Read(it.raw)
	case JSONL:
		r, err := jsonl.Parse(it.raw, it.line)
		if err != nil {
			return nil, err
		}
		if r.Text != "" || r.HTML == "" {
			return r.Document(it.raw), nil
		}
		d, err := html.ReadString(r.HTML)
		if err != nil {
			return nil, err
		}
		d.ID = doc.NewID(it.raw)
		r.Describe(d)
		return d, nil
	}
	return text.Read(it.raw)
}

// readAll reads no more than limit bytes; a longer stream is ErrTooLarge.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(raw)) > limit {
		return nil, fmt.Errorf("%w: more than the limit of %s for a document", ErrTooLarge, size(limit))
	}
	return raw, nil
}

// size prints a number of bytes for people.
func size(n int64) string {
	for _, u := range []struct {
		name  string
		bytes int64
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if n >= u.bytes && n%u.bytes == 0 {
			return fmt.Sprintf("%d %s", n/u.bytes, u.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}
