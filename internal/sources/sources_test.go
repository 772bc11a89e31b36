package sources

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func load(t testing.TB, overlays ...Overlay) *Table {
	t.Helper()
	table, err := Load(os.DirFS("../../data/sources"), overlays...)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// The table names publishers of every region, and nobody's name twice.
func TestTable(t *testing.T) {
	all := load(t).All()
	countries, state, agencies := map[string]bool{}, 0, 0
	for _, s := range all {
		countries[s.Country] = true
		if s.Owner == State {
			state++
		}
		if s.Agency {
			agencies++
		}
		if s.Country == "" || len(s.Languages) == 0 || s.Owner == "" {
			t.Errorf("%s: country, languages or owner is missing", s.Name)
		}
	}
	if len(all) < 200 || len(countries) < 100 || state < 50 || agencies < 80 {
		t.Errorf("%d publishers of %d countries, %d of the state, %d agencies", len(all), len(countries), state, agencies)
	}
}

func TestFind(t *testing.T) {
	own := Overlay{"mine.tsv", strings.Join(columns, "\t") + "\nXinhua\tCHN\tzh\tstate\tno\tMy group\t\nThe Valley Review\tKGZ\ten\tprivate\tno\t\tvalley.example\n"}
	table := load(t, own)
	for _, tt := range []struct {
		publisher, address string
		name, class        string
		known              bool
	}{
		{"Reuters", "", "Reuters", "agency", true},
		{"thomson reuters", "", "Reuters", "private", true},
		{"", "https://www.reuters.com/world/x?y=1", "Reuters", "country:GBR", true},
		{"", "https://edition.cnn.com/2022/x", "CNN", "country:usa", true},
		{"The Associated Press", "", "Associated Press", "agency", true},
		{"TÉLAM", "", "Telam", "state", true},
		{"ТАСС", "", "TASS", "group:russian state", true},
		{"Le Monde", "https://www.reuters.com/x", "Le Monde", "lang:fr", true},
		{"Harbour Press Agency", "https://www.reuters.com/x", "Harbour Press Agency", "unknown", false},
		{"", "https://paper.example/1", "paper.example", "unknown", false},
		{"xinhua", "", "Xinhua", "group:My group", true},
		{"", "http://news.valley.example/1", "The Valley Review", "country:KGZ", true},
	} {
		got, ok := table.Find(tt.publisher, tt.address)
		if !ok || got.Name != tt.name || got.Known != tt.known || !got.Is(tt.class) {
			t.Errorf("%q %q: got %+v %v, want %s, of class %s", tt.publisher, tt.address, got, ok, tt.name, tt.class)
		}
	}
	for _, nothing := range [][2]string{{"", ""}, {" – ", ""}, {"", "::"}} {
		if got, ok := table.Find(nothing[0], nothing[1]); ok {
			t.Errorf("%q: got %+v, want nothing", nothing, got)
		}
	}
	if s, _ := table.Find("Reuters", ""); s.Is("state") || s.Is("unknown") || s.Is("country:") || s.Is("") {
		t.Errorf("Reuters is of a class it is not of: %+v", s)
	}
}

func TestFaults(t *testing.T) {
	head := strings.Join(columns, "\t") + "\n"
	for _, tt := range []struct{ text, want string }{
		{"name\tcountry\n", "publishers.tsv:1: the columns are"},
		{head + "A\tGBR\n", "publishers.tsv:2: it has 2 columns"},
		{head + "# a comment\n\nA\tBritain\ten\tprivate\tno\t\t\n", "publishers.tsv:4: country"},
		{head + "A\tGBR\ten\trich\tno\t\t\n", "owner is"},
		{head + "A\tGBR\ten\tstate\tmaybe\t\t\n", "agency is"},
		{head + " \tGBR\ten\tstate\tno\t\t\n", "no name"},
		{head + "A\tGBR\ten\tstate\tno\t\tx|y\nB\tGBR\ten\tstate\tno\t\tY\n", `publishers.tsv:3: "Y" is a name of A too`},
	} {
		_, err := Load(fstest.MapFS{"publishers.tsv": {Data: []byte(tt.text)}})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: got %v, want %q", tt.text, err, tt.want)
		}
	}
	for _, bad := range []string{"", "rich", "country", "country:", "state:x"} {
		if CheckClass(bad) == nil {
			t.Errorf("class %q: no error", bad)
		}
	}
	if err := CheckClass("country:RUS"); err != nil {
		t.Error(err)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(strings.Join(columns, "\t") + "\nA\tGBR\ten\tstate\tno\tg\tx|y\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := Load(fstest.MapFS{"publishers.tsv": {Data: []byte(text)}})
		if err != nil {
			return
		}
		for _, s := range table.All() {
			if got, ok := table.Find(s.Name, ""); !ok || !got.Known {
				t.Errorf("%q: got %+v", s.Name, got)
			}
		}
	})
}
