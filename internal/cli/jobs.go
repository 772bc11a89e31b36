package cli

import (
	"context"

	"entente/internal/intake"
	"entente/internal/job"
	"entente/internal/store"
	"entente/internal/web"
)

// shownJobs are the jobs that the first page tells of: those that are not over, and
// the last three.
func shownJobs(all []job.State) []web.Job {
	var out []web.Job
	for i, j := range all {
		if !j.Over() || i < 3 {
			out = append(out, web.Job{ID: j.ID, Phase: string(j.Phase), Read: j.Read, Failed: j.Failed, New: j.EventsNew, Percent: intake.Percent(j), Over: j.Over()})
		}
	}
	return out
}

// found tells of documents by their ids.
func found(s *store.Store) func(context.Context, string) (intake.Found, bool) {
	return func(ctx context.Context, id string) (intake.Found, bool) {
		c, err := s.Document(ctx, id)
		if err != nil {
			return intake.Found{}, false
		}
		return intake.Found{ID: id, Title: c.Title, Events: len(c.Events)}, true
	}
}
