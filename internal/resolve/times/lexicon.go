package times

import "strings"

// A class is what a word can do in an expression of time.
type class uint8

const (
	cOther     class = iota
	cMonth           // n: 1-12
	cWeekday         // n: 0 Sunday to 6 Saturday
	cWeekdays        // "Fridays"
	cSeason          // n: EDTF 21-24
	cUnitWord        // n: a unit
	cUnitWords       // its plural
	cDayPart         // morning, night
	cDayParts
	cCardinal // n: the number
	cOrdinal  // n: the number
	cArticle  // a, an
	cThe
	cVagueMany // several, few, many
	cCouple    // couple, pair
	cDozen
	cApprox   // about, nearly
	cDeictic  // n: a deixis
	cAgo      // ago -1, earlier -2, later 2, hence 1
	cDayWord  // yesterday: n counts days from today
	cPartWord // early, mid, late, end: n: a part
	cHalfWord // half
	cSince
	cUntil // until, till, through
	cBy
	cFrom
	cTo
	cBetween
	cAnd
	cOf
	cIn // in, during, on, at, over, for, within: licence what follows
	cEvery
	cOften    // annually, annual: n indexes frequencies
	cTimes    // once, twice, "times": n
	cNowWord  // now, currently, recently
	cFiscal   // fiscal, financial
	cLetter   // Q, H: begin Q3, H1
	cDecade   // nineties: n is 1990
	cNamedDay // black, good: with a weekday a name
	cUnitAdj  // stands between a number and its unit: "full", "consecutive"
	cNear     // near, distant
	cFuture   // future
	cOther2   // other, as in "every other year"
	cAttack   // attacks: after "Sept. 11" the ones of 2001
	cEra      // AD, BC: n 1 or -1
	cOld      // old, age: what comes before is an age
	cMeasure  // a noun that a number counts
)

// A deixis points from here and now, or from a time told of before.
const (
	dThis      = iota // this, current
	dThat             // that, same
	dLast             // last
	dPast             // past
	dPrevious         // previous, preceding, prior
	dNext             // next
	dComing           // coming, upcoming
	dFollowing        // following, subsequent
	dLatest           // latest
	dRecent           // recent
	dThese            // these, those
)

// A part of a stretch of time.
type part uint8

const (
	pWhole part = iota
	pEarly
	pMid
	pLate
	pBegin
	pEnd
	pHalf1
	pHalf2
	pSofar // "earlier this year"
	pRest  // "later this year"
)

// A unit of time, short to long.
type unit uint8

const (
	noUnit unit = iota
	uSecond
	uMinute
	uHour
	uDay
	uWeekend
	uWeek
	uFortnight
	uMonth
	uQuarter
	uHalfYear
	uYear
	uDecade
	uCentury
	uMillennium
)

// A word is a row of the lexicon.
type word struct {
	class class
	n     int32
	short bool // an abbreviation: "Sept"
	loose bool // also an everyday word or a name: "May", "second", "fall"
	feast bool // begins the name of a holiday
}

// frequencies are the durations of annual, monthly and so on; "" is one that
// cannot be told, as of "bimonthly".
var frequencies = [...]string{"P1Y", "P1M", "P1W", "P1D", "P3M", "P6M", "P2Y", "P3Y", "P4Y", "P2W", ""}

// lexicon builds the table of words, in lower case. It is the one list of what
// the matcher knows.
func lexicon() map[string]word {
	lx := make(map[string]word, 400)
	put := func(w word, words string) {
		for _, s := range strings.Fields(words) {
			lx[s] = w
		}
	}
	list := func(c class, first int, words string) {
		for i, s := range strings.Fields(words) {
			lx[s] = word{class: c, n: int32(first + i)}
		}
	}
	list(cMonth, 1, "january february march april may june july august september october november december")
	for i, s := range strings.Fields("jan feb mar apr _ jun jul aug sep oct nov dec") {
		lx[s] = word{class: cMonth, n: int32(i + 1), short: true, loose: true}
	}
	delete(lx, "_")
	put(word{class: cMonth, n: 9, short: true}, "sept")
	for s, n := range map[string]int32{"may": 5, "march": 3, "april": 4, "june": 6, "august": 8} {
		lx[s] = word{class: cMonth, n: n, loose: true}
	}
	list(cWeekday, 0, "sunday monday tuesday wednesday thursday friday saturday")
	list(cWeekdays, 0, "sundays mondays tuesdays wednesdays thursdays fridays saturdays")
	for i, s := range strings.Fields("sun mon tue wed thu fri sat") {
		lx[s] = word{class: cWeekday, n: int32(i), short: true, loose: true}
	}
	put(word{class: cWeekday, n: 2, short: true, loose: true}, "tues")
	put(word{class: cWeekday, n: 4, short: true, loose: true}, "thur thurs")
	put(word{class: cSeason, n: 21, loose: true}, "spring springtime")
	put(word{class: cSeason, n: 22, loose: true}, "summer summertime")
	put(word{class: cSeason, n: 23, loose: true}, "autumn fall")
	put(word{class: cSeason, n: 24, loose: true}, "winter wintertime")
	for i, s := range strings.Fields("second minute hour day weekend week fortnight month quarter _ year decade century millennium") {
		if s != "_" {
			lx[s] = word{class: cUnitWord, n: int32(i + 1), loose: s == "second" || s == "minute"}
			lx[s+"s"] = word{class: cUnitWords, n: int32(i + 1)}
		}
	}
	put(word{class: cUnitWords, n: int32(uCentury)}, "centuries")
	put(word{class: cUnitWords, n: int32(uMillennium)}, "millennia")
	put(word{class: cUnitWords, n: int32(uYear)}, "yrs")
	put(word{class: cDayPart}, "morning afternoon evening night midday noon")
	put(word{class: cDayParts}, "mornings afternoons evenings nights")

	list(cCardinal, 1, "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "+
		"seventeen eighteen nineteen twenty")
	for i, s := range strings.Fields("thirty forty fifty sixty seventy eighty ninety hundred") {
		lx[s] = word{class: cCardinal, n: int32(30 + 10*i)}
	}
	list(cOrdinal, 1, "first _ third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "+
		"fifteenth sixteenth seventeenth eighteenth nineteenth twentieth")
	delete(lx, "_")
	put(word{class: cArticle}, "a an")
	put(word{class: cThe}, "the")
	put(word{class: cVagueMany}, "several few many numerous various")
	put(word{class: cCouple, n: 2}, "couple pair")
	put(word{class: cDozen, n: 12}, "dozen")
	put(word{class: cVagueMany}, "dozens")
	put(word{class: cApprox}, "about around nearly almost roughly approximately some just only barely exactly")

	put(word{class: cDeictic, n: dThis}, "this current present")
	put(word{class: cDeictic, n: dThat}, "that same")
	put(word{class: cDeictic, n: dLast}, "last")
	put(word{class: cDeictic, n: dPast}, "past")
	put(word{class: cDeictic, n: dPrevious}, "previous preceding prior")
	put(word{class: cDeictic, n: dNext}, "next")
	put(word{class: cDeictic, n: dComing}, "coming upcoming")
	put(word{class: cDeictic, n: dFollowing}, "following subsequent ensuing")
	put(word{class: cDeictic, n: dLatest}, "latest")
	put(word{class: cDeictic, n: dRecent}, "recent")
	put(word{class: cDeictic, n: dThese}, "these those")

	put(word{class: cAgo, n: -1}, "ago")
	put(word{class: cAgo, n: -2}, "earlier previously beforehand")
	put(word{class: cAgo, n: 2}, "later afterwards afterward")
	put(word{class: cAgo, n: 1}, "hence")
	put(word{class: cDayWord, n: -1}, "yesterday")
	put(word{class: cDayWord, n: 0}, "today tonight")
	put(word{class: cDayWord, n: 1}, "tomorrow")

	put(word{class: cPartWord, n: int32(pEarly)}, "early")
	put(word{class: cPartWord, n: int32(pMid)}, "mid middle")
	put(word{class: cPartWord, n: int32(pLate)}, "late")
	put(word{class: cPartWord, n: int32(pBegin)}, "beginning start")
	put(word{class: cPartWord, n: int32(pEnd)}, "end close")
	put(word{class: cHalfWord}, "half")

	put(word{class: cSince}, "since")
	put(word{class: cUntil}, "until till til through thru")
	put(word{class: cBy}, "by")
	put(word{class: cFrom}, "from")
	put(word{class: cTo}, "to")
	put(word{class: cBetween}, "between")
	put(word{class: cAnd}, "and")
	put(word{class: cOf}, "of")
	put(word{class: cIn}, "in during on at over for within around circa before after throughout into")
	put(word{class: cEvery}, "every each")
	put(word{class: cOften, n: 0}, "annually annual yearly")
	put(word{class: cOften, n: 1}, "monthly")
	put(word{class: cOften, n: 2}, "weekly")
	put(word{class: cOften, n: 3}, "daily")
	put(word{class: cOften, n: 4}, "quarterly")
	put(word{class: cOften, n: 5}, "biannual biannually semiannual semiannually")
	put(word{class: cOften, n: 6}, "biennial biennially")
	put(word{class: cOften, n: 7}, "triennial triennially")
	put(word{class: cOften, n: 8}, "quadrennial")
	put(word{class: cOften, n: 9}, "fortnightly")
	put(word{class: cOften, n: 10}, "bimonthly biweekly")
	list(cTimes, 1, "once twice thrice")
	put(word{class: cTimes}, "times")
	put(word{class: cNowWord}, "now currently nowadays recently lately presently")
	put(word{class: cFiscal}, "fiscal financial fy")
	put(word{class: cEra, n: 1}, "ad ce")
	put(word{class: cEra, n: -1}, "bc bce")
	put(word{class: cOld}, "old age older aged")
	put(word{class: cLetter, n: int32(uQuarter)}, "q")
	put(word{class: cLetter, n: int32(uHalfYear)}, "h")
	for i, s := range strings.Fields("fifties sixties seventies eighties nineties") {
		lx[s] = word{class: cDecade, n: int32(1950 + 10*i)}
	}
	put(word{class: cNamedDay}, "black bloody good palm ash super holy maundy cyber giving")
	put(word{class: cUnitAdj}, "full whole consecutive straight more additional calendar solid long short extra")
	put(word{class: cFuture}, "future")
	put(word{class: cNear}, "near distant foreseeable")
	put(word{class: cOther2}, "other")
	put(word{class: cAttack}, "attack attacks terror terrorist hijackings hijackers")
	put(word{class: cMeasure}, "percent per people persons men women children soldiers troops fighters militants civilians officers "+
		"workers employees jobs members residents refugees migrants prisoners victims homes houses households buildings "+
		"villages km kilometers kilometres kilometer metres meters metre meter miles mile feet ft acres hectares tons tonnes ton barrels "+
		"bpd megawatts mw kilowatts dollars euros rubles roubles pounds yuan yen tenge som shares points votes seats tanks "+
		"vehicles trucks aircraft planes missiles rockets shells drones cases deaths copies pages units words kg kilograms "+
		"liters litres degrees students passengers tourists visitors firms companies hp hz bytes million billion trillion thousand")
	return lx
}
