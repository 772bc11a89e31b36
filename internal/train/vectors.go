package train

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// vectorDim is the length of a word vector; a multiple of 16.
const vectorDim = 64

// A vectorSet holds word vectors by normal form, all of one length.
type vectorSet struct {
	words []string
	rows  []float32 // len(words) rows of vectorDim
	index map[string]int32
}

func (v *vectorSet) row(i int32) []float32 { return v.rows[int(i)*vectorDim:][:vectorDim] }

// vectorOptions says how word vectors are trained.
type vectorOptions struct {
	Epochs   int
	MinCount int
	Seed     uint64
}

// trainVectors trains word vectors by skip-gram with negative samples, where
// each of the two places before and after a word has a context table of its
// own, so that a vector knows order: what may follow "to" and what may precede
// it.
//
// Source: Ling, Dyer, Black and Trancoso, Two/Too Simple Adaptations of Word2Vec
// for Syntax Problems, NAACL 2015.
func trainVectors(ctx context.Context, kn *kernels, sents [][]string, o vectorOptions, progress func(string, ...any)) (*vectorSet, error) {
	const (
		window    = 2
		negatives = 5
		dim       = vectorDim
	)
	words, counts, total := vocabulary(sents, o.MinCount)
	set := &vectorSet{words: words, index: make(map[string]int32, len(words))}
	for i, w := range words {
		set.index[w] = int32(i)
	}
	progress("vectors: %d tokens, %d words", total, len(words))
	rng := rand.New(rand.NewPCG(o.Seed, 0x5645))
	in := make([]float32, len(words)*dim)
	for i := range in {
		in[i] = (rng.Float32() - 0.5) / dim
	}
	var out [2 * window][]float32
	for k := range out {
		out[k] = make([]float32, len(words)*dim)
	}
	noise := noiseTable(counts)
	keep := make([]float32, len(words)) // frequent words are skipped now and then
	for i, c := range counts {
		keep[i] = float32(min(1, math.Sqrt(5e-4*float64(total)/float64(c))))
	}
	grad := make([]float32, dim)
	var ids []int32
	done, steps := 0, total*o.Epochs
	for epoch := range o.Epochs {
		for _, s := range sents {
			ids = ids[:0]
			for _, w := range s {
				if i, ok := set.index[w]; ok && (keep[i] == 1 || rng.Float32() < keep[i]) {
					ids = append(ids, i)
				}
			}
			done += len(s)
			rate := max(1e-4, 0.03*(1-float32(done)/float32(steps+1)))
			for i, w := range ids {
				x := in[int(w)*dim:][:dim]
				for d := -window; d <= window; d++ {
					if d == 0 || i+d < 0 || i+d >= len(ids) {
						continue
					}
					k := d + window
					if d > 0 {
						k--
					}
					clear(grad)
					for n := range negatives + 1 {
						c, y := ids[i+d], float32(1)
						if n > 0 {
							c, y = noise[rng.Uint32()%uint32(len(noise))], 0
						}
						r := out[k][int(c)*dim:][:dim]
						a := rate * (y - logistic(kn.dot(x, r)))
						kn.axpy(a, r, grad)
						kn.axpy(a, x, r)
					}
					kn.axpy(1, grad, x)
				}
			}
			if ctx.Err() != nil {
				return nil, fmt.Errorf("train vectors: %w", ctx.Err())
			}
		}
		progress("vectors: pass %d of %d done", epoch+1, o.Epochs)
	}
	for i := range words {
		r := in[i*dim:][:dim]
		norm := 4 / (float32(math.Sqrt(float64(kn.dot(r, r)))) + 1e-6)
		for j := range r {
			r[j] *= norm
		}
	}
	set.rows = in
	return set, nil
}

// vocabulary lists the words seen at least minCount times, most frequent first.
func vocabulary(sents [][]string, minCount int) (words []string, counts []int, total int) {
	seen := map[string]int{}
	for _, s := range sents {
		total += len(s)
		for _, w := range s {
			seen[w]++
		}
	}
	for w, c := range seen {
		if c >= minCount {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(seen[b], seen[a]), cmp.Compare(a, b))
	})
	for _, w := range words {
		counts = append(counts, seen[w])
	}
	return words, counts, total
}

// noiseTable lists word numbers so that a word drawn from it at random is as
// frequent as its count to the power 3/4.
func noiseTable(counts []int) []int32 {
	var sum float64
	for _, c := range counts {
		sum += math.Pow(float64(c), 0.75)
	}
	table := make([]int32, 0, 1<<21)
	acc := 0.0
	for i, c := range counts {
		acc += math.Pow(float64(c), 0.75) / sum
		for float64(len(table)) < acc*(1<<21) && len(table) < 1<<21 {
			table = append(table, int32(i))
		}
	}
	return table
}

func logistic(x float32) float32 {
	if x < 0 {
		e := exp32(x)
		return e / (1 + e)
	}
	return 1 / (1 + exp32(-x))
}
