package train

import (
	"math"
	"math/rand/v2"
	"strings"

	"entente/internal/doc"
	"entente/internal/nlp"
	"entente/internal/weights"
)

// A passage is a paragraph of a treebank: its text, and where sentences end.
type passage struct {
	text string
	ends map[int]bool
}

// passages joins the sentences of each paragraph by blanks.
func passages(samples []sample) []passage {
	var out []passage
	var b strings.Builder
	ends := map[int]bool{}
	flush := func() {
		if b.Len() > 0 {
			out = append(out, passage{b.String(), ends})
		}
		b.Reset()
		ends = map[int]bool{}
	}
	for _, s := range samples {
		if s.opens {
			flush()
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strings.TrimRight(s.text, " "))
		ends[b.Len()] = true
	}
	flush()
	return out
}

// putSplitter learns where sentences end, by logistic regression over the gaps
// between tokens, and stores the weights.
func putSplitter(f *weights.File, cut *nlp.Tokeniser, samples []sample, seed uint64) {
	const (
		passes = 12
		size   = 1 << nlp.SplitBits
	)
	type gap struct {
		keys []uint32
		end  bool
	}
	var gaps []gap
	for _, p := range passages(samples) {
		toks := cut.Tokenise(p.text, doc.Span{End: len(p.text)})
		places := cut.Places(toks)
		from := 0
		for i := 0; i+1 < len(toks); i++ {
			end := p.ends[toks[i].End]
			if toks[i].End < toks[i+1].Begin {
				gaps = append(gaps, gap{append([]uint32(nil), places.Features(i, from)...), end})
			}
			if end {
				from = i + 1
			}
		}
	}
	w, sq, sum := make([]float32, size), make([]float32, size), make([]float32, size)
	rng := rand.New(rand.NewPCG(seed, 0x5350))
	for pass := range passes {
		rng.Shuffle(len(gaps), func(i, j int) { gaps[i], gaps[j] = gaps[j], gaps[i] })
		for _, g := range gaps {
			var s float32
			for _, k := range g.keys {
				s += w[k]
			}
			d := logistic(s)
			if g.end {
				d -= 1
			}
			if d > -1e-3 && d < 1e-3 {
				continue
			}
			for _, k := range g.keys {
				sq[k] += float32(d * d)
				w[k] -= float32(0.15*d) / (float32(math.Sqrt(float64(sq[k]))) + 1e-4)
			}
		}
		if pass >= passes/2 {
			for i, x := range w {
				sum[i] += x
			}
		}
	}
	out := make([]int16, size)
	for i, x := range sum {
		out[i] = int16(max(-32000, min(32000, math.RoundToEven(float64(x)*1000/(passes/2)))))
	}
	f.PutInt16(nlp.TableSplit, out)
}
