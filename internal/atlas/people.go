package atlas

import (
	"cmp"
	"slices"
	"strings"

	"entente/internal/event"
)

// persons adds the persons with their forms: full name, surname alone, and the
// same for each other spelling.
func (b *builder) persons() {
	for _, r := range b.rows["persons"] {
		c := r.cells
		family, given, order := c[1], c[2], c[3]
		switch order {
		case "western", "eastern":
		case "", "mononym":
			if given != "" {
				b.fault(r, "order of %s is %q, but there is a given name", c[0], order)
			}
		default:
			b.fault(r, "unknown order %q", order)
		}
		p := b.entity(r, Entity{ID: c[0], Kind: event.Person, Country: c[5], Type: "person",
			Name: fullName(family, given, order), family: family, given: given, order: order}, "", "")
		if p == nil {
			continue
		}
		b.seen = b.seen[:0]
		b.personForms(r, p, Name, family, given)
		for _, al := range list(c[4]) {
			weak := strings.HasPrefix(al, "~")
			f, g, comma := strings.Cut(strings.TrimPrefix(al, "~"), ",")
			if !comma {
				b.person(r, p, Alias, f, flagWeak(weak))
				continue
			}
			f, g = strings.TrimSpace(f), strings.TrimSpace(g)
			b.personForms(r, p, Alias, f, g)
			if isCyrillic(f) {
				for _, lang := range b.tongues[p.Country] {
					for _, t := range b.a.systems[lang] {
						b.personForms(r, p, Alias, t.write(f), t.write(g))
					}
				}
			}
		}
	}
}

func fullName(family, given, order string) string {
	switch {
	case given == "":
		return family
	case order == "eastern":
		return family + " " + given
	}
	return given + " " + family
}

func (b *builder) personForms(r row, p *Entity, k NameKind, family, given string) {
	if given == "" && k == Name {
		// a king's name that is a common given name needs his title
		var flags uint8
		if b.weak[family] {
			flags = weakForm | surnameForm
		}
		b.person(r, p, k, family, flags)
		return
	}
	if given != "" {
		b.person(r, p, k, fullName(family, given, p.order), 0)
	}
	if !b.a.stop[key(family)] {
		flags := uint8(weakForm | surnameForm)
		if b.weak[family] {
			flags |= commonForm
		}
		b.person(r, p, Alias, family, flags)
	}
}

func flagWeak(weak bool) uint8 {
	if weak {
		return weakForm
	}
	return 0
}

func (b *builder) person(r row, p *Entity, k NameKind, text string, flags uint8) {
	if slices.Contains(b.seen, text) {
		return // two ways to write it agree
	}
	b.seen = append(b.seen, text)
	n := b.add(r, form{entity: p, kind: uint8(slices.Index(nameKinds, k)), text: text, flags: flags})
	if n >= 0 {
		b.a.persons = append(b.a.persons, int32(n))
	}
}

// foldPersons lists the forms of persons by how they sound.
func (a *Atlas) foldPersons() map[string][]int32 {
	out := make(map[string][]int32, len(a.persons))
	words := make(map[string]string, len(a.persons)) // most stand in several forms
	var key []byte
	for _, n := range a.persons {
		key = key[:0]
		i := 0
		for w := range strings.FieldsFuncSeq(a.forms[n].text, breaks) {
			if i++; i > 1 {
				key = append(key, ' ')
			}
			f, ok := words[w]
			if !ok {
				f = foldWord(w)
				words[w] = f
			}
			key = append(key, f...)
		}
		if len(key) > 0 {
			out[string(key)] = append(out[string(key)], n)
		}
	}
	return out
}

// tenures adds the terms and lists those that cannot be.
func (b *builder) tenures() {
	a := b.a
	a.tenures = make([]Tenure, 0, len(b.rows["tenures"]))
	for _, r := range b.rows["tenures"] {
		c := r.cells
		t := Tenure{Person: c[0], Office: c[1], Entity: c[2], Titles: list(c[3]), Sector: c[4], Note: c[7], AsOf: r.file.date, Table: r.table(), overlay: r.overlay}
		if len(t.Titles) > 0 {
			t.Title = t.Titles[0]
		}
		t.From, t.To, t.span = b.dates(r, c[5], c[6])
		for w := range strings.FieldsFuncSeq(t.Note, func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
			t.Acting = t.Acting || w == "acting"
			t.Shared = t.Shared || w == "shared" || w == "contested"
		}
		if e, ok := a.entities[t.Person]; !ok || e.Kind != event.Person {
			b.fault(r, "no person %q", t.Person)
		}
		if _, ok := a.entities[t.Entity]; !ok {
			b.fault(r, "no entity %q", t.Entity)
		}
		if t.Office == "" {
			b.fault(r, "no office")
		}
		a.tenures = append(a.tenures, t)
	}
	b.overrule()
	// numbers are sorted, since terms are large
	order := make([]int32, len(a.tenures))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		x, y := &a.tenures[i], &a.tenures[j]
		return cmp.Or(strings.Compare(x.Person, y.Person), cmp.Compare(x.span.fromLo>>1, y.span.fromLo>>1), cmp.Compare(i, j))
	})
	sorted := make([]Tenure, len(order))
	for k, i := range order {
		sorted[k] = a.tenures[i]
	}
	a.tenures = sorted
	for i := range a.tenures {
		t := &a.tenures[i]
		n := int32(i)
		a.byPerson[t.Person] = append(a.byPerson[t.Person], n)
		for _, office := range []string{t.Office, ""} {
			p := post{t.Entity, office}
			a.byPost[p] = append(a.byPost[p], n)
		}
	}
	for p, is := range a.byPost {
		slices.SortStableFunc(is, func(x, y int32) int {
			return int(int64(a.tenures[x].span.fromLo>>1) - int64(a.tenures[y].span.fromLo>>1))
		})
		if p.office == "" {
			continue
		}
		for j, y := range is {
			ty := &a.tenures[y]
			for _, x := range is[:j] {
				tx := &a.tenures[x]
				if days := tx.span.overlap(ty.span); days > 31 && !(tx.Shared && ty.Shared) {
					at := slices.IndexFunc(b.rows["tenures"], func(r row) bool { return r.table() == ty.Table })
					b.fault(b.rows["tenures"][at], "term of %s as %s of %s overlaps that of %s at %s by %d days",
						ty.Person, ty.Office, ty.Entity, tx.Person, tx.Table, days)
				}
			}
		}
	}
}

// overrule takes out shipped terms that a user's term in the same post overlaps.
func (b *builder) overrule() {
	mine := map[post][]Tenure{}
	for _, t := range b.a.tenures {
		if t.overlay {
			p := post{t.Entity, t.Office}
			mine[p] = append(mine[p], t)
		}
	}
	if len(mine) == 0 {
		return
	}
	kept := b.a.tenures[:0]
	for _, t := range b.a.tenures {
		drop := false
		for _, m := range mine[post{t.Entity, t.Office}] {
			if t.overlay || t.Shared && m.Shared && t.Person != m.Person {
				continue
			}
			switch {
			case t.Person == m.Person && t.span.touches(m.span):
				drop = true
			case t.span.overlap(m.span) > 31:
				if t.span.set && t.span.fromLo < m.span.fromLo {
					// our last holder goes when the user's comes
					t.span.toLo, t.span.toHi = m.span.fromLo, m.span.fromHi
					t.To = m.From
				} else {
					drop = true
				}
			}
		}
		if !drop {
			kept = append(kept, t)
		}
	}
	b.a.tenures = kept
}

func (b *builder) memberships() {
	for _, r := range b.rows["members"] {
		c := r.cells
		_, _, s := b.dates(r, c[2], c[3])
		if _, ok := b.a.entities[c[0]]; !ok {
			b.fault(r, "no entity %q", c[0])
			continue
		}
		for _, id := range list(c[1]) {
			if _, ok := b.a.entities[strings.TrimPrefix(id, "@")]; !ok {
				b.fault(r, "no entity %q", id)
				continue
			}
			b.a.members[c[0]] = append(b.a.members[c[0]], member{id, s, r.table()})
			b.a.memberOf[id] = append(b.a.memberOf[id], member{c[0], s, r.table()})
		}
	}
}
