package page

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"entente/internal/doc"
)

// root walks up to the module root.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the working directory")
		}
		dir = up
	}
}

func newReader(t testing.TB) *Reader {
	t.Helper()
	r, err := New(os.DirFS(root(t)), "data/dates", nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func read(t testing.TB, r *Reader, d *doc.Document) *doc.Page {
	t.Helper()
	if d.ID == "" {
		d.ID = doc.NewID([]byte(d.Text))
	}
	p, err := r.Read(d, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestSeed reads the article that the project started from and holds the page
// to the rows that its readers wrote down, where both lie beside the module.
func TestSeed(t *testing.T) {
	shared := filepath.Join(root(t), "../shared")
	text, err := os.ReadFile(filepath.Join(shared, "seed/article.txt"))
	if err != nil {
		t.Skipf("SKIPPED: the article is not beside the module: %v", err)
	}
	b, err := os.ReadFile(filepath.Join(shared, "accept/seed_rows.json"))
	if err != nil {
		t.Skipf("SKIPPED: the rows are not beside the module: %v", err)
	}
	type span struct {
		Begin, End int
		Quote      string
	}
	var table struct {
		Rows []struct {
			ID, Date         string
			Evidence, Quotes []span
		}
	}
	if err := json.Unmarshal(b, &table); err != nil {
		t.Fatal(err)
	}
	p := read(t, newReader(t), &doc.Document{Text: string(text)})
	check(t, p)
	kindAt := func(s span) string {
		for _, seg := range p.Segments {
			if seg.Overlaps(doc.Span{Begin: s.Begin, End: s.End}) {
				return string(seg.Kind)
			}
		}
		return "none"
	}
	want := map[string]string{"D01": "headline", "D02": "boilerplate", "D03": "tags", "D04": "credit", "D05": "boilerplate",
		"D06": "caption", "D07": "caption", "D08": "caption", "D09": "caption", "D11": "subhead"}
	seen := 0
	for _, row := range table.Rows {
		if kind, ok := want[row.ID]; ok {
			seen++
			for _, e := range row.Evidence {
				if got := kindAt(e); got != kind {
					t.Errorf("%s %q is %s, want %s", row.ID, e.Quote, got, kind)
				}
			}
		}
		switch row.ID {
		case "D01":
			if p.Title != row.Evidence[0].Quote {
				t.Errorf("title %q, want %q", p.Title, row.Evidence[0].Quote)
			}
		case "D13":
			for _, q := range row.Quotes {
				if !slices.Contains(p.Quotes, doc.Quote{Span: doc.Span{Begin: q.Begin, End: q.End}}) {
					t.Errorf("no quotation %q", q.Quote)
				}
			}
		case "D16":
			if p.Published != row.Date || p.PublishedBasis != doc.PublishedInferred {
				t.Errorf("published %q %s %q, want %q inferred", p.Published, p.PublishedBasis, reasons(p), row.Date)
			}
		}
	}
	if seen != len(want) {
		t.Errorf("%d rows read, want %d", seen, len(want))
	}
}
