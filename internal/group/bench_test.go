package group

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/store"
)

// bare is the i-th of a row of short documents: two acts, each told by three of
// them, and copies among them.
func bare(i int) *event.Coded {
	var c event.Coded
	states := []string{"KEN", "UGA", "NOR", "FIN", "PER", "CHL", "JPN", "VNM", "EGY", "JOR"}
	act := i / 3
	a, b := states[act%10], states[(act/10+act+1)%10]
	c.Text = fmt.Sprintf("The president of %s met the prime minister of %s on the matter %d of the river %d. They signed an agreement on trade, number %d, in the town of %d.", a, b, act, act*7, act, act%97)
	if i%3 == 2 {
		c.Text += fmt.Sprintf(" More was not said by anybody of %d, and %d went home.", i, i*3)
	}
	c.ID = doc.NewID([]byte(fmt.Sprint(i, c.Text)))
	c.Publisher = fmt.Sprintf("Paper %d", i%50)
	span := doc.Span{Begin: 0, End: 60}
	c.Segments = []doc.Segment{{Span: doc.Span{End: len(c.Text)}, Kind: doc.Body}}
	c.Sentences = []doc.Sentence{{Span: doc.Span{End: len(c.Text)}}}
	for k, typ := range []string{"CONSULT", "AGREE"} {
		c.Events = append(c.Events, event.Event{ID: fmt.Sprintf("e%d.%d", i, k), Type: typ, Kind: []string{"meeting", "agreement"}[k], Quad: 1, Status: event.Actual,
			Source: []event.Party{{Actor: a, Country: a}}, Target: []event.Party{{Actor: b, Country: b}}, Reciprocal: true,
			Date: edtf.FromDays(edtf.DayOf(2021, 1, 1)+edtf.Day(act%300), edtf.DayOf(2021, 1, 1)+edtf.Day(act%300)), DateBasis: event.DateStated, Rule: "r", Codebook: "b@1",
			Evidence: []event.Evidence{{Span: span, Kind: event.InBody, Trigger: doc.Span{Begin: 4, End: 13}}}})
	}
	return &c
}

// BenchmarkRegroup groups ledgers of short documents with two events each, then 100
// documents more. The time of the first, a document, must not grow with their
// number, nor that of the second much.
//
//	go test ./internal/group -run '^$' -bench Regroup -benchtime 1x
func BenchmarkRegroup(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var all, more time.Duration
			for range b.N {
				s, err := store.Open(b.Context(), b.TempDir(), store.Options{})
				if err != nil {
					b.Fatal(err)
				}
				add := func(from, to int) time.Duration {
					for i := from; i < to; i += 500 {
						var batch []*event.Coded
						for k := i; k < min(to, i+500); k++ {
							batch = append(batch, bare(k))
						}
						if _, err := s.Append(b.Context(), batch, store.Provenance{Program: "p", Codebook: "b@1"}); err != nil {
							b.Fatal(err)
						}
					}
					before := processor()
					if _, err := Regroup(b.Context(), s, lexicon(b), "p"); err != nil {
						b.Fatal(err)
					}
					return processor() - before
				}
				all += add(0, n)
				more += add(n, n+100)
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(all.Seconds()*1e6/float64(n*b.N), "cpu-µs/doc")
			b.ReportMetric(more.Seconds()*1e3/float64(b.N), "cpu-ms/100-more")
		})
	}
}

// processor is the time this process has used, user and system, on all cores.
func processor() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
