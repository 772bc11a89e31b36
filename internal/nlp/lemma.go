package nlp

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A lemmatiser finds a word's base form: from a table of words, or by the
// longest ending known for the tag. Both are keyed by hash.
type lemmatiser struct {
	edits []edit
	words keyTable // exceptions: WordLemmaKey to edit
	ends  keyTable // EndLemmaKey to edit

	// siblings are, for each tag of a verb's past, the other tags of its past: an
	// irregular form is the same in all of them.
	siblings map[uint64][]uint64
	verbs    map[uint64]bool // the tags of verbs, without auxiliaries: true if of the past
}

// relate notes the tags of past forms, given parts of speech and features of all tags.
func (l *lemmatiser) relate(upos, feats []string, tags []uint64) {
	l.siblings, l.verbs = map[uint64][]uint64{}, map[uint64]bool{}
	for i, u := range upos {
		if u == "VERB" {
			l.verbs[tags[i]] = l.verbs[tags[i]] || strings.Contains(feats[i], "Tense=Past")
		}
	}
	for _, pos := range []string{"VERB", "AUX"} {
		var past []uint64
		for i, u := range upos {
			if u == pos && strings.Contains(feats[i], "Tense=Past") && !slices.Contains(past, tags[i]) {
				past = append(past, tags[i])
			}
		}
		for _, t := range past {
			for _, o := range past {
				if o != t {
					l.siblings[t] = append(l.siblings[t], o)
				}
			}
		}
	}
}

// An edit makes a lemma of a form: what to cut off its end, what to add, and
// which capitals to keep.
type edit struct {
	cut  int // runes
	add  string
	keep bool // keep capitals as written; else all small
}

// MaxEnding is the longest ending a lemma rule looks at, in runes.
const MaxEnding = 6

// LemmaTag is what a tag adds to the keys of its lemmas.
func LemmaTag(upos, feats string) uint64 { return key(21, upos)*3 ^ key(22, lemmaFeats(feats))*5 }

// WordLemmaKey is the key of a word's own lemma.
func WordLemmaKey(form string, tag uint64) uint64 { return key(20, form) ^ tag }

// EndLemmaKey is the key of the lemma rule for an ending of n runes of a form in
// lower case.
func EndLemmaKey(low string, n int, tag uint64) uint64 { return key(23, suffix(low, n)) ^ tag }

// lemmaFeats cuts features down to those that bear on a lemma.
func lemmaFeats(feats string) string {
	var b strings.Builder
	past := strings.Contains(feats, "Tense=Past")
	for f := range strings.SplitSeq(feats, "|") {
		switch {
		case past && (strings.HasPrefix(f, "Number=") || strings.HasPrefix(f, "Person=")): // "won" is one form
		case strings.HasPrefix(f, "Number="), strings.HasPrefix(f, "VerbForm="), strings.HasPrefix(f, "Tense="),
			strings.HasPrefix(f, "Degree="), strings.HasPrefix(f, "Person="):
			b.WriteString(f)
		}
	}
	return b.String()
}

// parseEdit reads an edit as LemmaEdit writes it.
func parseEdit(s string) (edit, bool) {
	if len(s) < 2 || s[0] < '0' || s[0] > '0'+63 || s[1] != 'k' && s[1] != 's' {
		return edit{}, false
	}
	return edit{int(s[0] - '0'), s[2:], s[1] == 'k'}, true
}

// LemmaEdit returns what makes lemma of form, as stored in a model, and whether
// there is such an edit.
func LemmaEdit(form, lemma string) (string, bool) {
	low := lower(form)
	try := func(base string, kind byte) (string, bool) {
		common := 0
		for common < len(base) && common < len(lemma) {
			r, n := utf8.DecodeRuneInString(base[common:])
			q, _ := utf8.DecodeRuneInString(lemma[common:])
			if r != q {
				break
			}
			common += n
		}
		cut := utf8.RuneCountInString(base[common:])
		if cut > 40 || strings.ContainsAny(lemma, "\n") {
			return "", false
		}
		return string([]byte{byte('0' + cut), kind}) + lemma[common:], true
	}
	small, ok := try(low, 's')
	kept, ok2 := try(form, 'k')
	if !ok || ok2 && kept[0] < small[0] {
		return kept, ok2
	}
	return small, ok
}

func (e edit) apply(form string) (string, bool) {
	base := form
	if !e.keep {
		base = lower(form)
	}
	for range e.cut {
		if base == "" {
			return "", false
		}
		_, n := utf8.DecodeLastRuneInString(base)
		base = base[:len(base)-n]
	}
	if base == "" && e.add == "" {
		return "", false
	}
	return base + e.add, true
}

// ApplyEdit makes the lemma of a form by an edit that LemmaEdit gave.
func ApplyEdit(form, e string) (string, bool) {
	parsed, ok := parseEdit(e)
	if !ok {
		return "", false
	}
	return parsed.apply(form)
}

// lemma is the base form of a word with a tag, as own finds it. A past form that own
// leaves as it is is tried with the other tags of the past: "spoke" is of "speak"
// whether it is taken for a finite verb or a participle.
func (l *lemmatiser) lemma(form string, tag uint64, known func(string) bool) string {
	f := folded(form)
	return l.lemmaOf(&f, tag, known)
}

// A lemmaForm is a form with what its keys have in common for all tags.
type lemmaForm struct {
	form, low   string
	whole, base uint64                // WordLemmaKey of form and of low, without tag
	ends        [MaxEnding + 1]uint64 // EndLemmaKey of low, by runes, without tag
	longest     int                   // of ends
}

func folded(form string) lemmaForm {
	f := lemmaForm{form: form, low: lower(form)}
	f.whole, f.base = WordLemmaKey(form, 0), WordLemmaKey(f.low, 0)
	f.longest = min(MaxEnding, utf8.RuneCountInString(f.low))
	for n := range f.longest + 1 {
		f.ends[n] = EndLemmaKey(f.low, n, 0)
	}
	return f
}

func (l *lemmatiser) lemmaOf(f *lemmaForm, tag uint64, known func(string) bool) string {
	if past, verb := l.verbs[tag]; verb {
		if base, ok := irregular(f.low, past); ok {
			return base
		}
	}
	s := l.own(f, tag, known)
	low := f.low
	if s != low {
		return s
	}
	for _, other := range l.siblings[tag] {
		if t := l.own(f, other, known); t != low && known(t) {
			return t
		}
	}
	return s
}

// own returns the base form of a word with a tag; known says whether a lemma in
// lower case is a word. Of the rules for its endings, the longest first, it takes
// the first that makes a known word, or else a second-best rule that does, or
// else the first.
func (l *lemmatiser) own(f *lemmaForm, tag uint64, known func(string) bool) string {
	form, low := f.form, f.low
	if len(form) > 64 {
		return form
	}
	if i, ok := l.words.get(f.whole ^ tag); ok {
		if s, ok := l.edits[i].apply(form); ok {
			return s
		}
	}
	if form != low {
		if i, ok := l.words.get(f.base ^ tag); ok {
			if s, ok := l.edits[i].apply(low); ok {
				return s
			}
		}
	}
	best, found := form, false
	var alternative string
	for n := f.longest; n >= 0; n-- {
		k := f.ends[n] ^ tag
		if i, ok := l.ends.get(AltLemmaKey(k)); ok && alternative == "" {
			if s, ok := l.edits[i].apply(form); ok && len(s) > 2 && plainWord(s) && known(s) {
				alternative = s
			}
		}
		i, ok := l.ends.get(k)
		if !ok {
			continue
		}
		s, ok := l.edits[i].apply(form)
		if !ok {
			continue
		}
		if known(s) {
			return s
		}
		if !found {
			best, found = s, true
		}
	}
	if alternative != "" && plainWord(best) && best == lower(best) {
		return alternative
	}
	return best
}

// AltLemmaKey is the key of the second-best rule for the same ending.
func AltLemmaKey(end uint64) uint64 { return finish(end) }

// A Lemmatiser is for training: it applies the rules learned so far, as strings
// that LemmaEdit gave.
type Lemmatiser struct {
	Ends  map[uint64]string
	Known func(string) bool
}

// Lemma is what the rules make of a form with a tag.
func (r Lemmatiser) Lemma(form string, tag uint64) string {
	l := lemmatiser{words: newKeyTable(0), ends: newKeyTable(4 * MaxEnding)}
	low := lower(form)
	for n := range min(MaxEnding, utf8.RuneCountInString(low)) + 1 {
		end := EndLemmaKey(low, n, tag)
		for _, k := range [...]uint64{end, AltLemmaKey(end)} {
			if e, ok := parseEdit(r.Ends[k]); ok {
				l.ends.put(k, int32(len(l.edits)))
				l.edits = append(l.edits, e)
			}
		}
	}
	return l.lemma(form, tag, r.Known)
}

func newLemmatiser(edits []string, words, ends []uint64, wordEdits, endEdits []int32) (*lemmatiser, error) {
	l := &lemmatiser{words: newKeyTable(len(words)), ends: newKeyTable(len(ends))}
	for _, s := range edits {
		e, ok := parseEdit(s)
		if !ok {
			return nil, fmt.Errorf("lemma edit %q", s)
		}
		l.edits = append(l.edits, e)
	}
	fill := func(m keyTable, keys []uint64, to []int32) error {
		if len(keys) != len(to) {
			return fmt.Errorf("%d lemma keys for %d edits", len(keys), len(to))
		}
		for i, k := range keys {
			if to[i] < 0 || int(to[i]) >= len(edits) {
				return fmt.Errorf("lemma edit %d of %d", to[i], len(edits))
			}
			m.put(k, to[i])
		}
		return nil
	}
	return l, errors.Join(fill(l.words, words, wordEdits), fill(l.ends, ends, endEdits))
}

// A keyTable maps keys that are hashes to numbers: open addressing, room for as many
// keys as it was made for.
type keyTable struct {
	slots []keySlot
}

type keySlot struct {
	key uint64
	to  int32 // plus one; 0 is free
}

func newKeyTable(keys int) keyTable {
	n := 16
	for n < 2*keys {
		n *= 2
	}
	return keyTable{make([]keySlot, n)}
}

func (t keyTable) get(key uint64) (int32, bool) {
	for i := int(key) & (len(t.slots) - 1); ; i = (i + 1) & (len(t.slots) - 1) {
		switch s := &t.slots[i]; {
		case s.to == 0:
			return 0, false
		case s.key == key:
			return s.to - 1, true
		}
	}
}

// put sets the number of a key, the last one if it is put twice.
func (t keyTable) put(key uint64, to int32) {
	for i := int(key) & (len(t.slots) - 1); ; i = (i + 1) & (len(t.slots) - 1) {
		if s := &t.slots[i]; s.to == 0 || s.key == key {
			*s = keySlot{key, to + 1}
			return
		}
	}
}
