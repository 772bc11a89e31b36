package page

import "strings"

// A tense is the time that a date is spoken of in.
type tense int

const (
	unclear tense = iota
	past
	future
)

var (
	futureWords = set(`will shall would could might may should must can ll upcoming scheduled planned planning plans plan expected expects
		due forthcoming slated hopes hope hoping intends intend aims aim aiming target targets goal goals deadline tomorrow next later
		ahead future set projected projects forecast forecasts envisages foresees pledged pledges promised promises vowed vows
		candidate candidacy candidature intention seeks proposed proposes wants want going strategy strategic agenda vision roadmap be`)
	pastWords = set(`was were had has have did said says told ago since earlier last took met made held came went gave got became
		began saw left led kept fell rose grew won lost sent built brought bought thought cut hit ran sat spoke stood struck fought
		found felt drew wrote broke chose drove hung laid lay paid sold shot spent swore taught threw understood wore flew
		after following died during`)
	// Words that tell neither, but end the search: what stands before them belongs
	// to another act.
	presentWords = set(`is are am being do does holding convening hosting participating contributing seeking running launching
		completing achieving implementing preparing considering bringing chairing adopting extension convocation chairmanship
		presidency preparation preparations closure emphasis decision period triennium`)
	determiners = set("the a an this that these those its their his her our my your each every all both some any other")
	clauseWords = set("that which who while whereas although but so because if when where")
	notPast     = set("united need needed indeed speed breed feed seed proceed exceed succeed red hundred sacred")
	// What a year before it dates as over: "the 2014 annexation". Other things
	// ("the 2012 conference") may lie ahead.
	overWords = set(`annexation invasion war coup revolution uprising crisis attack attacks bombing bombings earthquake massacre protests
		unrest accident genocide assassination collapse takeover riots crackdown clashes conflict putsch pandemic outbreak`)
)

// tense looks for what tells past from future: first backwards from the date to
// the beginning of its clause, then a little onwards.
func (in *inference) tense(first, last int) tense {
	toks := in.sc.toks
	s := in.sents[toks[first].sentence]
	if in.opensClause(first, s[0]) {
		if t, ok := in.tenseAfter(last, s[1]); ok {
			return t
		}
	}
	for i := first - 1; i >= s[0] && i >= first-18 && !clauseWords[toks[i].low]; i-- {
		if toks[i].low == "to" && i+1 < first && !toks[i+1].upper && toks[i+1].num < 0 && !determiners[toks[i+1].low] {
			return unclear // "to convene": not done yet, as far as the words go
		}
		if t, ok := in.tenseOf(i); ok {
			return t
		}
	}
	t, _ := in.tenseAfter(last, s[1])
	return t
}

func (in *inference) tenseAfter(last, limit int) (tense, bool) {
	for i := last + 1; i <= limit && i <= last+10; i++ {
		if t, ok := in.tenseOf(i); ok {
			return t, true
		}
	}
	return unclear, false
}

// opensClause says whether a date begins a clause: "…, and on 6 October …".
func (in *inference) opensClause(first, limit int) bool {
	i := first - 2 // the word before its preposition
	if i < limit {
		return true
	}
	toks := in.sc.toks
	return toks[i].low == "and" || toks[i].low == "but" || strings.ContainsAny(in.sc.text[toks[i].End:toks[i+1].Begin], ",;:—–")
}

// tenseOf says what one word tells of the tense; false if nothing.
func (in *inference) tenseOf(i int) (tense, bool) {
	toks := in.sc.toks
	t := toks[i]
	if t.upper && i > 0 && toks[i-1].sentence == t.sentence {
		return unclear, false // a name
	}
	switch w := t.low; {
	case futureWords[w]:
		return future, true
	case presentWords[w]:
		return unclear, true
	case pastWords[w], strings.HasSuffix(w, "ed") && len(w) > 3 && !notPast[w]:
		if t.Begin > 0 && in.sc.text[t.Begin-1] == '-' {
			return unclear, false // "action-oriented"
		}
		if i > 0 && (toks[i-1].low == "be" || toks[i-1].low == "being" || i > 1 && toks[i-2].low == "be") {
			return future, true // "to be held"
		}
		return past, true
	}
	return unclear, false
}
