package cli

import (
	"bytes"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKillImport ends import by SIGKILL at random moments on one ledger: each time
// it opens again with whole batches only, and at last a rerun completes it to what
// an undisturbed run gives.
func TestKillImport(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	dir := t.TempDir()
	entente := program(t, dir)
	run := func(args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		cmd := exec.Command(entente, args...)
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
		if err := cmd.Run(); err != nil {
			t.Fatalf("entente %s: %v\n%s", strings.Join(args, " "), err, errs.String())
		}
		return out.String()
	}
	const batch = "1500" // of 40,000 rows: segments are joined on the way
	file := filepath.Join(dir, "in.csv")
	run("synth", "--rows", "40000", "-o", file)
	began := time.Now()
	run("import", "--ledger", "calm", "--batch-rows", batch, "gdelt2", file)
	whole := time.Since(began)
	const all, months = "SELECT * EXCLUDE (latitude, longitude) FROM imported ORDER BY row", "FROM imported_months ORDER BY ALL"
	want, wantMonths := run("sql", "--ledger", "calm", "--format", "csv", all), run("sql", "--ledger", "calm", "--format", "csv", months)

	rng := rand.New(rand.NewPCG(7, 25))
	kills, partly := 0, 0
	for range 16 {
		cmd := exec.Command(entente, "import", "--ledger", "torn", "--batch-rows", batch, "gdelt2", file)
		cmd.Dir = dir
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rng.Int64N(int64(whole)/3 + 1)))
		if cmd.Process.Kill() == nil {
			kills++
		}
		cmd.Wait()
		counts := exec.Command(entente, "sql", "--ledger", "torn", "--format", "csv", "SELECT count(*) % "+batch+", count(*) > 0, (SELECT sum(n) FROM imported_months) = count(*) FROM imported")
		counts.Dir = dir
		if out, err := counts.CombinedOutput(); err == nil && strings.Contains(string(out), "\n0,true,true") {
			partly++
		} else if err == nil && !strings.Contains(string(out), "\n0,false,") && !strings.Contains(string(out), ",true,true") {
			t.Errorf("after a kill: %s", out)
		}
	}
	run("import", "--ledger", "torn", "--batch-rows", batch, "gdelt2", file)
	if got := run("sql", "--ledger", "torn", "--format", "csv", all); got != want {
		t.Errorf("after %d kills and a rerun the rows differ from those of one run: %d and %d", kills, strings.Count(got, "\n"), strings.Count(want, "\n"))
	}
	if got := run("sql", "--ledger", "torn", "--format", "csv", months); got != wantMonths {
		t.Error("after the kills the counts differ from those of one run")
	}
	if again := run("import", "--ledger", "torn", "gdelt2", file); !strings.Contains(again, "rows kept      0") || !strings.Contains(again, "rows known     40000") {
		t.Errorf("the same file again:\n%s", again)
	}
	t.Logf("%d kills, %d of them in the midst of the import", kills, partly)
}
