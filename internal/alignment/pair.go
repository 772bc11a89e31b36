package alignment

import (
	"errors"
	"fmt"
	"strings"

	"entente/internal/measure"
	"entente/internal/votes"
)

// VotesVersion is the version of the formulas of Pair.
const VotesVersion = "votes 1"

// ErrNoVoter is the error of a state that never voted in the table.
var ErrNoVoter = errors.New("has no vote in the General Assembly in this table")

// A Score is a value with its 90 % interval. A value that is not defined has OK
// false, and one whose interval is not defined has Sure false.
type Score struct {
	Value, Low, High float64
	OK, Sure         bool
}

// A Year is how two states voted together in a year.
type Year struct {
	Year int
	N    int // roll calls in which both voted, and that count
	// Missing says in words why N is 0; empty otherwise.
	Missing string

	Identical Score // share of identical votes
	Agreement Score // mean of 1 - |d|/2
	S         Score // Signorino and Ritter
	Kappa     Score // Cohen's, squared weights
	Pi        Score // Scott's, squared weights
}

// Pair is how two states voted together over the years.
type Pair struct {
	A, B  string
	Years []Year // from the first to the last in which one of them voted; no gaps
	N     int    // of all years
	// LeftOut says in words what does not count, with numbers.
	LeftOut []string
	Notes   []string // on the seats
}

// Measures are the names of the scores of a Year, in their order.
var Measures = []string{"agreement", "identical", "s", "kappa", "pi"}

// Score is the score of a name in Measures.
func (y Year) Score(name string) Score {
	switch name {
	case "agreement":
		return y.Agreement
	case "identical":
		return y.Identical
	case "s":
		return y.S
	case "kappa":
		return y.Kappa
	case "pi":
		return y.Pi
	}
	return Score{}
}

// VotesMethod is the method line of Pair for the roll calls picked.
func VotesMethod(p votes.Pick) string {
	parts := []string{VotesVersion, "agreement = mean of 1 - |d|/2 (yes 1, abstain 2, no 3); identical = share of equal votes; S = 1 - mean |d| (Signorino and Ritter); kappa (Cohen) and pi (Scott) with squared weights; 90 % intervals: Wilson for shares, jackknife for kappa and pi"}
	if p.CalendarYear {
		parts = append(parts, "by calendar year of the vote")
	} else {
		parts = append(parts, "by session, in the year it opens (1945 + session)")
	}
	if p.Unanimous {
		parts = append(parts, "unanimous votes count")
	} else {
		parts = append(parts, "without unanimous votes")
	}
	if p.NoParts {
		parts = append(parts, "without votes on amendments and paragraphs as far as marked")
	}
	if p.Important {
		parts = append(parts, "only votes important to the United States")
	}
	parts = append(parts, "absence is no vote", "resolutions adopted without a vote are not in the data")
	return strings.Join(parts, "; ")
}

// Votes is how a and b voted together, year by year. The years run from the
// first in which both have a vote to the last, or from and to where these are not
// 0. The error is ErrNoVoter for a state without votes; a state with itself is
// an error as well.
func Votes(t *votes.Table, a, b string, p votes.Pick, from, to int) (*Pair, error) {
	return VotesIn(t, t.Periods(p), a, b, p, from, to)
}

// VotesIn is Votes of the periods of a pick, for who asks often.
func VotesIn(t *votes.Table, of []votes.Period, a, b string, p votes.Pick, from, to int) (*Pair, error) {
	if a == b {
		return nil, fmt.Errorf("%s agrees with itself: name two states", a)
	}
	i, ok := t.Index(a)
	if !ok {
		return nil, fmt.Errorf("%s %w", a, ErrNoVoter)
	}
	j, ok := t.Index(b)
	if !ok {
		return nil, fmt.Errorf("%s %w", b, ErrNoVoter)
	}
	out := &Pair{A: a, B: b}
	periods := map[int]votes.Period{}
	for _, q := range of {
		periods[q.Year] = q
	}
	first, last := 0, 0
	if from == 0 || to == 0 {
		first, last = bounds(t, p, i, j)
	}
	if from != 0 {
		first = from
	}
	if to != 0 {
		last = to
	}
	if first == 0 || last == 0 {
		return nil, fmt.Errorf("%s and %s never voted in the same roll call", a, b)
	}
	var left votes.Period
	for y := first; y <= last; y++ {
		q := periods[y]
		left.Unanimous += q.Unanimous
		left.Parts += q.Parts
		left.NotImportant += q.NotImportant
		year := scored(y, votes.Joint(q.Rolls, i, j))
		if year.N == 0 {
			year.Missing = missing(q, a, b, i, j)
		}
		out.N += year.N
		out.Years = append(out.Years, year)
	}
	out.LeftOut = leftOut(left)
	for _, s := range []string{a, b} {
		for _, seat := range t.SeatsOf(s) {
			if seat.Note != "" {
				out.Notes = append(out.Notes, s+": "+seat.Note)
			}
		}
	}
	return out, nil
}

// leftOut says in words what of a period does not count, with numbers.
func leftOut(left votes.Period) []string {
	var out []string
	for _, l := range []struct {
		n    int
		what string
	}{{left.Unanimous, "unanimous"}, {left.Parts, "on amendments or paragraphs"}, {left.NotImportant, "not marked important"}} {
		if l.n > 0 {
			noun := "roll calls"
			if l.n == 1 {
				noun = "roll call"
			}
			out = append(out, fmt.Sprintf("%d %s %s", l.n, noun, l.what))
		}
	}
	return out
}

// bounds are the first and last year in which both voted, on anything; 0, 0 if
// they never did.
func bounds(t *votes.Table, p votes.Pick, a, b int) (first, last int) {
	for i := range t.Rolls {
		r := &t.Rolls[i]
		if r.Votes[a] == votes.Absent || r.Votes[b] == votes.Absent {
			continue
		}
		y := r.Session + 1945
		if p.CalendarYear {
			y = r.Year()
		}
		if first == 0 {
			first = y
		}
		first, last = min(first, y), max(last, y)
	}
	return first, last
}

// missing says why two states have no joint vote in a period.
func missing(q votes.Period, a, b string, i, j int) string {
	if len(q.Rolls) == 0 {
		if q.Unanimous+q.Parts+q.NotImportant > 0 {
			return "no roll call that counts"
		}
		return "no roll call in the data"
	}
	voted := func(s int) bool {
		for _, r := range q.Rolls {
			if r.Votes[s] != votes.Absent {
				return true
			}
		}
		return false
	}
	switch x, y := voted(i), voted(j); {
	case !x && !y:
		return "neither voted"
	case !x:
		return a + " did not vote"
	case !y:
		return b + " did not vote"
	}
	return "never voted on the same resolution"
}

func scored(year int, n [3][3]int) Year {
	c := measure.FromCounts(n)
	y := Year{Year: year, N: int(c.N())}
	if y.N == 0 {
		return y
	}
	share := func(f func(measure.Crosstab) (float64, bool)) Score {
		v, ok := f(c)
		low, high := measure.WilsonInterval(v, c.N())
		return Score{v, low, high, ok, ok}
	}
	y.Identical, y.Agreement = share(measure.Identical), share(measure.Agreement)
	s, ok := measure.SignorinoRitter(c, 1)
	y.S = Score{s, 2*y.Agreement.Low - 1, 2*y.Agreement.High - 1, ok, ok}
	chance := func(f func(measure.Crosstab, measure.Disagreement) (float64, bool)) Score {
		g := func(c measure.Crosstab) (float64, bool) { return f(c, measure.Squared) }
		v, ok := g(c)
		low, high, sure := measure.JackknifeInterval(c, g)
		return Score{v, low, min(1, high), ok, ok && sure}
	}
	y.Kappa, y.Pi = chance(measure.Kappa), chance(measure.ScottPi)
	return y
}
