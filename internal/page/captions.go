package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
)

// pairedCaptions marks what is printed twice in a row within the text: pages
// pasted as text show a caption once for the picture and once below it.
func (l *layout) pairedCaptions() {
	for i := 1; i < len(l.us); i++ {
		if l.us[i].same < 0 && nearlySame(l.us[i-1], l.us[i]) {
			l.us[i].same = i - 1
		}
	}
	pairs, singles := 0, 0
	for i := range l.us {
		if l.us[i].same < 0 {
			singles++
		} else if l.us[i].same == i-1 {
			pairs++
		}
	}
	if pairs*2 > singles {
		return // everything stands twice
	}
	text := false // something to be read was seen before
	for i := range l.us {
		u := l.us[i]
		if u.plain == "" || l.kinds[i] != "" && l.kinds[i] != doc.Caption {
			text = text || u.plain == ""
			continue
		}
		if u.same == i-1 && i > 0 && u.words >= 3 && u.words <= 80 && (text || endsWith(u.text, ".")) {
			l.set(i-1, doc.Caption, "twice")
			l.set(i, doc.Caption, "twice")
		} else if l.isRunning(i) && (i+1 >= len(l.us) || l.us[i+1].same != i) {
			text = true
		}
	}
}

// nearlySame says whether one of two lines is the other with a credit or a stop
// behind it.
func nearlySame(a, b unit) bool {
	if a.words > b.words {
		a, b = b, a
	}
	short := strings.TrimRight(a.plain, ". ")
	return a.words >= 8 && b.words-a.words <= 8 && strings.HasPrefix(b.plain, short)
}

// captions finds single captions by their form: one sentence that describes a
// picture in the present tense and dates it, or a sentence without a verb.
func (l *layout) captions() {
	for i, u := range l.us {
		if l.kinds[i] != "" || i == l.first || l.first < 0 || u.plain == "" || u.words < 5 || u.words > 45 ||
			u.hint == doc.HintHeading || u.hint == doc.HintList || u.hint == doc.HintQuote {
			continue
		}
		if isItem(u.text) || stops(u.text) > 1 || strings.ContainsAny(u.text, "“”\"«»?") || !endsWith(u.text, ".0123456789") {
			continue
		}
		if i > l.last && l.last >= 0 && i > l.last+1 {
			continue
		}
		if l.describes(i) {
			l.set(i, doc.Caption, "form")
		}
	}
}

var (
	depicting = set(`meets meet attends attend shakes shake shaking walks walk poses pose stands stand sits sit speaks speak
		addresses arrives arrive greets greet gestures listens listen looks look waves wave holds hold carries carry conducts conduct
		takes take signs sign welcomes welcome inspects inspect visits visit marches march rides ride drives drive passes pass talks talk
		embraces embrace hugs hug delivers deliver watches watch reviews review lays lay votes vote casts cast waits wait gathers gather
		rests rest rises rise flies fly patrols patrol works work prepares prepare displays display chats chat smiles smile reacts react`)
	finite = set(`is are was were has have had will would can could might must should shall does do did said says say told tells
		began became came went gave got made took met saw held kept fell rose grew won lost sent built brought bought thought
		knew known let ran spoke stood struck fought found felt drew wrote broke chose drove hung paid sold
		shot spent swore taught threw understood wore remain remains seem seems appear appears want wants expect expects
		believe believes mean means make makes go goes come comes give gives get gets keep keeps include includes accuse accuses
		deny denies argue argues warn warns add adds relies rely depend depends continue continues
		hasn't haven't isn't aren't wasn't weren't doesn't don't didn't won't can't couldn't wouldn't`)
	// Verbs that are as often nouns: they speak against a sentence without a verb
	// only.
	eitherWay = set(`border borders share shares face faces plan plans play plays show shows call calls hope hopes aim aims fear fears
		claim claims note notes account accounts need needs put set cut hit sat left lay`)
	sceneWords = set("during at outside near after before ahead amid beside alongside inside")
)

// describes says whether a sentence reads as the description of a picture.
func (l *layout) describes(i int) bool {
	u := l.us[i]
	r, _ := utf8.DecodeRuneInString(u.text)
	if !unicode.IsUpper(r) {
		return false
	}
	ws := strings.FieldsFunc(u.plain, func(r rune) bool { return !isWord(r) && r != '\'' && r != '-' })
	present, past, scene, either := false, false, false, false
	for j, w := range ws {
		switch {
		case j > 0 && depicting[w] && !present:
			present = true
		case finite[w] || strings.HasSuffix(w, "ed") && len(w) > 3 && !adjectival(ws, j):
			past = true
		case eitherWay[w]:
			either = true
		}
		scene = scene || sceneWords[w]
	}
	if past {
		return false
	}
	dated := l.endsDated(u)
	return present && (dated || scene && l.betweenText(i)) || !present && !either && scene && dated
}

// adjectival says whether a participle stands before the noun it belongs to: after
// a determiner or a preposition.
func adjectival(ws []string, j int) bool {
	switch ws[j] {
	case "united", "red", "armed", "unidentified", "masked", "damaged", "destroyed", "wounded", "injured", "ruined", "sacred":
		return true
	}
	if j == 0 {
		return true
	}
	switch ws[j-1] {
	case "the", "a", "an", "of", "for", "with", "in", "by", "and":
		return true
	}
	return false
}

// endsDated says whether the last words are a date or name a month: "on May 3,
// 2021.", "in September.", "in 2017."
func (l *layout) endsDated(u unit) bool {
	tail := doc.Span{Begin: max(u.Begin, u.End-40), End: u.End}
	for !boundary(l.d.Text, tail.Begin) {
		tail.Begin++
	}
	toks, _ := tokenise(nil, l.d.Text, tail, 0, 0)
	s := scanner{t: l.t, lang: "en", text: l.d.Text, toks: toks}
	ds := s.dates()
	return len(ds) > 0 && ds[len(ds)-1].last == len(toks)-1
}

// betweenText says whether the unit stands between longer paragraphs.
func (l *layout) betweenText(i int) bool {
	return i > 0 && i+1 < len(l.us) && l.us[i-1].words > l.us[i].words && l.us[i+1].words > l.us[i].words
}
