package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"
)

// changed tells those who wait, and the one who runs; m.mu is held.
func (m *Manager) changed() {
	close(m.change)
	m.change = make(chan struct{})
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// set puts a job into a phase; m.mu is held.
func (m *Manager) set(j *job, p Phase, why string) {
	j.Phase, j.Why = p, why
	j.Left, j.Rate = nil, 0
	if p != Running {
		j.Stage = ""
	}
	now := m.opt.Now().UTC().Format(time.RFC3339)
	switch {
	case p == Running && j.Started == "":
		j.Started = now
	case j.Over():
		j.Ended = now
	}
	j.Version++
	m.changed()
}

// save writes a job's state, whole or not at all; m.mu is held.
func (m *Manager) save(j *job) error {
	b, err := json.MarshalIndent(j.State, "", "  ")
	if err != nil {
		return err
	}
	path := filepath.Join(j.dir, stateFile)
	if err := os.WriteFile(path+".new", b, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// run does the jobs that wait, one after the other.
func (m *Manager) run() {
	defer close(m.ended)
	for {
		m.mu.Lock()
		var j *job
		for _, w := range m.jobs {
			if w.Phase == Waiting {
				j = w
				break
			}
		}
		if j != nil && m.ctx.Err() == nil {
			ctx, cancel := context.WithCancelCause(m.ctx)
			j.cancel, j.base, j.began, j.marks = cancel, j.Progress, m.opt.Now(), nil
			m.set(j, Running, "")
			err := m.save(j)
			m.mu.Unlock()
			if err == nil {
				err = m.do(ctx, j)
			}
			m.end(ctx, j, err)
			cancel(nil)
			continue
		}
		m.mu.Unlock()
		select {
		case <-m.wake:
		case <-m.ctx.Done():
			return
		}
	}
}

// do calls the work. A panic of it is an error: other jobs go on.
func (m *Manager) do(ctx context.Context, j *job) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("a fault in the program, please report it: %v", v)
		}
	}()
	return m.work(ctx, Task{Files: j.paths(), Published: j.Published, Skip: j.Skip}, func(r Report) { m.report(j, r) })
}

func (m *Manager) end(ctx context.Context, j *job, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	j.cancel = nil
	switch {
	case err == nil:
		m.set(j, Done, "")
	case ctx.Err() != nil:
		m.set(j, Stopped, "")
	default:
		m.set(j, Failed, err.Error())
	}
	if j.Phase == Done {
		// The texts are in the ledger; what failed is named.
		for i := range j.Files {
			err = errors.Join(err, os.RemoveAll(filepath.Join(j.dir, fmt.Sprintf("%05d", i))))
		}
	}
	if err := errors.Join(err, m.save(j)); err != nil && j.Phase == Done {
		j.Why = err.Error()
	}
	m.forget()
}

// shownFaults is how many faults and ids of documents a job remembers.
const shownFaults = 100

func (m *Manager) report(j *job, r Report) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := j.base
	j.Progress = Progress{Stage: r.Stage, Read: b.Read + r.Read, Coded: b.Coded + r.Coded, Empty: b.Empty + r.Empty, Failed: b.Failed + r.Failed,
		DocsNew: b.DocsNew + r.DocsNew, DocsKnown: b.DocsKnown + r.DocsKnown, EventsNew: b.EventsNew + r.EventsNew, EventsKnown: b.EventsKnown + r.EventsKnown,
		Bytes: b.Bytes + r.Bytes}
	for _, f := range r.Faults {
		if len(j.Faults) < shownFaults {
			j.Faults = append(j.Faults, f)
		}
	}
	for _, d := range r.Documents {
		if len(j.Documents) < shownFaults {
			j.Documents = append(j.Documents, d)
		}
	}
	kept := j.Skip
	j.Skip = max(j.Skip, r.Kept)
	j.Version++
	m.pace(j, r.Progress)
	if j.Skip > kept {
		_ = m.save(j) // it is saved again at the end, where an error counts
	}
	m.changed()
}

// pace reckons how fast a job is and how long it will go on: the rates of the
// whole run and of the last seconds are the two ends, with a tenth to spare. It
// says nothing in the first second. m.mu is held.
func (m *Manager) pace(j *job, r Progress) {
	const window = 20
	now := m.opt.Now()
	if n := len(j.marks); n == 0 || now.Sub(j.marks[n-1].at) >= 200*time.Millisecond {
		j.marks = append(j.marks, mark{now, r.Read, r.Bytes})
		if len(j.marks) > window {
			j.marks = j.marks[1:]
		}
	}
	all := now.Sub(j.began).Seconds()
	if all < 1 || r.Read == 0 {
		return
	}
	rate := float64(r.Bytes) / all
	low, high := rate, rate
	j.Rate = round(float64(r.Read) / all)
	if first := j.marks[0]; now.Sub(first.at) >= time.Second {
		late := now.Sub(first.at).Seconds()
		j.Rate = round(float64(r.Read-first.read) / late)
		recent := float64(r.Bytes-first.bytes) / late
		low, high = min(low, recent), max(high, recent)
	}
	// Compressed files grow, so that more is dealt with than was sent.
	left := float64(j.Total - j.Bytes)
	j.Left = nil
	if left > 0 && low > 0 {
		j.Left = &Left{int(math.Floor(left / high * 0.9)), int(math.Ceil(left / low * 1.1))}
	}
}

func round(f float64) float64 { return math.Round(f*10) / 10 }
