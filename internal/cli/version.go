package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// release is the version of the program; the ledger notes it with each batch.
const release = "0.1.0"

// version is the release, and the commit it was built from if that is known.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return release + "+" + s.Value[:12]
		}
	}
	return release
}

func versionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the versions of program, codebook and compiler",
		Example: `  entente version`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			book, err := a.loadCodebook(knowledge{})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.Stdout, "entente %s\ncodebook %s\nbuilt with %s for %s/%s\n", version(), book.ID(),
				runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
