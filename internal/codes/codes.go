// Package codes maps the codes by which event data sets name countries and
// bodies, and spellings of countries, to the ids used here (data/codes). It
// guesses nothing: what is not in the tables has no country.
package codes

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Codes are the tables. They are not changed after loading and are safe for
// concurrent use.
type Codes struct {
	iso3, iso2, fips, cameo, names map[string]string
	groups                         map[string]string
}

// Load reads countries.tsv and groups.tsv of a folder. All faults are joined in
// one error, each with file and line.
func Load(fsys fs.FS, dir string) (*Codes, error) {
	c := &Codes{iso3: map[string]string{}, iso2: map[string]string{}, fips: map[string]string{},
		cameo: map[string]string{}, names: map[string]string{}, groups: map[string]string{}}
	var faults []error
	put := func(file string, line int, m map[string]string, list, id string) {
		for _, k := range strings.Split(list, "|") {
			if k == "" {
				continue
			}
			if old, ok := m[k]; ok && old != id {
				faults = append(faults, fmt.Errorf("%s:%d: %q is %s already", file, line, k, old))
				continue
			}
			m[k] = id
		}
	}
	countries, groups := path.Join(dir, "countries.tsv"), path.Join(dir, "groups.tsv")
	faults = append(faults, table(fsys, countries, "iso3\tiso2\tfips\tcameo\tnames", func(line int, f []string) {
		put(countries, line, c.iso3, f[0], f[0])
		put(countries, line, c.iso2, f[1], f[0])
		put(countries, line, c.fips, f[2], f[0])
		put(countries, line, c.cameo, f[3], f[0])
		for _, n := range strings.Split(f[4], "|") {
			put(countries, line, c.names, Fold(n), f[0])
		}
	}), table(fsys, groups, "code\tid", func(line int, f []string) {
		put(groups, line, c.groups, f[0], f[1])
	}))
	for k, id := range c.cameo {
		if _, ok := c.iso3[k]; ok {
			faults = append(faults, fmt.Errorf("%s: the CAMEO code %s of %s is an ISO code", countries, k, id))
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return c, nil
}

func table(fsys fs.FS, file, header string, row func(line int, f []string)) error {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return err
	}
	var faults []error
	n, seen := 0, false
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		switch {
		case !seen && line != header:
			return fmt.Errorf("%s:%d: the header is not %q", file, n, header)
		case !seen:
			seen = true
		case len(f) != strings.Count(header, "\t")+1 || f[0] == "":
			faults = append(faults, fmt.Errorf("%s:%d: %d columns, or an empty first one", file, n, len(f)))
		default:
			row(n, f)
		}
	}
	if !seen {
		faults = append(faults, fmt.Errorf("%s: no header", file))
	}
	return errors.Join(faults...)
}

// CAMEO is the country of a CAMEO country code, ISO 3166-1 alpha-3; "" if it is
// none.
func (c *Codes) CAMEO(code string) string {
	if id, ok := c.iso3[code]; ok {
		return id
	}
	return c.cameo[code]
}

// FIPS is the country of a FIPS 10-4 code; "" if it is none.
func (c *Codes) FIPS(code string) string { return c.fips[code] }

// ISO2 is the country of an ISO 3166-1 alpha-2 code; "" if it is none.
func (c *Codes) ISO2(code string) string { return c.iso2[code] }

// ISO3 is the code itself if it is a country's, else "".
func (c *Codes) ISO3(code string) string { return c.iso3[code] }

// Named is the country of this name, case and accents aside; "" if none.
func (c *Codes) Named(name string) string { return c.names[Fold(name)] }

// Group is the id of a region or body by its CAMEO code; "" if none.
func (c *Codes) Group(code string) string { return c.groups[code] }

// Countries lists all codes of a scheme ("iso2", "fips", "cameo", "names") with
// their countries, for those who check tables. The map must not be changed.
func (c *Codes) Countries(scheme string) map[string]string {
	switch scheme {
	case "iso2":
		return c.iso2
	case "fips":
		return c.fips
	case "cameo":
		return c.cameo
	case "names":
		return c.names
	}
	return c.iso3
}

// Fold is a name without case, accents and blanks at its ends.
func Fold(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			ascii = false
			break
		}
	}
	s = strings.ToLower(strings.TrimSpace(s))
	if ascii {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}
