// Package doc holds the nouns of a text: a document, its segments, sentences
// and tokens, and the spans they occupy.
//
// It knows nothing of politics or of files. Each stage of the program takes one
// of these types and returns the next: a reader gives a [Document], package
// page a [Page], the parser a [Parsed]. Nobody changes what it was given.
package doc

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
)

// A Span is a half-open range of byte offsets [Begin, End) into Document.Text.
type Span struct {
	Begin int `json:"begin"`
	End   int `json:"end"`
}

// Len is the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Begin }

// Empty says whether the span holds no byte.
func (s Span) Empty() bool { return s.End <= s.Begin }

// Overlaps says whether two spans share a byte.
func (s Span) Overlaps(o Span) bool { return max(s.Begin, o.Begin) < min(s.End, o.End) }

// Contains says whether o lies within s.
func (s Span) Contains(o Span) bool { return s.Begin <= o.Begin && o.End <= s.End }

// In returns the words of the span.
func (s Span) In(text string) string { return text[s.Begin:s.End] }

// A Ref is an index into a list of the same document, or none. The zero value
// is none; JSON shows it as null.
type Ref struct{ plusOne int }

// RefTo refers to element i of a list.
func RefTo(i int) Ref { return Ref{i + 1} }

// Index returns the index and whether there is one.
func (r Ref) Index() (int, bool) { return r.plusOne - 1, r.plusOne > 0 }

// IsZero says that the reference is none.
func (r Ref) IsZero() bool { return r.plusOne == 0 }

// MarshalJSON writes the index, or null.
func (r Ref) MarshalJSON() ([]byte, error) {
	if r.plusOne == 0 {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, int64(r.plusOne-1), 10), nil
}

// UnmarshalJSON reads an index, or null.
func (r *Ref) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*r = Ref{}
		return nil
	}
	var i int
	if err := json.Unmarshal(b, &i); err != nil {
		return err
	}
	if i < 0 {
		return fmt.Errorf("a reference cannot be %d", i)
	}
	*r = RefTo(i)
	return nil
}

// PublishedBasis says how the publication date is known.
type PublishedBasis string

// The ways a publication date is known. A date given by the user wins over one
// in the metadata, and that over one inferred from the text.
const (
	PublishedGiven    PublishedBasis = "given"
	PublishedMetadata PublishedBasis = "metadata"
	PublishedInferred PublishedBasis = "inferred"
	PublishedUnknown  PublishedBasis = "unknown"
)

// A Reason is a stretch of text that bears on the publication date.
type Reason struct {
	Span
	Why string `json:"why"`
}

// A Document is one article or record as read; not changed afterwards.
// Everything but ID and Text is empty if it was not stated.
type Document struct {
	ID               string         `json:"id"` // hash of the content: see NewID
	File             string         `json:"file,omitempty"`
	URL              string         `json:"url,omitempty"`
	Title            string         `json:"title,omitempty"`
	Lang             string         `json:"lang,omitempty"`      // BCP 47
	Published        string         `json:"published,omitempty"` // EDTF
	PublishedBasis   PublishedBasis `json:"published_basis"`
	PublishedReasons []Reason       `json:"published_reasons,omitempty"`
	Publisher        string         `json:"publisher,omitempty"`
	Byline           string         `json:"byline,omitempty"`
	Tags             []string       `json:"tags,omitempty"`

	// Speaker is the id of the state or body for which the whole text speaks in the
	// first person, as a speech does; "" for none.
	Speaker string `json:"speaker,omitempty"`

	// Text is the stored text, valid UTF-8. For a plain-text file in UTF-8 it is
	// the file's bytes, unchanged.
	Text string `json:"-"`

	// Blocks are what the markup said of stretches of Text, in order and apart.
	// Nil for plain text.
	Blocks []Block `json:"-"`
}

// NewID returns the identifier of a document with this content: the first 16
// bytes of its SHA-256, in hex.
func NewID(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:16])
}

// A Block is a stretch of text that stood in one block element of the markup.
type Block struct {
	Span
	Hint BlockHint
}

// BlockHint is what the markup calls a block.
type BlockHint string

// What markup can say of a block.
const (
	HintParagraph BlockHint = "p"
	HintTitle     BlockHint = "title" // the main heading
	HintHeading   BlockHint = "heading"
	HintCaption   BlockHint = "caption"
	HintQuote     BlockHint = "blockquote"
	HintList      BlockHint = "li"
	HintOther     BlockHint = "other"
)

// SegmentKind is what a stretch of an article is.
type SegmentKind string

// The kinds of segment. Sentences are made of headline, subhead, body and
// caption segments that repeat no other.
const (
	Headline    SegmentKind = "headline"
	Subhead     SegmentKind = "subhead"
	Body        SegmentKind = "body"
	Caption     SegmentKind = "caption"
	TagLine     SegmentKind = "tags"
	Credit      SegmentKind = "credit"
	Boilerplate SegmentKind = "boilerplate"
)

// A Segment is a paragraph or line of an article. Segments are in order, do not
// overlap, and cover every byte that is not blank.
type Segment struct {
	Span
	Kind        SegmentKind `json:"kind"`
	DuplicateOf Ref         `json:"duplicate_of"` // the segment this one repeats
}

// Spoken says whether the segment holds sentences to be read.
func (s Segment) Spoken() bool {
	switch s.Kind {
	case Headline, Subhead, Body, Caption:
		return s.DuplicateOf.IsZero()
	}
	return false
}

// A Quote is a stretch between quotation marks, the marks left out.
type Quote struct{ Span }

// A Page is a document whose parts are known.
type Page struct {
	Document
	Segments []Segment
	Quotes   []Quote // in order of Begin; a nested quotation follows the outer one
}

// Root is the Head of the token that governs its sentence.
const Root = -1

// A Token is a word in the sense of Universal Dependencies. Heads count from 0
// within the sentence; CoNLL-U's count from 1 is left to package conllu.
type Token struct {
	Span
	Form   string // as written; for a part of a contraction, its part of it
	Lemma  string
	UPOS   string
	Feats  string // CoNLL-U features, "" if none
	Head   int    // index into Sentence.Tokens, or Root
	Deprel string
}

// Feat returns the value of one morphological feature, or "".
func (t Token) Feat(name string) string {
	f := t.Feats
	for len(f) > 0 {
		pair := f
		if i := indexByte(f, '|'); i >= 0 {
			pair, f = f[:i], f[i+1:]
		} else {
			f = ""
		}
		if len(pair) > len(name) && pair[len(name)] == '=' && pair[:len(name)] == name {
			return pair[len(name)+1:]
		}
	}
	return ""
}

func indexByte(s string, c byte) int {
	for i := range len(s) {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// A Sentence is a run of tokens of one segment.
type Sentence struct {
	Span
	Segment int     `json:"segment"` // index into Page.Segments
	Tokens  []Token `json:"-"`
}

// Parsed is a page with its sentences, in text order and apart. That you hold
// one says that the parser has run.
type Parsed struct {
	Page
	Sentences []Sentence
}
