package atlas

import (
	"strings"
	"testing"

	"entente/data"
)

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(data.FS, "actors", "gazetteer"); err != nil {
			b.Fatal(err)
		}
	}
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
