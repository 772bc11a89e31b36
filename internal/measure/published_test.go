package measure

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"entente/internal/edtf"
)

// numbers reads a file of testdata: numbers a line.
func numbers(t testing.TB, name string) [][]float64 {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]float64
	for line := range strings.Lines(string(text)) {
		var row []float64
		for _, f := range strings.Fields(line) {
			v, err := strconv.ParseFloat(f, 64)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			row = append(row, v)
		}
		out = append(out, row)
	}
	return out
}

// near fails if got is not want to within half of the last digit that is given.
func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: got %.9g, want %.9g", what, got, want)
	}
}

func nile(t testing.TB) (y []float64) {
	for _, row := range numbers(t, "nile.txt") {
		y = append(y, row...)
	}
	if len(y) != 100 {
		t.Fatalf("nile.txt has %d years", len(y))
	}
	return y
}

func TestNile(t *testing.T) {
	y := nile(t)
	for _, c := range []float64{2, 3, 4} {
		s, err := ChangePoints(y, c*math.Log(100)*14134.17, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Breaks) != 1 || s.Breaks[0] != 28 {
			t.Errorf("penalty %g log n: breaks %v, want [28]", c, s.Breaks)
		}
		near(t, "RSS", s.RSS, 1597457.194, 5e-4)
		near(t, "RSS without break", s.Whole, 2835156.75, 5e-3)
	}
	for _, tt := range []struct{ start, want float64 }{
		{0, -632.5456}, // KFAS, and the density of the differences worked out by hand
		{1e7, -632.544},
	} {
		l, err := FitLocalLevel(y, tt.start)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "log-likelihood", l.LogLik, tt.want, 5e-4)
		near(t, "noise", l.Noise, 15098.577, 1)
		near(t, "drift", l.Drift, 1469.147, 1)
	}
}

func TestChickenAndEgg(t *testing.T) {
	var chicken, egg []float64
	for _, row := range numbers(t, "chickegg.txt") {
		chicken, egg = append(chicken, row[1]), append(egg, row[2])
	}
	g, err := GrangerTest(chicken, egg, 3)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "chicken to egg F", g.F, .5916, 5e-5)
	near(t, "chicken to egg p", g.P, .6238, 5e-5)
	if g, err = GrangerTest(egg, chicken, 3); err != nil {
		t.Fatal(err)
	}
	near(t, "egg to chicken F", g.F, 5.405, 5e-4)
	near(t, "egg to chicken p", g.P, .002966, 5e-7)
}

func TestZachary(t *testing.T) {
	g := NewNetwork(34)
	edges := numbers(t, "zachary.txt")
	if len(edges) != 78 {
		t.Fatalf("%d ties, want 78", len(edges))
	}
	for _, e := range edges {
		g[int(e[0])-1][int(e[1])-1] = 1
	}
	c, b := g.Constraint(), g.Betweenness()
	for i, want := range []float64{.155423, .279535, .185177, .396660, .529417, .477485} {
		near(t, "constraint of "+strconv.Itoa(i+1), c[i], want, 5e-7)
	}
	near(t, "betweenness of 1", b[0], 231.0714, 5e-5)
	near(t, "betweenness of 34", b[33], 160.5516, 5e-5)
}

// TestBorgatti is the graph of Borgatti's paper of 1997, unweighted and weighted,
// with the values of UCINET as networkx checks them.
func TestBorgatti(t *testing.T) {
	edges := []struct {
		ends   string
		weight float64
	}{{"AB", 2}, {"AF", 3}, {"AG", 5}, {"AE", 2}, {"EG", 8}, {"FG", 3}, {"BG", 4}, {"BD", 1}, {"DG", 3}, {"GC", 10}}
	for _, tt := range []struct {
		weighted         bool
		constraint, size map[byte]float64
	}{
		{false, map[byte]float64{'G': .400, 'A': .595, 'C': 1}, map[byte]float64{'G': 4.67, 'A': 2.50, 'C': 1}},
		{true, map[byte]float64{'G': .299, 'A': .795, 'C': 1}, map[byte]float64{'G': 5.47, 'A': 2.47, 'C': 1}},
	} {
		g := NewNetwork(7)
		for _, e := range edges {
			w := 1.0
			if tt.weighted {
				w = e.weight
			}
			// A tie told from one side only is the same tie.
			g[e.ends[1]-'A'][e.ends[0]-'A'] = w
		}
		c, s := g.Constraint(), g.EffectiveSize()
		for n, want := range tt.constraint {
			near(t, "constraint of "+string(n), c[n-'A'], want, 5e-4)
			near(t, "effective size of "+string(n), s[n-'A'], tt.size[n], 5e-3)
		}
	}
}

func TestScores(t *testing.T) {
	near(t, "CRPS", CRPS([]float64{5, 0, 9, 1, 2}, 3), 1.04, 1e-12)
	near(t, "CRPS of one value is its distance", CRPS([]float64{5}, 3), 2, 1e-12)
	near(t, "interval held", IntervalScore(1, 5, 3, .1), 4, 0)
	near(t, "below", IntervalScore(1, 5, 0, .1), 24, 1e-12)
	near(t, "above", IntervalScore(1, 5, 7, .1), 44, 1e-12)
	// Four draws and one spread over two bins: (3 + ½) of 5 in the first.
	near(t, "ignorance", Ignorance([]float64{0, 0, 0, 4}, 0, []float64{0, 1}), -math.Log2(3.5/5), 1e-12)
	if v := CRPS(nil, 3); !math.IsNaN(v) {
		t.Errorf("CRPS of no ensemble: %g", v)
	}
}

func gunzip(t *testing.T, name string) *bufio.Reader {
	f, err := os.Open("../../../shared/data/" + name)
	if os.IsNotExist(err) {
		t.Skipf("NOT CHECKED: %s is not there", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return bufio.NewReader(z)
}

// goldstein is the published table: CAMEO code to score.
func goldstein(t *testing.T) Scale {
	rows, err := csv.NewReader(gunzip(t, "events/goldstein_mappings.csv.gz")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	s := Scale{}
	for _, r := range rows[1:] {
		v, err := strconv.ParseFloat(r[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		s[r[0]] = v
	}
	return s
}

func TestGoldstein(t *testing.T) {
	s := goldstein(t)
	if len(s) != 312 {
		t.Errorf("%d codes, want 312", len(s))
	}
	var sum float64
	least, most := 0.0, 0.0
	for code, v := range s {
		sum += v
		least, most = min(least, v), max(most, v)
		// One act of each code, alone: its score on its own side.
		b := NetCooperation([]DyadAct{{"A", "B", 10, code}}, s, []Period{{0, 20}})
		if len(b) != 1 || b[0].N != 1 || b[0].Net() != v || b[0].Mean() != v || b[0].Plus != max(v, 0) || b[0].Minus != max(-v, 0) {
			t.Errorf("code %s of %g: %+v", code, v, b)
		}
	}
	near(t, "sum", sum, -565.2, 1e-9)
	near(t, "least", least, -10, 0)
	near(t, "most", most, 10, 0)
	for code, want := range map[string]float64{"051": 3.4, "080": 5, "014": 0, "042": 1.9, "043": 2.8, "057": 8, "190": -10, "172": -5, "163": -8, "016": -5} {
		near(t, code, s[code], want, 0)
	}
}

// TestICEWS holds the scale to the intensity of every row, and sums of dyads to
// sums of that column.
func TestICEWS(t *testing.T) {
	s := goldstein(t)
	r := csv.NewReader(gunzip(t, "events/icews_2018_sample.tab.gz"))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var acts []DyadAct
	want := map[[2]string]float64{}
	for i, row := range rows[1:] {
		intensity, err := strconv.ParseFloat(row[7], 64)
		if err != nil {
			t.Fatalf("row %d: %v", i+2, err)
		}
		if g, ok := s[row[6]]; !ok || g != intensity {
			t.Errorf("row %d: code %s has %g, intensity %g", i+2, row[6], g, intensity)
		}
		day, ok := mustDate(t, row[1]).First()
		if !ok {
			t.Fatalf("row %d: no day", i+2)
		}
		acts = append(acts, DyadAct{row[4], row[10], day, row[6]})
		want[[2]string{row[4], row[10]}] += intensity
	}
	if len(acts) != 3705 {
		t.Errorf("%d rows, want 3705", len(acts))
	}
	n := 0
	for _, b := range NetCooperation(acts, s, []Period{{edtf.DayOf(2018, 1, 1), edtf.DayOf(2018, 12, 31)}}) {
		near(t, b.Source+" "+b.Target, b.Net(), want[[2]string{b.Source, b.Target}], 1e-9)
		n += b.N
	}
	if n != 3705 {
		t.Errorf("%d acts counted, want 3705", n)
	}
}

func mustDate(t *testing.T, s string) edtf.Date {
	d, err := edtf.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
