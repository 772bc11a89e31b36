package code

import (
	"slices"
	"strings"

	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/event"
	"entente/internal/mend"
)

// maxDepth bounds every climb through a tree, so that an odd tree costs little.
const maxDepth = 8

// A tree is one sentence with what the grammar needs: children of each token
// and the mentions that stand on it.
type tree struct {
	text     string
	index    int // of the sentence
	toks     []doc.Token
	kids     [][]int
	rels     []string        // relations without subtypes
	rows     [][]int         // what conjuncts gave, nil while not asked
	self     []int           // 0, 1, 2, …: cut for lists of one token
	mentions []event.Mention // of the whole document
	places   []event.Place   // likewise
	headed   [][]int         // mentions by the token that heads them
	cover    []int           // the narrowest mention over each token, or -1
	at       []int           // the narrowest place over each token, or -1
	low      []string        // lemmas in lower case
	dated    []bool          // tokens of time expressions
}

func (c *Coder) newTree(d *event.Resolved, index int, mentions []int) *tree {
	s := d.Sentences[index]
	dated := make([]bool, len(s.Tokens))
	for _, tm := range d.Times {
		if tm.Sentence == index {
			for i, tok := range s.Tokens {
				dated[i] = dated[i] || tok.Overlaps(tm.Span)
			}
		}
	}
	// The resolver mended the trees before it knew the names.
	if named := namesMended(s.Tokens, d.Mentions, mentions, dated); len(named) > 0 && &named[0] != &s.Tokens[0] {
		s.Tokens = mend.Tree(named)
	}
	n := len(s.Tokens)
	lists, numbers, words := make([][]int, 3*n), make([]int, 4*n), make([]string, 2*n)
	t := &tree{
		text: d.Text, index: index, toks: s.Tokens, mentions: d.Mentions, places: d.Places,
		kids: lists[:n:n], headed: lists[n : 2*n : 2*n], rows: lists[2*n:],
		cover: numbers[:n:n], at: numbers[n : 2*n : 2*n], self: numbers[2*n : 3*n : 3*n],
		low: words[:n:n], rels: words[n:], dated: dated,
	}
	count, room := numbers[3*n:], make([]int, n) // children of each token, and room for them
	for i, tok := range s.Tokens {
		t.cover[i], t.at[i], t.self[i] = -1, -1, i
		t.low[i] = c.lemma(tok)
		t.rels[i], _, _ = strings.Cut(tok.Deprel, ":")
		if tok.Head >= 0 && tok.Head < n {
			count[tok.Head]++
		}
	}
	for i, tok := range s.Tokens {
		h := tok.Head
		if h < 0 || h >= n {
			continue
		}
		if t.kids[h] == nil {
			t.kids[h], room = room[:0:count[h]], room[count[h]:]
		}
		t.kids[h] = append(t.kids[h], i)
	}
	for _, m := range mentions {
		ment := &d.Mentions[m]
		if ment.Head >= 0 && ment.Head < len(s.Tokens) {
			t.headed[ment.Head] = append(t.headed[ment.Head], m)
		}
		for i, tok := range s.Tokens {
			if !tok.Overlaps(ment.Span) {
				continue
			}
			if c := t.cover[i]; c < 0 || d.Mentions[c].Len() > ment.Len() {
				t.cover[i] = m
			}
		}
	}
	for p := range d.Places {
		if d.Places[p].Sentence != index {
			continue
		}
		for i, tok := range s.Tokens {
			if at := t.at[i]; tok.Overlaps(d.Places[p].Span) && (at < 0 || d.Places[at].Len() > d.Places[p].Len()) {
				t.at[i] = p
			}
		}
	}
	return t
}

// lemma is a token's lemma in lower case. A verb whose lemma no rule knows is
// tried with what else its ending may hide ("expelled": expell, expel): the
// lemmatiser has not seen every verb that rules name.
func (c *Coder) lemma(tok doc.Token) string {
	low := strings.ToLower(tok.Lemma)
	switch low {
	case "basis":
		if strings.EqualFold(tok.Form, "bases") {
			return "base" // of the two words that share the plural the news means this one
		}
	case "supplies": // treebanks have these for words of their own
		return "supply"
	case "troops":
		return "troop"
	}
	if tok.UPOS != "VERB" || len(c.book.Lines(codebook.Verb, low)) > 0 {
		return low
	}
	form := strings.ToLower(tok.Form)
	for _, ending := range []string{"ed", "ing", "es", "s"} {
		stem, ok := strings.CutSuffix(form, ending)
		if !ok || len(stem) < 3 {
			continue
		}
		tries := []string{stem, stem + "e"}
		if n := len(stem); stem[n-1] == stem[n-2] {
			tries = append(tries, stem[:n-1])
		}
		if y, ok := strings.CutSuffix(stem, "i"); ok {
			tries = append(tries, y+"y")
		}
		for _, try := range tries {
			if len(c.book.Lines(codebook.Verb, try)) > 0 {
				return try
			}
		}
	}
	return low
}

// hyphenated is the word that a token ends, in lower case, where the tokeniser cut it
// at hyphens ("cease-fire", "sit-in"); "" if it did not.
func (t *tree) hyphenated(i int) string {
	if i < 2 || t.low[i-1] != "-" || t.toks[i-1].Begin != t.toks[i-2].End || t.toks[i].Begin != t.toks[i-1].End {
		return ""
	}
	return strings.ToLower(t.toks[i-2].Form) + "-" + t.low[i]
}

// rel is the relation of a token without its subtype.
func (t *tree) rel(i int) string { return t.rels[i] }

func (t *tree) head(i int) int { return t.toks[i].Head }

// kid returns the first child with one of these full relations, or -1.
func (t *tree) kid(i int, rels ...string) int {
	for _, k := range t.kids[i] {
		if slices.Contains(rels, t.toks[k].Deprel) {
			return k
		}
	}
	return -1
}

// kidsRel returns the children with one of these relations, subtypes included.
func (t *tree) kidsRel(i int, rels ...string) []int {
	var out []int
	for _, k := range t.kids[i] {
		if slices.Contains(rels, t.rel(k)) || slices.Contains(rels, t.toks[k].Deprel) {
			out = append(out, k)
		}
	}
	return out
}

func (t *tree) hasKidLemma(i int, lemma string) bool {
	return slices.ContainsFunc(t.kids[i], func(k int) bool { return t.low[k] == lemma })
}

// conjuncts returns i and the tokens joined to it, in text order, at most 64. The
// list is the tree's.
func (t *tree) conjuncts(i int) []int {
	if t.rows[i] == nil {
		t.rows[i] = t.row(i)
	}
	return t.rows[i]
}

func (t *tree) row(i int) []int {
	out := t.only(i)
	for n := 0; n < len(out) && len(out) < 64; n++ {
		for _, k := range t.kids[out[n]] {
			if t.rel(k) == "conj" {
				out = append(out, k)
			}
		}
	}
	slices.Sort(out)
	return out
}

// only is the list of token i alone; it is the tree's.
func (t *tree) only(i int) []int { return t.self[i : i+1 : i+1] }

// first climbs from a conjunct to the first of its row.
func (t *tree) first(i int) int {
	for range maxDepth {
		if t.rel(i) != "conj" || t.head(i) < 0 {
			break
		}
		i = t.head(i)
	}
	return i
}

// subtree returns the tokens below and including i, at most limit of them, in
// text order.
func (t *tree) subtree(i, limit int) []int {
	out := []int{i}
	for n := 0; n < len(out) && len(out) < limit; n++ {
		out = append(out, t.kids[out[n]]...)
	}
	slices.Sort(out)
	return out
}

// prep is the preposition of a dependent: "on", "because_of", or "".
func (t *tree) prep(i int) string {
	for _, k := range t.kids[i] {
		if t.rel(k) != "case" || t.low[k] == "'s" || t.low[k] == "’s" || t.low[k] == "'" || t.low[k] == "’" {
			continue
		}
		p := t.low[k]
		if t.toks[k].UPOS == "VERB" { // "including", "following"
			p = strings.ToLower(t.toks[k].Form)
		}
		for _, f := range t.kids[k] {
			if t.rel(f) == "fixed" {
				p += "_" + t.low[f]
			}
		}
		if p == "out" && slices.ContainsFunc(t.kids[i], func(o int) bool { return o == k+1 && t.low[o] == "of" && t.rel(o) == "case" }) {
			return "from" // "pulled its troops out of"
		}
		return p
	}
	return ""
}

// isVerb says whether a token can head a clause by its word class.
func (t *tree) isVerb(i int) bool { return t.toks[i].UPOS == "VERB" || t.toks[i].UPOS == "AUX" }

// with returns the dependents of a token under a preposition.
func (t *tree) with(i int, prep string) []int {
	var out []int
	for _, k := range t.kids[i] {
		switch t.rel(k) {
		case "obl", "nmod":
			if t.prep(k) == prep {
				out = append(out, t.antecedent(k))
			}
		}
	}
	if prep == "by" && len(out) == 0 {
		return t.agents(i)
	}
	if prep == "between" && len(out) == 1 && len(t.conjuncts(out[0])) == 1 {
		if k := t.otherSide(out[0]); k >= 0 {
			out = append(out, k)
		}
	}
	return out
}

// otherSide finds the second of two sides where the parser lost it: what follows the
// next "and" after the first; -1 if there is none near.
func (t *tree) otherSide(i int) int {
	for k := i + 1; k < len(t.toks) && k-i < 6; k++ {
		if t.low[k] != "and" {
			continue
		}
		for n := k + 1; n < len(t.toks) && n-k < 6; n++ {
			if m := t.cover[n]; m >= 0 && t.mentions[m].Head >= n {
				return t.mentions[m].Head
			}
		}
	}
	return -1
}

// clause is the verb or predicate whose clause a token belongs to.
func (t *tree) clause(i int) int {
	for range 2 * maxDepth {
		switch t.rel(i) {
		case "root", "ccomp", "advcl", "acl", "parataxis", "csubj", "xcomp":
			return i
		case "conj":
			if t.isVerb(i) {
				return i
			}
		}
		if t.head(i) < 0 {
			return i
		}
		i = t.head(i)
	}
	return i
}
