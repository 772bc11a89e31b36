package chart

import (
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"
)

// wheel is a ring of actors with one in the middle that deals with all.
func wheel(n int) Network {
	g := Network{Title: "A <wheel>"}
	for i := range n {
		g.Nodes = append(g.Nodes, NetworkNode{Label: "N" + string(rune('a'+i)), About: "about", Href: "/actor/" + string(rune('a'+i)), Weight: float64(1 + i)})
	}
	for i := 1; i < n; i++ {
		g.Ties = append(g.Ties, NetworkTie{A: 0, B: i, Weight: float64(i), N: i, About: "tie", Href: "/dyad"})
		if i > 1 {
			g.Ties = append(g.Ties, NetworkTie{A: i - 1, B: i, Weight: .5, N: 1, About: "tie", Href: "/dyad"})
		}
	}
	return g
}

func TestNetwork(t *testing.T) {
	g := wheel(12)
	svg := g.SVG(Options{ID: "f"})
	if svg != g.SVG(Options{ID: "f"}) {
		t.Error("two drawings differ")
	}
	if got := strings.Count(svg, "<circle"); got != 12 {
		t.Errorf("%d circles, want 12", got)
	}
	if got := strings.Count(svg, `href="/dyad"`); got != len(g.Ties) {
		t.Errorf("%d ties lead to their rows, want %d", got, len(g.Ties))
	}
	if strings.Contains(svg, "<wheel>") || strings.Contains(svg, "NaN") {
		t.Errorf("not escaped, or no number: %s", svg[:400])
	}
	d := xml.NewDecoder(strings.NewReader(g.SVG(Options{Alone: true})))
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	rows := g.Table().Rows
	if len(rows) != len(g.Ties) || rows[0][1].Text != "Nl" || rows[0][2].Text != "11.00" || rows[0][0].Href != "/dyad" {
		t.Errorf("table begins %+v", rows[0])
	}
	if want := "A <wheel>: 12 actors with 21 ties; the strongest is between Na and Nl, of 11 acts."; g.Summary() != want {
		t.Errorf("got %q, want %q", g.Summary(), want)
	}
	g.Conflict = true
	if !strings.Contains(g.SVG(Options{}), "stroke-dasharray") {
		t.Error("conflict is told by colour alone")
	}
}

// Circles stand inside the drawing and not on each other, however many there are.
func TestNetworkLayout(t *testing.T) {
	for _, g := range []Network{{Title: "none"}, wheel(1), wheel(2), wheel(32), {Title: "no ties", Nodes: wheel(9).Nodes}} {
		at := g.layout()
		for i, p := range at {
			if !(p[0] >= 0 && p[0] <= networkWidth && p[1] >= 0 && p[1] <= networkHeight) {
				t.Errorf("%s of %d: node %d stands at %v", g.Title, len(g.Nodes), i, p)
			}
			for j := range i {
				if d := math.Hypot(p[0]-at[j][0], p[1]-at[j][1]); d < 20 {
					t.Errorf("%s of %d: nodes %d and %d are %.1f apart", g.Title, len(g.Nodes), i, j, d)
				}
			}
		}
		if s := g.SVG(Options{}); !strings.HasSuffix(s, "</svg>") {
			t.Errorf("%s: %s", g.Title, s)
		}
	}
}
