//go:build unix

package atlas

import (
	"strings"
	"syscall"
	"testing"

	"entente/data"
)

// BenchmarkLoad reads the shipped tables, and says how long the clock and the
// processor take.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	from := processorTime(b)
	for b.Loop() {
		if _, err := Load(data.FS, "actors", "gazetteer"); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(processorTime(b)-from)/1e6/float64(b.N), "cpu-ms/op")
}

// processorTime is what this process has used of the processor so far, in
// nanoseconds.
func processorTime(tb testing.TB) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

func BenchmarkLongest(b *testing.B) {
	a := shipped(b)
	text := strings.Fields(`The Kazakh Foreign Ministry said on Tuesday that talks between the European Union and the Gulf
		Cooperation Council in Nur-Sultan had been put off after U.S. President Joe Biden and the Shanghai Cooperation Organization
		failed to agree on the Islamic State threat in northern Afghanistan , while troops gathered near Tashkent`)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		line := a.Line(text)
		for i := range text {
			n += len(line.Longest(i)) + len(line.LongestPlace(i))
		}
	}
	b.ReportMetric(float64(len(text)*b.N)/b.Elapsed().Seconds(), "tokens/s")
}
