package wikidata

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"strings"
	"testing"
)

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func show(t Term) string {
	now := ""
	if t.Current {
		now = " current"
	}
	return fmt.Sprintf("%s %s %s %s..%s%s", t.Name, t.Of, t.Office, t.From, t.To, now)
}

// The three shapes together, made up in the format of the real ones.
func TestTerms(t *testing.T) {
	var said []string
	r := &Reader{Report: func(s string) { said = append(said, s) }}
	for _, name := range []string{"entitydata.json", "dump.json", "sparql.json"} {
		if err := r.Read(bytes.NewReader(fixture(t, name)), name); err != nil {
			t.Fatal(err)
		}
	}
	terms := r.Terms()
	got := map[string]Term{}
	for _, x := range terms {
		got[show(x)] = x
	}
	want := []string{
		"Tu Om AAA head_of_state 2001-02-03..2010-04-06",         // the state says the day it began, the person the day it ended
		"Ben van der Foe AAA head_of_state 2010-04-05.. current", // told in three places
		"Ben van der Foe AAA foreign_minister 2005..2007-03",     // as close as is known
		"Ann Goe AAA foreign_minister 2008-05-01..",              // ended, when is not known
		"Ann Goe AAA head_of_government ..  current",             // before Christ: a slip
		"Ann Goe AAA head_of_government 2012.. current",          // the state says so
		"Cy Hoe AAA foreign_minister 2009-06-01.. current",       // nothing says it has ended
		"Dee Ioe AAA defence_minister 2003-07..2004",             // the first of January is a year
		"Eve Joe Union of Lands secretary_general .. current",    // an unknown start
	}
	for _, w := range want {
		w = strings.ReplaceAll(w, "  ", " ")
		if _, ok := got[w]; !ok {
			t.Errorf("no term %q", w)
		}
		delete(got, w)
	}
	for w := range got {
		t.Errorf("term %q is not wanted", w)
	}
	var foe Term
	for _, x := range terms {
		if x.Person == "Q900022" && x.Office == "head_of_state" {
			foe = x
		}
	}
	if foe.Citizen != "AAA" || len(foe.Names) != 4 || foe.Names[0] != (Name{"en", "Benjamin van der Foe"}) || foe.Names[3] != (Name{"zh", "本·福"}) {
		t.Errorf("citizen and names of Ben van der Foe: %q %v", foe.Citizen, foe.Names)
	}
	if r.AsOf().String() != "2026-02-03" {
		t.Errorf("as of %s, want 2026-02-03", r.AsOf())
	}
	all := strings.Join(said, "\n")
	for _, w := range []string{"Q900022: a name of 1001 bytes in en is left out", "Q900022: office Q900014 is of no kind", "Q900032: a row without a fit name",
		"Q900022 P39 Q900011: starts 2010-04-06, but 2010-04-05 by Q900001 P35 Q900022"} {
		if !strings.Contains(all, w) {
			t.Errorf("report lacks %q:\n%s", w, all)
		}
	}
}

// The same entities as lines, compressed, and in one page give the same.
func TestShapes(t *testing.T) {
	dump := fixture(t, "dump.json")
	lines := strings.NewReplacer("[\n", "", "\n]", "", "},\n{\"pageid", "}\n{\"pageid").Replace(string(dump))
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	w.Write(dump)
	w.Close()
	want := ""
	for i, in := range []string{string(dump), lines, z.String(), "\ufeff" + string(dump), strings.Replace(string(dump), "\n]", ",\n]", 1)} {
		r := &Reader{}
		if err := r.Read(bytes.NewReader(fixture(t, "entitydata.json")), "e"); err != nil {
			t.Fatal(err)
		}
		if err := r.Read(strings.NewReader(in), "d"); err != nil {
			t.Errorf("shape %d: %v", i, err)
			continue
		}
		got := ""
		for _, x := range r.Terms() {
			got += show(x) + "\n"
		}
		if i == 0 {
			want = got
		} else if got != want {
			t.Errorf("shape %d: got\n%swant\n%s", i, got, want)
		}
	}
}

func TestFaults(t *testing.T) {
	dump := string(fixture(t, "dump.json"))
	page := string(fixture(t, "entitydata.json"))
	rows := string(fixture(t, "sparql.json"))
	for _, c := range []struct{ name, text, want string }{
		{"cut dump", dump[:len(dump)*2/3], "after Q900021: the file ends in the middle"},
		{"cut at an entity's end", dump[:strings.LastIndex(dump, ",\n{")], "the file ends in the middle"},
		{"cut page", page[:len(page)-20], "the file ends in the middle"},
		{"cut results", rows[:len(rows)/2], "the file ends in the middle"},
		{"empty", " \n", "empty file"},
		{"no JSON", "<html>", `'<' begins no JSON of Wikidata`},
		{"something else", `{"results":{"x":1}}`, "neither entities nor query results"},
		{"wrong id", `[{"type":"item","id":"Z1"}]`, `entity with id "Z1"`},
		{"broken entity", `{"entities":{"Q1":{"id":"Q1","claims":{"P39":7}}}}`, "claims of Q1"},
		{"row without a person", `{"head":{},"results":{"bindings":[{"x":{"value":"1"}}]}}`, "result 1: a row needs"},
		{"cut gzip", "\x1f\x8b\x08", "ends in the middle"},
	} {
		err := (&Reader{}).Read(strings.NewReader(c.text), "x.json")
		if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "unexpected EOF", "the file ends in the middle"), c.want) || !strings.HasPrefix(err.Error(), "x.json: ") {
			t.Errorf("%s: got error %v, want %s", c.name, err, c.want)
		}
	}
	// a label of a megabyte is left out, and said
	said := 0
	r := &Reader{Report: func(string) { said++ }}
	big := strings.Replace(dump, `"value": "Tu Om"`, `"value": "`+strings.Repeat("Tu Om ", 200000)+`"`, 1)
	if err := r.Read(strings.NewReader(big), "big"); err != nil || said != 2 {
		t.Errorf("a label of a megabyte: error %v, %d remarks, want 2", err, said)
	}
	// what is nested without end is bounded
	deep := `[{"id":"Q1","claims":` + strings.Repeat(`{"a":`, 20000)
	if err := (&Reader{}).Read(strings.NewReader(deep), "deep"); err == nil {
		t.Error("an endless nest: no error")
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"entitydata.json", "dump.json", "sparql.json"} {
		f.Add(fixture(f, name))
	}
	f.Add([]byte(`{"entities":{"Q1":{"id":"Q1","type":"item","labels":[],"aliases":[],"claims":[]}}}`))
	f.Add([]byte(`{"id":"Q1","claims":{"P39":[{"mainsnak":{"snaktype":"novalue"},"qualifiers":[]}]}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := &Reader{}
		if r.Read(bytes.NewReader(b), "x") != nil {
			return
		}
		for _, x := range r.Terms() {
			if x.Name == "" || x.Of == "" || x.Office == "" || x.Person == "" || len(x.Name) > maxLabel {
				t.Fatalf("bad term %+v", x)
			}
			first, ok := x.From.First()
			if last, okLast := x.To.Last(); ok && okLast && last < first {
				t.Fatalf("a term that ends before it starts: %+v", x)
			}
		}
	})
}
