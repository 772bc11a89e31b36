package page

import (
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"entente/internal/doc"
)

// BenchmarkArticle reads an article of the usual length.
func BenchmarkArticle(b *testing.B) {
	r := newReader(b)
	ar, err := txtar.ParseFile("testdata/pages/pasted.txtar")
	if err != nil {
		b.Fatal(err)
	}
	text := string(ar.Files[0].Data)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := r.Read(&doc.Document{Text: text}, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	fsys := os.DirFS(root(b))
	for b.Loop() {
		if _, err := New(fsys, "data/dates", nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead reads inputs of a megabyte each that are hard on a careless
// reader; all should take about the same time.
func BenchmarkRead(b *testing.B) {
	r := newReader(b)
	for name, unit := range map[string]string{
		"prose":    "The minister said on Monday that Tajikistan last month agreed to hold drills in November.\n\n",
		"line":     "The minister said “something” in May. ",
		"openers":  "“a „b «c ",
		"singles":  "'a s' ",
		"short":    "Read more\n",
		"crumbs":   "a > b > c\n",
		"comments": "Comments\n",
		"dates":    "in May in June last month ",
		"blank":    " \n\n \t\n",
		"caps":     "President Xi Jinping President ",
		"captions": "Xi meets Putin in Moscow on May 3.\n",
		"tags":     "China Russia\n",
	} {
		b.Run(name, func(b *testing.B) {
			text := strings.Repeat(unit, 1<<20/len(unit))
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := r.Read(&doc.Document{Text: text}, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
