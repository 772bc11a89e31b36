package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Provinces are the parts of a state: the lines between them.
type Provinces struct {
	State string
	N     int    // how many there are
	lines []ring // open
}

// Province is where a province lies, by its code of ISO 3166-2.
func (w *World) Province(code string) (lon, lat float64, ok bool) {
	p, ok := w.spots[code]
	return p[0], p[1], ok
}

// provinces reads provinces.tsv and province-lines.tsv.
func (w *World) provinces(rows func(name string, columns int, f func([]string) error)) {
	w.spots = map[string][2]float64{}
	rows("provinces.tsv", 5, func(r []string) error {
		x, err := strconv.Atoi(r[3])
		if err != nil {
			return err
		}
		y, err := strconv.Atoi(r[4])
		if err != nil {
			return err
		}
		if _, twice := w.spots[r[1]]; r[1] != "" && !twice {
			w.spots[r[1]] = [2]float64{float64(x) / 50, float64(y) / 50}
		}
		return nil
	})
	rows("province-lines.tsv", 3, func(r []string) error {
		n, err := strconv.Atoi(r[1])
		if err != nil {
			return err
		}
		lines, err := decodeRings(r[2])
		if n < 2 || len(lines) == 0 {
			return fmt.Errorf("%s has %d provinces and %d lines", r[0], n, len(lines))
		}
		w.Provinces = append(w.Provinces, Provinces{r[0], n, lines})
		return err
	})
}

// leastProvince is how many pixels across the provinces of a state must be, on the
// whole, for the lines between them to be drawn.
const leastProvince = 26

// provinceLines are the lines between the provinces of states that are large enough
// on the paper, as one path.
func (w *World) provinceLines(f Frame, to projection, width, height float64) string {
	if f.High == 0 {
		return ""
	}
	area := map[string]float64{}
	for _, s := range w.States {
		for _, r := range s.rings {
			if f.shows(r) {
				area[s.ID] += r.area(to)
			}
		}
	}
	var d strings.Builder
	for _, p := range w.Provinces {
		if math.Sqrt(area[p.State]/float64(p.N)) >= leastProvince {
			d.WriteString(traces(p.lines, f, to, width, height))
		}
	}
	return d.String()
}

// area is what a ring covers of the paper, in square pixels.
func (r ring) area(to projection) float64 {
	sum := 0.0
	x0, y0 := to(r.points[len(r.points)-1][0], r.points[len(r.points)-1][1])
	for _, p := range r.points {
		x, y := to(p[0], p[1])
		sum += x0*y - x*y0
		x0, y0 = x, y
	}
	return math.Abs(sum) / 2
}

// traces draws open lines that the paper shows, to half a pixel.
func traces(lines []ring, f Frame, to projection, width, height float64) string {
	var b []byte
	for _, l := range lines {
		if !f.shows(l) {
			continue
		}
		start, on, inside := len(b), 0, false
		var lastX, lastY int
		for _, p := range l.points {
			x, y := to(p[0], p[1])
			inside = inside || x > -20 && y > -20 && x < width+20 && y < height+20
			ix, iy := int(math.Round(x*2)), int(math.Round(y*2))
			if on > 0 && abs(ix-lastX)+abs(iy-lastY) < 3 {
				continue // shorter than can be seen
			}
			switch on {
			case 0:
				b = append(b, 'M')
				b = half(b, ix)
				b = append(b, ' ')
				b = half(b, iy)
			default:
				if on == 1 {
					b = append(b, 'l')
				} else {
					b = append(b, ' ')
				}
				b = half(b, ix-lastX)
				b = append(b, ' ')
				b = half(b, iy-lastY)
			}
			lastX, lastY = ix, iy
			on++
		}
		if on < 2 || !inside {
			b = b[:start]
		}
	}
	return string(b)
}

func abs(i int) int {
	if i < 0 {
		return -i
	}
	return i
}
