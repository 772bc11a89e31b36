package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/store"
)

// sampleStories is the story of each sample article of index.tsv, "" if it is of
// none.
func sampleStories(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open("../../data/samples/index.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = '\t'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], "story")
	out := map[string]string{}
	for _, row := range rows[1:] {
		out[row[0]] = row[at]
	}
	return out
}

// sameAct are pairs of sample articles of different stories, or told apart, that
// do tell of one act, by its kind; a person has read them.
var sameAct = map[string]bool{
	"invasion 2022-02-24-invasion.txt 2022-06-28-madrid-memorandum.txt":            true,
	"invasion 2022-02-24-invasion.txt 2022-09-16-sco-samarkand.html":               true,
	"invasion 2022-06-28-madrid-memorandum.txt 2022-09-16-sco-samarkand.html":      true,
	"attack 2022-07-23-odesa-strike.txt 2022-07-24-odesa-russia-admits.txt":        true,
	"visit 2022-08-03-pelosi-taiwan.txt asia-briefs.jsonl":                         true,
	"visit 2022-09-14-xi-visits-kazakhstan.txt 2022-09-15-kazakhstan-xi-words.txt": true,
}

// TestSampleActs: of the sample articles no two different events are joined, and
// what the copy repeats in the same words is.
func TestSampleActs(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	dir := t.TempDir()
	samples, err := filepath.Abs("../../data/samples")
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if status := Run(t.Context(), Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Dir: dir}, []string{"add", samples}); status != 0 {
		t.Fatal(errs.String())
	}
	s, err := store.Open(t.Context(), filepath.Join(dir, defaultLedger), store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rows, err := s.Events(t.Context(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	g, err := s.Held(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]store.Row{}
	for _, r := range rows {
		byID[r.Event.ID] = r
	}
	numbers := map[int64]string{}
	if err := s.Told(t.Context(), store.Telling{}, func(e *store.Told) { numbers[e.Number] = e.ID }); err != nil {
		t.Fatal(err)
	}
	acts := map[string][]store.Row{}
	actOf := map[string]string{}
	for _, c := range g.Clusters {
		id := numbers[c.Event]
		acts[c.Cluster] = append(acts[c.Cluster], byID[id])
		actOf[id] = c.Cluster
	}
	stories := sampleStories(t)
	file := func(r store.Row) string { return filepath.Base(strings.Split(r.Doc.File, ":")[0]) }
	const first, second = "2023-03-10-iran-saudi-beijing.txt", "2023-03-10-iran-saudi-copy.txt"
	joined := 0
	for _, act := range acts {
		for i, a := range act {
			for _, b := range act[:i] {
				joined++
				names := []string{file(a), file(b)}
				slices.Sort(names)
				key := what(a.Event) + " " + strings.Join(names, " ")
				other := what(b.Event) + " " + strings.Join(names, " ")
				copies := names[0] == first && names[1] == second
				if !copies && !sameAct[key] && !sameAct[other] {
					t.Errorf("joined, and nobody has said that it is one act: %s (stories %q, %q)\n  %s\n  %s", key, stories[names[0]], stories[names[1]], a.Words, b.Words)
				}
			}
		}
	}
	// Copies: the same words of the same type are one act.
	copies := 0
	for _, a := range rows {
		for _, b := range rows {
			if file(a) == first && file(b) == second && a.Event.Type == b.Event.Type && a.Words == b.Words && a.Event.Status == b.Event.Status {
				copies++
				if actOf[a.Event.ID] == "" || actOf[a.Event.ID] != actOf[b.Event.ID] {
					t.Errorf("the copy tells of another act: %s: %s", what(a.Event), a.Words)
				}
			}
		}
	}
	if copies < 2 || joined < copies {
		t.Errorf("%d acts in the same words, %d pairs joined", copies, joined)
	}
}

// nextBook puts the codebook into the folder book of dir, under another version.
func nextBook(t *testing.T, dir string) {
	t.Helper()
	if err := os.CopyFS(filepath.Join(dir, "book"), os.DirFS("../../data/codebooks/plover")); err != nil {
		t.Fatal(err)
	}
	table := filepath.Join(dir, "book", "codebook.tsv")
	b, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(table, bytes.Replace(b, []byte("version\t"), []byte("version\t9"), 1), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestKillRecode ends recode, with the grouping at its end, by SIGKILL at random
// moments; a rerun completes it to what an undisturbed run gives, and no half
// documents are seen between.
func TestKillRecode(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	dir := t.TempDir()
	entente := program(t, dir)
	file := filepath.Join(dir, "in.jsonl")
	articles(t, file, 300)
	nextBook(t, dir)
	run := runner(t, entente, dir)
	run("add", "--ledger", "calm", file)
	run("add", "--ledger", "torn", file)
	began := time.Now()
	run("recode", "--ledger", "calm", "--codebook", "book")
	whole := time.Since(began)
	want := run("export", "--ledger", "calm", "jsonl")
	rng := rand.New(rand.NewPCG(3, 17))
	kills := 0
	for range 8 {
		cmd := exec.CommandContext(context.Background(), entente, "recode", "--ledger", "torn", "--codebook", "book")
		cmd.Dir = dir
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rng.Int64N(int64(whole) + 1)))
		if cmd.Process.Kill() == nil {
			kills++
		}
		cmd.Wait()
	}
	run("recode", "--ledger", "torn", "--codebook", "book")
	if got := run("export", "--ledger", "torn", "jsonl"); got != want {
		t.Errorf("after %d kills and a rerun the ledger differs from that of one run: %d and %d rows", kills, strings.Count(got, "\n"), strings.Count(want, "\n"))
	}
	if again := run("recode", "--ledger", "torn", "--codebook", "book"); !strings.Contains(again, "documents new     0") {
		t.Errorf("again:\n%s", again)
	}
	if n := strings.Count(want, fmt.Sprintf("%q", "cluster")); n == 0 {
		t.Error("no column cluster")
	}
}
