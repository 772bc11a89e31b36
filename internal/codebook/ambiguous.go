package codebook

import (
	"fmt"
	"slices"
	"strings"
)

// checkFrames reports frames that can never be taken, since an earlier one of their
// line asks for less, and lines of two rules of different types that fire on the
// same words with the same frames: which of them is meant nobody could tell.
func (l *loader) checkFrames() {
	type use struct {
		rule *Rule
		pos  Pos
	}
	seen := map[string]use{}
	for _, r := range l.cb.Rules {
		for _, line := range r.Lines {
			for n := range line.Frames {
				for k := range n {
					if covers(&line.Frames[k], &line.Frames[n]) {
						l.fault(line.Frames[n].Pos, "rule %s: frame %d is never reached: frame %d asks for no more", r.ID, n+1, k+1)
						break
					}
				}
			}
			if len(line.Frames) == 0 {
				continue
			}
			shape := frameKey(&line.Frames[0])
			for _, w := range line.Words {
				key := string(line.POS) + " " + strings.Join(w, "_") + " " + shape
				was, ok := seen[key]
				if ok && was.rule.Type != r.Type && was.rule.Weak == r.Weak {
					l.fault(line.Pos, "rule %s: %q with this frame is also %s of %s at %v", r.ID, strings.Join(w, "_"), was.rule.Type, was.rule.ID, was.pos)
				} else if !ok {
					seen[key] = use{r, line.Pos}
				}
			}
		}
	}
}

// covers says whether whatever fits b fits a: the same parts by the same paths, and
// no condition that b has not.
func covers(a, b *Frame) bool {
	if slotKey(a) != slotKey(b) {
		return false
	}
	have := condKeys(b)
	for _, c := range condKeys(a) {
		if !slices.Contains(have, c) {
			return false
		}
	}
	return true
}

func slotKey(f *Frame) string {
	var out []string
	for _, s := range f.Slots {
		out = append(out, fmt.Sprint(s.Role, s.Optional, s.Paths))
	}
	slices.Sort(out)
	return strings.Join(out, ";")
}

func condKeys(f *Frame) []string {
	var out []string
	for _, c := range f.Conds {
		values := slices.Clone(c.Values)
		slices.Sort(values)
		out = append(out, fmt.Sprint(c.Not, c.Test, values))
	}
	slices.Sort(out)
	return out
}

func frameKey(f *Frame) string { return slotKey(f) + "|" + strings.Join(condKeys(f), ";") }
