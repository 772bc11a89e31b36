package votes

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The files of a folder of votes.
const (
	TableFile = "un-votes.tsv.gz"
	SeatsFile = "seats.tsv"
)

const magic = "#entente votes 1"

// Bounds on a table, against broken files.
const (
	maxBytes  = 64 << 20
	maxFaults = 20
)

// A Fault is a wrong line of a file.
type Fault struct {
	File string
	Line int // from 1
	What string
}

func (f *Fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.What) }

// Load reads the table and the seats of a folder. The error joins the faults
// found, each a *[Fault].
func Load(fsys fs.FS, dir string) (*Table, error) {
	seats, err := fs.ReadFile(fsys, path.Join(dir, SeatsFile))
	if err != nil {
		return nil, fmt.Errorf("read seats: %w", err)
	}
	f, err := fsys.Open(path.Join(dir, TableFile))
	if err != nil {
		return nil, fmt.Errorf("read votes: %w", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("read votes: %s: %w", TableFile, err)
	}
	t, err := Parse(TableFile, z)
	if err != nil {
		return nil, err
	}
	t.Seats, err = ParseSeats(SeatsFile, string(seats))
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Parse reads an unpacked table. The error joins the first faults found.
func Parse(name string, r io.Reader) (*Table, error) {
	var (
		t      Table
		faults []error
		line   int
		seen   = map[int]bool{}
	)
	fault := func(format string, args ...any) {
		faults = append(faults, &Fault{name, line, fmt.Sprintf(format, args...)})
	}
	sc := bufio.NewScanner(io.LimitReader(r, maxBytes))
	sc.Buffer(nil, 1<<16)
	for sc.Scan() && len(faults) < maxFaults {
		line++
		text := sc.Text()
		switch {
		case line == 1:
			if text != magic {
				fault("is no table of votes: the first line is not %q", magic)
				return nil, errors.Join(faults...)
			}
		case strings.HasPrefix(text, "@states "):
			if t.States != nil {
				fault("states are listed twice")
			}
			t.States = strings.Fields(text)[1:]
			if !slices.IsSorted(t.States) || len(slices.Compact(slices.Clone(t.States))) != len(t.States) {
				fault("states are not sorted, or one stands twice")
			}
		case strings.HasPrefix(text, "#") || text == "":
		default:
			roll, err := parseRoll(text, len(t.States))
			switch {
			case err != nil:
				seen[roll.ID] = true // so that a link to it is no second fault
				fault("%v", err)
			case seen[roll.ID]:
				fault("roll call %d stands twice", roll.ID)
			case len(t.Rolls) > 0 && t.Rolls[len(t.Rolls)-1].Session > roll.Session:
				fault("session %d after session %d", roll.Session, t.Rolls[len(t.Rolls)-1].Session)
			default:
				seen[roll.ID] = true
				if !seen[roll.Link] {
					fault("roll call %d is linked to %d, which is not before it", roll.ID, roll.Link)
				}
				t.Rolls = append(t.Rolls, roll)
			}
		}
	}
	if err := sc.Err(); err != nil {
		faults = append(faults, fmt.Errorf("read votes: %s: after line %d: %w", name, line, err))
	}
	if len(faults) == 0 && len(t.Rolls) == 0 {
		faults = append(faults, fmt.Errorf("read votes: %s: no roll call in it", name))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return &t, nil
}

const voteLetters = ".yan" // by Vote

func parseRoll(text string, states int) (Roll, error) {
	var r Roll
	c := strings.Split(text, "\t")
	var err error
	if r.ID, err = strconv.Atoi(c[0]); err != nil || r.ID <= 0 {
		return r, fmt.Errorf("%q is no id of a roll call", c[0])
	}
	if len(c) != 7 {
		return r, fmt.Errorf("%d columns, want 7", len(c))
	}
	if r.Session, err = strconv.Atoi(c[1]); err != nil || r.Session <= 0 || r.Session > 1000 {
		return r, fmt.Errorf("%q is no session", c[1])
	}
	if _, err := time.Parse(time.DateOnly, c[2]); err != nil {
		return r, fmt.Errorf("%q is no day", c[2])
	}
	r.Date, r.Resolution = c[2], c[3]
	if len(c[4]) != 3 {
		return r, fmt.Errorf("%q is not three marks", c[4])
	}
	for i, p := range []*Mark{&r.Important, &r.Amendment, &r.Paragraph} {
		m := strings.IndexByte(markLetters, c[4][i])
		if m < 0 {
			return r, fmt.Errorf("%q is no mark", c[4][i])
		}
		*p = Mark(m)
	}
	r.Link = r.ID
	if c[5] != "" {
		if r.Link, err = strconv.Atoi(c[5]); err != nil || r.Link == r.ID {
			return r, fmt.Errorf("%q is no link", c[5])
		}
	}
	if len(c[6]) != states {
		return r, fmt.Errorf("%d votes for %d states", len(c[6]), states)
	}
	r.Votes = make([]Vote, states)
	for i := range r.Votes {
		v := strings.IndexByte(voteLetters, c[6][i])
		if v < 0 {
			return r, fmt.Errorf("%q is no vote", c[6][i])
		}
		r.Votes[i] = Vote(v)
	}
	return r, nil
}

const markLetters = "-01" // by Mark

// Write writes a table as Parse reads it.
func Write(w io.Writer, t *Table) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s\n@states %s\n", magic, strings.Join(t.States, " "))
	b.WriteString("#id\tsession\tdate\tresolution\timportant, amendment, paragraph\tlink\tvotes\n")
	for i := range t.Rolls {
		r := &t.Rolls[i]
		link := ""
		if r.Link != r.ID {
			link = strconv.Itoa(r.Link)
		}
		fmt.Fprintf(b, "%d\t%d\t%s\t%s\t%c%c%c\t%s\t", r.ID, r.Session, r.Date, r.Resolution,
			markLetters[r.Important], markLetters[r.Amendment], markLetters[r.Paragraph], link)
		for _, v := range r.Votes {
			b.WriteByte(voteLetters[v])
		}
		b.WriteByte('\n')
	}
	return b.Flush()
}

// ParseSeats reads the table of seats: a header line that begins with "@seats",
// then columns state, country, code, from, to, note.
func ParseSeats(name, text string) ([]Seat, error) {
	var (
		out    []Seat
		faults []error
	)
	for i, l := range strings.Split(text, "\n") {
		if l == "" || l[0] == '#' || l[0] == '@' {
			continue
		}
		c := append(strings.Split(l, "\t"), "")
		if len(c) < 6 || len(c) > 7 {
			faults = append(faults, &Fault{name, i + 1, fmt.Sprintf("%d columns, want 5 or 6", len(c)-1)})
			continue
		}
		s := Seat{State: c[0], Country: c[1], Code: c[2], Note: c[5]}
		var err1, err2 error
		s.From, err1 = strconv.Atoi(c[3])
		s.To, err2 = strconv.Atoi(c[4])
		if err1 != nil || err2 != nil || s.From < 1 || s.To < s.From || s.State == "" || s.Country == "" {
			faults = append(faults, &Fault{name, i + 1, "a seat needs a state, a country, and its first and last session"})
			continue
		}
		out = append(out, s)
	}
	return out, errors.Join(faults...)
}
