package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"entente/internal/query"
	"entente/internal/store"
)

// A claimRow is something said, as a list shows it.
type claimRow struct {
	query.Claim
	Who     link
	Of      string
	Said    string // stance, with what it does to the words
	Href    string
	Against []claimRow
}

func (r *request) claim(c query.Claim) claimRow {
	out := claimRow{Claim: c, Said: c.Stance}
	switch {
	case c.Anonymous:
		out.Who.Words = cmp.Or(c.Holder, "somebody") + ", not named"
	case c.Holder == "article":
		out.Who.Words = "the article itself"
	default:
		out.Who.Words = cmp.Or(c.Holder, "not stated")
	}
	if id := cmp.Or(c.Actor, c.Country); id != "" {
		out.Who.Href = r.to(actorPath(id))
	}
	if c.Negated {
		out.Said += ", that not"
	}
	if c.Document != nil {
		out.Href = fmt.Sprintf("%s?mark=%d-%d#b-%d", docPath(c.Document.ID), c.Begin, c.End, c.Begin)
	}
	var of []string
	for _, id := range c.Of {
		of = append(of, r.name(id))
	}
	out.Of = strings.Join(of, ", ")
	for _, a := range c.Against {
		out.Against = append(out.Against, r.claim(a))
	}
	return out
}

func (r *request) claimRows(cs []query.Claim) []claimRow {
	var out []claimRow
	for _, c := range cs {
		out = append(out, r.claim(c))
	}
	return out
}

// maxClaims is how many claims a list shows.
const maxClaims = 100

type claimsBody struct {
	Rows                []claimRow
	More                bool
	Holder, About, Text string
	Stances, Modes      []facetItem
	States              []option
}

// claims lists who says what: chosen by holder, by whom it speaks of, by stance
// and mode, by words.
func claims(r *request, p *page) error {
	p.Title = "Claims"
	p.Lede = "Who says what. A denial stands with what it denies; whose word it is stands with each."
	b := claimsBody{Holder: short(r.q.Get("holder"), 100), About: short(r.q.Get("about"), 100), Text: short(r.q.Get("text"), 300), States: r.states()}
	f := store.ClaimFilter{Holder: b.Holder, Text: b.Text, Stance: r.q.Get("stance"), Mode: r.q.Get("mode"), From: r.question.From, To: r.question.To, State: r.question.Then(),
		Told: b.Holder == "", Limit: maxClaims + 1}
	if id := r.find(b.Holder); b.Holder != "" && id != "" {
		f.Holder = id
	}
	if b.About != "" {
		f.About = cmp.Or(r.find(b.About), b.About)
	}
	for _, x := range []struct {
		param  string
		values []string
		to     *[]facetItem
	}{{"stance", []string{"asserts", "denies", "doubts", "asks", "predicts"}, &b.Stances}, {"mode", []string{"quote", "paraphrase", "question"}, &b.Modes}} {
		on := r.q.Get(x.param)
		if on != "" && !slices.Contains(x.values, on) {
			return badValue("%s is one of %s, not %q.", x.param, strings.Join(x.values, ", "), short(on, 40))
		}
		for _, v := range x.values {
			set := v
			if v == on {
				set = ""
			}
			*x.to = append(*x.to, facetItem{Words: v, On: v == on, Href: r.self(x.param, set)})
		}
	}
	cs, err := r.site.Ledger.Claims(r.Context(), f)
	if err != nil {
		return err
	}
	if len(cs) > maxClaims {
		cs, b.More = cs[:maxClaims], true
	}
	b.Rows = r.claimRows(cs)
	p.Body = b
	p.claimSheet(b.Rows)
	return nil
}

// document is the id of the document it stands in.
func (c claimRow) document() string {
	if c.Document == nil {
		return ""
	}
	return c.Document.ID
}

// claimSheet lets claims be had as files, with what stands against each behind it.
func (p *page) claimSheet(rows []claimRow) {
	t := newSheet("id", "holder", "anonymous", "stance", "negated", "mode", "kind", "of", "date", "words", "document", "begin", "end", "against")
	var add func(rows []claimRow, against any)
	add = func(rows []claimRow, against any) {
		for _, c := range rows {
			t.row(c.ID, c.Holder, yes(c.Anonymous), c.Stance, yes(c.Negated), c.Mode, c.Kind, c.Of, c.Date, c.Words, c.document(), c.Begin, c.End, against)
			add(c.Against, c.ID)
		}
	}
	add(rows, nil)
	p.sheet = &t.Table
	p.rowFormats()
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

type lineRow struct {
	claimRow
	Holder, Condition, State string
	Matched                  []matchRow
}

type matchRow struct{ Words, Date, Href string }

func (r *request) lineRows(ls []query.RedLine) []lineRow {
	var out []lineRow
	for _, l := range ls {
		row := lineRow{claimRow: r.claim(l.Claim), Condition: l.Condition, State: l.State}
		var who []string
		for _, id := range l.Holder {
			who = append(who, r.name(id))
		}
		row.Holder = strings.Join(who, ", ")
		for _, m := range l.Matched {
			names := func(ids []string) string {
				var out []string
				for _, id := range ids {
					out = append(out, r.name(id))
				}
				return strings.Join(out, ", ")
			}
			row.Matched = append(row.Matched, matchRow{cmp.Or(m.Kind, strings.ToLower(m.Type)) + ": " + names(m.Source) + " → " + names(m.Target), when(m.Date), eventPath(m.ID)})
		}
		out = append(out, row)
	}
	return out
}

// redLines lists what powers will not accept, by whose word.
func redLines(r *request, p *page) error {
	p.Title = "Red lines"
	p.Lede = "What a power will not accept, in whose words, and which events fit the pattern. Whether a line is crossed is for a person to say."
	ls, err := r.site.Ledger.RedLines(r.Context(), store.ClaimFilter{From: r.question.From, To: r.question.To, State: r.question.Then(), Limit: maxClaims})
	if err != nil {
		return err
	}
	rows := r.lineRows(ls)
	t := newSheet("holder", "condition", "state", "fitting", "by", "words", "date", "document", "begin", "end")
	for _, l := range rows {
		t.row(l.Holder, l.Condition, l.State, len(l.Matched), l.Who.Words, l.Words, l.Date, l.document(), l.Begin, l.End)
	}
	p.Body, p.sheet = rows, &t.Table
	p.rowFormats()
	return nil
}

type capitalBody struct {
	Name, Href                 string
	Wants, Fears, Says, Others []claimRow
	Lines                      []lineRow
	Does                       []facetItem
	Nothing                    bool
	States                     []option
}

// capital shows how the world looks from a state's capital.
func capital(r *request, p *page) error {
	if w := r.q.Get("state"); w != "" && r.PathValue("id") == "" {
		id := r.find(w)
		if id == "" {
			return badValue("No state is called %q.", short(w, 80))
		}
		return &redirect{"/view/" + id}
	}
	id := r.PathValue("id")
	if id == "" {
		p.Title = "View from a capital"
		p.Lede = "What it wants and fears and will not accept, according to whom; what it says itself; what it does."
		p.Body = capitalBody{States: r.states()}
		return nil
	}
	c, err := r.site.Ledger.View(r.Context(), id, store.ClaimFilter{From: r.question.From, To: r.question.To, State: r.question.Then(), Limit: 30})
	if err != nil {
		return err
	}
	b := capitalBody{Name: r.name(id), Href: actorPath(id), Wants: r.claimRows(c.Wants), Fears: r.claimRows(c.Fears), Says: r.claimRows(c.Says),
		Others: r.claimRows(c.Others), Lines: r.lineRows(c.Lines), States: r.states()}
	for _, d := range c.Does {
		if len(b.Does) < 30 {
			b.Does = append(b.Does, facetItem{Words: strings.ReplaceAll(d.Kind, "_", " "), N: d.Events, Href: r.to("/ledger", "source", id, "kind", d.Kind)})
		}
	}
	b.Nothing = len(c.Wants)+len(c.Fears)+len(c.Says)+len(c.Others)+len(c.Lines)+len(c.Does) == 0
	p.Title = "The view from " + b.Name
	p.Crumbs = []link{{"Views from capitals", "/view"}}
	p.Body = b
	p.claimSheet(slices.Concat(b.Wants, b.Fears, b.Says, b.Others))
	return nil
}
