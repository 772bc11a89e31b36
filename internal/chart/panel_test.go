package chart

import (
	"strings"
	"testing"
)

// TestPanel draws a line with a gap: the gap is hatched and never a 0.
func TestPanel(t *testing.T) {
	p := Panel{Title: "A & B", Slots: []string{"2001", "2002", "2003", "2004"}, High: 1,
		Lines: []PanelLine{{"X", []PanelValue{{0.5, 0.4, 0.6, 7, ""}, NoValue("nobody voted", 0), NoValue("", 0), {0.25, 0.1, 0.3, 9, ""}}}, {"Y", []PanelValue{NoValue("", 0), NoValue("", 0), NoValue("", 0), NoValue("", 0)}}}}
	painted(t, "panel", p)
	s := p.SVG(Options{ID: "fa"})
	for _, want := range []string{"2002 to 2003: no evidence", "A &amp; B", "X: from 0.50 in 2001 to 0.25 in 2004; Y: no evidence."} {
		if !strings.Contains(s, want) {
			t.Errorf("%q is not in %s", want, s)
		}
	}
	if n := strings.Count(s, "<circle"); n != 2 {
		t.Errorf("%d dots, want 2", n)
	}
	tab := p.Table()
	if got := tab.Rows[1][2].Text; got != "no evidence: nobody voted" || tab.Rows[1][5].Text != "" || len(tab.Rows) != 8 {
		t.Errorf("row of a gap: %q of %d rows", got, len(tab.Rows))
	}
	if !p.Known() || (Panel{Lines: p.Lines[1:]}).Known() {
		t.Error("Known is wrong")
	}
}
