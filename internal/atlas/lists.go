package atlas

import "iter"

// Places yields every place of the gazetteer once, in the order of the tables,
// without the fields that are of a reading.
func (a *Atlas) Places() iter.Seq[Place] {
	return func(yield func(Place) bool) {
		for _, p := range a.sites {
			if !yield(p) {
				return
			}
		}
	}
}

// Posts returns all terms in the posts of an entity, by person, then start.
func (a *Atlas) Posts(entity string) []Tenure {
	var out []Tenure
	for _, t := range a.tenures {
		if t.Entity == entity {
			out = append(out, t)
		}
	}
	return out
}
