package jsonl

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"iter"
)

// A Line is one line of a file, or the fault that stands in its place.
type Line struct {
	N     int    // from 1
	Bytes []byte // without the end of line; the receiver's to keep
	Err   error
}

// Lines yields the lines of r that are not blank, in order. A line longer than
// limit bytes is a Line with an error, and the next one follows; an error of r
// is the last Line. No more than limit bytes and a buffer are held.
func Lines(r io.Reader, limit int) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		br := bufio.NewReaderSize(r, 64<<10)
		for n := 1; ; n++ {
			line, size, err := readLine(br, limit)
			if n == 1 {
				line = bytes.TrimPrefix(line, []byte("\ufeff"))
			}
			switch {
			case err != nil && err != io.EOF:
				yield(Line{N: n, Err: &Error{n, size + 1, err}})
				return
			case size > limit:
				if !yield(Line{N: n, Err: &Error{n, limit + 1, fmt.Errorf("the line is longer than the limit of %d bytes", limit)}}) {
					return
				}
			case len(bytes.TrimSpace(line)) > 0:
				if !yield(Line{N: n, Bytes: line}) {
					return
				}
			}
			if err == io.EOF {
				return
			}
		}
	}
}

// readLine returns a line without its end, and the size it had. Of a line longer
// than limit only the size comes back.
func readLine(br *bufio.Reader, limit int) (line []byte, size int, err error) {
	for {
		part, err := br.ReadSlice('\n')
		size += len(part)
		if size <= limit+len("\r\n") {
			line = append(line, part...)
		} else {
			line = nil
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if line != nil {
			line = bytes.TrimSuffix(line, []byte("\n"))
			line = bytes.TrimSuffix(line, []byte("\r"))
			size = len(line)
		}
		return line, size, err
	}
}
