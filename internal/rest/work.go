package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/danielgtaylor/huma/v2/sse"

	"entente/internal/edit"
	"entente/internal/edtf"
	"entente/internal/job"
)

type jobList struct {
	Jobs []job.State `json:"jobs" doc:"the latest first"`
}

// JobID names a job.
type JobID struct {
	ID string `path:"id" maxLength:"40" example:"job-000001"`
}

// Work registers jobs and corrections.
func (a *api) work() {
	if a.Jobs != nil {
		a.jobs()
	}
	if a.Change == nil {
		return
	}
	huma.Register(a.huma, huma.Operation{OperationID: "correct", Method: http.MethodPost, Path: Prefix + "/corrections", Tags: []string{"work"},
		Summary: "Correct an event", Description: "Changes, removes or adds an event. Nothing is overwritten: the document is coded anew, and what was there stays, superseded.",
		Errors: []int{http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity, http.StatusInternalServerError}, MaxBodyBytes: 64 << 10,
	}, func(ctx context.Context, in *struct{ Body edit.Change }) (*answer[edit.Result], error) {
		r, err := a.Change(ctx, in.Body)
		if noted := a.Note(ctx, "correct", in.Body, err); err == nil {
			err = noted
		}
		if err != nil {
			return nil, fault(err)
		}
		return &answer[edit.Result]{r}, nil
	})
}

func (a *api) jobs() {
	get(a, "listJobs", "/jobs", "work", "Jobs", "What is being coded, waits, or was.",
		func(ctx context.Context, in *struct{ AsFormat }) (*jobList, error) {
			return &jobList{a.Jobs.List()}, nil
		})
	get(a, "getJob", "/jobs/{id}", "work", "One job", "A job as it is now.",
		func(ctx context.Context, in *struct {
			JobID
			AsFormat
		}) (*job.State, error) {
			s, err := a.Jobs.Get(in.ID)
			return &s, err
		})
	post := func(id, path, summary string, do func(string) (job.State, error)) {
		huma.Register(a.huma, huma.Operation{OperationID: id, Method: http.MethodPost, Path: Prefix + path, Tags: []string{"work"}, Summary: summary,
			Errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusInternalServerError},
		}, func(ctx context.Context, in *JobID) (*answer[job.State], error) {
			s, err := do(in.ID)
			if noted := a.Note(ctx, id, in.ID, err); err == nil {
				err = noted
			}
			if err != nil {
				return nil, fault(err)
			}
			return &answer[job.State]{s}, nil
		})
	}
	post("stopJob", "/jobs/{id}/stop", "Stop a job", a.Jobs.Stop)
	post("resumeJob", "/jobs/{id}/resume", "Go on with a job", a.Jobs.Resume)
	sse.Register(a.huma, huma.Operation{OperationID: "watchJob", Method: http.MethodGet, Path: Prefix + "/jobs/{id}/stream", Tags: []string{"work"},
		Summary: "Watch a job", Description: "The job each time it changes, as server-sent events, until it is over.",
	}, map[string]any{"job": job.State{}, "fault": watchFault{}}, func(ctx context.Context, in *JobID, send sse.Sender) {
		version := int64(0)
		for {
			s, err := a.Jobs.Wait(ctx, in.ID, version)
			if err != nil {
				if ctx.Err() == nil {
					_ = send.Data(watchFault{oneLine(err)})
				}
				return
			}
			if send.Data(s) != nil || s.Over() {
				return
			}
			version = s.Version
		}
	})
	a.upload()
}

type watchFault struct {
	Why string `json:"why"`
}

// Upload registers the sending of texts: files in multipart/form-data, or one
// text as the body.
func (a *api) upload() {
	op := huma.Operation{OperationID: "addTexts", Method: http.MethodPost, Path: Prefix + "/jobs", Tags: []string{"work"}, DefaultStatus: http.StatusAccepted,
		Summary: "Send texts to be coded",
		Description: "Files as multipart/form-data (fields named file), or one text as text/plain, text/html or application/x-ndjson (an article a line). " +
			"The job that codes them is the answer; it may wait for others. What the ledger holds already is not added twice.",
		Errors: []int{http.StatusBadRequest, http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusServiceUnavailable},
	}
	huma.Register(a.huma, op, func(ctx context.Context, in *uploaded) (*answer[job.State], error) {
		s, err := Upload(a.Jobs, in.w, in.r, a.Who(ctx), a.MaxUpload)
		if noted := a.Note(ctx, "addTexts", map[string]any{"job": s.ID, "files": s.Files}, err); err == nil {
			err = noted
		}
		if err != nil {
			var se huma.StatusError
			if errors.As(err, &se) {
				return nil, se
			}
			return nil, fault(err)
		}
		return &answer[job.State]{s}, nil
	})
	// The body is read by hand, as it comes; said beforehand, it would be read whole.
	a.huma.OpenAPI().Paths[Prefix+"/jobs"].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{
			"file":      {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
			"text":      {Type: huma.TypeString, Description: "an article, pasted"},
			"published": {Type: huma.TypeString, Description: "date of publication of all of them, EDTF"},
		}}},
		"text/plain":           {Schema: &huma.Schema{Type: huma.TypeString}},
		"text/html":            {Schema: &huma.Schema{Type: huma.TypeString}},
		"application/x-ndjson": {Schema: &huma.Schema{Type: huma.TypeString}},
	}}
}

// uploaded is a request as it came.
type uploaded struct {
	Published string `query:"published" maxLength:"100" doc:"date of publication of all of them, EDTF"`

	r *http.Request
	w http.ResponseWriter
}

func (u *uploaded) Resolve(ctx huma.Context) []error {
	u.r, u.w = humago.Unwrap(ctx)
	return nil
}

// kinds are the media types of a body that is one text, and the ending of the
// file it becomes.
var kinds = map[string]string{"text/plain": ".txt", "text/html": ".html", "application/xhtml+xml": ".html", "application/x-ndjson": ".jsonl", "application/jsonl": ".jsonl"}

// Upload reads the texts of a request as they come and starts a job on them. It
// takes what POST /api/v1/jobs takes. Errors are of package job, of huma
// (a huma.StatusError), or mean that the sender broke off.
func Upload(m *job.Manager, w http.ResponseWriter, r *http.Request, who string, limit int64) (job.State, error) {
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	published := r.URL.Query().Get("published")
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		media = ""
	}
	if media != "multipart/form-data" {
		ext, ok := kinds[media]
		if !ok {
			return job.State{}, huma.NewError(http.StatusUnsupportedMediaType, "send multipart/form-data, text/plain, text/html or application/x-ndjson")
		}
		if err := checkDate(published); err != nil {
			return job.State{}, err
		}
		sent := false
		return m.Add(who, published, func() (job.File, error) {
			if sent {
				return job.File{}, io.EOF
			}
			sent = true
			return job.File{Name: "text" + ext, Body: r.Body}, nil
		})
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return job.State{}, huma.Error422UnprocessableEntity("the form cannot be read: " + err.Error())
	}
	// Fields that say something of all files come before them.
	var first *multipart.Part
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return job.State{}, formError(err)
		}
		if p.FormName() != "published" {
			if content(p) {
				first = p
				break
			}
			continue
		}
		b, err := io.ReadAll(io.LimitReader(p, 200))
		if err != nil {
			return job.State{}, formError(err)
		}
		published = strings.TrimSpace(string(b))
	}
	if err := checkDate(published); err != nil {
		return job.State{}, err
	}
	return m.Add(who, published, func() (job.File, error) {
		for {
			p := first
			first = nil
			if p == nil {
				var err error
				if p, err = parts.NextPart(); errors.Is(err, io.EOF) {
					return job.File{}, io.EOF
				} else if err != nil {
					return job.File{}, formError(err)
				}
			}
			switch {
			case !content(p):
			case p.FormName() == "text":
				b := &firstByte{r: p}
				if b.empty() { // the field of the form was left blank
					continue
				}
				return job.File{Name: "pasted.txt", Body: b}, nil
			default:
				return job.File{Name: p.FileName(), Body: p}, nil
			}
		}
	})
}

// content says whether a part of a form is a text.
func content(p *multipart.Part) bool {
	return p.FormName() == "text" || p.FormName() == "file" && p.FileName() != ""
}

func formError(err error) error {
	if tooLarge(err) {
		return err
	}
	return huma.Error400BadRequest("the form breaks off: " + err.Error())
}

func checkDate(s string) error {
	if s == "" {
		return nil
	}
	if _, err := edtf.Parse(s); err != nil {
		return huma.Error422UnprocessableEntity(fmt.Sprintf("published: %v", err))
	}
	return nil
}

// firstByte is a reader that can be asked whether anything is in it.
type firstByte struct {
	r     io.Reader
	first [1]byte
	n     int
	err   error
	read  bool
}

func (f *firstByte) empty() bool {
	f.n, f.err = io.ReadFull(f.r, f.first[:])
	return f.n == 0
}

func (f *firstByte) Read(p []byte) (int, error) {
	if !f.read && len(p) > 0 {
		f.read = true
		p[0] = f.first[0]
		return 1, nil
	}
	return f.r.Read(p)
}
