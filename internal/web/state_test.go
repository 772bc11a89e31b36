package web_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// leaning is a ledger of three years in which Kazakhstan signs with Russia and
// drills with China, told by four papers in turn.
func leaning(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	months := strings.Fields("January February March April May June July August September October November December")
	papers := []string{"The Astana Sheet", "Delta Courier", "North Ledger", "Valley Post"}
	for i := range 144 {
		y, m, d := 2018+i/48, i/4%12, 3+i%4*7
		what := []string{"Russia and Kazakhstan signed a trade agreement in Astana", "Russia and Kazakhstan signed a trade agreement in Astana", "China and Kazakhstan held joint military exercises"}[i%3]
		figures := ""
		for k := range 60 {
			figures += " " + strconv.Itoa((i*7919+k*104729)%99991)
		}
		fmt.Fprintf(&b, "{\"text\":\"%s on %d %s %d. The figures of the day were%s.\",\"publisher\":%q,\"published\":\"%d-%02d-%02d\"}\n", what, d, months[m], y, figures, papers[i%4], y, m+1, d+1)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "news.jsonl")
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := add(filepath.Join(dir, "ledger"), file); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "ledger")
}

var bandRow = regexp.MustCompile(`Oct – Dec 2019</td><td[^>]*>(−?-?[0-9.]+)`)

// TestState: a state's page has its tilt, its ties by power and domain, its path
// between three powers, its partners and its votes, each with how it is made; an act
// that moves it leads to its words; weights in the address are used, and said.
func TestState(t *testing.T) {
	s, _ := serve(t, leaning(t), true)
	status, body := get(t, s, "/state/KAZ")
	if status != 200 {
		t.Fatal(status, body)
	}
	for _, w := range []string{"Kazakhstan between China and Russia", "Combined over the domains", "Its ties by power", "Its path between Russia, China and United States",
		"Among how many its cooperation is spread", "Kazakhstan in the UN: agreement", "Acts that move the last point most", "as by default",
		"tilt 1.1; scale plover", "domains weigh the same", "votes 1; agreement", `href="/dyad/KAZ/RUS"`, "N 96 acts from 4 sources"} {
		if !strings.Contains(body, w) {
			t.Errorf("the page lacks %q", w)
		}
	}
	if boxes, parts := strings.Count(body, `<aside class="method"`), strings.Count(body, `<div class="beside">`); boxes != 6 || parts != 6 {
		t.Errorf("%d method boxes beside %d charts, want 6 and 6", boxes, parts)
	}
	act := regexp.MustCompile(`<td class="num">[+−]0\.[0-9]{3}</td><td class="when">[^<]*</td><td><a href="(/event/[^"]+)"`).FindStringSubmatch(body)
	if act == nil {
		t.Fatal("no act says how far it moves the tilt")
	}
	if status, words := get(t, s, act[1]); status != 200 || !strings.Contains(words, "Kazakhstan") {
		t.Errorf("%s: %d", act[1], status)
	}
	rows := regexp.MustCompile(`href="(/ledger\?actor=KAZ)"><span class="counts"><b>144</b> events`).FindStringSubmatch(body)
	if rows == nil {
		t.Fatal("the number of acts leads nowhere")
	}
	if _, list := get(t, s, rows[1]); !strings.Contains(list, "144") || strings.Contains(list, "No evidence") {
		t.Error("144 acts lead to other rows")
	}
	tilts := bandRow.FindAllStringSubmatch(body, 2)
	if len(tilts) != 2 {
		t.Fatalf("no tables of the tilt: %v", tilts)
	}
	// By equal weights agreements and exercises ties weigh alike, so that one power has
	// all of each; by weights of one's own Russia has what agreements have.
	own := "/state/KAZ?between=RUS,CHN&w-military=0.2&w-diplomatic=0.8"
	_, mine := get(t, s, own)
	for _, w := range []string{"These numbers are not made by default weights, but by yours: weights of the domains military 0.2, economic 0, diplomatic 0.8, other 0.",
		"weights of the user&#39;s: military 0.2, economic 0, diplomatic 0.8", "Back to the default", `name="w-diplomatic" value="0.8"`} {
		if !strings.Contains(mine, w) {
			t.Errorf("with weights of its own the page lacks %q", w)
		}
	}
	changed := bandRow.FindAllStringSubmatch(mine, 2)
	number := func(s string) float64 {
		v, err := strconv.ParseFloat(strings.ReplaceAll(s, "−", "-"), 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if len(changed) != 2 || changed[0][1] != tilts[0][1] {
		t.Errorf("the tilt of all acts hangs on the weights: %v, was %v", changed, tilts)
	} else if d := number(changed[1][1]) - number(tilts[1][1]); d < .3 {
		t.Errorf("the combined tilt is %s, was %s: weights do little", changed[1][1], tilts[1][1])
	}
	// Shares of a file sum to 1, and are empty where there is no evidence.
	_, body = get(t, s, "/state/KAZ?format=csv")
	lines, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]float64{}
	for _, r := range lines[1:] {
		key := r[0] + " " + r[1]
		if (r[3] == "") != (r[12] != "") {
			t.Errorf("%s: share %q, missing %q", key, r[3], r[12])
		}
		if r[3] != "" {
			sums[key] += number(r[3])
		}
	}
	if len(sums) < 12 {
		t.Errorf("%d shares: %v", len(sums), sums)
	}
	for k, v := range sums {
		if v < .999 || v > 1.001 {
			t.Errorf("shares of %s sum to %g", k, v)
		}
	}
	for path, want := range map[string]string{
		"?w-military=0.5&w-economic=0.6": "The weights of the domains sum to 1.1, not to 1: military 0.5, economic 0.6, diplomatic 0, other 0.",
		"?w-military=much":               "a number from 0 to 1, not &#34;much&#34;",
		"?half=0":                        "a number of months above 0",
		"?step=week":                     "month, quarter or year",
		"?scale=feelings":                "there are plover, goldstein, acts",
		"?between=RUS":                   "A tilt is between two",
		"?powers=KAZ,RUS":                "nobody leans on itself",
		"?powers=Ruritania":              "No state or body is called",
		"?show=love":                     "there are military, economic, diplomatic, other",
	} {
		if status, body := get(t, s, "/state/KAZ"+path); status != 400 || !strings.Contains(body, want) || strings.Contains(body, "<figure") {
			t.Errorf("%s: %d, lacks %q", path, status, want)
		}
	}
	for path, want := range map[string]string{"/state/KAZ?from=2090": "The ledger ends on 2020-12-2", "/state/KAZ?to=1950": "The ledger begins on", "/state/TUV": "No act of it towards another state"} {
		if status, body := get(t, s, path); status != 200 || !strings.Contains(body, want) || strings.Contains(body, "tilt 1.1") {
			t.Errorf("%s: %d, lacks %q", path, status, want)
		}
	}
	_, body = get(t, s, "/state/KAZ?to=2030")
	if !strings.Contains(body, "already") {
		t.Error("a period beyond the ledger is not said")
	}
}

// TestCompareWeights: side by side, the combined tilt hangs on the weights of the
// address, and says so.
func TestCompareWeights(t *testing.T) {
	s, _ := serve(t, leaning(t), true)
	of := func(path string) (last string, body string) {
		_, body = get(t, s, path+"&format=csv")
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[1:] {
			if r[0] == "Kazakhstan" {
				last = r[3]
			}
		}
		_, body = get(t, s, path)
		return last, body
	}
	const path = "/compare?region=CENTRAL_ASIA&show=combined&with=RUS,CHN"
	even, body := of(path)
	if !strings.Contains(body, "tilt combined over the domains by their weights: −1 Russia, ") || !strings.Contains(body, "as by default") || strings.Contains(body, "but by yours") {
		t.Error("the default is not told as such")
	}
	mine, body := of(path + "&w-military=0.2&w-diplomatic=0.8")
	if !strings.Contains(body, "but by yours: weights of the domains military 0.2, economic 0, diplomatic 0.8, other 0.") || !strings.Contains(body, `name="w-diplomatic" value="0.8"`) {
		t.Error("weights of one's own are not said")
	}
	if even == "" || even == mine || !strings.HasPrefix(mine, "-0.") {
		t.Errorf("by equal weights %q, by others %q", even, mine)
	}
	if status, body := get(t, s, path+"&w-military=0.9"); status != 400 || !strings.Contains(body, "The weights of the domains sum to 0.9, not to 1") {
		t.Errorf("weights that do not add up: %d", status)
	}
	if status, body := get(t, s, "/compare?region=CENTRAL_ASIA&show=votes"); status != 200 || strings.Contains(body, "Weights") {
		t.Error("votes have weights")
	}
}
