package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"entente/internal/chart"
	"entente/internal/export"
	"entente/internal/query"
)

// maxExport is how many events an export of a page holds at most; all of a
// ledger is what entente export is for.
const maxExport = 20000

// kinds are the files that a page can be had as, with the media type of each.
var kinds = map[string]string{"csv": "text/csv; charset=utf-8", "json": "application/json", "parquet": "application/vnd.apache.parquet", "md": "text/markdown; charset=utf-8",
	"graphml": "application/graphml+xml", "svg": "image/svg+xml", "png": "image/png", "geojson": "application/geo+json"}

// formatNames are how a page names them.
var formatNames = map[string]string{"csv": "CSV", "json": "JSON", "parquet": "Parquet", "md": "Markdown", "graphml": "GraphML", "svg": "SVG", "png": "PNG", "geojson": "GeoJSON"}

// formats offers files of the page. Its figures are had as SVG and as PNG, its
// rows in all forms of rows; rows that are events also as a network.
func (p *page) formats(names ...string) {
	add := func(f string) {
		q := p.req.values()
		q.Del("after")
		q.Set("format", f)
		p.Exports = append(p.Exports, link{formatNames[f], p.req.URL.EscapedPath() + "?" + q.Encode()})
	}
	for _, f := range names {
		add(f)
		switch {
		case f == "svg":
			add("png")
		case f == "json":
			add("parquet")
		}
	}
	if p.sheet != nil && !slices.Contains(names, "md") {
		add("md")
	}
	if p.hasEvents() && slices.Contains(names, "csv") {
		add("graphml")
	}
}

// upTo is how many of n rows a sheet gets: none unless the page is asked for as a
// file.
func (p *page) upTo(n int) int {
	if !p.file {
		return 0
	}
	return min(n, maxExport)
}

// hasEvents says that the page is of events: as its rows, or behind them.
func (p *page) hasEvents() bool { return p.sheet == nil || p.choose != nil }

// rowFormats offers the rows of a page, and its figures if it has any.
func (p *page) rowFormats() {
	if len(p.Figures) > 0 {
		p.formats("svg", "csv", "json", "md")
		return
	}
	p.formats("csv", "json", "md")
}

// export writes what a page shows as a file.
func (s *site) export(w http.ResponseWriter, r *http.Request, v *view, ix *query.Index, q url.Values, format string) {
	if kinds[format] == "" {
		s.fail(w, r, badValue("A page can be had as %s, not as %q.", strings.Join(slices.Sorted(maps.Keys(kinds)), ", "), short(format, 40)))
		return
	}
	p, err := s.build(r, v, ix, q, true)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var b bytes.Buffer
	switch {
	case format == "svg" || format == "png":
		err = p.figure(&b, q.Get("fig"), format)
	case format == "geojson":
		err = p.geojson(&b)
	case format == "graphml" && !p.hasEvents():
		err = badValue("The rows of this page are no events: it can be had as csv, json, parquet or md.")
	case p.sheet != nil && format != "graphml":
		err = writeSheet(&b, p, format)
	default:
		var es []query.Event
		var all int
		if es, all, err = p.events(r, v); err == nil {
			if len(es) < all {
				w.Header().Set("X-Rows-Left-Out", strconv.Itoa(all-len(es)))
			}
			err = p.writeEvents(&b, format, es, all)
		}
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", kinds[format])
	w.Header().Set("Content-Disposition", `attachment; filename="`+p.fileName()+"."+format+`"`)
	w.Header().Set("Cache-Control", "no-cache")
	if format == "png" || format == "parquet" { // packed already
		w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
		_, _ = w.Write(b.Bytes())
		return
	}
	pack(b.Bytes()).write(w, r)
}

func (p *page) writeEvents(b *bytes.Buffer, format string, es []query.Event, all int) error {
	switch format {
	case "csv":
		return writeCSV(b, es)
	case "parquet":
		names := make([]string, len(columns))
		rows := make([][]any, len(es))
		for i, c := range columns {
			names[i] = c.name
		}
		for i := range es {
			rows[i] = cells(&es[i])
		}
		return export.Parquet(b, names, rows)
	case "json":
		return writeJSON(b, p, es, all)
	case "graphml":
		return export.Formats["graphml"](b, p.acts(es))
	}
	p.markdown(b, es, all)
	return nil
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

func (p *page) figure(b *bytes.Buffer, id, format string) error {
	for i, f := range p.Figures {
		if id == "" && i == 0 || id == "f"+string(rune('a'+i)) {
			if format == "svg" {
				b.WriteString(f.chart.SVG(chart.Options{Alone: true}))
				return nil
			}
			img, err := chart.PNG(f.chart)
			b.Write(img)
			return err
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
	es := sel.Entries()
	if len(es) > maxExport {
		es = es[:maxExport]
	}
	rows, err := p.site.Ledger.Rows(r.Context(), p.req.ix, es)
	return rows, sel.Len(), err
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
