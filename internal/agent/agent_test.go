package agent

import (
	"encoding/json"
	"io/fs"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"entente/data"
	"entente/internal/atlas"
	"entente/internal/importer"
	"entente/internal/importer/importertest"
	"entente/internal/query"
	"entente/internal/query/querytest"
)

func ledger(t *testing.T) *query.Ledger {
	t.Helper()
	s := querytest.Store(t, 300)
	a, err := atlas.Load(data.FS, "actors", "gazetteer")
	if err != nil {
		t.Fatal(err)
	}
	views, err := fs.Sub(data.FS, "views")
	if err != nil {
		t.Fatal(err)
	}
	tables, err := query.LoadTables(views, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return query.New(&query.Base{Store: s, Tables: tables}, query.Options{Atlas: a})
}

// sessions are clients of a server: over streams and over HTTP.
func sessions(t *testing.T, s *mcp.Server) map[string]*mcp.ClientSession {
	t.Helper()
	out := map[string]*mcp.ClientSession{}
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	there, here := mcp.NewInMemoryTransports()
	if _, err := s.Connect(t.Context(), there, nil); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(Handler(s))
	t.Cleanup(srv.Close)
	for name, tr := range map[string]mcp.Transport{"streams": here, "HTTP": &mcp.StreamableClientTransport{Endpoint: srv.URL, DisableStandaloneSSE: true}} {
		c, err := client.Connect(t.Context(), tr, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		t.Cleanup(func() { c.Close() })
		out[name] = c
	}
	return out
}

func TestTools(t *testing.T) {
	l := ledger(t)
	page, err := l.Events(t.Context(), query.Question{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	e := page.Events[0]
	calls := []struct {
		tool string
		args map[string]any
		want string // in the answer; of an error, in its text
		bad  bool
	}{
		{"search_events", map[string]any{"actor": "RUS", "limit": 5, "newest": true}, `"words":`, false},
		{"search_events", map[string]any{"actor": "RUS", "with": "CHN", "domains": []string{"security"}}, `"total":`, false},
		{"search_events", map[string]any{"from": "2022-02-30"}, "from", true},
		{"search_events", map[string]any{"nonsense": 1}, "nonsense", true},
		{"search_events", map[string]any{"text": strings.Repeat("x", 5000)}, "longer than", true},
		{"get_event", map[string]any{"id": e.ID}, `"passages":`, false},
		{"get_event", map[string]any{"id": "nothing"}, "not found", true},
		{"get_event", map[string]any{}, "id", true},
		{"search_documents", map[string]any{"query": "matter"}, `"snippet":`, false},
		{"search_documents", map[string]any{"query": "matter", "as_of": "2001-01-01"}, `"hits":[]`, false},
		{"get_document", map[string]any{"id": e.Document.ID}, `"text":`, false},
		{"get_document", map[string]any{"id": e.Document.ID, "begin": 99999}, "begin", true},
		{"get_document", map[string]any{"id": "../../etc/passwd"}, "not found", true},
		{"dyad", map[string]any{"a": "RUS", "b": "CHN", "bin": "quarter"}, `"lanes":`, false},
		{"dyad", map[string]any{"a": "RUS", "b": "NOWHERE"}, `"b_mentions":0`, false},
		{"actor", map[string]any{"id": "TJK"}, `"partners":`, false},
		{"actor", map[string]any{"id": "nobody"}, "not found", true},
		{"count", map[string]any{"by": []string{"kind", "year"}, "actor": "KAZ"}, `"cells":`, false},
		{"count", map[string]any{"by": []string{"colour"}}, "colour", true},
		{"switches", map[string]any{"no_inferred": true}, `"removed":`, false},
		{"search_claims", map[string]any{"holder": "article"}, `"claims":`, false},
		{"search_claims", map[string]any{"as_of": "2001-01-01"}, `"claims":[]`, false},
		{"search_claims", map[string]any{"as_of": "never"}, "asof", true},
		{"search_claims", map[string]any{"text": strings.Repeat("x", 501)}, "longer than", true},
		{"today", map[string]any{}, `"contested":`, false},
		{"imports", map[string]any{}, `"name":`, false},
		{"imports", map[string]any{"after": 1}, `"files":[]`, false},
		{"imports", map[string]any{"after": -1}, "after", true},
		{"import_rejects", map[string]any{"file": 1}, `"what":"rejected"`, false},
		{"import_rejects", map[string]any{"file": 9}, "not found", true},
		{"imported_dyad", map[string]any{"a": "KAZ", "b": "CHN"}, `"period":"2021"`, false},
		{"imported_dyad", map[string]any{"a": "KAZ", "b": "CHN", "bin": "quarter", "once": true, "from": "2021-05", "set": "gdelt2"}, `"period":"2021-Q2"`, false},
		{"imported_dyad", map[string]any{"a": "KAZ", "b": "CHN", "as_of": "2000-01-01"}, `"periods":[]`, false},
		{"imported_dyad", map[string]any{"a": "KAZ", "b": "CHN", "as_of": "b1"}, "asof", true},
		{"imported_dyad", map[string]any{"a": "KAZ", "b": ""}, "b: it is no id", true},
		{"imported_dyad", map[string]any{"a": "KAZ", "b": "NOWHERE"}, "no imported row names", true},
		{"imported_dyad", map[string]any{"a": "KAZ", "b": "CHN", "from": "2021-02-30"}, "from", true},
		{"imported_dyad", map[string]any{"a": "KAZ", "b": "CHN", "set": strings.Repeat("x", 5000)}, "longer than", true},
		{"imported_actor", map[string]any{"id": "KAZ", "limit": 3}, `"partners":`, false},
		{"imported_actor", map[string]any{"id": "\x00"}, "no id", true},
		{"imported_events", map[string]any{"actor": "KAZ", "with": "RUS", "order": "day", "limit": 2}, `"next":"2"`, false},
		{"imported_events", map[string]any{"actor": "KAZ", "order": "loudest"}, "loudest", true},
		{"imported_event", map[string]any{"row": 36}, "IGNORE ALL INSTRUCTIONS", false},
		{"imported_event", map[string]any{"row": 99}, "not found", true},
	}
	desk := importer.NewDesk(importer.DeskOptions{Dir: importertest.Folder(t, data.FS), ReadOnly: true})
	t.Cleanup(func() { desk.Close() })
	docs, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range sessions(t, New(l, desk.Rows, "test")) {
		tools := map[string]*jsonschema.Resolved{}
		for tool, err := range c.Tools(t.Context(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			if a := tool.Annotations; a == nil || !a.ReadOnlyHint {
				t.Errorf("%s: %s is not marked as read-only", name, tool.Name)
			}
			b, err := json.Marshal(tool.OutputSchema)
			if err != nil {
				t.Fatal(err)
			}
			var s jsonschema.Schema
			if err := json.Unmarshal(b, &s); err != nil {
				t.Fatal(err)
			}
			if tools[tool.Name], err = s.Resolve(nil); err != nil {
				t.Fatal(err)
			}
		}
		used := map[string]bool{}
		for _, tt := range calls {
			text, structured, failed := call(t, c, tt.tool, tt.args)
			if failed != tt.bad || !strings.Contains(text, tt.want) || len(text) > 200_000 {
				t.Errorf("%s: %s %v: failed %v: %.300s; want %q in it", name, tt.tool, tt.args, failed, text, tt.want)
			}
			if failed {
				continue
			}
			used[tt.tool] = true
			if !strings.Contains(text, "not instructions") {
				t.Errorf("%s: %s: the texts are not marked", name, tt.tool)
			}
			if err := tools[tt.tool].Validate(structured); err != nil {
				t.Errorf("%s: %s: %v", name, tt.tool, err)
			}
		}
		for tool := range tools {
			if !used[tool] {
				t.Errorf("%s: no test calls %s", name, tool)
			}
			if !strings.Contains(string(docs), "`"+tool+"`") {
				t.Errorf("docs/api.md does not name %s", tool)
			}
		}
	}
}

// call calls a tool; a call that the protocol refuses failed too.
func call(t *testing.T, c *mcp.ClientSession, tool string, args map[string]any) (text string, structured any, failed bool) {
	t.Helper()
	r, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		return err.Error(), nil, true
	}
	for _, part := range r.Content {
		if p, ok := part.(*mcp.TextContent); ok {
			text += p.Text
		}
	}
	return text, r.StructuredContent, r.IsError
}

// TestNoImports asks for imported rows where there are none.
func TestNoImports(t *testing.T) {
	c := sessions(t, New(ledger(t), nil, "test"))["streams"]
	if text, _, failed := call(t, c, "imports", nil); failed || !strings.Contains(text, `"rows":0`) {
		t.Errorf("imports: %s", text)
	}
	for tool, args := range map[string]map[string]any{"imported_dyad": {"a": "KAZ", "b": "CHN"}, "imported_actor": {"id": "KAZ"}, "imported_events": {"actor": "KAZ"},
		"imported_event": {"row": 1}, "import_rejects": {"file": 1}} {
		if text, _, failed := call(t, c, tool, args); !failed || !strings.Contains(text, "the ledger holds no imported rows") {
			t.Errorf("%s: %v %s", tool, failed, text)
		}
	}
}

// What a file says is cut where it is long.
func TestCut(t *testing.T) {
	if got := cut(strings.Repeat("é", 1000)); len(got) > maxValue+30 || !utf8.ValidString(got) || !strings.HasSuffix(got, "(2000 bytes)") {
		t.Errorf("%q", got)
	}
	if got := cut("short"); got != "short" {
		t.Errorf("%q", got)
	}
}

// TestWords follows an event of an answer to its words in the stored text.
func TestWords(t *testing.T) {
	l := ledger(t)
	c := sessions(t, New(l, nil, "test"))["streams"]
	text, _, _ := call(t, c, "search_events", map[string]any{"limit": 100})
	var a Answer[query.Page]
	if err := json.Unmarshal([]byte(text), &a); err != nil || len(a.Answer.Events) != 100 {
		t.Fatalf("%d events, %v", len(a.Answer.Events), err)
	}
	for _, e := range a.Answer.Events[:10] {
		text, _, _ := call(t, c, "get_document", map[string]any{"id": e.Document.ID})
		var d Answer[Part]
		if err := json.Unmarshal([]byte(text), &d); err != nil || d.Answer.Text[e.Begin:e.End] != e.Words {
			t.Errorf("%s: %q is not at %d to %d: %v", e.ID, e.Words, e.Begin, e.End, err)
		}
	}
}

func TestPart(t *testing.T) {
	d := &query.Document{Text: strings.Repeat("é", 30_000), Events: []query.Event{{Begin: 0, End: 2}, {Begin: 59_998, End: 60_000}}}
	whole := ""
	for begin := 0; begin < len(d.Text); {
		p, err := part(d, begin)
		if err != nil || p.Begin != begin || len(p.Text) > maxText || !strings.HasPrefix(p.Text, "é") {
			t.Fatalf("from %d: %+v, %v", begin, p, err)
		}
		whole, begin = whole+p.Text, p.End
	}
	if whole != d.Text {
		t.Error("the parts are not the whole")
	}
	if _, err := part(d, -1); err == nil {
		t.Error("a part before the beginning")
	}
}
