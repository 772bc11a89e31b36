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
