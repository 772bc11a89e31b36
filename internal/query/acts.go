package query

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/measure"
	"entente/internal/store/imports"
)

// The scales an act can be scored by.
const (
	ScalePLOVER    = "plover"    // of type and mode, by the codebook that coded it
	ScaleGoldstein = "goldstein" // of the CAMEO code that fits its type, mode and context best
	ScaleActs      = "acts"      // 1 for cooperation, -1 for conflict
)

// Scales are all of them.
var Scales = []string{ScalePLOVER, ScaleGoldstein, ScaleActs}

// vague is how many days the date of an act may span; one of more is no point in
// time to a measure.
const vague = 92

// An Act is an act of a selection between states and bodies of states: who acts,
// towards whom, when, and what it counts.
type Act struct {
	Entry  *Entry
	Day    edtf.Day // the middle of its date
	Source []string // ids of the states and bodies that act
	Target []string // those it is directed at; if Mutual, both act
	Mutual bool
	Fields []float64 // by [Domains]
	Status float64
	Scores []float64 // by [Scales]; NaN if the scale has none
	Told   []string  // names of the independent sources
	N      int       // how many acts it stands for, if it is a sum of them; 0 is one
}

// Sides says with whom an id deals in the act, and whether it acts itself. An id
// that takes no part has no partners.
func (a *Act) Sides(id string) (partners []string, acts bool) {
	in, out := slices.Contains(a.Source, id), slices.Contains(a.Target, id)
	switch {
	case !in && !out:
		return nil, false
	case a.Mutual:
		partners, acts = slices.Concat(a.Source, a.Target), true
	case in:
		partners, acts = a.Target, true
	default:
		partners = a.Source
	}
	return slices.DeleteFunc(slices.Clone(partners), func(p string) bool { return p == id }), acts
}

// Acts are what measures are made of, with what was left out and why.
type Acts struct {
	List []Act // in order of day, then id
	// Of so many acts of the selection, these were left out: without a date, with
	// one too vague, not between two known states or bodies, no dealing at all.
	All, Undated, Vague, Unknown, NoDealing int
	Codebooks                               []string
	coded                                   int // acts of coded events: of List, or of more if it is of some parties only
	// First and Last are the days the data begin and end, and Months the first days
	// of the months of which they hold anything.
	First, Last edtf.Day
	Months      map[edtf.Day]bool

	Data string // what they are made from, of [Data]
	// Of imported rows: what is counted of each format; the acts made of them, from
	// so many rows; and how many of these acts were coded too.
	Accounts  []imports.Account
	FromRows  int
	RowsTaken int64
	Shared    int
}

// day is the day that stands for the date of an act; else where to count it.
func (out *Acts) day(e *Entry) (edtf.Day, *int) {
	switch {
	case e.HasFirst && e.HasLast && e.Last-e.First < vague:
		return e.First + (e.Last-e.First)/2, nil
	case e.HasFirst && !e.HasLast:
		return e.First, nil
	case e.HasLast && !e.HasFirst && e.Basis == event.DatePublication:
		return e.Last, nil
	case e.HasFirst || e.HasLast:
		return 0, &out.Vague
	}
	return 0, &out.Undated
}

// states are the states and bodies of states on a side, each once, in order;
// parties that act for themselves are not among them.
func (l *Ledger) states(sides []Side) []string {
	var out []string
	for _, s := range sides {
		if acts, known := l.weights.sectors[s.Sector]; known && !acts {
			continue
		}
		id := s.Country
		if id == "" && s.Actor != "" && l.isBody(s.Actor) {
			id = s.Actor
		}
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// isBody says whether an actor is a state or a body of states. A region or bloc
// that is only spoken of does not act.
func (l *Ledger) isBody(id string) bool {
	if l.atlas == nil {
		return true
	}
	e, ok := l.atlas.Entity(id)
	return ok && (e.Kind == event.State || e.Kind == event.Organisation && e.Sector == "IGO")
}

// scores are those of an act by [Scales].
func (l *Ledger) scores(e *Entry) []float64 {
	out := []float64{math.Round(float64(e.Scale)*1e4) / 1e4, math.NaN(), float64(e.Sign())}
	if l.book != nil {
		context := ""
		if len(e.Contexts) > 0 {
			context = e.Contexts[0]
		}
		if c, ok := l.book.CodeOf("cameo", e.Type, e.Mode, context); ok {
			out[1] = c.Scale
		}
	}
	return out
}

// witnessNames are the names of the sources of an index by their numbers; "" is
// the one of all documents whose publisher is not stated.
func (l *Ledger) witnessNames(ix *Index) []string {
	out := make([]string, len(ix.sources))
	for key, n := range ix.sources {
		_, out[n], _ = strings.Cut(key, " ")
	}
	return out
}

// A sorter puts ids among powers.
type sorter struct {
	l      *Ledger
	powers []Power
	rest   int // index of the rest; -1: none
	seen   map[placed]int
}

type placed struct {
	id   string
	year int
}

// of is the index of the power an id belongs to on a day, the rest or -1.
func (s *sorter) of(id string, day edtf.Day) int {
	key := placed{id, day.Year()}
	if i, ok := s.seen[key]; ok {
		return i
	}
	i := s.find(id, day)
	s.seen[key] = i
	return i
}

func (s *sorter) find(id string, day edtf.Day) int {
	for i, p := range s.powers {
		for _, m := range p.Members {
			if m == id || s.within(id, m) {
				return i
			}
		}
	}
	if s.l.atlas != nil {
		at := edtf.Y(day.Year())
		for i, p := range s.powers {
			for _, m := range p.Members {
				if slices.Contains(s.l.atlas.Members(m, at), id) {
					return i
				}
			}
		}
	}
	return s.rest
}

// within says whether a body is an organ of another.
func (s *sorter) within(id, whole string) bool {
	if s.l.atlas == nil {
		return false
	}
	for range 8 {
		e, ok := s.l.atlas.Entity(id)
		if !ok || e.Parent == "" {
			return false
		}
		if id = e.Parent; id == whole {
			return true
		}
	}
	return false
}

// clusters are the acts of one side as a measure takes them: those in which it
// acts, or all it takes part in. which says whose side an id is on; where puts
// its partners among the powers. scale is the one of the values; the others only
// widen the intervals.
func (a *Acts) clusters(own func(id string, day edtf.Day) bool, both bool, where func(id string, day edtf.Day) int, scale string) []measure.Cluster {
	order := scaleOrder(scale)
	var out []measure.Cluster
	for i := range a.List {
		act := &a.List[i]
		me := slices.ContainsFunc(act.Source, func(id string) bool { return own(id, act.Day) })
		them := slices.ContainsFunc(act.Target, func(id string) bool { return own(id, act.Day) })
		var partners []string
		if me || them && (act.Mutual || both) {
			switch {
			case act.Mutual:
				partners = slices.Concat(act.Source, act.Target)
			case me:
				partners = act.Target
			default:
				partners = act.Source
			}
		}
		parts := partsOf(partners, act.Day, own, where)
		if parts == nil {
			continue
		}
		out = append(out, measure.Cluster{ID: act.Entry.ID, Day: act.Day, Parts: parts, Fields: act.Fields, Status: act.Status, Scores: scoresBy(order, act.Scores), Sources: act.Told})
	}
	return out
}

// partsOf are the shares of the powers among those an act is with; nil if there is
// nobody.
func partsOf(partners []string, day edtf.Day, own func(id string, day edtf.Day) bool, where func(id string, day edtf.Day) int) (parts []measure.Part) {
	for _, p := range partners {
		if own(p, day) {
			continue
		}
		if k := where(p, day); k >= 0 {
			at := slices.IndexFunc(parts, func(x measure.Part) bool { return x.Power == k })
			if at < 0 {
				at = len(parts)
				parts = append(parts, measure.Part{Power: k})
			}
			parts[at].Share++
		}
	}
	n := 0.0
	for _, p := range parts {
		n += p.Share
	}
	for j := range parts {
		parts[j].Share /= n
	}
	return parts
}

// scoresBy are scores in the order of the scales asked for. One that is missing is
// that of the first scale, or of the last.
func scoresBy(order []int, scores []float64) []float64 {
	out := make([]float64, 0, len(order))
	for _, z := range order {
		v := scores[z]
		if math.IsNaN(v) {
			v = scores[order[0]]
		}
		if math.IsNaN(v) {
			v = scores[len(Scales)-1]
		}
		out = append(out, v)
	}
	return out
}

// scaleOrder has the index of the scale first.
func scaleOrder(scale string) []int {
	first := slices.Index(Scales, scale)
	out := []int{first}
	for i := range Scales {
		if i != first {
			out = append(out, i)
		}
	}
	return out
}

// region is the first region of the table that holds a state and two others at
// least, and these; "" if there is none.
func (l *Ledger) region(state string) (id string, others []string) {
	if l.atlas == nil {
		return "", nil
	}
	for _, g := range l.weights.Regions {
		members := l.atlas.Members(g, edtf.Date{})
		if slices.Contains(members, state) && len(members) > 2 {
			return g, slices.DeleteFunc(slices.Clone(members), func(m string) bool { return m == state })
		}
	}
	return "", nil
}

// coverage says in words what of a selection is counted.
func (a *Acts) coverage() string {
	switch a.Data {
	case DataImported:
		return a.rowCoverage()
	case DataBoth:
		return a.codedCoverage() + "; " + a.rowCoverage()
	}
	return a.codedCoverage()
}

func (a *Acts) codedCoverage() string {
	s := fmt.Sprintf("%d acts between states or their bodies of %d acts asked for", a.coded, a.All)
	for _, x := range []struct {
		n   int
		why string
	}{{a.Undated, "without a date"}, {a.Vague, "with a date vaguer than a quarter"}, {a.Unknown, "not between two known sides"}, {a.NoDealing, "no dealings (denials)"}} {
		if x.n > 0 {
			s += fmt.Sprintf(", left out %d %s", x.n, x.why)
		}
	}
	return s
}
