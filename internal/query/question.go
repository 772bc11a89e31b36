package query

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"entente/internal/event"
)

// A Question asks for events. What is set must hold; of a list, one. The zero
// value asks for all that is current.
type Question struct {
	Switches

	Actor, Source, Target string         // an id (TJK, EU) or the country acted for
	Dyad                  [2]string      // dyad=CHN,TJK: in either order
	Types, Kinds          []string       // type=, kind= (may repeat)
	Statuses              []event.Status // status= (may repeat)
	Bases                 []event.DateBasis
	Side                  string // side=cooperation or conflict
	Denied                bool   // denied=1: only events that another denies or disputes
	Document              string // id
	Text                  string // text=: words that stand in the evidence
	Rule                  string // id of the rule that decided
	Publisher             string
	Place                 string // gazetteer id, or country
	Batch                 int64  // batch=: what one addition to the ledger brought

	Newest bool   // order=newest: the latest day first
	After  string // after=: cursor of [Page].Next
	Limit  int    // limit=: rows a page; 0 is the asker's default
}

// Bounds of what a question may hold. A longer one is a BadValue.
const (
	maxValue = 1000 // bytes of one value
	maxList  = 50   // values of one name
	maxLimit = 1000 // rows a page
	maxWords = 20   // of text
)

// Statuses are the statuses of events, in the order they are shown.
func Statuses() []event.Status {
	return []event.Status{event.Actual, event.Ongoing, event.Announced, event.Planned, event.Future, event.Hypothetical, event.Negated, event.Historical}
}

// A param is one name of a URL's query: how it is read and written.
type param struct {
	name string
	read func(q *Question, values []string) error
	show func(q *Question) []string // nil where it is at its zero value
}

// params are the names that are not of switches.
var params = []param{
	oneParam("actor", func(q *Question) *string { return &q.Actor }),
	oneParam("source", func(q *Question) *string { return &q.Source }),
	oneParam("target", func(q *Question) *string { return &q.Target }),
	{"dyad", readDyad, func(q *Question) []string {
		if q.Dyad == [2]string{} {
			return nil
		}
		return []string{q.Dyad[0] + "," + q.Dyad[1]}
	}},
	listParam("type", func(q *Question) *[]string { return &q.Types }, nil),
	listParam("kind", func(q *Question) *[]string { return &q.Kinds }, nil),
	listParam("status", func(q *Question) *[]event.Status { return &q.Statuses }, Statuses()),
	listParam("basis", func(q *Question) *[]event.DateBasis { return &q.Bases },
		[]event.DateBasis{event.DateStated, event.DateRelative, event.DateInferred, event.DatePublication, event.DateUnknown}),
	oneParam("side", func(q *Question) *string { return &q.Side }, "cooperation", "conflict"),
	wordParam("denied", "1", "0", func(q *Question) *bool { return &q.Denied }),
	oneParam("document", func(q *Question) *string { return &q.Document }),
	{"text", func(q *Question, values []string) error {
		q.Text = strings.Join(strings.Fields(values[0]), " ")
		if n := len(strings.Fields(q.Text)); n > maxWords {
			return bad("text", values[0], "it has %d words; at most %d", n, maxWords)
		}
		return nil
	}, func(q *Question) []string { return some(q.Text) }},
	oneParam("rule", func(q *Question) *string { return &q.Rule }),
	oneParam("publisher", func(q *Question) *string { return &q.Publisher }),
	oneParam("place", func(q *Question) *string { return &q.Place }),
	{"batch", func(q *Question, values []string) error {
		n, err := strconv.ParseInt(values[0], 10, 64)
		if err != nil || n < 1 {
			return bad("batch", values[0], "it is no number of a batch, from 1")
		}
		q.Batch = n
		return nil
	}, func(q *Question) []string {
		if q.Batch == 0 {
			return nil
		}
		return []string{strconv.FormatInt(q.Batch, 10)}
	}},
	wordParam("order", "newest", "oldest", func(q *Question) *bool { return &q.Newest }),
	oneParam("after", func(q *Question) *string { return &q.After }),
	{"limit", func(q *Question, values []string) error {
		n, err := strconv.Atoi(strings.TrimSpace(values[0]))
		if err != nil || n < 1 || n > maxLimit {
			return bad("limit", values[0], "it is a number from 1 to %d", maxLimit)
		}
		q.Limit = n
		return nil
	}, func(q *Question) []string {
		if q.Limit == 0 {
			return nil
		}
		return []string{strconv.Itoa(q.Limit)}
	}},
}

// ParseQuestion reads a question from the query of a URL. Names that are not of
// a question are left to others, and an empty value is one not given. All faults
// are told at once; each is a *BadValue, or in a switch.
func (l *Ledger) ParseQuestion(ctx context.Context, v url.Values) (Question, error) {
	ix, err := l.Index(ctx)
	if err != nil {
		return Question{}, err
	}
	return ix.ParseQuestion(v)
}

// ParseQuestion is [Ledger.ParseQuestion].
func (ix *Index) ParseQuestion(v url.Values) (Question, error) {
	var q Question
	var faults []error
	for name, values := range v {
		if len(values) > maxList {
			faults = append(faults, bad(name, "", "it is given %d times; at most %d", len(values), maxList))
		}
		for _, s := range values {
			switch {
			case len(s) > maxValue:
				faults = append(faults, bad(name, s, "it is longer than %d bytes", maxValue))
			case !utf8.ValidString(s) || strings.ContainsRune(s, 0):
				faults = append(faults, bad(name, strings.ToValidUTF8(s, "?"), "it is not text"))
			default:
				continue
			}
			break
		}
	}
	if len(faults) > 0 {
		slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
		return q, errors.Join(faults...)
	}
	s, err := ix.ParseSwitches(v)
	if err != nil {
		faults = append(faults, &BadValue{Name: "switches", Why: err.Error()})
	}
	q.Switches = s
	for _, p := range params {
		values := slices.DeleteFunc(slices.Clone(v[p.name]), func(s string) bool { return strings.TrimSpace(s) == "" })
		if len(values) == 0 {
			continue
		}
		if err := p.read(&q, values); err != nil {
			faults = append(faults, err)
		}
	}
	return q, errors.Join(faults...)
}

// Values writes the question as the query of a URL, canonically: equal questions
// are equal strings once encoded, and ParseQuestion reads it back.
func (q Question) Values() url.Values {
	v := q.Switches.Values()
	for _, p := range params {
		if values := p.show(&q); len(values) > 0 {
			v[p.name] = values
		}
	}
	return v
}

// Encode writes the question for a link, "" for the zero value.
func (q Question) Encode() string { return q.Values().Encode() }

// bare is the question without what only a page of events has.
func (q Question) bare() Question {
	q.After, q.Limit, q.Newest = "", 0, false
	return q
}

func some(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func wordParam(name, on, off string, field func(*Question) *bool) param {
	return param{name, func(q *Question, values []string) error {
		switch values[0] {
		case on, off:
			*field(q) = values[0] == on
			return nil
		}
		return bad(name, values[0], "it is %s or %s", on, off)
	}, func(q *Question) []string {
		if *field(q) {
			return []string{on}
		}
		return nil
	}}
}

func oneParam(name string, field func(*Question) *string, allowed ...string) param {
	return param{name, func(q *Question, values []string) error {
		s := strings.TrimSpace(values[0])
		if len(allowed) > 0 && !slices.Contains(allowed, s) {
			return bad(name, values[0], "it is one of %s", names(allowed))
		}
		*field(q) = s
		return nil
	}, func(q *Question) []string { return some(*field(q)) }}
}

func listParam[S ~string](name string, field func(*Question) *[]S, allowed []S) param {
	return param{name, func(q *Question, values []string) error {
		var out []S
		for _, v := range values {
			for part := range strings.SplitSeq(v, ",") {
				s := S(strings.TrimSpace(part))
				if s == "" {
					continue
				}
				if allowed != nil && !slices.Contains(allowed, s) {
					return bad(name, string(s), "it is one of %s", names(allowed))
				}
				out = append(out, s)
			}
		}
		if len(out) > maxList {
			return bad(name, "", "it has %d values; at most %d", len(out), maxList)
		}
		slices.Sort(out)
		*field(q) = slices.Compact(out)
		return nil
	}, func(q *Question) []string {
		if len(*field(q)) == 0 {
			return nil
		}
		out := slices.Clone(*field(q))
		slices.Sort(out)
		return []string{strings.ReplaceAll(names(slices.Compact(out)), ", ", ",")}
	}}
}

func names[S ~string](xs []S) string {
	var out []string
	for _, x := range xs {
		out = append(out, string(x))
	}
	return strings.Join(out, ", ")
}

func readDyad(q *Question, values []string) (err error) {
	q.Dyad[0], q.Dyad[1], err = ParseDyad(values[0])
	return err
}

// ParseDyad reads two actors with a comma between. The error is a *BadValue.
func ParseDyad(s string) (a, b string, err error) {
	a, b, ok := strings.Cut(s, ",")
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if !ok || a == "" || b == "" || strings.Contains(b, ",") {
		return "", "", bad("dyad", s, "it is two actors with a comma between: CHN,TJK")
	}
	return a, b, nil
}

// Choose returns the events that the question asks for and that pass its
// switches.
//
// A page asks the same several times, for its rows, its figures and its bar of
// switches: the selection is kept like an answer, and shared.
func (l *Ledger) Choose(ctx context.Context, q Question) (*Selection, error) {
	q = q.bare()
	return kept(ctx, l, key("choose", q), func(ctx context.Context) (*Selection, error) { return l.choose(ctx, q) })
}

func (sel *Selection) size() int { return 3*8*len(sel.in) + 300 }

func (l *Ledger) choose(ctx context.Context, q Question) (*Selection, error) {
	ix, err := l.Index(ctx)
	if err != nil {
		return nil, err
	}
	these := ix.asked(q)
	if q.Text != "" {
		said, err := l.saying(ctx, ix, strings.Fields(q.Text))
		if err != nil {
			return nil, err
		}
		these.meet(said)
	}
	return ix.among(these, q.Switches), nil
}

// asked are the events that a question asks for, without its switches and words.
func (ix *Index) asked(q Question) set {
	f := ix.flat
	these := f.whole.clone()
	// one keeps those that have one of some values.
	some := func(column string, values ...string) set {
		c, in := ix.column(column), ix.empty()
		for _, v := range values {
			if n, ok := c.at[v]; ok {
				c.posts[n].into(in)
			}
		}
		return in
	}
	one := func(column string, values ...string) {
		if len(values) > 0 {
			these.meet(some(column, values...))
		}
	}
	if q.Actor != "" {
		one("taking", q.Actor)
	}
	if q.Source != "" {
		one("acting", q.Source)
	}
	if q.Target != "" {
		one("addressed", q.Target)
	}
	if a, b := q.Dyad[0], q.Dyad[1]; q.Dyad != [2]string{} {
		// One on each side, or both acting: see Entry.Between.
		sa, sb, ta, tb := some("acting", a), some("acting", b), some("addressed", a), some("addressed", b)
		for w := range these {
			these[w] &= sa[w]&tb[w] | sb[w]&ta[w] | f.mutual[w]&(sa[w]&sb[w]|ta[w]&tb[w])
		}
	}
	one("type", q.Types...)
	one("kind", q.Kinds...)
	one("status", texts(q.Statuses)...)
	one("date_basis", texts(q.Bases)...)
	switch q.Side {
	case "cooperation":
		these.meet(f.up)
	case "conflict":
		these.meet(f.down)
	}
	if q.Denied {
		these.meet(f.contested)
	}
	if q.Rule != "" {
		one("rule", q.Rule)
	}
	if q.Publisher != "" {
		one("publisher", q.Publisher)
	}
	if q.Place != "" {
		c, in := ix.column("spot"), ix.empty()
		for n, v := range c.values {
			if p := strings.SplitN(v, "\x00", 3); p[0] == q.Place || slices.Contains(strings.Split(p[1], "/"), q.Place) {
				c.posts[n].into(in)
			}
		}
		these.meet(in)
	}
	if q.Document != "" || q.Batch > 0 {
		in := ix.empty()
		number, known := ix.docIDs[q.Document]
		for d := range ix.Docs {
			if (q.Document == "" || known && ix.docOf[d] == number) && (q.Batch == 0 || ix.Docs[d].Batch == q.Batch) {
				for _, i := range f.of(int32(d)) {
					in.add(i)
				}
			}
		}
		these.meet(in)
	}
	return these
}

func texts[S ~string](xs []S) []string {
	out := make([]string, len(xs))
	for i, x := range xs {
		out[i] = string(x)
	}
	return out
}
