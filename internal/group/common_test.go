package group

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCommon keeps data/heads/common.tsv what the sample articles give: how many
// of them have a word, of the words that several have. With -update it is written.
func TestCommon(t *testing.T) {
	p := parser(t)
	files, _ := filepath.Glob("../../data/samples/*.txt")
	in := map[string]int{}
	n := 0
	for _, f := range files {
		if strings.HasSuffix(f, "-ru.txt") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := p.Parse(pageOf(string(b)))
		if err != nil {
			t.Fatal(err)
		}
		n++
		seen := map[string]bool{}
		for _, s := range parsed.Sentences {
			words, names := content(s, nil)
			for _, w := range words {
				if !seen[w] && !slices.Contains(names, w) {
					seen[w] = true
					in[w]++
				}
			}
		}
	}
	var rows []string
	for w, k := range in {
		if k >= 3 {
			rows = append(rows, fmt.Sprintf("%s\t%d\n", w, k))
		}
	}
	slices.Sort(rows)
	got := fmt.Sprintf("word\tdocuments of %d\n%s", n, strings.Join(rows, ""))
	const path = "../../data/heads/common.tsv"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || string(want) != got {
		t.Errorf("%s is not what the sample articles give (%v); run with -update", path, err)
	}
}
