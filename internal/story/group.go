package story

import (
	"cmp"
	"slices"
)

// A Link joins two documents, by their index, A < B.
type Link struct {
	A, B int
	Kin  Kin
	Likeness
}

// furniture is the share of documents, and the least number, in which a piece
// must stand to be no sign of kin: a line at the foot of every page of an outlet.
const (
	furnitureShare = 0.05
	furnitureLeast = 200
)

// Links returns pairs of documents that are kin, in ascending order of A and B.
// Not every pair of a family is named, but each member is joined to its family
// by a chain of links. Time and memory grow with the number of documents, not
// with its square.
//
// A piece that stands in many documents proposes each only with the first and
// with the one before, so a text printed by a thousand papers is a chain and a
// star, not a million pairs.
func Links(sketches []Sketch) []Link {
	type post struct {
		hash uint64
		doc  int32
	}
	n := 0
	for _, s := range sketches {
		n += len(s)
	}
	posts := make([]post, 0, n)
	for i, s := range sketches {
		for _, h := range s {
			posts = append(posts, post{h, int32(i)})
		}
	}
	slices.SortFunc(posts, func(a, b post) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.doc, b.doc))
	})
	limit := max(furnitureLeast, int(furnitureShare*float64(len(sketches))))
	var pairs []uint64
	for at := 0; at < len(posts); {
		end := at + 1
		for end < len(posts) && posts[end].hash == posts[at].hash {
			end++
		}
		if end-at <= limit {
			for i := at + 1; i < end; i++ {
				pairs = append(pairs, uint64(posts[at].doc)<<32|uint64(posts[i].doc))
				if i > at+1 {
					pairs = append(pairs, uint64(posts[i-1].doc)<<32|uint64(posts[i].doc))
				}
			}
		}
		at = end
	}
	slices.Sort(pairs)
	var out []Link
	for at := 0; at < len(pairs); {
		end := at + 1
		for end < len(pairs) && pairs[end] == pairs[at] {
			end++
		}
		if end-at >= leastShared-1 {
			a, b := int(pairs[at]>>32), int(pairs[at]&0xffffffff)
			like := Compare(sketches[a], sketches[b])
			if kin := like.Kin(); kin != None {
				out = append(out, Link{a, b, kin, like})
			}
		}
		at = end
	}
	return out
}

// Groups returns for each of n documents the lowest index of the documents it is
// joined to by links of at least this kin; its own if there is none. The order of
// links does not matter.
func Groups(n int, links []Link, least Kin) []int {
	root := make([]int, n)
	for i := range root {
		root[i] = i
	}
	find := func(i int) int {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	for _, l := range links {
		if l.Kin < least {
			continue
		}
		a, b := find(l.A), find(l.B)
		root[max(a, b)] = min(a, b)
	}
	for i := range root {
		root[i] = find(i)
	}
	return root
}
