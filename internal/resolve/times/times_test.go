package times

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
)

// parse makes a document of sentences and bare tokens, as a tokeniser without a
// tagger would. " | " starts a sentence, " ¶ " a paragraph.
func parse(text string) *doc.Parsed {
	p := &doc.Parsed{}
	var b strings.Builder
	for n, par := range strings.Split(text, " ¶ ") {
		for _, s := range strings.Split(par, " | ") {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			begin := b.Len()
			b.WriteString(s)
			p.Sentences = append(p.Sentences, doc.Sentence{Span: doc.Span{Begin: begin, End: b.Len()}, Segment: n,
				Tokens: tokens(s, begin)})
		}
	}
	p.Text = b.String()
	return p
}

func tokens(s string, at int) []doc.Token {
	var toks []doc.Token
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		j := i + size
		inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
		if unicode.IsSpace(r) {
			i = j
			continue
		}
		for inWord(r) && j < len(s) {
			next, size := utf8.DecodeRuneInString(s[j:])
			if !inWord(next) {
				break
			}
			j += size
		}
		toks = append(toks, doc.Token{Span: doc.Span{Begin: at + i, End: at + j}, Form: s[i:j], Head: doc.Root})
		i = j
	}
	return toks
}

func load(t testing.TB) *Table {
	table, err := Load(os.DirFS("../../../data/dates"))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func published(t testing.TB, s string) edtf.Date {
	var d edtf.Date
	if err := d.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	return d
}

// show writes an expression as the table has it.
func show(x event.Time) string {
	switch {
	case x.Kind == event.TimeDuration:
		return "dur:" + x.Duration
	case x.Kind == event.TimeRecurrence:
		return "rec:" + x.Duration
	case x.Date.IsZero():
		return "-"
	}
	return x.Date.String()
}

func TestExpressions(t *testing.T) {
	raw, err := os.ReadFile("testdata/expressions.tsv")
	if err != nil {
		t.Fatal(err)
	}
	table := load(t)
	rows, expressions := 0, 0
	for n, line := range strings.Split(string(raw), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		cols := strings.Split(line, "\t")
		if len(cols) != 3 {
			t.Fatalf("line %d: %d columns, want 3", n+1, len(cols))
		}
		rows++
		p := parse(strings.NewReplacer("[", "", "]", "").Replace(cols[1]))
		var want []string
		values := strings.Split(cols[2], "; ")
		for i, part := range strings.Split(cols[1], "[")[1:] {
			words, _, _ := strings.Cut(part, "]")
			value := "?"
			if i < len(values) {
				value = values[i]
			}
			want = append(want, words+" = "+value)
		}
		expressions += len(want)
		var got []string
		for _, x := range table.Resolve(p, published(t, cols[0])) {
			got = append(got, x.In(p.Text)+" = "+show(x))
		}
		if !slices.Equal(got, want) {
			t.Errorf("line %d: %s: %s\n got %q\nwant %q", n+1, cols[0], cols[1], got, want)
		}
	}
	if rows < 200 || expressions < 150 {
		t.Errorf("%d rows with %d expressions, want at least 200 and 150", rows, expressions)
	}
}

func TestBasisAndSince(t *testing.T) {
	rows := []struct {
		text, published string
		basis           event.DateBasis
		since           bool
	}{
		{"They met on 14 September 2021.", "2022-12-08", event.DateStated, false},
		{"They met in October.", "2022-12-08", event.DateInferred, false},
		{"They met last month.", "2022-12-08", event.DateRelative, false},
		{"They met on Friday.", "2022-12-08", event.DateRelative, false},
		{"They met in October last year.", "2022-12-08", event.DateRelative, false},
		{"They have met since 2015.", "2022-12-08", event.DateStated, true},
		{"They have met since March.", "2022-12-08", event.DateInferred, true},
		{"They met last month.", "", event.DateRelative, false},
		{"They met from March to June 2021.", "2022-12-08", event.DateStated, false},
	}
	table := load(t)
	for _, row := range rows {
		got := table.Resolve(parse(row.text), published(t, row.published))
		if len(got) != 1 || got[0].Basis != row.basis || got[0].Since != row.since {
			t.Errorf("%q: %+v; want one with basis %s, since %v", row.text, got, row.basis, row.since)
		}
	}
}

// Grammar decides where words alone do not.
func TestGrammar(t *testing.T) {
	table := load(t)
	p := parse("Officials May attend. The sides sign the deal on Friday.")
	set := func(form, upos, feats, deprel string, head int) {
		for i := range p.Sentences[0].Tokens {
			if tok := &p.Sentences[0].Tokens[i]; tok.Form == form {
				tok.UPOS, tok.Feats, tok.Deprel, tok.Head = upos, feats, deprel, head
			}
		}
	}
	set("May", "AUX", "", "aux", 2)
	set("sign", "VERB", "Tense=Past|VerbForm=Fin", "root", doc.Root)
	set("Friday", "PROPN", "", "obl", 6)
	set("on", "ADP", "", "case", 10)
	got := table.Resolve(p, edtf.YMD(2022, 12, 8))
	if len(got) != 1 || got[0].Date != edtf.YMD(2022, 12, 2) {
		t.Errorf("with a tree that says past: %+v; want 2022-12-02 alone", got)
	}
	p.Sentences[0].Tokens[5].UPOS = "NOUN" // so that its feats are not asked
	set("sign", "VERB", "VerbForm=Inf", "root", doc.Root)
	set("the", "AUX", "", "aux", 6)
	for i := range p.Sentences[0].Tokens {
		if tok := &p.Sentences[0].Tokens[i]; tok.Form == "the" {
			tok.Lemma = "will"
		}
	}
	got = table.Resolve(p, edtf.YMD(2022, 12, 8))
	if len(got) != 1 || got[0].Date != edtf.YMD(2022, 12, 9) {
		t.Errorf("with a tree that says future: %+v; want 2022-12-09 alone", got)
	}
}

// A verb in the present tells of a plan, but in a caption of the past.
func TestPresentTense(t *testing.T) {
	table := load(t)
	for _, row := range []struct {
		kind doc.SegmentKind
		want edtf.Date
	}{{doc.Body, edtf.YM(2023, 1)}, {doc.Caption, edtf.YM(2022, 1)}, {doc.Headline, edtf.YM(2022, 1)}} {
		p := parse("Ministers attend talks in January.")
		p.Segments = []doc.Segment{{Kind: row.kind}}
		toks := p.Sentences[0].Tokens
		toks[1].UPOS, toks[1].Feats, toks[1].Deprel = "VERB", "Tense=Pres|VerbForm=Fin", "root"
		toks[4].UPOS, toks[4].Deprel, toks[4].Head = "PROPN", "obl", 1
		got := table.Resolve(p, edtf.YMD(2022, 12, 8))
		if len(got) != 1 || got[0].Date != row.want {
			t.Errorf("in a %s: %+v, want %s", row.kind, got, row.want)
		}
	}
}

func TestHolidayFaults(t *testing.T) {
	bad := "name\twhen\nNo tab\nA\t13-01\nB\t11-foo4\nC\teaster+x\nD\t../2022\n\t12-25\nGood\t12-25\n"
	_, err := Load(fstest.MapFS{"holidays.tsv": {Data: []byte(bad)}})
	if err == nil {
		t.Fatal("no error")
	}
	for _, where := range []string{":2:", ":3:3:", ":4:3:", ":5:3:", ":6:3:", ":7:"} {
		if !strings.Contains(err.Error(), "holidays.tsv"+where) {
			t.Errorf("no fault at %s in: %v", where, err)
		}
	}
	if _, err := Load(fstest.MapFS{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder without holidays.tsv: %v", err)
	}
	if _, err := Load(fstest.MapFS{"holidays.tsv": {Data: bytes.Repeat([]byte("x"), 1<<20)}}); err == nil {
		t.Error("a line of 1 MB: no error")
	}
}

// Easter by the tables of the churches.
func TestEaster(t *testing.T) {
	for year, want := range map[int][2]string{
		1990: {"1990-04-15", "1990-04-15"}, 2000: {"2000-04-23", "2000-04-30"}, 2008: {"2008-03-23", "2008-04-27"},
		2022: {"2022-04-17", "2022-04-24"}, 2023: {"2023-04-09", "2023-04-16"}, 2024: {"2024-03-31", "2024-05-05"},
		2038: {"2038-04-25", "2038-04-25"},
	} {
		if got := [2]string{easterOf(year, false).String(), easterOf(year, true).String()}; got != want {
			t.Errorf("Easter %d = %v, want %v", year, got, want)
		}
	}
}

// checkSpans checks what holds of every result.
func checkSpans(t *testing.T, p *doc.Parsed, got []event.Time) {
	end := 0
	for _, x := range got {
		s := p.Sentences[x.Sentence]
		if x.Begin < end || x.End <= x.Begin || !s.Contains(x.Span) {
			t.Fatalf("span %v after %d in sentence %v of %q", x.Span, end, s.Span, p.Text)
		}
		if w := x.In(p.Text); !utf8.ValidString(w) && utf8.ValidString(p.Text) || strings.TrimSpace(w) != w {
			t.Fatalf("words %q in %q", w, p.Text)
		}
		if x.Kind != event.TimeDate && !x.Date.IsZero() || x.Kind == event.TimeDate && x.Duration != "" ||
			x.Duration != "" && edtf.CheckDuration(x.Duration) != nil {
			t.Fatalf("%+v in %q", x, p.Text)
		}
		switch x.Basis {
		case event.DateStated, event.DateRelative, event.DateInferred:
		default:
			t.Fatalf("basis %q in %q", x.Basis, p.Text)
		}
		end = x.End
	}
}

func FuzzResolve(f *testing.F) {
	raw, err := os.ReadFile("testdata/expressions.tsv")
	if err != nil {
		f.Fatal(err)
	}
	for _, line := range strings.Split(string(raw), "\n") {
		if cols := strings.Split(line, "\t"); len(cols) == 3 {
			f.Add(cols[0], strings.NewReplacer("[", "", "]", "").Replace(cols[1]), true)
		}
	}
	f.Add("2022", "early mid-to-late the first the '90s-14-9/11/1 of 5 1/2½ a couple of", false)
	f.Add("R/2022/P1Y", "from to between and until since by every other 9999999999-99 \xff\xfe – — ’", true)
	f.Add("Y-999999999", "a century ago | 9999 years ago | 9999 centuries later", true)
	table := load(f)
	f.Fuzz(func(t *testing.T, pub, text string, bare bool) {
		if len(text) > 1<<12 {
			return
		}
		p := parse(text)
		if !bare {
			for i := range p.Sentences {
				p.Sentences[i].Tokens = nil
			}
		}
		d, _ := edtf.Parse(pub)
		got := table.Resolve(p, d)
		checkSpans(t, p, got)
		if again := table.Resolve(p, d); !slices.Equal(got, again) {
			t.Fatalf("%q: %v, then %v", text, got, again)
		}
		for _, x := range got {
			if x.Basis == event.DateRelative && d.IsZero() && len(p.Sentences) == 1 && len(got) == 1 && !x.Date.IsZero() {
				t.Fatalf("%q: %v out of nothing", text, x)
			}
		}
	})
}

// The work must grow with the text, whatever the text.
func TestTimeIsLinear(t *testing.T) {
	table := load(t)
	for _, unit := range []string{"May ", "from ", "the ", "1-", "early ", "more than ", "last ", "first half of ", "a couple of ", "12/", "to be ", "two or ", "early-to-"} {
		p := parse(strings.Repeat(unit, 100_000/len(unit)))
		done := make(chan struct{})
		go func() { table.Resolve(p, edtf.YMD(2022, 12, 8)); close(done) }()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			t.Fatalf("100 kB of %q take more than 5 s", unit)
		}
	}
}

func BenchmarkResolve(b *testing.B) {
	raw, err := os.ReadFile("testdata/expressions.tsv")
	if err != nil {
		b.Fatal(err)
	}
	var lines []string
	for _, line := range strings.Split(string(raw), "\n") {
		if cols := strings.Split(line, "\t"); len(cols) == 3 {
			lines = append(lines, strings.NewReplacer("[", "", "]", "").Replace(cols[1]))
		}
	}
	p := parse(strings.Join(lines, " | "))
	table := load(b)
	b.SetBytes(int64(len(p.Text)))
	b.ReportAllocs()
	for b.Loop() {
		table.Resolve(p, edtf.YMD(2022, 12, 8))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(p.Sentences)), "ns/sentence")
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b)
	}
}
