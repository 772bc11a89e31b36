package web

import (
	"html/template"
	"strings"

	"entente/internal/chart"
)

// What a page repeats a hundred times is written here and not by a template, which
// takes ten times as long. It is escaped as html/template does; a test holds it to
// that.

// A writer writes HTML.
type writer struct{ strings.Builder }

// raw writes what is HTML already.
func (w *writer) raw(parts ...string) {
	for _, p := range parts {
		w.WriteString(p)
	}
}

var escapes = [256]string{0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}

// text writes words between tags, or in an attribute between quotes.
func (w *writer) text(s string) {
	from := 0
	for i := 0; i < len(s); i++ {
		if e := escapes[s[i]]; e != "" {
			w.WriteString(s[from:i])
			w.WriteString(e)
			from = i + 1
		}
	}
	w.WriteString(s[from:])
}

// plain writes text of articles.
func (w *writer) plain(s string) {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 && c != '\t' && c != '\n' || c >= 0x7f {
			w.text(plain(s))
			return
		}
	}
	w.text(s)
}

// href writes an address in an attribute between quotes.
func (w *writer) href(s string) {
	if scheme, _, ok := strings.Cut(s, ":"); ok && !strings.Contains(scheme, "/") && !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") && !strings.EqualFold(scheme, "mailto") {
		w.raw("#ZgotmplZ")
		return
	}
	const hex = "0123456789abcdef"
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("!#$*,/:;=?@[]-._~", c) >= 0,
			c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			w.WriteByte(c)
		case c == '&':
			w.WriteString("&amp;")
		case c == '+':
			w.WriteString("&#43;")
		default:
			w.WriteByte('%')
			w.WriteByte(hex[c>>4])
			w.WriteByte(hex[c&15])
		}
	}
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// rowsHTML is the table of events.
func rowsHTML(rows []row) template.HTML {
	w := &writer{}
	w.Grow(1200 * len(rows))
	w.raw(`<div class="scroll" tabindex="0" role="region" aria-label="Events"><table class="rows"><thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Who</th><th scope="col">On which words</th></tr></thead><tbody>`)
	for i := range rows {
		w.row(&rows[i])
	}
	w.raw(`</tbody></table></div>`)
	return template.HTML(w.String())
}

func (w *writer) row(r *row) {
	w.raw("\n", `<tr data-row="`)
	w.text(r.ID)
	w.raw(`"><td class="when"><span title="`)
	w.text(r.Date)
	w.raw(`">`)
	if r.Date != "" {
		w.text(when(r.Date))
	} else {
		w.raw(`<span class="unstated">not stated</span>`)
	}
	w.raw(`</span>`)
	if r.DateNote != "" {
		w.raw(`<small>`)
		w.text(r.DateNote)
		w.raw(`</small>`)
	}
	w.raw(`</td><td class="what"><span class="sign `)
	w.text(r.Sign)
	w.raw(`" title="`)
	w.text(r.SignName)
	w.raw(`" aria-hidden="true">`, map[string]string{"up": "+", "down": "−"}[r.Sign])
	if r.Sign != "up" && r.Sign != "down" {
		w.raw("·")
	}
	w.raw(`</span><span class="hidden">`)
	w.text(r.SignName)
	w.raw(`</span> <a href="`)
	w.href(r.Href)
	w.raw(`" data-open>`)
	w.text(r.What)
	w.raw(`</a><br>`)
	for _, t := range r.Tags {
		w.raw(` <span class="tag `)
		w.text(t.Class)
		w.raw(`">`)
		w.text(t.Words)
		w.raw(`</span>`)
	}
	w.raw(`</td><td class="dyads">`)
	w.parties(r.From)
	if len(r.To) > 0 {
		if r.Reciprocal {
			w.raw(`<span class="arrow" aria-label="with" role="img">↔</span>`)
		} else {
			w.raw(`<span class="arrow" aria-label="towards" role="img">→</span>`)
		}
		w.parties(r.To)
	}
	w.raw(`</td><td class="words"><q dir="auto"`)
	if l := r.Document.Lang; l != "" && l != "en" {
		w.raw(` lang="`)
		w.text(l)
		w.raw(`"`)
	}
	w.raw(`>`)
	w.plain(r.Words)
	w.raw(`</q><span class="by"><a href="`)
	w.href(r.DocHref)
	w.raw(`">`)
	if r.Document.Title != "" {
		w.plain(r.Document.Title)
	} else {
		w.raw(`document without a title`)
	}
	w.raw(`</a>`)
	if p := r.Document.Publisher; p != "" {
		w.raw(`, `)
		w.plain(p)
	}
	if p := r.Document.Published; p != "" {
		w.raw(`, `)
		w.text(when(p))
	}
	w.raw(`</span></td></tr>`)
}

func (w *writer) parties(ls []link) {
	if len(ls) == 0 {
		w.raw(`<span class="unstated">not stated</span>`)
	}
	for i, l := range ls {
		if i > 0 {
			w.raw(`, `)
		}
		w.raw(`<a href="`)
		w.href(l.Href)
		w.raw(`">`)
		w.plain(l.Words)
		w.raw(`</a>`)
	}
}

// tableHTML is the head and the rows of the table below a figure.
func tableHTML(t chart.Table) template.HTML {
	w := &writer{}
	w.raw(`<thead><tr>`)
	for _, h := range t.Head {
		w.raw(`<th scope="col">`)
		w.text(h)
		w.raw(`</th>`)
	}
	w.raw(`</tr></thead><tbody>`)
	for _, row := range t.Rows {
		w.raw(`<tr>`)
		for _, c := range row {
			if c.Number {
				w.raw(`<td class="num">`)
			} else {
				w.raw(`<td>`)
			}
			if c.Href != "" {
				w.raw(`<a href="`)
				w.href(c.Href)
				w.raw(`">`)
				w.plain(c.Text)
				w.raw(`</a></td>`)
			} else {
				w.plain(c.Text)
				w.raw(`</td>`)
			}
		}
		w.raw(`</tr>`)
	}
	w.raw(`</tbody>`)
	return template.HTML(w.String())
}

// facetsHTML is the lists of values by which a reader narrows the ledger down.
func facetsHTML(ls []facetList) template.HTML {
	w := &writer{}
	for _, l := range ls {
		if len(l.Items) == 0 {
			continue
		}
		w.raw(`<section><h3>`)
		w.text(l.Name)
		w.raw(`</h3><ul>`)
		for _, it := range l.Items {
			if it.Href != "" {
				w.raw(`<li><a href="`)
				w.href(it.Href)
				w.raw(`"`)
				if it.On {
					w.raw(` aria-current="true"`)
				}
				w.raw(`>`)
				w.plain(it.Words)
			} else {
				w.raw(`<li><a role="link" aria-disabled="true"><i class="unstated">`)
				w.text(it.Words)
				w.raw(`</i>`)
			}
			w.raw(`<span>`)
			w.text(chart.Thousands(it.N))
			w.raw(`</span></a></li>`)
		}
		w.raw(`</ul>`)
		if l.More > 0 {
			w.raw(`<p class="small dim">and `)
			w.text(itoa(l.More))
			w.raw(` more</p>`)
		}
		w.raw(`</section>`)
	}
	return template.HTML(w.String())
}

// optionsHTML is the names offered for choosing.
func optionsHTML(os []option) template.HTML {
	w := &writer{}
	for _, o := range os {
		w.raw(`<option value="`)
		w.text(o.Words)
		w.raw(`"></option>`)
	}
	return template.HTML(w.String())
}
