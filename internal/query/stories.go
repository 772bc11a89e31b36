package query

import (
	"context"

	"entente/internal/sources"
	"entente/internal/store"
)

// StoriesThen is Stories as they were after a batch, 0 is now: of the documents that were
// current then, grouped as they were then.
func (ix *Index) StoriesThen(ctx context.Context, s *store.Store, asOf int64) ([][]*Doc, error) {
	if asOf == 0 {
		return ix.Stories(), nil
	}
	held, err := s.Held(ctx, asOf)
	if err != nil {
		return nil, err
	}
	by := map[string]store.DocumentStory{}
	for _, d := range held.Stories {
		if d.Kin != store.Alone {
			by[d.Document] = d
		}
	}
	at := map[string]int{}
	var out [][]*Doc
	for i := range ix.Docs {
		st, grouped := by[ix.Docs[i].ID]
		if !grouped || !ix.Docs[i].current(asOf) {
			continue
		}
		d := ix.Docs[i]
		d.Witness, d.Origin, d.Story, d.Kin = d.From, "", st.Story, st.Kin
		if o, ok := ix.tables.Sources.Find(st.Origin, ""); ok {
			o.Agency = true // it is named as one
			d.Witness, d.Origin = o, o.Name
		}
		n, ok := at[d.Story]
		if !ok {
			n = len(out)
			at[d.Story] = n
			out = append(out, nil)
		}
		out[n] = append(out[n], &d)
	}
	for _, docs := range out { // who is behind a story is behind each of its documents
		var of sources.Source
		for _, d := range docs {
			if of.Name == "" || d.Witness.Agency && !of.Agency {
				of = d.Witness
			}
		}
		for _, d := range docs {
			d.Witness = of
		}
	}
	return out, nil
}
