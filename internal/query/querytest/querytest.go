// Package querytest makes synthetic ledgers for the tests of all who ask.
package querytest

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

// Book is the codebook of the articles.
const Book = "plover@1"

// States are the actors of the articles.
var States = strings.Fields("KAZ KGZ TJK TKM UZB RUS CHN IRN AFG TUR USA DEU FRA IND PAK")

var (
	types    = strings.Fields("AGREE CONSULT AID REJECT ACCUSE ASSAULT COOPERATE SANCTION")
	quads    = map[string]event.Quad{"AGREE": 1, "CONSULT": 1, "AID": 2, "COOPERATE": 2, "REJECT": 3, "ACCUSE": 3, "ASSAULT": 4, "SANCTION": 4}
	kinds    = strings.Fields("agreement meeting aid denial accusation clash exercise sanctions loan base visit")
	statuses = []event.Status{event.Actual, event.Ongoing, event.Announced, event.Planned, event.Future, event.Hypothetical, event.Negated, event.Historical}
	contexts = strings.Fields("military economic diplomatic legal energy")
)

// Article is the i-th of a row of short articles that are all different, a pure
// function of i.
func Article(i int) *event.Coded {
	r := rand.New(rand.NewPCG(11, uint64(i)))
	var c event.Coded
	var b strings.Builder
	fmt.Fprintf(&b, "Report %d\n\n", i)
	acts := 1 + r.IntN(6)
	for k := range acts {
		typ := types[r.IntN(len(types))]
		begin := b.Len()
		src, tgt := r.IntN(len(States)), r.IntN(len(States)-1)
		if tgt >= src {
			tgt++
		}
		fmt.Fprintf(&b, "%s did %s to %s on the matter %d.", States[src], typ, States[tgt], r.IntN(1000))
		span := doc.Span{Begin: begin, End: b.Len()}
		b.WriteString(" And more was said of it.\n\n")
		date := edtf.YMD(2000+r.IntN(24), 1+r.IntN(12), 1+r.IntN(28))
		basis := event.DateStated
		switch r.IntN(10) {
		case 0:
			date, basis = edtf.Date{}, event.DateUnknown
		case 1:
			date, basis = edtf.YM(2000+r.IntN(24), 1+r.IntN(12)), event.DateInferred
		}
		m := len(c.Mentions)
		for _, s := range []string{States[src], States[tgt]} {
			c.Mentions = append(c.Mentions, event.Mention{Span: span, Kind: event.State, Actor: s, Country: s, Name: "Name of " + s, Basis: event.ByName})
		}
		e := event.Event{ID: fmt.Sprintf("s%d.%d", i, k), Type: typ, Kind: kinds[r.IntN(len(kinds))], Quad: quads[typ], Scale: 1,
			Source: []event.Party{{Actor: States[src], Country: States[src], Name: "Name of " + States[src], Mention: doc.RefTo(m)}},
			Target: []event.Party{{Actor: States[tgt], Country: States[tgt], Name: "Name of " + States[tgt], Mention: doc.RefTo(m + 1)}},
			Status: statuses[r.IntN(8)], Date: date, DateBasis: basis, Rule: "r" + fmt.Sprint(r.IntN(300)), Confidence: 0.5, Codebook: Book,
			Contexts: []string{contexts[r.IntN(len(contexts))]}, Reciprocal: typ == "CONSULT",
			Evidence: []event.Evidence{{Span: span, Kind: event.InBody, Trigger: doc.Span{Begin: span.Begin + 4, End: span.Begin + 7}}}}
		if r.IntN(8) == 0 {
			e.Evidence[0].Kind = event.InCaption
		}
		if k > 0 && r.IntN(12) == 0 {
			e.ContestedBy = []string{fmt.Sprintf("s%d.0", i)}
		}
		c.Events = append(c.Events, e)
	}
	c.Text = b.String()
	c.ID = doc.NewID([]byte(c.Text))
	c.Title, c.Publisher = fmt.Sprintf("Report %d", i), fmt.Sprintf("Wire %d", r.IntN(20))
	c.Published, c.PublishedBasis, c.Lang = fmt.Sprintf("20%02d-%02d", r.IntN(24), 1+r.IntN(12)), doc.PublishedGiven, "en"
	for at := 0; at < len(c.Text); {
		n := strings.Index(c.Text[at:], "\n\n")
		if n < 0 {
			n = len(c.Text) - at
		}
		if n > 0 {
			c.Segments = append(c.Segments, doc.Segment{Span: doc.Span{Begin: at, End: at + n}, Kind: doc.Body})
			c.Sentences = append(c.Sentences, doc.Sentence{Span: doc.Span{Begin: at, End: at + n}, Segment: len(c.Segments) - 1})
		}
		at += n + 2
	}
	return &c
}

// Store makes a store of synthetic articles that hold at least n events.
func Store(t testing.TB, n int) *store.Store {
	t.Helper()
	day := 0
	s, err := store.Open(context.Background(), t.TempDir(), store.Options{Now: func() time.Time {
		day++
		return time.Date(2024, 1, day, 12, 0, 0, 0, time.UTC)
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for i, events := 0, 0; events < n; {
		var batch []*event.Coded
		for range max(20, n/20) {
			c := Article(i)
			i, events, batch = i+1, events+len(c.Events), append(batch, c)
		}
		if _, err := s.Append(context.Background(), batch, store.Provenance{Program: "entente test", Codebook: Book}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// List is a list of articles.
func List(cs ...*event.Coded) []*event.Coded { return cs }
