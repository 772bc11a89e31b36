package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/query"
	"entente/internal/store"
)

// A filterFlags is the flags that choose events.
type filterFlags struct {
	f        store.Filter
	dyad     []string
	status   string
	from, to string
	switches switchFlags
}

func (ff *filterFlags) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&ff.f.Actor, "actor", "", "actor on either side: an id (TJK, EU) or the country acted for")
	f.StringVar(&ff.f.Source, "source", "", "who acted")
	f.StringVar(&ff.f.Target, "target", "", "whom the act was directed at")
	f.StringSliceVar(&ff.dyad, "dyad", nil, "two actors, in either order: CHN,TJK")
	f.StringVar(&ff.f.Type, "type", "", "PLOVER event type, such as AGREE")
	f.StringVar(&ff.f.Kind, "kind", "", "kind, such as agreement, base, exercise")
	f.StringVar(&ff.status, "status", "", "actual, ongoing, announced, planned, future, hypothetical, negated or historical")
	f.StringVar(&ff.from, "from", "", "earliest day, in EDTF: 2022, 2022-11, 2022-11-21")
	f.StringVar(&ff.to, "to", "", "latest day, in EDTF")
	f.StringVar(&ff.f.Text, "text", "", "words that stand in the evidence")
	f.StringVar(&ff.f.Document, "document", "", "id of the document")
	f.IntVar(&ff.f.Limit, "limit", 0, "how many rows at most (default: all)")
	f.StringVar(&ff.f.After, "after", "", "id of the event after which to go on")
	ff.switches.flags(cmd)
}

var statuses = []event.Status{event.Actual, event.Ongoing, event.Announced, event.Planned, event.Future,
	event.Hypothetical, event.Negated, event.Historical}

func (ff *filterFlags) filter() (store.Filter, error) {
	f := ff.f
	if len(ff.dyad) > 0 {
		if len(ff.dyad) != 2 {
			return f, usage("--dyad takes two actors with a comma between: CHN,TJK")
		}
		f.Dyad = [2]string{ff.dyad[0], ff.dyad[1]}
	}
	if ff.status != "" {
		var names []string
		for _, s := range statuses {
			names = append(names, string(s))
		}
		if err := oneOf("status", ff.status, names...); err != nil {
			return f, err
		}
		f.Status = event.Status(ff.status)
	}
	var err error
	if f.From, err = dateFlag("from", ff.from); err != nil {
		return f, err
	}
	f.To, err = dateFlag("to", ff.to)
	return f, err
}

func dateFlag(name, value string) (edtf.Date, error) {
	if value == "" {
		return edtf.Date{}, nil
	}
	d, err := edtf.Parse(value)
	if err != nil {
		return d, usage("--%s: %v", name, err)
	}
	return d, nil
}

func eventsCommand(a *app) *cobra.Command {
	var (
		ff     filterFlags
		format string
	)
	cmd := &cobra.Command{
		Use:   "events [flags]",
		Short: "List events of the ledger",
		Long: `List events of the ledger, in the order of their dates. Flags choose; those given
must all hold. An event whose date is not known is left out by --from and --to.

What several reports tell is one act, shown by the report that dates it best; --raw
lists the reports. Reports are independent if they are no copies, name no common
agency, and are of different publishers or groups of them.`,
		Example: `  entente events --actor TJK --from 2022 --status actual
  entente events --dyad CHN,TJK --kind exercise --format csv
  entente events --text "military base"`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, tableFormats...); err != nil {
				return err
			}
			if _, err := ff.filter(); err != nil {
				return err
			}
			return a.asked(cmd.Context(), ff.switches.tables, func(s *store.Store, ix *query.Index) error {
				sel, err := ff.choose(cmd.Context(), s, ix)
				if err != nil {
					return err
				}
				es, err := ff.page(sel.Entries())
				if err != nil {
					return err
				}
				rows, err := rowsOf(cmd.Context(), s, es)
				if err != nil {
					return err
				}
				return eventTable(ix, es, rows, format).write(a.Stdout, format)
			})
		},
	}
	a.ledgerFlag(cmd)
	ff.flags(cmd)
	formatFlag(cmd, &format)
	return cmd
}

// wordsShown is how many characters of evidence a table on the terminal shows.
const wordsShown = 80

// eventTable has an event a row. On the terminal it has the columns that fit.
func eventTable(ix *query.Index, es []*query.Entry, rows []store.Row, format string) *table {
	if format == "table" {
		t := &table{columns: []string{"id", "date", "kind", "source", "target", "status", "words"}}
		for _, r := range rows {
			e := r.Event
			t.add(e.ID, e.Date.String(), what(e), parties(e.Source), parties(e.Target), string(e.Status), shorten(r.Words, wordsShown))
		}
		return t
	}
	t := &table{columns: []string{"id", "date", "date_basis", "type", "mode", "kind", "contexts", "quad", "scale", "source", "target",
		"reciprocal", "status", "place", "count", "recurrence", "flags", "contested_by", "confidence", "rule", "codebook",
		"document", "title", "publisher", "published", "url", "file", "words", "reports", "independent_sources"}}
	for i, r := range rows {
		e := r.Event
		var place, count any
		if r.Place != nil {
			place = r.Place.Name
		}
		if e.Count > 0 {
			count = e.Count
		}
		t.add(e.ID, known(e.Date.String()), known(string(e.DateBasis)), e.Type, known(e.Mode), known(e.Kind), e.Contexts, int(e.Quad), e.Scale,
			ids(e.Source), ids(e.Target), e.Reciprocal, string(e.Status), place, count, known(e.Recurrence), e.Flags, e.ContestedBy,
			e.Confidence, e.Rule, e.Codebook, r.Doc.ID, known(r.Doc.Title), known(r.Doc.Publisher), known(r.Doc.Published.String()),
			known(r.Doc.URL), known(r.Doc.File), r.Words, len(es[i].Reports()), ix.Sources(es[i]))
	}
	return t
}

// what is the kind of an event, or its type where it has none.
func what(e event.Event) string {
	if e.Kind != "" {
		return e.Kind
	}
	return strings.ToLower(e.Type)
}

// id is by what a party is known: its actor, country or name.
func id(p event.Party) string {
	for _, s := range []string{p.Actor, p.Country, p.Name} {
		if s != "" {
			return s
		}
	}
	return "?"
}

func ids(ps []event.Party) []string {
	var out []string
	for _, p := range ps {
		out = append(out, id(p))
	}
	return out
}

func parties(ps []event.Party) string { return strings.Join(ids(ps), ", ") }

// shorten cuts words to n characters.
func shorten(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > n {
		return strings.TrimRight(string(r[:n-1]), " ,;") + "…"
	}
	return s
}

func showCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show [flags] ID",
		Short: "Show an event or a claim with its words in their paragraphs",
		Long: `Show an event with the words it rests on, each in its paragraph: the evidence
between [ and ], and in it, between * and *, the words that name the act. Or show
a claim with its holder, its words between [ and ], and what is said against it.`,
		Example: `  entente show 3f2a9c
  entente events --actor TJK --format csv | tail -1 | cut -d, -f1 | xargs entente show`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(s *store.Store) error {
				d, err := s.Event(cmd.Context(), args[0])
				if errors.Is(err, store.ErrNotFound) {
					if c, claimErr := s.Claim(cmd.Context(), args[0]); claimErr == nil {
						_, err := fmt.Fprint(a.Stdout, showClaim(c))
						return err
					}
				}
				if err != nil {
					return err
				}
				_, err = fmt.Fprint(a.Stdout, showDetail(d))
				return err
			})
		},
	}
	a.ledgerFlag(cmd)
	return cmd
}

func showDetail(d store.Detail) string {
	var b strings.Builder
	e := d.Event
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
	line("event", e.ID)
	if d.Superseded {
		line("", "superseded by a later coding of its document")
	}
	line("what", strings.TrimSpace(what(e)+" ("+strings.TrimSpace(e.Type+" "+e.Mode)+")"))
	line("source", long(e.Source))
	if e.Reciprocal {
		line("", "both sides act")
	}
	line("target", long(e.Target))
	line("status", string(e.Status))
	date := e.Date.String()
	if date != "" {
		date += " (" + string(e.DateBasis) + ")"
	}
	line("date", date)
	if d.Place != nil {
		optional("place", d.Place.Name)
	}
	if e.Count > 0 {
		line("count", fmt.Sprint(e.Count))
	}
	optional("recurrence", e.Recurrence)
	optional("contexts", strings.Join(e.Contexts, ", "))
	optional("flags", strings.Join(e.Flags, ", "))
	optional("contested by", strings.Join(e.ContestedBy, " "))
	line("scale", fmt.Sprintf("%g, quad %d", e.Scale, e.Quad))
	line("coded by", fmt.Sprintf("%s of %s, confidence %.2f", e.Rule, e.Codebook, e.Confidence))
	line("document", d.Doc.ID)
	optional("title", d.Doc.Title)
	optional("publisher", d.Doc.Publisher)
	published := d.Doc.Published.String()
	if published != "" {
		published += " (" + string(d.Doc.Basis) + ")"
	}
	line("published", published)
	optional("url", d.Doc.URL)
	optional("file", d.Doc.File)
	for i, p := range d.Passages {
		fmt.Fprintf(&b, "\nevidence %d, %s, bytes %d to %d:\n    %s\n", i+1, p.Kind, p.Begin, p.End, plain(marked(p)))
	}
	return b.String()
}

// long names parties by name and id.
func long(ps []event.Party) string {
	var out []string
	for _, p := range ps {
		s := id(p)
		if p.Name != "" && p.Name != s {
			s = p.Name + " (" + s + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// marked is the paragraph with marks around evidence and trigger.
func marked(p store.Passage) string {
	at := p.Segment.Begin
	b, e := p.Begin-at, p.End-at
	tb, te := p.Trigger.Begin-at, p.Trigger.End-at
	if b < 0 || e > len(p.Text) || b > e {
		return p.Text
	}
	if tb < b || te > e || tb >= te {
		return p.Text[:b] + "[" + p.Text[b:e] + "]" + p.Text[e:]
	}
	return p.Text[:b] + "[" + p.Text[b:tb] + "*" + p.Text[tb:te] + "*" + p.Text[te:e] + "]" + p.Text[e:]
}
