package atlas

import (
	_ "embed"
	"strings"
	"testing"

	"entente/internal/edtf"
)

//go:embed testdata/terms.tsv
var terms string

// TestTerms checks each person before, in and after a term: by the full name, and
// by who holds the post.
func TestTerms(t *testing.T) {
	a := shipped(t)
	people, states := map[string]bool{}, map[string]bool{}
	for line := range strings.Lines(terms) {
		if line[0] == '#' {
			continue
		}
		c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		name, entity, office := c[0], c[1], c[2]
		words := strings.Fields(strings.TrimPrefix(name, "King "))
		holder := map[string]bool{}
		for _, h := range append(a.Longest(words, 0), a.Spelled(words, 0)...) {
			if h.Tokens == len(words) {
				holder[h.Entity.ID] = true
			}
		}
		for i, when := range []string{"before", "in", "after"} {
			at := edtf.MustParse(c[3+i])
			found, sure := false, false
			for _, h := range a.Holders(entity, office, at) {
				if holder[h.Person] {
					found = true
					_, sure = h.Holds(at)
				}
			}
			if found != (when == "in") || found && !sure {
				t.Errorf("%s as %s of %s %s the term, %s: held %v, surely %v", name, office, entity, when, at, found, sure)
			}
		}
		people[name], states[entity] = true, true
	}
	if len(people) < 200 || len(states) < 60 {
		t.Errorf("%d persons of %d states and bodies, want 200 of 60", len(people), len(states))
	}
}

// TestEveryStateHasAHead checks that somebody leads each member of the United
// Nations now, that is at the as-of date of the tables by hand.
func TestEveryStateHasAHead(t *testing.T) {
	a := shipped(t)
	at := edtf.MustParse("2025-11-10")
	for _, e := range a.Entities() {
		if e.Type != "state" {
			continue
		}
		n := 0
		for _, office := range []string{"head_of_state", "head_of_government", "supreme_leader"} {
			n += len(a.Holders(e.ID, office, at))
		}
		if n == 0 {
			t.Errorf("nobody leads %s (%s) at %s", e.ID, e.Name, at)
		}
	}
}
