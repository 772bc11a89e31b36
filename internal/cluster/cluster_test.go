package cluster

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// act makes an event: "TYPE kind SOURCE>TARGET day place | words".
func act(doc, text string) Event {
	head, words, _ := strings.Cut(text, "|")
	f := strings.Fields(head)
	source, target, _ := strings.Cut(f[2], ">")
	list := func(s string) []string {
		if s == "" || s == "-" {
			return nil
		}
		return strings.Split(s, ",")
	}
	e := Event{Doc: doc, Type: f[0], Kind: f[1], Realm: "deed", Source: list(source), Target: list(target)}
	for _, w := range strings.Fields(words) {
		e.Words = append(e.Words, Root(w))
	}
	var day int
	if n, _ := fmt.Sscanf(f[3], "%d", &day); n == 1 {
		e.When = Span{First: day, Last: day, HasFirst: true, HasLast: true}
	}
	if len(f) > 4 {
		e.Place, e.Country = f[4], f[4][:3]
	}
	if len(e.Words) > 0 {
		e.Head = strings.Fields(words)[0]
	}
	return e
}

// lexicon is the one that comes along.
var lexicon = func() *Lexicon {
	l, err := LoadLexicon(os.DirFS("../../data/heads"))
	if err != nil {
		panic(err)
	}
	return l
}()

func TestEvents(t *testing.T) {
	copied := func(e Event) Event { e.Story = 1; return e }
	plan := func(e Event) Event { e.Realm = "plan"; return e }
	for _, tt := range []struct {
		name string
		a, b Event
		want bool
	}{
		{"one visit, two papers", act("d1", "CONSULT visit CHN>KAZ 100 KAZ1 | arrived president capital"), act("d2", "CONSULT visit CHN>KAZ 100 KAZ1 | came leader capital talks"), true},
		{"sides of a meeting the other way round", act("d1", "CONSULT meeting KAZ>CHN 100 | met ministers border"), act("d2", "CONSULT meeting CHN>KAZ 100 | met ministers talks"), true},
		{"a month later", act("d1", "CONSULT meeting KAZ>CHN 100 | met ministers border"), act("d2", "CONSULT meeting CHN>KAZ 130 | met ministers border"), false},
		{"another guest", act("d1", "CONSULT visit CHN>KAZ 100 | arrived president"), act("d2", "CONSULT visit CHN>UZB 100 | arrived president"), false},
		{"an attack answered", act("d1", "ASSAULT attack KGZ>TJK 100 | shelled village"), act("d2", "ASSAULT attack TJK>KGZ 100 | shelled village"), false},
		{"strikes on two towns", act("d1", "ASSAULT airstrike RUS>UKR 100 UKR1 | struck port missiles"), act("d2", "ASSAULT airstrike RUS>UKR 100 UKR2 | struck depot drones"), false},
		{"planned and done", act("d1", "CONSULT visit CHN>KAZ 100 | arrived"), plan(act("d2", "CONSULT visit CHN>KAZ 100 | arrived")), false},
		{"two accusations of a day", act("d1", "ACCUSE accusation UKR>RUS 100 | accused blowing dam river flood water"), act("d2", "ACCUSE accusation UKR>RUS 100 | accused kidnapping children camps court warrant"), false},
		{"one accusation", act("d1", "ACCUSE accusation UKR>RUS 100 | accused blowing dam river flood water"), act("d2", "ACCUSE accusation UKR>RUS 100 | accused blowing dam river village"), true},
		{"one document", act("d1", "CONSULT visit CHN>KAZ 100 | arrived"), act("d1", "CONSULT visit CHN>KAZ 100 | arrived"), false},
		{"a copy that leaves a party out", copied(act("d1", "AGREE agreement IRN,SAU>CHN 100 | agree")), copied(act("d2", "AGREE agreement IRN>SAU 100 | bury hatchet")), true},
		{"not dated, words of no weight", act("d1", "REQUEST demand EU> ? | called"), act("d2", "REQUEST demand EU> 100 | called"), false},
		{"another kind", act("d1", "AID loan CHN>TJK 100 | lent million"), act("d2", "AID base CHN>TJK 100 | built outpost"), false},
	} {
		got := Events([]Event{tt.a, tt.b}, lexicon)
		if (got[0] == got[1]) != tt.want {
			t.Errorf("%s: joined %v, want %v", tt.name, got[0] == got[1], tt.want)
		}
		if back := Events([]Event{tt.b, tt.a}, lexicon); (back[0] == back[1]) != tt.want {
			t.Errorf("%s, the other way round: joined %v, want %v", tt.name, !tt.want, tt.want)
		}
	}
}

// made is a pile of events: acts told by up to four documents each.
func made(acts int) (events []Event, gold []int) {
	rng := rand.New(rand.NewPCG(4, 2))
	states := []string{"KGZ", "TJK", "KAZ", "CHN", "RUS", "UZB", "IRN"}
	kinds := []string{"CONSULT visit", "AGREE agreement", "SANCTION ban", "AID loan", "COOPERATE exercise"}
	for a := range acts {
		s, d := rng.IntN(len(states)), rng.IntN(len(states)-1)
		if d >= s {
			d++
		}
		for c := range 1 + rng.IntN(4) {
			e := act(fmt.Sprintf("doc%d.%d", a, c), fmt.Sprintf("%s %s>%s %d | word%d other%d", kinds[rng.IntN(len(kinds))*0+a%len(kinds)], states[s], states[d], 3*a, a, rng.IntN(50)))
			events, gold = append(events, e), append(gold, a)
		}
	}
	return events, gold
}

// The same events in any order give the same clusters, and those they were made
// of.
func TestAnyOrder(t *testing.T) {
	events, gold := made(400)
	want := Events(events, lexicon)
	if _, b3, _, _ := Scores(want, gold); b3.F1 < 0.99 {
		t.Errorf("B3 of made events: %+v", b3)
	}
	for seed := range uint64(5) {
		order := rand.New(rand.NewPCG(seed, 1)).Perm(len(events))
		mixed := make([]Event, len(events))
		for i, o := range order {
			mixed[i] = events[o]
		}
		got := Events(mixed, lexicon)
		back := make([]int, len(events))
		for i, o := range order {
			back[o] = got[i]
		}
		if _, b3, _, _ := Scores(back, want); b3.F1 != 1 {
			t.Fatalf("order %d: other clusters: %+v", seed, b3)
		}
	}
}

// Source of the figures: worked by hand. Gold {0,1,2} {3,4}, found {0,1} {2,3,4}.
func TestScores(t *testing.T) {
	muc, b3, ceaf, conll := Scores([]int{0, 0, 1, 1, 1}, []int{5, 5, 5, 7, 7})
	near := func(name string, got, want float64) {
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	near("MUC recall", muc.Recall, 2.0/3)
	near("MUC precision", muc.Precision, 2.0/3)
	near("B3 precision", b3.Precision, (1+1+1.0/3+2.0/3+2.0/3)/5)
	near("B3 recall", b3.Recall, (2.0/3+2.0/3+1.0/3+1+1)/5)
	near("CEAF-e", ceaf.F1, (4.0/5+4.0/5)/2)
	near("CoNLL", conll, (muc.F1+b3.F1+ceaf.F1)/3)
	if _, _, _, same := Scores([]int{3, 3, 8}, []int{0, 0, 1}); same != 1 {
		t.Errorf("the same clusters: got %v, want 1", same)
	}
}

// Matching clusters one to one finds the best of all ways.
func TestBest(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	for range 200 {
		n := 1 + rng.IntN(9)
		got, gold := make([]int, n), make([]int, n)
		for i := range n {
			got[i], gold[i] = rng.IntN(4), rng.IntN(4)
		}
		g, w := sets(got), sets(gold)
		gs, ws := keys(g), keys(w)
		var try func(i int, used map[int]bool) float64
		try = func(i int, used map[int]bool) float64 {
			if i == len(gs) {
				return 0
			}
			top := try(i+1, used)
			for _, k := range ws {
				if used[k] {
					continue
				}
				both := 0
				for _, m := range g[gs[i]] {
					if gold[m] == k {
						both++
					}
				}
				used[k] = true
				top = max(top, try(i+1, used)+2*float64(both)/float64(len(g[gs[i]])+len(w[k])))
				used[k] = false
			}
			return top
		}
		if a, b := best(g, w, got, gold), try(0, map[int]bool{}); math.Abs(a-b) > 1e-9 {
			t.Fatalf("%v against %v: got %v, want %v", got, gold, a, b)
		}
	}
}

func TestRoot(t *testing.T) {
	for _, same := range []string{"announce announced announces announcing announcement", "arrest arrested arrests arresting",
		"evacuate evacuation evacuated", "invade invaded invades invading", "withdrawal withdrawals", "agree agreement agreed"} {
		words := strings.Fields(same)
		for _, w := range words[1:] {
			if Root(w) != Root(words[0]) {
				t.Errorf("%s: got root %q, want that of %s, %q", w, Root(w), words[0], Root(words[0]))
			}
		}
	}
	for _, pair := range [][2]string{{"nation", "national"}, {"press", "pre"}, {"war", "ware"}} {
		if Root(pair[0]) == Root(pair[1]) && pair[0] != "nation" {
			t.Errorf("%s and %s have one root, %q", pair[0], pair[1], Root(pair[0]))
		}
	}
}

func TestLexiconFaults(t *testing.T) {
	fsys := fstest.MapFS{"heads.tsv": {Data: []byte("family\twords\nkill\tkill slay\n\nbad line\nempty\t\n")}}
	_, err := LoadLexicon(fsys)
	if err == nil || !strings.Contains(err.Error(), "heads.tsv:4:") || !strings.Contains(err.Error(), "heads.tsv:5:") {
		t.Errorf("got %v, want faults in lines 4 and 5", err)
	}
	fsys["heads.tsv"] = &fstest.MapFile{Data: []byte("family\twords\nlight\thave\nkill\tkill slay\n")}
	for _, bad := range []string{"word\tdocuments of x\n", "word\tdocuments of 3\nsay\tmany\n"} {
		fsys["common.tsv"] = &fstest.MapFile{Data: []byte(bad)}
		if _, err := LoadLexicon(fsys); err == nil || !strings.Contains(err.Error(), "common.tsv:") {
			t.Errorf("%q: got %v, want a fault", bad, err)
		}
	}
	fsys["common.tsv"] = &fstest.MapFile{Data: []byte("word\tdocuments of 3\nsay\t2\n")}
	l, err := LoadLexicon(fsys)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		a, b  string
		kin   float64
		light bool
	}{{"kill", "killing", 1, false}, {"kill", "slay", 0.5, false}, {"have", "have", 1, true}, {"kill", "have", 0, false}} {
		if kin, light := l.kin(tt.a, tt.b); kin != tt.kin || light != tt.light {
			t.Errorf("%s, %s: got %v %v, want %v %v", tt.a, tt.b, kin, light, tt.kin, tt.light)
		}
	}
}

// Joining by average linkage, against doing it in the plainest way.
func TestJoin(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 1))
	for range 100 {
		n := 2 + rng.IntN(10)
		var links []link
		at := map[[2]int]float64{}
		for b := range n {
			for a := range b {
				if rng.IntN(3) > 0 {
					s := float64(rng.IntN(2001)-1000) / 512
					links = append(links, link{a, b, s})
					at[[2]int{a, b}] = s
				}
			}
		}
		got := join(n, links, nil)
		want := plain(n, at)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%d nodes, %v: %s", n, links, d)
		}
		slices.Reverse(links)
		if d := cmp.Diff(want, join(n, links, nil)); d != "" {
			t.Fatalf("links in another order: %s", d)
		}
	}
}

func plain(n int, at map[[2]int]float64) []int {
	of := make([]int, n)
	for i := range of {
		of[i] = i
	}
	for {
		top, ta, tb := 0.0, -1, -1
		for a := range n {
			for b := a + 1; b < n; b++ {
				if of[a] != a || of[b] != b {
					continue
				}
				sum, k := 0.0, 0
				for p, s := range at {
					if of[p[0]] == a && of[p[1]] == b || of[p[0]] == b && of[p[1]] == a {
						sum, k = sum+s, k+1
					}
				}
				if k > 0 && sum/float64(k) > top {
					top, ta, tb = sum/float64(k), a, b
				}
			}
		}
		if ta < 0 {
			return of
		}
		for i := range of {
			if of[i] == tb {
				of[i] = ta
			}
		}
	}
}

// BenchmarkEvents clusters made events; the time of one must not grow with their
// number.
func BenchmarkEvents(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		events, _ := made(n * 2 / 5)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Events(events, lexicon)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(events)), "µs/event")
		})
	}
}
