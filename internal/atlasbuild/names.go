package atlasbuild

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// languages whose names of states the table holds.
var languages = []string{"az", "de", "es", "fa", "fr", "kk", "ky", "ru", "tg", "tk", "tr", "uk", "uz", "uz-Cyrl", "zh"}

// names makes the table of names of states by language.
func names(dir string, isos map[string]string) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# Names of states and territories by language, from %s (Unicode License v3).\n", version(dir))
	b.WriteString("# Derived: do not edit; a correction goes into forms.tsv.\n")
	for _, lang := range languages {
		var doc struct {
			Main map[string]struct {
				LocaleDisplayNames struct{ Territories map[string]string }
			}
		}
		if err := readJSON(filepath.Join(dir, "main", lang, "territories.json"), &doc); err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "@forms\tentity\tforms\tkind=name\tlang=%s\n", lang)
		names := map[string][]string{}
		for code, name := range doc.Main[lang].LocaleDisplayNames.Territories {
			iso2, alt, _ := strings.Cut(code, "-alt-")
			id, ok := isos[iso2]
			if !ok || name == "" || name == code || alt == "variant" && lang == "en" || common[name] {
				continue
			}
			names[id] = append(names[id], cell(name))
		}
		ids := make([]string, 0, len(names))
		for id := range names {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		for _, id := range ids {
			slices.Sort(names[id])
			fmt.Fprintf(&b, "%s\t%s\n", id, strings.Join(slices.Compact(names[id]), "|"))
		}
	}
	return b.String(), nil
}

// common are names in some language that are common nouns of English: Iceland's in
// German.
var common = map[string]bool{"Island": true}
