package web_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"entente/internal/cli"
)

// What the ledger rests on: stories and copies, independence, states compared.
func TestChecks(t *testing.T) {
	s, l := samples(t)
	ix, err := l.Index(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(ix.Stories()) == 0 {
		t.Fatal("the samples have no copies")
	}
	wants(t, s, "/stories", 200, "copy", "the first here", "independent source")
	wants(t, s, "/stories?format=csv", 200, "story,document,title")
	wants(t, s, "/sources", 200, "How far each stands by itself", "Told by it alone", `href="/stories"`)
	book := ix.Codebooks()[0]
	wants(t, s, "/changes", 200, `value="b1"`, "as coded by "+book, "!told differently</li>")
	wants(t, s, "/changes?old=b1&new=b1", 200, "Nothing is told differently")
	wants(t, s, "/changes?old="+book+"&new=b1", 200, "told differently")
	wants(t, s, "/changes?old=b1&new=nonsense@9", 400, "no document is coded by")
	wants(t, s, "/changes?old=b1", 400)
	wants(t, s, "/changes?old=b1&new=b999999999", 400)
}

// A codebook of another version codes a visit as a meeting: the page says what is
// told differently and which rule is why.
func TestChangesOfCodebooks(t *testing.T) {
	ledger := articles(t, map[string]string{"a.txt": "OSLO, May 4, 2021 - The president of Norway visited Finland on Tuesday. He spoke of fish.\n"})
	own := filepath.Join(t.TempDir(), "mine")
	if err := os.CopyFS(own, os.DirFS("../../data/codebooks/plover")); err != nil {
		t.Fatal(err)
	}
	for file, change := range map[string][2]string{"codebook.tsv": {`(?m)^version\t.*`, "version\t99"}, "rules/consult.txt": {`(?m)kind visit$`, "kind meeting"}} {
		path := filepath.Join(own, file)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, regexp.MustCompile(change[0]).ReplaceAll(b, []byte(change[1])), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if status := cli.Run(t.Context(), cli.Env{Stdin: &bytes.Buffer{}, Stdout: &out, Stderr: &out}, []string{"recode", "--ledger", ledger, "--codebook", own}); status != 0 {
		t.Fatal(out.String())
	}
	s, _ := serve(t, ledger, true)
	wants(t, s, "/changes?old=b1&new=plover@99", 200, "changed", "kind", ">visit</a>", ">meeting</a>", "rule consult.visit", "plover@99")
	wants(t, s, "/changes?old=b1&new=plover@99&format=csv", 200, "document,what,fields", ",changed,kind,")
	wants(t, s, "/dyad/NOR/FIN?asof=b1", 200, "visit")
}
