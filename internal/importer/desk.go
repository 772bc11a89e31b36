package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"entente/internal/read/events"
	"entente/internal/record"
	"entente/internal/store"
	"entente/internal/store/imports"
)

// DeskOptions say what a Desk keeps. Dir and Know must be set.
type DeskOptions struct {
	Dir      string // the ledger's folder
	ReadOnly bool   // takes no files
	Program  string
	Know     func() (events.Knowledge, error)
	Now      func() time.Time                                                           // nil is the system's clock
	Note     func(ctx context.Context, format record.Format, file string, failed error) // told of each file that is taken; may be nil
}

// A Desk keeps the imported rows of one ledger open for those who read, and takes
// files to import, one after the other. It is safe for concurrent use.
type Desk struct {
	opt    DeskOptions
	ctx    context.Context // ends when the desk is closed
	stop   context.CancelFunc
	worker sync.WaitGroup

	mu     sync.Mutex // of what follows; not held while a file is read
	store  *imports.Store
	tasks  []*Task // the oldest first
	busy   bool
	closed bool
}

// A Phase is how far a task is.
type Phase string

// The phases.
const (
	Waiting Phase = "waiting"
	Running Phase = "running"
	Done    Phase = "done"
	Failed  Phase = "failed" // not read, or not to its end: what came before is kept
)

// A Task is a file that was taken.
type Task struct {
	File   string
	Format record.Format
	Bytes  int64
	Phase  Phase
	Stats  Stats    // so far
	Said   []string // faults, and what is to be said of the file; bounded

	dir string // where it waits
}

const (
	maxTasks = 50 // that are remembered
	maxSaid  = 20 // of a task
	deskRows = 200_000
)

// NewDesk returns a desk; nothing is opened yet.
func NewDesk(o DeskOptions) *Desk {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Note == nil {
		o.Note = func(context.Context, record.Format, string, error) {}
	}
	d := &Desk{opt: o}
	d.ctx, d.stop = context.WithCancel(context.Background())
	return d
}

// Takes says whether the desk takes files.
func (d *Desk) Takes() bool { return !d.opt.ReadOnly }

// Rows is the imported rows; nil if there are none. It belongs to the desk. A caller
// can test for store.ErrHeld: another process adds to them.
func (d *Desk) Rows(ctx context.Context) (*imports.Store, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.store == nil && !d.closed && !imports.Exists(d.opt.Dir) {
		return nil, nil
	}
	return d.open(ctx)
}

// open opens the rows, or makes the file of them. The lock is held.
func (d *Desk) open(ctx context.Context) (_ *imports.Store, err error) {
	switch {
	case d.closed:
		return nil, errors.New("imports: the program is ending")
	case d.store == nil:
		d.store, err = imports.Open(context.WithoutCancel(ctx), d.opt.Dir, imports.Options{ReadOnly: d.opt.ReadOnly, Lazy: true, Program: d.opt.Program, Now: d.opt.Now})
	}
	return d.store, err
}

// Tasks are the files taken, the last first.
func (d *Desk) Tasks() []Task {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make([]Task, 0, len(d.tasks))
	for i := len(d.tasks) - 1; i >= 0; i-- {
		t := *d.tasks[i]
		t.Said = append([]string(nil), t.Said...)
		out = append(out, t)
	}
	return out
}

// Take keeps a file until it is imported, and returns when it is whole here. Its
// name is cut to letters, digits, dots and hyphens.
func (d *Desk) Take(ctx context.Context, format record.Format, name string, r io.Reader) (err error) {
	defer func() { d.opt.Note(ctx, format, name, err) }()
	if !d.Takes() {
		return fmt.Errorf("import %s: %w", name, store.ErrReadOnly)
	}
	if events.Columns(format) == nil && format != record.PLOVER {
		return fmt.Errorf("import %s: no files of the format %q are read", name, format)
	}
	dir, err := os.MkdirTemp(d.opt.Dir, ".import-")
	if err != nil {
		return err
	}
	t := &Task{File: tame(name), Format: format, Phase: Waiting, dir: dir}
	if err := t.keep(r); err != nil {
		return errors.Join(fmt.Errorf("import %s: %w", name, err), os.RemoveAll(dir))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return errors.Join(errors.New("import: the program is ending"), os.RemoveAll(dir))
	}
	d.tasks = append(d.tasks, t)
	for i := 0; len(d.tasks) > maxTasks && i < len(d.tasks); i++ {
		if p := d.tasks[i].Phase; p == Done || p == Failed {
			d.tasks = append(d.tasks[:i], d.tasks[i+1:]...)
			i--
		}
	}
	if !d.busy {
		d.busy = true
		d.worker.Go(d.work)
	}
	return nil
}

// keep writes the file to where it waits.
func (t *Task) keep(r io.Reader) error {
	f, err := os.OpenFile(filepath.Join(t.dir, t.File), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	t.Bytes, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}

// tame makes a name of a reader's file safe to use here.
func tame(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, name)
	name = strings.TrimLeft(name, ".-")
	if len(name) > 120 {
		name = name[len(name)-120:]
	}
	if name == "" {
		return "file"
	}
	return name
}

// work imports what waits until nothing does.
func (d *Desk) work() {
	for {
		d.mu.Lock()
		var t *Task
		for _, x := range d.tasks {
			if x.Phase == Waiting {
				t = x
				break
			}
		}
		if t == nil || d.closed {
			d.busy = false
			d.mu.Unlock()
			return
		}
		t.Phase = Running
		s, err := d.open(d.ctx)
		d.mu.Unlock()
		if err == nil {
			if err = d.read(t, s); err != nil {
				err = errors.Join(err, d.letGo())
			}
		}
		gone := os.RemoveAll(t.dir)
		d.mu.Lock()
		t.Phase = Done
		if err = errors.Join(err, gone); err != nil {
			t.Said = append(t.Said, err.Error())
		}
		if err != nil || t.Stats.Failed > 0 {
			t.Phase = Failed
		}
		d.mu.Unlock()
	}
}

// letGo closes the rows after an error, which may have left them unfit for more. They
// are opened again by the next who asks for them or adds to them.
func (d *Desk) letGo() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.store
	d.store = nil
	if s == nil {
		return nil
	}
	return s.Close()
}

// read imports one file.
func (d *Desk) read(t *Task, s *imports.Store) error {
	know, err := d.opt.Know()
	if err != nil {
		return err
	}
	if err := s.Prepare(d.ctx); err != nil {
		return err
	}
	say := func(what string) {
		d.mu.Lock()
		defer d.mu.Unlock()
		if len(t.Said) < maxSaid {
			t.Said = append(t.Said, what)
		}
	}
	stats, err := Run(d.ctx, events.Walk([]string{t.File}, events.Options{Dir: t.dir}), t.Format, know, s, Options{
		BatchRows: deskRows,
		Progress: func(st Stats) {
			d.mu.Lock()
			defer d.mu.Unlock()
			t.Stats = st
		},
		Fault: func(_ string, err error) { say(err.Error()) },
		Note:  func(_, note string) { say(note) },
	})
	d.mu.Lock()
	t.Stats = stats
	d.mu.Unlock()
	if err == nil {
		err = s.Settle(d.ctx)
	}
	_, written := s.WriteRejects(context.WithoutCancel(d.ctx))
	return errors.Join(err, written)
}

// Close waits for the batch at hand, gives up what waits, and closes the rows.
func (d *Desk) Close() error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return nil
	}
	d.closed = true
	d.stop()
	d.mu.Unlock()
	d.worker.Wait()
	var errs []error
	for _, t := range d.tasks {
		if t.Phase == Waiting {
			errs = append(errs, os.RemoveAll(t.dir))
		}
	}
	if d.store != nil {
		errs = append(errs, d.store.Close())
	}
	return errors.Join(errs...)
}
