// Package job keeps the work that goes on while somebody watches: files that
// were dropped on the page or sent to the API are spooled to a folder, coded one
// job after the other, and can be stopped, resumed and looked at. What a job was
// when the program ended it is when it begins again, stopped.
//
// What the work is, is the caller's: see [Work].
package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Phase is how far a job is.
type Phase string

// The phases of a job.
const (
	Waiting Phase = "waiting" // for another to end
	Running Phase = "running"
	Stopped Phase = "stopped" // by somebody, or because the program ended; can be resumed
	Done    Phase = "done"    // perhaps with faults
	Failed  Phase = "failed"  // the ledger could not be written; can be resumed
)

// A Fault is an input that failed and why.
type Fault struct {
	Name string `json:"name" doc:"of the input"`
	Why  string `json:"why"`
}

// Progress is what a job has done so far. Read = Coded + Empty + Failed, but for
// what is being worked on.
type Progress struct {
	Stage       string `json:"stage,omitempty" doc:"what is being done: reading, paragraphs, grammar, names, events, keeping"`
	Read        int    `json:"read" doc:"documents dealt with"`
	Coded       int    `json:"coded"`
	Empty       int    `json:"empty"`
	Failed      int    `json:"failed"`
	DocsNew     int    `json:"documents_new"`
	DocsKnown   int    `json:"documents_known" doc:"the ledger held them already"`
	EventsNew   int    `json:"events_new"`
	EventsKnown int    `json:"events_known"`
	Bytes       int64  `json:"bytes" doc:"dealt with"`
}

// Left is how long a job will go on, as a range in seconds.
type Left struct {
	Low  int `json:"low"`
	High int `json:"high"`
}

// A State is a job as it is now.
type State struct {
	ID    string   `json:"id"`
	Phase Phase    `json:"phase" doc:"waiting, running, stopped, done or failed"`
	Why   string   `json:"why,omitempty" doc:"of a failed job"`
	By    string   `json:"by,omitempty" doc:"who started it"`
	Files []string `json:"files" doc:"names as they were sent"`
	Total int64    `json:"total" doc:"bytes of all files"`
	// Note is what the sender said of all files: a date of publication.
	Published string `json:"published,omitempty" doc:"date of publication given with it, EDTF"`

	Progress
	Faults    []Fault  `json:"faults" doc:"inputs that failed, the first 100"`
	Documents []string `json:"documents" doc:"ids of the documents coded, the first 100"`

	Rate float64 `json:"rate,omitempty" doc:"documents a second of late"`
	Left *Left   `json:"left,omitempty" doc:"seconds to go, as a range; absent while it cannot be told"`

	Started string `json:"started,omitempty" doc:"RFC 3339 in UTC"`
	Ended   string `json:"ended,omitempty" doc:"RFC 3339 in UTC"`

	// Version grows with each change: see [Manager.Wait].
	Version int64 `json:"version"`
	// Skip is how many documents are kept already and need not be done again.
	Skip int `json:"skip,omitempty" doc:"documents that need not be done again when it is resumed"`
}

// Over says that nothing will happen to the job by itself.
func (s State) Over() bool { return s.Phase == Stopped || s.Phase == Done || s.Phase == Failed }

// A Task is what a Work has to do.
type Task struct {
	// Files are the paths of the files, in the order they were sent.
	Files     []string
	Published string // date of publication of all of them, EDTF; "" if not given
	Skip      int    // documents at the beginning that are done already
}

// A Report is what a Work tells while it goes on. Its Progress counts this run
// alone. Kept is how many documents, in order and with the skipped ones, need
// not be done again.
type Report struct {
	Progress
	Kept      int
	Faults    []Fault  // since the last report
	Documents []string // ids, since the last report
}

// A Work does the task until it is done or the context ends. It calls report
// from one goroutine at a time. An error means the ledger could not be written.
type Work func(ctx context.Context, t Task, report func(Report)) error

// Options say how a manager works.
type Options struct {
	// Dir is the folder of the spooled files.
	Dir string
	// MaxBytes bounds the files of one job together; 0 is 1 GiB. MaxFiles bounds
	// their number; 0 is 10,000. MaxJobs bounds the jobs that wait; 0 is 100.
	MaxBytes int64
	MaxFiles int
	MaxJobs  int
	// Keep is how many jobs that are over are remembered; 0 is 100.
	Keep int
	// Now is asked for times; nil is the system's clock.
	Now func() time.Time
}

// What a caller can test for.
var (
	ErrNotFound = errors.New("there is no such job")
	ErrTooLarge = errors.New("too large")
	ErrEmpty    = errors.New("there is no text in it")
	ErrTooMany  = errors.New("too many jobs are waiting")
	ErrPhase    = errors.New("the job cannot do that now")
	ErrClosed   = errors.New("the program is ending")
)

// A Manager runs jobs, one at a time. It is safe for concurrent use.
type Manager struct {
	work Work
	opt  Options

	mu     sync.Mutex
	jobs   []*job // oldest first
	change chan struct{}
	wake   chan struct{}
	ctx    context.Context
	cancel context.CancelFunc
	ended  chan struct{}
	next   int
}

type job struct {
	State
	dir    string
	cancel context.CancelCauseFunc // of a running one
	base   Progress                // of earlier runs
	began  time.Time
	marks  []mark
}

// A mark is how far a job was at a time.
type mark struct {
	at    time.Time
	read  int
	bytes int64
}

// stateFile holds a job's state in its folder.
const stateFile = "state.json"

// New returns a manager over the jobs in o.Dir and begins to work. Jobs that were
// waiting or running when the program ended are stopped.
func New(work Work, o Options) (*Manager, error) {
	set := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	set(&o.MaxFiles, 10_000)
	set(&o.MaxJobs, 100)
	set(&o.Keep, 100)
	if o.MaxBytes == 0 {
		o.MaxBytes = 1 << 30
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	m := &Manager{work: work, opt: o, change: make(chan struct{}), wake: make(chan struct{}, 1), ended: make(chan struct{})}
	m.ctx, m.cancel = context.WithCancel(context.Background())
	if err := m.load(); err != nil {
		return nil, fmt.Errorf("jobs in %s: %w", o.Dir, err)
	}
	go m.run()
	return m, nil
}

// load reads the jobs of earlier runs of the program.
func (m *Manager) load() error {
	entries, err := os.ReadDir(m.opt.Dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		dir := filepath.Join(m.opt.Dir, e.Name())
		b, err := os.ReadFile(filepath.Join(dir, stateFile))
		if errors.Is(err, os.ErrNotExist) {
			if e.IsDir() && strings.HasPrefix(e.Name(), "job-") { // its files were still being sent
				if err := os.RemoveAll(dir); err != nil {
					return err
				}
			}
			continue
		}
		j := &job{dir: dir}
		if err == nil {
			err = json.Unmarshal(b, &j.State)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", e.Name(), err)
		}
		if j.ID != e.Name() {
			return fmt.Errorf("%s: its state is of %q", e.Name(), j.ID)
		}
		if !j.Over() {
			j.Phase = Stopped
		}
		var n int
		if _, err := fmt.Sscanf(j.ID, "job-%d", &n); err == nil {
			m.next = max(m.next, n)
		}
		m.jobs = append(m.jobs, j)
	}
	return nil
}

// Close stops what is running and waits for it. Jobs keep their state.
func (m *Manager) Close() error {
	m.cancel()
	<-m.ended
	m.mu.Lock()
	defer m.mu.Unlock()
	var errs []error
	for _, j := range m.jobs {
		if !j.Over() {
			m.set(j, Stopped, "")
			errs = append(errs, m.save(j))
		}
	}
	return errors.Join(errs...)
}

// A File is one that was sent.
type File struct {
	Name string // as the sender has it; nothing of it is believed
	Body io.Reader
}

// Add spools files and starts a job on them, or has it wait for others to end.
// files is called until it returns io.EOF. After an error nothing is kept.
func (m *Manager) Add(by, published string, files func() (File, error)) (State, error) {
	m.mu.Lock()
	if m.ctx.Err() != nil {
		m.mu.Unlock()
		return State{}, ErrClosed
	}
	waiting := 0
	for _, j := range m.jobs {
		if !j.Over() {
			waiting++
		}
	}
	if waiting >= m.opt.MaxJobs {
		m.mu.Unlock()
		return State{}, ErrTooMany
	}
	m.next++
	id := fmt.Sprintf("job-%06d", m.next)
	m.mu.Unlock()

	j := &job{dir: filepath.Join(m.opt.Dir, id), State: State{ID: id, Phase: Waiting, By: by, Published: published, Faults: []Fault{}, Documents: []string{}}}
	if err := m.spool(j, files); err != nil {
		return State{}, errors.Join(err, os.RemoveAll(j.dir))
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	j.Version = 1
	if err := m.save(j); err != nil {
		return State{}, errors.Join(err, os.RemoveAll(j.dir))
	}
	m.jobs = append(m.jobs, j)
	m.forget()
	m.changed()
	return j.State, nil
}

func (m *Manager) spool(j *job, files func() (File, error)) error {
	for {
		f, err := files()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if len(j.Files) == m.opt.MaxFiles {
			return fmt.Errorf("%w: more than %d files", ErrTooLarge, m.opt.MaxFiles)
		}
		name := safe(f.Name)
		path := filepath.Join(j.dir, fmt.Sprintf("%05d", len(j.Files)), name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		n, err := copyTo(path, f.Body, m.opt.MaxBytes-j.Total)
		if err != nil {
			if errors.Is(err, ErrTooLarge) {
				err = fmt.Errorf("%w: more than %d bytes in one job", ErrTooLarge, m.opt.MaxBytes)
			}
			return err
		}
		j.Files = append(j.Files, name)
		j.Total += n
	}
	if len(j.Files) == 0 {
		return ErrEmpty
	}
	return nil
}

func copyTo(path string, r io.Reader, limit int64) (n int64, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	n, err = io.Copy(f, io.LimitReader(r, limit+1))
	if err == nil && n > limit {
		err = ErrTooLarge
	}
	return n, err
}

// safe is the last part of a name, without what a file system or a terminal
// could take amiss.
func safe(name string) string {
	name = strings.ToValidUTF8(name, "_")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) || strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, " .")
	for len(name) > 150 {
		_, n := utf8.DecodeRuneInString(name)
		name = name[n:] // the end has the extension
	}
	if name = strings.Trim(name, " ."); name == "" {
		return "text"
	}
	return name
}

// paths are the spooled files of a job.
func (j *job) paths() []string {
	out := make([]string, len(j.Files))
	for i, name := range j.Files {
		out[i] = filepath.Join(j.dir, fmt.Sprintf("%05d", i), name)
	}
	return out
}

// forget removes the oldest jobs that are over; m.mu is held.
func (m *Manager) forget() {
	over := 0
	for _, j := range m.jobs {
		if j.Over() {
			over++
		}
	}
	m.jobs = slices.DeleteFunc(m.jobs, func(j *job) bool {
		if over <= m.opt.Keep || !j.Over() {
			return false
		}
		over--
		return os.RemoveAll(j.dir) == nil
	})
}

// List returns all jobs, the latest first.
func (m *Manager) List() []State {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]State, 0, len(m.jobs))
	for _, j := range slices.Backward(m.jobs) {
		out = append(out, j.shown())
	}
	return out
}

// Get returns a job; ErrNotFound if there is none.
func (m *Manager) Get(id string) (State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	j, err := m.find(id)
	if err != nil {
		return State{}, err
	}
	return j.shown(), nil
}

func (m *Manager) find(id string) (*job, error) {
	for _, j := range m.jobs {
		if j.ID == id {
			return j, nil
		}
	}
	return nil, ErrNotFound
}

func (j *job) shown() State {
	s := j.State
	s.Files, s.Faults, s.Documents = slices.Clone(s.Files), slices.Clone(s.Faults), slices.Clone(s.Documents)
	return s
}

// Wait returns a job once its version is beyond the one given, or the context
// ends.
func (m *Manager) Wait(ctx context.Context, id string, version int64) (State, error) {
	for {
		m.mu.Lock()
		j, err := m.find(id)
		if err != nil {
			m.mu.Unlock()
			return State{}, err
		}
		if j.Version > version {
			s := j.shown()
			m.mu.Unlock()
			return s, nil
		}
		change := m.change
		m.mu.Unlock()
		select {
		case <-change:
		case <-ctx.Done():
			return State{}, ctx.Err()
		case <-m.ctx.Done():
			return State{}, ErrClosed
		}
	}
}

// Stop ends a job that waits or runs; it can be resumed.
func (m *Manager) Stop(id string) (State, error) {
	m.mu.Lock()
	j, err := m.find(id)
	if err != nil {
		m.mu.Unlock()
		return State{}, err
	}
	switch j.Phase {
	case Waiting:
		m.set(j, Stopped, "")
		err = m.save(j)
	case Running:
		version, cancel := j.Version, j.cancel
		m.mu.Unlock()
		cancel(errStopped)
		for { // until the work has let go
			s, err := m.Wait(context.Background(), id, version)
			if err != nil || s.Over() {
				return s, err
			}
			version = s.Version
		}
	default:
		err = fmt.Errorf("%w: it is %s", ErrPhase, j.Phase)
	}
	s := j.shown()
	m.mu.Unlock()
	return s, err
}

var errStopped = errors.New("stopped")

// Resume goes on with a job that was stopped or failed.
func (m *Manager) Resume(id string) (State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	j, err := m.find(id)
	if err != nil {
		return State{}, err
	}
	if j.Phase != Stopped && j.Phase != Failed {
		return j.shown(), fmt.Errorf("%w: it is %s", ErrPhase, j.Phase)
	}
	m.set(j, Waiting, "")
	return j.shown(), m.save(j)
}
