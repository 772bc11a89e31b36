package group

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/store"
)

// A made document tells of some acts of a small world, in which many tell of one
// act, some are copies, some have no date, some leave parties out, and one dyad is
// so busy that not all can be compared with all. Version says which codebook.
func madeDocument(i int, version string) *event.Coded {
	r := rand.New(rand.NewPCG(77, uint64(i)))
	words := strings.Fields("river border treaty minister envoy gas rail grain visa copper drill summit loan fine port island strait reactor vaccine satellite wheat customs bridge tunnel")
	origin := i
	if r.IntN(5) == 0 {
		origin = i / 6 * 6 // a copy of it, or that itself
	}
	o := rand.New(rand.NewPCG(78, uint64(origin)))
	var text strings.Builder
	for range 60 {
		text.WriteString(words[o.IntN(len(words))] + fmt.Sprint(o.IntN(9)) + " ")
	}
	if origin != i {
		fmt.Fprintf(&text, "copy %d", i)
	}
	if i%40 == 3 { // what an outlet has below each text
		text.WriteString(" all rights of this text are with the paper that printed it and with nobody else at all")
	}
	var c event.Coded
	c.Text = text.String()
	c.ID = doc.NewID(fmt.Append(nil, i, c.Text))
	day := edtf.DayOf(2021, 1, 1) + edtf.Day(i/8)
	if i%23 > 0 {
		c.Published, c.PublishedBasis = edtf.FromDays(day, day).String(), doc.PublishedGiven
	}
	c.Segments = []doc.Segment{{Span: doc.Span{End: len(c.Text)}, Kind: doc.Body}}
	c.Sentences = []doc.Sentence{{Span: doc.Span{End: len(c.Text)}}}
	states := []string{"KEN", "UGA", "NOR", "PER", "CHL"}
	types := []string{"CONSULT", "AGREE", "ACCUSE", "ASSAULT", "AID"}
	kinds := []string{"meeting", "agreement", "accusation", "attack", "aid"}
	for k := range 1 + o.IntN(3) {
		what := o.IntN(5)
		from := o.IntN(5)
		to := (from + 1 + o.IntN(4)) % 5
		if o.IntN(3) == 0 { // the busy dyad
			what, from, to = 2, 0, 1
		}
		begin := o.IntN(len(c.Text)/2 - 30)
		span := doc.Span{Begin: begin, End: begin + 20 + o.IntN(60)}
		e := event.Event{ID: fmt.Sprintf("e%d.%d%s", i, k, version), Type: types[what], Kind: kinds[what], Quad: 1, Status: event.Actual, Rule: "r", Codebook: "b@" + version,
			Source: []event.Party{{Actor: states[from], Country: states[from]}}, Target: []event.Party{{Actor: states[to], Country: states[to]}},
			Evidence: []event.Evidence{{Span: span, Kind: event.InBody, Trigger: doc.Span{Begin: begin, End: begin + 4}}}}
		if what < 2 {
			e.Reciprocal = true
		}
		if o.IntN(6) == 0 {
			e.Target = nil
		}
		if o.IntN(9) == 0 {
			e.Source = append(e.Source, event.Party{Actor: "EU"})
		}
		switch at := day + edtf.Day(o.IntN(5)); o.IntN(5) {
		case 0:
		case 1:
			e.Date, e.DateBasis = edtf.FromDays(at-40, at), event.DateInferred
		default:
			e.Date, e.DateBasis = edtf.FromDays(at, at), event.DateStated
		}
		if version == "2" && i%7 == 0 {
			e.Kind = kinds[(what+1)%5]
		}
		c.Events = append(c.Events, e)
	}
	return &c
}

// grouping is what holds of current events and of documents, by id; who is alone
// is left out.
type grouping struct {
	Acts    map[string]string
	Stories map[string]store.DocumentStory
}

func groupingOf(t *testing.T, s *store.Store) grouping {
	t.Helper()
	held, err := s.Held(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	g := grouping{map[string]string{}, map[string]store.DocumentStory{}}
	ids := map[int64]string{}
	if err := s.Told(t.Context(), store.Telling{}, func(e *store.Told) { ids[e.Number] = e.ID }); err != nil {
		t.Fatal(err)
	}
	for _, c := range held.Clusters {
		if id, ok := ids[c.Event]; ok && id != c.Cluster {
			g.Acts[id] = c.Cluster
		}
	}
	for _, d := range held.Stories {
		if d.Kin != store.Alone || d.Origin != "" {
			g.Stories[d.Document] = d
		}
	}
	return g
}

// What is grouped in portions, as it is added and coded again, is in the end what
// working out all at once gives.
func TestPortions(t *testing.T) {
	const docs = 500
	lex := lexicon(t)
	open := func() *store.Store {
		s, err := store.Open(t.Context(), t.TempDir(), store.Options{Threads: 2})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	add := func(s *store.Store, version string, from, to int) {
		var batch []*event.Coded
		for i := from; i < to; i++ {
			batch = append(batch, madeDocument(i, version))
		}
		if _, err := s.Append(t.Context(), batch, store.Provenance{Program: "p", Codebook: "b@" + version}); err != nil {
			t.Fatal(err)
		}
	}
	group := func(s *store.Store, portion int) Counts {
		var c Counts
		if err := regroup(t.Context(), s, lex, "p", portion, &c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	whole := open()
	for i := 0; i < docs; i += 50 {
		add(whole, "1", i, i+50)
	}
	group(whole, math.MaxInt)
	want := groupingOf(t, whole)

	again := open()
	for i := 0; i < docs; i += 50 {
		add(again, "1", i, i+50)
	}
	add(again, "2", 60, 200)
	group(again, math.MaxInt)
	wantAgain := groupingOf(t, again)
	if len(want.Acts) < 100 || len(want.Stories) < 50 || cmp.Equal(want, wantAgain) {
		t.Fatalf("%d acts and %d stories: too few to try anything", len(want.Acts), len(want.Stories))
	}
	for seed := range uint64(2) {
		r := rand.New(rand.NewPCG(seed, 8))
		s := open()
		looked := 0
		for at := 0; at < docs; {
			for range 1 + r.IntN(3) { // batches before one grouping
				end := min(docs, at+1+r.IntN(90))
				if at < end {
					add(s, "1", at, end)
				}
				at = end
			}
			looked += group(s, 1+r.IntN(100)).Events
		}
		if d := cmp.Diff(want, groupingOf(t, s)); d != "" {
			t.Errorf("portions %d: %s", seed, d)
		}
		for at := 60; at < 200; {
			end := min(200, at+1+r.IntN(120))
			add(s, "2", at, end)
			at = end
			group(s, 1+r.IntN(100))
		}
		if d := cmp.Diff(wantAgain, groupingOf(t, s)); d != "" {
			t.Errorf("portions %d, coded again: %s", seed, d)
		}
		if c := group(s, 10); c != (Counts{}) {
			t.Errorf("grouped once more: %+v", c)
		}
	}
}

// In whatever order documents come, the same events are one act and the same
// documents one story; what differs is who came first, and so the names of both.
func TestOrder(t *testing.T) {
	const docs = 300
	lex := lexicon(t)
	sets := func(order []int) (acts, stories []string) {
		s, err := store.Open(t.Context(), t.TempDir(), store.Options{Threads: 2})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for i := 0; i < docs; i += 100 {
			var batch []*event.Coded
			for _, n := range order[i : i+100] {
				batch = append(batch, madeDocument(n, "1"))
			}
			if _, err := s.Append(t.Context(), batch, store.Provenance{Program: "p", Codebook: "b@1"}); err != nil {
				t.Fatal(err)
			}
			if _, err := Regroup(t.Context(), s, lex, "p"); err != nil {
				t.Fatal(err)
			}
		}
		g := groupingOf(t, s)
		of := map[string][]string{}
		for id, c := range g.Acts {
			of[c] = append(of[c], id)
		}
		for c, ids := range of {
			acts = append(acts, together(append(ids, c)))
		}
		of = map[string][]string{}
		for id, d := range g.Stories {
			of[d.Story] = append(of[d.Story], id)
		}
		for _, ids := range of {
			stories = append(stories, together(ids))
		}
		slices.Sort(acts)
		slices.Sort(stories)
		return acts, stories
	}
	var order []int
	for i := range docs {
		order = append(order, i)
	}
	acts, stories := sets(order)
	for seed := range uint64(2) {
		rand.New(rand.NewPCG(seed, 9)).Shuffle(docs, func(i, j int) { order[i], order[j] = order[j], order[i] })
		gotActs, gotStories := sets(order)
		if d := cmp.Diff(stories, gotStories); d != "" {
			t.Errorf("order %d: stories: %s", seed, d)
		}
		if d := cmp.Diff(acts, gotActs); d != "" {
			t.Errorf("order %d: acts: %s", seed, d)
		}
	}
}

func together(ids []string) string {
	slices.Sort(ids)
	return strings.Join(ids, " ")
}
