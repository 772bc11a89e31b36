package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"entente/data"
	"entente/internal/importer"
	"entente/internal/read/events"
	"entente/internal/store/imports"
	"entente/internal/synth"
	"entente/internal/web"
)

func eventKnowledge() (events.Knowledge, error) {
	return events.LoadKnowledge(data.FS, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
}

// synthetic adds rows of the synthetic table to the imports of a folder.
func synthetic(dir string, rows int64) error {
	know, err := eventKnowledge()
	if err != nil {
		return err
	}
	var iso []string
	for id := range know.Codes.Countries("iso3") {
		iso = append(iso, id)
	}
	s, err := imports.Open(context.Background(), dir, imports.Options{})
	if err != nil {
		return err
	}
	_, err = importer.Synth(context.Background(), synth.New(42, iso), 42, rows, s, importer.Options{})
	return errors.Join(err, s.Close())
}

// withDesk is the page over a ledger with a desk for its imported rows.
func withDesk(t testing.TB, dir string, readOnly bool) (*httptest.Server, *importer.Desk) {
	t.Helper()
	d := importer.NewDesk(importer.DeskOptions{Dir: dir, ReadOnly: readOnly, Program: "test", Know: eventKnowledge})
	t.Cleanup(func() { d.Close() })
	s, _ := serve(t, dir, readOnly, func(c *web.Config) { c.Imports = d })
	return s, d
}

const gdeltLines = "1001\t20211020\t202110\t2021\t2021.8\tKAZGOV\tKAZAKHSTAN\tKAZ\t\t\t\t\tGOV\t\t\tCHN\tCHINA\tCHN\t\t\t\t\t\t\t\t1\t042\t042\t04\t1\t1.9\t40\t1\t40\t1.25\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t4\tAstana, Astana, Kazakhstan\tKZ\t\t\t51.2\t71.4\t\t20211027220000\thttps://www.paper.example/2021/visit\n" +
	"1002\t20211399\t202110\t2021\t2021.8\tKAZGOV\tKAZ<b>\tKAZ\t\t\t\t\tGOV\t\t\tCHN\tCHINA\tCHN\t\t\t\t\t\t\t\t1\t042\t042\t04\t1\t1.9\t4\t1\t4\t1.25\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t4\tAstana, Astana, Kazakhstan\tKZ\t\t\t51.2\t71.4\t\t20211027220000\thttps://www.paper.example/2021/visit\n"

// send posts a file to the form of imports.
func send(t *testing.T, s *httptest.Server, format, name, content string) (int, string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if err := form.WriteField("format", format); err != nil {
		t.Fatal(err)
	}
	w, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, content)
	form.Close()
	req, err := http.NewRequest("POST", s.URL+"/imports", &b)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// wants checks that a page holds some words and not others, those behind "!".
func wants(t *testing.T, s *httptest.Server, path string, status int, words ...string) string {
	t.Helper()
	got, body := get(t, s, path)
	if got != status {
		t.Errorf("%s: %d, want %d: %.300s", path, got, status, body)
	}
	for _, w := range words {
		if not, is := strings.CutPrefix(w, "!"); is && strings.Contains(body, not) {
			t.Errorf("%s: has %q", path, not)
		} else if !is && !strings.Contains(body, w) {
			t.Errorf("%s: has no %q", path, w)
		}
	}
	return body
}

// A file is taken in the page, its rows and rejects are shown, and each row leads to
// its line; coded events stand beside imported rows.
func TestImportedPages(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ledger")
	made = true
	from, err := samplesLedger()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(from, "ledger"))); err != nil {
		t.Fatal(err)
	}
	s, desk := withDesk(t, dir, false)
	wants(t, s, "/imports", 200, "No event data has been imported", `action="/imports" method="post"`)
	wants(t, s, "/dyad/CHN/KAZ", 200, "!?data=imported")
	wants(t, s, "/row/1", 404)
	if status, body := send(t, s, "nonsense", "a.csv", gdeltLines); status != 400 || !strings.Contains(body, "no format") {
		t.Errorf("an unknown format: %d %.200s", status, body)
	}
	if status, body := send(t, s, "gdelt2", "../a & b.csv", gdeltLines); status != 200 || !strings.Contains(body, "a___b.csv") {
		t.Errorf("a file: %d %.300s", status, body)
	}
	for range 500 {
		if ts := desk.Tasks(); len(ts) == 1 && (ts[0].Phase == importer.Done || ts[0].Phase == importer.Failed) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	wants(t, s, "/imports", 200, "GDELT 2.0", "done", "a___b.csv", "week back", `href="/imports?file=1"`)
	wants(t, s, "/imports?file=1", 200, "a___b.csv", "is no date", "<b>rejected</b>", "KAZ&lt;b&gt;", "!KAZ<b>")
	wants(t, s, "/imports?file=2", 404)
	wants(t, s, "/imports?file=other.csv", 404)
	// The dyad: coded as before, imported, both.
	wants(t, s, "/dyad/CHN/KAZ", 200, "data=imported", "On which words", "!Imported rows")
	body := wants(t, s, "/dyad/CHN/KAZ?data=imported", 200, "of GDELT 2.0", `href="/row/1"`, "KAZAKHSTAN", "!On which words", "1.9")
	if !strings.Contains(body, "<svg") {
		t.Error("the dyad has no figure")
	}
	wants(t, s, "/dyad/CHN/KAZ?data=both", 200, "On which words", "Imported rows", `href="/row/1"`)
	wants(t, s, "/dyad/CHN/KAZ?data=imported&from=2022", 200, "No row of")
	wants(t, s, "/dyad/CHN/KAZ?data=imported&asof=2001-01-01", 200, "No row of")
	wants(t, s, "/actor/KAZ?data=imported&asof=2001-01-01", 200, "No row of")
	wants(t, s, "/dyad/CHN/KAZ?data=imported&asof=2100-01-01", 200, `href="/row/1"`)
	wants(t, s, "/dyad/CHN/KAZ?data=imported&asof=b1", 200, "No row of") // it was added before
	wants(t, s, "/dyad/CHN/KAZ?data=imported&once=1", 200, "1</b> days of an act")
	wants(t, s, "/dyad/FJI/PRY?data=imported", 200, "No imported row names")
	wants(t, s, "/dyad/CHN/KAZ?data=imported&by=nonsense", 400)
	wants(t, s, "/dyad/CHN/KAZ?data=imported&set=nonsense", 400)
	wants(t, s, "/dyad/CHN/KAZ?data=nonsense", 400)
	wants(t, s, "/actor/KAZ?data=imported", 200, "Partners", `href="/dyad/KAZ/CHN?data=imported"`, `href="/row/1"`)
	wants(t, s, "/actor/KAZ?data=both", 200, "Imported rows", "Partners")
	wants(t, s, "/row/1", 200, "a___b.csv", "line 1", "Actor1Name", "KAZAKHSTAN", "https://www.paper.example/2021/visit", "!href=\"https://www.paper")
	wants(t, s, "/row/2", 404)
	wants(t, s, "/row/x", 404)
	wants(t, s, "/imports?a=Kazakhstan&b=China", 200, "of GDELT 2.0")
	wants(t, s, "/dyad/CHN/KAZ?data=imported&format=csv", 200, "row,set,day", "1,gdelt2,2021-10-20")
	wants(t, s, "/dyad/CHN/KAZ?data=imported&format=svg", 200, "<svg")
	// The same file again adds nothing, and says so.
	send(t, s, "gdelt2", "again.csv", gdeltLines)
	for range 500 {
		if ts := desk.Tasks(); len(ts) == 2 && ts[0].Phase == importer.Done {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if ts := desk.Tasks(); ts[0].Stats.Kept != 0 || ts[0].Stats.Known != 1 || ts[0].Stats.Rejected != 1 {
		t.Errorf("again: %+v", ts[0])
	}
	// Another file of a name that was there shows its own rejects.
	send(t, s, "gdelt2", "a & b.csv", "not\ta row\n")
	for range 500 {
		if ts := desk.Tasks(); len(ts) == 3 && ts[0].Phase == importer.Done {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	wants(t, s, "/imports?file=1", 200, "is no date", "!not a row")
	wants(t, s, "/imports?file=2", 200, "a___b.csv", "2 columns", "!is no date")
}

// A reader of the ledger is shown no form, and may not post.
func TestImportedReadOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ledger")
	made = true
	from, err := samplesLedger()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(from, "ledger"))); err != nil {
		t.Fatal(err)
	}
	if err := synthetic(dir, 3000); err != nil {
		t.Fatal(err)
	}
	s, _ := withDesk(t, dir, true)
	wants(t, s, "/imports", 200, "synthetic rows", "3,000", "!method=\"post\"")
	if status, _ := send(t, s, "gdelt2", "a.csv", gdeltLines); status != 405 {
		t.Errorf("a post: %d", status)
	}
	wants(t, s, "/row/7", 200, "stands in no file")
}

// bigRows are the rows of the benchmark: in ENTENTE_BIG_LEDGER, or few.
func bigRows(b *testing.B) string {
	if dir := os.Getenv("ENTENTE_BIG_LEDGER"); dir != "" {
		return dir
	}
	dir := b.TempDir()
	if err := synthetic(dir, 100_000); err != nil {
		b.Fatal(err)
	}
	return dir
}

// BenchmarkImportedViews asks the page for dyads and actors of imported rows, each one
// that no cache holds: by the clock one after the other and with four readers at a
// time, and in processor time of the whole process. With a hundred million rows:
//
//	ENTENTE_BIG_LEDGER=big go test ./internal/web -run '^$' -bench ImportedViews -benchtime 1x
func BenchmarkImportedViews(b *testing.B) {
	dir := bigRows(b)
	d := importer.NewDesk(importer.DeskOptions{Dir: dir, ReadOnly: true, Know: eventKnowledge})
	b.Cleanup(func() { d.Close() })
	rows, err := d.Rows(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	pairs, err := rows.Pairs(b.Context(), "", imports.Filter{}, 400)
	if err != nil {
		b.Fatal(err)
	}
	made = true
	from, err := samplesLedger()
	if err != nil {
		b.Fatal(err)
	}
	s, _ := serve(b, filepath.Join(from, "ledger"), true, func(c *web.Config) { c.Imports = d })
	var actors []string
	for _, p := range pairs {
		if !slices.Contains(actors, p.Source) && len(actors) < 40 {
			actors = append(actors, p.Source)
		}
	}
	var dyads, acting, window, actWindow []string
	for i, p := range pairs[:40] {
		dyads = append(dyads, fmt.Sprintf("/dyad/%s/%s?data=imported", p.Source, p.Target))
		window = append(window, fmt.Sprintf("/dyad/%s/%s?data=imported&from=20%02d&to=20%02d", p.Source, p.Target, i%20, i%20+2))
	}
	for i, a := range actors {
		acting = append(acting, "/actor/"+a+"?data=imported")
		actWindow = append(actWindow, fmt.Sprintf("/actor/%s?data=imported&from=20%02d&to=20%02d", a, i%20, i%20+2))
	}
	for b.Loop() {
		for _, x := range []struct {
			what  string
			paths []string
		}{{"dyad", dyads}, {"dyad in three years", window}, {"actor", acting}, {"actor in three years", actWindow}} {
			for _, readers := range []int{1, 4} {
				var mu sync.Mutex
				var took []time.Duration
				work := make(chan string)
				before := processorTime()
				var wg sync.WaitGroup
				for range readers {
					wg.Go(func() {
						for path := range work {
							// What was asked for by one is not to be found by four.
							path += fmt.Sprintf("&after=%d", readers)
							began := time.Now()
							status, body := get(b, s, path)
							mu.Lock()
							took = append(took, time.Since(began))
							mu.Unlock()
							if status != 200 || !strings.Contains(body, `href="/row/`) {
								b.Errorf("%s: %d %.300s", path, status, body)
							}
						}
					})
				}
				for _, p := range x.paths {
					work <- p
				}
				close(work)
				wg.Wait()
				slices.Sort(took)
				b.Logf("%-22s %d at a time: median %6.0f ms, 95th percentile %6.0f ms; of processor %5.0f ms each", x.what, readers,
					took[len(took)/2].Seconds()*1000, took[len(took)*95/100].Seconds()*1000, (processorTime()-before).Seconds()*1000/float64(len(took)))
			}
		}
	}
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
