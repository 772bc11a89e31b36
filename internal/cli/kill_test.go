package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// articles writes n short articles as JSONL, each with a dealing of two states.
func articles(tb testing.TB, file string, n int) {
	tb.Helper()
	states := []string{"Kenya", "Uganda", "Norway", "Finland", "Peru", "Chile", "Japan", "Vietnam", "Egypt", "Jordan"}
	var b bytes.Buffer
	for i := range n {
		from, to := states[i%len(states)], states[(i/len(states)+i+1)%len(states)]
		line, err := json.Marshal(map[string]string{
			"title":     fmt.Sprintf("%s and %s, note %d", from, to, i),
			"published": "2021-05-04",
			"text": fmt.Sprintf("The president of %s met the prime minister of %s on Monday. They signed an agreement on trade, number %d.\n\n"+
				"%s also accused a neighbour of moving soldiers to the border, a charge that was denied.", from, to, i, from),
		})
		if err != nil {
			tb.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		tb.Fatal(err)
	}
}

// program makes the test binary callable as the program, which TestMain knows by
// its name.
func program(t *testing.T, dir string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "entente")
	if err := os.Symlink(self, name); err != nil {
		t.Fatal(err)
	}
	return name
}

// runner calls the program in a folder; it gives back what is printed, and fails the test
// if the call fails.
func runner(t *testing.T, entente, dir string) func(args ...string) string {
	return func(args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		cmd := exec.Command(entente, args...)
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
		if err := cmd.Run(); err != nil {
			t.Fatalf("entente %s: %v\n%s", strings.Join(args, " "), err, errs.String())
		}
		return out.String()
	}
}

// TestKill ends add by SIGKILL at random moments, 24 times, on one ledger: each
// time it opens again with whole documents only, and at last a rerun completes it
// to what an undisturbed run gives.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	dir := t.TempDir()
	entente := program(t, dir)
	file := filepath.Join(dir, "in.jsonl")
	articles(t, file, 2000) // several commits of 512
	run := runner(t, entente, dir)
	began := time.Now()
	run("add", "--ledger", "calm", file)
	whole := time.Since(began)
	want := run("export", "--ledger", "calm", "jsonl")
	if n := strings.Count(want, "\n"); n < 2000 {
		t.Fatalf("only %d events in 2000 articles", n)
	}

	rng := rand.New(rand.NewPCG(7, 24))
	kills := 0
	for range 24 {
		cmd := exec.Command(entente, "add", "--ledger", "torn", file)
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
	run("add", "--ledger", "torn", file)
	if got := run("export", "--ledger", "torn", "jsonl"); got != want {
		t.Errorf("after %d kills and a rerun the ledger differs from that of one run: %d and %d events",
			kills, strings.Count(got, "\n"), strings.Count(want, "\n"))
	}
	if again := run("add", "--ledger", "torn", file); !strings.Contains(again, "documents new     0") || !strings.Contains(again, "events new        0") {
		t.Errorf("the same bytes again:\n%s", again)
	}
}

// BenchmarkAdd adds short articles (see briefs) to a new ledger with everything on,
// then all of them again. It reports documents a second and processor time a
// document, user and system, of both; how much of the processors was in use; and the
// peak memory of the process so far.
//
//	go test ./internal/cli -run '^$' -bench Add/100000 -benchtime 1x
func BenchmarkAdd(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := b.TempDir()
			file := filepath.Join(dir, "in.jsonl")
			briefs(b, file, 0, n)
			var added, again used
			for i := range b.N {
				for _, u := range []*used{&added, &again} {
					var out, errs bytes.Buffer
					u.measure(func() {
						status := Run(context.Background(), Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Dir: dir},
							[]string{"add", "--ledger", fmt.Sprintf("ledger%d", i), file})
						if status != 0 {
							b.Fatal(errs.String())
						}
					})
				}
			}
			docs := float64(n * b.N)
			b.ReportMetric(docs/added.clock.Seconds(), "docs/s")
			b.ReportMetric(1e3*added.processor.Seconds()/docs, "cpu-ms/doc")
			b.ReportMetric(100*added.processor.Seconds()/added.clock.Seconds()/float64(runtime.NumCPU()), "%busy")
			b.ReportMetric(docs/again.clock.Seconds(), "again-docs/s")
			b.ReportMetric(1e3*again.processor.Seconds()/docs, "again-cpu-ms/doc")
			b.ReportMetric(float64(peak())/(1<<20), "peak-MB")
		})
	}
}

// used is what some work took.
type used struct{ clock, processor time.Duration }

func (u *used) measure(work func()) {
	clock, before := time.Now(), processor()
	work()
	u.clock += time.Since(clock)
	u.processor += processor() - before
}

// processor is the time this process has used, user and system, on all cores.
func processor() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// peak is the largest resident memory of this process in bytes, 0 where it is not
// known.
func peak() int64 {
	if runtime.GOOS != "linux" {
		return 0
	}
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		var kb int64
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kb); n == 1 {
			return kb << 10
		}
	}
	return 0
}
