package codebook_test

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"testing"

	"entente/data"
	"entente/internal/codebook"
)

func TestCrosswalks(t *testing.T) {
	cb, err := codebook.Load(data.FS, "codebooks/plover")
	if err != nil {
		t.Fatal(err)
	}
	if got := cb.Ontologies(); !slices.Equal(got, []string{"acled", "cameo", "gdelt", "icews"}) {
		t.Errorf("ontologies: %q", got)
	}
	for _, x := range []struct {
		ontology, code, typ, mode, context string
		scale                              float64
	}{
		{"gdelt", "016", "", "", "", -2}, {"icews", "016", "", "", "", -5},
		{"gdelt", "042", "CONSULT", "visit", "", 1.9}, {"cameo", "190", "ASSAULT", "fight", "military", -10},
		{"icews", "163", "SANCTION", "embargo", "economic", -8}, {"icews", "0233", "REQUEST", "assist", "humanitarian", 3.4},
		{"acled", "Battles/Armed clash", "ASSAULT", "fight", "military", 0},
	} {
		c, ok := cb.Cross(x.ontology, x.code)
		if !ok || c.Type != x.typ || c.Mode != x.mode || c.Context != x.context || c.Scale != x.scale {
			t.Errorf("%s %s: got %+v (%v), want %+v", x.ontology, x.code, c, ok, x)
		}
	}
	for _, x := range []struct{ typ, mode, context, want string }{
		{"CONSULT", "visit", "", "042"}, {"CONSULT", "", "", "04"}, {"CONSULT", "multilateral", "", "04"},
		{"AID", "", "military", "072"}, {"AID", "", "", "07"}, {"RETREAT", "ceasefire", "military", "0871"},
		{"ASSAULT", "aerial", "", "195"}, {"COERCE", "arrest", "", "173"}, {"REJECT", "meet", "diplomatic", "125"},
	} {
		if c, ok := cb.CodeOf("cameo", x.typ, x.mode, x.context); !ok || c.Code != x.want {
			t.Errorf("%s %s %s: got %q, want %q", x.typ, x.mode, x.context, c.Code, x.want)
		}
	}
	// Every type has a way back, and going back and forth keeps it.
	for _, typ := range cb.Types {
		c, ok := cb.CodeOf("cameo", typ.Code, "", "")
		if again, _ := cb.Cross("cameo", c.Code); !ok || again.Type != typ.Code {
			t.Errorf("%s: back %q (%v), and again %q", typ.Code, c.Code, ok, again.Type)
		}
	}
	if _, ok := cb.CodeOf("cameo", "", "", ""); ok {
		t.Error("no type has a code")
	}
}

// The scale of ICEWS is the published one, code by code.
func TestGoldsteinScale(t *testing.T) {
	f, err := os.Open("../../../shared/data/events/goldstein_mappings.csv.gz")
	if err != nil {
		t.Skipf("SCALE NOT CHECKED: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cb, err := codebook.Load(data.FS, "codebooks/plover")
	if err != nil {
		t.Fatal(err)
	}
	if len(rows)-1 != len(cb.Crosswalks["icews"]) {
		t.Errorf("%d codes, want %d", len(cb.Crosswalks["icews"]), len(rows)-1)
	}
	for _, r := range rows[1:] {
		want, err := strconv.ParseFloat(r[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		if c, ok := cb.Cross("icews", r[0]); !ok || c.Scale != want {
			t.Errorf("%s: got %g (%v), want %g", r[0], c.Scale, ok, want)
		}
	}
}
