package resolve

// abbreviated titles, as they stand before a name.
var abbreviated = map[string]string{
	"gen.": "general", "lt.": "lieutenant", "col.": "colonel", "maj.": "major", "capt.": "captain", "sgt.": "sergeant",
	"adm.": "admiral", "brig.": "brigadier", "cmdr.": "commander", "sen.": "senator", "rep.": "representative", "gov.": "governor",
	"pres.": "president", "amb.": "ambassador", "prof.": "professor", "sens.": "senator", "reps.": "representative",
	"vice-president": "vice president", "ex-president": "president", "secretary-general": "secretary general",
	"co-president": "president", "spokes": "spokesman",
}

// honorific words may stand between a title and a name, or alone before one.
var honorific = set("mr", "mr.", "mrs", "mrs.", "ms", "ms.", "miss", "dr", "dr.", "sir", "dame", "lord", "lady", "sheikh", "sheik", "shaikh",
	"hajji", "haji", "mullah", "maulana", "ayatollah", "sayyed", "sayyid", "rev.", "reverend", "fr.", "father", "sister", "brother",
	"st.", "st", "madame", "monsieur", "don", "u", "daw", "comrade", "hon.", "honourable", "honorable", "crown", "grand", "hojjatoleslam", "emir",
	"retired", "ret.", "rtd.", "retd.")

var male = set("mr", "mr.", "sir", "lord", "sheikh", "sheik", "king", "prince", "father", "rev.", "ayatollah", "mullah", "brother", "spokesman",
	"chairman", "businessman", "congressman", "emperor", "sultan", "emir", "pope", "imam", "he", "his", "him", "policeman")
var female = set("mrs", "mrs.", "ms", "ms.", "miss", "dame", "lady", "queen", "princess", "madame", "sister", "daw", "spokeswoman", "chairwoman",
	"businesswoman", "congresswoman", "empress", "she", "her", "hers", "policewoman")

// particles inside of a person's name.
var particle = set("al", "al-", "el", "bin", "ibn", "bint", "ben", "abu", "abd", "de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le",
	"van", "von", "der", "den", "ter", "ur", "ul", "ud", "uz", "oglu", "ogly", "uulu", "kyzy", "kizi", "dem", "e", "y", "st.", "mac", "ould", "as", "ash",
	"an", "ad", "ar", "at")

// reporting verbs: whoever is their subject says something.
var reporting = set("say", "tell", "add", "note", "warn", "argue", "claim", "explain", "insist", "stress", "state", "announce", "declare",
	"assert", "believe", "think", "suggest", "acknowledge", "admit", "concede", "deny", "reply", "respond", "remark", "observe", "comment",
	"write", "tweet", "post", "quip", "joke", "recall", "predict", "contend", "maintain", "emphasize", "emphasise", "underline", "underscore",
	"reiterate", "repeat", "report", "reveal", "disclose", "confirm", "conclude", "continue", "complain", "caution", "lament", "boast", "vow",
	"pledge", "promise", "ask", "wonder", "urge", "demand", "call", "describe", "dismiss", "hail", "praise", "condemn", "denounce", "criticize",
	"criticise", "accuse", "blame", "allege", "charge", "estimate", "expect", "hope", "fear", "agree", "disagree", "shout", "cry", "exclaim",
	"mention", "point", "proclaim", "testify", "recount", "voice", "express", "cite", "counter", "retort", "opine", "reckon", "muse", "sum",
	"refer", "label", "brand", "term", "speak", "slam", "blast", "reassure", "inform", "brief", "go", "begin", "interject", "offer", "put", "quote", "publish", "read", "telegraph", "address")

// plainly are reporting verbs that alone make the words in marks a quotation.
var plainly = set("say", "tell", "add", "note", "warn", "argue", "claim", "explain", "insist", "stress", "state", "announce", "declare", "assert",
	"acknowledge", "admit", "concede", "reply", "respond", "remark", "observe", "comment", "write", "tweet", "post", "quip", "joke", "recall", "predict",
	"contend", "maintain", "emphasize", "emphasise", "reiterate", "repeat", "reveal", "confirm", "conclude", "continue", "complain", "caution", "lament",
	"boast", "vow", "pledge", "ask", "wonder", "urge", "allege", "shout", "cry", "exclaim", "counter", "retort", "opine", "muse", "interject",
	"testify", "recount", "suggest", "believe", "think", "agree", "deny", "promise", "reckon", "proclaim", "speculate", "answer", "inform", "point", "go", "sigh", "demand")

// human verbs have persons for subject or object.
var human = set("arrest", "detain", "jail", "imprison", "release", "free", "convict", "sentence", "charge", "acquit", "pardon", "extradite", "deport", "expel",
	"kill", "shoot", "murder", "assassinate", "stab", "kidnap", "abduct", "poison", "wound", "injure", "die", "survive", "appoint", "nominate", "elect",
	"dismiss", "sack", "fire", "oust", "resign", "testify", "meet", "visit", "marry", "interview", "name", "succeed", "replace", "lead", "found", "write",
	"accuse", "criticize", "criticise", "praise", "thank", "greet", "host", "receive", "phone", "telephone", "invite", "summon", "serve", "campaign", "speak",
	"vow", "promise", "travel", "arrive", "fly", "flee", "refuse", "demand", "call", "urge", "condemn", "sue", "sign", "win", "plead", "hold", "impeach", "exile", "torture", "beat", "question", "interrogate", "try", "execute", "hang", "ask", "want", "agree", "declare", "announce", "reject", "order", "take", "give", "make", "attend", "join", "quit", "return", "launch", "fail", "begin", "continue", "support", "back", "oppose", "defend", "defeat", "beat", "challenge", "sanction", "blacklist", "find", "turn", "claim", "welcome", "blame", "fault", "target", "trust")

// private are verbs of standing before a court or a gun, for persons not known otherwise.

// former words say that somebody holds a post no longer; coming, not yet.
var former = set("former", "ex", "ex-", "late", "ousted", "deposed", "toppled", "disgraced", "retired", "erstwhile", "one-time", "onetime", "outgone", "exiled",
	"ex-president", "fallen", "slain", "assassinated", "impeached")
var coming = set("elect", "designate", "incoming", "would-be", "future", "nominee", "candidate")

// aloof are nouns with "of" whose holder is not the named party's own.
var aloof = set("critic", "opponent", "enemy", "foe", "rival", "adversary", "victim", "ally", "friend", "partner", "supporter", "backer", "admirer", "defender",
	"neighbor", "neighbour", "watcher", "observer", "student", "scholar", "historian", "expert", "analyst", "invader", "conqueror", "liberator", "occupier", "follower", "sympathizer", "detractor", "loyalist", "proxy", "target", "survivor", "killer", "attacker", "specialist", "creditor", "lender", "buyer", "importer", "supplier", "author", "player")

// inward are roles that belong to the place they stand in: "a court in Minsk".
var inward = set("court", "judge", "police", "policeman", "officer", "protester", "protestor", "demonstrator", "student", "worker", "prisoner", "resident", "villager",
	"authority", "opposition", "rebel", "militant", "militia", "separatist", "insurgent", "guerrilla", "gunman", "voter", "farmer", "activist", "lawmaker", "prosecutor",
	"mayor", "governor", "parliament", "government", "teacher", "doctor", "miner", "rioter", "crowd", "mob", "people", "civilian", "citizen", "security force",
	"opposition party", "opposition leader", "journalist", "warlord", "tribunal", "supreme court", "high court", "federal court", "district court", "constitutional court", "military court", "inmate", "detainee", "official", "leader", "strike", "striker", "union", "hospital", "school", "university", "newspaper", "editor", "family", "politician", "party", "islamist", "fundamentalist", "employee", "paramilitary", "community", "local", "public worker", "trucker", "nurse", "taxi driver", "army", "military", "junta", "riot police", "opposition group", "rebel group", "militant group", "armed group", "rights group", "tribesman", "population", "youth", "child", "man", "woman", "landowner", "immigrant", "fighter", "prisoner", "leader")

// statelike nouns stand for states: "the two countries", "Central Asian nations".
var statelike = set("country", "nation", "state", "republic", "neighbor", "neighbour", "government", "capital", "power", "side", "party", "ally", "partner", "kingdom",
	"emirate", "monarchy", "democracy", "economy", "counterpart", "member", "rival", "superpower", "foe", "adversary", "enemy", "giant")

// leaderlike nouns stand for persons: "the two leaders".
var leaderlike = set("leader", "president", "minister", "prime minister", "foreign minister", "defense minister", "defence minister", "premier", "diplomat", "statesman", "man", "woman", "politician", "king",
	"envoy", "official", "head", "chief", "delegation", "negotiator", "counterpart")

// generic role words say little; an office of the tables says more.
var generic = set("leader", "chief", "head", "ruler", "strongman", "dictator", "boss", "figure", "politician", "statesman", "official", "autocrat", "head of state", "head of government")

// official roles make of the word before them a body: "army spokesman".
var official = set("official", "leader", "spokesman", "spokeswoman", "spokesperson", "chief", "head", "member", "commander", "source", "figure", "supporter", "activist", "representative",
	"fighter", "candidate", "lawyer", "deputy", "chairman", "president", "boss", "director", "adviser", "advisor", "aide", "delegate", "politician", "lawmaker", "minister", "secretary", "officer",
	"soldier", "group", "movement", "militant", "speaker", "envoy", "negotiator", "staff", "worker", "personnel", "employee", "guard", "unit", "force", "forces", "service", "minister", "man", "veteran", "troop", "troops", "convoy", "delegation", "member", "chairwoman", "coordinator")

// moving verbs and nouns take a place with "to", "for" or "from".
var moving = set("go", "travel", "fly", "visit", "trip", "return", "arrive", "move", "come", "head", "journey", "flight", "tour", "drive", "march", "rush", "flee",
	"deploy", "send", "deliver", "ship", "transport", "leave", "depart", "sail", "withdraw", "evacuate", "advance", "migrate", "relocate", "bring", "take", "transfer", "dispatch", "fled", "route", "way", "road", "train", "convoy", "shipment", "airlift", "extradite", "deport")

// within are the prepositions of a place.
var within = set("in", "at", "near", "outside", "inside", "across", "throughout", "around", "into", "within", "through", "over", "above", "off", "along", "onto", "via", "beyond")

// bound words glued to a name by a hyphen: "U.S.-backed", "Moscow-based". The
// party named is not the one described.
var bound = set("back", "lead", "bear", "base", "make", "speak", "hold", "occupy", "control", "rule", "sponsor", "fund", "broker", "draft", "train", "align", "support", "build",
	"install", "administer", "run", "mediate", "supply", "finance", "arm", "impose", "style", "friendly", "linked", "link", "allied", "ally", "born", "based", "backed", "led",
	"made", "speaking", "held", "occupied", "controlled", "ruled", "sponsored", "funded", "brokered", "drafted", "trained", "aligned", "supported", "built", "installed",
	"administered", "run", "mediated", "supplied", "financed", "armed", "imposed", "inspired", "inspire", "own", "owned", "dominated", "dominate", "proposed", "propose", "annexed", "annex", "directed", "hosted", "host", "affiliated", "affiliate", "bound", "tied", "related", "wide", "educated", "designed", "produced", "flagged", "registered", "initiated")

// attributes name one's state but do not act for it when glued to these.
var descent = set("bear", "born", "speak", "speaking", "make", "made", "base", "based", "style", "build", "built", "educated", "bound", "wide", "registered", "flagged", "designed", "produced", "supplied", "trained", "related")

// givenNames are names of states and capitals that people also bear.
var givenNames = set("jordan", "chad", "israel", "georgia", "paris", "sofia", "kenya", "india", "cuba", "ireland", "america", "victoria", "valletta", "lima", "malta", "china", "holland", "france", "berlin", "london", "rome", "dakota", "savannah", "cyprus", "asia", "africa", "niger", "milan")

// noPerson are words that no unknown person's name contains.
var noPerson = set("war", "day", "street", "river", "sea", "ocean", "lake", "mount", "mountain", "mountains", "island", "islands", "peninsula", "gulf", "strait", "bay", "valley", "desert", "plateau",
	"road", "belt", "initiative", "agreement", "accord", "treaty", "act", "law", "plan", "project", "program", "programme", "summit", "conference", "forum", "games", "cup", "prize",
	"award", "square", "airport", "station", "park", "hotel", "tower", "bridge", "canal", "port", "dam", "pass", "corridor", "pipeline", "stream", "crisis", "revolution", "movement", "operation",
	"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday",
	"saturday", "sunday", "ramadan", "christmas", "easter", "eid", "covid", "covid-19", "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "new", "great", "upper", "lower",
	"province", "region", "district", "county", "city", "town", "village", "oblast", "republic", "state", "territory", "strip", "zone", "border", "front", "line", "house", "hall", "palace", "the", "a", "i", "internet", "constitution", "muslim", "islamic", "christian", "jewish", "catholic", "orthodox", "arab", "kurdish", "sunni", "shiite", "shia", "olympics", "olympic", "world", "security", "foreign", "defense", "defence", "human", "rights", "national", "international", "federal", "supreme", "general", "nuclear", "un", "uk", "us", "eu", "reich", "bible", "koran", "quran", "facebook", "twitter", "telegram", "google", "youtube", "x", "instagram", "tiktok", "whatsapp")

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

var smallNumber = map[string]int{"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "2": 2, "3": 3, "4": 4, "5": 5}

var rankWord = set("deputy", "vice", "first", "acting", "interim", "chief", "senior", "top", "assistant", "associate", "chief", "under", "co", "caretaker", "permanent", "special", "high", "national", "federal", "lead", "grand", "supreme", "second", "leading", "prominent", "veteran", "new", "then", "current", "longtime", "long-time")

var pluralNoun = set("people", "police", "troops", "forces", "authorities", "personnel", "armed forces", "men", "women", "children", "youth", "media", "staff", "cattle", "crew", "militia", "clergy", "military")

// placeNoun heads say that the name before them is where something is.
var placeNoun = set("city", "town", "village", "province", "region", "district", "state", "capital", "border", "coast", "island", "airport", "peninsula", "oblast", "county", "mountain", "river", "soil",
	"territory", "frontier", "enclave", "exclave", "outpost", "port", "waters", "airspace", "shore", "countryside", "suburb", "neighborhood", "neighbourhood", "valley", "desert", "highland", "lake", "sea", "side", "street", "square")

// held are places that belong to whoever is named before them: who shells a Turkish
// village shells Turkey.
var held = set("airport", "village", "town", "city", "port", "suburb", "outpost", "capital")

// realm are those that are a state's own: who enters its airspace has to do with it.
var realm = set("airspace", "territory", "waters")

// junkRole are roles too common as other words to make a mention without a name
// or adjective in front.
var junkRole = set("state", "market", "industry", "business", "vessel", "ship", "radio", "mission", "force", "unit", "jet", "command", "headquarters", "palace", "crown", "throne", "council",
	"committee", "commission", "department", "agency", "bureau", "executive", "power", "player", "partner", "bank", "school", "college", "university", "hospital", "church", "mosque", "website",
	"daily", "magazine", "publication", "man", "woman", "child", "boy", "girl", "family", "person", "people", "public", "community", "mother", "father", "parent", "dead", "fan", "driver", "campus",
	"utility", "refinery", "operator", "developer", "producer", "supplier", "trader", "movement", "resistance", "alliance", "head", "chair", "general", "major", "daily", "captain", "secretary", "royal", "minority", "population", "crowd", "destroyer", "fleet", "submarine", "tanker", "oil tanker", "cargo ship", "financial market", "country", "nation", "republic", "neighbor", "neighbour", "ally", "rival", "kingdom", "counterpart", "peer", "foe", "enemy", "adversary", "donor", "superpower", "homeland", "colony", "local", "native", "national", "principal", "graduate", "settlement", "press", "media", "bloc", "faction", "intelligence", "proxy", "marine", "artillery", "squadron", "institute", "academy", "laboratory", "foundation", "ruler", "sovereign", "patient", "accused", "suspect", "victim", "killer", "passenger", "tourist", "author", "artist", "poet", "jury", "justice", "counsel", "counselor", "guest", "monitor", "volunteer", "watchdog", "tribe", "clan", "youth", "elder", "elderly", "wounded", "casualty", "vendor", "insurer", "broker", "camp", "lama", "cult", "sect", "dean", "rector", "faculty", "regulator", "inspector", "incumbent", "representative", "deputy", "delegate", "candidate", "challenger", "exile", "presidency", "leadership", "administration", "delegation", "contingent", "guarantor", "signatory", "fellow", "specialist", "watcher", "watch", "believer", "follower", "defender", "supporter", "backer", "recruit", "pilot", "veteran", "base", "military base", "airline", "company", "firm", "corporation", "vessel", "union", "party", "coalition", "group", "opponent", "critic", "radical", "customs", "fire service", "media report", "warship", "fighter jet", "warplane", "aircraft carrier", "squatter", "settler", "crew")

// surnameRole are titles that are surnames as well.
var surnameRole = set("major", "king", "prince", "pope", "bishop", "marshal", "judge", "justice", "sergeant", "general", "chancellor", "priest", "abbot", "dean", "baker", "miner", "fisher", "farmer", "cook", "singer",
	"shepherd", "constable", "sheriff", "noble", "guard", "trader", "carpenter", "young", "rich", "speaker", "deputy", "power", "marine", "royal", "chief", "ally")

// fielding verbs have for object what their subject commands: "deployed troops".
var fielding = set("send", "deploy", "withdraw", "use", "mobilize", "mobilise", "involve", "include", "dispatch", "commit", "contribute", "pull", "station", "order", "keep", "maintain", "move", "reinforce",
	"mass", "recall", "redeploy", "rush", "lose", "remove", "field", "amass", "concentrate", "put", "place", "position", "relocate")

// led are participles behind a hyphen by which the party named commands.
var led = set("led", "lead", "dominated", "commanded", "spearheaded")

// foreign sectors and bodies whose state a sentence does not give.
var inferable = set("GOV", "MIL", "COP", "JUD", "LEG", "OPP", "REB", "LAB", "ELI", "PTY", "SPY", "INS")

// thingRole are roles that are things more often than actors: no mention without
// somebody's name in front.
var thingRole = set("university", "school", "college", "hospital", "church", "mosque", "synagogue", "clinic", "bank", "market", "vessel", "ship", "tanker", "oil tanker", "cargo ship", "container ship", "fishing vessel", "fishing boat", "website",
	"news website", "magazine", "publication", "radio", "jet", "warship", "submarine", "fighter jet", "warplane", "refugee camp", "refinery", "utility", "joint venture", "subsidiary", "campus", "laboratory", "industry", "airline", "base", "military base",
	"headquarters", "palace", "court order", "media report", "newspaper", "television", "institute", "academy", "plantation", "destroyer", "frigate", "aircraft carrier", "state", "republic", "command", "force", "mission", "man", "woman", "child", "boy", "girl", "people", "person", "family", "mother", "father", "parent", "throne", "crown", "general staff", "prosecution", "jury")

// agentNoun are persons among roles that are mostly bodies.
var agentNoun = set("worker", "observer", "monitor", "volunteer", "investor", "businessman", "businesswoman", "banker", "oligarch", "billionaire", "executive", "entrepreneur", "tycoon", "trader", "lobbyist", "landowner",
	"landlord", "philanthropist", "inspector", "mediator", "magnate", "industrialist", "shareholder", "shopkeeper", "merchant", "vendor", "activist")

// bodily are words of that list which name bodies, not persons.
var bodily = set("group", "movement", "staff", "personnel", "guard", "unit", "force", "forces", "service", "troop", "troops", "convoy", "delegation", "source")

// givenRole are titles that people bear as first names.
var givenRole = set("amir", "emir", "sultan", "malik", "prince", "dean", "duke", "earl", "marshal", "major", "general", "king", "shah", "mirza", "noble", "christian", "patrick", "marine")
