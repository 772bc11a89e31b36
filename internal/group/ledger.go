package group

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"entente/internal/cluster"
	"entente/internal/event"
	"entente/internal/store"
	"entente/internal/story"
)

// Method names how stories and clusters are found; a change of what is found is
// a new version.
const Method = "stories-and-clusters@1"

// A Ledger is what a grouping is made of and kept in.
type Ledger interface {
	Sketches(context.Context) ([]store.Sketched, error)
	Told(context.Context, func(*store.Told)) error
	Held(context.Context, int64) (*store.Grouping, error)
	Grouped(ctx context.Context, method string) (bool, error)
	Group(ctx context.Context, changes *store.Grouping, program, method string) error
}

// Counts say what a grouping found.
type Counts struct {
	Documents, Stories int // stories: documents less copies and what derives
	Events, Clusters   int // events told, and acts they tell of
	Changes            int // rows added to the ledger's history
}

// Regroup works out stories and clusters of all documents and events of a ledger
// anew, and adds what changed. A second call changes nothing. Killed, it leaves
// the old grouping or the new. If nothing was added since the last time it does
// nothing and counts nothing.
func Regroup(ctx context.Context, l Ledger, program string) (Counts, error) {
	var c Counts
	if done, err := l.Grouped(ctx, Method); err != nil || done {
		return c, err
	}
	docs, err := l.Sketches(ctx)
	if err != nil {
		return c, fmt.Errorf("group: %w", err)
	}
	held, err := l.Held(ctx, 0)
	if err != nil {
		return c, fmt.Errorf("group: %w", err)
	}
	changes := &store.Grouping{}
	rows, copies := stories(docs)
	changes.Stories = changedStories(held.Stories, rows)
	if err := ctx.Err(); err != nil {
		return c, err
	}
	clusters, n, err := clusters(ctx, l, copies)
	if err != nil {
		return c, fmt.Errorf("group: %w", err)
	}
	changes.Clusters = changedClusters(held.Clusters, clusters.of, clusters.own)
	c.Documents, c.Stories = len(docs), len(docs)
	for _, r := range rows {
		if r.Kin == store.Copy || r.Kin == store.Derived {
			c.Stories--
		}
	}
	c.Events, c.Clusters = len(clusters.own), n
	c.Changes = len(changes.Stories) + len(changes.Clusters)
	if err := l.Group(ctx, changes, program, Method); err != nil {
		return c, err
	}
	return c, nil
}

// stories returns the rows of all documents that have one, by document, and for
// each document the number of the copies it is one of, from 1; 0 for none.
func stories(docs []store.Sketched) (rows map[string]store.DocumentStory, copies map[string]int) {
	sketches := make([]story.Sketch, len(docs))
	for i, d := range docs {
		sketches[i] = d.Sketch
	}
	links := story.Links(sketches)
	whole := story.Groups(len(docs), links, story.Derived)
	same := story.Groups(len(docs), links, story.Copy)
	count, twins := map[int]int{}, map[int]int{}
	for i := range docs {
		count[whole[i]]++
		twins[same[i]]++
	}
	rows, copies = map[string]store.DocumentStory{}, map[string]int{}
	for i, d := range docs {
		if twins[same[i]] > 1 {
			copies[d.ID] = same[i] + 1
		}
		if count[whole[i]] < 2 && d.Credit == "" {
			continue
		}
		r := store.DocumentStory{Document: d.ID, Story: docs[whole[i]].ID, Kin: store.Derived, Origin: d.Credit}
		if d.Credit != "" {
			r.Basis = "credit"
		}
		switch {
		case count[whole[i]] < 2:
			r.Kin = store.Alone
		case whole[i] == i:
			r.Kin = store.First
		case same[i] != i:
			r.Kin = store.Copy
		}
		rows[d.ID] = r
	}
	return rows, copies
}

// changedStories are the rows that differ from those held, by document. A
// document that left its story is alone.
func changedStories(held []store.DocumentStory, now map[string]store.DocumentStory) []store.DocumentStory {
	var out []store.DocumentStory
	known := map[string]bool{}
	for _, h := range held {
		known[h.Document] = true
		n, ok := now[h.Document]
		if !ok {
			n = store.DocumentStory{Document: h.Document, Story: h.Document, Kin: store.Alone}
		}
		if n != h {
			out = append(out, n)
		}
	}
	for id, n := range now {
		if !known[id] {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b store.DocumentStory) int { return strings.Compare(a.Document, b.Document) })
	return out
}

// clustered is the clusters of current events by number: of those that share one,
// and the name each would have alone.
type clustered struct{ of, own map[int64]string }

func clusters(ctx context.Context, l Ledger, copies map[string]int) (clustered, int, error) {
	var events []cluster.Event
	var numbers []int64
	out := clustered{map[int64]string{}, map[int64]string{}}
	if err := l.Told(ctx, func(t *store.Told) {
		events = append(events, compared(t, copies[t.Document]))
		numbers = append(numbers, t.Number)
		out.own[t.Number] = t.ID
	}); err != nil {
		return out, 0, err
	}
	of := cluster.Events(events)
	size := map[int]int{}
	for _, c := range of {
		size[c]++
	}
	for i, c := range of {
		if size[c] > 1 {
			out.of[numbers[i]] = out.own[numbers[c]]
		}
	}
	return out, len(size), nil
}

func changedClusters(held []store.EventCluster, of, own map[int64]string) []store.EventCluster {
	var out []store.EventCluster
	known := map[int64]bool{}
	for _, h := range held {
		known[h.Event] = true
		id, current := own[h.Event]
		if !current {
			continue // superseded: its last cluster is history
		}
		if c, ok := of[h.Event]; ok {
			id = c
		}
		if id != h.Cluster {
			out = append(out, store.EventCluster{Event: h.Event, Cluster: id})
		}
	}
	for n, c := range of {
		if !known[n] {
			out = append(out, store.EventCluster{Event: n, Cluster: c})
		}
	}
	slices.SortFunc(out, func(a, b store.EventCluster) int { return int(a.Event - b.Event) })
	return out
}

// realms puts statuses together that may be of one act told at different times.
var realms = map[event.Status]string{
	event.Actual: "deed", event.Ongoing: "deed", event.Historical: "deed",
	event.Announced: "plan", event.Planned: "plan", event.Future: "plan",
	event.Hypothetical: "maybe", event.Negated: "not",
}

func compared(t *store.Told, copies int) cluster.Event {
	return cluster.Event{
		Doc: t.Document, Story: copies, Type: t.Type, Kind: t.Kind, Realm: realms[t.Status],
		Source: t.Source, Target: t.Target, Mutual: t.Mutual,
		When: cluster.Span{First: int(t.First), Last: int(t.Last), HasFirst: t.HasFirst, HasLast: t.HasLast,
			Loose: t.Basis != event.DateStated && t.Basis != event.DateRelative},
		Published: cluster.Span{First: int(t.PubFirst), Last: int(t.PubLast), HasFirst: t.HasPubFirst, HasLast: t.HasPubLast},
		Place:     t.Place, Country: t.Country,
		Head: headOf(t.Trigger), Words: wordsOf(t.Words),
	}
}

// headOf is the first word of a trigger, in small letters.
func headOf(trigger string) string {
	for _, w := range strings.FieldsFunc(strings.ToLower(trigger), notWord) {
		return w
	}
	return ""
}

func notWord(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '-'
}

// wordsOf are the roots of the longer words of a passage, and its numbers. Words
// that only join others are short.
func wordsOf(passage string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(passage), notWord) {
		if len(w) > 3 || w[0] >= '0' && w[0] <= '9' {
			out = append(out, cluster.Root(w))
		}
	}
	return out
}
