package story

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// article makes an article of n words out of a vocabulary of its own.
func article(seed uint64, n int) []string {
	rng := rand.New(rand.NewPCG(seed, 3))
	words := make([]string, n)
	for i := range words {
		// Words as they are spread in texts: few of them often.
		words[i] = fmt.Sprintf("w%d", int(2000*rng.Float64()*rng.Float64()*rng.Float64()))
	}
	return words
}

// edited is a text with one word in every so many replaced.
func edited(words []string, every int, seed uint64) []string {
	rng := rand.New(rand.NewPCG(seed, 5))
	out := slices.Clone(words)
	for i := range out {
		if rng.IntN(every) == 0 {
			out[i] = fmt.Sprintf("x%d", rng.IntN(1000))
		}
	}
	return out
}

func sketchOf(words []string) Sketch { return Of(strings.Join(words, " ")) }

func TestCompare(t *testing.T) {
	long := article(1, 600)
	for _, tt := range []struct {
		name string
		a, b []string
		want Kin
	}{
		{"same", long, long, Copy},
		{"new title", long, append(article(2, 8), long...), Copy},
		{"cut by half", long, long[:300], Copy},
		{"cut to a fifth", long, long[:120], Copy},
		{"a word in thirty changed", long, edited(long, 30, 9), Copy},
		{"background taken over", long, append(article(3, 300), long[450:]...), Derived},
		{"another article", long, article(4, 600), None},
		{"two short ones", article(5, 40), article(6, 40), None},
		{"short copy", article(5, 40), article(5, 40), Copy},
		{"one quoted sentence", append(article(7, 300), long[:7]...), long, None},
		{"nothing", long, nil, None},
		{"four words", long[:4], long[:4], None},
	} {
		got := Compare(sketchOf(tt.a), sketchOf(tt.b))
		if got.Kin() != tt.want {
			t.Errorf("%s: got %d, want %d: %+v", tt.name, got.Kin(), tt.want, got)
		}
		if back := Compare(sketchOf(tt.b), sketchOf(tt.a)); back != got {
			t.Errorf("%s: the other way round: %+v, want %+v", tt.name, back, got)
		}
	}
}

// Case, white space, marks and typographic apostrophes do not count.
func TestWords(t *testing.T) {
	a := Of("The King's envoy, they said, LEFT the Capital –\non Monday.")
	b := Of("the king’s envoy they said", "left the capital on monday")
	if len(a) == 0 || !slices.Equal(a, b) {
		t.Errorf("got %v, want %v", b, a)
	}
}

// TestMeasured gives the quality of copies found, on texts made by rule: share
// found of the copies, and of the others taken for copies.
func TestMeasured(t *testing.T) {
	found, copies, wrong, others := 0, 0, 0, 0
	for seed := range uint64(200) {
		n := 80 + int(seed*7)%700
		words := article(seed, n)
		for _, c := range [][]string{words[:n*2/3], words[n/4:], edited(words, 25, seed), append(article(seed+9000, 15), words...)} {
			copies++
			if Compare(sketchOf(words), sketchOf(c)).Kin() == Copy {
				found++
			}
		}
		for _, c := range [][]string{article(seed+1000, n), append(article(seed+2000, n), words[:n/4]...)} {
			others++
			if Compare(sketchOf(words), sketchOf(c)).Kin() == Copy {
				wrong++
			}
		}
	}
	t.Logf("copies found: %d of %d; others taken for copies: %d of %d", found, copies, wrong, others)
	if found < copies*98/100 || wrong > others/100 {
		t.Errorf("copies found: %d of %d; others taken for copies: %d of %d", found, copies, wrong, others)
	}
}

// TestSamples: of the sample articles only one is a copy of another.
func TestSamples(t *testing.T) {
	files, err := filepath.Glob("../../data/samples/*.txt")
	if err != nil || len(files) < 40 {
		t.Fatal(len(files), err)
	}
	var sketches []Sketch
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		sketches = append(sketches, Of(string(b)))
	}
	var got []string
	for i := range files {
		for j := range i {
			if kin := Compare(sketches[j], sketches[i]).Kin(); kin != None {
				got = append(got, fmt.Sprintf("%d %s %s", kin, filepath.Base(files[j]), filepath.Base(files[i])))
			}
		}
	}
	want := []string{"2 2023-03-10-iran-saudi-beijing.txt 2023-03-10-iran-saudi-copy.txt"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	links := Links(sketches)
	if len(links) != 1 || links[0].Kin != Copy {
		t.Errorf("links: got %+v, want the one", links)
	}
}

// Links find the families that comparing all pairs finds, in any order.
func TestLinks(t *testing.T) {
	var sketches []Sketch
	var family []int
	for f := range 60 {
		words := article(uint64(f), 250)
		for c := range 1 + f%7 {
			sketches = append(sketches, sketchOf(edited(words[:250-10*c], 40, uint64(f*10+c))))
			family = append(family, f)
		}
	}
	check := func() {
		t.Helper()
		groups := Groups(len(sketches), Links(sketches), Copy)
		for i := range groups {
			for j := range i {
				if same := groups[i] == groups[j]; same != (family[i] == family[j]) {
					t.Fatalf("documents %d and %d of families %d and %d: joined %v", j, i, family[j], family[i], same)
				}
			}
		}
	}
	check()
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(sketches), func(i, j int) {
		sketches[i], sketches[j] = sketches[j], sketches[i]
		family[i], family[j] = family[j], family[i]
	})
	check()
}

// A line at the foot of every page makes no family of them.
func TestFurniture(t *testing.T) {
	foot := article(99, 60)
	var sketches []Sketch
	for i := range 400 {
		sketches = append(sketches, sketchOf(append(article(uint64(i), 60), foot...)))
	}
	if links := Links(sketches); len(links) > 0 {
		t.Errorf("got %d links, want none: %+v", len(links), links[0])
	}
}

// A text that more than a few hundred print is a family all the same.
func TestManyCopies(t *testing.T) {
	var sketches []Sketch
	for i := range 3 * furniture {
		sketches = append(sketches, sketchOf(edited(article(7, 120), 500, uint64(i))))
	}
	for i, g := range Groups(len(sketches), Links(sketches), Copy) {
		if g != 0 {
			t.Fatalf("copy %d is in group %d, want 0", i, g)
		}
	}
}

// What a Finder finds of all documents at once it finds in portions too, if those
// whose pieces became furniture are sought for again.
func TestPortions(t *testing.T) {
	var sketches []Sketch
	foot := article(98, 60)
	for i := range 900 {
		words := edited(article(uint64(i/3), 120), 40, uint64(i))
		if i%3 == 1 {
			words = append(words[:70], foot...)
		}
		sketches = append(sketches, sketchOf(words))
	}
	pairs := func(links []Link) map[[2]int]Kin {
		out := map[[2]int]Kin{}
		for _, l := range links {
			out[[2]int{l.A, l.B}] = l.Kin
		}
		return out
	}
	want := pairs(Links(sketches))
	if len(want) < 300 {
		t.Fatalf("only %d links", len(want))
	}
	for seed := range uint64(4) {
		rng := rand.New(rand.NewPCG(seed, 6))
		got := map[[2]int]Kin{}
		turned := 0
		for from := 0; from < len(sketches); {
			end := min(len(sketches), from+1+rng.IntN(400))
			sought := map[int]bool{}
			var f Finder
			for i := from; i < end; i++ {
				sought[i] = true
				f.Seek(sketches[i])
			}
			count := func() {
				for i, s := range sketches[:end] {
					f.Count(s, i < from)
				}
			}
			count()
			if x := f.Turned(); len(x) > 0 {
				f = Finder{}
				for i, s := range sketches[:end] {
					if slices.ContainsFunc(s, func(h uint64) bool { return x[h] }) && !sought[i] {
						sought[i] = true
						turned++
					}
					if sought[i] {
						f.Seek(s)
					}
				}
				count()
			}
			for p := range got {
				if sought[p[1]] {
					delete(got, p)
				}
			}
			for i, s := range sketches[:end] {
				for _, c := range f.Pass(i, s, sought[i]) {
					if kin := c.Kin(Compare(sketches[c.Doc], s)); kin != None {
						got[[2]int{c.Doc, i}] = kin
					}
				}
			}
			from = end
		}
		if turned == 0 {
			t.Error("no piece became furniture: nothing was tried")
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("portions %d: %s", seed, d)
		}
	}
}

func FuzzSketch(f *testing.F) {
	f.Add("Saudi Arabia and Iran agreed on Friday to restore relations", "Saudi Arabia and Iran agreed on Friday")
	f.Add("\xff\xfe a b c d e f", "а б в г д е ж ё")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := Of(a), Of(b)
		if !slices.IsSorted(x) || len(x) > size {
			t.Errorf("%q: %v", a, x)
		}
		l := Compare(x, y)
		if l != Compare(y, x) || l.Resemblance < 0 || l.Containment > 1 || l.Resemblance > l.Containment {
			t.Errorf("%q, %q: %+v", a, b, l)
		}
		if l := Compare(x, x); len(x) > 0 && l.Resemblance != 1 {
			t.Errorf("%q with itself: %+v", a, l)
		}
	})
}

// BenchmarkOf sketches articles of 300 words; BenchmarkLinks finds the copies of
// a hundred thousand. Time a document must not grow with their number.
func BenchmarkOf(b *testing.B) {
	text := strings.Join(article(1, 300), " ")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Of(text)
	}
}

func BenchmarkLinks(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		sketches := make([]Sketch, n)
		for i := range sketches {
			sketches[i] = sketchOf(edited(article(uint64(i/3), 120), 40, uint64(i)))
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Links(sketches)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/doc")
		})
	}
}
