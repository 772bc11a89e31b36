// Package codebook loads an ontology of political events with the rules that
// find them, and checks it.
//
// A codebook is a folder of text files (see data/codebooks/plover/FORMAT.md):
// types, modes, contexts, sectors and kinds as tables, classes of words, rules
// with examples, and crosswalks to other ontologies. The package knows what a
// rule says; how a rule is matched against a sentence is left to package code.
package codebook

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"entente/internal/event"
)

// A Codebook is one ontology at one version. It is not changed after loading
// and is safe for concurrent use.
type Codebook struct {
	Name    string
	Version string
	Licence string
	Source  string

	Types    []Type    // in file order
	Modes    []Mode    // in file order
	Contexts []Context // in file order
	Sectors  []Named
	Kinds    []Named
	Rules    []*Rule // in order of file name, then line
	Classes  map[string]*Class

	Crosswalks map[string][]Cross // by the name of the other ontology

	types map[string]int
	modes map[[2]string]int
	lines map[Trigger]map[string][]*Line // by lemma
	cues  map[string][]string
}

// ID is name@version, as events carry it.
func (cb *Codebook) ID() string { return cb.Name + "@" + cb.Version }

// A Type is one event type of the ontology.
type Type struct {
	Code       string
	Quad       event.Quad
	Scale      float64 // -10 conflict to +10 cooperation
	Definition string
}

// A Mode says how an act of a type is done.
type Mode struct {
	Type       string
	Code       string
	Scale      float64
	Definition string
}

// A Context is a subject an act can belong to, with the lemmas that suggest it.
type Context struct {
	Code       string
	Cues       []string
	Definition string
}

// A Named thing has a code and a definition.
type Named struct{ Code, Definition string }

// A Cross is one row of a crosswalk: a code of the other ontology and what it
// is here. Mode and Context may be "".
type Cross struct {
	Code, Type, Mode, Context string
	Scale                     float64 // the other ontology's own score
	Label                     string
}

// A Class is a set of lemmas that rules name as @class.
type Class struct {
	Name   string
	Lemmas map[string]bool
	Pos    Pos
}

// A Pos is a place in a codebook file.
type Pos struct {
	File      string
	Line, Col int // from 1
}

func (p Pos) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }

// An Error is one fault of a codebook file.
type Error struct {
	Pos Pos
	Msg string
}

func (e *Error) Error() string { return e.Pos.String() + ": " + e.Msg }

// A Rule says that certain words in a certain grammar are an act of a type.
type Rule struct {
	ID         string
	Type       string
	Mode       string
	Kind       string
	Contexts   []string
	Flags      []string
	Reciprocal bool
	Weak       bool         // speaks only where no other rule does
	Status     event.Status // "" if grammar decides
	Lines      []*Line
	Yes, No    []Example
	Todo       []Example // ought to match and does not yet
	Pos        Pos
}

// An Example is a sentence a rule must, or must not, match. Source and Target
// are words of the sentence; "" asks nothing.
type Example struct {
	Text           string
	Source, Target string
	Pos            Pos
}

// Trigger is the part of speech of the words that fire a line.
type Trigger string

// Parts of speech of triggers.
const (
	Verb Trigger = "verb"
	Noun Trigger = "noun"
	Adj  Trigger = "adj"
)

// A Line is one list of trigger words with the frames they take.
type Line struct {
	Rule   *Rule
	POS    Trigger
	Words  [][]string // lemmas; the head first for verbs, last for nouns
	Frames []Frame    // tried in order
	Pos    Pos

	byHead map[string][][]string // Words by their head; filled by index
}

// A Frame says who fills which part, and under which conditions.
type Frame struct {
	Slots []Slot
	Conds []Cond
	Pos   Pos
}

// Role is a part an actor can play in a frame.
type Role string

// The parts. Both fills source and target alike: the act is reciprocal.
const (
	Source Role = "source"
	Target Role = "target"
	Both   Role = "both"
	Place  Role = "place"
	Topic  Role = "topic"
)

// A Slot says by which grammatical paths a role is filled.
type Slot struct {
	Role     Role
	Paths    []string // tried in order; the first that gives an actor wins
	Optional bool
}

// A Cond restricts a frame. Test is a path ("obj", "with"), "prt", "has", "no",
// or a flag ("plural", "passive", "source", "target").
type Cond struct {
	Not    bool
	Test   string
	Values []string // lemmas, "@class", "actor", "SECTOR" in capitals; empty: present
	Pos    Pos
}

// Type looks up an event type.
func (cb *Codebook) Type(code string) (Type, bool) {
	i, ok := cb.types[code]
	if !ok {
		return Type{}, false
	}
	return cb.Types[i], true
}

// Scale is the conflict-cooperation score of a type and mode: the mode's where
// it has one of its own, else the type's.
func (cb *Codebook) Scale(typ, mode string) float64 {
	if i, ok := cb.modes[[2]string{typ, mode}]; ok && mode != "" {
		return cb.Modes[i].Scale
	}
	t, _ := cb.Type(typ)
	return t.Scale
}

// Promised is PLOVER's rule for what is not yet done: the type of an act that is planned,
// announced or foretold. Cooperation that is promised is AGREE, a blow that is announced
// is THREATEN; what is only said stays what it is.
func Promised(typ string) string {
	switch typ {
	case "CONSULT", "SUPPORT", "COOPERATE", "AID", "RETREAT", "CONCEDE":
		return "AGREE"
	case "ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST":
		return "THREATEN"
	}
	return typ
}

// HasMode says whether a type has a mode.
func (cb *Codebook) HasMode(typ, mode string) bool {
	_, ok := cb.modes[[2]string{typ, mode}]
	return ok
}

// Lines returns the lines whose trigger's head word is this lemma, in file
// order. The caller checks the other words of a multi-word trigger.
func (cb *Codebook) Lines(pos Trigger, lemma string) []*Line {
	return cb.lines[pos][lemma]
}

// In says whether a lemma belongs to a class.
func (cb *Codebook) In(class, lemma string) bool {
	c := cb.Classes[class]
	return c != nil && c.Lemmas[lemma]
}

// ContextsOf returns the contexts that a lemma suggests.
func (cb *Codebook) ContextsOf(lemma string) []string { return cb.cues[lemma] }

// Triggers returns the triggers with a head word, in the order of Words.
func (l *Line) Triggers(head string) [][]string { return l.byHead[head] }

// HeadWord is the word of a trigger that the tree must hold as its head: the
// first of a verb, the last of a noun.
func (l *Line) HeadWord(words []string) string {
	if l.POS == Verb {
		return words[0]
	}
	return words[len(words)-1]
}

// Rule looks up a rule by its id.
func (cb *Codebook) Rule(id string) (*Rule, bool) {
	i := slices.IndexFunc(cb.Rules, func(r *Rule) bool { return r.ID == id })
	if i < 0 {
		return nil, false
	}
	return cb.Rules[i], true
}

// index builds the look-up tables; it reports what is named twice.
func (cb *Codebook) index() error {
	var faults []error
	cb.lines = map[Trigger]map[string][]*Line{}
	seen := map[string]Pos{}
	for _, r := range cb.Rules {
		if p, ok := seen[r.ID]; ok {
			faults = append(faults, &Error{r.Pos, fmt.Sprintf("rule %s stands at %v already", r.ID, p)})
		}
		seen[r.ID] = r.Pos
		for _, l := range r.Lines {
			done := map[string]bool{}
			l.byHead = map[string][][]string{}
			for _, w := range l.Words {
				h := l.HeadWord(w)
				l.byHead[h] = append(l.byHead[h], w)
				if !done[h] {
					done[h] = true
					of := cb.lines[l.POS]
					if of == nil {
						of = map[string][]*Line{}
						cb.lines[l.POS] = of
					}
					of[h] = append(of[h], l)
				}
			}
		}
	}
	cb.cues = map[string][]string{}
	for _, c := range cb.Contexts {
		for _, w := range c.Cues {
			cb.cues[w] = append(cb.cues[w], c.Code)
		}
	}
	return errors.Join(faults...)
}

func sortRules(rules []*Rule) {
	slices.SortStableFunc(rules, func(a, b *Rule) int {
		return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line))
	})
}
