package rest

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"entente/internal/importer"
	"entente/internal/query"
	"entente/internal/store/imports"
)

// Reported are the parameters that choose imported rows: they document what
// query.ParseImported reads.
type Reported struct {
	Set   string `query:"set" maxLength:"40" example:"gdelt2" doc:"the data set; that with most rows if not given. Data sets report the same events and are not added up"`
	From  string `query:"from" maxLength:"1000" example:"2022" doc:"first day, EDTF; counts are of whole months"`
	To    string `query:"to" maxLength:"1000" example:"2022-12" doc:"last day, EDTF"`
	AsOf  string `query:"asof" maxLength:"40" example:"2022-12-31" doc:"what had been imported at the end of that day, or at a time: 2022-11-21T08:00:00Z"`
	Order string `query:"order" enum:"mentions,conflict,cooperation,day" default:"mentions" doc:"which events come first: most mentions, lowest score, highest score, earliest"`
	Limit string `query:"limit" maxLength:"10" example:"50" doc:"events listed, from 1 to 1000"`
	AsFormat
}

func (r Reported) question(more ...string) (query.ImportedQuestion, error) {
	v := url.Values{"set": {r.Set}, "from": {r.From}, "to": {r.To}, "asof": {r.AsOf}, "order": {r.Order}, "limit": {r.Limit}}
	for i := 0; i < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return query.ParseImported(v)
}

// ImportsPaging are the parameters of lists of imports.
type ImportsPaging struct {
	After int64 `query:"after" minimum:"0" maximum:"1000000000" doc:"next of the page before"`
	Limit int   `query:"limit" minimum:"1" maximum:"1000" default:"50" doc:"rows a page"`
	AsFormat
}

// maxRejected is how many bytes of a line that is no row are given.
const maxRejected = 4000

// An importTask is a file that was sent to be imported and is not done, or was lately.
type importTask struct {
	File     string   `json:"file"`
	Set      string   `json:"set" doc:"its format, as in entente import"`
	Phase    string   `json:"phase" doc:"waiting, running, done or failed"`
	Bytes    int64    `json:"bytes"`
	Read     int64    `json:"read" doc:"rows so far = kept + known + rejected"`
	Kept     int64    `json:"kept"`
	Known    int64    `json:"known"`
	Rejected int64    `json:"rejected"`
	Said     []string `json:"said,omitempty" doc:"faults, and what is to be said of it"`
}

type importsHeld struct {
	query.ImportsHeld
	Tasks []importTask `json:"tasks" csv:"-" doc:"files sent to the page to be imported, the last first"`
}

// Imports registers the questions of imported rows.
func (a *api) imports() {
	get(a, "getImports", "/imports", "imports", "What was imported", "Rows, files and rejected lines by data set, what is remarkable, and files on their way. Nothing is kept of an import that is not counted: rows read = kept + known + rejected.",
		func(ctx context.Context, _ *AsFormat) (*importsHeld, error) {
			held, err := query.AskImports(ctx, a.rows)
			if err != nil {
				return nil, err
			}
			return &importsHeld{*held, a.tasks()}, nil
		})
	get(a, "listImportedFiles", "/imports/files", "imports", "Imported files", "Files with their rows read, kept, known and rejected, the last that came first.",
		func(ctx context.Context, in *ImportsPaging) (*query.ImportedFiles, error) {
			return query.AskImportedFiles(ctx, a.rows, in.After, in.Limit)
		})
	get(a, "listRejects", "/imports/files/{file}/rejects", "imports", "Lines of a file that are no rows", "The file with its lines that were rejected or put right, and why. Of a line at most 4000 bytes are given.",
		func(ctx context.Context, in *struct {
			File int64 `path:"file" minimum:"1" doc:"number of the file, see /imports/files"`
			ImportsPaging
		}) (*query.ImportedFault, error) {
			return query.AskRejects(ctx, a.rows, in.File, int(in.After), in.Limit, maxRejected)
		})
	get(a, "getImportedDyad", "/imports/dyads/{a}/{b}", "imports", "Two actors in imported rows", "Rows between two, by year, quarter or month and direction, and those that come first. Such data count reports, not acts: once=1 counts rows of one day, pair of actors and root once.",
		func(ctx context.Context, in *struct {
			A    string `path:"a" maxLength:"200" example:"CHN"`
			B    string `path:"b" maxLength:"200" example:"KAZ"`
			Bin  string `query:"bin" enum:"year,quarter,month" default:"month" doc:"length of a period"`
			Once string `query:"once" enum:"0,1" doc:"1 counts rows of one day, pair of actors and root once"`
			Reported
		}) (*query.ImportedAnswer, error) {
			q, err := in.question("bin", in.Bin, "once", in.Once)
			if err != nil {
				return nil, err
			}
			return query.AskImported(ctx, a.rows, in.A, in.B, q, query.ImportedBounds{})
		})
	get(a, "getImportedActor", "/imports/actors/{id}", "imports", "One actor in imported rows", "Rows of an actor, by year, quarter or month and direction, by partner, and those that come first.",
		func(ctx context.Context, in *struct {
			ID  string `path:"id" maxLength:"200" example:"KAZ"`
			Bin string `query:"bin" enum:"year,quarter,month" default:"month" doc:"length of a period"`
			Top int    `query:"top" minimum:"1" maximum:"100000" default:"100" doc:"partners listed"`
			Reported
		}) (*query.ImportedAnswer, error) {
			q, err := in.question("bin", in.Bin)
			if err != nil {
				return nil, err
			}
			return query.AskImported(ctx, a.rows, in.ID, "", q, query.ImportedBounds{Partners: in.Top})
		})
	get(a, "listImportedEvents", "/imports/events", "imports", "Imported rows", "Rows of an actor or a dyad in a window, in an order, in pages.",
		func(ctx context.Context, in *struct {
			Actor string `query:"actor" maxLength:"200" example:"TJK" doc:"on either side; this or dyad is needed"`
			Dyad  string `query:"dyad" maxLength:"500" example:"CHN,TJK" doc:"two actors, in either order"`
			After string `query:"after" maxLength:"20" doc:"next of the page before"`
			Reported
		}) (*query.ImportedEvents, error) {
			x, y, err := parties(in.Actor, in.Dyad)
			if err != nil {
				return nil, err
			}
			q, err := in.question("after", in.After)
			if err != nil {
				return nil, err
			}
			return query.AskImportedEvents(ctx, a.rows, x, y, q)
		})
	get(a, "getImportedEvent", "/imports/events/{row}", "imports", "One imported row", "A row down to its file, its line and the columns of the line.",
		func(ctx context.Context, in *struct {
			Row int64 `path:"row" minimum:"1" doc:"number of the row"`
			AsFormat
		}) (*query.ImportedLine, error) {
			return query.AskImportedRow(ctx, a.rows, in.Row)
		})
}

// parties are the one or two that are asked for.
func parties(actor, dyad string) (x, y string, err error) {
	switch {
	case (actor == "") == (dyad == ""):
		return "", "", &query.BadValue{Name: "actor", Value: actor, Why: "either actor or dyad is given"}
	case actor != "":
		return actor, "", nil
	}
	return query.ParseDyad(dyad)
}

// rows are the imported rows, nil if there are none.
func (a *api) rows(ctx context.Context) (*imports.Store, error) {
	if a.Imports == nil {
		return nil, nil
	}
	return a.Imports.Rows(ctx)
}

func (a *api) tasks() []importTask {
	out := []importTask{}
	if a.Imports == nil {
		return out
	}
	for _, t := range a.Imports.Tasks() {
		out = append(out, importTask{t.File, t.Format.String(), string(t.Phase), t.Bytes, t.Stats.Read, t.Stats.Kept, t.Stats.Known, t.Stats.Rejected, t.Said})
	}
	return out
}

// importState changes whenever answers about imported rows may.
func (a *api) importState(ctx context.Context) (string, error) {
	rows, err := a.rows(ctx)
	if err != nil {
		return "", err
	}
	batch := "none"
	if rows != nil {
		batch = strconv.FormatInt(rows.Batch(), 10)
	}
	return fmt.Sprint(batch, a.tasks()), nil
}

var _ Imports = (*importer.Desk)(nil)
