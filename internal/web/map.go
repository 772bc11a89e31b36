package web

import (
	"cmp"
	"slices"
	"strings"

	"entente/internal/chart"
	"entente/internal/query"
)

// A Region is a frame of the map.
type Region = chart.Frame

type mapBody struct {
	Region    chart.Frame
	Regions   []facetItem
	Borders   []facetItem
	N         query.N
	Without   query.N
	Unplaced  []facetItem
	Disputed  []disputedRow
	Overlap   []facetItem
	Powers    [2][]powerOption
	Both      bool
	Hidden    []link
	NoOverlap string
}

type powerOption struct {
	Code, Name string
	On         bool
}

type disputedRow struct{ Name, As, Resolution, Words, Note string }

func worldMap(r *request, p *page) error {
	p.Title = "Map"
	regions := r.site.Regions
	body := mapBody{Region: regions[0]}
	asked := r.q.Get("region")
	for _, x := range regions {
		on := x.Code == asked || asked == "" && x.Code == regions[0].Code
		if on {
			body.Region = x
		}
		code := x.Code
		if code == regions[0].Code {
			code = ""
		}
		body.Regions = append(body.Regions, facetItem{Words: x.Name, On: on, Href: r.self("region", code)})
	}
	if asked != "" && body.Region.Code != asked {
		return badValue("There is no region %q.", short(asked, 40))
	}
	deFacto := r.q.Get("borders") == "control"
	body.Borders = []facetItem{{Words: "resolutions of the UN General Assembly", On: !deFacto, Href: r.self("borders", "")}, {Words: "who is in control", On: deFacto, Href: r.self("borders", "control")}}
	sel, err := r.site.Ledger.Choose(r.Context(), r.question)
	if err != nil {
		return err
	}
	body.N = sel.N()
	m := chart.Map{Title: "Events by state", World: r.site.World, Frame: body.Region, DeFacto: deFacto, Unit: "event"}
	if m.Overlap, err = r.overlap(&body); err != nil {
		return err
	}
	if body.Both {
		m.Title = "Events of security: " + m.Overlap[0].Name + " and " + m.Overlap[1].Name
	}
	of := r.powersIn(sel, m.Overlap)
	byState := map[string]int{}
	for _, t := range sel.Tallies("standing") {
		byState[t.Value] = t.N
	}
	for _, s := range r.site.World.States {
		if name := r.ix.Name(s.ID); name != s.ID || byState[s.ID] > 0 {
			if body.Region.High == 0 || r.site.World.InFrame(s.ID, body.Region) {
				m.States = append(m.States, chart.StateValue{ID: s.ID, Name: name, N: byState[s.ID], Of: of[s.ID], Href: r.to(actorPath(s.ID))})
			}
		}
	}
	slices.SortStableFunc(m.States, func(a, b chart.StateValue) int { return cmp.Or(cmp.Compare(b.N, a.N), compare(a.Name, b.Name)) })
	if err := r.places(&m, &body, sel); err != nil {
		return err
	}
	m.Title += ": " + body.Region.Name
	total, rows := body.N, r.to("/ledger")
	if body.Both {
		var es []*query.Entry
		for _, e := range sel.Entries() {
			if e.Domain == "security" && (r.takesPart(e, m.Overlap[0].Code) || r.takesPart(e, m.Overlap[1].Code)) {
				es = append(es, e)
			}
		}
		total, rows = r.ix.N(es), r.to("/ledger", "domain", "security")
	}
	f := p.draw(m, m.Title, total, rows)
	f.Note = "A state's shade counts the events it takes part in; a mark, those that happened there. Faint lines part provinces."
	if body.Both {
		f.Note = "A state counts for a power with which it has an event of security, or where such an event of the power happened; a mark counts those that happened there."
	}
	for _, a := range r.site.World.Areas {
		as := a.Holds
		if !deFacto && a.UN != "" {
			as = a.UN
		}
		body.Disputed = append(body.Disputed, disputedRow{a.Name, r.name(as), a.Resolution, a.Words, a.Note})
	}
	p.Body = body
	p.formats("svg", "geojson", "csv", "json", "md")
	return nil
}

// places adds the marks: cities and provinces where the gazetteer knows the
// spot, borders in the middle of what two states share.
func (r *request) places(m *chart.Map, body *mapBody, sel *query.Selection) error {
	spots, err := r.site.Ledger.Places(r.Context(), r.question)
	if err != nil {
		return err
	}
	body.Without = spots.Without
	type spotKey struct{ id, name, precision string }
	powers := map[spotKey]map[string]bool{}
	for _, m := range sel.Meetings("security") {
		k := spotKey{m.ID, m.Name, m.Precision}
		if powers[k] == nil {
			powers[k] = map[string]bool{}
		}
		for _, pw := range m.Powers {
			powers[k][pw] = true
		}
	}
	both := map[spotKey][2]int{}
	if body.Both {
		for _, e := range sel.Entries() {
			if e.Place == nil || e.Domain != "security" {
				continue
			}
			k := spotKey{e.Place.ID, e.Place.Name, string(e.Place.Precision)}
			n := both[k]
			for i, p := range m.Overlap {
				if r.takesPart(e, p.Code) {
					n[i]++
				}
			}
			both[k] = n
		}
	}
	for _, s := range spots.Spots {
		place := cmp.Or(s.ID, s.Country)
		href := r.to("/ledger", "place", place)
		mark := chart.PlaceMark{Name: plain(s.Name), Precision: s.Precision, N: s.Events, Href: href}
		k := spotKey{s.ID, s.Name, s.Precision}
		mark.Of = both[k]
		if len(powers[k]) > 1 {
			for _, pw := range r.ix.Tables().Powers {
				if powers[k][pw.Code] {
					mark.Powers = append(mark.Powers, pw.Code)
				}
			}
			body.Overlap = append(body.Overlap, facetItem{Words: plain(s.Name), Href: href, N: s.Events})
		}
		a, b, border := strings.Cut(s.Country, "/")
		ok := false
		switch {
		case s.Lat != nil && s.Lon != nil && s.Precision != "state" && s.Precision != "region":
			mark.Lat, mark.Lon, ok = *s.Lat, *s.Lon, true
		case border:
			mark.Lon, mark.Lat, ok = r.site.World.Between(a, b)
		case s.Precision == "province":
			mark.Lon, mark.Lat, ok = r.site.World.Province(s.ID)
		case s.Precision == "state":
			continue // the state itself is shaded
		}
		if ok {
			m.Places = append(m.Places, mark)
		} else {
			body.Unplaced = append(body.Unplaced, facetItem{Words: mark.Name + " (" + s.Precision + ")", N: s.Events, Href: href})
		}
	}
	return nil
}

// overlap reads which two powers the map is to be of, if any.
func (r *request) overlap(body *mapBody) (out [2]chart.PowerName, err error) {
	var asked []string
	for _, c := range r.q["overlap"] {
		if c != "" {
			asked = append(asked, c)
		}
	}
	for i := range body.Powers {
		for _, p := range r.ix.Tables().Powers {
			on := i < len(asked) && asked[i] == p.Code
			if on {
				out[i] = chart.PowerName{Code: p.Code, Name: p.Name}
			}
			body.Powers[i] = append(body.Powers[i], powerOption{p.Code, p.Name, on})
		}
	}
	for k, vs := range r.values() {
		for _, v := range vs {
			if k != "overlap" {
				body.Hidden = append(body.Hidden, link{k, v})
			}
		}
	}
	slices.SortFunc(body.Hidden, func(a, b link) int { return compare(a.Words+a.Href, b.Words+b.Href) })
	body.NoOverlap = r.self("overlap", "")
	switch {
	case len(asked) == 0:
		return out, nil
	case len(asked) != 2 || asked[0] == asked[1]:
		return out, badValue("An overlap is of two powers: overlap=russia&overlap=china.")
	case out[0].Code == "" || out[1].Code == "":
		return out, badValue("There is no power %q.", short(asked[map[bool]int{true: 0, false: 1}[out[0].Code == ""]], 40))
	}
	body.Both = true
	return out, nil
}

// takesPart says that a power, or who acts for it, is a party of an event.
func (r *request) takesPart(e *query.Entry, power string) bool {
	return power != "" && slices.ContainsFunc(slices.Concat(e.Source, e.Target), func(s query.Side) bool {
		return cmp.Or(r.ix.Power(s.ID), r.ix.Power(s.Country)) == power
	})
}

// powersIn counts for each state the events of security that two powers have with
// it or in it.
func (r *request) powersIn(sel *query.Selection, powers [2]chart.PowerName) map[string][2]int {
	out := map[string][2]int{}
	if powers[0].Code == "" {
		return out
	}
	for _, e := range sel.Entries() {
		if e.Domain != "security" {
			continue
		}
		var states []string
		for _, s := range slices.Concat(e.Source, e.Target) {
			states = append(states, cmp.Or(s.Country, s.ID))
		}
		if e.Place != nil && e.Place.Country != "" {
			states = append(states, strings.Split(e.Place.Country, "/")...)
		}
		slices.Sort(states)
		states = slices.Compact(states)
		for i, p := range powers {
			if !r.takesPart(e, p.Code) {
				continue
			}
			for _, id := range states {
				if r.ix.Power(id) != p.Code {
					n := out[id]
					n[i]++
					out[id] = n
				}
			}
		}
	}
	return out
}
