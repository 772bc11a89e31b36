package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"entente/internal/event"
	"entente/internal/importer/importertest"
	"entente/internal/pipeline"
	"entente/internal/read"
	"entente/internal/store"
	"entente/internal/store/imports"
)

// fillBut fills a disk so that some bytes are left, and returns the file that does.
func fillBut(t *testing.T, disk string, left int64) string {
	t.Helper()
	var fs syscall.Statfs_t
	if err := syscall.Statfs(disk, &fs); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(disk, "filler")
	n := int64(fs.Bavail)*int64(fs.Bsize) - left
	if n <= 0 {
		t.Fatalf("no %d bytes are left", left)
	}
	if err := os.WriteFile(name, make([]byte, n), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// call calls the program in a folder.
func call(t *testing.T, dir string, args ...string) (status int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	status = Run(t.Context(), Env{Stdin: strings.NewReader(""), Stdout: &o, Stderr: &e, Dir: dir}, args)
	return status, o.String(), e.String()
}

// works calls the program, which must be done.
func works(t *testing.T, dir string, args ...string) string {
	t.Helper()
	status, out, errs := call(t, dir, args...)
	if status != done {
		t.Fatalf("entente %s: %d %s", strings.Join(args, " "), status, errs)
	}
	return out
}

// TestDiskFull groups, recodes and imports on a disk with less and less room. Each
// time the ledger is told to be full, stays whole and can be read; once there is
// room, the same call completes it to what an undisturbed one gives.
func TestDiskFull(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "in.jsonl")
	briefs(t, file, 0, 400)
	bare(t, dir, file, "bare")
	nextBook(t, dir)
	var rows strings.Builder
	for i := range 20_000 {
		rows.WriteString(importertest.GDELT(i+1, "20211020", "KAZ", fmt.Sprintf("N%d", i*i%7919), "CHN", []string{"042", "190"}[i%2], "1.9", i%900+1))
	}
	table := filepath.Join(dir, "rows.csv")
	if err := os.WriteFile(table, []byte(rows.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "whole"), os.DirFS(filepath.Join(dir, "bare"))); err != nil {
		t.Fatal(err)
	}
	works(t, dir, "add", "--ledger", "whole", file)
	export := func(t *testing.T, dir, ledger string) string {
		return works(t, dir, "export", "--ledger", ledger, "jsonl")
	}
	imported := func(t *testing.T, dir, ledger string) string {
		if !imports.Exists(filepath.Join(dir, ledger)) {
			return ""
		}
		return works(t, dir, "sql", "--ledger", ledger, "--format", "csv", "FROM imports.imported ORDER BY row")
	}
	for _, tt := range []struct {
		name, from string
		args       []string
		show       func(t *testing.T, dir, ledger string) string
		half       func(before, now, whole string) string // what is half, "" if nothing is
		rooms      []int64                                // bytes left: for the files to fail at their opening, at the log, at the joining of segments
	}{
		{"group", "bare", []string{"add", file}, export, func(before, now, whole string) string {
			if now != before && now != whole {
				return "the grouping"
			}
			return ""
		}, []int64{0, 40 << 10, 100 << 10}},
		{"recode", "whole", []string{"recode", "--codebook", filepath.Join(dir, "book")}, export, func(_, now, whole string) string {
			by := map[string]string{}
			for line := range strings.Lines(now) {
				var e struct{ Document, Codebook string }
				if err := json.Unmarshal([]byte(line), &e); err != nil || e.Codebook == "" {
					return line
				}
				if old, ok := by[e.Document]; ok && old != e.Codebook {
					return "document " + e.Document
				}
				by[e.Document] = e.Codebook
			}
			if a, b := strings.Count(now, "\n"), strings.Count(whole, "\n"); a != b {
				return fmt.Sprintf("%d events of %d", a, b)
			}
			return ""
		}, []int64{0, 40 << 10, 200 << 10, 700 << 10}},
		{"import", "whole", []string{"import", "--batch-rows", "1000", "gdelt2", table}, imported, func(_, now, whole string) string {
			if n := strings.Count(now, "\n") - 1; !strings.HasPrefix(whole, now) || n > 0 && n%1000 != 0 {
				return fmt.Sprintf("%d rows", n)
			}
			return ""
		}, []int64{0, 40 << 10, 700 << 10, 5 << 20}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			args := append([]string{tt.args[0], "--ledger", "calm"}, tt.args[1:]...)
			home := t.TempDir()
			if err := os.CopyFS(filepath.Join(home, "calm"), os.DirFS(filepath.Join(dir, tt.from))); err != nil {
				t.Fatal(err)
			}
			before := tt.show(t, home, "calm")
			works(t, home, args...)
			want := tt.show(t, home, "calm")
			if want == before {
				t.Fatal("nothing was to be done")
			}
			failures := 0
			for _, room := range tt.rooms {
				if fullRun(t, filepath.Join(dir, tt.from), room, append([]string{tt.args[0], "--ledger", "torn"}, tt.args[1:]...), tt.show, before, want, tt.half) {
					failures++
				}
			}
			if failures == 0 {
				t.Error("the disk was never full")
			}
		})
	}
}

// fullRun calls the program on a full disk, and once there is room; it says whether the
// disk was full.
func fullRun(t *testing.T, from string, room int64, args []string, show func(t *testing.T, dir, ledger string) string, before, want string, half func(before, now, whole string) string) (full bool) {
	t.Helper()
	disk := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", disk).CombinedOutput(); err != nil {
		t.Skipf("DISK FULL NOT TESTED: no small disk can be mounted here: %v: %s", err, out)
	}
	defer func() {
		if out, err := exec.Command("umount", disk).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	}()
	if err := os.CopyFS(filepath.Join(disk, "torn"), os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	filler := fillBut(t, disk, room)
	for try := range 2 {
		status, _, errs := call(t, disk, args...)
		if status != done {
			full = true
			if !strings.Contains(errs, "disk full") {
				t.Errorf("%d bytes left, try %d: %s", room, try, errs)
			}
			if try == 0 {
				t.Logf("%d bytes left: %s", room, errs)
			}
		}
		if what := half(before, show(t, disk, "torn"), want); what != "" {
			t.Errorf("%d bytes left, try %d: half: %s", room, try, what)
		}
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	works(t, disk, args...)
	if got := show(t, disk, "torn"); got != want {
		t.Errorf("%d bytes left, then room: %d rows, not the %d of an undisturbed run", room, strings.Count(got, "\n"), strings.Count(want, "\n"))
	}
	if status, _, errs := call(t, disk, "export", "--ledger", "torn", "jsonl"); status != done {
		t.Errorf("%d bytes left, then room: %s", room, errs)
	}
	return full
}

// bare makes a ledger of articles that are not grouped.
func bare(t *testing.T, dir, file, name string) {
	t.Helper()
	tools, err := (&app{}).load(knowledge{})
	if err != nil {
		t.Fatal(err)
	}
	var coded []*event.Coded
	if _, err = pipeline.Run(t.Context(), read.Walk([]string{file}, read.Options{}), tools.stages(), pipeline.Options{}, func(r pipeline.Result) error {
		coded = append(coded, r.Coded)
		return r.Err
	}); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), filepath.Join(dir, name), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(coded); i += 50 {
		if _, err := s.Append(t.Context(), coded[i:min(i+50, len(coded))], store.Provenance{Program: "entente " + version(), Codebook: tools.book.ID()}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
