package imports_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"entente/internal/importer"
	"entente/internal/store/imports"
	"entente/internal/synth"
)

// bigLedger is a ledger of synthetic rows: in ENTENTE_BIG_LEDGER, where it is
// kept and completed to bigRows, or a new one.
func bigLedger(tb testing.TB) (dir string) {
	tb.Helper()
	if dir = os.Getenv("ENTENTE_BIG_LEDGER"); dir == "" {
		dir = tb.TempDir()
	}
	ctx := context.Background()
	s, err := imports.Open(ctx, dir, imports.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	defer s.Close()
	began := time.Now()
	stats, err := importer.Synth(ctx, synth.New(42, isoCodes(know(tb))), 42, bigRows(), s, importer.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	if err := s.Settle(ctx); err != nil {
		tb.Fatal(err)
	}
	if stats.Kept > 0 {
		tb.Logf("%d rows added in %.0f s", stats.Kept, time.Since(began).Seconds())
	}
	return dir
}

// BenchmarkScale asks a ledger of synthetic rows what the page asks: how long it
// takes to open, and each question for twenty pairs, by the clock and in processor
// time, in a process that has just opened the file. With a hundred million rows:
//
//	ENTENTE_ROWS=100000000 ENTENTE_BIG_LEDGER=big go test ./internal/store/imports -run xxx -bench Scale -benchtime 1x -timeout 4h
func BenchmarkScale(b *testing.B) {
	dir := bigLedger(b)
	ctx := context.Background()
	took, spent := map[string][]time.Duration{}, map[string][]time.Duration{}
	time1 := func(what string, f func() error) {
		began, before := time.Now(), processor()
		if err := f(); err != nil {
			b.Fatalf("%s: %v", what, err)
		}
		spent[what] = append(spent[what], processor()-before)
		took[what] = append(took[what], time.Since(began))
	}
	from, to := time.Date(2016, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2016, 8, 31, 0, 0, 0, 0, time.UTC)
	rows := 0
	for b.Loop() {
		var s *imports.Store
		time1("open", func() (err error) {
			s, err = imports.Open(ctx, dir, imports.Options{ReadOnly: true, Memory: 2 << 30})
			return err
		})
		pairs, err := s.Pairs(ctx, "", imports.Filter{}, 60)
		if err != nil {
			b.Fatal(err)
		}
		for i := range 20 {
			p := pairs[i*3]
			time1("actor's months", func() error {
				m, err := s.Months(ctx, p.Source, "", imports.Filter{})
				rows += len(m)
				return err
			})
			time1("pair's months, one a day", func() error {
				_, err := s.Months(ctx, p.Source, p.Target, imports.Filter{OneADay: true})
				return err
			})
			time1("pair's top events", func() error {
				_, err := s.Events(ctx, p.Source, p.Target, imports.Filter{From: from, To: to}, imports.ByMentions, 20)
				return err
			})
			time1("actor's top events", func() error {
				_, err := s.Events(ctx, p.Source, "", imports.Filter{From: from, To: to}, imports.ByMentions, 20)
				return err
			})
			time1("actor's counts", func() error { // the page of an actor
				_, _, err := s.PartyCounts(ctx, p.Source, imports.Filter{})
				return err
			})
			time1("actor's top of all", func() error {
				_, err := s.Events(ctx, p.Source, "", imports.Filter{}, imports.ByMentions, 20)
				return err
			})
			time1("pair's top of all", func() error {
				_, err := s.Events(ctx, p.Source, p.Target, imports.Filter{}, imports.ByMentions, 20)
				return err
			})
			time1("actor's pairs", func() error {
				_, err := s.Pairs(ctx, p.Target, imports.Filter{}, 0)
				return err
			})
			time1("row", func() error {
				_, err := s.Row(ctx, bigRows()/int64(i+1))
				return err
			})
		}
		scan, err := imports.Open(ctx, dir, imports.Options{ReadOnly: true, Memory: 2 << 30})
		if err != nil {
			b.Fatal(err)
		}
		scan.Unsided()
		for i := range 5 {
			time1("actor's top, without sides", func() error {
				_, err := scan.Events(ctx, pairs[i*3].Source, "", imports.Filter{From: from, To: to}, imports.ByMentions, 20)
				return err
			})
		}
		if err := scan.Close(); err != nil {
			b.Fatal(err)
		}
		time1("all pairs by month", func() error {
			return s.EachMonth(ctx, "", "", imports.Filter{}, func(imports.Month) error { rows++; return nil })
		})
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	for what, ts := range took {
		slices.Sort(ts)
		cpu := spent[what]
		slices.Sort(cpu)
		fmt.Printf("%-26s %5d times, median %7.1f ms, 95th percentile %7.1f ms; of processor %7.1f and %7.1f ms\n", what, len(ts),
			ms(ts[len(ts)/2]), ms(ts[min(len(ts)-1, len(ts)*95/100)]), ms(cpu[len(cpu)/2]), ms(cpu[min(len(cpu)-1, len(cpu)*95/100)]))
	}
	fi, err := os.Stat(filepath.Join(dir, imports.FileName))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(fi.Size())/float64(bigRows()), "B/row")
	b.ReportMetric(peak(b), "peak-MB")
	_ = fmt.Sprint(rows)
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }
