package times

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"entente/internal/conllu"
	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
)

// The GUM treebank marks dates as TEI does, with their values, in texts of many
// kinds with a day of creation. What it marks differs from what we look for:
// not "now" and "today" in the sense of our days, but "the opening night" and
// World War II; and the two ends of "from 2004 to 2009" apart. The floors below
// only hold what was reached.
func TestAgainstGUM(t *testing.T) {
	if testing.Short() {
		t.Skip("reading the treebank is slow")
	}
	for _, grammar := range []bool{false, true} {
		t.Run(fmt.Sprintf("grammar=%v", grammar), func(t *testing.T) { againstGUM(t, readGUM(t, grammar)) })
	}
}

func againstGUM(t *testing.T, docs []*gumDoc) {
	table := load(t)
	for _, part := range []struct {
		genre         string
		found, valued float64
	}{{"news", 0.93, 0.84}, {"", 0.90, 0.75}} {
		var s score
		for _, d := range docs {
			if part.genre == "" || d.genre == part.genre {
				s.add(t, d, table.Resolve(&d.Parsed, d.created))
			}
		}
		found, valued := s.f1(s.hits, s.right), s.f1(s.valued, s.valuedRight)
		t.Logf("GUM %s: %d dates, found F1 %.3f, with the value right %.3f", part.genre, s.gold, found, valued)
		if found < part.found || valued < part.valued {
			t.Errorf("GUM %s: found F1 %.3f, valued %.3f; want %.2f and %.2f", part.genre, found, valued, part.found, part.valued)
		}
	}
}

type gumDoc struct {
	doc.Parsed
	genre   string
	created edtf.Date
	dates   []gumDate
}

type gumDate struct {
	doc.Span
	value edtf.Date
}

// A score counts gold dates and ours that overlap, and those with a like value.
type score struct{ gold, ours, hits, right, valued, valuedRight int }

func (s *score) f1(recalled, precise int) float64 {
	r, p := float64(recalled)/float64(s.gold), float64(precise)/float64(s.ours)
	return 2 * p * r / (p + r)
}

func (s *score) add(t *testing.T, d *gumDoc, got []event.Time) {
	used := make([]int, len(got)) // 1 overlaps, 2 with its value
	for _, g := range d.dates {
		s.gold++
		best := 0
		for i, x := range got {
			if !x.Span.Overlaps(g.Span) {
				continue
			}
			fit := 1
			if alike(x.Date, g.value) || alike(x.Date.Start(), g.value) || alike(x.Date.End(), g.value) {
				fit = 2
			}
			used[i] = max(used[i], fit)
			best = max(best, fit)
		}
		if best > 0 {
			s.hits++
		}
		if best == 2 {
			s.valued++
		} else if os.Getenv("TIMES_SHOW") != "" {
			t.Logf("%s: %q is %s: %s", d.ID, g.In(d.Text), g.value, around(d.Text, g.Span))
		}
	}
	for i, x := range got {
		if used[i] == 0 && (x.Kind != event.TimeDate || x.Date.IsZero()) {
			continue // lengths and "now" are not marked
		}
		s.ours++
		if used[i] > 0 {
			s.right++
		}
		if used[i] == 2 {
			s.valuedRight++
		} else if os.Getenv("TIMES_SHOW") != "" {
			t.Logf("%s: ours %q as %s: %s", d.ID, x.In(d.Text), show(x), around(d.Text, x.Span))
		}
	}
}

func around(text string, s doc.Span) string { return text[max(0, s.Begin-40):min(len(text), s.End+30)] }

func alike(a, b edtf.Date) bool {
	a1, ok1 := a.First()
	b1, ok2 := b.First()
	a2, ok3 := a.Last()
	b2, ok4 := b.Last()
	return !a.IsZero() && !b.IsZero() && a1 == b1 && a2 == b2 && ok1 == ok2 && ok3 == ok4
}

var dateTag = regexp.MustCompile(`<(/?)date([^>]*)>`)

// readGUM reads the documents of the treebank that have marked dates, with the
// grammar of their tokens or without.
func readGUM(t *testing.T, grammar bool) []*gumDoc {
	f, err := os.Open(filepath.Join(moduleRoot(t), "../shared/data/treebank/en_gum-ud-train-open.conllu.gz"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("SKIPPED: the GUM treebank is not there; dates are not scored against it")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var docs []*gumDoc
	var d *gumDoc
	open := -1 // the date being marked
	paragraph := 0
	for r := conllu.NewReader(z); ; {
		s, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if id, ok := s.Comment("newdoc id"); ok {
			d = &gumDoc{}
			d.ID = id
			docs = append(docs, d)
			open = -1
		}
		if g, ok := s.Comment("meta::genre"); ok {
			d.genre = g
		}
		if c, ok := s.Comment("meta::dateCreated"); ok {
			d.created, _ = edtf.Parse(c)
		}
		if s.Has("newpar") || strings.Contains(fmt.Sprint(s.Comments), "newpar") {
			paragraph++
		}
		text, sent := s.ToDoc()
		at := len(d.Text)
		d.Text += text + "\n"
		sent.Begin, sent.End, sent.Segment = sent.Begin+at, sent.End+at, paragraph
		for i := range sent.Tokens {
			tok := &sent.Tokens[i]
			tok.Begin, tok.End = tok.Begin+at, tok.End+at
			if !grammar {
				tok.Lemma, tok.UPOS, tok.Feats, tok.Deprel, tok.Head = "", "", "", "", doc.Root
			}
			for _, tag := range dateTag.FindAllStringSubmatch(s.Words()[i].Misc, -1) {
				if tag[1] == "" {
					d.dates = append(d.dates, gumDate{tok.Span, tagValue(tag[2])})
					open = len(d.dates) - 1
				} else if open >= 0 {
					d.dates[open].End = tok.End
				}
			}
		}
		d.Sentences = append(d.Sentences, sent)
	}
	marked := docs[:0]
	for _, d := range docs {
		if len(d.dates) > 0 {
			marked = append(marked, d)
		}
	}
	return marked
}

// tagValue reads when, from and to, notBefore and notAfter; unknown if they are
// no EDTF ("--10": any October).
func tagValue(attributes string) edtf.Date {
	attr := func(name string) string {
		_, rest, ok := strings.Cut(attributes, name+`:::"`)
		if !ok {
			return ""
		}
		v, _, _ := strings.Cut(rest, `"`)
		return v
	}
	parse := func(s string) edtf.Date { d, _ := edtf.Parse(s); return d }
	for _, pair := range [][2]string{{"from", "to"}, {"notBefore", "notAfter"}} {
		a, b := parse(attr(pair[0])), parse(attr(pair[1]))
		switch {
		case !a.IsZero() && !b.IsZero():
			return edtf.Between(a, b)
		case !a.IsZero():
			return edtf.From(a)
		case !b.IsZero():
			return edtf.Until(b)
		}
	}
	return parse(attr("when"))
}

func moduleRoot(t *testing.T) string {
	dir, err := os.Getwd()
	for ; err == nil; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}
