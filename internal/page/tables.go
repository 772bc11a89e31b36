package page

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"entente/internal/edtf"
)

// The tables are text files of tab-separated columns with a header line. Lines
// that begin with # and empty lines say nothing.
const (
	eventsFile     = "events.tsv"
	holdersFile    = "holders.tsv"
	publishersFile = "publishers.tsv"
	tagsFile       = "tags.tsv"
	furnitureFile  = "furniture.tsv"
	monthsFile     = "months.tsv"
	languagesFile  = "languages.tsv"
)

// A worldEvent is something well known that happened on known days. A text that
// speaks of it was written afterwards.
type worldEvent struct {
	name        string
	first, last edtf.Day
	keys        [][]string // alternatives; of one of them all words stand in a sentence
	idiom       bool       // its month or day is used without year for long after
	foreseen    bool       // spoken of beforehand: only a past tense says that it is over
	month       bool       // the words alone are ambiguous: they need the month beside them
}

// A term is the time in which a person holds an office.
type term struct {
	name, country, office string
	first, last           edtf.Day
	ended                 bool // false: the table knows no end
}

// A phrase is a form of words that gives away what a line is.
type phrase struct {
	kind string // boilerplate, related, comments, credit, caption, published, updated, byline, source
	text string // plain
}

type tables struct {
	events     []worldEvent
	byWord     map[string][]alternative // first word of an alternative
	terms      map[string][]term        // by plain name
	publishers map[string]string        // plain alias to name
	tags       map[string]string        // plain to as shown
	longestTag int                      // in words
	whole      map[string]string        // plain phrase to kind
	starts     map[string][]phrase      // by first word
	anywhere   []phrase
	months     map[string][]monthName // by plain name
	languages  []language
	frequent   map[string][]int // frequent words, to the places of their languages
}

// A monthName is the word for a month in a language.
type monthName struct {
	month int
	lang  string
	name  string
}

// An alternative is one list of words that gives away an event.
type alternative struct {
	event int
	words []string // a trailing * stands for any ending, _ joins words that follow each other
}

// A row is one line of a table, with where it stands.
type row struct {
	file string
	line int
	cols []string
}

func (r row) fail(col int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: column %d: %s", r.file, r.line, col+1, fmt.Sprintf(format, args...))
}

// readRows reads a table whose header must name these columns.
func readRows(fsys fs.FS, dir, file string, header ...string) ([]row, error) {
	name := path.Join(dir, file)
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read dated facts: %w", err)
	}
	var rows []row
	var errs []error
	seenHeader := false
	n := 0
	for l := range strings.Lines(string(b)) {
		n++
		l = strings.TrimRight(l, "\r\n")
		if l == "" || l[0] == '#' {
			continue
		}
		r := row{name, n, strings.Split(l, "\t")}
		switch {
		case !seenHeader:
			if seenHeader = true; !slices.Equal(r.cols, header) {
				return nil, r.fail(0, "the header is %q, not %q", r.cols, header)
			}
		case len(r.cols) != len(header):
			errs = append(errs, r.fail(len(r.cols)-1, "the line has %d columns, not %d", len(r.cols), len(header)))
		default:
			rows = append(rows, r)
		}
	}
	return rows, errors.Join(errs...)
}

func loadTables(fsys fs.FS, dir string) (*tables, error) {
	t := &tables{
		byWord:     map[string][]alternative{},
		terms:      map[string][]term{},
		publishers: map[string]string{},
		tags:       map[string]string{},
		whole:      map[string]string{},
		starts:     map[string][]phrase{},
		months:     map[string][]monthName{},
		frequent:   map[string][]int{},
	}
	parts := []struct {
		file   string
		header []string
		add    func(row) error
	}{
		{eventsFile, []string{"date", "flags", "words", "event"}, t.addEvent},
		{holdersFile, []string{"country", "office", "names", "from", "to"}, t.addHolder},
		{publishersFile, []string{"name", "aliases"}, t.addPublisher},
		{tagsFile, []string{"tag"}, t.addTag},
		{furnitureFile, []string{"kind", "where", "words"}, t.addPhrase},
		{monthsFile, []string{"month", "lang", "names"}, t.addMonth},
		{languagesFile, []string{"lang", "words", "text"}, t.addLanguage},
	}
	var errs []error
	for _, p := range parts {
		rows, err := readRows(fsys, dir, p.file, p.header...)
		errs = append(errs, err)
		for _, r := range rows {
			errs = append(errs, p.add(r))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	finishLanguages(t.languages)
	return t, nil
}

func (t *tables) addEvent(r row) error {
	d, err := edtf.Parse(r.cols[0])
	if err != nil {
		return r.fail(0, "%v", err)
	}
	first, ok1 := d.First()
	last, ok2 := d.Last()
	if !ok1 || !ok2 {
		return r.fail(0, "the date of an event has two ends")
	}
	ev := worldEvent{name: r.cols[3], first: first, last: last}
	for _, f := range strings.Fields(r.cols[1]) {
		switch f {
		case "idiom":
			ev.idiom = true
		case "foreseen":
			ev.foreseen = true
		case "month":
			ev.month = true
		case "-":
		default:
			return r.fail(1, "unknown flag %q", f)
		}
	}
	for _, alt := range strings.Split(r.cols[2], "|") {
		words := strings.Fields(plain(alt))
		first := ""
		if len(words) > 0 {
			first, _, _ = strings.Cut(words[0], "_")
		}
		if first == "" || strings.HasSuffix(first, "*") {
			return r.fail(2, "an alternative begins with a whole word, not %q", alt)
		}
		ev.keys = append(ev.keys, words)
		t.byWord[first] = append(t.byWord[first], alternative{len(t.events), words})
	}
	t.events = append(t.events, ev)
	return nil
}

func (t *tables) addHolder(r row) error {
	from, err := edtf.Parse(r.cols[3])
	if err != nil {
		return r.fail(3, "%v", err)
	}
	first, ok := from.First()
	if !ok {
		return r.fail(3, "a term has a first day")
	}
	tm := term{country: r.cols[0], office: r.cols[1], first: first}
	if r.cols[4] != "" {
		to, err := edtf.Parse(r.cols[4])
		if err != nil {
			return r.fail(4, "%v", err)
		}
		if tm.last, tm.ended = to.Last(); !tm.ended || tm.last < tm.first {
			return r.fail(4, "the term ends before it begins")
		}
	}
	seen := map[string]bool{} // "Kim Jong-un" and "Kim Jong Un" are one
	for _, n := range strings.Split(r.cols[2], "|") {
		key := nameKey(n)
		if key == "" || seen[key] {
			continue
		}
		seen[key] = true
		tm.name = fold(n)
		t.terms[key] = append(t.terms[key], tm)
	}
	return nil
}

func (t *tables) addPublisher(r row) error {
	for _, alias := range append(strings.Split(r.cols[1], "|"), r.cols[0]) {
		if key := publisherKey(alias); key != "" {
			if old, ok := t.publishers[key]; ok && old != r.cols[0] {
				return r.fail(1, "%q already names %s", alias, old)
			}
			t.publishers[key] = r.cols[0]
		}
	}
	return nil
}

func (t *tables) addTag(r row) error {
	key := plain(r.cols[0])
	if _, ok := t.tags[key]; ok {
		return r.fail(0, "%q stands twice", r.cols[0])
	}
	t.tags[key] = fold(r.cols[0])
	t.longestTag = max(t.longestTag, len(strings.Fields(key)))
	return nil
}

func (t *tables) addPhrase(r row) error {
	p := phrase{kind: r.cols[0], text: plain(r.cols[2])}
	switch p.kind {
	case "boilerplate", "related", "comments", "credit", "caption", "published", "updated", "byline", "source", "tags":
	default:
		return r.fail(0, "unknown kind %q", p.kind)
	}
	switch r.cols[1] {
	case "whole":
		t.whole[p.text] = p.kind
	case "start":
		w := firstToken(p.text)
		t.starts[w] = append(t.starts[w], p)
	case "any":
		t.anywhere = append(t.anywhere, p)
	default:
		return r.fail(1, "the place is whole, start or any, not %q", r.cols[1])
	}
	return nil
}

func (t *tables) addMonth(r row) error {
	n, err := strconv.Atoi(r.cols[0])
	if err != nil || n < 1 || n > 12 {
		return r.fail(0, "%q is no month", r.cols[0])
	}
	for _, name := range strings.Split(r.cols[2], "|") {
		key := plain(name)
		for _, old := range t.months[key] {
			if old.lang == r.cols[1] && old.month != n {
				return r.fail(2, "%q is already month %d", name, old.month)
			}
		}
		t.months[key] = append(t.months[key], monthName{n, r.cols[1], key})
	}
	return nil
}

// firstToken is what stands before the first space or colon.
func firstToken(s string) string {
	if i := strings.IndexAny(s, " :"); i >= 0 {
		return s[:i]
	}
	return s
}

// publisherKey reduces a name to its letters and digits: "R F E / R L" and "rferl"
// are the same.
func publisherKey(s string) string {
	var b strings.Builder
	for _, r := range plain(s) {
		if isWord(r) {
			b.WriteRune(r)
		}
	}
	key := b.String()
	for _, end := range []string{"com", "org"} {
		if strings.HasSuffix(plain(s), "."+end) {
			key = strings.TrimSuffix(key, end)
		}
	}
	return strings.TrimPrefix(key, "www")
}
