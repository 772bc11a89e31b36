package store

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/event"
)

// TestDiskFull fills a small disk. What the ledger has stays whole and can be
// read; once there is room, the same run completes it.
func TestDiskFull(t *testing.T) {
	// Small enough for the one file to fail, or the other, at its log or itself.
	for i, size := range []string{"64k", "1m", "2m", "3m", "5m", "8m"} {
		if testing.Short() && i > 1 {
			break
		}
		t.Run(size, func(t *testing.T) {
			disk := t.TempDir()
			if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", disk).CombinedOutput(); err != nil {
				t.Skipf("DISK FULL NOT TESTED: no small disk can be mounted here: %v: %s", err, out)
			}
			defer exec.Command("umount", disk).Run()
			fillDisk(t, disk)
		})
	}
}

func fillDisk(t *testing.T, disk string) {
	ctx := context.Background()
	dir := filepath.Join(disk, "ledger")
	s, err := Open(ctx, dir, Options{Now: clock})
	if errors.Is(err, ErrFull) {
		t.Logf("no room for a ledger: %v", err)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { s.Close() }()
	const docs, size = 2000, 20
	added := 0
	var full error
	for i := 0; i < docs && full == nil; i += size {
		if _, full = s.Append(ctx, synths(i, size), prov); full == nil {
			added += size
		}
	}
	if !errors.Is(full, ErrFull) {
		t.Fatalf("after %d documents: got %v", added, full)
	}
	t.Logf("full after %d documents: %v", added, full)
	// The next try says the same and breaks nothing.
	if _, err := s.Append(ctx, synths(added, size), prov); err == nil {
		t.Log("a second try found room")
		added += size
	} else if !errors.Is(err, ErrFull) {
		t.Errorf("the second try: %v", err)
	}
	s.Close()
	// A reader needs no room.
	ro, err := Open(ctx, dir, Options{ReadOnly: true})
	if err != nil {
		t.Fatalf("read the full disk: %v", err)
	}
	if sum, err := ro.Summary(ctx); err != nil || sum.Documents < added {
		t.Errorf("read the full disk: %+v, %v; want at least %d documents", sum, err, added)
	}
	ro.Close()
	if out, err := exec.Command("mount", "-o", "remount,size=256m", disk).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	whole := openTest(t, t.TempDir())
	s = openTest(t, dir)
	for i := 0; i < added+5*size; i += size {
		appendTest(t, s, synths(i, size)...)
		appendTest(t, whole, synths(i, size)...)
	}
	if d := cmp.Diff(dump(t, whole), dump(t, s)); d != "" {
		t.Errorf("after a full disk: %.2000s", d)
	}
	if err := s.Verify(ctx); err != nil {
		t.Error(err)
	}
}

// synths are n articles from the i-th on.
func synths(i, n int) []*event.Coded {
	var out []*event.Coded
	for k := i; k < i+n; k++ {
		out = append(out, synth(k))
	}
	return out
}
