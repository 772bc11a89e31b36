package query

import (
	"slices"
	"strings"
)

// Published is what documents of a publisher say of it.
type Published struct {
	Languages   []string // in order
	First, Last string   // days of publication; "" if none is stated
}

// docFacts are what views tell of the documents, found once.
type docFacts struct {
	published map[string]Published
	codebooks []string

	publisher  []int32 // of Docs: the number of its publisher
	publishers int     // how many there are
}

// Published tells of each publisher of current documents, "" for those that state
// none.
func (ix *Index) Published() map[string]Published { return ix.facts().published }

// Codebooks are those that coded documents of the ledger, in the order of their
// first coding.
func (ix *Index) Codebooks() []string { return ix.facts().codebooks }

func (ix *Index) facts() *docFacts {
	ix.factsOnce.Do(func() {
		f := &docFacts{published: map[string]Published{}, publisher: make([]int32, len(ix.Docs))}
		numbers := map[string]int32{}
		for i := range ix.Docs {
			d := &ix.Docs[i]
			f.publisher[i] = numberOf(numbers, d.Source())
			if !slices.Contains(f.codebooks, d.Codebook) {
				f.codebooks = append(f.codebooks, d.Codebook)
			}
			if d.Until != 0 {
				continue
			}
			p := f.published[d.Publisher]
			if d.Lang != "" && !slices.Contains(p.Languages, d.Lang) {
				p.Languages = append(p.Languages, d.Lang)
			}
			if day, ok := d.Published.First(); ok {
				if s := day.String(); p.First == "" || s < p.First {
					p.First = s
				}
			}
			if day, ok := d.Published.Last(); ok {
				p.Last = max(p.Last, day.String())
			}
			f.published[d.Publisher] = p
		}
		for _, p := range f.published {
			slices.Sort(p.Languages)
		}
		f.publishers = len(numbers)
		ix.docFacts = f
	})
	return ix.docFacts
}

// Latest are the acts of a selection that come last, at most so many, the last
// first; those without a day come after all that have one.
func (sel *Selection) Latest(most int) []*Entry {
	f := sel.Index.flat
	known, unknown := sel.in.clone(), sel.in.clone()
	known.meet(f.timed)
	unknown.less(f.timed)
	var out []*Entry
	for _, s := range []set{known, unknown} {
		for i := s.before(int32(len(f.day))); i >= 0 && len(out) < most; i = s.before(i) {
			out = append(out, sel.entry(i))
		}
	}
	return out
}

// current is the current coding of a document, nil if there is none.
func (ix *Index) current(id string) *Doc {
	ix.docsOnce.Do(func() {
		for i := range ix.Docs {
			if ix.Docs[i].Until == 0 {
				ix.docsByID = append(ix.docsByID, int32(i))
			}
		}
		slices.SortFunc(ix.docsByID, func(a, b int32) int { return strings.Compare(ix.Docs[a].ID, ix.Docs[b].ID) })
	})
	n, ok := slices.BinarySearchFunc(ix.docsByID, id, func(i int32, id string) int { return strings.Compare(ix.Docs[i].ID, id) })
	if !ok {
		return nil
	}
	return &ix.Docs[ix.docsByID[n]]
}
