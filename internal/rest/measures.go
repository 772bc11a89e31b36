package rest

import (
	"context"
	"errors"
	"math"

	"entente/internal/measure"
	"entente/internal/query"
)

// An Estimated is a number with its interval, absent where there is not enough
// evidence.
type estimated struct {
	Value *float64 `json:"value,omitempty"`
	Low   *float64 `json:"low,omitempty" doc:"of the 90 % interval"`
	High  *float64 `json:"high,omitempty"`
	Above *float64 `json:"p_above_0,omitempty" doc:"probability that it is above 0"`
}

// A TiltRow is the tilt in one field at one period, with what it rests on.
type tiltRow struct {
	Period    string    `json:"period" doc:"EDTF"`
	Domain    string    `json:"domain" doc:"military, economic, diplomatic, other; all; combined by weights; discord between domains"`
	Tilt      estimated `json:"tilt" doc:"share of the first power less that of the second, -1 to 1"`
	Clusters  int       `json:"clusters" doc:"acts it rests on"`
	Effective float64   `json:"effective" doc:"how many of equal weight would say as much"`
	Sources   int       `json:"sources" doc:"independent sources"`
	TopSource string    `json:"top_source,omitempty"`
	TopShare  *float64  `json:"top_share,omitempty" doc:"part of the mass that the top source gives"`
	Missing   string    `json:"missing,omitempty" doc:"what is missing where there is no number"`
}

// A Tilt says to whom a state leans.
type tilt struct {
	Rows    []tiltRow `json:"rows"`
	State   string    `json:"state"`
	Towards string    `json:"towards" doc:"the first power"`
	From    string    `json:"from" doc:"the second"`
	Notes   []string  `json:"notes" doc:"what was left out or changed"`
	Method  string    `json:"method" doc:"formula, weights, scale, codebook, switches"`
}

func number(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	v = math.Round(v*1e4) / 1e4
	return &v
}

func estimate(e measure.Estimate) estimated {
	return estimated{number(e.Value), number(e.Low), number(e.High), number(e.Above)}
}

func row(period, domain string, e measure.Estimate, v measure.Evidence) tiltRow {
	r := tiltRow{Period: period, Domain: domain, Tilt: estimate(e), Clusters: v.Clusters, Sources: v.Sources, TopSource: v.TopSource, TopShare: number(v.TopShare), Missing: v.Missing}
	if f := number(v.Effective); f != nil {
		r.Effective = *f
	}
	return r
}

// Measures registers the questions that are answered by a score.
func (a *api) measures() {
	get(a, "getTilt", "/tilt/{state}", "measures", "To whom a state leans", "The tilt of a state between two powers over time, by field, with 90 % intervals; "+
		"absent where there is not enough evidence, with what is missing. Formulas: docs/measures.md.",
		func(ctx context.Context, in *struct {
			State  string `path:"state" maxLength:"200" example:"TJK"`
			First  string `query:"towards" maxLength:"200" doc:"power, such as China; the largest at the end if not given"`
			Second string `query:"against" maxLength:"200" doc:"the power it is set against; the second largest if not given"`
			Step   string `query:"step" enum:"month,quarter,year" default:"quarter"`
			Draws  int    `query:"draws" minimum:"100" maximum:"2000" default:"500" doc:"of the bootstrap"`
			Switches
			AsFormat
		}) (*tilt, error) {
			v := in.values
			for _, name := range []string{"towards", "against", "step", "draws"} {
				v.Del(name)
			}
			q, err := a.Ledger.ParseQuestion(ctx, v)
			if err != nil {
				return nil, err
			}
			if (in.First == "") != (in.Second == "") {
				return nil, &query.BadValue{Name: "towards", Value: in.First, Why: "towards and against go together"}
			}
			ans, err := a.Ledger.Lean(ctx, query.LeanAsk{State: in.State, Between: [2]string{in.First, in.Second}, Step: measure.Steps[in.Step], Draws: in.Draws,
				Numbers: measure.LeanOfAll | measure.LeanByDomain | measure.LeanCombined | measure.LeanDiscord, Last: math.MaxInt, Switches: q.Switches})
			out := &tilt{Rows: []tiltRow{}, State: in.State, Towards: in.First, From: in.Second, Notes: []string{}}
			if errors.Is(err, query.ErrNoEvidence) { // an answer, not a fault
				out.Notes = append(out.Notes, oneLine(err))
				return out, nil
			}
			if err != nil {
				return nil, err
			}
			out.Towards, out.From, out.Method = ans.Pair[0], ans.Pair[1], ans.Method
			out.Notes = append(out.Notes, ans.Notes...)
			for _, p := range ans.Points {
				lean, at := p.Lean[0], p.Period.String()
				for d, name := range query.Domains {
					out.Rows = append(out.Rows, row(at, name, lean.Domain[d], p.Domain[d].Evidence))
				}
				out.Rows = append(out.Rows, row(at, "all", lean.All, p.All.Evidence), row(at, "combined", lean.Combined, p.All.Evidence), row(at, "discord", lean.Discord, p.All.Evidence))
			}
			return out, nil
		})
}
