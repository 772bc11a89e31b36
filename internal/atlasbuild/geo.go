package atlasbuild

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Files of Natural Earth that outlines are made from, below Options.Outlines.
const (
	mapUnits  = "ne_50m_admin_0_map_units.json.gz"
	disputed  = "ne_10m_admin_0_disputed_areas.json.gz"
	perDegree = 50 // outlines are kept to 1/50 of a degree
	smallest  = 9  // rings that span less, in that unit, are left out unless the only one
)

// neCodes are the states whose code in Natural Earth is not the one of ISO 3166
// or of the table of polities.
var neCodes = map[string]string{"KOS": "XKX", "PSX": "PSE", "SDS": "SSD", "SAH": "ESH", "SOL": "SOM", "CYN": "CYP", "CNM": "CYP",
	"ALD": "ALA", "KAB": "KAZ", "ESB": "GBR", "WSB": "GBR", "USG": "CUB", "IOA": "AUS", "KAS": ""}

type feature struct {
	Properties map[string]any `json:"properties"`
	Geometry   struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// outlines makes the two tables of outlines: states, and disputed areas by
// Natural Earth's code of the break.
func outlines(dir string) (states, areas string, err error) {
	fs, err := features(filepath.Join(dir, mapUnits))
	if err != nil {
		return "", "", err
	}
	rings := map[string][][][2]int{}
	for _, f := range fs {
		id := property(f.Properties, "ADM0_A3")
		if mapped, ok := neCodes[id]; ok {
			id = mapped
		}
		if id == "" || id == "ATA" {
			continue
		}
		rs, err := f.rings()
		if err != nil {
			return "", "", fmt.Errorf("%s: %s: %w", mapUnits, id, err)
		}
		rings[id] = append(rings[id], rs...)
	}
	var b strings.Builder
	b.WriteString("# Outlines of states after Natural Earth, admin 0 map units, 1:50 million, de facto control (see ORIGIN.md). Derived: do not edit.\n")
	fmt.Fprintf(&b, "# rings: longitude and latitude in 1/%d of a degree, the first point whole, the others as steps; | between rings.\n", perDegree)
	b.WriteString("id\trings\n")
	for _, id := range sorted(rings) {
		fmt.Fprintf(&b, "%s\t%s\n", id, encodeRings(rings[id]))
	}
	states = b.String()

	if fs, err = features(filepath.Join(dir, disputed)); err != nil {
		return "", "", err
	}
	b.Reset()
	b.WriteString("# Outlines of disputed areas after Natural Earth, 1:10 million (see ORIGIN.md). Derived: do not edit.\n")
	b.WriteString("id\tname\tholds\tnote\trings\n")
	slices.SortFunc(fs, func(a, b feature) int {
		return strings.Compare(property(a.Properties, "BRK_A3"), property(b.Properties, "BRK_A3"))
	})
	for _, f := range fs {
		rs, err := f.rings()
		if err != nil {
			return "", "", fmt.Errorf("%s: %s: %w", disputed, property(f.Properties, "BRK_A3"), err)
		}
		holds := property(f.Properties, "ADM0_A3")
		if mapped, ok := neCodes[holds]; ok {
			holds = mapped
		}
		name := property(f.Properties, "BRK_NAME")
		if name == "" {
			name = property(f.Properties, "NAME")
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\n", property(f.Properties, "BRK_A3"), name, holds, property(f.Properties, "NOTE_BRK"), encodeRings(rs))
	}
	return states, b.String(), nil
}

func features(name string) ([]feature, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var c struct {
		Features []feature `json:"features"`
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c.Features, nil
}

// text is a property, without what would break a table.
func property(p map[string]any, name string) string {
	s, _ := p[name].(string)
	return strings.Join(strings.Fields(s), " ")
}

// rings returns the rings of a polygon or of several, rounded. What is rounded
// away leaves no trace: neighbours share their points before, and so after.
func (f feature) rings() ([][][2]int, error) {
	var polygons [][][][]float64
	switch f.Geometry.Type {
	case "Polygon":
		var p [][][]float64
		if err := json.Unmarshal(f.Geometry.Coordinates, &p); err != nil {
			return nil, err
		}
		polygons = append(polygons, p)
	case "MultiPolygon":
		if err := json.Unmarshal(f.Geometry.Coordinates, &polygons); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("geometry %q", f.Geometry.Type)
	}
	var all [][][2]int
	for _, p := range polygons {
		for _, ring := range p {
			var out [][2]int
			for _, c := range ring {
				if len(c) < 2 {
					return nil, fmt.Errorf("a point of %d numbers", len(c))
				}
				q := [2]int{int(math.Round(c[0] * perDegree)), int(math.Round(c[1] * perDegree))}
				if len(out) == 0 || out[len(out)-1] != q {
					out = append(out, q)
				}
			}
			if len(out) >= 4 {
				all = append(all, out)
			}
		}
	}
	big := slices.DeleteFunc(slices.Clone(all), func(r [][2]int) bool {
		a, b := r[0], r[0]
		for _, q := range r {
			a = [2]int{min(a[0], q[0]), min(a[1], q[1])}
			b = [2]int{max(b[0], q[0]), max(b[1], q[1])}
		}
		return b[0]-a[0] < smallest && b[1]-a[1] < smallest
	})
	if len(big) > 0 {
		return big, nil
	}
	return all, nil
}

func encodeRings(rings [][][2]int) string {
	var b []byte
	for i, r := range rings {
		if i > 0 {
			b = append(b, '|')
		}
		var last [2]int
		for j, q := range r {
			if j > 0 {
				b = append(b, ' ')
			}
			b = strconv.AppendInt(b, int64(q[0]-last[0]), 10)
			b = append(b, ' ')
			b = strconv.AppendInt(b, int64(q[1]-last[1]), 10)
			last = q
		}
	}
	return string(b)
}

func sorted[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
