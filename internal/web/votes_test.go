package web_test

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
)

// TestVotes compares the page with published numbers: the agreement of South
// Korea with Kazakhstan, and that a year without a vote in common is no 0.
func TestVotes(t *testing.T) {
	s, _ := samples(t)
	status, body := get(t, s, "/votes/KOR?with=Kazakhstan,TJK&format=csv")
	if status != 200 {
		t.Fatal(status, body)
	}
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, r := range rows {
		got[r[0]+" "+r[1]] = r[3]
	}
	for what, want := range map[string]string{"Kazakhstan 1995": "0.914", "Kazakhstan 2018": "0.699", "Tajikistan 2018": "0.694"} {
		if got[what] != want {
			t.Errorf("%s: %q, want %q", what, got[what], want)
		}
	}
	_, body = get(t, s, "/votes/KOR?with=KAZ&from=1980&to=1996&format=json")
	var list []map[string]any
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 17 || list[0]["Joint votes"] != nil || list[0]["Low"] != nil || !strings.Contains(list[0]["agreement"].(string), "neither voted") {
		t.Errorf("of 1980: %v", list[0])
	}
	_, body = get(t, s, "/votes/KOR?with=KAZ&from=1980&to=1996")
	for _, w := range []string{"1980 to 1991: no evidence", "How it is made", "votes 1;", "6,203 roll calls"} {
		if !strings.Contains(body, w) {
			t.Errorf("the page lacks %q", w)
		}
	}
}

// TestFirstLook: a demonstration opens on how a state of its samples has voted for
// decades, with how that is made; another ledger's first page has its own figures
// alone.
func TestFirstLook(t *testing.T) {
	s, _ := samples(t)
	_, body := get(t, s, "/")
	for _, w := range []string{"in the UN General Assembly: agreement with each, by session", "joint votes with 3 states, 1992 to 2019", "votes 1; agreement", `href="/network"`, `href="/compare"`, "Events over time"} {
		if !strings.Contains(body, w) {
			t.Errorf("the first page of the samples lacks %q", w)
		}
	}
	if strings.Index(body, "General Assembly") > strings.Index(body, "Events over time") {
		t.Error("the votes do not come first")
	}
	own, _ := serve(t, articles(t, map[string]string{"a.txt": "Russia and Kazakhstan signed an agreement on 3 March 2021.\n"}), false)
	if _, body := get(t, own, "/"); strings.Contains(body, "General Assembly") || !strings.Contains(body, "Events over time") {
		t.Error("a ledger of one's own opens on votes")
	}
}
