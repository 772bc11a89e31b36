package cli

import (
	"bufio"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"

	"entente/internal/codebook"
	"entente/internal/read/text"
)

func TestZZGap(t *testing.T) {
	p := os.Getenv("GAP")
	if p == "" {
		t.Skip()
	}
	a := &app{}
	tl, err := a.load(knowledge{})
	if err != nil {
		t.Fatal(err)
	}
	f, _ := os.Open(p)
	sc := bufio.NewScanner(f)
	sc.Buffer(make([]byte, 1<<20), 1<<24)
	type g struct {
		n  int
		ex []string
	}
	seen := map[string]*g{}
	for sc.Scan() {
		d, err := text.Read([]byte(sc.Text()))
		if err != nil {
			continue
		}
		page, err := tl.pager.Read(d)
		if err != nil {
			continue
		}
		ps, err := tl.stages().Parser.Parse(page)
		if err != nil {
			continue
		}
		rs, err := tl.resolver.Resolve(ps)
		if err != nil {
			continue
		}
		coded, _ := tl.coder.Code(rs)
		for si, s := range rs.Sentences {
			has := false
			for _, e := range coded.Events {
				for _, ev := range e.Evidence {
					if ev.Sentence == si {
						has = true
					}
				}
			}
			_ = has
			actor := map[int]bool{}
			for _, m := range rs.Mentions {
				if m.Sentence == si {
					actor[m.Head] = true
				}
			}
			if len(actor) < 2 {
				continue
			}
			n := len(s.Tokens)
			below := make([]int, n)
			for i := range s.Tokens {
				if actor[i] {
					for j, k := i, 0; j >= 0 && k < 40; j, k = s.Tokens[j].Head, k+1 {
						below[j]++
						if s.Tokens[j].Head == j {
							break
						}
					}
				}
			}
			for i, tk := range s.Tokens {
				if tk.UPOS != "VERB" {
					continue
				}
				subj, oth := false, false
				for j, c := range s.Tokens {
					if c.Head == i && below[j] > 0 && j != i {
						if strings.HasPrefix(c.Deprel, "nsubj") {
							subj = true
						} else if c.Deprel == "obj" || c.Deprel == "iobj" || strings.HasPrefix(c.Deprel, "obl") {
							oth = true
						}
					}
				}
				if !subj || !oth {
					continue
				}
				key := tk.Lemma
				for _, c := range s.Tokens {
					if c.Head == i && c.Deprel == "compound:prt" {
						key += "_" + c.Lemma
					}
				}
				if len(tl.book.Lines(codebook.Verb, tk.Lemma)) > 0 {
					if has || os.Getenv("ALL") == "" {
						continue
					}
					key = "*" + key
				}
				x := seen[key]
				if x == nil {
					x = &g{}
					seen[key] = x
				}
				x.n++
				if len(x.ex) < 3 {
					x.ex = append(x.ex, string(rs.Text[s.Begin:s.End]))
				}
			}
		}
	}
	var ks []string
	for k := range seen {
		ks = append(ks, k)
	}
	sort.Slice(ks, func(i, j int) bool {
		if seen[ks[i]].n != seen[ks[j]].n {
			return seen[ks[i]].n > seen[ks[j]].n
		}
		return ks[i] < ks[j]
	})
	for _, k := range ks {
		fmt.Printf("%d\t%s\t%s\n", seen[k].n, k, strings.Join(seen[k].ex, " ## "))
	}
}
