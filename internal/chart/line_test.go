package chart

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

func TestLines(t *testing.T) {
	l := Lines{Title: "KAZ <votes>", Low: 0, High: 1, From: 1992, To: 1996, Series: []Series{
		{Name: "RUS", Points: []Point{{Year: 1992, Value: .8, Low: .7, High: .9, Sure: true}, {Year: 1993, Value: .7}, {Year: 1995, Value: .75, Low: .6, High: .85, Sure: true}}},
		{Name: "USA", Points: []Point{{Year: 1992, Value: .74, Low: .6, High: .8, Sure: true}, {Year: 1995, Value: .75, Low: .6, High: .85, Sure: true}}},
		{Name: "CHN"},
	}}
	svg := l.SVG(Options{Alone: true})
	if svg != l.SVG(Options{Alone: true}) {
		t.Error("two drawings differ")
	}
	d := xml.NewDecoder(strings.NewReader(svg))
	paths := 0
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "path" {
			paths++
		}
	}
	if paths != 8 { // each line is broken in two at its gap: a band and a stroke each
		t.Errorf("%d paths, want 8", paths)
	}
	if want := "RUS goes from 0.80 in 1992 to 0.75 in 1995; USA goes from 0.74 in 1992 to 0.75 in 1995; CHN has no data."; l.Summary() != want {
		t.Errorf("got %s", l.Summary())
	}
	painted(t, "lines", l)
	if rows := l.Table().Rows; len(rows) != 5 || rows[1][3].Text != "" || rows[0][3].Text != "0.700" {
		t.Errorf("got %v", rows)
	}
}
