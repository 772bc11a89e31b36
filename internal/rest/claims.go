package rest

import (
	"context"
	"slices"

	"entente/internal/edtf"
	"entente/internal/query"
	"entente/internal/store"
)

// Said are the parameters that choose claims.
type Said struct {
	Holder    string `query:"holder" maxLength:"200" doc:"who says it: an actor's id, the country acted for, or part of the name; article is the writer"`
	About     string `query:"about" maxLength:"200" doc:"an actor it speaks of"`
	Of        string `query:"of" maxLength:"200" doc:"whose want, fear or red line it is"`
	Stance    string `query:"stance" enum:"asserts,denies,doubts,asks,predicts"`
	Mode      string `query:"mode" enum:"quote,paraphrase,narration,question"`
	Kind      string `query:"kind" maxLength:"40" doc:"want, fear, red_line, …"`
	Anonymous string `query:"anonymous" enum:"0,1" doc:"1: holders without a name, 0: those with one"`
	Contested string `query:"contested" enum:"1" doc:"1: only what something contests"`
	Told      string `query:"told" enum:"1" doc:"1: only what somebody other than the writer says"`
	Document  string `query:"document" maxLength:"200"`
	Text      string `query:"text" maxLength:"500" doc:"words that all stand in the claim"`
	From      string `query:"from" maxLength:"100" doc:"first day on which it may have been said, EDTF"`
	To        string `query:"to" maxLength:"100" doc:"last day, EDTF"`
	AsOf      string `query:"asof" maxLength:"40" doc:"what the ledger held at the end of that day, or after a batch: b3"`
	Codebook  string `query:"codebook" maxLength:"200" doc:"as coded by this codebook, name@version"`
	Limit     int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	AsFormat
}

func (s Said) filter(ctx context.Context, ledger *store.Store) (store.ClaimFilter, error) {
	f := store.ClaimFilter{Holder: s.Holder, About: s.About, Of: s.Of, Stance: s.Stance, Mode: s.Mode, Kind: s.Kind, Document: s.Document, Text: s.Text,
		Anonymous: s.Anonymous == "1", Named: s.Anonymous == "0", Contested: s.Contested == "1", Told: s.Told == "1", Limit: s.Limit}
	for _, d := range []struct {
		name, value string
		to          *edtf.Date
	}{{"from", s.From, &f.From}, {"to", s.To, &f.To}} {
		if d.value == "" {
			continue
		}
		date, err := edtf.Parse(d.value)
		if err != nil {
			return f, &query.BadValue{Name: d.name, Value: d.value, Why: err.Error()}
		}
		*d.to = date
	}
	var err error
	f.State, err = query.ParseThen(ctx, ledger, s.AsOf, s.Codebook)
	return f, err
}

type claimList struct {
	Claims []query.Claim `json:"claims" doc:"in the order of their dates; what contests one stands with it in against"`
}

type lineList struct {
	Lines []query.RedLine `json:"red_lines"`
}

// Claims registers the questions of who says what.
func (a *api) claims() {
	get(a, "listClaims", "/claims", "claims", "Claims", "Who says what: claims with their holders, in the order of their dates.",
		func(ctx context.Context, in *struct{ Said }) (*claimList, error) {
			f, err := in.filter(ctx, a.Ledger.Store())
			if err != nil {
				return nil, err
			}
			out, err := a.Ledger.Claims(ctx, f)
			return &claimList{slices.Concat([]query.Claim{}, out)}, err
		})
	get(a, "listRedLines", "/redlines", "claims", "Red lines", "What powers will not accept, by whose word, and what in the ledger may touch it.",
		func(ctx context.Context, in *struct{ Said }) (*lineList, error) {
			f, err := in.filter(ctx, a.Ledger.Store())
			if err != nil {
				return nil, err
			}
			out, err := a.Ledger.RedLines(ctx, f)
			return &lineList{slices.Concat([]query.RedLine{}, out)}, err
		})
	get(a, "getView", "/views/{state}", "claims", "The view from a capital", "What a state wants, fears, will not accept, says and does, according to whom.",
		func(ctx context.Context, in *struct {
			State    string `path:"state" maxLength:"200" example:"CHN"`
			From     string `query:"from" maxLength:"100" doc:"first day, EDTF"`
			To       string `query:"to" maxLength:"100" doc:"last day, EDTF"`
			AsOf     string `query:"asof" maxLength:"40" doc:"what the ledger held at the end of that day, or after a batch: b3"`
			Codebook string `query:"codebook" maxLength:"200" doc:"as coded by this codebook, name@version"`
			Limit    int    `query:"limit" minimum:"1" maximum:"1000" default:"20" doc:"rows of each list"`
			AsFormat
		}) (*query.Capital, error) {
			f, err := Said{From: in.From, To: in.To, AsOf: in.AsOf, Codebook: in.Codebook, Limit: in.Limit}.filter(ctx, a.Ledger.Store())
			if err != nil {
				return nil, err
			}
			return a.Ledger.View(ctx, in.State, f)
		})
}
