package chart

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A World is outlines of states and of disputed areas. It does not change and
// is safe for concurrent use.
type World struct {
	States    []Outline
	Areas     []Area
	Provinces []Provinces

	spots map[string][2]float64 // of provinces, by code: longitude, latitude

	drawn drawn
}

// An Outline is the rings of a state, in degrees.
type Outline struct {
	ID    string
	rings []ring
}

// An Area is a disputed one.
type Area struct {
	Outline
	Name string
	Note string // who holds it and who claims it, as Natural Earth has it
	// Holds is the state in control, UN the one that resolutions of the UN General
	// Assembly name, "" where they leave it open; Resolution names them.
	Holds, UN, Resolution, Words string
}

type ring struct {
	points     [][2]float64 // longitude, latitude
	west, east float64
	low, high  float64
}

// LoadWorld reads states.tsv, disputed.tsv, viewpoints.tsv, provinces.tsv and
// province-lines.tsv; all faults are told at once.
func LoadWorld(fsys fs.FS) (*World, error) {
	w := &World{}
	var faults []error
	at := map[string]*Outline{}
	rows := func(name string, columns int, f func([]string) error) {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			faults = append(faults, err)
			return
		}
		head := true
		for i, line := range strings.Split(string(b), "\n") {
			if line == "" || line[0] == '#' {
				continue
			}
			if head {
				head = false
				continue
			}
			row := strings.Split(line, "\t")
			if len(row) != columns {
				faults = append(faults, fmt.Errorf("%s:%d: %d columns, want %d", name, i+1, len(row), columns))
			} else if err := f(row); err != nil {
				faults = append(faults, fmt.Errorf("%s:%d: %w", name, i+1, err))
			}
		}
	}
	rows("states.tsv", 2, func(r []string) error {
		rs, err := decodeRings(r[1])
		w.States = append(w.States, Outline{r[0], rs})
		return err
	})
	for i := range w.States {
		at[w.States[i].ID] = &w.States[i]
	}
	areas := map[string]Area{}
	rows("disputed.tsv", 5, func(r []string) error {
		rs, err := decodeRings(r[4])
		areas[r[0]] = Area{Outline: Outline{r[0], rs}, Name: r[1], Holds: r[2], Note: r[3]}
		return err
	})
	rows("viewpoints.tsv", 5, func(r []string) error {
		a, ok := areas[r[0]]
		if !ok {
			s := at[r[0]]
			if s == nil {
				return fmt.Errorf("there is no area and no state %q", r[0])
			}
			a = Area{Outline: *s, Holds: r[0]}
		}
		a.Name, a.Resolution, a.Words = r[1], r[3], r[4]
		if r[2] != "-" {
			a.UN = r[2]
		}
		w.Areas = append(w.Areas, a)
		return nil
	})
	w.provinces(rows)
	return w, errors.Join(faults...)
}

func decodeRings(s string) ([]ring, error) {
	var out []ring
	if s == "" {
		return nil, nil
	}
	for _, part := range strings.Split(s, "|") {
		f := strings.Fields(part)
		if len(f)%2 != 0 {
			return nil, fmt.Errorf("a ring of %d numbers", len(f))
		}
		r := ring{west: 360, east: -360, low: 90, high: -90}
		var x, y int
		for i := 0; i < len(f); i += 2 {
			dx, err1 := strconv.Atoi(f[i])
			dy, err2 := strconv.Atoi(f[i+1])
			if err := errors.Join(err1, err2); err != nil {
				return nil, err
			}
			x, y = x+dx, y+dy
			lon, lat := float64(x)/50, float64(y)/50
			r.points = append(r.points, [2]float64{lon, lat})
			r.west, r.east = math.Min(r.west, lon), math.Max(r.east, lon)
			r.low, r.high = math.Min(r.low, lat), math.Max(r.high, lat)
		}
		out = append(out, r)
	}
	return out, nil
}

// Between is a point on the border of two states, and whether they share one:
// the one in the middle of the points they have in common.
func (w *World) Between(a, b string) (lon, lat float64, ok bool) {
	seen := map[[2]float64]bool{}
	for _, s := range w.States {
		if s.ID == a {
			for _, r := range s.rings {
				for _, p := range r.points {
					seen[p] = true
				}
			}
		}
	}
	var shared [][2]float64
	for _, s := range w.States {
		if s.ID == b {
			for _, r := range s.rings {
				for _, p := range r.points {
					if seen[p] {
						shared = append(shared, p)
					}
				}
			}
		}
	}
	if len(shared) == 0 {
		return 0, 0, false
	}
	p := shared[len(shared)/2]
	return p[0], p[1], true
}

// Middle is the middle of the largest ring of a state.
func (w *World) Middle(id string) (lon, lat float64, ok bool) {
	for _, s := range w.States {
		if s.ID != id {
			continue
		}
		best := 0.0
		for _, r := range s.rings {
			var area, x, y float64
			for i := range r.points {
				p, q := r.points[i], r.points[(i+1)%len(r.points)]
				cross := p[0]*q[1] - q[0]*p[1]
				area, x, y = area+cross, x+(p[0]+q[0])*cross, y+(p[1]+q[1])*cross
			}
			if math.Abs(area) > best {
				best = math.Abs(area)
				lon, lat, ok = x/(3*area), y/(3*area), true
			}
		}
	}
	return lon, lat, ok
}

// A Frame is the stretch of the world a map shows.
type Frame struct {
	Code, Name string
	Lon, Lat   float64 // middle
	High       float64 // degrees of latitude; 0 is the whole world
}

// A projection gives a point's place on the paper.
type projection func(lon, lat float64) (x, y float64)

// project returns the projection of a frame onto width by height: Equal Earth
// for the world (Šavrič, Patterson, Jenny 2018), else Lambert's azimuthal
// equal-area about the middle.
func (f Frame) project(width, height float64) projection {
	rad := math.Pi / 180
	if f.High == 0 {
		const a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
		raw := func(lon, lat float64) (float64, float64) {
			m := math.Sqrt(3) / 2
			t := math.Asin(m * math.Sin(lat*rad))
			t2, t6 := t*t, t*t*t*t*t*t
			return lon * rad * math.Cos(t) / (m * (a1 + 3*a2*t2 + t6*(7*a3+9*a4*t2))), t * (a1 + a2*t2 + t6*(a3+a4*t2))
		}
		right, _ := raw(180, 0)
		k := width / (2 * right) * 0.99
		_, top := raw(0, 84)
		return func(lon, lat float64) (float64, float64) {
			x, y := raw(lon, lat)
			return width/2 + x*k, 4 + (top-y)*k
		}
	}
	k := height / (f.High * rad)
	sin0, cos0 := math.Sincos(f.Lat * rad)
	return func(lon, lat float64) (float64, float64) {
		sin, cos := math.Sincos(lat * rad)
		dl := (lon - f.Lon) * rad
		c := math.Max(-0.98, sin0*sin+cos0*cos*math.Cos(dl))
		m := math.Sqrt(2 / (1 + c))
		return width/2 + k*m*cos*math.Sin(dl), height/2 - k*m*(cos0*sin-sin0*cos*math.Cos(dl))
	}
}

// shows says whether a ring may lie in the frame.
func (f Frame) shows(r ring) bool {
	if f.High == 0 {
		return true
	}
	half := f.High * 0.62
	wide := math.Min(180, f.High*1.15/math.Max(0.2, math.Cos((math.Abs(f.Lat)+half*0.8)*math.Pi/180)))
	for _, turn := range []float64{-360, 0, 360} {
		if r.west+turn <= f.Lon+wide && r.east+turn >= f.Lon-wide && r.low <= f.Lat+half && r.high >= f.Lat-half {
			return true
		}
	}
	return false
}

// drawn keeps the outlines as the last frames have them: a map is drawn often, and
// the frames are few.
type drawn struct {
	mu     sync.Mutex
	frames map[paper]outlines
}

type paper struct {
	frame         Frame
	width, height float64
}

type outlines struct {
	states, areas []string
	provinces     string // the lines between them, of all states
}

// maxDrawn is how many frames are kept, of some hundred kilobytes.
const maxDrawn = 32

// outlines draws all that a frame shows; "" is what it does not.
func (w *World) outlines(f Frame, to projection, width, height float64) outlines {
	key := paper{f, width, height}
	w.drawn.mu.Lock()
	defer w.drawn.mu.Unlock()
	if o, ok := w.drawn.frames[key]; ok {
		return o
	}
	var o outlines
	for _, s := range w.States {
		o.states = append(o.states, outline(s.rings, f, to, width, height))
	}
	for _, a := range w.Areas {
		o.areas = append(o.areas, outline(a.rings, f, to, width, height))
	}
	o.provinces = w.provinceLines(f, to, width, height)
	if w.drawn.frames == nil || len(w.drawn.frames) >= maxDrawn {
		w.drawn.frames = map[paper]outlines{}
	}
	w.drawn.frames[key] = o
	return o
}

// outline draws the rings that a frame shows, to a pixel, and says whether
// there are any. What lies far off the paper is drawn coarsely.
func outline(rings []ring, f Frame, to projection, width, height float64) string {
	var b []byte
	for _, r := range rings {
		if !f.shows(r) {
			continue
		}
		if r.tiny(to) {
			continue
		}
		start := len(b)
		lastX, lastY := math.MaxInt32, math.MaxInt32
		count := 0
		for _, p := range r.points {
			x, y := to(p[0], p[1])
			grid := 1.0
			if x < -40 || y < -40 || x > width+40 || y > height+40 {
				grid = 0.05
			}
			ix, iy := int(math.Round(x*grid)*2/grid), int(math.Round(y*grid)*2/grid)
			if ix == lastX && iy == lastY {
				continue
			}
			if count == 0 {
				b = append(b, 'M')
				b = half(b, ix)
				b = append(b, ' ')
				b = half(b, iy)
				b = append(b, 'l')
			} else {
				if count > 1 {
					b = append(b, ' ')
				}
				b = half(b, ix-lastX)
				b = append(b, ' ')
				b = half(b, iy-lastY)
			}
			lastX, lastY = ix, iy
			count++
		}
		if count < 3 {
			b = b[:start]
			continue
		}
		b = append(b, 'z')
	}
	return string(b)
}

// tiny says that a ring is less than a pixel and a half across.
func (r ring) tiny(to projection) bool {
	x1, y1 := to(r.west, r.low)
	x2, y2 := to(r.east, r.high)
	return math.Abs(x2-x1) < 1.5 && math.Abs(y2-y1) < 1.5
}

// half writes a number of half pixels.
func half(b []byte, i int) []byte {
	if i < 0 {
		b = append(b, '-')
		i = -i
	}
	b = strconv.AppendInt(b, int64(i/2), 10)
	if i%2 == 1 {
		b = append(b, ".5"...)
	}
	return b
}

// InFrame says whether some of a state lies in the frame.
func (w *World) InFrame(id string, f Frame) bool {
	for _, s := range w.States {
		if s.ID == id {
			return slices.ContainsFunc(s.rings, f.shows)
		}
	}
	return false
}

// LoadFrames reads regions.tsv: the frames of the map, the whole world first.
func LoadFrames(fsys fs.FS) ([]Frame, error) {
	b, err := fs.ReadFile(fsys, "regions.tsv")
	if err != nil {
		return nil, err
	}
	var out []Frame
	for i, line := range strings.Split(string(b), "\n") {
		if line == "" || line[0] == '#' || strings.HasPrefix(line, "code\t") {
			continue
		}
		r := strings.Split(line, "\t")
		if len(r) != 5 {
			return nil, fmt.Errorf("regions.tsv:%d: %d columns, want 5", i+1, len(r))
		}
		f := Frame{Code: r[0], Name: r[1]}
		var errs [3]error
		f.Lon, errs[0] = strconv.ParseFloat(r[2], 64)
		f.Lat, errs[1] = strconv.ParseFloat(r[3], 64)
		f.High, errs[2] = strconv.ParseFloat(r[4], 64)
		if err := errors.Join(errs[:]...); err != nil {
			return nil, fmt.Errorf("regions.tsv:%d: %w", i+1, err)
		}
		out = append(out, f)
	}
	if len(out) == 0 {
		return nil, errors.New("regions.tsv has no frame")
	}
	return out, nil
}
