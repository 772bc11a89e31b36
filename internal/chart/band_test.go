package chart

import (
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"
)

func TestBands(t *testing.T) {
	nan := math.NaN()
	b := Bands{Title: "KAZ: Russia <less> China", Axis: "tilt", Low: -1, High: 1, Zero: true, Rows: []Band{
		{Label: "2021", Value: .25, Low: -.1, High: .6, N: 34},
		{Label: "2022", Value: nan, Low: nan, High: nan, N: 3, Missing: "not enough evidence: 3 clusters"},
		{Label: "2023", Value: -.5, Low: nan, High: nan, N: -1},
	}}
	for _, alone := range []bool{false, true} {
		svg := b.SVG(Options{Alone: alone})
		d := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%v in %s", err, svg)
			}
		}
		if strings.Contains(svg, "NaN") || strings.Contains(svg, "<less>") || !strings.Contains(svg, "not enough evidence") || strings.Count(svg, "<circle") != 2 {
			t.Errorf("SVG: %s", svg)
		}
	}
	want := "KAZ: Russia <less> China: 2021, 0.25 [-0.10, 0.60]; 2023, -0.50; 1 of 3 without enough evidence."
	painted(t, "bands", b)
	if got := b.Summary(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	lines := strings.Split(b.Text(76), "\n")
	for i, want := range []string{2: "2021 ", 3: "2022 / / / ", 4: "2023 "} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("line %d is %q", i, lines[i])
		}
	}
	if !strings.Contains(lines[2], "├") || !strings.Contains(lines[2], "●") || !strings.Contains(lines[4], "|") || !strings.HasSuffix(lines[2], "0.25 [-0.10, 0.60], n 34") ||
		!strings.HasSuffix(lines[3], "not enough evidence, n 3") {
		t.Errorf("text:\n%s", strings.Join(lines, "\n"))
	}
	if tab := b.Table(); len(tab.Rows) != 3 || tab.Rows[1][1].Text != "not enough evidence: 3 clusters" || tab.Rows[0][1].Text != "0.250" {
		t.Errorf("table: %+v", tab)
	}
	if s := (Bands{Title: "x"}).Summary(); s != "x: not enough evidence." {
		t.Errorf("nothing: %q", s)
	}
}

func TestTernary(t *testing.T) {
	nan := math.NaN()
	f := Ternary{Title: "TJK", Corners: [3]string{"Russia", "China", "USA"}, Points: []TernaryPoint{
		{Label: "2020", Shares: [3]float64{.4, .2, .2}, N: 40},
		{Label: "2021", Shares: [3]float64{nan, nan, nan}},
		{Label: "2022", Shares: [3]float64{0, .5, 0}, N: 30},
		{Label: "2023", Shares: [3]float64{.2, .2, .2}, N: 31},
	}}
	svg := f.SVG(Options{Alone: true})
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
	}
	// China alone is its corner; the gap breaks the path.
	if strings.Count(svg, "<circle") != 3 || !strings.Contains(svg, `cx="430" cy="369.1"`) || strings.Contains(svg, "NaN") || !strings.Contains(svg, "M430 369.1L240 ") {
		t.Errorf("SVG: %s", svg)
	}
	want := "TJK: from 2020: Russia 50 %, China 25 %, USA 25 %, n 40 to 2023: Russia 33 %, China 33 %, USA 33 %, n 31."
	painted(t, "ternary", f)
	if got := f.Summary(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if tab := f.Table(); tab.Rows[1][1].Text != "not enough evidence" || tab.Rows[2][2].Text != "1.000" {
		t.Errorf("table: %+v", tab)
	}
	if s := (Ternary{Title: "x"}).Summary(); s != "x: not enough evidence." {
		t.Errorf("nothing: %q", s)
	}
}
