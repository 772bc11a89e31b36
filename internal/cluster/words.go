package cluster

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
)

// An ending, and what is left of it.
type ending struct{ end, left string }

// inflections are endings of forms, and endings those that make nouns of verbs;
// the first that fits is cut.
var (
	inflections = [...]ending{{"ies", "i"}, {"ied", "i"}, {"ing", ""}, {"ed", ""}, {"es", ""}, {"s", ""}}
	endings     = [...]ending{
		{"ization", "is"}, {"isation", "is"}, {"ation", ""}, {"ition", ""}, {"ction", "ct"},
		{"ption", "pt"}, {"ssion", "ss"}, {"usion", "us"}, {"ution", "ut"}, {"tion", "t"}, {"ate", ""}, {"at", ""},
		{"ment", ""}, {"ance", ""}, {"ence", ""}, {"ise", "is"}, {"ize", "is"}, {"ure", ""}, {"al", ""}, {"y", "i"},
	}
)

// Root is what the forms of a word have in common: "announce", "announced" and
// "announcement" have one root. It is no word. What is regular only is known:
// "acquisition" and "acquire" have two.
func Root(word string) string {
	w := strings.ToLower(word)
	w = cut(w, inflections[:])
	w = cut(w, endings[:])
	if n := len(w); n > 4 && w[n-1] == 'e' {
		w = w[:n-1]
	}
	if n := len(w); n > 4 && w[n-1] == w[n-2] && w[n-1] != 's' && w[n-1] != 'l' {
		w = w[:n-1]
	}
	return w
}

// cut takes the first ending off that leaves four letters.
func cut(w string, list []ending) string {
	for _, e := range list {
		stem, ok := strings.CutSuffix(w, e.end)
		if ok && len(stem) >= 4 && !(e.end == "s" && stem[len(stem)-1] == 's') {
			return stem + e.left
		}
	}
	return w
}

// A Lexicon knows which words can name the same act.
type Lexicon struct {
	families map[string][]int // by root
	light    int
	common   map[string]int // in how many of the articles of common.tsv a word stands
	roots    map[string]int // the same of roots: of the most common word
	articles int
}

// LoadLexicon reads heads.tsv of fsys; data/heads/ORIGIN.md says what stands in
// it. All faults are told, with their lines.
func LoadLexicon(fsys fs.FS) (*Lexicon, error) {
	b, err := fs.ReadFile(fsys, "heads.tsv")
	if err != nil {
		return nil, fmt.Errorf("load families of words: %w", err)
	}
	l := &Lexicon{families: map[string][]int{}, light: -1}
	var faults []error
	sc := bufio.NewScanner(bytes.NewReader(b))
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if n == 1 || line == "" || line[0] == '#' {
			continue
		}
		name, words, ok := strings.Cut(line, "\t")
		if !ok || name == "" || len(strings.Fields(words)) == 0 {
			faults = append(faults, fmt.Errorf("heads.tsv:%d: a family is a name, a tab and words", n))
			continue
		}
		if name == "light" {
			l.light = n
		}
		for _, w := range strings.Fields(words) {
			r := Root(w)
			if !slices.Contains(l.families[r], n) {
				l.families[r] = append(l.families[r], n)
			}
		}
	}
	if err := errors.Join(append(faults, sc.Err())...); err != nil {
		return nil, err
	}
	return l, l.loadCommon(fsys)
}

// loadCommon reads common.tsv: how many articles of how many have a word.
func (l *Lexicon) loadCommon(fsys fs.FS) error {
	b, err := fs.ReadFile(fsys, "common.tsv")
	if err != nil {
		return fmt.Errorf("load common words: %w", err)
	}
	l.common, l.roots = map[string]int{}, map[string]int{}
	for i, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		word, count, ok := strings.Cut(line, "\t")
		if i == 0 {
			count = count[strings.LastIndexByte(count, ' ')+1:]
		}
		n, err := strconv.Atoi(count)
		switch {
		case !ok || err != nil || n < 1:
			return fmt.Errorf("common.tsv:%d: a row is a word, a tab and a number", i+1)
		case i == 0:
			l.articles = n
		default:
			l.common[word] = n
			l.roots[Root(word)] = max(n, l.roots[Root(word)])
		}
	}
	return nil
}

// kin is how like two heads are: 1 the same root, between 0 and 1 the same
// family, 0 neither. light says that the word alone says little.
func (l *Lexicon) kin(a, b string) (kin float64, light bool) {
	ra, rb := Root(a), Root(b)
	fa := l.families[ra]
	if ra == rb {
		return 1, slices.Contains(fa, l.light)
	}
	for _, f := range l.families[rb] {
		if f != l.light && slices.Contains(fa, f) {
			return 0.5, slices.Contains(fa, l.light) || slices.Contains(l.families[rb], l.light)
		}
	}
	return 0, false
}

// rarity is how much a root says, by how few articles have it: of a table that
// stands still, so that what two events have in common does not change with what
// else there is. Without a lexicon all roots say the same.
func (l *Lexicon) rarity(root string) float64 {
	if l == nil {
		return 1
	}
	return max(0, math.Log(float64(l.articles+1)/(float64(l.roots[root])+0.5)))
}
