package raster

import (
	"fmt"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

var fonts = sync.OnceValues(func() (out [2]*sfnt.Font, err error) {
	for i, b := range [][]byte{goregular.TTF, goitalic.TTF} {
		if out[i], err = sfnt.Parse(b); err != nil {
			return out, fmt.Errorf("font: %w", err)
		}
	}
	return out, nil
})

// drawn are signs of chart that the fonts lack.
var drawn = map[rune]string{
	'↻': "M62 -52L62 -40A29 29 0 1 0 69 -22L61 -23A21 21 0 1 1 56 -46L46 -40L71 -32L74 -58z",
}

// text paints words along their base line.
func (p *painter) text(e *node, s style) error {
	at, err := e.numbers("x", "y")
	if err != nil {
		return err
	}
	fs, err := fonts()
	if err != nil {
		return err
	}
	f := fs[0]
	if s.italic {
		f = fs[1]
	}
	// Glyphs come at 64 pixels and are shrunk: no grid of small sizes shows.
	const em = 64
	k := s.size / em
	var b sfnt.Buffer
	type glyph struct {
		i    sfnt.GlyphIndex
		x    float64
		data string // of a path in hundredths of the size, for what the font lacks
	}
	var glyphs []glyph
	x := 0.0
	var last sfnt.GlyphIndex
	for n, r := range []rune(e.text) {
		if d := drawn[r]; d != "" {
			glyphs = append(glyphs, glyph{x: x, data: d})
			x += s.size*0.8 + s.spacing
			last = 0
			continue
		}
		i, err := f.GlyphIndex(&b, r)
		if err != nil {
			return fmt.Errorf("text: %w", err)
		}
		if n > 0 {
			if kern, err := f.Kern(&b, last, i, fixed.I(em), font.HintingNone); err == nil { // a font without kerning says ErrNotFound
				x += float64(kern) / 64 * k
			}
		}
		glyphs = append(glyphs, glyph{i: i, x: x})
		wide, err := f.GlyphAdvance(&b, i, fixed.I(em), font.HintingNone)
		if err != nil {
			return fmt.Errorf("text: %w", err)
		}
		x += float64(wide)/64*k + s.spacing
		last = i
	}
	left := at[0]
	switch s.anchor {
	case "middle":
		left -= x / 2
	case "end":
		left -= x
	}
	var ls []line
	for _, g := range glyphs {
		if g.data != "" {
			got, err := flat(g.data, 1)
			if err != nil {
				return err
			}
			for _, l := range got {
				for i, q := range l.points {
					l.points[i] = point{left + g.x + q.x*s.size/100, at[1] + q.y*s.size/100}
				}
			}
			ls = append(ls, got...)
			continue
		}
		segments, err := f.LoadGlyph(&b, g.i, fixed.I(em), nil)
		if err != nil {
			return fmt.Errorf("text: %w", err)
		}
		to := func(q fixed.Point26_6) point {
			return point{left + g.x + float64(q.X)/64*k, at[1] + float64(q.Y)/64*k}
		}
		r := pathReader{fine: p.fine()}
		for _, seg := range segments {
			a := seg.Args
			switch seg.Op {
			case sfnt.SegmentOpMoveTo:
				r.end(true)
				r.pen = to(a[0])
			case sfnt.SegmentOpLineTo:
				r.to(to(a[0]))
			case sfnt.SegmentOpQuadTo:
				c, end, from := to(a[0]), to(a[1]), r.pen
				third := func(q point) point { return point{q.x + (c.x-q.x)*2/3, q.y + (c.y-q.y)*2/3} }
				r.cubic(third(from), third(end), end)
			case sfnt.SegmentOpCubeTo:
				r.cubic(to(a[0]), to(a[1]), to(a[2]))
			}
		}
		r.end(true)
		ls = append(ls, r.out...)
	}
	return p.both(ls, s, true)
}
