package nlp

import (
	"slices"
	"strings"
	"sync"
)

// irregularVerbs are English verbs with their past and participle where an ending
// does not tell the base form; participles that are the past are left out. Verbs
// made of them with a prefix ("overrun", "retake") follow them. "was", "had" and
// "did" stand in the treebanks often enough.
const irregularVerbs = `
arise arose arisen; awake awoke awoken; bear bore borne; beat beat beaten; become became become; beget begot begotten;
begin began begun; bend bent; beset beset; bet bet; bid bid; bind bound; bite bit bitten; bleed bled; blow blew blown;
break broke broken; breed bred; bring brought; broadcast broadcast; build built; burst burst; bust bust; buy bought;
cast cast; catch caught; choose chose chosen; cling clung; come came come; cost cost; creep crept; cut cut; deal dealt;
dig dug; draw drew drawn; dream dreamt; drink drank drunk; drive drove driven; dwell dwelt; eat ate eaten; fall fell fallen;
feed fed; feel felt; fight fought; find found; flee fled; fling flung; fly flew flown; forbid forbade forbidden;
forecast forecast; foresee foresaw foreseen; forget forgot forgotten; forgive forgave forgiven; forgo forwent forgone;
forsake forsook forsaken; freeze froze frozen; get got gotten; give gave given; go went gone; grind ground;
grow grew grown; hang hung; hear heard; hide hid hidden; hit hit; hold held; hurt hurt; keep kept; kneel knelt;
know knew known; lay laid; lead led; leap leapt; leave left; lend lent; let let; lie lay lain; light lit; lose lost;
make made; mean meant; meet met; mistake mistook mistaken; outdo outdid outdone; overcome overcame overcome;
partake partook partaken; pay paid; plead pled; put put; quit quit; rend rent; rid rid; ride rode ridden;
ring rang rung; rise rose risen; run ran run; say said; see saw seen; seek sought; sell sold; send sent; set set;
shake shook shaken; shed shed; shine shone; shoot shot; show showed shown; shrink shrank shrunk; shut shut;
sing sang sung; sink sank sunk; sit sat; slay slew slain; sleep slept; slide slid; sling slung; slink slunk; smell smelt; learn learnt; burn burnt; lean leant; slit slit;
smite smote smitten; speak spoke spoken; speed sped; spend spent; spill spilt; spin spun; spit spat; split split;
spoil spoilt; spread spread; spring sprang sprung; stand stood; steal stole stolen; stick stuck; sting stung;
stink stank stunk; strew strewed strewn; stride strode stridden; strike struck stricken; string strung; strive strove striven;
swear swore sworn; sweep swept; swell swelled swollen; swim swam swum; swing swung; take took taken; teach taught;
tear tore torn; tell told; think thought; thrive throve thriven; throw threw thrown; thrust thrust; tread trod trodden;
undergo underwent undergone; undertake undertook undertaken; understand understood; uphold upheld; upset upset;
wake woke woken; wear wore worn; weave wove woven; wed wed; weep wept; win won; wind wound; withdraw withdrew withdrawn;
withhold withheld; withstand withstood; wring wrung; write wrote written`

// irregularPrefixes make verbs of verbs.
var irregularPrefixes = [...]string{"over", "under", "re", "out", "mis", "un", "fore", "inter"}

// irregulars are the bases of past forms, in lower case.
var irregulars = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for verb := range strings.SplitSeq(irregularVerbs, ";") {
		forms := strings.Fields(verb)
		for _, past := range forms[1:] {
			out[past] = forms[0]
		}
	}
	return out
})

// ownBases are past forms that are the base of other verbs.
var ownBases = [...]string{"found", "wound", "ground", "fell", "felt", "saw", "lay", "bound", "rent", "bore"}

// irregular is the base of an irregular past form in lower case. past says that it is
// tagged as one; if not, it may be the base of another verb.
func irregular(form string, past bool) (base string, ok bool) {
	if !past && slices.Contains(ownBases[:], form) {
		return "", false
	}
	if base, ok = irregulars()[form]; ok {
		return base, true
	}
	for _, p := range irregularPrefixes {
		if rest, cut := strings.CutPrefix(form, p); cut && len(rest) > 2 {
			if base, ok = irregulars()[rest]; ok {
				return p + base, true
			}
		}
	}
	return "", false
}
