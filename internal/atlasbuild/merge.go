package atlasbuild

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"entente/internal/atlas"
	"entente/internal/edtf"
	"entente/internal/event"
)

// merger brings runs together with the tables that are there.
type merger struct {
	a      *atlas.Atlas
	asOf   edtf.Day
	people map[string]*newPerson // by id
	order  []*newPerson
	byLand map[string][]*atlas.Entity
	report []string
}

// newPerson is somebody the tables do not know.
type newPerson struct {
	id, country string
	name        name
	aliases     []string
	used        bool
}

func (m *merger) say(r *run, format string, args ...any) {
	m.report = append(m.report, fmt.Sprintf("%s %s, %s: ", r.country, r.office, r.where())+fmt.Sprintf(format, args...))
}

// where says which part of the input a run comes from.
func (r *run) where() string {
	if r.source != "" {
		return r.source
	}
	return fmt.Sprintf("line %d", r.line)
}

// identify finds the person of a run among those of the tables or those seen
// before, or makes a new one.
func (m *merger) identify(r *run) {
	if m.byLand == nil {
		m.byLand = map[string][]*atlas.Entity{}
		for _, e := range m.a.Entities() {
			if e.Kind == event.Person {
				m.byLand[e.Country] = append(m.byLand[e.Country], e)
			}
		}
	}
	var found *atlas.Entity
	for _, e := range m.byLand[r.country] {
		if m.is(e, r) && (found == nil || m.held(e, r) && !m.held(found, r)) {
			found = e
		}
	}
	if found != nil {
		r.id = found.ID
		return
	}
	for _, p := range m.order {
		if p.country == r.country && sameName(p.name, r.person) {
			r.id = p.id
			if len(p.name.full) < len(r.person.full) {
				p.name.full = r.person.full
			}
			return
		}
	}
	id := personID(r.person)
	_, taken := m.a.Entity(id)
	for n := 2; taken || m.people[id] != nil; n++ {
		id = fmt.Sprintf("%s-%d", personID(r.person), n)
		_, taken = m.a.Entity(id)
	}
	p := &newPerson{id: id, country: r.country, name: r.person}
	m.people[id] = p
	m.order = append(m.order, p)
	r.id = id
}

// is says whether a person of the tables may be the one of a run: by a spelling
// of family and given name, or by a shared name and a term in the same post.
func (m *merger) is(e *atlas.Entity, r *run) bool {
	words := strings.Fields(strings.Trim(r.person.given+" "+r.person.family, " "))
	if r.person.familyFirst {
		words = strings.Fields(r.person.family + " " + r.person.given)
	}
	for _, h := range append(m.a.Longest(words, 0), m.a.Spelled(words, 0)...) {
		if h.Entity == e && h.Tokens == len(words) && !h.Surname {
			return true
		}
	}
	if m.began(e, r) {
		return true
	}
	all := e.Family() + " " + e.Given()
	if !shareWord(all, r.person.family) && !shareWord(e.Family(), r.person.given) {
		return false
	}
	if m.held(e, r) {
		return true
	}
	theirs := name{family: e.Family(), given: e.Given(), familyFirst: strings.HasPrefix(e.Name, e.Family()+" ")}
	return sameName(theirs, r.person) && r.person.given != "" && e.Given() != ""
}

// began says whether the tables have the person begin a term in the post of the
// run within a month and a half of what the run says, under a name that begins
// alike: "Settha Thawisin" is Srettha Thavisin.
func (m *merger) began(e *atlas.Entity, r *run) bool {
	start, ok := r.since.First()
	if !ok || sharedOffice[r.office] {
		return false
	}
	for _, t := range m.a.Tenures(e.ID) {
		from, ok := t.From.First()
		if !ok || t.Entity != r.country || t.Office != r.office || from < start-45 || from > start+45 {
			continue
		}
		for w := range strings.FieldsSeq(atlas.Fold(e.Name)) {
			for v := range strings.FieldsSeq(atlas.Fold(r.person.display())) {
				if w[0] == v[0] {
					return true
				}
			}
		}
	}
	return false
}

// held says whether the tables give the person a term in the post of the run
// that may be the one the run tells of.
func (m *merger) held(e *atlas.Entity, r *run) bool {
	seen := edtf.FromDays(r.first, max(r.seen, r.first))
	for _, t := range m.a.Tenures(e.ID) {
		if t.Entity != r.country {
			continue
		}
		if possible, _ := t.Holds(seen); possible && (t.Office == r.office || t.Office == "supreme_leader") {
			return true
		}
		if possible, _ := t.Holds(r.since); possible && !r.since.IsZero() && t.Office == r.office {
			return true
		}
	}
	return false
}

// merge keeps the runs that add to the tables and reports those that
// contradict them.
func (m *merger) merge(runs []*run) []*run {
	var kept []*run
	heads := map[string]bool{}
	for _, r := range runs {
		if r.office == "head_of_state" {
			heads[r.country+r.id] = true
		}
	}
	for _, r := range runs {
		e, ok := m.a.Entity(r.country)
		if !ok || e.Kind != event.State && e.Kind != event.Organisation || e.Type == "territory" && (!ownRule[r.country] || r.office != "head_of_government") {
			continue
		}
		span := between(r.from, r.to)
		if r.office == "head_of_government" && (m.covered(r, "head_of_state", span) || heads[r.country+r.id] && !strings.Contains(r.title, "prime minister")) {
			continue // a president who leads the government: one term
		}
		if m.chosen(r) {
			continue
		}
		if m.covered(r, r.office, span) || r.office == "head_of_state" && m.covered(r, "supreme_leader", span) ||
			r.office == "head_of_government" && m.covered(r, "supreme_leader", span) {
			continue
		}
		m.narrow(r)
		if clash := m.clash(r, span); clash != "" {
			m.say(r, "%s from %s to %s, but %s", r.person.display(), known(r.from), known(r.to), clash)
			continue
		}
		if k := against(kept, r); k != nil {
			m.say(r, "%s from %s to %s, but %s has %s from %s to %s", r.person.display(), known(r.from), known(r.to), k.where(), k.person.display(), known(k.from), known(k.to))
			continue
		}
		kept = append(kept, r)
		if p := m.people[r.id]; p != nil {
			p.used = true
		}
	}
	return kept
}

func known(d edtf.Date) string {
	if d.IsZero() {
		return "?"
	}
	return d.String()
}

func (n name) display() string {
	if n.familyFirst {
		return strings.TrimSpace(n.family + " " + n.given)
	}
	return strings.TrimSpace(n.given + " " + n.family)
}

// between is all days from the first of one date to the last of another.
func between(from, to edtf.Date) edtf.Date {
	a, okA := from.First()
	b, okB := to.Last()
	switch {
	case okA && okB && b >= a:
		return edtf.FromDays(a, b)
	case okA:
		return edtf.From(edtf.FromDays(a, a))
	case okB:
		return edtf.Until(edtf.FromDays(b, b))
	}
	return edtf.Date{}
}

// covered says whether the tables hold a term of the run's person in the office
// in its time, and reports dates that differ by more than a month.
func (m *merger) covered(r *run, office string, span edtf.Date) bool {
	for _, t := range m.a.Tenures(r.id) {
		if t.Entity != r.country || t.Office != office {
			continue
		}
		if possible, _ := t.Holds(span); !possible {
			continue
		}
		if !r.to.IsZero() && t.To.IsZero() && office == r.office && !sharedOffice[office] {
			m.say(r, "%s left %s, but has no end at %s", r.person.display(), r.to, t.Table)
		}
		return true
	}
	return false
}

// against is a run kept before of somebody else in the same post that r surely
// overlaps by more than a month, nil if none.
func against(kept []*run, r *run) *run {
	for i := len(kept) - 1; i >= 0 && kept[i].country == r.country && kept[i].office == r.office; i-- {
		k := kept[i]
		if !sharedOffice[r.office] && overlap(atlas.Tenure{From: k.from, To: k.to}, r.from, r.to) > 31 && !k.from.IsZero() && !r.from.IsZero() {
			return k
		}
	}
	return nil
}

// narrow ends a run whose end is vague where the tables have somebody else begin.
func (m *merger) narrow(r *run) {
	lo, ok := r.to.First()
	hi, okHi := r.to.Last()
	if !ok || !okHi || lo == hi || sharedOffice[r.office] {
		return
	}
	for _, t := range m.a.Holders(r.country, r.office, r.to) {
		if start, ok := t.From.First(); ok && t.Person != r.id && lo <= start && start <= hi {
			r.to, hi = t.From, start
		}
	}
}

// chosen says whether the run ends within a hundred days before the person's
// term by the tables begins: named to the post, but not in it yet.
func (m *merger) chosen(r *run) bool {
	last, ok := r.to.First()
	for _, t := range m.a.Tenures(r.id) {
		first, okFirst := t.From.First()
		if ok && okFirst && t.Entity == r.country && t.Office == r.office && last <= first && first < last+100 {
			return true
		}
	}
	return false
}

// clash says which term of the tables in the same post, of somebody else, a run
// surely overlaps by more than a month, "" if none.
func (m *merger) clash(r *run, span edtf.Date) string {
	if sharedOffice[r.office] {
		return ""
	}
	for _, t := range m.a.Holders(r.country, r.office, span) {
		if t.Person == r.id {
			continue
		}
		if days := overlap(t, r.from, r.to); days > 31 {
			return fmt.Sprintf("%s held the post from %s to %s by %s", t.Person, known(t.From), known(t.To), t.Table)
		}
	}
	return ""
}

// overlap is how many days two terms surely share, the second of them with
// vague ends.
func overlap(t atlas.Tenure, from, to edtf.Date) int64 {
	first, ok := t.From.Last()
	if mine, okMine := from.Last(); okMine && (!ok || mine > first) {
		first, ok = mine, true
	}
	last, okLast := t.To.First()
	if mine, okMine := to.First(); okMine && (!okLast || mine < last) {
		last, okLast = mine, true
	}
	if !ok || !okLast {
		return 1 << 30
	}
	return int64(last) - int64(first) + 1
}

// tables writes the kept runs and their new persons.
func (m *merger) tables(kept []*run, from string) (persons, tenures string) {
	head := "# Derived by entente build-data from " + from + ": do not edit;\n" +
		"# a correction goes into the tables by hand, which win.\n# as-of: " + m.asOf.String() + "\n"
	var rows []string
	for _, p := range m.order {
		if !p.used {
			continue
		}
		n, order := p.name, "western"
		if n.familyFirst {
			order = "eastern"
		}
		if n.given == "" {
			order = "mononym"
		}
		aliases := slices.Clone(p.aliases)
		if n.full != "" {
			aliases = append(aliases, n.full)
		}
		if first, _, two := strings.Cut(n.given, " "); two && !n.familyFirst && len([]rune(first)) > 2 {
			if short := n.family + ", " + first; !slices.Contains(aliases, short) {
				aliases = append(aliases, short)
			}
		}
		rows = append(rows, strings.TrimRight(strings.Join([]string{p.id, cell(n.family), cell(n.given), order, strings.Join(aliases, "|"), p.country}, "\t"), "\t"))
	}
	slices.Sort(rows)
	persons = head + "@persons\tid\tfamily\tgiven\torder\taliases\tcountry\n" + strings.Join(rows, "\n") + "\n"
	rows = nil
	for _, r := range kept {
		var notes []string
		if r.acting {
			notes = append(notes, "acting")
		}
		if sharedOffice[r.office] {
			notes = append(notes, "shared")
		}
		if r.note != "" {
			notes = append(notes, r.note)
		}
		to := ""
		if !r.to.IsZero() {
			to = r.to.String()
		}
		from := ""
		if !r.from.IsZero() {
			from = r.from.String()
		}
		rows = append(rows, strings.TrimRight(strings.Join([]string{r.id, r.office, r.country, r.title, cmp.Or(r.sector, "GOV"), from, to, strings.Join(notes, " ")}, "\t"), "\t"))
	}
	tenures = head + "@tenures\tperson\toffice\tentity\ttitle\tsector\tfrom\tto\tnote\n" + strings.Join(rows, "\n") + "\n"
	return persons, tenures
}
