package query

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/sources"
)

// Switches narrow every view alike. The zero value keeps all current events.
type Switches struct {
	From, To edtf.Date
	Domains  []string // codes; nil is all
	// The No switches leave out events that rest on captions alone, on holders
	// without a name alone, on dates that are not stated, and contested ones.
	NoCaptions, NoAnonymous, NoInferred, NoContested bool
	MinSources                                       int      // independent sources at least
	NotSources                                       []string // publishers left out; "-" is not stated
	NotClasses                                       []string // classes of them, see sources.CheckClass
	// Reports counts and lists reports and not acts.
	Reports bool
	// Codebook takes the coding of each document by this codebook (name@version),
	// even if a later one superseded it; "" takes the last.
	Codebook string
	// AsOf is a batch of the ledger, 0 the last. AsOfDay is the day asked for, if
	// one was.
	AsOf    int64
	AsOfDay string
}

// The switches, in the order of the bar. Each may remove events.
const (
	ByPeriod = iota
	ByDomain
	ByCaptions
	ByAnonymous
	ByInferred
	ByContested
	ByMinSources
	BySources
	switches
)

// maxDomains and maxSources bound what one address may ask.
const (
	maxDomains = 16
	maxSources = 64
)

// ParseSwitches reads the switches of an address: from, to, domain (may be
// repeated), captions=0, anon=0, infer=0, contested=0, min, src=-NAME (may be
// repeated), noclass (of sources left out; may be repeated), raw=1 (reports, not
// acts), codebook, asof (a day, or b and the number of a batch). All faults are told
// at once.
func (ix *Index) ParseSwitches(q url.Values) (Switches, error) {
	var s Switches
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	for _, d := range []struct {
		key string
		to  *edtf.Date
	}{{"from", &s.From}, {"to", &s.To}} {
		v := strings.TrimSpace(q.Get(d.key))
		if v == "" {
			continue
		}
		date, err := edtf.Parse(short(v, 40))
		if err != nil {
			fault("%s is no date: %q; write 2022, 2022-11 or 2022-11-21", d.key, short(v, 40))
			continue
		}
		*d.to = date
	}
	if a, oka := s.From.First(); oka {
		if b, okb := s.To.Last(); okb && b < a {
			fault("the period ends (%s) before it begins (%s)", s.To, s.From)
		}
	}
	for _, d := range q["domain"] {
		switch {
		case d == "":
		case !slices.ContainsFunc(ix.tables.Domains, func(x Domain) bool { return x.Code == d }):
			fault("there is no domain %q", short(d, 40))
		case len(s.Domains) < maxDomains && !slices.Contains(s.Domains, d):
			s.Domains = append(s.Domains, d)
		}
	}
	slices.Sort(s.Domains)
	for _, b := range []struct {
		key string
		to  *bool
	}{{"captions", &s.NoCaptions}, {"anon", &s.NoAnonymous}, {"infer", &s.NoInferred}, {"contested", &s.NoContested}} {
		switch v := q.Get(b.key); v {
		case "", "1":
		case "0":
			*b.to = true
		default:
			fault("%s is 0 or 1, not %q", b.key, short(v, 40))
		}
	}
	if v := q.Get("min"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > 1000 {
			fault("min is a number from 1 to 1000, not %q", short(v, 40))
		} else if n > 1 {
			s.MinSources = n
		}
	}
	for _, v := range q["src"] {
		if name, ok := strings.CutPrefix(v, "-"); ok && len(s.NotSources) < maxSources && !slices.Contains(s.NotSources, name) {
			s.NotSources = append(s.NotSources, short(name, 200))
		} else if v != "" && !ok {
			fault("src is - and the name of a publisher to leave out, not %q", short(v, 40))
		}
	}
	slices.Sort(s.NotSources)
	for _, v := range q["noclass"] {
		switch err := sources.CheckClass(v); {
		case v == "":
		case err != nil:
			faults = append(faults, err)
		case len(s.NotClasses) < maxSources && !slices.Contains(s.NotClasses, v):
			s.NotClasses = append(s.NotClasses, v)
		}
	}
	slices.Sort(s.NotClasses)
	switch v := q.Get("raw"); v {
	case "", "0":
	case "1":
		s.Reports = true
	default:
		fault("raw is 0 or 1, not %q", short(v, 40))
	}
	if v := q.Get("codebook"); v != "" {
		if !slices.ContainsFunc(ix.Docs, func(d Doc) bool { return d.Codebook == v }) {
			fault("no document is coded by %q", short(v, 60))
		}
		s.Codebook = v
	}
	if v := q.Get("asof"); v != "" {
		if err := ix.asOf(&s, v); err != nil {
			faults = append(faults, err)
		}
	}
	return s, errors.Join(faults...)
}

func (ix *Index) asOf(s *Switches, v string) error {
	if n, ok := strings.CutPrefix(v, "b"); ok {
		b, err := strconv.ParseInt(n, 10, 64)
		if err != nil || b < 1 || b > ix.Batch {
			return fmt.Errorf("the ledger has the batches b1 to b%d, not %q", ix.Batch, short(v, 40))
		}
		s.AsOf = b
		return nil
	}
	day, err := time.Parse(time.DateOnly, v)
	if err != nil {
		return fmt.Errorf("asof is a day (2022-11-21) or a batch (b3), not %q", short(v, 40))
	}
	end := day.AddDate(0, 0, 1)
	s.AsOf, s.AsOfDay = -1, v // before the first batch there is nothing
	for _, b := range ix.Batches {
		if b.Added.Before(end) {
			s.AsOf = b.Batch
		}
	}
	return nil
}

// Values are the switches as an address has them, those that are set only.
func (s Switches) Values() url.Values {
	q := url.Values{}
	if v := s.From.String(); v != "" {
		q.Set("from", v)
	}
	if v := s.To.String(); v != "" {
		q.Set("to", v)
	}
	for _, d := range s.Domains {
		q.Add("domain", d)
	}
	for key, off := range map[string]bool{"captions": s.NoCaptions, "anon": s.NoAnonymous, "infer": s.NoInferred, "contested": s.NoContested} {
		if off {
			q.Set(key, "0")
		}
	}
	if s.MinSources > 1 {
		q.Set("min", strconv.Itoa(s.MinSources))
	}
	for _, n := range s.NotSources {
		q.Add("src", "-"+n)
	}
	for _, c := range s.NotClasses {
		q.Add("noclass", c)
	}
	if s.Reports {
		q.Set("raw", "1")
	}
	if s.Codebook != "" {
		q.Set("codebook", s.Codebook)
	}
	switch {
	case s.AsOfDay != "":
		q.Set("asof", s.AsOfDay)
	case s.AsOf > 0:
		q.Set("asof", "b"+strconv.FormatInt(s.AsOf, 10))
	}
	return q
}

// short cuts a string to n bytes at most, at the edge of a character.
func short(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

// docHolds says whether a coding is one that the switches ask of.
func (ix *Index) docHolds(d *Doc, s Switches) bool {
	if s.Codebook == "" {
		return d.current(s.AsOf)
	}
	return d.Codebook == s.Codebook && (s.AsOf == 0 || d.Batch <= s.AsOf)
}

// Inferred says that a date is not the text's own: put together from the text
// elsewhere, or taken from the day of publication. An unknown date is no date.
func Inferred(e *Entry) bool {
	return e.Basis == event.DateInferred || e.Basis == event.DatePublication
}
