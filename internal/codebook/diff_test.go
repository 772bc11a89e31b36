package codebook

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// edited is the codebook that comes along, changed by rule in its text.
func edited(t *testing.T, change func(name, text string) string) *Codebook {
	t.Helper()
	src, out := os.DirFS("../../data/codebooks/plover"), fstest.MapFS{}
	if err := fs.WalkDir(src, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(src, name)
		out["plover/"+name] = &fstest.MapFile{Data: []byte(change(name, string(b)))}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	cb, err := Load(out, "plover")
	if err != nil {
		t.Fatal(err)
	}
	return cb
}

func TestChanges(t *testing.T) {
	same := func(_, text string) string { return text }
	old := edited(t, same)
	if got := Changes(old, edited(t, same)); got != nil {
		t.Errorf("the same codebook: %v", got)
	}
	var id string
	for _, r := range old.Rules {
		if r.Kind == "visit" {
			id = r.ID
			break
		}
	}
	if id == "" {
		t.Fatal("no rule has kind visit")
	}
	next := edited(t, func(name, text string) string {
		if !strings.HasPrefix(name, "rules/") {
			return text
		}
		return strings.Replace(text, "kind visit\n", "kind meeting\n", 1)
	})
	got := Changes(old, next)
	if len(got) != 1 || got[0].String() != got[0].ID+" (kind)" {
		t.Errorf("one kind changed: got %v", got)
	}
	none := &Codebook{Rules: old.Rules[1:], Classes: old.Classes}
	if got := Changes(old, none); len(got) != 1 || got[0].What[0] != "removed" || got[0].ID != old.Rules[0].ID {
		t.Errorf("a rule less: got %v", got)
	}
	if got := Changes(none, old); len(got) != 1 || got[0].What[0] != "added" {
		t.Errorf("a rule more: got %v", got)
	}
}
