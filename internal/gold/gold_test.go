package gold

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"entente/internal/edtf"
	"entente/internal/event"
)

const root = "../.."

func own(t testing.TB) Set {
	t.Helper()
	set, err := Load(os.DirFS(filepath.Join(root, "gold")))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestOwn holds the gold standard to what the README and the project's plan
// promise of it.
func TestOwn(t *testing.T) {
	set := own(t)
	var sentences, articles, none int
	types, statuses, parts := map[string]int{}, map[event.Status]int{}, map[Part]map[string]int{Dev: {}, Test: {}}
	for _, e := range set.Examples {
		if e.Article() {
			articles++
		} else {
			sentences++
		}
		if e.None != "" {
			none++
			parts[e.Part()]["none"]++
		}
		for _, ev := range e.Events {
			if !ev.Optional {
				types[ev.Types[0]]++
				statuses[ev.Status]++
				parts[e.Part()][ev.Types[0]]++
			}
		}
	}
	if sentences < 600 || articles < 20 || len(set.Pairs) < 150 {
		t.Errorf("%d sentences, %d articles, %d pairs; want at least 600, 20, 150", sentences, articles, len(set.Pairs))
	}
	if share := float64(none) / float64(sentences); share < 0.29 || share > 0.37 {
		t.Errorf("%.2f of the sentences hold no event; want about a third", share)
	}
	for _, typ := range Types {
		if types[typ] < 30 {
			t.Errorf("%s: %d events; want at least 30", typ, types[typ])
		}
	}
	for status, n := range statuses {
		if n < 12 {
			t.Errorf("%s: %d events; want at least 12", status, n)
		}
	}
	for _, typ := range append(slices.Clone(Types), "none") {
		d, u := parts[Dev][typ], parts[Test][typ]
		if d < 8 || u < 8 {
			t.Errorf("%s: %d in dev, %d in test; want 8 in each", typ, d, u)
		}
	}
}

// TestWords says which modes, kinds, sectors and actors of the gold standard no
// table knows.
func TestWords(t *testing.T) {
	set := own(t)
	plover := filepath.Join(root, "data/codebooks/plover")
	modes, kinds, sectors := column(t, plover, "modes.tsv", 2), column(t, plover, "kinds.tsv", 1), column(t, plover, "sectors.tsv", 1)
	actors := column(t, filepath.Join(root, "data/actors"), "*.tsv", 1)
	for _, id := range []string{"UNK", "INTERNATIONAL", "TIBET"} {
		actors[id] = true
	}
	known := func(in map[string]bool, what, word string, e Example, line int) {
		if word != "" && !in[word] {
			t.Errorf("%s:%d: %s %s is in no table", e.File, line, what, word)
		}
	}
	for _, e := range set.Examples {
		for _, ev := range e.Events {
			if ev.Mode != "" {
				ok := false
				for _, typ := range ev.Types {
					ok = ok || modes[typ+"\t"+ev.Mode]
				}
				if !ok {
					t.Errorf("%s:%d: %s has no mode %s", e.File, ev.Line, strings.Join(ev.Types, "/"), ev.Mode)
				}
			}
			known(kinds, "kind", ev.Kind, e, ev.Line)
			for _, p := range slices.Concat(ev.Source, ev.Target) {
				known(actors, "actor", p.Actor, e, ev.Line)
				known(sectors, "sector", p.Sector, e, ev.Line)
			}
		}
	}
}

// column returns the first n columns, tab-joined, of every line of the tables.
func column(t *testing.T, dir, pattern string, n int) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s in %s: %d files, %v", pattern, dir, len(files), err)
	}
	seen := map[string]bool{}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for s := bufio.NewScanner(f); s.Scan(); {
			if c := strings.Split(s.Text(), "\t"); len(c) >= n {
				seen[strings.Join(c[:n], "\t")] = true
			}
		}
		f.Close()
	}
	return seen
}

// TestDates checks what a slip of the pen would break: what has happened lies
// before publication.
func TestDates(t *testing.T) {
	for _, e := range own(t).Examples {
		for _, ev := range e.Events {
			if ev.Date.IsZero() || e.Published.IsZero() {
				continue
			}
			begin, ok := ev.Date.First()
			last, ok2 := e.Published.Last()
			past := ev.Status == event.Actual || ev.Status == event.Ongoing || ev.Status == event.Historical
			if ok && ok2 && past && begin > last {
				t.Errorf("%s:%d: %s is %s after publication on %s", e.File, ev.Line, ev.Date, ev.Status, e.Published)
			}
		}
	}
}

// TestPartOf pins the split: an example must not move between the parts.
func TestPartOf(t *testing.T) {
	for id, want := range map[string]Part{
		"": Test, "a": Dev, "agree-01": Test, "tempting-001": Test, "article-01": Test,
	} {
		if got := PartOf(id); got != want {
			t.Errorf("PartOf(%q) = %s, want %s", id, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	const text = `// a comment
# one
published: 2023-02-03
text: Mali's army and the army of Niger shelled Kidal, called the truce off and left.
event: ASSAULT/COERCE heavy-weapons shelling | Mali's = MLI:MIL; army#2 = NER:MIL | Kidal = MLI | actual | 2023-02 | shelled
maybe: REJECT - - | - = MLI | - | negated | - | called .. off | reciprocal
note: of two armies

# two
text: First.
text: Second paragraph.
none: metaphor
`
	set, err := Parse("a.txt", strings.Replace(text, "| - | negated", "| - = NER | negated", 1))
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Examples) != 2 {
		t.Fatalf("%d examples, want 2", len(set.Examples))
	}
	e := set.Examples[0]
	if e.ID != "one" || e.Line != 2 || e.Published != edtf.YMD(2023, 2, 3) || e.Note != "of two armies" || e.Article() {
		t.Errorf("got %+v", e)
	}
	ev := e.Events[0]
	in := func(p Party) string { return p.Span.In(e.Text) + "=" + p.Actor + ":" + p.Sector }
	if got := in(ev.Source[0]) + " " + in(ev.Source[1]) + " " + in(ev.Target[0]); got != "Mali's=MLI:MIL army=NER:MIL Kidal=MLI:" {
		t.Errorf("parties: %s", got)
	}
	if ev.Source[1].Span.Begin != strings.Index(e.Text, "army of Niger") {
		t.Errorf("army#2 begins at %d", ev.Source[1].Span.Begin)
	}
	if !slices.Equal(ev.Types, []string{"ASSAULT", "COERCE"}) || ev.Mode != "heavy-weapons" || ev.Kind != "shelling" ||
		ev.Status != event.Actual || ev.Date != edtf.YM(2023, 2) || ev.Optional || ev.Reciprocal {
		t.Errorf("got %+v", ev)
	}
	may := e.Events[1]
	if !may.Optional || !may.Reciprocal || may.Mode != "" || !may.Source[0].Span.Empty() || len(may.Trigger) != 2 ||
		may.Trigger[0].In(e.Text) != "called" || may.Trigger[1].In(e.Text) != "off" {
		t.Errorf("got %+v", may)
	}
	if two := set.Examples[1]; two.Text != "First.\n\nSecond paragraph." || !two.Article() || two.None != "metaphor" {
		t.Errorf("got %+v", two)
	}
}

func TestParseFlags(t *testing.T) {
	set, err := Parse("a.txt", "# a\ntext: They drill.\nevent: COOPERATE - exercise | They = TJK | - = CHN | planned | R/2022-11/P2Y | drill | count=3 every=P2Y reciprocal\n")
	if err != nil {
		t.Fatal(err)
	}
	if ev := set.Examples[0].Events[0]; ev.Count != 3 || ev.Every != "P2Y" || !ev.Reciprocal || ev.Date.String() != "R/2022-11/P2Y" {
		t.Errorf("got %+v", ev)
	}
}

func TestParseFaults(t *testing.T) {
	const good = "| Mali = MLI | Kidal = MLI | actual | - | shelled"
	event := func(s string) string { return "# a\ntext: Mali shelled Kidal.\nevent: " + s + "\n" }
	for _, test := range []struct{ name, content, want string }{
		{"no id", "text: x\nnone: sport", "x.txt:1: a record begins with"},
		{"bad id", "# A b\ntext: x\nnone: sport", "x.txt:1: id"},
		{"no text", "# a\nnone: sport", "x.txt:1: no text"},
		{"neither", "# a\ntext: x", "x.txt:1: neither"},
		{"optional only", "# a\ntext: Mali shelled Kidal.\nmaybe: ASSAULT - - " + good, "x.txt:1: neither"},
		{"both", event("ASSAULT - - "+good) + "none: sport", "x.txt:1: an event, and none"},
		{"unknown none", "# a\ntext: x\nnone: dull", "x.txt:3: none:"},
		{"unknown key", "# a\ntext: x\nnone: sport\nwhy: x", "x.txt:4: unknown key"},
		{"no colon", "# a\ntext: x\nnone: sport\nwhy", "x.txt:4: not a key"},
		{"no value", "# a\ntext:\nnone: sport", "x.txt:2: text has no value"},
		{"twice", "# a\ntext: x\nnone: sport\nnone: sport", "x.txt:4: none stands twice"},
		{"bad date of publication", "# a\npublished: 2023-13\ntext: x\nnone: sport", "x.txt:2:"},
		{"five fields", event("ASSAULT - - | Mali = MLI | Kidal = MLI | actual | -"), "x.txt:3: an event has 6"},
		{"two codes", event("ASSAULT - " + good), "is not a type, a mode and a kind"},
		{"unknown type", event("FIGHT - - " + good), `type "FIGHT" is unknown`},
		{"type twice", event("ASSAULT/ASSAULT - - " + good), "stands twice"},
		{"bad mode", event("ASSAULT Aerial - " + good), `mode "Aerial"`},
		{"absent words", event("ASSAULT - - | Niger = NER | Kidal = MLI | actual | - | shelled"), `"Niger" is not in the text`},
		{"part of a word", event("ASSAULT - - | Mali = MLI | Kidal = MLI | actual | - | shell"), `"shell" is not in the text`},
		{"second of one", event("ASSAULT - - | Mali#2 = MLI | Kidal = MLI | actual | - | shelled"), `"Mali" is not in the text`},
		{"zeroth", event("ASSAULT - - | Mali#0 = MLI | Kidal = MLI | actual | - | shelled"), "after # comes a number"},
		{"triggers out of order", event("ASSAULT - - | Mali = MLI | Kidal = MLI | actual | - | Kidal .. shelled"), `"shelled" is not in the text`},
		{"no id of an actor", event("ASSAULT - - | Mali | Kidal = MLI | actual | - | shelled"), "is not words"},
		{"small id", event("ASSAULT - - | Mali = mli | Kidal = MLI | actual | - | shelled"), "is not the id of an actor"},
		{"bad sector", event("ASSAULT - - | Mali = MLI:ARMY | Kidal = MLI | actual | - | shelled"), "is not the id of an actor"},
		{"bad status", event("ASSAULT - - | Mali = MLI | Kidal = MLI | done | - | shelled"), `status "done"`},
		{"bad date", event("ASSAULT - - | Mali = MLI | Kidal = MLI | actual | May | shelled"), "x.txt:3:"},
		{"empty date", event("ASSAULT - - | Mali = MLI | Kidal = MLI | actual | | shelled"), "x.txt:3:"},
		{"one-sided", event("ASSAULT - - | Mali = MLI | - | actual | - | shelled | reciprocal"), "actors on both sides"},
		{"unknown flag", event("ASSAULT - - " + good + " | loud"), "unknown flag"},
		{"count of one", event("ASSAULT - - " + good + " | count=1"), "count"},
		{"bad every", event("ASSAULT - - " + good + " | every=day"), "every"},
		{"broken UTF-8", "# a\ntext: \xff\nnone: sport", "x.txt: is not UTF-8"},
	} {
		t.Run(test.name, func(t *testing.T) {
			set, err := Parse("x.txt", test.content)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%q: got %v, want %q", test.content, err, test.want)
			}
			if len(set.Examples) != 0 {
				t.Errorf("%q: got %d examples, want none", test.content, len(set.Examples))
			}
		})
	}
}

func TestParsePairs(t *testing.T) {
	set, err := Parse("relations-1.txt", "# p\ntext: Mali shelled Kidal.\nsource: Mali\ntarget: Kidal\nroot: ASSAULT/COERCE\n")
	if err != nil {
		t.Fatal(err)
	}
	p := set.Pairs[0]
	if p.Source.In(p.Text) != "Mali" || p.Target.In(p.Text) != "Kidal" || !slices.Equal(p.Types, []string{"ASSAULT", "COERCE"}) {
		t.Errorf("got %+v", p)
	}
	for _, test := range []struct{ content, want string }{
		{"# p\ntext: x\nsource: x\nroot: AID", "no target"},
		{"# p\ntext: a b\nsource: a b\ntarget: b\nroot: AID", "overlap"},
		{"# p\ntext: a b\nsource: a\ntarget: c\nroot: AID", `"c" is not in the text`},
		{"# p\ntext: a b\nsource: a\ntarget: b\nroot: HELP", "unknown"},
		{"# p\ntext: a b\ntext: a b\nsource: a\ntarget: b\nroot: AID", "twice"},
		{"# p\ntext: a b\nsource: a\ntarget: b\nroot: AID\nnone: sport", "unknown key"},
	} {
		if _, err := Parse("relations.txt", test.content); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: got %v, want %q", test.content, err, test.want)
		}
	}
}

// TestLoad checks that the faults of all files come at once, and that an id
// stands only once in the folder.
func TestLoad(t *testing.T) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	ok := "# a\ntext: x\nnone: sport\n"
	_, err := Load(fstest.MapFS{
		"one.txt":       file(ok),
		"two.txt":       file("# b\ntext: x\nnone: dull\n\n# a\ntext: y\nnone: sport\n"),
		"relations.txt": file("# c\ntext: x\n"),
		"README.md":     file("not read"),
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"two.txt:3: none:", "two.txt:5: id a is taken at one.txt:1", "relations.txt:1: no source"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
	var fault *Fault
	if !errors.As(err, &fault) {
		t.Errorf("%v holds no *Fault", err)
	}
	if _, err := Load(fstest.MapFS{"README.md": file("x")}); err == nil {
		t.Error("an empty folder loads")
	}
	set, err := Load(fstest.MapFS{"b.txt": file(strings.Replace(ok, "# a", "# b", 1)), "a.txt": file(ok)})
	if err != nil || len(set.Examples) != 2 || set.Examples[0].ID != "a" {
		t.Errorf("got %+v, %v", set, err)
	}
}

// FuzzParse checks that whatever is read keeps its promises, and that a faulty
// record never comes out.
func FuzzParse(f *testing.F) {
	files, err := fs.Glob(os.DirFS(filepath.Join(root, "gold")), "*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		content, err := os.ReadFile(filepath.Join(root, "gold", name))
		if err != nil {
			f.Fatal(err)
		}
		for i, rec := range strings.Split(string(content), "\n\n") {
			if i%10 == 0 {
				f.Add(strings.HasPrefix(name, "relations"), rec)
			}
		}
	}
	f.Add(false, "# a\ntext: é e\nevent: AID - - | e#9 = A | - | actual | ../.. | é .. e | count=02")
	f.Fuzz(func(t *testing.T, pairs bool, content string) {
		name := "x.txt"
		if pairs {
			name = "relations.txt"
		}
		set, err := Parse(name, content)
		if !utf8.ValidString(content) && err == nil {
			t.Fatal("broken UTF-8 is read")
		}
		again, err2 := Parse(name, content+"\n\n// end")
		if len(again.Examples) != len(set.Examples) || len(again.Pairs) != len(set.Pairs) || (err == nil) != (err2 == nil) {
			t.Fatal("a comment at the end changes what is read")
		}
		for _, e := range set.Examples {
			sure := 0
			for _, ev := range e.Events {
				if !ev.Optional {
					sure++
				}
				if len(ev.Types) == 0 || len(ev.Trigger) == 0 || !slices.Contains(statuses, ev.Status) {
					t.Fatalf("half an event: %+v", ev)
				}
				at := 0
				for _, s := range ev.Trigger {
					if s.Empty() || s.Begin < at || s.End > len(e.Text) {
						t.Fatalf("trigger %v of %q", ev.Trigger, e.Text)
					}
					at = s.End
				}
				for _, p := range slices.Concat(ev.Source, ev.Target) {
					if p.Span.Begin < 0 || p.Span.End > len(e.Text) || p.Actor == "" || !utf8.ValidString(p.Span.In(e.Text)) {
						t.Fatalf("party %+v of %q", p, e.Text)
					}
				}
			}
			if e.Text == "" || e.ID == "" || (sure > 0) == (e.None != "") {
				t.Fatalf("half an example: %+v", e)
			}
		}
		for _, p := range set.Pairs {
			if p.Source.Empty() || p.Target.Empty() || p.Source.Overlaps(p.Target) || p.Source.End > len(p.Text) || p.Target.End > len(p.Text) {
				t.Fatalf("pair %+v", p)
			}
		}
	})
}
