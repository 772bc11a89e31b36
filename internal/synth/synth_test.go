package synth

import (
	"fmt"
	"hash/fnv"
	"math"
	"strings"
	"testing"

	"entente/internal/record"
)

func countries() []string {
	var out []string
	for i := range 220 {
		out = append(out, fmt.Sprintf("C%02X", 219-i))
	}
	return out
}

// The same seed gives the same bytes, for ever: these sums are of version 1.
func TestSame(t *testing.T) {
	for seed, want := range map[uint64]string{42: sum42, 7: sum7} {
		tab := New(seed, countries())
		h := fnv.New64a()
		for i := uint64(0); i < 1_000_000; i += 1009 {
			e := tab.Row(i)
			fmt.Fprintln(h, e.ID, e.Source, e.Target, e.Root, e.Day, e.Tenths, e.Mentions)
		}
		if got := fmt.Sprintf("%016x", h.Sum64()); got != want {
			t.Errorf("seed %d: sum %s, want %s", seed, got, want)
		}
	}
	a, b := New(42, countries()), New(42, countries())
	if a.Row(123456789) != b.Row(123456789) {
		t.Error("a row by itself differs")
	}
}

const (
	sum42 = "697fab093b7bcf3e"
	sum7  = "11120a2aee0b6a04"
)

// The table has the shapes it is said to have.
func TestShapes(t *testing.T) {
	const n = 400_000
	tab := New(1, countries())
	dyads, roots, ten, repeats, weekend, late := map[int]int{}, [21]int{}, 0, 0, 0, 0
	var logs []float64
	for i := range uint64(n) {
		e := tab.Row(i)
		if e.Source == e.Target || e.Source >= Countries || e.Tenths < -100 || e.Tenths > 100 || e.Mentions < 1 {
			t.Fatalf("row %d: %+v", i, e)
		}
		dyads[e.Source*Countries+e.Target]++
		roots[e.Root]++
		if e.Mentions == 10 {
			ten++
		} else {
			logs = append(logs, math.Log(float64(e.Mentions)))
		}
		if e.of != i {
			repeats++
			if f := tab.Row(e.of); f.of == e.of && (f.Day != e.Day || f.Root != e.Root || f.Tenths != e.Tenths || f.Source != e.Source) {
				t.Fatalf("row %d repeats %d and differs: %+v, %+v", i, e.of, e, f)
			}
		}
		if w := (e.Day + 4) % 7; w == 0 || w == 6 {
			weekend++
		}
		if y, _, _ := record.Date(e.Day); y < 1979 || y > 2024 {
			t.Fatalf("row %d is of %d", i, y)
		} else if y >= 2014 {
			late++
		}
	}
	near := func(what string, got, want, off float64) {
		if math.Abs(got-want) > off {
			t.Errorf("%s: %.4f, want %.4f", what, got, want)
		}
	}
	for r := 1; r <= 20; r++ {
		near(fmt.Sprintf("share of root %d", r), float64(roots[r])/n*100, shares[r-1]/1.003, 0.4)
	}
	near("repeats", float64(repeats)/n, 0.30, 0.01)
	near("weekends", float64(weekend)/n, 2*weekendShare/(5+2*weekendShare), 0.01)
	near("mentions of ten", float64(ten)/n, 0.16+0.84*0.03, 0.02)
	mean := 0.0
	for _, l := range logs {
		mean += l
	}
	near("log of mentions", mean/float64(len(logs)), 1.4, 0.06)
	// e^3.5 over 45 years: the last eleven have (1-e^(-3.5*10/45))/(1-e^-3.5).
	near("rows since 2014", float64(late)/n, (1-math.Exp(-3.5*10/45))/(1-math.Exp(-3.5)), 0.02)
	top := tab.pairs[0]
	second := tab.pairs[9]
	near("Zipf, first to tenth pair", float64(dyads[int(top)])/float64(dyads[int(second)]), math.Pow(10, zipf), 1.2)
}

const weekendShare = weekend

func TestGDELT2(t *testing.T) {
	tab := New(42, countries())
	fips := make([]string, Countries)
	for i := range fips {
		fips[i] = "XX"
	}
	var score [20]string
	for i := range score {
		score[i] = "1.5"
	}
	for i := range uint64(1000) {
		line := string(tab.AppendGDELT2(nil, i, fips, score))
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 61 || !strings.HasSuffix(line, "\n") {
			t.Fatalf("row %d: %d columns: %s", i, len(f), line)
		}
		if f[0] != fmt.Sprint(i+1) || len(f[1]) != 8 || f[26][:2] != f[28] || f[5][:3] != f[7] || !strings.HasPrefix(f[60], "https://") {
			t.Fatalf("row %d: %q", i, f)
		}
	}
}

func BenchmarkRow(b *testing.B) {
	tab := New(42, countries())
	i := uint64(0)
	for b.Loop() {
		tab.Row(i)
		i++
	}
}
