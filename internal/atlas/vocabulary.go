package atlas

import "hash/maphash"

// A vocabulary numbers words in the order in which they are added. It is a hash
// table with open addressing: a slot holds half of a word's hash and its number, so
// that a word that is not there costs one look, and filling it costs a fraction of
// what Go's map does.
type vocabulary struct {
	seed  maphash.Seed
	slots []slot
	words []string
}

type slot struct {
	hash uint32
	word int32 // plus one; 0 is free
}

func newVocabulary(size int) vocabulary {
	n := 64
	for n < size*2 {
		n *= 2
	}
	return vocabulary{maphash.MakeSeed(), make([]slot, n), make([]string, 0, size)}
}

// find returns a word's number.
func (v *vocabulary) find(word string) (int32, bool) {
	h := maphash.String(v.seed, word)
	for i := int(h) & (len(v.slots) - 1); ; i = (i + 1) & (len(v.slots) - 1) {
		s := v.slots[i]
		if s.word == 0 {
			return -1, false
		}
		if s.hash == uint32(h>>32) && v.words[s.word-1] == word {
			return s.word - 1, true
		}
	}
}

// findBytes is find for a word not yet made a string.
func (v *vocabulary) findBytes(word []byte) (int32, bool) {
	h := maphash.Bytes(v.seed, word)
	for i := int(h) & (len(v.slots) - 1); ; i = (i + 1) & (len(v.slots) - 1) {
		s := v.slots[i]
		if s.word == 0 {
			return -1, false
		}
		if s.hash == uint32(h>>32) && v.words[s.word-1] == string(word) {
			return s.word - 1, true
		}
	}
}

// add returns the number of a word, which is new if it has none.
func (v *vocabulary) add(word string) int32 {
	if w, ok := v.find(word); ok {
		return w
	}
	v.words = append(v.words, word)
	w := int32(len(v.words))
	if 2*len(v.words) > len(v.slots) {
		old := v.slots
		v.slots = make([]slot, 2*len(old))
		for _, s := range old {
			if s.word != 0 {
				v.put(maphash.String(v.seed, v.words[s.word-1]), s.word)
			}
		}
	}
	v.put(maphash.String(v.seed, word), w)
	return w - 1
}

func (v *vocabulary) put(h uint64, word int32) {
	i := int(h) & (len(v.slots) - 1)
	for v.slots[i].word != 0 {
		i = (i + 1) & (len(v.slots) - 1)
	}
	v.slots[i] = slot{uint32(h >> 32), word}
}
