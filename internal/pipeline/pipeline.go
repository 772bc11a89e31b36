// Package pipeline joins the stages: it takes documents from a reader through
// page, parser, resolver, coder and claim finder, and hands the results on in the order of the
// input, whatever the number of workers.
//
// All parallel work of the program is here. The stages are declared as
// interfaces; the command wires them.
package pipeline

import (
	"context"
	"fmt"
	"iter"
	"runtime/debug"
	"strings"

	"entente/internal/doc"
	"entente/internal/event"
)

// An Item is a document not yet made: see package read. Document is called once,
// from any goroutine.
type Item interface {
	Name() string // of the input, for people
	Size() int64  // in bytes
	Document() (*doc.Document, error)
}

// A Pager tells the parts of an article apart.
type Pager interface {
	Read(*doc.Document) (*doc.Page, error)
}

// A Parser finds sentences and their grammar.
type Parser interface {
	Parse(*doc.Page) (*doc.Parsed, error)
}

// A Resolver finds actors, places and times.
type Resolver interface {
	Resolve(*doc.Parsed) (*event.Resolved, error)
}

// A Coder finds events.
type Coder interface {
	Code(*event.Resolved) (*event.Coded, error)
}

// A Claimer finds who says what, and settles who speaks each quotation.
type Claimer interface {
	Find(*event.Coded) (*event.Coded, error)
}

// Stages are what a document goes through, in this order. Each is called by
// several goroutines at once.
type Stages struct {
	Pager    Pager
	Parser   Parser
	Resolver Resolver
	Coder    Coder
	Claimer  Claimer // nil: claims are not sought
	// Known says of a document by its id that it need not be coded again, and how
	// many events it has; nil knows none.
	Known func(id string) (events int, ok bool)
}

// A Result is what became of one item: just one of Coded, Known, Empty and Err is
// set.
type Result struct {
	Name  string
	Size  int64
	Coded *event.Coded
	Known bool // it was coded before: Events says with how many
	Empty bool // no text but white space
	Err   error

	Events int // of a known document
}

// A PanicError is a fault of the program met in one document.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("a fault in the program, please report it: %v", e.Value)
}

// Stats counts documents and events; what is known counts as coded. When a run has ended without an error,
// Read = Coded + Empty + Failed.
type Stats struct {
	Read, Coded, Empty, Failed int
	Bytes                      int64
	Events, Claims             int // found in the documents coded
	Counts                         // what the ledger made of them; zero without one
}

// Options say how to run. The zero value uses all processors.
type Options struct {
	Workers int // documents worked on at the same time; 0: one a processor
	// Progress is told the figures so far after each document, if not nil.
	Progress func(Stats)
}

// Run takes each item through the stages and gives the results to sink, one
// after the other and in the order of items, until the items or the context end
// or sink returns an error; that error comes back. What is wrong with one
// document is in its Result and stops nothing.
//
// At most a few items a worker, and not many megabytes, are held at a time.
func Run[I Item](ctx context.Context, items iter.Seq[I], s Stages, o Options, sink func(Result) error) (Stats, error) {
	var stats Stats
	err := Ordered(ctx, items, o.Workers, I.Size, func(item I) Result { return s.one(item) }, func(r Result) error {
		stats.count(r)
		if err := sink(r); err != nil {
			return err
		}
		if o.Progress != nil {
			o.Progress(stats)
		}
		return nil
	})
	return stats, err
}

func (s *Stats) count(r Result) {
	s.Read++
	s.Bytes += r.Size
	switch {
	case r.Err != nil:
		s.Failed++
	case r.Empty:
		s.Empty++
	case r.Known:
		s.Coded++
		s.Events += r.Events
	default:
		s.Coded++
		s.Events += len(r.Coded.Events)
		s.Claims += len(r.Coded.Claims)
	}
}

// one takes one item through the stages. A panic is that document's error.
func (s Stages) one(item Item) (r Result) {
	r = Result{Name: item.Name(), Size: item.Size()}
	defer func() {
		if v := recover(); v != nil {
			r.Coded, r.Empty = nil, false
			r.Err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	d, err := item.Document()
	if err != nil {
		r.Err = err
		return r
	}
	if strings.Trim(d.Text, " \t\r\n\f\v\u00a0\ufeff") == "" {
		r.Empty = true
		return r
	}
	if s.Known != nil {
		if r.Events, r.Known = s.Known(d.ID); r.Known {
			return r
		}
	}
	r.Coded, r.Err = s.code(d)
	return r
}

func (s Stages) code(d *doc.Document) (*event.Coded, error) {
	page, err := s.Pager.Read(d)
	if err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	parsed, err := s.Parser.Parse(page)
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	resolved, err := s.Resolver.Resolve(parsed)
	if err != nil {
		return nil, fmt.Errorf("resolve: %w", err)
	}
	coded, err := s.Coder.Code(resolved)
	if err != nil {
		return nil, fmt.Errorf("code: %w", err)
	}
	if s.Claimer == nil {
		return coded, nil
	}
	if coded, err = s.Claimer.Find(coded); err != nil {
		return nil, fmt.Errorf("claims: %w", err)
	}
	return coded, nil
}
