package mend

import (
	"slices"
	"strings"

	"entente/internal/doc"
)

// crowded leaves a verb one subject of several: a day is when, not who ("the judge
// Thursday approved"), what follows a preposition belongs to the first ("troops loyal to
// Leader Bo marched"), and two names in a row are one ("the Munich Regional Court"). The
// tokens given are not changed.
func crowded(toks []doc.Token) []doc.Token {
	out := toks
	for v := range toks {
		if toks[v].UPOS != "VERB" {
			continue
		}
		var subjects []int
		for n := range v {
			if out[n].Head != v || out[n].Deprel != "nsubj" && out[n].Deprel != "nsubj:pass" {
				continue
			}
			subjects = append(subjects, n)
		}
		day := slices.IndexFunc(subjects, func(n int) bool { return timely[strings.ToLower(out[n].Lemma)] })
		switch {
		case day >= 0 && len(subjects) > 1:
			out = mine(out, toks)
			out[subjects[day]].Deprel = "obl"
			subjects = slices.Delete(subjects, day, day+1)
		case day >= 0 && (out[v].Deprel == "acl:relcl" || out[v].Deprel == "acl"):
			if h, n := out[v].Head, subjects[0]; h >= 0 && h < n && under(out, n-1, h) && !slices.ContainsFunc(out[h:n], func(t doc.Token) bool { return t.Form == "," }) {
				out = mine(out, toks)
				told(out, v, h, n)
			}
			continue
		}
		if len(subjects) < 2 {
			continue
		}
		a, b := subjects[0], subjects[1]
		between := out[a+1 : b]
		if slices.ContainsFunc(between, func(t doc.Token) bool {
			return t.UPOS == "PUNCT" || t.UPOS == "CCONJ" || t.UPOS == "VERB" || t.UPOS == "PRON"
		}) {
			continue
		}
		out = mine(out, toks)
		adp := -1
		for k := a + 1; k < b; k++ {
			if out[k].UPOS == "ADP" {
				adp = k
			}
		}
		switch {
		case adp >= 0 && out[adp].Head == b && out[adp-1].UPOS == "ADJ":
			out[b].Head, out[b].Deprel = adp-1, "obl"
			out[adp-1].Head, out[adp-1].Deprel = a, "amod"
		case adp >= 0 && out[adp].Head == b:
			out[b].Head, out[b].Deprel = a, "nmod"
		case adp >= 0:
			out[b].Head, out[b].Deprel = b-1, "appos"
		default:
			for k := range out[:b] {
				if out[k].Head == a {
					out[k].Head = b
				}
			}
			out[a].Head, out[a].Deprel = b, "compound"
		}
	}
	return out
}

// told makes verb v, read as a clause about noun h with a day n for subject, what h did on
// that day.
func told(out []doc.Token, v, h, n int) {
	out[v].Head, out[v].Deprel = out[h].Head, out[h].Deprel
	out[h].Head, out[h].Deprel = v, "nsubj"
	out[n].Deprel = "obl"
	for k := v + 1; k < len(out); k++ {
		if out[k].Head == h {
			out[k].Head = v
		}
	}
}
