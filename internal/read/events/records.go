package events

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// A Record is one line of a file, or several where a quoted field goes on, or one
// object of a JSON array.
type Record struct {
	Line int64  // of its first byte, from 1
	Text []byte // without the line end; the reader reuses it
	// Fault says why the text is no record: too long (then Text is its
	// beginning), or a quote that is not closed.
	Fault error
}

// MaxLine is how long a record may be if nothing else is said.
const MaxLine = 8 << 20

// maxQuotedLines is how far a quoted field is followed. A quote that is not
// closed then costs one line and not the rest of the file.
const maxQuotedLines = 200

type records struct {
	r      io.Reader
	buf    []byte
	at     int   // start of what is not yet taken
	end    int   // end of what is filled
	line   int64 // number of the line at at
	max    int
	quoted bool
	json   bool
	array  int // 0 not known yet, 1 an array of objects, 2 an object a line
	err    error

	quotedFrom int // start of the line within a quoted record that is being filled
}

func newRecords(r io.Reader, max int, l *layout) *records {
	if max <= 0 {
		max = MaxLine
	}
	return &records{r: r, max: max, quoted: l.quoted, json: l.json, line: 1, buf: make([]byte, 1<<20)}
}

// fill reads more, keeping what begins at r.at. It reports false at the end.
func (r *records) fill() bool {
	if r.err != nil {
		return false
	}
	if r.at > 0 {
		copy(r.buf, r.buf[r.at:r.end])
		r.end -= r.at
		r.at = 0
	}
	if r.end == len(r.buf) {
		bigger := make([]byte, 2*len(r.buf))
		copy(bigger, r.buf[:r.end])
		r.buf = bigger
	}
	for range 100 {
		n, err := r.r.Read(r.buf[r.end:])
		r.end += n
		if err != nil {
			r.err = err
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	r.err = io.ErrNoProgress
	return false
}

// next gives the next record that is not blank; false at the end or at an error
// of reading, which r.fault tells.
func (r *records) next(rec *Record) bool {
	if r.json && r.array == 0 {
		if !r.kind() {
			return false
		}
	}
	if r.array == 1 {
		return r.object(rec)
	}
	for {
		text, lines, fault, ok := r.take()
		if !ok {
			return false
		}
		*rec = Record{Line: r.line, Text: text, Fault: fault}
		r.line += lines
		if n := len(text); n > 0 && text[n-1] == '\r' {
			rec.Text = text[:n-1]
		}
		if rec.Line == 1 {
			rec.Text = bytes.TrimPrefix(rec.Text, []byte("\ufeff"))
		}
		if fault != nil || len(bytes.TrimSpace(rec.Text)) > 0 {
			return true
		}
	}
}

// fault is the error that ended the file, nil if it ended well.
func (r *records) fault() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.err
}

// take takes one line, or the lines of one quoted record.
func (r *records) take() (text []byte, lines int64, fault error, ok bool) {
	from, quotes := 0, 0
	first := -1 // end of the first line
	lines = 1
	for {
		i := bytes.IndexByte(r.buf[r.at+from:r.end], '\n')
		if i < 0 {
			if r.end-r.at > r.max {
				return r.skip()
			}
			from = r.end - r.at
			if r.quoted { // quotes are counted line by line
				from = r.lineStart()
			}
			if r.fill() {
				continue
			}
			if r.err != nil && !errors.Is(r.err, io.EOF) {
				return nil, 0, nil, false // a torn last line is no record
			}
			if r.at == r.end {
				return nil, 0, nil, false
			}
			i = r.end - r.at - from
		}
		stop := from + i
		if stop > r.max {
			return r.skip()
		}
		if first < 0 {
			first = stop
		}
		if r.quoted {
			quotes += bytes.Count(r.buf[r.at+from:r.at+stop], []byte{'"'})
			if quotes%2 == 1 {
				last := r.at+stop >= r.end && r.err != nil
				if !last && lines < maxQuotedLines {
					from, r.quotedFrom = stop+1, stop+1
					lines++
					continue
				}
				stop, lines = first, 1
				fault = errors.New("a quote is not closed")
			}
		}
		text = r.buf[r.at : r.at+stop]
		r.at = min(r.at+stop+1, r.end)
		r.quotedFrom = 0
		return text, lines, fault, true
	}
}

// skip passes over a line that is too long.
func (r *records) skip() (text []byte, n int64, fault error, ok bool) {
	head := bytes.Clone(r.buf[r.at:min(r.end, r.at+200)])
	size := 0
	r.quotedFrom = 0
	for {
		if i := bytes.IndexByte(r.buf[r.at:r.end], '\n'); i >= 0 {
			size += i
			r.at += i + 1
			break
		}
		size += r.end - r.at
		r.at = r.end
		if !r.fill() {
			break
		}
	}
	return head, 1, fmt.Errorf("a line of %d bytes; the limit is %d", size, r.max), true
}

// kind looks whether a JSON file is one array or an object a line.
func (r *records) kind() bool {
	for {
		for r.at < r.end {
			switch c := r.buf[r.at]; {
			case c == '\n':
				r.line++
				r.at++
			case c == ' ' || c == '\t' || c == '\r' || c == 0xef || c == 0xbb || c == 0xbf:
				r.at++
			case c == '[':
				r.at++
				r.array = 1
				return true
			default:
				r.array = 2
				return true
			}
		}
		if !r.fill() {
			return false
		}
	}
}

// object takes the next object of an array.
func (r *records) object(rec *Record) bool {
	for { // to its brace
		for r.at < r.end && r.buf[r.at] != '{' {
			if r.buf[r.at] == '\n' {
				r.line++
			}
			r.at++
		}
		if r.at < r.end {
			break
		}
		if !r.fill() {
			return false
		}
	}
	depth, inString, i := 0, false, 0
	for {
		for ; r.at+i < r.end; i++ {
			switch c := r.buf[r.at+i]; {
			case inString && c == '\\':
				i++
			case c == '"':
				inString = !inString
			case inString:
			case c == '{':
				depth++
			case c == '}':
				if depth--; depth == 0 {
					text := r.buf[r.at : r.at+i+1]
					*rec = Record{Line: r.line, Text: text}
					r.line += int64(bytes.Count(text, []byte{'\n'}))
					r.at += i + 1
					return true
				}
			}
		}
		if r.end-r.at > r.max || !r.fill() {
			*rec = Record{Line: r.line, Text: bytes.Clone(r.buf[r.at:min(r.end, r.at+200)]), Fault: errors.New("an object that does not end")}
			if r.end-r.at > r.max {
				rec.Fault = fmt.Errorf("an object of more than %d bytes; nothing after it could be read", r.max)
			}
			r.at = r.end
			if r.err == nil {
				r.err = io.EOF
			}
			return true
		}
	}
}

// lineStart is where the unfinished line of a quoted record begins.
func (r *records) lineStart() int { return r.quotedFrom }
