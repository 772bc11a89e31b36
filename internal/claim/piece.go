package claim

import (
	"strings"

	"entente/internal/doc"
	"entente/internal/event"
)

// pieces parts tokens [b, e) of a sentence into propositions: at semicolons, at
// "and", "but" and the like before a clause with a subject of its own, and behind a
// clause with "while" or "although" in front. No word is lost.
func (s *sent) pieces(b, e int) [][2]int {
	var out [][2]int
	add := func(x, y int) {
		if x, y = s.trim(x, y); x < y {
			out = append(out, [2]int{x, y})
		}
	}
	from := b
	for i := b; i < e; i++ {
		if i > from && s.splits(i, from, e) {
			add(from, i)
			from = i
			switch s.low[i] { // the word that joins is left out
			case "and", "but", "or", "yet", "so", ";", ":":
				if i+1 < e {
					from = i + 1
				}
			}
			continue
		}
		if i == from && s.concessive(i) {
			if k := s.frontEnd(i, e); k > 0 {
				add(i, k)
				from = k
				i = k - 1
			}
		}
	}
	add(from, e)
	return out
}

func (s *sent) concessive(i int) bool {
	switch s.low[i] {
	case "while", "although", "though", "whereas", "amid", "despite":
		return true
	case "even":
		return s.lowAt(i+1) == "though"
	}
	return false
}

// frontEnd is where a clause or phrase ends that stands in front of the main
// clause: the comma behind it; 0 if there is none.
func (s *sent) frontEnd(i, e int) int {
	phrase := s.low[i] == "amid" || s.low[i] == "despite"
	verb := phrase
	for k := i + 1; k < e; k++ {
		verb = verb || s.finite(k) || s.upos(k) == "VERB"
		if s.low[k] != "," || !verb || k+2 >= e {
			continue
		}
		// a list goes on: "in money, trade, and arms"
		n := k + 1
		if s.low[n] == "and" || s.low[n] == "or" {
			continue
		}
		if s.mainFrom(n, e) {
			return k
		}
	}
	return 0
}

// mainFrom says whether a main clause begins at token n: a subject before the next
// comma or verb.
func (s *sent) mainFrom(n, e int) bool {
	for k := n; k < e && k < n+30; k++ {
		if r := s.rel(k); (r == "nsubj" || r == "expl" || r == "csubj") && (s.head(k) > k || s.head(k) >= n) && !s.inRelative(k, n) {
			return true
		}
		if s.finite(k) {
			return k > n && s.nominal(k-1)
		}
		if s.low[k] == "," && k > n+1 {
			return false
		}
	}
	return false
}

// inRelative says whether token k stands in a relative clause that begins behind
// token n's noun.
func (s *sent) inRelative(k, n int) bool {
	for i, c := k, 0; i >= 0 && c < 8; i, c = s.head(i), c+1 {
		if s.toks[i].Deprel == "acl:relcl" && s.head(i) < n {
			return true
		}
	}
	return false
}

// splits says whether a new proposition begins at token i.
func (s *sent) splits(i, from, e int) bool {
	if i+2 >= e || !s.hasVerb(from, i) {
		return s.low[i] == ";" && i+1 < e && s.in[i] == s.in[from]
	}
	switch s.low[i] {
	case ";":
		return true
	case "and", "or", "so", "yet":
		return (s.lowAt(i-1) == "," || s.plainSubject(i+1)) && s.ownClause(i+1, e)
	case "but":
		return s.ownClause(i+1, e) || s.lowAt(i-1) == "," && s.verbal(i+1)
	case "while", "whereas", "although", "though":
		return s.lowAt(i-1) == "," && s.ownClause(i+1, e)
	}
	return false
}

// plainSubject says whether token i is a pronoun that can only be a subject.
func (s *sent) plainSubject(i int) bool {
	switch s.lowAt(i) {
	case "i", "we", "he", "she", "they":
		return true
	}
	return false
}

// ownClause says whether a clause with its own subject begins at token i.
func (s *sent) ownClause(i, e int) bool {
	for k := i; k < e && k < i+25; k++ {
		r := s.rel(k)
		if (r == "nsubj" || r == "expl") && s.head(k) >= i && s.head(k) < e {
			for h, n := s.head(k), 0; n < 6 && h >= i; h, n = s.head(h), n+1 {
				if s.toks[h].Deprel == "acl:relcl" {
					return false
				}
			}
			return true
		}
		if s.low[k] == "," || s.finite(k) || s.low[k] == "that" || s.low[k] == "which" || s.low[k] == "who" {
			// "but in Chinese terms things have": a phrase may stand in front
			return false
		}
	}
	return false
}

// hedges are the words in tokens [b, e) that soften.
func (s *sent) hedges(b, e int) []doc.Span {
	var out []doc.Span
	for i := b; i < e; i++ {
		n, kind := s.w.t.hedges.match(s.low[:e], i)
		if n == 0 {
			continue
		}
		switch {
		case kind == "modal" && s.upos(i) != "AUX", // the month, the power
			s.low[i] == "rather" && s.lowAt(i+1) == "than",
			s.low[i] == "appear" && !s.verbal(i),
			s.low[i] == "likely" && s.rel(i) == "det":
			continue
		}
		out = append(out, s.spanOf(i, i+n))
		i += n - 1
	}
	return out
}

// negations are the words in tokens [b, e) that negate, with how far they reach,
// and whether what is said as a whole is negated.
func (s *sent) negations(b, e int) ([]event.Negation, bool) {
	var out []event.Negation
	whole := false
	for i := b; i < e; i++ {
		n, kind := s.w.t.negators.match(s.low[:e], i)
		if n == 0 {
			continue
		}
		if s.low[i] == "not" && s.lowAt(i+1) == "only" || s.low[i] == "no" && (s.lowAt(i+1) == "doubt" || s.lowAt(i+1) == "matter") || s.low[i] == "wrong" && s.rel(i) == "amod" {
			i += n - 1
			continue
		}
		h := i
		if kind == "particle" || kind == "determiner" {
			if s.head(i) >= b && s.head(i) < e {
				h = s.head(i)
			}
		} else if n > 1 {
			h = i + n - 1
		}
		sb, se := s.subtreeBegin(h, b), s.subtreeEnd(h, e)
		out = append(out, event.Negation{Cue: s.spanOf(i, i+n), Scope: s.spanOf(min(sb, i), max(se, i+n))})
		whole = whole || s.reaches(h, b, e, kind)
		i += n - 1
	}
	return out, whole
}

// reaches says whether what hangs on token h is the main thing said in tokens
// [b, e), not something beside it.
func (s *sent) reaches(h, b, e int, kind string) bool {
	for n := 0; n < maxClimb && h >= b && h < e; n++ {
		switch s.rel(h) {
		case "acl", "advcl", "appos":
			if s.head(h) < b || s.head(h) >= e {
				return true
			}
			if s.toks[h].Deprel == "acl:relcl" || s.rel(h) == "appos" || s.rel(h) == "advcl" && s.toks[h].Feat("VerbForm") != "Fin" || s.kid(h, "mark") >= 0 && s.rel(h) == "advcl" {
				return false
			}
		case "nmod":
			if kind == "preposition" {
				return false
			}
		}
		h = s.head(h)
	}
	return kind != "preposition"
}

// stance is the stance that the words themselves take.
func (s *sent) stance(b, e int) string {
	for i := e; i < min(e+3, s.len()); i++ {
		if s.low[i] == "?" {
			return Asks
		}
		if !s.punct(i) {
			break
		}
	}
	if e > b && (s.low[e-1] == "?" || s.low[e-1] == "?!") {
		return Asks
	}
	for i := b; i < e; i++ {
		switch s.low[i] {
		case "whether":
			for k := b; k < e; k++ { // "the question is whether", "unclear whether"
				switch s.lem[k] {
				case "question", "unclear", "uncertain", "unknown", "open", "remain", "wonder", "moot", "ask", "clear", "debate", "know":
					return Asks
				}
			}
		case "remains":
			if s.lowAt(i+1) == "to" && s.lowAt(i+2) == "be" && s.lowAt(i+3) == "seen" {
				return Asks
			}
		case "doubt":
			if s.verbal(i) && i > b && s.low[i-1] == "i" || s.low[i] == "doubt" && s.lowAt(i-1) == "i" {
				return Doubts
			}
		case "false", "untrue", "baseless":
			if s.rel(i) != "amod" && i-b < 8 {
				return Denies
			}
		}
	}
	for i := b; i < e; i++ {
		switch s.low[i] {
		case "will", "'ll", "wo", "shall":
			h := s.head(i)
			if s.rel(i) != "aux" || h < b || h >= e || s.inside(h, b) {
				continue
			}
			if k := s.kid(h, "nsubj"); k >= 0 && (s.low[k] == "i" || s.low[k] == "we") {
				continue // one's own promise
			}
			return Predicts
		case "going":
			if s.lowAt(i+1) == "to" && i > b && s.upos(i-1) == "AUX" {
				return Predicts
			}
		case "likely", "set", "bound", "poised", "expected":
			if s.lowAt(i+1) == "to" && s.rel(i) != "amod" && !s.inside(i, b) {
				return Predicts
			}
		}
	}
	return Asserts
}

// wouldBe says whether words told in the past speak of what was to come then:
// "that the debt would rise"; not of what its own holder promised.
func (s *sent) wouldBe(b, e int) bool {
	for i := b; i < e; i++ {
		if h := s.head(i); s.low[i] == "would" && s.rel(i) == "aux" && h >= b && h < e && !s.inside(h, b) {
			k := s.kid(h, "nsubj", "nsubj:pass")
			return k >= 0 && s.upos(k) != "PRON"
		}
	}
	return false
}

// inside says whether token h stands in a clause beside the main one.
func (s *sent) inside(h, b int) bool {
	for n := 0; n < maxClimb && h >= b; n++ {
		if s.toks[h].Deprel == "acl:relcl" || s.rel(h) == "advcl" || s.rel(h) == "acl" {
			return true
		}
		h = s.head(h)
	}
	return false
}

// causes are the causes and effects that the words of tokens [b, e) tie.
func (s *sent) causes(b, e int) []event.Cause {
	var out []event.Cause
	for i := b; i < e; i++ {
		n, where := s.w.t.causes.match(s.low[:e], i)
		if n == 0 {
			continue
		}
		lb, le := s.trim(b, i)
		rb, re := s.trim(i+n, e)
		switch where {
		case "after":
			if le <= lb { // "Because of A, B"
				k := rb
				for k < re && s.low[k] != "," {
					k++
				}
				if k+1 >= re {
					continue
				}
				lb, le = s.trim(k, re)
				re = k
			} else if k := s.commaFrom(rb, re); k > rb && n > 1 && strings.HasSuffix(s.low[i+n-1], "by") {
				re = k
			}
			if rb < re && lb < le {
				out = append(out, event.Cause{Cause: s.spanOf(rb, re), Effect: s.spanOf(lb, le), Words: s.spanOf(i, i+n)})
			}
		case "before":
			if (s.low[i] == "made" || s.low[i] == "makes" || s.low[i] == "forced") && !s.controls(i) {
				continue
			}
			if !s.verbal(i) && n == 1 || rb >= re || lb >= le {
				continue
			}
			out = append(out, event.Cause{Cause: s.spanOf(lb, le), Effect: s.spanOf(rb, re), Words: s.spanOf(i, i+n)})
		}
		i += n - 1
	}
	return out
}

// controls says whether a verb has an object that does or is something: "makes
// ties more palatable".
func (s *sent) controls(v int) bool {
	return s.verbal(v) && s.kid(v, "xcomp", "ccomp") >= 0
}

func (s *sent) commaFrom(b, e int) int {
	for i := b; i < e; i++ {
		if s.low[i] == "," {
			return i
		}
	}
	return -1
}

// lemmaSet is the set of lemmas that carry what tokens [b, e) say.
func (s *sent) lemmaSet(b, e int) map[string]bool {
	out := map[string]bool{}
	for i := b; i < e; i++ {
		switch s.upos(i) {
		case "NOUN", "PROPN", "VERB", "ADJ", "NUM":
			if !common[s.lem[i]] {
				out[s.lem[i]] = true
			}
		}
	}
	return out
}

// common are lemmas that say too little to tell a proposition by.
var common = map[string]bool{"have": true, "do": true, "make": true, "take": true, "say": true, "tell": true, "get": true, "go": true, "come": true,
	"year": true, "month": true, "day": true, "time": true, "other": true, "new": true, "last": true, "first": true, "country": true, "people": true, "thing": true}
