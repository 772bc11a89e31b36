// Package charset turns the bytes of a text into UTF-8, by byte order mark, by
// label, or by what the bytes look like.
//
// A label that the bytes contradict is not believed: pages in windows-1251
// that call themselves UTF-8 or windows-1252 come out right. Bytes that are no
// text at all are an error that names the offset of the first one.
package charset

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// UTF8 is the name Decode gives to text that was UTF-8 already.
const UTF8 = "utf-8"

// An Error is a byte that cannot stand in a text.
type Error struct {
	Offset int  // of the byte, from 0
	Byte   byte // the byte itself
	Why    string
	// Broken says that the rest is UTF-8, so that a reader that may repair (one of
	// HTML, say) can put U+FFFD in its place.
	Broken bool
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s: byte 0x%02x at offset %d", e.Why, e.Byte, e.Offset)
}

// sampleSize bounds how much of a text is looked at to tell its charset.
const sampleSize = 256 << 10

// Decode returns raw as UTF-8 and the name of the charset it was in (names of
// the WHATWG Encoding standard). Valid UTF-8 is returned unchanged, a byte order
// mark included; of UTF-16 and UTF-32 the mark is dropped. The label is what the
// file or its sender says of the charset, "" if nothing.
//
// The error is an [*Error]: a NUL byte, a binary file, or UTF-8 with broken
// bytes in it.
func Decode(raw []byte, label string) (text, name string, err error) {
	if err := checkMagic(raw); err != nil {
		return "", "", err
	}
	if enc, name := byMark(raw); enc != nil {
		return decodeWide(raw, enc, name)
	}
	if i := bytes.IndexByte(raw, 0); i >= 0 {
		if enc, name := wide(raw); enc != nil {
			return decodeWide(raw, enc, name)
		}
		return "", "", &Error{Offset: i, Byte: 0, Why: notText(raw, "a NUL byte, so not a text")}
	}
	label = strings.ToLower(strings.TrimSpace(label))
	if label == "iso-2022-jp" && bytes.IndexByte(raw, 0x1b) >= 0 {
		if text, ok := decode(raw, label); ok {
			return text, label, nil
		}
	}
	if err := checkControls(raw); err != nil {
		return "", "", err
	}
	if utf8.Valid(raw) {
		return string(raw), UTF8, nil
	}
	return decodeBytes(raw, label)
}

// decodeBytes is for text in some charset of bytes that is not clean UTF-8.
func decodeBytes(raw []byte, label string) (text, name string, err error) {
	good, bad, first := countUTF8(raw)
	if good >= bad {
		return "", "", &Error{Offset: first, Byte: raw[first], Why: "broken UTF-8", Broken: true}
	}
	sample := highSample(raw)
	best, bestScore := guess(sample)
	if label != "" {
		if enc, err := htmlindex.Get(label); err == nil {
			name, _ := htmlindex.Name(enc)
			if believable(name, sample, bestScore) {
				if text, ok := decode(raw, name); ok {
					return text, name, nil
				}
			}
		}
	}
	if bestScore >= sure {
		if western(best) {
			best = whichWestern(best, sample)
		}
		if text, ok := decode(raw, best); ok {
			return text, best, nil
		}
	}
	// Not a charset of one byte a letter that we know by sight: ask the detector
	// that knows the East Asian ones.
	if r := chardet.Detect(sample); r.Confidence >= 0.5 {
		if enc, err := htmlindex.Get(r.Encoding); err == nil {
			name, _ := htmlindex.Name(enc)
			if text, ok := decode(raw, name); ok {
				return text, name, nil
			}
		}
	}
	return "", "", &Error{Offset: first, Byte: raw[first],
		Why: notText(raw, "neither UTF-8 nor a charset that can be told")}
}

// believable says whether the label fits the bytes: it decodes them, and as
// text no worse than the best guess.
func believable(name string, sample []byte, best float64) bool {
	if name == UTF8 || strings.HasPrefix(name, "utf-16") || name == "replacement" || name == "x-user-defined" {
		return false
	}
	if m := tableOf(name); m != nil {
		return score(m, sample) >= best-0.25
	}
	text, ok := decode(sample, name)
	return ok && best < 1.2 && strings.Count(text, "\ufffd")*100 <= len(text)
}

// decode converts raw; not ok if more than one character in a hundred is not of
// the charset.
func decode(raw []byte, name string) (string, bool) {
	enc, err := htmlindex.Get(name)
	if err != nil {
		return "", false
	}
	out, err := enc.NewDecoder().Bytes(raw)
	if err != nil {
		return "", false
	}
	text := string(out)
	return text, strings.Count(text, "\ufffd")*100 <= utf8.RuneCountInString(text)
}

func byMark(raw []byte) (encoding.Encoding, string) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe, 0, 0}):
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), "utf-32le"
	case bytes.HasPrefix(raw, []byte{0, 0, 0xfe, 0xff}):
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM), "utf-32be"
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-16le"
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "utf-16be"
	}
	return nil, ""
}

// wide tells UTF-16 without a mark: nearly all NUL bytes on one side.
func wide(raw []byte) (encoding.Encoding, string) {
	head := raw[:min(len(raw), 4096)&^1]
	if len(head) < 4 {
		return nil, ""
	}
	var nul [2]int
	for i, b := range head {
		if b == 0 {
			nul[i&1]++
		}
	}
	half := len(head) / 2
	switch {
	case nul[1]*10 >= half*6 && nul[0]*50 <= half:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le"
	case nul[0]*10 >= half*6 && nul[1]*50 <= half:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be"
	}
	return nil, ""
}

func decodeWide(raw []byte, enc encoding.Encoding, name string) (string, string, error) {
	out, err := enc.NewDecoder().Bytes(raw)
	if err != nil {
		return "", "", &Error{Offset: 0, Byte: raw[0], Why: "not " + name}
	}
	if bytes.IndexByte(out, 0) >= 0 || bytes.Count(out, []byte("\ufffd"))*100 > len(out) || checkControls(out) != nil {
		at := max(bytes.IndexByte(raw, 0), 0)
		return "", "", &Error{Offset: at, Byte: raw[at], Why: notText(raw, "a binary file")}
	}
	return string(out), name, nil
}

// checkControls refuses a file of which more than one byte in a hundred is a
// control character that no text has.
func checkControls(raw []byte) error {
	first, n := -1, 0
	for i, b := range raw {
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != '\v' || b == 0x7f {
			if n == 0 {
				first = i
			}
			n++
		}
	}
	if n == 1 && first == len(raw)-1 && raw[first] == 0x1a { // the end mark of old DOS files
		return nil
	}
	if n*100 > len(raw) {
		return &Error{Offset: first, Byte: raw[first], Why: notText(raw, "a binary file")}
	}
	return nil
}

// countUTF8 counts the sequences of more than one byte that are good UTF-8 and
// those that are not, and says where the first of these stands.
func countUTF8(raw []byte) (good, bad, first int) {
	first = -1
	for i := 0; i < len(raw); {
		if raw[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && n == 1 {
			if first < 0 {
				first = i
			}
			bad++
			// The rest of a letter that was cut short is the same fault.
			for raw[i] >= 0xc0 && i+n < len(raw) && n < 3 && raw[i+n]&0xc0 == 0x80 {
				n++
			}
		} else {
			good++
		}
		i += n
	}
	return good, bad, first
}

// highSample returns a part of raw that has bytes outside ASCII in it.
func highSample(raw []byte) []byte {
	for i, b := range raw {
		if b >= utf8.RuneSelf {
			from := max(0, i-256)
			return raw[from:min(len(raw), from+sampleSize)]
		}
	}
	return raw[:min(len(raw), sampleSize)]
}

// magics are the first bytes of files that people take for articles. The sure
// ones begin no text; the others are only asked to explain why a file is none.
var magics = []struct {
	start, name string
	sure        bool
}{
	{"%PDF-", "a PDF file", true},
	{"PK\x03\x04", "a ZIP file (a word processor's, perhaps)", true},
	{"\xd0\xcf\x11\xe0", "an old word processor's file", true},
	{"\x89PNG", "a PNG picture", true},
	{"\xff\xd8\xff", "a JPEG picture", true},
	{"\x7fELF", "a program", true},
	{"\xfd7zXZ", "an xz file", true},
	{"7z\xbc\xaf", "a 7z file", true},
	{"SQLite format 3\x00", "an SQLite database", true},
	{"GIF8", "a GIF picture", false},
	{"MZ", "a program", false},
	{"PAR1", "a Parquet file", false},
	{"BZh", "a bzip2 file", false},
}

func checkMagic(raw []byte) error {
	for _, m := range magics {
		if m.sure && bytes.HasPrefix(raw, []byte(m.start)) {
			return &Error{Offset: 0, Byte: raw[0], Why: m.name + ", not a text"}
		}
	}
	return nil
}

func notText(raw []byte, otherwise string) string {
	for _, m := range magics {
		if bytes.HasPrefix(raw, []byte(m.start)) {
			return m.name + ", not a text"
		}
	}
	return otherwise
}
