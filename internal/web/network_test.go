package web_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
)

// Three states that deal with each other, a fourth that deals with one of them,
// and a conflict: the page has Burt's and Freeman's numbers worked out by hand.
func TestNetworkPage(t *testing.T) {
	files := map[string]string{}
	for i, x := range [][2]string{{"Kazakhstan", "Uzbekistan"}, {"Kazakhstan", "China"}, {"China", "Uzbekistan"}, {"Kazakhstan", "Turkey"}} {
		files[fmt.Sprintf("a%d.txt", i)] = fmt.Sprintf("%s and %s signed an agreement in Astana on %d March 2021.\n", x[0], x[1], 3+7*i)
	}
	files["b.txt"] = "China condemned Turkey on 5 June 2021.\n"
	s, _ := serve(t, articles(t, files), false)
	status, body := get(t, s, "/network?format=csv")
	if status != 200 {
		t.Fatal(status, body)
	}
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, r := range rows[1:] {
		got[r[0]] = r[2:]
	}
	// acts, partners, strength, constraint, effective size, betweenness, participation.
	// Of equal ties: Kazakhstan's constraint is 2 (1/3 + 1/3·1/2)² + (1/3)² = 11/18, its effective size 3 - 2·1/3, and it
	// lies between Turkey and the two others.
	for id, want := range map[string]string{"KAZ": "3 3 12.00 0.611 2.33 2.0 0.000", "TUR": "1 1 4.00 1.000 1.00 0.0 0.000"} {
		if strings.Join(got[id], " ") != want {
			t.Errorf("%s: %v, want %s", id, got[id], want)
		}
	}
	_, body = get(t, s, "/network")
	for _, w := range []string{`href="/dyad/KAZ/TUR"`, `href="/ledger?actor=KAZ&amp;side=cooperation"`, "network 1.0; cooperation", "How it is made", "As a table", "2021, quarter 1", "4</b> events"} {
		if !strings.Contains(body, w) {
			t.Errorf("the page lacks %q", w)
		}
	}
	if _, again := get(t, s, "/network"); again != body {
		t.Error("the page is not the same twice")
	}
	_, body = get(t, s, "/network?side=conflict")
	if !strings.Contains(body, "2 states and bodies with 1 tie of conflict") {
		t.Error("conflict is not told")
	}
	_, body = get(t, s, "/network?side=conflict&from=2021-01&to=2021-03")
	if !strings.Contains(body, "No evidence in this ledger.") || strings.Contains(body, "<figure") {
		t.Error("no conflict in the quarter is not said")
	}
	for path, want := range map[string]string{"/network?least=0": "A tie needs", "/network?side=love": "side"} {
		if status, body := get(t, s, path); status != 400 || !strings.Contains(body, want) {
			t.Errorf("%s: %d, lacks %q", path, status, want)
		}
	}
}
