package intake

import (
	"context"
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"entente/internal/job"
)

func TestPages(t *testing.T) {
	jobs, err := job.New(func(ctx context.Context, task job.Task, report func(job.Report)) error {
		for i, f := range task.Files {
			b, err := os.ReadFile(f)
			if err != nil {
				return err
			}
			report(job.Report{Progress: job.Progress{Read: i + 1, Failed: i + 1, Bytes: int64(len(b))}, Kept: i, Faults: []job.Fault{{Name: "<b>x</b>", Why: "<script>"}}})
			if string(b) == "wait" {
				<-ctx.Done()
				return ctx.Err()
			}
		}
		return nil
	}, job.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer jobs.Close()
	var did []string
	h := New(Config{Jobs: jobs,
		Frame: func(path, title string, body template.HTML) ([]byte, error) {
			return []byte("<!doctype html><title>" + title + "</title>" + string(body)), nil
		},
		Note: func(_ context.Context, what string, _ any, _ error) error { did = append(did, what); return nil },
		Take: func(w http.ResponseWriter, r *http.Request) (job.State, error) {
			text, sent := r.FormValue("text"), false
			return jobs.Add("<i>ana</i>", "", func() (job.File, error) {
				if sent || text == "" {
					return job.File{}, io.EOF
				}
				sent = true
				return job.File{Name: "<u>.txt", Body: strings.NewReader(text)}, nil
			})
		}})
	ask := func(method, path, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "http://127.0.0.1"+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	for _, tt := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/add", "", 200, `name="file"`},
		{"GET", "/jobs", "", 200, "There are none"},
		{"POST", "/add", "", 422, "no text in it"},
		{"GET", "/jobs/nothing", "", 404, "no such job"},
		{"POST", "/jobs/nothing/stop", "", 404, "no such job"},
		{"GET", "/intake/intake.js", "", 200, "EventSource"},
		{"GET", "/intake/add.html", "", 404, "no such file"},
		{"GET", "/intake/..%2fintake.go", "", 404, "no such file"},
		{"DELETE", "/jobs", "", 404, "no page"},
	} {
		w := ask(tt.method, tt.path, tt.body)
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s %s: %d %s, want %d %q", tt.method, tt.path, w.Code, w.Body, tt.status, tt.want)
		}
	}
	// A job from its sending to its end, without a script.
	w := ask("POST", "/add", "text=wait")
	at := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(at, "/jobs/job-") {
		t.Fatalf("sent: %d %s", w.Code, at)
	}
	for range 1000 {
		if strings.Contains(ask("GET", at, "").Body.String(), "&lt;b&gt;x&lt;/b&gt;") { // its fault has been told
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	body := ask("GET", at, "").Body.String()
	for _, want := range []string{`http-equiv="refresh"`, "/stop", "&lt;b&gt;x&lt;/b&gt;", "&lt;script&gt;", "_u_.txt", "&lt;i&gt;ana"} {
		if !strings.Contains(body, want) {
			t.Errorf("a running job: no %q in %s", want, body)
		}
	}
	if w := ask("POST", at+"/stop", ""); w.Code != http.StatusSeeOther {
		t.Errorf("stopped: %d", w.Code)
	}
	if body := ask("GET", at, "").Body.String(); !strings.Contains(body, "/resume") || strings.Contains(body, `http-equiv="refresh"`) {
		t.Errorf("a stopped job: %s", body)
	}
	if w := ask("POST", at+"/stop", ""); w.Code != http.StatusConflict {
		t.Errorf("stopped twice: %d", w.Code)
	}
	if body := ask("GET", "/jobs", "").Body.String(); !strings.Contains(body, at) {
		t.Errorf("the list: %s", body)
	}
	if got := strings.Join(did, " "); got != "addTexts stopJob addTexts stopJob stopJob" {
		t.Errorf("noted: %s", got)
	}
}
