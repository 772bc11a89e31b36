package nlp

import (
	"os"
	"strings"
	"testing"

	"entente/internal/doc"
	"entente/models"
)

// TestSameBits checks over a corpus that this machine's kernels and the portable
// ones give the same trees, and the same numbers on the way to them.
func TestSameBits(t *testing.T) {
	fast, err := Load(models.FS, "en")
	if err != nil {
		t.Fatal(err)
	}
	slow, err := Load(models.FS, "en")
	if err != nil {
		t.Fatal(err)
	}
	if _, same := fast.net.kn.(portable); same {
		t.Skip("this machine has no kernels of its own")
	}
	slow.net.kn = portable{}
	b, err := os.ReadFile("../../testdata/newswire-sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(b), "\n")
	if testing.Short() {
		lines = lines[:60]
	}
	lines = append(lines, "😀 ((( قال الوزير", strings.Repeat("x, ", 300), "A.", "\x00?\x01!")
	for _, line := range lines {
		for _, s := range fast.Split(line, doc.Span{End: len(line)}) {
			var words []string
			for _, tok := range s.Tokens {
				words = append(words, tok.Form)
			}
			var one, two workspace
			fast.net.run(&one, words, true)
			slow.net.run(&two, words, true)
			equal := func(name string, a, b []int16) {
				for i := range a {
					if a[i] != b[i] {
						t.Fatalf("%q: %s[%d] is %d with one set of kernels and %d with the other", line, name, i, a[i], b[i])
					}
				}
			}
			equal("encoder", one.x, two.x)
			for k, at := range one.slots.at {
				if other := two.slots.at[k]; at >= 0 && other >= 0 {
					h := int32(fast.net.hidden)
					equal("slots", one.slots.rows[at:at+h], two.slots.rows[other:other+h])
				}
			}
			for i := range words {
				if one.upos[i] != two.upos[i] || one.morph[i] != two.morph[i] || one.state.Head[i] != two.state.Head[i] || one.state.Label[i] != two.state.Label[i] {
					t.Fatalf("%q: word %d differs", line, i)
				}
			}
		}
	}
}

// TestBadModels checks that a model that does not fit together is refused.
func TestBadModels(t *testing.T) {
	for _, b := range []string{"", "entwt001", strings.Repeat("x", 100)} {
		dir := t.TempDir()
		if err := os.WriteFile(dir+"/"+ModelFile, []byte(b), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(os.DirFS(dir), "."); err == nil {
			t.Errorf("a model of %q was read", b)
		}
	}
	if _, err := Load(os.DirFS(t.TempDir()), "en"); err == nil {
		t.Error("a model that is not there was read")
	}
}
