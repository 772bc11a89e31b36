package rest

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"entente/data"
	"entente/internal/atlas"
	"entente/internal/codebook"
	"entente/internal/edit"
	"entente/internal/importer"
	"entente/internal/importer/importertest"
	"entente/internal/job"
	"entente/internal/query"
	"entente/internal/query/querytest"
	"entente/internal/store"
)

// served is the API over a synthetic ledger, with a work that counts files.
func served(t testing.TB, events int) (http.Handler, *query.Ledger) {
	t.Helper()
	s := querytest.Store(t, events)
	a, err := atlas.Load(data.FS, "actors", "gazetteer")
	if err != nil {
		t.Fatal(err)
	}
	book, err := codebook.Load(data.FS, "codebooks/plover")
	if err != nil {
		t.Fatal(err)
	}
	measures, err := fs.Sub(data.FS, "measures")
	if err != nil {
		t.Fatal(err)
	}
	weights, err := query.LoadWeights(measures)
	if err != nil {
		t.Fatal(err)
	}
	views, err := fs.Sub(data.FS, "views")
	if err != nil {
		t.Fatal(err)
	}
	tables, err := query.LoadTables(views, func(id string) string {
		if e, ok := a.Entity(id); ok {
			return e.Name
		}
		return ""
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	l := query.New(&query.Base{Store: s, Tables: tables}, query.Options{Atlas: a, Weights: weights, Book: book})
	jobs, err := job.New(func(ctx context.Context, task job.Task, report func(job.Report)) error {
		for i, f := range task.Files {
			b, err := os.ReadFile(f)
			if err != nil {
				return err
			}
			if strings.Contains(string(b), "wait") {
				<-ctx.Done()
				return ctx.Err()
			}
			report(job.Report{Progress: job.Progress{Read: i + 1, Coded: i + 1, Bytes: int64(len(b))}, Kept: i + 1, Documents: []string{string(b)}})
		}
		return nil
	}, job.Options{Dir: t.TempDir(), MaxBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { jobs.Close() })
	ed := &edit.Editor{Store: s, Book: book, Atlas: a, Program: "entente test", Now: time.Now}
	desk := importer.NewDesk(importer.DeskOptions{Dir: importertest.Folder(t, data.FS), ReadOnly: true})
	t.Cleanup(func() { desk.Close() })
	h, _ := New(Config{Ledger: l, Version: "test", Imports: desk, Jobs: jobs, MaxUpload: 2 << 20,
		Change: func(ctx context.Context, ch edit.Change) (edit.Result, error) { return ed.Change(ctx, "ana", ch) }})
	return h, l
}

func do(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func ask(h http.Handler, path string) *httptest.ResponseRecorder {
	return do(h, httptest.NewRequest("GET", "http://127.0.0.1"+path, nil))
}

// A contract is the document as a client reads it.
type contract struct {
	doc   map[string]any
	defs  map[string]*jsonschema.Schema
	paths map[string]map[string]struct {
		Responses map[string]struct {
			Content map[string]struct{ Schema json.RawMessage }
		}
	}
}

// read reads the document and holds it to the schema of OpenAPI 3.1.
func read(t *testing.T, h http.Handler) *contract {
	t.Helper()
	w := ask(h, Prefix+"/openapi.json")
	if w.Code != 200 {
		t.Fatalf("the document: %d %s", w.Code, w.Body)
	}
	body := strings.ReplaceAll(w.Body.String(), "#/components/schemas/", "#/$defs/")
	c := &contract{}
	var rest struct {
		Paths *map[string]map[string]struct {
			Responses map[string]struct {
				Content map[string]struct{ Schema json.RawMessage }
			}
		}
		Components struct {
			Schemas map[string]*jsonschema.Schema
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &c.doc); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(body), &rest); err != nil {
		t.Fatal(err)
	}
	c.paths, c.defs = *rest.Paths, rest.Components.Schemas
	text, err := os.ReadFile("testdata/openapi-3.1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var meta jsonschema.Schema
	if err := json.Unmarshal(text, &meta); err != nil {
		t.Fatal(err)
	}
	r, err := meta.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Validate(c.doc); err != nil {
		t.Errorf("the document: %v", err)
	}
	c.doc["openapi"] = "2.0"
	if r.Validate(c.doc) == nil {
		t.Error("the schema of documents passes anything")
	}
	return c
}

// holds says that a reply is as the document has it.
func (c *contract) holds(t *testing.T, r *http.Request, w *httptest.ResponseRecorder) {
	t.Helper()
	for path, ops := range c.paths {
		op, ok := ops[strings.ToLower(r.Method)]
		if !ok || !fits(path, r.URL.Path) {
			continue
		}
		reply, ok := op.Responses[strconv.Itoa(w.Code)]
		if !ok {
			t.Errorf("%s %s: the document has no reply %d", r.Method, r.URL, w.Code)
			return
		}
		media, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
		content, ok := reply.Content[media]
		if !ok {
			t.Errorf("%s %s: %d: the document has no %s", r.Method, r.URL, w.Code, media)
			return
		}
		var s jsonschema.Schema
		if err := json.Unmarshal(content.Schema, &s); err != nil {
			t.Fatal(err)
		}
		s.Defs = c.defs
		res, err := s.Resolve(nil)
		if err != nil {
			t.Fatalf("%s %s: %v", r.Method, path, err)
		}
		var body any
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
			t.Errorf("%s %s: %v", r.Method, r.URL, err)
		}
		if err := res.Validate(body); err != nil {
			t.Errorf("%s %s: %d: %v", r.Method, r.URL, w.Code, err)
		}
		return
	}
	t.Errorf("the document has no %s %s", r.Method, r.URL.Path)
}

// TestDocument asks each operation and holds replies, good and bad, to the
// document.
func TestDocument(t *testing.T) {
	h, l := served(t, 300)
	c := read(t, h)
	page, err := l.Events(t.Context(), query.Question{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	e := page.Events[0]
	asked := map[string]bool{}
	for _, tt := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/events", "", 200},
		{"GET", "/events?actor=TJK&domain=security&type=AID&type=REJECT&captions=0&limit=7&order=newest", "", 200},
		{"GET", "/events?text=did+agree", "", 200},
		{"GET", "/events?from=2022-02-30", "", 422},
		{"GET", "/events?nonsense=1", "", 422},
		{"GET", "/events?side=war", "", 422},
		{"GET", "/events?after=nonsense", "", 422},
		{"GET", "/events/" + e.ID, "", 200},
		{"GET", "/events/nothing", "", 404},
		{"GET", "/documents?limit=3", "", 200},
		{"GET", "/documents?limit=x", "", 422},
		{"GET", "/documents/" + e.Document.ID, "", 200},
		{"GET", "/documents/nothing", "", 404},
		{"GET", "/search?q=matter", "", 200},
		{"GET", "/search?q=matter&asof=b1", "", 200},
		{"GET", "/search?q=matter&asof=b99", "", 422},
		{"GET", "/search", "", 422},
		{"GET", "/actors/TJK", "", 200},
		{"GET", "/actors/nobody", "", 404},
		{"GET", "/dyads/RUS/CHN?bin=quarter", "", 200},
		{"GET", "/dyads/RUS/NOWHERE", "", 200},
		{"GET", "/dyads/RUS/CHN?bin=week", "", 422},
		{"GET", "/today", "", 200},
		{"GET", "/count?by=kind&by=year", "", 200},
		{"GET", "/count?by=colour", "", 422},
		{"GET", "/facets?top=3", "", 200},
		{"GET", "/facets?top=0", "", 422},
		{"GET", "/effect?infer=0", "", 200},
		{"GET", "/places", "", 200},
		{"GET", "/publishers?actor=KAZ", "", 200},
		{"GET", "/claims?holder=article&limit=5", "", 200},
		{"GET", "/claims?stance=sings", "", 422},
		{"GET", "/claims?from=2022-02-30", "", 422},
		{"GET", "/claims?asof=b1&limit=3", "", 200},
		{"GET", "/claims?asof=never", "", 422},
		{"GET", "/claims?codebook=none@1", "", 422},
		{"GET", "/redlines?asof=b99", "", 422},
		{"GET", "/views/CHN?asof=b1", "", 200},
		{"GET", "/redlines", "", 200},
		{"GET", "/views/CHN", "", 200},
		{"GET", "/tilt/TJK?step=year&draws=100", "", 200},
		{"GET", "/tilt/TJK?step=week", "", 422},
		{"GET", "/tilt/TJK?towards=China", "", 422},
		{"GET", "/imports", "", 200},
		{"GET", "/imports/files?limit=1", "", 200},
		{"GET", "/imports/files?after=-1", "", 422},
		{"GET", "/imports/files/1/rejects", "", 200},
		{"GET", "/imports/files/9/rejects", "", 404},
		{"GET", "/imports/files/x/rejects", "", 422},
		{"GET", "/imports/dyads/CHN/KAZ?bin=quarter&once=1&set=gdelt2", "", 200},
		{"GET", "/imports/dyads/CHN/NOWHERE", "", 404},
		{"GET", "/imports/dyads/CHN/%00", "", 422},
		{"GET", "/imports/dyads/CHN/KAZ?set=nonsense", "", 422},
		{"GET", "/imports/dyads/CHN/KAZ?from=2021-02-30", "", 422},
		{"GET", "/imports/dyads/CHN/KAZ?from=2022&to=2021", "", 422},
		{"GET", "/imports/dyads/CHN/KAZ?bin=week", "", 422},
		{"GET", "/imports/dyads/CHN/KAZ?asof=b1", "", 422},
		{"GET", "/imports/dyads/CHN/KAZ?nonsense=1", "", 422},
		{"GET", "/imports/actors/KAZ?top=1&from=2021&to=2021-06", "", 200},
		{"GET", "/imports/actors/NOWHERE", "", 404},
		{"GET", "/imports/actors/KAZ?once=1", "", 422},
		{"GET", "/imports/events?dyad=CHN,KAZ&order=conflict&limit=5", "", 200},
		{"GET", "/imports/events?actor=KAZ&set=icews", "", 200},
		{"GET", "/imports/events?actor=NOWHERE&set=icews", "", 404},
		{"GET", "/imports/events", "", 422},
		{"GET", "/imports/events?actor=KAZ&dyad=CHN,KAZ", "", 422},
		{"GET", "/imports/events?dyad=CHN", "", 422},
		{"GET", "/imports/events?actor=KAZ&order=loudest", "", 422},
		{"GET", "/imports/events?actor=KAZ&limit=1001", "", 422},
		{"GET", "/imports/events?actor=KAZ&after=x", "", 422},
		{"GET", "/imports/events/36", "", 200},
		{"GET", "/imports/events/38", "", 404},
		{"GET", "/imports/events/0", "", 422},
		{"POST", "/jobs", "An article.", 202},
		{"GET", "/jobs", "", 200},
		{"GET", "/jobs/job-000001", "", 200},
		{"GET", "/jobs/job-000009", "", 404},
		{"POST", "/jobs/job-000009/stop", "", 404},
		{"POST", "/jobs/job-000009/resume", "", 404},
		{"GET", "/jobs/job-000001/stream", "", 200},
		{"POST", "/corrections", `{"event":"` + e.ID + `","why":"it is aid","type":"AID"}`, 200},
		{"POST", "/corrections", `{"event":"` + e.ID + `","why":"late","type":"AID"}`, 409},
		{"POST", "/corrections", `{"event":"nothing","why":"x"}`, 404},
		{"POST", "/corrections", `{"event":"nothing"}`, 422},
		{"POST", "/corrections", `{"event":`, 400},
	} {
		r := httptest.NewRequest(tt.method, "http://127.0.0.1"+Prefix+tt.path, strings.NewReader(tt.body))
		if tt.body != "" {
			r.Header.Set("Content-Type", "application/json")
			if tt.path == "/jobs" {
				r.Header.Set("Content-Type", "text/plain")
			}
		}
		w := do(h, r)
		if w.Code != tt.status {
			t.Errorf("%s %s: %d, want %d: %.300s", tt.method, tt.path, w.Code, tt.status, w.Body)
			continue
		}
		if w.Code >= 400 && w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: an error of type %s", tt.method, tt.path, w.Header().Get("Content-Type"))
		}
		if !strings.HasSuffix(tt.path, "/stream") { // an event stream is no JSON
			c.holds(t, r, w)
		}
		path, _, _ := strings.Cut(tt.path, "?")
		asked[tt.method+" "+Prefix+path] = true
	}
	// Every operation of the document was asked.
	for path, ops := range c.paths {
		for method := range ops {
			hit := false
			for a := range asked {
				m, p, _ := strings.Cut(a, " ")
				hit = hit || strings.EqualFold(m, method) && fits(path, p)
			}
			if !hit {
				t.Errorf("no test asks %s %s", method, path)
			}
		}
	}
}

// fits says whether a path is one of a template.
func fits(template, path string) bool {
	a, b := strings.Split(template, "/"), strings.Split(path, "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && !strings.HasPrefix(a[i], "{") {
			return false
		}
	}
	return true
}

func TestCSV(t *testing.T) {
	h, l := served(t, 200)
	for _, tt := range []struct{ path, column string }{
		{"/events?limit=9", "words"}, {"/count?by=kind,year", "events"}, {"/publishers", "name"}, {"/documents", "title"}, {"/search?q=matter", "snippet"},
		{"/places", "name"}, {"/events/s0.0", "passages"}, {"/jobs", "phase"},
	} {
		if tt.path == "/count?by=kind,year" {
			tt.path = "/count?by=kind&by=year"
		}
		r := httptest.NewRequest("GET", "http://127.0.0.1"+Prefix+tt.path, nil)
		r.Header.Set("Accept", "text/csv")
		w := do(h, r)
		rows, err := csv.NewReader(w.Body).ReadAll()
		if err != nil || w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
			t.Errorf("%s: %d %s, %v", tt.path, w.Code, w.Header().Get("Content-Type"), err)
			continue
		}
		if !strings.Contains(","+strings.Join(rows[0], ",")+",", ","+tt.column+",") {
			t.Errorf("%s: columns %v", tt.path, rows[0])
		}
	}
	w := ask(h, Prefix+"/events?limit=1000&format=csv")
	rows, err := csv.NewReader(w.Body).ReadAll()
	n, _ := l.Total(t.Context(), query.Question{})
	if err != nil || len(rows) != n.Events+1 {
		t.Errorf("%d rows, %v, want %d", len(rows)-1, err, n.Events)
	}
	if w := ask(h, Prefix+"/events?format=csv&from=never"); w.Code != 422 || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("an error asked for as CSV: %d %s", w.Code, w.Header().Get("Content-Type"))
	}
}

// TestPages walks all pages and compares with the whole.
func TestPages(t *testing.T) {
	h, l := served(t, 300)
	n, err := l.Total(t.Context(), query.Question{})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	after := ""
	for {
		w := ask(h, Prefix+"/events?limit=40&after="+after)
		var p query.Page
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Total != n.Events {
			t.Fatalf("%v %d %.200s", err, p.Total, w.Body)
		}
		for _, e := range p.Events {
			if seen[e.ID] {
				t.Fatalf("%s comes twice", e.ID)
			}
			seen[e.ID] = true
			d, err := l.Document(t.Context(), e.Document.ID)
			if err != nil || d.Text[e.Begin:e.End] != e.Words {
				t.Fatalf("%s: words %q are not at %d to %d", e.ID, e.Words, e.Begin, e.End)
			}
		}
		if after = p.Next; after == "" {
			break
		}
	}
	if len(seen) != n.Events {
		t.Errorf("%d events on all pages, want %d", len(seen), n.Events)
	}
}

func TestETag(t *testing.T) {
	h, _ := served(t, 30)
	w := ask(h, Prefix+"/events")
	tag := w.Header().Get("ETag")
	r := httptest.NewRequest("GET", "http://127.0.0.1"+Prefix+"/events", nil)
	r.Header.Set("If-None-Match", tag)
	if w := do(h, r); tag == "" || w.Code != 304 || w.Body.Len() > 0 {
		t.Errorf("the same again: %d, tag %s", w.Code, tag)
	}
	r.Header.Set("Accept", "text/csv")
	if w := do(h, r); w.Code != 200 {
		t.Errorf("the same as CSV: %d", w.Code)
	}
}

func TestBadAddresses(t *testing.T) {
	h, _ := served(t, 30)
	for _, tt := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/nothing", 404}, {"GET", "/events/", 404}, {"GET", "/events/..%2f..%2fetc%2fpasswd", 404}, {"GET", "/events/%00", 404},
		{"GET", "/documents/" + strings.Repeat("x", 5000), 414}, {"DELETE", "/events", 405}, {"POST", "/events", 405}, {"GET", "/corrections", 405},
		{"GET", "/events?text=" + strings.Repeat("x", 10_000), 414}, {"GET", "/events?actor=" + strings.Repeat("x", 5000), 422},
		{"GET", "/events?from=99999-99-99", 422}, {"GET", "/events?asof=b99", 422}, {"GET", "/events?actor=%ff", 422}, {"GET", "/events?a;b", 400},
		{"GET", "/events?format=xml", 422}, {"GET", "/search?q=" + strings.Repeat("x", 1001), 422}, {"GET", "/search?q=%22%22", 200},
		{"GET", "/search?q=a%22+OR+NEAR(", 200}, {"GET", "/actors/%F0%9F%98%80", 404}, {"GET", "/dyads/%00/x", 422},
	} {
		w := do(h, httptest.NewRequest(tt.method, "http://127.0.0.1"+Prefix+tt.path, nil))
		if w.Code != tt.status {
			t.Errorf("%s %.60s: %d, want %d: %.200s", tt.method, tt.path, w.Code, tt.status, w.Body)
		}
		if w.Code >= 400 {
			var p struct{ Status int }
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != tt.status || w.Header().Get("Content-Type") != "application/problem+json" || w.Body.Len() > 2000 {
				t.Errorf("%s %.60s: %v %s %.300s", tt.method, tt.path, err, w.Header().Get("Content-Type"), w.Body)
			}
			if w.Header().Get("ETag") != "" {
				t.Errorf("%s %.60s: an error with an ETag", tt.method, tt.path)
			}
		}
	}
}

func form(t *testing.T, pairs ...string) (*bytes.Buffer, string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		var w io.Writer
		var err error
		if name, ok := strings.CutPrefix(pairs[i], "file:"); ok {
			w, err = m.CreateFormFile("file", name)
		} else {
			w, err = m.CreateFormField(pairs[i])
		}
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, pairs[i+1])
	}
	m.Close()
	return &b, m.FormDataContentType()
}

func TestUpload(t *testing.T) {
	h, _ := served(t, 30)
	send := func(body io.Reader, media, path string) (*httptest.ResponseRecorder, job.State) {
		r := httptest.NewRequest("POST", "http://127.0.0.1"+Prefix+path, body)
		r.Header.Set("Content-Type", media)
		w := do(h, r)
		var s job.State
		_ = json.Unmarshal(w.Body.Bytes(), &s)
		return w, s
	}
	b, media := form(t, "published", "2022-11", "file:../../x.txt", "One.", "file:b.html", "Two.", "text", "")
	w, s := send(b, media, "/jobs")
	if w.Code != 202 || len(s.Files) != 2 || s.Files[0] != "x.txt" || s.Published != "2022-11" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	b, media = form(t, "published", "", "file:", "", "text", "Pasted.")
	if w, s := send(b, media, "/jobs"); w.Code != 202 || len(s.Files) != 1 || s.Total != 7 {
		t.Errorf("pasted: %d %s", w.Code, w.Body)
	}
	// Watched to its end.
	lines := ask(h, Prefix+"/jobs/"+s.ID+"/stream").Body.String()
	if !strings.Contains(lines, "event: job\n") && !strings.Contains(lines, "data: {") || !strings.Contains(lines, `"phase":"done"`) || !strings.Contains(lines, `"One."`) {
		t.Errorf("watched: %s", lines)
	}
	for _, tt := range []struct {
		name, media, path string
		body              io.Reader
		status            int
	}{
		{"a picture", "image/png", "/jobs", strings.NewReader("x"), 415},
		{"no type", "", "/jobs", strings.NewReader("x"), 415},
		{"no boundary", "multipart/form-data", "/jobs", strings.NewReader("x"), 422},
		{"a form that breaks off", "multipart/form-data; boundary=x", "/jobs", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc"), 400},
		{"an impossible date", "text/plain", "/jobs?published=2022-02-31", strings.NewReader("x"), 422},
		{"too large for a job", "text/plain", "/jobs", strings.NewReader(strings.Repeat("x", 1<<20+1)), 413},
		{"too large for a request", "text/plain", "/jobs", strings.NewReader(strings.Repeat("x", 3<<20)), 413},
	} {
		if w, _ := send(tt.body, tt.media, tt.path); w.Code != tt.status {
			t.Errorf("%s: %d, want %d: %s", tt.name, w.Code, tt.status, w.Body)
		}
	}
	if b, media := form(t, "published", "2022"); true {
		if w, _ := send(b, media, "/jobs"); w.Code < 400 {
			t.Errorf("a form without a text: %d %s", w.Code, w.Body)
		}
	}
	_, s = send(strings.NewReader("wait"), "text/plain", "/jobs")
	for _, step := range []struct {
		do     string
		status int
		phase  job.Phase
	}{{"stop", 200, job.Stopped}, {"stop", 409, ""}, {"resume", 200, job.Waiting}} {
		w := do(h, httptest.NewRequest("POST", "http://127.0.0.1"+Prefix+"/jobs/"+s.ID+"/"+step.do, nil))
		var got job.State
		_ = json.Unmarshal(w.Body.Bytes(), &got)
		if w.Code != step.status || step.status == 200 && got.Phase != step.phase {
			t.Errorf("%s: %d %s", step.do, w.Code, w.Body)
		}
	}
}

// TestHostile serves a text full of tricks and looks that it comes as text.
func TestHostile(t *testing.T) {
	h, l := served(t, 10)
	c := querytest.Article(5000)
	c.Title = "<script>alert(1)</script> \u202e ignore all instructions"
	c.Publisher = `=cmd|"x"`
	if _, err := l.Store().Append(t.Context(), querytest.List(c), store.Provenance{Program: "t", Codebook: querytest.Book}); err != nil {
		t.Fatal(err)
	}
	w := ask(h, Prefix+"/documents/"+c.ID)
	if w.Code != 200 || strings.Contains(w.Body.String(), "<script>") || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%d %s: %.300s", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	var d query.Document
	if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil || d.Title != c.Title {
		t.Errorf("the title is %q, %v", d.Title, err)
	}
}
