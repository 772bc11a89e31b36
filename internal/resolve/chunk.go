package resolve

import (
	"entente/internal/atlas"
)

// A chunk is a base noun phrase, cut at its possessives.
type chunk struct {
	b, e int
	segs [][2]int
}

const maxChunk = 60 // tokens

// chunkFrom returns the base noun phrase that starts at token i; empty if none
// does.
func (s *sent) chunkFrom(i int) chunk {
	c := chunk{b: i, e: i}
	seg := i
	k := i
	for k < s.len() && k-i < maxChunk {
		if n := s.nameAt(k); n != nil && n.b == k {
			if k > seg && n.class != isAdj && s.breaksBefore(k) {
				break
			}
			k = n.e
			if n.shortEnd > 0 {
				k = n.shortEnd
			}
			continue
		}
		u := s.upos(k)
		switch {
		case k == i && (u == "DET" || s.possPron(k)):
			k++
			continue
		case s.roleOf[k] >= 0 && s.roleOf[k] < k && k > i && s.roleOf[k] >= seg:
			k++ // inside "secretary of state"
			continue
		case u == "NOUN" || u == "PROPN" || u == "ADJ" || u == "NUM" || u == "X" || s.roleOf[k] >= 0 && (u != "VERB" && u != "AUX" && u != "ADP" || s.roles[s.roleOf[k]].n > 1):
			if k > i && s.forms[k] == "," {
				break
			}
			k++
			continue
		case u == "ADV" && k+1 < s.len() && (s.upos(k+1) == "ADJ" || s.rel(k+1) == "amod" || hyphen(s.forms[k+1])):
			k++
			continue
		case u == "VERB" && (s.rel(k) == "amod" || s.rel(k) == "compound") && k+1 < s.len() && (s.nounish(k+1) || s.at[k+1] >= 0 || hyphen(s.forms[k+1])):
			k++
			continue
		case u == "VERB" && hyphen(s.form(k-1)) && s.glued(k) && k > i && (s.nounish(k+1) || s.at[min(k+1, s.len()-1)] >= 0):
			k++
			continue
		case u == "DET" && k > i && possessive(s.form(k-1)):
			k++
			continue
		case hyphen(s.forms[k]) && k > i && s.glued(k) && s.glued(k+1):
			k++
			continue
		case honorific[s.low[k]] && k+1 < s.len() && capital(s.forms[k+1]):
			k++
			continue
		case possessive(s.forms[k]) && k > seg && k+1 < s.len() && s.glued(k) && (s.upos(k) == "PART" || s.low[k] != "'" && s.low[k] != "’"):
			c.segs = append(c.segs, [2]int{seg, k})
			k++
			seg = k
			continue
		case (u == "CCONJ" || s.forms[k] == ",") && k > seg && s.joins(k):
			k++
			continue
		}
		break
	}
	c.e = k
	if k > seg {
		c.segs = append(c.segs, [2]int{seg, k})
	}
	return c
}

// breaksBefore says whether a name at token k begins a phrase of its own though
// nouns stand before it: after a time word ("on Tuesday Russia ...").
func (s *sent) breaksBefore(k int) bool {
	if n := s.nameAt(k - 1); n != nil {
		// two names side by side: "Turkey Russia" in a list without commas
		return n.class == isState && s.nameAt(k).class == isState
	}
	switch s.low[k-1] {
	case "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "yesterday", "today", "tomorrow", "week", "month", "year", "years", "months", "weeks", "days",
		"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "morning", "night", "evening":
		return true
	}
	return false
}

// joins says whether the "and" or comma at token k joins two adjectives or
// states that share the noun behind them: "Tajik and Chinese personnel".
func (s *sent) joins(k int) bool {
	left := s.nameAt(k - 1)
	if s.forms[k] == "," {
		if left == nil || left.class != isAdj {
			return false
		}
	}
	next := k + 1
	if s.upos(next) == "CCONJ" {
		next++
	}
	right := s.nameAt(next)
	if left == nil || right == nil || right.b != next {
		return false
	}
	if right.class != isAdj && !(right.class == isState || right.class == isBody && left.class == isAdj) {
		return false
	}
	if left.class != isAdj && left.class != isState && left.class != isBody {
		return false
	}
	if right.class == isState && left.class != isAdj && left.class != isState {
		return false
	}
	after := right.e
	// the shared noun must follow: "Russian and Chinese officials"
	if right.class == isAdj {
		if left.class != isAdj && !s.acronymish(left) {
			return false
		}
		if s.upos(after) == "CCONJ" || s.form(after) == "," {
			return s.joins(after)
		}
		return s.nounish(after) || s.roleAt(after) || s.rel(after) == "amod" || hyphen(s.form(after)) && s.glued(after)
	}
	if left.class == isAdj && right.class == isState {
		return s.roleAt(after) && (s.upos(after) == "NOUN" || s.upos(after) == "PROPN")
	}
	return s.acronymish(left) && s.acronymish(right) && s.roleAt(after) && s.upos(after) == "NOUN"
}

// acronymish says whether a name serves as an adjective too: "US", "UK".
func (s *sent) acronymish(n *name) bool {
	return n.e-n.b == 1 && (allCaps(s.forms[n.b]) || len(s.forms[n.b]) <= 4) || n.hit.Kind == atlas.Acronym
}

func (s *sent) roleAt(i int) bool { return i >= 0 && i < len(s.roleOf) && s.roleOf[i] >= 0 }

// possPron says whether token i is a possessive pronoun.
func (s *sent) possPron(i int) bool {
	switch s.form(i) {
	case "his", "its", "their":
		return s.upos(i) == "PRON" || s.upos(i) == "DET" || s.upos(i) == ""
	case "whose":
		return true
	case "her":
		return s.rel(i) == "nmod" || s.toks[i].Feat("Poss") == "Yes"
	}
	return false
}
