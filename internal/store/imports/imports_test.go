package imports_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/importer"
	"entente/internal/read/events"
	"entente/internal/record"
	"entente/internal/store"
	"entente/internal/store/imports"
	"entente/internal/synth"
)

func clock() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

func open(tb testing.TB, dir string, readOnly bool) *imports.Store {
	tb.Helper()
	s, err := imports.Open(context.Background(), dir, imports.Options{ReadOnly: readOnly, Now: clock, Program: "test"})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

func addSynth(tb testing.TB, s *imports.Store, rows int64, batch int) importer.Stats {
	tb.Helper()
	stats, err := importer.Synth(context.Background(), synth.New(42, isoCodes(know(tb))), 42, rows, s, importer.Options{BatchRows: batch})
	if err != nil {
		tb.Fatal(err)
	}
	return stats
}

// dump is all rows and months of a file as text, in an order of their own.
func dump(tb testing.TB, dir string) (rows, months string) {
	tb.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("ATTACH '" + filepath.Join(dir, imports.FileName) + "' AS imports (READ_ONLY); USE imports"); err != nil {
		tb.Fatal(err)
	}
	get := func(q string) string {
		rs, err := db.Query(q)
		if err != nil {
			tb.Fatalf("%s: %v", q, err)
		}
		defer rs.Close()
		var out strings.Builder
		for rs.Next() {
			var line sql.NullString
			if err := rs.Scan(&line); err != nil {
				tb.Fatal(err)
			}
			out.WriteString(line.String + "\n")
		}
		return out.String()
	}
	return get("SELECT imported::VARCHAR FROM imported ORDER BY row"), get("SELECT imported_months::VARCHAR FROM imported_months ORDER BY ALL")
}

// However the rows are cut into batches, and however often segments are joined,
// rows and counts are the same, and every count is that of the rows.
func TestSegments(t *testing.T) {
	const n = 6000
	one, many := t.TempDir(), t.TempDir()
	s := open(t, one, false)
	addSynth(t, s, n, n)
	s.Close()
	m, err := imports.Open(t.Context(), many, imports.Sliced(imports.Options{Now: clock, Program: "test"}, 40))
	if err != nil {
		t.Fatal(err)
	}
	addSynth(t, m, 1000, 100)
	m.Close()
	if m, err = imports.Open(t.Context(), many, imports.Sliced(imports.Options{Now: clock, Program: "test"}, 300)); err != nil {
		t.Fatal(err)
	}
	addSynth(t, m, n, 150) // goes on
	if again := addSynth(t, m, n, 150); again.Kept != 0 || again.Known != n {
		t.Errorf("again: %+v", again)
	}
	m.Close()
	rows, months := dump(t, one)
	rows2, months2 := dump(t, many)
	if strings.Count(rows, "\n") != n {
		t.Fatalf("%d rows, want %d", strings.Count(rows, "\n"), n)
	}
	if rows != rows2 {
		t.Error("rows differ by batches")
	}
	if months != months2 {
		t.Error("months differ by batches")
	}
	// The months against a count by hand.
	r := open(t, many, true)
	tab := synth.New(42, isoCodes(know(t)))
	type key struct {
		s, t  string
		month string
	}
	want := map[key]int64{}
	for i := range uint64(n) {
		e := tab.Row(i)
		y, mo, _ := record.Date(e.Day)
		want[key{tab.Country(e.Source), tab.Country(e.Target), fmt.Sprintf("%04d-%02d", y, mo)}]++
	}
	got := map[key]int64{}
	all, err := r.Months(t.Context(), "", "", imports.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		got[key{m.Source, m.Target, m.Month.Format("2006-01")}] = m.N
		if m.Quad[0]+m.Quad[1]+m.Quad[2]+m.Quad[3] != m.N || m.Scored != m.N {
			t.Fatalf("quads do not add up: %+v", m)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("months: %.2000s", d)
	}
}

// Questions are answered as a count by hand answers them.
func TestQueries(t *testing.T) {
	const n = 5000
	dir := t.TempDir()
	s := open(t, dir, false)
	addSynth(t, s, n, 700)
	tab := synth.New(42, isoCodes(know(t)))
	pairs, err := s.Pairs(t.Context(), "", imports.Filter{}, 3)
	if err != nil || len(pairs) != 3 || pairs[0].N < pairs[1].N {
		t.Fatalf("%+v, %v", pairs, err)
	}
	a, b := pairs[0].Source, pairs[0].Target
	var best synth.Event
	count, mentions := int64(0), int32(0)
	ofA, dyadsOfA := 0, int64(0)
	days := map[string]bool{}
	for i := range uint64(n) {
		e := tab.Row(i)
		x, y := tab.Country(e.Source), tab.Country(e.Target)
		if x == a && y == b {
			count++
			days[fmt.Sprint(x, e.Day, e.Root)] = true
		}
		if x == a || y == a {
			ofA++
			if x != y {
				dyadsOfA++
			}
		}
		if (x == a && y == b || x == b && y == a) && (e.Mentions > mentions || e.Mentions == mentions && e.Day > best.Day) {
			best, mentions = e, e.Mentions
		}
	}
	if pairs[0].N != count {
		t.Errorf("%s and %s: %d rows, want %d", a, b, pairs[0].N, count)
	}
	top, err := s.Events(t.Context(), a, b, imports.Filter{}, imports.ByMentions, 5)
	if err != nil || len(top) != 5 || top[0].Row != best.ID || *top[0].Mentions != int64(best.Mentions) || top[0].Code != synth.Code(best.Root) || *top[0].Scale != float64(best.Tenths)/10 {
		t.Errorf("top: %+v (%v), want %+v", top, err, best)
	}
	acts, err := s.Events(t.Context(), a, "", imports.Filter{}, imports.ByDay, n)
	if err != nil || len(acts) != ofA || !slices.IsSortedFunc(acts, func(x, y imports.Event) int { return x.Day.Compare(y.Day) }) {
		t.Errorf("%s has %d rows, want %d by day: %v", a, len(acts), ofA, err)
	}
	months, err := s.Months(t.Context(), a, "", imports.Filter{})
	sumA := int64(0)
	for _, m := range months {
		sumA += m.N
	}
	if err != nil || sumA != dyadsOfA || !slices.IsSortedFunc(months, func(x, y imports.Month) int {
		return cmp3(x.Source, y.Source, x.Target, y.Target, x.Month.Compare(y.Month))
	}) {
		t.Errorf("%s: months of %d rows, want %d in order: %v", a, sumA, dyadsOfA, err)
	}
	partners, byMonth, err := s.PartyCounts(t.Context(), a, imports.Filter{})
	var ofPartners, ofMonths imports.Counts
	acts1 := int64(0)
	for _, x := range partners {
		ofPartners.Add(x.Counts)
		if x.Other == b && x.Acts {
			acts1 = x.N
		}
	}
	for _, x := range byMonth {
		ofMonths.Add(x.Counts)
	}
	if err != nil || ofPartners.N != int64(ofA) || ofMonths.N != ofPartners.N || ofMonths.Quad != ofPartners.Quad || acts1 != count || partners[0].N < partners[1].N ||
		!slices.IsSortedFunc(byMonth, func(x, y imports.Side) int { return x.Month.Compare(y.Month) }) {
		t.Errorf("%s by partner: %+v, by month %+v, want %d; towards %s %d, want %d: %v", a, ofPartners, ofMonths, ofA, b, acts1, count, err)
	}
	once, err := s.Months(t.Context(), a, b, imports.Filter{OneADay: true})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, m := range once {
		if m.Source == a {
			sum += int(m.N)
		}
	}
	if sum != len(days) || sum >= int(count) {
		t.Errorf("one a day: %d, want %d of %d", sum, len(days), count)
	}
	if y, _, _ := record.Date(best.Day); y > 0 {
		from := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
		in, err := s.Events(t.Context(), a, b, imports.Filter{From: from, To: from.AddDate(1, 0, -1)}, imports.ByDay, 1000)
		if err != nil || len(in) == 0 {
			t.Fatal(in, err)
		}
		for _, e := range in {
			if e.Day.Year() != y {
				t.Errorf("outside of the window: %+v", e)
			}
		}
	}
	if _, err := s.Months(t.Context(), "NOWHERE", "", imports.Filter{}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("unknown party: %v", err)
	}
	d, err := s.Row(t.Context(), best.ID)
	if err != nil || d.Row != best.ID || d.Line != best.ID || !strings.HasPrefix(d.File, "synth") {
		t.Errorf("row: %+v, %v", d, err)
	}
	if _, err := s.Row(t.Context(), n+1); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such row: %v", err)
	}
}

// cmp3 compares by source, then target, then as said.
func cmp3(s1, s2, t1, t2 string, then int) int {
	if c := strings.Compare(s1, s2); c != 0 {
		return c
	}
	if c := strings.Compare(t1, t2); c != 0 {
		return c
	}
	return then
}

// The real files are in whole, open down to their lines, and come once.
func TestRealFiles(t *testing.T) {
	shared := "../../../../shared/data/events/"
	dir := t.TempDir()
	for _, f := range []struct {
		format record.Format
		file   string
		rows   int64
	}{{record.GDELT2, "gdelt2_20151027220000.export.csv.gz", 2116}, {record.ICEWS, "icews_2018_sample.tab.gz", 3705}} {
		if _, err := os.Stat(shared + f.file); err != nil {
			t.Skipf("REAL FILES NOT IMPORTED: %v", err)
		}
		if got := importFile(t, dir, f.format, importer.Options{}, shared+f.file); got.Read != f.rows || got.Kept != f.rows || got.Rejected != 0 {
			t.Errorf("%s: %+v, want %d rows", f.file, got, f.rows)
		}
		if got := importFile(t, dir, f.format, importer.Options{}, shared+f.file); got.Read != f.rows || got.Kept != 0 || got.Known != f.rows {
			t.Errorf("%s again: %+v", f.file, got)
		}
		// The same rows under another name, so by their keys.
		in, err := os.Open(shared + f.file)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		s := open(t, dir, false)
		got, err := importer.Run(t.Context(), events.Walk([]string{"-"}, events.Options{Stdin: in}), f.format, know(t), s, importer.Options{BatchRows: 500})
		s.Close()
		if err != nil || got.Known != f.rows || got.Kept != 0 {
			t.Errorf("%s from standard input: %+v, %v", f.file, got, err)
		}
	}
	s := open(t, dir, true)
	d, err := s.Row(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(d.Text, "479491241\t20141027\t") || d.Line != 3 || d.Target != "IRL" || d.Country != "USA" || *d.Scale != 3.4 || fmt.Sprint(d.Flags) != "[year_back root]" {
		t.Errorf("row 3: %+v", d)
	}
	sum, err := s.Summary(t.Context())
	if err != nil || sum.Rows != 2116+3705 || len(sum.Formats) != 2 || sum.Formats[0].Format != "gdelt2" || sum.Formats[0].N != 2116 {
		t.Errorf("summary: %+v, %v", sum, err)
	}
	months, err := s.Months(t.Context(), "USA", "", imports.Filter{Formats: []record.Format{record.ICEWS}})
	if err != nil || len(months) == 0 {
		t.Errorf("months of USA: %d, %v", len(months), err)
	}
	for _, m := range months {
		if m.Format != "icews" || m.Source == m.Target {
			t.Errorf("a month of another format: %+v", m)
		}
	}
}

// Two cannot write at once; a reader keeps a writer out, and the other way round.
func TestHeld(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, false)
	addSynth(t, s, 10, 10)
	for _, readOnly := range []bool{false, true} {
		if other, err := imports.Open(t.Context(), dir, imports.Options{ReadOnly: readOnly}); !errors.Is(err, store.ErrHeld) {
			t.Errorf("read-only %v: %v", readOnly, err)
			other.Close()
		}
	}
	s.Close()
	a, b := open(t, dir, true), open(t, dir, true)
	for _, r := range []*imports.Store{a, b} {
		if sum, err := r.Summary(t.Context()); err != nil || sum.Rows != 10 {
			t.Errorf("%+v, %v", sum, err)
		}
	}
	if err := a.Prepare(t.Context()); !errors.Is(err, store.ErrReadOnly) || a.Batch() != 1 {
		t.Errorf("prepare a read-only file of %d batches: %v", a.Batch(), err)
	}
	if _, err := a.Append(t.Context(), &imports.Batch{}); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("add to a read-only file: %v", err)
	}
	if _, err := imports.Open(t.Context(), t.TempDir(), imports.Options{ReadOnly: true}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("nothing there: %v", err)
	}
}

// A file opened lazily reads what adding needs when it is prepared, and not before.
func TestLazy(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, false)
	addSynth(t, s, 30, 10)
	s.Close()
	l, err := imports.Open(t.Context(), dir, imports.Options{Lazy: true, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := l.Append(t.Context(), &imports.Batch{}); err == nil {
		t.Error("a store that is not prepared takes a batch")
	}
	if err := l.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := addSynth(t, l, 50, 10); got.Known != 30 || got.Kept != 20 || l.Batch() != 5 {
		t.Errorf("%+v after %d batches", got, l.Batch())
	}
}

// A full disk: what was added stays, and with room the same call completes it.
func TestDiskFull(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	disk := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk).CombinedOutput(); err != nil {
		t.Skipf("DISK FULL NOT TESTED: no small disk can be mounted here: %v: %s", err, out)
	}
	defer exec.Command("umount", "-l", disk).Run()
	const n = 400_000
	dir := filepath.Join(disk, "ledger")
	s, err := imports.Open(t.Context(), dir, imports.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	tab := synth.New(42, isoCodes(know(t)))
	_, err = importer.Synth(t.Context(), tab, 42, n, s, importer.Options{BatchRows: 20_000})
	if !errors.Is(err, store.ErrFull) {
		t.Fatalf("a full disk: %v", err)
	}
	s.Close()
	r, err := imports.Open(t.Context(), dir, imports.Options{ReadOnly: true})
	if err != nil {
		t.Fatalf("read the full disk: %v", err)
	}
	sum, err := r.Summary(t.Context())
	r.Close()
	if err != nil || sum.Rows == 0 || sum.Rows%20_000 != 0 {
		t.Errorf("on the full disk: %+v, %v", sum, err)
	}
	if out, err := exec.Command("mount", "-o", "remount,size=256m", disk).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s = open(t, dir, false)
	if got := addSynth(t, s, n, 20_000); got.Known != sum.Rows || got.Kept != n-sum.Rows {
		t.Errorf("with room again: %+v after %d rows", got, sum.Rows)
	}
	s.Close()
	whole := t.TempDir()
	w := open(t, whole, false)
	addSynth(t, w, n, n)
	w.Close()
	rows, months := dump(t, dir)
	rows2, months2 := dump(t, whole)
	if rows != rows2 || months != months2 {
		t.Error("after a full disk the rows differ from those of one run")
	}
}

// Rows without a source, target or both are joined in order too, and none is lost.
func TestJoinedOrder(t *testing.T) {
	dir := t.TempDir()
	s, err := imports.Open(t.Context(), dir, imports.Sliced(imports.Options{Now: clock}, 60))
	if err != nil {
		t.Fatal(err)
	}
	d := s.Dicts()
	for _, id := range []string{"AAA", "BBB", "CCC"} {
		d.Parties.Put(id, id)
	}
	code := d.Codes.Put("c", record.Code{Ontology: "gdelt", Code: "042", Root: "04", Quad: 1, Scale: 1.9})
	const batches, each = 18, 37
	for b := range batches {
		var batch imports.Batch
		for i := range each {
			n := uint64(b*each + i)
			x := n * 2654435761 >> 7
			batch.Rows = append(batch.Rows, record.Row{Key: n, Check: uint32(n), Line: int64(i + 1), Format: record.GDELT1, Day: 16000 + int32(x>>4%90), Source: uint32(x % 4), Target: uint32(x >> 2 % 4),
				Code: code, Scale: 1.9, Tone: record.NoScore, Mentions: 1, Sources: record.NotStated, Articles: record.NotStated, Dead: record.NotStated})
		}
		batch.Parts = []imports.Part{{File: imports.File{Name: "x", Format: record.GDELT1, Hash: "x"}, Rows: each, Read: each, Records: int64((b + 1) * each)}}
		batch.Seal(d)
		if _, err := s.Append(t.Context(), &batch); err != nil {
			t.Fatal(err)
		}
	}
	sided, scanned := map[string][]imports.Event{}, map[string][]imports.Event{}
	for range 2 {
		for _, by := range []imports.Order{imports.ByMentions, imports.ByConflict, imports.ByCooperation, imports.ByDay} {
			for _, f := range []imports.Filter{{}, {From: time.Date(2013, 11, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2013, 11, 20, 0, 0, 0, 0, time.UTC)}, {Formats: []record.Format{record.ICEWS}}} {
				got, err := s.Events(t.Context(), "BBB", "", f, by, 40)
				if err != nil {
					t.Fatal(err)
				}
				sided[fmt.Sprint(by, f)], scanned[fmt.Sprint(by, f)] = scanned[fmt.Sprint(by, f)], got
			}
		}
		s.Unsided()
	}
	if d := cmp.Diff(scanned, sided); d != "" || len(sided) != 12 {
		t.Errorf("rows of a party, by all rows and by sides: %s", d)
	}
	s.Close()
	db, err := sql.Open("duckdb", filepath.Join(dir, imports.FileName)+"?access_mode=read_only")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rs, err := db.Query("SELECT segment FROM segments")
	if err != nil {
		t.Fatal(err)
	}
	defer rs.Close()
	total, joined := 0, 0
	for rs.Next() {
		var n int
		if err := rs.Scan(&n); err != nil {
			t.Fatal(err)
		}
		var rows, wrong, unlike int
		// What stands as the k-th row is the k-th in order.
		if err := db.QueryRow(fmt.Sprintf(`SELECT count(*), count_if(place_of <> wanted) FROM (SELECT rowid AS place_of, row_number() OVER (ORDER BY source NULLS LAST, target NULLS LAST, day, row) - 1 AS wanted FROM rows_%d)`, n)).Scan(&rows, &wrong); err != nil {
			t.Fatal(err)
		}
		if err := db.QueryRow(fmt.Sprintf(`SELECT count(*) FROM (SELECT source, target, date_trunc('month', day)::DATE AS month, count(*)::INTEGER AS n FROM rows_%d GROUP BY ALL EXCEPT SELECT source, target, month, n FROM cells_%d)`, n, n)).Scan(&unlike); err != nil {
			t.Fatal(err)
		}
		if wrong > 0 || unlike > 0 {
			t.Errorf("segment %d: %d of %d rows out of order, %d cells that are not their count", n, wrong, rows, unlike)
		}
		if err := db.QueryRow(fmt.Sprintf(`SELECT count_if(place_of <> wanted) FROM (SELECT rowid AS place_of, row_number() OVER (ORDER BY actor, day, row) - 1 AS wanted FROM sides_%d)`, n)).Scan(&wrong); err != nil {
			t.Fatal(err)
		}
		if err := db.QueryRow(fmt.Sprintf(`WITH want AS (SELECT source AS actor, day, row, true AS acts, format, target AS other, scale, mentions FROM rows_%[1]d WHERE source IS NOT NULL
				UNION ALL SELECT target, day, row, false, format, source, scale, mentions FROM rows_%[1]d WHERE target IS NOT NULL AND (source IS NULL OR source <> target))
			SELECT (SELECT count(*) FROM (FROM want EXCEPT ALL FROM sides_%[1]d)) + (SELECT count(*) FROM (FROM sides_%[1]d EXCEPT ALL FROM want))`, n)).Scan(&unlike); err != nil {
			t.Fatal(err)
		}
		if wrong > 0 || unlike > 0 {
			t.Errorf("segment %d: %d sides out of order, %d that are not those of its rows", n, wrong, unlike)
		}
		total += rows
		if rows > each {
			joined++
		}
	}
	if total != batches*each || joined == 0 {
		t.Errorf("%d rows in %d joined segments, want %d", total, joined, batches*each)
	}
}

// Mentions of GDELT come in once, with what they say.
func TestMentions(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(t.TempDir(), "m.csv")
	good := "410412347\t20150218230000\t20150218234500\t1\tpaper.example\thttp://paper.example/x\t3\t-1\t120\t140\t1\t40\t2200\t-3.1\t\t"
	text := good + "\n" + good + "\n" + strings.Replace(good, "\t3\t", "\t4\t", 1) + "\nbad\n" + strings.Replace(good, "\t-3.1\t", "\t\t", 1) + "\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	// The last differs in what is no part of the key: the same mention again.
	if got := importFile(t, dir, record.Mentions, importer.Options{}, file); got.Read != 5 || got.Kept != 2 || got.Known != 2 || got.Rejected != 1 {
		t.Errorf("%+v", got)
	}
	other := file + ".more"
	if err := os.WriteFile(other, []byte(text+strings.Replace(good, "410412347", "410412348", 1)+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := importFile(t, dir, record.Mentions, importer.Options{BatchRows: 2}, other); got.Read != 6 || got.Kept != 1 || got.Known != 4 || got.Rejected != 1 {
		t.Errorf("more: %+v", got)
	}
	db, err := sql.Open("duckdb", filepath.Join(dir, imports.FileName)+"?access_mode=read_only")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var got string
	if err := db.QueryRow("SELECT string_agg(concat_ws(' ', m.event, m.time, p.name, m.sentence, m.source_at, m.target_at, m.tone, m.confidence, m.line), '; ' ORDER BY m.event, m.sentence) FROM mentions m JOIN publishers p USING (publisher)").Scan(&got); err != nil {
		t.Fatal(err)
	}
	const at = " 2015-02-18 23:45:00 paper.example "
	if want := "410412347" + at + "3 120 -3.10 40 1; 410412347" + at + "4 120 -3.10 40 3; 410412348" + at + "3 120 -3.10 40 6"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A file of nothing but bad lines, and an empty one, are accounted for.
func TestNothingGood(t *testing.T) {
	dir, in := t.TempDir(), t.TempDir()
	bad, empty := filepath.Join(in, "bad.csv"), filepath.Join(in, "empty.csv")
	if err := errors.Join(os.WriteFile(bad, []byte(strings.Repeat("x\ty\n", 25)), 0o644), os.WriteFile(empty, nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	got := importFile(t, dir, record.GDELT2, importer.Options{BatchRows: 10}, bad, empty)
	if got.Files != 2 || got.Read != 25 || got.Rejected != 25 || got.Kept != 0 {
		t.Errorf("%+v", got)
	}
	s := open(t, dir, false)
	if paths, err := s.WriteRejects(t.Context()); err != nil || len(paths) != 1 {
		t.Errorf("%q, %v", paths, err)
	}
	files, err := s.Files(t.Context())
	if err != nil || len(files) != 2 || !files[0].Done || files[0].Rejected != 25 || !files[1].Done {
		t.Errorf("%+v, %v", files, err)
	}
	rejects, err := s.Rejects(t.Context(), 1, 0, 3)
	if err != nil || len(rejects) != 3 || rejects[2].Line != 3 || rejects[2].Text != "x\ty" || rejects[2].Kept {
		t.Errorf("%+v, %v", rejects, err)
	}
	if rejects, err = s.Rejects(t.Context(), 1, 23, 3); err != nil || len(rejects) != 2 || rejects[0].Line != 24 {
		t.Errorf("those after 23: %+v, %v", rejects, err)
	}
	if last, err := s.FilesBefore(t.Context(), 0, 1); err != nil || len(last) != 1 || last[0].Name != empty || last[0].Number != 2 {
		t.Errorf("the last file: %+v, %v", last, err)
	}
	if first, err := s.FilesBefore(t.Context(), 2, 9); err != nil || len(first) != 1 || cmp.Diff(first[0], files[0]) != "" {
		t.Errorf("before the second: %+v, %v", first, err)
	}
	if f, err := s.File(t.Context(), 1); err != nil || cmp.Diff(f, files[0]) != "" {
		t.Errorf("file 1: %+v, %v", f, err)
	}
	if _, err := s.File(t.Context(), 3); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("file 3: %v", err)
	}
}

// What an interrupted making left is no file of imports: readers do without, and the
// next who adds makes it anew.
func TestHalfMade(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, imports.FileName), make([]byte, 4096), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := imports.Open(t.Context(), dir, imports.Options{ReadOnly: true}); imports.Exists(dir) || !errors.Is(err, store.ErrNotFound) {
		t.Errorf("read: %v", err)
	}
	if got := addSynth(t, open(t, dir, false), 500, 0); got.Kept != 500 || !imports.Exists(dir) {
		t.Errorf("%+v", got)
	}
}

// What is kept of a summary is not told after the next batch.
func TestSummary(t *testing.T) {
	s := open(t, t.TempDir(), false)
	for i, want := range []int64{2000, 3000} {
		file := filepath.Join(t.TempDir(), "in.csv")
		synthFile(t, file, want)
		if _, err := importer.Run(t.Context(), events.Walk([]string{file}, events.Options{}), record.GDELT2, know(t), s, importer.Options{}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if sum, err := s.Summary(t.Context()); err != nil || sum.Rows != want || sum.Files != int64(i+1) || len(sum.Formats) != 1 || sum.Formats[0].N != want {
				t.Errorf("after %d rows: %+v, %v", want, sum, err)
			}
		}
	}
}

// A store is closed once those who read it are done, and can be opened again then.
func TestCloseWaits(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, false)
	addSynth(t, s, 3000, 1000)
	closed, months := make(chan error, 1), 0
	err := s.EachMonth(t.Context(), "", "", imports.Filter{}, func(imports.Month) error {
		if months++; months > 1 {
			return nil
		}
		go func() { closed <- s.Close() }()
		for {
			if _, err := s.Files(t.Context()); errors.Is(err, imports.ErrClosed) { // nobody comes in any more
				break
			}
		}
		if _, err := imports.Open(t.Context(), dir, imports.Options{}); !errors.Is(err, store.ErrHeld) {
			t.Errorf("opened while one reads: %v", err)
		}
		select {
		case err := <-closed:
			t.Errorf("closed while one reads: %v", err)
		default:
		}
		return nil
	})
	if err != nil || months < 100 {
		t.Errorf("%d months, %v", months, err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	again, err := imports.Open(t.Context(), dir, imports.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := again.Summary(t.Context()); err != nil || sum.Rows != 3000 {
		t.Errorf("%+v, %v", sum, err)
	}
	again.Close()
}

// The lines can be left out, and rows are the same but for them.
func TestLean(t *testing.T) {
	dir, lean := t.TempDir(), t.TempDir()
	file := filepath.Join(t.TempDir(), "in.csv")
	synthFile(t, file, 3000)
	importFile(t, dir, record.GDELT2, importer.Options{BatchRows: 1000}, file)
	importFile(t, lean, record.GDELT2, importer.Options{Lean: true}, file)
	a, b := open(t, dir, true), open(t, lean, true)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int64{1, 1000, 1001, 2999, 3000} {
		x, err := a.Row(t.Context(), n)
		if err != nil || x.Text != strings.Split(string(text), "\n")[n-1] {
			t.Errorf("row %d: %q, %v", n, x.Text, err)
		}
		y, err := b.Row(t.Context(), n)
		if x.Text = ""; err != nil || cmp.Diff(x, y) != "" {
			t.Errorf("row %d, lean: %v %s", n, err, cmp.Diff(x, y))
		}
	}
}
