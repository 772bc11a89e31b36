package code_test

import (
	"strings"
	"testing"

	"entente/internal/codebook"
	"entente/internal/event"
)

// TestRuleExamples runs every example of the codebook: what a rule must match
// gives an event of its type with the parties asked for, and a near miss gives
// none of its type. What is marked todo is known to fail; the test says when it
// no longer does.
func TestRuleExamples(t *testing.T) {
	w := newWorld(t)
	for _, r := range w.book.Rules {
		for _, ex := range r.Yes {
			got := w.code(t, ex.Text, "2024-06-14")
			if !anyEvent(got, r, ex) {
				t.Errorf("%v: %s must match: %q\n  want %q > %q\n  got %s", ex.Pos, r.ID, ex.Text, ex.Source, ex.Target, show(got))
			}
		}
		for _, ex := range r.Todo {
			if got := w.code(t, ex.Text, "2024-06-14"); anyEvent(got, r, ex) {
				t.Errorf("%v: %s matches now: %q\n  make it a yes", ex.Pos, r.ID, ex.Text)
			} else {
				t.Logf("%v: %s does not match yet: %q\n  got %s", ex.Pos, r.ID, ex.Text, show(got))
			}
		}
		for _, ex := range r.No {
			got := w.code(t, ex.Text, "2024-06-14")
			for _, e := range got.Events {
				if e.Type == r.Type {
					t.Errorf("%v: %s must not match: %q\n  got %s", ex.Pos, r.ID, ex.Text, show(got))
				}
			}
		}
	}
}

func anyEvent(c *event.Coded, r *codebook.Rule, ex codebook.Example) bool {
	for _, e := range c.Events {
		if e.Type != r.Type {
			continue
		}
		parties := append(append([]event.Party{}, e.Source...), e.Target...)
		if e.Reciprocal && names(c, parties, ex.Source) && names(c, parties, ex.Target) {
			return true
		}
		if names(c, e.Source, ex.Source) && names(c, e.Target, ex.Target) {
			return true
		}
	}
	return false
}

// names says whether one of the parties stands in the words, or no words are
// asked for.
func names(c *event.Coded, ps []event.Party, words string) bool {
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

// show prints events for a failure message.
func show(c *event.Coded) string {
	if len(c.Events) == 0 {
		var ms []string
		for _, m := range c.Mentions {
			ms = append(ms, m.In(c.Text))
		}
		return "no event; mentions: " + strings.Join(ms, ", ")
	}
	var out []string
	for _, e := range c.Events {
		out = append(out, e.Type+" "+e.Rule+" "+parties(c, e.Source)+" > "+parties(c, e.Target)+" "+string(e.Status))
	}
	return strings.Join(out, "; ")
}

func parties(c *event.Coded, ps []event.Party) string {
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
