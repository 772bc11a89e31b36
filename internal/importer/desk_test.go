package importer_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"entente/data"
	"entente/internal/importer"
	"entente/internal/importer/importertest"
	"entente/internal/read/events"
	"entente/internal/record"
	"entente/internal/store"
	"entente/internal/store/imports"
)

func know() (events.Knowledge, error) {
	return events.LoadKnowledge(data.FS, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
}

const icews = "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\n" +
	"7\t2018-06-01\tForeign Ministry (Kenya)\tGovernment\tKenya\tMake statement\t010\t0\tCitizen (Uganda)\tSocial\tUganda\t1\t2\tWire\tNairobi\tNA\tNairobi\tKenya\t-1.28\t36.82\n" +
	"8\t2018-13-01\tForeign Ministry (Kenya)\tGovernment\tKenya\tMake statement\t010\t0\tCitizen (Uganda)\tSocial\tUganda\t1\t2\tWire\tNairobi\tNA\tNairobi\tKenya\t-1.28\t36.82\n"

// wait waits until nothing waits or runs.
func wait(t *testing.T, d *importer.Desk) []importer.Task {
	t.Helper()
	for range 600 {
		idle := true
		for _, x := range d.Tasks() {
			idle = idle && x.Phase != importer.Waiting && x.Phase != importer.Running
		}
		if idle {
			return d.Tasks()
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("not done: %+v", d.Tasks())
	return nil
}

// A desk imports what it takes, tells what became of it, and leaves no file behind.
func TestDesk(t *testing.T) {
	dir := t.TempDir()
	noted := 0
	d := importer.NewDesk(importer.DeskOptions{Dir: dir, Program: "test", Know: know, Note: func(context.Context, record.Format, string, error) { noted++ }})
	if s, err := d.Rows(t.Context()); s != nil || err != nil {
		t.Fatalf("rows of nothing: %v, %v", s, err)
	}
	if err := d.Take(t.Context(), record.ICEWS, `C:\data\..\ev ents.tab`, strings.NewReader(icews)); err != nil {
		t.Fatal(err)
	}
	if err := d.Take(t.Context(), record.ICEWS, "../../none.tab", strings.NewReader("Event Date\tSource Name\tCAMEO Code\n2018-06-01\tx\t010\n")); err != nil {
		t.Fatal(err)
	}
	if err := d.Take(t.Context(), record.Synth, "x", strings.NewReader("")); err == nil {
		t.Error("a format that is not read was taken")
	}
	tasks := wait(t, d)
	if len(tasks) != 2 || tasks[1].File != "ev_ents.tab" || tasks[1].Phase != importer.Done || tasks[1].Stats.Kept != 1 || tasks[1].Stats.Rejected != 1 || tasks[1].Bytes != int64(len(icews)) {
		t.Errorf("%+v", tasks)
	}
	if tasks[0].File != "none.tab" || tasks[0].Phase != importer.Failed || len(tasks[0].Said) != 1 || !strings.Contains(tasks[0].Said[0], "Event ID") || noted != 3 {
		t.Errorf("%+v, %d noted", tasks[0], noted)
	}
	s, err := d.Rows(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	files, err := s.Files(t.Context())
	if err != nil || len(files) != 1 || files[0].Name != "ev_ents.tab" || files[0].Rejected != 1 {
		t.Errorf("%+v, %v", files, err)
	}
	rejects, err := filepath.Glob(filepath.Join(dir, "rejects", "*.tsv"))
	if err != nil || len(rejects) != 1 {
		t.Errorf("rejects: %v, %v", rejects, err)
	}
	reader := importer.NewDesk(importer.DeskOptions{Dir: dir, ReadOnly: true, Know: know})
	if _, err := reader.Rows(t.Context()); !errors.Is(err, store.ErrHeld) {
		t.Errorf("while another has it: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err := reader.Rows(t.Context()); err != nil || s.Batch() == 0 {
		t.Errorf("after the other has ended: %v", err)
	}
	if err := reader.Take(t.Context(), record.ICEWS, "x", strings.NewReader(icews)); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("a desk for reading takes files: %v", err)
	}
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Rows(t.Context()); err == nil {
		t.Error("rows of a closed desk")
	}
	left, err := os.ReadDir(dir)
	for _, f := range left {
		if strings.HasPrefix(f.Name(), ".import-") {
			t.Errorf("left behind: %s", f.Name())
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// After an error of the store the next file is imported all the same, and rows are
// shown all along.
func TestDeskBroken(t *testing.T) {
	var away atomic.Bool
	d := importer.NewDesk(importer.DeskOptions{Dir: t.TempDir(), Program: "test", Know: know, Now: func() time.Time {
		if away.Load() { // a time that no database holds
			return time.Date(400_000, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		return importertest.Today
	}})
	defer d.Close()
	take := func(from, n int, want importer.Phase) importer.Task {
		t.Helper()
		if err := d.Take(t.Context(), record.GDELT2, "x.csv", strings.NewReader(lines(from, n))); err != nil {
			t.Fatal(err)
		}
		task := wait(t, d)[0]
		if task.Phase != want {
			t.Fatalf("%+v, want %s", task, want)
		}
		return task
	}
	take(0, 10, importer.Done)
	before, err := d.Rows(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	away.Store(true)
	if task := take(10, 10, importer.Failed); len(task.Said) != 1 || !strings.Contains(task.Said[0], "add imports") {
		t.Errorf("%+v", task)
	}
	away.Store(false)
	if _, err := before.Files(t.Context()); !errors.Is(err, imports.ErrClosed) {
		t.Errorf("the store that broke: %v", err)
	}
	s, err := d.Rows(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := s.Summary(t.Context()); err != nil || sum.Rows != 10 {
		t.Errorf("after the error: %+v, %v", sum, err)
	}
	if task := take(10, 10, importer.Done); task.Stats.Kept != 10 {
		t.Errorf("the file again: %+v", task)
	}
	if s, err = d.Rows(t.Context()); err != nil {
		t.Fatal(err)
	}
	if sum, err := s.Summary(t.Context()); err != nil || sum.Rows != 20 || sum.Files != 2 {
		t.Errorf("at last: %+v, %v", sum, err)
	}
}
