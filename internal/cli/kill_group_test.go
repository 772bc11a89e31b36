package cli

import (
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"entente/internal/event"
	"entente/internal/pipeline"
	"entente/internal/read"
	"entente/internal/store"
)

// TestKillGroup ends the grouping by SIGKILL at random moments: documents are in
// the ledger and not grouped, so that a call that adds what is known does nothing
// but group. No half grouping is seen, and a rerun completes it to what an
// undisturbed run gives.
func TestKillGroup(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	const docs = 500
	dir := t.TempDir()
	entente := program(t, dir)
	file := filepath.Join(dir, "in.jsonl")
	briefs(t, file, 0, docs)
	tools, err := (&app{}).load(knowledge{})
	if err != nil {
		t.Fatal(err)
	}
	var coded []*event.Coded
	_, err = pipeline.Run(t.Context(), read.Walk([]string{file}, read.Options{}), tools.stages(), pipeline.Options{}, func(r pipeline.Result) error {
		coded = append(coded, r.Coded)
		return r.Err
	})
	if err != nil || len(coded) != docs {
		t.Fatal(len(coded), err)
	}
	for _, name := range []string{"calm", "torn"} {
		s, err := store.Open(t.Context(), filepath.Join(dir, name), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < docs; i += 50 {
			if _, err := s.Append(t.Context(), coded[i:i+50], store.Provenance{Program: "entente " + version(), Codebook: tools.book.ID()}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	run := runner(t, entente, dir)
	bare := run("export", "--ledger", "torn", "jsonl")
	began := time.Now()
	run("add", "--ledger", "calm", file)
	whole := time.Since(began)
	want := run("export", "--ledger", "calm", "jsonl")
	if strings.Count(want, `"story_kin":"copy"`) < docs/20 || want == bare {
		t.Fatal("the articles are not grouped: nothing was tried")
	}
	rng := rand.New(rand.NewPCG(7, 26))
	kills, before := 0, 0
	for range 12 {
		cmd := exec.Command(entente, "add", "--ledger", "torn", file)
		cmd.Dir = dir
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(whole/2 + time.Duration(rng.Int64N(int64(whole))))
		if cmd.Process.Kill() == nil {
			kills++
		}
		cmd.Wait()
		switch got := run("export", "--ledger", "torn", "jsonl"); got {
		case bare:
			before++
		case want:
		default:
			t.Fatal("after a kill the grouping is half")
		}
	}
	run("add", "--ledger", "torn", file)
	if got := run("export", "--ledger", "torn", "jsonl"); got != want {
		t.Errorf("after %d kills and a rerun the grouping differs from that of one run", kills)
	}
	t.Logf("%d kills, %d before the grouping was kept", kills, before)
}
