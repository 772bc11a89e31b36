package rest

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"entente/internal/query"
)

func jsonString(s string) string {
	b, err := json.Marshal(strings.ToValidUTF8(s, "\uFFFD"))
	if err != nil {
		return `""`
	}
	return string(b)
}

// ByID is one thing of the ledger.
type ByID struct {
	ID string `path:"id" maxLength:"200"`
	AsFormat
}

// Ledger registers the questions of what the ledger holds.
func (a *api) ledger() {
	get(a, "listEvents", "/events", "ledger", "Events", "Events asked for, in pages, in the order of the first day they may have happened on.",
		func(ctx context.Context, in *Listed) (*query.Page, error) {
			q, err := a.Ledger.ParseQuestion(ctx, in.values)
			if err != nil {
				return nil, err
			}
			return a.Ledger.Events(ctx, q)
		})
	get(a, "getEvent", "/events/{id}", "ledger", "One event", "An event with all its words in their paragraphs, what denies it and what it denies.",
		func(ctx context.Context, in *ByID) (*query.Detail, error) { return a.Ledger.Event(ctx, in.ID) })
	get(a, "listDocuments", "/documents", "ledger", "Documents", "Documents as last coded, those added last first. from and to are days of publication.",
		func(ctx context.Context, in *struct {
			From      string `query:"from" maxLength:"1000" doc:"first day of publication, EDTF"`
			To        string `query:"to" maxLength:"1000" doc:"last day of publication, EDTF"`
			AsOf      string `query:"asof" maxLength:"30" doc:"what the ledger held at the end of that day, or after a batch: b3"`
			Publisher string `query:"publisher" maxLength:"1000"`
			Batch     string `query:"batch" maxLength:"20" doc:"what one addition to the ledger brought"`
			Paging
			AsFormat
		}) (*query.Documents, error) {
			q, err := a.Ledger.ParseQuestion(ctx, map[string][]string{"from": {in.From}, "to": {in.To}, "asof": {in.AsOf}, "publisher": {in.Publisher},
				"batch": {in.Batch}, "after": {in.After}, "limit": {in.Limit}})
			if err != nil {
				return nil, err
			}
			return a.Ledger.Documents(ctx, q)
		})
	get(a, "getDocument", "/documents/{id}", "ledger", "One document", "The stored text with all that was found in it.",
		func(ctx context.Context, in *ByID) (*query.Document, error) { return a.Ledger.Document(ctx, in.ID) })
	get(a, "search", "/search", "ledger", "Search the texts", "Documents in which all words stand, best first. Words match whatever their ending; a phrase in double quotes stands together; a word ending in * matches what begins with it.",
		func(ctx context.Context, in *struct {
			Q     string `query:"q" required:"true" minLength:"1" maxLength:"1000"`
			AsOf  string `query:"asof" maxLength:"40" doc:"what the ledger held at the end of that day, or after a batch: b3"`
			Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
			AsFormat
		}) (*found, error) {
			then, err := query.ParseThen(ctx, a.Ledger.Store(), in.AsOf, "")
			if err != nil {
				return nil, err
			}
			hits, err := a.Ledger.SearchThen(ctx, in.Q, in.Limit, then.AsOf)
			return &found{hits}, err
		})
	get(a, "getActor", "/actors/{id}", "ledger", "One actor", "What the tables say of an actor, and its dealings in the ledger.",
		func(ctx context.Context, in *struct {
			ID string `path:"id" maxLength:"200"`
			Switches
			AsFormat
		}) (*query.Actor, error) {
			q, err := a.Ledger.ParseQuestion(ctx, in.values)
			if err != nil {
				return nil, err
			}
			return a.Ledger.Actor(ctx, in.ID, q)
		})
	get(a, "getDyad", "/dyads/{a}/{b}", "ledger", "Two actors", "What is between two actors, by domain and period. No events is no evidence, not no dealings: a_mentions and b_mentions say how often the documents name them.",
		func(ctx context.Context, in *struct {
			A   string `path:"a" maxLength:"200" example:"CHN"`
			B   string `path:"b" maxLength:"200" example:"TJK"`
			Bin string `query:"bin" enum:"year,quarter,month" default:"year" doc:"length of a period"`
			Switches
			AsFormat
		}) (*query.Dyad, error) {
			v := in.values
			v.Del("bin")
			q, err := a.Ledger.ParseQuestion(ctx, v)
			if err != nil {
				return nil, err
			}
			return a.Ledger.Dyad(ctx, in.A, in.B, q, in.Bin)
		})
	get(a, "getToday", "/today", "ledger", "What is new", "What came last, what is contested, and dates to be confirmed.",
		func(ctx context.Context, in *struct {
			Switches
			Limit string `query:"limit" maxLength:"10" doc:"rows of each list"`
			AsFormat
		}) (*query.Today, error) {
			q, err := a.Ledger.ParseQuestion(ctx, in.values)
			if err != nil {
				return nil, err
			}
			return a.Ledger.Today(ctx, q)
		})
}

type found struct {
	Hits []query.Hit `json:"hits"`
}

// Counts registers the questions of how often.
func (a *api) counts() {
	get(a, "count", "/count", "counts", "Counts", "Events asked for, counted by up to three dimensions: "+strings.Join(query.Dimensions(), ", ")+".",
		func(ctx context.Context, in *struct {
			By []string `query:"by,explode" maxItems:"3" doc:"dimensions, in the order of the keys"`
			Filter
			AsFormat
		}) (*query.Cube, error) {
			v := in.values
			v.Del("by")
			q, err := a.Ledger.ParseQuestion(ctx, v)
			if err != nil {
				return nil, err
			}
			return a.Ledger.Count(ctx, q, in.By...)
		})
	get(a, "facets", "/facets", "counts", "Facets", "Events asked for, counted by each of the usual dimensions.",
		func(ctx context.Context, in *struct {
			Top string `query:"top" maxLength:"5" doc:"values of each; all if not given"`
			Filter
			AsFormat
		}) (*query.Facets, error) {
			v := in.values
			v.Del("top")
			q, err := a.Ledger.ParseQuestion(ctx, v)
			if err != nil {
				return nil, err
			}
			top := 0
			if in.Top != "" {
				if top, err = strconv.Atoi(in.Top); err != nil || top < 1 {
					return nil, &query.BadValue{Name: "top", Value: in.Top, Why: "it is a number from 1"}
				}
			}
			return a.Ledger.Facets(ctx, q, top)
		})
	get(a, "effect", "/effect", "counts", "What switches remove", "How many of the events asked for each switch removes.",
		func(ctx context.Context, in *struct {
			Filter
			AsFormat
		}) (*query.Effect, error) {
			q, err := a.Ledger.ParseQuestion(ctx, in.values)
			if err != nil {
				return nil, err
			}
			return a.Ledger.Effect(ctx, q)
		})
	get(a, "places", "/places", "counts", "Places", "Events asked for, counted by place.",
		func(ctx context.Context, in *struct {
			Filter
			AsFormat
		}) (*query.Spots, error) {
			q, err := a.Ledger.ParseQuestion(ctx, in.values)
			if err != nil {
				return nil, err
			}
			return a.Ledger.Places(ctx, q)
		})
	get(a, "publishers", "/publishers", "counts", "Publishers", "Events asked for, counted by who published them.",
		func(ctx context.Context, in *struct {
			Filter
			AsFormat
		}) (*query.Publishers, error) {
			q, err := a.Ledger.ParseQuestion(ctx, in.values)
			if err != nil {
				return nil, err
			}
			return a.Ledger.Publishers(ctx, q)
		})
}
