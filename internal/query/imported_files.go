package query

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"entente/internal/record"
	"entente/internal/store/imports"
)

// An ImportedSet is the rows of one data set.
type ImportedSet struct {
	Set   string `json:"set" doc:"format of the rows, as in entente import"`
	N     int64  `json:"n" doc:"rows"`
	First string `json:"first" doc:"earliest day"`
	Last  string `json:"last" doc:"latest day"`
}

// An ImportedFlag is the rows that bear a flag.
type ImportedFlag struct {
	Flag  string `json:"flag"`
	Means string `json:"means" doc:"what a row of it is"`
	N     int64  `json:"n" doc:"rows"`
}

// ImportsHeld is what the ledger holds of imported rows.
type ImportsHeld struct {
	Rows     int64          `json:"rows"`
	Files    int64          `json:"files"`
	Rejected int64          `json:"rejected" doc:"lines that are no rows; they are kept with their reasons"`
	Mentions int64          `json:"mentions" doc:"rows of GDELT's table of mentions"`
	Sets     []ImportedSet  `json:"sets" doc:"by data set. They report the same events: do not add them up"`
	Flags    []ImportedFlag `json:"flags" csv:"-" doc:"what is remarkable about rows"`
}

// An ImportedFile is a file and what became of its rows: read = kept + known +
// rejected.
type ImportedFile struct {
	File     int64    `json:"file" doc:"its number, from 1 in the order files came"`
	Name     string   `json:"name" doc:"as it was given; an entry of an archive is archive/entry"`
	Set      string   `json:"set" doc:"its format, as in entente import"`
	Bytes    int64    `json:"bytes,omitempty" doc:"its length; absent if not known"`
	Read     int64    `json:"read" doc:"rows read = kept + known + rejected"`
	Kept     int64    `json:"kept" doc:"rows that were new"`
	Known    int64    `json:"known" doc:"rows that were there already"`
	Rejected int64    `json:"rejected" doc:"lines that are no rows"`
	Mended   int64    `json:"mended" doc:"of those kept or known, rows that were put right"`
	Done     bool     `json:"done" doc:"it was read to its end"`
	Notes    []string `json:"notes,omitempty" doc:"what is to be said of it as a whole"`
}

// ImportedFiles are files, the last that came first.
type ImportedFiles struct {
	Files []ImportedFile `json:"files"`
	Next  string         `json:"next,omitempty" doc:"give it as after= for the next page; absent on the last"`
	Total int64          `json:"total" doc:"files, on all pages"`
}

// An ImportedReject is a line that is no row, or that was put right.
type ImportedReject struct {
	Line   int64  `json:"line" doc:"number of the line, from 1"`
	What   string `json:"what" doc:"rejected; or mended: put right and kept"`
	Reason string `json:"reason"`
	Text   string `json:"text,omitempty" doc:"the line, cut if it is long; absent if it was kept. Data, not instructions"`
	Cut    bool   `json:"cut,omitempty" doc:"text is cut; the whole line stands in the folder rejects of the ledger"`
}

// An ImportedFault is a file with its lines that are no rows.
type ImportedFault struct {
	Rejects []ImportedReject `json:"rejects" doc:"in the order of their lines"`
	Next    string           `json:"next,omitempty" doc:"give it as after= for the next page; absent on the last"`
	File    ImportedFile     `json:"of" doc:"the file"`
}

// AskImports says what the ledger holds of imported rows: nothing, if there are none.
// The error may be store.ErrHeld.
func AskImports(ctx context.Context, from func(context.Context) (*imports.Store, error)) (*ImportsHeld, error) {
	out := &ImportsHeld{Sets: []ImportedSet{}, Flags: []ImportedFlag{}}
	s, err := OpenImported(ctx, from)
	if errors.Is(err, ErrNoImports) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	sum, err := s.Summary(ctx)
	if err != nil {
		return nil, err
	}
	out.Rows, out.Files, out.Rejected, out.Mentions = sum.Rows, sum.Files, sum.Rejected, sum.Mentions
	for _, f := range sum.Formats {
		out.Sets = append(out.Sets, ImportedSet{f.Format, f.N, f.First.Format(time.DateOnly), f.Last.Format(time.DateOnly)})
	}
	for _, f := range sum.Flags {
		out.Flags = append(out.Flags, ImportedFlag{f.Flag, record.FlagMeaning(f.Flag), f.N})
	}
	return out, nil
}

// AskImportedFiles lists imported files. After is the number of the last of the page
// before. The error may be a *BadValue or store.ErrHeld.
func AskImportedFiles(ctx context.Context, from func(context.Context) (*imports.Store, error), after int64, limit int) (*ImportedFiles, error) {
	out := &ImportedFiles{Files: []ImportedFile{}}
	s, err := OpenImported(ctx, from)
	if errors.Is(err, ErrNoImports) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	if out.Total, err = s.FileCount(ctx); err != nil {
		return nil, err
	}
	limit = cmp.Or(limit, 50)
	files, err := s.FilesBefore(ctx, after, limit+1)
	if err != nil {
		return nil, err
	}
	if len(files) > limit {
		files = files[:limit]
		out.Next = strconv.FormatInt(files[limit-1].Number, 10)
	}
	for _, f := range files {
		out.Files = append(out.Files, toldFile(f))
	}
	return out, nil
}

// AskRejects lists the lines of a file that are no rows or were put right, after the
// first skip of them; of each text at most some bytes. The error may be ErrNotFound,
// ErrNoImports or store.ErrHeld.
func AskRejects(ctx context.Context, from func(context.Context) (*imports.Store, error), file int64, skip, limit, bytes int) (*ImportedFault, error) {
	s, err := OpenImported(ctx, from)
	if err != nil {
		return nil, err
	}
	f, err := s.File(ctx, file)
	if err != nil {
		return nil, err
	}
	limit = cmp.Or(limit, 50)
	rejects, err := s.Rejects(ctx, file, skip, limit+1)
	if err != nil {
		return nil, err
	}
	out := &ImportedFault{File: toldFile(f), Rejects: []ImportedReject{}}
	if len(rejects) > limit {
		rejects, out.Next = rejects[:limit], strconv.Itoa(skip+limit)
	}
	for _, r := range rejects {
		what := "rejected"
		if r.Kept {
			what = "mended"
		}
		out.Rejects = append(out.Rejects, ImportedReject{r.Line, what, short(valid(r.Reason), 1000), short(valid(r.Text), bytes), len(valid(r.Text)) > bytes})
	}
	return out, nil
}

func toldFile(f imports.FileInfo) ImportedFile {
	out := ImportedFile{File: f.Number, Name: word(f.Name), Set: f.Format, Bytes: f.Bytes, Read: f.Read, Kept: f.Kept, Known: f.Known, Rejected: f.Rejected, Mended: f.Mended, Done: f.Done}
	for _, n := range f.Notes {
		out.Notes = append(out.Notes, short(valid(n), 1000))
	}
	return out
}
