package eval

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"entente/internal/doc"
	"entente/internal/nlp"
)

// Newswire scores the sentence splitter on a list of sentences, one a line, with
// an empty line between paragraphs and # before a note. It returns the number of
// sentences, the F1 of those found, 0 to 1, and each gold sentence missed.
func Newswire(p *nlp.Parser, r io.Reader) (sentences int, f float64, missed []string, err error) {
	var found, both int
	var lines []string
	flush := func() {
		if len(lines) == 0 {
			return
		}
		text := strings.Join(lines, " ")
		got := map[doc.Span]bool{}
		for _, s := range p.Split(text, doc.Span{End: len(text)}) {
			got[s.Span] = true
		}
		at := 0
		for _, l := range lines {
			if got[doc.Span{Begin: at, End: at + len(l)}] {
				both++
			} else {
				missed = append(missed, l)
			}
			at += len(l) + 1
		}
		sentences += len(lines)
		found += len(got)
		lines = lines[:0]
	}
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		switch line := strings.TrimSpace(sc.Text()); {
		case line == "":
			flush()
		case line[0] != '#':
			lines = append(lines, line)
		}
	}
	flush()
	if err := sc.Err(); err != nil {
		return 0, 0, nil, fmt.Errorf("score splitter: %w", err)
	}
	return sentences, f1(both, sentences, found), missed, nil
}
