// Package raster paints the figures of package chart as PNG, offline and without
// a browser, so that a picture in a report is the one on the screen.
//
// It reads the SVG that chart draws for files ([chart.Options.Alone]) and nothing
// more: shapes, text, one clip path, hatches and linear gradients. What it does
// not know it names as an error and paints nothing. Letters are those of the Go
// fonts (BSD licence), which have Latin, Greek and Cyrillic; others are boxes.
//
// Source: SVG 2 (W3C), the parts that chart writes.
package raster

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"strconv"
	"strings"
)

// Scale is how many pixels a unit of a figure gets: a figure of 960 units is
// 1920 pixels wide.
const Scale = 2

// dotsPerMetre is what a PNG says of its size: 300 dots an inch.
const dotsPerMetre = 11811

// maxPixels bounds a picture.
const maxPixels = 64 << 20

// PNG paints a figure. The error names the element that is not understood.
func PNG(svg string) ([]byte, error) {
	img, err := Paint(svg, Scale)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img); err != nil {
		return nil, err
	}
	return sized(b.Bytes()), nil
}

// sized puts a chunk about the size of a dot behind the head of a PNG: 8 bytes of
// signature, then IHDR of 25.
func sized(b []byte) []byte {
	const head = 33
	chunk := binary.BigEndian.AppendUint32(nil, 9)
	chunk = append(chunk, "pHYs"...)
	chunk = binary.BigEndian.AppendUint32(chunk, dotsPerMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, dotsPerMetre)
	chunk = append(chunk, 1) // metres
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	out := append([]byte(nil), b[:head]...)
	return append(append(out, chunk...), b[head:]...)
}

// Paint paints a figure, scale pixels a unit, on white.
func Paint(svg string, scale float64) (*image.RGBA, error) {
	root, err := parse(svg)
	if err != nil {
		return nil, fmt.Errorf("figure: %w", err)
	}
	w, errW := root.number("width", 0)
	h, errH := root.number("height", 0)
	if err := errors.Join(errW, errH); err != nil {
		return nil, err
	}
	if root.name != "svg" || !(w > 0) || !(h > 0) || w*h*scale*scale > maxPixels {
		return nil, fmt.Errorf("figure: %s of %g by %g", root.name, w, h)
	}
	p := &painter{img: image.NewRGBA(image.Rect(0, 0, int(math.Ceil(w*scale)), int(math.Ceil(h*scale)))), scale: scale, defs: map[string]*node{}, width: w, height: h}
	draw.Draw(p.img, p.img.Bounds(), image.White, image.Point{}, draw.Src)
	if err := p.children(root, style{fill: "black", stroke: "none", width: 1, size: 16, fillOpacity: 1, strokeOpacity: 1}); err != nil {
		return nil, fmt.Errorf("figure: %w", err)
	}
	return p.img, nil
}

// A node is an element.
type node struct {
	name  string
	attrs map[string]string
	kids  []*node
	text  string
}

// maxDepth bounds how deep elements lie in each other.
const maxDepth = 32

func parse(svg string) (*node, error) {
	d := xml.NewDecoder(strings.NewReader(svg))
	var open []*node
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil, errors.New("no element")
		}
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			e := &node{name: t.Name.Local, attrs: map[string]string{}}
			for _, a := range t.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			if len(open) == maxDepth {
				return nil, errors.New("elements lie too deep in each other")
			}
			if len(open) > 0 {
				last := open[len(open)-1]
				last.kids = append(last.kids, e)
			}
			open = append(open, e)
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(t)
			}
		case xml.EndElement:
			if len(open) == 1 {
				return open[0], nil
			}
			open = open[:len(open)-1]
		}
	}
}

// number is an attribute; otherwise where there is none.
func (e *node) number(name string, otherwise float64) (float64, error) {
	s, ok := e.attrs[name]
	if !ok {
		return otherwise, nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, fmt.Errorf("<%s %s=%q>: not a number", e.name, name, s)
	}
	return f, nil
}

// numbers are several attributes, 0 where there is none.
func (e *node) numbers(names ...string) ([]float64, error) {
	out := make([]float64, len(names))
	var errs []error
	for i, name := range names {
		f, err := e.number(name, 0)
		out[i] = f
		errs = append(errs, err)
	}
	return out, errors.Join(errs...)
}

// A style is what elements take from those around them.
type style struct {
	fill, stroke               string
	width, size                float64
	fillOpacity, strokeOpacity float64
	dash                       []float64
	anchor                     string
	spacing                    float64
	italic, strokeFirst        bool
}

func (s style) of(e *node) (style, error) {
	var errs []error
	num := func(name string, v *float64) {
		f, err := e.number(name, *v)
		*v = f
		errs = append(errs, err)
	}
	word := func(name string, v *string) {
		if a, ok := e.attrs[name]; ok {
			*v = a
		}
	}
	word("fill", &s.fill)
	word("stroke", &s.stroke)
	word("text-anchor", &s.anchor)
	num("stroke-width", &s.width)
	num("font-size", &s.size)
	num("fill-opacity", &s.fillOpacity)
	num("stroke-opacity", &s.strokeOpacity)
	num("letter-spacing", &s.spacing)
	if v, ok := e.attrs["stroke-dasharray"]; ok {
		s.dash = nil
		for _, f := range strings.FieldsFunc(v, func(r rune) bool { return r == ' ' || r == ',' }) {
			x, err := strconv.ParseFloat(f, 64)
			if err != nil || !(x > 0) {
				return s, fmt.Errorf("<%s stroke-dasharray=%q>", e.name, v)
			}
			s.dash = append(s.dash, x)
		}
	}
	s.italic = s.italic || e.attrs["font-style"] == "italic"
	s.strokeFirst = s.strokeFirst || e.attrs["paint-order"] == "stroke"
	for _, name := range []string{"transform", "style", "class", "opacity", "filter", "mask"} {
		if v, ok := e.attrs[name]; ok {
			errs = append(errs, fmt.Errorf("<%s %s=%q> is not painted", e.name, name, v))
		}
	}
	return s, errors.Join(errs...)
}

// colour reads #RRGGBB, black and white; ok is false for none and transparent.
func colour(s string) (c color.RGBA, ok bool, err error) {
	switch s {
	case "none", "transparent":
		return c, false, nil
	case "black":
		return color.RGBA{A: 255}, true, nil
	case "white":
		return color.RGBA{255, 255, 255, 255}, true, nil
	}
	v, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 32)
	if len(s) != 7 || s[0] != '#' || err != nil {
		return c, false, fmt.Errorf("no colour: %q", s)
	}
	return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}, true, nil
}
