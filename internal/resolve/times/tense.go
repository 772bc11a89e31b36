package times

import (
	"strings"

	"entente/internal/doc"
)

// A tense is whether the clause around an expression tells of what was or what
// will be.
type tense uint8

const (
	unclear tense = iota
	past
	future
	present // known from a tree only
)

// A cue is what a word says about tense.
type cue uint8

const (
	noCue      cue = iota
	pastCue        // was, met
	futureCue      // will, scheduled
	planCue        // agreed: past, but future with an infinitive
	presentCue     // is
)

// cues builds the table of words that tell the tense.
func cues() map[string]cue {
	m := make(map[string]cue, 300)
	put := func(c cue, words string) {
		for _, s := range strings.Fields(words) {
			m[s] = c
		}
	}
	put(pastCue, "was were had did has have been said told met went came held took made gave got saw began left spoke sent fell "+
		"rose won lost led built bought brought broke caught chose cut drew drove fought found flew forgot grew heard hit kept knew "+
		"laid lay let lit meant paid put ran sat sank shook shot shut sold sought spent split spread stood struck stole swept swore "+
		"taught thought threw understood withdrew woke wore wrote became beat bore bound burst dealt dug ate fed felt fled froze hid "+
		"hung hurt leapt lent overthrew overtook quit rode rang sang slept slid spun sprang stuck swam swung tore underwent upheld won")
	put(futureCue, "will shall ll wo would due scheduled slated upcoming forthcoming expected planned plans plan intends intend aims "+
		"hopes opens begins starts expires ends resumes convenes deadline tomorrow must should may might can could")
	put(planCue, "agreed agrees agree promised promises vowed vows pledged pledges decided decides want wants wanted hope hoped "+
		"intended ask asked asks urged urges called calls threatened threatens invited invites set ready likely prepare prepares prepared "+
		"preparing planning going supposed bound need needs needed ordered orders proposed proposes")
	put(presentCue, "am is are")
	return m
}

const tenseReach = 40 // lexemes looked at on either side

// tenseAround reads the tense of the clause that holds the lexemes from i to j:
// from the tree if there is one, else from the nearest verb before, else from
// the nearest one after.
func (m *matcher) tenseAround(i, j int) tense {
	if m.describes(i, j) {
		// "By the March accord they will meet" says nothing of March, "they will
		// observe the March vote" does.
		t, _ := m.tenseBefore(i)
		if t == unclear && m.tenseAfter(j) == future {
			return present
		}
		return t
	}
	if t := m.treeTense(i); t != unclear {
		return t
	}
	t, infinitive := m.tenseBefore(i)
	if t == unclear {
		t = m.tenseAfter(j)
	}
	if t == unclear && infinitive { // a headline: "Xi to visit in March"
		return future
	}
	return t
}

// describes says whether the date from i to j stands between an article and its
// noun, as in "the March accord".
func (m *matcher) describes(i, j int) bool {
	if m.peek(j-1).class != cMonth && m.peek(j-1).kind != isNumber || !m.is(i, cThe) && !m.is(i-1, cThe) && !m.possessive(i-2) {
		return false
	}
	l := m.peek(j)
	return j < len(m.lx) && l.kind == isWord && l.class == cOther && m.cueAt(j) == noCue
}

// tenseBefore reads the nearest verb before lexeme i, and says whether there is
// an infinitive on the way.
func (m *matcher) tenseBefore(i int) (t tense, infinitive bool) {
	for k := i - 1; k >= max(0, i-tenseReach) && !m.endsClause(k); k-- {
		if m.is(k, cTo) && k+1 < i {
			if n := &m.lx[k+1]; n.kind == isWord && !n.upper && n.class == cOther {
				infinitive = true
				continue
			}
		}
		switch m.cueAt(k) {
		case pastCue:
			if m.word(k-1, "be") {
				continue // to be held
			}
			return past, infinitive
		case futureCue:
			return future, infinitive
		case planCue:
			if infinitive {
				return future, infinitive
			}
			return past, infinitive
		case presentCue:
			if infinitive {
				return future, infinitive
			}
			return unclear, infinitive
		}
	}
	return unclear, infinitive
}

// tenseAfter reads the nearest verb from lexeme j on.
func (m *matcher) tenseAfter(j int) tense {
	for k := j; k < min(len(m.lx), j+tenseReach) && !m.endsClause(k); k++ {
		switch m.cueAt(k) {
		case pastCue, planCue:
			return past
		case futureCue:
			return future
		case presentCue:
			if m.is(k+1, cTo) || k+1 < len(m.lx) && m.cueAt(k+1) == futureCue { // are to meet
				return future
			}
			return unclear
		}
	}
	return unclear
}

func (m *matcher) endsClause(k int) bool {
	return m.mark(k, ';') || m.mark(k, ':') || m.mark(k, emDash)
}

// cueAt reads one word. A word in -ed counts as a past tense unless it stands
// behind an article, where it is an adjective.
func (m *matcher) cueAt(k int) cue {
	l := &m.lx[k]
	if l.kind != isWord || l.upper && k > 0 || l.end-l.begin > 16 {
		return noCue
	}
	var buf [16]byte
	s := buf[:copy(buf[:], m.text[l.begin:l.end])]
	if l.upper {
		s[0] |= 0x20
	}
	if l.tok >= 0 {
		switch m.tokens[l.tok].UPOS {
		case "", "VERB", "AUX", "ADJ", "X":
		case "NOUN":
			if c := m.table.cues[string(s)]; c != futureCue {
				return noCue
			}
		default:
			if m.tokens[l.tok].UPOS != "ADV" && m.tokens[l.tok].UPOS != "PART" {
				return noCue
			}
		}
	}
	if c, ok := m.table.cues[string(s)]; ok {
		return c
	}
	attributive := k > 0 && (m.lx[k-1].class == cThe || m.lx[k-1].class == cArticle)
	if len(s) > 4 && s[len(s)-2] == 'e' && s[len(s)-1] == 'd' && s[len(s)-3] != 'e' && !attributive && l.class == cOther {
		return pastCue
	}
	return noCue
}

// pastAt says whether lexeme k is a verb in the past.
func (m *matcher) pastAt(k int) bool { return k < len(m.lx) && m.cueAt(k) == pastCue }

// treeTense reads the tense from the verb that governs lexeme i; unclear if
// there is no tree or no verb that tells.
func (m *matcher) treeTense(i int) tense {
	at := m.lx[i].tok
	if at < 0 || m.tokens[at].Deprel == "" {
		return unclear
	}
	n := int(at)
	for range 12 {
		if n < 0 || n >= len(m.tokens) {
			return unclear
		}
		tok := m.tokens[n]
		if tok.UPOS == "VERB" || tok.UPOS == "AUX" {
			if t := m.verbTense(n); t != unclear {
				return t
			}
		}
		if tok.Head == doc.Root || tok.Head == n {
			return unclear
		}
		n = tok.Head
	}
	return unclear
}

func (m *matcher) verbTense(n int) tense {
	verb := m.tokens[n]
	had, to := false, false
	for k := max(0, n-12); k < min(len(m.tokens), n+3); k++ {
		t := m.tokens[k]
		if t.Head != n {
			continue
		}
		form := t.Lemma
		if form == "" {
			form = strings.ToLower(t.Form)
		}
		switch {
		case t.UPOS == "AUX" && (form == "will" || form == "shall" || form == "would" || form == "'ll"):
			return future
		case t.UPOS == "AUX" && (form == "have" || t.Feat("Tense") == "Past"):
			had = true
		case t.UPOS == "PART" && form == "to":
			to = true
		}
	}
	cue := m.table.cues[strings.ToLower(verb.Form)]
	switch {
	case had, verb.Feat("Tense") == "Past" && verb.Feat("VerbForm") == "Fin":
		return past
	case strings.HasPrefix(verb.Deprel, "acl") && verb.Feat("VerbForm") == "Part" && verb.Feat("Tense") == "Past" && (cue == noCue || cue == pastCue):
		return past // "a draft leaked in March would allow", not "a vote planned for March"
	case to && verb.Head >= 0 && verb.Head < len(m.tokens):
		head := m.tokens[verb.Head]
		switch m.table.cues[strings.ToLower(head.Form)] {
		case futureCue, planCue:
			return future
		}
	case verb.Feat("Tense") == "Pres" && verb.Feat("VerbForm") == "Fin" && m.table.cues[strings.ToLower(verb.Form)] == noCue:
		return present
	case to: // the root of a headline
		return future
	}
	return unclear
}
