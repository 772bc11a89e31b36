package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"entente/internal/edit"
	"entente/internal/query"
)

// An Editor carries out what a reader wants changed; *edit.Editor is one.
type Editor interface {
	Change(ctx context.Context, by string, ch edit.Change) (edit.Result, error)
}

// maxForm bounds what a form may send, in bytes.
const maxForm = 64 << 10

// formBody is a row as a form: one to correct, or a new one of a document.
type formBody struct {
	Action, Cancel                                 string
	New                                            bool
	Fault                                          string
	Words                                          []string // of the evidence
	Event                                          string
	Type, Mode, Kind, Status, Date, Source, Target string
	Reciprocal                                     bool
	Spans, Why                                     string
	Remove                                         bool
	Types, Kinds, Statuses                         []option
	Modes                                          []modeRow
	States                                         []option
}

var statusWords = map[string]string{"actual": "done", "ongoing": "going on", "announced": "announced", "planned": "planned", "future": "expected",
	"hypothetical": "only supposed", "negated": "did not happen", "historical": "long ago"}

func (r *request) form() formBody {
	b := formBody{States: r.states()}
	for _, s := range query.Statuses() {
		b.Statuses = append(b.Statuses, option{string(s), statusWords[string(s)] + " (" + string(s) + ")"})
	}
	if cb := r.site.Book; cb != nil {
		for _, t := range cb.Types {
			b.Types = append(b.Types, option{t.Code, t.Code + ": " + short(t.Definition, 60)})
		}
		for _, m := range cb.Modes {
			b.Modes = append(b.Modes, modeRow{Type: m.Type, Code: m.Code, Definition: m.Definition})
		}
		for _, k := range cb.Kinds {
			b.Kinds = append(b.Kinds, option{k.Code, k.Definition})
		}
	}
	return b
}

func (b *formBody) from(d *query.Detail) {
	ids := func(ps []query.Party) string {
		var out []string
		for _, p := range ps {
			out = append(out, p.ID)
		}
		return strings.Join(out, "; ")
	}
	b.Event, b.Type, b.Mode, b.Kind, b.Status, b.Date, b.Reciprocal = d.ID, d.Type, d.Mode, d.Kind, d.Status, d.Date, d.Reciprocal
	b.Source, b.Target = ids(d.Source), ids(d.Target)
	var spans []string
	for _, v := range d.Passages {
		spans = append(spans, fmt.Sprintf("%d-%d", v.Begin, v.End))
		b.Words = append(b.Words, v.Words)
	}
	b.Spans = strings.Join(spans, " ")
	b.Action, b.Cancel = eventPath(d.ID)+"/correct", eventPath(d.ID)
}

// correctForm shows a row as a form.
func correctForm(r *request, p *page) error {
	d, err := r.site.editable(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	b := r.form()
	b.from(d)
	p.Title = "Correct a row"
	p.Crumbs = []link{{"Ledger", "/ledger"}, {"this event", eventPath(d.ID)}}
	p.Body = b
	return nil
}

func (s *site) editable(ctx context.Context, id string) (*query.Detail, error) {
	if s.Editor == nil {
		return nil, &fault{http.StatusForbidden, "This ledger is open for reading only: nothing can be corrected here."}
	}
	d, err := s.Ledger.Event(ctx, id)
	if err != nil {
		return nil, err
	}
	if d.Superseded {
		return nil, &fault{http.StatusConflict, "A later row has replaced this one: correct that."}
	}
	return d, nil
}

// addForm offers a new row for words of a document.
func addForm(r *request, p *page) error {
	if r.site.Editor == nil {
		return &fault{http.StatusForbidden, "This ledger is open for reading only: nothing can be added here."}
	}
	id := r.PathValue("id")
	d, err := r.site.Ledger.Document(r.Context(), id)
	if err != nil {
		return err
	}
	b := r.form()
	b.New, b.Action, b.Cancel, b.Status = true, docPath(id)+"/add", docPath(id), "actual"
	begin, err1 := strconv.Atoi(r.q.Get("begin"))
	end, err2 := strconv.Atoi(r.q.Get("end"))
	if err1 == nil && err2 == nil && begin >= 0 && begin < end && end <= len(d.Text) {
		b.Spans = fmt.Sprintf("%d-%d", begin, end)
		b.Words = []string{strings.ToValidUTF8(d.Text[begin:end], "")}
	}
	p.Title = "Add a row"
	p.Crumbs = []link{{"Documents", "/documents"}, {short(plain(d.Title), 60), docPath(id)}}
	p.Body = b
	return nil
}

// change takes the form of a correction or of a new row.
func (s *site) change(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			s.fail(w, r, &fault{http.StatusRequestEntityTooLarge, fmt.Sprintf("The form holds more than %d bytes.", maxForm)})
			return
		}
		s.fail(w, r, badValue("The form cannot be read: %v", err))
		return
	}
	ix, err := s.Ledger.Index(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	req := &request{Request: r, site: s, ix: ix}
	b := req.form()
	id := r.PathValue("id")
	adds := strings.HasSuffix(r.URL.Path, "/add")
	ch := edit.Change{Why: strings.TrimSpace(r.PostForm.Get("why"))}
	var old *query.Detail
	if adds {
		ch.Document = id
		b.New, b.Action, b.Cancel = true, docPath(id)+"/add", docPath(id)
	} else {
		if old, err = s.editable(r.Context(), id); err != nil {
			s.fail(w, r, err)
			return
		}
		b.from(old)
		ch.Event, ch.Remove = id, r.PostForm.Get("remove") == "1"
	}
	before := b
	f := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	b.Type, b.Mode, b.Kind, b.Status, b.Date, b.Source, b.Target, b.Spans, b.Why = f("type"), f("mode"), f("kind"), f("status"), f("date"), f("source"), f("target"), f("spans"), ch.Why
	b.Reciprocal, b.Remove = f("reciprocal") == "1", ch.Remove
	set := func(now, was string, to **string) {
		if adds && now != "" || !adds && now != was {
			*to = &now
		}
	}
	set(b.Type, before.Type, &ch.Type)
	set(b.Mode, before.Mode, &ch.Mode)
	set(b.Kind, before.Kind, &ch.Kind)
	set(b.Status, before.Status, &ch.Status)
	set(b.Date, before.Date, &ch.Date)
	for _, side := range []struct {
		now, was string
		to       **[]string
	}{{b.Source, before.Source, &ch.Source}, {b.Target, before.Target, &ch.Target}} {
		if adds && side.now != "" || !adds && side.now != side.was {
			ids := req.idsOf(side.now, side.was)
			*side.to = &ids
		}
	}
	if b.Reciprocal != before.Reciprocal {
		ch.Reciprocal = &b.Reciprocal
	}
	var fault error
	if adds && b.Spans != "" || !adds && b.Spans != before.Spans {
		var spans []edit.Span
		if spans, fault = spansOf(b.Spans); fault == nil {
			ch.Evidence = &spans
		}
	}
	by := ""
	if s.By != nil {
		by = s.By(r)
	}
	var res edit.Result
	if fault == nil {
		res, fault = s.Editor.Change(r.Context(), by, ch)
	}
	switch {
	case fault == nil && res.After != "":
		http.Redirect(w, r, eventPath(res.After), http.StatusSeeOther)
	case fault == nil:
		http.Redirect(w, r, docPath(req.documentOf(old, id)), http.StatusSeeOther)
	case errors.Is(fault, edit.ErrBad):
		_, words, _ := strings.Cut(fault.Error(), edit.ErrBad.Error()+": ")
		b.Fault = strings.ToUpper(words[:min(1, len(words))]) + words[min(1, len(words)):] + "."
		s.again(w, r, req, b)
	case errors.Is(fault, edit.ErrSuperseded):
		s.fail(w, r, &faultConflict)
	default:
		s.fail(w, r, fault)
	}
}

var faultConflict = fault{http.StatusConflict, "Somebody else was quicker: the row has been replaced in the meantime. Open its document again."}

func (r *request) documentOf(old *query.Detail, id string) string {
	if old != nil {
		return old.Document.ID
	}
	return id
}

// again shows the form with what is wrong.
func (s *site) again(w http.ResponseWriter, r *http.Request, req *request, b formBody) {
	v := viewOf("form")
	p := &page{site: s, req: req, view: v, Path: r.URL.Path, Program: s.Program, Title: map[bool]string{true: "Add a row", false: "Correct a row"}[b.New], Body: b}
	body, err := s.render(v, p)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusUnprocessableEntity)
	_, _ = w.Write(body)
}

func viewOf(template string) *view {
	for _, v := range views {
		if v.template == template {
			return v
		}
	}
	return faultView
}

// idsOf reads actors, ";" between, by id or name. What stood there already stays
// as it is; what no table knows is left for the editor to refuse.
func (r *request) idsOf(list, was string) []string {
	old := strings.Split(was, "; ")
	out := []string{}
	for _, w := range strings.Split(list, ";") {
		if w = strings.TrimSpace(w); w == "" {
			continue
		}
		if !slices.Contains(old, w) {
			if id := r.find(w); id != "" {
				w = id
			}
		}
		out = append(out, w)
	}
	return out
}

// spansOf reads stretches of text: "10-35 60-72".
func spansOf(s string) ([]edit.Span, error) {
	var out []edit.Span
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\r' || r == '\t' }) {
		a, b, ok := strings.Cut(f, "-")
		begin, err1 := strconv.Atoi(a)
		end, err2 := strconv.Atoi(b)
		if !ok || err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%w: bytes of the text are written as 10-35, not %q", edit.ErrBad, short(f, 40))
		}
		out = append(out, edit.Span{Begin: begin, End: end})
	}
	return out, nil
}

// A correctionRow is one change by hand.
type correctionRow struct {
	By, Why, At   string
	Before, After string
}

// history is what hands changed in a document; only that of one event if id is
// not "".
func (r *request) history(document, id string) []correctionRow {
	c, err := r.site.Ledger.Store().Document(r.Context(), document)
	if err != nil {
		return nil // the page stands without it
	}
	chain := map[string]bool{id: true}
	if id != "" {
		for range c.Corrections { // to both ends of the chain
			for _, x := range c.Corrections {
				if x.Event != "" && (chain[x.Event] || chain[x.With]) {
					chain[x.Event] = true
					if x.With != "" {
						chain[x.With] = true
					}
				}
			}
		}
	}
	var out []correctionRow
	for _, x := range c.Corrections {
		if id != "" && !chain[x.Event] && !chain[x.With] {
			continue
		}
		row := correctionRow{By: x.By, Why: x.Why, At: x.At}
		if x.Event != "" {
			row.Before = eventPath(x.Event)
		}
		if x.With != "" {
			row.After = eventPath(x.With)
		}
		out = append(out, row)
	}
	return out
}
