package mend

import (
	"slices"
	"strings"

	"entente/internal/doc"
)

// Verbs that an infinitive completes: what their object shall do, and what they
// themselves do. Of the latter only without an object: "offered talks to end the war".
var (
	letting = words(`allow permit enable ask urge order tell force compel want help invite persuade encourage advise instruct
		request require expect press push command beg convince authorise authorize forbid oblige pressure`)
	meaning = words(`agree refuse decline vow promise pledge plan seek try attempt offer threaten decide want hope begin start
		continue fail manage prepare intend consent undertake volunteer swear resolve propose aim`)
)

func words(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// complemented makes an infinitive the complement of a verb that asks for one, where the
// parser took it for an aside: "allowed the envoy to leave", "agreed in Lima to meet". The
// tokens given are not changed.
func complemented(toks []doc.Token) []doc.Token {
	out := toks
	for v, t := range toks {
		h := t.Head
		if t.UPOS != "VERB" || t.Deprel != "advcl" || h < 0 || h > v || toks[h].UPOS != "VERB" || t.Feat("VerbForm") != "Inf" {
			continue
		}
		object, to, other := false, false, false
		for k, w := range toks {
			switch {
			case w.Head == h && (w.Deprel == "obj" || w.Deprel == "iobj" || w.Deprel == "nsubj:pass") && k < v:
				object = true
			case w.Head == h && (w.Deprel == "xcomp" || w.Deprel == "ccomp"):
				other = true
			case w.Head == v && w.Deprel == "mark":
				to = w.Lemma == "to" && (k == 0 || toks[k-1].Form != "," && toks[k-1].Lemma != "order" || toks[h].Lemma == "agree")
			}
		}
		if other || !to || !(object && letting[toks[h].Lemma] || !object && meaning[toks[h].Lemma]) {
			continue
		}
		out = mine(out, toks)
		out[v].Deprel = "xcomp"
	}
	return out
}

// prefixed gives a verb behind a hyphen the subject that was hung on the word before the
// hyphen: "Seoul test-fired", with "Seoul" as a kind of test. The tokens given are not
// changed.
func prefixed(toks []doc.Token) []doc.Token {
	out := toks
	for v := 3; v < len(toks); v++ {
		if toks[v].UPOS != "VERB" || toks[v-1].Form != "-" || toks[v-2].Head != v || toks[v-2].Deprel != "compound" && toks[v-2].Deprel != "nsubj" {
			continue
		}
		if slices.ContainsFunc(toks, func(t doc.Token) bool {
			return t.Head == v && strings.HasPrefix(t.Deprel, "nsubj") && t.Form != toks[v-2].Form
		}) {
			continue
		}
		subj := -1
		for k := range toks[:v-2] {
			if toks[k].Head == v-2 && (toks[k].UPOS == "PROPN" || toks[k].UPOS == "NOUN") {
				subj = k
			}
		}
		if subj < 0 {
			continue
		}
		out = mine(out, toks)
		out[subj].Head, out[subj].Deprel = v, "nsubj"
		out[v-2].Deprel = "compound"
		for k := range out[:subj] {
			if out[k].Head == v-2 {
				out[k].Head = subj
			}
		}
	}
	return out
}

// named makes a form in -ing that has an article, an owner or a quality a noun: "its last
// open crossing". The tokens given are not changed.
func named(toks []doc.Token) []doc.Token {
	out := toks
	for i, t := range toks {
		if t.UPOS != "VERB" || !strings.HasSuffix(strings.ToLower(t.Form), "ing") {
			continue
		}
		switch t.Deprel {
		case "obj", "nsubj", "nsubj:pass", "obl", "nmod":
		default:
			continue
		}
		if !slices.ContainsFunc(toks[:i], func(k doc.Token) bool {
			return k.Head == i && (k.Deprel == "det" || k.Deprel == "amod" || k.Deprel == "nmod:poss")
		}) || slices.ContainsFunc(toks, func(k doc.Token) bool {
			return k.Head == i && (k.Deprel == "obj" || k.UPOS == "AUX" || strings.HasPrefix(k.Deprel, "nsubj"))
		}) {
			continue
		}
		out = mine(out, toks)
		out[i].UPOS, out[i].Lemma, out[i].Feats = "NOUN", strings.ToLower(t.Form), "Number=Sing"
	}
	return out
}

// qualified makes a participle behind a hyphen a quality of the noun it was given for
// object: "hard-hitting sanctions". The tokens given are not changed.
func qualified(toks []doc.Token) []doc.Token {
	out := toks
	for v := 2; v+1 < len(toks); v++ {
		t := toks[v]
		if t.UPOS != "VERB" || !strings.HasSuffix(t.Form, "ing") || toks[v-1].Form != "-" || toks[v-1].Begin != toks[v-2].End || t.Begin != toks[v-1].End {
			continue
		}
		n := v + 1
		for n < len(toks) && toks[n].UPOS == "ADJ" {
			n++
		}
		if n >= len(toks) || toks[n].UPOS != "NOUN" || toks[n].Head != v || toks[n].Deprel != "obj" {
			continue
		}
		out = mine(out, toks)
		out[n].Head, out[n].Deprel = t.Head, t.Deprel
		if t.Deprel == "xcomp" || t.Deprel == "advcl" || t.Deprel == "ccomp" {
			out[n].Deprel = "obj"
		}
		for k := range out {
			if out[k].Head == v && k > n {
				out[k].Head = n
			}
		}
		out[v].Head, out[v].Deprel, out[v].UPOS = n, "amod", "ADJ"
	}
	return out
}

// governed gives the place that a preposition took in a clause to the noun behind it:
// "held talks with the Irish premier", with "with" as what the talks were of. The tokens
// given are not changed.
func governed(toks []doc.Token) []doc.Token {
	out := toks
	for p, t := range toks {
		if t.UPOS != "ADP" || t.Deprel != "nmod" && t.Deprel != "obl" && t.Deprel != "obj" || t.Head < 0 {
			continue
		}
		n := p + 1
		for n < len(toks) && n-p < 8 && under(toks, n, p) && toks[n].UPOS != "NOUN" && toks[n].UPOS != "PROPN" && toks[n].Deprel != "obj" {
			n++
		}
		if n >= len(toks) || n-p >= 8 || !under(toks, n, p) {
			continue
		}
		for n+1 < len(toks) && toks[n].UPOS != "PROPN" && toks[n].Deprel == "compound" && toks[n].Head > n && under(toks, toks[n].Head, p) {
			n = toks[n].Head // the last of "Vietnamese defence chief"
		}
		out = mine(out, toks)
		for k := range out {
			if k == n || k == p {
				continue
			}
			switch h := out[k].Head; {
			case k > p && k < n && !(h > p && h < n && out[h].UPOS == "NOUN"):
				out[k].Head = n
				switch out[k].UPOS {
				case "DET":
					out[k].Deprel = "det"
				case "ADJ", "NUM":
					out[k].Deprel = "amod"
				default:
					out[k].Deprel = "compound"
				}
			case k > n && h >= p && h < n:
				out[k].Head = n
			}
		}
		out[n].Head, out[n].Deprel = t.Head, t.Deprel
		if out[n].UPOS == "ADJ" {
			out[n].UPOS = "NOUN"
		}
		out[p].Head, out[p].Deprel = n, "case"
	}
	return out
}
