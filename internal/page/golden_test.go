package page

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"entente/internal/doc"
)

var update = flag.Bool("update", false, "rewrite the expected pages")

// TestPages reads articles of many shapes, each with the page expected of it.
func TestPages(t *testing.T) {
	files, err := filepath.Glob("testdata/pages/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no articles: %v", err)
	}
	r := newReader(t)
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			d := &doc.Document{}
			want := ""
			for _, f := range ar.Files {
				switch f.Name {
				case "text":
					d.Text = string(f.Data)
				case "page":
					want = string(f.Data)
				default:
					t.Fatalf("%s: unknown part %q", name, f.Name)
				}
			}
			if strings.HasSuffix(name, "windows.txtar") {
				d.Text = strings.ReplaceAll(strings.ReplaceAll(d.Text, "\n", "\r\n"), "~", "\u00a0")
			}
			got := describe(read(t, r, d))
			if *update {
				for i := range ar.Files {
					if ar.Files[i].Name == "page" {
						ar.Files = ar.Files[:i]
						break
					}
				}
				ar.Files = append(ar.Files, txtar.File{Name: "page", Data: []byte(got)})
				if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("page of %s (-want +got):\n%s", name, diff)
			}
		})
	}
}

// describe writes a page as text: what is stated, a line for each segment, a line
// for each quotation.
func describe(p *doc.Page) string {
	var b strings.Builder
	for _, f := range [][2]string{{"title", p.Title}, {"lang", p.Lang}, {"published", p.Published + " " + string(p.PublishedBasis)},
		{"publisher", p.Publisher}, {"byline", p.Byline}, {"tags", strings.Join(p.Tags, "; ")}} {
		fmt.Fprintln(&b, strings.TrimSpace(f[0]+": "+f[1]))
	}
	for i, s := range p.Segments {
		kind := string(s.Kind)
		if j, ok := s.DuplicateOf.Index(); ok {
			kind += fmt.Sprintf("=%d", j)
		}
		fmt.Fprintf(&b, "%2d %-11s %s\n", i, kind, shorten(s.In(p.Text)))
	}
	for _, q := range p.Quotes {
		fmt.Fprintf(&b, "quote %s\n", shorten(q.In(p.Text)))
	}
	return b.String()
}

func shorten(s string) string {
	s = fold(s)
	if r := []rune(s); len(r) > 70 {
		return string(r[:45]) + " … " + string(r[len(r)-20:])
	}
	return s
}
