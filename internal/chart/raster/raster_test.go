package raster

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
)

const head = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20">`

// TestPaint looks at single pixels: where, and the colour they must have.
func TestPaint(t *testing.T) {
	red, white := color.RGBA{255, 0, 0, 255}, color.RGBA{255, 255, 255, 255}
	type dot struct {
		x, y int // pixels, two a unit
		want color.RGBA
	}
	for name, c := range map[string]struct {
		svg  string
		dots []dot
	}{
		"rect":                  {`<rect x="10" y="5" width="10" height="10" fill="#FF0000"/>`, []dot{{20, 10, red}, {39, 29, red}, {18, 10, white}, {41, 20, white}}},
		"ground":                {`<rect width="100%" height="100%" fill="#FF0000"/>`, []dot{{0, 0, red}, {79, 39, red}}},
		"circle":                {`<circle cx="20" cy="10" r="8" fill="#FF0000"/>`, []dot{{40, 20, red}, {40, 5, red}, {27, 7, white}}},
		"stroke":                {`<line x1="0" y1="10" x2="40" y2="10" stroke="#FF0000" stroke-width="4"/>`, []dot{{5, 17, red}, {5, 22, red}, {5, 14, white}}},
		"dashes":                {`<line x1="0" y1="10" x2="40" y2="10" stroke="#FF0000" stroke-width="4" stroke-dasharray="4 6"/>`, []dot{{4, 20, red}, {13, 20, white}, {24, 20, red}}},
		"relative path":         {`<path d="M10 5l10 0 0 10-10 0z" fill="#FF0000"/>`, []dot{{22, 12, red}, {38, 28, red}, {50, 20, white}}},
		"half a circle":         {`<path d="M20 2a8 8 0 0 1 0 16z" fill="#FF0000"/>`, []dot{{50, 20, red}, {30, 20, white}}},
		"a quarter, and a hole": {`<path d="M0 0h40v20h-40zM10 5v10h20v-10z" fill="#FF0000"/>`, []dot{{2, 2, red}, {40, 20, white}}},
		"opacity":               {`<rect width="40" height="20" fill="#000000" fill-opacity="0.5"/>`, []dot{{9, 9, color.RGBA{127, 127, 127, 255}}}},
		"clip": {`<defs><clipPath id="c"><rect width="20" height="20"/></clipPath></defs><g clip-path="url(#c)"><rect width="40" height="20" fill="#FF0000"/></g><rect x="38" width="2" height="2" fill="#FF0000"/>`,
			[]dot{{10, 10, red}, {50, 20, white}, {78, 1, red}}},
		"far out":   {`<path d="M-5000 -5000L9000 -5000 9000 9000 -5000 9000z" fill="#FF0000"/>`, []dot{{0, 0, red}, {79, 39, red}}},
		"inherited": {`<g fill="#FF0000"><a><rect width="4" height="4"/></a></g>`, []dot{{2, 2, red}}},
		"not drawn": {`<rect width="40" height="20" fill="transparent"/><rect width="40" height="20" fill="none"/><title>t</title>`, []dot{{2, 2, white}}},
	} {
		img, err := Paint(head+c.svg+"</svg>", 2)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, d := range c.dots {
			if got := img.RGBAAt(d.x, d.y); got != d.want {
				t.Errorf("%s at %d, %d: %v, want %v", name, d.x, d.y, got, d.want)
			}
		}
	}
}

// share is how dark a picture is between x1 and x2, 0 to 1.
func share(img *image.RGBA, x1, x2 int) float64 {
	sum := 0
	for y := range img.Bounds().Dy() {
		for x := x1; x < x2; x++ {
			sum += 255 - int(img.RGBAAt(x, y).G)
		}
	}
	return float64(sum) / 255 / float64((x2-x1)*img.Bounds().Dy())
}

func TestPaints(t *testing.T) {
	hatch := `<defs><pattern id="h" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="4" stroke="#000000" stroke-width="2"/></pattern></defs><rect width="40" height="20" fill="url(#h)"/>`
	fade := `<linearGradient id="f"><stop offset="0" stop-color="#000000" stop-opacity="0"/><stop offset="1" stop-color="#000000" stop-opacity="1"/></linearGradient><rect width="40" height="20" fill="url(#f)"/>`
	text := func(anchor string) string {
		return `<text x="20" y="14" font-size="10" text-anchor="` + anchor + `" fill="#000000">Душанбе</text>`
	}
	for name, c := range map[string]struct {
		svg         string
		left, right [2]float64 // darkness of the halves, from and to
	}{
		"half of a line of 2 in 4": {hatch, [2]float64{.23, .27}, [2]float64{.23, .27}},
		"fades in":                 {fade, [2]float64{.2, .3}, [2]float64{.7, .8}},
		"words from here":          {text("start"), [2]float64{0, 0.01}, [2]float64{.05, .4}},
		"words up to here":         {text("end"), [2]float64{.05, .4}, [2]float64{0, 0.01}},
	} {
		img, err := Paint(head+c.svg+"</svg>", 2)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if l, r := share(img, 0, 40), share(img, 40, 80); l < c.left[0] || l > c.left[1] || r < c.right[0] || r > c.right[1] {
			t.Errorf("%s: left %.3f, right %.3f, want %v and %v", name, l, r, c.left, c.right)
		}
	}
}

func TestNotPainted(t *testing.T) {
	for _, svg := range []string{"", "<svg/>", "<p>", head, head + `<image href="http://x/"/></svg>`, head + `<rect width="4" height="4" fill="url(#x)"/></svg>`,
		head + `<rect width="4" height="4" fill="crimson"/></svg>`, head + `<path d="M0 0S1 1 2 2"/></svg>`, head + `<path d="M0 0L1"/></svg>`, head + `<g transform="scale(2)"/></svg>`,
		`<svg width="1e6" height="1e6"/>`, head + `<script/></svg>`, head + strings.Repeat("<g>", 100) + strings.Repeat("</g>", 100) + "</svg>"} {
		if _, err := PNG(svg); err == nil {
			t.Errorf("%.80q is painted", svg)
		}
	}
}

func TestSize(t *testing.T) {
	b, err := PNG(head + "</svg>")
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil || img.Width != 80 || img.Height != 40 {
		t.Errorf("%v by %v, %v", img.Width, img.Height, err)
	}
	if !bytes.Contains(b, []byte("pHYs\x00\x00\x2e\x23\x00\x00\x2e\x23\x01")) {
		t.Error("it does not say 300 dots an inch")
	}
	if _, err := png.Decode(bytes.NewReader(b)); err != nil { // checks the sums of chunks
		t.Error(err)
	}
}

func FuzzPaint(f *testing.F) {
	f.Add(`<path d="M10 5l10 0 0 10-10 0zm1 1a2 3 4 0 1 5 6" stroke="#123456" stroke-dasharray="1 2"/>`)
	f.Add(`<text x="1" y="9" letter-spacing="2">a↻ب</text>`)
	f.Fuzz(func(t *testing.T, inner string) {
		img, err := Paint(head+inner+"</svg>", 1)
		if err == nil && img.Bounds() != image.Rect(0, 0, 40, 20) {
			t.Errorf("%v", img.Bounds())
		}
	})
}
