package atlasbuild

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"entente/internal/atlas"
	"entente/internal/atlasbuild/wikidata"
	"entente/internal/edtf"
	"entente/internal/event"
)

// importWikidata makes tables of persons and terms of files of Wikidata, next to
// those that are there, which win; asOf is how far the files' facts go, the latest
// change of an entity if unknown. Nothing comes of a file that is cut off.
func importWikidata(files []string, asOf edtf.Date, out string) (persons, tenures string, report []string, err error) {
	r := &wikidata.Reader{Report: func(text string) {
		if len(report) < maxReport {
			report = append(report, text)
		}
	}}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return "", "", nil, err
		}
		err = r.Read(f, name)
		f.Close()
		if err != nil {
			return "", "", nil, err
		}
	}
	if asOf.IsZero() {
		asOf = r.AsOf()
	}
	day, ok := asOf.Last()
	if !ok {
		return "", "", nil, errors.New("the files do not say of which day they are: state it")
	}
	a, err := atlas.Load(without{os.DirFS(out), []string{importedPersons, importedTenures}}, "actors", "gazetteer")
	if err != nil {
		return "", "", nil, fmt.Errorf("load the tables that are there: %w", err)
	}
	m := &merger{a: a, asOf: day, people: map[string]*newPerson{}}
	var runs []*run
	aliases := map[string][]string{} // by item
	unknown := map[string]bool{}
	for _, t := range r.Terms() {
		id, ok := bodyOf(a, t.Of)
		if !ok {
			if !unknown[t.Of] {
				unknown[t.Of] = true
				m.report = append(m.report, fmt.Sprintf("%s: no state or body %q in the tables", t.Source, t.Of))
			}
			continue
		}
		n := splitName(t.Name, id)
		run := &run{country: id, office: t.Office, title: t.Title, sector: t.Sector, acting: t.Acting, person: n, since: t.From,
			from: t.From, to: t.To, open: t.Current, source: t.Source, note: t.Person, home: t.Citizen}
		run.first, _ = t.From.First()
		run.seen = day
		if last, ok := t.To.First(); ok {
			run.seen = last
		}
		if aliases[t.Person] == nil {
			for _, x := range t.Names {
				aliases[t.Person] = append(aliases[t.Person], aliasOf(x, n))
			}
		}
		runs = append(runs, run)
	}
	slices.SortStableFunc(runs, func(x, y *run) int {
		return cmp.Or(strings.Compare(x.country, y.country), strings.Compare(x.office, y.office), cmp.Compare(x.first, y.first), strings.Compare(x.note, y.note))
	})
	ids := map[string]string{} // item -> person
	for _, r := range runs {
		if id, ok := ids[r.note]; ok {
			r.id = id
			continue
		}
		m.identify(r)
		ids[r.note] = r.id
		if p := m.people[r.id]; p != nil && p.aliases == nil {
			p.aliases = aliases[r.note]
			if r.home != "" {
				p.country = r.home
			} else if e, ok := a.Entity(r.country); ok && e.Kind != event.State {
				p.country = ""
			}
		}
	}
	endOpen(runs)
	kept := m.merge(runs)
	persons, tenures = m.tables(kept, "data of Wikidata (CC0)")
	persons += m.spellings(ids, aliases)
	return persons, tenures, append(report, m.report...), nil
}

const maxReport = 1000

// bodyOf is the state or body of a code or name, if the tables have just one.
func bodyOf(a *atlas.Atlas, of string) (string, bool) {
	if e, ok := a.Entity(of); ok && e.Kind == event.State {
		return e.ID, true
	}
	words := strings.Fields(of)
	found := ""
	for _, h := range a.Longest(words, 0) {
		e := h.Entity
		if h.Tokens != len(words) || h.Weak || e.Kind != event.State && e.Kind != event.Organisation || h.Kind == atlas.Capital || h.Kind == atlas.Metonym {
			continue
		}
		if found != "" && found != e.ID {
			return "", false
		}
		found = e.ID
	}
	return found, found != ""
}

// endOpen gives a term that has no end, though its holder is not the present one,
// a vague one: before the next begins.
func endOpen(runs []*run) {
	for i, r := range runs {
		if r.open || !r.to.IsZero() {
			continue
		}
		start, ok := r.from.Last()
		if !ok {
			start = 0
		}
		for _, next := range runs[i+1:] {
			if next.country != r.country || next.office != r.office {
				break
			}
			if begun, ok := next.from.First(); ok && begun > start && next.id != r.id {
				r.to = edtf.FromDays(start, begun)
				break
			}
		}
		if r.to.IsZero() && ok {
			r.to = edtf.From(edtf.FromDays(start, start)) // ended, or not: not stated
		}
	}
}

// eastern are states whose people's names begin with the family's in English.
var eastern = map[string]bool{"CHN": true, "TWN": true, "HKG": true, "MAC": true, "KOR": true, "PRK": true}

// splitName cuts an English label into given and family name, by the custom of a
// state; a name of one word is used alone.
func splitName(label, state string) name {
	words := strings.Fields(label)
	if len(words) < 2 || len(words) > 6 || roman(words[len(words)-1]) {
		return name{family: label}
	}
	if eastern[state] && len(words) <= 3 {
		return name{family: words[0], given: strings.Join(words[1:], " "), familyFirst: true}
	}
	k := len(words) - 1
	if l := words[k]; (l == "Jr." || l == "Sr.") && k > 1 {
		words, k = words[:k], k-1
	}
	for k > 1 && (slices.Contains(particles, strings.ToLower(words[k-1])) || slices.Contains(nobiliary, strings.ToLower(words[k-1]))) {
		k--
	}
	return name{family: strings.Join(words[k:], " "), given: strings.Join(words[:k], " ")}
}

var nobiliary = []string{"de", "da", "di", "del", "della", "dos", "das", "do", "du", "van", "von", "la", "le", "ter", "ten", "ould"}

// aliasOf writes a further name for the table of persons. A name of two words in
// the same order is cut like the main one; others are taken whole, and those of
// one word, which may be anybody's, need support.
func aliasOf(x wikidata.Name, main name) string {
	words := strings.Fields(strings.ReplaceAll(x.Text, ",", " "))
	switch {
	case len(words) == 1 && len([]rune(words[0])) < 12 && !strings.ContainsAny(x.Lang, "z"):
		return "~" + words[0]
	case len(words) == 2 && !main.familyFirst && main.given != "":
		return words[1] + ", " + words[0]
	}
	return strings.Join(words, " ")
}

// spellings is a table of further names of persons that the other tables have.
func (m *merger) spellings(ids map[string]string, aliases map[string][]string) string {
	var rows []string
	for item, id := range ids {
		e, ok := m.a.Entity(id)
		if !ok {
			continue
		}
		have := map[string]bool{}
		for _, h := range m.a.Forms(id) {
			have[h.Form] = true
		}
		var add []string
		for _, al := range aliases[item] {
			f, g, comma := strings.Cut(strings.TrimPrefix(al, "~"), ", ")
			if comma {
				f = g + " " + f
			} else if strings.HasPrefix(al, "~") {
				f = al
			}
			if f != e.Name && !have[strings.TrimPrefix(f, "~")] && !slices.Contains(add, f) {
				add = append(add, f)
			}
		}
		if len(add) > 0 {
			rows = append(rows, id+"\t"+strings.Join(add, "|"))
		}
	}
	if rows == nil {
		return ""
	}
	slices.Sort(rows)
	return "@forms\tentity\tforms\tkind=alias\n" + strings.Join(rows, "\n") + "\n"
}
