// Package importer joins the readers of event data with the store that keeps
// them: files in, batches out, every row accounted for.
package importer

import (
	"context"
	"errors"
	"iter"
	"runtime/debug"
	"slices"

	"entente/internal/read/events"
	"entente/internal/record"
	"entente/internal/store/imports"
)

// A Keeper is where rows are kept: *imports.Store, or a fake in a test.
type Keeper interface {
	Dicts() *record.Dicts
	State(imports.File) (imports.Progress, bool)
	Append(context.Context, *imports.Batch) ([]imports.Progress, error)
}

// Options say how to import. The zero value is the usual way.
type Options struct {
	Limits events.Limits
	// Lean leaves the lines of the files out: the rows take less room, and can no
	// longer be opened to all their columns.
	Lean bool
	// BatchRows is how many rows are added together; 0 is half a million.
	BatchRows int
	// Progress is told, not too often, how far the work is. It may be nil.
	Progress func(Stats)
	// Fault is told of a file that could not be read, or not to its end.
	Fault func(file string, err error)
	// Note is told what is to be said of a file as a whole.
	Note func(file, note string)
	// MaxNotes is how many lines of a file that were put right are named; 0 is
	// 10,000. They are all counted.
	MaxNotes int
}

// Stats are the figures of a run. Read = Kept + Known + Rejected.
type Stats struct {
	Files, Failed               int
	Read, Kept, Known, Rejected int64
	Mended                      int64 // among Kept and Known
	Bytes                       int64 // of the files read, as they lie on the disk
}

type run struct {
	p     *events.Parser
	k     Keeper
	opt   Options
	stats Stats

	batch *imports.Batch
	other *imports.Batch // the one being added, or free
	busy  chan result    // what becomes of other; nil if it is free
	ctx   context.Context
}

type result struct {
	parts []imports.Progress
	err   error
}

// Run imports files of one format. A file that was imported before is not read
// again, one that was interrupted goes on where it stopped. An error of a file is
// told to opt.Fault and the rest is done; the error returned is of the store, or
// of ctx: the rows read before it are kept.
func Run(ctx context.Context, files iter.Seq2[*events.File, error], format record.Format, know events.Knowledge, k Keeper, opt Options) (Stats, error) {
	p, err := events.NewParser(format, know, k.Dicts())
	if err != nil {
		return Stats{}, err
	}
	if opt.BatchRows <= 0 {
		opt.BatchRows = 500_000
	}
	if opt.MaxNotes <= 0 {
		opt.MaxNotes = 10_000
	}
	if opt.Fault == nil {
		opt.Fault = func(string, error) {}
	}
	if opt.Note == nil {
		opt.Note = func(string, string) {}
	}
	defer frugal()()
	r := &run{p: p, k: k, opt: opt, ctx: ctx, batch: &imports.Batch{}, other: &imports.Batch{}}
	err = r.files(files, format)
	if err == nil || ctx.Err() != nil { // what is read whole is not lost
		if last := r.flush(); err == nil {
			err = last
		}
	}
	if waited := r.wait(); waited != nil {
		err = errors.Join(err, waited.(storeError).error)
	}
	if opt.Progress != nil {
		opt.Progress(r.stats)
	}
	return r.stats, err
}

// frugal has the collector run more often until the import ends: most of what is held
// is two batches of bytes without pointers, so that it costs little, and what it may
// leave lying about is a part of them and not as much again.
func frugal() (end func()) {
	before := debug.SetGCPercent(25)
	return func() { debug.SetGCPercent(before) }
}

func (r *run) files(files iter.Seq2[*events.File, error], format record.Format) error {
	for f, err := range files {
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		if err != nil {
			r.stats.Failed++
			r.opt.Fault(f.Name, err)
			continue
		}
		r.stats.Files++
		if err := r.file(f, format); err != nil {
			var s storeError
			if errors.As(err, &s) {
				return s.error
			}
			if r.ctx.Err() != nil {
				return r.ctx.Err()
			}
			r.stats.Failed++
			r.opt.Fault(f.Name, err)
		}
		r.stats.Bytes += f.Size
	}
	return nil
}

// A storeError ends the run; other errors end a file.
type storeError struct{ error }

func (e storeError) Unwrap() error { return e.error }

func (r *run) file(f *events.File, format record.Format) error {
	into := imports.File{Name: f.Name, Format: format, Hash: f.Hash, Bytes: f.Size}
	before, seen := r.k.State(into)
	if seen && before.Done { // its rows are all known
		r.again(before)
		return nil
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	reader, err := r.p.Begin(in, r.opt.Limits)
	if err != nil {
		return err
	}
	into.Header, into.Notes = r.p.Header(), reader.Notes
	for _, n := range reader.Notes {
		r.opt.Note(f.Name, n)
	}
	r.again(before)
	part := r.part(into, before.Records)
	var rec events.Record
	records, notes := int64(0), 0
	for reader.Next(&rec) {
		if records++; records <= before.Records {
			continue
		}
		text, note, err := r.record(&rec, format)
		part.Read++
		part.Records = records
		switch {
		case err != nil:
			part.Rejected++
			part.Rejects = append(part.Rejects, imports.Reject{Line: rec.Line, Reason: err.Error(), Text: clip(text)})
		case note != "":
			part.Mended++
			if notes++; notes <= r.opt.MaxNotes {
				part.Rejects = append(part.Rejects, imports.Reject{Line: rec.Line, Kept: true, Reason: note})
			}
		}
		if err == nil {
			part.Rows++
			if !r.opt.Lean && format != record.Mentions {
				if n := len(r.batch.Text); n > 1<<20 && cap(r.batch.Text) < maxBatchBytes {
					// Room at once: growing by steps leaves much for the collector.
					r.batch.Text = slices.Grow(r.batch.Text, maxBatchBytes+events.MaxLine-n)
				}
				r.batch.Text = append(r.batch.Text, text...)
				r.batch.Ends = append(r.batch.Ends, len(r.batch.Text))
			}
		}
		if r.full() {
			if err := r.flush(); err != nil {
				return err
			}
			if r.ctx.Err() != nil {
				return r.ctx.Err()
			}
			part = r.part(into, records)
		}
	}
	err = reader.Err()
	part.Done = err == nil
	if part.Done && part.Records < records {
		part.Records = records
	}
	return err
}

// maxBatchBytes bounds the lines and rejects of a batch.
const maxBatchBytes = 128 << 20

func (r *run) full() bool {
	b := r.batch
	return len(b.Rows)+len(b.Mentions) >= r.opt.BatchRows || len(b.Text) >= maxBatchBytes || len(b.Parts[len(b.Parts)-1].Rejects) >= r.opt.BatchRows
}

func clip(text []byte) string {
	const most = 64 << 10
	return string(text[:min(len(text), most)])
}

// part begins a part of a file in the batch at hand.
func (r *run) part(f imports.File, records int64) *imports.Part {
	r.batch.Parts = append(r.batch.Parts, imports.Part{File: f, Records: records})
	return &r.batch.Parts[len(r.batch.Parts)-1]
}

func (r *run) record(rec *events.Record, format record.Format) (text []byte, note string, err error) {
	if format == record.Mentions {
		var m record.Mention
		if text, note, err = r.p.Mention(rec, &m); err == nil {
			r.batch.Mentions = append(r.batch.Mentions, m)
		}
		return text, note, err
	}
	var row record.Row
	if text, note, err = r.p.Row(rec, &row); err == nil {
		r.batch.Rows = append(r.batch.Rows, row)
	}
	return text, note, err
}

// flush hands the batch to the store, which adds it while the next is read.
func (r *run) flush() error {
	if len(r.batch.Parts) == 0 {
		return nil
	}
	if err := r.wait(); err != nil {
		return err
	}
	r.batch, r.other = r.other, r.batch
	r.batch.Reset()
	r.other.Seal(r.k.Dicts())
	busy := make(chan result, 1)
	r.busy = busy
	go func(b *imports.Batch) {
		parts, err := r.k.Append(r.ctx, b)
		busy <- result{parts, err}
	}(r.other)
	return nil
}

// wait waits until the store has added what it was given.
func (r *run) wait() error {
	if r.busy == nil {
		return nil
	}
	done := <-r.busy
	r.busy = nil
	if done.err != nil {
		return storeError{done.err}
	}
	for _, p := range done.parts {
		r.add(p)
	}
	if r.opt.Progress != nil {
		r.opt.Progress(r.stats)
	}
	return nil
}

// again counts what an earlier import did of a file: what it kept is known now.
func (r *run) again(p imports.Progress) {
	p.Known, p.Kept = p.Known+p.Kept, 0
	r.add(p)
}

func (r *run) add(p imports.Progress) {
	s := &r.stats
	s.Read += p.Read
	s.Kept += p.Kept
	s.Known += p.Known
	s.Rejected += p.Rejected
	s.Mended += p.Mended
}
