package story

// A Link joins two documents, by their index, A < B.
type Link struct {
	A, B int
	Kin  Kin
	Likeness
}

// Links returns pairs of documents that are kin, in ascending order of B and A.
// Not every pair of a family is named, but each member is joined to its family
// by a chain of links. Time and memory grow with the number of documents, not
// with its square. See [Finder] for doing it in portions.
func Links(sketches []Sketch) []Link {
	var f Finder
	for _, s := range sketches {
		f.Seek(s)
	}
	for _, s := range sketches {
		f.Count(s, false)
	}
	var out []Link
	for b, s := range sketches {
		for _, c := range f.Pass(b, s, true) {
			like := Compare(sketches[c.Doc], s)
			if kin := c.Kin(like); kin != None {
				out = append(out, Link{c.Doc, b, kin, like})
			}
		}
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
