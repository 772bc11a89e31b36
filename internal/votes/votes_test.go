package votes_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"entente/data"
	"entente/internal/votes"
)

func load(t testing.TB) *votes.Table {
	t.Helper()
	table, err := votes.Load(data.FS, "votes")
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestShipped(t *testing.T) {
	table := load(t)
	if n := table.Count(); n != 870_109 {
		t.Errorf("%d votes, want 870109", n)
	}
	if n := len(table.Rolls); n != 6203 {
		t.Errorf("%d roll calls, want 6203", n)
	}
	f, err := data.FS.Open("votes/" + votes.TableFile)
	if err != nil {
		t.Fatal(err)
	}
	if st, _ := f.Stat(); st.Size() >= 1_000_000 {
		t.Errorf("the table has %d bytes, want under 1 MB", st.Size())
	}
	for _, tt := range []struct {
		state       string
		first, last int
	}{{"KAZ", 47, 74}, {"RUS", 1, 74}, {"YUG", 1, 47}, {"SRB", 55, 74}, {"DEU", 28, 74}, {"XKX", 0, 0}, {"TWN", 1, 26}, {"NAM", 45, 74}} {
		if a, b := table.Span(tt.state); a != tt.first || b != tt.last {
			t.Errorf("%s votes in sessions %d to %d, want %d to %d", tt.state, a, b, tt.first, tt.last)
		}
	}
}

// TestWrite wants the shipped table back from what is written of it.
func TestWrite(t *testing.T) {
	f, err := data.FS.Open("votes/" + votes.TableFile)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	want, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := votes.Write(&b, load(t)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), want) {
		t.Error("what is written is not what was read")
	}
}

// TestSource compares each vote of the published file with the table, and builds
// the table again.
func TestSource(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: builds the table again, which takes seconds")
	}
	const dir = "../../../shared/data/votes/"
	open := func(name string) io.Reader {
		f, err := os.Open(dir + name)
		if err != nil {
			t.Skipf("SKIPPED: the published votes are not beside the project: %v", err)
		}
		t.Cleanup(func() { f.Close() })
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	table := load(t)
	rolls := map[string]*votes.Roll{}
	for i := range table.Rolls {
		rolls[strconv.Itoa(table.Rolls[i].ID)] = &table.Rolls[i]
	}
	iso := codes(t)
	rows, err := csv.NewReader(open("un_votes.csv.gz")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	special := map[string]string{"Namibia": "NAM", "Federal Republic of Germany": "DEU", "Yemen Arab Republic": "YEM", "Zanzibar": "ZANZIBAR",
		"Czechoslovakia": "CSK", "German Democratic Republic": "DDR", "Yemen People's Republic": "YMD"}
	bad := 0
	for _, row := range rows[1:] {
		r := rolls[row[0]]
		state := iso[row[2]]
		if s, ok := special[row[1]]; ok {
			state = s
		}
		if row[1] == "Yugoslavia" {
			state = "YUG"
			if r.Session > 50 {
				state = "SRB"
			}
		}
		i, ok := table.Index(state)
		if !ok || r.Votes[i].String() != row[3] {
			if bad++; bad < 10 {
				t.Errorf("roll call %s, %s: not %s in the table", row[0], row[1], row[3])
			}
		}
	}
	if len(rows)-1 != table.Count() {
		t.Errorf("%d votes in the source, %d in the table", len(rows)-1, table.Count())
	}
	again, err := votes.Build(votes.Source{Votes: open("un_votes.csv.gz"), Rolls: open("un_roll_calls.csv.gz")}, iso, table.Seats)
	if err != nil {
		t.Fatal(err)
	}
	var a, b bytes.Buffer
	votes.Write(&a, table)
	votes.Write(&b, again)
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the table is not what its command builds: run entente build-data")
	}
}

// codes reads iso2 -> id from the table of polities.
func codes(t *testing.T) map[string]string {
	text, err := data.FS.ReadFile("actors/polities.tsv")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	historic := false
	for _, l := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(l, "@") {
			historic = strings.Contains(l, "type=historic")
		}
		if c := strings.Split(l, "\t"); !historic && len(c) > 1 && len(c[1]) == 2 {
			out[c[1]] = c[0]
		}
	}
	return out
}

func TestPeriods(t *testing.T) {
	table := load(t)
	total := 0
	for _, p := range table.Periods(votes.Pick{}) {
		total += len(p.Rolls) + p.Unanimous
		for _, r := range p.Rolls {
			if r.Unanimous() || r.Session+1945 != p.Year {
				t.Fatalf("roll call %d does not belong into %d", r.ID, p.Year)
			}
		}
	}
	if total != len(table.Rolls) {
		t.Errorf("%d roll calls in periods, want %d", total, len(table.Rolls))
	}
	for _, p := range table.Periods(votes.Pick{CalendarYear: true, NoParts: true, Unanimous: true}) {
		for _, r := range p.Rolls {
			if r.Paragraph == votes.True || r.Amendment == votes.True || r.Year() != p.Year {
				t.Fatalf("roll call %d does not belong into %d", r.ID, p.Year)
			}
		}
	}
}

// TestLinks wants of each link that it leads straight to the first of its chain,
// which is of an earlier session.
func TestLinks(t *testing.T) {
	table := load(t)
	at := map[int]votes.Roll{}
	linked := 0
	for _, r := range table.Rolls {
		at[r.ID] = r
		if r.Link != r.ID {
			linked++
			if first := at[r.Link]; first.Link != first.ID || first.Session >= r.Session {
				t.Errorf("roll call %d is linked to %+v", r.ID, first)
			}
		}
	}
	if linked < 1000 {
		t.Errorf("only %d roll calls are linked", linked)
	}
}

const small = "#entente votes 1\n@states AAA BBB\n1\t1\t1946-01-01\tR/1\t-01\t\tyn\n2\t2\t1947-01-01\t\t---\t1\t.a\n"

func TestParse(t *testing.T) {
	table, err := votes.Parse("x", strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	if r := table.Rolls[1]; r.Link != 1 || !slices.Equal(r.Votes, []votes.Vote{votes.Absent, votes.Abstain}) || !r.Unanimous() {
		t.Errorf("got %+v", r)
	}
	if r := table.Rolls[0]; r.Important != votes.NotStated || r.Amendment != votes.False || r.Paragraph != votes.True || r.Unanimous() {
		t.Errorf("got %+v", r)
	}
	for _, tt := range []struct{ old, new, want string }{
		{"#entente votes 1", "hello", `x:1: is no table of votes: the first line is not "#entente votes 1"`},
		{"AAA BBB", "BBB AAA", "x:2: states are not sorted, or one stands twice"},
		{"\tyn", "\tyx", `x:3: 'x' is no vote`},
		{"\tyn", "\ty", "x:3: 1 votes for 2 states"},
		{"1946-01-01", "1946-02-30", `x:3: "1946-02-30" is no day`},
		{"---", "--?", `x:4: '?' is no mark`},
		{"\t1\t.a", "\t7\t.a", "x:4: roll call 2 is linked to 7, which is not before it"},
		{"2\t2\t1947-01-01\t\t---\t1", "1\t2\t1947-01-01\t\t---\t", "x:4: roll call 1 stands twice"},
		{"1\t1\t1946", "1\t3\t1946", "x:4: session 2 after session 3"},
		{"R/1\t", "", "x:3: 6 columns, want 7"},
	} {
		_, err := votes.Parse("x", strings.NewReader(strings.Replace(small, tt.old, tt.new, 1)))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%q for %q: got %v, want %s", tt.new, tt.old, err, tt.want)
		}
	}
}

func TestLoadFaults(t *testing.T) {
	for _, tt := range []struct {
		files fstest.MapFS
		want  string
	}{
		{fstest.MapFS{}, "read seats: "},
		{fstest.MapFS{"v/seats.tsv": {}}, "read votes: "},
		{fstest.MapFS{"v/seats.tsv": {}, "v/un-votes.tsv.gz": {Data: []byte("x")}}, "read votes: un-votes.tsv.gz: "},
	} {
		if _, err := votes.Load(tt.files, "v"); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("got %v, want %s…", err, tt.want)
		}
	}
	if _, err := votes.ParseSeats("s", "@seats\nRUS\tRussia\tRU\t9\t3\n"); err == nil || !strings.HasPrefix(err.Error(), "s:2: ") {
		t.Errorf("seats: got %v", err)
	}
}

func TestBuildFaults(t *testing.T) {
	const rolls = "rcid,session,importantvote,date,unres,amend,para,short,descr\n1,1,0,1946-01-01,R/1,NA,NA,x,y\n"
	for _, tt := range []struct{ votes, rolls, want string }{
		{"rcid,country,country_code\n", rolls, `read votes: line 1: no column "vote"`},
		{"rcid,country,country_code,vote\n1,France,FR,yes\n2,France,FR,yes\n", rolls, `read votes: line 3: no roll call "2"`},
		{"rcid,country,country_code,vote\n1,France,FR,maybe\n", rolls, `read votes: line 2: "maybe" is no vote`},
		{"rcid,country,country_code,vote\n1,Ruritania,RT,yes\n", rolls, `read votes: line 2: no state for the seat "Ruritania" (RT) in session 1`},
		{"rcid,country,country_code,vote\n1,Nowhere,NA,yes\n", rolls, `read votes: line 2: no state for the seat "Nowhere" (NA) in session 1`},
		{"rcid,country,country_code,vote\n1,France,FR,yes\n1,France,FR,no\n", rolls, "read votes: FRA votes twice in roll call 1"},
		{"", strings.Replace(rolls, "1946-01-01", "1946", 1), `read roll calls: line 2: parsing time`},
		{"", rolls + "1,1,0,1946-01-01,R/1,NA,NA,x,y\n", "read roll calls: line 3: roll call 1 stands twice"},
	} {
		_, err := votes.Build(votes.Source{Votes: strings.NewReader(tt.votes), Rolls: strings.NewReader(tt.rolls)}, map[string]string{"FR": "FRA", "NA": "NAM"}, nil)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

// FuzzParse wants that what is read can be written and read again.
func FuzzParse(f *testing.F) {
	f.Add(small)
	f.Add("#entente votes 1\n@states\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := votes.Parse("x", strings.NewReader(text))
		if err != nil {
			return
		}
		var a, b bytes.Buffer
		votes.Write(&a, table)
		again, err := votes.Parse("y", bytes.NewReader(a.Bytes()))
		if err != nil {
			t.Fatalf("%v\n%s", err, a.String())
		}
		if votes.Write(&b, again); !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%q\n%q", a.String(), b.String())
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b)
	}
}
