// Package edit lets a reader correct the ledger: change, remove or add an event
// of a document. Nothing is overwritten: a correction is a new coding of the
// document that supersedes the last one, under the name of its codebook with
// +hand and a number. It says who changed what, when and why.
//
// A later coding by another codebook supersedes corrections too; they stay in
// the history.
package edit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"entente/internal/atlas"
	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/store"
)

// ByHand is the rule of events that somebody changed or added.
const ByHand = "by-hand"

// What a caller can test for, besides store.ErrNotFound.
var (
	// ErrSuperseded: the event is not of the last coding of its document; somebody
	// else was quicker.
	ErrSuperseded = errors.New("it was superseded in the meantime")
	// ErrBad: a value has no meaning. The message says which.
	ErrBad = errors.New("bad value")
)

// A Span is a stretch of the stored text in bytes.
type Span = doc.Span

// A Change is what a reader wants changed. Fields that are nil stay as they are;
// an event that is added needs Type, Source and Evidence.
type Change struct {
	Event    string `json:"event,omitempty" doc:"id of the event to correct or remove; absent to add one"`
	Document string `json:"document,omitempty" doc:"id of the document, to add an event to it"`
	Remove   bool   `json:"remove,omitempty" doc:"the text tells of no such event"`
	Why      string `json:"why" minLength:"1" maxLength:"1000" doc:"the reason, kept with it"`

	Type       *string   `json:"type,omitempty" doc:"PLOVER event type"`
	Mode       *string   `json:"mode,omitempty" doc:"empty for none"`
	Kind       *string   `json:"kind,omitempty" doc:"empty for none"`
	Contexts   *[]string `json:"contexts,omitempty"`
	Status     *string   `json:"status,omitempty"`
	Date       *string   `json:"date,omitempty" doc:"EDTF; empty for unknown"`
	Source     *[]string `json:"source,omitempty" doc:"ids of actors"`
	Target     *[]string `json:"target,omitempty" doc:"ids of actors; may be empty"`
	Reciprocal *bool     `json:"reciprocal,omitempty"`
	Evidence   *[]Span   `json:"evidence,omitempty" doc:"stretches of the stored text, in bytes"`
}

// A Result names the events before and after.
type Result struct {
	Before string `json:"before,omitempty" doc:"id of the event that was there"`
	After  string `json:"after,omitempty" doc:"id of the event that stands there now"`
}

// An Editor corrects a ledger. It is safe for concurrent use; no two Editors may
// have one store.
type Editor struct {
	Store   *store.Store
	Book    *codebook.Codebook
	Atlas   *atlas.Atlas
	Program string // and its version
	Now     func() time.Time

	mu sync.Mutex
}

// Change carries a change out for somebody ("" if not known). Errors: ErrBad,
// ErrSuperseded, store.ErrNotFound, and those of [store.Store.Append].
func (ed *Editor) Change(ctx context.Context, by string, ch Change) (Result, error) {
	ed.mu.Lock()
	defer ed.mu.Unlock()
	r, err := ed.change(ctx, by, ch)
	if err != nil {
		return Result{}, fmt.Errorf("correct %s: %w", cut(ch.Event+ch.Document), err)
	}
	return r, nil
}

func cut(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func badf(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrBad}, args...)...)
}

func (ed *Editor) change(ctx context.Context, by string, ch Change) (Result, error) {
	switch {
	case strings.TrimSpace(ch.Why) == "":
		return Result{}, badf("a correction gives its reason")
	case utf8.RuneCountInString(ch.Why) > 1000 || len(by) > 200:
		return Result{}, badf("the reason or the name is too long")
	case (ch.Event == "") == (ch.Document == ""):
		return Result{}, badf("name either an event or a document")
	case ch.Remove && ch.Event == "":
		return Result{}, badf("there is no event to remove")
	}
	c, at, err := ed.find(ctx, ch)
	if err != nil {
		return Result{}, err
	}
	fix := event.Correction{Event: ch.Event, By: by, Why: strings.TrimSpace(ch.Why), At: ed.Now().UTC().Format(time.RFC3339)}
	book := ed.base(c)
	switch {
	case ch.Remove:
		c.Events = slices.Delete(c.Events, at, at+1)
	default:
		e := event.Event{Status: event.Actual, DateBasis: event.DateUnknown}
		if at < len(c.Events) {
			e = c.Events[at]
		}
		if err := ed.apply(&e, ch, c); err != nil {
			return Result{}, err
		}
		e.ID = newID(c, ch.Event, &e)
		fix.With = e.ID
		if slices.ContainsFunc(c.Events, func(o event.Event) bool { return o.ID == e.ID }) {
			return Result{}, badf("it changes nothing")
		}
		if at < len(c.Events) {
			c.Events[at] = e
		} else {
			c.Events = append(c.Events, e)
		}
	}
	repoint(c, fix.Event, fix.With)
	c.Corrections = append(c.Corrections, fix)
	name := fmt.Sprintf("%s+hand.%d", book, len(c.Corrections))
	res, err := ed.Store.Append(ctx, []*event.Coded{c}, store.Provenance{Program: ed.Program, Codebook: name})
	if err != nil {
		return Result{}, err
	}
	if res.DocsNew != 1 {
		return Result{}, ErrSuperseded
	}
	return Result{fix.Event, fix.With}, nil
}

// hand is what follows the name of a codebook where somebody changed its work.
var hand = regexp.MustCompile(`\+hand\.(\d+)$`)

// base is the codebook that coded the document before hands did.
func (ed *Editor) base(c *event.Coded) string {
	for _, e := range c.Events {
		if e.Rule != ByHand && e.Codebook != "" {
			return hand.ReplaceAllString(e.Codebook, "")
		}
	}
	return ed.Book.ID()
}

// find returns a copy of the last coding of the document in question and where in
// it the event stands, after its end for one to be added.
func (ed *Editor) find(ctx context.Context, ch Change) (*event.Coded, int, error) {
	id := ch.Document
	if ch.Event != "" {
		d, err := ed.Store.Event(ctx, ch.Event)
		if err != nil {
			return nil, 0, err
		}
		id = d.Doc.ID
	}
	c, err := ed.Store.Document(ctx, id)
	if err != nil {
		return nil, 0, err
	}
	if ch.Event == "" {
		return c, len(c.Events), nil
	}
	at := slices.IndexFunc(c.Events, func(e event.Event) bool { return e.ID == ch.Event })
	if at < 0 {
		return nil, 0, ErrSuperseded
	}
	return c, at, nil
}

// apply changes an event as wished.
func (ed *Editor) apply(e *event.Event, ch Change, c *event.Coded) error {
	if ch.Event == "" && (ch.Type == nil || ch.Source == nil || ch.Evidence == nil) {
		return badf("an event that is added needs a type, a source and its words")
	}
	if ch.Type != nil {
		e.Type = *ch.Type
		if ch.Mode == nil && !ed.Book.HasMode(e.Type, e.Mode) {
			e.Mode = ""
		}
	}
	if ch.Mode != nil {
		e.Mode = *ch.Mode
	}
	typ, ok := ed.Book.Type(e.Type)
	if !ok {
		return badf("the codebook has no type %q", cut(e.Type))
	}
	if e.Mode != "" && !ed.Book.HasMode(e.Type, e.Mode) {
		return badf("%s has no mode %q", e.Type, cut(e.Mode))
	}
	e.Quad, e.Scale = typ.Quad, ed.Book.Scale(e.Type, e.Mode)
	if ch.Kind != nil {
		if *ch.Kind != "" && !word.MatchString(*ch.Kind) {
			return badf("a kind is a word in small letters, not %q", cut(*ch.Kind))
		}
		e.Kind = *ch.Kind
	}
	if ch.Contexts != nil {
		for _, x := range *ch.Contexts {
			if !slices.ContainsFunc(ed.Book.Contexts, func(k codebook.Context) bool { return k.Code == x }) {
				return badf("the codebook has no context %q", cut(x))
			}
		}
		e.Contexts = slices.Clone(*ch.Contexts)
	}
	if ch.Status != nil {
		switch s := event.Status(*ch.Status); s {
		case event.Actual, event.Ongoing, event.Announced, event.Planned, event.Future, event.Hypothetical, event.Negated, event.Historical:
			e.Status = s
		default:
			return badf("there is no status %q", cut(*ch.Status))
		}
	}
	if ch.Date != nil {
		e.Date, e.DateBasis = edtf.Date{}, event.DateUnknown
		if *ch.Date != "" {
			d, err := edtf.Parse(*ch.Date)
			if err != nil {
				return badf("date: %v", err)
			}
			e.Date, e.DateBasis = d, event.DateInferred
		}
	}
	var err error
	old := slices.Concat(e.Source, e.Target)
	if ch.Source != nil {
		if len(*ch.Source) == 0 {
			return badf("an event has a source")
		}
		if e.Source, err = ed.parties(*ch.Source, old); err != nil {
			return err
		}
	}
	if ch.Target != nil {
		if e.Target, err = ed.parties(*ch.Target, old); err != nil {
			return err
		}
	}
	if ch.Reciprocal != nil {
		e.Reciprocal = *ch.Reciprocal
	}
	if ch.Evidence != nil {
		if e.Evidence, err = pieces(*ch.Evidence, c); err != nil {
			return err
		}
	}
	e.Rule, e.Confidence = ByHand, 1
	return nil
}

var word = regexp.MustCompile(`^[a-z][a-z_]{0,40}$`)

// parties are the actors with these ids; those that the event has stay as they
// are.
func (ed *Editor) parties(ids []string, old []event.Party) ([]event.Party, error) {
	if len(ids) > 60 {
		return nil, badf("at most 60 actors on a side")
	}
	var out []event.Party
	for _, id := range ids {
		if at := slices.IndexFunc(old, func(p event.Party) bool { return p.Actor == id || p.Actor == "" && (p.Country == id || p.Name == id) }); at >= 0 {
			out = append(out, old[at])
			continue
		}
		p := event.Party{Actor: id}
		if ed.Atlas != nil {
			e, ok := ed.Atlas.Entity(id)
			if !ok {
				return nil, badf("the tables know no actor %q", cut(id))
			}
			p.Country, p.Sector, p.Name = e.Country, e.Sector, e.Name
		}
		out = append(out, p)
	}
	return out, nil
}

// pieces are stretches of text as evidence.
func pieces(spans []Span, c *event.Coded) ([]event.Evidence, error) {
	if len(spans) == 0 || len(spans) > 60 {
		return nil, badf("an event has from 1 to 60 pieces of evidence")
	}
	var out []event.Evidence
	for _, s := range spans {
		if s.Begin < 0 || s.End > len(c.Text) || s.Empty() {
			return nil, badf("bytes %d to %d are not in the text of %d bytes", s.Begin, s.End, len(c.Text))
		}
		// Whole characters, without the blanks around.
		for s.Begin > 0 && !utf8.RuneStart(c.Text[s.Begin]) {
			s.Begin--
		}
		for s.End < len(c.Text) && !utf8.RuneStart(c.Text[s.End]) {
			s.End++
		}
		words := s.In(c.Text)
		s.Begin += len(words) - len(strings.TrimLeft(words, " \t\r\n\u00a0"))
		s.End = s.Begin + len(strings.TrimSpace(words))
		if s.Empty() {
			return nil, badf("there are no words in it")
		}
		v := event.Evidence{Span: s, Kind: event.InBody}
		for i, sent := range c.Sentences {
			if sent.Overlaps(s) {
				v.Sentence = i
				break
			}
		}
		for _, seg := range c.Segments {
			if seg.Overlaps(s) {
				switch seg.Kind {
				case doc.Caption:
					v.Kind = event.InCaption
				case doc.Headline, doc.Subhead:
					v.Kind = event.InHeadline
				}
				break
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// newID names an event that somebody changed: the same change of the same event
// has the same name.
func newID(c *event.Coded, old string, e *event.Event) string {
	named := *e
	named.ID = old
	b, err := json.Marshal(&named)
	if err != nil {
		panic(err) // it came from JSON
	}
	sum := sha256.Sum256(append([]byte(c.ID+" "+strconv.Itoa(len(c.Corrections))+" "), b...))
	return hex.EncodeToString(sum[:10])
}

// repoint makes what refers to an event refer to the one in its place, or to
// none if it was removed.
func repoint(c *event.Coded, old, now string) {
	if old == "" {
		return
	}
	fix := func(ids []string) []string {
		i := slices.Index(ids, old)
		switch {
		case i < 0:
			return ids
		case now == "":
			return slices.Delete(slices.Clone(ids), i, i+1)
		}
		out := slices.Clone(ids)
		out[i] = now
		return out
	}
	for i := range c.Events {
		c.Events[i].ContestedBy = fix(c.Events[i].ContestedBy)
	}
	for i := range c.Claims {
		k := &c.Claims[i]
		k.Events, k.Contests, k.ContestedBy = fix(k.Events), fix(k.Contests), fix(k.ContestedBy)
	}
}
