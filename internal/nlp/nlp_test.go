package nlp_test

import (
	"slices"
	"strings"
	"testing"

	"entente/internal/doc"
	"entente/internal/nlp"
	"entente/models"
)

func english(t testing.TB) *nlp.Parser {
	t.Helper()
	p, err := nlp.Load(models.FS, "en")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func forms(toks []doc.Token) []string {
	var out []string
	for _, t := range toks {
		out = append(out, t.Form)
	}
	return out
}

func TestTokenise(t *testing.T) {
	p := english(t)
	for _, c := range []struct{ text, want string }{
		{"They don't know.", "They do n't know ."},
		{"Latvia’s army can’t wait", "Latvia ’s army ca n’t wait"},
		{"We cannot go; it's late.", "We can not go ; it 's late ."},
		{"the ministers' plan", "the ministers ' plan"},
		{"The U.S. and the U.N. met at 5 p.m. on Friday.", "The U.S. and the U.N. met at 5 p.m. on Friday ."},
		{"Gen. J. F. Smith spoke.", "Gen. J. F. Smith spoke ."},
		{"It cost $2.5 million (£1.9m), or 3%.", "It cost $ 2.5 million ( £ 1.9 m ) , or 3 % ."},
		{"a non-proliferation, so-called deal", "a non-proliferation , so - called deal"},
		{"See https://example.org/a-b?c=1, please.", "See https://example.org/a-b?c=1 , please ."},
		{"Write to desk@example.org.", "Write to desk@example.org ."},
		{"“Stop,” he said… “Now!”", "“ Stop , ” he said … “ Now ! ”"},
		{"OSLO, March 3 (ABC) -- The king", "OSLO , March 3 ( ABC ) -- The king"},
		{"1,200 men on 9/11 at 10:30, call 555-123-4567", "1,200 men on 9/11 at 10:30 , call 555-123-4567"},
		{"the 1990s, the '90s", "the 1990s , the '90s"},
		{"I'm sure they'll say we've won; he'd go.", "I 'm sure they 'll say we 've won ; he 'd go ."},
		{"O'Brien met al-Assad.", "O'Brien met al - Assad ."},
		{"", ""},
		{" \t\u00a0\n", ""},
		{"AT&T and R&D", "AT&T and R&D"},
		{"((((", "( ( ( ("},
	} {
		toks := p.Tokenise(c.text, doc.Span{End: len(c.text)})
		if got := strings.Join(forms(toks), " "); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

func TestSplit(t *testing.T) {
	p := english(t)
	for _, c := range []string{
		"The talks ended on Sunday.|Nobody spoke.",
		"Mr. Jones met Gen. Smith in St. Louis.|They shook hands.",
		"“We will stay,” the minister said.|“We have no choice.”",
		"The U.S. Senate voted.|Then it rose.",
		"LONDON, Jan. 5 (ABC) — The strike went on.|Trains stood still.",
		"It rose 3.5 percent to $1.20.|Analysts were surprised.",
		"“Who goes there?” he asked.|No one answered.",
	} {
		text := strings.ReplaceAll(c, "|", " ")
		var got []string
		for _, s := range p.Split(text, doc.Span{End: len(text)}) {
			got = append(got, s.In(text))
		}
		if want := strings.Split(c, "|"); !slices.Equal(got, want) {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	p := english(t)
	text := "Old headline\n\nThe minister visited Norway. She didn't sign the treaty."
	page := &doc.Page{Document: doc.Document{Text: text}, Segments: []doc.Segment{
		{Span: doc.Span{Begin: 0, End: 12}, Kind: doc.Boilerplate},
		{Span: doc.Span{Begin: 14, End: len(text)}, Kind: doc.Body},
	}}
	parsed, err := p.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	if len(parsed.Sentences) != 2 || parsed.Sentences[0].Segment != 1 {
		t.Fatalf("%d sentences, want 2 of segment 1: %+v", len(parsed.Sentences), parsed.Sentences)
	}
	var got []string
	for _, tok := range parsed.Sentences[0].Tokens {
		if tok.In(text) != tok.Form {
			t.Errorf("token %q spans %q", tok.Form, tok.In(text))
		}
		got = append(got, tok.Lemma+"/"+tok.UPOS+"/"+tok.Deprel)
	}
	want := "the/DET/det minister/NOUN/nsubj visit/VERB/root Norway/PROPN/obj ./PUNCT/punct"
	if strings.Join(got, " ") != want {
		t.Errorf("%q\n got %s\nwant %s", text, strings.Join(got, " "), want)
	}
	if v := parsed.Sentences[0].Tokens[2]; v.Head != doc.Root || v.Feat("Tense") != "Past" {
		t.Errorf("visited: head %d, feats %q; want the root, past", v.Head, v.Feats)
	}
}

func TestLemma(t *testing.T) {
	p := english(t)
	for _, c := range []struct{ text, word, want string }{
		{"The rebels won the town.", "won", "win"},
		{"Making peace is hard.", "Making", "make"},
		{"The speech provoked a protest.", "provoked", "provoke"},
		{"Jets bombed the bridge.", "bombed", "bomb"},
		{"The ministers met on Sunday.", "met", "meet"},
		{"The ministers met on Sunday.", "ministers", "minister"},
		{"He has denied the charges.", "denied", "deny"},
		{"They were the worst losses.", "losses", "loss"},
		{"They were the worst losses.", "were", "be"},
		{"He hasn't paid.", "n't", "not"},
		{"Troops left Norway in March.", "Norway", "Norway"},
		{"Both countries stopped trading.", "stopped", "stop"},
		{"The two countries agreed.", "countries", "country"},
	} {
		for _, s := range p.Split(c.text, doc.Span{End: len(c.text)}) {
			p.Annotate(&s, c.text)
			for _, tok := range s.Tokens {
				if tok.Form == c.word && tok.Lemma != c.want {
					t.Errorf("%q: %s has lemma %s (as %s %s), want %s", c.text, c.word, tok.Lemma, tok.UPOS, tok.Feats, c.want)
				}
			}
		}
	}
}

// TestDateline: place and agency in front are no part of the clause behind them.
func TestDateline(t *testing.T) {
	p := english(t)
	for _, c := range []struct{ text, root string }{
		{"GEORGETOWN, Guyana (Reuters) - The ministers of Peru and Chile met in Brasilia on January 25.", "met"},
		{"LIMA -- Peru signed a pact with Chile on Monday.", "signed"},
		{"KYIV, March 3 (AP) — Ukraine closed its border.", "closed"},
		{"NATO - Russia ties are cold.", ""},
	} {
		for _, s := range p.Split(c.text, doc.Span{End: len(c.text)}) {
			p.Annotate(&s, c.text)
			for _, tok := range s.Tokens {
				if tok.Head == doc.Root && c.root != "" && tok.Form != c.root {
					t.Errorf("%q: root %q, want %q", c.text, tok.Form, c.root)
				}
				if c.root != "" && tok.Form == c.text[:strings.IndexAny(c.text, ", ")] && tok.Deprel != "parataxis" {
					t.Errorf("%q: %q is %s", c.text, tok.Form, tok.Deprel)
				}
			}
		}
	}
}
