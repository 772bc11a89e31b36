package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/internal/edtf"
)

func TestDraw(t *testing.T) {
	w, err := LoadWorld(os.DirFS("../../data/geo"))
	if err != nil {
		t.Fatal(err)
	}
	day := edtf.DayOf
	lanes := Lanes{Title: "A & B", First: day(2014, 1, 1), Last: day(2023, 1, 1), Now: day(2022, 12, 1), NowIs: "published", Lanes: []Lane{
		{Name: "Security", Href: "/x?a=1&b=2", Marks: []Mark{
			{First: day(2015, 1, 1), Last: day(2022, 12, 31), HasFirst: true, HasLast: true, Vague: true, Sign: 1, Count: 3, Label: "exercise", Date: "2015/2022-12", About: "A drills with B", Href: "/event/1"},
			{First: day(2022, 11, 1), HasFirst: true, Sign: 1, Planned: true, Every: "every two years", Label: "exercise", About: "A <script> B", Href: "/event/2"},
			{First: day(2022, 2, 24), Last: day(2022, 2, 24), HasFirst: true, HasLast: true, Sign: -1, Contested: true, Label: "attack"},
			{Last: day(2022, 12, 31), HasLast: true, Sign: -1, Inferred: true, Label: "unrest\u202e"},
		}},
		{Name: "Economy"},
	}}
	for name, f := range map[string]Figure{
		"lanes":   lanes,
		"columns": Columns{Title: "T", Unit: "event", Periods: []Period{{Label: "2014", Up: 3, Down: 12, Href: "/"}, {Label: "2015", None: true}}},
		"pairs":   Pairs{Title: "P", Unit: "event", Rows: []PairRow{{Name: "China", Href: "/a", Up: 4, Down: 1, Power: "china"}}},
		"map": Map{Title: "M", World: w, Unit: "event", States: []StateValue{{ID: "TJK", Name: "Tajikistan", Href: "/actor/TJK", N: 7}, {ID: "TKM", Name: "Turkmenistan", Href: "/actor/TKM"}},
			Places: []PlaceMark{{Name: "Samarkand", Lon: 66.97, Lat: 39.65, Precision: "city", N: 2, Powers: []string{"china", "russia"}}},
			Frame:  Frame{"CENTRAL_ASIA", "Central Asia", 68, 43, 31}},
		"overlap": Map{Title: "O", World: w, Overlap: [2]PowerName{{"russia", "Russia"}, {"china", "China"}},
			States: []StateValue{{ID: "TJK", Name: "Tajikistan", Of: [2]int{3, 2}}, {ID: "KAZ", Name: "Kazakhstan", Of: [2]int{1, 0}}, {ID: "UZB", Name: "Uzbekistan", Of: [2]int{0, 1}}, {ID: "TKM", Name: "Turkmenistan"}},
			Places: []PlaceMark{{Name: "Samarkand", Lon: 66.97, Lat: 39.65, Precision: "city", N: 2, Of: [2]int{1, 1}}, {Name: "Osh", Lon: 72.8, Lat: 40.5, Precision: "city", N: 1, Of: [2]int{0, 1}}},
			Frame:  Frame{"CENTRAL_ASIA", "Central Asia", 68, 43, 31}},
		"world": Map{Title: "M", World: w, Unit: "event"},
	} {
		for _, o := range []Options{{ID: name}, {Alone: true}} {
			svg := f.SVG(o)
			if svg != f.SVG(o) {
				t.Errorf("%s: two drawings differ", name)
			}
			well(t, name, svg)
			if strings.Contains(svg, "<script") || strings.ContainsRune(svg, 0x202e) {
				t.Errorf("%s: hostile text passes", name)
			}
			if o.Alone && (strings.Contains(svg, "class=") || strings.Contains(svg, "var(")) {
				t.Errorf("%s: a file of its own refers to a style sheet", name)
			}
			t.Logf("%s: %d bytes", name, len(svg))
		}
		painted(t, name, f)
		if f.Summary() == "" || len(f.Table().Head) == 0 {
			t.Errorf("%s: no twin", name)
		}
	}
	o := Map{Title: "O", World: w, Overlap: [2]PowerName{{"russia", "Russia"}, {"china", "China"}}, States: []StateValue{{ID: "TJK", Name: "Tajikistan", Of: [2]int{3, 2}}, {ID: "TKM", Name: "Turkmenistan"}}}
	if got := o.Summary(); !strings.Contains(got, "1 state with events of both: Tajikistan") {
		t.Errorf("the overlap says %q", got)
	}
	if rows := o.Table().Rows; rows[0][3].Text != "2" || rows[1][2].Text != "no evidence" {
		t.Errorf("the overlap's table has %v", rows)
	}
	if got := (Columns{Title: "X", Periods: []Period{{Label: "2014"}}}).Table().Rows[0][1].Text; got != "no evidence" {
		t.Errorf("a period without events says %q, want no evidence", got)
	}
	if s := lanes.Summary(); !strings.Contains(s, "no evidence in Economy") {
		t.Errorf("summary %q does not name the empty lane", s)
	}
}

// painted checks that a figure can be had as PNG, and that more than the paper
// is on it. CHART_OUT keeps pictures to look at.
func painted(t *testing.T, name string, f Figure) {
	t.Helper()
	b, err := PNG(f)
	if err != nil {
		t.Errorf("%s as PNG: %v", name, err)
		return
	}
	if again, err := PNG(f); err != nil || !bytes.Equal(b, again) {
		t.Errorf("%s: two pictures differ", name)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[color.Color]bool{}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y += 3 {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x += 3 {
			seen[img.At(x, y)] = true
		}
	}
	if len(seen) < 8 {
		t.Errorf("%s as PNG has %d colours, want a figure", name, len(seen))
	}
	if dir := os.Getenv("CHART_OUT"); dir != "" {
		for ext, b := range map[string][]byte{".svg": []byte(f.SVG(Options{Alone: true})), ".png": b} {
			if err := os.WriteFile(filepath.Join(dir, name+ext), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// well checks that the drawing is XML and that what it refers to is there.
func well(t *testing.T, name, svg string) {
	t.Helper()
	ids := map[string]bool{}
	var refs []string
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if e, ok := tok.(xml.StartElement); ok {
			for _, a := range e.Attr {
				if a.Name.Local == "id" {
					if ids[a.Value] {
						t.Errorf("%s: id %s twice", name, a.Value)
					}
					ids[a.Value] = true
				}
				if ref, ok := strings.CutPrefix(a.Value, "url(#"); ok {
					refs = append(refs, strings.TrimSuffix(ref, ")"))
				}
			}
		}
	}
	for _, r := range refs {
		if !ids[r] {
			t.Errorf("%s: refers to %s, which is not there", name, r)
		}
	}
}

// TestPolygons: Lesotho is a hole of South Africa, and Kaliningrad a part of Russia.
func TestPolygons(t *testing.T) {
	w, err := LoadWorld(os.DirFS("../../data/geo"))
	if err != nil {
		t.Fatal(err)
	}
	holes := 0
	for _, p := range w.Polygons("ZAF") {
		holes += len(p) - 1
		for _, r := range p {
			if r[0] != r[len(r)-1] {
				t.Error("a ring is open")
			}
		}
	}
	if holes != 1 {
		t.Errorf("South Africa has %d holes, want 1", holes)
	}
	if n := len(w.Polygons("RUS")); n < 2 {
		t.Errorf("Russia has %d parts", n)
	}
	if w.Polygons("nowhere") != nil {
		t.Error("nowhere has parts")
	}
}

// BenchmarkPNG paints the map of a region, the figure with most to paint.
func BenchmarkPNG(b *testing.B) {
	w, err := LoadWorld(os.DirFS("../../data/geo"))
	if err != nil {
		b.Fatal(err)
	}
	m := Map{Title: "M", World: w, Unit: "event", States: []StateValue{{ID: "TJK", Name: "Tajikistan", N: 7}}, Frame: Frame{"CENTRAL_ASIA", "Central Asia", 68, 43, 31}}
	for b.Loop() {
		if _, err := PNG(m); err != nil {
			b.Fatal(err)
		}
	}
}
