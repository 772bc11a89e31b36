package query

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"entente/internal/edtf"
	"entente/internal/measure"
	"entente/internal/store"
)

// twice is a ledger in which every fifth act is told by two documents.
func twice(t *testing.T, n int) *store.Store {
	s := fill(t, n)
	var g store.Grouping
	for i := 1; i+n/2 <= n; i += 5 {
		name := fmt.Sprintf("act %d", i)
		g.Clusters = append(g.Clusters, store.EventCluster{Event: int64(i), Cluster: name}, store.EventCluster{Event: int64(i + n/2), Cluster: name})
	}
	if err := s.Group(context.Background(), &g, s.Batch(), "entente test", "test@1"); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestGather holds what is read off columns to what acts, listed one by one, make.
func TestGather(t *testing.T) {
	l := measuring(t, twice(t, 4000))
	ctx := context.Background()
	for _, ask := range []LeanAsk{{State: "KAZ"}, {State: "RUS"}, {State: "CHN", Both: true}, {State: "USA", Scale: ScaleGoldstein}, {State: "UZB", Powers: []string{"RUS", "IRN"}},
		{State: "TJK", Switches: Switches{Reports: true}}, {State: "KAZ", Switches: Switches{NoContested: true, Domains: []string{"security", "economy"}}},
		{State: "TUR", Switches: Switches{NotSources: []string{"Reuters"}}}, {State: "KGZ", NoPrior: true}} {
		if ask.Scale == "" {
			ask.Scale = ScalePLOVER
		}
		ask.Draws = 100
		a, err := l.Lean(ctx, ask)
		if err != nil {
			t.Fatal(ask.State, err)
		}
		whose := concern{Of: []string{ask.State}}
		_, others := l.region(ask.State)
		if ask.NoPrior {
			others = nil
		}
		whose.Of = append(whose.Of, others...)
		acts, err := l.actsOf(ctx, ask.Switches, whose)
		if err != nil {
			t.Fatal(err)
		}
		mine := func(id string, _ edtf.Day) bool { return id == ask.State || a.sorter.within(id, ask.State) }
		want := acts.clusters(mine, ask.Both, a.sorter.of, ask.Scale)
		if !reflect.DeepEqual(a.Clusters, want) || len(want) < 20 {
			t.Errorf("%s: %d clusters of columns, %d of acts, or not the same", ask.State, len(a.Clusters), len(want))
		}
		var region []measure.Cluster
		for _, o := range others {
			region = append(region, acts.clusters(func(id string, _ edtf.Day) bool { return id == o }, ask.Both, a.sorter.of, ask.Scale)...)
		}
		if got, want := a.coded.masses, measure.Masses(len(a.Powers), region); !reflect.DeepEqual(got, want) || a.coded.regional != len(region) {
			t.Errorf("%s: %d masses of %d clusters of the region by columns, %d of %d by acts, or not the same", ask.State, len(got), a.coded.regional, len(want), len(region))
		}
		var es []*Entry
		for i, c := range a.Clusters {
			e := a.Entry(i)
			if e.ID != c.ID {
				t.Fatalf("cluster %s opens to %s", c.ID, e.ID)
			}
			es = append(es, e)
		}
		if got, want := a.N(a.coded.sel.Index), a.coded.sel.Index.N(es); got != want {
			t.Errorf("%s: N %+v, want %+v", ask.State, got, want)
		}
		acts.List = nil
		if !reflect.DeepEqual(a.Acts, acts) {
			t.Errorf("%s: account %+v, want %+v", ask.State, a.Acts, acts)
		}
	}
}

// TestNet holds sums over columns to those over acts, listed one by one.
func TestNet(t *testing.T) {
	l := measuring(t, twice(t, 4000))
	ctx := context.Background()
	for _, s := range []Switches{{}, {Reports: true}, {NoContested: true, Domains: []string{"economy"}}, {From: edtf.Y(2010), To: edtf.YM(2012, 5)}, {MinSources: 2}} {
		for _, sign := range []float64{1, -1} {
			for z := range Scales {
				acts, err := l.someActs(ctx, s, concern{Whole: true})
				if err != nil {
					t.Fatal(err)
				}
				_, got, err := l.netted(ctx, s, sign, z)
				if err != nil {
					t.Fatal(err)
				}
				want := netOf(acts.List, sign, z)
				var es []*Entry
				for i := range acts.List {
					if a := &acts.List[i]; a.Status > 0 && float64(a.Entry.Sign()) == sign {
						es = append(es, a.Entry)
					}
				}
				ix, err := l.Index(ctx)
				if err != nil {
					t.Fatal(err)
				}
				want.n = ix.N(es)
				if !reflect.DeepEqual(got, want) || z == 2 && len(want.mass) < 10 {
					t.Errorf("%+v, sign %g, scale %d: %d couples over columns, %d over acts, or not the same: N %+v and %+v", s, sign, z, len(got.mass), len(want.mass), got.n, want.n)
				}
			}
		}
	}
}

// TestWitnesses holds publishers counted over columns to those counted over acts.
func TestWitnesses(t *testing.T) {
	l := measuring(t, twice(t, 4000))
	ix, err := l.Index(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []Switches{{}, {MinSources: 2}, {NotSources: []string{ix.Docs[0].Source()}}, {AsOf: 3}, {AsOf: -1}, {From: edtf.Y(2010), To: edtf.YM(2012, 5), NoContested: true}} {
		got := map[string]Witness{}
		for _, w := range ix.Witnesses(s) {
			got[w.Name] = w
		}
		s.MinSources = 0
		want := map[string]Witness{}
		of := func(d *Doc, f func(*Witness)) {
			w := want[d.Source()]
			w.Name, w.From = d.Source(), d.From
			f(&w)
			want[d.Source()] = w
		}
		for i := range ix.Docs {
			if d := &ix.Docs[i]; s.AsOf >= 0 && ix.docHolds(d, s) && !s.without(d) {
				of(d, func(w *Witness) {
					w.Documents++
					if d.Kin == store.Copy || d.Kin == store.Derived {
						w.Copies++
					}
					if d.Origin != "" && d.Origin != d.From.Name {
						w.Credited++
					}
				})
			}
		}
		for _, e := range ix.Select(s, nil).Entries() {
			seen := map[string]bool{}
			for _, r := range e.Reports() {
				if d := &ix.Docs[r.Doc]; !seen[d.Source()] {
					seen[d.Source()] = true
					of(d, func(w *Witness) {
						w.Acts++
						if ix.Sources(e) == 1 {
							w.Alone++
						}
					})
				}
			}
		}
		if !reflect.DeepEqual(got, want) || s.AsOf >= 0 && len(want) < 3 {
			t.Errorf("%+v: over columns %+v, over acts %+v", s, got, want)
		}
	}
}
