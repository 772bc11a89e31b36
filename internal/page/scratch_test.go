package page

import (
	"entente/internal/doc"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestScratch(t *testing.T) {
	r := newReader(t)
	fs, _ := filepath.Glob(os.Getenv("SCRATCH"))
	for _, f := range fs {
		b, _ := os.ReadFile(f)
		p := read(t, r, &doc.Document{Text: string(b)})
		m := map[string]int{}
		for _, s := range p.Segments {
			k := string(s.Kind)
			if !s.DuplicateOf.IsZero() {
				k += "="
			}
			m[k]++
		}
		fmt.Println("=====", filepath.Base(f), p.Title, p.Published, p.Publisher, p.Tags, len(p.Quotes), m)
		if os.Getenv("ALL") != "" {
			fmt.Println(describe(p))
			for _, x := range reasons(p) {
				fmt.Println("   why", x)
			}
		}
	}
}
