package codebook_test

import (
	"testing"

	"entente/data"
	"entente/internal/codebook"
)

func TestPloverLoads(t *testing.T) {
	cb, err := codebook.Load(data.FS, "codebooks/plover")
	if err != nil {
		t.Fatal(err)
	}
	if len(cb.Types) != 16 {
		t.Errorf("types: got %d, want 16", len(cb.Types))
	}
}
