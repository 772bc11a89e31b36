package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"entente/internal/importer/importertest"
)

// served runs a command that serves and returns its address; the command is
// stopped at the end of the test.
func served(t *testing.T, dir string, args ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r, w := io.Pipe()
	var errs bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		status := Run(ctx, Env{Stdin: strings.NewReader(""), Stdout: w, Stderr: &errs, Dir: dir}, args)
		w.Close()
		ended <- status
	}()
	t.Cleanup(func() {
		stop()
		if status := <-ended; status != done {
			t.Errorf("%v ended with %d: %s", args, status, errs.String())
		}
	})
	lines := bufio.NewScanner(r)
	at := regexp.MustCompile(`^Serving at (http://\S+)/ until`)
	for lines.Scan() {
		if m := at.FindStringSubmatch(lines.Text()); m != nil {
			go io.Copy(io.Discard, r)
			return m[1]
		}
	}
	t.Fatalf("%v does not serve", args)
	return ""
}

func fetch(t *testing.T, method, url, media, body string) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	r, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, r.Header, string(b)
}

// TestServe serves the samples, sends a text, corrects an event, and looks at
// page, REST and MCP.
func TestServe(t *testing.T) {
	if testing.Short() {
		t.Skip("it loads the models")
	}
	dir := t.TempDir()
	at := served(t, dir, "demo", "--ledger", "kept", "--addr", "127.0.0.1:0")
	for _, path := range []string{"/", "/dyad/CHN/KAZ", "/dyad/RUS/NOWHERE", "/add", "/jobs", "/intake/intake.js", "/api/v1/events", "/api/v1/openapi.json", "/api/v1/today", "/imports"} {
		status, head, body := fetch(t, "GET", at+path, "", "")
		if status != 200 || len(body) < 100 || head.Get("Content-Security-Policy") == "" || strings.Contains(head.Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s: %d, %d bytes, %s", path, status, len(body), head.Get("Content-Security-Policy"))
		}
	}
	for path, want := range map[string]int{"/nothing": 404, "/api/v1/events/nothing": 404, "/api/v1/events?from=2022-02-30": 422, "/jobs/job-999999": 404,
		"/dyad/CHN/KAZ?from=2022-02-30": 400, "/event/nothing": 404, "/intake/../../etc/passwd": 404, "/static/..%2f..%2fgo.mod": 404} {
		if status, _, body := fetch(t, "GET", at+path, "", ""); status != want && status != http.StatusTemporaryRedirect && status != http.StatusMovedPermanently {
			t.Errorf("%s: %d, want %d: %.200s", path, status, want, body)
		}
	}

	const text = "The presidents of Kazakhstan and China met in Astana on Wednesday. Kazakhstan and China signed an agreement on trade. “The agreement is good for both,” the Kazakh president said."
	status, _, body := fetch(t, "POST", at+"/api/v1/jobs?published=2022-09-15", "text/plain", text)
	var j struct {
		ID, Phase string
		Documents []string
		EventsNew int `json:"events_new"`
	}
	if err := json.Unmarshal([]byte(body), &j); err != nil || status != 202 {
		t.Fatalf("%d %s", status, body)
	}
	for range 300 {
		_, _, body = fetch(t, "GET", at+"/api/v1/jobs/"+j.ID, "", "")
		if err := json.Unmarshal([]byte(body), &j); err != nil {
			t.Fatal(err)
		}
		if j.Phase == "done" || j.Phase == "failed" {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if j.Phase != "done" || len(j.Documents) != 1 || j.EventsNew < 1 {
		t.Fatalf("the job: %s", body)
	}
	if _, _, body := fetch(t, "GET", at+"/jobs/"+j.ID, "", ""); !strings.Contains(body, "/document/"+j.Documents[0]) {
		t.Errorf("the page of the job: %s", body)
	}
	_, _, body = fetch(t, "GET", at+"/api/v1/events?document="+j.Documents[0], "", "")
	var p struct {
		Events []struct{ ID, Words, Date string }
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil || len(p.Events) < 1 || !strings.Contains(text, p.Events[0].Words) {
		t.Fatalf("its events: %v %s", err, body)
	}
	if _, _, body := fetch(t, "GET", at+"/api/v1/claims?document="+j.Documents[0], "", ""); !strings.Contains(body, "good for both") {
		t.Errorf("its claims: %.300s", body)
	}
	id := p.Events[0].ID
	if status, _, body := fetch(t, "POST", at+"/api/v1/corrections", "application/json", `{"event":"`+id+`","why":"a test","remove":true}`); status != 200 {
		t.Errorf("the correction: %d %s", status, body)
	}
	if _, _, body := fetch(t, "GET", at+"/api/v1/events/"+id, "", ""); !strings.Contains(body, `"superseded":true`) {
		t.Errorf("what was corrected: %s", body)
	}

	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	c, err := client.Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: at + "/mcp", DisableStandaloneSSE: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "dyad", Arguments: map[string]any{"a": "CHN", "b": "KAZ"}})
	if err != nil || r.IsError {
		t.Fatalf("%v %+v", err, r)
	}

	// What is imported by the page's form is told by the API and to agents.
	form := "--x\r\nContent-Disposition: form-data; name=\"format\"\r\n\r\ngdelt2\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n" +
		importertest.GDELT(7, "20211020", "KAZ", "KAZAKHSTAN", "CHN", "042", "1.9", 3) + "\r\n--x--\r\n"
	if status, _, body := fetch(t, "POST", at+"/imports", "multipart/form-data; boundary=x", form); status != 303 {
		t.Fatalf("import: %d %s", status, body)
	}
	for i := 0; ; i++ {
		_, _, body := fetch(t, "GET", at+"/api/v1/imports", "", "")
		if strings.Contains(body, `"phase":"done"`) && strings.Contains(body, `"rows":1`) {
			break
		}
		if i == 500 {
			t.Fatal(body)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if r, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "imported_event", Arguments: map[string]any{"row": 1}}); err != nil || r.IsError {
		t.Errorf("%v %+v", err, r)
	}

	// Another process may not have the ledger now, and is told who has it.
	var out, errs bytes.Buffer
	if status := Run(t.Context(), Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Dir: dir}, []string{"serve", "--ledger", "kept", "--addr", "127.0.0.1:0"}); status != failed ||
		!strings.Contains(errs.String(), "in use by") {
		t.Errorf("a second server: %d %s", status, errs.String())
	}
	if names, err := filepath.Glob(filepath.Join(dir, "kept", "audit.jsonl")); err != nil || len(names) != 1 {
		t.Errorf("no audit log: %v %v", names, err)
	}
}

// TestMCP asks a ledger over the standard streams, as an agent does.
func TestMCP(t *testing.T) {
	if testing.Short() {
		t.Skip("it loads the models")
	}
	dir := t.TempDir()
	var out, errs bytes.Buffer
	if status := Run(t.Context(), Env{Stdin: strings.NewReader("Kazakhstan and China signed an agreement on trade."), Stdout: &out, Stderr: &errs, Dir: dir},
		[]string{"add", "--published", "2022-09-15", "-"}); status != done {
		t.Fatal(errs.String())
	}
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		status := Run(t.Context(), Env{Stdin: toServer, Stdout: fromServer, Stderr: io.Discard, Dir: dir}, []string{"mcp"})
		fromServer.Close()
		ended <- status
	}()
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	c, err := client.Connect(t.Context(), &mcp.IOTransport{Reader: toClient, Writer: fromClient}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "search_events", Arguments: map[string]any{"actor": "CHN"}})
	if err != nil || r.IsError || len(r.Content) != 1 {
		t.Fatalf("%v %+v", err, r)
	}
	if text := r.Content[0].(*mcp.TextContent).Text; !strings.Contains(text, "signed") || !strings.Contains(text, "not instructions") {
		t.Errorf("the answer: %s", text)
	}
	if r, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "imported_actor", Arguments: map[string]any{"id": "KAZ"}}); err != nil || !r.IsError || !strings.Contains(r.Content[0].(*mcp.TextContent).Text, "holds no imported rows") {
		t.Errorf("without imports: %v %+v", err, r)
	}
	file := filepath.Join(dir, "a.csv")
	if err := os.WriteFile(file, []byte(importertest.GDELT(7, "20211020", "KAZ", "KAZAKHSTAN", "CHN", "042", "1.9", 3)), 0o644); err != nil {
		t.Fatal(err)
	}
	if status := Run(t.Context(), Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Dir: dir}, []string{"import", "gdelt2", file}); status != done {
		t.Fatal(errs.String())
	}
	if r, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "imported_actor", Arguments: map[string]any{"id": "KAZ"}}); err != nil || r.IsError {
		t.Errorf("with imports that came since: %v %+v", err, r)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	select {
	case status := <-ended:
		if status != done {
			t.Errorf("it ended with %d", status)
		}
	case <-time.After(10 * time.Second):
		t.Error("it does not end when its client goes away")
	}
}
