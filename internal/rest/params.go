package rest

import (
	"net/url"

	"github.com/danielgtaylor/huma/v2"
)

// AsFormat is how an answer is written.
type AsFormat struct {
	Format string `query:"format" enum:"json,csv" doc:"instead of an Accept header"`
}

// Switches are the parameters that say what counts as evidence: they document
// what package query reads from the address.
type Switches struct {
	From      string   `query:"from" maxLength:"1000" example:"2022" doc:"first day on which an event may have happened, EDTF; what is undated is left out"`
	To        string   `query:"to" maxLength:"1000" example:"2022-12" doc:"last day, EDTF"`
	Domain    []string `query:"domain,explode" maxItems:"50" doc:"fields of dealings, such as security, economy, aid, society, diplomacy"`
	Captions  string   `query:"captions" enum:"0,1" doc:"0 leaves out what only captions tell"`
	Anon      string   `query:"anon" enum:"0,1" doc:"0 leaves out what only holders without a name say"`
	Infer     string   `query:"infer" enum:"0,1" doc:"0 leaves out dates that the text does not state"`
	Contested string   `query:"contested" enum:"0,1" doc:"0 leaves out events that another denies or disputes"`
	Min       string   `query:"min" maxLength:"10" example:"2" doc:"independent sources at least"`
	Src       []string `query:"src,explode" maxItems:"64" example:"[\"-The Wire\"]" doc:"- and the name of a publisher to leave out"`
	NoClass   []string `query:"noclass,explode" maxItems:"64" doc:"classes of sources to leave out: state, agency, country:XXX, lang:xx"`
	Raw       string   `query:"raw" enum:"0,1" doc:"1 counts and lists reports, not acts"`
	AsOf      string   `query:"asof" maxLength:"30" example:"2022-12-31" doc:"what the ledger held at the end of that day, or after a batch: b3"`
	Codebook  string   `query:"codebook" maxLength:"200" doc:"as coded by this codebook, name@version"`

	values url.Values
}

// Resolve keeps the parameters as they came, for package query.
func (s *Switches) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	s.values = u.Query()
	return nil
}

// Filter are the parameters that say which events are asked for.
type Filter struct {
	Switches
	Actor     string   `query:"actor" maxLength:"1000" example:"TJK" doc:"on either side: an id, or the country acted for"`
	Source    string   `query:"source" maxLength:"1000" doc:"who acted"`
	Target    string   `query:"target" maxLength:"1000" doc:"whom the act was directed at"`
	Dyad      string   `query:"dyad" maxLength:"1000" example:"CHN,TJK" doc:"two actors, in either order"`
	Type      []string `query:"type,explode" maxItems:"50" doc:"PLOVER event types"`
	Kind      []string `query:"kind,explode" maxItems:"50" doc:"kinds, such as agreement, base, exercise"`
	Status    []string `query:"status,explode" maxItems:"50" doc:"actual, ongoing, announced, planned, future, hypothetical, negated, historical"`
	Basis     []string `query:"basis,explode" maxItems:"50" doc:"how the date is known: stated, relative, inferred, publication, unknown"`
	Side      string   `query:"side" enum:"cooperation,conflict"`
	Denied    string   `query:"denied" enum:"0,1" doc:"1 gives only events that another denies or disputes"`
	Document  string   `query:"document" maxLength:"1000" doc:"id of the document"`
	Text      string   `query:"text" maxLength:"1000" doc:"words that all stand in one piece of the evidence; at most 20"`
	Rule      string   `query:"rule" maxLength:"1000" doc:"id of the rule that decided"`
	Publisher string   `query:"publisher" maxLength:"1000"`
	Place     string   `query:"place" maxLength:"1000" doc:"gazetteer id, or country"`
	Batch     string   `query:"batch" maxLength:"20" doc:"what one addition to the ledger brought"`
}

// Paging are the parameters of lists.
type Paging struct {
	After string `query:"after" maxLength:"1000" doc:"next of the page before"`
	Limit string `query:"limit" maxLength:"10" example:"50" doc:"rows a page, from 1 to 1000"`
}

// Listed are the parameters of lists of events.
type Listed struct {
	Filter
	Paging
	AsFormat
	Order string `query:"order" enum:"oldest,newest" doc:"by the first day on which they may have happened; what is undated comes last"`
}
