package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
)

// A ClaimFilter chooses claims. Fields that are set must all hold; the zero value
// chooses every current claim.
type ClaimFilter struct {
	// Holder is who says it: an actor's id, the country it acts for, or part of
	// the name; "article" is the writer.
	Holder string
	Told   bool   // only what somebody other than the writer says
	About  string // an actor it speaks of, by id or country
	Of     string // an actor whose want, fear, red line, relation or trait it is
	Stance string
	Mode   string
	Kind   string
	// Anonymous chooses holders without a name, Named those with one.
	Anonymous, Named bool
	Contested        bool   // only what something else contests, and what contests it
	Document         string // id of the document
	Text             string // words that must all stand in the claim
	IDs              []string

	// From and To bound the days on which it may have been said, both included.
	// What has no date is left out if one is set.
	From, To edtf.Date

	State // of the ledger

	Limit int // rows at most; 0 is all
}

// A ClaimRow is a claim as the ledger keeps it, with its words and its document.
// Empty is not stated.
type ClaimRow struct {
	ID                                              string
	Holder, HolderKind, Actor, Country, Affiliation string
	StateActor, Anonymous, Negated                  bool
	Mode, Stance, Veracity, Kind                    string
	Words, Attribution                              string
	doc.Span
	Date                          edtf.Date
	Subjects, About, Hedges       []string
	Events, Contests, ContestedBy []string
	Condition                     string // of a red line
	Types, Contexts, Parties      []string
	Doc                           DocInfo
}

const claimDay = "coalesce(c.date_first, c.date_last)"

func (f ClaimFilter) where() (string, []any) {
	var conds []string
	var args []any
	add := func(cond string, values ...any) {
		conds = append(conds, cond)
		for _, v := range values {
			if s, ok := v.(string); ok {
				v = clean(s)
			}
			args = append(args, v)
		}
	}
	switch {
	case f.Holder == event.ArticleVoice:
		add("c.holder = ?", f.Holder)
	case f.Holder != "":
		add("c.holder_actor = ? OR c.holder_country = ? OR c.holder_affiliation = ? OR contains(lower(strip_accents(c.holder)), lower(strip_accents(?)))",
			f.Holder, f.Holder, f.Holder, f.Holder)
	}
	if f.Told {
		add("c.holder IS NULL OR c.holder <> ?", event.ArticleVoice)
	}
	if f.About != "" {
		add("list_contains(c.about, ?)", f.About)
	}
	if f.Of != "" {
		add("list_contains(c.subjects, ?)", f.Of)
	}
	for _, x := range []struct{ column, value string }{{"c.stance", f.Stance}, {"c.mode", f.Mode}, {"c.kind", f.Kind}, {"c.document", f.Document}} {
		if x.value != "" {
			add(x.column+" = ?", x.value)
		}
	}
	if f.Anonymous {
		add("c.anonymous")
	}
	if f.Named {
		add("NOT c.anonymous AND c.holder IS NOT NULL")
	}
	if f.Contested {
		add("c.contests IS NOT NULL OR c.contested_by IS NOT NULL")
	}
	for _, w := range strings.Fields(f.Text) {
		add("contains(lower(strip_accents(c.words)), lower(strip_accents(?)))", w)
	}
	if f.IDs != nil {
		marks := make([]string, len(f.IDs))
		for i, id := range f.IDs {
			marks[i] = "?"
			args = append(args, clean(id))
		}
		conds = append(conds, "c.id IN ("+strings.Join(append(marks, "NULL"), ", ")+")")
	}
	if first, ok := f.From.First(); ok {
		add("c.date IS NOT NULL AND (c.date_last IS NULL OR c.date_last >= ?)", date(first))
	}
	if last, ok := f.To.Last(); ok {
		add("c.date IS NOT NULL AND (c.date_first IS NULL OR c.date_first <= ?)", date(last))
	}
	if len(conds) == 0 {
		return "true", nil
	}
	return "(" + strings.Join(conds, ") AND (") + ")", args
}

// Claims returns the claims of a state that pass the filter, in the order of the
// first day they may have been said on (unknown last), then of document and text.
func (s *Store) Claims(ctx context.Context, f ClaimFilter) ([]ClaimRow, error) {
	where, args := f.where()
	var out []ClaimRow
	err := s.eachClaim(ctx, f.State, "", where, args, f.Limit, func(scan func(...any) error) error {
		var r ClaimRow
		if err := r.scan(scan); err != nil {
			return err
		}
		out = append(out, r)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("claims: %w", err)
	}
	return out, nil
}

// A ClaimKey is what a filter asks of a claim beside what the row has.
type ClaimKey struct {
	HasHolder, Contested bool
	Holder, Words        string // as filters compare them: see [Store.Folded]
	Dated                bool
	First, Last          edtf.Day // of the date; with HasFirst and HasLast
	HasFirst, HasLast    bool
}

// AllClaims calls f with each current claim, in the order of Claims. It does not if
// there are more than most, and says so.
func (s *Store) AllClaims(ctx context.Context, most int, f func(ClaimRow, ClaimKey)) (all bool, err error) {
	var n int
	if err := s.duck.QueryRowContext(ctx, "SELECT count(*)::BIGINT FROM current_claims").Scan(&n); err != nil {
		return false, fmt.Errorf("claims: %w", ledgerError(err))
	}
	if n > most {
		return false, nil
	}
	more := "lower(strip_accents(c.holder)), lower(strip_accents(c.words)), c.contests IS NOT NULL OR c.contested_by IS NOT NULL, c.date IS NOT NULL, c.date_first, c.date_last, "
	err = s.eachClaim(ctx, State{}, more, "true", nil, 0, func(scan func(...any) error) error {
		var r ClaimRow
		var k ClaimKey
		var holder sql.NullString
		var first, last sql.NullTime
		err := r.scan(func(to ...any) error {
			return scan(append([]any{&holder, &k.Words, &k.Contested, &k.Dated, &first, &last}, to...)...)
		})
		if err != nil {
			return err
		}
		k.Holder, k.HasHolder = holder.String, holder.Valid
		k.First, k.HasFirst = dayOf(first)
		k.Last, k.HasLast = dayOf(last)
		f(r, k)
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("claims: %w", err)
	}
	return true, nil
}

// eachClaim reads claims that pass a condition, with more columns before theirs.
func (s *Store) eachClaim(ctx context.Context, st State, more, where string, args []any, limit int, f func(scan func(...any) error) error) error {
	q := "SELECT " + more + `c.id, c.holder, c.holder_kind, c.holder_actor, c.holder_country, c.holder_affiliation, coalesce(c.holder_state, false), c.anonymous,
		c.mode, c.stance, c.negated, c.veracity, c.kind, c.words, c.attribution, c.begin_byte, c.end_byte, c.date,
		c.subjects, c.about, c.hedges, c.events, c.contests, c.contested_by, c.line_condition, c.watch_types, c.watch_contexts, c.watch_parties,
		d.id, d.title, d.publisher, d.url, d.file, d.lang, d.published, d.published_basis
		FROM ` + st.claims() + ` c JOIN documents d ON d.coding = c.coding WHERE ` + where +
		" ORDER BY " + claimDay + " NULLS LAST, d.id, c.position"
	if limit > 0 {
		q += fmt.Sprintf(" LIMIT %d", limit)
	}
	return s.each(ctx, q, f, args...)
}

// scan reads a claim.
func (r *ClaimRow) scan(scan func(...any) error) error {
	var holder, kind, actor, country, affiliation, mode, stance, veracity, of, attribution, said, condition sql.NullString
	var title, publisher, url, file, lang, published, basis sql.NullString
	var subjects, about, hedges, events, contests, contestedBy, types, contexts, parties any
	if err := scan(&r.ID, &holder, &kind, &actor, &country, &affiliation, &r.StateActor, &r.Anonymous,
		&mode, &stance, &r.Negated, &veracity, &of, &r.Words, &attribution, &r.Begin, &r.End, &said,
		&subjects, &about, &hedges, &events, &contests, &contestedBy, &condition, &types, &contexts, &parties,
		&r.Doc.ID, &title, &publisher, &url, &file, &lang, &published, &basis); err != nil {
		return err
	}
	r.Holder, r.HolderKind, r.Actor, r.Country, r.Affiliation = holder.String, kind.String, actor.String, country.String, affiliation.String
	r.Mode, r.Stance, r.Veracity, r.Kind, r.Attribution, r.Condition = mode.String, stance.String, veracity.String, of.String, attribution.String, condition.String
	r.Subjects, r.About, r.Hedges, r.Events = stringsOf(subjects), stringsOf(about), stringsOf(hedges), stringsOf(events)
	r.Contests, r.ContestedBy = stringsOf(contests), stringsOf(contestedBy)
	r.Types, r.Contexts, r.Parties = stringsOf(types), stringsOf(contexts), stringsOf(parties)
	if err := r.Date.UnmarshalText([]byte(said.String)); err != nil {
		return damaged(ledgerFile, fmt.Errorf("claim %s: %w", r.ID, err))
	}
	r.Doc.Title, r.Doc.Publisher, r.Doc.URL, r.Doc.File, r.Doc.Lang = title.String, publisher.String, url.String, file.String, lang.String
	r.Doc.setPublished(published.String, basis.String)
	return nil
}

// A Speaker is how much of what is said one holder says.
type Speaker struct {
	Holder, Kind, Actor, Country, Affiliation string
	StateActor, Anonymous                     bool
	Claims, Quotes                            int // claims, and those of them in quotation marks
	Bytes                                     int // of their words
	Documents                                 int
}

// Speakers returns who holds the claims that pass the filter, the most claims
// first, then by name. Headlines are left out: they echo what the article says.
// Holders without a name are one row for each way they are called.
func (s *Store) Speakers(ctx context.Context, f ClaimFilter) ([]Speaker, error) {
	where, args := f.where()
	q := `SELECT coalesce(c.holder, ''), coalesce(any_value(c.holder_kind), ''), coalesce(c.holder_actor, ''), coalesce(any_value(c.holder_country), ''),
		coalesce(min(c.holder_affiliation), ''), bool_or(coalesce(c.holder_state, false)), bool_and(c.anonymous), count(*), count(*) FILTER (c.mode = 'quote'),
		sum(c.end_byte - c.begin_byte)::BIGINT, count(DISTINCT c.document)
		FROM ` + f.claims() + ` c WHERE (` + where + `) AND coalesce(c.kind, '') NOT IN ('headline', 'relation', 'trait')
		GROUP BY coalesce(c.holder, ''), coalesce(c.holder_actor, '') ORDER BY count(*) DESC, coalesce(c.holder, ''), coalesce(c.holder_actor, '')`
	if f.Limit > 0 {
		q += fmt.Sprintf(" LIMIT %d", f.Limit)
	}
	var out []Speaker
	err := s.each(ctx, q, func(scan func(...any) error) error {
		var r Speaker
		if err := scan(&r.Holder, &r.Kind, &r.Actor, &r.Country, &r.Affiliation, &r.StateActor, &r.Anonymous, &r.Claims, &r.Quotes, &r.Bytes, &r.Documents); err != nil {
			return err
		}
		out = append(out, r)
		return nil
	}, args...)
	if err != nil {
		return nil, fmt.Errorf("speakers: %w", err)
	}
	return out, nil
}

// A ClaimDetail is a claim in its paragraph, with what it contests and what
// contests it.
type ClaimDetail struct {
	ClaimRow
	Segment doc.Segment
	Text    string // of the paragraph; the claim lies in it at its offset less Segment.Begin
	// Against are the claims that this one contests or that contest it; Events
	// the ids among those that are events.
	Against []ClaimRow
}

// Claim returns one current claim; ErrNotFound if there is none.
func (s *Store) Claim(ctx context.Context, id string) (ClaimDetail, error) {
	rows, err := s.Claims(ctx, ClaimFilter{IDs: []string{id}})
	if err != nil {
		return ClaimDetail{}, err
	}
	if len(rows) == 0 {
		return ClaimDetail{}, fmt.Errorf("claim %s: %w", id, ErrNotFound)
	}
	d := ClaimDetail{ClaimRow: rows[0]}
	against := slices.Concat(d.Contests, d.ContestedBy)
	slices.Sort(against)
	if against = slices.Compact(against); len(against) > 0 {
		if d.Against, err = s.Claims(ctx, ClaimFilter{IDs: against}); err != nil {
			return d, err
		}
	}
	c, err := s.document(ctx, d.Doc.ID, "")
	if err != nil {
		return d, fmt.Errorf("claim %s: %w", id, err)
	}
	d.Segment = doc.Segment{Span: d.Span, Kind: doc.Body}
	for _, seg := range c.Segments {
		if seg.Contains(d.Span) {
			d.Segment = seg
			break
		}
	}
	d.Text = d.Segment.In(c.Text)
	return d, nil
}
