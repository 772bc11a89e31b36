package codebook_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"entente/data"
	"entente/internal/codebook"
)

var update = flag.Bool("update", false, "write docs/codebook.md anew")

// TestPage checks that docs/codebook.md says what the codebook says.
func TestPage(t *testing.T) {
	cb, err := codebook.Load(data.FS, "codebooks/plover")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := cb.WritePage(&b); err != nil {
		t.Fatal(err)
	}
	const file = "../../docs/codebook.md"
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(was, b.Bytes()) {
		t.Errorf("%s is out of date: go test ./internal/codebook -run Page -update", file)
	}
}
