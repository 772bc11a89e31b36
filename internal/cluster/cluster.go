// Package cluster finds which mentions tell of one event, in one document or in
// many: [Events] for the coded events of the ledger, [Mentions] for bare lists of
// words in their sentences, as the benchmarks of the field have them.
//
// It is arithmetic on what it is given: the same mentions in any order give the
// same clusters. Who tells of an event, and what counts as independent, is left
// to others.
package cluster

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
)

// never is the score of two that cannot be one event.
var never = math.Inf(-1)

// A link says how well two nodes go together: above 0 for it, below against.
type link struct {
	a, b  int
	score float64
}

// join makes clusters of n nodes by average linkage over the links there are: the
// two clusters with the best average are joined as long as it is above 0 and fit
// allows it. It returns for each node the lowest node of its cluster. The order of
// the links does not matter; each pair may stand there once.
//
// fit is asked with the members of two clusters; nil allows all.
func join(n int, links []link, fit func(a, b []int) bool) []int {
	j := joiner{near: make([]map[int]edge, n), members: make([][]int, n), version: make([]int, n)}
	for i := range n {
		j.members[i] = []int{i}
	}
	for _, l := range links {
		for _, d := range [2][2]int{{l.a, l.b}, {l.b, l.a}} {
			if j.near[d[0]] == nil {
				j.near[d[0]] = map[int]edge{}
			}
			j.near[d[0]][d[1]] = edge{l.score, 1}
		}
		if l.score > 0 {
			j.queue = append(j.queue, offer{l.score, min(l.a, l.b), max(l.a, l.b), 0, 0})
		}
	}
	heap.Init(&j.queue)
	for len(j.queue) > 0 {
		o := heap.Pop(&j.queue).(offer)
		if j.version[o.a] != o.va || j.version[o.b] != o.vb {
			continue
		}
		if fit != nil && !fit(j.members[o.a], j.members[o.b]) {
			continue
		}
		j.merge(o.a, o.b)
	}
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	for i, ms := range j.members {
		for _, m := range ms {
			out[m] = i
		}
	}
	return out
}

// An edge is the sum and number of the links between two clusters.
type edge struct {
	sum float64
	n   int
}

// An offer is to join two clusters, as they were at these versions.
type offer struct {
	mean   float64
	a, b   int
	va, vb int
}

type offers []offer

func (q offers) Len() int { return len(q) }
func (q offers) Less(i, j int) bool {
	return cmp.Or(-cmp.Compare(q[i].mean, q[j].mean), cmp.Compare(q[i].a, q[j].a), cmp.Compare(q[i].b, q[j].b)) < 0
}
func (q offers) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *offers) Push(x any)   { *q = append(*q, x.(offer)) }
func (q *offers) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// A joiner holds the clusters at work; a cluster bears the number of its lowest
// node, and one that went up in another has no members.
type joiner struct {
	near    []map[int]edge
	members [][]int
	version []int // grows with each join; -1 once gone
	queue   offers
}

func (j *joiner) merge(a, b int) {
	j.members[a] = append(j.members[a], j.members[b]...)
	slices.Sort(j.members[a])
	j.members[b], j.version[b] = nil, -1
	j.version[a]++
	others := make([]int, 0, len(j.near[a])+len(j.near[b]))
	for c, e := range j.near[b] {
		delete(j.near[c], b)
		if c == a {
			continue
		}
		old := j.near[a][c]
		sum := edge{old.sum + e.sum, old.n + e.n}
		j.near[a][c], j.near[c][a] = sum, sum
	}
	delete(j.near[a], b)
	j.near[b] = nil
	for c := range j.near[a] {
		others = append(others, c)
	}
	slices.Sort(others)
	for _, c := range others {
		e := j.near[a][c]
		if mean := e.sum / float64(e.n); mean > 0 {
			heap.Push(&j.queue, offer{mean, min(a, c), max(a, c), j.version[min(a, c)], j.version[max(a, c)]})
		}
	}
}

// A bag is the words of a passage by number, ascending, each once, with the
// weight of each; weights make a vector of length 1.
type bag struct {
	words   []int32
	weights []float32
}

// likeness is the cosine of two bags, 0 to 1.
func likeness(a, b bag) float64 {
	var sum float64
	for i, j := 0, 0; i < len(a.words) && j < len(b.words); {
		switch {
		case a.words[i] < b.words[j]:
			i++
		case a.words[i] > b.words[j]:
			j++
		default:
			sum += float64(a.weights[i]) * float64(b.weights[j])
			i, j = i+1, j+1
		}
	}
	return min(1, sum)
}

// A weigher gives words their weight by how many of n lists have them.
type weigher func(word string, in, n int) float64

// bags turns lists of words into bags; the weight of a word grows with how often
// it stands in its list.
func bags(lists [][]string, weigh weigher) []bag {
	number := map[string]int32{}
	var in []int // how many lists have the word
	var names []string
	type counted struct {
		word int32
		n    int
	}
	all := make([][]counted, len(lists))
	for i, list := range lists {
		words := slices.Clone(list)
		slices.Sort(words)
		for at := 0; at < len(words); {
			end := at + 1
			for end < len(words) && words[end] == words[at] {
				end++
			}
			w, ok := number[words[at]]
			if !ok {
				w = int32(len(in))
				number[words[at]] = w
				in, names = append(in, 0), append(names, words[at])
			}
			in[w]++
			all[i] = append(all[i], counted{w, end - at})
			at = end
		}
	}
	weight := make([]float64, len(in))
	for w := range in {
		weight[w] = max(0, weigh(names[w], in[w], len(lists)))
	}
	out := make([]bag, len(lists))
	for i, list := range all {
		slices.SortFunc(list, func(a, b counted) int { return cmp.Compare(a.word, b.word) })
		var square float64
		b := bag{make([]int32, len(list)), make([]float32, len(list))}
		for k, c := range list {
			w := weight[c.word] * (1 + math.Log(float64(c.n)))
			b.words[k], b.weights[k] = c.word, float32(w)
			square += w * w
		}
		if square > 0 {
			for k := range b.weights {
				b.weights[k] /= float32(math.Sqrt(square))
			}
		}
		out[i] = b
	}
	return out
}
