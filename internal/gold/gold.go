// Package gold reads the gold standard: sentences and short articles with the
// events that a person, reading the codebook, finds in them. See gold/README.md
// for the rules of coding and the format.
//
// It reads and checks; nothing here writes. Scoring is left to package eval,
// and whether an actor, mode or kind exists to whoever holds the tables.
package gold

import (
	"hash/fnv"
	"strings"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
)

// An Example is a text and what is to be found in it.
type Example struct {
	ID        string
	Text      string    // a sentence, or paragraphs with an empty line between
	Published edtf.Date // the zero date if it does not matter
	Events    []Event   // in the order of the file; optional ones among them

	// None says why a text that tempts holds no event; "" if it holds one. It is
	// one of Temptations.
	None string
	Note string // the coder's, for people

	File string
	Line int // of the line that begins the example, from 1
}

// Article says whether the text has more than one paragraph.
func (e Example) Article() bool { return strings.Contains(e.Text, "\n\n") }

// Part says to which part of the gold standard the example belongs.
func (e Example) Part() Part { return PartOf(e.ID) }

// An Event is one act that the text tells of.
type Event struct {
	Types      []string // PLOVER event types; the coder's choice first, then what may pass for it
	Mode       string   // "" if the coder is unsure, or if there is none
	Kind       string   // likewise
	Source     []Party  // nil if unknown
	Target     []Party  // nil if unknown or none
	Status     event.Status
	Date       edtf.Date  // the zero date if the text does not say
	Trigger    []doc.Span // of Example.Text; the words that name the act, in text order
	Reciprocal bool       // sources and targets all act; each stands on one side only
	Count      int        // of an aggregate, else 0
	Every      string     // of a recurrence, ISO 8601 duration, else ""

	// Optional marks an act that a careful coder may leave out: finding it is
	// no gain, missing it no loss.
	Optional bool
	Line     int
}

// A Party is one actor of an event.
type Party struct {
	Span   doc.Span // of Example.Text; empty if the actor is implied
	Actor  string   // ISO 3166-1 alpha-3 code or id of a group or organisation
	Sector string   // PLOVER sector, "" if the coder gave none
}

// A Pair asks what one actor does to another by a text.
type Pair struct {
	ID     string
	Text   string
	Source doc.Span
	Target doc.Span
	Types  []string // as in Event
	File   string
	Line   int
}

// Part says to which part of the gold standard the pair belongs.
func (p Pair) Part() Part { return PartOf(p.ID) }

// A Set is a whole gold standard, in order of file name and line.
type Set struct {
	Examples []Example
	Pairs    []Pair
}

// Part is a part of the gold standard.
type Part string

// Dev is there to steer by. Test is there to be scored on at a release, and
// nobody tunes on it.
const (
	Dev  Part = "dev"
	Test Part = "test"
)

// PartOf returns the part to which the id of an example or pair belongs: dev
// if the 32-bit FNV-1a hash of the id is even, else test. So an example never
// moves as others come and go.
func PartOf(id string) Part {
	h := fnv.New32a()
	h.Write([]byte(id))
	if h.Sum32()%2 == 0 {
		return Dev
	}
	return Test
}

// Types are the PLOVER event types.
var Types = []string{
	"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT",
	"REQUEST", "ACCUSE", "REJECT", "THREATEN",
	"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
}

// Temptations are the reasons why a text that looks like an event holds none.
var Temptations = []string{
	"business",     // firms, markets, careers
	"culture",      // films, books, games, food
	"general",      // rules, habits, definitions, what-ifs without an actor
	"history",      // lessons of history that bear on no actor of the day
	"metaphor",     // war on inflation, a charm offensive
	"name",         // names that hold a place or an act: Bank of China, War Museum
	"nature",       // weather, disease, accidents, animals
	"opinion",      // judgements, analyses, moods
	"private",      // families, neighbours, crime without politics
	"saying",       // told Reuters, called it a success, agrees with a view
	"schedule",     // anniversaries, holidays, terms of office, agendas
	"sport",        // matches, transfers
	"state",        // how things stand: a border, a population, a debt ratio
	"no-interplay", // government at home: budgets, appointments, laws on traffic
}

var statuses = []event.Status{
	event.Actual, event.Ongoing, event.Announced, event.Planned,
	event.Future, event.Hypothetical, event.Negated, event.Historical,
}
