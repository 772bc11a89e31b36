package query

import (
	"testing"

	"entente/data"
	"entente/internal/atlas"
)

// TestSites: a place whose spot the gazetteer does not know has none; it used to lie
// where equator and prime meridian cross.
func TestSites(t *testing.T) {
	a, err := atlas.Load(data.FS, "actors", "gazetteer")
	if err != nil {
		t.Fatal(err)
	}
	sites := (&Ledger{atlas: a}).allSites()
	if s, ok := sites["IND.KASHMIR"]; ok {
		t.Errorf("Kashmir lies at %v", s)
	}
	if len(sites) < 1000 {
		t.Errorf("%d places with a spot", len(sites))
	}
}
