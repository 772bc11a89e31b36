package atlas

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"entente/data"
	"entente/internal/edtf"
	"entente/internal/event"
)

// tables is a small atlas of one made-up world.
const small = `# as-of: 2024-06-01
@polities	id	name	adjectives	people	capital	from	type=state
AAA	Aland	Alandic	Alanders	Alville
BBB	Beeland	Beeish	Bees	Beetown	1991-08-31
@entities	id	kind	type	country	parent	name	acronyms	metonyms
AAA.MIN	government	office	AAA		Grey House		~Grey Street
ORG	organisation	igo			Union of Lands	UL
BLOC	group	bloc			the Lands
@members	group	members	from	to
ORG	AAA	1990
ORG	BBB	1992	2001-05-03
BLOC	@ORG
@persons	id	family	given	order	aliases	country
per.om.tu	Om	Tu	eastern	Ohm, Tu|~Great Om	AAA
per.foe.ann	Foe	Ann	western	Фо, Энн	BBB
per.foe.ben	Foe	Ben	western		AAA
@tenures	person	office	entity	title	sector	from	to	note
per.om.tu	head_of_state	AAA	president|leader	GOV	2001-02-03	2010-04
per.foe.ben	head_of_state	AAA	president	GOV	2010-04	
per.foe.ann	foreign_minister	BBB	foreign minister	GOV	2005	2007	
@roles	lemmas	sector	kind	post
foreign minister	GOV	person	foreign_minister
border guard	MIL	unit	
@places	id	type	country	name	population	lat	lon
p.1	city	AAA	Alville	100000	1.5	2.5
p.2	city	BBB	March	2000	1	2
@stop	forms
March
`

func world(t testing.TB, overlay string) (*Atlas, error) {
	t.Helper()
	var os []Overlay
	if overlay != "" {
		os = append(os, Overlay{"mine.tsv", overlay})
	}
	return Load(fstest.MapFS{"a/x.tsv": {Data: []byte(small)}, "g/note.md": {Data: []byte("no table")}}, "a", "g", os...)
}

func TestTenureAt(t *testing.T) {
	a, err := world(t, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		person, at, want string
		sure             bool
	}{
		{"per.om.tu", "2001-02-02", "", false},
		{"per.om.tu", "2001-02-03", "head_of_state", true},
		{"per.om.tu", "2010-03-31", "head_of_state", true},
		{"per.om.tu", "2010-04-15", "head_of_state", false},
		{"per.om.tu", "2010-05-01", "", false},
		{"per.foe.ben", "2023", "head_of_state", true},
		{"per.foe.ben", "2025", "head_of_state", false}, // beyond the as-of date
		{"per.foe.ann", "2004", "", false},
		{"per.foe.ann", "2006-01", "foreign_minister", true},
		{"per.foe.ann", "2007-12-31", "foreign_minister", false},
		{"per.foe.ann", "2008", "", false},
	} {
		got, ok := a.TenureAt(c.person, edtf.MustParse(c.at))
		if got.Office != c.want || ok != (c.want != "") {
			t.Errorf("TenureAt(%s, %s) = %q %v, want %q", c.person, c.at, got.Office, ok, c.want)
		}
		if _, sure := got.Holds(edtf.MustParse(c.at)); ok && sure != c.sure {
			t.Errorf("TenureAt(%s, %s) is sure: %v, want %v", c.person, c.at, sure, c.sure)
		}
	}
	if hs := a.Holders("AAA", "head_of_state", edtf.MustParse("2010-04")); len(hs) != 2 {
		t.Errorf("in the month of the change: got %v, want both presidents", hs)
	}
	if hs := a.Holders("AAA", "", edtf.MustParse("2005")); len(hs) != 1 || hs[0].Person != "per.om.tu" || hs[0].Titles[1] != "leader" {
		t.Errorf("all posts of AAA in 2005: got %v, want per.om.tu's", hs)
	}
	gaps := a.Gaps(edtf.MustParse("2024-09-01"))
	if len(gaps) != 2 || !gaps[0].Stale || gaps[0].Last.Person != "per.foe.ben" || gaps[1].Stale || gaps[1].Entity != "BBB" {
		t.Errorf("gaps at 2024-09-01: got %+v, want a stale president of AAA and a vacant minister of BBB", gaps)
	}
}

func TestMembers(t *testing.T) {
	a, err := world(t, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ group, at, want string }{
		{"ORG", "1991", "AAA"},
		{"ORG", "2000", "AAA BBB"},
		{"ORG", "2001-05-04", "AAA"},
		{"BLOC", "2000", "AAA BBB"},
		{"BLOC", "2010", "AAA"},
		{"ORG", "", "AAA"},
		{"AAA", "2000", ""},
	} {
		var at edtf.Date
		if c.at != "" {
			at = edtf.MustParse(c.at)
		}
		if got := strings.Join(a.Members(c.group, at), " "); got != c.want {
			t.Errorf("Members(%s, %s) = %s, want %s", c.group, c.at, got, c.want)
		}
	}
	if got := strings.Join(a.MemberOf("BBB", edtf.MustParse("2000")), " "); got != "BLOC ORG" {
		t.Errorf("MemberOf(BBB, 2000) = %s, want BLOC ORG", got)
	}
}

func TestPersons(t *testing.T) {
	a, err := world(t, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, want string }{
		{"Om Tu", "per.om.tu:name"},
		{"Ohm Tu", "per.om.tu:alias"},
		{"Om said", "per.om.tu:alias~"},
		{"Great Om", "per.om.tu:alias~"},
		{"Ann Foe", "per.foe.ann:name"},
		{"Ann X. Foe", "per.foe.ann:name"},
		{"Foe", "per.foe.ann:alias~ per.foe.ben:alias~"}, // two of one name: both
		{"Ann", "-"},
	} {
		if got := best(a, strings.Fields(c.text), 0); got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
	hs := a.Spelled([]string{"Bin", "Phoe"}, 0)
	if len(hs) != 1 || hs[0].Entity.ID != "per.foe.ben" || !hs[0].Weak || hs[0].Tokens != 2 {
		t.Errorf("Spelled(Bin Phoe) = %v, want per.foe.ben, weak", hs)
	}
	if hs := a.Spelled([]string{"Ben", "Foe"}, 0); len(hs) != 0 {
		t.Errorf("Spelled(Ben Foe) = %v, want nothing: Longest has it", hs)
	}
	if e, _ := a.Entity("per.om.tu"); e.Name != "Om Tu" || e.Family() != "Om" || e.Given() != "Tu" || e.Kind != event.Person {
		t.Errorf("per.om.tu is %+v", e)
	}
}

func TestOverlay(t *testing.T) {
	a, err := world(t, `@polities	id	name	adjectives	type=state
CCC	Ceeland	Alandic
@forms	entity	kind	forms
BBB	name	-Beeland
BBB	alias	Beelandia
@tenures	person	office	entity	title	from
per.foe.ann	head_of_state	AAA	president	2020-01-01
@entities	id	kind	name
ORG	organisation	League of Lands
`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, want string }{
		{"Alandic", "CCC:adjective"}, // the user's reading alone
		{"Beeland", "-"},
		{"Beelandia", "BBB:alias"},
		{"League of Lands", "ORG:name"},
		{"Aland", "AAA:name"},
	} {
		if got := best(a, strings.Fields(c.text), 0); got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
	for at, want := range map[string]string{"2019": "per.foe.ben", "2021": "per.foe.ann"} {
		hs := a.Holders("AAA", "head_of_state", edtf.MustParse(at))
		if len(hs) != 1 || hs[0].Person != want {
			t.Errorf("president of AAA in %s: got %v, want %s", at, hs, want)
		}
	}
}

func TestFaults(t *testing.T) {
	_, err := world(t, strings.ReplaceAll(`@entities|id|kind|parent|name
X|group|Y|Ex
Y|group|X|Why
Z|crowd||Zed
X|group||again
||group||
@members|group|members
X|@Y
Y|@X
X|NOBODY
@tenures|person|office|entity|from|to
per.foe.ann|speaker|BBB|2001|2005
per.foe.ben|speaker|BBB|2003|2009
per.nobody|speaker|BBB|2011|2010
per.foe.ann||BBB|2015-13|
@nonsense|a
row
@places|id|name|lat
p.9|Niner|north
@forms|entity|kind|forms
AAA|nickname|Al
AAA|alias|...
QQQ|alias|Q
AAA|alias|A|2000|2001|extra
`, "|", "\t"))
	if err == nil {
		t.Fatal("no error")
	}
	lines := strings.Split(err.Error(), "\n")
	for _, want := range []string{
		`mine.tsv:2: X is its own parent, by a cycle`,
		`mine.tsv:3: Y is its own parent, by a cycle`,
		`mine.tsv:4: unknown kind "crowd"`,
		`mine.tsv:5: id X stands at mine.tsv:2 already`,
		`mine.tsv:8: group X contains itself, by a cycle`,
		`mine.tsv:9: group Y contains itself, by a cycle`,
		`mine.tsv:10: no entity "NOBODY"`,
		`mine.tsv:13: term of per.foe.ben as speaker of BBB overlaps that of per.foe.ann at mine.tsv:12 by`,
		`mine.tsv:14: no person "per.nobody"`,
		`mine.tsv:14: ends 2010, before its start 2011`,
		`mine.tsv:15: start: bad date "2015-13"`,
		`mine.tsv:15: no office`,
		`mine.tsv:16: unknown table "nonsense"`,
		`mine.tsv:19: "north" is no number`,
		`mine.tsv:21: unknown kind of name "nickname"`,
		`mine.tsv:22: empty form of AAA`,
		`mine.tsv:23: no entity "QQQ"`,
		`mine.tsv:24: 4 cells for 3 columns of table forms`,
	} {
		found := false
		for _, l := range lines {
			found = found || strings.HasPrefix(l, want)
		}
		if !found {
			t.Errorf("missing fault: %s", want)
		}
	}
	if t.Failed() {
		t.Logf("got:\n%v", err)
	}
	var f *Fault
	if !errors.As(err, &f) || f.File != "mine.tsv" || f.Line != 2 {
		t.Errorf("first fault: got %+v, want line 2 of mine.tsv", f)
	}
}

func TestFaultsAreBounded(t *testing.T) {
	_, err := world(t, "@forms\tentity\tkind\tforms\n"+strings.Repeat("NO\talias\tx\n", 5000)+strings.Repeat("x", maxLine+1))
	if n := strings.Count(fmt.Sprint(err), "\n"); n != maxFaults {
		t.Errorf("got %d lines of faults, want %d", n+1, maxFaults+1)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(small)
	f.Add("@forms\tentity\tkind\tforms\nAAA\talias\t-Aland|~|'s|-\n")
	f.Add("@tenures\tperson\toffice\tentity\tfrom\tto\nper.om.tu\tx\tAAA\t2000\t1999\n")
	f.Add("@members\tgroup\tmembers\nBLOC\t@BLOC|@|AAA\n")
	f.Add("\ufeff@\n@places\tid\tid\tname=\n\t\t\n")
	f.Fuzz(func(t *testing.T, text string) {
		a, err := world(t, text)
		if (a == nil) == (err == nil) {
			t.Fatalf("atlas %v, error %v: want one of them", a, err)
		}
		if a == nil {
			return
		}
		words := strings.Fields(text)
		for i := range min(len(words), 50) {
			for _, h := range a.Longest(words, i) {
				if h.Tokens < 1 || i+h.Tokens > len(words) || h.Entity == nil || h.Table == "" {
					t.Fatalf("bad hit %+v at %d of %d", h, i, len(words))
				}
			}
			for _, p := range a.LongestPlace(words, i) {
				if p.Tokens < 1 || i+p.Tokens > len(words) {
					t.Fatalf("bad place %+v at %d of %d", p, i, len(words))
				}
			}
			a.Spelled(words, i)
			if _, n := a.LongestRole(words, i); i+n > len(words) {
				t.Fatalf("role of %d words at %d of %d", n, i, len(words))
			}
		}
		for _, e := range a.Entities() {
			a.Members(e.ID, edtf.Date{})
			a.MemberOf(e.ID, edtf.MustParse("2000"))
			a.TenureAt(e.ID, edtf.MustParse("2005"))
		}
	})
}

func TestShippedIsWhole(t *testing.T) {
	a := shipped(t)
	for _, e := range a.Entities() {
		if e.Type != "state" {
			continue
		}
		kinds := map[NameKind]bool{}
		for _, h := range a.Forms(e.ID) {
			kinds[h.Kind] = true
		}
		cityState := strings.Contains("MCO SGP SMR VAT STP SYC", e.ID) // capital of the same name, or none in use
		if !kinds[Name] || !kinds[Adjective] || !kinds[Capital] && !cityState {
			t.Errorf("%s (%s) lacks a name, adjective or capital: has %v", e.ID, e.Name, kinds)
		}
	}
	counts := map[string]int{}
	for _, e := range a.Entities() {
		counts[e.Sector+" "+string(e.Kind)]++
		counts[e.Type]++
	}
	for what, least := range map[string]int{"state": 190, "territory": 40, "historic": 19, "defacto": 12, "IGO organisation": 300,
		"armed_group": 150, "media": 200, "party": 150, "university": 80, "think_tank": 120, "REB unit": 90, "INS unit": 50} {
		if counts[what] < least {
			t.Errorf("%d entities of sort %q, want %d", counts[what], what, least)
		}
	}
	if n := len(a.roleList); n < 1000 {
		t.Errorf("%d roles, want 1000", n)
	}
	if n := len(a.sites); n < 8000 {
		t.Errorf("%d places, want 8000", n)
	}
	_ = data.FS
}
