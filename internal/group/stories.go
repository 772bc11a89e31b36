package group

import (
	"context"
	"hash/fnv"
	"slices"
	"strings"

	"entente/internal/store"
	"entente/internal/story"
)

// stories finds the kin of new documents, and puts into changes what that changes
// of stories.
func (r *round) stories(ctx context.Context, changes *store.Grouping) error {
	found, err := r.kin(ctx, changes)
	if err != nil {
		return err
	}
	before, err := r.l.Kin(ctx)
	if err != nil {
		return err
	}
	compared := map[int64]bool{}
	for _, n := range changes.Compared {
		compared[n] = true
	}
	now := slices.DeleteFunc(slices.Clone(before), func(k store.Kinship) bool { return compared[k.Document] })
	now = append(now, changes.Kin...)
	was, is := familiesOf(before), familiesOf(now)

	// Of older documents those are looked at whose story or copies are others now.
	look := found.fresh
	for _, n := range is.members(was) {
		if _, ok := look[n]; !ok {
			look[n] = ""
		}
	}
	for n := range is.copy {
		found.name[n] = ""
	}
	for n := range was.copy {
		found.name[n] = ""
	}
	for n := range look {
		found.name[n] = ""
		if root, ok := is.whole[n]; ok {
			found.name[root] = ""
		}
	}
	if err := r.names(ctx, found); err != nil {
		return err
	}
	r.copies, r.of = labels(is.copy, found.name)
	wore, _ := labels(was.copy, found.name)
	var ids []string
	rows := map[string]store.DocumentStory{}
	for n := range look {
		id := found.name[n]
		ids = append(ids, id)
		if row, ok := storyRow(n, found, is); ok {
			rows[id] = row
		}
	}
	r.turned = map[string]int64{}
	for n, id := range found.name {
		if n <= found.old && wore[id] != r.copies[id] {
			r.turned[id] = wore[id]
		}
	}
	held, err := r.l.HeldOf(ctx, ids, nil)
	if err != nil {
		return err
	}
	changes.Stories = changedStories(held.Stories, rows)
	return nil
}

// labels give documents that are copies of each other one number, above 0, by id:
// one that does not depend on the order in which they were added.
func labels(copy map[int64]int64, name map[int64]string) (label map[string]int64, of map[int64][]string) {
	groups := map[int64][]string{}
	for n, root := range copy {
		groups[root] = append(groups[root], name[n])
	}
	label, of = map[string]int64{}, map[int64][]string{}
	for _, ids := range groups {
		h := fnv.New64a()
		h.Write([]byte(slices.Min(ids)))
		l := int64(h.Sum64()>>2) + 1
		for _, id := range ids {
			label[id] = l
		}
		of[l] = ids
	}
	return label, of
}

// finding is what is known of the documents of a round, by number.
type finding struct {
	old    int64            // the last document that came before
	fresh  map[int64]string // documents to look at
	name   map[int64]string // ids that are needed
	credit map[int64]string
}

// names reads the ids that are needed, and who is named as their source.
func (r *round) names(ctx context.Context, f *finding) error {
	f.credit = map[int64]string{}
	return r.l.EachSketch(ctx, 0, r.through, func(d *store.Sketched) {
		if _, ok := f.name[d.Number]; ok {
			f.name[d.Number], f.credit[d.Number] = strings.Clone(d.ID), strings.Clone(d.Credit)
		}
	})
}

// kin compares new documents with all before them, and puts what is found into
// changes.
func (r *round) kin(ctx context.Context, changes *store.Grouping) (*finding, error) {
	f := &finding{fresh: map[int64]string{}, name: map[int64]string{}}
	sought := map[int64]story.Sketch{}
	var find story.Finder
	seek := func(d *store.Sketched) {
		s := slices.Clone(d.Sketch)
		sought[d.Number] = s
		find.Seek(s)
	}
	if err := r.l.EachSketch(ctx, r.after, r.through, func(d *store.Sketched) {
		if len(f.fresh) == 0 {
			f.old = d.Number - 1
		}
		f.fresh[d.Number] = ""
		seek(d)
	}); err != nil {
		return nil, err
	}
	if len(f.fresh) == 0 {
		return f, nil
	}
	count := func() error {
		return r.l.EachSketch(ctx, 0, r.through, func(d *store.Sketched) { find.Count(d.Sketch, d.Batch <= r.after) })
	}
	if err := count(); err != nil {
		return nil, err
	}
	// What stands in too many documents now makes no kin of older ones either.
	if turned := find.Turned(); len(turned) > 0 && r.after > 0 {
		find = story.Finder{}
		if err := r.l.EachSketch(ctx, 0, r.through, func(d *store.Sketched) {
			if d.Batch > r.after || slices.ContainsFunc(d.Sketch, func(h uint64) bool { return turned[h] }) {
				seek(d)
			}
		}); err != nil {
			return nil, err
		}
		if err := count(); err != nil {
			return nil, err
		}
	}
	type pair struct {
		document int64
		c        story.Candidate
	}
	var pairs []pair
	others := map[int64]bool{}
	if err := r.l.EachSketch(ctx, 0, r.through, func(d *store.Sketched) {
		s, ok := sought[d.Number]
		if !ok {
			s = d.Sketch
		}
		for _, c := range find.Pass(int(d.Number), s, ok) {
			pairs = append(pairs, pair{d.Number, c})
			if o := int64(c.Doc); sought[o] == nil {
				others[o] = true
			}
		}
	}); err != nil {
		return nil, err
	}
	var list []int64
	for n := range others {
		list = append(list, n)
	}
	slices.Sort(list)
	sketches, err := r.l.SketchesOf(ctx, list)
	if err != nil {
		return nil, err
	}
	for n := range sought {
		changes.Compared = append(changes.Compared, n)
	}
	slices.Sort(changes.Compared)
	for _, p := range pairs {
		o := int64(p.c.Doc)
		s := sought[o]
		if s == nil {
			s = sketches[o]
		}
		k := store.Kinship{Document: p.document, Other: o}
		switch p.c.Kin(story.Compare(s, sought[p.document])) {
		case story.Copy:
			k.Kin = store.Copy
		case story.Derived:
			k.Kin = store.Derived
		default:
			continue
		}
		changes.Kin = append(changes.Kin, k)
	}
	return f, nil
}

// families are the documents that have kin, each with the first of its story, and
// those that have copies, each with the first of these.
type families struct{ whole, copy map[int64]int64 }

func familiesOf(kin []store.Kinship) families {
	f := families{map[int64]int64{}, map[int64]int64{}}
	for _, k := range kin {
		unite(f.whole, k.Document, k.Other)
		if k.Kin == store.Copy {
			unite(f.copy, k.Document, k.Other)
		}
	}
	for _, of := range []map[int64]int64{f.whole, f.copy} {
		for n := range of {
			of[n] = rootOf(of, n)
		}
	}
	return f
}

func rootOf(of map[int64]int64, n int64) int64 {
	for of[n] != 0 && of[n] != n {
		n = of[n]
	}
	return n
}

func unite(of map[int64]int64, a, b int64) {
	x, y := rootOf(of, a), rootOf(of, b)
	x, y = min(x, y), max(x, y)
	of[y], of[x] = x, x
	if of[a] != a {
		of[a] = x // shorter ways
	}
	if of[b] != b {
		of[b] = x
	}
}

// members are the documents of stories and of copies that are not what they were.
func (f families) members(was families) []int64 {
	var out []int64
	for _, side := range [2][2]map[int64]int64{{f.whole, was.whole}, {f.copy, was.copy}} {
		for n, root := range side[0] {
			if side[1][n] != root {
				out = append(out, n)
			}
		}
		for n := range side[1] {
			if _, ok := side[0][n]; !ok {
				out = append(out, n)
			}
		}
	}
	return out
}

// storyRow is the row of a document, if it has one.
func storyRow(n int64, f *finding, is families) (store.DocumentStory, bool) {
	root, kin := is.whole[n]
	credit := f.credit[n]
	if !kin && credit == "" {
		return store.DocumentStory{}, false
	}
	r := store.DocumentStory{Document: f.name[n], Story: f.name[n], Kin: store.Derived, Origin: credit}
	if credit != "" {
		r.Basis = "credit"
	}
	first, copied := is.copy[n]
	switch {
	case !kin:
		r.Kin = store.Alone
		return r, true
	case root == n:
		r.Kin = store.First
	case copied && first != n:
		r.Kin = store.Copy
	}
	r.Story = f.name[root]
	return r, true
}

// changedStories are the rows that differ from those held, by document. A
// document that left its story is alone.
func changedStories(held []store.DocumentStory, now map[string]store.DocumentStory) []store.DocumentStory {
	var out []store.DocumentStory
	known := map[string]bool{}
	for _, h := range held {
		known[h.Document] = true
		n, ok := now[h.Document]
		if !ok {
			n = store.DocumentStory{Document: h.Document, Story: h.Document, Kin: store.Alone}
		}
		if n != h {
			out = append(out, n)
		}
	}
	for id, n := range now {
		if !known[id] {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b store.DocumentStory) int { return strings.Compare(a.Document, b.Document) })
	return out
}
