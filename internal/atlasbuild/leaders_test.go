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

// history is a made-up piece of the Factbook's history.
const history = `kz|chief of state|2015-10-26|2020-11-23|President Anna Petrovna ALPHA (since 3 May 2010); Vice President Ben BETA (since 4 May 2011); note - President OMEGA died
kz|chief of state|2020-11-24|2021-03-01|Acting President Carl VAN DER GAMMA, Jr. (since 2 November 2020)
kz|chief of state|2021-03-02|2022-01-01|President Carl J. VAN DER GAMMA (since 5 January 2021)
kz|chief of state|2022-01-02|2026-05-17|President Dora DELTA (since 1 December 2021)
kz|head of government|2015-10-26|2026-05-17|Prime Minister KIM Un-mi (since May 2014)
ti|chief of state|2015-10-26|2026-05-17|President Emomali OLD (since 1 February 2000)
ti|head of government|2015-10-26|2021-03-01|President Emomali OLD (since 1 February 2000)
ti|head of government|2021-03-02|2022-01-01|Prime Minister Fay al-ETA (since 1 March 2021)
ti|head of government|2022-01-02|2026-05-17|Prime Minister Gus THETA (since 23 June 2005)
uk|chief of state|2015-10-26|2026-05-17|Queen ZOE II (since 6 February 1990)
as|chief of state|2015-10-26|2026-05-17|Queen ZOE II (since 6 February 1990); represented by Governor General Ida IOTA (since 1 July 2014)
xx|chief of state|2015-10-26|2026-05-17|Oceania
`

func leaderInputs(t testing.TB, text string) Options {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"raw.tsv":                  strings.ReplaceAll(text, "|", "\t"),
		"data/actors/polities.tsv": "@polities\tid\tiso2\tname\ttype=state\nKAZ\tKZ\tKazakhstan\nTJK\tTJ\tTajikistan\nGBR\tGB\tUnited Kingdom\nAUS\tAU\tAustralia\n",
		"data/actors/hand.tsv": "# as-of: 2025-11-15\n@persons\tid\tfamily\tgiven\torder\taliases\tcountry\nper.old.emo\tOlde\tEmomali\twestern\tOld, Emomali\tTJK\n" +
			"per.delta.dora\tDelta\tDora\twestern\t\tKAZ\n" +
			"@tenures\tperson\toffice\tentity\ttitle\tsector\tfrom\tto\nper.old.emo\thead_of_state\tTJK\tpresident\tGOV\t2000-02-01\t2020-01-01\nper.delta.dora\thead_of_state\tKAZ\tpresident\tGOV\t2021-02-01\n",
		"data/gazetteer/none.tsv": "",
	})
	return Options{Leaders: filepath.Join(dir, "raw.tsv"), Out: filepath.Join(dir, "data")}
}

func TestLeaders(t *testing.T) {
	opts := leaderInputs(t, history)
	var report bytes.Buffer
	opts.Report = &report
	if err := Run(opts); err != nil {
		t.Fatal(err)
	}
	persons, tenures := read(t, opts, personsFile), read(t, opts, tenuresFile)
	for _, want := range []string{
		"per.alpha.anna\tAlpha\tAnna\twestern\tAnna Petrovna Alpha\tKAZ\n", // a patronymic is no given name
		"per.kim.un-mi\tKim\tUn-mi\teastern\t\tKAZ\n",
		"per.al-eta.fay\tal-Eta\tFay\twestern\t\tTJK\n",
		"per.zoe-ii\tZoe II\t\tmononym\t\tGBR\n",
	} {
		if !strings.Contains(persons, want) {
			t.Errorf("persons lack %q:\n%s", want, persons)
		}
	}
	for _, want := range []string{
		// the five years between editions hide when the term ended
		"per.alpha.anna\thead_of_state\tKAZ\tpresident\tGOV\t2010-05-03\t2015-10-26/2020-11-02\n",
		"per.beta.ben\tvice_president\tKAZ\tvice president\tGOV\t2011-05-04\t2015-10-26/2020-11-23\tshared\n",
		"per.kim.un-mi\thead_of_government\tKAZ\tprime minister\tGOV\t2014-05\n",
		"per.al-eta.fay\thead_of_government\tTJK\tprime minister\tGOV\t2021-03-01\t2021-03-02/2022-01-02\n",
		// a first day before the predecessor's is a slip
		"per.theta.gus\thead_of_government\tTJK\tprime minister\tGOV\t2021-03-02/2022-01-02\n",
		"per.zoe-ii\thead_of_state\tGBR\tqueen\tGOV\t1990-02-06\n",
	} {
		if !strings.Contains(tenures, want) {
			t.Errorf("terms lack %q:\n%s", want, tenures)
		}
	}
	for _, not := range []string{"AUS", "per.delta", "per.old", "Omega", "Iota", "president\tTJK"} {
		if strings.Contains(persons+tenures, not) {
			t.Errorf("the tables hold %s, which is known by hand, or the head of another state, or only a note:\n%s%s", not, persons, tenures)
		}
	}
	for _, want := range []string{
		"KAZ head_of_state, line 2: Carl Van der Gamma from 2020-11-02 to 2021-12-01, but per.delta.dora held the post from 2021-02-01 to ? by actors/hand.tsv:7",
	} {
		if !strings.Contains(report.String(), want) {
			t.Errorf("report lacks %q:\n%s", want, report.String())
		}
	}
	a, err := atlas.Load(os.DirFS(opts.Out), "actors", "gazetteer")
	if err != nil {
		t.Fatal(err)
	}
	if hs := a.Holders("KAZ", "head_of_state", edtf.MustParse("2015-01")); len(hs) != 1 || hs[0].Person != "per.alpha.anna" {
		t.Errorf("head of KAZ in January 2015: got %v, want per.alpha.anna", hs)
	}
	// and again gives the same, the derived tables not being read
	if err := Run(opts); err != nil {
		t.Fatal(err)
	}
	if read(t, opts, personsFile) != persons || read(t, opts, tenuresFile) != tenures {
		t.Error("a second run gives other tables")
	}
}

func TestLeadersFaults(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "no lines"},
		{"kz|chief of state|2015-10-26|2020-11-23", "line 1: 4 columns, want 5"},
		{"xx|chief of state|2015-10-26|2020-11-23|x\nkz|mayor|2015-10-26|2020-11-23|x", `line 2: unknown role "mayor"`},
		{"kz|chief of state|2015-10-46|2020-11-23|x", "line 1: "},
	} {
		err := Run(leaderInputs(t, c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got error %v, want %s", c.text, err, c.want)
		}
	}
}

func TestParseHolder(t *testing.T) {
	for _, c := range []struct{ text, office, family, given, since string }{
		{"President Xi ALPHA (since 3 May 2021)", "head_of_state", "Alpha", "Xi", "2021-05-03"},
		{"Acting President Sr. Gen. MIN AUNG FOE (since 31 July 2025)", "head_of_state", "Min Aung Foe", "", "2025-07-31"},
		{"Crown Prince and Prime Minister FOE BIN SALMAN bin Abd al-Aziz (since 2022)", "head_of_government", "Foe bin Salman", "bin Abd al-Aziz", "2022"},
		{"Taoiseach (Prime Minister) Ann O'FOE (since 23 Jan 2025)", "head_of_government", "O'Foe", "Ann", "2025-01-23"},
		{"Chairman of the Cabinet of Ministers Adyl FOEALIYEV (since 99 May 2024)", "head_of_government", "Foealiyev", "Adyl", ""},
		{"King FOE VI", "head_of_state", "Foe VI", "", ""},
		{"Ben FOE-Baro (since 1 May 2020)", "", "Foe-Baro", "Ben", "2020-05-01"},
		{"president (vacant)", "", "", "", ""},
		{"", "", "", "", ""},
	} {
		h, ok := parseHolder(c.text)
		if ok != (c.family != "") || ok && (h.office != c.office || h.person.family != c.family || h.person.given != c.given || h.since.String() != c.since) {
			t.Errorf("%s: got %v %+v since %s, want %s %s, %s, since %s", c.text, ok, h, h.since, c.office, c.family, c.given, c.since)
		}
	}
}

func FuzzReadFactbook(f *testing.F) {
	f.Add(strings.ReplaceAll(history, "|", "\t"))
	f.Add("kz\tchief of state\t2015\t2016\tPresident A BB (since 31 February 2015) note - (\n")
	f.Fuzz(func(t *testing.T, text string) {
		entries, editions, err := readFactbook(strings.NewReader(text))
		if err != nil || len(editions) > 50 {
			return
		}
		runs := runsOf(timeline(entries, editions))
		dateRuns(runs)
		for _, r := range runs {
			if r.person.family == "" || r.office == "" {
				t.Fatalf("a run without name or office: %+v", r)
			}
		}
	})
}
