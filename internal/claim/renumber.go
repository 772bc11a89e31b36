package claim

import (
	"cmp"
	"slices"

	"entente/internal/doc"
	"entente/internal/event"
)

// renumber puts the mentions that were added among the others, in the order of
// the contract, and mends what points at mentions. Speakers of quotations are set.
func (w *work) renumber(out *event.Coded) {
	c := w.c
	n := len(c.Mentions)
	to := make([]int, n+len(w.added))
	if len(w.added) == 0 {
		for i := range to {
			to[i] = i
		}
	} else {
		perm := make([]int, n+len(w.added))
		for i := range perm {
			perm[i] = i
		}
		slices.SortStableFunc(perm, func(x, y int) int {
			a, b := w.mention(x), w.mention(y)
			if x < n && y < n {
				return x - y
			}
			return cmp.Or(a.Begin-b.Begin, b.End-a.End, x-y)
		})
		out.Mentions = make([]event.Mention, len(perm))
		for i, x := range perm {
			to[x], out.Mentions[i] = i, *w.mention(x)
		}
	}
	move := func(r doc.Ref) doc.Ref {
		if i, ok := r.Index(); ok && i < len(to) {
			return doc.RefTo(to[i])
		}
		return r
	}
	if len(w.added) > 0 {
		for i := range out.Mentions {
			m := &out.Mentions[i]
			m.Antecedent = move(m.Antecedent)
			m.Members = slices.Clone(m.Members)
			for k, x := range m.Members {
				m.Members[k] = to[x]
			}
		}
		for i := range out.Events {
			e := &out.Events[i]
			e.Source, e.Target = slices.Clone(e.Source), slices.Clone(e.Target)
			for k := range e.Source {
				e.Source[k].Mention = move(e.Source[k].Mention)
			}
			for k := range e.Target {
				e.Target[k].Mention = move(e.Target[k].Mention)
			}
		}
	}
	out.Resolved.Quotes = make([]event.Quote, len(w.marks))
	for i := range w.marks {
		q := &w.marks[i]
		out.Resolved.Quotes[i].Span = q.Span
		if q.settled && q.holder >= 0 {
			out.Resolved.Quotes[i].Speaker = doc.RefTo(to[q.holder])
		}
	}
	for i := range w.claims {
		w.claims[i].Holder.Mention = move(w.claims[i].Holder.Mention)
	}
}
