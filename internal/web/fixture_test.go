package web_test

import (
	"bytes"
	"context"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"entente/data"
	"entente/internal/atlas"
	"entente/internal/chart"
	"entente/internal/cli"
	"entente/internal/codebook"
	"entente/internal/edit"
	"entente/internal/edtf"
	"entente/internal/query"
	"entente/internal/sources"
	"entente/internal/store"
	"entente/internal/votes"
	"entente/internal/web"
)

// samplesLedger is the ledger of the sample articles, made once a run.
var samplesLedger = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "entente-web-")
	if err != nil {
		return "", err
	}
	return dir, add(filepath.Join(dir, "ledger"), "../../data/samples")
})

// add codes files into a ledger by the command that users have.
func add(ledger string, files ...string) error {
	var out bytes.Buffer
	args := append([]string{"add", "--ledger", ledger}, files...)
	if status := cli.Run(context.Background(), cli.Env{Stdin: &bytes.Buffer{}, Stdout: &out, Stderr: &out}, args); status != 0 {
		return &os.PathError{Op: "entente add", Path: out.String(), Err: os.ErrInvalid}
	}
	return nil
}

func TestMain(m *testing.M) {
	status := m.Run()
	if made {
		if dir, err := samplesLedger(); err == nil {
			_ = os.RemoveAll(dir)
		}
	}
	os.Exit(status)
}

var made bool

// samples is the page over the ledger of the sample articles.
func samples(t testing.TB) (*httptest.Server, *query.Ledger) {
	t.Helper()
	made = true
	dir, err := samplesLedger()
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, filepath.Join(dir, "ledger"), true)
}

// serve is the page over a ledger, at an address of its own: as a demo, for
// reading only, or with corrections.
func serve(t testing.TB, dir string, demo bool, more ...func(*web.Config)) (*httptest.Server, *query.Ledger) {
	t.Helper()
	s, err := store.Open(context.Background(), dir, store.Options{ReadOnly: demo})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	h, l := handler(t, s, demo, more...)
	server := httptest.NewUnstartedServer(h)
	if addr := os.Getenv("WEB_ADDR"); addr != "" {
		server = &httptest.Server{Listener: listen(t, addr), Config: &http.Server{Handler: h}}
	}
	server.Start()
	t.Cleanup(server.Close)
	return server, l
}

var book = sync.OnceValues(func() (*codebook.Codebook, error) { return codebook.Load(data.FS, "codebooks/plover") })

var people = sync.OnceValues(func() (*atlas.Atlas, error) { return atlas.Load(data.FS, "actors", "gazetteer") })

func handler(t testing.TB, s *store.Store, demo bool, more ...func(*web.Config)) (http.Handler, *query.Ledger) {
	t.Helper()
	fatal := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	a, err := people()
	fatal(err)
	cb, err := book()
	fatal(err)
	views, err := fs.Sub(data.FS, "views")
	fatal(err)
	geo, err := fs.Sub(data.FS, "geo")
	fatal(err)
	tables, err := query.LoadTables(views, func(id string) string {
		if e, ok := a.Entity(id); ok {
			return e.Name
		}
		return ""
	}, func(id string) []string { return a.Members(id, edtf.Date{}) })
	fatal(err)
	world, err := chart.LoadWorld(geo)
	fatal(err)
	frames, err := chart.LoadFrames(views)
	fatal(err)
	of, err := fs.Sub(data.FS, "sources")
	fatal(err)
	tables.Sources, err = sources.Load(of)
	fatal(err)
	scales, err := fs.Sub(data.FS, "measures")
	fatal(err)
	weights, err := query.LoadWeights(scales)
	fatal(err)
	l := query.New(&query.Base{Store: s, Tables: tables}, query.Options{Atlas: a, Book: cb, Weights: weights})
	c := web.Config{Ledger: l, World: world, Regions: frames, Book: cb, Program: "entente test", Demo: demo}
	c.Votes = sync.OnceValues(func() (*votes.Table, error) { return votes.Load(data.FS, "votes") })
	if !demo {
		c.Editor = &edit.Editor{Store: s, Book: cb, Atlas: a, Program: "entente test", Now: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }}
		c.By = func(*http.Request) string { return "a reader" }
	}
	for _, f := range more {
		f(&c)
	}
	h, err := web.New(c)
	fatal(err)
	return h, l
}
