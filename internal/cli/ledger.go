package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"entente/internal/event"
	"entente/internal/pipeline"
	"entente/internal/store"
)

const defaultLedger = "entente-ledger"

// ledgerFlag is the flag of all commands that use a ledger.
func (a *app) ledgerFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.ledger, "ledger", defaultLedger, "folder of the ledger")
	_ = cmd.MarkFlagDirname("ledger") // fails only if there is no such flag
}

// open opens the ledger for asking.
func (a *app) open(ctx context.Context) (*store.Store, error) {
	return store.Open(ctx, a.path(a.ledger), store.Options{ReadOnly: true})
}

// with opens the ledger for asking, calls f with it and closes it.
func (a *app) with(ctx context.Context, f func(*store.Store) error) error {
	s, err := a.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(f(s), s.Close())
}

// explain adds to an error what can be done about it.
func (a *app) explain(err error) error {
	switch {
	case errors.Is(err, store.ErrNewer):
		return fmt.Errorf("%w (this is entente %s)", err, version())
	case errors.Is(err, store.ErrDamaged) && strings.Contains(err.Error(), "rebuilt"):
		return fmt.Errorf("%w (entente rebuild --ledger %s does that)", err, a.ledger)
	case errors.Is(err, store.ErrFull):
		return fmt.Errorf("%w: make room and call again; what was added before stays, and is not added twice", err)
	}
	return err
}

// A keeper is a store as the pipeline wants it.
type keeper struct {
	s    *store.Store
	prov store.Provenance
}

func (k keeper) Append(ctx context.Context, batch []*event.Coded) (pipeline.Counts, error) {
	r, err := k.s.Append(ctx, batch, k.prov)
	return pipeline.Counts(r), err
}
