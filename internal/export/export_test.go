package export

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/store"
)

var update = flag.Bool("update", false, "rewrite the files of testdata")

func act(id, typ, kind string, quad event.Quad, date edtf.Date, source, target []event.Party) Act {
	var a Act
	a.Event = event.Event{ID: id, Type: typ, Kind: kind, Quad: quad, Scale: 1.5, Source: source, Target: target, Status: event.Actual, Date: date,
		DateBasis: event.DateStated, Rule: "r." + kind, Codebook: "plover@1", Evidence: []event.Evidence{{Span: doc.Span{Begin: 5, End: 17}, Kind: event.InBody}}}
	a.Words, a.Reports, a.Sources = `they "met" & <spoke>`, 1, 1
	a.Doc = store.DocInfo{ID: "doc" + id, Title: "A {title} & 100% *more*", Publisher: "The Wire_", URL: "https://wire.example/a b", Lang: "en", Published: edtf.YMD(2022, 9, 15)}
	text := "In a hall they met and spoke."
	a.Passages = []store.Passage{{Evidence: event.Evidence{Span: doc.Span{Begin: 110, End: 118}, Kind: event.InBody}, Segment: doc.Segment{Span: doc.Span{Begin: 100, End: 100 + len(text)}, Kind: doc.Body}, Text: text}}
	a.Paragraphs = []int{3}
	return a
}

func party(actor, country, name string) event.Party {
	return event.Party{Actor: actor, Country: country, Name: name, Sector: "GOV"}
}

// acts are a visit of a person, a summit of three, an attack on nobody known, and
// the visit again.
func acts() []Act {
	visit := act("1", "CONSULT", "visit", 1, edtf.YMD(2022, 9, 14), []event.Party{party("per.x", "CHN", "X & Co")}, []event.Party{party("KAZ", "KAZ", "Kazakhstan")})
	summit := act("2", "CONSULT", "summit", 1, edtf.YM(2022, 11), []event.Party{party("CHN", "CHN", "China"), party("KAZ", "KAZ", "Kazakhstan"), party("SCO", "", "SCO")}, nil)
	summit.Event.Reciprocal, summit.Event.Mode, summit.Reports, summit.Sources = true, "meet", 3, 2
	attack := act("3", "ASSAULT", "", 4, edtf.Date{}, []event.Party{party("", "", "protesters")}, []event.Party{party("KAZ", "KAZ", "Kazakhstan")})
	attack.Doc.Title, attack.Doc.Publisher, attack.Doc.URL, attack.Doc.Published = "", "", "", edtf.Date{}
	again := visit
	again.Event.ID, again.Event.Quad, again.Event.Scale = "4", 3, -3
	return []Act{visit, summit, attack, again}
}

// TestGolden keeps what each form writes in testdata.
func TestGolden(t *testing.T) {
	for _, name := range Names() {
		var a, b bytes.Buffer
		if err := Formats[name](&a, acts()); err != nil {
			t.Fatal(err)
		}
		if err := Formats[name](&b, acts()); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: two exports differ (%v)", name, err)
		}
		path := filepath.Join("testdata", "acts."+name)
		if *update {
			if err := os.WriteFile(path, a.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), a.String()); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// The forms of XML and JSON are well formed, with no act at all too.
func TestWellFormed(t *testing.T) {
	for _, list := range [][]Act{acts(), nil} {
		for _, name := range Names() {
			var b bytes.Buffer
			if err := Formats[name](&b, list); err != nil {
				t.Fatal(err)
			}
			switch name {
			case "graphml", "gexf":
				d := xml.NewDecoder(&b)
				for {
					if _, err := d.Token(); err == io.EOF {
						break
					} else if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
				}
			case "csl":
				var items []map[string]any
				if err := json.Unmarshal(b.Bytes(), &items); err != nil || len(items) != min(3, len(list)) {
					t.Errorf("%s: %d items, %v", name, len(items), err)
				}
			case "plover":
				lines := strings.Split(strings.TrimSpace(b.String()), "\n")
				for i := range list {
					var r map[string]any
					if err := json.Unmarshal([]byte(lines[i]), &r); err != nil || r["id"] != list[i].Event.ID {
						t.Errorf("%s: line %d: %v", name, i+1, err)
					}
				}
			}
		}
	}
}

func TestNetwork(t *testing.T) {
	nodes, ties := network(acts())
	var got []string
	for _, n := range nodes {
		got = append(got, n.id+" "+strings.Join(n.values(), " "))
	}
	for _, e := range ties {
		got = append(got, e.from+">"+e.to+" "+strings.Join(e.values(), " "))
	}
	want := []string{"CHN China state GOV 3", "KAZ Kazakhstan state GOV 4", "SCO SCO other GOV 1",
		"CHN>KAZ 3 1 2 1 0 2 2022-09-14 2022-11-30", "CHN>SCO 1 1 1 0 1.5 2 2022-11-01 2022-11-30", "KAZ>SCO 1 1 1 0 1.5 2 2022-11-01 2022-11-30"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
