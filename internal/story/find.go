package story

import (
	"cmp"
	"slices"
)

// furniture is the number of documents above which a piece is no sign of kin: a
// line at the foot of every page of an outlet. Those who share no other piece are
// kin only if they resemble each other this much: a text that hundreds print.
const (
	furniture  = 200
	wholeShare = 0.7
)

// A Finder finds the kin of some documents among all. What it finds depends on
// the order of documents and on nothing else: not on which of them were looked at
// before, or in what portions. Its memory is that of the documents sought for.
//
// Use: Seek what is sought for, Count each document once, then Pass each in the
// order they were added. It is not safe for concurrent use.
type Finder struct {
	// An open hash table; the hashes of pieces are spread already. 0 is no key.
	keys   []uint64
	pieces []piece
	n      int
}

// A piece is where a piece of text stands. Documents are numbered from 0.
type piece struct {
	old, all    int32 // documents that have it
	first, last int32 // of those passed, -1 if none
}

// at is the place of a hash in the table, or where it would stand.
func (f *Finder) at(h uint64) int {
	mask := len(f.keys) - 1
	i := int(h) & mask
	for f.keys[i] != 0 && f.keys[i] != h {
		i = (i + 1) & mask
	}
	return i
}

// find is the piece of a hash, nil if it is not sought for.
func (f *Finder) find(h uint64) *piece {
	if f.n == 0 {
		return nil
	}
	if i := f.at(h); f.keys[i] == h && h != 0 {
		return &f.pieces[i]
	}
	return nil
}

func (f *Finder) grow() {
	old := *f
	size := max(1024, 2*len(old.keys))
	f.keys, f.pieces = make([]uint64, size), make([]piece, size)
	for k, h := range old.keys {
		if h != 0 {
			i := f.at(h)
			f.keys[i], f.pieces[i] = h, old.pieces[k]
		}
	}
}

// Seek says that the kin of a document shall be found. It may be called twice.
func (f *Finder) Seek(s Sketch) {
	for _, h := range s {
		if 2*f.n >= len(f.keys) {
			f.grow()
		}
		if i := f.at(h); f.keys[i] != h {
			f.keys[i], f.pieces[i] = h, piece{first: -1, last: -1}
			f.n++
		}
	}
}

// Count counts the pieces of a document, which is old if its own kin was found
// earlier, without those that are not.
func (f *Finder) Count(s Sketch, old bool) {
	for _, h := range s {
		p := f.find(h)
		if p == nil {
			continue
		}
		p.all++
		if old {
			p.old++
		}
	}
}

// Turned returns the pieces that became furniture by documents that are not old:
// documents that have one may lose kin, and are to be sought for again.
func (f *Finder) Turned() map[uint64]bool {
	out := map[uint64]bool{}
	for i, p := range f.pieces {
		if p.old <= furniture && p.all > furniture {
			out[f.keys[i]] = true
		}
	}
	return out
}

// A Candidate is an earlier document that may be kin.
type Candidate struct {
	Doc  int
	rare bool // by pieces that are no furniture
}

// Kin is how the candidate is kin, by what both sketches have in common.
func (c Candidate) Kin(like Likeness) Kin {
	if !c.rare && like.Resemblance < wholeShare {
		return None
	}
	return like.Kin()
}

// Pass returns the candidates of the next document if it is sought for, and notes
// that it has been passed.
//
// A piece proposes only the first document that has it and the last before, so a
// text printed by a thousand papers is a chain and a star, not a million pairs. A
// candidate is proposed by all pieces but one that kin must share.
func (f *Finder) Pass(doc int, s Sketch, sought bool) []Candidate {
	type vote struct {
		doc  int32
		rare bool
	}
	var votes []vote
	for _, h := range s {
		p := f.find(h)
		if p == nil {
			continue
		}
		if sought && p.first >= 0 {
			rare := p.all <= furniture
			votes = append(votes, vote{p.first, rare})
			if p.last != p.first {
				votes = append(votes, vote{p.last, rare})
			}
		}
		if p.last = int32(doc); p.first < 0 {
			p.first = int32(doc)
		}
	}
	slices.SortFunc(votes, func(a, b vote) int { return cmp.Compare(a.doc, b.doc) })
	var out []Candidate
	for at := 0; at < len(votes); {
		end, rare := at, 0
		for end < len(votes) && votes[end].doc == votes[at].doc {
			if votes[end].rare {
				rare++
			}
			end++
		}
		if end-at >= leastShared-1 {
			out = append(out, Candidate{int(votes[at].doc), rare >= leastShared-1})
		}
		at = end
	}
	return out
}
