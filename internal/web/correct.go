package web

import "net/http"

// A Correction is what a reader puts in the place of a row.
type Correction struct{ ID string }

func (s *site) correct(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, notFound("Corrections are not taken."))
}
