package imports_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"

	"entente/data"
	"entente/internal/importer"
	"entente/internal/read/events"
	"entente/internal/record"
	"entente/internal/store/imports"
	"entente/internal/synth"
)

func know(tb testing.TB) events.Knowledge {
	tb.Helper()
	k, err := events.LoadKnowledge(data.FS, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

func isoCodes(k events.Knowledge) (out []string) {
	for id := range k.Codes.Countries("iso3") {
		out = append(out, id)
	}
	return out
}

// bigRows is how many rows the benchmarks take: ENTENTE_ROWS, or 200,000.
func bigRows() int64 {
	if n, err := strconv.ParseInt(os.Getenv("ENTENTE_ROWS"), 10, 64); err == nil && n > 0 {
		return n
	}
	return 200_000
}

// synthFile writes rows of the synthetic table as a GDELT 2.0 file.
func synthFile(tb testing.TB, path string, rows int64) {
	tb.Helper()
	k := know(tb)
	t := synth.New(42, isoCodes(k))
	fips := make([]string, synth.Countries)
	for code, iso := range k.Codes.Countries("fips") {
		for i := range t.Len() {
			if t.Country(i) == iso && (fips[i] == "" || code < fips[i]) {
				fips[i] = code
			}
		}
	}
	var score [20]string
	for root := 1; root <= 20; root++ {
		c, _ := k.Book.Cross("gdelt", synth.Code(root))
		score[root-1] = strconv.FormatFloat(c.Scale, 'f', -1, 64)
	}
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	var line []byte
	for i := range uint64(rows) {
		line = t.AppendGDELT2(line[:0], i, fips, score)
		w.Write(line)
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
}

func importFile(tb testing.TB, dir string, format record.Format, opt importer.Options, paths ...string) importer.Stats {
	tb.Helper()
	s, err := imports.Open(context.Background(), dir, imports.Options{Memory: 512 << 20})
	if err != nil {
		tb.Fatal(err)
	}
	stats, err := importer.Run(context.Background(), events.Walk(paths, events.Options{}), format, know(tb), s, opt)
	if err != nil {
		tb.Fatal(err)
	}
	if err := s.Settle(context.Background()); err != nil {
		tb.Fatal(err)
	}
	if err := s.Close(); err != nil {
		tb.Fatal(err)
	}
	return stats
}

// baseline is DuckDB's own reading of the file into a table of a file.
func baseline(tb testing.TB, dir, file string) time.Duration {
	tb.Helper()
	db, err := sql.Open("duckdb", filepath.Join(dir, "baseline.duckdb"))
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	began := time.Now()
	if _, err := db.Exec("CREATE TABLE t AS SELECT * FROM read_csv('" + file + "', delim='\t', header=false, quote='')"); err != nil {
		tb.Fatal(err)
	}
	if _, err := db.Exec("CHECKPOINT"); err != nil {
		tb.Fatal(err)
	}
	return time.Since(began)
}

// peak is the largest resident memory of this process so far, in MB.
func peak(tb testing.TB) float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kb); n == 1 {
			return kb / 1024
		}
	}
	return 0
}

// BenchmarkImport imports a GDELT-like file, and reports how many times longer
// that takes than DuckDB's CREATE TABLE AS SELECT of the same file, by the clock and in
// processor time of all threads, its rows a second, its peak memory and its bytes a row. With five million rows:
//
//	ENTENTE_ROWS=5000000 go test ./internal/store/imports -run xxx -bench Import$ -benchtime 1x
func BenchmarkImport(b *testing.B) {
	dir := b.TempDir()
	file := filepath.Join(dir, "synth.csv")
	rows := bigRows()
	synthFile(b, file, rows)
	info, err := os.Stat(file)
	if err != nil {
		b.Fatal(err)
	}
	var ours, theirs, oursCPU, theirsCPU time.Duration
	for i := 0; b.Loop(); i++ {
		into := filepath.Join(dir, fmt.Sprint("ledger", i))
		began, before := time.Now(), processor()
		stats := importFile(b, into, record.GDELT2, importer.Options{}, file)
		ours, oursCPU = ours+time.Since(began), oursCPU+processor()-before
		if stats.Kept != rows {
			b.Fatalf("%+v", stats)
		}
		if i == 0 {
			b.ReportMetric(peak(b), "peak-MB")
			fi, err := os.Stat(filepath.Join(into, imports.FileName))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(fi.Size())/float64(rows), "B/row")
		}
		before = processor()
		theirs += baseline(b, b.TempDir(), file)
		theirsCPU += processor() - before
	}
	b.ReportMetric(ours.Seconds()/theirs.Seconds(), "x-duckdb")
	b.ReportMetric(oursCPU.Seconds()/theirsCPU.Seconds(), "x-duckdb-cpu")
	b.ReportMetric(oursCPU.Seconds()/float64(b.N), "cpu-s")
	b.ReportMetric(theirsCPU.Seconds()/float64(b.N), "duckdb-cpu-s")
	b.ReportMetric(float64(rows)*float64(b.N)/ours.Seconds(), "rows/s")
	b.ReportMetric(float64(info.Size())/1e6, "file-MB")
}
