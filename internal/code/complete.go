package code

import (
	"slices"

	"entente/internal/edtf"
	"entente/internal/event"
)

// What one telling leaves out and another of the document says.

// endings are acts that end another, by kind: whom they concern is told by what
// they end.
var endings = map[string][]string{
	"concession": {"sanctions", "restriction", "blockade", "suspension", "ban"},
	"withdrawal": {"deployment", "base", "intervention", "invasion", "occupation", "war", "training", "peacekeeping"},
}

// blamed gives a charge over a blow that is only pointed at ("condemned the raid") the one
// who dealt it, where the document tells of such blows by one actor alone.
func (st *state) blamed(drafts []draft) {
	for i := range drafts {
		d := &drafts[i]
		if d.Type != "ACCUSE" || d.anaphor || len(d.Target) != 1 || d.Target[0].Country != "" || d.Target[0].Actor != "" || len(d.match.target) != 1 {
			continue
		}
		t, tok := d.match.tree, d.match.target[0].token
		if det := t.kid(tok, "det"); det < 0 || t.low[det] != "the" || !st.c.violent(t, tok) {
			continue
		}
		var by []event.Party
		one := true
		for j := range drafts {
			e := &drafts[j]
			if e.Type != "ASSAULT" && e.Type != "COERCE" || e.anaphor || realm(e.Status) != 0 || len(e.Source) == 0 || slices.Equal(keys(e.Source), keys(d.Source)) {
				continue
			}
			if by != nil && !slices.Equal(keys(by), keys(e.Source)) {
				one = false
			}
			by = e.Source
		}
		if one && by != nil {
			d.Target = by
		}
	}
}

// recalls gives an envoy called home without a word from where the state that the same
// source has just accused, threatened or punished, where that is one.
func recalls(drafts []draft) {
	for i := range drafts {
		d := &drafts[i]
		if d.Kind != "recall" || len(d.Target) > 0 || len(d.Source) == 0 || d.anaphor {
			continue
		}
		for j := range drafts {
			e := &drafts[j]
			if gap := d.sentence - e.sentence; gap < 0 || gap > 1 || j == i || e.anaphor || realm(e.Status) != 0 || !slices.Equal(keys(e.Source), keys(d.Source)) {
				continue
			}
			if (e.Type == "ACCUSE" || e.Type == "SANCTION" || e.Type == "THREATEN") && len(e.Target) == 1 && len(e.Target[0].Country) == 3 {
				d.Target = e.Target
				break
			}
		}
	}
}

// complete gives an act that ends another ("lifted most of the sanctions") the target
// of the one it ends, where the document tells of one by the same source.
func complete(drafts []draft) {
	for i := range drafts {
		d := &drafts[i]
		if len(d.Target) > 0 || len(d.Source) == 0 || d.anaphor {
			continue
		}
		for j := range drafts {
			e := &drafts[j]
			if slices.Contains(endings[d.Kind], e.Kind) && !e.anaphor && len(e.Target) > 0 && slices.Equal(keys(e.Source), keys(d.Source)) {
				d.Target = e.Target
				break
			}
		}
	}
}

// wars completes what is told of a war by its place alone ("the war in Ukraine"):
// its sides are those of an invasion or attack on that state that the document
// tells of, and it has gone on since.
func (st *state) wars(drafts []draft) {
	for i := range drafts {
		w := &drafts[i]
		if w.Kind != "war" || len(w.Source) != 0 || len(w.Target) != 1 {
			continue
		}
		for j := range drafts {
			a := &drafts[j]
			if a.Type != "ASSAULT" || a.Kind == "war" || len(a.Source) == 0 || !slices.Equal(keys(a.Target), keys(w.Target)) {
				continue
			}
			if realm(a.Status) != 0 || a.Kind != "invasion" && a.Kind != "attack" && a.Kind != "airstrike" {
				continue
			}
			w.Source, w.Reciprocal = a.Source, true
			if a.dated && !w.dated {
				w.Date, w.DateBasis, w.dated = edtf.From(a.Date.Start()), event.DateInferred, true
			}
			if a.dated {
				break
			}
		}
	}
}
