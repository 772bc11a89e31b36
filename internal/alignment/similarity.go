package alignment

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"entente/internal/atlas"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/measure"
)

// SimilarityVersion is the version of the formulas of a Finding.
const SimilarityVersion = "similarity 1"

// A Finding is one number on two states. Value is NaN if it is not defined or
// not known, and Missing says why.
type Finding struct {
	Field   string // organisations, alliances, trade, arms, visits
	Measure string
	Value   float64
	N       int // what it is of; 0 if that says nothing
	Missing string
	Unit    bool // it lies between -1 and 1
}

func finding(field, what string, n int, v float64, ok bool, missing string) Finding {
	if ok && !math.IsNaN(v) {
		return Finding{Field: field, Measure: what, Value: v, N: n}
	}
	return Finding{Field: field, Measure: what, Value: math.NaN(), N: n, Missing: missing}
}

// unit marks a finding as one between -1 and 1.
func (f Finding) unit() Finding {
	f.Unit = true
	return f
}

// Organisations compares memberships at a date, by the tables of the atlas. The
// system is the organisations that have a member then. Shared are the names of
// those that both belong to. A membership without dates in the tables holds at
// all times.
func Organisations(a *atlas.Atlas, x, y string, at edtf.Date) (out []Finding, shared []string) {
	var both, onlyX, onlyY, n int
	c := measure.NewCrosstab(2)
	for _, e := range a.Entities() {
		if e.Kind != event.Organisation || !e.Exists(at) {
			continue
		}
		members := a.Members(e.ID, at)
		if len(members) == 0 {
			continue
		}
		n++
		inX, inY := slices.Contains(members, x), slices.Contains(members, y)
		i, j := 0, 0
		if inX {
			i = 1
		}
		if inY {
			j = 1
		}
		c[i][j]++
		switch {
		case inX && inY:
			both++
			shared = append(shared, e.ID)
		case inX:
			onlyX++
		case inY:
			onlyY++
		}
	}
	const field = "organisations"
	out = append(out, finding(field, "shared", n, float64(both), n > 0, "no organisation with members in the tables"))
	v, ok := measure.Jaccard(both, onlyX, onlyY)
	out = append(out, finding(field, "Jaccard", both+onlyX+onlyY, v, ok, "neither is a member of any").unit())
	v, ok = measure.Kappa(c, measure.Nominal)
	out = append(out, finding(field, "kappa", n, v, ok, "not defined").unit())
	return out, shared
}

// AllianceSimilarity compares the alliance portfolios of two states by the codes
// of the file. The system is the states that the file names in the year.
func AllianceSimilarity(f *Alliances, a, b string) []Finding {
	const field = "alliances"
	for _, s := range []string{a, b} {
		if !slices.Contains(f.States, s) {
			return []Finding{finding(field, "S", 0, 0, false, fmt.Sprintf("%s is not in the file in %d", s, f.Year))}
		}
	}
	c := measure.PortfolioTable(f.States, a, b, f.Of, 3)
	n := len(f.States)
	var out []Finding
	add := func(what string, v float64, ok bool) {
		out = append(out, finding(field, what, n, v, ok, "not defined: a portfolio has but one category").unit())
	}
	v, ok := measure.SignorinoRitter(c, 1)
	add("S", v, ok)
	v, ok = measure.SignorinoRitter(c, 2)
	add("S squared", v, ok)
	v, ok = measure.TauB(c)
	add("tau-b", v, ok)
	v, ok = measure.Kappa(c, measure.Squared)
	add("kappa squared", v, ok)
	v, ok = measure.ScottPi(c, measure.Squared)
	add("pi squared", v, ok)
	v, ok = measure.Kappa(c.Binary(), measure.Nominal)
	add("kappa binary", v, ok)
	v, ok = measure.ScottPi(c.Binary(), measure.Nominal)
	add("pi binary", v, ok)
	return out
}

// FlowSimilarity says how two states depend on what goes between them. GDP may be
// nil.
func FlowSimilarity(field string, f *Flows, gdp map[string]float64, a, b string) []Finding {
	flow := f.Between(a, b)
	if v, ok := gdp[a]; ok {
		flow.GDPA = v
	}
	if v, ok := gdp[b]; ok {
		flow.GDPB = v
	}
	var out []Finding
	missing := fmt.Sprintf("not in the file in %d", f.Year)
	add := func(what string, v float64) { out = append(out, finding(field, what, 0, v, true, missing)) }
	add(a+" to "+b, flow.Exports)
	add(b+" to "+a, flow.Imports)
	// What goes one way only is not known the other way: shares are of what is.
	if !math.IsNaN(flow.Exports) || !math.IsNaN(flow.Imports) {
		for _, p := range []*float64{&flow.Exports, &flow.Imports} {
			if math.IsNaN(*p) {
				*p = 0
			}
		}
	}
	d := measure.Depend(flow)
	share := func(what string, v float64) { out = append(out, finding(field, what, 0, v, true, missing).unit()) }
	share("share in all of "+a, d.ShareA)
	share("share in all of "+b, d.ShareB)
	share("asymmetry of shares", d.ShareAsymmetry)
	share("Barbieri interdependence", d.Barbieri)
	if gdp != nil {
		add(a+" on GDP", d.OnGDPA)
		add(b+" on GDP", d.OnGDPB)
		add("interdependence", d.Interdependence)
		add("asymmetry", d.Asymmetry)
	}
	for _, s := range []string{a, b} {
		c, ok := measure.Concentrate(f.Partners(s))
		out = append(out, finding(field, "HHI of "+s, c.N, c.HHI, ok, missing).unit(), finding(field, "effective partners of "+s, c.N, c.Effective, ok, missing))
	}
	return out
}

// VisitSimilarity counts visits between two states up to a day.
func VisitSimilarity(visits []measure.Visit, states []string, a, b string, at int, halfLife float64) []Finding {
	m := measure.VisitMatrix(len(states), visits, at, halfLife)
	const field = "visits"
	i, j := slices.Index(states, a), slices.Index(states, b)
	if i < 0 || j < 0 {
		who := a
		if i >= 0 {
			who = b
		}
		return []Finding{finding(field, "visits", 0, 0, false, who+" is not in the file")}
	}
	var out []Finding
	for _, p := range [][2]int{{i, j}, {j, i}} {
		from, to := states[p[0]], states[p[1]]
		out = append(out, finding(field, from+" to "+to, m.N, m.Count[p[0]][p[1]], true, ""),
			finding(field, from+" to "+to+", recent", m.N, m.Recent[p[0]][p[1]], true, ""))
		s, ok := m.Share(p[0], p[1])
		out = append(out, finding(field, "share in all visits of "+from, 0, s, ok, from+" made no visit").unit())
	}
	return append(out, finding(field, "net reception of "+a, 0, m.Reception(i, j), true, ""))
}

// SimilarityMethod is the method line.
func SimilarityMethod(fields []string) string {
	says := map[string]string{
		"organisations": "organisations: members at the date by the tables of actors, which hold 300 organisations and not all; a membership without dates holds at all times; Jaccard = shared / either's; kappa (Cohen) over all organisations with members",
		"alliances":     "alliances: categories 3 defence or offence, 2 neutrality or consultation, 1 non-aggression, 0 none; oneself 3; system = states the file names in the year; S (Signorino and Ritter) is inflated by pairs without pacts, prefer kappa and pi (Häge 2011)",
		"trade":         "trade: share = both ways / all of the state's; asymmetry = difference (Hirschman); Barbieri = sqrt(product of shares) (1 - |difference|); on GDP: Oneal and Russett; effective partners = exp(entropy)",
		"arms":          "arms: as trade",
		"visits":        "visits: reports of one visitor and host within 3 days are one; recent = sum of exp(-ln 2 age / half-life); a summit counts as a visit to its host",
	}
	parts := []string{SimilarityVersion}
	for _, f := range fields {
		parts = append(parts, says[f])
	}
	return strings.Join(parts, "; ")
}
