package code

import (
	"slices"

	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/event"
	"entente/internal/mend"
)

// A Relation is what one actor does to another by a text.
type Relation struct {
	Type       string
	Mode       string
	Quad       event.Quad
	Status     event.Status
	Confidence float64
	Rule       string // "" if no rule spoke and the answer is the commonest type
}

// Relation returns what source does to target in a document, both given as
// spans of its text. It always answers with the best type; Confidence says how
// good that is.
func (c *Coder) Relation(d *doc.Parsed, source, target doc.Span) Relation {
	var best *scored
	for s := range d.Sentences {
		t := c.pairTree(d, s, source, target)
		if t == nil {
			continue
		}
		for i := range t.toks {
			for line, words := range c.candidates(t, i) {
				if got := c.scorePair(t, i, words, line); got != nil && (best == nil || got.score > best.score) {
					best = got
				}
			}
		}
	}
	if best == nil {
		typ, _ := c.book.Type("CONSULT")
		return Relation{Type: typ.Code, Quad: typ.Quad, Status: event.Actual, Confidence: 0.1}
	}
	r := best.match.line.Rule
	status := c.status(&best.match)
	code, mode := c.promised(&best.match, status)
	if status == event.Negated && refusable[code] {
		code, mode = "REJECT", ""
	}
	typ, _ := c.book.Type(code)
	return Relation{
		Type: code, Mode: mode, Quad: typ.Quad, Status: status,
		Confidence: min(0.95, max(0.1, best.score/24)), Rule: r.ID,
	}
}

type scored struct {
	match match
	score float64
}

// The two mentions of a pair tree.
const (
	pairSource = 0
	pairTarget = 1
)

// pairTree is the tree of a sentence in which only the two given spans are
// actors; nil if neither stands in it.
func (c *Coder) pairTree(d *doc.Parsed, s int, source, target doc.Span) *tree {
	d = mend.Parsed(d)
	sent := d.Sentences[s]
	spans := []doc.Span{source, target}
	r := &event.Resolved{Parsed: *d}
	var here []int
	for i, span := range spans {
		m := event.Mention{Span: span, Sentence: s, Kind: event.Other, Actor: string(rune('S' + i)), Head: -1}
		if sent.Overlaps(span) {
			m.Head = headOf(sent.Tokens, span)
			here = append(here, i)
		}
		r.Mentions = append(r.Mentions, m)
	}
	if len(here) == 0 {
		return nil
	}
	return c.newTree(r, s, here)
}

// headOf is the token of a span that hangs on a word outside of it.
func headOf(toks []doc.Token, span doc.Span) int {
	first := -1
	for i, tok := range toks {
		if !span.Overlaps(tok.Span) {
			continue
		}
		if first < 0 {
			first = i
		}
		if tok.Head < 0 || !span.Overlaps(toks[tok.Head].Span) {
			if tok.UPOS != "PUNCT" && tok.UPOS != "DET" && tok.UPOS != "ADP" {
				return i
			}
		}
	}
	return first
}

// unmetCost is what a frame is lowered by for a condition that does not hold: such a frame
// speaks only where no other knows either party.
const unmetCost = 26

// scorePair is how well a line tells what the source does to the target. A pair asks for
// an answer in any case, so a frame of which one word is missing may still give it.
func (c *Coder) scorePair(t *tree, i int, words []int, line *codebook.Line) *scored {
	var best *scored
	for n := range line.Frames {
		m := match{tree: t, trigger: i, words: words, line: line, verb: i, frame: n}
		if line.POS == codebook.Noun {
			m.verb = c.lightVerb(t, i)
		}
		f := &line.Frames[n]
		ok, unmet := true, 0
		for _, cond := range f.Conds {
			if (cond.Test == "source" || cond.Test == "target") || slices.Contains(cond.Values, "actor") {
				continue
			}
			if !c.holds(&m, cond) {
				unmet++
				ok = ok && !cond.Not && cond.Test != "passive"
			}
		}
		if !ok || unmet > 1 {
			continue
		}
		score := float64(len(words)-1)*2 + 0.5*float64(len(f.Conds)) - unmetCost*float64(unmet)
		if line.Rule.Weak {
			score -= weakness
		}
		for _, slot := range f.Slots {
			c.fillSlot(&m, slot)
		}
		has := func(fs []filler, who int) bool {
			return slices.ContainsFunc(fs, func(x filler) bool { return x.mention == who })
		}
		s, tg := has(m.source, pairSource), has(m.target, pairTarget)
		rs, rt := has(m.source, pairTarget), has(m.target, pairSource)
		switch {
		case m.both && (s || rs) && (tg || rt):
			score += 14
		case s && tg:
			score += 16
		case rs && rt:
			score += 2
		case m.both && (s || rs || tg || rt):
			score += 5
		case s:
			score += 8
		case tg:
			score += 6
		case rs || rt:
			score++
		}
		at := i
		if line.POS == codebook.Noun && m.verb >= 0 {
			at = m.verb // a noun stands where the verb that carries it stands
		}
		score += c.between(t, at)
		if best == nil || score > best.score {
			best = &scored{m, score}
		}
	}
	return best
}

// between is how near a trigger stands to the path from source to target.
func (c *Coder) between(t *tree, i int) float64 {
	score := 0.0
	for who := range 2 {
		at := t.mentions[who].Head
		for n := 0; at >= 0 && n < 2*maxDepth; n++ {
			if at == i {
				score += 3 - 0.2*float64(n)
				break
			}
			at = t.head(at)
		}
	}
	return score
}

// refusable are the types whose negation is a refusal: who will not help, talk
// or yield rejects.
var refusable = map[string]bool{"CONSULT": true, "COOPERATE": true, "AID": true, "RETREAT": true,
	"CONCEDE": true, "AGREE": true, "SUPPORT": true}
