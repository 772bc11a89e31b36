package wikidata

import (
	_ "embed"
	"slices"
	"strings"

	"entente/internal/edtf"
)

//go:embed offices.tsv
var officeTable string

// A Term says that a person held an office.
type Term struct {
	Person  string // id of the item, "Q7747"
	Name    string // English label
	Names   []Name // labels and aliases, the English label left out
	Citizen string // ISO code of the one state of citizenship, "" if not known or several
	// Of is the state or body: an ISO code, or words that name it.
	Of     string
	Office string // of the tables of terms: head_of_state, …
	Title  string // several with "|" between, the main one first
	Sector string
	Acting bool
	From   edtf.Date // zero: unknown
	To     edtf.Date // zero: not ended or unknown
	// Current is set where nothing says that the term has ended and it is the
	// preferred statement or the only one of its office.
	Current bool
	Source  string // "Q7747 P39 Q218295"
}

type pattern struct{ before, after, office, title, sector string }

func patterns() []pattern {
	var out []pattern
	for line := range strings.Lines(officeTable) {
		c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if line[0] == '#' || len(c) != 4 {
			continue
		}
		before, after, _ := strings.Cut(c[0], "{}")
		out = append(out, pattern{before, after, c[1], c[2], c[3]})
	}
	return out
}

// classify reads an office's English name: which office it is, and whose.
func classify(label string, ps []pattern) (p pattern, of string, ok bool) {
	l := strings.ToLower(label)
	for _, p := range ps {
		if len(l) <= len(p.before)+len(p.after) || !strings.HasPrefix(l, p.before) || !strings.HasSuffix(l, p.after) {
			continue
		}
		return p, strings.TrimPrefix(label[len(p.before):len(label)-len(p.after)], "the "), true
	}
	return p, "", false
}

// AsOf is the day of the latest change of an entity read; unknown for query
// results.
func (r *Reader) AsOf() edtf.Date {
	d, err := edtf.Parse(r.asOf)
	if err != nil {
		return edtf.Date{}
	}
	return d
}

// Terms puts together what all files say, in order of the files: statements of
// persons (P39), of states (P6, P35), of offices (P1308), and results of queries.
// The same term told in several places comes once, with the closest dates.
func (r *Reader) Terms() []Term {
	ps := patterns()
	var out []Term
	at := map[string]int{} // person, office, body, start -> index
	add := func(t Term) {
		year := ""
		if d, ok := t.From.First(); ok {
			year = d.String()[:4]
		}
		key := t.Person + "\t" + t.Office + "\t" + t.Of + "\t" + year
		i, ok := at[key]
		if !ok {
			at[key] = len(out)
			out = append(out, t)
			return
		}
		o := &out[i]
		if p := t.From.Precision(); p == edtf.DayPrecision && p == o.From.Precision() && edtf.Compare(t.From, o.From) != 0 {
			r.say("%s: starts %s, but %s by %s", t.Source, t.From, o.From, o.Source)
		}
		if t.From.Precision() != edtf.UnknownPrecision && (o.From.IsZero() || t.From.Precision() < o.From.Precision()) {
			o.From = t.From
		}
		if o.To.IsZero() || !t.To.IsZero() && t.To.Precision() < o.To.Precision() {
			o.To = t.To
		}
		o.Current = o.Current && t.Current
	}
	skipped := map[string]bool{}
	for _, id := range r.order {
		it := r.entities[id]
		if it.human && it.label == "" && len(it.held) > 0 {
			r.say("%s: no English name", id)
			continue
		}
		for _, s := range it.held {
			if !it.human {
				break
			}
			t, ok := r.office(s.value, ps)
			if !ok {
				if !skipped[s.value] {
					skipped[s.value] = true
					r.say("%s: office %s is of no kind the tables know, or not among the files", id, s.value)
				}
				continue
			}
			t.Source = id + " P39 " + s.value
			add(r.fill(t, it, s))
		}
		for _, x := range []struct {
			list          []stint
			office, title string
			property      string
		}{{it.governed, "head_of_government", "prime minister", "P6"}, {it.reigned, "head_of_state", "president", "P35"}} {
			for _, s := range x.list {
				person := r.entities[s.value]
				if it.iso == "" || person == nil || person.label == "" {
					continue
				}
				t := Term{Office: x.office, Title: x.title, Sector: "GOV", Of: it.iso, Source: id + " " + x.property + " " + s.value}
				add(r.fill(t, person, s))
			}
		}
		for _, s := range it.holders {
			person := r.entities[s.value]
			t, ok := r.office(id, ps)
			if !ok || person == nil || person.label == "" {
				continue
			}
			t.Source = id + " P1308 " + s.value
			add(r.fill(t, person, s))
		}
	}
	for _, x := range r.rows {
		p, of, ok := classify(x.label, ps)
		if !ok {
			if !skipped[x.label] {
				skipped[x.label] = true
				r.say("%s: office %q is of no kind the tables know", x.person, x.label)
			}
			continue
		}
		if len(x.iso) == 3 && p.sector != "IGO" {
			of = x.iso
		}
		t := Term{Person: x.person, Name: x.name, Of: of, Office: p.office, Title: p.title, Sector: p.sector, From: x.from, To: x.to,
			Acting: strings.HasPrefix(p.before, "acting "), Current: x.to.IsZero(), Source: x.person + " " + x.label}
		for _, n := range x.names {
			t.Names = append(t.Names, Name{"", n})
		}
		add(t)
	}
	for i := range out {
		first, ok := out[i].From.First()
		if last, okLast := out[i].To.Last(); ok && okLast && last < first {
			r.say("%s: ends %s, before its start %s", out[i].Source, out[i].To, out[i].From)
			out[i].From, out[i].To = edtf.Date{}, edtf.Date{} // not known then
		}
	}
	return out
}

// office is what the item of an office says of terms in it.
func (r *Reader) office(id string, ps []pattern) (Term, bool) {
	o := r.entities[id]
	if o == nil {
		return Term{}, false
	}
	state := ""
	for _, s := range o.over {
		if e := r.entities[s]; e != nil && e.iso != "" {
			state = e.iso
			switch {
			case slices.Contains(e.headGov, id):
				return Term{Office: "head_of_government", Title: titleOf(o.label, "prime minister"), Sector: "GOV", Of: state}, true
			case slices.Contains(e.headSt, id):
				return Term{Office: "head_of_state", Title: titleOf(o.label, "president"), Sector: "GOV", Of: state}, true
			}
			break
		}
	}
	p, of, ok := classify(o.label, ps)
	if !ok {
		return Term{}, false
	}
	if state != "" && p.sector != "IGO" {
		of = state
	}
	return Term{Office: p.office, Title: p.title, Sector: p.sector, Of: of, Acting: strings.HasPrefix(p.before, "acting ")}, true
}

// titleOf is the title in an office's name: what stands before "of".
func titleOf(label, otherwise string) string {
	if t, _, ok := strings.Cut(strings.ToLower(label), " of "); ok && len(t) < 30 {
		return t
	}
	return otherwise
}

func (r *Reader) fill(t Term, it *item, s stint) Term {
	t.Person, t.Name = it.id, it.label
	for _, n := range it.names {
		if n.Text != it.label {
			t.Names = append(t.Names, n)
		}
	}
	var states []string
	for _, c := range it.citizen {
		if e := r.entities[c]; e != nil && e.iso != "" && !slices.Contains(states, e.iso) {
			states = append(states, e.iso)
		}
	}
	if len(states) == 1 {
		t.Citizen = states[0]
	}
	t.From, t.To = s.from, s.to
	t.Current = !s.ended && (s.preferred || alone(it.held, s.value))
	return t
}

// alone says whether there is just one statement of the office.
func alone(list []stint, value string) bool {
	n := 0
	for _, s := range list {
		if s.value == value {
			n++
		}
	}
	return n <= 1
}
