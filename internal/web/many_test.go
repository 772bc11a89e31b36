package web_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/store"
)

// manyStates are the actors of the ledger that is made up for measuring.
var manyStates = strings.Fields("RUS CHN USA UKR KAZ UZB TJK KGZ TKM TUR IRN SAU ARE QAT IND PAK AFG DEU FRA GBR POL ITA ESP JPN KOR PRK VNM IDN AUS CAN MEX BRA ARG EGY ETH NGA ZAF DZA MAR ISR SYR IRQ LBN JOR GEO ARM AZE BLR MDA FIN SWE NOR")

var manyKinds = []struct {
	typ, kind string
	quad      event.Quad
	scale     float64
}{{"CONSULT", "visit", 1, 1.9}, {"CONSULT", "meeting", 1, 1.5}, {"AGREE", "agreement", 1, 3}, {"COOPERATE", "exercise", 2, 6}, {"AID", "aid", 2, 7}, {"COOPERATE", "trade", 2, 6},
	{"ACCUSE", "accusation", 3, -2}, {"THREATEN", "threat", 3, -5}, {"SANCTION", "sanctions", 4, -6.5}, {"ASSAULT", "shelling", 4, -9}, {"PROTEST", "protest", 4, -6}}

// filler is what an article says beside its events, so that texts are about as
// long as those of agencies.
const filler = "Officials said that talks would go on and that further steps depended on the outcome of the meetings planned for the coming weeks, observers in the region noted. "

// many makes a ledger of n events, ten a document, from 2000 to 2025: 52 states,
// of which a few have most, as news has it. Some dates are of a month or unknown,
// some acts have several parties, are told by two documents, by holders without a
// name, in captions, or are denied.
func many(t testing.TB, dir string, n int) {
	t.Helper()
	day := 0
	now := func() time.Time {
		day++
		return time.Date(2026, 1, day, 12, 0, 0, 0, time.UTC)
	}
	s, err := store.Open(context.Background(), dir, store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r := rand.New(rand.NewPCG(1, 2))
	state := func() event.Party {
		id := manyStates[int(float64(len(manyStates))*r.Float64()*r.Float64())]
		return event.Party{Actor: id, Country: id, Name: id}
	}
	publishers := strings.Fields("Reuters TASS Xinhua AFP AP Ozodi Kommersant")
	contexts := strings.Fields("military economic diplomatic")
	var batch []*event.Coded
	for d := range n / 10 {
		c := &event.Coded{}
		var b strings.Builder
		y, m, day := 2000+r.IntN(26), 1+r.IntN(12), 1+r.IntN(28)
		for e := range 10 {
			k := manyKinds[r.IntN(len(manyKinds))]
			from, to := []event.Party{state()}, []event.Party{state()}
			if r.IntN(12) == 0 {
				to = append(to, state())
			}
			begin := b.Len()
			fmt.Fprintf(&b, "%s and %s in sentence %d of document %d: %s.", from[0].Name, to[0].Name, e, d, k.kind)
			span := doc.Span{Begin: begin, End: b.Len()}
			b.WriteString(" " + strings.Repeat(filler, 1+r.IntN(3)))
			c.Segments = append(c.Segments, doc.Segment{Span: doc.Span{Begin: begin, End: b.Len()}, Kind: doc.Body})
			c.Sentences = append(c.Sentences, doc.Sentence{Span: span, Segment: e})
			b.WriteString("\n\n")
			ev := event.Event{ID: fmt.Sprintf("%06d%02d", d, e), Type: k.typ, Kind: k.kind, Quad: k.quad, Scale: k.scale, Status: event.Actual,
				Source: from, Target: to, Reciprocal: k.kind == "meeting" || k.kind == "exercise",
				Date: edtf.YMD(y, m, day), DateBasis: event.DateStated, Rule: "made.up", Confidence: 0.5,
				Evidence: []event.Evidence{{Span: span, Sentence: e, Kind: event.InBody}}}
			switch r.IntN(12) {
			case 0:
				ev.DateBasis = event.DateInferred
			case 1:
				ev.Status = event.Planned
			case 2:
				c.Places = append(c.Places, event.Place{Span: span, Sentence: e, Name: "Samarkand", Country: "UZB", Precision: event.City})
				ev.Place = doc.RefTo(len(c.Places) - 1)
			case 3:
				ev.Date, ev.DateBasis = edtf.YM(y, m), event.DateRelative
			case 4:
				if r.IntN(3) == 0 {
					ev.Date, ev.DateBasis = edtf.Date{}, event.DateUnknown
				}
			case 5:
				ev.Evidence[0].Kind = event.InCaption
			case 6:
				c.Claims = append(c.Claims, event.Claim{ID: ev.ID + "c", Span: span, Holder: event.Holder{Name: "sources", Anonymous: true}, Mode: "paraphrase", Stance: "asserts", Events: []string{ev.ID}})
			case 7:
				if e > 0 {
					ev.ContestedBy = []string{c.Events[e-1].ID}
				}
			case 8:
				ev.Contexts = []string{contexts[r.IntN(len(contexts))]}
			}
			c.Events = append(c.Events, ev)
		}
		c.Text = b.String()
		c.ID = doc.NewID([]byte(c.Text))
		c.Title, c.Publisher, c.Lang = fmt.Sprintf("Document %d", d), publishers[r.IntN(len(publishers))], "en"
		c.Published, c.PublishedBasis = edtf.YMD(y, m, day).String(), doc.PublishedGiven
		batch = append(batch, c)
		if len(batch) == 1000 || d == n/10-1 {
			if _, err := s.Append(context.Background(), batch, store.Provenance{Program: "entente test", Codebook: "plover@1.0"}); err != nil {
				t.Fatal(err)
			}
			batch = nil
		}
	}
	// Every tenth act is told by a document of another week too.
	var g store.Grouping
	for i := 1; i+n/2 <= n; i += 5 {
		name := fmt.Sprintf("act %d", i)
		g.Clusters = append(g.Clusters, store.EventCluster{Event: int64(i), Cluster: name}, store.EventCluster{Event: int64(i + n/2), Cluster: name})
	}
	if err := s.Group(context.Background(), &g, s.Batch(), "entente test", "test@1"); err != nil {
		t.Fatal(err)
	}
}
