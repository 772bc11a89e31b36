package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"entente/data"
	"entente/internal/agent"
	"entente/internal/chart"
	"entente/internal/cluster"
	"entente/internal/edit"
	"entente/internal/edtf"
	"entente/internal/group"
	"entente/internal/importer"
	"entente/internal/intake"
	"entente/internal/job"
	"entente/internal/query"
	"entente/internal/read/events"
	"entente/internal/record"
	"entente/internal/rest"
	"entente/internal/serve"
	"entente/internal/store"
	"entente/internal/votes"
	"entente/internal/web"
)

const geoDir = "geo"

// A door is the flags of commands that serve.
type door struct {
	addr              string
	tokenFile         string
	userHeader        string
	proxies, hosts    []string
	cert, key         string
	readOnly, verbose bool
	maxUpload         int64
	rate              float64
}

func (d *door) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&d.addr, "addr", "127.0.0.1:8080", "address to serve at; port 0 is any that is free")
	f.StringVar(&d.tokenFile, "token-file", "", "file with the secret to demand (or set ENTENTE_TOKEN)")
	f.StringVar(&d.userHeader, "user-header", "", "header in which a proxy that has seen to who it is names the user")
	f.StringSliceVar(&d.proxies, "proxy", nil, "network the proxy is in: 10.0.0.0/8 (default: this machine)")
	f.StringSliceVar(&d.hosts, "host", nil, "name the server may be called by, beside those of this machine")
	f.StringVar(&d.cert, "tls-cert", "", "file of the certificate, to serve by TLS")
	f.StringVar(&d.key, "tls-key", "", "file of its key")
	f.BoolVar(&d.readOnly, "read-only", false, "take no texts and no corrections; others may read the ledger too")
	f.BoolVar(&d.verbose, "log", false, "log each request, without queries and headers")
	f.Var(bytesFlag{&d.maxUpload}, "max-upload", "most that one request may send (default 256MiB)")
	f.Float64Var(&d.rate, "rate", 0, "requests a second from one address beyond this machine (default 50)")
}

// options checks the flags.
func (d *door) options(a *app) (serve.Options, error) {
	o := serve.Options{UserHeader: d.userHeader, Hosts: d.hosts, MaxBody: d.maxUpload, Rate: d.rate, Verbose: d.verbose, TLS: d.cert != "",
		Token: strings.TrimSpace(os.Getenv("ENTENTE_TOKEN"))}
	if d.tokenFile != "" {
		b, err := os.ReadFile(a.path(d.tokenFile))
		if err != nil {
			return o, fmt.Errorf("token: %w", err)
		}
		if o.Token = strings.TrimSpace(string(b)); o.Token == "" {
			return o, fmt.Errorf("token: %s is empty", d.tokenFile)
		}
	}
	if o.Token != "" && len(o.Token) < 16 {
		return o, errors.New("the token is short: at least 16 characters, such as openssl rand -hex 16 makes")
	}
	for _, p := range d.proxies {
		n, err := netip.ParsePrefix(p)
		if err != nil {
			return o, usage("--proxy: %v", err)
		}
		o.Proxies = append(o.Proxies, n)
	}
	if (d.cert == "") != (d.key == "") {
		return o, usage("--tls-cert and --tls-key go together")
	}
	o.Log = slog.New(slog.NewTextHandler(a.Stderr, nil))
	if err := serve.CheckAddr(d.addr, o); err != nil {
		return o, usage("%v", err)
	}
	return o, nil
}

func serveCommand(a *app) *cobra.Command {
	var d door
	var k knowledge
	cmd := &cobra.Command{
		Use:   "serve [flags]",
		Short: "Serve the ledger: page, REST and MCP",
		Long: `Serve the ledger until interrupted: the page at /, REST under /api/v1 (described at
/api/v1/openapi.json) and the Model Context Protocol at /mcp. Nothing is fetched
from elsewhere.

At an address of this machine everybody on it may come in. Beyond it a secret is
demanded (--token-file or the variable ENTENTE_TOKEN; browsers ask for it as a
password, with any name), or the header of a proxy that has seen to who it is
(--user-header). Corrections and texts that were sent are noted in audit.jsonl in
the ledger's folder.`,
		Example: `  entente serve
  entente serve --addr :8443 --token-file secret --tls-cert cert.pem --tls-key key.pem
  entente serve --addr 127.0.0.1:9000 --read-only`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, err := d.options(a)
			if err != nil {
				return err
			}
			t, err := a.load(k)
			if err != nil {
				return err
			}
			s, err := store.Open(cmd.Context(), a.path(a.ledger), store.Options{ReadOnly: d.readOnly})
			if err != nil {
				return err
			}
			return errors.Join(a.serve(cmd.Context(), s, t, d, o, false), s.Close())
		},
	}
	a.ledgerFlag(cmd)
	d.flags(cmd)
	k.tableFlags(cmd)
	return cmd
}

// base is what questions are asked of: the store with all tables.
func (a *app) base(s *store.Store, t *toolbox) (*query.Base, error) {
	views, err := fs.Sub(data.FS, viewsDir)
	if err != nil {
		return nil, err
	}
	tables, err := query.LoadTables(views, func(id string) string {
		if e, ok := t.atlas.Entity(id); ok {
			return e.Name
		}
		return ""
	}, func(id string) []string { return t.atlas.Members(id, edtf.Date{}) })
	if err != nil {
		return nil, err
	}
	if tables.Sources, err = a.loadSources(nil); err != nil {
		return nil, err
	}
	return &query.Base{Store: s, Tables: tables}, nil
}

// serve answers until the context ends.
func (a *app) serve(ctx context.Context, s *store.Store, t *toolbox, d door, o serve.Options, demo bool) (err error) {
	b, err := a.base(s, t)
	if err != nil {
		return err
	}
	scales, err := fs.Sub(data.FS, measuresDir)
	if err != nil {
		return err
	}
	weights, err := query.LoadWeights(scales)
	if err != nil {
		return fmt.Errorf("tables of the measures: %w", err)
	}
	l := query.New(b, query.Options{Atlas: t.atlas, Book: t.book, Weights: weights})
	if _, err := l.Index(ctx); err != nil {
		return err
	}
	program := "entente " + version()
	conf := rest.Config{Ledger: l, Version: version(), MaxUpload: d.maxUpload, Who: serve.Who}
	var pages *web.Pages
	page := web.Config{Votes: sync.OnceValues(func() (*votes.Table, error) { return votes.Load(data.FS, votesDir) }), Ledger: l, Book: t.book, Program: program, Demo: demo, By: func(r *http.Request) string { return serve.Who(r.Context()) }}
	mux := http.NewServeMux()
	rows := importer.DeskOptions{Dir: a.path(a.ledger), ReadOnly: d.readOnly, Program: program, Know: func() (events.Knowledge, error) { return events.LoadKnowledge(data.FS, time.Now()) }}
	if !d.readOnly {
		dir := a.path(a.ledger)
		audit, err := serve.OpenAudit(filepath.Join(dir, "audit.jsonl"), time.Now)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, audit.Close()) }()
		jobs, err := job.New(a.coding(s, t), job.Options{Dir: filepath.Join(dir, "jobs"), MaxBytes: d.maxUpload})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, jobs.Close()) }()
		note := func(ctx context.Context, did string, what any, failed error) error {
			return audit.Note(serve.Who(ctx), did, what, failed)
		}
		rows.Note = func(ctx context.Context, format record.Format, file string, failed error) {
			_ = note(ctx, "import", map[string]string{"format": format.String(), "file": file}, failed) // the file is taken all the same
		}
		ed := &edit.Editor{Store: s, Book: t.book, Atlas: t.atlas, Program: program, Now: time.Now}
		e := noted{ed, s, t.lexicon, program, note}
		conf.Jobs, conf.Note = jobs, note
		conf.Change = func(ctx context.Context, ch edit.Change) (edit.Result, error) {
			return e.Change(ctx, serve.Who(ctx), ch)
		}
		page.Editor, page.Counter = e, true
		frame := func(path, title string, body template.HTML) ([]byte, error) { return pages.Frame(path, title, body) }
		page.Jobs = func() []web.Job { return shownJobs(jobs.List()) }
		in := intake.New(intake.Config{Jobs: jobs, Note: note, Frame: frame, Found: found(s), Take: func(w http.ResponseWriter, r *http.Request) (job.State, error) {
			return rest.Upload(jobs, w, r, serve.Who(r.Context()), cmp.Or(d.maxUpload, 256<<20))
		}})
		for _, p := range intake.Paths() {
			mux.Handle(p, in)
		}
	}
	desk := importer.NewDesk(rows)
	defer func() { err = errors.Join(err, desk.Close()) }()
	// Now, so that nobody waits for it later; where another has the rows, pages say so.
	if _, err := desk.Rows(ctx); err != nil && !errors.Is(err, store.ErrHeld) {
		return err
	}
	page.Imports, conf.Imports = desk, desk
	geo, err := fs.Sub(data.FS, geoDir)
	if err != nil {
		return err
	}
	if page.World, err = chart.LoadWorld(geo); err != nil {
		return err
	}
	views, err := fs.Sub(data.FS, viewsDir)
	if err != nil {
		return err
	}
	if page.Regions, err = chart.LoadFrames(views); err != nil {
		return err
	}
	pages, err = web.New(page)
	if err != nil {
		return err
	}
	api, _ := rest.New(conf)
	mux.Handle(rest.Prefix+"/", api)
	mux.Handle("/mcp", agent.Handler(agent.New(l, desk.Rows, version())))
	mux.Handle("/", pages)

	ln, err := net.Listen("tcp", d.addr)
	if err != nil {
		return err
	}
	scheme := "http"
	if d.cert != "" {
		scheme = "https"
	}
	fmt.Fprintf(a.Stdout, "Serving at %s://%s/ until interrupted.\n", scheme, ln.Addr())
	return serve.Serve(ctx, ln, mux, o, a.certPath(d.cert), a.certPath(d.key))
}

func (a *app) certPath(p string) string {
	if p == "" {
		return ""
	}
	return a.path(p)
}

// A noted editor keeps a note of each change, and groups events anew after it.
type noted struct {
	*edit.Editor
	s       *store.Store
	lexicon *cluster.Lexicon
	program string
	note    func(ctx context.Context, did string, what any, failed error) error
}

func (n noted) Change(ctx context.Context, by string, ch edit.Change) (edit.Result, error) {
	r, err := n.Editor.Change(ctx, by, ch)
	if err == nil {
		_, err = group.Regroup(context.WithoutCancel(ctx), n.s, n.lexicon, n.program)
	}
	return r, errors.Join(err, n.note(ctx, "correct", struct {
		edit.Change
		edit.Result
	}{ch, r}, err))
}

func mcpCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "mcp [flags]",
		Short: "Serve the ledger to an agent on standard input and output",
		Long: `Serve the ledger by the Model Context Protocol on standard input and output, as
agents start it. The tools only read. The same tools are at /mcp of entente serve,
which may not hold the ledger at the same time unless it is --read-only.`,
		Example: `  entente mcp --ledger asia`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := a.loadAtlas(knowledge{})
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *store.Store) error {
				b, err := a.base(s, &toolbox{atlas: at})
				if err != nil {
					return err
				}
				// Opened when they are first asked for, and held from then on.
				desk := importer.NewDesk(importer.DeskOptions{Dir: a.path(a.ledger), ReadOnly: true})
				served := agent.Serve(cmd.Context(), agent.New(query.New(b, query.Options{Atlas: at}), desk.Rows, version()), a.Stdin, a.Stdout)
				return errors.Join(served, desk.Close())
			})
		},
	}
	a.ledgerFlag(cmd)
	return cmd
}
