package events

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"entente/data"
	"entente/internal/record"
)

// today is the day the tests import on.
var today, _ = record.DayOf(2026, 1, 1)

func know(tb testing.TB) Knowledge {
	tb.Helper()
	k, err := loadKnowledge()
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

var loadKnowledge = sync.OnceValues(func() (Knowledge, error) {
	return LoadKnowledge(data.FS, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
})

// shared is the path of a file that is kept beside the project.
func shared(tb testing.TB, name string) string {
	tb.Helper()
	path := filepath.Join("..", "..", "..", "..", "shared", "data", "events", name)
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("REAL FILE NOT READ: %v", err)
	}
	return path
}

// A line is what became of one record.
type line struct {
	row        record.Row
	text, note string
	err        error
	at         int64
}

// readAll reads what a path holds with a new parser.
func readAll(tb testing.TB, format record.Format, paths ...string) (lines []line, notes []string, d *record.Dicts) {
	tb.Helper()
	d = &record.Dicts{}
	p, err := NewParser(format, know(tb), d)
	if err != nil {
		tb.Fatal(err)
	}
	for f, err := range Walk(paths, Options{}) {
		if err != nil {
			notes = append(notes, f.Name+": "+err.Error())
			continue
		}
		in, err := f.Open()
		if err != nil {
			notes = append(notes, f.Name+": "+err.Error())
			continue
		}
		ls, ns, err := readOne(p, in)
		in.Close()
		lines, notes = append(lines, ls...), append(notes, ns...)
		if err != nil {
			notes = append(notes, err.Error())
		}
	}
	return lines, notes, d
}

func readOne(p *Parser, in interface{ Read([]byte) (int, error) }) (lines []line, notes []string, err error) {
	r, err := p.Begin(in, Limits{})
	if err != nil {
		return nil, nil, err
	}
	notes = r.Notes
	var rec Record
	for r.Next(&rec) {
		var l line
		text, note, err := p.Row(&rec, &l.row)
		l.text, l.note, l.err, l.at = string(text), note, err, rec.Line
		lines = append(lines, l)
	}
	return lines, notes, r.Err()
}

// Every row of the real GDELT file is a row here, with its class and score those
// of its code, its dates those that GDELT is known for.
func TestRealGDELT(t *testing.T) {
	lines, notes, d := readAll(t, record.GDELT2, shared(t, "gdelt2_20151027220000.export.csv.gz"))
	if len(lines) != 2116 || len(notes) > 0 {
		t.Fatalf("%d records, notes %q; want 2116 and none", len(lines), notes)
	}
	flags := map[string]int{}
	for _, l := range lines {
		if l.err != nil || l.note != "" {
			t.Errorf("line %d: %v %s", l.at, l.err, l.note)
		}
		for _, f := range l.row.Flags.Names() {
			flags[f]++
		}
		if l.row.Code == 0 || !record.Stated(l.row.Scale) || l.row.Mentions < 1 || l.row.Publisher == 0 {
			t.Errorf("line %d: %+v", l.at, l.row)
		}
	}
	for name, want := range map[string]int{"year_back": 41, "week_back": 39, "month_back": 15, "score_differs": 0, "quad_differs": 0, "unknown_code": 0, "zeros_restored": 0} {
		if flags[name] != want {
			t.Errorf("%s: %d rows, want %d (all: %v)", name, flags[name], want, flags)
		}
	}
	first := lines[2].row
	if a := d.Actors.Value(first.TargetActor); a.Country != "IRL" || a.Party != "IRL" || a.Name != "IRELAND" || d.Parties.Value(first.Target) != "IRL" || first.Source != 0 {
		t.Errorf("target of line 3: %+v", a)
	}
	if pl := d.Places.Value(first.Place); pl.Country != "USA" || pl.Precision != "province" || pl.Lat != 42.1497 {
		t.Errorf("place of line 3: %+v", pl)
	}
	if got := d.Publishers.Value(first.Publisher); got != "irishcentral.com" {
		t.Errorf("publisher of line 3: %q", got)
	}
	if c := d.Codes.Value(first.Code); c.Code != "051" || c.Root != "05" || c.Quad != 1 || c.Type != "SUPPORT" || first.Scale != 3.4 {
		t.Errorf("code of line 3: %+v", c)
	}
}

// The score of every row of ICEWS is its Intensity.
func TestRealICEWS(t *testing.T) {
	path := shared(t, "icews_2018_sample.tab.gz")
	lines, notes, d := readAll(t, record.ICEWS, path)
	if len(lines) != 3705 || len(notes) > 0 {
		t.Fatalf("%d records, notes %q; want 3705 and none", len(lines), notes)
	}
	for _, l := range lines {
		if l.err != nil || l.row.Code == 0 || l.row.Flags&(record.ScoreOff|record.NoCode) != 0 {
			t.Fatalf("line %d: %v, flags %q", l.at, l.err, l.row.Flags.Names())
		}
		// The score is looked up by the code; the file's stands in its 8th column.
		want, ok := decimal([]byte(strings.Split(l.text, "\t")[iIntensity]))
		if !ok || float32(want) != l.row.Scale {
			t.Errorf("line %d: score %g, Intensity %g", l.at, l.row.Scale, want)
		}
	}
	one := lines[1].row
	if s, g := d.Parties.Value(one.Source), d.Parties.Value(one.Target); s != "VNM" || g != "BGD" {
		t.Errorf("line 3: %s and %s", s, g)
	}
	if pl := d.Places.Value(one.Place); pl.Name != "Hanoi" || pl.Country != "VNM" {
		t.Errorf("line 3: place %+v", pl)
	}
}

func BenchmarkGDELT(b *testing.B) {
	path := shared(b, "gdelt2_20151027220000.export.csv.gz")
	d := &record.Dicts{}
	p, err := NewParser(record.GDELT2, know(b), d)
	if err != nil {
		b.Fatal(err)
	}
	var texts [][]byte
	for f := range Walk([]string{path}, Options{}) {
		in, err := f.Open()
		if err != nil {
			b.Fatal(err)
		}
		r, err := p.Begin(in, Limits{})
		if err != nil {
			b.Fatal(err)
		}
		var rec Record
		for r.Next(&rec) {
			texts = append(texts, append([]byte(nil), rec.Text...))
		}
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		var row record.Row
		rec := Record{Line: 1, Text: texts[n%len(texts)]}
		if _, _, err := p.Row(&rec, &row); err != nil {
			b.Fatal(err)
		}
		n++
	}
}
