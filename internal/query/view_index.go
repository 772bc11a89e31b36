package query

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/sources"
	"entente/internal/store"
)

// An Index is a compact copy of the ledger in memory, for the views that count:
// about 400 bytes an event with its entry, and 60 more for columns and sets, beside the
// first words of each (see wordsKept). It does not change and is safe for
// concurrent use; a Base makes a new one when the ledger has grown.
type Index struct {
	Batch   int64
	Batches []store.BatchInfo // oldest first
	Docs    []Doc             // one a coding, in order of coding
	Events  []Entry           // by day (unknown last), then id, then number

	byID   map[string]int32 // the current one of each id, else the last
	names  map[string]string
	powers map[string]string
	tables Tables

	docOf    []int32 // of Docs: the number of its document, from 0; several codings of one share it
	sourceOf []int32 // of Docs: the number of its source, from 0
	voiceOf  []int32 // of Docs: the first document that switches leave out whenever they do this one
	sources  map[string]int32
	docIDs   map[string]int32
	codings  map[int64]int32 // index into Docs of a coding
	votes    map[[2]string]int
	strings  map[string]string
	places   map[event.Place]*event.Place
	last     int64 // number of the last event
	words    words
	counters sync.Pool
	columns  columns
	flat     *flat

	factsOnce sync.Once
	docFacts  *docFacts // see facts
	docsOnce  sync.Once
	docsByID  []int32 // see current

	acts    *grouped
	stories map[string]store.DocumentStory // by document
}

// A Doc is a coding of a document.
type Doc struct {
	store.CodedDocument
	Until  int64 // the batch that superseded it; 0 is none
	Events int
	// From is its publisher as the table of sources has it; the zero value if none
	// is stated.
	From sources.Source
	// Origin is the agency whose report it is, "" if it names none. Witness is who
	// vouches for what it says: the agency of it or of a copy, else the publisher of
	// the first copy, else its own.
	Origin  string
	Witness sources.Source
	// Story is the id of the first document of the same text, "" if there is no
	// other; Kin says how it belongs there.
	Story string
	Kin   store.Kin
}

// Source is who vouches for a document: its publisher, or "" if not stated.
func (d *Doc) Source() string { return d.Publisher }

// A Side is a party of an entry by its id: actor, else country, else name.
type Side struct{ ID, Country, Name, Sector, Actor string }

// An Entry is an event of the index.
type Entry struct {
	Number     int64
	ID         string
	Doc        int32 // index into Docs
	Type, Mode string
	Kind       string
	Status     event.Status
	Basis      event.DateBasis
	Rule       string
	Domain     string
	Contexts   []string
	Date       string
	First      edtf.Day
	Last       edtf.Day
	HasFirst   bool
	HasLast    bool
	Quad       event.Quad
	Scale      float32
	Confidence float32
	Count      int32
	Recurrence string
	Place      *event.Place // nil: not stated
	Source     []Side
	Target     []Side
	ContestBy  []string
	Flags      []string
	Reciprocal bool
	Caption    bool // all its evidence stands in captions
	Anonymous  bool // all who report it have no name
	Evidence   int32
	Pieces     []Piece // of the evidence, in order

	// Told are the reports of an act of several that a selection has kept, in order;
	// the entry itself is a copy of the one that tells most. Nil for one report.
	Told []*Entry

	at    int32  // index in Events
	words string // of the first piece; "" if they are not kept, see wordsKept
}

// A Piece is one stretch of the stored text that tells of an event.
type Piece struct {
	Begin, End               int32
	TriggerBegin, TriggerEnd int32 // of the words that name the act; empty if none
	Sentence                 int32
	Kind                     event.EvidenceKind
}

// Sign is +1 for cooperation, -1 for conflict, 0 for neither.
func (e *Entry) Sign() int {
	switch e.Quad {
	case event.VerbalCooperation, event.MaterialCooperation:
		return 1
	case event.VerbalConflict, event.MaterialConflict:
		return -1
	}
	return 0
}

// Day is the day an entry is ordered by, and whether there is one.
func (e *Entry) Day() (edtf.Day, bool) {
	if e.HasFirst {
		return e.First, true
	}
	return e.Last, e.HasLast
}

// What is the kind of an entry, or its type in small letters.
func (e *Entry) What() string {
	if e.Kind != "" {
		return e.Kind
	}
	return strings.ToLower(e.Type)
}

// Planned says that the act had not been done: planned, announced, future or
// hypothetical.
func (e *Entry) Planned() bool {
	switch e.Status {
	case event.Planned, event.Announced, event.Future, event.Hypothetical:
		return true
	}
	return false
}

// Is says whether a side is the actor, or acts for that country.
func (s Side) Is(id string) bool { return s.ID == id || s.Country == id }

// Any says whether one of the sides is the actor.
func Any(sides []Side, id string) bool {
	return slices.ContainsFunc(sides, func(s Side) bool { return s.Is(id) })
}

// Of says whether the actor takes part in the entry.
func (e *Entry) Of(id string) bool { return Any(e.Source, id) || Any(e.Target, id) }

// Between says whether the two deal with each other in the entry: one on each
// side, or both acting.
func (e *Entry) Between(a, b string) bool {
	sa, sb, ta, tb := Any(e.Source, a), Any(e.Source, b), Any(e.Target, a), Any(e.Target, b)
	return sa && tb || sb && ta || e.Reciprocal && (sa && sb || ta && tb)
}

// Tables are what the views need to know beside the ledger.
type Tables struct {
	Domains []Domain
	Powers  []Power
	// Names gives the name of an actor's id, "" if there is none.
	Names func(id string) string
	// Members gives the states of a group, nil for what is no group.
	Members func(id string) []string

	// Sources knows the publishers; nil knows none.
	Sources *sources.Table

	rules []domainRule
}

// A Domain is a field of dealings.
type Domain struct{ Code, Name string }

// A Power is one that has a colour of its own.
type Power struct {
	Code, Name string
	Members    []string // states and bodies
}

type domainRule struct {
	domain, by string
	codes      map[string]bool
}

// LoadTables reads domains.tsv and powers.tsv.
func LoadTables(fsys fs.FS, names func(string) string, members func(string) []string) (Tables, error) {
	t := Tables{Names: names, Members: members}
	rows, err := table(fsys, "domains.tsv", 4)
	if err != nil {
		return t, err
	}
	for _, r := range rows {
		if r[2] != "kind" && r[2] != "context" && r[2] != "type" {
			return t, fmt.Errorf("domains.tsv: by is kind, context or type, not %q", r[2])
		}
		if !slices.ContainsFunc(t.Domains, func(d Domain) bool { return d.Code == r[0] }) {
			t.Domains = append(t.Domains, Domain{r[0], r[1]})
		}
		d := domainRule{r[0], r[2], map[string]bool{}}
		for _, c := range strings.Fields(r[3]) {
			d.codes[c] = true
		}
		t.rules = append(t.rules, d)
	}
	if rows, err = table(fsys, "powers.tsv", 3); err != nil {
		return t, err
	}
	for _, r := range rows {
		p := Power{Code: r[0], Name: r[1]}
		for _, m := range strings.Fields(r[2]) {
			p.Members = append(p.Members, m)
			if members != nil {
				p.Members = append(p.Members, members(m)...)
			}
		}
		t.Powers = append(t.Powers, p)
	}
	return t, nil
}

// table reads rows of so many tab-separated columns after comments and a head.
func table(fsys fs.FS, name string, columns int) ([][]string, error) {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var out [][]string
	head := true
	for i, line := range strings.Split(string(b), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != columns {
			return nil, fmt.Errorf("%s:%d: %d columns, want %d", name, i+1, len(row), columns)
		}
		if !head {
			out = append(out, row)
		}
		head = false
	}
	return out, nil
}

func (t *Tables) domain(c *store.Compact) string {
	for _, r := range t.rules {
		switch r.by {
		case "kind":
			if r.codes[c.Kind] {
				return r.domain
			}
		case "context":
			if slices.ContainsFunc(c.Contexts, func(s string) bool { return r.codes[s] }) {
				return r.domain
			}
		case "type":
			if r.codes[c.Type] {
				return r.domain
			}
		}
	}
	return "diplomacy"
}

// Power is the code of the power an actor belongs to, "" for none.
func (ix *Index) Power(id string) string { return ix.powers[id] }

// Tables returns what the index was made with.
func (ix *Index) Tables() *Tables { return &ix.tables }

// Name is the best name of an actor's id: the table's, else the one most events
// give, else the id.
func (ix *Index) Name(id string) string {
	if ix.tables.Names != nil {
		if n := ix.tables.Names(id); n != "" {
			return n
		}
	}
	if n := ix.names[id]; n != "" {
		return n
	}
	return id
}

// Entry finds an event by its id.
func (ix *Index) Entry(id string) (*Entry, bool) {
	i, ok := ix.byID[id]
	if !ok {
		return nil, false
	}
	return &ix.Events[i], true
}

// Current says whether an entry stood in the ledger after a batch; 0 is the
// last.
func (ix *Index) Current(e *Entry, asOf int64) bool {
	return ix.Docs[e.Doc].current(asOf)
}

func (d *Doc) current(asOf int64) bool {
	if asOf == 0 {
		return d.Until == 0
	}
	return d.Batch <= asOf && (d.Until == 0 || d.Until > asOf)
}

// A Base answers from a ledger. It is safe for concurrent use.
type Base struct {
	Store  *store.Store
	Tables Tables

	mu sync.Mutex
	ix *Index
}

// Fixed is a base with an index that was made already.
func Fixed(s *store.Store, ix *Index) *Base { return &Base{Store: s, Tables: ix.tables, ix: ix} }

// Index returns the index of the ledger as it is now. What was added since the
// last call is added to a copy.
func (b *Base) Index(ctx context.Context) (*Index, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ix != nil && b.ix.Batch == b.Store.Batch() {
		return b.ix, nil
	}
	old := b.ix
	if old == nil {
		old = emptyIndex(b.Tables)
	}
	// A reader who goes away shall not make the next one begin again.
	ix, err := old.grown(context.WithoutCancel(ctx), b.Store)
	if err != nil {
		return nil, err
	}
	b.ix = ix
	return ix, nil
}
