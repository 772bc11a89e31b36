package code

import (
	"slices"

	"entente/internal/doc"
	"entente/internal/event"
)

// namesMended returns a sentence's tokens with phrases that name one actor made whole: the
// parser may hang the preposition on the title and the name elsewhere ("talks with the
// Malian President Goïta", with "Goïta" in apposition to "talks"), or take the second of
// two who are joined for an apposition. What the table of actors knows to be one name is
// one phrase. The tokens given are not changed; without a mistake they are returned.
func namesMended(toks []doc.Token, all []event.Mention, mentions []int, dated []bool) []doc.Token {
	out, own := toks, false
	for _, n := range mentions {
		head := all[n].Head
		begin, end := extent(toks, all[n].Span)
		if head < begin || head >= end {
			continue
		}
		if d := toks[head].Head; toks[head].Deprel == "flat" && d >= 0 && d < begin && dated[d] {
			if !own {
				out, own = slices.Clone(toks), true
			}
			afterDay(out, head, d)
			continue
		}
		if end-begin < 2 {
			continue
		}
		if h := toks[head].Head; h >= begin && h < end || !broken(toks, begin, end, head) {
			continue
		}
		if !own {
			out, own = slices.Clone(toks), true
		}
		madeWhole(out, begin, end, head)
	}
	return out
}

// afterDay gives a name that was read as part of the day before it ("On Sunday Oman sent")
// the day's place in the clause.
func afterDay(toks []doc.Token, name, day int) {
	toks[name].Head, toks[name].Deprel = toks[day].Head, toks[day].Deprel
	toks[day].Head, toks[day].Deprel = toks[name].Head, "obl"
	for i := range toks[:day] {
		if toks[i].UPOS == "ADP" && toks[i].Head == toks[name].Head {
			toks[i].Head, toks[i].Deprel = day, "case"
		}
	}
}

// extent returns the tokens of a span: first, and one past the last.
func extent(toks []doc.Token, s doc.Span) (begin, end int) {
	begin = slices.IndexFunc(toks, func(t doc.Token) bool { return t.Overlaps(s) })
	if begin < 0 {
		return 0, 0
	}
	for end = begin; end < len(toks) && toks[end].Overlaps(s); end++ {
	}
	return begin, end
}

// broken says whether a phrase's preposition or conjunction hangs on another of its words
// than its head, or its head is in apposition to what it cannot name.
func broken(toks []doc.Token, begin, end, head int) bool {
	for i := range toks {
		h := toks[i].Head
		if h != head && h >= begin && h < end && i < begin && (toks[i].Deprel == "case" || toks[i].Deprel == "cc") {
			return true
		}
		if i < begin && h == head && (toks[i].Deprel == "case" || toks[i].Deprel == "cc") && toks[head].Deprel == "appos" {
			return true
		}
	}
	return false
}

// madeWhole hangs what precedes a phrase on its head, and gives the head the relation that
// its preposition or conjunction asks for.
func madeWhole(toks []doc.Token, begin, end, head int) {
	above, link := toks[head].Head, ""
	for i := range toks {
		h := toks[i].Head
		if i < begin && h >= begin && h < end {
			switch toks[i].Deprel {
			case "case", "cc":
				link = toks[i].Deprel
				toks[i].Head = head
			case "det":
				toks[i].Head = head
			}
		}
	}
	if link == "cc" && joinedName(toks, begin, end, head) {
		return
	}
	if link == "" || above < 0 || toks[head].Deprel != "appos" {
		return
	}
	if n := begin - 2; link == "case" && n > above && toks[n].UPOS == "NOUN" {
		above = n // what stands before the preposition
		toks[head].Head = n
	}
	switch {
	case link == "cc":
		toks[head].Deprel = "conj"
	case toks[above].UPOS == "VERB":
		toks[head].Deprel = "obl"
	default:
		toks[head].Deprel = "nmod"
	}
}

// joinedName gives the name before "and" its place where it was read as part of the name
// behind: "the US and South Korea", with "US" before "Korea" like "South". It says
// whether it did.
func joinedName(toks []doc.Token, begin, end, head int) bool {
	first := -1
	for i := range toks[:begin] {
		if toks[i].Head == head && toks[i].UPOS == "PROPN" && (toks[i].Deprel == "compound" || toks[i].Deprel == "nmod" || toks[i].Deprel == "flat") {
			first = i
		}
	}
	if first < 0 || toks[head].UPOS != "PROPN" {
		return false
	}
	toks[first].Head, toks[first].Deprel = toks[head].Head, toks[head].Deprel
	toks[head].Head, toks[head].Deprel = first, "conj"
	for i := range toks[:end] {
		switch {
		case i < first && toks[i].Head == head:
			toks[i].Head = first
		case i >= begin && i != head && (toks[i].Head < begin || toks[i].Head >= end):
			toks[i].Head, toks[i].Deprel = head, "compound"
		}
	}
	return true
}
