package votes

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Source is the published files, unpacked: un_votes.csv (rcid, country,
// country_code, vote) and un_roll_calls.csv (rcid, session, importantvote, date,
// unres, amend, para, short, descr) of the package unvotes.
type Source struct {
	Votes, Rolls io.Reader
}

// Build makes the table of the published files. States maps two-letter codes to
// ids; seats says what that does not give. Titles of resolutions are used to
// link roll calls on the same text and are not kept.
//
// The error names the line of the first fault.
func Build(src Source, states map[string]string, seats []Seat) (*Table, error) {
	rolls, titles, err := readRolls(src.Rolls)
	if err != nil {
		return nil, fmt.Errorf("read roll calls: %w", err)
	}
	at := make(map[int]int, len(rolls))
	for i := range rolls {
		at[rolls[i].ID] = i
	}
	type cast struct {
		state string
		vote  Vote
	}
	cells := make([][]cast, len(rolls))
	all := map[string]bool{}
	c, err := newRows(src.Votes, "rcid", "country", "country_code", "vote")
	if err != nil {
		return nil, fmt.Errorf("read votes: %w", err)
	}
	for c.next() {
		id, _ := strconv.Atoi(c.col(0))
		i, ok := at[id]
		if !ok {
			return nil, fmt.Errorf("read votes: line %d: no roll call %q", c.line, c.col(0))
		}
		vote := slices.Index([]string{"", "yes", "abstain", "no"}, c.col(3))
		if vote < 1 {
			return nil, fmt.Errorf("read votes: line %d: %q is no vote", c.line, c.col(3))
		}
		state, ok := seatOf(seats, states, c.col(1), c.col(2), rolls[i].Session)
		if !ok {
			return nil, fmt.Errorf("read votes: line %d: no state for the seat %q (%s) in session %d", c.line, c.col(1), c.col(2), rolls[i].Session)
		}
		all[state] = true
		cells[i] = append(cells[i], cast{state, Vote(vote)})
	}
	if c.err != nil {
		return nil, fmt.Errorf("read votes: %w", c.err)
	}
	t := &Table{Rolls: rolls, Seats: seats}
	for s := range all {
		t.States = append(t.States, s)
	}
	slices.Sort(t.States)
	for i := range rolls {
		rolls[i].Votes = make([]Vote, len(t.States))
		for _, c := range cells[i] {
			s, _ := t.Index(c.state)
			if rolls[i].Votes[s] != Absent {
				return nil, fmt.Errorf("read votes: %s votes twice in roll call %d", c.state, rolls[i].ID)
			}
			rolls[i].Votes[s] = c.vote
		}
	}
	link(rolls, titles)
	return t, nil
}

// seatOf is the state whose votes a seat's are. A seat of the table goes before
// the code.
func seatOf(seats []Seat, states map[string]string, country, code string, session int) (string, bool) {
	named := false
	for _, s := range seats {
		if s.Country == country && s.Code == code {
			if s.From <= session && session <= s.To {
				return s.State, true
			}
			named = true
		}
	}
	id, ok := states[code]
	return id, ok && !named && code != "NA" // R's missing value and Namibia's code are the same
}

func readRolls(r io.Reader) ([]Roll, map[int]string, error) {
	c, err := newRows(r, "rcid", "session", "importantvote", "date", "unres", "amend", "para", "descr")
	if err != nil {
		return nil, nil, err
	}
	var rolls []Roll
	titles := map[int]string{}
	for c.next() {
		var roll Roll
		var err1, err2 error
		roll.ID, err1 = strconv.Atoi(c.col(0))
		roll.Session, err2 = strconv.Atoi(c.col(1))
		_, err3 := time.Parse(time.DateOnly, c.col(3))
		if err := errors.Join(err1, err2, err3); err != nil {
			return nil, nil, fmt.Errorf("line %d: %w", c.line, err)
		}
		roll.Date, roll.Resolution, roll.Link = c.col(3), strings.Join(strings.Fields(c.col(4)), " "), roll.ID
		for i, m := range []*Mark{&roll.Important, &roll.Amendment, &roll.Paragraph} {
			v := c.col([]int{2, 5, 6}[i])
			n := slices.Index([]string{"NA", "0", "1"}, v)
			if n < 0 {
				return nil, nil, fmt.Errorf("line %d: %q is no mark", c.line, v)
			}
			*m = Mark(n)
		}
		if _, ok := titles[roll.ID]; ok {
			return nil, nil, fmt.Errorf("line %d: roll call %d stands twice", c.line, roll.ID)
		}
		titles[roll.ID] = title(c.col(7))
		rolls = append(rolls, roll)
	}
	slices.SortFunc(rolls, func(a, b Roll) int {
		if a.Session != b.Session {
			return a.Session - b.Session
		}
		return a.ID - b.ID
	})
	return rolls, titles, c.err
}

// title reduces a title to its words: the same text is put before the Assembly
// under the same words year after year.
func title(s string) string {
	s = strings.ToLower(s)
	if i := strings.Index(s, " : resolution"); i > 0 {
		s = s[:i]
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	s = strings.Join(words, " ")
	if s == "na" {
		return ""
	}
	return s
}

// Bounds of a link.
const (
	linkSessions = 5    // at most so many sessions between two votes on one text
	linkStates   = 20   // at least so many states vote both times
	linkSame     = 0.85 // and such a share of them votes alike
)

// link links each roll call to the last one before it with the same title, if
// there is but one of the title in each of the two sessions, neither is on a part
// of a text, and nearly all states vote as before: a title may outlive its text.
func link(rolls []Roll, titles map[int]string) {
	type key struct {
		title   string
		session int
	}
	count := map[key]int{}
	for i := range rolls {
		count[key{titles[rolls[i].ID], rolls[i].Session}]++
	}
	last := map[string]int{}
	for i := range rolls {
		r := &rolls[i]
		name := titles[r.ID]
		if name == "" || r.Amendment == True || r.Paragraph == True || count[key{name, r.Session}] > 1 {
			continue
		}
		if j, ok := last[name]; ok && r.Session-rolls[j].Session <= linkSessions && alike(&rolls[j], r) {
			r.Link = rolls[j].Link
		}
		last[name] = i
	}
}

func alike(a, b *Roll) bool {
	same, both := 0, 0
	for i, v := range a.Votes {
		if w := b.Votes[i]; v != Absent && w != Absent {
			both++
			if v == w {
				same++
			}
		}
	}
	return both >= linkStates && float64(same) >= linkSame*float64(both)
}

// rows reads the columns of a CSV file that are asked for.
type rows struct {
	r    *csv.Reader
	at   []int
	row  []string
	line int
	err  error
}

func newRows(r io.Reader, columns ...string) (*rows, error) {
	c := &rows{r: csv.NewReader(r)}
	c.r.ReuseRecord = true
	head, err := c.r.Read()
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	for _, name := range columns {
		i := slices.Index(head, name)
		if i < 0 {
			return nil, fmt.Errorf("line 1: no column %q", name)
		}
		c.at = append(c.at, i)
	}
	return c, nil
}

func (c *rows) next() bool {
	c.row, c.err = c.r.Read()
	if c.err == io.EOF {
		c.err = nil
		return false
	}
	c.line, _ = c.r.FieldPos(0)
	return c.err == nil
}

func (c *rows) col(i int) string { return c.row[c.at[i]] }
