package atlasbuild

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"entente/internal/atlas"
	"entente/internal/edtf"
)

const (
	personsFile = "actors/persons-factbook.tsv"
	tenuresFile = "actors/tenures-factbook.tsv"
	// the tables of the Wikidata importer
	importedPersons = "actors/persons-wikidata.tsv"
	importedTenures = "actors/tenures-wikidata.tsv"
)

// run is an unbroken stretch of editions that name one person for one post.
type run struct {
	country, office, title string
	acting                 bool
	person                 name
	id                     string    // of the person, once known
	since                  edtf.Date // earliest stated that can be
	first, seen, gone      edtf.Day  // first and last edition with, first without
	open                   bool      // named in the latest edition
	unsaid                 bool      // the next edition has the same head of state and no deputy at all
	line                   int
	source                 string // where it comes from, if not from a line
	sector, note           string
	home                   string // the person's state, if not the run's
	from, to               edtf.Date
}

// leaders makes the tables of persons and terms of the Factbook's history, and
// a list of where it contradicts the tables that are there. Those win: a term
// made here never overlaps one made by hand.
func leaders(file, out string) (persons, tenures string, report []string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return "", "", nil, err
	}
	defer f.Close()
	entries, editions, err := readFactbook(f)
	if err != nil {
		return "", "", nil, err
	}
	if len(editions) == 0 {
		return "", "", nil, errors.New("no lines")
	}
	a, err := atlas.Load(without{os.DirFS(out), []string{personsFile, tenuresFile, importedPersons, importedTenures}}, "actors", "gazetteer")
	if err != nil {
		return "", "", nil, fmt.Errorf("load the tables by hand: %w", err)
	}
	m := &merger{a: a, asOf: editions[len(editions)-1], people: map[string]*newPerson{}}
	runs := runsOf(timeline(entries, editions))
	slices.SortStableFunc(runs, func(x, y *run) int {
		return cmp.Or(strings.Compare(x.country, y.country), strings.Compare(x.office, y.office), cmp.Compare(x.first, y.first))
	})
	for _, r := range runs {
		m.identify(r)
	}
	runs = joinRuns(runs)
	dateRuns(runs)
	kept := m.merge(runs)
	persons, tenures = m.tables(kept, "the history of the CIA World Factbook (public domain)")
	return persons, tenures, m.report, nil
}

// without is a folder without some of its files: those to be made anew.
type without struct {
	fs.FS
	files []string
}

func (w without) Open(name string) (fs.File, error) {
	if slices.Contains(w.files, name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return w.FS.Open(name)
}

func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	es, err := fs.ReadDir(w.FS, name)
	return slices.DeleteFunc(es, func(e fs.DirEntry) bool { return slices.Contains(w.files, name+"/"+e.Name()) }), err
}

// offices that several persons hold at once.
var sharedOffice = map[string]bool{"vice_president": true}

// ownRule are territories whose heads count as actors.
var ownRule = map[string]bool{"HKG": true, "MAC": true, "GRL": true, "FRO": true, "PRI": true}

// leftOut are states whose head is several persons, which the Factbook writes in
// prose; they are kept by hand.
var leftOut = map[string]bool{"BIH head_of_state": true, "SMR head_of_state": true, "SMR head_of_government": true, "AND head_of_state": true, "VAT head_of_government": true}

// piece is a stretch of editions in which one entry describes its post.
type piece struct {
	entry
	seen, gone edtf.Day // last edition with it, first without; gone is 0 for none
}

// timeline says which entry describes each post when, in order of country, role
// and time. A text that was replaced and came back later is one entry from its
// first to its last day; where several cover a day, the one that came last holds.
func timeline(entries []entry, editions []edtf.Day) []piece {
	slices.SortStableFunc(entries, func(x, y entry) int {
		return cmp.Or(strings.Compare(x.country, y.country), compareBool(x.headOfState, y.headOfState), cmp.Compare(x.first, y.first))
	})
	var out []piece
	for len(entries) > 0 {
		n := slices.IndexFunc(entries, func(e entry) bool {
			return e.country != entries[0].country || e.headOfState != entries[0].headOfState
		})
		if n < 0 {
			n = len(entries)
		}
		var last *piece
		for i, day := range editions {
			var now *entry
			for j := range entries[:n] {
				if e := &entries[j]; e.first <= day && day <= e.last {
					now = e
				}
			}
			if last != nil && (now == nil || now.line != last.line) {
				last.gone = day
				out = append(out, *last)
				last = nil
			}
			if now != nil && last == nil {
				last = &piece{entry: *now}
				last.first = day
			}
			if last != nil {
				last.seen = editions[i]
			}
		}
		if last != nil {
			out = append(out, *last)
		}
		entries = entries[n:]
	}
	return out
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// runsOf puts pieces that name the same person in turn together.
func runsOf(pieces []piece) []*run {
	elsewhere := monarchs(pieces)
	var runs []*run
	last := map[string]*run{} // by post, or post and person where shared
	head := map[string]name{}
	for _, e := range pieces {
		named := map[string]bool{}
		hs := e.holders()
		if e.headOfState && len(hs) > 0 {
			if !slices.ContainsFunc(hs, func(h holder) bool { return sharedOffice[h.office] }) && sameName(head[e.country], hs[0].person) {
				for key, r := range last {
					r.unsaid = r.unsaid || sharedOffice[r.office] && strings.HasPrefix(key, e.country+" ") && r.gone == e.first
				}
			}
			head[e.country] = hs[0].person
		}
		for _, h := range hs {
			post := e.country + " " + h.office
			if leftOut[post] || elsewhere[e.country+" "+h.person.family+h.person.given] {
				continue
			}
			if !e.headOfState && (h.office == "head_of_state" || h.office == "vice_president") {
				continue // told by the other entry
			}
			key := post
			if sharedOffice[h.office] {
				key += " " + atlas.Fold(h.person.family)
			}
			if named[key] {
				continue
			}
			named[key] = true
			r := last[key]
			if r != nil && r.sameRun(h) {
				r.seen, r.gone, r.acting, r.unsaid = e.seen, e.gone, r.acting && h.acting, false
				if len(h.person.full) > len(r.person.full) {
					r.person.full = h.person.full
				}
				if earlier(h.since, r.since) {
					r.since = h.since
				}
			} else {
				r = &run{country: e.country, office: h.office, title: h.title, acting: h.acting, person: h.person, since: h.since,
					first: e.first, seen: e.seen, gone: e.gone, line: e.line}
				last[key] = r
				runs = append(runs, r)
			}
			r.open = e.gone == 0
		}
	}
	return runs
}

// monarchs are persons who are head of one state and, by that, of others: as
// "country familygiven" for those others.
func monarchs(entries []piece) map[string]bool {
	home := map[string]string{}
	codes := map[string]bool{}
	for _, c := range gecCodes() {
		if c.home {
			codes[c.iso] = true
		}
	}
	out := map[string]bool{}
	for pass := range 2 {
		for _, e := range entries {
			if !e.headOfState {
				continue
			}
			for _, h := range e.holders() {
				who := h.person.family + h.person.given
				if h.office != "head_of_state" {
					continue
				}
				if pass == 0 && codes[e.country] {
					home[who] = e.country
				}
				if pass == 1 && home[who] != "" && home[who] != e.country {
					out[e.country+" "+who] = true
				}
			}
		}
	}
	return out
}

func earlier(a, b edtf.Date) bool {
	x, okX := a.First()
	y, okY := b.First()
	return okX && (!okY || x < y)
}

// sameName says whether two ways to write a name may be of one person: they share
// a word of the part used alone, by the key of spellings, and no given name
// speaks against it; or the two parts have changed places.
func sameName(a, b name) bool {
	if a.familyFirst != b.familyFirst && shareWord(a.family, b.given) && shareWord(a.given, b.family) {
		return true
	}
	return shareWord(a.family, b.family) && (a.given == "" || b.given == "" || likeGiven(a.given, b.given))
}

// sameRun says whether a holder is the one of the run at hand: by name, or by a
// word of the name and the same first day.
func (r *run) sameRun(h holder) bool {
	if sameName(r.person, h.person) {
		return true
	}
	return r.since == h.since && h.since.Precision() == edtf.DayPrecision && shareWord(r.person.display(), h.person.display())
}

func likeGiven(a, b string) bool {
	if shareWord(a, b) {
		return true
	}
	x, y := atlas.Fold(a), atlas.Fold(b)
	x, y = strings.ReplaceAll(x, " ", ""), strings.ReplaceAll(y, " ", "")
	return min(len(x), len(y)) > 2 && (strings.HasPrefix(x, y) || strings.HasPrefix(y, x))
}

// shareWord says whether two names share a word: as written, or by a key that is
// long enough to tell.
func shareWord(a, b string) bool {
	bs := strings.Fields(strings.ToLower(b))
	keys := strings.Fields(atlas.Fold(b))
	for _, w := range strings.Fields(strings.ToLower(a)) {
		if slices.Contains(bs, w) {
			return true
		}
	}
	for _, w := range strings.Fields(atlas.Fold(a)) {
		if len(w) > 2 && slices.Contains(keys, w) {
			return true
		}
	}
	return atlas.Fold(a) == atlas.Fold(b)
}

// joinRuns joins runs of one person in one post that follow each other, such as
// an acting term and the full one, and spellings that only the tables know to be
// one person's.
func joinRuns(runs []*run) []*run {
	var out []*run
	last := map[string]*run{}
	for _, r := range runs {
		key := r.country + " " + r.office
		if sharedOffice[r.office] {
			key += " " + r.id
		}
		if p := last[key]; p != nil && p.id == r.id {
			p.acting = p.acting && r.acting
			p.seen, p.gone, p.open, p.unsaid = r.seen, r.gone, r.open, r.unsaid
			if earlier(r.since, p.since) {
				p.since = r.since
			}
			continue
		}
		last[key] = r
		out = append(out, r)
	}
	return out
}

// longHole is a gap between editions, in days, in which a holder may have come
// and gone unseen.
const longHole = 400

// dateRuns gives each run its first and last day, as vague as they are known: a
// stated first day that other editions contradict is dropped, and a term ends
// when the next one starts.
func dateRuns(runs []*run) {
	for i, r := range runs {
		var before, after *run
		if !sharedOffice[r.office] {
			if i > 0 && runs[i-1].country == r.country && runs[i-1].office == r.office {
				before = runs[i-1]
			}
			if i+1 < len(runs) && runs[i+1].country == r.country && runs[i+1].office == r.office {
				after = runs[i+1]
			}
		}
		start, stated := r.since.First()
		switch {
		case stated && start <= r.first+45 && (before == nil || start > before.first):
			r.from = r.since
		case before != nil:
			r.from = edtf.FromDays(before.seen, max(r.first, before.seen))
		default:
			r.from = edtf.Until(edtf.FromDays(r.first, r.first))
			if stated && start > r.first+45 {
				r.from = r.since
			}
		}
		if before != nil && before.to.IsZero() {
			before.endBy(r)
		}
		switch {
		case after != nil || r.open:
		case r.unsaid: // the Factbook ceased to name deputies in 2024
			r.to = edtf.From(edtf.FromDays(r.seen, r.seen))
		default:
			r.to = edtf.FromDays(r.seen, max(r.gone-1, r.seen))
		}
	}
}

// endBy ends a run when the next one starts.
func (r *run) endBy(next *run) {
	start, ok := next.from.First()
	end, _ := next.from.Last()
	mine, _ := r.from.First()
	switch {
	case ok && start == end && start >= mine && r.gone-r.seen <= longHole && start <= next.first+45 && start >= r.seen-400:
		r.to = next.from
	case ok && start >= r.seen:
		r.to = edtf.FromDays(r.seen, end)
	default:
		r.to = edtf.FromDays(min(max(start, mine), next.first), next.first)
	}
}
