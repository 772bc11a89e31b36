package agent

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"entente/internal/query"
	"entente/internal/store/imports"
)

// Bounds of answers about imported rows.
const (
	maxFiles    = 50
	maxPartners = 40
	maxPeriods  = 120
	maxValue    = 500 // bytes of a line, or of a value in one
)

// Rows are the imported rows of a ledger; nil, nil if it has none.
type Rows func(context.Context) (*imports.Store, error)

// Imports are the arguments of imports.
type Imports struct {
	After int64 `json:"after,omitempty" jsonschema:"next of the files of the answer before, for the files that follow"`
}

// Held is what was imported, with the last files.
type Held struct {
	*query.ImportsHeld
	Last *query.ImportedFiles `json:"last_files" jsonschema:"the last that came first"`
}

// Rejects are the arguments of import_rejects.
type Rejects struct {
	File  int64 `json:"file" jsonschema:"number of the file, as imports gives it"`
	After int   `json:"after,omitempty" jsonschema:"next of the answer before, for the lines that follow"`
	Limit int   `json:"limit,omitempty" jsonschema:"lines at most, up to 100; 20 if not given"`
}

// Reported are arguments that choose imported rows.
type Reported struct {
	Set   string `json:"set,omitempty" jsonschema:"data set: gdelt1, gdelt2, icews, polecat, phoenix, acled, plover; that with most rows if not given. Data sets report the same events: do not add them up"`
	From  string `json:"from,omitempty" jsonschema:"first day, EDTF; counts are of whole months"`
	To    string `json:"to,omitempty" jsonschema:"last day, EDTF"`
	AsOf  string `json:"as_of,omitempty" jsonschema:"what had been imported at the end of that day, such as 2022-12-31"`
	Order string `json:"order,omitempty" jsonschema:"rows listed first: mentions (most mentioned), conflict (lowest score), cooperation (highest) or day (earliest); mentions if not given"`
	Limit int    `json:"limit,omitempty" jsonschema:"rows listed at most, up to 100; 20 if not given"`
}

func (r Reported) question(bin string, once bool, after string) (query.ImportedQuestion, error) {
	v := url.Values{}
	for name, s := range map[string]string{"set": r.Set, "from": r.From, "to": r.To, "asof": r.AsOf, "order": r.Order, "bin": bin, "after": after} {
		if len(s) > 1000 {
			return query.ImportedQuestion{}, &query.BadValue{Name: name, Value: s[:60], Why: "it is longer than 1000 bytes"}
		}
		set(v, name, s)
	}
	if once {
		v.Set("once", "1")
	}
	v.Set("limit", strconv.Itoa(limit(r.Limit, 20, maxEvents)))
	return query.ParseImported(v)
}

// ImportedDyad are the arguments of imported_dyad.
type ImportedDyad struct {
	Reported
	A    string `json:"a" jsonschema:"an actor's id, such as CHN"`
	B    string `json:"b" jsonschema:"the other's"`
	Bin  string `json:"bin,omitempty" jsonschema:"length of a period: year, quarter or month; year if not given"`
	Once bool   `json:"once,omitempty" jsonschema:"count rows of one day, pair of actors and root once"`
}

// ImportedActor are the arguments of imported_actor.
type ImportedActor struct {
	Reported
	ID  string `json:"id" jsonschema:"the actor's id, such as KAZ"`
	Bin string `json:"bin,omitempty" jsonschema:"length of a period: year, quarter or month; year if not given"`
}

// ImportedEvents are the arguments of imported_events.
type ImportedEvents struct {
	Reported
	Actor string `json:"actor" jsonschema:"an actor on either side, by id: TJK"`
	With  string `json:"with,omitempty" jsonschema:"together with actor: rows of the two, in either order"`
	After string `json:"after,omitempty" jsonschema:"next of the answer before, for the page that follows"`
}

// ByRow names one imported row.
type ByRow struct {
	Row int64 `json:"row" jsonschema:"number of the row"`
}

// reported adds the tools for imported rows.
func reported(s *mcp.Server, rows Rows) {
	add(s, "imports", "Event data of others (GDELT, ICEWS and such) that was imported beside the coded events: rows by data set, files with rows read, kept, known and rejected.",
		func(ctx context.Context, in Imports) (*Held, error) {
			if in.After < 0 {
				return nil, &query.BadValue{Name: "after", Value: strconv.FormatInt(in.After, 10), Why: "it is the number of a file"}
			}
			held, err := query.AskImports(ctx, rows)
			if err != nil {
				return nil, err
			}
			files, err := query.AskImportedFiles(ctx, rows, in.After, maxFiles)
			return &Held{held, files}, err
		})
	add(s, "import_rejects", "Lines of an imported file that are no rows, or that had to be put right, and why.",
		func(ctx context.Context, in Rejects) (*query.ImportedFault, error) {
			if in.After < 0 {
				return nil, &query.BadValue{Name: "after", Value: strconv.Itoa(in.After), Why: "it is next of the answer before"}
			}
			return query.AskRejects(ctx, rows, in.File, in.After, limit(in.Limit, 20, maxEvents), maxValue)
		})
	add(s, "imported_dyad", "Imported rows between two actors, by period and direction, and those that come first. They count reports, not acts, and rest on the lines of files, not on words.",
		func(ctx context.Context, in ImportedDyad) (*query.ImportedAnswer, error) {
			if in.B == "" {
				return nil, &query.BadValue{Name: "b", Why: "it is no id of an actor"}
			}
			return counted(ctx, rows, in.A, in.B, in.Reported, in.Bin, in.Once)
		})
	add(s, "imported_actor", "Imported rows of an actor, by period and direction and by partner, and those that come first.",
		func(ctx context.Context, in ImportedActor) (*query.ImportedAnswer, error) {
			return counted(ctx, rows, in.ID, "", in.Reported, in.Bin, false)
		})
	add(s, "imported_events", "Imported rows of an actor, or of two, in a window, in an order and in pages.",
		func(ctx context.Context, in ImportedEvents) (*query.ImportedEvents, error) {
			q, err := in.question("", false, in.After)
			if err != nil {
				return nil, err
			}
			return query.AskImportedEvents(ctx, rows, in.Actor, in.With, q)
		})
	add(s, "imported_event", "One imported row down to its file, its line and the columns of the line.",
		func(ctx context.Context, in ByRow) (*query.ImportedLine, error) {
			d, err := query.AskImportedRow(ctx, rows, in.Row)
			if err != nil {
				return nil, err
			}
			for i, c := range d.Columns {
				d.Columns[i] = query.RowColumn{Name: cut(c.Name), Value: cut(c.Value)}
			}
			d.Text = cut(d.Text)
			return d, nil
		})
}

func counted(ctx context.Context, rows Rows, a, b string, r Reported, bin string, once bool) (*query.ImportedAnswer, error) {
	if bin == "" {
		bin = "year"
	}
	q, err := r.question(bin, once, "")
	if err != nil {
		return nil, err
	}
	return query.AskImported(ctx, rows, a, b, q, query.ImportedBounds{Partners: maxPartners, Periods: maxPeriods})
}

// cut bounds a value of a line, and says where it is cut.
func cut(s string) string {
	if len(s) <= maxValue {
		return s
	}
	return strings.ToValidUTF8(s[:maxValue], "") + "… (" + strconv.Itoa(len(s)) + " bytes)"
}
