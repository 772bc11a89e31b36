package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"entente/internal/chart"
)

//go:embed static templates
var files embed.FS

// assets are the style sheet and script under names that hold their hash, so
// that a browser may keep them for ever.
type assets struct {
	byName map[string]asset // name with hash
	hashed map[string]string
}

type asset struct {
	page *packed
	kind string
}

func (a *assets) load() error {
	a.byName, a.hashed = map[string]asset{}, map[string]string{}
	list, err := fs.ReadDir(files, "static")
	if err != nil {
		return err
	}
	for _, f := range list {
		b, err := fs.ReadFile(files, "static/"+f.Name())
		if err != nil {
			return err
		}
		kind := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}[path.Ext(f.Name())]
		if kind == "" {
			return fmt.Errorf("static file %s is of no known kind", f.Name())
		}
		if f.Name() == "style.css" {
			b = append([]byte(chart.Stylesheet()), b...)
		}
		sum := sha256.Sum256(b)
		ext := path.Ext(f.Name())
		name := strings.TrimSuffix(f.Name(), ext) + "." + hex.EncodeToString(sum[:5]) + ext
		a.byName[name] = asset{pack(b), kind}
		a.hashed[f.Name()] = "/static/" + name
	}
	return nil
}

func (a *assets) serve(w http.ResponseWriter, r *http.Request) {
	f, ok := a.byName[r.PathValue("file")]
	if !ok {
		http.Error(w, "no such file", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", f.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("Vary", "Accept-Encoding")
	f.page.write(w, r)
}

// parse reads the templates: one set for each view, with the layout and the
// parts they share.
func (s *site) parse() error {
	s.pages = map[string]*template.Template{}
	base, err := template.New("layout").Funcs(template.FuncMap{
		"asset":       func(name string) string { return s.assets.hashed[name] },
		"thousands":   chart.Thousands,
		"thousands64": func(n int64) string { return chart.Thousands(int(n)) },
		"plural":      chart.Plural,
		"when":        when,
		"inc":         func(i int) int { return i + 1 },
		"plain":       plain,
		"value":       value,
		"dict":        dict,
		"groups":      func() []navGroup { return nav },
		"rows":        rowsHTML,
		"table":       tableHTML,
		"facets":      facetsHTML,
		"options":     optionsHTML,
	}).ParseFS(files, "templates/layout.html", "templates/parts.html", "templates/rows.html")
	if err != nil {
		return err
	}
	for _, v := range append(views[:len(views):len(views)], faultView, importedView, strangerView) {
		if s.pages[v.template] != nil {
			continue
		}
		t, err := base.Clone()
		if err == nil {
			t, err = t.ParseFS(files, "templates/"+v.template+".html")
		}
		if err != nil {
			return err
		}
		s.pages[v.template] = t
	}
	return nil
}

// dict makes a map for a part that takes several values.
func dict(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1]
	}
	return m
}
