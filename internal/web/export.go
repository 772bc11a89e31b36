package web

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"entente/internal/chart"
	"entente/internal/query"
)

// maxExport is how many events an export of a page holds at most; all of a
// ledger is what entente export is for.
const maxExport = 20000

// export writes what a page shows as a file.
func (s *site) export(w http.ResponseWriter, r *http.Request, v *view, ix *query.Index, q url.Values, format string) {
	kinds := map[string]string{"csv": "text/csv; charset=utf-8", "json": "application/json", "md": "text/markdown; charset=utf-8", "svg": "image/svg+xml", "geojson": "application/geo+json"}
	if kinds[format] == "" {
		s.fail(w, r, badValue("A page can be had as csv, json, md, svg or geojson, not as %q.", short(format, 40)))
		return
	}
	p, err := s.build(r, v, ix, q)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var b bytes.Buffer
	switch format {
	case "svg":
		err = p.figure(&b, q.Get("fig"))
	case "geojson":
		err = p.geojson(&b)
	default:
		if p.sheet != nil {
			if err = badValue("This page can be had as svg, csv or json."); format != "md" {
				err = writeSheet(&b, p.sheet, format)
			}
			break
		}
		var es []query.Event
		var all int
		if es, all, err = p.events(r, v); err == nil {
			if len(es) < all {
				w.Header().Set("X-Rows-Left-Out", strconv.Itoa(all-len(es)))
			}
			switch format {
			case "csv":
				err = writeCSV(&b, es)
			case "json":
				err = writeJSON(&b, p, es, all)
			case "md":
				p.markdown(&b, es, all)
			}
		}
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", kinds[format])
	w.Header().Set("Content-Disposition", `attachment; filename="`+p.fileName()+"."+format+`"`)
	w.Header().Set("Cache-Control", "no-cache")
	pack(b.Bytes()).write(w, r)
}

// fileName holds the view, its period and the state of the ledger.
func (p *page) fileName() string {
	parts := []string{"entente"}
	for _, s := range append(strings.Split(p.Path, "/"), p.req.question.From.String(), p.req.question.To.String(), p.req.q.Get("region")) {
		s = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
				return r
			}
			return -1
		}, s)
		if s != "" {
			parts = append(parts, short(s, 40))
		}
	}
	n := p.req.ix.Batch
	if a := p.req.question.AsOf; a > 0 {
		n = a
	}
	return strings.ReplaceAll(strings.Join(parts, "-"), "…", "") + "-b" + strconv.FormatInt(n, 10)
}

func (p *page) figure(b *bytes.Buffer, id string) error {
	for i, f := range p.Figures {
		if id == "" && i == 0 || id == "f"+string(rune('a'+i)) {
			b.WriteString(f.chart.SVG(chart.Options{Alone: true}))
			return nil
		}
	}
	return notFound("The page has no such figure.")
}

// events are the rows of the page, bounded, and how many there are.
func (p *page) events(r *http.Request, v *view) ([]query.Event, int, error) {
	if v.template == "event" {
		return []query.Event{p.Body.(eventBody).Event}, 1, nil
	}
	q := p.req.question
	if p.choose != nil {
		q = *p.choose
	}
	sel, err := p.site.Ledger.Choose(r.Context(), q)
	if err != nil {
		return nil, 0, err
	}
	es := sel.Events
	if len(es) > maxExport {
		es = es[:maxExport]
	}
	rows, err := p.site.Ledger.Rows(r.Context(), p.req.ix, es)
	return rows, len(sel.Events), err
}

func writeCSV(b *bytes.Buffer, es []query.Event) error {
	w := csv.NewWriter(b)
	_ = w.Write([]string{"id", "date", "date_basis", "first", "last", "type", "mode", "kind", "domain", "side", "scale", "source", "target", "reciprocal", "status",
		"place", "place_country", "count", "recurrence", "contested_by", "flags", "words", "begin", "end", "confidence", "rule", "codebook", "document", "title", "publisher", "published"})
	ids := func(ps []query.Party) string {
		var out []string
		for _, p := range ps {
			out = append(out, p.ID)
		}
		return strings.Join(out, ";")
	}
	for _, e := range es {
		var place query.Place
		if e.Place != nil {
			place = *e.Place
		}
		count := ""
		if e.Count > 0 {
			count = strconv.Itoa(e.Count)
		}
		row := []string{e.ID, e.Date, e.DateBasis, e.First, e.Last, e.Type, e.Mode, e.Kind, e.Domain, e.Side, strconv.FormatFloat(e.Scale, 'g', -1, 64), ids(e.Source), ids(e.Target),
			strconv.FormatBool(e.Reciprocal), e.Status, place.Name, place.Country, count, e.Recurrence, strings.Join(e.ContestedBy, ";"), strings.Join(e.Flags, ";"), e.Words,
			strconv.Itoa(e.Begin), strconv.Itoa(e.End), strconv.FormatFloat(e.Confidence, 'g', -1, 64), e.Rule, e.Codebook, e.Document.ID, e.Document.Title, e.Document.Publisher, e.Document.Published}
		for i, s := range row { // a spreadsheet must not take words for a formula
			if s != "" && strings.ContainsRune("=+@\t\r", rune(s[0])) {
				row[i] = "'" + s
			}
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func writeJSON(b *bytes.Buffer, p *page, es []query.Event, all int) error {
	e := json.NewEncoder(b)
	e.SetIndent("", " ")
	return e.Encode(struct {
		View     string        `json:"view"`
		Address  string        `json:"address"`
		Addition int64         `json:"addition"`
		Program  string        `json:"program"`
		Total    int           `json:"total"`
		Events   []query.Event `json:"events"`
	}{p.Title, p.req.self(), p.req.ix.Batch, p.Program, all, es})
}

var mdEscaper = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "`", "\\`", "|", `\|`, "\n", " ", "\r", " ")

func md(s string) string { return mdEscaper.Replace(plain(s)) }

// markdown is a list of events with a footnote for each: its words and where
// they stand.
func (p *page) markdown(b *bytes.Buffer, es []query.Event, all int) {
	fmt.Fprintf(b, "# %s\n\n", md(p.Title))
	fmt.Fprintf(b, "%s of the ledger after addition %d. What these texts report, not what happened.\n\n", plural(all, "event"), p.req.ix.Batch)
	if len(es) < all {
		fmt.Fprintf(b, "The first %d are here.\n\n", len(es))
	}
	for i, e := range es {
		row := p.req.row(e)
		fmt.Fprintf(b, "- **%s** %s: %s", md(when(e.Date)), md(row.What), md(row.Who()))
		for _, t := range row.Tags {
			fmt.Fprintf(b, " (%s)", md(t.Words))
		}
		fmt.Fprintf(b, "[^%d]\n", i+1)
	}
	b.WriteByte('\n')
	for i, e := range es {
		fmt.Fprintf(b, "[^%d]: “%s”", i+1, md(e.Words))
		for _, s := range []string{e.Document.Title, e.Document.Publisher} {
			if s != "" {
				fmt.Fprintf(b, ", %s", md(s))
			}
		}
		fmt.Fprintf(b, ", %s; bytes %d–%d of %s; event %s\n", md(when(e.Document.Published)), e.Begin, e.End, e.Document.ID, e.ID)
	}
}

func (p *page) geojson(b *bytes.Buffer) error {
	for _, f := range p.Figures {
		m, ok := f.chart.(chart.Map)
		if !ok {
			continue
		}
		type feature struct {
			Type       string         `json:"type"`
			Geometry   map[string]any `json:"geometry"`
			Properties map[string]any `json:"properties"`
		}
		fs := []feature{}
		for _, x := range m.Places {
			fs = append(fs, feature{"Feature", map[string]any{"type": "Point", "coordinates": []float64{x.Lon, x.Lat}},
				map[string]any{"name": x.Name, "precision": x.Precision, "events": x.N, "powers": x.Powers}})
		}
		return json.NewEncoder(b).Encode(map[string]any{"type": "FeatureCollection", "features": fs})
	}
	return notFound("The page has no map.")
}
