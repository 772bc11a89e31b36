package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/event"
)

// The test program runs itself again as another process that uses a ledger:
// child names what it does, childDir where.
const child, childDir = "ENTENTE_STORE_CHILD", "ENTENTE_STORE_DIR"

func TestMain(m *testing.M) {
	if what := os.Getenv(child); what != "" {
		if err := runChild(what, os.Getenv(childDir)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// Documents that the interrupted runs add, and how many a batch.
const (
	crashDocs  = 400
	crashBatch = 4
)

func runChild(what, dir string) error {
	ctx := context.Background()
	s, err := Open(ctx, dir, Options{Now: clock, Threads: 2, ReadOnly: what == "read"})
	if err != nil {
		return err
	}
	fmt.Println("open")
	if what == "append" {
		for i := 0; i < crashDocs; i += crashBatch {
			var batch []*event.Coded
			for k := i; k < i+crashBatch; k++ {
				batch = append(batch, synth(k))
			}
			if _, err := s.Append(ctx, batch, prov); err != nil {
				return err
			}
		}
		return s.Close()
	}
	io.Copy(io.Discard, os.Stdin) // until the parent lets go
	return s.Close()
}

// startChild starts this program again and waits until it has the ledger open.
func startChild(t *testing.T, what, dir string) (*exec.Cmd, io.Closer) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), child+"="+what, childDir+"="+dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var errs strings.Builder
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		cmd.Wait()
		t.Fatalf("child: %q, %v, %s", line, err, errs.String())
	}
	return cmd, in
}

// Another process that uses the ledger is named, and what it may do is said.
func TestHeld(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openTest(t, dir)
	appendTest(t, s, allCoded(book)...)
	s.Close()
	for _, c := range []struct {
		theirs           string
		reading, writing bool // what we may do meanwhile
	}{{"write", false, false}, {"read", true, false}} {
		cmd, in := startChild(t, c.theirs, dir)
		for _, ro := range []bool{true, false} {
			s, err := Open(ctx, dir, Options{ReadOnly: ro})
			if may := ro && c.reading || !ro && c.writing; may != (err == nil) {
				t.Errorf("they %s, we are read-only %v: got %v", c.theirs, ro, err)
			}
			if err == nil {
				s.Close()
				continue
			}
			if !errors.Is(err, ErrHeld) {
				t.Errorf("they %s, we are read-only %v: got %v", c.theirs, ro, err)
			}
			if _, linux := os.Stat("/proc/locks"); linux == nil && (!strings.Contains(err.Error(), strconv.Itoa(cmd.Process.Pid)) || !strings.Contains(err.Error(), filepath.Base(os.Args[0]))) {
				t.Errorf("neither process %d nor its command named: %v", cmd.Process.Pid, err)
			}
		}
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("child: %v", err)
		}
	}
	// A program that is not ours has only DuckDB's lock.
	err := duckHeld(errors.New(`IO Error: Could not set lock on file "x": Conflicting lock is held in /usr/bin/duckdb (PID ` + strconv.Itoa(os.Getppid()) + `). See`))
	if !errors.Is(err, ErrHeld) || !strings.Contains(err.Error(), strconv.Itoa(os.Getppid())) {
		t.Errorf("DuckDB's own: got %v", err)
	}
}

// TestKill ends a process that appends at random moments, at least twenty times.
// After each the ledger opens and holds whole documents only; in the end it is
// the same as that of a run nobody interrupted.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for some seconds")
	}
	ctx := context.Background()
	want := map[string]string{}
	whole := openTest(t, t.TempDir())
	for i := 0; i < crashDocs; i += crashBatch {
		var batch []*event.Coded
		for k := i; k < i+crashBatch; k++ {
			batch = append(batch, synth(k))
			want[batch[len(batch)-1].ID] = fmt.Sprint(len(batch[len(batch)-1].Events))
		}
		appendTest(t, whole, batch...)
	}
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(1, 2))
	kills, completed, last := 0, 0, 0
	for kills < 25 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), child+"=append", childDir+"="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if r.IntN(4) > 0 {
			bufio.NewReader(out).ReadString('\n') // it has the ledger open
		}
		time.Sleep(time.Duration(r.IntN(120)) * time.Millisecond)
		cmd.Process.Kill()
		if err := cmd.Wait(); err != nil {
			kills++
		} else if completed++; completed > 3 {
			t.Fatalf("only %d runs could be interrupted", kills)
		}
		if r.IntN(3) == 0 {
			continue // the next process finds it as the last one left it
		}
		s, err := Open(ctx, dir, Options{Now: clock})
		if err != nil {
			t.Fatalf("after kill %d: %v", kills, err)
		}
		n := 0
		for _, line := range strings.Split(strings.TrimSpace(table(t, s, "SELECT d.id, count(e.event) FROM documents d LEFT JOIN events e USING (coding) GROUP BY d.id")), "\n") {
			if line == "" {
				continue
			}
			id, events, _ := strings.Cut(line, "|")
			if want[id] != events {
				t.Errorf("after kill %d: document %s has %s events, want %s", kills, id, events, want[id])
			}
			if _, err := s.Document(ctx, id); err != nil {
				t.Errorf("after kill %d: %v", kills, err)
			}
			n++
		}
		if n < last || n%crashBatch != 0 {
			t.Errorf("after kill %d: %d documents, and %d before", kills, n, last)
		}
		last = n
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, %d of %d documents in the ledger", kills, last, crashDocs)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), child+"=append", childDir+"="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("the last run: %v, %s", err, out)
	}
	s := openTest(t, dir)
	if d := cmp.Diff(dump(t, whole), dump(t, s)); d != "" {
		t.Errorf("interrupted and uninterrupted run differ: %s", d)
	}
}

// A batch that reached documents.sqlite only is completed, and hidden from a
// reader until it is.
func TestComplete(t *testing.T) {
	ctx := context.Background()
	whole := openTest(t, t.TempDir())
	appendTest(t, whole, synth(0), synth(1))
	appendTest(t, whole, synth(2), pieces[0].coded(book))
	want := dump(t, whole)

	dir := t.TempDir()
	s := openTest(t, dir)
	appendTest(t, s, synth(0), synth(1))
	before := dump(t, s)
	b := batch{number: 2, added: clock(), program: prov.Program, codebook: book}
	if _, err := s.keep(ctx, &b, []*event.Coded{synth(2), pieces[0].coded(book)}); err != nil {
		t.Fatal(err)
	}
	image := copyDir(t, dir)
	s.Close()

	ro, err := Open(ctx, image, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := dump(t, ro); got != before {
		t.Errorf("a reader sees a pending batch: %s", cmp.Diff(before, got))
	}
	if hits, err := ro.Search(ctx, "envoys neighbour", 5); err != nil || len(hits) != 0 {
		t.Errorf("a reader finds a pending document: %v, %v", hits, err)
	}
	if known, err := ro.Known(ctx, []string{synth(2).ID}); err != nil || len(known) != 0 {
		t.Errorf("a pending document is known: %v, %v", known, err)
	}
	ro.Close()
	for _, d := range []string{dir, image} {
		s = openTest(t, d)
		if got := dump(t, s); got != want {
			t.Errorf("completed: %s", cmp.Diff(want, got))
		}
		if got, w := table(t, s, "FROM batches"), table(t, whole, "FROM batches"); got != w {
			t.Errorf("batches: got %s, want %s", got, w)
		}
	}
}

// copyDir copies a ledger as it lies on the disk: what a crash would leave.
func copyDir(t testing.TB, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// tryOpen opens a ledger that was spoiled: it must be the whole ledger, or
// ErrDamaged.
func tryOpen(t *testing.T, what, dir, want string) (ok bool) {
	t.Helper()
	s, err := Open(context.Background(), dir, Options{Now: clock, Threads: 2})
	if err != nil {
		if !errors.Is(err, ErrDamaged) || !(strings.Contains(err.Error(), documentsFile) || strings.Contains(err.Error(), ledgerFile)) {
			t.Errorf("%s: %v", what, err)
		}
		return false
	}
	defer s.Close()
	if err := s.Verify(context.Background()); err != nil {
		t.Errorf("%s: opens, but: %v", what, err)
	}
	if d := cmp.Diff(want, dump(t, s)); d != "" {
		t.Errorf("%s: opens with less: %.2000s", what, d)
	}
	return true
}

func TestTruncated(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir)
	for i := 0; i < 40; i += 8 {
		var batch []*event.Coded
		for k := range 8 {
			batch = append(batch, synth(i+k))
		}
		appendTest(t, s, batch...)
	}
	want := dump(t, s)
	crashed := copyDir(t, dir) // with the logs a crash leaves
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	for _, from := range []string{dir, crashed} {
		for _, name := range []string{documentsFile, ledgerFile, documentsFile + "-wal", ledgerFile + ".wal"} {
			b, err := os.ReadFile(filepath.Join(from, name))
			if err != nil {
				if from == crashed {
					t.Errorf("no %s in the crashed ledger", name)
				}
				continue
			}
			opened := 0
			offsets := []int{0, 1, 100, 4096, 8192, 12288, len(b) - 4096, len(b) - 1}
			for range 6 {
				offsets = append(offsets, r.IntN(len(b)+1))
			}
			for i, n := range offsets {
				if testing.Short() && i%4 != 0 {
					continue
				}
				if n < 0 || n > len(b) {
					continue
				}
				spoiled := copyDir(t, from)
				if err := os.WriteFile(filepath.Join(spoiled, name), b[:n], 0o644); err != nil {
					t.Fatal(err)
				}
				if tryOpen(t, fmt.Sprintf("%s cut to %d of %d bytes", name, n, len(b)), spoiled, want) {
					opened++
				}
				if strings.HasPrefix(name, ledgerFile) && i%4 == 0 {
					if _, _, err := Rebuild(context.Background(), spoiled, Options{Now: clock}); err != nil {
						t.Errorf("rebuild after %s cut to %d: %v", name, n, err)
					} else if !tryOpen(t, "rebuilt", spoiled, want) {
						t.Errorf("after %s cut to %d: rebuilt ledger does not open", name, n)
					}
				}
				os.RemoveAll(spoiled)
			}
			t.Logf("%s: %d of %d lengths opened whole, the others were refused", name, opened, len(offsets))
		}
	}
}

// A byte that changed is found by Verify, at the latest. In documents.sqlite it
// may lie where SQLite keeps nothing, or in a name, which has no checksum.
func TestFlipped(t *testing.T) {
	if testing.Short() {
		t.Skip("opens many ledgers")
	}
	ctx := context.Background()
	dir := t.TempDir()
	s := openTest(t, dir)
	for i := range 40 {
		appendTest(t, s, synth(i))
	}
	want := dump(t, s)
	s.Close()
	r := rand.New(rand.NewPCG(5, 6))
	for _, name := range []string{documentsFile, ledgerFile} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		const tries = 12
		for range tries {
			spoiled := copyDir(t, dir)
			i := r.IntN(len(b))
			c := append([]byte(nil), b...)
			c[i] ^= 1 << r.IntN(8)
			if err := os.WriteFile(filepath.Join(spoiled, name), c, 0o644); err != nil {
				t.Fatal(err)
			}
			s, err := Open(ctx, spoiled, Options{Now: clock})
			if err == nil {
				if err = s.Verify(ctx); err == nil && name == ledgerFile && dump(t, s) != want {
					t.Errorf("%s, byte %d: the rows changed and nobody saw it", name, i)
				}
				s.Close()
			}
			if err != nil {
				found++
				if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNewer) {
					t.Errorf("%s, byte %d: %v", name, i, err)
				}
			}
		}
		t.Logf("%s: %d of %d found by opening and Verify", name, found, tries)
	}
}

func TestMissingFile(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openTest(t, dir)
	appendTest(t, s, allCoded(book)...)
	want := dump(t, s)
	s.Close()
	for _, name := range []string{documentsFile, ledgerFile} {
		for _, ro := range []bool{true, false} {
			d := copyDir(t, dir)
			os.Remove(filepath.Join(d, name))
			if _, err := Open(ctx, d, Options{ReadOnly: ro}); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), name) {
				t.Errorf("without %s, read-only %v: got %v", name, ro, err)
			}
		}
	}
	// Files of two ledgers.
	other := t.TempDir()
	s = openTest(t, other)
	appendTest(t, s, allCoded(book)...)
	s.Close()
	b, _ := os.ReadFile(filepath.Join(other, ledgerFile))
	d := copyDir(t, dir)
	os.WriteFile(filepath.Join(d, ledgerFile), b, 0o644)
	if _, err := Open(ctx, d, Options{}); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "another") {
		t.Errorf("files of two ledgers: got %v", err)
	}
	n, aside, err := Rebuild(ctx, d, Options{Now: clock})
	if err != nil || n != 3 || !strings.HasSuffix(aside, ".damaged-1") {
		t.Errorf("rebuild: %d, %s, %v", n, aside, err)
	}
	tryOpen(t, "rebuilt", d, want)
}

// A folder that a newer program wrote is refused and left as it is.
func TestNewer(t *testing.T) {
	ctx := context.Background()
	for _, name := range []string{documentsFile, ledgerFile} {
		dir := t.TempDir()
		s := openTest(t, dir)
		appendTest(t, s, allCoded(book)...)
		var err error
		if name == documentsFile {
			_, err = s.docs.Exec(fmt.Sprintf("PRAGMA user_version = %d", Version+1))
		} else {
			_, err = s.duck.Exec(fmt.Sprintf("UPDATE meta SET value = '%d' WHERE key = 'schema'", Version+1))
		}
		if err != nil {
			t.Fatal(err)
		}
		s.Close()
		for _, ro := range []bool{false, true} {
			if _, err := Open(ctx, dir, Options{ReadOnly: ro}); !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), fmt.Sprintf("version %d", Version+1)) {
				t.Errorf("%s, read-only %v: got %v", name, ro, err)
			}
		}
	}
}

// TestCancel gives up between batches: each is there or not.
func TestCancel(t *testing.T) {
	s := openTest(t, t.TempDir())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Append(ctx, allCoded(book), prov); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if r := appendTest(t, s, allCoded(book)...); r.DocsNew != 3 {
		t.Errorf("afterwards: %+v", r)
	}
}
