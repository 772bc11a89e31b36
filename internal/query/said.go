package query

import (
	"context"
	"slices"
	"strings"
	"sync"
)

// said finds evidence by words that stand in it. A word that is asked for has no
// blanks and so stands within one word of the text: the different words of all texts
// are looked through, and each knows its pieces of evidence. It takes about 4 bytes
// a word of the evidence, is made when first asked, and grows with the ledger.
type said struct {
	mu     sync.Mutex
	last   int64            // number of the last event that is in
	at     map[string]int32 // the number of each different word
	words  strings.Builder  // all of them, each after a blank
	begins []int32          // where each begins there
	pieces [][]int32        // of each, the numbers of the pieces it stands in
	events []int64          // of each piece, the number of its event
}

// saidMost is up to how many events words are kept in memory; beyond, the ledger is
// read for each question.
const saidMost = 3_000_000

// blanks part the words of a text. Others may, and do no harm if they do not.
const blanks = " \t\n\r"

// saying are the events of which one piece of evidence holds all the words, as
// [store.Store.Saying] has them.
func (l *Ledger) saying(ctx context.Context, ix *Index, words []string) (set, error) {
	var numbers []int64
	var err error
	if len(ix.Events) > saidMost {
		numbers, err = l.base.Store.Saying(ctx, words)
	} else {
		numbers, err = l.said.find(ctx, l, ix, words)
	}
	if err != nil {
		return nil, err
	}
	out := ix.empty()
	for _, n := range numbers {
		if i, ok := slices.BinarySearchFunc(ix.flat.byNumber, n, func(i int32, n int64) int { return int(ix.Events[i].Number - n) }); ok {
			out.add(ix.flat.byNumber[i])
		}
	}
	return out, nil
}

// find returns the numbers of the events, in order.
func (s *said) find(ctx context.Context, l *Ledger, ix *Index, words []string) ([]int64, error) {
	words, err := l.base.Store.Folded(ctx, words)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last < ix.last {
		if err := s.grow(context.WithoutCancel(ctx), l); err != nil {
			return nil, err
		}
	}
	all := make(set, (len(s.events)+63)/64)
	for k, w := range words {
		found := make(set, len(all))
		last := int32(-1)
		for at, text := 0, s.words.String(); ; {
			i := strings.Index(text[at:], w)
			if i < 0 {
				break
			}
			at += i
			n, exact := slices.BinarySearch(s.begins, int32(at))
			if !exact {
				n--
			}
			if int32(n) != last {
				last = int32(n)
				for _, p := range s.pieces[n] {
					found.add(p)
				}
			}
			at++
		}
		if k == 0 {
			all = found
		} else {
			all.meet(found)
		}
	}
	var out []int64
	for p := range all.all() {
		if n := s.events[p]; len(out) == 0 || out[len(out)-1] != n {
			out = append(out, n)
		}
	}
	return out, nil
}

// grow reads what the ledger holds beyond the last event.
func (s *said) grow(ctx context.Context, l *Ledger) error {
	if s.at == nil {
		s.at = map[string]int32{}
	}
	return l.base.Store.Said(ctx, s.last, func(event int64, words string) {
		piece := int32(len(s.events))
		s.events = append(s.events, event)
		s.last = event
		for len(words) > 0 {
			i := strings.IndexAny(words, blanks)
			w := words
			if i >= 0 {
				w, words = words[:i], words[i+1:]
			} else {
				words = ""
			}
			if w == "" {
				continue
			}
			n, ok := s.at[w]
			if !ok {
				n = int32(len(s.pieces))
				s.words.WriteByte(' ')
				s.begins = append(s.begins, int32(s.words.Len()))
				s.words.WriteString(w)
				s.at[strings.Clone(w)] = n
				s.pieces = append(s.pieces, nil)
			}
			if p := s.pieces[n]; len(p) == 0 || p[len(p)-1] != piece {
				s.pieces[n] = append(p, piece)
			}
		}
	})
}
