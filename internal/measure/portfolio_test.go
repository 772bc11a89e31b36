package measure

import (
	"math"
	"testing"
)

// TestPortfolio makes table 6 of Signorino and Ritter from the alliances of 1914.
func TestPortfolio(t *testing.T) {
	system := []string{"GMY", "RUS", "AUH", "ROM", "ITA", "FRN", "UKG"}
	for i := range 13 {
		system = append(system, string(rune('a'+i)))
	}
	pacts := map[[2]string]int{{"GMY", "AUH"}: 3, {"GMY", "ROM"}: 3, {"GMY", "ITA"}: 3, {"RUS", "FRN"}: 3, {"RUS", "UKG"}: 1, {"RUS", "ITA"}: 1}
	c := PortfolioTable(system, "GMY", "RUS", func(s, m string) int { return pacts[[2]string{s, m}] }, 3)
	want := germanyRussia()
	for i := range c {
		for j := range c {
			if c[i][j] != want[i][j] {
				t.Errorf("cell %d, %d: got %g, want %g", i, j, c[i][j], want[i][j])
			}
		}
	}
	b := c.Binary()
	if b.N() != 20 || b[1][1] != 1 || b[1][0] != 3 || b[0][1] != 3 {
		t.Errorf("binary: %v", b)
	}
	for _, tt := range []struct {
		o    AllianceObligations
		want int
	}{{AllianceObligations{}, 0}, {AllianceObligations{NonAggression: true}, 1}, {AllianceObligations{NonAggression: true, Consultation: true}, 2},
		{AllianceObligations{Neutrality: true}, 2}, {AllianceObligations{Offence: true}, 3}, {AllianceObligations{Defence: true, NonAggression: true}, 3}} {
		if got := tt.o.Category(); got != tt.want {
			t.Errorf("%+v: got %d, want %d", tt.o, got, tt.want)
		}
	}
	if v, ok := Jaccard(2, 1, 1); !ok || v != .5 {
		t.Errorf("Jaccard: %g, %v", v, ok)
	}
	if _, ok := Jaccard(0, 0, 0); ok {
		t.Error("Jaccard of nothing is defined")
	}
}

func TestDepend(t *testing.T) {
	f := Flow{Exports: 30, Imports: 50, TotalA: 200, TotalB: 1600, GDPA: 400, GDPB: 8000}
	d := Depend(f)
	want := Dependence{ShareA: .4, ShareB: .05, OnGDPA: .2, OnGDPB: .01, Interdependence: .01, Asymmetry: .19, ShareAsymmetry: .35,
		Salience: math.Sqrt(.02), Symmetry: .65, Barbieri: .65 * math.Sqrt(.02)}
	near(t, "share", d.ShareA, want.ShareA, 1e-12)
	near(t, "on GDP", d.OnGDPA, want.OnGDPA, 1e-12)
	near(t, "interdependence", d.Interdependence, want.Interdependence, 1e-12)
	near(t, "asymmetry", d.Asymmetry, want.Asymmetry, 1e-12)
	near(t, "salience", d.Salience, want.Salience, 1e-12)
	near(t, "symmetry", d.Symmetry, want.Symmetry, 1e-12)
	near(t, "Barbieri", d.Barbieri, want.Barbieri, 1e-12)
	swapped := Depend(Flow{Exports: 50, Imports: 30, TotalA: 1600, TotalB: 200, GDPA: 8000, GDPB: 400})
	near(t, "asymmetry, swapped", swapped.Asymmetry, -d.Asymmetry, 1e-12)
	near(t, "Barbieri, swapped", swapped.Barbieri, d.Barbieri, 1e-12)
	near(t, "scaled", Depend(Flow{300, 500, 2000, 16000, 4000, 80000}).Barbieri, d.Barbieri, 1e-12)
	f.GDPB = math.NaN()
	if d := Depend(f); !math.IsNaN(d.Asymmetry) || !math.IsNaN(d.Interdependence) || math.IsNaN(d.ShareA) {
		t.Errorf("without a GDP: %+v", d)
	}
}

func TestConcentrate(t *testing.T) {
	c, ok := Concentrate([]float64{1, 1, 1, 1, 0, math.NaN()})
	if !ok || c.N != 4 {
		t.Fatalf("%+v, %v", c, ok)
	}
	near(t, "HHI", c.HHI, .25, 1e-12)
	near(t, "effective", c.Effective, 4, 1e-12)
	if _, ok := Concentrate([]float64{0, math.NaN()}); ok {
		t.Error("nothing is concentrated")
	}
}

func TestVisits(t *testing.T) {
	visits := []Visit{{0, 1, 100}, {0, 1, 102}, {0, 1, 104}, {1, 0, 100}, {0, 2, 90}, {0, 1, 500}, {2, 2, 50}}
	m := VisitMatrix(3, visits, 200, 100)
	if m.N != 4 || m.Merged != 1 || m.Count[0][1] != 2 || m.Count[1][0] != 1 {
		t.Errorf("%+v", m)
	}
	near(t, "recent", m.Recent[1][0], .5, 1e-12)
	s, ok := m.Share(0, 1)
	if !ok || math.Abs(s-2./3) > 1e-12 || m.Reception(0, 1) != -1 || m.Reception(1, 0) != 1 {
		t.Errorf("share %g, %v, reception %g", s, ok, m.Reception(0, 1))
	}
	if _, ok := m.Share(2, 0); ok {
		t.Error("a state that made no visit has shares")
	}
}
