package store

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
)

const book = "plover@1"

var prov = Provenance{Program: "entente test", Codebook: book}

// clock is a time that stands still, so that ledgers can be compared.
func clock() time.Time { return time.Date(2024, 2, 29, 12, 0, 0, 123456000, time.UTC) }

// An act is an event of a fixture. Actors are "ACTOR" or "ACTOR/COUNTRY".
type act struct {
	id, typ, kind  string
	source, target string // actors, blanks between
	status         event.Status
	date           string
	reciprocal     bool
	evidence       []int // which of the bracketed words; nil: the one of its own index
}

// A piece is a document of a fixture: the words in ⟦brackets⟧ are evidence.
type piece struct {
	title, publisher, published, text string
	acts                              []act
}

func (p piece) coded(codebook string) *event.Coded {
	var c event.Coded
	var spans []doc.Span
	var b strings.Builder
	for i, part := range strings.Split(p.text, "⟦") {
		words, rest, marked := strings.Cut(part, "⟧")
		if i > 0 && marked {
			spans = append(spans, doc.Span{Begin: b.Len(), End: b.Len() + len(words)})
		}
		b.WriteString(words + rest)
	}
	c.Text = b.String()
	c.ID = doc.NewID([]byte(c.Text))
	c.Title, c.Publisher, c.Published = p.title, p.publisher, p.published
	c.PublishedBasis, c.Lang, c.Tags = doc.PublishedGiven, "en", []string{"Asia", "a;b"}
	for at := 0; at < len(c.Text); {
		n := strings.IndexByte(c.Text[at:], '\n')
		if n < 0 {
			n = len(c.Text) - at
		}
		if n > 0 {
			c.Segments = append(c.Segments, doc.Segment{Span: doc.Span{Begin: at, End: at + n}, Kind: doc.Body})
		}
		at += n + 1
	}
	c.Sentences = []doc.Sentence{{Span: doc.Span{Begin: 0, End: len(c.Text)}}}
	party := func(names string) (out []event.Party) {
		for _, n := range strings.Fields(names) {
			actor, country, ok := strings.Cut(n, "/")
			if !ok && len(n) == 3 {
				country = n
			}
			m := event.Mention{Span: spans[0], Kind: event.State, Actor: actor, Country: country, Sector: "GOV", Name: "Name of " + actor, Basis: event.ByName}
			c.Mentions = append(c.Mentions, m)
			out = append(out, event.Party{Actor: actor, Country: country, Sector: "GOV", Name: m.Name, Mention: doc.RefTo(len(c.Mentions) - 1)})
		}
		return out
	}
	for i, a := range p.acts {
		date, _ := edtf.Parse(a.date)
		e := event.Event{ID: a.id, Type: a.typ, Kind: a.kind, Quad: 1, Scale: 2.5, Source: party(a.source), Target: party(a.target),
			Reciprocal: a.reciprocal, Status: a.status, Date: date, DateBasis: event.DateStated, Rule: "r" + fmt.Sprint(i),
			Confidence: 0.75, Codebook: codebook, Contexts: []string{"military"}}
		if codebook != book {
			e.ID += "@" + codebook
		}
		if e.Status == "" {
			e.Status = event.Actual
		}
		which := a.evidence
		if which == nil {
			which = []int{i}
		}
		for _, w := range which {
			e.Evidence = append(e.Evidence, event.Evidence{Span: spans[w], Kind: event.InBody, Trigger: doc.Span{Begin: spans[w].Begin, End: spans[w].Begin + 3}})
		}
		if i == 0 {
			c.Places = []event.Place{{Span: spans[0], Name: "Place", ID: "geo1", Country: "TJK", Precision: event.City}}
			e.Place = doc.RefTo(0)
			e.Flags = []string{"secret", "first"}
		}
		c.Events = append(c.Events, e)
	}
	c.Claims = []event.Claim{{Span: spans[0], ID: "claim of " + c.ID[:6], Holder: event.Holder{Name: "article"}, Mode: "narration", Stance: "asserts", About: []string{"TJK"}}}
	return &c
}

// pieces are written for these tests.
var pieces = []piece{
	{"Ministers meet in the capital", "The Wire", "2019-05-03",
		"Ministers meet\n⟦Ministers of both states met in the capital⟧ on Thursday.\n\nEarlier, ⟦Kirland had expelled two envoys⟧ of its neighbour, and ⟦the drill planned for autumn⟧ was called off. Résumé of talks: ⟦the ministers sat for three hours⟧.",
		[]act{
			{id: "a1", typ: "CONSULT", kind: "meeting", source: "MIN/KGZ", target: "TJK", date: "2019-05-02", reciprocal: true, evidence: []int{0, 3}},
			{id: "a2", typ: "SANCTION", kind: "expulsion", source: "KGZ", target: "TJK", date: "2019-04"},
			{id: "a3", typ: "COOPERATE", kind: "exercise", source: "KGZ TJK KAZ", reciprocal: true, status: event.Planned, date: "2019-09-01/2019-11-30"},
		}},
	{"A base that is denied", "Daily Ledger", "2021-02",
		"⟦Officials denied that the base was built⟧.\n\n⟦Work on the base began⟧ years ago, experts say. ⟦A loan was agreed⟧ without a date.",
		[]act{
			{id: "b1", typ: "REJECT", kind: "denial", source: "GOVT/TJK", target: "", date: "2021-02-11"},
			{id: "b2", typ: "AID", kind: "base", source: "CHN", target: "TJK", status: event.Ongoing, date: "2016/.."},
			{id: "b3", typ: "AGREE", kind: "loan", source: "CHN", target: "TJK"},
		}},
	{"", "", "",
		"⟦The bloc held its summit⟧, and ⟦Russia and the bloc signed⟧ a paper. Ёлки и «слова».",
		[]act{
			{id: "c1", typ: "CONSULT", kind: "summit", source: "SCO", target: "", date: "2022-09-15/2022-09-16"},
			{id: "c2", typ: "AGREE", kind: "agreement", source: "RUS", target: "SCO", date: "2022-09-16", reciprocal: true},
		}},
}

func allCoded(codebook string) []*event.Coded {
	var out []*event.Coded
	for _, p := range pieces {
		out = append(out, p.coded(codebook))
	}
	return out
}

func openTest(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(context.Background(), dir, Options{Now: clock, Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func appendTest(t testing.TB, s *Store, coded ...*event.Coded) Result {
	t.Helper()
	r, err := s.Append(context.Background(), coded, prov)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// synth is the i-th of a row of short articles that are all different.
func synth(i int) *event.Coded {
	r := rand.New(rand.NewPCG(7, uint64(i)))
	words := strings.Fields("border talks trade envoy river water loan road bridge visit summit gas price army drill base denies signs pledges protests market power north south treaty council minister president delegation ceremony")
	var b strings.Builder
	fmt.Fprintf(&b, "Report %d\n", i)
	acts := 1 + r.IntN(6)
	states := []string{"KAZ", "KGZ", "TJK", "TKM", "UZB", "RUS", "CHN", "IRN", "AFG", "TUR"}
	types := []string{"AGREE", "CONSULT", "AID", "REJECT", "ACCUSE", "ASSAULT"}
	p := piece{title: fmt.Sprintf("Report %d", i), publisher: "Wire " + states[r.IntN(3)], published: fmt.Sprintf("20%02d-%02d", r.IntN(24), 1+r.IntN(12))}
	for k := range acts {
		b.WriteString("⟦")
		for range 8 + r.IntN(12) {
			b.WriteString(words[r.IntN(len(words))] + " ")
		}
		b.WriteString("end⟧. ")
		for range 20 {
			b.WriteString(words[r.IntN(len(words))] + " ")
		}
		if k%2 == 1 {
			b.WriteString("\n\n")
		}
		p.acts = append(p.acts, act{id: fmt.Sprintf("s%d.%d", i, k), typ: types[r.IntN(len(types))], kind: "statement",
			source: states[r.IntN(5)], target: states[5+r.IntN(5)], date: fmt.Sprintf("20%02d-%02d-%02d", r.IntN(24), 1+r.IntN(12), 1+r.IntN(28))})
	}
	p.text = b.String()
	return p.coded(book)
}
