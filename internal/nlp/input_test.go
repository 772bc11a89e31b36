package nlp_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"entente/internal/conllu"
	"entente/internal/doc"
	"entente/internal/nlp"
)

// check parses text and checks what must hold of any text: sentences and tokens
// in order, apart, inside the text, covering all that is not blank; forms as
// written; one root a sentence and no cycle.
func check(t *testing.T, p *nlp.Parser, text string) []doc.Sentence {
	t.Helper()
	sents := p.Split(text, doc.Span{End: len(text)})
	at := 0
	for si := range sents {
		s := &sents[si]
		if len(s.Tokens) == 0 {
			t.Fatalf("sentence %d of %.80q is empty", si, text)
		}
		p.Annotate(s, text)
		if s.Begin != s.Tokens[0].Begin || s.End != s.Tokens[len(s.Tokens)-1].End {
			t.Fatalf("sentence %v of %.80q is not the span of its tokens", s.Span, text)
		}
		for i, tok := range s.Tokens {
			if tok.Begin < at || tok.End <= tok.Begin || tok.End > len(text) {
				t.Fatalf("token %v after byte %d of %d in %.80q", tok.Span, at, len(text), text)
			}
			if gap := text[at:tok.Begin]; strings.ContainsFunc(gap, visible) {
				t.Fatalf("no token covers %q in %.80q", gap, text)
			}
			if tok.In(text) != tok.Form || tok.UPOS == "" || tok.Deprel == "" || tok.Lemma == "" {
				t.Fatalf("token %d of %.80q: %+v", i, text, tok)
			}
			at = tok.End
		}
		checkTree(t, s.Tokens)
	}
	if strings.ContainsFunc(text[at:], visible) {
		t.Fatalf("no token covers %q at the end of %.80q", text[at:], text)
	}
	return sents
}

func visible(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.IsControl(r) && r != '\u200b' && r != '\u2060' && r != '\ufeff'
}

func checkTree(t *testing.T, toks []doc.Token) {
	t.Helper()
	roots := 0
	seen := make([]int, len(toks)) // the walk that came by, from 1
	for i := range toks {
		if toks[i].Head == doc.Root {
			roots++
		}
		for k := i; k != doc.Root && seen[k] != i+1; k = toks[k].Head {
			if toks[k].Head < doc.Root || toks[k].Head >= len(toks) {
				t.Fatalf("head %d of token %d of %d", toks[k].Head, k, len(toks))
			}
			if seen[k] != 0 {
				break // known to lead to the root
			}
			seen[k] = i + 1
			if h := toks[k].Head; h != doc.Root && seen[h] == i+1 {
				t.Fatalf("a cycle at token %d of %d", h, len(toks))
			}
		}
	}
	if roots != 1 {
		t.Fatalf("%d roots in %d tokens", roots, len(toks))
	}
}

var odd = map[string]string{
	"brackets":       strings.Repeat("(", 10_000),
	"emoji":          strings.Repeat("😀👩‍👩‍👧🇺🇳 ", 500),
	"right to left":  strings.Repeat("قال الوزير إن المحادثات انتهت. ", 200),
	"mixed":          strings.Repeat("Путин met 习近平 in Αθήνα; \u202eabc\u202c. ", 200),
	"control":        strings.Repeat("a\x00b\x07\x1b[31m c\u200b\u2028d ", 300),
	"quotes":         strings.Repeat("\"'“”‘’`", 1000),
	"stops":          strings.Repeat(".", 9000) + strings.Repeat(" . ", 2000),
	"apostrophes":    strings.Repeat("n't's'll", 1000),
	"not UTF-8":      "caf\xe9 \xff\xfe Gen\x80. x",
	"digits":         strings.Repeat("1,2.3/4:5-", 1000),
	"hyphens":        strings.Repeat("pre-", 3000) + "war",
	"addresses":      strings.Repeat("http://a.b/@", 900) + " x@" + strings.Repeat("y.", 3000),
	"combining":      "a" + strings.Repeat("\u0301", 5000),
	"abbreviations":  strings.Repeat("U.S. Gen. A. Mr. ", 1000),
	"only a newline": "\n",
}

func TestOddText(t *testing.T) {
	p := english(t)
	for name, text := range odd {
		t.Run(name, func(t *testing.T) { check(t, p, text) })
	}
}

// TestLinear checks that a text without a full stop takes time in proportion to
// its length: eight times the text takes less than 24 times the time, where a
// square would be 64. The margin is for machines that are busy.
func TestLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	p := english(t)
	for name, unit := range map[string]string{
		"words": "the minister of the interior and the ambassador said that ", "letters": "x", "brackets": "(", "stops": ".", "address": "a@", "quote": "'s",
	} {
		run := func(size int) time.Duration {
			text := strings.Repeat(unit, size/len(unit))
			best := time.Hour
			for range 3 {
				start := time.Now()
				sents := p.Split(text, doc.Span{End: len(text)})
				for i := range sents {
					p.Annotate(&sents[i], text)
				}
				best = min(best, time.Since(start))
			}
			return best
		}
		run(1 << 11)
		small, large := run(1<<12), run(1<<15)
		t.Logf("%s: 4 kB in %v, 32 kB in %v", name, small, large)
		if large > 24*small+100*time.Millisecond {
			t.Errorf("%s: 4 kB in %v but 32 kB in %v", name, small, large)
		}
	}
	text := strings.Repeat("a general without a full stop ", 1<<20/30)
	start := time.Now()
	check(t, p, text)
	t.Logf("1 MB without a full stop: %v", time.Since(start))
}

// TestLongGiven checks that a very long sentence given as such stays one tree.
func TestLongGiven(t *testing.T) {
	p := english(t)
	text := strings.Repeat("we met , and ", 2000)
	s := doc.Sentence{Span: doc.Span{End: len(text)}, Tokens: p.Tokenise(text, doc.Span{End: len(text)})}
	p.Annotate(&s, text)
	checkTree(t, s.Tokens)
}

// TestSpanWithin checks that a part of a text gives spans in the whole text, and
// nothing outside the part.
func TestSpanWithin(t *testing.T) {
	p := english(t)
	text := "Skip this. The envoy left. Skip that."
	within := doc.Span{Begin: 11, End: 26}
	sents := p.Split(text, within)
	if len(sents) != 1 || sents[0].In(text) != "The envoy left." {
		t.Fatalf("got %+v", sents)
	}
	for cut := range text {
		for _, tok := range p.Tokenise(text, doc.Span{Begin: cut / 2, End: cut}) {
			if !(doc.Span{Begin: cut / 2, End: cut}).Contains(tok.Span) {
				t.Errorf("token %v outside %d to %d", tok.Span, cut/2, cut)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range odd {
		if len(text) > 400 {
			text = text[:400]
		}
		f.Add(text)
	}
	f.Add("Mr. O'Neil can't say \"no.\" He won't; see http://x.org/a(b). It's 5pm, $3bn - No. 7!")
	p := english(f)
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) && len(text) > 1000 {
			return
		}
		check(t, p, text)
	})
}

// TestSameTwice checks that a used parser and several at once give what a fresh
// one gives.
func TestSameTwice(t *testing.T) {
	p := english(t)
	text := corpus(t)
	want := parsed(p, text)
	done := make(chan string)
	for range 3 {
		go func() { done <- parsed(p, text) }()
	}
	for range 3 {
		if got := <-done; got != want {
			t.Fatal("the same text gave another parse")
		}
	}
}

func parsed(p *nlp.Parser, text string) string {
	var b bytes.Buffer
	for par := range strings.SplitSeq(text, "\n") {
		for _, s := range p.Split(par, doc.Span{End: len(par)}) {
			p.Annotate(&s, par)
			conllu.Write(&b, conllu.FromDoc(par, s))
		}
	}
	return b.String()
}

// shared returns the path of a file of the plan's folder beside the module, or
// skips.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if _, e := os.Stat(filepath.Join(dir, "go.mod")); e == nil {
			break
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above")
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(dir, "..", "shared", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("SKIPPED, NOT TESTED: %s is absent", path)
	}
	return path
}

// corpus returns paragraphs, one a line, of text written for the newswire test.
func corpus(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("../../testdata/newswire-sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for line := range strings.SplitSeq(string(b), "\n") {
		switch {
		case line == "":
			out.WriteByte('\n')
		case line[0] != '#':
			out.WriteString(line + " ")
		}
	}
	return out.String()
}

// sentences returns the texts of a thousand coded sentences, or of the newswire
// test where they are absent.
func sentences(b *testing.B) []string {
	b.Helper()
	r, err := os.Open(shared(b, "data/gold/PLV_train.tsv"))
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	c := csv.NewReader(r)
	c.Comma, c.LazyQuotes, c.FieldsPerRecord = '\t', true, -1
	rows, err := c.ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	column := 0
	for i, name := range rows[0] {
		if strings.EqualFold(name, "text") || strings.EqualFold(name, "sentence") {
			column = i
		}
	}
	var out []string
	for _, row := range rows[1:min(len(rows), 1001)] {
		out = append(out, row[column])
	}
	return out
}

func rate(b *testing.B, tokens int) {
	b.ReportMetric(float64(tokens)*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
}

// BenchmarkParse tags, lemmatises and parses sentences whose tokens are given.
func BenchmarkParse(b *testing.B) {
	p := english(b)
	var sents []doc.Sentence
	var texts []string
	n := 0
	for _, text := range sentences(b) {
		for _, s := range p.Split(text, doc.Span{End: len(text)}) {
			sents, texts = append(sents, s), append(texts, text)
			n += len(s.Tokens)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		for i := range sents {
			p.Annotate(&sents[i], texts[i])
		}
	}
	rate(b, n)
}

// BenchmarkTokenise splits and tokenises and no more.
func BenchmarkTokenise(b *testing.B) {
	p := english(b)
	texts := sentences(b)
	n, size := 0, 0
	for _, text := range texts {
		n += len(p.Tokenise(text, doc.Span{End: len(text)}))
		size += len(text)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range texts {
			p.Split(text, doc.Span{End: len(text)})
		}
	}
	rate(b, n)
}

// BenchmarkRaw goes from text to trees.
func BenchmarkRaw(b *testing.B) {
	p := english(b)
	texts := sentences(b)
	n := 0
	for _, text := range texts {
		n += len(p.Tokenise(text, doc.Span{End: len(text)}))
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range texts {
			for _, s := range p.Split(text, doc.Span{End: len(text)}) {
				p.Annotate(&s, text)
			}
		}
	}
	rate(b, n)
}

// BenchmarkTwoCores is BenchmarkRaw on as many cores as -cpu says.
func BenchmarkTwoCores(b *testing.B) {
	p := english(b)
	texts := sentences(b)
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			text := texts[i%len(texts)]
			for _, s := range p.Split(text, doc.Span{End: len(text)}) {
				p.Annotate(&s, text)
			}
		}
	})
}

// BenchmarkLoad reads the model.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		english(b)
	}
}
