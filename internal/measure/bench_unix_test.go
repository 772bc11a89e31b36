//go:build unix

package measure

import (
	"fmt"
	"syscall"
	"testing"

	"entente/internal/edtf"
)

// BenchmarkTilt is one state over 30 years, by month, over 100,000 clusters, with
// 1,000 draws.
func BenchmarkTilt(b *testing.B) {
	acts := world{powers: 6, domains: 4, perMonth: 100000. / 360, sources: 200, shares: func(int, edtf.Day, int) []float64 {
		return []float64{.3, .25, .15, .1, .1, .1}
	}}.make(5, 360)
	for i := range acts { // half of them are told by a second source
		if i%2 == 0 {
			acts[i].Sources = append(acts[i].Sources, fmt.Sprint("s", i%200))
		}
	}
	s := setup(6, 4, 360)
	s.Draws = 1000
	s.Region = acts[:1000]
	b.ReportAllocs()
	var from, to syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &from); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		mustTilt(b, s, acts)
	}
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &to); err != nil {
		b.Fatal(err)
	}
	// Seconds of processor, whatever else the machine does.
	b.ReportMetric(float64(to.Utime.Nano()-from.Utime.Nano())/1e9/float64(b.N), "cpu-s/op")
	b.ReportMetric(float64(len(acts)), "clusters")
	b.ReportMetric(float64(len(s.Points)), "points")
}
