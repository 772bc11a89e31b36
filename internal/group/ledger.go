package group

import (
	"context"
	"fmt"
	"maps"
	"math"
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
const Method = "stories-and-clusters@2"

// portion is how many new documents are grouped at a time. It bounds memory; what
// is found does not depend on it.
const portion = 100_000

// A Ledger is what a grouping is made of and kept in.
type Ledger interface {
	Batch() int64
	Portion(ctx context.Context, after int64, documents int) (through int64, err error)
	EachSketch(ctx context.Context, after, through int64, f func(*store.Sketched)) error
	SketchesOf(ctx context.Context, documents []int64) (map[int64]story.Sketch, error)
	Kin(context.Context) ([]store.Kinship, error)
	Told(context.Context, store.Telling, func(*store.Told)) error
	Held(ctx context.Context, batch int64) (*store.Grouping, error)
	HeldOf(ctx context.Context, documents []string, events []int64) (*store.Grouping, error)
	Grouped(ctx context.Context, method string) (through int64, err error)
	Group(ctx context.Context, changes *store.Grouping, through int64, program, method string) error
}

// Counts say what a grouping looked at.
type Counts struct {
	Documents int // whose kin was looked for
	Events    int // whose act was worked out
	Changes   int // rows added to the ledger's history
}

// Regroup finds the stories of documents and the acts of events that were added
// since the last time, and of those that these touch, and adds what changed. What
// holds afterwards is what working out all anew would give, in whatever portions
// the documents came. A second call changes nothing. Killed, it leaves the grouping
// of some of the portions, and the next call goes on there.
//
// A ledger that another method grouped is grouped anew, whole.
func Regroup(ctx context.Context, l Ledger, lex *cluster.Lexicon, program string) (Counts, error) {
	var c Counts
	err := regroup(ctx, l, lex, program, portion, &c)
	if err != nil {
		err = fmt.Errorf("group: %w", err)
	}
	return c, err
}

func regroup(ctx context.Context, l Ledger, lex *cluster.Lexicon, program string, portion int, c *Counts) error {
	after, err := l.Grouped(ctx, Method)
	if err != nil {
		return err
	}
	if after == 0 { // was it grouped in another way?
		held, err := l.Held(ctx, 0)
		if err != nil {
			return err
		}
		if len(held.Stories)+len(held.Clusters) > 0 {
			portion = math.MaxInt
		}
	}
	for after < l.Batch() {
		through, err := next(ctx, l, after, portion)
		if err != nil {
			return err
		}
		r := round{l: l, lex: lex, after: after, through: through}
		changes, err := r.work(ctx)
		if err != nil {
			return err
		}
		if err := l.Group(ctx, changes, through, program, Method); err != nil {
			return err
		}
		c.Documents += len(changes.Compared)
		c.Events += r.events
		c.Changes += len(changes.Stories) + len(changes.Clusters)
		if after, err = l.Grouped(ctx, Method); err != nil {
			return err
		}
	}
	return nil
}

// next is the last batch of the next portion. A small rest is taken along: what is
// before has to be looked at again for it.
func next(ctx context.Context, l Ledger, after int64, portion int) (int64, error) {
	if through, err := l.Portion(ctx, after, portion+min(portion/4, math.MaxInt-portion)); err != nil || through >= l.Batch() {
		return through, err
	}
	return l.Portion(ctx, after, portion)
}

// A round groups what some batches brought.
type round struct {
	l              Ledger
	lex            *cluster.Lexicon
	after, through int64
	events         int // looked at

	copies map[string]int64   // of documents that have copies, the label of these
	of     map[int64][]string // the documents of each label, by id
	turned map[string]int64   // the label that older documents had, if they have another now
}

func (r *round) work(ctx context.Context) (*store.Grouping, error) {
	changes := &store.Grouping{}
	err := r.stories(ctx, changes)
	if err != nil {
		return nil, err
	}
	return changes, r.acts(ctx, changes)
}

// acts works out the acts of new events and of those in documents that turned into
// copies, or of others.
func (r *round) acts(ctx context.Context, changes *store.Grouping) error {
	var touched, gone []cluster.Event
	names := map[int64]string{}
	into := func(list *[]cluster.Event) func(*store.Told) {
		return func(t *store.Told) {
			names[t.Number] = t.ID
			*list = append(*list, compared(t, r.copies[t.Document]))
		}
	}
	turned := slices.Sorted(maps.Keys(r.turned))
	if err := r.l.Told(ctx, store.Telling{Through: r.through, After: r.after, Documents: turned}, into(&touched)); err != nil {
		return err
	}
	if r.after > 0 {
		was := func(t *store.Told) {
			if label, ok := r.turned[t.Document]; ok {
				gone = append(gone, compared(t, label))
			} else {
				gone = append(gone, compared(t, r.copies[t.Document]))
			}
		}
		if err := r.l.Told(ctx, store.Telling{Through: r.through, Gone: r.after}, was); err != nil {
			return err
		}
		if len(turned) > 0 {
			if err := r.l.Told(ctx, store.Telling{Through: r.through, Documents: turned}, was); err != nil {
				return err
			}
		}
	}
	if len(touched)+len(gone) == 0 {
		return nil
	}
	near := func(ctx context.Context, w cluster.Want) ([]cluster.Event, error) {
		t := store.Telling{Through: r.through}
		for _, p := range w.Parties {
			t.Near = append(t.Near, store.PartyDays(p))
		}
		for _, s := range w.Stories {
			t.Documents = append(t.Documents, r.of[s]...)
		}
		var out []cluster.Event
		err := r.l.Told(ctx, t, into(&out))
		return out, err
	}
	if r.after == 0 {
		near = nil // touched are all
	}
	acts, err := cluster.Recompute(ctx, r.lex, touched, gone, near)
	if err != nil {
		return err
	}
	r.events = len(acts)
	numbers := slices.Sorted(maps.Keys(acts))
	held, err := r.l.HeldOf(ctx, nil, numbers)
	if err != nil {
		return err
	}
	was := map[int64]string{}
	for _, h := range held.Clusters {
		was[h.Event] = h.Cluster
	}
	size := map[int64]int{}
	for _, first := range acts {
		size[first]++
	}
	for _, n := range numbers {
		old, known := was[n]
		// Who is alone and was never else has no row.
		if now := names[acts[n]]; now != old && (known || size[acts[n]] > 1) {
			changes.Clusters = append(changes.Clusters, store.EventCluster{Event: n, Cluster: now})
		}
	}
	return nil
}

// realms puts statuses together that may be of one act told at different times.
var realms = map[event.Status]string{
	event.Actual: "deed", event.Ongoing: "deed", event.Historical: "deed",
	event.Announced: "plan", event.Planned: "plan", event.Future: "plan",
	event.Hypothetical: "maybe", event.Negated: "not",
}

func compared(t *store.Told, copies int64) cluster.Event {
	return cluster.Event{
		Number: t.Number, Doc: t.Document, Story: copies, Type: t.Type, Kind: t.Kind, Realm: realms[t.Status],
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
