package conllu

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"entente/internal/doc"
)

const sample = `# sent_id = 1
# text = They don't sail (yet).
1	They	they	PRON	PRP	Case=Nom|Number=Plur	4	nsubj	4:nsubj	_
2-3	don't	_	_	_	_	_	_	_	_
2	do	do	AUX	VBP	Mood=Ind	4	aux	4:aux	_
3	n't	not	PART	RB	_	4	advmod	4:advmod	_
4	sail	sail	VERB	VB	VerbForm=Inf	0	root	0:root	_
5	(	(	PUNCT	-LRB-	_	6	punct	6:punct	SpaceAfter=No
6	yet	yet	ADV	RB	_	4	advmod	4:advmod	SpaceAfter=No
7	)	)	PUNCT	-RRB-	_	6	punct	6:punct	SpaceAfter=No
8	.	.	PUNCT	.	_	4	punct	4:punct	_
8.1	sail	sail	VERB	VB	_	_	_	4:conj	CopyOf=4

`

func TestRoundTrip(t *testing.T) {
	all, err := ReadAll(strings.NewReader(sample + sample))
	if err != nil || len(all) != 2 {
		t.Fatalf("%d sentences, error %v", len(all), err)
	}
	var b bytes.Buffer
	for _, s := range all {
		if err := Write(&b, s); err != nil {
			t.Fatal(err)
		}
	}
	if b.String() != sample+sample {
		t.Errorf("written as\n%s", b.String())
	}
}

func TestToDoc(t *testing.T) {
	all, err := ReadAll(strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	for _, how := range []string{"with text", "without text"} {
		s := all[0]
		if how == "without text" {
			s.Comments = nil
		}
		text, sent := s.ToDoc()
		if want := "They don't sail (yet)."; text != want {
			t.Fatalf("%s: text %q, want %q", how, text, want)
		}
		var got []string
		for _, tok := range sent.Tokens {
			got = append(got, tok.In(text))
		}
		if want := "They do n't sail ( yet ) ."; strings.Join(got, " ") != want {
			t.Errorf("%s: tokens %q, want %q", how, got, want)
		}
		if h := sent.Tokens[3].Head; h != doc.Root {
			t.Errorf("%s: head of sail is %d, want the root", how, h)
		}
		if h := sent.Tokens[0].Head; h != 3 {
			t.Errorf("%s: head of They is %d, want 3", how, h)
		}
	}
}

func TestToDocOddities(t *testing.T) {
	for _, c := range []struct{ name, rows, text, spans string }{
		{"words that do not spell the contraction", "1-2\tau\t_\n1\tà\tà\n2\tle\tle\n", "au", "au|au"},
		{"a form with a blank inside", "1\t5 000\t5 000\n2\tmen\tman\n", "5 000 men", "5 000|men"},
		{"text that does not match", "# text = something else\n1\tOne\tone\n2\ttwo\ttwo\n", "One two", "One|two"},
	} {
		var b strings.Builder
		for _, l := range strings.SplitAfter(c.rows, "\n") {
			l = strings.TrimSuffix(l, "\n")
			if l != "" && l[0] != '#' {
				l += strings.Repeat("\t_", 9-strings.Count(l, "\t"))
			}
			b.WriteString(l + "\n")
		}
		s, err := NewReader(strings.NewReader(b.String())).Next()
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		text, sent := s.ToDoc()
		var spans []string
		for _, tok := range sent.Tokens {
			spans = append(spans, tok.In(text))
		}
		if got := strings.Join(spans, "|"); text != c.text || got != c.spans {
			t.Errorf("%s: %q, %q; want %q, %q", c.name, text, got, c.text, c.spans)
		}
	}
}

func TestFromDoc(t *testing.T) {
	text := "Oslo can't (now) wait"
	sent := doc.Sentence{Span: doc.Span{End: len(text)}}
	for _, f := range []string{"Oslo", "ca", "n't", "(", "now", ")", "wait"} {
		at := 0
		if n := len(sent.Tokens); n > 0 {
			at = sent.Tokens[n-1].End
		}
		b := at + strings.Index(text[at:], f)
		sent.Tokens = append(sent.Tokens, doc.Token{Span: doc.Span{Begin: b, End: b + len(f)}, Form: f, Head: 6, Deprel: "dep"})
	}
	sent.Tokens[6].Head, sent.Tokens[6].Deprel = doc.Root, "root"
	var b bytes.Buffer
	if err := Write(&b, FromDoc(text, sent)); err != nil {
		t.Fatal(err)
	}
	want := "2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\t_\n2\tca\t_\t_\t_\t_\t7\tdep\t_\t_\n3\tn't\t"
	if !strings.Contains(b.String(), want) || !strings.Contains(b.String(), "4\t(\t_\t_\t_\t_\t7\tdep\t_\tSpaceAfter=No\n") {
		t.Errorf("got\n%s\nwant in it\n%s", b.String(), want)
	}
	s, err := NewReader(&b).Next()
	if err != nil {
		t.Fatal(err)
	}
	back, again := s.ToDoc()
	if back != text || len(again.Tokens) != 7 || again.Tokens[2].Span != sent.Tokens[2].Span {
		t.Errorf("read back as %q with %d tokens", back, len(again.Tokens))
	}
}

func TestErrors(t *testing.T) {
	row := func(id, head string) string { return id + "\ta\ta\tX\t_\t_\t" + head + "\tdep\t_\t_\n" }
	for _, c := range []struct{ name, text, want string }{
		{"nine fields", "1\ta\ta\tX\t_\t_\t0\troot\t_\n\n", "line 1: not ten fields"},
		{"an empty field", "1\ta\t\tX\t_\t_\t0\troot\t_\t_\n\n", "line 1: an empty field"},
		{"a gap in ids", row("1", "0") + row("3", "1") + "\n", "line 2: id 3 after 1 words"},
		{"no number", row("x", "0") + "\n", `line 1: id "x"`},
		{"a head past the end", row("1", "2") + "\n", "head of 1 is 2 of 1 words"},
		{"its own head", row("1", "0") + row("2", "2") + "\n", "head of 2 is 2"},
		{"a range past the end", "1-3\tab\t_\t_\t_\t_\t_\t_\t_\t_\n" + row("1", "0") + row("2", "1") + "\n", "goes past 2 words"},
		{"a leading zero", row("01", "0") + "\n", `id "01"`},
	} {
		_, err := NewReader(strings.NewReader(c.text)).Next()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q in it", c.name, err, c.want)
		}
	}
}

// TestGoOn checks that what follows a bad sentence is still read.
func TestGoOn(t *testing.T) {
	r := NewReader(strings.NewReader("1\tbad\n\n" + sample))
	if _, err := r.Next(); err == nil || err == io.EOF {
		t.Fatalf("error %v for a bad sentence", err)
	}
	if s, err := r.Next(); err != nil || len(s.Words()) != 8 {
		t.Fatalf("the next sentence: %v", err)
	}
}

// FuzzRead checks that what can be read is written so that it reads the same,
// and that spans lie inside the text in order.
func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Add("1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n")
	f.Add("# newpar\n1-2\tx y\t_\t_\t_\t_\t_\t_\t_\t_\n1\tx\t_\t_\t_\t_\t0\t_\t_\t_\n2\ty\t_\t_\t_\t_\t1\t_\t_\tSpaceAfter=No\r\n\r\n")
	f.Add("1\t\u00a0\t_\tX\t_\t_\t0\troot\t_\t_\n2\t\xff\t_\tX\t_\t_\t1\tdep\t_\t_\n")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := ReadAll(strings.NewReader(text))
		if err != nil {
			return
		}
		var one, two bytes.Buffer
		for _, s := range all {
			if err := Write(&one, s); err != nil {
				t.Fatal(err)
			}
			text, sent := s.ToDoc()
			if len(sent.Tokens) != len(s.Words()) {
				t.Fatalf("%d tokens of %d words", len(sent.Tokens), len(s.Words()))
			}
			at := 0
			for _, tok := range sent.Tokens {
				if tok.Begin < at || tok.End < tok.Begin || tok.End > len(text) {
					t.Fatalf("span %v of %q in %q", tok.Span, tok.Form, text)
				}
				at = tok.Begin
			}
		}
		again, err := ReadAll(bytes.NewReader(one.Bytes()))
		if err != nil {
			t.Fatalf("written but not readable: %v\n%q", err, one.String())
		}
		for _, s := range again {
			if err := Write(&two, s); err != nil {
				t.Fatal(err)
			}
		}
		if one.String() != two.String() {
			t.Fatalf("first %q\nthen %q", one.String(), two.String())
		}
	})
}
