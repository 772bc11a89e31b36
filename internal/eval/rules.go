package eval

import (
	"fmt"
	"strings"

	"entente/internal/codebook"
	"entente/internal/edtf"
	"entente/internal/event"
)

// An ExampleFault is an example of a rule that does not do what it says.
type ExampleFault struct {
	Rule    *codebook.Rule
	Example codebook.Example
	Want    string // in words
	Got     string // the events found, in words
}

func (f ExampleFault) String() string {
	return fmt.Sprintf("%v: %s %s: %q: %s", f.Example.Pos, f.Rule.ID, f.Want, f.Example.Text, f.Got)
}

// RuleExamples runs every example of a codebook: what a rule must match gives an
// event of its type with the parties asked for, a near miss gives none of its type.
// Examples marked todo are known to fail; waiting lists those that do, and one that
// no longer does is a fault. N counts the examples run. The error is that of code.
func RuleExamples(book *codebook.Codebook, code Code) (faults, waiting []ExampleFault, n int, err error) {
	published := edtf.MustParse("2024-06-14")
	for _, r := range book.Rules {
		run := func(list []codebook.Example, judge func(ex codebook.Example, got *event.Coded)) {
			for _, ex := range list {
				if err != nil {
					return
				}
				var got *event.Coded
				if got, err = code(ex.Text, published); err != nil {
					err = fmt.Errorf("%v: %w", ex.Pos, err)
					return
				}
				n++
				judge(ex, got)
			}
		}
		run(r.Yes, func(ex codebook.Example, got *event.Coded) {
			if !exampleHolds(got, r, ex) {
				faults = append(faults, ExampleFault{r, ex, "must match", inWords(got)})
			}
		})
		run(r.Todo, func(ex codebook.Example, got *event.Coded) {
			if exampleHolds(got, r, ex) {
				faults = append(faults, ExampleFault{r, ex, "matches now: make it a yes", inWords(got)})
			} else {
				waiting = append(waiting, ExampleFault{r, ex, "does not match yet", inWords(got)})
			}
		})
		run(r.No, func(ex codebook.Example, got *event.Coded) {
			for _, e := range got.Events {
				if e.Type == r.Type {
					faults = append(faults, ExampleFault{r, ex, "must not match", inWords(got)})
					return
				}
			}
		})
	}
	return faults, waiting, n, err
}

// exampleHolds says whether an event of the rule's type has the parties asked for.
func exampleHolds(c *event.Coded, r *codebook.Rule, ex codebook.Example) bool {
	for _, e := range c.Events {
		if e.Type != r.Type {
			continue
		}
		all := append(append([]event.Party{}, e.Source...), e.Target...)
		if e.Reciprocal && standsIn(c, all, ex.Source) && standsIn(c, all, ex.Target) {
			return true
		}
		if standsIn(c, e.Source, ex.Source) && standsIn(c, e.Target, ex.Target) {
			return true
		}
	}
	return false
}

// standsIn says whether one of the parties stands in the words, or no words are
// asked for.
func standsIn(c *event.Coded, ps []event.Party, words string) bool {
	if words == "" {
		return true
	}
	at := strings.Index(c.Text, words)
	for _, p := range ps {
		if i, ok := p.Mention.Index(); ok {
			m := c.Mentions[i]
			if a, ok := m.Antecedent.Index(); ok && m.Basis == event.ByCoreference {
				m = c.Mentions[a] // "its" is who it stands for
			}
			if m.Begin < at+len(words) && at < m.End {
				return true
			}
		} else if p.Name != "" && strings.Contains(words, p.Name) { // a place, or words that name nobody known
			return true
		}
	}
	return false
}

// inWords lists the events found, or the mentions if there are none.
func inWords(c *event.Coded) string {
	if len(c.Events) == 0 {
		var ms []string
		for _, m := range c.Mentions {
			ms = append(ms, m.In(c.Text))
		}
		return "no event; mentions: " + strings.Join(ms, ", ")
	}
	side := func(ps []event.Party) string {
		var out []string
		for _, p := range ps {
			if i, ok := p.Mention.Index(); ok {
				out = append(out, c.Mentions[i].In(c.Text))
			} else {
				out = append(out, p.Name)
			}
		}
		return strings.Join(out, "+")
	}
	var out []string
	for _, e := range c.Events {
		out = append(out, e.Type+" "+e.Rule+" "+side(e.Source)+" > "+side(e.Target)+" "+string(e.Status))
	}
	return strings.Join(out, "; ")
}
