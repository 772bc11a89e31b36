package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"entente/data"
	"entente/internal/query"
	"entente/internal/sources"
	"entente/internal/store"
)

// Folders of package data that the questions rest on.
const (
	viewsDir   = "views"
	sourcesDir = "sources"
)

// asOfHelp is the help of --as-of.
const asOfHelp = "what the ledger held then: a day, a time (RFC 3339), or a batch (b12; see entente history)"

// switchFlags are the flags that say what counts: of all commands that answer
// from the ledger.
type switchFlags struct {
	asOf, codebook                             string
	raw                                        bool
	without, notSources                        []string
	minSources                                 int
	noCaptions, noAnonymous, noInferred, noDis bool
	tables                                     []string
}

func (sf *switchFlags) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&sf.asOf, "as-of", "", asOfHelp)
	f.StringVar(&sf.codebook, "codebook", "", "the coding by this codebook, name@version (default: the last of each document)")
	f.BoolVar(&sf.raw, "raw", false, "reports, and not acts told by several of them")
	f.StringArrayVar(&sf.without, "without", nil, "class of sources to leave out: state, public, party, private, agency, unknown, country:RUS, lang:ru, group:NAME (may be repeated)")
	f.StringArrayVar(&sf.notSources, "without-source", nil, `publisher to leave out, as the ledger names it; "" is those not stated (may be repeated)`)
	f.IntVar(&sf.minSources, "min-sources", 1, "independent sources at least")
	f.BoolVar(&sf.noCaptions, "no-captions", false, "leave out what only captions tell")
	f.BoolVar(&sf.noAnonymous, "no-anonymous", false, "leave out what only holders without a name tell")
	f.BoolVar(&sf.noInferred, "no-inferred", false, "leave out what has a date that is not the text's own")
	f.BoolVar(&sf.noDis, "no-contested", false, "leave out what another event denies or disputes")
	f.StringArrayVar(&sf.tables, "sources", nil, "table of publishers of your own, whose rows win over those that come along (may be repeated)")
}

// values are the switches as query has them in an address.
func (sf *switchFlags) values(v url.Values, ix *query.Index) error {
	set := func(key, value string, on bool) {
		if on {
			v.Add(key, value)
		}
	}
	asOf := sf.asOf
	if t, err := time.Parse(time.RFC3339, asOf); err == nil {
		n := int64(0)
		for _, b := range ix.Batches {
			if !b.Added.After(t) {
				n = b.Batch
			}
		}
		if n == 0 {
			return usage("--as-of: the ledger held nothing at %s", sf.asOf)
		}
		asOf = "b" + strconv.FormatInt(n, 10)
	}
	set("asof", asOf, asOf != "")
	set("codebook", sf.codebook, sf.codebook != "")
	set("raw", "1", sf.raw)
	for _, c := range sf.without {
		v.Add("noclass", c)
	}
	for _, n := range sf.notSources {
		v.Add("src", "-"+n)
	}
	set("min", strconv.Itoa(sf.minSources), sf.minSources != 1)
	set("captions", "0", sf.noCaptions)
	set("anon", "0", sf.noAnonymous)
	set("infer", "0", sf.noInferred)
	set("contested", "0", sf.noDis)
	return nil
}

func (a *app) loadSources(tables []string) (*sources.Table, error) {
	var overlays []sources.Overlay
	for _, name := range tables {
		b, err := os.ReadFile(a.path(name))
		if err != nil {
			return nil, fmt.Errorf("sources of your own: %w", err)
		}
		overlays = append(overlays, sources.Overlay{Name: name, Text: string(b)})
	}
	fsys, err := fs.Sub(data.FS, sourcesDir)
	if err != nil {
		return nil, err
	}
	return sources.Load(fsys, overlays...)
}

// asked opens the ledger, makes its index and calls f with both.
func (a *app) asked(ctx context.Context, tables []string, f func(*store.Store, *query.Index) error) error {
	table, err := a.loadSources(tables)
	if err != nil {
		return err
	}
	views, err := fs.Sub(data.FS, viewsDir)
	if err != nil {
		return err
	}
	t, err := query.LoadTables(views, nil, nil)
	if err != nil {
		return err
	}
	t.Sources = table
	return a.with(ctx, func(s *store.Store) error {
		ix, err := query.NewIndex(ctx, s, t)
		if err != nil {
			return err
		}
		return f(s, ix)
	})
}

// choose returns the acts that the flags ask for.
func (ff *filterFlags) choose(ctx context.Context, s *store.Store, ix *query.Index) (*query.Selection, error) {
	v := url.Values{}
	for key, value := range map[string]string{"actor": ff.f.Actor, "source": ff.f.Source, "target": ff.f.Target, "dyad": strings.Join(ff.dyad, ","),
		"type": ff.f.Type, "kind": ff.f.Kind, "status": ff.status, "from": ff.from, "to": ff.to, "text": ff.f.Text, "document": ff.f.Document} {
		if value != "" {
			v.Set(key, value)
		}
	}
	if err := ff.switches.values(v, ix); err != nil {
		return nil, err
	}
	q, err := ix.ParseQuestion(v)
	if err != nil {
		return nil, usageError{err}
	}
	return query.New(query.Fixed(s, ix), query.Options{CacheBytes: -1}).Choose(ctx, q)
}

// page cuts a list of acts as --after and --limit say.
func (ff *filterFlags) page(es []*query.Entry) ([]*query.Entry, error) {
	if id := ff.f.After; id != "" {
		at := slices.IndexFunc(es, func(e *query.Entry) bool {
			return slices.ContainsFunc(e.Reports(), func(r *query.Entry) bool { return r.ID == id })
		})
		if at < 0 {
			return nil, fmt.Errorf("--after: event %s is not among those asked for: %w", id, store.ErrNotFound)
		}
		es = es[at+1:]
	}
	if n := ff.f.Limit; n > 0 && len(es) > n {
		es = es[:n]
	}
	return es, nil
}

// rowsOf reads the acts with their words.
func rowsOf(ctx context.Context, s *store.Store, es []*query.Entry) ([]store.Row, error) {
	numbers := make([]int64, len(es))
	for i, e := range es {
		numbers[i] = e.Number
	}
	var out []store.Row
	for part := range slices.Chunk(numbers, 5000) {
		rows, err := s.Rows(ctx, part)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

func historyCommand(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "history [flags]",
		Short: "List what was added to the ledger, and when",
		Long: `List the batches of the ledger, oldest first: what each added, when, and by which
codebook. A batch without documents is a grouping: it says which documents are
copies and which events one act. --as-of of other commands takes a batch.`,
		Example: `  entente history
  entente events --as-of b3`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *store.Store) error {
				batches, err := s.Batches(cmd.Context())
				if err != nil {
					return err
				}
				t := &table{columns: []string{"batch", "added", "documents", "events", "codebook", "program"}}
				for _, b := range batches {
					t.add("b"+strconv.FormatInt(b.Batch, 10), b.Added.Format(time.RFC3339), b.Documents, b.Events, b.Codebook, b.Program)
				}
				return t.write(a.Stdout, format)
			})
		},
	}
	a.ledgerFlag(cmd)
	formatFlag(cmd, &format)
	return cmd
}

func switchesCommand(a *app) *cobra.Command {
	var (
		ff     filterFlags
		format string
	)
	cmd := &cobra.Command{
		Use:   "switches [flags]",
		Short: "Say what each switch removes of a question",
		Long: `Say how many acts a question finds, and for each switch how many it removes: of one
that is set, how many more there were without it; of one that is not, how many
fewer with it. Flags are those of events.`,
		Example: `  entente switches --actor TJK
  entente switches --dyad CHN,KAZ --without state --min-sources 2`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			if _, err := ff.filter(); err != nil {
				return err
			}
			return a.asked(cmd.Context(), ff.switches.tables, func(s *store.Store, ix *query.Index) error {
				sel, err := ff.choose(cmd.Context(), s, ix)
				if err != nil {
					return err
				}
				n := sel.N()
				t := &table{columns: []string{"what", "set", "acts"}}
				t.add("acts asked for", nil, sel.All)
				t.add("acts kept", nil, sel.Len())
				t.add("reports of them", nil, n.Reports)
				t.add("documents", nil, n.Documents)
				t.add("independent sources", nil, n.Sources)
				for _, r := range sel.Effect() {
					set := "no"
					if r.On {
						set = "yes"
					}
					t.add("removed by "+strings.ReplaceAll(r.Switch, "_", " "), set, r.Events)
				}
				return t.write(a.Stdout, format)
			})
		},
	}
	a.ledgerFlag(cmd)
	ff.flags(cmd)
	formatFlag(cmd, &format)
	return cmd
}

func sourcesCommand(a *app) *cobra.Command {
	var (
		sf     switchFlags
		format string
		list   bool
	)
	cmd := &cobra.Command{
		Use:   "sources [flags]",
		Short: "List the publishers of the ledger, and what is known of them",
		Long: `List the publishers of the ledger's documents, those with the most acts first: where
they are, whose they are, whether they are an agency, how many of their documents
are copies or name an agency, and in how many acts nobody else tells the same. The
table behind it comes along (--known lists it); rows of a table of your own, given
with --sources, win over it: data/sources/ORIGIN.md has its columns.`,
		Example: `  entente sources
  entente sources --known --format csv > mine.tsv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			if list {
				publishers, err := a.loadSources(sf.tables)
				if err != nil {
					return err
				}
				t := &table{columns: []string{"name", "country", "languages", "owner", "agency", "group"}}
				for _, s := range publishers.All() {
					t.add(s.Name, known(s.Country), s.Languages, known(string(s.Owner)), yes(s.Agency), known(s.Group))
				}
				return t.write(a.Stdout, format)
			}
			return a.asked(cmd.Context(), sf.tables, func(s *store.Store, ix *query.Index) error {
				v := url.Values{}
				if err := sf.values(v, ix); err != nil {
					return err
				}
				q, err := ix.ParseQuestion(v)
				if err != nil {
					return usageError{err}
				}
				t := &table{columns: []string{"publisher", "country", "owner", "agency", "group", "documents", "copies", "credited", "acts", "alone"}}
				for _, p := range ix.Witnesses(q.Switches) {
					name := p.Name
					if name == "" {
						name = "not stated"
					}
					t.add(name, known(p.From.Country), known(string(p.From.Owner)), yes(p.From.Agency), known(p.From.Group), p.Documents, p.Copies, p.Credited, p.Acts, p.Alone)
				}
				return t.write(a.Stdout, format)
			})
		},
	}
	a.ledgerFlag(cmd)
	sf.flags(cmd)
	cmd.Flags().BoolVar(&list, "known", false, "list the table of publishers instead")
	formatFlag(cmd, &format)
	return cmd
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func storiesCommand(a *app) *cobra.Command {
	var (
		tables       []string
		format, asOf string
	)
	cmd := &cobra.Command{
		Use:   "stories [flags]",
		Short: "List documents that are copies of each other, or take passages over",
		Args:  cobra.NoArgs,
		Example: `  entente stories
  entente stories --format csv`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			return a.asked(cmd.Context(), tables, func(s *store.Store, ix *query.Index) error {
				then, err := query.ParseThen(cmd.Context(), s, asOf, "")
				if bad := new(query.BadValue); errors.As(err, &bad) {
					return usageError{err}
				} else if err != nil {
					return err
				}
				all, err := ix.StoriesThen(cmd.Context(), s, then.AsOf)
				if err != nil {
					return err
				}
				t := &table{columns: []string{"story", "document", "kin", "publisher", "origin", "published", "title", "file"}}
				for _, st := range all {
					for _, d := range st {
						t.add(d.Story, d.ID, string(d.Kin), known(d.Source()), known(d.Origin), known(d.Published.String()), known(d.Title), known(d.File))
					}
				}
				return t.write(a.Stdout, format)
			})
		},
	}
	a.ledgerFlag(cmd)
	cmd.Flags().StringArrayVar(&tables, "sources", nil, "table of publishers of your own (may be repeated)")
	cmd.Flags().StringVar(&asOf, "as-of", "", asOfHelp)
	formatFlag(cmd, &format)
	return cmd
}
