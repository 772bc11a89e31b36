package alignment

import (
	"fmt"

	"entente/internal/votes"
)

// A Matrix is how each two of several states voted together in a span of years.
type Matrix struct {
	States   []string
	From, To int // years in which there is a roll call that counts; 0 if there is none
	Rolls    int // roll calls that count
	// Cells[i][j] is of States[i] and States[j], at Year 0. Cells[i][i] has N, the
	// roll calls in which the state voted, and no score.
	Cells   [][]Year
	LeftOut []string
	Notes   []string // on the seats
}

// VoteMatrix compares each two of the states over the years from and to, where 0
// is the first or last of the table. A pair without a joint vote says why in
// Missing, and so does one with a state that never voted.
func VoteMatrix(t *votes.Table, states []string, p votes.Pick, from, to int) *Matrix {
	m := &Matrix{States: states}
	var all votes.Period
	for _, q := range t.Periods(p) {
		if from != 0 && q.Year < from || to != 0 && q.Year > to {
			continue
		}
		if len(q.Rolls) > 0 {
			if m.From == 0 {
				m.From = q.Year
			}
			m.To = q.Year
		}
		all.Rolls = append(all.Rolls, q.Rolls...)
		all.Unanimous += q.Unanimous
		all.Parts += q.Parts
		all.NotImportant += q.NotImportant
	}
	m.Rolls, m.LeftOut = len(all.Rolls), leftOut(all)
	at := make([]int, len(states))
	for i, s := range states {
		at[i] = -1
		if k, ok := t.Index(s); ok {
			at[i] = k
			for _, seat := range t.SeatsOf(s) {
				if seat.Note != "" {
					m.Notes = append(m.Notes, s+": "+seat.Note)
				}
			}
		}
	}
	m.Cells = make([][]Year, len(states))
	for i := range states {
		m.Cells[i] = make([]Year, len(states))
		for j := range states {
			m.Cells[i][j] = m.cell(all, at, i, j)
		}
	}
	return m
}

func (m *Matrix) cell(q votes.Period, at []int, i, j int) Year {
	for _, k := range []int{i, j} {
		if at[k] < 0 {
			return Year{Missing: fmt.Sprintf("%s %s", m.States[k], ErrNoVoter)}
		}
	}
	if i == j {
		var y Year
		for _, r := range q.Rolls {
			if r.Votes[at[i]] != votes.Absent {
				y.N++
			}
		}
		return y
	}
	if j < i {
		return m.Cells[j][i]
	}
	y := scored(0, votes.Joint(q.Rolls, at[i], at[j]))
	if y.N == 0 {
		y.Missing = missing(q, m.States[i], m.States[j], at[i], at[j])
	}
	return y
}
