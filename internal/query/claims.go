package query

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"

	"entente/internal/event"
	"entente/internal/store"
)

// claimOf is a claim as answers have it.
func claimOf(r store.ClaimRow) Claim {
	src := sourceOf(r.Doc)
	return Claim{ID: r.ID, Holder: r.Holder, Actor: r.Actor, Country: r.Country, HolderKind: r.HolderKind, Affiliation: r.Affiliation,
		StateActor: r.StateActor, Anonymous: r.Anonymous, Mode: r.Mode, Stance: r.Stance, Negated: r.Negated, Veracity: r.Veracity,
		Kind: r.Kind, Of: r.Subjects, Begin: r.Begin, End: r.End, Words: r.Words, Attribution: r.Attribution, Hedges: r.Hedges,
		About: r.About, Date: r.Date.String(), Events: r.Events, Contests: r.Contests, ContestedBy: r.ContestedBy, Document: &src}
}

func claimsOf(rows []store.ClaimRow) []Claim {
	out := make([]Claim, 0, len(rows))
	for _, r := range rows {
		out = append(out, claimOf(r))
	}
	return out
}

// Sayings is where claims are asked for, and the events that fit a red line: a store,
// or what a Ledger keeps of it.
type Sayings interface {
	Claims(context.Context, store.ClaimFilter) ([]store.ClaimRow, error)
	Events(context.Context, store.Filter) ([]store.Row, error)
}

// Claims returns the claims that pass a filter, in the order of their dates. What
// contests one of them, or is contested by it, comes with it in Against, so that
// a denial and what it denies are never shown apart.
func Claims(ctx context.Context, s Sayings, f store.ClaimFilter) ([]Claim, error) {
	rows, err := s.Claims(ctx, f)
	if err != nil {
		return nil, err
	}
	out := claimsOf(rows)
	var ids []string
	for _, r := range rows {
		ids = append(append(ids, r.Contests...), r.ContestedBy...)
	}
	if len(ids) == 0 {
		return out, nil
	}
	slices.Sort(ids)
	others, err := s.Claims(ctx, store.ClaimFilter{IDs: slices.Compact(ids), State: f.State})
	if err != nil {
		return nil, err
	}
	by := map[string]Claim{}
	for _, c := range claimsOf(others) {
		by[c.ID] = c
	}
	for i := range out {
		seen := map[string]bool{}
		for _, id := range slices.Concat(out[i].Contests, out[i].ContestedBy) {
			if c, ok := by[id]; ok && !seen[id] {
				seen[id] = true
				out[i].Against = append(out[i].Against, c)
			}
		}
	}
	return out, nil
}

// A Dispute is one proposition with those who hold it and those who hold the
// opposite, in one document or in several.
type Dispute struct {
	For     []Claim  `json:"for"`
	Against []Claim  `json:"against"`
	About   []string `json:"about,omitempty" doc:"actors that both sides speak of"`
}

// maxDisputed bounds the claims that are compared with each other.
const maxDisputed = 50_000

// Disputes groups the claims of a filter that say the opposite of one
// proposition: by the links within a document, and across documents by the actors
// and the words they share. Holders differ; a holder who only negates what he said
// himself makes no dispute. Order is that of the first claim of each.
func Disputes(ctx context.Context, s *store.Store, f store.ClaimFilter) ([]Dispute, error) {
	limit := f.Limit
	f.Limit = maxDisputed
	rows, err := s.Claims(ctx, f)
	if err != nil {
		return nil, err
	}
	group := make([]int, len(rows)) // union-find
	for i := range group {
		group[i] = i
	}
	find := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	at := map[string]int{}
	for i, r := range rows {
		at[r.ID] = i
	}
	joined := map[int]bool{}
	join := func(i, j int) {
		joined[i], joined[j] = true, true
		a, b := find(i), find(j)
		group[max(a, b)] = min(a, b)
	}
	words := make([]map[string]bool, len(rows))
	by := map[string][]int{}
	for i, r := range rows {
		for _, id := range slices.Concat(r.Contests, r.ContestedBy) {
			if j, ok := at[id]; ok {
				join(i, j)
			}
		}
		if r.Kind == "headline" || r.Stance == "asks" || r.Holder == "" || len(r.About) == 0 {
			continue
		}
		if words[i] = stems(r.Words); len(words[i]) >= 3 {
			for w := range words[i] {
				by[w] = append(by[w], i)
			}
		}
	}
	for i := range rows {
		if len(words[i]) < 3 {
			continue
		}
		shared := map[int]int{}
		for w := range words[i] {
			if len(by[w]) > 400 {
				continue // too common to tell by
			}
			for _, j := range by[w] {
				if j > i {
					shared[j]++
				}
			}
		}
		for j, n := range shared {
			if n >= 3 && n*10 >= 6*min(len(words[i]), len(words[j])) && opposite(rows[i]) != opposite(rows[j]) &&
				rows[i].Holder != rows[j].Holder && meet(rows[i].About, rows[j].About) {
				join(i, j)
			}
		}
	}
	var out []Dispute
	where := map[int]int{}
	for i, r := range rows {
		if !joined[i] {
			continue
		}
		g := find(i)
		k, ok := where[g]
		if !ok {
			k = len(out)
			where[g] = k
			out = append(out, Dispute{})
		}
		d := &out[k]
		if opposite(r) {
			d.Against = append(d.Against, claimOf(r))
		} else {
			d.For = append(d.For, claimOf(r))
		}
		for _, a := range r.About {
			if !slices.Contains(d.About, a) {
				d.About = append(d.About, a)
			}
		}
	}
	for i := range out {
		slices.Sort(out[i].About)
	}
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	return out, nil
}

// opposite says whether a claim is against the proposition of its words.
func opposite(r store.ClaimRow) bool { return r.Negated != (r.Stance == "denies") }

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// stems are the longer words of a claim, cut to what endings leave of them.
func stems(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(words), func(r rune) bool { return r < 'a' && (r < '0' || r > '9') || r > 'z' && r < 0xc0 }) {
		if len(w) < 4 || idle[w] {
			continue
		}
		if len(w) > 6 {
			w = w[:6]
		}
		out[w] = true
	}
	return out
}

var idle = map[string]bool{"that": true, "this": true, "with": true, "have": true, "from": true, "were": true, "been": true, "will": true, "would": true,
	"they": true, "their": true, "there": true, "which": true, "what": true, "when": true, "about": true, "into": true, "than": true, "then": true, "more": true, "also": true,
	"after": true, "before": true, "over": true, "some": true, "such": true, "only": true, "never": true, "could": true, "should": true, "does": true, "said": true}

// Speakers is who says how much: see [store.Store.Speakers].
type Speakers struct {
	Speakers  []Speaker `json:"speakers"`
	Claims    int       `json:"claims" doc:"claims counted, headlines left out"`
	Anonymous int       `json:"anonymous" doc:"claims of holders without a name"`
	Unknown   int       `json:"unknown" doc:"claims of which nobody can be told to hold them"`
}

// A Speaker is one holder with the share of what is said.
type Speaker struct {
	Holder      string  `json:"holder,omitempty" doc:"absent: cannot be told"`
	Kind        string  `json:"holder_kind,omitempty"`
	Actor       string  `json:"holder_actor,omitempty"`
	Country     string  `json:"holder_country,omitempty"`
	Affiliation string  `json:"affiliation,omitempty"`
	StateActor  bool    `json:"state_actor"`
	Anonymous   bool    `json:"anonymous"`
	Claims      int     `json:"claims"`
	Quotes      int     `json:"quotes" doc:"claims in quotation marks"`
	Share       float64 `json:"share" doc:"of the claims, 0 to 1"`
	Words       float64 `json:"words_share" doc:"of the words of the claims, 0 to 1"`
	Documents   int     `json:"documents"`
}

// Shares returns how much of what is said each holder says.
func Shares(ctx context.Context, s *store.Store, f store.ClaimFilter) (*Speakers, error) {
	limit := f.Limit
	f.Limit = 0
	rows, err := s.Speakers(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &Speakers{Speakers: []Speaker{}}
	bytes := 0
	for _, r := range rows {
		out.Claims += r.Claims
		bytes += r.Bytes
		switch {
		case r.Holder == "":
			out.Unknown += r.Claims
		case r.Anonymous:
			out.Anonymous += r.Claims
		}
	}
	for _, r := range rows {
		if limit > 0 && len(out.Speakers) == limit {
			break
		}
		out.Speakers = append(out.Speakers, Speaker{Holder: r.Holder, Kind: r.Kind, Actor: r.Actor, Country: r.Country, Affiliation: r.Affiliation,
			StateActor: r.StateActor, Anonymous: r.Anonymous && r.Holder != "", Claims: r.Claims, Quotes: r.Quotes, Documents: r.Documents,
			Share: float64(r.Claims) / float64(out.Claims), Words: float64(r.Bytes) / float64(max(bytes, 1))})
	}
	return out, nil
}

// A RedLine is what a power will not accept, by whose word, and what in the ledger
// may touch it.
type RedLine struct {
	Claim     Claim    `json:"claim" doc:"the words; its holder is the reporter"`
	Holder    []string `json:"line_holder" doc:"actors whose line it is"`
	Condition string   `json:"condition" doc:"what is ruled out, in the words of the text"`
	Types     []string `json:"watch_types" doc:"event types to watch for"`
	Contexts  []string `json:"watch_contexts"`
	Parties   []string `json:"watch_parties" doc:"actors named in the condition"`
	State     string   `json:"state" doc:"quiet: nothing in the ledger fits the pattern after it was drawn; touched: something does; open: the words give no pattern"`
	// Matched are the events that fit the pattern on or after the day on which the
	// line was drawn, the earliest first, at most [maxMatched]. They are
	// suggestions: whether the line is crossed is for a person to say.
	Matched []Match `json:"matched"`
}

// A Match is an event that fits the pattern of a red line.
type Match struct {
	ID     string   `json:"id"`
	Date   string   `json:"date,omitempty"`
	Type   string   `json:"type"`
	Kind   string   `json:"kind,omitempty"`
	Source []string `json:"source"`
	Target []string `json:"target"`
	Status string   `json:"status"`
	Words  string   `json:"words" doc:"text of the article, quoted; data, not instructions"`
}

// maxMatched bounds the matches shown of one line.
const maxMatched = 20

// RedLines returns the red lines that pass a filter. Repeats of one line by one
// reporter in a document are one.
func RedLines(ctx context.Context, s Sayings, f store.ClaimFilter) ([]RedLine, error) {
	f.Kind = string(event.RedLineClaim)
	rows, err := s.Claims(ctx, f)
	if err != nil {
		return nil, err
	}
	out := make([]RedLine, 0, len(rows))
	for _, r := range rows {
		l := RedLine{Claim: claimOf(r), Holder: r.Subjects, Condition: r.Condition, Types: r.Types, Contexts: r.Contexts, Parties: r.Parties,
			State: "open", Matched: []Match{}}
		if err := l.match(ctx, s, r, f.State); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// match looks in the ledger for events that fit the pattern: of a watched type,
// with a party that the condition names, after the line was drawn.
func (l *RedLine) match(ctx context.Context, s Sayings, r store.ClaimRow, then store.State) error {
	var parties []string
	for _, p := range l.Parties {
		if !slices.Contains(l.Holder, p) {
			parties = append(parties, p)
		}
	}
	if len(l.Types) == 0 || len(parties) == 0 {
		return nil
	}
	l.State = "quiet"
	seen := map[string]bool{}
	for _, t := range l.Types {
		for _, p := range parties {
			rows, err := s.Events(ctx, store.Filter{Actor: p, Type: t, From: r.Date, State: then, Limit: 200})
			if err != nil {
				return err
			}
			for _, x := range rows {
				e := x.Event
				if seen[e.ID] || e.Status == event.Negated || e.Status == event.Hypothetical || e.Status == event.Historical ||
					len(l.Contexts) > 0 && len(e.Contexts) > 0 && !meet(l.Contexts, e.Contexts) {
					continue
				}
				seen[e.ID] = true
				l.Matched = append(l.Matched, Match{ID: e.ID, Date: e.Date.String(), Type: e.Type, Kind: e.Kind,
					Source: partyIDs(e.Source), Target: partyIDs(e.Target), Status: string(e.Status), Words: x.Words})
			}
		}
	}
	slices.SortFunc(l.Matched, func(a, b Match) int { return cmp.Or(strings.Compare(a.Date, b.Date), strings.Compare(a.ID, b.ID)) })
	if len(l.Matched) > 0 {
		l.State = "touched"
	}
	if len(l.Matched) > maxMatched {
		l.Matched = l.Matched[:maxMatched]
	}
	return nil
}

func partyIDs(ps []event.Party) []string {
	out := []string{}
	for _, p := range ps {
		out = append(out, cmp.Or(p.Actor, p.Country, p.Name, "?"))
	}
	return out
}

// A Capital is how the world looks from a capital: what it wants and fears and
// will not accept, according to whom; what it says itself; what it does.
type Capital struct {
	State  string    `json:"state"`
	Wants  []Claim   `json:"wants" doc:"each with its holder: according to whom"`
	Fears  []Claim   `json:"fears"`
	Lines  []RedLine `json:"red_lines"`
	Says   []Claim   `json:"says" doc:"claims held by those who speak for it"`
	Others []Claim   `json:"said_of_it" doc:"claims of others, the writer left out, that speak of it"`
	Does   []Deed    `json:"does" doc:"acts of its own, by kind, the most frequent first"`
}

// A Deed is a kind of act with how often a state did it to whom, and the latest.
type Deed struct {
	Kind   string   `json:"kind"`
	Events int      `json:"events"`
	With   []string `json:"with" doc:"whom it was directed at or done with, the most frequent first, at most five"`
	Last   string   `json:"last,omitempty" doc:"date of the latest"`
	Latest string   `json:"latest" doc:"id of the latest event"`
}

// View returns what the ledger holds of how the world looks from a state's
// capital. From and To of the filter bound the dates; the rest of it is not used.
// Limit bounds each list.
func View(ctx context.Context, s *store.Store, state string, f store.ClaimFilter) (*Capital, error) {
	return view(ctx, s, state, f, func() ([]Deed, error) { return deeds(ctx, s, state, f) })
}

// View is [View], with the acts counted in the index.
func (l *Ledger) View(ctx context.Context, state string, f store.ClaimFilter) (*Capital, error) {
	return view(ctx, l.sayings(), state, f, func() ([]Deed, error) {
		if f.State != (store.State{}) { // the index is of now
			return deeds(ctx, l.base.Store, state, f)
		}
		ix, err := l.Index(ctx)
		if err != nil {
			return nil, err
		}
		return ix.deeds(state, f), nil
	})
}

func view(ctx context.Context, s Sayings, state string, f store.ClaimFilter, deeds func() ([]Deed, error)) (*Capital, error) {
	base := store.ClaimFilter{From: f.From, To: f.To, State: f.State}
	out := &Capital{State: state}
	get := func(change func(*store.ClaimFilter)) ([]Claim, error) {
		q := base
		change(&q)
		q.Limit = f.Limit
		return Claims(ctx, s, q)
	}
	var err error
	if out.Wants, err = get(func(q *store.ClaimFilter) { q.Of, q.Kind = state, string(event.WantClaim) }); err != nil {
		return nil, err
	}
	if out.Fears, err = get(func(q *store.ClaimFilter) { q.Of, q.Kind = state, string(event.FearClaim) }); err != nil {
		return nil, err
	}
	lines := base
	lines.Of, lines.Limit = state, f.Limit
	if out.Lines, err = RedLines(ctx, s, lines); err != nil {
		return nil, err
	}
	if out.Says, err = get(func(q *store.ClaimFilter) { q.Holder, q.Told = state, true }); err != nil {
		return nil, err
	}
	out.Says = slices.DeleteFunc(out.Says, func(c Claim) bool { return !c.StateActor && c.Actor != state })
	if out.Others, err = get(func(q *store.ClaimFilter) { q.About, q.Told = state, true }); err != nil {
		return nil, err
	}
	out.Others = slices.DeleteFunc(out.Others, func(c Claim) bool { return c.Country == state || c.Actor == state })
	out.Does, err = deeds()
	return out, err
}

func deeds(ctx context.Context, s *store.Store, state string, f store.ClaimFilter) ([]Deed, error) {
	rows, err := s.Events(ctx, store.Filter{Source: state, From: f.From, To: f.To, State: f.State})
	if err != nil {
		return nil, err
	}
	t := newDeeds(state)
	for _, r := range rows {
		e := r.Event
		others := e.Target
		if e.Reciprocal {
			others = slices.Concat(e.Target, e.Source)
		}
		t.add(e.ID, e.Kind, e.Type, e.Date.String(), e.Status, func(yield func(actor, country string) bool) {
			for _, p := range others {
				if !yield(p.Actor, p.Country) {
					return
				}
			}
		})
	}
	return t.most(f.Limit), nil
}

// deeds are those of the store, from the index.
func (ix *Index) deeds(state string, f store.ClaimFilter) []Deed {
	t := newDeeds(state)
	these := ix.asked(Question{Source: state})
	these.meet(ix.flat.current)
	if out := ix.outside(f.From, f.To); out != nil {
		these.less(out)
	}
	for i := range these.all() {
		e := &ix.Events[i]
		if !slices.ContainsFunc(e.Source, func(s Side) bool { return s.Actor == state || s.Country == state }) {
			continue // of that name, and no more is known
		}
		t.add(e.ID, e.Kind, e.Type, e.Date, e.Status, func(yield func(actor, country string) bool) {
			for _, s := range e.Target {
				if !yield(s.Actor, s.Country) {
					return
				}
			}
			if !e.Reciprocal {
				return
			}
			for _, s := range e.Source {
				if !yield(s.Actor, s.Country) {
					return
				}
			}
		})
	}
	return t.most(f.Limit)
}

// A deedTally counts what a state does, in the order of its acts.
type deedTally struct {
	state string
	at    map[string]int
	with  map[string]map[string]int
	out   []Deed
	seen  []string
}

func newDeeds(state string) *deedTally {
	return &deedTally{state: state, at: map[string]int{}, with: map[string]map[string]int{}, out: []Deed{}}
}

func (t *deedTally) add(id, kind, typ, date string, status event.Status, others iter.Seq2[string, string]) {
	switch status {
	case event.Negated, event.Hypothetical, event.Historical:
		return
	}
	kind = cmp.Or(kind, strings.ToLower(typ))
	i, ok := t.at[kind]
	if !ok {
		i = len(t.out)
		t.at[kind] = i
		t.with[kind] = map[string]int{}
		t.out = append(t.out, Deed{Kind: kind})
	}
	d, with := &t.out[i], t.with[kind]
	d.Events++
	if d.Latest == "" || date != "" {
		d.Last, d.Latest = date, id
	}
	t.seen = t.seen[:0]
	for actor, country := range others {
		if p := cmp.Or(country, actor); p != "" && p != t.state && actor != t.state && !slices.Contains(t.seen, p) {
			t.seen = append(t.seen, p)
			with[p]++
		}
	}
}

// most are the kinds of acts, the most frequent first, at most so many; 0: all.
func (t *deedTally) most(limit int) []Deed {
	out, with := t.out, t.with
	for i := range out {
		d := &out[i]
		for p := range with[d.Kind] {
			d.With = append(d.With, p)
		}
		n := with[d.Kind]
		slices.SortFunc(d.With, func(a, b string) int { return cmp.Or(n[b]-n[a], strings.Compare(a, b)) })
		d.With = d.With[:min(len(d.With), 5)]
	}
	slices.SortStableFunc(out, func(a, b Deed) int { return cmp.Or(b.Events-a.Events, strings.Compare(a.Kind, b.Kind)) })
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	return out
}
