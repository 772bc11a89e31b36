package pipeline

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/doc"
	"entente/internal/event"
)

// An article is a fake item; its text says what is to happen to it.
type article struct{ name, text string }

func (a article) Name() string { return a.name }
func (a article) Size() int64  { return int64(len(a.text)) }
func (a article) Document() (*doc.Document, error) {
	if strings.Contains(a.text, "unreadable") {
		return nil, errors.New("cannot be read")
	}
	return &doc.Document{ID: a.name, Text: a.text}, nil
}

// fake is all stages: it fails where the text says so, and finds an event for
// each "!".
type fake struct{ slow time.Duration }

func (f fake) Read(d *doc.Document) (*doc.Page, error) {
	return &doc.Page{Document: *d}, fail(d.Text, "page")
}
func (f fake) Parse(p *doc.Page) (*doc.Parsed, error) {
	return &doc.Parsed{Page: *p}, fail(p.Text, "parse")
}
func (f fake) Resolve(p *doc.Parsed) (*event.Resolved, error) {
	return &event.Resolved{Parsed: *p}, fail(p.Text, "resolve")
}
func (f fake) Code(r *event.Resolved) (*event.Coded, error) {
	time.Sleep(f.slow * time.Duration(len(r.Text)%7))
	return &event.Coded{Resolved: *r, Events: make([]event.Event, strings.Count(r.Text, "!"))}, fail(r.Text, "code")
}

func (f fake) Find(c *event.Coded) (*event.Coded, error) {
	return c, fail(c.Text, "claims")
}

func fail(text, stage string) error {
	if strings.Contains(text, "panic in "+stage) {
		panic("no such thing")
	}
	if strings.Contains(text, "fault in "+stage) {
		return errors.New("does not work")
	}
	return nil
}

func stages(slow time.Duration) Stages {
	f := fake{slow}
	return Stages{Pager: f, Parser: f, Resolver: f, Coder: f, Claimer: f}
}

func show(r Result) string {
	switch {
	case r.Err != nil:
		return r.Name + ": " + r.Err.Error()
	case r.Empty:
		return r.Name + ": empty"
	}
	return fmt.Sprintf("%s: %d events", r.Name, len(r.Coded.Events))
}

func TestRun(t *testing.T) {
	items := []article{
		{"1", "one!"}, {"2", "unreadable"}, {"3", " \n\ufeff"}, {"4", "fault in page"}, {"5", "fault in parse"},
		{"6", "fault in resolve"}, {"7", "fault in code"}, {"8", "panic in resolve"}, {"9", "two!!"}, {"10", ""},
		{"11", "fault in claims"},
	}
	want := []string{"1: 1 events", "2: cannot be read", "3: empty", "4: page: does not work", "5: parse: does not work",
		"6: resolve: does not work", "7: code: does not work", "8: a fault in the program, please report it: no such thing",
		"9: 2 events", "10: empty", "11: claims: does not work"}
	for _, workers := range []int{0, 1, 2, 7} {
		var got []string
		var last Stats
		stats, err := Run(t.Context(), slices.Values(items), stages(0), Options{Workers: workers, Progress: func(s Stats) { last = s }},
			func(r Result) error { got = append(got, show(r)); return nil })
		if err != nil {
			t.Errorf("%d workers: %v", workers, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d workers (-want +got)\n%s", workers, diff)
		}
		wantStats := Stats{Read: 11, Coded: 2, Empty: 2, Failed: 7, Bytes: stats.Bytes, Events: 3}
		if stats != wantStats || last != stats {
			t.Errorf("%d workers: got %+v, last progress %+v, want %+v", workers, stats, last, wantStats)
		}
	}
}

// count yields n articles of differing cost and says how many were taken.
func count(n int, taken *atomic.Int64) iter.Seq[article] {
	return func(yield func(article) bool) {
		for i := range n {
			taken.Add(1)
			if !yield(article{fmt.Sprint(i), strings.Repeat("x", i%13) + "!"}) {
				return
			}
		}
	}
}

func TestOrderAndBounds(t *testing.T) {
	const n, workers = 2000, 8
	var taken atomic.Int64
	at := 0
	_, err := Run(t.Context(), count(n, &taken), stages(20*time.Microsecond), Options{Workers: workers}, func(r Result) error {
		if r.Name != fmt.Sprint(at) {
			return fmt.Errorf("result %d is of item %s", at, r.Name)
		}
		at++
		if ahead := int(taken.Load()) - at; ahead > 6*workers {
			return fmt.Errorf("the reader is %d items ahead of the sink", ahead)
		}
		return nil
	})
	if err != nil || at != n {
		t.Errorf("got %d results, %v, want %d", at, err, n)
	}
}

// TestLarge has documents larger than the window: they must pass, and not many
// at a time.
func TestLarge(t *testing.T) {
	big := strings.Repeat("x", window+1)
	items := []article{{"1", big}, {"2", "x"}, {"3", big}, {"4", big}}
	stats, err := Run(t.Context(), slices.Values(items), stages(0), Options{Workers: 4}, func(Result) error { return nil })
	if err != nil || stats.Coded != 4 {
		t.Errorf("got %+v, %v", stats, err)
	}
}

func TestStop(t *testing.T) {
	before := runtime.NumGoroutine()
	var taken atomic.Int64
	stop := errors.New("full")
	stats, err := Run(t.Context(), count(1_000_000, &taken), stages(0), Options{Workers: 4}, func(r Result) error {
		if r.Name == "100" {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || stats.Read != 101 {
		t.Errorf("a sink that fails: got %v after %d", err, stats.Read)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = Run(ctx, count(1_000_000, &taken), stages(0), Options{Workers: 4}, func(r Result) error {
		if r.Name == "100" {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
	if n := taken.Load(); n > 1000 {
		t.Errorf("%d items were read after the stop", n)
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}

// A book is a fake ledger that knows documents by id and fails when it is full.
type book struct {
	ids  map[string]bool
	room int
	most int // documents in one batch
}

func (b *book) Append(_ context.Context, batch []*event.Coded) (Counts, error) {
	if b.room < len(batch) {
		return Counts{}, errors.New("no space left on device")
	}
	b.room -= len(batch)
	b.most = max(b.most, len(batch))
	var c Counts
	for _, d := range batch {
		if b.ids[d.ID] {
			c.DocsKnown++
			c.EventsKnown += len(d.Events)
		} else {
			b.ids[d.ID] = true
			c.DocsNew++
			c.EventsNew += len(d.Events)
		}
	}
	return c, nil
}

func TestAdd(t *testing.T) {
	b := &book{ids: map[string]bool{}, room: 4000}
	var taken atomic.Int64
	var others []string
	items := func(yield func(article) bool) {
		for a := range count(1500, &taken) {
			if !yield(a) {
				return
			}
		}
		_ = yield(article{"bad", "unreadable"}) && yield(article{"blank", ""}) && yield(article{"7", "known!"})
	}
	stats, err := Add(t.Context(), items, stages(0), b, Options{}, func(r Result) { others = append(others, show(r)) })
	want := Stats{Read: 1503, Coded: 1501, Empty: 1, Failed: 1, Bytes: stats.Bytes, Events: 1501,
		Counts: Counts{DocsNew: 1500, DocsKnown: 1, EventsNew: 1500, EventsKnown: 1}}
	if err != nil || stats != want {
		t.Errorf("got %+v, %v, want %+v", stats, err, want)
	}
	if diff := cmp.Diff([]string{"bad: cannot be read", "blank: empty"}, others); diff != "" {
		t.Errorf("others (-want +got)\n%s", diff)
	}
	if b.most > batchDocs {
		t.Errorf("a batch of %d", b.most)
	}

	// What is known is not coded, and does not come to the ledger.
	known := stages(0)
	known.Coder = nil
	known.Known = func(id string) (int, bool) { return 3, true }
	stats, err = Add(t.Context(), count(10, &taken), known, b, Options{}, func(r Result) { t.Errorf("other: %s", show(r)) })
	if want := (Stats{Read: 10, Coded: 10, Bytes: stats.Bytes, Events: 30, Counts: Counts{DocsKnown: 10, EventsKnown: 30}}); err != nil || stats != want {
		t.Errorf("known: got %+v, %v, want %+v", stats, err, want)
	}

	full := &book{ids: map[string]bool{}, room: batchDocs + 100}
	stats, err = Add(t.Context(), count(10*batchDocs, &taken), stages(0), full, Options{}, nil)
	if err == nil || !strings.Contains(err.Error(), "no space left") || stats.DocsNew != batchDocs {
		t.Errorf("a full ledger: got %+v, %v", stats, err)
	}
}
