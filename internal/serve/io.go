package serve

import (
	"encoding/json"
	"io"
	"net/http"
	"net/netip"
	"os"
	"sync"
	"time"
)

// A writer counts what is written and gives each write its time.
type writer struct {
	http.ResponseWriter
	status int
	n      int64
	extend func()
}

func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *writer) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *writer) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if w.extend != nil {
		w.extend()
	}
	n, err := w.ResponseWriter.Write(p)
	w.n += int64(n)
	return n, err
}

// Flush sends what was written, for those who ask for an http.Flusher.
func (w *writer) Flush() {
	if w.extend != nil {
		w.extend()
	}
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}

// A body gives each read its time.
type body struct {
	io.ReadCloser
	extend func()
}

func (b *body) Read(p []byte) (int, error) {
	b.extend()
	return b.ReadCloser.Read(p)
}

// rates bounds requests by address: each has a bucket that fills with so many a
// second and holds four seconds' worth.
type rates struct {
	mu   sync.Mutex
	rate float64
	all  map[netip.Addr]*bucket
}

type bucket struct {
	left float64
	at   time.Time
}

func newRates(rate float64) *rates { return &rates{rate: rate, all: map[netip.Addr]*bucket{}} }

// maxBuckets bounds the memory for addresses.
const maxBuckets = 10_000

func (r *rates) allow(a netip.Addr, now time.Time) bool {
	if a.Is6() { // one who has a network has all its addresses
		p, err := a.Prefix(64)
		if err == nil {
			a = p.Addr()
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	most := 4 * r.rate
	b, ok := r.all[a]
	if !ok {
		if len(r.all) >= maxBuckets {
			for k, b := range r.all {
				if now.Sub(b.at) > 5*time.Second { // full again by now
					delete(r.all, k)
				}
			}
			if len(r.all) >= maxBuckets {
				return false
			}
		}
		b = &bucket{most, now}
		r.all[a] = b
	}
	b.left = min(most, b.left+now.Sub(b.at).Seconds()*r.rate)
	b.at = now
	if b.left < 1 {
		return false
	}
	b.left--
	return true
}

// An Audit is a log of what was changed, by whom and when: one JSON object a
// line, at the end of a file. It is safe for concurrent use.
type Audit struct {
	mu  sync.Mutex
	f   *os.File
	now func() time.Time
}

// An Entry is a line of an Audit.
type Entry struct {
	At   string `json:"at"` // RFC 3339 in UTC
	Who  string `json:"who"`
	Did  string `json:"did"`            // add, stop, resume, correct
	What any    `json:"what,omitempty"` // the change, without texts
	Err  string `json:"error,omitempty"`
}

// OpenAudit opens the log at the path, and makes it if there is none; only its
// owner may read it.
func OpenAudit(path string, now func() time.Time) (*Audit, error) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &Audit{f: f, now: now}, nil
}

// Note writes a line and sees that it is on the disk. A nil Audit notes nothing.
func (a *Audit) Note(who, did string, what any, failed error) error {
	if a == nil {
		return nil
	}
	e := Entry{At: a.now().UTC().Format(time.RFC3339), Who: who, Did: did, What: what}
	if failed != nil {
		e.Err = failed.Error()
	}
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, err := a.f.Write(append(b, '\n')); err != nil {
		return err
	}
	return a.f.Sync()
}

// Close closes the file.
func (a *Audit) Close() error {
	if a == nil {
		return nil
	}
	return a.f.Close()
}
