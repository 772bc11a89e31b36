package query

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"entente/data"
	"entente/internal/atlas"
	"entente/internal/codebook"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/measure"
	"entente/internal/store"
)

func weights(t testing.TB) *Weights {
	t.Helper()
	fsys, err := fs.Sub(data.FS, "measures")
	if err != nil {
		t.Fatal(err)
	}
	w, err := LoadWeights(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestWeights holds the tables to the codebook: every code they name is one, and
// every kind, status and sector of the codebook is decided on.
func TestWeights(t *testing.T) {
	w := weights(t)
	cb, err := codebook.Load(data.FS, "codebooks/plover")
	if err != nil {
		t.Fatal(err)
	}
	codes := func(name string) map[string]bool {
		text, err := fs.ReadFile(data.FS, "codebooks/plover/"+name)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]bool{}
		for line := range strings.Lines(string(text)) {
			if !strings.HasPrefix(line, "#") {
				code, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
				out[code] = true
			}
		}
		return out
	}
	for name, table := range map[string]map[string]string{"kinds.tsv": w.kinds, "contexts.tsv": w.contexts, "types.tsv": w.types} {
		known := codes(name)
		for code := range table {
			if !known[code] {
				t.Errorf("domains.tsv: %s is not in %s", code, name)
			}
		}
	}
	for code := range codes("sectors.tsv") {
		if _, ok := w.sectors[code]; !ok && code != "code" {
			t.Errorf("sectors.tsv does not decide on %s", code)
		}
	}
	a, err := atlas.Load(data.FS, "actors", "gazetteer")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range w.Regions {
		if len(a.Members(g, edtf.Date{})) < 3 {
			t.Errorf("regions.tsv: %s has no three members", g)
		}
	}
	for _, p := range w.Powers {
		for _, m := range p.Members {
			if _, ok := a.Entity(m); !ok {
				t.Errorf("powers.tsv: %s is no actor", m)
			}
		}
	}
	if _, ok := cb.CodeOf("cameo", "CONSULT", "visit", ""); !ok {
		t.Error("a visit has no score on Goldstein's scale")
	}
}

func TestWeightsFaults(t *testing.T) {
	good := fstest.MapFS{}
	for _, n := range []string{"domains", "status", "sectors", "powers", "regions"} {
		b, err := fs.ReadFile(data.FS, "measures/"+n+".tsv")
		if err != nil {
			t.Fatal(err)
		}
		good[n+".tsv"] = &fstest.MapFile{Data: b}
	}
	for _, tt := range []struct{ file, text, want string }{
		{"domains.tsv", "# version: 1\nby\tcode\tdomain\nkind\tvisit\tsports\n", `domains.tsv:3: "sports" is no domain`},
		{"domains.tsv", "# version: 1\nby\tcode\tdomain\nmode\tvisit\tother\n", "domains.tsv:3: by is kind, context or type"},
		{"domains.tsv", "# version: 1\nby\tcode\tdomain\nkind\tvisit\tother\nkind\tvisit\tother\n", "domains.tsv:4: kind visit is there twice"},
		{"status.tsv", "# version: 1\nstatus\tweight\nactual\t2\n", "status.tsv:3: a weight is a number from 0 to 1"},
		{"status.tsv", "# version: 1\nstatus\tweight\nactual\t1\n", "status.tsv: ongoing has no weight"},
		{"sectors.tsv", "sector\tacts\nGOV\t1\n", "sectors.tsv: no line says # version"},
		{"powers.tsv", "# version: 1\npower\tmembers\nRussia\n", "powers.tsv:3: 1 columns, want power, members"},
		{"regions.tsv", "", "regions.tsv: no line says # version"},
	} {
		fsys := fstest.MapFS{}
		for k, v := range good {
			fsys[k] = v
		}
		fsys[tt.file] = &fstest.MapFile{Data: []byte(tt.text)}
		if _, err := LoadWeights(fsys); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
}

func TestFields(t *testing.T) {
	w := weights(t)
	for _, tt := range []struct {
		e    Entry
		want []float64
	}{
		{Entry{Type: "COOPERATE", Kind: "exercise", Contexts: []string{"economic"}}, []float64{1, 0, 0, 0}},
		{Entry{Type: "CONSULT", Kind: "visit", Contexts: []string{"military", "energy"}}, []float64{.5, .5, 0, 0}},
		{Entry{Type: "CONSULT", Kind: "visit", Contexts: []string{"historical"}}, []float64{0, 0, 1, 0}},
		{Entry{Type: "AID", Kind: "aid"}, []float64{0, 0, 0, 1}},
		{Entry{Type: "REJECT", Kind: "denial"}, nil},
	} {
		if got := w.fields(&tt.e); !slices.Equal(got, tt.want) {
			t.Errorf("%+v: got %v, want %v", tt.e, got, tt.want)
		}
	}
}

// measuring is a Ledger with all that measures need, over a store.
func measuring(t testing.TB, s *store.Store) *Ledger {
	a, err := atlas.Load(data.FS, "actors", "gazetteer")
	if err != nil {
		t.Fatal(err)
	}
	cb, err := codebook.Load(data.FS, "codebooks/plover")
	if err != nil {
		t.Fatal(err)
	}
	return ledger(t, s, Options{Atlas: a, Weights: weights(t), Book: cb, CacheBytes: -1})
}

// TestMeasures asks a ledger of acts of 15 states at random.
func TestMeasures(t *testing.T) {
	l := measuring(t, fill(t, 4000))
	t.Run("lean", func(t *testing.T) { testLean(t, l) })
	t.Run("dealings", func(t *testing.T) { testDealings(t, l) })
}

func testLean(t *testing.T, l *Ledger) {
	ctx := context.Background()
	ask := LeanAsk{State: "KAZ", Step: measure.Year, Draws: 200, Seed: 5, Between: [2]string{"RUS", "China"}, Scale: ScaleActs, HalfLife: 24}
	ans, err := l.Lean(ctx, ask)
	if err != nil {
		t.Fatal(err)
	}
	last := ans.Points[len(ans.Points)-1]
	if last.All.Missing != "" {
		t.Fatal(last.All.Missing)
	}
	sum := 0.0
	for _, e := range last.All.Share {
		sum += e.Value
	}
	if math.Abs(sum-1) > 1e-9 || !slices.Equal(ans.Powers, []string{"Russia", "China", "USA", "EU", "Turkey", Rest}) || ans.Pair != [2]string{"Russia", "China"} {
		t.Errorf("shares sum to %g among %v, pair %v", sum, ans.Powers, ans.Pair)
	}
	// Drawn from equals: of 14 others, France and Germany are the EU.
	if e := last.All.Share[3]; e.Low > 2./14 || e.High < 2./14 {
		t.Errorf("EU: %+v", e)
	}
	if ans.Region != "CENTRAL_ASIA" || ans.coded.regional == 0 {
		t.Errorf("region %q with %d clusters", ans.Region, ans.coded.regional)
	}
	for _, want := range []string{measure.TiltVersion, "scale acts", "codebook " + book, "domains 1.0", "domains weigh the same", "half-life 24 months", "drawn to CENTRAL_ASIA by 2 clusters", "200 draws from seed 5", "the ledger as it is", "switches none"} {
		if !strings.Contains(ans.Method, want) {
			t.Errorf("method has no %q: %s", want, ans.Method)
		}
	}
	// Each cluster opens down to its act, which is one of the state's.
	for i := range ans.Clusters {
		e := ans.Entry(i)
		if e == nil || e.ID != ans.Clusters[i].ID || !e.Of("KAZ") {
			t.Fatalf("cluster %s opens to %+v", ans.Clusters[i].ID, e)
		}
		if e.Status == event.Negated && ans.Clusters[i].Status != 0 || e.Status == event.Planned && ans.Clusters[i].Status != .5 {
			t.Fatalf("%s of status %s weighs %g", e.ID, e.Status, ans.Clusters[i].Status)
		}
		if e.Kind == "denial" {
			t.Fatalf("a denial of a fact is counted: %s", e.ID)
		}
	}
	again, err := l.Lean(ctx, ask)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(again.Points) != fmt.Sprint(ans.Points) {
		t.Error("asked again, another answer")
	}
	asym, err := ans.Asymmetries()
	if err != nil || len(asym) != 5 || asym[0].Power != "Russia" || !asym[0].Difference.Known() {
		t.Errorf("asymmetries: %v, %+v", err, asym)
	}
	infl, err := ans.Influences("")
	if err != nil || len(infl) < 50 {
		t.Errorf("%d influences, %v", len(infl), err)
	}
	looks, err := ans.Shifts(measure.MainFalls, 0)
	if err != nil || len(looks) == 0 {
		t.Errorf("%d looks, %v", len(looks), err)
	}
	// The other scale and half the ledger.
	ask.Scale, ask.Step = ScaleGoldstein, measure.Quarter
	ask.Switches.From, ask.Switches.To = edtf.Y(2010), edtf.Y(2015)
	part, err := l.Lean(ctx, ask)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(part.Points); n != 24 || part.Points[0].Period.String() != "2010-01/2010-03" || part.Points[23].Period.String() != "2015-10/2015-12" {
		t.Errorf("%d points from %s", n, part.Points[0].Period)
	}
}

func TestLeanRefused(t *testing.T) {
	ctx := context.Background()
	l := measuring(t, fill(t, 300))
	for _, tt := range []struct {
		ask  LeanAsk
		want string
		none bool
	}{
		{LeanAsk{State: "XXX"}, "there is no actor of this id", false},
		{LeanAsk{}, "whose?", false},
		{LeanAsk{State: "CENTRAL_ASIA"}, "is no state or body of states", false},
		{LeanAsk{State: "TUV"}, "of TUV, no act towards another state or body is in the ledger", true},
		{LeanAsk{State: "RUS", Powers: []string{"RUS", "CHN"}}, "RUS belongs to it, and nobody leans on itself", false},
		{LeanAsk{State: "FRA", Powers: []string{"EU", "CHN"}}, "FRA belongs to it", false},
		{LeanAsk{State: "KAZ", Powers: []string{"RUS", "Russia"}}, "it is there twice", false},
		{LeanAsk{State: "KAZ", Powers: []string{"Atlantis"}}, "there is no actor of this id", false},
		{LeanAsk{State: "KAZ", Weights: []float64{.5, .2, .1, .1}}, "sum to 0.9, not to 1", false},
		{LeanAsk{State: "KAZ", Between: [2]string{"RUS", "RUS"}}, "two different powers are needed", false},
		{LeanAsk{State: "KAZ", Between: [2]string{"RUS", "BRA"}}, "the powers are Russia, China", false},
		{LeanAsk{State: "KAZ", Scale: "feelings"}, "there are plover, goldstein, acts", false},
		{LeanAsk{State: "KAZ", HalfLife: -1}, "it is a number of months above 0", false},
		{LeanAsk{State: "KAZ", Switches: Switches{From: edtf.Y(2090)}}, "the ledger ends on 2023", true},
		{LeanAsk{State: "KAZ", Switches: Switches{To: edtf.Y(1950)}}, "the ledger begins on 2000", true},
	} {
		_, err := l.Lean(ctx, tt.ask)
		var bad *BadValue
		if err == nil || !strings.Contains(err.Error(), tt.want) || errors.Is(err, ErrNoEvidence) != tt.none || errors.As(err, &bad) == tt.none {
			t.Errorf("%+v: got %v, want %q", tt.ask, err, tt.want)
		}
	}
	// The default powers without the state's own, said so.
	ans, err := l.Lean(ctx, LeanAsk{State: "FRA", Draws: 100, Switches: Switches{To: edtf.Y(2090)}})
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(ans.Powers, "EU") || len(ans.Notes) != 2 || !strings.Contains(ans.Notes[0], "EU is left out of the powers: FRA belongs to it") || !strings.Contains(ans.Notes[1], "the ledger ends on") {
		t.Errorf("powers %v, notes %q", ans.Powers, ans.Notes)
	}
	empty := measuring(t, fill(t, 0))
	if _, err := empty.Lean(ctx, LeanAsk{State: "KAZ"}); !errors.Is(err, ErrNoEvidence) {
		t.Errorf("empty ledger: %v", err)
	}
}

// TestLedgerMetamorphic: copies of articles, and acts of others, change nothing.
func TestLedgerMetamorphic(t *testing.T) {
	ctx := context.Background()
	s := fill(t, 1500)
	ask := LeanAsk{State: "TJK", Step: measure.Year, Draws: 100, Seed: 1}
	ask.HalfLife = 60
	show := func() string {
		ans, err := measuring(t, s).Lean(ctx, ask)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(ans.Points)
	}
	was := show()
	var extra []*event.Coded
	for i := range 40 {
		c := synth(100000 + i)
		for k := range c.Events {
			e := &c.Events[k]
			// Among states with which Tajikistan has nothing to do here, within the same years.
			e.Source = []event.Party{{Actor: "BRA", Country: "BRA", Name: "Brazil"}}
			e.Target = []event.Party{{Actor: "ARG", Country: "ARG", Name: "Argentina"}}
		}
		extra = append(extra, c)
	}
	if _, err := s.Append(ctx, extra, store.Provenance{Program: "entente test", Codebook: book}); err != nil {
		t.Fatal(err)
	}
	if now := show(); now != was {
		t.Error("an unrelated dyad moved the answer")
	}
}

func testDealings(t *testing.T, l *Ledger) {
	ctx := context.Background()
	r, err := l.React(ctx, ReactAsk{State: "KAZ", With: "CHN", Power: "RUS", Draws: 199, Scale: ScaleActs})
	if err != nil {
		t.Fatal(err)
	}
	if x := r.Reactions[0]; len(r.Reactions) != 2 || (x.Missing != "") != math.IsNaN(x.P) || len(r.Conflict) != x.Doses || x.Doses == 0 || x.Acts == 0 || x.Acts > len(r.Cooperation) {
		t.Errorf("reactions: %+v", r.Reactions)
	}
	for _, e := range r.Conflict {
		if e.Sign() >= 0 || !e.Of("RUS") || !e.Of("KAZ") {
			t.Fatalf("no conflict of Russia with Kazakhstan: %+v", e)
		}
	}
	for _, tt := range []struct {
		ask  ReactAsk
		want string
	}{
		{ReactAsk{State: "KAZ", With: "KAZ", Power: "RUS"}, "a reaction is of three"},
		{ReactAsk{State: "KAZ", With: "CHN", Power: "XXX"}, "there is no actor of this id"},
	} {
		if _, err := l.React(ctx, tt.ask); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v", tt.ask, err)
		}
	}
	n, err := l.Network(ctx, NetworkAsk{})
	if err != nil {
		t.Fatal(err)
	}
	if len(n.Nodes) != 15 || len(n.Ties) != 105 || n.Nodes[0].Partners != 14 || !(n.Nodes[0].Strength >= n.Nodes[14].Strength) || n.Nodes[3].Betweenness != 0 {
		t.Errorf("all deal with all: %d ties, %+v", len(n.Ties), n.Nodes[0])
	}
	for _, x := range n.Nodes {
		if !(x.Participation > .3 && x.Participation <= 1 && x.Constraint > .2 && x.Constraint < .4) {
			t.Errorf("%+v", x)
		}
	}
	if _, err := l.Network(ctx, NetworkAsk{Least: 5000}); !errors.Is(err, ErrNoEvidence) {
		t.Errorf("no tie of 5000 acts: %v", err)
	}
	f, err := l.Foretell(ctx, ForecastAsk{A: "KAZ", B: "RUS", Draws: 200})
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Forecasts) != len(measure.Forecasters) || f.Next.Days() < 89 || f.Forecasts[0].Tried < 20 || len(f.History) < 200 {
		t.Errorf("forecast: next %s, %d months, %+v", f.Next, len(f.History), f.Forecasts[0])
	}
	if _, err := l.Foretell(ctx, ForecastAsk{A: "KAZ", B: "KAZ"}); err == nil || !strings.Contains(err.Error(), "a forecast is of two") {
		t.Errorf("of itself: %v", err)
	}
	if _, err := l.Foretell(ctx, ForecastAsk{A: "KAZ", B: "TUV"}); !errors.Is(err, ErrNoEvidence) {
		t.Errorf("without acts: %v", err)
	}
}
