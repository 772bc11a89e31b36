// Package query holds the questions that the page, REST, MCP and the commands
// all ask of a ledger, and the shape of their answers. It renders nothing.
//
// An [Index] is the ledger in memory without its words, from which everything
// that counts is answered; a [Ledger] gives answers with words. A [Question]
// says which events are asked for, its [Switches] what counts as evidence; both
// are read from and written to the query of a URL, so that one URL is one state.
//
// Answers of a Ledger are plain values with JSON names, fit to be shown or sent.
// Dates are EDTF, "" where not known; days are 2006-01-02. Offsets are bytes of
// the stored text, half-open.
package query

import (
	"context"
	"fmt"
	"sync"

	"entente/internal/atlas"
	"entente/internal/codebook"
	"entente/internal/measure"
	"entente/internal/store"
)

// ErrNotFound is what errors of unknown ids wrap.
var ErrNotFound = store.ErrNotFound

// Options say what a Ledger knows beside its rows. The zero value knows nothing.
type Options struct {
	// Atlas gives posts, forms and coordinates; nil leaves them out.
	Atlas *atlas.Atlas
	// Weights are the tables measures count by, and Book gives acts their score on
	// Goldstein's scale; nil: no measure, no such score.
	Weights *Weights
	Book    *codebook.Codebook
	// Rows are the imported rows, nil if there are none, and Data says what measures
	// are made from, of [Data]; "" is coded events if there are any, else rows.
	Rows Rows
	Data string
	// CacheBytes is about how much memory kept answers may take, and what tilts are
	// made of once more; 0 is 32 MB, below 0 keeps none.
	CacheBytes int
}

// A Ledger answers questions. It is safe for concurrent use. Answers are shared:
// who asks must not change them.
type Ledger struct {
	base  *Base
	atlas *atlas.Atlas
	book  *codebook.Codebook
	cache *cache
	leans *cache // what tilts are made of
	sites func() map[string]site

	weights *Weights
	rows    Rows
	data    string

	preparing sync.Mutex
	ready     *prepared // see prepare
	dice      *measure.Dice
	said      said
	claims    claimBook
}

// New returns a Ledger over a base; nil is one without coded events, of which only
// measures can be asked. The store of the base stays the caller's to
// close.
func New(b *Base, o Options) *Ledger {
	l := &Ledger{base: b, atlas: o.Atlas, book: o.Book, weights: o.Weights, rows: o.Rows, data: o.Data}
	if o.CacheBytes == 0 {
		o.CacheBytes = 32 << 20
	}
	if o.CacheBytes > 0 {
		l.cache, l.leans = newCache(o.CacheBytes), newCache(o.CacheBytes)
		l.dice = &measure.Dice{}
	}
	l.sites = sync.OnceValue(l.allSites)
	return l
}

// Index is the index of the ledger as it is now.
func (l *Ledger) Index(ctx context.Context) (*Index, error) { return l.base.Index(ctx) }

// Version changes when the ledger does: answers to the same question are the
// same while it stays.
func (l *Ledger) Version() int64 { return l.base.Store.Batch() }

// A BadValue is a parameter of a question that has no meaning.
type BadValue struct {
	Name, Value string // of the parameter; a long value is shortened
	Why         string
}

func (e *BadValue) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("%s: %s", e.Name, e.Why)
	}
	return fmt.Sprintf("%s %q: %s", e.Name, e.Value, e.Why)
}

func bad(name, value, format string, args ...any) error {
	return &BadValue{name, short(value, 60), fmt.Sprintf(format, args...)}
}
