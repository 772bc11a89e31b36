package query

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"iter"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/store"
)

// pageSize is how many rows a page has if the question does not say.
const pageSize = 50

// key names a question in the cache.
func key(kind string, q Question, more ...string) string {
	return kind + "?" + q.Encode() + "#" + strings.Join(more, ",")
}

// Events returns a page of the events asked for, in the order of the first day
// they may have happened on; those of unknown date come last. Errors: *BadValue.
func (l *Ledger) Events(ctx context.Context, q Question) (*Page, error) {
	return kept(ctx, l, key("events", q), func(ctx context.Context) (*Page, error) {
		after, err := parseCursor(q.After)
		if err != nil {
			return nil, err
		}
		sel, err := l.Choose(ctx, q)
		if err != nil {
			return nil, err
		}
		p := &Page{Total: sel.Len()}
		limit := cmp.Or(q.Limit, pageSize)
		es := make([]*Entry, 0, min(limit, sel.Len())+1)
		for i := range sel.pageFrom(after, q.Newest) {
			if es = append(es, sel.entry(i)); len(es) > limit {
				es = es[:limit]
				p.Next = placeOf(es[limit-1]).cursor()
				break
			}
		}
		p.Events, err = l.Rows(ctx, sel.Index, es)
		return p, err
	})
}

// pageFrom are the acts after a place, nil for all, in the order of the index. With
// newest the latest day comes first; unknown days stay last, and those of one day in
// the order of their ids.
func (sel *Selection) pageFrom(after *place, newest bool) iter.Seq[int32] {
	ix, all := sel.Index, int32(len(sel.Index.Events))
	// next is the first place in the index after p.
	next := func(p *place) int32 {
		n, found := slices.BinarySearchFunc(ix.Events, *p, func(e Entry, k place) int { return placeOf(&e).compare(k, false) })
		if found {
			n++
		}
		return int32(n)
	}
	if !newest {
		if after == nil {
			return sel.in.from(0, all)
		}
		return sel.in.from(next(after), all)
	}
	day := ix.flat.day
	known := int32(sort.Search(len(day), func(i int) bool { return day[i] == never }))
	return func(yield func(int32) bool) {
		high, tail := known, known // what is still to come: days below high, then unknown ones from tail
		run := func(low, high int32) bool {
			for i := range sel.in.from(low, high) {
				if !yield(i) {
					return false
				}
			}
			return true
		}
		// begin is where the day of the event at i begins.
		begin := func(d int32) int32 {
			return int32(sort.Search(int(known), func(k int) bool { return day[k] >= d }))
		}
		switch {
		case after == nil:
		case !after.known:
			high, tail = 0, max(known, next(after))
		default:
			d := narrow(after.day)
			end := int32(sort.Search(int(known), func(k int) bool { return day[k] > d }))
			if !run(next(after), end) {
				return
			}
			high = begin(d)
		}
		for high > 0 {
			i := sel.in.before(high)
			if i < 0 {
				break
			}
			low := begin(day[i])
			if !run(low, high) {
				return
			}
			high = low
		}
		run(tail, all)
	}
}

// Rows returns entries of an index with their words, in their order.
func (l *Ledger) Rows(ctx context.Context, ix *Index, es []*Entry) ([]Event, error) {
	out := make([]Event, len(es))
	for i, e := range es {
		words := e.words
		if words == "" && len(e.Pieces) > 0 && e.Pieces[0].End > e.Pieces[0].Begin {
			text, err := l.text(ctx, ix.Docs[e.Doc].ID)
			if err != nil {
				return nil, err
			}
			words = e.firstWords(text)
		}
		out[i] = l.event(ix, e, words)
	}
	return out, nil
}

// firstWords are those of the first piece of evidence, from the text of the document.
func (e *Entry) firstWords(text string) string {
	if len(e.Pieces) == 0 {
		return ""
	}
	return text[e.Pieces[0].Begin:e.Pieces[0].End]
}

// A stored is the text of a document as it is cached.
type stored string

func (s stored) size() int { return len(s) }

func (l *Ledger) text(ctx context.Context, id string) (string, error) {
	s, err := kept(ctx, l, "text "+id, func(ctx context.Context) (stored, error) {
		s, err := l.base.Store.Text(ctx, id)
		return stored(s), err
	})
	return string(s), err
}

// A place is where an entry stands in the order of entries.
type place struct {
	day    edtf.Day
	known  bool
	id     string
	number int64
}

func placeOf(e *Entry) place {
	p := place{id: e.ID, number: e.Number}
	p.day, p.known = e.Day()
	return p
}

// compare orders as an index is, with newest the latest day first; unknown days
// are last both ways.
func (p place) compare(o place, newest bool) int {
	switch {
	case p.known != o.known && p.known:
		return -1
	case p.known != o.known:
		return 1
	}
	days := cmp.Compare(p.day, o.day)
	if newest {
		days = -days
	}
	return cmp.Or(days, cmp.Compare(p.id, o.id), cmp.Compare(p.number, o.number))
}

// cursor writes a place as an opaque word, fit for a URL.
func (p place) cursor() string {
	day := "?"
	if p.known {
		day = strconv.Itoa(int(p.day))
	}
	return base64.RawURLEncoding.EncodeToString([]byte(fmt.Sprintf("%s %d %s", day, p.number, p.id)))
}

func parseCursor(s string) (*place, error) {
	if s == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	parts := strings.SplitN(string(b), " ", 3)
	if err != nil || len(parts) != 3 {
		return nil, bad("after", s, "it is no cursor of a page")
	}
	p := &place{id: parts[2]}
	if p.number, err = strconv.ParseInt(parts[1], 10, 64); err != nil {
		return nil, bad("after", s, "it is no cursor of a page")
	}
	if parts[0] != "?" {
		n, err := strconv.ParseInt(parts[0], 10, 32)
		if err != nil {
			return nil, bad("after", s, "it is no cursor of a page")
		}
		p.day, p.known = edtf.Day(n), true
	}
	return p, nil
}

// Event returns one event with all its words; an error that wraps ErrNotFound
// if there is none.
func (l *Ledger) Event(ctx context.Context, id string) (*Detail, error) {
	if err := checkID("event", id); err != nil {
		return nil, err
	}
	return kept(ctx, l, "event "+id, func(ctx context.Context) (*Detail, error) {
		ix, err := l.Index(ctx)
		if err != nil {
			return nil, err
		}
		e, ok := ix.Entry(id)
		if !ok {
			return nil, fmt.Errorf("event %s: %w", short(id, 60), ErrNotFound)
		}
		d := &ix.Docs[e.Doc]
		c, err := l.base.Store.Coding(ctx, d.Coding)
		if err != nil {
			return nil, err
		}
		out := &Detail{Event: l.event(ix, e, e.firstWords(c.Text)), Passages: make([]Passage, len(e.Pieces)), Superseded: d.Until != 0, Contests: []Event{}, ContestedEvents: []Event{}}
		for i, v := range out.Evidence {
			span := doc.Span{Begin: v.Begin, End: v.End}
			seg := doc.Segment{Span: span, Kind: doc.Body}
			if at := slices.IndexFunc(c.Segments, func(s doc.Segment) bool { return s.Contains(span) }); at >= 0 {
				seg = c.Segments[at]
			}
			out.Passages[i] = Passage{Evidence: v, Words: span.In(c.Text), Text: seg.In(c.Text), At: seg.Begin, Segment: string(seg.Kind)}
		}
		// Denials are of the same coding.
		var contests, contested []*Entry
		for _, i := range ix.flat.of(e.Doc) {
			o := &ix.Events[i]
			if slices.Contains(o.ContestBy, id) {
				contests = append(contests, o)
			}
			if slices.Contains(e.ContestBy, o.ID) {
				contested = append(contested, o)
			}
		}
		if out.Contests, err = l.Rows(ctx, ix, contests); err != nil {
			return nil, err
		}
		out.ContestedEvents, err = l.Rows(ctx, ix, contested)
		return out, err
	})
}

func (d *Detail) size() int {
	n := 1500
	for _, p := range d.Passages {
		n += 300 + len(p.Text)
	}
	return n + 1200*(len(d.Contests)+len(d.ContestedEvents))
}

func checkID(what, id string) error {
	if id == "" || len(id) > 200 || strings.ContainsFunc(id, func(r rune) bool { return r < ' ' || r == 0xFFFD }) {
		return fmt.Errorf("%s %q: %w", what, short(id, 60), ErrNotFound)
	}
	return nil
}

// Document returns a stored text with all that was found in it.
func (l *Ledger) Document(ctx context.Context, id string) (*Document, error) {
	if err := checkID("document", id); err != nil {
		return nil, err
	}
	return kept(ctx, l, "document "+id, func(ctx context.Context) (*Document, error) {
		c, err := l.base.Store.Document(ctx, id)
		if err != nil {
			return nil, err
		}
		ix, err := l.Index(ctx)
		if err != nil {
			return nil, err
		}
		d := document(c)
		sel := ix.among(ix.asked(Question{Document: id}), Switches{})
		for i := range ix.Docs {
			if ix.Docs[i].ID == id && ix.Docs[i].Until == 0 {
				d.Codebook = ix.Docs[i].Codebook
			}
		}
		d.Events, err = l.Rows(ctx, ix, sel.Entries())
		return d, err
	})
}

func document(c *event.Coded) *Document {
	d := &Document{
		Source: Source{ID: c.ID, Title: c.Title, Publisher: c.Publisher, URL: c.URL, File: c.File, Lang: c.Lang,
			Published: c.Published, PublishedBasis: string(c.PublishedBasis)},
		Byline: c.Byline, Tags: c.Tags, Reasons: c.PublishedReasons, Text: c.Text,
		Segments: []Segment{}, Sentences: []Sentence{}, Mentions: []Mention{}, Times: []Time{}, Events: []Event{}, Claims: []Claim{},
	}
	for _, s := range c.Segments {
		seg := Segment{Begin: s.Begin, End: s.End, Kind: string(s.Kind)}
		if i, ok := s.DuplicateOf.Index(); ok {
			seg.DuplicateOf = &i
		}
		d.Segments = append(d.Segments, seg)
	}
	for _, s := range c.Sentences {
		d.Sentences = append(d.Sentences, Sentence{Begin: s.Begin, End: s.End, Segment: s.Segment})
	}
	for _, m := range c.Mentions {
		d.Mentions = append(d.Mentions, Mention{Begin: m.Begin, End: m.End, Kind: string(m.Kind), Actor: m.Actor, Country: m.Country,
			Sector: m.Sector, Name: m.Name, Role: m.Role, Basis: string(m.Basis), Reason: m.Reason})
	}
	for _, t := range c.Times {
		d.Times = append(d.Times, Time{Begin: t.Begin, End: t.End, Date: t.Date.String(), Basis: string(t.Basis)})
	}
	for _, k := range c.Claims {
		out := Claim{ID: k.ID, Holder: k.Holder.Name, Anonymous: k.Holder.Anonymous, Mode: k.Mode, Stance: k.Stance, Negated: k.Negated,
			Begin: k.Begin, End: k.End, Words: k.In(c.Text), About: k.About, Date: k.Date.String(), Events: k.Events,
			HolderKind: string(k.Holder.Kind), Affiliation: k.Holder.Affiliation, StateActor: k.Holder.StateActor, Kind: string(k.Kind), Of: k.Of,
			Veracity: k.Veracity, Attribution: k.Attribution.In(c.Text), Contests: k.Contests, ContestedBy: k.ContestedBy}
		for _, h := range k.Hedges {
			out.Hedges = append(out.Hedges, h.In(c.Text))
		}
		if i, ok := k.Holder.Mention.Index(); ok && i < len(c.Mentions) {
			out.Actor, out.Country = c.Mentions[i].Actor, c.Mentions[i].Country
		}
		d.Claims = append(d.Claims, out)
	}
	return d
}

// Documents returns a page of documents as last coded, those added last first,
// then by id. Of the question count From and To (days of publication),
// Publisher, Batch, AsOf, After (the id of the last document of the page before)
// and Limit.
func (l *Ledger) Documents(ctx context.Context, q Question) (*Documents, error) {
	return kept(ctx, l, key("documents", q), func(ctx context.Context) (*Documents, error) {
		ix, err := l.Index(ctx)
		if err != nil {
			return nil, err
		}
		added := map[int64]string{}
		for _, b := range ix.Batches {
			added[b.Batch] = b.Added.Format(time.RFC3339)
		}
		first, hasFirst := q.From.First()
		last, hasLast := q.To.Last()
		var ds []*Doc
		for i := range ix.Docs {
			d := &ix.Docs[i]
			if !ix.docHolds(d, q.Switches) || q.Publisher != "" && d.Publisher != q.Publisher || q.Batch > 0 && d.Batch != q.Batch {
				continue
			}
			if hasFirst || hasLast {
				a, okA := d.Published.First()
				b, okB := d.Published.Last()
				if d.Published.IsZero() || hasFirst && okB && b < first || hasLast && okA && a > last {
					continue
				}
			}
			ds = append(ds, d)
		}
		slices.SortFunc(ds, func(a, b *Doc) int { return cmp.Or(cmp.Compare(b.Batch, a.Batch), cmp.Compare(a.ID, b.ID)) })
		out := &Documents{Documents: []DocumentRow{}, Total: len(ds)}
		if q.After != "" {
			at := slices.IndexFunc(ds, func(d *Doc) bool { return d.ID == q.After })
			if at < 0 {
				return nil, bad("after", q.After, "there is no such document in the list")
			}
			ds = ds[at+1:]
		}
		if limit := cmp.Or(q.Limit, pageSize); len(ds) > limit {
			ds = ds[:limit]
			out.Next = ds[limit-1].ID
		}
		for _, d := range ds {
			out.Documents = append(out.Documents, DocumentRow{Source: sourceOf(d.DocInfo), Codebook: d.Codebook, Bytes: int(d.Bytes), Events: d.Events,
				Claims: d.Claims, Batch: d.Batch, Added: added[d.Batch]})
		}
		return out, nil
	})
}

// Search finds documents by their words: all must stand in title or text, a
// phrase in double quotes together, a word ending in * by its beginning. Limit 0
// is 20.
func (l *Ledger) Search(ctx context.Context, words string, limit int) ([]Hit, error) {
	return l.SearchThen(ctx, words, limit, 0)
}

// SearchThen is Search in the documents that the ledger held after a batch, 0 is now.
func (l *Ledger) SearchThen(ctx context.Context, words string, limit int, asOf int64) ([]Hit, error) {
	if len(words) > maxValue {
		return nil, bad("q", words, "it is longer than %d bytes", maxValue)
	}
	hits, err := l.base.Store.SearchTexts(ctx, words, min(limit, maxLimit), asOf)
	if err != nil {
		return nil, err
	}
	ix, err := l.Index(ctx) // not older than the hits
	if err != nil {
		return nil, err
	}
	for i := range hits {
		if d := ix.current(hits[i].Doc.ID); d != nil {
			title := hits[i].Doc.Title // the one the spans lie in
			hits[i].Doc = d.DocInfo
			hits[i].Doc.Title = title
		}
	}
	out := make([]Hit, 0, len(hits))
	for _, h := range hits {
		o := Hit{Document: sourceOf(h.Doc), Score: h.Score, Snippet: h.Words, Begin: h.Snippet.Begin, End: h.Snippet.End, Matches: len(h.Spans),
			Title: append([]doc.Span{}, h.Title...), Marks: []doc.Span{}}
		for _, s := range h.Spans {
			if h.Snippet.Contains(s) {
				o.Marks = append(o.Marks, doc.Span{Begin: s.Begin - h.Snippet.Begin, End: s.End - h.Snippet.Begin})
			}
		}
		out = append(out, o)
	}
	return out, nil
}

// Store is the ledger itself, for those who need more than the questions here.
func (l *Ledger) Store() *store.Store { return l.base.Store }
