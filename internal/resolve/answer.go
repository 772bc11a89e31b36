package resolve

import (
	"fmt"
	"strings"

	"entente/internal/atlas"
	"entente/internal/edtf"
	"entente/internal/event"
)

// An Answer is one reading of a name at a date.
type Answer struct {
	ID      string            `json:"id"`
	Name    string            `json:"name"`
	Kind    event.MentionKind `json:"kind"`
	Country string            `json:"country,omitempty"`
	Sector  string            `json:"sector,omitempty"`
	Role    string            `json:"role,omitempty"` // office held at the date
	Basis   atlas.NameKind    `json:"basis"`          // how the words name it
	Holds   bool              `json:"holds"`          // the name and its bearer are valid at the date
	Table   string            `json:"table"`          // file:line that says so
	Reason  string            `json:"reason,omitempty"`
}

// New returns a resolver on an atlas. Its documents have no time expressions:
// see [Resolver.WithTimes].
func New(a *atlas.Atlas) *Resolver { return &Resolver{a: a} }

// WithTimes returns the resolver with a finder of time expressions, as the
// Resolve of a times.Table.
func (r *Resolver) WithTimes(t Timer) *Resolver { return &Resolver{a: r.a, times: t} }

// Name returns what a name can mean at a date: all readings of the longest form
// that the tables have for all of its words, those that hold at the date first.
// An unknown date is possible at all times. The result is nil for an unknown
// name.
func (r *Resolver) Name(text string, at edtf.Date) []Answer {
	forms := strings.Fields(text)
	if len(forms) == 0 || len(forms) > maxName {
		return nil
	}
	var hits []atlas.Hit
	for _, h := range r.a.Longest(forms, 0) {
		if h.Tokens == len(forms) {
			hits = append(hits, h)
		}
	}
	if len(hits) == 0 {
		for _, h := range r.a.Spelled(forms, 0) {
			if h.Tokens == len(forms) {
				hits = append(hits, h)
			}
		}
	}
	var good, bad []Answer
	seen := map[string]bool{}
	w := &work{r: r, a: r.a, at: at}
	for _, h := range hits {
		key := h.Entity.ID + "\x00" + string(h.Kind)
		if seen[key] {
			continue
		}
		seen[key] = true
		a := Answer{ID: h.Entity.ID, Name: h.Entity.Name, Kind: h.Entity.Kind, Country: countryOf(h.Entity), Sector: h.Entity.Sector,
			Basis: h.Kind, Holds: h.Holds(at), Table: h.Table}
		if !a.Holds {
			a.Reason = "not at this date"
		}
		if h.Entity.Kind == event.Person {
			r.personAnswer(w, h.Entity, at, &a)
		}
		if a.Holds {
			good = append(good, a)
		} else {
			bad = append(bad, a)
		}
	}
	return append(good, bad...)
}

func (r *Resolver) personAnswer(w *work, e *atlas.Entity, at edtf.Date, a *Answer) {
	a.Country = e.Country
	t, ok := r.a.TenureAt(e.ID, at)
	switch {
	case ok && !at.IsZero():
		a.Sector, a.Role, a.Table = t.Sector, t.Title, t.Table
		if x, found := r.a.Entity(t.Entity); found {
			a.Country = countryOf(x)
			a.Reason = fmt.Sprintf("%s of %s %s", t.Title, x.Name, term(t))
		}
		if _, sure := t.Holds(at); !sure {
			a.Reason += "; not sure at this date"
		}
	default:
		all := r.a.Tenures(e.ID)
		if len(all) == 0 {
			return
		}
		last := all[len(all)-1]
		a.Reason = fmt.Sprintf("%s of %s %s", last.Title, last.Entity, term(last))
		if !at.IsZero() {
			a.Reason = "no post at this date; " + a.Reason
		}
	}
}

func term(t atlas.Tenure) string {
	from, to := t.From.String(), t.To.String()
	switch {
	case from == "" && to == "":
		return ""
	case to == "":
		return "since " + from
	case from == "":
		return "until " + to
	}
	return from + " to " + to
}
