package resolve_test

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"

	"entente/internal/doc"
	"entente/internal/event"
)

//go:embed testdata/sentences.txt
var sentences string

// nth is where words stand in a text, "words#2" for the second time; not the start
// of a longer word.
func nth(text, words string) doc.Span {
	n := 1
	if w, k, ok := strings.Cut(words, "#"); ok {
		words = w
		fmt.Sscan(k, &n)
	}
	for from := 0; ; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return doc.Span{}
		}
		b, e := from+i, from+i+len(words)
		if e == len(text) || !letter(text[e]) {
			if n--; n == 0 {
				return doc.Span{Begin: b, End: e}
			}
		}
		from = e
	}
}

// holds says whether a line of expectation is met, "" if so.
func holds(r *event.Resolved, line string) string {
	mark, rest, _ := strings.Cut(line, " ")
	f := strings.Split(rest, " | ")
	at := nth(r.Text, f[0])
	acts := func(m event.Mention, id string) bool {
		if id == "-" {
			return m.Country == ""
		}
		return m.Country == id || m.Actor == id || m.Organisation == id
	}
	switch mark {
	case "-":
		for _, m := range r.Mentions {
			if m.Country == rest || m.Actor == rest {
				return fmt.Sprintf("%q acts for %s", m.In(r.Text), rest)
			}
		}
		return ""
	case "~":
		for _, m := range r.Mentions {
			if m.Span == at {
				return fmt.Sprintf("there is a mention of %q", rest)
			}
		}
		return ""
	case "p":
		for _, p := range r.Places {
			if p.Span.Overlaps(at) && p.Country == f[1] {
				return ""
			}
		}
		return fmt.Sprintf("no place %s among %+v", rest, r.Places)
	case "+":
		for _, m := range r.Mentions {
			if !m.Span.Overlaps(at) || len(m.Members) == 0 {
				continue
			}
			var got []string
			for _, k := range m.Members {
				got = append(got, r.Mentions[k].Country)
			}
			if strings.Join(got, " ") == f[1] {
				return ""
			}
		}
	case "=":
		if len(f) < 3 {
			return "a line of three parts is wanted"
		}
		if f[2] == "-" && f[1] == "*" && !slices.ContainsFunc(r.Mentions, func(m event.Mention) bool { return m.Span.Overlaps(at) }) {
			return ""
		}
		for _, m := range r.Mentions {
			if m.Begin <= at.Begin && at.End <= m.End && (f[1] == "*" || f[1] == string(m.Kind)) && acts(m, f[2]) && (len(f) < 4 || m.Role == f[3]) {
				return ""
			}
		}
	default:
		return "unknown mark " + mark
	}
	if at.Empty() {
		return "the words are not in the text: " + rest
	}
	return "no mention"
}

// TestSentences checks the made-up sentences of testdata/sentences.txt. One marked
// "todo" must fail: what has come to hold is to be unmarked.
func TestSentences(t *testing.T) {
	total, todo := 0, 0
	groups := map[string]int{}
	group := ""
	for block := range strings.SplitSeq(sentences, "\n> ") {
		lines := strings.Split(strings.TrimSpace(block), "\n")
		next := ""
		if l := lines[len(lines)-1]; strings.HasPrefix(l, "## ") {
			next, lines = l[3:], lines[:len(lines)-1]
		}
		if !strings.HasPrefix(block, "#") && len(lines) > 1 {
			published, text, _ := strings.Cut(lines[0], " ")
			text = strings.ReplaceAll(text, " // ", "\n\n")
			r := read(t, text, published)
			var all, faults []string
			for _, m := range r.Mentions {
				all = append(all, show(r, m))
			}
			marked := ""
			for _, l := range lines[1:] {
				if why, ok := strings.CutPrefix(l, "todo "); ok {
					marked = why
				} else if why := holds(r, l); why != "" {
					faults = append(faults, l+": "+why)
				}
			}
			total++
			groups[group]++
			switch {
			case marked != "" && faults == nil:
				t.Errorf("%s: %q holds now: take the mark off", group, text)
			case marked != "":
				todo++
			case faults != nil:
				t.Errorf("%s: %q\n\t%s\n\tamong %q", group, text, strings.Join(faults, "\n\t"), all)
			}
		}
		if next != "" {
			group = next
		}
	}
	t.Logf("%d sentences in %d groups, %d marked as not yet held", total, len(groups), todo)
	if total < 140 || len(groups) < 12 {
		t.Errorf("%d sentences in %d groups: some are not read", total, len(groups))
	}
}
