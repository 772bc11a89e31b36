package train

import (
	"cmp"
	"maps"
	"slices"
	"unicode/utf8"

	"entente/internal/nlp"
	"entente/internal/weights"
)

// A ballot counts edits; the winner is the commonest, the first in order of two.
type ballot map[string]int

func (b ballot) winner() (best string, votes int) {
	for e, n := range b {
		if n > votes || n == votes && e < best {
			best, votes = e, n
		}
	}
	return best, votes
}

// second is the commonest but one.
func (b ballot) second() (string, int) {
	first, _ := b.winner()
	rest := maps.Clone(b)
	delete(rest, first)
	return rest.winner()
}

// alternativeEnding is the longest ending that has a second-best rule, in runes.
const alternativeEnding = 3

// putLemmas learns how to make a lemma and stores it: for each tag, edits by
// ending, the longest first, and the words for which those are wrong. known says
// which words the network knows.
func putLemmas(f *weights.File, samples []sample, known func(string) bool) {
	type word struct {
		form string
		tag  uint64
	}
	seen := map[word]ballot{}
	for _, s := range samples {
		for _, t := range s.Tokens {
			if e, ok := nlp.LemmaEdit(t.Form, t.Lemma); ok && t.Lemma != "" {
				w := word{t.Form, nlp.LemmaTag(t.UPOS, t.Feats)}
				if seen[w] == nil {
					seen[w] = ballot{}
				}
				seen[w][e]++
			}
		}
	}
	words := make([]word, 0, len(seen))
	for w := range seen {
		words = append(words, w)
	}
	slices.SortFunc(words, func(a, b word) int { return cmp.Or(cmp.Compare(a.form, b.form), cmp.Compare(a.tag, b.tag)) })

	// Every word votes once for the edit of its endings.
	endings := map[uint64]ballot{}
	for _, w := range words {
		e, _ := seen[w].winner()
		low := nlp.Lower(w.form)
		for n := range min(nlp.MaxEnding, utf8.RuneCountInString(low)) + 1 {
			k := nlp.EndLemmaKey(low, n, w.tag)
			if endings[k] == nil {
				endings[k] = ballot{}
			}
			endings[k][e]++
		}
	}
	keep := map[uint64]string{}
	for _, w := range words {
		low := nlp.Lower(w.form)
		last := ""
		for n := range min(nlp.MaxEnding, utf8.RuneCountInString(low)) + 1 {
			k := nlp.EndLemmaKey(low, n, w.tag)
			e, votes := endings[k].winner()
			if e != last && (votes > 1 || n == 0) {
				keep[k], last = e, e
			}
		}
	}
	for _, w := range words {
		low := nlp.Lower(w.form)
		for n := range min(alternativeEnding, utf8.RuneCountInString(low)) + 1 {
			k := nlp.EndLemmaKey(low, n, w.tag)
			if e, votes := endings[k].second(); votes >= 3 {
				keep[nlp.AltLemmaKey(k)] = e
			}
		}
	}
	rules := nlp.Lemmatiser{Ends: keep, Known: known}
	own := map[uint64]string{}
	for _, w := range words {
		e, _ := seen[w].winner()
		if want, ok := nlp.ApplyEdit(w.form, e); ok && rules.Lemma(w.form, w.tag) != want {
			own[nlp.WordLemmaKey(w.form, w.tag)] = e
		}
	}
	names := map[string]int{}
	for _, m := range []map[uint64]string{keep, own} {
		for _, e := range m {
			names[e]++
		}
	}
	edits, of := numbered(names)
	put := func(keyTable, editTable string, m map[uint64]string) {
		keys := make([]uint64, 0, len(m))
		for k := range m {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		to := make([]int32, len(keys))
		for i, k := range keys {
			to[i] = of[m[k]]
		}
		f.PutUint64(keyTable, keys)
		f.PutInt32(editTable, to)
	}
	f.PutStrings(nlp.TableEdits, edits)
	put(nlp.TableLemmaWords, nlp.TableLemmaWordEdit, own)
	put(nlp.TableLemmaEnds, nlp.TableLemmaEndEdit, keep)
}

// knownWords returns a test for the words that have a row in the model.
func knownWords(f *weights.File) (func(string) bool, error) {
	keys, err := f.Uint64(nlp.TableKeys)
	if err != nil {
		return nil, err
	}
	return func(word string) bool {
		_, ok := slices.BinarySearch(keys, nlp.WordKey(word))
		return ok
	}, nil
}
