package web_test

import (
	"path/filepath"
	"strings"
	"testing"

	"entente/internal/web"
)

// Claims, red lines, the view from a capital and searches are of the ledger as it was then.
func TestClaimsAsOf(t *testing.T) {
	made = true
	from, err := samplesLedger()
	if err != nil {
		t.Fatal(err)
	}
	s, _ := serve(t, filepath.Join(from, "ledger"), true, func(*web.Config) {})
	for _, path := range []string{"/claims", "/redlines", "/view/RUS"} {
		now := wants(t, s, path, 200, "/document/")
		if then := wants(t, s, path+"?asof=b1", 200, "/document/"); strings.Count(then, "/document/") != strings.Count(now, "/document/") {
			t.Errorf("%s as of the only batch with documents: another answer", path)
		}
		wants(t, s, path+"?asof=2001-01-01", 200, "!/document/")
	}
	wants(t, s, "/documents?q=military", 200, "/document/")
	wants(t, s, "/documents?q=military&asof=b1", 200, "/document/")
	wants(t, s, "/documents?q=military&asof=2001-01-01", 200, "!/document/")
}
