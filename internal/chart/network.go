package chart

import (
	"fmt"
	"math"
	"slices"
)

// A Network draws who has ties with whom: a circle for each node, larger with its
// weight, and a line for each tie, wider with its own. Nodes that deal much with
// each other stand near each other; where on the page they stand says no more.
type Network struct {
	Title string
	Nodes []NetworkNode
	Ties  []NetworkTie
	// Conflict draws ties as conflict (dashed) and not as cooperation.
	Conflict bool
}

// A NetworkNode is one actor. Label is what is written beside it, About what is
// told of it.
type NetworkNode struct {
	Label, About, Href string
	Weight             float64 // above 0
}

// A NetworkTie joins two nodes, by index; N is how many acts it is made of.
type NetworkTie struct {
	A, B        int
	Weight      float64 // above 0
	N           int
	About, Href string
}

// Summary names the strongest tie.
func (g Network) Summary() string {
	best := -1
	for i, t := range g.Ties {
		if best < 0 || t.Weight > g.Ties[best].Weight {
			best = i
		}
	}
	if best < 0 {
		return g.Title + ": no ties."
	}
	t := g.Ties[best]
	return fmt.Sprintf("%s: %s with %s; the strongest is between %s and %s, of %s.", g.Title, Plural(len(g.Nodes), "actor"), Plural(len(g.Ties), "tie"),
		g.Nodes[t.A].Label, g.Nodes[t.B].Label, Plural(t.N, "act"))
}

// Table has a tie a row, the strongest first.
func (g Network) Table() Table {
	out := Table{Head: []string{"Between", "And", "Strength", "Acts"}}
	ties := slices.Clone(g.Ties)
	slices.SortStableFunc(ties, func(a, b NetworkTie) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return 0
	})
	for _, t := range ties {
		out.Rows = append(out.Rows, []Cell{{Text: g.Nodes[t.A].Label, Href: t.Href}, {Text: g.Nodes[t.B].Label, Href: t.Href},
			{Text: fmt.Sprintf("%.2f", t.Weight), Number: true}, {Text: Thousands(t.N), Number: true}})
	}
	return out
}

const (
	networkWidth, networkHeight = 960.0, 600.0
	networkPad                  = 56.0
)

// SVG draws it, 960 wide.
func (g Network) SVG(o Options) string {
	v := &canvas{Options: o, width: networkWidth, height: networkHeight}
	at := g.layout()
	heaviest, widest := 0.0, 0.0
	for _, t := range g.Ties {
		widest = max(widest, t.Weight)
	}
	for _, x := range g.Nodes {
		heaviest = max(heaviest, x.Weight)
	}
	line, dash := "up-line", ""
	if g.Conflict {
		line, dash = "down-line", ` stroke-dasharray="5 3"`
	}
	strong := g.strong()
	for _, t := range g.Ties {
		a, b := at[t.A], at[t.B]
		wide, opaque := 1+5*math.Sqrt(t.Weight/widest), "0.8"
		if t.Weight < strong { // of many ties the weak are a faint ground
			wide, opaque = 1, "0.3"
		}
		v.open(t.Href, t.About)
		v.line(a[0], a[1], b[0], b[1], line, fmt.Sprintf(` stroke-width="%s" stroke-opacity="%s"%s`, n(wide), opaque, dash))
		v.add(`<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="transparent" stroke-width="10"/>`, n(a[0]), n(a[1]), n(b[0]), n(b[1]))
		v.close(t.Href)
	}
	for i, x := range g.Nodes {
		r := 4 + 12*math.Sqrt(x.Weight/heaviest)
		v.open(x.Href, x.About)
		v.add(`<circle cx="%s" cy="%s" r="%s" stroke-width="1.5"%s/>`, n(at[i][0]), n(at[i][1]), n(r), v.class("mark"))
		v.add(`<text x="%s" y="%s" font-size="15" text-anchor="middle" paint-order="stroke" stroke-width="3.5" stroke-linejoin="round"%s>%s</text>`,
			n(at[i][0]), n(at[i][1]-r-4), v.class("label"), Escape(x.Label))
		v.close(x.Href)
	}
	return v.done(g.Title, g.Summary())
}

// strong is the weight from which a tie is drawn in full: that of about two ties a
// node.
func (g Network) strong() float64 {
	all := make([]float64, len(g.Ties))
	for i, t := range g.Ties {
		all[i] = t.Weight
	}
	slices.Sort(all)
	if most := 2 * len(g.Nodes); len(all) > most {
		return all[len(all)-most]
	}
	return 0
}

// layout places the nodes: springs along ties and a push between all (Fruchterman
// and Reingold, Software 21 (1991) 1129), from a start on a circle, a fixed number
// of steps. Products are rounded by themselves, so that no processor fuses them
// and the places are the same everywhere.
func (g Network) layout() [][2]float64 {
	k := len(g.Nodes)
	at := make([][2]float64, k)
	if k == 0 {
		return at
	}
	widest := 0.0
	for _, t := range g.Ties {
		widest = max(widest, t.Weight)
	}
	for i := range at {
		angle := 2 * math.Pi * float64(i) / float64(k)
		at[i] = [2]float64{float64(0.45*math.Cos(angle)) + 0.5, float64(0.45*math.Sin(angle)) + 0.5}
	}
	ideal := math.Sqrt(1 / float64(k))
	const steps = 300
	for step := range steps {
		move := make([][2]float64, k)
		for i := range k {
			for j := range i {
				dx, dy := at[i][0]-at[j][0], at[i][1]-at[j][1]
				d2 := max(float64(dx*dx)+float64(dy*dy), 1e-6)
				f := float64(ideal*ideal) / d2
				move[i][0] += float64(dx * f)
				move[i][1] += float64(dy * f)
				move[j][0] -= float64(dx * f)
				move[j][1] -= float64(dy * f)
			}
			// A pull to the middle holds those together that have no tie.
			move[i][0] -= float64(0.6 * (at[i][0] - 0.5))
			move[i][1] -= float64(0.6 * (at[i][1] - 0.5))
		}
		for _, t := range g.Ties {
			dx, dy := at[t.A][0]-at[t.B][0], at[t.A][1]-at[t.B][1]
			d := math.Sqrt(float64(dx*dx) + float64(dy*dy))
			f := float64(d/ideal) * (0.15 + float64(0.85*math.Sqrt(t.Weight/widest)))
			move[t.A][0] -= float64(dx * f)
			move[t.A][1] -= float64(dy * f)
			move[t.B][0] += float64(dx * f)
			move[t.B][1] += float64(dy * f)
		}
		heat := 0.12 * float64(steps-step) / steps
		for i := range k {
			l := math.Sqrt(float64(move[i][0]*move[i][0]) + float64(move[i][1]*move[i][1]))
			if l > 0 {
				f := min(l, heat) / l
				at[i][0] += float64(move[i][0] * f)
				at[i][1] += float64(move[i][1] * f)
			}
		}
	}
	fit(at)
	apart(at)
	return at
}

// fit stretches places to the drawing.
func fit(at [][2]float64) {
	for c, size := range []float64{networkWidth, networkHeight} {
		low, high := math.Inf(1), math.Inf(-1)
		for _, p := range at {
			low, high = min(low, p[c]), max(high, p[c])
		}
		for i := range at {
			if high-low < 1e-9 {
				at[i][c] = size / 2
				continue
			}
			at[i][c] = networkPad + float64((at[i][c]-low)/(high-low)*(size-2*networkPad))
		}
	}
}

// apart moves nodes whose names would cover each other, up and down.
func apart(at [][2]float64) {
	const wide, tall = 96.0, 38.0
	for range 60 {
		moved := false
		for i := range at {
			for j := range i {
				dx, dy := math.Abs(at[i][0]-at[j][0]), at[i][1]-at[j][1]
				if dx >= wide || math.Abs(dy) >= tall {
					continue
				}
				by := (tall - math.Abs(dy)) / 4
				if dy < 0 {
					by = -by
				}
				at[i][1] = min(networkHeight-networkPad/2, max(networkPad/1.5, at[i][1]+by))
				at[j][1] = min(networkHeight-networkPad/2, max(networkPad/1.5, at[j][1]-by))
				moved = true
			}
		}
		if !moved {
			return
		}
	}
}

// Key explains the drawing.
func (g Network) Key() string {
	what := "cooperation"
	if g.Conflict {
		what = "conflict"
	}
	return "Lines are ties of " + what + ", wider where stronger, the weaker of many faint; circles are larger the more " + what + " an actor has. Where a circle stands says only who deals with whom."
}
