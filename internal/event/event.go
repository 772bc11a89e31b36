// Package event holds the nouns of politics: who is mentioned, what happened
// between whom, who says so, and the words all of it rests on.
//
// The fields and their JSON names are those of the output contract (see
// docs/contract.md). Unknown is the zero value and is left out or null, never a
// guess.
package event

import (
	"entente/internal/doc"
	"entente/internal/edtf"
)

// MentionKind is what sort of actor a mention names.
type MentionKind string

// The kinds of mention.
const (
	State        MentionKind = "state"
	Government   MentionKind = "government"
	Organisation MentionKind = "organisation"
	Group        MentionKind = "group" // a bloc or region
	Person       MentionKind = "person"
	Unit         MentionKind = "unit"       // an armed or police body
	Collective   MentionKind = "collective" // experts, observers, protesters
	Other        MentionKind = "other"
)

// MentionBasis is what a mention was recognised by.
type MentionBasis string

// What a mention can be recognised by.
const (
	ByName         MentionBasis = "name"
	ByAlias        MentionBasis = "alias"
	ByTitle        MentionBasis = "title"
	ByMetonym      MentionBasis = "metonym"
	ByDemonym      MentionBasis = "demonym"
	ByRole         MentionBasis = "role"
	ByAbbreviation MentionBasis = "abbreviation"
	ByCoreference  MentionBasis = "coreference"
)

// A Mention is a stretch of text that names or describes an actor.
type Mention struct {
	doc.Span
	Sentence     int          `json:"sentence"` // index into Parsed.Sentences
	Kind         MentionKind  `json:"kind"`
	Actor        string       `json:"actor,omitempty"`   // id of the actor named
	Country      string       `json:"country,omitempty"` // ISO 3166-1 alpha-3 of the state it acts for
	Sector       string       `json:"sector,omitempty"`
	Name         string       `json:"name,omitempty"`         // canonical name
	Role         string       `json:"role,omitempty"`         // office held at the date, in words
	Organisation string       `json:"organisation,omitempty"` // id of the body a person speaks or acts for
	Basis        MentionBasis `json:"basis"`

	// Head is the index, in its sentence, of the token that heads the mention.
	Head int `json:"-"`
	// Antecedent is the earlier mention that a pronoun, a description or a short
	// name stands for.
	Antecedent doc.Ref `json:"antecedent,omitzero"`
	// Members are the mentions that a plural ("the two countries", "they")
	// stands for; indices into the document's mentions.
	Members []int `json:"members,omitempty"`
	// Reason says in words which table or rule decided, and when a name was found
	// that does not hold at the date.
	Reason string `json:"reason,omitempty"`
}

// Precision is how closely a place is known.
type Precision string

// The precisions of a place.
const (
	City     Precision = "city"
	Province Precision = "province"
	Border   Precision = "border"
	InState  Precision = "state"
	Region   Precision = "region"
)

// A Place is a stretch of text that names where something is.
type Place struct {
	doc.Span
	Sentence  int       `json:"sentence"`
	Name      string    `json:"name"`
	ID        string    `json:"id,omitempty"`
	Country   string    `json:"country,omitempty"` // of a border: the two codes, "/" between
	Admin1    string    `json:"admin1,omitempty"`  // ISO 3166-2
	Precision Precision `json:"precision"`
}

// DateBasis is how a date is known.
type DateBasis string

// How a date is known. Publication means: on or before the day of publication.
const (
	DateStated      DateBasis = "stated"
	DateRelative    DateBasis = "relative"
	DateInferred    DateBasis = "inferred"
	DatePublication DateBasis = "publication"
	DateUnknown     DateBasis = "unknown"
)

// A Time is a stretch of text that says when.
type Time struct {
	doc.Span
	Sentence int       `json:"sentence"`
	Date     edtf.Date `json:"edtf"`
	Basis    DateBasis `json:"basis"` // stated, relative or inferred
	// Kind tells a point or stretch of time ("last month") from a length ("two
	// years", in Duration) and from a recurrence ("every two years", likewise).
	Kind     TimeKind `json:"kind,omitempty"`
	Duration string   `json:"duration,omitempty"` // ISO 8601, "P2Y"
	// Since marks an expression that opens an interval ("since 2015").
	Since bool `json:"since,omitempty"`
}

// TimeKind is what sort of time expression it is.
type TimeKind string

// The sorts of time expression.
const (
	TimeDate       TimeKind = "date"
	TimeDuration   TimeKind = "duration"
	TimeRecurrence TimeKind = "recurrence"
)

// A Quote is a stretch between quotation marks and the mention of who said it.
type Quote struct {
	doc.Span
	Speaker doc.Ref `json:"speaker"` // index into the mentions
}

// Resolved is a parsed document in which names, places and times are known.
type Resolved struct {
	doc.Parsed
	Mentions []Mention // in order of Begin, then longest first
	Places   []Place
	Times    []Time
	Quotes   []Quote // one for each of Page.Quotes, in its order
}

// Quad is one of the four classes of interaction.
type Quad int

// The four classes.
const (
	VerbalCooperation   Quad = 1
	MaterialCooperation Quad = 2
	VerbalConflict      Quad = 3
	MaterialConflict    Quad = 4
)

// Status is how far an act is one: done, going on, promised, denied.
type Status string

// The statuses of an event.
const (
	Actual       Status = "actual"
	Ongoing      Status = "ongoing"
	Announced    Status = "announced"
	Planned      Status = "planned"
	Future       Status = "future"
	Hypothetical Status = "hypothetical"
	Negated      Status = "negated"
	Historical   Status = "historical"
)

// A Party is one actor of an event.
type Party struct {
	Actor   string  `json:"actor,omitempty"`
	Country string  `json:"country,omitempty"`
	Sector  string  `json:"sector,omitempty"`
	Name    string  `json:"name,omitempty"`
	Mention doc.Ref `json:"mention"` // none if implied
}

// EvidenceKind is what sort of segment the words stand in.
type EvidenceKind string

// The kinds of evidence.
const (
	InBody     EvidenceKind = "body"
	InCaption  EvidenceKind = "caption"
	InHeadline EvidenceKind = "headline"
	InQuote    EvidenceKind = "quote"
)

// Evidence is one stretch of text that tells of an event.
type Evidence struct {
	doc.Span
	Sentence int          `json:"sentence"`
	Kind     EvidenceKind `json:"kind"`
	Trigger  doc.Span     `json:"trigger"` // the word or words that name the act
}

// An Event is one act, with all the words of the document that tell of it.
type Event struct {
	ID          string     `json:"id"`
	Type        string     `json:"type"`           // PLOVER event type
	Mode        string     `json:"mode,omitempty"` // how it was done
	Contexts    []string   `json:"contexts,omitempty"`
	Quad        Quad       `json:"quad"`
	Scale       float64    `json:"scale"` // conflict -10 to cooperation +10, of type and mode
	Kind        string     `json:"kind,omitempty"`
	Source      []Party    `json:"source"`
	Target      []Party    `json:"target"`
	Reciprocal  bool       `json:"reciprocal"`
	Status      Status     `json:"status"`
	Date        edtf.Date  `json:"date"`
	DateBasis   DateBasis  `json:"date_basis"`
	Place       doc.Ref    `json:"place"`
	Count       int        `json:"count,omitempty"`      // 0: not an aggregate
	Recurrence  string     `json:"recurrence,omitempty"` // ISO 8601 duration
	ContestedBy []string   `json:"contested_by,omitempty"`
	Flags       []string   `json:"flags,omitempty"`
	Evidence    []Evidence `json:"evidence"`
	Rule        string     `json:"rule"`
	Confidence  float64    `json:"confidence"` // 0..1
	Codebook    string     `json:"codebook"`   // name@version
}

// HolderKind is what sort of holder a claim has.
type HolderKind string

// The kinds of holder. "" is not known.
const (
	HeldByPerson      HolderKind = "person"      // one person, named or in office
	HeldByGroup       HolderKind = "group"       // people without names
	HeldByState       HolderKind = "state"       // a state or its government
	HeldByInstitution HolderKind = "institution" // a body that is no state
	HeldByDocument    HolderKind = "document"    // a report, a treaty
	HeldByArticle     HolderKind = "article"     // the writer
)

// ArticleVoice is the name of the holder that is the writer.
const ArticleVoice = "article"

// A Holder is whose word a claim is.
type Holder struct {
	Mention     doc.Ref    `json:"mention"`
	Name        string     `json:"name"` // ArticleVoice for the writer, "" if not stated
	Anonymous   bool       `json:"anonymous"`
	Kind        HolderKind `json:"kind,omitempty"`
	Actor       string     `json:"actor,omitempty"`       // id, none if not known
	Country     string     `json:"country,omitempty"`     // state it acts for
	Affiliation string     `json:"affiliation,omitempty"` // id of the body a person speaks for, else its name
	StateActor  bool       `json:"state_actor"`           // speaks for a state
	Words       doc.Span   `json:"words,omitzero"`        // the words that name the holder here; none for the writer
}

// A ClaimKind is what a claim is beyond a plain statement.
type ClaimKind string

// The kinds of claim that the program tells apart; the list is open. "" is a
// plain statement.
const (
	RedLineClaim  ClaimKind = "red_line" // somebody will not accept something
	WantClaim     ClaimKind = "want"     // somebody wants something
	FearClaim     ClaimKind = "fear"     // somebody fears something or is averse to it
	RelationClaim ClaimKind = "relation" // what one actor is to another: "traditional ally Moscow"
	TraitClaim    ClaimKind = "trait"    // what the writer thinks of an actor: "a visibly humbled Putin"
	GlossClaim    ClaimKind = "gloss"    // the writer explains another's words
	HeadlineClaim ClaimKind = "headline" // echoes the article; adds no holder
)

// A Negation is a word that negates, and how far it reaches.
type Negation struct {
	Cue   doc.Span `json:"cue"`
	Scope doc.Span `json:"scope"`
}

// A Cause is a cause and its effect as the words tie them.
type Cause struct {
	Cause  doc.Span `json:"cause"`
	Effect doc.Span `json:"effect"`
	Words  doc.Span `json:"words"` // that tie them: "because of"
}

// A RedLine is what a power will not accept, and what to watch for.
type RedLine struct {
	Holder    []string `json:"holder"`    // actor ids of those whose line it is; never empty
	Condition doc.Span `json:"condition"` // what is ruled out, in words
	Types     []string `json:"types,omitempty"`
	Contexts  []string `json:"contexts,omitempty"`
	Parties   []string `json:"parties,omitempty"` // actor ids named in the condition
}

// A Claim is something said, with its owner.
type Claim struct {
	doc.Span
	ID       string     `json:"id"`
	Holder   Holder     `json:"holder"`
	Mode     string     `json:"mode"`               // quote, paraphrase, narration, question
	Stance   string     `json:"stance"`             // asserts, denies, doubts, asks, predicts
	Veracity string     `json:"veracity,omitempty"` // fact, open: what the verb of saying tells of the writer's view
	Kind     ClaimKind  `json:"kind,omitempty"`
	Of       []string   `json:"of,omitempty"` // actor ids whose want or fear it is, or whose relation or trait
	Hedges   []doc.Span `json:"hedges,omitempty"`
	Negated  bool       `json:"negated"`
	Negation []Negation `json:"negation,omitempty"`
	Causes   []Cause    `json:"causes,omitempty"`
	About    []string   `json:"about,omitempty"` // actor ids, and countries acted for
	Date     edtf.Date  `json:"date"`            // of saying
	Events   []string   `json:"events,omitempty"`
	// Contests and ContestedBy are ids of claims and events that this one denies
	// or disputes, and that do so to it.
	Contests    []string `json:"contests,omitempty"`
	ContestedBy []string `json:"contested_by,omitempty"`
	Line        *RedLine `json:"red_line,omitempty"`   // set where Kind is RedLineClaim
	Attribution doc.Span `json:"attribution,omitzero"` // the words that say who says it; none for the writer
}

// Coded is a document with its events and claims: what one line of `entente
// code` shows.
type Coded struct {
	Resolved
	Events []Event
	Claims []Claim
	// Corrections are what was changed by hand, the first first.
	Corrections []Correction
}

// A Dyad is an ordered pair of actors: who acts, and towards whom.
type Dyad struct{ Source, Target string }
