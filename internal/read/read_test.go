package read

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"entente/internal/doc"
)

func gz(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func zst(s string) string {
	w, _ := zstd.NewWriter(nil)
	return string(w.EncodeAll([]byte(s), nil))
}

// zeros is a stream that compresses very well.
func zeros(n int64) io.Reader { return io.LimitReader(zero{}, n) }

type zero struct{}

func (zero) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// list prints what a walk yields, a line each.
func list(o Options, paths ...string) []string {
	var out []string
	for it := range Walk(paths, o) {
		d, err := it.Document()
		if err != nil {
			out = append(out, it.Name()+": error: "+err.Error())
		} else {
			out = append(out, fmt.Sprintf("%s: %s %q", it.Name(), d.File, d.Text))
		}
	}
	return out
}

func TestWalk(t *testing.T) {
	dir := folder(t, map[string]string{
		"in/b.txt":        "B.",
		"in/a.html":       "<!doctype html><title>T</title><p>A.",
		"in/c/d.jsonl":    `{"text":"D1."}` + "\n\n" + `{"text":` + "\n" + `{"html":"<p>D4.","file":"x"}` + "\n",
		"in/c/e.txt.gz":   gz("E."),
		"in/c/f.jsonl.gz": gz(`{"text":"F1."}` + "\n" + `{"text":"F2."}`),
		"in/g.zst":        zst("G."),
		"in/noext":        "No extension.",
		"in/empty.txt":    "",
		"in/picture.png":  "\x89PNG",
		"in/.hidden.txt":  "Hidden.",
		"in/nul.txt":      "A\x00B",
		"page.txt":        "<html><p>A page by its content.",
		"object.dat":      `{"text":"A record by its content."}`,
		"cut.txt.gz":      gz(strings.Repeat("A longer one. ", 100))[:40],
		"cut.jsonl.gz":    gz(strings.Repeat(`{"text":"x"}`+"\n", 2) + strings.Repeat("ab", 40000))[:60],
		"not.gz":          "\x1f\x8b\x08 not gzip at all",
		"not.zst":         "\x28\xb5\x2f\xfd not zstd at all",
	})
	os.Symlink("..", filepath.Join(dir, "in/c/up"))
	os.Symlink("self", filepath.Join(dir, "in/self"))
	os.Symlink("../object.dat", filepath.Join(dir, "in/link.jsonl"))
	os.Symlink("nowhere", filepath.Join(dir, "in/zz.txt"))

	tests := []struct {
		paths []string
		want  []string
	}{
		{[]string{"in"}, []string{
			`in/a.html: in/a.html "T\n\nA."`,
			`in/b.txt: in/b.txt "B."`,
			`in/c/d.jsonl:1: in/c/d.jsonl:1 "D1."`,
			`in/c/d.jsonl:3: error: line 3, column 8: the object does not end on its line (one object a line is wanted)`,
			`in/c/d.jsonl:4: x "D4."`,
			`in/c/e.txt.gz: in/c/e.txt.gz "E."`,
			`in/c/f.jsonl.gz:1: in/c/f.jsonl.gz:1 "F1."`,
			`in/c/f.jsonl.gz:2: in/c/f.jsonl.gz:2 "F2."`,
			`in/c/up: error: a loop: this link leads back to a folder above it`,
			`in/empty.txt: in/empty.txt ""`,
			`in/g.zst: in/g.zst "G."`,
			`in/link.jsonl:1: in/link.jsonl:1 "A record by its content."`,
			`in/noext: in/noext "No extension."`,
			`in/nul.txt: error: a NUL byte, so not a text: byte 0x00 at offset 1`,
			`in/self: error: a loop of symbolic links`,
			`in/zz.txt: error: file does not exist`,
		}},
		{[]string{"page.txt", "object.dat", "in/.hidden.txt", "in/b.txt", "in/b.txt"}, []string{
			`page.txt: page.txt "A page by its content."`,
			`object.dat:1: object.dat:1 "A record by its content."`,
			`in/.hidden.txt: in/.hidden.txt "Hidden."`,
			`in/b.txt: in/b.txt "B."`,
			`in/b.txt: in/b.txt "B."`,
		}},
		{[]string{"none.txt", "in/picture.png", "cut.txt.gz", "cut.jsonl.gz", "not.gz", "not.zst"}, []string{
			`none.txt: error: file does not exist`,
			`in/picture.png: error: a PNG picture, not a text: byte 0x89 at offset 0`,
			`cut.txt.gz: error: gzip: the file ends early`,
			`cut.jsonl.gz:1: cut.jsonl.gz:1 "x"`,
			`cut.jsonl.gz:2: cut.jsonl.gz:2 "x"`,
			`cut.jsonl.gz:3: error: line 3, column 13677: gzip: the file ends early`,
			`not.gz: error: gzip: invalid header`,
			`not.zst: error: zstd: invalid input: reserved block type encountered`,
		}},
		{[]string{"-"}, []string{`standard input:  "From a stream."`}},
	}
	for _, tt := range tests {
		got := list(Options{Dir: dir, Stdin: strings.NewReader("From a stream.")}, tt.paths...)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%v (-want +got)\n%s", tt.paths, diff)
		}
	}

	var skipped []string
	for range Walk([]string{"in"}, Options{Dir: dir, Skipped: func(p, why string) { skipped = append(skipped, p+": "+why) }}) {
	}
	want := []string{"in/.hidden.txt: hidden", "in/picture.png: not the name of a text"}
	if diff := cmp.Diff(want, skipped); diff != "" {
		t.Errorf("passed over (-want +got)\n%s", diff)
	}
}

func TestLimits(t *testing.T) {
	dir := folder(t, map[string]string{
		"long.txt":       strings.Repeat("word ", 1000),
		"just.txt":       strings.Repeat("x", 1024),
		"long.jsonl":     `{"text":"` + strings.Repeat("x", 5000) + `"}` + "\n" + `{"text":"B."}`,
		"1/2/3/4.txt":    "Deep.",
		"much.jsonl.zst": zst(strings.Repeat(`{"text":"x"}`+"\n", 1000)),
	})
	lim := Limits{MaxDocument: 1024, MaxLine: 2048, MaxDepth: 2, MaxDecompressed: 4096}
	want := []string{
		`long.txt: error: too large: more than the limit of 1 KiB for a document`,
		`long.jsonl:1: error: line 1, column 2049: the line is longer than the limit of 2048 bytes`,
		`long.jsonl:2: long.jsonl:2 "B."`,
		`1/2/3: error: folders nested deeper than the limit of 2`,
	}
	got := list(Options{Dir: dir, Limits: lim}, "long.txt", "long.jsonl", "1")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := list(Options{Dir: dir, Limits: lim}, "just.txt"); len(got) != 1 || strings.Contains(got[0], "error") {
		t.Errorf("a document of just the limit: got %v", got)
	}
	all := list(Options{Dir: dir, Limits: lim}, "much.jsonl.zst")
	if last := all[len(all)-1]; !strings.Contains(last, "holds more than the limit of 4 KiB") {
		t.Errorf("a file that holds too much: ends in %q", last)
	}
}

// TestBomb reads compressed files that grow beyond all measure, as one document
// and as one line, in little memory.
func TestBomb(t *testing.T) {
	const grown = 256 << 20
	var g bytes.Buffer
	w := gzip.NewWriter(&g)
	io.Copy(w, zeros(grown))
	w.Close()
	var z bytes.Buffer
	zw, _ := zstd.NewWriter(&z)
	io.Copy(zw, zeros(grown))
	zw.Close()
	var line bytes.Buffer
	w = gzip.NewWriter(&line)
	io.WriteString(w, `{"text":"`)
	io.Copy(w, zeros(grown))
	w.Close()
	dir := folder(t, map[string]string{"bomb.txt.gz": g.String(), "bomb.zst": z.String(), "bomb.jsonl.gz": line.String(), "z.txt": "Still here."})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := list(Options{Dir: dir}, dir)
	runtime.ReadMemStats(&after)
	want := []string{"decompression bomb", "limit of 8 MiB", "limit of 8 MiB", `"Still here."`}
	if len(got) != len(want) {
		t.Fatalf("got %d items, want %d: %.300q", len(got), len(want), got)
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("item %d: got %.200s, want %q", i, got[i], want[i])
		}
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 200<<20 {
		t.Errorf("%d MB were allocated on the way, as much as the bombs hold", used>>20)
	}
}

// TestNoPermission is for users who are not root, whom no file refuses.
func TestNoPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("SKIPPED: root may read everything, so that nothing can be refused")
	}
	dir := folder(t, map[string]string{"a.txt": "A.", "b/c.txt": "C.", "d.txt": "D."})
	os.Chmod(filepath.Join(dir, "a.txt"), 0)
	os.Chmod(filepath.Join(dir, "b"), 0)
	defer os.Chmod(filepath.Join(dir, "b"), 0o755)
	want := []string{"a.txt: error: permission denied", "b: error: permission denied", `d.txt: d.txt "D."`}
	if diff := cmp.Diff(want, list(Options{Dir: dir}, "a.txt", "b", "d.txt")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestOneGigabyte reads 1 GB in one line; set ENTENTE_BIG to run it.
func TestOneGigabyte(t *testing.T) {
	if os.Getenv("ENTENTE_BIG") == "" {
		t.Skip("SKIPPED: reads 1 GB; set ENTENTE_BIG=1 to run it")
	}
	o := Options{Stdin: zeros(1 << 30)}
	if got := list(o, "-"); len(got) != 1 || !strings.Contains(got[0], "limit of 8 MiB for a document") {
		t.Errorf("as text: got %.200q", got)
	}
	o.Stdin = io.MultiReader(strings.NewReader(`{"text":"`), zeros(1<<30), strings.NewReader("\"}\n{\"text\":\"B.\"}\n"))
	got := list(o, "-")
	if len(got) != 2 || !strings.Contains(got[0], "longer than the limit") || !strings.HasSuffix(got[1], `"B."`) {
		t.Errorf("as a record: got %.200q", got)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.Sys > 300<<20 {
		t.Errorf("took %d MB of memory", m.Sys>>20)
	}
}

func TestIDs(t *testing.T) {
	line := `{"text":"A."}`
	dir := folder(t, map[string]string{"a.txt": "A.", "a.txt.gz": gz("A."), "b.jsonl": line + "\r\n", "c.html": "<html>A."})
	var got []string
	for it := range Walk([]string{"a.txt", "a.txt.gz", "b.jsonl", "c.html"}, Options{Dir: dir}) {
		d, err := it.Document()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, d.ID)
	}
	id := func(s string) string { return doc.NewID([]byte(s)) }
	if diff := cmp.Diff([]string{id("A."), id("A."), id(line), id("<html>A.")}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
