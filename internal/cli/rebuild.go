package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"entente/internal/store"
)

func rebuildCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rebuild [flags]",
		Short: "Make the counts of a damaged ledger anew from its documents",
		Long: `Make ledger.duckdb, which holds what is counted, anew from documents.sqlite, which
holds the documents as coded. The old file is kept beside it under another name.
This is for a ledger of which the other commands say that ledger.duckdb is damaged.`,
		Example: `  entente rebuild --ledger entente-ledger`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			docs, aside, err := store.Rebuild(cmd.Context(), a.path(a.ledger), store.Options{})
			if err != nil {
				return err
			}
			if aside != "" {
				a.say("the old file is kept as %s", aside)
			}
			_, err = fmt.Fprintf(a.Stdout, "rebuilt from %d documents\n", docs)
			return err
		},
	}
	a.ledgerFlag(cmd)
	return cmd
}
