package events

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"

	"entente/internal/record"
)

// gdeltLine is a made-up line of GDELT 2.0 with some columns changed.
func gdeltLine(change map[string]string) string {
	f := make([]string, len(gdelt2Columns))
	for name, v := range map[string]string{
		"GLOBALEVENTID": "1001", "SQLDATE": "20151027", "MonthYear": "201510", "Year": "2015", "FractionDate": "2015.8137",
		"Actor1Code": "KAZGOV", "Actor1Name": "KAZAKHSTAN", "Actor1CountryCode": "KAZ", "Actor1Type1Code": "GOV",
		"Actor2Code": "UZB", "Actor2Name": "UZBEKISTAN", "Actor2CountryCode": "UZB",
		"IsRootEvent": "1", "EventCode": "042", "EventBaseCode": "042", "EventRootCode": "04", "QuadClass": "1", "GoldsteinScale": "1.9",
		"NumMentions": "4", "NumSources": "1", "NumArticles": "4", "AvgTone": "1.25",
		"ActionGeo_Type": "4", "ActionGeo_FullName": "Tashkent, Toshkent, Uzbekistan", "ActionGeo_CountryCode": "UZ", "ActionGeo_ADM1Code": "UZ13",
		"ActionGeo_Lat": "41.3167", "ActionGeo_Long": "69.25", "ActionGeo_FeatureID": "-1",
		"DATEADDED": "20151027220000", "SOURCEURL": "https://www.paper.example/2015/visit",
	} {
		if c, ok := change[name]; ok {
			v = c
		}
		for i, n := range gdelt2Columns {
			if n == name {
				f[i] = v
			}
		}
	}
	return strings.Join(f, "\t")
}

// parse reads a text and returns the lines and the notes on the file.
func parse(t testing.TB, format record.Format, in string) ([]line, []string, *record.Dicts) {
	t.Helper()
	d := &record.Dicts{}
	p, err := NewParser(format, know(t), d)
	if err != nil {
		t.Fatal(err)
	}
	lines, notes, err := readOne(p, strings.NewReader(in))
	if err != nil {
		notes = append(notes, err.Error())
	}
	return lines, notes, d
}

func TestGDELTLines(t *testing.T) {
	for _, x := range []struct {
		what   string
		change map[string]string
		reason string // "" is kept
		note   string
		flags  string
	}{
		{"as it should be", nil, "", "", "[root]"},
		{"no number", map[string]string{"GLOBALEVENTID": "x1"}, `GLOBALEVENTID "x1" is no number`, "", ""},
		{"no date", map[string]string{"SQLDATE": "20151332"}, `SQLDATE "20151332" is no date`, "", ""},
		{"no such day", map[string]string{"SQLDATE": "20150229"}, "is no date", "", ""},
		{"after it was added", map[string]string{"SQLDATE": "20151029"}, "dated 2015-10-29, after it was added (2015-10-27)", "", ""},
		{"in the future", map[string]string{"SQLDATE": "20351029", "DATEADDED": "20351029000000"}, "in the future", "", ""},
		{"a week back", map[string]string{"SQLDATE": "20151020"}, "", "", "[week_back root]"},
		{"a month back", map[string]string{"SQLDATE": "20150927"}, "", "", "[month_back root]"},
		{"a year back", map[string]string{"SQLDATE": "20141027"}, "", "", "[year_back root]"},
		{"eight days back", map[string]string{"SQLDATE": "20151019"}, "", "", "[root]"},
		{"zeros lost", map[string]string{"EventCode": "42", "EventBaseCode": "42", "EventRootCode": "4"}, "", "leading zero of code 042 put back", "[zeros_restored mended root]"},
		{"ten that was 010", map[string]string{"EventCode": "10", "EventBaseCode": "10", "EventRootCode": "1", "GoldsteinScale": "0"}, "", "leading zero of code 010 put back", "[zeros_restored mended root]"},
		{"ten that is ten", map[string]string{"EventCode": "100", "EventBaseCode": "100", "EventRootCode": "10", "GoldsteinScale": "-5", "QuadClass": "3"}, "", "", "[root]"},
		{"another score", map[string]string{"GoldsteinScale": "-5"}, "", "", "[score_differs root]"},
		{"another class", map[string]string{"QuadClass": "4"}, "", "", "[quad_differs root]"},
		{"unknown code", map[string]string{"EventCode": "0999", "EventRootCode": "09"}, "", "", "[quad_differs root unknown_code]"},
		{"a score out of range", map[string]string{"GoldsteinScale": "19"}, `GoldsteinScale "19" is no number from -10 to 10`, "", ""},
		{"negative count", map[string]string{"NumMentions": "-4"}, `NumMentions "-4" is no count`, "", ""},
		{"a slip: the name is another country's", map[string]string{"Actor1CountryCode": "KGZ"}, "", "", "[country_slip root]"},
		{"a slip: no country's code", map[string]string{"Actor1CountryCode": "BAG", "Actor1Name": "BAGHDAD"}, "", "", "[country_slip root]"},
		{"a region is no slip", map[string]string{"Actor1CountryCode": "AFR", "Actor1Name": "AFRICA"}, "", "", "[root]"},
		{"CAMEO's own code is no slip", map[string]string{"Actor1CountryCode": "ROM", "Actor1Name": "ROMANIA"}, "", "", "[root]"},
		{"NUL", map[string]string{"Actor1Name": "KAZ\x00AKH"}, "a NUL at byte 47", "", ""},
		{"Latin-1", map[string]string{"ActionGeo_FullName": "Bogot\xe1, Colombia"}, "", "not UTF-8: read as Windows-1252", "[recoded mended root]"},
	} {
		lines, notes, d := parse(t, record.GDELT2, gdeltLine(x.change)+"\n"+gdeltLine(map[string]string{"GLOBALEVENTID": "2"})+"\n")
		if len(lines) != 2 || len(notes) > 0 || lines[1].err != nil || lines[1].at != 2 {
			t.Errorf("%s: the rest is not read: %+v, %q", x.what, lines, notes)
			continue
		}
		l := lines[0]
		switch {
		case x.reason == "" && l.err != nil, x.reason != "" && (l.err == nil || !strings.Contains(l.err.Error(), x.reason)):
			t.Errorf("%s: got %v, want %q", x.what, l.err, x.reason)
		case l.note != x.note:
			t.Errorf("%s: note %q, want %q", x.what, l.note, x.note)
		case x.reason == "" && fmt.Sprint(l.row.Flags.Names()) != x.flags:
			t.Errorf("%s: flags %q, want %s", x.what, l.row.Flags.Names(), x.flags)
		}
		if x.what == "Latin-1" && d.Places.Value(l.row.Place).Name != "Bogotá, Colombia" {
			t.Errorf("place %q", d.Places.Value(l.row.Place).Name)
		}
	}
}

// Columns too many or too few, in another order, under other separators.
func TestColumns(t *testing.T) {
	good := gdeltLine(nil)
	short := strings.Join(strings.Split(good, "\t")[:40], "\t")
	lines, _, _ := parse(t, record.GDELT2, short+"\n"+good+"\textra\n"+good+"\t\t\n"+strings.ReplaceAll(good, "\t", ";")+"\n"+good)
	for i, want := range []string{"40 columns, 61 wanted", "62 columns, 61 wanted", "empty columns at the end left out", `separated by ';'`, ""} {
		got := lines[i].note
		if lines[i].err != nil {
			got = lines[i].err.Error()
		}
		if got != want || lines[i].at != int64(i+1) {
			t.Errorf("line %d: %q, want %q", lines[i].at, got, want)
		}
	}
	// GDELT 1.0 has 57 columns or 58.
	f := strings.Split(good, "\t")
	var one []string
	for i, c := range f {
		if !strings.HasSuffix(gdelt2Columns[i], "ADM2Code") {
			one = append(one, c)
		}
	}
	one[56] = "20151027"
	lines, _, _ = parse(t, record.GDELT1, strings.Join(one, "\t")+"\n"+strings.Join(one[:57], "\t")+"\n"+strings.Join(one[:56], "\t"))
	if lines[0].err != nil || lines[1].err != nil || lines[1].row.Publisher != 0 || lines[0].row.Publisher == 0 || lines[2].err == nil {
		t.Errorf("GDELT 1.0: %+v", lines)
	}
	// A whole file with semicolons, a header and lost zeros.
	head := strings.Join(gdelt2Columns, ";")
	lines, notes, d := parse(t, record.GDELT2, head+"\n"+strings.ReplaceAll(gdeltLine(map[string]string{"EventCode": "51", "EventRootCode": "5"}), "\t", ";")+"\n")
	if len(lines) != 1 || lines[0].err != nil || d.Codes.Value(lines[0].row.Code).Code != "051" || lines[0].at != 2 || fmt.Sprint(notes) != "[the columns are separated by semicolons]" {
		t.Errorf("semicolons: %+v, %q", lines, notes)
	}
}

const icewsHead = "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\n"

const icewsLine = "7\t2018-06-01\tForeign Ministry (Kenya)\tGovernment\tKenya\tMake statement\t010\t0\tCitizen (Uganda)\tSocial\tUganda\t1\t2\tWire\tNairobi\tNA\tNairobi\tKenya\t-1.28\t36.82\n"

// A file of UTF-16, as spreadsheets save it, is read like any other.
func TestUTF16(t *testing.T) {
	for name, order := range map[string]binary.AppendByteOrder{"utf-16le": binary.LittleEndian, "utf-16be": binary.BigEndian} {
		text := icewsHead + strings.ReplaceAll(icewsLine, "Nairobi", "Nàirobi 🌍")
		var b []byte
		for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
			b = order.AppendUint16(b, u)
		}
		for _, cut := range []int{0, 1} { // a byte too few is a last line that is torn, not a loss of the rest
			lines, notes, d := parse(t, record.ICEWS, string(b[:len(b)-cut]))
			if len(lines) == 0 || lines[0].err != nil || d.Places.Value(lines[0].row.Place).Name != "Nàirobi 🌍" || fmt.Sprint(notes) != "[it is in "+name+"]" || cut == 0 && len(lines) != 1 {
				t.Errorf("%s less %d: %+v, %q", name, cut, lines, notes)
			}
		}
	}
}

func TestHeaders(t *testing.T) {
	want := func(what, in, notes string, at int64) {
		t.Helper()
		lines, got, d := parse(t, record.ICEWS, in)
		if len(lines) != 1 || lines[0].err != nil || lines[0].at != at || strings.Join(got, "; ") != notes {
			t.Errorf("%s: %+v, %q", what, lines, got)
			return
		}
		r := lines[0].row
		if d.Parties.Value(r.Source) != "KEN" || d.Parties.Value(r.Target) != "UGA" || d.Codes.Value(r.Code).Code != "010" || r.Scale != 0 || r.Key != 7<<16|uint64(r.Day) {
			t.Errorf("%s: %+v", what, r)
		}
	}
	want("usual", icewsHead+icewsLine, "", 2)
	want("byte order mark and Windows line ends", "\ufeff"+strings.ReplaceAll(icewsHead+icewsLine, "\n", "\r\n"), "", 2)
	want("no header", icewsLine, "it has no header: the columns are taken in their usual order", 1)
	want("quotes around all", `"`+strings.ReplaceAll(strings.TrimSpace(icewsHead), "\t", "\"\t\"")+"\"\n\""+strings.ReplaceAll(strings.TrimSpace(icewsLine), "\t", "\"\t\"")+"\"\n", "", 2)
	turn := func(s string) string {
		f := strings.Split(strings.TrimSuffix(s, "\n"), "\t")
		for i, j := 0, len(f)-1; i < j; i, j = i+1, j-1 {
			f[i], f[j] = f[j], f[i]
		}
		return strings.Join(f, "\t") + "\n"
	}
	want("the other way round", turn(icewsHead)+turn(icewsLine), "its columns stand in another order than usual", 2)
	want("another column", strings.TrimSpace(icewsHead)+"\tRemark\n"+strings.TrimSpace(icewsLine)+"\tx\n", `the column "Remark" is not known`, 2)
	want("ten that was 010", icewsHead+strings.Replace(icewsLine, "\t010\t", "\t10\t", 1), "", 2)

	lines, notes, _ := parse(t, record.ICEWS, "Event Date\tSource Name\tCAMEO Code\tTarget Name\n2018-06-01\ta\t010\tb\n")
	if len(lines) != 0 || len(notes) != 1 || !strings.Contains(notes[0], `the header has no "Event ID"`) {
		t.Errorf("no id: %+v, %q", lines, notes)
	}
	// The same id on two days is two events; a code may be missing.
	lines, _, _ = parse(t, record.ICEWS, icewsHead+icewsLine+strings.Replace(strings.Replace(icewsLine, "-01\t", "-02\t", 1), "\t010\t", "\t\t", 1))
	if lines[0].row.Key == lines[1].row.Key || lines[1].row.Code != 0 || lines[1].err != nil || lines[1].row.Scale != 0 {
		t.Errorf("%+v", lines)
	}
}

// A record longer than the limit costs itself; what follows is read.
func TestLongLine(t *testing.T) {
	good := gdeltLine(nil)
	for _, in := range []string{
		good + "\n" + strings.Replace(good, "KAZAKHSTAN", strings.Repeat("K", 10<<20), 1) + "\n" + good + "\n",
		good + "\n" + strings.Repeat("x", 9<<20) + "\n" + good, // without an end
	} {
		lines, _, _ := parse(t, record.GDELT2, in)
		if len(lines) != 3 || lines[0].err != nil || lines[2].err != nil || lines[2].at != 3 || lines[1].err == nil || !strings.Contains(lines[1].err.Error(), "the limit is 8388608") || len(lines[1].text) > 1000 {
			t.Errorf("%d lines: %v", len(lines), lines[1].err)
		}
	}
	// Within the limit it is a row like others.
	if lines, _, _ := parse(t, record.GDELT2, strings.Replace(good, "KAZAKHSTAN", strings.Repeat("K", 7<<20), 1)+"\n"); lines[0].err != nil {
		t.Error(lines[0].err)
	}
}

func TestACLED(t *testing.T) {
	head := strings.Join(acledColumns, ",") + "\n"
	row := func(id, notes string) string {
		return id + `,"05 January 2023",2023,1,Political violence,Battles,Armed clash,Military Forces of Mali (2021-),,1,JNIM: Group for Support,,2,12,,466,Western Africa,Mali,Mopti,,,Mopti,14.5,-4.2,1,Paper; Radio,National,` + notes + `,7,,1673000000` + "\n"
	}
	in := "\ufeff" + head + row("MLI1", `"a ""note"", with
a line end"`) + row("MLI2", `"never closed`) + row("MLI3", "plain")
	lines, notes, d := parse(t, record.ACLED, in)
	if len(lines) != 3 || len(notes) > 0 {
		t.Fatalf("%d lines, %q", len(lines), notes)
	}
	for i, at := range []int64{2, 4, 5} {
		if lines[i].at != at {
			t.Errorf("record %d is on line %d, want %d", i, lines[i].at, at)
		}
	}
	r := lines[0].row
	if lines[0].err != nil || d.Parties.Value(r.Source) != "MLI" || d.Parties.Value(r.Target) != "JNIM: Group for Support" || r.Dead != 7 || r.Scale != -9.5 {
		t.Errorf("%v %+v", lines[0].err, r)
	}
	if c := d.Codes.Value(r.Code); c.Code != "Battles/Armed clash" || c.Type != "ASSAULT" || c.Mode != "fight" || c.ScaleOf != "plover@1.0" || c.Quad != 4 {
		t.Errorf("code %+v", c)
	}
	if lines[1].err == nil || !strings.Contains(lines[1].err.Error(), "a quote is not closed") || lines[2].err != nil {
		t.Errorf("%v, %v", lines[1].err, lines[2].err)
	}
	if d.Publishers.Value(r.Publisher) != "Paper" || d.Places.Value(r.Place).Country != "MLI" {
		t.Errorf("publisher and place: %+v", r)
	}
}

func TestPOLECAT(t *testing.T) {
	cells := map[string]string{"Event ID": "20230104-1", "Event Date": "2023-01-04", "Event Type": "ASSAULT", "Event Mode": "aerial", "Intensity": "-9.5", "Quad Code": "MATERIAL CONFLICT",
		"Actor Name": "Ej\xe9rcito", "Actor Country": "COL", "Recipient Name": "None", "Recipient Country": "VEN;PER", "City": "Bogot\xe1", "Country": "COL", "Latitude": "4.6", "Longitude": "-74.1", "Source": "Paper", "Publication Date": "2023-01-05"}
	row := make([]string, len(polecatColumns))
	for i, n := range polecatColumns {
		row[i] = cells[n]
		if row[i] == "" {
			row[i] = "None"
		}
	}
	in := strings.Join(polecatColumns, "\t") + "\tExcess\tMore\n" + strings.Join(row, "\t") + "\n" + strings.Join(row, "\t") + "\t\t\t\n" + strings.Join(row[:20], "\t") + "\n"
	lines, notes, d := parse(t, record.POLECAT, in)
	if len(lines) != 3 || len(notes) != 2 {
		t.Fatalf("%+v, %q", lines, notes)
	}
	// The excess names of a malformed header have no columns below them.
	for i := range 2 {
		if lines[i].err != nil || lines[i].note != "" {
			t.Errorf("line %d: %v %q", lines[i].at, lines[i].err, lines[i].note)
		}
	}
	if lines[2].err == nil {
		t.Error("a row of 20 columns is kept")
	}
	r := lines[0].row
	if d.Parties.Value(r.Source) != "COL" || d.Parties.Value(r.Target) != "VEN" || r.Scale != -9.5 || d.Places.Value(r.Place).Name != "Bogotá" || d.Actors.Value(r.SourceActor).Name != "Ejército" {
		t.Errorf("%+v: %+v", r, d.Actors.Values)
	}
	if c := d.Codes.Value(r.Code); c.Code != "ASSAULT/aerial" || c.Type != "ASSAULT" || c.Mode != "aerial" || c.Unknown {
		t.Errorf("%+v", c)
	}
}

func TestPhoenix(t *testing.T) {
	row := "20150101-1_eng\t20150101\t2015\t01\t01\tUSAGOV\tUSA\tGOV\t\tSYRREB\tSYR\tREB\t\t42\t4\t0\t1.9\t\t33.5\t36.3\tDamascus\tDimashq\tSYR\t55_2\thttp://www.paper.example/a;http://b.example\tpaper;other"
	lines, notes, d := parse(t, record.Phoenix, row+"\n")
	if len(lines) != 1 || lines[0].err != nil || len(notes) > 0 {
		t.Fatalf("%+v, %q", lines, notes)
	}
	r := lines[0].row
	if d.Parties.Value(r.Source) != "USA" || d.Parties.Value(r.Target) != "SYR" || d.Codes.Value(r.Code).Code != "042" || r.Scale != 1.9 || d.Publishers.Value(r.Publisher) != "paper.example" || d.Places.Value(r.Place).Country != "SYR" {
		t.Errorf("%+v", r)
	}
}

func TestPLOVER(t *testing.T) {
	now := `{"id": "A1", "date": "2019-05-02", "event": ["CONSULT"], "mode": ["visit"], "actor": [{"code": "TUR", "entity_text": "Ankara", "sector": "GOV"}, {"code": "QAT"}], "recipient": [{"code": "EEC"}], "event_scale": 2.5, "event_loc": {"city": "Doha", "country_code": "QAT"}, "cite_info": {"publication": "Paper"}}`
	old := `{"id": 17, "date": "2016-05-02", "event": "ASSAULT", "source": [{"actorText": "rebels", "code": "REB"}], "target": [{"code": "SYR"}], "publication": "Old"}`
	for what, in := range map[string]string{
		"an object a line": now + "\n" + `{"id": "B", "date":` + "\n" + old + "\n",
		"one array":        "[\n" + now + ",\n" + `{"id": "B", "date": 7},` + "\n" + old + "\n]\n",
	} {
		lines, notes, d := parse(t, record.PLOVER, in)
		if len(lines) != 3 || len(notes) > 0 || lines[0].err != nil || lines[2].err != nil || lines[1].err == nil || !strings.HasPrefix(lines[1].err.Error(), "JSON: ") {
			t.Errorf("%s: %+v, %q", what, lines, notes)
			continue
		}
		a, b := lines[0].row, lines[2].row
		if d.Parties.Value(a.Source) != "TUR" || d.Parties.Value(a.Target) != "EU" || a.Scale != 2.5 || d.Codes.Value(a.Code).Mode != "visit" || d.Places.Value(a.Place).Name != "Doha" || d.Publishers.Value(a.Publisher) != "Paper" {
			t.Errorf("%s: %+v", what, a)
		}
		if d.Parties.Value(b.Target) != "SYR" || d.Actors.Value(b.SourceActor).Name != "rebels" || b.Scale != -9.5 || d.Codes.Value(b.Code).Type != "ASSAULT" || d.Publishers.Value(b.Publisher) != "Old" {
			t.Errorf("%s: %+v", what, b)
		}
		if lines[2].at-lines[0].at != 2 {
			t.Errorf("%s: lines %d and %d", what, lines[0].at, lines[2].at)
		}
	}
}

func TestMentions(t *testing.T) {
	d := &record.Dicts{}
	p, err := NewParser(record.Mentions, know(t), d)
	if err != nil {
		t.Fatal(err)
	}
	good := "410412347\t20150218230000\t20150218234500\t1\tpaper.example\thttp://paper.example/x\t3\t-1\t120\t140\t1\t40\t2200\t-3.1\t\t"
	in := good + "\n" + strings.Replace(good, "20150218234500", "20150218254500", 1) + "\n" + strings.Replace(good, "\t40\t", "\t400\t", 1) + "\n" + strings.Replace(good, "\t3\t", "\t4\t", 1) + "\n"
	r, err := p.Begin(strings.NewReader(in), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var rec Record
	var keys []uint64
	for i, want := range []string{"", "MentionTimeDate", "confidence", ""} {
		var m record.Mention
		if !r.Next(&rec) {
			t.Fatalf("ends at %d", i)
		}
		_, _, err := p.Mention(&rec, &m)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("line %d: %v, want %q", i+1, err, want)
		}
		if err == nil {
			keys = append(keys, m.Key)
		}
		if i == 0 && (m.Event != 410412347 || m.Sentence != 3 || m.SourceAt != record.NotStated || m.TargetAt != 120 || m.Tone != -3.1 || m.Time-m.EventTime != 45*60 || !m.InRawText) {
			t.Errorf("%+v", m)
		}
	}
	if keys[0] == keys[1] {
		t.Error("two sentences are one mention")
	}
}

// Archives, compression, folders and patterns, and an archive that means harm.
func TestWalk(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	text := func(id int) []byte {
		return []byte(gdeltLine(map[string]string{"GLOBALEVENTID": fmt.Sprint(id)}) + "\n")
	}
	var gz bytes.Buffer
	g := gzip.NewWriter(&gz)
	g.Write(text(1))
	g.Close()
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	var zipped bytes.Buffer
	zw := zip.NewWriter(&zipped)
	for name, id := range map[string]int{"in/3.CSV": 3, "../../climbs.csv": 99, "/etc/absolute.csv": 98, `..\windows.csv`: 97, "C:/drive.csv": 96, ".hidden": 95} {
		w, err := zw.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			t.Fatal(err)
		}
		w.Write(text(id))
	}
	zw.Close()
	write("data/1.csv.gz", gz.Bytes())
	write("data/2.csv.zst", z.EncodeAll(text(2), nil))
	write("data/3.zip", zipped.Bytes())
	write("data/sub/4.csv", text(4))
	write("data/.secret", text(5))
	write("data/empty.csv", nil)
	cut := gz.Bytes()[:gz.Len()-6]
	write("data/torn.csv.gz", cut)
	lines, notes, _ := readAll(t, record.GDELT2, filepath.Join(dir, "data"))
	var ids []uint64
	for _, l := range lines {
		if l.err != nil {
			t.Error(l.err)
		}
		ids = append(ids, l.row.Key)
	}
	if fmt.Sprint(ids) != "[1 2 3 4 1]" && fmt.Sprint(ids) != "[1 2 3 4]" {
		t.Errorf("rows %v", ids)
	}
	bad := 0
	for _, n := range notes {
		if strings.HasSuffix(n, "its path leads out of the archive") {
			bad++
		}
	}
	if bad != 4 || len(notes) != 5 || !strings.Contains(strings.Join(notes, "\n"), "unexpected EOF") {
		t.Errorf("notes %q", notes)
	}
	for pattern, want := range map[string]int{"data/[12]*": 2, "data/*/4.csv": 1} {
		if lines, notes, _ := readAll(t, record.GDELT2, filepath.Join(dir, pattern)); len(lines) != want || len(notes) > 0 {
			t.Errorf("%s: %d rows, %q", pattern, len(lines), notes)
		}
	}
	if _, notes, _ := readAll(t, record.GDELT2, filepath.Join(dir, "none*"), filepath.Join(dir, "absent.csv")); len(notes) != 2 {
		t.Errorf("notes %q", notes)
	}
	for f := range Walk([]string{filepath.Join(dir, "data/1.csv.gz")}, Options{Limits: Limits{MaxDecompressed: 100}}) {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(in); err == nil || !strings.Contains(err.Error(), "more than 100 bytes come out of it") || b.Len() != 100 {
			t.Errorf("a bomb: %d bytes, %v", b.Len(), err)
		}
		in.Close()
	}
}

// FuzzRows: whatever a file holds, each record is a row or an error, the lines are
// numbered upwards, text is UTF-8, numbers are in their ranges, and a row read
// again is the same.
func FuzzRows(f *testing.F) {
	formats := Formats()
	f.Add(uint8(1), []byte(gdeltLine(nil)))
	f.Add(uint8(3), []byte(icewsHead+icewsLine))
	f.Add(uint8(6), []byte(strings.Join(acledColumns, ",")+"\n\"a\"\"b\n,"))
	f.Add(uint8(7), []byte(`[{"id":1,"date":"2019-01-01","event":["AID"],"actor":{"code":"USA"}},{]`))
	f.Add(uint8(7), []byte(`{"id":"\"}{","date":"2019-01-01"}`))
	f.Add(uint8(4), []byte(strings.Join(polecatColumns, "\t")+"\n\xff\t\t"))
	f.Add(uint8(5), []byte("1\t20150101\t;\t,|\""))
	k := know(f)
	f.Fuzz(func(t *testing.T, which uint8, in []byte) {
		format := formats[int(which)%len(formats)]
		run := func() (out []string) {
			p, err := NewParser(format, k, &record.Dicts{})
			if err != nil {
				t.Fatal(err)
			}
			r, err := p.Begin(bytes.NewReader(in), Limits{MaxLine: 4096})
			if err != nil {
				return []string{err.Error()}
			}
			var rec Record
			last := int64(0)
			for r.Next(&rec) {
				if rec.Line <= last && !p.layout.json {
					t.Fatalf("line %d after %d", rec.Line, last)
				}
				last = rec.Line
				var row record.Row
				var m record.Mention
				var text []byte
				var note string
				var err error
				if format == record.Mentions {
					text, note, err = p.Mention(&rec, &m)
				} else {
					text, note, err = p.Row(&rec, &row)
				}
				if !bytes.Equal(text, bytes.ToValidUTF8(text, nil)) {
					t.Fatalf("text %q", text)
				}
				if err == nil && format != record.Mentions && (row.Day > today+1 || record.Stated(row.Scale) && (row.Scale < -10 || row.Scale > 10) || row.Mentions < record.NotStated) {
					t.Fatalf("%+v", row)
				}
				out = append(out, fmt.Sprint(rec.Line, row, m, note, err))
			}
			return out
		}
		if a, b := run(), run(); fmt.Sprint(a) != fmt.Sprint(b) {
			t.Fatalf("%q\n%q", a, b)
		}
	})
}
