package raster

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"

	"golang.org/x/image/vector"
)

// A painter paints onto img.
type painter struct {
	img           *image.RGBA
	clip          *image.Alpha // nil: everything
	scale         float64
	width, height float64
	defs          map[string]*node
}

// fine is how far a straight line may lie from a curve, in units.
func (p *painter) fine() float64 { return 0.1 / p.scale }

func (p *painter) children(e *node, s style) error {
	for _, k := range e.kids {
		if err := p.element(k, s); err != nil {
			return err
		}
	}
	return nil
}

func (p *painter) element(e *node, s style) error {
	switch e.name {
	case "title", "desc":
		return nil
	case "defs":
		for _, k := range e.kids {
			p.defs[k.attrs["id"]] = k
		}
		return nil
	case "pattern", "linearGradient", "clipPath":
		p.defs[e.attrs["id"]] = e
		return nil
	}
	s, err := s.of(e)
	if err != nil {
		return err
	}
	switch e.name {
	case "g", "a":
		if ref, ok := e.attrs["clip-path"]; ok {
			defer func(old *image.Alpha) { p.clip = old }(p.clip)
			if err := p.clipTo(ref); err != nil {
				return err
			}
		}
		return p.children(e, s)
	case "text":
		return p.text(e, s)
	}
	ls, err := p.shape(e)
	if err != nil {
		return err
	}
	return p.both(ls, s, e.name != "line")
}

// shape is the lines of an element.
func (p *painter) shape(e *node) ([]line, error) {
	switch e.name {
	case "path":
		return flat(e.attrs["d"], p.fine())
	case "rect":
		// A width of 100% is the whole figure's.
		f, err := e.numbers("x", "y", "rx")
		w, h := p.width, p.height
		if e.attrs["width"] != "100%" {
			sides, err2 := e.numbers("width", "height")
			w, h, err = sides[0], sides[1], errors.Join(err, err2)
		}
		if err != nil || w <= 0 || h <= 0 {
			return nil, err
		}
		return []line{box(f[0], f[1], w, h, f[2], p.fine())}, nil
	case "circle":
		f, err := e.numbers("cx", "cy", "r")
		if err != nil || f[2] <= 0 {
			return nil, err
		}
		return []line{circle(f[0], f[1], f[2], p.fine())}, nil
	case "line":
		f, err := e.numbers("x1", "y1", "x2", "y2")
		return []line{{points: []point{{f[0], f[1]}, {f[2], f[3]}}}}, err
	}
	return nil, fmt.Errorf("<%s> is not painted", e.name)
}

// both fills and strokes.
func (p *painter) both(ls []line, s style, filled bool) error {
	fill := func() error {
		if !filled {
			return nil
		}
		return p.cover(ls, s.fill, s.fillOpacity)
	}
	stroke := func() error {
		if s.stroke == "none" || s.width <= 0 {
			return nil
		}
		return p.cover(outlines(ls, s.width, p.fine(), s.dash), s.stroke, s.strokeOpacity)
	}
	if s.strokeFirst {
		return errors.Join(stroke(), fill())
	}
	return errors.Join(fill(), stroke())
}

// cover paints what polygons enclose.
func (p *painter) cover(ls []line, with string, opacity float64) error {
	if with == "none" || with == "transparent" || len(ls) == 0 {
		return nil
	}
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, l := range ls {
		for _, q := range l.points {
			low.x, low.y = math.Min(low.x, q.x), math.Min(low.y, q.y)
			high.x, high.y = math.Max(high.x, q.x), math.Max(high.y, q.y)
		}
	}
	paint, err := p.paint(with, low, high)
	if err != nil {
		return err
	}
	edge := func(f float64, up bool) int {
		f *= p.scale
		if up {
			return int(math.Ceil(math.Max(-8, math.Min(f, 1<<20))))
		}
		return int(math.Floor(math.Max(-8, math.Min(f, 1<<20))))
	}
	at := image.Rect(edge(low.x, false), edge(low.y, false), edge(high.x, true), edge(high.y, true)).Intersect(p.img.Bounds())
	if at.Empty() {
		return nil
	}
	mask := p.mask(ls, at)
	if p.clip != nil {
		for y := range at.Dy() {
			for x := range at.Dx() {
				i := y*mask.Stride + x
				mask.Pix[i] = uint8(uint32(mask.Pix[i]) * uint32(p.clip.AlphaAt(at.Min.X+x, at.Min.Y+y).A) / 255)
			}
		}
	}
	if opacity < 1 {
		for i, a := range mask.Pix {
			mask.Pix[i] = uint8(math.Round(float64(a) * math.Max(0, opacity)))
		}
	}
	f, isField := paint.(field)
	if !isField {
		draw.DrawMask(p.img, at, paint, at.Min, mask, image.Point{}, draw.Over)
		return nil
	}
	for y := range at.Dy() {
		for x := range at.Dx() {
			if m := mask.Pix[y*mask.Stride+x]; m > 0 {
				p.over(at.Min.X+x, at.Min.Y+y, f(float64(at.Min.X+x)+0.5, float64(at.Min.Y+y)+0.5), m)
			}
		}
	}
	return nil
}

// over puts a colour on a pixel, to the share m of 255.
func (p *painter) over(x, y int, c color.RGBA, m uint8) {
	pix := p.img.Pix[p.img.PixOffset(x, y):]
	rest := 255*255 - uint32(c.A)*uint32(m)
	for i, v := range [4]uint8{c.R, c.G, c.B, c.A} {
		pix[i] = uint8((uint32(v)*uint32(m)*255 + uint32(pix[i])*rest + 255*255/2) / (255 * 255))
	}
}

// mask is how much of each pixel of a rectangle polygons cover.
func (p *painter) mask(ls []line, at image.Rectangle) *image.Alpha {
	r := vector.NewRasterizer(at.Dx(), at.Dy())
	r.DrawOp = draw.Src
	w, h := float64(at.Dx()), float64(at.Dy())
	for _, l := range ls {
		ps := make([]point, len(l.points))
		for i, q := range l.points {
			ps[i] = point{q.x*p.scale - float64(at.Min.X), q.y*p.scale - float64(at.Min.Y)}
		}
		ps = within(ps, w, h)
		for i, q := range ps {
			if i == 0 {
				r.MoveTo(float32(q.x), float32(q.y))
			} else {
				r.LineTo(float32(q.x), float32(q.y))
			}
		}
		if len(ps) > 0 {
			r.ClosePath()
		}
	}
	out := image.NewAlpha(image.Rect(0, 0, at.Dx(), at.Dy()))
	r.Draw(out, out.Bounds(), image.Opaque, image.Point{})
	return out
}

// within cuts a polygon off at the edges of w by h (Sutherland and Hodgman 1974).
func within(ps []point, w, h float64) []point {
	inside := true
	for _, q := range ps {
		inside = inside && q.x >= 0 && q.y >= 0 && q.x <= w && q.y <= h
	}
	if inside {
		return ps
	}
	for _, edge := range []struct {
		by  func(point) float64 // at least 0 inside
		at  float64
		isX bool
	}{
		{func(q point) float64 { return q.x }, 0, true}, {func(q point) float64 { return w - q.x }, w, true},
		{func(q point) float64 { return q.y }, 0, false}, {func(q point) float64 { return h - q.y }, h, false},
	} {
		var out []point
		for i, b := range ps {
			a := ps[(i+len(ps)-1)%len(ps)]
			da, db := edge.by(a), edge.by(b)
			if (da < 0) != (db < 0) {
				t := da / (da - db)
				q := point{a.x + t*(b.x-a.x), a.y + t*(b.y-a.y)}
				if edge.isX {
					q.x = edge.at
				} else {
					q.y = edge.at
				}
				out = append(out, q)
			}
			if db >= 0 {
				out = append(out, b)
			}
		}
		if ps = out; len(ps) == 0 {
			break
		}
	}
	return ps
}

func (p *painter) clipTo(ref string) error {
	def, err := p.def(ref)
	if err != nil {
		return err
	}
	var ls []line
	for _, k := range def.kids {
		got, err := p.shape(k)
		if err != nil {
			return err
		}
		ls = append(ls, got...)
	}
	p.clip = p.mask(ls, p.img.Bounds())
	return nil
}

func (p *painter) def(ref string) (*node, error) {
	if id, ok := strings.CutPrefix(ref, "url(#"); ok {
		if def := p.defs[strings.TrimSuffix(id, ")")]; def != nil {
			return def, nil
		}
	}
	return nil, fmt.Errorf("nothing is called %q", ref)
}

// paint is a colour, hatch or gradient; low and high are the corners of what it
// is put on.
func (p *painter) paint(with string, low, high point) (image.Image, error) {
	if !strings.HasPrefix(with, "url(") {
		c, _, err := colour(with)
		return image.NewUniform(c), err
	}
	def, err := p.def(with)
	if err != nil {
		return nil, err
	}
	switch def.name {
	case "pattern":
		return p.hatch(def)
	case "linearGradient":
		return p.gradient(def, low.x, high.x)
	}
	return nil, fmt.Errorf("<%s> is no paint", def.name)
}

// A field is a picture without end.
type field func(x, y float64) color.RGBA // middle of a pixel

func (f field) ColorModel() color.Model { return color.RGBAModel }
func (f field) Bounds() image.Rectangle { return image.Rect(-1<<20, -1<<20, 1<<20, 1<<20) }
func (f field) At(x, y int) color.Color { return f(float64(x)+0.5, float64(y)+0.5) }

// hatch is a pattern of chart's: a ground, perhaps, and one line from the top of
// the tile to its bottom, turned by 45 degrees. Half of the line lies in the tile.
func (p *painter) hatch(def *node) (image.Image, error) {
	gap, err := def.number("width", 0)
	if err != nil || gap <= 0 || def.attrs["patternUnits"] != "userSpaceOnUse" || def.attrs["patternTransform"] != "rotate(45)" {
		return nil, fmt.Errorf("<pattern id=%q> is not painted", def.attrs["id"])
	}
	var ground, ink color.RGBA
	wide := 0.0
	for _, k := range def.kids {
		s, err := style{fill: "black", stroke: "none", width: 1, fillOpacity: 1}.of(k)
		if err != nil {
			return nil, err
		}
		switch k.name {
		case "rect":
			ground, _, err = colour(s.fill)
		case "line":
			ink, _, err = colour(s.stroke)
			wide = s.width / 2
		default:
			err = fmt.Errorf("<%s> in a pattern is not painted", k.name)
		}
		if err != nil {
			return nil, err
		}
	}
	gap, wide = gap*p.scale, wide*p.scale
	return field(func(x, y float64) color.RGBA {
		u := (x + y) * math.Sqrt2 / 2
		u -= math.Floor(u/gap) * gap
		// How much of a pixel about u lies in [0, wide), or in the next line.
		share := overlap(u-0.5, u+0.5, 0, wide) + overlap(u-0.5, u+0.5, gap, gap+wide) + overlap(u-0.5, u+0.5, -gap, -gap+wide)
		return blend(ground, ink, math.Min(1, share))
	}), nil
}

func overlap(a, b, c, d float64) float64 { return math.Max(0, math.Min(b, d)-math.Max(a, c)) }

// gradient goes from left to right.
func (p *painter) gradient(def *node, left, right float64) (image.Image, error) {
	type stop struct {
		at float64
		c  color.RGBA
	}
	var stops []stop
	for _, k := range def.kids {
		at, err := k.number("offset", 0)
		opacity, err2 := k.number("stop-opacity", 1)
		c, _, err3 := colour(k.attrs["stop-color"])
		if err := errors.Join(err, err2, err3); err != nil {
			return nil, err
		}
		stops = append(stops, stop{at, blend(color.RGBA{}, c, opacity)})
	}
	if len(stops) == 0 {
		return nil, fmt.Errorf("<linearGradient id=%q> has no colour", def.attrs["id"])
	}
	return field(func(x, _ float64) color.RGBA {
		t := (x/p.scale - left) / math.Max(1e-9, right-left)
		last := stops[0]
		for _, s := range stops {
			if t < s.at {
				return blend(last.c, s.c, math.Max(0, (t-last.at)/math.Max(1e-9, s.at-last.at)))
			}
			last = s
		}
		return last.c
	}), nil
}

// blend is a with b over it to a share t; colours carry their opacity within.
func blend(a, b color.RGBA, t float64) color.RGBA {
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x)*(1-t) + float64(y)*t)) }
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), mix(a.A, b.A)}
}
