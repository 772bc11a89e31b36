// Package mend puts right what the parser often gets wrong in the trees of news.
package mend

import (
	"slices"
	"strings"

	"entente/internal/doc"
)

// Parsed returns a document with the trees of its sentences as [Tree] makes them. The
// document given is not changed.
func Parsed(p *doc.Parsed) *doc.Parsed {
	out := p
	for i, s := range p.Sentences {
		toks := Tree(s.Tokens)
		if len(toks) == 0 || &toks[0] == &s.Tokens[0] {
			continue
		}
		if out == p {
			whole := *p
			whole.Sentences = slices.Clone(p.Sentences)
			out = &whole
		}
		out.Sentences[i].Tokens = toks
	}
	return out
}

// repairs are what is put right one after the other, each in what the one before left.
// Each returns the tokens given, unchanged, or a changed copy of them.
var repairs = []func([]doc.Token) []doc.Token{
	rejoined, reported, afterwards, subjected, determined, described, bare, given, crowded, datelined, busy, governed, named, prefixed, qualified, complemented,
}

// Tree returns a sentence's tokens with mistakes put right that the parser makes: the
// repairs, and of four more one at most: in short sentences a past form is taken for a
// quality or a participle before a noun ("The union lifted sanctions", with sanctions as
// root; "Oman had eased sanctions"), and a participle that only says where for a clause
// ("the war in neighbouring Oman"). The tokens given are not changed; without a mistake
// they are returned.
func Tree(toks []doc.Token) []doc.Token {
	for _, repair := range repairs {
		toks = repair(toks)
	}
	if v, subj, obj := nounForVerb(toks); v >= 0 {
		return madeVerb(toks, v, subj, obj)
	}
	if v, subj, obj := nameForVerb(toks); v >= 0 {
		return madeClause(toks, v, subj, obj)
	}
	if have, v, obj := splitPerfect(toks); v >= 0 {
		return madePerfect(toks, have, v, obj)
	}
	if v, obj := neighbour(toks); v >= 0 {
		return madeAdjective(toks, v, obj)
	}
	return toks
}

// mine is a copy of toks to be changed: out, if that is one already.
func mine(out, toks []doc.Token) []doc.Token {
	if &out[0] == &toks[0] {
		return slices.Clone(toks)
	}
	return out
}

// finite are the features of a past form that heads its clause.
const finite = "Mood=Ind|Tense=Past|VerbForm=Fin"

// maxDepth bounds the way up a tree.
const maxDepth = 12

// rejoined hangs finite verbs that are joined to an infinitive on the verb above it that
// they can be joined to: "ordered the firm to drill there and sent troops". The tokens
// given are not changed.
func rejoined(toks []doc.Token) []doc.Token {
	out := toks
	for v, t := range toks {
		if t.UPOS != "VERB" || t.Deprel != "conj" || t.Head < 0 || t.Head > v {
			continue
		}
		h := toks[t.Head]
		if h.UPOS != "VERB" || h.Feat("VerbForm") != "Inf" || t.Feat("VerbForm") != "Fin" && !past(t) {
			continue
		}
		if slices.ContainsFunc(toks, func(k doc.Token) bool { return k.Head == v && (k.Deprel == "mark" || k.Deprel == "nsubj") }) {
			continue
		}
		up := t.Head
		for n := 0; n < maxDepth && up >= 0 && toks[up].Feat("VerbForm") == "Inf"; n++ {
			up = toks[up].Head
		}
		if up < 0 || toks[up].UPOS != "VERB" || toks[up].Feat("VerbForm") != t.Feat("VerbForm") && !past(toks[up]) {
			continue
		}
		out = mine(out, toks)
		out[v].Head = up
	}
	return out
}

// determined gives the place that an article took in a clause to the noun it stands before:
// "gave an additional $2 million", with "an" as what was given. The tokens given are not
// changed.
func determined(toks []doc.Token) []doc.Token {
	out := toks
	for i, t := range toks {
		if t.UPOS != "DET" || t.Deprel != "obj" && t.Deprel != "nsubj" && t.Deprel != "obl" && t.Deprel != "nmod" {
			continue
		}
		n := i + 1
		for n < len(toks) && n-i < 4 && (toks[n].UPOS == "ADJ" || toks[n].UPOS == "NUM") {
			n++
		}
		if n >= len(toks) || toks[n].UPOS != "NOUN" && toks[n].UPOS != "SYM" && toks[n].UPOS != "PROPN" {
			continue
		}
		if h := toks[n].Head; h != t.Head && (h < i || h >= n) {
			continue
		}
		out = mine(out, toks)
		out[n].Head, out[n].Deprel = t.Head, t.Deprel
		out[i].Head, out[i].Deprel = n, "det"
		for k := i + 1; k < n; k++ {
			if out[k].UPOS == "ADJ" {
				out[k].Head, out[k].Deprel = n, "amod"
			}
		}
	}
	return out
}

// subjected gives a finite verb without subject the noun that begins its clause, where the
// parser joined that noun to the clause before: "Peru is an ally, and states such as Chile,
// owe it money". The tokens given are not changed.
func subjected(toks []doc.Token) []doc.Token {
	out := toks
	for v, t := range toks {
		if t.UPOS != "VERB" || t.Feat("VerbForm") != "Fin" || t.Deprel != "parataxis" && t.Deprel != "conj" || t.Head < 0 || t.Head > v {
			continue
		}
		if slices.ContainsFunc(toks, func(k doc.Token) bool {
			return k.Head == v && (k.Deprel == "nsubj" || k.Deprel == "nsubj:pass" || k.Deprel == "csubj" || k.Deprel == "cc" || k.UPOS == "AUX")
		}) {
			continue
		}
		n := clauseNoun(toks, v)
		if n < 0 {
			continue
		}
		out = mine(out, toks)
		out[v].Head, out[v].Deprel = out[n].Head, "conj"
		out[n].Head, out[n].Deprel = v, "nsubj"
	}
	return out
}

// reported parts what is reported from who reports it: "Chadian troops crossed into Sudan,
// residents said", with both as subjects of "said". The tokens given are not changed.
func reported(toks []doc.Token) []doc.Token {
	for r, t := range toks {
		if t.UPOS != "VERB" || !saying[t.Lemma] {
			continue
		}
		if out := reportedObject(toks, r); out != nil {
			return out
		}
		first, last, v := -1, -1, -1
		for k := range toks[:r] {
			switch {
			case toks[k].Head == r && toks[k].Deprel == "nsubj" && first < 0:
				first = k
			case toks[k].Head == r && toks[k].Deprel == "nsubj":
				last = k
			case first >= 0 && toks[k].Head == first && toks[k].Deprel == "acl" && toks[k].UPOS == "VERB" && (past(toks[k]) || finitePast(toks[k])) && v < 0:
				v = k
			}
		}
		if v < 0 || last < v || !slices.ContainsFunc(toks[v:last], func(k doc.Token) bool { return k.Form == "," }) {
			continue
		}
		out := slices.Clone(toks)
		out[first].Head = v
		out[v].Head, out[v].Deprel, out[v].Feats = r, "ccomp", finite
		return out
	}
	return toks
}

// reportedObject gives a verb in a report that stands before who reports it its object,
// which was taken for a second subject of the report: "Peru freed a Dane, its envoy said".
// Nil if there is none.
func reportedObject(toks []doc.Token, r int) []doc.Token {
	v, obj, subj := -1, -1, -1
	for k := range toks[:r] {
		switch {
		case toks[k].Head != r:
		case toks[k].Deprel == "ccomp" && toks[k].UPOS == "VERB":
			v = k
		case toks[k].Deprel == "nsubj" && obj < 0:
			obj = k
		case toks[k].Deprel == "nsubj":
			subj = k
		}
	}
	if v < 0 || obj < v || subj < obj {
		return nil
	}
	for k := range toks {
		if toks[k].Head == v && (toks[k].Deprel == "obj" || toks[k].Deprel == "ccomp" || toks[k].Deprel == "xcomp" || toks[k].Deprel == "nsubj:pass") {
			return nil
		}
		if k > v && k < obj && !under(toks, k, obj) {
			return nil // not right behind the verb
		}
	}
	if !slices.ContainsFunc(toks[obj:subj], func(k doc.Token) bool { return k.Form == "," }) {
		return nil
	}
	out := slices.Clone(toks)
	out[obj].Head, out[obj].Deprel = v, "obj"
	return out
}

var saying = map[string]bool{"say": true, "report": true, "announce": true, "add": true, "state": true, "confirm": true}

// afterwards gives a finite verb the noun right before it for subject where the parser took
// the conjunction before that noun for a preposition: "sued Peru after police stormed its
// embassy". The tokens given are not changed.
func afterwards(toks []doc.Token) []doc.Token {
	out := toks
	for v := 2; v < len(toks); v++ {
		t := toks[v]
		if t.UPOS != "VERB" || t.Feat("VerbForm") != "Fin" || t.Deprel != "conj" && t.Deprel != "parataxis" && t.Deprel != "acl" && t.Deprel != "advcl" {
			continue
		}
		n := v - 1
		if u := toks[n].UPOS; u != "NOUN" && u != "PROPN" || toks[n].Deprel != "obl" && toks[n].Deprel != "nmod" || toks[n].Head < 0 || toks[n].Head > n {
			continue
		}
		mark := -1
		other := false
		for k := range toks {
			switch {
			case toks[k].Head == n && toks[k].Deprel == "case" && k < n:
				if conjunctive[strings.ToLower(toks[k].Form)] {
					mark = k
				}
			case toks[k].Head == v && (toks[k].Deprel == "nsubj" || toks[k].Deprel == "cc" || toks[k].UPOS == "AUX"):
				other = true
			}
		}
		if mark < 0 || other {
			continue
		}
		out = mine(out, toks)
		out[v].Head, out[v].Deprel = out[n].Head, "advcl"
		out[n].Head, out[n].Deprel = v, "nsubj"
		out[mark].Head, out[mark].Deprel, out[mark].UPOS = v, "mark", "SCONJ"
	}
	return out
}

// clauseNoun is the noun that a comma and a conjunction part from the clause before verb v,
// joined to what v hangs on or to its predicate, with no other verb between; -1 if none.
func clauseNoun(toks []doc.Token, v int) int {
	for n := v - 1; n > 1; n-- {
		t := toks[n]
		if t.UPOS == "VERB" || t.UPOS == "AUX" {
			return -1
		}
		if t.UPOS != "NOUN" && t.UPOS != "PROPN" || t.Deprel != "conj" || t.Head > n || t.Head < 0 || toks[t.Head].Deprel == "nmod" {
			continue
		}
		cc := slices.IndexFunc(toks, func(k doc.Token) bool { return k.Head == n && k.Deprel == "cc" })
		if cc > 0 && cc < n && toks[cc-1].Form == "," {
			return n
		}
	}
	return -1
}

// described makes a past form without subject that follows an object a word about that
// object: "freed five Danes held in Lima", with "held" as what the Danes were freed to do.
// The tokens given are not changed.
func described(toks []doc.Token) []doc.Token {
	out := toks
	for v := 1; v < len(toks); v++ {
		t := toks[v]
		if t.UPOS != "VERB" || t.Deprel != "xcomp" || !finitePast(t) || toks[v-1].Deprel != "obj" || toks[v-1].Head != t.Head {
			continue
		}
		if slices.ContainsFunc(toks, func(k doc.Token) bool {
			return k.Head == v && (k.Deprel == "nsubj" || k.Deprel == "obj" || k.UPOS == "AUX")
		}) {
			continue
		}
		out = mine(out, toks)
		out[v].Head, out[v].Deprel, out[v].Feats = v-1, "acl", "Tense=Past|VerbForm=Part"
	}
	return out
}

// nounForVerb finds a past form that modifies a noun although the clause has no other
// verb: verb, subject right before it, and the noun that is its object; -1 if there is
// none.
func nounForVerb(toks []doc.Token) (v, subj, obj int) {
	obj = slices.IndexFunc(toks, func(t doc.Token) bool { return t.Head == doc.Root })
	if obj < 2 || toks[obj].UPOS != "NOUN" && toks[obj].UPOS != "PROPN" {
		return -1, -1, -1
	}
	for _, t := range toks {
		if t.UPOS == "AUX" && t.Head == obj || t.UPOS == "VERB" && t.Head == obj && t.Feat("VerbForm") == "Fin" && t.Deprel != "acl:relcl" && t.Deprel != "amod" {
			return -1, -1, -1
		}
	}
	for v = 1; v < obj; v++ {
		t, before := toks[v], toks[v-1]
		if t.UPOS != "VERB" || t.Deprel != "amod" || t.Head != obj || !past(t) && !finitePast(t) {
			continue
		}
		if before.UPOS != "PROPN" && before.UPOS != "NOUN" && before.UPOS != "PRON" || before.Head != obj && !under(toks, v-1, obj) {
			continue
		}
		subj = v - 1
		for toks[subj].Head != obj && toks[subj].Head != v && toks[subj].Head >= 0 {
			subj = toks[subj].Head
		}
		if subj < v {
			return v, subj, obj
		}
	}
	return -1, -1, -1
}

// nameForVerb finds a past form between two names of a sentence without other verb, of
// which the second was hung on the first: "Oxfam criticised Chad for its haste", with
// "Oxfam" as root and "criticised" as what Chad is; -1 if there is none.
func nameForVerb(toks []doc.Token) (v, subj, obj int) {
	subj = slices.IndexFunc(toks, func(t doc.Token) bool { return t.Head == doc.Root })
	if subj < 0 || toks[subj].UPOS != "NOUN" && toks[subj].UPOS != "PROPN" {
		return -1, -1, -1
	}
	if slices.ContainsFunc(toks, func(t doc.Token) bool {
		return t.UPOS == "AUX" && t.Head == subj || t.UPOS == "VERB" && t.Feat("VerbForm") == "Fin" && t.Deprel != "acl:relcl" && t.Deprel != "amod"
	}) {
		return -1, -1, -1
	}
	for v = subj + 1; v < len(toks); v++ {
		t, before := toks[v], toks[v-1]
		obj = t.Head
		if t.UPOS != "VERB" || t.Deprel != "amod" || obj < v || toks[obj].Head != subj || !past(t) && !finitePast(t) {
			continue
		}
		if before.UPOS != "PROPN" && before.UPOS != "NOUN" || !under(toks, v-1, subj) {
			continue
		}
		switch toks[obj].Deprel {
		case "appos", "flat", "nmod", "compound", "dep", "parataxis", "list":
			return v, subj, obj
		}
	}
	return -1, -1, -1
}

func madeClause(toks []doc.Token, v, subj, obj int) []doc.Token {
	out := slices.Clone(toks)
	for i := v + 1; i < len(out); i++ {
		if out[i].Head != subj {
			continue
		}
		out[i].Head = v
		switch out[i].Deprel {
		case "acl":
			out[i].Deprel = "advcl"
		case "nmod":
			out[i].Deprel = "obl"
		}
	}
	out[v].Head, out[v].Deprel, out[v].Feats = doc.Root, "root", finite
	out[subj].Head, out[subj].Deprel = v, "nsubj"
	out[obj].Head, out[obj].Deprel = v, "obj"
	return out
}

func under(toks []doc.Token, i, top int) bool {
	for n := 0; i >= 0 && n < len(toks); n++ {
		if i == top {
			return true
		}
		i = toks[i].Head
	}
	return false
}

func past(t doc.Token) bool {
	return t.Feat("VerbForm") == "Part" && t.Feat("Tense") != "Pres"
}

// finitePast says whether a form was taken for a verb of its own clause in the past: no
// such verb describes a noun.
func finitePast(t doc.Token) bool {
	return t.Feat("VerbForm") == "Fin" && t.Feat("Tense") == "Past"
}

func madeVerb(toks []doc.Token, v, subj, obj int) []doc.Token {
	out := slices.Clone(toks)
	for i := range out {
		if out[i].Head != obj {
			continue
		}
		switch {
		case i < subj:
			out[i].Head = subj
		case out[i].Deprel == "punct" || i < v && i != subj:
			out[i].Head = v
		}
	}
	out[v].Head, out[v].Deprel = doc.Root, "root"
	out[v].Feats = finite
	out[subj].Head, out[subj].Deprel = v, "nsubj"
	out[obj].Head, out[obj].Deprel = v, "obj"
	return out
}

// splitPerfect finds "had eased sanctions" read as having eased sanctions.
func splitPerfect(toks []doc.Token) (have, v, obj int) {
	for have = 0; have+2 < len(toks); have++ {
		h, t := toks[have], toks[have+1]
		if h.UPOS != "VERB" || h.Lemma != "have" || t.UPOS != "VERB" || t.Deprel != "amod" || !past(t) {
			continue
		}
		if obj = t.Head; obj > have+1 && toks[obj].Head == have && toks[obj].Deprel == "obj" {
			return have, have + 1, obj
		}
	}
	return -1, -1, -1
}

func madePerfect(toks []doc.Token, have, v, obj int) []doc.Token {
	out := slices.Clone(toks)
	for i := range out {
		if out[i].Head == have && i != v {
			out[i].Head = v
		}
	}
	out[v].Head, out[v].Deprel = toks[have].Head, toks[have].Deprel
	out[have].Head, out[have].Deprel, out[have].UPOS = v, "aux", "AUX"
	out[obj].Head = v
	return out
}

// neighbour finds "in neighbouring Oman" read as a clause.
func neighbour(toks []doc.Token) (v, obj int) {
	for v = 1; v+1 < len(toks); v++ {
		switch strings.ToLower(toks[v].Form) {
		case "neighboring", "neighbouring", "surrounding":
		default:
			continue
		}
		obj = v + 1
		if toks[v].UPOS == "VERB" && toks[obj].Head == v && toks[obj].Deprel == "obj" && toks[v-1].Head == v {
			return v, obj
		}
	}
	return -1, -1
}

func madeAdjective(toks []doc.Token, v, obj int) []doc.Token {
	out := slices.Clone(toks)
	for i := range out {
		if out[i].Head == v {
			out[i].Head = obj
		}
	}
	out[obj].Head, out[obj].Deprel = toks[v].Head, "nmod"
	if h := toks[v].Head; h >= 0 && toks[h].UPOS == "VERB" {
		out[obj].Deprel = "obl"
	}
	out[v].Head, out[v].Deprel, out[v].UPOS = obj, "amod", "ADJ"
	out[v-1].Deprel = "case"
	return out
}
