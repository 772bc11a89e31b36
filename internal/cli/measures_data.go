package cli

import (
	"context"
	"errors"

	"entente/internal/query"
	"entente/internal/store"
	"entente/internal/store/imports"
)

// withData opens what measures are made from: coded events, imported rows, or both.
// A folder may hold imported rows alone; then the base is nil and the index empty.
func (a *app) withData(ctx context.Context, m *measureFlags, f func(*query.Base, *query.Index, query.Rows) error) error {
	dir := a.path(a.ledger)
	if m.data == query.DataCoded || !imports.Exists(dir) {
		return a.asked(ctx, m.switches.tables, func(s *store.Store, ix *query.Index) error {
			return f(query.Fixed(s, ix), ix, nil)
		})
	}
	rows, err := imports.Open(ctx, dir, imports.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	found := false
	err = a.asked(ctx, m.switches.tables, func(s *store.Store, ix *query.Index) error {
		found = true
		return f(query.Fixed(s, ix), ix, rows)
	})
	if errors.Is(err, store.ErrNotFound) && !found {
		err = f(nil, &query.Index{}, rows)
	}
	return errors.Join(err, rows.Close())
}
