package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"entente/internal/query"
	"entente/internal/store"
)

// A claimFlags is the flags that choose claims.
type claimFlags struct {
	f              store.ClaimFilter
	from, to       string
	asOf, codebook string
}

// dates are the flags of all commands that choose claims by date.
func (cf *claimFlags) dates(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&cf.from, "from", "", "earliest day of saying, in EDTF: 2022, 2022-11, 2022-11-21")
	f.StringVar(&cf.to, "to", "", "latest day of saying, in EDTF")
	f.IntVar(&cf.f.Limit, "limit", 0, "how many rows at most (default: all)")
	f.StringVar(&cf.asOf, "as-of", "", asOfHelp)
	f.StringVar(&cf.codebook, "codebook", "", "the coding by this codebook, name@version (default: the last of each document)")
}

// then puts the state of the ledger that is asked for into the filter.
func (cf *claimFlags) then(ctx context.Context, s *store.Store, f *store.ClaimFilter) (err error) {
	f.State, err = query.ParseThen(ctx, s, cf.asOf, cf.codebook)
	var bad *query.BadValue
	if errors.As(err, &bad) {
		return usageError{err}
	}
	return err
}

func (cf *claimFlags) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&cf.f.Holder, "holder", "", "who says it: an id (TJK, CARNEGIE), the country spoken for, part of a name, or article")
	f.BoolVar(&cf.f.Told, "told", false, "only what others than the writer say")
	f.StringVar(&cf.f.About, "about", "", "actor it speaks of: an id or a country")
	f.StringVar(&cf.f.Of, "of", "", "actor whose want, fear, red line or relation it is")
	f.StringVar(&cf.f.Stance, "stance", "", "asserts, denies, doubts, asks or predicts")
	f.StringVar(&cf.f.Mode, "mode", "", "quote, paraphrase, narration or question")
	f.StringVar(&cf.f.Kind, "kind", "", "red_line, want, fear, relation, trait, gloss or headline")
	f.BoolVar(&cf.f.Anonymous, "anonymous", false, "only holders without a name")
	f.BoolVar(&cf.f.Named, "named", false, "only holders with a name")
	f.StringVar(&cf.f.Text, "text", "", "words that stand in the claim")
	f.StringVar(&cf.f.Document, "document", "", "id of the document")
	cf.dates(cmd)
}

func (cf *claimFlags) filter() (store.ClaimFilter, error) {
	f := cf.f
	if f.Stance != "" {
		if err := oneOf("stance", f.Stance, "asserts", "denies", "doubts", "asks", "predicts"); err != nil {
			return f, err
		}
	}
	if f.Mode != "" {
		if err := oneOf("mode", f.Mode, "quote", "paraphrase", "narration", "question"); err != nil {
			return f, err
		}
	}
	if f.Anonymous && f.Named {
		return f, usage("--anonymous and --named leave nobody")
	}
	var err error
	if f.From, err = dateFlag("from", cf.from); err != nil {
		return f, err
	}
	f.To, err = dateFlag("to", cf.to)
	return f, err
}

func claimsCommand(a *app) *cobra.Command {
	var (
		cf                claimFlags
		shares, contested bool
		format            string
	)
	cmd := &cobra.Command{
		Use:   "claims [flags]",
		Short: "List who says what, of the ledger",
		Long: `List the claims of the ledger: what is said, by whom, in the order of saying. The
writer of an article is a holder too, called article. Flags choose; those given
must all hold. What is said against a claim stands with it.

With --shares: who says how much, headlines left out. With --contested: each
disputed proposition with those for it and those against it, of all documents.`,
		Example: `  entente claims --about TJK --told
  entente claims --holder RUS --stance denies --from 2022
  entente claims --anonymous --shares
  entente claims --contested --about UKR --format json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			if shares && contested {
				return usage("--shares and --contested are two questions")
			}
			f, err := cf.filter()
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *store.Store) error {
				if err := cf.then(cmd.Context(), s, &f); err != nil {
					return err
				}
				switch {
				case shares:
					sp, err := query.Shares(cmd.Context(), s, f)
					if err != nil {
						return err
					}
					return sharesTable(sp, format).write(a.Stdout, format)
				case contested:
					ds, err := query.Disputes(cmd.Context(), s, f)
					if err != nil {
						return err
					}
					return disputeTable(ds, format).write(a.Stdout, format)
				}
				cs, err := query.Claims(cmd.Context(), s, f)
				if err != nil {
					return err
				}
				return claimTable(cs, format).write(a.Stdout, format)
			})
		},
	}
	a.ledgerFlag(cmd)
	cf.flags(cmd)
	cmd.Flags().BoolVar(&shares, "shares", false, "who says how much")
	cmd.Flags().BoolVar(&contested, "contested", false, "disputed propositions, for and against")
	formatFlag(cmd, &format)
	return cmd
}

// holderShown names a holder with what it is of.
func holderShown(c query.Claim) string {
	name := c.Holder
	if name == "" {
		return "not stated"
	}
	of := c.Affiliation
	if of == "" && c.Country != name {
		of = c.Country
	}
	if of != "" && of != name {
		name += " (" + of + ")"
	}
	return name
}

// stanceShown is the stance with what softens and negates.
func stanceShown(c query.Claim) string {
	s := c.Stance
	if c.Negated {
		s += " not"
	}
	if len(c.Hedges) > 0 {
		s += " ~"
	}
	return s
}

func claimTable(cs []query.Claim, format string) *table {
	if format == "table" {
		t := &table{columns: []string{"id", "date", "holder", "stance", "kind", "words"}}
		for _, c := range cs {
			t.add(c.ID, c.Date, shorten(holderShown(c), 40), stanceShown(c), c.Kind, shorten(c.Words, wordsShown))
			for _, o := range c.Against {
				t.add("  against "+o.ID, o.Date, shorten(holderShown(o), 40), stanceShown(o), o.Kind, shorten(o.Words, wordsShown))
			}
		}
		return t
	}
	t := &table{columns: []string{"id", "date", "holder", "holder_kind", "holder_actor", "holder_country", "affiliation", "state_actor", "anonymous",
		"mode", "stance", "negated", "veracity", "kind", "of", "about", "hedges", "events", "contests", "contested_by", "words", "attribution",
		"begin", "end", "document", "title", "publisher", "published", "url", "file"}}
	for _, c := range cs {
		d := query.Source{}
		if c.Document != nil {
			d = *c.Document
		}
		t.add(c.ID, known(c.Date), known(c.Holder), known(c.HolderKind), known(c.Actor), known(c.Country), known(c.Affiliation), c.StateActor, c.Anonymous,
			c.Mode, c.Stance, c.Negated, known(c.Veracity), known(c.Kind), c.Of, c.About, c.Hedges, c.Events, c.Contests, c.ContestedBy, c.Words,
			known(c.Attribution), c.Begin, c.End, d.ID, known(d.Title), known(d.Publisher), known(d.Published), known(d.URL), known(d.File))
	}
	return t
}

func sharesTable(sp *query.Speakers, format string) *table {
	t := &table{columns: []string{"holder", "kind", "of", "state_actor", "anonymous", "claims", "quotes", "share", "words_share", "documents"}}
	round := func(f float64) float64 { return float64(int(f*1000+0.5)) / 1000 }
	for _, s := range sp.Speakers {
		holder := any(s.Holder)
		if s.Holder == "" {
			if holder = nil; format == "table" {
				holder = "not stated"
			}
		}
		of := s.Affiliation
		if of == "" {
			of = s.Country
		}
		t.add(holder, known(s.Kind), known(of), s.StateActor, s.Anonymous, s.Claims, s.Quotes, round(s.Share), round(s.Words), s.Documents)
	}
	return t
}

func disputeTable(ds []query.Dispute, format string) *table {
	t := &table{columns: []string{"dispute", "side", "id", "date", "holder", "stance", "about", "words"}}
	width := 1 << 20
	if format == "table" {
		width = wordsShown
	}
	for i, d := range ds {
		for _, side := range []struct {
			name   string
			claims []query.Claim
		}{{"for", d.For}, {"against", d.Against}} {
			for _, c := range side.claims {
				t.add(i+1, side.name, c.ID, known(c.Date), holderShown(c), stanceShown(c), c.About, shorten(c.Words, width))
			}
		}
	}
	return t
}

func redlinesCommand(a *app) *cobra.Command {
	var (
		cf     claimFlags
		format string
	)
	cmd := &cobra.Command{
		Use:   "redlines [flags]",
		Short: "List what powers are said not to accept, of the ledger",
		Long: `List red lines: whose line it is, what is ruled out, who says so, what to watch
for (event types and contexts with the parties named), and how many events of the
ledger fit that pattern since. Such events are suggestions; whether a line is
crossed is for a person to say.`,
		Example: `  entente redlines --of RUS
  entente redlines --from 2022 --format json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			f, err := cf.filter()
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *store.Store) error {
				if err := cf.then(cmd.Context(), s, &f); err != nil {
					return err
				}
				ls, err := query.RedLines(cmd.Context(), s, f)
				if err != nil {
					return err
				}
				return lineTable(ls, format).write(a.Stdout, format)
			})
		},
	}
	a.ledgerFlag(cmd)
	f := cmd.Flags()
	f.StringVar(&cf.f.Of, "of", "", "whose line it is: an id or a country")
	f.StringVar(&cf.f.Holder, "reporter", "", "who says so: an id, a country, part of a name, or article")
	f.StringVar(&cf.f.About, "about", "", "actor the words speak of")
	cf.dates(cmd)
	formatFlag(cmd, &format)
	return cmd
}

func lineTable(ls []query.RedLine, format string) *table {
	if format == "table" {
		t := &table{columns: []string{"id", "date", "line of", "reporter", "state", "watch", "condition"}}
		for _, l := range ls {
			state := l.State
			if len(l.Matched) > 0 {
				state += fmt.Sprintf(" (%d)", len(l.Matched))
			}
			t.add(l.Claim.ID, l.Claim.Date, strings.Join(l.Holder, ", "), shorten(holderShown(l.Claim), 30), state,
				strings.Join(l.Types, ","), shorten(l.Condition, wordsShown))
		}
		return t
	}
	t := &table{columns: []string{"id", "date", "line_of", "reporter", "reporter_anonymous", "condition", "watch_types", "watch_contexts", "watch_parties",
		"state", "matched", "words", "document", "title"}}
	for _, l := range ls {
		matched := []string{}
		for _, m := range l.Matched {
			matched = append(matched, m.ID)
		}
		c := l.Claim
		t.add(c.ID, known(c.Date), l.Holder, known(c.Holder), c.Anonymous, l.Condition, l.Types, l.Contexts, l.Parties, l.State, matched, c.Words,
			c.Document.ID, known(c.Document.Title))
	}
	return t
}

func viewCommand(a *app) *cobra.Command {
	var (
		cf     claimFlags
		format string
	)
	cmd := &cobra.Command{
		Use:   "view [flags] STATE",
		Short: "Show how the world looks from a capital",
		Long: `Show what the ledger holds of one state: what it wants, fears and will not accept,
each according to whom; what it says itself; what others say of it; what it does,
by kind of act. Nothing said of a state is put in its own mouth.`,
		Example: `  entente view CHN
  entente view RUS --from 2022-02-24 --format json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			f, err := cf.filter()
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *store.Store) error {
				if err := cf.then(cmd.Context(), s, &f); err != nil {
					return err
				}
				v, err := query.View(cmd.Context(), s, args[0], f)
				if err != nil {
					return err
				}
				return viewTable(v, format).write(a.Stdout, format)
			})
		},
	}
	a.ledgerFlag(cmd)
	cf.dates(cmd)
	formatFlag(cmd, &format)
	return cmd
}

func viewTable(v *query.Capital, format string) *table {
	t := &table{columns: []string{"part", "id", "date", "according to", "words"}}
	width := 1 << 20
	if format == "table" {
		width = wordsShown + 40
	}
	add := func(part string, cs []query.Claim) {
		for _, c := range cs {
			t.add(part, c.ID, known(c.Date), holderShown(c), shorten(c.Words, width))
		}
	}
	add("wants", v.Wants)
	add("fears", v.Fears)
	for _, l := range v.Lines {
		t.add("red line", l.Claim.ID, known(l.Claim.Date), holderShown(l.Claim), shorten(l.Condition, width))
	}
	add("says", v.Says)
	add("said of it", v.Others)
	for _, d := range v.Does {
		words := fmt.Sprintf("%d× %s", d.Events, d.Kind)
		if len(d.With) > 0 {
			words += " with " + strings.Join(d.With, ", ")
		}
		t.add("does", d.Latest, known(d.Last), nil, words)
	}
	return t
}

// showClaim is a claim in its paragraph, between [ and ].
func showClaim(d store.ClaimDetail) string {
	var b strings.Builder
	line := func(name, value string) {
		if value == "" {
			value = "not stated"
		}
		fmt.Fprintf(&b, "%-12s %s\n", name, plain(value))
	}
	optional := func(name, value string) {
		if value != "" {
			line(name, value)
		}
	}
	line("claim", d.ID)
	line("holder", d.Holder)
	optional("", d.HolderKind)
	optional("of", strings.Join(strings.Fields(d.Affiliation+" "+d.Country), ", "))
	if d.Anonymous {
		line("", "without a name")
	}
	if d.StateActor {
		line("", "speaks for a state")
	}
	line("mode", d.Mode)
	stance := d.Stance
	if d.Negated {
		stance += ", negated"
	}
	line("stance", stance)
	optional("kind", d.Kind)
	optional("whose", strings.Join(d.Subjects, ", "))
	optional("hedges", strings.Join(d.Hedges, ", "))
	line("about", strings.Join(d.About, ", "))
	line("said", d.Date.String())
	optional("by words", d.Attribution)
	optional("ruled out", d.Condition)
	optional("watch", strings.Join(d.Types, ", ")+" "+strings.Join(d.Contexts, ", "))
	optional("events", strings.Join(d.Events, " "))
	optional("contests", strings.Join(d.Contests, " "))
	optional("contested by", strings.Join(d.ContestedBy, " "))
	line("document", d.Doc.ID)
	optional("title", d.Doc.Title)
	optional("publisher", d.Doc.Publisher)
	line("published", d.Doc.Published.String())
	at := d.Segment.Begin
	text := d.Text
	if x, y := d.Begin-at, d.End-at; x >= 0 && y <= len(text) && x < y {
		text = text[:x] + "[" + text[x:y] + "]" + text[y:]
	}
	fmt.Fprintf(&b, "\nwords, bytes %d to %d:\n    %s\n", d.Begin, d.End, plain(text))
	for _, o := range d.Against {
		holder := o.Holder
		if holder == "" {
			holder = "not stated"
		}
		fmt.Fprintf(&b, "\nagainst it, %s, %s (%s):\n    %s\n", o.ID, plain(holder), o.Stance, plain(o.Words))
	}
	return b.String()
}
