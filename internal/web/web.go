// Package web is the page: views of a ledger as HTML that works with scripts
// off, without network, from one binary.
//
// A handler parses an address, asks package query, and renders; figures are
// package chart's. Every number leads to its rows, every row to its sentence.
// Article text is data: it is escaped wherever it is shown, and addresses in it
// are never fetched nor made links. Who may read, and how edits are written, is
// left to who mounts it.
package web

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"entente/internal/chart"
	"entente/internal/codebook"
	"entente/internal/query"
	"entente/internal/votes"
)

// Config is what the page shows and how. Ledger, World and Regions must be set.
type Config struct {
	Ledger  *query.Ledger
	World   *chart.World
	Regions []Region
	Book    *codebook.Codebook // nil: the codebook's view says that there is none
	Program string             // name and version
	// Demo says on the first view that these are the sample articles.
	Demo bool
	// Editor carries out corrections; nil shows no form. By names the reader who
	// asks, "" or nil if that is not known.
	Editor Editor
	By     func(*http.Request) string
	// Jobs are the last pieces of work at the counter, newest first; nil shows none.
	Jobs func() []Job
	// Counter says that there is a counter for texts at /add and /jobs.
	Counter bool
	// Votes gives the roll calls of the UN when a page first asks for them; nil
	// says that there are none.
	Votes func() (*votes.Table, error)
	// Imports is the imported rows; nil says that there are none and takes none.
	Imports Imports
	// CacheBytes bounds the memory for finished pages; 0 is 32 MB.
	CacheBytes int
}

// A Job is work on texts that were sent.
type Job struct {
	ID, Phase                  string
	Read, Failed, New, Percent int // documents dealt with, of them failed; new events; share of the bytes
	Over                       bool
}

// A site is the page as it serves.
type site struct {
	Config
	cache  *cache
	memo   memo
	assets assets
	pages  map[string]*template.Template
}

// Pages serve the paths below /.
type Pages struct {
	http.Handler
	site *site
}

// Frame puts a page of another door, made by it from what it escaped, into the
// frame of this site: menu, search and style. path is the page's own.
func (p *Pages) Frame(path, title string, body template.HTML) ([]byte, error) {
	return p.site.render(strangerView, &page{site: p.site, view: strangerView, Path: path, Program: p.site.Program, Title: title, Body: body})
}

// New returns the pages. Errors are of the embedded files.
func New(c Config) (*Pages, error) {
	if c.CacheBytes == 0 {
		c.CacheBytes = 32 << 20
	}
	if c.Ledger == nil || c.World == nil || len(c.Regions) == 0 {
		return nil, errors.New("the page needs a ledger, outlines and regions")
	}
	s := &site{Config: c, cache: newCache(c.CacheBytes)}
	if err := s.assets.load(); err != nil {
		return nil, err
	}
	if err := s.parse(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /static/{file}", s.assets.serve)
	for _, v := range views {
		for _, p := range v.patterns {
			mux.Handle("GET "+p, s.show(v))
		}
	}
	if c.Editor != nil {
		// Forms come from this page's own origin, or not at all.
		own := http.NewCrossOriginProtection()
		mux.Handle("POST /event/{id}/correct", own.Handler(http.HandlerFunc(s.change)))
		mux.Handle("POST /document/{id}/add", own.Handler(http.HandlerFunc(s.change)))
	}
	if c.Imports != nil && c.Imports.Takes() {
		own := http.NewCrossOriginProtection()
		mux.Handle("POST /imports", own.Handler(http.HandlerFunc(s.take)))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			s.fail(w, r, &fault{http.StatusMethodNotAllowed, "This address takes no " + r.Method + "."})
			return
		}
		s.fail(w, r, &fault{http.StatusNotFound, "There is no page at this address."})
	})
	return &Pages{secure(mux), s}, nil
}

// policy lets a page load nothing but its own style, script and pictures.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func secure(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", policy)
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cross-Origin-Opener-Policy", "same-origin")
		head.Set("Cross-Origin-Resource-Policy", "same-origin")
		head.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.ServeHTTP(w, r)
	})
}

// maxQuery bounds the query of an address, in bytes.
const maxQuery = 8 << 10

// A fault is an error the reader is told, with its status.
type fault struct {
	status int
	words  string
}

func (f *fault) Error() string { return f.words }

func notFound(format string, args ...any) error {
	return &fault{http.StatusNotFound, fmt.Sprintf(format, args...)}
}

func badValue(format string, args ...any) error {
	return &fault{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// A request is one question of a reader: the address taken apart.
type request struct {
	*http.Request
	site     *site
	ix       *query.Index
	q        url.Values
	question query.Question // it does not change
	page     *page
	switches *string // see to
}

// show renders a view, from the cache where it can.
func (s *site) show(v *view) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.URL.RawQuery) > maxQuery {
			s.fail(w, r, &fault{http.StatusRequestURITooLong, fmt.Sprintf("The address is too long: %d bytes after the ?, at most %d.", len(r.URL.RawQuery), maxQuery)})
			return
		}
		q, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			s.fail(w, r, badValue("The address cannot be read: %v", err))
			return
		}
		ix, err := s.Ledger.Index(r.Context())
		if err != nil {
			s.fail(w, r, err)
			return
		}
		format := q.Get("format")
		q.Del("format")
		if format != "" && format != "html" {
			s.export(w, r, v, ix, q, format)
			return
		}
		key := r.URL.Path + "?" + q.Encode()
		if state := s.importState(r.Context()); state != "" {
			key += "\x00" + state
		}
		if v.live && s.Jobs != nil {
			key += "#" + fmt.Sprint(s.Jobs())
		}
		kept, err := s.cache.get(r.Context(), ix.Batch, key, func() ([]byte, error) {
			p, err := s.build(r, v, ix, q, false)
			if err != nil {
				return nil, err
			}
			return s.render(v, p)
		})
		var on *redirect
		if errors.As(err, &on) {
			http.Redirect(w, r, on.to, http.StatusSeeOther)
			return
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		head := w.Header()
		head.Set("Cache-Control", "no-cache")
		head.Set("Vary", "Accept-Encoding")
		head.Set("ETag", kept.tag)
		if slices.Contains(strings.Split(strings.ReplaceAll(r.Header.Get("If-None-Match"), " ", ""), ","), kept.tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		head.Set("Content-Type", "text/html; charset=utf-8")
		if v.template == "imports" && s.importing() {
			head.Set("Refresh", "2")
		}
		kept.write(w, r)
	})
}

// build asks what a view shows, as a page or as a file.
func (s *site) build(r *http.Request, v *view, ix *query.Index, q url.Values, file bool) (*page, error) {
	p := &page{site: s, view: v, Path: r.URL.Path, Program: s.Program, Query: short(q.Get("q"), 200), Demo: s.Demo, file: file}
	req := &request{Request: r, site: s, ix: ix, q: q, page: p}
	p.req = req
	var err error
	if req.question, err = ix.ParseQuestion(q); err != nil {
		return nil, badValue("%s", sentence(err))
	}
	if err := v.fill(req, p); err != nil {
		return nil, err
	}
	if !v.noSwitches && p.template == "" {
		p.Bar = req.bar()
	}
	return p, nil
}

func (s *site) render(v *view, p *page) ([]byte, error) {
	var b bytes.Buffer
	if err := s.pages[cmp.Or(p.template, v.template)].ExecuteTemplate(&b, "layout", p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// sentence is an error, perhaps of several, as one line.
func sentence(err error) string {
	return strings.ReplaceAll(err.Error(), "\n", "; ") + "."
}

// fail tells the reader what is wrong.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	f := &fault{http.StatusInternalServerError, ""}
	var bad *query.BadValue
	switch {
	case errors.As(err, &f):
	case errors.As(err, &bad):
		f.status, f.words = http.StatusBadRequest, sentence(err)
	case errors.Is(err, query.ErrNotFound):
		f.status, f.words = http.StatusNotFound, "The ledger does not hold it."
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		f.status, f.words = http.StatusServiceUnavailable, "The answer took too long and was given up."
	default:
		f.words = "The ledger could not answer: " + err.Error()
	}
	p := &page{site: s, view: faultView, Path: r.URL.Path, Program: s.Program, Title: http.StatusText(f.status), Fault: f.words}
	body, err := s.render(faultView, p)
	if err != nil {
		http.Error(w, f.words, f.status)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(f.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// short cuts words to n bytes at most.
func short(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
