// Package text reads plain text: one file, one document.
package text

import (
	"entente/internal/charset"
	"entente/internal/doc"
)

// Read makes a document of the bytes of a plain-text file. If they are UTF-8,
// its text is these bytes, unchanged: a byte order mark stays too, so that
// offsets into the text are offsets into the file. Text in another charset is
// converted.
//
// Nothing is said of title or date: package page looks for them in the text.
// The error is a [*charset.Error]: a NUL byte, a binary file, broken UTF-8. An
// empty file is a document with an empty text.
func Read(raw []byte) (*doc.Document, error) {
	s, _, err := charset.Decode(raw, "")
	if err != nil {
		return nil, err
	}
	return &doc.Document{ID: doc.NewID(raw), PublishedBasis: doc.PublishedUnknown, Text: s}, nil
}
