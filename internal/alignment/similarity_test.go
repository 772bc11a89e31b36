package alignment_test

import (
	"math"
	"strings"
	"testing"

	"entente/data"
	"entente/internal/alignment"
	"entente/internal/atlas"
	"entente/internal/edtf"
)

func value(t *testing.T, found []alignment.Finding, measure string) float64 {
	t.Helper()
	for _, f := range found {
		if f.Measure == measure {
			return f.Value
		}
	}
	t.Errorf("no %q in %+v", measure, found)
	return math.NaN()
}

func TestOrganisations(t *testing.T) {
	a, err := atlas.Load(data.FS, "actors", "gazetteer")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) edtf.Date { d, _ := edtf.Parse(s); return d }
	_, shared := alignment.Organisations(a, "KAZ", "RUS", at("2018"))
	for _, want := range []string{"CIS", "CSTO", "EAEU", "SCO"} {
		if !strings.Contains(" "+strings.Join(shared, " ")+" ", " "+want+" ") {
			t.Errorf("KAZ and RUS 2018 do not share %s: %v", want, shared)
		}
	}
	_, before := alignment.Organisations(a, "KAZ", "RUS", at("1996"))
	for _, s := range before {
		if s == "EAEU" || s == "SCO" {
			t.Errorf("KAZ and RUS share %s in 1996", s)
		}
	}
	x, _ := alignment.Organisations(a, "KAZ", "RUS", at("2018"))
	y, _ := alignment.Organisations(a, "RUS", "KAZ", at("2018"))
	for i := range x {
		if x[i] != y[i] {
			t.Errorf("exchanged: %+v and %+v", x[i], y[i])
		}
	}
	if near := value(t, x, "kappa"); !(near > value(t, first(alignment.Organisations(a, "KAZ", "USA", at("2018"))), "kappa")) {
		t.Error("Kazakhstan's memberships are more like the United States' than Russia's")
	}
}

func first(f []alignment.Finding, _ []string) []alignment.Finding { return f }

// TestAllianceFile reads the alliances of 1914 that make the published example.
func TestAllianceFile(t *testing.T) {
	var b strings.Builder
	b.WriteString("ccode1,ccode2,year,defense,neutrality,nonaggression,entente\n")
	pact := func(a, c, flags string) {
		b.WriteString(a + "," + c + ",1914," + flags + "\n" + c + "," + a + ",1914," + flags + "\n")
	}
	pact("255", "300", "1,0,0,0") // Germany, Austria-Hungary
	pact("255", "360", "1,0,0,0")
	pact("255", "325", "1,0,0,0")
	pact("365", "220", "1,0,0,0") // Russia, France
	for _, s := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"} {
		b.WriteString("900" + s + ",900,1914,0,0,0,0\n")
	}
	f, err := alignment.ReadAlliances("a.csv", strings.NewReader(b.String()), 1914)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.States) != 20 {
		t.Fatalf("%d states: %v", len(f.States), f.States)
	}
	// Six members differ by 3: S = 1 - 2 * 6 / 20.
	found := alignment.AllianceSimilarity(f, "255", "365")
	if got := value(t, found, "S"); math.Abs(got-.4) > 1e-12 {
		t.Errorf("S is %g, want .4", got)
	}
	if found := alignment.AllianceSimilarity(f, "255", "2"); !math.IsNaN(found[0].Value) || found[0].Missing != "2 is not in the file in 1914" {
		t.Errorf("got %+v", found)
	}
}

func TestFlowFile(t *testing.T) {
	const text = "year,exporter,importer,value\n2020,A,B,30\n2020,B,A,50\n2020,A,C,120\n2020,B,C,1520\n2019,A,B,7\n2020,C,B,NA\n"
	f, err := alignment.ReadFlows("t.csv", strings.NewReader(text), 2020)
	if err != nil {
		t.Fatal(err)
	}
	found := alignment.FlowSimilarity("trade", f, map[string]float64{"A": 400}, "A", "B")
	if got := value(t, found, "share in all of A"); math.Abs(got-.4) > 1e-12 {
		t.Errorf("share is %g, want .4", got)
	}
	if got := value(t, found, "A on GDP"); math.Abs(got-.2) > 1e-12 {
		t.Errorf("on GDP is %g, want .2", got)
	}
	if got := value(t, found, "asymmetry"); !math.IsNaN(got) {
		t.Errorf("asymmetry without a GDP is %g", got)
	}
	if got := value(t, alignment.FlowSimilarity("trade", f, nil, "A", "D"), "A to D"); !math.IsNaN(got) {
		t.Errorf("a flow that is not in the file is %g", got)
	}
}

func TestFileFaults(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", "f.csv: header: EOF"},
		{"year,from,to\n", "f.csv:1: no column value or amount or flow or tiv"},
		{"year,from,to,value\n2020,A,B,-1\n2020,A,A,1\nx,A,B,1\n", "f.csv:2: \"-1\" is no amount from 0 to 1e18\nf.csv:3: a flow is between two states, not \"A\" and \"A\"\nf.csv:4: \"x\" is no year"},
		{"year,from,to,value\n2020,A,B,NaN\n", "f.csv:2: \"NaN\" is no amount from 0 to 1e18"},
		{"year,from,to,value\n2019,A,B,1\n", "f.csv: no flow of 2020 in it"},
		{"year,from,to,value\n2020,A,B,1\n2020,B,A,1\n2020,A,B,2\n", "f.csv:4: what went from A to B in 2020 is 2 here and 1 in line 2: no other column tells the two apart"},
		{"year,from,to,value\n2020,A,B,1\n2020,A,B,1\n", "f.csv:3: what went from A to B in 2020 stands in line 2 already"},
	} {
		if _, err := alignment.ReadFlows("f.csv", strings.NewReader(tt.text), 2020); err == nil || err.Error() != tt.want {
			t.Errorf("%q: got %v, want %s", tt.text, err, tt.want)
		}
	}
	if f, err := alignment.ReadFlows("f.csv", strings.NewReader("year,from,to,value,goods\n2020,A,B,1,oil\n2020,A,B,2,gas\n"), 2020); err != nil || f.Between("A", "B").Exports != 3 {
		t.Errorf("two goods: %v", err)
	}
	if _, err := alignment.ReadGDP("g.csv", strings.NewReader("year,state,gdp\n2020,A,1\n2019,A,3\n2020,A,2\n"), 2020); err == nil || err.Error() != "g.csv:4: the GDP of A in 2020 is 2 here and 1 in line 2: no other column tells the two apart" {
		t.Errorf("GDP: %v", err)
	}
	if _, _, err := alignment.ReadVisits("v.csv", strings.NewReader("date,visitor,host\n2020-13-01,A,B\n")); err == nil || err.Error() != `v.csv:2: "2020-13-01" is no day` {
		t.Errorf("visits: %v", err)
	}
	if _, err := alignment.ReadAlliances("a.csv", strings.NewReader("ccode1,ccode2,year,defense\n2,3,1914,7\n"), 1914); err == nil || !strings.HasPrefix(err.Error(), `a.csv:2: "7" is neither 0 nor 1`) {
		t.Errorf("alliances: %v", err)
	}
}

func TestVisitFile(t *testing.T) {
	visits, states, err := alignment.ReadVisits("v.csv", strings.NewReader("date,visitor,host\n2020-01-10,A,B\n2020-01-11,A,B\n2020-03-01,B,A\n"))
	if err != nil {
		t.Fatal(err)
	}
	found := alignment.VisitSimilarity(visits, states, "A", "B", 18_400, 365)
	if got := value(t, found, "A to B"); got != 1 {
		t.Errorf("%g visits, want 1: two reports of one", got)
	}
}

func FuzzFlows(f *testing.F) {
	f.Add("year,from,to,value\n2020,A,B,1\n")
	f.Add("\ufeffYear,Exporter,Importer,TIV\n2020,\"A\",B,1e308\n2020,A,B,1e308\n")
	f.Fuzz(func(t *testing.T, text string) {
		flows, err := alignment.ReadFlows("x", strings.NewReader(text), 2020)
		if err != nil {
			return
		}
		for _, x := range alignment.FlowSimilarity("trade", flows, nil, "A", "B") {
			if math.IsNaN(x.Value) == (x.Missing == "") {
				t.Errorf("%+v", x)
			}
		}
	})
}
