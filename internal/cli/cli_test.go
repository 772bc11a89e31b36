package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"entente/internal/doc"
	"entente/internal/pipeline"
)

// TestMain lets the test binary be the program, for the scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"entente": func() {
			os.Exit(Run(context.Background(), Env{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}, os.Args[1:]))
		},
	})
}

// TestScripts runs testdata/script/*.txtar at the root of the module, each in a
// folder of its own. Beside the commands of testscript they have
//
//	status N COMMAND ARG…   run a command that must end with this exit status
//	make KIND FILE          write a file that no txtar can hold: see makeFile
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "../../testdata/script",
		Setup: func(env *testscript.Env) error { // BOOK is the folder of the codebook that comes along
			book, err := filepath.Abs("../../data/codebooks/plover")
			env.Setenv("BOOK", book)
			return err
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "root":
				return os.Geteuid() == 0, nil
			case "big":
				return os.Getenv("ENTENTE_BIG") != "", nil
			case "tmpfs":
				return canMount(), nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) < 2 {
					ts.Fatalf("usage: status N command arg…")
				}
				want, err := strconv.Atoi(args[0])
				if err != nil {
					ts.Fatalf("status: %v", err)
				}
				got := 0
				if err := ts.Exec(args[1], args[2:]...); err != nil {
					var exit *exec.ExitError
					if !errors.As(err, &exit) {
						ts.Fatalf("%v", err)
					}
					got = exit.ExitCode()
				}
				if got != want {
					ts.Fatalf("%s ended with status %d, want %d", strings.Join(args[1:], " "), got, want)
				}
			},
			"make": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) != 2 {
					ts.Fatalf("usage: make kind file")
				}
				ts.Check(makeFile(args[0], ts.MkAbs(args[1])))
			},
		},
	})
}

// makeFile writes a file of bad input.
func makeFile(kind, name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := io.Writer(f)
	switch kind {
	case "nul":
		_, err = io.WriteString(w, "A text with a \x00 in it.\n")
	case "broken": // UTF-8 with a byte that is none
		_, err = io.WriteString(w, "The “minister” spoke \xff of “peace”.\n")
	case "mislabelled": // windows-1251 that calls itself UTF-8
		_, err = io.WriteString(w, `<!doctype html><meta charset="utf-8"><title>`+"\xc2\xe8\xe7\xe8\xf2</title><p>\xcf\xf0\xe5\xe7\xe8\xe4\xe5\xed\xf2 \xef\xf0\xe8\xe1\xfb\xeb \xe2 \xc0\xf1\xf2\xe0\xed\xf3.</p>\n")
	case "binary":
		_, err = w.Write(bytes.Repeat([]byte{0x01, 0x02, 0x9f, 0x81, 'a', 0x1b, 0x07}, 1000))
	case "deep":
		_, err = io.WriteString(w, "<!doctype html>"+strings.Repeat("<div>", 100_000)+"x")
	case "bomb":
		z := gzip.NewWriter(w)
		for range 256 {
			z.Write(make([]byte, 1<<20))
		}
		err = z.Close()
	case "line": // one line of 12 MB
		_, err = io.WriteString(w, strings.Repeat("word ", 12_000_000/5))
	case "gigabyte": // one line of 1 GB
		block := []byte(strings.Repeat("word ", 200_000))
		for range 1000 {
			if _, err = w.Write(block); err != nil {
				break
			}
		}
	default:
		err = fmt.Errorf("unknown kind %q", kind)
	}
	return errors.Join(err, f.Close())
}

// canMount tries whether a small disk in memory can be mounted here.
func canMount() bool {
	dir, err := os.MkdirTemp("", "entente-mount-")
	if err != nil {
		return false
	}
	defer os.Remove(dir)
	if exec.Command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", dir).Run() != nil {
		return false
	}
	return exec.Command("umount", dir).Run() == nil
}

// TestHelp wants of every command what a reader of its help needs.
func TestHelp(t *testing.T) {
	root := (&app{Env: Env{Stdout: io.Discard, Stderr: io.Discard}}).root()
	root.InitDefaultCompletionCmd("x")
	for _, cmd := range root.Commands() {
		if cmd.Name() == "completion" || cmd.Name() == "help" {
			continue
		}
		name := cmd.Name()
		if cmd.Short == "" || strings.HasSuffix(cmd.Short, ".") || len(cmd.Short) > 72 {
			t.Errorf("%s: short help is %q", name, cmd.Short)
		}
		if !strings.Contains(cmd.Example, "entente "+name) {
			t.Errorf("%s: no example", name)
		}
		for _, l := range strings.Split(cmd.Long+"\n"+cmd.Example, "\n") {
			if n := len([]rune(l)); n > 100 {
				t.Errorf("%s: a line of help has %d characters: %s", name, n, l)
			}
		}
		if err := manPage(io.Discard, cmd); err != nil {
			t.Errorf("%s: man page: %v", name, err)
		}
	}
}

func TestManPage(t *testing.T) {
	cmd := &cobra.Command{Use: "x [flags]", Short: "do x", Long: "One.\n.Two\n'three \\ -f", Example: "  x -y", Run: func(*cobra.Command, []string) {}}
	cmd.Flags().IntP("number", "n", 3, "a `count` of things")
	var b strings.Builder
	if err := manPage(&b, cmd); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"One.\n\\&.Two\n\\&'three \\e \\-f\n", ".B \\-n, \\-\\-number count\na count of things (default 3)\n", ".nf\n  x \\-y\n.fi\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

func TestTable(t *testing.T) {
	tab := &table{columns: []string{"id", "n", "tags", "words"}}
	tab.add("a", 1, []string{"x", "y"}, "a | b\n\x1b[31m*c*")
	tab.add("bé", 20, []string(nil), nil)
	tests := []struct{ format, want string }{
		{"table", "id   n  tags  words\na    1  x y   a | b [31m*c*\nbé  20\n"},
		{"csv", "id,n,tags,words\na,1,x y,\"a | b\n\x1b[31m*c*\"\nbé,20,,\n"},
		{"md", "| id | n | tags | words |\n| --- | ---: | --- | --- |\n| a | 1 | x y | a \\| b \\[31m\\*c\\* |\n| bé | 20 |  |  |\n"},
		{"json", "[\n{\"id\":\"a\",\"n\":1,\"tags\":[\"x\",\"y\"],\"words\":\"a | b\\n\\u001b[31m*c*\"},\n{\"id\":\"bé\",\"n\":20,\"tags\":[],\"words\":null}\n]\n"},
	}
	for _, tt := range tests {
		var b strings.Builder
		if err := tab.write(&b, tt.format); err != nil {
			t.Errorf("%s: %v", tt.format, err)
		}
		if diff := cmp.Diff(tt.want, b.String()); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.format, diff)
		}
	}
	var b strings.Builder
	if (&table{columns: []string{"id"}}).write(&b, "json"); b.String() != "[]\n" {
		t.Errorf("no rows: got %q", b.String())
	}
}

func TestBytesFlag(t *testing.T) {
	tests := []struct {
		in   string
		want int64
	}{
		{"1", 1}, {"8MiB", 8 << 20}, {"8 MiB", 8 << 20}, {"500kB", 500_000}, {"2G", 2 << 30}, {"10B", 10},
		{"", 0}, {"x", 0}, {"-1", 0}, {"0", 0}, {"1.5MB", 0}, {"9999999999999999GiB", 0},
	}
	for _, tt := range tests {
		var n int64
		err := bytesFlag{&n}.Set(tt.in)
		if n != tt.want || (err == nil) != (tt.want > 0) {
			t.Errorf("%q: got %d, %v, want %d", tt.in, n, err, tt.want)
		}
	}
}

func TestSpans(t *testing.T) {
	const text = "Georgia told Georgia’s envoy in Köln."
	tests := []struct {
		p              pair
		source, target doc.Span
		err            string
	}{
		{pair{Source: "Georgia", Target: "envoy"}, doc.Span{Begin: 0, End: 7}, doc.Span{Begin: 25, End: 30}, ""},
		{pair{Source: "Georgia", Target: "Georgia"}, doc.Span{Begin: 0, End: 7}, doc.Span{Begin: 13, End: 20}, ""},
		{pair{Source: "told", Target: "told"}, doc.Span{Begin: 8, End: 12}, doc.Span{Begin: 8, End: 12}, ""},
		{pair{SourceSpan: &[2]int{13, 20}, Target: "Köln"}, doc.Span{Begin: 13, End: 20}, doc.Span{Begin: 34, End: 39}, ""},
		{pair{SourceSpan: &[2]int{13, 22}, TargetSpan: &[2]int{0, 99}}, doc.Span{}, doc.Span{}, "source_span [13, 22) is no stretch of the text\ntarget_span [0, 99) is no stretch of the text"},
		{pair{Source: "Norway"}, doc.Span{}, doc.Span{}, "the source \"Norway\" does not stand in the text\nno target is given"},
	}
	for _, tt := range tests {
		tt.p.Text = text
		source, target, err := tt.p.spans()
		if source != tt.source || target != tt.target || fmt.Sprint(err) != cmpOr(tt.err, "<nil>") {
			t.Errorf("%+v: got %v, %v, %v", tt.p, source, target, err)
		}
	}
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func TestProgress(t *testing.T) {
	tests := []struct {
		s     pipeline.Stats
		total int64
		want  string
	}{
		{pipeline.Stats{Read: 20, Bytes: 2e6}, 0, "20 documents, 2.0 MB, 2.0/s"},
		{pipeline.Stats{Read: 20, Bytes: 2e6, Failed: 2, Empty: 1}, 8e6, "20 documents, 2.0 MB, 2.0/s, 3 not coded, 30s left"},
	}
	for _, tt := range tests {
		if got := line(tt.s, "documents", tt.total, 10*time.Second); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
	var none *bar // as without a terminal
	none.show(pipeline.Stats{})
	none.clear()
}
