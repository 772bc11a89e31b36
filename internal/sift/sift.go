// Package sift tells which sentences are worth a tree: those in which something
// can act and some word can name an act. It looks at word forms only and so runs
// before the parser.
package sift

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"entente/internal/atlas"
	"entente/internal/codebook"
	"entente/internal/doc"
)

// A Sieve passes sentences that may tell of an event. It is safe for concurrent
// use. It errs on the side of passing: what it holds back is measured by
// TestRecall.
type Sieve struct {
	book  *codebook.Codebook
	atlas *atlas.Atlas
	base  func(form string) []string

	seed maphash.Seed
	seen [remembered]atomic.Pointer[memory] // by hash of the form
}

// A memory is a form that was looked up; it does not change.
type memory struct {
	form string
	word word
}

// A word is what a form may be.
type word uint8

const (
	act     word = 1 << iota // fires a line of the codebook
	speech                   // a word of saying
	actor                    // a role, or a word that points back to one
	pointer                  // a pronoun: an actor only beside another
)

// remembered is how many forms a sieve can keep, a power of two; a form takes the
// place of another that falls on it.
const remembered = 1 << 16

// longForm is the length in bytes of the longest form that is kept.
const longForm = 40

// New returns a sieve for a codebook and an atlas. Base returns the base forms
// that a form may have, in lower case, whatever its part of speech.
func New(book *codebook.Codebook, a *atlas.Atlas, base func(form string) []string) *Sieve {
	return &Sieve{book: book, atlas: a, base: base, seed: maphash.MakeSeed()}
}

// Worth says whether a sentence of tokens with forms may tell of an event or hold
// a statement: it has quotation marks or a word of saying, or a possible event
// word and two possible actors: names, roles, or pronouns. Acts that are told
// without the one who acts ("was expelled", "the crackdown") need one.
func (s *Sieve) Worth(sent *doc.Sentence) bool {
	var acts, names, pointers int
	for i, t := range sent.Tokens {
		if quotation(t.Form) {
			return true
		}
		w := s.word(t.Form)
		if w&speech != 0 {
			return true
		}
		if w&act != 0 {
			acts++
		}
		switch {
		case w&actor != 0:
			names++
		case w&pointer != 0:
			pointers++
		case capital(t.Form) && (i > 0 || s.opens(sent)):
			names++
		}
		if acts > 0 && names > 0 && names+pointers > 1 {
			return true
		}
	}
	return acts > 0 && names > 0
}

// opens says whether a sentence begins with a name that the atlas knows; the
// capital alone says nothing there.
func (s *Sieve) opens(sent *doc.Sentence) bool {
	var buf [8]string
	forms := buf[:0]
	for _, t := range sent.Tokens[:min(len(sent.Tokens), len(buf))] {
		forms = append(forms, t.Form)
	}
	return len(s.atlas.Longest(forms, 0)) > 0
}

func quotation(form string) bool {
	switch form {
	case `"`, "“", "”", "„", "«", "»", "``", "''":
		return true
	}
	return false
}

func capital(form string) bool {
	r, _ := utf8.DecodeRuneInString(form)
	return unicode.IsUpper(r) || unicode.Is(unicode.Lo, r)
}

// word looks a form up, or remembers it.
func (s *Sieve) word(form string) word {
	at := &s.seen[maphash.String(s.seed, form)%remembered]
	if m := at.Load(); m != nil && m.form == form {
		return m.word
	}
	w := s.classify(form)
	if len(form) <= longForm {
		at.Store(&memory{strings.Clone(form), w})
	}
	return w
}

func (s *Sieve) classify(form string) (w word) {
	low := strings.ToLower(form)
	if s.book.In("@pointer", low) {
		w |= pointer
	}
	for _, lemma := range append(s.base(form), low) {
		for _, pos := range []codebook.Trigger{codebook.Verb, codebook.Noun, codebook.Adj} {
			if len(s.book.Lines(pos, lemma)) > 0 {
				w |= act
			}
		}
		if s.book.In("@saying", lemma) {
			w |= speech
		}
		if _, ok := s.atlas.Role(lemma); ok || s.book.In("@party", lemma) {
			w |= actor
		}
	}
	return w
}
