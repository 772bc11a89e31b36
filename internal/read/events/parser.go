package events

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/zeebo/xxh3"

	"entente/internal/charset"
	"entente/internal/codebook"
	"entente/internal/codes"
	"entente/internal/record"
)

// Knowledge is what rows are read with.
type Knowledge struct {
	Book  *codebook.Codebook // for its crosswalks and scales
	Codes *codes.Codes
	// Today is the day of the import, in days since 1970-01-01: nothing can have
	// been reported after it.
	Today int32
}

// LoadKnowledge reads the crosswalks of codebooks/plover and the codes of codes, two
// folders of fsys. today is the day of the import.
func LoadKnowledge(fsys fs.FS, today time.Time) (Knowledge, error) {
	book, err := codebook.Load(fsys, "codebooks/plover")
	if err != nil {
		return Knowledge{}, err
	}
	c, err := codes.Load(fsys, "codes")
	if err != nil {
		return Knowledge{}, err
	}
	return Knowledge{Book: book, Codes: c, Today: record.Day(today)}, nil
}

// A Parser makes rows of records. Names are numbered in the Dicts it was made
// with. It is not safe for concurrent use.
type Parser struct {
	format record.Format
	layout *layout
	know   Knowledge
	dicts  *record.Dicts
	cross  map[string]codebook.Cross // of the ontology of the format

	// Of the file being read.
	sep    byte
	order  []int // where each usual column stands; nil: as usual
	width  int   // how many columns a row has
	enough int   // how many it must have
	header string

	f    [][]byte // columns of the record, in their usual order
	raw  [][]byte // as they stand
	line []byte
	key  []byte
	note string // what was put right in the record

	recoded bool // the record was in another charset than it should be
}

// ErrNoFile is an error of the file as a whole: none of its records can be read.
var ErrNoFile = errors.New("not a file of this format")

// NewParser makes a parser for one format.
func NewParser(format record.Format, know Knowledge, dicts *record.Dicts) (*Parser, error) {
	l, err := layoutOf(format)
	if err != nil {
		return nil, err
	}
	p := &Parser{format: format, layout: l, know: know, dicts: dicts, cross: map[string]codebook.Cross{}}
	for _, c := range know.Book.Crosswalks[p.ontology()] {
		p.cross[c.Code] = c
	}
	return p, nil
}

// ontology names the codes of the format.
func (p *Parser) ontology() string {
	switch p.format {
	case record.GDELT1, record.GDELT2, record.Mentions:
		return "gdelt"
	case record.Phoenix:
		return "cameo"
	}
	return p.format.String()
}

// A Reader gives the records of one file, its header apart.
type Reader struct {
	p     *Parser
	r     *records
	first Record
	held  bool
	// Notes are what is to be said of the file as a whole.
	Notes []string
}

// Begin starts on a file: it reads the header if there is one, and finds out
// which separator and order of columns it has. The error may be ErrNoFile.
func (p *Parser) Begin(r io.Reader, limits Limits) (*Reader, error) {
	r, wide := charset.Stream(r)
	out := &Reader{p: p, r: newRecords(r, limits.MaxLine, p.layout)}
	if wide != "" {
		out.Notes = append(out.Notes, "it is in "+wide)
	}
	p.sep, p.order, p.width, p.header = p.layout.sep, nil, len(p.layout.names), ""
	p.enough = p.width
	if p.layout.short > 0 {
		p.enough = p.layout.short
	}
	if p.layout.json {
		return out, nil
	}
	if !out.r.next(&out.first) {
		if err := out.r.fault(); err != nil {
			return nil, err
		}
		return out, nil // an empty file has no records
	}
	out.held = true
	if out.first.Fault != nil {
		return out, nil
	}
	p.findSeparator(out)
	head := p.cut(out.first.Text, p.sep, nil)
	if !p.isHeader(head) {
		if p.layout.header {
			out.Notes = append(out.Notes, "it has no header: the columns are taken in their usual order")
		}
		return out, nil
	}
	out.held = false
	return out, p.readHeader(out, head)
}

// findSeparator looks whether the first line has another separator than usual.
func (p *Parser) findSeparator(out *Reader) {
	names := map[byte]string{'\t': "tabs", ';': "semicolons", ',': "commas", '|': "bars"}
	want := len(p.layout.names)
	if n := len(p.cut(out.first.Text, p.sep, nil)); n > 1 && (n >= want/2 || p.layout.short > 0 && n >= p.layout.short) {
		return
	}
	for _, sep := range []byte{'\t', ';', ',', '|'} {
		if n := len(p.cut(out.first.Text, sep, nil)); sep != p.sep && n >= want/2 {
			out.Notes = append(out.Notes, "the columns are separated by "+names[sep])
			p.sep = sep
			return
		}
	}
}

func (p *Parser) isHeader(head [][]byte) bool {
	known := 0
	for _, h := range head {
		if p.column(string(h)) >= 0 {
			known++
		}
	}
	return known >= 3 || known > 0 && known*2 >= len(head)
}

// column is the place of a name among the usual columns, -1 if it is none.
func (p *Parser) column(name string) int {
	name = plainName(name)
	for i, n := range p.layout.names {
		if plainName(n) == name {
			return i
		}
	}
	return -1
}

func plainName(s string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "_", "", `"`, "", ".", "").Replace(strings.TrimSpace(s)))
}

func (p *Parser) readHeader(out *Reader, head [][]byte) error {
	order := make([]int, len(p.layout.names))
	for i := range order {
		order[i] = -1
	}
	usual := len(head) >= len(order)
	for at, h := range head {
		i := p.column(string(h))
		switch {
		case i < 0 && len(bytes.TrimSpace(h)) > 0:
			out.Notes = append(out.Notes, fmt.Sprintf("the column %q is not known", clip(string(h), 60)))
		case i < 0:
		case order[i] >= 0:
			out.Notes = append(out.Notes, fmt.Sprintf("the column %q stands twice: the first is taken", clip(string(h), 60)))
		default:
			order[i] = at
			usual = usual && i == at
		}
	}
	var missing []string
	for i, at := range order {
		if at < 0 {
			missing = append(missing, p.layout.names[i])
		}
	}
	if len(missing) > 0 {
		out.Notes = append(out.Notes, "it lacks the columns "+strings.Join(missing, ", "))
	}
	for _, need := range []int{0, 1} { // id and date, in every format
		if order[need] < 0 {
			return fmt.Errorf("%w: the header has no %q", ErrNoFile, p.layout.names[need])
		}
	}
	p.width = len(head)
	for p.width > 0 && len(bytes.TrimSpace(head[p.width-1])) == 0 {
		p.width-- // tabs at the end
	}
	p.enough = slices.Max(order) + 1 // names after the last known one may have no columns
	if p.layout.short > 0 {
		p.enough = min(p.enough, p.layout.short)
	}
	if !usual {
		p.order = order
		if len(missing) == 0 && p.width == len(order) {
			out.Notes = append(out.Notes, "its columns stand in another order than usual")
		}
	}
	p.header = strings.ToValidUTF8(string(bytes.Join(head[:p.width], []byte{'\t'})), "\ufffd")
	return nil
}

// Header is the header of the file being read, its names joined by tabs; ""
// if it has none.
func (p *Parser) Header() string { return p.header }

// Next gives the next record; false at the end or at an error of reading, which
// Err tells.
func (r *Reader) Next(rec *Record) bool {
	if r.held {
		r.held = false
		*rec = r.first
		return true
	}
	return r.r.next(rec)
}

// Err is the error that ended the reading, nil at the end of the file.
func (r *Reader) Err() error { return r.r.fault() }

// Row makes a row of a record. The error says why it is none; the note, what was
// put right. The text of the line as it is to be kept is UTF-8.
func (p *Parser) Row(rec *Record, row *record.Row) (text []byte, note string, err error) {
	if err := p.columns(rec); err != nil {
		return p.line, "", err
	}
	*row = record.Row{Format: p.format, Line: rec.Line, Check: uint32(xxh3.Hash(p.line)), Scale: record.NoScore, Tone: record.NoScore,
		Mentions: record.NotStated, Sources: record.NotStated, Articles: record.NotStated, Dead: record.NotStated}
	if err := p.layout.parse(p, row); err != nil {
		return p.line, "", err
	}
	if p.note != "" {
		row.Flags |= record.Mended
	}
	if p.recoded {
		row.Flags |= record.Recoded
	}
	return p.line, p.note, nil
}

// columns cuts a record into p.f.
func (p *Parser) columns(rec *Record) error {
	p.line, p.note, p.recoded = rec.Text, "", false
	if rec.Fault != nil {
		p.line = bytes.ToValidUTF8(rec.Text, []byte("\ufffd"))
		return rec.Fault
	}
	if i := bytes.IndexByte(rec.Text, 0); i >= 0 {
		p.line = bytes.ToValidUTF8(bytes.ReplaceAll(rec.Text, []byte{0}, []byte("\ufffd")), []byte("\ufffd"))
		return fmt.Errorf("a NUL at byte %d", i+1)
	}
	if !utf8.Valid(rec.Text) {
		p.line = latin1(rec.Text)
		if !p.layout.latin1 {
			p.note, p.recoded = "not UTF-8: read as Windows-1252", true
		}
	}
	if p.layout.json {
		return nil
	}
	p.raw = p.cut(p.line, p.sep, p.raw[:0])
	if err := p.fit(); err != nil {
		return err
	}
	if p.order == nil {
		p.f = p.raw
		return nil
	}
	p.f = p.f[:0]
	for _, at := range p.order {
		if at < 0 || at >= len(p.raw) {
			p.f = append(p.f, nil)
			continue
		}
		p.f = append(p.f, p.raw[at])
	}
	return nil
}

// fit sees to it that the record has its columns.
func (p *Parser) fit() error {
	n := len(p.raw)
	switch {
	case n >= p.enough && n <= p.width:
	case n > p.width:
		for _, c := range p.raw[p.width:] {
			if len(bytes.TrimSpace(c)) > 0 {
				return fmt.Errorf("%d columns, %d wanted", n, p.width)
			}
		}
		p.raw = p.raw[:p.width]
		if !p.layout.latin1 { // tabs at the end are usual in POLECAT
			p.mend("empty columns at the end left out")
		}
	default:
		for _, sep := range []byte{'\t', ';', ',', '|'} {
			if sep != p.sep && len(p.cut(p.line, sep, nil)) == p.width {
				p.raw = p.cut(p.line, sep, p.raw[:0])
				p.mend(fmt.Sprintf("separated by %q", sep))
				return nil
			}
		}
		return fmt.Errorf("%d columns, %d wanted", n, p.width)
	}
	if p.order == nil { // GDELT 1.0 has 57 columns or 58
		for len(p.raw) < len(p.layout.names) {
			p.raw = append(p.raw, nil)
		}
	}
	return nil
}

func (p *Parser) mend(what string) {
	if p.note != "" {
		p.note += "; "
	}
	p.note += what
}

// cut cuts a line at a separator. The parts lie in the line, but for quoted ones
// that had quotes within.
func (p *Parser) cut(line []byte, sep byte, out [][]byte) [][]byte {
	if p.layout.quoted || sep != '\t' && bytes.IndexByte(line, '"') >= 0 {
		return cutQuoted(line, sep, out)
	}
	for {
		i := bytes.IndexByte(line, sep)
		if i < 0 {
			return append(out, line)
		}
		out = append(out, line[:i:i])
		line = line[i+1:]
	}
}

// cutQuoted cuts at separators that are not within quotes.
func cutQuoted(line []byte, sep byte, out [][]byte) [][]byte {
	for {
		if len(line) == 0 || line[0] != '"' {
			i := bytes.IndexByte(line, sep)
			if i < 0 {
				return append(out, line)
			}
			out = append(out, line[:i:i])
			line = line[i+1:]
			continue
		}
		end, doubled := 1, false
		for end < len(line) {
			if line[end] != '"' {
				end++
				continue
			}
			if end+1 < len(line) && line[end+1] == '"' {
				doubled = true
				end += 2
				continue
			}
			break
		}
		field := line[1:min(end, len(line))]
		if doubled {
			field = bytes.ReplaceAll(field, []byte(`""`), []byte(`"`))
		}
		rest := line[min(end+1, len(line)):]
		i := bytes.IndexByte(rest, sep)
		if i < 0 {
			if len(bytes.TrimSpace(rest)) > 0 {
				field = append(bytes.Clone(field), rest...)
			}
			return append(out, field)
		}
		if len(bytes.TrimSpace(rest[:i])) > 0 {
			field = append(bytes.Clone(field), rest[:i]...)
		}
		out = append(out, field)
		line = rest[i+1:]
	}
}

func clip(s string, n int) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// windows1252 has the letters of Windows-1252 that ISO-8859-1 does not have.
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

var high = []rune(windows1252)

// latin1 is text of ISO-8859-1, as Windows writes it, in UTF-8. Parts that are
// UTF-8 already, of more than one byte, stay as they are.
func latin1(b []byte) []byte {
	out := make([]byte, 0, len(b)+len(b)/8)
	for i := 0; i < len(b); {
		c := b[i]
		if c < 0x80 {
			out = append(out, c)
			i++
			continue
		}
		if r, size := utf8.DecodeRune(b[i:]); r != utf8.RuneError && size > 1 {
			out = append(out, b[i:i+size]...)
			i += size
			continue
		}
		r := rune(c)
		if c < 0xa0 {
			r = high[c-0x80]
		}
		out = utf8.AppendRune(out, r)
		i++
	}
	return out
}
