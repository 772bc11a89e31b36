package votes

import (
	"cmp"
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
	rolls, texts, err := readRolls(src.Rolls)
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
	link(rolls, texts)
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

func readRolls(r io.Reader) ([]Roll, map[int]text, error) {
	c, err := newRows(r, "rcid", "session", "importantvote", "date", "unres", "amend", "para", "short", "descr")
	if err != nil {
		return nil, nil, err
	}
	var rolls []Roll
	texts := map[int]text{}
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
		if _, ok := texts[roll.ID]; ok {
			return nil, nil, fmt.Errorf("line %d: roll call %d stands twice", c.line, roll.ID)
		}
		texts[roll.ID] = text{words(c.col(7)), words(c.col(8))}
		rolls = append(rolls, roll)
	}
	slices.SortFunc(rolls, func(a, b Roll) int {
		if a.Session != b.Session {
			return a.Session - b.Session
		}
		return a.ID - b.ID
	})
	return rolls, texts, c.err
}

// A text is what the source says that a roll call is on: its subject and its
// description, each reduced to its words. One or the other holds the title of the
// resolution, whole or cut short.
type text [2]map[string]bool

func words(s string) map[string]bool {
	s = strings.ToLower(s)
	if i := strings.Index(s, ": resolution"); i > 0 {
		s = s[:i]
	}
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(w) > 3 && !common[w] {
			out[w] = true
		}
	}
	return out
}

// common are words that most texts have.
var common = map[string]bool{"adopted": true, "approve": true, "assembly": true, "general": true, "nations": true, "question": true,
	"report": true, "resolution": true, "that": true, "their": true, "united": true, "with": true}

// overlap is the largest share that two texts have of their words together, by
// subject or description.
func (t text) overlap(o text) float64 {
	most := 0.0
	for _, a := range t {
		for _, b := range o {
			both := 0
			for w := range a {
				if b[w] {
					both++
				}
			}
			if both > 0 {
				most = max(most, float64(both)/float64(len(a)+len(b)-both))
			}
		}
	}
	return most
}

// Bounds of a link.
const (
	linkSessions = 3    // at most so many sessions between two votes on one text
	linkStates   = 20   // at least so many states vote both times
	linkSame     = 0.97 // and such a share of them votes alike
	linkWords    = 0.5  // and the texts have such a share of their words in common
)

// link links each roll call to the last one before it that is on the same text
// by its words, if nearly all states vote as before: a title may outlive its
// text. A roll call is followed by one at most in a session. Votes on parts of a
// text are not linked.
func link(rolls []Roll, texts map[int]text) {
	type pair struct {
		from, to int
		score    float64
	}
	begin := 0 // first roll call that may be linked to
	for i := 0; i < len(rolls); {
		session := rolls[i].Session
		end := i
		for end < len(rolls) && rolls[end].Session == session {
			end++
		}
		for rolls[begin].Session < session-linkSessions {
			begin++
		}
		var pairs []pair
		for to := i; to < end; to++ {
			for from := begin; from < i; from++ {
				a, b := &rolls[from], &rolls[to]
				if whole(a) && whole(b) && alike(a, b) {
					if o := texts[a.ID].overlap(texts[b.ID]); o >= linkWords {
						pairs = append(pairs, pair{from, to, o + float64(a.Session-session)/10})
					}
				}
			}
		}
		slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.score, a.score) })
		follows, taken := map[int]bool{}, map[int]bool{}
		for _, p := range pairs {
			if !follows[p.to] && !taken[rolls[p.from].Link] {
				follows[p.to], taken[rolls[p.from].Link] = true, true
				rolls[p.to].Link = rolls[p.from].Link
			}
		}
		i = end
	}
}

func whole(r *Roll) bool { return r.Amendment != True && r.Paragraph != True }

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
