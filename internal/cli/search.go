package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"entente/internal/doc"
	"entente/internal/query"
	"entente/internal/store"
)

func searchCommand(a *app) *cobra.Command {
	var (
		limit        int
		format, asOf string
	)
	cmd := &cobra.Command{
		Use:   "search [flags] WORD…",
		Short: "Find documents of the ledger by their words",
		Long: `Find documents that hold all the words, best first. Words match whatever their
ending in English; words between double quotes stand together; a word that ends
in * matches all that begins so. On the terminal matches stand between [ and ].`,
		Example: `  entente search border patrol
  entente search '"military base"' 'tajik*'`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *store.Store) error {
				then, err := query.ParseThen(cmd.Context(), s, asOf, "")
				if bad := new(query.BadValue); errors.As(err, &bad) {
					return usageError{err}
				} else if err != nil {
					return err
				}
				hits, err := s.SearchAsOf(cmd.Context(), strings.Join(args, " "), limit, then.AsOf)
				if err != nil {
					return err
				}
				if len(hits) == 0 && format == "table" {
					a.say("no document holds these words")
					return nil
				}
				return hitTable(hits, format).write(a.Stdout, format)
			})
		},
	}
	a.ledgerFlag(cmd)
	cmd.Flags().IntVar(&limit, "limit", 20, "how many documents at most")
	cmd.Flags().StringVar(&asOf, "as-of", "", asOfHelp)
	formatFlag(cmd, &format)
	return cmd
}

func hitTable(hits []store.Hit, format string) *table {
	if format == "table" {
		t := &table{columns: []string{"document", "published", "title", "words"}}
		for _, h := range hits {
			t.add(h.Doc.ID, h.Doc.Published.String(), shorten(h.Doc.Title, 50), brackets(h))
		}
		return t
	}
	t := &table{columns: []string{"document", "published", "publisher", "title", "url", "file", "score", "begin", "end", "words"}}
	for _, h := range hits {
		t.add(h.Doc.ID, known(h.Doc.Published.String()), known(h.Doc.Publisher), known(h.Doc.Title), known(h.Doc.URL), known(h.Doc.File),
			h.Score, h.Snippet.Begin, h.Snippet.End, h.Words)
	}
	return t
}

// brackets is the snippet with its matches between [ and ].
func brackets(h store.Hit) string {
	var b strings.Builder
	at := h.Snippet.Begin
	words := func(s doc.Span) string { return h.Words[s.Begin-h.Snippet.Begin : s.End-h.Snippet.Begin] }
	for _, m := range h.Spans {
		if m.Begin < at || m.End > h.Snippet.End {
			continue
		}
		b.WriteString(words(doc.Span{Begin: at, End: m.Begin}) + "[" + words(m) + "]")
		at = m.End
	}
	b.WriteString(words(doc.Span{Begin: at, End: h.Snippet.End}))
	return b.String()
}

// writeTo calls f with a file that appears under its name only if all went well,
// or with standard output if the name is "" or "-".
func (a *app) writeTo(name string, f func(io.Writer) error) (err error) {
	if name == "" || name == "-" {
		out := bufio.NewWriter(a.Stdout)
		return errors.Join(f(out), out.Flush())
	}
	name = a.path(name)
	part, err := os.CreateTemp(filepath.Dir(name), ".entente-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write %s: %w", name, err), os.Remove(part.Name()))
		}
	}()
	out := bufio.NewWriter(part)
	if err := errors.Join(f(out), out.Flush(), part.Chmod(0o644), part.Close()); err != nil {
		return err
	}
	return os.Rename(part.Name(), name)
}
