package cli

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKillImport ends import by SIGKILL at random moments on one ledger, and
// import of a table joined from many segments: each time the file opens again with
// whole batches only, and at last a rerun completes it to what one run gives.
func TestKillImport(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	dir := t.TempDir()
	entente := program(t, dir)
	run := runner(t, entente, dir)
	const rows = "20000"
	run("synth", "--rows", rows, "-o", "in.csv")
	imported := func(ledger string) []string {
		return []string{"import", "--ledger", ledger, "--batch-rows", "1000", "gdelt2", "in.csv"}
	}
	dump := func(ledger string) string {
		out := ""
		for _, q := range []string{
			"SELECT * FROM imports.imported ORDER BY row",
			"SELECT * FROM imports.imported_months ORDER BY ALL",
			"SELECT * FROM imports.sides ORDER BY ALL",
			"SELECT sum(read) AS read, sum(kept) AS kept, sum(known) AS known, sum(rejected) AS rejected, bool_or(done) AS done FROM imports.parts",
			"SELECT sum(rows) AS rows, count(DISTINCT first_row) AS blocks FROM imports.lines",
		} {
			out += run("sql", "--ledger", ledger, "--limit", "1000000", "--format", "csv", q)
		}
		return out
	}
	began := time.Now()
	run(imported("calm")...)
	whole := time.Since(began)
	want := dump("calm")

	rng := rand.New(rand.NewPCG(7, 12))
	kills, whileRunning := 0, 0
	for range 12 {
		cmd := exec.Command(entente, imported("torn")...)
		cmd.Dir = dir
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rng.Int64N(int64(whole)/3 + 1)))
		if cmd.Process.Kill() == nil {
			kills++
		}
		if cmd.Wait(); cmd.ProcessState.ExitCode() < 0 {
			whileRunning++
		}
		if _, err := os.Stat(filepath.Join(dir, "torn", "imports.duckdb")); err != nil {
			continue // nothing was begun
		}
		if run("sql", "--ledger", "torn", "--format", "csv", "SELECT count(*) AS n FROM duckdb_views() WHERE database_name = 'imports' AND view_name = 'rows'") == "n\n0\n" {
			continue // nor was the first transaction, which makes the tables, ended
		}
		// What is there is whole batches, each row under each of its parties.
		if n := strings.TrimSpace(run("sql", "--ledger", "torn", "--format", "csv", "SELECT (SELECT count(*) FROM imports.rows) % 1000 + abs((SELECT count(*) FROM imports.rows) - (SELECT coalesce(sum(rows), 0) FROM imports.batches)) AS amiss")); n != "amiss\n0" {
			t.Errorf("after %d kills: %s", kills, n)
		}
	}
	if whileRunning < 4 {
		t.Errorf("only %d of %d runs were ended while they ran", whileRunning, kills)
	}
	run(imported("torn")...)
	if got := dump("torn"); got != want {
		t.Errorf("after %d kills and a rerun the imports differ from those of one run: %d and %d bytes", kills, len(got), len(want))
	}
	if again := run(imported("torn")...); !strings.Contains(again, "rows kept      0") {
		t.Errorf("the same file again:\n%s", again)
	}
}
