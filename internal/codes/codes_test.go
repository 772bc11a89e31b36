package codes_test

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"entente/data"
	"entente/internal/codes"
)

func load(t *testing.T) *codes.Codes {
	t.Helper()
	c, err := codes.Load(data.FS, "codes")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The countries are those of the table of states, with the same ISO codes.
func TestCountriesAreOurs(t *testing.T) {
	c := load(t)
	text, err := data.FS.ReadFile("actors/polities.tsv")
	if err != nil {
		t.Fatal(err)
	}
	ours := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) > 2 && len(f[0]) == 3 {
			ours[f[0]] = f[1]
		}
	}
	for id := range c.Countries("") {
		if _, ok := ours[id]; !ok {
			t.Errorf("%s is not in polities.tsv", id)
		}
	}
	for iso2, id := range c.Countries("iso2") {
		if ours[id] != iso2 {
			t.Errorf("%s: ISO alpha-2 %q, in polities.tsv %q", id, iso2, ours[id])
		}
	}
}

func TestLookup(t *testing.T) {
	c := load(t)
	for _, x := range []struct{ how, in, want string }{
		{"cameo", "ROM", "ROU"}, {"cameo", "USA", "USA"}, {"cameo", "TMP", "TLS"}, {"cameo", "XYZ", ""},
		{"fips", "RS", "RUS"}, {"fips", "GM", "DEU"}, {"fips", "SF", "ZAF"}, {"fips", "OD", "SSD"}, {"fips", "GZ", "PSE"}, {"fips", "AU", "AUT"}, {"fips", "AS", "AUS"}, {"fips", "", ""},
		{"name", "Cote d'Ivoire", "CIV"}, {"name", "CÔTE D'IVOIRE", "CIV"}, {"name", "Russian Federation", "RUS"}, {"name", "Niger", "NER"}, {"name", "Atlantis", ""},
		{"group", "EEC", "EU"}, {"group", "AFR", "AFRICA"}, {"group", "USA", ""},
	} {
		got := map[string]func(string) string{"cameo": c.CAMEO, "fips": c.FIPS, "name": c.Named, "group": c.Group}[x.how](x.in)
		if got != x.want {
			t.Errorf("%s %q: got %q, want %q", x.how, x.in, got, x.want)
		}
	}
}

// Each FIPS code of a real GDELT file is the country its place's name ends in,
// and each country that ICEWS names is known.
func TestRealFiles(t *testing.T) {
	c := load(t)
	rows := func(name string) [][]string {
		f, err := os.Open("../../../shared/data/events/" + name)
		if err != nil {
			t.Skipf("REAL FILES NOT CHECKED: %v", err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(z)
		r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
		out, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	seen := map[string]bool{}
	for _, f := range rows("gdelt2_20151027220000.export.csv.gz") {
		for _, at := range []int{36, 44, 52} {
			parts := strings.Split(f[at], ", ")
			name, code := parts[len(parts)-1], f[at+1]
			if len(parts) > 1 && (name == "The" || name == "Republic Of") { // "Bahamas, The"
				name = parts[len(parts)-2]
			}
			if code == "" || seen[code] {
				continue
			}
			seen[code] = true
			if c.FIPS(code) == "" || c.FIPS(code) != c.Named(name) {
				t.Errorf("FIPS %s is %q, the place's name says %q (%s)", code, c.FIPS(code), c.Named(name), name)
			}
		}
	}
	for _, f := range rows("icews_2018_sample.tab.gz")[1:] {
		for _, at := range []int{4, 10, 17} {
			if f[at] != "NA" && f[at] != "" && c.Named(f[at]) == "" {
				t.Errorf("no country is named %q", f[at])
			}
		}
	}
	if len(seen) < 90 {
		t.Errorf("only %d FIPS codes seen", len(seen))
	}
}

func TestFaults(t *testing.T) {
	_, err := codes.Load(fstest.MapFS{
		"x/countries.tsv": {Data: []byte("iso3\tiso2\tfips\tcameo\tnames\nAAA\tAA\tA1\t\tAland\nBBB\tBB\tA1\tAAA\tBland\nCCC\tCC\n")},
		"x/groups.tsv":    {Data: []byte("# nothing\n")},
	}, "x")
	for _, want := range []string{`x/countries.tsv:3: "A1" is AAA already`, "x/countries.tsv:4: 2 columns", "CAMEO code AAA of BBB", "x/groups.tsv: no header"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
}
