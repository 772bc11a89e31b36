package sift_test

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"

	"entente/data"
	"entente/internal/atlas"
	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/gold"
	"entente/internal/nlp"
	"entente/internal/sift"
	"entente/models"
)

type world struct {
	parser *nlp.Parser
	sieve  *sift.Sieve
}

func newWorld(t testing.TB) world {
	t.Helper()
	book, err := codebook.Load(data.FS, "codebooks/plover")
	if err != nil {
		t.Fatal(err)
	}
	a, err := atlas.Load(data.FS, "actors", "gazetteer")
	if err != nil {
		t.Fatal(err)
	}
	p, err := nlp.Load(models.FS, "en")
	if err != nil {
		t.Fatal(err)
	}
	return world{p, sift.New(book, a, p.BaseForms)}
}

// worth says whether a sentence of the text passes.
func (w world) worth(text string) bool {
	for _, s := range w.parser.Split(text, doc.Span{End: len(text)}) {
		if w.sieve.Worth(&s) {
			return true
		}
	}
	return false
}

func TestWorth(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		text string
		want bool
	}{
		{"Peru signed a trade pact with Chile on Monday.", true},
		{"The ambassador was expelled from Oslo.", true},
		{"Police fired tear gas at the crowd.", true},
		{"Relations have cooled, an analyst said.", true},
		{"“They never came back.”", true},
		{"The weather was mild and the harvest good.", false},
		{"Prices were about the same as in spring.", false},
		{"", false},
	} {
		if got := w.worth(c.text); got != c.want {
			t.Errorf("Worth(%q) = %v", c.text, got)
		}
	}
}

// least is the share of gold events in percent that must pass.
const least = 99

// TestRecall measures what the sieve lets pass of the sentences that hold an
// event by one of the gold standards.
func TestRecall(t *testing.T) {
	w := newWorld(t)
	own, err := gold.Load(os.DirFS("../../gold"))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, e := range own.Examples {
		if len(e.Events) > 0 && !e.Article() {
			texts = append(texts, e.Text)
		}
	}
	w.recall(t, "own", texts)
	for _, g := range []struct {
		file string
		read func(io.Reader) ([]string, error)
	}{{"PLV_train.tsv", plv}, {"PLOVER_GSR_CAMEO.txt", records}, {"PETR.UnitTest.records.xml", petrarch}} {
		f, err := os.Open("../../../shared/data/gold/" + g.file)
		if errors.Is(err, fs.ErrNotExist) {
			t.Logf("../shared is not there: %s is left out", g.file)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		texts, err := g.read(f)
		f.Close()
		if err != nil || len(texts) < 100 {
			t.Fatalf("%s: %d texts, %v", g.file, len(texts), err)
		}
		w.recall(t, g.file, texts)
	}
}

func (w world) recall(t *testing.T, name string, texts []string) {
	t.Helper()
	pass := 0
	for _, s := range texts {
		if w.worth(s) {
			pass++
		} else {
			t.Logf("%s: held back %q", name, s)
		}
	}
	t.Logf("%s: %d of %d sentences with an event pass", name, pass, len(texts))
	if 100*pass < least*len(texts) {
		t.Errorf("%s: %d of %d sentences with an event pass, want %d %%", name, pass, len(texts), least)
	}
}

func plv(r io.Reader) (out []string, err error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for n := 0; sc.Scan(); n++ {
		if cols := strings.Split(sc.Text(), "\t"); n > 0 && len(cols) > 2 {
			out = append(out, cols[2])
		}
	}
	return out, sc.Err()
}

func records(r io.Reader) (out []string, err error) {
	var all []struct{ Text string }
	if err := json.NewDecoder(r).Decode(&all); err != nil {
		return nil, err
	}
	for _, e := range all {
		if e.Text != "" {
			out = append(out, e.Text)
		}
	}
	return out, nil
}

func petrarch(r io.Reader) (out []string, err error) {
	d := xml.NewDecoder(r)
	d.Strict = false
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "Sentence" {
			var e struct {
				Events []struct{} `xml:"EventCoding"`
				Text   string
			}
			if err := d.DecodeElement(&e, &s); err != nil {
				return out, err
			}
			if len(e.Events) > 0 {
				out = append(out, strings.Join(strings.Fields(e.Text), " "))
			}
		}
	}
}

// BenchmarkRaw goes from text to trees behind the sieve.
func BenchmarkRaw(b *testing.B) {
	w := newWorld(b)
	own, err := gold.Load(os.DirFS("../../gold"))
	if err != nil {
		b.Fatal(err)
	}
	var text strings.Builder
	for _, e := range own.Examples {
		text.WriteString(e.Text + "\n")
	}
	page := &doc.Page{Document: doc.Document{Text: text.String()}}
	at, tokens := 0, 0
	for line := range strings.Lines(page.Text) {
		page.Segments = append(page.Segments, doc.Segment{Span: doc.Span{Begin: at, End: at + len(line) - 1}, Kind: doc.Body})
		at += len(line)
		tokens += len(w.parser.Tokenise(line, doc.Span{End: len(line)}))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.parser.ParseSome(page, w.sieve.Worth); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(tokens)*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
}
