// Package sources knows who publishes news: where, in which languages, owned by
// whom, and whether others print its reports. The table is data/sources; a user's
// own rows win over it.
//
// What follows for counting is left to package query.
package sources

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Owner is in whose hands a publisher is.
type Owner string

// The owners.
const (
	State   Owner = "state"   // owned or directed by a government
	Public  Owner = "public"  // public service with a board of its own
	Party   Owner = "party"   // of a party or movement
	Private Owner = "private" // of anybody else
)

// A Source is a publisher.
type Source struct {
	Name      string
	Country   string // ISO 3166-1 alpha-3, "" if not known
	Languages []string
	Owner     Owner // "" if not known
	Agency    bool  // others print its reports
	Group     string
	// Known says that a table names it; of others only Name is known.
	Known bool
}

// A Table finds publishers by their names and domains. The zero value knows none.
type Table struct {
	all []Source
	by  map[string]int
}

// columns of the table, in order.
var columns = []string{"name", "country", "languages", "owner", "agency", "group", "aliases"}

// Load reads publishers.tsv of fsys, see data/sources/ORIGIN.md, and then overlays:
// tables of the same form by name, whose rows win over those before. All faults
// are told with file and line.
func Load(fsys fs.FS, overlays ...Overlay) (*Table, error) {
	b, err := fs.ReadFile(fsys, "publishers.tsv")
	if err != nil {
		return nil, fmt.Errorf("load sources: %w", err)
	}
	t := &Table{by: map[string]int{}}
	faults := t.read("publishers.tsv", string(b))
	for _, o := range overlays {
		faults = append(faults, t.read(o.Name, o.Text)...)
	}
	return t, errors.Join(faults...)
}

// An Overlay is a table of the user's own.
type Overlay struct{ Name, Text string }

func (t *Table) read(file, text string) (faults []error) {
	fault := func(n int, format string, args ...any) {
		faults = append(faults, fmt.Errorf("%s:%d: "+format, append([]any{file, n}, args...)...))
	}
	here := map[string]bool{}
	head := false
	for i, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		if !head {
			head = true
			if !slices.Equal(cells, columns) {
				fault(i+1, "the columns are %s", strings.Join(columns, ", "))
				return faults
			}
			continue
		}
		if len(cells) != len(columns) {
			fault(i+1, "it has %d columns and should have %d", len(cells), len(columns))
			continue
		}
		s := Source{Name: strings.TrimSpace(cells[0]), Country: cells[1], Languages: strings.Fields(cells[2]),
			Owner: Owner(cells[3]), Agency: cells[4] == "yes", Group: cells[5], Known: true}
		switch {
		case key(s.Name) == "":
			fault(i+1, "it has no name")
			continue
		case s.Country != "" && (len(s.Country) != 3 || strings.ToUpper(s.Country) != s.Country):
			fault(i+1, "country %q is not three capital letters", s.Country)
		case !slices.Contains([]Owner{"", State, Public, Party, Private}, s.Owner):
			fault(i+1, "owner is state, public, party or private, not %q", cells[3])
		case cells[4] != "yes" && cells[4] != "no":
			fault(i+1, "agency is yes or no, not %q", cells[4])
		}
		// A row replaces what an earlier table says of a publisher of its name.
		at, ok := t.by[key(s.Name)]
		if ok && !here[key(t.all[at].Name)] && key(t.all[at].Name) == key(s.Name) {
			t.all[at] = s
		} else {
			at = len(t.all)
			t.all = append(t.all, s)
		}
		for _, a := range append([]string{s.Name}, strings.Split(cells[6], "|")...) {
			k := key(a)
			if k == "" {
				continue
			}
			if other, ok := t.by[k]; ok && other != at && here[key(t.all[other].Name)] {
				fault(i+1, "%q is a name of %s too", a, t.all[other].Name)
				continue
			}
			t.by[k] = at
		}
		here[key(s.Name)] = true
	}
	return faults
}

// key is a name without case, accents, blanks and signs.
func key(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "www.")))
}

// Find returns the publisher of a document by what it states: a name or domain
// and an address, "" where it states none. A name that no table has is a source of
// its own; without a name the host of the address is. Not ok is not stated.
func (t *Table) Find(publisher, address string) (Source, bool) {
	if s, ok := t.named(publisher); ok {
		return s, true
	}
	host := hostOf(address)
	for h := host; strings.Contains(h, "."); _, h, _ = strings.Cut(h, ".") {
		if s, ok := t.named(h); ok && publisher == "" {
			return s, true
		}
	}
	switch {
	case key(publisher) != "":
		return Source{Name: strings.TrimSpace(publisher)}, true
	case host != "":
		return Source{Name: host}, true
	}
	return Source{}, false
}

func (t *Table) named(name string) (Source, bool) {
	k := key(name)
	if k == "" || t == nil {
		return Source{}, false
	}
	i, ok := t.by[k]
	if !ok {
		i, ok = t.by[strings.TrimPrefix(k, "the")]
	}
	if !ok {
		return Source{}, false
	}
	return t.all[i], true
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// All returns the publishers of the tables, in their order. The caller owns the
// slice.
func (t *Table) All() []Source { return slices.Clone(t.all) }

// Classes are the classes of sources that counts can do without: "state", "public",
// "party", "private", "agency", "unknown" (in no table), and "country:" with a
// code, "lang:" with a language, "group:" with a name.
func (s Source) Is(class string) bool {
	kind, value, more := strings.Cut(class, ":")
	switch kind {
	case "country":
		return more && s.Country != "" && strings.EqualFold(s.Country, value)
	case "lang":
		return more && slices.Contains(s.Languages, strings.ToLower(value))
	case "group":
		return more && s.Group != "" && key(s.Group) == key(value)
	case "agency":
		return !more && s.Agency
	case "unknown":
		return !more && !s.Known
	}
	return !more && s.Known && s.Owner != "" && string(s.Owner) == class
}

// CheckClass says what is wrong with a class, nil if nothing.
func CheckClass(class string) error {
	kind, value, more := strings.Cut(class, ":")
	switch kind {
	case "state", "public", "party", "private", "agency", "unknown":
		if !more {
			return nil
		}
	case "country", "lang", "group":
		if more && value != "" {
			return nil
		}
	}
	return fmt.Errorf("a class of sources is state, public, party, private, agency, unknown, country:CODE, lang:CODE or group:NAME, not %q", class)
}
