package page

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"entente/internal/doc"
	"entente/internal/edtf"
)

// TestTables holds the tables to what a reader of them relies on.
func TestTables(t *testing.T) {
	r := newReader(t)
	if n := len(r.t.events); n < 150 {
		t.Errorf("%d events, want at least 150", n)
	}
	seen := map[string]bool{}
	for _, ev := range r.t.events {
		key := ev.name + edtf.FromDays(ev.first, ev.last).String()
		if seen[key] {
			t.Errorf("%s stands twice", key)
		}
		seen[key] = true
		if ev.last-ev.first > 400 && !ev.idiom {
			t.Errorf("%s lasts %d days and is no idiom", ev.name, ev.last-ev.first)
		}
	}
	for name, terms := range r.t.terms {
		for i, a := range terms {
			for _, b := range terms[:i] {
				if a.country == b.country && a.office == b.office && (!b.ended || a.first <= b.last) && (!a.ended || b.first <= a.last) {
					t.Errorf("%s holds the office of %s of %s twice at one time", name, a.office, a.country)
				}
			}
		}
	}
	for _, lang := range []string{"en", "ru", "kk", "ky", "uz", "tg", "tk", "tr", "az", "de", "fr", "es", "it", "pt", "uk", "ar", "fa"} {
		months := map[int]bool{}
		for _, names := range r.t.months {
			for _, m := range names {
				if m.lang == lang {
					months[m.month] = true
				}
			}
		}
		if len(months) != 12 {
			t.Errorf("%s has names for %d months", lang, len(months))
		}
	}
}

func TestBrokenTables(t *testing.T) {
	good := os.DirFS(root(t))
	for _, c := range []struct{ file, data, want string }{
		{eventsFile, "date\tflags\twords\tevent\n2022-13\t-\ta\tb\nnever\t-\ta\tb\n", "data/dates/events.tsv:3: column 1"},
		{eventsFile, "date\tflags\twords\tevent\n2022/..\t-\ta\tb\n", "two ends"},
		{eventsFile, "date\tflags\twords\tevent\n2022\tloud\ta\tb\n", "unknown flag"},
		{eventsFile, "date\tflags\twords\tevent\n2022\t-\t* a\tb\n", "whole word"},
		{eventsFile, "date\twords\n", "header"},
		{holdersFile, "country\toffice\tnames\tfrom\tto\nA\tb\tC D\t2020\t2019\n", "ends before it begins"},
		{publishersFile, "name\taliases\nA\tX\nB\tX\n", "already names A"},
		{tagsFile, "tag\nChina\nchina\n", "stands twice"},
		{furnitureFile, "kind\twhere\twords\nx\twhole\ty\n", "unknown kind"},
		{furnitureFile, "kind\twhere\twords\ncredit\tend\ty\n", "the place is"},
		{monthsFile, "month\tlang\tnames\n13\ten\tx\n", "no month"},
		{languagesFile, "lang\twords\ttext\nxx\t1\t2\n", "no known script"},
		{tagsFile, "tag\na\tb\n", "2 columns, not 1"},
	} {
		fsys := fstest.MapFS{}
		for _, f := range []string{eventsFile, holdersFile, publishersFile, tagsFile, furnitureFile, monthsFile, languagesFile} {
			b, err := os.ReadFile(root(t) + "/data/dates/" + f)
			if err != nil {
				t.Fatal(err)
			}
			fsys["data/dates/"+f] = &fstest.MapFile{Data: b}
		}
		fsys["data/dates/"+c.file] = &fstest.MapFile{Data: []byte(c.data)}
		if _, err := New(fsys, "data/dates", nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("New with %s %q: %v, want an error with %q", c.file, c.data, err, c.want)
		}
	}
	if _, err := New(good, "no/such/folder", nil); err == nil {
		t.Error("a missing folder is let through")
	}
}

type fakeHolders map[string][]Term

func (f fakeHolders) TermOf(name string) []Term { return f[name] }

// TestHolderTable dates a text by somebody only the caller's table knows.
func TestHolderTable(t *testing.T) {
	r, err := New(os.DirFS(root(t)), "data/dates", fakeHolders{"Ulla Example": {{From: edtf.YMD(2001, 2, 3), To: edtf.YMD(2004, 5, 6), Office: "President"}}})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"President Ulla Example opened the bridge and spoke to the crowd.":        "2001-02-03/2004-05-06",
		"Former President Ulla Example opened the bridge and spoke to the crowd.": "2004-05-06/..",
		"Prime Minister Ulla Example opened the bridge and spoke to the crowd.":   "",
	} {
		if p := read(t, r, &doc.Document{Text: text}); p.Published != want {
			t.Errorf("Read(%q) published %q, want %q", text, p.Published, want)
		}
	}
}
