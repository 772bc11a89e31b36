package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// Briefs are short articles of two to five sentences, for measuring: some 70
// words, as an agency sends them. Article i is a function of i alone. Four in ten
// tell of an act that others tell of too, in words of their own; two in ten are
// copies of an earlier one, whole, cut or under an agency's name.

var briefStates = strings.Split("Kenya|Uganda|Norway|Finland|Peru|Chile|Japan|Vietnam|Egypt|Jordan|Kazakhstan|China|Russia|Turkey|Iran|Saudi Arabia|India|Pakistan|"+
	"France|Germany|Poland|Hungary|Brazil|Argentina|Mexico|Cuba|Nigeria|Ghana|Ethiopia|Sudan|Algeria|Morocco|Israel|Iraq|Georgia|Armenia|Azerbaijan|Uzbekistan|"+
	"Tajikistan|Kyrgyzstan|Mongolia|Indonesia|Malaysia|Australia|New Zealand|Canada|Spain|Italy|Greece|Serbia|Croatia|Ukraine|Romania|Bulgaria|Thailand|Myanmar|"+
	"Bangladesh|Nepal|Colombia|Venezuela", "|")

var (
	briefPapers   = []string{"Morning Ledger", "The Harbour Times", "Coast Daily", "National Observer", "Evening Post", "Frontier Weekly", "City Courier", "The Standard Record"}
	briefAgencies = []string{"Reuters", "Xinhua", "TASS", "AFP"}
	briefOffices  = []string{"president", "prime minister", "foreign minister", "defence minister", "trade minister"}
	briefMatters  = strings.Split("water from the shared river|rail freight|grain shipments|the price of gas|fishing grounds|visas for students|a new power line|customs posts|the supply of vaccines|copper mines|flights between the capitals|the return of refugees|a border bridge|pipeline fees|satellite data", "|")
	briefBack     = strings.Split("Trade between the two countries grew by {n} per cent last year.|The two neighbours have disputed the matter for {n} years.|Analysts said the step had been expected for weeks.|"+
		"Markets in the region hardly moved.|A similar plan failed {n} years ago.|Local newspapers gave the news little room.|Details were not made public.|Opposition parties called for a debate in parliament.", "|")
	briefQuotes = strings.Split("\"We have waited {n} months for this day,\" a spokesman for the government of {b} said.|\"Nobody should doubt our resolve,\" the {o} of {a} told reporters.|Officials in {b} denied that money had been offered.|"+
		"The {o} of {b} said that further steps would follow within {n} days.|Diplomats, who asked not to be named, said the text had been changed twice.", "|")
)

// briefActs are acts by the ways to tell of each: title, then first sentences.
var briefActs = [][]string{
	{"{a} and {b} sign accord", "The {o} of {a} and the {o} of {b} signed an agreement on {m} on {day}.", "{a} and {b} concluded an accord on {m} on {day}, officials said.", "An agreement on {m} was signed by {a} and {b} on {day}."},
	{"Leaders of {a} and {b} meet", "The {o} of {a} met the {o} of {b} on {day} to discuss {m}.", "{a} and {b} held talks on {m} on {day}.", "On {day} the {o} of {b} received the {o} of {a} for talks about {m}."},
	{"{a} accuses {b}", "{a} on {day} accused {b} of moving troops towards the border after a quarrel over {m}.", "The {o} of {a} accused {b} on {day} of breaking its word on {m}."},
	{"{a} imposes sanctions on {b}", "{a} imposed sanctions on {b} on {day} over {m}.", "The government of {a} announced on {day} that it had imposed sanctions on {b} over {m}."},
	{"{a} sends aid to {b}", "{a} sent {n} tonnes of food aid to {b} on {day}.", "A shipment of aid from {a} reached {b} on {day}, the {o} of {b} said."},
	{"{a} visit to {b}", "The {o} of {a} visited {b} on {day} with {n} business leaders.", "The {o} of {a} arrived in {b} on {day} for a visit that will deal with {m}."},
	{"{a} expels envoys of {b}", "{a} expelled {n} diplomats of {b} on {day}.", "The foreign ministry of {a} ordered {n} diplomats of {b} on {day} to leave the country."},
	{"{a} and {b} hold drills", "{a} and {b} began joint military exercises on {day}.", "Troops of {a} and {b} started a joint exercise on {day} with {n} vehicles."},
	{"{a} lends to {b}", "{a} granted {b} a loan of {n} million dollars on {day} for {m}.", "{b} received a loan of {n} million dollars from {a} on {day}."},
	{"{a} shells {b}", "Forces of {a} shelled a village in {b} on {day}, killing {n} people.", "{b} said on {day} that artillery of {a} had shelled its border posts."},
	{"{a} warns {b}", "The {o} of {a} threatened {b} with a trade ban on {day} unless the quarrel over {m} ended.", "{a} warned {b} on {day} that it would close the border over {m}."},
	{"{a} calls on {b}", "{a} called on {b} on {day} to pay its debts for {m}.", "The {o} of {a} urged {b} on {day} to open talks about {m}."},
}

type brief struct {
	Title     string `json:"title"`
	Published string `json:"published"`
	Publisher string `json:"publisher"`
	URL       string `json:"url"`
	Text      string `json:"text"`
}

func briefOf(i int) brief {
	r := rand.New(rand.NewPCG(41, uint64(i)))
	if from := i - 1 - r.IntN(400); from >= 0 && r.IntN(10) < 2 { // a copy
		b := briefOf(from)
		switch r.IntN(3) {
		case 0:
			b.Title = "News: " + b.Title
		case 1:
			if end := strings.LastIndex(b.Text[:len(b.Text)-1], ". "); end > 0 {
				b.Text = b.Text[:end+1]
			}
		case 2:
			b.Text = fmt.Sprintf("CAPITAL (%s) - %s", briefAgencies[r.IntN(len(briefAgencies))], b.Text)
		}
		b.Publisher = briefPapers[r.IntN(len(briefPapers))] + " " + briefStates[r.IntN(len(briefStates))]
		b.URL = fmt.Sprintf("https://example.org/%d", i)
		return b
	}
	act := i
	if near := i - r.IntN(300); near >= 0 && r.IntN(10) < 5 { // what others tell of
		act = near - near%5
	}
	a := rand.New(rand.NewPCG(43, uint64(act)))
	from, to := a.IntN(len(briefStates)), a.IntN(len(briefStates)-1)
	if to >= from {
		to++
	}
	what, day := briefActs[a.IntN(len(briefActs))], time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, act*1000/100_000)
	fixed := map[string]string{"a": briefStates[from], "b": briefStates[to], "o": briefOffices[a.IntN(len(briefOffices))], "m": briefMatters[a.IntN(len(briefMatters))],
		"n": fmt.Sprint(2 + a.IntN(90)), "day": day.Format("2 January 2006")}
	fill := func(s string) string {
		for k, v := range fixed {
			s = strings.ReplaceAll(s, "{"+k+"}", v)
		}
		return s
	}
	text := []string{fill(what[1+r.IntN(len(what)-1)])}
	for range 1 + r.IntN(4) {
		from := briefBack
		if r.IntN(2) == 0 {
			from = briefQuotes
		}
		fixed["n"], fixed["o"] = fmt.Sprint(2+r.IntN(90)), briefOffices[r.IntN(len(briefOffices))]
		if s := fill(from[r.IntN(len(from))]); !strings.Contains(strings.Join(text, " "), s) {
			text = append(text, s)
		}
	}
	return brief{Title: fill(what[0]), Published: day.AddDate(0, 0, r.IntN(3)).Format(time.DateOnly),
		Publisher: briefPapers[r.IntN(len(briefPapers))] + " " + briefStates[r.IntN(len(briefStates))],
		URL:       fmt.Sprintf("https://example.org/%d", i), Text: strings.Join(text, " ")}
}

// briefs writes the articles from i to before n as JSONL.
func briefs(tb testing.TB, file string, i, n int) {
	tb.Helper()
	f, err := os.Create(file)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	for ; i < n; i++ {
		if err := enc.Encode(briefOf(i)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
}
