package export

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"entente/internal/edtf"
	"entente/internal/event"
)

// A node is a party: the state it acts for, else itself.
type node struct {
	id, name, sector string
	state            bool
	acts             int
}

// A tie is all acts of one upon another. Acts of both upon each other (a meeting)
// are a tie from the first named to the second, counted in mutual.
type tie struct {
	from, to                            string
	acts, mutual, cooperation, conflict int
	scale                               float64 // sum
	first, last                         edtf.Day
	hasFirst, hasLast                   bool
	sources                             int // of the acts, the most that one has
}

// network spreads acts into ties: each source with each target, and where all
// act, each pair of sources. Of a pair an act counts once.
func network(acts []Act) ([]*node, []*tie) {
	nodes, ties := map[string]*node{}, map[[2]string]*tie{}
	for i := range acts {
		e := &acts[i].Event
		source, target := parties(nodes, e.Source), parties(nodes, e.Target)
		var pairs [][2]string
		for _, s := range source {
			for _, t := range target {
				pairs = append(pairs, [2]string{s, t})
			}
		}
		if e.Reciprocal {
			for k, a := range source {
				for _, b := range source[k+1:] {
					pairs = append(pairs, [2]string{a, b})
				}
			}
		}
		seen := map[string]bool{}
		for _, id := range slices.Concat(source, target) {
			if !seen[id] {
				seen[id] = true
				nodes[id].acts++
			}
		}
		done := map[[2]string]bool{}
		for _, p := range pairs {
			if p[0] == p[1] || done[p] {
				continue
			}
			done[p] = true
			t := ties[p]
			if t == nil {
				t = &tie{from: p[0], to: p[1]}
				ties[p] = t
			}
			t.add(&acts[i])
		}
	}
	ns := make([]*node, 0, len(nodes))
	for _, n := range nodes {
		ns = append(ns, n)
	}
	slices.SortFunc(ns, func(a, b *node) int { return strings.Compare(a.id, b.id) })
	ts := make([]*tie, 0, len(ties))
	for _, t := range ties {
		ts = append(ts, t)
	}
	slices.SortFunc(ts, func(a, b *tie) int {
		return cmp.Or(strings.Compare(a.from, b.from), strings.Compare(a.to, b.to))
	})
	return ns, ts
}

// parties are the ids of a side, each once; new ones become nodes. What has
// neither actor nor country is left out.
func parties(nodes map[string]*node, ps []event.Party) []string {
	var out []string
	for _, p := range ps {
		id := cmp.Or(p.Country, p.Actor)
		if id == "" || slices.Contains(out, id) {
			continue
		}
		out = append(out, id)
		n := nodes[id]
		if n == nil {
			n = &node{id: id, state: p.Country != ""}
			nodes[id] = n
		}
		// A state is called by its own name, not by that of who acts for it.
		if n.name == "" && p.Name != "" && (p.Actor == id || !n.state) {
			n.name, n.sector = p.Name, p.Sector
		}
	}
	return out
}

func (t *tie) add(a *Act) {
	e := &a.Event
	t.acts++
	t.scale += e.Scale
	t.sources = max(t.sources, a.Sources)
	if e.Reciprocal {
		t.mutual++
	}
	switch e.Quad {
	case event.VerbalCooperation, event.MaterialCooperation:
		t.cooperation++
	case event.VerbalConflict, event.MaterialConflict:
		t.conflict++
	}
	if d, ok := e.Date.First(); ok && (!t.hasFirst || d < t.first) {
		t.first, t.hasFirst = d, true
	}
	if d, ok := e.Date.Last(); ok && (!t.hasLast || d > t.last) {
		t.last, t.hasLast = d, true
	}
}

// values are the attributes of a tie, in the order of tieColumns; "" is not known.
func (t *tie) values() []string {
	v := []string{fmt.Sprint(t.acts), fmt.Sprint(t.mutual), fmt.Sprint(t.cooperation), fmt.Sprint(t.conflict),
		fmt.Sprintf("%.4g", t.scale/float64(t.acts)), fmt.Sprint(t.sources), "", ""}
	if t.hasFirst {
		v[6] = t.first.String()
	}
	if t.hasLast {
		v[7] = t.last.String()
	}
	return v
}

func (n *node) values() []string {
	kind := "other"
	if n.state {
		kind = "state"
	}
	return []string{cmp.Or(n.name, n.id), kind, n.sector, fmt.Sprint(n.acts)}
}

// An attribute is a column of nodes or ties.
type attribute struct{ name, typ string }

var (
	nodeColumns = []attribute{{"name", "string"}, {"kind", "string"}, {"sector", "string"}, {"acts", "int"}}
	tieColumns  = []attribute{{"acts", "int"}, {"mutual", "int"}, {"cooperation", "int"}, {"conflict", "int"},
		{"mean_scale", "double"}, {"sources", "int"}, {"first_day", "string"}, {"last_day", "string"}}
)

// An xmlWriter writes text with what stands in it escaped. The first error stays.
type xmlWriter struct {
	w   *bufio.Writer
	err error
}

func (x *xmlWriter) put(format string, values ...string) {
	args := make([]any, len(values))
	for i, v := range values {
		var b strings.Builder
		if err := xml.EscapeText(&b, []byte(v)); err != nil && x.err == nil {
			x.err = err
		}
		args[i] = b.String()
	}
	if _, err := fmt.Fprintf(x.w, format, args...); err != nil && x.err == nil {
		x.err = err
	}
}

func (x *xmlWriter) end() error {
	if x.err != nil {
		return x.err
	}
	return x.w.Flush()
}

// graphML writes the network of actors.
//
// Source: GraphML 1.0, graphml.graphdrawing.org.
func graphML(w io.Writer, acts []Act) error {
	nodes, ties := network(acts)
	x := &xmlWriter{w: bufio.NewWriter(w)}
	x.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n")
	for _, c := range []struct {
		of      string
		columns []attribute
	}{{"node", nodeColumns}, {"edge", tieColumns}} {
		for _, a := range c.columns {
			x.put("  <key id=\"%s_%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n", c.of, a.name, c.of, a.name, a.typ)
		}
	}
	data := func(of string, columns []attribute, values []string) {
		for i, v := range values {
			if v != "" {
				x.put("<data key=\"%s_%s\">%s</data>", of, columns[i].name, v)
			}
		}
	}
	x.put("  <graph id=\"actors\" edgedefault=\"directed\">\n")
	for _, n := range nodes {
		x.put("    <node id=\"%s\">", n.id)
		data("node", nodeColumns, n.values())
		x.put("</node>\n")
	}
	for i, t := range ties {
		x.put("    <edge id=\"e%s\" source=\"%s\" target=\"%s\">", fmt.Sprint(i), t.from, t.to)
		data("edge", tieColumns, t.values())
		x.put("</edge>\n")
	}
	x.put("  </graph>\n</graphml>\n")
	return x.end()
}

// gexf writes the network of actors.
//
// Source: GEXF 1.3, gexf.net.
func gexf(w io.Writer, acts []Act) error {
	nodes, ties := network(acts)
	x := &xmlWriter{w: bufio.NewWriter(w)}
	x.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n")
	x.put("  <meta><creator>entente</creator><description>actors and their acts upon each other</description></meta>\n")
	x.put("  <graph defaultedgetype=\"directed\" mode=\"static\">\n")
	types := map[string]string{"int": "integer", "double": "double", "string": "string"}
	for _, c := range []struct {
		of      string
		columns []attribute
	}{{"node", nodeColumns}, {"edge", tieColumns}} {
		x.put("    <attributes class=\"%s\">\n", c.of)
		for _, a := range c.columns {
			x.put("      <attribute id=\"%s\" title=\"%s\" type=\"%s\"/>\n", a.name, a.name, types[a.typ])
		}
		x.put("    </attributes>\n")
	}
	data := func(columns []attribute, values []string) {
		x.put("<attvalues>")
		for i, v := range values {
			if v != "" {
				x.put("<attvalue for=\"%s\" value=\"%s\"/>", columns[i].name, v)
			}
		}
		x.put("</attvalues>")
	}
	x.put("    <nodes>\n")
	for _, n := range nodes {
		x.put("      <node id=\"%s\" label=\"%s\">", n.id, cmp.Or(n.name, n.id))
		data(nodeColumns, n.values())
		x.put("</node>\n")
	}
	x.put("    </nodes>\n    <edges>\n")
	for i, t := range ties {
		x.put("      <edge id=\"%s\" source=\"%s\" target=\"%s\" weight=\"%s\">", fmt.Sprint(i), t.from, t.to, fmt.Sprint(t.acts))
		data(tieColumns, t.values())
		x.put("</edge>\n")
	}
	x.put("    </edges>\n  </graph>\n</gexf>\n")
	return x.end()
}
