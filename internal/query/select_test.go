package query

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/edtf"
	"entente/internal/store"
)

// slow decides on a question event by event, as the switches are defined.
type slow struct {
	all     int
	removed [switches]int
	acts    [][]*Entry // the reports kept of each act kept, by the place of the report shown
}

func (ix *Index) slowly(q Question) (out slow) {
	s := q.Switches
	if s.AsOf < 0 {
		return out
	}
	first, hasFirst := s.From.First()
	last, hasLast := s.To.Last()
	on := map[int]bool{ByPeriod: true, ByDomain: true, ByMinSources: true, BySources: true,
		ByCaptions: s.NoCaptions, ByAnonymous: s.NoAnonymous, ByInferred: s.NoInferred, ByContested: s.NoContested}
	asOf := s.AsOf
	if asOf == 0 {
		asOf = ix.Batch
	}
	cluster := map[int64]string{}
	for _, r := range ix.acts.history {
		if r.Batch <= asOf {
			cluster[r.Event] = r.Cluster
		}
	}
	holds := func(e *Entry) bool {
		return (q.Actor == "" || e.Of(q.Actor)) && (q.Source == "" || Any(e.Source, q.Source)) && (q.Target == "" || Any(e.Target, q.Target)) &&
			(q.Dyad == [2]string{} || e.Between(q.Dyad[0], q.Dyad[1])) && (len(q.Types) == 0 || slices.Contains(q.Types, e.Type)) &&
			(len(q.Kinds) == 0 || slices.Contains(q.Kinds, e.Kind)) && (len(q.Statuses) == 0 || slices.Contains(q.Statuses, e.Status)) &&
			(len(q.Bases) == 0 || slices.Contains(q.Bases, e.Basis)) && (q.Side == "" || side(e) == q.Side) && (!q.Denied || len(e.ContestBy) > 0) &&
			(q.Document == "" || ix.Docs[e.Doc].ID == q.Document) && (q.Rule == "" || e.Rule == q.Rule) && (q.Publisher == "" || ix.Docs[e.Doc].Publisher == q.Publisher) &&
			(q.Batch == 0 || ix.Docs[e.Doc].Batch == q.Batch) &&
			(q.Place == "" || e.Place != nil && (e.Place.ID == q.Place || slices.Contains(strings.Split(e.Place.Country, "/"), q.Place)))
	}
	byAct := map[string][]*Entry{}
	var order []string
	for i := range ix.Events {
		e := &ix.Events[i]
		if !ix.docHolds(&ix.Docs[e.Doc], s) || !holds(e) {
			continue
		}
		name, several := cluster[e.Number]
		if !several || s.Reports || !ix.Current(e, asOf) {
			name = fmt.Sprint("event ", i)
		}
		if byAct[name] == nil {
			order = append(order, name)
		}
		byAct[name] = append(byAct[name], e)
	}
	for _, name := range order {
		out.all++
		sources := map[int32]bool{}
		for _, e := range byAct[name] {
			if !s.without(&ix.Docs[e.Doc]) {
				sources[ix.sourceOf[e.Doc]] = true
			}
		}
		fails := func(e *Entry, k int) bool {
			switch k {
			case ByPeriod:
				return (hasFirst || hasLast) && (e.Date == "" || hasFirst && e.HasLast && e.Last < first || hasLast && e.HasFirst && e.First > last)
			case ByDomain:
				return s.Domains != nil && !slices.Contains(s.Domains, e.Domain)
			case ByCaptions:
				return e.Caption
			case ByAnonymous:
				return e.Anonymous
			case ByInferred:
				return Inferred(e)
			case ByContested:
				return len(e.ContestBy) > 0
			case ByMinSources:
				return s.MinSources > 1 && (len(sources) < s.MinSources || s.Reports)
			}
			return s.without(&ix.Docs[e.Doc])
		}
		pass := func(set func(k int) bool) (kept []*Entry) {
			for _, e := range byAct[name] {
				ok := true
				for k := range switches {
					ok = ok && !(set(k) && fails(e, k))
				}
				if ok {
					kept = append(kept, e)
				}
			}
			return kept
		}
		kept := pass(func(k int) bool { return on[k] })
		for k := range switches {
			without := pass(func(j int) bool { return on[j] && j != k })
			with := pass(func(j int) bool { return on[j] || j == k })
			if len(without) > 0 && len(with) == 0 {
				out.removed[k]++
			}
		}
		if len(kept) > 0 {
			out.acts = append(out.acts, kept)
		}
	}
	return out
}

// made is a question that a seed makes up.
func made(r *rand.Rand) Question {
	var q Question
	some := func(n int) bool { return r.IntN(n) == 0 }
	state := func() string { return states[r.IntN(len(states))] }
	if some(3) {
		q.From = []edtf.Date{edtf.Y(2000 + r.IntN(24)), edtf.YM(2000+r.IntN(24), 1+r.IntN(12)), edtf.YMD(2000+r.IntN(24), 1+r.IntN(12), 1+r.IntN(28))}[r.IntN(3)]
	}
	if some(3) {
		q.To = edtf.YM(2000+r.IntN(24), 1+r.IntN(12))
	}
	q.NoCaptions, q.NoAnonymous, q.NoInferred, q.NoContested, q.Reports = some(4), some(4), some(4), some(4), some(4)
	if some(3) {
		q.MinSources = 2
	}
	if some(4) {
		q.NotSources = []string{fmt.Sprintf("Wire %d", r.IntN(20)), fmt.Sprintf("Wire %d", r.IntN(20))}
	}
	if some(8) {
		q.NotClasses = []string{"unknown"}
	}
	if some(4) {
		q.Domains = []string{"security", "economy"}[r.IntN(2):]
	}
	if some(4) {
		q.AsOf = []int64{-1, 1, 3, 5, 7}[r.IntN(5)]
	}
	switch r.IntN(10) {
	case 0:
		q.Actor = state()
	case 1:
		q.Source = state()
	case 2:
		q.Target, q.Kinds = state(), []string{"aid", "visit"}
	case 3, 4:
		q.Dyad = [2]string{state(), state()}
	case 5:
		q.Side, q.Denied = "conflict", some(2)
	case 6:
		q.Types, q.Publisher = []string{"AID", "AGREE"}, "Wire 3"
	case 7:
		q.Batch = 2
	}
	return q
}

// TestSelection holds what is chosen and counted by sets to what each event for
// itself would give.
func TestSelection(t *testing.T) {
	s := fill(t, 3000)
	var g store.Grouping
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 500 {
		for range 2 + r.IntN(3) {
			g.Clusters = append(g.Clusters, store.EventCluster{Event: 1 + r.Int64N(2900), Cluster: fmt.Sprint("act ", i)})
		}
	}
	seen := map[int64]bool{}
	g.Clusters = slices.DeleteFunc(g.Clusters, func(c store.EventCluster) bool {
		defer func() { seen[c.Event] = true }()
		return seen[c.Event]
	})
	if err := s.Group(t.Context(), &g, s.Batch(), "entente test", "test@1"); err != nil {
		t.Fatal(err)
	}
	l := ledger(t, s, Options{CacheBytes: -1})
	ix, err := l.Index(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for n := range 400 {
		q := made(r)
		want := ix.slowly(q)
		sel, err := l.Choose(t.Context(), q)
		if err != nil {
			t.Fatalf("%s: %v", q.Encode(), err)
		}
		if sel.All != want.all || sel.Removed != want.removed || sel.Len() != len(want.acts) {
			t.Fatalf("%d %+v:\ngot  %d of %d, removed %v\nwant %d of %d, removed %v", n, q, sel.Len(), sel.All, sel.Removed, len(want.acts), want.all, want.removed)
		}
		byShown := map[string][]*Entry{}
		for _, kept := range want.acts {
			for _, e := range kept {
				byShown[e.ID] = kept
			}
		}
		sum := N{Events: sel.Len()}
		docs, sources := map[string]bool{}, map[int32]bool{}
		for _, e := range sel.Entries() {
			kept := byShown[e.ID]
			if !slices.Equal(ids2(kept), ids2(e.Reports())) {
				t.Fatalf("%+v: act %s has the reports %v, want %v", q, e.ID, ids2(e.Reports()), ids2(kept))
			}
			told = max(told, len(kept))
			contested := false
			for _, r := range kept {
				sum.Reports++
				docs[ix.Docs[r.Doc].ID], sources[ix.sourceOf[r.Doc]] = true, true
				contested = contested || len(r.ContestBy) > 0
				if better := len(r.Source)+len(r.Target) > len(e.Source)+len(e.Target); ownDate(r) && !ownDate(e) || ownDate(r) == ownDate(e) && better {
					t.Errorf("%+v: act %s is shown by a report that tells less than %s", q, e.ID, r.ID)
				}
			}
			switch e.Sign() {
			case 1:
				sum.Cooperation++
			case -1:
				sum.Conflict++
			}
			if contested {
				sum.Contested++
			}
		}
		sum.Documents, sum.Sources = len(docs), len(sources)
		if diff := cmp.Diff(sum, sel.N()); diff != "" {
			t.Errorf("%+v: count (-want +got)\n%s", q, diff)
		}
		if diff := cmp.Diff(ix.N(sel.Entries()), sel.N()); diff != "" {
			t.Errorf("%+v: count of the entries (-entries +selection)\n%s", q, diff)
		}
		pages(t, l, q, sel)
	}
	if told < 3 {
		t.Errorf("no act of three reports was asked for")
	}
}

// ids2 are the ids of entries.
func ids2(es []*Entry) (out []string) {
	for _, e := range es {
		out = append(out, e.ID)
	}
	return out
}

// pages holds the pages of a question, laid end to end, to its entries in order.
func pages(t *testing.T, l *Ledger, q Question, sel *Selection) {
	t.Helper()
	for _, q.Newest = range []bool{false, true} {
		want := slices.Clone(sel.Entries())
		slices.SortFunc(want, func(a, b *Entry) int { return placeOf(a).compare(placeOf(b), q.Newest) })
		var got []string
		q.Limit, q.After = 1+max(sel.Len()/3, 1), ""
		for {
			p, err := l.Events(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range p.Events {
				got = append(got, e.ID)
			}
			if q.After = p.Next; p.Next == "" {
				break
			}
		}
		if !slices.Equal(got, ids2(want)) {
			t.Fatalf("%+v: pages have\n%v, want\n%v", q, got, ids2(want))
		}
	}
}
