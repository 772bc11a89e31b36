package page

import (
	"strings"
	"testing"
	"unicode/utf8"

	"entente/internal/doc"
	"entente/internal/edtf"
)

// blocks makes a document of marked-up blocks: each line is a hint, a bar, and
// the text.
func blocks(lines ...string) *doc.Document {
	d := &doc.Document{}
	for _, l := range lines {
		hint, text, _ := strings.Cut(l, "|")
		begin := len(d.Text)
		d.Text += text
		if hint != "" {
			d.Blocks = append(d.Blocks, doc.Block{Span: doc.Span{Begin: begin, End: len(d.Text)}, Hint: doc.BlockHint(hint)})
		}
		d.Text += "\n\n"
	}
	return d
}

func kinds(p *doc.Page) string {
	var out []string
	for _, s := range p.Segments {
		k := string(s.Kind)
		if !s.DuplicateOf.IsZero() {
			k += "="
		}
		out = append(out, k)
	}
	return strings.Join(out, " ")
}

func TestBlocks(t *testing.T) {
	r := newReader(t)
	d := blocks("title|Talks Fail", "p|The talks in Geneva failed on the third day, as both sides left the room.",
		"caption|Envoys leave the hotel", "heading|What went wrong", "p|Nobody would say who left first.",
		"li|Prisoners", "blockquote|We tried", "heading|Read more", "li|Talks begin in Geneva", "|Stray words outside of any block")
	p := read(t, r, d)
	if got, want := kinds(p), "headline body caption subhead body body body boilerplate boilerplate boilerplate"; got != want {
		t.Errorf("Read(%q)\n got %s\nwant %s", d.Text, got, want)
	}
}

// TestTitle holds the title of the metadata against the text.
func TestTitle(t *testing.T) {
	r := newReader(t)
	body := "The talks in Geneva failed on the third day, as both sides left the room.\n\nNobody said why."
	for _, c := range []struct{ title, text, want, kinds string }{
		{"Talks fail in Geneva", "Talks fail in Geneva\n\n" + body, "Talks fail in Geneva", "headline body body"},
		{"Talks fail in Geneva | The Daily", "Politics\n\nTalks fail in Geneva\n\n" + body, "Talks fail in Geneva", "tags headline body body"},
		{"Talks  ‘fail’ in Geneva", "Talks 'fail' in Geneva\n\n" + body, "Talks 'fail' in Geneva", "headline body body"},
		{"Something else", body, "Something else", "body body"},
		{"", body, "", "body body"},
		{"", "One line alone", "", "body"},
		{"One line alone", "One line alone", "One line alone", "headline"},
	} {
		p := read(t, r, &doc.Document{Title: c.title, Text: c.text})
		if p.Title != c.want || kinds(p) != c.kinds {
			t.Errorf("Read(title %q, %q)\n got %q %s\nwant %q %s", c.title, c.text, p.Title, kinds(p), c.want, c.kinds)
		}
	}
}

func TestStated(t *testing.T) {
	r := newReader(t)
	body := "The talks in Geneva failed on the third day, as both sides left the room. Nobody said why.\n\nThey may meet again in the spring, one of them said."
	for _, c := range []struct{ text, publisher, byline string }{
		{"Talks fail\n\n" + body, "", ""},
		{"Talks fail\n\n" + body + "\n\nSource : rferl", "RFE/RL", ""},
		{"Talks fail\n\n" + body + "\n\nSource: Mountain Herald", "Mountain Herald", ""},
		{"Talks fail\nBy Jane Doe\n\n" + body, "", "Jane Doe"},
		{"Talks fail\nBy Jane Doe and John Roe in Geneva\n\n" + body, "", "Jane Doe and John Roe"},
		{"Talks fail\nBy Jane Doe, Reuters\n\n" + body, "Reuters", "Jane Doe"},
		{"Talks fail\nBy Reuters\n\n" + body, "Reuters", ""},
		{"Talks fail\n\nGENEVA (AP) — " + body, "Associated Press", ""},
		{"Talks fail\n\n" + body + "\n\n(AFP)", "AFP", ""},
		{"By Train Across Kazakhstan\n\n" + body, "", ""},
		{"Talks fail\n\nSources close to the talks said so. By evening nobody was left in the hotel but the cooks.\n\n" + body, "", ""},
		{"Talks fail\n\n" + body + "\n\nThis article was first published by Eurasianet.", "Eurasianet", ""},
	} {
		p := read(t, r, &doc.Document{Text: c.text})
		if p.Publisher != c.publisher || p.Byline != c.byline {
			t.Errorf("Read(%q)\n got publisher %q byline %q\nwant publisher %q byline %q", c.text, p.Publisher, p.Byline, c.publisher, c.byline)
		}
	}
	// The metadata wins.
	p := read(t, r, &doc.Document{Text: "Talks fail\nBy Jane Doe\n\n" + body + "\n\nSource: rferl", Publisher: "P", Byline: "B", Lang: "en-GB", Tags: []string{"t"}})
	if p.Publisher != "P" || p.Byline != "B" || p.Lang != "en-GB" || len(p.Tags) != 1 {
		t.Errorf("got %q %q %q %q, want what the document says of itself", p.Publisher, p.Byline, p.Lang, p.Tags)
	}
}

func TestGiven(t *testing.T) {
	r := newReader(t)
	d := &doc.Document{Text: "Published 12 May 2021\n\nNothing much happened on that day in the town.", Published: "2021-05-13", PublishedBasis: doc.PublishedMetadata}
	for _, c := range []struct {
		opt   Options
		d     doc.Document
		want  string
		basis doc.PublishedBasis
	}{
		{Options{}, *d, "2021-05-13", doc.PublishedMetadata},
		{Options{Published: edtf.YM(2020, 1)}, *d, "2020-01", doc.PublishedGiven},
		{Options{}, doc.Document{Text: d.Text}, "2021-05-12", doc.PublishedInferred},
		{Options{}, doc.Document{Text: "Nothing."}, "", doc.PublishedUnknown},
	} {
		p, err := r.Read(&c.d, c.opt)
		if err != nil || p.Published != c.want || p.PublishedBasis != c.basis {
			t.Errorf("Read(published %q, %+v) = %q %q, %v, want %q %q", c.d.Published, c.opt, p.Published, p.PublishedBasis, err, c.want, c.basis)
		}
	}
	if _, err := r.Read(&doc.Document{Published: "yesterday"}, Options{}); err == nil {
		t.Error("a publication date that is no EDTF is let through")
	}
}

func TestQuotes(t *testing.T) {
	r := newReader(t)
	for _, c := range []struct {
		text string
		want []string
	}{
		{`He said, "we go," and "we stay."`, []string{"we go,", "we stay."}},
		{`“We go,” he said. “It’s late, and the ’90s are over.”`, []string{"We go,", "It’s late, and the ’90s are over."}},
		{`He called it “a ‘great’ day” and left.`, []string{"a ‘great’ day", "great"}},
		{`Beijing’s plans and the states’ rights don’t matter, they’re gone.`, nil},
		{`The 'new road' isn't the states' road.`, []string{"new road"}},
		{`Il a dit : « Nous partons » hier.`, []string{"Nous partons"}},
		{`Er sagte: „Wir gehen“, und ging.`, []string{"Wir gehen"}},
		{`Er sagte: »Wir gehen«, und ging.`, []string{"Wir gehen"}},
		{`Он сказал: «Мы из „Газпрома“ ушли».`, []string{"Мы из „Газпрома“ ушли", "Газпрома"}},
		{`Han sade: ”Vi går” och gick.`, []string{"Vi går"}},
		{`“It is sensitive here [in the region],” she said.`, []string{"It is sensitive here [in the region],"}},
		{"“First part.\n\n“Second part,” he said.", []string{"First part.", "Second part,"}},
		{"“First part.\n\nSecond part,” he said.", []string{"First part.", "Second part,"}},
		{"\"First part.\n\n\"Second part,\" he said.", []string{"First part.", "Second part,"}},
		{"He said “we go and left the room.\n\nNobody followed him out.", []string{"we go and left the room."}},
		{`A 5" gun and a 12" record are no words.`, nil},
		{`O‘zbekiston bilan O‘sh shahri haqida gapirdi va ketdi.`, nil},
		{`“Outer “inner” outer,” he said.`, []string{"Outer “inner” outer,", "inner"}},
		{`He said “lost and then “found” it again.`, []string{"found"}},
		{`Empty "" and “ ” marks hold nothing at all here.`, nil},
		{`中方表示：「愿同各国合作」，会议结束。`, []string{"愿同各国合作"}},
	} {
		p := read(t, r, &doc.Document{Text: c.text})
		var got []string
		for _, q := range p.Quotes {
			got = append(got, q.In(p.Text))
		}
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("quotes of %s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

func TestRepeats(t *testing.T) {
	r := newReader(t)
	p := read(t, r, &doc.Document{Text: "Talks fail\n\nThe talks in Geneva failed on the third day, as both sides left the room.\n\nYes.\n\nNobody knows why they left so early.\n\nYes.\n\nThe talks in Geneva failed on the third day, as both sides left the room.\n\n“The end of the talks,” he said."})
	if got, want := kinds(p), "headline body body body body body= body"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	// A caption with and without its credit.
	caption := "Ministers shake hands before the talks in the old palace of Geneva"
	q := read(t, r, &doc.Document{Text: "Talks fail\n\nThe talks failed on the third day, as both sides left.\n\n" + caption + ".\n" + caption + ". (Photo: Somebody)\n\nNobody knows why they left so early."})
	if got, want := kinds(q), "headline body caption caption= body"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if i, ok := p.Segments[5].DuplicateOf.Index(); !ok || i != 1 {
		t.Errorf("the repeat points at %d, %v, want 1", i, ok)
	}
}

func FuzzRead(f *testing.F) {
	r := newReader(f)
	for _, s := range []string{"", "\ufeff", "\u2028", "Title\n\nBody text that runs on. “Quote\r\n\r\n“more” ‘x’ 'y' \"z\"", "a > b\na\n\na\n", "By A B\nTags: a\nRelated\nx\nComments\ny",
		"ASTANA, March 3 (Reuters) - Russia's invasion of Ukraine in February. Last month agreed to a deal. The deal was agreed in May 2022, 1.2.2020, 2022-13-45.",
		strings.Repeat("wrapped text at a width of some seventy columns and then some more x\n", 5), "« » „ “ ” ”", "\x00\x01", "新华社北京2023年4月27日电 中国", "President Xi Jinping former President", "Photo: x\nx\nx\n"} {
		f.Add(s, "", 0, 5)
	}
	f.Fuzz(func(t *testing.T, text, title string, a, b int) {
		text = strings.ToValidUTF8(text, "?")
		d := &doc.Document{Text: text, Title: title}
		if 0 <= a && a <= b && b <= len(text) {
			d.Blocks = []doc.Block{{Span: doc.Span{Begin: a, End: b}, Hint: doc.HintHeading}}
		}
		p, err := r.Read(d, Options{})
		if err != nil {
			t.Fatal(err)
		}
		check(t, p)
		again, err := r.Read(d, Options{})
		if err != nil || describe(again) != describe(p) {
			t.Fatal("a second reading gives another page")
		}
	})
}

// check holds a page to what must be true of each.
func check(t *testing.T, p *doc.Page) {
	t.Helper()
	at := 0
	for i, s := range p.Segments {
		if s.Begin < at || s.Empty() || s.End > len(p.Text) {
			t.Fatalf("segment %d %v overlaps, is empty or leaves the text %q", i, s.Span, p.Text)
		}
		if gap := strings.TrimFunc(p.Text[at:s.Begin], isBlank); gap != "" {
			t.Fatalf("no segment covers %q", gap)
		}
		at = s.End
		if w := s.In(p.Text); trim(p.Text, s.Span) != s.Span || !utf8.ValidString(w) {
			t.Fatalf("segment %q has blanks at its ends or cuts a character", w)
		}
		if s.Kind == "" {
			t.Fatalf("segment %q has no kind", s.In(p.Text))
		}
		if j, ok := s.DuplicateOf.Index(); ok && (j >= i || !sameWords(p.Segments[j].In(p.Text), s.In(p.Text)) && j != i-1) {
			t.Fatalf("segment %d repeats %d, which is later or has other words", i, j)
		}
	}
	if gap := strings.TrimFunc(p.Text[at:], isBlank); gap != "" {
		t.Fatalf("no segment covers %q", gap)
	}
	last := 0
	for _, q := range p.Quotes {
		inside := false
		for _, s := range p.Segments {
			inside = inside || s.Spoken() && s.Contains(q.Span)
		}
		if !inside || q.Empty() || q.Begin < last || !utf8.ValidString(q.In(p.Text)) {
			t.Fatalf("quote %v %q is in no segment, is empty, out of order or cuts a character", q.Span, p.Text)
		}
		last = q.Begin
	}
	for _, r := range p.PublishedReasons {
		if r.Begin < 0 || r.Empty() || r.End > len(p.Text) || r.Why == "" || !utf8.ValidString(r.In(p.Text)) {
			t.Fatalf("reason %+v is not in the text %q", r, p.Text)
		}
	}
	if p.Published != "" {
		if _, err := edtf.Parse(p.Published); err != nil {
			t.Fatal(err)
		}
	}
}
