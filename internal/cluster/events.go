package cluster

// An Event is a coded event of one document, as far as it is compared. Empty is
// not known.
type Event struct {
	Number int64  // its own, in the order in which events were added
	Doc    string // id of its document
	Story  int64  // documents that are copies of each other have the same, above 0

	Type string // PLOVER event type
	Kind string
	// Realm is "deed", "plan", "maybe" or "not": a visit that is planned is not
	// the one that was made.
	Realm string
	// Source and Target are by whom parties are told apart: the country acted
	// for, else the actor. Names that are no actors ("protesters") begin with ~.
	Source, Target []string
	Mutual         bool // both sides act
	When           Span // of the event
	Published      Span // of the document
	Place          string
	Country        string // of the place
	Head           string // lemma of the word that names the act
	Words          []string
}

// A Span is an interval of days, counted from any one day, ends included.
type Span struct {
	First, Last       int
	HasFirst, HasLast bool
	// Loose marks a date that is not the text's own word for the act: inferred, or
	// taken from the day of publication.
	Loose bool
}

// families are types that coders, and papers, give to one act. A type that is not
// here is a family of its own.
var families = map[string]string{
	"AGREE": "accord", "COOPERATE": "accord", "SUPPORT": "accord", "CONCEDE": "yield", "RETREAT": "yield",
	"SANCTION": "press", "COERCE": "press", "ASSAULT": "force", "MOBILIZE": "muster",
}

// symmetric types say the same whoever is named first.
var symmetric = map[string]bool{"AGREE": true, "CONSULT": true, "COOPERATE": true}

// spoken types are words, not deeds: on one day one says many things, so that the
// words themselves must be like.
var spoken = map[string]bool{"ACCUSE": true, "REJECT": true, "REQUEST": true, "THREATEN": true, "SUPPORT": true}

// often says that there may be several such acts between the same two on one day,
// so that the place must tell them apart.
func often(e *told) bool {
	switch e.Type {
	case "ASSAULT", "COERCE", "PROTEST", "MOBILIZE":
		return e.Kind != "invasion" && e.Kind != "war"
	}
	return false
}

func family(typ string) string {
	if f, ok := families[typ]; ok {
		return f
	}
	return typ
}
