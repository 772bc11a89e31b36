package web_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// exportLinks are the files a page offers.
var exportLinks = regexp.MustCompile(`<a href="([^"]*(?:\?|&amp;)format=[a-z]+[^"]*)" download>`)

// TestExports asks for every file that every view offers and reads it back.
func TestExports(t *testing.T) {
	s, l := samples(t)
	ix, err := l.Index(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	doc, ev := ix.Docs[0].ID, ix.Events[0].ID
	rows := []string{"csv", "json", "md", "parquet"}
	events := append([]string{"graphml"}, rows...)
	drawn := func(more ...string) []string { return append([]string{"png", "svg"}, more...) }
	for _, v := range []struct {
		path    string
		formats []string // at least
	}{
		{"/", drawn(events...)}, {"/documents", rows}, {"/documents?q=border", rows}, {"/document/" + doc, events}, {"/ledger?kind=visit", events}, {"/event/" + ev, events},
		{"/dyads", events}, {"/dyad/RUS/UKR", drawn(events...)}, {"/dyad/FJI/PRY", events}, {"/actors", events}, {"/actor/KAZ", drawn(events...)}, {"/timeline?actor=RUS", drawn(events...)},
		{"/map?region=CENTRAL_ASIA", drawn(append(events, "geojson")...)}, {"/map", drawn("geojson")}, {"/claims", rows}, {"/redlines", rows}, {"/view/RUS", rows},
		{"/states", nil}, {"/state/RUS", drawn(rows...)}, {"/votes/KAZ", drawn(rows...)}, {"/compare?region=CENTRAL_ASIA&show=tilt", append(drawn(), rows...)}, {"/similarity?region=CENTRAL_ASIA", rows},
		{"/sources", drawn(rows...)}, {"/codebook", rows}, {"/codebook/agree.agree", events},
	} {
		status, page := get(t, s, v.path)
		if status != http.StatusOK {
			t.Errorf("%s: status %d", v.path, status)
			continue
		}
		var got []string
		for _, m := range exportLinks.FindAllStringSubmatch(page, -1) {
			at := html.UnescapeString(m[1])
			u, err := url.Parse(at)
			if err != nil {
				t.Fatal(err)
			}
			f := u.Query().Get("format")
			if slices.Contains(got, f) && f != "svg" && f != "png" {
				t.Errorf("%s offers %s twice", v.path, f)
			}
			if len(got) > 12 && slices.Contains(got, f) {
				continue // one panel is as good as another
			}
			got = append(got, f)
			status, body := get(t, s, at)
			if status != http.StatusOK {
				t.Errorf("%s: status %d: %.200s", at, status, body)
			} else if err := readFile(f, body); err != nil {
				t.Errorf("%s: %v", at, err)
			}
			if f == "png" {
				continue // the test of package chart paints twice
			}
			if _, again := get(t, s, at); again != body {
				t.Errorf("%s: two files differ", at)
			}
		}
		for _, f := range v.formats {
			if !slices.Contains(got, f) {
				t.Errorf("%s offers %v, want %s too", v.path, got, f)
			}
		}
	}
}

// readFile reads a file as the programs that it is for would.
func readFile(format, body string) error {
	switch format {
	case "csv":
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err == nil && len(rows) == 0 {
			err = fmt.Errorf("no head")
		}
		return err
	case "json":
		var v any
		return json.Unmarshal([]byte(body), &v)
	case "parquet":
		f, err := parquet.OpenFile(strings.NewReader(body), int64(len(body)))
		if err == nil && len(f.Root().Columns()) == 0 {
			err = fmt.Errorf("no column")
		}
		return err
	case "md":
		if !strings.HasPrefix(body, "# ") {
			return fmt.Errorf("no title: %.60q", body)
		}
		return nil
	case "svg", "graphml":
		return readXML(body)
	case "png":
		img, err := png.Decode(strings.NewReader(body))
		if err == nil && img.Bounds().Dx() < 200 {
			err = fmt.Errorf("%v", img.Bounds())
		}
		return err
	case "geojson":
		var v struct {
			Type     string
			Features []struct {
				Geometry struct {
					Type        string
					Coordinates json.RawMessage
				}
				Properties map[string]any
			}
		}
		if err := json.Unmarshal([]byte(body), &v); err != nil {
			return err
		}
		kinds := map[string]int{}
		for _, f := range v.Features {
			kinds[f.Geometry.Type]++
		}
		if v.Type != "FeatureCollection" || kinds["MultiPolygon"] == 0 || kinds["Point"] == 0 {
			return fmt.Errorf("%s of %v", v.Type, kinds)
		}
		return nil
	}
	return fmt.Errorf("a file that nobody reads: %s", format)
}

// TestSameRows sees that the forms of a view's rows agree with each other and with
// the page.
func TestSameRows(t *testing.T) {
	s, _ := samples(t)
	_, body := get(t, s, "/ledger?kind=visit&format=csv")
	table, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(table) < 3 {
		t.Fatalf("%d rows, %v", len(table), err)
	}
	_, body = get(t, s, "/ledger?kind=visit&format=parquet")
	type row struct {
		ID     *string  `parquet:"id,optional"`
		Source []string `parquet:"source,list"`
		Scale  *float64 `parquet:"scale,optional"`
		Begin  *int64   `parquet:"begin,optional"`
		Mode   *string  `parquet:"mode,optional"`
		Count  *int64   `parquet:"count,optional"`
	}
	rows, err := parquet.Read[row](bytes.NewReader([]byte(body)), int64(len(body)))
	if err != nil || len(rows) != len(table)-1 {
		t.Fatalf("Parquet has %d rows, CSV %d (%v)", len(rows), len(table)-1, err)
	}
	at := map[string]int{}
	for i, name := range table[0] {
		at[name] = i
	}
	for i, r := range rows {
		c := table[i+1]
		if *r.ID != c[at["id"]] || strings.Join(r.Source, ";") != c[at["source"]] || strconv.FormatFloat(*r.Scale, 'g', -1, 64) != c[at["scale"]] || fmt.Sprint(*r.Begin) != c[at["begin"]] {
			t.Errorf("row %d: %v in Parquet, %v in CSV", i, r, c)
		}
		if (r.Mode == nil) != (c[at["mode"]] == "") || (r.Count == nil) != (c[at["count"]] == "") {
			t.Errorf("row %d: what is not stated is null in one form only", i)
		}
	}
	_, page := get(t, s, "/ledger?kind=visit")
	if want := fmt.Sprintf("<b>%d</b> of %d rows", len(rows), len(rows)); !strings.Contains(page, want) {
		t.Errorf("the page does not have %s", want)
	}
}
