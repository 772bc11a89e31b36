package gold

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
)

// A Fault is something wrong in a file of the gold standard.
type Fault struct {
	File string
	Line int // from 1; 0 if it is of the file as a whole
	What string
}

func (f *Fault) Error() string {
	if f.Line == 0 {
		return f.File + ": " + f.What
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.What)
}

// Load reads every file at the top of fsys whose name ends in ".txt". Names that
// begin with "relations" hold pairs, the others examples. All faults of all
// files come in one error (errors.Join of *Fault and of read errors); the set
// then is empty.
func Load(fsys fs.FS) (Set, error) {
	names, err := fs.Glob(fsys, "*.txt")
	if err != nil {
		return Set{}, fmt.Errorf("list gold standard: %w", err)
	}
	if len(names) == 0 {
		return Set{}, errors.New("read gold standard: no .txt file in the folder")
	}
	var (
		set    Set
		faults []error
		seen   = map[string]string{}
	)
	slices.Sort(names)
	for _, name := range names {
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			faults = append(faults, fmt.Errorf("read gold standard: %w", err))
			continue
		}
		part, err := Parse(path.Base(name), string(content))
		if err != nil {
			faults = append(faults, err)
		}
		once := func(id string, line int) {
			here := fmt.Sprintf("%s:%d", name, line)
			if before, ok := seen[id]; ok {
				faults = append(faults, &Fault{name, line, fmt.Sprintf("id %s is taken at %s", id, before)})
			}
			seen[id] = here
		}
		for _, e := range part.Examples {
			once(e.ID, e.Line)
		}
		for _, p := range part.Pairs {
			once(p.ID, p.Line)
		}
		set.Examples = append(set.Examples, part.Examples...)
		set.Pairs = append(set.Pairs, part.Pairs...)
	}
	if len(faults) > 0 {
		return Set{}, errors.Join(faults...)
	}
	return set, nil
}

// Parse reads the content of one file. The name says what it holds, as in
// [Load], and stands in the faults. With faults, which come in one error
// (errors.Join of *Fault), the set holds only the records without any.
func Parse(name, content string) (Set, error) {
	var (
		set    Set
		faults []error
		pairs  = strings.HasPrefix(name, "relations")
	)
	if !utf8.ValidString(content) {
		return Set{}, &Fault{name, 0, "is not UTF-8"}
	}
	for _, rec := range records(content) {
		r := reader{file: name, rec: rec}
		if pairs {
			if p := r.pair(); len(r.faults) == 0 {
				set.Pairs = append(set.Pairs, p)
			}
		} else {
			if e := r.example(); len(r.faults) == 0 {
				set.Examples = append(set.Examples, e)
			}
		}
		faults = append(faults, r.faults...)
	}
	return set, errors.Join(faults...)
}

// A record is a run of lines without an empty one.
type record []line

type line struct {
	number int
	text   string
}

// records splits a file at its empty lines. Lines that begin with "//" are
// comments.
func records(content string) []record {
	var (
		all []record
		rec record
		n   int
	)
	for text := range strings.SplitSeq(content, "\n") {
		n++
		text = strings.TrimRight(text, " \t\r")
		switch {
		case strings.HasPrefix(text, "//"):
		case text != "":
			rec = append(rec, line{n, text})
		case len(rec) > 0:
			all, rec = append(all, rec), nil
		}
	}
	if len(rec) > 0 {
		all = append(all, rec)
	}
	return all
}

// A reader reads one record and collects its faults.
type reader struct {
	file   string
	rec    record
	text   string
	faults []error
}

func (r *reader) fault(line int, format string, args ...any) {
	r.faults = append(r.faults, &Fault{r.file, line, fmt.Sprintf(format, args...)})
}

// id reads the first line, "# id".
func (r *reader) id() string {
	first := r.rec[0]
	id, ok := strings.CutPrefix(first.text, "# ")
	if !ok {
		r.fault(first.number, `a record begins with "# " and its id`)
		return ""
	}
	if !isName(id, isLower) {
		r.fault(first.number, "id %q is not of small letters, digits and single hyphens", id)
	}
	return id
}

// fields calls f with the key and the value of every line after the first.
func (r *reader) fields(f func(n int, key, value string)) {
	for _, l := range r.rec[1:] {
		key, value, ok := strings.Cut(l.text, ":")
		value = strings.TrimSpace(value)
		switch {
		case !ok:
			r.fault(l.number, "not a key, a colon and a value")
		case value == "":
			r.fault(l.number, "%s has no value", key)
		default:
			f(l.number, key, value)
		}
	}
}

func (r *reader) example() Example {
	e := Example{ID: r.id(), File: r.file, Line: r.rec[0].number}
	var paragraphs []string
	once := map[string]bool{}
	r.fields(func(n int, key, value string) {
		switch key {
		case "text":
			paragraphs = append(paragraphs, value)
			return
		case "event", "maybe":
			return
		case "published":
			d, err := edtf.Parse(value)
			if err != nil {
				r.fault(n, "%v", err)
			}
			e.Published = d
		case "none":
			if !slices.Contains(Temptations, value) {
				r.fault(n, "none: %q is not one of %s", value, strings.Join(Temptations, ", "))
			}
			e.None = value
		case "note":
			e.Note = value
		default:
			r.fault(n, "unknown key %q", key)
		}
		if once[key] {
			r.fault(n, "%s stands twice", key)
		}
		once[key] = true
	})
	e.Text = strings.Join(paragraphs, "\n\n")
	r.text = e.Text
	if e.Text == "" {
		r.fault(e.Line, "no text")
	}
	sure := 0
	r.fields(func(n int, key, value string) {
		if key != "event" && key != "maybe" {
			return
		}
		ev := r.event(n, value)
		ev.Optional = key == "maybe"
		if !ev.Optional {
			sure++
		}
		e.Events = append(e.Events, ev)
	})
	switch {
	case sure > 0 && e.None != "":
		r.fault(e.Line, "an event, and none")
	case sure == 0 && e.None == "":
		r.fault(e.Line, "neither an event nor none")
	}
	return e
}

func (r *reader) pair() Pair {
	p := Pair{ID: r.id(), File: r.file, Line: r.rec[0].number}
	type value struct {
		line int
		text string
	}
	got := map[string]value{}
	r.fields(func(n int, key, text string) {
		switch key {
		case "text", "source", "target", "root":
		default:
			r.fault(n, "unknown key %q", key)
		}
		if _, ok := got[key]; ok {
			r.fault(n, "%s stands twice", key)
		}
		got[key] = value{n, text}
	})
	for _, key := range []string{"text", "source", "target", "root"} {
		if got[key].line == 0 {
			r.fault(p.Line, "no %s", key)
		}
	}
	if len(r.faults) > 0 {
		return p
	}
	p.Text = got["text"].text
	r.text = p.Text
	p.Source = r.find(got["source"].line, got["source"].text, 0)
	p.Target = r.find(got["target"].line, got["target"].text, 0)
	p.Types = r.types(got["root"].line, got["root"].text)
	if len(r.faults) == 0 && p.Source.Overlaps(p.Target) {
		r.fault(p.Line, "source and target overlap")
	}
	return p
}

// event reads "TYPE mode kind | source | target | status | date | trigger",
// after which flags may follow.
func (r *reader) event(n int, value string) Event {
	ev := Event{Line: n}
	f := strings.Split(value, "|")
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	if len(f) != 6 && len(f) != 7 {
		r.fault(n, "an event has 6 fields, or 7 with flags, not %d", len(f))
		return ev
	}
	if code := strings.Fields(f[0]); len(code) != 3 {
		r.fault(n, "%q is not a type, a mode and a kind", f[0])
	} else {
		ev.Types = r.types(n, code[0])
		ev.Mode = r.word(n, "mode", code[1])
		ev.Kind = r.word(n, "kind", code[2])
	}
	ev.Source = r.parties(n, f[1])
	ev.Target = r.parties(n, f[2])
	if ev.Status = event.Status(f[3]); !slices.Contains(statuses, ev.Status) {
		r.fault(n, "status %q is unknown", f[3])
	}
	if f[4] != "-" {
		d, err := edtf.Parse(f[4])
		if err != nil {
			r.fault(n, "%v", err)
		} else if d.IsZero() {
			r.fault(n, "a date that is not known is -")
		}
		ev.Date = d
	}
	from := 0
	for words := range strings.SplitSeq(f[5], " .. ") {
		s := r.find(n, words, from)
		if s.Empty() {
			break
		}
		ev.Trigger = append(ev.Trigger, s)
		from = s.End
	}
	if len(f) == 7 {
		r.flags(n, f[6], &ev)
	}
	if ev.Reciprocal && (ev.Source == nil || ev.Target == nil) {
		r.fault(n, "a reciprocal event has actors on both sides")
	}
	return ev
}

func (r *reader) flags(n int, field string, ev *Event) {
	for flag := range strings.FieldsSeq(field) {
		key, value, _ := strings.Cut(flag, "=")
		switch key {
		case "reciprocal":
			ev.Reciprocal = value == ""
		case "count":
			c, err := strconv.Atoi(value)
			if err != nil || c < 2 || strconv.Itoa(c) != value {
				r.fault(n, "count %q is not a number from 2", value)
			}
			ev.Count = c
		case "every":
			if _, err := edtf.Parse("R/2000/" + value); err != nil {
				r.fault(n, "every: %v", err)
			}
			ev.Every = value
		default:
			r.fault(n, "unknown flag %q", flag)
		}
	}
}

// parties reads "words = ID; words = ID"; the words are "-" for an actor that
// is implied, and the whole is "-" if no actor is known.
func (r *reader) parties(n int, field string) []Party {
	if field == "-" {
		return nil
	}
	var all []Party
	for one := range strings.SplitSeq(field, ";") {
		words, id, ok := strings.Cut(strings.TrimSpace(one), " = ")
		if !ok {
			r.fault(n, "%q is not words, = and an id", one)
			continue
		}
		var p Party
		if words = strings.TrimSpace(words); words != "-" {
			p.Span = r.find(n, words, 0)
		}
		actor, sector, has := strings.Cut(strings.TrimSpace(id), ":")
		if !isName(actor, isUpper) || has && (len(sector) != 3 || !isName(sector, isUpper)) {
			r.fault(n, "%q is not the id of an actor", id)
		}
		p.Actor, p.Sector = actor, sector
		all = append(all, p)
	}
	return all
}

// types reads "TYPE" or "TYPE/TYPE".
func (r *reader) types(n int, field string) []string {
	all := strings.Split(field, "/")
	for i, t := range all {
		if !slices.Contains(Types, t) {
			r.fault(n, "type %q is unknown", t)
		}
		if slices.Contains(all[:i], t) {
			r.fault(n, "type %s stands twice", t)
		}
	}
	return all
}

func (r *reader) word(n int, what, w string) string {
	if w == "-" {
		return ""
	}
	if !isName(w, isLower) {
		r.fault(n, "%s %q is not of small letters", what, w)
	}
	return w
}

// find returns the first place at or after from where the words stand in the
// text as whole words; "words#2" asks for the second.
func (r *reader) find(n int, words string, from int) doc.Span {
	nth := 1
	if i := strings.LastIndexByte(words, '#'); i > 0 {
		c, err := strconv.Atoi(words[i+1:])
		if err != nil || c < 1 {
			r.fault(n, "%q: after # comes a number from 1", words)
			return doc.Span{}
		}
		words, nth = words[:i], c
	}
	if strings.TrimSpace(words) != words || words == "" {
		r.fault(n, "no words")
		return doc.Span{}
	}
	for at := from; ; {
		i := strings.Index(r.text[at:], words)
		if i < 0 {
			break
		}
		s := doc.Span{Begin: at + i, End: at + i + len(words)}
		if whole(r.text, s) {
			if nth--; nth == 0 {
				return s
			}
		}
		_, size := utf8.DecodeRuneInString(r.text[s.Begin:])
		at = s.Begin + size
	}
	r.fault(n, "%q is not in the text", words)
	return doc.Span{}
}

// whole says whether the span begins and ends where words do.
func whole(text string, s doc.Span) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:s.Begin])
	first, _ := utf8.DecodeRuneInString(text[s.Begin:])
	last, _ := utf8.DecodeLastRuneInString(text[:s.End])
	after, _ := utf8.DecodeRuneInString(text[s.End:])
	return !(isWord(before) && isWord(first)) && !(isWord(last) && isWord(after))
}

func isWord(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

func isLower(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' }

// isName says whether a name is made of such letters, with single hyphens,
// underscores or points between.
func isName(name string, letter func(byte) bool) bool {
	after := false // a letter
	for i := range len(name) {
		switch c := name[i]; {
		case letter(c):
			after = true
		case after && (c == '-' || c == '_' || c == '.'):
			after = false
		default:
			return false
		}
	}
	return after
}
