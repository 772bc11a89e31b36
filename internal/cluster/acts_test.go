package cluster

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// busy is the i-th event of a small world with crowded blocks.
func busy(i int) Event {
	r := rand.New(rand.NewPCG(12, uint64(i)))
	states := strings.Fields("KGZ TJK KAZ CHN RUS")
	pick := func() []string {
		out := []string{states[r.IntN(5)]}
		if r.IntN(8) == 0 {
			out = append(out, states[r.IntN(5)])
		}
		return out
	}
	types := strings.Fields("CONSULT AGREE SANCTION ACCUSE ASSAULT")
	e := Event{Number: int64(i), Doc: fmt.Sprintf("d%d", i*7919%1000/2), Realm: "deed", Type: types[r.IntN(5)], Source: pick(), Target: pick(), Head: "w" + fmt.Sprint(r.IntN(3))}
	e.Kind = strings.ToLower(e.Type)
	if r.IntN(7) == 0 {
		e.Kind = "attack"
	}
	e.Mutual = e.Type == "AGREE"
	switch r.IntN(8) {
	case 0:
		e.Target = nil
	case 1:
		e.Story = int64(1 + r.IntN(30))
	}
	day := i/20 + r.IntN(4)
	switch r.IntN(10) {
	case 0:
	case 1:
		e.When = Span{First: day - 20, Last: day, HasFirst: true, HasLast: true, Loose: true}
	default:
		e.When = Span{First: day, Last: day, HasFirst: true, HasLast: true}
	}
	for range 3 + r.IntN(9) {
		e.Words = append(e.Words, "w"+fmt.Sprint(r.IntN(20)))
	}
	return e
}

// What Recompute finds bit by bit, as events come, go and turn into copies, is what
// it finds of all at once.
func TestRecompute(t *testing.T) {
	const n = 1500
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 3))
		have := map[int64]Event{}
		of := map[int64]int64{}
		source := func(_ context.Context, w Want) ([]Event, error) {
			var out []Event
			for _, e := range have {
				t := lexicon.told(e)
				days := buckets(&e)
				if slices.Contains(w.Stories, e.Story) || slices.ContainsFunc(w.Parties, func(p PartyDays) bool {
					_, ok := slices.BinarySearch(t.all, p.Party)
					return ok && (!p.Dated && days == nil || p.Dated && slices.ContainsFunc(days, func(d int) bool { return d*bucket <= p.Last && d*bucket+bucket > p.First }))
				}) {
					out = append(out, e)
				}
			}
			return out, nil
		}
		looked, rounds := 0, 0
		for at := 0; at < n; {
			var touched, gone []Event
			for range 1 + r.IntN(200) {
				if at < n {
					touched = append(touched, busy(at))
					at++
				}
			}
			for range r.IntN(4) { // some go, some turn
				i := int64(r.IntN(at))
				e, ok := have[i]
				if !ok || slices.ContainsFunc(gone, func(g Event) bool { return g.Number == i }) {
					continue
				}
				gone = append(gone, e)
				delete(have, i)
				delete(of, i)
				if r.IntN(2) == 0 {
					e.Story = int64(1 + r.IntN(30))
					touched = append(touched, e)
				}
			}
			for _, e := range touched {
				have[e.Number] = e
			}
			got, err := Recompute(t.Context(), lexicon, touched, gone, source)
			if err != nil {
				t.Fatal(err)
			}
			looked, rounds = looked+len(got), rounds+1
			for i, c := range got {
				of[i] = c
			}
			var all []Event
			for _, e := range have {
				all = append(all, e)
			}
			want, err := Recompute(t.Context(), lexicon, all, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, of); d != "" {
				t.Fatalf("seed %d, %d events, %d touched, %d gone: %.1500s", seed, len(have), len(touched), len(gone), d)
			}
		}
		t.Logf("%d events looked at in %d rounds", looked, rounds)
	}
}
