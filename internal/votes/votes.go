// Package votes is the roll calls of the UN General Assembly: who voted how, on
// which resolution, in which session. It loads the compact table that the
// program travels with, makes that table from the published files, and picks the
// roll calls of a comparison. What the votes say of two states is left to
// package measure.
//
// A Table does not change after Load and is safe for concurrent use. Slices it
// holds must not be changed.
package votes

import (
	"slices"
	"strconv"
)

// A Vote is how a state voted. Absent is also the vote of one that was no
// member, or is not in the source: the published files do not tell these apart.
type Vote uint8

// The votes, in their order from for to against.
const (
	Absent Vote = iota
	Yes
	Abstain
	No
)

func (v Vote) String() string { return [...]string{"no vote", "yes", "abstain", "no"}[v&3] }

// A Mark is a property of a roll call that the source may leave open.
type Mark uint8

// The values of a mark.
const (
	NotStated Mark = iota
	False
	True
)

// A Roll is one roll call.
type Roll struct {
	ID         int    // rcid of the source
	Session    int    // of the Assembly, from 1
	Date       string // 2006-01-02; the source's days are not exact in early sessions
	Resolution string // "R/50/10", as the source writes it
	Important  Mark   // the United States called the vote important
	Amendment  Mark   // on an amendment
	Paragraph  Mark   // on a paragraph
	Link       int    // ID of the first roll call on the same text; its own if there is none
	Votes      []Vote // by index of Table.States
}

// Year is the calendar year of the vote.
func (r *Roll) Year() int {
	y, _ := strconv.Atoi(r.Date[:4])
	return y
}

// Unanimous says whether all that voted voted alike.
func (r *Roll) Unanimous() bool {
	var first Vote
	for _, v := range r.Votes {
		switch {
		case v == Absent:
		case first == Absent:
			first = v
		case v != first:
			return false
		}
	}
	return true
}

// A Seat says that the votes of a seat in the source stand under the id of a
// state, in the sessions from From to To.
type Seat struct {
	State   string // id in the atlas
	Country string // the source's name
	Code    string // the source's two letters
	From    int
	To      int
	Note    string // what to know when reading the votes; may be empty
}

// Table is the roll calls in order of session and id.
type Table struct {
	States []string // ids, sorted
	Rolls  []Roll
	Seats  []Seat // exceptions, in order of the file
}

// Index finds a state; false if it never voted.
func (t *Table) Index(state string) (int, bool) { return slices.BinarySearch(t.States, state) }

// Count is how many votes were cast.
func (t *Table) Count() int {
	n := 0
	for i := range t.Rolls {
		for _, v := range t.Rolls[i].Votes {
			if v != Absent {
				n++
			}
		}
	}
	return n
}

// Span is the first and last session in which a state voted; 0, 0 if it never
// did.
func (t *Table) Span(state string) (first, last int) {
	i, ok := t.Index(state)
	if !ok {
		return 0, 0
	}
	for r := range t.Rolls {
		if roll := &t.Rolls[r]; roll.Votes[i] != Absent {
			if first == 0 {
				first = roll.Session
			}
			last = roll.Session
		}
	}
	return first, last
}

// SeatsOf is the notes on seats whose votes stand under the state, or whose
// former name is the state.
func (t *Table) SeatsOf(state string) []Seat {
	var out []Seat
	for _, s := range t.Seats {
		if s.State == state {
			out = append(out, s)
		}
	}
	return out
}

// Joint counts how two states voted together: rows are the votes of a, columns
// those of b, in the order yes, abstain, no. Roll calls in which one of them did
// not vote are not counted.
func Joint(rolls []*Roll, a, b int) [3][3]int {
	var c [3][3]int
	for _, r := range rolls {
		if x, y := r.Votes[a], r.Votes[b]; x != Absent && y != Absent {
			c[x-1][y-1]++
		}
	}
	return c
}
