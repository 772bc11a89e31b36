package web

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"entente/internal/importer"
	"entente/internal/read/events"
	"entente/internal/record"
	"entente/internal/store/imports"
)

// importsBody is what was imported and what is being imported.
type importsBody struct {
	*imports.Summary
	Formats []formatRow
	Flags   []flagRow
	Files   []fileRow
	Left    int // files that are not listed
	Tasks   []taskRow
	Running bool
	Takes   bool
	Choices []option
	Exists  bool
	A, B    string
	States  []option
	File    *fileBody
}

type formatRow struct {
	imports.FormatCount
	Words, First, Last string
}

type flagRow struct {
	Words, Means string
	N            int64
}

type fileRow struct {
	imports.FileInfo
	Words, Href string
}

type taskRow struct {
	importer.Task
	Words string
}

// fileBody is one file with its lines that are no rows.
type fileBody struct {
	fileRow
	Rejects []imports.Reject
	More    bool // there are more than are listed
}

// Bounds of what the page lists.
const (
	maxFiles   = 200
	maxRejects = 200
)

func importsPage(r *request, p *page) error {
	p.Title = "Imports"
	p.Lede = "Event data that others have coded, as it came: every row of every file is counted, and what is no row is kept with its reason."
	b := importsBody{States: r.states()}
	if r.site.Imports == nil {
		p.Body = b
		return nil
	}
	if x, y := strings.TrimSpace(r.q.Get("a")), strings.TrimSpace(r.q.Get("b")); x != "" {
		return r.openImported(x, y)
	}
	b.Takes = r.site.Imports.Takes()
	for _, f := range events.Formats() {
		b.Choices = append(b.Choices, option{f.String(), setName(f.String())})
	}
	for _, t := range r.site.Imports.Tasks() {
		b.Tasks = append(b.Tasks, taskRow{t, setName(t.Format.String())})
		b.Running = b.Running || t.Phase == importer.Waiting || t.Phase == importer.Running
	}
	rows, err := r.site.imported(r.Context())
	if err != nil {
		return err
	}
	if rows == nil {
		p.Body = b
		return nil
	}
	b.Exists = true
	if n := r.q.Get("file"); n != "" {
		return r.importedFile(p, b, rows, n)
	}
	sum, err := rows.Summary(r.Context())
	if err != nil {
		return err
	}
	b.Summary = &sum
	for _, f := range sum.Formats {
		b.Formats = append(b.Formats, formatRow{f, setName(f.Format), f.First.Format("2006-01-02"), f.Last.Format("2006-01-02")})
	}
	for _, f := range sum.Flags {
		b.Flags = append(b.Flags, flagRow{strings.ReplaceAll(f.Flag, "_", " "), record.FlagMeaning(f.Flag), f.N})
	}
	files, err := rows.FilesBefore(r.Context(), 0, maxFiles)
	if err != nil {
		return err
	}
	b.Left = int(sum.Files) - len(files)
	for _, f := range files {
		b.Files = append(b.Files, newFileRow(f))
	}
	p.Body = b
	return nil
}

func newFileRow(f imports.FileInfo) fileRow {
	return fileRow{f, setName(f.Format), fileOfRowsPath(f.Number)}
}

func fileOfRowsPath(n int64) string { return "/imports?file=" + strconv.FormatInt(n, 10) }

// importedFile shows one file, by its number, and its lines that are no rows.
func (r *request) importedFile(p *page, b importsBody, rows *imports.Store, number string) error {
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return notFound("Imported files are numbered from 1; there is no %q.", short(plain(number), 40))
	}
	info, err := rows.File(r.Context(), n)
	if err != nil {
		return err
	}
	f := &fileBody{fileRow: newFileRow(info)}
	if f.Rejects, err = rows.Rejects(r.Context(), n, 0, maxRejects+1); err != nil {
		return err
	}
	if f.More = len(f.Rejects) > maxRejects; f.More {
		f.Rejects = f.Rejects[:maxRejects]
	}
	for i := range f.Rejects {
		f.Rejects[i].Text = short(f.Rejects[i].Text, 400)
	}
	p.Title, p.Lede = plain(info.Name), ""
	p.Crumbs = []link{{"Imports", "/imports"}}
	b.File = f
	p.Body = b
	return nil
}

// openImported leads to the imported rows of one, or of two.
func (r *request) openImported(x, y string) error {
	ids := []string{x, y}
	for i, w := range ids {
		if w == "" {
			continue
		}
		// What no table knows may be a party of a data set.
		ids[i] = cmp.Or(r.find(w), w)
	}
	if ids[1] == "" {
		return &redirect{r.to(actorPath(ids[0]), "data", dataImported)}
	}
	return &redirect{r.to(dyadPath(ids[0], ids[1]), "data", dataImported)}
}

// importing says whether a file is on its way.
func (s *site) importing() bool {
	return s.Imports != nil && slices.ContainsFunc(s.Imports.Tasks(), func(t importer.Task) bool {
		return t.Phase == importer.Waiting || t.Phase == importer.Running
	})
}

// take takes a file to import from the form.
func (s *site) take(w http.ResponseWriter, r *http.Request) {
	err := s.takeFile(r)
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		err = &fault{http.StatusRequestEntityTooLarge, fmt.Sprintf("The file is too large to be sent: at most %d bytes. Larger ones are imported by entente import.", big.Limit)}
	case err == nil:
		http.Redirect(w, r, "/imports", http.StatusSeeOther)
		return
	}
	s.fail(w, r, err)
}

// takeFile reads the form as it comes: first the format, then the file.
func (s *site) takeFile(r *http.Request) error {
	form, err := r.MultipartReader()
	if err != nil {
		return badValue("The form cannot be read: %v", err)
	}
	format := record.NoFormat
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			return badValue("No file was chosen.")
		}
		if err != nil {
			return fmt.Errorf("read the form: %w", err)
		}
		if part.FormName() == "format" {
			if format, err = formatOf(part); err != nil {
				return err
			}
			continue
		}
		if part.FormName() != "file" {
			continue
		}
		if part.FileName() == "" {
			return badValue("No file was chosen.")
		}
		if format == record.NoFormat {
			return badValue("The form does not say of what format the file is.")
		}
		return s.Imports.Take(r.Context(), format, part.FileName(), part)
	}
}

func formatOf(part *multipart.Part) (record.Format, error) {
	name, err := io.ReadAll(io.LimitReader(part, 64))
	if err != nil {
		return record.NoFormat, fmt.Errorf("read the form: %w", err)
	}
	f := record.ParseFormat(string(name))
	if !slices.Contains(events.Formats(), f) {
		return record.NoFormat, badValue("There is no format %q.", short(string(name), 40))
	}
	return f, nil
}
