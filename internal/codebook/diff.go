package codebook

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// A RuleChange says how a rule differs between two codebooks.
type RuleChange struct {
	ID string
	// What is "added", "removed", or the parts that differ: type, mode, kind,
	// contexts, flags, reciprocal, weak, status, words, frames.
	What []string
}

func (c RuleChange) String() string { return c.ID + " (" + strings.Join(c.What, ", ") + ")" }

// Changes lists the rules that differ from one codebook to the next, by id.
// Examples and the order of rules do not count. Classes of words that rules name
// count as words of each that names them.
func Changes(from, to *Codebook) []RuleChange {
	a, b := byRule(from), byRule(to)
	ids := map[string]bool{}
	for id := range a {
		ids[id] = true
	}
	for id := range b {
		ids[id] = true
	}
	var out []RuleChange
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		x, y := a[id], b[id]
		switch {
		case x == nil:
			out = append(out, RuleChange{id, []string{"added"}})
		case y == nil:
			out = append(out, RuleChange{id, []string{"removed"}})
		default:
			if what := changed(from, to, x, y); what != nil {
				out = append(out, RuleChange{id, what})
			}
		}
	}
	return out
}

func byRule(cb *Codebook) map[string]*Rule {
	out := make(map[string]*Rule, len(cb.Rules))
	for _, r := range cb.Rules {
		out[r.ID] = r
	}
	return out
}

func changed(from, to *Codebook, a, b *Rule) []string {
	var out []string
	for _, p := range []struct {
		name string
		x, y any
	}{
		{"type", a.Type, b.Type}, {"mode", a.Mode, b.Mode}, {"kind", a.Kind, b.Kind}, {"contexts", a.Contexts, b.Contexts},
		{"flags", a.Flags, b.Flags}, {"reciprocal", a.Reciprocal, b.Reciprocal}, {"weak", a.Weak, b.Weak}, {"status", a.Status, b.Status},
		{"words", words(a), words(b)}, {"frames", frames(from, a), frames(to, b)},
	} {
		if !reflect.DeepEqual(p.x, p.y) {
			out = append(out, p.name)
		}
	}
	return out
}

func words(r *Rule) []string {
	var out []string
	for _, l := range r.Lines {
		for _, w := range l.Words {
			out = append(out, string(l.POS)+" "+strings.Join(w, " "))
		}
	}
	slices.Sort(out)
	return out
}

// frames are the frames of a rule, without where they stand, and with the words
// of the classes they name.
func frames(cb *Codebook, r *Rule) string {
	var b strings.Builder
	for _, l := range r.Lines {
		fmt.Fprintf(&b, "%s:", l.POS)
		for _, f := range l.Frames {
			fmt.Fprintf(&b, " %v", f.Slots)
			for _, c := range f.Conds {
				fmt.Fprintf(&b, " %v %s", c.Not, c.Test)
				for _, v := range c.Values {
					b.WriteString(" " + v)
					if class, ok := cb.Classes[strings.TrimPrefix(v, "@")]; ok && strings.HasPrefix(v, "@") {
						fmt.Fprint(&b, slices.Sorted(maps.Keys(class.Lemmas)))
					}
				}
			}
			b.WriteString(";")
		}
	}
	return b.String()
}
