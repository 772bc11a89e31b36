package atlas

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"entente/internal/edtf"
	"entente/internal/event"
)

// An Overlay is a user's own file of tables. What it says wins over the shipped
// tables: an entity replaces the one with its id, a form hides what else the
// words mean, a term takes the place of shipped terms in its post that it
// overlaps, and a form with "-" before it takes a shipped form away.
type Overlay struct {
	Name string // shown in faults and as Table
	Text string
}

// Load reads every .tsv file under the two folders, in order of path, then the
// overlays. The error joins all faults found, each a *[Fault] with file and line;
// with an error the Atlas is nil.
func Load(fsys fs.FS, actorsDir, gazetteerDir string, overlays ...Overlay) (*Atlas, error) {
	t := &tables{rows: map[string][]row{}}
	var buf bytes.Buffer
	for _, dir := range []string{actorsDir, gazetteerDir} {
		err := fs.WalkDir(fsys, dir, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(p) != ".tsv" {
				return err
			}
			text, err := readText(fsys, p, &buf)
			if err == nil {
				t.read(p, text, false)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read tables of %s: %w", dir, err)
		}
	}
	for _, o := range overlays {
		t.read(o.Name, o.Text, true)
	}
	a := t.build()
	if err := t.joined(); err != nil {
		return nil, err
	}
	return a, nil
}

// readText is fs.ReadFile as a text, by way of a memory that serves for all files.
func readText(fsys fs.FS, name string, buf *bytes.Buffer) (string, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	buf.Reset()
	_, err = buf.ReadFrom(f)
	return buf.String(), err
}

func (t *tables) build() *Atlas {
	names := len(t.rows["forms"]) + len(t.rows["entities"]) + len(t.rows["polities"]) + len(t.rows["persons"]) + len(t.rows["provinces"])
	places := len(t.rows["places"]) + len(t.rows["provinces"])
	a := &Atlas{
		entities: make(map[string]*Entity, names),
		names:    newIndex(2*names + places*3/2),
		forms:    make([]form, 0, 2*names),
		sites:    make([]Place, 0, places),
		spots:    make([]spot, 0, places*5/4),
		list:     make([]*Entity, 0, names),
		roles:    newIndex(2 * len(t.rows["roles"])),
		byPerson: map[string][]int32{}, byPost: map[post][]int32{},
		members: map[string][]member{}, memberOf: map[string][]member{},
		whens: make([]when, 1), files: t.files,
		stop: map[string]bool{}, systems: map[string][]*translit{},
	}
	b := &builder{tables: t, a: a, weak: map[string]bool{}, sites: map[cityName]int32{}, provincial: map[string]int32{}, tongues: map[string][]string{}}
	b.stop()
	b.translit()
	b.entities()
	b.provinces()
	b.persons()
	b.forms()
	b.places()
	b.roles()
	b.weaken()
	b.memberships()
	b.tenures()
	b.check()
	for _, e := range a.entities {
		a.list = append(a.list, e)
	}
	a.spelled = sync.OnceValue(a.foldPersons)
	slices.SortFunc(a.list, func(x, y *Entity) int { return strings.Compare(x.ID, y.ID) })
	return a
}

type builder struct {
	*tables
	a     *Atlas
	parts []part
	pool  []Entity        // entities are cut from it
	seen  []string        // forms of the person at hand
	weak  map[string]bool // words that are weak as the name of a place
	// provincial are the places that provinces are, by id.
	provincial map[string]int32
	sites      map[cityName]int32 // the most populous place of that name
	// tongues are the languages that the press may go by in spelling the names of
	// a state's people.
	tongues map[string][]string
}

// dates parses two cells.
func (b *builder) dates(r row, from, to string) (f, t edtf.Date, s span) {
	var err error
	if from != "" {
		if f, err = parseDate(from); err != nil {
			b.fault(r, "start: %v", err)
		}
	}
	if to != "" {
		if t, err = parseDate(to); err != nil {
			b.fault(r, "end: %v", err)
		}
	}
	if from == "" && to == "" {
		return f, t, span{}
	}
	s = span{fromLo: never, fromHi: never, toLo: always, toHi: always, set: true}
	if x := spanOf(f); x.known() {
		s.fromLo, s.fromHi = x.fromLo, x.toHi
	}
	if x := spanOf(t); x.known() {
		s.toLo, s.toHi = x.fromLo, x.toHi
	} else if x := spanOf(r.file.date); x.known() {
		s.toLo = x.fromLo // beyond the as-of date nothing is sure
	}
	if s.toHi < s.fromLo {
		b.fault(r, "ends %s, before its start %s", to, from)
	}
	s.toLo = max(s.toLo, s.fromLo)
	s.fromHi = min(s.fromHi, s.toHi)
	return f, t, s
}

func (b *builder) stop() {
	for _, table := range []string{"stop", "weak"} {
		for _, r := range b.rows[table] {
			for f := range each(r.cells[0]) {
				if key(f) == "" {
					b.fault(r, "empty form")
					continue
				}
				b.weak[f] = true
				if table == "stop" {
					b.a.stop[key(f)] = true
				}
			}
		}
	}
}

func (b *builder) entity(r row, e Entity, from, to string) *Entity {
	if e.ID == "" || strings.ContainsAny(e.ID, " |@~") {
		b.fault(r, "bad id %q", e.ID)
		return nil
	}
	if e.Name == "" {
		b.fault(r, "%s has no name", e.ID)
	}
	e.From, e.To, e.span = b.dates(r, from, to)
	e.Table = r.table()
	if old, ok := b.a.entities[e.ID]; ok {
		if !r.overlay || strings.HasPrefix(old.Table, r.file.name+":") {
			b.fault(r, "id %s stands at %s already", e.ID, old.Table)
			return nil
		}
		*old = e // pointers to it stay good
		return old
	}
	if len(b.pool) == 0 {
		b.pool = make([]Entity, 256)
	}
	p := &b.pool[0]
	b.pool = b.pool[1:]
	*p = e
	b.a.entities[e.ID] = p
	return p
}

var mentionKinds = []event.MentionKind{event.State, event.Government, event.Organisation, event.Group,
	event.Person, event.Unit, event.Collective, event.Other}

func (b *builder) kind(r row, s string) event.MentionKind {
	k := event.MentionKind(s)
	if !slices.Contains(mentionKinds, k) {
		b.fault(r, "unknown kind %q", s)
	}
	return k
}

func (b *builder) entities() {
	for _, r := range b.rows["polities"] {
		c := r.cells
		e := Entity{ID: c[0], Name: c[6], Kind: event.State, Country: c[0], Type: c[2], Parent: c[3]}
		switch c[2] {
		case "state", "territory", "defacto", "historic":
		default:
			b.fault(r, "unknown type %q of polity", c[2])
		}
		if c[2] == "defacto" && e.Parent != "" {
			e.Country = e.Parent
		}
		p := b.entity(r, e, c[4], c[5])
		if p == nil {
			continue
		}
		b.form(r, p, Name, c[6], "", "")
		b.formList(r, p, Alias, c[7])
		b.formList(r, p, Adjective, c[8])
		b.formList(r, p, People, c[9])
		b.formList(r, p, Capital, c[10])
		b.formList(r, p, Metonym, c[11])
	}
	for _, r := range b.rows["entities"] {
		c := r.cells
		e := Entity{ID: c[0], Kind: b.kind(r, c[1]), Type: c[2], Sector: c[3], Country: c[4], Home: c[5], Parent: c[6], Name: c[7]}
		if e.Kind == event.Person || e.Kind == event.State {
			b.fault(r, "a %s does not belong into table entities", e.Kind)
		}
		p := b.entity(r, e, c[11], c[12])
		if p == nil {
			continue
		}
		b.form(r, p, Name, c[7], "", "")
		b.formList(r, p, Acronym, c[8])
		b.formList(r, p, Alias, c[9])
		b.formList(r, p, Metonym, c[10])
	}
}

func (b *builder) formList(r row, e *Entity, k NameKind, cell string) {
	for f := range each(cell) {
		b.form(r, e, k, f, "", "")
	}
}

var nameKinds = []NameKind{Name, Alias, Adjective, Demonym, People, Capital, Metonym, Acronym, Title}

func (b *builder) forms() {
	for _, r := range b.rows["forms"] {
		c := r.cells
		e, ok := b.a.entities[c[0]]
		if !ok {
			b.fault(r, "no entity %q", c[0])
			continue
		}
		k := NameKind(c[1])
		if !slices.Contains(nameKinds, k) {
			b.fault(r, "unknown kind of name %q", c[1])
			continue
		}
		for f := range each(c[2]) {
			b.form(r, e, k, f, c[4], c[5])
			if site, ok := b.provincial[e.ID]; ok && (k == Name || k == Alias) {
				b.place(r, site, f)
			}
		}
	}
}

// form adds one form of an entity and returns its number, or -1.
func (b *builder) form(r row, e *Entity, k NameKind, text, from, to string) int {
	weak := false
	if s, ok := strings.CutPrefix(text, "-"); ok && r.overlay {
		b.takeAway(e, s)
		return -1
	}
	if s, ok := strings.CutPrefix(text, "~"); ok {
		text, weak = s, true
	}
	f := form{entity: e, kind: uint8(slices.Index(nameKinds, k)), text: text}
	if weak {
		f.flags |= weakForm
	}
	if from != "" || to != "" {
		var w when
		w.from, w.to, w.span = b.dates(r, from, to)
		f.when = int32(len(b.a.whens))
		b.a.whens = append(b.a.whens, w)
	}
	return b.add(r, f)
}

// worded says whether some part is a word or number.
func worded(ps []part) bool {
	for _, p := range ps {
		if r, _ := utf8.DecodeRuneInString(p.key); unicode.IsLetter(r) || unicode.IsDigit(r) {
			return true
		}
	}
	return false
}

func (b *builder) add(r row, f form) int {
	f.row = r.ref()
	if r.overlay {
		f.flags |= overlayForm
	}
	ps := b.split(f.text)
	switch {
	case !worded(ps):
		b.fault(r, "empty form of %s", f.entity.ID)
		return -1
	case len(ps) > maxParts:
		b.fault(r, "form of %s has more than %d words", f.entity.ID, maxParts)
		return -1
	}
	n := len(b.a.forms)
	b.a.forms = append(b.a.forms, f)
	b.a.names.add(ps, int32(n))
	return n
}

func (b *builder) takeAway(e *Entity, text string) {
	b.a.names.remove(func(v int32) bool { return v >= 0 && b.a.forms[v].entity == e && b.a.forms[v].text == text })
}

// provinces are entities and places both.
func (b *builder) provinces() {
	for _, r := range b.rows["provinces"] {
		c := r.cells
		p := b.entity(r, Entity{ID: c[0], Type: "province", Kind: event.Other, Country: c[2], Parent: c[2], Name: strings.TrimPrefix(c[3], "~")}, "", "")
		if p == nil {
			continue
		}
		pl := Place{ID: c[0], Name: p.Name, Country: c[2], Admin1: c[0], Precision: event.Province, Type: c[1]}
		pl.Lat, pl.Lon = b.number(r, c[5]), b.number(r, c[6])
		site := b.site(pl)
		b.provincial[p.ID] = site
		b.form(r, p, Name, c[3], "", "")
		b.place(r, site, c[3])
		for f := range each(c[4]) {
			b.form(r, p, Alias, f, "", "")
			b.place(r, site, f)
		}
	}
}

// split cuts a form of a name into parts, which stay good until the next call.
func (b *builder) split(form string) []part {
	b.parts = b.parts[:0]
	v := &b.a.names.vocab
	for w := range strings.FieldsSeq(form) {
		var buf [64]byte
		if key, ok := appendPlain(buf[:0], w); ok {
			n, known := v.findBytes(key)
			if !known {
				n = v.add(string(key))
			}
			b.parts = append(b.parts, part{key: v.words[n], ends: true, class: classOf(w), word: n + 1})
			continue
		}
		b.parts = appendParts(b.parts, 0, w)
	}
	return b.parts
}

func (b *builder) places() {
	for _, r := range b.rows["places"] {
		c := r.cells
		p := Place{ID: c[0], Type: c[1], Country: c[2], Admin1: c[3], Name: strings.TrimPrefix(c[4], "~"), Precision: event.City}
		switch c[1] {
		case "region":
			p.Precision = event.Region
		case "province", "district", "feature":
			p.Precision = event.Province
		}
		p.Population = int(b.number(r, c[6]))
		p.Lat, p.Lon = b.number(r, c[7]), b.number(r, c[8])
		if p.ID == "" || p.Name == "" {
			b.fault(r, "place without id or name")
			continue
		}
		at := cityName{p.Country, p.Name}
		site := b.site(p)
		if old, ok := b.sites[at]; !ok || b.a.sites[old].Population < p.Population {
			b.sites[at] = site
		}
		b.place(r, site, c[4])
		for f := range each(c[5]) {
			b.place(r, site, f)
		}
	}
	for _, r := range b.rows["aliases"] {
		site, ok := b.sites[cityName{r.cells[0], r.cells[1]}]
		if !ok {
			b.fault(r, "no place %q in %s", r.cells[1], r.cells[0])
			continue
		}
		for f := range each(r.cells[2]) {
			b.place(r, site, f)
		}
	}
}

type cityName struct{ country, name string }

func (b *builder) site(p Place) int32 {
	b.a.sites = append(b.a.sites, p)
	return int32(len(b.a.sites) - 1)
}

// place adds a form of a place.
func (b *builder) place(r row, site int32, text string) {
	s := spot{site: site, row: r.ref()}
	s.text, s.weak = strings.CutPrefix(text, "~")
	ps := b.split(s.text)
	p := &b.a.sites[site]
	if !worded(ps) || len(ps) > maxParts {
		b.fault(r, "form %q of place %s is empty or too long", text, p.ID)
		return
	}
	b.a.names.add(ps, ^int32(len(b.a.spots)))
	b.a.spots = append(b.a.spots, s)
}

// weaken marks names of provinces and cities that mean something else as well: a
// state or its capital, a body, a person, a common word; and those of provinces
// that a city in the same state, or a large one anywhere, has. Large cities keep
// theirs.
func (b *builder) weaken() {
	a := b.a
	common := make(map[int32]bool, len(b.weak)) // nodes
	for w := range b.weak {
		if node, ok := a.names.at(b.split(w)); ok {
			common[node] = true
		}
	}
	for node := range a.names.first {
		named, places, provinces := false, false, false
		for e := range a.names.values(int32(node)) {
			if e.value < 0 {
				places = true
			} else if f := &a.forms[e.value]; f.entity.Kind == event.Other {
				provinces = true
			} else if f.flags&weakForm == 0 || f.flags&surnameForm != 0 {
				named = true
			}
		}
		if !places && !provinces {
			continue
		}
		for e := range a.names.values(int32(node)) {
			if e.value >= 0 {
				f := &a.forms[e.value]
				bare := nameKinds[f.kind] == Name || nameKinds[f.kind] == Alias
				if f.entity.Kind == event.Other && bare && f.flags&overlayForm == 0 &&
					(named || common[int32(node)] || b.city(int32(node), f.entity.Country)) {
					f.flags |= weakForm
				}
				continue
			}
			s := &a.spots[^e.value]
			p := &a.sites[s.site]
			if p.Population < 1_000_000 && (common[int32(node)] || named && p.Type != "capital") {
				s.weak = true
			}
		}
	}
}

// city says whether a city of the state, or a large one of any, has the name.
func (b *builder) city(node int32, country string) bool {
	for e := range b.a.names.values(node) {
		if e.value < 0 {
			p := &b.a.sites[b.a.spots[^e.value].site]
			if p.Precision == event.City && (p.Country == country || p.Population >= 200_000) {
				return true
			}
		}
	}
	return false
}

func (b *builder) number(r row, s string) float64 {
	if s == "" {
		return 0
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != f || f > 1e11 || f < -1e11 {
		b.fault(r, "%q is no number", s)
		return 0
	}
	return f
}

func (b *builder) roles() {
	for _, r := range b.rows["roles"] {
		c := r.cells
		k := b.kind(r, c[2])
		for i, l := range list(c[0]) {
			role := Role{Lemma: l, Sector: c[1], Kind: k, Office: c[3] != "", Post: c[3], Table: r.table()}
			if c[3] == "-" {
				role.Post = ""
			}
			ps := appendParts(nil, 0, l)
			if len(ps) == 0 || len(ps) > maxParts {
				b.fault(r, "form %d is empty or too long", i+1)
				continue
			}
			if old := b.role(ps); old != nil && len(ps) == len(appendParts(nil, 0, old.Lemma)) && !r.overlay {
				b.fault(r, "role %q stands at %s already", l, old.Table)
				continue
			}
			n := int32(len(b.a.roleList))
			b.a.roleList = append(b.a.roleList, role)
			b.a.roles.add(ps, n)
			if last := &ps[len(ps)-1]; !strings.HasSuffix(last.key, "s") {
				last.key += "s"
				b.a.roles.add(ps, n)
			}
		}
	}
}

// role is the latest role of exactly these parts, or nil.
func (b *builder) role(ps []part) (r *Role) {
	if node, ok := b.a.roles.at(ps); ok {
		for e := range b.a.roles.values(node) {
			r = &b.a.roleList[e.value]
		}
	}
	return r
}
