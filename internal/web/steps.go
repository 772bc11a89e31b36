package web

import (
	"cmp"
	"slices"

	"entente/internal/query"
)

// A step is what one report says of how far a matter is.
type step struct {
	row
	Told string // day of publication of the report, EDTF
	Same bool   // it tells of the act that the page is of
	Here bool   // it is the row that the page is of
}

// maxSteps is how many steps a page shows: the last.
const maxSteps = 30

// steps are the reports of one kind of dealing between the parties of an event, in
// the order of their publication: announced, signed, in force. rows is where all of
// them are. Nothing is nil.
func (r *request) steps(e query.Event) (out []step, rows string, err error) {
	if e.Kind == "" || len(e.Source) == 0 {
		return nil, "", nil
	}
	q := query.Question{Kinds: []string{e.Kind}}
	id := func(p query.Party) string { return cmp.Or(p.Country, p.ID) }
	a, b := id(e.Source[0]), ""
	for _, p := range slices.Concat(e.Target, e.Source[1:]) {
		if id(p) != a {
			b = id(p)
			break
		}
	}
	if b == "" {
		q.Actor, rows = a, r.to("/ledger", "actor", a, "kind", e.Kind, "order", "oldest")
	} else {
		q.Dyad, rows = [2]string{a, b}, r.to("/ledger", "dyad", a+","+b, "kind", e.Kind, "order", "oldest")
	}
	sel, err := r.site.Ledger.Choose(r.Context(), q)
	if err != nil {
		return nil, "", err
	}
	var reports []*query.Entry
	same := map[string]bool{}
	for _, x := range sel.Entries() {
		rs := x.Reports()
		if slices.ContainsFunc(rs, func(y *query.Entry) bool { return y.ID == e.ID }) {
			for _, y := range rs {
				same[y.ID] = true
			}
		}
		reports = append(reports, rs...)
	}
	if len(reports) < 2 {
		return nil, "", nil
	}
	slices.SortStableFunc(reports, func(x, y *query.Entry) int {
		return cmp.Or(cmp.Compare(r.published(x), r.published(y)), cmp.Compare(x.Number, y.Number))
	})
	if n := len(reports) - maxSteps; n > 0 {
		reports = reports[n:]
	}
	shown, err := r.read(reports)
	if err != nil {
		return nil, "", err
	}
	for i, s := range shown {
		out = append(out, step{s, r.ix.Docs[reports[i].Doc].Published.String(), same[s.ID], s.ID == e.ID})
	}
	return out, rows, nil
}

// published is the last day that a report may have been published on; after all
// others if that is not known.
func (r *request) published(e *query.Entry) int {
	if d, ok := r.ix.Docs[e.Doc].Published.Last(); ok {
		return int(d)
	}
	return 1 << 40
}
