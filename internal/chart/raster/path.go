package raster

import (
	"fmt"
	"math"
	"strconv"
)

// A point is in units of the figure.
type point struct{ x, y float64 }

// A line of points; closed says that the last leads to the first.
type line struct {
	points []point
	closed bool
}

// flat takes the data of a path apart into straight lines. fine is how far, in
// units, a line may lie from the curve.
func flat(d string, fine float64) ([]line, error) {
	r := pathReader{s: d, fine: fine}
	for {
		done, err := r.step()
		if err != nil {
			return nil, fmt.Errorf("path at %d: %w", r.at, err)
		}
		if done {
			r.end(false)
			return r.out, nil
		}
	}
}

type pathReader struct {
	s    string
	at   int
	fine float64
	op   byte
	pen  point
	now  []point
	out  []line
}

func (r *pathReader) skip() {
	for r.at < len(r.s) && (r.s[r.at] == ' ' || r.s[r.at] == ',' || r.s[r.at] == '\n' || r.s[r.at] == '\t') {
		r.at++
	}
}

func (r *pathReader) number() (float64, error) {
	r.skip()
	from, dot, exp := r.at, false, false
	for ; r.at < len(r.s); r.at++ {
		c := r.s[r.at]
		switch {
		case c >= '0' && c <= '9':
		case (c == '-' || c == '+') && (r.at == from || r.s[r.at-1] == 'e'):
		case c == '.' && !dot && !exp:
			dot = true
		case c == 'e' && !exp:
			exp = true
		default:
			goto end
		}
	}
end:
	f, err := strconv.ParseFloat(r.s[from:r.at], 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, fmt.Errorf("no number: %q", r.s[from:r.at])
	}
	return f, nil
}

// end puts the line aside that was being drawn.
func (r *pathReader) end(closed bool) {
	if len(r.now) > 1 || closed && len(r.now) > 0 {
		r.out = append(r.out, line{r.now, closed})
	}
	r.now = nil
}

func (r *pathReader) to(p point) {
	if r.now == nil {
		r.now = []point{r.pen}
	}
	r.now = append(r.now, p)
	r.pen = p
}

// step reads one command with its numbers.
func (r *pathReader) step() (done bool, err error) {
	r.skip()
	if r.at == len(r.s) {
		return true, nil
	}
	if c := r.s[r.at]; c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
		r.op = c
		r.at++
	} else if r.op == 0 || r.op == 'z' || r.op == 'Z' {
		return false, fmt.Errorf("no command: %q", c)
	}
	relative := r.op >= 'a'
	base := point{}
	if relative {
		base = r.pen
	}
	count, known := map[byte]int{'m': 2, 'l': 2, 'h': 1, 'v': 1, 'c': 6, 'q': 4, 'a': 7, 'z': 0}[r.op|0x20]
	if !known {
		return false, fmt.Errorf("the command %q is not painted", r.op)
	}
	var f [7]float64
	for i := range count {
		if f[i], err = r.number(); err != nil {
			return false, err
		}
	}
	at := func(i int) point { return point{base.x + f[i], base.y + f[i+1]} }
	switch r.op | 0x20 {
	case 'm':
		r.end(false)
		r.pen = at(0)
		r.op -= 'm' - 'l' // further pairs are lines
	case 'l':
		r.to(at(0))
	case 'h':
		r.to(point{base.x + f[0], r.pen.y})
	case 'v':
		r.to(point{r.pen.x, base.y + f[0]})
	case 'c':
		r.cubic(at(0), at(2), at(4))
	case 'q':
		c, to, from := at(0), at(2), r.pen
		third := func(p point) point { return point{p.x + (c.x-p.x)*2/3, p.y + (c.y-p.y)*2/3} }
		r.cubic(third(from), third(to), to)
	case 'a':
		r.arc(f[0], f[1], f[2], f[3] != 0, f[4] != 0, at(5))
	case 'z':
		if r.now != nil {
			first := r.now[0]
			r.end(true)
			r.pen = first
		}
	}
	return false, nil
}

func (r *pathReader) cubic(a, b, to point) {
	from := r.pen
	n := int(math.Ceil(math.Sqrt((math.Hypot(a.x-from.x, a.y-from.y) + math.Hypot(b.x-a.x, b.y-a.y) + math.Hypot(to.x-b.x, to.y-b.y)) / (4 * r.fine))))
	n = max(2, min(n, 64))
	for i := 1; i <= n; i++ {
		t := float64(i) / float64(n)
		u := 1 - t
		k0, k1, k2, k3 := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
		r.to(point{k0*from.x + k1*a.x + k2*b.x + k3*to.x, k0*from.y + k1*a.y + k2*b.y + k3*to.y})
	}
}

// arc draws an elliptical arc (SVG 2, B.2.4: from end points to the middle).
func (r *pathReader) arc(rx, ry, turn float64, large, sweep bool, to point) {
	from := r.pen
	rx, ry = math.Abs(rx), math.Abs(ry)
	if rx == 0 || ry == 0 || from == to {
		r.to(to)
		return
	}
	sin, cos := math.Sincos(turn * math.Pi / 180)
	dx, dy := (from.x-to.x)/2, (from.y-to.y)/2
	x1, y1 := cos*dx+sin*dy, -sin*dx+cos*dy
	if l := x1*x1/(rx*rx) + y1*y1/(ry*ry); l > 1 {
		rx, ry = rx*math.Sqrt(l), ry*math.Sqrt(l)
	}
	k := math.Sqrt(math.Max(0, (rx*rx*ry*ry-rx*rx*y1*y1-ry*ry*x1*x1)/(rx*rx*y1*y1+ry*ry*x1*x1)))
	if large == sweep {
		k = -k
	}
	cx, cy := k*rx*y1/ry, -k*ry*x1/rx
	mx, my := cos*cx-sin*cy+(from.x+to.x)/2, sin*cx+cos*cy+(from.y+to.y)/2
	a := math.Atan2((y1-cy)/ry, (x1-cx)/rx)
	b := math.Atan2((-y1-cy)/ry, (-x1-cx)/rx)
	if sweep && b < a {
		b += 2 * math.Pi
	}
	if !sweep && b > a {
		b -= 2 * math.Pi
	}
	n := around(math.Max(rx, ry), r.fine)
	n = max(2, int(math.Ceil(float64(n)*math.Abs(b-a)/(2*math.Pi))))
	for i := 1; i < n; i++ {
		s, c := math.Sincos(a + (b-a)*float64(i)/float64(n))
		r.to(point{mx + cos*rx*c - sin*ry*s, my + sin*rx*c + cos*ry*s})
	}
	r.to(to)
}

// around is how many straight lines make a circle.
func around(radius, fine float64) int {
	return max(8, min(180, int(math.Ceil(math.Pi*math.Sqrt(radius/(2*fine))))))
}

func circle(cx, cy, r, fine float64) line {
	n := around(r, fine)
	l := line{closed: true}
	for i := range n {
		s, c := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		l.points = append(l.points, point{cx + r*c, cy + r*s})
	}
	return l
}

// box is a rectangle with corners of radius r.
func box(x, y, w, h, r, fine float64) line {
	r = math.Min(r, math.Min(w, h)/2)
	if r <= 0 {
		return line{[]point{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}, true}
	}
	n := max(2, around(r, fine)/4)
	l := line{closed: true}
	for k, c := range []point{{x + w - r, y + h - r}, {x + r, y + h - r}, {x + r, y + r}, {x + w - r, y + r}} {
		for i := 0; i <= n; i++ {
			sin, cos := math.Sincos(math.Pi / 2 * (float64(k) + float64(i)/float64(n)))
			l.points = append(l.points, point{c.x + r*cos, c.y + r*sin})
		}
	}
	return l
}

// thin is how many times the fineness half of a stroke is at least to get round
// joins: eight are less than a pixel.
const thin = 8

// outlines are the polygons that a stroke along lines covers, all turning the
// same way: their union is the stroke. Joins are round, ends are straight.
func outlines(ls []line, width, fine float64, dash []float64) []line {
	var out []line
	half := width / 2
	for _, l := range ls {
		ps := l.points
		if l.closed && len(ps) > 1 && ps[0] != ps[len(ps)-1] {
			ps = append(append([]point(nil), ps...), ps[0])
		}
		for _, run := range dashes(ps, dash) {
			for i := 0; i+1 < len(run); i++ {
				a, b := run[i], run[i+1]
				long := math.Hypot(b.x-a.x, b.y-a.y)
				if long == 0 {
					continue
				}
				nx, ny := -(b.y-a.y)/long*half, (b.x-a.x)/long*half
				joined := i > 0 || l.closed && len(dash) == 0
				if joined && half < thin*fine { // no round join could be told from a longer line
					a = point{a.x - ny*0.7, a.y + nx*0.7}
					joined = false
				}
				out = append(out, line{[]point{{a.x - nx, a.y - ny}, {b.x - nx, b.y - ny}, {b.x + nx, b.y + ny}, {a.x + nx, a.y + ny}}, true})
				if joined {
					out = append(out, circle(a.x, a.y, half, math.Max(fine, half/4)))
				}
			}
		}
	}
	return out
}

// maxDashes bounds the dashes of a line.
const maxDashes = 20_000

// dashes cuts a line into those parts that a dashed stroke shows.
func dashes(ps []point, dash []float64) [][]point {
	if len(dash) == 0 || len(ps) < 2 {
		return [][]point{ps}
	}
	long, period := 0.0, 0.0
	for i := 0; i+1 < len(ps); i++ {
		long += math.Hypot(ps[i+1].x-ps[i].x, ps[i+1].y-ps[i].y)
	}
	for _, d := range dash {
		period += d
	}
	if long > maxDashes*period {
		return [][]point{ps} // too fine to be seen
	}
	var out [][]point
	on, k, left := true, 0, dash[0]
	run := []point{ps[0]}
	for i := 0; i+1 < len(ps); i++ {
		a, b := ps[i], ps[i+1]
		long := math.Hypot(b.x-a.x, b.y-a.y)
		for at := 0.0; at < long; {
			step := math.Min(left, long-at)
			at += step
			left -= step
			p := point{a.x + (b.x-a.x)*at/long, a.y + (b.y-a.y)*at/long}
			if on {
				run = append(run, p)
			}
			if left <= 1e-9 {
				if on {
					out = append(out, run)
				}
				k = (k + 1) % len(dash)
				left, on = dash[k], !on
				run = []point{p}
			}
		}
	}
	if on && len(run) > 1 {
		out = append(out, run)
	}
	return out
}
