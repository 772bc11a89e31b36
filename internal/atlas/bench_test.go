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
	for b.Loop() {
		for i := range text {
			n += len(a.Longest(text, i)) + len(a.LongestPlace(text, i))
		}
	}
	b.ReportMetric(float64(len(text)*b.N)/b.Elapsed().Seconds(), "tokens/s")
}
