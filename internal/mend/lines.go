package mend

import (
	"slices"
	"strings"

	"entente/internal/doc"
)

// datelined gives a clause the subject that was hung on the place and agency in front of
// it: "Lima - President Boluarte called", with "Lima" as who called. The tokens given are
// not changed.
func datelined(toks []doc.Token) []doc.Token {
	dash := -1
	for k := 1; k < min(10, len(toks)) && dash < 0; k++ {
		switch toks[k].Form {
		case "-", "--", "–", "—", ":":
			if toks[k].Begin != toks[k-1].End || toks[k].Form == ":" {
				dash = k
			}
		}
		if u := toks[k-1].UPOS; u != "PROPN" && u != "PUNCT" && u != "NUM" {
			return toks
		}
	}
	if dash < 0 {
		return toks
	}
	v := toks[0].Head
	if v < dash || toks[0].Deprel != "nsubj" {
		return toks
	}
	n := -1
	for k := dash + 1; k < v; k++ {
		if h := toks[k].Head; h >= 0 && h < dash && (toks[k].UPOS == "PROPN" || toks[k].UPOS == "NOUN") {
			n = k
			break
		}
	}
	if n < 0 {
		return toks
	}
	out := slices.Clone(toks)
	for k := n + 1; k < v; k++ {
		if h := out[k].Head; h >= 0 && h < dash {
			out[k].Head = n
		}
	}
	out[n].Head, out[n].Deprel = v, "nsubj"
	out[0].Deprel = "parataxis"
	return out
}

// busy gives a clause the subject that was hung on what it is doing besides: "the
// coalition fighting the rebels has declared a truce", with the fighting as who declared.
// The tokens given are not changed.
func busy(toks []doc.Token) []doc.Token {
	out := toks
	for v, t := range toks {
		r := t.Head
		if t.UPOS != "VERB" || t.Deprel != "csubj" || r < v || !strings.HasSuffix(t.Form, "ing") {
			continue
		}
		n := -1
		for k, w := range toks {
			switch {
			case w.Head == v && w.Deprel == "nsubj" && k < v:
				n = k
			case w.Head == r && strings.HasPrefix(w.Deprel, "nsubj"), w.Head == v && w.UPOS == "AUX":
				n = len(toks)
			}
		}
		if n < 0 || n != v-1 {
			continue
		}
		out = mine(out, toks)
		out[n].Head, out[n].Deprel = r, "nsubj"
		out[v].Head, out[v].Deprel = n, "acl"
	}
	return out
}

// timely are nouns that say when without a preposition.
var timely = words(`year month week day hour minute morning evening afternoon night weekend time monday tuesday wednesday thursday friday
	saturday sunday today yesterday tomorrow spring summer autumn fall winter january february march april may june july august
	september october november december`)

// bare makes a noun that stands in a clause without a preposition its object, where the
// verb has none: "carried out more than two dozen strikes", with the strikes as
// circumstance. The tokens given are not changed.
func bare(toks []doc.Token) []doc.Token {
	out := toks
	for n, t := range toks {
		v := t.Head
		if t.Deprel != "obl" || t.UPOS != "NOUN" || v < 0 || v > n || toks[v].UPOS != "VERB" || timely[strings.ToLower(t.Lemma)] {
			continue
		}
		particle, has := -1, false
		for k, w := range toks {
			switch {
			case w.Head == n && (w.Deprel == "case" || w.UPOS == "SYM"), w.Head == v && (w.Deprel == "obj" || w.Deprel == "ccomp" || w.Deprel == "xcomp" || w.Deprel == "aux:pass"):
				has = true
			case w.Head == v && k == v+1 && w.UPOS == "ADP":
				particle = k
			}
		}
		if has || particle < 0 {
			continue
		}
		out = mine(out, toks)
		out[n].Deprel, out[particle].Deprel = "obj", "compound:prt"
	}
	return out
}

// conjunctive are prepositions that also begin clauses.
var conjunctive = words(`as after before since until once`)

// given makes small things of a clause what they are: the only object of a verb its direct
// one ("told the envoy to leave"), a particle no noun ("take back migrants"), and the noun
// before a stretch of time that object ("arrested two priests days after the vote"). The
// tokens given are not changed.
func given(toks []doc.Token) []doc.Token {
	out := toks
	for i, t := range toks {
		switch {
		case t.Deprel == "iobj" && t.Head >= 0 && !slices.ContainsFunc(toks, func(k doc.Token) bool {
			return k.Head == t.Head && (k.Deprel == "obj" || k.Deprel == "ccomp" || k.Deprel == "obl" && k.UPOS == "NOUN" && k.Begin > t.Begin)
		}):
			out = mine(out, toks)
			out[i].Deprel = "obj"
		case t.Deprel == "case" && conjunctive[strings.ToLower(t.Form)] && t.Head > i && strings.HasPrefix(toks[t.Head].Deprel, "nsubj") && toks[t.Head].Head > t.Head:
			v := toks[t.Head].Head // "killed as troops attacked"
			if toks[v].UPOS != "VERB" || toks[v].Head < 0 {
				continue
			}
			out = mine(out, toks)
			out[i].Head, out[i].Deprel, out[i].UPOS = v, "mark", "SCONJ"
			if out[v].Deprel == "ccomp" {
				out[v].Deprel = "advcl"
			}
		case t.Deprel == "compound:prt" && t.UPOS == "NOUN":
			out = mine(out, toks)
			out[i].UPOS = "ADV"
		case t.Deprel == "compound" && t.UPOS == "NOUN" && t.Feat("Number") == "Plur" && t.Head == i+1 && i+2 < len(toks) && timely[strings.ToLower(toks[i+1].Lemma)] &&
			(toks[i+2].Form == "after" || toks[i+2].Form == "before"):
			v := i - 1
			for v >= 0 && toks[v].UPOS != "VERB" {
				v--
			}
			if v < 0 || slices.ContainsFunc(toks, func(k doc.Token) bool { return k.Head == v && k.Deprel == "obj" }) {
				continue
			}
			out = mine(out, toks)
			out[i].Head, out[i].Deprel = v, "obj"
			if h := out[i+1].Head; h > i+1 {
				out[i+1].Head, out[i+1].Deprel = v, "obl"
			}
		}
	}
	return out
}
