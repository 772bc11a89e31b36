// Package wikidata reads who held which office when out of data of Wikidata: pages
// of Special:EntityData, results of saved SPARQL queries, and the full dump as a
// stream. It knows the shape of the data and nothing of the tables of the atlas.
//
// Only what is needed is kept of an entity, so that memory grows with the persons
// and offices found and not with the dump.
//
// Source: the JSON of Wikibase (mediawiki.org, Wikibase/DataModel/JSON) and the
// SPARQL 1.1 Query Results JSON Format of the W3C.
package wikidata

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

const (
	maxObject = 64 << 20 // bytes of one entity or result; the largest entities have about 5 MB
	maxLabel  = 200      // bytes of a name; longer ones are left out
	maxNames  = 64       // names of one entity in one language
)

// A Reader collects what it is given, file by file. The zero value is ready.
type Reader struct {
	// Report, if not nil, is told what was left out and why.
	Report func(text string)

	entities map[string]*item
	order    []string
	rows     []row
	asOf     string // latest change of an entity, "2006-01-02"
}

// Read reads one file, plain or compressed with gzip or bzip2, in any of the three
// shapes. The error names the place; what came before it in the file is kept, so
// a caller that wants all or nothing must stop.
func (r *Reader) Read(in io.Reader, name string) error {
	br := bufio.NewReaderSize(in, 1<<16)
	head, _ := br.Peek(3)
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(br)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		defer z.Close()
		br = bufio.NewReaderSize(z, 1<<16)
	case string(head) == "BZh":
		br = bufio.NewReaderSize(bzip2.NewReader(br), 1<<16)
	}
	if r.entities == nil {
		r.entities = map[string]*item{}
	}
	s := &stream{r: br, name: name}
	if err := r.file(s); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("the file ends in the middle")
		}
		after := ""
		if s.last != "" {
			after = ", after " + s.last
		}
		return fmt.Errorf("%s: byte %d%s: %w", name, s.pos, after, err)
	}
	return nil
}

func (r *Reader) file(s *stream) error {
	c, err := s.next()
	if err == io.EOF {
		return errors.New("empty file")
	}
	if err != nil {
		return err
	}
	switch c {
	case '[':
		return s.elements(']', func(b []byte) error { return r.entity(s, b) })
	case '{':
	default:
		return fmt.Errorf("%q begins no JSON of Wikidata", c)
	}
	// one object: a page of entities, query results, or an entity on a line
	key, err := s.peekKey()
	if err != nil {
		return err
	}
	switch key {
	case "entities", "head", "results":
		return r.page(s)
	}
	return s.lines(func(b []byte) error { return r.entity(s, b) })
}

// page reads {"entities": {"Q1": …}} or {"head": …, "results": {"bindings": […]}},
// whose opening brace is read.
func (r *Reader) page(s *stream) error {
	found := false
	err := s.members(func(key string) error {
		switch key {
		case "entities":
			found = true
			if err := s.want('{'); err != nil {
				return err
			}
			return s.members(func(string) error {
				b, err := s.value()
				if err == nil {
					err = r.entity(s, b)
				}
				return err
			})
		case "results":
			if err := s.want('{'); err != nil {
				return err
			}
			return s.members(func(key string) error {
				if key != "bindings" {
					_, err := s.value()
					return err
				}
				found = true
				if err := s.want('['); err != nil {
					return err
				}
				return s.elements(']', r.binding)
			})
		}
		_, err := s.value()
		return err
	})
	if err == nil && !found {
		err = errors.New("neither entities nor query results")
	}
	return err
}

func (r *Reader) say(format string, args ...any) {
	if r.Report != nil {
		r.Report(fmt.Sprintf(format, args...))
	}
}

// stream cuts JSON into values without holding more than one of them.
type stream struct {
	r    *bufio.Reader
	name string
	pos  int64
	last string // the latest entity read
	buf  []byte
	c    byte // the latest byte
	back bool // it is to be read once more
}

func (s *stream) byte() (byte, error) {
	s.pos++
	if s.back {
		s.back = false
		return s.c, nil
	}
	c, err := s.r.ReadByte()
	if err != nil {
		s.pos--
	}
	s.c = c
	return c, err
}

// unread puts the latest byte back, which bufio could not after a look ahead.
func (s *stream) unread() {
	s.back = true
	s.pos--
}

// next is the next byte that is no blank.
func (s *stream) next() (byte, error) {
	for {
		c, err := s.byte()
		if err != nil {
			return 0, err
		}
		switch c {
		case ' ', '\t', '\n', '\r', 0xef, 0xbb, 0xbf:
			continue
		}
		return c, nil
	}
}

func (s *stream) want(want byte) error {
	c, err := s.next()
	if err == nil && c != want {
		err = fmt.Errorf("%q where %q is due", c, want)
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// peekKey is the first key of an object whose brace is read.
func (s *stream) peekKey() (string, error) {
	for n := 64; n <= 1<<15; n *= 2 {
		b, err := s.r.Peek(n)
		t := bytes.TrimLeft(b, " \t\r\n")
		if len(t) > 0 && t[0] != '"' {
			return "", fmt.Errorf("%q where a name is due", t[0])
		}
		if len(t) > 0 {
			if i := bytes.IndexByte(t[1:], '"'); i >= 0 {
				return string(t[1 : 1+i]), nil
			}
		}
		if err != nil {
			return "", io.ErrUnexpectedEOF
		}
	}
	return "", errors.New("a name without end")
}

// members calls f for each key of an object whose brace is read, with the stream
// before the value.
func (s *stream) members(f func(key string) error) error {
	for first := true; ; first = false {
		c, err := s.next()
		if err != nil {
			return unexpected(err)
		}
		if c == '}' {
			return nil
		}
		if !first {
			if c != ',' {
				return fmt.Errorf("%q between the members of an object", c)
			}
			if c, err = s.next(); err != nil {
				return unexpected(err)
			}
		}
		if c != '"' {
			return fmt.Errorf("%q where a name is due", c)
		}
		s.unread()
		b, err := s.value()
		if err != nil {
			return err
		}
		var key string
		if err := json.Unmarshal(b, &key); err != nil {
			return err
		}
		if err := s.want(':'); err != nil {
			return err
		}
		if err := f(key); err != nil {
			return err
		}
	}
}

// elements calls f for each value of an array whose bracket is read.
func (s *stream) elements(end byte, f func([]byte) error) error {
	for first := true; ; first = false {
		c, err := s.next()
		if err != nil {
			return unexpected(err)
		}
		if c == end {
			return nil
		}
		if c == ',' && !first {
			if c, err = s.next(); err != nil {
				return unexpected(err)
			}
			if c == end { // the dump's last line may end in a comma
				return nil
			}
		} else if !first {
			return fmt.Errorf("%q between the values of an array", c)
		}
		s.unread()
		b, err := s.value()
		if err != nil {
			return err
		}
		if err := f(b); err != nil {
			return err
		}
	}
}

// lines calls f for each of the objects that follow each other, the first of
// which has lost its brace to a look ahead.
func (s *stream) lines(f func([]byte) error) error {
	s.unread()
	for {
		c, err := s.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if c == ',' {
			continue
		}
		s.unread()
		b, err := s.value()
		if err != nil {
			return err
		}
		if err := f(b); err != nil {
			return err
		}
	}
}

// value reads one JSON value; the bytes are good until the next call.
func (s *stream) value() ([]byte, error) {
	c, err := s.next()
	if err != nil {
		return nil, unexpected(err)
	}
	s.buf = append(s.buf[:0], c)
	depth, text, escaped := 0, c == '"', false
	if c == '{' || c == '[' {
		depth = 1
	}
	if depth == 0 && !text { // a number or word
		for {
			c, err := s.byte()
			if err == io.EOF {
				return s.buf, nil
			}
			if err != nil {
				return nil, err
			}
			if strings.IndexByte(",]} \t\r\n:", c) >= 0 {
				s.unread()
				return s.buf, nil
			}
			if len(s.buf) > 64 {
				return nil, errors.New("no JSON")
			}
			s.buf = append(s.buf, c)
		}
	}
	for {
		c, err := s.byte()
		if err != nil {
			return nil, unexpected(err)
		}
		if len(s.buf) >= maxObject {
			return nil, fmt.Errorf("a value of more than %d bytes", maxObject)
		}
		s.buf = append(s.buf, c)
		switch {
		case escaped:
			escaped = false
		case text && c == '\\':
			escaped = true
		case c == '"':
			text = !text
			if !text && depth == 0 {
				return s.buf, nil
			}
		case text:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return s.buf, nil
			}
		}
	}
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// short says whether a name is fit to be kept.
func short(s string) bool {
	return s != "" && len(s) <= maxLabel && utf8.ValidString(s) && !strings.ContainsAny(s, "\t\n\r|~")
}
