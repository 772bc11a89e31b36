package web

import (
	"fmt"
	"sync"

	"entente/internal/alignment"
	"entente/internal/query"
	"entente/internal/votes"
)

// A memo keeps what many pages need and few things change: the states offered for
// choosing, while the ledger stays as it is, and the votes of pairs of states, which
// no ledger changes.
type memo struct {
	mu    sync.Mutex
	ix    *query.Index
	named []option
	pairs map[string]votesOf
	table *votes.Table
	years []votes.Period // of the table
}

type votesOf struct {
	pair *alignment.Pair
	err  error
}

// maxPairs bounds the pairs kept, of some kilobytes each.
const maxPairs = 600

// states returns the list made for an index. It is shared.
func (m *memo) states(ix *query.Index, make func() []option) []option {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ix != ix {
		m.ix, m.named = ix, make()
	}
	return m.named
}

// votes is [alignment.Votes] of all roll calls. The pair is shared.
func (m *memo) votes(t *votes.Table, a, b string, from, to int) (*alignment.Pair, error) {
	key := fmt.Sprintf("%s %s %d %d", a, b, from, to)
	m.mu.Lock()
	if m.table != t {
		m.table, m.years, m.pairs = t, t.Periods(votes.Pick{}), nil
	}
	v, ok := m.pairs[key]
	years := m.years
	m.mu.Unlock()
	if ok {
		return v.pair, v.err
	}
	v.pair, v.err = alignment.VotesIn(t, years, a, b, votes.Pick{}, from, to)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pairs == nil || len(m.pairs) >= maxPairs {
		m.pairs = map[string]votesOf{}
	}
	m.pairs[key] = v
	return v.pair, v.err
}
