package importer_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"entente/internal/importer"
	"entente/internal/importer/importertest"
	"entente/internal/record"
	"entente/internal/store"
)

// lines are n rows of a GDELT file, from the i-th on, with names of their own.
func lines(i, n int) string {
	var b strings.Builder
	for k := i; k < i+n; k++ {
		name := strings.Repeat("N", k%40) + strings.Repeat("XYZ"[k%3:k%3+1], k%17)
		b.WriteString(importertest.GDELT(k+1, "20211020", "KAZ", name, "CHN", "042", "1.9", k%900+1))
	}
	return b.String()
}

// A desk whose disk is full says so, shows what it has, and goes on once there is
// room: nobody has to start it again.
func TestDeskFull(t *testing.T) {
	for _, size := range []string{"6m", "7m"} { // it fails as it adds; as it writes the log into the file
		t.Run(size, func(t *testing.T) {
			disk := t.TempDir()
			if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", disk).CombinedOutput(); err != nil {
				t.Skipf("DISK FULL NOT TESTED: no small disk can be mounted here: %v: %s", err, out)
			}
			defer exec.Command("umount", disk).Run()
			deskFull(t, disk)
		})
	}
}

func deskFull(t *testing.T, disk string) {
	dir := filepath.Join(disk, "ledger")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	d := importer.NewDesk(importer.DeskOptions{Dir: dir, Program: "test", Know: know})
	defer d.Close()
	if err := d.Take(t.Context(), record.GDELT2, "first.csv", strings.NewReader(lines(0, 50))); err != nil {
		t.Fatal(err)
	}
	if tasks := wait(t, d); tasks[0].Phase != importer.Done || tasks[0].Stats.Kept != 50 {
		t.Fatalf("%+v", tasks)
	}
	full, kept := -1, int64(50)
	for i := 1; i < 40 && full < 0; i++ {
		err := d.Take(t.Context(), record.GDELT2, "more.csv", strings.NewReader(lines(i*5000, 5000)))
		if err != nil {
			t.Fatalf("the file itself has no room: %v", err)
		}
		tasks := wait(t, d)
		kept += tasks[0].Stats.Kept
		if tasks[0].Phase == importer.Failed {
			full = i
			t.Log(tasks[0].Said)
			if s := strings.Join(tasks[0].Said, " "); !strings.Contains(s, store.ErrFull.Error()) {
				t.Errorf("it fails for another reason: %s", s)
			}
		}
	}
	if full < 0 {
		t.Fatal("the disk is not full")
	}
	rows := func() int64 {
		t.Helper()
		s, err := d.Rows(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sum, err := s.Summary(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return sum.Rows
	}
	if n := rows(); n != kept {
		t.Errorf("%d rows are shown on the full disk, %d were kept", n, kept)
	}
	// Without room the next is refused too, or fails.
	if err := d.Take(t.Context(), record.GDELT2, "more.csv", strings.NewReader(lines(full*5000, 5000))); err == nil {
		if tasks := wait(t, d); tasks[0].Phase != importer.Failed || !strings.Contains(strings.Join(tasks[0].Said, " "), store.ErrFull.Error()) {
			t.Logf("a second try found room: %+v", tasks[0])
		}
	}
	if out, err := exec.Command("mount", "-o", "remount,size=256m", disk).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := d.Take(t.Context(), record.GDELT2, "more.csv", strings.NewReader(lines(full*5000, 5000))); err != nil {
		t.Fatal(err)
	}
	if tasks := wait(t, d); tasks[0].Phase != importer.Done || tasks[0].Stats.Kept+tasks[0].Stats.Known != 5000 {
		t.Errorf("with room again: %+v", tasks[0])
	}
	if n := rows(); n != 50+int64(full)*5000 {
		t.Errorf("%d rows with room again, want %d", n, 50+full*5000)
	}
}
