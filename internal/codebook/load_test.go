package codebook_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"entente/data"
	"entente/internal/codebook"
)

// small is a whole codebook in few lines, with the rules and classes given.
func small(rules, classes string) fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"cb/codebook.tsv":      file("key\tvalue\nname\ttiny\nversion\t0.1\n"),
		"cb/types.tsv":         file("type\tquad\tscale\tdefinition\nMEET\t1\t2\tMeets.\nHIT\t4\t-9\tHits.\n"),
		"cb/modes.tsv":         file("type\tmode\tscale\tdefinition\nMEET\tvisit\t3\tVisits.\n"),
		"cb/kinds.tsv":         file("code\tdefinition\nvisit\ta visit\n"),
		"cb/contexts.tsv":      file("context\tcues\tdefinition\nmilitary\tarmy\tarms\n"),
		"cb/classes/words.txt": file(classes),
		"cb/rules/all.txt":     file(rules),
	}
}

const goodRule = "rule meet.visit\n  type MEET\n  mode visit\n  kind visit\n  verb visit tour : source=subj target=obj [obj:@town]\n      | source=subj target=in\n" +
	"  yes \"Peru's king visited Quito.\" -> Peru's king > Quito\n  no \"He visited the zoo.\"\n"

func TestLoad(t *testing.T) {
	cb, err := codebook.Load(small(goodRule, "@town = quito lima\n    cusco\n"), "cb")
	if err != nil {
		t.Fatal(err)
	}
	r := cb.Rules[0]
	if cb.ID() != "tiny@0.1" || len(r.Lines) != 1 || len(r.Lines[0].Frames) != 2 || r.Yes[0].Target != "Quito" {
		t.Errorf("%s: %d lines, %d frames, %+v", cb.ID(), len(r.Lines), len(r.Lines[0].Frames), r.Yes)
	}
	if !cb.In("@town", "cusco") || cb.Scale("MEET", "visit") != 3 || cb.Scale("MEET", "") != 2 {
		t.Errorf("cusco %v, scales %g and %g", cb.In("@town", "cusco"), cb.Scale("MEET", "visit"), cb.Scale("MEET", ""))
	}
	if got := cb.Lines(codebook.Verb, "tour"); len(got) != 1 {
		t.Errorf("lines of tour: %d, want 1", len(got))
	}
}

// TestFaults: each fault is told with file, line and column, and all at once.
func TestFaults(t *testing.T) {
	for _, tt := range []struct{ rules, classes, want string }{
		{"rule a\n  type NOPE\n", "", "cb/rules/all.txt:2:3: unknown type \"NOPE\""},
		{"rule a\n  type MEET\n", "", "cb/rules/all.txt:1:1: rule a has no trigger: it can never match"},
		{"rule a\n  type MEET\n  verb x : source=subj\n", "", "needs an example that matches"},
		{"  type MEET\n", "", "cb/rules/all.txt:1:3: \"type\" stands before any rule"},
		{"rule a\n  verb x : nobody=subj\n", "", "unknown role \"nobody\""},
		{"rule a\n  verb x : source=sideways\n", "", "unknown path \"sideways\""},
		{"rule a\n  verb x : source=subj [obj:@none]\n", "", "unknown class @none"},
		{"rule a\n  verb x : source=subj [obj\n", "", "has no end"},
		{"rule a\n  colour red\n", "", "unknown word \"colour\""},
		{"rule a\n  type MEET\n  verb x : source=subj target=obj | source=subj target=obj [with]\n", "", "rule a: frame 2 is never reached: frame 1 asks for no more"},
		{"rule a\n  type MEET\n  verb x y : source=subj target=obj\nrule b\n  type HIT\n  verb y : source=subj target=obj\n", "", "rule b: \"y\" with this frame is also MEET of a"},
		{"rule a\n  yes no quotes\n", "", "straight double quotes"},
		{"rule a\n  status maybe\n", "", "unknown status \"maybe\""},
		{"rule a\nrule a\n", "", "rule a stands at cb/rules/all.txt:1:1 already"},
		{"", "@a = @b\n@b = x @a\n", "class @a holds itself: @a @b @a"},
		{"", "@a = @z\n", "names @z, which is nowhere"},
		{"", "a = b\n", "want “@class = words”"},
	} {
		_, err := codebook.Load(small(tt.rules, tt.classes), "cb")
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("rules %q, classes %q: got %v, want %q", tt.rules, tt.classes, err, tt.want)
		}
	}
	_, err := codebook.Load(small("rule a\n  type NOPE\n  mode x\n  kind y\n", "a\n"), "cb")
	var one *codebook.Error
	if n := strings.Count(err.Error(), "\n") + 1; n < 4 || !errors.As(err, &one) || one.Pos.Line == 0 {
		t.Errorf("%d faults at once, want at least 4: %v", n, err)
	}
}

// FuzzLoad: whatever rules and classes say, loading ends in a codebook or in faults
// that name a place.
func FuzzLoad(f *testing.F) {
	f.Add(goodRule, "@town = quito\n")
	f.Add("rule a\n  verb x : source=subj | both=a/b [-obj:@a,b]\n", "@a = @a\n")
	f.Add("rule\n rule x\n    y\n\tz # c\n  yes \"a\" -> b > c", "=\n@\n @x = y")
	if text, err := fs.ReadFile(data.FS, "codebooks/plover/rules/consult.txt"); err == nil {
		f.Add(string(text), "@talks = talk\n@pact = pact\n")
	}
	f.Fuzz(func(t *testing.T, rules, classes string) {
		cb, err := codebook.Load(small(rules, classes), "cb")
		if err != nil {
			if cb != nil || !strings.Contains(err.Error(), "cb/") {
				t.Fatalf("a fault without a place: %v", err)
			}
			return
		}
		for _, r := range cb.Rules {
			if len(r.Lines) == 0 || len(r.Yes) == 0 || len(r.No) == 0 {
				t.Fatalf("rule %q loaded without trigger or examples", r.ID)
			}
		}
	})
}
