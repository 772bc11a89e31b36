package web_test

import "testing"

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
