//go:build unix

package cli

import (
	"io/fs"
	"syscall"
	"testing"
	"time"

	"entente/data"
	"entente/internal/read/text"
)

// BenchmarkStages takes the sample articles from text to events on one core, and
// reports sentences a second, by the clock and by the time the processor gave this
// process, and the share of each stage in percent. On a machine with other work to
// do only the second figure means anything.
func BenchmarkStages(b *testing.B) {
	a := &app{}
	t, err := a.load(knowledge{})
	if err != nil {
		b.Fatal(err)
	}
	names, err := fs.Glob(data.FS, samplesDir+"/*.txt")
	if err != nil || len(names) == 0 {
		b.Fatal("no samples", err)
	}
	var pages, parsing, resolving, coding time.Duration
	sentences := 0
	b.ReportAllocs()
	from := processorTime(b)
	for b.Loop() {
		for _, name := range names {
			raw, err := fs.ReadFile(data.FS, name)
			if err != nil {
				b.Fatal(err)
			}
			d, err := text.Read(raw)
			if err != nil {
				b.Fatal(err)
			}
			at := time.Now()
			lap := func(to *time.Duration) { now := time.Now(); *to += now.Sub(at); at = now }
			page, err := t.pager.Read(d)
			if err != nil {
				b.Fatal(err)
			}
			lap(&pages)
			parsed, err := t.stages().Parser.Parse(page)
			if err != nil {
				b.Fatal(err)
			}
			lap(&parsing)
			resolved, err := t.resolver.Resolve(parsed)
			if err != nil {
				b.Fatal(err)
			}
			lap(&resolving)
			if _, err := t.coder.Code(resolved); err != nil {
				b.Fatal(err)
			}
			lap(&coding)
			sentences += len(parsed.Sentences)
		}
	}
	b.ReportMetric(float64(sentences)/(processorTime(b)-from).Seconds(), "sentences/cpu-s")
	all := pages + parsing + resolving + coding
	b.ReportMetric(float64(sentences)/all.Seconds(), "sentences/s")
	for _, s := range []struct {
		name string
		took time.Duration
	}{{"page", pages}, {"parse", parsing}, {"resolve", resolving}, {"code", coding}} {
		b.ReportMetric(100*s.took.Seconds()/all.Seconds(), "%"+s.name)
	}
}

// processorTime is what this process has used of the processor so far.
func processorTime(tb testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
