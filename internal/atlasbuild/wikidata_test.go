package atlasbuild

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/internal/atlas"
	"entente/internal/edtf"
)

func wikidataInputs(t testing.TB) Options {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"data/actors/polities.tsv": "@polities\tid\tiso2\tname\tadjectives\ttype=state\nAAA\tAA\tAland\tAlandic\n",
		"data/actors/hand.tsv": "# as-of: 2025-11-15\n@entities\tid\tname\tkind=organisation\nUL\tUnion of Lands\n" +
			"@persons\tid\tfamily\tgiven\torder\taliases\tcountry\nper.om.tu\tOm\tTu\twestern\t\tAAA\n" +
			"@tenures\tperson\toffice\tentity\ttitle\tsector\tfrom\tto\nper.om.tu\thead_of_state\tAAA\tpresident\tGOV\t2001-02-03\t2010-04-01\n",
		"data/gazetteer/none.tsv": "",
	})
	var files []string
	for _, f := range []string{"entitydata.json", "dump.json", "sparql.json"} {
		files = append(files, filepath.Join("wikidata", "testdata", f))
	}
	return Options{Wikidata: files, Out: filepath.Join(dir, "data")}
}

func TestImportWikidata(t *testing.T) {
	opts := wikidataInputs(t)
	var report bytes.Buffer
	opts.Report = &report
	if err := Run(opts); err != nil {
		t.Fatal(err)
	}
	persons, tenures := read(t, opts, importedPersons), read(t, opts, importedTenures)
	for _, want := range []string{
		"# as-of: 2026-02-03\n",
		"per.van-der-foe.ben\tvan der Foe\tBen\twestern\t",
		"|Бен ван дер Фо|~Фо|本·福\tAAA\n",
		"per.ioe.dee\tIoe\tDee\twestern\t\tAAA\n",
	} {
		if !strings.Contains(persons, want) {
			t.Errorf("persons lack %q:\n%s", want, persons)
		}
	}
	for _, want := range []string{
		"per.van-der-foe.ben\thead_of_state\tAAA\tpresident\tGOV\t2010-04-05\t\tQ900022\n",
		"per.van-der-foe.ben\tforeign_minister\tAAA\tforeign minister\tGOV\t2005\t2007-03\tQ900022\n",
		// ended nobody knows when, but the next began
		"per.goe.ann\tforeign_minister\tAAA\tforeign minister\tGOV\t2008-05-01\t2008-05-01/2009-06-01\tQ900024\n",
		"per.joe.eve\tsecretary_general\tUL\tsecretary-general|secretary general\tIGO\t\t\tQ900033\n",
	} {
		if !strings.Contains(tenures, want) {
			t.Errorf("terms lack %q:\n%s", want, tenures)
		}
	}
	if strings.Contains(persons+tenures, "per.om.tu\t") {
		t.Errorf("the tables repeat who is known by hand:\n%s%s", persons, tenures)
	}
	a, err := atlas.Load(os.DirFS(opts.Out), "actors", "gazetteer")
	if err != nil {
		t.Fatal(err)
	}
	at := edtf.MustParse("2015")
	hs := a.Longest([]string{"Бен", "ван", "дер", "Фо"}, 0)
	if len(hs) == 0 || hs[0].Entity.ID != "per.van-der-foe.ben" {
		t.Errorf("the Russian name: got %v", hs)
	}
	if post, ok := a.TenureAt("per.van-der-foe.ben", at); !ok || post.Office != "head_of_state" {
		t.Errorf("post in 2015: got %v", post)
	}
	if err := Run(opts); err != nil {
		t.Fatal(err)
	}
	if read(t, opts, importedPersons) != persons || read(t, opts, importedTenures) != tenures {
		t.Error("a second run gives other tables")
	}
}

func TestImportWikidataFaults(t *testing.T) {
	opts := wikidataInputs(t)
	cutOff := filepath.Join(t.TempDir(), "cut.json")
	b, err := os.ReadFile(opts.Wikidata[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(cutOff, b[:len(b)-30], 0o644); err != nil {
		t.Fatal(err)
	}
	opts.Wikidata = append(opts.Wikidata, cutOff)
	if err := Run(opts); err == nil || !strings.Contains(err.Error(), "cut.json") || !strings.Contains(err.Error(), "ends in the middle") {
		t.Errorf("a file cut off: got error %v", err)
	}
	if _, err := os.Stat(filepath.Join(opts.Out, importedPersons)); err == nil {
		t.Error("a file cut off: tables were written")
	}
	opts = wikidataInputs(t)
	opts.Wikidata = opts.Wikidata[2:]
	if err := Run(opts); err == nil || !strings.Contains(err.Error(), "of which day") {
		t.Errorf("query results without a date: got error %v", err)
	}
	opts.WikidataAsOf = edtf.MustParse("2026-01")
	if err := Run(opts); err != nil {
		t.Error(err)
	}
}
