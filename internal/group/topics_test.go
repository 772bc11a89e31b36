package group

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"entente/data"
	"entente/internal/cluster"
	"entente/internal/nlp"
	"entente/models"
	"io/fs"
)

// topics reads testdata/topics.txt as a list of mentions, sentence by sentence or
// document by document.
func topics(t testing.TB, whole bool) string {
	t.Helper()
	b, err := os.ReadFile("testdata/topics.txt")
	if err != nil {
		t.Fatal(err)
	}
	mark := regexp.MustCompile(`\[([^|\]]+)\|([^\]]+)\]`)
	var out strings.Builder
	n := 0
	enc := json.NewEncoder(&out)
	type marked struct {
		ID    string `json:"id"`
		Begin int    `json:"begin"`
		End   int    `json:"end"`
		Gold  string `json:"gold"`
	}
	for _, part := range strings.Split(string(b), "\n== ")[1:] {
		head, body, _ := strings.Cut(part, "\n")
		_, id, _ := strings.Cut(head, " ")
		pieces := []string{strings.TrimSpace(body)}
		if !whole {
			pieces = regexp.MustCompile(`[.!?]\s+`).Split(pieces[0], -1)
		}
		for _, text := range pieces {
			var ms []marked
			for {
				at := mark.FindStringSubmatchIndex(text)
				if at == nil {
					break
				}
				n++
				word, gold := text[at[2]:at[3]], text[at[4]:at[5]]
				ms = append(ms, marked{fmt.Sprintf("m%03d", n), at[0], at[0] + len(word), gold})
				text = text[:at[0]] + word + text[at[1]:]
			}
			if whole {
				enc.Encode(map[string]any{"doc": id, "text": text, "mentions": ms})
				continue
			}
			for _, m := range ms {
				enc.Encode(map[string]any{"id": m.ID, "doc": id, "text": text, "begin": m.Begin, "end": m.End, "gold": m.Gold})
			}
		}
	}
	return out.String()
}

var update = flag.Bool("update", false, "write data/heads/common.tsv")

func parser(t testing.TB) *nlp.Parser {
	t.Helper()
	p, err := nlp.Load(models.FS, "en")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func lexicon(t testing.TB) *cluster.Lexicon {
	t.Helper()
	sub, err := fs.Sub(data.FS, "heads")
	if err != nil {
		t.Fatal(err)
	}
	l, err := cluster.LoadLexicon(sub)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestTopics compares the clusters of made-up topics with those marked, and with
// joining on the headword alone, given whole documents and bare sentences.
func TestTopics(t *testing.T) {
	p, lex := parser(t), lexicon(t)
	for _, whole := range []bool{true, false} {
		l := NewList(p)
		if err := l.Read(strings.NewReader(topics(t, whole)), func(line int, err error) { t.Errorf("line %d: %v", line, err) }); err != nil {
			t.Fatal(err)
		}
		ms, gold := l.Mentions, l.Gold
		want := number(gold)
		heads := make([]string, len(ms))
		for i, m := range ms {
			heads[i] = m.Head
		}
		report := func(name string, got []int) float64 {
			muc, b3, ceaf, conll := cluster.Scores(got, want)
			t.Logf("whole %v, %s: MUC %.1f B3 %.1f (P %.1f R %.1f) CEAF-e %.1f CoNLL %.1f", whole, name,
				100*muc.F1, 100*b3.F1, 100*b3.Precision, 100*b3.Recall, 100*ceaf.F1, 100*conll)
			return conll
		}
		base := report("headword alone", number(heads))
		got := l.Clusters(lex)
		ours := report("clusters", got)
		if ours < base+0.10 {
			t.Errorf("whole %v: %.3f is not well above the headword alone, %.3f", whole, ours, base)
		}
		if testing.Verbose() {
			for i := range ms {
				for j := range i {
					if (got[i] == got[j]) != (want[i] == want[j]) && (got[i] == got[j] || os.Getenv("MISSED") != "") {
						t.Logf("joined %v: %s/%s %s/%s", got[i] == got[j], ms[j].Head, gold[j], ms[i].Head, gold[i])
					}
				}
			}
		}
	}
}
