package codebook

import "slices"

// Ontologies names the ontologies there is a crosswalk to, sorted.
func (cb *Codebook) Ontologies() []string {
	var out []string
	for name := range cb.Crosswalks {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Cross looks up what a code of another ontology is here.
func (cb *Codebook) Cross(ontology, code string) (Cross, bool) {
	for _, c := range cb.Crosswalks[ontology] {
		if c.Code == code {
			return c, true
		}
	}
	return Cross{}, false
}

// CodeOf goes the way back: the code of another ontology that fits an event of
// this type, mode and context best. Of codes with the type, one with the mode is
// better, then one with the context, then one without a context; of equals the
// first in the file, which is the most general. False if none has the type.
func (cb *Codebook) CodeOf(ontology, typ, mode, context string) (Cross, bool) {
	best, score := Cross{}, -1
	for _, c := range cb.Crosswalks[ontology] {
		if c.Type != typ || typ == "" {
			continue
		}
		s := 0
		switch c.Mode {
		case mode:
			s += 8
		case "":
			s += 4
		}
		switch c.Context {
		case context:
			s += 2
		case "":
			s++
		}
		if s > score {
			best, score = c, s
		}
	}
	return best, score >= 0
}
