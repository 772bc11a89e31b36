package job

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// files gives files of these names and bodies, in pairs.
func files(pairs ...string) func() (File, error) {
	return func() (File, error) {
		if len(pairs) == 0 {
			return File{}, io.EOF
		}
		f := File{pairs[0], strings.NewReader(pairs[1])}
		pairs = pairs[2:]
		return f, nil
	}
}

// lines is a work for which each line of a file is a document. It stands still
// before a line "wait" until go is closed, and keeps what it has done when it is
// stopped.
func lines(wait chan struct{}, done *[]string) Work {
	return func(ctx context.Context, t Task, report func(Report)) error {
		var p Progress
		n := 0
		for _, path := range t.Files {
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for line := range strings.Lines(string(b)) {
				line = strings.TrimSpace(line)
				if n++; n <= t.Skip {
					continue
				}
				switch line {
				case "wait":
					select {
					case <-wait:
					case <-ctx.Done():
						return ctx.Err()
					}
				case "full":
					return errors.New("disk full")
				case "panic":
					panic("a bug")
				}
				var faults []Fault
				if line == "bad" {
					p.Failed++
					faults = []Fault{{filepath.Base(path), "it is bad"}}
				} else {
					p.Coded++
				}
				p.Read++
				p.Bytes += int64(len(line)) + 1
				*done = append(*done, line)
				report(Report{Progress: p, Kept: n, Faults: faults, Documents: []string{line}})
			}
		}
		return nil
	}
}

func until(t *testing.T, m *Manager, id string, is func(State) bool) State {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	version := int64(0)
	for {
		s, err := m.Wait(ctx, id, version)
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		if is(s) {
			return s
		}
		version = s.Version
	}
}

func TestJobs(t *testing.T) {
	dir := t.TempDir()
	wait := make(chan struct{})
	var done []string
	m, err := New(lines(wait, &done), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	first, err := m.Add("me", "2022", files("a.txt", "one\nbad\nwait\nfour\n", "b.txt", "five\n"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := m.Add("me", "", files("c.txt", "six\n"))
	if err != nil {
		t.Fatal(err)
	}
	until(t, m, first.ID, func(s State) bool { return s.Read == 2 })
	if s, _ := m.Get(second.ID); s.Phase != Waiting {
		t.Errorf("the second job is %s while the first runs", s.Phase)
	}
	s, err := m.Stop(first.ID)
	if err != nil || s.Phase != Stopped || s.Read != 2 || s.Skip != 2 || len(s.Faults) != 1 {
		t.Errorf("stopped: %+v, %v", s, err)
	}
	until(t, m, second.ID, func(s State) bool { return s.Phase == Done })
	if _, err := m.Stop(second.ID); !errors.Is(err, ErrPhase) {
		t.Errorf("stopping what is done: %v", err)
	}

	// The program ends and begins again.
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if m, err = New(lines(wait, &done), Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	if l := m.List(); len(l) != 2 || l[0].ID != second.ID || l[1].Phase != Stopped || l[1].Files[0] != "a.txt" {
		t.Fatalf("after a restart: %+v", l)
	}
	close(wait)
	if _, err := m.Resume(first.ID); err != nil {
		t.Fatal(err)
	}
	s = until(t, m, first.ID, func(s State) bool { return s.Over() })
	if s.Phase != Done || s.Read != 5 || s.Coded != 4 || s.Failed != 1 || s.Published != "2022" {
		t.Errorf("resumed: %+v", s)
	}
	if got := strings.Join(done, " "); got != "one bad six wait four five" {
		t.Errorf("done: %s", got)
	}
	third, err := m.Add("", "", files("d.txt", "seven\n"))
	if err != nil || third.ID <= second.ID {
		t.Errorf("the id of a new job is %s, %v", third.ID, err)
	}
	if entries, _ := filepath.Glob(filepath.Join(dir, first.ID, "0*")); len(entries) > 0 {
		t.Errorf("spooled files stay: %v", entries)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestFaults(t *testing.T) {
	var done []string
	m, err := New(lines(nil, &done), Options{Dir: t.TempDir(), MaxBytes: 100, MaxFiles: 2, MaxJobs: 1, Keep: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	for _, tt := range []struct {
		name  string
		files func() (File, error)
		want  error
	}{
		{"too many bytes", files("a", strings.Repeat("x", 101)), ErrTooLarge},
		{"together too many", files("a", strings.Repeat("x", 60), "b", strings.Repeat("x", 60)), ErrTooLarge},
		{"too many files", files("a", "", "b", "", "c", ""), ErrTooLarge},
		{"a sender that breaks off", func() (File, error) { return File{}, io.ErrUnexpectedEOF }, io.ErrUnexpectedEOF},
	} {
		if _, err := m.Add("", "", tt.files); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if _, err := m.Add("", "", files()); err == nil {
		t.Error("a job without a file")
	}
	if entries, _ := os.ReadDir(m.opt.Dir); len(entries) > 0 {
		t.Errorf("faulty jobs leave %v", entries)
	}
	for _, text := range []string{"full\n", "panic\n"} {
		s, err := m.Add("", "", files("a", text))
		if err != nil {
			t.Fatal(err)
		}
		if s = until(t, m, s.ID, State.Over); s.Phase != Failed || s.Why == "" {
			t.Errorf("%q: %+v", text, s)
		}
	}
	for range 3 {
		s, err := m.Add("", "", files("a", "fine\n"))
		if err != nil {
			t.Fatal(err)
		}
		until(t, m, s.ID, func(s State) bool { return s.Phase == Done })
	}
	if l := m.List(); len(l) > 3 {
		t.Errorf("%d jobs are remembered", len(l))
	}
	if _, err := m.Get("job-000000"); !errors.Is(err, ErrNotFound) {
		t.Errorf("an unknown job: %v", err)
	}
}

func TestSafe(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"a.txt", "a.txt"}, {"../../etc/passwd", "passwd"}, {`..\..\boot.ini`, "boot.ini"}, {"..", "text"}, {"", "text"}, {".hidden", "hidden"},
		{"a\x00b\nc\u202e.txt", "a_b_c_.txt"}, {"/", "text"}, {"Кабул.html", "Кабул.html"}, {"a<b>:c.txt", "a_b__c.txt"},
		{strings.Repeat("é", 100) + ".txt", strings.Repeat("é", 73) + ".txt"},
	} {
		if got := safe(tt.in); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzSafe(f *testing.F) {
	f.Add("../a")
	f.Fuzz(func(t *testing.T, name string) {
		s := safe(name)
		if s == "" || s == "." || s == ".." || len(s) > 150 || strings.ContainsAny(s, "/\\\x00\n") || filepath.Base(s) != s {
			t.Fatalf("%q becomes %q", name, s)
		}
	})
}
