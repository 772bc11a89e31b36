package web

import (
	"html/template"
	"strings"
	"testing"

	"entente/internal/chart"
	"entente/internal/query"
)

// What the writer writes, as templates.
const slowly = `{{define "sign"}}<span class="sign {{.Sign}}" title="{{.SignName}}" aria-hidden="true">{{if eq .Sign "up"}}+{{else if eq .Sign "down"}}−{{else}}·{{end}}</span><span class="hidden">{{.SignName}}</span>{{end}}

{{define "parties"}}{{range $i, $l := .}}{{if $i}}, {{end}}<a href="{{$l.Href}}">{{plain $l.Words}}</a>{{else}}<span class="unstated">not stated</span>{{end}}{{end}}

{{define "who"}}{{template "parties" .From}}{{if .To}}<span class="arrow" aria-label="{{if .Reciprocal}}with{{else}}towards{{end}}" role="img">{{if .Reciprocal}}↔{{else}}→{{end}}</span>{{template "parties" .To}}{{end}}{{end}}

{{define "tags"}}{{range .}} <span class="tag {{.Class}}">{{.Words}}</span>{{end}}{{end}}

{{define "rows"}}<div class="scroll" tabindex="0" role="region" aria-label="Events"><table class="rows"><thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Who</th><th scope="col">On which words</th></tr></thead><tbody>{{range .}}
<tr data-row="{{.ID}}"><td class="when"><span title="{{.Date}}">{{if .Date}}{{when .Date}}{{else}}<span class="unstated">not stated</span>{{end}}</span>{{with .DateNote}}<small>{{.}}</small>{{end}}</td><td class="what">{{template "sign" .}} <a href="{{.Href}}" data-open>{{.What}}</a><br>{{template "tags" .Tags}}</td><td class="dyads">{{template "who" .}}</td><td class="words"><q dir="auto"{{with .Document.Lang}}{{if ne . "en"}} lang="{{.}}"{{end}}{{end}}>{{plain .Words}}</q><span class="by"><a href="{{.DocHref}}">{{if .Document.Title}}{{plain .Document.Title}}{{else}}document without a title{{end}}</a>{{with .Document.Publisher}}, {{plain .}}{{end}}{{with .Document.Published}}, {{when .}}{{end}}</span></td></tr>{{end}}</tbody></table></div>{{end}}


{{define "table"}}<thead><tr>{{range .Head}}<th scope="col">{{.}}</th>{{end}}</tr></thead><tbody>{{range .Rows}}<tr>{{range .}}<td{{if .Number}} class="num"{{end}}>{{if .Href}}<a href="{{.Href}}">{{plain .Text}}</a>{{else}}{{plain .Text}}{{end}}</td>{{end}}</tr>{{end}}</tbody>{{end}}
{{define "facets"}}{{range .}}{{if .Items}}<section><h3>{{.Name}}</h3><ul>{{range .Items}}<li>{{if .Href}}<a href="{{.Href}}"{{if .On}} aria-current="true"{{end}}>{{plain .Words}}<span>{{thousands .N}}</span></a>{{else}}<a role="link" aria-disabled="true"><i class="unstated">{{.Words}}</i><span>{{thousands .N}}</span></a>{{end}}</li>{{end}}</ul>{{if .More}}<p class="small dim">and {{.More}} more</p>{{end}}</section>{{end}}{{end}}{{end}}
{{define "options"}}{{range .}}<option value="{{.Words}}"></option>{{end}}{{end}}`

// TestFast holds what is written without templates to what html/template makes of
// the same, whatever the words and addresses.
func TestFast(t *testing.T) {
	slow := template.Must(template.New("").Funcs(template.FuncMap{"when": when, "plain": plain, "thousands": chart.Thousands}).Parse(slowly))
	nasty := []string{"", "plain", "<script>alert(1)</script>", `a "b" & 'c' + d`, "Душанбе – 北京", "\u202eturned\u2066", "tab\tline\n\x00\x7f\u0085", "javascript:alert(1)", "/event/a b?x=%41%zz&y=ü#e",
		"#here", "mailto:x@y", "HTTP://x", "data:text/html,x", "bad\xff\xc3utf", "\ufeff", "2022-11", "a:b/c"}
	at := func(i int) string { return nasty[i%len(nasty)] }
	var rows []row
	var table chart.Table
	var lists []facetList
	var options []option
	for i := range 2 * len(nasty) {
		r := row{Event: query.Event{ID: at(i), Date: at(i + 15), Words: at(i + 2), Reciprocal: i%2 == 0}, Href: at(i + 8), DocHref: at(i + 9), What: at(i + 3), DateNote: at(i * 5),
			Sign: []string{"up", "down", "flat"}[i%3], SignName: at(i + 4), From: []link{{at(i), at(i + 1)}, {at(i + 2), at(i + 3)}}, Tags: []tag{{at(i + 1), at(i + 5)}}}
		r.Document = query.Source{Title: at(i + 6), Publisher: at(i + 7), Published: at(i + 15), Lang: []string{"", "en", "ru", at(i)}[i%4]}
		if i%3 > 0 {
			r.To = []link{{at(i + 4), at(i + 8)}}
		}
		if i%5 == 0 {
			r.From = nil
		}
		rows = append(rows, r)
		table.Head = append(table.Head, at(i))
		table.Rows = append(table.Rows, []chart.Cell{{Text: at(i), Href: at(i + 7)}, {Text: at(i + 1), Number: true}, {Text: at(i + 2)}})
		lists = append(lists, facetList{Name: at(i), More: i % 2 * 1200, Items: []facetItem{{Words: at(i + 1), Href: at(i + 8), N: i * 1000, On: i%2 == 0}, {Words: "not stated", N: i}}}, facetList{Name: "none"})
		options = append(options, option{at(i), at(i + 3)})
	}
	for _, tt := range []struct {
		name string
		of   any
		got  template.HTML
	}{{"rows", rows, rowsHTML(rows)}, {"rows", []row(nil), rowsHTML(nil)}, {"table", table, tableHTML(table)}, {"facets", lists, facetsHTML(lists)}, {"options", options, optionsHTML(options)}} {
		var want strings.Builder
		if err := slow.ExecuteTemplate(&want, tt.name, tt.of); err != nil {
			t.Fatal(err)
		}
		if w, g := strings.TrimSpace(want.String()), strings.TrimSpace(string(tt.got)); g != w {
			i := 0
			for i < min(len(w), len(g)) && w[i] == g[i] {
				i++
			}
			t.Errorf("%s differ at byte %d:\ngot  %q\nwant %q", tt.name, i, g[max(0, i-80):min(len(g), i+120)], w[max(0, i-80):min(len(w), i+120)])
		}
	}
}
