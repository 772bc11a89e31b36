package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"entente/internal/pipeline"
)

// A bar shows on a terminal how far long work is: how many items are done, how
// fast, how many failed, and the time left where the size of the input is known.
// A nil bar shows nothing.
type bar struct {
	w     io.Writer
	what  string
	total int64 // bytes of input, 0 if unknown
	start time.Time
	last  time.Time
	shown bool
}

// progress returns a bar if standard error is a terminal, else nil.
func (a *app) progress(what string, total int64) *bar {
	if !a.Terminal {
		return nil
	}
	now := time.Now()
	return &bar{w: a.Stderr, what: what, total: total, start: now, last: now}
}

// show redraws the line, a few times a second at most.
func (b *bar) show(s pipeline.Stats) {
	if b == nil || time.Since(b.last) < 200*time.Millisecond {
		return
	}
	b.last = time.Now()
	b.shown = true
	fmt.Fprintf(b.w, "\r\x1b[K%s", line(s, b.what, b.total, time.Since(b.start)))
}

// line is what the bar says after some time.
func line(s pipeline.Stats, what string, total int64, passed time.Duration) string {
	seconds := passed.Seconds()
	out := fmt.Sprintf("%d %s, %.1f MB, %.1f/s", s.Read, what, float64(s.Bytes)/1e6, float64(s.Read)/seconds)
	if n := s.Failed + s.Empty; n > 0 {
		out += fmt.Sprintf(", %d not coded", n)
	}
	if total > s.Bytes && s.Bytes > 0 {
		left := time.Duration(float64(total-s.Bytes) / float64(s.Bytes) * float64(passed))
		out += fmt.Sprintf(", %s left", left.Round(time.Second))
	}
	return out
}

// clear takes the line away, before something else is said.
func (b *bar) clear() {
	if b != nil && b.shown {
		fmt.Fprint(b.w, "\r\x1b[K")
		b.shown = false
	}
}

func compressed(path string) bool {
	switch filepath.Ext(path) {
	case ".gz", ".zst", ".zstd":
		return true
	}
	return false
}

// total is how many bytes the files hold, to tell the time left; 0 if a folder,
// a stream or a compressed file is among them, of which it is not known.
func (a *app) total(paths []string) int64 {
	if !a.Terminal {
		return 0
	}
	var n int64
	for _, p := range paths {
		info, err := os.Stat(a.path(p))
		if err != nil || !info.Mode().IsRegular() || compressed(p) {
			return 0
		}
		n += info.Size()
	}
	return n
}
