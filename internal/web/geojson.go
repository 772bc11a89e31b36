package web

import (
	"bytes"
	"encoding/json"

	"entente/internal/chart"
)

// A feature is one of GeoJSON (RFC 7946).
type feature struct {
	Type       string         `json:"type"`
	ID         string         `json:"id,omitempty"`
	Geometry   geometry       `json:"geometry"`
	Properties map[string]any `json:"properties"`
}

type geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

// geojson writes the map of a page: states with evidence as who is in control of them
// has it, then places. A map of two powers counts for each.
func (p *page) geojson(b *bytes.Buffer) error {
	for _, f := range p.Figures {
		m, ok := f.chart.(chart.Map)
		if !ok {
			continue
		}
		both := m.Overlap[0].Code != ""
		count := func(to map[string]any, n int, of [2]int) map[string]any {
			if both {
				to[m.Overlap[0].Code], to[m.Overlap[1].Code] = of[0], of[1]
			} else {
				to["events"] = n
			}
			return to
		}
		fs := []feature{}
		for _, s := range m.States {
			if both && s.Of == [2]int{} || !both && s.N == 0 {
				continue // no evidence is not nought
			}
			if ps := m.World.Polygons(s.ID); ps != nil {
				fs = append(fs, feature{"Feature", s.ID, geometry{"MultiPolygon", ps}, count(map[string]any{"name": s.Name, "is": "state"}, s.N, s.Of)})
			}
		}
		for _, x := range m.Places {
			if both && x.Of == [2]int{} {
				continue
			}
			at := count(map[string]any{"name": x.Name, "is": "place", "precision": x.Precision}, x.N, x.Of)
			if len(x.Powers) > 0 {
				at["powers"] = x.Powers
			}
			fs = append(fs, feature{"Feature", "", geometry{"Point", []float64{x.Lon, x.Lat}}, at})
		}
		return json.NewEncoder(b).Encode(map[string]any{"type": "FeatureCollection", "features": fs})
	}
	return notFound("The page has no map.")
}
