package claim

import (
	"slices"

	"entente/internal/doc"
	"entente/internal/event"
)

// maxPairs bounds how many claims are compared with each other.
const maxPairs = 2_000

// contest ties denials to what they deny, and claims to those that say the
// opposite of one proposition, both ways.
func (w *work) contest(events []event.Event) {
	at := map[string]int{}
	for i := range events {
		at[events[i].ID] = i
	}
	// An event that is a denial, and the claim told by the same words.
	for i := range events {
		for _, id := range events[i].ContestedBy {
			j, ok := at[id]
			if !ok {
				continue
			}
			for k := range w.claims {
				d := &w.claims[k]
				if d.Stance == Denies && !w.points(d) && w.tells(d, &events[j]) {
					w.tie(k, events, i)
				}
			}
		}
	}
	n := min(len(w.claims), maxPairs)
	for i := range w.claims {
		d := &w.claims[i]
		if d.Stance != Denies {
			continue
		}
		if w.points(d) {
			w.pointed(i)
		} else if len(d.Contests) == 0 {
			w.deny(i, events)
		}
		for _, j := range []int{i - 1, i + 1} { // "P, which X denied": the same words
			if j >= 0 && j < len(w.claims) && w.claims[j].Stance != Denies && w.claims[j].Overlaps(d.Span) && !w.oneHolder(d, &w.claims[j]) {
				w.claims[j].ContestedBy = with(w.claims[j].ContestedBy, d.ID)
				d.Contests = with(d.Contests, w.claims[j].ID)
			}
		}
	}
	// by a word of both, so that few are compared
	by := map[string][]int{}
	for i := range n {
		if d := &w.claims[i]; d.holder != -1 && len(d.lemmas) >= 3 && d.Stance != Asks {
			for l := range d.lemmas {
				by[l] = append(by[l], i)
			}
		}
	}
	for i := range n {
		d := &w.claims[i]
		if d.holder == -1 || len(d.lemmas) < 3 || d.Stance == Asks || d.Kind == event.HeadlineClaim {
			continue
		}
		shared := map[int]int{}
		for l := range d.lemmas {
			for _, j := range by[l] {
				if j > i {
					shared[j]++
				}
			}
		}
		var js []int
		for j := range shared {
			js = append(js, j)
		}
		slices.Sort(js)
		for _, j := range js {
			o := &w.claims[j]
			least := min(len(d.lemmas), len(o.lemmas))
			if o.Kind == event.HeadlineClaim || shared[j] < 3 || shared[j]*10 < least*6 || w.oneHolder(d, o) || opposite(d) == opposite(o) {
				continue
			}
			d.Contests, o.Contests = with(d.Contests, o.ID), with(o.Contests, d.ID)
			d.ContestedBy, o.ContestedBy = with(d.ContestedBy, o.ID), with(o.ContestedBy, d.ID)
		}
	}
}

// points says whether what is denied is only pointed to: "the charge", "it".
func (w *work) points(d *draft) bool {
	if d.e-d.b > 4 || d.cue == nil {
		return false
	}
	for i := d.b; i < d.e; i++ {
		if pointing[d.s.lem[i]] {
			return true
		}
	}
	return false
}

var pointing = map[string]bool{"charge": true, "claim": true, "accusation": true, "allegation": true, "report": true, "assertion": true, "suggestion": true,
	"account": true, "version": true, "story": true, "it": true, "this": true, "that": true, "these": true, "them": true, "both": true}

// pointed ties a denial that only points to the last thing that somebody else is
// said to hold before it, no more than three sentences back.
func (w *work) pointed(k int) {
	d := &w.claims[k]
	for j := k - 1; j >= 0 && j > k-8; j-- {
		o := &w.claims[j]
		if d.s.n-o.s.n > 3 || o.holder < 0 || o.Stance == Denies || w.oneHolder(d, o) {
			continue
		}
		d.Contests = with(d.Contests, o.ID)
		o.ContestedBy = with(o.ContestedBy, d.ID)
		for i := j - 1; i >= 0 && w.claims[i].cue == o.cue && o.cue != nil; i-- { // all of it
			d.Contests = with(d.Contests, w.claims[i].ID)
			w.claims[i].ContestedBy = with(w.claims[i].ContestedBy, d.ID)
		}
		return
	}
}

func with(ids []string, id string) []string {
	if slices.Contains(ids, id) {
		return ids
	}
	return append(ids, id)
}

func (w *work) oneHolder(a, b *draft) bool {
	return a.holder == b.holder || a.holder >= 0 && b.holder >= 0 && w.sameHolder(a.holder, b.holder)
}

// opposite says whether a claim is against the proposition of its words.
func opposite(d *draft) bool { return d.Negated != (d.Stance == Denies) }

// tells says whether a claim stands where an event is told: on its trigger, or in
// the attribution whose verb is the trigger.
func (w *work) tells(d *draft, e *event.Event) bool {
	return slices.ContainsFunc(e.Evidence, func(v event.Evidence) bool {
		return d.Contains(v.Trigger) || d.Attribution.Overlaps(v.Trigger) || d.Attribution.Empty() && v.Overlaps(d.Span)
	})
}

// tie links denial k and event i, and what else says that the event is so.
func (w *work) tie(k int, events []event.Event, i int) {
	d := &w.claims[k]
	d.Contests = with(d.Contests, events[i].ID)
	d.Events = with(d.Events, events[i].ID)
	events[i].ContestedBy = with(slices.Clone(events[i].ContestedBy), d.ID)
	for j := range w.claims {
		o := &w.claims[j]
		if j == k || o.Stance == Denies || w.oneHolder(d, o) || !slices.Contains(o.Events, events[i].ID) {
			continue
		}
		d.Contests = with(d.Contests, o.ID)
		o.ContestedBy = with(o.ContestedBy, d.ID)
	}
}

// deny finds what a denial without an event of its own denies: an event told near
// it by its words, or a claim that shares them.
func (w *work) deny(k int, events []event.Event) {
	d := &w.claims[k]
	for i := range events {
		e := &events[i]
		if e.Kind == "denial" {
			continue
		}
		for _, v := range e.Evidence {
			if gap := v.Sentence - d.s.n; gap < -3 || gap > 1 {
				continue
			}
			if d.Contains(v.Trigger) && !w.saidBy(d, v.Trigger) {
				w.tie(k, events, i)
				return
			}
		}
	}
	best, score := -1, 0
	for j := k - 1; j >= 0 && j > k-12; j-- {
		o := &w.claims[j]
		if o.Stance == Denies || o.Kind == event.HeadlineClaim || w.oneHolder(d, o) || d.s.n-o.s.n > 4 {
			continue
		}
		n := 0
		for l := range d.lemmas {
			if o.lemmas[l] {
				n++
			}
		}
		if n > score && n*2 >= len(d.lemmas) {
			best, score = j, n
		}
	}
	if best >= 0 {
		d.Contests = with(d.Contests, w.claims[best].ID)
		w.claims[best].ContestedBy = with(w.claims[best].ContestedBy, d.ID)
	}
}

// saidBy says whether a trigger is the verb of the denial itself.
func (w *work) saidBy(d *draft, t doc.Span) bool { return d.Attribution.Overlaps(t) }
