package web

import (
	"slices"
	"strconv"

	"entente/internal/query"
)

// A bar is the switches of a view with how many events each removes.
type bar struct {
	Action        string
	Hidden        []link // parameters of the view itself: name and value
	From, To      string
	Period        int
	Domains       []domainBox
	DomainRemoved int
	Ticks         []tick
	Min           int
	MinRemoved    int
	Sources       []sourceBox
	Classes       []sourceBox
	SourceRemoved int
	Reports       bool
	Further       int // reports that are no acts of their own
	Codebooks     []batchOption
	AsOf          string
	Batches       []batchOption

	All, Kept int
	On        []string // the switches that are set, in words
	Clear     string   // the same view with none set
}

type domainBox struct {
	Code, Name string
	On         bool
	N          int // events that are left
}

type tick struct {
	Name, Words string
	Off         bool // what it speaks of is left out
	N           int
}

type sourceBox struct {
	Name, Words string
	N           int
	Out         bool
}

type batchOption struct {
	Value, Words string
	On           bool
}

// classes are those of publishers that the bar offers to leave out.
var classes = [][2]string{{"state", "of a state"}, {"public", "public service"}, {"party", "of a party"}, {"private", "private"}, {"agency", "agencies"}, {"unknown", "in no table, or not stated"}}

// maxSourceBoxes is how many publishers the bar lists.
const maxSourceBoxes = 12

// bar counts what the switches do to the events of the page.
func (r *request) bar() *bar {
	q := r.question
	if r.page.choose != nil {
		q = *r.page.choose
	}
	sel, err := r.site.Ledger.Choose(r.Context(), q)
	if err != nil {
		return nil
	}
	s := q.Switches
	b := &bar{Action: r.URL.Path, From: s.From.String(), To: s.To.String(), All: sel.All, Kept: sel.Len(), Min: max(1, s.MinSources),
		Period: sel.Removed[query.ByPeriod], DomainRemoved: sel.Removed[query.ByDomain], MinRemoved: sel.Removed[query.ByMinSources], SourceRemoved: sel.Removed[query.BySources]}
	own := s.Values()
	for k, vs := range r.values() {
		if _, is := own[k]; is || k == "after" {
			continue
		}
		for _, v := range vs {
			b.Hidden = append(b.Hidden, link{k, v})
		}
	}
	slices.SortFunc(b.Hidden, func(x, y link) int { return compare(x.Words+"\x00"+x.Href, y.Words+"\x00"+y.Href) })
	for _, d := range r.ix.Tables().Domains {
		box := domainBox{Code: d.Code, Name: d.Name, On: slices.Contains(s.Domains, d.Code)}
		for _, t := range sel.Tallies("domain") {
			if t.Value == d.Code {
				box.N = t.N
			}
		}
		b.Domains = append(b.Domains, box)
	}
	if n := sel.N(); !s.Reports {
		b.Further = n.Reports - n.Events
	}
	b.Ticks = []tick{
		{"captions", "told in captions alone", s.NoCaptions, sel.Removed[query.ByCaptions]},
		{"anon", "told by holders without a name", s.NoAnonymous, sel.Removed[query.ByAnonymous]},
		{"infer", "dated by inference", s.NoInferred, sel.Removed[query.ByInferred]},
		{"contested", "contested", s.NoContested, sel.Removed[query.ByContested]},
	}
	counts := map[string]int{}
	for _, t := range sel.Tallies("publisher") {
		counts[t.Value] = t.N
	}
	for _, n := range s.NotSources {
		if _, ok := counts[n]; !ok {
			counts[n] = 0
		}
	}
	for name, n := range counts {
		words := name
		if name == "" {
			words = "publisher not stated"
		}
		b.Sources = append(b.Sources, sourceBox{name, words, n, slices.Contains(s.NotSources, name)})
	}
	slices.SortFunc(b.Sources, func(x, y sourceBox) int {
		if x.Out != y.Out {
			return map[bool]int{true: -1, false: 1}[x.Out]
		}
		if x.N != y.N {
			return y.N - x.N
		}
		return compare(x.Name, y.Name)
	})
	if len(b.Sources) > maxSourceBoxes {
		b.Sources = b.Sources[:maxSourceBoxes]
	}
	codes := make([]string, len(classes))
	for i, c := range classes {
		codes[i] = c[0]
	}
	of := sel.Classes(codes...)
	for i, c := range classes {
		b.Classes = append(b.Classes, sourceBox{Name: c[0], Words: c[1], N: of[i], Out: slices.Contains(s.NotClasses, c[0])})
	}
	for _, c := range s.NotClasses {
		if !slices.ContainsFunc(classes, func(x [2]string) bool { return x[0] == c }) {
			b.Classes = append(b.Classes, sourceBox{Name: c, Words: c, Out: true})
		}
	}
	b.Reports = s.Reports
	if books := r.ix.Codebooks(); len(books) > 1 {
		for _, c := range books {
			b.Codebooks = append(b.Codebooks, batchOption{c, c, s.Codebook == c})
		}
		slices.SortFunc(b.Codebooks, func(x, y batchOption) int { return compare(x.Value, y.Value) })
	}
	for _, x := range slices.Backward(r.ix.Batches) {
		if len(b.Batches) == 20 {
			break
		}
		v := "b" + strconv.FormatInt(x.Batch, 10)
		b.Batches = append(b.Batches, batchOption{v, "after addition " + strconv.FormatInt(x.Batch, 10) + " of " + x.Added.Format("2 Jan 2006"), s.AsOf == x.Batch && s.AsOfDay == ""})
	}
	b.AsOf = s.AsOfDay
	switch {
	case b.From != "" && b.To == b.From:
		b.On = append(b.On, when(b.From))
	case b.From != "" && b.To != "":
		b.On = append(b.On, when(b.From)+" to "+when(b.To))
	case b.From != "":
		b.On = append(b.On, "from "+when(b.From))
	case b.To != "":
		b.On = append(b.On, "to "+when(b.To))
	}
	for _, d := range b.Domains {
		if d.On {
			b.On = append(b.On, d.Name)
		}
	}
	for _, t := range b.Ticks {
		if t.Off {
			b.On = append(b.On, "without "+t.Words)
		}
	}
	if b.Min > 1 {
		b.On = append(b.On, strconv.Itoa(b.Min)+" sources at least")
	}
	for _, x := range b.Sources {
		if x.Out {
			b.On = append(b.On, "without "+x.Words)
		}
	}
	for _, x := range b.Classes {
		if x.Out {
			b.On = append(b.On, "without publishers "+x.Words)
		}
	}
	if b.Reports {
		b.On = append(b.On, "reports, not acts")
	}
	if s.Codebook != "" {
		b.On = append(b.On, s.Codebook)
	}
	if v := s.Values().Get("asof"); v != "" {
		b.On = append(b.On, "as of "+v)
	}
	more := []string{}
	for k := range own {
		more = append(more, k, "")
	}
	b.Clear = r.self(more...)
	return b
}
