package atlas

import (
	"strings"

	"entente/internal/event"
)

// check lists references to nobody and cycles.
func (b *builder) check() {
	for _, t := range []string{"polities", "entities", "persons", "provinces"} {
		for _, r := range b.tables.rows[t] {
			e, ok := b.a.entities[r.cells[0]]
			if !ok || e.Table != r.table() {
				continue
			}
			for _, ref := range []string{e.Country, e.Home, e.Parent} {
				if ref == "" {
					continue
				}
				if _, ok := b.a.entities[ref]; !ok {
					b.fault(r, "%s refers to %q, which is not there", e.ID, ref)
				}
			}
			if c, ok := b.a.entities[e.Country]; ok && c.Kind != event.State {
				b.fault(r, "country %s of %s is no state", e.Country, e.ID)
			}
			if up := e.Parent; up != "" {
				for range 64 {
					p, ok := b.a.entities[up]
					if !ok || p.Parent == "" {
						up = ""
						break
					}
					up = p.Parent
					if up == e.ID {
						break
					}
				}
				if up != "" {
					b.fault(r, "%s is its own parent, by a cycle", e.ID)
				}
			}
		}
	}
	for _, r := range b.tables.rows["members"] {
		if strings.Contains(r.cells[1], "@") && b.contains(r.cells[0], r.cells[0], map[string]bool{}) {
			b.fault(r, "group %s contains itself, by a cycle", r.cells[0])
		}
	}
}

// contains says whether a group's list leads back to the group sought.
func (b *builder) contains(group, sought string, seen map[string]bool) bool {
	if seen[group] {
		return false
	}
	seen[group] = true
	for _, m := range b.a.members[group] {
		if id, ok := strings.CutPrefix(m.id, "@"); ok && (id == sought || b.contains(id, sought, seen)) {
			return true
		}
	}
	return false
}
