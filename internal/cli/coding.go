package cli

import (
	"context"
	"errors"
	"iter"
	"path/filepath"
	"sync/atomic"
	"time"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/group"
	"entente/internal/job"
	"entente/internal/pipeline"
	"entente/internal/read"
	"entente/internal/store"
)

// A watched stage notes that it is at work.
type watched struct {
	pipeline.Stages
	at *atomic.Pointer[string]
}

// The stages, as those who watch see them.
var stageNames = struct{ page, parse, resolve, code, keep string }{"paragraphs", "grammar", "names", "events", "keeping"}

func (w watched) Read(d *doc.Document) (*doc.Page, error) {
	w.at.Store(&stageNames.page)
	return w.Stages.Pager.Read(d)
}

func (w watched) Parse(p *doc.Page) (*doc.Parsed, error) {
	w.at.Store(&stageNames.parse)
	return w.Stages.Parser.Parse(p)
}

func (w watched) Resolve(p *doc.Parsed) (*event.Resolved, error) {
	w.at.Store(&stageNames.resolve)
	return w.Stages.Resolver.Resolve(p)
}

func (w watched) Code(r *event.Resolved) (*event.Coded, error) {
	w.at.Store(&stageNames.code)
	return w.Stages.Coder.Code(r)
}

// keepEvery is how long coded documents of a job may wait to be kept, and
// keepDocs how many.
const (
	keepEvery = time.Second
	keepDocs  = 64
)

// coding is the work of jobs: texts become rows of the ledger.
func (a *app) coding(s *store.Store, t *toolbox) job.Work {
	prov := store.Provenance{Program: "entente " + version(), Codebook: t.book.ID()}
	return func(ctx context.Context, task job.Task, report func(job.Report)) error {
		tools := *t
		if task.Published != "" {
			day, err := edtf.Parse(task.Published)
			if err != nil {
				return err
			}
			tools.pager.opt.Published = day
		}
		var at atomic.Pointer[string]
		w := watched{tools.stages(), &at}
		stages := w.Stages // with the claims, which nobody watches
		stages.Pager, stages.Parser, stages.Resolver, stages.Coder = w, w, w, w
		r := job.Report{Kept: task.Skip}
		var batch []*event.Coded
		kept, seen := time.Now(), task.Skip
		tell := func() {
			r.Stage = ""
			if p := at.Load(); p != nil {
				r.Stage = *p
			}
			report(r)
			r.Faults, r.Documents = nil, nil
		}
		flush := func() error {
			if len(batch) > 0 {
				at.Store(&stageNames.keep)
				tell()
				// What was coded is kept, also when somebody stops the job.
				res, err := s.Append(context.WithoutCancel(ctx), batch, prov)
				if err != nil {
					return err
				}
				r.DocsNew += res.DocsNew
				r.DocsKnown += res.DocsKnown
				r.EventsNew += res.EventsNew
				r.EventsKnown += res.EventsKnown
			}
			batch, kept, r.Kept = nil, time.Now(), seen
			tell()
			return nil
		}
		_, err := pipeline.Run(ctx, files(task), stages, pipeline.Options{}, func(res pipeline.Result) error {
			seen++
			r.Read++
			r.Bytes += res.Size
			switch {
			case res.Err != nil:
				r.Failed++
				r.Faults = append(r.Faults, job.Fault{Name: res.Name, Why: res.Err.Error()})
			case res.Empty:
				r.Empty++
				r.Faults = append(r.Faults, job.Fault{Name: res.Name, Why: "it holds no text"})
			default:
				r.Coded++
				r.Documents = append(r.Documents, res.Coded.ID)
				batch = append(batch, res.Coded)
			}
			if len(batch) >= keepDocs || time.Since(kept) >= keepEvery {
				return flush()
			}
			tell()
			return nil
		})
		if err == nil || ctx.Err() != nil {
			err = errors.Join(err, flush())
		}
		if err == nil {
			_, err = group.Regroup(ctx, s, t.lexicon, prov.Program)
		}
		return err
	}
}

// files yields the documents in the files of a task, without those that are done.
func files(task job.Task) iter.Seq[read.Item] {
	return func(yield func(read.Item) bool) {
		n := 0
		for _, path := range task.Files {
			for item := range read.Walk([]string{filepath.Base(path)}, read.Options{Dir: filepath.Dir(path)}) {
				if n++; n > task.Skip && !yield(item) {
					return
				}
			}
		}
	}
}
