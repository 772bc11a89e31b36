package cluster

import (
	"math"
	"slices"
)

// A Score is precision, recall and their harmonic mean, 0 to 1.
type Score struct{ Precision, Recall, F1 float64 }

func scoreOf(p, pn, r, rn float64) Score {
	s := Score{}
	if pn > 0 {
		s.Precision = p / pn
	}
	if rn > 0 {
		s.Recall = r / rn
	}
	if s.Precision+s.Recall > 0 {
		s.F1 = 2 * s.Precision * s.Recall / (s.Precision + s.Recall)
	}
	return s
}

// Scores compares clusters found with those that a person made: the cluster of
// each mention in both, by any numbers. CoNLL is the mean F1 of the three.
//
// Source: MUC (Vilain et al. 1995), B³ (Bagga and Baldwin 1998), CEAF-e (Luo 2005);
// their mean as in the CoNLL shared tasks of 2011 and 2012. Clusters of one
// mention count in B³ and CEAF-e.
func Scores(got, gold []int) (muc, b3, ceaf Score, conll float64) {
	g, w := sets(got), sets(gold)
	muc = scoreOf(linksKept(g, gold), linksOf(g), linksKept(w, got), linksOf(w))
	var p, r float64
	for i := range got {
		both := 0
		for _, j := range g[got[i]] {
			if gold[j] == gold[i] {
				both++
			}
		}
		p += float64(both) / float64(len(g[got[i]]))
		r += float64(both) / float64(len(w[gold[i]]))
	}
	n := float64(len(got))
	b3 = scoreOf(p, n, r, n)
	fit := best(g, w, got, gold)
	ceaf = scoreOf(fit, float64(len(g)), fit, float64(len(w)))
	return muc, b3, ceaf, (muc.F1 + b3.F1 + ceaf.F1) / 3
}

func sets(of []int) map[int][]int {
	out := map[int][]int{}
	for i, c := range of {
		out[c] = append(out[c], i)
	}
	return out
}

// linksOf is how many links the clusters need.
func linksOf(of map[int][]int) float64 {
	n := 0
	for _, ms := range of {
		n += len(ms) - 1
	}
	return float64(n)
}

// linksKept is how many of them the other partition keeps.
func linksKept(of map[int][]int, other []int) float64 {
	n := 0
	for _, ms := range of {
		parts := map[int]bool{}
		for _, m := range ms {
			parts[other[m]] = true
		}
		n += len(ms) - len(parts)
	}
	return float64(n)
}

// best is the greatest sum of likeness (2 |both| / (|a|+|b|)) of clusters matched
// one to one: the assignment problem, by shortest paths.
func best(g, w map[int][]int, got, gold []int) float64 {
	rows, cols := keys(g), keys(w)
	swapped := len(rows) > len(cols)
	if swapped {
		rows, cols = cols, rows
	}
	like := make([][]float64, len(rows))
	for i, a := range rows {
		like[i] = make([]float64, len(cols))
		for j, b := range cols {
			x, y, of := g[a], w[b], gold
			c := b
			if swapped {
				x, y, of, c = w[a], g[b], got, b
			}
			both := 0
			for _, m := range x {
				if of[m] == c {
					both++
				}
			}
			like[i][j] = 2 * float64(both) / float64(len(x)+len(y))
		}
	}
	n, m := len(rows), len(cols)
	u, v := make([]float64, n+1), make([]float64, m+1)
	match := make([]int, m+1)
	for i := 1; i <= n; i++ {
		match[0] = i
		least, used, way := make([]float64, m+1), make([]bool, m+1), make([]int, m+1)
		for j := range least {
			least[j] = math.Inf(1)
		}
		j0 := 0
		for match[j0] != 0 {
			used[j0] = true
			i0, j1, delta := match[j0], 0, math.Inf(1)
			for j := 1; j <= m; j++ {
				if used[j] {
					continue
				}
				if cur := -like[i0-1][j-1] - u[i0] - v[j]; cur < least[j] {
					least[j], way[j] = cur, j0
				}
				if least[j] < delta {
					delta, j1 = least[j], j
				}
			}
			for j := range used {
				if used[j] {
					u[match[j]] += delta
					v[j] -= delta
				} else {
					least[j] -= delta
				}
			}
			j0 = j1
		}
		for j0 != 0 {
			match[j0] = match[way[j0]]
			j0 = way[j0]
		}
	}
	sum := 0.0
	for j := 1; j <= m; j++ {
		if match[j] > 0 {
			sum += like[match[j]-1][j-1]
		}
	}
	return sum
}

func keys(m map[int][]int) []int {
	out := make([]int, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
