package store

import (
	"fmt"
	"strings"
)

// A State is what the ledger held after a batch, and by which codebook. The zero value
// is what it holds now: of each document the last coding.
type State struct {
	// AsOf is a batch; 0 is the last, below 0 is before the first.
	AsOf int64
	// Codebook takes the coding of each document by it, name@version, even if a later
	// one superseded it; "" takes the last.
	Codebook string
}

// codings are the codings of the state, as a query.
func (st State) codings() string {
	var conds []string
	if st.AsOf != 0 {
		conds = append(conds, fmt.Sprintf("batch <= %d", st.AsOf))
	}
	if st.Codebook != "" {
		conds = append(conds, "codebook = "+quote(clean(st.Codebook)))
	}
	return "SELECT max(coding) FROM documents WHERE " + strings.Join(conds, " AND ") + " GROUP BY id"
}

// events is a table of the events of the state, as the view current_events is of now.
func (st State) events() string {
	if st == (State{}) {
		return "current_events"
	}
	return "(SELECT * FROM events WHERE coding IN (" + st.codings() + "))"
}

// claims is a table of its claims, as the view current_claims is of now.
func (st State) claims() string {
	if st == (State{}) {
		return "current_claims"
	}
	return "(SELECT c.*, d.id AS document FROM claims c JOIN documents d ON d.coding = c.coding WHERE d.coding IN (" + st.codings() + "))"
}
