package chart

// Polygons are the parts of a state in degrees of longitude and latitude, as GeoJSON
// has them: of each the outer ring, then its holes; the first point is the last. nil
// if there is no such state.
func (w *World) Polygons(id string) [][][][2]float64 {
	for _, s := range w.States {
		if s.ID != id {
			continue
		}
		var out [][][][2]float64
		at := make([]int, len(s.rings)) // of an outer ring, its place in out
		for i, r := range s.rings {
			if s.holder(i) < 0 {
				at[i] = len(out)
				out = append(out, [][][2]float64{r.closed()})
			}
		}
		for i, r := range s.rings {
			if h := s.holder(i); h >= 0 && s.holder(h) < 0 {
				out[at[h]] = append(out[at[h]], r.closed())
			}
		}
		return out
	}
	return nil
}

// holder is the ring that a ring is a hole of, -1 if it is an outer one.
func (o *Outline) holder(i int) int {
	for k, r := range o.rings {
		if k != i && r.holds(o.rings[i]) {
			return k
		}
	}
	return -1
}

// holds says that another ring lies within; rings of one state do not cross.
func (r ring) holds(in ring) bool {
	if in.west < r.west || in.east > r.east || in.low < r.low || in.high > r.high {
		return false
	}
	x, y := in.points[0][0], in.points[0][1]
	inside := false
	last := r.points[len(r.points)-1]
	for _, p := range r.points {
		if p == in.points[0] {
			return false // they touch: two parts, no hole
		}
		if (p[1] > y) != (last[1] > y) && x < (last[0]-p[0])*(y-p[1])/(last[1]-p[1])+p[0] {
			inside = !inside
		}
		last = p
	}
	return inside
}

func (r ring) closed() [][2]float64 {
	out := append([][2]float64(nil), r.points...)
	if out[0] != out[len(out)-1] {
		out = append(out, out[0])
	}
	return out
}
