package page

import (
	"slices"
	"strings"

	"entente/internal/doc"
	"entente/internal/edtf"
)

// A held is an office-holder named with the title.
type held struct {
	at    doc.Span
	name  string
	terms []term
	past  bool // "former president"
}

var (
	titles = set("president premier minister chancellor king queen emir leader secretary chief pope sultan dictator ruler strongman")
	bygone = set("former ex late ousted deposed fugitive ailing jailed exiled onetime")
	unheld = set("vice deputy then first opposition candidate acting assistant under rebel separatist tribal party faction clan hopeful nominee shadow future succeeded predecessor company bank university")
)

// heldOffices finds the office-holders of the text. Sentences that spell out a
// year speak of another time and are left out.
func (in *inference) heldOffices() []held {
	var out []held
	toks := in.sc.toks
	for _, s := range in.sents {
		if in.dated(s) {
			continue
		}
		for i := s[0]; i < s[1]; i++ {
			if !titles[toks[i].low] {
				continue
			}
			isPast, skip := false, false
			for j := i - 1; j >= max(s[0], i-3); j-- {
				isPast = isPast || bygone[toks[j].low]
				skip = skip || unheld[toks[j].low]
			}
			at := i
			if next := toks[i+1].low; next == "general" {
				at++ // "Secretary-General"
			} else if next == "of" && i+2 < s[1] && toks[i+2].low == "state" {
				at += 2
			}
			if skip || at == i && !in.sc.near(i, i+1) {
				continue
			}
			name, terms, last := in.lookUp(i, at, s[1])
			if len(terms) > 0 {
				begin := i
				if i > s[0] && toks[i].low == "minister" {
					begin-- // "prime", "foreign"
				}
				out = append(out, held{in.cover(begin, last), name, terms, isPast})
			}
		}
	}
	return out
}

// lookUp reads the name after a title, which runs from one token to another: the
// longest that a table knows.
func (in *inference) lookUp(title, i, limit int) (string, []term, int) {
	toks := in.sc.toks
	end := i
	for end < limit && end < i+4 && toks[end+1].upper && toks[end+1].segment == toks[i].segment &&
		toks[end+1].Begin-toks[end].End <= 3 && !strings.ContainsAny(in.sc.text[toks[end].End:toks[end+1].Begin], ".,;:()") {
		end++
	}
	for ; end > i; end-- {
		name := in.sc.text[toks[i+1].Begin:toks[end].End]
		var fit []term
		for _, tm := range in.r.t.terms[nameKey(name)] {
			if in.titleFits(title, tm.office) {
				fit = append(fit, tm)
			}
		}
		if len(fit) == 0 && in.r.holders != nil && strings.ContainsRune(name, ' ') {
			for _, t := range in.r.holders.TermOf(fold(name)) {
				if tm, ok := termOf(name, t); ok && in.titleFits(title, tm.office) {
					fit = append(fit, tm)
				}
			}
		}
		if len(fit) > 0 {
			return fold(name), fit, end
		}
	}
	return "", nil, 0
}

func termOf(name string, t Term) (term, bool) {
	first, ok := t.From.First()
	if !ok {
		return term{}, false
	}
	tm := term{name: name, office: t.Office, first: first}
	tm.last, tm.ended = t.To.Last()
	return tm, !tm.ended || tm.last >= tm.first
}

// titleFits says whether the title at a token can be that of an office.
func (in *inference) titleFits(i int, office string) bool {
	office = strings.ToLower(office)
	title := in.sc.toks[i].low
	before := ""
	if i > 0 {
		before = in.sc.toks[i-1].low
	}
	switch title {
	case "leader", "dictator", "ruler", "strongman":
		return true
	case "minister":
		return strings.Contains(office, before+" minister")
	case "premier":
		return strings.Contains(office, "prime minister") || strings.Contains(office, "premier")
	case "chief":
		return strings.Contains(office, "chief") || strings.Contains(office, "secretary general") || strings.Contains(office, "high representative")
	}
	return strings.Contains(office, title)
}

// nameKey is a name without hyphens, dots and accents of spacing.
func nameKey(s string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(plain(s), func(r rune) bool { return !isWord(r) && r != '\'' }) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strings.Trim(w, "'"))
	}
	return b.String()
}

// formerHolders bounds the text from below: somebody called president has begun
// the term, a former president has ended it.
func (in *inference) formerHolders() {
	for _, h := range in.heldOffices() {
		if !h.past {
			first := h.terms[0].first
			for _, t := range h.terms {
				first = min(first, t.first)
			}
			in.narrow(from(first), h.at, "%s held this office from %s on", h.name, edtf.FromDays(first, first))
			continue
		}
		var last edtf.Day
		for i, t := range h.terms {
			if !t.ended {
				continue
			}
			if i == 0 || t.last < last || last == 0 {
				last = t.last
			}
		}
		if last != 0 {
			in.narrow(from(last), h.at, "%s left this office on %s", h.name, edtf.FromDays(last, last))
		}
	}
}

// holders bounds the text from above: who is called president still is, unless
// the text names two holders of the office.
func (in *inference) holders() {
	hs := in.heldOffices()
	names := map[string]map[string]bool{}
	key := func(t term) string { return t.country + " " + t.office }
	for _, h := range hs {
		if h.past {
			continue
		}
		for _, t := range h.terms {
			if names[key(t)] == nil {
				names[key(t)] = map[string]bool{}
			}
			names[key(t)][surname(h.name)] = true
		}
	}
	for _, h := range hs {
		if h.past || slices.ContainsFunc(h.terms, func(t term) bool { return len(names[key(t)]) > 1 }) {
			continue
		}
		var all []stretch
		for _, t := range h.terms {
			end := latest
			if t.ended {
				end = t.last
			}
			all = append(all, stretch{t.first, end})
		}
		in.narrow(or(all...), h.at, "%s is called by an office held %s", h.name, termWords(h.terms))
	}
}

func surname(name string) string {
	i := strings.LastIndexByte(name, ' ')
	return plain(name[i+1:])
}

func termWords(ts []term) string {
	var parts []string
	for _, t := range ts {
		d := edtf.From(edtf.FromDays(t.first, t.first))
		if t.ended {
			d = edtf.FromDays(t.first, t.last)
		}
		if s := d.String(); !slices.Contains(parts, s) {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " and ")
}
