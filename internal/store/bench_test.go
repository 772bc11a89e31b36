package store

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// BenchmarkAppend adds 10,000 short articles (some 820 bytes, 3.5 events) in
// batches of 100, and again. It reports documents a second and the peak of the
// process's memory at a tenth and at the end: it must not grow with the input.
//
//	go test ./internal/store -run '^$' -bench Append -benchtime 1x
func BenchmarkAppend(b *testing.B) {
	ctx := context.Background()
	const docs, size = 10_000, 100
	for range b.N {
		b.StopTimer()
		debug.FreeOSMemory()
		_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // begin a new peak
		s, err := Open(ctx, b.TempDir(), Options{Now: clock})
		if err != nil {
			b.Fatal(err)
		}
		var added, again time.Duration
		var tenth float64
		for _, took := range []*time.Duration{&added, &again} {
			for i := 0; i < docs; i += size {
				batch := synths(i, size)
				b.StartTimer()
				start := time.Now()
				if _, err := s.Append(ctx, batch, prov); err != nil {
					b.Fatal(err)
				}
				*took += time.Since(start)
				b.StopTimer()
				if i == docs/10 && tenth == 0 {
					tenth = peakMB()
				}
			}
		}
		peak := peakMB()
		start := time.Now()
		rows, err := s.Events(ctx, Filter{Dyad: [2]string{"KAZ", "CHN"}, Limit: 100})
		if err != nil || len(rows) != 100 {
			b.Fatal(len(rows), err)
		}
		dyad := time.Since(start)
		start = time.Now()
		if _, err := s.Event(ctx, rows[50].Event.ID); err != nil {
			b.Fatal(err)
		}
		one := time.Since(start)
		start = time.Now()
		if hits, err := s.Search(ctx, "river treaty", 20); err != nil || len(hits) != 20 {
			b.Fatal(err)
		}
		search := time.Since(start)
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		var disk int64
		for _, f := range []string{documentsFile, ledgerFile} {
			if fi, err := os.Stat(s.path(f)); err == nil {
				disk += fi.Size()
			}
		}
		b.ReportMetric(docs/added.Seconds(), "docs/s")
		b.ReportMetric(docs/again.Seconds(), "known-docs/s")
		b.ReportMetric(tenth, "MB-peak-at-tenth")
		b.ReportMetric(peak, "MB-peak")
		b.ReportMetric(float64(disk)/docs, "disk-B/doc")
		b.ReportMetric(float64(dyad.Microseconds())/1000, "ms/dyad-page")
		b.ReportMetric(float64(one.Microseconds())/1000, "ms/event")
		b.ReportMetric(float64(search.Microseconds())/1000, "ms/search")
	}
}

// peakMB is the peak of this process's memory in MB, 0 where it is not told.
func peakMB() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			var kb float64
			fmt.Sscan(v, &kb)
			return kb / 1024
		}
	}
	return 0
}
