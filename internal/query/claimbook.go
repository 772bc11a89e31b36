package query

import (
	"context"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/store"
)

// A claimBook keeps the current claims of a ledger in the order of lists, so that a
// page of them needs no SQL. It is read when first asked for, and anew when the
// ledger has changed; a ledger of more than maxBook claims is asked itself.
type claimBook struct {
	mu      sync.Mutex
	read    bool
	version int64
	all     bool
	rows    []bookRow
	byID    map[string]int32
}

type bookRow struct {
	store.ClaimRow
	store.ClaimKey
}

// maxBook is how many claims are kept, of about a kilobyte each.
const maxBook = 50_000

// farthest is a day, either way, that no database knows; the store says what it makes
// of such.
const farthest = 1_000_000

// Claims is [Claims] of the ledger.
func (l *Ledger) Claims(ctx context.Context, f store.ClaimFilter) ([]Claim, error) {
	return Claims(ctx, l.sayings(), f)
}

// RedLines is [RedLines] of the ledger.
func (l *Ledger) RedLines(ctx context.Context, f store.ClaimFilter) ([]RedLine, error) {
	return RedLines(ctx, l.sayings(), f)
}

func (l *Ledger) sayings() Sayings {
	if l.cache == nil {
		return l.base.Store
	}
	return &bookSayings{Store: l.base.Store, l: l}
}

// bookSayings asks the book for claims, and the store for all else.
type bookSayings struct {
	*store.Store
	l *Ledger
}

// Claims is [store.Store.Claims].
func (b *bookSayings) Claims(ctx context.Context, f store.ClaimFilter) ([]store.ClaimRow, error) {
	rows, byID, all, err := b.l.claims.now(ctx, b.l)
	if err != nil {
		return nil, err
	}
	words := strings.Fields(f.Text)
	far := func(d edtf.Date) bool {
		first, _ := d.First()
		last, _ := d.Last()
		return max(first, -first, last, -last) > farthest
	}
	if !all || f.State != (store.State{}) || f.Document != "" || far(f.From) || far(f.To) || slices.ContainsFunc(append(slices.Clone(f.IDs), f.Holder, f.About, f.Of, f.Stance, f.Mode, f.Kind, f.Text), func(s string) bool { return !utf8.ValidString(s) }) {
		return b.Store.Claims(ctx, f)
	}
	fold := words
	if f.Holder != "" {
		fold = append(slices.Clone(words), f.Holder)
	}
	if fold, err = b.Folded(ctx, fold); err != nil {
		return nil, err
	}
	p := claimTest{ClaimFilter: f, words: fold[:len(words)]}
	if f.Holder != "" {
		p.holder = fold[len(words)]
	}
	p.first, p.hasFirst = f.From.First()
	p.last, p.hasLast = f.To.Last()
	var out []store.ClaimRow
	if f.IDs != nil {
		var at []int32
		for _, id := range f.IDs {
			if i, ok := byID[id]; ok && p.passes(&rows[i]) {
				at = append(at, i)
			}
		}
		slices.Sort(at)
		for _, i := range slices.Compact(at) {
			if f.Limit > 0 && len(out) == f.Limit {
				break
			}
			out = append(out, rows[i].ClaimRow)
		}
		return out, nil
	}
	for i := range rows {
		if !p.passes(&rows[i]) {
			continue
		}
		if out = append(out, rows[i].ClaimRow); len(out) == f.Limit {
			break
		}
	}
	return out, nil
}

// now is the book of the ledger as it is.
func (b *claimBook) now(ctx context.Context, l *Ledger) (rows []bookRow, byID map[string]int32, all bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	version := l.Version()
	if b.read && b.version == version {
		return b.rows, b.byID, b.all, nil
	}
	docs := map[string]store.DocInfo{}
	rows, byID = nil, map[string]int32{}
	once := true
	all, err = l.base.Store.AllClaims(context.WithoutCancel(ctx), maxBook, func(r store.ClaimRow, k store.ClaimKey) {
		if d, ok := docs[r.Doc.ID]; ok && d == r.Doc {
			r.Doc = d // the same words once
		} else {
			docs[r.Doc.ID] = r.Doc
		}
		if _, ok := byID[r.ID]; ok {
			once = false
		}
		byID[r.ID] = int32(len(rows))
		rows = append(rows, bookRow{r, k})
	})
	if err != nil {
		return nil, nil, false, err
	}
	// What another process adds meanwhile, or an id that is there twice, is left to
	// the store.
	if all = all && once && l.Version() == version; !all {
		rows, byID = nil, nil
	}
	b.read, b.version, b.all, b.rows, b.byID = true, version, all, rows, byID
	return rows, byID, all, nil
}

// A claimTest is a filter with its words as they are compared.
type claimTest struct {
	store.ClaimFilter
	words             []string
	holder            string
	first, last       edtf.Day
	hasFirst, hasLast bool
}

// passes is what the SQL of the filter says of a claim.
func (f *claimTest) passes(r *bookRow) bool {
	switch {
	case f.Holder == event.ArticleVoice:
		if r.ClaimRow.Holder != f.Holder {
			return false
		}
	case f.Holder != "":
		if r.Actor != f.Holder && r.Country != f.Holder && r.Affiliation != f.Holder && !(r.HasHolder && strings.Contains(r.ClaimKey.Holder, f.holder)) {
			return false
		}
	}
	switch {
	case f.Told && r.ClaimRow.Holder == event.ArticleVoice,
		f.About != "" && !slices.Contains(r.About, f.About),
		f.Of != "" && !slices.Contains(r.Subjects, f.Of),
		f.Stance != "" && r.Stance != f.Stance,
		f.Mode != "" && r.Mode != f.Mode,
		f.Kind != "" && r.Kind != f.Kind,
		f.Anonymous && !r.Anonymous,
		f.Named && (r.Anonymous || !r.HasHolder),
		f.Contested && !r.Contested,
		f.hasFirst && (!r.Dated || r.HasLast && r.Last < f.first),
		f.hasLast && (!r.Dated || r.HasFirst && r.First > f.last):
		return false
	}
	for _, w := range f.words {
		if !strings.Contains(r.ClaimKey.Words, w) {
			return false
		}
	}
	return true
}
