package claim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"entente/internal/claim"
	"entente/internal/doc"
	"entente/internal/event"
)

// lawful says what is wrong with the claims of a document: words that are not
// there, a quotation and a claim in it that name two holders, a link that is not
// known or not mutual, an analyst who speaks for a state.
func lawful(c *event.Coded) []string {
	var out []string
	fault := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	span := func(what string, s doc.Span) {
		if s.Begin < 0 || s.End > len(c.Text) || s.Empty() || strings.TrimSpace(s.In(c.Text)) == "" ||
			!utf8.ValidString(s.In(c.Text)) {
			fault("%s: bytes %d to %d hold no words", what, s.Begin, s.End)
		}
	}
	known := map[string]*event.Claim{}
	events := map[string]*event.Event{}
	for i := range c.Events {
		events[c.Events[i].ID] = &c.Events[i]
	}
	for i := range c.Claims {
		cl := &c.Claims[i]
		if known[cl.ID] != nil {
			fault("claim %s twice", cl.ID)
		}
		known[cl.ID] = cl
	}
	for i := range c.Claims {
		cl := &c.Claims[i]
		span("claim", cl.Span)
		for _, s := range cl.Hedges {
			span("hedge", s)
		}
		if cl.Holder.Words != (doc.Span{}) {
			span("holder", cl.Holder.Words)
		}
		if m, ok := cl.Holder.Mention.Index(); ok && m >= len(c.Mentions) {
			fault("holder is mention %d of %d", m, len(c.Mentions))
		} else if ok && cl.Holder.Name == event.ArticleVoice {
			fault("the writer is a mention")
		}
		if cl.Holder.StateActor && cl.Holder.Country == "" {
			fault("%s speaks for no state that is known", cl.Holder.Name)
		}
		if cl.Line != nil {
			span("condition", cl.Line.Condition)
			if len(cl.Line.Holder) == 0 || cl.Kind != event.RedLineClaim {
				fault("a red line of nobody")
			}
		}
		for _, id := range cl.Contests {
			switch {
			case known[id] != nil && !slices.Contains(known[id].ContestedBy, cl.ID),
				events[id] != nil && !slices.Contains(events[id].ContestedBy, cl.ID),
				known[id] == nil && events[id] == nil:
				fault("%s contests %s, which does not know it", cl.ID, id)
			}
		}
		if cl.Mode != claim.Quote {
			continue
		}
		for _, q := range c.Resolved.Quotes {
			m, ok := q.Speaker.Index()
			if h, has := cl.Holder.Mention.Index(); ok && has && q.Contains(cl.Span) && m != h &&
				c.Mentions[m].Name != c.Mentions[h].Name {
				fault("quotation of %s, claim of %s: %q", c.Mentions[m].Name, c.Mentions[h].Name, cl.In(c.Text))
			}
		}
	}
	for i, m := range c.Mentions {
		if i > 0 && m.Begin < c.Mentions[i-1].Begin {
			fault("mention %d out of order", i)
		}
		if a, ok := m.Antecedent.Index(); ok && a >= len(c.Mentions) {
			fault("mention %d points to %d", i, a)
		}
	}
	return out
}

// TestLaws reads the sample articles and all examples.
func TestLaws(t *testing.T) {
	w := newWorld(t)
	texts := articles(t)
	for _, f := range []string{"dev.txt", "held.txt", "passages.txt", "passages-held.txt"} {
		for _, ex := range readExamples(t, f) {
			texts = append(texts, ex.text)
		}
	}
	for _, text := range texts {
		c := w.find(t, text, "")
		for _, f := range lawful(c) {
			t.Errorf("%.60q: %s", text, f)
		}
	}
}

// TestBadInput: bounded, without a crash, and nobody made to speak by it.
func TestBadInput(t *testing.T) {
	w := newWorld(t)
	long := strings.Repeat("The army of Chad holds the north and nobody else does. ", 500)
	for _, tt := range []struct {
		name, text string
		speakers   []string // of the quotations, "" nobody
	}{
		{"5,000 words", "“" + long + "the end,” said Idriss Abakar, a driver.", nil},
		{"5,000 words without a stop", "“" + strings.Repeat("we and they and you and ", 1000) + "all,” said Idriss Abakar, a driver.", nil},
		{"never closed", strings.Repeat("“The base was never ours. ", 200) + "\n\nPeru denied it.\n\n" + strings.Repeat("“Yes. ", 50), nil},
		{"only marks", strings.Repeat("“”\"‘’« »", 300), nil},
		{"nested deep", strings.Repeat("“He said ‘", 40) + "no" + strings.Repeat("’”", 40) + " said Ali.", nil},
		{"poetry", "“O ship of state,\nthe winds are high,\n\nand no one hears\nthe captain cry”\n\n— from a song", []string{""}},
		{"caps", "RUSSIA SAYS “NO” TO TALKS\n\nUKRAINE SAYS NOTHING.", nil},
		{"transcript", "Q: Who?\n\nA: Me.\n\nQ: Why?\n\nA: Because.\n\nQ: When?", nil},
		{"labels without words", "Q:\n\nA:\n\nQ:\n\nA:", nil},
		{"colon storm", strings.Repeat("Iran: Iraq: “no”: ", 100), nil},
		{"said said", strings.Repeat("said ", 900), nil},
		{"said said X", strings.Repeat("Iran said that ", 300) + "no.", nil},
		{"two quotes alone", "“We will never leave.”\n\n“They will.”", []string{"", ""}},
		{"scare in a title", "The so-called “people's republic” printed stamps.", []string{""}},
		{"no verb", "“Nothing.” A long silence. “Nothing at all.”", []string{"", ""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := w.find(t, tt.text, "2024-01-01")
			for _, f := range lawful(c) {
				t.Error(f)
			}
			for i, want := range tt.speakers {
				got := ""
				if m, ok := c.Resolved.Quotes[i].Speaker.Index(); ok {
					got = c.Mentions[m].Name
				}
				if got != want {
					t.Errorf("%q: speaker %q, want %q", c.Resolved.Quotes[i].In(c.Text), got, want)
				}
			}
		})
	}
}

// FuzzFind looks for texts whose claims break a law.
func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"“We know,” said Ana Ruiz. “We have always known.”", "Iran denied it, which Iraq denied.",
		"Q: Why?\n\nA: No.", "According to X, “Y”, Z said, adding W.", "‘One’ “two ‘three’ four” five", "He said she said they said “no”",
	} {
		f.Add(s)
	}
	w := newWorld(f)
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || len(text) > 4000 || strings.TrimSpace(text) == "" {
			t.Skip()
		}
		c := w.coded(t, text, "2024-01-01")
		got, err := w.finder.Find(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range lawful(got) {
			t.Errorf("%q: %s", text, fault)
		}
	})
}

// TestTables names faults of the tables with their places.
func TestTables(t *testing.T) {
	w := fstest.MapFS{}
	for name, text := range map[string]string{
		"verbs.tsv": "lemma\tstance\ttakes\tveracity\twith\nsay\tasserts\tqc\t-\t-\nhum\tsings\tqc\t-\t-\nsay\tasserts\tz\t-\t-\n", "holders.tsv": "noun\tclass\nking\tmonarch\n",
		"hedges.tsv": "words\tkind\n", "negators.tsv": "words\n", "causes.tsv": "words\tcause\nbecause\tbeside\n", "lines.tsv": "", "judgements.tsv": "words\nafter all\n",
		"attitudes.tsv": "lemma\tpos\tkind\nwant\tverb\tlove\n", "watch.tsv": "words\ttypes\tcontexts\n", "relations.tsv": "noun\tsign\nally\t?\n",
	} {
		w["claims/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	_, err := claim.New(w, "claims")
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{`claims/verbs.tsv:3:1: no stance "sings"`, `claims/verbs.tsv:4:1: takes "z": no letter "z"`, `claims/holders.tsv:2:1: no class "monarch"`,
		"claims/negators.tsv:1:1: the header", "claims/causes.tsv:2:1", "claims/lines.tsv:1:1: no rows", "claims/attitudes.tsv:2:1", "claims/relations.tsv:2:1"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
	if _, err := claim.New(fstest.MapFS{}, "claims"); err == nil {
		t.Error("no error for tables that are not there")
	}
}

// TestSame: the same text, the same claims; the document given is not changed.
func TestSame(t *testing.T) {
	w := newWorld(t)
	for _, text := range articles(t)[:8] {
		c := w.coded(t, text, "2022-01-01")
		before, _ := c.MarshalJSON()
		a, _ := w.finder.Find(c)
		b, _ := w.finder.Find(c)
		x, _ := a.MarshalJSON()
		y, _ := b.MarshalJSON()
		after, _ := c.MarshalJSON()
		if string(x) != string(y) {
			t.Errorf("%.40q: two answers", text)
		}
		if string(before) != string(after) {
			t.Errorf("%.40q: the document given was changed", text)
		}
	}
}
