package page

import (
	"os"
	"path/filepath"
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

// TestSeed reads the article that the project started from.
func TestSeed(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(root(t), "../shared/seed/article.txt"))
	if err != nil {
		t.Skipf("SKIPPED: the seed article is not beside the module: %v", err)
	}
	p := read(t, newReader(t), &doc.Document{Text: string(b)})
	for _, s := range p.Segments {
		t.Logf("%-12s %v %.70q", s.Kind, s.DuplicateOf, s.In(p.Text))
	}
	for _, q := range p.Quotes {
		t.Logf("quote %.60q … %q", q.In(p.Text), p.Text[max(q.Begin, q.End-10):q.End])
	}
	for _, r := range p.PublishedReasons {
		t.Logf("%q: %s", r.In(p.Text), r.Why)
	}
	t.Logf("%q lang %s published %s %s by %s %q tags %q", p.Title, p.Lang, p.Published, p.PublishedBasis, p.Publisher, p.Byline, p.Tags)
}
