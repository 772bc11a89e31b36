// Package conllu reads and writes the CoNLL-U treebank format, version 2, and
// turns its sentences into those of package doc and back. It checks form, not
// grammar: whether a tree makes sense is for others.
//
// Source: https://universaldependencies.org/format.html
package conllu

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// MaxLine is the longest line read, in bytes.
const MaxLine = 1 << 20

// A Row is one line of a sentence: a word, a contraction that spans several
// words, or an empty node. An empty string is written as "_"; a form or lemma
// that is an underscore itself is kept as "_".
type Row struct {
	ID     ID
	Form   string
	Lemma  string
	UPOS   string
	XPOS   string
	Feats  string
	Head   int // id of the head, 0 for the root, -1 if not given
	Deprel string
	Deps   string
	Misc   string
}

// An ID numbers a row. A word has From > 0 alone; a contraction has To, its last
// word; an empty node has Sub, its number after word From.
type ID struct{ From, To, Sub int }

// Word says whether the row is a word.
func (id ID) Word() bool { return id.To == 0 && id.Sub == 0 }

func (id ID) String() string {
	switch {
	case id.To != 0:
		return strconv.Itoa(id.From) + "-" + strconv.Itoa(id.To)
	case id.Sub != 0:
		return strconv.Itoa(id.From) + "." + strconv.Itoa(id.Sub)
	}
	return strconv.Itoa(id.From)
}

// A Sentence is its comments, without the leading "#", and its rows, in order.
type Sentence struct {
	Comments []string
	Rows     []Row
}

// Comment returns the value of a comment "# key = value".
func (s *Sentence) Comment(key string) (value string, ok bool) {
	for _, c := range s.Comments {
		k, v, found := strings.Cut(c, "=")
		if found && strings.TrimSpace(k) == key {
			return strings.TrimSpace(v), true
		}
	}
	return "", false
}

// Has says whether there is a comment key, with a value or without.
func (s *Sentence) Has(key string) bool {
	for _, c := range s.Comments {
		k, _, _ := strings.Cut(c, "=")
		if strings.TrimSpace(k) == key {
			return true
		}
	}
	return false
}

// Words returns the rows that are words.
func (s *Sentence) Words() []Row {
	words := make([]Row, 0, len(s.Rows))
	for _, r := range s.Rows {
		if r.ID.Word() {
			words = append(words, r)
		}
	}
	return words
}

// A Reader reads sentences one after the other.
type Reader struct {
	sc   *bufio.Scanner
	line int
}

// NewReader reads CoNLL-U from r. Lines may end in CR LF.
func NewReader(r io.Reader) *Reader {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 64<<10), MaxLine)
	return &Reader{sc: sc}
}

// Next returns the next sentence, or io.EOF. An error names the line; what
// follows can still be read.
func (r *Reader) Next() (*Sentence, error) {
	s := &Sentence{}
	var fault error
	words := 0
	for r.sc.Scan() {
		r.line++
		line := strings.TrimSuffix(r.sc.Text(), "\r")
		switch {
		case line == "":
			if fault != nil {
				return nil, fault
			}
			if len(s.Rows) > 0 {
				return r.finish(s, words)
			}
		case line[0] == '#' && len(s.Rows) == 0:
			s.Comments = append(s.Comments, line[1:])
		case fault == nil:
			row, err := parseRow(line)
			if err == nil {
				err = inOrder(row.ID, words)
			}
			if err != nil {
				fault = fmt.Errorf("read CoNLL-U, line %d: %w", r.line, err)
				continue
			}
			if row.ID.Word() {
				words++
			}
			s.Rows = append(s.Rows, row)
		}
	}
	if err := r.sc.Err(); err != nil {
		return nil, fmt.Errorf("read CoNLL-U, line %d: %w", r.line+1, err)
	}
	if fault != nil {
		return nil, fault
	}
	if len(s.Rows) > 0 {
		return r.finish(s, words)
	}
	return nil, io.EOF
}

// finish checks what needs the whole sentence.
func (r *Reader) finish(s *Sentence, words int) (*Sentence, error) {
	if words == 0 {
		return nil, fmt.Errorf("read CoNLL-U, line %d: a sentence without words", r.line)
	}
	for _, row := range s.Rows {
		if row.Head > words || row.ID.Word() && row.Head == row.ID.From {
			return nil, fmt.Errorf("read CoNLL-U, line %d: head of %s is %d of %d words", r.line, row.ID, row.Head, words)
		}
		if row.ID.To > words {
			return nil, fmt.Errorf("read CoNLL-U, line %d: %s goes past %d words", r.line, row.ID, words)
		}
	}
	return s, nil
}

func inOrder(id ID, words int) error {
	ok := id.From == words+1
	switch {
	case id.Sub != 0:
		ok = id.From == words
	case id.To != 0:
		ok = ok && id.To > id.From
	}
	if !ok {
		return fmt.Errorf("id %s after %d words", id, words)
	}
	return nil
}

var errFields = errors.New("not ten fields with a tab between")

func parseRow(line string) (Row, error) {
	f := strings.Split(line, "\t")
	if len(f) != 10 {
		return Row{}, errFields
	}
	for _, x := range f {
		if x == "" {
			return Row{}, errors.New("an empty field")
		}
	}
	id, err := parseID(f[0])
	if err != nil {
		return Row{}, err
	}
	r := Row{ID: id, Form: f[1], Lemma: f[2], UPOS: value(f[3]), XPOS: value(f[4]), Feats: value(f[5]),
		Head: -1, Deprel: value(f[7]), Deps: value(f[8]), Misc: value(f[9])}
	if f[6] != "_" {
		if r.Head, err = number(f[6]); err != nil {
			return Row{}, fmt.Errorf("head: %w", err)
		}
	}
	return r, nil
}

func value(s string) string {
	if s == "_" {
		return ""
	}
	return s
}

// number reads a number without sign or leading zeros, of at most seven digits.
func number(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || len(s) > 7 || strconv.Itoa(n) != s {
		return 0, fmt.Errorf("%q is not a number", s)
	}
	return n, nil
}

func parseID(s string) (ID, error) {
	var id ID
	var err, err2 error
	if a, b, ok := strings.Cut(s, "-"); ok {
		id.From, err = number(a)
		id.To, err2 = number(b)
		ok = id.From > 0 && id.To > 0
		if !ok {
			err2 = errors.New("not a range")
		}
	} else if a, b, ok := strings.Cut(s, "."); ok {
		id.From, err = number(a)
		id.Sub, err2 = number(b)
		if id.Sub == 0 {
			err2 = errors.New("not an empty node")
		}
	} else if id.From, err = number(s); id.From == 0 {
		err2 = errors.New("not a word")
	}
	if err != nil || err2 != nil {
		return ID{}, fmt.Errorf("id %q: %w", s, errors.Join(err, err2))
	}
	return id, nil
}

// ReadAll reads all sentences; it stops at the first error.
func ReadAll(r io.Reader) ([]*Sentence, error) {
	var all []*Sentence
	for cr := NewReader(r); ; {
		s, err := cr.Next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, s)
	}
}

// Write writes one sentence and the blank line after it. Newlines and tabs
// inside a field are written as spaces.
func Write(w io.Writer, s *Sentence) error {
	var b []byte
	for _, c := range s.Comments {
		b = append(append(append(b, '#'), clean(c)...), '\n')
	}
	for _, r := range s.Rows {
		b = append(b, r.ID.String()...)
		head := "_"
		if r.Head >= 0 {
			head = strconv.Itoa(r.Head)
		}
		for _, f := range [...]string{r.Form, r.Lemma, r.UPOS, r.XPOS, r.Feats, head, r.Deprel, r.Deps, r.Misc} {
			if f == "" {
				f = "_"
			}
			b = append(append(b, '\t'), clean(f)...)
		}
		b = append(b, '\n')
	}
	_, err := w.Write(append(b, '\n'))
	return err
}

func clean(s string) string {
	if !strings.ContainsAny(s, "\t\n\r") {
		return s
	}
	return strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(s)
}
