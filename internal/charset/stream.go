package charset

import (
	"bufio"
	"bytes"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Stream gives what r holds: as it is, or in UTF-8 if it begins with the byte order mark
// of UTF-16, as tables saved by spreadsheets do; then name is "utf-16le" or "utf-16be",
// else "". Units that are no character become U+FFFD.
func Stream(r io.Reader) (out io.Reader, name string) {
	b := bufio.NewReaderSize(r, 64<<10)
	mark, _ := b.Peek(2) // an error comes again when it is read
	switch {
	case bytes.Equal(mark, []byte{0xFF, 0xFE}):
		name = "utf-16le"
	case bytes.Equal(mark, []byte{0xFE, 0xFF}):
		name = "utf-16be"
	default:
		return b, ""
	}
	return transform.NewReader(b, unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder()), name
}
