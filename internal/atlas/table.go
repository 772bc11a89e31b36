package atlas

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"

	"entente/internal/edtf"
)

// A Fault is something wrong with one line of a table.
type Fault struct {
	File string
	Line int
	What string
}

func (f *Fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.What) }

// columns of each table, in the order that ORIGIN.md lists them.
var columns = map[string][]string{
	"polities":  {"id", "iso2", "type", "parent", "from", "to", "name", "aliases", "adjectives", "people", "capital", "metonyms"},
	"entities":  {"id", "kind", "type", "sector", "country", "home", "parent", "name", "acronyms", "aliases", "metonyms", "from", "to"},
	"forms":     {"entity", "kind", "forms", "lang", "from", "to"},
	"members":   {"group", "members", "from", "to"},
	"roles":     {"lemmas", "sector", "kind", "post"},
	"stop":      {"forms"},
	"weak":      {"forms"},
	"aliases":   {"country", "name", "forms"},
	"persons":   {"id", "family", "given", "order", "aliases", "country", "note"},
	"tenures":   {"person", "office", "entity", "title", "sector", "from", "to", "note"},
	"provinces": {"id", "type", "country", "name", "aliases", "lat", "lon"},
	"places":    {"id", "type", "country", "admin1", "name", "aliases", "population", "lat", "lon"},
	"tongues":   {"country", "languages"},
	"translit":  {"lang", "system", "from", "to"},
}

// A row is one line of a table. Its cells are in the order of columns.
type row struct {
	file    *file
	line    int
	cells   []string
	overlay bool
}

type file struct {
	number uint16
	name   string
	date   edtf.Date // as-of
	lines  int

	once   sync.Once
	places []string // by line, for place
}

// place is what stands in faults and reasons for a line. Texts name the same lines
// again and again, so all of a file's are written when one is first asked for.
func (f *file) place(line int) string {
	f.once.Do(func() {
		f.places = make([]string, f.lines+1)
		var b strings.Builder
		b.Grow((len(f.name) + 6) * len(f.places))
		var number [20]byte
		for i := range f.places {
			from := b.Len()
			b.WriteString(f.name)
			b.WriteByte(':')
			b.Write(strconv.AppendInt(number[:0], int64(i), 10))
			f.places[i] = b.String()[from:]
		}
	})
	return f.places[line]
}

func (r row) table() string { return r.file.place(r.line) }

func (r row) ref() rowRef { return rowRef{r.file.number, int32(r.line)} }

// list splits a cell at its bars.
func list(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, "|")
}

// each yields what list would return.
func each(cell string) iter.Seq[string] {
	if cell == "" {
		return func(func(string) bool) {}
	}
	return strings.SplitSeq(cell, "|")
}

// tables collects the rows of all files.
type tables struct {
	rows   map[string][]row
	files  []*file
	faults []error
}

func (t *tables) fault(r row, format string, args ...any) {
	t.faults = append(t.faults, &Fault{r.file.name, r.line, fmt.Sprintf(format, args...)})
}

const (
	maxLine   = 1 << 16
	maxFaults = 1000
)

var errTooMany = errors.New("more faults are left out")

// read adds the rows of one file.
func (t *tables) read(name, text string, overlay bool) {
	f := &file{number: uint16(len(t.files)), name: name}
	t.files = append(t.files, f)
	var cols []string // of the table
	var at []int      // for each place in a row, its index into cols
	var fixed []string
	var pool []string // cells are cut from it
	table := ""
	text = strings.TrimPrefix(text, "\ufeff")
	for line := 1; text != ""; line++ {
		f.lines = line
		var s string
		s, text, _ = strings.Cut(text, "\n")
		s = strings.TrimSuffix(s, "\r")
		r := row{file: f, line: line, overlay: overlay}
		switch {
		case len(s) > maxLine:
			t.fault(r, "line of %d bytes is longer than %d", len(s), maxLine)
		case strings.TrimSpace(s) == "":
		case s[0] == '#':
			if v, ok := strings.CutPrefix(s, "# as-of:"); ok {
				var err error
				if f.date, err = parseDate(strings.TrimSpace(v)); err != nil {
					t.fault(r, "as-of date: %v", err)
				}
			}
		case s[0] == '@':
			var head []string
			head = strings.Split(s[1:], "\t")
			table = head[0]
			cols = columns[table]
			at, fixed = nil, nil
			if cols == nil {
				t.fault(r, "unknown table %q", table)
				continue
			}
			fixed = make([]string, len(cols))
			for _, h := range head[1:] {
				h, value, isFixed := strings.Cut(h, "=")
				c := slices.Index(cols, h)
				switch {
				case c < 0:
					t.fault(r, "table %s has no column %q", table, h)
					c = len(cols)
				case slices.Contains(at, c):
					t.fault(r, "column %q twice", h)
				}
				if !isFixed {
					at = append(at, c)
				} else if c < len(cols) {
					fixed[c] = value
				}
			}
		case cols == nil:
			if table == "" {
				t.fault(r, "row before the first table header")
			}
		default:
			if len(pool) < len(cols) {
				pool = make([]string, 512*len(cols))
			}
			r.cells, pool = pool[:len(cols):len(cols)], pool[len(cols):]
			copy(r.cells, fixed)
			rest, more := s, true
			for i := 0; more; i++ {
				var cell string
				cell, rest, more = strings.Cut(rest, "\t")
				if i >= len(at) {
					if strings.TrimSpace(cell) != "" {
						t.fault(r, "%d cells for %d columns of table %s", i+1, len(at), table)
						break
					}
					continue
				}
				if at[i] < len(cols) {
					r.cells[at[i]] = strings.TrimSpace(cell)
				}
			}
			t.rows[table] = append(t.rows[table], r)
		}
	}
}

// joined returns the faults as one error, in order of file and line, or nil.
func (t *tables) joined() error {
	if len(t.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(t.faults, func(a, b error) int {
		x, y := a.(*Fault), b.(*Fault)
		if c := strings.Compare(x.File, y.File); c != 0 {
			return c
		}
		return x.Line - y.Line
	})
	if len(t.faults) > maxFaults {
		return errors.Join(append(slices.Clip(t.faults[:maxFaults]), errTooMany)...)
	}
	return errors.Join(t.faults...)
}
