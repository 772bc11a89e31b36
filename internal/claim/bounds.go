package claim

import "slices"

// until is where words that begin at b and belong to a cue end: at the end of the
// sentence, or where another's words begin.
func (s *sent) until(c *cue, b, end int) int {
	for _, o := range s.cues {
		if o == c || o.verb <= b || o.verb < c.verb || o.gerund && o.h == c.h {
			if o != c && o.gerund && o.h == c.h && o.verb > b {
				k := o.b
				for k > b && s.low[k-1] == "," {
					k--
				}
				return min(end, k)
			}
			continue
		}
		k := o.b
		// the words that join two clauses stand right before the second holder
		j := k - 1
		for j > b && (s.upos(j) == "DET" || s.upos(j) == "ADJ" || s.upos(j) == "ADV") {
			j--
		}
		if j > b && s.rel(o.verb) == "conj" && (s.head(o.verb) == c.verb || o.h >= 0 && o.h == c.h) && (s.low[j] == "and" || s.low[j] == "but" || s.low[j] == "or") {
			for j > b && s.low[j-1] == "," {
				j--
			}
			return min(end, j)
		}
		if j > b && (s.low[j] == "which" || s.low[j-1] == "which") && o.stance == Denies { // ", which Tehran denied"
			for j > b && (s.low[j-1] == "," || s.low[j] == "which" && s.low[j-1] == "which") {
				j--
			}
			if s.low[j] != "which" && s.low[j] != "," && s.lowAt(j-1) == "which" {
				j--
			}
			return min(end, j)
		}
		if j > b && (s.low[j] == "but" || s.low[j] == "while" || s.low[j] == "whereas" || s.low[j] == ";" || s.low[j] == "though" || s.low[j] == "although" ||
			s.low[j] == "and" && (s.low[j-1] == "," || o.h >= 0 && s.upos(o.h) != "PRON" && c.h >= 0)) {
			for j > b && (s.low[j-1] == "," || s.low[j-1] == ";") {
				j--
			}
			return min(end, j)
		}
	}
	for i := b; i < end; i++ { // a quotation that stands by itself begins
		if s.in[i] < 0 {
			continue
		}
		m := &s.w.marks[s.in[i]]
		if i > b && (s.lowAt(i-2) == ":" || m.ends && m.words > 6 && s.lowAt(i-2) == ",") {
			k := i - 1
			for k > b && s.punct(k-1) {
				k--
			}
			return k
		}
	}
	return end
}

// paper says whether the holder of a cue is only where others' words are written
// down: a readout, a transcript, a press service.
func (s *sent) paper(c *cue) bool {
	if c.h < 0 {
		return false
	}
	switch s.lem[c.h] {
	case "readout", "read-out", "transcript", "statement", "release", "communique", "communiqué", "service", "account", "summary", "minutes", "minute", "video", "recording", "letter":
		return true
	}
	return false
}

// nest drops cues that stand within what another cue holds: "X says that Y denies
// it" is X's word.
func (s *sent) nest() {
	for _, c := range s.cues {
		if !c.adverb || !s.paper(c) {
			continue
		}
		for _, o := range s.cues { // "X stressed Y, according to a readout"
			if !o.adverb && len(o.parts) > 0 && slices.ContainsFunc(c.parts, func(p [2]int) bool { return p[0] <= o.verb && o.verb < p[1] }) {
				c.nested = true
			}
		}
	}
	for _, c := range s.cues {
		for _, o := range s.cues {
			if o == c || o.nested || c.nested || len(o.parts) == 0 {
				continue
			}
			if slices.ContainsFunc(o.parts, func(p [2]int) bool {
				return p[0] <= c.verb && c.verb < p[1] && (c.h < 0 || p[0] <= c.h && c.h < p[1] || c.h == o.h && !c.gerund)
			}) {
				if len(c.parts) > 0 && slices.ContainsFunc(c.parts, func(p [2]int) bool { return p[0] <= o.verb && o.verb < p[1] }) && c.verb > o.verb {
					// each within the other: the later one, set apart at the end, holds both
					if c.adverb || s.lowAt(c.b-1) == "," {
						o.nested = true
						continue
					}
				}
				c.nested = true
				break
			}
		}
	}
	for _, c := range s.cues {
		for _, o := range s.cues {
			if o.adverb && o.nested && o.b > c.b && !c.nested { // "..., according to a readout" is not said
				for i := range c.parts {
					if c.parts[i][0] < o.b && o.b < c.parts[i][1] {
						c.parts[i][1] = o.b
					}
				}
			}
		}
	}
	s.cues = slices.DeleteFunc(s.cues, func(c *cue) bool { return c.nested })
}
