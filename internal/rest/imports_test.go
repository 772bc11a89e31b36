package rest

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/data"
	"entente/internal/importer"
	"entente/internal/importer/importertest"
	"entente/internal/query"
	"entente/internal/query/querytest"
	"entente/internal/read/events"
	"entente/internal/record"
	"entente/internal/store/imports"
)

// imported is the API over a folder of imports and a ledger with few events.
func imported(t *testing.T, o importer.DeskOptions) (http.Handler, *importer.Desk) {
	t.Helper()
	desk := importer.NewDesk(o)
	t.Cleanup(func() { desk.Close() })
	h, _ := New(Config{Ledger: query.New(&query.Base{Store: querytest.Store(t, 5)}, query.Options{}), Version: "test", Imports: desk})
	return h, desk
}

// of asks for JSON.
func of[T any](t *testing.T, h http.Handler, path string) (out T) {
	t.Helper()
	w := ask(h, Prefix+path)
	if w.Code != 200 {
		t.Fatalf("%s: %d %.300s", path, w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return out
}

// TestImports asks the rows of importertest for all that is known of them.
func TestImports(t *testing.T) {
	h, _ := imported(t, importer.DeskOptions{Dir: importertest.Folder(t, data.FS), ReadOnly: true})
	held := of[importsHeld](t, h, "/imports")
	if held.Rows != 37 || held.Files != 2 || held.Rejected != 2 || len(held.Tasks) != 0 ||
		cmp.Diff(held.Sets, []query.ImportedSet{{Set: "gdelt2", N: 36, First: "2021-01-10", Last: "2021-12-12"}, {Set: "icews", N: 1, First: "2021-06-01", Last: "2021-06-01"}}) != "" ||
		!slices.ContainsFunc(held.Flags, func(f query.ImportedFlag) bool { return f.Flag == "root" && f.N == 36 && f.Means != "" }) {
		t.Errorf("what is held: %+v", held)
	}
	// Files, in pages.
	first := of[query.ImportedFiles](t, h, "/imports/files?limit=1")
	if first.Total != 2 || first.Next != "2" || len(first.Files) != 1 || filepath.Base(first.Files[0].Name) != "icews.tab" {
		t.Fatalf("the first page of files: %+v", first)
	}
	second := of[query.ImportedFiles](t, h, "/imports/files?limit=1&after="+first.Next)
	if second.Next != "" || len(second.Files) != 1 {
		t.Fatalf("the second page of files: %+v", second)
	}
	f := second.Files[0]
	if f.File != 1 || f.Set != "gdelt2" || f.Read != 37 || f.Kept != 36 || f.Known != 0 || f.Rejected != 1 || !f.Done || f.Bytes == 0 {
		t.Errorf("%+v", f)
	}
	fault := of[query.ImportedFault](t, h, "/imports/files/1/rejects")
	if fault.File.File != 1 || fault.Next != "" || len(fault.Rejects) != 1 {
		t.Fatalf("%+v", fault)
	}
	if r := fault.Rejects[0]; r.Line != 37 || r.What != "rejected" || !strings.Contains(r.Reason, "no date") || r.Text != strings.TrimSuffix(importertest.GDELT(99, "20211399", "KAZ", "KAZ", "CHN", "042", "1.9", 1), "\n") || r.Cut {
		t.Errorf("%+v", r)
	}
	// A dyad: the first is the source of acts.
	d := of[query.ImportedAnswer](t, h, "/imports/dyads/KAZ/CHN")
	if d.Set != "gdelt2" || cmp.Diff(d.Sets, []query.SetCount{{Set: "gdelt2", N: 24}, {Set: "icews", N: 1}}) != "" || d.Total.N != 24 || d.Acts.N != 12 || d.Met.N != 12 ||
		d.Acts.Quad1 != 12 || d.Met.Quad4 != 12 || *d.Acts.Scale != 1.9 || *d.Met.Scale != -10 || *d.Total.Scale != -4.05 || len(d.Periods) != 12 || len(d.Events) != 24 || len(d.Partners) != 0 {
		t.Errorf("%+v", d)
	}
	if p := d.Periods[1]; p.Period != "2021-02" || p.N != 2 || p.Acts.N != 1 || p.Met.N != 1 || p.Mentions != 4+5 || p.Acts.Mentions != 4 || p.Met.Quad4 != 1 {
		t.Errorf("February: %+v", p)
	}
	if e := d.Events[0]; e.Row != 35 || *e.Mentions != 35 || e.Code != "190" || e.Source.ID != "CHN" || e.Target.ID != "KAZ" || e.Date != "2021-12-11" || e.Type == "" {
		t.Errorf("the most mentioned: %+v", e)
	}
	if d := of[query.ImportedAnswer](t, h, "/imports/dyads/CHN/KAZ?bin=quarter&from=2021-05-20&to=2021-07&order=cooperation&limit=2"); len(d.Periods) != 2 ||
		d.Periods[0].Period != "2021-Q2" || d.Periods[0].N != 4 || d.Periods[1].Period != "2021-Q3" || d.Periods[1].N != 2 || d.Acts.Quad4 != 3 || len(d.Events) != 2 || d.Events[0].Code != "042" {
		t.Errorf("by quarter, of whole months: %+v", d)
	}
	if d := of[query.ImportedAnswer](t, h, "/imports/dyads/CHN/RUS"); d.Total.N != 0 || d.Set != "" || len(d.Sets) != 0 || len(d.Periods) != 0 || d.Total.Scale != nil {
		t.Errorf("two without rows between them: %+v", d)
	}
	if d := of[query.ImportedAnswer](t, h, "/imports/dyads/KAZ/CHN?set=icews"); d.Total.N != 1 || d.Total.Mentions != 0 || d.Events[0].Mentions != nil || d.Events[0].Date != "2021-06-01" {
		t.Errorf("another set: %+v", d)
	}
	if d := of[query.ImportedAnswer](t, h, "/imports/dyads/KAZ/CHN?asof=2000-01-01"); d.Total.N != 0 || len(d.Events) != 0 {
		t.Errorf("before anything was imported: %+v", d)
	}
	if p := of[query.ImportedEvents](t, h, "/imports/events?actor=KAZ&set=gdelt2&asof=2000-01-01T00:00:00Z"); len(p.Events) != 0 {
		t.Errorf("before anything was imported: %+v", p)
	}
	if a := of[query.ImportedAnswer](t, h, "/imports/actors/KAZ?asof=2100-01-01"); a.Total.N != 36 {
		t.Errorf("what will have been imported: %+v", a)
	}
	// An actor.
	a := of[query.ImportedAnswer](t, h, "/imports/actors/KAZ?bin=year&top=1")
	if a.Total.N != 36 || a.Acts.N != 24 || a.Met.N != 12 || len(a.Periods) != 1 || a.Periods[0].Period != "2021" || a.Periods[0].Met.N != 12 || len(a.Partners) != 1 || a.PartnersLeft != 1 ||
		a.Partners[0].ID != "CHN" || a.Partners[0].N != 24 || a.Partners[0].Acts.N != 12 {
		t.Errorf("%+v", a)
	}
	// Rows in pages are all rows.
	seen, after := map[int64]bool{}, ""
	for {
		p := of[query.ImportedEvents](t, h, "/imports/events?actor=KAZ&limit=10&order=day&after="+after)
		for _, e := range p.Events {
			if seen[e.Row] || e.Row != int64(len(seen)+1) {
				t.Errorf("row %d comes after %d others", e.Row, len(seen))
			}
			seen[e.Row] = true
		}
		if after = p.Next; after == "" {
			break
		}
	}
	if len(seen) != 36 {
		t.Errorf("%d rows on all pages", len(seen))
	}
	if p := of[query.ImportedEvents](t, h, "/imports/events?dyad=CHN,KAZ&set=icews"); len(p.Events) != 1 || p.Events[0].Row != 37 || p.Events[0].Source.Name != "Foreign Ministry (Kazakhstan)" {
		t.Errorf("%+v", p)
	}
	// One row, to its columns; what it says is data.
	w := ask(h, Prefix+"/imports/events/36")
	if strings.Contains(w.Body.String(), "<script") {
		t.Errorf("markup in JSON: %s", w.Body)
	}
	r := of[query.ImportedLine](t, h, "/imports/events/36")
	if r.Row != 36 || r.File != 1 || filepath.Base(r.FileName) != "gdelt2.csv" || r.Line != 36 || len(r.Columns) != 61 || r.Columns[6] != (query.RowColumn{Name: "Actor1Name", Value: importertest.Trick}) || r.Text != "" || r.Source.Name != importertest.Trick {
		t.Errorf("%+v", r)
	}
}

// Lists of imports are tables too.
func TestImportsCSV(t *testing.T) {
	h, _ := imported(t, importer.DeskOptions{Dir: importertest.Folder(t, data.FS), ReadOnly: true})
	for path, want := range map[string]struct {
		rows   int
		column string
	}{
		"/imports": {2, "set"}, "/imports/files": {2, "rejected"}, "/imports/files/1/rejects": {1, "reason"}, "/imports/dyads/KAZ/CHN": {12, "acts.quad1"},
		"/imports/actors/KAZ": {12, "met.n"}, "/imports/events?actor=KAZ": {36, "source.id"}, "/imports/events/1": {1, "columns"},
	} {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		w := ask(h, Prefix+path+sep+"format=csv")
		rows, err := csv.NewReader(w.Body).ReadAll()
		if w.Code != 200 || len(rows) == 0 {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		if err != nil || len(rows) != want.rows+1 || !slices.Contains(rows[0], want.column) {
			t.Errorf("%s: %d rows of %v, %v", path, len(rows)-1, rows[0], err)
		}
	}
}

// Without imports that is said; with another process adding to them, that.
func TestImportsAway(t *testing.T) {
	dir := t.TempDir()
	h, desk := imported(t, importer.DeskOptions{Dir: dir, Know: func() (events.Knowledge, error) { return events.LoadKnowledge(data.FS, importertest.Today) }})
	if held := of[importsHeld](t, h, "/imports"); held.Rows != 0 || len(held.Sets) != 0 {
		t.Errorf("%+v", held)
	}
	if files := of[query.ImportedFiles](t, h, "/imports/files"); files.Total != 0 {
		t.Errorf("%+v", files)
	}
	tag := ask(h, Prefix+"/imports").Header().Get("ETag")
	for _, path := range []string{"/imports/dyads/KAZ/CHN", "/imports/actors/KAZ", "/imports/events?actor=KAZ", "/imports/events?actor=KAZ&set=icews", "/imports/events/1", "/imports/files/1/rejects"} {
		if w := ask(h, Prefix+path); w.Code != 404 || !strings.Contains(w.Body.String(), "entente import adds some") {
			t.Errorf("%s without imports: %d %s", path, w.Code, w.Body)
		}
	}
	other, err := imports.Open(t.Context(), dir, imports.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/imports", "/imports/files", "/imports/dyads/KAZ/CHN", "/imports/events/1"} {
		if w := ask(h, Prefix+path); w.Code != 503 || !strings.Contains(w.Body.String(), "being imported by another program") || w.Header().Get("ETag") != "" {
			t.Errorf("%s while another adds: %d %s", path, w.Code, w.Body)
		}
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	// A file that is sent is told of, and the answer is another than before.
	if err := desk.Take(t.Context(), record.GDELT2, "late.csv", strings.NewReader(importertest.GDELT(7, "20211020", "KAZ", "X", "CHN", "042", "1.9", 3))); err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		held := of[importsHeld](t, h, "/imports")
		if held.Tasks[0].Phase == "done" && held.Rows == 1 && held.Tasks[0].Kept == 1 {
			break
		}
		if i == 500 {
			t.Fatalf("%+v", held)
		}
		time.Sleep(20 * time.Millisecond)
	}
	r := httptest.NewRequest("GET", "http://127.0.0.1"+Prefix+"/imports", nil)
	r.Header.Set("If-None-Match", tag)
	if w := do(h, r); w.Code != 200 {
		t.Errorf("with the tag of before: %d", w.Code)
	}
	w := ask(h, Prefix+"/imports/dyads/KAZ/CHN")
	r = httptest.NewRequest("GET", "http://127.0.0.1"+Prefix+"/imports/dyads/KAZ/CHN", nil)
	r.Header.Set("If-None-Match", w.Header().Get("ETag"))
	if again := do(h, r); w.Code != 200 || again.Code != 304 {
		t.Errorf("the same again: %d, %d", w.Code, again.Code)
	}
}

// A line that is no row is cut where it is long.
func TestLongReject(t *testing.T) {
	dir := t.TempDir()
	h, desk := imported(t, importer.DeskOptions{Dir: dir, Know: func() (events.Knowledge, error) { return events.LoadKnowledge(data.FS, importertest.Today) }})
	if err := desk.Take(t.Context(), record.GDELT2, "long.csv", strings.NewReader("x\t"+strings.Repeat("é", 30_000)+"\n")); err != nil {
		t.Fatal(err)
	}
	for i := 0; desk.Tasks()[0].Phase != importer.Done; i++ {
		if i == 500 {
			t.Fatalf("%+v", desk.Tasks())
		}
		time.Sleep(20 * time.Millisecond)
	}
	f := of[query.ImportedFault](t, h, "/imports/files/1/rejects")
	if len(f.Rejects) != 1 || !f.Rejects[0].Cut || len(f.Rejects[0].Text) > maxRejected+3 || !strings.HasPrefix(f.Rejects[0].Text, "x\té") {
		t.Errorf("%s", strconv.Quote(f.Rejects[0].Text[:40]))
	}
}
