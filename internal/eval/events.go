package eval

import (
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"

	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/gold"
	"entente/internal/measure"
)

// A Code takes one text, published on a date that may be unknown, to events.
type Code func(text string, published edtf.Date) (*event.Coded, error)

// Counts are hits and misses of a retrieval.
type Counts struct {
	Gold, Found, Right int
}

// Precision, Recall and F1 are shares from 0 to 1; 0 where nothing was asked or
// found.
func (c Counts) Precision() float64 { return ratio(c.Right, c.Found) }

// Recall is the share of what is there that was found.
func (c Counts) Recall() float64 { return ratio(c.Right, c.Gold) }

// F1 is the harmonic mean of precision and recall.
func (c Counts) F1() float64 { return ratio(2*c.Right, c.Gold+c.Found) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

func (c *Counts) add(o Counts) {
	c.Gold += o.Gold
	c.Found += o.Found
	c.Right += o.Right
}

// EventScore is how a coder did on a part of the gold standard.
type EventScore struct {
	Examples  int
	Event     Counts // type and both parties right
	Dyad      Counts // parties right, whatever the type
	Loose     Counts // type right and at least one party on its side
	ByType    map[string]*Counts
	ByStatus  map[event.Status]*Counts // of matched events: was the status found
	Status    Counts                   // of matched events
	Date      Counts                   // of matched events with a date in the gold
	Tempting  int                      // examples without an event
	Tempted   int                      // of these, with one found between two known actors
	Confusion map[[2]string]int        // gold type, found type, for right dyads
	Misses    []string                 // one line each, for people
	each      []Counts                 // Event by example, for the bootstrap
	sure      []sureness               // of each event found
}

// A sureness is the confidence of an event and whether it was right.
type sureness struct {
	p     float64
	right bool
}

// Right says of each event found in a text whether people coded it too; optional
// says which are neither right nor wrong.
func Right(ex gold.Example, got *event.Coded) (right, optional []bool) {
	s := &EventScore{ByType: map[string]*Counts{}, ByStatus: map[event.Status]*Counts{}, Confusion: map[[2]string]int{}}
	return s.score(ex, got)
}

// CalibrationError is the expected calibration error of the confidence of the
// events found: see [measure.CalibrationError].
func (s *EventScore) CalibrationError() float64 {
	probs := make([]float64, len(s.sure))
	for i, x := range s.sure {
		probs[i] = x.p
	}
	return measure.CalibrationError(probs, func(i int) bool { return s.sure[i].right })
}

// Events scores a coder on the examples of one part.
func Events(set gold.Set, part gold.Part, code Code) (*EventScore, error) {
	s := &EventScore{ByType: map[string]*Counts{}, ByStatus: map[event.Status]*Counts{}, Confusion: map[[2]string]int{}}
	for _, ex := range set.Examples {
		if ex.Part() != part {
			continue
		}
		got, err := code(ex.Text, ex.Published)
		if err != nil {
			return nil, fmt.Errorf("code %s: %w", ex.ID, err)
		}
		s.score(ex, got)
	}
	return s, nil
}

func (s *EventScore) score(ex gold.Example, got *event.Coded) (right, optionals []bool) {
	s.Examples++
	var here Counts
	used := make([]bool, len(got.Events))
	neutral := make([]bool, len(got.Events)) // an optional event: neither right nor wrong
	under := make([]string, len(got.Events)) // the gold type an event was matched with
	order := slices.Clone(ex.Events)
	slices.SortStableFunc(order, func(a, b gold.Event) int { return rank(a.Optional) - rank(b.Optional) })
	for _, g := range order {
		at, matched := -1, false
		for i, e := range got.Events {
			if !used[i] && typeFits(g, e.Type) && partiesFit(g, got, e) && (at < 0 || e.Status == g.Status) {
				at, matched = i, true
			}
		}
		if matched {
			used[at], neutral[at], under[at] = true, g.Optional, g.Types[0]
		}
		if g.Optional {
			continue
		}
		here.Gold++
		by := counts(s.ByType, g.Types[0])
		by.Gold++
		if !matched {
			s.miss(ex, g, got)
			continue
		}
		here.Right++
		by.Right++
		e := got.Events[at]
		st := counts(s.ByStatus, g.Status)
		st.Gold++
		s.Status.Gold++
		if statusFits(g.Status, e.Status) {
			st.Right++
			s.Status.Right++
		} else {
			s.Misses = append(s.Misses, fmt.Sprintf("%s\tstatus %s, want %s\t%s", ex.ID, e.Status, g.Status, ex.Text))
		}
		if !g.Date.IsZero() && !ex.Published.IsZero() {
			s.Date.Gold++
			if dateFits(e.Date, g.Date) {
				s.Date.Right++
			} else {
				s.Misses = append(s.Misses, fmt.Sprintf("%s\tdate %s, want %s\t%s", ex.ID, e.Date, g.Date, ex.Text))
			}
		}
	}
	for i, e := range got.Events {
		optional := slices.ContainsFunc(ex.Events, func(g gold.Event) bool {
			return g.Optional && typeFits(g, e.Type) && partiesFit(g, got, e)
		})
		if neutral[i] || !used[i] && optional {
			neutral[i] = true
			continue
		}
		s.sure = append(s.sure, sureness{e.Confidence, used[i]})
		here.Found++
		// under the gold's type where that may be coded in several ways
		counts(s.ByType, cmp.Or(under[i], e.Type)).Found++
		if !used[i] {
			s.Misses = append(s.Misses, fmt.Sprintf("%s\textra %s\t%s", ex.ID, describe(got, e), ex.Text))
		}
	}
	if ex.None != "" {
		s.Tempting++
		if slices.ContainsFunc(got.Events, func(e event.Event) bool { return len(e.Source) > 0 && len(e.Target) > 0 }) {
			s.Tempted++
		}
	}
	s.Event.add(here)
	s.each = append(s.each, here)
	s.dyads(ex, got)
	return used, neutral
}

// dyads scores parties alone, and what type was found for a right pair.
func (s *EventScore) dyads(ex gold.Example, got *event.Coded) {
	used, loose := make([]bool, len(got.Events)), make([]bool, len(got.Events))
	for _, g := range ex.Events {
		if g.Optional {
			continue
		}
		s.Dyad.Gold++
		s.Loose.Gold++
		for i, e := range got.Events {
			if !used[i] && partiesFit(g, got, e) {
				used[i] = true
				s.Dyad.Right++
				s.Confusion[[2]string{g.Types[0], e.Type}]++
				break
			}
		}
		for i, e := range got.Events {
			if !loose[i] && typeFits(g, e.Type) && (sideFits(g.Source, got, e.Source) || sideFits(g.Target, got, e.Target)) {
				loose[i] = true
				s.Loose.Right++
				break
			}
		}
	}
	s.Dyad.Found += len(got.Events)
	s.Loose.Found += len(got.Events)
}

func rank(optional bool) int {
	if optional {
		return 1
	}
	return 0
}

func counts[K comparable](m map[K]*Counts, k K) *Counts {
	if m[k] == nil {
		m[k] = new(Counts)
	}
	return m[k]
}

func (s *EventScore) miss(ex gold.Example, g gold.Event, got *event.Coded) {
	var found []string
	for _, e := range got.Events {
		found = append(found, describe(got, e))
	}
	s.Misses = append(s.Misses, fmt.Sprintf("%s\tmissed %s %s > %s\tfound %s\t%s", ex.ID, g.Types[0],
		partyWords(g.Source), partyWords(g.Target), strings.Join(found, "; "), ex.Text))
}

func partyWords(ps []gold.Party) string {
	var out []string
	for _, p := range ps {
		out = append(out, p.Actor)
	}
	return strings.Join(out, "+")
}

func describe(got *event.Coded, e event.Event) string {
	side := func(ps []event.Party) string {
		var out []string
		for _, p := range ps {
			id := p.Country
			if id == "" {
				id = p.Actor
			}
			if id == "" {
				id = p.Name
			}
			out = append(out, id)
		}
		return strings.Join(out, "+")
	}
	return fmt.Sprintf("%s %s > %s %s (%s)", e.Type, side(e.Source), side(e.Target), e.Status, e.Rule)
}

// typeFits says whether a found type is one of the gold's, or what the codebook makes of
// it while the act is still to come.
func typeFits(g gold.Event, found string) bool {
	if slices.Contains(g.Types, found) {
		return true
	}
	switch g.Status {
	case event.Announced, event.Planned, event.Future:
		return slices.ContainsFunc(g.Types, func(t string) bool { return codebook.Promised(t) == found })
	}
	return false
}

// partiesFit says whether source and target of an event are those of the gold,
// in either order where the act is reciprocal. An implied or unnamed side may be
// empty.
func partiesFit(g gold.Event, got *event.Coded, e event.Event) bool {
	if sideFits(g.Source, got, e.Source) && sideFits(g.Target, got, e.Target) {
		return true
	}
	if !g.Reciprocal && !e.Reciprocal {
		return false
	}
	both := slices.Concat(g.Source, g.Target)
	all := slices.Concat(e.Source, e.Target)
	return sideFits(both, got, all) && len(all) > 0
}

// sideFits says whether every gold party that is named stands on a side of the
// event, and nobody foreign to it.
func sideFits(gs []gold.Party, got *event.Coded, ps []event.Party) bool {
	for _, g := range gs {
		if g.Span.Empty() {
			continue // implied
		}
		if !slices.ContainsFunc(ps, func(p event.Party) bool { return partyIs(g, got, p) }) {
			return false
		}
	}
	if len(gs) == 0 {
		return true
	}
	for _, p := range ps {
		if !slices.ContainsFunc(gs, func(g gold.Party) bool { return partyIs(g, got, p) }) {
			return false
		}
	}
	return true
}

// partyIs says whether a found party is the gold's: the same id, or no id but
// the same words.
func partyIs(g gold.Party, got *event.Coded, p event.Party) bool {
	if g.Actor != "" && (p.Country == g.Actor || p.Actor == g.Actor) {
		return true
	}
	if i, ok := p.Mention.Index(); ok && !g.Span.Empty() {
		return got.Mentions[i].Overlaps(doc.Span(g.Span)) && (p.Country == "" || g.Actor == "" || g.Actor == "UNK")
	}
	if p.Country == "" && p.Actor == "" && p.Name != "" && !g.Span.Empty() {
		words := doc.Span(g.Span).In(got.Text)
		return strings.Contains(words, p.Name) || strings.Contains(p.Name, words)
	}
	return g.Span.Empty()
}

// statusFits takes future, planned and announced for near enough, likewise
// historical for actual: the line between them is drawn by date.
func statusFits(want, found event.Status) bool {
	if want == found {
		return true
	}
	group := func(s event.Status) int {
		switch s {
		case event.Announced, event.Planned, event.Future:
			return 1
		case event.Actual, event.Historical:
			return 2
		}
		return 0
	}
	return group(want) != 0 && group(want) == group(found)
}

// dateFits says whether a date found lies within the one wanted, or holds it and
// is at most twice as long.
func dateFits(found, want edtf.Date) bool {
	if found.IsZero() {
		return false
	}
	if want.Contains(found) {
		return true
	}
	ff, ok1 := found.First()
	fl, ok2 := found.Last()
	wf, ok3 := want.First()
	wl, ok4 := want.Last()
	return ok1 && ok2 && ok3 && ok4 && found.Contains(want) && int(fl-ff)+1 <= 2*(int(wl-wf)+1)
}

// Interval is the 90 % bootstrap interval of F1 over examples, from 1,000 draws
// with a fixed seed.
func (s *EventScore) Interval() (low, high float64) {
	if len(s.each) == 0 {
		return 0, 0
	}
	rng := rand.New(rand.NewPCG(1, 2))
	draws := make([]float64, 1000)
	for d := range draws {
		var c Counts
		for range s.each {
			c.add(s.each[rng.IntN(len(s.each))])
		}
		draws[d] = c.F1()
	}
	slices.Sort(draws)
	return draws[50], draws[949]
}

// WriteTo prints the score as tables.
func (s *EventScore) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	low, high := s.Interval()
	fmt.Fprintf(&b, "%d examples, %d events in the gold, %d found\n\n", s.Examples, s.Event.Gold, s.Event.Found)
	row := func(name string, c Counts) {
		fmt.Fprintf(&b, "%-22s  P %.3f  R %.3f  F1 %.3f  (%d right)\n", name, c.Precision(), c.Recall(), c.F1(), c.Right)
	}
	row("type and dyad", s.Event)
	fmt.Fprintf(&b, "%-22s  F1 %.3f–%.3f (90 %%, bootstrap over examples)\n", "", low, high)
	row("dyad", s.Dyad)
	row("type and one party", s.Loose)
	fmt.Fprintf(&b, "%-22s  %.3f of %d matched\n", "status", s.Status.Recall(), s.Status.Gold)
	fmt.Fprintf(&b, "%-22s  %.3f of %d matched\n", "date", s.Date.Recall(), s.Date.Gold)
	fmt.Fprintf(&b, "%-22s  %d of %d texts without an event\n", "tempted", s.Tempted, s.Tempting)
	fmt.Fprintf(&b, "%-22s  %.3f expected calibration error of %d events\n\n", "confidence", s.CalibrationError(), len(s.sure))
	for _, k := range sortedKeys(s.ByType) {
		row(k, *s.ByType[k])
	}
	b.WriteString("\nstatus of matched events\n")
	for _, k := range sortedKeys(s.ByStatus) {
		fmt.Fprintf(&b, "%-22s  %.3f of %d\n", k, s.ByStatus[k].Recall(), s.ByStatus[k].Gold)
	}
	b.WriteString("\nconfusion on right dyads (gold, found, times)\n")
	var pairs [][2]string
	for k := range s.Confusion {
		if k[0] != k[1] {
			pairs = append(pairs, k)
		}
	}
	slices.SortFunc(pairs, func(a, b [2]string) int {
		if d := s.Confusion[b] - s.Confusion[a]; d != 0 {
			return d
		}
		return strings.Compare(a[0]+a[1], b[0]+b[1])
	})
	for _, k := range pairs {
		fmt.Fprintf(&b, "%-10s %-10s %d\n", k[0], k[1], s.Confusion[k])
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

func sortedKeys[K ~string, V any](m map[K]V) []K {
	var out []K
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
