// Package floors keeps the floors of the house: a package imports only lower
// ones, and packages on one floor do not know each other.
package floors

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// floors has one row a package, by its path below internal/. A package that is
// not here may not exist; one that stands as "x/…" speaks for all below x/.
var floors = map[string]int{
	"doc": 0, "edtf": 0, "charset": 0,
	"event": 1, "timestamp": 1, "mend": 1,
	"codebook": 2, "atlas": 2, "story": 2, "cluster": 2, "sources": 2, "conllu": 2, "weights": 2, "gold": 2,
	"votes": 2, "measure": 2, "alignment": 3,
	"record": 1, "codes": 2, "store/…": 3, "synth": 3, "importer": 4, "importer/…": 4,
	"page": 3, "nlp": 3, "sift": 3, "resolve": 3, "resolve/…": 3, "code": 3, "claim": 3, "read/…": 3, "store": 3, "atlasbuild": 3, "atlasbuild/…": 3,
	"read": 4, "pipeline": 4, "group": 4, "export": 4, "train": 4, "eval": 4, "query": 4, "chart": 4,
	"job": 4, "edit": 4, "query/…": 4, "chart/…": 4, "rest": 5, "agent": 5, "serve": 5, "intake": 5,
	"web":    5,
	"cli":    6,
	"floors": 7,
}

// leaves are embedded bytes; only those who wire things, and tests, import them.
var (
	leaves      = []string{"entente/data", "entente/models"}
	mayEmbed    = []string{"pipeline", "cli", "train", "eval"}
	onlyInStore = []string{"github.com/duckdb/", "C"}
)

// floorOf finds the floor of a package, and the house it belongs to: a folder
// and what is below it are one house.
func floorOf(pkg string) (floor int, house string, ok bool) {
	if f, ok := floors[pkg]; ok {
		return f, pkg, true
	}
	for dir := path.Dir(pkg); dir != "."; dir = path.Dir(dir) {
		if f, ok := floors[dir+"/…"]; ok {
			return f, dir, true
		}
	}
	return 0, "", false
}

// faults reads the imports of every Go file below internal/ and cmd/ and
// returns what breaks the rules, sorted.
func faults(fsys fs.FS) ([]string, error) {
	var out []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() != "." && strings.ContainsAny(d.Name()[:1], "._")) {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, i := range f.Imports {
			p, _ := strconv.Unquote(i.Path.Value)
			imports = append(imports, p)
		}
		out = append(out, check(name, imports)...)
		return nil
	})
	slices.Sort(out)
	return slices.Compact(out), err
}

func check(file string, imports []string) []string {
	var out []string
	pkg, inside := strings.CutPrefix(path.Dir(file), "internal/")
	test := strings.HasSuffix(file, "_test.go")
	if !inside {
		if strings.HasPrefix(file, "cmd/") && !test {
			for _, p := range imports {
				if strings.HasPrefix(p, "entente/") && p != "entente/internal/cli" {
					out = append(out, fmt.Sprintf("%s imports %s: main knows only cli", file, p))
				}
			}
		}
		return out
	}
	floor, house, ok := floorOf(pkg)
	if !ok {
		return []string{fmt.Sprintf("package %s stands on no floor: give it a row in the table", pkg)}
	}
	for _, p := range imports {
		for _, only := range onlyInStore {
			if (p == only || strings.HasPrefix(p, only) && len(only) > 1) && house != "store" {
				out = append(out, fmt.Sprintf("%s imports %s: only store may", file, p))
			}
		}
		if slices.Contains(leaves, p) && !test && !slices.Contains(mayEmbed, house) {
			out = append(out, fmt.Sprintf("%s imports %s: take an fs.FS instead", file, p))
		}
		other, ours := strings.CutPrefix(p, "entente/internal/")
		if !ours || other == pkg || test {
			continue // a test may look further down its own road
		}
		f, h, ok := floorOf(other)
		if !ok {
			out = append(out, fmt.Sprintf("%s imports %s, which stands on no floor", file, other))
		} else if f > floor || f == floor && !sameHouse(house, h, pkg, other) {
			out = append(out, fmt.Sprintf("%s (floor %d) imports %s (floor %d)", file, floor, other, f))
		}
	}
	return out
}

// sameHouse says whether two packages are a folder and one below it. Two
// folders beside each other below one (read/html, read/text) are not.
func sameHouse(a, b, pkg, other string) bool {
	return a == b && (strings.HasPrefix(pkg, other+"/") || strings.HasPrefix(other, pkg+"/"))
}

func TestFloors(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := faults(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got {
		t.Error(f)
	}
}

// TestForbidden shows that the rules bite.
func TestForbidden(t *testing.T) {
	src := func(imports ...string) *fstest.MapFile {
		text := "package x\n"
		for _, i := range imports {
			text += "import _ " + strconv.Quote(i) + "\n"
		}
		return &fstest.MapFile{Data: []byte(text)}
	}
	for _, tt := range []struct {
		name, file string
		src        *fstest.MapFile
		want       string
	}{
		{"upward", "internal/doc/x.go", src("entente/internal/event"), "internal/doc/x.go (floor 0) imports event (floor 1)"},
		{"sideways", "internal/code/x.go", src("entente/internal/store"), "internal/code/x.go (floor 3) imports store (floor 3)"},
		{"beside", "internal/read/html/x.go", src("entente/internal/read/text"), "internal/read/html/x.go (floor 3) imports read/text (floor 3)"},
		{"downward", "internal/code/x.go", src("entente/internal/doc"), ""},
		{"unknown package", "internal/util/x.go", src(), "package util stands on no floor: give it a row in the table"},
		{"duckdb elsewhere", "internal/pipeline/x.go", src("github.com/duckdb/duckdb-go/v2"), "internal/pipeline/x.go imports github.com/duckdb/duckdb-go/v2: only store may"},
		{"embedded tables", "internal/code/x.go", src("entente/data"), "internal/code/x.go imports entente/data: take an fs.FS instead"},
		{"thick main", "cmd/entente/x.go", src("entente/internal/store"), "cmd/entente/x.go imports entente/internal/store: main knows only cli"},
	} {
		got, err := faults(fstest.MapFS{tt.file: tt.src})
		if err != nil {
			t.Fatal(err)
		}
		if s := strings.Join(got, "; "); s != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, s, tt.want)
		}
	}
}
