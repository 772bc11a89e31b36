// Package intake is the page's counter for texts: a form to drop files on or to
// paste an article into, and the jobs that code them, watched while they go on.
// It works with scripts off; with scripts a job moves by itself.
package intake

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/job"
)

//go:embed static
var static embed.FS

// Config says what is behind the counter.
type Config struct {
	Jobs *job.Manager
	// Note keeps who did what. Its error is the request's.
	Note func(ctx context.Context, did string, what any, failed error) error
	// Take reads the texts of a request and starts a job on them.
	Take func(w http.ResponseWriter, r *http.Request) (job.State, error)
	// Frame makes a whole page of a body, as the other pages have it.
	Frame func(path, title string, body template.HTML) ([]byte, error)
	// Found tells of a document that a job has kept; false if there is none. nil tells
	// of none.
	Found func(ctx context.Context, id string) (Found, bool)
}

// Found is a document that a job has kept.
type Found struct {
	ID, Title string
	Events    int
}

// stages are what is done with a text, in their order, as jobs name them.
var stages = []string{"paragraphs", "grammar", "names", "events", "keeping"}

// Paths are the patterns that the handler of New serves.
func Paths() []string { return []string{"/add", "/jobs", "/jobs/", "/intake/"} }

type site struct {
	Config
	pages *template.Template
}

// policy lets the pages load their own style and script, and ask for the state of
// jobs.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// New returns the counter.
func New(c Config) http.Handler {
	s := &site{c, template.Must(template.New("").Funcs(template.FuncMap{"span": span, "percent": Percent, "stages": func() []string { return stages }}).ParseFS(static, "static/*.html"))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /add", func(w http.ResponseWriter, r *http.Request) { s.show(w, r, http.StatusOK, "add", "Add texts", "") })
	mux.HandleFunc("POST /add", s.take)
	mux.HandleFunc("GET /jobs", func(w http.ResponseWriter, r *http.Request) {
		s.show(w, r, http.StatusOK, "jobs", "Jobs", c.Jobs.List())
	})
	mux.HandleFunc("GET /jobs/{id}", s.job)
	mux.HandleFunc("POST /jobs/{id}/stop", s.turn("stopJob", c.Jobs.Stop))
	mux.HandleFunc("POST /jobs/{id}/resume", s.turn("resumeJob", c.Jobs.Resume))
	mux.HandleFunc("GET /intake/{file}", func(w http.ResponseWriter, r *http.Request) {
		switch f := r.PathValue("file"); f {
		case "intake.js":
			w.Header().Set("Cache-Control", "no-cache")
			http.ServeFileFS(w, r, static, "static/"+f)
		default:
			s.fail(w, r, http.StatusNotFound, errors.New("there is no such file"))
		}
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, http.StatusNotFound, errors.New("there is no page at this address, or it takes no "+r.Method))
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		mux.ServeHTTP(w, r)
	})
}

func (s *site) show(w http.ResponseWriter, r *http.Request, status int, name, title string, v any) {
	var b bytes.Buffer
	err := s.pages.ExecuteTemplate(&b, name+".html", v)
	var page []byte
	if err == nil {
		page, err = s.Frame(r.URL.Path, title, template.HTML(b.String())) // html/template has escaped what it was given
	}
	if err != nil {
		http.Error(w, "the page could not be made: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(page)
}

func (s *site) fail(w http.ResponseWriter, r *http.Request, status int, err error) {
	s.show(w, r, status, "fault", http.StatusText(status), struct{ Why string }{err.Error()})
}

// statusOf is the status that tells of an error.
func statusOf(err error) int {
	var se huma.StatusError
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &se):
		return se.GetStatus()
	case errors.As(err, &large), errors.Is(err, job.ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, job.ErrEmpty):
		return http.StatusUnprocessableEntity
	case errors.Is(err, job.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, job.ErrPhase):
		return http.StatusConflict
	case errors.Is(err, job.ErrTooMany), errors.Is(err, job.ErrClosed):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func (s *site) take(w http.ResponseWriter, r *http.Request) {
	st, err := s.Take(w, r)
	if noted := s.Note(r.Context(), "addTexts", map[string]any{"job": st.ID, "files": st.Files}, err); err == nil {
		err = noted
	}
	if err != nil {
		s.fail(w, r, statusOf(err), err)
		return
	}
	http.Redirect(w, r, "/jobs/"+st.ID, http.StatusSeeOther)
}

func (s *site) job(w http.ResponseWriter, r *http.Request) {
	st, err := s.Jobs.Get(r.PathValue("id"))
	if err != nil {
		s.fail(w, r, statusOf(err), err)
		return
	}
	v := struct {
		job.State
		Found []Found
	}{State: st}
	for _, id := range st.Documents {
		f := Found{ID: id}
		if s.Found != nil {
			if got, ok := s.Found(r.Context(), id); ok {
				f = got
			}
		}
		v.Found = append(v.Found, f)
	}
	s.show(w, r, http.StatusOK, "job", fmt.Sprintf("%s: %s", st.ID, st.Phase), v)
}

func (s *site) turn(did string, do func(string) (job.State, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		_, err := do(id)
		if noted := s.Note(r.Context(), did, id, err); err == nil {
			err = noted
		}
		if err != nil {
			s.fail(w, r, statusOf(err), err)
			return
		}
		http.Redirect(w, r, "/jobs/"+id, http.StatusSeeOther)
	}
}

// span is how long a job will go on, in words.
func span(l *job.Left) string {
	if l == nil {
		return ""
	}
	if l.High < 120 {
		return fmt.Sprintf("%d to %d seconds", l.Low, max(l.High, 1))
	}
	return fmt.Sprintf("%d to %d minutes", l.Low/60, (l.High+59)/60)
}

// Percent is how much of a job is done, by bytes.
func Percent(s job.State) int {
	if s.Phase == job.Done {
		return 100
	}
	if s.Total == 0 {
		return 0
	}
	return int(min(99, s.Bytes*100/s.Total))
}
